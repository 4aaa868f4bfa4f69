/*
 * batch.c - the commands that make batches, judge and correct them
 */
#include "batch.h"
#include "heap.h"
#include "judge.h"
#include "list.h"
#include "lot_words.h"
#include "person.h"
#include "settled.h"
#include "sheet.h"
#include "signed.h"
#include "trace.h"
#include "verdicts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct make_words {
	const char *recipe, *place, *equipment, *environment;
	struct quantity yield, made_up, kept;
	struct packs into;
	struct texts patients, uses;
	struct moment until;
	bool worksheet, another;
};

/* The uses as the domain takes them; they point into copies, which the caller gives back. */
struct uses { struct use use[MOST_USES]; char *copy[MOST_USES]; int count; };

static bool read_uses(const struct texts *texts, struct uses *out, struct error *err)
{
	out->count = 0;
	for (int i = 0; i < texts->count && i < MOST_USES; i++) {
		out->copy[i] = heap_text(texts->item[i]);
		out->count++;
		if (!use_parse(out->copy[i], &out->use[i], err))
			return false;
	}
	return true;
}

static void free_uses(struct uses *uses)
{
	for (int i = 0; i < uses->count; i++)
		free(uses->copy[i]);
}

static bool tell_made(struct desk *desk, const struct made *made, const struct worksheet *sheet,
                      struct error *err)
{
	char kept[QUANTITY_TEXT], until[INSTANT_LOCAL];
	struct person maker;

	quantity_format(made->kept, kept);
	instant_local(&made->until, &desk->zone, until);
	page_say(desk->page, "%s: %s of %s, in quarantine, beyond use %s", made->number, kept,
	         sheet->version.code, until);
	sheet_notes(desk, sheet);
	settled_tell(desk, &sheet->told);
	if (!made->waits)
		return true;
	if (!store_seat(desk->store)->typist)
		desk->signs = SIGNS_NOW_OR_LATER;
	if (!person_by_id(desk->store, store_seat(desk->store)->person, &maker, err))
		return false;
	page_say(desk->page, "not signed: it waits for %s, with 'pistor sign'", maker.code);
	return true;
}

static bool make(struct desk *desk, const void *request, struct error *err)
{
	const struct make_words *ask = request;
	struct worksheet *sheet = heap_new(sizeof *sheet);
	const char *patients[MOST_TEXTS + 1];
	struct instant until = { "" };
	struct uses uses = { .count = 0 };
	struct signing signing = signed_by(desk);
	struct made made;
	bool ok;

	ok = read_uses(&ask->uses, &uses, err)
	  && (!ask->until.text
	      || instant_parse(ask->until.text, &desk->zone, &store_seat(desk->store)->entered,
	                       &until, err));
	if (ok) {
		struct compounding compounding = {
			.recipe = ask->recipe,
			.yield = ask->yield,
			.into = ask->into,
			.made_up = ask->made_up,
			.kept = ask->kept,
			.patients = texts_list(&ask->patients, patients),
			.place = ask->place,
			.equipment = ask->equipment,
			.environment = ask->environment,
			.until = until,
			.another = ask->another,
			.worksheet = desk->dry_run && !desk->confirms,
			.signing = &signing,
			.uses = uses.use,
			.use_count = uses.count
		};

		ok = batch_make(desk->store, &compounding, sheet, &made, err);
	}
	if (ok && (desk->dry_run || desk->confirms || ask->worksheet))
		sheet_show(desk, sheet);
	if (ok && sheet->lacking)
		ok = failed(err, FAULT_REFUSED,
		            "%d line%s cannot be met: nothing would be made", sheet->lacking,
		            sheet->lacking == 1 ? "" : "s");
	else if (ok) {
		ok = !(desk->dry_run || desk->confirms || ask->worksheet)
		  || page_query(desk->page, "beyond_use", desk->store, BATCH_TERMS,
		                BIND(bind_int("batch", made.batch)), NULL, err);
		ok = ok && tell_made(desk, &made, sheet, err) && verdicts_tell(desk, true, err);
		if (ok && (desk->dry_run || desk->confirms || ask->worksheet))
			elsewhere_tell(desk, &made.elsewhere);
	}
	free_uses(&uses);
	free(sheet);
	return ok;
}

