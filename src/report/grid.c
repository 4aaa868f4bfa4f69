/*
 * grid.c - the rows of one section as a table
 *
 * Where each column stands is settled once. Amounts of the same unit column that
 * stand side by side share one column for their unit, behind the last of them.
 */
#include "face.h"
#include "grid.h"
#include "heap.h"

#include <stdlib.h>
#include <string.h>

/* So many rows say how wide the columns are. */
enum { HELD = 200 };

/* Which column tells what is alike in a total. */
static int group_of(const struct columns *columns, const struct column *column)
{
	int at = *column->group ? columns->count : 0;

	while (at-- > 0 && strcmp(columns->item[at].name, column->group) != 0)
		;
	return at;
}

static void grid_place(struct grid *grid)
{
	const struct columns *columns = &grid->columns;
	int begun = 0;

	grid->all.column = -1;
	for (int i = 0; i < columns->count; i++) {
		const struct column *column = &columns->item[i], *next = column + 1;
		bool unit = column_has_unit(column);

		grid->group[i] = group_of(columns, column);
		if (!unit)
			begun = i + 1;
		grid->across[i] = grid->wide++;
		grid->unit_ends[i] = unit && (i + 1 == columns->count || !column_has_unit(next)
		                              || strcmp(next->unit, column->unit) != 0);
		if (!grid->unit_ends[i])
			continue;
		for (; begun <= i; begun++)
			grid->unit_across[begun] = grid->wide;
		grid->wide++;
	}
}

bool column_is_number(const struct column *column)
{
	return column_has_unit(column) || column->kind == COLUMN_COUNT;
}

/* What is written as text may be wrapped; some rows are left high to write in. */
static int lines_of(const struct grid *grid)
{
	const struct sheet *sheet = grid->sheet;
	char out[CELL_TEXT];
	int most = 1;

	for (int i = 0; i < grid->columns.count; i++) {
		const struct cell *cell = &grid->cells[i];
		int lines = grid->columns.item[i].lines;

		if (cell->kind != CELL_EMPTY && !column_is_number(&grid->columns.item[i]))
			lines = face_lines(cell_says(grid, cell, out),
			                   sheet_room(sheet, grid->across[i]));
		most = lines > most ? lines : most;
	}
	return most;
}

static void write_row(struct grid *grid, lxw_row_t row)
{
	const struct columns *columns = &grid->columns;
	const char *unit = NULL;

	sheet_height(grid->sheet, row, lines_of(grid));
	for (int i = 0; i < columns->count; i++) {
		const struct cell *cell = &grid->cells[i];

		cell_write(grid, row, grid->across[i], &columns->item[i], cell);
		if (cell->kind == CELL_AMOUNT && !unit)
			unit = unit_everyday(cell->amount.unit);
		if (grid->unit_ends[i]) {
			if (unit)
				sheet_text(grid->sheet, row, grid->unit_across[i], unit,
				           grid->sheet->book->formats.plain);
			unit = NULL;
		}
	}
}

static int heading_lines(const struct grid *grid)
{
	int most = 1;

	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];
		int at = grid->across[i],
		    room = grid->sheet->document ? sheet_room(grid->sheet, at)
		                                 : grid->sheet->widths[at]
		                                           + grid->sheet->padding - 1,
		    lines = face_lines(column->heading, room - column_is_number(column));

		most = lines > most ? lines : most;
	}
	return most;
}

static void write_heading(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	int lines = heading_lines(grid);

	grid->heading = sheet->row;
	/* With the row's height given no program works out its own. */
	sheet->page_extra += lines - 1;
	worksheet_set_row(sheet->at, sheet->row, (double)LINE_HEIGHT * lines + 3, NULL);
	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];
		int at = grid->across[i], width = sheet->widths[at];

		sheet_text(sheet, sheet->row, at, column->heading,
		           grid->boxed                ? formats->box_label
		           : column_is_number(column) ? formats->number_heading
		                                      : formats->heading);
		sheet->widths[at] = width;
		if (grid->unit_ends[i])
			sheet_text(sheet, sheet->row, grid->unit_across[i], "Unit",
			           formats->heading);
	}
	sheet->row++;
	if (sheet->single) {
		worksheet_freeze_panes(sheet->at, sheet->row, 0);
		worksheet_repeat_rows(sheet->at, grid->heading, grid->heading);
	}
	memcpy(grid->stretches[grid->stretch_count].sheet, sheet->part_name,
	       sizeof sheet->part_name);
	grid->stretches[grid->stretch_count++].first = sheet->row;
}

