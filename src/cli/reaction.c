/*
 * reaction.c - the commands of reactions
 */
#include "reaction.h"
#include "command.h"
#include "list.h"
#include "person.h"
#include "phrase.h"
#include "signed.h"

#include <stdlib.h>

#define ENTRY_WORDS(type, member) \
	{ "severity", 0, FILLS(type, member severity), \
	  "SEVERITY: mild, moderate, severe or life-threatening" }, \
	{ "outcome", 0, FILLS(type, member outcome), \
	  "OUTCOME: ongoing, resolving, resolved, lasting, fatal or unknown" }, \
	{ "treatment", 0, FILLS(type, member treatment), "TEXT: What was done about it" }, \
	{ "reported-to", 0, FILLS(type, member reported_to), \
	  "WHOM: A regulator, a maker, a prescriber it was reported to" }, \
	{ "reference", 0, FILLS(type, member reference), "TEXT: Their reference" }, \
	{ "note", 0, FILLS(type, member note), "TEXT: What was found out" }

struct add_words {
	struct complaint complaint;
};

/* Patients are named by code; the kind by what it says. */
static bool tell_added(struct desk *desk, const struct complaint *complaint,
                       const struct reaction *reaction, struct error *err)
{
	char code[PHRASE_CODE], text[PHRASE_TEXT];
	struct session session;
	struct patient patient;

	if (!phrase_find(desk->store, PHRASES_REACTION, "kind of reaction", complaint->kind,
	                 code, err)
	    || !phrase_text(desk->store, PHRASES_REACTION, code, "en", text, err)
	    || !session_by_id(desk->store, reaction->session, &session, err)
	    || !patient_by_id(desk->store, reaction->patient, &patient, err))
		return false;
	page_say(desk->page, "%s: %s, %s, of %s after %s", reaction->number, text,
	         complaint->first.severity, patient.code, session.number);
	return page_query(desk->page, "exposed", desk->store, REACTION_EXPOSED,
	                  BIND(bind_int("session", reaction->session)), NULL, err);
}

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct add_words *ask = request;
	struct reaction reaction;

	return reaction_add(desk->store, &ask->complaint, &reaction, err)
	    && tell_added(desk, &ask->complaint, &reaction, err);
}

const struct command reaction_add_command = {
	.name = "reaction add",
	.summary = "Enter what a patient showed or felt after a session",
	.more = "The answer names the lots that were given, and how many others were given of "
	        "them.\n\n"
	        "Examples:\n"
	        "  pistor reaction add S26-000318 bruising --severity mild\n"
	        "  pistor reaction add S26-000318 nodule --severity severe --onset '2026-11-20 "
	        "08:00' --area cheek \\\n"
	        "      --treatment 'ultrasound, biopsy taken' --outcome ongoing",
	.access = ACCESS_WRITE,
	.size = sizeof(struct add_words),
	.words = (const struct word[]){
		{ "SESSION", 0, FILLS(add_words, complaint.session), "After which session" },
		{ "KIND", 0, FILLS(add_words, complaint.kind), "What: 'pistor reaction kinds' shows them" },
		ENTRY_WORDS(add_words, complaint.first.),
		{ "onset", 0, FILLS(add_words, complaint.onset), "INSTANT: When it began" },
		{ "another", 0, FILLS(add_words, complaint.another), "One more of the same kind" },
		{ "area", 0, FILLS(add_words, complaint.area), "TEXT: Where" },
		{ "told-by", 0, FILLS(add_words, complaint.told_by), "TEXT: Who told it, if not the patient" },
		{ 0 } },
	.run = add,
};

struct follow_words { const char *reaction; struct reaction_entry entry; };

static bool follow(struct desk *desk, const void *request, struct error *err)
{
	const struct follow_words *ask = request;
	struct reaction reaction;

	return reaction_follow(desk->store, ask->reaction, &ask->entry, &reaction, err)
	    && page_query(desk->page, "reaction", desk->store, REACTION_SHOW,
	                  BIND(bind_int("reaction", reaction.id)), NULL, err)
	    && page_query(desk->page, "entries", desk->store, REACTION_ENTRIES,
	                  BIND(bind_int("reaction", reaction.id)), NULL, err);
}

const struct command reaction_follow_command = {
	.name = "reaction follow",
	.summary = "Enter what became of a reaction, or what was done about it",
	.more = "What was entered before stays; what is not said is as it was.\n\n"
	        "Examples:\n"
	        "  pistor reaction follow A26-0001 --outcome resolved --when 2026-11-20\n"
	        "  pistor reaction follow A26-0001 --reported-to ANSM --reference PV-2026-118",
	.access = ACCESS_WRITE,
	.size = sizeof(struct follow_words),
	.words = (const struct word[]){
		{ "REACTION", 0, FILLS(follow_words, reaction), "Its number, such as A26-0001" },
		ENTRY_WORDS(follow_words, entry.),
		{ 0 } },
	.run = follow,
};

struct named { const char *reaction; };

