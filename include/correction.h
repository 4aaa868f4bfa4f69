/*
 * correction.h - what was mistyped of a lot, and all that follows
 *
 * A lot that says otherwise says so of every batch it went into: that one's composition and
 * beyond-use date, and whether what was signed is still so. lot_correct() corrects the lot's
 * own rows; an act is this one, which knows batches too.
 */
#ifndef CORRECTION_H
#define CORRECTION_H

#include "batch.h"

/*
 * Correct a lot and follow it, in one act, into every batch made of it, and of those, to the
 * end. after: the lots of those that differ now, to be given back with batch_followed_free()
 * whatever is said here. REFUSED as lot_correct().
 */
bool correction_of_lot(struct store *store, const struct lot_entry *entry, struct lot *out,
                       struct followed *after, struct error *err);

#endif
