/*
 * session_area.c - where it was given, as a person says it
 */
#include "session.h"
#include "manner.h"

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
static bool cut_amount(char *text, struct quantity *out)
{
	char whole[SYRINGE_WORD], two[SYRINGE_WORD * 2], *last, *before;

	snprintf(whole, sizeof whole, "%s", text);
	last = last_word(whole);
	if (!last)
		return false;
	if (!reads_as_amount(last, out)) {
		before = last_word(whole);
		if (!before)
			return false;
		snprintf(two, sizeof two, "%s %s", before, last);
		if (!reads_as_amount(two, out))
			return false;
	}
	strcpy(text, whole);
	return true;
}

bool points_parse(const char *text, int64_t *out, struct error *err)
{
	*out = is_number(text) && strlen(text) <= 7 ? strtoll(text, NULL, 10) : 0;
	return (*out >= 1 && *out <= MOST_POINTS)
	    || failed(err, FAULT_REFUSED, "'%s' is not a number of points from 1 to %d", text,
	              MOST_POINTS);
}

bool area_parse(const char *text, struct area *out, struct error *err)
{
	char words[SYRINGE_WORD], kept[SYRINGE_WORD], *last;
	struct quantity alone;
	bool points;

	*out = (struct area){ 0 };
	if (strlen(text) >= sizeof words)
		return failed(err, FAULT_REFUSED, "the area '%.40s...' is too long", text);
	strcpy(words, text);
	strcpy(kept, text);
	last = last_word(words);
	points = last && is_number(last);
	if (points && !points_parse(last, &out->points, err))
		return false;
	if (!points)
		strcpy(words, kept);
	if (cut_amount(words, &out->given) && !out->given.atoms)
		return failed(err, FAULT_REFUSED, "'%s': nothing is given there", text);
	if (!*words || reads_as_amount(words, &alone))
		return failed(err, FAULT_REFUSED, "'%s' names no area", text);
	snprintf(out->name, sizeof out->name, "%s", words);
	return true;
}
