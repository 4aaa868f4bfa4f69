/*
 * canonical.h - the text of a sheet that its SHA-256 is taken over (report.h)
 *
 * Written to a file as well where there is one to write to.
 */
#ifndef CANONICAL_H
#define CANONICAL_H

#include "column.h"

#include <stdio.h>

struct canonical {
	struct digester digester;
	FILE *copy;                  /* NULL: only the digest is wanted */
	size_t size;
	char bytes[8192];
};

void canonical_begin(struct canonical *canonical, FILE *copy);
void canonical_section(struct canonical *canonical, const char *name,
                       const struct columns *columns);
void canonical_row(struct canonical *canonical, const struct columns *columns,
                   const struct cell *cells);
void canonical_end(struct canonical *canonical, struct digest *out);

/* Add a sheet's digest to that of all sheets (report.h, answer.sheets). */
void canonical_sheet(struct digester *sheets, const char *name, const struct digest *digest);

#endif
