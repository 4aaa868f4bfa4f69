/*
 * batch_amend.c - one line of a batch as it really was, and all that follows from it
 */
#include "batch_inside.h"
#include "heap.h"
#include "judge.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line as executed, as it stands. */
struct stands {
	int64_t id, position, line, lot, product, ingredient;   /* the last two: asked for */
	/* our number; and with the container, where it names one */
	char number[LOT_NUMBER], drawn[LOT_NUMBER + 24];
	struct ratio required, factor;
	int64_t used;
	enum unit unit, asked;       /* asked: that of the ingredient asked for */
	struct strength strength;
};

static bool take_stands(const struct row *row, struct stands *out, struct error *err)
{
	*out = (struct stands){
		.id = row_int(row, "id"),
		.position = row_int(row, "position"),
		.line = row_int(row, "line"),
		.lot = row_int(row, "lot"),
		.product = row_int(row, "asked"),
		.ingredient = row_int(row, "ingredient"),
		.asked = UNIT_PIECE,
		.used = row_int(row, "used"),
		.required = { row_int(row, "required"), row_int(row, "required_over") },
		.factor = { row_int(row, "factor"), row_int(row, "factor_over") }
	};
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	snprintf(out->drawn, sizeof out->drawn, row_null(row, "ordinal") ? "%s" : "%s/%" PRId64,
	         out->number, row_int(row, "ordinal"));
	out->strength.stated = !row_null(row, "strength");
	out->strength.amount.atoms = row_int(row, "strength");
	out->strength.per.atoms = row_int(row, "strength_per");
	if (!unit_parse(row_text(row, "unit"), &out->unit, err)
	    || (out->ingredient && !unit_parse(row_text(row, "line_unit"), &out->asked, err)))
		return false;
	out->strength.per.unit = out->unit;
	return !out->strength.stated
	    || unit_parse(row_text(row, "strength_unit"), &out->strength.amount.unit, err);
}

/* The one line that is meant: by its position, and by its lot or container where it drew on
 * several. */
static bool find_line(struct store *store, const struct batch *batch,
                      const struct amendment *ask, struct stands *out, struct error *err)
{
	struct row *row = store_query(store, BATCH_LINE_STANDING,
	                              BIND(bind_int("batch", batch->id)), err);
	char drew[200] = "";
	struct stands one;
	bool named, exactly = false;
	int found = 0;

	while (row_next(row, err)) {
		if (!take_stands(row, &one, err))
			return false;
		named = ask->of && strcasecmp(ask->of, one.drawn) == 0;
		if (one.position != ask->position
		    || (ask->of && !named && strcasecmp(ask->of, one.number) != 0))
			continue;
		snprintf(drew + strlen(drew), sizeof drew - strlen(drew), "%s%s",
		         *drew ? ", " : "", one.drawn);
		if (exactly && !named)
			continue;
		found = named && !exactly ? 1 : found + 1;
		exactly |= named;
		*out = one;
	}
	if (err->fault)
		return false;
	if (found == 0)
		return failed(err, FAULT_MISSING, "%s has no line %" PRId64 "%s%s",
		              batch->number, ask->position, ask->of ? " from lot " : "",
		              ask->of ? ask->of : "");
	return found == 1
	    || failed(err, FAULT_REFUSED,
	              "line %" PRId64 " of %s drew %d times; say with --of which is meant:"
	              " %s",
	              ask->position, batch->number, found, drew);
}

/* How an amount of a lot counts for what the line asks for. */
static bool counts(struct store *store, const struct stands *was, const struct lot *lot,
                   struct counting *out, struct error *err)
{
	return batch_counting(store, was->position, was->product, was->ingredient, was->asked,
	                      lot, out, err);
}

