#include "command.h"
#include "upkeep.h"

static bool run(struct desk *desk, const void *request, struct error *err)
{
	char aside[UPKEEP_PATH];
	int upgraded;

	(void)request;
	if (!upkeep_upgrade(desk->store, aside, &upgraded, err))
		return false;
	if (upgraded == 0)
		fprintf(desk->out, "the store is up to date: schema %d\n",
		        store_migration_count);
	else
		fprintf(desk->out,
		        "the store is at schema %d now; as it was before it is kept in %s\n",
		        store_migration_count, aside);
	return true;
}

const struct command store_upgrade_command = {
	.name    = "store upgrade",
	.summary = "Bring a store of an older pistor up to date, after a copy of it",
	.access  = ACCESS_UPGRADE,
	.flags   = COMMAND_ALONE,
	.run     = run,
};
