/*
 * page.h - rows for people, on a terminal, as CSV or as JSON
 *
 * What a statement answers is declared once, beside it: lines "--| column kind Heading" name
 * the columns a person sees, in order. The same declaration serves every list of the command
 * line and every sheet of a report. A page is a series of sections; a section is a table, or a
 * form (one row, label and value).
 *
 * A declaration, of at most 48 columns:
 *
 *	--| form                        one row, shown as label and value
 *	--| title Lots on hand          a line above the section
 *	--| lot      text     Lot
 *	--| amount   amount   On hand   atoms; the unit's name is in column "unit"
 *	--| given    amount   Given [unit=given_unit]
 *	--| share    scaled   Share     share * share_times / share_over, rounded once; "unit"
 *	--| strength strength Strength  columns strength, strength_unit, strength_per,
 *	                                strength_per_unit; NULL strength: "not stated";
 *	                                NULL per_unit: nothing
 *	--| packs    packs    Packs     packs x packs_each, in "unit"; 0 packs: just the amount;
 *	                                with columns packs_open and packs_left:
 *	                                "7 x 5 mL, 1 open: 1.2 mL"
 *	--| exactly  ratio    Exactly   exactly / exactly_over atoms: "0.403632694... mL"; the
 *	                                fraction itself, "400/991 mL", in CSV, JSON and the
 *	                                canonical text
 *	--| expires  day      Expires
 *	--| at       instant  When      shown in the zone of the page
 *	--| count    count    Lines
 *	--| held     flag     Held      0 or 1: "" or the heading in lower case
 *	--| hash     hash     Head      text, shown shortened on a terminal only
 *
 *	--| chart column month cost,waste What it cost   of a workbook: KIND (column, bar, line,
 *	                                pie) CATEGORIES VALUES Title, under the rows of a table;
 *	                                several values are several series
 *	--| sign Prepared by, Verified by                of a workbook: lines to print and sign
 *
 *	--| sum      amount   Together [formula=opening+received-used]
 *	--| balances check    Balances [formula=opening+in-out=closing]  "ok" or "DIFFERS"
 *
 * Options in brackets at the end, commas between: unit=COLUMN, total (of all rows),
 * total=COLUMN (of those with the same word there, unless one says nothing: what is unlike or
 * not stated never adds up), width=N, lines=N (of a sheet: each row has room for so many, to
 * write in by hand), byhand (of a form in a workbook: stands even when empty, with a line to
 * write on), right, hide=table (kept for CSV and JSON), hide=narrow (left out of a
 * table that is too wide), hide=files (in a terminal's table only), quiet (nought is left
 * empty in a table), zone (of an instant in a table: with its offset), names (only where names
 * were asked for, see page_names), day (of an instant a table shows no more), decimals=N (a
 * table shows at most so many, strengths over one unit), hundredths (of a count: 1250 is
 * 12.50), key (of a text in a workbook: what a column of the same name says further down
 * leads to the row that says it here; key=WORD and link=WORD where their names are others;
 * link=any: to the row of any key that says it; link=sheets: to the sheet of that name),
 * flag=WORD:COLOUR (colour the cell where it says WORD; red, amber, green, grey), formula=COLUMNS (worked out from columns of
 * the same row by + and -; live in a workbook). Where no unit is named it is in column "unit".
 * An instant beside which there is a column NAME_plus is so many seconds later; none where
 * that is NULL.
 *
 * On a terminal columns get the width they need; where that is too much, columns with nothing
 * or nought in every row are left out, then those marked hide=narrow, the first of them first
 * (a line under the table names them), then the widest columns of kind text are wrapped at
 * spaces, codes and numbers never. Flags that no row raises and lines of a form without a
 * value are always left out.
 *
 * JSON: one object, a key per section: a list of rows, or the row itself for a form (null
 * without one). Keys of a row are the columns' names. Amounts are {"text": "2.5 mL", "number":
 * 2.5, "unit": "mL"}, the number exact and always in that everyday unit (mL, mg, IU, U, mmol,
 * piece); strengths {"text", "number", "unit", "per_number", "per_unit"}, only the text where
 * not stated; packs {"text", "packs", "number", "unit"}, the number of each; instants in UTC;
 * flags true or false; nothing is null. A section shown again is NAME_2.
 *
 * CSV (RFC 4180): a line of the columns' names, then the rows; amounts are two columns, NAME
 * bare and exact and NAME_unit; instants in UTC; flags 1 or 0. A second section follows after
 * an empty line and "# NAME". A text that begins with = + - @ TAB or carriage return, behind
 * apostrophes or not, is written with an apostrophe more in front, so that no spreadsheet
 * program runs it; who reads it takes one off, as 'pistor import' does. Numbers are never
 * marked. What looks like a number (00123, 1E5) is left as it is: a program that guesses must
 * be told that it is text, a workbook is safe.
 */
#ifndef PAGE_H
#define PAGE_H

#include "quantity.h"
#include "store.h"
#include "strength.h"

#include <stdio.h>

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

struct page;

/* colour: only where out is a terminal and NO_COLOR is not set; the caller decides. width: of
 * the terminal, 0 for 80. Never NULL. */
struct page *page_open(FILE *out, enum format format, const struct zone *zone, bool colour,
                       int width);
void page_close(struct page *page);
enum format page_format(const struct page *page);

/* Names of patients were asked for: columns that hold them are shown from now on. */
void page_names(struct page *page, bool names);

/* A sentence between sections; left out of CSV and JSON. */
void page_say(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Write the rows of a named statement as section name (a JSON key). Gives the number of rows in
 * *rows unless it is NULL. A table without rows is left out on a terminal, [] in JSON. */
bool page_query(struct page *page, const char *name, struct store *store, enum query query,
                const struct bind *bind, int64_t *rows, struct error *err);

/* The same for the rows of a question that has no name (store_ask). */
bool page_rows(struct page *page, const char *name, const char *declaration, struct row *row,
               int64_t *rows, struct error *err);

/*
 * Rows that are not a statement's: begin with a declaration as above (without "--|"), then one
 * call per column in order, page_row_end() after each row, page_end() after the last. The text
 * of cells is copied.
 */
void page_begin(struct page *page, const char *name, const char *declaration);
void page_text(struct page *page, const char *text);           /* NULL: empty */
void page_count(struct page *page, int64_t count);
void page_amount(struct page *page, struct quantity amount);
/* Shown with at most so many decimals, rounded half to even: for what a patient got in mass. */
void page_amount_short(struct page *page, struct quantity amount, int decimals);
void page_strength(struct page *page, const struct strength *strength);
void page_instant(struct page *page, const struct instant *instant);
void page_blank(struct page *page);
void page_row_end(struct page *page);
void page_end(struct page *page);

#endif
