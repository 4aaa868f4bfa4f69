/*
 * words.h - words people type, compared as people mean them
 *
 * Codes and names are compared folded: lower case, accents left alone, inner
 * space collapsed. What is stored stays as it was written.
 */
#ifndef WORDS_H
#define WORDS_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

/* Fold into out (at most size bytes with its end, no letter cut in two): ASCII and Latin-1
 * letters to lower case, runs of white space to one space, none at the ends. Gives out. */
char *words_fold(const char *text, char *out, size_t size);

/* The same without accents: "Kardégic" is "kardegic", "œdème" is "oedeme". */
char *words_plain(const char *text, char *out, size_t size);

/* How many letters must be added, dropped, changed or swapped with their neighbour to make one
 * the other. */
int words_distance(const char *a, const char *b);

/* The candidate a person probably meant, compared folded: the first of the nearest within one
 * slip in three letters, where an unfinished word is as near as one slip. NULL when none is
 * near. The list ends with NULL. */
const char *words_nearest(const char *text, const char *const *candidates);

/* REFUSED unless 1 to 40 of letters, digits and - _ . / +, beginning with a letter or digit:
 * what a code of our own may look like; and where it could be taken for a number of ours
 * ("B26-0001"). what names it in the refusal: "lot code". */
bool code_check(const char *code, const char *what, struct error *err);

/* REFUSED unless it says something, in one line of at most 150 bytes: what a name may look
 * like. whose names it in the refusal: "a product". */
bool name_check(const char *name, const char *whose, struct error *err);

/* Whether it tells somebody something, as a reason must: a word of at least two letters, of any
 * alphabet. NULL, "." and "-" do not. */
bool words_say(const char *text);

/* Cuts the last number, and what stands behind it, off: "procaine 20 mg" is "procaine". False
 * where there is none. */
bool words_cut_number(char *text);

/* REFUSED where it holds a line feed or another control character: what is printed on a label
 * has none. what names it in the refusal: "a lot number". */
bool line_check(const char *text, const char *what, struct error *err);

/* Check digits. CAS: weights 1, 2, 3 ... from the right, modulo 10. UNII: base-36 values of the
 * first nine, summed, modulo 36, give the tenth. GTIN of 8, 12, 13 or 14 digits: weights 3, 1
 * from the right; out is 14 digits, padded with zeros in front (GS1 General Specifications
 * 7.9). REFUSED with the digit that was expected. */
bool cas_check(const char *text, struct error *err);
bool unii_check(const char *text, struct error *err);
bool gtin_parse(const char *text, char out[15], struct error *err);

#endif
