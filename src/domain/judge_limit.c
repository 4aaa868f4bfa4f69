/*
 * judge_limit.c - how much, how strong, how many, how often
 *
 * Each measure is one function. Sums are exact fractions; one that outgrows them is rounded up
 * to the atom, once per term, so that a limit is never passed by rounding.
 */
#include "heap.h"
#include "judge_inside.h"
#include "clinic.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KILOGRAM INT64_C(1000000000000)

/* ---- How much of it there is ---- */

/* An amount as it is added up; open: some of it is not stated, or in a unit that does not turn
 * into the rule's. */
struct total {
	struct ratio amount;
	bool open, any;
};

static void add_up(struct total *total, struct ratio more)
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
		add_up(total, amount);
	else
		total->open = true;
	return true;
}

/* Of a side, in so much of a mixture. */
static bool add_mixture(struct hearing *hearing, const struct side *side, int mixture,
                        struct ratio volume, enum unit to, struct total *total,
                        struct error *err)
{
	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];
		struct ratio amount = ratio_of(0, 1);
		struct error none = { 0 };
		struct content of = part->of;

		if (part->mixture != mixture || !part->counts
		    || !side_has(hearing, side, part))
			continue;
		of.stated = of.stated && ratio_multiply(of.amount, volume, &amount, &none);
		if (!add_content(hearing, side, &of, amount, to, total, err))
			return false;
	}
	return true;
}

/* What the rule is about, with each ingredient where it is a class or another form of it:
 * "anaesthetic (lidocaine-hcl, procaine-hcl)". */
static const char *subject(const struct hearing *hearing, const struct rule *rule,
                           char text[160])
{
	struct side side = side_of(rule);
	const char *head = "";
	char list[120] = "";

	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];
		const char *code = side.product ? hearing->sources[part->source].code : part->of.code;

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

/* The same of one that is judged. */
static bool in_area(struct hearing *hearing, const struct rule *rule, int at,
                    struct ratio *volume, bool *in, struct error *err)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	int64_t inside = mixture->given.atoms;

	*in = !rule->area || !*mixture->area || may_lie(hearing, rule, mixture->area, err);
	if (rule->area && mixture->syringe
	    && !look_at_areas(hearing, rule, hearing->mixtures[mixture->leader].syringe,
	                      inside, &inside, in, err))
		return false;
	*volume = ratio_of(mixture->leader == at ? inside : mixture->given.atoms, 1);
	return !err->fault;
}

/* Whether the rule is about this mixture at all. */
static bool concerns(struct hearing *hearing, const struct rule *rule, int mixture)
{
	struct side side = side_of(rule), with = side_with(rule);

	return judge_applies(hearing, rule, mixture)
	    && (side_is_any(&side) || side_in(hearing, &side, mixture))
	    && (side_is_any(&with) || side_in(hearing, &with, mixture));
}

/* ---- The limit itself ---- */

/* The amount a rule allows: as it stands, or by the patient's weight. known: the weight is;
 * else it is judged for that of the least who is treated. */
struct bound { struct ratio most, least; bool known; char by[300]; };

#define RULE_LEAST_WEIGHT "least-weight"

/* As it was on the day of what is judged, which ends by the clinic's clock. */
static struct row *find_weight(struct hearing *hearing, struct error *err)
{
	struct instant ends;
	struct clinic clinic;
	struct day day, next;

	if (!hearing->patient || !clinic_now(hearing->store, &clinic, err))
		return NULL;
	instant_day(&hearing->at, &clinic.zone, &day);
	day_begins(&day, &clinic.zone, &ends);
	instant_add(&ends, 36 * 3600, &ends);     /* some time on the next day */
	instant_day(&ends, &clinic.zone, &next);
	day_begins(&next, &clinic.zone, &ends);
	return store_one(hearing->store, JUDGE_WEIGHT, BIND(
		bind_int ("patient", hearing->patient),
		bind_text("day",     day.text),
		bind_text("ends",    ends.text)), err);
}

static bool read_weight(struct hearing *hearing, struct error *err)
{
	struct rule least;
	struct row *row;

	if (hearing->weighed)
		return true;
	hearing->weighed = true;
	row = find_weight(hearing, err);
	if (row)
		copy_text(hearing->patient_code, sizeof hearing->patient_code,
		          row_text(row, "code"));
	hearing->weight = row && row_int(row, "held") ? row_int(row, "amount") : 0;
	hearing->weight_known = hearing->weight != 0;
	if (hearing->weight || err->fault)
		return !err->fault;
	if (!rule_find(hearing->store, RULE_LEAST_WEIGHT, &least, err))
		return false;
	hearing->weight = least.holds ? least.least : 0;
	return true;
}

