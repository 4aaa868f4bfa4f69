/*
 * recipe.c - the commands that write recipes
 */
#include "list.h"
#include "recipe_warn.h"
#include "signed.h"
#include "verdicts.h"

#include <inttypes.h>

struct entry_words {
	struct recipe_entry entry;
	struct texts lines, steps;
};

/* A line that nothing on record makes may be meant so, but is seldom. what: what is said of it,
 * "it" where it was just read. */
static bool warn_if_unmet(struct desk *desk, const struct version *version,
                          const struct line *line, const char *what, struct error *err)
{
	char form[OTHER_FORM];
	bool met;

	if (!version_line_met(desk->store, version, line, &met, err) || met)
		return !err->fault;
	if (!version_other_form(desk->store, line, form, err))
		return false;
	page_say(desk->page, "no product on record can meet %s%s", what, form);
	return true;
}

static bool set_lines(struct desk *desk, const char *recipe, const struct texts *lines,
                      int64_t position, struct error *err)
{
	struct line list[MOST_LINES];
	struct version version;
	int64_t at;
	int count;

	if (position && lines->count != 1)
		return failed(err, FAULT_USAGE, "one line replaces one line");
	for (int i = 0; i < lines->count; i++) {
		if (!recipe_set_line(desk->store, recipe, lines->item[i], position, &at, err)
		 || !version_draft(desk->store, recipe, &version, err)
		 || !version_lines(desk->store, version.id, list, &count, err))
			return false;
		for (int k = 0; k < count; k++)
			if (list[k].position == at) {
				page_say(desk->page, "%s line %" PRId64 ": %s", version.code,
				         at, list[k].text);
				warn_if_unmet(desk, &version, &list[k], "it", err);
			}
	}
	return !err->fault;
}

static bool draft(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct version version;
	int64_t id, step;

	if (!recipe_draft(desk->store, &ask->entry, &id, err)
	    || !version_read(desk->store, id, &version, err))
		return false;
	fprintf(desk->out, "%s is drafted: %s\n", version.code, version.title);
	if (!set_lines(desk, ask->entry.code, &ask->lines, 0, err))
		return false;
	for (int i = 0; i < ask->steps.count; i++)
		if (!recipe_set_step(desk->store, ask->entry.code, ask->steps.item[i], 0, false,
		                     &step, err))
			return false;
	return true;
}

#define FACT_WORDS \
	{ "indication", 0, FILLS(entry_words, entry.indication), "TEXT: What it is for" }, \
		{ "yield", 0, FILLS(entry_words, entry.yield), \
		  "QUANTITY: What the lines make" }, \
		{ "session", 0, FILLS(entry_words, entry.session), \
		  "QUANTITY: What one session takes of it" }, \
		{ "technique", 0, FILLS(entry_words, entry.technique), \
		  "TEXT: nappage, point by point ..." }, \
		{ "area", 0, FILLS(entry_words, entry.area), "TEXT: Where it is given" }, \
		{ "needle", 0, FILLS(entry_words, entry.needle), "TEXT: As in '30G 4 mm'" }, \
		{ "device", 0, FILLS(entry_words, entry.device), "TEXT: Injector, if any" }, \
		{ "depth", 0, FILLS(entry_words, entry.depth), "TEXT: As in '2 mm'" }, \
		{ "points", 0, FILLS(entry_words, entry.points), \
		  "COUNT: Points of one session" }, \
		{ "keeps", 0, FILLS(entry_words, entry.keeps), \
		  "SPAN: How long it may be used once made: nothing is approved without it" }, \
		{ "storage", 0, FILLS(entry_words, entry.storage), "TEXT: How it is kept" }, \
		{ "regime", 0, FILLS(entry_words, entry.regime), \
		  "REGIME: immediate, category-1, category-2 or category-3; else the clinic's" }, \
		{ "process", 0, FILLS(entry_words, entry.process), \
		  "PROCESS: aseptic, tested, terminal or terminal-tested; else aseptic" }, \
		{ "stability", 0, FILLS(entry_words, entry.stability), \
		  "TEXT: The reference that supports how long it keeps" }, \
		{ "description", 0, FILLS(entry_words, entry.description), \
		  "TEXT: What it looks like when it is right" }, \
		{ "closure", 0, FILLS(entry_words, entry.closure), \
		  "TEXT: Container and closure it is made into" }, \
		{ "quality", 0, FILLS(entry_words, entry.quality), \
		  "TEXT: What is checked before release: 'clarity; pH 5-7; volume 95-105 %'" }, \
		{ "sessions", 0, FILLS(entry_words, entry.sessions), \
		  "COUNT: Sessions of a course" }, \
	{ \
		"interval", 0, FILLS(entry_words, entry.interval), \
			"SPAN: Between the sessions of a course, as in '21 d'" \
	}, \
	{ \
		"maintenance", 0, FILLS(entry_words, entry.maintenance), \
			"SPAN: Between single sessions once the course is complete, as in '150 d'" \
	}

