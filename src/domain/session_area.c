/*
 * session_area.c - where it was given, as a person says it
 */
#include "session.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static bool reads_as_amount(const char *text, struct quantity *out)
{
	struct error none = { 0 };

	return quantity_parse(text, out, &none);
}

/* Cut the last word off, giving it; NULL when there is no other before it. */
static char *last_word(char *text)
{
	size_t length = strlen(text);
	char *space;

	while (length && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
	space = strrchr(text, ' ');
	if (!space)
		return NULL;
	*space = '\0';
	return space + 1;
}

/* An amount at the end of the words: "4 mL" or "4mL"; it is cut off. */
static void cut_amount(char *text, struct quantity *out)
{
	char whole[SYRINGE_WORD], two[SYRINGE_WORD * 2], *last, *before;

	snprintf(whole, sizeof whole, "%s", text);
	last = last_word(whole);
	if (!last)
		return;
	if (reads_as_amount(last, out)) {
		strcpy(text, whole);
		return;
	}
	before = last_word(whole);
	if (!before)
		return;
	snprintf(two, sizeof two, "%s %s", before, last);
	if (reads_as_amount(two, out))
		strcpy(text, whole);
}

bool area_parse(const char *text, struct area *out, struct error *err)
{
	char words[SYRINGE_WORD], kept[SYRINGE_WORD], *last;
	struct quantity alone;

	*out = (struct area){ 0 };
	if (strlen(text) >= sizeof words)
		return failed(err, FAULT_REFUSED, "the area '%.40s...' is too long", text);
	strcpy(words, text);
	strcpy(kept, text);
	last = last_word(words);
	if (last && is_number(last))
		out->points = strtoll(last, NULL, 10);
	else
		strcpy(words, kept);
	cut_amount(words, &out->given);
	if (!*words || reads_as_amount(words, &alone))
		return failed(err, FAULT_REFUSED, "'%s' names no area", text);
	snprintf(out->name, sizeof out->name, "%s", words);
	return true;
}
