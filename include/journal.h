/*
 * journal.h - all that was ever done, by whom and why
 *
 * The journal is the actions in their order; its head is the newest hash of the
 * chain that seals them (chain.h). An action is shown as the rows it made, each
 * beside what stood there before; a secret is never shown.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "chain.h"

/* What is asked of the journal; NULL, empty or 0 for anything. */
struct question {
	int64_t person;              /* who did it or typed it */
	const char *subject;         /* a code: the acts whose rows name it */
	const char *verb;            /* "lot receive", or "lot" for all its verbs */
	struct day from, to;         /* entered on these days */
	int64_t last;                /* only so many, the newest */
};

/* The statement that answers, and what to bind to it, some of which it holds itself. */
struct journal_list {
	enum query query;
	struct bind bind[8];
	struct instant from, to;
	char verb_of[64];
};

/* Into that statement; the zone tells when days begin. MISSING when nothing on record has the
 * code. */
bool journal_ask(struct store *store, const struct question *question, const struct zone *zone,
                 struct journal_list *out, struct error *err);

/* One action of that list. Texts last until the next call. */
struct act {
	int64_t id;
	struct instant entered, event;   /* event: empty where it happened when it was
	                                  * entered */
	const char *person, *typist, *verb, *reason, *exception;
	char signer[41];             /* who signed it, if not who did it; else empty */
	char subject[160];           /* the codes of what it was about: "L26-0001 HA-20",
	                              * "S26-000318 P-0042" */
};

struct acts;
bool journal_acts(struct store *store, const struct journal_list *list, struct acts **out,
                  struct error *err);
bool acts_next(struct acts *acts, struct act *out, struct error *err);
void acts_end(struct acts *acts);

/* One value of one row that an action made. Texts last until the next call. */
struct change {
	const char *table;
	int64_t row;
	const char *column;
	char before[256], now[256];  /* before is empty where the row is the first of its
	                              * kind */
};

struct changes;
/* MISSING when there is no such action. */
bool journal_changes(struct store *store, int64_t action, struct changes **out,
                     struct error *err);
bool changes_next(struct changes *changes, struct change *out, struct error *err);
void changes_end(struct changes *changes);

/* The hash that seals an action. MISSING when there is no such action. */
bool journal_seal(struct store *store, int64_t action, struct digest *out, struct error *err);

/* What was answered to the act with that key: true with answer NULL when there was none.
 * REFUSED when its request was another. The answer lasts until this is asked again. */
bool journal_answered(struct store *store, const char *key, const char *request,
                      const char **answer, struct error *err);
/* Keep what the act under way answers, for the next time its key comes. */
bool journal_answer(struct store *store, const char *answer, struct error *err);

#endif
