/*
 * lot_pick.c - choosing lots: first expired, first out, and why
 *
 * The candidates of every product that meets the need are read in one order, barred
 * ones too. Each usable one in turn gives what it can, in whole containers where it
 * is dry, until the need is met; the last gives exactly the rest. An ingredient is
 * counted down in its own unit, exactly, by what each lot's composition says.
 */
#include "lot_inside.h"

#include "heap.h"
#include "rule.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One location that might give something. */
struct candidate {
	int64_t lot, product, place, container, ordinal, free, taken, size;
	enum unit unit;
	struct strength strength;
	char number[LOT_NUMBER], code[CODE_ROOM], shelf[CODE_ROOM], expires[INSTANT_LOCAL],
		opened[INSTANT_LOCAL], barred[BARRED_ROOM];
	struct instant ends, received;          /* ends: by which FEFO goes; empty:
	                                                 * never */
	bool dry, named, begun;      /* begun: what is picked before it leaves something in a
	                              * container */
};

/* A need as it is being met. */
struct search {
	struct store *store;
	const struct need *need;
	struct ingredient ingredient;
	struct candidate *item;
	size_t count;
	int64_t products[MOST_COMPONENTS];
	int product_count;
	struct lot_choice named[16];
	int named_count;
	int64_t step;                /* of measuring volumes */
	struct ratio left;           /* still to be met, atoms of unit */
	enum unit unit;              /* the need's; of a part of a powder, that of what is
	                              * active in it */
	struct ratio active;         /* so much of that in one atom of the need's unit */
	bool whole;                  /* a product's amount in its own unit: rounded once, as a
	                              * whole */
	int64_t total, given;        /* then: atoms to give, and given so far */
	struct ratio met;            /* then: met exactly so far */
	bool dry_left;               /* some powder could give less than a container only */
	char dry_code[CODE_ROOM];
};

static bool add_product(struct search *search, int64_t product)
{
	for (int i = 0; i < search->product_count; i++)
		if (search->products[i] == product)
			return true;
	if (search->product_count == MOST_COMPONENTS)
		return false;
	search->products[search->product_count++] = product;
	return true;
}

static bool add_products(struct search *search, enum query query, const struct bind *bind,
                         struct error *err)
{
	struct row *row = store_query(search->store, query, bind, err);

	while (row_next(row, err))
		if (!add_product(search, row_int(row, "product")))
			return failed(err, FAULT_REFUSED,
			              "more products would do than can be looked at");
	return !err->fault;
}

/* ---- What would do ---- */

static bool is_whole_amount(struct ratio amount, int64_t each)
{
	return amount.num % amount.den == 0
	    && (each <= 1 || (amount.num / amount.den) % each == 0);
}

/* A part of a powder's container is met by what was dissolved of it, as an amount of its only
 * active ingredient. */
static bool part_of_powder(struct search *search, const struct product *product,
                           struct error *err)
{
	struct row *row = store_one(search->store, LOT_ONLY_ACTIVE,
	                            BIND(bind_int("product", product->id)), err);
	int64_t active = row ? row_int(row, "ingredient") : 0;

	search->dry_left = true;
	copy_text(search->dry_code, sizeof search->dry_code, product->code);
	if (!active)
		return !err->fault;
	search->whole = false;
	search->active = ratio_of(row_int(row, "amount"), row_int(row, "per"));
	return unit_parse(row_text(row, "unit"), &search->unit, err)
	    && ratio_multiply(search->left, search->active, &search->left, err)
	    && ingredient_read(search->store, active, &search->ingredient, err)
	    && add_products(search, LOT_PRODUCTS_DISSOLVED,
	                    BIND(bind_int("product", product->id)), err);
}

/* A part of a piece is refused, never rounded (law 8); a volume is measured to a step. */
static bool whole_amount(struct search *search, const struct product *product,
                         struct error *err)
{
	char text[RATIO_TEXT];
	int64_t step = product->unit == UNIT_LITRE ? search->step : 1;

