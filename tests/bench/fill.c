/*
 * fill.c - a store of ten years of a busy group of clinics, for the bench
 *
 * fill STORE LINES
 *
 * LINES syringes, four in a session: two from batches of four lots, two from lots as bought.
 * The catalogue and the lots enter through the domain; batches and sessions as the rows the
 * domain would write, each in an act of its own and a day of acts in one commit: chain, ledger
 * and laws hold as in any store ('pistor check').
 */
#include "../../src/store/inside.h"
#include "batch.h"
#include "lot.h"
#include "patient.h"
#include "person.h"
#include "place.h"
#include "recipe.h"
#include "session.h"
#include "signature.h"
#include "supplier.h"
#include "upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAYS = 2500,
	FIRST_DAY_SECONDS = 1477987200,
	/* 2016-11-01T08:00:00Z */ DAY = 86400,
	HOURS = 8 * 3600,
	STEP = 126230, /* seconds from one working day to the next: DAYS of them
	                              * are ten years */
	MIXED = 20,
	BOUGHT = 20,
	RECIPES = 10,
	LINES_OF_RECIPE = 4,
	SYRINGES = 4,
	/* nL */
	PER_SESSION = 1000000,
	INTO_BATCH = 2500000,
	OF_BATCH = 10000000,
	DIRECT = 500000,
	VIAL = 5000000,
	VIALS = 20, /* in a delivery */
};

/* A product, the lot of it in use and the vial of that which is open. */
struct supply {
	char code[16];
	int64_t lot, unopened, vial, left;
	int ordinal;
};

struct filling {
	struct store *store;
	struct error err;
	int64_t stock, bench, patient_end, waste, doctor, pharmacist;
	int64_t products[RECIPES], versions[RECIPES], lines[RECIPES][LINES_OF_RECIPE];
	struct supply mixed[MIXED], bought[BOUGHT];
	int64_t sessions, patients, per_day, ordinal;
	char year[5];
	int64_t session, batch_lot, batch_left, batches, delivered;
	struct instant now;
};

static void must(struct filling *fill, bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fill: %s: %s\n", what, fill->err.text);
	exit(1);
}

#define MUST(call) must(fill, call, #call)

static void sit(struct filling *fill, int64_t seconds)
{
	struct seat seat = { .person = fill->pharmacist };

	instant_of(seconds, &seat.entered);
	fill->now = seat.entered;
	MUST(store_sit(fill->store, &seat, &fill->err));
}

static void insert(struct filling *fill, enum query query, const struct bind *bind, int64_t *id)
{
	must(fill, store_insert(fill->store, query, bind, id, &fill->err), query_name(query));
}

/* ---- The catalogue, through the domain ---- */

static void found(struct filling *fill, const char *path)
{
	struct founding founding = { .clinic = "Bench clinics",
		                     .jurisdiction = "FR",
		                     .zone = "Europe/Paris",
		                     .practice = true,
		                     .first = { .code = "ph.anna",
		                                .name = "Anna Berger",
		                                .roles = "pharmacist,administrator" } };
	struct hiring lee = { .code = "dr.lee", .name = "Jun Lee", .roles = "practitioner" };
	struct hiring omar = { .code = "ph.omar",
		               .name = "Omar Haddad",
		               .roles = "pharmacist" };
	struct supplier_entry supplier = { "medisup", "Medisup", NULL, NULL };
	struct person anna;
	struct place place;
	int64_t id;

	MUST(store_open(path, ACCESS_CREATE, &fill->store, &fill->err));
	sit(fill, FIRST_DAY_SECONDS - 2 * DAY);
	MUST(upkeep_found(fill->store, &founding, &fill->err));
	MUST(person_find(fill->store, "ph.anna", &anna, &fill->err));
	fill->pharmacist = anna.id;
	sit(fill, FIRST_DAY_SECONDS - DAY);
	MUST(person_add(fill->store, &lee, &fill->doctor, &fill->err));
	MUST(person_add(fill->store, &omar, &id, &fill->err));
	MUST(supplier_add(fill->store, &supplier, &id, &fill->err));
	MUST(place_find(fill->store, NULL, &place, &fill->err));
	fill->stock = place.id;
	MUST(place_end(fill->store, PLACE_BENCH, &fill->bench, &fill->err));
	MUST(place_end(fill->store, PLACE_PATIENT, &fill->patient_end, &fill->err));
	MUST(place_end(fill->store, PLACE_WASTE, &fill->waste, &fill->err));
}

