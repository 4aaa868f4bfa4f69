/*
 * import_inside.h - what the files of an import share
 */
#ifndef IMPORT_INSIDE_H
#define IMPORT_INSIDE_H

#include "import.h"
#include "quantity.h"

/* One line: its cells as they stand in the file, NULL where empty, and where it began. */
struct import_row {
	int64_t number;
	char **cell;
	int count;
};

struct import_file {
	struct import_row *rows;
	size_t count;
};

/* Read and cut a whole file; REFUSED naming the line. */
bool import_file_read(FILE *file, struct import_file *out, struct error *err);
void import_file_free(struct import_file *file);

enum { MOST_COLUMNS = 40, CODE_SEEN = 128, FACT_TEXT = 256 };

struct import {
	const struct import_plan *plan;
	struct import_file file;
	int column[MOST_COLUMNS];            /* where each column of the plan stands in the
	                                      * file; -1: not there */
	size_t next;
	const char *cell[MOST_COLUMNS];      /* of the line at hand, by column of the plan; NULL
	                                      * where empty */
	char subject[CODE_SEEN];             /* what the lines before were about: a recipe, a
	                                      * session */
	int64_t id;                          /* of it, 0 when it was refused */
	int parts;                           /* of it, so far */
	int64_t released;                    /* the lot that the line at hand released */
};

/* How the lines of a kind are entered. */
struct import_plan {
	const char *const *columns;          /* ends with NULL */
	int must;                            /* so many of the first have to be there and
	                                      * filled */
	bool (*enter)(struct import *import, struct store *store, struct error *err);
};

extern const struct import_plan import_products, import_suppliers, import_patients,
	import_recipes, import_stock, import_sessions;

/* A cell that may be empty, which leaves out as it was. */
bool cell_quantity(const char *cell, struct quantity *out, struct error *err);   /* 0 is
                                                                                  * refused: it
                                                                                  * is not
                                                                                  * "empty" */
/* what may well be 0 */
bool cell_remainder(const char *cell, struct quantity *out, struct error *err);
bool cell_count(const char *cell, int64_t *out, struct error *err);
/* "yes" and "no" and their like; empty: no. */
bool cell_yes(const char *cell, bool *out, struct error *err);

enum { MOST_PARTS = 128 };

/* "a; b | c": the parts of a cell, without the blanks around them; the list ends with NULL and
 * lasts, with its text, until cell_parts_free(). */
struct parts {
	const char *part[MOST_PARTS + 1];
	char *text;
};

bool cell_parts(const char *cell, struct parts *out, struct error *err);
void cell_parts_free(struct parts *parts);

#endif
