#include "calendar.h"

#include <assert.h>
#include <string.h>

static void clock_write(int seconds, char *text)
{
	memcpy(text, (char[]){ '0' + seconds / 36000, '0' + seconds / 3600 % 10, ':',
	                       '0' + seconds / 600 % 6, '0' + seconds / 60 % 10, ':',
	                       '0' + seconds / 10 % 6, '0' + seconds % 10, '\0' }, 9);
}

/* Held inside the years of four digits: text of another length would not sort. */
static int64_t held(int64_t seconds)
{
	int64_t first = civil_days(0, 1, 1) * DAY_SECONDS;
	int64_t last = civil_days(10000, 1, 1) * DAY_SECONDS - 1;

	return seconds < first ? first : seconds > last ? last : seconds;
}

void instant_of(int64_t seconds, struct instant *out)
{
	struct day day;
	int64_t days;

	seconds = held(seconds);
	days = floor_divide(seconds, DAY_SECONDS);
	day_write(days, &day);
	memcpy(out->text, day.text, 10);
	out->text[10] = 'T';
	clock_write(seconds - days * DAY_SECONDS, out->text + 11);
	strcpy(out->text + 19, "Z");
}

/* "9:40", "10:40", "10:40:30", moving past it. */
static bool take_clock(const char **text, int *seconds)
{
	int hour, minute, second = 0;
	int width = strspn(*text, "0123456789");

	if ((width != 1 && width != 2) || !take_digits(text, width, &hour) || *(*text)++ != ':'
	 || !take_digits(text, 2, &minute))
		return false;
	if (**text == ':') {
		(*text)++;
		if (!take_digits(text, 2, &second))
			return false;
	}
	*seconds = hour * 3600 + minute * 60 + second;
	return hour < 24 && minute < 60 && second < 60;
}

int64_t instant_seconds(const struct instant *instant)
{
	const char *text = instant->text;
	int year, month, day, seconds;
	bool sound = take_digits(&text, 4, &year) && *text++ == '-'
	          && take_digits(&text, 2, &month) && *text++ == '-'
	          && take_digits(&text, 2, &day) && *text++ == 'T'
	          && take_clock(&text, &seconds) && strcmp(text, "Z") == 0;

	assert(sound && month >= 1 && month <= 12);
	return civil_days(year, month, day) * DAY_SECONDS + seconds;
}

const char *instant_text(const struct instant *instant)
{
	return *instant->text ? instant->text : NULL;
}

void instant_add(const struct instant *instant, int64_t seconds, struct instant *out)
{
	int64_t sum;

	if (__builtin_add_overflow(instant_seconds(instant), seconds, &sum))
		sum = seconds < 0 ? INT64_MIN : INT64_MAX;
	instant_of(sum, out);
}

/*
 * The instants at which the clocks of a zone show a local time: one as a rule, two where they
 * are put back, none where they are put forward. The offset a day before and a day after are
 * the only two it can have, since no zone changes twice in two days. Where there is none,
 * found[0] and found[1] are what the old and the new offset would make of it.
 */
static bool readings(int64_t local, const struct zone *zone, int64_t found[2], int *count,
                     struct error *err)
{
	int offsets[2], here;

	*count = 0;
	if (!zone_offset(zone, local - DAY_SECONDS, &offsets[0], err)
	 || !zone_offset(zone, local + DAY_SECONDS, &offsets[1], err))
		return false;
	for (int i = 0; i < 2; i++) {
		if (!zone_offset(zone, local - offsets[i], &here, err))
			return false;
		if (here == offsets[i] && (i == 0 || offsets[0] != offsets[1]))
			found[(*count)++] = local - offsets[i];
	}
	for (int i = 0; *count == 0 && i < 2; i++)
		found[i] = local - offsets[i];
	return true;
}

/* The one instant of a local time, or a refusal that shows both it may mean. */
static bool resolve(const char *text, int64_t local, const struct zone *zone,
                    struct instant *out, struct error *err)
{
	char first[INSTANT_LOCAL], second[INSTANT_LOCAL];
	int64_t found[2];
	int count;

	if (!readings(local, zone, found, &count, err))
		return false;
	instant_of(found[0], out);
	if (count == 1)
		return true;
	instant_local_offset(out, zone, first);
	instant_of(found[1], out);
	instant_local_offset(out, zone, second);
	return failed(err, FAULT_REFUSED, "'%s' %s in %s: write '%s' or '%s'", text,
	              count == 0 ? "is skipped" : "comes twice", zone->name, first, second);
}

/* Where midnight is skipped, the day begins when the clocks are put forward: between what the
 * new offset and the old one make of midnight. */
static int64_t put_forward(const struct zone *zone, int64_t before, int64_t after,
                           int new_offset)
{
	struct error err = { 0 };

	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;
		int offset;
		bool known = zone_offset(zone, middle, &offset, &err);

		assert(known);
		if (offset == new_offset)
			after = middle;
		else
			before = middle;
	}
	return after;
}

static bool begins(int64_t days, const struct zone *zone, struct instant *out,
                   struct error *err)
{
	int64_t midnight = days * DAY_SECONDS, found[2];
	int count;

