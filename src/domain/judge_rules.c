/*
 * judge_rules.c - the rules that hold about what is there, asked for in as few questions as have room
 */
#include "judge_inside.h"

#include <stdlib.h>

enum { INGREDIENTS, CLASSES, PRODUCTS, LISTS, AT_ONCE = 8 };

struct rules {
	struct store *store;
	bool screening, last;
	struct list {
		int64_t *id;
		int count;
	} lists[LISTS];
	int asked;                   /* so many of each */
	struct row *row;
};

struct rules *rules_begin(struct store *store, bool screening)
{
	struct rules *rules = calloc(1, sizeof *rules);

	if (!rules)
		abort();
	rules->store = store;
	rules->screening = screening;
	return rules;
}

static void add(struct list *list, int64_t id)
{
	for (int i = 0; i < list->count; i++)
		if (list->id[i] == id)
			return;
	if (!id)
		return;
	list->id = judge_room(list->id, list->count, sizeof *list->id);
	list->id[list->count++] = id;
}

void rules_add(struct rules *rules, int64_t ingredient, int64_t class, int64_t product)
{
	add(&rules->lists[INGREDIENTS], ingredient);
	add(&rules->lists[CLASSES], class);
	add(&rules->lists[PRODUCTS], product);
}

/* The next few of each list, and with the last of them what is about nothing in particular. */
static struct row *ask(struct rules *rules, struct error *err)
{
	static const char names[LISTS][AT_ONCE][3] = {
		{ "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8" },
		{ "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8" },
		{ "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8" },
	};
	struct bind bind[LISTS * AT_ONCE + 3] = { { 0 } };
	int count = 0, from = rules->asked;

	rules->asked += AT_ONCE;
	rules->last = true;
	for (int i = 0; i < LISTS; i++) {
		const struct list *list = &rules->lists[i];

		rules->last &= list->count <= rules->asked;
		for (int k = 0; k < AT_ONCE; k++)
			bind[count++] = bind_id(names[i][k],
			                        from + k < list->count ? list->id[from + k] : 0);
	}
	bind[count++] = bind_int("general", rules->last);
	bind[count] = bind_int("screening", rules->screening);
	return store_query(rules->store, JUDGE_RULES, bind, err);
}

bool rules_next(struct rules *rules, struct rule *out, struct error *err)
{
	do {
		while (row_next(rules->row, err)) {
			rule_of_row(rules->store, rules->row, out);
			if (out->holds)
				return true;
		}
		rules->row = err->fault || rules->last ? NULL : ask(rules, err);
	} while (rules->row);
	rules->asked = 0;
	rules->last = false;
	return false;
}

void rules_end(struct rules *rules)
{
	for (int i = 0; i < LISTS; i++)
		free(rules->lists[i].id);
	free(rules);
}
