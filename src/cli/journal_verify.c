/*
 * journal_verify.c - the proof that nothing was altered, as far as there is one
 */
#include "command.h"
#include "upkeep.h"

#include <inttypes.h>

/* More than a person reads; the number of all is said. */
enum { SHOWN = 200 };

struct kept { struct texts heads; };

static const char *const kinds[] = {
	[FINDING_SCHEMA] = "schema",     [FINDING_ENGINE] = "engine", [FINDING_ROW] = "row",
	[FINDING_ACTION] = "action",     [FINDING_SEAL] = "seal",     [FINDING_SHELF] = "shelf",
	[FINDING_IDENTITY] = "identity", [FINDING_HEAD] = "head",
};

static int64_t show_findings(struct desk *desk, struct verification *verification,
                             struct error *err)
{
	struct finding finding;
	int64_t found = 0;

	page_begin(desk->page, "findings",
	           "kind text Kind\ntable text Table [hide=table]\nrow count Row [hide=table]\n"
	           "action count Action [hide=table]\nfinding text Finding\n");
	while (verification_next(verification, &finding, err))
		if (++found <= SHOWN) {
			page_text(desk->page, kinds[finding.kind]);
			page_text(desk->page, finding.table);
			page_count(desk->page, finding.row);
			page_count(desk->page, finding.action);
			page_text(desk->page, finding.text);
			page_row_end(desk->page);
		}
	page_end(desk->page);
	return found;
}

static void show_heads(struct desk *desk, const struct verification *verification,
                       const struct kept *kept)
{
	for (int i = 0; i < kept->heads.count; i++)
		if (verification_had(verification, i))
			page_say(desk->page, "%s seals action %" PRId64 ".",
			         kept->heads.item[i], verification_had(verification, i));
	if (kept->heads.count == 0)
		page_say(desk->page, "No head from outside was given: a cut tail, or a chain "
		                     "rewritten from some act on, would not\n"
		                     "show. 'pistor journal head' gives one to keep; "
		                     "workbooks, batch sheets and backups carry one.");
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct kept *kept = request;
	struct verification *verification;
	struct digest head;
	int64_t found, length;

	if (!store_head(desk->store, &head, &length, err)
	    || !upkeep_verify(desk->store, kept->heads.item, kept->heads.count, &verification,
	                      err))
		return false;
	found = show_findings(desk, verification, err);
	if (!err->fault && found == 0)
		page_say(desk->page,
		         "%" PRId64 " actions: every row is as it was sealed, and the schema "
		                    "is this program's.",
		         length);
	if (!err->fault)
		show_heads(desk, verification, kept);
	verification_end(verification);
	if (err->fault || found == 0)
		return !err->fault;
	return failed(err, FAULT_REFUSED, "the record was altered: %" PRId64 " findings",
	              found);
}

const struct command journal_verify_command = {
	.name = "journal verify",
	.summary = "Prove that no row was changed, removed or put in since it was sealed",
	.more = "A HEAD is a hash kept outside the store (on a workbook, a batch sheet, a "
	        "backup note), all of it or\n"
		"its first 16 digits or more: only with one a cut tail, a rewritten chain or a "
	        "fork is seen.",
	.access = ACCESS_READ,
	.flags = COMMAND_FINDS,
	.size = sizeof(struct kept),
	.words = (const struct word[]){ { "[HEAD...]", 0, FILLS(kept, heads),
	                                  "Hashes kept outside the store" },
	                                { 0 } },
	.run = run,
};
