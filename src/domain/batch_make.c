/*
 * batch_make.c - from a version to a mixture: line by line, then the product
 */
#include "batch_inside.h"
#include "deviation.h"
#include "nearest.h"
#include "patient.h"
#include "rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The act under way. */
struct act {
	struct store *store;
	const struct compounding *ask;
	struct worksheet *sheet;
	struct batch batch;
	struct picks picks;          /* so far */
	int64_t patient[MOST_PATIENTS];
	int patient_count;
	struct ratio filled;         /* what the lines so far come to, in atoms of the yield's unit */
	bool powder;                 /* some line added no volume */
};

bool use_parse(char *text, struct use *out, struct error *err)
{
	char *equals = strchr(text, '='), *end, *colon;
	struct error none = { 0 };

	*out = (struct use){ 0 };
	out->position = equals ? strtoll(text, &end, 10) : 0;
	if (!equals || end != equals || out->position < 1 || !equals[1])
		return failed(err, FAULT_REFUSED, "'%s' does not say which line used what; write '2=HA-88213', '2=2.9 mL' or"
		              " '2=HA-88213:2.9 mL'", text);
	out->measured = quantity_parse(equals + 1, &out->amount, &none);
	if (out->measured)
		return true;
	out->lot = equals + 1;
	colon = strrchr(equals + 1, ':');
	none = (struct error){ 0 };
	out->measured = colon && quantity_parse(colon + 1, &out->amount, &none);
	if (out->measured)
		*colon = '\0';
	return true;
}

