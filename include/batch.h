/*
 * batch.h - a mixture really made, and how it came out of its lots
 *
 * A batch binds to one version and keeps its own copy of every line as executed:
 * lot, container, amount required and used, the factors between. Making it is one
 * act: inputs out to the bench, product in with its own number; a worksheet is that
 * act seen and undone. What is kept is a lot like any other; its composition is the
 * lines as executed over what was made up, rounded once; its beyond-use date (BUD) is
 * the earliest of its terms, all of which stay.
 */
#ifndef BATCH_H
#define BATCH_H

#include "judge.h"
#include "lot.h"
#include "recipe.h"
#include "signature.h"

/* within which span as much of the same is one batch typed twice */
#define RULE_SAME_BATCH "same-batch"

enum { MOST_DRAWS = MOST_PICKS, MOST_USES = 64, MOST_PATIENTS = 16 };

/* A lot named by hand for a line, or the amount of it really used. */
struct use {
	int64_t position;            /* of the line */
	const char *lot;             /* any code of a lot or an opened container; NULL:
	                              * whichever FEFO takes */
	struct quantity amount;      /* really used, where measured is set */
	bool measured;
};

/* Read "2=HA-88213:2.9 mL", "2=HA-88213", "2=2.9 mL"; cuts text up, and points into it. */
bool use_parse(char *text, struct use *out, struct error *err);

/* What is to be made, of what. */
struct compounding {
	const char *recipe;          /* "GLOW-3", "GLOW-3.4" */
	int64_t version;             /* or the version itself, where it is known: then recipe is
	                              * not read */
	struct quantity yield;       /* 0 atoms: what the recipe says */
	struct packs into;           /* containers it is put into; each 0 atoms: not said */
	const char *const *patients; /* codes; ends with NULL; NULL: for stock */
	struct quantity made_up;     /* as measured; 0 atoms: the target */
	struct quantity kept;        /* 0 atoms: all of it, or what goes into the containers */
	const struct use *uses;      /* use_count of them */
	int use_count;
	const char *place;           /* where it is put; NULL: where the first of its lots
	                              * lay */
	const char *equipment, *environment;   /* used and worked in, as a person says it; may
	                                        * be NULL */
	struct instant until;        /* a BUD given by hand; empty: as its terms allow */
	bool another;                /* the same was made besides, shortly before or after */
	bool worksheet;              /* only to see, and undone by the caller: what is short is
	                              * marked, not refused */
	const struct signing *signing;   /* of who made it; NULL: it is only seen, or at the
	                                  * chair, where one signature stands for all */
};

/* One amount drawn: a line is met by one or several. */
struct draw {
	struct pick pick;            /* its required and amount: exactly, and as measured or
	                              * really used */
	int line;                    /* of the worksheet's lines */
	const char *reason;          /* why this lot or amount; NULL: as the worksheet says */
	int64_t batch_line;
	int64_t left;                /* of the lot inside the clinic afterwards, atoms of its
	                              * unit; batch_make() alone */
};

/* What a line asks and how it is met. */
struct planned {
	struct line line;
	struct ratio target;         /* after the factor, in atoms of the line's unit; of a
	                              * fill: what is left to fill */
	int first, draws;            /* of the worksheet's draws */
	bool lacking;                /* there is not enough of it; why says what is needed and
	                              * what is there */
	struct shortage short_of;    /* where that is because there is too little of it */
	bool at_mark;                /* filled to the mark over a powder: the amount is as
	                              * measured */
	char why[512];
};

/* What was passed over for a line, and why. */
struct overlooked { int64_t position; struct passed passed; };

/* A batch as it is laid out and executed. */
struct worksheet {
	struct version version;
	struct ratio factor;         /* yield asked for over the recipe's */
	struct quantity target, made_up, kept;
	struct planned lines[MOST_LINES];
	int line_count;
	struct draw draws[MOST_DRAWS];
	int draw_count;
	struct overlooked passed[MOST_PASSED];
	int passed_count, passed_more;   /* more: how many besides were passed over */
	int lacking;                 /* lines that are not met: then nothing was made */
	char notes[512];             /* what to know besides, one sentence a line; empty for
	                              * none */
	struct settlement told;      /* what settling the ledger did */
};

struct made {
	int64_t batch, lot;          /* the lot of what was kept */
	char number[LOT_NUMBER];     /* "B26-0117" */
	struct quantity made_up, kept;
	struct instant until;        /* its BUD */
	bool waits;                  /* for the signature of who made it */
	struct elsewhere elsewhere;  /* what rules of elsewhere say of it */
};

