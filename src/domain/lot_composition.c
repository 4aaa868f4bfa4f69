/*
 * lot_composition.c - what is in a lot, by label, assay or the lines of a batch
 */
#include "lot_inside.h"

#include "rule.h"

#include <inttypes.h>
#include <string.h>

enum { ASSAY_WHOLE = 100000000 };

/* "ascorbic-acid=98.2 %" */
static bool write_assay(struct store *store, int64_t lot, const char *words, struct error *err)
{
	const char *equals = strchr(words, '=');
	struct ingredient ingredient;
	struct assay assay;
	char name[NAME_ROOM];
	int64_t id;

	if (!equals || (size_t)(equals - words) >= sizeof name)
		return failed(err, FAULT_REFUSED,
		              "'%s' is not an assay such as 'ascorbic-acid=98.2 %%'", words);
	snprintf(name, sizeof name, "%.*s", (int)(equals - words), words);
	return ingredient_find(store, name, &ingredient, err)
	    && assay_parse(equals + 1, &assay, err)
	    && store_insert(store, LOT_ASSAY_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("lot",        lot),
		bind_int ("ingredient", ingredient.id),
		bind_text("written",    equals + 1 + strspn(equals + 1, " "))), &id, err);
}

/* What an assay says of the label, of a hundred million; nothing where the label states no
 * strength. */
static bool share_of_label(const struct assay *assay, const struct strength *label,
                           int64_t *share, struct error *err)
{
	struct ratio of = assay->of_label;

	*share = ASSAY_WHOLE;
	if (!assay->relative
	 && (!label->stated || assay->absolute.amount.unit != label->amount.unit
	     || assay->absolute.per.unit != label->per.unit))
		return true;
	if (!assay->relative
	 && !ratio_divide(ratio_of(assay->absolute.amount.atoms, assay->absolute.per.atoms),
	                  ratio_of(label->amount.atoms, label->per.atoms), &of, err))
		return false;
	return scale(ASSAY_WHOLE, of.num, of.den, ROUND_HALF_EVEN, share, err);
}

/* Far from the label it is rather mistyped, or another lot's. */
static bool is_near_label(struct store *store, const char *words, const struct strength *label,
                          struct error *err)
{
	const char *written = words + strcspn(words, "=") + 1;
	int64_t share, percent;
	struct assay assay;
	bool exceeded;

	if (!assay_parse(written, &assay, err) || !share_of_label(&assay, label, &share, err))
		return false;
	if (share > 2 * (int64_t)ASSAY_WHOLE)
		return failed(err, FAULT_REFUSED, "'%s' is more than 200 %% of the label",
		              words);
	if (!rule_exceeded(store, RULE_ASSAY_TOLERANCE, share, ASSAY_WHOLE, &exceeded, &percent,
	                   err))
		return false;
	return !exceeded || store_seat(store)->reason
	    || failed(err, FAULT_REFUSED,
	              "'%s' is more than %" PRId64
	              " %% off the label (rule %s); if the certificate says so, say why with "
	              "--reason",
	              words, percent, RULE_ASSAY_TOLERANCE);
}

/* An assay of what the label does not name would be lost. */
static bool is_of_label(struct store *store, int64_t lot, const char *words, struct error *err)
{
	struct component component[MOST_COMPONENTS];
	struct ingredient ingredient;
	char name[NAME_ROOM];
	struct lot read;
	int count;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(words, "="), words);
	if (!lot_read(store, lot, &read, err) || !ingredient_find(store, name, &ingredient, err)
	 || !product_components(store, read.product.id, component, &count, err))
		return false;
	while (count-- > 0)
		if (component[count].ingredient == ingredient.id)
			return is_near_label(store, words, &component[count].strength, err);
	return failed(err, FAULT_REFUSED, "the label of %s names no %s", read.product.code,
	              ingredient.code);
}

bool lot_write_assays(struct store *store, int64_t lot, const char *const *assays,
                      struct error *err)
{
	for (; assays && *assays; assays++)
		if (!write_assay(store, lot, *assays, err)
		    || !is_of_label(store, lot, *assays, err))
			return false;
	return true;
}

/* One ingredient of a composition: amount of it in per of the lot. */
struct part {
	int64_t ingredient, amount, per;
	enum unit unit;
	bool stated;
};

static bool write_part(struct store *store, int64_t lot, const struct part *part,
                       struct error *err)
{
	int64_t id;

	return store_insert(store, LOT_COMPOSITION_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("lot",        lot),
		bind_int ("ingredient", part->ingredient),
		part->stated ? bind_int("amount", part->amount) : bind_null("amount"),
		bind_text("unit", part->stated ? unit_name(part->unit) : NULL),
		part->stated ? bind_int("per", part->per) : bind_null("per")), &id, err);
}

/* Label times assay, over as many times the label's volume as it takes to be exact, else
 * rounded once. */
