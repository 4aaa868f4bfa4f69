/*
 * recipe_show.c - the commands that read recipes
 */
#include "heap.h"
#include "list.h"
#include "person.h"
#include "recipe.h"
#include "recipe_warn.h"
#include "signed.h"
#include "words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct show_words { const char *recipe; bool versions; };

static void show_lines(struct desk *desk, const struct line *lines, int count)
{
	page_begin(desk->page, "lines",
	           "title Lines\nline count Line\nwhat text What goes in\n");
	for (int i = 0; i < count; i++) {
		page_count(desk->page, lines[i].position);
		page_text(desk->page, lines[i].text);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

/* So much of it as one amount, rounded for the eye. */
static bool show_amount(struct desk *desk, const struct content *content, int64_t times,
                        int64_t over, struct error *err)
{
	struct quantity amount = { 0, content->unit };
	struct ratio part;

	if (!content->stated || !over) {
		page_blank(desk->page);
		return true;
	}
	if (!ratio_multiply(content->amount, ratio_of(times, over), &part, err)
	 || !ratio_round(part, 1, ROUND_HALF_EVEN, &amount.atoms, err))
		return false;
	page_amount_short(desk->page, amount, 3);
	return true;
}

static bool show_content(struct desk *desk, const struct version *version,
                         const struct content *content, struct error *err)
{
	static const char *const notes[] = { NULL, "about", "not known" };
	struct strength strength = { { 0, content->unit }, version->yield, content->stated };

	page_text(desk->page, content->code);
	if (content->doubt == DOUBT_UNKNOWN) {
		page_blank(desk->page);
		page_blank(desk->page);
		page_blank(desk->page);
		page_text(desk->page, content->lines);
		page_text(desk->page, notes[content->doubt]);
		page_row_end(desk->page);
		return true;
	}
	if (content->stated
	    && !ratio_round(content->amount, 1, ROUND_HALF_EVEN, &strength.amount.atoms, err))
		return false;
	page_strength(desk->page, &strength);
	if (!show_amount(desk, content, 1, 1, err)
	    || !show_amount(desk, content, version->session.atoms,
	                    version->session.atoms ? version->yield.atoms : 0, err))
		return false;
	page_text(desk->page, content->lines);
	page_text(desk->page, notes[content->doubt]);
	page_row_end(desk->page);
	return true;
}

static bool show_contents(struct desk *desk, const struct version *version, struct error *err)
{
	struct content *contents = heap_new(MOST_CONTENTS * sizeof *contents);
	char yield[QUANTITY_TEXT], session[QUANTITY_TEXT] = "a session [hide=table]",
				   declaration[400];
	int count;
	bool ok;

	quantity_format(version->yield, yield);
	if (version->session.atoms)
		quantity_format(version->session, session);
	snprintf(declaration, sizeof declaration,
	         "title Final composition, by the labels\ningredient text Ingredient\n"
	         "strength strength Strength [decimals=3]\namount amount In %s\nsession amount "
	         "In %s\nlines text Lines\n"
	         "note text Note\n",
	         yield, session);
	ok = version_contents(desk->store, version, contents, &count, err);
	page_begin(desk->page, "composition", declaration);
	for (int i = 0; ok && i < count; i++)
		ok = show_content(desk, version, &contents[i], err);
	page_end(desk->page);
	free(contents);
	return ok;
}

/* "category-1, by the clinic's rule; kept in the fridge"; nothing where no rule says. */
static void write_regime(struct desk *desk, const struct version *version, char *out,
                         size_t size)
{
	struct error none = { 0 };
	struct regime regime;

	*out = '\0';
	if (version_regime(desk->store, version, &regime, &none))
		snprintf(out, size, "%s%s; kept in the %s", regime.name,
		         regime.said ? "" : ", by the clinic's rule", regime.storage);
}

bool recipe_say_draft(struct desk *desk, const char *typed, const struct version *version,
                      struct error *err)
{
	struct error none = { 0 };
	struct version draft;

	if (version->status == VERSION_DRAFT || strcasecmp(typed, version->code) == 0)
		return true;
	if (version_draft(desk->store, typed, &draft, &none))
		page_say(desk->page, "%s is a draft that waits: 'pistor recipe show %s' shows it, "
		         "'pistor recipe check %s' judges it", draft.code, draft.code, draft.code);
	return spared(&none, err);
}

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct show_words *ask = request;
	struct line lines[MOST_LINES];
	char keeps[INSTANT_LOCAL] = "", regime[80];
	struct error too_much = { 0 };
	struct version version;
	bool composed = true;
	int count;

	if (!version_find(desk->store, ask->recipe, &version, err))
		return false;
	if (ask->versions)
		return page_query(desk->page, "versions", desk->store, VERSION_LIST,
		                  BIND(bind_int("recipe", version.recipe)), NULL, err);
	if (version.keeps)
		span_format((struct span){ version.keeps }, keeps);
	write_regime(desk, &version, regime, sizeof regime);
	if (!page_query(desk->page, "version", desk->store, VERSION_FORM, BIND(
		bind_int ("version", version.id),
		bind_text("keeps",   version.keeps ? keeps : NULL),
		bind_text("regime",  *regime ? regime : NULL)), NULL, err)
	 || !version_lines(desk->store, version.id, lines, &count, err))
		return false;
	show_lines(desk, lines, count);
	/* What cannot be made has no composition. */
	if (!version_fits_yield(&version, lines, count, &too_much)) {
		page_say(desk->page, "it cannot be made: %s", too_much.text);
		composed = false;
	}
	return recipe_say_draft(desk, ask->recipe, &version, err)
	    && recipe_warn_unmet(desk, &version, err)
	    && (!composed || show_contents(desk, &version, err))
	    && page_query(desk->page, "steps", desk->store, STEP_LIST,
	                  BIND(bind_int("version", version.id)), NULL, err)
	    && page_query(desk->page, "verdicts", desk->store, VERDICT_OF_VERSION,
	                  BIND(bind_int("version", version.id)), NULL, err)
	    && signed_show(desk, &(struct subject){ .version = version.id }, NULL, err);
}

const struct command recipe_show_command = {
	.name    = "recipe show",
	.summary = "What a recipe says, and what that comes to",
	.more    = "GLOW-3 shows the version in force, else the draft; GLOW-3.2 that one.",
	.access  = ACCESS_READ,
	.size    = sizeof(struct show_words),
	.words   = (const struct word[]){
		{ "RECIPE",   0, FILLS(show_words, recipe),   "Code, or a version" },
		{ "versions", 0, FILLS(show_words, versions), "List its versions instead" },
		{ 0 } },
	.run     = show,
};

struct list_words { const char *practitioner, *indication; bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct list_words *ask = request;
	struct person person = { .id = 0 };
	char what[160];

	return (!ask->practitioner
	        || person_find(desk->store, ask->practitioner, &person, err))
	    && list_query(desk, "recipes", RECIPE_LIST, BIND(
		bind_id  ("practitioner", person.id),
		bind_text("indication",   ask->indication ? words_fold(ask->indication, what,
		                                                       sizeof what) : NULL),
		bind_int ("all",          ask->all)), err);
}

const struct command recipe_list_command = {
	.name = "recipe list",
	.summary = "The recipes there are",
	.access = ACCESS_READ,
	.size = sizeof(struct list_words),
	.words = (const struct word[]){ { "practitioner", 0, FILLS(list_words, practitioner),
	                                  "PERSON: Only theirs" },
	                                { "indication", 0, FILLS(list_words, indication),
	                                  "TEXT: Only for that, or for that area" },
	                                { "all", 0, FILLS(list_words, all),
	                                  "Retired ones, too" },
	                                { 0 } },
	.run = list,
};

struct diff_words { const char *older, *newer; };

/* One version alone is compared with the one it came from. */
static bool diff(struct desk *desk, const void *request, struct error *err)
{
	const struct diff_words *ask = request;
	struct version older, newer;
	char words[8000], *line, *rest = words;

	if (!version_find(desk->store, ask->older, &older, err))
		return false;
	if (ask->newer ? !version_find(desk->store, ask->newer, &newer, err) : false)
		return false;
	if (!ask->newer) {
		newer = older;
		if (!newer.origin)
			return failed(err, FAULT_REFUSED,
			              "%s came from no other; name two versions", newer.code);
		if (!version_read(desk->store, newer.origin, &older, err))
			return false;
	}
	if (!version_diff(desk->store, older.id, newer.id, words, sizeof words, err))
		return false;
	page_say(desk->page, "%s, beside %s:%s", newer.code, older.code,
	         *words ? "" : " they say the same");
	page_begin(desk->page, "differences", "what text Difference\n");
	while ((line = strsep(&rest, "\n")))
		if (*line) {
			page_text(desk->page, line);
			page_row_end(desk->page);
		}
	page_end(desk->page);
	return true;
}

const struct command recipe_diff_command = {
	.name = "recipe diff",
	.summary = "How two versions differ, in words",
	.access = ACCESS_READ,
	.size = sizeof(struct diff_words),
	.words =
		(const struct word[]){
			{ "VERSION", 0, FILLS(diff_words, older),
	                  "As in GLOW-3.3; alone, it is compared with the one it came from" },
			{ "[NEWER]", 0, FILLS(diff_words, newer), "As in GLOW-3.4" },
			{ 0 } },
	.run = diff,
};
