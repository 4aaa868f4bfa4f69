/*
 * batch_draw.c - one line as executed: opened, written, moved to the bench
 */
#include "batch_inside.h"
#include "rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool write_line(struct store *store, const struct executed *executed,
                       const struct pick *pick, int64_t *id, struct error *err)
{
	bool strong = pick->strength.stated;

	return store_insert(
		store, BATCH_LINE_INSERT,
		BIND(bind_int("action", store_action(store)),
	             bind_int("batch", executed->batch),
	             bind_int("position", executed->position), bind_id("line", executed->line),
	             bind_int("lot", pick->lot),
	             bind_id("container", pick->opens > 1 ? 0 : pick->container),
	             bind_int("required", pick->required.num),
	             bind_int("required_over", pick->required.den),
	             bind_int("used", pick->amount), bind_text("unit", unit_name(pick->unit)),
	             bind_int("factor", executed->factor.num),
	             bind_int("factor_over", executed->factor.den),
	             bind_id("strength", strong ? pick->strength.amount.atoms : 0),
	             bind_text("strength_unit",
	                       strong ? unit_name(pick->strength.amount.unit) : NULL),
	             bind_id("strength_per", strong ? pick->strength.per.atoms : 0),
	             bind_int("step", pick->step ? pick->step : 1),
	             bind_text("picked", pick->why), bind_text("reason", executed->reason),
	             bind_id("replaces", executed->replaces)),
		id, err);
}

bool batch_draw(struct store *store, const struct executed *executed, struct pick *pick,
                const struct instant *at, int64_t *batch_line, struct error *err)
{
	struct taking taking = { .to = PLACE_BENCH, .kind = "use", .at = at };

	/* Also what an earlier line of the act opened: this one names that container, too. */
	if (pick->amount > 0 && !lot_open_pick(store, pick, at, err))
		return false;
	if (!write_line(store, executed, pick, batch_line, err))
		return false;
	taking.batch_line = *batch_line;
	return pick->amount == 0 || lot_take(store, pick, &taking, err);
}

bool batch_only_active(struct store *store, const struct lot *lot, int64_t ingredient,
                       struct error *err)
{
	struct row *row = store_one(store, BATCH_OTHER_ACTIVE, BIND(
		bind_int("lot",        lot->id),
		bind_int("ingredient", ingredient)), err);

	return !row ? !err->fault
	            : failed(err, FAULT_REFUSED, "%s of %s holds %s too", lot->number,
	                     lot->product.code, row_text(row, "code"));
}

bool batch_strength(struct store *store, int64_t lot, int64_t ingredient, struct strength *out,
                    struct error *err)
{
	struct component component[MOST_COMPONENTS];
	struct ingredient wanted;
	struct lot what;
	bool in_it = false;
	int count;

	if (!lot_read(store, lot, &what, err)
	    || !lot_composition(store, lot, component, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		if (component[i].ingredient != ingredient)
			continue;
		in_it = true;
		*out = component[i].strength;
		if (out->stated)
			return true;
	}
	if (!ingredient_read(store, ingredient, &wanted, err))
		return false;
	return in_it ? failed(err, FAULT_REFUSED, "how much %s is in %s of %s is not stated",
	                      wanted.code, what.number, what.product.code)
	             : failed(err, FAULT_REFUSED, "there is no %s in %s of %s", wanted.code,
	                      what.number, what.product.code);
}

bool batch_volume(struct store *store, int64_t id, struct ratio amount, enum unit unit,
                  const struct strength *strength, struct ratio *out, struct error *err)
{
	struct ingredient ingredient;
	struct ratio times;

	if (unit != strength->amount.unit) {
		if (!ingredient_read(store, id, &ingredient, err)
		    || !ingredient_convert(&ingredient, (struct quantity){ 1, unit },
		                           strength->amount.unit, &times, err)
		    || !ratio_multiply(amount, times, &amount, err))
			return false;
	}
	return ratio_multiply(amount, ratio_of(strength->per.atoms, strength->amount.atoms),
	                      out, err);
}

/* What was dissolved of a powder holds its only active ingredient, by which it counts. */
static bool as_dissolved(struct store *store, int64_t powder, const struct lot *lot,
                         struct counting *out, struct error *err)
{
	struct row *row = store_one(store, BATCH_DISSOLVED_OF, BIND(
		bind_int("powder",  powder),
		bind_int("product", lot->product.id)), err);

