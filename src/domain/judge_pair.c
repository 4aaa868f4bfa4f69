/*
 * judge_pair.c - what may not go together, in what order, for what purpose, to whom
 */
#include "heap.h"
#include "judge_inside.h"
#include "nearest.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Pairs ---- */

/* Two parts of one bought product are its maker's business. */
static bool apart(const struct hearing *hearing, int a, int b)
{
	const struct source *left = &hearing->sources[a], *right = &hearing->sources[b];

	return a != b && (!left->product || left->product != right->product
	                  || left->mixture != right->mixture);
}

/* The first source of a side in a mixture that is apart from another (-1: from none); -1 for
 * none. part: what of it was meant, unless it is the product itself. */
static int source_of(const struct hearing *hearing, const struct side *side, int mixture,
                     int from, const struct part **part)
{
	*part = NULL;
	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *one = &hearing->parts[i];

		if (one->mixture != mixture || !side_has(hearing, side, one)
		    || (from >= 0 && !apart(hearing, from, one->source)))
			continue;
		*part = one;
		return one->source;
	}
	for (int i = 0; i < hearing->source_count; i++)
		if (hearing->sources[i].mixture == mixture
		    && (side_is_any(side) || hearing->sources[i].product == side->product)
		    && (hearing->sources[i].product || side_is_any(side))
		    && (from < 0 || apart(hearing, from, i)))
			return i;
	return -1;
}

static const char *named(const struct hearing *hearing, const struct side *side, int source,
                         const struct part *part)
{
	return part && !side->product ? part->code : hearing->sources[source].code;
}

/* The halves of a pair in one mixture, or in two. */
static bool meet(const struct hearing *hearing, const struct rule *rule, int a, int b,
                 const char **left, const char **right)
{
	struct side one = side_of(rule), other = side_with(rule);
	const struct part *part, *with;

	for (int i = 0; i < hearing->source_count; i++) {
		int found;

		if (hearing->sources[i].mixture != a)
			continue;
		part = NULL;
		for (int k = 0; k < hearing->part_count && !part; k++)
			if (hearing->parts[k].source == i
			    && side_has(hearing, &one, &hearing->parts[k]))
				part = &hearing->parts[k];
		if (!part && !side_is_any(&one)
		    && (!one.product || one.product != hearing->sources[i].product))
			continue;
		found = source_of(hearing, &other, b, i, &with);
		if (found < 0)
			continue;
		*left = named(hearing, &one, i, part);
		*right = named(hearing, &other, found, with);
		return true;
	}
	return false;
}

static bool pair_in_mixture(struct hearing *hearing, const struct rule *rule)
{
	const char *left, *right;

	for (int i = 0; i < hearing->mixture_count; i++)
		if (judge_applies(hearing, rule, i)
		    && meet(hearing, rule, i, i, &left, &right))
			judge_say(hearing, rule, i, "%s and %s in one syringe: %s", left, right,
			          rule->text);
	return true;
}

static const struct other *other_of(const struct hearing *hearing, const struct side *side)
{
	for (int i = 0; i < hearing->other_count; i++)
		if (side_had(side, &hearing->others[i])
		    && llabs(instant_seconds(&hearing->others[i].at)
		             - instant_seconds(&hearing->at)) < hearing->occasion)
			return &hearing->others[i];
	return NULL;
}

/* What the one half is here and the other was given before or after, as part of the session. */
static bool pair_with_others(struct hearing *hearing, const struct rule *rule, int at,
                             const struct side *here, const struct side *there)
{
	const struct other *other = other_of(hearing, there);
	const struct part *part;
	int source = other ? source_of(hearing, here, at, -1, &part) : -1;

	if (source < 0 || side_is_any(here) || side_is_any(there))
		return false;
	judge_say(hearing, rule, -1, "%s, and %s in %s: %s", named(hearing, here, source, part),
	          other->code, other->number, rule->text);
	return true;
}

static bool pair_in_session(struct hearing *hearing, const struct rule *rule,
                            struct error *err)
{
	struct side one = side_of(rule), other = side_with(rule);
	const char *left, *right;

