/*
 * rulebook.c - words into versions of rules
 */
#include "rulebook.h"

#include "nearest.h"
#include "product.h"
#include "words.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { RULE_SENTENCE = 240 };

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

/* ---- Words over what stands ---- */

/* NULL leaves what is there, "" takes it away. */
static void put_text(const char **field, const char *word)
{
	if (word)
		*field = *word ? word : NULL;
}

static void put_texts(const struct ruling *ruling, struct rule *rule)
{
	put_text(&rule->kind, ruling->kind);
	put_text(&rule->severity, ruling->severity);
	put_text(&rule->override, ruling->override);
	put_text(&rule->scope, ruling->scope);
	put_text(&rule->condition, ruling->condition);
	put_text(&rule->measure, ruling->measure);
	put_text(&rule->area, ruling->area);
	put_text(&rule->indication, ruling->indication);
	put_text(&rule->regime, ruling->regime);
	put_text(&rule->storage, ruling->storage);
	put_text(&rule->since, ruling->since);
	put_text(&rule->till, ruling->till);
	put_text(&rule->text, ruling->text);
	put_text(&rule->jurisdiction, ruling->jurisdiction);
	put_text(&rule->evidence, ruling->evidence);
	put_text(&rule->source, ruling->source);
	put_text(&rule->requirement, ruling->requirement);
}

static bool put_ingredient(struct store *store, const char *word, int64_t *id,
                           struct error *err)
{
	struct ingredient known;

	if (!word)
		return true;
	*id = 0;
	if (*word && !ingredient_find(store, word, &known, err))
		return false;
	if (*word)
		*id = known.id;
	return true;
}

static bool put_class(struct store *store, const char *word, int64_t *id, struct error *err)
{
	if (word)
		*id = 0;
	return !word || !*word || class_find(store, word, id, err);
}

static bool put_product(struct store *store, const char *word, int64_t *id, struct error *err)
{
	struct product known;

	if (!word)
		return true;
	*id = 0;
	if (*word && !product_find(store, word, &known, err))
		return false;
	if (*word)
		*id = known.id;
	return true;
}

static bool put_halves(struct store *store, const struct ruling *ruling, struct rule *rule,
                       struct error *err)
{
	return put_ingredient(store, ruling->ingredient, &rule->ingredient, err)
	    && put_class(store, ruling->class, &rule->class, err)
	    && put_product(store, ruling->product, &rule->product, err)
	    && put_ingredient(store, ruling->with_ingredient, &rule->with_ingredient, err)
	    && put_class(store, ruling->with_class, &rule->with_class, err)
	    && put_product(store, ruling->with_product, &rule->with_product, err);
}

static bool put_numbers(const struct ruling *ruling, struct rule *rule, struct error *err)
{
	if (ruling->amount) {
		rule->has_least = rule->has_amount = false;
		rule->unit = rule->per_unit = NULL;
		rule->per = 0;
		if (*ruling->amount && !rule_read_amount(ruling->amount, rule, err))
			return false;
	}
	if (!ruling->span)
		return true;
	rule->has_span = false;
	return !*ruling->span || rule_read_span(ruling->span, rule, err);
}

static bool put_range(const char *word, enum range_of of, struct range *range,
                      struct error *err)
{
	return !word || range_read(word, of, range, err);
}

static bool put_protocol(const struct ruling *ruling, struct protocol *protocol,
                         struct error *err)
{
	if (ruling->technique)
		copy_text(protocol->technique, sizeof protocol->technique, ruling->technique);
	if (ruling->gauge)
		copy_text(protocol->gauge, sizeof protocol->gauge, ruling->gauge);
	return put_range(ruling->sessions, RANGE_COUNT, &protocol->sessions, err)
	    && put_range(ruling->interval, RANGE_DAYS, &protocol->interval, err)
	    && put_range(ruling->maintenance, RANGE_DAYS, &protocol->maintenance, err)
	    && put_range(ruling->depth, RANGE_DEPTH, &protocol->depth, err)
	    && put_range(ruling->point, RANGE_VOLUME, &protocol->point, err)
	    && put_range(ruling->volume, RANGE_VOLUME, &protocol->volume, err);
}

