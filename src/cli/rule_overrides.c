/*
 * rule_overrides.c - every rule that was passed, by whom and why
 */
#include "command.h"
#include "list.h"

struct period { struct day from, to; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct period *ask = request;
	struct instant from = { "" }, to = { "" };

	return list_period(desk, &ask->from, &ask->to, &from, &to, err)
	    && list_query(desk, "overrides", VERDICT_OVERRIDES,
	                  BIND(bind_text("from", instant_text(&from)),
	                       bind_text("to", instant_text(&to))),
	                  err);
}

const struct command rule_overrides_command = {
	.name = "rule overrides",
	.summary = "Every rule that was passed with --override: of what, by whom and why",
	.access = ACCESS_READ,
	.size = sizeof(struct period),
	.words = (const struct word[]){ { "from", 0, FILLS(period, from),
	                                  "DAY: What was entered from this day on" },
	                                { "to", 0, FILLS(period, to),
	                                  "DAY: What was entered up to the end of this day" },
	                                { 0 } },
	.run = list,
};