const struct command batch_make_command = {
	.name = "batch make",
	.summary = "Make a recipe: lots out, a batch in, all of it or nothing",
	.more = "--dry-run shows the worksheet: which lots and why, what was passed over, how "
	        "much of each, what would be left. What was really used, and other lots, are "
	        "said line by line:\n"
	        "  --use 2=HA-88213            this lot for line 2\n"
	        "  --use '2=2.9 mL'            so much was used for line 2\n"
	        "  --use '2=HA-88213:2.9 mL'   both; repeated, where a line drew on several\n\n"
	        "Examples:\n"
	        "  pistor batch make GLOW-3 --dry-run\n"
	        "  pistor batch make GLOW-3 --yield '4 mL' --into 2x2mL --patient P-0042",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_FINDS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct make_words),
	.words =
		(const struct word[]){
			{ "RECIPE", 0, FILLS(make_words, recipe),
	                  "Code, for the version in force; or a version: GLOW-3.4" },
			{ "yield", 0, FILLS(make_words, yield),
	                  "QUANTITY: How much to make; else what the recipe says" },
			{ "into", 0, FILLS(make_words, into),
	                  "PACKS: What it is put into, as in 2x2mL" },
			{ "patient", 0, FILLS(make_words, patients),
	                  "PATIENT: For whom; may be repeated; else for stock" },
			{ "made-up", 0, FILLS(make_words, made_up),
	                  "QUANTITY: What it came to, as measured; else the target" },
			{ "kept", 0, FILLS(make_words, kept),
	                  "QUANTITY: What was kept of it; the rest is loss" },
			{ "use", 0, FILLS(make_words, uses),
	                  "LINE=LOT:AMOUNT: What was really used; may be repeated" },
			{ "place", 0, FILLS(make_words, place),
	                  "PLACE: Where it is put; else where its first lot lay" },
			{ "equipment", 0, FILLS(make_words, equipment),
	                  "TEXT: What it was made with, such as 'hood LF-2, scale S-1'" },
			{ "environment", 0, FILLS(make_words, environment),
	                  "TEXT: Where it was made, such as 'room 2, ISO 5'" },
			{ "until", 0, FILLS(make_words, until),
	                  "INSTANT: Beyond use earlier than what it may keep" },
			{ "another", 0, FILLS(make_words, another),
	                  "The same was made besides, shortly before or after" },
			{ "worksheet", 0, FILLS(make_words, worksheet),
	                  "Show the worksheet of what was made, too" },
			{ 0 } },
	.run = make,
};

struct judge_words { const char *batch, *checks; };

/* --checks pass: all that is asked and was not recorded yet. */
static bool pass_checks(struct desk *desk, const struct judge_words *ask,
                        const struct signing *signing, struct check check[MOST_CHECKS],
                        int *count, struct error *err)
{
	int64_t signer;

	*count = 0;
	if (!ask->checks)
		return true;
	if (strcmp(ask->checks, "pass") != 0)
		return failed(err, FAULT_USAGE,
		              "--checks pass passes what was not recorded; 'pistor batch check' "
		              "records one that did not");
	return signature_signer(desk->store, signing, &signer, err)
	    && batch_pass_checks(desk->store, ask->batch, signer, check, count, err);
}

/* Before it is signed: what is in it, from which lots, and how it was found. */
static bool show_judged(struct desk *desk, const struct batch *batch, struct error *err)
{
	static const struct { const char *name; enum query query; } sections[] = {
		{ "batch", BATCH_FORM }, { "lines", BATCH_LINES }, { "checks", BATCH_CHECKS },
	};

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (!page_query(desk->page, sections[i].name, desk->store, sections[i].query,
		                BIND(bind_int("batch", batch->id)), NULL, err))
			return false;
	return true;
}

/* " by Omar Haddad, 2026-11-03 08:40 +01:00" */
static bool tell_signed(struct desk *desk, const struct signing *signing, struct error *err)
{
	char at[INSTANT_LOCAL];
	struct person person;
	int64_t signer;

	if (!signature_signer(desk->store, signing, &signer, err)
	    || !person_by_id(desk->store, signer, &person, err))
		return false;
	instant_local_offset(&store_seat(desk->store)->entered, &desk->zone, at);
	fprintf(desk->out, " by %s, %s", person.name, at);
	return true;
}

