/*
 * grid.c - the rows of one section as cells
 *
 * Where each column stands is settled once. Amounts of the same unit column that
 * stand side by side share one column for their unit, behind the last of them.
 */
#include "book.h"
#include "heap.h"
#include "letters.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PICTURE_ROWS = 16, SIGNER_BOXES = 4, USUAL_WIDTH = 8, BARS = 8, FORM_LABEL = 18 };
enum { FORMULA_DECIMALS = 9 };
enum { INSTANT_WIDTH = 19, MINUTE_WIDTH = 16, DAY_WIDTH = 10, HASH_WIDTH = 64 };

static const int64_t DAY_OF_1970 = 25569, DAY_SECONDS = 86400;

/* Rows of a table on one part of its sheet. */
struct stretch {
	char sheet[SHEET_NAME];
	lxw_row_t first, last;
};

/* What is added up: of all rows, or of those whose cell in a column says the same word. */
struct sums {
	struct sums *next;                    /* with the same hash */
	char *word;                           /* NULL: of all rows */
	int column;                           /* where it says so; -1: of all */
	int64_t rows;
	__int128 sum[COLUMN_MOST][UNIT_COUNT];
	bool seen[COLUMN_MOST][UNIT_COUNT];
	bool gap[COLUMN_MOST];                /* something is not stated: of that nothing is
	                                       * added up */
};

enum { SUM_BUCKETS = 512, LONGEST_CRITERION = 100 };

struct grid {
	struct sheet *sheet;
	const struct section *section;
	struct columns columns;
	struct cell cells[COLUMN_MOST];
	int across[COLUMN_MOST];
	int unit_across[COLUMN_MOST];         /* 0: has none */
	bool unit_ends[COLUMN_MOST];          /* the last of those that share it */
	int wide;
	struct stretch stretches[BOOK_PARTS];
	int stretch_count;
	bool boxed;                           /* its rows are written on by hand */
	bool turned;                          /* totals stand on a sheet after the last row's */
	struct breadth breadth;
	struct sums all, *like[SUM_BUCKETS];
	struct goal *goals[COLUMN_MOST], *leads[COLUMN_MOST];   /* of a column: links lead
	                                                         * to it; its own lead
	                                                         * there */
	int like_count, group[COLUMN_MOST];   /* of a total: the column it is told by; -1:
	                                       * none */
	int64_t rows;
	lxw_row_t heading;
	lxw_row_t form_row[COLUMN_MOST];      /* of a form: where its line stands; 0: it has
	                                       * none */
	int value_at;                         /* and where the values do */
	char offset_of[16];                   /* the five minutes whose offset this is */
	int64_t offset;
};

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

/* On the tracks of a document. */
static void grid_lay_out(struct grid *grid)
{
	int most[BOOK_COLUMNS], least[BOOK_COLUMNS], tight[BOOK_COLUMNS],
		pinched[BOOK_COLUMNS], first[BOOK_COLUMNS + 1];

	for (int i = 0; i < grid->columns.count; i++) {
		int at = grid->across[i], unit = grid->unit_across[i];

		most[at] = grid->breadth.most[i];
		least[at] = grid->breadth.least[i];
		tight[at] = grid->breadth.tight[i];
		pinched[at] = grid->breadth.pinched[i];
		if (unit)
			most[unit] = least[unit] = tight[unit] = pinched[unit]
				= grid->breadth.unit;
	}
	document_tracks(most, least, tight, grid->wide, first);
	if (first[grid->wide] > TRACKS_MOST)
		document_tracks(tight, pinched, NULL, grid->wide, first);
	for (int i = 0; i < grid->columns.count; i++) {
		grid->across[i] = first[grid->across[i]];
		if (grid->unit_across[i])
			grid->unit_across[i] = first[grid->unit_across[i]];
	}
	memset(grid->sheet->span, 0, sizeof grid->sheet->span);
	for (int i = 0; i < grid->wide; i++)
		grid->sheet->span[first[i]] = first[i + 1] - 1;
}

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
		if (!seconds_of(
			    cell_shown(cell, &grid->sheet->book->asking->question->zone, text),
			    out))
			return false;
		memcpy(grid->offset_of, cell->text, 15);
		grid->offset_of[15] = half;
		grid->offset = *out - utc;
	}
	*out = utc + grid->offset;
	return true;
}

