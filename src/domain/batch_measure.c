/*
 * batch_measure.c - what a batch really came to, where that was measured or typed wrong
 */
#include "batch_inside.h"

#include <string.h>

/* What the amendment makes of it: what was all kept is all kept still, unless that is said. */
static bool choose(const struct batch *was, const struct amendment *ask, struct batch *out,
                   struct error *err)
{
	char text[QUANTITY_TEXT], made[QUANTITY_TEXT];
	bool all = was->kept.atoms == was->made_up.atoms && was->packs <= 1;

	*out = *was;
	out->measured = true;
	if (ask->made_up.atoms)
		out->made_up = ask->made_up;
	if (ask->kept.atoms)
		out->kept = ask->kept;
	else if (all)
		out->kept = out->made_up;
	quantity_format(out->kept, text);
	quantity_format(out->made_up, made);
	if (out->made_up.unit != was->made_up.unit || out->kept.unit != was->kept.unit)
		return failed(err, FAULT_REFUSED, "%s is made in %s", was->number,
		              unit_everyday(was->made_up.unit));
	if (out->kept.atoms > out->made_up.atoms)
		return failed(err, FAULT_REFUSED,
		              "%s cannot be kept of %s made up; say with --kept what was kept",
		              text, made);
	if (was->packs > 1 && out->kept.atoms % was->packs)
		return failed(err, FAULT_REFUSED,
		              "%s is in %lld containers of the same size, and %s is not",
		              was->number, (long long)was->packs, text);
	return out->made_up.atoms != was->made_up.atoms || out->kept.atoms != was->kept.atoms
	    || failed(err, FAULT_REFUSED, "that is what %s says already", was->number);
}

enum { MOST_YIELDS = 4 };

/* What brought it to stock and what was lost, as the ledger has it, and where it was put. */
static bool read_yield(struct store *store, const struct batch *batch, int64_t *moves,
                       int *count, int64_t *place, struct error *err)
{
	struct row *row = store_query(store, BATCH_YIELD, BIND(bind_int("lot", batch->lot)),
	                              err);

	*count = 0;
	*place = 0;
	while (row_next(row, err) && *count < MOST_YIELDS) {
		moves[(*count)++] = row_int(row, "id");
		if (strcmp(row_text(row, "kind"), "make") == 0)
			*place = row_int(row, "target");
	}
	return !err->fault;
}

static bool post(struct store *store, const struct batch *batch, int64_t target, int64_t amount,
                 const char *kind, struct error *err)
{
	struct move move = { .lot = batch->lot,
		             .target = target,
		             .amount = amount,
		             .kind = kind,
		             .at = &batch->prepared };

	return !amount
	    || (place_end(store, PLACE_BENCH, &move.source, err)
	        && ledger_move(store, &move, err));
}

/* The ledger says what a shelf holds on the way there, which is no answer here. */
static bool more_was_used(const struct batch *right, struct error *err)
{
	char kept[QUANTITY_TEXT];

	if (err->fault != FAULT_REFUSED)
		return false;
	*err = (struct error){ 0 };
	quantity_format(right->kept, kept);
	return failed(err, FAULT_REFUSED,
	              "more of %s was used than %s: 'pistor trace %s' shows where it went",
	              right->number, kept, right->number);
}

/* The right moves first: what was used of it since may be more than the wrong ones leave. */
static bool move_again(struct store *store, const struct batch *right, struct error *err)
{
	int64_t moves[MOST_YIELDS], place, waste;
	int count;

	if (!read_yield(store, right, moves, &count, &place, err)
	    || !place_end(store, PLACE_WASTE, &waste, err))
		return false;
	if (!place && right->kept.atoms)
		return failed(err, FAULT_REFUSED,
		              "nothing of %s was kept, so it lies nowhere; reverse it and make "
		              "it anew",
		              right->number);
	if (!post(store, right, place, right->kept.atoms, "make", err)
	    || !post(store, right, waste, right->made_up.atoms - right->kept.atoms, "loss",
	             err))
		return false;
	for (int i = 0; i < count; i++)
		if (!ledger_reverse_move(store, moves[i], err))
			return more_was_used(right, err);
	return true;
}

bool batch_measure(struct store *store, const struct batch *batch, const struct amendment *ask,
                   struct error *err)
{
	struct batch right;
	struct row *row;

	if (batch->chair) {
		row = store_one(store, BATCH_SESSION, BIND(bind_int("lot", batch->lot)), err);
		return failed(err, FAULT_REFUSED,
		              "%s was mixed for session %s, as much as that took: 'pistor "
		              "session amend' corrects it",
		              batch->number, row ? row_text(row, "number") : "?");
	}
	if (ask->position || ask->lot || ask->of || ask->measured)
		return failed(err, FAULT_REFUSED,
		              "a line, and what was made up, are corrected one at a time");
	return choose(batch, ask, &right, err)
	    && (!ask->made_up.atoms || lot_measurable(store, right.made_up, err))
	    && (!ask->kept.atoms || lot_measurable(store, right.kept, err))
	    && store_run(store, BATCH_MEASURE_INSERT,
	                 BIND(bind_int("action", store_action(store)),
	                      bind_int("batch", right.id),
	                      bind_int("made_up", right.made_up.atoms),
	                      bind_int("kept", right.kept.atoms)),
	                 err)
	    && batch_agrees(store, &right, false, err) && move_again(store, &right, err);
}
