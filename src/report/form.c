/*
 * form.c - one row as a form, and the boxes to sign in
 */
#include "face.h"
#include "grid.h"

#include <string.h>

enum { SIGNER_BOXES = 4, USUAL_WIDTH = 8, FORM_LABEL = 18 };

/* The columns the boxes to sign in take: as many as make each wide enough to write in. */
static void signer_columns(struct grid *grid, int first[SIGNER_BOXES + 1])
{
	static const int letters[SIGNER_BOXES] = { 18, 28, 36, 20 };
	struct sheet *sheet = grid->sheet;
	int at = 0;

	memset(sheet->span, 0, sizeof sheet->span);
	for (int i = 0; i < SIGNER_BOXES; i++) {
		first[i] = at;
		for (int room = 0; room < letters[i]; at++)
			room += sheet->document     ? TRACK_DIGITS
			        : sheet->widths[at] ? sheet->widths[at] + 2
			                            : USUAL_WIDTH;
		sheet->span[first[i]] = at - 1;
	}
}

int signers_lines(const struct grid *grid)
{
	return grid->columns.signer_count ? 3 + 2 * grid->columns.signer_count : 0;
}

void signers_write(struct grid *grid)
{
	static const char *const headings[SIGNER_BOXES] = { "On paper", "Name", "Signature",
		                                            "Date and time" };
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	int first[SIGNER_BOXES + 1], widths[BOOK_COLUMNS];

	if (!grid->columns.signer_count)
		return;
	sheet_page(sheet, signers_lines(grid));
	sheet->row++;
	memcpy(widths, sheet->widths, sizeof widths);
	signer_columns(grid, first);
	for (int i = 0; i < SIGNER_BOXES; i++)
		sheet_text(sheet, sheet->row, first[i], headings[i], formats->box_label);
	sheet->row++;
	for (int i = 0; i < grid->columns.signer_count; i++, sheet->row++) {
		sheet_height(sheet, sheet->row, 2);
		sheet_text(sheet, sheet->row, first[0], grid->columns.signers[i], formats->box);
		for (int j = 1; j < SIGNER_BOXES; j++)
			sheet_blank(sheet, sheet->row, first[j], formats->box);
	}
	memcpy(sheet->widths, widths, sizeof widths);
	memset(sheet->span, 0, sizeof sheet->span);
	sheet->row++;
}

/* Whether a form has a line for it. */
static bool is_said(const struct cell *cell)
{
	return cell->kind != CELL_EMPTY && (cell->kind != CELL_FLAG || cell->count)
	    && (cell->kind != CELL_WORDS || *cell->text);
}

static void write_line(struct grid *grid, int at)
{
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	const struct column *column = &grid->columns.item[at];
	const struct cell *cell = &grid->cells[at];
	lxw_row_t row = grid->form_row[at];

	if (cell->kind == CELL_WORDS)
		sheet_height(sheet, row,
		             face_lines(cell->text, sheet_room(sheet, grid->value_at)));
	sheet_text(sheet, row, 0, column->heading, formats->label);
	if (!is_said(cell)) {
		sheet_blank(sheet, row, grid->value_at, formats->ruled);
		return;
	}
	cell_write(grid, row, grid->value_at, column, cell);
	grid_marks(grid, column, grid->value_at,
	            &(struct stretch){ .first = row, .last = row });
}

/* A label without a value has no line, but where it is to be filled in. */
static void write_form(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;

	grid->value_at = sheet->document ? FORM_LABEL : 1;
	grid_title(grid);
	memset(sheet->span, 0, sizeof sheet->span);
	if (sheet->document) {
		sheet->span[0] = FORM_LABEL - 1;
		sheet->span[FORM_LABEL] = TRACKS - 1;
	}
	for (int i = 0; i < grid->columns.count; i++)
		if (is_said(&grid->cells[i]) || grid->columns.item[i].by_hand)
			grid->form_row[i] = sheet->row++;
	for (int i = 0; i < grid->columns.count; i++)
		if (grid->form_row[i])
			write_line(grid, i);
	memset(sheet->span, 0, sizeof sheet->span);
}

static int form_lines(const struct grid *grid)
{
	int lines = 2 + signers_lines(grid);

	for (int i = 0; i < grid->columns.count; i++)
		lines += is_said(&grid->cells[i]) || grid->columns.item[i].by_hand;
	return lines;
}

bool form_write(struct grid *grid, struct row *row, struct error *err)
{
	struct sheet *sheet = grid->sheet;

	while (row_next(row, err)) {
		if (!columns_read(&grid->columns, row, grid->cells, err))
			return false;
		if (grid->rows++)
			return failed(err, FAULT_REFUSED,
			              "section '%s' is a form and has one row at most",
			              grid->section->name);
		if (!sheet_need(sheet, err))
			return false;
		sheet_page(sheet, form_lines(grid));
		canonical_row(&sheet->canonical, &grid->columns, grid->cells);
		write_form(grid);
	}
	if (!grid->rows && !err->fault) {
		sheet_none(grid->sheet, grid->columns.title);
		return true;
	}
	sheet->row++;
	signers_write(grid);
	return !err->fault;
}
