/*
 * Laws 1-6, 8 and 10-14 over random histories of the whole record: lots, recipes, batches,
 * sessions, their corrections, counts, recalls, entered on time and late, many of them wrong.
 * What the model knows it has from the requests and the answers, never from the ledger: of each
 * lot the sum of everything by what became of it, of each batch its lines, of each session its
 * syringes. A refused act must leave no trace; after every few hundred acts all laws are
 * checked and the record must say what the model says. The seeds are the same everywhere;
 * PISTOR_SEED asks for another, PISTOR_ACTS for a longer history, PISTOR_TOLD tells every act.
 */
#include "stock.h"
#include "again.h"
#include "batch.h"
#include "chain.h"
#include "correction.h"
#include "formulation.h"
#include "import.h"
#include "journal.h"
#include "patient.h"
#include "recall.h"
#include "recipe.h"
#include "session.h"
#include "temperature.h"
#include "trace.h"

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum {
	ACTS = 2000,
	MOST_ACTS = 200000,
	MOST_LOTS = MOST_ACTS,
	MOST_BATCHES = MOST_ACTS,
	MOST_GIVEN = MOST_ACTS,
	PATIENTS = 12,
	MOST_PARTS_OF = 24,
	MOST_RECIPES = 24,
	MOST_SETS = 8,
	MOST_OF_SET = 3,
	MOST_STATES = 64,
	CHECK_EVERY = 500
};

/* ---- The model ---- */

enum form { FORM_SINGLE, FORM_MULTI, FORM_POWDER, FORM_BULK, FORM_PIECE };

/* What is bought; strength: atoms of the ingredient in one atom of it. */
static const struct goods {
	const char *code, *ingredient, *pack;
	enum form form;
	int64_t size;
	int64_t strength;
} goods[] = {
	{ "VITC-20",   "ascorbic-acid",      "%dx5mL",        FORM_SINGLE, 5000000,  200 },
	{ "HA-20",     "sodium-hyaluronate", "%dx2.5mL",      FORM_SINGLE, 2500000,  20 },
	{ "LIDO-2",    "lidocaine-hcl",      "%dx10mL",       FORM_MULTI,  10000000, 20 },
	{ "TXA-100",   "tranexamic-acid",    "%dx10mL",       FORM_MULTI,  10000000, 100 },
	{ "BIOT-5",    "biotin",             "%dx2mL",        FORM_SINGLE, 2000000,  5 },
	{ "HYAL-1500", "hyaluronidase",      "%dx1500IU",     FORM_POWDER, 1500000,  1 },
	{ "NACL-09",   "sodium-chloride-09", "%d00 mL",       FORM_BULK,   0,        9 },
	{ "NEEDLE",    NULL,                 "%d pcs",        FORM_PIECE,  0,        0 },
};

enum { GOODS = sizeof goods / sizeof *goods };

enum sum { RECEIVED, MADE, USED, LOST, GIVEN, WASTED, RETURNED, COUNTED, SUMS };

struct state { char at[21]; const char *status; };

struct m_lot {
	int64_t id, sum[SUMS];
	char number[LOT_NUMBER], maker[40], received[21], ends[21], expires[16];
	int goods;                   /* -1: a mixture */
	int batch;                   /* of batches, where it is one */
	int tenths;                  /* assay, in tenths of a per cent of the label */
	bool east, counted;
	int counts;                  /* that stand */
	bool recounted;              /* one never was, nor was what kept it true, whoever posted
	                              * it */
	bool never;                  /* came: what brought it was reversed */
	struct state states[MOST_STATES];
	int state_count;
};

struct part { int lot; int64_t position, amount; };

/* What settling did besides: waste, or a difference that keeps a count true. */
struct side { int lot; enum sum sum; int64_t amount; };

struct fraction { __int128 num, den; };

/* What who prepared or verified a batch signed besides its amounts, which stay: how often a line was
 * corrected, for whom it is, what is in it, and until when it keeps. */
struct signed_for {
	int corrections, patients;
	struct fraction content[GOODS];
	char until[21];
};

struct m_batch {
	int64_t id, action, made_up, kept;
	int lot, maker;              /* of persons */
	int corrections;             /* of a line of it */
	int patients;                /* a bit for each it was ever for; 0: for stock */
	bool chair, stands, of_recipe, prepared, verified;
	struct signed_for prepared_for, verified_for;
	struct part parts[MOST_PARTS_OF];
	int part_count;
	struct side sides[MOST_TOLD];
	int side_count;
};

struct m_syringe { int lot; int64_t given, wasted; };

struct m_session {
	int64_t id, action;
	char number[SESSION_NUMBER], at[21];
	int patient;
	int replaces;                /* of sessions; -1: none */
	bool stands, reported;
	struct m_syringe syringes[MOST_SYRINGES * 2];
	int count;
	struct side sides[MOST_TOLD];
	int side_count;
};

struct m_recipe {
	char code[16];
	int version;                 /* approved so far */
	int64_t yield, session;      /* 0: a session takes what is said */
	int fill;                    /* position, 0: none */
	int derived;                 /* a bit for each patient it has a version for */
	bool powder;
	int retired;                 /* 2: for safety */
};

/* Recipes given in one session. */
struct m_set { char code[16]; int recipes[MOST_OF_SET], count; };

/* An act that moved stock of one lot, dissolved one, or entered a table: what may be reversed
 * by its number. */
struct m_done {
	int64_t action, amount;
	int lot, lots, batch;        /* the first, how many it brought; of batches, -1: none */
	int session, told;           /* the first past session of a table, and how many */
	enum sum sum;
	bool came, table, reversed;
	struct side sides[MOST_TOLD];
	int side_count;
};

static struct m_lot *lots;
static struct m_batch *batches;
static struct m_session *sessions;
static struct m_recipe recipes[MOST_RECIPES];
static struct m_set sets[MOST_SETS];
static struct m_done *done;
static int set_count, done_count;
static int stocked, batch_count, session_count, recipe_count, bought[MOST_LOTS], bought_count;
static int series_lot[2], series_batch[2], series_session[2];

static const char *const staff[] = { "ph.anna", "ph.omar", "dr.lee", "as.kim", "au.bo" };
enum { ANNA, OMAR, LEE, KIM, BO };

static uint64_t random_state, seed;

/* Each told apart from its neighbours by more than a bit. */
static const uint64_t seeds[] = { 22, 115, 20261103, 1785438671923, 271828182845904523 };

enum { SEEDS = sizeof seeds / sizeof *seeds };

static int64_t now;              /* minutes */
static struct { const char *verb; int kept, refused; } tallies[64];

static int64_t below(int64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (int64_t)(random_state >> 11) % limit;
}

static bool one_in(int64_t n)
{
	return below(n) == 0;
}

static void clock_at(int64_t minute, char text[21])
{
	struct instant begin = { "2026-11-03T10:00:00Z" }, at;

	instant_add(&begin, minute * 60, &at);
	memcpy(text, at.text, sizeof at.text);
}

static int64_t inside(const struct m_lot *lot)
{
	return lot->sum[RECEIVED] + lot->sum[MADE] + lot->sum[COUNTED] - lot->sum[USED]
	       - lot->sum[GIVEN] - lot->sum[WASTED] - lot->sum[RETURNED];
}

static bool is_single(const struct m_lot *lot)
{
	return lot->goods >= 0
	    && (goods[lot->goods].form == FORM_SINGLE || goods[lot->goods].form == FORM_POWDER);
}

static int lot_of(int64_t id)
{
	assert_true(id > 0 && id <= stocked && lots[id - 1].id == id);
	return (int)id - 1;
}

static bool is_for(const struct m_batch *batch, int patient)
{
	return !batch->patients || (batch->patients >> patient & 1);
}

static int lot_numbered(const char *number)
{
	for (int i = stocked; i-- > 0; )
		if (strcmp(lots[i].number, number) == 0)
			return i;
	fail_msg("no lot '%s' in the model", number);
	return -1;
}

/* Whether a lot is in another, to the end. */
static bool holds_lot(int lot, int root)
{
	const struct m_batch *batch = lots[lot].batch < 0 ? NULL : &batches[lots[lot].batch];

	if (lot == root)
		return true;
	for (int i = 0; batch && i < batch->part_count; i++)
		if (batch->parts[i].amount && holds_lot(batch->parts[i].lot, root))
			return true;
	return false;
}

/* ---- Exact arithmetic, of its own ---- */

