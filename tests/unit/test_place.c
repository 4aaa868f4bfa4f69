#include "fixture.h"
#include "lot.h"
#include "place.h"

static void assert_refused(bool ok, const struct error *err, enum fault fault,
                           const char *sentence)
{
	assert_false(ok);
	assert_int_equal(err->fault, fault);
	assert_string_equal(err->text, sentence);
}

static int64_t added(struct store *store, const char *code, const char *name, const char *site)
{
	const struct place_entry entry = { code, name, NULL, site };
	struct error err = { 0 };
	int64_t id = 0;

	must(place_add(store, &entry, &id, &err));
	return id;
}

static void a_new_store_has_every_end_and_one_place(void **state)
{
	struct place place;
	struct error err = { 0 };
	int64_t id;

	for (enum place_kind kind = PLACE_SUPPLIER; kind < PLACE_KINDS; kind++) {
		must(place_end(*state, kind, &id, &err));
		must(place_read(*state, id, &place, &err));
		assert_int_equal(place.kind, kind);
		assert_string_equal(place.code, place_kind_name(kind));
		assert_int_equal(place.site, 0);
	}
	must(place_find(*state, NULL, &place, &err));
	assert_string_equal(place.code, "STOCK");
	assert_string_equal(place.zone.name, "UTC");
}

static void nothing_is_put_at_an_end_by_name(void **state)
{
	struct error err = { 0 };
	struct place place;

	assert_refused(place_find(*state, "Waste", &place, &err), &err, FAULT_REFUSED,
	               "'waste' is an end outside; nothing lies there");
	err = (struct error){ 0 };
	assert_refused(place_retire(*state, "opening", &err), &err, FAULT_REFUSED,
	               "'opening' is an end outside; nothing lies there");
}

static void the_only_place_need_not_be_named_and_several_are_listed(void **state)
{
	struct error err = { 0 };
	struct place place;

	added(*state, "FRIDGE", "Refrigerator", NULL);
	assert_refused(place_find(*state, NULL, &place, &err), &err, FAULT_REFUSED,
	               "there are several places, name one: STOCK, FRIDGE");
	err = (struct error){ 0 };
	must(place_retire(*state, "stock", &err));
	must(place_find(*state, NULL, &place, &err));
	assert_string_equal(place.code, "FRIDGE");
	must(place_retire(*state, "refrigerator", &err));
	assert_refused(place_find(*state, NULL, &place, &err), &err, FAULT_MISSING,
	               "there is no place for stock yet; 'pistor place add' makes one");
	err = (struct error){ 0 };
	assert_refused(place_find_usable(*state, "FRIDGE", &place, &err), &err, FAULT_REFUSED,
	               "the place 'FRIDGE' is retired");
}

static void two_sites_may_each_have_a_refrigerator(void **state)
{
	const struct site_entry lisbon = { "LISBON", "Lisbon", "Europe/Lisbon" };
	struct error err = { 0 };
	struct place place;
	struct site site;
	int64_t id;

	added(*state, "F1", "Refrigerator", "MAIN");
	must(site_add(*state, &lisbon, &id, &err));
	assert_refused(site_find(*state, NULL, &site, &err), &err, FAULT_REFUSED,
	               "there are several sites; name one with --site");
	err = (struct error){ 0 };
	id = added(*state, "F2", "refrigerator", "lisbon");
	must(place_find(*state, "F2", &place, &err));
	assert_int_equal(place.id, id);
	assert_string_equal(place.zone.name, "Europe/Lisbon");
	assert_refused(place_find(*state, "Refrigerator", &place, &err), &err, FAULT_REFUSED,
	               "'Refrigerator' may be any of 2: F1, F2; name one by its code");
}

static void a_place_that_holds_something_is_not_retired(void **state)
{
	const struct product_entry needle = { .code = "NDL",
		                              .name = "Needle",
		                              .kind = "supply" };
	const struct receipt receipt = { .product = "NDL",
		                         .amount = { 0, { 100, UNIT_PIECE } },
		                         .place = "STOCK" };
	struct error err = { 0 };
	struct lot lot;
	int64_t id;

	must(product_add(*state, &needle, &id, &err));
	must(lot_receive(*state, &receipt, &lot, &err));
	assert_refused(place_retire(*state, "STOCK", &err), &err, FAULT_REFUSED,
	               "the place 'STOCK' is not empty: lot L26-0001 lies there");
}

static void how_a_place_keeps_may_be_said_later(void **state)
{
	struct place_change change = { .place = "stock", .storage = "2-8 C" };
	struct error err = { 0 };
	struct place place;

	must(place_find(*state, "STOCK", &place, &err));
	assert_string_equal(place.storage, "");
	must(place_revise(*state, &change, &place, &err));
	assert_string_equal(place.storage, "2-8 C");
	assert_string_equal(place.name, "Stock");
	assert_refused(place_revise(*state, &change, &place, &err), &err, FAULT_REFUSED,
	               "nothing of that is new of 'STOCK': say with --storage how it keeps what "
	               "lies there, with --name what it is called");
	err = (struct error){ 0 };
	added(*state, "FRIDGE", "Refrigerator", NULL);
	change.name = "refrigerator";
	assert_refused(place_revise(*state, &change, &place, &err), &err, FAULT_REFUSED,
	               "'refrigerator' is the place 'FRIDGE' already");
	err = (struct error){ 0 };
	change = (struct place_change){ .place = "waste", .storage = "-20 C" };
	assert_refused(place_revise(*state, &change, &place, &err), &err, FAULT_REFUSED,
	               "'waste' is an end outside; nothing lies there");
}

static void what_is_no_place_gets_the_nearest(void **state)
{
	struct error err = { 0 };
	struct place place;
	struct site site;

	assert_refused(place_find(*state, "STCK", &place, &err), &err, FAULT_MISSING,
	               "no place 'STCK'; did you mean 'STOCK'?");
	err = (struct error){ 0 };
	assert_refused(site_find(*state, "MAINE", &site, &err), &err, FAULT_MISSING,
	               "no site 'MAINE'; did you mean 'MAIN'?");
	err = (struct error){ 0 };
	assert_refused(place_read(*state, 999, &place, &err), &err, FAULT_MISSING,
	               "no such place");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_store_has_every_end_and_one_place,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(nothing_is_put_at_an_end_by_name, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(
			the_only_place_need_not_be_named_and_several_are_listed, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(two_sites_may_each_have_a_refrigerator,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_place_that_holds_something_is_not_retired,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(how_a_place_keeps_may_be_said_later, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(what_is_no_place_gets_the_nearest, open_fixture,
		                                close_fixture),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
