/*
 * recipe_check.c - what the rules say of a recipe, before it is approved
 */
#include "command.h"
#include "heap.h"
#include "judge.h"
#include "patient.h"
#include "recipe_warn.h"

#include <stdlib.h>

struct check_words { const char *recipe, *patient; };

static const char *does(const struct verdict *verdict)
{
	if (verdict->open && verdict->force != RULE_INFORMS)
		return "not judged";
	switch (verdict->force) {
	case RULE_FORBIDS: return "forbids";
	case RULE_SIGNS:   return "asks";
	case RULE_WARNS:   return "warns";
	case RULE_INFORMS: break;
	}
	return "informs";
}

static int list(struct desk *desk, const struct verdicts *said)
{
	int barred = 0;

	page_begin(desk->page, "verdicts",
	           "does text Does [flag=forbids:red,flag=asks:amber]\n"
	           "rule text Rule [hide=table]\nrequirement text Requirement [hide=table]\n"
	           "passes text Passed by\ntext text What it says");
	for (int i = 0; i < said->count; i++) {
		const struct verdict *verdict = &said->verdict[i];

		barred += verdict->force > RULE_WARNS;
		page_text(desk->page, does(verdict));
		page_text(desk->page, verdict->rule);
		page_text(desk->page, *verdict->requirement ? verdict->requirement : NULL);
		page_text(desk->page, verdict->force <= RULE_WARNS ? NULL
		                      : *verdict->pass              ? verdict->pass
		                                                    : "nothing");
		page_text(desk->page, verdict->text);
		page_row_end(desk->page);
	}
	page_end(desk->page);
	return barred;
}

/* What approving it would say and refuse, whether or not it is approved yet. */
static bool conclude(struct desk *desk, const struct version *version, int barred,
                     struct error *err)
{
	struct error lacks = { 0 };

	if (!recipe_warn(desk, version, err))
		return false;
	if (version->status == VERSION_DRAFT)
		version_ready(desk->store, version, &lacks);
	if (!barred)
		return !lacks.fault || failed(err, lacks.fault, "%s", lacks.text);
	return failed(err, FAULT_REFUSED, "%d rule%s forbid%s %s as it is%s%s", barred,
	              barred == 1 ? "" : "s", barred == 1 ? "s" : "", version->code,
	              lacks.fault ? ", and " : "", lacks.text);
}

static bool check(struct desk *desk, const void *request, struct error *err)
{
	const struct check_words *ask = request;
	struct verdicts *said = heap_new(sizeof *said);
	struct patient patient = { 0 };
	struct version version;
	int barred = 0;
	bool ok;

	ok = (!ask->patient || patient_find(desk->store, ask->patient, &patient, err))
	     && version_find(desk->store, ask->recipe, &version, err)
	     && judge_matter(desk->store, &(struct matter){ .version = version.id,
	                                                    .patient = patient.id },
	                     said, err);
	if (ok)
		barred = list(desk, said);
	if (ok && !said->count)
		page_say(desk->page, "no rule has anything against %s", version.code);
	free(said);
	return ok && recipe_say_draft(desk, ask->recipe, &version, err)
	       && conclude(desk, &version, barred, err);
}

const struct command recipe_check_command = {
	.name = "recipe check",
	.summary = "What the rules in force say of a recipe, and what they cannot judge",
	.more = "By its lines and the labels of what they name, for what a session takes of it; "
	        "for a patient also by weight and allergies. Each rule says its version, its "
	        "source and the numbers. Nothing is recorded; approving, making and giving it "
	        "are judged again, each by what was really used.\n\n"
	        "Example:\n  pistor recipe check GLOW-3 --patient P-0042",
	.access = ACCESS_READ,
	.flags = COMMAND_FINDS,
	.size = sizeof(struct check_words),
	.words = (const struct word[]){ { "RECIPE", 0, FILLS(check_words, recipe),
	                                  "Code, or a version: GLOW-3.4" },
	                                { "patient", 0, FILLS(check_words, patient),
	                                  "PATIENT: For whom it would be" },
	                                { 0 } },
	.run = check,
};
