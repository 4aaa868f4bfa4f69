/*
 * verdicts.c - what the rules said of an act, told to who acts
 */
#include "verdicts.h"

#include <string.h>

bool verdicts_tell(struct desk *desk, bool deviations, struct error *err)
{
	struct row *rows;
	struct said said;

	if (!judge_said(desk->store, store_action(desk->store), &rows, err))
		return false;
	while (said_next(rows, &said, err)) {
		bool deviates = strcmp(said.outcome, "exception") == 0;
		const char *how = deviates                             ? "deviation"
		                : strcmp(said.outcome, "warned") == 0 ? "warning"
		                                                       : said.outcome;

		if (!deviates || deviations)
			page_say(desk->page, "%s: %s%s%s", how, said.text, said.reason ? "; " : "",
		         said.reason ? said.reason : "");
	}
	return !err->fault;
}

void elsewhere_tell(struct desk *desk, const struct elsewhere *elsewhere)
{
	for (const char *at = elsewhere->text; *at; at += strcspn(at, "\n") + 1)
		page_say(desk->page, "elsewhere: %.*s", (int)strcspn(at, "\n"), at);
	if (elsewhere->more)
		page_say(desk->page, "elsewhere: and %d more", elsewhere->more);
}