/*
 * Make a batch, in one act: line by line lots by FEFO or as named, each amount by its lot's
 * assay; product in. Its lot is in quarantine until it is released. Who made it signs that it
 * is prepared: in the act, with the password of compounding->signing, in a practice store
 * without one; else it waits for that (batch_prepare). sheet shows what was done, and why.
 * REFUSED: who makes it may not sign; a line is short; below zero to fill, a part of a piece; a lot chosen
 * against FEFO, or used beyond tolerance (rule use-tolerance), without the act's reason; a fill
 * over a powder that was not measured; lines that do not come to the yield within rule
 * yield-tolerance where what was made up was not measured, or cannot be it; more kept than was
 * made up; a BUD that is past, or given by hand and later than its terms allow; a regime that
 * gives no time where it is kept; as much of the same was made for the same by the same hand
 * within the rule 'same-batch' and it is not said to be another; what version_for() refuses, and what a
 * rule forbids (judge.h).
 */
bool batch_make(struct store *store, const struct compounding *compounding,
                struct worksheet *sheet, struct made *out, struct error *err);

/*
 * The same at the chair, within the act of a session, for the one patient present
 * (compounding->patients): flagged chair, released by the act, the BUD also the rule
 * immediate-use. The ledger is not settled and the mixture not judged (judge.h): the session
 * does so when it has given.
 */
bool batch_mix(struct store *store, const struct compounding *compounding,
               struct worksheet *sheet, struct made *out, struct error *err);

/* A batch on record. */
struct batch {
	int64_t id, action, lot, version, maker;
	char number[LOT_NUMBER];
	struct instant prepared;
	struct quantity target, made_up, kept;
	bool measured, chair, reversed;
	int64_t packs;
	char regime[16], process[24];        /* as it was made; empty where it was dissolved */
	struct instant ends;         /* its BUD given by hand; empty: none was */
};

/* By its number, or any code that means its lot. MISSING with "did you mean". */
bool batch_find(struct store *store, const char *text, struct batch *out, struct error *err);
/* The batch a lot came from; id 0 where it was bought. */
bool batch_of_lot(struct store *store, int64_t lot, struct batch *out, struct error *err);

/* REFUSED unless the batch is for stock or for this patient: "B26-0117 was made for P-0042". */
bool batch_for_patient(struct store *store, int64_t lot, int64_t patient, struct error *err);

/* REFUSED where somebody reported that a lot, or what it was made of, departed from the rules,
 * and that was known then (at) and is not closed, or was decided against it. */
bool batch_undoubted(struct store *store, int64_t lot, const struct instant *at,
                     struct error *err);

/* The sessions something of a batch's own lot was given in. REFUSED beyond so many. */
enum { MOST_BATCH_SESSIONS = 256 };
bool batch_sessions(struct store *store, const struct batch *batch, int64_t *out, int *count,
                    struct error *err);

/* What is looked at or measured before release: what the version's quality lines ask, "clarity;
 * pH 5-7; volume 9.8-10.2 mL", else what the rules of kind duty and condition release do. */
enum check_state { CHECK_MISSING, CHECK_PASSED, CHECK_FAILED };
enum check_measure { CHECK_LOOKED_AT, CHECK_PH, CHECK_AMOUNT };

enum { MOST_CHECKS = 32, CHECK_ROOM = 80 };

struct check {
	char what[CHECK_ROOM];
	enum check_measure measure;
	struct quantity least, most; /* of a pH: hundredths; meaningless where it is looked
	                              * at */
	char limits[CHECK_ROOM + 80];        /* in words, with the rule where one says so;
	                                      * empty */
	int64_t rule;                /* the version of the rule with the limits; 0: the
	                              * recipe's */
	bool needed;                 /* the batch is not released without it */
	enum check_state state;
};

/* The checks asked of a batch, in order, and how each stands: its newest result. None of what
 * was dissolved as its label says. */
bool batch_checks(struct store *store, const struct batch *batch, struct check *out, int *count,
                  struct error *err);

/* Record one check that is known: what, its result, whether it passed. What is looked at is said
 * to have passed or not ("pass", "fail: cloudy", or passed is false); what has limits is judged
 * by the value in result, whatever passed says. "pH=6.1" or "pH 6.1" may be said in one. One
 * that did not pass opens a deviation. REFUSED where it is no check that is known, it is said
 * neither that it passed nor that it did not, a value is none, or what did not pass before is
 * checked again without the act's reason: both stay. Gives how it was judged, and what was
 * seen, unless out is NULL. */
struct found { struct check check; char result[CHECK_ROOM * 4]; };
bool batch_check(struct store *store, const char *batch, const char *what, const char *result,
                 bool passed, struct found *out, struct error *err);

/* All that is asked and was not recorded yet, passed by who signs for it (0: who sits here); a
 * volume that was measured when it was made is judged by that. REFUSED where one needs a value.
 * Gives what it recorded, at most MOST_CHECKS. */
bool batch_pass_checks(struct store *store, const char *batch, int64_t signer,
                       struct check *out, int *count, struct error *err);

/* What the recipe of a mixture made at the chair asks, within the act that gives it: "pass" for
 * all that is looked at, each other as in batch_check(). REFUSED where one is not said or does
 * not pass. */
