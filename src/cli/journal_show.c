/*
 * journal_show.c - what was done, and what one action changed
 */
#include "desk.h"
#include "journal_show.h"
#include "list.h"
#include "person.h"

#include <inttypes.h>
#include <string.h>

/* What a person reads at once, where nothing else is said. */
enum { SHOWN = 50 };

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

static bool head_of(struct store *store, int64_t action, char out[DIGEST_TEXT],
                    struct error *err)
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
		page_begin(desk->page, "rows",
		           "title What it put on record\ntable text In\nrow count Row\n"
		           "column text What\nbefore text Before\nnow text Now\n");
		while (changes_next(changes, &change, err))
			row(desk->page, &change);
		page_end(desk->page);
	}
	changes_end(changes);
	return !err->fault;
}

static bool is_verb(const char *name, const char *verb)
{
	size_t length = strlen(verb);

	return strncmp(name, verb, length) == 0
	    && (name[length] == '\0' || name[length] == ' ');
}

/* A verb is what a command is called, or the noun of some; or what an act on record was
 * called. */
static bool check_verb(struct desk *desk, const struct question *question, struct error *err)
{
	struct question only = { .verb = question->verb, .last = 1 };
	struct journal_list list;
	struct acts *acts;
	struct act act;
	const char *near;
	bool found;

	for (int i = 0; commands[i]; i++)
		if (commands[i]->access != ACCESS_READ
		    && is_verb(commands[i]->name, question->verb))
			return true;
	if (!journal_ask(desk->store, &only, &desk->zone, &list, err)
	    || !journal_acts(desk->store, &list, &acts, err))
		return false;
	found = acts_next(acts, &act, err);
	acts_end(acts);
	if (found || err->fault)
		return found;
	near = command_nearest(question->verb);
	return failed(err, FAULT_MISSING, "no act is called '%s'%s%s%s", question->verb,
	              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* What an eye is to see stands where it looks. */
static void who(struct page *page, const struct act *act)
{
	char all[200];

	snprintf(all, sizeof all, "%s%s%s%s%s", act->person ? act->person : "",
	         act->typist ? ", typed by " : "", act->typist ? act->typist : "",
	         *act->signer ? ", signed by " : "", act->signer);
	page_text(page, act->person && page_format(page) == FORMAT_TABLE ? all : act->person);
}

static void act_row(struct page *page, const struct act *act)
{
	page_count(page, act->id);
	page_instant(page, &act->entered);
	who(page, act);
	page_text(page, act->typist);
	page_text(page, act->verb);
	page_text(page, act->subject);
	if (*act->event.text)
		page_instant(page, &act->event);
	else
		page_blank(page);
	page_text(page, act->reason);
	page_text(page, act->exception);
	page_text(page, *act->signer ? act->signer : NULL);
	page_row_end(page);
}

bool journal_show_acts(struct desk *desk, const struct journal_list *list, struct error *err)
{
	struct acts *acts;
	struct act act;

	if (!journal_acts(desk->store, list, &acts, err))
		return false;
	page_begin(desk->page, "journal",
	           "id count Action\nentered instant Entered\nperson text Who\n"
	           "typist text Typed by [hide=table]\nverb text What\nsubject text Subject\n"
	           "event instant Happened [hide=table]\nreason text Why\nexception text "
	           "Although\nsigner text Signed by [hide=table]\n");
	while (acts_next(acts, &act, err))
		act_row(desk->page, &act);
	page_end(desk->page);
	acts_end(acts);
	return !err->fault;
}

static bool show_list(struct desk *desk, const struct question *question, struct error *err)
{
	struct journal_list list;

	return journal_ask(desk->store, question, &desk->zone, &list, err)
	    && journal_show_acts(desk, &list, err);
}

/* All of it, where that is not too much to read. */
static bool show_newest(struct desk *desk, struct question *question, struct error *err)
{
	struct digest head;
	int64_t length;

	if (!store_head(desk->store, &head, &length, err))
		return false;
	if (page_format(desk->page) == FORMAT_TABLE && length > SHOWN)
		question->last = SHOWN;
	if (!show_list(desk, question, err))
		return false;
	if (question->last)
		page_say(desk->page,
		         "The newest %d of %" PRId64
		         " actions; --last N, --from DAY, --subject CODE show others.",
		         SHOWN, length);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct look *look = request;
	struct question question = { .subject = look->subject,
		                     .verb = look->verb,
		                     .from = look->from,
		                     .to = look->to,
		                     .last = look->last };
	struct instant from, to;
	struct person person;

	if (look->action)
		return show_one(desk, look->action, err);
	if (!list_period(desk, &look->from, &look->to, &from, &to, err))
		return false;
	if (look->person && !person_find(desk->store, look->person, &person, err))
		return false;
	if (look->verb && !check_verb(desk, &question, err))
		return false;
	question.person = look->person ? person.id : 0;
	if (!look->person && !look->subject && !look->verb && !*look->from.text
	    && !*look->to.text && !look->last)
		return show_newest(desk, &question, err);
	return show_list(desk, &question, err);
}

const struct command journal_show_command = {
	.name = "journal show",
	.summary = "What was done, when, by whom and why; or all that one action put on record",
	.more = "  pistor journal show --last 20\n"
	        "  pistor journal show --subject HA-88213\n"
	        "  pistor journal show 41",
	.access = ACCESS_READ,
	.size = sizeof(struct look),
	.words =
		(const struct word[]){
			{ "[ACTION]", 0, FILLS(look, action), "The number of one action" },
			{ "person", 0, FILLS(look, person),
	                  "PERSON: What this person did or typed" },
			{ "subject", 0, FILLS(look, subject),
	                  "CODE: What names this lot, batch, patient, session, recipe, product "
	                  "..." },
			{ "verb", 0, FILLS(look, verb),
	                  "VERB: Such as 'lot receive', or 'lot' for all of its verbs" },
			{ "from", 0, FILLS(look, from), "DAY: Entered from this day on" },
			{ "to", 0, FILLS(look, to), "DAY: Entered up to the end of this day" },
			{ "last", 0, FILLS(look, last), "N: Only the newest so many" },
			{ 0 } },
	.run = run,
};
