/*
 * deviation.c - a deviation opened, found again, assessed and closed
 */
#include "deviation.h"
#include "clinic.h"
#include "nearest.h"
#include "person.h"
#include "rule.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool next_ordinal(struct store *store, const char *series, int64_t *ordinal,
                         struct error *err)
{
	struct row *row = store_one(store, DEVIATION_NEXT, BIND(bind_text("series", series)),
	                            err);

	*ordinal = row ? row_int(row, "ordinal") : 0;
	return row != NULL;
}

/* The number of what this act opened for the same reason and lot already; empty for none. */
static bool opened_before(struct store *store, const char *what, int64_t lot, int64_t batch,
                          int64_t session, char number[DEVIATION_NUMBER], struct error *err)
{
	struct row *row = store_one(store, DEVIATION_SAME, BIND(
		bind_int ("action", store_action(store)),
		bind_text("what",   what),
		bind_id  ("lot",    lot),
		bind_id  ("batch",  batch),
		bind_id  ("session", session)), err);

	snprintf(number, DEVIATION_NUMBER, "%s", row ? row_text(row, "number") : "");
	return !err->fault;
}

bool deviation_open(struct store *store, const char *what, int64_t lot, int64_t batch,
                    int64_t session, char number[DEVIATION_NUMBER], struct error *err)
{
	char series[8], text[DEVIATION_NUMBER];
	int64_t ordinal, id;

	if (!opened_before(store, what, lot, batch, session, text, err))
		return false;
	if (*text) {
		if (number)
			memcpy(number, text, sizeof text);
		return true;
	}
	if (!clinic_series(store, 'D', series, err)
	    || !next_ordinal(store, series, &ordinal, err))
		return false;
	snprintf(text, sizeof text, "%s-%04" PRId64, series, ordinal);
	if (number)
		memcpy(number, text, sizeof text);
	return store_insert(store, DEVIATION_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_text("number",  text),
		bind_text("series",  series),
		bind_int ("ordinal", ordinal),
		bind_text("what",    what),
		bind_id  ("lot",     lot),
		bind_id  ("batch",   batch),
		bind_id  ("session", session)), &id, err);
}

static bool report(struct store *store, const char *what, int64_t lot, int64_t batch,
                   int64_t session, char number[DEVIATION_NUMBER], struct error *err)
{
	if (!words_say(what))
		return failed(err, FAULT_REFUSED, "say what departed from the rules");
	return deviation_open(store, what, lot, batch, session, number, err);
}

bool deviation_report(struct store *store, const char *what, int64_t lot, int64_t batch,
                      int64_t session, char number[DEVIATION_NUMBER], struct error *err)
{
	return store_begin(store, "deviation open", err)
	    && store_end(store, report(store, what, lot, batch, session, number, err), err);
}

bool deviation_find(struct store *store, const char *number, struct deviation *out,
                    struct error *err)
{
	struct row *row = store_one(store, DEVIATION_BY_NUMBER,
	                            BIND(bind_text("number", number)), err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "no deviation '%s'; 'pistor deviation list' shows them", number);
	*out = (struct deviation){ .id = row_int(row, "id"),
		                   .lot = row_int(row, "lot"),
		                   .batch = row_int(row, "batch"),
		                   .session = row_int(row, "session") };
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->status, sizeof out->status, row_text(row, "status"));
	copy_text(out->decision, sizeof out->decision, row_text(row, "decision"));
	return true;
}

/* ---- What becomes of it ---- */

static bool has_status(const struct deviation *deviation, const char *status)
{
	return strcmp(deviation->status, status) == 0;
}

static bool still_open(struct store *store, const char *number, struct deviation *out,
                       struct error *err)
{
	if (!deviation_find(store, number, out, err))
		return false;
	if (has_status(out, "reversed"))
		return failed(err, FAULT_REFUSED, "what opened %s was reversed: it never was",
		              out->number);
	return !has_status(out, "closed")
	    || failed(err, FAULT_REFUSED, "%s is closed", out->number);
}

