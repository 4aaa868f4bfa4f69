/*
 * column.h - declared columns, and the cells a row gives them
 *
 * A declaration (page.h) is parsed once; its columns are found once in the rows
 * of a statement; after that a cell costs a look at its row and nothing is
 * formatted until somebody wants text.
 */
#ifndef COLUMN_H
#define COLUMN_H

#include "quantity.h"
#include "ratio.h"
#include "store.h"
#include "strength.h"

enum {
	COLUMN_NAME = 48,
	COLUMN_MOST = 48,
	COLUMN_MARKS = 10,
	COLUMN_TERMS = 20,
	COLUMN_CHARTS = 2,
	COLUMN_SERIES = 4,
	COLUMN_SIGNERS = 4,
	CELL_TEXT = 96
};

enum column_kind {
	COLUMN_TEXT, COLUMN_AMOUNT, COLUMN_SCALED, COLUMN_STRENGTH, COLUMN_PACKS, COLUMN_DAY,
	COLUMN_INSTANT, COLUMN_COUNT, COLUMN_FLAG, COLUMN_HASH, COLUMN_CHECK, COLUMN_RATIO,
};

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_AMBER, COLOUR_GREEN, COLOUR_GREY, COLOUR_COUNT };

/* The cell is of this colour where it says this word. */
struct mark {
	char word[24];
	enum colour colour;
};

/* One column of a formula and its sign; those after the "=" of a check have theirs turned. */
struct term {
	int column;
	int sign;
	bool right;                  /* stands after the "=" */
};

struct column {
	char name[COLUMN_NAME], heading[64], unit[COLUMN_NAME];
	enum column_kind kind;
	int width;                   /* 0: as its content needs */
	char group[COLUMN_NAME];     /* the column whose equals are totalled together; empty:
	                              * all rows are */
	int decimals;                /* at most so many in tables; 0: exact */
	bool total, to_right;
	bool hidden_in_tables, only_in_tables;
	bool of_names, day_in_tables, zone_in_tables;
	bool hundredths;             /* a count is of hundredths: 1250 is 12.50 */
	bool by_hand;                /* of a form: its line stands even when it is empty, to be
	                              * filled in on paper */
	bool quiet;                  /* in a table nought is left empty */
	int lines;                   /* each row of a sheet has room for so many, to write in by
	                              * hand */
	bool dispensable;            /* in a table left out where there is too little room */
	struct mark marks[COLUMN_MARKS];
	int mark_count;
	char key[COLUMN_NAME];       /* its rows are where the words of that key lead to;
	                              * empty: nobody leads here */
	char link[COLUMN_NAME];      /* the key it leads to, where that is not its own name */
	char formula[256];
	struct term terms[COLUMN_TERMS];
	int term_count;

	/* Where it stands in a row; -1 where it does not. */
	int at, unit_at, times_at, over_at, per_at, per_unit_at, each_at, open_at, left_at,
		plus_at;
};

/* A picture of some columns of a table. */
struct picture {
	enum { PICTURE_COLUMN, PICTURE_BAR, PICTURE_LINE, PICTURE_PIE, PICTURE_COUNT } kind;
	char names[1 + COLUMN_SERIES][COLUMN_NAME], title[64];   /* categories, then values */
	int count;
};

struct columns {
	struct column item[COLUMN_MOST];
	int count;
	bool form;
	char title[96];
	struct picture pictures[COLUMN_CHARTS];
	int picture_count;
	char signers[COLUMN_SIGNERS][COLUMN_NAME];
	int signer_count;
};

enum cell_kind {
	CELL_EMPTY,
	CELL_WORDS,
	CELL_COUNT,
	CELL_AMOUNT,
	CELL_STRENGTH,
	CELL_PACKS,
	CELL_DAY,
	CELL_INSTANT,
	CELL_FLAG,
	CELL_CHECK,
	CELL_RATIO,
};

/* text belongs to the row, or to the column. */
struct cell {
	enum cell_kind kind;
	const char *text;            /* words, day, instant, the word of a flag that is set */
	int64_t count;               /* count, flag, packs; check: 1 where it holds */
	bool hundredths;             /* of a count */
	struct quantity amount;      /* packs: of each */
	int64_t open, left;          /* packs: containers opened besides, and what is left in
	                              * them */
	int decimals;                /* of an amount shown short; -1: exact */
	struct ratio ratio;          /* of atoms of the amount's unit */
	struct strength strength;
	char hex[65];                /* or the text of an instant worked out */
};

/* Whether a table shows any of them: a section for machines shows none. */
bool columns_shown(const struct columns *columns);
/* Read the lines of a declaration, without "--|". REFUSED, quoting the line, where it makes no
 * sense. */
bool columns_parse(const char *declaration, struct columns *out, struct error *err);

/* Leave out what stands in terminals' tables only, for every other form of an answer, and what
 * names people. */
void columns_leave_out(struct columns *columns, bool only_in_tables, bool names);

/* Find the columns in the rows of a statement. REFUSED naming the one that is not there. */
bool columns_find(struct columns *columns, const struct row *row, struct error *err);

/* The cells of a row, all columns. REFUSED for an amount whose unit is unknown, or what cannot
 * be held. */
bool columns_read(const struct columns *columns, const struct row *row, struct cell *cells,
                  struct error *err);

/* What a person reads: in out, or the cell's own text. The zone is for instants. */
const char *cell_shown(const struct cell *cell, const struct zone *zone, char out[CELL_TEXT]);

/* What a machine reads: numbers bare (their unit beside them), instants in UTC, flags 1 or
 * "". */
const char *cell_exact(const struct cell *cell, char out[CELL_TEXT]);

/* "amount" */
const char *column_kind(const struct column *column);
/* Which column is called so; -1: none. */
int columns_named(const struct columns *columns, const char *name);
/* True where the column's cells are numbers with a unit. */
bool column_has_unit(const struct column *column);
/* True where it stands at the right of its column. */
bool column_is_right(const struct column *column);
/* The colour of a cell that says so. */
enum colour column_colour(const struct column *column, const char *shown);

#endif
