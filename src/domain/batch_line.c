/*
 * batch_line.c - one line met out of lots: as the worksheet says, or as it was really used
 */
#include "batch_act.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void remember_passed(struct act *act, int64_t position, int from)
{
	struct worksheet *sheet = act->sheet;

	for (int i = from; i < act->picks.passed_count && sheet->passed_count < MOST_PASSED;
	     i++)
		sheet->passed[sheet->passed_count++] = (struct overlooked){
			position, act->picks.passed[i]
		};
	sheet->passed_more = act->picks.passed_more;
}

/* A line that cannot be met is marked: the worksheet shows it, and the act is refused for all of
 * them together. At the chair the first ends it. */
static bool lacking(struct act *act, struct planned *planned, struct error *err)
{
	if (act->batch.chair || err->fault != FAULT_REFUSED)
		return false;
	planned->lacking = true;
	copy_text(planned->why, sizeof planned->why, err->text);
	act->sheet->lacking++;
	*err = (struct error){ 0 };
	return true;
}

static bool add_draw(struct act *act, struct planned *planned, const struct pick *pick,
                     const char *reason, struct error *err)
{
	struct worksheet *sheet = act->sheet;
	struct draw *to = &sheet->draws[sheet->draw_count];

	if (sheet->draw_count == MOST_DRAWS)
		return failed(err, FAULT_REFUSED, "%s draws on more than %d lots",
		              sheet->version.code, MOST_DRAWS);
	*to = (struct draw){ .pick = *pick,
		             .line = (int)(planned - sheet->lines),
		             .reason = reason };
	sheet->draw_count++;
	planned->draws++;
	if (pick->unit != sheet->target.unit) {
		act->powder = true;
		return true;
	}
	return ratio_add(act->filled, ratio_of(pick->amount, 1), &act->filled, err);
}

static struct need need_of(const struct act *act, const struct planned *planned)
{
	return (struct need){ .product = planned->line.product,
		              .ingredient = planned->line.ingredient,
		              .amount = planned->target,
		              .unit = planned->line.amount.unit,
		              .patient = act_patient(act),
		              .at = &act->batch.prepared };
}

/* What is so little that a person would measure nothing is not dropped: it asks for a
 * dilution. */
static bool is_measurable(const struct act *act, const struct planned *planned, int before,
                          struct error *err)
{
	char exact[RATIO_TEXT];

	if (act->picks.count > before)
		return true;
	ratio_format(planned->target, planned->line.amount.unit, exact);
	return failed(err, FAULT_REFUSED,
	              "line %" PRId64
	              ": %s of %s is less than can be measured; make a dilution of it first",
	              planned->line.position, exact, planned->line.code);
}

/* A mixture of our own, named for an ingredient: it is of use where that is its only active. */
static bool of_mixture(struct act *act, struct need *need, const char *const *lots,
                       struct error *err)
{
	struct lot_choice choice;
	struct lot lot;

	if (!need->ingredient || !lots || lots[1])
		return true;
	if (!lot_find(act->store, lots[0], &choice, err)
	    || !lot_read(act->store, choice.lot[0], &lot, err))
		return false;
	if (lot.product.kind == PRODUCT_MIXTURE
	    && !batch_only_active(act->store, &lot, need->ingredient, err))
		return false;
	need->product = lot.product.kind == PRODUCT_MIXTURE ? lot.product.id : 0;
	return true;
}

/* How an amount of a lot named by hand counts for what the line asks for. */
static bool counts(struct act *act, const struct planned *planned, const struct lot *lot,
                   struct counting *out, struct error *err)
{
	return batch_counting(act->store, planned->line.position, planned->line.product,
	                      planned->line.ingredient, planned->line.amount.unit, lot, out,
	                      err);
}

