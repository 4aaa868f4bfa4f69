/*
 * Laws 1 to 3 over random histories: thousands of valid and invalid acts, entered on time and
 * late, against a model that knows no compensations. In the model a location holds facts (what
 * came and went) and counts; its balance at an instant is what the last count until then found,
 * and what came and went since. An act that would leave any location below nothing at any
 * instant must be refused, every other kept, and both must then agree at every instant.
 * PISTOR_SEED repeats a history, PISTOR_ACTS makes it longer.
 */
#include "stock.h"

#include <time.h>

enum {
	MOST_FACTS = 60000,
	MOST_PLACES_OF = 4000,
	MOST_ACTS = 20000,
	ACTS = 3000,
	HISTORIES = 3
};

struct fact {
	int location;                /* index */
	int64_t at;                  /* minutes since the beginning */
	int act;                     /* order of entry */
	int64_t delta;
	bool count;                  /* then delta is what was found */
	bool gone;                   /* reversed */
};

struct location {
	int64_t lot, place, container, size;
	int first;                   /* of its facts, a list through next */
};

static struct fact facts[MOST_FACTS];
static int next_fact[MOST_FACTS], fact_count;
static struct location locations[MOST_PLACES_OF];
static int location_count;
static struct { int64_t action; bool done, reversed, reversal; } acts[MOST_ACTS];
static int act_count;
static uint64_t random_state;
static int64_t now, places[2];
static int kept, turned_down;

static int64_t pick_below(int64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (int64_t)(random_state >> 11) % limit;
}

static const char *clock_at(int64_t minute, char text[21])
{
	struct instant begin = { "2026-11-03T10:00:00Z" }, at;

	instant_add(&begin, minute * 60, &at);
	memcpy(text, at.text, sizeof at.text);
	return text;
}

static int location_of(int64_t lot, int64_t place, int64_t container, int64_t size)
{
	for (int i = location_count; i-- > 0; )
		if (locations[i].lot == lot && locations[i].place == place
		    && locations[i].container == container)
			return i;
	assert_true(location_count < MOST_PLACES_OF);
	locations[location_count] = (struct location){ lot, place, container, size, -1 };
	return location_count++;
}

static void add_fact(int location, int64_t at, int64_t delta, bool count)
{
	assert_true(fact_count < MOST_FACTS);
	facts[fact_count] = (struct fact){ location, at, act_count, delta, count, false };
	next_fact[fact_count] = locations[location].first;
	locations[location].first = fact_count++;
}

static bool later(const struct fact *a, const struct fact *b)
{
	return a->at > b->at || (a->at == b->at && a->act > b->act);
}

/* At the end of a minute, by the words of law 2. */
static int64_t balance(int location, int64_t at)
{
	const struct fact *count = NULL;
	int64_t sum = 0;

	for (int i = locations[location].first; i >= 0; i = next_fact[i])
		if (facts[i].count && !facts[i].gone && facts[i].at <= at
		    && (!count || later(&facts[i], count)))
			count = &facts[i];
	for (int i = locations[location].first; i >= 0; i = next_fact[i])
		if (!facts[i].count && !facts[i].gone && facts[i].at <= at
		    && (!count || later(&facts[i], count)))
			sum += facts[i].delta;
	return sum + (count ? count->delta : 0);
}

static bool holds(int location)
{
	for (int i = locations[location].first; i >= 0; i = next_fact[i])
		if (balance(location, facts[i].at) < 0)
			return false;
	return true;
}

/* Whether the model allows what was added to it by the act under way. */
static bool allowed(int from)
{
	for (int i = from; i < fact_count; i++)
		if (!holds(facts[i].location))
			return false;
	return true;
}

static void take_back(int from)
{
	while (fact_count > from) {
		fact_count--;
		locations[facts[fact_count].location].first = next_fact[fact_count];
	}
}

static void compare(struct store *store, int location, int64_t at)
{
	const struct location *where = &locations[location];
	struct instant instant;
	struct error err = { 0 };
	int64_t found;

	clock_at(at, instant.text);
	must(ledger_balance(store, where->lot, where->place, where->container, &instant, &found,
	                    &err));
	if (found != balance(location, at) && getenv("PISTOR_FACTS"))
		for (int i = where->first; i >= 0; i = next_fact[i])
			print_message("act %d (action %d): minute %d %s %lld%s\n", facts[i].act,
			              (int)acts[facts[i].act].action, (int)facts[i].at,
			              facts[i].count ? "found" : "moved",
			              (long long)facts[i].delta,
			              facts[i].gone ? ", reversed" : "");
	if (found != balance(location, at))
		fail_msg("act %d: lot %d place %d container %d at %s: the ledger says %lld, "
		         "the model %lld",
		         act_count, (int)where->lot, (int)where->place, (int)where->container,
		         instant.text, (long long)found, (long long)balance(location, at));
}

