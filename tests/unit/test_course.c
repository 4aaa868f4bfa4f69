/*
 * Courses are read off the sessions; an agenda is the same bytes for the same days.
 */
#include "stock.h"
#include "agenda.h"
#include "course.h"
#include "fact.h"
#include "recipe.h"
#include "session.h"

static const struct zone utc = { "UTC" };

static int open_clinic(void **state)
{
	struct recipe_entry glow = { .code = "GLOW",
		                     .title = "Glow",
		                     .practitioner = "dr.lee",
		                     .yield = ml(500),
		                     .session = ml(500),
		                     .area = "face",
		                     .keeps = "24 h",
		                     .sessions = 3,
		                     .interval = "21 d" };
	struct signing signing = { .person = "dr.lee" };
	struct identity ana = { .code = "P-1" };
	struct error err = { 0 };
	int64_t id, at;

	if (open_stock(state) != 0)
		return -1;
	delivered(*state, "VITC-20", "V-1", "40x5mL", "2030-04-30");
	must(recipe_draft(*state, &glow, &id, &err));
	must(recipe_set_line(*state, "GLOW", "VITC-20 5 mL", 0, &at, &err));
	must(recipe_approve(*state, "GLOW", &signing, &id, &err));
	must(patient_add(*state, &ana, &id, &err));
	return 0;
}

/* A session on a day, and the course it is of. */
static struct course treated(struct store *store, const char *day)
{
	struct sitting sitting = { .patient = "P-1",
		                   .syringes = { { .source = "GLOW" } },
		                   .syringe_count = 1 };
	struct course courses[MOST_COURSES];
	struct error err = { 0 };
	struct session session;
	char now[21];
	int count;

	snprintf(now, sizeof now, "%.10sT09:00:00Z", day);
	sit_at(store, "dr.lee", now, NULL);
	must(session_record(store, &sitting, &session, NULL, &err));
	must(course_of_session(store, session.id, &utc, courses, &count, &err));
	assert_int_equal(count, 1);
	return courses[0];
}

static void the_next_session_is_counted_from_the_last(void **state)
{
	struct course course = treated(*state, "2026-11-03");

	assert_string_equal(course.next.text, "2026-11-24");
	assert_int_equal(course.given, 1);
	assert_string_equal(course.before.text, "");
	course = treated(*state, "2026-11-26");
	assert_string_equal(course.next.text, "2026-12-17");
	assert_string_equal(course.before.text, "2026-11-03");
	assert_string_equal(course.plan.from, "GLOW.1");
}

static void a_session_that_never_was_is_none_of_the_course(void **state)
{
	struct seat seat;
	struct error err = { 0 };
	struct course course;

	treated(*state, "2026-11-03");
	treated(*state, "2026-11-24");
	seat = *store_seat(*state);
	seat.reason = "it was another patient";
	must(store_sit(*state, &seat, &err));
	must(session_reverse(*state, "S26-000002", NULL, NULL, &err));
	course = treated(*state, "2026-11-26");
	assert_int_equal(course.given, 2);
	assert_string_equal(course.before.text, "2026-11-03");
	assert_string_equal(course.next.text, "2026-12-17");
}

static void a_session_long_after_a_course_begins_another(void **state)
{
	struct course course;
	char what[64];

	treated(*state, "2026-11-03");
	treated(*state, "2026-11-24");
	course = treated(*state, "2026-12-15");
	assert_int_equal(course.given, 3);
	assert_string_equal(course.next.text, "");
	course = treated(*state, "2027-01-05");
	assert_int_equal(course.number, 1);
	assert_int_equal(course.given, 4);
	course_next(&course, what, sizeof what);
	assert_string_equal(what, "maintenance");
}

static void days_are_counted_over_months_and_leap_years(void **state)
{
	struct day from = { "2028-02-28" }, to = { "2028-03-01" };

	(void)state;
	assert_int_equal(days_between(&from, &to), 2);
	assert_int_equal(days_between(&to, &from), -2);
	assert_int_equal(days_between(&to, &to), 0);
}

static void who_is_due_is_found_by_the_day(void **state)
{
	struct due_ask ask = { .from = { "2026-11-01" },
		               .to = { "2026-11-30" },
		               .since = { "2026-01-01T00:00:00Z" } };
	struct due *due = NULL;
	struct error err = { 0 };
	int count;

	treated(*state, "2026-11-03");
	must(course_due(*state, &ask, &utc, &due, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(due[0].patient, "P-1");
	assert_string_equal(due[0].course.next.text, "2026-11-24");
	free(due);
	ask.to = (struct day){ "2026-11-23" };
	must(course_due(*state, &ask, &utc, &due, &count, &err));
	assert_int_equal(count, 0);
	free(due);
}

static void a_calendar_is_folded_and_escaped(void **state)
{
	struct instant stamp = { "2026-11-03T09:00:00Z" };
	struct occasion occasion = { "due-1@here", { "2026-12-31" }, "P-1, GLOW; 2\\3\nend",
		                     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
		                     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
		                     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
		                     "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" };
	struct error err = { 0 };
	char *text = NULL;
	size_t size, line = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	agenda_begin(out, "pistor", "Due");
	must(agenda_add(out, &occasion, &stamp, &err));
	agenda_end(out);
	fclose(out);
	assert_non_null(strstr(text, "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
	assert_non_null(strstr(text, "SUMMARY:P-1\\, GLOW\\; 2\\\\3\\nend\r\n"));
	assert_non_null(strstr(text, "DTSTAMP:20261103T090000Z\r\n"));
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n') {
			assert_int_equal(text[i - 1], '\r');
			line = 0;
			assert_true(i + 1 == size || (text[i + 1] & 0xC0) != 0x80);
		} else if (text[i] != '\r') {
			assert_true(++line <= 75);
		}
	}
	free(text);
}

static void who_may_not_be_treated_is_due_with_a_note(void **state)
{
	struct patient_fact pregnant = { .patient = "P-1", .kind = "condition",
		                         .value = "Pregnancy" };
	struct due_ask ask = { .from = { "2026-11-20" }, .to = { "2026-11-30" },
		               .since = { "2026-01-01T00:00:00Z" } };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };
	struct due *due;
	int count;

	treated(*state, "2026-11-03");
	must(course_due(*state, &ask, &utc, &due, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(due[0].note, "");
	free(due);
	must(fact_set(*state, &pregnant, ingredient, &err));
	must(course_due(*state, &ask, &utc, &due, &count, &err));
	assert_string_equal(due[0].note, "pregnancy");
	free(due);
	sit_why(*state, store_seat(*state)->entered.text, NULL, "she was not");
	must(fact_drop(*state, &pregnant, &err));
	must(course_due(*state, &ask, &utc, &due, &count, &err));
	assert_string_equal(due[0].note, "");
	free(due);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_CLINIC(test) cmocka_unit_test_setup_teardown(test, open_clinic, close_fixture)
		WITH_CLINIC(the_next_session_is_counted_from_the_last),
		WITH_CLINIC(a_session_that_never_was_is_none_of_the_course),
		WITH_CLINIC(a_session_long_after_a_course_begins_another),
		WITH_CLINIC(who_is_due_is_found_by_the_day),
		WITH_CLINIC(who_may_not_be_treated_is_due_with_a_note),
		cmocka_unit_test(days_are_counted_over_months_and_leap_years),
		cmocka_unit_test(a_calendar_is_folded_and_escaped),
	};

	return cmocka_run_group_tests_name("course", tests, NULL, NULL);
}
