/*
 * handling.h - what comes in, is put elsewhere or dissolved, judged by the rules
 *
 * lot.h enters it and refuses what cannot be; whether it may be so is asked here of rules a
 * pharmacist may change, in the same act: each that is hit warns, or stops the act unless it is
 * passed with --override, or has happened already (judge.h).
 */
#ifndef HANDLING_H
#define HANDLING_H

#include "lot.h"

/*
 * lot_receive(), and: kept as the product is to be kept (rules storage-room, -fridge, -freezer:
 * what is kept cool may stand in no warm place; a product that is not said to be kept somehow is
 * not judged); where a place is not, what is kept cool is warned of (storage-unsaid); no more
 * containers than are likely (delivery-size); save of stock that was there before the record
 * began, no expiry too far ahead (expiry-ahead), nor one that was past (expired-on-arrival).
 */
bool handling_receive(struct store *store, const struct receipt *receipt, struct lot *out,
                   struct error *err);

/* Within the act that corrects its expiry: it is no further ahead than it may come. */
bool handling_corrected(struct store *store, const struct lot *lot, struct error *err);

/* lot_transfer(), and kept there as it is to be kept. */
bool handling_transfer(struct store *store, const struct parcel *parcel, struct sent *out,
                    struct settlement *told, struct error *err);

/* Of a batch where its lot is put, within the act: it is kept as its recipe says, where both are
 * said. */
bool handling_put(struct store *store, int64_t batch, int64_t lot, int64_t place,
                  struct error *err);

/* lot_dissolve(), and: in what is all diluent or local anaesthetic (rule dissolving-in: its two
 * classes, and buffers and excipients), to the volume the maker states (made-up-stated). */
bool handling_dissolve(struct store *store, const struct dissolving *dissolving, struct lot *out,
                    struct settlement *told, struct error *err);

#endif
