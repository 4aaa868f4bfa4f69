/*
 * plan.c - the command that plans a day's vials
 */
#include "plan.h"

#include "course.h"
#include "heap.h"
#include "list.h"
#include "today.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plan_words { struct texts items; const char *file; struct day due; };

/* What is asked, typed and from a file: one a line. */
struct asked_items {
	const char *item[MOST_PLANNED + 2];
	char *line[MOST_PLANNED + 1];
	int count, lines;
};

static bool add_item(struct asked_items *asked, const char *item, struct error *err)
{
	if (asked->count > MOST_PLANNED)
		return failed(err, FAULT_REFUSED, "at most %d mixtures are planned at once",
		              MOST_PLANNED);
	asked->item[asked->count++] = item;
	return true;
}

static bool read_file(const char *path, struct asked_items *asked, struct error *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	bool ok = true;

	if (!file)
		return failed(err, FAULT_REFUSED, "'%s' cannot be read", path);
	while (ok && getline(&line, &size, file) >= 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!*line)
			continue;
		asked->line[asked->lines] = heap_text(line);
		ok = add_item(asked, asked->line[asked->lines++], err);
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return ok;
}

/* Who is due that day, with the recipe of their course. */
static bool read_due(struct desk *desk, const struct day *day, struct asked_items *asked,
                     struct error *err)
{
	struct due_ask ask;
	struct due *due = NULL;
	char item[PATIENT_CODE + CODE_ROOM + 2];
	bool looks, ok;
	int count = 0;

	ok = today_due_window(desk->store, day, &ask, &looks, err);
	ask = (struct due_ask){ .from = *day, .to = *day, .since = ask.since };
	ok = ok && course_due(desk->store, &ask, &desk->zone, &due, &count, err);
	for (int i = 0; ok && i < count; i++) {
		snprintf(item, sizeof item, "%s=%s", due[i].patient, due[i].course.code);
		ok = add_item(asked, "", err);
		if (ok)
			asked->line[asked->lines++] = heap_text(item);
		if (ok)
			asked->item[asked->count - 1] = asked->line[asked->lines - 1];
	}
	free(due);
	return ok;
}