/* ", 4.5 mg per kg for 62 kg", and how the weight is entered where it is not on record. */
static void say_weight(const struct hearing *hearing, const char *each, char by[300])
{
	char weight[QUANTITY_TEXT];

	quantity_format((struct quantity){ hearing->weight, UNIT_GRAM }, weight);
	if (hearing->weight_known)
		snprintf(by, 300, ", %s per kg for %s", each, weight);
	else if (!hearing->patient)
		snprintf(by, 300, ", %s per kg: too much for who weighs %s", each, weight);
	else
		snprintf(by, 300, ", %s per kg for %s, since no weight of %s is on record; "
		         "enter it with pistor patient fact %s weight 'N kg'", each, weight,
		         hearing->patient_code, hearing->patient_code);
}

static bool bound_of(struct hearing *hearing, const struct rule *rule, enum unit unit,
                     struct bound *out, struct error *err)
{
	char each[RATIO_TEXT];
	struct ratio per_kg;

	*out = (struct bound){ .most = ratio_of(rule->amount, 1),
		               .least = ratio_of(rule->least, 1),
		               .known = true };
	if (!rule->per_unit || strcmp(rule->per_unit, "g") != 0)
		return true;
	if (!read_weight(hearing, err)
	    || !ratio_multiply(ratio_of(rule->amount, rule->per), ratio_of(KILOGRAM, 1), &per_kg,
	                       err)
	    || !ratio_multiply(ratio_of(rule->amount, rule->per), ratio_of(hearing->weight, 1),
	                       &out->most, err))
		return false;
	ratio_format(per_kg, unit, each);
	out->known = hearing->weight_known;
	say_weight(hearing, each, out->by);
	return true;
}

static bool exceeds(const struct rule *rule, const struct bound *bound, struct ratio amount)
{
	return rule->has_amount && ratio_compare(amount, bound->most) > 0;
}

static bool lacks(const struct rule *rule, const struct bound *bound, struct ratio amount)
{
	return rule->has_least && ratio_compare(amount, bound->least) < 0;
}

/* One amount against the rule; where: "given", "in one point" ...; also: " (120 mg of it
 * ...)". */
static void compare(struct hearing *hearing, const struct rule *rule, int mixture,
                    const struct total *total, const struct bound *bound, enum unit unit,
                    const char *where, const char *also)
{
	char amount[RATIO_TEXT], limit[RATIO_TEXT], what[160];
	bool too_much = exceeds(rule, bound, total->amount),
	     too_little = bound->known && !total->open && lacks(rule, bound, total->amount);

	if (!total->any)
		return;
	ratio_format(total->amount, unit, amount);
	subject(hearing, rule, what);
	hearing->unweighed |= !bound->known && hearing->patient && !too_much;
	if (too_much || too_little) {
		struct verdict *said;

		ratio_format(too_much ? bound->most : bound->least, unit, limit);
		said = judge_say(hearing, rule, mixture, "%s %s%s %s%s, at %s %s%s", what,
		                 total->open ? "at least " : "", amount, where, also,
		                 too_much ? "most" : "least", limit, bound->by);
		judge_measured(said, total->amount, too_much ? bound->most : bound->least);
		/* Who gets it is weighed then. */
		if (!bound->known && !hearing->patient)
			judge_soften(said);
	} else if (total->open)
		judge_open(hearing, rule, mixture,
		           "%s could not be judged: how much is in it is not stated", what);
}

/* What passed for the least weight, since the patient's is not on record; rules about nothing
 * in particular are heard last. */
static bool measure_weight(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	char weight[QUANTITY_TEXT];

	(void)err;
	if (!hearing->unweighed || strcmp(rule->code, RULE_LEAST_WEIGHT) != 0)
		return true;
	quantity_format((struct quantity){ hearing->weight, UNIT_GRAM }, weight);
	judge_say(hearing, rule, -1, "no weight of %s is on record: what is limited by weight was "
	          "judged for %s; enter it with pistor patient fact %s weight 'N kg'",
	          hearing->patient_code, weight, hearing->patient_code);
	return true;
}

static bool unit_of(const struct rule *rule, enum unit *out, struct error *err)
{
	*out = UNIT_GRAM;
	return !rule->unit || unit_parse(rule->unit, out, err);
}

/* ---- Amounts ---- */

