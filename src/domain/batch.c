/*
 * batch.c - batches on record: found, checked, verified, released, rejected, reversed
 */
#include "batch_inside.h"
#include "deviation.h"
#include "lot_inside.h"
#include "nearest.h"
#include "person.h"
#include "rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take(const struct row *row, struct batch *out, struct error *err)
{
	enum unit unit;

	if (!unit_parse(row_text(row, "unit"), &unit, err))
		return false;
	*out = (struct batch){ .id = row_int(row, "id"),
		               .action = row_int(row, "action"),
		               .lot = row_int(row, "lot"),
		               .version = row_int(row, "version"),
		               .maker = row_int(row, "maker"),
		               .target = { row_int(row, "target"), unit },
		               .made_up = { row_int(row, "made_up"), unit },
		               .kept = { row_int(row, "kept"), unit },
		               .measured = row_int(row, "measured"),
		               .chair = row_int(row, "chair"),
		               .packs = row_int(row, "packs"),
		               .reversed = row_int(row, "reversed") };
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->prepared.text, sizeof out->prepared.text, row_text(row, "prepared"));
	copy_text(out->regime, sizeof out->regime, row_text(row, "regime"));
	copy_text(out->process, sizeof out->process, row_text(row, "process"));
	copy_text(out->ends.text, sizeof out->ends.text, row_text(row, "ends"));
	return true;
}

bool batch_read(struct store *store, int64_t id, struct batch *out, struct error *err)
{
	struct row *row = store_one(store, BATCH_BY_ID, BIND(bind_int("batch", id)), err);

	return row ? take(row, out, err)
	           : failed(err, FAULT_MISSING, "no batch with id %" PRId64, id);
}

bool batch_of_lot(struct store *store, int64_t lot, struct batch *out, struct error *err)
{
	struct row *row = store_one(store, BATCH_BY_LOT, BIND(bind_int("lot", lot)), err);

	*out = (struct batch){ 0 };
	return row ? take(row, out, err) : !err->fault;
}

bool batch_find(struct store *store, const char *text, struct batch *out, struct error *err)
{
	struct error said = { 0 };
	int64_t container;
	struct lot lot;

	if (!lot_find_one(store, text, &lot, &container, &said))
		return said.fault == FAULT_MISSING
		               ? not_on_record(store, BATCH_NUMBERS, "batch", text, err)
		               : failed(err, said.fault, "%s", said.text);
	if (!batch_of_lot(store, lot.id, out, err))
		return false;
	return out->id
	    || failed(err, FAULT_REFUSED, "%s of %s was bought, not made here", lot.number,
	              lot.product.code);
}

bool batch_for_patient(struct store *store, int64_t lot, int64_t patient, struct error *err)
{
	struct row *row = store_query(store, BATCH_PATIENTS_OF_LOT, BIND(bind_int("lot", lot)),
	                              err);
	char whose[160] = "", number[LOT_NUMBER] = "";

	while (row_next(row, err)) {
		size_t used = strlen(whose);

		if (row_int(row, "patient") == patient)
			return true;
		snprintf(number, sizeof number, "%s", row_text(row, "number"));
		snprintf(whose + used, sizeof whose - used, "%s%s", used ? ", " : "",
		         row_text(row, "code"));
	}
	return !err->fault
	    && (!*whose
	        || failed(err, FAULT_REFUSED, "%s was made for %s", number, whose));
}

bool batch_undoubted(struct store *store, int64_t lot, const struct instant *at,
                     struct error *err)
{
	struct row *row = store_one(store, BATCH_DOUBTED, BIND(
		bind_int ("lot", lot),
		bind_int ("act", store_action(store)),
		bind_text("at",  at->text)), err);

	return row ? failed(err, FAULT_REFUSED, "%s: %s is %s%s: %.200s", row_text(row, "lot"),
	                    row_text(row, "number"), row_text(row, "status"),
	                    strcmp(row_text(row, "status"), "closed") == 0 ? " against it" : "",
	                    row_text(row, "what"))
	           : !err->fault;
}