/* The act was tried: it must have ended as the model says, and left what the model says. */
static void conclude(struct store *store, bool ok, bool may, int from, int64_t at,
                     const struct error *err)
{
	if (ok != may)
		fail_msg("act %d at minute %d: %s, but the model says %s (%s)", act_count,
		         (int)at, ok ? "kept" : "refused", may ? "it may be" : "it may not",
		         err->text);
	if (!ok && err->fault != FAULT_REFUSED)
		fail_msg("act %d failed: %s", act_count, err->text);
	if (!ok)
		take_back(from);
	ok ? kept++ : turned_down++;
	acts[act_count].action = ok ? store_action(store) : 0;
	acts[act_count].done = ok;
	act_count++;
	for (int i = from; i < fact_count; i++) {
		compare(store, facts[i].location, at);
		compare(store, facts[i].location, now);
		compare(store, facts[i].location, pick_below(now + 1));
	}
}

/* On time, a little late, or long ago. */
static int64_t some_minute(void)
{
	switch (pick_below(4)) {
	case 0:
		return pick_below(now + 1);
	case 1:
		return now - pick_below(now < 20 ? now + 1 : 20);
	default:
		return now;
	}
}

static void sit_then(struct store *store, int64_t at)
{
	char entered[21], event[21];

	sit_why(store, clock_at(now, entered), at == now ? NULL : clock_at(at, event),
	        "by chance, or overfill");
}

static void receive(struct store *store)
{
	static const char *const products[] = { "VITC-20", "LIDO-2", "NEEDLE" };
	static const char *const amounts[] = { "%dx5mL", "%dx10mL", "%d pcs" };
	static const int64_t sizes[] = { 5000000, 10000000, 0 };
	int kind = (int)pick_below(3), number = 1 + (int)pick_below(9), from = fact_count;
	struct receipt receipt = { .product = products[kind],
		                   .place = pick_below(2) ? "STOCK" : "FRIDGE",
		                   .another = true };
	struct lot_choice done;
	struct error err = { 0 };
	int64_t at = some_minute();
	char amount[32];
	struct lot lot;
	bool ok;

	sit_then(store, at);
	snprintf(amount, sizeof amount, amounts[kind], number);
	must(packs_parse(amount, &receipt.amount, &err));
	must(store_begin(store, "lot receive", &err));
	ok = store_end(store, lot_receive(store, &receipt, &lot, &err)
	                      && lot_release(store, lot.number, NULL, &done, &err), &err);
	must(ok);
	add_fact(location_of(lot.id, places[strcmp(receipt.place, "STOCK") != 0], 0,
	                     sizes[kind]),
	         at, number * (sizes[kind] ? sizes[kind] : 1), false);
	conclude(store, ok, true, from, at, &err);
}

static int64_t some_amount(int location)
{
	int64_t there = balance(location, now), size = locations[location].size;
	int64_t step = !size ? 1 : locations[location].container ? 10000 : size;

	return pick_below(8) ? 1 * step + pick_below(there / step / 2 + 2) * step
	                     : there + step * pick_below(3);
}

/* Posted by hand, as no verb would check it first: to a patient, to waste, or to the other
 * place. */
static void take_out(struct store *store)
{
	int location = (int)pick_below(location_count), from = fact_count;
	const struct location *where = &locations[location];
	struct move move = { .lot = where->lot,
		             .source = where->place,
		             .source_container = where->container,
		             .amount = some_amount(location),
		             .kind = "give" };
	struct error err = { 0 };
	int64_t at = some_minute();
	bool transfers = pick_below(3) == 0, ok, may;

	if (move.amount <= 0)
		return;
	sit_then(store, at);
	add_fact(location, at, -move.amount, false);
	if (transfers) {
		move.kind = "transfer";
		move.target = where->place == places[0] ? places[1] : places[0];
		move.target_container = where->container;
		add_fact(location_of(where->lot, move.target, where->container, where->size),
		         at, move.amount, false);
	} else {
		must(place_end(store, pick_below(2) ? PLACE_PATIENT : PLACE_WASTE, &move.target,
		               &err));
	}
	may = allowed(from);
	must(store_begin(store, "session record", &err));
	ok = store_end(store,
	               ledger_move(store, &move, &err) && ledger_settle(store, NULL, &err),
	               &err);
	conclude(store, ok, may, from, at, &err);
}