	search->whole = true;
	if (product->unit == UNIT_PIECE && !is_whole_amount(search->left, 1)) {
		ratio_format(search->left, UNIT_PIECE, text);
		return failed(err, FAULT_REFUSED, "%s of %s is a part of a piece", text,
		              product->code);
	}
	return ratio_round(search->left, step, ROUND_HALF_EVEN, &search->total, err);
}

static bool meets_product(struct search *search, struct error *err)
{
	const struct need *need = search->need;
	struct product product;

	if (!product_read(search->store, need->product, &product, err))
		return false;
	if (need->unit == product.unit && lot_is_dry(&product)
	    && !is_whole_amount(need->amount, product.size.atoms))
		return part_of_powder(search, &product, err);
	if (!add_product(search, product.id))
		return false;
	if (need->unit == product.unit)
		return whole_amount(search, &product, err);
	if (need->unit == UNIT_PIECE && product.size.atoms) {
		search->left = ratio_of(need->amount.num, need->amount.den);
		return ratio_multiply(search->left, ratio_of(product.size.atoms, 1),
		                      &search->left, err)
		    && whole_amount(search, &product, err);
	}
	if (lot_is_dry(&product) && need->unit == UNIT_LITRE)
		return failed(err, FAULT_REFUSED,
		              "%s is dry and has no volume; 'pistor lot open %s --with "
		              "DILUENT' dissolves it",
		              product.code, product.code);
	return failed(err, FAULT_REFUSED, "%s is counted in %s, not in %s", product.code,
	              unit_everyday(product.unit), unit_everyday(need->unit));
}

static bool meets_ingredient(struct search *search, struct error *err)
{
	const struct need *need = search->need;

	return ingredient_read(search->store, need->ingredient, &search->ingredient, err)
	    && (need->product
	                ? add_product(search, need->product)
	                          && add_products(search, LOT_PRODUCTS_DISSOLVED,
	                                          BIND(bind_int("product", need->product)), err)
	                : add_products(search, LOT_PRODUCTS_MEETING,
	                               BIND(bind_int("ingredient", need->ingredient)), err));
}

/* ---- What there is ---- */

static bool is_named(const struct search *search, int64_t lot, int64_t container)
{
	for (int i = 0; i < search->named_count; i++)
		for (int k = 0; k < search->named[i].count; k++)
			if (search->named[i].lot[k] == lot
			    && (!search->named[i].container
			        || search->named[i].container == container))
				return true;
	return false;
}

static bool name_lots(struct search *search, struct error *err)
{
	for (const char *const *code = search->need->lots; code && *code; code++) {
		if (search->named_count == (int)(sizeof search->named / sizeof *search->named))
			return failed(err, FAULT_REFUSED,
			              "at most 16 lots may be named for one need");
		if (!lot_find(search->store, *code, &search->named[search->named_count++], err))
			return false;
	}
	return true;
}

static struct candidate *room_for_one(struct search *search)
{
	search->item = heap_more(search->item, search->count, sizeof *search->item);
	memset(&search->item[search->count], 0, sizeof *search->item);
	return &search->item[search->count++];
}

static bool read_candidate(struct search *search, const struct product *product,
                           const struct row *row, struct error *err)
{
	struct candidate *one = room_for_one(search);
	struct instant ends, opened;

	one->product = product->id;
	one->unit = product->unit;
	one->size = product->size.atoms;
	one->dry = lot_is_dry(product);
	copy_text(one->code, sizeof one->code, product->code);
	one->lot = row_int(row, "lot");
	one->place = row_int(row, "place");
	one->container = row_int(row, "container");
	one->ordinal = row_int(row, "ordinal");
	one->free = row_int(row, "amount");
	copy_text(one->number, sizeof one->number, row_text(row, "number"));
	copy_text(one->shelf, sizeof one->shelf, row_text(row, "shelf"));
	copy_text(one->expires, sizeof one->expires, row_text(row, "expires"));
	copy_text(opened.text, sizeof opened.text, row_text(row, "opened"));
	if (*opened.text && !lot_local(search->store, &opened, one->opened, err))
		return false;
	copy_text(ends.text, sizeof ends.text, row_text(row, "expires_at"));
	/* What was made here has no expiry as printed: it is told in the clinic's own time. */
	if (!*one->expires && *ends.text && !lot_local(search->store, &ends, one->expires, err))
		return false;
	copy_text(one->ends.text, sizeof one->ends.text, row_text(row, "ends"));
	copy_text(one->received.text, sizeof one->received.text, row_text(row, "received"));
	copy_text(one->barred, sizeof one->barred, row_text(row, "barred"));
	one->named = is_named(search, one->lot, one->container);
	return true;
}

