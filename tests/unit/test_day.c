#include "day.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* A machine without tzdata knows UTC only: what needs another zone is skipped there. */
static struct zone load(const char *name)
{
	struct error err = { 0 };
	struct zone zone;

	if (!zone_load(name, &zone, &err))
		skip();
	return zone;
}

static struct day read_day(const char *text)
{
	struct error err = { 0 };
	struct day day;

	assert_true(day_parse(text, &day, &err));
	return day;
}

static struct instant read_instant(const char *text)
{
	struct zone utc = { "UTC" };
	struct instant out = { "" };
	struct error err = { 0 };

	assert_true(instant_parse(text, &utc, &out, &out, &err));
	return out;
}

static void a_day_is_a_day_of_the_calendar(void **state)
{
	static const char *const good[] = { "2027-01-31", "2028-02-29", "2000-02-29",
		                            "1900-01-01", "9999-12-31" };
	static const char *const bad[] = { "",           "2027-02-29",  "1900-02-29",
		                           "2026-13-01", "2026-00-10",  "2026-01-00",
		                           "2026-04-31", "1899-12-31",  "2026-1-1",
		                           "26-01-01",   "2026-01-01 ", "2026/01/01",
		                           "20260101",   "10000-01-01", "2026-01",
		                           "today" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_string_equal(read_day(good[i]).text, good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { 0 };
		struct day day;
		char sentence[80];

		snprintf(sentence, sizeof sentence,
		         strncmp(bad[i], "18", 2) == 0
		                 ? "'%s' lies before 1900; a day is written 2027-01-31"
		                 : "'%s' is not a day such as 2027-01-31",
		         bad[i]);
		assert_false(day_parse(bad[i], &day, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, sentence);
	}
}

static void days_are_added_over_months_and_leap_years(void **state)
{
	static const struct { const char *from; int days; const char *to; } all[] = {
		{ "2026-12-31", 1, "2027-01-01" }, { "2028-02-28", 1, "2028-02-29" },
		{ "2027-02-28", 1, "2027-03-01" }, { "2028-03-01", -1, "2028-02-29" },
		{ "2026-11-03", 28, "2026-12-01" }, { "2000-01-01", 36525, "2100-01-01" },
		{ "1970-01-01", -1, "1969-12-31" },
	};
	struct error err = { 0 }, late = { 0 }, early = { 0 };
	struct day from, out;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		from = read_day(all[i].from);
		assert_true(day_add(&from, all[i].days, &out, &err));
		assert_string_equal(out.text, all[i].to);
	}
	from = read_day("9999-12-31");
	assert_false(day_add(&from, 1, &out, &late));
	assert_int_equal(late.fault, FAULT_REFUSED);
	assert_string_equal(late.text,
	                    "1 days from 9999-12-31 is outside the years 1900 to 9999");
	from = read_day("1900-01-01");
	assert_false(day_add(&from, -1, &out, &early));
}

static void every_day_follows_the_one_before(void **state)
{
	struct day day = read_day("1900-01-01"), next, back;
	struct error err = { 0 };
	int weekday = 1;

	(void)state;
	assert_int_equal(day_weekday(&day), weekday);
	for (int i = 0; i < 110000; i++, day = next, weekday = (weekday + 1) % 7) {
		if (!day_add(&day, 1, &next, &err) || !day_add(&next, -1, &back, &err)
		 || strcmp(day.text, next.text) >= 0 || strcmp(day.text, back.text) != 0
		 || day_weekday(&day) != weekday || !day_parse(next.text, &back, &err))
			fail_msg("after %s comes %s", day.text, next.text);
	}
	assert_string_equal(day.text, "2201-03-04");
}

static void none_is_null_to_the_store(void **state)
{
	struct day day = { "" };
	struct expiry expiry = { "" };
	struct instant instant = { "" };

	(void)state;
	assert_null(day_text(&day));
	assert_null(expiry_text(&expiry));
	assert_null(instant_text(&instant));
	day = read_day("2026-01-01");
	assert_string_equal(day_text(&day), "2026-01-01");
}

static void a_month_expires_with_its_last_day(void **state)
{
	static const struct { const char *printed, *last, *ends; } all[] = {
		{ "2027-02", "2027-02-28", "2027-03-01T00:00:00Z" },
		{ "2028-02", "2028-02-29", "2028-03-01T00:00:00Z" },
		{ "2026-12", "2026-12-31", "2027-01-01T00:00:00Z" },
		{ "2027-04-30", "2027-04-30", "2027-05-01T00:00:00Z" },
		{ "2028-02-29", "2028-02-29", "2028-03-01T00:00:00Z" },
		{ "9999-12", "9999-12-31", "9999-12-31T23:59:59Z" },
	};
	struct zone utc = { "UTC" };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };
		struct expiry expiry;
		struct instant ends;
		struct day last;

		assert_true(expiry_parse(all[i].printed, &expiry, &err));
		assert_string_equal(expiry_text(&expiry), all[i].printed);
		expiry_last_day(&expiry, &last);
		assert_string_equal(last.text, all[i].last);
		assert_true(expiry_ends(&expiry, &utc, &ends, &err));
		assert_string_equal(ends.text, all[i].ends);
	}
}

