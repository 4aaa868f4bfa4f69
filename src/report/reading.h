/*
 * reading.h - the cells of a workbook, whoever wrote it
 *
 * Sheet by sheet, from the top, only cells that say something; text as a reader sees it,
 * numbers as they are kept, formulas beside the value they carry. What a spreadsheet program
 * could take otherwise than we do (a part named twice, a cell where none belongs), and what is
 * larger than any workbook of ours, is refused and named.
 */
#ifndef READING_H
#define READING_H

#include "error.h"

#include <stdbool.h>

enum { READING_NAME = 128 };

struct reading;

struct reading_cell {
	int row, column;             /* from 0 */
	bool number;
	const char *text;            /* of a number its digits, 15 at most; until the next
	                              * cell */
	const char *formula;         /* NULL where it is a value */
	const char *format;          /* of its number, as reading_styles.c writes all of them */
};

/* What a sheet keeps from who looks at it, once its cells are read. */
struct reading_look {
	bool hidden, no_zeros;
	int hidden_row, hidden_column;   /* the first, from 1; 0: none */
	char (*merged)[24];          /* "A6:I7", in order */
	int merged_count;
};

/* MISSING when it cannot be read, REFUSED when it is no workbook. */
bool reading_open(const char *path, struct reading **out, struct error *err);
/* It was refused for what no workbook of ours has. */
bool reading_distrusted(const struct reading *reading);
void reading_close(struct reading *reading);
int reading_sheets(const struct reading *reading);
const char *reading_sheet(const struct reading *reading, int at);
/* From the first cell of that sheet. */
bool reading_begin(struct reading *reading, int sheet, struct error *err);
/* False after the last, and on failure. */
bool reading_next(struct reading *reading, struct reading_cell *out, struct error *err);
/* Of the sheet whose cells are all read. */
const struct reading_look *reading_look(struct reading *reading);

#endif
