/*
 * layout.c - how wide the columns of a table are, and where its pages end
 *
 * A page is printed at 8 points or more: where the columns of a table would be too wide for
 * that, the widest of them are wrapped, all at the same width, and the page lies across where
 * that takes less paper. A row stands on one page in any case: one that has no room even so is
 * printed smaller.
 * A document's sheet has many narrow columns, the tracks, and each cell takes as many of them as
 * it needs, so that every table has widths of its own.
 */
#include "face.h"
#include "grid.h"

#include <limits.h>
#include <string.h>

/* In points, what the program that prints leaves of the paper. */
enum { ACROSS_A4 = 537, DOWN_A4 = 734, TURNED_A4 = 784, TURNED_DOWN_A4 = 487 };
enum { ACROSS_LETTER = 554, DOWN_LETTER = 684, TURNED_LETTER = 734, TURNED_DOWN_LETTER = 504 };

enum {
	LONGEST_WORD = 16,    /* that is kept whole */
	NARROW = 20,          /* text in a table there is no room for */
	WAYS = 5,
	TITLE_LINES = 6,      /* a page does not end behind them */
	DIGIT_PIXELS = 7,
	MUCH = 1 << 16,
	LATER = 24,           /* what rows that are not held may need more */
	TRACKS_PIXELS = TRACKS * TRACK_DIGITS * DIGIT_PIXELS,
	HEADING_WIDTH = 14,
	HEADING_MORE = 3,     /* than its cells, and it stands on one line */
	MINUTE_WIDTH = 16,
	HASH_WIDTH = 64,
	UNIT_WIDTH = 5
};

static int larger(int one, int other)
{
	return one > other ? one : other;
}

static int smaller(int one, int other)
{
	return one < other ? one : other;
}

/* Printed with letters of so many points. */
static int pixels_in(int points, int letter)
{
	return points * 4 * USUAL_POINTS / (3 * letter);
}

static int pixels_of(const struct sheet *sheet, int digits, int padding)
{
	return digits ? (digits + padding) * DIGIT_PIXELS - (sheet->document ? 0 : 2) : 0;
}

static int points_across(const struct sheet *sheet, bool turned)
{
	return sheet->book->asking->letter ? (turned ? TURNED_LETTER : ACROSS_LETTER)
	                                   : (turned ? TURNED_A4 : ACROSS_A4);
}

static int points_down(const struct sheet *sheet, bool turned)
{
	return sheet->book->asking->letter ? (turned ? TURNED_DOWN_LETTER : DOWN_LETTER)
	                                   : (turned ? TURNED_DOWN_A4 : DOWN_A4);
}

int sheet_across(const struct sheet *sheet)
{
	int total = 0;

	if (sheet->document)
		return larger(sheet->tracks, TRACKS) * TRACK_DIGITS * DIGIT_PIXELS;
	for (int i = 0; i < BOOK_COLUMNS; i++)
		total += pixels_of(sheet, sheet->widths[i], sheet->padding);
	return total;
}

static bool is_turned(const struct sheet *sheet, int across)
{
	return sheet->book->asking->report->across
	    || across > pixels_in(points_across(sheet, false), LEAST_POINTS);
}

bool sheet_turned(const struct sheet *sheet)
{
	return is_turned(sheet, sheet_across(sheet));
}

/* As many more as it is printed smaller. */
static int lines_of_page(const struct sheet *sheet, int across, bool turned)
{
	int room = pixels_in(points_across(sheet, turned), USUAL_POINTS),
	    lines = points_down(sheet, turned) / LINE_HEIGHT;

	return across > room ? lines * across / room : lines;
}

void sheet_page(struct sheet *sheet, int lines)
{
	int page = lines_of_page(sheet, sheet_across(sheet), sheet_turned(sheet)),
	    used = (int)(sheet->row - sheet->page_top) + sheet->page_extra;

	if (!sheet->document)
		used %= page;
	if (used + lines <= page || used <= TITLE_LINES || sheet->break_count == SHEET_BREAKS)
		return;
	/* What is longer than a page is torn in any case: it begins where there is room. */
	if (lines > page && used < page / 2)
		return;
	sheet->breaks[sheet->break_count++] = sheet->row;
	sheet->page_top = sheet->row;
	sheet->page_extra = 0;
}

void sheet_span(struct sheet *sheet, lxw_row_t row, int column, lxw_format *format)
{
	if (sheet->span[column] > column)
		worksheet_merge_range(sheet->at, row, (lxw_col_t)column, row,
		                      (lxw_col_t)sheet->span[column], NULL, format);
}

