/*
 * judge_rules.c - the rules that hold about what is there, asked for in as few questions as
 * have room
 */
#include "judge_inside.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 8 };

struct rules {
	struct store *store;
	bool screening;
	struct list {
		int64_t *id;
		int count;
	} lists[RULES_KINDS];
	struct rule *rule;           /* those found, each with texts of its own */
	int count, at;
	bool read;
};

struct rules *rules_begin(struct store *store, bool screening)
{
	struct rules *rules = heap_new(sizeof *rules);

	rules->store = store;
	rules->screening = screening;
	return rules;
}

void rules_add(struct rules *rules, enum rules_of of, int64_t id)
{
	struct list *list = &rules->lists[of];

	for (int i = 0; i < list->count; i++)
		if (list->id[i] == id)
			return;
	if (!id)
		return;
	list->id = heap_more(list->id, list->count, sizeof *list->id);
	list->id[list->count++] = id;
}

/* From the next few of each list on, and with the last of them what is about nothing in
 * particular. */
static struct row *ask(struct rules *rules, int from, bool *last, struct error *err)
{
	static const char names[RULES_KINDS][AT_ONCE][3] = {
		{ "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8" },
		{ "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8" },
		{ "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8" },
	};
	struct bind bind[RULES_KINDS * AT_ONCE + 3] = { { 0 } };
	int count = 0;

	*last = true;
	for (int i = 0; i < RULES_KINDS; i++) {
		const struct list *list = &rules->lists[i];

		*last &= list->count <= from + AT_ONCE;
		for (int k = 0; k < AT_ONCE; k++)
			bind[count++] = bind_id(names[i][k],
			                        from + k < list->count ? list->id[from + k] : 0);
	}
	bind[count++] = bind_int("general", *last);
	bind[count] = bind_int("screening", rules->screening);
	return store_query(rules->store, JUDGE_RULES, bind, err);
}

enum { TEXTS = 20 };

static void texts_of(struct rule *rule, const char **out[TEXTS])
{
	const char **const texts[TEXTS] = {
		&rule->code,       &rule->kind,         &rule->severity, &rule->override,
		&rule->scope,      &rule->condition,    &rule->measure,  &rule->unit,
		&rule->per_unit,   &rule->area,         &rule->regime,   &rule->storage,
		&rule->indication, &rule->since,        &rule->till,     &rule->text,
		&rule->evidence,   &rule->jurisdiction, &rule->source,   &rule->requirement,
	};

	memcpy(out, texts, sizeof texts);
}

static void keep(struct rules *rules, const struct rule *found)
{
	const char **texts[TEXTS];
	struct rule *rule;

	rules->rule = heap_more(rules->rule, rules->count, sizeof *rules->rule);
	rule = &rules->rule[rules->count++];
	*rule = *found;
	texts_of(rule, texts);
	for (int i = 0; i < TEXTS; i++)
		if (*texts[i])
			*texts[i] = heap_text(*texts[i]);
}

static int by_id(const void *left, const void *right)
{
	const struct rule *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/* Rules about nothing in particular come last: what is judged by them is known of all the rest
 * then. */
static int by_subject(const void *left, const void *right)
{
	const struct side a = side_of(left), b = side_of(right);
	int any = side_is_any(&a) - side_is_any(&b);

	return any ? any : by_id(left, right);
}

static bool read_all(struct rules *rules, struct error *err)
{
	struct rule rule;
	bool last = false;

	for (int from = 0; !last && !err->fault; from += AT_ONCE) {
		struct row *row = ask(rules, from, &last, err);

		while (row_next(row, err)) {
			rule_of_row(rules->store, row, &rule);
			if (rule.holds || rule.elsewhere)
				keep(rules, &rule);
		}
	}
	if (rules->count)
		qsort(rules->rule, (size_t)rules->count, sizeof *rules->rule,
		      rules->screening ? by_id : by_subject);
	rules->read = true;
	return !err->fault;
}

const struct rule *rules_next(struct rules *rules, struct error *err)
{
	if (!rules->read && !read_all(rules, err))
		return NULL;
	if (rules->at < rules->count)
		return &rules->rule[rules->at++];
	rules->at = 0;
	return NULL;
}

void rules_end(struct rules *rules)
{
	const char **texts[TEXTS];

	for (int i = 0; i < rules->count; i++) {
		texts_of(&rules->rule[i], texts);
		for (int k = 0; k < TEXTS; k++)
			free((char *)*texts[k]);
	}
	for (int i = 0; i < RULES_KINDS; i++)
		free(rules->lists[i].id);
	free(rules->rule);
	free(rules);
}
