#include "product.h"

#include "nearest.h"
#include "rule.h"
#include "words.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const kinds[PRODUCT_KINDS + 1] = {
	[PRODUCT_DRUG] = "drug",
	[PRODUCT_DEVICE] = "device",
	[PRODUCT_SUPPLY] = "supply",
	[PRODUCT_MIXTURE] = "mixture",
};

static const struct { const char *name, *rule; } containers[CONTAINER_KINDS] = {
	[CONTAINER_AMPOULE]     = { "ampoule",     RULE_IN_USE_AMPOULE },
	[CONTAINER_SINGLE_DOSE] = { "single-dose", RULE_IN_USE_SINGLE_DOSE },
	[CONTAINER_MULTI_DOSE]  = { "multi-dose",  RULE_IN_USE_MULTI_DOSE },
	[CONTAINER_PREFILLED]   = { "prefilled",   RULE_IN_USE_PREFILLED },
	[CONTAINER_BULK]        = { "bulk",        NULL },
};

const char *product_kind_name(enum product_kind kind)
{
	return kinds[kind];
}

const char *container_kind_name(enum container_kind kind)
{
	return containers[kind].name;
}

/* The name of what it is counted in, as in a sentence. */
static const char *counted(enum unit unit)
{
	return unit == UNIT_LITRE ? "mL" : unit_name(unit);
}

static bool given(const char *text)
{
	return text && *text;
}

static bool parse_kind(const char *text, enum product_kind *out, struct error *err)
{
	*out = PRODUCT_DRUG;
	if (!given(text))
		return true;
	while (*out < PRODUCT_MIXTURE && strcmp(kinds[*out], text) != 0)
		++*out;
	return *out < PRODUCT_MIXTURE
	    || failed(err, FAULT_REFUSED,
	              "'%s' is not a kind of product: drug, device or supply; a mixture is "
	              "made by approving a recipe",
	              text);
}

static bool parse_container(const char *text, enum container_kind *out, struct error *err)
{
	*out = CONTAINER_BULK;
	if (!given(text))
		return true;
	for (*out = 0; *out < CONTAINER_KINDS; ++*out)
		if (strcmp(containers[*out].name, text) == 0)
			return true;
	return failed(err, FAULT_REFUSED,
	              "'%s' is not a kind of container: ampoule, single-dose, multi-dose, "
	              "prefilled or bulk",
	              text);
}

static bool parse_in_use(const char *text, int64_t *seconds, struct error *err)
{
	struct span span;

	*seconds = IN_USE_UNSTATED;
	if (!given(text))
		return true;
	if (strcmp(text, "at once") == 0) {
		*seconds = 0;
		return true;
	}
	if (!span_parse(text, &span, err))
		return false;
	*seconds = span.seconds;
	return true;
}

/* Atoms of the product that are to be in stock; 0 for none. Containers count by their size. */
static bool parse_minimum(const char *text, const struct product *product, int64_t *atoms,
                          struct error *err)
{
	struct quantity least;

	*atoms = 0;
	if (!given(text))
		return true;
	if (!quantity_parse(text, &least, err))
		return false;
	if (least.unit == UNIT_PIECE && product->size.atoms)
		return scale(product->size.atoms, least.atoms, 1, ROUND_DOWN, atoms, err);
	*atoms = least.atoms;
	return least.unit == product->unit
	    || failed(err, FAULT_REFUSED, "%s is counted in %s, not as '%s'", product->code,
	              unit_everyday(product->unit), text);
}

/* Reading. */

static void fill(struct product *out, const struct row *row)
{
	struct error never = { 0 };

	memset(out, 0, sizeof *out);
	out->id = row_int(row, "id");
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	while (strcmp(kinds[out->kind], row_text(row, "kind")) != 0)
		out->kind++;
	unit_parse(row_text(row, "unit"), &out->unit, &never);
	parse_container(row_text(row, "container"), &out->container, &never);
	assert(!never.fault && "the schema lets in no other kinds, containers and units");
	out->size = (struct quantity){ row_int(row, "size"), out->unit };
	out->sterile = row_int(row, "sterile") == 1;
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	out->in_use = row_null(row, "in_use") ? IN_USE_UNSTATED : row_int(row, "in_use");
	out->made_up = row_int(row, "made_up");
	out->retired = row_int(row, "retired") == 1;
}

