/*
 * report.c - the commands of reports
 */
#include "chain.h"
#include "command.h"
#include "draft.h"
#include "export.h"
#include "person.h"
#include "report.h"

#include <string.h>
#include <unistd.h>

struct listing { const char *report, *reports; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;
	struct reports *reports;

	if (!reports_open(ask->reports, &reports, err))
		return false;
	page_begin(desk->page, "reports",
	           "report text Report [hide=table]\ntitle text Title [hide=table]\n"
	           "asks text Asks\ncommand text Command");
	for (int i = 0; i < reports_count(reports); i++) {
		const struct report *report = reports_at(reports, i);
		char command[512];

		page_text(desk->page, report_name(report));
		page_text(desk->page, report_title(report));
		page_text(desk->page, report_asks(report));
		page_text(desk->page, report_command(report, command, sizeof command));
		page_row_end(desk->page);
	}
	page_end(desk->page);
	reports_close(reports);
	return true;
}

const struct command report_list_command = {
	.name = "report list",
	.summary = "The reports there are, each with the command that asks it",
	.access = ACCESS_NONE,
	.size = sizeof(struct listing),
	.words = (const struct word[]){ { "reports", 0, FILLS(listing, reports),
	                                  "FOLDER: The clinic's own reports, too" },
	                                { 0 } },
	.run = list,
};

static bool describe(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;
	const struct report *report;
	struct reports *reports;
	bool ok;

	if (!reports_open(ask->reports, &reports, err))
		return false;
	ok = reports_find(reports, ask->report, &report, err);
	if (ok)
		report_describe(report, desk->page);
	reports_close(reports);
	return ok;
}

const struct command report_describe_command = {
	.name = "report describe",
	.summary = "What a report asks, the words it takes and the columns it answers with",
	.access = ACCESS_NONE,
	.size = sizeof(struct listing),
	.words = (const struct word[]){ { "REPORT", 0, FILLS(listing, report),
	                                  "Name, or the FILE.sql of one's own" },
	                                { "reports", 0, FILLS(listing, reports),
	                                  "FOLDER: The clinic's own reports, too" },
	                                { 0 } },
	.run = describe,
};

struct beginning { const char *file; };

static bool begin(struct desk *desk, const void *request, struct error *err)
{
	const struct beginning *ask = request;
	struct draft file;

	if (strcmp(ask->file, "-") == 0)
		return fputs(report_template(), desk->out) >= 0;
	if (!draft_open(ask->file, NULL, &file, err))
		return false;
	fputs(report_template(), file.out);
	if (!draft_keep(&file, NULL, err))
		return false;
	fprintf(desk->out, "%s is a report to change; 'pistor report show %s%s' answers it\n",
	        ask->file, strchr(ask->file, '/') ? "" : "./", ask->file);
	return true;
}

const struct command report_new_command = {
	.name = "report new",
	.summary = "Write a report to begin with, every line of it explained",
	.more = "What is asked and shown is changed in the file; it only reads.\n\n"
	        "Example:\n  pistor report new mine.sql",
	.access = ACCESS_NONE,
	.size = sizeof(struct beginning),
	.words = (const struct word[]){ { "FILE", 0, FILLS(beginning, file),
	                                  "Where to, ending in .sql; - is here" },
	                                { 0 } },
	.run = begin,
};

struct asking {
	const char *report, *to, *reports, *definition, *paper;
	struct texts given;
	struct moment as_of, known_at;
	struct day from, until;
	int64_t head;
};

/* A day stands for its end: what was on hand that day is what was left of it. Today's end is
 * now. */
static bool as_of_parse(const char *text, const struct desk *desk, struct instant *out,
                        struct error *err)
{
	const struct instant *now = &store_seat(desk->store)->entered;
	struct error no_day = { 0 };
	struct day day, today;
	char local[INSTANT_LOCAL];

	if (!text)
		return true;
	instant_day(now, &desk->zone, &today);
	if (!day_parse(text, &day, &no_day)) {
		if (!instant_parse(text, &desk->zone, now, out, err))
			return false;
	} else if (strcmp(day.text, today.text) == 0) {
		*out = *now;
	} else {
		if (!day_add(&day, 1, &day, err))
			return false;
		day_begins(&day, &desk->zone, out);
		instant_add(out, -1, out);
	}
	instant_local(now, &desk->zone, local);
	return strcmp(out->text, now->text) <= 0
	    || failed(err, FAULT_REFUSED, "nothing is known as of '%s' yet: it is %s %s", text,
	              local, desk->zone.name);
}

