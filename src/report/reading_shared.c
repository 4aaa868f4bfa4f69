/*
 * reading_shared.c - formulas that cells share
 *
 * Spreadsheet programs write a formula that goes on from cell to cell once, with a number, and
 * in the other cells only the number. A cell that shares one has it with every place that is
 * not pinned by "$" moved as far as the cell lies from the first (ECMA-376 part 1, 18.3.1.40).
 */
#include "reading_inside.h"

#include "heap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* From 1; 0: there is none. */
struct place { bool column_pinned, row_pinned; int column, row; };

/* "$C7", and how many letters it takes; 0 where it is the name of something else. */
static size_t place_read(const char *text, struct place *out)
{
	const char *at = text;

	*out = (struct place){ 0 };
	at += out->column_pinned = *at == '$';
	for (; *at >= 'A' && *at <= 'Z' && out->column <= READING_COLUMNS; at++)
		out->column = out->column * 26 + *at - 'A' + 1;
	at += out->row_pinned = *at == '$';
	for (; *at >= '0' && *at <= '9' && out->row <= READING_ROWS; at++)
		out->row = out->row * 10 + *at - '0';
	if (!out->column || !out->row || isalnum((unsigned char)*at)
	    || (*at && strchr("_.(!", *at)))
		return 0;
	return (size_t)(at - text);
}

static void place_write(const struct place *place, struct text *out)
{
	char letters[8], text[32];
	int at = sizeof letters - 1;

	if (place->column < 1 || place->column > READING_COLUMNS || place->row < 1
	    || place->row > READING_ROWS) {
		text_add(out, "#REF!", 5);
		return;
	}
	letters[at] = '\0';
	for (int left = place->column; left > 0; left = (left - 1) / 26)
		letters[--at] = (char)('A' + (left - 1) % 26);
	snprintf(text, sizeof text, "%s%s%s%d", place->column_pinned ? "$" : "", letters + at,
	         place->row_pinned ? "$" : "", place->row);
	text_add(out, text, strlen(text));
}

/* How long what begins here is: a text or a sheet's name in quotes, a name, a number, a sign. */
static size_t word_length(const char *text)
{
	const char *end = text;

	if (*text == '"' || *text == '\'') {
		end = strchr(text + 1, *text);
		return end ? (size_t)(end + 1 - text) : strlen(text);
	}
	while (isalnum((unsigned char)*end) || (*end && strchr("_.$", *end)))
		end++;
	return end > text ? (size_t)(end - text) : 1;
}

static void formula_move(const char *text, int columns, int rows, struct text *out)
{
	for (size_t length; *text; text += length) {
		struct place place;

		length = place_read(text, &place);
		if (length) {
			place.column += place.column_pinned ? 0 : columns;
			place.row += place.row_pinned ? 0 : rows;
			place_write(&place, out);
			continue;
		}
		length = word_length(text);
		text_add(out, text, length);
	}
}

static void formula_keep(struct reading *reading, int number)
{
	while (reading->formula_count <= number) {
		reading->formulas = heap_more(reading->formulas, (size_t)reading->formula_count,
		                              sizeof *reading->formulas);
		reading->formulas[reading->formula_count++] = (struct shared_formula){ 0 };
	}
	if (reading->formulas[number].text)
		reading_refuse(reading, "shared formula %d is there twice", number);
	else
		reading->formulas[number] = (struct shared_formula){
			heap_text(reading->formula.bytes), reading->row, reading->column
		};
}

void formula_share(struct reading *reading)
{
	const struct shared_formula *first = reading->shares < reading->formula_count
	                                             ? &reading->formulas[reading->shares]
	                                             : NULL;

	if (reading->formula.size && reading->leads)
		formula_keep(reading, reading->shares);
	else if (!reading->formula.size && first && first->text)
		formula_move(first->text, reading->column - first->column,
		             reading->row - first->row, &reading->formula);
	else
		reading_refuse(reading, "a cell in row %d shares a formula that is not there",
		               reading->row + 1);
}

void formulas_free(struct reading *reading)
{
	for (int i = 0; i < reading->formula_count; i++)
		free(reading->formulas[i].text);
	free(reading->formulas);
	reading->formulas = NULL;
	reading->formula_count = 0;
}