bool batch_sessions(struct store *store, const struct batch *batch, int64_t *out, int *count,
                    struct error *err)
{
	struct row *row = store_query(store, BATCH_SESSIONS, BIND(bind_int("lot", batch->lot)),
	                              err);

	*count = 0;
	while (row_next(row, err)) {
		if (*count == MOST_BATCH_SESSIONS)
			return failed(err, FAULT_REFUSED,
			              "%s was given in more than %d sessions; 'pistor trace "
			              "%s' lists them",
			              batch->number, MOST_BATCH_SESSIONS, batch->number);
		out[(*count)++] = row_int(row, "id");
	}
	return !err->fault;
}

/* ---- Judging ---- */

/* A batch that still may be judged: it stands. */
bool batch_standing(struct store *store, const char *text, struct batch *out, struct error *err)
{
	if (!batch_find(store, text, out, err))
		return false;
	return !out->reversed
	    || failed(err, FAULT_REFUSED, "%s was reversed: it never was made", out->number);
}

static bool sign(struct store *store, const struct batch *batch, const struct signing *signing,
                 const char *meaning, struct error *err)
{
	struct signing with = *signing;
	int64_t id;

	with.meaning = meaning;
	with.subject = (struct subject){ .batch = batch->id };
	return signature_make(store, &with, &id, NULL, err);
}

/* Who made it, or corrected or typed what stands in it. */
static bool had_a_hand(struct store *store, const struct batch *batch, int64_t signer,
                       struct error *err)
{
	return signer == batch->maker
	    || store_one(store, BATCH_HAND,
	                 BIND(bind_int("batch", batch->id), bind_int("person", signer)), err);
}

/* Two persons where the rule says so; one who is alone, and only then, checks their own work, and
 * that is an exception, which the rule decided. */
static bool second_person(struct store *store, const struct batch *batch, int64_t signer,
                          struct error *err)
{
	char number[DEVIATION_NUMBER], other[41], what[96], cited[RULE_CITED];
	struct person hand;
	struct rule two;
	bool alone;

	if (!had_a_hand(store, batch, signer, err))
		return !err->fault;
	if (!rule_find(store, RULE_SECOND_PERSON, &two, err))
		return false;
	rule_cite(&two, cited);
	if (!rule_holds(store, RULE_SELF_CHECK, &alone, err)
	    || !person_by_id(store, signer, &hand, err))
		return false;
	if (!person_other_with(store, signer, "batch verify", other, err))
		return false;
	if (two.force > RULE_WARNS && (!alone || *other))
		return failed(err, FAULT_REFUSED, "%s %s it: another person verifies %s%s%s%s%s",
		              hand.code, signer == batch->maker ? "made" : "corrected or typed",
		              batch->number, alone ? ", such as " : "", alone ? other : "", cited,
		              alone ? "; the rule self-check is for who works alone" : "");
	snprintf(what, sizeof what, "verified by who made it%s%s%s", *other ? ", although " : "",
	         other, *other ? " could have" : "");
	return deviation_open(store, what, batch->lot, batch->id, 0, number, err)
	    && deviation_settle(store, number,
	                        alone ? "the rule self-check allows it"
	                              : "the rule second-person does not hold here", err);
}

/* What was held is released again with a reason, by who may release what is held. */
static bool in_quarantine(struct store *store, const struct batch *batch, const char *what,
                          struct error *err)
{
	struct lot lot;

	if (!lot_sources_allow(store, batch->lot, err)
	    || !lot_read(store, batch->lot, &lot, err))
		return false;
	if (strcmp(lot.status, "held") == 0)
		return person_may(store, "lot release", err)
		    && (store_seat(store)->reason
		        || failed(err, FAULT_REFUSED,
		                  "%s is held; say with --reason why it is %s", batch->number,
		                  what));
	return strcmp(lot.status, "quarantine") == 0
	    || failed(err, FAULT_REFUSED, "%s is %s; only what is in quarantine is %s",
	              batch->number, lot.status, what);
}

