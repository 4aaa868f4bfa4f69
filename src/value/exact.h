/*
 * exact.h - digits and division behind the exact values
 *
 * Private to this room. Decimal text is read as digits over a power of ten and written
 * by long division, so no number passes through a double on its way in or out.
 */
#ifndef EXACT_H
#define EXACT_H

#include "quantity.h"

/* digits / 10^places. What is too long to hold saturates: digits at INT64_MAX where the
 * whole part is, places at DECIMAL_ENDLESS where the fraction is. */
struct decimal {
	int64_t digits;
	int places;
};

enum { DECIMAL_PLACES = 18, DECIMAL_ENDLESS };

/* Past white space, the no-break spaces that documents put before a unit among it. */
const char *past_blanks(const char *text);

/* Ten to the power of places, at most DECIMAL_PLACES. */
int64_t power_of_ten(int places);

/* Read the number that text begins with and give what follows it and its white space, or NULL:
 * REFUSED for a sign, an exponent, grouped digits, an ambiguous comma or point and for no
 * number, when text "is not" what like names. */
const char *decimal_read(const char *text, const char *like, struct decimal *out,
                         struct error *err);

/* number x one, as atoms. REFUSED when that is not whole or more than QUANTITY_MOST; text is
 * what was written. */
bool decimal_of(struct decimal number, struct quantity one, const char *text,
                struct quantity *out, struct error *err);

/* num / over, over > 0, rounded as named. False when the result does not fit. */
bool divide(__int128 num, __int128 over, enum rounding rounding, int64_t *out);

/* Write num / over, over > 0, as a decimal of at most so many places, with "..." where that
 * cut something. Gives the length. The caller knows that num / over fits 64 bits. */
int decimal_write(__int128 num, __int128 over, int places, char *text);

/* The unit to write so many atoms in, where their number reads best. */
struct prefix {
	const char *name;
	int64_t atoms;       /* of one of it */
};

struct prefix prefix_for(uint64_t atoms, enum unit unit);

/* Write the name behind a number: in the singular where the number is exactly one. */
void prefix_write(struct prefix prefix, bool single, char *text, size_t size);

#endif