static bool by_assay(const struct ratio of_label, struct part *part, struct error *err)
{
	int64_t times = 1;

	/* An assay is at most twice the label. */
	while (times < 1000000 && part->per < QUANTITY_MOST / 10 / times
	       && part->amount < QUANTITY_MOST / 20 / times
	       && of_label.num < INT64_MAX / 10 / times
	       && (__int128)part->amount * of_label.num * times % of_label.den != 0)
		times *= 10;
	part->per *= times;
	return scale(part->amount, of_label.num * times, of_label.den, ROUND_HALF_EVEN,
	             &part->amount, err);
}

static bool label_part(struct store *store, const struct row *row, enum unit counted,
                       struct part *part, struct error *err)
{
	const char *written = row_text(row, "assay");
	struct ingredient ingredient;
	struct assay assay;

	*part = (struct part){ .ingredient = row_int(row, "ingredient"),
		               .amount = row_int(row, "amount"),
		               .per = row_int(row, "per"),
		               .stated = !row_null(row, "amount") };
	if (part->stated && !unit_parse(row_text(row, "unit"), &part->unit, err))
		return false;
	if (!written)
		return true;
	if (!assay_parse(written, &assay, err)
	    || !ingredient_read(store, part->ingredient, &ingredient, err))
		return false;
	if (assay.relative)
		return part->stated ? by_assay(assay.of_label, part, err)
		                    : failed(err, FAULT_REFUSED,
		                             "the label does not state how much %s is in it; "
		                             "give its assay as a strength",
		                             ingredient.code);
	if (assay.absolute.per.unit != counted
	    || (part->stated && assay.absolute.amount.unit != part->unit))
		return failed(err, FAULT_REFUSED,
		              "the assay '%s' of %s is in other units than the label", written,
		              ingredient.code);
	part->amount = assay.absolute.amount.atoms;
	part->unit = assay.absolute.amount.unit;
	part->per = assay.absolute.per.atoms;
	part->stated = true;
	return true;
}

static bool compose_bought(struct store *store, const struct lot *lot, struct part *parts,
                           int *count, struct error *err)
{
	struct row *row = store_query(store, LOT_LABEL, BIND(bind_int("lot", lot->id)), err);

	while (*count < MOST_COMPONENTS && row_next(row, err))
		if (!label_part(store, row, lot->product.unit, &parts[(*count)++], err))
			return false;
	return !err->fault;
}

/* What the lines of a batch bring of one ingredient, exactly. */
struct sum {
	int64_t ingredient;
	enum unit unit;
	struct ratio amount;
	bool stated;
};

static bool add_input(struct sum *sums, int *count, const struct row *row, struct error *err)
{
	struct sum *sum = sums + *count, input = { .ingredient = row_int(row, "ingredient"),
		                                   .stated = !row_null(row, "amount"),
		                                   .amount = ratio_of(0, 1) };
	struct ratio brings;

	if (input.stated && !unit_parse(row_text(row, "unit"), &input.unit, err))
		return false;
	for (int i = 0; i < *count; i++)
		if (sums[i].ingredient == input.ingredient && sums[i].stated == input.stated
		    && sums[i].unit == input.unit)
			sum = &sums[i];
	if (sum == sums + *count) {
		if (*count == MOST_COMPONENTS)
			return failed(err, FAULT_REFUSED,
			              "a mixture holds at most %d ingredients",
			              MOST_COMPONENTS);
		sums[(*count)++] = input;
	}
	return !input.stated
	    || (ratio_multiply(ratio_of(row_int(row, "used"), 1),
	                       ratio_of(row_int(row, "amount"), row_int(row, "per")), &brings,
	                       err)
	        && ratio_add(sum->amount, brings, &sum->amount, err));
}

/* Not stated of one input is not stated of the mixture. */
static bool is_unstated(const struct sum *sums, int count, int64_t ingredient)
{
	while (count-- > 0)
		if (sums[count].ingredient == ingredient && !sums[count].stated)
			return true;
	return false;
}

static bool compose_batch(struct store *store, int64_t lot, struct part *parts, int *made,
                          struct error *err)
{
	struct row *row = store_query(store, LOT_INPUTS, BIND(bind_int("lot", lot)), err);
	struct sum sums[MOST_COMPONENTS];
	struct part part = { 0 };
	int count = 0;

	while (row_next(row, err)) {
		part.per = row_int(row, "made_up");
		if (!add_input(sums, &count, row, err))
			return false;
	}
	for (int i = 0; i < count && !err->fault && part.per > 0; i++) {
		part.ingredient = sums[i].ingredient;
		part.unit = sums[i].unit;
		part.stated = sums[i].stated;
		if (part.stated && is_unstated(sums, count, part.ingredient))
			continue;
		if (!ratio_round(sums[i].amount, 1, ROUND_HALF_EVEN, &part.amount, err))
			return false;
		parts[(*made)++] = part;
	}
	return !err->fault;
}

