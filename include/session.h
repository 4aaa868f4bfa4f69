/*
 * session.h - what a patient was given, syringe by syringe
 *
 * A session is recorded as it was: each syringe names one lot of ours (a batch, a bought
 * product, or a mixture made at the chair in the same act), what was given and what of the
 * drawn was wasted. A wrong one is reversed and, where something else was true, replaced in
 * the same act; both stay readable.
 */
#ifndef SESSION_H
#define SESSION_H

#include "batch.h"
#include "patient.h"
#include "screening.h"

/* span; within it the same given again by the same hand is one session recorded twice, unless
 * it is said to be another */
#define RULE_SAME_SESSION   "same-session"
/* a consent is on record: of the session itself, or, where its scope is "course", since its
 * course began */
#define RULE_CONSENT        "consent"
/* a session says where, how and with what it was given */
#define RULE_SESSION_DETAIL "session-detail"

enum { MOST_SYRINGES = 12, MOST_AREAS = 24, SESSION_NUMBER = 24, SYRINGE_WORD = 160 };

/* Where it was given; given 0 atoms and points 0 where that was not said. */
struct area {
	char name[SYRINGE_WORD];
	struct quantity given;
	int64_t points;
};

/* Read "face", "face 3 mL", "face 3 mL 40" (points), "face 40". REFUSED when it names no area
 * or is too long, and where nothing was given. */
bool area_parse(const char *text, struct area *out, struct error *err);
/* A number of injections. REFUSED unless a whole number from 1 to a million. */
bool points_parse(const char *text, int64_t *out, struct error *err);

/* How a syringe was given. Empty text and 0: not said, and then taken from the recipe, else
 * from the last session of the course. */
struct manner {
	char technique[SYRINGE_WORD], needle[SYRINGE_WORD], device[SYRINGE_WORD],
		cartridge[SYRINGE_WORD], depth[SYRINGE_WORD];
	int64_t points;
	struct area areas[MOST_AREAS];
	int area_count;
};
/* From the row of a syringe; its areas are rows of their own. */
void manner_read(const struct row *row, struct manner *out);

/* One syringe as it is asked for. */
struct syringe_order {
	const char *source;          /* a batch, lot, recipe, set or product, as typed; NULL,
	                              * when amending: as it was */
	int64_t version;             /* of a recipe, where it is known: then source is not
	                              * read */
	struct quantity given;       /* 0 atoms: what the recipe says a session takes */
	struct quantity wasted;      /* drawn and not given; unit ignored where 0 */
	bool wasted_said;            /* when amending: 0 is not "as it was" */
	struct manner manner;
	const char *lot;             /* of a reported session: as the report names it; NULL: it
	                              * does not */
};

/* A session as it is asked for. */
struct sitting {
	const char *patient;
	const char *practitioner;    /* who gave it; NULL: whose act it is */
	struct moment ended;
	const char *indication, *notes;
	const char *consent;         /* "written 2026-11-03"; NULL: not said */
	struct answers answers;      /* of the screening */
	struct syringe_order syringes[MOST_SYRINGES];
	int syringe_count;
	bool numbered;               /* a manner was said of one syringe by its number: of a set
	                              * named alone, of that recipe of it */
	struct manner common;        /* and what was said of all of them */
	const struct use *uses;      /* lots named for what is mixed at the chair */
	int use_count;
	const char *const *checks;   /* of what is mixed at the chair: "pass", "pH 6.1" */
	int check_count;
	bool fresh;                  /* mix what is of a recipe at the chair even where a batch
	                              * would do */
	const struct signing *signing;   /* whose password says that it was performed; NULL:
	                                  * nobody signs it yet */
	bool another;                /* the same was given besides, shortly before or after */
	bool to_see;                 /* undone by the caller: nothing is refused for want of a
	                              * signature */
};

/* A session on record. */
struct session {
	int64_t id, action, patient, practitioner;
	char number[SESSION_NUMBER];
	char replaces[SESSION_NUMBER];   /* the number of the session it corrects; empty for
	                                  * none */
	struct instant at;
	bool reported;               /* from before this record: it moved nothing here */
	bool stands;                 /* neither replaced nor reversed */
	bool waits;                  /* for the signature of who performed it */
	bool performed;              /* somebody signed that it, or what it replaces, was */
	bool at_once;                /* as recorded: it may not wait, being mixed at the chair
	                              * by who sits */
	/* Known of one that was just recorded, so that nobody need ask: */
	bool unmixed, undeviated;    /* its act mixed nothing, and opened no deviation */
	bool no_recipe;              /* nothing of it is of a recipe, so of no course */
	bool no_detail;              /* no area says more than its name, and no syringe has
	                              * two */
	struct elsewhere elsewhere;  /* what rules of elsewhere say of it; of a mixture they
	                              * say it as that is checked and made */
};