/* How many decimals the number needs: then none is a zero at the end. */
static int decimals_of(int64_t atoms, int64_t everyday)
{
	int decimals = 0;

	while (atoms % everyday != 0 && decimals < NUMBER_DECIMALS - 1) {
		atoms = atoms % everyday * 10;
		decimals++;
	}
	return decimals;
}

static bool column_is_number(const struct column *column)
{
	return column_has_unit(column) || column->kind == COLUMN_COUNT;
}

static int digits_of(int64_t atoms, int64_t everyday, int decimals)
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
	int decimals = decimals_of(amount.atoms, everyday);

	sheet_number(grid->sheet, row, column, (double)amount.atoms / (double)everyday,
	             amount_format(grid, cell, decimals),
	             digits_of(amount.atoms, everyday, decimals));
}

static void write_count(struct grid *grid, lxw_row_t row, int column, const struct cell *cell)
{
	int decimals = cell->hundredths ? 2 : 0, parts = cell->hundredths ? 100 : 1;

	sheet_number(grid->sheet, row, column, (double)cell->count / (double)parts,
	             amount_format(grid, cell, decimals),
	             digits_of(cell->count, parts, decimals));
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
	const struct formats *formats = &grid->sheet->book->formats;
	struct sheet *sheet = grid->sheet;
	char terms[512], formula[600];
	int64_t everyday = cell->kind == CELL_AMOUNT ? unit_everyday_atoms(cell->amount.unit)
	                                             : 1;

	write_terms(grid, column, row, terms, sizeof terms);
	sheet_span(sheet, row, at,
	           cell->kind == CELL_CHECK ? formats->plain
	                                    : amount_format(grid, cell, 0));
	if (cell->kind == CELL_CHECK) {
		snprintf(formula, sizeof formula, "=IF(ROUND(%s,%d)=0,\"ok\",\"DIFFERS\")",
		         terms, FORMULA_DECIMALS);
		worksheet_write_formula_str(sheet->at, row, (lxw_col_t)at, formula,
		                            formats->plain, cell->count ? "ok" : "DIFFERS");
		sheet->widths[at] = sheet->widths[at] < 7 ? 7 : sheet->widths[at];
		return;
	}
	snprintf(formula, sizeof formula, "=ROUND(%s,%d)", terms, FORMULA_DECIMALS);
	worksheet_write_formula_num(
		sheet->at, row, (lxw_col_t)at, formula,
		amount_format(grid, cell, decimals_of(cell->amount.atoms, everyday)),
		(double)cell->amount.atoms / (double)everyday);
}

static bool is_wrapped(const char *text)
{
	size_t length = strcspn(text, "\n");

	return text[length] || length > WIDEST;
}

static void write_text(struct grid *grid, lxw_row_t row, int at, const char *text)
{
	const struct formats *formats = &grid->sheet->book->formats;

	if (*text)
		sheet_text(grid->sheet, row, at, text,
		           grid->boxed                                ? formats->box
		           : grid->sheet->document || is_wrapped(text) ? formats->wrapped
		                                                      : formats->text);
}

/* Where its column leads somewhere, and the word stands there. */
static bool write_link(struct grid *grid, lxw_row_t row, int at, int column, const char *text)
{
	char place[96];

	if (grid->goals[column])
		goal_note(grid->goals[column], text, grid->sheet, row, at);
	if (strcmp(grid->columns.item[column].link, "sheets") == 0)
		return sheet_place(grid->sheet->book, text, place, sizeof place)
		    && sheet_link(grid->sheet, row, at, text, place);
	return grid->leads[column]
	    && goal_place(grid->leads[column], text, place, sizeof place)
	    && sheet_link(grid->sheet, row, at, text, place);
}

static void write_cell(struct grid *grid, lxw_row_t row, int at, const struct column *column,
                       const struct cell *cell)
{
	char text[CELL_TEXT];
	const struct zone *zone = &grid->sheet->book->asking->question->zone;

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
		write_text(grid, row, at, cell_shown(cell, zone, text));
		break;
	}
}

/* Only words can be long enough to be wrapped, and in a document whatever is written as text;
 * some rows are left high to write in. */
