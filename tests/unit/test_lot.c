/*
 * Lots received, judged, chosen, opened, dissolved and corrected.
 */
#include "stock.h"
#include "rulebook.h"

static bool receive(struct store *store, const char *product, const char *maker,
                    const char *amount, const char *expires, bool another, struct lot *lot,
                    struct error *err)
{
	struct receipt receipt = { .product = product,
		                   .place = "STOCK",
		                   .maker_number = maker,
		                   .another = another };

	return packs_parse(amount, &receipt.amount, err)
	    && (!*expires || expiry_parse(expires, &receipt.expires, err))
	    && lot_receive(store, &receipt, lot, err);
}

static bool pick(struct store *store, const char *product, struct quantity amount,
                 struct picks *picks, struct error *err)
{
	struct need need = { .product = product_id(store, product),
		             .amount = ratio_of(amount.atoms, 1),
		             .unit = amount.unit };

	memset(picks, 0, sizeof *picks);
	return lot_pick(store, &need, picks, NULL, err);
}

static bool pick_active(struct store *store, const char *ingredient, struct quantity amount,
                        struct picks *picks, struct error *err)
{
	struct need need = { .ingredient = ingredient_id(store, ingredient),
		             .amount = ratio_of(amount.atoms, 1),
		             .unit = amount.unit };

	memset(picks, 0, sizeof *picks);
	return lot_pick(store, &need, picks, NULL, err);
}

/* Opened first, expiry, received, id: which product was entered first says nothing. */
static void of_two_products_that_expire_together_the_first_received_is_used(void **state)
{
	struct picks picks;
	struct error err = { 0 };
	struct lot first;

	add_product(*state, "VITC-10", "ampoule", ml(500), NULL, "ascorbic-acid 100 mg/mL");
	first = delivered(*state, "VITC-10", "A", "10x5mL", "2027-06-30");
	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "VITC-20", "B", "10x5mL", "2027-06-30");
	must(pick_active(*state, "ascorbic-acid", (struct quantity){ 100000000, UNIT_GRAM },
	                 &picks, &err));
	assert_int_equal(picks.count, 1);
	assert_int_equal(picks.pick[0].lot, first.id);
	assert_int_equal(picks.passed_count, 0);
}

static void judge(struct store *store, const char *lot, const char *status)
{
	struct lot_choice done;
	struct error err = { 0 };

	must(lot_set_status(store, lot, status, "test", &done, &err));
}

static const char *barred(struct store *store, int64_t lot, int64_t container, const char *at)
{
	static char reason[BARRED_ROOM];
	struct instant instant;
	struct error err = { 0 };

	snprintf(instant.text, sizeof instant.text, "%s", at);
	must(lot_barred(store, lot, container, &instant, reason, &err));
	return reason;
}

static const struct quantity pieces_5 = { 5, UNIT_PIECE }, pieces_30 = { 30, UNIT_PIECE };

/* peers.md 5.1, 1 */
static void five_of_two_and_three_is_two_picks_with_an_exact_sum(void **state)
{
	struct lot b = delivered(*state, "NEEDLE", "B", "3 pcs", "2027-06-30");
	struct lot a = delivered(*state, "NEEDLE", "A", "2 pcs", "2027-04-30");
	struct picks picks;
	struct error err = { 0 };

	must(pick(*state, "NEEDLE", pieces_5, &picks, &err));
	assert_int_equal(picks.count, 2);
	assert_int_equal(picks.pick[0].lot, a.id);
	assert_int_equal(picks.pick[0].amount, 2);
	assert_string_equal(picks.pick[0].why, "first to expire, 2027-04-30");
	assert_int_equal(picks.pick[1].lot, b.id);
	assert_int_equal(picks.pick[1].amount, 3);
}

static void need_thirty_have_nineteen_is_refused_and_writes_nothing(void **state)
{
	struct lot lot = delivered(*state, "NEEDLE", "A", "19 pcs", "");
	struct error err = { 0 };

	refused(draw(*state, "NEEDLE", pieces_30, NULL, NULL, &err),
	        "need 30 pieces of NEEDLE, have 19 pieces");
	assert_int_equal(on_shelf(*state, lot.id), 19);
}

/* peers.md 5.1, 2 */
static void a_small_part_of_a_container_is_what_is_used(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "2 vials", "2027-04-30");
	struct error err = { 0 };

	must(draw(*state, "LIDO-2", ml(20), NULL, NULL, &err));
	assert_int_equal(gone(*state, lot.number, "patient"), 200000);
	assert_int_equal(on_shelf(*state, lot.id), 19800000);
	must(draw(*state, "LIDO-2", ml(20), NULL, NULL, &err));
	assert_int_equal(on_shelf(*state, lot.id), 19600000);
}

static void a_twelfth_is_carried_exactly_and_rounded_once(void **state)
{
	struct need need = { .amount = ratio_of(10000000, 12), .unit = UNIT_LITRE };
	struct picks *picks = calloc(1, sizeof *picks);
	struct error err = { 0 };

	delivered(*state, "LIDO-2", "A", "1 vial", "2027-04-30");
	need.product = product_id(*state, "LIDO-2");
	must(lot_pick(*state, &need, picks, NULL, &err));
	assert_int_equal(picks->pick[0].required.num, 2500000);
	assert_int_equal(picks->pick[0].required.den, 3);
	assert_int_equal(picks->pick[0].amount, 830000);
	assert_int_equal(picks->pick[0].step, 10000);
	free(picks);
}

static void a_part_of_a_piece_is_refused(void **state)
{
	struct need need = { .amount = ratio_of(5, 2), .unit = UNIT_PIECE };
	struct picks picks = { .count = 0 };
	struct error err = { 0 };

	delivered(*state, "NEEDLE", "A", "19 pcs", "");
	need.product = product_id(*state, "NEEDLE");
	refused(lot_pick(*state, &need, &picks, NULL, &err),
	        "2.5 pieces of NEEDLE is a part of a piece");
}

