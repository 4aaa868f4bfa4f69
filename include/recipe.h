/*
 * recipe.h - a practitioner's cocktail, its versions and their lines
 *
 * A recipe is one syringe; a version is what it said at one time. While a version
 * is a draft its lines, steps and facts may change, each change a row; once approved
 * it never changes, and a newer one supersedes it. A version is named "GLOW-3.4";
 * "GLOW-3" alone means the one in force, or the draft where one is being written.
 * An approved version is a product like any other, so that what is made of it is a
 * lot and may go into another mixture.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "product.h"
#include "ratio.h"
#include "signature.h"
#include "store.h"

enum { FACT_ROOM = 160 };

/* What a draft says besides its lines and steps, as typed: NULL or 0 atoms for what was not
 * said. In a change, what was not said stays, and "" takes a text away. */
struct recipe_entry {
	const char *code, *title;
	const char *practitioner;    /* whose it is: the code of a person; only when drafted.
	                              * NULL: who sits here */
	const char *indication;
	struct quantity yield;       /* drafted without one: refused */
	struct quantity session;     /* what one session takes of it */
	const char *technique, *area, *needle, *device, *depth;
	int64_t points;
	const char *keeps;           /* the recipe's own limit, "24 h": nothing is approved
	                              * without it */
	const char *storage;
	const char *regime;          /* immediate, category-1, category-2, category-3; NULL: the
	                              * clinic's own */
	const char *process;         /* aseptic, tested, terminal, terminal-tested; NULL:
	                              * aseptic */
	const char *stability;       /* the reference that supports the limit; where it begins
	                              * with a span, "36 h, Labo 2021", that is a limit of its
	                              * own */
	const char *description;     /* what it looks like when it is right */
	const char *closure;         /* container and closure it is made into */
	const char *quality;         /* what is tested, and the limits: "clarity; pH 5-7" */
	int64_t sessions;            /* of the course */
	const char *interval;        /* between them, "21 d" */
	const char *maintenance;     /* once they are given, one every "150 d" */
	const char *patient;         /* derived for one */
};

enum version_status {
	VERSION_DRAFT,
	VERSION_APPROVED,
	VERSION_SUPERSEDED,
	VERSION_RETIRED,
	VERSION_UNSAFE,
	VERSION_STATUSES
};

/* A version on record. Texts are empty where nothing was said. */
struct version {
	int64_t id, recipe, number, origin, patient, practitioner;
	char code[CODE_ROOM + 24];   /* "GLOW-3.4" */
	char recipe_code[CODE_ROOM], title[NAME_ROOM], indication[FACT_ROOM];
	enum version_status status;
	int64_t product;             /* 0 until approved */
	struct quantity yield;
	struct quantity session;     /* 0 atoms: not said */
	char technique[FACT_ROOM], area[FACT_ROOM], needle[FACT_ROOM], device[FACT_ROOM],
		depth[FACT_ROOM];
	int64_t points;              /* 0: not said, and so for the numbers below */
	int64_t keeps;               /* seconds */
	char storage[FACT_ROOM], stability[FACT_ROOM];
	char regime[16], process[24];        /* empty: the clinic's own; aseptic */
	int64_t sessions, interval;  /* of the course; days */
	int64_t maintenance;         /* days, once the course is complete */
};

enum line_kind { LINE_PRODUCT, LINE_AMOUNT, LINE_CONCENTRATION, LINE_FILL, LINE_KINDS };

/* One line of a version. */
struct line {
	int64_t id, position;
	enum line_kind kind;
	int64_t product;             /* of LINE_PRODUCT and LINE_FILL, else 0 */
	int64_t ingredient;          /* of LINE_AMOUNT and LINE_CONCENTRATION, else 0 */
	struct quantity amount;      /* 0 atoms for a fill */
	int64_t per;                 /* of LINE_CONCENTRATION: atoms of the version's unit */
	char code[CODE_ROOM];        /* of the product or the ingredient */
	char text[CODE_ROOM + QUANTITY_TEXT + 24];   /* as it is written: "ascorbic-acid 400
	                                              * mg" */
};

enum { MOST_LINES = 64 };