static bool already(struct store *store, const struct batch *batch, const char *meaning,
                    struct error *err)
{
	struct subject subject = { .batch = batch->id };
	struct person who;
	int64_t person;
	bool holds;

	if (!signature_valid(store, &subject, meaning, &holds, &person, err))
		return false;
	return !holds
	    || (person_by_id(store, person, &who, err)
	        && failed(err, FAULT_REFUSED, "%s was %s by %s already", batch->number, meaning,
	                  who.code));
}

/* What departed from the rules is looked into before anybody answers for the batch. */
static bool is_clear(struct store *store, const struct batch *batch, struct error *err)
{
	struct row *row = store_one(store, BATCH_BARRED_BY,
	                            BIND(bind_int("batch", batch->id)), err);
	const char *number = row ? row_text(row, "number") : NULL;

	if (!row)
		return !err->fault;
	if (strcmp(row_text(row, "status"), "closed") == 0)
		return failed(err, FAULT_REFUSED,
		              "%s was closed with the decision to reject what it is about "
		              "(%.200s): 'pistor batch reject %s'",
		              number, row_text(row, "what"), batch->number);
	return failed(err, FAULT_REFUSED,
	              "%s is %s: %.200s; 'pistor deviation %s %s' comes first", number,
	              row_text(row, "status"), row_text(row, "what"),
	              strcmp(row_text(row, "status"), "open") == 0 ? "assess" : "close", number);
}

/* ---- Prepared ---- */

bool batch_sign_prepared(struct store *store, const struct batch *batch,
                         const struct signing *signing, struct error *err)
{
	struct person made, signs;
	int64_t signer;

	if (!signature_signer(store, signing, &signer, err)
	    || !person_by_id(store, batch->maker, &made, err)
	    || !person_by_id(store, signer, &signs, err))
		return false;
	if (signer != made.id)
		return failed(err, FAULT_REFUSED, "%s made %s and signs that, not %s", made.code,
		              batch->number, signs.code);
	return sign(store, batch, signing, "prepared", err);
}

static bool prepare_later(struct store *store, const char *text, const struct signing *signing,
                          struct error *err)
{
	struct batch batch;

	return batch_standing(store, text, &batch, err)
	    && already(store, &batch, "prepared", err)
	    && batch_sign_prepared(store, &batch, signing, err);
}

bool batch_prepare(struct store *store, const char *batch, const struct signing *signing,
                   struct error *err)
{
	return store_begin(store, "batch prepare", err)
	    && store_end(store, prepare_later(store, batch, signing, err), err);
}

bool batch_answered_for(struct store *store, const struct batch *batch, bool *answered,
                        struct error *err)
{
	struct subject subject = { .batch = batch->id };

	*answered = batch->chair || !batch->version;
	return *answered
	    || (signature_valid(store, &subject, "prepared", answered, NULL, err)
	        && (*answered
	            || signature_valid(store, &subject, "amended", answered, NULL, err)));
}

bool batch_waits_for(struct store *store, const struct batch *batch, const char **meaning,
                     struct error *err)
{
	bool verified, answered;

	if (!signature_valid(store, &(struct subject){ .batch = batch->id }, "verified",
	                     &verified, NULL, err)
	    || !batch_answered_for(store, batch, &answered, err))
		return false;
	*meaning = verified ? "released" : answered ? "verified" : "prepared";
	return true;
}

