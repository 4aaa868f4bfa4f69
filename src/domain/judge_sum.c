/*
 * judge_sum.c - how much of it there is, in the syringes judged and over what else was given
 *
 * Sums are exact fractions; one that outgrows them is rounded up to the atom, once per term, so
 * that a limit is never passed by rounding.
 */
#include "judge_sum.h"

#include <stdio.h>
#include <string.h>

/* ---- How much of it there is ---- */

void sum_add(struct total *total, struct ratio more)
{
	struct error none = { 0 };
	int64_t a, b;

	total->any = true;
	if (ratio_add(total->amount, more, &total->amount, &none))
		return;
	none = (struct error){ 0 };
	if (ratio_round(total->amount, 1, ROUND_UP, &a, &none)
	    && ratio_round(more, 1, ROUND_UP, &b, &none))
		total->amount = ratio_of(a + b, 1);
	else
		total->open = true;
}

/* In the unit of the rule, and as what the rule is about where that is another form of it. */
static bool add_content(struct hearing *hearing, const struct side *side,
                        const struct content *of, struct ratio amount, enum unit to,
                        struct total *total, struct error *err)
{
	struct ingredient ingredient;
	struct error none = { 0 };
	struct ratio times;
	bool other = of->form_of && side->ingredient != of->ingredient, known = of->stated;

	total->any = true;
	if (known && other && of->base_mass && of->unit == UNIT_GRAM)
		known = ratio_multiply(amount, ratio_of(of->base_mass, of->form_mass), &amount,
		                       &none);
	if (known && of->unit != to) {
		if (!ingredient_read(hearing->store, other ? of->form_of : of->ingredient,
		                     &ingredient, err))
			return false;
		known = ingredient_convert(&ingredient, (struct quantity){ 1, of->unit }, to,
		                           &times, &none)
		     && ratio_multiply(amount, times, &amount, &none);
	}
	if (known)
		sum_add(total, amount);
	else
		total->open = true;
	return true;
}

/* Of a side, in so much of a mixture. */
bool sum_mixture(struct hearing *hearing, const struct side *side, int mixture,
                 struct ratio volume, enum unit to, struct total *total, struct error *err)
{
	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];
		struct ratio amount = ratio_of(0, 1);
		struct error none = { 0 };
		struct content of = part->of;

		if (part->mixture != mixture || !part->counts || !side_has(hearing, side, part))
			continue;
		of.stated = of.stated && ratio_multiply(of.amount, volume, &amount, &none);
		if (!add_content(hearing, side, &of, amount, to, total, err))
			return false;
	}
	return true;
}

/* What the rule is about, with each ingredient where it is a class or another form of it:
 * "anaesthetic (lidocaine-hcl, procaine-hcl)". */
const char *judge_subject(const struct hearing *hearing, const struct rule *rule,
                          char text[160])
{
	struct side side = side_of(rule);
	const char *head = "";
	char list[120] = "";

	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];
		const char *code = side.product ? hearing->sources[part->source].code
		                                : part->of.code;

		if (!side_has(hearing, &side, part))
			continue;
		judge_append(list, sizeof list, code);
		if (side.class)
			head = part->class_code;
		else if (side.ingredient && side.ingredient == part->of.form_of)
			head = part->of.base;
	}
	snprintf(text, 160, *head ? "%s (%s)" : "%s%s", head, list);
	return text;
}

/* ---- Where it is given ---- */

/* Where nobody knows whether an area is one of the rule's, what forbids is asked of it too. */
static bool may_lie(struct hearing *hearing, const struct rule *rule, const char *said,
                    struct error *err)
{
	enum lies lies;

	/* Word for word one of them, no list is asked for. */
	if (judge_lists(rule->area, said))
		return true;
	if (!hearing->body && !(hearing->body = body_read(hearing->store, err)))
		return false;
	lies = body_lies(hearing->body, said, rule->area);
	return lies == LIES_WITHIN || (lies == LIES_PERHAPS && rule->force == RULE_FORBIDS);
}

/* Whether a syringe was given where the rule says, and how much of it, where each area says so;
 * else all of it. */