/* What was dissolved of a powder, named for a line that asks for the powder: both do. */
static bool of_powder(struct act *act, const struct planned *planned, struct need *need,
                      const char *const *lots, struct error *err)
{
	struct counting counting;
	struct lot_choice choice;
	struct lot lot;

	for (int i = 0; need->product && lots && lots[i]; i++) {
		if (!lot_find(act->store, lots[i], &choice, err)
		    || !lot_read(act->store, choice.lot[0], &lot, err)
		    || !counts(act, planned, &lot, &counting, err))
			return false;
		if (!counting.ingredient || need->ingredient)
			continue;
		need->ingredient = counting.ingredient;
		need->unit = counting.unit;
		if (!ratio_multiply(need->amount, counting.each, &need->amount, err))
			return false;
	}
	return true;
}

/* By the worksheet: the lots named, or whichever come first. */
static bool draw_as_required(struct act *act, struct planned *planned, const char *const *lots,
                             struct error *err)
{
	struct need need = need_of(act, planned);
	int before = act->picks.count, passed = act->picks.passed_count;
	bool ok;

	need.lots = lots;
	if (!(need.product ? of_powder(act, planned, &need, lots, err)
	                   : of_mixture(act, &need, lots, err)))
		return false;
	ok = lot_pick(act->store, &need, &act->picks, &planned->short_of, err)
	     && is_measurable(act, planned, before, err);
	remember_passed(act, planned->line.position, passed);
	if (!ok)
		return lacking(act, planned, err);
	for (int i = before; i < act->picks.count; i++)
		if (!add_draw(act, planned, &act->picks.pick[i],
		              lots ? store_seat(act->store)->reason : NULL, err))
			return false;
	return true;
}

/* The lot a measured amount was taken from: the one named, else the only one the worksheet
 * would take. */
static bool lot_used(struct act *act, const struct planned *planned, const struct use *use,
                     struct lot *out, char code[LOT_NUMBER + 24], struct error *err)
{
	struct need need = need_of(act, planned);
	struct picks trial = act->picks;
	int64_t container;

	if (use->lot) {
		snprintf(code, LOT_NUMBER + 24, "%s", use->lot);
		return lot_find_one(act->store, use->lot, out, &container, err);
	}
	if (!lot_pick(act->store, &need, &trial, NULL, err))
		return false;
	for (int i = act->picks.count; i < trial.count; i++)
		if (trial.pick[i].lot != trial.pick[act->picks.count].lot)
			return failed(err, FAULT_REFUSED,
			              "line %" PRId64
			              " draws on several lots; say how much of each, as in"
			              " --use '%" PRId64 "=%s:AMOUNT'",
			              planned->line.position, planned->line.position,
			              trial.pick[i - 1].number);
	if (trial.count == act->picks.count)
		return is_measurable(act, planned, trial.count, err);
	copy_text(code, LOT_NUMBER, trial.pick[act->picks.count].number);
	return lot_read(act->store, trial.pick[act->picks.count].lot, out, err);
}

/* Nothing was used of what was required: a line of its own, that says so. */
static bool draw_nothing(struct act *act, struct planned *planned, const struct lot *lot,
                         struct ratio required, struct error *err)
{
	struct pick pick = { .lot = lot->id,
		             .product = lot->product.id,
		             .unit = lot->product.unit,
		             .required = required,
		             .step = 1,
		             .why = "none of it was used" };

	copy_text(pick.number, sizeof pick.number, lot->number);
	copy_text(pick.code, sizeof pick.code, lot->product.code);
	return add_draw(act, planned, &pick, store_seat(act->store)->reason, err);
}

/* The picks of a measured amount share what is required, the last one taking the rest. */
static bool draw_picks(struct act *act, struct planned *planned, int first,
                       struct ratio required, const struct strength *strength,
                       struct error *err)
{
	for (int i = first; i < act->picks.count; i++) {
		struct pick pick = act->picks.pick[i];

		if (!batch_share(&required, pick.amount, i == act->picks.count - 1,
		                 &pick.required, err))
			return false;
		pick.strength = *strength;
		pick.step = 1;
		if (!add_draw(act, planned, &pick, store_seat(act->store)->reason, err))
			return false;
	}
	return true;
}

/* A lot named for an ingredient, or for a powder that was dissolved, is chosen against every
 * product that would do. */
