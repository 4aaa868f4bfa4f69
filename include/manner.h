/*
 * manner.h - how a mixture is given, as far as it can be told from a slip of the pen
 *
 * What a pharmacist limits, a depth too, is a rule (rule.h). This is plain sense: a needle of
 * 3G and 90,000 points are never meant.
 */
#ifndef MANNER_H
#define MANNER_H

#include "error.h"

#include <stdint.h>

enum { MOST_POINTS = 5000 };

/* REFUSED, where a gauge is said, unless it is one of an injection: from 14G to 34G; and a
 * length of more than 150 mm. Empty and NULL are nothing said, and so below. */
bool manner_needle(const char *text, struct error *err);
/* The deepest that a text such as "1.5-2 mm" says, in hundredths of a millimetre; -1 for
 * none. */
int64_t manner_deepest(const char *text);
/* REFUSED unless 0 (not said) to MOST_POINTS. */
bool manner_points(int64_t points, struct error *err);

#endif
