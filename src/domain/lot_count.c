/*
 * lot_count.c - what was found there: blind or open, alone or before a witness
 */
#include "lot_inside.h"
#include "clinic.h"
#include "deviation.h"
#include "person.h"
#include "rule.h"
#include "signature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where it lies; a count may also be of what the record says is gone: then where it lay. */
static bool counted_where(struct store *store, const struct parcel *found, struct lying *out,
                          struct error *err)
{
	char places[200] = "";
	bool lies = false;
	struct row *row;
	int count = 0;

	*out = (struct lying){ 0 };
	if (!lot_of_parcel(store, found, out, err))
		return false;
	if (out->place)
		return true;
	row = store_query(
		store, LOT_LAY,
		BIND(bind_int("lot", out->lot.id), bind_int("container", out->container)), err);
	for (; row_next(row, err) && !(count && lies && !row_int(row, "amount")); count++) {
		lies = row_int(row, "amount") > 0;
		out->place = row_int(row, "place");
		copy_text(out->place_code, sizeof out->place_code, row_text(row, "code"));
		lot_append(places, sizeof places, out->place_code);
	}
	if (count == 1 || err->fault)
		return !err->fault;
	return failed(err, FAULT_REFUSED,
	              count ? "'%s' has lain in %s; say where with --place"
	                    : "'%s' has never lain anywhere%s; say where with --place",
	              found->what, places);
}

/* What never came cannot be found. */
static bool came(struct store *store, int64_t lot, struct error *err)
{
	struct row *row = store_one(store, LOT_NEVER_CAME, BIND(bind_int("lot", lot)), err);

	return row ? failed(err, FAULT_REFUSED,
	                    "%s never came: act %lld was reversed by act %lld; enter what is "
	                    "there anew",
	                    row_text(row, "number"), (long long)row_int(row, "reverses"),
	                    (long long)row_int(row, "action"))
	           : !err->fault;
}

/* Nor can what had not come yet. */
static bool had_come(struct store *store, const struct lot *lot, int64_t counted,
                     struct error *err)
{
	const struct instant *at = store_event(store);
	char came[INSTANT_LOCAL], then[INSTANT_LOCAL];

	return counted == 0 || strcmp(lot->received.text, at->text) <= 0
	    || (lot_local(store, &lot->received, came, err) && lot_local(store, at, then, err)
	        && failed(err, FAULT_REFUSED, "%s came at %s: it cannot have been there at %s",
	                  lot->number, came, then));
}

static bool post_count(struct store *store, const struct lying *lying, int64_t expected,
                       int64_t counted, bool blind, int64_t *tally, struct error *err)
{
	struct move move = { .lot = lying->lot.id, .kind = "count" };
	int64_t end;

	if (!store_insert(store, LOT_TALLY_INSERT,
	                  BIND(bind_int("action", store_action(store)),
	                       bind_int("lot", lying->lot.id), bind_int("place", lying->place),
	                       bind_id("container", lying->container),
	                       bind_text("at", store_event(store)->text),
	                       bind_int("counted", counted), bind_int("expected", expected),
	                       bind_int("blind", blind)),
	                  &move.tally, err)
	    || !place_end(store, PLACE_COUNT, &end, err))
		return false;
	*tally = move.tally;
	move.amount = counted > expected ? counted - expected : expected - counted;
	move.source = counted > expected ? end : lying->place;
	move.source_container = counted > expected ? 0 : lying->container;
	move.target = counted > expected ? lying->place : end;
	move.target_container = counted > expected ? lying->container : 0;
	return counted == expected || ledger_move(store, &move, err);
}

/* Somebody else saw it, and signs; the rule says whether somebody has to. */
static bool witness(struct store *store, const struct parcel *found, struct tallied *out,
                    struct error *err)
{
	struct signing signing = *found->signing;
	char cited[RULE_CITED];
	struct person counter;
	struct rule rule;
	int64_t signer, id;