/* How much of what is looked for is in each, where it is an ingredient. */
static bool read_strengths(struct search *search, struct error *err)
{
	for (size_t i = 0; search->ingredient.id && i < search->count; i++) {
		struct candidate *one = &search->item[i];
		struct row *row = store_one(search->store, LOT_STRENGTH, BIND(
			bind_int("lot",        one->lot),
			bind_int("ingredient", search->ingredient.id)), err);

		if (row ? !lot_row_strength(row, one->unit, &one->strength, err) : err->fault)
			return false;
	}
	return true;
}

static bool read_candidates_of(struct search *search, int64_t id, struct error *err)
{
	const struct need *need = search->need;
	struct product product;
	struct row *row;

	if (!product_read(search->store, id, &product, err))
		return false;
	row = store_query(search->store, LOT_CANDIDATES_OF_PRODUCT, BIND(
		bind_int ("product", id),
		bind_int ("patient", need->patient),
		bind_text("at",      when(search->store, need->at)->text)), err);
	while (row_next(row, err))
		if (!(need->place && row_int(row, "place") != need->place)
		    && !read_candidate(search, &product, row, err))
			return false;
	return !err->fault;
}

static bool read_candidates(struct search *search, struct error *err)
{
	for (int i = 0; i < search->product_count; i++)
		if (!read_candidates_of(search, search->products[i], err))
			return false;
	return read_strengths(search, err);
}

/* What can be taken from each: less what is picked already; of an earlier instant, what later
 * ones leave. */
static bool free_candidates(struct search *search, const struct picks *picks, struct error *err)
{
	const struct instant *at = when(search->store, search->need->at);
	bool late = strcmp(at->text, store_seat(search->store)->entered.text) < 0;

	for (size_t i = 0; i < search->count; i++) {
		struct candidate *one = &search->item[i];

		if (late
		    && !ledger_free(search->store, one->lot, one->place, one->container, at,
		                    &one->free, err))
			return false;
		for (int k = 0; k < picks->count; k++) {
			const struct pick *pick = &picks->pick[k];

			if (pick->lot == one->lot && pick->place == one->place
			    && pick->container == one->container)
				one->taken += pick->amount;
		}
		if (!one->container && one->size)
			one->free -= one->free % one->size;
		one->begun = !one->container && one->size && one->taken % one->size;
		one->free -= one->taken;
	}
	return true;
}

/* Opened first, then what is left of those this act will open, then expiry (no expiry last),
 * received, lot; the rest of the order is that of reading. */
static int rank(const struct candidate *one)
{
	return one->container ? 0 : one->begun ? 1 : 2;
}

static bool comes_before(const struct candidate *a, const struct candidate *b)
{
	int by_rank = rank(a) - rank(b);

	if (by_rank)
		return by_rank < 0;
	if (!*a->ends.text != !*b->ends.text)
		return *a->ends.text != '\0';
	if (strcmp(a->ends.text, b->ends.text) != 0)
		return strcmp(a->ends.text, b->ends.text) < 0;
	if (strcmp(a->received.text, b->received.text) != 0)
		return strcmp(a->received.text, b->received.text) < 0;
	return a->lot < b->lot;
}

/* Candidates of each product come in order; several products, and what is begun, must be
 * merged: stable. */
static void sort_candidates(struct search *search)
{
	for (size_t i = 1; i < search->count; i++) {
		struct candidate moving = search->item[i];
		size_t k = i;

		for (; k > 0 && comes_before(&moving, &search->item[k - 1]); k--)
			search->item[k] = search->item[k - 1];
		search->item[k] = moving;
	}
}

/* ---- Giving ---- */

