/*
 * The laws of stock, on days that are told one by one. The clock stands at 2026-11-03 09:00.
 */
#include "stock.h"

static int64_t balance(struct store *store, const struct lot *lot, const char *at)
{
	struct instant instant = { "" };
	struct error err = { 0 };
	int64_t amount;

	if (at)
		snprintf(instant.text, sizeof instant.text, "%s", at);
	must(ledger_balance(store, lot->id, place_id(store, "STOCK"), 0, at ? &instant : NULL,
	                    &amount, &err));
	return amount;
}

static bool counted(struct store *store, const char *lot, const char *amount,
                    struct settlement *told, struct error *err)
{
	struct parcel parcel = { .what = lot };
	struct tallied tallied;

	return packs_parse(amount, &parcel.amount, err)
	    && lot_count(store, &parcel, &tallied, told, err);
}

static void ten_ampoules_of_5_mL_and_2_mL_to_each_of_ten_patients(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	struct error err = { 0 };

	for (int i = 0; i < 10; i++) {
		struct settlement told = { .count = 0 };

		must(draw(*state, "VITC-20", ml(200), NULL, &told, &err));
		assert_int_equal(told.count, 1);
		assert_int_equal(told.told[0].what, TOLD_WASTED);
		assert_int_equal(told.told[0].amount.atoms, 3000000);
		assert_int_equal(told.told[0].container, i + 1);
	}
	assert_int_equal(gone(*state, lot.number, "patient"), 20000000);
	assert_int_equal(gone(*state, lot.number, "waste"), 30000000);
	assert_int_equal(on_shelf(*state, lot.id), 0);
	assert_false(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	assert_string_equal(err.text, "need 2 mL of VITC-20, have 0 mL");
}

static void two_draws_in_one_act_share_one_ampoule(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	struct picks picks = { .count = 0 };
	struct error err = { 0 };

	must(store_begin(*state, "session record", &err));
	must(store_end(*state, draw_within(*state, "VITC-20", ml(200), NULL, &picks, &err)
	                       && draw_within(*state, "VITC-20", ml(200), NULL, &picks, &err)
	                       && ledger_settle(*state, NULL, &err), &err));
	assert_int_equal(gone(*state, lot.number, "patient"), 4000000);
	assert_int_equal(gone(*state, lot.number, "waste"), 1000000);
	assert_int_equal(on_shelf(*state, lot.id), 45000000);
}

static void three_remainders_of_1_mL_are_never_3_mL(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "3x5mL", "2027-04-30");
	struct error err = { 0 };

	for (int i = 0; i < 3; i++)
		must(draw(*state, "VITC-20", ml(400), NULL, NULL, &err));
	refused(draw(*state, "VITC-20", ml(300), NULL, NULL, &err),
	        "need 3 mL of VITC-20, have 0 mL");
	assert_int_equal(gone(*state, lot.number, "waste"), 3000000);
}

static void a_forgotten_use_entered_before_a_count_leaves_the_counted_nine_nine(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "10 pcs", "");
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "one is missing");
	must(counted(*state, lot.number, "9 pcs", NULL, &err));
	sit_at(*state, "ph.anna", "2026-11-03T13:00:00Z", "2026-11-03T10:00:00Z");
	must(draw(*state, "NEEDLE", (struct quantity){ 1, UNIT_PIECE }, NULL, &told, &err));
	assert_int_equal(told.count, 1);
	assert_int_equal(told.told[0].what, TOLD_COUNT_KEPT);
	assert_int_equal(told.told[0].amount.atoms, 1);
	assert_int_equal(told.told[0].counted.atoms, 9);
	assert_string_equal(told.told[0].at.text, "2026-11-03T12:00:00Z");
	assert_int_equal(balance(*state, &lot, NULL), 9);
	assert_int_equal(balance(*state, &lot, "2026-11-03T11:00:00Z"), 9);
	assert_int_equal(gone(*state, lot.number, "count"), 0);
	assert_int_equal(gone(*state, lot.number, "patient"), 1);
}

