#include "exact.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What a person may write, and how many atoms one of it is. Compared as written: upper and
 * lower case tell mIU from MIU, a factor of a thousand million. The micro sign is two
 * characters that look the same, U+00B5 and the Greek letter U+03BC. */
static const struct spelling {
	const char *name;
	enum unit unit;
	int64_t atoms;
} spellings[] = {
	{ "kg",  UNIT_GRAM, 1000000000000 },
	{ "g",   UNIT_GRAM, 1000000000 },
	{ "mg",  UNIT_GRAM, 1000000 },
	{ "mcg", UNIT_GRAM, 1000 },
	{ "ug",  UNIT_GRAM, 1000 },
	{ "\u00b5g", UNIT_GRAM, 1000 },
	{ "\u03bcg", UNIT_GRAM, 1000 },
	{ "ng",  UNIT_GRAM, 1 },

	{ "L",   UNIT_LITRE, 1000000000 },
	{ "l",   UNIT_LITRE, 1000000000 },
	{ "dL",  UNIT_LITRE, 100000000 },
	{ "dl",  UNIT_LITRE, 100000000 },
	{ "cL",  UNIT_LITRE, 10000000 },
	{ "cl",  UNIT_LITRE, 10000000 },
	{ "mL",  UNIT_LITRE, 1000000 },
	{ "ml",  UNIT_LITRE, 1000000 },
	{ "cc",  UNIT_LITRE, 1000000 },
	{ "mcL", UNIT_LITRE, 1000 },
	{ "uL",  UNIT_LITRE, 1000 },
	{ "ul",  UNIT_LITRE, 1000 },
	{ "\u00b5L", UNIT_LITRE, 1000 },
	{ "\u00b5l", UNIT_LITRE, 1000 },
	{ "\u03bcL", UNIT_LITRE, 1000 },
	{ "\u03bcl", UNIT_LITRE, 1000 },
	{ "nL",  UNIT_LITRE, 1 },

	{ "MIU", UNIT_IU, 1000000000 },
	{ "kIU", UNIT_IU, 1000000 },
	{ "IU",  UNIT_IU, 1000 },
	{ "iu",  UNIT_IU, 1000 },
	{ "UI",  UNIT_IU, 1000 },
	{ "ui",  UNIT_IU, 1000 },
	{ "mIU", UNIT_IU, 1 },

	{ "MU",    UNIT_U, 1000000000 },
	{ "kU",    UNIT_U, 1000000 },
	{ "U",     UNIT_U, 1000 },
	{ "u",     UNIT_U, 1000 },
	{ "unit",  UNIT_U, 1000 },
	{ "units", UNIT_U, 1000 },
	{ "mU",    UNIT_U, 1 },

	{ "mol",      UNIT_MOLE, 1000000000 },
	{ "mmol",     UNIT_MOLE, 1000000 },
	{ "micromol", UNIT_MOLE, 1000 },
	{ "umol",     UNIT_MOLE, 1000 },
	{ "\u00b5mol", UNIT_MOLE, 1000 },
	{ "\u03bcmol", UNIT_MOLE, 1000 },
	{ "nmol",     UNIT_MOLE, 1 },

	{ "piece",   UNIT_PIECE, 1 }, { "pieces",   UNIT_PIECE, 1 },
	{ "pc",      UNIT_PIECE, 1 }, { "pcs",      UNIT_PIECE, 1 },
	{ "amp",     UNIT_PIECE, 1 }, { "amps",     UNIT_PIECE, 1 },
	{ "ampoule", UNIT_PIECE, 1 }, { "ampoules", UNIT_PIECE, 1 },
	{ "ampule",  UNIT_PIECE, 1 }, { "ampules",  UNIT_PIECE, 1 },
	{ "vial",    UNIT_PIECE, 1 }, { "vials",    UNIT_PIECE, 1 },
	{ "tablet",  UNIT_PIECE, 1 }, { "tablets",  UNIT_PIECE, 1 },
	{ "syringe", UNIT_PIECE, 1 }, { "syringes", UNIT_PIECE, 1 },
};

enum { SPELLINGS = sizeof spellings / sizeof *spellings };

