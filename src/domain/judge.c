/*
 * judge.c - which rules are asked, and how what they say is worded
 */
#include "judge_inside.h"
#include "nearest.h"
#include "words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_ONE_SESSION "one-session"

/* ---- What a rule is about ---- */

struct side side_of(const struct rule *rule)
{
	return (struct side){ rule->ingredient, rule->class, rule->product };
}

struct side side_with(const struct rule *rule)
{
	return (struct side){ rule->with_ingredient, rule->with_class, rule->with_product };
}

bool side_is_any(const struct side *side)
{
	return !side->ingredient && !side->class && !side->product;
}

static bool side_is(const struct side *side, const struct content *of)
{
	return (side->ingredient && (side->ingredient == of->ingredient
	                             || side->ingredient == of->form_of))
	    || (side->class && side->class == of->class);
}

bool side_has(const struct hearing *hearing, const struct side *side, const struct part *part)
{
	return side_is(side, &part->of)
	    || (side->product && side->product == hearing->sources[part->source].product);
}

bool side_had(const struct side *side, const struct other *other)
{
	return (!other->inside && side_is(side, &other->of))
	    || (side->product && side->product == other->product);
}

int64_t judge_root(const struct content *of)
{
	return of->form_of ? of->form_of : of->ingredient;
}

bool side_in(const struct hearing *hearing, const struct side *side, int mixture)
{
	for (int i = 0; i < hearing->part_count; i++)
		if (hearing->parts[i].mixture == mixture
		    && side_has(hearing, side, &hearing->parts[i]))
			return true;
	/* A product may say nothing of what it holds. */
	for (int i = 0; side->product && i < hearing->source_count; i++)
		if (hearing->sources[i].mixture == mixture
		    && hearing->sources[i].product == side->product)
			return true;
	return false;
}

/* ---- Where a rule applies ---- */

bool judge_lists(const char *list, const char *word)
{
	char one[INDICATION_ROOM], folded[INDICATION_ROOM], item[INDICATION_ROOM];

	words_fold(word, folded, sizeof folded);
	while (*list) {
		size_t length = strcspn(list, ";");

		snprintf(one, sizeof one, "%.*s", (int)length, list);
		words_fold(one, item, sizeof item);
		if (*item && strcmp(item, folded) == 0)
			return true;
		list += length + (list[length] == ';');
	}
	return false;
}

/* What is asked of a regime is asked of immediate use, unless it says of which. */
const char *judge_regime(const struct rule *rule)
{
	return rule->regime                       ? rule->regime
	     : strcmp(rule->kind, "regime") == 0 ? "immediate"
	                                          : NULL;
}

static bool regime_applies(const struct rule *rule, const struct mixture *mixture)
{
	const char *regime = judge_regime(rule);
	bool immediate = regime && strcmp(regime, "immediate") == 0;

	return !regime || mixture->regime == REGIME_UNKNOWN
	    || (mixture->regime == REGIME_IMMEDIATE && immediate)
	    || (mixture->regime == REGIME_STORED && !immediate
	        && (strcmp(regime, "stored") == 0 || !*mixture->category
	            || strcmp(regime, mixture->category) == 0));
}

bool judge_applies(struct hearing *hearing, const struct rule *rule, int at)
{
	const struct mixture *mixture = &hearing->mixtures[at];

	return regime_applies(rule, mixture)
	    && (!rule->indication || judge_lists(rule->indication, mixture->purpose)
	        || judge_lists(rule->indication, hearing->purpose));
}

bool judge_mixes(const struct hearing *hearing, int at)
{
	const struct mixture *mixture = &hearing->mixtures[at];

	return !hearing->session || (mixture->version && mixture->regime == REGIME_IMMEDIATE);
}

/* ---- What is said ---- */

