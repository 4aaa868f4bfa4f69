/*
 * rulebook_sound.c - what makes a rule: each kind its parts, each word of a list
 */
#include "rulebook_inside.h"

#include "clinic.h"
#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum { RULE_SENTENCE = 240, MOST_LISTED = 512 };

/* What a word may be. */
static const char *const kinds[] = {
	"pair", "limit", "contraindication", "bud", "in-use", "regime", "protocol", "prohibition",
	"order", "tolerance", "alert", "duty", "step", "age", "storage", NULL
};
static const char *const severities[] = { "forbid", "warn", "sign", NULL };
static const char *const overrides[] = { "reason", "signature", NULL };
static const char *const storages[] = { "room", "fridge", "freezer", NULL };
static const char *const regimes[] = {
	"immediate", "stored", "category-1", "category-2", "category-3", NULL
};
static const char *const scopes[] = {
	"mix", "point", "session", "course", "window", "label", "patient", "before", "after", "site",
	"lot", "between-sessions", "between-courses", "release", NULL
};

static bool one_of(const char *word, const char *const *list, const char *what,
                   struct error *err)
{
	char all[256] = "";

	for (const char *const *one = list; *one; one++) {
		if (!word || strcmp(*one, word) == 0)
			return true;
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
		         *all ? ", " : "", *one);
	}
	return failed(err, FAULT_REFUSED, "'%s' is no %s; there are %s", word, what, all);
}

bool rulebook_is_kind(const char *kind, struct error *err)
{
	return one_of(kind, kinds, "kind of rule", err);
}

static bool is(const char *word, const char *what)
{
	return word && strcmp(word, what) == 0;
}

/* ---- Words of lists that are rows ---- */

/* Whether a list has a word, folded; its own words and those its rules say already. near: the
 * nearest where it has not. */
static bool is_listed(struct store *store, const char *kind, const char *what, const char *word,
                      char near[128], struct error *err)
{
	static char names[MOST_LISTED][128];
	const char *list[MOST_LISTED + 1] = { 0 }, *meant;
	char folded[128], one[128];
	int count = 0;
	struct row *row = store_query(store, RULE_WORDS, BIND(bind_text("kind", kind),
	                                                       bind_text("what", what)), err);

	words_fold(word, folded, sizeof folded);
	while (row_next(row, err)) {
		const char *at = row_text(row, "name");

		while (*at && count < MOST_LISTED) {
			size_t length = strcspn(at, ";,");

			snprintf(one, sizeof one, "%.*s", (int)length, at);
			words_fold(one, names[count], sizeof names[count]);
			if (strcmp(names[count], folded) == 0)
				return true;
			list[count] = names[count];
			count += *names[count] != '\0';
			list[count] = NULL;
			at += length + (at[length] != '\0');
		}
	}
	meant = words_nearest(folded, list);
	copy_text(near, 128, meant);
	return false;
}

/* what: "condition", "area" or "measure". A condition is asked of a patient by its question; a
 * measure is what the program can measure. */
static bool in_list(struct store *store, const char *kind, const char *what, const char *word,
                    struct error *err)
{
	bool measure = strcmp(what, "measure") == 0;
	char near[128];

	if (is_listed(store, kind, what, word, near, err))
		return true;
	if (*near)
		return failed(err, FAULT_MISSING, "no %s '%s'; did you mean '%s'?", what, word, near);
	return failed(err, FAULT_MISSING, "no %s '%s'; 'pistor phrase %s %s' %s", what, word,
	              measure ? "list" : "set",
	              strcmp(what, "condition") == 0 ? "question" : what,
	              measure ? "shows them" : "enters one");
}

static bool are_in_list(struct store *store, const char *words, struct error *err)
{
	char one[128];

	while (*(words += strspn(words, " ;"))) {
		size_t length = strcspn(words, ";");

		if (length >= sizeof one)
			return failed(err, FAULT_REFUSED, "no area has so long a name as '%.40s...'",
			              words);
		snprintf(one, sizeof one, "%.*s", (int)length, words);
		if (!in_list(store, "", "area", one, err))
			return false;
		words += length;
	}
	return true;
}

/* An allergy is found among the patient's, a site among the areas; so many products are
 * counted. */
static bool is_worded(const char *condition)
{
	size_t length = strlen(condition);

	return strncmp(condition, "site-", 5) == 0
	    || strncmp(condition, "products-over-", 14) == 0
	    || (length > 8 && strcmp(condition + length - 8, "-allergy") == 0);
}

