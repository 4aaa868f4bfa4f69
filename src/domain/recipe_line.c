/*
 * recipe_line.c - the lines and steps of a draft
 */
#include "recipe_inside.h"
#include "nearest.h"
#include "words.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[LINE_KINDS] = {
	[LINE_PRODUCT] = "product",
	[LINE_AMOUNT] = "amount",
	[LINE_CONCENTRATION] = "concentration",
	[LINE_FILL] = "fill",
};

/* ---- Reading what stands ---- */

void line_write(struct line *line, enum unit version_unit)
{
	struct strength strength = { line->amount, { line->per, version_unit }, true };
	char amount[STRENGTH_TEXT] = "qs";

	if (line->kind == LINE_CONCENTRATION)
		strength_format(&strength, amount);
	else if (line->kind != LINE_FILL)
		quantity_format(line->amount, amount);
	snprintf(line->text, sizeof line->text, "%s %s", line->code, amount);
}

static bool take_line(const struct row *row, enum unit version_unit, struct line *out,
                      struct error *err)
{
	*out = (struct line){ .id = row_int(row, "id"),
		              .position = row_int(row, "position"),
		              .product = row_int(row, "product"),
		              .ingredient = row_int(row, "ingredient"),
		              .per = row_int(row, "per") };
	for (int i = 0; i < LINE_KINDS; i++)
		if (strcmp(kinds[i], row_text(row, "kind")) == 0)
			out->kind = (enum line_kind)i;
	out->amount.atoms = row_int(row, "amount");
	out->amount.unit = version_unit;
	if (row_text(row, "unit") && !unit_parse(row_text(row, "unit"), &out->amount.unit, err))
		return false;
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	line_write(out, version_unit);
	return true;
}

bool version_lines(struct store *store, int64_t id, struct line *out, int *count,
                   struct error *err)
{
	struct version version;
	struct row *row;

	*count = 0;
	if (!version_read(store, id, &version, err))
		return false;
	row = store_query(store, LINE_OF_VERSION, BIND(bind_int("version", id)), err);
	while (*count < MOST_LINES && row_next(row, err))
		if (!take_line(row, version.yield.unit, &out[(*count)++], err))
			return false;
	return !err->fault;
}

/* ---- From words ---- */

struct words { char name[NAME_ROOM], rest[NAME_ROOM]; };

static bool is_fill(const char *text)
{
	char folded[16];

	words_fold(text, folded, sizeof folded);
	return strcmp(folded, "qs") == 0 || strcmp(folded, "q.s.") == 0
	    || strcmp(folded, "ad") == 0;
}

/* Does it read as an amount, a strength or "qs"? */
static bool is_amount(const char *text, struct line *line, struct strength *strength)
{
	struct error none = { 0 };

	strength->stated = false;
	line->kind = LINE_FILL;
	if (is_fill(text))
		return true;
	line->kind = LINE_AMOUNT;
	if (quantity_parse(text, &line->amount, &none))
		return true;
	none = (struct error){ 0 };
	line->kind = LINE_CONCENTRATION;
	return strength_parse(text, strength, &none) && strength->stated;
}

/* The name ends where the rest first reads as an amount: "vitamin B12 1 mg". */
static bool split_words(const char *words, struct words *out, struct line *line,
                        struct strength *strength, struct error *err)
{
	const char *amount = NULL;

	for (const char *at = words; *at; at++) {
		if (!isspace((unsigned char)*at) || at == words)
			continue;
		while (isspace((unsigned char)at[1]))
			at++;
		amount = amount ? amount : at + 1;
		if (!is_amount(at + 1, line, strength))
			continue;
		if (at - words >= NAME_ROOM)
			break;
		snprintf(out->name, sizeof out->name, "%.*s", (int)(at - words), words);
		snprintf(out->rest, sizeof out->rest, "%s", at + 1);
		return true;
	}
	if (amount && isdigit((unsigned char)*amount)
	    && !quantity_parse(amount, &line->amount, err))
		return false;
	return failed(err, FAULT_REFUSED,
	              "'%s' is not a line; write 'HA-20 3 mL', 'ascorbic-acid 400 mg', "
	              "'tranexamic-acid 4 mg/mL' or 'NACL-09 qs'",
	              words);
}