/* Begin a recipe: its first draft, GLOW-3.1. REFUSED: the code is taken, is not a code, ends in
 * a point and a number, or has no yield; MISSING: there is no such practitioner. */
bool recipe_draft(struct store *store, const struct recipe_entry *entry, int64_t *version,
                  struct error *err);

/* Change facts of the draft. REFUSED where there is none, saying how to get one. */
bool recipe_describe(struct store *store, const struct recipe_entry *entry, struct error *err);

/*
 * Set a line of the draft from words: "VITC-20 2 mL", "ascorbic-acid 400 mg", "tranexamic-acid
 * 4 mg/mL", "NACL-09 qs", "GLOW-3 2 mL" (the version of that recipe now in force). position 0
 * adds it below the others, so that one ingredient may stand on several lines; else it replaces
 * the line there. Gives where it stands. MISSING: no product, ingredient or recipe of that
 * name; REFUSED: a second "qs", an amount in a unit the product is not counted in, a recipe
 * that would contain itself.
 */
bool recipe_set_line(struct store *store, const char *recipe, const char *words,
                     int64_t position, int64_t *set, struct error *err);
bool recipe_drop_line(struct store *store, const char *recipe, int64_t position,
                      struct error *err);

/* The same for a step of the preparation; critical: it is checked by a second person. */
bool recipe_set_step(struct store *store, const char *recipe, const char *text,
                     int64_t position, bool critical, int64_t *set, struct error *err);
bool recipe_drop_step(struct store *store, const char *recipe, int64_t position,
                      struct error *err);

/*
 * Approve the draft under a signature: it never changes again, supersedes the version in force
 * before it (for the same patient, or for all), and becomes a product named like it. REFUSED:
 * it has no lines, no limit of its own (keeps), holds more than its yield, or signs who may
 * not.
 */
bool recipe_approve(struct store *store, const char *recipe, const struct signing *signing,
                    int64_t *version, struct error *err);

/* A new draft that copies the last version (of all, or the one named "GLOW-3.2"), never the
 * catalogue. REFUSED while a draft is open. */
bool recipe_revise(struct store *store, const char *recipe, int64_t *version,
                   struct error *err);

/* The same for one patient: a version of the recipe that only that patient is given. */
bool recipe_derive(struct store *store, const char *recipe, const char *patient,
                   int64_t *version, struct error *err);

/* Take a version ("GLOW-3.4"), or a recipe with all of them, out of use; unsafe: for safety,
 * and then nothing makes it again, and what is left of its batches is held in the same act:
 * held says how many, unless it is NULL. The act's reason says why; REFUSED without one. */
bool recipe_retire(struct store *store, const char *recipe, bool unsafe, int *held,
                   struct error *err);

/* The version a person means: "GLOW-3.4" that one; "GLOW-3" the one in force for all, else the
 * newest draft, else the newest. MISSING with "did you mean". */
bool version_find(struct store *store, const char *text, struct version *out,
                  struct error *err);
/* The one in force for all at an instant, by the record; where none was, what version_find()
 * says, and known is false. "GLOW-3.4" is known in any case. */
bool version_find_at(struct store *store, const char *text, const struct instant *at,
                     struct version *out, bool *known, struct error *err);
bool version_read(struct store *store, int64_t id, struct version *out, struct error *err);
/* The draft that may be changed: of "GLOW-3" the newest, or "GLOW-3.4" itself. REFUSED where
 * there is none. */
bool version_draft(struct store *store, const char *text, struct version *out,
                   struct error *err);
/*
 * What would be made for a patient (0: for stock): "GLOW-3" the approved version derived for
 * that patient, else the one for all; "GLOW-3.4" that one, superseded too. REFUSED: nothing is
 * approved, it was retired, it is for another patient.
 */
bool version_for(struct store *store, const char *text, int64_t patient, struct version *out,
                 struct error *err);
/* What version_for() asks of a version: REFUSED for a draft, one retired, and one for another
 * patient. */
bool version_allowed(struct store *store, const struct version *version, int64_t patient,
                     struct error *err);
/* The version a mixture's product is made by; id 0 in *version where it is none's. */
bool version_of_product(struct store *store, int64_t product, int64_t *version,
                        struct error *err);

