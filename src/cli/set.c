/*
 * set.c - the commands of sets: recipes given in one session
 */
#include "list.h"
#include "recipe.h"

struct set_words { struct set_entry entry; struct texts recipes; };

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct set_words *ask = request;
	struct set_entry entry = ask->entry;
	const char *recipes[MOST_TEXTS + 1];
	int64_t id;

	entry.recipes = texts_list(&ask->recipes, recipes);
	return set_add(desk->store, &entry, &id, err)
	    && page_query(desk->page, "set", desk->store, SET_SHOW,
	                  BIND(bind_int("recipe_set", id)), NULL, err);
}

const struct command set_add_command = {
	.name = "set add",
	.summary = "Name recipes that are given in one session, one syringe each",
	.more = "Example:\n  pistor set add GLOW-FULL 'Glow, face and neck' GLOW-3 NECK-1 "
	        "--practitioner dr.lee",
	.access = ACCESS_WRITE,
	.size = sizeof(struct set_words),
	.words = (const struct word[]){ { "SET", 0, FILLS(set_words, entry.code), "Code" },
	                                { "NAME", 0, FILLS(set_words, entry.name),
	                                  "What it is called" },
	                                { "[RECIPE...]", 0, FILLS(set_words, recipes),
	                                  "Its recipes, in the order they are given" },
	                                { "practitioner", 0,
	                                  FILLS(set_words, entry.practitioner),
	                                  "PERSON: Whose it is; else who sits here" },
	                                { 0 } },
	.run = add,
};

struct item_words { const char *set, *recipe; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct item_words *ask = request;
	char items[MOST_ITEMS][CODE_ROOM];
	int64_t id;
	int count;

	return set_find(desk->store, ask->set, &id, items, &count, err)
	    && page_query(desk->page, "set", desk->store, SET_SHOW,
	                  BIND(bind_int("recipe_set", id)), NULL, err);
}

static bool put(struct desk *desk, const void *request, struct error *err)
{
	const struct item_words *ask = request;

	return set_put(desk->store, ask->set, ask->recipe, err) && show(desk, request, err);
}

static bool drop(struct desk *desk, const void *request, struct error *err)
{
	const struct item_words *ask = request;

	return set_drop(desk->store, ask->set, ask->recipe, err) && show(desk, request, err);
}

#define ITEM_WORDS (const struct word[]){ \
		{ "SET",    0, FILLS(item_words, set),    "Code" }, \
		{ "RECIPE", 0, FILLS(item_words, recipe), "Code" }, \
		{ 0 } }

const struct command set_put_command = {
	.name    = "set put",
	.summary = "Put a recipe into a set, below the others",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct item_words),
	.words   = ITEM_WORDS,
	.run     = put,
};

const struct command set_drop_command = {
	.name    = "set drop",
	.summary = "Take a recipe out of a set",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct item_words),
	.words   = ITEM_WORDS,
	.run     = drop,
};

const struct command set_show_command = {
	.name    = "set show",
	.summary = "The recipes of a set",
	.access  = ACCESS_READ,
	.size    = sizeof(struct item_words),
	.words   = (const struct word[]){
		{ "SET", 0, FILLS(item_words, set), "Code" },
		{ 0 } },
	.run     = show,
};

struct nothing { bool none; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "sets", SET_LIST, BIND_NOTHING, err);
}

const struct command set_list_command = {
	.name    = "set list",
	.summary = "The sets there are",
	.access  = ACCESS_READ,
	.size    = sizeof(struct nothing),
	.words   = NULL,
	.run     = list,
};
