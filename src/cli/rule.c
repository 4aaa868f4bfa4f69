/*
 * rule.c - the commands that list, approve and retire rules
 */
#include "list.h"
#include "rule_changes.h"
#include "signed.h"

#include <inttypes.h>
#include <stdlib.h>

static void list_row(struct desk *desk, const struct row *row)
{
	static const char *const forces[] = {
		[RULE_INFORMS] = "informs", [RULE_WARNS] = "warns", [RULE_SIGNS] = "asks",
		[RULE_FORBIDS] = "forbids",
	};
	char figures[RULE_FIGURES];
	struct rule rule;

	rule_of_row(desk->store, row, &rule);
	rule_figures(&rule, figures);
	page_text(desk->page, rule.code);
	page_text(desk->page, rule.kind);
	page_text(desk->page, rule.text);
	page_text(desk->page, row_text(row, "about"));
	page_text(desk->page, row_text(row, "other"));
	page_text(desk->page, figures);
	page_text(desk->page, rule.retired   ? "retired"
	                      : !rule.approved && rule.force == RULE_WARNS ? "only warns"
	                                                                   : forces[rule.force]);
	page_text(desk->page, !rule.approved ? "not approved"
	                      : row_int(row, "newest") > rule.version ? "a new one waits"
	                                                              : row_text(row, "signed"));
	page_text(desk->page, rule.jurisdiction);
	page_text(desk->page, rule.source);
	page_text(desk->page, rule.requirement);
	page_count(desk->page, rule.version);
	page_row_end(desk->page);
}

static bool list(struct desk *desk, const void *request, struct error *err)
{
	struct row *row = rulebook_list(desk->store, request, err);
	int64_t count = 0;

	if (!row)
		return false;
	page_begin(desk->page, "rules",
	           "code text Rule\nkind text Kind [hide=table]\ntext text What it says\n"
	           "about text About [hide=table]\nother text With [hide=table]\n"
	           "figures text Numbers [hide=table]\n"
	           "force text Does [flag=forbids:red,flag=asks:amber]\n"
	           "approval text Approval [hide=narrow,flag=not approved:amber]\n"
	           "jurisdiction text Where\nsource text Source [hide=table]\n"
	           "requirement text Id [hide=table]\nversion count Version [hide=table]\n");
	while (row_next(row, err)) {
		list_row(desk, row);
		count++;
	}
	page_end(desk->page);
	if (count == 0)
		page_say(desk->page, "no such rules");
	return !err->fault;
}

const struct command rule_list_command = {
	.name    = "rule list",
	.summary = "The rules that hold here, and what each of them does",
	.more    = "What nobody approved only warns, whatever it says. Of a rule that was "
	           "revised the approved version stands\n"
	           "until the new one is approved too.\n\n"
	           "Examples:\n"
	           "  pistor rule list --kind pair --ingredient hyaluronidase\n"
	           "  pistor rule list --unapproved",
	.access  = ACCESS_READ,
	.size    = sizeof(struct rule_filter),
	.words   = (const struct word[]){
		{ "kind",       0, FILLS(rule_filter, kind),       "KIND: Only pair, limit, contraindication, protocol ..." },
		{ "ingredient", 0, FILLS(rule_filter, ingredient), "INGREDIENT: Only what is about it or its class" },
		{ "unapproved", 0, FILLS(rule_filter, unapproved), "Only what waits for somebody to approve it" },
		{ "elsewhere",  0, FILLS(rule_filter, elsewhere),  "Those of other jurisdictions, which only inform" },
		{ "retired",    0, FILLS(rule_filter, retired),    "Retired ones too" },
		{ 0 } },
	.run     = list,
};

struct named { const char *code; };

/* What was signed, once more. */
static bool say_version(struct desk *desk, const char *code, const char *what,
                        struct error *err)
{
	char figures[RULE_FIGURES];
	struct rule rule;

	if (!rulebook_newest(desk->store, code, &rule, err))
		return false;
	rule_figures(&rule, figures);
	fprintf(desk->out, "%s, version %" PRId64 ", is %s: %s%s%s%s\n", rule.code, rule.version,
	        what, rule.text, *figures ? " (" : "", figures, *figures ? ")" : "");
	return true;
}

static bool approve(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct signing signing = signed_by(desk);

	return rule_changes_show(desk, ask->code, err)
	    && rulebook_approve(desk->store, ask->code, &signing, err)
	    && say_version(desk, ask->code, "approved", err);
}

const struct command rule_approve_command = {
	.name    = "rule approve",
	.summary = "Sign the newest version of a rule: from now on it does what it says",
	.more    = "What it changes is shown before it is signed. Another version of what stops "
	           "somebody is approved by\nanother person than who entered it (rule "
	           "second-for-rules).",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS | COMMAND_CONFIRMS,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "RULE", 0, FILLS(named, code), "Code" },
		{ 0 } },
	.run     = approve,
};

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct signing signing = signed_by(desk);

	return rulebook_retire(desk->store, ask->code, &signing, err)
	    && say_version(desk, ask->code, "retired", err)
	    && rule_changes_show(desk, ask->code, err);
}

const struct command rule_retire_command = {
	.name    = "rule retire",
	.summary = "Let a rule hold no more, with a reason; what it judged stands",
	.more    = "One that stops somebody is retired by two persons: --by says who signs.\n\n"
	           "Example:\n"
	           "  pistor rule retire diabetes --reason 'the physician decides' --by "
	           "ph.omar",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_SIGNS | COMMAND_CONFIRMS,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "RULE", 0, FILLS(named, code), "Code" },
		{ 0 } },
	.run     = retire,
};