/* "B26-0117 is released by Anna Berger, 2026-11-03 09:12 +01:00; checked: clarity, volume";
 * signing: NULL where nothing is signed. */
static bool tell_judged(struct desk *desk, const char *batch, const char *judged,
                        const struct signing *signing, const struct check *check, int count,
                        struct error *err)
{
	struct batch found;

	if (!batch_find(desk->store, batch, &found, err)
	    || (signing && (desk->dry_run || desk->confirms)
	        && !show_judged(desk, &found, err)))
		return false;
	fprintf(desk->out, "%s is %s", found.number, judged);
	if (signing && !tell_signed(desk, signing, err))
		return false;
	for (int i = 0; i < count; i++)
		fprintf(desk->out, "%s%s", i ? ", " : "; checked: ", check[i].what);
	fprintf(desk->out, "\n");
	return true;
}

static bool verify(struct desk *desk, const void *request, struct error *err)
{
	const struct judge_words *ask = request;
	struct signing signing = signed_by(desk);
	struct check check[MOST_CHECKS];
	int count;

	return pass_checks(desk, ask, &signing, check, &count, err)
	    && batch_verify(desk->store, ask->batch, &signing, err)
	    && tell_judged(desk, ask->batch, "verified", &signing, check, count, err);
}

static bool release(struct desk *desk, const void *request, struct error *err)
{
	const struct judge_words *ask = request;
	struct signing signing = signed_by(desk);
	struct check check[MOST_CHECKS];
	int count;

	return pass_checks(desk, ask, &signing, check, &count, err)
	    && batch_release(desk->store, ask->batch, &signing, err)
	    && tell_judged(desk, ask->batch, "released", &signing, check, count, err);
}

static bool reject(struct desk *desk, const void *request, struct error *err)
{
	const struct judge_words *ask = request;
	struct signing signing = signed_by(desk);
	struct lot_choice done;
	struct batch batch;

	if (!batch_reject(desk->store, ask->batch, &signing, &done, err)
	    || !batch_find(desk->store, ask->batch, &batch, err)
	    || !tell_judged(desk, ask->batch, "rejected and never used", &signing, NULL, 0, err))
		return false;
	return lot_say_reach(desk, batch.number, &done, err);
}

#define JUDGE_WORDS (const struct word[]){ \
		{ "BATCH", 0, FILLS(judge_words, batch), "Its number" }, \
		{ 0 } }

#define CHECKING_WORDS (const struct word[]){ \
		{ "BATCH", 0, FILLS(judge_words, batch), "Its number" }, \
		{ "checks", 0, FILLS(judge_words, checks), \
		  "pass: What 'batch show' says is still to be checked, passed" }, \
		{ 0 } }

const struct command batch_verify_command = {
	.name    = "batch verify",
	.summary = "Sign, as a second person, that a batch was made as written",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS | COMMAND_CONFIRMS,
	.size    = sizeof(struct judge_words),
	.words   = CHECKING_WORDS,
	.run     = verify,
};

const struct command batch_release_command = {
	.name    = "batch release",
	.summary = "Sign that a verified batch may be used",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS | COMMAND_CONFIRMS,
	.size    = sizeof(struct judge_words),
	.words   = CHECKING_WORDS,
	.run     = release,
};

const struct command batch_reject_command = {
	.name    = "batch reject",
	.summary = "Sign that a batch is never to be used; --reason says why",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS | COMMAND_CONFIRMS,
	.size    = sizeof(struct judge_words),
	.words   = JUDGE_WORDS,
	.run     = reject,
};

struct check_words { const char *batch, *what, *result; bool failed; };

/* All that was not recorded yet, passed. */
static bool check_all(struct desk *desk, const char *batch, struct error *err)
{
	struct check check[MOST_CHECKS];
	int count;

	if (!batch_pass_checks(desk->store, batch, 0, check, &count, err))
		return false;
	return count ? tell_judged(desk, batch, "looked at", NULL, check, count, err)
	             : failed(err, FAULT_REFUSED, "nothing is left to be checked of %s", batch);
}