static int lines_of(const struct grid *grid)
{
	const struct sheet *sheet = grid->sheet;
	char out[CELL_TEXT];
	int most = 1;

	for (int i = 0; i < grid->columns.count; i++) {
		const struct cell *cell = &grid->cells[i];
		int lines = grid->columns.item[i].lines;

		if (sheet->document && cell->kind != CELL_EMPTY
		    && !column_is_number(&grid->columns.item[i]))
			lines = sheet_lines(
				cell_shown(cell, &sheet->book->asking->question->zone, out),
				sheet_room(sheet, grid->across[i]));
		else if (cell->kind == CELL_WORDS && is_wrapped(cell->text))
			lines = sheet_lines(cell->text, WIDEST + 1);
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

		write_cell(grid, row, grid->across[i], &columns->item[i], cell);
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

static struct sums *sums_of(struct grid *grid, int column)
{
	const char *word = column < 0 || grid->cells[column].kind != CELL_WORDS
	                           ? NULL
	                           : grid->cells[column].text;
	unsigned hash = (unsigned)column;
	struct sums *sums;

	if (column < 0)
		return &grid->all;
	if (!word || !*word)
		return NULL;
	for (const char *at = word; *at; at++)
		hash = hash * 31 + (unsigned char)*at;
	for (sums = grid->like[hash % SUM_BUCKETS]; sums; sums = sums->next)
		if (sums->column == column && strcmp(sums->word, word) == 0)
			return sums;
	sums = heap_new(sizeof *sums);
	sums->word = heap_text(word);
	sums->column = column;
	sums->next = grid->like[hash % SUM_BUCKETS];
	grid->like[hash % SUM_BUCKETS] = sums;
	grid->like_count++;
	return sums;
}

static void add_up(struct grid *grid)
{
	struct sums *sums = NULL;

	for (int i = 0, last = -2; i < grid->columns.count; i++) {
		const struct cell *cell = &grid->cells[i];
		enum unit unit = cell->kind == CELL_AMOUNT ? cell->amount.unit : UNIT_PIECE;

		if (!grid->columns.item[i].total)
			continue;
		if (grid->group[i] != last) {
			sums = sums_of(grid, last = grid->group[i]);
			if (sums)
				sums->rows++;
		}
		if (!sums)
			continue;
		if (cell->kind != CELL_AMOUNT && cell->kind != CELL_COUNT) {
			sums->gap[i] = sums->word != NULL;
			continue;
		}
		sums->sum[i][unit] += cell->kind == CELL_AMOUNT ? cell->amount.atoms
		                                                : cell->count;
		sums->seen[i][unit] = true;
	}
}

/* What a heading asks of its column: all of it where it is short, else its longest word. */
static int heading_width(const struct column *column)
{
	int width = letters_width(column->heading, strlen(column->heading))
	            + column_is_number(column);
	int word = letters_longest_word(column->heading) + column_is_number(column);

	if (column->kind == COLUMN_INSTANT && width <= MINUTE_WIDTH)
		return MINUTE_WIDTH;
	if (column->kind == COLUMN_HASH)
		return HASH_WIDTH;
	if (width > HEADING_WIDTH)
		width = word > HEADING_WIDTH ? word : HEADING_WIDTH;
	return column->width > width ? column->width : width;
}

static void write_heading(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	int lines = 1;

	grid->heading = sheet->row;
	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];
		int room = sheet->document ? sheet_room(sheet, grid->across[i])
		                             - column_is_number(column)
		                           : heading_width(column) + 1,
		    needed = sheet_lines(column->heading, room);

		lines = needed > lines ? needed : lines;
	}
	/* With the row's height given no program works out its own. */
	sheet->page_extra += lines - 1;
	worksheet_set_row(sheet->at, sheet->row, (double)LINE_HEIGHT * lines + 3, NULL);
	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];
		int at = grid->across[i], before = sheet->widths[at],
		    width = heading_width(column);

		sheet_text(sheet, sheet->row, at, column->heading,
		           grid->boxed                ? formats->box_label
		           : column_is_number(column) ? formats->number_heading
		                                      : formats->heading);
		sheet->widths[at] = before > width ? before : width;
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
static void write_marks(struct grid *grid, const struct column *column, int at,
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
		write_marks(grid, &grid->columns.item[i], grid->across[i], stretch);
}

static lxw_row_t sheet_rows(const struct sheet *sheet)
{
	int64_t rows = sheet->book->asking->question->sheet_rows;

	return rows > 2 * LAST_ROWS && rows < SHEET_ROWS ? (lxw_row_t)rows : SHEET_ROWS;
}

