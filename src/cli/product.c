/*
 * product.c - the commands of products
 */
#include "list.h"
#include "product.h"

struct entry_words {
	struct product_entry entry;
	struct texts contains;
};

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct product_entry entry = ask->entry;
	const char *contains[MOST_TEXTS + 1];
	int64_t id;

	entry.contains = texts_list(&ask->contains, contains);
	return product_add(desk->store, &entry, &id, err)
	    && fprintf(desk->out, "%s is on record\n", entry.code) > 0
	    && page_query(desk->page, "content", desk->store, PRODUCT_CONTENT,
	                  BIND(bind_int("id", id)), NULL, err);
}

#define COMMON_WORDS \
	{ "maker",    0, FILLS(entry_words, entry.maker),   "NAME: Who makes it" }, \
	{ "gtin",     0, FILLS(entry_words, entry.gtin),    "NUMBER: 8, 12, 13 or 14 digits, with the check digit" }, \
	{ "contains", 0, FILLS(entry_words, contains),      "TEXT: 'INGREDIENT STRENGTH' or 'INGREDIENT not stated'; may be repeated" }, \
	{ "in-use",   0, FILLS(entry_words, entry.in_use),  "SPAN: How long it may be used once opened: '28 d', '12 h', 'at once'" }, \
	{ "made-up",  0, FILLS(entry_words, entry.made_up), "VOLUME: What a dissolved powder comes to, as its maker says" }, \
	{ "minimum",  0, FILLS(entry_words, entry.minimum), "QUANTITY: How much is to be in stock: '5 amp', '50 mL'; less stands in 'today'" }, \
	{ "storage",  0, FILLS(entry_words, entry.storage), "TEXT: How it is kept" }

const struct command product_add_command = {
	.name = "product add",
	.summary = "Enter what is bought and counted",
	.more = "It is counted in the unit of its content; in pieces where that is not "
	        "measured. A strength per piece (or amp, vial) is per container. Where the "
	        "label states no strength write 'not stated'.\n\n"
	        "Examples:\n"
	        "  pistor product add HA-20 'Hyaluron 20' --container ampoule --size '5 mL' "
	        "\\\n"
	        "      --contains 'sodium-hyaluronate 20 mg/mL'\n"
	        "  pistor product add HYAL-1500 'Hyalase 1500' --container ampoule --size "
	        "'1500 IU' \\\n"
	        "      --contains 'hyaluronidase 1500 IU/amp' --made-up '3 mL'\n"
	        "  pistor product add NDL-30G4 'Needle 30G 4 mm' --kind supply",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words =
		(const struct word[]){
			{ "CODE", 0, FILLS(entry_words, entry.code),
	                  "Short code, used from now on" },
			{ "NAME", 0, FILLS(entry_words, entry.name), "Name, as on the label" },
			{ "kind", 0, FILLS(entry_words, entry.kind),
	                  "KIND: drug (the default), device or supply" },
			{ "container", 0, FILLS(entry_words, entry.container),
	                  "KIND: ampoule, single-dose, multi-dose, prefilled or bulk" },
			{ "size", 0, FILLS(entry_words, entry.size),
	                  "QUANTITY: Content of one container" },
			{ "unit", 0, FILLS(entry_words, entry.unit),
	                  "UNIT: What it is counted in, where there is no size: mL, g, IU, U, "
	                  "mol or piece" },
			COMMON_WORDS,
			{ "not-sterile", 0, FILLS(entry_words, entry.unsterile),
	                  "It is not sterile" },
			{ 0 } },
	.run = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct entry_words *ask = request;
	struct product_entry entry = ask->entry;
	const char *contains[MOST_TEXTS + 1];

	entry.contains = texts_list(&ask->contains, contains);
	if (!product_revise(desk->store, &entry, err))
		return false;
	fprintf(desk->out, "%s is revised\n", entry.code);
	return true;
}

const struct command product_revise_command = {
	.name = "product revise",
	.summary = "Enter what has changed of a product",
	.more = "What is not named stays; '' takes away. Unit, container and size stay; so do "
	        "the components once a lot exists: a new strength is a new product.",
	.access = ACCESS_WRITE,
	.size = sizeof(struct entry_words),
	.words = (const struct word[]){ { "PRODUCT", 0, FILLS(entry_words, entry.code),
	                                  "Code, name or GTIN" },
	                                { "name", 0, FILLS(entry_words, entry.name),
	                                  "NAME: Name, as on the label" },
	                                COMMON_WORDS,
	                                { 0 } },
	.run = revise,
};

struct named { const char *name; };

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	if (!product_retire(desk->store, ask->name, err))
		return false;
	fprintf(desk->out, "%s is retired\n", ask->name);
	return true;
}

const struct command product_retire_command = {
	.name    = "product retire",
	.summary = "Receive and prescribe a product no more; its lots stand",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "PRODUCT", 0, FILLS(named, name), "Code, name or GTIN" },
		{ 0 } },
	.run     = retire,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct product known;

	return product_find(desk->store, ask->name, &known, err)
	    && page_query(desk->page, "product", desk->store, PRODUCT_SHOW,
	                  BIND(bind_int("id", known.id)), NULL, err)
	    && page_query(desk->page, "content", desk->store, PRODUCT_CONTENT,
	                  BIND(bind_int("id", known.id)), NULL, err);
}

const struct command product_show_command = {
	.name    = "product show",
	.summary = "One product, and what the label says is in it",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "PRODUCT", 0, FILLS(named, name), "Code, name or GTIN" },
		{ 0 } },
	.run     = show,
};

struct search { const char *words, *kind; bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct search *ask = request;
	const char *kinds[PRODUCT_KINDS + 1] = { NULL };
	char pattern[PATTERN_TEXT];

	for (int kind = 0; kind < PRODUCT_KINDS; kind++)
		kinds[kind] = product_kind_name((enum product_kind)kind);
	return list_of(ask->kind, "kind of product", kinds, err)
	    && list_query(desk, "products", PRODUCT_LIST, BIND(
		bind_text("pattern", search_pattern(ask->words, pattern)),
		bind_text("kind",    ask->kind),
		bind_int ("retired", ask->all)), err);
}

const struct command product_list_command = {
	.name = "product list",
	.summary = "The products on record, or those that some words find",
	.more = "Words are looked for in code, name, maker and GTIN, and in every name of what "
	        "it contains.\n\n"
		"Example:\n  pistor product list 'vitamin c'",
	.access = ACCESS_READ,
	.size = sizeof(struct search),
	.words = (const struct word[]){ { "[WORDS]", 0, FILLS(search, words),
	                                  "What to look for" },
	                                { "kind", 0, FILLS(search, kind),
	                                  "KIND: Only drug, device, supply or mixture" },
	                                { "all", 0, FILLS(search, all), "Retired ones too" },
	                                { 0 } },
	.run = list,
};