/* The lot that was really used: what the line asks for, and not made of this batch itself. */
static bool right_lot(struct store *store, const struct batch *batch, const struct stands *was,
                      const char *code, struct lot *out, struct error *err)
{
	struct later later = { 0 };
	struct counting counting;
	int64_t container;
	struct batch made;
	bool within = false;

	if (!lot_find_one(store, code, out, &container, err)
	    || !counts(store, was, out, &counting, err))
		return false;
	if (out->id == batch->lot)
		return failed(err, FAULT_REFUSED, "%s cannot be made of itself", batch->number);
	if (batch_of_lot(store, out->id, &made, err)
	    && batch_later(store, batch->lot, &later, err))
		for (int i = 0; i < later.count; i++)
			within |= later.batch[i] == made.id;
	batch_later_free(&later);
	return !err->fault
	    && (!within
	        || failed(err, FAULT_REFUSED, "%s was made of %s and cannot be in it",
	                  out->number, batch->number));
}

/* What the line required, said in an amount of the lot that was really used. */
static bool required_of(struct store *store, const struct stands *was, const struct lot *lot,
                        struct ratio *required, struct strength *strength, struct error *err)
{
	struct counting before, now;
	struct ratio asked;
	struct lot old;

	*required = was->required;
	*strength = was->strength;
	if (lot->id == was->lot)
		return true;
	if (!lot_read(store, was->lot, &old, err) || !counts(store, was, &old, &before, err)
	    || !counts(store, was, lot, &now, err))
		return false;
	/* It was required by the strength of its day. */
	if (was->strength.stated)
		before.strength = was->strength;
	*strength = now.strength;
	return batch_as_asked(store, &before, was->required, &asked, err)
	    && batch_as_lot(store, &now, asked, required, err);
}

/* Where several containers gave it, they share what was required, the last taking the rest. */
static bool write_right(struct store *store, const struct batch *batch,
                        const struct stands *was, const struct lot *lot, struct picks *picks,
                        struct error *err)
{
	struct executed executed = { .batch = batch->id,
		                     .position = was->position,
		                     .line = was->line,
		                     .replaces = was->id,
		                     .factor = was->factor,
		                     .reason = store_seat(store)->reason };
	struct strength strength;
	struct ratio required;
	int64_t id;

	if (!required_of(store, was, lot, &required, &strength, err))
		return false;
	for (int i = 0; i < picks->count; i++) {
		struct pick *pick = &picks->pick[i];

		pick->strength = strength;
		if (!batch_share(&required, pick->amount, i == picks->count - 1,
		                 &pick->required, err)
		    || !batch_draw(store, &executed, pick, &batch->prepared, &id, err))
			return false;
	}
	return true;
}

/* Plan what was really drawn, as of when it was. */
static bool plan_right(struct store *store, const struct batch *batch, const struct stands *was,
                       const struct lot *lot, const char *code, struct quantity used,
                       struct picks *picks, struct error *err)
{
	const char *lots[] = { code, NULL };
	struct need need = { .product = lot->product.id,
		             .amount = ratio_of(used.atoms, 1),
		             .unit = used.unit,
		             .lots = lots,
		             .at = &batch->prepared };
	struct row *row = store_one(store, BATCH_PATIENTS, BIND(bind_int("batch", batch->id)),
	                            err);

	picks->count = picks->passed_count = picks->passed_more = 0;
	need.patient = row ? row_int(row, "patient") : 0;
	if (used.atoms)
		return lot_pick(store, &need, picks, NULL, err);
	picks->count = 1;
	picks->pick[0] = (struct pick){ .lot = lot->id,
		                        .product = lot->product.id,
		                        .unit = lot->product.unit,
		                        .step = 1,
		                        .required = was->required,
		                        .why = "none of it was used" };
	return true;
}

/* ---- What follows ---- */

/* Released on signatures that have lapsed, be it held until its temperature is decided: nothing
 * more is used of it until it is signed again. */
static bool ask_again(struct store *store, const struct batch *batch, struct error *err)
{
	struct lot lot;

	if (batch->chair || !lot_read(store, batch->lot, &lot, err)
	    || (strcmp(lot.status, "released") != 0
	        && !store_one(store, LOT_UNDECIDED, BIND(bind_int("lot", batch->lot)), err)))
		return !err->fault;
	return lot_quarantine_now(store, batch->lot,
	                          "corrected: to be verified and released again", err);
}

