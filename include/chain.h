/*
 * chain.h - the record examined: is every row still what was sealed
 *
 * Recomputes the chain (DESIGN.md law 13) by walking every sealed table in order
 * of id: ids grow with actions, so one pass merges them whatever their number.
 * What does not fit is named, one finding at a time. A chain that was cut at its
 * end or rewritten from some act on fits in itself: only a head kept outside the
 * store shows it.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "store.h"

enum { FINDING_TEXT = 512, MOST_HEADS = 64, HEAD_LEAST = 12, ACTED_TEXT = 96 };

enum finding_kind {
	FINDING_SCHEMA,              /* a table, index, view or trigger is not as this program
	                              * lays it */
	FINDING_ENGINE,              /* the engine finds its file damaged, or a reference to
	                              * nothing */
	FINDING_ROW,                 /* a row is missing, out of its order or of no action */
	FINDING_ACTION,              /* an action's rows are not what was sealed */
	FINDING_SEAL,                /* a seal is missing or changed */
	FINDING_SHELF,               /* what is derived is not what it is derived from */
	FINDING_IDENTITY,            /* an identity is not what its digest says */
	FINDING_HEAD,                /* a head kept outside is not in the chain */
};

struct finding {
	enum finding_kind kind;
	char table[64];              /* empty where it is of none */
	int64_t row, action;         /* 0 where it is of none */
	char text[FINDING_TEXT];     /* a sentence */
};

struct examination;

/* Begin; stand within store_freeze() where others may write. STORE when the engine cannot. */
bool chain_examine(struct store *store, struct examination **out, struct error *err);
/* The next finding; false at the end. What the engine cannot read is a finding too. */
bool chain_next(struct examination *examination, struct finding *out);
void chain_examined(struct examination *examination);

/*
 * Look out for a head kept outside, all of it or its first 12 digits and more: before the first
 * chain_next(). USAGE when it is no such thing. Once the end is reached, chain_had() gives the
 * action it seals, 0 where the record never had it.
 */
bool chain_look_for(struct examination *examination, const char *head, struct error *err);
int64_t chain_had(const struct examination *examination, int head);

/*
 * Every row an action made, table by table in order of name. Found by halving, since ids grow
 * with actions. The row and what else is given lasts until the next call.
 */
struct acted;
bool chain_acted(struct store *store, int64_t action, struct acted **out, struct error *err);
const struct row *acted_next(struct acted *acted, const char **table, struct error *err);
/* The row of that table before it which says the same in the column; NULL when this one is the
 * first. */
const struct row *acted_before(struct acted *acted, const char *column, struct error *err);
/* What the id in that column stands for: its code or number, with that of its owner where it is
 * only a number within it ("GLOW-3/4"). NULL where it is no reference. */
const char *acted_means(struct acted *acted, const char *column, int64_t id,
                        char out[ACTED_TEXT]);
void acted_end(struct acted *acted);

/*
 * One table of many actions, for a list of them. made_ids() gives the different values that the
 * rows which an action made in a table have in a column, NULL left out, at most so many; its
 * answer is how many there are, one more than the most standing for any more. Found by halving,
 * as above; 0 where it made none.
 */
struct made;
struct made *chain_made(struct store *store);
int made_ids(struct made *made, const char *table, const char *column, int64_t action,
             int64_t *ids, int most);
void made_end(struct made *made);

#endif