bool batch_check_chair(struct store *store, const char *batch, const char *const *said,
                       int count, struct error *err);

/* Signed as prepared, later: by who made it. REFUSED: by another, signed already. */
bool batch_prepare(struct store *store, const char *batch, const struct signing *signing,
                   struct error *err);
/* Verified by a second person, who signs. REFUSED: by who made it, where the rule second-person
 * holds and self-check does not; what neither who made it nor who corrected it has signed as it
 * is, save with the act's reason where who made it may not sign any more; a check that failed; a deviation that concerns it and is not
 * closed, or was decided against it. */
bool batch_verify(struct store *store, const char *batch, const struct signing *signing,
                  struct error *err);
/* What was held is released again with the act's reason, by who may 'lot release'. REFUSED: not
 * verified, or the signature on that has lapsed; a check that failed, or is asked and missing;
 * a deviation that concerns it and is not closed; more or less made up than the target (rule
 * yield-tolerance) without a deviation on it that was closed, or than the lines say; a BUD that
 * is past; made of what is held, recalled or rejected. */
bool batch_release(struct store *store, const char *batch, const struct signing *signing,
                   struct error *err);
/* Whether it is signed as it is now, by who made it or who corrected it since; at the chair, or
 * dissolved as its label says, it needs no such signature. */
bool batch_answered_for(struct store *store, const struct batch *batch, bool *answered,
                        struct error *err);
/* Which signature one in quarantine waits for, as it is now: "prepared", "verified" or
 * "released". */
bool batch_waits_for(struct store *store, const struct batch *batch, const char **meaning,
                     struct error *err);
/* Whether somebody could now, as the two above would say, and nothing is written; who made it
 * never verifies it here. */
bool batch_verifiable(struct store *store, const char *batch, int64_t signer, struct error *err);
bool batch_releasable(struct store *store, const char *batch, struct error *err);
/* Never to be used, and what was made of it held: the act's reason says why. */
bool batch_reject(struct store *store, const char *batch, const struct signing *signing,
                  struct lot_choice *done, struct error *err);

struct amendment {
	const char *batch;
	int64_t position;            /* of the line as executed; as 'batch show' numbers them */
	const char *of;              /* which lot's, where the line drew on several; NULL: the
	                              * only one */
	const char *lot;             /* really used; NULL: the one recorded */
	struct quantity amount;      /* really used, where measured is set; else as recorded */
	bool measured;
	struct quantity made_up, kept;   /* instead of a line: what it really came to; 0 atoms:
	                                  * as recorded */
};

/*
 * Correct one line of a batch, or what it came to, also after release and use: the moves are
 * reversed at their event time and the right ones posted in the same act, judged on the state
 * after both. What was all kept is all kept still, unless kept says otherwise.
 * Composition and BUD are computed again, also of every batch it went into; signatures on them
 * lapse. The act's reason says why.
 */
bool batch_amend(struct store *store, const struct amendment *amendment,
                 struct settlement *told, struct error *err);

/*
 * After a bought lot was corrected (lot_correct has composed anew what was made of it): every
 * batch it went into, and what those went into, keeps as long as its lots now allow; one that
 * says something else than what was signed waits to be verified and released again. Gives the
 * lots of those that differ now, in order.
 */
struct followed { int64_t *lot; int count; };
bool batch_follow(struct store *store, int64_t lot, struct followed *out, struct error *err);
/*
 * After that: open a deviation for each session that got some of a lot which the act composed
 * anew, or of what was made of it, where an ingredient is further off what was known than rule
 * use-tolerance allows.
 */
bool batch_report_given(struct store *store, int64_t lot, struct error *err);
/* Give the list back, whatever batch_follow() said. */
void batch_followed_free(struct followed *followed);

/* Reverse what each line of a batch moved, also where it was amended since; the caller reverses
 * the rest and settles. */
bool batch_reverse_lines(struct store *store, const struct batch *batch, struct error *err);

/* All that the act which made a batch made, itself too, in the order of their numbers. */
enum { MOST_TOGETHER = 16 };
bool batch_together(struct store *store, const struct batch *batch,
                    struct batch out[MOST_TOGETHER], int *count, struct error *err);

/* It never was made, nor was what the same act made. REFUSED, listing what was, when any of it
 * was used. */
bool batch_reverse(struct store *store, const char *batch, struct settlement *told,
                   struct error *err);

/* One sentence of how an amount came about. */
struct reasoning { int64_t position; char lot[LOT_NUMBER]; char text[4096]; };

enum { MOST_REASONING = 5 * MOST_DRAWS };

/* Every amount of a batch with its derivation: target, factor, strength or assay, rounding with
 * its rule's source, lot and why that one; then each ingredient's composition. REFUSED where
 * that takes more than MOST_REASONING sentences, or one of them more room than it has. */
bool batch_explain(struct store *store, const struct batch *batch, struct reasoning *out,
                   int *count, struct error *err);

#endif
