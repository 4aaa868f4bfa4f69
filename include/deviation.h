/*
 * deviation.h - what departed from the rules, to be looked into
 *
 * What has already happened is recorded even where a rule says no; the record
 * then opens a deviation, which names what the rule said and stands in every
 * report of the act (DESIGN.md law 4). Why is the act's own exception text.
 */
#ifndef DEVIATION_H
#define DEVIATION_H

#include "day.h"
#include "signature.h"
#include "store.h"

enum { DEVIATION_NUMBER = 24 };

/* A deviation on record. */
struct deviation {
	int64_t id, lot, batch, session;     /* what it is about; 0 for none of them */
	char number[DEVIATION_NUMBER];
	char status[16];             /* open, assessed, closed; reversed with the act that
	                              * opened it */
	char decision[16];           /* once closed: use, reject, nothing */
};

/*
 * Open one for what a rule said of a lot, a batch or a session (0 for none of them) in the act
 * under way; gives its number, "D26-0001", unless number is NULL. The year is that of the
 * entry. Where the act opened one for the same reason, lot and batch already, that one stands
 * for both; what is opened once a session is entered names that session.
 */
bool deviation_open(struct store *store, const char *what, int64_t lot, int64_t batch,
                    int64_t session, char number[DEVIATION_NUMBER], struct error *err);

/* One that somebody noticed, in an act of its own. REFUSED where it says nothing. */
bool deviation_report(struct store *store, const char *what, int64_t lot, int64_t batch,
                      int64_t session, char number[DEVIATION_NUMBER], struct error *err);

/* By its number, compared folded. MISSING, saying where they are listed. */
bool deviation_find(struct store *store, const char *number, struct deviation *out,
                    struct error *err);

/* What else an inquiry finds; each NULL, or empty, where it was not said. */
struct inquiry {
	const char *done;            /* at once, against it */
	const char *others;          /* what it means for other lots, batches and patients */
	const char *measures;        /* that set it right and keep it from coming again */
	const char *responsible;     /* a person's code, who sees to them */
	struct day due;              /* until then */
};

/* What it means for whom and what. REFUSED where it is closed, or was reversed, or measures are
 * due of nobody. */
struct assessing { const char *number, *impact; struct inquiry inquiry; };
bool deviation_assess(struct store *store, const struct assessing *assessing,
                      struct error *err);

/*
 * Close what was assessed, under a signature that it was reviewed: the root cause, and what is
 * decided of what it is about: "use", "reject" or "nothing". REFUSED: not assessed, closed
 * already, reversed, no cause, another decision; who had a hand in the batch it is about, or
 * signed that the session it is about was otherwise, where rule second-person holds, save who is
 * alone and checks their own work (self-check).
 */
struct closing { const char *number, *cause, *decision; struct inquiry inquiry; };
bool deviation_close(struct store *store, const struct closing *closing,
                     const struct signing *signing, struct error *err);

/* What was done of a measure it asks for, which 'today' lists until then; where it is closed that
 * is signed as reviewed anew. REFUSED: none waits, or several and none of them is named. */
struct doing {
	const char *number, *what;
	int64_t measure;             /* as they are counted there; 0: the only one */
};
bool deviation_done(struct store *store, const struct doing *doing,
                    const struct signing *signing, struct error *err);

/* The same at once, within the act under way, for one a signed rule already decided: what is an
 * exception to be seen and nothing to be looked into. */
bool deviation_settle(struct store *store, const char *number, const char *because,
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
