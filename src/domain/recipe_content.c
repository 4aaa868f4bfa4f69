/*
 * recipe_content.c - what a version comes to, by the labels, and how two versions differ
 */
#include "recipe_inside.h"
#include "heap.h"
#include "nearest.h"
#include "patient.h"
#include "rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 6 };

/* Contents as they are added up. */
struct tally {
	struct content *content;
	int count;
};

static struct content *entry_for(struct tally *tally, int64_t ingredient, const char *code,
                                 enum unit unit)
{
	struct content *new;

	for (int i = 0; i < tally->count; i++)
		if (tally->content[i].ingredient == ingredient
		    && tally->content[i].unit == unit)
			return &tally->content[i];
	if (tally->count == MOST_CONTENTS)
		return NULL;
	new = &tally->content[tally->count++];
	*new = (struct content){
		.ingredient = ingredient, .unit = unit, .amount = ratio_of(0, 1), .stated = true
	};
	copy_text(new->code, sizeof new->code, code);
	return new;
}

static bool add(struct tally *tally, const struct content *more, int64_t position,
                struct error *err)
{
	struct content *to = entry_for(tally, more->ingredient, more->code, more->unit);
	char line[24];
	size_t used;

	if (!to)
		return failed(err, FAULT_REFUSED,
		              "a mixture of more than %d ingredients cannot be shown",
		              MOST_CONTENTS);
	to->stated &= more->stated;
	if (to->doubt < more->doubt)
		to->doubt = more->doubt;
	snprintf(line, sizeof line, "%" PRId64, position);
	used = strlen(to->lines);
	if (used + strlen(line) + 3 < sizeof to->lines
	    && (!used
	        || strcmp(strrchr(to->lines, ' ') ? strrchr(to->lines, ' ') + 1 : to->lines,
	                  line)
	                   != 0))
		snprintf(to->lines + used, sizeof to->lines - used, "%s%s", used ? ", " : "",
		         line);
	return !more->stated || ratio_add(to->amount, more->amount, &to->amount, err);
}

static bool contents_of(struct store *store, const struct version *version, struct content *out,
                        int *count, int depth, struct error *err);

/* So much of a bought product, by its label. */
static bool add_product(struct store *store, int64_t product, struct ratio amount,
                        enum doubt doubt, int64_t position, struct tally *tally,
                        struct error *err)
{
	struct component component[MOST_COMPONENTS];
	struct ingredient ingredient;
	int count;

	if (!product_components(store, product, component, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		const struct strength *strength = &component[i].strength;
		struct content one = { .ingredient = component[i].ingredient,
			               .stated = strength->stated,
			               .doubt = doubt,
			               .unit = strength->stated ? strength->amount.unit
			                                        : UNIT_GRAM,
			               .amount = { 0, 1 } };

		if (!ingredient_read(store, one.ingredient, &ingredient, err))
			return false;
		copy_text(one.code, sizeof one.code, ingredient.code);
		if (strength->stated
		    && !ratio_multiply(amount,
		                       ratio_of(strength->amount.atoms, strength->per.atoms),
		                       &one.amount, err))
			return false;
		if (!add(tally, &one, position, err))
			return false;
	}
	return true;
}

/* So much of a mixture: what its version comes to, in proportion. */
static bool add_mixture(struct store *store, int64_t id, struct ratio amount, enum doubt doubt,
                        int64_t position, struct tally *tally, int depth, struct error *err)
{
	struct content *inner = heap_new(MOST_CONTENTS * sizeof *inner);
	struct version version;
	struct ratio share = { 0, 1 };
	bool ok;
	int count = 0;

	ok = version_read(store, id, &version, err)
	     && contents_of(store, &version, inner, &count, depth - 1, err)
	     && ratio_multiply(amount, ratio_of(1, version.yield.atoms), &share, err);
	for (int i = 0; ok && i < count; i++) {
		if (inner[i].doubt < doubt)
			inner[i].doubt = doubt;
		ok = ratio_multiply(inner[i].amount, share, &inner[i].amount, err)
		     && add(tally, &inner[i], position, err);
	}
	free(inner);
	return ok;
}

static bool add_of(struct store *store, int64_t product, struct ratio amount, enum doubt doubt,
                   int64_t position, struct tally *tally, int depth, struct error *err)
{
	int64_t version;

	if (!version_of_product(store, product, &version, err))
		return false;
	if (version && depth > 0)
		return add_mixture(store, version, amount, doubt, position, tally, depth, err);
	return add_product(store, product, amount, doubt, position, tally, err);
}

/* An ingredient's amount in the whole yield. */
static bool amount_of(const struct version *version, const struct line *line, struct ratio *out,
                      struct error *err)
{
	*out = ratio_of(line->amount.atoms, 1);
	return line->kind != LINE_CONCENTRATION
	    || ratio_multiply(ratio_of(line->amount.atoms, line->per),
	                      ratio_of(version->yield.atoms, 1), out, err);
}

/* A product that could meet an ingredient's line, by its label. */
struct candidate { enum unit unit, per_unit; int64_t strength, per; };

/* So much of the ingredient in the unit a label is in, as volume; false where that cannot be
 * said or is more than the whole yield: nothing is made of it then. */
static bool volume_by(const struct version *version, const struct ingredient *ingredient,
                      enum unit unit, struct ratio amount, const struct candidate *by,
                      struct ratio *volume)
{
	struct error none = { 0 };
	struct ratio converted;

