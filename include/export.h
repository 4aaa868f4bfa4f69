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
};

/* Note a copy that was made, as an act named by verb. REFUSED where who sits here has no right to it:
 * then the copy is not registered. */
bool export_note(struct store *store, const char *verb, const struct export *export, struct error *err);

#endif