/* Of all syringes. */
static bool sum_given(struct hearing *hearing, const struct rule *rule, enum unit unit,
                      struct total *total, bool *assumed, struct error *err)
{
	struct side side = side_of(rule);
	struct ratio volume;
	bool in;

	*total = (struct total){ .amount = { 0, 1 } };
	*assumed = false;
	for (int i = 0; i < hearing->mixture_count; i++) {
		if (!concerns(hearing, rule, i) || !hearing->mixtures[i].given.atoms)
			continue;
		if (!in_area(hearing, rule, i, &volume, &in, err))
			return false;
		*assumed |= hearing->mixtures[i].assumed;
		if (in && !add_mixture(hearing, &side, i, volume, unit, total, err))
			return false;
	}
	return true;
}

/* What a limit over several syringes adds up. */
struct summed { enum { SUM_AMOUNT, SUM_VOLUME, SUM_POINTS } of; enum unit unit; };

/* Of what else the patient had, where the rule says; volume and points of a syringe stand in
 * each of its rows, and count once. */
static bool add_other(struct hearing *hearing, const struct rule *rule,
                      const struct other *other, const struct summed *summed,
                      int64_t *counted, struct total *total, struct error *err)
{
	int64_t given = other->given.atoms, inside = given;
	struct side side = side_of(rule);
	struct ratio amount = other->of.amount;
	struct error none = { 0 };
	bool in = true, known = *counted == other->syringe;

	if (rule->area && !look_at_areas(hearing, rule, other->syringe, given, &inside, &in, err))
		return false;
	if (!in)
		return true;
	*counted = other->syringe;
	switch (summed->of) {
	case SUM_AMOUNT:
		if (inside < given
		    && !ratio_multiply(amount, ratio_of(inside, given), &amount, &none))
			amount = other->of.amount;
		return add_content(hearing, &side, &other->of, amount, summed->unit, total, err);
	case SUM_VOLUME:
		if (!known && other->given.unit == summed->unit)
			add_up(total, ratio_of(inside, 1));
		return true;
	case SUM_POINTS:
		if (!known)
			add_up(total, ratio_of(other->points, 1));
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

		if ((!any && !side_had(&side, other)) || at > end || at <= end - span)
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

/* With what else the patient had over as long as the rule looks: ever, a window, one session,
 * whichever acts it was recorded in. also: " (with S26-000003)". */
static bool sum_occasion(struct hearing *hearing, const struct rule *rule,
                         struct summed summed, struct total *total, char also[112],
                         struct error *err)
{
	bool course = rule->scope && strcmp(rule->scope, "course") == 0,
	     window = rule->scope && strcmp(rule->scope, "window") == 0 && rule->has_span;
	int64_t span = course ? EVER : window ? rule->span : hearing->occasion;
	char numbers[64] = "";

	*also = '\0';
	if (total->any && span > 0 && hearing->session
	    && !sum_worst(hearing, rule, span, &summed, total, numbers, err))
		return false;
	if (*numbers)
		snprintf(also, 112, " (with %s)", numbers);
	return true;
}

static bool amount_in_all(struct hearing *hearing, const struct rule *rule, enum unit unit,
                          struct error *err)
{
	bool window = rule->scope && strcmp(rule->scope, "window") == 0, assumed;
	char also[112], within[INSTANT_LOCAL + 192] = "given";
	struct total total;
	struct bound bound;
	struct verdicts *out = hearing->out;
	int before = out->count;

	if (!bound_of(hearing, rule, unit, &bound, err)
	    || !sum_given(hearing, rule, unit, &total, &assumed, err)
	    || !sum_occasion(hearing, rule, (struct summed){ SUM_AMOUNT, unit }, &total, also,
	                     err))
		return false;
	if (window && rule->has_span) {
		char text[INSTANT_LOCAL];

		span_format((struct span){ rule->span }, text);
		snprintf(within, sizeof within, "in %s", text);
	}
	if (rule->area)
		snprintf(within + strlen(within), sizeof within - strlen(within), " in %.160s",
		         rule->area);
	for (char *at = within; *at; at++)
		*at = *at == ';' ? ',' : *at;
	compare(hearing, rule, -1, &total, &bound, unit, within, also);
	/* That all of it is given at once is only supposed. */
	if (assumed && out->count > before)
		judge_soften(&out->verdict[out->count - 1]);
	return true;
}

static bool amount_in_mixture(struct hearing *hearing, const struct rule *rule, enum unit unit,
                              struct error *err)
{
	struct side side = side_of(rule);
	struct bound bound;

	if (!bound_of(hearing, rule, unit, &bound, err))
		return false;
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		struct total total = { .amount = { 0, 1 } };

		if (!concerns(hearing, rule, i))
			continue;
		if (!add_mixture(hearing, &side, i,
		                 ratio_of(mixture->made_up.atoms ? mixture->made_up.atoms
		                                                 : mixture->given.atoms, 1),
		                 unit, &total, err))
			return false;
		compare(hearing, rule, i, &total, &bound, unit, "in one mixture", "");
	}
	return true;
}

/* What was one order, split over containers. */
static bool sum_order(struct hearing *hearing, int leader, const struct side *side,
                      enum unit unit, struct total *total, int64_t *volume, struct error *err)
{
	*volume = 0;
	*total = (struct total){ .amount = { 0, 1 } };
	for (int i = leader; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->leader != leader)
			continue;
		*volume += mixture->given.atoms;
		if (!add_mixture(hearing, side, i, ratio_of(mixture->given.atoms, 1), unit,
		                 total, err))
			return false;
	}
	return true;
}

