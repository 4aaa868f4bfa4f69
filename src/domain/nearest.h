/*
 * nearest.h - what to say when a name is not on record, or means several things
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "store.h"

#include <stddef.h>

/* MISSING: "no WHAT 'TEXT'", with the nearest of what the statement gives in its column
 * "name". */
bool not_on_record(struct store *store, enum query names, const char *what, const char *text,
                   struct error *err);
/* As failed() does (error.h). */
#ifdef __clang_analyzer__
#define not_on_record(...) ((void)(not_on_record)(__VA_ARGS__), false)
#endif

/* Collects codes for a refusal: "'silicon' may be A or B". Those beyond its room are
 * counted. */
struct several {
	char list[320];
	int count;
};

void several_add(struct several *several, const char *code);
bool several_meant(const struct several *several, const char *text, struct error *err);
#ifdef __clang_analyzer__
#define several_meant(...) ((void)(several_meant)(__VA_ARGS__), false)
#endif

/* Copy a column that may be NULL, which gives "". */
void copy_text(char *to, size_t size, const char *from);

#endif