static bool check(struct desk *desk, const void *request, struct error *err)
{
	const struct check_words *ask = request;
	struct batch batch;
	struct found found;

	if ((strcmp(ask->what, "all") == 0 || strcmp(ask->what, "pass") == 0) && !ask->result
	    && !ask->failed)
		return check_all(desk, ask->batch, err);
	if (!batch_check(desk->store, ask->batch, ask->what, ask->result, !ask->failed, &found,
	                 err)
	    || !batch_find(desk->store, ask->batch, &batch, err))
		return false;
	fprintf(desk->out, "%s: %s%s%s, %s%s%s\n", batch.number, found.check.what,
	        *found.result ? ": " : "", found.result,
	        found.check.state == CHECK_PASSED ? "passed" : "not passed",
	        *found.result && *found.check.limits ? "; " : "",
	        *found.result ? found.check.limits : "");
	return page_query(desk->page, "deviations", desk->store, DEVIATION_OF_ACT,
	                  BIND(bind_int("action", store_action(desk->store))), NULL, err);
}

const struct command batch_check_command = {
	.name = "batch check",
	.summary = "Record one check of a batch: what was looked at, and the result",
	.more = "'batch show' says what is still to be checked: what the recipe's tests ask, else "
	        "what the rules do. A value (pH, volume, weight) is judged by its limits; what is "
	        "looked at passed unless it is said to fail. What did not pass opens a deviation; "
	        "a second look says why with --reason, and both stay.\n\n"
	        "Examples:\n"
	        "  pistor batch check B26-0117 all\n"
	        "  pistor batch check B26-0117 clarity\n"
	        "  pistor batch check B26-0117 pH 6.1\n"
	        "  pistor batch check B26-0117 particles 'fail: a fibre'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct check_words),
	.words = (const struct word[]){ { "BATCH", 0, FILLS(check_words, batch), "Its number" },
	                                { "CHECK", 0, FILLS(check_words, what),
	                                  "What was looked at or measured; all: what is still "
	                                  "to be checked, passed" },
	                                { "[RESULT]", 0, FILLS(check_words, result),
	                                  "A value; else pass or fail, and after a colon what "
	                                  "was seen" },
	                                { "failed", 0, FILLS(check_words, failed),
	                                  "It did not pass, whatever the result says" },
	                                { 0 } },
	.run = check,
};

struct amend_words {
	const char *batch, *lot, *of;
	int64_t line;
	struct quantity amount, made_up, kept;
	bool nothing;
};

static void say_amended(struct desk *desk, const struct amend_words *ask,
                        const struct batch *batch)
{
	char what[64] = "what was made up";

	if (ask->line)
		snprintf(what, sizeof what, "line %" PRId64, ask->line);
	page_say(desk->page,
	         "%s of %s is corrected; signatures on it have lapsed and are asked for again",
	         what, batch->number);
}

/* What it went into, who was given it, and what of that is looked into now. */
static bool say_reached(struct desk *desk, const struct batch *batch, struct error *err)
{
	struct traced root = { .kind = TRACE_BATCH, .lot = batch->lot };

	page_names(desk->page, desk->names);
	return page_query(desk->page, "batches", desk->store, TRACE_REACHED,
	                  BIND(TRACE_ROOT(&root)), NULL, err)
	    && page_query(desk->page, "given", desk->store, TRACE_SESSIONS,
	                  BIND(TRACE_ROOT(&root), bind_int("names", desk->names)), NULL, err)
	    && page_query(desk->page, "deviations", desk->store, DEVIATION_OF_ACT,
	                  BIND(bind_int("action", store_action(desk->store))), NULL, err);
}