static bool amount_in_point(struct hearing *hearing, const struct rule *rule, enum unit unit,
                            struct error *err)
{
	struct side side = side_of(rule);
	struct bound bound;
	int64_t volume;

	if (!bound_of(hearing, rule, unit, &bound, err))
		return false;
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		struct total total;

		if (mixture->leader != i || !mixture->given.atoms || !concerns(hearing, rule, i))
			continue;
		if (!sum_order(hearing, i, &side, unit, &total, &volume, err))
			return false;
		if (!mixture->points) {
			judge_open(hearing, rule, -1,
			           "%s could not be judged: how many points is not said",
			           rule->text);
			continue;
		}
		if (!ratio_multiply(total.amount, ratio_of(1, mixture->points), &total.amount,
		                    err))
			return false;
		compare(hearing, rule, -1, &total, &bound, unit, "in one point", "");
	}
	return true;
}

static bool measure_amount(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	enum unit unit;

	if (!unit_of(rule, &unit, err))
		return false;
	if (rule->scope && strcmp(rule->scope, "point") == 0)
		return amount_in_point(hearing, rule, unit, err);
	if (rule->scope && strcmp(rule->scope, "mix") == 0)
		return amount_in_mixture(hearing, rule, unit, err);
	return amount_in_all(hearing, rule, unit, err);
}

/* ---- Concentrations ---- */

/* So much in one mL (or g, or piece), for show. */
static void per_one(struct ratio strength, enum unit unit, enum unit of, char text[96])
{
	struct error none = { 0 };
	char amount[RATIO_TEXT] = "?";

	if (ratio_multiply(strength, ratio_of(unit_everyday_atoms(of), 1), &strength, &none))
		ratio_format(strength, unit, amount);
	snprintf(text, 96, "%s/%s", amount, unit_everyday(of));
}

static void judge_strength(struct verdict *verdict, struct ratio is, struct ratio limit,
                           enum unit of)
{
	struct ratio one = ratio_of(unit_everyday_atoms(of), 1);
	struct error none = { 0 };

	if (ratio_multiply(is, one, &is, &none) && ratio_multiply(limit, one, &limit, &none))
		judge_measured(verdict, is, limit);
}

static bool measure_concentration(struct hearing *hearing, const struct rule *rule,
                                  struct error *err)
{
	struct side side = side_of(rule);
	char what[160], is[96], limit[96];
	enum unit unit, of = UNIT_LITRE;

	if (!unit_of(rule, &unit, err) || (rule->per_unit && !unit_parse(rule->per_unit, &of, err)))
		return false;
	for (int i = 0; i < hearing->mixture_count; i++) {
		struct total total = { .amount = { 0, 1 } };
		struct ratio most = ratio_of(rule->amount, rule->per ? rule->per : 1),
		             least = ratio_of(rule->least, rule->per ? rule->per : 1);
		bool high, low;

		if (!concerns(hearing, rule, i) || hearing->mixtures[i].given.unit != of)
			continue;
		if (!add_mixture(hearing, &side, i, ratio_of(1, 1), unit, &total, err))
			return false;
		high = rule->has_amount && ratio_compare(total.amount, most) > 0;
		low = rule->has_least && !total.open && ratio_compare(total.amount, least) < 0;
		subject(hearing, rule, what);
		per_one(total.amount, unit, of, is);
		per_one(high ? most : least, unit, of, limit);
		if (high || low)
			judge_strength(judge_say(hearing, rule, i, "%s %s in %s, at %s %s", what, is,
			                         hearing->mixtures[i].name,
			                         high ? "most" : "least", limit),
			               total.amount, high ? most : least, of);
		else if (total.open)
			judge_open(hearing, rule, i,
			           "%s could not be judged: how much is in it is not stated",
			           what);
	}
	return true;
}

