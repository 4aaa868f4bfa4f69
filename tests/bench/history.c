/*
 * history.c - sessions entered one after another through the domain
 *
 * history STORE SESSIONS [unsealed]
 *
 * Each gives a patient four syringes from four lots, in an act of its own. The disk is not
 * waited for, so that it hides nothing of what the work itself costs; unsealed: no seal is kept
 * either (see unsealed.c).
 */
#include "../../src/store/inside.h"
#include "lot.h"
#include "patient.h"
#include "person.h"
#include "product.h"
#include "session.h"
#include "upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEGINS = 1793610000 /* 2026-11-02T09:00:00Z */, DAY = 86400, PATIENTS = 1000, LOTS = 4 };

static struct error err;

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "history: %s: %s\n", what, err.text);
	exit(1);
}

#define MUST(call) must(call, #call)

static void sit(struct store *store, int64_t person, int64_t seconds)
{
	struct seat seat = { .person = person };

	instant_of(seconds, &seat.entered);
	MUST(store_sit(store, &seat, &err));
}

static void found(struct store *store)
{
	struct founding founding = {
		.clinic = "Bench clinic",
		.jurisdiction = "FR",
		.zone = "Europe/Paris",
		.practice = true,
		.first = { .code = "dr.lee",
		           .name = "Jun Lee",
		           .roles = "practitioner,pharmacist,administrator" }
	};
	char code[16];
	struct identity patient = { .code = code,
		                    .name = "Somebody",
		                    .born = { "1980-01-31" },
		                    .another = true };
	int64_t id;

	sit(store, 0, BEGINS - 2 * DAY);
	MUST(upkeep_found(store, &founding, &err));
	sit(store, 1, BEGINS - DAY);
	MUST(store_begin(store, "patient add", &err));
	for (int i = 0; i < PATIENTS; i++) {
		snprintf(code, sizeof code, "P-%04d", i);
		MUST(patient_add(store, &patient, &id, &err));
	}
	MUST(store_end(store, true, &err));
}

/* A product and so many vials of it that no history uses them up. */
static void stock(struct store *store, int number)
{
	static const char *const contains[] = { "biotin 5 mg/mL", NULL };
	char code[16], maker[16];
	struct product_entry entry = { .code = code,
		                       .name = code,
		                       .container = "multi-dose",
		                       .in_use = "28 d",
		                       .contains = contains };
	struct receipt receipt = { .product = code, .maker_number = maker };
	struct lot_choice choice;
	struct lot lot;
	int64_t id;

	snprintf(code, sizeof code, "VIAL-%d", number);
	snprintf(maker, sizeof maker, "MK-%d", number);
	MUST(quantity_parse("5 mL", &entry.size, &err));
	MUST(packs_parse("100000x5mL", &receipt.amount, &err));
	MUST(expiry_parse("2036-12", &receipt.expires, &err));
	MUST(product_add(store, &entry, &id, &err));
	MUST(lot_receive(store, &receipt, &lot, &err));
	MUST(lot_set_status(store, lot.number, "released", NULL, &choice, &err));
}

static struct store *opened(const char *path, bool unsealed)
{
	bool there = access(path, F_OK) == 0;
	struct store *store;

	MUST(store_open(path, there ? ACCESS_WRITE : ACCESS_CREATE, &store, &err));
	if (there)
		return store;
	found(store);
	for (int i = 0; i < LOTS; i++)
		stock(store, i);
	if (unsealed)
		MUST(store_execute(store,
		                   "CREATE TRIGGER no_seal BEFORE INSERT ON seal BEGIN SELECT "
		                   "RAISE(IGNORE); END",
		                   &err));
	return store;
}

/* How many sessions there are already. */
static int64_t counted(struct store *store)
{
	sqlite3_stmt *statement;
	int64_t count;

	sqlite3_prepare_v2(store->db, "SELECT coalesce(max(id), 0) FROM session", -1,
	                   &statement, NULL);
	sqlite3_step(statement);
	count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return count;
}

static void treat(struct store *store, int64_t number)
{
	static const char *const sources[LOTS] = { "VIAL-0", "VIAL-1", "VIAL-2", "VIAL-3" };
	char patient[16];
	struct sitting sitting = { .patient = patient, .syringe_count = LOTS };
	struct settlement told = { 0 };
	struct session session;

	snprintf(patient, sizeof patient, "P-%04d", (int)(number * 7 % PATIENTS));
	for (int i = 0; i < LOTS; i++) {
		struct syringe_order *order = &sitting.syringes[i];

		order->source = sources[i];
		order->given = (struct quantity){ 500000, UNIT_LITRE };
		snprintf(order->manner.technique, SYRINGE_WORD, "nappage");
		order->manner.area_count = 1;
		snprintf(order->manner.areas[0].name, SYRINGE_WORD, "face");
	}
	sit(store, 1, BEGINS + number * 60);
	MUST(session_record(store, &sitting, &session, &told, &err));
}

int main(int argc, char **argv)
{
	struct store *store;
	int64_t number;

	if (argc < 3) {
		fprintf(stderr, "usage: history STORE SESSIONS [unsealed]\n");
		return 64;
	}
	store = opened(argv[1], argc > 3);
	MUST(store_execute(store, "PRAGMA synchronous = OFF", &err));
	number = counted(store);
	for (int64_t i = 0; i < atoll(argv[2]); i++)
		treat(store, number + i);
	store_close(store);
	return 0;
}