const struct command recipe_draft_command = {
	.name = "recipe draft",
	.summary = "Begin a practitioner's recipe",
	.more = "Its version 1 stays a draft until 'recipe approve'. A line is a product and "
	        "an amount, an ingredient and an amount, an ingredient at a final "
	        "concentration, or what fills up to the yield.\n\n"
	        "Example:\n"
	        "  pistor recipe draft GLOW-3 'Glow' --practitioner dr.lee --yield '10 mL' "
	        "--session '6 mL' \\\n"
	        "      --line 'HA-20 3 mL' --line 'ascorbic-acid 400 mg' --line "
	        "'tranexamic-acid 4 mg/mL' \\\n"
	        "      --line 'NACL-09 qs' --keeps '24 h' --storage '2-8 C'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words =
		(const struct word[]){
			{ "RECIPE", 0, FILLS(entry_words, entry.code),
	                  "Code, used from now on" },
			{ "TITLE", 0, FILLS(entry_words, entry.title), "What it is called" },
			{ "practitioner", 0, FILLS(entry_words, entry.practitioner),
	                  "PERSON: Whose it is; else who sits here" },
			{ "line", 0, FILLS(entry_words, lines), "LINE: May be repeated" },
			{ "step", 0, FILLS(entry_words, steps),
	                  "TEXT: A step of the preparation; may be repeated" },
			FACT_WORDS,
			{ 0 } },
	.run = draft,
};

static bool describe(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct version version;

	if (!recipe_describe(desk->store, &ask->entry, err)
	    || !version_draft(desk->store, ask->entry.code, &version, err))
		return false;
	fprintf(desk->out, "%s is described anew\n", version.code);
	return true;
}

const struct command recipe_describe_command = {
	.name = "recipe describe",
	.summary = "Change what a draft says besides its lines",
	.more = "What is not said stays; '' takes a text away.\n\nExample:\n  pistor recipe "
	        "describe GLOW-3 --keeps '24 h'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words = (const struct word[]){ { "RECIPE", 0, FILLS(entry_words, entry.code), "Code" },
	                                { "title", 0, FILLS(entry_words, entry.title),
	                                  "TEXT: What it is called" },
	                                FACT_WORDS,
	                                { 0 } },
	.run = describe,
};

struct line_words { const char *recipe; struct texts lines; int64_t line; };

static bool set(struct desk *desk, const void *request, struct error *err)
{
	const struct line_words *ask = request;

	return set_lines(desk, ask->recipe, &ask->lines, ask->line, err);
}

