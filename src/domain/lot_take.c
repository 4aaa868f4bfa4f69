/*
 * lot_take.c - opening containers, drawing from them, dissolving powders
 */
#include "lot_inside.h"

#include "deviation.h"
#include "heap.h"

#include <stdlib.h>
#include <string.h>

static int64_t seated(struct store *store)
{
	return store_seat(store)->person;
}

static bool new_container(struct store *store, int64_t lot, const struct instant *opened,
                          const struct in_use *limit, int64_t *container, struct error *err)
{
	struct row *row = store_one(store, LOT_NEXT_CONTAINER, BIND(bind_int("lot", lot)), err);
	struct instant until = { "" };

	if (!row)
		return false;
	if (limit->limited)
		instant_add(opened, limit->seconds, &until);
	return store_insert(store, LOT_CONTAINER_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("lot",     lot),
		bind_int ("ordinal", row_int(row, "ordinal")),
		bind_text("opened",  opened->text),
		bind_text("until",   instant_text(&until)),
		bind_id  ("person",  seated(store))), container, err);
}

/* Opening moves one container's content into it. */
static bool open_one(struct store *store, int64_t lot, int64_t place,
                     const struct product *product, const struct instant *at,
                     int64_t *container, struct error *err)
{
	struct move move = { .lot = lot,
		             .source = place,
		             .target = place,
		             .amount = product->size.atoms,
		             .kind = "open",
		             .at = at };
	struct in_use limit;

	if (!product_in_use(store, product, &limit, err)
	 || !new_container(store, lot, at, &limit, container, err))
		return false;
	move.target_container = *container;
	return ledger_move(store, &move, err);
}

/* What this act opened of the lot and still holds something; 0 for none. */
static bool opened_in_act(struct store *store, const struct pick *pick, int64_t *container,
                          int64_t *amount, struct error *err)
{
	struct row *row = store_one(store, LOT_OPENED_IN_ACT, BIND(
		bind_int("action", store_action(store)),
		bind_int("lot",    pick->lot),
		bind_int("place",  pick->place)), err);

	*container = row ? row_int(row, "id") : 0;
	*amount = row ? row_int(row, "amount") : 0;
	return !err->fault;
}

/* The content of as many new containers as are missing to amount; gives the first opened. */
static bool open_missing(struct store *store, const struct pick *pick, const struct instant *at,
                         int64_t missing, int64_t *first, struct error *err)
{
	struct product product;
	int64_t container;

	if (!product_read(store, pick->product, &product, err))
		return false;
	for (*first = 0; missing > 0; missing -= product.size.atoms) {
		if (!open_one(store, pick->lot, pick->place, &product, at, &container, err))
			return false;
		*first = *first ? *first : container;
	}
	return true;
}

static bool is_sized(struct store *store, int64_t product, bool *sized, struct error *err)
{
	struct product read;

	if (!product_read(store, product, &read, err))
		return false;
	*sized = read.size.atoms > 0 && read.container != CONTAINER_BULK;
	return true;
}

bool lot_open_pick(struct store *store, struct pick *pick, const struct instant *at,
                   struct error *err)
{
	struct product product;
	int64_t there, first;

	if (pick->container || pick->amount == 0)
		return true;
	if (!product_read(store, pick->product, &product, err)
	    || !opened_in_act(store, pick, &pick->container, &there, err))
		return false;
	if (product.size.atoms == 0 || product.container == CONTAINER_BULK
	    || there >= pick->amount)
		return true;
	pick->container = 0;
	if (!open_missing(store, pick, when(store, at), pick->amount - there, &first, err))
		return false;
	if (!there && pick->amount <= product.size.atoms)
		pick->container = first;
	return true;
}