static void put(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

static bool is_listed(const char *list, const char *one)
{
	while (*list) {
		size_t length = strcspn(list, ",");

		if (length == strlen(one) && strncmp(list, one, length) == 0)
			return true;
		list += length;
		list += strspn(list, ", ");
	}
	return false;
}

void judge_append(char *list, size_t size, const char *one)
{
	const char *between = *list ? ", " : "";

	if (!is_listed(list, one) && strlen(list) + strlen(between) + strlen(one) < size)
		put(list, size, "%s%s", between, one);
}

/* Until it has a name: the how manieth of its rule it is. */
static void number(const struct verdicts *out, struct verdict *verdict)
{
	int ordinal = 0;

	for (int i = 0; i < out->count; i++)
		ordinal += strcmp(out->verdict[i].rule, verdict->rule) == 0;
	snprintf(verdict->subject, sizeof verdict->subject, "%d", ordinal);
}

void verdict_about(struct verdict *verdict, const char *subject)
{
	if (*subject)
		snprintf(verdict->subject, sizeof verdict->subject, "%s", subject);
}

static struct verdict *say(struct verdicts *out, const struct rule *rule, int64_t lot,
                           const char *before, const char *format, va_list args)
{
	struct verdict *verdict = &out->verdict[out->count];
	char cited[RULE_CITED];

	if (out->count == MOST_VERDICTS) {
		out->full = true;
		return &out->verdict[MOST_VERDICTS - 1];
	}
	out->count++;
	*verdict = (struct verdict){ .revision = rule->revision,
		                     .force = rule->force,
		                     .lot = lot };
	copy_text(verdict->rule, sizeof verdict->rule, rule->code);
	copy_text(verdict->requirement, sizeof verdict->requirement, rule->requirement);
	copy_text(verdict->pass, sizeof verdict->pass,
	          rule->force == RULE_SIGNS ? "signature" : rule->override);
	number(out, verdict);
	put(verdict->text, sizeof verdict->text, "%s", before);
	/* Room is left for the rule and its source. */
	vsnprintf(verdict->text + strlen(verdict->text),
	          sizeof verdict->text - strlen(verdict->text) - 140, format, args);
	rule_cite(rule, cited);
	put(verdict->text, sizeof verdict->text, "%s", cited);
	return verdict;
}

struct verdict *verdict_add(struct verdicts *out, const struct rule *rule, int64_t lot,
                            const char *format, ...)
{
	struct verdict *verdict;
	va_list args;

	va_start(args, format);
	verdict = say(out, rule, lot, "", format, args);
	va_end(args);
	return verdict;
}

void judge_measured(struct verdict *verdict, struct ratio is, struct ratio limit)
{
	struct error none = { 0 };
	struct ratio beyond;

	verdict->measured = ratio_subtract(is, limit, &beyond, &none)
	                 && ratio_round(beyond, 1, ROUND_HALF_EVEN, &verdict->excess, &none);
	/* Less than an atom is on its side of it still. */
	if (verdict->measured && !verdict->excess)
		verdict->excess = beyond.num < 0 ? -1 : 1;
}

void judge_soften(struct verdict *verdict)
{
	if (verdict->force > RULE_WARNS)
		verdict->force = RULE_WARNS;
}

/* What a rule is about, where it is about something. */
static const char *about(const struct hearing *hearing, const struct rule *rule)
{
	struct side side = side_of(rule);

	for (int i = 0; i < hearing->part_count; i++) {
		const struct part *part = &hearing->parts[i];

		if (!side_has(hearing, &side, part))
			continue;
		if (side.product)
			return hearing->sources[part->source].code;
		if (side.class)
			return part->class_code;
		return part->of.ingredient == side.ingredient ? part->of.code : part->of.base;
	}
	return hearing->session ? "session" : "";
}

static struct verdict *say_of(struct hearing *hearing, const struct rule *rule, int at,
                              const char *format, va_list args)
{
	const struct mixture *mixture = at < 0 ? NULL : &hearing->mixtures[at];
	const char *regime = judge_regime(rule);
	bool either = mixture && regime && mixture->regime == REGIME_UNKNOWN;
	const char *before = !either                          ? ""
	                   : strcmp(regime, "immediate") == 0 ? "if mixed for immediate use: "
	                                                      : "if it is kept: ";
	struct verdict *verdict = say(hearing->out, rule, mixture ? mixture->lot : 0, before,
	                              format, args);

	verdict->mixture = mixture != NULL;
	verdict_about(verdict, mixture ? mixture->name : about(hearing, rule));
	verdict->supposed = either;
	if (either)
		judge_soften(verdict);
	return verdict;
}

struct verdict *judge_say(struct hearing *hearing, const struct rule *rule, int mixture,
                          const char *format, ...)
{
	struct verdict *verdict;
	va_list args;

	va_start(args, format);
	verdict = say_of(hearing, rule, mixture, format, args);
	va_end(args);
	return verdict;
}

struct verdict *judge_open(struct hearing *hearing, const struct rule *rule, int mixture,
                           const char *format, ...)
{
	struct verdict *verdict;
	va_list args;

	va_start(args, format);
	verdict = say_of(hearing, rule, mixture, format, args);
	va_end(args);
	verdict->open = true;
	judge_soften(verdict);
	return verdict;
}

/* ---- Asking ---- */

static bool hear(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	static const struct {
		const char *kind;
		bool (*judge)(struct hearing *, const struct rule *, struct error *);
	} kinds[] = {
		{ "pair", judge_pair },         { "limit", judge_limit },
		{ "regime", judge_limit },      { "prohibition", judge_prohibition },
		{ "order", judge_order },       { "contraindication", judge_allergy },
	};

	if (rule->scope && strcmp(rule->scope, "between-sessions") == 0)
		return judge_interval(hearing, rule, err);
	if (rule->scope && strcmp(rule->kind, "contraindication") == 0
	    && strcmp(rule->scope, "course") == 0)
		return judge_course(hearing, rule, err);
	if (rule->condition
	    && (strcmp(rule->condition, JUDGE_REACTION_BEFORE) == 0
	        || strcmp(rule->condition, JUDGE_GRAVE_BEFORE) == 0))
		return judge_reaction(hearing, rule, err);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].kind, rule->kind) == 0)
			return kinds[i].judge(hearing, rule, err);
	return true;
}

