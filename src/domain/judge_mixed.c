/*
 * judge_mixed.c - how many go together, in how little, of which version and pH
 */
#include "judge_sum.h"
#include "heap.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int sources_in(const struct hearing *hearing, int mixture)
{
	int count = 0;

	for (int i = 0; i < hearing->source_count; i++)
		count += hearing->sources[i].mixture == mixture;
	return count;
}

/* The whole mixture; condition "products-over-3": only where more than 3 go together. */
void judge_volume_mixed(struct hearing *hearing, const struct rule *rule, int at)
{
	const struct mixture *mixture = &hearing->mixtures[at];
	char is[QUANTITY_TEXT], limit[QUANTITY_TEXT];
	int64_t volume = mixture->made_up.atoms, over = 0;
	bool high = rule->has_amount && volume > rule->amount,
	     low = rule->has_least && volume < rule->least;

	if (rule->condition && strncmp(rule->condition, "products-over-", 14) == 0)
		over = strtoll(rule->condition + 14, NULL, 10);
	if (!volume || mixture->made_up.unit != UNIT_LITRE || (!high && !low)
	    || !judge_mixes(hearing, at) || sources_in(hearing, at) <= over)
		return;
	quantity_format(mixture->made_up, is);
	quantity_format((struct quantity){ high ? rule->amount : rule->least, UNIT_LITRE },
	                limit);
	judge_measured(judge_say(hearing, rule, at, "%s is %s of %d products, at %s %s: %s",
	                         mixture->name, is, sources_in(hearing, at),
	                         high ? "most" : "least", limit, rule->text),
	               ratio_of(volume, 1), ratio_of(high ? rule->amount : rule->least, 1));
}

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

bool judge_products(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	for (int i = 0; i < hearing->mixture_count; i++) {
		const struct mixture *mixture = &hearing->mixtures[i];
		int64_t count;

		if (!judge_concerns(hearing, rule, i) || mixture->regime == REGIME_NONE)
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
			                         "%s takes %" PRId64
			                         " sterile products, and %sat "
			                         "most %" PRId64 " may go together",
			                         mixture->name, count,
			                         mixture->regime == REGIME_IMMEDIATE
			                                 ? "for immediate use "
			                                 : "",
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

bool judge_actives(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	(void)err;
	for (int i = 0; i < hearing->mixture_count && rule->has_amount; i++) {
		int64_t count = actives_in(hearing, i);

		/* What is in one product was its maker's choice. */
		if (count > rule->amount && sources_in(hearing, i) > 1
		    && judge_mixes(hearing, i) && judge_applies(hearing, rule, i))
			judge_measured(judge_say(hearing, rule, i,
			                         "%s holds %" PRId64 " actives: %s",
			                         hearing->mixtures[i].name, count, rule->text),
			               ratio_of(count, 1), ratio_of(rule->amount, 1));
	}
	return true;
}

/* What is made is of the version in force, or of one that who it is for had before. */
bool judge_version(struct hearing *hearing, const struct rule *rule, struct error *err)
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

bool judge_ph(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	char what[160];

	(void)err;
	if (side_is_any(&side) || !rule->holds)
		return true;
	for (int i = 0; i < hearing->mixture_count; i++) {
		struct acidity *range;

		if (!judge_concerns(hearing, rule, i))
			continue;
		hearing->acidities = heap_more(hearing->acidities, hearing->acidity_count,
		                               sizeof *hearing->acidities);
		range = &hearing->acidities[hearing->acidity_count++];
		*range = (struct acidity){ i, rule->least, rule->amount, "" };
		copy_text(range->code, sizeof range->code, judge_subject(hearing, rule, what));
	}
	return true;
}

void judge_hundredths(int64_t hundredths, char text[24])
{
	snprintf(text, 24, hundredths % 100 ? "%" PRId64 ".%02" PRId64 : "%" PRId64,
	         hundredths / 100, hundredths % 100);
}

/* Rules about everything are heard last, so that every range is known. */
bool judge_ph_apart(struct hearing *hearing, const struct rule *rule, struct error *err)
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
			judge_hundredths(low->most, most);
			judge_hundredths(high->least, least);
			judge_say(hearing, rule, low->mixture,
			          "%s is at most pH %s and %s at least pH %s: %s", low->code,
			          most, high->code, least, rule->text);
		}
	return true;
}
