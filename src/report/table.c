/*
 * table.c - widths, lines and colours
 */
#include "table.h"
#include "heap.h"
#include "letters.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2, LEAST = 8 };

static const char *const colours[COLOUR_COUNT] = { "", "\033[31m", "\033[33m", "\033[32m",
	                                           "\033[90m" };

void table_begin(struct table *table, struct columns *columns)
{
	*table = (struct table){ .columns = columns };
}

/* Text a user once entered must not steer the terminal. */
static char *plain(const char *text)
{
	char *copy = heap_text(text);

	for (char *at = copy; *at; at++) {
		int bytes;
		uint32_t point;

		if (*at >= ' ' && *at < 0x7f)
			continue;
		point = letter_at(at, &bytes);
		if (point < 0x20)
			*at = ' ';
		else if (point == 0x7f || point == 0xfffd)
			*at = '?';
		else if (point >= 0x80 && point < 0xa0)
			memset(at, ' ', 2);
		else
			at += bytes - 1;
	}
	return copy;
}

void table_add(struct table *table, const char *text)
{
	table->cells = heap_more(table->cells, table->count, sizeof *table->cells);
	table->cells[table->count++] = plain(text);
}

static void pad(FILE *out, int width)
{
	static const char blank[] = "                                ";
	const int most = sizeof blank - 1;

	for (; width > 0; width -= most)
		fwrite(blank, 1, (size_t)(width < most ? width : most), out);
}

static void value_write(FILE *out, const struct column *column, const char *whole,
                        const char *text, size_t bytes, bool colour)
{
	const char *ink = colour ? colours[column_colour(column, whole)] : "";

	fputs(ink, out);
	fwrite(text, 1, bytes, out);
	fputs(*ink ? "\033[0m" : "", out);
}

/* label  value, one under another; what is empty is left out. */
static void form_write(const struct table *table, FILE *out, bool colour, int width)
{
	const struct columns *columns = table->columns;
	int label = 0;

	for (int i = 0; i < columns->count; i++) {
		int wide = letters_width(columns->item[i].heading, SIZE_MAX / 2);

		if (*table->cells[i] && wide > label)
			label = wide;
	}
	for (int i = 0; i < columns->count; i++) {
		const struct column *column = &columns->item[i];
		const char *text = table->cells[i], *next;
		int room = width - label - GAP;

		if (!*text || column->hidden_in_tables)
			continue;
		fputs(column->heading, out);
		pad(out, label - letters_width(column->heading, strlen(column->heading)));
		for (bool first = true; *text; text = next, first = false) {
			size_t bytes = letters_break(text, room > LEAST ? room : 1000, &next);

			pad(out, first ? GAP : label + GAP);
			value_write(out, column, table->cells[i], text, bytes, colour);
			fputc('\n', out);
		}
	}
}

struct layout {
	int width[COLUMN_MOST], least[COLUMN_MOST];
	bool shown[COLUMN_MOST];
	bool idle[COLUMN_MOST];      /* nothing, or nought, in every row */
	bool lost[COLUMN_MOST];      /* says something, and there is no room for it */
	/* what the cell says, and what of it is still to be shown */
	const char *whole[COLUMN_MOST], *line[COLUMN_MOST];
};

static bool says_nothing(const char *text)
{
	return !*text || (*text == '0' && (!text[1] || text[1] == ' '));
}

/* Flags that nothing raises take no room. */
static void layout_measure(const struct table *table, struct layout *layout)
{
	int count = table->columns->count;

	for (int i = 0; i < count; i++) {
		const struct column *column = &table->columns->item[i];
		bool any = column->kind != COLUMN_FLAG;
		int widest = 0, word = letters_longest_word(column->heading);

		layout->idle[i] = true;
		for (size_t at = (size_t)i; at < table->count; at += (size_t)count) {
			const char *text = table->cells[at];
			int wide = letters_width(text, strlen(text)),
			    longest = letters_longest_word(text);

			any |= *text != '\0';
			layout->idle[i] &= says_nothing(text);
			widest = wide > widest ? wide : widest;
			word = longest > word ? longest : word;
		}
		if (column->width && widest > column->width)
			widest = column->width > word ? column->width : word;
		layout->shown[i] = any && !column->hidden_in_tables;
		layout->least[i] = column->kind == COLUMN_TEXT || column->kind == COLUMN_PACKS
		                           ? word
		                           : widest;
		layout->width[i] = widest;
	}
}