/* peers.md 5.1, 9 */
static void a_maker_number_that_differs_is_another_lot(void **state)
{
	struct lot a, b;
	struct error err = { 0 };

	must(receive(*state, "VITC-20", "0012", "5x5mL", "2027-04", false, &a, &err));
	must(receive(*state, "VITC-20", "012", "5x5mL", "2027-04", false, &b, &err));
	assert_int_not_equal(a.id, b.id);
	assert_string_equal(a.number, "L26-0001");
	assert_string_equal(b.number, "L26-0002");
	assert_string_equal(b.maker_number, "012");
}

static void the_same_number_with_another_expiry_stops_and_asks(void **state)
{
	struct lot lot;
	struct error err = { 0 };

	must(receive(*state, "VITC-20", "HA-88213", "5x5mL", "2027-04", false, &lot, &err));
	refused(receive(*state, "VITC-20", "HA-88213", "5x5mL", "2027-05", false, &lot, &err),
	        "'HA-88213' of VITC-20 is on record as L26-0001, expiring 2027-04, not "
	        "2027-05; correct that one,"
	        " or say --another if this is another lot");
	must(receive(*state, "VITC-20", "HA-88213", "5x5mL", "2027-05", true, &lot, &err));
	assert_string_equal(lot.number, "L26-0002");
}