static bool look_at_areas(struct hearing *hearing, const struct rule *rule, int64_t syringe,
                          int64_t given, int64_t *inside, bool *in, struct error *err)
{
	struct row *row = store_query(hearing->store, JUDGE_AREAS,
	                              BIND(bind_int("syringe", syringe)), err);
	int64_t sum = 0, rows = 0;
	bool all = true;

	*in = false;
	while (row_next(row, err)) {
		rows++;
		all &= row_int(row, "given") > 0;
		if (!may_lie(hearing, rule, row_text(row, "area"), err))
			continue;
		*in = true;
		sum += row_int(row, "given");
	}
	/* Where is not said: it may be there. */
	*in |= rows == 0;
	*inside = rows && all ? sum : given;
	return !err->fault;
}

/* Of one syringe, where so much of all its order was given inside. */
static struct ratio share(int64_t given, int64_t inside, int64_t order)
{
	struct error none = { 0 };
	struct ratio part;

	if (inside < order
	    && ratio_multiply(ratio_of(given, 1), ratio_of(inside, order), &part, &none))
		return part;
	return ratio_of(given, 1);
}

/* The same of one that is judged; an order split over containers says its areas once. */
bool judge_in_area(struct hearing *hearing, const struct rule *rule, int at,
                   struct ratio *volume, bool *in, struct error *err)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	int64_t order = 0, inside;

	for (int i = mixture->leader; i < hearing->mixture_count; i++)
		if (hearing->mixtures[i].leader == mixture->leader)
			order += hearing->mixtures[i].given.atoms;
	inside = order;
	*in = !rule->area || !*mixture->area || may_lie(hearing, rule, mixture->area, err);
	if (rule->area && mixture->syringe
	    && !look_at_areas(hearing, rule, hearing->mixtures[mixture->leader].syringe, order,
	                      &inside, in, err))
		return false;
	*volume = share(mixture->given.atoms, inside, order);
	return !err->fault;
}

/* Whether the rule is about this mixture at all. */
bool judge_concerns(struct hearing *hearing, const struct rule *rule, int mixture)
{
	struct side side = side_of(rule), with = side_with(rule);

	return judge_applies(hearing, rule, mixture)
	    && (side_is_any(&side) || side_in(hearing, &side, mixture))
	    && (side_is_any(&with) || side_in(hearing, &with, mixture));
}
/* ---- Over several syringes and acts ---- */

/* Of all syringes. */
bool sum_given(struct hearing *hearing, const struct rule *rule, enum unit unit,
               struct total *total, bool *assumed, struct error *err)
{
	struct side side = side_of(rule);
	struct ratio volume;
	bool in;

	*total = (struct total){ .amount = { 0, 1 } };
	*assumed = false;
	for (int i = 0; i < hearing->mixture_count; i++) {
		if (!judge_concerns(hearing, rule, i) || !hearing->mixtures[i].given.atoms)
			continue;
		if (!judge_in_area(hearing, rule, i, &volume, &in, err))
			return false;
		*assumed |= hearing->mixtures[i].assumed;
		if (in && !sum_mixture(hearing, &side, i, volume, unit, total, err))
			return false;
	}
	return true;
}

/* Of what else the patient had, where the rule says; volume and points of a syringe stand in
 * each of its rows, and count once. */
static bool add_other(struct hearing *hearing, const struct rule *rule,
                      const struct other *other, const struct summed *summed, int64_t *counted,
                      struct total *total, struct error *err)
{
	int64_t given = other->given.atoms, inside = given;
	struct side side = side_of(rule);
	struct ratio amount = other->of.amount;
	struct error none = { 0 };
	bool in = true, known = *counted == other->syringe;

	if (rule->area
	    && !look_at_areas(hearing, rule, other->syringe, given, &inside, &in, err))
		return false;
	if (!in)
		return true;
	*counted = other->syringe;
	switch (summed->of) {
	case SUM_AMOUNT:
		if (inside < given
		    && !ratio_multiply(amount, ratio_of(inside, given), &amount, &none))
			amount = other->of.amount;
		return add_content(hearing, &side, &other->of, amount, summed->unit, total,
		                   err);
	case SUM_VOLUME:
		if (!known && other->given.unit == summed->unit)
			sum_add(total, ratio_of(inside, 1));
		return true;
	case SUM_POINTS:
		if (!known)
			sum_add(total, ratio_of(other->points, 1));
		return true;
	}
	return true;
}