/*
 * Record what is given now (or at the event). Each source is found out: a set becomes the
 * syringes of its recipes; a recipe is taken from a batch of the version meant for this
 * patient, as FEFO picks it, else mixed at the chair for this patient in the same act; a
 * product is taken by FEFO; a batch or lot is taken as named. A code that means several things
 * is refused: "lot HA-20" says which. REFUSED: nothing given, too young (rule 'minimum-age')
 * unless it has happened, who gives is no practitioner, as much of the same was given by the
 * same hand within the rule 'same-session' and it is not said to be another, a source that may
 * not be used or was made for someone else, areas that do not add up to what was given, and
 * what a rule forbids (judge.h).
 *
 * Who sits and gave it signs it as performed in the same act: with the password of
 * sitting->signing, in a practice store without one. It waits for that signature (session_sign)
 * where an assistant typed it, it was somebody else who gave it, or there is no password; but
 * what was mixed at the chair stands under that one signature (law 12) and is REFUSED without
 * it. REFUSED: another than who gave it signs. told: what settling the ledger did besides; may
 * be NULL.
 */
bool session_record(struct store *store, const struct sitting *sitting, struct session *out,
                    struct settlement *told, struct error *err);

/* Signed as performed, later: by who gave it. REFUSED: by another, signed already, only
 * reported, or it does not stand. */
bool session_sign(struct store *store, const char *number, const struct signing *signing,
                  struct error *err);

/*
 * A session from before this record began, as somebody tells it: it moves nothing, and says
 * "reported, not recorded here" wherever it is shown. at is a day or an instant; practitioner
 * may be NULL: not said. Nothing is filled in from recipes or other sessions, and ended and the
 * sitting's syringes are not read: each is entered below. REFUSED: it lies after the event, or
 * not before the first act of this record, or the patient has a session at that instant already.
 */
bool session_report(struct store *store, const struct sitting *sitting, const char *at,
                    const char *told_by, struct session *out, struct error *err);
/* The next syringe of it, from a recipe (its version in force then, which may not be
 * known, or "GLOW-3.2") or a product.
 * REFUSED: nothing was given, in another unit, or the areas do not add up. */
bool session_report_syringe(struct store *store, const struct session *session,
                            const struct syringe_order *order, int position, struct error *err);

/* What an act reported may be taken back. REFUSED: a reaction was told of a session of it that
 * was not reversed. */
bool session_unreacted(struct store *store, int64_t action, struct error *err);

/* By number, compared folded. MISSING with what to do. */
bool session_find(struct store *store, const char *number, struct session *out,
                  struct error *err);
bool session_by_id(struct store *store, int64_t id, struct session *out, struct error *err);
/* REFUSED for one that was reversed, or replaced by which: "S26-000001 was replaced: S26-000004
 * stands in its place". */
bool session_standing(struct store *store, const struct session *session, struct error *err);
/* The newest session of a patient that stands. MISSING when there was none. */
bool session_newest(struct store *store, const struct patient *patient, struct session *out,
                    struct error *err);

/* When the oldest of the newest so many sessions was given; long ago where there are fewer. */
bool session_recent(struct store *store, int64_t most, struct instant *from, struct error *err);

/* It never was: every move of its act is reversed at its own time, of what was opened and mixed
 * for it too, also by the acts of the sessions it replaces. What was signed as performed is taken
 * back under a signature (amended), and looked into where that is not of who gave it; signing may
 * be NULL in a practice store. REFUSED: it does not stand, what it opened was used since, or a
 * reaction was told of it that was not reversed: a reaction stays with what it followed. */
bool session_reverse(struct store *store, const char *number, const struct signing *signing,
                     struct settlement *told, struct error *err);

/*
 * It was otherwise: what its syringes moved is reversed at its own time, and what is true is
 * recorded in the same act at that time (or at the event, where one is given); what the sitting
 * leaves out is as it was. A syringe whose source is not named, or named as it was, is drawn
 * from the same container. The patient may differ. Signed as session_reverse() is. REFUSED
 * without a reason.
 */
bool session_amend(struct store *store, const char *number, const struct sitting *sitting,
                   struct session *out, struct settlement *told, struct error *err);

#endif
