/*
 * compare.c - a workbook beside what the record answers to the question on its cover
 */
#include "reading.h"
#include "report.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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
		         (int)(end - value - (int)sizeof begins + 1),
		         value + sizeof begins - 1);
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
	out->untrusted = reading_distrusted(reading);
	reading_close(reading);
	if (out->untrusted)
		return false;
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
static int order(const struct reading_cell *a, bool is_a, const struct reading_cell *b,
                 bool is_b)
{
	if (!is_a || !is_b)
		return is_b - is_a;
	return a->row != b->row ? a->row - b->row : a->column - b->column;
}

/* The next letter of a formula as all programs write it, *quoted where it stands in quotes. */
static int formula_letter(const char **at, bool *quoted)
{
	static const char newer[] = "_xlfn.";

	while (!*quoted && (**at == ' ' || strncasecmp(*at, newer, sizeof newer - 1) == 0))
		*at += **at == ' ' ? 1 : sizeof newer - 1;
	if (**at == '"')
		*quoted = !*quoted;
	if (!**at)
		return '\0';
	return *quoted ? *(*at)++ : toupper((unsigned char)*(*at)++);
}

static bool formulas_alike(const char *a, const char *b)
{
	bool a_quoted = false, b_quoted = false;
	int letter;

	if (!a || !b)
		return a == b;
	do {
		letter = formula_letter(&a, &a_quoted);
		if (letter != formula_letter(&b, &b_quoted))
			return false;
	} while (letter);
	return true;
}

/* Text is shown by either of these as it is. */
static bool formats_alike(const struct reading_cell *a, const struct reading_cell *b)
{
	const char *a_format = a->format, *b_format = b->format;

	if (!a->number && strcmp(a_format, "@") == 0)
		a_format = "general";
	if (!b->number && strcmp(b_format, "@") == 0)
		b_format = "general";
	return strcmp(a_format, b_format) == 0;
}

/* What a cell says, and of what it has beside that the first that is other in the other
 * cell. */
static void said(char *out, size_t size, const struct reading_cell *cell,
                 const struct reading_cell *other)
{
	const char *how = "", *what = "";

	if (!other || (cell->number == other->number && strcmp(cell->text, other->text) != 0))
		;
	else if (cell->number != other->number)
		how = cell->number ? "" : " (text)";
	else if (!formulas_alike(cell->formula, other->formula)) {
		how = cell->formula ? ", worked out by =" : " (a value)";
		what = cell->formula ? cell->formula : "";
	} else if (!formats_alike(cell, other)) {
		how = ", shown as ";
		what = cell->format;
	} else {
		how = ", in ";
		what = cell->look;
	}
	snprintf(out, size, "%s%s%s", cell->text, how, what);
}

/* No amount is known to less than a millionth of its unit, and no instant to a thousandth of a
 * second; the last digit of a double is rounded by some otherwise. */
static bool alike(const struct reading_cell *a, const struct reading_cell *b)
{
	double apart;

	if (a->number != b->number || !formulas_alike(a->formula, b->formula)
	    || !formats_alike(a, b) || strcmp(a->look, b->look) != 0)
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

	out->cells++;
	if (there && here && alike(there, here))
		return;
	difference = differs(out, sheet);
	out->lost += !(there && here) && strcmp(sheet, cover) != 0;
	cell_name(cell->row, cell->column, difference->cell);
	if (there)
		said(difference->there, sizeof difference->there, there, here);
	if (here)
		said(difference->here, sizeof difference->here, here, there);
}

static void look_differs(struct comparison *out, const char *sheet, const char *there,
                         const char *here)
{
	struct difference *difference = differs(out, sheet);

	snprintf(difference->there, sizeof difference->there, "%s", there);
	snprintf(difference->here, sizeof difference->here, "%s", here);
}

/* Rows or columns from this one on, where the other does not hide the same. */
static void hidden_compare(int there, int here, const char *what, const char *sheet,
                           struct comparison *out)
{
	char text[32];

	snprintf(text, sizeof text, "%s %d hidden", what, there ? there : here);
	if (there != here)
		look_differs(out, sheet, there ? text : "", there ? "" : text);
}

/* Both in order: the first of which the other has none. */
static void notes_compare(const struct reading_look *there, const struct reading_look *here,
                          const char *sheet, struct comparison *out)
{
	int i = 0;

	while (i < there->note_count && i < here->note_count
	       && strcmp(there->notes[i], here->notes[i]) == 0)
		i++;
	if (i < there->note_count || i < here->note_count)
		look_differs(out, sheet, i < there->note_count ? there->notes[i] : "",
		             i < here->note_count ? here->notes[i] : "");
}

static void looks_compare(const struct reading_look *there, const struct reading_look *here,
                          const char *sheet, struct comparison *out)
{
	if (there->hidden != here->hidden)
		look_differs(out, sheet, there->hidden ? "the sheet is hidden" : "",
		             here->hidden ? "the sheet is hidden" : "");
	if (there->no_zeros != here->no_zeros)
		look_differs(out, sheet, there->no_zeros ? "noughts are hidden" : "",
		             here->no_zeros ? "noughts are hidden" : "");
	hidden_compare(there->hidden_row, here->hidden_row, "row", sheet, out);
	hidden_compare(there->hidden_column, here->hidden_column, "column", sheet, out);
	notes_compare(there, here, sheet, out);
}

static bool sheet_compare(struct reading *copy, int at, struct reading *again, int again_at,
                          struct comparison *out, struct error *err)
{
	const char *sheet = reading_sheet(again, again_at);
	struct reading_cell there, here;
	const struct reading_look *look, *look_here;
	bool is_there, is_here;

	if (!reading_begin(copy, at, err) || !reading_begin(again, again_at, err))
		return false;
	is_there = reading_next(copy, &there, err);
	is_here = reading_next(again, &here, err);
	while (!err->fault && (is_there || is_here)) {
		int first = order(&there, is_there, &here, is_here);

		cells_compare(first <= 0 ? &there : NULL, first >= 0 ? &here : NULL, sheet,
		              out);
		if (first <= 0)
			is_there = reading_next(copy, &there, err);
		if (first >= 0)
			is_here = reading_next(again, &here, err);
	}
	if (err->fault || !reading_look(copy, &look, err)
	    || !reading_look(again, &look_here, err))
		return false;
	looks_compare(look, look_here, sheet, out);
	return true;
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

/* What our program wrote and no other saved again is the same in every part. */
static void parts_compare(struct reading *copy, struct reading *again, struct comparison *out)
{
	char other[READING_NAME];

	if (out->differ)
		return;
	reading_parts(copy, again, &out->one_program, other);
	if (*other)
		look_differs(out, other, "not what the program writes", "");
}

bool report_compare(const char *copy_path, const char *again_path, struct comparison *out,
                    struct error *err)
{
	struct reading *copy, *again;
	bool ok = reading_open(copy_path, &copy, err);

	*out = (struct comparison){ 0 };
	ok = reading_open(again_path, &again, err) && ok
	  && books_compare(copy, again, out, err);
	if (ok)
		parts_compare(copy, again, out);
	reading_close(copy);
	reading_close(again);
	return ok;
}
