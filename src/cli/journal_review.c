/*
 * journal_review.c - what was done since somebody last looked, and signing that it was read
 */
#include "journal_show.h"
#include "signed.h"
#include "upkeep.h"

#include <inttypes.h>
#include <string.h>

static bool show(struct desk *desk, const struct reviewed *before, int64_t until, int64_t signer,
                 struct error *err)
{
	char when[INSTANT_LOCAL], verbs[NOTABLE_VERBS];
	struct journal_list notable = { .query = JOURNAL_NOTABLE,
		                        .bind = { bind_int("after", before->act),
		                                  bind_int("until", until),
		                                  bind_text("notable", verbs) } };

	person_notable(verbs);
	if (before->act) {
		instant_local(&before->at, &desk->zone, when);
		page_say(desk->page, "reviewed before: up to action %" PRId64 ", by %s, %s",
		         before->act, before->person, when);
	} else
		page_say(desk->page, "never reviewed before");
	return page_query(desk->page, "since", desk->store, UPKEEP_SINCE_REVIEW,
	                  BIND(bind_int("after", before->act), bind_int("until", until),
	                       bind_int("person", signer)),
	                  NULL, err)
	    && journal_show_acts(desk, &notable, err);
}

/* What is signed is what was shown before the question. */
static bool is_as_shown(struct desk *desk, int64_t until, struct error *err)
{
	char text[sizeof desk->shown];

	snprintf(text, sizeof text, "%" PRId64, until);
	if (*desk->shown && strcmp(desk->shown, text) != 0)
		return failed(err, FAULT_REFUSED,
		              "more was done while this was read: review it again");
	if (desk->confirms && desk->dry_run)
		snprintf(desk->shown, sizeof desk->shown, "%s", text);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	struct signing signing = signed_by(desk);
	struct reviewed before;
	int64_t until, signer;

	(void)request;
	if (!signature_signer(desk->store, &signing, &signer, err)
	    || !upkeep_reviewed(desk->store, &before, err)
	    || !upkeep_review(desk->store, &signing, &until, err)
	    || !is_as_shown(desk, until, err) || !show(desk, &before, until, signer, err))
		return false;
	page_say(desk->page, "reviewed: actions %" PRId64 " to %" PRId64, before.act + 1, until);
	return true;
}

const struct command journal_review_command = {
	.name = "journal review",
	.summary = "Read what was done since the last review, and sign that it was read",
	.more = "Counts all acts since, and lists what asks to be looked at one by one: what a rule "
	        "said no to, what\nwas taken back, amended, held, rejected or called back, deviations, "
	        "imports, passwords refused, and what\nwas done to persons, roles, rules and the "
	        "record.\nThe signature is bound to the hash that seals the journal there; --reason "
	        "says what was found.\n'today' says when the next one is due (rule review-age); "
	        "--dry-run only shows.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS,
	.run = run,
};
