/*
 * lot_dissolve.c - a powder and its diluent: a batch without a recipe
 *
 * Made as the maker's label says, so there is no version and no verification: it is
 * released by the act, keeps as long as the opened powder may, and is used by FEFO of
 * its ingredient. What it holds is what was in the container over what was made up.
 */
#include "lot_inside.h"

#include "heap.h"
#include "rule.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is done, as it comes together. */
struct solution {
	struct picks picks;
	int powder_count;            /* of the picks; the rest is diluent */
	struct product powder, diluent;
	struct quantity made_up;
	bool measured;
	int64_t product, lot, batch;
	struct instant bud;
};

/* "NACL-09 3 mL": the words before the amount are the name. */
static bool split(const char *with, char name[NAME_ROOM], struct quantity *amount,
                  struct error *err)
{
	for (const char *at = strchr(with, ' '); at; at = strchr(at + 1, ' ')) {
		struct error ignored = { 0 };

		if (isdigit((unsigned char)at[1]) && quantity_parse(at + 1, amount, &ignored)) {
			snprintf(name, NAME_ROOM, "%.*s", (int)(at - with), with);
			return true;
		}
	}
	return failed(err, FAULT_REFUSED,
	              "'%s' does not say what and how much, such as 'NACL-09 3 mL'", with);
}

static bool pick_for(struct store *store, const char *text, struct quantity amount,
                     struct product *product, struct picks *picks, struct error *err)
{
	const char *named[2];
	struct need need = { 0 };

	if (!lot_need(store, text, &need, named, product, err))
		return false;
	if (amount.atoms == 0) {
		if (!lot_is_dry(product))
			return failed(
				err, FAULT_REFUSED,
				"%s is no powder in a container; only a powder is dissolved",
				product->code);
		amount = product->size;
	}
	need.amount = ratio_of(amount.atoms, 1);
	need.unit = amount.unit;
	return lot_pick(store, &need, picks, NULL, err);
}

/* What the mixture is called and counted as: one product for each powder and diluent. */
static bool product_of(struct store *store, struct solution *solution, struct error *err)
{
	const struct product *powder = &solution->powder, *diluent = &solution->diluent;
	struct row *row = store_one(store, LOT_RECONSTITUTION, BIND(
		bind_int("powder",  powder->id),
		bind_int("diluent", diluent->id)), err);
	char code[CODE_ROOM * 2], name[NAME_ROOM * 2];
	int64_t id;

	if (row) {
		solution->product = row_int(row, "product");
		return true;
	}
	snprintf(code, sizeof code, "%s+%s", powder->code, diluent->code);
	code[40] = '\0';
	snprintf(name, sizeof name, "%.75s in %.75s", powder->name, diluent->name);
	name[NAME_ROOM - 1] = '\0';
	return !err->fault
	    && product_add_mixture(store, code, name, UNIT_LITRE, NULL, &solution->product, err)
	    && store_insert(store, LOT_RECONSTITUTION_INSERT, BIND(
		bind_int("action",  store_action(store)),
		bind_int("powder",  powder->id),
		bind_int("diluent", diluent->id),
		bind_int("product", solution->product)), &id, err);
}

/* A term of how long it keeps. */
struct term { char text[96]; struct instant until; };

enum { MOST_TERMS = MOST_PICKS + 1 };

static bool terms_of(struct store *store, const struct solution *solution,
                     struct term term[MOST_TERMS], int *count, struct error *err)
{
	struct in_use limit;
	int64_t seconds;

	*count = 0;
	if (!product_in_use(store, &solution->powder, &limit, err))
		return false;
	seconds = limit.seconds;
	if (limit.limited && seconds == 0
	    && !rule_span(store, RULE_IN_USE_DISSOLVED, &seconds, NULL, err))
		return false;
	if (limit.limited) {
		snprintf(term[0].text, sizeof term[0].text,
		         limit.seconds ? "in use, %s" : "for immediate use, %s",
		         solution->powder.code);
		instant_add(store_event(store), seconds, &term[0].until);
		*count = 1;
	}
	/* Of each lot its expiry: that an opened vial may not be drawn from for long says
	 * nothing of what was drawn. */
	for (int i = 0; i < solution->picks.count; i++) {
		struct lot lot;

		if (i > 0 && solution->picks.pick[i].lot == solution->picks.pick[i - 1].lot)
			continue;
		if (!lot_read(store, solution->picks.pick[i].lot, &lot, err))
			return false;
		if (!*lot.expires_at.text)
			continue;
		snprintf(term[*count].text, sizeof term[*count].text, "expiry of %s",
		         lot.number);
		term[(*count)++].until = lot.expires_at;
	}
	return true;
}

static bool write_terms(struct store *store, const struct solution *solution,
                        const struct term *term, int count, struct error *err)
{
	bool governed = false;

	for (int i = 0; i < count; i++) {
		bool governs = !governed && strcmp(term[i].until.text, solution->bud.text) == 0;
		int64_t id;

		governed |= governs;
		if (!store_insert(store, LOT_BUD_TERM_INSERT, BIND(
			bind_int ("action",  store_action(store)),
			bind_int ("batch",   solution->batch),
			bind_text("term",    term[i].text),
			bind_text("until",   term[i].until.text),
			bind_int ("governs", governs)), &id, err))
			return false;
	}
	return true;
}

