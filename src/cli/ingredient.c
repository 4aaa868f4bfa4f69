/*
 * ingredient.c - the commands of ingredients and their classes
 */
#include "ingredient.h"
#include "list.h"

struct entry_words {
	struct ingredient_entry entry;
	struct texts synonyms, dropped;
};

#define ENTRY_WORDS \
	{ "cas",     0, FILLS(entry_words, entry.cas),     "NUMBER: CAS number, with its check digit" }, \
	{ "unii",    0, FILLS(entry_words, entry.unii),    "CODE: UNII, with its check digit" }, \
	{ "atc",     0, FILLS(entry_words, entry.atc),     "CODE: ATC" }, \
	{ "synonym", 0, FILLS(entry_words, synonyms),      "NAME: Another name it is found by; may be repeated" }, \
	{ "iu",      0, FILLS(entry_words, entry.iu),      "TEXT: How IU turn into mass: '40 IU = 1 mcg'" }, \
	{ "form-of", 0, FILLS(entry_words, entry.form_of), \
	  "INGREDIENT: The substance it is a salt, a base or a kind of: rules about that hold for it" }, \
	{ "counts",  0, FILLS(entry_words, entry.counts), \
	  "TEXT: As how much of that it counts: '414.55 mg = 392.57 mg'" }, \
	{ "storage", 0, FILLS(entry_words, entry.storage), "TEXT: How it is kept" }, \
	{ "notes",   0, FILLS(entry_words, entry.notes),   "TEXT: What else is to be known" }, \
	{ "source",  0, FILLS(entry_words, entry.source),  "TEXT: Who says so" }

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct ingredient_entry entry = ask->entry;
	const char *synonyms[MOST_TEXTS + 1];
	int64_t id;

	entry.synonyms = texts_list(&ask->synonyms, synonyms);
	if (!ingredient_add(desk->store, &entry, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", entry.code);
	return true;
}

const struct command ingredient_add_command = {
	.name = "ingredient add",
	.summary = "Enter a substance",
	.more = "It is found by its code, its name, every synonym, its CAS number and its "
	        "UNII.\n\n"
		"Example:\n  pistor ingredient add deoxycholate 'Deoxycholate' lipolytic "
	        "--synonym DOC",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words = (const struct word[]){ { "CODE", 0, FILLS(entry_words, entry.code),
	                                  "Short code, used from now on" },
	                                { "NAME", 0, FILLS(entry_words, entry.name),
	                                  "Full name" },
	                                { "CLASS", 0, FILLS(entry_words, entry.class),
	                                  "Its class; 'pistor class list' shows them" },
	                                ENTRY_WORDS,
	                                { 0 } },
	.run = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct ingredient_entry entry = ask->entry;
	const char *synonyms[MOST_TEXTS + 1], *dropped[MOST_TEXTS + 1];

	entry.synonyms = texts_list(&ask->synonyms, synonyms);
	entry.dropped = texts_list(&ask->dropped, dropped);
	if (!ingredient_revise(desk->store, &entry, err))
		return false;
	fprintf(desk->out, "%s is revised\n", entry.code);
	return true;
}

const struct command ingredient_revise_command = {
	.name = "ingredient revise",
	.summary = "Enter what has changed of a substance",
	.more = "What is not named stays; '' takes away. The code stays; a former name still "
	        "finds it.\n\n"
		"Example:\n  pistor ingredient revise colecalciferol --iu '40 IU = 1 mcg'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words =
		(const struct word[]){
			{ "INGREDIENT", 0, FILLS(entry_words, entry.code),
	                  "By any of its names" },
			{ "name", 0, FILLS(entry_words, entry.name), "NAME: Full name" },
			{ "class", 0, FILLS(entry_words, entry.class), "CLASS: Its class" },
			ENTRY_WORDS,
			{ "drop-synonym", 0, FILLS(entry_words, dropped),
	                  "NAME: A name it is no longer found by; may be repeated" },
			{ 0 } },
	.run = revise,
};

struct named { const char *name; };

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	if (!ingredient_retire(desk->store, ask->name, err))
		return false;
	fprintf(desk->out, "%s is retired\n", ask->name);
	return true;
}

const struct command ingredient_retire_command = {
	.name    = "ingredient retire",
	.summary = "Offer a substance no more; what contains it stands",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "INGREDIENT", 0, FILLS(named, name), "By any of its names" },
		{ 0 } },
	.run     = retire,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct ingredient known;

	if (!ingredient_find(desk->store, ask->name, &known, err))
		return false;
	return page_query(desk->page, "ingredient", desk->store, INGREDIENT_SHOW,
	                  BIND(bind_int("id", known.id)), NULL, err)
	    && page_query(desk->page, "synonyms", desk->store, INGREDIENT_SYNONYMS,
	                  BIND(bind_int("id", known.id)), NULL, err)
	    && page_query(desk->page, "products", desk->store, INGREDIENT_PRODUCTS,
	                  BIND(bind_int("id", known.id)), NULL, err);
}

const struct command ingredient_show_command = {
	.name = "ingredient show",
	.summary = "One substance: its names, what is known of it, and the products that "
	           "contain it",
	.access = ACCESS_READ,
	.size = sizeof(struct named),
	.words = (const struct word[]){ { "INGREDIENT", 0, FILLS(named, name),
	                                  "By code, name, synonym, CAS or UNII" },
	                                { 0 } },
	.run = show,
};

struct search { const char *words; bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct search *ask = request;
	char pattern[PATTERN_TEXT];

	if (!ask->words)
		return list_query(desk, "ingredients", INGREDIENT_LIST,
		                  BIND(bind_int("retired", ask->all)), err);
	return list_query(desk, "ingredients", INGREDIENT_SEARCH, BIND(
		bind_text("pattern", search_pattern(ask->words, pattern)),
		bind_int ("retired", ask->all)), err);
}

const struct command ingredient_list_command = {
	.name = "ingredient list",
	.summary = "The substances on record, or those whose names, numbers or class hold some "
	           "words",
	.more = "Example:\n  pistor ingredient list vitamin",
	.access = ACCESS_READ,
	.size = sizeof(struct search),
	.words = (const struct word[]){ { "[WORDS]", 0, FILLS(search, words),
	                                  "What to look for" },
	                                { "all", 0, FILLS(search, all), "Retired ones too" },
	                                { 0 } },
	.run = list,
};

struct class_words { const char *code, *name; };

static bool add_class(struct desk *desk, const void *request, struct error *err)
{
	const struct class_words *ask = request;
	int64_t id;

	if (!class_add(desk->store, ask->code, ask->name, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", ask->code);
	return true;
}

const struct command class_add_command = {
	.name    = "class add",
	.summary = "Enter a class of substances",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct class_words),
	.words   = (const struct word[]){
		{ "CODE", 0, FILLS(class_words, code), "Short code" },
		{ "NAME", 0, FILLS(class_words, name), "Full name" },
		{ 0 } },
	.run     = add_class,
};

static bool list_classes(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "classes", CLASS_LIST, BIND_NOTHING, err);
}

const struct command class_list_command = {
	.name    = "class list",
	.summary = "The classes of substances",
	.access  = ACCESS_READ,
	.run     = list_classes,
};