static void add_product(struct filling *fill, struct supply *supply, const char *stem,
                        int number)
{
	static const char *const contains[] = { "ascorbic-acid 20 mg/mL",
		                                "glycolic-acid 5 mg/mL", "biotin 5 mg/mL",
		                                "tranexamic-acid 50 mg/mL", NULL };
	const char *const contents[] = { contains[number % 4], NULL };
	struct product_entry entry = { .code = supply->code,
		                       .name = supply->code,
		                       .kind = "drug",
		                       .container = "multi-dose",
		                       .in_use = "28 d",
		                       .contains = contents };
	int64_t id;

	snprintf(supply->code, sizeof supply->code, "%s-%02d", stem, number + 1);
	MUST(quantity_parse("5 mL", &entry.size, &fill->err));
	MUST(product_add(fill->store, &entry, &id, &fill->err));
}

static void add_recipe(struct filling *fill, int number)
{
	char code[20], words[32], approved[24];
	struct recipe_entry entry = { .code = code,
		                      .title = "Mixture",
		                      .practitioner = "dr.lee",
		                      .technique = "nappage",
		                      .area = "face",
		                      .needle = "30G 4 mm",
		                      .points = 40,
		                      .keeps = "24 h" };
	struct signing signing = { .meaning = "approved", .person = "dr.lee" };
	struct version version;
	struct line lines[MOST_LINES];
	int count;
	int64_t id;

	snprintf(code, sizeof code, "GLOW-%02d", number + 1);
	MUST(quantity_parse("10 mL", &entry.yield, &fill->err));
	MUST(quantity_parse("1 mL", &entry.session, &fill->err));
	MUST(recipe_draft(fill->store, &entry, &id, &fill->err));
	for (int i = 0; i < LINES_OF_RECIPE; i++) {
		snprintf(words, sizeof words, "%s 2.5 mL",
		         fill->mixed[(number * 2 + i) % MIXED].code);
		MUST(recipe_set_line(fill->store, code, words, 0, &id, &fill->err));
	}
	MUST(recipe_approve(fill->store, code, &signing, &id, &fill->err));
	snprintf(approved, sizeof approved, "%s.1", code);
	MUST(version_find(fill->store, approved, &version, &fill->err));
	MUST(version_lines(fill->store, version.id, lines, &count, &fill->err));
	fill->versions[number] = version.id;
	fill->products[number] = version.product;
	for (int i = 0; i < LINES_OF_RECIPE; i++)
		fill->lines[number][i] = lines[i].id;
}

static void catalogue(struct filling *fill)
{
	char code[32], name[32];
	struct identity patient = { .code = code,
		                    .name = name,
		                    .born = { "1980-01-31" },
		                    .another = true };
	int64_t id;

	for (int i = 0; i < MIXED; i++)
		add_product(fill, &fill->mixed[i], "MIX", i);
	for (int i = 0; i < BOUGHT; i++)
		add_product(fill, &fill->bought[i], "VIAL", i);
	for (int i = 0; i < RECIPES; i++)
		add_recipe(fill, i);
	MUST(store_begin(fill->store, "patient add", &fill->err));
	for (int64_t i = 0; i < fill->patients; i++) {
		snprintf(code, sizeof code, "P-%06lld", (long long)i + 1);
		snprintf(name, sizeof name, "Patient %lld", (long long)i + 1);
		MUST(patient_add(fill->store, &patient, &id, &fill->err));
	}
	MUST(store_end(fill->store, true, &fill->err));
}

/* ---- In a hurry ---- */

/* The rows are right and the chain is whole: what would look at each again looks once, at the
 * end ('pistor check'). */
static char *hurry(struct filling *fill)
{
	sqlite3_str *gone = sqlite3_str_new(fill->store->db),
		    *back = sqlite3_str_new(fill->store->db);
	sqlite3_stmt *guards;
	char *drop;

	sqlite3_prepare_v2(fill->store->db,
	                   "SELECT name, sql FROM sqlite_schema WHERE name GLOB '*_is_new'", -1,
	                   &guards, NULL);
	while (sqlite3_step(guards) == SQLITE_ROW) {
		sqlite3_str_appendf(gone, "DROP TRIGGER %s;", sqlite3_column_text(guards, 0));
		sqlite3_str_appendf(back, "%s;", sqlite3_column_text(guards, 1));
	}
	sqlite3_finalize(guards);
	drop = sqlite3_str_finish(gone);
	MUST(store_execute(fill->store, drop, &fill->err));
	sqlite3_free(drop);
	MUST(store_execute(fill->store,
	                   "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA "
	                   "journal_mode = OFF",
	                   &fill->err));
	return sqlite3_str_finish(back);
}

