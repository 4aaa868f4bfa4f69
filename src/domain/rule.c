#include "rule.h"

#include "nearest.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_CONDITIONS = 768 };

/* In its time: from the first day through the last. */
static bool in_time(const struct rule *rule, const struct instant *at)
{
	return (!rule->since || strncmp(at->text, rule->since, 10) >= 0)
	    && (!rule->till || strncmp(at->text, rule->till, 10) <= 0);
}

static enum rule_force force_of(const char *word)
{
	return strcmp(word, "forbid") == 0 ? RULE_FORBIDS
	     : strcmp(word, "sign") == 0   ? RULE_SIGNS
	     : strcmp(word, "warn") == 0   ? RULE_WARNS
	                                   : RULE_INFORMS;
}

static void judge(struct store *store, const struct row *row, struct rule *out)
{
	out->force = in_time(out, store_event(store)) ? force_of(row_text(row, "force"))
	                                              : RULE_INFORMS;
	out->holds = out->force > RULE_INFORMS;
}

void rule_of_row(struct store *store, const struct row *row, struct rule *out)
{
	*out = (struct rule){
		.id = row_int(row, "id"),
		.revision = row_int(row, "revision"),
		.version = row_int(row, "version"),
		.code = row_text(row, "code"),
		.kind = row_text(row, "kind"),
		.severity = row_text(row, "severity"),
		.override = row_text(row, "override"),
		.scope = row_text(row, "scope"),
		.ingredient = row_int(row, "ingredient"),
		.class = row_int(row, "class"),
		.product = row_int(row, "product"),
		.with_ingredient = row_int(row, "with_ingredient"),
		.with_class = row_int(row, "with_class"),
		.with_product = row_int(row, "with_product"),
		.condition = row_text(row, "condition"),
		.measure = row_text(row, "measure"),
		.least = row_int(row, "least"),
		.has_least = !row_null(row, "least"),
		.amount = row_int(row, "amount"),
		.has_amount = !row_null(row, "amount"),
		.unit = row_text(row, "unit"),
		.per = row_int(row, "per"),
		.per_unit = row_text(row, "per_unit"),
		.span = row_int(row, "span"),
		.has_span = !row_null(row, "span"),
		.area = row_text(row, "area"),
		.indication = row_text(row, "indication"),
		.regime = row_text(row, "regime"),
		.storage = row_text(row, "storage"),
		.since = row_text(row, "since"),
		.till = row_text(row, "till"),
		.text = row_text(row, "text"),
		.jurisdiction = row_text(row, "jurisdiction"),
		.evidence = row_text(row, "evidence"),
		.source = row_text(row, "source"),
		.requirement = row_text(row, "requirement"),
		.approved = row_int(row, "approved") == 1,
		.retired = row_int(row, "retired") == 1,
	};
	judge(store, row, out);
	out->elsewhere = !row_int(row, "ours") && !out->retired
	              && in_time(out, store_event(store));
}

bool rule_find(struct store *store, const char *code, struct rule *out, struct error *err)
{
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", code)), err);

	if (!row)
		return err->fault ? false : not_on_record(store, RULE_CODES, "rule", code, err);
	rule_of_row(store, row, out);
	return true;
}

void rule_cite(const struct rule *rule, char text[RULE_CITED])
{
	snprintf(text, RULE_CITED, " (rule %s version %" PRId64 ", %.120s%s%s%.16s)", rule->code,
	         rule->version, rule->source ? rule->source : "no source",
	         rule->approved ? "" : ", not approved", rule->elsewhere ? ", of " : "",
	         rule->elsewhere ? rule->jurisdiction : "");
}

bool rule_said(struct store *store, const struct ruled *ruled, struct error *err)
{
	return store_run(store, VERDICT_INSERT, BIND(
		bind_int ("action",        store_action(store)),
		bind_int ("rule_revision", ruled->revision),
		bind_text("outcome",       ruled->outcome),
		bind_text("text",          ruled->text),
		bind_text("reason",        ruled->reason),
		bind_text("subject",       ruled->subject),
		bind_id  ("version",       ruled->version),
		bind_id  ("batch",         ruled->batch),
		bind_id  ("session",       ruled->session),
		bind_id  ("lot",           ruled->lot),
		bind_id  ("supposed",      ruled->supposed),
		ruled->measured ? bind_int("excess", ruled->excess) : bind_null("excess")), err);
}

/* The id of the rule with that code, entered now where there is none. */
static bool rule_known(struct store *store, const char *code, int64_t *id, struct error *err)
{
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", code)), err);

	if (row || err->fault) {
		*id = row ? row_int(row, "id") : 0;
		return row != NULL;
	}
	return code_check(code, "code", err)
	    && store_insert(store, RULE_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   code)), id, err);
}

static bool set(struct store *store, const struct rule *rule, int64_t *revision,
                struct error *err)
{
	int64_t id;

