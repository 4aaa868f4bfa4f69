#include "fixture.h"
#include "rulebook.h"
#include "today.h"

static void alerts_come_the_shortest_first(void **state)
{
	struct alert alerts[MOST_ALERTS];
	struct error err = { 0 };
	int count;

	must(today_alerts(*state, "expiry", alerts, &count, &err));
	assert_int_equal(count, 4);
	for (int i = 0; i < count; i++) {
		static const int days[] = { 7, 30, 60, 90 };

		assert_int_equal(alerts[i].seconds, days[i] * 86400);
	}
	assert_string_equal(alerts[0].code, "expiry-7");
	must(today_alerts(*state, "nothing", alerts, &count, &err));
	assert_int_equal(count, 0);
}

static void how_far_ahead_is_a_rule(void **state)
{
	struct seat seat = *store_seat(*state);
	struct error err = { 0 };
	struct instant until;
	int64_t revision;

	must(today_horizon(*state, "container", &until, &err));
	assert_string_equal(until.text, "2026-11-06T09:00:00Z");
	must(rulebook_revise(*state,
	                     &(struct ruling){ .code = "ending-container", .span = "10 d",
	                                       .text = "ends within 10 d", .source = "ours" },
	                     &revision, &err));
	must(rulebook_approve(*state, "ending-container", &(struct signing){ 0 }, &err));
	must(today_horizon(*state, "container", &until, &err));
	assert_string_equal(until.text, "2026-11-13T09:00:00Z");
	seat.reason = "nobody looks at it";
	must(store_sit(*state, &seat, &err));
	must(rulebook_retire(*state, "ending-container", &(struct signing){ 0 }, &err));
	must(today_horizon(*state, "container", &until, &err));
	assert_string_equal(until.text, "");
}

static void who_is_due_is_looked_for_in_one_window(void **state)
{
	struct day today = { "2026-11-03" };
	struct due_ask ask = { 0 };
	struct error err = { 0 };
	int64_t revision;
	bool looks;

	must(today_due_window(*state, &today, &ask, &looks, &err));
	assert_true(looks);
	assert_string_equal(ask.from.text, "2026-08-05");
	assert_string_equal(ask.to.text, "2026-11-17");
	must(rulebook_revise(*state, &(struct ruling){ .code = "due-ahead", .span = "30 d",
	                                               .text = "called within 30 d",
	                                               .source = "ours" },
	                     &revision, &err));
	must(rulebook_approve(*state, "due-ahead", &(struct signing){ 0 }, &err));
	must(today_due_window(*state, &today, &ask, &looks, &err));
	assert_string_equal(ask.to.text, "2026-12-03");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(alerts_come_the_shortest_first, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(how_far_ahead_is_a_rule, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(who_is_due_is_looked_for_in_one_window,
		                                open_fixture, close_fixture),
	};

	return cmocka_run_group_tests_name("today", tests, NULL, NULL);
}