/* A word that means something is seen by its colour too; the check that fails always. */
void grid_marks(struct grid *grid, const struct column *column, int at,
                        const struct stretch *stretch)
{
	struct mark differs = { "DIFFERS", COLOUR_RED };
	bool checks = column->kind == COLUMN_CHECK;

	for (int i = 0; i < column->mark_count + checks; i++) {
		const struct mark *mark = i < column->mark_count ? &column->marks[i] : &differs;
		char value[32];
		lxw_conditional_format rule = {
			.type = LXW_CONDITIONAL_TYPE_CELL,
			.criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
			.value_string = value,
			.format = grid->sheet->book->formats.colour[mark->colour]
		};

		snprintf(value, sizeof value, "\"%s\"", mark->word);
		worksheet_conditional_format_range(grid->sheet->at, stretch->first,
		                                   (lxw_col_t)at, stretch->last, (lxw_col_t)at,
		                                   &rule);
	}
}

/* What a part of a table gets once its last row is known. */
static void stretch_end(struct grid *grid)
{
	struct stretch *stretch = &grid->stretches[grid->stretch_count - 1];

	stretch->last = grid->sheet->row - 1;
	if (stretch->last < stretch->first)
		return;
	if (grid->sheet->single && !grid->sheet->document)
		worksheet_autofilter(grid->sheet->at, grid->heading, 0, stretch->last,
		                     (lxw_col_t)(grid->wide - 1));
	for (int i = 0; i < grid->columns.count; i++)
		grid_marks(grid, &grid->columns.item[i], grid->across[i], stretch);
}

lxw_row_t sheet_most(const struct sheet *sheet)
{
	int64_t rows = sheet->book->asking->question->sheet_rows;

	return rows > 2 * LAST_ROWS && rows < SHEET_ROWS ? (lxw_row_t)rows : SHEET_ROWS;
}

/* A little room after a line that says there is none. */
void grid_title(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;

	sheet->row += sheet->none;
	sheet->none = false;
	if (*grid->columns.title)
		sheet_line(sheet, grid->columns.title, sheet->book->formats.bold);
}

/* Texts belong to the row they came with. */
static void cells_keep(struct cell *cells, int count)
{
	for (int i = 0; i < count; i++)
		if (cells[i].text)
			cells[i].text = heap_text(cells[i].text);
}

static bool rows_hold(struct grid *grid, struct row *row, struct error *err)
{
	int count = grid->columns.count;

	grid->held = heap_new((size_t)HELD * (size_t)count * sizeof *grid->held);
	for (; grid->held_count < HELD && row_next(row, err); grid->held_count++) {
		struct cell *cells = grid->held + grid->held_count * count;

		if (!columns_read(&grid->columns, row, cells, err))
			return false;
		cells_keep(cells, count);
	}
	return !err->fault;
}

static void held_row(struct grid *grid, int at)
{
	memcpy(grid->cells, grid->held + at * grid->columns.count,
	       (size_t)grid->columns.count * sizeof *grid->cells);
}

/* How high the table is so far, with what stands under it. */
static int held_lines(struct grid *grid)
{
	int lines = 2 + heading_lines(grid) + pictures_lines(grid, grid->held_count)
	          + signers_lines(grid);

	for (int i = 0; i < grid->held_count; i++) {
		held_row(grid, i);
		lines += lines_of(grid);
	}
	return lines;
}

