/*
 * store_check.c - the laws of the record, proved on a live store
 */
#include "command.h"
#include "upkeep.h"

/* More than a person reads of one run. */
enum { SHOWN = 500 };

static bool run(struct desk *desk, const void *request, struct error *err)
{
	struct checking *checking;
	struct checked checked;
	int found = 0;

	(void)request;
	if (!upkeep_check(desk->store, &checking, err))
		return false;
	page_begin(desk->page, "laws",
	           "law text Law\nholds text Holds [flag=ok:green,flag=BROKEN:red]\nfinding "
	           "text Finding\n");
	while (checking_next(checking, &checked, err)) {
		found += !checked.holds;
		if (found > SHOWN)
			continue;
		page_text(desk->page, checked.law);
		page_text(desk->page, checked.holds ? "ok" : "BROKEN");
		page_text(desk->page, checked.finding);
		page_row_end(desk->page);
	}
	page_end(desk->page);
	checking_end(checking);
	if (err->fault || found == 0)
		return !err->fault;
	return failed(err, FAULT_REFUSED, "the record breaks its laws: %d findings", found);
}

const struct command store_check_command = {
	.name    = "store check",
	.summary = "Prove that the laws of the record hold, each by name",
	.access  = ACCESS_READ,
	.flags   = COMMAND_FINDS,
	.run     = run,
};

const struct command check_command = {
	.name    = "check",
	.summary = "The same as 'store check'",
	.access  = ACCESS_READ,
	.flags   = COMMAND_FINDS,
	.run     = run,
};
