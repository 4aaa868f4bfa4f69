/*
 * reaction.h - what a patient showed or felt after a session
 *
 * A reaction is of one session and stays with it when that is corrected. What
 * changes (severity, outcome, treatment, whom it was reported to) is one more
 * entry; nothing is overwritten. Rates set the sessions with a reaction against
 * all sessions, and say plainly where one lot stands out from its like.
 */
#ifndef REACTION_H
#define REACTION_H

#include "session.h"

enum { REACTION_NUMBER = 24 };

/* per cent: how improbable it must be that so many fall on one by chance */
#define RULE_REACTION_SIGNAL "reaction-signal"
/* so many sessions with a reaction at least, before one stands out */
#define RULE_REACTION_LEAST  "reaction-least"

/* What is found out at one time; NULL: as it was, or not said. */
struct reaction_entry {
	const char *severity;        /* "mild", "moderate", "severe", "life-threatening" */
	const char *outcome;         /* "ongoing", "resolving", "resolved", "lasting", "fatal",
	                              * "unknown" */
	const char *treatment;
	const char *reported_to, *reference;
	const char *note;
};

/* A reaction as it is told. */
struct complaint {
	const char *session;
	const char *kind;            /* a code of the list of kinds, or what it says */
	struct moment onset;         /* between the session and now; not said: not known */
	const char *area;
	const char *told_by;         /* NULL: the patient */
	bool another;                /* one more of the kind, alike in all */
	struct reaction_entry first; /* its severity must be said */
};

struct reaction {
	int64_t id, session, patient;
	char number[REACTION_NUMBER];
	bool grave;                  /* it was severe or worse, once */
};

/* Enter a reaction, A26-0001, to a session that stands. REFUSED: the session does not stand,
 * the onset lies before it or has not come, no severity is said, the same is on record of it
 * and it is not said to be another; MISSING: no such kind. */
bool reaction_add(struct store *store, const struct complaint *complaint, struct reaction *out,
                  struct error *err);
/* What is found out or done since. REFUSED when it says nothing. */
bool reaction_follow(struct store *store, const char *number,
                     const struct reaction_entry *entry, struct reaction *out,
                     struct error *err);
/* It never was: told of the wrong session, or of nobody. One that ever was severe or worse is
 * taken back under a signature on it, amended; signing may be NULL in a practice store. REFUSED
 * without a reason. */
bool reaction_reverse(struct store *store, const char *number, const struct signing *signing,
                      struct error *err);
/* By number, compared folded. MISSING with what to do. */
bool reaction_find(struct store *store, const char *number, struct reaction *out,
                   struct error *err);

/* ---- Rates ---- */

enum reaction_by { BY_LOT, BY_BATCH, BY_RECIPE, BY_PRACTITIONER, BY_INGREDIENT, BY_COUNT };

/* REFUSED for what there are no rates by. */
bool reaction_by_parse(const char *text, enum reaction_by *out, struct error *err);

/* One lot, batch ... and how it compares with its like: the other lots of its product, the
 * other batches of its recipe, all other sessions. */
struct reaction_rate {
	char name[MAKER_ROOM], of[CODE_ROOM];   /* of: its product or recipe; empty: none */
	int64_t sessions, reacted;   /* standing sessions, and those with a reaction */
	int64_t others, others_reacted;
	int64_t chance;              /* billionths: see reaction_chance(); 10^9 where nothing is
	                              * compared */
	int64_t compared;            /* how many of its like were */
	bool stands_out;
};

/* What the rates are over. */
struct reaction_ask {
	enum reaction_by by;
	const char *kind;            /* NULL: any */
	struct instant from, to;     /* of the sessions */
};

/*
 * Fill a list that the caller frees, in the order of name. One stands out where
 * reaction_chance() times the number compared (Bonferroni's correction: with twenty lots one
 * looks odd at 5 %) is at most what the rule 'reaction-signal' says, and at least
 * 'reaction-least' of its sessions had a reaction.
 */
bool reaction_rates(struct store *store, const struct reaction_ask *ask,
                    struct reaction_rate **out, int *count, int64_t *percent,
                    struct error *err);

/*
 * Fisher's exact test, one-sided: were the reactions dealt out at random over all the sessions,
 * how probable is it that so many or more fall on these? In billionths, rounded up. hit of seen
 * against others_hit of others. Fisher's, because the counts are small, where a chi-squared or
 * normal approximation is wrong; one-sided, because only too many are looked for. (R. A.
 * Fisher, Statistical Methods for Research Workers, section 21.02.)
 */
int64_t reaction_chance(int64_t hit, int64_t seen, int64_t others_hit, int64_t others);

#endif
