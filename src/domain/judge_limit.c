/*
 * judge_limit.c - how much and how strong, against what the rule allows
 *
 * Each measure is one function.
 */
#include "judge_sum.h"
#include "clinic.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define KILOGRAM INT64_C(1000000000000)

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
	judge_subject(hearing, rule, what);
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

static bool amount_in_all(struct hearing *hearing, const struct rule *rule, enum unit unit,
                          struct error *err)
{
	bool window = rule->scope && strcmp(rule->scope, "window") == 0, assumed;
	char also[ALSO], within[INSTANT_LOCAL + 192] = "given";
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

		if (!judge_concerns(hearing, rule, i))
			continue;
		if (!sum_mixture(hearing, &side, i,
		                 ratio_of(mixture->made_up.atoms ? mixture->made_up.atoms
		                                                 : mixture->given.atoms, 1),
		                 unit, &total, err))
			return false;
		compare(hearing, rule, i, &total, &bound, unit, "in one mixture", "");
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

		if (mixture->leader != i || !mixture->given.atoms
		    || !judge_concerns(hearing, rule, i))
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

		if (!judge_concerns(hearing, rule, i) || hearing->mixtures[i].given.unit != of)
			continue;
		if (!sum_mixture(hearing, &side, i, ratio_of(1, 1), unit, &total, err))
			return false;
		high = rule->has_amount && ratio_compare(total.amount, most) > 0;
		low = rule->has_least && !total.open && ratio_compare(total.amount, least) < 0;
		judge_subject(hearing, rule, what);
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
	char is[RATIO_TEXT], limit[QUANTITY_TEXT], what[160], also[ALSO];
	struct total total = { .amount = { 0, 1 } };
	bool high, low, in, assumed = false;
	struct ratio volume;
	struct verdict *said;

	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->given.unit != UNIT_LITRE || !judge_concerns(hearing, rule, i))
			continue;
		if (!judge_in_area(hearing, rule, i, &volume, &in, err))
			return false;
		if (in && volume.num)
			sum_add(&total, volume);
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
	judge_subject(hearing, rule, what);
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
		if (!judge_concerns(hearing, rule, i))
			continue;
		if (mix)
			judge_volume_mixed(hearing, rule, i);
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
	char what[160], also[ALSO];
	struct ratio volume;
	bool in;

	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];

		if (mixture->leader != i || !mixture->points
		    || !judge_concerns(hearing, rule, i))
			continue;
		if (!judge_in_area(hearing, rule, i, &volume, &in, err))
			return false;
		if (in)
			sum_add(&total, ratio_of(mixture->points, 1));
	}
	if (!sum_occasion(hearing, rule, (struct summed){ SUM_POINTS, UNIT_PIECE }, &total, also,
	                  err))
		return false;
	judge_subject(hearing, rule, what);
	if (rule->has_amount && ratio_compare(total.amount, ratio_of(rule->amount, 1)) > 0)
		judge_say(hearing, rule, -1, "%s in %" PRId64 " points%s, at most %" PRId64,
		          *what ? what : "given", total.amount.num, also, rule->amount);
	return true;
}
/* How deep it is given: each that is too deep, or not deep enough. */
static bool measure_depth(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	char is[24], limit[24];

	(void)err;
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		bool high = rule->has_amount && mixture->depth > rule->amount,
		     low = rule->has_least && mixture->depth < rule->least;

		if (mixture->depth < 0 || mixture->leader != i || (!high && !low)
		    || !judge_concerns(hearing, rule, i))
			continue;
		judge_hundredths(mixture->depth, is);
		judge_hundredths(high ? rule->amount : rule->least, limit);
		verdict_about(judge_say(hearing, rule, -1, "%s at %s mm, at %s %s mm", mixture->name,
		                        is, high ? "most" : "least", limit),
		              mixture->name);
	}
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
		{ "depth", measure_depth },       
		{ "products", judge_products }, { "sessions", judge_course },
		{ "interval", judge_interval },   { "ph", judge_ph },
		{ "ph-apart", judge_ph_apart }, { "actives", judge_actives },
		{ "version", judge_version },   { "weight", measure_weight },
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