/* Nobody checks what nobody answers for yet. */
static bool is_prepared(struct store *store, const struct batch *batch, struct error *err)
{
	struct error why = { 0 };
	struct person maker;
	bool answered;

	if (!batch_answered_for(store, batch, &answered, err) || answered
	    || !person_by_id(store, batch->maker, &maker, err))
		return !err->fault;
	if (person_may_sign(store, maker.id, &why))
		return failed(err, FAULT_REFUSED,
		              "%s made %s and has not signed it as it is: 'pistor sign %s' by %s "
		              "comes first",
		              maker.code, batch->number, batch->number, maker.code);
	if (why.fault != FAULT_REFUSED)
		return failed(err, why.fault, "%s", why.text);
	return store_seat(store)->reason
	    || failed(err, FAULT_REFUSED,
	              "%s made %s, has not signed it as it is and may not sign any more: say with "
	              "--reason how it is known what was done",
	              maker.code, batch->number);
}

/* What only a reason answers for is an exception, which that reason decided. */
static bool note_unanswered(struct store *store, const struct batch *batch, struct error *err)
{
	char number[DEVIATION_NUMBER], what[128];
	struct person maker;
	bool answered;

	if (!batch_answered_for(store, batch, &answered, err) || answered
	    || !person_by_id(store, batch->maker, &maker, err))
		return !err->fault;
	snprintf(what, sizeof what,
	         "verified although %s, who made it, has not signed it as it is and may not sign "
	         "any more", maker.code);
	return deviation_open(store, what, batch->lot, batch->id, 0, number, err)
	    && deviation_settle(store, number, store_seat(store)->reason, err);
}

/* ---- Verified ---- */

bool batch_verifiable(struct store *store, const char *text, int64_t signer, struct error *err)
{
	struct batch batch;

	if (!batch_standing(store, text, &batch, err))
		return false;
	if (had_a_hand(store, &batch, signer, err))
		return failed(err, FAULT_REFUSED, "who made %s does not verify it", batch.number);
	return !err->fault && already(store, &batch, "verified", err)
	    && is_prepared(store, &batch, err) && lot_sources_allow(store, batch.lot, err)
	    && batch_checks_passed(store, &batch, err) && is_clear(store, &batch, err);
}

static bool verify(struct store *store, const char *text, const struct signing *signing,
                   struct error *err)
{
	struct batch batch;
	int64_t signer;

	return batch_standing(store, text, &batch, err)
	    && signature_signer(store, signing, &signer, err)
	    && second_person(store, &batch, signer, err)
	    && already(store, &batch, "verified", err)
	    && is_prepared(store, &batch, err) && lot_sources_allow(store, batch.lot, err)
	    && batch_checks_passed(store, &batch, err) && is_clear(store, &batch, err)
	    && note_unanswered(store, &batch, err)
	    && sign(store, &batch, signing, "verified", err);
}

bool batch_verify(struct store *store, const char *batch, const struct signing *signing,
                  struct error *err)
{
	return store_begin(store, "batch verify", err)
	    && store_end(store, verify(store, batch, signing, err), err);
}

/* Two persons are needed for release too: a batch nobody verified, or not as it is now, is not
 * released. */
static bool is_verified(struct store *store, const struct batch *batch, struct error *err)
{
	struct subject subject = { .batch = batch->id };
	struct signatures signatures;
	struct signature one;
	bool holds, lapsed = false;

	if (!signature_valid(store, &subject, "verified", &holds, NULL, err) || holds)
		return holds;
	if (!signature_walk(store, &subject, &signatures, err))
		return false;
	while (signature_next(&signatures, &one, err))
		lapsed |= strcmp(one.meaning, "verified") == 0;
	if (err->fault)
		return false;
	if (lapsed)
		return failed(err, FAULT_REFUSED,
		              "%s has changed since it was verified: 'pistor batch verify %s' "
		              "comes first",
		              batch->number, batch->number);
	return failed(err, FAULT_REFUSED,
	              "%s is not verified: 'pistor batch verify %s' comes first", batch->number,
	              batch->number);
}

/* What is asked and was not looked at. */
static bool is_checked(struct store *store, const struct batch *batch, struct error *err)
{
	char missing[400];

	if (!batch_checks_missing(store, batch, missing, sizeof missing, true, err))
		return false;
	return !*missing
	    || failed(err, FAULT_REFUSED,
	              "%s was not checked for %s: 'pistor batch check' records one, --checks "
	              "pass all of them",
	              batch->number, missing);
}