/* What was given besides at most so long before an instant, the session itself included in the
 * sum where it is. */
static bool sum_until(struct hearing *hearing, const struct rule *rule, int64_t end,
                      int64_t span, const struct summed *summed, struct total *total,
                      char numbers[64], struct error *err)
{
	struct side side = side_of(rule);
	bool any = side_is_any(&side) && summed->of != SUM_AMOUNT;
	int64_t counted = 0;

	*numbers = '\0';
	for (int i = 0; i < hearing->other_count; i++) {
		const struct other *other = &hearing->others[i];
		int64_t at = instant_seconds(&other->at), before = counted;

		if ((!any && !side_had(&side, other)) || at > end || at <= end - span
		    || (other->session < 0 && summed->of != SUM_AMOUNT))
			continue;
		if (!add_other(hearing, rule, other, summed, &counted, total, err))
			return false;
		if (counted != before)
			judge_append(numbers, 64, other->number);
	}
	return true;
}

/* The worst span that holds this session: one that ends with it, or with one entered before
 * that came after. */
static bool sum_worst(struct hearing *hearing, const struct rule *rule, int64_t span,
                      const struct summed *summed, struct total *total, char numbers[64],
                      struct error *err)
{
	int64_t now = instant_seconds(&hearing->at);
	struct total alone = *total;
	char named[64];

	*numbers = '\0';
	if (!judge_read_others(hearing, span, err)
	    || !sum_until(hearing, rule, now, span, summed, total, numbers, err))
		return false;
	for (int i = 0; i < hearing->other_count; i++) {
		int64_t end = instant_seconds(&hearing->others[i].at);
		struct total sum = alone;

		if (end <= now || end - span >= now)
			continue;
		if (!sum_until(hearing, rule, end, span, summed, &sum, named, err))
			return false;
		if (ratio_compare(sum.amount, total->amount) <= 0)
			continue;
		*total = sum;
		memcpy(numbers, named, sizeof named);
	}
	return true;
}

/* With what else the patient had over as long as the rule looks: a course, a window, one session,
 * whichever acts it was recorded in. */
bool sum_occasion(struct hearing *hearing, const struct rule *rule, struct summed summed,
                  struct total *total, char also[ALSO], struct error *err)
{
	bool of_course = rule->scope && strcmp(rule->scope, "course") == 0,
	     window = rule->scope && strcmp(rule->scope, "window") == 0 && rule->has_span;
	int64_t span = window ? rule->span : hearing->occasion;
	struct stretch stretch = { .says = "" };
	char numbers[64] = "";

	*also = '\0';
	if (!total->any || !hearing->session)
		return true;
	if (of_course ? !judge_stretch(hearing, rule, &stretch, err)
	                || !sum_until(hearing, rule, stretch.to, stretch.to - stretch.from + 1,
	                              &summed, total, numbers, err)
	              : span > 0
	                && !sum_worst(hearing, rule, span, &summed, total, numbers, err))
		return false;
	if (*numbers || *stretch.says)
		snprintf(also, ALSO, " (%s%s%s%s)", *numbers ? "with " : "", numbers,
		         *numbers && *stretch.says ? ", " : "", stretch.says);
	return true;
}
/* What was one order, split over containers. */
bool sum_order(struct hearing *hearing, int leader, const struct side *side, enum unit unit,
               struct total *total, int64_t *volume, struct error *err)
{
	*volume = 0;
	*total = (struct total){ .amount = { 0, 1 } };
	for (int i = leader; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->leader != leader)
			continue;
		*volume += mixture->given.atoms;
		if (!sum_mixture(hearing, side, i, ratio_of(mixture->given.atoms, 1), unit,
		                 total, err))
			return false;
	}
	return true;
}