/* ---- What a kind is made of ---- */

static bool names_one(int64_t ingredient, int64_t class, int64_t product, const char *which,
                      struct error *err)
{
	return !!ingredient + !!class + !!product <= 1
	    || failed(err, FAULT_REFUSED,
	              "%s is an ingredient, a class or a product, and only one of them", which);
}

static bool lacks(const struct rule *rule, const char **what)
{
	bool about = rule->ingredient || rule->class || rule->product;
	bool number = rule->has_amount || rule->has_least;
	static const struct { const char *kind, *what; } needs[] = {
		{ "pair", "what must not go with what: --ingredient, --class or --product" },
		{ "order", "what goes in before what: --ingredient, --class or --product" },
		{ "limit", "its --amount, such as '4.5 mg/kg'" },
		{ "tolerance", "its --amount, such as '10 %'" },
		{ "step", "its --amount, such as '0.01 mL'" },
		{ "bud", "its --span, such as '10 d'" },
		{ "in-use", "its --span, such as '28 d'" },
		{ "age", "its --span, such as '7 d'" },
		{ "alert", "its --span, such as '30 d'" },
		{ "contraindication", "its --condition, such as 'diabetes'" },
		{ "protocol", "its --indication" },
	};
	bool has[] = {
		about || rule->with_ingredient || rule->with_class || rule->with_product,
		about || rule->with_ingredient || rule->with_class || rule->with_product,
		number, number, number, rule->has_span, rule->has_span, rule->has_span,
		rule->has_span, rule->condition != NULL, rule->indication != NULL,
	};

	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (strcmp(needs[i].kind, rule->kind) == 0 && !has[i]) {
			*what = needs[i].what;
			return true;
		}
	return false;
}

static bool day_is(const char *text, struct error *err)
{
	struct day day;

	return !text || day_parse(text, &day, err);
}

static bool is_sound(const struct rule *rule, struct error *err)
{
	const char *what;

	if (!rule->kind || !rule->severity)
		return failed(err, FAULT_REFUSED, "a rule has a kind, and forbids, warns or asks "
		              "for a signature");
	if (!rule->text || strlen(rule->text) > RULE_SENTENCE || strchr(rule->text, '\n'))
		return failed(err, FAULT_REFUSED, "a rule says what it is about in one sentence of "
		              "at most %d bytes", RULE_SENTENCE);
	if (!one_of(rule->kind, kinds, "kind of rule", err)
	    || !one_of(rule->severity, severities, "severity", err)
	    || !one_of(rule->override, overrides, "way to pass a rule", err)
	    || !one_of(rule->scope, scopes, "scope", err)
	    || !one_of(rule->regime, regimes, "regime", err)
	    || !one_of(rule->storage, storages, "storage", err)
	    || !day_is(rule->since, err) || !day_is(rule->till, err)
	    || !names_one(rule->ingredient, rule->class, rule->product, "what it is about", err)
	    || !names_one(rule->with_ingredient, rule->with_class, rule->with_product,
	                  "the other half", err))
		return false;
	return !lacks(rule, &what)
	    || failed(err, FAULT_REFUSED, "a rule of kind %s says %s", rule->kind, what);
}

/* ---- Entering ---- */

/* What the words make of it, as the next version. */
static bool enter(struct store *store, const struct ruling *ruling, struct rule *rule,
                  struct protocol *protocol, int64_t *revision, struct error *err)
{
	bool is_protocol;

	put_texts(ruling, rule);
	if (!rule->kind)
		return failed(err, FAULT_REFUSED, "a rule has a kind");
	is_protocol = strcmp(rule->kind, "protocol") == 0;
	if (!put_halves(store, ruling, rule, err) || !put_numbers(ruling, rule, err)
	    || !put_protocol(ruling, protocol, err) || !is_sound(rule, err))
		return false;
	return rule_set(store, rule, revision, err)
	    && (!is_protocol || protocol_set(store, *revision, protocol, err));
}

static const struct range unsaid = { -1, -1 };