static void calm_down(struct filling *fill, char *guards)
{
	MUST(store_execute(fill->store, guards, &fill->err));
	MUST(store_execute(fill->store, "PRAGMA journal_mode = WAL", &fill->err));
	sqlite3_free(guards);
}

/* ---- What a day brings ---- */

/* Seal the act under way and begin another, within the same commit. */
static void next_act(struct filling *fill, const char *verb)
{
	struct store *store = fill->store;
	struct digest head, hash;
	int64_t length, id;

	MUST(store_head(store, &head, &length, &fill->err));
	chain_close(&store->sealing, &head, &hash);
	insert(fill, SEAL_INSERT,
	       BIND(bind_int("id", store->action),
	            bind_blob("hash", hash.bytes, sizeof hash.bytes)),
	       &id);
	insert(fill, ACTION_INSERT, BIND(
		bind_text("verb",    verb),
		bind_text("entered", fill->now.text),
		bind_null("event"),
		bind_int ("person",  fill->pharmacist),
		bind_null("typist"),
		bind_null("reason"),
		bind_null("exception"),
		bind_null("once"),
		bind_null("request"),
		bind_text("program", store_program)), &store->action);
}

static void move(struct filling *fill, const struct move *move)
{
	int64_t id;

	insert(fill, MOVE_INSERT, BIND(
		bind_int ("action",           store_action(fill->store)),
		bind_int ("lot",              move->lot),
		bind_int ("source",           move->source),
		bind_id  ("source_container", move->source_container),
		bind_int ("target",           move->target),
		bind_id  ("target_container", move->target_container),
		bind_int ("amount",           move->amount),
		bind_text("at",               fill->now.text),
		bind_text("kind",             move->kind),
		bind_id  ("batch_line",       move->batch_line),
		bind_id  ("syringe",          move->syringe),
		bind_null("tally"),
		bind_null("reverses")), &id);
}

static void deliver(struct filling *fill, struct supply *supply, const char *amount)
{
	char number[32];
	struct receipt receipt = { .product = supply->code,
		                   .maker_number = number,
		                   .supplier = "medisup" };
	struct lot_choice choice;
	struct lot lot;
	int64_t year = strtoll(fill->now.text, NULL, 10) + 12;
	char expires[32];

	snprintf(number, sizeof number, "M%06lld", (long long)++fill->delivered);
	snprintf(expires, sizeof expires, "%lld-12", (long long)year);
	MUST(packs_parse(amount, &receipt.amount, &fill->err));
	MUST(expiry_parse(expires, &receipt.expires, &fill->err));
	MUST(lot_receive(fill->store, &receipt, &lot, &fill->err));
	MUST(lot_set_status(fill->store, lot.number, "released", NULL, &choice, &fill->err));
	supply->lot = lot.id;
	supply->unopened = VIALS;
	supply->left = 0;
	supply->ordinal = 0;
}

/* A vial with so much in it, opened where it must be. */
static void have(struct filling *fill, struct supply *supply, int64_t amount)
{
	if (supply->left >= amount)
		return;
	if (supply->unopened == 0)
		deliver(fill, supply, "20x5mL");
	insert(fill, LOT_CONTAINER_INSERT, BIND(
		bind_int ("action",  store_action(fill->store)),
		bind_int ("lot",     supply->lot),
		bind_int ("ordinal", ++supply->ordinal),
		bind_text("opened",  fill->now.text),
		bind_null("until"),
		bind_int ("person",  fill->pharmacist)), &supply->vial);
	move(fill, &(struct move){ .lot = supply->lot,
	                           .source = fill->stock,
	                           .target = fill->stock,
	                           .target_container = supply->vial,
	                           .amount = VIAL,
	                           .kind = "open" });
	supply->unopened--;
	supply->left = VIAL;
}

