/*
 * supplier.h - who delivers
 */
#ifndef SUPPLIER_H
#define SUPPLIER_H

#include "day.h"
#include "ingredient.h"
#include "rule.h"

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

/* What shows that a supplier can be relied on, for what, and through which day. */
struct approval {
	const char *supplier;
	const char *evidence;        /* an audit, a questionnaire, certificates verified */
	const char *items;           /* what for; NULL: all they deliver */
	struct day until;            /* empty: until it is withdrawn */
};

/* Approved from the event on. REFUSED: without evidence, through a day that is past, a supplier
 * that is retired. */
bool supplier_approve(struct store *store, const struct approval *approval,
                      struct supplier *out, struct error *err);
/* No more, from the event on, for the act's reason. REFUSED: not approved, no reason. */
bool supplier_withdraw(struct store *store, const char *text, struct supplier *out,
                       struct error *err);

enum { SUPPLIER_WHY = 320 };

/* Why what they deliver at an instant is judged by rule supplier-approval, and what that rule
 * does; empty where they are approved. */
bool supplier_judged(struct store *store, int64_t supplier, const struct instant *at,
                     enum rule_force *force, char why[SUPPLIER_WHY], struct error *err);

/* Find by code or name, retired ones too. MISSING with "did you mean"; REFUSED when several
 * have that name. */
bool supplier_find(struct store *store, const char *text, struct supplier *out,
                   struct error *err);
/* The same for a delivery: REFUSED when it is retired. */
bool supplier_find_usable(struct store *store, const char *text, struct supplier *out,
                          struct error *err);

#endif