static bool reverse(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	struct signing signing = signed_by(desk);
	struct reaction reaction;

	signing.to_see = desk->dry_run && !signing.password;
	if (!reaction_find(desk->store, ask->reaction, &reaction, err)
	    || !reaction_reverse(desk->store, ask->reaction, &signing, err))
		return false;
	if (reaction.grave)
		desk->signs = SIGNS_NOW;
	fprintf(desk->out, "%s is reversed\n", reaction.number);
	return true;
}

const struct command reaction_reverse_command = {
	.name    = "reaction reverse",
	.summary = "Take a reaction back: it never was",
	.more    = "Needs --reason. One that was severe or worse is taken back under a signature.",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "REACTION", 0, FILLS(named, reaction), "Its number" },
		{ 0 } },
	.run     = reverse,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct reaction reaction;

	return reaction_find(desk->store, ask->reaction, &reaction, err)
	    && page_query(desk->page, "reaction", desk->store, REACTION_SHOW,
	                  BIND(bind_int("reaction", reaction.id)), NULL, err)
	    && page_query(desk->page, "entries", desk->store, REACTION_ENTRIES,
	                  BIND(bind_int("reaction", reaction.id)), NULL, err)
	    && page_query(desk->page, "exposed", desk->store, REACTION_EXPOSED,
	                  BIND(bind_int("session", reaction.session)), NULL, err)
	    && signed_show(desk, &(struct subject){ .reaction = reaction.id }, NULL, err);
}

const struct command reaction_show_command = {
	.name    = "reaction show",
	.summary = "One reaction: what, after what, what was done, who else was exposed",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "REACTION", 0, FILLS(named, reaction), "Its number, such as A26-0001" },
		{ 0 } },
	.run     = show,
};

struct listing { const char *patient, *kind; struct day from, to; bool open; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;
	struct patient patient = { .id = 0 };
	struct instant from = { "" }, to = { "" };
	char kind[PHRASE_CODE];

	return (!ask->patient || patient_find(desk->store, ask->patient, &patient, err))
	    && (!ask->kind || phrase_find(desk->store, PHRASES_REACTION, "kind of reaction",
	                                  ask->kind, kind, err))
	    && list_period(desk, &ask->from, &ask->to, &from, &to, err)
	    && list_query(desk, "reactions", REACTION_LIST, BIND(
		bind_id  ("patient", patient.id),
		bind_text("kind",    ask->kind ? kind : NULL),
		bind_text("from",    instant_text(&from)),
		bind_text("to",      instant_text(&to)),
		bind_int ("open",    ask->open)), err);
}

const struct command reaction_list_command = {
	.name    = "reaction list",
	.summary = "What was reported by patients",
	.access  = ACCESS_READ,
	.size    = sizeof(struct listing),
	.words   = (const struct word[]){
		{ "patient", 0, FILLS(listing, patient), "PATIENT: Only theirs" },
		{ "kind", 0, FILLS(listing, kind), "KIND: Only of this kind" },
		{ "from", 0, FILLS(listing, from), "DAY: Told from this day on" },
		{ "to", 0, FILLS(listing, to), "DAY: Told up to the end of this day" },
		{ "open", 0, FILLS(listing, open), "Only those that are not over" },
		{ 0 } },
	.run     = list,
};

struct kinds_words { const char *language; };

static bool kinds(struct desk *desk, const void *request, struct error *err)
{
	const struct kinds_words *ask = request;

	return (!ask->language || phrase_language(desk->store, ask->language, err))
	    && list_query(desk, "kinds", PHRASE_KINDS, BIND(
		bind_text("list",     PHRASES_REACTION),
		bind_text("language", ask->language ? ask->language : "en")), err);
}

const struct command reaction_kinds_command = {
	.name    = "reaction kinds",
	.summary = "The kinds of reaction there are; 'reaction kind' adds one",
	.access  = ACCESS_READ,
	.size    = sizeof(struct kinds_words),
	.words   = (const struct word[]){
		{ "language", 0, FILLS(kinds_words, language), "LANGUAGE: As they are called in it (default: en)" },
		{ 0 } },
	.run     = kinds,
};

struct kind_words { const char *code, *text, *language; };

static bool kind(struct desk *desk, const void *request, struct error *err)
{
	const struct kind_words *ask = request;
	struct phrase phrase = { PHRASES_REACTION, ask->code,
		                 ask->language ? ask->language : "en", ask->text };

	if (!phrase_set(desk->store, &phrase, err))
		return false;
	fprintf(desk->out, "%s is a kind of reaction: %s\n", ask->code, ask->text);
	return true;
}

const struct command reaction_kind_command = {
	.name    = "reaction kind",
	.summary = "Add a kind of reaction, or name one otherwise",
	.more    = "Example:\n  pistor reaction kind ptosis 'Drooping eyelid'",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct kind_words),
	.words   = (const struct word[]){
		{ "CODE", 0, FILLS(kind_words, code), "Its code" },
		{ "TEXT", 0, FILLS(kind_words, text), "What it is called" },
		{ "language", 0, FILLS(kind_words, language), "LANGUAGE: In which (default: en)" },
		{ 0 } },
	.run     = kind,
};