	if (unit != by->unit
	    && (!ingredient_convert(ingredient, (struct quantity){ 1, unit }, by->unit,
	                            &converted, &none)
	        || !ratio_multiply(amount, converted, &amount, &none)))
		return false;
	if (by->per_unit != version->yield.unit) {
		*volume = ratio_of(0, 1);
		return true;
	}
	return ratio_multiply(amount, ratio_of(by->per, by->strength), volume, &none)
	    && ratio_compare(*volume, ratio_of(version->yield.atoms, 1)) <= 0;
}

/* Whether a product on record meets an ingredient's line, and the volume the first that does
 * will take, by its label: *known unless that is a powder, which adds none that is known. */
static bool find_met(struct store *store, const struct version *version,
                     const struct line *line, bool *met, bool *known, struct ratio *volume,
                     struct error *err)
{
	struct ingredient ingredient;
	struct ratio amount;
	struct row *row;

	*met = *known = false;
	*volume = ratio_of(0, 1);
	if (!ingredient_read(store, line->ingredient, &ingredient, err)
	    || !amount_of(version, line, &amount, err))
		return false;
	row = store_query(store, LINE_CANDIDATES,
	                  BIND(bind_int("ingredient", line->ingredient)), err);
	while (!*met && row_next(row, err)) {
		struct candidate by = { .strength = row_int(row, "amount"),
			                .per = row_int(row, "per") };

		if (!unit_parse(row_text(row, "unit"), &by.unit, err)
		    || !unit_parse(row_text(row, "per_unit"), &by.per_unit, err))
			return false;
		*met = volume_by(version, &ingredient, line->amount.unit, amount, &by, volume);
		*known = *met && by.per_unit == version->yield.unit;
	}
	if (!*met)
		*volume = ratio_of(0, 1);
	return !err->fault;
}

bool version_line_met(struct store *store, const struct version *version,
                      const struct line *line, bool *met, struct error *err)
{
	struct ratio volume;
	bool known;

	*met = true;
	return !line->ingredient || find_met(store, version, line, met, &known, &volume, err);
}

bool version_other_form(struct store *store, const struct line *line, char text[OTHER_FORM],
                        struct error *err)
{
	struct row *row = store_one(store, LINE_OTHER_FORM,
	                            BIND(bind_int("ingredient", line->ingredient)), err);