static void note(struct worksheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(struct worksheet *sheet, const char *format, ...)
{
	size_t used = strlen(sheet->notes);
	va_list args;

	va_start(args, format);
	vsnprintf(sheet->notes + used, sizeof sheet->notes - used, format, args);
	va_end(args);
}

/* ---- What is asked ---- */

static bool for_whom(struct act *act, struct error *err)
{
	struct patient patient;

	for (const char *const *code = act->ask->patients; code && *code; code++) {
		if (act->patient_count == MOST_PATIENTS)
			return failed(err, FAULT_REFUSED, "a batch is made for at most %d patients, or for stock", MOST_PATIENTS);
		if (!patient_find(act->store, *code, &patient, err))
			return false;
		act->patient[act->patient_count++] = patient.id;
	}
	return true;
}

static int64_t only_patient(const struct act *act)
{
	return act->patient_count == 1 ? act->patient[0] : 0;
}

static bool choose_version(struct act *act, struct error *err)
{
	struct version *version = &act->sheet->version, now;

	if (act->ask->version) {
		if (!version_read(act->store, act->ask->version, version, err))
			return false;
		/* What a patient was given may be made again although it was retired, save for safety. */
		now = *version;
		if (now.status == VERSION_RETIRED)
			now.status = VERSION_SUPERSEDED;
		if (!version_allowed(act->store, &now, only_patient(act), err))
			return false;
	} else if (!version_for(act->store, act->ask->recipe, only_patient(act), version, err))
		return false;
	if (version->status == VERSION_SUPERSEDED) {
		struct error none = { 0 };

		if (version_for(act->store, version->recipe_code, only_patient(act), &now, &none))
			note(act->sheet, "%s was superseded by %s\n", version->code, now.code);
	}
	return true;
}

static bool same_unit(struct quantity amount, enum unit unit, const char *what, struct error *err)
{
	char text[QUANTITY_TEXT];

	if (!amount.atoms || amount.unit == unit)
		return true;
	quantity_format(amount, text);
	return failed(err, FAULT_REFUSED, "%s is %s, but the recipe makes %s", what, text, unit_everyday(unit));
}

/* What goes into the containers, unless the amount kept was said. */
static bool choose_kept(struct act *act, struct error *err)
{
	const struct compounding *ask = act->ask;
	struct worksheet *sheet = act->sheet;
	int64_t count = ask->into.count ? ask->into.count : 1, filled;
	char kept[QUANTITY_TEXT], made[QUANTITY_TEXT];

	sheet->kept = ask->kept.atoms ? ask->kept : sheet->made_up;
	if (ask->into.each.atoms) {
		if (!scale(ask->into.each.atoms, count, 1, ROUND_HALF_EVEN, &filled, err))
			return false;
		if (ask->kept.atoms && ask->kept.atoms != filled)
			return failed(err, FAULT_REFUSED, "what is kept is what goes into the containers; say one of --kept and --into");
		sheet->kept = (struct quantity){ filled, sheet->target.unit };
		act->batch.packs = count;
	}
	if (sheet->kept.atoms <= sheet->made_up.atoms)
		return true;
	quantity_format(sheet->kept, kept);
	quantity_format(sheet->made_up, made);
	return failed(err, FAULT_REFUSED, "%s cannot be kept of %s made up", kept, made);
}

static bool choose_amounts(struct act *act, struct error *err)
{
	const struct compounding *ask = act->ask;
	struct worksheet *sheet = act->sheet;
	enum unit unit = sheet->version.yield.unit;

	if (!same_unit(ask->yield, unit, "the yield asked for", err) || !same_unit(ask->made_up, unit, "what was made up", err)
	 || !same_unit(ask->kept, unit, "what is kept", err) || !same_unit(ask->into.each, unit, "a container", err))
		return false;
	sheet->target = ask->yield.atoms ? ask->yield : sheet->version.yield;
	sheet->made_up = ask->made_up.atoms ? ask->made_up : sheet->target;
	sheet->factor = ratio_of(sheet->target.atoms, sheet->version.yield.atoms);
	act->batch.version = sheet->version.id;
	act->batch.measured = ask->made_up.atoms != 0;
	act->batch.prepared = *store_event(act->store);
	return choose_kept(act, err);
}

/* ---- The batch and its lot, before its lines ---- */

static bool insert_batch(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	struct batch *batch = &act->batch;

	return store_insert(act->store, BATCH_INSERT, BIND(
		bind_int ("action",   store_action(act->store)),
		bind_int ("lot",      batch->lot),
		bind_int ("version",  sheet->version.id),
		bind_int ("maker",    store_seat(act->store)->person),
		bind_text("prepared", batch->prepared.text),
		bind_int ("target",   sheet->target.atoms),
		bind_int ("made_up",  sheet->made_up.atoms),
		bind_int ("measured", batch->measured),
		bind_int ("kept",     sheet->kept.atoms),
		bind_text("unit",     unit_name(sheet->target.unit)),
		bind_int ("packs",    batch->packs),
		bind_int ("chair",    batch->chair)), &batch->id, err);
}

/* Until when it may be used is known once its lots are. */
static bool find_limit(struct act *act, struct instant *limit, struct error *err)
{
	int64_t lots[MOST_DRAWS];
	int count = 0;

	for (int i = 0; i < act->sheet->draw_count; i++)
		if (act->sheet->draws[i].pick.amount > 0)
			lots[count++] = act->sheet->draws[i].pick.lot;
	return batch_would_keep(act->store, &act->batch, lots, count, limit, err);
}

static bool begin_batch(struct act *act, struct error *err)
{
	struct instant limit;
	struct outturn outturn = { .product = act->sheet->version.product, .letter = 'B', .at = &act->batch.prepared,
	                           .expires_at = &limit, .status = act->batch.chair ? "released" : "quarantine" };

	if (!find_limit(act, &limit, err) || !lot_make(act->store, &outturn, &act->batch.lot, err)
	 || !insert_batch(act, err))
		return false;
	for (int i = 0; i < act->patient_count; i++)
		if (!store_run(act->store, BATCH_PATIENT_INSERT, BIND(
			bind_int("action",  store_action(act->store)),
			bind_int("batch",   act->batch.id),
			bind_int("patient", act->patient[i])), err))
			return false;
	return true;
}

/* ---- One line ---- */

static void remember_passed(struct act *act, int64_t position, int from)
{
	struct worksheet *sheet = act->sheet;

	for (int i = from; i < act->picks.passed_count && sheet->passed_count < MOST_PASSED; i++)
		sheet->passed[sheet->passed_count++] = (struct overlooked){ position, act->picks.passed[i] };
}

/* A line that cannot be met ends the act, or, on a worksheet, is marked. */
static bool lacking(struct act *act, struct planned *planned, struct error *err)
{
	if (!act->ask->worksheet || err->fault != FAULT_REFUSED)
		return false;
	planned->lacking = true;
	copy_text(planned->why, sizeof planned->why, err->text);
	act->sheet->lacking++;
	*err = (struct error){ 0 };
	return true;
}

static bool add_draw(struct act *act, struct planned *planned, const struct pick *pick, const char *reason,
                     struct error *err)
{
	struct worksheet *sheet = act->sheet;
	struct draw *to = &sheet->draws[sheet->draw_count];

	if (sheet->draw_count == MOST_DRAWS)
		return failed(err, FAULT_REFUSED, "%s draws on more than %d lots", sheet->version.code, MOST_DRAWS);
	*to = (struct draw){ .pick = *pick, .line = (int)(planned - sheet->lines), .reason = reason };
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
	return (struct need){ .product = planned->line.product, .ingredient = planned->line.ingredient,
	                      .amount = planned->target, .unit = planned->line.amount.unit,
	                      .patient = only_patient(act), .at = &act->batch.prepared };
}

/* What is so little that a person would measure nothing is not dropped: it asks for a dilution. */
static bool is_measurable(const struct act *act, const struct planned *planned, int before, struct error *err)
{
	char exact[RATIO_TEXT];

	if (act->picks.count > before)
		return true;
	ratio_format(planned->target, planned->line.amount.unit, exact);
	return failed(err, FAULT_REFUSED, "line %" PRId64 ": %s of %s is less than can be measured; make a dilution of it first",
	              planned->line.position, exact, planned->line.code);
}

/* A mixture of our own, named for an ingredient: it is of use where that is its only active. */
static bool of_mixture(struct act *act, struct need *need, const char *const *lots, struct error *err)
{
	struct lot_choice choice;
	struct lot lot;

	if (!need->ingredient || !lots || lots[1])
		return true;
	if (!lot_find(act->store, lots[0], &choice, err) || !lot_read(act->store, choice.lot[0], &lot, err))
		return false;
	if (lot.product.kind == PRODUCT_MIXTURE && !batch_only_active(act->store, &lot, need->ingredient, err))
		return false;
	need->product = lot.product.kind == PRODUCT_MIXTURE ? lot.product.id : 0;
	return true;
}

/* By the worksheet: the lots named, or whichever come first. */
static bool draw_as_required(struct act *act, struct planned *planned, const char *const *lots, struct error *err)
{
	struct need need = need_of(act, planned);
	int before = act->picks.count, passed = act->picks.passed_count;
	bool ok;

	need.lots = lots;
	if (!of_mixture(act, &need, lots, err))
		return false;
	ok = lot_pick(act->store, &need, &act->picks, NULL, err) && is_measurable(act, planned, before, err);
	remember_passed(act, planned->line.position, passed);
	if (!ok)
		return lacking(act, planned, err);
	for (int i = before; i < act->picks.count; i++)
		if (!add_draw(act, planned, &act->picks.pick[i], lots ? store_seat(act->store)->reason : NULL, err))
			return false;
	return true;
}

/* The lot a measured amount was taken from: the one named, else the only one the worksheet would take. */
static bool lot_used(struct act *act, const struct planned *planned, const struct use *use, struct lot *out,
                     char code[LOT_NUMBER + 24], struct error *err)
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
			return failed(err, FAULT_REFUSED, "line %" PRId64 " draws on several lots; say how much of each, as in"
			              " --use '%" PRId64 "=%s:AMOUNT'", planned->line.position, planned->line.position,
			              trial.pick[i - 1].number);
	if (trial.count == act->picks.count)
		return is_measurable(act, planned, trial.count, err);
	copy_text(code, LOT_NUMBER, trial.pick[act->picks.count].number);
	return lot_read(act->store, trial.pick[act->picks.count].lot, out, err);
}

