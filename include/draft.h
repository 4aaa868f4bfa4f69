/*
 * draft.h - a file that is in its place when it is whole, or not at all
 *
 * What interrupts the program (SIGINT, SIGTERM, SIGHUP) takes the draft away first.
 */
#ifndef DRAFT_H
#define DRAFT_H

#include "digest.h"
#include "error.h"

#include <signal.h>
#include <stdio.h>

struct draft {
	const char *path, *kind;
	char name[4096];             /* it is written under, in the same folder */
	FILE *out;                   /* NULL where another writes by the name */
};

/* Make the file it is written to, which only its owner reads. REFUSED where there is a file already,
 * unless that one begins with KIND (NULL: whatever it is), STORE when the folder does not let us. */
bool draft_open(const char *path, const char *kind, struct draft *out, struct error *err);
/* Sync it, take its digest (NULL: of none) and put it in its place. */
bool draft_keep(struct draft *draft, struct digest *digest, struct error *err);
void draft_drop(struct draft *draft);

/* What interrupts the program waits while a file has a name that nobody would clear away. */
sigset_t endings_hold(void);
void endings_let(const sigset_t *before);

#endif