static bool write_batch(struct store *store, struct solution *solution, struct error *err)
{
	struct term term[MOST_TERMS];
	int count;

	if (!terms_of(store, solution, term, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (i == 0 || strcmp(term[i].until.text, solution->bud.text) < 0)
			solution->bud = term[i].until;
	return lot_make(store,
	                &(struct outturn){ .product = solution->product,
	                                   .letter = 'B',
	                                   .expires_at = &solution->bud,
	                                   .status = "released" },
	                &solution->lot, err)
	    && store_insert(store, LOT_BATCH_INSERT,
	                    BIND(bind_int("action", store_action(store)),
	                         bind_int("lot", solution->lot),
	                         bind_int("maker", store_seat(store)->person),
	                         bind_text("prepared", store_event(store)->text),
	                         bind_int("made_up", solution->made_up.atoms),
	                         bind_int("measured", solution->measured)),
	                    &solution->batch, err)
	    && write_terms(store, solution, term, count, err);
}

static bool write_line(struct store *store, const struct solution *solution, int position,
                       struct pick *pick, struct error *err)
{
	struct taking taking = { .to = PLACE_BENCH, .kind = "use" };

	return lot_open_pick(store, pick, NULL, err)
	    && store_insert(store, LOT_BATCH_LINE_INSERT, BIND(
		bind_int ("action",    store_action(store)),
		bind_int ("batch",     solution->batch),
		bind_int ("position",  position),
		bind_int ("lot",       pick->lot),
		bind_id  ("container", pick->container),
		bind_int ("required",  pick->amount),
		bind_text("unit",      unit_name(pick->unit)),
		bind_text("picked",    pick->why),
		bind_text("reason",    store_seat(store)->reason)), &taking.batch_line, err)
	    && lot_take(store, pick, &taking, err);
}

static bool execute(struct store *store, struct solution *solution, struct settlement *told,
                    struct lot *out, struct error *err)
{
	struct move make = { .kind = "make",
		             .amount = solution->made_up.atoms,
		             .target = solution->picks.pick[0].place };

	if (!product_of(store, solution, err) || !write_batch(store, solution, err))
		return false;
	for (int i = 0; i < solution->picks.count; i++)
		if (!write_line(store, solution, i < solution->powder_count ? 1 : 2,
		                &solution->picks.pick[i], err))
			return false;
	make.lot = solution->lot;
	return place_end(store, PLACE_BENCH, &make.source, err)
	    && ledger_move(store, &make, err)
	    && lot_recompose(store, solution->lot, err)
	    && lot_hold_with_sources(store, solution->lot, err)
	    && ledger_settle(store, told, err)
	    && lot_read(store, solution->lot, out, err);
}

/* What the label states is of the volume it names: of another, only what was measured is
 * known. */
static bool volumes_agree(struct store *store, const struct solution *solution,
                          struct quantity diluent, struct error *err)
{
	char of[QUANTITY_TEXT], to[QUANTITY_TEXT];
	bool exceeded;
	int64_t percent;

	if (!rule_exceeded(store,
	                   solution->measured ? RULE_MADE_UP_TOLERANCE
	                                      : RULE_DISSOLVING_TOLERANCE,
	                   solution->measured ? solution->made_up.atoms : diluent.atoms,
	                   solution->measured ? diluent.atoms : solution->made_up.atoms,
	                   &exceeded, &percent, err))
		return false;
	quantity_format(diluent, of);
	quantity_format(solution->made_up, to);
	if (exceeded && !solution->measured)
		return failed(err, FAULT_REFUSED,
		              "the maker of %s makes it up to %s, and %s is more than %" PRId64
		              " %% off that; say what it came to as measured, with --made-up",
		              solution->powder.code, to, of, percent);
	return !exceeded || store_seat(store)->reason
	    || failed(err, FAULT_REFUSED,
	              "%s made up of %s of %s is more than %" PRId64
	              " %% off; say why with --reason",
	              to, of, solution->diluent.code, percent);
}

static bool dissolve(struct store *store, const struct dissolving *dissolving,
                     struct solution *solution, struct settlement *told, struct lot *out,
                     struct error *err)
{
	struct quantity amount;
	char name[NAME_ROOM];

	if (!split(dissolving->with, name, &amount, err)
	    || !pick_for(store, dissolving->what, (struct quantity){ 0 }, &solution->powder,
	                 &solution->picks, err))
		return false;
	solution->powder_count = solution->picks.count;
	if (amount.unit != UNIT_LITRE)
		return failed(err, FAULT_REFUSED,
		              "a powder is dissolved in a volume, not in '%s'",
		              dissolving->with);
	if (!pick_for(store, name, amount, &solution->diluent, &solution->picks, err))
		return false;
	solution->made_up = dissolving->made_up;
	solution->measured = dissolving->made_up.atoms > 0;
	if (!solution->measured)
		solution->made_up = (struct quantity){ solution->powder.made_up, UNIT_LITRE };
	if (solution->made_up.atoms == 0)
		return failed(err, FAULT_REFUSED,
		              "the maker of %s does not state what volume it makes up; say "
		              "what was measured, --made-up '3 mL'",
		              solution->powder.code);
	if (solution->made_up.unit != UNIT_LITRE)
		return failed(err, FAULT_REFUSED, "what was made up is a volume");
	return volumes_agree(store, solution, amount, err)
	    && execute(store, solution, told, out, err);
}

bool lot_dissolve(struct store *store, const struct dissolving *dissolving, struct lot *out,
                  struct settlement *told, struct error *err)
{
	struct solution *solution = heap_new(sizeof *solution);
	bool ok;

	ok = store_begin(store, "lot open", err)
	  && store_end(store, dissolve(store, dissolving, solution, told, out, err), err);
	free(solution);
	return ok;
}
