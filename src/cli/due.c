/*
 * due.c - who is due, early or late
 */
#include "agenda.h"
#include "command.h"
#include "draft.h"
#include "course.h"
#include "person.h"
#include "today.h"

#include <stdlib.h>
#include <string.h>

struct due_words {
	const char *patient, *practitioner;
	struct day on, from, to;
	const char *ics;
};

/* "late by 3 d", "today", "in 5 d". */
static void say_state(int64_t days, char *text, size_t size)
{
	if (days == 0)
		snprintf(text, size, "today");
	else if (days < 0)
		snprintf(text, size, "late by %lld d", (long long)-days);
	else
		snprintf(text, size, "in %lld d", (long long)days);
}

static bool ask_for(struct desk *desk, const struct due_words *words, const struct day *today,
                    struct due_ask *ask, struct error *err)
{
	struct patient patient = { .id = 0 };
	struct person person = { .id = 0 };
	bool looks;

	if ((words->patient && !patient_find(desk->store, words->patient, &patient, err))
	    || (words->practitioner
	        && !person_find(desk->store, words->practitioner, &person, err)))
		return false;
	*ask = (struct due_ask){ .practitioner = person.id, .patient = patient.id };
	if (!today_due_window(desk->store, today, ask, &looks, err))
		return false;
	if (*words->on.text)
		ask->from = ask->to = words->on;
	if (*words->from.text)
		ask->from = words->from;
	if (*words->to.text)
		ask->to = words->to;
	return strcmp(ask->from.text, ask->to.text) <= 0
	    || failed(err, FAULT_USAGE, "from %s to %s there is no day", ask->from.text,
	              ask->to.text);
}

static bool show_one(struct desk *desk, const struct due *due, const struct day *today,
                     struct error *err)
{
	const struct course *course = &due->course;
	struct patient patient = { .name = "" };
	char what[64], state[64];

	course_next(course, what, sizeof what);
	say_state(days_between(today, &course->next), state, sizeof state);
	if (desk->names && !patient_by_id(desk->store, due->patient_id, &patient, err))
		return false;
	page_text(desk->page, course->next.text);
	page_text(desk->page, due->patient);
	if (desk->names)
		page_text(desk->page, *patient.name ? patient.name : NULL);
	page_text(desk->page, course->code);
	page_text(desk->page, what);
	page_text(desk->page, state);
	page_text(desk->page, course->last.text);
	page_text(desk->page, course->by);
	page_text(desk->page, course->session);
	page_text(desk->page, course->plan.from);
	page_text(desk->page, *due->note ? due->note : NULL);
	page_row_end(desk->page);
	return true;
}

#define DUE_WHO "due day Due\npatient text Patient\n"
#define DUE_WHAT \
	"recipe text Recipe\nwhat text What\nstate text State\nlast day Last\nby text By\n" \
	"session text After [hide=table]\nplan text As planned by [hide=table]\n"
/* in a table only where there is one */
#define DUE_NOTE "note text Note%s\n"

static bool show(struct desk *desk, const struct due *due, int count, const struct day *today,
                 struct error *err)
{
	bool ok = true, noted = false;
	char columns[400];

	for (int i = 0; i < count; i++)
		noted |= *due[i].note != '\0';
	snprintf(columns, sizeof columns, DUE_WHO "%s" DUE_WHAT DUE_NOTE,
	         desk->names ? "name text Name\n" : "", noted ? "" : " [hide=table]");
	page_begin(desk->page, "due", columns);
	for (int i = 0; ok && i < count; i++)
		ok = show_one(desk, &due[i], today, err);
	page_end(desk->page);
	return ok;
}

/* The same due day keeps its id, in this clinic's store and no other's: its first seal is in
 * it. */
static bool add_occasion(FILE *out, const struct due *due,
                         const char *store_id, const struct instant *written,
                         struct error *err)
{
	const struct course *course = &due->course;
	char id[160], what[64], summary[160], description[320];
	struct occasion occasion = { id, course->next, summary, description };

	course_next(course, what, sizeof what);
	snprintf(id, sizeof id, "due-%s-%s-%s@%s.pistor", due->patient, course->code,
	         course->session, store_id);
	snprintf(summary, sizeof summary, "%s: %s, %s", due->patient, course->code, what);
	snprintf(description, sizeof description,
	         "Last session %s on %s by %s.\nPlanned by %s.", course->session,
	         course->last.text, course->by, course->plan.from);
	return agenda_add(out, &occasion, written, err);
}

static bool write_all(struct desk *desk, FILE *out, const struct due *due, int count,
                      struct error *err)
{
	char store_id[DUE_STORE_ID];
	struct instant written;

	if (!course_store(desk->store, store_id, &written, err))
		return false;
	agenda_begin(out, store_program, "Due patients");
	for (int i = 0; i < count; i++)
		if (!add_occasion(out, &due[i], store_id, &written, err))
			return false;
	agenda_end(out);
	return true;
}

static bool write_file(struct desk *desk, const char *path, const struct due *due, int count,
                       struct error *err)
{
	struct draft file;

	if (!draft_open(path, AGENDA_BEGINS, &file, err))
		return false;
	if (!write_all(desk, file.out, due, count, err)) {
		draft_drop(&file);
		return false;
	}
	if (!draft_keep(&file, NULL, err))
		return false;
	page_say(desk->page, "%d due day%s written to %s, patients by their codes", count,
	         count == 1 ? "" : "s", path);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct due_words *words = request;
	struct due *due = NULL;
	struct due_ask ask;
	struct day today;
	int count = 0;
	bool ok;

	instant_day(store_event(desk->store), &desk->zone, &today);
	ok = ask_for(desk, words, &today, &ask, err)
	  && course_due(desk->store, &ask, &desk->zone, &due, &count, err)
	  && show(desk, due, count, &today, err);
	if (ok && count == 0)
		page_say(desk->page, "nobody is due from %s to %s", ask.from.text, ask.to.text);
	ok = ok && (!words->ics || write_file(desk, words->ics, due, count, err));
	free(due);
	return ok;
}

const struct command due_command = {
	.name = "due",
	.summary = "Who is due for a session, early or late",
	.more = "What comes next is counted from a patient's last session of a recipe: the "
	        "version says how many\n"
	        "sessions, how far apart and what comes after, else the protocol of its "
	        "indication does. Without\n"
	        "a day it looks as far as 'pistor today' does, by the rules 'due-late' and "
	        "'due-ahead'.\n\n"
	        "Examples:\n"
	        "  pistor due\n"
	        "  pistor due --on 2026-11-24 --practitioner dr.lee\n"
	        "  pistor due --to 2026-12-31 --ics due.ics",
	.access = ACCESS_READ,
	.flags = COMMAND_NAMES,
	.size = sizeof(struct due_words),
	.words =
		(const struct word[]){
			{ "patient", 0, FILLS(due_words, patient), "PATIENT: Only them" },
			{ "practitioner", 0, FILLS(due_words, practitioner),
	                  "PERSON: Only whom they treated last" },
			{ "on", 0, FILLS(due_words, on), "DAY: Due on this day" },
			{ "from", 0, FILLS(due_words, from), "DAY: Due from this day on" },
			{ "to", 0, FILLS(due_words, to), "DAY: Due up to this day" },
			{ "ics", 0, FILLS(due_words, ics),
	                  "FILE: Write them as a calendar, too; by code only" },
			{ 0 } },
	.run = run,
};