static void the_last_one_used_before_a_count_of_none_can_still_be_entered(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "1 pcs", "");
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "none is there");
	must(counted(*state, lot.number, "0 pcs", NULL, &err));
	sit_at(*state, "ph.anna", "2026-11-03T13:00:00Z", "2026-11-03T10:00:00Z");
	must(draw(*state, "NEEDLE", (struct quantity){ 1, UNIT_PIECE }, NULL, &told, &err));
	assert_int_equal(balance(*state, &lot, NULL), 0);
	assert_int_equal(gone(*state, lot.number, "count"), 0);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.told[0].amount.atoms, 1);
	assert_int_equal(told.told[0].counted.atoms, 0);
	refused(draw(*state, "NEEDLE", (struct quantity){ 1, UNIT_PIECE }, NULL, NULL, &err),
	        "need 1 piece of NEEDLE, have 0 pieces at 2026-11-03 10:00");
}

/* peers.md 5.1, 3 */
static void a_count_between_two_issues_entered_late_is_count_minus_later_issues(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "20 pcs", "");
	struct error err = { 0 };

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(draw(*state, "NEEDLE", (struct quantity){ 2, UNIT_PIECE }, NULL, NULL, &err));
	sit_at(*state, "ph.anna", "2026-11-03T14:00:00Z", NULL);
	must(draw(*state, "NEEDLE", (struct quantity){ 3, UNIT_PIECE }, NULL, NULL, &err));
	sit_why(*state, "2026-11-03T15:00:00Z", "2026-11-03T12:00:00Z", "one was lost");
	must(counted(*state, lot.number, "17 pcs", NULL, &err));
	assert_int_equal(balance(*state, &lot, "2026-11-03T12:00:00Z"), 17);
	assert_int_equal(balance(*state, &lot, NULL), 14);
}

static void a_count_entered_before_a_later_count_keeps_that_one_true(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "20 pcs", "");
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	sit_why(*state, "2026-11-03T14:00:00Z", NULL, "counted");
	must(counted(*state, lot.number, "18 pcs", NULL, &err));
	sit_why(*state, "2026-11-03T15:00:00Z", "2026-11-03T11:00:00Z", "from the paper");
	must(counted(*state, lot.number, "19 pcs", &told, &err));
	assert_int_equal(told.count, 1);
	assert_int_equal(told.told[0].amount.atoms, 1);
	assert_int_equal(balance(*state, &lot, "2026-11-03T11:00:00Z"), 19);
	assert_int_equal(balance(*state, &lot, "2026-11-03T14:00:00Z"), 18);
	assert_int_equal(balance(*state, &lot, NULL), 18);
}

static void what_is_used_in_the_second_of_a_count_comes_after_it(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "20 pcs", "");
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	sit_why(*state, "2026-11-03T14:00:00Z", NULL, "counted");
	must(counted(*state, lot.number, "18 pcs", NULL, &err));
	must(draw(*state, "NEEDLE", (struct quantity){ 2, UNIT_PIECE }, NULL, &told, &err));
	assert_int_equal(told.count, 0);
	assert_int_equal(balance(*state, &lot, NULL), 16);
}

