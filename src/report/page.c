/*
 * page.c - sections of rows on a terminal, as CSV or as JSON
 */
#include "column.h"
#include "heap.h"
#include "letters.h"
#include "page.h"
#include "table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 64, SHORT_HASH = 12, DAY_TEXT = 10 };

struct page {
	FILE *out;
	enum format format;
	struct zone zone;
	bool colour;
	int width;
	int sections;
	bool with_names;             /* columns of names are shown */
	bool begun, said;            /* something is written; the last of it was a sentence */

	/* The section under way. */
	struct columns columns;
	struct table table;
	int at;                      /* the column the next cell is for */
	int64_t rows;

	char names[NAMES][COLUMN_NAME];
};

struct page *page_open(FILE *out, enum format format, const struct zone *zone, bool colour,
                       int width)
{
	struct page *page = heap_new(sizeof *page);

	page->out = out;
	page->format = format;
	page->zone = zone && *zone->name ? *zone : (struct zone){ "UTC" };
	page->colour = colour;
	page->width = width > 0 ? width : 80;
	return page;
}

void page_close(struct page *page)
{
	if (!page)
		return;
	if (page->format == FORMAT_JSON && page->sections)
		fputs("\n}\n", page->out);
	free(page);
}

enum format page_format(const struct page *page)
{
	return page->format;
}

void page_names(struct page *page, bool names)
{
	page->with_names = names;
}

void page_say(struct page *page, const char *format, ...)
{
	va_list rest;
	size_t length = strlen(format);

	if (page->format != FORMAT_TABLE)
		return;
	if (page->begun && !page->said)
		fputc('\n', page->out);
	va_start(rest, format);
	vfprintf(page->out, format, rest);
	va_end(rest);
	if (!length || format[length - 1] != '\n')
		fputc('\n', page->out);
	page->begun = page->said = true;
}

static void json_text(FILE *out, const char *text)
{
	int bytes;

	fputc('"', out);
	for (; *text; text += bytes) {
		uint32_t point = letter_at(text, &bytes);

		if (point == '"' || point == '\\')
			fprintf(out, "\\%c", *text);
		else if (point == '\n')
			fputs("\\n", out);
		else if (point < 0x20 || point == 0x7f)
			fprintf(out, "\\u%04x", (unsigned)point);
		else if (point == 0xfffd)
			fputs("\\ufffd", out);
		else
			fwrite(text, 1, (size_t)bytes, out);
	}
	fputc('"', out);
}

static void json_number(FILE *out, const char *before, struct quantity amount)
{
	char number[CELL_TEXT];

	fprintf(out, ", \"%snumber\": %s, \"%sunit\": ", before,
	        cell_exact(&(struct cell){ .kind = CELL_AMOUNT, .amount = amount }, number),
	        before);
	json_text(out, unit_everyday(amount.unit));
}

/* {"text": "2.5 mL", "number": 2.5, "unit": "mL"} */
static void json_measured(struct page *page, const struct cell *cell)
{
	char text[CELL_TEXT];

	fputs("{\"text\": ", page->out);
	json_text(page->out, cell_shown(cell, &page->zone, text));
	if (cell->kind == CELL_PACKS)
		fprintf(page->out, ", \"packs\": %lld", (long long)cell->count);
	if (cell->kind == CELL_PACKS && cell->open) {
		fprintf(page->out, ", \"open\": %lld", (long long)cell->open);
		json_number(page->out, "left_",
		            (struct quantity){ cell->left, cell->amount.unit });
	}
	if (cell->kind == CELL_RATIO) {
		fputs(", \"exact\": ", page->out);
		json_text(page->out, cell_exact(cell, text));
	} else if (cell->kind != CELL_STRENGTH)
		json_number(page->out, "", cell->amount);
	else if (cell->strength.stated) {
		json_number(page->out, "", cell->strength.amount);
		json_number(page->out, "per_", cell->strength.per);
	}
	fputc('}', page->out);
}

static void json_value(struct page *page, const struct cell *cell)
{
	char text[CELL_TEXT];

	switch (cell->kind) {
	case CELL_EMPTY:
		fputs("null", page->out);
		break;
	case CELL_COUNT:
		fputs(cell_shown(cell, NULL, text), page->out);
		break;
	case CELL_FLAG:
	case CELL_CHECK:
		fputs(cell->count ? "true" : "false", page->out);
		break;
	case CELL_AMOUNT:
	case CELL_STRENGTH:
	case CELL_PACKS:
	case CELL_RATIO:
		json_measured(page, cell);
		break;
	case CELL_WORDS:
	case CELL_DAY:
	case CELL_INSTANT:
		if (cell->text)
			json_text(page->out, cell_exact(cell, text));
		else
			fputs("null", page->out);
		break;
	}
}

