/*
 * ask.c - settling a question: when, how far, about what, for whom
 */
#include "ask.h"
#include "wording.h"

#include <string.h>
#include <strings.h>

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text ? text : "");
}

/* Where paper is 8.5 by 11 inches. */
static bool is_of_letter(const char *jurisdiction)
{
	static const char *const there[] = { "US", "CA", "MX", "PH", "CL", "CO" };

	for (size_t i = 0; i < sizeof there / sizeof *there; i++)
		if (strncmp(jurisdiction, there[i], 2) == 0
		    && (!jurisdiction[2] || jurisdiction[2] == '-'))
			return true;
	return false;
}

/* What was found by the head: who reads a copy must know it. */
static bool altered_read(struct asking *asking, struct error *err)
{
	struct row *row = store_one(asking->store, UPKEEP_ALTERED,
	                            BIND(bind_int("head", asking->head)), err);

	if (row)
		copy(asking->altered, sizeof asking->altered, row_text(row, "says"));
	return !err->fault;
}

/* The last action that was entered by then; 0 where there is none. */
static int64_t entered_by(const struct asking *asking, const struct instant *at,
                          struct error *err)
{
	struct row *row = store_one(asking->store, REPORT_KNOWN,
	                            BIND(bind_text("at", at->text)), err);

	return row ? row_int(row, "head") : 0;
}

static bool known_settle(struct asking *asking, struct error *err)
{
	const struct question *question = asking->question;
	int64_t head;

	if (!*question->known.text)
		return true;
	head = entered_by(asking, &question->known, err);
	if (!head)
		return failed(err, FAULT_MISSING, "nothing was entered until %s",
		              question->known.text);
	if (!asking->head || asking->head > head)
		asking->head = head;
	return true;
}

static bool facts_read(struct asking *asking, struct error *err)
{
	const struct question *question = asking->question;
	int64_t who = question->asker ? question->asker : store_seat(asking->store)->person;
	struct row *row = store_one(asking->store, REPORT_LAST, BIND_NOTHING, err);
	int64_t newest = row ? row_int(row, "head") : 0;
	const void *hash;
	size_t size;

	if (err->fault)
		return false;
	if (!asking->head)
		asking->head = newest;
	if (asking->head > newest)
		return failed(err, FAULT_MISSING,
		              "there is no action %lld yet; the newest is %lld",
		              (long long)asking->head, (long long)newest);
	row = store_one(asking->store, REPORT_FACTS, BIND(
		bind_int("head",   asking->head),
		bind_int("person", who)), err);
	if (!row)
		return failed(err, FAULT_MISSING, "the record has no clinic at action %lld",
		              (long long)asking->head);
	copy(asking->clinic, sizeof asking->clinic, row_text(row, "clinic"));
	copy(asking->who, sizeof asking->who, row_text(row, "who"));
	copy(asking->who_name, sizeof asking->who_name, row_text(row, "who_name"));
	copy(asking->entered.text, sizeof asking->entered.text, row_text(row, "entered"));
	asking->letter = question->paper == PAPER_LETTER
	              || (question->paper == PAPER_USUAL
	                  && is_of_letter(row_text(row, "jurisdiction")));
	asking->practice = strcmp(row_text(row, "kind"), "practice") == 0;
	asking->schema = row_int(row, "schema");
	hash = row_blob(row, "head", &size);
	if (size == sizeof asking->head_hash.bytes)
		memcpy(asking->head_hash.bytes, hash, size);
	digest_text(&asking->head_hash, asking->head_text);
	return true;
}

static bool period_makes_sense(const struct asking *asking, struct error *err)
{
	const struct zone *zone = &asking->question->zone;
	char begins[INSTANT_LOCAL], at[INSTANT_LOCAL];
	struct instant last;
	struct day first, until;

	instant_local(&asking->from, zone, begins);
	instant_local(&asking->at, zone, at);
	if (strcmp(asking->from.text, asking->to.text) < 0
	    || !*asking->question->to.text)
		return strcmp(asking->from.text, asking->at.text) <= 0
		    || failed(err, FAULT_REFUSED, "a period from %s has not begun as of %s %s",
		              begins, at, zone->name);
	instant_add(&asking->to, -1, &last);
	instant_day(&last, zone, &until);
	instant_day(&asking->from, zone, &first);
	return failed(err, FAULT_REFUSED, "a period from %s until %s ends before it begins",
	              first.text, until.text);
}

/* Where nothing is said: as of now, the month up to the end. */
static bool period_settle(struct asking *asking, struct error *err)
{
	const struct question *question = asking->question;
	struct instant last;
	struct day day;

	if (!asking->report->period) {
		if (*question->from.text || *question->to.text)
			return failed(err, FAULT_REFUSED,
			              "report '%s' is as of an instant and has no period",
			              asking->report->name);
		return true;
	}
	asking->from = question->from;
	asking->to = question->to;
	if (!*asking->to.text)
		instant_add(&asking->at, 1, &asking->to);
	if (!*asking->from.text) {
		instant_add(&asking->to, -1, &last);
		instant_day(&last, &question->zone, &day);
		memcpy(day.text + 8, "01", 2);
		day_begins(&day, &question->zone, &asking->from);
	}
	return period_makes_sense(asking, err);
}

const char *asking_word(const struct asking *asking, const char *name)
{
	for (int i = 0; asking->question->given[i].name; i++)
		if (strcmp(asking->question->given[i].name, name) == 0)
			return asking->question->given[i].value;
	return NULL;
}

static bool is_count(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && digits < 10 && !text[digits];
}

