/*
 * report.h - questions kept in files, and their answers as workbooks and pages
 *
 * A report is one file, reports/NAME.sql, read when it is asked for; the program's own are
 * built in, a clinic adds a folder of its own. It sees only what was recorded up to a head and
 * happened up to an instant, so that the same question can be asked again (DESIGN.md law 14):
 * whoever asks gives both.
 *
 * A definition:
 *
 *	-- report: Stock on hand      its title
 *	-- asks: What was on hand?    may go on in a second such line
 *	-- note: What is not shown.   printed on the cover; may repeat
 *	-- period                     takes a beginning and an end: :from <= at < :to
 *	-- document                   a workbook of it is laid out as pages to print, upright
 *	-- takes: lot Only this lot   a word the asker may give: :lot, NULL where not
 *	-- takes: days count At most  one that is a whole number
 *	-- needs: batch Its number    one that must be given
 *	-- part: STOCKED              SQL that {STOCKED} stands for further on
 *	-- parts-of: expiry           the parts of a built-in report are parts here too
 *	-- exists: batch              a SELECT without a row: there is no such batch
 *	-- sheet: Stock               the sections after it stand on this sheet, in order
 *	-- section: lots              then "--|" lines (page.h) and one SELECT
 *	-- sheets-of: waste           all sheets of a built-in report stand here too; with
 *	-- sheets-of: waste, Waste    ", SHEET" only this one. Its own words are not given.
 *
 * Parameters every SELECT may name: :at (the as-of instant), :head (the id of the last action
 * it may see: WHERE action <= :head), :from and :to (instants), :who (the asker's code), :zone
 * (of the clinic: local_day(INSTANT, :zone) is the day that is of there), and the words above.
 * Nothing but a SELECT is run.
 *
 * A workbook of more than twelve sheets has a sheet Contents behind its cover, which leads to each
 * and says what stands there; those without rows are left out and named there. The cover has the
 * rows and the SHA-256 of all of them.
 *
 * The canonical text of a sheet, over which its SHA-256 on the cover is taken: UTF-8, a line
 * feed after every line, TAB between cells. Per section a line "# NAME", a line of the columns'
 * names (an amount is two: NAME and NAME_unit), then one line per row. An amount is its exact
 * decimal in the everyday unit (mL, mg, IU, U, mmol, piece); instants are UTC, flags 1 or 0, an
 * absent value is empty; in text a backslash, TAB, line feed and carriage return are written \\
 * \t \n \r.
 */
#ifndef REPORT_H
#define REPORT_H

#include "page.h"

enum { REPORT_WORDS = 8, REPORT_LINE = 2048 };

struct report;
struct reports;

/* A word the asker gives. */
struct report_word {
	char name[32], help[96];
	bool needed, count;          /* count: a whole number, and refused else */
};

/* The built-in reports and, unless folder is NULL, every *.sql in it, which may stand in for a
 * built-in one of its name. REFUSED, naming file and line, for a definition that makes no
 * sense; MISSING when there is no such folder. Never a list of none. */
bool reports_open(const char *folder, struct reports **out, struct error *err);
void reports_close(struct reports *reports);
int reports_count(const struct reports *reports);
const struct report *reports_at(const struct reports *reports, int at);
/* One of them; a name with a slash, or one that ends in .sql, is a file read now. MISSING, with
 * the name that was probably meant. */
bool reports_find(struct reports *reports, const char *name, const struct report **out,
                  struct error *err);

/* Read one definition; for tests. */
bool report_parse(const char *name, const char *text, struct report **out, struct error *err);
void report_free(struct report *report);

const char *report_name(const struct report *report);
/* The file it was read from, from the root; NULL for the program's own. */
const char *report_place(const struct report *report);
const char *report_title(const struct report *report);
const char *report_asks(const struct report *report);
/* A definition to begin with, every line explained. */
const char *report_template(void);
/* What it asks, the command that asks it, its words and its columns. */
void report_describe(const struct report *report, struct page *page);
/* "pistor report show lot-usage [lot=...] [--from DAY] [--until DAY]" */
const char *report_command(const struct report *report, char *out, size_t size);
bool report_has_period(const struct report *report);
int report_words(const struct report *report);
const struct report_word *report_word(const struct report *report, int at);