/* peers.md 5.1, 4 */
static void a_late_issue_that_breaks_a_later_instant_is_refused_naming_it(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "10 pcs", "");
	struct error err = { 0 };
	struct parcel away = { .what = lot.number, .to = "FRIDGE" },
		      back = { .what = lot.number, .place = "FRIDGE", .to = "STOCK" };
	const char *const named[] = { lot.number, NULL };

	sit_at(*state, "ph.anna", "2026-11-03T12:00:00Z", NULL);
	must(packs_parse("10 pcs", &away.amount, &err));
	must(packs_parse("10 pcs", &back.amount, &err));
	must(lot_transfer(*state, &away, NULL, NULL, &err));
	sit_at(*state, "ph.anna", "2026-11-03T13:00:00Z", NULL);
	must(lot_transfer(*state, &back, NULL, NULL, &err));
	/* Planning knows it too; so the move is posted by hand. */
	sit_at(*state, "ph.anna", "2026-11-03T14:00:00Z", "2026-11-03T11:00:00Z");
	refused(draw(*state, "NEEDLE", (struct quantity){ 1, UNIT_PIECE }, named, NULL, &err),
	        "need 1 piece of NEEDLE, have 0 pieces at 2026-11-03 11:00");
	struct move move = {
		.lot = lot.id, .source = place_id(*state, "STOCK"), .amount = 1, .kind = "give"
	};
	must(place_end(*state, PLACE_PATIENT, &move.target, &err));
	must(store_begin(*state, "session record", &err));
	refused(store_end(*state,
	                  ledger_move(*state, &move, &err) && ledger_settle(*state, NULL, &err),
	                  &err),
	        "L26-0001 in STOCK would hold less than nothing at 2026-11-03 12:00 (1 piece "
	        "too little)");
	assert_int_equal(balance(*state, &lot, NULL), 10);
}

/* peers.md 5.1, 5 */
static void in_and_out_at_one_instant_never_dips(void **state)
{
	struct error err = { 0 };
	struct lot lot = delivered(*state, "NEEDLE", "N1", "10 pcs", "");

	must(draw(*state, "NEEDLE", (struct quantity){ 10, UNIT_PIECE }, NULL, NULL, &err));
	assert_int_equal(balance(*state, &lot, "2026-11-03T09:00:00Z"), 0);
	assert_int_equal(balance(*state, &lot, "2026-11-03T08:59:59Z"), 0);
}

/* peers.md 5.1, 6 */
static void a_reversed_act_leaves_both_sides_and_the_same_lot(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	struct error err = { 0 };
	int64_t action;
	struct row *row;

	must(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	action = store_action(*state);
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "never given");
	must(store_begin(*state, "session reverse", &err));
	must(store_end(*state,
	               ledger_reverse(*state, action, &err)
	                       && ledger_settle(*state, NULL, &err),
	               &err));
	assert_int_equal(balance(*state, &lot, NULL), 50000000);
	assert_int_equal(balance(*state, &lot, "2026-11-03T09:00:00Z"), 50000000);
	assert_int_equal(gone(*state, lot.number, "patient"), 0);
	assert_int_equal(gone(*state, lot.number, "waste"), 0);
	row = store_one(*state, LEDGER_ACTION, BIND(bind_int("action", action)), &err);
	assert_non_null(row);
	assert_int_equal(row_int(row, "reversed_by"), store_action(*state));
	must(store_begin(*state, "session reverse", &err));
	refused(store_end(*state, ledger_reverse(*state, action, &err), &err),
	        "act 11 was reversed already, by act 12");
}

static void a_receipt_used_since_cannot_be_reversed(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	int64_t action = store_action(*state);
	struct error err = { 0 };

	must(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "a dream");
	refused(lot_reverse(*state, action, NULL, &err),
	        "L26-0001 is no longer as act 10 brought it; reverse first what happened "
	        "since: act 11 (session record)");
	refused(lot_reverse(*state, action + 1, NULL, &err),
	        "act 11 is 'session record'; it is corrected by the verbs of 'session'");
	assert_int_equal(on_shelf(*state, lot.id), 45000000);
}