static void an_expiry_ends_where_the_site_is(void **state)
{
	static const struct { const char *zone, *ends; } all[] = {
		{ "Europe/Paris", "2027-03-31T22:00:00Z" },
		{ "Etc/GMT-14", "2027-03-31T10:00:00Z" },
		{ "Etc/GMT+11", "2027-04-01T11:00:00Z" },
		{ "Asia/Kathmandu", "2027-03-31T18:15:00Z" },
	};
	struct error err = { 0 };
	struct expiry expiry;
	struct instant ends;

	(void)state;
	assert_true(expiry_parse("2027-03", &expiry, &err));
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct zone zone = load(all[i].zone);

		assert_true(expiry_ends(&expiry, &zone, &ends, &err));
		assert_string_equal(ends.text, all[i].ends);
	}
}

static void what_is_not_an_expiry_is_refused(void **state)
{
	static const char *const bad[] = { "",       "2027-13",  "2027-02-29",
		                           "2027",   "02/2027",  "2027-2",
		                           "270200", "2027-02-", "2027-02-00" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { 0 };
		struct expiry expiry;
		char sentence[96];

		snprintf(sentence, sizeof sentence,
		         "'%s' is not an expiry such as 2027-01-31 or "
		         "2027-01",
		         bad[i]);
		assert_false(expiry_parse(bad[i], &expiry, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, sentence);
	}
}

static void an_expiry_in_an_unknown_zone_is_refused(void **state)
{
	struct error err = { 0 }, unknown = { 0 };
	struct zone nowhere = { "Europe/Nowhere" };
	struct expiry expiry;
	struct instant ends;

	(void)state;
	assert_true(expiry_parse("2027-03", &expiry, &err));
	assert_false(expiry_ends(&expiry, &nowhere, &ends, &unknown));
	assert_int_equal(unknown.fault, FAULT_REFUSED);
	assert_string_equal(unknown.text, "this system has no time zone 'Europe/Nowhere': write one of the tz database, "
	                    "such as Europe/Paris");
}

static void a_zone_that_does_not_load_is_never_utc(void **state)
{
	static const char *const bad[] = {
		"",
		"Europe/Nowhere",
		"Europe",
		"/etc/localtime",
		"/usr/share/zoneinfo/Europe/Paris",
		"../zoneinfo/UTC",
		"Europe/../UTC",
		"./UTC",
		":UTC",
		"localtime",
		"right/UTC",
		"zone.tab",
		"CET-1CEST",
		"UTC0",
		"utc ",
		"Europe//Paris",
		"A_name_that_is_longer_than_any_zone_of_the_tz_database_has_ever_been",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { 0 };
		struct zone zone;
		char sentence[192];

		snprintf(sentence, sizeof sentence,
		         "this system has no time zone '%s': write one of "
		         "the tz database, such as Europe/Paris",
		         bad[i]);
		assert_false(zone_load(bad[i], &zone, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, sentence);
	}
}

static void write_file(const char *path, const char *bytes, size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, size), size);
	close(file);
}