/* A question: the report, what the asker gave, and where in the record it looks. */
struct question {
	const struct report *report;
	struct { const char *name, *value; } given[REPORT_WORDS + 1];   /* ends with no name */
	struct instant at;           /* as of; empty: when it is asked */
	struct instant known;        /* it sees what was entered until then; empty: all up to
	                              * head */
	enum paper { PAPER_USUAL, PAPER_A4, PAPER_LETTER } paper;   /* usual: as the clinic's
	                              * jurisdiction has it */
	struct instant from, to;     /* of the period; empty: the month of at so far */
	int64_t head;                /* last action it sees; 0: the newest */
	struct zone zone;            /* in which instants are shown */
	bool noted;                  /* the copy will be noted in the journal; the cover says if
	                              * not */
	const char *definition;      /* the SHA-256 that a report of one's own must have; NULL:
	                              * any */
	int64_t asker;               /* who asked; 0: who sits here */
	int64_t sheet_rows;          /* a sheet takes so many and continues on the next; 0: as
	                              * many as the format has, 1,048,576 */
	FILE *progress;              /* long work is counted here, and wiped off at its end;
	                              * NULL: nowhere */
};

/* What was written. */
struct answer {
	int64_t rows, head;
	struct digest head_hash;
	struct digest file;          /* SHA-256 of the file, where there is one */
	bool has_sheets;             /* a workbook or canonical text, which know: */
	struct digest sheets;        /* SHA-256 over a line "NAME TAB SHA-256" for each sheet */
	char line[REPORT_LINE];      /* the words that ask it again: report_recall() */
};

/*
 * Answer on a page. REFUSED when a word is missing or unknown, a period is given where there is
 * none, or a definition and its rows disagree; MISSING when a code the asker gave names
 * nothing. A question with a definition is REFUSED where that is another one now.
 */
bool report_show(const struct question *question, struct store *store, struct page *page,
                 struct answer *answer, struct error *err);

/*
 * Answer in a file: .xlsx a workbook, .csv, .json or .txt (the canonical text of each sheet
 * after a line "## SHEET") by its ending. Written beside it under another name and put in its
 * place when whole; what was there is replaced. REFUSED for any other ending, STORE when it
 * cannot be written.
 */
bool report_write(const struct question *question, struct store *store, const char *path,
                  struct answer *answer, struct error *err);

/* A question read back from its words; they lie in words. */
struct recalled {
	const char *report;          /* its name; the report itself and who asked are for the
	                              * caller to fill in */
	struct question question;
	char words[REPORT_LINE];
};

/* REFUSED for what answer.line never was: it says by which definition a clinic's own report was
 * asked. */
bool report_recall(const char *words, const struct zone *zone, struct recalled *out,
                   struct error *err);

/* What the cover of a workbook says of its question. */
struct covered {
	char words[REPORT_LINE];     /* for report_recall() */
	char asker[48], head[DIGEST_TEXT];
	bool noted;                  /* it says that its copy is noted in the journal */
	bool untrusted;              /* refused for what no workbook of ours has, as err says */
};

/* REFUSED for what is no workbook of a report. */
bool report_cover(const char *path, struct covered *out, struct error *err);

enum { REPORT_DIFFERENCES = 20 };

/* A cell of a copy that says something else than the record; a sheet, where there is no
 * cell. */
struct difference { char sheet[128], cell[16], there[256], here[256]; };

struct comparison {
	int64_t cells, differ;       /* compared, and of them other */
	int64_t lost;                /* of those, not on the cover and in one of them only */
	struct difference items[REPORT_DIFFERENCES];   /* the first of them */
	int count;
	bool one_program;            /* written by this program, and not saved again by another */
};

/* Two workbooks, cell by cell: what they say and how numbers are shown, formulas, size and colour
 * of letters, what lies behind them or over them, what is hidden or merged, what colours by a
 * rule, and what is printed above and below; what no other program saved again is compared in
 * every part, to the byte. */
bool report_compare(const char *copy, const char *again, struct comparison *out,
                    struct error *err);

/* Answer once more in a file of this ending, ".xlsx" say, which is thrown away: for its digests
 * and, unless copy is NULL, to compare that workbook with it where it is other bytes. */
bool report_again(const struct question *question, struct store *store, const char *ending,
                  const char *copy, struct comparison *comparison, struct answer *answer,
                  struct error *err);

/* The SHA-256 of a file that was written once. MISSING when it cannot be read. */
bool report_digest(const char *path, struct digest *out, struct error *err);

#endif