	if (!row)
		return !err->fault;
	row = store_one(store, LOT_ONLY_ACTIVE, BIND(bind_int("product", powder)), err);
	if (!row)
		return !err->fault;
	out->ingredient = row_int(row, "ingredient");
	out->each = ratio_of(row_int(row, "amount"), row_int(row, "per"));
	return unit_parse(row_text(row, "unit"), &out->unit, err)
	    && batch_strength(store, lot->id, out->ingredient, &out->strength, err);
}

bool batch_counting(struct store *store, int64_t position, int64_t product, int64_t ingredient,
                    enum unit unit, const struct lot *lot, struct counting *out,
                    struct error *err)
{
	struct product asked;

	*out = (struct counting){ .each = ratio_of(1, 1) };
	if (!product) {
		out->ingredient = ingredient;
		out->unit = unit;
		return batch_only_active(store, lot, ingredient, err)
		    && batch_strength(store, lot->id, ingredient, &out->strength, err);
	}
	if (lot->product.id == product)
		return true;
	if (!as_dissolved(store, product, lot, out, err))
		return false;
	return out->ingredient
	    || (product_read(store, product, &asked, err)
	        && failed(err, FAULT_REFUSED, "line %" PRId64 " asks for %s, and %s is %s",
	                  position, asked.code, lot->number, lot->product.code));
}

bool batch_as_lot(struct store *store, const struct counting *counting, struct ratio asked,
                  struct ratio *out, struct error *err)
{
	*out = asked;
	return !counting->ingredient
	    || (ratio_multiply(asked, counting->each, out, err)
	        && batch_volume(store, counting->ingredient, *out, counting->unit,
	                        &counting->strength, out, err));
}

bool batch_as_asked(struct store *store, const struct counting *counting, struct ratio of_lot,
                    struct ratio *out, struct error *err)
{
	struct ratio one;

	*out = of_lot;
	return !counting->ingredient
	    || (batch_as_lot(store, counting, ratio_of(1, 1), &one, err)
	        && ratio_divide(of_lot, one, out, err));
}

bool batch_share(struct ratio *required, int64_t amount, bool last, struct ratio *out,
                 struct error *err)
{
	struct ratio given = ratio_of(amount, 1);

	*out = last || ratio_compare(given, *required) > 0 ? *required : given;
	return ratio_subtract(*required, *out, required, err);
}

bool batch_tolerates(struct store *store, int64_t position, struct ratio required,
                     struct quantity used, int64_t step, struct error *err)
{
	char exact[RATIO_TEXT], really[QUANTITY_TEXT];
	struct ratio apart, allowed;
	struct rule rule;

	if (store_seat(store)->reason || store_seat(store)->exception)
		return true;
	if (!ratio_subtract(ratio_of(used.atoms, 1), required, &apart, err))
		return false;
	if (apart.num < 0)
		apart.num = -apart.num;
	if (ratio_compare(apart, ratio_of(step, 2)) <= 0)
		return true;
	if (!rule_find(store, RULE_USE_TOLERANCE, &rule, err)
	    || !ratio_multiply(required, ratio_of(rule.holds ? rule.amount : 0, 100), &allowed,
	                       err))
		return false;
	if (ratio_compare(apart, allowed) <= 0)
		return true;
	ratio_format(required, used.unit, exact);
	quantity_format(used, really);
	return failed(err, FAULT_REFUSED,
	              "line %" PRId64 " requires %s, and %s is more than %" PRId64
	              " %% off; say with --reason why",
	              position, exact, really, rule.holds ? rule.amount : 0);
}
