/*
 * judge_inside.h - what is before the judge, as the files of this module share it
 *
 * A mixture is what one syringe holds: what was mixed, or a product alone. Its sources are the
 * bought products in it, its parts the ingredients each source brings. How much of an
 * ingredient is in a mixture is known of all its sources together, and stands in the first of
 * its parts (counts).
 */
#ifndef JUDGE_INSIDE_H
#define JUDGE_INSIDE_H

#include "judge.h"
#include "body.h"
#include "day.h"
#include "lot.h"
#include "patient.h"

enum { JUDGED_NAME = 64, JUDGED_CLASS = 128, INDICATION_ROOM = 256 };

/* What a mixture is made for: a version may be for either, and a product alone is not mixed. */
enum regime { REGIME_UNKNOWN, REGIME_IMMEDIATE, REGIME_STORED, REGIME_NONE };

struct source {
	int mixture;
	int64_t product;             /* 0: a line names only an ingredient */
	int64_t position;            /* of the line; 0: not known */
	bool fills, sterile;
	char code[CODE_ROOM];
};

/* An ingredient and how much of it. Of a form of another (base), form_mass counts as base_mass
 * of that; 0: as it stands. */
struct content {
	int64_t ingredient, class, form_of, form_mass, base_mass;
	char code[CODE_ROOM], base[CODE_ROOM];
	bool stated;
	enum unit unit;
	struct ratio amount;
};

struct part {
	int mixture, source;
	struct content of;           /* atoms in one atom of the mixture */
	char class_code[CODE_ROOM], class_name[JUDGED_CLASS];
	bool counts;
};

struct mixture {
	int64_t lot, batch, version, recipe, syringe, product;
	enum regime regime;
	char category[16];           /* a batch is made as: "category-2"; empty: not known */
	int leader;                  /* the first of those that were one order, split over
	                              * containers: itself, mostly */
	struct quantity made_up;     /* 0 atoms: a product alone */
	struct quantity given;       /* in one session; 0 atoms: not known */
	bool assumed;                /* given is all of it, since nobody said how much */
	int64_t points;              /* 0: not said */
	int64_t depth;               /* the deepest, in hundredths of a millimetre; below 0: not
	                              * said */
	char name[JUDGED_NAME];
	char purpose[INDICATION_ROOM], area[JUDGED_CLASS];
};

/* What else the patient had of an ingredient; inside: as it came in with a bought product,
 * which is what that row is of. Of what was told, session and syringe are below zero. */
struct other {
	bool inside;
	int64_t session, syringe, product;
	char number[24];
	struct instant at;
	struct quantity given;       /* of all that was in the syringe */
	int64_t points;              /* 0: not said */
	struct content of;
};

/* root: the substance, or what it is a form of; 0: none is known by that name. */
struct allergy { char value[256]; int64_t root; };

/* A range of pH some rule gives for an ingredient, hundredths. */
struct acidity { int mixture; int64_t least, most; char code[CODE_ROOM]; };

struct hearing {
	struct store *store;
	struct matter matter;
	struct verdicts *out;
	int64_t patient, session, replaces;
	char patient_code[PATIENT_CODE];
	struct instant at;
	char purpose[INDICATION_ROOM];
	struct mixture *mixtures;
	struct source *sources;
	struct part *parts;
	struct other *others;
	struct allergy *allergies;
	struct acidity *acidities;
	struct body *body;           /* NULL until a rule says where */
	int mixture_count, source_count, part_count, other_count, allergy_count, acidity_count;
	bool weighed, weight_known, asked;
	enum { REACTED_UNKNOWN, REACTED_NEVER, REACTED_BEFORE } reacted;
	bool unweighed;              /* something by weight passed without one on record */
	int64_t others_span;         /* seconds before and after that were read */
	int64_t weight;              /* ng; where none is on record that of the least who is
	                              * treated */
	int64_t occasion;            /* seconds within which what is given counts as one
	                              * session */
};


/* Read what is before the judge. */
bool judge_read(struct hearing *hearing, struct error *err);
void judge_close(struct hearing *hearing);
/* Of a session: what else the patient was given so many seconds before and after it. */
#define EVER INT64_C(5000000000)
bool judge_read_others(struct hearing *hearing, int64_t span, struct error *err);

/* One side of a rule: an ingredient, a class or a product; none: anything. */
struct side { int64_t ingredient, class, product; };
struct side side_of(const struct rule *rule);
struct side side_with(const struct rule *rule);
bool side_is_any(const struct side *side);
bool side_has(const struct hearing *hearing, const struct side *side, const struct part *part);
bool side_had(const struct side *side, const struct other *other);
/* Whether something of it is in a mixture. */
bool side_in(const struct hearing *hearing, const struct side *side, int mixture);

/* Whether a rule applies to a mixture by its regime and purpose. */
/* "immediate", "category-1" ...; NULL: any. */
const char *judge_regime(const struct rule *rule);
bool judge_applies(struct hearing *hearing, const struct rule *rule, int mixture);
/* Whether it is mixed, or would be, in what is judged: of a session only at the chair. What was
 * made before was told of its making then. */
bool judge_mixes(const struct hearing *hearing, int mixture);
/* A word of a list "face; scalp", folded. */
bool judge_lists(const char *list, const char *word);

/* The substance, or what it is a form of. */
int64_t judge_root(const struct content *of);
/* A solvent or an excipient: no active. */
bool judge_is_inert(const struct part *part);

/* A verdict of a mixture (-1: of the whole), which warns only where its regime or amount is
 * assumed. */
struct verdict *judge_say(struct hearing *hearing, const struct rule *rule, int mixture,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));
/* What was found, against what the rule allows. */
void judge_measured(struct verdict *verdict, struct ratio is, struct ratio limit);
/* It only warns, if it did more: what it rests on is supposed. */
void judge_soften(struct verdict *verdict);
/* One more of a list "a, b", where it is not among them and there is room for all of it. */
void judge_append(char *list, size_t size, const char *one);
/* The same, of what could not be judged: a warning. */
struct verdict *judge_open(struct hearing *hearing, const struct rule *rule, int mixture,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The row of a verdict, with what became of it. */
bool verdict_keep(struct store *store, const struct matter *matter,
                  const struct verdict *verdict, const char *outcome, const char *reason,
                  struct error *err);

/* One kind of rule each. */
bool judge_pair(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_order(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_prohibition(struct hearing *hearing, const struct rule *rule, struct error *err);
#define JUDGE_REACTION_BEFORE "reaction-before"
#define JUDGE_GRAVE_BEFORE    "grave-reaction-before"
bool judge_reaction(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_allergy(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_limit(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_interval(struct hearing *hearing, const struct rule *rule, struct error *err);
bool judge_course(struct hearing *hearing, const struct rule *rule, struct error *err);

#endif