	for (int i = 0; i < hearing->mixture_count; i++)
		for (int k = 0; k < hearing->mixture_count; k++)
			if (judge_applies(hearing, rule, i)
			    && meet(hearing, rule, i, k, &left, &right)) {
				judge_say(hearing, rule, i == k ? i : -1,
				          "%s and %s in one session: %s", left, right,
				          rule->text);
				return true;
			}
	if (!hearing->session || !hearing->occasion)
		return true;
	if (!judge_read_others(hearing, hearing->occasion, err))
		return false;
	for (int i = 0; i < hearing->mixture_count; i++)
		if (judge_applies(hearing, rule, i)
		    && (pair_with_others(hearing, rule, i, &one, &other)
		        || pair_with_others(hearing, rule, i, &other, &one)))
			return true;
	return true;
}

bool judge_pair(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	return rule->scope && strcmp(rule->scope, "session") == 0
	               ? pair_in_session(hearing, rule, err)
	               : pair_in_mixture(hearing, rule);
}

/* ---- The order of mixing ---- */

/* A source of a side, by its line. */
static bool is_of(const struct hearing *hearing, const struct side *side, int source)
{
	if (side_is_any(side) || side->product == hearing->sources[source].product)
		return side_is_any(side) || side->product;
	for (int i = 0; i < hearing->part_count; i++)
		if (hearing->parts[i].source == source
		    && side_has(hearing, side, &hearing->parts[i]))
			return true;
	return false;
}

/* The first goes in before the second; what fills goes in last whatever it is. */
bool judge_order(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side first = side_of(rule), second = side_with(rule);

	(void)err;
	for (int i = 0; i < hearing->source_count; i++)
		for (int k = 0; k < hearing->source_count; k++) {
			const struct source *early = &hearing->sources[i],
			                    *late = &hearing->sources[k];

			if (early->mixture != late->mixture || !judge_mixes(hearing, early->mixture)
			    || !late->position || early->position <= late->position || early->fills
			    || late->fills || !is_of(hearing, &first, i)
			    || !is_of(hearing, &second, k)
			    || (side_is_any(&second) && is_of(hearing, &first, k))
			    || (side_is_any(&first) && is_of(hearing, &second, i)))
				continue;
			judge_say(hearing, rule, early->mixture,
			          "line %" PRId64 ", %s, goes in before line %" PRId64
			          ", %s: %s",
			          early->position, early->code, late->position, late->code,
			          rule->text);
			return true;
		}
	return true;
}

/* ---- What is forbidden for a purpose ---- */

static bool is_mixed(const struct hearing *hearing, int mixture)
{
	int count = 0;

	for (int i = 0; i < hearing->source_count; i++)
		count += hearing->sources[i].mixture == mixture;
	return count > 1;
}

static bool is_purpose_said(const struct hearing *hearing, int mixture)
{
	return *hearing->purpose || *hearing->mixtures[mixture].purpose;
}

/* Of nothing in particular, it is of what is mixed at all. */
bool judge_prohibition(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	const struct part *part;

	(void)err;
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		bool any = side_is_any(&side), said = is_purpose_said(hearing, i);
		int source = any ? -1 : source_of(hearing, &side, i, -1, &part);
		const char *what = source < 0 ? mixture->name
		                              : named(hearing, &side, source, part);

		if (any ? !is_mixed(hearing, i) : source < 0)
			continue;
		if (rule->indication && !said) {
			if (!any)
				judge_open(hearing, rule, i, "%s, and no purpose is said: %s",
				           what, rule->text);
		} else if (judge_applies(hearing, rule, i)) {
			judge_say(hearing, rule, i, "%s%s%s: %s", what,
			          said ? " for " : "",
			          *mixture->purpose ? mixture->purpose : hearing->purpose,
			          rule->text);
		}
	}
	return true;
}

/* ---- Allergies ---- */