/* What an eye takes for the same is asked about, never guessed (DESIGN.md law 10). */
static void a_number_that_looks_like_another_stops_and_asks(void **state)
{
	static const char *const alike[] = { "ha-1001", "HA 1001", "HA\u20131001", "HA1001",
		                             "HA-\u200b1001", "  ha\u00a01001\u00a0" };
	struct lot lot;
	struct error err = { 0 };

	must(receive(*state, "VITC-20", "HA-1001", "5x5mL", "2027-04", false, &lot, &err));
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
		assert_false(receive(*state, "VITC-20", alike[i], "5x5mL", "2027-04", false, &lot,
		                     &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_non_null(strstr(err.text, "looks like 'HA-1001', on record as L26-0001"));
		err = (struct error){ 0 };
	}
	must(receive(*state, "LIDO-2", "HA 1001", "1x10mL", "2027-04", false, &lot, &err));
	must(receive(*state, "VITC-20", "HA 1001", "5x5mL", "2027-04", true, &lot, &err));
	must(receive(*state, "VITC-20", "HA 1001", "4x5mL", "2027-04", false, &lot, &err));
}

static void blanks_at_the_ends_of_a_number_are_cut(void **state)
{
	struct lot lot;
	struct error err = { 0 };

	must(receive(*state, "VITC-20", " \u00a0HA-1001\t ", "5x5mL", "2027-04", false, &lot,
	             &err));
	assert_string_equal(lot.maker_number, "HA-1001");
	refused(receive(*state, "VITC-20", "HA-1001 ", "4x5mL", "2027-05", false, &lot, &err),
	        "'HA-1001' of VITC-20 is on record as L26-0001, expiring 2027-04, not 2027-05; "
	        "correct that one, or say --another if this is another lot");
	refused(receive(*state, "VITC-20", "HA\a1", "5x5mL", "2027-04", false, &lot, &err),
	        "a maker's number stands on one line, without tabs");
	refused(receive(*state, "VITC-20", " - ", "5x5mL", "2027-04", false, &lot, &err),
	        "'-' is no maker's number; say '' where none is printed");
}

static void who_asks_for_a_number_is_told_which_look_like_it(void **state)
{
	struct lot lot;
	struct lot_choice choice;
	char alike[LOT_NEAR];
	struct error err = { 0 };

	must(receive(*state, "VITC-20", "HA-1001", "5x5mL", "2027-04", false, &lot, &err));
	must(receive(*state, "VITC-20", "HA 1001", "5x5mL", "2027-05", true, &lot, &err));
	must(lot_near(*state, "ha-1001", alike, &err));
	assert_string_equal(alike, "'HA 1001' (L26-0002)");
	must(lot_near(*state, "L26-0002", alike, &err));
	assert_string_equal(alike, "'HA-1001' (L26-0001)");
	must(lot_near(*state, "L26-0003", alike, &err));
	assert_string_equal(alike, "");
	assert_false(lot_find(*state, "HA\u20131001", &choice, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_string_equal(err.text, "no lot 'HA\u20131001'; it looks like 'HA-1001' (L26-0001), "
	                              "'HA 1001' (L26-0002)");
}

static void a_lot_delivered_twice_is_found_by_its_makers_number_at_once(void **state)
{
	struct lot a = delivered(*state, "VITC-20", "HA-88213", "5x5mL", "2027-04-30");
	struct lot b = delivered(*state, "VITC-20", "HA-88213", "5x5mL", "2027-04-30"), one;
	struct lot_choice choice;
	struct error err = { 0 };

	must(lot_find(*state, "ha-88213", &choice, &err));
	assert_int_equal(choice.count, 2);
	assert_int_equal(choice.lot[0], a.id);
	assert_int_equal(choice.lot[1], b.id);
	refused(lot_find_one(*state, "HA-88213", &one, NULL, &err),
	        "'HA-88213' was delivered 2 times: L26-0001, L26-0002; give our number");
	judge(*state, "HA-88213", "recalled");
	assert_string_equal(barred(*state, a.id, 0, "2026-11-03T09:00:00Z"), "recalled");
	assert_string_equal(barred(*state, b.id, 0, "2026-11-03T09:00:00Z"), "recalled");
}

/* peers.md 5.1, 13 */
static void a_number_of_two_products_lists_them(void **state)
{
	struct lot_choice choice;
	struct error err = { 0 };

	delivered(*state, "VITC-20", "0815", "5x5mL", "2027-04-30");
	delivered(*state, "LIDO-2", "0815", "1 vial", "2027-05-31");
	refused(lot_find(*state, "0815", &choice, &err),
	        "'0815' may be any of L26-0001 (VITC-20, expires 2027-04-30), L26-0002 "
	        "(LIDO-2, expires 2027-05-31);"
	        " give our number");
	assert_false(lot_find(*state, "L26-0003", &choice, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_string_equal(err.text, "no lot 'L26-0003'; did you mean 'L26-0001'?");
}

static void of_two_lots_with_one_expiry_the_first_received_is_always_taken(void **state)
{
	struct lot a = delivered(*state, "VITC-20", "A", "5x5mL", "2027-04-30");
	struct picks picks;
	struct error err = { 0 };

	delivered(*state, "VITC-20", "B", "5x5mL", "2027-04-30");
	for (int i = 0; i < 3; i++) {
		must(pick(*state, "VITC-20", ml(500), &picks, &err));
		assert_int_equal(picks.count, 1);
		assert_int_equal(picks.pick[0].lot, a.id);
	}
}

/* peers.md 5.1, 10 */
static void what_is_available_is_what_fefo_gives(void **state)
{
	struct lot good = delivered(*state, "LIDO-2", "G", "1 vial", "2027-04-30");
	struct lot held = delivered(*state, "LIDO-2", "H", "1 vial", "2027-01-31");
	struct lot late = delivered(*state, "LIDO-2", "E", "1 vial", "2026-11-01");
	struct lot fresh;
	struct picks picks;
	struct error err = { 0 };

	must(receive(*state, "LIDO-2", "Q", "1 vial", "2027-02-28", false, &fresh, &err));
	judge(*state, held.number, "held");
	refused(pick(*state, "LIDO-2", ml(1100), &picks, &err),
	        "need 11 mL of LIDO-2, have 10 mL (L26-0003 expired, L26-0002 held, L26-0004 "
	        "in quarantine)");
	assert_int_equal(picks.count, 0);
	assert_int_equal(picks.passed_count, 3);
	must(pick(*state, "LIDO-2", ml(1000), &picks, &err));
	assert_int_equal(picks.pick[0].lot, good.id);
	judge(*state, good.number, "rejected");
	refused(pick(*state, "LIDO-2", ml(10), &picks, &err),
	        "need 0.1 mL of LIDO-2, have 0 mL (L26-0003 expired, L26-0002 held, L26-0004 "
	        "in quarantine, L26-0001 rejected)");
	(void)late;
}

/* peers.md 5.1, 11 */
static void a_lot_is_usable_through_its_expiry_day_where_it_lies(void **state)
{
	static const struct { const char *zone, *last, *first; } zones[] = {
		{ "UTC",        "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z" },
		{ "Etc/GMT-14", "2026-11-30T09:59:59Z", "2026-11-30T10:00:00Z" },
		{ "Etc/GMT+11", "2026-12-01T10:59:59Z", "2026-12-01T11:00:00Z" },
	};

	for (int i = 0; i < 3; i++)
		for (int month = 0; month < 2; month++) {
			char code[16];
			struct site_entry site = { .code = code,
				                   .name = code,
				                   .zone = zones[i].zone };
			struct place_entry place = { .code = code, .name = code, .site = code };
			struct receipt receipt = { .product = "LIDO-2",
				                   .maker_number = code,
				                   .place = code };
			struct lot_choice done;
			struct error err = { 0 };
			struct lot lot;
			int64_t id;

			snprintf(code, sizeof code, "Z%d-%d", i, month);
			must(site_add(*state, &site, &id, &err));
			must(place_add(*state, &place, &id, &err));
			must(packs_parse("1 vial", &receipt.amount, &err));
			must(expiry_parse(month ? "2026-11" : "2026-11-30", &receipt.expires,
			                  &err));
			must(lot_receive(*state, &receipt, &lot, &err));
			must(lot_release(*state, lot.number, NULL, &done, &err));
			assert_string_equal(lot.expires_at.text, zones[i].first);
			assert_string_equal(barred(*state, lot.id, 0, zones[i].last), "");
			assert_string_equal(barred(*state, lot.id, 0, zones[i].first),
			                    "expired");
			assert_string_equal(barred(*state, lot.id, 0, "2026-11-03T08:59:59Z"),
			                    "not received yet");
		}
}

static void a_status_holds_from_its_event_on(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "1 vial", "2027-04-30");
	struct lot_choice done;
	struct error err = { 0 };

	sit_why(*state, "2026-11-05T09:00:00Z", "2026-11-04T09:00:00Z", "found cloudy");
	must(lot_set_status(*state, lot.number, "held", NULL, &done, &err));
	assert_string_equal(barred(*state, lot.id, 0, "2026-11-04T08:59:59Z"), "");
	assert_string_equal(barred(*state, lot.id, 0, "2026-11-04T09:00:00Z"), "held");
	refused(lot_set_status(*state, lot.number, "held", NULL, &done, &err),
	        "'L26-0001' is held already");
	sit_at(*state, "ph.anna", "2026-11-05T09:00:00Z", NULL);
	refused(lot_release(*state, lot.number, NULL, &done, &err),
	        "'L26-0001' is held; say why with --reason");
}

/* peers.md 5.1, 12: a plan is not a promise; taking asks again */
static void a_lot_held_after_it_was_planned_is_not_taken(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "1 vial", "2027-04-30");
	const char *const named[] = { lot.number, NULL };
	struct picks picks;
	struct error err = { 0 };

	must(pick(*state, "LIDO-2", ml(100), &picks, &err));
	judge(*state, lot.number, "held");
	refused(draw(*state, "LIDO-2", ml(100), NULL, NULL, &err),
	        "need 1 mL of LIDO-2, have 0 mL (L26-0001 held)");
	refused(draw(*state, "LIDO-2", ml(100), named, NULL, &err), "L26-0001 is held");
	assert_int_equal(on_shelf(*state, lot.id), 10000000);
}

static void what_already_happened_is_recorded_and_opens_a_deviation(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "1 vial", "2026-11-02");
	const char *const named[] = { lot.number, NULL };
	struct seat seat = { .entered = { "2026-11-03T10:00:00Z" },
		             .exception = "it was given yesterday" };
	struct error err = { 0 };
	struct person anna;

	refused(draw(*state, "LIDO-2", ml(100), named, NULL, &err), "L26-0001 is expired");
	must(person_find(*state, "ph.anna", &anna, &err));
	seat.person = anna.id;
	must(store_sit(*state, &seat, &err));
	must(draw(*state, "LIDO-2", ml(100), named, NULL, &err));
	assert_int_equal(gone(*state, lot.number, "patient"), 1000000);
	assert_non_null(store_one(*state, DEVIATION_BY_NUMBER,
	                          BIND(bind_text("number", "D26-0001")), &err));
	assert_false(draw(*state, "LIDO-2", ml(1000), named, NULL, &err));
	assert_int_equal(on_shelf(*state, lot.id), 9000000);
}

/* peers.md 5.1, 17 */
static void an_opened_vial_never_outlives_the_printed_expiry(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "2 vials", "2026-11-20");
	struct pick opened;
	struct error err = { 0 };
	struct lot_entry entry = { .lot = lot.number };

	must(lot_open(*state, &(struct opening){ .what = lot.number }, &opened, NULL, &err));
	assert_string_equal(barred(*state, lot.id, opened.container, "2026-11-20T23:59:59Z"),
	                    "");
	assert_string_equal(barred(*state, lot.id, opened.container, "2026-11-21T00:00:00Z"),
	                    "expired");
	/* The expiry was misread: now the 28 days govern. */
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "misread");
	must(expiry_parse("2027-11-20", &entry.expires, &err));
	must(lot_correct(*state, &entry, &lot, &err));
	assert_string_equal(barred(*state, lot.id, opened.container, "2026-11-30T23:59:59Z"),
	                    "");
	assert_string_equal(barred(*state, lot.id, opened.container, "2026-12-01T09:00:00Z"),
	                    "past its in-use limit");
	assert_string_equal(barred(*state, lot.id, opened.container, "2026-11-03T08:59:00Z"),
	                    "not received yet");
}

