/*
 * batch_make.c - from a worksheet to a mixture: the batch and its lot, its lines, the product
 */
#include "batch_act.h"
#include "clinic.h"
#include "deviation.h"
#include "handling.h"
#include "heap.h"
#include "judge.h"
#include "lot_inside.h"
#include "nearest.h"
#include "person.h"
#include "rule.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- The batch and its lot, before its lines ---- */

static bool insert_batch(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	struct batch *batch = &act->batch;

	return store_insert(act->store, BATCH_INSERT, BIND(
		bind_int ("action",   store_action(act->store)),
		bind_int ("lot",      batch->lot),
		bind_int ("version",  sheet->version.id),
		bind_int ("maker",    batch->maker),
		bind_text("prepared", batch->prepared.text),
		bind_int ("target",   sheet->target.atoms),
		bind_int ("made_up",  sheet->made_up.atoms),
		bind_int ("measured", batch->measured),
		bind_int ("kept",     sheet->kept.atoms),
		bind_text("unit",     unit_name(sheet->target.unit)),
		bind_int ("packs",    batch->packs),
		bind_int ("chair",    batch->chair),
		bind_text("equipment",   act->ask->equipment),
		bind_text("environment", act->ask->environment),
		bind_text("regime",      batch->regime),
		bind_text("process",     batch->process),
		bind_text("ends",        instant_text(&batch->ends))), &batch->id, err);
}

/* Until when it may be used is known once its lots are. */
static bool find_limit(struct act *act, struct keeping *limit, struct error *err)
{
	int64_t lots[MOST_DRAWS];
	int count = 0;

	for (int i = 0; i < act->sheet->draw_count; i++)
		if (act->sheet->draws[i].pick.amount > 0)
			lots[count++] = act->sheet->draws[i].pick.lot;
	return batch_would_keep(act->store, &act->batch, lots, count, limit, err);
}

/* What is mixed at the chair is for immediate use, whatever the recipe is made under. */
static bool find_regime(struct act *act, struct error *err)
{
	struct regime regime = { .name = "immediate", .process = "aseptic" };

	if (!act->batch.chair && !version_regime(act->store, &act->sheet->version, &regime, err))
		return false;
	copy_text(act->batch.regime, sizeof act->batch.regime, regime.name);
	copy_text(act->batch.process, sizeof act->batch.process, regime.process);
	return true;
}

/* A beyond-use date given by hand only ever shortens (specification R03), and not to nothing. */
static bool not_later(struct act *act, struct keeping *limit, struct error *err)
{
	const struct instant *until = &act->ask->until;
	char given[INSTANT_LOCAL], most[INSTANT_LOCAL];

	if (!*until->text)
		return true;
	if (strcmp(until->text, act->batch.prepared.text) <= 0)
		return lot_local(act->store, until, given, err)
		    && failed(err, FAULT_REFUSED,
		              "beyond use %s is before it is made: nothing could be used",
		              given);
	if (strcmp(until->text, limit->until.text) <= 0) {
		act->batch.ends = limit->until = *until;
		return true;
	}
	return lot_local(act->store, until, given, err)
	    && lot_local(act->store, &limit->until, most, err)
	    && failed(err, FAULT_REFUSED,
	              "beyond use %s is later than it may keep, until %s: %s", given, most,
	              limit->because);
}

static bool begin_batch(struct act *act, struct error *err)
{
	struct keeping limit;
	struct outturn outturn = { .product = act->sheet->version.product,
		                   .letter = 'B',
		                   .at = &act->batch.prepared,
		                   .expires_at = &limit.until,
		                   .status = act->batch.chair ? "released" : "quarantine" };

	if (!find_regime(act, err) || !find_limit(act, &limit, err) || !not_later(act, &limit, err)
	    || !lot_make(act->store, &outturn, &act->batch.lot, err) || !insert_batch(act, err))
		return false;
	for (int i = 0; i < act->patient_count; i++)
		if (!store_run(act->store, BATCH_PATIENT_INSERT, BIND(
			bind_int("action",  store_action(act->store)),
			bind_int("batch",   act->batch.id),
			bind_int("patient", act->patient[i])), err))
			return false;
	return true;
}

/* Typed twice, most likely. */
static bool is_no_twin(struct act *act, struct error *err)
{
	struct nearness near;
	struct row *row;

	if (act->batch.chair || act->ask->another)
		return true;
	if (!rule_nearness(act->store, RULE_SAME_BATCH, &act->batch.prepared, &near, err)
	    || !near.holds || near.rule.force != RULE_FORBIDS)
		return !err->fault;
	row = store_one(act->store, BATCH_TWIN, BIND(
		bind_int ("batch", act->batch.id),
		bind_text("from",  near.from.text),
		bind_text("to",    near.to.text)), err);
	return row ? failed(err, FAULT_REFUSED,
	                    "the same was made just before or after as %s (rule %s): say "
	                    "--another if this is another batch; 'pistor batch amend %s' "
	                    "corrects that one",
	                    row_text(row, "number"), near.rule.code, row_text(row, "number"))
	           : !err->fault;
}

