/*
 * journal_show.c - what was done, and what one action changed
 */
#include "command.h"
#include "journal.h"
#include "person.h"

struct look {
	int64_t action, last;
	const char *person, *subject, *verb;
	struct day from, to;
};

static void row(struct page *page, const struct change *change)
{
	page_text(page, change->table);
	page_count(page, change->row);
	page_text(page, change->column);
	page_text(page, change->before);
	page_text(page, change->now);
	page_row_end(page);
}

static bool head_of(struct store *store, int64_t action, char out[DIGEST_TEXT], struct error *err)
{
	struct digest digest;

	if (!journal_seal(store, action, &digest, err))
		return false;
	digest_text(&digest, out);
	return true;
}

static bool show_one(struct desk *desk, int64_t action, struct error *err)
{
	struct changes *changes;
	struct change change;
	char seal[DIGEST_TEXT];

	if (!journal_changes(desk->store, action, &changes, err))
		return false;
	if (head_of(desk->store, action, seal, err)
	 && page_query(desk->page, "action", desk->store, JOURNAL_ACTION,
	               BIND(bind_int("action", action), bind_text("seal", seal)), NULL, err)) {
		page_begin(desk->page, "rows", "title What it put on record\ntable text In\nrow count Row\n"
		           "column text What\nbefore text Before\nnow text Now\n");
		while (changes_next(changes, &change, err))
			row(desk->page, &change);
		page_end(desk->page);
	}
	changes_end(changes);
	return !err->fault;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct look *look = request;
	struct question question = { .subject = look->subject, .verb = look->verb, .from = look->from, .to = look->to,
	                             .last = look->last };
	struct journal_list list;
	struct person person;

	if (look->action)
		return show_one(desk, look->action, err);
	if (look->person && !person_find(desk->store, look->person, &person, err))
		return false;
	question.person = look->person ? person.id : 0;
	return journal_ask(desk->store, &question, &desk->zone, &list, err)
	    && page_query(desk->page, "journal", desk->store, list.query, list.bind, NULL, err);
}

const struct command journal_show_command = {
	.name    = "journal show",
	.summary = "What was done, when, by whom and why; or all that one action put on record",
	.more    = "  pistor journal show --last 20\n"
	           "  pistor journal show --subject HA-88213\n"
	           "  pistor journal show 41",
	.access  = ACCESS_READ,
	.size    = sizeof(struct look),
	.words   = (const struct word[]){
		{ "[ACTION]", 0, FILLS(look, action), "The number of one action" },
		{ "person",   0, FILLS(look, person), "PERSON: What this person did or typed" },
		{ "subject",  0, FILLS(look, subject), "CODE: What names this lot, batch, patient, session, recipe, product ..." },
		{ "verb",     0, FILLS(look, verb), "VERB: Such as 'lot receive', or 'lot' for all of its verbs" },
		{ "from",     0, FILLS(look, from), "DAY: Entered from this day on" },
		{ "to",       0, FILLS(look, to), "DAY: Entered up to the end of this day" },
		{ "last",     0, FILLS(look, last), "N: Only the newest so many" },
		{ 0 } },
	.run     = run,
};
