#include "today.h"

#include "nearest.h"

bool today_alerts(struct store *store, const char *condition, struct alert out[MOST_ALERTS],
                  int *count, struct error *err)
{
	struct row *row = store_query(store, TODAY_ALERTS,
	                              BIND(bind_text("condition", condition)), err);
	struct rule rule;

	*count = 0;
	while (*count < MOST_ALERTS && row_next(row, err)) {
		rule_of_row(store, row, &rule);
		if (!rule.holds || !rule.has_span)
			continue;
		out[*count].seconds = rule.span;
		copy_text(out[(*count)++].code, RULE_CODE, rule.code);
	}
	return !err->fault;
}

bool today_horizon(struct store *store, const char *condition, struct instant *out,
                   struct error *err)
{
	struct alert alerts[MOST_ALERTS];
	int count;

	*out = (struct instant){ "" };
	if (!today_alerts(store, condition, alerts, &count, err))
		return false;
	if (count)
		instant_add(store_event(store), alerts[count - 1].seconds, out);
	return true;
}

struct row *today_expiring(struct store *store, const struct instant *from,
                           const struct instant *to, struct error *err)
{
	return store_query(store, TODAY_EXPIRING, BIND(
		bind_text("from", from->text),
		bind_text("to",   to->text)), err);
}
