/*
 * recipe_set.c - recipes given in one session
 */
#include "recipe_inside.h"
#include "nearest.h"
#include "person.h"
#include "words.h"

#include <inttypes.h>
#include <string.h>

static bool by_code(struct store *store, const char *code, int64_t *id, struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row = store_one(
		store, SET_BY_CODE,
		BIND(bind_text("folded", words_fold(code, folded, sizeof folded))), err);

	*id = row ? row_int(row, "id") : 0;
	return *id != 0;
}

static bool set_id(struct store *store, const char *code, int64_t *id, struct error *err)
{
	return by_code(store, code, id, err)
	    || (!err->fault && not_on_record(store, SET_CODES, "set", code, err));
}

bool set_find(struct store *store, const char *code, int64_t *id,
              char items[MOST_ITEMS][CODE_ROOM], int *count, struct error *err)
{
	struct row *row;

	*count = 0;
	if (!set_id(store, code, id, err))
		return false;
	row = store_query(store, SET_ITEMS, BIND(bind_int("recipe_set", *id)), err);
	while (*count < MOST_ITEMS && row_next(row, err))
		copy_text(items[(*count)++], CODE_ROOM, row_text(row, "code"));
	return !err->fault;
}

static bool insert_item(struct store *store, int64_t set, int64_t position, int64_t recipe,
                        bool dropped, struct error *err)
{
	return store_run(store, SET_ITEM_INSERT, BIND(
		bind_int("action",     store_action(store)),
		bind_int("recipe_set", set),
		bind_int("position",   position),
		bind_int("recipe",     recipe),
		bind_int("dropped",    dropped)), err);
}

/* Where a recipe stands in a set (0: it is not there), and how many there are. */
static bool place_of(struct store *store, int64_t set, int64_t recipe, int64_t *position,
                     int *count, struct error *err)
{
	struct row *row = store_query(store, SET_ITEMS, BIND(bind_int("recipe_set", set)), err);

	*position = *count = 0;
	while (row_next(row, err)) {
		(*count)++;
		if (row_int(row, "recipe") == recipe)
			*position = row_int(row, "position");
	}
	return !err->fault;
}

static bool put(struct store *store, const char *set, const char *code, struct error *err)
{
	int64_t id, number, position, top;
	struct recipe recipe;
	struct row *row;
	int count;

	if (!set_id(store, set, &id, err) || !recipe_find(store, code, &recipe, &number, err)
	 || !place_of(store, id, recipe.id, &position, &count, err))
		return false;
	if (number)
		return failed(err, FAULT_REFUSED, "a set names recipes, not versions: '%s'",
		              recipe.code);
	if (recipe.retired)
		return failed(err, FAULT_REFUSED, "%s was retired", recipe.code);
	if (position)
		return failed(err, FAULT_REFUSED, "%s is in '%s' already", recipe.code, set);
	if (count == MOST_ITEMS)
		return failed(err, FAULT_REFUSED, "a set has at most %d recipes", MOST_ITEMS);
	row = store_one(store, SET_HIGHEST, BIND(bind_int("recipe_set", id)), err);
	top = row ? row_int(row, "position") : 0;
	return insert_item(store, id, top + 1, recipe.id, false, err);
}

bool set_put(struct store *store, const char *set, const char *recipe, struct error *err)
{
	return store_begin(store, "set put", err)
	    && store_end(store, put(store, set, recipe, err), err);
}

static bool drop(struct store *store, const char *set, const char *code, struct error *err)
{
	int64_t id, number, position;
	struct recipe recipe;
	int count;

	if (!set_id(store, set, &id, err) || !recipe_find(store, code, &recipe, &number, err)
	 || !place_of(store, id, recipe.id, &position, &count, err))
		return false;
	if (!position)
		return failed(err, FAULT_MISSING, "%s is not in '%s'", recipe.code, set);
	return insert_item(store, id, position, recipe.id, true, err);
}

bool set_drop(struct store *store, const char *set, const char *recipe, struct error *err)
{
	return store_begin(store, "set drop", err)
	    && store_end(store, drop(store, set, recipe, err), err);
}

static bool whose(struct store *store, const char *code, int64_t *id, struct error *err)
{
	struct person person;

	*id = store_seat(store)->person;
	if (!code)
		return true;
	if (!person_find(store, code, &person, err))
		return false;
	*id = person.id;
	return true;
}

static bool add(struct store *store, const struct set_entry *entry, int64_t *id,
                struct error *err)
{
	char folded[CODE_ROOM];
	int64_t practitioner;

	if (!code_check(entry->code, "set code", err)
	    || !whose(store, entry->practitioner, &practitioner, err))
		return false;
	if (!entry->name || !*entry->name)
		return failed(err, FAULT_REFUSED, "a set has a name");
	if (by_code(store, entry->code, id, err))
		return failed(err, FAULT_REFUSED, "there is a set '%s' already", entry->code);
	if (store_one(store, RECIPE_BY_CODE,
	              BIND(bind_text("folded", words_fold(entry->code, folded, sizeof folded))),
	              err))
		return failed(err, FAULT_REFUSED,
		              "'%s' is a recipe; a set has a code of its own", entry->code);
	if (err->fault || !store_insert(store, SET_INSERT, BIND(
		bind_int ("action",       store_action(store)),
		bind_text("code",         entry->code),
		bind_text("name",         entry->name),
		bind_int ("practitioner", practitioner)), id, err))
		return false;
	for (const char *const *recipe = entry->recipes; recipe && *recipe; recipe++)
		if (!put(store, entry->code, *recipe, err))
			return false;
	return true;
}

bool set_add(struct store *store, const struct set_entry *entry, int64_t *id, struct error *err)
{
	return store_begin(store, "set add", err)
	    && store_end(store, add(store, entry, id, err), err);
}
