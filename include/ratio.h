/*
 * ratio.h - exact fractions of atoms
 *
 * What a recipe requires is rarely a whole number of atoms. A ratio carries it
 * unrounded until the one place where a person must measure it. Kept in lowest
 * terms; the denominator is positive.
 */
#ifndef RATIO_H
#define RATIO_H

#include "quantity.h"

struct ratio { int64_t num, den; };

enum { RATIO_TEXT = 64 };

/* num / den in lowest terms. Asserts den > 0. */
struct ratio ratio_of(int64_t num, int64_t den);

/* Exact arithmetic. REFUSED, "cannot be held exactly", when a term outgrows 63 bits
 * after it was reduced, and for division by zero. */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
	__attribute__((warn_unused_result));
bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
	__attribute__((warn_unused_result));
bool ratio_multiply(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
	__attribute__((warn_unused_result));
bool ratio_divide(struct ratio a, struct ratio b, struct ratio *out, struct error *err)
	__attribute__((warn_unused_result));

int ratio_compare(struct ratio a, struct ratio b);

/* Round to a whole multiple of step (1 for the atom, 10,000 nL for 0.01 mL). REFUSED when the
 * result leaves the range of a quantity. */
bool ratio_round(struct ratio value, int64_t step, enum rounding rounding, int64_t *out,
                 struct error *err) __attribute__((warn_unused_result));

/* Write value atoms of a unit exactly where the decimal ends within nine digits, else cut and
 * marked: "1.5 mL", "1.527494908... mL". */
void ratio_format(struct ratio value, enum unit unit, char text[RATIO_TEXT]);

#endif