static void pass(struct picks *picks, const struct candidate *one, const char *why)
{
	struct passed *passed;

	if (picks->passed_count == MOST_PASSED) {
		picks->passed_more++;
		return;
	}
	passed = &picks->passed[picks->passed_count++];
	*passed = (struct passed){ .lot = one->lot, .ordinal = one->ordinal };
	copy_text(passed->number, sizeof passed->number, one->number);
	copy_text(passed->why, sizeof passed->why, why);
}

static void say_why(const struct search *search, const struct candidate *one,
                    char why[PICK_WHY])
{
	const char *reason = search->need->reason ? search->need->reason
	                                          : store_seat(search->store)->reason;

	if (one->named && reason)
		snprintf(why, PICK_WHY, "named: %s", reason);
	else if (one->named)
		snprintf(why, PICK_WHY, "named, and first to be used");
	else if (one->container)
		snprintf(why, PICK_WHY, "opened %.10s, so used first", one->opened);
	else if (one->begun)
		snprintf(why, PICK_WHY, "opened for this already");
	else if (*one->expires)
		snprintf(why, PICK_WHY, "first to expire, %.10s", one->expires);
	else
		snprintf(why, PICK_WHY, "first received of what does not expire");
}

/* The containers that so much takes, those of earlier picks among them. */
static int64_t containers_for(const struct candidate *one, int64_t amount)
{
	return one->size ? (amount + one->size - 1) / one->size : 0;
}

static bool give(struct search *search, const struct candidate *one, struct ratio required,
                 int64_t amount, struct picks *picks, struct error *err)
{
	struct pick *pick = &picks->pick[picks->count];

	if (picks->count == MOST_PICKS)
		return failed(err, FAULT_REFUSED, "that takes more than %d lots and containers",
		              MOST_PICKS);
	*pick = (struct pick){ .lot = one->lot,
		               .product = one->product,
		               .place = one->place,
		               .container = one->container,
		               .ordinal = one->ordinal,
		               .until = one->ends,
		               .required = required,
		               .amount = amount,
		               .unit = one->unit,
		               .step = one->unit == UNIT_LITRE ? search->step : 1 };
	if (!one->container)
		pick->opens = containers_for(one, one->taken + amount)
		              - containers_for(one, one->taken);
	if (!search->whole)
		pick->strength = one->strength;
	copy_text(pick->number, sizeof pick->number, one->number);
	copy_text(pick->code, sizeof pick->code, one->code);
	copy_text(pick->shelf, sizeof pick->shelf, one->shelf);
	copy_text(pick->barred, sizeof pick->barred, one->barred);
	say_why(search, one, pick->why);
	picks->count++;
	return true;
}

/* Of a product's amount: rounded as a whole already. */
static bool give_whole(struct search *search, struct candidate *one, struct picks *picks,
                       struct error *err)
{
	int64_t rest = search->total - search->given,
		amount = one->free < rest ? one->free : rest;
	struct ratio required = ratio_of(amount, 1);

	if (amount <= 0)
		return true;
	if (amount == rest && !ratio_subtract(search->left, search->met, &required, err))
		return false;
	search->given += amount;
	return ratio_add(search->met, ratio_of(amount, 1), &search->met, err)
	    && give(search, one, required, amount, picks, err);
}

/* What so much of the ingredient is in this lot, exactly: atoms of the lot per atom of the
 * need's unit. */
static bool lot_per_need(const struct search *search, const struct candidate *one,
                         struct ratio *out, struct error *err)
{
	const struct ingredient *ingredient = &search->ingredient;
	enum unit stated = one->strength.amount.unit, wanted = search->unit;

	*out = ratio_of(one->strength.per.atoms, one->strength.amount.atoms);
	if (stated == wanted)
		return true;
	if (ingredient->iu_mass && stated == UNIT_GRAM && wanted == UNIT_IU)
		return ratio_multiply(*out, ratio_of(ingredient->iu_mass, ingredient->iu), out,
		                      err);
	if (ingredient->iu_mass && stated == UNIT_IU && wanted == UNIT_GRAM)
		return ratio_multiply(*out, ratio_of(ingredient->iu, ingredient->iu_mass), out,
		                      err);
	return failed(err, FAULT_REFUSED,
	              "%s of %s is stated in %s, and nothing says how that turns into %s",
	              ingredient->code, one->number, unit_everyday(stated),
	              unit_everyday(wanted));
}