/* What a spreadsheet program would run, some of them in the wide letters of East Asia too: it
 * is told that this is text, which whoever reads it takes off again (page.h). */
static bool is_formula(const char *text)
{
	static const char *const begins[] = { "=",  "+",  "-",  "@",  "\t", "\r", "\n",
		                              "＝", "＋", "－", "＠", "−" };

	text += strspn(text, "'");
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (strncmp(text, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

static void csv_text(FILE *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")] && *text != ' ') {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void csv_heading(struct page *page)
{
	for (int i = 0; i < page->columns.count; i++) {
		const struct column *column = &page->columns.item[i];

		fprintf(page->out, "%s%s", i ? "," : "", column->name);
		if (column_has_unit(column))
			fprintf(page->out, ",%s_unit", column->name);
	}
	fputs("\r\n", page->out);
}

static void csv_value(struct page *page, const struct column *column, const struct cell *cell)
{
	char text[CELL_TEXT], *marked = NULL;

	if (page->at)
		fputc(',', page->out);
	if (cell->kind == CELL_WORDS && cell->text && is_formula(cell->text)) {
		if (asprintf(&marked, "'%s", cell->text) < 0)
			abort();
		csv_text(page->out, marked);
		free(marked);
		return;
	}
	csv_text(page->out, cell->kind == CELL_AMOUNT && !column_has_unit(column)
	         ? cell_shown(cell, &page->zone, text) : cell_exact(cell, text));
	if (column_has_unit(column))
		fprintf(page->out, ",%s",
		        cell->kind == CELL_AMOUNT ? unit_everyday(cell->amount.unit) : "");
}

static void table_value(struct page *page, const struct column *column, const struct cell *cell)
{
	struct cell rounded = *cell;
	char text[CELL_TEXT];
	struct instant at;
	const char *shown;

	if (column->decimals)
		rounded.decimals = column->decimals;
	shown = cell_shown(&rounded, &page->zone, text);
	if (column->quiet && cell->kind == CELL_AMOUNT && !cell->amount.atoms)
		shown = "";
	if (column->kind == COLUMN_HASH && strlen(shown) > SHORT_HASH) {
		snprintf(text, sizeof text, "%.*s", SHORT_HASH, shown);
		shown = text;
	}
	if (column->decimals && cell->kind == CELL_STRENGTH)
		strength_format_short(&cell->strength, column->decimals, text);
	if (column->zone_in_tables && cell->kind == CELL_INSTANT && *text) {
		snprintf(at.text, sizeof at.text, "%s", cell->text);
		instant_local_offset(&at, &page->zone, text);
	}
	if (column->day_in_tables && cell->kind == CELL_INSTANT)
		text[DAY_TEXT] = '\0';
	table_add(&page->table, shown);
}

/* Keys of one object differ: a section shown again is lots_2. */
static void section_name(struct page *page, const char *name, char out[COLUMN_NAME])
{
	int known = page->sections < NAMES ? page->sections : NAMES, times = 1;

	for (int i = 0; i < known; i++)
		times += strcmp(page->names[i], name) == 0;
	if (page->sections < NAMES)
		snprintf(page->names[page->sections], COLUMN_NAME, "%s", name);
	if (times > 1)
		snprintf(out, COLUMN_NAME, "%.36s_%d", name, times);
	else
		snprintf(out, COLUMN_NAME, "%s", name);
}

static void section_begin(struct page *page, const char *name)
{
	char key[COLUMN_NAME];

	section_name(page, name, key);
	page->at = 0;
	page->rows = 0;
	switch (page->format) {
	case FORMAT_TABLE:
		table_begin(&page->table, &page->columns);
		break;
	case FORMAT_CSV:
		if (page->sections)
			fprintf(page->out, "\r\n# %s\r\n", key);
		csv_heading(page);
		break;
	case FORMAT_JSON:
		fputs(page->sections ? ",\n" : "{\n", page->out);
		json_text(page->out, key);
		fputs(page->columns.form ? ": " : ": [", page->out);
		break;
	}
	page->sections++;
}

static void section_value(struct page *page, const struct cell *cell)
{
	const struct column *column = &page->columns.item[page->at];

	assert(page->at < page->columns.count && "more cells than columns");
	switch (page->format) {
	case FORMAT_TABLE:
		table_value(page, column, cell);
		break;
	case FORMAT_CSV:
		csv_value(page, column, cell);
		break;
	case FORMAT_JSON:
		if (!page->at)
			fputs(page->rows           ? ",\n{"
			      : page->columns.form ? "{"
			                           : "\n{",
			      page->out);
		else
			fputs(", ", page->out);
		json_text(page->out, column->name);
		fputs(": ", page->out);
		json_value(page, cell);
		break;
	}
	page->at++;
}

static void section_row_end(struct page *page)
{
	assert(page->at == page->columns.count && "a row has a cell for every column");
	assert(!page->columns.form || page->rows == 0);
	if (page->format == FORMAT_CSV)
		fputs("\r\n", page->out);
	if (page->format == FORMAT_JSON)
		fputc('}', page->out);
	page->at = 0;
	page->rows++;
}

static void section_end(struct page *page)
{
	bool shown;

	if (page->format == FORMAT_JSON)
		fputs(page->columns.form ? (page->rows ? "" : "null")
		      : page->rows       ? "\n]"
		                         : "]",
		      page->out);
	if (page->format != FORMAT_TABLE)
		return;
	shown = page->rows > 0 && columns_shown(&page->columns);
	if (shown && page->begun)
		fputc('\n', page->out);
	page->begun |= shown;
	page->said &= !shown;
	table_write(&page->table, page->out, page->colour, page->width);
}

static bool rows_write(struct page *page, struct row *row, struct error *err)
{
	struct cell cells[COLUMN_MOST];

	while (row_next(row, err)) {
		if (!columns_read(&page->columns, row, cells, err))
			return false;
		if (page->columns.form && page->rows)
			return failed(err, FAULT_STORE,
			              "a form was answered with several rows");
		for (int i = 0; i < page->columns.count; i++)
			section_value(page, &cells[i]);
		section_row_end(page);
	}
	return !err->fault;
}

/* None of them is worked out from another, so that they may be taken out. */
bool page_rows(struct page *page, const char *name, const char *declaration, struct row *row,
               int64_t *rows, struct error *err)
{
	bool ok;

	if (!row || !columns_parse(declaration, &page->columns, err))
		return false;
	columns_leave_out(&page->columns, page->format != FORMAT_TABLE, !page->with_names);
	if (!columns_find(&page->columns, row, err))
		return false;
	section_begin(page, name);
	ok = rows_write(page, row, err);
	section_end(page);
	if (rows)
		*rows = page->rows;
	return ok;
}

/* Every column is hidden in tables: then a table is not even asked for it. */
static bool only_for_machines(const char *declaration)
{
	struct error err = { 0 };
	struct columns columns;
	int seen = 0;

	if (!columns_parse(declaration, &columns, &err))
		return false;
	for (int i = 0; i < columns.count; i++)
		seen += !columns.item[i].hidden_in_tables;
	return columns.count && !seen;
}

bool page_query(struct page *page, const char *name, struct store *store, enum query query,
                const struct bind *bind, int64_t *rows, struct error *err)
{
	if (page->format == FORMAT_TABLE && !rows && only_for_machines(query_columns(query)))
		return true;
	return page_rows(page, name, query_columns(query), store_query(store, query, bind, err),
	                 rows, err);
}

void page_begin(struct page *page, const char *name, const char *declaration)
{
	struct error err = { 0 };
	bool ok = columns_parse(declaration, &page->columns, &err);

	assert(ok && "the declaration makes no sense");
	(void)ok;
	section_begin(page, name);
}

void page_text(struct page *page, const char *text)
{
	const struct column *column = &page->columns.item[page->at];
	struct cell cell = { .kind = CELL_WORDS, .text = text };

	if (column->kind == COLUMN_DAY)
		cell.kind = CELL_DAY;
	if (column->kind == COLUMN_INSTANT)
		cell.kind = CELL_INSTANT;
	if (!text)
		cell.kind = CELL_EMPTY;
	section_value(page, &cell);
}

void page_count(struct page *page, int64_t count)
{
	const struct column *column = &page->columns.item[page->at];
	bool flag = column->kind == COLUMN_FLAG;

	section_value(page, &(struct cell){ .kind = flag ? CELL_FLAG : CELL_COUNT,
	                                    .count = flag ? count != 0 : count,
	                                    .text = column->heading });
}

void page_amount(struct page *page, struct quantity amount)
{
	page_amount_short(page, amount, -1);
}

void page_amount_short(struct page *page, struct quantity amount, int decimals)
{
	section_value(
		page,
		&(struct cell){ .kind = CELL_AMOUNT, .amount = amount, .decimals = decimals });
}

void page_strength(struct page *page, const struct strength *strength)
{
	section_value(page, &(struct cell){ .kind = CELL_STRENGTH, .strength = *strength });
}

void page_instant(struct page *page, const struct instant *instant)
{
	section_value(page, &(struct cell){ .kind = *instant->text ? CELL_INSTANT : CELL_EMPTY,
	                                    .text = instant->text });
}

void page_blank(struct page *page)
{
	section_value(page, &(struct cell){ .kind = CELL_EMPTY });
}

void page_row_end(struct page *page)
{
	section_row_end(page);
}

void page_end(struct page *page)
{
	section_end(page);
}