bool product_read(struct store *store, int64_t id, struct product *out, struct error *err)
{
	struct row *row = store_one(store, PRODUCT_READ, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no such product");
	fill(out, row);
	return true;
}

/* Those in use come first, so a retired one is meant only where no other is. */
static bool collect(struct row *row, struct product *out, struct several *several,
                    struct error *err)
{
	while (row_next(row, err)) {
		if (row_int(row, "retired") && several->count)
			continue;
		fill(out, row);
		several_add(several, out->code);
	}
	return !err->fault;
}

static bool find_gtin(struct store *store, const char *text, struct product *out,
                      struct several *several, struct error *err)
{
	struct error no_gtin = { 0 };
	char gtin[15];

	return !gtin_parse(text, gtin, &no_gtin)
	    || collect(store_query(store, PRODUCT_BY_GTIN, BIND(bind_text("gtin", gtin)), err),
	               out, several, err);
}

bool product_find(struct store *store, const char *text, struct product *out, struct error *err)
{
	char folded[NAME_ROOM];
	struct bind by[] = { bind_text("folded", words_fold(text, folded, sizeof folded)),
		             { 0 } };
	struct several several = { 0 };

	if (!collect(store_query(store, PRODUCT_BY_CODE, by, err), out, &several, err)
	    || several.count)
		return !err->fault;
	if (!collect(store_query(store, PRODUCT_BY_NAME, by, err), out, &several, err))
		return false;
	if (several.count == 0 && !find_gtin(store, text, out, &several, err))
		return false;
	if (several.count == 0)
		return not_on_record(store, PRODUCT_NAMES, "product", text, err);
	return several.count == 1 || several_meant(&several, text, err);
}

bool product_find_usable(struct store *store, const char *text, struct product *out,
                         struct error *err)
{
	if (!product_find(store, text, out, err))
		return false;
	return !out->retired
	    || failed(err, FAULT_REFUSED, "the product '%s' is retired", out->code);
}

bool product_is_single_use(const struct product *product)
{
	switch (product->container) {
	case CONTAINER_AMPOULE:
	case CONTAINER_SINGLE_DOSE:
	case CONTAINER_PREFILLED:
		return true;
	case CONTAINER_MULTI_DOSE:
	case CONTAINER_BULK:
	case CONTAINER_KINDS:
		break;
	}
	return false;
}

bool product_in_use(struct store *store, const struct product *product, struct in_use *out,
                    struct error *err)
{
	const char *rule = containers[product->container].rule;
	bool iso_5 = false;

	if (product->container == CONTAINER_SINGLE_DOSE && product->in_use == IN_USE_UNSTATED
	    && !rule_holds(store, RULE_ISO_5, &iso_5, err))
		return false;
	if (iso_5)
		rule = RULE_IN_USE_ISO_5;
	*out = (struct in_use){ .limited = product->in_use != IN_USE_UNSTATED,
		                .seconds = product->in_use };
	if (out->limited || !rule)
		return true;
	out->limited = true;
	return rule_span(store, rule, &out->seconds, &out->rule, err);
}

bool product_components(struct store *store, int64_t product, struct component *out, int *count,
                        struct error *err)
{
	struct row *row = store_query(store, PRODUCT_COMPONENTS,
	                              BIND(bind_int("product", product)), err);

	for (*count = 0; row_next(row, err); ++*count) {
		struct component *component = &out[*count];

		assert(*count < MOST_COMPONENTS);
		*component = (struct component){ .id = row_int(row, "id"),
			                         .ingredient = row_int(row, "ingredient") };
		component->strength.stated = !row_null(row, "amount");
		component->strength.amount.atoms = row_int(row, "amount");
		component->strength.per.atoms = row_int(row, "per");
		if (component->strength.stated
		    && (!unit_parse(row_text(row, "unit"), &component->strength.amount.unit,
		                    err)
		        || !unit_parse(row_text(row, "per_unit"), &component->strength.per.unit,
		                       err)))
			return false;
	}
	return !err->fault;
}

/* What a label says is in it. */

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), most = strlen(end);

	return length > most && strcasecmp(text + length - most, end) == 0;
}

