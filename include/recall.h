/*
 * recall.h - from any code to everyone to call, and what is to be held
 *
 * A recall is a trace that is acted on (trace.h): when it is opened everything it touches is
 * held in the same act, and what was held is on record; who was given any of it is asked
 * of the sessions as they stand, so that a late entry is not missed. A drill is the same act
 * by act, timed and filed, but holds nothing: it records what it would have held.
 */
#ifndef RECALL_H
#define RECALL_H

#include "lot.h"
#include "signature.h"
#include "trace.h"

enum { RECALL_NUMBER = 24 };

struct recall {
	int64_t id;
	char number[RECALL_NUMBER];  /* "R26-0001" */
	bool drill;
	struct traced root;
	struct instant opened, closed;   /* closed: empty while it is open */
	int64_t until;               /* what is on record up to this act counts: all, until it
	                              * is closed */
};

struct recall_entry {
	const char *code, *kind;     /* kind NULL: found out (trace_find) */
	bool drill;
	const char *class;           /* "I", "II", "III"; may be NULL */
	const char *cause, *hazard;  /* the maker's letter; what may come of it; may be NULL */
};

/* What opening did: lots and batches touched, and those of them it held, or would have. */
struct called_back { int lots, held; bool again; };

/*
 * Open one, or, where one is open for the same, take in what it touches since (again) and what
 * the entry says that was not known. Every lot and batch that may still be used is held, with
 * the recall's number as reason. REFUSED: it
 * touches nothing and nobody, a class that is none; what trace_find() refuses.
 */
bool recall_open(struct store *store, const struct recall_entry *entry, struct recall *out,
                 struct called_back *done, struct error *err);

/* MISSING with the nearest. */
bool recall_find(struct store *store, const char *number, struct recall *out,
                 struct error *err);

/* Whom to call: each patient once, those not reached yet first. One walk at a time; the next is
 * false at the end and on failure. */
struct to_call {
	int64_t patient;
	const char *code, *name;     /* the name where names were asked for, else NULL; until
	                              * the next */
	int64_t sessions, calls;
	struct instant last, reached;    /* given last; reached first, empty: not yet */
	const char *how, *note;      /* of the last call; may be NULL */
};
struct row *recall_patients(struct store *store, const struct recall *recall, bool names,
                            struct error *err);
bool recall_patient_next(struct row *row, struct to_call *out, struct error *err);

/* A patient was called, at the event of the act. REFUSED: it is closed, was opened only later,
 * or the patient was given nothing of it. */
struct contact { const char *recall, *patient, *how, *note; bool missed; };
bool recall_contact(struct store *store, const struct contact *contact, struct recall *out,
                 struct error *err);

/* So much of a lot was found, by who looked; 0 atoms: all that is on record there, or
 * nothing. was: what is on record.
 * REFUSED: it is closed, or the lot is none it touches. */
struct finding_of_lot { const char *recall, *lot; struct packs amount; bool nothing; };
bool recall_found(struct store *store, const struct finding_of_lot *found, struct lot *lot,
                  struct quantity *amount, struct quantity *was, struct error *err);

/* How well it went. first, last: when the first and the last patient was reached; empty: none
 * was. */
struct effect {
	int64_t lots, held, stocked, found, accounted;   /* stocked: something is left of
	                                                  * them */
	int64_t patients, reached, tried;
	struct instant first, last;
	int lifted;                  /* of those held, when it was closed as mistaken */
};
bool recall_effect(struct store *store, const struct recall *recall, struct effect *out,
                   struct error *err);

/* Who closes it signs; effect is what it was closed with. REFUSED while a patient was not
 * reached or what is left of a lot not found, unless the act says why, in more than a word or
 * two. From then on its lists stand as they were. What it held stays held; mistaken: there never
 * was anything to call back, and where nothing else holds it it is as it was before, which is
 * for who may release, and always says why. */
struct ending { const char *recall; bool mistaken; };
bool recall_close(struct store *store, const struct ending *ending,
                  const struct signing *signing, struct recall *out, struct effect *effect,
                  struct error *err);

/* The parameters of the statements that ask what a recall touches and whom. */
#define RECALL_GIVEN(recall) \
	TRACE_ROOT(&(recall)->root), bind_int("until", (recall)->until), \
	bind_text("said", (recall)->root.code)

#endif
