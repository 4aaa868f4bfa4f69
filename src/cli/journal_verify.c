/*
 * journal_verify.c - the proof that nothing was altered, as far as there is one
 */
#include "command.h"
#include "clinic.h"
#include "person.h"
#include "upkeep.h"

#include <inttypes.h>
#include <string.h>

/* More than a person reads; the number of all is said. */
enum { SHOWN = 200 };

struct kept { struct texts heads; };

static const char *const kinds[] = {
	[FINDING_SCHEMA] = "schema",     [FINDING_ENGINE] = "engine", [FINDING_ROW] = "row",
	[FINDING_ACTION] = "action",     [FINDING_SEAL] = "seal",     [FINDING_SHELF] = "shelf",
	[FINDING_IDENTITY] = "identity", [FINDING_HEAD] = "head",
};

/* What was found: how much, what first, and all of it as a digest. Heads of elsewhere that the
 * record never had say nothing of its rows. */
struct findings { int64_t found, altered; char first[FINDING_TEXT]; struct digester digester; };

static void take(struct findings *findings, const struct finding *finding)
{
	findings->found++;
	if (finding->kind == FINDING_HEAD)
		return;
	if (!findings->altered++)
		snprintf(findings->first, sizeof findings->first, "%s", finding->text);
	digest_add(&findings->digester, finding->text, strlen(finding->text) + 1);
}

static void show_findings(struct desk *desk, struct verification *verification,
                          struct findings *out, struct error *err)
{
	struct finding finding;

	page_begin(desk->page, "findings",
	           "kind text Kind\ntable text Table [hide=table]\nrow count Row [hide=table]\n"
	           "action count Action [hide=table]\nfinding text Finding\n");
	while (verification_next(verification, &finding, err)) {
		take(out, &finding);
		if (out->found <= SHOWN) {
			page_text(desk->page, kinds[finding.kind]);
			page_text(desk->page, finding.table);
			page_count(desk->page, finding.row);
			page_count(desk->page, finding.action);
			page_text(desk->page, finding.text);
			page_row_end(desk->page);
		}
	}
	page_end(desk->page);
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
		                     "rewritten from some act\n"
		                     "on, would not show. 'pistor journal head' gives one to "
		                     "keep; workbooks, batch\n"
		                     "sheets and backups carry one.");
}

/* The act that stops it, in the store opened anew to write. */
static bool write_stop(struct desk *desk, struct findings *findings, bool *stopped,
                       struct error *err)
{
	struct clinic clinic;
	struct digest digest;
	struct store *store;
	bool ok;

	digest_end(&findings->digester, &digest);
	if (!store_open(desk->path, ACCESS_WRITE, &store, err))
		return false;
	ok = clinic_now(store, &clinic, err) && person_sit(store, &clinic, desk->claim, err)
	  && upkeep_stop(store, findings->first, &digest, stopped, err);
	store_close(store);
	return ok;
}

/* An altered record is not written on: who finds that, and may write, stops it. The store at
 * hand only reads; what it still holds is let go first, for without a log it bars who writes.
 * What was found is told although it cannot be stopped. */
static bool stop(struct desk *desk, struct findings *findings, struct error *err)
{
	int64_t person = store_seat(desk->store)->person;
	struct error why = { 0 };
	bool stopped = false;

	if (person_only_reads(desk->store, person, err)) {
		page_say(desk->page, "An auditor stops nothing: tell an administrator at once.");
		return true;
	}
	if (err->fault)
		return false;
	store_thaw(desk->store);
	if (!write_stop(desk, findings, &stopped, &why))
		page_say(desk->page,
		         "It could NOT be stopped, so that it is still written to: %s", why.text);
	else if (stopped)
		page_say(desk->page, "Nothing more is written to it from now on.");
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct kept *kept = request;
	struct findings findings = { .found = 0 };
	struct verification *verification;
	struct digest head;
	int64_t length;

	if (!store_head(desk->store, &head, &length, err)
	    || !upkeep_verify(desk->store, kept->heads.item, kept->heads.count, &verification,
	                      err))
		return false;
	digest_begin(&findings.digester);
	show_findings(desk, verification, &findings, err);
	if (!err->fault && findings.found == 0)
		page_say(desk->page,
		         "%" PRId64 " actions: every row is as it was sealed, and the schema "
		                    "is this program's.",
		         length);
	if (!err->fault)
		show_heads(desk, verification, kept);
	verification_end(verification);
	if (err->fault || findings.found == 0
	    || (findings.altered && !desk->copied && !stop(desk, &findings, err)))
		return !err->fault;
	if (!findings.altered)
		return failed(err, FAULT_REFUSED,
		              "a head that was given is none of this record's, whose every row is as it "
		              "was sealed");
	return failed(err, FAULT_REFUSED, "the record was altered: %" PRId64 " finding%s",
	              findings.found, findings.found == 1 ? "" : "s");
}

const struct command journal_verify_command = {
	.name = "journal verify",
	.summary = "Prove that no row was changed, removed or put in since it was sealed",
	.more = "A HEAD is a hash kept outside the store (on a workbook, a batch sheet, a "
	        "backup note), all of it or\n"
		"its first 12 digits or more: only with one a cut tail, a rewritten chain or a "
	        "fork is seen.\n"
	        "Where a row was altered nothing more is written to the record, until a copy that "
	        "verifies is\nrestored, or 'journal resume' lifts it.",
	.access = ACCESS_READ,
	.flags = COMMAND_FINDS,
	.size = sizeof(struct kept),
	.words = (const struct word[]){ { "[HEAD...]", 0, FILLS(kept, heads),
	                                  "Hashes kept outside the store" },
	                                { 0 } },
	.run = run,
};

struct lifting { const char *reason; };

static bool resume(struct desk *desk, const void *request, struct error *err)
{
	const struct lifting *ask = request;

	if (desk->dry_run)
		return failed(err, FAULT_REFUSED, "there is no dry run of 'journal resume'");
	if (!upkeep_resume(desk->store, ask->reason, err))
		return false;
	fputs("the record is written on, although it was altered; that stands in the journal as an "
	      "exception\n", desk->out);
	return true;
}

const struct command journal_resume_command = {
	.name = "journal resume",
	.summary = "Write on in a record that was found altered: an exception",
	.more = "The way back is 'store restore' with a copy from before. This is for where there is "
	        "none, or what was\naltered is known and explained.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE | COMMAND_PROVES,
	.size = sizeof(struct lifting),
	.words = (const struct word[]){ { "REASON", 0, FILLS(lifting, reason),
	                                  "What was altered, and why it is written on" },
	                                { 0 } },
	.run = resume,
};
