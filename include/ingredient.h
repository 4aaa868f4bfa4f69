/*
 * ingredient.h - substances and the names they go by
 *
 * An ingredient is found by every name it has: its code, its name, its synonyms,
 * its CAS number and its UNII, compared folded. A name that means several is
 * never guessed: the refusal lists them.
 *
 * A salt, a base, an enzyme of another animal is a form of a substance: what a rule says of
 * that holds for it, and so much of it counts as so much of that.
 */
#ifndef INGREDIENT_H
#define INGREDIENT_H

#include "ratio.h"
#include "store.h"

enum { CODE_ROOM = 64, NAME_ROOM = 160 };

/* An ingredient on record. */
struct ingredient {
	int64_t id;
	char code[CODE_ROOM], name[NAME_ROOM], class[CODE_ROOM];
	char base[CODE_ROOM];        /* what it is a form of; empty: of nothing else */
	int64_t iu, iu_mass;         /* iu_mass ng are iu mIU; 0 where the substance does not
	                              * say */
	bool retired;
};

/* An ingredient as a person enters or revises it. In a revision NULL leaves what is there and
 * "" takes it away. */
struct ingredient_entry {
	const char *code, *name;
	const char *class;           /* the code of its class */
	const char *cas, *unii, *atc;
	const char *storage, *notes, *source;
	const char *strengths, *dose, *verified;  /* as published: strengths sold, dose per
	                                           * session, who else gives these numbers */
	const char *iu;              /* "40 IU = 1 mcg" */
	const char *form_of;         /* the substance it is a form of */
	const char *counts;          /* as how much of that: "414.55 mg = 392.57 mg"; NULL: as
	                              * it stands */
	const char *const *synonyms; /* ends with NULL; may be NULL */
	const char *const *dropped;  /* synonyms to forget, in a revision */
};

/* Enter a class of ingredients. REFUSED when the code is taken or not a code. */
bool class_add(struct store *store, const char *code, const char *name, int64_t *id,
               struct error *err);
/* MISSING with "did you mean". */
bool class_find(struct store *store, const char *code, int64_t *id, struct error *err);

/*
 * Enter an ingredient and the names by which it is found. REFUSED when its code or name finds
 * another already, when CAS or UNII has a wrong check digit, or when another one has that
 * number, or when what it is a form of is a form itself; MISSING when there is no such class.
 * A synonym that another one has too is kept: asking for it lists both.
 */
bool ingredient_add(struct store *store, const struct ingredient_entry *entry, int64_t *id,
                    struct error *err);

/* Enter a new state of it: what is not NULL replaces what was, synonyms are added. The code
 * stays. */
bool ingredient_revise(struct store *store, const struct ingredient_entry *entry,
                       struct error *err);

/* It is offered no more; what contains it stands. REFUSED when it was retired already. */
bool ingredient_retire(struct store *store, const char *text, struct error *err);

/* Find by code, name, synonym, CAS or UNII, retired ones too. MISSING with "did you mean";
 * REFUSED, naming them, when several are meant. A code wins over another one's synonym. */
bool ingredient_find(struct store *store, const char *text, struct ingredient *out,
                     struct error *err);

/* The same for what is about to be used: REFUSED when it is retired. */
bool ingredient_find_usable(struct store *store, const char *text, struct ingredient *out,
                            struct error *err);

bool ingredient_read(struct store *store, int64_t id, struct ingredient *out,
                     struct error *err);

/* An amount in the unit asked for, exactly. REFUSED unless the units agree, or one is IU, the
 * other mass and the substance says how they turn into each other. */
bool ingredient_convert(const struct ingredient *ingredient, struct quantity amount,
                        enum unit unit, struct ratio *out, struct error *err);

#endif
