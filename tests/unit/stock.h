/*
 * stock.h - a few products and lots on the fixture's store, for tests of what lies on shelves
 */
#ifndef STOCK_H
#define STOCK_H

#include "../../src/store/inside.h"
#include "fixture.h"
#include "lot.h"

#include <stdlib.h>

static inline void add_product(struct store *store, const char *code, const char *container,
                               struct quantity size, const char *in_use, const char *contains)
{
	struct product_entry entry = { .code = code,
		                       .name = code,
		                       .container = container,
		                       .size = size,
		                       .in_use = in_use,
		                       .contains = (const char *const[]){ contains, NULL } };
	struct error err = { 0 };
	int64_t id;

	if (!size.atoms) {
		entry.container = NULL;
		entry.unit = contains ? "mL" : "piece";
	}
	must(product_add(store, &entry, &id, &err));
}

static inline struct quantity ml(int64_t hundredths)
{
	return (struct quantity){ hundredths * 10000, UNIT_LITRE };
}

/* Products: an ampoule of 5 mL, a multi-dose vial of 10 mL, a powder, a diluent in bulk,
 * needles. */
static inline int open_stock(void **state)
{
	struct place_entry fridge = { .code = "FRIDGE", .name = "Fridge" };
	struct error err = { 0 };
	int64_t id;

	if (open_fixture(state) != 0)
		return -1;
	add_product(*state, "VITC-20", "ampoule", ml(500), NULL, "ascorbic-acid 200 mg/mL");
	add_product(*state, "LIDO-2", "multi-dose", ml(1000), "28 d", "lidocaine-hcl 20 mg/mL");
	add_product(*state, "HYAL-1500", "ampoule", (struct quantity){ 1500000, UNIT_IU },
	            "24 h", "hyaluronidase 1500 IU/piece");
	add_product(*state, "NACL-09", "bulk", (struct quantity){ 0 }, NULL,
	            "sodium-chloride-09 9 mg/mL");
	add_product(*state, "NEEDLE", "bulk", (struct quantity){ 0 }, NULL, NULL);
	must(place_add(*state, &fridge, &id, &err));
	return 0;
}

/* Receive and release, also what has expired since; expires "" for what keeps. Gives the
 * lot. */
static inline struct lot delivered(struct store *store, const char *product, const char *maker,
                                   const char *amount, const char *expires)
{
	struct receipt receipt = {
		.product = product, .maker_number = maker, .place = "STOCK", .another = true
	};
	struct lot_choice done;
	struct error err = { 0 };
	struct lot lot;

	must(packs_parse(amount, &receipt.amount, &err));
	if (*expires)
		must(expiry_parse(expires, &receipt.expires, &err));
	must(store_begin(store, "lot receive", &err));
	must(store_end(
		store,
		lot_receive(store, &receipt, &lot, &err)
			&& lot_set_status(store, lot.number, "released", NULL, &done, &err),
		&err));
	return lot;
}

static inline int64_t product_id(struct store *store, const char *code)
{
	struct error err = { 0 };
	struct product product;

	must(product_find(store, code, &product, &err));
	return product.id;
}

static inline int64_t ingredient_id(struct store *store, const char *code)
{
	struct error err = { 0 };
	struct ingredient ingredient;

	must(ingredient_find(store, code, &ingredient, &err));
	return ingredient.id;
}

static inline int64_t place_id(struct store *store, const char *code)
{
	struct error err = { 0 };
	struct place place;

	must(place_find(store, code, &place, &err));
	return place.id;
}

/* Pick so much of a product and give it to a patient: within an act. */
static inline bool draw_within(struct store *store, const char *product, struct quantity amount,
                               const char *const *lots, struct picks *picks, struct error *err)
{
	struct need need = { .product = product_id(store, product),
		             .amount = ratio_of(amount.atoms, 1),
		             .unit = amount.unit,
		             .lots = lots };
	int from = picks->count;

	if (!lot_pick(store, &need, picks, NULL, err))
		return false;
	for (int i = from; i < picks->count; i++)
		if (!lot_take(store, &picks->pick[i],
		              &(struct taking){ .to = PLACE_PATIENT, .kind = "give" }, err))
			return false;
	return true;
}

/* The same as an act of its own. */
static inline bool draw(struct store *store, const char *product, struct quantity amount,
                        const char *const *lots, struct settlement *told, struct error *err)
{
	struct picks picks = { .count = 0 };

	return store_begin(store, "session record", err)
	    && store_end(store, draw_within(store, product, amount, lots, &picks, err)
	                        && ledger_settle(store, told, err), err);
}

/* Sum of what went to an end outside, of a lot. */
static inline int64_t gone(struct store *store, const char *number, const char *end)
{
	sqlite3_stmt *statement = NULL;
	int64_t sum;

	assert_int_equal(
		sqlite3_prepare_v2(store->db,
	                           "SELECT sum(CASE WHEN t.code = ?2 THEN amount ELSE 0 END - "
	                           "CASE WHEN s.code = ?2 THEN amount ELSE 0 END)"
	                           "  FROM move m JOIN lot l ON l.id = m.lot JOIN place t ON "
	                           "t.id = m.target JOIN place s ON s.id = m.source"
	                           " WHERE l.number = ?1",
	                           -1, &statement, NULL),
		SQLITE_OK);
	sqlite3_bind_text(statement, 1, number, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, end, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	sum = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return sum;
}

/* All there is of a lot on every shelf, by the derived table. */
static inline int64_t on_shelf(struct store *store, int64_t lot)
{
	sqlite3_stmt *statement = NULL;
	int64_t sum;

	assert_int_equal(
		sqlite3_prepare_v2(store->db,
	                           "SELECT coalesce(sum(amount), 0) FROM shelf WHERE lot = ?1",
	                           -1, &statement, NULL),
		SQLITE_OK);
	sqlite3_bind_int64(statement, 1, lot);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	sum = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return sum;
}

/* Seat ph.anna at an instant with a reason. */
static inline void sit_why(struct store *store, const char *now, const char *event,
                           const char *reason)
{
	struct error err = { 0 };
	struct seat seat = { .reason = reason };
	struct person anna;

	must(person_find(store, "ph.anna", &anna, &err));
	seat.person = anna.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", now);
	snprintf(seat.event.text, sizeof seat.event.text, "%s", event ? event : "");
	must(store_sit(store, &seat, &err));
}

#define refused(call, sentence) \
	do { \
		assert_false(call); \
		assert_string_equal(err.text, sentence); \
		assert_int_equal(err.fault, FAULT_REFUSED); \
		err = (struct error){ 0 }; \
	} while (0)

#endif
