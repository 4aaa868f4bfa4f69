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
	const char *look;            /* "11 pt, 000000 on none": its letters and what lies behind
	                              * them; until the next cell */
};

/* What a sheet keeps from who looks at it, or shows beside its cells, once those are read. */
struct reading_look {
	bool hidden, no_zeros;
	int hidden_row, hidden_column;   /* the first, from 1; 0: none */
	char **notes;                /* "A6:I7 merged", "on paper: ...", "a text box", in order */
	int note_count;
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
bool reading_look(struct reading *reading, const struct reading_look **out, struct error *err);

/* Whether both are of one program, which says so in a part of its own; then the first part that
 * is not the same to the byte in both, or in one of them only, in *other (empty: none). */
void reading_parts(struct reading *a, struct reading *b, bool *one_program,
                   char other[READING_NAME]);

#endif
