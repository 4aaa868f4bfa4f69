/*
 * upkeep.h - founding, copying and checking a whole store
 */
#ifndef UPKEEP_H
#define UPKEEP_H

#include "person.h"

struct founding {
	const char *clinic;          /* its name */
	const char *jurisdiction;    /* "FR"; rules of elsewhere only inform */
	const char *zone;            /* "Europe/Paris" */
	bool practice;
	struct hiring first;         /* the first person; an administrator whatever other roles */
};

/* Lay the schema and enter the clinic, its first site ("MAIN") with one place ("STOCK"), the ends
 * outside, the rights of roles, the starter rules and catalogue, and the first person: one act. */
bool upkeep_found(struct store *store, const struct founding *founding, struct error *err);

#endif
