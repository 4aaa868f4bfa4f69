/*
 * totals.c - what stands under a table, as live formulas that carry their value
 */
#include "grid.h"
#include "heap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_CRITERION = 100, LONGEST_NAMED = 32, MOST_NAMES = 1000 };

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

void totals_add(struct grid *grid)
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

/* No two words give the same: "HA.20" of HA-20, and of other letters their numbers. */
static void put_word(char *out, size_t size, const char *word)
{
	size_t at = 0;

	for (; *word && at + 4 < size; word++)
		at += (size_t)snprintf(out + at, size - at,
		                       isalnum((unsigned char)*word) || *word == '-' ? "%c"
		                                                                     : "_%02X",
		                       *word == '-' ? '.' : (unsigned char)*word);
}

/* "lots_amount_total_HA.20_mL", for formulas of the reader's own. */
static void name_define(const struct grid *grid, const struct sums *sums, int column,
                        const char *unit, lxw_row_t row)
{
	char name[2 * COLUMN_NAME + LONGEST_CRITERION + 32], word[LONGEST_CRITERION] = "",
		place[96], cell[LXW_MAX_CELL_NAME_LENGTH];

	if (grid->like_count > MOST_NAMES)
		return;
	if (sums->word)
		put_word(word, sizeof word, sums->word);
	snprintf(name, sizeof name, "%s_%s_total%s%s%s%s", grid->section->name,
	         grid->columns.item[column].name, *word ? "_" : "", word, *unit ? "_" : "",
	         unit);
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
	int decimals = hundredths ? 2 : held ? atoms_decimals(sum, everyday) : 0,
	    digits = atoms_digits(sum, everyday, decimals) + 1;
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
	if (!sums->word || strlen(sums->word) <= LONGEST_NAMED)
		name_define(grid, sums, column, count ? "" : unit_everyday(unit), sheet->row);
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
bool totals_write(struct grid *grid, struct error *err)
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
		if (grid->sheet->row >= sheet_most(grid->sheet) - LAST_ROWS / 2) {
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

void totals_free(struct grid *grid)
{
	for (int i = 0; i < SUM_BUCKETS; i++)
		for (struct sums *sums = grid->like[i], *next; sums; sums = next) {
			next = sums->next;
			free(sums->word);
			free(sums);
		}
}
