#include "import_inside.h"

#include "heap.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct import_plan *const plans[IMPORT_KINDS] = {
	[IMPORT_PRODUCTS]  = &import_products,
	[IMPORT_SUPPLIERS] = &import_suppliers,
	[IMPORT_PATIENTS]  = &import_patients,
	[IMPORT_RECIPES]   = &import_recipes,
	[IMPORT_STOCK]     = &import_stock,
	[IMPORT_SESSIONS]  = &import_sessions,
};

const char *const *import_columns(enum import_kind kind)
{
	return plans[kind]->columns;
}

/* A heading as it is compared: folded, a line or a stroke is a blank. */
static void fold_heading(const char *text, char out[80])
{
	words_fold(text, out, 80);
	for (char *at = out; *at; at++)
		if (*at == '_' || *at == '-')
			*at = ' ';
}

static int column_of(const struct import_plan *plan, const char *heading)
{
	char typed[80], known[80];
	int at = 0;

	fold_heading(heading, typed);
	for (; plan->columns[at]; at++) {
		fold_heading(plan->columns[at], known);
		if (strcmp(typed, known) == 0)
			break;
	}
	return at;
}

static bool match_headings(struct import *import, struct error *err)
{
	const struct import_plan *plan = import->plan;
	const struct import_row *heading = &import->file.rows[0];

	for (int at = 0; plan->columns[at]; at++)
		import->column[at] = -1;
	for (int i = 0; i < heading->count; i++) {
		int at = heading->cell[i] ? column_of(plan, heading->cell[i]) : 0;
		const char *near;

		if (!heading->cell[i])
			return failed(err, FAULT_REFUSED, "line %lld: column %d has no heading",
			              (long long)heading->number, i + 1);
		near = words_nearest(heading->cell[i], plan->columns);
		if (!plan->columns[at])
			return failed(err, FAULT_REFUSED,
			              "line %lld: there is no column '%s'%s%s%s",
			              (long long)heading->number, heading->cell[i],
			              near ? "; did you mean '"
			                   : "; --template writes those there are",
			              near ? near : "", near ? "'?" : "");
		if (import->column[at] >= 0)
			return failed(err, FAULT_REFUSED,
			              "line %lld: the column '%s' is there twice",
			              (long long)heading->number, plan->columns[at]);
		import->column[at] = i;
	}
	for (int at = 0; at < plan->must; at++)
		if (import->column[at] < 0)
			return failed(err, FAULT_REFUSED,
			              "line %lld: the column '%s' is missing",
			              (long long)heading->number, plan->columns[at]);
	return true;
}

bool import_open(FILE *file, enum import_kind kind, struct import **out, struct error *err)
{
	struct import *import = heap_new(sizeof *import);

	import->plan = plans[kind];
	import->next = 1;
	if (import_file_read(file, &import->file, err) && match_headings(import, err)) {
		*out = import;
		return true;
	}
	import_close(import);
	*out = NULL;
	return false;
}

void import_close(struct import *import)
{
	if (!import)
		return;
	import_file_free(&import->file);
	free(import);
}

int64_t import_lines(const struct import *import)
{
	return (int64_t)import->file.count - 1;
}

static bool lay_out(struct import *import, const struct import_row *row, struct error *err)
{
	const struct import_plan *plan = import->plan;
	int headings = import->file.rows[0].count;

	if (row->count > headings)
		return failed(err, FAULT_REFUSED,
		              "it has %d cells under %d headings; a cell with a separator in "
		              "it stands in quotes",
		              row->count, headings);
	for (int at = 0; plan->columns[at]; at++) {
		int stands = import->column[at];

		import->cell[at] = stands >= 0 && stands < row->count ? row->cell[stands]
			: NULL;
	}
	for (int at = 0; at < plan->must; at++)
		if (!import->cell[at])
			return failed(err, FAULT_REFUSED, "its '%s' is empty",
			              plan->columns[at]);
	return true;
}

bool import_next(struct import *import, struct store *store, struct import_line *line)
{
	const struct import_row *row;

	if (import->next >= import->file.count)
		return false;
	row = &import->file.rows[import->next++];
	*line = (struct import_line){ .number = row->number };
	import->released = 0;
	if (lay_out(import, row, &line->fault)
	    && import->plan->enter(import, store, &line->fault))
		line->released = import->released;
	return true;
}

/* Cells. */

bool cell_remainder(const char *cell, struct quantity *out, struct error *err)
{
	return !cell || quantity_parse(cell, out, err);
}

bool cell_quantity(const char *cell, struct quantity *out, struct error *err)
{
	return cell_remainder(cell, out, err)
	    && (!cell || out->atoms
	        || failed(err, FAULT_REFUSED,
	                  "'%s' is nothing at all: what is not known is left empty", cell));
}

bool cell_count(const char *cell, int64_t *out, struct error *err)
{
	char *end;
	long long count;

	if (!cell)
		return true;
	errno = 0;
	count = strtoll(cell, &end, 10);
	if (errno || *end || count < 0 || *cell < '0' || *cell > '9')
		return failed(err, FAULT_REFUSED, "'%s' is not a whole number", cell);
	*out = count;
	return true;
}

bool cell_yes(const char *cell, bool *out, struct error *err)
{
	static const char *const words[] = { "no", "n", "0",    "false", "yes",
		                             "y",  "1", "true", "x" };

	*out = false;
	if (!cell)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(words[i], cell) == 0) {
			*out = i > 3;
			return true;
		}
	return failed(err, FAULT_REFUSED, "'%s' is neither yes nor no", cell);
}

bool cell_parts(const char *cell, struct parts *out, struct error *err)
{
	char *rest;
	int count = 0;

	*out = (struct parts){ .text = heap_text(cell ? cell : "") };
	for (char *part = strtok_r(out->text, ";|\n\r", &rest); part;
	     part = strtok_r(NULL, ";|\n\r", &rest)) {
		char *end = part + strlen(part);

		part += strspn(part, " \t");
		while (end > part && (end[-1] == ' ' || end[-1] == '\t'))
			*--end = '\0';
		if (!*part)
			continue;
		if (count == MOST_PARTS) {
			cell_parts_free(out);
			return failed(err, FAULT_REFUSED, "more than %d parts in one cell",
			              MOST_PARTS);
		}
		out->part[count++] = part;
	}
	return true;
}

void cell_parts_free(struct parts *parts)
{
	free(parts->text);
	*parts = (struct parts){ 0 };
}
