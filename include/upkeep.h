/*
 * upkeep.h - founding, copying and checking a whole store
 */
#ifndef UPKEEP_H
#define UPKEEP_H

#include "chain.h"
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

/*
 * The whole record verified: the chain (chain.h), what is derived against what it is derived from, and
 * every identity against its digest. Heads kept outside are looked for; each that the record never had
 * is a finding. One finding at a time; verification_next() is false at the end and on failure.
 */
struct verification;
bool upkeep_verify(struct store *store, const char *const *heads, int count, struct verification **out,
                   struct error *err);
bool verification_next(struct verification *verification, struct finding *out, struct error *err);
/* The action that a head seals, once the end is reached; 0: the record never had it. */
int64_t verification_had(const struct verification *verification, int head);
void verification_end(struct verification *verification);

#endif
