/*
 * ledger.c - moves, counts kept true, and the walk back from the shelf
 *
 * The table shelf says what is where now. An entry dated now can only break the
 * present, which the shelf's own CHECK refuses; an entry dated earlier can break
 * any instant since, so settling walks back from the shelf to it, instant by
 * instant, and for that looks at nothing older.
 */
#include "ledger.h"

#include "clinic.h"
#include "heap.h"
#include "nearest.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A lot at a place, in a container or (0) not. */
struct location { int64_t lot, place, container; struct instant since; };

/* What a person calls it, and what it holds. */
struct holding {
	char lot[24], product[CODE_ROOM], place[CODE_ROOM];
	enum unit unit;
	bool inside;
	int64_t ordinal, amount;
};

static bool look(struct store *store, const struct location *at, struct holding *out,
                 struct error *err)
{
	struct row *row = store_one(store, LEDGER_LOCATION, BIND(
		bind_int("lot",       at->lot),
		bind_int("place",     at->place),
		bind_int("container", at->container)), err);

	if (!row)
		return failed(err, FAULT_STORE,
		              "a move names a lot or place that is not there");
	copy_text(out->lot, sizeof out->lot, row_text(row, "number"));
	copy_text(out->product, sizeof out->product, row_text(row, "product"));
	copy_text(out->place, sizeof out->place, row_text(row, "place"));
	out->inside = strcmp(row_text(row, "kind"), "stock") == 0;
	out->ordinal = row_int(row, "ordinal");
	out->amount = row_int(row, "amount");
	return unit_parse(row_text(row, "unit"), &out->unit, err);
}

/* "L26-0001/2 in FRIDGE" */
enum { LOCATION_TEXT = 24 + CODE_ROOM + 32 };

static const char *name_of(const struct holding *holding, char text[LOCATION_TEXT])
{
	if (holding->ordinal)
		snprintf(text, LOCATION_TEXT, "%s/%d in %s", holding->lot,
		         (int)holding->ordinal, holding->place);
	else
		snprintf(text, LOCATION_TEXT, "%s in %s", holding->lot, holding->place);
	return text;
}

static bool post(struct store *store, const struct move *move, struct error *err)
{
	int64_t id;

	assert(move->source != move->target
	       || move->source_container != move->target_container);
	return store_insert(
		store, MOVE_INSERT,
		BIND(bind_int("action", store_action(store)), bind_int("lot", move->lot),
	             bind_int("source", move->source),
	             bind_id("source_container", move->source_container),
	             bind_int("target", move->target),
	             bind_id("target_container", move->target_container),
	             bind_int("amount", move->amount),
	             bind_text("at", move->at ? move->at->text : store_event(store)->text),
	             bind_text("kind", move->kind), bind_id("batch_line", move->batch_line),
	             bind_id("syringe", move->syringe), bind_id("tally", move->tally),
	             bind_id("reverses", move->reverses)),
		&id, err);
}

/* The shelf's own sentence names nothing. */
static bool refuse_below_zero(struct store *store, const struct location *at, struct error *err)
{
	char name[LOCATION_TEXT];
	struct holding holding;

	*err = (struct error){ 0 };
	return look(store, at, &holding, err)
	    && failed(err, FAULT_REFUSED, "%s would hold less than nothing now",
	              name_of(&holding, name));
}

/* The difference that a count makes, or that keeps one true: to the location where it is more
 * than nothing. */
static bool post_difference(struct store *store, const struct location *at,
                            const struct instant *when, int64_t tally, int64_t difference,
                            struct error *err)
{
	struct move move = { .lot = at->lot, .kind = "count", .tally = tally, .at = when };
	int64_t end;

	if (!place_end(store, PLACE_COUNT, &end, err))
		return false;
	if (difference > 0) {
		move.source = end;
		move.target = at->place;
		move.target_container = at->container;
		move.amount = difference;
	} else {
		move.source = at->place;
		move.source_container = at->container;
		move.target = end;
		move.amount = -difference;
	}
	if (post(store, &move, err) || err->fault != FAULT_REFUSED)
		return !err->fault;
	return refuse_below_zero(store, at, err);
}

/* Whether a count at a move's own instant has the move in it: only a reversal of what was
 * entered before it. */
static bool is_in_count(struct store *store, const struct move *move, int64_t counted_by,
                        struct error *err)
{
	struct row *row;

	if (!move->reverses)
		return false;
	row = store_one(store, LEDGER_ACTION_OF_MOVE, BIND(bind_int("move", move->reverses)),
	                err);
	return row && row_int(row, "action") <= counted_by;
}

