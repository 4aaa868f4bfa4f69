/*
 * quantity.h - exact amounts of matter
 *
 * A quantity is a whole number of atoms of its unit: nanograms, nanolitres,
 * milli-IU, milli-units, nanomoles, pieces. It adds up and compares without
 * rounding; decimal text exists only at the edges. IU, units and mass are
 * different dimensions and never turn into one another here.
 */
#ifndef QUANTITY_H
#define QUANTITY_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

enum unit { UNIT_GRAM, UNIT_LITRE, UNIT_IU, UNIT_U, UNIT_MOLE, UNIT_PIECE, UNIT_COUNT };

struct quantity {
	int64_t atoms;
	enum unit unit;
};

enum { QUANTITY_TEXT = 40 };

/* The most atoms a quantity may hold: 15 digits, so that a double in a
 * spreadsheet still shows every one of them. */
#define QUANTITY_MOST INT64_C(999999999999999)

/* How a quotient becomes a whole number; named where it happens. Up is towards more, down
 * towards less, below zero too. */
enum rounding { ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN };

/*
 * Read "2.5 kg", "1,5 mL", "40 mg", "1500 IU", "3 amp". The spellings people
 * write are all known (mcg, ug, µg, cc, UI, units, pcs, vial ...). A comma is a
 * decimal comma, save where three digits follow one to three others that are not
 * "0": "1,500" is refused as ambiguous, "0,125" is not. REFUSED: no number, no
 * unit or an unknown one, a sign, an exponent, grouped digits, a part of a piece, more
 * digits than the atom holds, more than QUANTITY_MOST. The sentence quotes what was written
 * and says what to write. Upper and lower case matter in units: "mIU" is not "MIU", and "Mg"
 * is nothing.
 */
bool quantity_parse(const char *text, struct quantity *out, struct error *err);

/* Write the exact amount by the safe-writing rules of medicine: "0.5 mg" never
 * ".5 mg", "5 mg" never "5.0 mg", "mcg" not "µg", "mL", "100 units" never "100 U" (IU stay IU,
 * another dimension). Mass is in mcg below 0.1 mg, in g from 1 g, in kg from 10 kg; volumes
 * are in mL up to 10 L. What is written reads back as the same quantity. */
void quantity_format(struct quantity quantity, char text[QUANTITY_TEXT]);

/* The same rounded half to even to so many decimals of the unit chosen: for shown masses, never
 * for records. */
void quantity_format_short(struct quantity quantity, int decimals, char text[QUANTITY_TEXT]);

/* Write in a given everyday unit ("mL" for litres, "mg" for grams, "IU", "U", "mmol",
 * "piece"), number only, exact: what a report's number column shows. */
void quantity_number(struct quantity quantity, char text[QUANTITY_TEXT]);
/* The everyday unit quantity_number() writes in, and how many atoms one of it is. */
const char *unit_everyday(enum unit unit);
int64_t unit_everyday_atoms(enum unit unit);

/* The name the store keeps: "g", "L", "IU", "U", "mol", "piece". */
const char *unit_name(enum unit unit);
/* Read a stored name, or any spelling a person may write for the unit ("mL" is
 * UNIT_LITRE). REFUSED when unknown. */
bool unit_parse(const char *name, enum unit *out, struct error *err);
/* One of the unit as spelled: "mL" is 1000000 nL, "amp" one piece. REFUSED when unknown. */
bool unit_one(const char *name, struct quantity *out, struct error *err);

/* Add or subtract. REFUSED when units differ or the result leaves the range. */
bool quantity_add(struct quantity a, struct quantity b, struct quantity *out, struct error *err)
	__attribute__((warn_unused_result));
bool quantity_subtract(struct quantity a, struct quantity b, struct quantity *out,
                       struct error *err)
	__attribute__((warn_unused_result));

/* value x times / over, in 128 bits, rounded once as named. REFUSED when the result
 * leaves the range of a quantity or over is not positive. */
bool scale(int64_t value, int64_t times, int64_t over, enum rounding rounding, int64_t *out,
           struct error *err) __attribute__((warn_unused_result));

/* A bare figure times one: "5.5" of hundredths (100) is 550; *rest is what follows it and its
 * blanks. REFUSED as quantity_parse() does, and for what is not whole then. */
bool figure_parse(const char *text, int64_t one, int64_t *out, const char **rest,
                  struct error *err);
void figure_format(int64_t value, int64_t one, char text[QUANTITY_TEXT]);

/* "10x5mL", "2x2 mL", "7 x 5 mL": so many containers of so much; "40 mL" is 40 mL with count 0,
 * that is: not said in how many. REFUSED as quantity_parse() does, and for packs of nothing. */
struct packs {
	int64_t count;
	struct quantity each;
};

bool packs_parse(const char *text, struct packs *out, struct error *err);
void packs_format(struct packs packs, char text[QUANTITY_TEXT]);

#endif
