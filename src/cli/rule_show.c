/*
 * rule_show.c - one rule: what it says, who says so, and what it said before
 */
#include "rule_changes.h"
#include "signed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECLARED = 4096, CHANGED = 1024 };

static const char *does(const struct telling *telling)
{
	if (*telling->piece[TOLD_RETIRED])
		return "nothing: it is retired";
	if (telling->force == RULE_INFORMS)
		return "informs only: it is of elsewhere, or not in its time";
	if (!telling->approved)
		return "warns only: it was not approved";
	return telling->force == RULE_FORBIDS ? "forbids"
	     : telling->force == RULE_SIGNS   ? "asks for a signature or a reason"
	                                      : "warns";
}

static void declare(char *out)
{
	size_t used = (size_t)snprintf(out, DECLARED, "form\ncode text Rule\nversion count Version\n"
	                               "does text Does\n");

	for (int i = 0; i < TOLD_PIECES; i++)
		used += (size_t)snprintf(out + used, DECLARED - used, "%s text %s\n",
		                         told_pieces[i].name, told_pieces[i].label);
	snprintf(out + used, DECLARED - used, "approver text Approved by\n");
}

static const char *approver(const struct telling *telling)
{
	return *telling->approver  ? telling->approver
	     : telling->approved   ? "entered so, by its source"
	                           : "nobody";
}

static void show_one(struct desk *desk, const char *code, const struct telling *telling)
{
	char declaration[DECLARED];

	declare(declaration);
	page_begin(desk->page, "rule", declaration);
	page_text(desk->page, code);
	page_count(desk->page, telling->version);
	page_text(desk->page, does(telling));
	for (int i = 0; i < TOLD_PIECES; i++)
		page_text(desk->page, *telling->piece[i] ? telling->piece[i] : NULL);
	page_text(desk->page, approver(telling));
	page_row_end(desk->page);
	page_end(desk->page);
}

bool rule_changes_show(struct desk *desk, const char *code, struct error *err)
{
	const struct telling *was, *is;
	struct telling *list;
	int count, before;

	if (!rulebook_tell(desk->store, code, &list, &count, err))
		return false;
	for (before = count - 2; before > 0 && !list[before].approved; before--)
		;
	is = &list[count - 1];
	was = before < 0 ? is : &list[before];
	for (int i = 0; i < TOLD_PIECES; i++)
		if (strcmp(was->piece[i], is->piece[i]) != 0)
			page_say(desk->page, "%s: %s -> %s", told_pieces[i].label,
			         *was->piece[i] ? was->piece[i] : "none",
			         *is->piece[i] ? is->piece[i] : "none");
	free(list);
	return true;
}

static void show_history(struct desk *desk, const struct telling *list, int count)
{
	char changes[CHANGED];

	page_begin(desk->page, "history",
	           "title Its versions\nversion count No\nat instant Entered [day]\nperson text By\n"
	           "changes text What it changed\nreason text Why\napprover text Approved\n"
	           "approved instant When [hide=table]\nstands flag Stands\n");
	for (int i = 0; i < count; i++) {
		if (i > 0)
			telling_changes(&list[i - 1], &list[i], changes, sizeof changes);
		else
			snprintf(changes, sizeof changes, "the first");
		page_count(desk->page, list[i].version);
		page_instant(desk->page, &list[i].at);
		page_text(desk->page, list[i].person);
		page_text(desk->page, changes);
		page_text(desk->page, *list[i].reason ? list[i].reason : NULL);
		page_text(desk->page, *list[i].approver_code ? list[i].approver_code
		                      : list[i].approved     ? "by source"
		                                             : "no");
		if (*list[i].approved_at.text)
			page_instant(desk->page, &list[i].approved_at);
		else
			page_blank(desk->page);
		page_count(desk->page, list[i].stands);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

struct named { const char *code; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct subject subject = { .rule = 0 };
	struct telling *list;
	int count, shown = 0;

	if (!rulebook_tell(desk->store, ask->code, &list, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (list[i].stands)
			shown = i;
	show_one(desk, ask->code, &list[shown]);
	if (shown < count - 1)
		page_say(desk->page, "version %lld waits for its approval: pistor rule approve %s",
		         (long long)list[count - 1].version, ask->code);
	show_history(desk, list, count);
	subject.rule = list[shown].revision;
	free(list);
	return signed_show(desk, &subject, NULL, err);
}

const struct command rule_show_command = {
	.name    = "rule show",
	.summary = "One rule: what it says, its numbers, who says so, who approved it, and its versions",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "RULE", 0, FILLS(named, code), "Code" },
		{ 0 } },
	.run     = show,
};