/* ---- Volumes and points ---- */

static int sources_in(const struct hearing *hearing, int mixture)
{
	int count = 0;

	for (int i = 0; i < hearing->source_count; i++)
		count += hearing->sources[i].mixture == mixture;
	return count;
}

/* The whole mixture; condition "products-over-3": only where more than 3 go together. */
static void volume_of_mixture(struct hearing *hearing, const struct rule *rule, int at)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	char is[QUANTITY_TEXT], limit[QUANTITY_TEXT];
	int64_t volume = mixture->made_up.atoms, over = 0;
	bool high = rule->has_amount && volume > rule->amount,
	     low = rule->has_least && volume < rule->least;

	if (rule->condition && strncmp(rule->condition, "products-over-", 14) == 0)
		over = strtoll(rule->condition + 14, NULL, 10);
	if (!volume || mixture->made_up.unit != UNIT_LITRE || (!high && !low)
	    || !judge_mixes(hearing, at)
	    || sources_in(hearing, at) <= over)
		return;
	quantity_format(mixture->made_up, is);
	quantity_format((struct quantity){ high ? rule->amount : rule->least, UNIT_LITRE },
	                limit);
	judge_measured(judge_say(hearing, rule, at, "%s is %s of %d products, at %s %s: %s",
	                         mixture->name, is, sources_in(hearing, at),
	                         high ? "most" : "least", limit, rule->text),
	               ratio_of(volume, 1), ratio_of(high ? rule->amount : rule->least, 1));
}

static bool volume_of_point(struct hearing *hearing, const struct rule *rule, int at,
                            struct error *err)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	struct side side = side_of(rule);
	char is[RATIO_TEXT], limit[QUANTITY_TEXT];
	struct total total;
	int64_t volume;
	bool high, low;
	struct ratio each;

	if (!sum_order(hearing, at, &side, UNIT_LITRE, &total, &volume, err))
		return false;
	if (!mixture->points) {
		if (!side_is_any(&side))
			judge_open(hearing, rule, -1,
			           "%s could not be judged: how many points is not said",
			           rule->text);
		return true;
	}
	each = ratio_of(volume, mixture->points);
	high = rule->has_amount && ratio_compare(each, ratio_of(rule->amount, 1)) > 0;
	low = rule->has_least && ratio_compare(each, ratio_of(rule->least, 1)) < 0;
	if (!high && !low)
		return true;
	ratio_format(each, UNIT_LITRE, is);
	quantity_format((struct quantity){ high ? rule->amount : rule->least, UNIT_LITRE },
	                limit);
	judge_say(hearing, rule, -1, "%s of %s in one point, at %s %s", is, mixture->name,
	          high ? "most" : "least", limit);
	return true;
}

static bool volume_in_all(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	char is[RATIO_TEXT], limit[QUANTITY_TEXT], what[160], also[112];
	struct total total = { .amount = { 0, 1 } };
	bool high, low, in, assumed = false;
	struct ratio volume;
	struct verdict *said;

	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->given.unit != UNIT_LITRE || !concerns(hearing, rule, i))
			continue;
		if (!in_area(hearing, rule, i, &volume, &in, err))
			return false;
		if (in && volume.num)
			add_up(&total, volume);
		assumed |= mixture->assumed;
	}
	if (!sum_occasion(hearing, rule, (struct summed){ SUM_VOLUME, UNIT_LITRE }, &total, also,
	                  err))
		return false;
	high = rule->has_amount && ratio_compare(total.amount, ratio_of(rule->amount, 1)) > 0;
	low = rule->has_least && total.any
	   && ratio_compare(total.amount, ratio_of(rule->least, 1)) < 0;
	if (!high && !low)
		return true;
	ratio_format(total.amount, UNIT_LITRE, is);
	quantity_format((struct quantity){ high ? rule->amount : rule->least, UNIT_LITRE },
	                limit);
	subject(hearing, rule, what);
	said = judge_say(hearing, rule, -1, "%s%s%s given%s, at %s %s", is, *what ? " with " : "",
	                 what, also, high ? "most" : "least", limit);
	if (assumed)
		judge_soften(said);
	return true;
}