/* A little room after a line that says there is none. */
static void write_title(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;

	sheet->row += sheet->none;
	sheet->none = false;
	if (*grid->columns.title)
		sheet_line(sheet, grid->columns.title, sheet->book->formats.bold);
}

static bool table_begin(struct grid *grid, struct error *err)
{
	if (!sheet_need(grid->sheet, err))
		return false;
	write_title(grid);
	grid_place(grid);
	if (grid->sheet->document)
		grid_lay_out(grid);
	write_heading(grid);
	return true;
}

static bool table_rows(struct grid *grid, struct row *row, struct error *err)
{
	struct sheet *sheet = grid->sheet;

	while (row_next(row, err)) {
		if (!columns_read(&grid->columns, row, grid->cells, err))
			return false;
		if (!grid->rows && !table_begin(grid, err))
			return false;
		if (sheet->row >= sheet_rows(sheet) - LAST_ROWS) {
			stretch_end(grid);
			if (!sheet_continue(sheet, err))
				return false;
			write_heading(grid);
		}
		canonical_row(&sheet->canonical, &grid->columns, grid->cells);
		write_row(grid, sheet->row++);
		add_up(grid);
		asking_count(sheet->book->asking, ++grid->rows);
	}
	if (grid->rows)
		stretch_end(grid);
	return !err->fault;
}

/* "=WORD" as SUMIFS reads it: what it would take for a pattern is marked, quotes are
 * doubled. */
static void put_criterion(char *out, size_t size, const char *word)
{
	size_t at = (size_t)snprintf(out, size, "\"=");

	for (; *word && at + 4 < size; word++) {
		if (strchr("~*?", *word))
			out[at++] = '~';
		if (*word == '"')
			out[at++] = '"';
		out[at++] = *word;
	}
	snprintf(out + at, size - at, "\"");
}

/* ",A5:A21,"=HA-20"": where this column says so. */
static size_t put_where(const struct stretch *stretch, const char *sheet, int column,
                        const char *criterion, char *out, size_t size)
{
	char name[8];

	lxw_col_to_name(name, (lxw_col_t)column, LXW_TRUE);
	return (size_t)snprintf(out, size, ",%s%s%u:%s%u,%s", sheet, name, stretch->first + 1,
	                        name, stretch->last + 1, criterion);
}

/* SUMIFS over all parts of the table where word and unit are these, or SUM where nothing is
 * told apart. */
static void total_formula(const struct grid *grid, const struct sums *sums, int column,
                          enum unit unit, bool count, char *out, size_t size)
{
	char number[8], like[2 * LONGEST_CRITERION + 8], measured[16];
	size_t length = (size_t)snprintf(out, size, "=");

	lxw_col_to_name(number, (lxw_col_t)grid->across[column], LXW_TRUE);
	put_criterion(like, sizeof like, sums->word ? sums->word : "");
	snprintf(measured, sizeof measured, "\"%s\"", unit_everyday(unit));
	for (int i = 0; i < grid->stretch_count && length < size; i++) {
		const struct stretch *stretch = &grid->stretches[i];
		char sheet[SHEET_NAME + 4] = "";

		if (grid->turned || i + 1 < grid->stretch_count)
			snprintf(sheet, sizeof sheet, "'%s'!", stretch->sheet);
		length += (size_t)snprintf(
			out + length, size - length, "%s%s(%s%s%u:%s%u", i ? "+" : "",
			count && !sums->word ? "SUM" : "SUMIFS", sheet, number,
			stretch->first + 1, number, stretch->last + 1);
		if (sums->word && length < size)
			length += put_where(stretch, sheet, grid->across[sums->column], like,
			                    out + length, size - length);
		if (!count && length < size)
			length += put_where(stretch, sheet, grid->unit_across[column], measured,
			                    out + length, size - length);
		if (length < size)
			length += (size_t)snprintf(out + length, size - length, ")");
	}
}

