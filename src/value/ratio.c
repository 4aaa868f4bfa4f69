#include "ratio.h"

#include "exact.h"

#include <assert.h>

/* The largest whole number that divides both; the other where one is zero. */
static unsigned __int128 common(unsigned __int128 a, unsigned __int128 b)
{
	while (b) {
		unsigned __int128 rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static bool reduce(__int128 num, __int128 den, struct ratio *out)
{
	__int128 by = common(num < 0 ? -(unsigned __int128)num : (unsigned __int128)num, den);

	out->num = num /= by;
	out->den = den /= by;
	return out->num == num && out->den == den;
}

struct ratio ratio_of(int64_t num, int64_t den)
{
	struct ratio out;

	assert(den > 0);
	reduce(num, den, &out);
	return out;
}

static bool exact(bool held, struct error *err)
{
	return held || failed(err, FAULT_REFUSED, "the amount cannot be held exactly");
}

/* Terms of 63 bits make products of 126 and their sum of 127: no step here overflows. */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
{
	return exact(reduce((__int128)a.num * b.den + (__int128)b.num * a.den,
	                    (__int128)a.den * b.den, out), err);
}

bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
{
	return exact(reduce((__int128)a.num * b.den - (__int128)b.num * a.den,
	                    (__int128)a.den * b.den, out), err);
}

bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
{
	return exact(reduce((__int128)a.num * b.num, (__int128)a.den * b.den, out), err);
}

bool ratio_divide(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
{
	__int128 num = (__int128)a.num * b.den, den = (__int128)a.den * b.num;

	if (den == 0)
		return failed(err, FAULT_REFUSED, "an amount cannot be divided by nothing");
	return exact(reduce(den < 0 ? -num : num, den < 0 ? -den : den, out), err);
}

int ratio_compare(struct ratio a, struct ratio b)
{
	__int128 left = (__int128)a.num * b.den, right = (__int128)b.num * a.den;

	return (left > right) - (left < right);
}

bool ratio_round(struct ratio value, int64_t step, enum rounding rounding, int64_t *out,
                 struct error *err)
{
	int64_t steps;

	assert(step > 0);
	if (!divide(value.num, (__int128)value.den * step, rounding, &steps)
	 || __builtin_mul_overflow(steps, step, out)
	 || *out > QUANTITY_MOST || *out < -QUANTITY_MOST)
		return failed(err, FAULT_REFUSED, "the amount is too much to hold");
	return true;
}

void ratio_format(struct ratio value, enum unit unit, char text[RATIO_TEXT])
{
	uint64_t much = value.num < 0 ? -(uint64_t)value.num : (uint64_t)value.num;
	struct prefix prefix;
	int end;

	/* A part of an atom reads best in the smallest unit, nothing at all in the usual. */
	prefix = prefix_for(much && much < (uint64_t)value.den ? 1 : much / value.den, unit);
	end = decimal_write(value.num, (__int128)value.den * prefix.atoms,
	                    value.den == 1 ? DECIMAL_PLACES : 9, text);
	prefix_write(prefix, value.den == 1 && much == (uint64_t)prefix.atoms, text + end,
	             RATIO_TEXT - end);
}
