/*
 * deviation.h - what departed from the rules, to be looked into
 *
 * What has already happened is recorded even where a rule says no; the record
 * then opens a deviation, which names what the rule said and stands in every
 * report of the act (DESIGN.md law 4). Why is the act's own exception text.
 */
#ifndef DEVIATION_H
#define DEVIATION_H

#include "store.h"

enum { DEVIATION_NUMBER = 24 };

/*
 * Open one for what a rule said of a lot, a batch or a session (0 for none of them) in the act
 * under way; gives its number, "D26-0001", unless number is NULL. The year is that of the
 * entry. Where the act opened one for the same reason, lot and batch already, that one stands
 * for both; what is opened once a session is entered names that session.
 */
bool deviation_open(struct store *store, const char *what, int64_t lot, int64_t batch,
                    int64_t session, char number[DEVIATION_NUMBER], struct error *err);

/* The id of a number, compared folded. MISSING with the nearest. */
bool deviation_find(struct store *store, const char *number, int64_t *deviation,
                    struct error *err);

/*
 * A rule says no, in err, of what is being recorded: where the act has already happened
 * (--happened), open a deviation with the rule's sentence, forget the refusal and go on (true);
 * else the refusal stands (false). Only a REFUSED fault is forgiven, and laws 2, 3, 8 and 10
 * never ask.
 */
bool deviation_instead(struct store *store, int64_t lot, int64_t batch, int64_t session,
                       struct error *err);

#endif
