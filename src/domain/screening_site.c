/*
 * screening_site.c - where and how deep: read off the syringes
 */
#include "screening_inside.h"
#include "heap.h"
#include "manner.h"
#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTSIDE "site-outside-"
#define SITE    "site-"
#define DEPTH   "depth-dermal"

bool screening_is_site(const char *condition)
{
	return strncmp(condition, SITE, strlen(SITE)) == 0 || strcmp(condition, DEPTH) == 0;
}

/* A syringe that holds what the rule is about, in one of its areas. */
struct place_of { int64_t position; char depth[160], technique[160], area[160]; };

enum { MOST_PLACES = 512 };

static bool read_places(struct hearing *hearing, const struct rule *rule, struct place_of *out,
                        int *count, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_SYRINGES, BIND(
		bind_int("session",    hearing->session),
		bind_id ("ingredient", rule->ingredient),
		bind_id ("class",      rule->class),
		bind_id ("product",    rule->product)), err);

	*count = 0;
	while (row_next(row, err)) {
		struct place_of *place = &out[*count];

		if ((*count)++ == MOST_PLACES)
			return failed(err, FAULT_REFUSED, "more than %d areas in one session",
			              MOST_PLACES);
		place->position = row_int(row, "position");
		copy_text(place->depth, sizeof place->depth, row_text(row, "depth"));
		copy_text(place->technique, sizeof place->technique,
		          row_text(row, "technique"));
		copy_text(place->area, sizeof place->area, row_text(row, "area"));
	}
	return !err->fault;
}

/* An area is a site where it says so, or where the list "site" says that it is. */
static bool is_site(struct hearing *hearing, const char *area, const char *site, bool *is,
                    struct error *err)
{
	char folded[160];

	words_fold(area, folded, sizeof folded);
	*is = strstr(folded, site) != NULL;
	return *is || screening_meant(hearing->store, "site", area, site, is, err);
}

/* ---- How deep ---- */

enum depth { DEPTH_UNKNOWN, DEPTH_DERMAL, DEPTH_DEEPER };

static bool find_depth(struct hearing *hearing, const struct place_of *place, int64_t dermal,
                       enum depth *out, struct error *err)
{
	int64_t depth = manner_deepest(place->depth);
	bool is;

	*out = DEPTH_UNKNOWN;
	if (depth >= 0) {
		*out = depth <= dermal * 100 ? DEPTH_DERMAL : DEPTH_DEEPER;
		return true;
	}
	for (int i = 0; i < 2; i++) {
		const char *word = i ? place->technique : place->depth;

		if (!*word)
			continue;
		if (!screening_meant(hearing->store, "depth", word, "dermal", &is, err))
			return false;
		if (is) {
			*out = DEPTH_DERMAL;
			return true;
		}
		if (!screening_meant(hearing->store, "depth", word, "deeper", &is, err))
			return false;
		if (is) {
			*out = DEPTH_DEEPER;
			return true;
		}
	}
	return true;
}

/* It only warns: there is too little on record to say. */
static void leave_open(struct verdicts *out)
{
	struct verdict *last = &out->verdict[out->count - 1];

	last->open = true;
	last->force = RULE_WARNS;
}

static void say_place(const struct rule *rule, struct verdicts *out, const char *text)
{
	verdict_about(verdict_add(out, rule, 0, "%s: %s", text, rule->text), text);
}

static bool judge_depth(struct hearing *hearing, const struct rule *rule, int64_t dermal,
                        const struct place_of *place, struct verdicts *out, struct error *err)
{
	char text[240];
	enum depth depth;

	if (!find_depth(hearing, place, dermal, &depth, err))
		return false;
	snprintf(text, sizeof text, "syringe %lld, %s", (long long)place->position,
	         *place->depth ? place->depth : *place->technique ? place->technique
	                                                           : "depth not said");
	if (depth == DEPTH_DEEPER)
		return true;
	say_place(rule, out, text);
	if (depth == DEPTH_UNKNOWN)
		leave_open(out);
	return true;
}

static bool judge_area(struct hearing *hearing, const struct rule *rule,
                       const struct place_of *place, struct verdicts *out, struct error *err)
{
	bool outside = strncmp(rule->condition, OUTSIDE, strlen(OUTSIDE)) == 0, is;
	const char *site = rule->condition + strlen(outside ? OUTSIDE : SITE);
	char text[240];

	if (!is_site(hearing, place->area, site, &is, err))
		return false;
	if (*place->area && is != outside) {
		snprintf(text, sizeof text, "syringe %lld, %s", (long long)place->position,
		         place->area);
		say_place(rule, out, text);
	} else if (!*place->area) {
		snprintf(text, sizeof text, "syringe %lld, area not said",
		         (long long)place->position);
		say_place(rule, out, text);
		leave_open(out);
	}
	return true;
}

bool screening_site(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                    struct error *err)
{
	struct place_of *places = heap_new(MOST_PLACES * sizeof *places);
	bool depth = strcmp(rule->condition, DEPTH) == 0, ok;
	int count = 0;

	ok = read_places(hearing, rule, places, &count, err);
	for (int i = 0; ok && i < count; i++) {
		bool again = i && places[i].position == places[i - 1].position;

		if (depth && !again)
			ok = judge_depth(hearing, rule, hearing->dermal, &places[i], out, err);
		else if (!depth)
			ok = judge_area(hearing, rule, &places[i], out, err);
	}
	free(places);
	return ok;
}
