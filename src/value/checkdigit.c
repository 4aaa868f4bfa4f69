#include "words.h"

#include <string.h>

static const char digits[] = "0123456789";
/* Where each character stands is what it counts for. */
static const char values[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool expected(char found, char right, const char *text, const char *what,
                     struct error *err)
{
	return found == right
	    || failed(err, FAULT_REFUSED, "'%s' is not a %s: it ends in %c, and its "
	              "check digit would be %c", text, what, found, right);
}

static bool is_cas(const char *text)
{
	size_t first = strspn(text, digits);
	const char *rest = text + first;

	return first >= 2 && first <= 7 && strlen(rest) == 5
	    && rest[0] == '-' && strspn(rest + 1, digits) == 2
	    && rest[3] == '-' && strspn(rest + 4, digits) == 1;
}

bool cas_check(const char *text, struct error *err)
{
	int sum = 0, weight = 0;
	const char *last;

	if (!is_cas(text))
		return failed(err, FAULT_REFUSED, "'%s' is not a CAS number such as 50-81-7",
		              text);
	last = text + strlen(text) - 1;
	for (const char *digit = last - 1; digit >= text; digit--)
		if (*digit != '-')
			sum += ++weight * (*digit - '0');
	return expected(*last, values[sum % 10], text, "CAS number", err);
}

bool unii_check(const char *text, struct error *err)
{
	int sum = 0;

	if (strlen(text) != 10 || strspn(text, values) != 10)
		return failed(err, FAULT_REFUSED, "'%s' is not a UNII: ten digits and capital "
		              "letters, such as PQ6CK8PD0R", text);
	for (int i = 0; i < 9; i++)
		sum += strchr(values, text[i]) - values;
	return expected(text[9], values[sum % 36], text, "UNII", err);
}

bool gtin_parse(const char *text, char out[15], struct error *err)
{
	size_t length = strspn(text, digits);
	int sum = 0;

	if (text[length] || (length != 8 && length != 12 && length != 13 && length != 14))
		return failed(err, FAULT_REFUSED, "'%s' is not a GTIN: 8, 12, 13 or 14 digits",
		              text);
	/* Zeros in front change no sum, so every length is weighed as fourteen. */
	memset(out, '0', 14 - length);
	strcpy(out + 14 - length, text);
	for (int i = 0; i < 13; i++)
		sum += (out[i] - '0') * (i % 2 ? 1 : 3);
	return expected(out[13], values[(10 - sum % 10) % 10], text, "GTIN", err);
}