static __int128 divisor(__int128 a, __int128 b)
{
	while (b) {
		__int128 rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

static struct fraction lowest(__int128 num, __int128 den)
{
	__int128 by = divisor(num, den);

	return by ? (struct fraction){ num / by, den / by } : (struct fraction){ 0, 1 };
}

static struct fraction times(struct fraction a, __int128 num, __int128 den)
{
	struct fraction b = lowest(num, den), x = lowest(a.num, b.den),
			y = lowest(b.num, a.den);

	return (struct fraction){ x.num * y.num, x.den * y.den };
}

static struct fraction plus(struct fraction a, struct fraction b)
{
	return lowest(a.num * b.den + b.num * a.den, a.den * b.den);
}

static struct fraction half_even(struct fraction a)
{
	__int128 whole = a.num / a.den, twice = a.num % a.den * 2;

	return (struct fraction){ whole + (twice > a.den || (twice == a.den && whole % 2)), 1 };
}

/* Law 9: the assay says what is in a bought lot. Law 8: what is in a mixture is rounded once,
 * over the amount made up. */
static void content_of(int lot, struct fraction out[GOODS])
{
	const struct m_batch *batch = lots[lot].batch < 0 ? NULL : &batches[lots[lot].batch];
	struct fraction part[GOODS];

	for (int i = 0; i < GOODS; i++)
		out[i] = (struct fraction){ 0, 1 };
	if (!batch) {
		const struct goods *of = &goods[lots[lot].goods];

		out[lots[lot].goods] = lowest(of->strength * lots[lot].tenths, 1000);
		return;
	}
	for (int i = 0; i < batch->part_count; i++) {
		content_of(batch->parts[i].lot, part);
		for (int k = 0; k < GOODS; k++)
			out[k] = plus(out[k], times(part[k], batch->parts[i].amount, 1));
	}
	for (int k = 0; k < GOODS; k++)
		out[k] = times(half_even(out[k]), 1, batch->made_up);
}

/* ---- One act ---- */

static struct {
	const char *verb;
	int64_t before, action;      /* length of the chain; the act, once it is kept */
	struct digest head;
	char entered[21], event[21], once[24];
	bool late, reason, happened;
} act;

static int64_t acts_done;

/* What is asked of how it must end. */
enum expect { MUST, MAY, MUST_NOT };

struct manner_of { int late, reason, happened; };   /* one in so many; 0: never, 1: always */

static bool chance(int n)
{
	return n && one_in(n);
}

static void sit(struct store *store, int who, const char *verb, struct manner_of odds)
{
	static int keys;
	struct claim claim = { .as = staff[who],
		               .at = act.entered,
		               .clock = { "2026-11-03T10:00:00Z" } };
	struct error err = { 0 };
	struct clinic clinic;

	act.verb = verb;
	act.late = now > 60 && chance(odds.late);
	act.happened = chance(odds.happened);
	act.reason = act.late || chance(odds.reason);
	clock_at(now, act.entered);
	clock_at(act.late ? now - below(now < 6000 ? now : 6000) : now, act.event);
	*act.once = '\0';
	if (one_in(20))
		snprintf(act.once, sizeof act.once, "key %d", ++keys);
	if (act.late)
		claim.when = act.event;
	claim.reason = act.reason ? "as it came by chance" : NULL;
	claim.exception = act.happened ? "it happened" : NULL;
	claim.once = *act.once ? act.once : NULL;
	claim.request = *act.once ? verb : NULL;
	must(clinic_now(store, &clinic, &err));
	must(person_sit(store, &clinic, &claim, &err));
	must(person_may(store, verb, &err));
	must(store_head(store, &act.head, &act.before, &err));
}

static bool answered(struct store *store, struct error *err)
{
	return !*act.once || journal_answer(store, act.verb, err);
}

#define ACT(call) \
	(store_begin(store, act.verb, &err) \
	 && store_end(store, (call) && answered(store, &err), &err))

static void count_verb(bool ok)
{
	int i = 0;

	while (tallies[i].verb && strcmp(tallies[i].verb, act.verb) != 0)
		i++;
	tallies[i].verb = act.verb;
	ok ? tallies[i].kept++ : tallies[i].refused++;
}

/* Law 11: the key answers as the first time, refuses another request, and does nothing
 * twice. */
static void repeat(struct store *store)
{
	struct identity twice = { .code = "P-TWICE" };
	struct error err = { 0 };
	struct digest head;
	const char *answer;
	int64_t length, id;

	must(journal_answered(store, act.once, act.verb, &answer, &err));
	assert_non_null(answer);
	assert_string_equal(answer, act.verb);
	refused(journal_answered(store, act.once, "another", &answer, &err), err.text);
	must(store_head(store, &act.head, &act.before, &err));
	assert_false(store_begin(store, act.verb, &err)
	             && store_end(store, patient_add(store, &twice, &id, &err), &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	err = (struct error){ 0 };
	must(store_head(store, &head, &length, &err));
	assert_int_equal(length, act.before);
	assert_memory_equal(&head, &act.head, sizeof head);
}

/* The act was tried: it ended as it must, and a refused one left no trace. */
static bool conclude(struct store *store, bool ok, enum expect expect, const struct error *why)
{
	struct error err = { 0 };
	struct digest head;
	int64_t length;

	if (getenv("PISTOR_TOLD"))
		print_message("%d %s%s%s%s at %s: %s\n", (int)act.before + 1, act.verb,
		              act.late ? ", late" : "", act.reason ? ", reason" : "",
		              act.happened ? ", happened" : "", act.event,
		              ok ? "kept" : why->text);
	must(store_head(store, &head, &length, &err));
	count_verb(ok);
	acts_done++;
	if ((ok && expect == MUST_NOT) || (!ok && expect == MUST))
		fail_msg("seed %llu, act %d, %s: %s", (unsigned long long)seed,
		         (int)act.before + 1, act.verb, ok ? "was kept" : why->text);
	if (ok) {
		assert_int_equal(length, act.before + 1);
		act.action = length;
		if (*act.once)
			repeat(store);
		return true;
	}
	if (why->fault == FAULT_NONE || why->fault == FAULT_STORE || !*why->text)
		fail_msg("seed %llu, act %d, %s failed: %s", (unsigned long long)seed,
		         (int)act.before + 1, act.verb, why->text);
	assert_int_equal(length, act.before);
	assert_memory_equal(&head, &act.head, sizeof head);
	return false;
}

/* ---- What an act did, into the model ---- */

/* Of single-use containers all that was opened and not used is waste: after a correction the
 * model takes what the shelf says, which must be whole containers. */
static void adopt(struct store *store, int lot)
{
	struct m_lot *of = &lots[lot];
	int64_t there = on_shelf(store, of->id);

	if (of->counted)
		of->sum[COUNTED] = -gone(store, of->number, "count");

	if (!is_single(of))
		return;
	if (there % goods[of->goods].size)
		fail_msg("seed %llu, act %d, %s: %lld of %s is no whole number of containers",
		         (unsigned long long)seed, (int)act.before + 1, act.verb,
		         (long long)there, of->number);
	of->sum[WASTED] += inside(of) - there;
	assert_true(of->sum[WASTED] >= 0);
}

static void add_told(const struct settlement *told, struct side *sides, int *count)
{
	assert_int_equal(told->more, 0);
	for (int i = 0; i < told->count; i++) {
		const struct told *one = &told->told[i];
		struct side side = { lot_numbered(one->lot),
			             one->what == TOLD_WASTED ? WASTED : COUNTED,
			             one->amount.atoms };

		lots[side.lot].sum[side.sum] += side.amount;
		if (count)
			sides[(*count)++] = side;
	}
}

/* After a correction: what was wasted again is what the shelf lacks. */
static void adopt_told(struct store *store, const struct settlement *told)
{
	for (int i = 0; i < told->count; i++)
		adopt(store, lot_numbered(told->told[i].lot));
}

static void read_parts(struct store *store, struct m_batch *batch)
{
	struct error err = { 0 };
	struct row *row = store_query(store, BATCH_LINE_STANDING,
	                              BIND(bind_int("batch", batch->id)), &err);

	batch->part_count = 0;
	while (row_next(row, &err)) {
		assert_true(batch->part_count < MOST_PARTS_OF);
		batch->parts[batch->part_count++] = (struct part){ lot_of(row_int(row, "lot")),
			                                           row_int(row, "position"),
			                                           row_int(row, "used") };
	}
	assert_int_equal(err.fault, FAULT_NONE);
}

static void use_parts(const struct m_batch *batch, int64_t sign)
{
	for (int i = 0; i < batch->part_count; i++)
		lots[batch->parts[i].lot].sum[USED] += sign * batch->parts[i].amount;
	lots[batch->lot].sum[MADE] += sign * batch->kept;
	lots[batch->lot].sum[LOST] += sign * (batch->made_up - batch->kept);
}

static void was_usable(int lot);

static void learn_batch(struct store *store, int lot, int maker)
{
	struct m_batch *batch = &batches[batch_count];
	struct error err = { 0 };
	struct batch read;

	must(batch_of_lot(store, lots[lot].id, &read, &err));
	*batch = (struct m_batch){ .id = read.id,
		                   .action = read.action,
		                   .made_up = read.made_up.atoms,
		                   .kept = read.kept.atoms,
		                   .lot = lot,
		                   .maker = maker,
		                   .chair = read.chair,
		                   .stands = true };
	lots[lot].batch = batch_count++;
	read_parts(store, batch);
	use_parts(batch, 1);
	for (int i = 0; i < batch->part_count; i++)
		was_usable(batch->parts[i].lot);
}

/* Numbers are given without a gap, by the year of entry. */
static void expect_number(const char *number, char letter, int *series, int digits)
{
	char expected[LOT_NUMBER];
	int year = (act.entered[2] - '0') * 10 + act.entered[3] - '0';

	snprintf(expected, sizeof expected, "%c%d-%0*d", letter, year, digits,
	         ++series[year - 26]);
	assert_string_equal(number, expected);
}

/* Lots are made in order, so that what is new has the next ids. */
static void learn_lots(struct store *store, int maker)
{
	struct error err = { 0 }, none = { 0 };
	struct lot lot;

	while (lot_read(store, stocked + 1, &lot, &none)) {
		struct m_lot *to = &lots[stocked];

		*to = (struct m_lot){ .id = lot.id, .goods = -1, .batch = -1, .tenths = 1000 };
		snprintf(to->number, sizeof to->number, "%s", lot.number);
		expect_number(lot.number, lot.batch ? 'B' : 'L',
		              lot.batch ? series_batch : series_lot, 4);
		stocked++;
		if (lot.batch)
			learn_batch(store, stocked - 1, maker);
	}
	assert_int_equal(none.fault, FAULT_MISSING);
	(void)err;
}

static void tell_moves(struct store *store, int64_t lot)
{
	sqlite3_stmt *statement = NULL;

	sqlite3_prepare_v2(store->db,
	                   "SELECT m.id, m.action, a.verb, m.kind, s.code, t.code, "
	                   "m.source_container, m.target_container,"
	                   " m.amount, m.at, m.reverses FROM move m JOIN action a ON a.id = "
	                   "m.action JOIN place s ON s.id = m.source"
	                   " JOIN place t ON t.id = m.target WHERE m.lot = ?1 ORDER BY m.id",
	                   -1, &statement, NULL);
	sqlite3_bind_int64(statement, 1, lot);
	while (getenv("PISTOR_TOLD") && sqlite3_step(statement) == SQLITE_ROW)
		print_message(
			"  %d act %d %s: %s %s/%d to %s/%d %lld at %s reverses %d\n",
			sqlite3_column_int(statement, 0), sqlite3_column_int(statement, 1),
			sqlite3_column_text(statement, 2), sqlite3_column_text(statement, 3),
			sqlite3_column_text(statement, 4), sqlite3_column_int(statement, 6),
			sqlite3_column_text(statement, 5), sqlite3_column_int(statement, 7),
			(long long)sqlite3_column_int64(statement, 8),
			sqlite3_column_text(statement, 9), sqlite3_column_int(statement, 10));
	sqlite3_finalize(statement);
}

static void agree(struct store *store, int lot)
{
	int64_t there = on_shelf(store, lots[lot].id);

	if (lots[lot].recounted)
		lots[lot].sum[COUNTED] = -gone(store, lots[lot].number, "count");
	if (there != inside(&lots[lot]))
		tell_moves(store, lots[lot].id);
	if (there != inside(&lots[lot]))
		fail_msg("seed %llu, act %d, %s: of %s there is %lld, and the model has %lld",
		         (unsigned long long)seed, (int)act.before + 1, act.verb,
		         lots[lot].number, (long long)there, (long long)inside(&lots[lot]));
}

static void agree_parts(struct store *store, const struct m_batch *batch)
{
	agree(store, batch->lot);
	for (int i = 0; i < batch->part_count; i++)
		agree(store, batch->parts[i].lot);
}

/* What act this was, should it be reversed. */
static struct m_done *note(struct m_done what)
{
	what.action = act.action;
	done[done_count] = what;
	return &done[done_count++];
}

/* ---- Lots ---- */

static void add_days(const char *at, int days, char out[16])
{
	struct day day, later;
	struct error err = { 0 };

	snprintf(day.text, sizeof day.text, "%.10s", at);
	must(day_add(&day, days, &later, &err));
	snprintf(out, 16, "%s", later.text);
}

/* Law 5, by hand: Tokyo is nine hours ahead of UTC and has no summer time. */
static void ends_of(const char *printed, bool east, char out[21])
{
	int year = atoi(printed), month = atoi(printed + 5);
	struct instant midnight;
	char day[16], text[64];

	if (strlen(printed) == 7)
		snprintf(text, sizeof text, "%04d-%02d-01", month == 12 ? year + 1 : year,
		         month == 12 ? 1 : month + 1);
	else {
		add_days(printed, 1, day);
		snprintf(text, sizeof text, "%s", day);
	}
	snprintf(midnight.text, sizeof midnight.text, "%.10sT00:00:00Z", text);
	if (east)
		instant_add(&midnight, -9 * 3600, &midnight);
	memcpy(out, midnight.text, 21);
}

static void set_state(struct m_lot *lot, const char *at, const char *status)
{
	assert_true(lot->state_count < MOST_STATES);
	snprintf(lot->states[lot->state_count].at, 21, "%s", at);
	lot->states[lot->state_count++].status = status;
}

/* A delivery as it should be, or in one of four ways wrong. */
struct delivery {
	struct receipt receipt;
	int kind, room, wrong, tenths;
	char amount[32], maker[40], printed[16], assay[48];
	const char *assays[2];
};

static void spoil(struct delivery *to)
{
	if (to->wrong == 1)
		snprintf(to->amount, sizeof to->amount,
		         goods[to->kind].size ? "3.3 mL" : "0.5 mg");
	if (to->wrong == 2)
		to->receipt.product = "NOTHING";
	if (to->wrong == 3)
		to->receipt.place = "WASTE";
	if (to->wrong == 4 && bought_count) {
		const struct m_lot *twin = &lots[bought[below(bought_count)]];

		to->receipt.product = goods[twin->goods].code;
		snprintf(to->amount, sizeof to->amount, goods[twin->goods].pack, 2);
		to->receipt.another = false;
		to->receipt.assays = NULL;
		snprintf(to->maker, sizeof to->maker, "%s", twin->maker);
		snprintf(to->printed, sizeof to->printed, "2031-0%d", 1 + (int)below(9));
		/* Where the other never came, or the expiry is the same, it is as right as
		 * any. */
		to->wrong = twin->never || strcmp(twin->expires, to->printed) == 0 ? -1 : 4;
	} else if (to->wrong == 4)
		to->wrong = 0;
}

static const char *const rooms[] = { "STOCK", "FRIDGE", "TOKYO" };

static void some_delivery(struct delivery *to)
{
	static const char *const odd[] = { "", "00", "1E", "-" };

	*to = (struct delivery){ .kind = (int)below(GOODS), .room = (int)below(3),
		                 .wrong = one_in(8) ? 1 + (int)below(4) : 0 };
	to->tenths = goods[to->kind].ingredient && one_in(3) ? 900 + (int)below(200) : 1000;
	to->receipt = (struct receipt){ .product = goods[to->kind].code,
		                        .place = rooms[to->room],
		                        .maker_number = to->maker,
		                        .another = true };
	snprintf(to->amount, sizeof to->amount, goods[to->kind].pack, 1 + (int)below(20));
	snprintf(to->maker, sizeof to->maker, "%s%d", odd[below(4)], 100 + (int)acts_done);
	add_days(act.event, 3 + (int)below(300), to->printed);
	if (one_in(3))
		to->printed[7] = '\0';
	if (one_in(6))
		*to->printed = '\0';
	snprintf(to->assay, sizeof to->assay, "%s=%d.%d %%",
	         goods[to->kind].ingredient ? goods[to->kind].ingredient : "", to->tenths / 10,
	         to->tenths % 10);
	to->assays[0] = to->assay;
	if (to->tenths != 1000)
		to->receipt.assays = to->assays;
	spoil(to);
}

/* The newest lot of the model, as it was bought. */
static struct m_lot *enter_bought(int kind, int room, const char *maker, const char *printed,
                                  int64_t amount)
{
	struct m_lot *lot = &lots[stocked - 1];

	bought[bought_count++] = stocked - 1;
	lot->goods = kind;
	lot->tenths = 1000;
	lot->east = room == 2;
	lot->sum[RECEIVED] = amount;
	snprintf(lot->maker, sizeof lot->maker, "%s", maker);
	snprintf(lot->expires, sizeof lot->expires, "%s", printed);
	snprintf(lot->received, 21, "%s", act.event);
	if (*printed)
		ends_of(printed, room == 2, lot->ends);
	set_state(lot, act.event, "quarantine");
	return lot;
}

static void receive(struct store *store)
{
	struct delivery delivery;
	struct packs *amount = &delivery.receipt.amount;
	struct error err = { 0 };
	struct lot lot;
	bool ok;

	sit(store, one_in(3) ? KIM : ANNA, "lot receive", (struct manner_of){ 6, 4, 0 });
	some_delivery(&delivery);
	must(packs_parse(delivery.amount, amount, &err));
	if (*delivery.printed)
		must(expiry_parse(delivery.printed, &delivery.receipt.expires, &err));
	ok = ACT(lot_receive(store, &delivery.receipt, &lot, &err));
	if (!conclude(store, ok, delivery.wrong > 0 ? MUST_NOT : delivery.wrong ? MAY : MUST,
	              &err))
		return;
	learn_lots(store, -1);
	for (int i = 0; i < GOODS; i++)
		if (strcmp(goods[i].code, delivery.receipt.product) == 0)
			delivery.kind = i;
	enter_bought(delivery.kind, delivery.room, delivery.maker, delivery.printed,
	             (amount->count ? amount->count : 1) * amount->each.atoms)
		->tenths = delivery.receipt.assays ? delivery.tenths : 1000;
	note((struct m_done){ .lot = stocked - 1, .lots = 1, .batch = -1, .sum = RECEIVED,
	                      .amount = lots[stocked - 1].sum[RECEIVED], .came = true });
	agree(store, stocked - 1);
}

static int some_bought(void)
{
	/* Mostly of the newest. */
	int span = bought_count < 40 || one_in(4) ? bought_count : 40;

	return bought[bought_count - 1 - below(span)];
}

static const char *status_then(const struct m_lot *lot, const char *at)
{
	const struct state *found = NULL;

	for (int i = 0; i < lot->state_count; i++)
		if (strcmp(lot->states[i].at, at) <= 0
		    && (!found || strcmp(lot->states[i].at, found->at) >= 0))
			found = &lot->states[i];
	return found ? found->status : NULL;
}

/* Law 4, by its words. */
static const char *barred_then(const struct m_lot *lot, const char *at)
{
	const char *status = status_then(lot, at);

	if (!status)
		return "not received yet";
	if (strcmp(status, "quarantine") == 0)
		return "in quarantine";
	if (strcmp(status, "released") != 0)
		return status;
	return *lot->ends && strcmp(lot->ends, at) <= 0 ? "expired" : "";
}

/* What was about to be done took nothing that could not be used then; what it was corrected to
 * is at another time. */
static void was_usable(int lot)
{
	const char *barred = lots[lot].goods < 0 ? "" : barred_then(&lots[lot], act.event);

	if (*barred && !act.happened && strcmp(act.verb, "session amend") != 0)
		fail_msg("seed %llu: %s at %s takes %s, which the model says is %s, and no "
		         "exception says why",
		         (unsigned long long)seed, act.verb, act.event, lots[lot].number,
		         barred);
}

static void ask_usable(struct store *store, int lot)
{
	char barred[BARRED_ROOM];
	struct error err = { 0 };
	struct instant at;

	if (lots[lot].goods < 0 || lots[lot].never)
		return;
	clock_at(one_in(2) ? now : below(now + 1), at.text);
	if (*lots[lot].ends && one_in(3)) {
		memcpy(at.text, lots[lot].ends, sizeof at.text);
		if (one_in(2))
			instant_add(&at, -1, &at);
	}
	must(lot_barred(store, lots[lot].id, 0, &at, barred, &err));
	if (strcmp(barred, barred_then(&lots[lot], at.text)) != 0)
		fail_msg("seed %llu: at %s %s is '%s', and the model says '%s'",
		         (unsigned long long)seed, at.text, lots[lot].number, barred,
		         barred_then(&lots[lot], at.text));
}

static void judge(struct store *store)
{
	static const char *const words[] = { "released", "released", "released",
		                             "held",     "recalled", "rejected" };
	static const char *const verbs[] = { "lot release", "lot release", "lot release",
		                             "lot hold",    "lot recall",  "lot reject" };
	int which = some_bought(), kind = one_in(2) ? 0 : (int)below(6);
	struct m_lot *lot = &lots[which];
	struct lot_choice done;
	struct error err = { 0 };
	const char *was;
	bool ok;

	if (strcmp(lot->states[lot->state_count - 1].status, "quarantine") == 0 && !one_in(6))
		kind = 0;
	if (lot->state_count == MOST_STATES || lot->never)
		return;
	sit(store, ANNA, verbs[kind], (struct manner_of){ 8, 2, 0 });
	was = status_then(lot, act.event);
	ok = ACT(kind < 3 ? lot_release(store, lot->number, NULL, &done, &err)
	                  : lot_set_status(store, lot->number, words[kind], NULL, &done, &err));
	if (!conclude(store, ok, (kind >= 3 && !act.reason) || !was ? MUST_NOT : MAY, &err))
		return;
	assert_int_equal(done.count, 1);
	set_state(lot, act.event, words[kind]);
	ask_usable(store, which);
}

/* Law 10: the number corrected finds it, and the old one too; law 5: the expiry ends where it
 * came in. */
static void correct(struct store *store)
{
	int which = some_bought(), kind = (int)below(3);
	struct m_lot *lot = &lots[which];
	struct lot_entry entry = { .lot = lot->number, .another = true };
	char maker[40], printed[16], assay[48];
	const char *assays[2] = { assay, NULL };
	struct followed after;
	struct error err = { 0 };
	int tenths = 900 + (int)below(200);
	struct lot_choice choice;
	struct lot out;
	bool ok;

	sit(store, OMAR, "lot correct", (struct manner_of){ 0, 1, 0 });
	if (one_in(8))
		sit(store, OMAR, "lot correct", (struct manner_of){ 0, 0, 0 });
	snprintf(maker, sizeof maker, "C%d", (int)acts_done);
	add_days(act.event, 3 + (int)below(300), printed);
	snprintf(assay, sizeof assay, "%s=%d.%d %%",
	         goods[lot->goods].ingredient ? goods[lot->goods].ingredient : "biotin",
	         tenths / 10, tenths % 10);
	if (kind == 0)
		entry.maker_number = maker;
	if (kind == 1)
		must(expiry_parse(printed, &entry.expires, &err));
	if (kind == 2)
		entry.assays = assays;
	memset(&after, 0, sizeof after);
	ok = ACT(correction_of_lot(store, &entry, &out, &after, &err));
	if (!conclude(store, ok,
	              !act.reason || (kind == 2 && !goods[lot->goods].ingredient) ? MUST_NOT
	                                                                          : MAY,
	              &err))
		goto done;
	if (kind == 0)
		snprintf(lot->maker, sizeof lot->maker, "%s", maker);
	if (kind == 1) {
		ends_of(printed, lot->east, lot->ends);
		snprintf(lot->expires, sizeof lot->expires, "%s", printed);
	}
	if (kind == 2)
		lot->tenths = tenths;
	if (kind == 0) {
		must(lot_find(store, lot->maker, &choice, &err));
		assert_int_equal(choice.lot[0], lot->id);
	}
	ask_usable(store, which);
done:
	batch_followed_free(&after);
}

/* Something that lies somewhere, for the generator alone. */
static bool some_lying(struct store *store, int *lot, char place[CODE_ROOM], int64_t *ordinal,
                       int64_t *amount)
{
	sqlite3_stmt *statement = NULL;
	bool found;

	assert_int_equal(
		sqlite3_prepare_v2(
			store->db,
			"SELECT s.lot, p.code, coalesce(c.ordinal, 0), s.amount FROM shelf s "
	                "JOIN place p ON p.id = s.place"
			"  LEFT JOIN container c ON c.id = s.container AND s.container > 0"
			" WHERE s.amount > 0 ORDER BY (s.lot * 7919 + s.place * 104729 + "
	                "s.container * 31 + ?1) % 1009, 1, 2, 3 LIMIT 1",
			-1, &statement, NULL),
		SQLITE_OK);
	sqlite3_bind_int64(statement, 1, below(1009));
	found = sqlite3_step(statement) == SQLITE_ROW;
	if (found) {
		*lot = lot_of(sqlite3_column_int64(statement, 0));
		snprintf(place, CODE_ROOM, "%s",
		         (const char *)sqlite3_column_text(statement, 1));
		*ordinal = sqlite3_column_int64(statement, 2);
		*amount = sqlite3_column_int64(statement, 3);
	}
	sqlite3_finalize(statement);
	return found;
}

static enum unit unit_of(const struct m_lot *lot)
{
	return lot->goods < 0 ? UNIT_LITRE : goods[lot->goods].form == FORM_POWDER ? UNIT_IU
	     : goods[lot->goods].form == FORM_PIECE ? UNIT_PIECE : UNIT_LITRE;
}

/* Thrown away, sent back, or moved: all of it, a part, or too much. */
static void send(struct store *store)
{
	static const char *const verbs[] = { "lot waste", "lot return", "lot transfer" };
	char place[CODE_ROOM], what[LOT_NUMBER + 24];
	int64_t ordinal, there, amount, step;
	struct settlement told = { .count = 0 };
	struct parcel parcel = { .what = what, .place = place, .to = rooms[below(3)] };
	struct error err = { 0 };
	struct m_done *noted;
	struct sent sent;
	int which, kind = (int)below(3);
	bool ok, too_much;

	if (!some_lying(store, &which, place, &ordinal, &there))
		return;
	snprintf(what, sizeof what, ordinal ? "%s/%d" : "%s", lots[which].number, (int)ordinal);
	step = lots[which].goods < 0 || ordinal      ? 10000
	       : goods[lots[which].goods].size       ? goods[lots[which].goods].size
	       : unit_of(&lots[which]) == UNIT_PIECE ? 1
	                                             : 10000;
	amount = one_in(10)  ? there + step * (1 + below(3))
	         : one_in(3) ? 0
	                     : step * (1 + below(there / step / 4 + 1));
	parcel.amount.each = (struct quantity){ amount, unit_of(&lots[which]) };
	too_much = amount > there;
	sit(store, one_in(2) ? KIM : ANNA, verbs[kind], (struct manner_of){ 6, 1, 0 });
	if (one_in(10))
		sit(store, KIM, verbs[kind], (struct manner_of){ 0, 0, 0 });
	ok = ACT(kind == 0   ? lot_waste(store, &parcel, &sent, &told, &err)
	         : kind == 1 ? lot_return(store, &parcel, &sent, &told, &err)
	                     : lot_transfer(store, &parcel, &sent, &told, &err));
	if (!conclude(store, ok,
	              (too_much && !(act.late && lots[which].counted))
	                              || (kind == 0 && !act.reason)
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		return;
	assert_int_equal(sent.amount.atoms, amount ? amount : there);
	noted = note((struct m_done){ .lot = which, .batch = -1,
	                              .sum = kind ? RETURNED : WASTED,
	                              .amount = kind < 2 ? sent.amount.atoms : 0 });
	lots[which].sum[noted->sum] += noted->amount;
	add_told(&told, noted->sides, &noted->side_count);
	agree(store, which);
}

static void count_some(struct store *store)
{
	char place[CODE_ROOM], what[LOT_NUMBER + 24];
	int64_t ordinal, there, step, found;
	struct settlement told = { .count = 0 };
	struct parcel parcel = { .what = what, .place = place };
	struct tallied tallied;
	struct signing witness = { .person = NULL };
	struct error err = { 0 };
	struct m_done *noted;
	int which;
	bool ok;

	if (!some_lying(store, &which, place, &ordinal, &there))
		return;
	snprintf(what, sizeof what, ordinal ? "%s/%d" : "%s", lots[which].number, (int)ordinal);
	step = lots[which].goods < 0 || ordinal      ? 10000
	       : goods[lots[which].goods].size       ? goods[lots[which].goods].size
	       : unit_of(&lots[which]) == UNIT_PIECE ? 1
	                                             : 10000;
	found = one_in(2) ? there : there + step * (below(5) - 2);
	if (found <= 0)
		return;
	if (one_in(10) && !ordinal && goods[lots[which].goods < 0 ? 0 : lots[which].goods].size
	    && lots[which].goods >= 0)
		found += 1;
	parcel.amount.each = (struct quantity){ found, unit_of(&lots[which]) };
	parcel.blind = one_in(3);
	parcel.witnessed = one_in(3);
	parcel.signing = parcel.witnessed ? &witness : NULL;
	witness.person = staff[one_in(3) ? KIM : OMAR];
	sit(store, KIM, "lot count", (struct manner_of){ 5, 2, 0 });
	ok = ACT(lot_count(store, &parcel, &tallied, &told, &err));
	if (!conclude(store, ok,
	              found % step || (parcel.witnessed && witness.person == staff[KIM])
	                              || (*lots[which].received
	                                  && strcmp(lots[which].received, act.event) > 0)
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		return;
	assert_int_equal(tallied.counted.atoms, found);
	noted = note((struct m_done){ .lot = which, .batch = -1, .sum = COUNTED,
	                              .amount = found - tallied.expected.atoms });
	lots[which].sum[COUNTED] += noted->amount;
	lots[which].counted = true;
	lots[which].counts++;
	add_told(&told, noted->sides, &noted->side_count);
	agree(store, which);
}

/* ---- A bad day ---- */

static int some_batch(void);
static char patient_codes[PATIENTS][16];

/* What the act said of bought lots, whichever they were. */
static void adopt_states(struct store *store)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(store->db,
	                                    "SELECT lot, status, at FROM lot_status WHERE action = ?1"
	                                    " ORDER BY id",
	                                    -1, &statement, NULL),
	                 SQLITE_OK);
	sqlite3_bind_int64(statement, 1, act.action);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		struct m_lot *lot = &lots[lot_of(sqlite3_column_int64(statement, 0))];
		const char *status = (const char *)sqlite3_column_text(statement, 1);
		bool freed = strcmp(status, "released") == 0;

		assert_true(freed || strcmp(status, "held") == 0);
		if (lot->goods >= 0)
			set_state(lot, (const char *)sqlite3_column_text(statement, 2),
			          freed ? "released" : "held");
	}
	sqlite3_finalize(statement);
}

static int64_t asked_for(struct store *store, const char *sql, int64_t id)
{
	sqlite3_stmt *statement = NULL;
	int64_t found;

	assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL), SQLITE_OK);
	sqlite3_bind_int64(statement, 1, id);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	found = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return found;
}

static void add_rows(struct digester *digester, struct row *row, struct error *err)
{
	while (row_next(row, err))
		for (int i = 0; i < row_columns(row); i++) {
			const char *text = row_null_at(row, i) ? "" : row_text_at(row, i);

			digest_add(digester, text, strlen(text) + 1);
		}
	assert_int_equal(err->fault, FAULT_NONE);
}

/* All that a recall shows. */
static void list_of(struct store *store, const struct recall *recall, struct digest *out)
{
	struct digester digester;
	struct error err = { 0 };
	const struct bind *id = BIND(bind_int("recall", recall->id),
	                             bind_int("until", recall->until));

	digest_begin(&digester);
	add_rows(&digester,
	         store_query(store, RECALL_RECEIVED,
	                     BIND(RECALL_GIVEN(recall), bind_int("names", 0)), &err),
	         &err);
	add_rows(&digester, recall_patients(store, recall, false, &err), &err);
	add_rows(&digester, store_query(store, RECALL_SHELF, id, &err), &err);
	add_rows(&digester, store_query(store, RECALL_BALANCE, id, &err), &err);
	add_rows(&digester, store_query(store, RECALL_COUNTED, id, &err), &err);
	digest_end(&digester, out);
}

enum { MOST_CALLED = 1024 };

static struct m_recall { char number[RECALL_NUMBER]; bool closed; struct digest list; }
	called[MOST_CALLED];
static int called_count;
static char warmed[EVENT_NUMBER];    /* the newest event of temperature */

/* By a number, a product or a patient; nothing it touches may be used, unless it is a drill. */
static void call_back(struct store *store)
{
	struct recall_entry entry = { .drill = !one_in(5), .code = lots[some_bought()].number };
	struct called_back touched;
	struct recall recall;
	struct error err = { 0 };
	bool ok;

	if (called_count == MOST_CALLED || !one_in(3))
		return;
	if (batch_count && one_in(3))
		entry.code = lots[batches[some_batch()].lot].number;
	if (one_in(6))
		entry.code = patient_codes[below(PATIENTS)];
	sit(store, ANNA, "recall open", (struct manner_of){ 10, 3, 0 });
	ok = ACT(recall_open(store, &entry, &recall, &touched, &err));
	if (!conclude(store, ok, MAY, &err))
		return;
	adopt_states(store);
	if (!touched.again) {
		struct m_recall *one = &called[called_count++];

		*one = (struct m_recall){ .closed = false };
		snprintf(one->number, sizeof one->number, "%s", recall.number);
	}
	if (!recall.drill)
		assert_int_equal(
			asked_for(store,
		                  "SELECT count(*) FROM recall_step s WHERE s.recall = ?1 AND s.kind ="
		                  " 'lot' AND (SELECT n.status FROM lot_status n WHERE n.lot = s.lot"
		                  " ORDER BY n.at DESC, n.id DESC LIMIT 1) IN ('released', 'quarantine')",
		                  recall.id),
			0);
}

/* Somebody is reached, or something found, or it is closed: from then on it stays as it was. */
static void follow_up(struct store *store)
{
	struct m_recall *one = called_count ? &called[below(called_count)] : NULL;
	struct contact contact = { .patient = patient_codes[below(PATIENTS)],
		                   .missed = one_in(3) };
	struct finding_of_lot found = { .lot = lots[some_bought()].number };
	struct quantity there, was;
	struct recall recall;
	struct effect effect;
	struct error err = { 0 };
	struct lot lot;
	int kind = (int)below(4);
	bool ok;

	if (!one)
		return;
	contact.recall = found.recall = one->number;
	sit(store, ANNA,
	    kind < 2 ? "recall contact" : kind == 2 ? "recall found" : "recall close",
	    (struct manner_of){ 20, 2, 0 });
	ok = ACT(kind < 2    ? recall_contact(store, &contact, &recall, &err)
	         : kind == 2 ? recall_found(store, &found, &lot, &there, &was, &err)
	                     : recall_close(store, &(struct ending){ .recall = one->number },
	                                    &(struct signing){ .person = NULL }, &recall,
	                                    &effect, &err));
	if (!conclude(store, ok, one->closed ? MUST_NOT : MAY, &err) || kind < 3)
		return;
	one->closed = true;
	must(recall_find(store, one->number, &recall, &err));
	list_of(store, &recall, &one->list);
}

static void check_recalls(struct store *store)
{
	struct error err = { 0 };
	struct recall recall;
	struct digest now_;

	for (int i = 0; i < called_count; i++) {
		if (!called[i].closed)
			continue;
		must(recall_find(store, called[i].number, &recall, &err));
		list_of(store, &recall, &now_);
		if (getenv("PISTOR_TOLD"))
			print_message("%s closed by %lld\n", recall.number, (long long)recall.until);
		if (memcmp(&now_, &called[i].list, sizeof now_) != 0)
			fail_msg("seed %llu: %s is closed and shows something else now",
			         (unsigned long long)seed, called[i].number);
	}
}

/* A place stood too warm, and something of what was there is decided. */
static void warm_up(struct store *store)
{
	static const char *const decisions[] = { "use", "hold", "discard" };
	struct decided done;
	struct verdict_on what = { warmed, NULL, decisions[below(3)] };
	struct warming warming = { .place = rooms[below(3)], .least = "1", .most = "14.5" };
	char from[21], to[21];
	struct error err = { 0 };
	struct event event;
	int64_t before;
	int which = some_bought();
	bool ok;

	if (one_in(3) || !*warmed) {
		int64_t end = now - below(now / 2 + 1);

		clock_at(end - 1 - below(end > 600 ? 600 : end), from);
		clock_at(end, to);
		warming.from.text = from;
		warming.to.text = to;
		sit(store, ANNA, "temperature record", (struct manner_of){ 0, 0, 0 });
		ok = ACT(temperature_record(store, &warming, &event, &err));
		if (conclude(store, ok, MAY, &err)) {
			snprintf(warmed, sizeof warmed, "%s", event.number);
			adopt_states(store);
		}
		return;
	}
	what.lot = lots[which].number;
	before = on_shelf(store, lots[which].id);
	if (*what.decision == 'h' && !one_in(4))
		what.decision = "use";
	sit(store, ANNA, "temperature decide", (struct manner_of){ 0, 1, 0 });
	ok = ACT(temperature_decide(store, &what, &done, &err));
	if (!conclude(store, ok, MAY, &err))
		return;
	adopt_states(store);
	lots[which].sum[WASTED] += before - on_shelf(store, lots[which].id);
	agree(store, which);
}

static void open_vial(struct store *store)
{
	const char *what = one_in(6) ? "VITC-20" : one_in(2) ? "LIDO-2" : "TXA-100";
	struct settlement told = { .count = 0 };
	struct opening opening = { what, NULL };
	struct error err = { 0 };
	struct m_done *noted;
	struct pick pick;
	bool ok;

	sit(store, KIM, "lot open", (struct manner_of){ 6, 3, 0 });
	ok = ACT(lot_open(store, &opening, &pick, &told, &err));
	if (!conclude(store, ok, strcmp(what, "VITC-20") == 0 ? MUST_NOT : MAY, &err))
		return;
	noted = note((struct m_done){ .lot = lot_of(pick.lot), .batch = -1 });
	add_told(&told, noted->sides, &noted->side_count);
	agree(store, lot_of(pick.lot));
}

static void dissolve(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = ml(280 + 10 * below(5)) };
	struct error err = { 0 };
	bool unmeasured = one_in(8), ok;
	struct m_batch *batch;
	struct lot out;

	if (unmeasured)
		dissolving.made_up.atoms = 0;
	sit(store, ANNA, "lot open", (struct manner_of){ 6, 3, 0 });
	ok = ACT(lot_dissolve(store, &dissolving, &out, &told, &err));
	if (!conclude(store, ok, unmeasured ? MUST_NOT : MAY, &err))
		return;
	learn_lots(store, ANNA);
	batch = &batches[batch_count - 1];
	assert_int_equal(lots[batch->lot].id, out.id);
	assert_int_equal(batch->made_up, dissolving.made_up.atoms);
	add_told(&told, batch->sides, &batch->side_count);
	note((struct m_done){ .lot = batch->lot, .batch = batch_count - 1 });
	agree_parts(store, batch);
}

/* ---- Recipes ---- */

static bool too_young[PATIENTS];

/* A few lines that come to less than the yield, of every kind, some with a recipe inside. */
static bool set_lines(struct store *store, struct m_recipe *recipe, bool *sound,
                      struct error *err)
{
	static const char *const amounts[] = { "tranexamic-acid %d mg", "ascorbic-acid %d mg",
		                               "lidocaine %d mg", "biotin %d mg" };
	static const char *const products[] = { "HA-20", "VITC-20", "LIDO-2", "BIOT-5",
		                                "TXA-100" };
	int count = 1 + (int)below(3), parts = (int)(recipe->yield / 1000000);
	char words[80];
	int64_t at;

	recipe->powder = false;
	for (int i = 0; i < count; i++) {
		int kind = (int)below(8);

		if (kind < 3)
			snprintf(words, sizeof words, "%s %d.%d mL", products[below(5)],
			         (int)below(parts / 4 + 1), 1 + (int)below(9));
		else if (kind == 3)
			snprintf(words, sizeof words, amounts[below(3)],
			         5 + (int)below(parts * 4));
		else if (kind == 4)
			snprintf(words, sizeof words, "tranexamic-acid %d mg/mL",
			         1 + (int)below(9));
		else if (kind == 5 && recipe_count > 3 && recipes[0].version)
			snprintf(words, sizeof words, "%s 1.%d mL", recipes[below(3)].code,
			         (int)below(9));
		else if (kind == 6 && one_in(3)) {
			snprintf(words, sizeof words, "HYAL-1500 1500 IU");
			recipe->powder = true;
		} else if (kind == 7 && one_in(2))
			snprintf(words, sizeof words, "hyaluronidase %d IU",
			         50 + (int)below(200));
		else
			snprintf(words, sizeof words, "biotin %d mg", 1 + (int)below(3));
		if (strncmp(words, recipe->code, strlen(recipe->code)) == 0)
			snprintf(words, sizeof words, "HA-20 0.5 mL");
		if (!recipe_set_line(store, recipe->code, words, 0, &at, err))
			return false;
	}
	recipe->fill = 0;
	if (!one_in(8)) {
		if (!recipe_set_line(store, recipe->code, "NACL-09 qs", 0, &at, err))
			return false;
		recipe->fill = (int)at;
	}
	*sound = !one_in(10);
	return *sound
	    || recipe_set_line(store, recipe->code,
	                       recipe->fill ? "NACL-09 qs" : "NOTHING 1 mL", 0, &at, err);
}

static void draft(struct store *store)
{
	struct m_recipe *recipe = &recipes[recipe_count];
	struct recipe_entry entry = { .code = recipe->code,
		                      .title = "By chance",
		                      .practitioner = "dr.lee",
		                      .keeps = "14 d" };
	struct signing signing = { .person = "dr.lee" };
	struct error err = { 0 };
	bool sound = true, ok;
	int64_t id;

	if (recipe_count == MOST_RECIPES)
		return;
	*recipe = (struct m_recipe){ .yield = (3 + below(10)) * 1000000 };
	snprintf(recipe->code, sizeof recipe->code, "R%c", 'A' + recipe_count);
	entry.yield = (struct quantity){ recipe->yield, UNIT_LITRE };
	recipe->session = one_in(2) ? 1000000 + 10000 * below(100) : 0;
	entry.session = (struct quantity){ recipe->session,
		                           recipe->session ? UNIT_LITRE : 0 };
	sit(store, LEE, "recipe draft", (struct manner_of){ 0 });
	ok = ACT(recipe_draft(store, &entry, &id, &err)
	         && set_lines(store, recipe, &sound, &err)
	         && recipe_approve(store, recipe->code, &signing, &id, &err));
	if (!conclude(store, ok, sound ? MAY : MUST_NOT, &err))
		return;
	recipe->version = 1;
	recipe_count++;
}

static void revise(struct store *store)
{
	struct m_recipe *recipe = &recipes[below(recipe_count ? recipe_count : 1)];
	struct signing signing = { .person = "dr.lee" };
	struct error err = { 0 };
	int64_t id, at;
	char words[40];
	bool ok;

	if (!recipe_count || recipe->version > 20)
		return;
	sit(store, LEE, "recipe revise", (struct manner_of){ 0, 2, 0 });
	snprintf(words, sizeof words, "HA-20 0.%d mL", 1 + (int)below(9));
	if (one_in(6))
		ok = ACT(recipe_set_line(store, recipe->code, words, 0, &at, &err));
	else
		ok = ACT(recipe_revise(store, recipe->code, &id, &err)
		         && recipe_set_line(store, recipe->code, words, 0, &at, &err)
		         && recipe_approve(store, recipe->code, &signing, &id, &err));
	if (!conclude(store, ok, MAY, &err))
		return;
	recipe->version++;
	recipe->retired = 0;
}

static bool is_patient(struct store *store, int64_t id, int patient)
{
	struct patient read;
	struct error err = { 0 };

	must(patient_find(store, patient_codes[patient], &read, &err));
	return read.id == id;
}

/* A version for one patient alone. */
static void derive(struct store *store)
{
	struct m_recipe *recipe = &recipes[below(recipe_count ? recipe_count : 1)];
	int patient = (int)below(PATIENTS);
	struct signing signing = { .person = "dr.lee" };
	bool strange = one_in(8), ok;
	struct error err = { 0 };
	struct version version;
	int64_t id, at;
	char words[40];

	if (!recipe_count || recipe->version > 20 || recipe->retired)
		return;
	sit(store, LEE, "recipe derive", (struct manner_of){ 0, 2, 0 });
	snprintf(words, sizeof words, "HA-20 0.%d mL", 1 + (int)below(9));
	ok = ACT(recipe_derive(store, recipe->code, strange ? "P-9999" : patient_codes[patient],
	                       &id, &err)
	         && recipe_set_line(store, recipe->code, words, 0, &at, &err)
	         && recipe_approve(store, recipe->code, &signing, &id, &err));
	if (!conclude(store, ok, strange ? MUST_NOT : MAY, &err))
		return;
	recipe->version++;
	recipe->derived |= 1 << patient;
	must(version_read(store, id, &version, &err));
	assert_true(is_patient(store, version.patient, patient));
}

/* Out of use, for safety too: nothing more is made by it, and what is left of it is held. */
static void retire(struct store *store)
{
	struct m_recipe *recipe = &recipes[below(recipe_count ? recipe_count : 1)];
	bool unsafe = one_in(2), ok;
	struct error err = { 0 };
	int held = 0;

	if (recipe_count < 6)
		return;
	sit(store, LEE, "recipe retire", (struct manner_of){ 0, one_in(6) ? 0 : 1, 0 });
	ok = ACT(recipe_retire(store, recipe->code, unsafe, &held, &err));
	if (!conclude(store, ok, !act.reason || recipe->retired > unsafe ? MUST_NOT : MAY, &err))
		return;
	recipe->retired = 1 + unsafe;
	for (int i = 0; i < batch_count && unsafe; i++) {
		struct batch batch;
		struct version version;
		struct lot lot;

		must(batch_of_lot(store, lots[batches[i].lot].id, &batch, &err));
		if (!batch.version || !batches[i].stands || !inside(&lots[batches[i].lot]))
			continue;
		must(version_read(store, batch.version, &version, &err));
		must(lot_read(store, batch.lot, &lot, &err));
		if (strcmp(version.recipe_code, recipe->code) == 0
		    && strcmp(lot.status, "released") == 0)
			fail_msg("seed %llu: %s is released, and %s is unsafe",
			         (unsigned long long)seed, lot.number, recipe->code);
	}
}

static void put_together(struct store *store)
{
	struct m_set *set = &sets[set_count];
	const char *codes[MOST_OF_SET + 1] = { NULL };
	struct set_entry entry = { .code = set->code, .name = "By chance", .recipes = codes };
	bool strange = one_in(4), ok;
	struct error err = { 0 };
	int first;
	int64_t id;

	if (set_count == MOST_SETS || recipe_count < 3)
		return;
	*set = (struct m_set){ .count = 0 };
	snprintf(set->code, sizeof set->code, "SET%d", set_count + 1);
	first = (int)below(recipe_count);
	for (int wanted = 2 + (int)below(2); set->count < wanted; set->count++) {
		set->recipes[set->count] = (first + set->count) % recipe_count;
		codes[set->count] = recipes[set->recipes[set->count]].code;
	}
	if (strange)
		codes[0] = "NOTHING";
	sit(store, LEE, "set add", (struct manner_of){ 0 });
	ok = ACT(set_add(store, &entry, &id, &err));
	if (conclude(store, ok, strange ? MUST_NOT : MAY, &err))
		set_count++;
}

/* ---- Batches ---- */

static struct worksheet *sheet;

/* What was required of one lot, in the unit of its line: a dissolved powder is asked for in IU
 * and drawn in mL. */
static struct ratio in_unit_of_line(const struct planned *planned, const struct pick *pick)
{
	struct ratio required = pick->required;
	struct error err = { 0 };

	if (pick->unit != planned->line.amount.unit) {
		assert_int_equal(pick->strength.amount.unit, planned->line.amount.unit);
		must(ratio_multiply(
			required,
			ratio_of(pick->strength.amount.atoms, pick->strength.per.atoms),
			&required, &err));
	}
	return required;
}

/* Law 6: each line's amounts add up to what it requires, rounded once where a person
 * measures. */
static void check_sheet(const struct m_batch *batch, bool measured)
{
	struct error err = { 0 };
	int64_t made = 0;

	for (int i = 0; i < sheet->line_count; i++) {
		const struct planned *planned = &sheet->lines[i];
		struct ratio required = { 0, 1 };
		int64_t drawn = 0, whole;
		bool one_unit = true;

		for (int k = planned->first; k < planned->first + planned->draws; k++) {
			const struct pick *pick = &sheet->draws[k].pick;

			drawn += pick->amount;
			one_unit &= pick->unit == planned->line.amount.unit;
			must(ratio_add(required, in_unit_of_line(planned, pick), &required,
			               &err));
		}
		if (measured || !planned->line.product || !planned->draws)
			continue;
		assert_int_equal(ratio_compare(required, planned->target), 0);
		must(ratio_round(planned->target,
		                 planned->line.amount.unit == UNIT_LITRE ? 10000 : 1,
		                 ROUND_HALF_EVEN, &whole, &err));
		if (one_unit)
			assert_int_equal(drawn, whole);
	}
	for (int k = 0; k < sheet->draw_count; k++) {
		for (int i = 0; i < batch->part_count; i++)
			if (batch->parts[i].lot == lot_of(sheet->draws[k].pick.lot)
			    && batch->parts[i].position
			               == sheet->lines[sheet->draws[k].line].line.position)
				made += batch->parts[i].amount == sheet->draws[k].pick.amount;
	}
	assert_true(made >= sheet->draw_count && batch->part_count == sheet->draw_count);
}

/* Law 6: what may be used and expires earlier is not left while something later was taken
 * unopened. */
static void check_fefo(void)
{
	for (int k = 0; k < sheet->draw_count; k++) {
		const struct pick *pick = &sheet->draws[k].pick;
		const struct m_lot *taken = &lots[lot_of(pick->lot)];

		if (taken->goods < 0 || pick->ordinal || pick->amount == 0
		    || sheet->draws[k].reason || *pick->barred)
			continue;
		for (int i = 0; i < bought_count; i++) {
			const struct m_lot *other = &lots[bought[i]];

			if (other->goods != taken->goods || other == taken || !*other->ends
			    || *barred_then(other, act.event)
			    || (*taken->ends && strcmp(other->ends, taken->ends) >= 0))
				continue;
			/* An act needs more than what is left of it only where that is no whole
			 * container. */
			if (inside(other)
			            >= (goods[other->goods].size ? goods[other->goods].size : 1)
			    && goods[other->goods].form != FORM_MULTI)
				fail_msg("seed %llu, act %d: %s was taken, and %s expires "
				         "earlier",
				         (unsigned long long)seed, (int)act.before + 1,
				         taken->number, other->number);
		}
	}
}

/* How much of it, for whom, and out of what. */
struct making {
	struct compounding compounding;
	const char *whom[3];
	struct use uses[2];
	int patients, one;           /* a bit for each; the only one, -1 */
};

static void some_amounts(struct compounding *compounding, const struct m_recipe *recipe)
{
	int64_t of = recipe->yield;

	if (one_in(3))
		compounding->yield = ml(100 + 10 * below(150));
	if (compounding->yield.atoms)
		of = compounding->yield.atoms;
	if (one_in(4))
		compounding->made_up = ml(of / 10000 - 10 + below(20));
	if (compounding->made_up.atoms)
		of = compounding->made_up.atoms;
	if (one_in(4))
		compounding->kept = ml(of / 10000 - below(30));
	else if (one_in(4))
		compounding->into = (struct packs){ 1 + below(2), ml(50) };
}

static void some_making(struct making *to, const struct m_recipe *recipe, bool too_much)
{
	struct compounding *compounding = &to->compounding;

	*to = (struct making){ .compounding = { .recipe = recipe->code, .uses = to->uses },
		               .one = -1 };
	some_amounts(compounding, recipe);
	if (too_much)
		compounding->kept = ml(3000);
	if (one_in(3)) {
		int first = (int)below(PATIENTS), other = (int)below(PATIENTS);

		if (one_in(2) || other == first)
			to->one = other = first;
		to->whom[0] = patient_codes[first];
		to->whom[1] = other == first ? NULL : patient_codes[other];
		to->patients = 1 << first | 1 << other;
		compounding->patients = to->whom;
	}
	if (recipe->powder && recipe->fill)
		to->uses[compounding->use_count++] = (struct use){ .position = recipe->fill,
			                                           .amount = ml(50 + below(100)),
			                                           .measured = true };
	else if (one_in(4) && bought_count)
		to->uses[compounding->use_count++] =
			(struct use){ .position = 1,
			              .lot = lots[some_bought()].number,
			              .measured = one_in(3),
			              .amount = ml(10 + below(100)) };
}

/* By the version for the one patient, where there is one, else by the one for all. */
static void check_version(struct store *store, const struct making *making,
                          const struct m_recipe *recipe)
{
	struct error err = { 0 };
	struct version version;
	struct batch batch;

	must(batch_of_lot(store, lots[batches[batch_count - 1].lot].id, &batch, &err));
	must(version_read(store, batch.version, &version, &err));
	if (making->one >= 0 && (recipe->derived >> making->one & 1))
		assert_true(is_patient(store, version.patient, making->one));
	else
		assert_int_equal(version.patient, 0);
}

static void read_signed_for(struct store *store, const struct m_batch *batch,
                            struct signed_for *out)
{
	struct error err = { 0 };
	struct lot lot;

	memset(out, 0, sizeof *out);
	out->corrections = batch->corrections;
	out->patients = batch->patients;
	content_of(batch->lot, out->content);
	must(lot_read(store, lots[batch->lot].id, &lot, &err));
	memcpy(out->until, lot.expires_at.text, sizeof out->until);
}

static void make(struct store *store)
{
	const struct m_recipe *recipe = &recipes[below(recipe_count ? recipe_count : 1)];
	int maker = one_in(2) ? ANNA : OMAR;
	bool too_much = one_in(20), ok;
	const struct signing own = { 0 };
	struct m_batch *batch;
	struct making making;
	struct error err = { 0 };
	struct made made;

	if (!recipe_count)
		return;
	sit(store, maker, "batch make", (struct manner_of){ 6, 2, 12 });
	some_making(&making, recipe, too_much);
	making.compounding.signing = one_in(8) ? NULL : &own;
	making.compounding.another = true;
	ok = ACT(batch_make(store, &making.compounding, sheet, &made, &err));
	if (!conclude(store, ok, too_much || recipe->retired ? MUST_NOT : MAY, &err))
		return;
	learn_lots(store, maker);
	batch = &batches[batch_count - 1];
	assert_string_equal(lots[batch->lot].number, made.number);
	assert_int_equal(batch->made_up, made.made_up.atoms);
	assert_int_equal(batch->kept, made.kept.atoms);
	if (making.compounding.made_up.atoms)
		assert_int_equal(batch->made_up, making.compounding.made_up.atoms);
	if (making.compounding.kept.atoms)
		assert_int_equal(batch->kept, making.compounding.kept.atoms);
	batch->patients = making.patients;
	batch->of_recipe = true;
	batch->prepared = making.compounding.signing && !made.waits;
	if (batch->prepared)
		read_signed_for(store, batch, &batch->prepared_for);
	add_told(&sheet->told, batch->sides, &batch->side_count);
	check_version(store, &making, recipe);
	check_sheet(batch, making.compounding.use_count > 0);
	if (!act.late && !act.happened && !making.compounding.use_count)
		check_fefo();
	agree_parts(store, batch);
}

static int some_batch(void)
{
	int span = batch_count < 20 || one_in(4) ? batch_count : 20;

	return batch_count - 1 - (int)below(span);
}

/* A signature holds for what was signed, and lapses with it. */
static bool is_signed(struct store *store, const struct m_batch *batch, bool given,
                      const struct signed_for *what)
{
	struct signed_for now_is;

	read_signed_for(store, batch, &now_is);
	return given && memcmp(&now_is, what, sizeof now_is) == 0;
}

static bool is_verified(struct store *store, const struct m_batch *batch)
{
	return is_signed(store, batch, batch->verified, &batch->verified_for);
}

static bool is_prepared(struct store *store, const struct m_batch *batch)
{
	return is_signed(store, batch, batch->prepared, &batch->prepared_for);
}

/* Who made it signs it as it is now; another does not. */
static void prepare_batch(struct store *store, struct m_batch *batch)
{
	int who = one_in(8) ? (int)below(3) : batch->maker;
	struct signing signing = { .person = staff[who] };
	struct error err = { 0 };
	bool prepared = is_prepared(store, batch), ok;

	sit(store, ANNA, "batch make", (struct manner_of){ 0, 0, 0 });
	ok = ACT(batch_prepare(store, lots[batch->lot].number, &signing, &err));
	if (!conclude(store, ok, who != batch->maker || prepared || !batch->stands ? MUST_NOT : MUST,
	              &err))
		return;
	batch->prepared = true;
	read_signed_for(store, batch, &batch->prepared_for);
}

/* All that is asked is looked at and passes, in the act of releasing. */
static bool released(struct store *store, const char *number, const struct signing *signing,
                     struct error *err)
{
	struct check check[MOST_CHECKS];
	int count;

	return store_begin(store, "batch release", err)
	    && store_end(store,
	                 batch_pass_checks(store, number, 0, check, &count, err)
	                         && batch_release(store, number, signing, err),
	                 err);
}

/* Law 12: two persons; law 4: what is not verified is not released. */
static void sign_batch(struct store *store)
{
	static const char *const verbs[] = { "batch verify", "batch release", "batch reject" };
	int which, kind = one_in(12) ? 2 : (int)below(2), who;
	struct m_batch *batch;
	struct signing signing = { 0 };
	struct lot_choice done;
	struct error err = { 0 };
	enum expect expect = MAY;
	bool ok, verified;

	if (!batch_count)
		return;
	which = some_batch();
	batch = &batches[which];
	verified = is_verified(store, batch);
	if (batch->of_recipe && !verified && is_prepared(store, batch) == one_in(8)) {
		prepare_batch(store, batch);
		return;
	}
	if (kind < 2 && !one_in(4))
		kind = verified;
	who = one_in(5) ? batch->maker : batch->maker == ANNA ? OMAR : ANNA;
	if (who != ANNA && who != OMAR)
		who = OMAR;
	signing.person = staff[who];
	if (!batch->stands || (kind < 2 && kind != verified))
		expect = MUST_NOT;
	sit(store, who, verbs[kind], (struct manner_of){ 0, 3, kind == 1 ? 10 : 0 });
	if ((kind == 0 && who == batch->maker && !batch->chair) || (kind == 2 && !act.reason)
	    || (kind == 0 && batch->of_recipe && !is_prepared(store, batch)))
		expect = MUST_NOT;
	if (getenv("PISTOR_TOLD"))
		print_message("  of %s\n", lots[batch->lot].number);
	ok = ACT(kind == 0 ? batch_verify(store, lots[batch->lot].number, &signing, &err)
	         : kind == 1
	                 ? released(store, lots[batch->lot].number, &signing, &err)
	                 : batch_reject(store, lots[batch->lot].number, &signing, &done, &err));
	if (!conclude(store, ok, expect, &err) || kind != 0)
		return;
	batch->verified = true;
	read_signed_for(store, batch, &batch->verified_for);
}

/* What a line drew of a lot, save in one part (-1: in all). */
static int64_t drawn(const struct m_batch *batch, int save, int64_t position, int lot)
{
	int64_t sum = 0;

	for (int i = 0; i < batch->part_count; i++)
		if (i != save && batch->parts[i].position == position
		    && batch->parts[i].lot == lot)
			sum += batch->parts[i].amount;
	return sum;
}

/* Another lot, another amount, or both; gives what it should then have drawn of which lot. */
static void some_amendment(const struct m_batch *batch, int part, struct amendment *to,
                           int *with, int64_t *wanted)
{
	*with = batch->parts[part].lot;
	*wanted = batch->parts[part].amount;
	*to = (struct amendment){ .batch = lots[batch->lot].number,
		                  .position = batch->parts[part].position,
		                  .of = lots[*with].number };
	if (one_in(2)) {
		*with = one_in(4) ? some_bought() : *with;
		for (int i = 0; i < 30 && *with == batch->parts[part].lot; i++) {
			int other = some_bought();

			if (lots[other].goods == lots[*with].goods)
				*with = other;
		}
		to->lot = lots[*with].number;
	}
	if (one_in(2) && lots[*with].goods >= 0 && unit_of(&lots[*with]) == UNIT_LITRE) {
		*wanted = one_in(8) ? 0 : 10000 * (1 + below(500));
		to->amount = (struct quantity){ *wanted, UNIT_LITRE };
		to->measured = true;
	}
}

static void amend_batch(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct amendment amendment;
	struct m_batch *batch, before;
	struct error err = { 0 };
	int64_t wanted;
	int part, with, positions = 0;
	bool ok, strange = one_in(10);

	if (!batch_count)
		return;
	batch = &batches[some_batch()];
	if (!batch->stands || !batch->part_count)
		return;
	part = (int)below(batch->part_count);
	some_amendment(batch, part, &amendment, &with, &wanted);
	if (strange)
		amendment.position = 40;
	for (int i = 0; i < batch->part_count; i++)
		positions += batch->parts[i].position == amendment.position
		             && batch->parts[i].lot == batch->parts[part].lot;
	sit(store, OMAR, "batch amend", (struct manner_of){ 0, 1, 4 });
	if (one_in(10))
		sit(store, OMAR, "batch amend", (struct manner_of){ 0, 0, 0 });
	if (getenv("PISTOR_TOLD"))
		print_message("  of %s, line %d, %lld of %s\n", amendment.batch,
		              (int)amendment.position, (long long)wanted, lots[with].number);
	ok = ACT(batch_amend(store, &amendment, &told, &err));
	if (!conclude(store, ok, strange || !act.reason ? MUST_NOT : MAY, &err))
		return;
	before = *batch;
	use_parts(&before, -1);
	read_parts(store, batch);
	use_parts(batch, 1);
	assert_true(positions > 1
	            || drawn(batch, -1, amendment.position, with)
	                               - drawn(&before, part, amendment.position, with)
	                       == wanted);
	batch->corrections++;
	add_told(&told, NULL, NULL);
	adopt_told(store, &told);
	for (int i = 0; i < before.part_count; i++)
		adopt(store, before.parts[i].lot);
	for (int i = 0; i < batch->part_count; i++)
		adopt(store, batch->parts[i].lot);
	agree_parts(store, batch);
	agree_parts(store, &before);
}

/* What it came to, measured anew: more or less is made up, and what was all kept is all
 * kept. */
static void amend_yield(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct amendment amendment = { .batch = NULL };
	struct m_batch *batch;
	struct error err = { 0 };
	struct batch read;
	bool ok;

	if (!batch_count)
		return;
	batch = &batches[some_batch()];
	if (!batch->stands)
		return;
	amendment.batch = lots[batch->lot].number;
	amendment.made_up = (struct quantity){ batch->made_up / 20 * (19 + below(3)) / 10000 * 10000,
		                               UNIT_LITRE };
	sit(store, OMAR, "batch amend", (struct manner_of){ 0, 1, 4 });
	ok = ACT(batch_amend(store, &amendment, &told, &err));
	if (!conclude(store, ok, MAY, &err))
		return;
	must(batch_of_lot(store, lots[batch->lot].id, &read, &err));
	use_parts(batch, -1);
	batch->made_up = read.made_up.atoms;
	batch->kept = read.kept.atoms;
	use_parts(batch, 1);
	assert_int_equal(batch->made_up, amendment.made_up.atoms);
	batch->corrections++;
	add_told(&told, NULL, NULL);
	adopt_told(store, &told);
	agree_parts(store, batch);
	agree(store, batch->lot);
}

/* With what an act did, what settling did besides it never was; exactly: nothing was corrected
 * in between. */
static void give_back(const struct side *sides, int count, bool exactly)
{
	for (int i = 0; i < count; i++)
		if (exactly || sides[i].sum == COUNTED)
			lots[sides[i].lot].sum[sides[i].sum] -= sides[i].amount;
}

static void unmake(struct m_batch *batch)
{
	use_parts(batch, -1);
	batch->stands = false;
	give_back(batch->sides, batch->side_count, !batch->corrections);
}

/* What an act mixed. */
static void unmake_of(int64_t action)
{
	for (int i = 0; i < batch_count; i++)
		if (batches[i].stands && batches[i].action == action) {
			unmake(&batches[i]);
			lots[batches[i].lot].sum[WASTED] += inside(&lots[batches[i].lot]);
		}
}

static bool was_used(const struct m_lot *lot)
{
	return lot->counts || lot->sum[USED] || lot->sum[GIVEN] || lot->sum[WASTED]
	    || lot->sum[RETURNED];
}

/* What one act made is taken back together. */
static bool any_used(const struct m_batch *batch)
{
	for (int i = 0; i < batch_count; i++)
		if (batches[i].action == batch->action && was_used(&lots[batches[i].lot]))
			return true;
	return false;
}

static void reverse_batch(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct m_batch *batch;
	struct error err = { 0 };
	bool ok;

	if (!batch_count)
		return;
	batch = &batches[some_batch()];
	sit(store, ANNA, "batch reverse", (struct manner_of){ 0, 1, 0 });
	if (one_in(6))
		sit(store, ANNA, "batch reverse", (struct manner_of){ 0, 0, 0 });
	if (getenv("PISTOR_TOLD"))
		print_message("  of %s\n", lots[batch->lot].number);
	ok = ACT(batch_reverse(store, lots[batch->lot].number, &told, &err));
	if (!conclude(store, ok,
	              !act.reason || !batch->stands || batch->chair || any_used(batch)
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		return;
	add_told(&told, NULL, NULL);
	for (int i = 0; i < batch_count; i++)
		if (batches[i].action == batch->action)
			unmake(&batches[i]);
	for (int i = 0; i < batch_count; i++) {
		if (batches[i].action != batch->action)
			continue;
		if (batch->corrections || batches[i].corrections) {
			adopt_told(store, &told);
			for (int k = 0; k < batches[i].part_count; k++)
				adopt(store, batches[i].parts[k].lot);
		}
		agree_parts(store, &batches[i]);
		batches[i].part_count = 0;
	}
}

/* ---- Sessions ---- */

static struct sitting *sitting;

/* What it gave is what was asked, syringe by syringe or split over several. */
static void read_syringes(struct store *store, struct m_session *session)
{
	struct error err = { 0 };
	struct row *row = store_query(store, SESSION_DRAWN,
	                              BIND(bind_int("session", session->id)), &err);

	session->count = 0;
	while (row_next(row, &err)) {
		assert_true(session->count < MOST_SYRINGES * 2);
		session->syringes[session->count++] = (struct m_syringe){
			lot_of(row_int(row, "lot")), row_int(row, "given"),
			row_int(row, "wasted")
		};
	}
	assert_int_equal(err.fault, FAULT_NONE);
}

static void give_syringes(const struct m_session *session, int64_t sign)
{
	for (int i = 0; i < session->count; i++) {
		lots[session->syringes[i].lot].sum[GIVEN] += sign * session->syringes[i].given;
		lots[session->syringes[i].lot].sum[WASTED] += sign
		                                              * session->syringes[i].wasted;
	}
}

static struct m_session *enter_session(struct store *store, const struct session *session,
                                       int patient)
{
	struct m_session *to = &sessions[session_count++];

	*to = (struct m_session){ .id = session->id,
		                  .action = session->action,
		                  .patient = patient,
		                  .replaces = -1,
		                  .stands = true };
	snprintf(to->number, sizeof to->number, "%s", session->number);
	snprintf(to->at, sizeof to->at, "%s", session->at.text);
	expect_number(session->number, 'S', series_session, 6);
	read_syringes(store, to);
	give_syringes(to, 1);
	for (int i = 0; i < to->count; i++)
		was_usable(to->syringes[i].lot);
	if (getenv("PISTOR_TOLD"))
		print_message("  %s\n", to->number);
	return to;
}

/* What was mixed at the chair is for whom it was given to. */
static void take_over(const struct m_session *session, int patient)
{
	for (int i = 0; i < session->count; i++) {
		const struct m_lot *lot = &lots[session->syringes[i].lot];

		if (lot->batch < 0 || !batches[lot->batch].chair)
			continue;
		batches[lot->batch].patients |= 1 << patient;
	}
}

static void agree_syringes(struct store *store, const struct m_session *session)
{
	for (int i = 0; i < session->count; i++) {
		agree(store, session->syringes[i].lot);
		if (lots[session->syringes[i].lot].batch >= 0) {
			const struct m_batch *batch =
				&batches[lots[session->syringes[i].lot].batch];

			agree_parts(store, batch);
			if (batch->chair)
				assert_int_equal(inside(&lots[batch->lot]), 0);
		}
	}
}

/* One syringe as asked; gives what the model says of it: less than nothing is impossible, and
 * so it must be refused. */
static bool some_syringe(struct syringe_order *order, int patient)
{
	*order = (struct syringe_order){ .given = ml(10 + 10 * below(30)) };
	if (set_count && one_in(12)) {
		order->source = sets[below(set_count)].code;
		order->given = (struct quantity){ 0 };
		return true;
	}
	switch (below(6)) {
	case 0: case 1:
		order->source = recipe_count ? recipes[below(recipe_count)].code : "VITC-20";
		break;
	case 2:
		order->source = goods[below(GOODS)].code;
		if (strcmp(order->source, "NEEDLE") == 0)
			order->given = (struct quantity){ 1 + below(3), UNIT_PIECE };
		break;
	case 3:
		if (bought_count) {
			const struct m_lot *lot = &lots[some_bought()];

			order->source = lot->number;
			order->given.unit = unit_of(lot);
			if (order->given.unit == UNIT_PIECE)
				order->given.atoms = 1 + below(3);
			if (one_in(12)) {
				order->given.atoms = lot->sum[RECEIVED]
				                     + lot->sum[COUNTED]
				                               * (lot->sum[COUNTED] > 0)
				                     + 50000000;
				return false;
			}
			break;
		}
		order->source = "LIDO-2";
		break;
	default:
		order->source = "LIDO-2";
		for (int i = 0; i < 6 && batch_count; i++) {
			const struct m_batch *batch = &batches[some_batch()];

			order->source = lots[batch->lot].number;
			if (batch->verified && inside(&lots[batch->lot])
			    && is_for(batch, patient))
				break;
		}
	}
	if (one_in(5) && order->given.unit == UNIT_LITRE)
		order->wasted = ml(1 + below(20));
	if (one_in(4) && order->given.unit == UNIT_LITRE) {
		snprintf(order->manner.areas[0].name, SYRINGE_WORD, "face");
		order->manner.area_count = 1;
		order->manner.areas[0].given = order->given;
	}
	if (one_in(25) && order->given.unit == UNIT_LITRE) {
		order->given.atoms += 5000;
		order->manner.area_count = 0;
		return false;
	}
	return true;
}

/* Of a set: what its recipes say a session takes. */
static int64_t asked_of(const struct syringe_order *order)
{
	int64_t asked = 0;

	for (int i = 0; i < set_count; i++)
		for (int k = 0; k < sets[i].count; k++)
			if (strcmp(order->source, sets[i].code) == 0)
				asked += recipes[sets[i].recipes[k]].session;
	return asked + order->given.atoms + order->wasted.atoms;
}

static void record(struct store *store)
{
	struct settlement told = { .count = 0 };
	int patient = (int)below(PATIENTS);
	struct m_session *session;
	struct error err = { 0 };
	struct session out;
	bool sound = true, ok, mine = true;
	int64_t asked = 0, given = 0;

	memset(sitting, 0, sizeof *sitting);
	sitting->patient = patient_codes[patient];
	sitting->syringe_count = one_in(2) ? 1 : 1 + (int)below(3);
	for (int i = 0; i < sitting->syringe_count; i++)
		sound &= some_syringe(&sitting->syringes[i], patient);
	sitting->fresh = one_in(4);
	sitting->another = !one_in(8);
	sit(store, LEE, "session record", (struct manner_of){ 6, 2, 10 });
	for (int i = 0; i < sitting->syringe_count; i++)
		for (int k = 0; k < batch_count; k++)
			if (strcmp(sitting->syringes[i].source, lots[batches[k].lot].number)
			    == 0)
				mine &= is_for(&batches[k], patient);
	ok = ACT(session_record(store, sitting, &out, &told, &err));
	if (!conclude(store, ok,
	              !sound || (!act.happened && (too_young[patient] || !mine)) ? MUST_NOT
	                                                                         : MAY,
	              &err))
		return;
	learn_lots(store, LEE);
	session = enter_session(store, &out, patient);
	assert_string_equal(out.at.text, act.event);
	for (int i = 0; i < sitting->syringe_count; i++)
		asked += asked_of(&sitting->syringes[i]);
	for (int i = 0; i < session->count; i++)
		given += session->syringes[i].given + session->syringes[i].wasted;
	assert_int_equal(given, asked);
	take_over(session, patient);
	add_told(&told, session->sides, &session->side_count);
	agree_syringes(store, session);
}

static struct m_session *some_session(void)
{
	int span = session_count < 20 || one_in(4) ? session_count : 20;

	return session_count ? &sessions[session_count - 1 - below(span)] : NULL;
}

static void waste_chair(const struct m_session *session)
{
	for (int i = 0; i < session->count; i++) {
		struct m_lot *lot = &lots[session->syringes[i].lot];

		if (lot->batch >= 0 && batches[lot->batch].chair && batches[lot->batch].stands)
			lot->sum[WASTED] += inside(lot);
	}
}

static void adopt_all(struct store *store, const struct m_session *session)
{
	for (int i = 0; i < session->count; i++) {
		const struct m_lot *lot = &lots[session->syringes[i].lot];

		adopt(store, session->syringes[i].lot);
		for (int k = 0; lot->batch >= 0 && k < batches[lot->batch].part_count; k++)
			adopt(store, batches[lot->batch].parts[k].lot);
	}
}

static void amend_session(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct m_session *was = some_session(), *session;
	int patient;
	struct error err = { 0 };
	struct session out;
	bool sound = true, ok;

	if (!was || was->reported)
		return;
	memset(sitting, 0, sizeof *sitting);
	patient = one_in(3) ? (int)below(PATIENTS) : was->patient;
	sitting->patient = patient == was->patient && one_in(2) ? NULL : patient_codes[patient];
	sitting->syringe_count = (int)below(was->count + 1);
	for (int i = 0; i < sitting->syringe_count; i++)
		if (one_in(3))
			sound &= some_syringe(&sitting->syringes[i], patient);
		else if (one_in(2) && unit_of(&lots[was->syringes[i].lot]) == UNIT_LITRE)
			sitting->syringes[i].given = ml(10 + 10 * below(30));
	sit(store, LEE, "session amend", (struct manner_of){ 0, 1, 4 });
	if (one_in(10))
		sit(store, LEE, "session amend", (struct manner_of){ 0, 0, 4 });
	if (getenv("PISTOR_TOLD"))
		print_message("  of %s\n", was->number);
	ok = ACT(session_amend(store, was->number, sitting, &out, &told, &err));
	if (!conclude(store, ok,
	              !was->stands || !act.reason || !sound
	                              || (too_young[patient] && !act.happened)
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		return;
	learn_lots(store, LEE);
	was->stands = false;
	give_syringes(was, -1);
	session = enter_session(store, &out, patient);
	session->replaces = (int)(was - sessions);
	take_over(session, patient);
	assert_string_equal(out.replaces, was->number);
	assert_string_equal(out.at.text, was->at);
	add_told(&told, session->sides, &session->side_count);
	adopt_told(store, &told);
	waste_chair(was);
	waste_chair(session);
	adopt_all(store, was);
	adopt_all(store, session);
	agree_syringes(store, was);
	agree_syringes(store, session);
}

static void reverse_session(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct m_session *session = some_session();
	struct error err = { 0 };
	bool ok, exact;

	if (!session)
		return;
	sit(store, LEE, "session reverse", (struct manner_of){ 0, 1, 0 });
	if (one_in(10))
		sit(store, LEE, "session reverse", (struct manner_of){ 0, 0, 0 });
	if (getenv("PISTOR_TOLD"))
		print_message("  of %s\n", session->number);
	ok = ACT(session_reverse(store, session->number, NULL, &told, &err));
	if (!conclude(store, ok,
	              !session->stands || session->reported || !act.reason ? MUST_NOT : MAY,
	              &err))
		return;
	session->stands = false;
	exact = session->replaces < 0;
	for (int i = 0; i < session->count; i++)
		exact &= lots[session->syringes[i].lot].batch < 0
		         || !batches[lots[session->syringes[i].lot].batch].corrections;
	give_syringes(session, -1);
	/* With all that it replaces: what was opened and mixed for the first never was
	 * either. */
	for (int at = (int)(session - sessions); at >= 0; at = sessions[at].replaces) {
		give_back(sessions[at].sides, sessions[at].side_count, exact);
		unmake_of(sessions[at].action);
	}
	waste_chair(session);
	add_told(&told, NULL, NULL);
	if (!exact) {
		adopt_told(store, &told);
		for (int at = (int)(session - sessions); at >= 0; at = sessions[at].replaces)
			adopt_all(store, &sessions[at]);
	}
	for (int i = 0; i < batch_count; i++)
		if (!batches[i].stands && batches[i].part_count) {
			for (int k = 0; k < batches[i].part_count && !exact; k++)
				adopt(store, batches[i].parts[k].lot);
			agree_parts(store, &batches[i]);
			batches[i].part_count = 0;
		}
	agree_syringes(store, session);
}

/* The same as last time: made into a batch, given now, or both. */
static void repeat_last(struct store *store)
{
	const struct m_session *was = one_in(2) ? some_session() : NULL;
	int patient = was && !one_in(8) ? was->patient : (int)below(PATIENTS), before = batch_count;
	struct again *again = calloc(1, sizeof *again);
	struct signing signing = { 0 };
	struct again_ask ask = { .patient = patient_codes[patient],
		                 .session = was ? was->number : NULL,
		                 .make = one_in(3),
		                 .signing = &signing };
	struct m_session *session;
	struct error err = { 0 };
	int64_t asked = 0, given = 0;
	bool ok;

	ask.record = !ask.make || one_in(2);
	ask.another = !one_in(8);
	if (!was && recipe_count && one_in(2))
		ask.recipe = recipes[below(recipe_count)].code;
	if (one_in(4))
		ask.given = ml(10 + 10 * below(30));
	sit(store, LEE, "again", (struct manner_of){ 8, 2, 10 });
	ok = ACT(again_do(store, &ask, again, &err));
	if (!conclude(store, ok,
	              (was && (!was->stands || was->patient != patient))
	                              || (ask.record && too_young[patient] && !act.happened)
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		goto done;
	learn_lots(store, LEE);
	for (int i = before; i < batch_count; i++)
		batches[i].patients = 1 << patient;
	if (ask.record) {
		session = enter_session(store, &again->recorded, patient);
		for (int i = 0; i < again->syringe_count; i++)
			asked += again->syringes[i].given.atoms;
		for (int i = 0; i < session->count; i++)
			given += session->syringes[i].given;
		assert_int_equal(given, asked);
		take_over(session, patient);
		add_told(&again->told, session->sides, &session->side_count);
		agree_syringes(store, session);
	} else if (batch_count > before)
		add_told(&again->told, batches[batch_count - 1].sides,
		         &batches[batch_count - 1].side_count);
	for (int i = before; i < batch_count; i++)
		agree_parts(store, &batches[i]);
done:
	free(again);
}

/* ---- Tables ---- */

static void learn_lots_of(struct store *store, int count, const int *kind, const int *room,
                          char maker[][24], char printed[][16], const int64_t *sum,
                          const bool *released)
{
	int first = stocked;

	learn_lots(store, -1);
	assert_int_equal(stocked, first + count);
	for (int i = 0; i < count; i++) {
		int all = stocked;

		stocked = first + i + 1;
		enter_bought(kind[i], room[i], maker[i], printed[i], sum[i]);
		if (released[i])
			set_state(&lots[stocked - 1], act.event, "released");
		agree(store, stocked - 1);
		stocked = all;
	}
}

static void learn_reported(struct store *store, int patient)
{
	struct m_session *to = &sessions[session_count++];
	int *series = &series_session[(act.entered[2] - '0') * 10 + act.entered[3] - '0' - 26];
	struct error err = { 0 };
	struct session session;

	*to = (struct m_session){
		.patient = patient, .replaces = -1, .stands = true, .reported = true
	};
	snprintf(to->number, sizeof to->number, "S%.2s-%06d", act.entered + 2, ++*series);
	must(session_find(store, to->number, &session, &err));
	assert_true(session.reported);
	to->id = session.id;
}

/* As the command does: a faulty line refuses them all. */
static bool import_all(struct store *store, enum import_kind kind, char *text,
                       struct error *err)
{
	FILE *file = fmemopen(text, strlen(text), "r");
	struct import *import;
	struct import_line line;
	bool ok = import_open(file, kind, &import, err);

	while (ok && import_next(import, store, &line))
		if (line.fault.fault)
			ok = failed(err, line.fault.fault, "%s", line.fault.text);
	import_close(import);
	fclose(file);
	return ok;
}

/* What lay there when the record began: unopened, and now and then an opened vial. */
static void import_stock(struct store *store)
{
	char text[2000] = "product,amount,lot,expires,place,status,another,opened\n", amount[32],
	     maker[3][24], printed[3][16];
	int count = 1 + (int)below(3), kind[3], room[3];
	bool faulty = one_in(5), opened[3], released[3], ok;
	int64_t sum[3];
	struct error err = { 0 };
	struct packs packs;

	sit(store, ANNA, "import stock", (struct manner_of){ 0, 3, 0 });
	for (int i = 0; i < count; i++) {
		kind[i] = (int)below(GOODS);
		room[i] = (int)below(3);
		released[i] = one_in(2);
		opened[i] = goods[kind[i]].form == FORM_MULTI && one_in(2);
		snprintf(amount, sizeof amount, goods[kind[i]].pack, 1 + (int)below(9));
		must(packs_parse(amount, &packs, &err));
		sum[i] = (packs.count ? packs.count : 1) * packs.each.atoms
		         + (opened[i] ? 1200000 : 0);
		snprintf(maker[i], sizeof maker[i], "I%d-%d", (int)acts_done, i);
		add_days(act.event, 3 + (int)below(300), printed[i]);
		if (one_in(3))
			printed[i][7] = '\0';
		snprintf(text + strlen(text), sizeof text - strlen(text),
		         "%s,%s,%s,%s,%s,%s,yes,%s\n",
		         faulty && i == count - 1 ? "NOTHING" : goods[kind[i]].code, amount,
		         maker[i], printed[i], rooms[room[i]], released[i] ? "released" : "",
		         opened[i] ? "1.2 mL since 2026-11-01" : "");
	}
	ok = ACT(import_all(store, IMPORT_STOCK, text, &err));
	if (!conclude(store, ok, faulty ? MUST_NOT : MUST, &err))
		return;
	learn_lots_of(store, count, kind, room, maker, printed, sum, released);
	note((struct m_done){ .lot = stocked - count, .lots = count, .batch = -1,
	                      .came = true, .table = true });
}

/* Sessions from before this record move nothing. */
static void import_sessions(struct store *store)
{
	static int days;
	char text[1000] = "patient,at,source,given\n", day[16];
	int count = 1 + (int)below(3), patient[3];
	struct error err = { 0 };
	bool faulty = one_in(5), ok;

	sit(store, ANNA, "import sessions", (struct manner_of){ 0, 3, 0 });
	for (int i = 0; i < count; i++) {
		patient[i] = (int)below(PATIENTS);
		add_days("2020-01-01T00:00:00Z", days++ % 2000, day);
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s,%s,%s,%s\n",
		         patient_codes[patient[i]], day, one_in(2) ? "VITC-20" : "LIDO-2",
		         faulty && i == count - 1 ? "3 mg" : "3 mL");
	}
	ok = ACT(import_all(store, IMPORT_SESSIONS, text, &err));
	if (!conclude(store, ok, faulty ? MUST_NOT : MUST, &err))
		return;
	for (int i = 0; i < count; i++)
		learn_reported(store, patient[i]);
	note((struct m_done){ .batch = -1, .session = session_count - count, .told = count,
	                      .table = true });
}

/* ---- Reversed by number ---- */

static bool was_touched(const struct m_done *what)
{
	for (int i = what->lot; i < what->lot + what->lots; i++)
		if (lots[i].sum[USED] || lots[i].sum[GIVEN] || lots[i].sum[RETURNED]
		    || lots[i].sum[WASTED])
			return true;
	return false;
}

static void take_back(struct store *store, struct m_done *what)
{
	what->reversed = true;
	for (int i = what->session; i < what->session + what->told; i++)
		sessions[i].stands = false;
	for (int i = what->lot; what->came && i < what->lot + what->lots; i++) {
		lots[i].never = true;
		lots[i].sum[RECEIVED] = 0;
	}
	if (!what->came && !what->told)
		lots[what->lot].sum[what->sum] -= what->amount;
	if (what->sum == COUNTED) {
		lots[what->lot].counts--;
		lots[what->lot].recounted = true;
	}
	give_back(what->sides, what->side_count, true);
	if (what->batch < 0)
		return;
	unmake(&batches[what->batch]);
	for (int i = 0; i < batches[what->batch].part_count; i++)
		if (batches[what->batch].corrections)
			adopt(store, batches[what->batch].parts[i].lot);
	agree_parts(store, &batches[what->batch]);
	batches[what->batch].part_count = 0;
}

static void reverse_done(struct store *store)
{
	struct settlement told = { .count = 0 };
	struct m_done *what;
	struct error err = { 0 };
	bool ok;

	if (!done_count)
		return;
	what = &done[done_count - 1 - below(done_count < 30 || one_in(5) ? done_count : 30)];
	sit(store, ANNA, what->table ? "import reverse" : "lot reverse",
	    (struct manner_of){ 0, one_in(8) ? 0 : 1, 0 });
	if (getenv("PISTOR_TOLD"))
		print_message("  of act %d, lot %s\n", (int)what->action,
		              what->told ? "none" : lots[what->lot].number);
	ok = ACT(what->table ? import_reverse(store, what->action, &told, &err)
	                     : lot_reverse(store, what->action, &told, &err));
	if (!conclude(store, ok,
	              what->reversed || !act.reason
	                              || (what->batch >= 0
	                                  && (!batches[what->batch].stands
	                                      || was_touched(&(struct m_done){
	                                              .lot = what->lot, .lots = 1 })))
	                              || (what->came && was_touched(what))
	                      ? MUST_NOT
	                      : MAY,
	              &err))
		return;
	add_told(&told, NULL, NULL);
	take_back(store, what);
	for (int i = what->lot; i < what->lot + what->lots; i++)
		agree(store, i);
	if (!what->told)
		agree(store, what->lot);
}

/* ---- The record against the model ---- */

struct got { int lot; struct fraction amount; };

static void open_up(int lot, struct fraction amount, struct got *got, int *count)
{
	const struct m_batch *batch = lots[lot].batch < 0 ? NULL : &batches[lots[lot].batch];

	if (batch) {
		for (int i = 0; i < batch->part_count; i++)
			open_up(batch->parts[i].lot,
			        times(amount, batch->parts[i].amount, batch->made_up), got,
			        count);
		return;
	}
	for (int i = 0; i < *count; i++)
		if (got[i].lot == lot) {
			got[i].amount = plus(got[i].amount, amount);
			return;
		}
	if (amount.num == 0)
		return;
	assert_true(*count < 256);
	got[(*count)++] = (struct got){ lot, amount };
}

/* For a failure: what the model knows of a session. */
static void tell_lot(int lot, int depth)
{
	const struct m_batch *batch = lots[lot].batch < 0 ? NULL : &batches[lots[lot].batch];

	for (int i = 0; batch && i < batch->part_count; i++) {
		print_message("%*s%lld of %s on line %d, in %lld\n", depth, "",
		              (long long)batch->parts[i].amount,
		              lots[batch->parts[i].lot].number, (int)batch->parts[i].position,
		              (long long)batch->made_up);
		tell_lot(batch->parts[i].lot, depth + 2);
	}
}

static void tell_session(const struct m_session *session)
{
	for (int i = 0; i < session->count && getenv("PISTOR_TOLD"); i++) {
		print_message("%s: %lld of %s\n", session->number,
		              (long long)session->syringes[i].given,
		              lots[session->syringes[i].lot].number);
		tell_lot(session->syringes[i].lot, 2);
	}
}

static void check_formulation(struct store *store, const struct m_session *session)
{
	struct got got[256], said[256];
	int count = 0, found = 0;
	struct formulation *formulation;
	struct error err = { 0 };
	struct session read;

	must(session_by_id(store, session->id, &read, &err));
	assert_int_equal(read.stands, session->stands);
	if (!session->stands || session->reported)
		return;
	for (int i = 0; i < session->count; i++)
		open_up(session->syringes[i].lot,
		        (struct fraction){ session->syringes[i].given, 1 }, got, &count);
	must(formulation_open(store, &read, &formulation, &err));
	assert_int_equal(formulation->syringe_count, session->count);
	for (int i = 0; i < formulation->line_count; i++) {
		const struct content_line *line = &formulation->lines[i];
		const struct m_lot *lot = &lots[lot_of(line->lot)];

		open_up(lot_of(line->lot),
		        (struct fraction){ line->given.num, line->given.den }, said, &found);
		assert_string_equal(line->maker, lot->maker);
		assert_string_equal(line->expires, lot->expires);
		for (int k = line->first_dose; k < line->first_dose + line->dose_count; k++) {
			struct fraction dose = times(
				(struct fraction){ line->given.num, line->given.den },
				goods[lot->goods].strength * lot->tenths, 1000);

			assert_string_equal(formulation->doses[k].code,
			                    goods[lot->goods].ingredient);
			if (dose.num != formulation->doses[k].given.num
			    || dose.den != formulation->doses[k].given.den)
				fail_msg("seed %llu: %s says %lld/%lld of %s, and the model "
				         "%lld/%lld",
				         (unsigned long long)seed, session->number,
				         (long long)formulation->doses[k].given.num,
				         (long long)formulation->doses[k].given.den,
				         formulation->doses[k].code, (long long)dose.num,
				         (long long)dose.den);
		}
	}
	formulation_close(formulation);
	for (int i = 0; i < count; i++) {
		int k = 0;

		while (k < found && said[k].lot != got[i].lot)
			k++;
		if (k == found || said[k].amount.num != got[i].amount.num
		    || said[k].amount.den != got[i].amount.den) {
			tell_session(session);
			fail_msg("seed %llu: of %s %s says %lld/%lld, and the model %lld/%lld",
			         (unsigned long long)seed, lots[got[i].lot].number,
			         session->number, k < found ? (long long)said[k].amount.num : 0,
			         k < found ? (long long)said[k].amount.den : 1,
			         (long long)got[i].amount.num, (long long)got[i].amount.den);
		}
	}
	assert_int_equal(count, found);
}

/* Every lot at every end outside. */
static void check_ledger(struct store *store)
{
	sqlite3_stmt *statement = NULL;
	int64_t (*ends)[PLACE_KINDS] = calloc((size_t)stocked, sizeof *ends);

	assert_int_equal(
		sqlite3_prepare_v2(
			store->db,
			"SELECT lot, kind, sum(d) FROM (SELECT m.lot AS lot, t.kind AS kind, "
	                "m.amount AS d FROM move m JOIN place t ON t.id = m.target"
			" UNION ALL SELECT m.lot, s.kind, -m.amount FROM move m JOIN place s "
	                "ON s.id = m.source) GROUP BY 1, 2",
			-1, &statement, NULL),
		SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		for (int kind = 0; kind < PLACE_KINDS; kind++)
			if (strcmp((const char *)sqlite3_column_text(statement, 1),
			           place_kind_name(kind))
			    == 0)
				ends[lot_of(sqlite3_column_int64(statement, 0))][kind] =
					sqlite3_column_int64(statement, 2);
	sqlite3_finalize(statement);
	for (int i = 0; i < stocked; i++) {
		const int64_t *sum = lots[i].sum;

		if (lots[i].recounted)
			lots[i].sum[COUNTED] = -ends[i][PLACE_COUNT];
		if (ends[i][PLACE_STOCK] != inside(&lots[i])
		    || ends[i][PLACE_PATIENT] != sum[GIVEN]
		    || ends[i][PLACE_WASTE] != sum[WASTED] + sum[LOST]
		    || ends[i][PLACE_BENCH] != sum[USED] - sum[MADE] - sum[LOST]
		    || ends[i][PLACE_SUPPLIER] + ends[i][PLACE_OPENING]
		               != sum[RETURNED] - sum[RECEIVED]
		    || ends[i][PLACE_COUNT] != -sum[COUNTED]) {
			tell_moves(store, lots[i].id);
			fail_msg("seed %llu: %s: there %lld, given %lld, wasted %lld, bench "
			         "%lld, count %lld; the model: %lld, %lld, %lld,"
			         " %lld, %lld",
			         (unsigned long long)seed, lots[i].number,
			         (long long)ends[i][PLACE_STOCK],
			         (long long)ends[i][PLACE_PATIENT],
			         (long long)ends[i][PLACE_WASTE],
			         (long long)ends[i][PLACE_BENCH],
			         (long long)ends[i][PLACE_COUNT], (long long)inside(&lots[i]),
			         (long long)sum[GIVEN], (long long)(sum[WASTED] + sum[LOST]),
			         (long long)(sum[USED] - sum[MADE] - sum[LOST]),
			         (long long)-sum[COUNTED]);
		}
	}
	free(ends);
}

static void check_laws(struct store *store)
{
	struct error err = { 0 };
	struct checking *checking;
	struct checked checked;
	int laws = 0;

	must(upkeep_check(store, &checking, &err));
	for (; checking_next(checking, &checked, &err); laws++)
		if (!checked.holds)
			fail_msg("seed %llu, after act %d: law %s: %s",
			         (unsigned long long)seed, (int)act.before + 1, checked.law,
			         checked.finding);
	assert_int_equal(err.fault, FAULT_NONE);
	assert_true(laws > 10);
	checking_end(checking);
}

static void check_chain(struct store *store, const char *head)
{
	struct examination *examination;
	struct finding finding;
	struct error err = { 0 };

	must(chain_examine(store, &examination, &err));
	must(chain_look_for(examination, head, &err));
	if (chain_next(examination, &finding))
		fail_msg("seed %llu: the chain: %s", (unsigned long long)seed, finding.text);
	assert_true(chain_had(examination, 0) > 0);
	chain_examined(examination);
}

/* From a lot to everyone it was given to: as many syringes, of the same sessions. */
static void check_trace(struct store *store, int root)
{
	struct error err = { 0 };
	struct traced traced;
	struct row *row;
	int expected = 0, found = 0, patients = 0;
	bool seen[PATIENTS] = { false };
	uint64_t sum = 0, sums = 0;
	struct reach reach;

	must(trace_find(store, lots[root].number, NULL, &traced, &err));
	for (int i = 0; i < session_count; i++)
		for (int k = 0; sessions[i].stands && k < sessions[i].count; k++)
			if (holds_lot(sessions[i].syringes[k].lot, root)) {
				expected++;
				sum += (uint64_t)(i + 1) * 1000003u
				       + (uint64_t)sessions[i].syringes[k].given
				       + 31u
				                 * (unsigned)atoi(
							 patient_codes[sessions[i].patient]
							 + 2);
				patients += !seen[sessions[i].patient];
				seen[sessions[i].patient] = true;
			}
	must(trace_reach(store, &traced, &reach, &err));
	assert_int_equal(reach.patients, patients);
	row = store_query(store, TRACE_SESSIONS,
	                  BIND(TRACE_ROOT(&traced), bind_int("names", 0)), &err);
	while (row_next(row, &err)) {
		int i = 0;

		while (strcmp(sessions[i].number, row_text(row, "session")) != 0)
			i++;
		found++;
		sums += (uint64_t)(i + 1) * 1000003u + (uint64_t)row_int(row, "given")
		        + 31u * (unsigned)atoi(row_text(row, "patient") + 2);
	}
	assert_int_equal(err.fault, FAULT_NONE);
	if (found != expected || sum != sums)
		fail_msg("seed %llu: trace of %s finds %d syringes, and the model %d",
		         (unsigned long long)seed, lots[root].number, found, expected);
}

/* Laws 6 and 8: nothing is left in an opened single-use container; compositions as computed
 * here. */
static void check_containers(struct store *store)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(
		sqlite3_prepare_v2(
			store->db,
			"SELECT lot, amount FROM shelf WHERE container > 0 AND amount > 0", -1,
			&statement, NULL),
		SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const struct m_lot *lot = &lots[lot_of(sqlite3_column_int64(statement, 0))];

		if (is_single(lot))
			fail_msg("seed %llu: %lld is left in an opened single-use container of "
			         "%s",
			         (unsigned long long)seed,
			         (long long)sqlite3_column_int64(statement, 1), lot->number);
	}
	sqlite3_finalize(statement);
}

static void check_all(struct store *store, char first_head[DIGEST_TEXT])
{
	struct error err = { 0 };
	struct digest head;
	int64_t length;

	check_ledger(store);
	check_containers(store);
	check_recalls(store);
	for (int i = 0; i < session_count; i++)
		check_formulation(store, &sessions[i]);
	for (int i = 0; i < 40 && stocked; i++)
		check_trace(store, (int)below(stocked));
	for (int i = 0; i < bought_count; i++)
		ask_usable(store, bought[i]);
	if (!*first_head) {
		must(store_head(store, &head, &length, &err));
		digest_text(&head, first_head);
	}
	check_chain(store, first_head);
	check_laws(store);
}

/* ---- A copy, and what came after it lost ---- */

static char folder[32];

static struct {
	struct m_lot *lots;
	struct m_batch *batches;
	struct m_session *sessions;
	struct m_done *done;
	struct m_recipe recipes[MOST_RECIPES];
	struct m_set sets[MOST_SETS];
	struct m_recall called[MOST_CALLED];
	int stocked, batch_count, session_count, done_count, recipe_count, set_count,
		bought_count, called_count;
} kept;

static const char *in_folder(const char *name)
{
	static char paths[2][64];
	static int turn;

	turn = !turn;
	snprintf(paths[turn], sizeof *paths, "%s/%s", folder, name);
	return paths[turn];
}

static void *copy_of(const void *from, int count, size_t size)
{
	void *to = malloc((size_t)count * size + 1);

	return to ? memcpy(to, from, (size_t)count * size) : NULL;
}

/* The store in a file beside, and what the model knows then. */
static void copy_store(struct store *store)
{
	struct error err = { 0 };
	struct backup backup;

	strcpy(folder, "/tmp/pistor-history-XXXXXX");
	assert_non_null(mkdtemp(folder));
	sit(store, ANNA, "store backup", (struct manner_of){ 0 });
	*act.once = '\0';
	must(person_may(store, "store backup", &err));
	must(upkeep_backup(store, in_folder("copy.db"), false, &backup, &err));
	assert_memory_equal(&backup.head, &act.head, sizeof act.head);
	kept.lots = copy_of(lots, stocked, sizeof *lots);
	kept.batches = copy_of(batches, batch_count, sizeof *batches);
	kept.sessions = copy_of(sessions, session_count, sizeof *sessions);
	kept.done = copy_of(done, done_count, sizeof *done);
	memcpy(kept.recipes, recipes, sizeof recipes);
	memcpy(kept.sets, sets, sizeof sets);
	kept.stocked = stocked;
	kept.batch_count = batch_count;
	kept.session_count = session_count;
	kept.done_count = done_count;
	kept.recipe_count = recipe_count;
	kept.set_count = set_count;
	kept.bought_count = bought_count;
	memcpy(kept.called, called, sizeof called);
	kept.called_count = called_count;
}

/* The model as it was then; which numbers people saw since it knows all the same. */
static void think_back(void)
{
	memcpy(lots, kept.lots, (size_t)kept.stocked * sizeof *lots);
	memcpy(batches, kept.batches, (size_t)kept.batch_count * sizeof *batches);
	memcpy(sessions, kept.sessions, (size_t)kept.session_count * sizeof *sessions);
	memcpy(done, kept.done, (size_t)kept.done_count * sizeof *done);
	memcpy(recipes, kept.recipes, sizeof recipes);
	memcpy(sets, kept.sets, sizeof sets);
	stocked = kept.stocked;
	batch_count = kept.batch_count;
	session_count = kept.session_count;
	done_count = kept.done_count;
	recipe_count = kept.recipe_count;
	set_count = kept.set_count;
	bought_count = kept.bought_count;
	memcpy(called, kept.called, sizeof called);
	called_count = kept.called_count;
	*warmed = '\0';
}

/* The store is lost; its copy goes on after the last numbers anybody saw. */
static struct store *restore(struct store *lost)
{
	char last[6][24];
	const char *seen[6];
	struct restoring restoring = { .last = seen, .person = "ph.anna" };
	struct error err = { 0 };
	struct restored restored;
	struct store *store;

	for (int year = 0; year < 2; year++) {
		const int numbers[] = { series_lot[year], series_batch[year],
			                series_session[year] };

		for (int i = 0; i < 3; i++)
			if (numbers[i]) {
				int at = restoring.last_count++;

				snprintf(last[at], sizeof *last, "%c%d-%0*d", "LBS"[i], 26 + year,
				         i < 2 ? 4 : 6, numbers[i]);
				seen[at] = last[at];
			}
	}
	clock_at(now, restoring.seat.entered.text);
	restoring.file = in_folder("copy.db");
	restoring.path = in_folder("store.db");
	store_close(lost);
	must(upkeep_restore(&restoring, &restored, &err));
	assert_int_equal(restored.numbered, restoring.last_count);
	must(store_open(restoring.path, ACCESS_WRITE, &store, &err));
	assert_int_equal(sqlite3_exec(store->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL),
	                 SQLITE_OK);
	think_back();
	return store;
}

static void sweep_folder(void)
{
	static const char *const names[] = { "copy.db", "store.db", "store.db-wal",
		                             "store.db-shm" };

	for (size_t i = 0; *folder && i < sizeof names / sizeof *names; i++)
		unlink(in_folder(names[i]));
	if (*folder)
		rmdir(folder);
	*folder = '\0';
	free(kept.lots);
	free(kept.batches);
	free(kept.sessions);
	free(kept.done);
	memset(&kept, 0, sizeof kept);
}

/* ---- The history ---- */

static int open_history(void **state)
{
	struct place_entry tokyo = { .code = "TOKYO", .name = "Tokyo room", .site = "EAST" };
	struct site_entry east = { "EAST", "East", "Asia/Tokyo" };
	struct hiring kim = { .code = "as.kim", .name = "Kim Aas", .roles = "assistant" };
	struct hiring bo = { .code = "au.bo", .name = "Bo Lind", .roles = "auditor" };
	struct error err = { 0 };
	struct store *store;
	int64_t id;

	seed = *(const uint64_t *)*state;
	if (open_stock(state) != 0)
		return -1;
	store = *state;
	must(person_add(store, &kim, &id, &err));
	must(person_add(store, &bo, &id, &err));
	must(site_add(store, &east, &id, &err));
	must(place_add(store, &tokyo, &id, &err));
	add_product(store, "HA-20", "single-dose", ml(250), NULL,
	            "sodium-hyaluronate 20 mg/mL");
	add_product(store, "TXA-100", "multi-dose", ml(1000), "28 d",
	            "tranexamic-acid 100 mg/mL");
	add_product(store, "BIOT-5", "ampoule", ml(200), NULL, "biotin 5 mg/mL");
	for (int i = 0; i < PATIENTS; i++) {
		struct identity identity = { .code = patient_codes[i], .name = "Somebody",
			                     .another = true };

		snprintf(patient_codes[i], sizeof patient_codes[i], "P-%04d", i + 1);
		too_young[i] = i == 0;
		snprintf(identity.born.text, sizeof identity.born.text, "%s",
		         too_young[i] ? "2012-05-05" : "1980-01-01");
		must(patient_add(store, &identity, &id, &err));
	}
	lots = calloc(MOST_LOTS, sizeof *lots);
	batches = calloc(MOST_BATCHES, sizeof *batches);
	sessions = calloc(MOST_GIVEN, sizeof *sessions);
	done = calloc(MOST_ACTS, sizeof *done);
	sheet = calloc(1, sizeof *sheet);
	sitting = calloc(1, sizeof *sitting);
	stocked = batch_count = session_count = recipe_count = bought_count = 0;
	set_count = done_count = called_count = 0;
	*warmed = '\0';
	memset(series_lot, 0, sizeof series_lot);
	memset(series_batch, 0, sizeof series_batch);
	memset(series_session, 0, sizeof series_session);
	memset(tallies, 0, sizeof tallies);
	now = acts_done = 0;
	return 0;
}

static int close_history(void **state)
{
	free(lots);
	free(batches);
	free(sessions);
	free(done);
	free(sheet);
	free(sitting);
	close_fixture(state);
	sweep_folder();
	return 0;
}

static void some_act(struct store *store)
{
	static void (*const some[])(struct store *) = {
		receive,
		receive,
		receive,
		receive,
		judge,
		judge,
		judge,
		judge,
		correct,
		send,
		send,
		count_some,
		count_some,
		open_vial,
		dissolve,
		draft,
		revise,
		derive,
		retire,
		put_together,
		make,
		make,
		make,
		make,
		make,
		sign_batch,
		sign_batch,
		sign_batch,
		sign_batch,
		sign_batch,
		amend_batch,
		amend_batch,
		reverse_batch,
		record,
		record,
		record,
		record,
		record,
		record,
		record,
		amend_session,
		amend_session,
		amend_session,
		reverse_session,
		repeat_last,
		repeat_last,
		import_stock,
		import_sessions,
		reverse_done,
		reverse_done,
		call_back,
		follow_up,
		follow_up,
		warm_up,
		amend_yield,
	};

	some[bought_count < 30 ? below(2) * 4 : below((int64_t)(sizeof some / sizeof *some))](
		store);
}

static int64_t acts_wanted(void)
{
	int64_t acts = getenv("PISTOR_ACTS") ? atoll(getenv("PISTOR_ACTS")) : ACTS;

	assert_true(acts < MOST_ACTS / MOST_SYRINGES);
	return acts;
}

static void a_history_keeps_every_law(void **state)
{
	char head[DIGEST_TEXT] = "";
	int64_t next = CHECK_EVERY, wanted = acts_wanted();

	print_message("seed %llu\n", (unsigned long long)seed);
	random_state = seed * 2654435761u | 1;
	for (int i = 0; i < 8; i++)
		below(2);
	while (acts_done < wanted) {
		now += below(60);
		if (bought_count || one_in(2))
			bought_count ? some_act(*state) : receive(*state);
		if (acts_done < next)
			continue;
		check_all(*state, head);
		next += CHECK_EVERY;
		if (next == 3 * CHECK_EVERY)
			copy_store(*state);
		if (next == 4 * CHECK_EVERY)
			*state = restore(*state);
	}
	check_all(*state, head);
	for (int i = 0; tallies[i].verb; i++)
		print_message("%-16s %5d kept %5d refused\n", tallies[i].verb, tallies[i].kept,
		              tallies[i].refused);
}

int main(void)
{
	const char *given = getenv("PISTOR_SEED");
	uint64_t asked = given ? strtoull(given, NULL, 10) : 0;
	struct CMUnitTest tests[SEEDS];

	for (int i = 0; i < SEEDS; i++)
		tests[i] = (struct CMUnitTest){ "a_history_keeps_every_law",
			                        a_history_keeps_every_law, open_history,
			                        close_history,
			                        (void *)(given ? &asked : &seeds[i]) };
	/* A history asked for by its seed is told alone. */
	return _cmocka_run_group_tests("histories", tests, given ? 1 : SEEDS, NULL, NULL);
}