static void show_steps(struct desk *desk, const struct day_plan *plan)
{
	char lot[LOT_NUMBER + 24];

	page_begin(desk->page, "open",
	           "title What to open, in this order\norder count No\nfor text For\n"
	           "what text Do [flag=open:amber]\nlot text Container\nproduct text Product\n"
	           "used amount Used\nwasted amount Waste [quiet]\n"
	           "left amount Stays [quiet]\nuntil instant Until [hide=narrow]\n");
	for (int i = 0; i < plan->step_count; i++) {
		const struct plan_step *step = &plan->steps[i];

		snprintf(lot, sizeof lot, step->ordinal ? "%s/%lld" : "%s", step->lot,
		         (long long)step->ordinal);
		page_count(desk->page, i + 1);
		page_text(desk->page, plan->mixtures[step->mixture].version);
		page_text(desk->page, step->opens ? "open" : "use");
		page_text(desk->page, lot);
		page_text(desk->page, step->product);
		page_amount(desk->page, step->used);
		page_amount(desk->page, step->wasted);
		page_amount(desk->page, step->left);
		if (*step->until.text)
			page_instant(desk->page, &step->until);
		else
			page_blank(desk->page);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static void show_waste(struct desk *desk, const struct day_plan *plan)
{
	page_begin(desk->page, "thrown_away",
	           "title What is thrown away\nproduct text Product\ntogether amount So\n"
	           "alone amount Each made alone\n");
	for (int i = 0; i < plan->waste_count; i++) {
		if (!plan->wasted[i].together.atoms && !plan->wasted[i].alone.atoms)
			continue;
		page_text(desk->page, plan->wasted[i].product);
		page_amount(desk->page, plan->wasted[i].together);
		if (*plan->why_not_apart)
			page_blank(desk->page);
		else
			page_amount(desk->page, plan->wasted[i].alone);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static void show_mixtures(struct desk *desk, const struct day_plan *plan)
{
	page_begin(desk->page, "made",
	           "title What is made\nversion text Recipe\nyield amount Yield\n"
	           "patients text For\n");
	for (int i = 0; i < plan->mixture_count; i++) {
		page_text(desk->page, plan->mixtures[i].version);
		page_amount(desk->page, plan->mixtures[i].yield);
		page_text(desk->page, plan->mixtures[i].patients);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static void show_refused(struct desk *desk, const struct day_plan *plan)
{
	page_begin(desk->page, "not_made",
	           "title What cannot be made\npatient text For\nversion text Recipe\n"
	           "why text Why\n");
	for (int i = 0; i < plan->refused_count; i++) {
		page_text(desk->page, plan->refused[i].patient);
		page_text(desk->page, plan->refused[i].version);
		page_text(desk->page, plan->refused[i].why);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static bool show_note(struct desk *desk, const char *code, struct error *err)
{
	char note[COURSE_NOTE];
	struct patient patient;

	if (!patient_find(desk->store, code, &patient, err)
	    || !course_note(desk->store, patient.id, 0, note, err))
		return false;
	if (*note)
		page_say(desk->page, "%s: %s", patient.code, note);
	return true;
}

/* What stands in the way of somebody on the list, each once. */
static bool show_notes(struct desk *desk, const struct asked_items *asked, struct error *err)
{
	char code[PATIENT_CODE], other[PATIENT_CODE];

	for (int i = 0; i < asked->count; i++) {
		bool before = false;

		snprintf(code, sizeof code, "%.*s", (int)strcspn(asked->item[i], "="),
		         asked->item[i]);
		for (int j = 0; j < i; j++) {
			snprintf(other, sizeof other, "%.*s", (int)strcspn(asked->item[j], "="),
			         asked->item[j]);
			before |= strcmp(code, other) == 0;
		}
		if (!before && !show_note(desk, code, err))
			return false;
	}
	return true;
}

static void show_plan(struct desk *desk, const struct day_plan *plan)
{
	show_mixtures(desk, plan);
	show_steps(desk, plan);
	show_waste(desk, plan);
	show_refused(desk, plan);
	if (*plan->why_not_apart)
		page_say(desk->page, "not compared with each made alone: %s", plan->why_not_apart);
}

static bool day(struct desk *desk, const void *request, struct error *err)
{
	const struct plan_words *ask = request;
	struct asked_items asked = { .count = 0 };
	struct day due = ask->due;
	struct day_plan *plan = heap_new(sizeof *plan);
	bool ok = true;

	for (int i = 0; ok && i < ask->items.count; i++)
		ok = add_item(&asked, ask->items.item[i], err);
	if (ok && ask->file)
		ok = read_file(ask->file, &asked, err);
	if (!*ask->due.text)
		instant_day(store_event(desk->store), &desk->zone, &due);
	if (ok && (*ask->due.text || (!asked.count && !ask->file)))
		ok = read_due(desk, &due, &asked, err);
	if (ok && asked.count == 0)
		ok = failed(err, FAULT_MISSING,
		            "nobody is due on %s; say who is given what, such as P-0042=GLOW-3",
		            due.text);
	ok = ok && plan_day(desk->store, asked.item, plan, err);
	if (ok)
		show_plan(desk, plan);
	ok = ok && show_notes(desk, &asked, err);
	if (ok)
		page_say(desk->page, "a plan: nothing was opened, and nothing recorded");
	for (int i = 0; i < asked.lines; i++)
		free(asked.line[i]);
	free(plan);
	return ok;
}

const struct command plan_command = {
	.name = "plan",
	.summary = "Which vials to open for the day's sessions, and what will be thrown away",
	.more = "Before anything is opened: sessions of one recipe are made together, so that "
	        "a vial used at once serves several; beside it stands what each made alone "
	        "would throw away. Without words it is for who is due today. Nothing is "
	        "recorded.\n\n"
	        "Examples:\n"
	        "  pistor plan\n"
	        "  pistor plan --due 2026-11-24\n"
	        "  pistor plan P-0042=GLOW-3 'P-0043=GLOW-3 4 mL' P-0044=HAIR-1\n"
	        "  pistor plan --file monday.txt",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE,
	.size = sizeof(struct plan_words),
	.words = (const struct word[]){ { "[PATIENT=RECIPE...]", 0, FILLS(plan_words, items),
	                                  "Who is given what, and how much where it is not "
	                                  "what a session takes" },
	                                { "due", 0, FILLS(plan_words, due),
	                                  "DAY: Who is due then, with the recipe of their course" },
	                                { "file", 0, FILLS(plan_words, file),
	                                  "FILE: The same, one a line; - for standard input" },
	                                { 0 } },
	.run = day,
};