/* A lot named by hand must be of what the line asks for. */
static bool is_of_line(struct act *act, const struct planned *planned, const struct lot *lot, struct strength *strength,
                       struct error *err)
{
	*strength = (struct strength){ 0 };
	if (planned->line.product)
		return lot->product.id == planned->line.product
		    || failed(err, FAULT_REFUSED, "line %" PRId64 " asks for %s, and %s is %s", planned->line.position,
		              planned->line.code, lot->number, lot->product.code);
	return batch_only_active(act->store, lot, planned->line.ingredient, err)
	    && batch_strength(act->store, lot->id, planned->line.ingredient, strength, err);
}

/* What a line still requires, as an amount of this lot. */
static bool still_required(struct act *act, const struct planned *planned, const struct strength *strength,
                           struct ratio open, struct ratio *out, struct error *err)
{
	*out = open;
	return !planned->line.ingredient
	    || batch_volume(act->store, planned->line.ingredient, open, planned->line.amount.unit, strength, out, err);
}

/* An amount of a lot as an amount of what the line asks for. */
static bool counts_as(struct act *act, const struct planned *planned, const struct strength *strength, int64_t used,
                      struct ratio *out, struct error *err)
{
	struct ratio one, each;

	if (!planned->line.ingredient) {
		*out = ratio_of(used, 1);
		return true;
	}
	return batch_volume(act->store, planned->line.ingredient, ratio_of(1, 1), planned->line.amount.unit, strength, &one, err)
	    && ratio_divide(ratio_of(1, 1), one, &each, err)
	    && ratio_multiply(ratio_of(used, 1), each, out, err);
}

