/*
 * show.c - an answer on a page, or as canonical text
 */
#include "ask.h"
#include "canonical.h"
#include "chain.h"
#include "draft.h"
#include "letters.h"
#include "workbook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_WIDTH = 79 };

static void about_json(struct page *page, const struct asking *asking)
{
	page_begin(page, "report",
	           "form\nname text Report\ntitle text Title\nclinic text Clinic\npractice "
	           "flag Practice\n"
	           "at instant As of\nfrom instant From\nto instant To\nhead count "
	           "Head\nhead_hash hash Hash\n"
	           "who text By\nprogram text Program\naltered text Altered");
	page_text(page, asking->report->name);
	page_text(page, asking->report->title);
	page_text(page, asking->clinic);
	page_count(page, asking->practice);
	page_instant(page, &asking->at);
	page_instant(page, &asking->from);
	page_instant(page, &asking->to);
	page_count(page, asking->head);
	page_text(page, asking->head_text);
	page_text(page, asking->who);
	page_text(page, store_program);
	page_text(page, *asking->altered ? asking->altered : NULL);
	page_row_end(page);
	page_end(page);
}

static void about(struct page *page, const struct asking *asking)
{
	const struct zone *zone = &asking->question->zone;
	char at[INSTANT_LOCAL], from[INSTANT_LOCAL], to[INSTANT_LOCAL];
	bool days = *asking->question->to.text;

	if (page_format(page) == FORMAT_JSON) {
		about_json(page, asking);
		return;
	}
	instant_local(&asking->at, zone, at);
	page_say(page, "%s%s, %s", asking->report->title, asking->practice ? " (PRACTICE)" : "",
	         asking->clinic);
	if (asking->report->period) {
		instant_local(&asking->from, zone, from);
		instant_local(days ? &asking->to : &asking->at, zone, to);
		page_say(page, "from %s until %s%s %s", from, days ? "before " : "", to,
		         zone->name);
	}
	page_say(page, "as of %s %s, head %lld %.*s", at, zone->name, (long long)asking->head,
	         HEAD_LEAST, asking->head_text);
	if (*asking->altered)
		page_say(page, "%s", asking->altered);
}

/* Notes as lines of a terminal. */
static void notes(struct page *page, const char *text)
{
	const char *next;

	for (; text && *text; text = *next ? next : NULL) {
		char line[512];
		size_t end = strcspn(text, "\n");

		letters_copy(line, sizeof line, text, end);
		next = text + end + (text[end] == '\n');
		for (const char *at = line, *rest; *at; at = rest)
			page_say(page, "%.*s", (int)letters_break(at, NOTE_WIDTH, &rest), at);
	}
}

static bool show(const struct asking *asking, struct page *page, struct answer *answer,
                 struct error *err)
{
	bool ok = true;

	about(page, asking);
	for (int i = 0; ok && i < asking->report->count; i++) {
		const struct section *section = &asking->report->sections[i];
		struct row *row = asking_section(asking, section, err);
		int64_t rows = 0;

		ok = page_rows(page, section->name, section->declaration, row, &rows, err);
		answer->rows += rows;
		row_done(row);
	}
	if (ok && !answer->rows)
		page_say(page, "nothing");
	notes(page, asking->report->notes);
	return ok;
}

static void answer_begin(const struct asking *asking, struct answer *answer)
{
	*answer = (struct answer){ .head = asking->head, .head_hash = asking->head_hash };
	memcpy(answer->line, asking->line, sizeof answer->line);
}

bool report_show(const struct question *question, struct store *store, struct page *page,
                 struct answer *answer, struct error *err)
{
	struct asking asking;

	if (!asking_begin(question, store, &asking, err))
		return false;
	answer_begin(&asking, answer);
	return show(&asking, page, answer, err);
}

static bool text_section(const struct asking *asking, const struct section *section,
                         struct canonical *canonical, struct answer *answer, struct error *err)
{
	struct columns columns;
	struct row *row = asking_rows(asking, section, &columns, err);
	struct cell cells[COLUMN_MOST];
	bool ok = row != NULL;
	int64_t rows = 0;