/* ---- Its lines, executed ---- */

/* Open, write and move everything that was picked. */
static bool execute(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	for (int i = 0; i < sheet->draw_count; i++) {
		struct draw *draw = &sheet->draws[i];
		const struct line *line = &sheet->lines[draw->line].line;
		struct executed executed = { .batch = act->batch.id,
			                     .position = line->position,
			                     .line = line->id,
			                     .factor = sheet->factor,
			                     .reason = draw->reason };

		if (!batch_draw(act->store, &executed, &draw->pick, &act->batch.prepared,
		                &draw->batch_line, err))
			return false;
	}
	return true;
}

/* ---- The product ---- */

static bool product_moves(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	struct move move = { .lot = act->batch.lot,
		             .at = &act->batch.prepared,
		             .amount = sheet->kept.atoms,
		             .kind = "make" };
	struct place place = { 0 };

	for (int i = 0; i < sheet->draw_count && !act->ask->place && !place.id; i++)
		place.id = sheet->draws[i].pick.place;
	if (!place.id && !place_find_usable(act->store, act->ask->place, &place, err))
		return false;
	move.target = place.id;
	if (!place_end(act->store, PLACE_BENCH, &move.source, err)
	    || (move.amount && !ledger_move(act->store, &move, err)))
		return false;
	if (move.amount && !act->batch.chair
	    && !handling_put(act->store, act->batch.id, move.lot, place.id, err))
		return false;
	move.amount = sheet->made_up.atoms - sheet->kept.atoms;
	move.kind = "loss";
	return place_end(act->store, PLACE_WASTE, &move.target, err)
	    && (!move.amount || ledger_move(act->store, &move, err));
}

/* What the rules say of it. What is mixed at the chair is judged with the session it is for. */
static bool judged(struct act *act, struct made *out, struct error *err)
{
	return act->batch.chair
	    || judge_act(act->store, &(struct matter){ .batch = act->batch.id },
	                 &out->elsewhere, err);
}

/* Nothing moves for a worksheet that lacks something: then what it would take is taken off
 * here. */
static bool find_left(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	for (int i = 0; i < sheet->draw_count; i++) {
		struct draw *draw = &sheet->draws[i];
		struct row *row = store_one(act->store, BATCH_LEFT,
		                            BIND(bind_int("lot", draw->pick.lot)), err);

		draw->left = row ? row_int(row, "amount") : 0;
		for (int k = 0; k < sheet->draw_count && sheet->lacking; k++)
			if (sheet->draws[k].pick.lot == draw->pick.lot)
				draw->left -= sheet->draws[k].pick.amount;
	}
	return !err->fault;
}

/* Before it is too far off to be released. */
static bool warn_of_yield(struct act *act, struct error *err)
{
	char made[QUANTITY_TEXT], target[QUANTITY_TEXT], cited[RULE_CITED], text[400];
	struct worksheet *sheet = act->sheet;
	int64_t apart = llabs(sheet->made_up.atoms - sheet->target.atoms), allowed;
	struct rule rule;

	if (!rule_find(act->store, RULE_YIELD_WARNING, &rule, err)
	    || !scale(sheet->target.atoms, rule.amount, 100, ROUND_DOWN, &allowed, err))
		return false;
	if (!rule.holds || apart <= allowed)
		return true;
	quantity_format(sheet->made_up, made);
	quantity_format(sheet->target, target);
	rule_cite(&rule, cited);
	snprintf(text, sizeof text, "%s made up is more than %" PRId64 " %% off the target of %s%s",
	         made, rule.amount, target, cited);
	return rule_said(act->store, &(struct ruled){ .revision = rule.revision,
	                                              .outcome = "warned",
	                                              .text = text,
	                                              .batch = act->batch.id,
	                                              .lot = act->batch.lot,
	                                              .measured = true,
	                                              .excess = apart - allowed }, err);
}

/* What goes into no container is gone: said, since it may be a slip. */
static void note_loss(struct act *act)
{
	struct worksheet *sheet = act->sheet;
	char lost[QUANTITY_TEXT], made[QUANTITY_TEXT];

	if (sheet->made_up.atoms == sheet->kept.atoms)
		return;
	quantity_format((struct quantity){ sheet->made_up.atoms - sheet->kept.atoms,
	                                   sheet->made_up.unit }, lost);
	quantity_format(sheet->made_up, made);
	act_note(sheet, "lost: %s of the %s made up is not kept\n", lost, made);
}

