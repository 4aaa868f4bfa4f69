#include "strength.h"

#include "exact.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char like[] = "a strength such as '20 mg/mL', '1500 IU/amp', '0.05 %', '1:1000' "
                           "or 'not stated'";

static const struct quantity gram = { 1000000000, UNIT_GRAM };
static const struct quantity millilitre = { 1000000, UNIT_LITRE };

static bool not_a_strength(const char *text, struct error *err)
{
	return failed(err, FAULT_REFUSED, "'%s' is not %s", text, like);
}

/* Copy what stands before the end, without the white space behind it. */
static bool copy_part(const char *text, const char *end, char *part, size_t size)
{
	size_t length = end - text;

	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	if (length >= size)
		return false;
	memcpy(part, text, length);
	part[length] = '\0';
	return true;
}

/* "50 mg/2 mL", "1500 IU/amp": an amount, and a quantity or the bare name of one. */
static bool parse_per(const char *text, const char *slash, struct strength *out,
                      struct error *err)
{
	const char *per = past_blanks(slash + 1);
	char amount[STRENGTH_TEXT];

	if (!*per || slash == text || !copy_part(text, slash, amount, sizeof amount))
		return not_a_strength(text, err);
	return quantity_parse(amount, &out->amount, err)
	    && (strchr("0123456789.,+-", *per) ? quantity_parse(per, &out->per, err)
	                                       : unit_one(per, &out->per, err));
}

/* "0.05 %", "5 % w/w": what a per cent is of follows from the letters, grams in 100 mL
 * where there are none, as in every formulary. */
static bool parse_percent(const char *text, struct decimal number, const char *kind,
                          struct strength *out, struct error *err)
{
	static const struct {
		const char *name;
		const struct quantity *amount, *per;
	} kinds[] = {
		{ "",    &gram, &millilitre },
		{ "w/v", &gram, &millilitre }, { "m/v", &gram, &millilitre },
		{ "w/w", &gram, &gram },       { "m/m", &gram, &gram },
		{ "v/v", &millilitre, &millilitre },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcasecmp(kinds[i].name, kind) == 0) {
			out->per = *kinds[i].per;
			out->per.atoms *= 100;
			return decimal_of(number, *kinds[i].amount, text, &out->amount, err);
		}
	return not_a_strength(text, err);
}

/* "1:1000": a gram in a thousand millilitres. */
static bool parse_one_in(const char *text, struct decimal one, const char *in,
                         struct strength *out, struct error *err)
{
	struct decimal many;
	const char *end = decimal_read(in, "a number such as 1000", &many, err);

	if (end && *end)
		return not_a_strength(text, err);
	return end && decimal_of(one, gram, text, &out->amount, err)
	    && decimal_of(many, millilitre, text, &out->per, err);
}

static bool parse_stated(const char *text, struct strength *out, struct error *err)
{
	const char *slash = strchr(text, '/'), *percent = strchr(text, '%'), *rest;
	struct decimal number;

	if (slash && !percent)
		return parse_per(text, slash, out, err);
	rest = decimal_read(text, like, &number, err);
	if (!rest)
		return false;
	if (*rest == '%')
		return parse_percent(text, number, past_blanks(rest + 1), out, err);
	if (*rest == ':')
		return parse_one_in(text, number, rest + 1, out, err);
	return not_a_strength(text, err);
}

bool strength_parse(const char *text, struct strength *out, struct error *err)
{
	text = past_blanks(text);
	memset(out, 0, sizeof *out);
	if (strcasecmp(text, "not stated") == 0)
		return true;
	if (!parse_stated(text, out, err))
		return false;
	if (out->amount.atoms == 0 || out->per.atoms == 0)
		return failed(err, FAULT_REFUSED, "'%s' is no strength: zero is never one; "
		              "where it is not known write 'not stated'", text);
	if (out->amount.unit == out->per.unit && out->amount.atoms > out->per.atoms)
		return failed(err, FAULT_REFUSED, "'%s' is more than the whole", text);
	out->stated = true;
	return true;
}

/* What a strength is told over: 1 mL, 1 g, 1 piece. */
static struct quantity usual(enum unit unit)
{
	if (unit == UNIT_GRAM)
		return gram;
	return (struct quantity){ unit_everyday_atoms(unit), unit };
}

void strength_format(const struct strength *strength, char text[STRENGTH_TEXT])
{
	struct quantity amount = strength->amount, per = strength->per, one = usual(per.unit);
	__int128 over_one = (__int128)amount.atoms * one.atoms;
	char part[QUANTITY_TEXT];
	const char *second = part;

	strcpy(text, "not stated");
	if (!strength->stated)
		return;
	if (over_one % per.atoms == 0 && over_one / per.atoms <= QUANTITY_MOST) {
		amount.atoms = over_one / per.atoms;
		per = one;
	}
	quantity_format(amount, text);
	quantity_format(per, part);
	if (per.atoms == one.atoms)
		second = strchr(part, ' ') + 1;
	strcat(strcat(text, "/"), second);
}

void strength_format_short(const struct strength *strength, int decimals,
                           char text[STRENGTH_TEXT])
{
	struct quantity amount = strength->amount, one = usual(strength->per.unit);
	struct error none = { 0 };
	char part[QUANTITY_TEXT];

	if (!strength->stated
	    || !scale(amount.atoms, one.atoms, strength->per.atoms, ROUND_HALF_EVEN,
	              &amount.atoms, &none)
	    || (!amount.atoms && strength->amount.atoms)) {
		strength_format(strength, text);
		return;
	}
	quantity_format_short(amount, decimals, text);
	quantity_format(one, part);
	strcat(strcat(text, "/"), strchr(part, ' ') + 1);
}

static bool parse_of_label(const char *text, struct decimal number, struct assay *out,
                           struct error *err)
{
	/* Sixteen places and a per cent are the most that 63 bits hold. */
	if (number.places > DECIMAL_PLACES - 2)
		return failed(err, FAULT_REFUSED, "'%s' cannot be held exactly", text);
	if (number.digits == 0)
		return failed(err, FAULT_REFUSED, "'%s' is no assay: zero is never one", text);
	out->relative = true;
	out->of_label = ratio_of(number.digits, 100 * power_of_ten(number.places));
	return ratio_compare(out->of_label, ratio_of(2, 1)) <= 0
	    || failed(err, FAULT_REFUSED, "'%s' is more than 200 %% of the label", text);
}

bool assay_parse(const char *text, struct assay *out, struct error *err)
{
	const char *percent = strchr(text, '%'), *end;
	struct decimal number;

	memset(out, 0, sizeof *out);
	if (percent && !*past_blanks(percent + 1)) {
		end = decimal_read(text, "an assay such as '98.2 %'", &number, err);
		if (end && end != percent)
			return failed(err, FAULT_REFUSED, "'%s' is not an assay such as "
			              "'98.2 %%'", text);
		return end && parse_of_label(text, number, out, err);
	}
	if (!strength_parse(text, &out->absolute, err))
		return false;
	return out->absolute.stated
	    || failed(err, FAULT_REFUSED, "'%s' is not an assay such as '98.2 %%' or "
	              "'19.6 mg/mL'", text);
}
