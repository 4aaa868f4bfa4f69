/*
 * rule.h - numbers a pharmacist may change
 *
 * A limit, a tolerance, an age is a row with its source and whether it was
 * approved, never a constant in C. What is retired, or is the rule of a
 * jurisdiction that is not the clinic's, does not hold: it only informs.
 */
#ifndef RULE_H
#define RULE_H

#include "store.h"

/* Codes of the rules the program itself asks for. Times are in seconds, unit "s". */
/* atoms of L a person measures to */
#define RULE_MEASURING_STEP         "measuring-step"
/* from start of preparation to start of giving */
#define RULE_IMMEDIATE_USE          "immediate-use"
/* most sterile products mixed at the chair */
#define RULE_IMMEDIATE_USE_PRODUCTS "immediate-use-products"
#define RULE_IN_USE_AMPOULE         "in-use-ampoule"          /* once opened; 0: at once */
#define RULE_IN_USE_SINGLE_DOSE     "in-use-single-dose"
#define RULE_IN_USE_MULTI_DOSE      "in-use-multi-dose"
#define RULE_IN_USE_PREFILLED       "in-use-prefilled"
/* a backup older than that is old */
#define RULE_BACKUP_AGE             "backup-age"
/* a restore not tried for that long is old */
#define RULE_RESTORE_AGE            "restore-age"
/* who verifies a batch is not who made it */
#define RULE_SECOND_PERSON          "second-person"

/* per cent; beyond it an amount used has a reason */
#define RULE_USE_TOLERANCE          "use-tolerance"
/* per cent; beyond it off the label an assay has a reason */
#define RULE_ASSAY_TOLERANCE        "assay-tolerance"
/* per cent of what the maker makes up; beyond it: measure */
#define RULE_DISSOLVING_TOLERANCE   "dissolving-tolerance"
/* per cent of the diluent; beyond it it has a reason */
#define RULE_MADE_UP_TOLERANCE      "made-up-tolerance"
/* per cent; beyond it a batch is not released */
#define RULE_YIELD_TOLERANCE        "yield-tolerance"

enum { RULE_CODE = 48 };

/* A rule as it is entered, or as it now stands. Texts of one read last until the next. */
struct rule {
	int64_t id;
	const char *code;
	const char *kind;            /* "limit", "step", "count", "age", "duty" */
	const char *severity;        /* "forbid", "warn", "sign" */
	int64_t amount;              /* of unit; meaningless where has_amount is not set */
	bool has_amount;
	const char *unit;            /* "s", "count", or a unit's stored name; NULL for none */
	const char *text;            /* the sentence a person reads */
	const char *jurisdiction;    /* NULL: everywhere */
	const char *source;          /* NULL: none, and then it starts unapproved */
	bool approved, retired;
	bool holds;                  /* given back: not retired, and ours or everywhere's */
};

/* Enter a new rule, or a new version of the one with that code. */
bool rule_set(struct store *store, const struct rule *rule, struct error *err);

/* The rule with this code as it now stands. MISSING when there is none. */
bool rule_find(struct store *store, const char *code, struct rule *out, struct error *err);

/* The amount of a rule, and its id in *rule unless that is NULL. MISSING when there is no such
 * rule, REFUSED when it has no amount or does not hold here. */
bool rule_amount(struct store *store, const char *code, int64_t *amount, int64_t *rule,
                 struct error *err);

/* Whether an amount lies further from another than a tolerance in per cent allows; never where
 * the rule does not hold. */
bool rule_exceeded(struct store *store, const char *code, int64_t amount, int64_t of,
                   bool *exceeded, int64_t *percent, struct error *err);

/* Whether a rule is there and holds here: what a duty such as second-person asks. */
bool rule_holds(struct store *store, const char *code, bool *holds, struct error *err);

#endif