/* What it is made of, by label and assay or by its lines as they stand. */
static bool compute(struct store *store, int64_t id, struct part parts[MOST_COMPONENTS],
                    int *count, struct error *err)
{
	struct lot lot;

	*count = 0;
	return lot_read(store, id, &lot, err)
	    && (lot.batch ? compose_batch(store, id, parts, count, err)
	                  : compose_bought(store, &lot, parts, count, err));
}

static bool is_recorded(const struct part *part, const struct row *row, struct error *err)
{
	enum unit unit;

	if (part->ingredient != row_int(row, "ingredient")
	    || part->stated == row_null(row, "amount"))
		return false;
	return !part->stated
	    || (unit_parse(row_text(row, "unit"), &unit, err) && unit == part->unit
	        && part->amount == row_int(row, "amount") && part->per == row_int(row, "per"));
}

static bool is_as_recorded(struct store *store, int64_t lot, const struct part *parts,
                           int count, bool *same, struct error *err)
{
	struct row *row = store_query(store, LOT_COMPOSED, BIND(bind_int("lot", lot)), err);
	int recorded = 0, agree = 0;

	for (; row_next(row, err); recorded++)
		for (int i = 0; i < count; i++)
			agree += is_recorded(&parts[i], row, err);
	*same = recorded == count && agree == count;
	return !err->fault;
}

bool lot_composition_holds(struct store *store, int64_t lot, bool *holds, struct error *err)
{
	struct part parts[MOST_COMPONENTS];
	int count;

	*holds = true;
	if (!compute(store, lot, parts, &count, err))
		return false;
	/* A batch of which no line stands was reversed: it keeps the composition it was
	 * given. */
	return count == 0 || is_as_recorded(store, lot, parts, count, holds, err);
}

/* What is on record already is not written again: a composition that differs is a new one, and
 * only then what was signed has changed. */
static bool compose(struct store *store, int64_t id, struct error *err)
{
	struct part parts[MOST_COMPONENTS];
	bool same;
	int count;

	if (!compute(store, id, parts, &count, err)
	    || !is_as_recorded(store, id, parts, count, &same, err))
		return false;
	for (int i = 0; i < count && !same; i++)
		if (!write_part(store, id, &parts[i], err))
			return false;
	return true;
}

static bool is_among(int64_t id, const int64_t *list, int count)
{
	while (count-- > 0)
		if (list[count] == id)
			return true;
	return false;
}

/* Whether all that a batch was made from, of those to be composed again, already is. */
static bool is_ready(struct store *store, int64_t lot, const int64_t *waiting, int count,
                     struct error *err)
{
	struct row *row = store_query(store, LOT_MADE_FROM, BIND(bind_int("lot", lot)), err);

	while (row_next(row, err))
		if (is_among(row_int(row, "lot"), waiting, count))
			return false;
	return true;
}

enum { MOST_MADE = 4096 };

/* Batches of batches: each once, and after all that went into it. */
bool lot_recompose(struct store *store, int64_t lot, struct error *err)
{
	int64_t waiting[MOST_MADE];
	int count = 0;
	struct row *row;

	if (!compose(store, lot, err))
		return false;
	row = store_query(store, LOT_MADE_OF, BIND(bind_int("lot", lot)), err);
	while (row_next(row, err)) {
		if (count == MOST_MADE)
			return failed(err, FAULT_REFUSED,
			              "more than %d batches were made of it", MOST_MADE);
		waiting[count++] = row_int(row, "lot");
	}
	while (count > 0 && !err->fault) {
		int at = 0;

		while (at < count && !is_ready(store, waiting[at], waiting, count, err))
			at++;
		if (at == count)
			return failed(err, FAULT_STORE, "a batch seems to be made of itself");
		lot = waiting[at];
		waiting[at] = waiting[--count];
		if (!compose(store, lot, err))
			return false;
	}
	return !err->fault;
}

bool lot_row_strength(const struct row *row, enum unit per, struct strength *out,
                      struct error *err)
{
	*out = (struct strength){ .stated = !row_null(row, "strength") };
	if (!out->stated)
		return true;
	out->amount.atoms = row_int(row, "strength");
	out->per = (struct quantity){ row_int(row, "strength_per"), per };
	return unit_parse(row_text(row, "strength_unit"), &out->amount.unit, err);
}

bool lot_composition(struct store *store, int64_t lot, struct component *out, int *count,
                     struct error *err)
{
	struct row *row = store_query(store, LOT_COMPOSITION, BIND(bind_int("lot", lot)), err);

	for (*count = 0; row_next(row, err) && *count < MOST_COMPONENTS; ++*count) {
		enum unit per;

		out[*count] = (struct component){ .id = row_int(row, "id"),
			                          .ingredient = row_int(row, "ingredient") };
		if (!unit_parse(row_text(row, "per_unit"), &per, err)
		 || !lot_row_strength(row, per, &out[*count].strength, err))
			return false;
	}
	return !err->fault;
}