/* A count of what never came would make stock of nothing. */
static void a_receipt_is_reversed_only_when_nothing_happened_since_and_then_never_counted(
	void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	struct parcel parcel = { .what = "L26-0001" };
	int64_t action = store_action(*state), counting;
	struct tallied tallied;
	struct error err = { 0 };

	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "four are broken");
	must(packs_parse("4x5mL", &parcel.amount, &err));
	must(lot_waste(*state, &parcel, NULL, NULL, &err));
	sit_why(*state, "2026-11-03T11:00:00Z", NULL, "one more was behind");
	must(counted(*state, lot.number, "7x5mL", NULL, &err));
	counting = store_action(*state);
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "entered twice");
	refused(lot_reverse(*state, action, NULL, &err),
	        "L26-0001 is no longer as act 10 brought it; reverse first what"
	        " happened since: act 11 (lot waste), act 12 (lot count)");
	must(lot_reverse(*state, counting, NULL, &err));
	must(lot_reverse(*state, counting - 1, NULL, &err));
	must(lot_reverse(*state, action, NULL, &err));
	assert_int_equal(on_shelf(*state, lot.id), 0);
	refused(lot_count(*state, &parcel, &tallied, NULL, &err),
	        "L26-0001 never came: act 10 was reversed by act 15; enter what is there anew");
}

static void what_had_not_come_yet_was_not_there_to_count(void **state)
{
	struct parcel parcel = { .what = "L26-0001" };
	struct tallied tallied;
	struct error err = { 0 };

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "NEEDLE", "N1", "10 pcs", "");
	parcel.amount.each = (struct quantity){ 10, UNIT_PIECE };
	sit_why(*state, "2026-11-03T11:00:00Z", "2026-11-03T09:30:00Z", "forgotten");
	refused(lot_count(*state, &parcel, &tallied, NULL, &err),
	        "L26-0001 came at 2026-11-03 10:00: it cannot have been there at "
	        "2026-11-03 09:30");
}

static void a_count_far_off_opens_a_deviation_and_its_witness_is_another(void **state)
{
	struct signing omar = { .person = "ph.omar" }, anna = { 0 };
	struct parcel parcel = { .what = "L26-0001", .blind = true, .witnessed = true, .signing = &anna };
	struct tallied tallied;
	struct error err = { 0 };
	bool holds;

	delivered(*state, "NEEDLE", "N1", "100 pcs", "");
	parcel.amount.each = (struct quantity){ 95, UNIT_PIECE };
	refused(lot_count(*state, &parcel, &tallied, NULL, &err),
	        "ph.anna counted it: another person witnesses it");
	parcel.signing = &omar;
	must(lot_count(*state, &parcel, &tallied, NULL, &err));
	assert_string_equal(tallied.deviation, "");
	must(signature_valid(*state, &(struct subject){ .tally = tallied.tally }, "witnessed",
	                     &holds, NULL, &err));
	assert_true(holds);
	must(signature_valid(*state, &(struct subject){ .tally = tallied.tally }, "counted",
	                     &holds, NULL, &err));
	assert_true(holds && !tallied.waits);
	parcel.amount.each.atoms = 90;
	parcel.witnessed = false;
	parcel.signing = NULL;
	must(lot_count(*state, &parcel, &tallied, NULL, &err));
	assert_string_equal(tallied.deviation, "D26-0001");
	parcel.blind = false;
	parcel.amount.each.atoms = 89;
	refused(lot_count(*state, &parcel, &tallied, NULL, &err),
	        "that is not what was expected there; say why with --reason");
}

static void a_reversed_count_is_void(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "10 pcs", "");
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	int64_t action;

	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "miscounted");
	must(counted(*state, lot.number, "4 pcs", NULL, &err));
	action = store_action(*state);
	must(lot_reverse(*state, action, NULL, &err));
	assert_int_equal(balance(*state, &lot, NULL), 10);
	sit_at(*state, "ph.anna", "2026-11-03T13:00:00Z", "2026-11-03T10:00:00Z");
	must(draw(*state, "NEEDLE", (struct quantity){ 7, UNIT_PIECE }, NULL, &told, &err));
	assert_int_equal(told.count, 0);
	assert_int_equal(balance(*state, &lot, NULL), 3);
}

