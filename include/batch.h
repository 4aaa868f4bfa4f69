/*
 * batch.h - a mixture really made, and how it came out of its lots
 *
 * A batch binds to one version and keeps its own copy of every line as executed:
 * lot, container, amount required and used, the factors between. First a plan is laid
 * (which lots, how much of each by their own assay, exactly and as measured); making it
 * is one act: inputs out to the bench, product in with its own number. What is kept is a
 * lot like any other; its composition is the lines as executed over what was made up,
 * rounded once; its beyond-use date (BUD) is the earliest of the terms, all of which stay.
 */
#ifndef BATCH_H
#define BATCH_H

#include "recipe.h"

enum { BATCH_NUMBER = 24, MOST_DRAWS = 128, MOST_USES = 64, MOST_PATIENTS = 16, WHY_ROOM = 200 };

/* A lot named by hand for a line, or the amount of it really used. */
struct use {
	int64_t position;            /* of the line */
	const char *lot;             /* any code of a lot or an opened container; NULL: whichever FEFO takes */
	struct quantity amount;      /* really used; 0 atoms: as required, unless exact says that it is 0 */
	bool exact;
};

/* Read "2=HA-88213:2.9 mL", "2=HA-88213", "2=2.9 mL". What it points at is cut out of text, which it changes. */
bool use_parse(char *text, struct use *out, struct error *err);

struct making {
	const char *recipe;          /* "GLOW-3", "GLOW-3.4" */
	int64_t version;             /* or the version itself, where it is known: then recipe is not read */
	struct quantity yield;       /* 0 atoms: what the recipe says */
	struct packs into;           /* containers it is put into; count 0: not said */
	const char *const *patients; /* codes; ends with NULL; NULL: for stock */
	struct quantity made_up;     /* as measured; 0 atoms: the target */
	struct quantity kept;        /* 0 atoms: all of it, or what goes into the containers */
	const struct use *uses;      /* use_count of them */
	int use_count;
	const char *place;           /* where it is put; NULL: where the first of its lots lay */
	bool worksheet;              /* only to see: a line that is measured at the mark is not insisted on */
};

/* One amount to be drawn: a line is met by one or several. */
struct draw {
	int64_t position, line;      /* of the recipe */
	int64_t lot, container, place;
	char lot_number[BATCH_NUMBER], product[CODE_ROOM];
	enum unit unit;              /* what the lot is counted in */
	struct ratio required;       /* atoms of unit, exactly */
	int64_t used;                /* atoms, as measured or as really used */
	int64_t step;                /* atoms it was rounded to */
	struct strength strength;    /* of the lot, where the line is an ingredient's */
	bool whole;                  /* a container taken whole: a powder */
	char picked[WHY_ROOM];       /* why this lot */
};

/* What a line asks and how it is met. */
struct planned {
	struct line line;
	struct ratio target;         /* after the factor, in atoms of the line's unit; of a fill: what is left to fill */
	int first, draws;            /* of the plan's draws */
	bool short_of;               /* there is not enough of it */
	bool at_mark;                /* filled to the mark: a powder is in it, so the amount is as measured */
	struct quantity have, need;  /* where short */
};

struct plan {
	struct version version;
	struct ratio factor;         /* yield asked for over the recipe's */
	struct quantity target, made_up, kept;
	struct planned lines[MOST_LINES];
	int line_count;
	struct draw draws[MOST_DRAWS];
	int draw_count;
	bool missing;                /* some line is short */
};

/*
 * Lay the plan: lots by FEFO or as named, each amount by its lot's assay. A line that nothing meets is
 * marked short, and is not a failure here. for patient (0: none). REFUSED: below zero to fill, a part of a
 * piece, a lot named that is not of the line or not usable; what version_for() refuses.
 */
bool batch_plan(struct store *store, const struct making *making, int64_t patient, struct plan *out,
                struct error *err);

struct made {
	int64_t batch, lot;          /* the lot of what was kept */
	char number[BATCH_NUMBER];   /* "B26-0117" */
	struct quantity made_up, kept;
	struct instant until;        /* its BUD */
};

/*
 * Make a batch, in one act. Its lot is in quarantine until it is released. REFUSED: a line is short
 * ("need 3 mL of HA-20, have 1.2 mL"); a lot chosen against FEFO, or used beyond tolerance, without the act's
 * reason; more kept than was made up; a BUD that is past.
 */
bool batch_make(struct store *store, const struct making *making, struct made *out, struct error *err);

/*
 * The same at the chair, within the act of a session, for the one patient present (making->patients): flagged
 * chair, released by the act, the BUD also the rule immediate-use. The ledger is not settled: the session does
 * so when it has given. REFUSED also: more sterile products than the rule immediate-use-products allows.
 */
bool batch_mix(struct store *store, const struct making *making, struct made *out, struct error *err);

/* A batch on record. */
struct batch {
	int64_t id, action, lot, version, maker;
	char number[BATCH_NUMBER];
	struct instant prepared;
	struct quantity target, made_up, kept;
	bool measured, chair;
	int64_t packs;
};

/* By its number, or any code that means its lot. MISSING with "did you mean". */
bool batch_find(struct store *store, const char *text, struct batch *out, struct error *err);
/* The batch a lot came from; id 0 where it was bought. */
bool batch_of_lot(struct store *store, int64_t lot, struct batch *out, struct error *err);

/* REFUSED unless the batch is for stock or for this patient: "B26-0117 was made for P-0042". */
bool batch_for_patient(struct store *store, int64_t lot, int64_t patient, struct error *err);

/* A check recorded on a batch: what, its result, and whether it passed. */
bool batch_check(struct store *store, const char *batch, const char *what, const char *result, bool passed,
                 struct error *err);

/* Verified by a second person, who signs. REFUSED: by who made it, where the rule second-person holds. */
bool batch_verify(struct store *store, const char *batch, const struct signing *signing, struct error *err);
/* REFUSED: not verified, or the signature on that has lapsed; a check that failed; a BUD that is past. */
bool batch_release(struct store *store, const char *batch, const struct signing *signing, struct error *err);
/* Never to be used: the act's reason says why. */
bool batch_reject(struct store *store, const char *batch, const struct signing *signing, struct error *err);

struct amendment {
	const char *batch;
	int64_t position;            /* of the line as executed; as 'batch show' numbers them */
	const char *lot;             /* really used; NULL: the one recorded */
	struct quantity amount;      /* really used; 0 atoms: as recorded, unless exact says that it is 0 */
	bool exact;
};

/*
 * Correct one line of a batch, also after release and use: its moves are reversed at their event time and
 * the right ones posted in the same act, judged on the state after both. Composition and BUD are computed
 * again, also of every batch it went into; signatures on them lapse. The act's reason says why.
 */
bool batch_amend(struct store *store, const struct amendment *amendment, struct error *err);

/* It never was made. REFUSED, listing what was, when any of it was used. */
bool batch_reverse(struct store *store, const char *batch, struct error *err);

#endif