static void line(struct filling *fill, int64_t batch, int recipe, int position)
{
	struct supply *supply = &fill->mixed[(recipe * 2 + position) % MIXED];
	int64_t id;

	have(fill, supply, INTO_BATCH);
	insert(fill, BATCH_LINE_INSERT, BIND(
		bind_int ("action",        store_action(fill->store)),
		bind_int ("batch",         batch),
		bind_int ("position",      position + 1),
		bind_int ("line",          fill->lines[recipe][position]),
		bind_int ("lot",           supply->lot),
		bind_int ("container",     supply->vial),
		bind_int ("required",      INTO_BATCH),
		bind_int ("required_over", 1),
		bind_int ("used",          INTO_BATCH),
		bind_text("unit",          "L"),
		bind_int ("factor",        1),
		bind_int ("factor_over",   1),
		bind_null("strength"),
		bind_null("strength_unit"),
		bind_null("strength_per"),
		bind_int ("step",          10000),
		bind_text("picked",        "opened first"),
		bind_null("reason"),
		bind_null("replaces")), &id);
	move(fill, &(struct move){ .lot = supply->lot,
	                           .source = fill->stock,
	                           .source_container = supply->vial,
	                           .target = fill->bench,
	                           .amount = INTO_BATCH,
	                           .kind = "use",
	                           .batch_line = id });
	supply->left -= INTO_BATCH;
}

static void sign(struct filling *fill, int64_t batch)
{
	struct signing signing = { .person = "ph.anna",
		                   .meaning = "prepared",
		                   .subject = { .batch = batch } };
	int64_t id;

	MUST(signature_make(fill->store, &signing, &id, NULL, &fill->err));
	signing.person = "ph.omar";
	signing.meaning = "verified";
	MUST(signature_make(fill->store, &signing, &id, NULL, &fill->err));
	signing.meaning = "released";
	MUST(signature_make(fill->store, &signing, &id, NULL, &fill->err));
}

static void make(struct filling *fill)
{
	int recipe = (int)(fill->batches++ % RECIPES);
	struct instant until;
	struct outturn outturn = { fill->products[recipe], 'B', &fill->now, &until,
		                   "released" };
	int64_t batch, id;

	instant_of(instant_seconds(&fill->now) + DAY, &until);
	MUST(lot_make(fill->store, &outturn, &fill->batch_lot, &fill->err));
	insert(fill, BATCH_INSERT, BIND(
		bind_int ("action",   store_action(fill->store)),
		bind_int ("lot",      fill->batch_lot),
		bind_int ("version",  fill->versions[recipe]),
		bind_int ("maker",    fill->pharmacist),
		bind_text("prepared", fill->now.text),
		bind_int ("target",   OF_BATCH),
		bind_int ("made_up",  OF_BATCH),
		bind_int ("measured", 0),
		bind_int ("kept",     OF_BATCH),
		bind_text("unit",     "L"),
		bind_int ("packs",    0),
		bind_int ("chair",    0),
		bind_null("equipment"),
		bind_null("environment"),
		bind_null("regime"),
		bind_null("process"),
		bind_null("ends")), &batch);
	for (int i = 0; i < LINES_OF_RECIPE; i++)
		line(fill, batch, recipe, i);
	insert(fill, BUD_TERM_INSERT, BIND(
		bind_int ("action",  store_action(fill->store)),
		bind_int ("batch",   batch),
		bind_text("term",    "the recipe's own limit"),
		bind_text("until",   until.text),
		bind_int ("governs", 1)), &id);
	MUST(lot_recompose(fill->store, fill->batch_lot, &fill->err));
	move(fill, &(struct move){ .lot = fill->batch_lot,
	                           .source = fill->bench,
	                           .target = fill->stock,
	                           .amount = OF_BATCH,
	                           .kind = "make" });
	fill->batch_left = OF_BATCH;
	sign(fill, batch);
}

static void syringe(struct filling *fill, int64_t session, int position, int64_t lot,
                    int64_t container, int64_t version, int64_t given)
{
	static const char *const areas[] = { "face", "neck", "scalp", "decolletage" };
	int64_t id, area;

	insert(fill, SYRINGE_INSERT, BIND(
		bind_int ("action",    store_action(fill->store)),
		bind_int ("session",   session),
		bind_int ("position",  position),
		bind_int ("lot",       lot),
		bind_id  ("container", container),
		bind_id  ("version",   version),
		bind_null("product"),
		bind_null("reported_lot"),
		bind_int ("given",     given),
		bind_int ("wasted",    0),
		bind_text("unit",      "L"),
		bind_text("technique", "nappage"),
		bind_text("needle",    "30G 4 mm"),
		bind_null("device"),
		bind_null("cartridge"),
		bind_null("depth"),
		bind_int ("points",    40),
		bind_text("picked",    "opened first")), &id);
	insert(fill, SYRINGE_AREA_INSERT, BIND(
		bind_int ("action",   store_action(fill->store)),
		bind_int ("syringe",  id),
		bind_int ("position", 1),
		bind_text("area",     areas[position - 1]),
		bind_null("given"),
		bind_null("points")), &area);
	move(fill, &(struct move){ .lot = lot,
	                           .source = fill->stock,
	                           .source_container = container,
	                           .target = fill->patient_end,
	                           .amount = given,
	                           .kind = "give",
	                           .syringe = id });
}