/* What was signed is another thing now: it keeps shorter or longer, or holds something else. */
static bool follow_one(struct store *store, int64_t id, struct followed *out,
                       struct error *err)
{
	struct instant until;
	struct batch batch;
	struct lot before;
	bool differs;

	if (!batch_read(store, id, &batch, err) || !lot_read(store, batch.lot, &before, err)
	 || !batch_keep(store, &batch, &until, err) || !lot_report_uses(store, batch.lot, err))
		return false;
	differs = strcmp(before.expires_at.text, until.text) != 0
	       || store_one(store, BATCH_COMPOSED_IN,
	                    BIND(bind_int("lot", batch.lot),
	                         bind_int("action", store_action(store))),
	                    err);
	if (differs)
		out->lot[out->count++] = batch.lot;
	return !err->fault && (!differs || !batch.version || ask_again(store, &batch, err));
}

bool batch_follow(struct store *store, int64_t lot, struct followed *out, struct error *err)
{
	struct later later = { 0 };
	bool ok = batch_later(store, lot, &later, err);

	*out = (struct followed){ 0 };
	if (later.count)
		out->lot = heap_new((size_t)later.count * sizeof *out->lot);
	for (int i = 0; ok && i < later.count; i++)
		ok = follow_one(store, later.batch[i], out, err);
	batch_later_free(&later);
	return ok;
}

void batch_followed_free(struct followed *followed)
{
	free(followed->lot);
	*followed = (struct followed){ 0 };
}

static bool follow(struct store *store, const struct batch *batch, struct error *err)
{
	struct followed after = { 0 };
	struct instant until;
	/* Composition first: it walks on into later batches by itself. */
	bool ok = lot_recompose(store, batch->lot, err) && batch_keep(store, batch, &until, err)
	          && ask_again(store, batch, err) && lot_report_uses(store, batch->lot, err)
	          && batch_follow(store, batch->lot, &after, err);

	batch_followed_free(&after);
	return ok;
}

static bool amend_line(struct store *store, const struct batch *batch,
                       const struct amendment *ask, struct error *err)
{
	struct stands was;
	struct quantity used;
	struct picks picks;
	struct lot lot;
	const char *code;

	if (!find_line(store, batch, ask, &was, err))
		return false;
	code = ask->lot ? ask->lot : was.number;
	if (!right_lot(store, batch, &was, code, &lot, err))
		return false;
	used = ask->measured ? ask->amount : (struct quantity){ was.used, was.unit };
	/* Nothing is nothing in any unit. */
	if (used.atoms == 0)
		used.unit = lot.product.unit;
	if (used.unit != lot.product.unit)
		return failed(err, FAULT_REFUSED, "%s is counted in %s", lot.product.code,
		              unit_everyday(lot.product.unit));
	if (ask->measured && !lot_measurable(store, used, err))
		return false;
	if (lot.id == was.lot && used.atoms == was.used && !strchr(code, '/'))
		return failed(err, FAULT_REFUSED,
		              "that is what line %" PRId64 " of %s says already", was.position,
		              batch->number);
	return (was.used == 0 || ledger_reverse_line(store, was.id, err))
	    && plan_right(store, batch, &was, &lot, code, used, &picks, err)
	    && write_right(store, batch, &was, &lot, &picks, err);
}

static bool amend(struct store *store, const struct amendment *ask, struct settlement *told,
                  struct error *err)
{
	struct batch batch;

	if (!batch_find(store, ask->batch, &batch, err))
		return false;
	if (batch.reversed)
		return failed(err, FAULT_REFUSED, "%s was reversed: it never was made",
		              batch.number);
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why %s is corrected",
		              batch.number);
	return (ask->made_up.atoms || ask->kept.atoms ? batch_measure(store, &batch, ask, err)
	                                              : amend_line(store, &batch, ask, err))
	    && follow(store, &batch, err) && judge_follow(store, batch.lot, err)
	    && batch_report_given(store, batch.lot, err)
	    && ledger_settle(store, told, err);
}

bool batch_amend(struct store *store, const struct amendment *amendment,
                 struct settlement *told, struct error *err)
{
	return store_begin(store, "batch amend", err)
	    && store_end(store, amend(store, amendment, told, err), err);
}