/* Kinds that are asked for by their code, and not found by what they are about; of the regimes
 * all but those that count something. A storage has its rules by its name and what they measure:
 * "storage-freezer-mkt". */
static bool is_asked_for(const struct ruling *ruling, struct error *err)
{
	static const char *const by_code[] = { "tolerance", "duty", "step", "age", "in-use",
		                               "regime", "storage", NULL };
	const char *measure = ruling->measure ? ruling->measure : "";
	char storage[RULE_CODE];

	snprintf(storage, sizeof storage, "storage-%s%s%s", ruling->storage ? ruling->storage : "",
	         *measure ? "-" : "", measure);
	if (is(ruling->scope, "release") || is(ruling->code, storage)
	    || (is(ruling->kind, "regime") && ruling->amount))
		return true;
	for (const char *const *one = by_code; *one; one++)
		if (is(ruling->kind, *one))
			return failed(err, FAULT_REFUSED, "rules of kind %s are asked for by their "
			              "codes, and nothing asks for '%s': revise one of 'pistor rule "
			              "list --kind %s'", *one, ruling->code, *one);
	return true;
}

bool rulebook_is_said(struct store *store, const struct ruling *ruling, struct error *err)
{
	const char *kind = ruling->kind, *condition = ruling->condition;
	struct rule known;

	if (!kind && (condition || ruling->measure)) {
		if (!rule_find(store, ruling->code, &known, err))
			return false;
		kind = known.kind;
	}
	return (!ruling->kind || is_asked_for(ruling, err))
	    && (!condition || !*condition || is_worded(condition)
	        || in_list(store, kind, "condition", condition, err))
	    && (!ruling->measure || !*ruling->measure
	        || in_list(store, kind, "measure", ruling->measure, err))
	    && (!ruling->area || are_in_list(store, ruling->area, err));
}

/* ---- What a kind is made of ---- */

static bool names_one(int64_t ingredient, int64_t class, int64_t product, const char *which,
                      struct error *err)
{
	return !!ingredient + !!class + !!product <= 1
	    || failed(err, FAULT_REFUSED,
	              "%s is an ingredient, a class or a product, and only one of them", which);
}

/* A class may meet itself: two of its ingredients. */
static bool are_two(const struct rule *rule, struct error *err)
{
	return !((rule->ingredient && rule->ingredient == rule->with_ingredient)
	         || (rule->product && rule->product == rule->with_product))
	    || failed(err, FAULT_REFUSED, "both halves are the same: a rule of kind %s is about two "
	              "things", rule->kind);
}

static bool lacks(const struct rule *rule, const char **what)
{
	bool about = rule->ingredient || rule->class || rule->product,
	     with = rule->with_ingredient || rule->with_class || rule->with_product,
	     number = rule->has_amount || rule->has_least, interval = is(rule->measure, "interval");
	const struct { const char *kind; bool has; const char *what; } needs[] = {
		{ "pair", about || with, "what must not go with what: --ingredient, --class or "
		                         "--product, and --with-..." },
		{ "order", about || with, "what goes in before what: --ingredient, --class or "
		                          "--product, and --with-..." },
		{ "limit", number || interval, "its --amount, such as '4.5 mg/kg'" },
		{ "limit", rule->has_span || !interval, "its --span, such as '30 d'" },
		{ "limit", rule->has_span || !is(rule->scope, "window"),
		  "its --span, such as '2 h': how long its window is" },
		{ "limit", rule->measure || rule->unit == NULL || !is(rule->unit, "count"),
		  "what it counts: --measure" },
		{ "tolerance", number, "its --amount, such as '10 %'" },
		{ "step", number, "its --amount, such as '0.01 mL'" },
		{ "bud", rule->has_span, "its --span, such as '10 d'" },
		{ "bud", rule->regime != NULL, "its --regime, such as category-2" },
		{ "bud", rule->storage != NULL, "its --storage: room, fridge or freezer" },
		{ "in-use", rule->has_span, "its --span, such as '28 d'" },
		{ "age", rule->has_span, "its --span, such as '7 d'" },
		{ "alert", rule->has_span, "its --span, such as '30 d'" },
		{ "alert", rule->condition != NULL, "its --condition: what it tells of, such as "
		                                    "expiry" },
		{ "contraindication", rule->condition != NULL, "its --condition, such as 'diabetes'" },
		{ "contraindication", rule->scope != NULL, "its --scope: patient, before, after, "
		                                           "site, between-sessions, course ..." },
		{ "contraindication", rule->has_span || !is(rule->scope, "between-sessions"),
		  "its --span, such as '30 d'" },
		{ "contraindication", rule->has_amount || !is(rule->scope, "course")
		  || rule->has_span, "its --amount, such as '6 sessions'" },
		{ "protocol", rule->indication != NULL, "its --indication" },
		{ "prohibition", about || rule->indication,
		  "what is prohibited (--ingredient, --class, --product), or for what (--indication)" },
		{ "regime", number || rule->has_span || rule->regime, "its --amount, such as '3 products', or its "
		                                      "--span, such as '4 h'" },
		{ "storage", number && is(rule->unit, "C"), "its --amount, such as '2..8 C'" },
	};

	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (strcmp(needs[i].kind, rule->kind) == 0 && !needs[i].has) {
			*what = needs[i].what;
			return true;
		}
	return false;
}

