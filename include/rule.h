/*
 * rule.h - numbers a pharmacist may change
 *
 * A limit, a tolerance, an incompatible pair is a row with its source and whether it was
 * approved, never a constant in C. Its versions are rows too, and what judged stays known. The
 * newest approved version stands; where none was approved the newest does, and only warns. What
 * is retired, not in its time, or the rule of a jurisdiction that is not the clinic's does not
 * hold: it only informs.
 */
#ifndef RULE_H
#define RULE_H

#include "store.h"

/* Codes of the rules the program itself asks for. */
/* atoms of L a person measures to */
#define RULE_MEASURING_STEP         "measuring-step"
/* span from start of preparation to start of giving */
#define RULE_IMMEDIATE_USE          "immediate-use"
/* regime of what a recipe does not say one for */
#define RULE_DEFAULT_REGIME         "default-regime"
/* most sterile products mixed at the chair */
#define RULE_IMMEDIATE_USE_PRODUCTS "immediate-use-products"
#define RULE_IN_USE_AMPOULE         "in-use-ampoule"          /* span once opened; 0: at once */
#define RULE_IN_USE_SINGLE_DOSE     "in-use-single-dose"
#define RULE_IN_USE_MULTI_DOSE      "in-use-multi-dose"
#define RULE_IN_USE_PREFILLED       "in-use-prefilled"
/* containers are entered in ISO 5 air: then a single-dose one is used within the second's
 * span */
#define RULE_ISO_5                  "iso-5"
#define RULE_IN_USE_ISO_5           "in-use-single-dose-iso5"
/* span, what was dissolved and is used at once */
#define RULE_IN_USE_DISSOLVED       "in-use-dissolved"
/* a backup older than that is old */
/* a device is cleaned between two patients */
#define RULE_DEVICE_CLEANING        "device-cleaning"
#define RULE_BACKUP_AGE             "backup-age"
/* a restore not tried for that long is old */
#define RULE_RESTORE_AGE            "restore-age"
/* a journal not reviewed for that long is to be reviewed */
#define RULE_REVIEW_AGE             "review-age"
/* who verifies a batch is not who made it */
#define RULE_SECOND_PERSON          "second-person"
/* who approves another version of what stops somebody is not who entered it */
#define RULE_SECOND_FOR_RULES       "second-for-rules"
/* a clinic of one verifies what it made itself */
#define RULE_SELF_CHECK             "self-check"

/* span; within it of each other lots may be used in any order, beyond it a reason is given */
#define RULE_FEFO                   "first-expiry-first"
/* per cent; beyond it an amount used has a reason */
#define RULE_USE_TOLERANCE          "use-tolerance"
/* per cent; beyond it off the label an assay has a reason */
#define RULE_ASSAY_TOLERANCE        "assay-tolerance"
/* per cent of what the maker makes up; beyond it: measure */
#define RULE_DISSOLVING_TOLERANCE   "dissolving-tolerance"
/* per cent of the diluent; beyond it it has a reason */
#define RULE_MADE_UP_TOLERANCE      "made-up-tolerance"
/* per cent; beyond it off what was expected a count opens a deviation */
#define RULE_COUNT_VARIANCE         "count-variance"
/* who delivers is approved */
#define RULE_SUPPLIER_APPROVAL      "supplier-approval"
/* who witnesses a count is not who counted */
#define RULE_COUNT_WITNESS          "count-witness"
/* per cent; beyond it a batch is not released */
#define RULE_YIELD_TOLERANCE        "yield-tolerance"
/* per cent; beyond it who makes a batch is warned */
#define RULE_YIELD_WARNING          "yield-warning"

enum { RULE_CODE = 48 };

/* What a rule does here and now, whatever its severity says. */
enum rule_force { RULE_INFORMS, RULE_WARNS, RULE_SIGNS, RULE_FORBIDS };