static void a_broken_zone_file_is_not_a_zone(void **state)
{
	char folder[] = "/tmp/zones.XXXXXX", path[64];
	struct error err = { 0 }, utc = { 0 };
	struct zone zone;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/Broken", folder);
	write_file(path, "TZif2\0\0\0\0\0", 10);
	setenv("TZDIR", folder, 1);
	assert_false(zone_load("Broken", &zone, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_true(zone_load("UTC", &zone, &utc));
	unsetenv("TZDIR");
	unlink(path);
	rmdir(folder);
}

static void instants_and_seconds_are_the_same(void **state)
{
	static const struct { int64_t seconds; const char *text;
	} all[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ 1793698800, "2026-11-03T09:40:00Z" },
		{ -2208988801, "1899-12-31T23:59:59Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
	};
	struct instant instant;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		instant_of(all[i].seconds, &instant);
		assert_string_equal(instant_text(&instant), all[i].text);
		assert_int_equal(instant_seconds(&instant), all[i].seconds);
	}
}

static void an_instant_past_the_calendar_is_held_at_its_end(void **state)
{
	struct instant instant = read_instant("2026-11-03T09:40:00Z"), out;

	(void)state;
	instant_add(&instant, 4 * 3600, &out);
	assert_string_equal(out.text, "2026-11-03T13:40:00Z");
	instant_add(&instant, -24 * 3600, &out);
	assert_string_equal(out.text, "2026-11-02T09:40:00Z");
	instant_add(&instant, INT64_MAX, &out);
	assert_string_equal(out.text, "9999-12-31T23:59:59Z");
	instant_add(&instant, INT64_MIN, &out);
	assert_string_equal(out.text, "0000-01-01T00:00:00Z");
	instant_add(&out, INT64_MIN, &out);
	assert_string_equal(out.text, "0000-01-01T00:00:00Z");
}

static void moments_are_read_as_people_write_them(void **state)
{
	static const struct { const char *text, *instant; } all[] = {
		{ "now", "2026-11-03T09:40:05Z" },
		{ "yesterday", "2026-11-02T09:40:05Z" },
		{ "yesterday 10:40", "2026-11-02T09:40:00Z" },
		{ "10:40", "2026-11-03T09:40:00Z" },
		{ "9:05:07", "2026-11-03T08:05:07Z" },
		{ "2026-11-03", "2026-11-02T23:00:00Z" },
		{ "2026-11-03 10:40", "2026-11-03T09:40:00Z" },
		{ "2026-11-03T10:40", "2026-11-03T09:40:00Z" },
		{ "2026-07-03 10:40:30", "2026-07-03T08:40:30Z" },
		{ "2026-11-03T10:40:00Z", "2026-11-03T10:40:00Z" },
		{ "2026-11-03T10:40+01:00", "2026-11-03T09:40:00Z" },
		{ "2026-11-03T10:40-03:30", "2026-11-03T14:10:00Z" },
		{ "2026-11-03 10:40 +01:00", "2026-11-03T09:40:00Z" },
		{ "2026-01-01T00:30+14:00", "2025-12-31T10:30:00Z" },
	};
	struct instant now = read_instant("2026-11-03T09:40:05Z"), out;
	struct zone paris = load("Europe/Paris");

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };

		if (!instant_parse(all[i].text, &paris, &now, &out, &err))
			fail_msg("'%s' was refused: %s", all[i].text, err.text);
		assert_string_equal(out.text, all[i].instant);
	}
}

