#include "command.h"

static bool run(struct desk *desk, const void *request, struct error *err)
{
	struct digest head;
	char text[DIGEST_TEXT];
	int64_t length;

	(void)request;
	if (!store_head(desk->store, &head, &length, err))
		return false;
	digest_text(&head, text);
	page_begin(desk->page, "head", "form\naction count Actions\nhead text Head\n");
	page_count(desk->page, length);
	page_text(desk->page, text);
	page_row_end(desk->page);
	page_end(desk->page);
	page_say(desk->page, "Keep it outside this store: with it 'pistor journal verify HEAD' "
	                     "shows a cut\ntail, too.");
	return true;
}

const struct command journal_head_command = {
	.name    = "journal head",
	.summary = "How many actions there are, and the hash that seals them all",
	.access  = ACCESS_READ,
	.run     = run,
};