static int layout_total(const struct layout *layout, int count)
{
	int total = -GAP;

	for (int i = 0; i < count; i++)
		total += layout->shown[i] ? layout->width[i] + GAP : 0;
	return total;
}

/* Where there is too little room, what says nothing goes first; then the widest words are
 * wrapped. A heading may be wrapped, but where there is room it stands in one line. */
static void layout_fit(const struct table *table, struct layout *layout, int width)
{
	int count = table->columns->count, over, widest;

	for (int i = 0; i < count; i++) {
		const char *heading = table->columns->item[i].heading;
		int wide = letters_width(heading, strlen(heading)),
		    word = letters_longest_word(heading);

		if (layout->least[i] < word)
			layout->least[i] = word;
		if (layout->width[i] < wide)
			layout->width[i] = wide;
	}
	if (layout_total(layout, count) > width)
		for (int i = 0; i < count; i++)
			layout->shown[i] &= !layout->idle[i];
	for (int i = 0; i < count && layout_total(layout, count) > width; i++) {
		layout->lost[i] = layout->shown[i] && table->columns->item[i].dispensable;
		layout->shown[i] &= !layout->lost[i];
	}
	for (over = layout_total(layout, count) - width; over > 0; over--) {
		widest = -1;
		for (int i = 0; i < count; i++)
			if (layout->shown[i] && layout->width[i] > layout->least[i]
			 && (widest < 0 || layout->width[i] > layout->width[widest]))
				widest = i;
		if (widest < 0)
			break;
		layout->width[widest]--;
	}
}

/* One row of cells as lines, the cells beginning at the top or, for the heading, at the
 * bottom. */
static void lines_write(const struct table *table, struct layout *layout, FILE *out,
                        bool colour, bool heading)
{
	int count = table->columns->count, spaces;
	bool more = true;

	while (more) {
		more = false;
		spaces = 0;
		for (int i = 0; i < count; i++) {
			const struct column *column = &table->columns->item[i];
			const char *text = layout->line[i], *next;
			size_t bytes;
			int rest;

			if (!layout->shown[i])
				continue;
			bytes = letters_break(text, layout->width[i], &next);
			rest = layout->width[i] - letters_width(text, bytes);
			if (bytes) {
				pad(out,
				    spaces + (column_is_right(column) && rest > 0 ? rest : 0));
				if (heading && colour)
					fprintf(out, "\033[1m%.*s\033[0m", (int)bytes, text);
				else
					value_write(out, column, layout->whole[i], text, bytes,
					            colour);
				spaces = column_is_right(column) ? 0 : rest;
			} else
				spaces += layout->width[i];
			spaces += GAP;
			layout->line[i] = next;
			more |= *next != '\0';
		}
		fputc('\n', out);
	}
}

/* In lines that are no wider than the table may be. */
static void lost_write(const struct table *table, const struct layout *layout, FILE *out,
                       int width)
{
	const char *before = "left out for want of width: ";
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);

	if (!line)
		abort();
	for (int i = 0; i < table->columns->count; i++) {
		if (!layout->lost[i])
			continue;
		fprintf(line, "%s%s", before, table->columns->item[i].heading);
		before = ", ";
	}
	if (ftell(line) > 0)
		fputs(" (a wider terminal shows more; --format csv of a list, all)", line);
	fclose(line);
	for (const char *at = text, *next; *at; at = next) {
		size_t bytes = letters_break(at, width, &next);

		fwrite(at, 1, bytes, out);
		fputc('\n', out);
	}
	free(text);
}

void table_write(struct table *table, FILE *out, bool colour, int width)
{
	int count = table->columns->count;
	struct layout layout = { 0 };

	bool shown = table->count && columns_shown(table->columns);

	if (shown && table->columns->form)
		form_write(table, out, colour, width);
	else if (shown) {
		if (*table->columns->title)
			fprintf(out, colour ? "\033[1m%s\033[0m\n" : "%s\n",
			        table->columns->title);
		layout_measure(table, &layout);
		layout_fit(table, &layout, width);
		for (int i = 0; i < count; i++)
			layout.line[i] = layout.whole[i] = table->columns->item[i].heading;
		lines_write(table, &layout, out, colour, true);
		for (size_t at = 0; at + (size_t)count <= table->count; at += (size_t)count) {
			for (int i = 0; i < count; i++)
				layout.line[i] = layout.whole[i] = table->cells[at + (size_t)i];
			lines_write(table, &layout, out, colour, false);
		}
		lost_write(table, &layout, out, width);
	}
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct table){ 0 };
}