static bool draw(struct store *store, const struct pick *pick, int64_t container,
                 int64_t amount, const struct taking *taking, struct error *err)
{
	struct move move = { .lot = pick->lot,
		             .source = pick->place,
		             .source_container = container,
		             .amount = amount,
		             .kind = taking->kind,
		             .batch_line = taking->batch_line,
		             .syringe = taking->syringe,
		             .at = taking->at };

	return amount == 0
	    || (place_end(store, taking->to, &move.target, err)
	        && ledger_move(store, &move, err));
}

/* From new containers, and what earlier picks of this act have left in one. */
static bool draw_opened(struct store *store, const struct pick *pick,
                        const struct taking *taking, struct error *err)
{
	int64_t left = pick->amount, container, there, first;

	while (left > 0) {
		int64_t amount;

		if (!opened_in_act(store, pick, &container, &there, err)
		    || (!container
		        && !open_missing(store, pick, when(store, taking->at), left, &first,
		                         err)))
			return false;
		if (!container)
			continue;
		amount = there < left ? there : left;
		if (!draw(store, pick, container, amount, taking, err))
			return false;
		left -= amount;
	}
	return true;
}

/* It happened although it was barred: to be looked into. */
static bool report_barred(struct store *store, const struct pick *pick, const char *done,
                          struct error *err)
{
	char what[PICK_WHY];

	if (!*pick->barred)
		return true;
	snprintf(what, sizeof what, "%s was %s although it was %s", pick->number, done,
	         pick->barred);
	return deviation_open(store, what, pick->lot, 0, 0, NULL, err);
}

/* It is told late, and what was right then is stopped since: whoever has it is to be told. */
static bool report_stopped(struct store *store, const struct pick *pick,
                           const struct instant *at, struct error *err)
{
	char what[PICK_WHY + 320], status[16], reason[240], since[INSTANT_LOCAL],
		then[INSTANT_LOCAL];
	struct instant judged;
	struct row *row;

	if (*pick->barred || strcmp(at->text, store_seat(store)->entered.text) >= 0)
		return true;
	row = store_one(store, LOT_JUDGED, BIND(bind_int("lot", pick->lot)), err);
	if (!row || !lot_stops(row_text(row, "status")) || strcmp(row_text(row, "at"), at->text) <= 0)
		return !err->fault;
	copy_text(status, sizeof status, row_text(row, "status"));
	copy_text(reason, sizeof reason, row_text(row, "reason"));
	copy_text(judged.text, sizeof judged.text, row_text(row, "at"));
	if (!lot_local(store, &judged, since, err) || !lot_local(store, at, then, err))
		return false;
	snprintf(what, sizeof what, "%s was used at %s, and is %s since %s%s%s", pick->number,
	         then, status, since, *reason ? ": " : "", reason);
	return deviation_open(store, what, pick->lot, 0, 0, NULL, err);
}

bool lot_take(struct store *store, struct pick *pick, const struct taking *taking,
              struct error *err)
{
	bool sized;

	if (!report_barred(store, pick, "drawn from", err)
	    || !report_stopped(store, pick, when(store, taking->at), err)
	    || !is_sized(store, pick->product, &sized, err))
		return false;
	if (pick->container || !sized)
		return draw(store, pick, pick->container, pick->amount, taking, err);
	return draw_opened(store, pick, taking, err);
}

/* ---- Opening without drawing ---- */

bool lot_need(struct store *store, const char *text, struct need *need, const char *named[2],
              struct product *product, struct error *err)
{
	struct error no_lot = { 0 };
	struct lot_choice choice;
	struct lot lot;

	if (lot_find(store, text, &choice, &no_lot)) {
		if (!lot_read(store, choice.lot[0], &lot, err))
			return false;
		*product = lot.product;
		named[0] = text;
		named[1] = NULL;
		need->lots = named;
	} else if (no_lot.fault != FAULT_MISSING) {
		*err = no_lot;
		return false;
	} else if (!product_find(store, text, product, err)) {
		return false;
	}
	need->product = product->id;
	need->unit = product->unit;
	return true;
}