static bool read_allergies(struct hearing *hearing, struct error *err)
{
	struct row *row;

	if (hearing->asked || !hearing->patient)
		return true;
	hearing->asked = true;
	row = store_query(hearing->store, JUDGE_ALLERGIES,
	                  BIND(bind_int("patient", hearing->patient)), err);
	while (row_next(row, err)) {
		struct allergy *allergy;

		hearing->allergies = heap_more(hearing->allergies, hearing->allergy_count,
		                               sizeof *hearing->allergies);
		allergy = &hearing->allergies[hearing->allergy_count++];
		copy_text(allergy->value, sizeof allergy->value, row_text(row, "value"));
		copy_text(allergy->code, sizeof allergy->code, row_text(row, "code"));
		allergy->ingredient = row_int(row, "ingredient");
	}
	return !err->fault;
}

/* Every word of what was said is among the words of the condition, one in the plural too: "bee
 * venom" is "bee-or-wasp-venom-allergy". */
static bool says(const char *value, const char *whole)
{
	char said[256], one[64], condition[128];
	const char *at = words_fold(value, said, sizeof said);

	snprintf(condition, sizeof condition, "%.*s", (int)strlen(whole) - 8, whole);
	while (*at) {
		size_t length = strcspn(at, " -");
		const char *found = NULL;

		if (length > 1 && at[length - 1] == 's')
			snprintf(one, sizeof one, "%.*s", (int)length - 1, at);
		else
			snprintf(one, sizeof one, "%.*s", (int)length, at);
		for (found = strstr(condition, one); found && found > condition
		     && found[-1] != '-'; found = strstr(found + 1, one))
			;
		if (!found || (strcspn(found, "-") > strlen(one) + 1))
			return false;
		at += length + strspn(at + length, " -");
	}
	return *said != '\0';
}

/* A substance and its salt or kind: "lidocaine" and "lidocaine-hcl", either way round. */
static bool is_form_of(const char *one, const char *other)
{
	size_t length = strlen(one);

	return length > 0 && strncmp(one, other, length) == 0 && other[length] == '-';
}

static bool is_allergic(const struct allergy *allergy, const struct part *part)
{
	char said[256], name[JUDGED_CLASS];

	if (allergy->ingredient
	    && (allergy->ingredient == part->ingredient || is_form_of(allergy->code, part->code)
	        || is_form_of(part->code, allergy->code)))
		return true;
	words_fold(allergy->value, said, sizeof said);
	return strcmp(said, part->class_code) == 0
	    || strcmp(said, words_fold(part->class_name, name, sizeof name)) == 0;
}

static bool meets(const struct hearing *hearing, const struct rule *rule, bool worded,
                  const struct allergy *allergy, const struct part *part)
{
	struct side side = side_of(rule);

	return worded ? side_has(hearing, &side, part) && says(allergy->value, rule->condition)
	              : is_allergic(allergy, part);
}

/* To what is in it, down to what was bought: as named, by its names, by its class; or as the
 * rule's condition words it ("soy-allergy") for what the rule is about. Each ingredient is said
 * for itself, of the first product that holds it. */
bool judge_allergy(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	size_t length = rule->condition ? strlen(rule->condition) : 0;
	bool worded = length > 8 && strcmp(rule->condition + length - 8, "-allergy") == 0;

	if (!rule->condition || (!worded && strcmp(rule->condition, "allergy-to-ingredient") != 0))
		return true;
	if (!read_allergies(hearing, err))
		return false;
	for (int i = 0; i < hearing->allergy_count; i++)
		for (int k = 0; k < hearing->part_count; k++) {
			const struct part *part = &hearing->parts[k];
			const struct allergy *allergy = &hearing->allergies[i];
			bool known = !meets(hearing, rule, worded, allergy, part);

			for (int m = 0; m < k && !known; m++)
				known = hearing->parts[m].ingredient == part->ingredient
				     && meets(hearing, rule, worded, allergy, &hearing->parts[m]);
			if (!known)
				verdict_about(judge_say(hearing, rule, -1, "%s is in %s, and the "
				                        "patient is allergic to %s", part->code,
				                        hearing->sources[part->source].code,
				                        allergy->value),
				              part->code);
		}
	return true;
}