/* Of an ingredient's amount: counted down exactly. */
static bool give_active(struct search *search, struct candidate *one, struct picks *picks,
                        struct error *err)
{
	struct ratio per_need, required, brings;
	int64_t amount, step = one->unit == UNIT_LITRE ? search->step : 1;

	if (!lot_per_need(search, one, &per_need, err)
	    || !ratio_multiply(search->left, per_need, &required, err))
		return false;
	if (one->dry || one->unit == UNIT_PIECE) {
		int64_t each = one->dry ? one->size : 1, whole;

		if (!ratio_round(required, each, ROUND_DOWN, &whole, err))
			return false;
		amount = whole < one->free ? whole : one->free / each * each;
		if (amount != whole || ratio_compare(required, ratio_of(whole, 1)) != 0) {
			search->dry_left |= one->dry && amount == whole;
			copy_text(search->dry_code, sizeof search->dry_code, one->code);
		}
	} else if (!ratio_round(required, step, ROUND_HALF_EVEN, &amount, err)) {
		return false;
	} else if (amount <= one->free) {
		search->left = ratio_of(0, 1);
		return amount == 0 || give(search, one, required, amount, picks, err);
	} else {
		amount = one->free;
	}
	if (amount <= 0)
		return true;
	required = ratio_of(amount, 1);
	return ratio_divide(required, per_need, &brings, err)
	    && ratio_subtract(search->left, brings, &search->left, err)
	    && give(search, one, required, amount, picks, err);
}

static bool is_met(const struct search *search)
{
	return search->whole ? search->given == search->total : search->left.num == 0;
}

/* A lot that was named may have been opened long ago: what else there is of it serves, unless
 * the container was named. */
static bool rest_serves(const struct search *search, const struct candidate *one)
{
	for (int i = 0; i < search->named_count; i++)
		if (search->named[i].container && search->named[i].container == one->container)
			return false;
	for (size_t i = 0; i < search->count; i++)
		if (search->item[i].lot == one->lot && search->item[i].named
		    && !*search->item[i].barred && search->item[i].free > 0)
			return true;
	return false;
}

/* Whether a lot is to be looked at, having said why where it is not. A lot that was named and
 * may not be used is refused, or recorded because it happened. */
static bool may_give(struct search *search, const struct candidate *one, struct picks *picks,
                     bool *may, struct error *err)
{
	bool unnamed = search->named_count && !one->named;

	*may = false;
	if (one->free <= 0 || unnamed)
		return true;
	if (!search->whole && !one->strength.stated) {
		if (!*one->barred)
			pass(picks, one, "its strength is not stated");
		return true;
	}
	if (*one->barred && one->named && rest_serves(search, one)) {
		pass(picks, one, one->barred);
		return true;
	}
	if (*one->barred && !(one->named && store_seat(search->store)->exception)) {
		pass(picks, one, one->barred);
		return !one->named
		    || failed(err, FAULT_REFUSED, "%s is %s", one->number, one->barred);
	}
	*may = true;
	return true;
}

static bool give_all(struct search *search, struct picks *picks, struct error *err)
{
	for (size_t i = 0; i < search->count && !is_met(search); i++) {
		struct candidate *one = &search->item[i];
		bool may;

		if (!may_give(search, one, picks, &may, err))
			return false;
		if (may
		    && !(search->whole ? give_whole(search, one, picks, err)
		                       : give_active(search, one, picks, err)))
			return false;
	}
	return true;
}

/* ---- Refusing ---- */

/* All there is of it that could be used, in the need's unit. */
static bool have(const struct search *search, int64_t *out, struct error *err)
{
	struct ratio sum = ratio_of(0, 1), per_need, brings;

	for (size_t i = 0; i < search->count; i++) {
		const struct candidate *one = &search->item[i];

		if (*one->barred || one->free <= 0 || (search->named_count && !one->named)
		 || (!search->whole && !one->strength.stated))
			continue;
		brings = ratio_of(one->free, 1);
		if (!search->whole && (!lot_per_need(search, one, &per_need, err)
		                       || !ratio_divide(brings, per_need, &brings, err)))
			return false;
		if (!ratio_add(sum, brings, &sum, err))
			return false;
	}
	return ratio_divide(sum, search->active, &sum, err)
	    && ratio_round(sum, 1, ROUND_DOWN, out, err);
}

