/*
 * lot_move.c - wasting, returning and transferring
 */
#include "lot_inside.h"

#include <string.h>

/* The parcel's lot; a product that has but one lot there would be a guess, so a lot is asked
 * for. */
bool lot_of_parcel(struct store *store, const struct parcel *parcel, struct lying *out,
                     struct error *err)
{
	struct place place = { 0 };

	if (!lot_find_one(store, parcel->what, &out->lot, &out->container, err)
	 || (parcel->place && !place_find(store, parcel->place, &place, err)))
		return false;
	out->place = place.id;
	copy_text(out->place_code, sizeof out->place_code, place.code);
	return true;
}

bool lot_where(struct store *store, const struct parcel *parcel, struct lying *out,
               struct error *err)
{
	char places[200] = "", opened[200] = "", item[CODE_ROOM + 24];
	struct row *row;
	int found = 0;

	*out = (struct lying){ 0 };
	if (!lot_of_parcel(store, parcel, out, err))
		return false;
	row = store_query(store, LOT_LIES, BIND(
		bind_int("lot",       out->lot.id),
		bind_int("container", out->container),
		bind_id ("place",     out->place)), err);
	for (; row_next(row, err); found++) {
		out->place = row_int(row, "place");
		out->there = row_int(row, "amount");
		copy_text(out->place_code, sizeof out->place_code, row_text(row, "code"));
		lot_append(places, sizeof places, out->place_code);
	}
	if (err->fault || found == 1)
		return !err->fault;
	if (found)
		return failed(err, FAULT_REFUSED, "'%s' lies in %s; say where with --place",
		              parcel->what, places);
	row = store_query(store, LOT_LIES, BIND(
		bind_int ("lot",       out->lot.id),
		bind_null("container"),
		bind_null("place")), err);
	while (row_next(row, err)) {
		if (row_int(row, "ordinal"))
			snprintf(item, sizeof item, "%s/%d in %s", out->lot.number,
			         (int)row_int(row, "ordinal"), row_text(row, "code"));
		else
			snprintf(item, sizeof item, "%s in %s", out->lot.number,
			         row_text(row, "code"));
		lot_append(opened, sizeof opened, item);
	}
	return failed(err, FAULT_REFUSED,
	              *opened ? "nothing of '%s' is there; there is %s"
	                      : "nothing is left of '%s'",
	              parcel->what, opened);
}

/* How much of what lies there: all, or so much, in whole containers where it is unopened. */
static bool how_much(const struct parcel *parcel, const struct lying *lying, bool whole,
                     int64_t *amount, struct error *err)
{
	if (parcel->amount.each.atoms == 0) {
		*amount = lying->there;
		return true;
	}
	return lot_amount(&lying->lot.product, &parcel->amount, whole && !lying->container,
	                  amount, err);
}

/* Post it, settle, and say what is left there. */
static bool dispatch(struct store *store, const struct lying *lying, struct move *move,
                     struct sent *out, struct settlement *told, struct error *err)
{
	int64_t left;

	move->lot = lying->lot.id;
	move->source = lying->place;
	move->source_container = lying->container;
	if (!ledger_move(store, move, err) || !ledger_settle(store, told, err)
	    || !ledger_balance(store, lying->lot.id, lying->place, lying->container, NULL,
	                       &left, err))
		return false;
	if (!out)
		return true;
	*out = (struct sent){ .lot = lying->lot,
		              .container = lying->container,
		              .amount = { move->amount, lying->lot.product.unit },
		              .left = { left, lying->lot.product.unit } };
	copy_text(out->place, sizeof out->place, lying->place_code);
	return true;
}

static bool send(struct store *store, const struct parcel *parcel, enum place_kind to,
                 const char *kind, struct sent *out, struct settlement *told, struct error *err)
{
	struct move move = { .kind = kind };
	struct lying lying;

	if (!lot_where(store, parcel, &lying, err)
	    || !how_much(parcel, &lying, true, &move.amount, err)
	    || !place_end(store, to, &move.target, err))
		return false;
	return dispatch(store, &lying, &move, out, told, err);
}

static bool waste(struct store *store, const struct parcel *parcel, struct sent *out,
                  struct settlement *told, struct error *err)
{
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say why it is thrown away with --reason");
	return send(store, parcel, PLACE_WASTE, "waste", out, told, err);
}

bool lot_waste(struct store *store, const struct parcel *parcel, struct sent *out,
               struct settlement *told, struct error *err)
{
	return store_begin(store, "lot waste", err)
	    && store_end(store, waste(store, parcel, out, told, err), err);
}

/* What was made here came from no supplier. */
static bool give_back(struct store *store, const struct parcel *parcel, struct sent *out,
                      struct settlement *told, struct error *err)
{
	int64_t container;
	struct lot lot;

	if (!lot_find_one(store, parcel->what, &lot, &container, err))
		return false;
	if (lot.batch)
		return failed(err, FAULT_REFUSED,
		              "%s was made here and goes back to nobody; 'pistor lot waste %s' "
		              "throws it away",
		              lot.number, parcel->what);
	return send(store, parcel, PLACE_SUPPLIER, "return", out, told, err);
}

bool lot_return(struct store *store, const struct parcel *parcel, struct sent *out,
                struct settlement *told, struct error *err)
{
	return store_begin(store, "lot return", err)
	    && store_end(store, give_back(store, parcel, out, told, err), err);
}

static bool transfer(struct store *store, const struct parcel *parcel, struct sent *out,
                     struct settlement *told, struct error *err)
{
	struct move move = { .kind = "transfer" };
	struct lying lying;
	struct place to;

	if (!lot_where(store, parcel, &lying, err)
	    || !place_find_usable(store, parcel->to, &to, err)
	    || !how_much(parcel, &lying, true, &move.amount, err))
		return false;
	if (to.id == lying.place)
		return failed(err, FAULT_REFUSED, "'%s' lies in %s already", parcel->what,
		              to.code);
	if (lying.container && move.amount != lying.there)
		return failed(err, FAULT_REFUSED,
		              "an opened container is transferred with all that is in it");
	move.target = to.id;
	move.target_container = lying.container;
	return dispatch(store, &lying, &move, out, told, err);
}

bool lot_transfer(struct store *store, const struct parcel *parcel, struct sent *out,
                  struct settlement *told, struct error *err)
{
	return store_begin(store, "lot transfer", err)
	    && store_end(store, transfer(store, parcel, out, told, err), err);
}
