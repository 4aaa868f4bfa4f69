/*
 * strength.h - how much of an ingredient stands in how much of a product
 *
 * A strength is an amount per amount and stays a ratio: it is multiplied first
 * and divided once. "not stated" is a value of its own, never zero.
 */
#ifndef STRENGTH_H
#define STRENGTH_H

#include "ratio.h"

struct strength {
	struct quantity amount;
	struct quantity per;         /* never zero where stated */
	bool stated;
};

enum { STRENGTH_TEXT = 80 };

/*
 * Read "20 mg/mL", "50 mg/2 mL", "1500 IU/piece", "1500 IU/amp", "0.05 %" and "2 % w/v" (grams
 * in 100 mL), "5 % w/w" (grams in 100 g), "70 % v/v", "1:1000" (1 g in 1000 mL), "not stated".
 * REFUSED for anything else, for zero, for more than the whole ("120 % w/w") and for what
 * quantity_parse() refuses.
 */
bool strength_parse(const char *text, struct strength *out, struct error *err);

/* Write as "20 mg/mL", "1500 IU/piece", "0.5 mg/mL", "not stated"; over one everyday unit where
 * that is exact. */
void strength_format(const struct strength *strength, char text[STRENGTH_TEXT]);
/* Over one mL, g or piece whatever it is held over, with at most so many decimals, rounded half
 * to even: for show. */
void strength_format_short(const struct strength *strength, int decimals,
                           char text[STRENGTH_TEXT]);

/*
 * A certificate's assay: of the label where it is a bare per cent ("98.2 %", with of_label the
 * exact factor 982/1000), else a strength of its own ("19.6 mg/mL"). REFUSED when neither,
 * zero, or over 200 % of label.
 */
struct assay {
	bool relative;
	struct ratio of_label;       /* where relative */
	struct strength absolute;    /* where not */
};

bool assay_parse(const char *text, struct assay *out, struct error *err);

#endif
