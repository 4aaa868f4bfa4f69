/*
 * rule.c - the commands of rules
 */
#include "command.h"

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return page_query(desk->page, "rules", desk->store, RULE_LIST, BIND_NOTHING, NULL, err);
}

const struct command rule_list_command = {
	.name    = "rule list",
	.summary = "The rules that hold, each with its source and whether it was approved",
	.access  = ACCESS_READ,
	.run     = list,
};
