/*
 * cells.c - one cell of a row, as what it is: a number, a date, text, a formula, a link
 */
#include "face.h"
#include "grid.h"

#include <string.h>

enum { FORMULA_DECIMALS = 9, INSTANT_WIDTH = 19, MINUTE_WIDTH = 16, DAY_WIDTH = 10 };

static const int64_t DAY_OF_1970 = 25569, DAY_SECONDS = 86400;

static bool digits(const char *text, int count, int *out)
{
	for (*out = 0; count-- > 0; text++) {
		if (*text < '0' || *text > '9')
			return false;
		*out = *out * 10 + (*text - '0');
	}
	return true;
}

/* "2026-11-03", or with " 10:40", ":30" behind: seconds since 1970 of whatever zone it is
 * in. */
static bool seconds_of(const char *text, int64_t *out)
{
	int year, month, day, hour = 0, minute = 0, second = 0;
	int64_t shifted, days;

	if (!digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month)
	    || text[7] != '-' || !digits(text + 8, 2, &day) || year < 1901)
		return false;
	if (text[10] && (!digits(text + 11, 2, &hour) || !digits(text + 14, 2, &minute)))
		return false;
	if (text[10] && text[16] == ':')
		digits(text + 17, 2, &second);
	shifted = month > 2 ? year : year - 1;
	days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
	     + (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1 - 719468;
	*out = days * DAY_SECONDS + hour * 3600 + minute * 60 + second;
	return true;
}

const char *cell_says(const struct grid *grid, const struct cell *cell, char out[CELL_TEXT])
{
	return cell_shown(cell, &grid->sheet->book->asking->question->zone, out);
}

/* Seconds an instant shows in the zone. Offsets change at quarters of an hour only (since 1973;
 * what is older is asked each time), so they are asked for once per five minutes and kept. */
static bool local_seconds(struct grid *grid, const struct cell *cell, int64_t *out)
{
	char text[CELL_TEXT], half = cell->text[15] < '5' ? '0' : '5';
	int64_t utc;

	if (!seconds_of(cell->text, &utc))
		return false;
	if (grid->offset_of[15] != half || memcmp(grid->offset_of, cell->text, 15) != 0
	 || strcmp(cell->text, "1973") < 0) {
		if (!seconds_of(cell_says(grid, cell, text), out))
			return false;
		memcpy(grid->offset_of, cell->text, 15);
		grid->offset_of[15] = half;
		grid->offset = *out - utc;
	}
	*out = utc + grid->offset;
	return true;
}

/* How many decimals the number needs: then none is a zero at the end. */
int atoms_decimals(int64_t atoms, int64_t everyday)
{
	int decimals = 0;

	while (atoms % everyday != 0 && decimals < NUMBER_DECIMALS - 1) {
		atoms = atoms % everyday * 10;
		decimals++;
	}
	return decimals;
}

int atoms_digits(int64_t atoms, int64_t everyday, int decimals)
{
	int digits = 1 + (atoms < 0);

	for (atoms /= everyday; atoms >= 10 || atoms <= -10; atoms /= 10)
		digits++;
	return digits + (decimals ? decimals + 1 : 0);
}

/* In a form the unit stands behind the number, in the same cell, whose value is the number
 * alone. */
static lxw_format *form_format(struct book *book, enum unit unit, int decimals)
{
	lxw_format **format = &book->formats.form[unit][decimals];
	char number[48];

	if (*format)
		return *format;
	snprintf(number, sizeof number, "0%s%.*s\" %s\"", decimals ? "." : "", decimals,
	         "000000000", unit_everyday(unit));
	*format = workbook_add_format(book->file);
	format_set_num_format(*format, number);
	format_set_align(*format, LXW_ALIGN_LEFT);
	format_set_align(*format, LXW_ALIGN_VERTICAL_TOP);
	return *format;
}

static lxw_format *amount_format(const struct grid *grid, const struct cell *cell, int decimals)
{
	struct book *book = grid->sheet->book;

	return grid->columns.form && cell->kind == CELL_AMOUNT
	               ? form_format(book, cell->amount.unit, decimals)
	       : grid->columns.form ? book->formats.count
	                            : book->formats.number[decimals];
}

static void write_amount(struct grid *grid, lxw_row_t row, int column, const struct cell *cell)
{
	struct quantity amount = cell->amount;
	int64_t everyday = unit_everyday_atoms(amount.unit);
	int decimals = atoms_decimals(amount.atoms, everyday);

	sheet_number(grid->sheet, row, column, (double)amount.atoms / (double)everyday,
	             amount_format(grid, cell, decimals),
	             atoms_digits(amount.atoms, everyday, decimals));
}

static void write_count(struct grid *grid, lxw_row_t row, int column, const struct cell *cell)
{
	int decimals = cell->hundredths ? 2 : 0, parts = cell->hundredths ? 100 : 1;

	sheet_number(grid->sheet, row, column, (double)cell->count / (double)parts,
	             amount_format(grid, cell, decimals),
	             atoms_digits(cell->count, parts, decimals));
}

