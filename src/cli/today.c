/*
 * today.c - what needs a person now, and the command that does it
 */
#include "batch.h"
#include "command.h"
#include "course.h"
#include "today.h"
#include "upkeep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is shown so far, and what is still to be asked. */
struct look {
	struct desk *desk;
	const char *only;
	bool found, known;           /* something was; the topic asked for exists */
};

/* A topic that is one statement's rows. */
struct topic {
	const char *name;
	enum query query;
	enum { TAKES_NOW = 1, TAKES_UNTIL = 2, TAKES_TODAY = 4 } takes;
	const char *ends;            /* the alerts that say how far ahead it looks; of what is
	                              * open or made, asked for by name, all of it */
	const char *then;            /* the command */
};

static const struct topic on_the_shelves[] = {
	{ "containers", TODAY_CONTAINERS, TAKES_NOW | TAKES_UNTIL, "container",
	  "use them first; what has ended: pistor lot waste CONTAINER --reason WHY" },
	{ "batches", TODAY_BATCHES, TAKES_NOW | TAKES_UNTIL, "batch",
	  "give them first; what has ended: pistor lot waste BATCH --reason WHY" },
};

static const struct topic waiting[] = {
	{ "recalls", TODAY_RECALLS, 0, NULL, "pistor recall show RECALL" },
	{ "recalled", TODAY_RECALLED, 0, NULL,
	  "never used: pistor lot return LOT --reason WHY, or lot waste" },
	{ "deviations", TODAY_DEVIATIONS, 0, NULL,
	  "pistor deviation show DEVIATION, then deviation assess and close" },
	{ "measures", TODAY_MEASURES, TAKES_TODAY, NULL,
	  "once done: pistor deviation done DEVIATION WHAT" },
	{ "temperature", TODAY_TEMPERATURE, 0, NULL,
	  "pistor temperature decide EVENT LOT use, hold or discard --reason WHY" },
	{ "quarantine", TODAY_QUARANTINE, 0, NULL, "pistor lot release LOT, or lot reject" },
	{ "signatures", TODAY_SIGNATURES, 0, NULL, "who did it signs: pistor sign" },
	{ "stock", TODAY_STOCK, TAKES_NOW, NULL, "what comes: pistor lot receive PRODUCT ..." },
	{ "devices", TODAY_DEVICES, 0, NULL, "pistor device clean DEVICE AGENT" },
	{ "rules", TODAY_RULES, 0, NULL, "pistor rule show RULE, then pistor rule approve RULE" },
	{ "licences", TODAY_LICENCES, TAKES_UNTIL, "licence",
	  "once renewed: pistor person revise PERSON --licence-expires DAY" },
};

static bool is_asked(struct look *look, const char *name)
{
	bool asked = !look->only || strcmp(look->only, name) == 0;

	look->known |= asked;
	return asked;
}

/* Where to go next, and a line before what follows. */
static void say_next(struct look *look, const char *then)
{
	look->found = true;
	page_say(look->desk->page, "-> %s", then);
}

static bool show(struct look *look, const struct topic *topic, struct error *err)
{
	struct store *store = look->desk->store;
	struct instant until = { "" };
	struct bind bind[4] = { 0 }, *more = bind;
	struct day today;
	int64_t rows;

	if (!is_asked(look, topic->name))
		return true;
	if (look->only && topic->takes == (TAKES_NOW | TAKES_UNTIL))
		until = (struct instant){ "9999" };
	else if (topic->ends && !today_horizon(store, topic->ends, &until, err))
		return false;
	if (topic->ends && !*until.text)
		return true;
	if (topic->takes & TAKES_NOW)
		*more++ = bind_text("now", store_event(store)->text);
	if (topic->takes & TAKES_UNTIL)
		*more++ = bind_text("until", until.text);
	instant_day(store_event(store), &look->desk->zone, &today);
	if (topic->takes & TAKES_TODAY)
		*more = bind_text("today", today.text);
	if (!page_query(look->desk->page, topic->name, store, topic->query, bind, &rows, err))
		return false;
	if (rows)
		say_next(look, topic->then);
	return true;
}

