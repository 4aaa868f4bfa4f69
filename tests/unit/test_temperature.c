/* Events of temperature: the mean, what was there, and what becomes of it. */
#include "stock.h"
#include "rule.h"
#include "temperature.h"

#define HOURS(n) ((n)*3600)

/* The vectors of specification section 11. */
static void the_mean_kinetic_temperature_is_that_of_the_specification(void **state)
{
	static const struct {
		struct stretch in[2];
		int64_t mean;
	} vectors[] = {
		{ { { HOURS(23), 500 }, { HOURS(1), 1500 } }, 576 },
		{ { { HOURS(20), 500 }, { HOURS(4), 1200 } }, 665 },
		{ { { HOURS(12), 500 }, { HOURS(12), 1200 } }, 921 },
		{ { { HOURS(16), 500 }, { HOURS(8), 1500 } }, 974 },
		{ { { HOURS(696), 2200 }, { HOURS(24), 4000 } }, 2360 },
		{ { { HOURS(700), 2400 }, { HOURS(20), 3800 } }, 2483 },
		{ { { HOURS(24), 700 }, { HOURS(24), 700 } }, 700 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		assert_int_equal(mean_kinetic(vectors[i].in, 2), vectors[i].mean);
}

static void a_temperature_is_read_with_its_sign(void **state)
{
	char text[QUANTITY_TEXT];
	struct error err = { 0 };
	int64_t degrees;

	(void)state;
	must(degrees_parse("-3,5", &degrees, &err));
	assert_int_equal(degrees, -350);
	degrees_format(degrees, text);
	assert_string_equal(text, "-3.5 C");
	must(degrees_parse("12 °C", &degrees, &err));
	assert_int_equal(degrees, 1200);
	refused(degrees_parse("57 F", &degrees, &err),
	        "'57 F' is not a temperature in degrees Celsius");
	refused(degrees_parse("warm", &degrees, &err),
	        "'warm' is not a temperature such as '7.5 C'");
	refused(degrees_parse("500", &degrees, &err),
	        "'500' is not a temperature such as '7.5 C'");
}

static bool warmed(struct store *store, const char *from, const char *to, struct event *event,
                   struct error *err)
{
	struct warming warming = { .place = "STOCK",
		                   .from = { from },
		                   .to = { to },
		                   .least = "5",
		                   .most = "9",
		                   .usual = "5" };

	return temperature_record(store, &warming, event, err);
}

static void what_was_there_then_is_read_off_the_ledger(void **state)
{
	struct parcel all = { .what = "L26-0001", .to = "FRIDGE" };
	struct settlement told = { .count = 0 };
	struct event event;
	struct error err = { 0 };
	struct sent sent;

	delivered(*state, "VITC-20", "V-1", "2x5mL", "2027-04-30");
	sit_at(*state, "ph.anna", "2026-11-03T11:00:00Z", NULL);
	must(lot_transfer(*state, &all, &sent, &told, &err));
	delivered(*state, "VITC-20", "V-2", "2x5mL", "2027-04-30");
	sit_at(*state, "ph.anna", "2026-11-03T15:00:00Z", NULL);
	must(warmed(*state, "2026-11-03 09:30", "2026-11-03 10:30", &event, &err));
	assert_int_equal(event.lots, 1);
	must(warmed(*state, "2026-11-03 12:00", "2026-11-03 13:00", &event, &err));
	assert_int_equal(event.lots, 1);
	must(warmed(*state, "2026-11-03 09:30", "2026-11-03 13:00", &event, &err));
	assert_int_equal(event.lots, 2);
	must(warmed(*state, "2026-11-03 08:00", "2026-11-03 08:30", &event, &err));
	assert_int_equal(event.lots, 0);
}

static void to_hold_holds_and_to_discard_throws_away(void **state)
{
	struct verdict_on what = { "T26-0001", "L26-0001", "hold" };
	struct decided done;
	struct event event;
	struct error err = { 0 };
	struct lot lot;

	delivered(*state, "VITC-20", "V-1", "2x5mL", "2027-04-30");
	sit_at(*state, "ph.anna", "2026-11-03T15:00:00Z", NULL);
	must(warmed(*state, "2026-11-03 09:30", "2026-11-03 10:30", &event, &err));
	refused(temperature_decide(*state, &what, &done, &err), "say with --reason why");
	sit_why(*state, "2026-11-03T15:00:00Z", NULL, "its maker is asked");
	must(temperature_decide(*state, &what, &done, &err));
	must(lot_read(*state, done.lot.id, &lot, &err));
	assert_string_equal(lot.status, "held");
	assert_int_equal(done.released.count, 0);
	what.decision = "discard";
	must(temperature_decide(*state, &what, &done, &err));
	assert_int_equal(on_shelf(*state, lot.id), 0);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 10000000);
	refused(temperature_decide(*state, &what, &done, &err),
	        "nothing is left of L26-0001 of what was there; 'pistor trace L26-0001' shows "
	        "where it went");
}

/* What was said of the only lot there, and whether it is outside. */
static bool said_of(struct store *store, const struct warming *ask, const char *words)
{
	struct event event;
	struct error err = { 0 };
	struct row *row;

	must(temperature_record(store, ask, &event, &err));
	row = store_one(store, TEMPERATURE_SHOWN, BIND(bind_int("temperature", event.id)), &err);
	assert_non_null(row);
	if (!strstr(row_text(row, "verdict"), words))
		fail_msg("'%s' is not in: %s", words, row_text(row, "verdict"));
	return event.out == 1;
}

/* Vitamin C in a warm room, and six hours of the night. */
static struct warming night(struct store *store)
{
	struct place_entry room = { .code = "ROOM", .name = "Room", .storage = "15-30 C" };
	struct parcel all = { .what = "L26-0001", .to = "ROOM" };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct sent sent;
	int64_t id;

	must(place_add(store, &room, &id, &err));
	delivered(store, "VITC-20", "V-1", "2x5mL", "2027-04-30");
	must(lot_transfer(store, &all, &sent, &told, &err));
	sit_at(store, "ph.anna", "2026-11-04T15:00:00Z", NULL);
	return (struct warming){ .place = "ROOM", .from = { "2026-11-03 20:00" },
		                 .to = { "2026-11-04 02:00" }, .least = "18", .most = "33",
		                 .usual = "20" };
}

static void a_mean_without_a_window_is_that_of_the_event(void **state)
{
	struct warming ask = night(*state);
	struct error err = { 0 };
	struct rule rule = { .code = "storage-room-mkt", .kind = "storage", .severity = "forbid",
		             .storage = "room", .measure = "mkt", .amount = 2500, .has_amount = true,
		             .unit = "C", .text = "at most 25 C", .source = "S-208", .approved = true };
	int64_t revision;

	must(store_begin(*state, "rule revise", &err));
	must(rule_set(*state, &rule, &revision, &err));
	must(store_end(*state, true, &err));
	assert_true(said_of(*state, &ask, "mean kinetic temperature over 6 h 33 C, above 25 C"));
}

static void a_peak_between_two_readings_counts_until_the_next(void **state)
{
	const struct reading readings[] = { { { "2026-11-03T20:00:00Z" }, 2000 },
		                            { { "2026-11-03T21:00:00Z" }, 2000 },
		                            { { "2026-11-04T01:00:00Z" }, 2000 } };
	struct warming ask = night(*state);

	ask.most = "35";
	ask.readings = readings;
	ask.reading_count = 3;
	assert_false(said_of(*state, &ask,
	                     "35 C was between two readings and is taken to have lasted from one "
	                     "to the next; 4 h above its range"));
}

/* Three hours at 35 C and then long at 31 C are worse together than either. */
static void the_worst_window_may_begin_where_it_gets_warm(void **state)
{
	const struct reading readings[] = { { { "2026-11-03T20:00:00Z" }, 2000 },
		                            { { "2026-11-04T01:00:00Z" }, 3500 },
		                            { { "2026-11-04T04:00:00Z" }, 3100 } };
	struct warming ask = night(*state);

	sit_at(*state, "ph.anna", "2026-12-20T15:00:00Z", NULL);
	ask.to.text = "2026-12-15 10:00";
	ask.most = "35";
	ask.readings = readings;
	ask.reading_count = 3;
	assert_true(said_of(*state, &ask, "mean kinetic temperature over 30 d 31.02 C, above"));
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_stock, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_mean_kinetic_temperature_is_that_of_the_specification),
		test(a_temperature_is_read_with_its_sign),
		test(what_was_there_then_is_read_off_the_ledger),
		test(a_mean_without_a_window_is_that_of_the_event),
		test(a_peak_between_two_readings_counts_until_the_next),
		test(the_worst_window_may_begin_where_it_gets_warm),
		test(to_hold_holds_and_to_discard_throws_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
