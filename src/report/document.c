/*
 * document.c - a section laid out on paper
 *
 * A document's sheet has many narrow columns, the tracks, and each cell takes as many of them
 * as it needs: so that every table has widths of its own on one page. Widths are known before
 * the first row is written, because the rows are asked for twice.
 */
#include "book.h"
#include "heap.h"
#include "letters.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_LINES = 52, LETTER_LINES = 48, LONGEST_WORD = 24, TIGHT = 10, PINCHED = 7 };
enum { TURNED_LINES = 32, TURNED_ROOM = 146, UPRIGHT_ROOM = 100 };

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
	int last = sheet->span[column] > column ? sheet->span[column] : column;

	return (last - column + 1) * TRACK_LETTERS;
}

bool cell_says(const struct cell *cell)
{
	return cell->kind != CELL_EMPTY && (cell->kind != CELL_FLAG || cell->count)
	    && (cell->kind != CELL_WORDS || *cell->text);
}

/* A table's sheet is turned and made smaller as its columns, known by now, will ask for. */
static int page_lines(const struct sheet *sheet)
{
	int lines = sheet->book->asking->letter ? LETTER_LINES : PAGE_LINES, total = 0, room;

	if (sheet->document)
		return lines;
	for (int i = 0; i < BOOK_COLUMNS; i++)
		if (sheet->widths[i])
			total += 2 + (sheet->widths[i] > WIDEST ? WIDEST : sheet->widths[i]);
	room = total > WIDE_SHEET ? TURNED_ROOM : UPRIGHT_ROOM;
	lines = total > WIDE_SHEET ? TURNED_LINES : lines;
	return total > room ? lines * total / room : lines;
}

void sheet_page(struct sheet *sheet, int lines)
{
	int page = page_lines(sheet),
	    used = (int)(sheet->row - sheet->page_top) + sheet->page_extra;

	if (!sheet->document)
		used %= page;
	if (used + lines <= page || sheet->break_count == SHEET_BREAKS)
		return;
	/* What is longer than a page is torn in any case: it begins where there is room. */
	if (lines > page && used < page / 2)
		return;
	sheet->breaks[sheet->break_count++] = sheet->row;
	sheet->page_top = sheet->row;
	sheet->page_extra = 0;
}

static int larger(int one, int other)
{
	return one > other ? one : other;
}

static bool is_prose(const struct column *column)
{
	return column->kind == COLUMN_TEXT || column->kind == COLUMN_STRENGTH
	    || column->kind == COLUMN_PACKS || column->kind == COLUMN_RATIO;
}

/* A heading may be wrapped; a number stands under it with a little room behind. */
static void headings_measure(const struct columns *columns, struct breadth *out)
{
	for (int i = 0; i < columns->count; i++) {
		const struct column *column = &columns->item[i];
		int room = 1 + !is_prose(column),
		    whole = letters_width(column->heading, strlen(column->heading)) + room;

		out->least[i] = letters_longest_word(column->heading) + room;
		out->tight[i] = out->least[i];
		out->pinched[i] = out->least[i] < PINCHED ? out->least[i] : PINCHED;
		out->most[i] = larger(whole, column->width);
	}
	out->unit = 5;
}

static void row_measure(const struct columns *columns, const struct cell *cells,
                        const struct zone *zone, struct breadth *out)
{
	int together = 0, lines = 1;

	for (int i = 0; i < columns->count; i++) {
		bool amount = cells[i].kind == CELL_AMOUNT || cells[i].kind == CELL_COUNT;
		char text[CELL_TEXT];
		const char *shown = cells[i].kind == CELL_EMPTY ? ""
		                    : amount ? cell_exact(&cells[i], text)
		                             : cell_shown(&cells[i], zone, text);
		int width = letters_width(shown, strlen(shown)) + amount,
		    word = is_prose(&columns->item[i]) ? letters_longest_word(shown) : width;

		out->most[i] = larger(out->most[i], width);
		if (is_prose(&columns->item[i]) && word > LONGEST_WORD)
			word = LONGEST_WORD;
		out->least[i] = larger(out->least[i], word);
		if (is_prose(&columns->item[i]) && word > TIGHT)
			word = TIGHT;
		out->tight[i] = larger(out->tight[i], word);
		if (is_prose(&columns->item[i]) && word > PINCHED)
			word = PINCHED;
		out->pinched[i] = larger(out->pinched[i], word);
		together += width;
	}
	lines += together / (TRACKS * TRACK_LETTERS);
	for (int i = 0; i < columns->count; i++)
		lines = larger(lines, columns->item[i].lines);
	out->lines += lines;
}

bool document_measure(const struct asking *asking, const struct section *section,
                      struct breadth *out, struct error *err)
{
	struct columns *columns = heap_new(sizeof *columns);
	struct cell *cells = heap_new(COLUMN_MOST * sizeof *cells);
	struct row *row;

	*out = (struct breadth){ .lines = 2 };
	row = asking_rows(asking, section, columns, err);
	if (row)
		headings_measure(columns, out);
	while (row && row_next(row, err) && columns_read(columns, row, cells, err)) {
		row_measure(columns, cells, &asking->question->zone, out);
		out->rows++;
		for (int i = 0; columns->form && i < columns->count; i++)
			out->lines += cell_says(&cells[i]);
	}
	if (!out->rows)
		out->lines = 1;
	row_done(row);
	free(cells);
	free(columns);
	return !err->fault;
}

/* Letters are of many widths: an eighth more, and a little between two columns. */
static int tracks_of(int letters)
{
	return (letters + letters / 8 + TRACK_LETTERS + 1) / TRACK_LETTERS;
}

/* Each gets what it needs, or, where that is too much, what it can do with; what is left of the
 * page goes to those that would be wrapped, each as much as it lacks. */
void document_tracks(const int *most, const int *least, const int *tight, int count,
                     int *first)
{
	int left = TRACKS, lacking = 0;

	for (int i = 0; i < count; i++) {
		left -= tracks_of(least[i]);
		lacking += tracks_of(most[i]) - tracks_of(least[i]);
	}
	if (left < 0 && tight) {
		document_tracks(least, tight, NULL, count, first);
		return;
	}
	first[0] = 0;
	for (int i = 0; i < count; i++) {
		int lacks = tracks_of(most[i]) - tracks_of(least[i]),
		    more = left < 0          ? 0
		           : left >= lacking ? lacks
		                             : lacks * left / lacking;

		first[i + 1] = first[i] + tracks_of(least[i]) + more;
		if (first[i + 1] > BOOK_COLUMNS - (count - i - 1))
			first[i + 1] = first[i] + 1;
	}
}