/* Where the strength begins in "vitamin B5 250 mg/mL": at the first word from which on all is a
 * strength, for the name may hold blanks and digits itself. NULL where there is none. */
static const char *strength_at(const char *text, struct strength *strength)
{
	for (const char *at = strchr(text, ' '); at; at = strchr(at + 1, ' ')) {
		struct error no_strength = { 0 };

		if (at[1] != ' ' && strength_parse(at + 1, strength, &no_strength))
			return at + 1;
	}
	return NULL;
}

/* The reason a strength was not understood: that of the last words that begin with a digit. */
static void no_strength(const char *text, struct error *err)
{
	struct strength strength;

	for (const char *at = strchr(text, ' '); at; at = strchr(at + 1, ' '))
		if (at[1] >= '0' && at[1] <= '9' && !strength_parse(at + 1, &strength, err))
			return;
	failed(err, FAULT_REFUSED,
	       "'%s' says no strength; write 'INGREDIENT 20 mg/mL', or 'INGREDIENT not stated' "
	       "where the label does not say",
	       text);
}

static bool parse_component(struct store *store, const char *text, struct component *out,
                            char code[CODE_ROOM], struct error *err)
{
	char plain[NAME_ROOM + STRENGTH_TEXT], name[NAME_ROOM + STRENGTH_TEXT];
	struct ingredient ingredient;
	const char *at;

	snprintf(plain, sizeof plain, "%s", text);
	at = ends_with(plain, " not stated") ? plain + strlen(plain) - strlen("not stated")
	                                     : strength_at(plain, &out->strength);
	if (!at) {
		no_strength(plain, err);
		return false;
	}
	snprintf(name, sizeof name, "%.*s", (int)(at - 1 - plain), plain);
	if (!strength_parse(at, &out->strength, err)
	    || !ingredient_find_usable(store, name, &ingredient, err))
		return false;
	out->ingredient = ingredient.id;
	snprintf(code, CODE_ROOM, "%s", ingredient.code);
	return true;
}

/* Tell a strength per the unit the product is counted in; per piece is per container. */
static bool fit(const struct product *product, const char *text, struct strength *strength,
                struct error *err)
{
	if (!strength->stated)
		return true;
	if (strength->per.unit == UNIT_PIECE && product->unit != UNIT_PIECE) {
		if (product->size.atoms == 0)
			return failed(err, FAULT_REFUSED,
			              "'%s' is per container, but '%s' has no size", text,
			              product->code);
		if (!scale(product->size.atoms, strength->per.atoms, 1, ROUND_HALF_EVEN,
		           &strength->per.atoms, err))
			return false;
		strength->per.unit = product->unit;
	}
	if (strength->per.unit != product->unit)
		return failed(err, FAULT_REFUSED, "'%s' is per %s, but '%s' is counted in %s",
		              text, counted(strength->per.unit), product->code,
		              counted(product->unit));
	/* 1000 ng in a nL: the densest syrup of the pharmacopoeia, of sucrose, holds 850 g in a
	 * litre. */
	if (strength->amount.unit == UNIT_GRAM && strength->per.unit == UNIT_LITRE
	 && strength->amount.atoms / 1000 >= strength->per.atoms
	 && strength->amount.atoms > strength->per.atoms * 1000)
		return failed(err, FAULT_REFUSED,
		              "'%s' is more than 1 g in 1 mL: look at the unit", text);
	return strength->amount.unit != strength->per.unit
	    || strength->amount.atoms <= strength->per.atoms
	    || failed(err, FAULT_REFUSED, "'%s' is more than the whole", text);
}