static bool show_all(struct look *look, const struct topic *topics, size_t count,
                     struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!show(look, &topics[i], err))
			return false;
	return true;
}

/* ---- Expiries, by the alert that tells of them ---- */

static bool add_expiring(struct look *look, const struct instant *from, const struct instant *to,
                         const char *within, int64_t *rows, struct error *err)
{
	struct page *page = look->desk->page;
	struct row *row = today_expiring(look->desk->store, from, to, err);
	struct quantity amount;

	while (row_next(row, err)) {
		if (!unit_parse(row_text(row, "unit"), &amount.unit, err))
			return false;
		amount.atoms = row_int(row, "amount");
		page_text(page, row_text(row, "lot"));
		page_text(page, row_text(row, "product"));
		page_amount(page, amount);
		page_text(page, row_text(row, "expires"));
		page_text(page, within);
		page_row_end(page);
		++*rows;
	}
	return !err->fault;
}

static bool show_expiring(struct look *look, struct error *err)
{
	struct store *store = look->desk->store;
	struct alert alerts[MOST_ALERTS];
	struct instant from = { "" }, to = *store_event(store);
	char within[INSTANT_LOCAL] = "expired", span[INSTANT_LOCAL];
	int64_t rows = 0;
	int count;

	if (!is_asked(look, "expiry"))
		return true;
	if (!today_alerts(store, "expiry", alerts, &count, err))
		return false;
	page_begin(look->desk->page, "expiry",
	           "title Expiring\nlot text Lot\nproduct text Product\namount amount On hand\n"
	           "expires text Expires\nwithin text Within [flag=expired:red]\n");
	for (int i = -1; i < count; i++) {
		if (i >= 0) {
			from = to;
			instant_add(store_event(store), alerts[i].seconds, &to);
			span_format((struct span){ alerts[i].seconds }, span);
			snprintf(within, sizeof within, "%s", span);
		}
		if (!add_expiring(look, &from, &to, within, &rows, err))
			return false;
	}
	page_end(look->desk->page);
	if (rows)
		say_next(look, "pistor lot show LOT; what has expired: pistor lot waste LOT --reason "
		               "expired");
	return true;
}

/* ---- Batches in quarantine, by the signature they wait for ---- */

static bool add_waiting(struct page *page, struct store *store, struct row *row,
                        struct error *err)
{
	struct quantity amount = { .atoms = row_int(row, "amount") };
	struct instant prepared;
	bool failed_check = row_int(row, "failed");
	struct batch batch;
	const char *next;

	snprintf(prepared.text, sizeof prepared.text, "%s", row_text(row, "prepared"));
	if (!unit_parse(row_text(row, "unit"), &amount.unit, err)
	    || !batch_find(store, row_text(row, "batch"), &batch, err)
	    || !batch_waits_for(store, &batch, &next, err))
		return false;
	page_text(page, row_text(row, "batch"));
	page_text(page, row_text(row, "recipe"));
	page_amount(page, amount);
	page_text(page, row_text(row, "maker"));
	page_instant(page, &prepared);
	page_text(page, failed_check ? "another check, or rejection: one failed"
	                : strcmp(next, "released") == 0 ? "release"
	                : strcmp(next, "verified") == 0 ? "verification"
	                                                : "the signature of who made it");
	page_row_end(page);
	return true;
}

static bool show_waiting(struct look *look, struct error *err)
{
	struct store *store = look->desk->store;
	struct row *row;
	bool any = false;

	if (!is_asked(look, "waiting"))
		return true;
	page_begin(look->desk->page, "waiting",
	           "title Batches that wait\nbatch text Batch\nrecipe text Recipe\n"
	           "amount amount Kept\nmaker text Made by\nprepared instant Made\n"
	           "waits text Waits for\n");
	row = today_waiting(store, err);
	for (; row_next(row, err); any = true)
		if (!add_waiting(look->desk->page, store, row, err))
			return false;
	page_end(look->desk->page);
	if (any)
		say_next(look, "pistor batch verify BATCH, then pistor batch release BATCH");
	return !err->fault;
}

/* ---- Patients who are due ---- */

