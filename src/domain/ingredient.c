#include "ingredient.h"

#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

static bool class_insert(struct store *store, const char *code, const char *name, int64_t *id,
                         struct error *err)
{
	char folded[CODE_ROOM];

	if (!code_check(code, "code", err))
		return false;
	if (store_one(store, CLASS_BY_CODE,
	              BIND(bind_text("folded", words_fold(code, folded, sizeof folded))), err))
		return failed(err, FAULT_REFUSED, "there is a class '%s' already", code);
	return !err->fault && store_insert(store, CLASS_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   code),
		bind_text("name",   name)), id, err);
}

bool class_add(struct store *store, const char *code, const char *name, int64_t *id,
               struct error *err)
{
	return store_begin(store, "class add", err)
	    && store_end(store, class_insert(store, code, name, id, err), err);
}

bool class_find(struct store *store, const char *code, int64_t *id, struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row = store_one(
		store, CLASS_BY_CODE,
		BIND(bind_text("folded", words_fold(code, folded, sizeof folded))), err);

	if (!row)
		return err->fault ? false
		                  : not_on_record(store, CLASS_CODES, "class", code, err);
	*id = row_int(row, "id");
	return true;
}

/* "40 IU = 1 mcg": both sides, neither of them nothing. equates: whether that is what it
 * says. */
static bool parse_equation(const char *text, struct quantity *left, struct quantity *right,
                           bool *equates, struct error *err)
{
	const char *equals = strchr(text, '=');
	char first[QUANTITY_TEXT];

	*equates = equals && (size_t)(equals - text) < sizeof first;
	if (!*equates)
		return true;
	snprintf(first, sizeof first, "%.*s", (int)(equals - text), text);
	if (!quantity_parse(first, left, err) || !quantity_parse(equals + 1, right, err))
		return false;
	*equates = left->atoms && right->atoms;
	return true;
}

/* How IU turn into mass, either way round; "" says that they do not (0 and 0). */
static bool parse_iu(const char *text, int64_t *iu, int64_t *mass, struct error *err)
{
	struct quantity left, right;
	bool equates;

	*iu = *mass = 0;
	if (!*text)
		return true;
	if (!parse_equation(text, &left, &right, &equates, err))
		return false;
	if (!equates || (left.unit != UNIT_IU) == (right.unit != UNIT_IU)
	    || (left.unit != UNIT_GRAM) == (right.unit != UNIT_GRAM))
		return failed(
			err, FAULT_REFUSED,
			"'%s' does not say how IU turn into mass, as '40 IU = 1 mcg' does",
			text);
	*iu = left.unit == UNIT_IU ? left.atoms : right.atoms;
	*mass = left.unit == UNIT_IU ? right.atoms : left.atoms;
	return true;
}

/* ---- Forms ---- */

/* What it is a form of, and how much of it counts as how much of that; 0: nothing said. */
struct form { int64_t of, mass, counts; };

/* "414.55 mg = 392.57 mg": so much of the form is so much of the substance. */
static bool parse_counts(const char *text, struct form *out, struct error *err)
{
	struct quantity left, right;
	bool equates;

	if (!*text)
		return true;
	if (!parse_equation(text, &left, &right, &equates, err))
		return false;
	if (!equates || left.unit != UNIT_GRAM || right.unit != UNIT_GRAM)
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say how much of it is how much of what it is a form "
		              "of, as '414.55 mg = 392.57 mg' does", text);
	out->mass = left.atoms;
	out->counts = right.atoms;
	return true;
}

/* Forms are of one step: what is a form has none of its own. */
static bool find_base(struct store *store, int64_t id, const char *text, struct form *out,
                      struct error *err)
{
	struct ingredient base;
	struct row *row;

	if (!ingredient_find_usable(store, text, &base, err))
		return false;
	if (base.id == id)
		return failed(err, FAULT_REFUSED, "'%s' is no form of itself", base.code);
	if (*base.base)
		return failed(err, FAULT_REFUSED, "'%s' is itself a form of '%s'; name that",
		              base.code, base.base);
	row = id ? store_one(store, INGREDIENT_FORM, BIND(bind_int("base", id)), err) : NULL;
	if (row)
		return failed(err, FAULT_REFUSED, "'%s' is a form of it: it is no form of another",
		              row_text(row, "code"));
	out->of = base.id;
	return !err->fault;
}