/*
 * A late entry may take what a later count has since found gone: the shelf of now does not
 * hold it, the count gives it back. Post that first; settling leaves no more of it than is due.
 */
static bool borrow(struct store *store, const struct location *from, const struct move *move,
                   bool *lent, struct error *err)
{
	struct row *row = store_query(store, LEDGER_COUNTS, BIND(
		bind_int ("lot",       from->lot),
		bind_int ("place",     from->place),
		bind_int ("container", from->container),
		bind_text("since",     from->since.text)), err);

	*lent = false;
	while (row_next(row, err)) {
		struct instant at;
		int64_t tally = row_int(row, "id");

		copy_text(at.text, sizeof at.text, row_text(row, "at"));
		if (strcmp(at.text, from->since.text) == 0
		    && !is_in_count(store, move, row_int(row, "action"), err))
			continue;
		*lent = true;
		return post_difference(store, from, &at, tally, move->amount, err);
	}
	return !err->fault;
}

bool ledger_move(struct store *store, const struct move *move, struct error *err)
{
	struct location from = { move->lot, move->source, move->source_container,
	                         move->at ? *move->at : *store_event(store) };
	char there[QUANTITY_TEXT], wanted[QUANTITY_TEXT], name[LOCATION_TEXT];
	struct holding holding;
	bool lent = false;

	if (!look(store, &from, &holding, err))
		return false;
	if (holding.inside && holding.amount < move->amount) {
		if (!borrow(store, &from, move, &lent, err))
			return false;
		quantity_format((struct quantity){ holding.amount, holding.unit }, there);
		quantity_format((struct quantity){ move->amount, holding.unit }, wanted);
		if (!lent)
			return failed(err, FAULT_REFUSED, "%s holds %s, not %s",
			              name_of(&holding, name), there, wanted);
	}
	return post(store, move, err);
}

/* ---- Settling ---- */

static void tell(struct settlement *told, const struct holding *holding,
                 const struct told *what)
{
	struct told *next;

	if (!told)
		return;
	if (told->count == MOST_TOLD) {
		told->more++;
		return;
	}
	next = &told->told[told->count++];
	*next = *what;
	copy_text(next->lot, sizeof next->lot, holding->lot);
	copy_text(next->place, sizeof next->place, holding->place);
	next->container = holding->ordinal;
}

static int64_t delta_since(struct store *store, const struct location *at,
                           const struct instant *count, int64_t action, int64_t tally,
                           struct error *err)
{
	struct row *row = store_one(store, LEDGER_SINCE_COUNT, BIND(
		bind_int ("lot",       at->lot),
		bind_int ("place",     at->place),
		bind_int ("container", at->container),
		bind_text("at",        count->text),
		bind_int ("action",    action),
		bind_int ("tally",     tally)), err);

	return row ? row_int(row, "delta") : 0;
}

/* What one count lacks, or has too much. */
struct difference {
	int64_t tally, amount;
	struct instant at;
};

enum { MOST_COUNTS = 1024 };

/* What the moves say was there at a count's instant against what was found; posted: what the
 * counts before it will have changed by then. */
static bool differs_by(struct store *store, const struct location *at,
                       const struct holding *holding, const struct row *count, int64_t posted,
                       struct difference *out, struct error *err)
{
	copy_text(out->at.text, sizeof out->at.text, row_text(count, "at"));
	out->tally = row_int(count, "id");
	out->amount = row_int(count, "counted") - posted
	              - (holding->amount
	                 - delta_since(store, at, &out->at, row_int(count, "action"),
	                               out->tally, err));
	return !err->fault;
}

/* What this act posted already to keep a count true, before what it takes could be taken
 * (borrow). */
static int64_t lent_for(struct store *store, const struct location *at, const struct row *count,
                        struct error *err)
{
	struct row *row;

	if (row_int(count, "action") == store_action(store))
		return 0;
	row = store_one(store, LEDGER_LENT, BIND(
		bind_int("action",    store_action(store)),
		bind_int("tally",     row_int(count, "id")),
		bind_int("place",     at->place),
		bind_int("container", at->container)), err);
	return row ? row_int(row, "lent") : 0;
}

/* Those that give first, so that the shelf of now never dips on the way. */
static bool post_differences(struct store *store, const struct location *at,
                             const struct difference *differences, int count, struct error *err)
{
	for (int giving = 1; giving >= 0; giving--)
		for (int i = 0; i < count; i++)
			if ((differences[i].amount > 0) == giving
			    && !post_difference(store, at, &differences[i].at,
			                        differences[i].tally, differences[i].amount,
			                        err))
				return false;
	return true;
}

