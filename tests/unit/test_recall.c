/* Recalls: from a code to what is held and whom to call. */
#include "stock.h"
#include "recall.h"
#include "session.h"

static struct recall recall;
static struct called_back done;
static const struct ending first = { .recall = "R26-0001" };

static bool opened(struct store *store, const char *code, bool drill, struct error *err)
{
	struct recall_entry entry = { .code = code, .drill = drill };

	return recall_open(store, &entry, &recall, &done, err);
}

static void given(struct store *store, const char *patient, const char *lot, const char *event)
{
	struct settlement told = { .count = 0 };
	struct sitting sitting = { .patient = patient, .syringe_count = 1 };
	struct error err = { 0 };
	struct session session;

	sit_at(store, "dr.lee", "2026-11-03T12:00:00Z", event);
	sitting.syringes[0].source = lot;
	sitting.syringes[0].given = (struct quantity){ 1000000, UNIT_LITRE };
	must(session_record(store, &sitting, &session, &told, &err));
	sit_at(store, "ph.anna", "2026-11-03T12:00:00Z", NULL);
}

static const char *status_of(struct store *store, const char *number)
{
	static struct lot lot;
	struct error err = { 0 };

	must(lot_find_one(store, number, &lot, NULL, &err));
	return lot.status;
}

/* Two deliveries of one maker's lot, one of another; two patients. */
static void clinic(struct store *store)
{
	static const char *const codes[] = { "P-1", "P-2" };
	struct error err = { 0 };
	int64_t id;

	for (int i = 0; i < 2; i++)
		must(patient_add(store, &(struct identity){ .code = codes[i] }, &id, &err));
	delivered(store, "VITC-20", "HA-1", "2x5mL", "2027-04-30");
	delivered(store, "VITC-20", "HA-1", "3x5mL", "2027-04-30");
	delivered(store, "VITC-20", "HA-2", "2x5mL", "2027-05-31");
	given(store, "P-1", "L26-0001", NULL);
}

static void a_recall_holds_every_delivery_and_nothing_else(void **state)
{
	struct error err = { 0 };

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	assert_int_equal(done.lots, 2);
	assert_int_equal(done.held, 2);
	assert_string_equal(status_of(*state, "L26-0001"), "held");
	assert_string_equal(status_of(*state, "L26-0002"), "held");
	assert_string_equal(status_of(*state, "L26-0003"), "released");
}

static void a_drill_holds_nothing_and_says_what_it_would(void **state)
{
	struct effect effect;
	struct error err = { 0 };

	clinic(*state);
	must(opened(*state, "HA-1", true, &err));
	assert_int_equal(done.held, 2);
	assert_string_equal(status_of(*state, "L26-0001"), "released");
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.held, 0);
	assert_int_equal(effect.patients, 1);
}

static void what_is_opened_twice_takes_in_what_came_since(void **state)
{
	struct error err = { 0 };
	int64_t first;

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	first = recall.id;
	delivered(*state, "VITC-20", "HA-1", "4x5mL", "2027-04-30");
	must(opened(*state, "HA-1", false, &err));
	assert_int_equal(recall.id, first);
	assert_true(done.again);
	assert_int_equal(done.held, 1);
	assert_string_equal(status_of(*state, "L26-0004"), "held");
}

static void nobody_and_nothing_is_forgotten_at_the_end(void **state)
{
	struct finding_of_lot found = { .recall = "R26-0001", .lot = "L26-0001" };
	struct contact contact = { .recall = "R26-0001", .patient = "P-2" };
	struct signing signing = { 0 };
	struct quantity there, was;
	struct effect effect;
	struct error err = { 0 };
	struct lot lot;

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	refused(recall_contact(*state, &contact, &recall, &err),
	        "'P-2' was given nothing of HA-1");
	refused(recall_close(*state, &first, &signing, &recall, &effect, &err),
	        "1 of 1 patients were not reached: call them, or say with --reason why "
	        "R26-0001 is "
	        "closed without");
	contact.patient = "P-1";
	must(recall_contact(*state, &contact, &recall, &err));
	refused(recall_close(*state, &first, &signing, &recall, &effect, &err),
	        "of 2 lots of which something is left 0 were found as they are on record: look "
	        "for "
	        "them, or say with --reason why R26-0001 is closed without");
	must(recall_found(*state, &found, &lot, &there, &was, &err));
	found.lot = "L26-0003";
	refused(recall_found(*state, &found, &lot, &there, &was, &err),
	        "L26-0003 is no lot that R26-0001 touches");
	found.lot = "L26-0002";
	must(recall_found(*state, &found, &lot, &there, &was, &err));
	must(recall_close(*state, &first, &signing, &recall, &effect, &err));
	assert_int_equal(effect.reached, 1);
	assert_int_equal(effect.accounted, 2);
	refused(recall_contact(*state, &contact, &recall, &err), "R26-0001 is closed");
}

static void what_was_given_after_it_was_closed_is_not_of_it(void **state)
{
	struct signing signing = { 0 };
	struct effect effect;
	struct error err = { 0 };

	clinic(*state);
	must(opened(*state, "HA-1", true, &err));
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "only the lists were tried");
	must(recall_close(*state, &first, &signing, &recall, &effect, &err));
	given(*state, "P-2", "L26-0001", NULL);
	must(recall_find(*state, "R26-0001", &recall, &err));
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.patients, 1);
}