	if (!found->witnessed) {
		if ((!found->blind && out->counted.atoms == out->expected.atoms)
		    || !rule_find(store, RULE_COUNT_WITNESS, &rule, err)
		    || rule.force <= RULE_WARNS)
			return !err->fault;
		rule_cite(&rule, cited);
		return failed(err, FAULT_REFUSED,
		              "a second person witnesses that count%s: --witnessed --by PERSON",
		              cited);
	}
	signing.meaning = "witnessed";
	signing.subject = (struct subject){ .tally = out->tally };
	if (!signature_signer(store, &signing, &signer, err)
	    || !person_by_id(store, store_seat(store)->person, &counter, err))
		return false;
	if (signer == counter.id)
		return failed(err, FAULT_REFUSED, "%s counted it: another person witnesses it",
		              counter.code);
	if (signer == store_seat(store)->typist)
		return failed(err, FAULT_REFUSED,
		              "who types it for %s counted with them: another person witnesses it",
		              counter.code);
	return signature_make(store, &signing, &id, NULL, err);
}

static bool sign_counted(struct store *store, int64_t tally, int64_t counter,
                         const struct signing *signing, struct error *err)
{
	struct signing own = *signing;
	struct person counted, signs;
	int64_t signer, id;

	own.meaning = "counted";
	own.subject = (struct subject){ .tally = tally };
	if (!signature_signer(store, &own, &signer, err))
		return false;
	if (signer == counter)
		return signature_make(store, &own, &id, NULL, err);
	return person_by_id(store, counter, &counted, err)
	    && person_by_id(store, signer, &signs, err)
	    && failed(err, FAULT_REFUSED, "%s counted it and signs that, not %s", counted.code,
	              signs.code);
}

/* In the act where who counted sits here and that takes no password or it was given, else
 * later; where it is witnessed, the password is the witness's. */
static bool sign_now(struct store *store, const struct parcel *found, struct tallied *out,
                     struct error *err)
{
	const struct seat *seat = store_seat(store);
	struct signing own = *found->signing;
	struct clinic clinic;

	if (found->witnessed)
		own.person = own.password = NULL;
	if (!clinic_now(store, &clinic, err))
		return false;
	if (!person_may_sign(store, seat->person, err)) {
		out->waits = true;
		return deviation_instead(store, out->lot.id, 0, 0, err);
	}
	out->waits = clinic.practice ? seat->typist && !own.person : !own.password;
	return (out->waits && !own.person)
	    || sign_counted(store, out->tally, seat->person, &own, err);
}

/* More than ever came of it was not overlooked: it is another lot, or a slip of the pen. */
static bool not_more_than_came(struct store *store, const struct lying *lying, int64_t counted,
                               bool *more, struct error *err)
{
	struct row *row = store_one(store, LOT_EVER_CAME, BIND(bind_int("lot", lying->lot.id)),
	                            err);
	char came[QUANTITY_TEXT];

	*more = row && counted > row_int(row, "amount");
	if (!*more || store_seat(store)->reason)
		return !err->fault;
	quantity_format((struct quantity){ row_int(row, "amount"), lying->lot.product.unit }, came);
	return failed(err, FAULT_REFUSED,
	              "of %s no more than %s ever came: count again, or say with --reason how there "
	              "is more",
	              lying->lot.number, came);
}

/* The rule that said so, with its version; more than ever came is off by any. */
static bool keep_variance(struct store *store, const struct tallied *out, const char *what,
                          bool more, struct error *err)
{
	char text[600], cited[RULE_CITED];
	struct rule rule;

	if (more)
		return true;
	if (!rule_find(store, RULE_COUNT_VARIANCE, &rule, err))
		return false;
	rule_cite(&rule, cited);
	snprintf(text, sizeof text, "%.*s%s", (int)(strrchr(what, '(') - what - 1), what, cited);
	return rule_said(store, &(struct ruled){ .revision = rule.revision,
	                                         .outcome = "warned",
	                                         .text = text,
	                                         .reason = store_seat(store)->reason,
	                                         .lot = out->lot.id }, err);
}

/* What would be there but for the differences of the counts before it. */
static bool without_counts(struct store *store, const struct tallied *found,
                           struct quantity *out, struct error *err)
{
	struct row *row = store_one(store, LOT_DRIFT, BIND(
		bind_int("lot",       found->lot.id),
		bind_int("place",     found->place.id),
		bind_int("container", found->container),
		bind_int("action",    store_action(store))), err);

	*out = found->expected;
	if (row && found->counted.atoms != found->expected.atoms)
		out->atoms -= row_int(row, "drift");
	return row != NULL;
}