/* Nothing was used of what was required: a line of its own, that says so. */
static bool draw_nothing(struct act *act, struct planned *planned, const struct lot *lot, struct ratio required,
                         struct error *err)
{
	struct pick pick = { .lot = lot->id, .product = lot->product.id, .unit = lot->product.unit, .required = required,
	                     .step = 1, .why = "none of it was used" };

	copy_text(pick.number, sizeof pick.number, lot->number);
	copy_text(pick.code, sizeof pick.code, lot->product.code);
	return add_draw(act, planned, &pick, store_seat(act->store)->reason, err);
}

/* The picks of a measured amount: the last one carries what is still required. */
static bool draw_picks(struct act *act, struct planned *planned, int first, struct ratio required,
                       const struct strength *strength, struct error *err)
{
	for (int i = first; i < act->picks.count; i++) {
		struct pick pick = act->picks.pick[i];
		bool last = i == act->picks.count - 1;

		pick.required = last ? required : ratio_of(pick.amount, 1);
		pick.strength = *strength;
		pick.step = 1;
		if (!last && !ratio_subtract(required, pick.required, &required, err))
			return false;
		if (!add_draw(act, planned, &pick, store_seat(act->store)->reason, err))
			return false;
	}
	return true;
}

/* A lot named for an ingredient is chosen against every product that would do. */
static bool in_order(struct act *act, const struct planned *planned, struct ratio counted, const char *const *lots,
                     struct error *err)
{
	struct need need = need_of(act, planned);
	struct picks trial = act->picks;

	need.amount = counted;
	need.lots = lots;
	return !planned->line.ingredient || (of_mixture(act, &need, lots, err) && lot_pick(act->store, &need, &trial, NULL, err));
}

/* One amount as it was really used. *open: what the line still requires, in its own unit; last: this one carries it. */
static bool draw_measured(struct act *act, struct planned *planned, const struct use *use, bool last,
                          struct ratio *open, struct error *err)
{
	struct need need = { .unit = use->amount.unit, .amount = ratio_of(use->amount.atoms, 1),
	                     .patient = only_patient(act), .at = &act->batch.prepared };
	char code[LOT_NUMBER + 24];
	const char *lots[] = { code, NULL };
	struct ratio required, counted;
	struct strength strength;
	int before = act->picks.count, passed = act->picks.passed_count;
	bool ok;
	struct lot lot;