/*
 * Under which regime a version is made, and what that asks: the one it says, else the clinic's
 * own (rule default-regime). process as the rules of kind bud name it. storage is how they name
 * the words of the recipe: "2-8 C" is the fridge, below nought the freezer, all else the room.
 * MISSING, REFUSED: it says none, and no rule does.
 */
struct regime {
	char name[16], process[24];
	const char *storage;
	bool said;                   /* by the version */
};
const char *recipe_storage(const char *words);
bool version_regime(struct store *store, const struct version *version, struct regime *out,
                    struct error *err);

/* REFUSED where what the lines say in the unit of the yield comes to more than it: that cannot
 * be made. */
bool version_fits_yield(const struct version *version, const struct line *lines, int count,
                        struct error *err);
/* The lines that stand, in order: at most MOST_LINES. */
bool version_lines(struct store *store, int64_t version, struct line *out, int *count,
                   struct error *err);

/* How far a content is to be relied on: a guide where it rests on a fill or on which product is
 * taken; not known where the products on record leave nothing to fill up, or none of them meets
 * some line. */
enum doubt { DOUBT_NONE, DOUBT_ABOUT, DOUBT_UNKNOWN };

/* What one ingredient comes to in the yield, by the labels. */
struct content {
	int64_t ingredient;
	char code[CODE_ROOM];
	enum unit unit;
	struct ratio amount;         /* atoms in the whole yield; meaningless where not stated
	                              * or not known */
	bool stated;                 /* false: in some line its strength is not stated */
	enum doubt doubt;
	char lines[48];              /* "1, 3": the lines it comes from */
};

enum { MOST_CONTENTS = 160 };

/* The final content of every ingredient, by label strengths, in the order of the lines. */
bool version_contents(struct store *store, const struct version *version, struct content *out,
                      int *count, struct error *err);

/* Whether some product on record could meet a line, by its label: its only active is the
 * ingredient, in a unit that turns into the line's, and strong enough to go into the yield. A
 * line of a product is met. */
bool version_line_met(struct store *store, const struct version *version,
                      const struct line *line, bool *met, struct error *err);

/* "; LIDO-1 holds lidocaine-hcl, which is that in another form": what to name instead where no
 * product meets a line. Empty: there is none. */
enum { OTHER_FORM = 3 * CODE_ROOM };
bool version_other_form(struct store *store, const struct line *line, char text[OTHER_FORM],
                        struct error *err);

/* Whether a draft says all that is approved: else REFUSED, for what has no lines, does not say
 * how long it keeps, or comes to more than its yield. */
bool version_ready(struct store *store, const struct version *version, struct error *err);

/* What its volumes come to, by the labels where only an ingredient is named, in atoms of the
 * yield's unit. *near: it fills up, or that is the yield within rule yield-tolerance, or it
 * cannot be known; else each batch is measured. */
bool version_comes_to(struct store *store, const struct version *version, struct ratio *comes,
                      bool *near, struct error *err);

/* The differences between two versions in words, one sentence each, into out (each ends in a
 * line feed); empty where they say the same. */
bool version_diff(struct store *store, int64_t older, int64_t newer, char *out, size_t size,
                  struct error *err);

/* A set: recipes given in one session, one syringe each, in order. */
struct set_entry {
	const char *code, *name;
	const char *practitioner;    /* NULL: who sits here */
	const char *const *recipes;  /* codes, in order; ends with NULL; may be NULL */
};

enum { MOST_ITEMS = 16 };

bool set_add(struct store *store, const struct set_entry *entry, int64_t *id,
             struct error *err);
/* Put recipes into a set, below the others; take one out. REFUSED when it is there already, or
 * is not. */
bool set_put(struct store *store, const char *set, const char *recipe, struct error *err);
bool set_drop(struct store *store, const char *set, const char *recipe, struct error *err);
/* MISSING with "did you mean"; the codes of its recipes in order in items. */
bool set_find(struct store *store, const char *code, int64_t *id,
              char items[MOST_ITEMS][CODE_ROOM], int *count, struct error *err);

const char *version_status_name(enum version_status status);

#endif
