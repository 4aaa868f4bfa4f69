/*
 * rulebook.c - words into versions of rules
 */
#include "rulebook_inside.h"

#include "deviation.h"
#include "nearest.h"
#include "person.h"
#include "product.h"

#include <stdio.h>
#include <string.h>

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
	    || !put_protocol(ruling, protocol, err) || !rulebook_is_sound(rule, err))
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
	    && store_end(store, rulebook_is_said(store, ruling, err)
	                        && add(store, ruling, false, revision, err), err);
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

/* What a sentence and its source vouched for is another number now: both are said again, and
 * the sentence does not say what the number was. */
static bool is_restated(const struct ruling *ruling, const char *was, const char *is,
                        struct error *err)
{
	if (strcmp(was, is) == 0)
		return true;
	if (!ruling->text)
		return failed(err, FAULT_REFUSED, "the number was %s and is %s: say with --text what "
		              "the rule says now", *was ? was : "none", *is ? is : "none");
	if (!ruling->source)
		return failed(err, FAULT_REFUSED, "the number was %s and is %s: say with --source who "
		              "says so ('' for nobody)", *was ? was : "none", *is ? is : "none");
	return !*was || !strstr(ruling->text, was) || (*is && strstr(ruling->text, is))
	    || failed(err, FAULT_REFUSED, "the sentence says %s and the rule %s", was,
	              *is ? is : "no number");
}

static bool revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                   struct error *err)
{
	char was[RULE_FIGURES], is[RULE_FIGURES];
	struct protocol protocol, ranges;
	struct rule rule;

	if (!rulebook_newest(store, ruling->code, &rule, err)
	    || !protocol_read(store, rule.revision, &protocol, err)
	    || !rulebook_is_said(store, ruling, err))
		return false;
	rule.approved = rule.retired = false;
	ranges = protocol;
	rule_figures(&rule, was);
	if (!enter(store, ruling, &rule, &protocol, revision, err))
		return false;
	rule_figures(&rule, is);
	return is_restated(ruling, was, is, err)
	    && (memcmp(&ranges, &protocol, sizeof ranges) == 0
	        || is_restated(ruling, "", "another range", err));
}

bool rulebook_revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                     struct error *err)
{
	return store_begin(store, "rule revise", err)
	    && store_end(store, revise(store, ruling, revision, err), err);
}

/* ---- Two persons ---- */

/* Whether a version stops somebody, or asks: what is not changed alone. */
static bool stops(const struct rule *rule)
{
	return !rule->retired && strcmp(rule->severity, "warn") != 0;
}

/* Who signs had a hand in what is signed. */
static bool had_a_hand(struct store *store, int64_t revision, int64_t signer, struct error *err)
{
	struct row *row = store_one(store, RULE_HAND, BIND(bind_int("revision", revision),
	                                                    bind_int("person", signer)), err);

	return row && row_int(row, "hand");
}

/* One person does not change what stops somebody; a clinic of one does by its rule, and that is
 * an exception that is seen. does: "entered", "retires". */
static bool alone(struct store *store, const struct rule *rule, int64_t signer,
                  const char *does, struct error *err)
{
	char number[DEVIATION_NUMBER], text[RULE_CODE + 80], cited[RULE_CITED], other[41];
	struct person person;
	bool one;
	struct rule two;

	if (!rule_holds(store, RULE_SELF_CHECK, &one, err)
	    || !person_other_with(store, signer, "rule approve", other, err)
	    || !person_by_id(store, signer, &person, err))
		return false;
	snprintf(text, sizeof text, "one person alone %s version %lld of the rule %s",
	         strcmp(does, "entered") == 0 ? "entered and approved" : "retired with",
	         (long long)rule->version, rule->code);
	if (one && !*other)
		return deviation_open(store, text, 0, 0, 0, number, err)
		    && deviation_settle(store, number, "the rule self-check allows it", err);
	if (!rule_find(store, RULE_SECOND_FOR_RULES, &two, err))
		return false;
	rule_cite(&two, cited);
	return two.force <= RULE_WARNS
	    || failed(err, FAULT_REFUSED, "%s %s it: another person signs that; --by says who%s",
	              person.code, does, cited);
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

/* That who made a batch verifies it is for a clinic of one. */
static bool is_of_one(struct store *store, int64_t signer, struct error *err)
{
	char first[41], second[41] = "";
	struct person other;

	if (person_has_right(store, signer, "batch verify", err)) {
		if (!person_other_with(store, signer, "batch verify", second, err))
			return false;
	} else if (!person_other_with(store, signer, "batch verify", first, err)
	           || (*first && (!person_find(store, first, &other, err)
	                          || !person_other_with(store, other.id, "batch verify",
	                                                second, err))))
		return false;
	return !*second
	    || failed(err, FAULT_REFUSED,
	              "%s is for a clinic of one: %s, too, may verify", RULE_SELF_CHECK, second);
}

/* The newest version, which may be approved by who signs; given back by its revision. */
static bool may_approve(struct store *store, const char *code, const struct signing *signing,
                        int64_t *revision, struct error *err)
{
	struct rule rule;
	int64_t signer;
	bool changes;

	if (!rule_find(store, code, &rule, err))
		return false;
	changes = stops(&rule);
	if (!rulebook_newest(store, code, &rule, err))
		return false;
	*revision = rule.revision;
	if (rule.approved)
		return failed(err, FAULT_REFUSED, "version %lld of %s is approved already",
		              (long long)rule.version, rule.code);
	changes = rule.version > 1 && (changes || stops(&rule));
	return signature_signer(store, signing, &signer, err)
	    && (strcmp(rule.code, RULE_SELF_CHECK) != 0 || is_of_one(store, signer, err))
	    && (!changes || !had_a_hand(store, rule.revision, signer, err)
	        || alone(store, &rule, signer, "entered", err))
	    && !err->fault;
}

static bool approve(struct store *store, const char *code, const struct signing *signing,
                    struct error *err)
{
	int64_t revision;

	return may_approve(store, code, signing, &revision, err)
	    && sign(store, revision, signing, err);
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
	int64_t revision, signer;
	bool two;

	if (!rule_find(store, code, &rule, err))
		return false;
	two = stops(&rule);
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
	    && signature_signer(store, signing, &signer, err)
	    && (!two || !had_a_hand(store, revision, signer, err)
	        || alone(store, &rule, signer, "retires", err))
	    && !err->fault && sign(store, revision, signing, err);
}

bool rulebook_retire(struct store *store, const char *code, const struct signing *signing,
                     struct error *err)
{
	return store_begin(store, "rule retire", err)
	    && store_end(store, retire(store, code, signing, err), err);
}