	*text = '\0';
	if (row)
		snprintf(text, OTHER_FORM, "; %s holds %s, which is that in another form",
		         row_text(row, "product"), row_text(row, "form"));
	return !err->fault;
}

/* What the lines but a fill come to; known: of every line; met: none is without a product on
 * record that meets it. */
struct volumes { struct ratio sum; bool about, known, met; };

static bool volumes_of(struct store *store, const struct version *version,
                       const struct line *lines, int count, struct volumes *out,
                       struct error *err)
{
	*out = (struct volumes){ .sum = { 0, 1 }, .known = true, .met = true };
	for (int i = 0; i < count; i++) {
		struct ratio volume = { 0, 1 };
		bool met = true, known = true;

		if (lines[i].kind == LINE_FILL)
			continue;
		if (lines[i].kind == LINE_PRODUCT
		    && lines[i].amount.unit == version->yield.unit)
			volume = ratio_of(lines[i].amount.atoms, 1);
		else
			out->about = true;
		if (lines[i].ingredient
		    && !find_met(store, version, &lines[i], &met, &known, &volume, err))
			return false;
		out->met &= met;
		out->known &= known;
		if (!ratio_add(out->sum, volume, &out->sum, err))
			return false;
	}
	return true;
}

/* What is left to fill, and how sure that is: nothing left, with products that may be other
 * ones, is not known. */
static bool fill_of(struct store *store, const struct version *version,
                    const struct line *lines, int count, struct ratio *out, enum doubt *doubt,
                    struct error *err)
{
	struct volumes volumes;