/* --until is the last day of the period. */
static bool period_parse(const struct asking *ask, const struct desk *desk,
                         struct question *out, struct error *err)
{
	struct day after;

	if (*ask->from.text)
		day_begins(&ask->from, &desk->zone, &out->from);
	if (!*ask->until.text)
		return true;
	if (!day_add(&ask->until, 1, &after, err))
		return false;
	day_begins(&after, &desk->zone, &out->to);
	return true;
}

/* "lot=HA-88213"; room is for the names, which end where the "=" stood. */
static bool given_parse(const struct texts *given, char room[REPORT_WORDS][32],
                        struct question *out, struct error *err)
{
	if (given->count > REPORT_WORDS)
		return failed(err, FAULT_REFUSED, "a report takes at most %d words",
		              REPORT_WORDS);
	for (int i = 0; i < given->count; i++) {
		const char *equals = strchr(given->item[i], '=');
		size_t length = equals ? (size_t)(equals - given->item[i]) : 0;

		if (!length || length >= sizeof room[i] || !equals[1])
			return failed(err, FAULT_USAGE,
			              "'%s' is not WORD=VALUE, such as lot=HA-88213",
			              given->item[i]);
		memcpy(room[i], given->item[i], length);
		room[i][length] = '\0';
		out->given[i].name = room[i];
		out->given[i].value = equals + 1;
	}
	return true;
}

static bool note(struct desk *desk, const struct question *question, const char *path,
                 const struct answer *answer, struct error *err)
{
	const char *slash = strrchr(path, '/');
	char name[160];

	snprintf(name, sizeof name, "%s, %.100s", report_name(question->report),
	         slash ? slash + 1 : path);
	return export_note(desk->store, "report write",
	                   &(struct export){ "report", name, answer->file, answer->head_hash,
	                                     answer->line,
	                                     answer->has_sheets ? &answer->sheets : NULL },
	                   err);
}

/* Whoever may not write gets a copy, too; it says that it is not registered. */
static bool answer_in_file(struct desk *desk, struct question *question, const char *path,
                           struct error *err)
{
	struct answer answer;
	struct error refusal = { 0 };
	char head[DIGEST_TEXT];
	bool ok;

	if (desk->dry_run)
		return failed(
			err, FAULT_USAGE,
			"a file has no dry run; 'pistor report show' answers without one");
	question->noted = person_may(desk->store, "report write", &refusal);
	if (!question->noted && refusal.fault != FAULT_REFUSED)
		return failed(err, refusal.fault, "%s", refusal.text);
	if (!store_freeze(desk->store, true, err))
		return false;
	ok = report_write(question, desk->store, path, &answer, err);
	store_thaw(desk->store);
	if (!ok || (question->noted && !note(desk, question, path, &answer, err)))
		return false;
	digest_text(&answer.head_hash, head);
	fprintf(desk->out, "%s: %lld row%s as of head %lld %.*s%s\n", path,
	        (long long)answer.rows, answer.rows == 1 ? "" : "s", (long long)answer.head,
	        HEAD_LEAST, head, question->noted ? "" : "; the copy is not registered");
	return true;
}

static bool answer_here(struct desk *desk, const struct question *question, struct error *err)
{
	struct answer answer;

	return report_show(question, desk->store, desk->page, &answer, err);
}

/* To a pipe: rows as they come, and nothing is noted of it. */
static bool answer_in_pipe(struct desk *desk, const struct question *question,
                           struct error *err)
{
	struct answer answer;
	struct page *page;
	bool ok;

	if (desk->format == FORMAT_TABLE)
		return failed(err, FAULT_USAGE, "'--to -' takes --format csv or --format json");
	if (!store_freeze(desk->store, true, err))
		return false;
	page = page_open(desk->stream, desk->format, &desk->zone, false, 0);
	ok = report_show(question, desk->store, page, &answer, err);
	page_close(page);
	store_thaw(desk->store);
	return ok;
}

