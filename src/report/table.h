/*
 * table.h - rows laid out for a terminal
 *
 * Rows are kept until the last is known, then columns get the width they need:
 * where that is more than the terminal has, the widest columns of words are
 * wrapped, and never a code or a number.
 */
#ifndef TABLE_H
#define TABLE_H

#include "column.h"

#include <stdio.h>

struct table {
	struct columns *columns;
	char **cells;
	size_t count;
};

void table_begin(struct table *table, struct columns *columns);
/* The next cell of the row; text is copied, and what would move the cursor is not taken. */
void table_add(struct table *table, const char *text);
/* Write as a table, or as a form where the columns say so, and forget the rows. */
void table_write(struct table *table, FILE *out, bool colour, int width);

#endif