/* What a name may mean in a line: a product, an ingredient, another recipe. */
struct meaning {
	struct product product;      /* id 0: none */
	struct ingredient ingredient;
	struct version version;
	struct error product_said, ingredient_said, version_said;
};

static void look_up(struct store *store, const char *name, int64_t patient, struct meaning *out)
{
	memset(out, 0, sizeof *out);
	if (!product_find_usable(store, name, &out->product, &out->product_said))
		out->product.id = 0;
	if (!ingredient_find_usable(store, name, &out->ingredient, &out->ingredient_said))
		out->ingredient.id = 0;
	if (out->product.id || out->ingredient.id)
		return;
	if (!version_for(store, name, patient, &out->version, &out->version_said)
	 || !product_read(store, out->version.product, &out->product, &out->version_said))
		out->product.id = 0;
}

/* Say why nothing is meant: a refusal (several, retired) before "not on record". */
static bool nothing_meant(const struct meaning *meaning, const char *name, struct error *err)
{
	const struct error *said[] = { &meaning->product_said, &meaning->ingredient_said,
		                       &meaning->version_said };

	for (int i = 0; i < 3; i++)
		if (said[i]->fault && said[i]->fault != FAULT_MISSING)
			return failed(err, said[i]->fault, "%s", said[i]->text);
	for (int i = 0; i < 3; i++)
		if (strstr(said[i]->text, "did you mean"))
			return failed(err, FAULT_MISSING, "%s", said[i]->text);
	return failed(err, FAULT_MISSING, "no product, ingredient or recipe '%s'", name);
}

/* A recipe may not, through whatever it is made of, contain itself. */
static bool contains(struct store *store, int64_t product, int64_t recipe, int depth,
                     bool *found, struct error *err)
{
	struct line lines[MOST_LINES];
	struct version version;
	int64_t id;
	int count;

	*found = false;
	if (!version_of_product(store, product, &id, err) || !id
	    || !version_read(store, id, &version, err))
		return !err->fault;
	*found = version.recipe == recipe;
	if (*found || depth == 0)
		return true;
	if (!version_lines(store, id, lines, &count, err))
		return false;
	for (int i = 0; i < count && !*found; i++)
		if (lines[i].product
		    && !contains(store, lines[i].product, recipe, depth - 1, found, err))
			return false;
	return true;
}

static bool of_product(struct store *store, const struct version *version,
                       const struct product *product, struct line *line, struct error *err)
{
	char amount[QUANTITY_TEXT];
	bool itself;

	quantity_format(line->amount, amount);
	/* A skin booster is a device in law and an ingredient in the syringe; a needle is
	 * counted in pieces. */
	if (product->kind == PRODUCT_SUPPLY
	    || (product->kind == PRODUCT_DEVICE && product->unit == UNIT_PIECE))
		return failed(err, FAULT_REFUSED,
		              "'%s' is a %s counted in pieces; it does not go into a mixture",
		              product->code, product_kind_name(product->kind));
	if (line->kind == LINE_FILL && product->unit != version->yield.unit)
		return failed(err, FAULT_REFUSED,
		              "'%s' is counted in %s and cannot fill up to %s", product->code,
		              unit_everyday(product->unit), unit_everyday(version->yield.unit));
	if (line->kind != LINE_FILL && product->unit != line->amount.unit)
		return failed(
			err, FAULT_REFUSED,
			"'%s' is counted in %s; for %s of what is in it, name the ingredient",
			product->code, unit_everyday(product->unit), amount);
	if (!contains(store, product->id, version->recipe, 8, &itself, err))
		return false;
	if (itself)
		return failed(err, FAULT_REFUSED,
		              "'%s' is made of %s, which cannot contain itself", product->code,
		              version->recipe_code);
	line->kind = line->kind == LINE_FILL ? LINE_FILL : LINE_PRODUCT;
	line->product = product->id;
	copy_text(line->code, sizeof line->code, product->code);
	return true;
}