	if (!lot_used(act, planned, use, &lot, code, err) || !is_of_line(act, planned, &lot, &strength, err)
	 || !same_unit(use->amount, lot.product.unit, "what was used", err) || !lot_measurable(act->store, use->amount, err)
	 || !still_required(act, planned, &strength, *open, &required, err)
	 || !counts_as(act, planned, &strength, use->amount.atoms, &counted, err)
	 || !ratio_subtract(*open, counted, open, err))
		return false;
	if (!last)
		required = ratio_of(use->amount.atoms, 1);
	else if (!batch_tolerates(act->store, planned->line.position, required, use->amount, 1, err))
		return false;
	if (use->amount.atoms == 0)
		return draw_nothing(act, planned, &lot, required, err);
	need.product = lot.product.id;
	need.lots = lots;
	if (!of_mixture(act, &need, lots, err))
		return false;
	ok = (!use->lot || in_order(act, planned, counted, lots, err)) && lot_pick(act->store, &need, &act->picks, NULL, err);
	remember_passed(act, planned->line.position, passed);
	return ok ? draw_picks(act, planned, before, required, &strength, err) : lacking(act, planned, err);
}

/* What was typed for a line: the amounts really used, or the lots to take as required. */
static bool draw_line(struct act *act, struct planned *planned, struct error *err)
{
	const char *lots[MOST_USES + 1] = { 0 };
	const struct use *uses[MOST_USES];
	struct ratio open = planned->target;
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
		return failed(err, FAULT_REFUSED, "line %" PRId64 ": say for each of its lots how much was used, or for none",
		              planned->line.position);
	for (int i = 0; i < count; i++)
		if (!draw_measured(act, planned, uses[i], i == count - 1, &open, err))
			return false;
	return true;
}

/* ---- All lines ---- */

static bool target_of(struct act *act, struct planned *planned, struct error *err)
{
	const struct line *line = &planned->line;

	if (line->kind == LINE_CONCENTRATION)
		return ratio_multiply(ratio_of(line->amount.atoms, line->per), ratio_of(act->sheet->target.atoms, 1),
		                      &planned->target, err);
	return ratio_multiply(ratio_of(line->amount.atoms, 1), act->sheet->factor, &planned->target, err);
}

static bool measured_for(const struct act *act, int64_t position)
{
	for (int i = 0; i < act->ask->use_count; i++)
		if (act->ask->uses[i].position == position && act->ask->uses[i].measured)
			return true;
	return false;
}

/* What is left to the yield after all that was measured. */
static bool fill(struct act *act, struct planned *planned, struct error *err)
{
	char come[RATIO_TEXT], yield[QUANTITY_TEXT];

	if (!ratio_subtract(ratio_of(act->sheet->target.atoms, 1), act->filled, &planned->target, err))
		return false;
	quantity_format(act->sheet->target, yield);
	if (planned->target.num < 0) {
		ratio_format(act->filled, act->sheet->target.unit, come);
		return failed(err, FAULT_REFUSED, "the other lines come to %s, more than the yield of %s: nothing is left for %s"
		              " to fill", come, yield, planned->line.code);
	}
	planned->line.amount.unit = act->sheet->target.unit;
	planned->at_mark = act->powder;
	if (act->powder && !measured_for(act, planned->line.position)) {
		if (!act->ask->worksheet)
			return failed(err, FAULT_REFUSED, "line %" PRId64 " fills to the mark of %s over a powder; enter what was"
			              " measured, as in --use '%" PRId64 "=1.2 mL'", planned->line.position, yield,
			              planned->line.position);
		note(act->sheet, "line %" PRId64 " fills to the mark of %s: enter what was measured\n", planned->line.position,
		     yield);
	}
	if (planned->target.num == 0 && !measured_for(act, planned->line.position)) {
		note(act->sheet, "line %" PRId64 ": nothing is left to fill\n", planned->line.position);
		return true;
	}
	return draw_line(act, planned, err);
}

