#include "exact.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char digits[] = "0123456789";

const char *past_blanks(const char *text)
{
	static const char *const blanks[] = { " ", "\t", "\u00a0", "\u2009", "\u202f" };
	size_t i = 0;

	while (i < sizeof blanks / sizeof *blanks) {
		size_t length = strlen(blanks[i]);

		if (strncmp(text, blanks[i], length) != 0) {
			i++;
			continue;
		}
		text += length;
		i = 0;
	}
	return text;
}

int64_t power_of_ten(int places)
{
	int64_t power = 1;

	assert(places >= 0 && places <= DECIMAL_PLACES);
	while (places--)
		power *= 10;
	return power;
}

/* The mistakes people make before and behind the digits, each refused with its way out. */
static bool no_sign(const char *text, const char *number, struct error *err)
{
	if (*number == '-' || strncmp(number, "\u2212", strlen("\u2212")) == 0)
		return failed(err, FAULT_REFUSED, "'%s' is negative: write the amount without "
		              "a sign", text);
	return *number != '+'
	    || failed(err, FAULT_REFUSED, "'%s' has a sign: write the amount without it", text);
}

static bool one_piece(const char *text, const char *rest, struct error *err)
{
	if ((*rest == 'e' || *rest == 'E') && rest[1] && strchr("+-0123456789", rest[1]))
		return failed(err, FAULT_REFUSED, "'%s' has an exponent: write the number out",
		              text);
	rest = past_blanks(rest);
	if (*rest == '\'' || *rest == '_')
		rest++;
	return !*rest || !strchr(".,0123456789", *rest)
	    || failed(err, FAULT_REFUSED, "'%s' has grouped digits: write the number in "
	              "one piece, such as 1500 or 1500.5", text);
}

/* "1,500" is one and a half in Paris and fifteen hundred in London, "1.500" the other way
 * round; "0,125" is neither. With a point it is taken for thousands only where it ends in a
 * nought: what was weighed has three decimals, and the safe-writing rules end in none, so
 * "2.036" stays. */
static bool thousands_are_clear(const char *text, const char *number, int whole, int fraction,
                                struct error *err)
{
	const char *decimals = number + whole + 1;
	int said = 3;

	if (fraction != 3 || whole < 1 || whole > 3 || (whole == 1 && *number == '0')
	 || (number[whole] == '.' && decimals[2] != '0'))
		return true;
	while (said && decimals[said - 1] == '0')
		said--;
	return failed(err, FAULT_REFUSED, "'%s' is ambiguous: write %.*s%.3s or %.*s%s%.*s",
	              text, whole, number, decimals, whole, number, said ? "." : "", said,
	              decimals);
}

static struct decimal decimal_take(const char *number, int whole, int fraction)
{
	struct decimal taken = { 0, 0 };

	for (int i = 0; i < whole; i++)
		if (__builtin_mul_overflow(taken.digits, 10, &taken.digits)
		 || __builtin_add_overflow(taken.digits, number[i] - '0', &taken.digits))
			return (struct decimal){ INT64_MAX, 0 };
	for (const char *next = number + whole + 1; fraction; fraction--, next++) {
		int64_t longer;

		/* Zeros at the end say nothing; in the middle they stand. */
		if (strspn(next, "0") >= (size_t)fraction)
			break;
		if (++taken.places > DECIMAL_PLACES
		 || __builtin_mul_overflow(taken.digits, 10, &longer)
		 || __builtin_add_overflow(longer, *next - '0', &longer)) {
			taken.places = DECIMAL_ENDLESS;
			break;
		}
		taken.digits = longer;
	}
	return taken;
}

const char *decimal_read(const char *text, const char *like, struct decimal *out,
                         struct error *err)
{
	const char *number = past_blanks(text), *rest;
	int whole = strspn(number, digits), fraction = 0;
	bool point = number[whole] == '.' || number[whole] == ',';

	if (!no_sign(text, number, err))
		return NULL;
	if (point)
		fraction = strspn(number + whole + 1, digits);
	rest = number + whole + point + fraction;
	if (whole + fraction == 0 || (point && fraction == 0)) {
		failed(err, FAULT_REFUSED, "'%s' is not %s", text, like);
		return NULL;
	}
	if (!one_piece(text, rest, err) || !thousands_are_clear(text, number, whole, fraction, err))
		return NULL;
	*out = decimal_take(number, whole, fraction);
	return past_blanks(rest);
}

bool decimal_of(struct decimal number, struct quantity one, const char *text,
                struct quantity *out, struct error *err)
{
	__int128 atoms = (__int128)number.digits * one.atoms;
	char limit[QUANTITY_TEXT];

	if (number.places > DECIMAL_PLACES || atoms % power_of_ten(number.places) != 0) {
		if (one.unit == UNIT_PIECE)
			return failed(err, FAULT_REFUSED, "'%s' is a part of a piece: pieces "
			              "are whole", text);
		quantity_format((struct quantity){ 1, one.unit }, limit);
		return failed(err, FAULT_REFUSED, "'%s' cannot be held exactly: the smallest "
		              "amount is %s", text, limit);
	}
	atoms /= power_of_ten(number.places);
	if (atoms > QUANTITY_MOST) {
		quantity_format((struct quantity){ QUANTITY_MOST, one.unit }, limit);
		return failed(err, FAULT_REFUSED, "'%s' is too much to hold: the most is %s",
		              text, limit);
	}
	*out = (struct quantity){ atoms, one.unit };
	return true;
}

bool divide(__int128 num, __int128 over, enum rounding rounding, int64_t *out)
{
	__int128 down = num / over, rest = num % over;

	assert(over > 0);
	if (rest < 0) {
		/* C cuts towards zero; from here on down is the floor. */
		down--;
		rest += over;
	}
	switch (rounding) {
	case ROUND_HALF_EVEN:
		down += rest > over - rest || (rest == over - rest && down % 2 != 0);
		break;
	case ROUND_UP:
		down += rest > 0;
		break;
	case ROUND_DOWN:
		break;
	}
	*out = down;
	return *out == down;
}

int decimal_write(__int128 num, __int128 over, int places, char *text)
{
	unsigned __int128 much = num < 0 ? -(unsigned __int128)num : (unsigned __int128)num;
	unsigned __int128 rest = much % over;
	int end = sprintf(text, "%s%" PRIu64, num < 0 ? "-" : "", (uint64_t)(much / over));

	if (rest && places)
		text[end++] = '.';
	for (; rest && places; places--) {
		rest *= 10;
		text[end++] = '0' + (int)(rest / over);
		rest %= over;
	}
	return end + sprintf(text + end, "%s", rest ? "..." : "");
}