static const char *wanted_code(const struct search *search, struct product *product)
{
	struct error ignored = { 0 };

	if (search->need->product
	    && product_read(search->store, search->need->product, product, &ignored))
		return product->code;
	return search->ingredient.code;
}

/* " at 2026-11-03 18:00", where what was there then is not what is there now. */
static bool then_of(struct store *store, const struct need *need, char then[INSTANT_LOCAL + 4],
                    struct error *err)
{
	const struct instant *at = when(store, need->at);
	char local[INSTANT_LOCAL];

	if (strcmp(at->text, store_seat(store)->entered.text) >= 0)
		return true;
	if (!lot_local(store, at, local, err))
		return false;
	snprintf(then, INSTANT_LOCAL + 4, " at %s", local);
	return true;
}

static bool refuse_short(struct search *search, const struct picks *picks, int passed_before,
                         struct shortage *short_of, struct error *err)
{
	enum unit unit = search->whole && search->count ? search->item[0].unit
	                                                : search->need->unit;
	char need[RATIO_TEXT], there[QUANTITY_TEXT], over[200] = "", item[PICK_WHY],
						     then[INSTANT_LOCAL + 4] = "";
	struct product product;
	int64_t atoms, needed;

	if (!have(search, &atoms, err)
	    || !ratio_round(search->need->amount, 1, ROUND_HALF_EVEN, &needed, err))
		return false;
	ratio_format(search->need->amount, search->need->unit, need);
	quantity_format((struct quantity){ atoms, unit }, there);
	for (int i = passed_before; i < picks->passed_count; i++) {
		snprintf(item, sizeof item, "%s %.100s", picks->passed[i].number,
		         picks->passed[i].why);
		lot_append(over, sizeof over, item);
	}
	if (short_of)
		*short_of = (struct shortage){ true,
			                       { needed, search->need->unit },
			                       { atoms, unit } };
	/* Enough of it, and yet not to be had: as it lies there it cannot be measured. */
	if (search->dry_left && atoms >= needed)
		return failed(err, FAULT_REFUSED,
		              "need %s of %s, and %s is there, but a powder is taken by whole "
		              "containers: 'pistor lot open %s --with DILUENT' dissolves it "
		              "first%s%s%s",
		              need, wanted_code(search, &product), there, search->dry_code,
		              *over ? " (" : "", over, *over ? ")" : "");
	if (!then_of(search->store, search->need, then, err))
		return false;
	return failed(err, FAULT_REFUSED, "need %s of %s, have %s%s%s%s%s%s%s%s", need,
	              wanted_code(search, &product), there, then, *over ? " (" : "", over,
	              *over ? ")" : "",
	              search->dry_left
	                      ? "; a powder is taken by whole containers: 'pistor lot open "
	                      : "",
	              search->dry_left ? search->dry_code : "",
	              search->dry_left ? " --with DILUENT' dissolves it" : "");
}

/* Whether unopened lots expire so near each other that either may be used first. */
static bool is_as_near(const struct candidate *one, const struct candidate *other,
                       int64_t tolerance)
{
	if (!tolerance || one->container || other->container || !*one->ends.text
	    || !*other->ends.text)
		return false;
	return llabs(instant_seconds(&one->ends) - instant_seconds(&other->ends)) <= tolerance;
}