/* A real date: days since 1899-12-30. */
static void write_date(struct grid *grid, lxw_row_t row, int column, const struct cell *cell)
{
	const struct formats *formats = &grid->sheet->book->formats;
	bool clock = cell->kind == CELL_INSTANT;
	int64_t seconds;

	if (clock ? local_seconds(grid, cell, &seconds) : seconds_of(cell->text, &seconds))
		sheet_number(grid->sheet, row, column,
		             (double)(seconds + DAY_OF_1970 * DAY_SECONDS)
		                     / (double)DAY_SECONDS,
		             !clock             ? formats->day
		             : seconds % 60 == 0 ? formats->minute
		                                 : formats->instant,
		             !clock             ? DAY_WIDTH
		             : seconds % 60 == 0 ? MINUTE_WIDTH
		                                 : INSTANT_WIDTH);
	else
		sheet_text(grid->sheet, row, column, cell->text, formats->text);
}

/* "C7+D7-E7", the cells of the terms in this row, or down this form. */
static void write_terms(const struct grid *grid, const struct column *column, lxw_row_t row,
                        char *out, size_t size)
{
	size_t length = 0;

	*out = '\0';
	for (int i = 0; i < column->term_count && length < size; i++) {
		const struct term *term = &column->terms[i];
		char cell[LXW_MAX_CELL_NAME_LENGTH];

		if (grid->columns.form && !grid->form_row[term->column])
			continue;
		if (grid->columns.form)
			lxw_rowcol_to_cell(cell, grid->form_row[term->column], grid->value_at);
		else
			lxw_rowcol_to_cell(cell, row, (lxw_col_t)grid->across[term->column]);
		length += (size_t)snprintf(out + length, size - length, "%s%s",
		                           term->sign < 0 ? "-" : length ? "+" : "", cell);
	}
}

static void write_formula(struct grid *grid, lxw_row_t row, int at, const struct column *column,
                          const struct cell *cell)
{
	bool checks = cell->kind == CELL_CHECK;
	struct sheet *sheet = grid->sheet;
	char terms[512], formula[600];
	int64_t everyday = cell->kind == CELL_AMOUNT ? unit_everyday_atoms(cell->amount.unit)
	                                             : 1;
	lxw_format *format = checks ? sheet->book->formats.plain
	                            : amount_format(grid, cell, atoms_decimals(
						cell->amount.atoms, everyday));

	write_terms(grid, column, row, terms, sizeof terms);
	sheet_span(sheet, row, at, format);
	if (checks) {
		snprintf(formula, sizeof formula, "=IF(ROUND(%s,%d)=0,\"ok\",\"DIFFERS\")",
		         terms, FORMULA_DECIMALS);
		worksheet_write_formula_str(sheet->at, row, (lxw_col_t)at, formula, format,
		                            cell->count ? "ok" : "DIFFERS");
		sheet->widths[at] = sheet->widths[at] < 7 ? 7 : sheet->widths[at];
		return;
	}
	snprintf(formula, sizeof formula, "=ROUND(%s,%d)", terms, FORMULA_DECIMALS);
	worksheet_write_formula_num(sheet->at, row, (lxw_col_t)at, formula, format,
	                            (double)cell->amount.atoms / (double)everyday);
}

static void write_text(struct grid *grid, lxw_row_t row, int at, const char *text)
{
	const struct formats *formats = &grid->sheet->book->formats;
	bool fits = face_lines(text, sheet_room(grid->sheet, at)) == 1;

	if (*text)
		sheet_text(grid->sheet, row, at, text,
		           grid->boxed ? formats->box
		           : fits      ? formats->text
		                       : formats->wrapped);
}

/* Where its column leads somewhere, and the word stands there. */
static bool write_link(struct grid *grid, lxw_row_t row, int at, int column, const char *text)
{
	const struct book *book = grid->sheet->book;
	const char *link = grid->columns.item[column].link;
	char place[96];
	bool leads = false;

	if (grid->goals[column])
		goal_note(grid->goals[column], text, grid->sheet, row, at);
	if (strcmp(link, "sheets") == 0)
		leads = sheet_place(book, text, place, sizeof place);
	else if (grid->leads[column])
		leads = goal_place(grid->leads[column], text, place, sizeof place);
	for (int i = 0; !leads && strcmp(link, "any") == 0 && i < book->goal_count; i++)
		leads = goal_place(&book->goals[i], text, place, sizeof place);
	return leads && sheet_link(grid->sheet, row, at, text, place);
}

void cell_write(struct grid *grid, lxw_row_t row, int at, const struct column *column,
                       const struct cell *cell)
{
	char text[CELL_TEXT];

	if (*column->formula && cell->kind != CELL_EMPTY) {
		write_formula(grid, row, at, column, cell);
		return;
	}
	switch (cell->kind) {
	case CELL_EMPTY:
		if (grid->boxed)
			sheet_blank(grid->sheet, row, at, grid->sheet->book->formats.box);
		break;
	case CELL_COUNT:
		write_count(grid, row, at, cell);
		break;
	case CELL_AMOUNT:
		write_amount(grid, row, at, cell);
		break;
	case CELL_DAY:
	case CELL_INSTANT:
		write_date(grid, row, at, cell);
		break;
	case CELL_WORDS:
		if (write_link(grid, row, at, (int)(column - grid->columns.item), cell->text))
			break;
		/* fall through */
	case CELL_STRENGTH:
	case CELL_PACKS:
	case CELL_FLAG:
	case CELL_CHECK:
	case CELL_RATIO:
		write_text(grid, row, at, cell_says(grid, cell, text));
		break;
	}
}
