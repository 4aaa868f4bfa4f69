/*
 * judge_apply.c - which rules of a kind apply to what is in it, without asking them
 */
#include "heap.h"
#include "judge_inside.h"
#include "nearest.h"

#include <stdlib.h>
#include <string.h>

struct found { char rule[RULE_CODE], by[CODE_ROOM]; };

struct applicable {
	struct store *store;
	struct found *found;
	int count, at;
};

static bool take(struct applicable *list, struct row *row, const char *by, struct error *err)
{
	while (row_next(row, err)) {
		bool known = false;

		for (int i = 0; i < list->count; i++)
			known |= strcmp(list->found[i].rule, row_text(row, "code")) == 0;
		if (known)
			continue;
		list->found = heap_more(list->found, list->count, sizeof *list->found);
		copy_text(list->found[list->count].rule, RULE_CODE, row_text(row, "code"));
		copy_text(list->found[list->count++].by, CODE_ROOM, by);
	}
	return !err->fault;
}

static bool about(struct applicable *list, const char *kind, int64_t ingredient, int64_t class,
                  int64_t product, const char *by, struct error *err)
{
	return take(list, store_query(list->store, JUDGE_APPLICABLE, BIND(
		bind_id  ("ingredient", ingredient),
		bind_id  ("class",      class),
		bind_id  ("product",    product),
		bind_text("kind",       kind)), err), by, err);
}

static bool find(struct applicable *list, const struct matter *matter, const char *kind,
                 struct error *err)
{
	struct hearing hearing = { .store = list->store, .matter = *matter };
	bool ok = take(list, store_query(list->store, JUDGE_APPLICABLE_GENERAL,
	                                 BIND(bind_text("kind", kind)), err), "", err)
	       && judge_read(&hearing, err);

	for (int i = 0; ok && i < hearing.part_count; i++) {
		const struct part *part = &hearing.parts[i];

		ok = about(list, kind, part->ingredient, 0, 0, part->code, err)
		  && about(list, kind, 0, part->class, 0, part->class_code, err);
	}
	for (int i = 0; ok && i < hearing.source_count; i++)
		ok = !hearing.sources[i].product
		  || about(list, kind, 0, 0, hearing.sources[i].product,
		           hearing.sources[i].code, err);
	judge_close(&hearing);
	return ok;
}

bool judge_applicable(struct store *store, const struct matter *matter, const char *kind,
                      struct applicable **out, struct error *err)
{
	*out = heap_new(sizeof **out);
	(*out)->store = store;
	return find(*out, matter, kind, err);
}

bool applicable_next(struct applicable *list, struct applying *out, struct error *err)
{
	while (list->at < list->count) {
		const struct found *found = &list->found[list->at++];

		if (!rule_find(list->store, found->rule, &out->rule, err))
			return false;
		copy_text(out->by, sizeof out->by, found->by);
		if (out->rule.holds)
			return true;
	}
	return false;
}

void applicable_free(struct applicable *list)
{
	if (list)
		free(list->found);
	free(list);
}