/* "lots_amount_total_mL", for formulas of the reader's own. */
static void name_define(const struct grid *grid, int column, const char *unit, lxw_row_t row)
{
	char name[160], place[96], cell[LXW_MAX_CELL_NAME_LENGTH];

	snprintf(name, sizeof name, "%s_%s_total%s%s", grid->section->name,
	         grid->columns.item[column].name, *unit ? "_" : "", unit);
	for (char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at))
			*at = '_';
	lxw_rowcol_to_cell_abs(cell, row, (lxw_col_t)grid->across[column], LXW_TRUE, LXW_TRUE);
	snprintf(place, sizeof place, "='%s'!%s", grid->sheet->part_name, cell);
	workbook_define_name(grid->sheet->book->file, name, place);
}

static void write_total(struct grid *grid, const struct sums *sums, int column, enum unit unit,
                        bool count)
{
	struct sheet *sheet = grid->sheet;
	__int128 exact = sums->sum[column][unit];
	bool held = exact <= INT64_MAX && exact >= INT64_MIN;
	bool hundredths = grid->columns.item[column].hundredths;
	int64_t everyday = !count ? unit_everyday_atoms(unit) : hundredths ? 100 : 1,
		sum = held ? (int64_t)exact : INT64_MAX;
	int decimals = hundredths ? 2 : held ? decimals_of(sum, everyday) : 0,
	    digits = digits_of(sum, everyday, decimals) + 1;
	int at = grid->across[column];
	lxw_format *format = sheet->book->formats.sum[decimals];
	double shown = (double)exact / (double)everyday;
	char formula[4096];

	sheet_span(sheet, sheet->row, at, format);
	if (sums->word && strlen(sums->word) > LONGEST_CRITERION) {
		worksheet_write_number(sheet->at, sheet->row, (lxw_col_t)at, shown, format);
	} else {
		total_formula(grid, sums, column, unit, count, formula, sizeof formula);
		worksheet_write_formula_num(sheet->at, sheet->row, (lxw_col_t)at, formula,
		                            format, shown);
	}
	if (digits > sheet->widths[at])
		sheet->widths[at] = digits;
	if (!count)
		sheet_text(sheet, sheet->row, grid->unit_across[column], unit_everyday(unit),
		           sheet->book->formats.sum_text);
	if (!sums->word)
		name_define(grid, column, count ? "" : unit_everyday(unit), sheet->row);
}

/* "Total" in front, and of what. */
static void label_total(struct grid *grid, const struct sums *sums, int first)
{
	struct sheet *sheet = grid->sheet;
	lxw_format *format = sheet->book->formats.sum_text;
	int at = sums->word ? grid->across[sums->column] : 0;
	char text[2 * LONGEST_CRITERION];

	snprintf(text, sizeof text, at ? "%s" : sums->word ? "Total %s" : "Total", sums->word);
	if (at && first > 0)
		sheet_text(sheet, sheet->row, 0, "Total", format);
	if (first > at)
		sheet_text(sheet, sheet->row, at, text, format);
}

/* One row for each unit there is: amounts of different kinds never add up. */
static void write_sums(struct grid *grid, const struct sums *sums)
{
	for (int pass = -1; pass < UNIT_COUNT; pass++) {
		bool any = false, count = pass < 0;
		enum unit unit = count ? UNIT_PIECE : (enum unit)pass;

		for (int i = 0; i < grid->columns.count; i++) {
			const struct column *column = &grid->columns.item[i];

			if (!column->total || grid->group[i] != sums->column
			    || column_has_unit(column) == count || !sums->seen[i][unit]
			    || sums->gap[i])
				continue;
			if (!any)
				label_total(grid, sums, grid->across[i]);
			any = true;
			write_total(grid, sums, i, unit, count);
		}
		grid->sheet->row += any;
	}
}

static int by_column_and_word(const void *a, const void *b)
{
	const struct sums *one = *(struct sums *const *)a, *other = *(struct sums *const *)b;

	return one->column != other->column ? one->column - other->column
	                                    : strcmp(one->word, other->word);
}

/* What stands in one row only is its own total. */
static bool write_totals(struct grid *grid, struct error *err)
{
	struct sums **sorted = heap_new(((size_t)grid->like_count + 1) * sizeof *sorted);
	int count = 0;
	bool ok = true;

	for (int i = 0; i < SUM_BUCKETS; i++)
		for (struct sums *sums = grid->like[i]; sums; sums = sums->next)
			if (sums->rows > 1)
				sorted[count++] = sums;
	qsort(sorted, (size_t)count, sizeof *sorted, by_column_and_word);
	for (int i = 0; ok && i < count; i++) {
		if (grid->sheet->row >= sheet_rows(grid->sheet) - LAST_ROWS / 2) {
			ok = sheet_continue(grid->sheet, err);
			grid->turned = true;
		}
		if (ok)
			write_sums(grid, sorted[i]);
	}
	free(sorted);
	if (ok)
		write_sums(grid, &grid->all);
	return ok;
}

