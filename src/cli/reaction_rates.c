/*
 * reaction_rates.c - how often something followed, and what stands out
 */
#include "reaction.h"
#include "formulation_show.h"
#include "list.h"

#include <stdlib.h>

struct rates_words { const char *by, *kind; struct day from, to; };

static const struct { const char *heading, *of, *others; } words_of[BY_COUNT] = {
	[BY_LOT] = { "Lot", "Product", "the other lots of the same product" },
	[BY_BATCH] = { "Batch", "Recipe", "the other batches of the same recipe" },
	[BY_RECIPE] = { "Recipe", NULL, "the sessions of the other recipes" },
	[BY_PRACTITIONER] = { "Practitioner", NULL, "the sessions of the others" },
	[BY_INGREDIENT] = { "Ingredient", NULL, "the sessions without it" },
};

/* Tenths of a per cent, half up: only shown. */
static void say_share(int64_t part, int64_t whole, char *out, size_t size)
{
	int64_t tenths = whole ? (part * 2000 + whole) / (2 * whole) : 0;

	snprintf(out, size, "%lld.%lld %%", (long long)tenths / 10, (long long)tenths % 10);
}

/* Four decimals, never 0: "0.0413", "< 0.0001". */
static void say_chance(int64_t billionths, char *out, size_t size)
{
	int64_t shown = (billionths + 99999) / 100000;

	if (billionths < 100000)
		snprintf(out, size, "< 0.0001");
	else
		snprintf(out, size, "%lld.%04lld", (long long)shown / 10000,
		         (long long)shown % 10000);
}

static void show_row(struct desk *desk, const struct reaction_rate *rate, bool of)
{
	char share[32], others[32], chance[32];

	say_share(rate->reacted, rate->sessions, share, sizeof share);
	say_share(rate->others_reacted, rate->others, others, sizeof others);
	say_chance(rate->chance, chance, sizeof chance);
	page_text(desk->page, rate->name);
	if (of)
		page_text(desk->page, rate->of);
	page_count(desk->page, rate->sessions);
	page_count(desk->page, rate->reacted);
	page_text(desk->page, share);
	page_text(desk->page, rate->others ? others : NULL);
	page_text(desk->page, rate->others ? chance : NULL);
	page_text(desk->page, rate->stands_out ? "stands out" : NULL);
	page_row_end(desk->page);
}

static void warn(struct desk *desk, enum reaction_by by, const struct reaction_rate *rate)
{
	char text[512], chance[32], corrected[32];
	int64_t times = rate->chance * rate->compared;

	say_chance(rate->chance, chance, sizeof chance);
	say_chance(times > 1000000000 ? 1000000000 : times, corrected, sizeof corrected);
	snprintf(text, sizeof text,
	         "WARNING: %s stands out: a reaction after %lld of %lld sessions, and after "
	         "%lld of %lld of %s; by chance so many would fall on one of the %lld "
	         "compared with a probability of %s",
	         rate->name, (long long)rate->reacted, (long long)rate->sessions,
	         (long long)rate->others_reacted, (long long)rate->others, words_of[by].others,
	         (long long)rate->compared, corrected);
	show_folded(desk, text);
}

static void say_test(struct desk *desk, enum reaction_by by, int64_t percent)
{
	char text[512];

	snprintf(text, sizeof text,
	         "chance: Fisher's exact test, one-sided, against %s: how probable so many or "
	         "more are where nothing is the matter. Exact, since the counts are small; "
	         "times the number compared (Bonferroni), a warning at %lld %% (rule '%s'). "
	         "Sessions of one patient count as independent, which they are not quite: a "
	         "warning is a reason to look, no proof.",
	         words_of[by].others, (long long)percent, RULE_REACTION_SIGNAL);
	show_folded(desk, text);
}

static void show(struct desk *desk, enum reaction_by by, const struct reaction_rate *rates,
                 int count, int64_t percent)
{
	char declaration[512];

	snprintf(declaration, sizeof declaration,
	         "name text %s\n%s%s%ssessions count Sessions\nreacted count With a reaction\n"
	         "share text Share [right]\nothers text Others [right]\n"
	         "chance text Chance [right]\nflag text Flag [flag=stands out:red]",
	         words_of[by].heading, words_of[by].of ? "of text " : "",
	         words_of[by].of ? words_of[by].of : "", words_of[by].of ? "\n" : "");
	page_begin(desk->page, "rates", declaration);
	for (int i = 0; i < count; i++)
		show_row(desk, &rates[i], words_of[by].of);
	page_end(desk->page);
	if (count == 0)
		page_say(desk->page, "no sessions in this period");
	for (int i = 0; i < count; i++)
		if (rates[i].stands_out)
			warn(desk, by, &rates[i]);
	if (count > 0)
		say_test(desk, by, percent);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct rates_words *words = request;
	struct reaction_ask ask = { .kind = words->kind,
		                    .from = { "1900-01-01T00:00:00Z" },
		                    .to = { "9999-12-31T00:00:00Z" } };
	struct reaction_rate *rates = NULL;
	int64_t percent = 0;
	int count = 0;
	bool ok;

	if (!reaction_by_parse(words->by ? words->by : "lot", &ask.by, err)
	    || !list_period(desk, &words->from, &words->to, &ask.from, &ask.to, err))
		return false;
	ok = reaction_rates(desk->store, &ask, &rates, &count, &percent, err);
	if (ok)
		show(desk, ask.by, rates, count, percent);
	free(rates);
	return ok;
}

const struct command reaction_rates_command = {
	.name = "reaction rates",
	.summary = "How often a reaction followed: by lot, batch, recipe, practitioner or ingredient",
	.more = "A lot is compared with the other lots of its product, a batch with the other "
	        "batches of its recipe,\n"
	        "anything else with all other sessions. What stands out is said in words, with "
	        "the test that says so.\n\n"
	        "Examples:\n"
	        "  pistor reaction rates --by lot --from 2026-01-01\n"
	        "  pistor reaction rates --by ingredient --kind nodule",
	.access = ACCESS_READ,
	.size = sizeof(struct rates_words),
	.words = (const struct word[]){
		{ "by", 0, FILLS(rates_words, by), "WHAT: lot, batch, recipe, practitioner or ingredient (default: lot)" },
		{ "kind", 0, FILLS(rates_words, kind), "KIND: Only reactions of this kind" },
		{ "from", 0, FILLS(rates_words, from), "DAY: Sessions from this day on" },
		{ "to", 0, FILLS(rates_words, to), "DAY: Sessions up to the end of this day" },
		{ 0 } },
	.run = run,
};
