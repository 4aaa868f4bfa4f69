/*
 * lot_inside.h - what the files of this module share
 */
#ifndef LOT_INSIDE_H
#define LOT_INSIDE_H

#include "lot.h"
#include "nearest.h"
#include "supplier.h"

#include <stdio.h>

/* The event of the act, where none is given. */
static inline const struct instant *when(struct store *store, const struct instant *at)
{
	return at ? at : store_event(store);
}

/* An instant as the clinic reads it. */
bool lot_local(struct store *store, const struct instant *at, char text[INSTANT_LOCAL],
               struct error *err);
/* A powder: counted by mass or units in containers that are taken whole. */
bool lot_is_dry(const struct product *product);
/* Append "item" to a list for a person, ", " between; "..." when there is no room. */
void lot_append(char *list, size_t size, const char *item);
/* The strength a row gives in its columns strength, strength_unit, strength_per. */
bool lot_row_strength(const struct row *row, enum unit per, struct strength *out,
                      struct error *err);
/* Rows of assay, from words such as "ascorbic-acid=98.2 %". */
bool lot_write_assays(struct store *store, int64_t lot, const char *const *assays,
                      struct error *err);
/* The one place or container a parcel means, and how much of it. */
struct lying { struct lot lot; int64_t place, container, there; char place_code[CODE_ROOM]; };
/* Its lot, and its place where that is said. */
bool lot_of_parcel(struct store *store, const struct parcel *parcel, struct lying *out,
                   struct error *err);
/* A product, or a lot of it, as the need of some of it; named: what the need then points to. */
bool lot_need(struct store *store, const char *text, struct need *need, const char *named[2],
              struct product *product, struct error *err);
bool lot_where(struct store *store, const struct parcel *parcel, struct lying *out,
               struct error *err);

/* Whether a supplier (id 0: not said) may have delivered a lot then, by the rule of that: where it
 * forbids, what has happened is recorded; where it asks for a second word, a reason is. */
bool lot_may_come_from(struct store *store, const struct supplier *supplier,
                       const struct instant *at, int64_t lot, struct error *err);

/* REFUSED when the maker's number is on record for the product with another expiry, or not
 * itself but one that looks like it; lot: not that one. */
bool lot_refuse_twin(struct store *store, const struct product *product, int64_t lot,
                     const char *maker_number, const char *expires, struct error *err);

/* REFUSED where another lot is one delivery typed twice: the same number, amount and supplier on
 * one day. */
struct delivered {
	int64_t lot, product, supplier, amount;
	const char *maker_number;            /* NULL: none is printed */
	const struct instant *at;
	const struct zone *zone;
};
bool lot_refuse_delivered(struct store *store, const struct delivered *delivered,
                          struct error *err);

#endif
