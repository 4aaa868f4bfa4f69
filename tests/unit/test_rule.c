#include "fixture.h"
#include "rule.h"

static void the_program_finds_its_numbers(void **state)
{
	static const struct { const char *code; int64_t amount;
	} known[] = {
		{ RULE_MEASURING_STEP, 10000 },
		{ RULE_IMMEDIATE_USE_PRODUCTS, 3 },
		{ RULE_USE_TOLERANCE, 5 },
	}, spans[] = {
		{ RULE_IMMEDIATE_USE, 14400 },    { RULE_IN_USE_AMPOULE, 0 },
		{ RULE_IN_USE_SINGLE_DOSE, 0 },   { RULE_IN_USE_MULTI_DOSE, 28 * 86400 },
		{ RULE_IN_USE_PREFILLED, 0 },     { RULE_BACKUP_AGE, 7 * 86400 },
		{ RULE_RESTORE_AGE, 90 * 86400 },
	};
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		int64_t amount = -1, rule = 0;

		must(rule_amount(*state, known[i].code, &amount, &rule, &err));
		assert_int_equal(amount, known[i].amount);
		assert_true(rule > 0);
	}
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		int64_t seconds = -1;

		must(rule_span(*state, spans[i].code, &seconds, NULL, &err));
		assert_int_equal(seconds, spans[i].amount);
	}
}

static void a_rule_without_a_source_starts_unapproved(void **state)
{
	struct error err = { 0 };
	struct rule rule;

	must(rule_find(*state, RULE_IN_USE_PREFILLED, &rule, &err));
	assert_null(rule.source);
	assert_false(rule.approved);
	must(rule_find(*state, RULE_IMMEDIATE_USE, &rule, &err));
	assert_true(rule.approved);
	assert_string_equal(rule.source, "S-15 Wisconsin Phar 15.34");
}

static void a_rule_of_elsewhere_only_informs(void **state)
{
	struct rule rule = { .code = "most-volume",
		             .kind = "limit",
		             .severity = "forbid",
		             .amount = 5,
		             .has_amount = true,
		             .unit = "count",
		             .text = "no more than that",
		             .jurisdiction = "US-OH" };
	struct error err = { 0 };
	int64_t amount, revision;
	bool holds = true;

	must(rule_set(*state, &rule, &revision, &err));
	must(rule_holds(*state, "most-volume", &holds, &err));
	assert_false(holds);
	assert_false(rule_amount(*state, "most-volume", &amount, NULL, &err));
	assert_string_equal(err.text, "the rule 'most-volume' does not hold here");
	err = (struct error){ 0 };
	rule.jurisdiction = "FR";
	must(rule_set(*state, &rule, &revision, &err));
	must(rule_amount(*state, "most-volume", &amount, NULL, &err));
	assert_int_equal(amount, 5);
}

static void a_rule_may_be_retired_and_others_are_missing(void **state)
{
	struct error err = { 0 };
	struct rule rule;
	bool holds = true;
	int64_t amount, revision;

	must(rule_find(*state, RULE_SECOND_PERSON, &rule, &err));
	assert_true(rule.holds);
	assert_false(rule_amount(*state, RULE_SECOND_PERSON, &amount, NULL, &err));
	assert_string_equal(err.text, "the rule 'second-person' says no amount");
	err = (struct error){ 0 };
	rule = (struct rule){ .code = RULE_SECOND_PERSON,
		              .kind = "duty",
		              .severity = "sign",
		              .text = "no more",
		              .approved = true,
		              .retired = true };
	must(rule_set(*state, &rule, &revision, &err));
	must(rule_holds(*state, RULE_SECOND_PERSON, &holds, &err));
	assert_false(holds);
	assert_false(rule_amount(*state, "measuring-stop", &amount, NULL, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_string_equal(err.text,
	                    "no rule 'measuring-stop'; did you mean 'measuring-step'?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_program_finds_its_numbers, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_rule_without_a_source_starts_unapproved,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_rule_of_elsewhere_only_informs, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_rule_may_be_retired_and_others_are_missing,
		                                open_fixture, close_fixture),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
