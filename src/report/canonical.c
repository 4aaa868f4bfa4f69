/*
 * canonical.c - cells as lines that anybody can make again
 */
#include "canonical.h"

#include <string.h>

void canonical_begin(struct canonical *canonical, FILE *copy)
{
	digest_begin(&canonical->digester);
	canonical->copy = copy;
	canonical->size = 0;
}

static void flush(struct canonical *canonical)
{
	digest_add(&canonical->digester, canonical->bytes, canonical->size);
	if (canonical->copy)
		fwrite(canonical->bytes, 1, canonical->size, canonical->copy);
	canonical->size = 0;
}

static void put(struct canonical *canonical, const char *bytes, size_t size)
{
	while (size) {
		size_t room = sizeof canonical->bytes - canonical->size,
		       part = size < room ? size : room;

		memcpy(canonical->bytes + canonical->size, bytes, part);
		canonical->size += part;
		bytes += part;
		size -= part;
		if (canonical->size == sizeof canonical->bytes)
			flush(canonical);
	}
}

static void put_text(struct canonical *canonical, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "\\\t\n\r");

		put(canonical, text, plain);
		text += plain;
		if (!*text)
			return;
		put(canonical,
		    *text == '\\'   ? "\\\\"
		    : *text == '\t' ? "\\t"
		    : *text == '\n' ? "\\n"
		                    : "\\r",
		    2);
		text++;
	}
}

void canonical_section(struct canonical *canonical, const char *name,
                       const struct columns *columns)
{
	put(canonical, "# ", 2);
	put_text(canonical, name);
	for (int i = 0; i < columns->count; i++) {
		const struct column *column = &columns->item[i];

		put(canonical, i ? "\t" : "\n", 1);
		put_text(canonical, column->name);
		if (column_has_unit(column)) {
			put(canonical, "\t", 1);
			put_text(canonical, column->name);
			put(canonical, "_unit", 5);
		}
	}
	put(canonical, "\n", 1);
}

void canonical_row(struct canonical *canonical, const struct columns *columns,
                   const struct cell *cells)
{
	for (int i = 0; i < columns->count; i++) {
		char text[CELL_TEXT];

		if (i)
			put(canonical, "\t", 1);
		put_text(canonical, cell_exact(&cells[i], text));
		if (column_has_unit(&columns->item[i])) {
			put(canonical, "\t", 1);
			if (cells[i].kind == CELL_AMOUNT)
				put_text(canonical, unit_everyday(cells[i].amount.unit));
		}
	}
	put(canonical, "\n", 1);
}

void canonical_end(struct canonical *canonical, struct digest *out)
{
	flush(canonical);
	digest_end(&canonical->digester, out);
}

void canonical_sheet(struct digester *sheets, const char *name, const struct digest *digest)
{
	char line[128], hex[DIGEST_TEXT];

	digest_text(digest, hex);
	digest_add(sheets, line, (size_t)snprintf(line, sizeof line, "%s\t%s\n", name, hex));
}
