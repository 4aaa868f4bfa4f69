/*
 * batch_act.h - the making of a batch under way, as its files share it
 *
 * What is asked (batch_ask.c) becomes a worksheet of lines met out of lots (batch_plan.c, each
 * line in batch_line.c), and that a batch (batch_make.c).
 */
#ifndef BATCH_ACT_H
#define BATCH_ACT_H

#include "batch_inside.h"

/* The act under way. */
struct act {
	struct store *store;
	const struct compounding *ask;
	struct worksheet *sheet;
	struct batch batch;
	struct picks picks;          /* so far */
	int64_t patient[MOST_PATIENTS];
	int patient_count;
	struct ratio filled;         /* what the lines so far come to, in atoms of the yield's
	                              * unit */
	bool powder;                 /* some line added no volume */
};

/* A sentence to know besides, ending in a line feed. */
void act_note(struct worksheet *sheet, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The patients asked for; the version in force for them, or the one named; then target, made up
 * and kept. */
bool act_for_whom(struct act *act, struct error *err);
bool act_choose_version(struct act *act, struct error *err);
bool act_choose_amounts(struct act *act, struct error *err);

/* The one patient it is for; 0 where it is for stock or for several. */
int64_t act_patient(const struct act *act);
/* REFUSED where an amount that was said is not in that unit; what: as which it was. */
bool act_same_unit(struct quantity amount, enum unit unit, const char *what, struct error *err);

/* Meet one line, whose target is known, with what was typed for it or by the worksheet. */
bool act_draw_line(struct act *act, struct planned *planned, struct error *err);
/* Meet them all, what fills up last. */
bool act_draw_lines(struct act *act, struct error *err);

#endif
