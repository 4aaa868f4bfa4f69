#include "day.h"

#include "exact.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Months and years are no spans: they differ in length. */
static const struct { const char *name; int64_t seconds; } names[] = {
	{ "s", 1 }, { "sec", 1 }, { "second", 1 }, { "seconds", 1 },
	{ "min", 60 }, { "mins", 60 }, { "minute", 60 }, { "minutes", 60 },
	{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 }, { "hours", 3600 },
	{ "d", 86400 }, { "day", 86400 }, { "days", 86400 },
	{ "w", 604800 }, { "wk", 604800 }, { "week", 604800 }, { "weeks", 604800 },
};

static const int64_t century = INT64_C(36525) * 86400;

bool span_parse(const char *text, struct span *out, struct error *err)
{
	struct decimal number;
	const char *name = decimal_read(text, "a span of time such as '4 h'", &number, err);
	__int128 seconds;
	size_t i = 0;

	if (!name)
		return false;
	while (i < sizeof names / sizeof *names && strcmp(names[i].name, name) != 0)
		i++;
	if (i == sizeof names / sizeof *names)
		return failed(err, FAULT_REFUSED, "'%s' is not a span of time in min, h, d "
		              "or w", text);
	if (number.places > DECIMAL_PLACES
	 || (__int128)number.digits * names[i].seconds % power_of_ten(number.places) != 0)
		return failed(err, FAULT_REFUSED, "'%s' is not a whole number of seconds",
		              text);
	seconds = (__int128)number.digits * names[i].seconds / power_of_ten(number.places);
	if (seconds == 0 || seconds > century)
		return failed(err, FAULT_REFUSED, "'%s' is %s", text,
		              seconds ? "more than a hundred years" : "no time at all");
	out->seconds = seconds;
	return true;
}

/* In days from three days on: a shelf life of 24 or 48 h is always told in hours. */
void span_format(struct span span, char text[INSTANT_LOCAL])
{
	static const struct { const char *name; int64_t seconds, from; } steps[] = {
		{ "d", 86400, 3 * 86400 }, { "h", 3600, 0 }, { "min", 60, 0 }, { "s", 1, 0 },
	};
	size_t i = 0;

	assert(span.seconds >= 0);
	while (span.seconds < steps[i].from || span.seconds % steps[i].seconds != 0)
		i++;
	snprintf(text, INSTANT_LOCAL, "%lld %s", (long long)(span.seconds / steps[i].seconds),
	         steps[i].name);
}
