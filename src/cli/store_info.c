#include "clinic.h"
#include "command.h"
#include "upkeep.h"

static bool advise(struct desk *desk, struct error *err)
{
	char advice[MOST_ADVICE][ADVICE_TEXT];
	int count;

	if (!upkeep_advice(desk->store, &store_seat(desk->store)->entered, advice, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		page_say(desk->page, "%s", advice[i]);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	struct digest head;
	char altered[ALTERED_TEXT];
	char text[DIGEST_TEXT];
	int64_t length;

	(void)request;
	if (!store_head(desk->store, &head, &length, err)
	    || !upkeep_altered(desk->store, altered, err))
		return false;
	if (*altered)
		page_say(desk->page, "%s", altered);
	digest_text(&head, text);
	return page_query(desk->page, "store", desk->store, STORE_INFO, BIND(
		bind_text("path",    store_path(desk->store)),
		bind_text("program", store_program),
		bind_text("head",    text)), NULL, err)
	    && advise(desk, err);
}

const struct command store_info_command = {
	.name    = "store info",
	.summary = "Whose record this is, how much it holds, and whether it is backed up",
	.access  = ACCESS_READ,
	.run     = run,
};