static bool write_status(struct store *store, int64_t deviation, const char *status,
                         const char *text, const char *decision,
                         const struct inquiry *inquiry, int64_t settles, struct error *err)
{
	struct person sees = { .id = 0 };

	if (inquiry->responsible && !person_find(store, inquiry->responsible, &sees, err))
		return false;
	if (*inquiry->due.text && !sees.id)
		return failed(err, FAULT_REFUSED, "say with --responsible who sees to it until %s",
		              inquiry->due.text);
	return store_run(store, DEVIATION_STATUS_INSERT, BIND(
		bind_int ("action",    store_action(store)),
		bind_int ("deviation", deviation),
		bind_text("status",    status),
		bind_text("text",      text),
		bind_text("decision",  decision),
		bind_text("done",      inquiry->done),
		bind_text("others",    inquiry->others),
		bind_text("measures",  inquiry->measures),
		bind_id  ("responsible", sees.id),
		bind_text("due",       day_text(&inquiry->due)),
		bind_id  ("settles",   settles)), err);
}

static bool assess(struct store *store, const struct assessing *assessing, struct error *err)
{
	struct deviation deviation;

	if (!still_open(store, assessing->number, &deviation, err))
		return false;
	if (!words_say(assessing->impact))
		return failed(err, FAULT_REFUSED, "say what %s means for whom and what",
		              deviation.number);
	return write_status(store, deviation.id, "assessed", assessing->impact, NULL,
	                    &assessing->inquiry, 0, err);
}

bool deviation_assess(struct store *store, const struct assessing *assessing,
                      struct error *err)
{
	return store_begin(store, "deviation assess", err)
	    && store_end(store, assess(store, assessing, err), err);
}

static bool is_decision(const char *decision, struct error *err)
{
	if (!decision || !*decision)
		return failed(err, FAULT_REFUSED,
		              "say with --decision what is decided: use, reject or nothing");
	return ((strcmp(decision, "use") == 0 || strcmp(decision, "reject") == 0
	            || strcmp(decision, "nothing") == 0))
	    || failed(err, FAULT_REFUSED,
	              "'%s' is no decision; say use, reject, or nothing", decision);
}

/* Who made a batch, or changed what another signed, does not decide alone that what departed in
 * it may stand, where two persons are needed; who works alone and checks their own work does. */
static bool second_person(struct store *store, const struct deviation *deviation,
                          int64_t signer, struct error *err)
{
	struct row *row = store_one(store, DEVIATION_HAND,
	                            BIND(bind_int("deviation", deviation->id),
	                                 bind_int("person", signer)), err);
	char subject[32], other[41], cited[RULE_CITED];
	struct person hand;
	struct rule two;
	bool alone;

	if (!row)
		return !err->fault;
	copy_text(subject, sizeof subject, row_text(row, "number"));
	if (!rule_find(store, RULE_SECOND_PERSON, &two, err))
		return false;
	rule_cite(&two, cited);
	if (!rule_holds(store, RULE_SELF_CHECK, &alone, err)
	    || !person_by_id(store, signer, &hand, err)
	    || !person_other_with(store, signer, "deviation close", other, err))
		return false;
	if (two.force <= RULE_WARNS || (alone && !*other))
		return true;
	return failed(err, FAULT_REFUSED,
	              "%s had a hand in %s: another person closes %s%s%s%s", hand.code, subject,
	              deviation->number, *other ? ", such as " : "", other, cited);
}

