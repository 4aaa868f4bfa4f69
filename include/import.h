/*
 * import.h - what a clinic already has, from tables it wrote
 *
 * A file has a heading and lines; each line is entered through the same acts as by
 * hand. A line that is refused does not keep the next from being judged, so that all
 * faulty lines can be named; whoever imports ends the act as refused when one was.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "ledger.h"
#include "store.h"

#include <stdio.h>

enum import_kind {
	IMPORT_PRODUCTS,
	IMPORT_SUPPLIERS,
	IMPORT_PATIENTS,
	IMPORT_RECIPES,
	IMPORT_STOCK,
	IMPORT_SESSIONS,
	IMPORT_KINDS
};

struct import;

/* The columns of a kind, those that must be there first; ends with NULL. */
const char *const *import_columns(enum import_kind kind);

/*
 * Read a file whole: CSV with commas, semicolons or tabs, with or without a byte order mark,
 * lines ended in any way, in UTF-8. Columns are found by their heading, in any order and
 * however spaced; the apostrophe that marks a text as no formula ("'=1+1") is taken off.
 * REFUSED naming the line: not UTF-8, a quote out of place, no heading, a
 * column that is not known (with the one meant), twice or missing. file stays the caller's.
 */
bool import_open(FILE *file, enum import_kind kind, struct import **out, struct error *err);
void import_close(struct import *import);

/* A line as it went: number of the line in the file, and why it was refused. */
struct import_line {
	int64_t number;
	struct error fault;          /* FAULT_NONE: it was entered */
	int64_t released;            /* the lot it says may be used, which is for who imports to
	                              * sign; 0: none */
};

/* Enter the next line, within the act under way. False when there are no more. */
bool import_next(struct import *import, struct store *store, struct import_line *line);

/* How many lines there are below the heading. */
int64_t import_lines(const struct import *import);

/*
 * Say that a table of stock or of past sessions never was: its lots come to nothing, its
 * sessions stand no more, and a right one may be imported. REFUSED without a reason, when it
 * was reversed already, when what it brought was used since or a patient reacted to it, and for
 * the other kinds, whose rows are revised or retired one by one.
 */
bool import_reverse(struct store *store, int64_t action, struct settlement *told,
                    struct error *err);

#endif
