#include "fixture.h"

static void a_code_is_never_given_again(void **state)
{
	struct hiring twin = { .code = "dr.lee", .name = "Other Lee", .roles = "practitioner" };
	struct error err = { 0 };
	int64_t id;

	assert_false(person_add(*state, &twin, &id, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text,
	                    "'dr.lee' is Jun Lee already; a code is never given again");
}

static void an_unknown_role_is_refused_with_a_guess(void **state)
{
	struct hiring zoe = { .code = "zoe", .name = "Zoe", .roles = "pharmacis" };
	struct error err = { 0 };
	int64_t id;

	assert_false(person_add(*state, &zoe, &id, &err));
	assert_non_null(strstr(err.text, "did you mean 'pharmacist'?"));
	err = (struct error){ 0 };
	assert_null(store_one(*state, PERSON_BY_CODE, BIND(bind_text("code", "zoe")), &err));
}

static void the_only_administrator_stays(void **state)
{
	struct error err = { 0 };

	assert_false(person_retire(*state, "ph.anna", &err));
	assert_string_equal(err.text, "ph.anna is the only administrator; name another first");
	err = (struct error){ 0 };
	assert_false(person_role(*state, "ph.anna", "administrator", false, &err));
	err = (struct error){ 0 };
	must(person_role(*state, "ph.omar", "administrator", true, &err));
	must(person_retire(*state, "ph.anna", &err));
}

static void what_one_may_depends_on_roles(void **state)
{
	struct error err = { 0 };

	sit_at(*state, "dr.lee", "2026-11-03T09:00:00Z", NULL);
	must(person_may(*state, "session record", &err));
	assert_false(person_may(*state, "person add", &err));
	assert_string_equal(
		err.text,
		"'person add' is not for dr.lee: none of their roles has the right to it");
	err = (struct error){ 0 };
	/* A practitioner receives only where there is no pharmacist. */
	assert_false(person_may(*state, "lot receive", &err));
}

static void a_practitioner_alone_may_receive(void **state)
{
	struct error err = { 0 };

	must(person_role(*state, "ph.anna", "pharmacist", false, &err));
	must(person_retire(*state, "ph.omar", &err));
	sit_at(*state, "dr.lee", "2026-11-03T09:00:00Z", NULL);
	must(person_may(*state, "lot receive", &err));
}

static void what_happened_before_the_last_working_day_needs_a_reason(void **state)
{
	struct clinic clinic;
	struct error err = { 0 };
	/* 2026-11-09 is a Monday: Friday's events are of the last working day until then. */
	struct claim claim = { .account = "x",
		               .as = "ph.anna",
		               .at = "2026-11-08 12:00",
		               .when = "2026-11-06 12:00" };

	instant_of(1800000000, &claim.clock);
	must(clinic_now(*state, &clinic, &err));
	must(person_sit(*state, &clinic, &claim, &err));
	claim.at = "2026-11-09 08:00";
	assert_false(person_sit(*state, &clinic, &claim, &err));
	assert_string_equal(
		err.text,
		"entered a working day or more after it happened: say why with --reason");
	err = (struct error){ 0 };
	claim.reason = "on paper until now";
	must(person_sit(*state, &clinic, &claim, &err));
}

static void a_clock_that_went_back_is_refused(void **state)
{
	struct hiring zoe = { .code = "zoe", .name = "Zoe", .roles = "assistant" };
	struct error err = { 0 };
	int64_t id;

	sit_at(*state, "ph.anna", "2000-01-01T00:00:00Z", NULL);
	assert_false(person_add(*state, &zoe, &id, &err));
	assert_string_equal(
		err.text, "the clock says 2000-01-01T00:00:00Z, but the last act was entered at"
			  " 2026-11-03T09:00:00Z; set the clock right,"
			  " or say why it was wrong with 'pistor store clock'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_code_is_never_given_again, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(an_unknown_role_is_refused_with_a_guess,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(the_only_administrator_stays, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(what_one_may_depends_on_roles, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_practitioner_alone_may_receive, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(
			what_happened_before_the_last_working_day_needs_a_reason, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(a_clock_that_went_back_is_refused, open_fixture,
		                                close_fixture),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