static void a_void_count_takes_along_what_kept_it_true(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "10 pcs", "");
	struct error err = { 0 };
	int64_t action;

	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "as expected");
	must(counted(*state, lot.number, "10 pcs", NULL, &err));
	action = store_action(*state);
	sit_why(*state, "2026-11-03T13:00:00Z", "2026-11-03T10:00:00Z", "forgotten");
	must(draw(*state, "NEEDLE", (struct quantity){ 3, UNIT_PIECE }, NULL, NULL, &err));
	assert_int_equal(balance(*state, &lot, NULL), 10);
	must(lot_reverse(*state, action, NULL, &err));
	assert_int_equal(balance(*state, &lot, NULL), 7);
}

static void a_late_use_can_itself_be_reversed_with_what_kept_the_count(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "N1", "1 pcs", "");
	struct error err = { 0 };
	int64_t action;

	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "none is there");
	must(counted(*state, lot.number, "0 pcs", NULL, &err));
	sit_why(*state, "2026-11-03T13:00:00Z", "2026-11-03T10:00:00Z", "forgotten");
	must(draw(*state, "NEEDLE", (struct quantity){ 1, UNIT_PIECE }, NULL, NULL, &err));
	action = store_action(*state);
	must(store_begin(*state, "session reverse", &err));
	must(store_end(*state,
	               ledger_reverse(*state, action, &err)
	                       && ledger_settle(*state, NULL, &err),
	               &err));
	assert_int_equal(balance(*state, &lot, NULL), 0);
	assert_int_equal(balance(*state, &lot, "2026-11-03T11:00:00Z"), 1);
	assert_int_equal(gone(*state, lot.number, "count"), 1);
}

static int64_t line_from(struct store *store, int64_t lot)
{
	sqlite3_stmt *statement = NULL;
	int64_t id;

	assert_int_equal(
		sqlite3_prepare_v2(store->db,
	                           "SELECT id FROM batch_line WHERE lot = ?1 ORDER BY id DESC",
	                           -1, &statement, NULL),
		SQLITE_OK);
	sqlite3_bind_int64(statement, 1, lot);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	id = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return id;
}

/* A line of a mixture was from another lot: the ampoule it was not drawn from is whole again,
 * remainder and all. */
static void a_corrected_line_leaves_the_wrong_ampoule_whole(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "SALINE-5 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct instant then = { "2026-11-03T09:00:00Z" };
	struct pick pick = { .amount = 3000000 };
	struct lot wrong, right, made;
	struct error err = { 0 };
	int64_t line;

	add_product(*state, "SALINE-5", "ampoule", ml(500), NULL, "sodium-chloride-09 9 mg/mL");
	delivered(*state, "HYAL-1500", "H1", "1 amp", "2027-04-30");
	wrong = delivered(*state, "SALINE-5", "S1", "2x5mL", "2027-04-30");
	right = delivered(*state, "SALINE-5", "S2", "2x5mL", "2027-05-31");
	must(lot_dissolve(*state, &dissolving, &made, NULL, &err));
	assert_int_equal(on_shelf(*state, wrong.id), 5000000);
	assert_int_equal(gone(*state, wrong.number, "waste"), 2000000);
	line = line_from(*state, wrong.id);
	pick.lot = right.id;
	pick.product = right.product.id;
	pick.place = place_id(*state, "STOCK");
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "it was the other box");
	must(store_begin(*state, "batch amend", &err));
	must(store_end(*state,
	               ledger_reverse_line(*state, line, &err)
	                       && lot_take(*state, &pick,
	                                   &(struct taking){ .to = PLACE_BENCH,
	                                                     .kind = "use",
	                                                     .at = &then },
	                                   &err)
	                       && ledger_settle(*state, NULL, &err),
	               &err));
	assert_int_equal(balance(*state, &wrong, NULL), 10000000);
	assert_int_equal(balance(*state, &wrong, "2026-11-03T09:00:00Z"), 10000000);
	assert_int_equal(gone(*state, wrong.number, "waste"), 0);
	assert_int_equal(gone(*state, wrong.number, "bench"), 0);
	assert_int_equal(balance(*state, &right, "2026-11-03T09:00:00Z"), 5000000);
	assert_int_equal(gone(*state, right.number, "waste"), 2000000);
	assert_int_equal(gone(*state, right.number, "bench"), 3000000);
	must(store_begin(*state, "batch amend", &err));
	refused(store_end(*state, ledger_reverse_line(*state, line, &err), &err),
	        "nothing of that line stands");
}