static bool yield_is_near(struct store *store, const struct batch *batch, struct error *err)
{
	char made[QUANTITY_TEXT], target[QUANTITY_TEXT];
	struct rule rule;
	int64_t apart = llabs(batch->made_up.atoms - batch->target.atoms), allowed;

	if (!rule_find(store, RULE_YIELD_TOLERANCE, &rule, err)
	 || !scale(batch->target.atoms, rule.amount, 100, ROUND_DOWN, &allowed, err))
		return false;
	if (rule.force <= RULE_WARNS || apart <= allowed)
		return true;
	if (batch_excused(store, batch, err))
		return true;
	if (err->fault)
		return false;
	quantity_format(batch->made_up, made);
	quantity_format(batch->target, target);
	failed(err, FAULT_REFUSED,
	       "%s made up is more than %" PRId64 " %% off the target of %s (rule %s):"
	       " it is released once a deviation on it is closed, 'pistor deviation open WHAT "
	       "--batch %s'",
	       made, rule.amount, target, RULE_YIELD_TOLERANCE, batch->number);
	return deviation_instead(store, batch->lot, batch->id, 0, err);
}

static bool is_in_time(struct store *store, const struct batch *batch, struct error *err)
{
	struct lot lot;

	return lot_read(store, batch->lot, &lot, err)
	    && (lot_in_time(store, &lot, err)
	        || deviation_instead(store, batch->lot, batch->id, 0, err));
}

/* A version that proved unsafe is never let out, whatever the reason given. */
static bool is_safe(struct store *store, const struct batch *batch, struct error *err)
{
	struct version version;

	if (!batch->version)
		return true;
	return version_read(store, batch->version, &version, err)
	    && (version.status != VERSION_UNSAFE
	        || failed(err, FAULT_REFUSED,
	                  "%s was retired as unsafe: %s of it is never released; reject it",
	                  version.code, batch->number));
}

/* Why it may not be released, if so; who signs is asked besides. */
static bool may_release(struct store *store, const struct batch *batch, struct error *err)
{
	return is_safe(store, batch, err) && in_quarantine(store, batch, "released", err)
	    && is_verified(store, batch, err) && batch_checks_passed(store, batch, err)
	    && is_checked(store, batch, err) && is_clear(store, batch, err)
	    && yield_is_near(store, batch, err)
	    && batch_agrees(store, batch, true, err) && is_in_time(store, batch, err);
}

bool batch_releasable(struct store *store, const char *text, struct error *err)
{
	struct batch batch;

	return batch_standing(store, text, &batch, err) && may_release(store, &batch, err);
}

static bool release(struct store *store, const char *text, const struct signing *signing,
                    struct error *err)
{
	struct lot_choice done;
	struct batch batch;

	return batch_standing(store, text, &batch, err) && may_release(store, &batch, err)
	    && sign(store, &batch, signing, "released", err)
	    && lot_set_status(store, batch.number, "released", store_seat(store)->reason,
	                      &done, err);
}

bool batch_release(struct store *store, const char *batch, const struct signing *signing,
                   struct error *err)
{
	return store_begin(store, "batch release", err)
	    && store_end(store, release(store, batch, signing, err), err);
}

static bool reject(struct store *store, const char *text, const struct signing *signing,
                   struct lot_choice *done, struct error *err)
{
	struct batch batch;

