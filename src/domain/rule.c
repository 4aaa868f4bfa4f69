#include "rule.h"

#include "nearest.h"
#include "words.h"

bool rule_find(struct store *store, const char *code, struct rule *out, struct error *err)
{
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", code)), err);

	if (!row)
		return err->fault ? false : not_on_record(store, RULE_CODES, "rule", code, err);
	*out = (struct rule){
		.id = row_int(row, "id"),
		.code = row_text(row, "code"),
		.kind = row_text(row, "kind"),
		.severity = row_text(row, "severity"),
		.amount = row_int(row, "amount"),
		.has_amount = !row_null(row, "amount"),
		.unit = row_text(row, "unit"),
		.text = row_text(row, "text"),
		.jurisdiction = row_text(row, "jurisdiction"),
		.source = row_text(row, "source"),
		.approved = row_int(row, "approved") == 1,
		.retired = row_int(row, "retired") == 1,
		.holds = row_int(row, "holds") == 1,
	};
	return true;
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

static bool set(struct store *store, const struct rule *rule, struct error *err)
{
	int64_t id;

	return rule_known(store, rule->code, &id, err)
	    && store_run(store, RULE_REVISION_INSERT, BIND(
		bind_int ("action",   store_action(store)),
		bind_int ("rule",     id),
		bind_text("kind",     rule->kind),
		bind_text("severity", rule->severity),
		rule->has_amount ? bind_int("amount", rule->amount) : bind_null("amount"),
		bind_text("unit",     rule->unit),
		bind_text("text",     rule->text),
		bind_text("jurisdiction", rule->jurisdiction),
		bind_text("source",   rule->source),
		bind_int ("approved", rule->approved),
		bind_int ("retired",  rule->retired)), err);
}

bool rule_set(struct store *store, const struct rule *rule, struct error *err)
{
	return store_begin(store, "rule set", err)
	    && store_end(store, set(store, rule, err), err);
}

bool rule_amount(struct store *store, const char *code, int64_t *amount, int64_t *id,
                 struct error *err)
{
	struct rule rule;

	if (!rule_find(store, code, &rule, err))
		return false;
	if (!rule.holds)
		return failed(err, FAULT_REFUSED, "the rule '%s' does not hold here", code);
	if (!rule.has_amount)
		return failed(err, FAULT_REFUSED, "the rule '%s' says no amount", code);
	*amount = rule.amount;
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
	*exceeded = rule.holds && rule.has_amount && apart * 100 > (__int128)of * rule.amount;
	*percent = rule.amount;
	return true;
}

bool rule_holds(struct store *store, const char *code, bool *holds, struct error *err)
{
	struct row *row = store_one(store, RULE_BY_CODE, BIND(bind_text("code", code)), err);

	*holds = row && row_int(row, "holds") == 1;
	return !err->fault;
}
