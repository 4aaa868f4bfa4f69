#include "exact.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char times_sign[] = "\u00d7";
static const char like[] = "a quantity such as '2.5 mL'";

bool quantity_parse(const char *text, struct quantity *out, struct error *err)
{
	struct decimal number;
	struct quantity one;
	const char *name = decimal_read(text, like, &number, err);

	if (!name)
		return false;
	if (!*name)
		return failed(err, FAULT_REFUSED, "'%s' has no unit: write one, such as "
		              "'2.5 mL'", text);
	if (!unit_one(name, &one, err))
		return false;
	/* "1.000 pcs" is one to some and a thousand to others. */
	if (one.unit == UNIT_PIECE && number.places == 0 && strpbrk(text, ".,"))
		return failed(err, FAULT_REFUSED, "'%s' is ambiguous: write pieces without a "
		              "point or a comma", text);
	return decimal_of(number, one, text, out, err);
}

bool figure_parse(const char *text, int64_t one, int64_t *out, const char **rest,
                  struct error *err)
{
	struct decimal number;
	__int128 value;

	*rest = decimal_read(text, "a number such as '2.5'", &number, err);
	if (!*rest)
		return false;
	value = (__int128)number.digits * one;
	if (number.places > DECIMAL_PLACES || value % power_of_ten(number.places) != 0
	    || value / power_of_ten(number.places) > QUANTITY_MOST)
		return failed(err, FAULT_REFUSED, "'%s' is finer, or more, than can be counted",
		              text);
	*out = (int64_t)(value / power_of_ten(number.places));
	return true;
}

void figure_format(int64_t value, int64_t one, char text[QUANTITY_TEXT])
{
	decimal_write(value, one, DECIMAL_PLACES, text);
}

static uint64_t size_of(int64_t atoms)
{
	return atoms < 0 ? -(uint64_t)atoms : (uint64_t)atoms;
}

void quantity_format(struct quantity quantity, char text[QUANTITY_TEXT])
{
	struct prefix prefix = prefix_for(size_of(quantity.atoms), quantity.unit);
	int end = decimal_write(quantity.atoms, prefix.atoms, DECIMAL_PLACES, text);

	prefix_write(prefix, size_of(quantity.atoms) == (uint64_t)prefix.atoms,
	             text + end, QUANTITY_TEXT - end);
}

void quantity_format_short(struct quantity quantity, int decimals, char text[QUANTITY_TEXT])
{
	struct prefix prefix = prefix_for(size_of(quantity.atoms), quantity.unit);
	int64_t step = prefix.atoms, shown;
	int end;

	while (decimals-- > 0 && step > 1)
		step /= 10;
	/* Cannot leave the range: it is less than half a step above what fitted. */
	if (!divide(quantity.atoms, step, ROUND_HALF_EVEN, &shown)
	 || shown * step == quantity.atoms) {
		quantity_format(quantity, text);
		return;
	}
	end = decimal_write((__int128)shown * step, prefix.atoms, DECIMAL_PLACES, text);
	prefix_write(prefix, shown * step == prefix.atoms, text + end, QUANTITY_TEXT - end);
}

void quantity_number(struct quantity quantity, char text[QUANTITY_TEXT])
{
	decimal_write(quantity.atoms, unit_everyday_atoms(quantity.unit), DECIMAL_PLACES, text);
}

static bool in_range(int64_t atoms)
{
	return atoms >= -QUANTITY_MOST && atoms <= QUANTITY_MOST;
}

static bool combined(struct quantity a, struct quantity b, bool overflow, int64_t sum,
                     struct quantity *out, struct error *err)
{
	char first[QUANTITY_TEXT], second[QUANTITY_TEXT];

	if (a.unit == b.unit && !overflow && in_range(sum)) {
		*out = (struct quantity){ sum, a.unit };
		return true;
	}
	quantity_format(a, first);
	quantity_format(b, second);
	if (a.unit != b.unit)
		return failed(err, FAULT_REFUSED, "%s and %s are not of one kind", first,
		              second);
	return failed(err, FAULT_REFUSED, "%s and %s together are too much to hold", first,
	              second);
}

bool quantity_add(struct quantity a, struct quantity b, struct quantity *out, struct error *err)
{
	int64_t sum;
	bool overflow = __builtin_add_overflow(a.atoms, b.atoms, &sum);

	return combined(a, b, overflow, sum, out, err);
}

bool quantity_subtract(struct quantity a, struct quantity b, struct quantity *out,
                       struct error *err)
{
	int64_t rest;
	bool overflow = __builtin_sub_overflow(a.atoms, b.atoms, &rest);

	return combined(a, b, overflow, rest, out, err);
}

bool scale(int64_t value, int64_t times, int64_t over, enum rounding rounding, int64_t *out,
           struct error *err)
{
	if (over <= 0)
		return failed(err, FAULT_REFUSED, "an amount cannot be divided by nothing");
	if (!divide((__int128)value * times, over, rounding, out) || !in_range(*out))
		return failed(err, FAULT_REFUSED, "the amount is too much to hold");
	return true;
}

/* Past "10 x", or NULL where text does not begin with a count of packs. */
static const char *past_count(const char *text, int *digits)
{
	const char *number = past_blanks(text), *times;

	*digits = strspn(number, "0123456789");
	times = past_blanks(number + *digits);
	if (*times == 'x' || *times == 'X' || *times == '*')
		return times + 1;
	return strncmp(times, times_sign, strlen(times_sign)) == 0
	     ? times + strlen(times_sign) : NULL;
}

bool packs_parse(const char *text, struct packs *out, struct error *err)
{
	int digits;
	const char *each = past_count(text, &digits), *number = past_blanks(text);
	int64_t count = 0, total;

	out->count = 0;
	if (!each)
		return quantity_parse(text, &out->each, err);
	if (digits == 0 || !*each)
		return failed(err, FAULT_REFUSED, "'%s' is not packs such as '10x5 mL'", text);
	for (; digits && count <= QUANTITY_MOST; digits--)
		count = count * 10 + *number++ - '0';
	if (!quantity_parse(each, &out->each, err))
		return false;
	if (count == 0 || out->each.atoms == 0)
		return failed(err, FAULT_REFUSED, "'%s' is packs of nothing", text);
	if (count > QUANTITY_MOST || __builtin_mul_overflow(count, out->each.atoms, &total)
	 || total > QUANTITY_MOST)
		return failed(err, FAULT_REFUSED, "'%s' is too much to hold", text);
	out->count = count;
	return true;
}

void packs_format(struct packs packs, char text[QUANTITY_TEXT])
{
	char each[QUANTITY_TEXT];

	quantity_format(packs.each, each);
	assert(packs.count >= 0);
	if (packs.count)
		text += sprintf(text, "%lldx", (long long)packs.count);
	strcpy(text, each);
}
