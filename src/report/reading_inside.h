/*
 * reading_inside.h - what the files that read a workbook share
 */
#ifndef READING_INSIDE_H
#define READING_INSIDE_H

#include "reading.h"
#include "reading_late.h"

#include <stddef.h>
#include <stdint.h>

#define MAIN      "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define PACKAGE   "http://schemas.openxmlformats.org/package/2006/relationships"
#define DRAWING   "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum {
	SHEETS = 256, MOST_STYLES = 1 << 16, MOST_FORMATS = 1 << 12, FORMAT_TEXT = 256,
	MOST_FORMULAS = 1 << 16, MOST_LOOKS = 1 << 12, LOOK_TEXT = 64, MOST_PARTS = 1024,
	READING_ROWS = 1048576, READING_COLUMNS = 16384,
};

struct text { char *bytes; size_t size, room; };

struct reading {
	const char *path;
	unzFile zip;
	char why[160];               /* it is refused; empty: it is not */
	int64_t unpacked, most;      /* bytes, of all parts that were read */
	struct { char name[READING_NAME], id[64], part[READING_NAME]; bool hidden; } sheets[SHEETS];
	int count, at;               /* of them, and the one under way */
	char book[READING_NAME], shared_part[READING_NAME], styles_part[READING_NAME];

	struct text shared;          /* strings that sheets name by number, one after the
	                              * other */
	size_t *shared_at, shared_count;
	/* How letters within them look, where that is said of them: 0 where it is not. */
	char run[LOOK_TEXT], (*run_looks)[LOOK_TEXT];
	int *shared_run, run_look_count;
	struct { int id; char *code; } formats[MOST_FORMATS];
	int format_count;
	struct { int format, font, fill; } *styles;
	int style_count;
	/* As they are written in one way: "11 pt, 000000"; "none", "E7E6E6". */
	char (*fonts)[LOOK_TEXT], (*fills)[LOOK_TEXT], (*rule_looks)[LOOK_TEXT];
	int font_count, fill_count, rule_look_count;
	char look_text[2 * LOOK_TEXT + 8];

	XML_Parser parser;           /* of the part under way */
	bool last;                   /* of it nothing is left to read */
	bool collects, stopped;
	size_t quiet;                /* bytes since it said anything */
	int depth, phonetic;         /* elements we are in; the depth of one that is not
	                              * shown */
	char section[32];            /* the one below the first */
	char (*parts)[READING_NAME]; /* of the archive */
	int part_count;
	char drawing_id[64], drawing[READING_NAME];
	struct text note;            /* the one under way */
	char rule_cells[64];         /* of the conditional format under way */
	bool has_cells;              /* sheetData, or sheets, was there */
	struct text text;

	/* The cell under way. */
	bool in_cell, found, has_value, has_formula, in_formula;
	int row, column, style;
	char type[12];
	char digits[32];
	struct text formula;
	int shares;                  /* the number of the formula it shares; -1: none */
	bool leads;                  /* it is the first that does */
	struct shared_formula { char *text; int row, column; } *formulas;
	int formula_count;           /* of this sheet */
	struct reading_look look;
};

/* The name without its namespace where that is this one; else "". */
const char *reading_local(const char *name, const char *space);
/* "" where it is not said. */
const char *reading_attribute(const char **attributes, const char *name);
/* The part under way is read no further. */
void reading_refuse(struct reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A decimal between these; -1 for any other text. */
int reading_count(const char *text, int least, int most);

void text_add(struct text *text, const char *bytes, size_t size);

/* The cell under way has its formula from another, or is the first that has it. */
void formula_share(struct reading *reading);
void formulas_free(struct reading *reading);

/* What a sheet shows beside its cells, or keeps from who looks. */
void note_add(struct reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void notes_free(struct reading *reading);

void styles_start(void *data, const char *name, const char **attributes);
/* NULL where there is no such style; until the next is asked for. letters: as they look where
 * that is said of them; NULL: as the style says. */
const char *styles_look(struct reading *reading, int style, const char *letters);
/* Of letters within a shared text: what is said of their size or colour. */
void run_said(struct reading *reading, const char *name, const char **attributes);
/* Of a conditional format. */
const char *styles_rule_look(const struct reading *reading, const char *number);
/* NULL where there is no such style. */
const char *styles_format(const struct reading *reading, int style);
void styles_free(struct reading *reading);

#endif