static void what_is_open_is_used_first_even_where_another_expires_sooner(void **state)
{
	struct lot open = delivered(*state, "LIDO-2", "A", "2 vials", "2027-11-20"), soon;
	struct picks picks;
	struct error err = { 0 };

	must(draw(*state, "LIDO-2", ml(100), NULL, NULL, &err));
	soon = delivered(*state, "LIDO-2", "B", "1 vial", "2026-12-31");
	must(pick(*state, "LIDO-2", ml(1000), &picks, &err));
	assert_int_equal(picks.count, 2);
	assert_int_equal(picks.pick[0].lot, open.id);
	assert_int_equal(picks.pick[0].ordinal, 1);
	assert_int_equal(picks.pick[0].amount, 9000000);
	assert_string_equal(picks.pick[0].why, "opened 2026-11-03, so used first");
	assert_int_equal(picks.pick[1].lot, soon.id);
	assert_int_equal(picks.pick[1].amount, 1000000);
	assert_int_equal(picks.pick[1].opens, 1);
}

static void choosing_against_the_order_needs_a_reason(void **state)
{
	struct lot first = delivered(*state, "LIDO-2", "A", "1 vial", "2026-12-31");
	struct lot other = delivered(*state, "LIDO-2", "B", "1 vial", "2027-12-31");
	const char *const named[] = { other.number, NULL };
	struct error err = { 0 };

	refused(draw(*state, "LIDO-2", ml(100), named, NULL, &err),
	        "L26-0001 is to be used before L26-0002 (expires 2026-12-31); say why not with "
	        "--reason");
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "nearer to the chair");
	must(draw(*state, "LIDO-2", ml(100), named, NULL, &err));
	assert_int_equal(on_shelf(*state, first.id), 10000000);
	assert_int_equal(on_shelf(*state, other.id), 9000000);
}

/* How near is a rule; between these two lies a year. */
static void what_expires_nearly_together_is_used_in_any_order(void **state)
{
	struct lot other;
	const char *named[] = { NULL, NULL };
	const struct signing omar = { .person = "ph.omar" };
	struct ruling near = { .code = RULE_FEFO, .span = "300 d", .text = "nearly together",
		               .source = "our own" };
	struct error err = { 0 };
	int64_t revision;

	delivered(*state, "LIDO-2", "A", "1 vial", "2026-12-31");
	other = delivered(*state, "LIDO-2", "B", "1 vial", "2027-12-31");
	named[0] = other.number;
	must(rulebook_revise(*state, &near, &revision, &err));
	must(rulebook_approve(*state, RULE_FEFO, &omar, &err));
	refused(draw(*state, "LIDO-2", ml(100), named, NULL, &err),
	        "L26-0001 is to be used before L26-0002 (expires 2026-12-31); say why not with "
	        "--reason");
	near.span = "400 d";
	must(rulebook_revise(*state, &near, &revision, &err));
	must(rulebook_approve(*state, RULE_FEFO, &omar, &err));
	must(draw(*state, "LIDO-2", ml(100), named, NULL, &err));
}

static void a_lot_named_gives_what_else_there_is_of_it_than_a_vial_opened_long_ago(void **state)
{
	const char *named[] = { "A", NULL }, *container[] = { "L26-0001/1", NULL };
	struct picks picks = { .count = 0 };
	struct error err = { 0 };
	struct need need = { .unit = UNIT_LITRE,
		             .amount = ratio_of(1000000, 1),
		             .lots = named };
	struct pick opened;

	delivered(*state, "LIDO-2", "A", "2x10mL", "2027-04-30");
	must(lot_open(*state, &(struct opening){ .what = "LIDO-2" }, &opened, NULL, &err));
	sit_why(*state, "2026-12-20T10:00:00Z", NULL, NULL);
	need.product = product_id(*state, "LIDO-2");
	must(lot_pick(*state, &need, &picks, NULL, &err));
	assert_int_equal(picks.count, 1);
	assert_int_equal(picks.pick[0].container, 0);
	assert_string_equal(picks.passed[0].why, "past its in-use limit");
	need.lots = container;
	refused(lot_pick(*state, &need, &picks, NULL, &err),
	        "L26-0001 is past its in-use limit");
}

