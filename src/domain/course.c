/*
 * course.c - courses, read off the sessions in order
 */
#include "course.h"
#include "heap.h"
#include "nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400, MOST_PLANS = 256, NEVER = 1 << 30 };

int64_t days_between(const struct day *from, const struct day *to)
{
	struct instant a, b;

	snprintf(a.text, sizeof a.text, "%.10sT00:00:00Z", from->text);
	snprintf(b.text, sizeof b.text, "%.10sT00:00:00Z", to->text);
	return (instant_seconds(&b) - instant_seconds(&a)) / DAY_SECONDS;
}

/* ---- What is planned ---- */

/* Plans already asked for: a list of who is due asks for the same few again and again. */
struct plans {
	struct { int64_t version; struct plan plan; } of[MOST_PLANS];
	int count;
	int64_t restart;             /* days after a course from which another begins */
};

static void unless_said(int64_t *number, const struct row *row, const char *column)
{
	if (!*number)
		*number = row_int(row, column);
}

/* What the version leaves open; where it plans nothing at all, all of it. */
static bool ask_protocol(struct store *store, const char *indication, const char *area,
                         struct plan *plan, struct error *err)
{
	struct row *row = store_one(store, COURSE_PROTOCOL, BIND(
		bind_text("indication", indication),
		bind_text("area",       area)), err);

	if (!row)
		return !err->fault;
	copy_text(plan->protocol, sizeof plan->protocol, row_text(row, "code"));
	snprintf(plan->from, sizeof plan->from, "protocol %s", plan->protocol);
	unless_said(&plan->sessions, row, "sessions_least");
	unless_said(&plan->sessions_most, row, "sessions_most");
	unless_said(&plan->interval, row, "interval_least");
	unless_said(&plan->interval_most, row, "interval_most");
	unless_said(&plan->maintenance, row, "maintenance_least");
	return true;
}

static bool read_plan(struct store *store, int64_t version, struct plan *plan,
                      struct error *err)
{
	struct row *row = store_one(store, COURSE_PLAN_OF, BIND(bind_int("version", version)),
	                            err);
	char indication[256], area[256];

	*plan = (struct plan){ .from = "" };
	if (!row)
		return !err->fault;
	plan->sessions = plan->sessions_most = row_int(row, "sessions");
	plan->interval = row_int(row, "interval_days");
	plan->maintenance = row_int(row, "maintenance_days");
	if (plan->sessions || plan->interval || plan->maintenance)
		snprintf(plan->from, sizeof plan->from, "%s", row_text(row, "version"));
	if (*plan->from || row_null(row, "indication"))
		return true;
	snprintf(indication, sizeof indication, "%s", row_text(row, "indication"));
	snprintf(area, sizeof area, "%s", row_null(row, "area") ? "" : row_text(row, "area"));
	return ask_protocol(store, indication, area, plan, err);
}

static bool plan_of(struct store *store, struct plans *plans, int64_t version,
                    struct plan *plan, struct error *err)
{
	for (int i = 0; i < plans->count; i++)
		if (plans->of[i].version == version) {
			*plan = plans->of[i].plan;
			return true;
		}
	if (!read_plan(store, version, plan, err))
		return false;
	if (plans->count < MOST_PLANS) {
		plans->of[plans->count].version = version;
		plans->of[plans->count++].plan = *plan;
	}
	return true;
}

static struct plans *plans_open(struct store *store)
{
	struct plans *plans = heap_new(sizeof *plans);
	struct error none = { 0 };
	int64_t seconds;

	plans->restart = rule_span(store, RULE_MAINTENANCE_INTERVAL, &seconds, NULL, &none)
	                         ? seconds / DAY_SECONDS
	                         : NEVER;
	return plans;
}

/* ---- Session by session ---- */

/* One row of a course: who gave a session, when, of which version. */
struct step {
	int64_t recipe, version;
	char code[CODE_ROOM], session[COURSE_WORD], by[41];
	struct day day;
};

