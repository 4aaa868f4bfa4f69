#include "starter.h"

#include "heap.h"
#include "ingredient.h"
#include "phrase.h"
#include "rulebook.h"

#include <stdlib.h>
#include <string.h>

struct class { const char *code, *name; };

/* Members are the columns of the files. */
struct substance {
	const char *code, *name, *synonyms, *class, *cas, *unii, *atc, *strengths, *storage,
		*dose, *notes, *source, *verified, *form_of, *counts;
};

static const struct class classes[] = {
#include "starter-classes.inc"
};

static const struct substance substances[] = {
#include "starter-ingredients.inc"
};

static const struct ruling rulings[] = {
#include "starter-rules.inc"
};

static const struct phrase phrases[] = {
#include "starter-phrases.inc"
};

enum { MOST_SYNONYMS = 16 };

/* Cut "one;two" where it stands; gives a list that ends with NULL. */
static void cut(char *text, const char *list[MOST_SYNONYMS])
{
	char *rest;
	int count = 0;

	for (char *name = strtok_r(text, ";", &rest); name && count < MOST_SYNONYMS - 1;
	     name = strtok_r(NULL, ";", &rest))
		list[count++] = name;
	list[count] = NULL;
}

static bool add_ingredient(struct store *store, const struct substance *substance,
                           struct error *err)
{
	const char *synonyms[MOST_SYNONYMS];
	char *names = heap_text(substance->synonyms ? substance->synonyms : "");
	struct ingredient_entry entry = {
		.code = substance->code,
		.name = substance->name,
		.class = substance->class,
		.cas = substance->cas,
		.unii = substance->unii,
		.atc = substance->atc,
		.strengths = substance->strengths,
		.storage = substance->storage,
		.dose = substance->dose,
		.notes = substance->notes,
		.source = substance->source,
		.verified = substance->verified,
		.form_of = substance->form_of,
		.counts = substance->counts,
		.synonyms = synonyms,
	};
	int64_t id;
	bool ok;

	cut(names, synonyms);
	ok = ingredient_add(store, &entry, &id, err);
	free(names);
	return ok;
}

static bool load(struct store *store, struct error *err)
{
	int64_t id;

	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (!phrase_begin(store, &phrases[i], err))
			return false;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (!class_add(store, classes[i].code, classes[i].name, &id, err))
			return false;
	for (size_t i = 0; i < sizeof substances / sizeof *substances; i++)
		if (!add_ingredient(store, &substances[i], err))
			return false;
	for (size_t i = 0; i < sizeof rulings / sizeof *rulings; i++)
		if (!rulebook_begin(store, &rulings[i], err))
			return false;
	return true;
}

bool starter_load(struct store *store, struct error *err)
{
	return store_begin(store, "starter load", err)
	    && store_end(store, load(store, err), err);
}