/* What was counted there, or moved there, since. */
static struct row *look_since(struct store *store, enum query query,
                              const struct location *at, struct error *err)
{
	return store_query(store, query, BIND(
		bind_int ("lot",       at->lot),
		bind_int ("place",     at->place),
		bind_int ("container", at->container),
		bind_text("since",     at->since.text)), err);
}

static bool keep_counts(struct store *store, const struct location *at, struct settlement *told,
                        struct error *err)
{
	struct difference differences[MOST_COUNTS];
	struct holding holding;
	int64_t posted = 0, due;
	int count = 0;
	struct row *row;

	if (!look(store, at, &holding, err))
		return false;
	row = look_since(store, LEDGER_COUNTS, at, err);
	while (row_next(row, err)) {
		if (count == MOST_COUNTS)
			return failed(err, FAULT_REFUSED,
			              "it was counted more than %d times since", MOST_COUNTS);
		if (!differs_by(store, at, &holding, row, posted, &differences[count], err))
			return false;
		due = differences[count].amount + lent_for(store, at, row, err);
		if (due)
			tell(told, &holding,
			     &(struct told){
				     .what = TOLD_COUNT_KEPT,
				     .amount = { due, holding.unit },
				     .counted = { row_int(row, "counted"), holding.unit },
				     .at = differences[count].at });
		if (differences[count].amount)
			posted += differences[count++].amount;
	}
	return !err->fault && post_differences(store, at, differences, count, err);
}

/* No instant since may have held less than nothing. Since this entry there is only now, of
 * which the shelf's own CHECK answers. */
static bool walk_back(struct store *store, const struct location *at, struct error *err)
{
	struct instant broken = { "" };
	struct holding holding;
	char short_by[QUANTITY_TEXT], name[LOCATION_TEXT], when[INSTANT_LOCAL];
	struct clinic clinic;
	int64_t balance, least = 0;
	struct row *row;

	if (strcmp(at->since.text, store_seat(store)->entered.text) >= 0)
		return true;
	if (!look(store, at, &holding, err))
		return false;
	balance = holding.amount;
	row = look_since(store, LEDGER_LATER, at, err);
	while (row_next(row, err)) {
		if (balance < 0) {
			copy_text(broken.text, sizeof broken.text, row_text(row, "at"));
			least = balance;
		}
		balance -= row_int(row, "delta");
	}
	if (err->fault || !*broken.text)
		return !err->fault;
	quantity_format((struct quantity){ -least, holding.unit }, short_by);
	if (!clinic_now(store, &clinic, err))
		return false;
	instant_local(&broken, &clinic.zone, when);
	return failed(err, FAULT_REFUSED,
	              "%s would hold less than nothing at %s (%s too little)",
	              name_of(&holding, name), when, short_by);
}

static bool waste_left(struct store *store, const struct location *at, int64_t amount,
                       struct settlement *told, struct error *err)
{
	struct move move = { .lot = at->lot,
		             .source = at->place,
		             .source_container = at->container,
		             .amount = amount,
		             .kind = "waste",
		             .at = &at->since };
	struct holding holding;

	if (!look(store, at, &holding, err)
	    || !place_end(store, PLACE_WASTE, &move.target, err))
		return false;
	tell(told, &holding,
	     &(struct told){ .what = TOLD_WASTED,
	                     .amount = { amount, holding.unit },
	                     .at = at->since });
	return ledger_move(store, &move, err);
}

/* A list of locations, with an amount each. */
struct locations {
	struct location *item;
	int64_t *amount;
	size_t count;
	/* Of what an act touched: whether anything was undone, and whether anything left in a
	 * container is waste. */
	bool undone, single_use;
};

static void put(struct locations *list, const struct row *row, const char *since,
                int64_t amount)
{
	list->item = heap_more(list->item, list->count, sizeof *list->item);
	list->amount = heap_more(list->amount, list->count, sizeof *list->amount);
	list->item[list->count] = (struct location){
		row_int(row, "lot"), row_int(row, "place"), row_int(row, "container"), { "" }
	};
	copy_text(list->item[list->count].since.text, sizeof list->item->since.text,
	     row_text(row, since));
	list->amount[list->count++] = amount;
}

static void forget(struct locations *list)
{
	free(list->item);
	free(list->amount);
	*list = (struct locations){ 0 };
}