static bool words_settle(struct asking *asking, int at, struct error *err)
{
	const struct report *report = asking->report;

	for (int i = 0; asking->question->given[i].name; i++) {
		int word = report->word_count;

		while (word-- > 0
		       && strcmp(report->words[word].name, asking->question->given[i].name)
		                  != 0)
			;
		if (word < 0)
			return failed(err, FAULT_REFUSED,
			              "report '%s' does not ask for '%s'; 'pistor report "
			              "describe %s' shows what it asks for",
			              report->name, asking->question->given[i].name,
			              report->name);
	}
	for (int i = 0; i < report->word_count; i++) {
		const char *value = asking_word(asking, report->words[i].name);

		if (value && report->words[i].count && !is_count(value))
			return failed(err, FAULT_REFUSED, "%s=%s is no whole number: %s",
			              report->words[i].name, value, report->words[i].help);
		if (report->words[i].needed && !value)
			return failed(err, FAULT_REFUSED, "report '%s' needs %s=...: %s",
			              report->name, report->words[i].name,
			              report->words[i].help);
		asking->bind[at++] = bind_text(report->words[i].name, value);
	}
	asking->bind[at] = (struct bind){ 0 };
	return true;
}

static bool exists(const struct asking *asking, const struct existence *existence,
                   struct error *err)
{
	const char *value = asking_word(asking, existence->word);
	struct row *row;
	bool there;

	if (!value)
		return true;
	row = store_ask(asking->store, existence->sql, asking->bind, err);
	there = row && row_next(row, err);
	row_done(row);
	return there
	    || failed(err, FAULT_MISSING, "there is no %s '%s'", existence->word, value);
}

/* A clinic's own report is a file that anyone may change. */
static bool is_as_defined(const struct asking *asking, struct error *err)
{
	const char *asked = asking->question->definition;
	const struct report *report = asking->report;
	char text[DIGEST_TEXT];

	if (!asked)
		return true;
	if (!report->place)
		return failed(err, FAULT_REFUSED,
		              "report '%s' is the program's own, and defined by no file",
		              report->name);
	digest_text(&report->definition, text);
	return strcasecmp(asked, text) == 0
	    || failed(err, FAULT_REFUSED,
	              "'%s' is not the definition it was asked by: its SHA-256 is %s, not %s",
	              report->place, text, asked);
}

/* What the statements are told: no period goes on behind the instant it is as of, and :end is the
 * last of both; what is true from when it is entered on, such as a signature, is so up to :then. */
static int times_bind(struct asking *asking, int at, struct error *err)
{
	struct instant *after = &asking->after;
	int64_t then = entered_by(asking, &asking->at, err);

	asking->end = asking->at;
	if (*asking->to.text)
		instant_add(&asking->at, 1, after);
	if (strcmp(asking->to.text, after->text) < 0) {
		*after = asking->to;
		instant_add(after, -1, &asking->end);
	}
	asking->bind[at++] = bind_text("at", asking->at.text);
	asking->bind[at++] = bind_int("head", asking->head);
	asking->bind[at++] = bind_int("then", then < asking->head ? then : asking->head);
	asking->bind[at++] = bind_text("from", instant_text(&asking->from));
	asking->bind[at++] = bind_text("to", instant_text(after));
	asking->bind[at++] = bind_text("end", asking->end.text);
	return at;
}

bool asking_begin(const struct question *question, struct store *store, struct asking *out,
                  struct error *err)
{
	int at = 0;

	*out = (struct asking){ .question = question,
		                .report = question->report,
		                .store = store,
		                .head = question->head,
		                .at = question->at };
	if (!*out->at.text)
		out->at = store_seat(store)->entered;
	if (!is_as_defined(out, err) || !known_settle(out, err) || !facts_read(out, err)
	    || !altered_read(out, err) || !period_settle(out, err))
		return false;
	at = times_bind(out, at, err);
	out->bind[at++] = bind_text("who", out->who);
	out->bind[at++] = bind_text("zone", *question->zone.name ? question->zone.name : "UTC");
	if (err->fault || !words_settle(out, at, err))
		return false;
	for (int i = 0; i < out->report->existence_count; i++)
		if (!exists(out, &out->report->existences[i], err))
			return false;
	return wording_write(out, out->line, err);
}

enum { COUNTED = 100000 };

void asking_count(const struct asking *asking, int64_t rows)
{
	if (!asking->question->progress || rows % COUNTED)
		return;
	fprintf(asking->question->progress, "\r%lld rows", (long long)rows);
	fflush(asking->question->progress);
}

void asking_end(const struct asking *asking)
{
	if (asking->question->progress)
		fprintf(asking->question->progress, "\r%24s\r", "");
}

struct row *asking_section(const struct asking *asking, const struct section *section,
                           struct error *err)
{
	const struct report *report = asking->report;
	struct bind bind[sizeof asking->bind / sizeof *asking->bind];
	struct error why = { 0 };
	struct row *row;
	int line = section->line;

	memcpy(bind, asking->bind, sizeof bind);
	if (section->at_end)
		bind[0] = bind_text("at", asking->end.text);
	row = store_ask(asking->store, section->sql, bind, &why);

	if (!row && why.fault == FAULT_REFUSED) {
		if (!section->parted && store_asked_line(asking->store) > 1)
			line += store_asked_line(asking->store) - 1;
		failed(err, why.fault, "%s'%s', line %d, section '%s': %s",
		       report->file ? "" : "report ",
		       report->file ? report->file : report->name, line, section->name,
		       why.text);
	} else if (!row)
		*err = why;
	return row;
}

struct row *asking_rows(const struct asking *asking, const struct section *section,
                        struct columns *columns, struct error *err)
{
	struct row *row;

	if (!columns_parse(section->declaration, columns, err))
		return NULL;
	columns_leave_out(columns, true, true);
	row = asking_section(asking, section, err);
	if (row && columns_find(columns, row, err))
		return row;
	row_done(row);
	return NULL;
}
