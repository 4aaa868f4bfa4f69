/*
 * press.h - a workbook's rows packed while they are written
 *
 * The library keeps a sheet's rows in a temporary file, copies them into another and only then
 * deflates that, on one core. Here the file it writes to is a press: what comes is cut into
 * blocks, each deflated by whoever is free, one core beside the other, and kept packed. Read
 * back it says a single NUL, which no XML holds; where that reaches the archive (zip.c) the
 * blocks are put in its place. Blocks are cut by size and nothing else, so that the same rows
 * give the same bytes.
 */
#ifndef PRESS_H
#define PRESS_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { PRESS_LEVEL = 1 };

struct press;

/* What is to be put in the place of a NUL. */
struct pressed {
	FILE *from;
	int64_t at, packed, plain;   /* from here on so many bytes, of so many */
	uint32_t crc;
};

/* Whether the archive functions the library calls are ours; else rows go their usual way. */
bool press_works(void);
/* A press whose temporary file lies in folder. STORE when there is no room for it. */
bool press_open(const char *folder, struct press **out, struct error *err);
void press_close(struct press *press);
/* The file for the rows of one sheet, after those of the sheet before; NULL where there is no
 * memory. */
FILE *press_sheet(struct press *press);
/* The last sheet's rows are written too, save the one that is still to come. False when any was
 * lost, then or since: the library takes what cannot be read back for the end. */
bool press_end(struct press *press);
/* The sheet read back last. */
bool press_take(struct pressed *out);

#endif
