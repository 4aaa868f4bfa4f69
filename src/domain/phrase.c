/*
 * phrase.c - words and sentences by list, code and language
 */
#include "phrase.h"
#include "heap.h"
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 1024 };

/* "en", "fr", "pt-br" */
static bool is_language(const char *text)
{
	size_t length = strlen(text);

	for (const char *at = text; *at; at++)
		if (!islower((unsigned char)*at) && *at != '-')
			return false;
	return length >= 2 && length <= 8 && *text != '-';
}

static bool check(const struct phrase *phrase, struct error *err)
{
	size_t length = strlen(phrase->text);

	if (!code_check(phrase->code, "code", err))
		return false;
	if (!is_language(phrase->language))
		return failed(err, FAULT_REFUSED, "'%s' is no language, such as en or fr",
		              phrase->language);
	return (length && length < PHRASE_TEXT && !strpbrk(phrase->text, "\n\t"))
	       || failed(err, FAULT_REFUSED,
	                 "a phrase says something, in one line of at most %d bytes",
	                 PHRASE_TEXT - 1);
}

/* A list nobody reads is a slip of the pen. */
bool phrase_is_list(struct store *store, const char *list, struct error *err)
{
	struct row *row = store_query(store, PHRASE_LISTS, BIND_NOTHING, err);
	char known[320] = "";
	bool found = false;

	while (row_next(row, err)) {
		const char *name = row_text(row, "list");

		found |= strcmp(name, list) == 0;
		snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s",
		         *known ? ", " : "", name);
	}
	if (err->fault || found)
		return found;
	return failed(err, FAULT_MISSING, "there is no list '%s'; there are %s", list, known);
}

static bool put(struct store *store, const struct phrase *phrase, bool dropped,
                struct error *err)
{
	return store_run(store, PHRASE_INSERT, BIND(
		bind_int ("action",   store_action(store)),
		bind_text("list",     phrase->list),
		bind_text("code",     phrase->code),
		bind_text("language", phrase->language),
		bind_text("text",     phrase->text),
		bind_int ("dropped",  dropped)), err);
}

bool phrase_begin(struct store *store, const struct phrase *phrase, struct error *err)
{
	return check(phrase, err) && put(store, phrase, false, err);
}

bool phrase_set(struct store *store, const struct phrase *phrase, struct error *err)
{
	return store_begin(store, "phrase set", err)
	    && store_end(store, phrase_is_list(store, phrase->list, err)
	                        && phrase_begin(store, phrase, err), err);
}

static bool drop(struct store *store, const char *list, const char *code, struct error *err)
{
	struct phrase held[32];
	char language[32][16], text[32][PHRASE_TEXT];
	struct row *row;
	int count = 0;

	if (!phrase_is_list(store, list, err))
		return false;
	row = store_query(store, PHRASE_OF_CODE, BIND(
		bind_text("list", list),
		bind_text("code", code)), err);
	while (count < 32 && row_next(row, err)) {
		snprintf(language[count], sizeof *language, "%s", row_text(row, "language"));
		snprintf(text[count], sizeof *text, "%s", row_text(row, "text"));
		held[count] = (struct phrase){ list, code, language[count], text[count] };
		count++;
	}
	if (err->fault)
		return false;
	if (count == 0)
		return failed(err, FAULT_MISSING,
		              "there is no '%s' in the list '%s'; 'pistor phrase list' shows "
		              "them",
		              code, list);
	for (int i = 0; i < count; i++)
		if (!put(store, &held[i], true, err))
			return false;
	return true;
}

bool phrase_drop(struct store *store, const char *list, const char *code, struct error *err)
{
	return store_begin(store, "phrase drop", err)
	    && store_end(store, drop(store, list, code, err), err);
}

bool phrase_text(struct store *store, const char *list, const char *code, const char *language,
                 char text[PHRASE_TEXT], struct error *err)
{
	struct row *row = store_one(store, PHRASE_TEXT_NOW, BIND(
		bind_text("list",     list),
		bind_text("code",     code),
		bind_text("language", language)), err);

	snprintf(text, PHRASE_TEXT, "%s", row ? row_text(row, "text") : "");
	return !err->fault;
}

bool phrase_language(struct store *store, const char *language, struct error *err)
{
	struct row *row = store_query(store, PHRASE_LANGUAGES, BIND_NOTHING, err);
	char known[160] = "";
	bool found = false;

	while (row_next(row, err)) {
		const char *name = row_text(row, "language");

		found |= strcmp(name, language) == 0;
		snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s",
		         *known ? ", " : "", name);
	}
	if (err->fault || found)
		return found;
	return failed(err, FAULT_MISSING,
	              "nothing is said in '%s' here; there is %s ('pistor phrase set' adds)",
	              language, known);
}

/* Codes are looked up before what they say, in the order entered. */
bool phrase_find(struct store *store, const char *list, const char *what, const char *text,
                 char code[PHRASE_CODE], struct error *err)
{
	char *names[MOST_NAMES + 1], asked[PHRASE_TEXT], folded[PHRASE_TEXT];
	struct row *row = store_query(store, PHRASE_NAMES, BIND(bind_text("list", list)), err);
	const char *near;
	int count = 0;
	bool found = false;

	words_fold(text, asked, sizeof asked);
	while (!found && count < MOST_NAMES && row_next(row, err)) {
		words_fold(row_text(row, "name"), folded, sizeof folded);
		if ((found = strcmp(folded, asked) == 0))
			snprintf(code, PHRASE_CODE, "%s", row_text(row, "code"));
		else
			names[count++] = heap_text(row_text(row, "name"));
	}
	names[count] = NULL;
	near = found ? NULL : words_nearest(text, (const char *const *)names);
	if (!found)
		failed(err, FAULT_MISSING,
		       near ? "no %s '%s'; did you mean '%s'?"
		            : "no %s '%s'; 'pistor phrase list %s' shows those there are",
		       what, text, near ? near : list);
	while (count-- > 0)
		free(names[count]);
	return found;
}
