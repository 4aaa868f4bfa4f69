/*
 * formulation.h - exactly what a patient was given in one session
 *
 * A syringe is opened down to what was bought: through the batch it came from, and through
 * batches made of batches. Amounts stay exact fractions of what was made up and are rounded
 * only where they are shown. What a patient got in mass is volume times the lot's
 * composition (DESIGN.md law 8).
 */
#ifndef FORMULATION_H
#define FORMULATION_H

#include "session.h"

/* One ingredient of what was bought. */
struct dose {
	char code[CODE_ROOM], name[NAME_ROOM];
	struct strength strength;    /* of that lot, by its assay */
	struct ratio mixed, given;   /* atoms of strength.amount.unit: in the whole mixture, and
	                              * in what was given; meaningless where not stated */
};

/* One bought lot in a syringe, in one line of the mixture. */
struct content_line {
	int64_t lot;                 /* 0: only reported */
	char number[LOT_NUMBER], maker[MAKER_ROOM], product[CODE_ROOM], name[NAME_ROOM],
		expires[24];
	char through[LOT_NUMBER];    /* the batch it came through; empty: none but the syringe's
	                              * own */
	enum unit unit;
	struct ratio mixed, given;   /* atoms of it: in the whole mixture, and in what was
	                              * given */
	int first_dose, dose_count;
};

/* One syringe and the mixture it came from. */
struct opened_syringe {
	int64_t id, lot, batch, version;
	int64_t position;
	struct quantity given, wasted, made_up;   /* made_up 0 atoms: no mixture */
	char number[LOT_NUMBER];     /* of its lot; as reported, where it was only reported */
	char recipe[CODE_ROOM], owner[64], approved[21];
	int64_t version_number;
	char product[CODE_ROOM];
	struct instant prepared;
	char maker[64];
	bool chair, reported;
	struct manner manner;
	int first_line, line_count;
};

struct formulation {
	struct session session;
	struct opened_syringe syringes[MOST_SYRINGES * 4];
	int syringe_count;
	struct content_line *lines;
	int line_count;
	struct dose *doses;
	int dose_count;
};

/* Open a session. The caller gives it back with formulation_close(), also after a failure. */
bool formulation_open(struct store *store, const struct session *session,
                      struct formulation **out, struct error *err);
void formulation_close(struct formulation *formulation);

#endif