/* Of a limit: its number is one of what it measures. */
static bool is_of_measure(const struct rule *rule, struct error *err)
{
	const char *unit = rule->unit ? rule->unit : "";
	bool per_weight = is(rule->per_unit, "g") && rule->per >= INT64_C(1000000000000);
	const struct { const char *measure; bool fits; const char *such_as; } measures[] = {
		{ "concentration", rule->per && !per_weight, "5 mg/mL" },
		{ "volume", is(unit, "L") && !rule->per, "2 mL" },
		{ "amount", !is(unit, "count") && !is(unit, "pH") && (!rule->per || per_weight),
		  "100 mg' or '4.5 mg/kg" },
		{ "points", is(unit, "count"), "50 points" },
		{ "depth", is(unit, "mm"), "4 mm" },
		{ "products", is(unit, "count"), "3 products" },
		{ "sessions", is(unit, "count"), "6 sessions" },
		{ "actives", is(unit, "count"), "3" },
		{ "ph", is(unit, "pH"), "5..8 pH" },
	};

	if (strcmp(rule->kind, "limit") != 0 || !(rule->has_amount || rule->has_least))
		return true;
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
		if (is(rule->measure, measures[i].measure) && !measures[i].fits)
			return failed(err, FAULT_REFUSED, "a limit of %s is one such as '%s'",
			              rule->measure, measures[i].such_as);
	return true;
}

/* How long a course is says the course; a span of its own has a window. */
static bool is_of_span(const struct rule *rule, struct error *err)
{
	return strcmp(rule->kind, "limit") != 0 || !is(rule->scope, "course") || !rule->has_span
	    || failed(err, FAULT_REFUSED, "a limit over a course has no --span: over so long is "
	              "--scope window");
}

static bool is_time(const struct rule *rule, struct error *err)
{
	struct day day;

	if ((rule->since && !day_parse(rule->since, &day, err))
	    || (rule->till && !day_parse(rule->till, &day, err)))
		return false;
	return !rule->since || !rule->till || strcmp(rule->since, rule->till) <= 0
	    || failed(err, FAULT_REFUSED, "it would end on %s, before it begins on %s", rule->till,
	              rule->since);
}

bool rulebook_is_sound(const struct rule *rule, struct error *err)
{
	const char *what;

	if (!rule->kind)
		return failed(err, FAULT_REFUSED, "a rule has a kind");
	if (!one_of(rule->kind, kinds, "kind of rule", err))
		return false;
	if (!rule->severity)
		return failed(err, FAULT_REFUSED,
		              "say with --severity what it does: forbid, warn or sign");
	if (!rule->text || strlen(rule->text) > RULE_SENTENCE || strchr(rule->text, '\n'))
		return failed(err, FAULT_REFUSED, "a rule says what it is about in one sentence of "
		              "at most %d bytes", RULE_SENTENCE);
	if (!one_of(rule->severity, severities, "severity", err)
	    || !one_of(rule->override, overrides, "way to pass a rule", err)
	    || !one_of(rule->scope, scopes, "scope", err)
	    || !one_of(rule->regime, regimes, "regime", err)
	    || !one_of(rule->storage, storages, "storage", err)
	    || (rule->jurisdiction && !jurisdiction_check(rule->jurisdiction, err))
	    || !is_time(rule, err)
	    || !names_one(rule->ingredient, rule->class, rule->product, "what it is about", err)
	    || !names_one(rule->with_ingredient, rule->with_class, rule->with_product,
	                  "the other half", err)
	    || !are_two(rule, err) || !is_of_measure(rule, err) || !is_of_span(rule, err))
		return false;
	return !lacks(rule, &what)
	    || failed(err, FAULT_REFUSED, "a rule of kind %s says %s", rule->kind, what);
}
