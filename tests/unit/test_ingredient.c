#include "fixture.h"
#include "ingredient.h"

static struct ingredient found(struct store *store, const char *text)
{
	struct ingredient out = { 0 };
	struct error err = { 0 };

	must(ingredient_find(store, text, &out, &err));
	return out;
}

static void assert_refused(bool ok, const struct error *err, enum fault fault,
                           const char *sentence)
{
	assert_false(ok);
	assert_int_equal(err->fault, fault);
	assert_string_equal(err->text, sentence);
}

static void every_name_finds_the_ingredient(void **state)
{
	static const char *const names[] = {
		"ascorbic-acid",    "Ascorbic Acid", "vitamin  c",
		"ACIDE ASCORBIQUE", "50-81-7",       "pq6ck8pd0r"
	};
	int64_t id = found(*state, "L-ascorbic acid").id;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(found(*state, names[i]).id, id);
}

static void the_starter_catalogue_is_whole(void **state)
{
	struct error err = { 0 };
	struct row *row = store_query(*state, INGREDIENT_LIST, BIND(bind_int("retired", 0)),
	                              &err);
	int count = 0;

	while (row_next(row, &err)) {
		assert_non_null(row_text(row, "class"));
		count++;
	}
	assert_int_equal(err.fault, FAULT_NONE);
	assert_int_equal(count, 140);
}

static void a_name_of_several_lists_them(void **state)
{
	struct error err = { 0 };
	struct ingredient out;

	assert_refused(ingredient_find(*state, "organic silicium", &out, &err), &err,
	               FAULT_REFUSED,
	               "'organic silicium' may be any of 2: methylsilanol-mannuronate, "
	               "organic-silicon-salicylate;"
	               " name one by its code");
}

static void a_retired_one_is_meant_only_where_no_other_is(void **state)
{
	struct error err = { 0 };
	struct ingredient out;

	must(ingredient_retire(*state, "organic-silicon-salicylate", &err));
	assert_string_equal(found(*state, "organic silicon").code, "methylsilanol-mannuronate");
	assert_true(found(*state, "Conjonctyl").retired);
	assert_refused(ingredient_find_usable(*state, "Conjonctyl", &out, &err), &err,
	               FAULT_REFUSED, "the ingredient 'organic-silicon-salicylate' is retired");
}

static void iu_turn_into_mass_only_where_the_substance_says_so(void **state)
{
	struct ingredient_entry entry = { .code = "colecalciferol", .iu = "40 IU = 1 mcg" };
	struct quantity given = { 1000000, UNIT_IU };   /* 1000 IU */
	struct ingredient vitamin_d = found(*state, "vitamin D3");
	struct error err = { 0 };
	struct ratio mass;

	assert_refused(ingredient_convert(&vitamin_d, given, UNIT_GRAM, &mass, &err), &err,
	               FAULT_REFUSED,
	               "IU of 'colecalciferol' cannot be told in mg: nothing on record says "
	               "how they turn into each other");
	err = (struct error){ 0 };
	must(ingredient_revise(*state, &entry, &err));
	vitamin_d = found(*state, "vitamin D3");
	must(ingredient_convert(&vitamin_d, given, UNIT_GRAM, &mass, &err));
	assert_int_equal(mass.num, 25000);              /* 25 mcg */
	assert_int_equal(mass.den, 1);
	must(ingredient_convert(&vitamin_d, (struct quantity){ 25000, UNIT_GRAM }, UNIT_IU,
	                        &mass, &err));
	assert_int_equal(mass.num, 1000000);
	assert_false(ingredient_convert(&vitamin_d, given, UNIT_LITRE, &mass, &err));
}

static void a_refused_ingredient_leaves_no_trace(void **state)
{
	struct ingredient_entry entry = {
		.code = "x", .name = "X", .class = "vitamin", .iu = "soon"
	};
	struct error err = { 0 };
	struct ingredient out;
	struct digest before, after;
	int64_t id, length;

	must(store_head(*state, &before, &length, &err));
	assert_refused(ingredient_add(*state, &entry, &id, &err), &err, FAULT_REFUSED,
	               "'soon' does not say how IU turn into mass, as '40 IU = 1 mcg' does");
	err = (struct error){ 0 };
	assert_false(ingredient_find(*state, "x", &out, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	must(store_head(*state, &after, &length, &err));
	assert_memory_equal(&before, &after, sizeof before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_name_finds_the_ingredient, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(the_starter_catalogue_is_whole, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_name_of_several_lists_them, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_retired_one_is_meant_only_where_no_other_is,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(
			iu_turn_into_mass_only_where_the_substance_says_so, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(a_refused_ingredient_leaves_no_trace,
		                                open_fixture, close_fixture),
	};

	return cmocka_run_group_tests_name("ingredient", tests, NULL, NULL);
}
