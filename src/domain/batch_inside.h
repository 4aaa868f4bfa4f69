/*
 * batch_inside.h - what the files of batches share
 */
#ifndef BATCH_INSIDE_H
#define BATCH_INSIDE_H

#include "batch.h"

/* A line as executed, about to be written. */
struct executed {
	int64_t batch, position, line, replaces;
	struct ratio factor;
	const char *reason;
};

/* Open what the pick needs, write the line, and move what was picked to the bench at an
 * instant. */
bool batch_draw(struct store *store, const struct executed *executed, struct pick *pick,
                const struct instant *at, int64_t *batch_line, struct error *err);

/* REFUSED where a lot holds another active ingredient, naming it; solvents and excipients are
 * none. */
bool batch_only_active(struct store *store, const struct lot *lot, int64_t ingredient,
                       struct error *err);

/*
 * What an amount of a lot counts as, for a line that asks for a product or an ingredient: as
 * itself (ingredient 0), or by how much it holds of one. The lot of a dissolved powder counts
 * for a line that asks for the powder, by its only active ingredient.
 */
struct counting {
	int64_t ingredient;
	enum unit unit;              /* of the ingredient */
	struct ratio each;           /* so much of it, in atoms of unit, is one atom of what the
	                              * line asks */
	struct strength strength;    /* of the lot */
};

/* REFUSED where a lot is nothing of what is asked: "line 2 asks for HA-20, and L26-0001 is
 * VITC", or holds another active ingredient too. asked: the product, 0 for none; else the
 * ingredient, in unit. */
bool batch_counting(struct store *store, int64_t position, int64_t product, int64_t ingredient,
                    enum unit unit, const struct lot *lot, struct counting *out,
                    struct error *err);
/* So much of what the line asks, as an amount of the lot; and the other way round. */
bool batch_as_lot(struct store *store, const struct counting *counting, struct ratio asked,
                  struct ratio *out, struct error *err);
bool batch_as_asked(struct store *store, const struct counting *counting, struct ratio of_lot,
                    struct ratio *out, struct error *err);

/* How strong a lot is in an ingredient, per its own unit; REFUSED where that is not stated. */
bool batch_strength(struct store *store, int64_t lot, int64_t ingredient, struct strength *out,
                    struct error *err);

/* So much of an ingredient as an amount of a lot of that strength, exactly. */
bool batch_volume(struct store *store, int64_t ingredient, struct ratio amount, enum unit unit,
                  const struct strength *strength, struct ratio *out, struct error *err);

/*
 * Write the terms of its beyond-use date, as its lines stand, and the date where it changed:
 * what its regime allows (a rule of kind bud, at the chair immediate-use), what stability and
 * the recipe's own limit do, a date given by hand, until when each lot in it may be used, and
 * an opened container's limit where a rule says that it shortens the mixture's. Once per batch
 * and act.
 */
bool batch_keep(struct store *store, const struct batch *batch, struct instant *until,
                struct error *err);
/* The same before anything is written: the date, and the term that governs. lots: count of
 * them. */
enum { TERM_ROOM = 400 };
struct keeping { struct instant until; char because[TERM_ROOM]; };
bool batch_would_keep(struct store *store, const struct batch *batch, const int64_t *lots,
                      int count, struct keeping *out, struct error *err);

/* Signed by who made it, and REFUSED by another. */
bool batch_sign_prepared(struct store *store, const struct batch *batch,
                         const struct signing *signing, struct error *err);

/* Every batch that holds some of a batch's lot, directly or through others, inner ones
 * first. */
struct later { int64_t *batch; int count; };
bool batch_later(struct store *store, int64_t lot, struct later *out, struct error *err);
/* Give the list back, whatever batch_later() said. */
void batch_later_free(struct later *later);

/* What the lines of a batch come to, in atoms of the unit it is made in. */
struct sum {
	int64_t all, others;         /* others: but for what fills */
	bool besides;                /* something in it has no volume: a powder */
	bool to_mark;                /* and over that it was filled to the mark */
};

/* As they stand; first: as it was first made. */
bool batch_sum(struct store *store, int64_t batch, bool first, struct sum *out,
               struct error *err);

/*
 * REFUSED where that is further from what was made up than rule yield-tolerance allows
 * (specification R08): a volume that was not measured, or that cannot have come of them. A
 * powder may add what it takes; what was filled to the mark is as much as the mark. made: it
 * was made before, and less than they come to is refused too; else that is loss.
 */
bool batch_agrees(struct store *store, const struct batch *batch, bool made, struct error *err);

/* What was made up, or kept, as an amendment says: the row that says so, and its moves in place
 * of those there were. REFUSED where nothing differs, more is kept than was made up, or it
 * cannot have come of its lines; the caller follows it and settles. */
bool batch_measure(struct store *store, const struct batch *batch,
                   const struct amendment *ask, struct error *err);

/* The share of one pick in what is still required of a line: as much as it gives, the last one
 * taking the rest; never less than nothing. */
bool batch_share(struct ratio *required, int64_t amount, bool last, struct ratio *out,
                 struct error *err);

bool batch_read(struct store *store, int64_t id, struct batch *out, struct error *err);
/* By its number; REFUSED where it was reversed. */
bool batch_standing(struct store *store, const char *text, struct batch *out,
                    struct error *err);

/* Whether something departed from the rules in making it, was looked into, and it was decided
 * that the batch may be used: then its yield is what it is (specification R09). */
bool batch_excused(struct store *store, const struct batch *batch, struct error *err);

/* The check of that name: asked of the batch, else named by a rule; also by what a phrase says
 * it is called besides. */
bool batch_check_called(struct store *store, const struct batch *batch, const char *name,
                        struct check *out, bool *is, struct error *err);
/* Which check is said, "pH", or with its result where none is given apart: "pH=6.1", "pH 6.1".
 * found points into what was said; NULL: nothing was said of it. REFUSED, with those there are,
 * where it names none. */
bool batch_check_said(struct store *store, const struct batch *batch, const char *said,
                      const char *result, struct check *out, const char **found,
                      struct error *err);
/* "pass", "all": all that is asked, passed. */
bool batch_check_is_all(const char *said);
/* Whether it passed, by the word that says so, or by the value; result: what was seen then,
 * without that word. passed: false where it was said apart that it did not. REFUSED where it
 * says neither, or a value is missing. */
bool batch_check_found(struct store *store, const struct batch *batch, struct check *check,
                       bool passed, const char **result, struct error *err);
/* The state of what passed, by the value of it: a pH is always one; a volume may also have been
 * looked at. */
bool batch_check_judge(const struct batch *batch, struct check *check, const char *result,
                       struct error *err);

/* REFUSED where the newest result of some check is that it did not pass. */
bool batch_checks_passed(struct store *store, const struct batch *batch, struct error *err);
/* What is asked of it (needed: without which it is not released) and was not recorded, as a
 * list for people. */
bool batch_checks_missing(struct store *store, const struct batch *batch, char *list,
                          size_t size, bool needed, struct error *err);

/* REFUSED when the amount used is further from the one required than rule use-tolerance allows,
 * and the act has no reason. */
bool batch_tolerates(struct store *store, int64_t position, struct ratio required,
                     struct quantity used, int64_t step, struct error *err);

#endif