	if (!readings(midnight, zone, found, &count, err))
		return false;
	if (count == 0)
		found[0] = put_forward(zone, found[1], found[0], midnight - found[1]);
	instant_of(found[0], out);
	return true;
}

static int64_t local_of(const struct instant *instant, const struct zone *zone, int *offset)
{
	int64_t seconds = instant_seconds(instant);
	struct error err = { 0 };
	bool known = zone_offset(zone, seconds, offset, &err);

	assert(known);
	return held(seconds + *offset);
}

void instant_day(const struct instant *instant, const struct zone *zone, struct day *out)
{
	int offset;

	day_write(floor_divide(local_of(instant, zone, &offset), DAY_SECONDS), out);
}

void day_begins(const struct day *day, const struct zone *zone, struct instant *out)
{
	const char *text = day->text;
	struct error err = { 0 };
	int64_t days;
	bool known = take_date(&text, &days) && begins(days, zone, out, &err);

	assert(known);
}

bool expiry_ends(const struct expiry *expiry, const struct zone *zone, struct instant *out,
                 struct error *err)
{
	struct day last;
	const char *text = last.text;
	int64_t days;
	bool sound;

	expiry_last_day(expiry, &last);
	sound = take_date(&text, &days);
	assert(sound);
	return begins(days + 1, zone, out, err);
}

static int local_write(const struct instant *instant, const struct zone *zone, char *text)
{
	int offset, end = 16;
	int64_t local = local_of(instant, zone, &offset);
	int64_t days = floor_divide(local, DAY_SECONDS);
	struct day day;

	day_write(days, &day);
	memcpy(text, day.text, 10);
	text[10] = ' ';
	clock_write(local - days * DAY_SECONDS, text + 11);
	if (strcmp(text + 16, ":00") != 0)
		end = 19;
	text[end] = '\0';
	return offset;
}

void instant_local(const struct instant *instant, const struct zone *zone,
                   char text[INSTANT_LOCAL])
{
	local_write(instant, zone, text);
}

void instant_local_offset(const struct instant *instant, const struct zone *zone,
                          char text[INSTANT_LOCAL])
{
	int offset = local_write(instant, zone, text);
	char *end = text + strlen(text);

	*end++ = ' ';
	*end++ = offset < 0 ? '-' : '+';
	clock_write(offset < 0 ? -offset : offset, end);
	/* Only local mean time, before zones, had seconds. */
	if (strcmp(end + 5, ":00") == 0)
		end[5] = '\0';
}

/* "Z", "+01:00", " -03:30", moving past it; none said where there is none. */
static bool take_offset(const char **text, bool *said, int *offset)
{
	bool west;

	*said = true;
	*offset = 0;
	if (strcmp(*text, "Z") == 0) {
		(*text)++;
		return true;
	}
	if (**text == ' ' && ((*text)[1] == '+' || (*text)[1] == '-'))
		(*text)++;
	*said = **text == '+' || **text == '-';
	if (!*said)
		return true;
	west = *(*text)++ == '-';
	if (strspn(*text, "0123456789") != 2 || !take_clock(text, offset)
	 || *offset >= 16 * 3600)
		return false;
	*offset = west ? -*offset : *offset;
	return true;
}

static bool not_an_instant(const char *text, struct error *err)
{
	return failed(err, FAULT_REFUSED, "'%s' is not a time such as '2026-11-03 10:40', "
	              "'10:40', 'yesterday 10:40' or 'now'", text);
}

/* What follows a date: nothing, a clock, a clock and an offset. */
static bool parse_dated(const char *text, const char *rest, int64_t days,
                        const struct zone *zone, struct instant *out, struct error *err)
{
	int seconds, offset;
	bool said;

	if (!*rest)
		return begins(days, zone, out, err);
	if (*rest != 'T' && *rest != ' ')
		return not_an_instant(text, err);
	rest++;
	if (!take_clock(&rest, &seconds) || !take_offset(&rest, &said, &offset) || *rest)
		return not_an_instant(text, err);
	if (!said)
		return resolve(text, days * DAY_SECONDS + seconds, zone, out, err);
	instant_of(days * DAY_SECONDS + seconds - offset, out);
	return true;
}

bool instant_parse(const char *text, const struct zone *zone, const struct instant *now,
                   struct instant *out, struct error *err)
{
	const char *rest = text;
	int64_t days, local;
	int offset, seconds;

	if (take_date(&rest, &days))
		return parse_dated(text, rest, days, zone, out, err);
	if (strcmp(text, "now") == 0) {
		*out = *now;
		return true;
	}
	if (!zone_offset(zone, instant_seconds(now), &offset, err))
		return false;
	local = instant_seconds(now) + offset;
	days = floor_divide(local, DAY_SECONDS);
	if (strcmp(text, "yesterday") == 0)
		return resolve(text, local - DAY_SECONDS, zone, out, err);
	rest = text;
	if (strncmp(text, "yesterday ", 10) == 0) {
		rest += 10;
		days--;
	}
	if (!take_clock(&rest, &seconds) || *rest)
		return not_an_instant(text, err);
	return resolve(text, days * DAY_SECONDS + seconds, zone, out, err);
}
