/*
 * sign.c - all that waits for me, shown and signed with one password
 */
#include "desk.h"
#include "heap.h"
#include "person.h"
#include "signed.h"
#include "waiting.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* As many letters of the digest as a person reads out. */
enum { SHOWN_LETTERS = 8 };

struct asked_to_sign { const char *code, *shown; };

static void show_list(struct desk *desk, const struct waiting_list *list)
{
	page_begin(desk->page, "waiting",
	           "title Waits for a signature\nmeaning text As\ncode text What\n"
	           "about text That is\nat instant From\nagain text Note [flag=changed since:amber]\n");
	for (int i = 0; i < list->count; i++) {
		const struct waiting *one = &list->item[i];

		if (*one->why_not)
			continue;
		page_text(desk->page, one->meaning);
		page_text(desk->page, one->code);
		page_text(desk->page, one->about);
		page_instant(desk->page, &one->at);
		page_text(desk->page, one->again ? "changed since" : NULL);
		page_row_end(desk->page);
	}
	page_end(desk->page);
	for (int i = 0; i < list->count; i++)
		if (*list->item[i].lines && !*list->item[i].why_not)
			page_say(desk->page, "%s: %s", list->item[i].code, list->item[i].lines);
	for (int i = 0; i < list->count; i++)
		if (*list->item[i].why_not)
			page_say(desk->page, "not %s yet: %s", list->item[i].meaning,
			         list->item[i].why_not);
	if (list->more)
		page_say(desk->page, "and %d more, once these are signed", list->more);
}

static int count_signable(const struct waiting_list *list)
{
	int count = 0;

	for (int i = 0; i < list->count; i++)
		count += !*list->item[i].why_not;
	return count;
}

/* What is signed is what was shown: here before the question, or where the letters were
 * read. */
static bool is_as_shown(struct desk *desk, const struct asked_to_sign *ask,
                        const struct waiting_list *list, struct error *err)
{
	char text[DIGEST_TEXT];
	bool same;

	digest_text(&list->digest, text);
	text[SHOWN_LETTERS] = '\0';
	same = !*desk->shown || strcmp(desk->shown, text) == 0;
	if (desk->confirms && desk->dry_run)
		snprintf(desk->shown, sizeof desk->shown, "%.15s", text);
	if (desk->dry_run && !desk->confirms)
		page_say(desk->page, "to sign just this: pistor sign --shown %s", text);
	return (same && (!ask->shown || strcasecmp(ask->shown, text) == 0))
	    || failed(err, FAULT_REFUSED,
	              "what waits is not what was shown: look at it again with 'pistor sign "
	              "--dry-run'");
}

static bool sign(struct desk *desk, const struct asked_to_sign *ask, struct waiting_list *list,
                 struct error *err)
{
	struct signing signing = signed_by(desk);
	struct person who;
	int64_t signer;

	if (store_seat(desk->store)->exception)
		return failed(err, FAULT_REFUSED,
		              "who signs signs what waits: nothing of that has happened yet");
	if (!signature_signer(desk->store, &signing, &signer, err)
	    || !person_by_id(desk->store, signer, &who, err)
	    || !waiting_for(desk->store, signer, ask->code, list, err))
		return false;
	show_list(desk, list);
	if (!count_signable(list)) {
		page_say(desk->page, "nothing waits for the signature of %s", who.code);
		desk->idle = true;
		return true;
	}
	if (!is_as_shown(desk, ask, list, err))
		return false;
	if (desk->dry_run)
		return true;
	if (!waiting_sign(desk->store, list, &signing, err))
		return false;
	page_say(desk->page, "signed by %s: %d", who.name, count_signable(list));
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	struct waiting_list *list = heap_new(sizeof *list);
	bool ok;

	ok = sign(desk, request, list, err);
	free(list);
	return ok;
}

const struct command sign_command = {
	.name = "sign",
	.summary = "Show all that waits for my signature, and sign what was shown",
	.more = "Batches I made, or am to verify or release, sessions I gave and lots I counted: each gets a signature of "
	        "its own, bound to\nwhat it is now, all under one password. Drafts of recipes, rules "
	        "and deviations are named; a draft\nor a rule is approved where its code is said. "
	        "--dry-run only shows. "
	        "Where nobody can be asked first, --shown\nsays what was seen: nothing is signed "
	        "that differs from it.\n\n"
	        "Examples:\n  pistor sign --dry-run\n  pistor sign S26-000318",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS,
	.size = sizeof(struct asked_to_sign),
	.words = (const struct word[]){ { "[CODE]", 0, FILLS(asked_to_sign, code),
	                                  "Only this batch, session, draft or rule" },
	                                { "shown", 0, FILLS(asked_to_sign, shown),
	                                  "LETTERS: What 'sign --dry-run' ended with" },
	                                { 0 } },
	.run = run,
};