/* was: what it was a form of, which an entry that does not say leaves. */
static bool read_form(struct store *store, int64_t id, const struct ingredient_entry *entry,
                      bool was, struct form *out, struct error *err)
{
	*out = (struct form){ 0 };
	if (entry->form_of && *entry->form_of
	    && !find_base(store, id, entry->form_of, out, err))
		return false;
	if (entry->counts && *entry->counts && !(entry->form_of ? out->of != 0 : was))
		return failed(err, FAULT_REFUSED, "say what it is a form of, too");
	return !entry->counts || parse_counts(entry->counts, out, err);
}

/* A code, name or number that is another one's own may not be taken. */
static bool is_free(struct store *store, const char *name, int64_t but, struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row;

	if (!name || !*name)
		return true;
	row = store_one(store, INGREDIENT_OWNING, BIND(
		bind_text("folded", words_fold(name, folded, sizeof folded)),
		bind_int ("but",    but)), err);
	if (row)
		return failed(err, FAULT_REFUSED, "'%s' is the ingredient '%s' already", name,
		              row_text(row, "code"));
	return !err->fault;
}

static bool numbers_check(const struct ingredient_entry *entry, struct error *err)
{
	return (!entry->cas || !*entry->cas || cas_check(entry->cas, err))
	    && (!entry->unii || !*entry->unii || unii_check(entry->unii, err));
}

static bool holds_name(struct store *store, int64_t id, const char *folded, bool *holds,
                       struct error *err)
{
	*holds = store_one(store, INGREDIENT_HOLDS, BIND(
		bind_text("folded",     folded),
		bind_int ("ingredient", id)), err) != NULL;
	return !err->fault;
}

/* Let it be found (or no more) by a name, unless that is so already. */
static bool set_name(struct store *store, int64_t id, const char *name, bool held,
                     struct error *err)
{
	char folded[NAME_ROOM];
	bool holds;

	if (!name || !*words_fold(name, folded, sizeof folded))
		return true;
	if (!holds_name(store, id, folded, &holds, err))
		return false;
	return holds == held || store_run(store, INGREDIENT_NAME_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("ingredient", id),
		bind_text("name",       name),
		bind_text("folded",     folded),
		bind_int ("held",       held)), err);
}

/* Its code, name and numbers, where they are new, and its synonyms. */
static bool set_names(struct store *store, int64_t id, const struct ingredient_entry *entry,
                      struct error *err)
{
	const char *own[] = { entry->code, entry->name, entry->cas, entry->unii };

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (!set_name(store, id, own[i], true, err))
			return false;
	for (const char *const *name = entry->synonyms; name && *name; name++)
		if (!name_check(*name, "an ingredient", err)
		    || !set_name(store, id, *name, true, err))
			return false;
	return true;
}

static const char *filled(const char *text)
{
	return text && *text ? text : NULL;
}

static bool insert_revision(struct store *store, int64_t id,
                            const struct ingredient_entry *entry, struct error *err)
{
	int64_t class, iu = 0, mass = 0;
	struct form form;

	return class_find(store, entry->class, &class, err)
	    && (!entry->iu || parse_iu(entry->iu, &iu, &mass, err))
	    && read_form(store, id, entry, false, &form, err)
	    && store_run(store, INGREDIENT_REVISION_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("ingredient", id),
		bind_text("name",       entry->name),
		bind_int ("class",      class),
		bind_text("cas",        filled(entry->cas)),
		bind_text("unii",       filled(entry->unii)),
		bind_text("atc",        filled(entry->atc)),
		bind_text("storage",    filled(entry->storage)),
		bind_text("strengths",  filled(entry->strengths)),
		bind_text("dose",       filled(entry->dose)),
		bind_text("notes",      filled(entry->notes)),
		bind_text("source",     filled(entry->source)),
		bind_text("verified",   filled(entry->verified)),
		bind_id  ("iu",         iu),
		bind_id  ("iu_mass",    mass),
		bind_id  ("form_of",    form.of),
		bind_id  ("form_mass",  form.mass),
		bind_id  ("base_mass",  form.counts),
		bind_int ("retired",    0)), err);
}

