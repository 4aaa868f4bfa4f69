/*
 * course.h - what was planned for a patient, what was given, what comes next
 *
 * A course is never kept: it is read off the sessions of one patient from one
 * recipe, in order. How many, how far apart and what comes after is said by the
 * version last given, else by the protocol of its indication. Once complete it is
 * maintained where that is said; else a session long after it begins another.
 */
#ifndef COURSE_H
#define COURSE_H

#include "patient.h"
#include "product.h"
#include "rule.h"

enum { MOST_COURSES = 12, COURSE_WORD = 24, COURSE_PLAN = 64, COURSE_NOTE = 160 };

/* between the sessions of a course that says no interval of its own */
#define RULE_SESSION_INTERVAL     "session-interval"
/* after a course; what comes sooner is beyond it, what comes later begins another */
#define RULE_MAINTENANCE_INTERVAL "maintenance-interval"

/* Days and counts, 0 for what is not said. */
struct plan {
	char from[COURSE_PLAN];      /* "GLOW-3.4", "protocol hair-loss-nadia"; empty: nothing
	                              * is planned */
	char protocol[RULE_CODE];    /* empty: the version plans it */
	int64_t sessions, sessions_most;
	int64_t interval, interval_most, maintenance;
};

struct course {
	int64_t recipe;
	char code[CODE_ROOM];        /* of the recipe */
	struct plan plan;
	int64_t number;              /* 1 for the first course, 2 for the one begun after it */
	int64_t given;               /* in this course */
	bool maintains;              /* complete before the last session, which maintains it */
	struct day last;             /* of its last session, and of the session before that in
	                              * the course, empty for none */
	struct day before;
	char session[COURSE_WORD], by[41];   /* of the last: its number, and who gave it */
	char session_before[COURSE_WORD], by_before[41];
	struct day ended;            /* the last session of the course before this one */
	struct day begun[8];         /* the days on which its newest courses began, newest
	                              * first */
	struct day next;             /* due; empty: not said, or the course is done */
};

/* The courses a session belongs to, one for each recipe given in it, up to that session. */
bool course_of_session(struct store *store, int64_t session, const struct zone *zone,
                       struct course out[MOST_COURSES], int *count, struct error *err);

/* Who is due, in the order of the day. */
struct due {
	char patient[PATIENT_CODE];
	int64_t patient_id;
	struct course course;
	char note[COURSE_NOTE];      /* why not to call them unasked: "A26-0001: severe,
	                              * pregnancy" */
};

struct due_ask {
	int64_t practitioner;        /* who gave the last one; 0: anybody */
	int64_t patient;             /* 0: any */
	struct day from, to;         /* due from .. to */
	struct instant since;        /* looks at who was treated since */
};

/* Fill a list that the caller frees. */
bool course_due(struct store *store, const struct due_ask *ask, const struct zone *zone,
                struct due **out, int *count, struct error *err);

/* What stands in the way of another session: reactions that were severe or worse, and what is on
 * record for which a rule forbids all treatment, or what the recipe's version in force holds (0:
 * of none). Empty: nothing. */
bool course_note(struct store *store, int64_t patient, int64_t recipe, char note[COURSE_NOTE],
                 struct error *err);

/* What tells this store from others, for what leaves it: of its first seal; and when it was
 * last written, by its own clock. */
enum { DUE_STORE_ID = 17 };
bool course_store(struct store *store, char id[DUE_STORE_ID], struct instant *written,
                  struct error *err);

/* "session 2 of 3", "maintenance": what comes next in it. */
void course_next(const struct course *course, char *text, size_t size);

/* Whole days from one to the other, below zero backwards. */
int64_t days_between(const struct day *from, const struct day *to);

#endif