static void show_due(struct look *look, const struct due *due, int count)
{
	char what[64], columns[240];
	bool noted = false;

	for (int i = 0; i < count; i++)
		noted |= *due[i].note != '\0';
	snprintf(columns, sizeof columns,
	         "title Due\ndue day Due\npatient text Patient\nrecipe text Recipe\nwhat text What\n"
	         "last day Last\nby text By\nnote text Note%s\n", noted ? "" : " [hide=table]");
	page_begin(look->desk->page, "due", columns);
	for (int i = 0; i < count; i++) {
		course_next(&due[i].course, what, sizeof what);
		page_text(look->desk->page, due[i].course.next.text);
		page_text(look->desk->page, due[i].patient);
		page_text(look->desk->page, due[i].course.code);
		page_text(look->desk->page, what);
		page_text(look->desk->page, due[i].course.last.text);
		page_text(look->desk->page, due[i].course.by);
		page_text(look->desk->page, *due[i].note ? due[i].note : NULL);
		page_row_end(look->desk->page);
	}
	page_end(look->desk->page);
	if (count)
		say_next(look, "pistor due; pistor again PATIENT");
}

static bool show_patients(struct look *look, struct error *err)
{
	struct due_ask ask = { 0 };
	struct due *due = NULL;
	struct day today;
	bool looks;
	int count = 0;

	if (!is_asked(look, "due"))
		return true;
	instant_day(store_event(look->desk->store), &look->desk->zone, &today);
	if (!today_due_window(look->desk->store, &today, &ask, &looks, err)
	    || (looks && !course_due(look->desk->store, &ask, &look->desk->zone, &due, &count, err)))
		return false;
	show_due(look, due, count);
	free(due);
	return true;
}

/* ---- The store itself ---- */

static bool show_advice(struct look *look, struct error *err)
{
	char advice[MOST_ADVICE][ADVICE_TEXT];
	int count;

	if (!is_asked(look, "store"))
		return true;
	if (!upkeep_advice(look->desk->store, store_event(look->desk->store), advice, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		page_say(look->desk->page, "%s", advice[i]);
		look->found = true;
	}
	return true;
}

/* Before all else, whatever was asked. */
static bool show_altered(struct look *look, struct error *err)
{
	char altered[ALTERED_TEXT];

	if (!upkeep_altered(look->desk->store, altered, err))
		return false;
	look->found |= *altered != '\0';
	if (*altered)
		page_say(look->desk->page, "%s", altered);
	return true;
}

struct today_words { const char *topic; };

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct today_words *words = request;
	struct look look = { .desk = desk, .only = words->topic };

	if (!show_altered(&look, err)
	    || !show_all(&look, on_the_shelves, sizeof on_the_shelves / sizeof *on_the_shelves, err)
	    || !show_expiring(&look, err)
	    || !show_all(&look, waiting, sizeof waiting / sizeof *waiting, err)
	    || !show_waiting(&look, err) || !show_patients(&look, err) || !show_advice(&look, err))
		return false;
	if (!look.known)
		return failed(err, FAULT_MISSING,
		              "'%s' is no topic of today; there are containers, batches, expiry, "
		              "quarantine, recalls, recalled, deviations, measures, temperature, waiting, "
		              "signatures, stock, devices, "
		              "rules, licences, due and "
		              "store", words->topic);
	if (!look.found)
		page_say(desk->page, "nothing needs anybody now");
	return true;
}

const struct command today_command = {
	.name = "today",
	.summary = "What needs a person now, and the command that does it",
	.more = "How far ahead it looks is a rule each: pistor rule list --kind alert. What is open, "
	        "and what\nwas made, is all listed where it is asked for: 'pistor today "
	        "containers'.\n\n"
	        "Examples:\n  pistor today\n  pistor today expiry",
	.access = ACCESS_READ,
	.size = sizeof(struct today_words),
	.words = (const struct word[]){
		{ "[TOPIC]", 0, FILLS(today_words, topic), "Only containers, batches, expiry, "
		  "quarantine, recalls, recalled, deviations, measures, temperature, waiting, signatures, "
		  "stock, devices, rules, licences, due or store" },
		{ 0 } },
	.run = run,
};