/* The same ampoule, another amount: what is left of it is thrown away anew. */
static void a_corrected_amount_wastes_what_is_really_left(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "SALINE-5 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct instant then = { "2026-11-03T09:00:00Z" };
	struct pick pick = { .amount = 3500000 };
	struct lot salt, made;
	struct lot_choice choice;
	struct error err = { 0 };

	add_product(*state, "SALINE-5", "ampoule", ml(500), NULL, "sodium-chloride-09 9 mg/mL");
	delivered(*state, "HYAL-1500", "H1", "1 amp", "2027-04-30");
	salt = delivered(*state, "SALINE-5", "S1", "2x5mL", "2027-04-30");
	must(lot_dissolve(*state, &dissolving, &made, NULL, &err));
	must(lot_find(*state, "L26-0002/1", &choice, &err));
	pick.lot = salt.id;
	pick.product = salt.product.id;
	pick.place = place_id(*state, "STOCK");
	pick.container = choice.container;
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "misread");
	must(store_begin(*state, "batch amend", &err));
	must(store_end(*state,
	               ledger_reverse_line(*state, line_from(*state, salt.id), &err)
	                       && lot_take(*state, &pick,
	                                   &(struct taking){ .to = PLACE_BENCH,
	                                                     .kind = "use",
	                                                     .at = &then },
	                                   &err)
	                       && ledger_settle(*state, NULL, &err),
	               &err));
	assert_int_equal(on_shelf(*state, salt.id), 5000000);
	assert_int_equal(gone(*state, salt.number, "bench"), 3500000);
	assert_int_equal(gone(*state, salt.number, "waste"), 1500000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stock, close_fixture)
		TEST(ten_ampoules_of_5_mL_and_2_mL_to_each_of_ten_patients),
		TEST(two_draws_in_one_act_share_one_ampoule),
		TEST(three_remainders_of_1_mL_are_never_3_mL),
		TEST(a_forgotten_use_entered_before_a_count_leaves_the_counted_nine_nine),
		TEST(the_last_one_used_before_a_count_of_none_can_still_be_entered),
		TEST(a_count_between_two_issues_entered_late_is_count_minus_later_issues),
		TEST(a_count_entered_before_a_later_count_keeps_that_one_true),
		TEST(what_is_used_in_the_second_of_a_count_comes_after_it),
		TEST(a_late_issue_that_breaks_a_later_instant_is_refused_naming_it),
		TEST(in_and_out_at_one_instant_never_dips),
		TEST(a_reversed_act_leaves_both_sides_and_the_same_lot),
		TEST(a_receipt_used_since_cannot_be_reversed),
		TEST(a_receipt_is_reversed_only_when_nothing_happened_since_and_then_never_counted),
		TEST(what_had_not_come_yet_was_not_there_to_count),
		TEST(a_count_far_off_opens_a_deviation_and_its_witness_is_another),
		TEST(a_reversed_count_is_void),
		TEST(a_void_count_takes_along_what_kept_it_true),
		TEST(a_corrected_line_leaves_the_wrong_ampoule_whole),
		TEST(a_corrected_amount_wastes_what_is_really_left),
		TEST(a_late_use_can_itself_be_reversed_with_what_kept_the_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