static bool measure_volume(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	bool mix = rule->scope && strcmp(rule->scope, "mix") == 0,
	     point = rule->scope && strcmp(rule->scope, "point") == 0;

	if (!mix && !point)
		return volume_in_all(hearing, rule, err);
	for (int i = 0; i < hearing->mixture_count; i++) {
		if (!concerns(hearing, rule, i))
			continue;
		if (mix)
			volume_of_mixture(hearing, rule, i);
		else if (hearing->mixtures[i].leader == i && hearing->mixtures[i].given.atoms
		         && hearing->mixtures[i].given.unit == UNIT_LITRE
		         && !volume_of_point(hearing, rule, i, err))
			return false;
	}
	return true;
}

static bool measure_points(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct total total = { .amount = { 0, 1 } };
	char what[160], also[112];
	struct ratio volume;
	bool in;

	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->leader != i || !mixture->points || !concerns(hearing, rule, i))
			continue;
		if (!in_area(hearing, rule, i, &volume, &in, err))
			return false;
		if (in)
			add_up(&total, ratio_of(mixture->points, 1));
	}
	if (!sum_occasion(hearing, rule, (struct summed){ SUM_POINTS, UNIT_PIECE }, &total, also,
	                  err))
		return false;
	subject(hearing, rule, what);
	if (rule->has_amount && ratio_compare(total.amount, ratio_of(rule->amount, 1)) > 0)
		judge_say(hearing, rule, -1, "%s in %" PRId64 " points%s, at most %" PRId64,
		          *what ? what : "given", total.amount.num, also, rule->amount);
	return true;
}

/* ---- How many go together ---- */

/* Lines of one product, or of one ingredient, are one; what another mixture brings is one. */
static int64_t products_of_lines(const struct hearing *hearing, int mixture)
{
	int64_t count = 0;

	for (int i = 0; i < hearing->source_count; i++) {
		const struct source *one = &hearing->sources[i];
		bool known = one->mixture != mixture || !one->sterile;

		for (int k = 0; k < i && !known; k++)
			known = hearing->sources[k].mixture == mixture
			     && (hearing->sources[k].position == one->position
			         || (hearing->sources[k].product == one->product
			             && (one->product
			                 || strcmp(hearing->sources[k].code, one->code) == 0)));
		count += !known;
	}
	return count;
}

static bool measure_products(struct hearing *hearing, const struct rule *rule,
                             struct error *err)
{
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		int64_t count;

		if (!concerns(hearing, rule, i) || mixture->regime == REGIME_NONE)
			continue;
		if (mixture->batch) {
			struct row *row = store_one(hearing->store, JUDGE_STERILE,
			                            BIND(bind_int("batch", mixture->batch)),
			                            err);

			count = row ? row_int(row, "products") : 0;
		} else
			count = products_of_lines(hearing, i);
		if (err->fault)
			return false;
		if (rule->has_amount && count > rule->amount)
			judge_measured(judge_say(hearing, rule, i,
			                         "%s takes %" PRId64 " sterile products, and %sat "
			                         "most %" PRId64 " may go together",
			                         mixture->name, count,
			                         mixture->regime == REGIME_IMMEDIATE
			                                 ? "for immediate use " : "",
			                         rule->amount),
			               ratio_of(count, 1), ratio_of(rule->amount, 1));
	}
	return true;
}

bool judge_is_inert(const struct part *part)
{
	return strcmp(part->class_code, "solvent/diluent") == 0
	    || strcmp(part->class_code, "buffer/excipient") == 0;
}

static int64_t actives_in(const struct hearing *hearing, int mixture)
{
	int64_t count = 0;

	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];
		bool known = part->mixture != mixture || judge_is_inert(part);

		for (int k = 0; k < i && !known; k++)
			known = hearing->parts[k].mixture == mixture
			     && hearing->parts[k].of.ingredient == part->of.ingredient;
		count += !known;
	}
	return count;
}

static bool measure_actives(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	(void)err;
	for (int i = 0; i < hearing->mixture_count && rule->has_amount; i++) {
		int64_t count = actives_in(hearing, i);

		/* What is in one product was its maker's choice. */
		if (count > rule->amount && sources_in(hearing, i) > 1 && judge_mixes(hearing, i)
		    && judge_applies(hearing, rule, i))
			judge_measured(judge_say(hearing, rule, i, "%s holds %" PRId64 " actives: %s",
			                         hearing->mixtures[i].name, count, rule->text),
			               ratio_of(count, 1), ratio_of(rule->amount, 1));
	}
	return true;
}