static bool open_whole(struct store *store, const struct opening *opening, struct pick *out,
                       struct settlement *told, struct error *err)
{
	struct picks *picks = heap_new(sizeof *picks);
	struct need need = { 0 };
	const char *named[2];
	struct product product = { 0 };
	struct place place = { 0 };
	bool ok;

	ok = lot_need(store, opening->what, &need, named, &product, err)
	  && (!opening->place || place_find(store, opening->place, &place, err));
	if (ok && (product.size.atoms == 0 || product.container == CONTAINER_BULK))
		ok = failed(err, FAULT_REFUSED, "%s comes in no containers that are opened",
		            product.code);
	else if (ok && lot_is_dry(&product))
		ok = failed(err, FAULT_REFUSED,
		            "%s is dry; 'pistor lot open %s --with DILUENT' dissolves it",
		            product.code, opening->what);
	else if (ok && product_is_single_use(&product))
		ok = failed(err, FAULT_REFUSED,
		            "%s is for single use: what is drawn from it opens it",
		            product.code);
	need.amount = ratio_of(product.size.atoms, 1);
	need.place = opening->place ? place.id : 0;
	ok = ok && lot_pick(store, &need, picks, NULL, err);
	if (ok && (picks->count != 1 || picks->pick[0].container))
		ok = failed(err, FAULT_REFUSED, "%s/%d is open already and is used first",
		            picks->pick[0].number, (int)picks->pick[0].ordinal);
	*out = picks->pick[0];
	free(picks);
	return ok && report_barred(store, out, "opened", err)
	    && open_one(store, out->lot, out->place, &product, store_event(store),
	                &out->container, err)
	    && ledger_settle(store, told, err);
}

bool lot_open(struct store *store, const struct opening *opening, struct pick *out,
              struct settlement *told, struct error *err)
{
	return store_begin(store, "lot open", err)
	    && store_end(store, open_whole(store, opening, out, told, err), err);
}

bool lot_container_until(struct store *store, int64_t container, int64_t *ordinal,
                         struct instant *until, struct error *err)
{
	struct row *row = store_one(store, LOT_CONTAINER_UNTIL,
	                            BIND(bind_int("container", container)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "there is no such container");
	*ordinal = row_int(row, "ordinal");
	copy_text(until->text, sizeof until->text, row_text(row, "until"));
	return true;
}

static bool bring_opened(struct store *store, int64_t id, int64_t place, struct quantity left,
                         const struct instant *opened, int64_t *container, struct error *err)
{
	struct move move = {
		.lot = id, .target = place, .amount = left.atoms, .kind = "opening"
	};
	struct in_use limit;
	struct lot lot;

	if (!lot_read(store, id, &lot, err)
	    || !product_in_use(store, &lot.product, &limit, err))
		return false;
	if (product_is_single_use(&lot.product))
		return failed(err, FAULT_REFUSED,
		              "%s is for single use: what is left of an opened one is waste",
		              lot.product.code);
	if (left.unit != lot.product.unit || left.atoms <= 0
	    || (lot.product.size.atoms && left.atoms > lot.product.size.atoms))
		return failed(err, FAULT_REFUSED,
		              "so much cannot be left in one container of %s",
		              lot.product.code);
	if (strcmp(opened->text, store_event(store)->text) > 0)
		return failed(err, FAULT_REFUSED,
		              "a container cannot have been opened after it was entered");
	if (!new_container(store, id, opened, &limit, container, err)
	 || !place_end(store, PLACE_OPENING, &move.source, err))
		return false;
	move.target_container = *container;
	return ledger_move(store, &move, err);
}

bool lot_bring_opened(struct store *store, int64_t lot, int64_t place, struct quantity left,
                      const struct instant *opened, int64_t *container, struct error *err)
{
	return store_begin(store, "lot receive", err)
	    && store_end(store, bring_opened(store, lot, place, left, opened, container, err),
	                 err);
}