	if (!volumes_of(store, version, lines, count, &volumes, err)
	 || !ratio_subtract(ratio_of(version->yield.atoms, 1), volumes.sum, out, err))
		return false;
	*doubt = volumes.about ? DOUBT_ABOUT : DOUBT_NONE;
	if (out->num < 0 || (out->num == 0 && volumes.about) || !volumes.met)
		*doubt = DOUBT_UNKNOWN;
	if (*doubt == DOUBT_UNKNOWN)
		*out = ratio_of(0, 1);
	return true;
}

bool version_comes_to(struct store *store, const struct version *version, struct ratio *comes,
                      bool *near, struct error *err)
{
	struct line lines[MOST_LINES];
	struct ratio apart;
	struct rule rule;
	struct volumes volumes;
	bool fills = false;
	int64_t allowed;
	int count;

	*near = true;
	if (!version_lines(store, version->id, lines, &count, err)
	 || !volumes_of(store, version, lines, count, &volumes, err)
	 || !rule_find(store, RULE_YIELD_TOLERANCE, &rule, err)
	 || !scale(version->yield.atoms, rule.amount, 100, ROUND_DOWN, &allowed, err)
	 || !ratio_subtract(volumes.sum, ratio_of(version->yield.atoms, 1), &apart, err))
		return false;
	*comes = volumes.sum;
	for (int i = 0; i < count; i++)
		fills |= lines[i].kind == LINE_FILL;
	if (apart.num < 0)
		apart.num = -apart.num;
	*near = fills || !volumes.known || !rule.holds
	        || ratio_compare(apart, ratio_of(allowed, 1)) <= 0;
	return true;
}

static bool add_line(struct store *store, const struct version *version,
                     const struct line *lines, int count, int at, struct tally *tally,
                     int depth, struct error *err)
{
	const struct line *line = &lines[at];
	struct content one = { .ingredient = line->ingredient,
		               .unit = line->amount.unit,
		               .stated = true };
	struct ratio amount;
	enum doubt doubt;

	copy_text(one.code, sizeof one.code, line->code);
	switch (line->kind) {
	case LINE_PRODUCT:
		return add_of(store, line->product, ratio_of(line->amount.atoms, 1), DOUBT_NONE,
		              line->position, tally, depth, err);
	case LINE_FILL:
		return fill_of(store, version, lines, count, &amount, &doubt, err)
		    && add_of(store, line->product, amount, doubt, line->position, tally, depth,
		              err);
	case LINE_AMOUNT:
	case LINE_CONCENTRATION:
	case LINE_KINDS:
		break;
	}
	return amount_of(version, line, &one.amount, err)
	    && add(tally, &one, line->position, err);
}

static bool contents_of(struct store *store, const struct version *version, struct content *out,
                        int *count, int depth, struct error *err)
{
	struct tally tally = { out, 0 };
	struct line lines[MOST_LINES];
	int line_count;

	if (!version_lines(store, version->id, lines, &line_count, err))
		return false;
	for (int i = 0; i < line_count; i++)
		if (!add_line(store, version, lines, line_count, i, &tally, depth, err))
			return false;
	*count = tally.count;
	return true;
}

bool version_contents(struct store *store, const struct version *version, struct content *out,
                      int *count, struct error *err)
{
	return contents_of(store, version, out, count, DEEPEST, err);
}

/* ---- Differences ---- */

struct letter { char *text; size_t size, used; };

static void tell(struct letter *letter, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void tell(struct letter *letter, const char *format, ...)
{
	va_list args;

	if (letter->used >= letter->size)
		return;
	va_start(args, format);
	letter->used += (size_t)vsnprintf(letter->text + letter->used,
	                                  letter->size - letter->used, format, args);
	va_end(args);
}

static void differ(struct letter *letter, const char *what, const char *now, const char *was)
{
	now = now ? now : "";
	was = was ? was : "";
	if (strcmp(now, was) == 0)
		return;
	if (!*was)
		tell(letter, "%s %s, not said before\n", what, now);
	else if (!*now)
		tell(letter, "%s no longer said, was %s\n", what, was);
	else
		tell(letter, "%s %s, was %s\n", what, now, was);
}

static void amount_text(struct quantity amount, char text[QUANTITY_TEXT])
{
	*text = 0;
	if (amount.atoms)
		quantity_format(amount, text);
}

static void differ_amount(struct letter *letter, const char *what, struct quantity now,
                          struct quantity was)
{
	char now_text[QUANTITY_TEXT], was_text[QUANTITY_TEXT];

	amount_text(now, now_text);
	amount_text(was, was_text);
	differ(letter, what, now_text, was_text);
}

static void differ_number(struct letter *letter, const char *what, int64_t now, int64_t was)
{
	char now_text[24] = "", was_text[24] = "";

	if (now)
		snprintf(now_text, sizeof now_text, "%" PRId64, now);
	if (was)
		snprintf(was_text, sizeof was_text, "%" PRId64, was);
	differ(letter, what, now_text, was_text);
}

static void differ_facts(struct letter *letter, const struct version *now,
                         const struct version *was)
{
	char now_text[INSTANT_LOCAL] = "", was_text[INSTANT_LOCAL] = "";

	differ_amount(letter, "yield", now->yield, was->yield);
	differ_amount(letter, "session volume", now->session, was->session);
	if (now->keeps)
		span_format((struct span){ now->keeps }, now_text);
	if (was->keeps)
		span_format((struct span){ was->keeps }, was_text);
	differ(letter, "keeps", now_text, was_text);
	differ(letter, "technique", now->technique, was->technique);
	differ(letter, "area", now->area, was->area);
	differ(letter, "needle", now->needle, was->needle);
	differ(letter, "device", now->device, was->device);
	differ(letter, "depth", now->depth, was->depth);
	differ_number(letter, "points", now->points, was->points);
	differ(letter, "storage", now->storage, was->storage);
	differ(letter, "regime", now->regime, was->regime);
	differ(letter, "process", now->process, was->process);
	differ(letter, "stability reference", now->stability, was->stability);
	differ_number(letter, "sessions", now->sessions, was->sessions);
	differ_number(letter, "days between sessions", now->interval, was->interval);
	differ_number(letter, "days between sessions after the course", now->maintenance,
	              was->maintenance);
}

/* The texts that struct version has no room for. */
static bool differ_texts(struct store *store, struct letter *letter, int64_t older,
                         int64_t newer, struct error *err)
{
	static const char *const columns[] = { "description", "closure", "quality" };
	static const char *const names[] = { "looks like", "container and closure", "tests" };
	char was[3][512];
	struct row *row = store_one(store, VERSION_BY_ID, BIND(bind_int("id", older)), err);

	for (int i = 0; row && i < 3; i++)
		copy_text(was[i], sizeof was[i], row_text(row, columns[i]));
	row = row ? store_one(store, VERSION_BY_ID, BIND(bind_int("id", newer)), err) : NULL;
	for (int i = 0; row && i < 3; i++)
		differ(letter, names[i], row_text(row, columns[i]), was[i]);
	return !err->fault;
}

static bool differ_lines(struct store *store, struct letter *letter, int64_t older,
                         int64_t newer, struct error *err)
{
	struct line now[MOST_LINES], was[MOST_LINES];
	int now_count, was_count;

	if (!version_lines(store, older, was, &was_count, err)
	    || !version_lines(store, newer, now, &now_count, err))
		return false;
	for (int i = 0, k = 0; i < was_count || k < now_count;) {
		int64_t before = i < was_count ? was[i].position : INT64_MAX,
			after = k < now_count ? now[k].position : INT64_MAX;

		if (before < after)
			tell(letter, "line %" PRId64 " dropped: %s\n", before, was[i].text);
		else if (after < before)
			tell(letter, "line %" PRId64 " added: %s\n", after, now[k].text);
		else if (strcmp(was[i].text, now[k].text) != 0)
			tell(letter, "line %" PRId64 ": %s, was %s\n", after, now[k].text,
			     was[i].text);
		i += before <= after;
		k += after <= before;
	}
	return true;
}

/* Steps are told apart by their place and their text; a step that only the older one has is
 * told too. */
static bool differ_steps(struct store *store, struct letter *letter, int64_t older,
                         int64_t newer, const char *gone, const char *changed,
                         struct error *err)
{
	struct step { int64_t position; char text[256]; } steps[MOST_LINES];
	int count = 0;
	struct row *row = store_query(store, STEP_OF_VERSION, BIND(bind_int("version", older)),
	                              err);

	while (count < MOST_LINES && row_next(row, err)) {
		steps[count].position = row_int(row, "position");
		copy_text(steps[count++].text, sizeof steps->text, row_text(row, "text"));
	}
	for (int i = 0; i < count && !err->fault; i++) {
		row = store_one(store, STEP_AT,
		                BIND(bind_int("version", newer),
		                     bind_int("position", steps[i].position)),
		                err);
		if (!row && !err->fault)
			tell(letter, "step %" PRId64 " %s: %s\n", steps[i].position, gone,
			     steps[i].text);
		else if (row && changed
		         && strncmp(row_text(row, "text"), steps[i].text,
		                    sizeof steps->text - 1)
		                    != 0)
			tell(letter, "step %" PRId64 ": %s, was: %s\n", steps[i].position,
			     row_text(row, "text"), steps[i].text);
	}
	return !err->fault;
}

static bool patient_text(struct store *store, int64_t id, char out[PATIENT_CODE],
                         struct error *err)
{
	struct patient patient;

	*out = 0;
	if (!id)
		return true;
	if (!patient_by_id(store, id, &patient, err))
		return false;
	snprintf(out, PATIENT_CODE, "%s", patient.code);
	return true;
}

bool version_diff(struct store *store, int64_t older, int64_t newer, char *out, size_t size,
                  struct error *err)
{
	struct letter letter = { out, size, 0 };
	struct version now, was;
	char now_patient[PATIENT_CODE], was_patient[PATIENT_CODE];

	*out = 0;
	if (!version_read(store, older, &was, err) || !version_read(store, newer, &now, err)
	    || !patient_text(store, was.patient, was_patient, err)
	    || !patient_text(store, now.patient, now_patient, err))
		return false;
	differ(&letter, "only for", now_patient, was_patient);
	differ_facts(&letter, &now, &was);
	return differ_texts(store, &letter, older, newer, err)
	    && differ_lines(store, &letter, older, newer, err)
	    && differ_steps(store, &letter, older, newer, "dropped", "changed", err)
	    && differ_steps(store, &letter, newer, older, "added", NULL, err);
}
