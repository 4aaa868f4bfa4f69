/*
 * describe.c - what a report asks, takes and answers with
 */
#include "definition.h"

#include "heap.h"

#include <stdlib.h>

const char *report_command(const struct report *report, char *out, size_t size)
{
	size_t at = (size_t)snprintf(out, size, "pistor report show %s",
	                             report->file ? report->file : report->name);

	for (int i = 0; i < report->word_count && at < size; i++)
		at += (size_t)snprintf(out + at, size - at,
		                       report->words[i].needed ? " %s=..." : " [%s=...]",
		                       report->words[i].name);
	if (report->period && at < size)
		snprintf(out + at, size - at, " [--from DAY] [--until DAY]");
	return out;
}

static void about(const struct report *report, struct page *page)
{
	char command[512];

	page_begin(page, "report",
	           "form\nreport text Report\ntitle text Title\nasks text Asks\n"
	           "command text Command\nnotes text Notes");
	page_text(page, report->name);
	page_text(page, report->title);
	page_text(page, report->asks);
	page_text(page, report_command(report, command, sizeof command));
	page_text(page, report->notes);
	page_row_end(page);
	page_end(page);
}

static void words(const struct report *report, struct page *page)
{
	page_begin(page, "words", "word text Word\nhelp text What\nneeded flag Needed");
	for (int i = 0; i < report->word_count; i++) {
		page_text(page, report->words[i].name);
		page_text(page, report->words[i].help);
		page_count(page, report->words[i].needed);
		page_row_end(page);
	}
	page_end(page);
}

/* How it comes about, where it is not just read. */
static const char *derivation(const struct column *column, bool leads, char out[CELL_TEXT])
{
	snprintf(out, CELL_TEXT, "%s%s%s%s%s", *column->formula ? "= " : "",
	         column->formula, *column->group ? "total by " : column->total ? "total" : "",
	         column->group, leads ? "leads to its row" : "");
	return out;
}

static void section(const struct report *report, int at, struct columns *columns,
                    struct page *page)
{
	const struct section *section = &report->sections[at];
	struct error none = { 0 };
	char text[CELL_TEXT];

	if (!columns_parse(section->declaration, columns, &none))
		return;
	for (int i = 0; i < columns->count; i++) {
		const struct column *column = &columns->item[i];

		bool leads = column->kind == COLUMN_TEXT
		             && !*column->key
		             && (*column->link
		                 || report_leads(report, at, column->name, columns + 1));

		if (column->only_in_tables)
			continue;
		page_text(page, section->sheet);
		page_text(page, section->name);
		page_text(page, column->name);
		page_text(page, column_kind(column));
		page_text(page, column->heading);
		page_text(page, derivation(column, leads, text));
		page_row_end(page);
	}
}

void report_describe(const struct report *report, struct page *page)
{
	struct columns *columns = heap_new(2 * sizeof *columns);

	about(report, page);
	words(report, page);
	page_begin(page, "columns",
	           "sheet text Sheet\nsection text Section\ncolumn text Column\nkind text Kind\n"
	           "heading text Heading\nderivation text Worked out [hide=narrow]");
	for (int i = 0; i < report->count; i++)
		section(report, i, columns, page);
	page_end(page);
	free(columns);
}