static bool of_ingredient(const struct version *version, const struct ingredient *ingredient,
                          const struct strength *strength, struct line *line, struct error *err)
{
	line->ingredient = ingredient->id;
	copy_text(line->code, sizeof line->code, ingredient->code);
	if (line->kind == LINE_FILL)
		return failed(err, FAULT_REFUSED,
		              "'%s' is an ingredient; name the product that fills up, as in "
		              "'NACL-09 qs'",
		              ingredient->code);
	if (line->kind == LINE_AMOUNT)
		return true;
	line->amount = strength->amount;
	line->per = strength->per.atoms;
	return strength->per.unit == version->yield.unit
	    || failed(err, FAULT_REFUSED,
	              "%s is made in %s; say how much '%s' is in one %s of it", version->code,
	              unit_everyday(version->yield.unit), ingredient->code,
	              unit_everyday(version->yield.unit));
}

static bool read_line(struct store *store, const struct version *version, const char *words,
                      struct line *line, struct error *err)
{
	struct strength strength = { 0 };
	struct meaning meaning;
	struct words parts;

	if (!split_words(words, &parts, line, &strength, err))
		return false;
	if (line->kind == LINE_AMOUNT && line->amount.atoms == 0)
		return failed(err, FAULT_REFUSED,
		              "'%s' asks for nothing; 'pistor recipe drop' takes a line out",
		              words);
	look_up(store, parts.name, version->patient, &meaning);
	if (!meaning.product.id && !meaning.ingredient.id)
		return nothing_meant(&meaning, parts.name, err);
	/* One name may be both a product's and a substance's: the unit, or a concentration,
	 * tells. */
	if (meaning.ingredient.id && (!meaning.product.id || line->kind == LINE_CONCENTRATION
	    || (line->kind == LINE_AMOUNT && line->amount.unit != meaning.product.unit)))
		return of_ingredient(version, &meaning.ingredient, &strength, line, err);
	if (line->kind == LINE_CONCENTRATION)
		return failed(
			err, FAULT_REFUSED,
			"'%s' is a product; a final concentration is asked of an ingredient",
			meaning.product.code);
	return of_product(store, version, &meaning.product, line, err);
}

/* ---- Setting and dropping ---- */

static bool insert_line(struct store *store, const struct version *version,
                        const struct line *line, bool dropped, struct error *err)
{
	bool fills = line->kind == LINE_FILL;

	return store_run(store, LINE_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("version",    version->id),
		bind_int ("position",   line->position),
		bind_text("kind",       kinds[line->kind]),
		bind_id  ("product",    line->product),
		bind_id  ("ingredient", line->ingredient),
		fills ? bind_null("amount") : bind_int("amount", line->amount.atoms),
		bind_text("unit",       fills ? NULL : unit_name(line->amount.unit)),
		bind_id  ("per",        line->per),
		bind_int ("dropped",    dropped)), err);
}

static bool highest(struct store *store, enum query query, int64_t version, int64_t *out,
                    struct error *err)
{
	struct row *row = store_one(store, query, BIND(bind_int("version", version)), err);

	*out = row ? row_int(row, "position") : 0;
	return !err->fault;
}

static const struct line *line_at(const struct line *lines, int count, int64_t position)
{
	for (int i = 0; i < count; i++)
		if (lines[i].position == position)
			return &lines[i];
	return NULL;
}

/* A final concentration is that of the whole: said twice it would be both together. */
static bool is_said_twice(const struct line *a, const struct line *b)
{
	return a->kind == LINE_CONCENTRATION && b->kind == LINE_CONCENTRATION
	    && a->ingredient == b->ingredient;
}

static bool fits_in(const struct version *version, const struct line *lines, int count,
                    const struct line *line, struct error *err)
{
	for (int i = 0; i < count && line->kind == LINE_FILL; i++)
		if (lines[i].kind == LINE_FILL && lines[i].position != line->position)
			return failed(err, FAULT_REFUSED,
			              "line %" PRId64
			              " of %s fills to yield already; at most one does",
			              lines[i].position, version->code);
	for (int i = 0; i < count; i++)
		if (lines[i].position != line->position && is_said_twice(&lines[i], line))
			return failed(err, FAULT_REFUSED,
			              "line %" PRId64 " of %s is '%s' already; 'pistor recipe set "
			              "%s --line %" PRId64 " ...' says it otherwise",
			              lines[i].position, version->code, lines[i].text,
			              version->code, lines[i].position);
	if (count == MOST_LINES && !line_at(lines, count, line->position))
		return failed(err, FAULT_REFUSED,
		              "%s has %d lines, as many as a recipe may have", version->code,
		              count);
	return true;
}

