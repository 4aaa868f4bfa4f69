/*
 * upkeep.h - founding, copying and checking a whole store
 */
#ifndef UPKEEP_H
#define UPKEEP_H

#include "chain.h"
#include "person.h"
#include "signature.h"

struct founding {
	const char *clinic;          /* its name */
	const char *jurisdiction;    /* "FR"; rules of elsewhere only inform */
	const char *zone;            /* "Europe/Paris" */
	bool practice;
	char *recovery;              /* RECOVERY_TEXT bytes for the recovery code of the first
	                              * person; NULL: none is drawn */
	struct hiring first;         /* the first person; an administrator whatever other
	                              * roles */
};

/* Lay the schema and enter the clinic, its first site ("MAIN") with one place ("STOCK"), the
 * ends outside, the rights of roles, the starter rules and catalogue, and the first person: one
 * act. */
bool upkeep_found(struct store *store, const struct founding *founding, struct error *err);

/*
 * The whole record verified: the chain (chain.h), what is derived against what it is derived
 * from, and every identity against its digest. Heads kept outside are looked for; each that the
 * record never had is a finding. One finding at a time; verification_next() is false at the end
 * and on failure.
 */
struct verification;
bool upkeep_verify(struct store *store, const char *const *heads, int count,
                   struct verification **out, struct error *err);
bool verification_next(struct verification *verification, struct finding *out,
                       struct error *err);
/* The action that a head seals, once the end is reached; 0: the record never had it. */
int64_t verification_had(const struct verification *verification, int head);
void verification_end(struct verification *verification);

/*
 * The laws (DESIGN.md section 3), each by name: one row that says it holds, or a row for each
 * thing that breaks it. They are asked as of what is known now.
 */
struct checked {
	const char *law;
	bool holds;
	char finding[FINDING_TEXT];  /* empty where it holds */
};

struct checking;
bool upkeep_check(struct store *store, struct checking **out, struct error *err);
/* False at the end and on failure. */
bool checking_next(struct checking *checking, struct checked *out, struct error *err);
void checking_end(struct checking *checking);

/*
 * What was found altered stops the record: an act of whoever found it, after which person_may()
 * refuses all others. finding: the first of them; digest: of all. Nothing is done, and *stopped
 * is false, where the same was found and lifted before, or it is stopped already.
 */
bool upkeep_stop(struct store *store, const char *finding, const struct digest *digest,
                 bool *stopped, struct error *err);
/* Lifted with a reason, which is an exception. REFUSED: it is not stopped, no reason. */
bool upkeep_resume(struct store *store, const char *reason, struct error *err);

/* "THE RECORD WAS FOUND ALTERED and is stopped (...)", or that it is written on; empty where it
 * never was found so. */
enum { ALTERED_TEXT = 256 };
bool upkeep_altered(struct store *store, char text[ALTERED_TEXT], struct error *err);

/* The first finding of a whole verification as a refusal, "FILE does not verify: ..."; what
 * names it. */
bool upkeep_verifies(struct store *store, const char *what, struct error *err);

struct backup {
	struct digest file, head;    /* of the copy; the head it holds, from before the act that
	                              * notes it */
	int64_t actions;
};

/* Copy the store to a file as of one head, verify the copy, and note it; dry: verify a copy
 * that is then thrown away. REFUSED when there is such a file already, or the copy does not
 * verify. */
bool upkeep_backup(struct store *store, const char *file, bool dry, struct backup *out,
                   struct error *err);

enum { MOST_LAST = 16, UPKEEP_PATH = 4096 };

/* What a store at path is put aside as: "pistor.db.before-upgrade-2026-11-21T150000Z". */
void upkeep_aside(const char *path, const char *why, const struct instant *now,
                  char out[UPKEEP_PATH]);

/* A copy to be put in the place of the store at path. */
struct restoring {
	const char *file, *path;
	const char *const *last;     /* the last numbers seen printed: "B26-0120" */
	int last_count;
	bool other;                  /* although it is another clinic's, or was founded another
	                              * time */
	const char *person;          /* who restores it, a person of the copy, and why */
	struct seat seat;
};

struct restored {
	struct backup copy;
	char aside[UPKEEP_PATH];     /* where the old store was put; empty: there was none */
	char series[MOST_LAST][24];  /* numbering that was moved on */
	int64_t after[MOST_LAST];
	int numbered;
};

/*
 * Verify the copy wholly, note the restore in it, and put it in the store's place; the old
 * store is kept beside it under a dated name. Numbering goes on after the last numbers given,
 * and after the old store's own where it can still be read. REFUSED: it does not verify, is
 * another clinic's, another command works in the store, or a number is malformed.
 */
bool upkeep_restore(const struct restoring *restoring, struct restored *out, struct error *err);

/* REFUSED unless who sits has the right to restore, also over a record that is stopped. */
bool upkeep_may_restore(struct store *store, struct error *err);
/* What a copy is, when all of it verifies; nothing is written. */
bool upkeep_look(const char *file, struct backup *out, struct error *err);

/* The same into a file of its own, which is thrown away: noted in the store as a restore that
 * was tried. */
bool upkeep_try_restore(struct store *store, const char *file, bool other, struct backup *out,
                        struct error *err);

/* Bring an older store up to this program's schema, after a copy of it as aside: one act.
 * upgraded is how many migrations it took; 0, and no copy, when it is up to date. */
bool upkeep_upgrade(struct store *store, char aside[UPKEEP_PATH], int *upgraded,
                    struct error *err);

/* Say that the clock was wrong: the one act that may be entered before the last one. An
 * exception. */
bool upkeep_clock(struct store *store, const char *reason, struct error *err);

/* Up to which act the journal was reviewed last, by whom and when; act 0: it never was. */
struct reviewed { int64_t act; char person[41]; struct instant at; };
bool upkeep_reviewed(struct store *store, struct reviewed *out, struct error *err);
/* Signed that all before this act was reviewed: bound to the hash that seals it there. until is the
 * last act of it. The act's reason says what was found. REFUSED: nothing was done since. */
bool upkeep_review(struct store *store, const struct signing *signing, int64_t *until,
                   struct error *err);

/* What a person should be told of the record now: an old backup, a restore never tried, a
 * journal not reviewed. Gives how many. */
enum { MOST_ADVICE = 3, ADVICE_TEXT = 128 };
bool upkeep_advice(struct store *store, const struct instant *now,
                   char advice[MOST_ADVICE][ADVICE_TEXT], int *count, struct error *err);

#endif
