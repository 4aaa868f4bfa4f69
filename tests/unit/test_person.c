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

static bool change(struct store *store, const char *role, const char *verb, bool held,
                   struct error *err)
{
	return person_right(store, &(struct right){ .role = role, .verb = verb }, held, err);
}

/* What is typed for another is what somebody did; the rest is done by who sits here. */
static void only_what_was_done_is_typed_for_another(void **state)
{
	static const char *const never[] = { "person add",    "person role",  "role give",
		                             "batch verify",  "lot reverse",  "batch reverse",
		                             "recall open",   "supplier approve",
		                             "rule approve",  "deviation assess",
		                             "session reverse", "sign", "store restore" };
	struct hiring ines = { .code = "ines", .name = "Ines", .roles = "assistant" };
	struct error err = { 0 };
	struct person anna;
	struct seat seat;
	int64_t id;

	must(person_add(*state, &ines, &id, &err));
	must(person_find(*state, "ph.anna", &anna, &err));
	sit_at(*state, "ph.anna", "2026-11-03T09:00:00Z", NULL);
	seat = *store_seat(*state);
	seat.typist = id;
	must(store_sit(*state, &seat, &err));
	must(person_may(*state, "batch make", &err));
	must(person_may(*state, "lot receive", &err));
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		err = (struct error){ 0 };
		assert_false(person_may(*state, never[i], &err));
		assert_non_null(strstr(err.text, "is not typed for another: ph.anna sits here"));
	}
	err = (struct error){ 0 };
	assert_false(change(*state, "assistant", "person role --for", true, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	assert_false(change(*state, "administrator", "lot receive --for", true, &err));
	assert_string_equal(err.text, "an administrator cannot act for others");
}

static void a_right_is_given_and_taken(void **state)
{
	struct error err = { 0 };

	sit_at(*state, "dr.lee", "2026-11-03T09:00:00Z", NULL);
	assert_false(person_may(*state, "batch make", &err));
	err = (struct error){ 0 };
	must(change(*state, "practitioner", "batch make", true, &err));
	must(person_may(*state, "batch make", &err));
	must(change(*state, "practitioner", "batch make", false, &err));
	assert_false(person_may(*state, "batch make", &err));
	err = (struct error){ 0 };
	assert_false(change(*state, "practitioner", "batch mak", true, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void no_right_is_taken_that_would_be_needed_to_give_it_back(void **state)
{
	static const char *const kept[] = { "role give", "role take", "person add", "person role",
		                            "person password", "login" };
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		assert_false(change(*state, "administrator", kept[i], false, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		err = (struct error){ 0 };
	}
}

static void who_only_audits_writes_nothing_and_the_engine_sees_to_it(void **state)
{
	struct hiring vera = { .code = "au.vera", .name = "Vera Lind", .roles = "auditor" };
	struct hiring zoe = { .code = "zoe", .name = "Zoe", .roles = "assistant" };
	struct error err = { 0 };
	int64_t id, zoes;

	must(person_add(*state, &vera, &id, &err));
	assert_true(person_only_reads(*state, id, &err));
	assert_false(change(*state, "auditor", "lot receive", true, &err));
	err = (struct error){ 0 };
	must(store_only_read(*state, &err));
	assert_false(person_add(*state, &zoe, &zoes, &err));
	err = (struct error){ 0 };
	assert_null(store_one(*state, PERSON_BY_CODE, BIND(bind_text("code", "zoe")), &err));
}

static void one_person_has_one_code_and_one_licence(void **state)
{
	struct hiring lee = { .code = "dr.lee2",
		              .name = "jun lee",
		              .roles = "practitioner",
		              .licence = "10101" };
	struct hiring kay = { .code = "dr.kay",
		              .name = "Ada Kay",
		              .roles = "practitioner",
		              .licence = "10101" };
	struct error err = { 0 };
	int64_t id;

	assert_false(person_add(*state, &lee, &id, &err));
	assert_string_equal(err.text,
	                    "jun lee is dr.lee already: one person has one code; where this is "
	                    "another of that name, say so with --reason");
	err = (struct error){ 0 };
	must(person_add(*state, &kay, &id, &err));
	kay.code = "dr.kay2";
	kay.name = "Ada Clay";
	assert_false(person_add(*state, &kay, &id, &err));
	assert_string_equal(err.text, "the licence 10101 is that of dr.kay: one person has one "
	                              "code, and signs under no other");
}

static void a_record_that_is_stopped_is_written_only_to_lift_that(void **state)
{
	struct digest digest = { .bytes = { 1 } };
	struct error err = { 0 };
	bool stopped;

	must(upkeep_stop(*state, "row 7 of move: was changed", &digest, &stopped, &err));
	assert_true(stopped);
	assert_false(person_may(*state, "person add", &err));
	assert_non_null(strstr(err.text, "the record was altered (row 7 of move): nothing is"));
	err = (struct error){ 0 };
	must(upkeep_stop(*state, "row 7 of move: was changed", &digest, &stopped, &err));
	assert_false(stopped);
	assert_false(upkeep_resume(*state, "", &err));
	err = (struct error){ 0 };
	must(upkeep_resume(*state, "known and explained", &err));
	must(person_may(*state, "person add", &err));
	must(upkeep_stop(*state, "row 7 of move: was changed", &digest, &stopped, &err));
	assert_false(stopped);
	digest.bytes[0] = 2;
	must(upkeep_stop(*state, "row 8 of move: was changed", &digest, &stopped, &err));
	assert_true(stopped);
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
		cmocka_unit_test_setup_teardown(only_what_was_done_is_typed_for_another,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(
			what_happened_before_the_last_working_day_needs_a_reason, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(a_clock_that_went_back_is_refused, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_right_is_given_and_taken, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(
			no_right_is_taken_that_would_be_needed_to_give_it_back, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(
			who_only_audits_writes_nothing_and_the_engine_sees_to_it, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(one_person_has_one_code_and_one_licence,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(
			a_record_that_is_stopped_is_written_only_to_lift_that, open_fixture,
			close_fixture),
	};

	return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
