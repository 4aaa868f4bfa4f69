/*
 * list.h - what several commands share that list, search and take words by the handful
 */
#ifndef LIST_H
#define LIST_H

#include "command.h"

enum { PATTERN_TEXT = 256 };

/* What a search matches: the words, folded, anywhere; NULL for none. */
const char *search_pattern(const char *words, char pattern[PATTERN_TEXT]);

/* Rows of a statement as section name, and where there are none a word about it: silence is no
 * answer. */
bool list_query(struct desk *desk, const char *name, enum query query, const struct bind *bind,
                struct error *err);

/* MISSING, with the nearest, unless a word that filters a list is one of all there are, which
 * end with NULL; NULL was not said. what names it: "status". */
bool list_of(const char *word, const char *what, const char *const *all, struct error *err);

/* From the beginning of a day to the end of another, in the clinic's zone; what was not said
 * leaves its instant as it is. USAGE where there is no day between them. */
bool list_period(struct desk *desk, const struct day *from, const struct day *to,
                 struct instant *begins, struct instant *ends, struct error *err);

/* Texts as the domain takes them: a list that ends with NULL. NULL where none was given. */
const char *const *texts_list(const struct texts *texts, const char *list[MOST_TEXTS + 1]);

#endif
