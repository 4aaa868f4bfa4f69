/*
 * export.h - that a copy left the store
 *
 * A copy outside proves what the record said when it was made, and the record
 * remembers which copies there are: the file's own digest, and the head it shows.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "store.h"

struct export {
	const char *kind;            /* "report" */
	const char *name;            /* what it is of, and the file's name */
	struct digest file;
	struct digest head;          /* the one the copy shows: from before this act */
	const char *words;           /* that ask for it again, where it is a report; NULL */
	const struct digest *sheets; /* of what its sheets say, however they are written; NULL
	                              * where not known */
};

/* Note a copy that was made, as an act named by verb. REFUSED where who sits here has no right
 * to it: then the copy is not registered. */
bool export_note(struct store *store, const char *verb, const struct export *export,
                 struct error *err);

/* A copy of a report that was noted. */
struct exported {
	int64_t person;              /* who made it */
	char name[160], words[2048];
	char sheets[DIGEST_TEXT];    /* empty where not known */
};

/* The first noted copy of this digest. MISSING when there is none. */
bool export_find(struct store *store, const struct digest *file, struct exported *out,
                 struct error *err);

/* The newest act of this person that noted a copy of these words and sheets, in *action; 0: none
 * did. */
bool export_asked(struct store *store, const char *words, const struct digest *sheets,
                  int64_t person, int64_t *action, struct error *err);

/* The newest act that noted a copy in a file of this name, in *action; 0: none did. */
bool export_named(struct store *store, const char *file, int64_t *action, struct error *err);

#endif
