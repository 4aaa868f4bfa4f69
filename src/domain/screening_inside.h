/*
 * screening_inside.h - what the files of this module share
 */
#ifndef SCREENING_INSIDE_H
#define SCREENING_INSIDE_H

#include "clinic.h"
#include "screening.h"

enum { NOTE_ROOM = 280 };

/* A thing asked, and its answer. */
struct question {
	char condition[QUESTION_CODE];
	int64_t revision;            /* of the rule that asks the most: the longest span, the
	                              * age that takes in most people */
	int64_t longest, shortest;   /* seconds that rules ask about; 0: ever */
	int64_t years;               /* of an age */
	bool answered;               /* nothing of it is left to ask */
	bool yes;
	struct day on;               /* last so, where that is said; each rule judges it by its
	                              * own span */
	const char *found;           /* "asked", "record", "before" */
	char note[NOTE_ROOM];
};

/* What is known of the patient. */
struct fact {
	char kind[16], value[256], ingredient[CODE_ROOM];
	char meaning[PHRASE_TEXT + 2];   /* " condition condition ": by the lists of phrases */
	struct day on;
	char gone[200];              /* since when, by whom and why it holds no longer; else empty */
};

struct hearing {
	struct store *store;
	int64_t session, patient;
	char code[PATIENT_CODE];
	struct zone zone;
	struct instant at;
	struct day today;
	int age;                     /* -1: not known */
	bool age_told;               /* by the patient: no birth date is on record */
	const struct answers *answers;
	bool used[MOST_ANSWERS];
	char *once;                  /* " code code ": what cannot change is answered once */
	struct fact *facts;
	int fact_count;
	struct question questions[MOST_QUESTIONS], earlier[MOST_QUESTIONS];
	int count, earlier_count;
	struct course courses[MOST_COURSES];
	int course_count;
	int64_t dermal;              /* mm; what lies no deeper lies in the dermis */
};

/* Whether a list of phrases says that a word means something. */
bool screening_meant(struct store *store, const char *list, const char *word, const char *what,
                     bool *is, struct error *err);
/* "herpes-history" for "Herpes history": as lists of phrases have it. */
void screening_code(const char *word, char out[QUESTION_CODE]);
/* "herpes history" for "herpes-history": as people write it. */
void screening_spoken(const char *code, char *out, size_t size);

/* ---- Answers (screening_answer.c) ---- */

/* Whether a condition is an age, and which: "age-under" or "age-over". */
bool screening_is_age(const char *condition, bool *under);
bool screening_read_facts(struct hearing *hearing, struct error *err);
bool screening_read_once(struct hearing *hearing, struct error *err);
/* What was answered in the session this one corrects. */
bool screening_read_earlier(struct hearing *hearing, int64_t before, struct error *err);
/* "age=44", where no birth date says it. */
bool screening_read_age(struct hearing *hearing, struct error *err);
/* Answer a question as far as the record goes; whether that leaves nothing to ask. */
bool screening_on_record(const struct hearing *hearing, struct question *out);
/* The same, and as far as what was told goes. */
bool screening_answer(struct hearing *hearing, struct question *out, struct error *err);
/* Whether what is known of the patient answers a condition, by whatever name. */
bool screening_means(const struct fact *fact, const char *condition);
/* What is on record and no rule asks for is read by nobody: it is said; and what was taken off
 * the record since the session before. */
bool screening_unread(const struct hearing *hearing, const struct rule *rule,
                      struct verdicts *out, struct error *err);
/* Whether what was told answers a question each. */
bool screening_answers_met(const struct hearing *hearing, struct error *err);
/* What a yes makes known of the patient from then on. */
bool screening_remember(struct hearing *hearing, const struct question *question,
                        struct error *err);

/* Conditions that are read off the session: "site-periorbital", "site-outside-submental",
 * "depth-dermal". */
bool screening_is_site(const char *condition);
bool screening_site(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                    struct error *err);

/* How far apart, and how many: of the courses the session is of. */
bool screening_read_courses(struct hearing *hearing, struct error *err);
bool screening_course(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                      struct error *err);

#endif
