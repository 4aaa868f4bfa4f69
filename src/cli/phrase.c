/*
 * phrase.c - the commands of phrases
 */
#include "command.h"
#include "phrase.h"
#include "list.h"

struct phrase_words { const char *list, *code, *text, *language; };

static bool set(struct desk *desk, const void *request, struct error *err)
{
	const struct phrase_words *ask = request;
	struct phrase phrase = { ask->list, ask->code, ask->language ? ask->language : "en",
		                 ask->text };

	if (!phrase_set(desk->store, &phrase, err))
		return false;
	fprintf(desk->out, "%s %s (%s): %s\n", phrase.list, phrase.code, phrase.language,
	        phrase.text);
	return true;
}

const struct command phrase_set_command = {
	.name = "phrase set",
	.summary = "Say something otherwise, or in another language",
	.more = "What patients read, and the words of lists that can grow, are kept per "
	        "language. A sentence that\n"
		"is not said in a language is said in English.\n\n"
		"Example:\n  pistor phrase set reaction bruising 'Blauer Fleck' --language de",
	.access = ACCESS_WRITE,
	.size = sizeof(struct phrase_words),
	.words = (const struct word[]){
		{ "LIST", 0, FILLS(phrase_words, list), "Which list: 'pistor phrase list' shows them" },
		{ "CODE", 0, FILLS(phrase_words, code), "Its code in the list" },
		{ "TEXT", 0, FILLS(phrase_words, text), "What it says from now on" },
		{ "language", 0, FILLS(phrase_words, language), "LANGUAGE: en, fr ... (default: en)" },
		{ 0 } },
	.run = set,
};

static bool drop(struct desk *desk, const void *request, struct error *err)
{
	const struct phrase_words *ask = request;

	if (!phrase_drop(desk->store, ask->list, ask->code, err))
		return false;
	fprintf(desk->out, "%s %s is said no more\n", ask->list, ask->code);
	return true;
}

const struct command phrase_drop_command = {
	.name    = "phrase drop",
	.summary = "Take a phrase out of its list, in every language",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct phrase_words),
	.words   = (const struct word[]){
		{ "LIST", 0, FILLS(phrase_words, list), "Which list" },
		{ "CODE", 0, FILLS(phrase_words, code), "Its code in the list" },
		{ 0 } },
	.run     = drop,
};

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct phrase_words *ask = request;

	return (!ask->list || phrase_is_list(desk->store, ask->list, err))
	    && list_query(desk, "phrases", PHRASE_LIST, BIND(
		bind_text("list",     ask->list),
		bind_text("language", ask->language)), err);
}

const struct command phrase_list_command = {
	.name    = "phrase list",
	.summary = "What is said to patients, and the words of lists, per language",
	.access  = ACCESS_READ,
	.size    = sizeof(struct phrase_words),
	.words   = (const struct word[]){
		{ "[LIST]", 0, FILLS(phrase_words, list), "Only this list" },
		{ "language", 0, FILLS(phrase_words, language), "LANGUAGE: Only in this one" },
		{ 0 } },
	.run     = list,
};