static void read_step(const struct row *row, const struct zone *zone, struct step *out)
{
	struct instant at;

	*out = (struct step){ .recipe = row_int(row, "recipe"),
		              .version = row_int(row, "version") };
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->session, sizeof out->session, row_text(row, "number"));
	copy_text(out->by, sizeof out->by, row_text(row, "practitioner"));
	copy_text(at.text, sizeof at.text, row_text(row, "at"));
	instant_day(&at, zone, &out->day);
}

static void begin_course(struct course *course, const struct step *step)
{
	const int most = sizeof course->begun / sizeof *course->begun;

	memmove(course->begun + 1, course->begun, (most - 1) * sizeof *course->begun);
	course->begun[0] = step->day;
	course->ended = course->last;
	course->number++;
	course->given = 1;
	course->maintains = false;
	course->before = (struct day){ "" };
	*course->session_before = *course->by_before = '\0';
}

/* The plan is that of the version last given before it: the course was complete by that. */
static void take_step(struct course *course, const struct step *step, int64_t restart)
{
	bool complete = course->plan.sessions && course->given >= course->plan.sessions;
	int64_t gap = *course->last.text ? days_between(&course->last, &step->day) : 0;

	if (!course->given
	    || (complete && !course->plan.maintenance && gap >= restart)) {
		begin_course(course, step);
	} else {
		course->maintains = complete && course->plan.maintenance;
		course->given += !course->maintains;
		course->before = course->last;
		memcpy(course->session_before, course->session, COURSE_WORD);
		memcpy(course->by_before, course->by, sizeof course->by);
	}
	course->last = step->day;
	memcpy(course->session, step->session, COURSE_WORD);
	memcpy(course->by, step->by, sizeof course->by);
}

static bool find_next(struct course *course, struct error *err)
{
	const struct plan *plan = &course->plan;
	bool complete = plan->sessions && course->given >= plan->sessions;
	int64_t days = complete ? plan->maintenance : plan->interval;

	course->next = (struct day){ "" };
	return !days || day_add(&course->last, (int)days, &course->next, err);
}

static bool add_step(struct store *store, struct plans *plans, struct course *course,
                     const struct step *step, struct error *err)
{
	if (!course->given) {
		course->recipe = step->recipe;
		memcpy(course->code, step->code, CODE_ROOM);
	}
	take_step(course, step, plans->restart);
	return plan_of(store, plans, step->version, &course->plan, err)
	    && find_next(course, err);
}

bool course_of_session(struct store *store, int64_t session, const struct zone *zone,
                       struct course out[MOST_COURSES], int *count, struct error *err)
{
	const struct bind by[] = { bind_int("session", session), { 0 } };
	struct plans *plans;
	struct step step;
	struct row *row;
	bool ok = true;

	*count = 0;
	if (!store_one(store, COURSE_ANY, by, err))
		return !err->fault;
	row = store_query(store, COURSE_OF_SESSION, by, err);
	plans = plans_open(store);
	while (ok && row_next(row, err)) {
		read_step(row, zone, &step);
		if (*count == 0 || out[*count - 1].recipe != step.recipe) {
			if (*count == MOST_COURSES)
				break;
			out[(*count)++] = (struct course){ 0 };
		}
		ok = add_step(store, plans, &out[*count - 1], &step, err);
	}
	free(plans);
	return ok && !err->fault;
}

bool course_store(struct store *store, char id[DUE_STORE_ID], struct instant *written,
                  struct error *err)
{
	struct row *row = store_one(store, COURSE_STORE, BIND_NOTHING, err);
	const unsigned char *hash;
	size_t size;

	if (!row)
		return failed(err, FAULT_STORE, "the store has no first act");
	hash = row_blob(row, "hash", &size);
	for (int i = 0; i < (DUE_STORE_ID - 1) / 2; i++)
		snprintf(id + 2 * i, 3, "%02x", hash[i]);
	copy_text(written->text, sizeof written->text, row_text(row, "entered"));
	return true;
}

