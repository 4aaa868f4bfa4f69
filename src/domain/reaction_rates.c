/*
 * reaction_rates.c - how often, by what, and whether that may be chance
 */
#include "heap.h"
#include "reaction.h"
#include "phrase.h"
#include "rule.h"

#include <stdio.h>
#include <string.h>

enum { BILLION = 1000000000 };

static const struct { const char *name; enum query query;
} ways[BY_COUNT] = {
	[BY_LOT] = { "lot", REACTION_RATES_LOT },
	[BY_BATCH] = { "batch", REACTION_RATES_BATCH },
	[BY_RECIPE] = { "recipe", REACTION_RATES_RECIPE },
	[BY_PRACTITIONER] = { "practitioner", REACTION_RATES_PRACTITIONER },
	[BY_INGREDIENT] = { "ingredient", REACTION_RATES_INGREDIENT },
};

bool reaction_by_parse(const char *text, enum reaction_by *out, struct error *err)
{
	for (int i = 0; i < BY_COUNT; i++)
		if (strcmp(ways[i].name, text) == 0) {
			*out = (enum reaction_by)i;
			return true;
		}
	return failed(err, FAULT_USAGE,
	              "there are rates by lot, batch, recipe, practitioner and ingredient, not "
	              "by '%s'",
	              text);
}

/*
 * The terms of the hypergeometric distribution, each as a multiple of the greatest, from the
 * quotients of neighbours: none overflows, the sum is of positive terms alone, and what
 * underflows did not count. Only here does the program leave whole numbers, and only to say how
 * probable something is.
 */
int64_t reaction_chance(int64_t hit, int64_t seen, int64_t others_hit, int64_t others)
{
	const int64_t all = seen + others, hits = hit + others_hit;
	const int64_t least = hits > others ? hits - others : 0,
	              most = hits < seen ? hits : seen;
	const int64_t mode = (int64_t)(((__int128)seen + 1) * (hits + 1) / (all + 2));
	double whole = 0, tail = 0, term = 1, chance;

	if (others == 0 || seen == 0)
		return BILLION;
	for (int64_t k = mode; k <= most && term > 0; k++) {
		whole += term;
		tail += k >= hit ? term : 0;
		term *= (double)(hits - k) / (double)(k + 1) * (double)(seen - k)
		        / (double)(others - hits + k + 1);
	}
	term = 1;
	for (int64_t k = mode; k > least && term > 0; k--) {
		term *= (double)k / (double)(hits - k + 1) * (double)(others - hits + k)
		        / (double)(seen - k + 1);
		whole += term;
		tail += k - 1 >= hit ? term : 0;
	}
	chance = tail / whole * BILLION;
	return chance >= BILLION ? BILLION : (int64_t)chance + 1;
}

static void read_rate(const struct row *row, struct reaction_rate *out)
{
	*out = (struct reaction_rate){
		.sessions = row_int(row, "sessions"),
		.reacted = row_int(row, "reacted"),
		.others = row_int(row, "all_sessions") - row_int(row, "sessions"),
		.others_reacted = row_int(row, "all_reacted") - row_int(row, "reacted"),
	};
	snprintf(out->name, sizeof out->name, "%s", row_text(row, "name"));
	snprintf(out->of, sizeof out->of, "%s", row_text(row, "of_what"));
	out->chance = reaction_chance(out->reacted, out->sessions, out->others_reacted,
	                              out->others);
}

/* Those of one product, recipe or whatever they are compared within stand together; each of
 * them that has others to be compared with is a question asked. */
static void judge(struct reaction_rate *rates, int count, int64_t percent, int64_t least)
{
	for (int from = 0, to; from < count; from = to) {
		int compared = 0;

		for (to = from; to < count && strcmp(rates[to].of, rates[from].of) == 0; to++)
			compared += rates[to].others > 0;
		for (int i = from; i < to; i++) {
			struct reaction_rate *rate = &rates[i];

			rate->compared = compared;
			rate->stands_out = rate->others > 0 && rate->reacted >= least
			                   && (__int128)rate->chance * compared * 100
			                              <= (__int128)percent * BILLION;
		}
	}
}

bool reaction_rates(struct store *store, const struct reaction_ask *ask,
                    struct reaction_rate **out, int *count, int64_t *percent,
                    struct error *err)
{
	char kind[PHRASE_CODE];
	struct row *row;
	int64_t least;

	*out = NULL;
	*count = 0;
	if (!rule_amount(store, RULE_REACTION_SIGNAL, percent, NULL, err)
	    || !rule_amount(store, RULE_REACTION_LEAST, &least, NULL, err)
	    || (ask->kind
	        && !phrase_find(store, PHRASES_REACTION, "kind of reaction", ask->kind, kind,
	                        err)))
		return false;
	row = store_query(store, ways[ask->by].query, BIND(
		bind_text("kind", ask->kind ? kind : NULL),
		bind_text("from", ask->from.text),
		bind_text("to",   ask->to.text)), err);
	while (row_next(row, err)) {
		*out = heap_more(*out, *count, sizeof **out);
		read_rate(row, &(*out)[(*count)++]);
	}
	judge(*out, *count, *percent, least);
	return !err->fault;
}