static bool settle_left(struct store *store, struct settlement *told, struct error *err)
{
	struct locations left = { 0 };
	struct row *row = store_query(store, LEDGER_LEFT,
	                              BIND(bind_int("action", store_action(store))), err);

	while (row_next(row, err))
		put(&left, row, "opened", row_int(row, "amount"));
	for (size_t i = 0; i < left.count && !err->fault; i++)
		waste_left(store, &left.item[i], left.amount[i], told, err);
	forget(&left);
	return !err->fault;
}

/* One act's undrawn containers: the moves that opened them. */
static bool settle_undrawn(struct store *store, struct error *err)
{
	struct row *row = store_one(store, LEDGER_UNDRAWN,
	                            BIND(bind_int("action", store_action(store))), err);

	while (row) {
		if (!ledger_reverse_move(store, row_int(row, "id"), err))
			return false;
		row = store_one(store, LEDGER_UNDRAWN,
		                BIND(bind_int("action", store_action(store))), err);
	}
	return !err->fault;
}

static bool is_single_use(const char *packing)
{
	return strcmp(packing, "ampoule") == 0 || strcmp(packing, "single-dose") == 0
	    || strcmp(packing, "prefilled") == 0;
}

/* Those of the act under way; an amount other than 0 where a count since must be kept true. */
static bool look_at_touched(struct store *store, struct locations *out, struct error *err)
{
	struct row *row = store_query(store, LEDGER_TOUCHED,
	                              BIND(bind_int("action", store_action(store))), err);

	forget(out);
	while (row_next(row, err)) {
		const char *counted = row_text(row, "counted");

		put(out, row, "since",
		    counted && strcmp(counted, row_text(row, "since")) >= 0);
		out->undone |= row_int(row, "undone") == 1;
		out->single_use |= row_int(row, "container")
		                && is_single_use(row_text(row, "packing"));
	}
	return !err->fault;
}

static bool settle_touched(struct store *store, struct locations *touched,
                           struct settlement *told, struct error *err)
{
	if (!look_at_touched(store, touched, err)
	    || (touched->undone
	        && (!settle_undrawn(store, err) || !look_at_touched(store, touched, err)))
	    || (touched->single_use
	        && (!settle_left(store, told, err) || !look_at_touched(store, touched, err))))
		return false;
	for (size_t i = 0; i < touched->count && !err->fault; i++)
		if (touched->amount[i])
			keep_counts(store, &touched->item[i], told, err);
	for (size_t i = 0; i < touched->count && !err->fault; i++)
		walk_back(store, &touched->item[i], err);
	return !err->fault;
}

bool ledger_settle(struct store *store, struct settlement *told, struct error *err)
{
	struct locations touched = { 0 };
	bool ok = settle_touched(store, &touched, told, err);

	forget(&touched);
	return ok;
}

/* ---- Reversing ---- */

/* The opposite of a move, at its own instant. */
static bool undo(struct store *store, const struct row *row, struct error *err)
{
	struct instant at;

	copy_text(at.text, sizeof at.text, row_text(row, "at"));
	return ledger_move(store,
	                   &(struct move){ .lot = row_int(row, "lot"),
	                                   .source = row_int(row, "target"),
	                                   .source_container = row_int(row, "target_container"),
	                                   .target = row_int(row, "source"),
	                                   .target_container = row_int(row, "source_container"),
	                                   .amount = row_int(row, "amount"),
	                                   .kind = "reversal",
	                                   .at = &at,
	                                   .batch_line = row_int(row, "batch_line"),
	                                   .syringe = row_int(row, "syringe"),
	                                   .tally = row_int(row, "tally"),
	                                   .reverses = row_int(row, "id") },
	                   err);
}

/* Each query asks again after each reversal: what is reversed stands no more. */
static bool undo_all(struct store *store, enum query query, const struct bind *bind,
                     int *undone, struct error *err)
{
	struct row *row;

	*undone = 0;
	while ((row = store_one(store, query, bind, err))) {
		int64_t container = row_int(row, "source_container");
		int more;

		if (!undo(store, row, err))
			return false;
		++*undone;
		if (container && query != LEDGER_REMAINDER
		    && !undo_all(store, LEDGER_REMAINDER,
		                 BIND(bind_int("container", container)), &more, err))
			return false;
	}
	return !err->fault;
}