/* What is made is of the version in force, or of one that who it is for had before. */
static bool measure_version(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		struct row *row = NULL;

		if (mixture->batch && mixture->version
		    && (!hearing->session || mixture->regime == REGIME_IMMEDIATE))
			row = store_one(hearing->store, JUDGE_SUPERSEDED,
			                BIND(bind_int("batch", mixture->batch)), err);
		if (err->fault)
			return false;
		if (row)
			judge_say(hearing, rule, i, "%s was superseded: %s",
			          row_text(row, "code"), rule->text);
	}
	return true;
}

/* ---- pH ---- */

static bool measure_ph(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	char what[160];

	(void)err;
	if (side_is_any(&side) || !rule->holds)
		return true;
	for (int i = 0; i < hearing->mixture_count; i++) {
		struct acidity *range;

		if (!concerns(hearing, rule, i))
			continue;
		hearing->acidities = heap_more(hearing->acidities, hearing->acidity_count,
		                               sizeof *hearing->acidities);
		range = &hearing->acidities[hearing->acidity_count++];
		*range = (struct acidity){ i, rule->least, rule->amount, "" };
		copy_text(range->code, sizeof range->code, subject(hearing, rule, what));
	}
	return true;
}

static void ph_text(int64_t hundredths, char text[24])
{
	snprintf(text, 24, hundredths % 100 ? "%" PRId64 ".%02" PRId64 : "%" PRId64,
	         hundredths / 100, hundredths % 100);
}

/* Rules about everything are heard last, so that every range is known. */
static bool measure_ph_apart(struct hearing *hearing, const struct rule *rule,
                             struct error *err)
{
	char least[24], most[24];

	(void)err;
	for (int i = 0; i < hearing->acidity_count; i++)
		for (int k = 0; k < hearing->acidity_count; k++) {
			const struct acidity *low = &hearing->acidities[i],
			                     *high = &hearing->acidities[k];
			int64_t apart = high->least - low->most;

			if (low->mixture != high->mixture || apart <= rule->amount)
				continue;
			ph_text(low->most, most);
			ph_text(high->least, least);
			judge_say(hearing, rule, low->mixture,
			          "%s is at most pH %s and %s at least pH %s: %s", low->code, most,
			          high->code, least, rule->text);
			return true;
		}
	return true;
}

/* ---- How often ---- */

/* The next one before or after it; NULL for none within the span. */
static const struct other *nearest(const struct hearing *hearing, const struct side *side)
{
	const struct other *found = NULL;
	int64_t best = INT64_MAX, now = instant_seconds(&hearing->at);

	for (int i = 0; i < hearing->other_count; i++) {
		const struct other *other = &hearing->others[i];
		int64_t apart = llabs(instant_seconds(&other->at) - now);

		if (!side_had(side, other) || apart >= best)
			continue;
		best = apart;
		found = other;
	}
	return found;
}

/* Days are counted as a calendar counts them. */
static bool days_apart(struct hearing *hearing, const struct instant *other, int64_t *days,
                       struct error *err)
{
	struct instant one, two;
	struct clinic clinic;
	struct day a, b;

	if (!clinic_now(hearing->store, &clinic, err))
		return false;
	instant_day(other, &clinic.zone, &a);
	instant_day(&hearing->at, &clinic.zone, &b);
	snprintf(one.text, sizeof one.text, "%sT00:00:00Z", a.text);
	snprintf(two.text, sizeof two.text, "%sT00:00:00Z", b.text);
	*days = llabs(instant_seconds(&two) - instant_seconds(&one)) / 86400;
	return true;
}

static bool given_here(struct hearing *hearing, const struct rule *rule)
{
	for (int i = 0; i < hearing->mixture_count; i++)
		if (concerns(hearing, rule, i))
			return true;
	return false;
}

bool judge_interval(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	const struct other *other;
	char what[160], text[INSTANT_LOCAL];
	int64_t days;

	if (!hearing->session || side_is_any(&side) || !rule->has_span
	    || !given_here(hearing, rule))
		return true;
	if (!judge_read_others(hearing, rule->span + 2 * 86400, err))
		return false;
	other = nearest(hearing, &side);
	if (!other)
		return true;
	if (!days_apart(hearing, &other->at, &days, err))
		return false;
	if (days >= rule->span / 86400
	    && (rule->span % 86400 == 0
	        || llabs(instant_seconds(&other->at) - instant_seconds(&hearing->at))
	                   >= rule->span))
		return true;
	span_format((struct span){ rule->span }, text);
	judge_say(hearing, rule, -1, "%s %" PRId64 " d from %s, at least %s apart",
	          subject(hearing, rule, what), days, other->number, text);
	return true;
}