static bool uses_are_of_lines(const struct act *act, struct error *err)
{
	for (int i = 0; i < act->ask->use_count; i++) {
		bool found = false;

		for (int j = 0; j < act->sheet->line_count; j++)
			found |= act->sheet->lines[j].line.position == act->ask->uses[i].position;
		if (!found)
			return failed(err, FAULT_MISSING, "%s has no line %" PRId64, act->sheet->version.code,
			              act->ask->uses[i].position);
	}
	return true;
}

/* Without a fill the volumes should come to the yield; where they do not, what was made up is to be measured. */
static void compare_volumes(struct act *act)
{
	struct ratio target = ratio_of(act->sheet->target.atoms, 1);
	char come[RATIO_TEXT], yield[QUANTITY_TEXT];

	for (int i = 0; i < act->sheet->line_count; i++)
		if (act->sheet->lines[i].at_mark)
			return;
	if (act->batch.measured || act->sheet->lacking || ratio_compare(act->filled, target) == 0)
		return;
	ratio_format(act->filled, act->sheet->target.unit, come);
	quantity_format(act->sheet->target, yield);
	note(act->sheet, "the lines come to %s and the yield is %s: measure what was made up, and say it with --made-up\n",
	     come, yield);
}

static bool draw_lines(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;
	struct line lines[MOST_LINES];

	if (!version_lines(act->store, sheet->version.id, lines, &sheet->line_count, err))
		return false;
	for (int i = 0; i < sheet->line_count; i++)
		sheet->lines[i] = (struct planned){ .line = lines[i] };
	if (!uses_are_of_lines(act, err))
		return false;
	for (int i = 0; i < sheet->line_count; i++)
		if (lines[i].kind != LINE_FILL
		 && (!target_of(act, &sheet->lines[i], err) || !draw_line(act, &sheet->lines[i], err)))
			return false;
	for (int i = 0; i < sheet->line_count; i++)
		if (lines[i].kind == LINE_FILL && !fill(act, &sheet->lines[i], err))
			return false;
	compare_volumes(act);
	return true;
}

/* Open, write and move everything that was picked. */
static bool execute(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	for (int i = 0; i < sheet->draw_count; i++) {
		struct draw *draw = &sheet->draws[i];
		const struct line *line = &sheet->lines[draw->line].line;
		struct executed executed = { .batch = act->batch.id, .position = line->position, .line = line->id,
		                             .factor = sheet->factor, .reason = draw->reason };

		if (!batch_draw(act->store, &executed, &draw->pick, &act->batch.prepared, &draw->batch_line, err))
			return false;
	}
	return true;
}

/* ---- The product ---- */

static bool product_moves(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	struct move move = { .lot = act->batch.lot, .at = &act->batch.prepared, .amount = sheet->kept.atoms, .kind = "make" };
	struct place place = { 0 };

	for (int i = 0; i < sheet->draw_count && !act->ask->place && !place.id; i++)
		place.id = sheet->draws[i].pick.place;
	if (!place.id && !place_find_usable(act->store, act->ask->place, &place, err))
		return false;
	move.target = place.id;
	if (!place_end(act->store, PLACE_BENCH, &move.source, err) || (move.amount && !ledger_move(act->store, &move, err)))
		return false;
	move.amount = sheet->made_up.atoms - sheet->kept.atoms;
	move.kind = "loss";
	return place_end(act->store, PLACE_WASTE, &move.target, err)
	    && (!move.amount || ledger_move(act->store, &move, err));
}