static bool add(struct store *store, const struct ingredient_entry *entry, int64_t *id,
                struct error *err)
{
	if (!filled(entry->class))
		return failed(err, FAULT_REFUSED,
		              "an ingredient has a class; 'pistor class list' shows them");
	return code_check(entry->code, "code", err)
	    && name_check(entry->name, "an ingredient", err)
	    && numbers_check(entry, err)
	    && is_free(store, entry->code, 0, err)
	    && is_free(store, entry->name, 0, err)
	    && is_free(store, entry->cas, 0, err)
	    && is_free(store, entry->unii, 0, err)
	    && store_insert(store, INGREDIENT_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   entry->code)), id, err)
	    && insert_revision(store, *id, entry, err)
	    && set_names(store, *id, entry, err);
}

bool ingredient_add(struct store *store, const struct ingredient_entry *entry, int64_t *id,
                    struct error *err)
{
	return store_begin(store, "ingredient add", err)
	    && store_end(store, add(store, entry, id, err), err);
}

/* A number that was wrong no longer finds it; a former name still does. */
static bool drop_numbers(struct store *store, int64_t id, const struct ingredient_entry *entry,
                         struct error *err)
{
	struct row *row = store_one(store, INGREDIENT_READ, BIND(bind_int("id", id)), err);
	char cas[CODE_ROOM], unii[CODE_ROOM];

	if (!row)
		return false;
	copy_text(cas, sizeof cas, row_text(row, "cas"));
	copy_text(unii, sizeof unii, row_text(row, "unii"));
	return (!entry->cas || strcmp(entry->cas, cas) == 0
	        || set_name(store, id, cas, false, err))
	    && (!entry->unii || strcmp(entry->unii, unii) == 0
	        || set_name(store, id, unii, false, err));
}

static bool drop_synonyms(struct store *store, const struct ingredient *known,
                          const char *const *dropped, struct error *err)
{
	for (; dropped && *dropped; dropped++) {
		char folded[NAME_ROOM], own[NAME_ROOM];
		bool holds;

		words_fold(*dropped, folded, sizeof folded);
		if (strcmp(folded, words_fold(known->code, own, sizeof own)) == 0
		 || strcmp(folded, words_fold(known->name, own, sizeof own)) == 0)
			return failed(err, FAULT_REFUSED,
			              "'%s' is its own name; a synonym can be dropped",
			              *dropped);
		if (!holds_name(store, known->id, folded, &holds, err))
			return false;
		if (!holds)
			return failed(err, FAULT_MISSING, "'%s' is not a synonym of '%s'",
			              *dropped, known->code);
		if (!set_name(store, known->id, *dropped, false, err))
			return false;
	}
	return true;
}

/* What an absent amount leaves as it was. */
static struct bind bind_given(const char *name, const char *given, int64_t value)
{
	return given ? bind_int(name, value) : bind_null(name);
}

static bool insert_next(struct store *store, const struct ingredient *known,
                        const struct ingredient_entry *entry, bool retired, struct error *err)
{
	/* Another substance is counted otherwise. */
	const char *counts = entry->counts ? entry->counts : entry->form_of;
	int64_t class = 0, iu = 0, mass = 0;
	struct form form;

	return (!entry->class || class_find(store, entry->class, &class, err))
	    && (!entry->iu || parse_iu(entry->iu, &iu, &mass, err))
	    && read_form(store, known->id, entry, *known->base, &form, err)
	    && store_run(store, INGREDIENT_REVISE, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("ingredient", known->id),
		bind_text("name",       entry->name),
		bind_id  ("class",      class),
		bind_text("cas",        entry->cas),
		bind_text("unii",       entry->unii),
		bind_text("atc",        entry->atc),
		bind_text("storage",    entry->storage),
		bind_text("strengths",  entry->strengths),
		bind_text("dose",       entry->dose),
		bind_text("notes",      entry->notes),
		bind_text("source",     entry->source),
		bind_text("verified",   entry->verified),
		bind_given("iu",        entry->iu, iu),
		bind_given("iu_mass",   entry->iu, mass),
		bind_given("form_of",   entry->form_of, form.of),
		bind_given("form_mass", counts, form.mass),
		bind_given("base_mass", counts, form.counts),
		bind_int ("retired",    retired)), err);
}