static bool insert_component(struct store *store, int64_t product,
                             const struct component *component, struct error *err)
{
	const struct strength *strength = &component->strength;

	return store_run(
		store, COMPONENT_INSERT,
		BIND(bind_int("action", store_action(store)), bind_int("product", product),
	             bind_int("ingredient", component->ingredient),
	             bind_id("amount", strength->stated ? strength->amount.atoms : 0),
	             bind_text("unit",
	                       strength->stated ? unit_name(strength->amount.unit) : NULL),
	             bind_id("per", strength->stated ? strength->per.atoms : 0)),
		err);
}

static bool insert_components(struct store *store, const struct product *product,
                              const char *const *contains, struct error *err)
{
	struct component component[MOST_COMPONENTS];
	char code[CODE_ROOM];
	int count = 0;

	for (; contains && *contains; contains++, count++) {
		if (count == MOST_COMPONENTS)
			return failed(err, FAULT_REFUSED, "'%s' has more than %d components",
			              product->code, MOST_COMPONENTS);
		if (!parse_component(store, *contains, &component[count], code, err)
		 || !fit(product, *contains, &component[count].strength, err))
			return false;
		for (int i = 0; i < count; i++)
			if (component[i].ingredient == component[count].ingredient)
				return failed(err, FAULT_REFUSED, "'%s' is named twice", code);
		if (!insert_component(store, product->id, &component[count], err))
			return false;
	}
	return true;
}

/* Entering. */

static bool is_free(struct store *store, enum query query, const char *parameter,
                    const char *value, int64_t but, const char *what, struct error *err)
{
	struct row *row = store_one(store, query, BIND(bind_text(parameter, value)), err);

	if (row && row_int(row, "id") != but)
		return failed(err, FAULT_REFUSED, "%s is the product '%s' already", what,
		              row_text(row, "code"));
	return !err->fault;
}

static bool code_is_free(struct store *store, const char *code, struct error *err)
{
	char folded[NAME_ROOM], what[NAME_ROOM];

	snprintf(what, sizeof what, "'%s'", code);
	return code_check(code, "code", err)
	    && is_free(store, PRODUCT_BY_CODE, "folded",
	               words_fold(code, folded, sizeof folded), 0, what, err);
}

/* gtin is "" where the text is NULL or empty. */
static bool parse_gtin(struct store *store, const char *text, int64_t but, char gtin[15],
                       struct error *err)
{
	char what[NAME_ROOM];

	*gtin = '\0';
	if (!given(text))
		return true;
	if (!gtin_parse(text, gtin, err))
		return false;
	snprintf(what, sizeof what, "GTIN '%s'", text);
	return is_free(store, PRODUCT_BY_GTIN, "gtin", gtin, but, what, err);
}

/* The unit it is counted in: as said, else that of its size, else pieces. */
static bool decide_unit(const struct product_entry *entry, struct product *out,
                        struct error *err)
{
	out->size = entry->size;
	out->unit = entry->size.atoms ? entry->size.unit : UNIT_PIECE;
	if (given(entry->unit) && !unit_parse(entry->unit, &out->unit, err))
		return false;
	if (entry->size.atoms && out->unit != entry->size.unit) {
		char size[QUANTITY_TEXT];

		quantity_format(entry->size, size);
		return failed(err, FAULT_REFUSED, "a container of %s is not counted in %s",
		              size, counted(out->unit));
	}
	if (entry->made_up.atoms && entry->made_up.unit != UNIT_LITRE)
		return failed(err, FAULT_REFUSED, "what a powder is made up to is a volume");
	if (entry->made_up.atoms && (out->unit == UNIT_LITRE || out->unit == UNIT_PIECE))
		return failed(err, FAULT_REFUSED,
		              "only a powder, counted in g, IU, U or mol, is made up");
	return true;
}