static bool paper_parse(const char *text, enum paper *out, struct error *err)
{
	*out = !text ? PAPER_USUAL : strcasecmp(text, "letter") == 0 ? PAPER_LETTER : PAPER_A4;
	return *out != PAPER_A4 || strcasecmp(text, "a4") == 0
	    || failed(err, FAULT_USAGE, "paper is a4 or letter, not '%s'", text);
}

static bool answer_in(struct desk *desk, struct question *question, const char *to,
                      struct error *err)
{
	if (!to)
		return answer_here(desk, question, err);
	if (strcmp(to, "-") == 0)
		return answer_in_pipe(desk, question, err);
	if (desk->format == FORMAT_CSV)
		return failed(err, FAULT_USAGE, "what a file is says its ending: '%s'", to);
	return answer_in_file(desk, question, to, err);
}

static bool ask(struct desk *desk, const void *request, struct error *err)
{
	const struct asking *asked = request;
	struct question question = { .head = asked->head,
		                     .zone = desk->zone,
		                     .definition = asked->definition,
		                     .progress = isatty(STDERR_FILENO) ? stderr : NULL };
	char room[REPORT_WORDS][32];
	struct reports *reports;
	bool ok;

	if (!reports_open(asked->reports, &reports, err))
		return false;
	ok = reports_find(reports, asked->report, &question.report, err)
	     && given_parse(&asked->given, room, &question, err)
	     && as_of_parse(asked->as_of.text, desk, &question.at, err)
	     && period_parse(asked, desk, &question, err)
	     && as_of_parse(asked->known_at.text, desk, &question.known, err)
	     && paper_parse(asked->paper, &question.paper, err)
	     && answer_in(desk, &question, asked->to, err);
	reports_close(reports);
	return ok;
}

#define WORDS_OF_A_QUESTION \
	{ "REPORT",    0, FILLS(asking, report), "Name ('pistor report list' shows them), or a FILE.sql of one's own" }, \
	{ "[WORD=VALUE]...", 0, FILLS(asking, given), "What it takes, such as lot=HA-88213" }, \
	{ "as-of",     0, FILLS(asking, as_of),  "WHEN: As of this instant, or the end of this day; else now" }, \
	{ "from",      0, FILLS(asking, from),   "DAY: First day of the period; else the first of the month" }, \
	{ "until",     0, FILLS(asking, until),  "DAY: Last day of the period; else up to now" }, \
	{ "known-at",  0, FILLS(asking, known_at), "WHEN: See nothing entered after this instant, or the end of this day" }, \
	{ "head",      0, FILLS(asking, head),   "ACTION: See nothing entered after it: as an earlier copy did" }, \
	{ "reports",   0, FILLS(asking, reports), "FOLDER: The clinic's own reports, too" }, \
	{ "definition", 0, FILLS(asking, definition), "SHA-256: Of one's own FILE.sql, which must be as it was then" }

const struct command report_show_command = {
	.name    = "report show",
	.summary = "Answer a report here, in the --format asked for",
	.more    = "Example:\n  pistor report show stock --as-of 2026-03-31",
	.access  = ACCESS_READ,
	.size    = sizeof(struct asking),
	.words   = (const struct word[]){ WORDS_OF_A_QUESTION, { 0 } },
	.run     = ask,
};

const struct command report_write_command = {
	.name = "report write",
	.summary = "Answer a report in a file: a workbook, CSV, JSON or plain text",
	.more = "The ending of the file says what it is: .xlsx, .csv, .json, or .txt for the "
	        "canonical text whose\n"
		"SHA-256 stands on a workbook's cover. The copy is noted in the journal where "
	        "you may write.\n\n"
		"Example:\n  pistor report write reconciliation --from 2026-01-01 --until "
	        "2026-03-31 --to q1.xlsx",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE | COMMAND_STREAMS,
	.size = sizeof(struct asking),
	.words =
		(const struct word[]){
			WORDS_OF_A_QUESTION,
			{ "to", 'o', FILLS(asking, to),
	                  "FILE: Where to, a name that is free; - is a "
	                  "pipe, in the --format asked for" },
			{ "paper", 0, FILLS(asking, paper),
	                  "SIZE: Of a workbook's pages, a4 or letter; else what the clinic's "
	                  "country uses" },
			{ 0 } },
	.run = ask,
};