static void a_receipt_that_never_was_is_no_other_lot_of_its_number(void **state)
{
	struct receipt receipt = {
		.product = "LIDO-2", .maker_number = "A", .place = "STOCK"
	};
	struct lot_choice choice;
	struct error err = { 0 };
	struct lot lot;

	must(packs_parse("1x5mL", &receipt.amount, &err));
	must(expiry_parse("2027-03-31", &receipt.expires, &err));
	receipt.product = "VITC-20";
	must(lot_receive(*state, &receipt, &lot, &err));
	sit_why(*state, "2026-11-03T09:10:00Z", NULL, "misread");
	must(lot_reverse(*state, lot.action, NULL, &err));
	must(lot_find(*state, "A", &choice, &err));
	assert_int_equal(choice.lot[0], lot.id);
	must(expiry_parse("2027-05-31", &receipt.expires, &err));
	must(lot_receive(*state, &receipt, &lot, &err));
	must(lot_find(*state, "A", &choice, &err));
	assert_int_equal(choice.count, 1);
	assert_int_equal(choice.lot[0], lot.id);
}

static void how_long_the_diluents_vial_may_be_drawn_from_shortens_no_solution(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "LIDO-2 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct pick opened;
	struct lot lot;

	delivered(*state, "HYAL-1500", "H", "2x1500IU", "2027-04-30");
	delivered(*state, "LIDO-2", "A", "2x10mL", "2027-04-30");
	must(lot_open(*state, &(struct opening){ .what = "LIDO-2" }, &opened, NULL, &err));
	sit_why(*state, "2026-12-01T08:00:00Z", NULL, NULL);
	must(lot_dissolve(*state, &dissolving, &lot, &told, &err));
	assert_string_equal(lot.expires_at.text, "2026-12-02T08:00:00Z");
}

static void a_part_of_a_powder_that_is_half_excipient_is_half_active(void **state)
{
	struct dissolving dissolving = { .what = "GSH",
		                         .with = "NACL-09 5 mL",
		                         .made_up = { 5000000, UNIT_LITRE } };
	struct settlement told = { .count = 0 };
	struct need need = { .unit = UNIT_GRAM, .amount = ratio_of(50000000, 1) };
	struct picks picks = { .count = 0 };
	struct error err = { 0 };
	struct lot lot;

	add_product(*state, "GSH", "ampoule", (struct quantity){ 100000000, UNIT_GRAM }, "24 h",
	            "glutathione 0.5 g/g");
	delivered(*state, "GSH", "G", "2x100mg", "2027-04-30");
	delivered(*state, "NACL-09", "N", "100 mL", "2027-04-30");
	must(lot_dissolve(*state, &dissolving, &lot, &told, &err));
	need.product = product_id(*state, "GSH");
	must(lot_pick(*state, &need, &picks, NULL, &err));
	assert_int_equal(picks.pick[0].lot, lot.id);
	assert_int_equal(picks.pick[0].amount, 2500000);
	picks.count = 0;
	need.amount = ratio_of(120000000, 1);
	refused(lot_pick(*state, &need, &picks, NULL, &err),
	        "need 120 mg of GSH, have 100 mg; a powder is taken by whole containers: "
	        "'pistor lot open GSH --with DILUENT'"
	        " dissolves it");
}

static void opening_what_is_expired_opens_a_deviation(void **state)
{
	struct seat seat;
	struct error err = { 0 };
	struct pick opened;
	struct row *row;

	delivered(*state, "LIDO-2", "A", "2x10mL", "2026-11-04");
	sit_why(*state, "2026-11-06T10:00:00Z", NULL, NULL);
	refused(lot_open(*state, &(struct opening){ .what = "A" }, &opened, NULL, &err),
	        "L26-0001 is expired");
	seat = *store_seat(*state);
	seat.exception = "it was open before I looked";
	must(store_sit(*state, &seat, &err));
	must(lot_open(*state, &(struct opening){ .what = "A" }, &opened, NULL, &err));
	row = store_one(*state, DEVIATION_BY_NUMBER, BIND(bind_text("number", "D26-0001")),
	                &err);
	assert_non_null(row);
}

static void the_amount_follows_the_assay_of_each_lot(void **state)
{
	struct receipt receipt = { .product = "VITC-20",
		                   .place = "STOCK",
		                   .maker_number = "A",
		                   .assays = (const char *const[]){ "ascorbic-acid=98.2 %",
		                                                    NULL } };
	struct lot_choice done;
	struct lot weak, full;
	struct picks picks;
	struct error err = { 0 };

	must(packs_parse("1x5mL", &receipt.amount, &err));
	must(expiry_parse("2027-01-31", &receipt.expires, &err));
	must(lot_receive(*state, &receipt, &weak, &err));
	must(lot_release(*state, weak.number, NULL, &done, &err));
	full = delivered(*state, "VITC-20", "B", "10x5mL", "2027-06-30");
	/* 400 mg at 196.4 mg/mL is 2.0366... mL */
	must(pick_active(*state, "vitamin c", (struct quantity){ 400000000, UNIT_GRAM }, &picks,
	                 &err));
	assert_int_equal(picks.count, 1);
	assert_int_equal(picks.pick[0].amount, 2040000);
	assert_int_equal(picks.pick[0].required.num, 1000000000);
	assert_int_equal(picks.pick[0].required.den, 491);
	/* 2 g: all 982 mg of the first, and 1018 mg of 200 mg/mL is 5.09 mL */
	must(pick_active(*state, "vitamin c", (struct quantity){ 2000000000, UNIT_GRAM },
	                 &picks, &err));
	assert_int_equal(picks.count, 2);
	assert_int_equal(picks.pick[0].amount, 5000000);
	assert_int_equal(picks.pick[1].lot, full.id);
	assert_int_equal(picks.pick[1].amount, 5090000);
	assert_int_equal(picks.pick[1].opens, 2);
}

