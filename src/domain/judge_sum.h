/*
 * judge_sum.h - how much of what a rule is about there is, as its limits share it
 */
#ifndef JUDGE_SUM_H
#define JUDGE_SUM_H

#include "judge_inside.h"

/* An amount as it is added up; open: some of it is not stated, or in a unit that does not turn
 * into the rule's. */
struct total {
	struct ratio amount;
	bool open, any;
};
/* What a limit over several syringes adds up. */
struct summed { enum { SUM_AMOUNT, SUM_VOLUME, SUM_POINTS } of; enum unit unit; };

/* One more; what outgrows a fraction is rounded up. */
void sum_add(struct total *total, struct ratio more);
/* Of a side, in so much of a mixture, in a unit. */
bool sum_mixture(struct hearing *hearing, const struct side *side, int mixture,
                 struct ratio volume, enum unit to, struct total *total, struct error *err);
/* Of what the rule is about, in all syringes where it says; assumed: how much of them is. */
bool sum_given(struct hearing *hearing, const struct rule *rule, enum unit unit,
               struct total *total, bool *assumed, struct error *err);
/* Of a side, in what was one order split over containers, and the volume of that. */
bool sum_order(struct hearing *hearing, int leader, const struct side *side, enum unit unit,
               struct total *total, int64_t *volume, struct error *err);
/* With what else the patient had over as long as the rule looks; also: " (with S26-000003)", and
 * of a course since when it is. */
enum { ALSO = 240 };
bool sum_occasion(struct hearing *hearing, const struct rule *rule, struct summed summed,
                  struct total *total, char also[ALSO], struct error *err);

/*
 * The course under way, of what a rule is about: all the patient had of it since the first
 * session of the course that a mixture with it belongs to, and since it was never left out for
 * so long that another course begins (RULE_MAINTENANCE_INTERVAL), whichever is earlier; so it
 * neither begins anew with another recipe nor counts the course before. What is given of no
 * recipe has no course on record, and only the second holds.
 */
struct stretch {
	int64_t from, to;            /* seconds; what was entered before and came after is in it */
	char says[128];              /* "in the course since 2026-11-05" */
};
bool judge_stretch(struct hearing *hearing, const struct rule *rule, struct stretch *out,
                   struct error *err);

/* Whether the rule is about a mixture at all; whether it is given where the rule says, and how
 * much of it. */
bool judge_concerns(struct hearing *hearing, const struct rule *rule, int mixture);
bool judge_in_area(struct hearing *hearing, const struct rule *rule, int mixture,
                   struct ratio *volume, bool *in, struct error *err);
/* What the rule is about, with each ingredient where it is a class or another form of it:
 * "anaesthetic (lidocaine-hcl, procaine-hcl)". */
const char *judge_subject(const struct hearing *hearing, const struct rule *rule,
                          char text[160]);

/* "5.5" of 550. */
void judge_hundredths(int64_t hundredths, char text[24]);

/* What is asked of a mixture as such (judge_mixed.c). */
void judge_volume_mixed(struct hearing *hearing, const struct rule *rule, int mixture);
bool judge_products(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_actives(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_version(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_ph(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_ph_apart(struct hearing *hearing, const struct rule *rule, struct error *err);

#endif