static bool may_reverse(struct store *store, int64_t action, bool *counts, struct error *err)
{
	struct row *row = store_one(store, LEDGER_ACTION, BIND(bind_int("action", action)),
	                            err);

	if (!row)
		return failed(err, FAULT_MISSING, "there is no act %lld", (long long)action);
	if (row_int(row, "reversed_by"))
		return failed(err, FAULT_REFUSED, "act %lld was reversed already, by act %lld",
		              (long long)action, (long long)row_int(row, "reversed_by"));
	if (row_int(row, "corrections"))
		return failed(
			err, FAULT_REFUSED,
			"act %lld ('%s') is itself a correction; enter what is right instead",
			(long long)action, row_text(row, "verb"));
	*counts = row_int(row, "counts") > 0;
	return true;
}

/* A count that is void keeps nothing true: what was posted since to do so falls with it. */
bool ledger_reverse(struct store *store, int64_t action, struct error *err)
{
	int undone, kept, yielded;
	bool counts = false;

	if (!may_reverse(store, action, &counts, err)
	    || !store_run(
		    store, REVERSAL_INSERT,
		    BIND(bind_int("action", store_action(store)), bind_int("reverses", action)),
		    err)
	    || !undo_all(store, LEDGER_STANDING_OF_COUNTS, BIND(bind_int("action", action)),
	                 &kept, err)
	    || !undo_all(store, LEDGER_STANDING_OF_YIELD, BIND(bind_int("action", action)),
	                 &yielded, err)
	    || !undo_all(store, LEDGER_STANDING, BIND(bind_int("action", action)), &undone,
	                 err))
		return false;
	return undone || yielded || kept || counts
	    || failed(err, FAULT_REFUSED, "act %lld moved nothing that still stands",
	              (long long)action);
}

bool ledger_reverse_line(struct store *store, int64_t batch_line, struct error *err)
{
	int undone;

	return undo_all(store, LEDGER_STANDING_OF_LINE,
	                BIND(bind_int("batch_line", batch_line)), &undone, err)
	    && (undone || failed(err, FAULT_REFUSED, "nothing of that line stands"));
}

bool ledger_reverse_syringe(struct store *store, int64_t syringe, struct error *err)
{
	int undone;

	return undo_all(store, LEDGER_STANDING_OF_SYRINGE, BIND(bind_int("syringe", syringe)),
	                &undone, err)
	    && (undone || failed(err, FAULT_REFUSED, "nothing of that syringe stands"));
}

bool ledger_reverse_move(struct store *store, int64_t move, struct error *err)
{
	struct row *row = store_one(store, LEDGER_STANDING_MOVE, BIND(bind_int("move", move)),
	                            err);

	if (!row)
		return failed(err, FAULT_REFUSED, "that move was reversed already");
	return undo(store, row, err);
}

/* ---- Asking ---- */

/* The balance at the end of an instant, and the least from then until the next count. */
static bool balance_and_free(struct store *store, const struct location *at, int64_t *balance,
                             int64_t *least, struct error *err)
{
	struct instant count = { "" };
	struct holding holding;
	struct row *row;

	if (!look(store, at, &holding, err))
		return false;
	row = look_since(store, LEDGER_COUNTS, at, err);
	while (row_next(row, err))
		if (strcmp(row_text(row, "at"), at->since.text) > 0) {
			copy_text(count.text, sizeof count.text, row_text(row, "at"));
			break;
		}
	*balance = holding.amount;
	*least = *count.text ? QUANTITY_MOST : holding.amount;
	row = look_since(store, LEDGER_LATER, at, err);
	while (row_next(row, err) && strcmp(row_text(row, "at"), at->since.text) > 0) {
		if ((!*count.text || strcmp(row_text(row, "at"), count.text) < 0)
		    && *balance < *least)
			*least = *balance;
		*balance -= row_int(row, "delta");
	}
	if (*balance < *least)
		*least = *balance;
	return !err->fault;
}

bool ledger_balance(struct store *store, int64_t lot, int64_t place, int64_t container,
                    const struct instant *at, int64_t *amount, struct error *err)
{
	int64_t least;

	return balance_and_free(store,
	                        &(struct location){ lot, place, container,
	                                            at ? *at : (struct instant){ "9998" } },
	                        amount, &least, err);
}

bool ledger_free(struct store *store, int64_t lot, int64_t place, int64_t container,
                 const struct instant *at, int64_t *amount, struct error *err)
{
	int64_t balance;

	return balance_and_free(
		store,
		&(struct location){ lot, place, container, at ? *at : *store_event(store) },
		&balance, amount, err);
}