/* A lot named although another was to be used first, and no word why. */
static bool refuse_out_of_order(const struct search *search, const struct picks *picks,
                                int from, struct error *err)
{
	bool explained = search->need->reason || store_seat(search->store)->reason
	                 || store_seat(search->store)->exception;
	struct rule rule;
	size_t last = 0;

	if (!search->named_count || explained)
		return true;
	if (!rule_find(search->store, RULE_FEFO, &rule, err))
		return false;
	if (rule.force <= RULE_WARNS)
		return true;
	for (size_t i = 0; i < search->count; i++)
		for (int k = from; k < picks->count; k++)
			if (search->item[i].lot == picks->pick[k].lot
			    && search->item[i].container == picks->pick[k].container
			    && search->item[i].place == picks->pick[k].place)
				last = i;
	for (size_t i = 0; i < last; i++) {
		const struct candidate *one = &search->item[i];

		if (!one->named && !*one->barred && one->free > 0
		    && !is_as_near(one, &search->item[last], rule.span)
		    && (search->whole || one->strength.stated))
			return failed(err, FAULT_REFUSED,
			              "%s is to be used before %s (%s%.10s); say why not with "
			              "--reason",
			              one->number, picks->pick[from].number,
			              one->container ? "opened " : "expires ",
			              one->container  ? one->opened
			              : *one->expires ? one->expires
			                              : "never");
	}
	return true;
}

/* A lot named that gives nothing would be passed over without a word. */
static bool refuse_strange(const struct search *search, struct error *err)
{
	struct product product;
	struct lot lot;

	for (int i = 0; i < search->named_count; i++) {
		bool found = false;

		for (size_t k = 0; k < search->count && !found; k++)
			for (int n = 0; n < search->named[i].count; n++)
				found |= search->item[k].lot == search->named[i].lot[n]
				         && search->item[k].named;
		if (found)
			continue;
		if (!lot_read(search->store, search->named[i].lot[0], &lot, err))
			return false;
		for (int k = 0; k < search->product_count; k++)
			if (search->products[k] == lot.product.id)
				return failed(err, FAULT_REFUSED, "nothing is left of %s there",
				              lot.number);
		if (search->dry_left && lot.product.id == search->need->product)
			return failed(err, FAULT_REFUSED,
			              "%s is a powder, taken by whole containers: 'pistor lot "
			              "open %s --with DILUENT' dissolves it first",
			              lot.number, lot.number);
		return failed(err, FAULT_REFUSED, "%s is %s, not %s", lot.number,
		              lot.product.code, wanted_code(search, &product));
	}
	return true;
}

static bool choose(struct search *search, struct picks *picks, struct shortage *short_of,
                   struct error *err)
{
	int from = picks->count, passed = picks->passed_count;

	if (!name_lots(search, err)
	    || !(search->need->ingredient ? meets_ingredient(search, err)
	                                  : meets_product(search, err))
	    || !read_candidates(search, err) || !free_candidates(search, picks, err))
		return false;
	sort_candidates(search);
	if (!refuse_strange(search, err) || !give_all(search, picks, err)
	 || (!is_met(search) && !refuse_short(search, picks, passed, short_of, err))
	 || !refuse_out_of_order(search, picks, from, err)) {
		picks->count = from;
		return false;
	}
	return true;
}

bool lot_measurable(struct store *store, struct quantity measured, struct error *err)
{
	char text[QUANTITY_TEXT], least[QUANTITY_TEXT];
	int64_t step;

	if (measured.unit != UNIT_LITRE || measured.atoms == 0)
		return true;
	if (!rule_amount(store, RULE_MEASURING_STEP, &step, NULL, err)
	    || measured.atoms % step == 0)
		return !err->fault;
	quantity_format(measured, text);
	quantity_format((struct quantity){ step, UNIT_LITRE }, least);
	return failed(err, FAULT_REFUSED,
	              "%s cannot have been measured: what a person measures is a multiple of "
	              "%s (rule %s)",
	              text, least, RULE_MEASURING_STEP);
}

bool lot_pick(struct store *store, const struct need *need, struct picks *picks,
              struct shortage *short_of, struct error *err)
{
	struct search search = { .store = store,
		                 .need = need,
		                 .left = need->amount,
		                 .met = ratio_of(0, 1),
		                 .unit = need->unit,
		                 .active = ratio_of(1, 1) };
	bool ok;

	assert(need->product || need->ingredient);
	if (short_of)
		*short_of = (struct shortage){ 0 };
	ok = rule_amount(store, RULE_MEASURING_STEP, &search.step, NULL, err)
	     && choose(&search, picks, short_of, err);
	free(search.item);
	return ok;
}