static bool finish(struct act *act, struct made *out, struct error *err)
{
	struct lot lot;

	note_loss(act);
	if (!product_moves(act, err) || !warn_of_yield(act, err)
	    || !lot_recompose(act->store, act->batch.lot, err)
	    || !batch_keep(act->store, &act->batch, &out->until, err)
	    || !lot_hold_with_sources(act->store, act->batch.lot, err) || !judged(act, out, err)
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

/* Who made it says so in the act where that takes no password or it was given, else later. At
 * the chair one signature stands for all of it, on the session. */
static bool prepare(struct act *act, struct made *out, struct error *err)
{
	const struct signing *signing = act->ask->signing;
	struct clinic clinic;

	if (!signing)
		return true;
	copy_text(act->batch.number, sizeof act->batch.number, out->number);
	if (!clinic_now(act->store, &clinic, err))
		return false;
	if (!person_may_sign(act->store, act->batch.maker, err)) {
		out->waits = true;
		return deviation_instead(act->store, act->batch.lot, act->batch.id, 0, err);
	}
	out->waits = clinic.practice ? store_seat(act->store)->typist && !signing->person
	                             : !signing->password;
	return signing->to_see || (out->waits && !signing->person)
	    || batch_sign_prepared(act->store, &act->batch, signing, err);
}

/* What makes the mixture that a line asks for, where it is one. */
static bool made_by(struct act *act, const struct planned *planned, char *out, size_t size,
                    struct error *err)
{
	struct version version;
	int64_t id = 0;

	*out = '\0';
	if (planned->short_of.is && planned->line.product
	    && !version_of_product(act->store, planned->line.product, &id, err))
		return false;
	if (!id)
		return true;
	if (!version_read(act->store, id, &version, err))
		return false;
	snprintf(out, size, "; 'pistor batch make %.*s' makes it",
	         (int)strcspn(version.code, "."), version.code);
	return true;
}

/* All that is short at once, each with what would help. */
static bool refuse_lacking(struct act *act, struct error *err)
{
	const struct worksheet *sheet = act->sheet;
	char text[sizeof err->text] = "", how[CODE_ROOM + 40];

	for (int i = 0; i < sheet->line_count; i++) {
		const struct planned *planned = &sheet->lines[i];
		size_t used = strlen(text);

		if (!planned->lacking)
			continue;
		if (!made_by(act, planned, how, sizeof how, err))
			return false;
		snprintf(text + used, sizeof text - used, "%s%s%s", used ? "; and " : "",
		         planned->why, how);
	}
	return failed(err, FAULT_REFUSED, "%s", text);
}

static bool compound(struct act *act, struct made *out, struct error *err)
{
	struct worksheet *sheet = act->sheet;

	if (!act_for_whom(act, err) || !act_choose_version(act, err)
	    || !act_choose_amounts(act, err))
		return false;
	if (act->batch.chair && act->patient_count != 1)
		return failed(err, FAULT_REFUSED,
		              "at the chair %s is mixed for the one patient present",
		              sheet->version.code);
	if (!act_draw_lines(act, err))
		return false;
	if (sheet->lacking)
		return act->ask->worksheet ? find_left(act, err) : refuse_lacking(act, err);
	act->batch.target = sheet->target;
	act->batch.made_up = sheet->made_up;
	/* A worksheet says in a note what will have to be measured; what was is judged. */
	return begin_batch(act, err) && is_no_twin(act, err) && execute(act, err)
	    && ((act->ask->worksheet && !act->batch.measured)
	        || batch_agrees(act->store, &act->batch, false, err))
	    && finish(act, out, err) && prepare(act, out, err);
}

static bool make(struct store *store, const struct compounding *ask, bool chair,
                 struct worksheet *sheet, struct made *out, struct error *err)
{
	struct act *act = heap_new(sizeof *act);
	bool ok;

	memset(sheet, 0, sizeof *sheet);
	*out = (struct made){ 0 };
	act->store = store;
	act->ask = ask;
	act->sheet = sheet;
	act->filled = ratio_of(0, 1);
	act->batch.chair = chair;
	act->batch.maker = store_seat(store)->person;
	ok = compound(act, out, err);
	free(act);
	return ok;
}

bool batch_make(struct store *store, const struct compounding *compounding,
                struct worksheet *sheet, struct made *out, struct error *err)
{
	return store_begin(store, "batch make", err)
	    && store_end(store, make(store, compounding, false, sheet, out, err), err);
}

bool batch_mix(struct store *store, const struct compounding *compounding,
               struct worksheet *sheet, struct made *out, struct error *err)
{
	return store_begin(store, "batch mix", err)
	    && store_end(store, make(store, compounding, true, sheet, out, err), err);
}
