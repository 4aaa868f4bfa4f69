/*
 * batch_show.c - the commands that read batches
 */
#include "batch.h"
#include "heap.h"
#include "list.h"
#include "patient.h"
#include "signed.h"

#include <stdlib.h>
#include <string.h>

struct show_words { const char *batch; };

static bool show_section(struct desk *desk, const char *name, enum query query,
                         const struct batch *batch, struct error *err)
{
	return page_query(desk->page, name, desk->store, query,
	                  BIND(bind_int("batch", batch->id)), NULL, err);
}

/* At the chair one signature stands for all: that on the session. */
static bool show_single_handed(struct desk *desk, const struct batch *batch, struct error *err)
{
	int64_t sessions[MOST_BATCH_SESSIONS];
	struct signatures signatures;
	struct signature one;
	int count, all = 0;

	if (!batch_sessions(desk->store, batch, sessions, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		struct subject subject = { .session = sessions[i] };

		if (!signature_walk(desk->store, &subject, &signatures, err))
			return false;
		while (signature_next(&signatures, &one, err))
			all++;
		if (err->fault || !signed_show(desk, &subject, NULL, err))
			return false;
	}
	page_say(desk->page,
	         "mixed at the chair, single-handed: made, checked, released and given by one "
	         "person%s",
	         all ? ", under the signature on the session" : "; the session is not signed");
	return true;
}

/* What is asked before release and nobody has signed or recorded yet. */
static bool show_missing(struct desk *desk, const struct batch *batch, struct error *err)
{
	struct check check[MOST_CHECKS];
	char list[MOST_CHECKS * CHECK_ROOM] = "";
	bool answered;
	int count;

	if (batch->reversed || !batch_checks(desk->store, batch, check, &count, err)
	    || !batch_answered_for(desk->store, batch, &answered, err))
		return !err->fault;
	if (!answered)
		page_say(desk->page, "not signed as it is by who made it: it waits for 'pistor sign'");
	for (int i = 0; i < count; i++) {
		size_t used = strlen(list);

		if (check[i].state == CHECK_MISSING)
			snprintf(list + used, sizeof list - used, "%s%s%s%s%s",
			         used ? ", " : "", check[i].what,
			         *check[i].limits ? " (" : "", check[i].limits,
			         *check[i].limits ? ")" : "");
	}
	if (*list)
		page_say(desk->page, "still to be checked: %s", list);
	return true;
}

static bool show(struct desk *desk, const void *request, struct error *err)
{
	static const struct { const char *name; enum query query;
	} sections[] = {
		{ "batch", BATCH_FORM },
		{ "lines", BATCH_LINES },
		{ "corrected", BATCH_AMENDED },
		{ "measured", BATCH_REMEASURED },
		{ "composition", BATCH_COMPOSITION },
		{ "beyond_use", BATCH_TERMS },
		{ "checks", BATCH_CHECKS },
		{ "verdicts", VERDICT_OF_BATCH },
		{ "deviations", BATCH_DEVIATIONS },
	};
	const struct show_words *ask = request;
	struct batch batch;

	if (!batch_find(desk->store, ask->batch, &batch, err))
		return false;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (!show_section(desk, sections[i].name, sections[i].query, &batch, err))
			return false;
	return page_query(desk->page, "reactions", desk->store, REACTION_OF_LOT,
	                  BIND(bind_int("lot", batch.lot)), NULL, err)
	    && signed_show(desk, &(struct subject){ .batch = batch.id }, NULL, err)
	    && show_missing(desk, &batch, err)
	    && (!batch.chair || show_single_handed(desk, &batch, err));
}

const struct command batch_show_command = {
	.name = "batch show",
	.summary = "One batch: lines, composition, beyond-use date, checks, signatures, what "
	           "is left",
	.access = ACCESS_READ,
	.size = sizeof(struct show_words),
	.words = (const struct word[]){ { "BATCH", 0, FILLS(show_words, batch), "Its number" },
	                                { 0 } },
	.run = show,
};

struct list_words { const char *recipe, *patient, *status; struct day since; int64_t most; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	static const char *const statuses[] = { "quarantine", "released", "held", "recalled",
		                                "rejected", NULL };
	const struct list_words *ask = request;
	struct instant since = { "1900-01-01T00:00:00Z" };
	struct version version = { .recipe = 0 };
	struct patient patient = { .id = 0 };

	if (*ask->since.text)
		day_begins(&ask->since, &desk->zone, &since);
	return list_of(ask->status, "status", statuses, err)
	    && (!ask->recipe || version_find(desk->store, ask->recipe, &version, err))
	    && (!ask->patient || patient_find(desk->store, ask->patient, &patient, err))
	    && list_query(desk, "batches", BATCH_LIST, BIND(
		bind_id  ("recipe",  version.recipe),
		bind_id  ("patient", patient.id),
		bind_text("status",  ask->status),
		bind_text("since",   since.text),
		bind_int ("most",    ask->most ? ask->most : 50)), err);
}

const struct command batch_list_command = {
	.name = "batch list",
	.summary = "The batches there are, newest first",
	.access = ACCESS_READ,
	.size = sizeof(struct list_words),
	.words =
		(const struct word[]){
			{ "recipe", 0, FILLS(list_words, recipe),
	                  "RECIPE: Only of that recipe" },
			{ "patient", 0, FILLS(list_words, patient),
	                  "PATIENT: Only made for them" },
			{ "status", 0, FILLS(list_words, status),
	                  "STATUS: quarantine, released, held, recalled or rejected" },
			{ "since", 0, FILLS(list_words, since), "DAY: Only made since" },
			{ "most", 0, FILLS(list_words, most),
	                  "COUNT: At most so many; else 50" },
			{ 0 } },
	.run = list,
};

static void show_reasoning(struct desk *desk, const struct reasoning *said, int count)
{
	int64_t line = -1;

	page_begin(desk->page, "explanation",
	           "title How each amount came about\nline count Line\nhow text How\n"
	           "lot text Lot [hide=table]\n");
	for (int i = 0; i < count; i++) {
		if (said[i].position && said[i].position != line)
			page_count(desk->page, said[i].position);
		else
			page_blank(desk->page);
		line = said[i].position;
		page_text(desk->page, said[i].text);
		page_text(desk->page, *said[i].lot ? said[i].lot : NULL);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static bool explain(struct desk *desk, const void *request, struct error *err)
{
	const struct show_words *ask = request;
	struct reasoning *said = heap_new(MOST_REASONING * sizeof *said);
	struct batch batch;
	int count = 0;
	bool ok;

	ok = batch_find(desk->store, ask->batch, &batch, err)
	  && show_section(desk, "lines", BATCH_LINES, &batch, err)
	  && show_section(desk, "corrected", BATCH_AMENDED, &batch, err)
	  && (batch.reversed || batch_explain(desk->store, &batch, said, &count, err));
	if (ok && batch.reversed)
		page_say(desk->page,
		         "%s was reversed: it never was made, and nothing of it is to be "
		         "explained",
		         batch.number);
	else if (ok)
		show_reasoning(desk, said, count);
	free(said);
	return ok && show_section(desk, "beyond_use", BATCH_TERMS, &batch, err)
	    && show_section(desk, "verdicts", VERDICT_OF_BATCH, &batch, err);
}

const struct command explain_command = {
	.name    = "explain",
	.summary = "Every number of a batch, with its derivation",
	.access  = ACCESS_READ,
	.size    = sizeof(struct show_words),
	.words   = (const struct word[]){
		{ "BATCH", 0, FILLS(show_words, batch), "Its number" },
		{ 0 } },
	.run     = explain,
};
