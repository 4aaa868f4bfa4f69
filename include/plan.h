/*
 * plan.h - which vials to open for a day's sessions, before anything is opened
 *
 * The mixtures are really made, in the store as it is, and undone: what is told is what
 * the acts would do. Sessions of one recipe are made together, so that a container that is
 * used at once serves several; beside it stands what would be thrown away if each were made
 * alone. Nothing is written.
 */
#ifndef PLAN_H
#define PLAN_H

#include "batch.h"

enum { MOST_PLANNED = 64, MOST_PLAN_STEPS = 256 };

/* A container, opened or drawn from for one mixture. */
struct plan_step {
	int mixture;                 /* of the plan's */
	char lot[LOT_NUMBER], product[CODE_ROOM];
	int64_t ordinal;             /* 0: it comes in no containers */
	bool opens;                  /* else it is open already */
	struct quantity used, wasted, left;
	struct instant until;        /* how long what is left may be used; empty: no limit */
};

/* What is made in one act. */
struct plan_mixture {
	char version[CODE_ROOM + 24];
	char patients[MOST_PATIENTS * 24];   /* "P-0042, P-0043" */
	struct quantity yield;
};

/* What is thrown away of a product: so, and if each session were made alone. */
struct plan_waste {
	char product[CODE_ROOM];
	struct quantity together, alone;
};

/* What cannot be made, for whom and why. */
struct plan_refusal { char version[CODE_ROOM + 24], patient[CODE_ROOM], why[320]; };

struct day_plan {
	struct plan_refusal refused[MOST_PLANNED];
	int refused_count;
	char why_not_apart[320];     /* made alone they could not be: nothing to compare; else
	                              * empty */
	struct plan_mixture mixtures[MOST_PLANNED];
	struct plan_step steps[MOST_PLAN_STEPS];
	struct plan_waste wasted[MOST_PLAN_STEPS];
	int mixture_count, step_count, waste_count;
};

/*
 * Plan "P-0042=GLOW-3", "P-0043=GLOW-3 4 mL", "P-0044=FACE-SET": a patient, and a recipe or a
 * set of them; how much, else what a session takes, else the yield. In the order given; what
 * cannot be made is told with its reason, and the rest planned. REFUSED, MISSING: nothing can
 * be made, as batch_make() says of the first; more than MOST_PLANNED.
 */
bool plan_day(struct store *store, const char *const *items, struct day_plan *out,
              struct error *err);

#endif
