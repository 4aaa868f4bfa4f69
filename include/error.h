/*
 * error.h - why a call failed
 *
 * A function that can fail returns false and says why once, where the reason
 * is understood. Everyone above passes the error on unchanged.
 */
#ifndef ERROR_H
#define ERROR_H

#include <stdbool.h>

enum fault {
	FAULT_NONE,
	FAULT_REFUSED,  /* a rule of the house forbids it */
	FAULT_MISSING,  /* what was named is not on record */
	FAULT_STORE,    /* the database failed, not the request */
	FAULT_USAGE,    /* the words of the request make no sense */
};

struct error {
	enum fault fault;
	char text[1280]; /* room for a rule's sentence and the codes of others */
	bool elsewhere;  /* asked by one who looks elsewhere next: no guess at what was meant is
	                  * made */
};

/* Record why and return false. The first reason stands: a later one, given
 * on the way up by someone who knows less, is ignored. */
bool failed(struct error *err, enum fault fault, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether one can do without what was asked for, why being how that failed, if it did: false
 * where the store failed, which is handed on. */
bool spared(const struct error *why, struct error *err);

/* An analyzer sees one file at a time, and must be told what is given back. */
#ifdef __clang_analyzer__
#define failed(...) ((void)(failed)(__VA_ARGS__), false)
#endif

#endif