/* Seconds on a clock that counts only days where a span does, as a calendar counts them. */
static bool clock_at(struct hearing *hearing, const struct rule *rule, const struct instant *at,
                     int64_t *out, struct error *err)
{
	struct instant noon;
	struct clinic clinic;
	struct day day;

	*out = instant_seconds(at);
	if (!rule->has_span || rule->span % 86400)
		return true;
	if (!clinic_now(hearing->store, &clinic, err))
		return false;
	instant_day(at, &clinic.zone, &day);
	snprintf(noon.text, sizeof noon.text, "%sT12:00:00Z", day.text);
	*out = instant_seconds(&noon);
	return true;
}

/* A session in which the patient had it, and when. */
struct sitting_at { int64_t session, at; };

static bool read_sittings(struct hearing *hearing, const struct rule *rule,
                          struct sitting_at **list, int *count, struct error *err)
{
	struct side side = side_of(rule);

	*list = heap_more(NULL, 0, sizeof **list);
	*count = 1;
	(*list)[0].session = hearing->session;
	if (!clock_at(hearing, rule, &hearing->at, &(*list)[0].at, err))
		return false;
	for (int i = 0; i < hearing->other_count; i++) {
		const struct other *other = &hearing->others[i];
		bool known = !side_is_any(&side) && !side_had(&side, other);

		for (int k = 0; k < *count && !known; k++)
			known = (*list)[k].session == other->session;
		if (known)
			continue;
		*list = heap_more(*list, *count, sizeof **list);
		(*list)[*count].session = other->session;
		if (!clock_at(hearing, rule, &other->at, &(*list)[(*count)++].at, err))
			return false;
	}
	return true;
}

/* The most within any span that holds the first of them: one that ends with it or with one
 * after. */
static int64_t most_within(const struct sitting_at *list, int count, int64_t span)
{
	int64_t most = 0;

	for (int i = 0; i < count; i++) {
		int64_t end = list[i].at, within = 0;

		if (end < list[0].at || end - span >= list[0].at)
			continue;
		for (int k = 0; k < count; k++)
			within += list[k].at <= end && list[k].at > end - span;
		most = within > most ? within : most;
	}
	return most;
}

bool judge_course(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	bool window = rule->has_span, any = side_is_any(&(struct side){ rule->ingredient,
	                                                                rule->class, rule->product });
	struct sitting_at *list = NULL;
	char what[160], within[INSTANT_LOCAL + 4] = "", text[INSTANT_LOCAL];
	int64_t sessions;
	int count = 0;

	/* Courses are counted where the protocols are (screening). */
	if (!hearing->session || !rule->has_amount || (any && rule->condition)
	    || !given_here(hearing, rule))
		return true;
	if (!judge_read_others(hearing, window ? rule->span + 2 * 86400 : EVER, err)
	    || !read_sittings(hearing, rule, &list, &count, err)) {
		free(list);
		return false;
	}
	sessions = most_within(list, count, window ? rule->span : EVER);
	free(list);
	if (window) {
		span_format((struct span){ rule->span }, text);
		snprintf(within, sizeof within, " in %s", text);
	}
	subject(hearing, rule, what);
	if (sessions > rule->amount)
		judge_say(hearing, rule, -1, "%s in %" PRId64 " sessions%s, at most %" PRId64,
		          any ? "given something" : what, sessions, within, rule->amount);
	return true;
}

bool judge_limit(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	static const struct {
		const char *name;
		bool (*judge)(struct hearing *, const struct rule *, struct error *);
	} measures[] = {
		{ "amount", measure_amount },     { "concentration", measure_concentration },
		{ "volume", measure_volume },     { "points", measure_points },
		{ "products", measure_products }, { "sessions", judge_course },
		{ "interval", judge_interval },   { "ph", measure_ph },
		{ "ph-apart", measure_ph_apart }, { "actives", measure_actives },
		{ "version", measure_version },   { "weight", measure_weight },
	};

	const char *measure = rule->measure ? rule->measure
	                    : rule->has_amount && rule->unit && strcmp(rule->unit, "count") == 0
	                              && strcmp(rule->kind, "regime") == 0
	                            ? "products" : "";

	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (strcmp(measures[i].name, measure) == 0)
			return measures[i].judge(hearing, rule, err);
	return true;
}
