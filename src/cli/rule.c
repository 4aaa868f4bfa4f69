/*
 * rule.c - the commands of rules
 */
#include "command.h"
#include "list.h"

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "rules", RULE_LIST, BIND_NOTHING, err);
}

const struct command rule_list_command = {
	.name    = "rule list",
	.summary = "The rules that hold, each with its source and whether it was approved",
	.access  = ACCESS_READ,
	.run     = list,
};