static bool amend(struct desk *desk, const void *request, struct error *err)
{
	const struct amend_words *ask = request;
	struct amendment amendment = { .batch = ask->batch,
		                       .position = ask->line,
		                       .of = ask->of,
		                       .lot = ask->lot,
		                       .amount = ask->amount,
		                       .measured = ask->amount.atoms || ask->nothing,
		                       .made_up = ask->made_up,
		                       .kept = ask->kept };
	struct settlement told = { .count = 0 };
	struct subject subject = { 0 };
	struct batch batch;
	int held;

	if (ask->nothing && ask->amount.atoms)
		return failed(err, FAULT_USAGE, "say one of --amount and --nothing");
	if (!ask->line && !ask->made_up.atoms && !ask->kept.atoms)
		return failed(err, FAULT_USAGE,
		              "say which line is corrected, or what was really made up with "
		              "--made-up");
	if (!batch_find(desk->store, ask->batch, &batch, err))
		return false;
	subject.batch = batch.id;
	if (!signed_holding(desk, &subject, &held, err)
	    || !batch_amend(desk->store, &amendment, &told, err)
	    || !signed_amended(desk, &subject, held, err))
		return false;
	say_amended(desk, ask, &batch);
	settled_tell(desk, &told);
	return page_query(desk->page, "lines", desk->store, BATCH_LINES,
	                  BIND(bind_int("batch", batch.id)), NULL, err)
	    && page_query(desk->page, "measured", desk->store, BATCH_REMEASURED,
	                  BIND(bind_int("batch", batch.id)), NULL, err)
	    && page_query(desk->page, "composition", desk->store, BATCH_COMPOSITION,
	                  BIND(bind_int("batch", batch.id)), NULL, err)
	    && signed_show(desk, &subject, NULL, err) && say_reached(desk, &batch, err)
	    && verdicts_tell(desk, true, err);
}

const struct command batch_amend_command = {
	.name = "batch amend",
	.summary = "Correct what a line really used, or what was really made up",
	.more = "Also after release and use: the line's moves are reversed at the time they "
	        "happened and the right ones posted in the same act; composition, beyond-use "
	        "date and later batches follow. --reason says why. Where a signature lapses by "
	        "it, who amends signs; who was given it is listed.\n\n"
	        "Examples:\n"
	        "  pistor batch amend B26-0117 1 --lot HA-88214 --reason 'vial found after the "
	        "session'\n"
	        "  pistor batch amend B26-0117 --made-up '9.6 mL' --reason 'read off wrong'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct amend_words),
	.words =
		(const struct word[]){
			{ "BATCH", 0, FILLS(amend_words, batch), "Its number" },
			{ "[LINE]", 0, FILLS(amend_words, line), "As 'batch show' numbers it" },
			{ "lot", 0, FILLS(amend_words, lot),
	                  "LOT: The lot, or container, that was really used" },
			{ "amount", 0, FILLS(amend_words, amount),
	                  "QUANTITY: What was really used of it" },
			{ "nothing", 0, FILLS(amend_words, nothing), "Nothing of it was used" },
			{ "of", 0, FILLS(amend_words, of),
	                  "LOT: Which of the line's lots is meant, where it drew on several" },
			{ "made-up", 0, FILLS(amend_words, made_up),
	                  "QUANTITY: What it really came to, as measured" },
			{ "kept", 0, FILLS(amend_words, kept),
	                  "QUANTITY: What was really kept of it" },
			{ 0 } },
	.run = amend,
};

static bool reverse(struct desk *desk, const void *request, struct error *err)
{
	const struct judge_words *ask = request;
	struct settlement told = { .count = 0 };
	struct batch batch, all[MOST_TOGETHER];
	int count, held;

	if (!batch_find(desk->store, ask->batch, &batch, err)
	    || !signed_holding(desk, &(struct subject){ .batch = batch.id }, &held, err)
	    || !batch_reverse(desk->store, ask->batch, &told, err)
	    || !signed_amended(desk, &(struct subject){ .batch = batch.id }, held, err)
	    || !batch_together(desk->store, &batch, all, &count, err))
		return false;
	fprintf(desk->out, "%s never was made: its lots are back where they lay\n",
	        batch.number);
	for (int i = 0; i < count; i++)
		if (all[i].id != batch.id)
			fprintf(desk->out, "nor was %s, which was made in the same act\n",
			        all[i].number);
	settled_tell(desk, &told);
	return true;
}

const struct command batch_reverse_command = {
	.name    = "batch reverse",
	.summary = "Say that a batch never was made; refused once any of it was used",
	.more    = "Needs --reason. Who takes back what was signed signs that.",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size    = sizeof(struct judge_words),
	.words   = JUDGE_WORDS,
	.run     = reverse,
};