/* What never came cannot be found. */
static bool came(int64_t action)
{
	for (int i = 0; i < act_count; i++)
		if (acts[i].action == action && acts[i].reversed)
			return false;
	return true;
}

static void count_there(struct store *store)
{
	int location = (int)pick_below(location_count), from = fact_count;
	const struct location *where = &locations[location];
	int64_t at = some_minute(), expected = balance(location, at),
		step = where->container ? 10000
	               : where->size    ? where->size
	                                : 1;
	int64_t found = pick_below(3) ? expected : expected + (pick_below(3) - 1) * step;
	char what[64], place[] = "FRIDGE", then[21];
	struct settlement told = { .count = 0 };
	struct parcel parcel = { .what = what,
		                 .place = where->place == places[0] ? "STOCK" : place };
	struct tallied tallied;
	struct error err = { 0 };
	struct lot lot;
	bool ok, may;

	if (found < 0 || (where->size && !where->container && found % where->size))
		return;
	must(lot_read(store, where->lot, &lot, &err));
	snprintf(what, sizeof what, "%s", lot.number);
	if (where->container) {
		struct instant until;
		int64_t ordinal;

		must(lot_container_until(store, where->container, &ordinal, &until, &err));
		snprintf(what, sizeof what, "%s/%d", lot.number, (int)ordinal);
	}
	parcel.amount.each = (struct quantity){ found, lot.product.unit };
	sit_then(store, at);
	add_fact(location, at, found, true);
	may = allowed(from) && came(lot.action)
	      && (found == 0 || strcmp(lot.received.text, clock_at(at, then)) <= 0);
	ok = lot_count(store, &parcel, &tallied, &told, &err);
	if (ok)
		assert_int_equal(tallied.expected.atoms, expected);
	conclude(store, ok, may, from, at, &err);
}

/* A vial of 10 mL is opened: one container's content goes into it. */
static void open_vial(struct store *store)
{
	int location = (int)pick_below(location_count), from = fact_count;
	const struct location *where = &locations[location];
	struct pick pick = {
		.lot = where->lot, .place = where->place, .amount = 10000000, .opens = 1
	};
	struct error err = { 0 };
	int64_t at = some_minute();
	struct lot lot;
	bool ok, may;

	if (where->container || where->size != 10000000)
		return;
	must(lot_read(store, where->lot, &lot, &err));
	pick.product = lot.product.id;
	sit_then(store, at);
	add_fact(location, at, -10000000, false);
	may = allowed(from);
	must(store_begin(store, "lot open", &err));
	ok = store_end(store,
	               lot_open_pick(store, &pick, NULL, &err)
	                       && ledger_settle(store, NULL, &err),
	               &err);
	if (ok)
		add_fact(location_of(where->lot, where->place, pick.container, 10000000), at,
		         10000000, false);
	conclude(store, ok, may, from, at, &err);
}

/* FEFO chooses, also for an instant long ago: what it promises must be kept by the ledger. */
static void draw_by_fefo(struct store *store)
{
	bool needle = pick_below(2);
	struct need need = { .product = product_id(store, needle ? "NEEDLE" : "VITC-20"),
	                     .unit = needle ? UNIT_PIECE : UNIT_LITRE };
	static struct picks picks;
	struct error err = { 0 };
	int64_t at = some_minute();
	int from = fact_count;
	bool ok;

	need.amount = ratio_of(needle ? 1 + pick_below(4) : (1 + pick_below(1200)) * 10000, 1);
	memset(&picks, 0, sizeof picks);
	sit_then(store, at);
	must(store_begin(store, "session record", &err));
	if (!lot_pick(store, &need, &picks, NULL, &err)) {
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_int_equal(strncmp(err.text, "need ", 5), 0);
		assert_false(store_end(store, false, &err));
		turned_down++;
		return;
	}
	for (int i = 0; i < picks.count; i++) {
		const struct pick *pick = &picks.pick[i];
		int location = location_of(pick->lot, pick->place, 0, needle ? 0 : 5000000);

		assert_int_equal(pick->container, 0);
		add_fact(location, at, needle ? -pick->amount : -pick->opens * 5000000, false);
	}
	ok = true;
	for (int i = 0; i < picks.count && ok; i++)
		ok = lot_take(store, &picks.pick[i],
		              &(struct taking){ .to = PLACE_PATIENT, .kind = "give" }, &err);
	ok = store_end(store, ok && ledger_settle(store, NULL, &err), &err);
	conclude(store, ok, true, from, at, &err);
}