/* Too far off what the ledger says, at once or by and by, is looked into. */
static bool report_variance(struct store *store, struct tallied *out, bool more,
                            struct error *err)
{
	char counted[QUANTITY_TEXT], expected[QUANTITY_TEXT], what[300];
	struct quantity before;
	int64_t percent;
	bool exceeded, by_and_by;

	if (!rule_exceeded(store, RULE_COUNT_VARIANCE, out->counted.atoms, out->expected.atoms,
	                   &exceeded, &percent, err)
	    || !without_counts(store, out, &before, err)
	    || !rule_exceeded(store, RULE_COUNT_VARIANCE, out->counted.atoms, before.atoms,
	                      &by_and_by, &percent, err))
		return false;
	if (!exceeded && !by_and_by && !more)
		return true;
	quantity_format(out->counted, counted);
	quantity_format(exceeded ? out->expected : before, expected);
	if (more)
		snprintf(what, sizeof what,
		         "%s of %s was counted in %s, and %s was expected: more than ever came",
		         counted, out->lot.number, out->place.code, expected);
	else
		snprintf(what, sizeof what,
		         "%s of %s was counted in %s, and %s was expected%s: more than %" PRId64
		         " %% off (rule %s)",
		         counted, out->lot.number, out->place.code, expected,
		         exceeded ? "" : " before the counts that changed it", percent,
		         RULE_COUNT_VARIANCE);
	return keep_variance(store, out, what, more, err)
	    && deviation_open(store, what, out->lot.id, 0, 0, out->deviation, err);
}

static bool count(struct store *store, const struct parcel *found, struct tallied *out,
                  struct settlement *told, struct error *err)
{
	struct lying lying;
	int64_t counted, expected;
	bool more;

	if (!counted_where(store, found, &lying, err) || !came(store, lying.lot.id, err)
	    || !lot_amount(&lying.lot.product, &found->amount, !lying.container, &counted, err)
	    || !had_come(store, &lying.lot, counted, err)
	    || !ledger_balance(store, lying.lot.id, lying.place, lying.container,
	                       store_event(store), &expected, err))
		return false;
	if (lying.container && lying.lot.product.size.atoms && counted > expected
	    && counted > lying.lot.product.size.atoms
	    && !(store_seat(store)->reason
	         && strcasestr(store_seat(store)->reason, "overfill")))
		return failed(err, FAULT_REFUSED,
		              "'%s' holds less when it is full; if its maker filled in more, "
		              "say 'overfill' in --reason",
		              found->what);
	if (!not_more_than_came(store, &lying, counted, &more, err))
		return false;
	/* Who counts blind is not told by a refusal what is expected. */
	if (counted != expected && !store_seat(store)->reason && !found->blind)
		return failed(err, FAULT_REFUSED,
		              "that is not what was expected there; say why with --reason");
	out->lot = lying.lot;
	*out->deviation = '\0';
	out->container = lying.container;
	out->expected = (struct quantity){ expected, lying.lot.product.unit };
	out->counted = (struct quantity){ counted, lying.lot.product.unit };
	return place_read(store, lying.place, &out->place, err)
	    && post_count(store, &lying, expected, counted, found->blind, &out->tally, err)
	    && ledger_settle(store, told, err) && sign_now(store, found, out, err)
	    && witness(store, found, out, err) && report_variance(store, out, more, err);
}

bool lot_count(struct store *store, const struct parcel *found, struct tallied *out,
               struct settlement *told, struct error *err)
{
	struct signing own = { .person = NULL };
	struct parcel parcel = *found;

	if (!parcel.signing)
		parcel.signing = &own;
	return store_begin(store, "lot count", err)
	    && store_end(store, count(store, &parcel, out, told, err), err);
}

static bool sign_later(struct store *store, int64_t tally, const struct signing *signing,
                       struct error *err)
{
	struct row *row = store_one(store, LOT_COUNTED_BY, BIND(bind_int("tally", tally)), err);

	return row && sign_counted(store, tally, row_int(row, "person"), signing, err);
}

bool lot_sign_count(struct store *store, int64_t tally, const struct signing *signing,
                    struct error *err)
{
	return store_begin(store, "lot count", err)
	    && store_end(store, sign_later(store, tally, signing, err), err);
}