static bool table_begin(struct grid *grid, struct error *err)
{
	if (!sheet_need(grid->sheet, err))
		return false;
	grid_place(grid);
	layout_settle(grid);
	sheet_page(grid->sheet, held_lines(grid));
	grid_title(grid);
	write_heading(grid);
	return true;
}

/* The cells are those of the next row. */
static bool table_row(struct grid *grid, struct error *err)
{
	struct sheet *sheet = grid->sheet;

	if (sheet->row >= sheet_most(sheet) - LAST_ROWS) {
		stretch_end(grid);
		if (!sheet_continue(sheet, err))
			return false;
		write_heading(grid);
	}
	canonical_row(&sheet->canonical, &grid->columns, grid->cells);
	write_row(grid, sheet->row++);
	totals_add(grid);
	asking_count(sheet->book->asking, ++grid->rows);
	return true;
}

static bool table_rows(struct grid *grid, struct row *row, struct error *err)
{
	bool ok = rows_hold(grid, row, err)
	       && (!grid->held_count || table_begin(grid, err));

	for (int i = 0; ok && i < grid->held_count; i++) {
		held_row(grid, i);
		ok = table_row(grid, err);
	}
	while (ok && grid->held_count == HELD && row_next(row, err))
		ok = columns_read(&grid->columns, row, grid->cells, err)
		  && table_row(grid, err);
	if (grid->rows)
		stretch_end(grid);
	return ok && !err->fault;
}

static bool write_table_end(struct grid *grid, struct error *err)
{
	char text[64];

	if (!grid->rows) {
		sheet_none(grid->sheet, grid->columns.title);
		return true;
	}
	if (!totals_write(grid, err))
		return false;
	snprintf(text, sizeof text, "%lld row%s", (long long)grid->rows,
	         grid->rows == 1 ? "" : "s");
	if (!grid->boxed && !grid->sheet->document)
		sheet_line(grid->sheet, text, grid->sheet->book->formats.small);
	grid->sheet->row++;
	for (int i = 0; i < grid->columns.picture_count; i++)
		picture_write(grid, &grid->columns.pictures[i]);
	signers_write(grid);
	return true;
}

/* Which columns lead somewhere, and to which of them others will. */
static void grid_lead(struct grid *grid)
{
	struct book *book = grid->sheet->book;

	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];

		struct goal *goal = goals_named(book, *column->link ? column->link : column->name),
			    *own = goals_named(book, column->key);
		bool is_own = own && own->column == i
		              && strcmp(own->section, grid->section->name) == 0;

		grid->goals[i] = is_own ? own : NULL;
		grid->leads[i] = is_own || column->kind != COLUMN_TEXT ? NULL : goal;
	}
}

static bool rows_write(struct grid *grid, struct row *row, struct error *err)
{
	struct sheet *sheet = grid->sheet;

	canonical_section(&sheet->canonical, grid->section->name, &grid->columns);
	sheet_says(sheet, grid->columns.title);
	grid_lead(grid);
	for (int i = 0; i < grid->columns.count; i++)
		grid->boxed |= grid->columns.item[i].lines > 0;
	if (grid->columns.form)
		return form_write(grid, row, err);
	return table_rows(grid, row, err) && write_table_end(grid, err);
}

static void grid_free(struct grid *grid)
{
	for (int i = 0; i < grid->held_count * grid->columns.count; i++)
		free((char *)grid->held[i].text);
	free(grid->held);
	totals_free(grid);
	free(grid);
}

bool grid_write(struct sheet *sheet, const struct section *section, struct error *err)
{
	struct grid *grid = heap_new(sizeof *grid);
	struct row *row;
	bool ok;

	grid->sheet = sheet;
	grid->section = section;
	row = asking_rows(sheet->book->asking, section, &grid->columns, err);
	if (grid->columns.form)
		sheet->single = false;
	ok = row && rows_write(grid, row, err);
	sheet->rows += grid->rows;
	row_done(row);
	grid_free(grid);
	return ok;
}