	if (ok)
		canonical_section(canonical, section->name, &columns);
	while (ok && row_next(row, err)) {
		ok = columns_read(&columns, row, cells, err);
		if (ok)
			canonical_row(canonical, &columns, cells);
		asking_count(asking, ++rows);
		answer->rows++;
	}
	row_done(row);
	return ok && !err->fault;
}

static bool text_write(const struct asking *asking, FILE *out, struct answer *answer,
                       struct error *err)
{
	const struct report *report = asking->report;
	struct canonical canonical;
	struct digester sheets;
	struct digest digest;

	digest_begin(&sheets);
	for (int i = 0; i < report->count; i++) {
		bool first = i == 0
		             || strcmp(report->sections[i].sheet, report->sections[i - 1].sheet)
		                        != 0;
		bool last = i + 1 == report->count
		            || strcmp(report->sections[i].sheet, report->sections[i + 1].sheet)
		                       != 0;

		if (first) {
			fprintf(out, "## %s\n", report->sections[i].sheet);
			canonical_begin(&canonical, out);
		}
		if (!text_section(asking, &report->sections[i], &canonical, answer, err))
			return false;
		if (last) {
			canonical_end(&canonical, &digest);
			canonical_sheet(&sheets, report->sections[i].sheet, &digest);
		}
	}
	answer->has_sheets = true;
	digest_end(&sheets, &answer->sheets);
	return true;
}

static bool page_write(const struct asking *asking, enum format format, FILE *out,
                       struct answer *answer, struct error *err)
{
	struct page *page = page_open(out, format, &asking->question->zone, false, 0);
	bool ok = show(asking, page, answer, err);

	page_close(page);
	return ok;
}

static bool is_named(const char *path, const char *ending)
{
	size_t length = strlen(path), tail = strlen(ending);

	return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

bool report_write(const struct question *question, struct store *store, const char *path,
                  struct answer *answer, struct error *err)
{
	bool book = is_named(path, ".xlsx"), csv = is_named(path, ".csv"),
	     json = is_named(path, ".json"), ok;
	struct asking asking;
	struct draft draft;

	if (!book && !csv && !json && !is_named(path, ".txt"))
		return failed(err, FAULT_REFUSED,
		              "'%s' ends in none of .xlsx, .csv, .json and .txt", path);
	if (!asking_begin(question, store, &asking, err) || !draft_open(path, NULL, &draft, err))
		return false;
	answer_begin(&asking, answer);
	if (book)
		ok = workbook_write(&asking, draft.name, answer, err);
	else if (csv || json)
		ok = page_write(&asking, csv ? FORMAT_CSV : FORMAT_JSON, draft.out, answer,
		                err);
	else
		ok = text_write(&asking, draft.out, answer, err);
	asking_end(&asking);
	if (ok)
		return draft_keep(&draft, &answer->file, err);
	draft_drop(&draft);
	return false;
}

/* Cell by cell, unless they are the same to the byte. */
static bool beside(const char *copy, const char *again, const struct digest *digest,
                   struct comparison *comparison, struct error *err)
{
	struct digest other;

	*comparison = (struct comparison){ 0 };
	return report_digest(copy, &other, err)
	    && (memcmp(&other, digest, sizeof other) == 0
	        || report_compare(copy, again, comparison, err));
}

bool report_again(const struct question *question, struct store *store, const char *ending,
                  const char *copy, struct comparison *comparison, struct answer *answer,
                  struct error *err)
{
	const char *room = getenv("TMPDIR");
	char folder[4096], path[4200];
	bool ok;

	snprintf(folder, sizeof folder, "%s/pistor-XXXXXX", room && *room ? room : "/tmp");
	if (!mkdtemp(folder))
		return failed(err, FAULT_STORE,
		              "cannot make a folder for temporary files: '%s'", folder);
	snprintf(path, sizeof path, "%s/again%s", folder, ending);
	ok = report_write(question, store, path, answer, err)
	  && (!copy || beside(copy, path, &answer->file, comparison, err));
	unlink(path);
	rmdir(folder);
	return ok;
}
