/*
 * screening.h - what is asked before a session, and what the answers mean
 *
 * A question is not written anywhere: it is a contraindication in force that applies to what is
 * given (of scope "patient", "before" or "site"), asked once per condition. What is on record
 * answers it: the birth date, a condition, an allergy, a medicine with the day it was last
 * taken; so does what was answered before, where it cannot have changed (phrases of the list
 * "once"). The rest is asked, and every answer is a row that names the rule that asked the
 * most. A yes is the verdict of each rule on its condition, judged by its own span or age, and
 * stays on the patient's record. Where and how deep is read off the session itself.
 */
#ifndef SCREENING_H
#define SCREENING_H

#include "course.h"
#include "judge.h"
#include "phrase.h"

enum { MOST_QUESTIONS = 96, QUESTION_CODE = 64, MOST_ANSWERS = 32 };

/* whether a session is given without a screening: it warns unless the clinic says otherwise */
#define RULE_SCREENING "screening"
/* mm; what lies no deeper lies in the dermis */
#define RULE_DERMAL_DEPTH "dermal-depth"

/* What was answered. */
struct answers {
	bool clear;                  /* no to all that is asked and not answered below */
	const char *answer[MOST_ANSWERS];   /* "diabetes=yes", "aspirin=yes, 2026-10-28",
	                                     * "age=44" */
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

/* What was asked in a session, topic by topic: each question as it is asked, in a language or
 * else in English. None where the record, or an earlier session, answered all. */
struct screened_question {
	char condition[QUESTION_CODE], topic[QUESTION_CODE], text[PHRASE_TEXT];
	bool yes;
	bool asked;                  /* else the record answered it, or an earlier session */
};
struct screened { struct screened_question question[MOST_QUESTIONS]; int count, asked; };
bool screening_read(struct store *store, int64_t session, const char *language,
                    struct screened *out, struct error *err);

/* What was learnt of a patient by the answers of a session that never was so is known no
 * more. */
struct session_told { int64_t patient, action; };
bool screening_forget(struct store *store, const struct session_told *told, struct error *err);

/* The same and what becomes of it: what a session asks of itself. elsewhere: what only informs
 * (judge.h). */
bool screening_act(struct store *store, int64_t session, int64_t before,
                   const struct answers *answers, struct elsewhere *elsewhere,
                   struct error *err);

/* A yes that was told in an act that is refused is on record all the same, in an act of its
 * own, as known since today: also what passes, which the next screening then does not leave to
 * 'clear'. noted: what was, as in "diabetes, aspirin"; where nothing is new it is empty, there
 * is no act, and the answer is false without a fault. why: the refusal. */
bool screening_note_refused(struct store *store, const char *patient,
                            const struct answers *answers, const struct error *why,
                            char *noted, size_t size, struct error *err);

#endif
