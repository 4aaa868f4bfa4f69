/*
 * compare.c - a workbook beside what the record answers to the question on its cover
 */
#include "reading.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_COLUMN = 7 };

static const char cover[] = "Cover";

/* "C7" */
static void cell_name(int row, int column, char out[16])
{
	char letters[8];
	int at = LONGEST_COLUMN;

	letters[at] = '\0';
	for (int left = column + 1; left > 0 && at > 0; left = (left - 1) / 26)
		letters[--at] = (char)('A' + (left - 1) % 26);
	snprintf(out, 16, "%s%d", letters + at, row + 1);
}

static void cover_line(const char *label, const char *value, struct covered *out)
{
	static const char begins[] = "pistor ", ends[] = " --to FILE.xlsx";
	const char *end;

	if (strcmp(label, "Asked again by") == 0 && strncmp(value, begins, sizeof begins - 1) == 0
	    && (end = strstr(value, ends)))
		snprintf(out->words, sizeof out->words, "%.*s",
		         (int)(end - value - (int)sizeof begins + 1), value + sizeof begins - 1);
	else if (strcmp(label, "Asked by") == 0)
		snprintf(out->asker, sizeof out->asker, "%.*s", (int)strcspn(value, ","), value);
	else if (strcmp(label, "Journal head") == 0)
		snprintf(out->head, sizeof out->head, "%s", value);
	else if (strcmp(label, "Copy") == 0)
		out->noted = strstr(value, "not registered") == NULL;
}

static bool cover_read(struct reading *reading, struct covered *out, struct error *err)
{
	struct reading_cell cell;
	char label[64] = "";
	int row = -1;

	while (reading_next(reading, &cell, err)) {
		if (cell.column == 0) {
			snprintf(label, sizeof label, "%s", cell.text);
			row = cell.row;
		} else if (cell.column == 1 && cell.row == row)
			cover_line(label, cell.text, out);
	}
	return !err->fault;
}

static int sheet_named(const struct reading *reading, const char *name)
{
	int at = reading_sheets(reading);

	while (at-- > 0 && strcmp(reading_sheet(reading, at), name) != 0)
		;
	return at;
}

bool report_cover(const char *path, struct covered *out, struct error *err)
{
	struct reading *reading;
	bool ok = reading_open(path, &reading, err);
	int at;

	*out = (struct covered){ 0 };
	ok = ok && (at = sheet_named(reading, cover)) >= 0 && reading_begin(reading, at, err)
	  && cover_read(reading, out, err);
	reading_close(reading);
	if (ok && *out->words && *out->asker && *out->head)
		return true;
	return failed(err, FAULT_REFUSED, "'%s' is no workbook of a report: no cover says how it "
	              "was asked for", path);
}

static struct difference *differs(struct comparison *out, const char *sheet)
{
	static struct difference beyond;
	struct difference *difference = out->count < REPORT_DIFFERENCES
	                                        ? &out->items[out->count++]
	                                        : &beyond;

	out->differ++;
	*difference = (struct difference){ 0 };
	snprintf(difference->sheet, sizeof difference->sheet, "%s", sheet);
	return difference;
}

/* Which of two cells stands first; where one is past its last the other does. */
static int order(const struct reading_cell *a, bool is_a, const struct reading_cell *b, bool is_b)
{
	if (!is_a || !is_b)
		return is_b - is_a;
	return a->row != b->row ? a->row - b->row : a->column - b->column;
}

static void said(char *out, size_t size, const struct reading_cell *cell)
{
	snprintf(out, size, "%s%s", cell->text, cell->number ? "" : " (text)");
}

/* No amount is known to less than a millionth of its unit, and no instant to a thousandth of a
 * second; the last digit of a double is rounded by some otherwise. */
static bool alike(const struct reading_cell *a, const struct reading_cell *b)
{
	double apart;

	if (a->number != b->number)
		return false;
	if (strcmp(a->text, b->text) == 0)
		return true;
	apart = a->number ? strtod(a->text, NULL) - strtod(b->text, NULL) : 1;
	return apart < 1e-9 && apart > -1e-9;
}

static void cells_compare(const struct reading_cell *there, const struct reading_cell *here,
                          const char *sheet, struct comparison *out)
{
	struct difference *difference;
	const struct reading_cell *cell = there ? there : here;
	bool kinds = there && here && there->number != here->number;

	out->cells++;
	if (there && here && alike(there, here))
		return;
	difference = differs(out, sheet);
	out->lost += !(there && here) && strcmp(sheet, cover) != 0;
	cell_name(cell->row, cell->column, difference->cell);
	if (there)
		snprintf(difference->there, sizeof difference->there, "%s", there->text);
	if (here)
		snprintf(difference->here, sizeof difference->here, "%s", here->text);
	if (kinds) {
		said(difference->there, sizeof difference->there, there);
		said(difference->here, sizeof difference->here, here);
	}
}

static bool sheet_compare(struct reading *copy, int at, struct reading *again, int again_at,
                          struct comparison *out, struct error *err)
{
	const char *sheet = reading_sheet(again, again_at);
	struct reading_cell there, here;
	bool is_there, is_here;

	if (!reading_begin(copy, at, err) || !reading_begin(again, again_at, err))
		return false;
	is_there = reading_next(copy, &there, err);
	is_here = reading_next(again, &here, err);
	while (!err->fault && (is_there || is_here)) {
		int first = order(&there, is_there, &here, is_here);

		cells_compare(first <= 0 ? &there : NULL, first >= 0 ? &here : NULL, sheet, out);
		if (first <= 0)
			is_there = reading_next(copy, &there, err);
		if (first >= 0)
			is_here = reading_next(again, &here, err);
	}
	return !err->fault;
}

static bool books_compare(struct reading *copy, struct reading *again, struct comparison *out,
                          struct error *err)
{
	for (int i = 0; i < reading_sheets(again); i++) {
		int at = sheet_named(copy, reading_sheet(again, i));

		if (at < 0) {
			snprintf(differs(out, reading_sheet(again, i))->here, 16, "the sheet");
			out->lost++;
		} else if (!sheet_compare(copy, at, again, i, out, err))
			return false;
	}
	for (int i = 0; i < reading_sheets(copy); i++)
		if (sheet_named(again, reading_sheet(copy, i)) < 0) {
			snprintf(differs(out, reading_sheet(copy, i))->there, 16, "the sheet");
			out->lost++;
		}
	return true;
}

bool report_compare(const char *copy_path, const char *again_path, struct comparison *out,
                    struct error *err)
{
	struct reading *copy, *again;
	bool ok = reading_open(copy_path, &copy, err);

	*out = (struct comparison){ 0 };
	ok = reading_open(again_path, &again, err) && ok
	  && books_compare(copy, again, out, err);
	reading_close(copy);
	reading_close(again);
	return ok;
}