static bool set_line(struct store *store, const char *recipe, const char *words,
                     int64_t position, int64_t *set, struct error *err)
{
	struct line line = { 0 }, lines[MOST_LINES];
	struct version version;
	int64_t top;
	int count;

	if (!version_draft(store, recipe, &version, err)
	    || !version_lines(store, version.id, lines, &count, err)
	    || !highest(store, LINE_HIGHEST, version.id, &top, err)
	    || !read_line(store, &version, words, &line, err))
		return false;
	if (position && !line_at(lines, count, position))
		return failed(err, FAULT_MISSING, "%s has no line %" PRId64, version.code,
		              position);
	line.position = *set = position ? position : top + 1;
	return fits_in(&version, lines, count, &line, err)
	    && insert_line(store, &version, &line, false, err);
}

bool recipe_set_line(struct store *store, const char *recipe, const char *words,
                     int64_t position, int64_t *set, struct error *err)
{
	return store_begin(store, "recipe set", err)
	    && store_end(store, set_line(store, recipe, words, position, set, err), err);
}

static bool drop_line(struct store *store, const char *recipe, int64_t position,
                      struct error *err)
{
	struct line lines[MOST_LINES];
	const struct line *line;
	struct version version;
	int count;

	if (!version_draft(store, recipe, &version, err)
	    || !version_lines(store, version.id, lines, &count, err))
		return false;
	line = line_at(lines, count, position);
	if (!line)
		return failed(err, FAULT_MISSING, "%s has no line %" PRId64, version.code,
		              position);
	return insert_line(store, &version, line, true, err);
}

bool recipe_drop_line(struct store *store, const char *recipe, int64_t position,
                      struct error *err)
{
	return store_begin(store, "recipe drop", err)
	    && store_end(store, drop_line(store, recipe, position, err), err);
}

/* ---- Steps ---- */

static bool insert_step(struct store *store, int64_t version, int64_t position,
                        const char *text, bool critical, bool dropped, struct error *err)
{
	return store_run(store, STEP_INSERT, BIND(
		bind_int ("action",   store_action(store)),
		bind_int ("version",  version),
		bind_int ("position", position),
		bind_text("text",     text),
		bind_int ("critical", critical),
		bind_int ("dropped",  dropped)), err);
}

static bool has_step(struct store *store, const struct version *version, int64_t position,
                     struct error *err)
{
	return store_one(store, STEP_AT,
	                 BIND(bind_int("version", version->id), bind_int("position", position)),
	                 err)
	    || (!err->fault
	        && failed(err, FAULT_MISSING, "%s has no step %" PRId64, version->code,
	                  position));
}

static bool set_step(struct store *store, const char *recipe, const char *text,
                     int64_t position, bool critical, int64_t *set, struct error *err)
{
	struct version version;
	int64_t top;

	if (!version_draft(store, recipe, &version, err)
	    || !highest(store, STEP_HIGHEST, version.id, &top, err))
		return false;
	if (!text || !*text)
		return failed(err, FAULT_REFUSED, "a step says what to do");
	if (position && !has_step(store, &version, position, err))
		return false;
	*set = position ? position : top + 1;
	return insert_step(store, version.id, *set, text, critical, false, err);
}

bool recipe_set_step(struct store *store, const char *recipe, const char *text,
                     int64_t position, bool critical, int64_t *set, struct error *err)
{
	return store_begin(store, "recipe step", err)
	    && store_end(store, set_step(store, recipe, text, position, critical, set, err),
	                 err);
}

static bool drop_step(struct store *store, const char *recipe, int64_t position,
                      struct error *err)
{
	struct version version;

	return version_draft(store, recipe, &version, err)
	    && has_step(store, &version, position, err)
	    && insert_step(store, version.id, position, "dropped", false, true, err);
}

bool recipe_drop_step(struct store *store, const char *recipe, int64_t position,
                      struct error *err)
{
	return store_begin(store, "recipe step", err)
	    && store_end(store, drop_step(store, recipe, position, err), err);
}