static const struct {
	const char *name, *everyday;
	int64_t everyday_atoms;
} units[UNIT_COUNT] = {
	[UNIT_GRAM]  = { "g",     "mg",    1000000 },
	[UNIT_LITRE] = { "L",     "mL",    1000000 },
	[UNIT_IU]    = { "IU",    "IU",    1000 },
	[UNIT_U]     = { "U",     "U",     1000 },
	[UNIT_MOLE]  = { "mol",   "mmol",  1000000 },
	[UNIT_PIECE] = { "piece", "piece", 1 },
};

/* From how many atoms on which prefix reads best. Volumes know only mL and L: a wrong
 * microlitre is a thousandfold error, a row of zeros behind 0.00 mL is not. */
static const struct {
	enum unit unit;
	uint64_t from;
	struct prefix prefix;
} steps[] = {
	{ UNIT_GRAM,  10000000000000, { "kg", 1000000000000 } },
	{ UNIT_GRAM,  1000000000,     { "g", 1000000000 } },
	{ UNIT_GRAM,  100000,         { "mg", 1000000 } },
	{ UNIT_GRAM,  100,            { "mcg", 1000 } },
	{ UNIT_GRAM,  0,              { "ng", 1 } },
	{ UNIT_LITRE, 10000000000,    { "L", 1000000000 } },
	{ UNIT_LITRE, 0,              { "mL", 1000000 } },
	{ UNIT_IU,    0,              { "IU", 1000 } },
	{ UNIT_U,     0,              { "units", 1000 } },
	{ UNIT_MOLE,  1000000000,     { "mol", 1000000000 } },
	{ UNIT_MOLE,  100000,         { "mmol", 1000000 } },
	{ UNIT_MOLE,  100,            { "micromol", 1000 } },
	{ UNIT_MOLE,  0,              { "nmol", 1 } },
	{ UNIT_PIECE, 0,              { "pieces", 1 } },
};

const char *unit_name(enum unit unit)
{
	assert(unit < UNIT_COUNT);
	return units[unit].name;
}

const char *unit_everyday(enum unit unit)
{
	assert(unit < UNIT_COUNT);
	return units[unit].everyday;
}

int64_t unit_everyday_atoms(enum unit unit)
{
	assert(unit < UNIT_COUNT);
	return units[unit].everyday_atoms;
}

struct prefix prefix_for(uint64_t atoms, enum unit unit)
{
	size_t i = 0;

	assert(unit < UNIT_COUNT);
	if (atoms == 0)
		atoms = unit_everyday_atoms(unit);
	while (steps[i].unit != unit || steps[i].from > atoms)
		i++;
	return steps[i].prefix;
}

void prefix_write(struct prefix prefix, bool single, char *text, size_t size)
{
	int length = strlen(prefix.name);

	/* Of all the names only "units" and "pieces" are words with a plural. */
	if (single && prefix.name[length - 1] == 's')
		length--;
	snprintf(text, size, " %.*s", length, prefix.name);
}

/* Nobody's guess: where case alone differs, the spellings it could have been are shown. */
static bool unknown(const char *name, int length, struct error *err)
{
	char near[64] = "";
	size_t used = 0;

	for (size_t i = 0; i < SPELLINGS && used < sizeof near; i++)
		if (strncasecmp(spellings[i].name, name, length) == 0
		 && !spellings[i].name[length])
			used += snprintf(near + used, sizeof near - used, "%s'%s'",
			                 used ? " or " : "", spellings[i].name);
	if (used)
		return failed(err, FAULT_REFUSED, "there is no unit '%.*s': did you mean %s?",
		              length, name, near);
	return failed(err, FAULT_REFUSED, "there is no unit '%.*s': write kg, g, mg, mcg, "
	              "ng, L, mL, IU, units, mol, mmol or pieces", length, name);
}

bool unit_one(const char *name, struct quantity *out, struct error *err)
{
	int length = strlen(name);

	while (length && strchr(" \t", name[length - 1]))
		length--;
	for (size_t i = 0; i < SPELLINGS; i++)
		if (strncmp(spellings[i].name, name, length) == 0
		 && !spellings[i].name[length]) {
			*out = (struct quantity){ spellings[i].atoms, spellings[i].unit };
			return true;
		}
	return unknown(name, length, err);
}

bool unit_parse(const char *name, enum unit *out, struct error *err)
{
	struct quantity one;

	if (!unit_one(name, &one, err))
		return false;
	*out = one.unit;
	return true;
}
