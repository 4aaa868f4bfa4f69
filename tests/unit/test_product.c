#include "../../src/store/inside.h"
#include "fixture.h"
#include "product.h"

static const struct product_entry vitamin_c = {
	.code = "VITC-20",
	.name = "Laroscorbine",
	.gtin = "4006381333931",
	.container = "ampoule",
	.size = { 5000000, UNIT_LITRE },
	.contains = (const char *const[]){ "vitamin C 1 g/amp", NULL },
};

static struct product added(struct store *store, const struct product_entry *entry)
{
	struct product out = { 0 };
	struct error err = { 0 };
	int64_t id;

	must(product_add(store, entry, &id, &err));
	must(product_read(store, id, &out, &err));
	return out;
}

static void assert_not_added(struct store *store, const struct product_entry *entry,
                             enum fault fault, const char *sentence)
{
	struct error err = { 0 };
	struct product out;
	int64_t id;

	assert_false(product_add(store, entry, &id, &err));
	assert_int_equal(err.fault, fault);
	assert_string_equal(err.text, sentence);
	err = (struct error){ 0 };
	assert_false(product_find(store, entry->code, &out, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void code_name_and_gtin_find_it(void **state)
{
	static const char *const texts[] = { "vitc-20", "LAROSCORBINE", "4006381333931",
		                             "04006381333931" };
	struct product known = added(*state, &vitamin_c), out;
	struct error err = { 0 };

	assert_int_equal(known.container, CONTAINER_AMPOULE);
	assert_int_equal(known.size.atoms, 5000000);
	assert_true(known.sterile);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		must(product_find(*state, texts[i], &out, &err));
		assert_int_equal(out.id, known.id);
	}
}

static void several_of_one_name_are_listed(void **state)
{
	struct product_entry other = { .code = "VITC-B", .name = "laroscorbine", .unit = "mL" };
	struct error err = { 0 };
	struct product out;

	added(*state, &vitamin_c);
	added(*state, &other);
	assert_false(product_find(*state, "Laroscorbine", &out, &err));
	assert_string_equal(
		err.text,
		"'Laroscorbine' may be any of 2: VITC-20, VITC-B; name one by its code");
	err = (struct error){ 0 };
	must(product_retire(*state, "VITC-B", &err));
	must(product_find(*state, "Laroscorbine", &out, &err));
	assert_string_equal(out.code, "VITC-20");
}

static void a_strength_per_piece_is_per_container(void **state)
{
	struct product known = added(*state, &vitamin_c);
	struct component component[MOST_COMPONENTS];
	struct error err = { 0 };
	int count;

	must(product_components(*state, known.id, component, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(component[0].strength.amount.atoms, INT64_C(1000000000));
	assert_int_equal(component[0].strength.per.atoms, 5000000);
	assert_int_equal(component[0].strength.per.unit, UNIT_LITRE);
}

static void not_stated_is_never_zero(void **state)
{
	const char *const contains[] = { "biotin NOT STATED", "vitamin B8 (FR) 5 mg/mL", NULL };
	struct product_entry entry = {
		.code = "MULTI", .name = "Multi", .unit = "mL", .contains = contains
	};
	struct component component[MOST_COMPONENTS];
	struct error err = { 0 };
	struct product known;
	int count;

	assert_not_added(*state, &entry, FAULT_REFUSED, "'biotin' is named twice");
	entry.contains = (const char *const[]){ "biotin not stated", NULL };
	known = added(*state, &entry);
	must(product_components(*state, known.id, component, &count, &err));
	assert_int_equal(count, 1);
	assert_false(component[0].strength.stated);
}

static void a_strength_fits_the_unit_the_product_is_counted_in(void **state)
{
	struct product_entry entry = { .code = "P", .name = "P", .unit = "g" };

	entry.contains = (const char *const[]){ "biotin 5 mg/mL", NULL };
	assert_not_added(*state, &entry, FAULT_REFUSED,
	                 "'biotin 5 mg/mL' is per mL, but 'P' is counted in g");
	entry.contains = (const char *const[]){ "biotin 2 %", NULL };
	assert_not_added(*state, &entry, FAULT_REFUSED,
	                 "'biotin 2 %' is per mL, but 'P' is counted in g");
	entry.contains = (const char *const[]){ "biotin 5 mg/vial", NULL };
	assert_not_added(*state, &entry, FAULT_REFUSED,
	                 "'biotin 5 mg/vial' is per container, but 'P' has no size");
	entry.contains = (const char *const[]){ "biotin 2 % w/w", NULL };
	added(*state, &entry);
}

static void the_limit_once_opened_is_the_products_or_the_rules(void **state)
{
	struct product_entry entry = { .code = "VIAL",
		                       .name = "Vial",
		                       .container = "multi-dose",
		                       .size = { 10000000, UNIT_LITRE } };
	struct product ampoule = added(*state, &vitamin_c), vial = added(*state, &entry), own,
		       bulk;
	struct error err = { 0 };
	struct in_use limit;

	must(product_in_use(*state, &ampoule, &limit, &err));
	assert_true(limit.limited && limit.seconds == 0 && limit.rule > 0);
	must(product_in_use(*state, &vial, &limit, &err));
	assert_true(limit.limited && limit.seconds == 28 * 86400 && limit.rule > 0);
	entry.code = "OWN", entry.in_use = "14 d";
	own = added(*state, &entry);
	must(product_in_use(*state, &own, &limit, &err));
	assert_true(limit.limited && limit.seconds == 14 * 86400 && limit.rule == 0);
	bulk = added(*state,
	             &(struct product_entry){ .code = "BULK", .name = "Bulk", .unit = "mL" });
	must(product_in_use(*state, &bulk, &limit, &err));
	assert_false(limit.limited);
	assert_true(product_is_single_use(&ampoule));
	assert_false(product_is_single_use(&vial));
	assert_false(product_is_single_use(&bulk));
}

/* A delivery, as far as this test needs one: the row of the lot. */
static void deliver(struct store *store, int64_t product)
{
	struct error err = { 0 };
	char *sql = sqlite3_mprintf(
		"INSERT INTO lot (action, product, number, series, ordinal, received)"
		" VALUES (1, %lld, 'L26-0001', 'L26', 1, '2026-11-03T09:00:00Z')",
		(long long)product);

	must(store_execute(store, sql, &err));
	sqlite3_free(sql);
}

static void components_never_change_once_a_lot_exists(void **state)
{
	const char *const stronger[] = { "vitamin C 2 g/amp", NULL };
	struct product_entry revision = { .code = "VITC-20", .contains = stronger };
	struct product known = added(*state, &vitamin_c);
	struct component component[MOST_COMPONENTS];
	struct error err = { 0 };
	int count;

	must(product_revise(*state, &revision, &err));
	deliver(*state, known.id);
	revision.contains = (const char *const[]){ "vitamin C 3 g/amp", NULL };
	assert_false(product_revise(*state, &revision, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(
		err.text,
		"a lot of it exists, so its components stay: a new strength is a new product");
	err = (struct error){ 0 };
	must(product_components(*state, known.id, component, &count, &err));
	assert_int_equal(count, 1);
	assert_int_equal(component[0].strength.amount.atoms, INT64_C(2000000000));
	revision = (struct product_entry){ .code = "VITC-20", .name = "Laroscorbine 2" };
	must(product_revise(*state, &revision, &err));
}

static void a_mixture_is_not_entered_by_hand(void **state)
{
	struct product_entry entry = {
		.code = "MIX", .name = "Mix", .kind = "mixture", .unit = "mL"
	};
	struct error err = { 0 };
	struct product out;
	int64_t id;

	assert_not_added(*state, &entry, FAULT_REFUSED,
	                 "'mixture' is not a kind of product: drug, device or supply; a mixture"
	                 " is made by approving a recipe");
	must(product_add_mixture(*state, "MIX", "Mix", UNIT_LITRE, NULL, &id, &err));
	must(product_find(*state, "mix", &out, &err));
	assert_int_equal(out.kind, PRODUCT_MIXTURE);
	assert_int_equal(out.size.atoms, 0);
	entry.kind = NULL;
	assert_false(product_revise(*state, &entry, &err));
	assert_string_equal(err.text,
	                    "'MIX' is what a recipe's version makes; revise the recipe");
}

static void a_minimum_is_in_containers_or_in_its_unit(void **state)
{
	struct product_entry entry = { .code = "VITC-20", .name = "Vitamin C 20 %",
		                       .container = "ampoule", .size = { 5000000, UNIT_LITRE },
		                       .minimum = "5 amp" };
	struct error err = { 0 };
	int64_t id;

	must(product_add(*state, &entry, &id, &err));
	entry = (struct product_entry){ .code = "VITC-20", .minimum = "40 mL" };
	must(product_revise(*state, &entry, &err));
	entry.minimum = "";
	must(product_revise(*state, &entry, &err));
	entry.minimum = "5 mg";
	assert_false(product_revise(*state, &entry, &err));
	assert_string_equal(err.text, "VITC-20 is counted in mL, not as '5 mg'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(code_name_and_gtin_find_it, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(several_of_one_name_are_listed, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_strength_per_piece_is_per_container,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(not_stated_is_never_zero, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(
			a_strength_fits_the_unit_the_product_is_counted_in, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(
			the_limit_once_opened_is_the_products_or_the_rules, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(components_never_change_once_a_lot_exists,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_minimum_is_in_containers_or_in_its_unit,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_mixture_is_not_entered_by_hand, open_fixture,
		                                close_fixture),
	};

	return cmocka_run_group_tests_name("product", tests, NULL, NULL);
}
