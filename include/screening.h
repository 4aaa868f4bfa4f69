/*
 * screening.h - what is asked before a session, and what the answers mean
 *
 * A question is not written anywhere: it is a contraindication in force that applies to what is
 * given (of scope "patient", "before" or "site"), asked once per condition. What is on record
 * answers it: the birth date, a condition, an allergy, a medicine with the day it was last
 * taken; so does what was answered before, where it cannot have changed (phrases of the list
 * "once"). The rest is asked, and every answer is a row that names the rule that asked. A yes is
 * that rule's verdict. Where and how deep is read off the session itself.
 */
#ifndef SCREENING_H
#define SCREENING_H

#include "course.h"
#include "judge.h"

enum { MOST_QUESTIONS = 96, QUESTION_CODE = 64, MOST_ANSWERS = 32 };

/* whether a session is given without a screening: it warns unless the clinic says otherwise */
#define RULE_SCREENING "screening"
/* mm; what lies no deeper lies in the dermis */
#define RULE_DERMAL_DEPTH "dermal-depth"

/* What was answered. */
struct answers {
	bool clear;                  /* no to all that is asked and not answered below */
	const char *answer[MOST_ANSWERS];   /* "diabetes=yes", "aspirin=no" */
	int count;
};

/*
 * Ask of a session on record, within its act, all that applies; keep the answers; add to out
 * what a yes means, and what lies outside the sites, depths, intervals and counts that rules
 * name. before: the session it corrects, whose answers stand where nothing else is said; 0 for
 * none. REFUSED: an answer to what is not asked, or some are answered and others are not. Where
 * nothing was answered, that is said by the rule 'screening'.
 */
bool screening_judge(struct store *store, int64_t session, int64_t before,
                     const struct answers *answers, struct verdicts *out, struct error *err);

/* What was asked in a session, in words: how many, what was answered yes, how many the record
 * answered; whole: every question that was answered no, to be agreed to. Gives the number of
 * questions, 0 where the patient was asked nothing. */
bool screening_say(struct store *store, int64_t session, bool whole, char *text, size_t size,
                   int *questions, struct error *err);

/* The same and what becomes of it: what a session asks of itself. */
bool screening_act(struct store *store, int64_t session, int64_t before,
                   const struct answers *answers, struct error *err);

#endif