static bool close_it(struct store *store, const struct closing *closing,
                     const struct signing *signing, struct error *err)
{
	struct signing with = *signing;
	struct deviation deviation;
	int64_t id, signer;

	if (!still_open(store, closing->number, &deviation, err))
		return false;
	if (!has_status(&deviation, "assessed"))
		return failed(err, FAULT_REFUSED,
		              "%s is not assessed: 'pistor deviation assess %s' comes first",
		              deviation.number, deviation.number);
	if (!words_say(closing->cause))
		return failed(err, FAULT_REFUSED, "say with --cause what the root cause was");
	with.meaning = "reviewed";
	with.subject = (struct subject){ .deviation = deviation.id };
	return is_decision(closing->decision, err)
	    && signature_signer(store, signing, &signer, err)
	    && second_person(store, &deviation, signer, err)
	    && write_status(store, deviation.id, "closed", closing->cause, closing->decision,
	                    &closing->inquiry, 0, err)
	    && signature_make(store, &with, &id, NULL, err);
}

bool deviation_close(struct store *store, const struct closing *closing,
                     const struct signing *signing, struct error *err)
{
	return store_begin(store, "deviation close", err)
	    && store_end(store, close_it(store, closing, signing, err), err);
}

/* The one measure that waits, or of several the one asked for. */
static bool find_measure(struct store *store, const struct deviation *deviation,
                         int64_t measure, int64_t *id, struct error *err)
{
	struct row *row = store_query(store, DEVIATION_MEASURES,
	                              BIND(bind_int("deviation", deviation->id)), err);
	int waiting = 0;

	while (row_next(row, err))
		if (row_text(row, "due") && !row_text(row, "done")
		    && (!measure || row_int(row, "measure") == measure)) {
			*id = row_int(row, "id");
			waiting++;
		}
	if (err->fault || waiting == 1)
		return !err->fault;
	return waiting ? failed(err, FAULT_REFUSED,
	                        "%d measures of %s wait: say with --measure which was done; "
	                        "'pistor deviation show %s' counts them",
	                        waiting, deviation->number, deviation->number)
	     : measure ? failed(err, FAULT_REFUSED,
	                        "no measure %lld of %s waits to be seen to", (long long)measure,
	                        deviation->number)
	               : failed(err, FAULT_REFUSED, "no measure of %s waits to be seen to",
	                        deviation->number);
}

/* What was signed as reviewed is signed again, with what was done. */
static bool done(struct store *store, const struct doing *doing, const struct signing *signing,
                 struct error *err)
{
	struct signing with = *signing;
	struct deviation deviation;
	int64_t id, measure = 0;
	bool closed;

	if (!deviation_find(store, doing->number, &deviation, err)
	    || !find_measure(store, &deviation, doing->measure, &measure, err))
		return false;
	if (!words_say(doing->what))
		return failed(err, FAULT_REFUSED, "say what was done");
	closed = has_status(&deviation, "closed");
	with.meaning = "reviewed";
	with.subject = (struct subject){ .deviation = deviation.id };
	return write_status(store, deviation.id, deviation.status, doing->what,
	                    closed ? deviation.decision : NULL,
	                    &(struct inquiry){ .done = NULL }, measure, err)
	    && (!closed || signature_make(store, &with, &id, NULL, err));
}

bool deviation_done(struct store *store, const struct doing *doing,
                    const struct signing *signing, struct error *err)
{
	return store_begin(store, "deviation done", err)
	    && store_end(store, done(store, doing, signing, err), err);
}

bool deviation_settle(struct store *store, const char *number, const char *because,
                      struct error *err)
{
	struct deviation deviation;

	return deviation_find(store, number, &deviation, err)
	    && (has_status(&deviation, "closed")
	        || write_status(store, deviation.id, "closed", because, "use",
	                        &(struct inquiry){ .done = NULL }, 0, err));
}

bool deviation_instead(struct store *store, int64_t lot, int64_t batch, int64_t session,
                       struct error *err)
{
	struct error refusal = *err;

	if (refusal.fault != FAULT_REFUSED || !store_seat(store)->exception)
		return false;
	*err = (struct error){ 0 };
	return deviation_open(store, refusal.text, lot, batch, session, NULL, err);
}
