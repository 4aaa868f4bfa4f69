/*
 * screening_inside.h - what the files of this module share
 */
#ifndef SCREENING_INSIDE_H
#define SCREENING_INSIDE_H

#include "clinic.h"
#include "screening.h"

enum { MOST_FACTS = 64, NOTE_ROOM = 280 };

/* A thing asked, and its answer. */
struct question {
	char condition[QUESTION_CODE];
	int64_t revision;            /* of the first rule that asks it */
	bool answered, yes;
	const char *found;           /* "asked", "record", "before" */
	char note[NOTE_ROOM];
};

/* What is known of the patient. */
struct fact { char kind[16], value[256], ingredient[CODE_ROOM]; struct day on; };

struct hearing {
	struct store *store;
	int64_t session, patient;
	char code[PATIENT_CODE];
	struct zone zone;
	struct instant at;
	struct day today;
	int age;                     /* -1: not known */
	const struct answers *answers;
	bool used[MOST_ANSWERS];
	struct fact facts[MOST_FACTS];
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
/* The question a rule asks, answered where it can be. */
bool screening_question(struct hearing *hearing, const struct rule *rule, struct question **out,
                        struct error *err);

/* Conditions that are read off the session: "site-periorbital", "site-outside-submental",
 * "depth-dermal". */
bool screening_is_site(const char *condition);
bool screening_site(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                    struct error *err);

/* How far apart, and how many: of the courses the session is of. */
bool screening_read_courses(struct hearing *hearing, struct error *err);
void screening_course(struct hearing *hearing, const struct rule *rule, struct verdicts *out);

#endif