	if (!batch_standing(store, text, &batch, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why %s is rejected",
		              batch.number);
	return sign(store, &batch, signing, "rejected", err)
	    && lot_set_status(store, batch.number, "rejected", store_seat(store)->reason, done,
	                      err);
}

bool batch_reject(struct store *store, const char *batch, const struct signing *signing,
                  struct lot_choice *done, struct error *err)
{
	return store_begin(store, "batch reject", err)
	    && store_end(store, reject(store, batch, signing, done, err), err);
}

/* ---- Reversing ---- */

static bool unused(struct store *store, const struct batch *batch, struct error *err)
{
	struct row *row = store_query(
		store, BATCH_USES,
		BIND(bind_int("lot", batch->lot), bind_int("action", batch->action)), err);
	char uses[400] = "", amount[QUANTITY_TEXT];
	struct quantity one;

	while (row_next(row, err)) {
		size_t used = strlen(uses);

		one.atoms = row_int(row, "amount");
		if (!unit_parse(row_text(row, "unit"), &one.unit, err))
			return false;
		quantity_format(one, amount);
		snprintf(uses + used, sizeof uses - used, "%s%s %s", used ? ", " : "", amount,
		         row_text(row, "name"));
	}
	if (err->fault)
		return false;
	return !*uses
	    || failed(err, FAULT_REFUSED,
	              "%s was used and stands (%s); 'pistor batch amend' corrects a line of "
	              "it",
	              batch->number, uses);
}

/* Lines that were amended since moved in acts of their own. */
bool batch_reverse_lines(struct store *store, const struct batch *batch, struct error *err)
{
	int64_t lines[MOST_DRAWS * 2];
	int count = 0;
	struct row *row = store_query(store, BATCH_LINE_STANDING,
	                              BIND(bind_int("batch", batch->id)), err);

	while (row_next(row, err)) {
		if (row_int(row, "used") == 0)
			continue;
		if (count == MOST_DRAWS * 2)
			return failed(err, FAULT_REFUSED,
			              "%s has too many lines to be taken back at once",
			              batch->number);
		lines[count++] = row_int(row, "id");
	}
	for (int i = 0; i < count; i++)
		if (!ledger_reverse_line(store, lines[i], err))
			return false;
	return !err->fault;
}

bool batch_together(struct store *store, const struct batch *batch,
                    struct batch out[MOST_TOGETHER], int *count, struct error *err)
{
	struct row *row = store_query(store, BATCH_MADE_TOGETHER,
	                              BIND(bind_int("action", batch->action)), err);
	int64_t ids[MOST_TOGETHER];
	int found = 0;

	while (row_next(row, err)) {
		if (found == MOST_TOGETHER)
			return failed(err, FAULT_REFUSED, "more than %d batches were made in one act",
			              MOST_TOGETHER);
		ids[found++] = row_int(row, "id");
	}
	for (*count = 0; !err->fault && *count < found; ++*count)
		if (!batch_read(store, ids[*count], &out[*count], err))
			return false;
	return !err->fault;
}

/* An act is taken back whole: nothing of anything it made may have been used. */
static bool reverse_act(struct store *store, const struct batch *batch, struct error *err)
{
	struct batch all[MOST_TOGETHER];
	int count;

	if (!batch_together(store, batch, all, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!unused(store, &all[i], err))
			return false;
	for (int i = 0; i < count; i++)
		if (!batch_reverse_lines(store, &all[i], err))
			return false;
	return lot_untouched_since(store, batch->action, err)
	    && lot_not_called_back(store, batch->action, err)
	    && ledger_reverse(store, batch->action, err);
}

static bool reverse(struct store *store, const char *text, struct settlement *told,
                    struct error *err)
{
	struct batch batch;
	struct row *row;

	if (!batch_standing(store, text, &batch, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why %s never was made",
		              batch.number);
	if (batch.chair) {
		row = store_one(store, BATCH_SESSION, BIND(bind_int("lot", batch.lot)), err);
		return failed(err, FAULT_REFUSED,
		              "%s was mixed in session %s: correct or reverse that",
		              batch.number, row ? row_text(row, "number") : "?");
	}
	return reverse_act(store, &batch, err) && ledger_settle(store, told, err);
}

bool batch_reverse(struct store *store, const char *batch, struct settlement *told,
                   struct error *err)
{
	return store_begin(store, "batch reverse", err)
	    && store_end(store, reverse(store, batch, told, err), err);
}