const struct command recipe_set_command = {
	.name = "recipe set",
	.summary = "Add a line to a draft, or replace one",
	.more = "Examples:\n"
	        "  pistor recipe set GLOW-3 'HA-20 3 mL'              a product and an amount\n"
	        "  pistor recipe set GLOW-3 'ascorbic-acid 400 mg'    an ingredient and an "
	        "amount\n"
	        "  pistor recipe set GLOW-3 'tranexamic-acid 4 mg/mL' an ingredient at a final "
	        "concentration\n"
	        "  pistor recipe set GLOW-3 'NACL-09 qs'              what fills up to the "
	        "yield\n"
	        "  pistor recipe set GLOW-3 'TXA-DIL 2 mL'            another recipe, as now "
	        "in force\n"
	        "  pistor recipe set GLOW-3 'HA-20 2.5 mL' --line 1   instead of line 1",
	.access = ACCESS_WRITE,
	.size = sizeof(struct line_words),
	.words = (const struct word[]){ { "RECIPE", 0, FILLS(line_words, recipe), "Code" },
	                                { "LINE...", 0, FILLS(line_words, lines),
	                                  "What goes in, and how much" },
	                                { "line", 0, FILLS(line_words, line),
	                                  "NUMBER: The line it replaces" },
	                                { 0 } },
	.run = set,
};

struct drop_words { const char *recipe; int64_t line; };

static bool drop(struct desk *desk, const void *request, struct error *err)
{
	const struct drop_words *ask = request;

	if (!recipe_drop_line(desk->store, ask->recipe, ask->line, err))
		return false;
	fprintf(desk->out, "line %" PRId64 " is dropped\n", ask->line);
	return true;
}

const struct command recipe_drop_command = {
	.name    = "recipe drop",
	.summary = "Take a line out of a draft",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct drop_words),
	.words   = (const struct word[]){
		{ "RECIPE", 0, FILLS(drop_words, recipe), "Code" },
		{ "LINE",   0, FILLS(drop_words, line),   "Its number, as 'recipe show' says" },
		{ 0 } },
	.run     = drop,
};

struct step_words { const char *recipe, *text; int64_t step, drop; bool critical; };

static bool step(struct desk *desk, const void *request, struct error *err)
{
	const struct step_words *ask = request;
	int64_t at;

	if (ask->drop) {
		if (!recipe_drop_step(desk->store, ask->recipe, ask->drop, err))
			return false;
		fprintf(desk->out, "step %" PRId64 " is dropped\n", ask->drop);
		return true;
	}
	if (!recipe_set_step(desk->store, ask->recipe, ask->text, ask->step, ask->critical, &at,
	                     err))
		return false;
	fprintf(desk->out, "step %" PRId64 ": %s\n", at, ask->text);
	return true;
}

const struct command recipe_step_command = {
	.name    = "recipe step",
	.summary = "Add, replace or drop a step of the preparation",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct step_words),
	.words   = (const struct word[]){
		{ "RECIPE",   0, FILLS(step_words, recipe),   "Code" },
		{ "[TEXT]",   0, FILLS(step_words, text),     "What to do" },
		{ "step",     0, FILLS(step_words, step),     "NUMBER: The step it replaces" },
		{ "drop",     0, FILLS(step_words, drop),     "NUMBER: The step to take out" },
		{ "critical", 0, FILLS(step_words, critical), "A second person checks it" },
		{ 0 } },
	.run     = step,
};

struct recipe_words { const char *recipe, *patient; bool unsafe; };

/* Volumes that do not make the yield are said now, not first at the bench. */
static bool warn_of_volume(struct desk *desk, const struct version *version, struct error *err)
{
	char come[RATIO_TEXT], yield[QUANTITY_TEXT];
	struct ratio comes;
	bool near;

	if (!version_comes_to(desk->store, version, &comes, &near, err) || near)
		return !err->fault;
	ratio_format(comes, version->yield.unit, come);
	quantity_format(version->yield, yield);
	fprintf(desk->out,
	        "its lines come to %s, not %s: what is made up has to be measured "
	        "(--made-up)\n",
	        come, yield);
	return true;
}

bool recipe_warn_unmet(struct desk *desk, const struct version *version, struct error *err)
{
	struct line lines[MOST_LINES];
	int count;

	if (!version_lines(desk->store, version->id, lines, &count, err))
		return false;
	for (int i = 0; i < count && !err->fault; i++) {
		char what[sizeof lines[i].text + 32];

		snprintf(what, sizeof what, "line %" PRId64 ", %s", lines[i].position,
		         lines[i].text);
		warn_if_unmet(desk, version, &lines[i], what, err);
	}
	return !err->fault;
}