static void reverse_some(struct store *store)
{
	int which = (int)pick_below(act_count), touched[64], count = 0;
	struct error err = { 0 };
	bool ok, may = true;

	if (!acts[which].done || acts[which].reversed || acts[which].reversal)
		return;
	for (int i = 0; i < fact_count; i++)
		if (facts[i].act == which && !facts[i].gone && count < 64) {
			facts[i].gone = true;
			touched[count++] = i;
		}
	for (int i = 0; i < count; i++)
		may &= holds(facts[touched[i]].location);
	sit_then(store, now);
	must(store_begin(store, "lot reverse", &err));
	ok = store_end(store,
	               ledger_reverse(store, acts[which].action, &err)
	                       && ledger_settle(store, NULL, &err),
	               &err);
	for (int i = 0; i < count && !ok; i++)
		facts[touched[i]].gone = false;
	acts[which].reversed = ok;
	acts[act_count].reversal = true;
	conclude(store, ok, may, fact_count, now, &err);
	for (int i = 0; i < count; i++) {
		compare(store, facts[touched[i]].location, facts[touched[i]].at);
		compare(store, facts[touched[i]].location, now);
	}
}

/* Every location at every instant at which anything happened there; and the shelf is the sum of
 * moves. */
static void compare_all(struct store *store)
{
	sqlite3_stmt *statement = NULL;

	for (int i = 0; i < location_count; i++)
		for (int k = locations[i].first; k >= 0; k = next_fact[k])
			compare(store, i, facts[k].at);
	assert_int_equal(
		sqlite3_prepare_v2(
			store->db,
			"SELECT count(*) FROM shelf f WHERE amount <>"
			" (SELECT coalesce(sum(CASE WHEN target = f.place AND "
	                "coalesce(target_container, 0) = f.container THEN amount ELSE 0 END"
			"                    - CASE WHEN source = f.place AND "
	                "coalesce(source_container, 0) = f.container THEN amount ELSE 0 END), "
	                "0)"
			"    FROM move WHERE lot = f.lot)",
			-1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int64(statement, 0), 0);
	sqlite3_finalize(statement);
}

/* The same everywhere, unless another is asked for. */
static const uint64_t seeds[] = { 7, 20261103, 1785438671923 };

enum { SEEDS = sizeof seeds / sizeof *seeds };

static uint64_t seed;

static int open_history(void **state)
{
	seed = *(const uint64_t *)*state;
	return open_stock(state);
}

static void every_history_agrees_with_the_model_at_every_instant(void **state)
{
	int acts_wanted = getenv("PISTOR_ACTS") ? atoi(getenv("PISTOR_ACTS")) : ACTS;

	print_message("seed %llu\n", (unsigned long long)seed);
	random_state = seed | 1;
	fact_count = location_count = act_count = kept = turned_down = 0;
	memset(acts, 0, sizeof acts);
	now = 0;
	places[0] = place_id(*state, "STOCK");
	places[1] = place_id(*state, "FRIDGE");
	receive(*state);
	while (act_count < acts_wanted && act_count < MOST_ACTS) {
		now += pick_below(3);
		switch (pick_below(12)) {
		case 0:
			receive(*state);
			break;
		case 1: case 2: case 3: case 4:
			take_out(*state);
			break;
		case 5: case 6:
			count_there(*state);
			break;
		case 7:
			open_vial(*state);
			break;
		case 8: case 9: case 10:
			draw_by_fefo(*state);
			break;
		case 11:
			reverse_some(*state);
			break;
		}
	}
	compare_all(*state);
	print_message("%d acts kept, %d refused\n", kept, turned_down);
	assert_true(kept > act_count / 4 && turned_down > act_count / 50);
}

int main(void)
{
	const char *given = getenv("PISTOR_SEED");
	uint64_t asked = given ? strtoull(given, NULL, 10) : 0;
	struct CMUnitTest tests[SEEDS];

	for (int i = 0; i < SEEDS; i++)
		tests[i] = (struct CMUnitTest){
			"every_history_agrees_with_the_model_at_every_instant",
			every_history_agrees_with_the_model_at_every_instant, open_history,
			close_fixture, (void *)(given ? &asked : &seeds[i])
		};
	return _cmocka_run_group_tests("laws", tests, given ? 1 : SEEDS, NULL, NULL);
}