static void add_content(struct rules *rules, const struct content *of)
{
	rules_add(rules, RULES_OF_INGREDIENT, of->ingredient);
	rules_add(rules, RULES_OF_INGREDIENT, of->form_of);
	rules_add(rules, RULES_OF_CLASS, of->class);
}

/* What is in it; and, since a pair is found by its first half, what was given just before. */
static bool hear_all(struct hearing *hearing, struct error *err)
{
	struct rules *rules = rules_begin(hearing->store, false);
	const struct rule *rule;
	bool ok = !hearing->occasion || judge_read_others(hearing, hearing->occasion, err);

	for (int i = 0; i < hearing->part_count; i++)
		add_content(rules, &hearing->parts[i].of);
	for (int i = 0; i < hearing->source_count; i++)
		rules_add(rules, RULES_OF_PRODUCT, hearing->sources[i].product);
	for (int i = 0; i < hearing->other_count; i++) {
		add_content(rules, &hearing->others[i].of);
		rules_add(rules, RULES_OF_PRODUCT, hearing->others[i].product);
	}
	while (ok && (rule = rules_next(rules, err)))
		ok = hear(hearing, rule, err);
	rules_end(rules);
	return ok && !err->fault;
}

/* What is given within so long counts as one session, or two half sessions would pass. */
static bool read_occasion(struct hearing *hearing, struct error *err)
{
	struct error none = { 0 };

	if (hearing->session
	    && !rule_span(hearing->store, RULE_ONE_SESSION, &hearing->occasion, NULL, &none))
		hearing->occasion = 0;
	return spared(&none, err);
}

static int worse_first(const void *a, const void *b)
{
	const struct verdict *left = a, *right = b;

	if (left->force != right->force)
		return (int)right->force - (int)left->force;
	return left->revision < right->revision ? -1 : left->revision > right->revision;
}

bool judge_matter(struct store *store, const struct matter *matter, struct verdicts *out,
                  struct error *err)
{
	struct hearing hearing = { .store = store, .matter = *matter, .out = out };
	int from = out->count;
	bool ok = judge_read(&hearing, err) && read_occasion(&hearing, err)
	          && hear_all(&hearing, err);

	judge_close(&hearing);
	if (ok)
		qsort(out->verdict + from, (size_t)(out->count - from), sizeof *out->verdict,
		      worse_first);
	return ok;
}