static bool in_order(struct act *act, const struct planned *planned,
                     const struct counting *counting, struct ratio counted,
                     const char *const *lots, struct error *err)
{
	struct need need = need_of(act, planned);
	struct picks trial = act->picks;

	if (!counting->ingredient)
		return true;
	need.lots = lots;
	need.ingredient = counting->ingredient;
	need.unit = counting->unit;
	return ratio_multiply(counted, counting->each, &need.amount, err)
	    && (need.product || of_mixture(act, &need, lots, err))
	    && lot_pick(act->store, &need, &trial, NULL, err);
}

/* What a line still asks for, in its own unit: by what counted so far, and by what was shared
 * out, which is never less than nothing. */
struct open { struct ratio asked, shared; };

/* The share of one amount in what the line requires, as an amount of its lot: tolerated says
 * whether all that was used is near it. */
static bool share(struct act *act, const struct planned *planned,
                  const struct counting *counting, struct quantity used, bool last,
                  struct open *open, struct ratio *required, struct ratio *counted,
                  struct error *err)
{
	struct ratio part, all;

	if (!batch_as_asked(act->store, counting, ratio_of(used.atoms, 1), counted, err)
	    || !batch_as_lot(act->store, counting, open->asked, &all, err)
	    || !ratio_subtract(open->asked, *counted, &open->asked, err))
		return false;
	part = last || ratio_compare(*counted, open->shared) > 0 ? open->shared : *counted;
	return ratio_subtract(open->shared, part, &open->shared, err)
	    && batch_as_lot(act->store, counting, part, required, err)
	    && (!last
	        || batch_tolerates(act->store, planned->line.position, all, used, 1, err));
}

/* One amount as it was really used; last: it carries what is still required. */
static bool draw_measured(struct act *act, struct planned *planned, const struct use *use,
                          bool last, struct open *open, struct error *err)
{
	struct need need = { .unit = use->amount.unit, .amount = ratio_of(use->amount.atoms, 1),
	                     .patient = act_patient(act), .at = &act->batch.prepared };
	char code[LOT_NUMBER + 24];
	const char *lots[] = { code, NULL };
	struct ratio required, counted;
	struct counting counting;
	int before = act->picks.count, passed = act->picks.passed_count;
	bool ok;
	struct lot lot;

	if (!lot_used(act, planned, use, &lot, code, err)
	    || !counts(act, planned, &lot, &counting, err)
	    || !act_same_unit(use->amount, lot.product.unit, "what was used", err)
	    || !lot_measurable(act->store, use->amount, err)
	    || !share(act, planned, &counting, use->amount, last, open, &required, &counted,
	              err))
		return false;
	if (use->amount.atoms == 0)
		return draw_nothing(act, planned, &lot, required, err);
	need.product = lot.product.id;
	need.lots = lots;
	ok = (!use->lot || in_order(act, planned, &counting, counted, lots, err))
	     && lot_pick(act->store, &need, &act->picks, &planned->short_of, err);
	remember_passed(act, planned->line.position, passed);
	return ok ? draw_picks(act, planned, before, required, &counting.strength, err)
	          : lacking(act, planned, err);
}

/* What was typed for a line: the amounts really used, or the lots to take as required. */
bool act_draw_line(struct act *act, struct planned *planned, struct error *err)
{
	const char *lots[MOST_USES + 1] = { 0 };
	const struct use *uses[MOST_USES];
	struct open open = { planned->target, planned->target };
	int count = 0, measured = 0, named = 0;

	planned->first = act->sheet->draw_count;
	for (int i = 0; i < act->ask->use_count && count < MOST_USES; i++)
		if (act->ask->uses[i].position == planned->line.position) {
			uses[count++] = &act->ask->uses[i];
			measured += act->ask->uses[i].measured;
			if (act->ask->uses[i].lot)
				lots[named++] = act->ask->uses[i].lot;
		}
	if (measured == 0)
		return draw_as_required(act, planned, named ? lots : NULL, err);
	if (measured < count)
		return failed(err, FAULT_REFUSED,
		              "line %" PRId64
		              ": say for each of its lots how much was used, or for none",
		              planned->line.position);
	for (int i = 0; i < count; i++)
		if (!draw_measured(act, planned, uses[i], i == count - 1, &open, err))
			return false;
	return true;
}