static void axis_name(lxw_chart_axis *axis, const char *name)
{
	lxw_chart_font plain = { .bold = LXW_EXPLICIT_FALSE, .size = 9 };

	chart_axis_set_name(axis, name);
	chart_axis_set_name_font(axis, &plain);
}

static const char *picture_category(const struct grid *grid, const struct picture *picture)
{
	return grid->columns.item[columns_named(&grid->columns, picture->names[0])].heading;
}

/* Under its table, of the rows on the first sheet of it. */
static void write_picture(struct grid *grid, const struct picture *picture)
{
	static const lxw_chart_type types[PICTURE_COUNT] = { LXW_CHART_COLUMN, LXW_CHART_BAR,
		                                             LXW_CHART_LINE, LXW_CHART_PIE };
	const struct stretch *stretch = &grid->stretches[0];
	int category = columns_named(&grid->columns, picture->names[0]);
	lxw_chart_options size = { .x_scale = 1.3 };
	lxw_chart_font bold = { .bold = LXW_TRUE, .size = 12 };
	char values[160] = "";
	bool lies = picture->kind == PICTURE_BAR;
	lxw_chart *chart;

	if (category < 0 || stretch->last < stretch->first)
		return;
	category = grid->across[category];
	chart = workbook_add_chart(grid->sheet->book->file, types[picture->kind]);
	for (int i = 1; chart && i < picture->count; i++) {
		int at = columns_named(&grid->columns, picture->names[i]);
		lxw_chart_series *series;

		if (at < 0)
			continue;
		series = chart_add_series(chart, NULL, NULL);
		chart_series_set_categories(series, stretch->sheet, stretch->first,
		                            (lxw_col_t)category, stretch->last,
		                            (lxw_col_t)category);
		chart_series_set_values(series, stretch->sheet, stretch->first,
		                        (lxw_col_t)grid->across[at], stretch->last,
		                        (lxw_col_t)grid->across[at]);
		chart_series_set_name(series, grid->columns.item[at].heading);
		snprintf(values + strlen(values), sizeof values - strlen(values), "%s%s",
		         *values ? ", " : "", grid->columns.item[at].heading);
	}
	if (!chart)
		return;
	if (*picture->title) {
		chart_title_set_name(chart, picture->title);
		chart_title_set_name_font(chart, &bold);
	}
	if (picture->kind != PICTURE_PIE) {
		/* A bar chart's axes lie, and so do their names. */
		axis_name(lies ? chart->y_axis : chart->x_axis,
		          picture_category(grid, picture));
		axis_name(lies ? chart->x_axis : chart->y_axis, values);
	}
	if (picture->count == 2 && picture->kind != PICTURE_PIE)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	/* Each bar has its name beside it. */
	size.y_scale = lies && grid->rows > BARS ? (double)grid->rows / BARS : 1;
	size.y_scale = size.y_scale > 3 ? 3 : size.y_scale;
	sheet_page(grid->sheet, (int)(PICTURE_ROWS * size.y_scale));
	worksheet_insert_chart_opt(grid->sheet->at, grid->sheet->row, 0, chart, &size);
	grid->sheet->row += (lxw_row_t)(PICTURE_ROWS * size.y_scale);
}

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
			room += sheet->document      ? TRACK_LETTERS
			        : sheet->widths[at] ? sheet->widths[at] + 2
			                            : USUAL_WIDTH;
		sheet->span[first[i]] = at - 1;
	}
}