static void an_assay_of_many_digits_is_rounded_once_and_never_wraps(void **state)
{
	struct receipt receipt = { .product = "VITC-20",
		                   .place = "STOCK",
		                   .maker_number = "A",
		                   .assays = (const char *const[]){
					   "ascorbic-acid=98.12345678901234 %", NULL } };
	struct component component[MOST_COMPONENTS];
	struct error err = { 0 };
	struct lot lot;
	int count;

	must(packs_parse("1x5mL", &receipt.amount, &err));
	must(lot_receive(*state, &receipt, &lot, &err));
	must(lot_composition(*state, lot.id, component, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(component[0].strength.amount.atoms
	                         * (1000000000 / component[0].strength.per.atoms),
	                 196246913578);
}

static void an_assay_of_what_is_not_in_it_is_refused(void **state)
{
	struct receipt receipt = { .product = "VITC-20",
		                   .place = "STOCK",
		                   .assays = (const char *const[]){ "lidocaine=98 %", NULL } };
	struct error err = { 0 };
	struct lot lot;

	must(packs_parse("1x5mL", &receipt.amount, &err));
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "the label of VITC-20 names no lidocaine");
	must(packs_parse("7 mL", &receipt.amount, &err));
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "VITC-20 comes in containers of 5 mL: '7 mL' is not a whole number of them");
	must(packs_parse("10x2mL", &receipt.amount, &err));
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "a container of VITC-20 holds 5 mL, not 2 mL");
}

static void an_assay_far_from_the_label_has_a_reason_and_never_more_than_twice_the_label(
	void **state)
{
	static const char *far[] = { "ascorbic-acid=9.82 %", NULL },
			  *farther[] = { "ascorbic-acid=260 mg/mL", NULL },
			  *absurd[] = { "ascorbic-acid=401 mg/mL", NULL },
			  *near[] = { "ascorbic-acid=180 mg/mL", NULL };
	struct receipt receipt = { .product = "VITC-20",
		                   .place = "STOCK",
		                   .assays = far,
		                   .expires = { "2027-04-30" } };
	struct error err = { 0 };
	struct lot lot;

	must(packs_parse("1x5mL", &receipt.amount, &err));
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "'ascorbic-acid=9.82 %' is more than 10 % off the label (rule"
	        " assay-tolerance); if the certificate says so, say why with --reason");
	receipt.assays = farther;
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "'ascorbic-acid=260 mg/mL' is more than 10 % off the label (rule"
	        " assay-tolerance); if the certificate says so, say why with --reason");
	receipt.assays = near;
	must(lot_receive(*state, &receipt, &lot, &err));
	sit_why(*state, "2026-11-03T09:00:00Z", NULL, "so on the certificate");
	receipt.assays = farther;
	receipt.another = true;
	must(lot_receive(*state, &receipt, &lot, &err));
	receipt.assays = absurd;
	refused(lot_receive(*state, &receipt, &lot, &err),
	        "'ascorbic-acid=401 mg/mL' is more than 200 % of the label");
}

/* What a label states is of the volume it names: ten times the diluent is not ten times the
 * strength. */
static void a_powder_in_another_volume_than_its_maker_says_is_made_up_as_measured(void **state)
{
	struct product_entry stated = { .code = "HYAL-1500",
		                        .made_up = { 3000000, UNIT_LITRE } };
	struct dissolving dissolving = { .what = "HYAL-1500", .with = "NACL-09 30 mL" };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct lot made;

	must(product_revise(*state, &stated, &err));
	delivered(*state, "HYAL-1500", "H1", "3 amp", "2027-04-30");
	delivered(*state, "NACL-09", "S1", "100 mL", "2028-04-30");
	refused(lot_dissolve(*state, &dissolving, &made, &told, &err),
	        "the maker of HYAL-1500 makes it up to 3 mL, and 30 mL"
	        " is more than 10 % off that; say what it came to as measured, with --made-up");
	dissolving.made_up = ml(300);
	refused(lot_dissolve(*state, &dissolving, &made, &told, &err),
	        "3 mL made up of 30 mL of NACL-09 is more than 50 % off; say why with "
	        "--reason");
	dissolving.made_up = ml(3010);
	must(lot_dissolve(*state, &dissolving, &made, &told, &err));
	dissolving.made_up = ml(0);
	dissolving.with = "NACL-09 3.3 mL";
	must(lot_dissolve(*state, &dissolving, &made, &told, &err));
	dissolving.made_up = ml(180);
	sit_why(*state, "2026-11-03T09:00:00Z", NULL, "half was spilt");
	dissolving.with = "NACL-09 4 mL";
	must(lot_dissolve(*state, &dissolving, &made, &told, &err));
}