	return rule_known(store, rule->code, &id, err)
	    && store_insert(store, RULE_REVISION_INSERT, BIND(
		bind_int ("action",          store_action(store)),
		bind_int ("rule",            id),
		bind_text("kind",            rule->kind),
		bind_text("severity",        rule->severity),
		bind_text("override",        rule->override),
		bind_text("scope",           rule->scope),
		bind_id  ("ingredient",      rule->ingredient),
		bind_id  ("class",           rule->class),
		bind_id  ("product",         rule->product),
		bind_id  ("with_ingredient", rule->with_ingredient),
		bind_id  ("with_class",      rule->with_class),
		bind_id  ("with_product",    rule->with_product),
		bind_text("condition",       rule->condition),
		bind_text("measure",         rule->measure),
		rule->has_least ? bind_int("least", rule->least) : bind_null("least"),
		rule->has_amount ? bind_int("amount", rule->amount) : bind_null("amount"),
		bind_text("unit",            rule->unit),
		bind_id  ("per",             rule->per),
		bind_text("per_unit",        rule->per_unit),
		rule->has_span ? bind_int("span", rule->span) : bind_null("span"),
		bind_text("area",            rule->area),
		bind_text("indication",      rule->indication),
		bind_text("regime",          rule->regime),
		bind_text("storage",         rule->storage),
		bind_text("since",           rule->since),
		bind_text("till",            rule->till),
		bind_text("text",            rule->text),
		bind_text("jurisdiction",    rule->jurisdiction),
		bind_text("evidence",        rule->evidence),
		bind_text("source",          rule->source),
		bind_text("requirement",     rule->requirement),
		bind_int ("approved",        rule->approved),
		bind_int ("retired",         rule->retired)), revision, err);
}

bool rule_set(struct store *store, const struct rule *rule, int64_t *revision,
              struct error *err)
{
	return store_begin(store, "rule set", err)
	    && store_end(store, set(store, rule, revision, err), err);
}

bool rule_brief(struct store *store, const char *code, struct rule *out, struct error *err)
{
	struct row *row = store_one(store, RULE_BRIEF, BIND(bind_text("code", code)), err);

	if (!row)
		return err->fault ? false : not_on_record(store, RULE_CODES, "rule", code, err);
	*out = (struct rule){
		.id = row_int(row, "id"),
		.revision = row_int(row, "revision"),
		.version = row_int(row, "version"),
		.code = row_text(row, "code"),
		.override = row_text(row, "override"),
		.scope = row_text(row, "scope"),
		.amount = row_int(row, "amount"),
		.has_amount = !row_null(row, "amount"),
		.span = row_int(row, "span"),
		.has_span = !row_null(row, "span"),
		.since = row_text(row, "since"),
		.till = row_text(row, "till"),
		.source = row_text(row, "source"),
		.requirement = row_text(row, "requirement"),
		.approved = row_int(row, "approved") == 1,
	};
	judge(store, row, out);
	return true;
}

static bool in_force(struct store *store, const char *code, struct rule *out,
                     struct error *err)
{
	return rule_brief(store, code, out, err)
	    && (out->holds
	        || failed(err, FAULT_REFUSED, "the rule '%s' does not hold here", code));
}

bool rule_amount(struct store *store, const char *code, int64_t *amount, int64_t *id,
                 struct error *err)
{
	struct rule rule;

	if (!in_force(store, code, &rule, err))
		return false;
	if (!rule.has_amount)
		return failed(err, FAULT_REFUSED, "the rule '%s' says no amount", code);
	*amount = rule.amount;
	if (id)
		*id = rule.id;
	return true;
}

bool rule_span(struct store *store, const char *code, int64_t *seconds, int64_t *id,
               struct error *err)
{
	struct rule rule;

	if (!in_force(store, code, &rule, err))
		return false;
	if (!rule.has_span)
		return failed(err, FAULT_REFUSED, "the rule '%s' says no time", code);
	*seconds = rule.span;
	if (id)
		*id = rule.id;
	return true;
}

bool rule_exceeded(struct store *store, const char *code, int64_t amount, int64_t of,
                   bool *exceeded, int64_t *percent, struct error *err)
{
	struct rule rule;
	__int128 apart = amount > of ? (__int128)amount - of : (__int128)of - amount;

	if (!rule_find(store, code, &rule, err))
		return false;
	*exceeded = rule.force > RULE_WARNS && rule.has_amount
	            && apart * 100 > (__int128)of * rule.amount;
	*percent = rule.amount;
	return true;
}

bool rule_holds(struct store *store, const char *code, bool *holds, struct error *err)
{
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", code)), err);
	struct rule rule;

	*holds = false;
	if (!row)
		return !err->fault;
	rule_of_row(store, row, &rule);
	*holds = rule.force > RULE_WARNS;
	return true;
}

/* "soy" is in "soy allergy", "lidocain" not in "lidocaine". */
static bool has_word(const char *name, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = name; *word && (at = strstr(at, word)); at++)
		if ((at == name || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

bool rule_asks(struct store *store, const char *words, bool *asks, char near[128],
               struct error *err)
{
	char names[MOST_CONDITIONS][128], folded[128], name[128];
	const char *list[MOST_CONDITIONS + 1] = { 0 }, *meant;
	struct row *row = store_query(store, RULE_CONDITIONS, BIND_NOTHING, err);
	int count = 0;

	*asks = false;
	*near = '\0';
	words_plain(words, folded, sizeof folded);
	copy_text(name, sizeof name, folded);
	while (words_cut_number(name))
		continue;
	while (row_next(row, err)) {
		*asks |= has_word(row_text(row, "name"), folded)
		      || strcmp(row_text(row, "name"), name) == 0;
		if (count < MOST_CONDITIONS) {
			copy_text(names[count], sizeof names[count], row_text(row, "name"));
			list[count] = names[count];
			count++;
		}
	}
	meant = *asks ? NULL : words_nearest(folded, list);
	if (meant)
		copy_text(near, 128, meant);
	return !err->fault;
}

bool rule_nearness(struct store *store, const char *code, const struct instant *at,
                   struct nearness *out, struct error *err)
{
	struct error none = { .elsewhere = true };

	out->holds = rule_brief(store, code, &out->rule, &none) && out->rule.holds;
	if (!out->holds)
		return spared(&none, err);
	instant_add(at, -out->rule.span, &out->from);
	instant_add(at, out->rule.span, &out->to);
	return true;
}