/*
 * A version of a rule, as it is entered or as it stands. Texts are the row's: they last until
 * its query is used again. What says nothing is NULL, or 0 for an id. By kind:
 *
 * pair              the one half (ingredient, class or product; none: anything) with the other;
 *                   scope "mix" (one syringe) or "session"
 * limit             of what it is about (none: of the whole): measure "amount",
 *                   "concentration", "volume", "points", "products", "sessions", "ph" ...;
 *                   from least to amount of unit, per per of per_unit (of weight: per kg);
 *                   scope "mix", "point", "session", "course" (the one under way) or "window"
 *                   (within any span); where it stands beside with_...: only if that is there
 *                   too; condition "products-over-3": only of more than 3 products
 * contraindication  condition ("diabetes", "aspirin", "age-under" ...); scope "patient",
 *                   "before", "after", "site", "lot", "between-sessions", "between-courses" or
 *                   "course" (so many ever); amount or span where it has one
 * bud               span from preparation, by regime, storage and condition (the process:
 *                   "sterile", "non-sterile-part", "tested", "terminal", "terminal-tested")
 * in-use            span a container may be used once opened (0: at once), by condition
 * regime            what a regime asks: measure "products" or "time"; amount or span
 * protocol          indication and area; its ranges are in struct protocol
 * prohibition       what may not be used in jurisdiction for the purpose in indication, since
 *                   and till
 * tolerance         amount in "%"
 * alert             span before an end at which somebody is told
 * storage           what is kept so stands from least to amount (no measure), above it up to
 *                   amount (measure "peak") for at most span, and its mean kinetic temperature
 *                   over span (measure "mkt") is at most amount; unit "C"
 * duty, step, age   that something is done; the step a person measures to; a span after which
 *                   something is old
 */
struct rule {
	int64_t id, revision, version;
	const char *code;
	const char *kind;
	const char *severity;        /* "forbid", "warn", "sign" */
	const char *override;        /* what passes it: NULL nothing, "reason", "signature" */
	const char *scope;
	int64_t ingredient, class, product;
	int64_t with_ingredient, with_class, with_product;
	const char *condition;
	const char *measure;
	int64_t least;               /* of unit; meaningless where has_... is not set */
	bool has_least;
	int64_t amount;
	bool has_amount;
	const char *unit;            /* a unit's stored name, "count", "%", "pH" (hundredths);
	                              * NULL for none */
	int64_t per;                 /* atoms of per_unit; 0: none */
	const char *per_unit;
	int64_t span;                /* seconds */
	bool has_span;
	const char *area, *indication, *regime;
	const char *storage;         /* "room", "fridge", "freezer" */
	const char *since, *till;    /* the first and the last day on which it holds */
	const char *text;            /* the sentence a person reads */
	const char *jurisdiction;    /* NULL: everywhere */
	const char *evidence;        /* "source", "chemistry" ... */
	const char *source;          /* NULL: none, and then it starts unapproved */
	const char *requirement;     /* "R13": of the rule catalogue, specification section
	                              * 10 */
	bool approved, retired;
	enum rule_force force;       /* given back */
	bool holds;                  /* given back: more than informs */
	bool elsewhere;              /* given back: it would hold in its own jurisdiction, and
	                              * here it informs */
};

/*
 * A rule's numbers as people write them: "4.5 mg/kg", "0.2 mL", "50 points", "3 products",
 * "5..8 pH", "10 %", "18 years"; a range may have one end: "2 mL..", and a bare number most.
 * Fills least, amount, unit, per, and measure where the words say it and it is NULL. REFUSED
 * as quantity_parse() does, and for ends that are not of one kind.
 */
bool rule_read_amount(const char *text, struct rule *rule, struct error *err);
/* "30 d", "4 h", "at once". */
bool rule_read_span(const char *text, struct rule *rule, struct error *err);
/* Both as they are read: "4.5 mg/kg", "200 mg in 2 h", "30 d"; empty for none. */
enum { RULE_FIGURES = 240 };
void rule_figures(const struct rule *rule, char text[RULE_FIGURES]);

