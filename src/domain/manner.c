#include "manner.h"


#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_GAUGE = 14, MOST_GAUGE = 34, LONGEST_NEEDLE = 150 };

/* The next number in a text, in hundredths cut there, and what stands behind it; false at the
 * end. */
static bool next_number(const char **at, int64_t *hundredths, const char **unit)
{
	int places = 0;

	*at += strcspn(*at, "0123456789");
	if (!**at)
		return false;
	for (*hundredths = 0; isdigit((unsigned char)**at); ++*at)
		*hundredths = *hundredths < 100000 ? *hundredths * 10 + (**at - '0')
		                                   : *hundredths;
	if (**at == '.' || **at == ',')
		for (++*at; isdigit((unsigned char)**at); ++*at)
			if (places++ < 2)
				*hundredths = *hundredths * 10 + (**at - '0');
	for (; places < 2; places++)
		*hundredths *= 10;
	*unit = *at + strspn(*at, " ");
	return true;
}

static bool is_unit(const char *text, const char *unit)
{
	size_t length = strlen(unit);

	return strncasecmp(text, unit, length) == 0 && !isalpha((unsigned char)text[length]);
}

/* In hundredths of a millimetre, which is what is meant where nothing is said. */
int64_t manner_deepest(const char *text)
{
	int64_t most = -1, number;
	const char *unit;

	while (next_number(&text, &number, &unit)) {
		number *= is_unit(unit, "cm") ? 10 : 1;
		most = number > most ? number : most;
	}
	return most;
}

bool manner_needle(const char *text, struct error *err)
{
	const char *at = text ? text : "", *unit;
	int64_t number;

	while (next_number(&at, &number, &unit)) {
		if (is_unit(unit, "G")
		    && (number < 100 * LEAST_GAUGE || number > 100 * MOST_GAUGE))
			return failed(err, FAULT_REFUSED,
			              "'%s': needles are of %dG to %dG, such as '30G 4 mm'",
			              text, LEAST_GAUGE, MOST_GAUGE);
		if (is_unit(unit, "mm") && number > 100 * LONGEST_NEEDLE)
			return failed(err, FAULT_REFUSED,
			              "'%s': no needle is longer than %d mm", text,
			              LONGEST_NEEDLE);
	}
	return true;
}

bool manner_points(int64_t points, struct error *err)
{
	return (points >= 0 && points <= MOST_POINTS)
	    || failed(err, FAULT_REFUSED, "%" PRId64 " is not a number of points from 1 to %d",
	              points, MOST_POINTS);
}