static bool revise(struct store *store, const struct ingredient_entry *entry, struct error *err)
{
	struct ingredient_entry named = *entry;
	struct ingredient known;

	named.code = NULL;
	return ingredient_find_usable(store, entry->code, &known, err)
	    && (!entry->name || name_check(entry->name, "an ingredient", err))
	    && numbers_check(entry, err)
	    && is_free(store, entry->name, known.id, err)
	    && is_free(store, entry->cas, known.id, err)
	    && is_free(store, entry->unii, known.id, err)
	    && drop_numbers(store, known.id, entry, err)
	    && drop_synonyms(store, &known, entry->dropped, err)
	    && insert_next(store, &known, entry, false, err)
	    && set_names(store, known.id, &named, err);
}

bool ingredient_revise(struct store *store, const struct ingredient_entry *entry,
                       struct error *err)
{
	return store_begin(store, "ingredient revise", err)
	    && store_end(store, revise(store, entry, err), err);
}

static bool retire(struct store *store, const char *text, struct error *err)
{
	struct ingredient known;

	if (!ingredient_find(store, text, &known, err))
		return false;
	if (known.retired)
		return failed(err, FAULT_REFUSED, "the ingredient '%s' is retired already",
		              known.code);
	return insert_next(store, &known, &(struct ingredient_entry){ 0 }, true, err);
}

bool ingredient_retire(struct store *store, const char *text, struct error *err)
{
	return store_begin(store, "ingredient retire", err)
	    && store_end(store, retire(store, text, err), err);
}

bool ingredient_read(struct store *store, int64_t id, struct ingredient *out, struct error *err)
{
	struct row *row = store_one(store, INGREDIENT_READ, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no such ingredient");
	out->id = id;
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	copy_text(out->class, sizeof out->class, row_text(row, "class"));
	copy_text(out->base, sizeof out->base, row_text(row, "base"));
	out->iu = row_int(row, "iu");
	out->iu_mass = row_int(row, "iu_mass");
	out->retired = row_int(row, "retired") == 1;
	return true;
}

bool ingredient_find(struct store *store, const char *text, struct ingredient *out,
                     struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row = store_query(
		store, INGREDIENT_BY_NAME,
		BIND(bind_text("folded", words_fold(text, folded, sizeof folded))), err);
	struct several several = { 0 };
	int64_t found = 0, by_code = 0;

	/* Those in use come first: a retired one is meant only where no other is. */
	while (row_next(row, err)) {
		if (row_int(row, "by_code"))
			by_code = row_int(row, "id");
		if (row_int(row, "retired") && found)
			continue;
		found = row_int(row, "id");
		several_add(&several, row_text(row, "code"));
	}
	if (err->fault)
		return false;
	if (!found)
		return not_on_record(store, INGREDIENT_NAMES, "ingredient", text, err);
	if (!by_code && several.count > 1)
		return several_meant(&several, text, err);
	return ingredient_read(store, by_code ? by_code : found, out, err);
}

bool ingredient_find_usable(struct store *store, const char *text, struct ingredient *out,
                            struct error *err)
{
	if (!ingredient_find(store, text, out, err))
		return false;
	return !out->retired
	    || failed(err, FAULT_REFUSED, "the ingredient '%s' is retired", out->code);
}

bool ingredient_convert(const struct ingredient *ingredient, struct quantity amount,
                        enum unit unit, struct ratio *out, struct error *err)
{
	struct ratio atoms = ratio_of(amount.atoms, 1);

	*out = atoms;
	if (amount.unit == unit)
		return true;
	if (ingredient->iu && amount.unit == UNIT_IU && unit == UNIT_GRAM)
		return ratio_multiply(atoms, ratio_of(ingredient->iu_mass, ingredient->iu), out,
		                      err);
	if (ingredient->iu && amount.unit == UNIT_GRAM && unit == UNIT_IU)
		return ratio_multiply(atoms, ratio_of(ingredient->iu, ingredient->iu_mass), out,
		                      err);
	return failed(
		err, FAULT_REFUSED,
		"%s of '%s' cannot be told in %s: nothing on record says how they turn into "
		"each other",
		unit_everyday(amount.unit), ingredient->code, unit_everyday(unit));
}