/* For immediate use only so many sterile products may go together. */
static bool few_enough(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	int64_t products[MOST_DRAWS];
	struct product product;
	struct rule rule;
	int count = 0;

	for (int i = 0; i < sheet->draw_count; i++) {
		bool known = false;

		for (int j = 0; j < count; j++)
			known |= products[j] == sheet->draws[i].pick.product;
		if (known)
			continue;
		if (!product_read(act->store, sheet->draws[i].pick.product, &product, err))
			return false;
		if (product.sterile)
			products[count++] = product.id;
	}
	if (!rule_find(act->store, RULE_IMMEDIATE_USE_PRODUCTS, &rule, err))
		return false;
	if (!rule.holds || count <= rule.amount)
		return true;
	failed(err, FAULT_REFUSED, "%s takes %d sterile products, and for immediate use at most %" PRId64 " may go together"
	       " (rule %s); make it as a batch", sheet->version.code, count, rule.amount, RULE_IMMEDIATE_USE_PRODUCTS);
	return deviation_instead(act->store, act->batch.lot, act->batch.id, 0, err);
}

/* Nothing moves for a worksheet that lacks something: then what it would take is taken off here. */
static bool find_left(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	for (int i = 0; i < sheet->draw_count; i++) {
		struct draw *draw = &sheet->draws[i];
		struct row *row = store_one(act->store, BATCH_LEFT, BIND(bind_int("lot", draw->pick.lot)), err);

		draw->left = row ? row_int(row, "amount") : 0;
		for (int k = 0; k < sheet->draw_count && sheet->lacking; k++)
			if (sheet->draws[k].pick.lot == draw->pick.lot)
				draw->left -= sheet->draws[k].pick.amount;
	}
	return !err->fault;
}

static bool finish(struct act *act, struct made *out, struct error *err)
{
	struct lot lot;

	if (!product_moves(act, err) || (act->batch.chair && !few_enough(act, err))
	 || !lot_recompose(act->store, act->batch.lot, err) || !batch_keep(act->store, &act->batch, &out->until, err)
	 || !lot_hold_with_sources(act->store, act->batch.lot, err)
	 || !lot_read(act->store, act->batch.lot, &lot, err))
		return false;
	out->batch = act->batch.id;
	out->lot = lot.id;
	out->made_up = act->sheet->made_up;
	out->kept = act->sheet->kept;
	copy_text(out->number, sizeof out->number, lot.number);
	return act->batch.chair
	    || (ledger_settle(act->store, &act->sheet->told, err) && find_left(act, err));
}

static bool compound(struct act *act, struct made *out, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	if (!for_whom(act, err) || !choose_version(act, err) || !choose_amounts(act, err))
		return false;
	if (act->batch.chair && act->patient_count != 1)
		return failed(err, FAULT_REFUSED, "at the chair %s is mixed for the one patient present", sheet->version.code);
	if (!draw_lines(act, err))
		return false;
	if (sheet->lacking)
		return find_left(act, err);
	act->batch.target = sheet->target;
	act->batch.made_up = sheet->made_up;
	/* A worksheet says in a note what will have to be measured. */
	return begin_batch(act, err) && execute(act, err)
	    && (act->ask->worksheet || batch_agrees(act->store, &act->batch, false, err))
	    && finish(act, out, err);
}

static bool make(struct store *store, const struct compounding *ask, bool chair, struct worksheet *sheet,
                 struct made *out, struct error *err)
{
	struct act *act = calloc(1, sizeof *act);
	bool ok;

	if (!act)
		abort();
	memset(sheet, 0, sizeof *sheet);
	*out = (struct made){ 0 };
	act->store = store;
	act->ask = ask;
	act->sheet = sheet;
	act->filled = ratio_of(0, 1);
	act->batch.chair = chair;
	ok = compound(act, out, err);
	free(act);
	return ok;
}

bool batch_make(struct store *store, const struct compounding *compounding, struct worksheet *sheet,
                struct made *out, struct error *err)
{
	return store_begin(store, "batch make", err)
	    && store_end(store, make(store, compounding, false, sheet, out, err), err);
}

bool batch_mix(struct store *store, const struct compounding *compounding, struct worksheet *sheet,
               struct made *out, struct error *err)
{
	return store_begin(store, "batch mix", err)
	    && store_end(store, make(store, compounding, true, sheet, out, err), err);
}
