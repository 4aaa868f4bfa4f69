/*
 * definition.h - a report as it was read
 */
#ifndef DEFINITION_H
#define DEFINITION_H

#include "column.h"
#include "report.h"

enum { REPORT_SECTIONS = 96, SHEET_NAME = 32 };

struct section {
	char name[COLUMN_NAME];
	char sheet[SHEET_NAME];
	char *declaration, *sql;
	int line, declared;          /* of the file, where its SQL and its columns begin */
	bool at_end;                 /* of a report without a period, in one that has one: as of
	                              * its end */
	bool parted;                 /* parts were put into it: its lines are no longer the
	                              * file's */
};

/* A SELECT that gives a row where what the asker named is on record. */
struct existence {
	char word[32];
	char *sql;
};

struct report {
	char name[COLUMN_NAME], title[96];
	char *file;                  /* it was read from, as it was named; NULL: built in */
	char *place;                 /* of that file, from the root */
	struct digest definition;    /* SHA-256 of what is in it */
	char *asks, *notes;          /* notes: one a line */
	bool period;
	bool document, across;       /* printed as one, not as tables; on pages that lie across */
	struct report_word words[REPORT_WORDS];
	int word_count;
	struct existence existences[REPORT_WORDS];
	int existence_count;
	struct section sections[REPORT_SECTIONS];
	int count;
};

/* Whether a column of that section or of one before it has the key. */
bool report_leads(const struct report *report, int at, const char *key, struct columns *room);

#endif