/* " (rule lidocaine-plain version 1, S-120)": what is not approved says so, because it only
 * warns. */
enum { RULE_CITED = 240 };
void rule_cite(const struct rule *rule, char text[RULE_CITED]);

/* What a rule said of something, kept with the version that said it (table verdict). */
struct ruled {
	int64_t revision;
	const char *outcome;         /* "warned", "overridden", "signed", "exception" */
	const char *text, *reason;   /* reason: why it was passed; NULL for none */
	int64_t version, batch, session, lot;  /* what it is about; 0: not that */
	const char *subject;         /* what it speaks of; NULL: of nothing else than that */
	bool measured;
	int64_t excess;              /* beyond its number, in atoms; below the least:
	                              * negative */
	bool supposed;               /* only of what might be made of it */
};
bool rule_said(struct store *store, const struct ruled *ruled, struct error *err);

/* From least to most; an end that is not said is -1. */
struct range { int64_t least, most; };

/* What a rule of kind protocol says beside its indication and area. */
struct protocol {
	char technique[200], gauge[64];
	struct range sessions;
	struct range interval, maintenance;  /* days */
	struct range depth;                  /* micrometres */
	struct range point, volume;          /* nL for a point, for a session */
};

/* The ranges of a version of a rule; all unsaid where it has none. */
bool protocol_read(struct store *store, int64_t revision, struct protocol *out,
                   struct error *err);
bool protocol_set(struct store *store, int64_t revision, const struct protocol *protocol,
                  struct error *err);

/* What a range counts, and how people write it: "3..4", "21..28 d", "0..4 mm", "0.1..0.2
 * mL". */
enum range_of { RANGE_COUNT, RANGE_DAYS, RANGE_DEPTH, RANGE_VOLUME };
bool range_read(const char *text, enum range_of of, struct range *out, struct error *err);
void range_write(struct range range, enum range_of of, char text[RULE_FIGURES]);

/* Enter a new rule, or a new version of the one with that code. */
bool rule_set(struct store *store, const struct rule *rule, int64_t *revision,
              struct error *err);

/* A row of rule_now (all its columns), judged at the event of the act. */
void rule_of_row(struct store *store, const struct row *row, struct rule *out);

/* The rule with this code as it now stands. MISSING when there is none. */
bool rule_find(struct store *store, const char *code, struct rule *out, struct error *err);
/* The same, but only its scope, its numbers and what a verdict cites of it: quicker to ask. */
bool rule_brief(struct store *store, const char *code, struct rule *out, struct error *err);

/* The amount, or the span, of a rule, and its id in *rule unless that is NULL. MISSING when
 * there is no such rule, REFUSED when it has none or does not hold here. */
bool rule_amount(struct store *store, const char *code, int64_t *amount, int64_t *rule,
                 struct error *err);
bool rule_span(struct store *store, const char *code, int64_t *seconds, int64_t *rule,
               struct error *err);

/* Whether an amount lies further from another than a tolerance in per cent allows; never where
 * the rule does no more than warn. */
bool rule_exceeded(struct store *store, const char *code, int64_t amount, int64_t of,
                   bool *exceeded, int64_t *percent, struct error *err);

/* Whether some rule asks of a patient what these words say ("diabetes"); where none does, near
 * is the nearest that is asked, or empty. */
bool rule_asks(struct store *store, const char *words, bool *asks, char near[128],
               struct error *err);

/* Whether a rule is there and does more than warn: what a duty such as second-person asks. */
bool rule_holds(struct store *store, const char *code, bool *holds, struct error *err);

/* The instants around one within which a rule of some code takes what is alike for the same
 * typed twice; holds: false where it does not hold here. */
struct nearness { struct rule rule; struct instant from, to; bool holds; };
bool rule_nearness(struct store *store, const char *code, const struct instant *at,
                   struct nearness *out, struct error *err);

#endif
