/*
 * phrase.h - words and sentences that are rows, per language
 *
 * A list that can grow (kinds of reaction) and what is handed to a patient (the
 * aftercare sheet, the questions of a screening) is not written in C: it is a
 * row of a list, found by its code in the language that is asked for.
 */
#ifndef PHRASE_H
#define PHRASE_H

#include "store.h"

enum { PHRASE_CODE = 64, PHRASE_TEXT = 512 };

/* The lists there are. */
#define PHRASES_REACTION "reaction"     /* kinds of reaction */
/* What a patient is handed: "<until>" and the like stand for what is filled in. */
#define PHRASES_AFTER    "after"        /* by the condition of the rule */
#define PHRASES_WATCH    "watch"        /* what to watch for, in the order of the codes */
#define PHRASES_SHEET    "sheet"        /* the sheet around them */
#define PHRASES_AREA     "area"         /* where something is given (body.h) */
#define PHRASES_WITHIN   "within"       /* and the wider one it lies in, by its code */
#define PHRASES_QUESTION "question"     /* what a screening asks, by the condition */
#define PHRASES_TOPIC    "topic"        /* under which heading, by the condition:
                                         * "3-medicine" */
/* What people call a check of a batch, and the words by which it passed ("pass") or did not
 * ("fail"): by what they say, without accents, with dashes. */
#define PHRASES_CHECK    "check"
#define PHRASES_OUTCOME  "outcome"

/* How a consent is said to be given ("given"), or not ("refused"): by its first word. */
#define PHRASES_CONSENT  "consent"

struct phrase { const char *list, *code, *language, *text; };

/* Enter a phrase, or what it says from now on. REFUSED: a code or language that is none, or a
 * text that says nothing or too much. MISSING: no such list, with those there are. */
bool phrase_set(struct store *store, const struct phrase *phrase, struct error *err);
/* The same of what a store begins with: the lists come with it. */
bool phrase_begin(struct store *store, const struct phrase *phrase, struct error *err);
/* It is in its list no more, in any language. MISSING when it is not in it. */
bool phrase_drop(struct store *store, const char *list, const char *code, struct error *err);

/* What a code says in a language, else in English. Empty where neither does. */
bool phrase_text(struct store *store, const char *list, const char *code, const char *language,
                 char text[PHRASE_TEXT], struct error *err);
/* Whether there is such a list. MISSING with those there are. */
bool phrase_is_list(struct store *store, const char *list, struct error *err);
/* Whether any list speaks that language. MISSING with those there are. */
bool phrase_language(struct store *store, const char *language, struct error *err);
/* Find a phrase by its code, or by its text in any language, compared folded; gives the code.
 * MISSING with the nearest; what names the kind of thing in the refusal. */
bool phrase_find(struct store *store, const char *list, const char *what, const char *text,
                 char code[PHRASE_CODE], struct error *err);

#endif