void sheet_blank(struct sheet *sheet, lxw_row_t row, int column, lxw_format *format)
{
	sheet_span(sheet, row, column, format);
	worksheet_write_blank(sheet->at, row, (lxw_col_t)column, format);
}

int sheet_room(const struct sheet *sheet, int column)
{
	int last = larger(sheet->span[column], column);

	return sheet->document ? (last - column + 1) * TRACK_DIGITS - 1
	                       : larger(sheet->most[column], sheet->widths[column])
	                                 + sheet->padding - 1;
}

/* In digits: all of it on one line, and its widest word. */
struct want {
	int most, word;
};

static bool is_prose(const struct column *column)
{
	return column->kind == COLUMN_TEXT || column->kind == COLUMN_STRENGTH
	    || column->kind == COLUMN_PACKS || column->kind == COLUMN_RATIO
	    || column->kind == COLUMN_HASH;
}

/* It is bold, and a number stands under it with a little room behind. */
static int heading_width(const struct column *column)
{
	int more = 1 + column_is_number(column), whole = face_width(column->heading) + more,
	    word = face_word(column->heading) + more;

	if (column->kind == COLUMN_INSTANT && whole <= MINUTE_WIDTH)
		return MINUTE_WIDTH;
	if (column->kind == COLUMN_HASH)
		return HASH_WIDTH;
	if (whole > HEADING_WIDTH)
		whole = larger(word, HEADING_WIDTH);
	return larger(column->width, whole);
}

static void want_heading(const struct column *column, struct want *want)
{
	want->most = heading_width(column);
	want->word = face_word(column->heading) + 1 + column_is_number(column);
}

static void want_cell(const struct grid *grid, const struct column *column,
                      const struct cell *cell, struct want *want)
{
	bool number = cell->kind == CELL_AMOUNT || cell->kind == CELL_COUNT;
	char out[CELL_TEXT];
	const char *text = cell->kind == CELL_EMPTY ? ""
	                   : number                 ? cell_exact(cell, out)
	                                            : cell_says(grid, cell, out);
	int whole = face_width(text) + number,
	    word = column->kind == COLUMN_HASH ? whole / 2 + 1
	           : is_prose(column)          ? smaller(face_word(text), LONGEST_WORD)
	                                       : whole;

	want->most = larger(want->most, whole);
	want->word = larger(want->word, word);
}

/* Where it takes little more than the cells do. */
static void want_whole_heading(const struct column *column, struct want *want)
{
	int whole = face_width(column->heading) + 1 + column_is_number(column);

	if (whole > want->most && whole <= want->most + HEADING_MORE)
		want->most = whole;
}

static void wants_find(const struct grid *grid, struct want *wants)
{
	const struct columns *columns = &grid->columns;

	for (int i = 0; i < columns->count; i++) {
		struct want *want = &wants[grid->across[i]];

		want_heading(&columns->item[i], want);
		for (int j = 0; j < grid->held_count; j++)
			want_cell(grid, &columns->item[i],
			          &grid->held[j * columns->count + i], want);
		want_whole_heading(&columns->item[i], want);
		if (grid->unit_across[i])
			wants[grid->unit_across[i]]
				= (struct want){ UNIT_WIDTH, UNIT_WIDTH };
	}
}

/* A little room between two. */
static int tracks_of(int width)
{
	return (width + TRACK_DIGITS) / TRACK_DIGITS;
}

/* A way to lay a table out. */
struct way {
	int room, padding;
	int cap;                     /* text is wrapped at that; -1: there is no room */
};

/* What a column of a sheet is where text is wrapped at the cap of the way. */
static int width_in(const struct sheet *sheet, int column, const struct want *want,
                    const struct way *way)
{
	int width = smaller(want->most, larger(way->cap, want->word));

	return sheet->document ? tracks_of(width) * TRACK_DIGITS - 1
	                       : larger(width, sheet->widths[column]);
}

static int total_in(const struct grid *grid, const struct want *wants, const struct way *way)
{
	int total = 0, wide = grid->sheet->document ? grid->wide : BOOK_COLUMNS;

	for (int i = 0; i < wide; i++)
		total += pixels_of(grid->sheet, width_in(grid->sheet, i, &wants[i], way),
		                   way->padding);
	return total;
}

/* The widest at which all columns have room. */
static void way_cap(const struct grid *grid, const struct want *wants, struct way *way)
{
	way->cap = WIDEST;
	while (way->cap >= 0 && total_in(grid, wants, way) > way->room)
		way->cap--;
}

