/*
 * today.h - what needs a person now
 *
 * When somebody is told, and how long before, is a row (rules of kind alert): what ends within
 * a span of now is shown. Nothing is kept: each list is asked of the record as it stands.
 */
#ifndef TODAY_H
#define TODAY_H

#include "course.h"
#include "rule.h"

/* An alert in force: so long before an end somebody is told. */
struct alert {
	char code[RULE_CODE];
	int64_t seconds;
};

enum { MOST_ALERTS = 16 };

/* Alerts of a condition ("expiry", "container", "batch", "licence", "due-ahead", "due-late"),
 * the shortest first; none where no rule of it is in force. */
bool today_alerts(struct store *store, const char *condition, struct alert out[MOST_ALERTS],
                  int *count, struct error *err);

/* Now and the longest of them; empty where there is none. */
bool today_horizon(struct store *store, const char *condition, struct instant *out,
                   struct error *err);

/* Who is due: from so long ago to so far ahead of a local day as the alerts "due-late" and
 * "due-ahead" say, of all who were treated lately enough to be due at all. False in looks where
 * neither is in force: then it is the day alone. */
bool today_due_window(struct store *store, const struct day *today, struct due_ask *ask,
                      bool *looks, struct error *err);

/* Bought lots on the shelves whose expiry comes at from or later and before to (from empty:
 * that has come): rows "lot", "product", "expires", "expires_at", "amount", "unit". */
struct row *today_expiring(struct store *store, const struct instant *from,
                           const struct instant *to, struct error *err);

/* Batches in quarantine of which something is on a shelf: rows "batch", "recipe", "amount",
 * "unit", "maker", "prepared". */
struct row *today_waiting(struct store *store, struct error *err);

#endif