static bool decide_container(const struct product_entry *entry, struct product *out,
                             struct error *err)
{
	if (!parse_container(entry->container, &out->container, err))
		return false;
	if (entry->size.atoms && !given(entry->container))
		return failed(
			err, FAULT_REFUSED,
			"what has a size comes in a container; say which: ampoule, "
			"single-dose, multi-dose or prefilled");
	if (entry->size.atoms && out->container == CONTAINER_BULK)
		return failed(err, FAULT_REFUSED, "bulk has no size");
	if (!entry->size.atoms && out->container != CONTAINER_BULK)
		return failed(err, FAULT_REFUSED, "say how much is in one %s",
		              container_kind_name(out->container));
	return true;
}

/* A drug of which nothing is known would be counted in pieces, and judged by nothing. */
static bool says_something(const struct product_entry *entry, enum product_kind kind,
                           struct error *err)
{
	return kind != PRODUCT_DRUG || entry->size.atoms || given(entry->unit)
	    || (entry->contains && *entry->contains)
	    || failed(err, FAULT_REFUSED,
	              "say the size or the unit of a drug, or what it contains; of what is "
	              "no drug, say that it is a device or a supply");
}

static bool decide(const struct product_entry *entry, struct product *out, struct error *err)
{
	memset(out, 0, sizeof *out);
	snprintf(out->code, sizeof out->code, "%s", entry->code);
	out->sterile = !entry->unsterile;
	out->made_up = entry->made_up.atoms;
	return name_check(entry->name, "a product", err)
	    && parse_kind(entry->kind, &out->kind, err)
	    && decide_unit(entry, out, err)
	    && decide_container(entry, out, err)
	    && parse_in_use(entry->in_use, &out->in_use, err)
	    && says_something(entry, out->kind, err);
}

static bool insert_revision(struct store *store, const struct product *product,
                            const struct product_entry *entry, const char *gtin,
                            struct error *err)
{
	char folded[NAME_ROOM];
	int64_t minimum;

	return parse_minimum(entry->minimum, product, &minimum, err) && store_run(
		store, PRODUCT_REVISION_INSERT,
		BIND(bind_int("action", store_action(store)), bind_int("product", product->id),
	             bind_text("name", entry->name),
	             bind_text("folded", words_fold(entry->name, folded, sizeof folded)),
	             bind_text("maker", given(entry->maker) ? entry->maker : NULL),
	             bind_text("gtin", *gtin ? gtin : NULL),
	             product->in_use == IN_USE_UNSTATED ? bind_null("in_use")
	                                                : bind_int("in_use", product->in_use),
	             bind_id("made_up", product->made_up), bind_id("minimum", minimum),
	             bind_text("storage", given(entry->storage) ? entry->storage : NULL)),
		err);
}

static bool insert(struct store *store, struct product *product,
                   const struct product_entry *entry, const char *gtin, struct error *err)
{
	return store_insert(store, PRODUCT_INSERT, BIND(
		bind_int ("action",    store_action(store)),
		bind_text("code",      product->code),
		bind_text("kind",      product_kind_name(product->kind)),
		bind_text("unit",      unit_name(product->unit)),
		bind_text("container", container_kind_name(product->container)),
		bind_id  ("size",      product->size.atoms),
		bind_int ("sterile",   product->sterile)), &product->id, err)
	    && insert_revision(store, product, entry, gtin, err)
	    && insert_components(store, product, entry->contains, err);
}

static bool add(struct store *store, const struct product_entry *entry, int64_t *id,
                struct error *err)
{
	struct product product;
	char gtin[15];

	if (!code_is_free(store, entry->code, err)
	 || !decide(entry, &product, err)
	 || !parse_gtin(store, entry->gtin, 0, gtin, err)
	 || !insert(store, &product, entry, gtin, err))
		return false;
	*id = product.id;
	return true;
}

