/*
 * ledger.h - moves of stock, and nothing else
 *
 * A balance is never stored: it is the sum of moves, and over all places, the ends
 * outside included, every lot sums to zero. A location is a lot at a place, in one of
 * its opened containers or (container 0) unopened or in bulk. Every verb that moves
 * stock posts its moves and then settles, once, at its end: that is where the laws of
 * stock (DESIGN.md laws 2, 3 and 6) are kept, judged on the state after all of its moves.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "place.h"
#include "quantity.h"
#include "store.h"

struct move {
	int64_t lot;
	int64_t source, source_container;    /* place; container, 0 for unopened or in bulk */
	int64_t target, target_container;
	int64_t amount;                      /* atoms of the product's unit */
	const char *kind;                    /* receipt opening open use make loss give waste
	                                      * return transfer count */
	int64_t batch_line, syringe, tally;  /* because of which; 0 for none */
	int64_t reverses;                    /* the move it undoes; 0 for none */
	const struct instant *at;            /* NULL: the event of the act */
};

/* Post it. REFUSED when the location it leaves holds less than that now, naming lot, place and
 * what is there. A reversal is posted by ledger_reverse() alone. */
bool ledger_move(struct store *store, const struct move *move, struct error *err);

/* What settling did besides, for the command to say. */
struct told {
	enum { TOLD_WASTED, TOLD_COUNT_KEPT } what;
	char lot[24], place[CODE_ROOM];
	int64_t container;                   /* its ordinal, 0 for unopened or in bulk */
	struct quantity amount;              /* wasted; or the difference posted, which may be
	                                      * negative */
	struct quantity counted;             /* what the count that was kept true found */
	struct instant at;
};

enum { MOST_TOLD = 64 };

struct settlement {
	struct told told[MOST_TOLD];
	int count;                           /* of told */
	int more;                            /* for which there was no room */
};

/*
 * The end of every verb that moves stock; a verb called by another leaves it to the outer one.
 * 1. What is left in single-use containers opened in this act leaves as waste, at the instant
 * they were opened. 2. A count of a touched location that stood after the moves is kept true:
 * the difference is posted at
 *    the count's instant. A move dated at the very instant of a count but entered later comes
 *    after it.
 * 3. No location inside is below zero at any instant from the first move on; moves of one
 * instant count
 *    together. REFUSED naming lot, place and the first instant at which it would break.
 * told is added to, and may be NULL.
 */
bool ledger_settle(struct store *store, struct settlement *told, struct error *err);

/* Reverse every standing move of an action, each at its own instant, and record the reversal;
 * the caller settles. MISSING when there is no such action; REFUSED when it was reversed
 * already, is itself a reversal, or moved nothing. */
bool ledger_reverse(struct store *store, int64_t action, struct error *err);

/* Reverse the moves of one batch line, one syringe (0 for none) or one move, at their own
 * instants, as a correction does. REFUSED when nothing of it stands. The caller posts what is
 * right, and settles. */
bool ledger_reverse_line(struct store *store, int64_t batch_line, struct error *err);
bool ledger_reverse_syringe(struct store *store, int64_t syringe, struct error *err);
bool ledger_reverse_move(struct store *store, int64_t move, struct error *err);

/* What lies at a location: now, or at the end of an instant (NULL: now). */
bool ledger_balance(struct store *store, int64_t lot, int64_t place, int64_t container,
                    const struct instant *at, int64_t *amount, struct error *err);
/* The most that can be taken from it at an instant without breaking any later one up to the
 * next count. */
bool ledger_free(struct store *store, int64_t lot, int64_t place, int64_t container,
                 const struct instant *at, int64_t *amount, struct error *err);

#endif