/* DESIGN.md section 2: 300 IU of an ampoule of 1500 IU */
static void
three_hundred_units_of_1500_dissolved_in_3_mL_are_0_6_mL_and_of_the_dry_ampoule_refused(
	void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct settlement told = { .count = 0 };
	struct lot powder = delivered(*state, "HYAL-1500", "H1", "2 amp", "2027-04-30"), made;
	struct lot salt = delivered(*state, "NACL-09", "S1", "100 mL", "2028-04-30");
	const struct quantity wanted = { 300000, UNIT_IU };
	struct picks picks;
	struct error err = { 0 };

	refused(pick(*state, "HYAL-1500", wanted, &picks, &err),
	        "need 300 IU of HYAL-1500, have 0 IU; a powder is taken by whole containers:"
	        " 'pistor lot open HYAL-1500 --with DILUENT' dissolves it");
	refused(pick_active(*state, "hyaluronidase", wanted, &picks, &err),
	        "need 300 IU of hyaluronidase, and 3000 IU is there, but a powder is taken by "
	        "whole containers:"
	        " 'pistor lot open HYAL-1500 --with DILUENT' dissolves it first");
	refused(lot_open(*state, &(struct opening){ .what = "HYAL-1500" }, &picks.pick[0], NULL,
	                 &err),
	        "HYAL-1500 is dry; 'pistor lot open HYAL-1500 --with DILUENT' dissolves it");
	must(lot_dissolve(*state, &dissolving, &made, &told, &err));
	assert_string_equal(made.number, "B26-0001");
	assert_string_equal(made.product.code, "HYAL-1500+NACL-09");
	assert_string_equal(made.expires_at.text, "2026-11-04T09:00:00Z");
	assert_int_equal(on_shelf(*state, powder.id), 1500000);
	assert_int_equal(on_shelf(*state, salt.id), 97000000);
	assert_int_equal(on_shelf(*state, made.id), 3000000);
	must(pick(*state, "HYAL-1500", wanted, &picks, &err));
	assert_int_equal(picks.pick[0].lot, made.id);
	assert_int_equal(picks.pick[0].amount, 600000);
	must(pick_active(*state, "hyaluronidase", wanted, &picks, &err));
	assert_int_equal(picks.count, 1);
	assert_int_equal(picks.pick[0].lot, made.id);
	assert_int_equal(picks.pick[0].amount, 600000);
	assert_string_equal(barred(*state, made.id, 0, "2026-11-04T09:00:00Z"),
	                    "past its beyond-use date");
	must(pick(*state, "HYAL-1500", (struct quantity){ 1500000, UNIT_IU }, &picks, &err));
	assert_int_equal(picks.pick[0].lot, powder.id);
	assert_int_equal(picks.pick[0].opens, 1);
}

static void how_much_is_made_up_must_be_stated_or_measured(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500", .with = "NACL-09 3 mL" };
	struct lot made;
	struct error err = { 0 };

	delivered(*state, "HYAL-1500", "H1", "2 amp", "2027-04-30");
	delivered(*state, "NACL-09", "S1", "100 mL", "2028-04-30");
	refused(lot_dissolve(*state, &dissolving, &made, NULL, &err),
	        "the maker of HYAL-1500 does not state what volume it makes up; say what was "
	        "measured, --made-up '3 mL'");
	dissolving.with = "NACL-09";
	refused(lot_dissolve(*state, &dissolving, &made, NULL, &err),
	        "'NACL-09' does not say what and how much, such as 'NACL-09 3 mL'");
}

static void a_corrected_number_is_found_by_both(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "HA-88213", "5x5mL", "2027-04-30"), found;
	struct lot_entry entry = { .lot = lot.number, .maker_number = "HA-88214" };
	struct error err = { 0 };

	must(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	refused(lot_correct(*state, &entry, &found, &err), "say what was wrong with --reason");
	sit_why(*state, "2026-11-04T09:00:00Z", NULL, "misread");
	must(lot_correct(*state, &entry, &found, &err));
	must(lot_find_one(*state, "HA-88213", &found, NULL, &err));
	assert_int_equal(found.id, lot.id);
	must(lot_find_one(*state, "HA-88214", &found, NULL, &err));
	assert_int_equal(found.id, lot.id);
	assert_string_equal(found.maker_number, "HA-88214");
	refused(lot_correct(*state, &entry, &found, &err),
	        "L26-0001 says so already; where another amount was received, 'pistor lot reverse "
	        "10 --reason WHY' takes the receipt back, to be entered as it was");
}

static void a_corrected_expiry_judges_every_use_again(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "HA-88213", "5x5mL", "2027-04-30");
	struct lot_entry entry = { .lot = lot.number };
	struct error err = { 0 };
	struct row *row;

	must(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	assert_null(store_one(*state, LOT_USES_BARRED, BIND(bind_int("lot", lot.id)), &err));
	sit_why(*state, "2026-11-04T09:00:00Z", NULL, "misread");
	must(expiry_parse("2026-10", &entry.expires, &err));
	must(lot_correct(*state, &entry, &lot, &err));
	row = store_one(*state, LOT_USES_BARRED, BIND(bind_int("lot", lot.id)), &err);
	assert_non_null(row);
	assert_string_equal(row_text(row, "barred"), "expired");
	assert_int_equal(row_int(row, "amount"), 2000000);
}

static void a_corrected_assay_recomposes_what_was_made_of_it(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct lot powder = delivered(*state, "HYAL-1500", "H1", "2 amp", "2027-04-30"), made,
		   corrected;
	struct lot_entry entry = { .lot = powder.number,
		                   .assays = (const char *const[]){ "hyaluronidase=90 %",
		                                                    NULL } };
	struct component part[MOST_COMPONENTS];
	struct error err = { 0 };
	int count;

	delivered(*state, "NACL-09", "S1", "100 mL", "2028-04-30");
	must(lot_dissolve(*state, &dissolving, &made, NULL, &err));
	must(lot_composition(*state, made.id, part, &count, &err));
	assert_int_equal(count, 2);
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "certificate came late");
	must(lot_correct(*state, &entry, &corrected, &err));
	must(lot_composition(*state, made.id, part, &count, &err));
	assert_int_equal(count, 2);
	for (int i = 0; i < count; i++)
		if (part[i].ingredient == ingredient_id(*state, "hyaluronidase")) {
			assert_int_equal(part[i].strength.amount.atoms, 1350000);
			assert_int_equal(part[i].strength.per.atoms, 3000000);
		}
}