/* Printed, and signed by hand. */
static void write_signers(struct grid *grid)
{
	static const char *const headings[SIGNER_BOXES] = { "On paper", "Name", "Signature",
		                                            "Date and time" };
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	int first[SIGNER_BOXES + 1], widths[BOOK_COLUMNS];

	if (!grid->columns.signer_count)
		return;
	sheet_page(sheet, 2 + 2 * grid->columns.signer_count);
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

static bool write_table_end(struct grid *grid, struct error *err)
{
	char text[64];

	if (!grid->rows) {
		sheet_none(grid->sheet, grid->columns.title);
		return true;
	}
	if (!write_totals(grid, err))
		return false;
	snprintf(text, sizeof text, "%lld row%s", (long long)grid->rows,
	         grid->rows == 1 ? "" : "s");
	if (!grid->boxed && !grid->sheet->document)
		sheet_line(grid->sheet, text, grid->sheet->book->formats.small);
	grid->sheet->row++;
	for (int i = 0; i < grid->columns.picture_count; i++)
		write_picture(grid, &grid->columns.pictures[i]);
	write_signers(grid);
	return true;
}

static void write_line(struct grid *grid, int at)
{
	struct sheet *sheet = grid->sheet;
	const struct formats *formats = &sheet->book->formats;
	const struct column *column = &grid->columns.item[at];
	const struct cell *cell = &grid->cells[at];
	lxw_row_t row = grid->form_row[at];
	int room = sheet->document ? sheet_room(sheet, grid->value_at) : WIDEST;

	if (cell->kind == CELL_WORDS && (sheet->document || is_wrapped(cell->text)))
		sheet_height(sheet, row, sheet_lines(cell->text, room));
	sheet_text(sheet, row, 0, column->heading, formats->label);
	if (!cell_says(cell)) {
		sheet_blank(sheet, row, grid->value_at, formats->ruled);
		return;
	}
	write_cell(grid, row, grid->value_at, column, cell);
	write_marks(grid, column, grid->value_at,
	            &(struct stretch){ .first = row, .last = row });
}

/* A label without a value has no line, but where it is to be filled in. */
static void write_form(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;

	grid->value_at = sheet->document ? FORM_LABEL : 1;
	write_title(grid);
	memset(sheet->span, 0, sizeof sheet->span);
	if (sheet->document) {
		sheet->span[0] = FORM_LABEL - 1;
		sheet->span[FORM_LABEL] = TRACKS - 1;
	}
	for (int i = 0; i < grid->columns.count; i++)
		if (cell_says(&grid->cells[i]) || grid->columns.item[i].by_hand)
			grid->form_row[i] = sheet->row++;
	for (int i = 0; i < grid->columns.count; i++)
		if (grid->form_row[i])
			write_line(grid, i);
	memset(sheet->span, 0, sizeof sheet->span);
}

/* One row, shown as label, value and unit. */
static bool form_rows(struct grid *grid, struct row *row, struct error *err)
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
		canonical_row(&sheet->canonical, &grid->columns, grid->cells);
		write_form(grid);
	}
	if (!grid->rows && !err->fault) {
		sheet_none(grid->sheet, grid->columns.title);
		return true;
	}
	sheet->row++;
	write_signers(grid);
	return !err->fault;
}

/* Which columns lead somewhere, and to which of them others will. */
static void grid_lead(struct grid *grid)
{
	struct book *book = grid->sheet->book;

	for (int i = 0; i < grid->columns.count; i++) {
		const struct column *column = &grid->columns.item[i];

		grid->goals[i] = goals_named(book, grid->section->name, column->name);
		grid->leads[i] = *column->link ? goals_named(book, column->link, column->name)
		                               : NULL;
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
	if (sheet->document)
		sheet_page(sheet, grid->breadth.lines);
	if (grid->columns.form)
		return form_rows(grid, row, err);
	return table_rows(grid, row, err) && write_table_end(grid, err);
}

static void grid_free(struct grid *grid)
{
	for (int i = 0; i < SUM_BUCKETS; i++)
		for (struct sums *sums = grid->like[i], *next; sums; sums = next) {
			next = sums->next;
			free(sums->word);
			free(sums);
		}
	free(grid);
}

bool grid_write(struct sheet *sheet, const struct section *section, struct error *err)
{
	struct grid *grid = heap_new(sizeof *grid);
	struct row *row;
	bool ok;

	grid->sheet = sheet;
	grid->section = section;
	row = NULL;
	if (!sheet->document
	    || document_measure(sheet->book->asking, section, &grid->breadth, err))
		row = asking_rows(sheet->book->asking, section, &grid->columns, err);
	if (grid->columns.form)
		sheet->single = false;
	ok = row && rows_write(grid, row, err);
	sheet->rows += grid->rows;
	row_done(row);
	grid_free(grid);
	return ok;
}
