/*
 * aftercare.h - the sheet a patient takes home
 *
 * Nothing of it is written in C: what to mind follows from the rules that apply to what was
 * given and where (scope "after"), each said by the phrase of its condition, with the day or
 * the hour worked out in the clinic's zone. A condition nobody has found words for is left out,
 * since a rule's own text is for those who treat.
 */
#ifndef AFTERCARE_H
#define AFTERCARE_H

#include "phrase.h"
#include "session.h"

enum { MOST_LINES_AFTER = 64, AFTERCARE_LINE = PHRASE_TEXT + 256 };

enum aftercare_part { AFTER_TITLE, AFTER_GIVEN, AFTER_MIND, AFTER_WATCH, AFTER_NEXT, AFTER_END };

struct aftercare {
	struct { enum aftercare_part part; bool heading; char text[AFTERCARE_LINE]; } line[MOST_LINES_AFTER];
	int count;
};

/* The sheet of a session in a language, line by line. MISSING: nothing is said in that
 * language. REFUSED: the session does not stand. */
bool aftercare_write(struct store *store, const struct session *session, const char *language,
                     struct aftercare *out, struct error *err);

#endif
