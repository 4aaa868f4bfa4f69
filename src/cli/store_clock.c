#include "command.h"
#include "upkeep.h"

struct telling { const char *reason; };

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct telling *telling = request;
	char from[INSTANT_LOCAL];

	if (desk->dry_run)
		return failed(err, FAULT_REFUSED, "there is no dry run of 'store clock'");
	if (!upkeep_clock(desk->store, telling->reason, err))
		return false;
	instant_local(&store_seat(desk->store)->entered, &desk->zone, from);
	fprintf(desk->out,
	        "acts are entered from %s on again; it stands in the journal as an exception\n",
	        from);
	return true;
}

const struct command store_clock_command = {
	.name = "store clock",
	.summary =
		"Say that the clock was wrong: the one act that may be entered before the last",
	.more = "A clock that ran ahead leaves acts dated in the future, and every act after "
	        "them is refused. Set the clock right first, then say here what was wrong.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE | COMMAND_PROVES,
	.size = sizeof(struct telling),
	.words = (const struct word[]){ { "REASON", 0, FILLS(telling, reason),
	                                  "What was wrong with it" },
	                                { 0 } },
	.run = run,
};
