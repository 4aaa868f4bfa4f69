/*
 * grid.h - a section being written: what its rows, totals, forms and pictures share
 *
 * The first rows of a table are held until they say how wide its columns must be; then they are
 * written, and the others as they come.
 */
#ifndef GRID_H
#define GRID_H

#include "book.h"

/* Rows of a table on one part of its sheet. */
struct stretch {
	char sheet[SHEET_NAME];
	lxw_row_t first, last;
};

/* What is added up: of all rows, or of those whose cell in a column says the same word. */
struct sums {
	struct sums *next;                    /* with the same hash */
	char *word;                           /* NULL: of all rows */
	int column;                           /* where it says so; -1: of all */
	int64_t rows;
	__int128 sum[COLUMN_MOST][UNIT_COUNT];
	bool seen[COLUMN_MOST][UNIT_COUNT];
	bool gap[COLUMN_MOST];                /* something is not stated: of that nothing is
	                                       * added up */
};

enum { SUM_BUCKETS = 512 };

struct grid {
	struct sheet *sheet;
	const struct section *section;
	struct columns columns;
	struct cell cells[COLUMN_MOST];
	struct cell *held;                    /* the first rows, columns.count cells each */
	int held_count;
	int across[COLUMN_MOST];
	int unit_across[COLUMN_MOST];         /* 0: has none */
	bool unit_ends[COLUMN_MOST];          /* the last of those that share it */
	int wide;
	struct stretch stretches[BOOK_PARTS];
	int stretch_count;
	bool boxed;                           /* its rows are written on by hand */
	bool turned;                          /* totals stand on a sheet after the last row's */
	struct sums all, *like[SUM_BUCKETS];
	struct goal *goals[COLUMN_MOST], *leads[COLUMN_MOST];   /* of a column: links lead
	                                                         * to it; its own lead
	                                                         * there */
	int like_count, group[COLUMN_MOST];   /* of a total: the column it is told by; -1:
	                                       * none */
	int64_t rows;
	lxw_row_t heading;
	lxw_row_t form_row[COLUMN_MOST];      /* of a form: where its line stands; 0: it has
	                                       * none */
	int value_at;                         /* and where the values do */
	char offset_of[16];                   /* the five minutes whose offset this is */
	int64_t offset;
};

/* Rows a sheet takes. */
lxw_row_t sheet_most(const struct sheet *sheet);
/* True where it is counted: its cells are numbers. */
bool column_is_number(const struct column *column);
void grid_title(struct grid *grid);
/* A word that means something is seen by its colour too; the check that fails always. */
void grid_marks(struct grid *grid, const struct column *column, int at,
                const struct stretch *stretch);

/* One cell of a row, as what it is. */
void cell_write(struct grid *grid, lxw_row_t row, int at, const struct column *column,
                const struct cell *cell);
/* What a person reads in it; in out, or the cell's own. */
const char *cell_says(const struct grid *grid, const struct cell *cell, char out[CELL_TEXT]);
/* How many decimals an amount needs, and then how many characters it is wide. */
int atoms_decimals(int64_t atoms, int64_t everyday);
int atoms_digits(int64_t atoms, int64_t everyday, int decimals);

/* How wide the columns are, from the rows that are held: those of a document get their
 * tracks. */
void layout_settle(struct grid *grid);

void totals_add(struct grid *grid);
bool totals_write(struct grid *grid, struct error *err);
void totals_free(struct grid *grid);

/* Under its table, of the rows on the first sheet of it. */
void picture_write(struct grid *grid, const struct picture *picture);
/* How many lines the pictures of so many rows take. */
int pictures_lines(const struct grid *grid, int64_t rows);

/* One row, shown as label, value and unit. */
bool form_write(struct grid *grid, struct row *row, struct error *err);
/* Printed, and signed by hand. */
void signers_write(struct grid *grid);
int signers_lines(const struct grid *grid);

#endif