static void the_day_of_now_is_the_local_day(void **state)
{
	struct instant now = read_instant("2026-11-03T23:30:00Z"), out;
	struct zone paris = load("Europe/Paris");
	struct error err = { 0 };

	(void)state;
	assert_true(instant_parse("00:15", &paris, &now, &out, &err));
	assert_string_equal(out.text, "2026-11-03T23:15:00Z");
	assert_true(instant_parse("yesterday 00:15", &paris, &now, &out, &err));
	assert_string_equal(out.text, "2026-11-02T23:15:00Z");
}

static void what_is_not_a_time_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "soon", "24:00", "10:60", "10:40:60", "1040", "10:40Z", "2026-02-29",
		"2026-11-03 ", "2026-11-03x10:40", "2026-11-03 25:00", "2026-11-03T10:40+1:00",
		"2026-11-03T10:40+16:00", "2026-11-03T10:40:00.5Z", "2026-11-03 10:40 Z",
		"2026-11-03 10:40 CET", "tomorrow", "yesterday ", "yesterday 2026-11-03",
	};
	struct instant now = read_instant("2026-11-03T09:40:05Z"), out;
	struct zone utc = { "UTC" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { 0 };
		char sentence[128];

		snprintf(sentence, sizeof sentence,
		         "'%s' is not a time such as '2026-11-03 10:40', "
		         "'10:40', 'yesterday 10:40' or 'now'",
		         bad[i]);
		assert_false(instant_parse(bad[i], &utc, &now, &out, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, sentence);
	}
}

