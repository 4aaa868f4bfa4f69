/*
 * again.h - the same as last time, from today's stock
 *
 * What a patient was given in one session is laid out anew, syringe by syringe: the version
 * given then, even where a newer one is in force, and what FEFO takes for it today. What
 * differs is shown; what is missing is named with what could stand in. Only a version
 * retired for safety is refused.
 */
#ifndef AGAIN_H
#define AGAIN_H

#include "formulation.h"

enum { MOST_TAKEN = 16, MOST_STAND_INS = 3, MOST_AGAIN_LINES = 96, DIFF_ROOM = 2048 };

struct again_ask {
	const char *patient;
	const char *session, *recipe, *area;   /* at most one; NULL: the patient's only
	                                        * course */
	struct quantity given;       /* 0 atoms: as last time */
	bool make;                   /* make the batch; with record: mix anew even where a batch
	                              * would do */
	bool record;                 /* record it as given now */
	bool another;                /* as of a sitting (session.h), and so the next four */
	const char *consent;
	struct answers answers;
	const char *const *checks;   /* of what is mixed at the chair (session.h) */
	int check_count;
	const struct signing *signing;
	bool to_see;
};

/* An amount of one lot. */
struct taken {
	char lot[LOT_NUMBER], maker[MAKER_ROOM], product[CODE_ROOM], expires[24];
	struct quantity amount;
	struct strength strength;    /* of its only ingredient, by its assay */
};

/* Another product of the same ingredient that is on hand. */
struct stand_in { char product[CODE_ROOM]; struct strength strength; struct quantity on_hand; };

/* One line, last time and today. */
struct again_line {
	int syringe;                 /* of syringes */
	int64_t line;                /* of the version; 0: a product given as it is */
	char product[CODE_ROOM];
	struct taken before[MOST_TAKEN], now[MOST_TAKEN];
	int before_count, now_count;
	bool missing;
	char why[256];               /* need and have, where it is missing */
	struct stand_in stand_ins[MOST_STAND_INS];
	int stand_in_count;
};

struct again_syringe {
	struct quantity given;
	struct version version;      /* id 0: a product given as it is */
	char product[CODE_ROOM];
	char newer[CODE_ROOM + 24], diff[DIFF_ROOM];   /* what is in force today, where it is
	                                                * not that version */
	struct made made;            /* number empty: no batch was made */
};

struct again {
	struct patient patient;
	struct session last;
	struct session recorded;     /* id 0: nothing was recorded */
	struct settlement told;
	struct again_syringe syringes[MOST_SYRINGES];
	int syringe_count;
	struct again_line lines[MOST_AGAIN_LINES];
	int line_count;
	int missing;
};

/*
 * Lay out again, and make or record it where asked. Where neither is asked what was laid out is
 * to be undone by the caller. MISSING: the patient was given nothing that fits. REFUSED:
 * several courses and none named, listing them; a version retired for safety; with make or
 * record also what batch_make() and session_record() refuse.
 */
bool again_do(struct store *store, const struct again_ask *ask, struct again *out,
              struct error *err);

#endif