static struct protocol no_protocol(void)
{
	return (struct protocol){ .sessions = unsaid, .interval = unsaid,
		                  .maintenance = unsaid, .depth = unsaid,
		                  .point = unsaid, .volume = unsaid };
}

static bool add(struct store *store, const struct ruling *ruling, bool approved,
                int64_t *revision, struct error *err)
{
	struct rule rule = { .code = ruling->code, .approved = approved };
	struct protocol protocol = no_protocol();
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", ruling->code)),
	                            err);

	if (row)
		return failed(err, FAULT_REFUSED,
		              "there is a rule '%s' already; 'rule revise' changes it",
		              ruling->code);
	return !err->fault && enter(store, ruling, &rule, &protocol, revision, err);
}

bool rulebook_add(struct store *store, const struct ruling *ruling, int64_t *revision,
                  struct error *err)
{
	return store_begin(store, "rule add", err)
	    && store_end(store, add(store, ruling, false, revision, err), err);
}

bool rulebook_begin(struct store *store, const struct ruling *ruling, struct error *err)
{
	bool rests = ruling->source && !(ruling->approved && strcmp(ruling->approved, "no") == 0)
	             && !(ruling->evidence && !strstr(ruling->evidence, "source"));
	int64_t revision;

	return store_begin(store, "rule add", err)
	    && store_end(store, add(store, ruling, rests, &revision, err), err);
}

bool rulebook_newest(struct store *store, const char *code, struct rule *out,
                     struct error *err)
{
	struct row *row = store_one(store, RULE_NEWEST, BIND(bind_text("code", code)), err);

	if (!row)
		return err->fault ? false : not_on_record(store, RULE_CODES, "rule", code, err);
	rule_of_row(store, row, out);
	return true;
}

static bool revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                   struct error *err)
{
	struct protocol protocol;
	struct rule rule;

	if (!rulebook_newest(store, ruling->code, &rule, err)
	    || !protocol_read(store, rule.revision, &protocol, err))
		return false;
	rule.approved = rule.retired = false;
	return enter(store, ruling, &rule, &protocol, revision, err);
}

bool rulebook_revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                     struct error *err)
{
	return store_begin(store, "rule revise", err)
	    && store_end(store, revise(store, ruling, revision, err), err);
}

/* ---- Approving ---- */

static bool sign(struct store *store, int64_t revision, const struct signing *signing,
                 struct error *err)
{
	struct signing approval = *signing;
	int64_t id;

	approval.meaning = "approved";
	approval.subject = (struct subject){ .rule = revision };
	return signature_make(store, &approval, &id, NULL, err);
}

static bool approve(struct store *store, const char *code, const struct signing *signing,
                    struct error *err)
{
	struct rule rule;

	if (!rulebook_newest(store, code, &rule, err))
		return false;
	if (rule.approved)
		return failed(err, FAULT_REFUSED, "version %lld of %s is approved already",
		              (long long)rule.version, rule.code);
	return sign(store, rule.revision, signing, err);
}

bool rulebook_approve(struct store *store, const char *code, const struct signing *signing,
                      struct error *err)
{
	return store_begin(store, "rule approve", err)
	    && store_end(store, approve(store, code, signing, err), err);
}

static bool retire(struct store *store, const char *code, const struct signing *signing,
                   struct error *err)
{
	struct protocol protocol;
	struct rule rule;
	int64_t revision;

	if (!rulebook_newest(store, code, &rule, err))
		return false;
	if (rule.retired)
		return failed(err, FAULT_REFUSED, "the rule '%s' is retired already", rule.code);
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why %s is retired", rule.code);
	rule.retired = true;
	rule.approved = false;
	return protocol_read(store, rule.revision, &protocol, err)
	    && rule_set(store, &rule, &revision, err)
	    && (strcmp(rule.kind, "protocol") != 0
	        || protocol_set(store, revision, &protocol, err))
	    && sign(store, revision, signing, err);
}

bool rulebook_retire(struct store *store, const char *code, const struct signing *signing,
                     struct error *err)
{
	return store_begin(store, "rule retire", err)
	    && store_end(store, retire(store, code, signing, err), err);
}
