/*
 * body.h - the parts of the body, and what lies within what
 *
 * Areas are phrases of the list "area", in any language, and the list "within" says in which
 * wider one each lies: "forehead" within "face", and that within "head". A clinic adds to
 * both. One that lies within none and has none within it, "scars", may be anywhere.
 */
#ifndef BODY_H
#define BODY_H

#include "store.h"

struct body;

/* Where an area lies of others; perhaps: it is wider than they are, or nobody knows where. */
enum lies { LIES_OUTSIDE, LIES_PERHAPS, LIES_WITHIN };

/* MISSING with the nearest where what was said names no area there is. Empty and NULL are
 * nothing said. */
bool body_knows(struct store *store, const char *said, struct error *err);

/* All areas there are; NULL on error. */
struct body *body_read(struct store *store, struct error *err);
void body_free(struct body *body);
/* Of what was said, "left cheek and chin", and the areas of a rule, "face; neck". */
enum lies body_lies(const struct body *body, const char *said, const char *areas);

#endif
