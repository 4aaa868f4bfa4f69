#include "today.h"

#include "nearest.h"

/* Maintenance comes within a year or two. */
enum { LOOK_BACK = 800, DAY_SECONDS = 86400 };

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

struct row *today_waiting(struct store *store, struct error *err)
{
	return store_query(store, TODAY_WAITING, BIND_NOTHING, err);
}

/* The days of the longest alert; 0 where none is in force. */
static bool find_days(struct store *store, const char *condition, int *days, struct error *err)
{
	struct alert alerts[MOST_ALERTS];
	int count;

	if (!today_alerts(store, condition, alerts, &count, err))
		return false;
	*days = count ? (int)(alerts[count - 1].seconds / DAY_SECONDS) : 0;
	return true;
}

bool today_due_window(struct store *store, const struct day *today, struct due_ask *ask,
                      bool *looks, struct error *err)
{
	int ahead, late;

	if (!find_days(store, "due-ahead", &ahead, err)
	    || !find_days(store, "due-late", &late, err))
		return false;
	*looks = ahead || late;
	instant_add(store_event(store), -(int64_t)LOOK_BACK * DAY_SECONDS, &ask->since);
	return day_add(today, -late, &ask->from, err) && day_add(today, ahead, &ask->to, err);
}