static int rows_of(struct store *store, enum query query, const struct recall *of)
{
	struct error err = { 0 };
	struct row *row = query == RECALL_SINCE
	                          ? store_query(store, query, BIND(RECALL_GIVEN(of)), &err)
	                          : store_query(store, query,
	                                        BIND(RECALL_GIVEN(of), bind_int("names", 0)), &err);
	int count = 0;

	while (row_next(row, &err))
		count++;
	assert_int_equal(err.fault, FAULT_NONE);
	return count;
}

static void a_closed_recall_stays_as_it_was_whoever_corrects_what(void **state)
{
	struct recall_entry entry = { .code = "HA-1" };
	struct signing signing = { 0 };
	struct settlement told = { .count = 0 };
	struct lot_choice choice;
	struct effect effect;
	struct person lee;
	struct seat seat;
	struct error err = { 0 };

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "the maker took the letter back");
	must(recall_close(*state, &first, &signing, &recall, &effect, &err));
	must(recall_find(*state, "R26-0001", &recall, &err));
	assert_int_equal(rows_of(*state, RECALL_SINCE, &recall), 0);
	must(lot_set_status(*state, "L26-0001", "released", "it was another lot", &choice, &err));
	sit_why(*state, "2026-11-03T13:00:00Z", NULL, "it was another patient");
	must(person_find(*state, "dr.lee", &lee, &err));
	seat = *store_seat(*state);
	seat.person = lee.id;
	must(store_sit(*state, &seat, &err));
	must(session_reverse(*state, "S26-000001", NULL, &told, &err));
	sit_why(*state, "2026-11-03T13:00:00Z", NULL, "it was another patient");
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.patients, 1);
	assert_int_equal(effect.held, 2);
	assert_int_equal(rows_of(*state, RECALL_RECEIVED, &recall), 1);
	assert_int_equal(rows_of(*state, RECALL_SINCE, &recall), 2);
	must(recall_open(*state, &entry, &recall, &done, &err));
	assert_int_equal(done.held, 1);
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.patients, 0);
}

static void what_is_opened_twice_adds_what_was_learned(void **state)
{
	struct recall_entry entry = { .code = "HA-1", .cause = "a second letter", .class = "I" };
	struct error err = { 0 };
	struct row *row;

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	must(recall_open(*state, &entry, &recall, &done, &err));
	assert_int_equal(done.lots, 0);
	row = store_one(*state, RECALL_FORM, BIND(bind_int("recall", recall.id)), &err);
	assert_string_equal(row_text(row, "added"), "class I, because: a second letter");
}

/* A lot that was held by hand, and released by mistake before the entry of its recall. */
static void what_is_usable_again_is_held_again(void **state)
{
	struct lot_choice choice;
	struct error err = { 0 };
	struct effect effect;

	clinic(*state);
	must(lot_set_status(*state, "L26-0001", "held", "cloudy", &choice, &err));
	must(opened(*state, "HA-1", false, &err));
	assert_int_equal(done.held, 1);
	must(store_begin(*state, "lot release", &err));
	must(store_run(*state, LOT_STATUS_INSERT,
	               BIND(bind_int("action", store_action(*state)), bind_int("lot", 1),
	                    bind_text("status", "released"),
	                    bind_text("at", store_event(*state)->text), bind_text("reason", NULL)),
	               &err));
	must(store_end(*state, true, &err));
	must(opened(*state, "HA-1", false, &err));
	assert_int_equal(done.lots, 0);
	assert_int_equal(done.held, 1);
	assert_string_equal(status_of(*state, "L26-0001"), "held");
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.lots, 2);
	assert_int_equal(effect.held, 2);
}

static void a_word_is_no_reason_to_close_it_without(void **state)
{
	struct signing signing = { 0 };
	struct effect effect;
	struct error err = { 0 };

	clinic(*state);
	must(opened(*state, "HA-1", false, &err));
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, " ok  done ");
	refused(recall_close(*state, &first, &signing, &recall, &effect, &err),
	        "' ok  done ' does not say why R26-0001 is closed without all reached and found: who "
	        "was asked, and what is known of them");
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "P-1 moved abroad");
	must(recall_close(*state, &first, &signing, &recall, &effect, &err));
}

static void a_session_leads_to_what_it_was_made_of_and_to_the_others(void **state)
{
	struct effect effect;
	struct error err = { 0 };

	clinic(*state);
	given(*state, "P-2", "L26-0001", NULL);
	must(opened(*state, "S26-000001", false, &err));
	must(recall_effect(*state, &recall, &effect, &err));
	assert_int_equal(effect.lots, 1);
	assert_int_equal(effect.patients, 2);
}

static void a_recall_of_nothing_is_refused(void **state)
{
	struct recall_entry entry = { .code = "HA-1", .class = "4" };
	struct error err = { 0 };

	clinic(*state);
	refused(recall_open(*state, &entry, &recall, &done, &err),
	        "'4' is no class of recall: I, II or III");
	refused(opened(*state, "LIDO-2", false, &err), "LIDO-2 touches no lot and nobody");
	assert_false(recall_find(*state, "R26-0001", &recall, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_string_equal(err.text, "no recall 'R26-0001'");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_stock, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_recall_holds_every_delivery_and_nothing_else),
		test(a_drill_holds_nothing_and_says_what_it_would),
		test(what_is_opened_twice_takes_in_what_came_since),
		test(nobody_and_nothing_is_forgotten_at_the_end),
		test(what_was_given_after_it_was_closed_is_not_of_it),
		test(a_closed_recall_stays_as_it_was_whoever_corrects_what),
		test(what_is_opened_twice_adds_what_was_learned),
		test(what_is_usable_again_is_held_again),
		test(a_word_is_no_reason_to_close_it_without),
		test(a_session_leads_to_what_it_was_made_of_and_to_the_others),
		test(a_recall_of_nothing_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