bool recipe_warn(struct desk *desk, const struct version *version, struct error *err)
{
	return recipe_warn_unmet(desk, version, err) && warn_of_volume(desk, version, err);
}

static bool approve(struct desk *desk, const void *request, struct error *err)
{
	const struct recipe_words *ask = request;
	struct signing signing = signed_by(desk);
	struct version version, before;
	int64_t id;

	if (!recipe_approve(desk->store, ask->recipe, &signing, &id, err)
	    || !version_read(desk->store, id, &version, err))
		return false;
	fprintf(desk->out, "%s is approved and never changes\n", version.code);
	if (version.origin && version_read(desk->store, version.origin, &before, err)
	 && before.status == VERSION_SUPERSEDED)
		fprintf(desk->out, "%s is superseded\n", before.code);
	return !err->fault && recipe_warn(desk, &version, err)
	    && verdicts_tell(desk, true, err);
}

const struct command recipe_approve_command = {
	.name    = "recipe approve",
	.summary = "Sign a draft: from now on it is made, and never changes",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS,
	.size    = sizeof(struct recipe_words),
	.words   = (const struct word[]){
		{ "RECIPE", 0, FILLS(recipe_words, recipe), "Code" },
		{ 0 } },
	.run     = approve,
};

static bool drafted_from(struct desk *desk, int64_t id, struct error *err)
{
	struct version version, from;

	if (!version_read(desk->store, id, &version, err)
	    || !version_read(desk->store, version.origin, &from, err))
		return false;
	fprintf(desk->out,
	        "%s is drafted from %s; 'pistor recipe set', 'drop' and 'describe' change it, "
	        "'approve' ends that\n",
	        version.code, from.code);
	return true;
}

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct recipe_words *ask = request;
	int64_t id;

	return recipe_revise(desk->store, ask->recipe, &id, err) && drafted_from(desk, id, err);
}

const struct command recipe_revise_command = {
	.name = "recipe revise",
	.summary = "Draft the next version, as a copy of the last",
	.access = ACCESS_WRITE,
	.size = sizeof(struct recipe_words),
	.words = (const struct word[]){ { "RECIPE", 0, FILLS(recipe_words, recipe),
	                                  "Code, or a version to start from: GLOW-3.2" },
	                                { 0 } },
	.run = revise,
};

static bool derive(struct desk *desk, const void *request, struct error *err)
{
	const struct recipe_words *ask = request;
	int64_t id;

	return recipe_derive(desk->store, ask->recipe, ask->patient, &id, err)
	    && drafted_from(desk, id, err);
}

const struct command recipe_derive_command = {
	.name = "recipe derive",
	.summary = "Draft a version that is for one patient alone",
	.access = ACCESS_WRITE,
	.size = sizeof(struct recipe_words),
	.words = (const struct word[]){ { "RECIPE", 0, FILLS(recipe_words, recipe),
	                                  "Code, or a version to start from" },
	                                { "PATIENT", 0, FILLS(recipe_words, patient), "Code" },
	                                { 0 } },
	.run = derive,
};

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct recipe_words *ask = request;
	int held = 0;

	if (!recipe_retire(desk->store, ask->recipe, ask->unsafe, &held, err))
		return false;
	fprintf(desk->out, "%s is retired%s\n", ask->recipe,
	        ask->unsafe ? " for safety and never made again" : "");
	if (held)
		fprintf(desk->out,
		        "%d %s on the shelf: held with it; 'pistor lot list' says where\n",
		        held, held == 1 ? "batch of it is" : "batches of it are");
	return true;
}

const struct command recipe_retire_command = {
	.name = "recipe retire",
	.summary = "Take a recipe, or one version of it, out of use",
	.access = ACCESS_WRITE,
	.size = sizeof(struct recipe_words),
	.words =
		(const struct word[]){
			{ "RECIPE", 0, FILLS(recipe_words, recipe),
	                  "Code, or a version: GLOW-3.4" },
			{ "unsafe", 0, FILLS(recipe_words, unsafe),
	                  "For safety: not even repeated for who had it before" },
			{ 0 } },
	.run = retire,
};
