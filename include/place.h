/*
 * place.h - sites, the places of a site, and the ends outside
 *
 * Every move goes from a place to a place. A place holds stock and belongs to a
 * site, whose zone says when a day ends there; or it is one of the six ends
 * outside, which the store has from the first day and which never run out.
 */
#ifndef PLACE_H
#define PLACE_H

#include "ingredient.h"

enum place_kind {
	PLACE_STOCK,
	PLACE_SUPPLIER,
	PLACE_OPENING,
	PLACE_BENCH,
	PLACE_PATIENT,
	PLACE_WASTE,
	PLACE_COUNT,
	PLACE_KINDS
};

struct site {
	int64_t id;
	char code[CODE_ROOM], name[NAME_ROOM];
	struct zone zone;
};

struct place {
	int64_t id;
	enum place_kind kind;
	char code[CODE_ROOM], name[NAME_ROOM];
	int64_t site;                /* 0 for an end outside, which has no zone either */
	char site_code[CODE_ROOM];
	struct zone zone;
	char storage[NAME_ROOM];     /* empty: nobody has said */
	bool retired;
};

struct site_entry  { const char *code, *name, *zone; };
struct place_entry {
	const char *code, *name;
	const char *storage;         /* "2-8 C"; may be NULL */
	const char *site;            /* NULL: the clinic's only one */
};

/* REFUSED when the code is taken or the zone does not load. */
bool site_add(struct store *store, const struct site_entry *entry, int64_t *id,
              struct error *err);
/* code NULL: the only site; REFUSED when there are several. MISSING with "did you mean". */
bool site_find(struct store *store, const char *code, struct site *out, struct error *err);

/* The ends outside, once, while a store is created; code and kind are the same word. */
bool place_lay_ends(struct store *store, struct error *err);
/* One of them. */
bool place_end(struct store *store, enum place_kind kind, int64_t *id, struct error *err);

bool place_add(struct store *store, const struct place_entry *entry, int64_t *id,
               struct error *err);
/* What is NULL stays. REFUSED when nothing is given, when it says what is on record already, for
 * an end outside, for one that is retired and for a name that another of its site has. */
struct place_change { const char *place, *name, *storage; };
bool place_revise(struct store *store, const struct place_change *change, struct place *out,
                  struct error *err);
/* REFUSED for an end outside, for one retired already, and while anything lies there. */
bool place_retire(struct store *store, const char *text, struct error *err);

/* Find a place that holds stock by code or name, retired ones too. text NULL: the only one that
 * is not retired; REFUSED when there are several. MISSING with "did you mean"; REFUSED for an
 * end outside. */
bool place_find(struct store *store, const char *text, struct place *out, struct error *err);
/* The same for putting something there: REFUSED when it is retired. */
bool place_find_usable(struct store *store, const char *text, struct place *out,
                       struct error *err);
/* Any place, ends too. */
bool place_read(struct store *store, int64_t id, struct place *out, struct error *err);

const char *place_kind_name(enum place_kind kind);

#endif