static void an_opened_container_moves_with_all_that_is_in_it(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "A", "2 vials", "2027-04-30");
	struct parcel parcel = { .what = "L26-0001/1", .to = "FRIDGE" };
	struct error err = { 0 };

	must(draw(*state, "LIDO-2", ml(100), NULL, NULL, &err));
	must(lot_transfer(*state, &parcel, NULL, NULL, &err));
	parcel.to = "FRIDGE";
	refused(lot_transfer(*state, &parcel, NULL, NULL, &err),
	        "'L26-0001/1' lies in FRIDGE already");
	must(draw(*state, "LIDO-2", ml(100), NULL, NULL, &err));
	assert_int_equal(on_shelf(*state, lot.id), 18000000);
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "dropped");
	parcel = (struct parcel){ .what = "L26-0001/1" };
	must(lot_waste(*state, &parcel, NULL, NULL, &err));
	assert_int_equal(gone(*state, lot.number, "waste"), 8000000);
	refused(lot_waste(*state, &parcel, NULL, NULL, &err),
	        "nothing of 'L26-0001/1' is there; there is L26-0001 in STOCK");
}

static void more_than_a_container_holds_is_counted_only_as_overfill(void **state)
{
	struct lot lot = delivered(*state, "LIDO-2", "L1", "2x10mL", "2027-04-30");
	struct parcel parcel = { .what = "L26-0001/1" };
	struct tallied tallied;
	struct error err = { 0 };
	struct pick opened;

	must(lot_open(*state, &(struct opening){ .what = lot.number }, &opened, NULL, &err));
	must(packs_parse("11 mL", &parcel.amount, &err));
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "so it is");
	refused(lot_count(*state, &parcel, &tallied, NULL, &err),
	        "'L26-0001/1' holds less when it is full; if its maker"
	        " filled in more, say 'overfill' in --reason");
	sit_why(*state, "2026-11-03T10:00:00Z", NULL, "Overfill of the maker");
	must(lot_count(*state, &parcel, &tallied, NULL, &err));
	assert_int_equal(on_shelf(*state, lot.id), 21000000);
}

static void what_was_made_here_goes_back_to_no_supplier(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct error err = { 0 };
	struct lot made;

	delivered(*state, "HYAL-1500", "H1", "1 amp", "2027-04-30");
	delivered(*state, "NACL-09", "S1", "100 mL", "2028-04-30");
	must(lot_dissolve(*state, &dissolving, &made, NULL, &err));
	refused(lot_return(*state, &(struct parcel){ .what = "B26-0001" }, NULL, NULL, &err),
	        "B26-0001 was made here and goes back to nobody; 'pistor lot waste B26-0001' "
	        "throws it away");
}

static void single_use_and_unsized_things_are_not_opened(void **state)
{
	struct pick opened;
	struct error err = { 0 };

	delivered(*state, "VITC-20", "A", "5x5mL", "2027-04-30");
	delivered(*state, "NEEDLE", "N", "5 pcs", "");
	refused(lot_open(*state, &(struct opening){ .what = "VITC-20" }, &opened, NULL, &err),
	        "VITC-20 is for single use: what is drawn from it opens it");
	refused(lot_open(*state, &(struct opening){ .what = "NEEDLE" }, &opened, NULL, &err),
	        "NEEDLE comes in no containers that are opened");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stock, close_fixture)
		TEST(five_of_two_and_three_is_two_picks_with_an_exact_sum),
		TEST(of_two_products_that_expire_together_the_first_received_is_used),
		TEST(need_thirty_have_nineteen_is_refused_and_writes_nothing),
		TEST(a_small_part_of_a_container_is_what_is_used),
		TEST(a_twelfth_is_carried_exactly_and_rounded_once),
		TEST(a_part_of_a_piece_is_refused),
		TEST(a_maker_number_that_differs_is_another_lot),
		TEST(the_same_number_with_another_expiry_stops_and_asks),
		TEST(a_number_that_looks_like_another_stops_and_asks),
		TEST(blanks_at_the_ends_of_a_number_are_cut),
		TEST(who_asks_for_a_number_is_told_which_look_like_it),
		TEST(a_lot_delivered_twice_is_found_by_its_makers_number_at_once),
		TEST(a_number_of_two_products_lists_them),
		TEST(of_two_lots_with_one_expiry_the_first_received_is_always_taken),
		TEST(what_is_available_is_what_fefo_gives),
		TEST(a_lot_is_usable_through_its_expiry_day_where_it_lies),
		TEST(a_status_holds_from_its_event_on),
		TEST(a_lot_held_after_it_was_planned_is_not_taken),
		TEST(what_already_happened_is_recorded_and_opens_a_deviation),
		TEST(an_opened_vial_never_outlives_the_printed_expiry),
		TEST(what_is_open_is_used_first_even_where_another_expires_sooner),
		TEST(choosing_against_the_order_needs_a_reason),
		TEST(what_expires_nearly_together_is_used_in_any_order),
		TEST(a_lot_named_gives_what_else_there_is_of_it_than_a_vial_opened_long_ago),
		TEST(a_receipt_that_never_was_is_no_other_lot_of_its_number),
		TEST(how_long_the_diluents_vial_may_be_drawn_from_shortens_no_solution),
		TEST(a_part_of_a_powder_that_is_half_excipient_is_half_active),
		TEST(opening_what_is_expired_opens_a_deviation),
		TEST(the_amount_follows_the_assay_of_each_lot),
		TEST(an_assay_of_many_digits_is_rounded_once_and_never_wraps),
		TEST(an_assay_of_what_is_not_in_it_is_refused),
		TEST(an_assay_far_from_the_label_has_a_reason_and_never_more_than_twice_the_label),
		TEST(a_powder_in_another_volume_than_its_maker_says_is_made_up_as_measured),
		TEST(three_hundred_units_of_1500_dissolved_in_3_mL_are_0_6_mL_and_of_the_dry_ampoule_refused),
		TEST(how_much_is_made_up_must_be_stated_or_measured),
		TEST(a_corrected_number_is_found_by_both),
		TEST(a_corrected_expiry_judges_every_use_again),
		TEST(a_corrected_assay_recomposes_what_was_made_of_it),
		TEST(an_opened_container_moves_with_all_that_is_in_it),
		TEST(more_than_a_container_holds_is_counted_only_as_overfill),
		TEST(what_was_made_here_goes_back_to_no_supplier),
		TEST(single_use_and_unsized_things_are_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
