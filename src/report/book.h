/*
 * book.h - what the files that write a workbook share
 *
 * Rows stream: a sheet is written top to bottom, and what can only be known at
 * its end (widths, totals, digest) goes into its last rows, its settings or the
 * cover, whose rows are written after all others.
 */
#ifndef BOOK_H
#define BOOK_H

#include "ask.h"
#include "canonical.h"
#include "press.h"
#include "xlsx.h"

enum {
	BOOK_TABS = REPORT_SECTIONS,
	BOOK_PARTS = 16,
	BOOK_COLUMNS = 160,   /* twice those of a section, and the tracks of a document */
	NUMBER_DECIMALS = 10,
	WIDEST = 54,
	USUAL_POINTS = 11,    /* the letters of a workbook */
	LEAST_POINTS = 8,     /* and how small they may be printed, */
	SMALL_POINTS = 7,     /* the widest tables */
	LINE_HEIGHT = 15,
	CELL_LETTERS = 32767,
	SHEET_ROWS = 1048576,
	LAST_ROWS = 96,       /* of a sheet, kept for what ends it */
	PAPER_OF_LETTER = 1,  /* as ECMA-376 numbers them */
	PAPER_OF_A4 = 9,
	TRACKS = 52,          /* narrow columns a document is laid out on */
	TRACK_DIGITS = 2,     /* that one of them is wide */
	SHEET_BREAKS = 64,    /* pages begun by us, of a document */
	SHEET_LINKS = 20000,  /* they are held until a workbook ends; programs take 65,530 */
};

struct formats {
	lxw_format *title, *small, *bold, *label, *heading, *number_heading, *text, *wrapped,
	           *plain, *day, *instant, *minute, *count, *sum_text, *link, *box,
	           *box_label, *ruled;
	lxw_format *number[NUMBER_DECIMALS], *sum[NUMBER_DECIMALS], *colour[COLOUR_COUNT];
	lxw_format *form[UNIT_COUNT][NUMBER_DECIMALS];   /* with the unit behind; made when they
	                                                  * are needed */
};

/* A sheet as the report names it, once written; for the cover. */
struct tab {
	char name[SHEET_NAME], titles[512];   /* of its sections */
	int64_t rows;
	int parts;
	bool left_out;               /* it has no rows, and there are contents to say so */
	struct digest digest;
};

/* The column that has a key, which links lead to: the first row of each word in it. */
struct goal {
	char key[COLUMN_NAME], section[COLUMN_NAME];
	int column;
	struct landing *landings[1024];
	int count;
};

struct book {
	const struct asking *asking;
	lxw_workbook *file;
	struct press *press;         /* NULL: rows go the library's own way */
	struct formats formats;
	struct tab tabs[BOOK_TABS];
	int tab_count;
	bool contents;               /* more sheets than a cover can list: they are listed on
	                              * one of their own, without those that have no rows */
	struct goal *goals;          /* none moves once they are found */
	int goal_count;
};

/* The sheet being written, or its continuation. */
struct sheet {
	struct book *book;
	struct tab *tab;
	lxw_worksheet *at;
	char name[SHEET_NAME], part_name[SHEET_NAME];
	int part;
	bool single;                 /* it has one section, a table: frozen, filtered,
	                              * repeated */
	lxw_row_t row;               /* the next free one */
	int widths[BOOK_COLUMNS];    /* so far, in digits */
	int padding;                 /* beside a column of a table, in digits */
	int most[BOOK_COLUMNS];      /* that text makes them: then it is wrapped */
	int64_t rows;
	int links;
	bool begun;                  /* it is in the workbook: where there are contents, from
	                              * its first row on */
	char nones[REPORT_SECTIONS][96];      /* titles of the sections without rows until
	                                       * then */
	int none_count;
	bool document, none;         /* none: the section before is a line without rows */
	int tracks;                  /* of a document: those its widest table takes */
	int span[BOOK_COLUMNS];      /* of a document: the last track of a cell that begins
	                              * there; 0: it is that one alone */
	lxw_row_t page_top, breaks[SHEET_BREAKS + 1];
	int break_count, page_extra; /* lines its rows are high beyond one each */
	struct canonical canonical;
};

/* at: a sheet made for it before; NULL: it gets one. */
bool sheet_begin(struct sheet *sheet, struct book *book, struct tab *tab, const char *name,
                 bool single, lxw_worksheet *at, struct error *err);
/* Before anything is written to it. */
bool sheet_need(struct sheet *sheet, struct error *err);
/* A section has no rows. */
void sheet_none(struct sheet *sheet, const char *title);
/* Go on in another sheet, because this one is full. */
bool sheet_continue(struct sheet *sheet, struct error *err);
void sheet_end(struct sheet *sheet);
/* What a section of it is called, for the contents. */
void sheet_says(struct sheet *sheet, const char *title);

/* Write text as text, whatever it begins with. */
void sheet_text(struct sheet *sheet, lxw_row_t row, int column, const char *text,
                lxw_format *format);
/* Of a document: the cell takes its tracks, before anything is written to it. */
void sheet_span(struct sheet *sheet, lxw_row_t row, int column, lxw_format *format);
/* What begins here goes on a new page, where so many lines would be torn. */
void sheet_page(struct sheet *sheet, int lines);
/* How many digits its cell has room for. */
int sheet_room(const struct sheet *sheet, int column);
/* Make the row as high as its longest wrapped text needs, before anything else is written to
 * it: spreadsheet programs do not all do so by themselves. */
void sheet_height(struct sheet *sheet, lxw_row_t row, int lines);
/* How many pixels all its columns are wide so far, and whether it must lie across the page. */
int sheet_across(const struct sheet *sheet);
bool sheet_turned(const struct sheet *sheet);
/* Text that spills over its neighbours and widens nothing. */
void sheet_line(struct sheet *sheet, const char *text, lxw_format *format);
/* A cell that says nothing, but has lines around it. */
void sheet_blank(struct sheet *sheet, lxw_row_t row, int column, lxw_format *format);
void sheet_number(struct sheet *sheet, lxw_row_t row, int column, double number,
                  lxw_format *format, int width);

/* The first column of each key of a report, before its first row is written. */
void goals_find(struct book *book);
/* The goal of that key, NULL where there is none. */
struct goal *goals_named(struct book *book, const char *key);
/* Remember where a word stands first; so many as links can lead to. */
void goal_note(struct goal *goal, const char *word, const struct sheet *sheet, lxw_row_t row,
               int column);
/* "internal:'Lots'!A1", where there is a sheet of that name; false where there is none. */
bool sheet_place(const struct book *book, const char *name, char *out, size_t size);
/* "internal:'Lots'!B17", where the word stands, or what is before the "/" of a container;
 * false where it does not. */
bool goal_place(const struct goal *goal, const char *word, char *out, size_t size);
void goals_free(struct book *book);

/* The same as sheet_text(), leading to a place in the workbook; false for what is too strange a
 * text to be a link. */
bool sheet_link(struct sheet *sheet, lxw_row_t row, int column, const char *text,
                const char *place);

/* A section of a report, all of it. */
bool grid_write(struct sheet *sheet, const struct section *section, struct error *err);

/* Everything about the question, and how to prove the answer. */
void cover_write(struct book *book, lxw_worksheet *at);
/* The sheets there are, each with its rows and digest, and those that would have none. */
void contents_write(struct book *book, lxw_worksheet *at);

#endif