/* Lines that the rows which are held take so. */
static int way_lines(const struct grid *grid, const struct want *wants, const struct way *way)
{
	int lines = 0, count = grid->columns.count;
	char out[CELL_TEXT];

	for (int i = 0; i < grid->held_count; i++) {
		int most = 1;

		for (int j = 0; j < count; j++) {
			const struct cell *cell = &grid->held[i * count + j];
			int at = grid->across[j];

			if (cell->kind != CELL_EMPTY && is_prose(&grid->columns.item[j]))
				most = larger(most,
				              face_lines(cell_says(grid, cell, out),
				                         width_in(grid->sheet, at,
				                                  &wants[at], way)
				                                 + way->padding - 1));
		}
		lines += most;
	}
	return lines;
}

/* How many pages, and then lines. */
static int way_cost(const struct grid *grid, const struct want *wants,
                        const struct way *way)
{
	const struct sheet *sheet = grid->sheet;
	int total = total_in(grid, wants, way),
	    lines = TITLE_LINES + way_lines(grid, wants, way)
		  + pictures_lines(grid, grid->held_count),
	    page = lines_of_page(sheet, total, is_turned(sheet, total));

	return (lines / page + 1) * MUCH + lines;
}

/* The best first, of those that cost the same; how many of them are to be preferred. */
static int ways_find(const struct sheet *sheet, struct way out[WAYS])
{
	int upright = pixels_in(points_across(sheet, false), LEAST_POINTS) - LATER,
	    turned = pixels_in(points_across(sheet, true), LEAST_POINTS) - LATER,
	    small = pixels_in(points_across(sheet, true), SMALL_POINTS) - LATER;
	bool across = sheet->book->asking->report->across;
	const struct way document[WAYS] = { { across ? turned : TRACKS_PIXELS, 1, 0 },
		                            { upright, 1, 0 },
		                            { turned, 1, 0 },
		                            { small, 1, 0 },
		                            { small, 1, 0 } },
	                 table[WAYS] = { { upright, 2, 0 },
		                         { upright, 1, 0 },
		                         { turned, 2, 0 },
		                         { turned, 1, 0 },
		                         { small, 1, 0 } };

	memcpy(out, sheet->document ? document : table, sizeof table);
	return !sheet->document ? 4 : across ? 1 : 2;
}

/* The cheapest of those preferred that there is room for, else the first that has any. */
static struct way way_choose(const struct grid *grid, const struct want *wants)
{
	struct way ways[WAYS], *best = NULL, *last = &ways[WAYS - 1];
	int preferred = ways_find(grid->sheet, ways), least = INT_MAX;

	for (int i = 0; i < WAYS && (i < preferred || !best); i++) {
		int cost;

		way_cap(grid, wants, &ways[i]);
		cost = ways[i].cap < 0 ? INT_MAX : way_cost(grid, wants, &ways[i]);
		if (cost < least) {
			least = cost;
			best = &ways[i];
		}
	}
	if (best)
		return *best;
	last->cap = NARROW;
	return *last;
}

/* On the tracks of a document. */
static void tracks_lay(struct grid *grid, const struct want *wants,
                       const struct way *way)
{
	struct sheet *sheet = grid->sheet;
	int first[BOOK_COLUMNS + 1] = { 0 };

	for (int i = 0; i < grid->wide; i++) {
		first[i + 1] = first[i] + (width_in(sheet, i, &wants[i], way) + 1)
			       / TRACK_DIGITS;
		if (first[i + 1] > BOOK_COLUMNS - (grid->wide - i - 1))
			first[i + 1] = first[i] + 1;
	}
	for (int i = 0; i < grid->columns.count; i++) {
		grid->across[i] = first[grid->across[i]];
		if (grid->unit_across[i])
			grid->unit_across[i] = first[grid->unit_across[i]];
	}
	memset(sheet->span, 0, sizeof sheet->span);
	for (int i = 0; i < grid->wide; i++)
		sheet->span[first[i]] = first[i + 1] - 1;
	sheet->tracks = larger(sheet->tracks, first[grid->wide]);
}

void layout_settle(struct grid *grid)
{
	struct sheet *sheet = grid->sheet;
	struct want wants[BOOK_COLUMNS] = { 0 };
	struct way way;

	wants_find(grid, wants);
	way = way_choose(grid, wants);
	sheet->padding = smaller(sheet->padding, way.padding);
	if (sheet->document)
		tracks_lay(grid, wants, &way);
	for (int i = 0; !sheet->document && i < grid->wide; i++) {
		sheet->most[i] = smaller(sheet->most[i], larger(way.cap, wants[i].word));
		sheet->widths[i] = width_in(sheet, i, &wants[i], &way);
	}
}
