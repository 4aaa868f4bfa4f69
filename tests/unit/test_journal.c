/*
 * What was done, and what each act was about.
 */
#include "fixture.h"
#include "journal.h"

static struct zone utc;

static int open_clinic(void **state)
{
	struct error err = { 0 };

	return open_fixture(state) || !zone_load("UTC", &utc, &err);
}

static int close_clinic(void **state)
{
	store_close(*state);
	return 0;
}

/* What the acts asked for are about, a line each. */
static void subjects(struct store *store, const struct question *question, char *out,
                     size_t size)
{
	struct journal_list list;
	struct error err = { 0 };
	struct acts *acts;
	struct act act;
	size_t used = 0;

	*out = '\0';
	must(journal_ask(store, question, &utc, &list, &err));
	must(journal_acts(store, &list, &acts, &err));
	while (acts_next(acts, &act, &err) && used < size)
		used += (size_t)snprintf(out + used, size - used, "%s: %s\n", act.verb,
		                         act.subject);
	acts_end(acts);
	assert_int_equal(err.fault, FAULT_NONE);
}

static void each_act_says_what_it_was_about(void **state)
{
	char said[256];

	subjects(*state, &(struct question){ 0 }, said, sizeof said);
	assert_string_equal(
		said, "store create: Test clinic\nperson add: ph.omar\nperson add: dr.lee\n");
}

static void a_later_act_on_the_same_thing_names_it_too(void **state)
{
	struct error err = { 0 };
	char said[256];

	must(person_role(*state, "ph.omar", "assistant", true, &err));
	subjects(*state, &(struct question){ .last = 2 }, said, sizeof said);
	assert_string_equal(said, "person add: dr.lee\nperson role: ph.omar\n");
	subjects(*state, &(struct question){ .subject = "ph.omar" }, said, sizeof said);
	assert_string_equal(said, "person add: ph.omar\nperson role: ph.omar\n");
}

static void of_many_things_the_first_are_named(void **state)
{
	struct error err = { 0 };
	char said[256];

	must(store_begin(*state, "person role", &err));
	must(person_role(*state, "ph.omar", "assistant", true, &err));
	must(person_role(*state, "dr.lee", "assistant", true, &err));
	must(person_role(*state, "ph.anna", "assistant", true, &err));
	must(store_end(*state, true, &err));
	subjects(*state, &(struct question){ .last = 1 }, said, sizeof said);
	assert_string_equal(said, "person role: ph.omar, dr.lee and more\n");
}

static void a_code_that_is_not_on_record_is_missing(void **state)
{
	struct question question = { .subject = "L26-0009" };
	struct journal_list list;
	struct error err = { 0 };

	assert_false(journal_ask(*state, &question, &utc, &list, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_string_equal(err.text, "nothing on record has the code 'L26-0009'");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_clinic, close_clinic)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_act_says_what_it_was_about),
		test(a_later_act_on_the_same_thing_names_it_too),
		test(of_many_things_the_first_are_named),
		test(a_code_that_is_not_on_record_is_missing),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
