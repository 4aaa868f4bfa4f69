/*
 * supplier.h - who delivers
 */
#ifndef SUPPLIER_H
#define SUPPLIER_H

#include "ingredient.h"

struct supplier {
	int64_t id;
	char code[CODE_ROOM], name[NAME_ROOM];
	bool retired;
};

struct supplier_entry {
	const char *code, *name, *address, *contact;   /* the last two may be NULL */
};

/* REFUSED when the code or the name is taken, or the code is not a code. */
bool supplier_add(struct store *store, const struct supplier_entry *entry, int64_t *id,
                  struct error *err);
bool supplier_retire(struct store *store, const char *text, struct error *err);

/* Find by code or name, retired ones too. MISSING with "did you mean"; REFUSED when several
 * have that name. */
bool supplier_find(struct store *store, const char *text, struct supplier *out,
                   struct error *err);
/* The same for a delivery: REFUSED when it is retired. */
bool supplier_find_usable(struct store *store, const char *text, struct supplier *out,
                          struct error *err);

#endif
