/*
 * waiting.h - what waits for somebody's signature
 *
 * Batches to verify or release, sessions to sign as performed, counts: found for one person, shown, and
 * signed as shown, each with a signature of its own bound to what was shown. Drafts of recipes,
 * rules and deviations are named with what signs them: an approval is a decision of its own.
 * What a rule still bars is named with its reason and not signed.
 */
#ifndef WAITING_H
#define WAITING_H

#include "session.h"

enum { MOST_WAITING = 256, WAITING_TEXT = 200, WAITING_LINES_TEXT = 600 };

struct waiting {
	struct subject subject;
	const char *meaning;         /* of the signature it waits for */
	char code[CODE_ROOM + 24];
	char of[CODE_ROOM];          /* the recipe of a draft */
	char about[WAITING_TEXT];
	char lines[WAITING_LINES_TEXT];   /* of a batch: how much of which lots */
	struct instant at;           /* made, given, drafted, entered, happened */
	bool again;                  /* it was signed so before, and has changed since */
	char why_not[256];           /* what bars it; empty: it can be signed */
	struct digest content;       /* what the signature would bind to */
};

struct waiting_list {
	struct waiting item[MOST_WAITING];
	int count, more;             /* more: how many wait besides */
	struct digest digest;        /* of all that can be signed, as it is now */
};

/* All that waits for a person, or only what has the code; the oldest of a kind first. MISSING
 * where nothing of that code does. */
bool waiting_for(struct store *store, int64_t person, const char *code,
                 struct waiting_list *out, struct error *err);

/* Sign all of the list that can be, with one password, in one act. REFUSED where anything
 * differs from what the list shows; and as each act by itself is. */
bool waiting_sign(struct store *store, const struct waiting_list *list,
                  const struct signing *signing, struct error *err);

#endif