static void treat(struct filling *fill)
{
	char series[4], number[32];
	int64_t session;

	if (fill->batch_left == 0) {
		next_act(fill, "batch make");
		make(fill);
	}
	next_act(fill, "session record");
	if (strncmp(fill->year, fill->now.text, 4) != 0)
		fill->ordinal = 0;
	snprintf(fill->year, sizeof fill->year, "%.4s", fill->now.text);
	snprintf(series, sizeof series, "S%.2s", fill->now.text + 2);
	snprintf(number, sizeof number, "%s-%06lld", series, (long long)++fill->ordinal);
	insert(fill, SESSION_INSERT, BIND(
		bind_int ("action",       store_action(fill->store)),
		bind_text("number",       number),
		bind_text("series",       series),
		bind_int ("ordinal",      fill->ordinal),
		bind_int ("patient",      fill->session * 7919 % fill->patients + 1),
		bind_int ("practitioner", fill->doctor),
		bind_text("at",           fill->now.text),
		bind_null("ended"),
		bind_null("indication"),
		bind_null("notes"),
		bind_null("replaces"),
		bind_null("reported"),
		bind_null("consent")), &session);
	for (int i = 0; i < SYRINGES; i++)
		if (i < 2) {
			syringe(fill, session, i + 1, fill->batch_lot, 0,
			        fill->versions[(fill->batches - 1) % RECIPES], PER_SESSION);
			fill->batch_left -= PER_SESSION;
		} else {
			struct supply *supply = &fill->bought[(fill->session * 2 + i) % BOUGHT];

			have(fill, supply, DIRECT);
			syringe(fill, session, i + 1, supply->lot, supply->vial, 0, DIRECT);
			supply->left -= DIRECT;
		}
	fill->session++;
}

/* What is left of the last mixture in the evening is thrown away. */
static void clear(struct filling *fill)
{
	if (fill->batch_left == 0)
		return;
	next_act(fill, "lot waste");
	move(fill, &(struct move){ .lot = fill->batch_lot,
	                           .source = fill->stock,
	                           .target = fill->waste,
	                           .amount = fill->batch_left,
	                           .kind = "waste" });
	fill->batch_left = 0;
}

static void work(struct filling *fill, int64_t day)
{
	int64_t begins = FIRST_DAY_SECONDS + day * STEP;

	sit(fill, begins);
	MUST(store_begin(fill->store, "session record", &fill->err));
	for (int64_t i = 0; i < fill->per_day && fill->session < fill->sessions; i++) {
		sit(fill, begins + i * HOURS / fill->per_day);
		treat(fill);
	}
	clear(fill);
	MUST(store_end(fill->store, true, &fill->err));
}

/* Enough for what the bench records itself. */
static void restock(struct filling *fill)
{
	sit(fill, FIRST_DAY_SECONDS + (int64_t)DAYS * STEP);
	MUST(store_begin(fill->store, "lot receive", &fill->err));
	for (int i = 0; i < MIXED; i++)
		deliver(fill, &fill->mixed[i], "2000x5mL");
	for (int i = 0; i < BOUGHT; i++)
		deliver(fill, &fill->bought[i], "2000x5mL");
	MUST(store_end(fill->store, true, &fill->err));
}

int main(int argc, char **argv)
{
	struct filling *fill = calloc(1, sizeof *fill);
	char *guards;

	if (!fill || argc != 3 || atoll(argv[2]) < SYRINGES) {
		fprintf(stderr, "usage: fill STORE LINES\n");
		return 64;
	}
	fill->sessions = atoll(argv[2]) / SYRINGES;
	fill->patients = fill->sessions / 12 + 1;
	fill->per_day = fill->sessions / DAYS + 1;
	found(fill, argv[1]);
	catalogue(fill);
	guards = hurry(fill);
	for (int64_t day = 0; fill->session < fill->sessions; day++)
		work(fill, day);
	restock(fill);
	calm_down(fill, guards);
	store_close(fill->store);
	free(fill);
	return 0;
}
