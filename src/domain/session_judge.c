/*
 * session_judge.c - what the rules say of a session: of what was given, and of what it was given with
 */
#include "device.h"
#include "judge.h"
#include "session_inside.h"

#include <stdlib.h>
#include <string.h>

static bool named_before(const struct work *work, int at)
{
	for (int i = 0; i < at; i++)
		if (strcmp(work->portions[i].order.manner.device,
		           work->portions[at].order.manner.device)
		    == 0)
			return true;
	return false;
}

/* Each device was cleaned since it was used last, or the session says that it was not. */
static bool judge_devices(struct store *store, const struct work *work, struct verdicts *said,
                          struct error *err)
{
	char why[DEVICE_WHY];
	struct rule rule;

	for (int i = 0; i < work->count; i++) {
		const char *device = work->portions[i].order.manner.device;

		if (!*device || named_before(work, i))
			continue;
		if (!device_unclean(store, device, &work->at, why, err)
		    || !rule_find(store, RULE_DEVICE_CLEANING, &rule, err))
			return false;
		if (*why && rule.holds)
			verdict_add(said, &rule, 0, "%s", why);
	}
	return true;
}

bool session_judge(struct store *store, const struct work *work, struct error *err)
{
	const struct matter matter = { .session = work->out.id };
	struct verdicts *said = calloc(1, sizeof *said);
	bool ok;

	if (!said)
		abort();
	ok = judge_matter(store, &matter, said, err)
	  && judge_devices(store, work, said, err)
	  && judge_pass(store, &matter, said, err);
	free(said);
	return ok;
}