bool product_add(struct store *store, const struct product_entry *entry, int64_t *id,
                 struct error *err)
{
	return store_begin(store, "product add", err)
	    && store_end(store, add(store, entry, id, err), err);
}

static bool add_mixture(struct store *store, const struct product_entry *entry, enum unit unit,
                        int64_t *id, struct error *err)
{
	struct product product = { .kind = PRODUCT_MIXTURE,
		                   .unit = unit,
		                   .container = CONTAINER_BULK,
		                   .in_use = IN_USE_UNSTATED,
		                   .sterile = true };

	snprintf(product.code, sizeof product.code, "%s", entry->code);
	if (!code_is_free(store, entry->code, err) || !insert(store, &product, entry, "", err))
		return false;
	*id = product.id;
	return true;
}

bool product_add_mixture(struct store *store, const char *code, const char *name,
                         enum unit unit, const char *storage, int64_t *id, struct error *err)
{
	const struct product_entry entry = { .code = code, .name = name, .storage = storage };

	return store_begin(store, "product add", err)
	    && store_end(store, add_mixture(store, &entry, unit, id, err), err);
}

static bool insert_next(struct store *store, const struct product *known,
                        const struct product_entry *entry, bool retired, struct error *err)
{
	char folded[NAME_ROOM], gtin[15];
	int64_t in_use, minimum;

	return parse_gtin(store, entry->gtin, known->id, gtin, err)
	    && parse_in_use(entry->in_use, &in_use, err)
	    && parse_minimum(entry->minimum, known, &minimum, err)
	    && store_run(store, PRODUCT_REVISE,
	                 BIND(bind_int("action", store_action(store)),
	                      bind_int("product", known->id), bind_text("name", entry->name),
	                      bind_text("folded",
	                                words_fold(entry->name ? entry->name : known->name,
	                                           folded, sizeof folded)),
	                      bind_text("maker", entry->maker),
	                      bind_text("gtin", entry->gtin ? gtin : NULL),
	                      entry->in_use ? bind_int("in_use", in_use) : bind_null("in_use"),
	                      bind_id("made_up", entry->made_up.atoms),
	                      entry->minimum ? bind_int("minimum", minimum)
	                                     : bind_null("minimum"),
	                      bind_text("storage", entry->storage),
	                      bind_int("retired", retired)),
	                 err);
}

static bool revise(struct store *store, const struct product_entry *entry, struct error *err)
{
	struct product known;

	if (!product_find_usable(store, entry->code, &known, err))
		return false;
	if (known.kind == PRODUCT_MIXTURE)
		return failed(err, FAULT_REFUSED,
		              "'%s' is what a recipe's version makes; revise the recipe",
		              known.code);
	if (entry->name && !name_check(entry->name, "a product", err))
		return false;
	if (entry->made_up.atoms
	    && (entry->made_up.unit != UNIT_LITRE || known.unit == UNIT_LITRE
	        || known.unit == UNIT_PIECE))
		return failed(err, FAULT_REFUSED,
		              "only a powder, counted in g, IU, U or mol, is made up, and to a "
		              "volume");
	return insert_next(store, &known, entry, false, err)
	    && insert_components(store, &known, entry->contains, err);
}

bool product_revise(struct store *store, const struct product_entry *entry, struct error *err)
{
	return store_begin(store, "product revise", err)
	    && store_end(store, revise(store, entry, err), err);
}

static bool retire(struct store *store, const char *text, struct error *err)
{
	struct product known;

	if (!product_find(store, text, &known, err))
		return false;
	if (known.retired)
		return failed(err, FAULT_REFUSED, "the product '%s' is retired already",
		              known.code);
	return insert_next(store, &known, &(struct product_entry){ 0 }, true, err);
}

bool product_retire(struct store *store, const char *text, struct error *err)
{
	return store_begin(store, "product retire", err)
	    && store_end(store, retire(store, text, err), err);
}