/* ---- Who is due ---- */

void course_next(const struct course *course, char *text, size_t size)
{
	const struct plan *plan = &course->plan;

	if (plan->sessions && course->given >= plan->sessions)
		snprintf(text, size, "maintenance");
	else if (plan->sessions_most > plan->sessions)
		snprintf(text, size, "session %lld of %lld-%lld", (long long)course->given + 1,
		         (long long)plan->sessions, (long long)plan->sessions_most);
	else if (plan->sessions)
		snprintf(text, size, "session %lld of %lld", (long long)course->given + 1,
		         (long long)plan->sessions);
	else
		snprintf(text, size, "session %lld", (long long)course->given + 1);
}

struct list { struct due *due; int count; };

static void keep(struct list *list, const struct due_ask *ask, const struct due *due,
                 int64_t practitioner)
{
	const char *day = due->course.next.text;

	if (!*day || strcmp(day, ask->from.text) < 0 || strcmp(day, ask->to.text) > 0
	    || (ask->practitioner && ask->practitioner != practitioner))
		return;
	list->due = heap_more(list->due, list->count, sizeof *list->due);
	list->due[list->count++] = *due;
}

static int by_day(const void *left, const void *right)
{
	const struct due *a = left, *b = right;
	int order = strcmp(a->course.next.text, b->course.next.text);

	if (!order)
		order = strcmp(a->patient, b->patient);
	return order ? order : strcmp(a->course.code, b->course.code);
}

static bool walk(struct store *store, const struct due_ask *ask, const struct zone *zone,
                 struct plans *plans, struct list *list, struct error *err)
{
	struct row *row = store_query(store, COURSE_LATELY, BIND(
		bind_text("since",   ask->since.text),
		bind_id  ("patient", ask->patient)), err);
	struct due due = { .patient_id = 0 };
	int64_t practitioner = 0;
	struct step step;

	while (row_next(row, err)) {
		read_step(row, zone, &step);
		if (due.patient_id != row_int(row, "patient")
		    || due.course.recipe != step.recipe) {
			keep(list, ask, &due, practitioner);
			due = (struct due){ .patient_id = row_int(row, "patient") };
			copy_text(due.patient, sizeof due.patient, row_text(row, "patient_code"));
		}
		practitioner = row_int(row, "practitioner_id");
		if (!add_step(store, plans, &due.course, &step, err))
			return false;
	}
	keep(list, ask, &due, practitioner);
	return !err->fault;
}

bool course_note(struct store *store, int64_t patient, int64_t recipe, char note[COURSE_NOTE],
                 struct error *err)
{
	struct row *row = store_query(store, COURSE_NOTES, BIND(bind_int("patient", patient),
	                                                        bind_id("recipe", recipe)), err);

	*note = '\0';
	while (row_next(row, err)) {
		size_t used = strlen(note);

		snprintf(note + used, COURSE_NOTE - used, "%s%s%s%s", used ? ", " : "",
		         row_null(row, "number") ? "" : row_text(row, "number"),
		         row_null(row, "number") ? "" : ": ", row_text(row, "what"));
	}
	return !err->fault;
}

static bool add_notes(struct store *store, struct list *list, struct error *err)
{
	for (int i = 0; i < list->count; i++)
		if (!course_note(store, list->due[i].patient_id, list->due[i].course.recipe,
		                 list->due[i].note, err))
			return false;
	return true;
}

bool course_due(struct store *store, const struct due_ask *ask, const struct zone *zone,
                struct due **out, int *count, struct error *err)
{
	struct plans *plans = plans_open(store);
	struct list list = { 0 };
	bool ok = walk(store, ask, zone, plans, &list, err) && add_notes(store, &list, err);

	free(plans);
	if (list.count)
		qsort(list.due, (size_t)list.count, sizeof *list.due, by_day);
	*out = list.due;
	*count = list.count;
	return ok;
}
