/*
 * judge_pair.c - what may not go together, in what order, for what purpose, to whom
 */
#include "judge_inside.h"
#include "heap.h"
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

/* What of a side is there, by the name a person knows it by, and the source that brings it. of:
 * NULL where the product itself is meant. */
struct half { int source; const struct content *of; const char *code; };

struct halves { struct half *list; int count; };

static void add_half(struct halves *halves, int source, const struct content *of,
                     const char *code)
{
	halves->list = heap_more(halves->list, (size_t)halves->count, sizeof *halves->list);
	halves->list[halves->count++] = (struct half){ source, of, code };
}

/* All of a side in a mixture (-1: in any). */
static struct halves halves_of(const struct hearing *hearing, const struct side *side,
                               int mixture)
{
	struct halves halves = { 0 };
	bool whole = side_is_any(side) || side->product;

	for (int i = 0; whole && i < hearing->source_count; i++) {
		const struct source *source = &hearing->sources[i];

		if ((mixture < 0 || source->mixture == mixture)
		    && (!side->product || source->product == side->product))
			add_half(&halves, i, NULL, source->code);
	}
	for (int i = 0; !whole && i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];

		if ((mixture < 0 || part->mixture == mixture) && side_has(hearing, side, part))
			add_half(&halves, part->source, &part->of, part->of.code);
	}
	return halves;
}

/* Each is named once, whatever brings it. */
static bool is_first(const struct halves *halves, int at)
{
	for (int i = 0; i < at; i++)
		if (strcmp(halves->list[i].code, halves->list[at].code) == 0)
			return false;
	return true;
}

/* What there is of one name and of another: the first two that are apart, in a mixture to which
 * the rule applies; a substance is no pair with itself. at: the mixture both are in, -1: none. */
static bool meet(struct hearing *hearing, const struct rule *rule, const struct halves *left,
                 const char *one, const struct halves *right, const char *other, int *at)
{
	for (int i = 0; i < left->count; i++)
		for (int k = 0; k < right->count; k++) {
			const struct half *l = &left->list[i], *r = &right->list[k];
			int a = hearing->sources[l->source].mixture,
			    b = hearing->sources[r->source].mixture;

			if (strcmp(l->code, one) != 0 || strcmp(r->code, other) != 0
			    || !apart(hearing, l->source, r->source)
			    || (l->of && r->of && l->of->ingredient == r->of->ingredient)
			    || (!judge_applies(hearing, rule, a)
			        && !judge_applies(hearing, rule, b)))
				continue;
			*at = a == b ? a : -1;
			return true;
		}
	return false;
}

/* Whether the rule said so already, of what came in another order or in another way. */
static bool is_said(const struct verdicts *out, const struct rule *rule, const char *subject)
{
	for (int i = 0; i < out->count; i++)
		if (out->verdict[i].revision == rule->revision
		    && strcmp(out->verdict[i].subject, subject) == 0)
			return true;
	return false;
}

/* at: the mixture both are in, -1 for none. */
static void say_pair(struct hearing *hearing, const struct rule *rule, int at, bool session,
                     const char *left, const char *right)
{
	struct side other = side_with(rule);
	bool any = side_is_any(&other);
	const char *in = session || at < 0 ? "" : hearing->mixtures[at].name;
	char subject[SUBJECT], turned[SUBJECT];

	snprintf(subject, sizeof subject, "%s%s%s%s%s", left, any ? "" : "+",
	         any ? "" : right, *in ? " in " : "", in);
	snprintf(turned, sizeof turned, "%s+%s%s%s", right, left, *in ? " in " : "", in);
	if (!is_said(hearing->out, rule, subject) && !is_said(hearing->out, rule, turned))
		verdict_about(judge_say(hearing, rule, at, "%s and %s in one %s: %s", left,
		                        right, session ? "session" : "syringe", rule->text),
		              subject);
}

/* Every pair of the rule in a mixture (-1: in any, together), each said for itself; what goes
 * with nothing is said once, with all that it is with. */
static void pair_in(struct hearing *hearing, const struct rule *rule, int mixture)
{
	struct side one = side_of(rule), other = side_with(rule);
	struct halves left = halves_of(hearing, &one, mixture),
	              right = halves_of(hearing, &other, mixture);

	for (int i = 0; i < left.count; i++) {
		const char *code = left.list[i].code;
		char with[200] = "";
		int at = mixture, met;

		for (int k = 0; k < right.count && is_first(&left, i); k++) {
			const char *second = right.list[k].code;

			if (!is_first(&right, k)
			    || !meet(hearing, rule, &left, code, &right, second, &met))
				continue;
			if (!side_is_any(&other)) {
				say_pair(hearing, rule, met, mixture < 0, code, second);
				continue;
			}
			at = !*with || at == met ? met : -1;
			judge_append(with, sizeof with, second);
		}
		if (*with)
			say_pair(hearing, rule, at, mixture < 0, code, with);
	}
	free(left.list);
	free(right.list);
}

/* Whether what was given besides is of the same session, and another substance. */
static bool is_near(const struct hearing *hearing, const struct other *other,
                    const struct half *half)
{
	int64_t apart = instant_seconds(&other->at) - instant_seconds(&hearing->at);

	return llabs(apart) < hearing->occasion
	    && (!half->of || half->of->ingredient != other->of.ingredient);
}

