/*
 * reading.h - the cells of a workbook, whoever wrote it
 *
 * Sheet by sheet, from the top, only cells that say something; text as a reader sees it, numbers
 * as they are kept, formulas as the value they carry.
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
	const char *text;            /* of a number its digits, 15 at most; until the next cell */
};

/* MISSING when it cannot be read, REFUSED when it is no workbook. */
bool reading_open(const char *path, struct reading **out, struct error *err);
void reading_close(struct reading *reading);
int reading_sheets(const struct reading *reading);
const char *reading_sheet(const struct reading *reading, int at);
/* From the first cell of that sheet. */
bool reading_begin(struct reading *reading, int sheet, struct error *err);
/* False after the last, and on failure. */
bool reading_next(struct reading *reading, struct reading_cell *out, struct error *err);

#endif