static void a_time_the_clocks_skip_or_repeat_is_refused_with_both_readings(void **state)
{
	static const struct { const char *zone, *text, *sentence;
	} all[] = {
		{ "Europe/Paris", "2026-03-29 02:30",
		  "'2026-03-29 02:30' is skipped in Europe/Paris: "
		  "write '2026-03-29 03:30 +02:00' or '2026-03-29 01:30 +01:00'" },
		{ "Europe/Paris", "2026-10-25 02:30",
		  "'2026-10-25 02:30' comes twice in Europe/Paris: "
		  "write '2026-10-25 02:30 +02:00' or '2026-10-25 02:30 +01:00'" },
		{ "America/New_York", "2026-11-01T01:00",
		  "'2026-11-01T01:00' comes twice in "
		  "America/New_York: write '2026-11-01 01:00 -04:00' or '2026-11-01 01:00 "
		  "-05:00'" },
		{ "Pacific/Apia", "2011-12-30 12:00",
		  "'2011-12-30 12:00' is skipped in Pacific/Apia: "
		  "write '2011-12-31 12:00 +14:00' or '2011-12-29 12:00 -10:00'" },
		{ "Australia/Lord_Howe", "2026-10-04 02:15",
		  "'2026-10-04 02:15' is skipped in "
		  "Australia/Lord_Howe: write '2026-10-04 02:45 +11:00' or '2026-10-04 01:45 "
		  "+10:30'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct zone zone = load(all[i].zone);
		struct instant now = read_instant("2026-11-03T09:40:05Z"), out;
		struct error err = { 0 };

		assert_false(instant_parse(all[i].text, &zone, &now, &out, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, all[i].sentence);
	}
}

static void yesterday_at_a_skipped_time_is_refused_too(void **state)
{
	struct zone paris = load("Europe/Paris");
	struct instant now = read_instant("2026-03-30T00:30:00Z"), out;
	struct error err = { 0 };

	(void)state;
	assert_false(instant_parse("yesterday", &paris, &now, &out, &err));
	assert_string_equal(err.text,
	                    "'yesterday' is skipped in Europe/Paris: write '2026-03-29 "
	                    "03:30 +02:00' or '2026-03-29 01:30 +01:00'");
}

static void the_edges_of_a_change_of_clocks_are_read(void **state)
{
	static const struct { const char *text, *instant; } all[] = {
		{ "2026-03-29 01:59:59", "2026-03-29T00:59:59Z" },
		{ "2026-03-29 03:00", "2026-03-29T01:00:00Z" },
		{ "2026-10-25 01:59:59", "2026-10-24T23:59:59Z" },
		{ "2026-10-25 03:00", "2026-10-25T02:00:00Z" },
	};
	struct zone paris = load("Europe/Paris");

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct instant out;
		struct error err = { 0 };

		assert_true(instant_parse(all[i].text, &paris, NULL, &out, &err));
		assert_string_equal(out.text, all[i].instant);
	}
}

static void a_day_without_midnight_begins_when_the_clocks_go_forward(void **state)
{
	static const struct { const char *zone, *day, *begins; } all[] = {
		{ "Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z" },
		{ "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z" },
		{ "Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z" },
		{ "America/Havana", "2022-11-06", "2022-11-06T04:00:00Z" },
		{ "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
		{ "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z" },
		{ "Etc/GMT-14", "2027-01-01", "2026-12-31T10:00:00Z" },
		{ "Etc/GMT+11", "2027-01-01", "2027-01-01T11:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct zone zone = load(all[i].zone);
		struct day day = read_day(all[i].day);
		struct instant begins;

		day_begins(&day, &zone, &begins);
		assert_string_equal(begins.text, all[i].begins);
	}
}

static void the_local_day_turns_at_local_midnight(void **state)
{
	static const struct { const char *zone, *instant, *day; } all[] = {
		{ "UTC", "2026-12-31T23:59:59Z", "2026-12-31" },
		{ "Etc/GMT-14", "2026-12-31T09:59:59Z", "2026-12-31" },
		{ "Etc/GMT-14", "2026-12-31T10:00:00Z", "2027-01-01" },
		{ "Etc/GMT+11", "2027-01-01T10:59:59Z", "2026-12-31" },
		{ "Etc/GMT+11", "2027-01-01T11:00:00Z", "2027-01-01" },
		{ "Europe/Paris", "2028-02-28T23:00:00Z", "2028-02-29" },
		{ "Etc/GMT-14", "9999-12-31T23:59:59Z", "9999-12-31" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct zone zone = load(all[i].zone);
		struct instant instant = read_instant(all[i].instant);
		struct day day;

		instant_day(&instant, &zone, &day);
		assert_string_equal(day.text, all[i].day);
	}
}

static void local_time_is_written_with_and_without_offset(void **state)
{
	static const struct { const char *zone, *instant, *local, *offset;
	} all[] = {
		{ "UTC", "2026-11-03T09:40:00Z", "2026-11-03 09:40",
		  "2026-11-03 09:40 +00:00" },
		{ "Europe/Paris", "2026-11-03T09:40:00Z", "2026-11-03 10:40",
		  "2026-11-03 10:40 +01:00" },
		{ "Europe/Paris", "2026-07-03T09:40:07Z", "2026-07-03 11:40:07",
		  "2026-07-03 11:40:07 +02:00" },
		{ "America/St_Johns", "2026-11-03T09:40:00Z", "2026-11-03 06:10",
		  "2026-11-03 06:10 -03:30" },
		{ "Europe/Paris", "1905-01-01T00:00:01Z", "1905-01-01 00:09:22",
		  "1905-01-01 00:09:22 +00:09:21" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct zone zone = load(all[i].zone);
		struct instant instant = read_instant(all[i].instant);
		char text[INSTANT_LOCAL];

		instant_local(&instant, &zone, text);
		assert_string_equal(text, all[i].local);
		instant_local_offset(&instant, &zone, text);
		assert_string_equal(text, all[i].offset);
	}
}

static void every_local_time_written_with_its_offset_reads_back(void **state)
{
	static const char *const zones[] = { "Europe/Paris",   "UTC",
		                             "Pacific/Apia",   "Etc/GMT+11",
		                             "America/Havana", "Australia/Lord_Howe" };
	unsigned seed = 20261103;

	(void)state;
	srandom(seed);
	for (int i = 0; i < 5000; i++) {
		struct zone zone = load(zones[i / 100 % (sizeof zones / sizeof *zones)]);
		struct instant before, after;
		struct error err = { 0 };
		char text[INSTANT_LOCAL];

		instant_of(random() * INT64_C(2) - 2000000000, &before);
		instant_local_offset(&before, &zone, text);
		if (!instant_parse(text, &zone, &before, &after, &err)
		 || strcmp(before.text, after.text) != 0)
			fail_msg("seed %u: '%s' in %s does not read back as %s", seed, text,
			         zone.name, before.text);
	}
}

static void spans_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
		const char *written;
	} all[] = {
		{ "4 h", 14400, "4 h" },      { "90 min", 5400, "90 min" },
		{ "10 d", 864000, "10 d" },   { "28 days", 2419200, "28 d" },
		{ "2 w", 1209600, "14 d" },   { "24h", 86400, "24 h" },
		{ "2 days", 172800, "48 h" }, { "3 d", 259200, "3 d" },
		{ "1.5 h", 5400, "90 min" },  { "0,5 h", 1800, "30 min" },
		{ "45 s", 45, "45 s" },       { "1 hour", 3600, "1 h" },
		{ "100 h", 360000, "100 h" }, { "36525 d", 3155760000, "36525 d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };
		struct span span;
		char text[INSTANT_LOCAL];

		assert_true(span_parse(all[i].text, &span, &err));
		assert_int_equal(span.seconds, all[i].seconds);
		span_format(span, text);
		assert_string_equal(text, all[i].written);
	}
}

static void what_is_not_a_span_is_refused(void **state)
{
	static const struct { const char *text, *sentence;
	} all[] = {
		{ "", "'' is not a span of time such as '4 h'" },
		{ "h", "'h' is not a span of time such as '4 h'" },
		{ "4", "'4' is not a span of time in min, h, d or w" },
		{ "3 months", "'3 months' is not a span of time in min, h, d or w" },
		{ "5 m", "'5 m' is not a span of time in min, h, d or w" },
		{ "0 d", "'0 d' is no time at all" },
		{ "-1 d", "'-1 d' is negative: write the amount without a sign" },
		{ "36526 d", "'36526 d' is more than a hundred years" },
		{ "99999999999999999999 w",
		  "'99999999999999999999 w' is more than a hundred years" },
		{ "0.5 s", "'0.5 s' is not a whole number of seconds" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };
		struct span span;

		assert_false(span_parse(all[i].text, &span, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, all[i].sentence);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_is_a_day_of_the_calendar),
		cmocka_unit_test(days_are_added_over_months_and_leap_years),
		cmocka_unit_test(every_day_follows_the_one_before),
		cmocka_unit_test(none_is_null_to_the_store),
		cmocka_unit_test(a_month_expires_with_its_last_day),
		cmocka_unit_test(an_expiry_ends_where_the_site_is),
		cmocka_unit_test(what_is_not_an_expiry_is_refused),
		cmocka_unit_test(an_expiry_in_an_unknown_zone_is_refused),
		cmocka_unit_test(a_zone_that_does_not_load_is_never_utc),
		cmocka_unit_test(a_broken_zone_file_is_not_a_zone),
		cmocka_unit_test(instants_and_seconds_are_the_same),
		cmocka_unit_test(an_instant_past_the_calendar_is_held_at_its_end),
		cmocka_unit_test(moments_are_read_as_people_write_them),
		cmocka_unit_test(the_day_of_now_is_the_local_day),
		cmocka_unit_test(what_is_not_a_time_is_refused),
		cmocka_unit_test(
			a_time_the_clocks_skip_or_repeat_is_refused_with_both_readings),
		cmocka_unit_test(yesterday_at_a_skipped_time_is_refused_too),
		cmocka_unit_test(the_edges_of_a_change_of_clocks_are_read),
		cmocka_unit_test(a_day_without_midnight_begins_when_the_clocks_go_forward),
		cmocka_unit_test(the_local_day_turns_at_local_midnight),
		cmocka_unit_test(local_time_is_written_with_and_without_offset),
		cmocka_unit_test(every_local_time_written_with_its_offset_reads_back),
		cmocka_unit_test(spans_are_read_and_written),
		cmocka_unit_test(what_is_not_a_span_is_refused),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
