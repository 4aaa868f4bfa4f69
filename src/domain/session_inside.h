/*
 * session_inside.h - what the files of this module share
 */
#ifndef SESSION_INSIDE_H
#define SESSION_INSIDE_H

#include "session.h"

enum { NOTES_ROOM = 2048, INDICATION_ROOM = 256 };

/* One syringe on its way from what was typed to what is on record. */
struct portion {
	struct syringe_order order;
	char source[CODE_ROOM + 24]; /* where a set named it */
	struct product product;
	struct version version;      /* id 0: of no recipe */
	char lot[LOT_NUMBER + MAKER_ROOM];   /* the code of the lot to draw from; empty: FEFO */
	int position;                /* of the syringe, once a row of it is written; 0 before */
	bool mixes;                  /* of a recipe: at the chair where no batch serves */
	int64_t as_before;           /* amending: drawn from where this syringe was, and those ... */
	int rows;                    /* ... that went on with it: so many in all */
};

/* A session on its way. */
struct work {
	const struct sitting *sitting;
	struct patient patient;
	int64_t practitioner;
	struct zone zone;
	struct instant at, ended;
	int64_t replaces;
	const char *consent;         /* NULL: not said */
	const char *reported;        /* who tells it; NULL: it is recorded here */
	struct portion portions[MOST_SYRINGES];
	int count;
	char unmet[400];             /* why no batch served, where there are some; empty */
	bool mixed;                  /* something was, at the chair */
	int64_t amended_by;          /* who signed that what it replaces was otherwise; 0: nobody */
	bool numbered;               /* one source was named, and manners by number */
	bool of_recipe, detailed;    /* something is; some area says more than its name */
	struct session out;
};

/* Fill patient, practitioner, zone and instants; at must be set. */
bool session_prepare(struct store *store, struct work *work, struct error *err);
/* Find out what a source is, and say how much of it: one portion, or those of a set. */
bool session_resolve(struct store *store, struct work *work, const struct syringe_order *order,
                     struct error *err);
/* The session's row with its number. */
bool session_enter(struct store *store, struct work *work, const char *indication,
                   const char *notes, struct error *err);
/* What was not said, as it was: all but the areas. */
void manner_inherit(struct manner *manner, const struct manner *from);
/* What the order leaves out, from the recipe, then from the last session of the course. */
bool session_manner(struct store *store, const struct work *work, struct portion *portion,
                    struct error *err);
/* Something is given, in the unit of what it is; and the areas add up to it, or to less where
 * not all say. */
bool session_check_amount(const struct portion *portion, struct error *err);
bool session_check_areas(const struct portion *portion, struct error *err);
/* Said area by area, the points are so many in all. REFUSED where only some areas say theirs and
 * nobody says how many there were, or more is said of the areas than of all. */
bool session_count_points(struct manner *manner, struct error *err);
/* Lots were named for a mixture only where one was made. */
bool session_check_uses(const struct work *work, struct error *err);
/* One row of a syringe with its areas; a pick of no lot for one that is reported. position
 * counts the syringes. Where it went is true of each row; how much and how often is said once,
 * with the first. */
bool session_syringe(struct store *store, const struct work *work,
                     struct portion *portion, int *position, const struct pick *pick,
                     int64_t wasted, int64_t *syringe, struct error *err);
/* Choose, draw, give and waste one portion, or what is left of one that was begun. position
 * counts the syringes written. */
bool session_give(struct store *store, struct work *work, struct portion *portion,
                  int *position, struct error *err);

/* What was drawn with it and not given leaves from where the last of it came. */
bool session_waste(struct store *store, const struct work *work, const struct portion *portion,
                   const struct pick *from, int64_t amount, int64_t syringe, struct error *err);

/* What the rules say of it, as it stands on record, and of the devices it was given with. */
bool session_judge(struct store *store, struct work *work, struct error *err);

/* Last of what is recorded: its signature, or that it waits for one. */
bool session_perform(struct store *store, struct work *work, struct error *err);

#endif