/* What the one half is here and the other was given before or after, as part of the session. */
static void pair_with_others(struct hearing *hearing, const struct rule *rule,
                             const struct side *here, const struct side *there)
{
	struct halves halves = halves_of(hearing, here, -1);
	char subject[SUBJECT];

	for (int i = 0; i < halves.count && !side_is_any(here) && !side_is_any(there); i++)
		for (int k = 0; k < hearing->other_count; k++) {
			const struct half *half = &halves.list[i];
			const struct other *other = &hearing->others[k];

			snprintf(subject, sizeof subject, "%s+%s in %s", half->code,
			         other->of.code, other->number);
			if (!side_had(there, other) || !is_near(hearing, other, half)
			    || !judge_applies(hearing, rule,
			                      hearing->sources[half->source].mixture)
			    || is_said(hearing->out, rule, subject))
				continue;
			verdict_about(judge_say(hearing, rule, -1, "%s, and %s in %s: %s",
			                        half->code, other->of.code, other->number,
			                        rule->text),
			              subject);
		}
	free(halves.list);
}

static bool pair_in_session(struct hearing *hearing, const struct rule *rule,
                            struct error *err)
{
	struct side one = side_of(rule), other = side_with(rule);

	pair_in(hearing, rule, -1);
	if (!hearing->session || !hearing->occasion)
		return true;
	if (!judge_read_others(hearing, hearing->occasion, err))
		return false;
	pair_with_others(hearing, rule, &one, &other);
	pair_with_others(hearing, rule, &other, &one);
	return true;
}

bool judge_pair(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	if (rule->scope && strcmp(rule->scope, "session") == 0)
		return pair_in_session(hearing, rule, err);
	for (int i = 0; i < hearing->mixture_count; i++)
		pair_in(hearing, rule, i);
	return true;
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

/* Whether one line is to be before another that stands before it now; what fills goes in last
 * whatever it is. */
static bool is_late(const struct hearing *hearing, const struct rule *rule, int late, int early)
{
	struct side first = side_of(rule), second = side_with(rule);
	const struct source *one = &hearing->sources[late], *other = &hearing->sources[early];

	return one->mixture == other->mixture && other->position
	    && one->position > other->position && !one->fills && !other->fills
	    && is_of(hearing, &first, late) && is_of(hearing, &second, early)
	    && !(side_is_any(&second) && is_of(hearing, &first, early))
	    && !(side_is_any(&first) && is_of(hearing, &second, late));
}

static bool find_late(const struct hearing *hearing, const struct rule *rule, int mixture,
                      const struct source **late, const struct source **early)
{
	for (int i = 0; i < hearing->source_count; i++)
		for (int k = 0; k < hearing->source_count; k++) {
			*late = &hearing->sources[i];
			*early = &hearing->sources[k];
			if ((*late)->mixture == mixture && is_late(hearing, rule, i, k))
				return true;
		}
	return false;
}

/* The first line that is late; what is mixed in another order is judged anew. */
bool judge_order(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	const struct source *late, *early;

	(void)err;
	for (int i = 0; i < hearing->mixture_count; i++)
		if (judge_mixes(hearing, i) && find_late(hearing, rule, i, &late, &early))
			judge_say(hearing, rule, i,
			          "line %" PRId64 ", %s, goes in before line %" PRId64 ", %s: %s",
			          late->position, late->code, early->position, early->code,
			          rule->text);
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

/* open: for what, is not said. */
static void prohibit(struct hearing *hearing, const struct rule *rule, int at, const char *what,
                     bool open)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	char subject[SUBJECT];
	struct verdict *verdict;

	if (open)
		verdict = judge_open(hearing, rule, at, "%s, and no purpose is said: %s", what,
		                     rule->text);
	else
		verdict = judge_say(hearing, rule, at, "%s%s%s: %s", what,
		                    is_purpose_said(hearing, at) ? " for " : "",
		                    *mixture->purpose ? mixture->purpose : hearing->purpose,
		                    rule->text);
	snprintf(subject, sizeof subject, "%s in %s", what, mixture->name);
	verdict_about(verdict, what == mixture->name ? what : subject);
}

/* Each that it names, for itself; of nothing in particular, it is of what is mixed at all. */
bool judge_prohibition(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);

	(void)err;
	for (int i = 0; i < hearing->mixture_count; i++) {
		bool any = side_is_any(&side),
		     open = rule->indication && !is_purpose_said(hearing, i);
		struct halves halves = { 0 };

		if (open ? any : !judge_applies(hearing, rule, i))
			continue;
		if (!any)
			halves = halves_of(hearing, &side, i);
		else if (is_mixed(hearing, i))
			add_half(&halves, 0, NULL, hearing->mixtures[i].name);
		for (int k = 0; k < halves.count; k++)
			if (is_first(&halves, k))
				prohibit(hearing, rule, i, halves.list[k].code, open);
		free(halves.list);
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
		allergy->root = row_int(row, "root");
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

/* To the substance in any of its forms, or to its class. */
static bool is_allergic(const struct allergy *allergy, const struct part *part)
{
	char said[256], name[JUDGED_CLASS];

	if (allergy->root && allergy->root == judge_root(&part->of))
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
				known = hearing->parts[m].of.ingredient == part->of.ingredient
				     && meets(hearing, rule, worded, allergy, &hearing->parts[m]);
			if (!known)
				verdict_about(judge_say(hearing, rule, -1, "%s is in %s, and the "
				                        "patient is allergic to %s", part->of.code,
				                        hearing->sources[part->source].code,
				                        allergy->value),
				              part->of.code);
		}
	return true;
}
