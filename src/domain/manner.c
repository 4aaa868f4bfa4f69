#include "manner.h"

#include "heap.h"
#include "phrase.h"
#include "words.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_GAUGE = 14, MOST_GAUGE = 34, LONGEST_NEEDLE = 150, DEEPEST = 25 };
enum { LEAST_WORD = 4, MOST_AREA_NAMES = 1024, AREA_NAME = 160 };

/* The next number in a text, in hundredths cut there, and what stands behind it; false at the
 * end. */
static bool next_number(const char **at, int64_t *hundredths, const char **unit)
{
	int places = 0;

	*at += strcspn(*at, "0123456789");
	if (!**at)
		return false;
	for (*hundredths = 0; isdigit((unsigned char)**at); ++*at)
		*hundredths = *hundredths < 100000 ? *hundredths * 10 + (**at - '0')
		                                   : *hundredths;
	if (**at == '.' || **at == ',')
		for (++*at; isdigit((unsigned char)**at); ++*at)
			if (places++ < 2)
				*hundredths = *hundredths * 10 + (**at - '0');
	for (; places < 2; places++)
		*hundredths *= 10;
	*unit = *at + strspn(*at, " ");
	return true;
}

static bool is_unit(const char *text, const char *unit)
{
	size_t length = strlen(unit);

	return strncasecmp(text, unit, length) == 0 && !isalpha((unsigned char)text[length]);
}

/* In hundredths of a millimetre, which is what is meant where nothing is said. */
int64_t manner_deepest(const char *text)
{
	int64_t most = -1, number;
	const char *unit;

	while (next_number(&text, &number, &unit)) {
		number *= is_unit(unit, "cm") ? 10 : 1;
		most = number > most ? number : most;
	}
	return most;
}

bool manner_needle(const char *text, struct error *err)
{
	const char *at = text ? text : "", *unit;
	int64_t number;

	while (next_number(&at, &number, &unit)) {
		if (is_unit(unit, "G")
		    && (number < 100 * LEAST_GAUGE || number > 100 * MOST_GAUGE))
			return failed(err, FAULT_REFUSED,
			              "'%s': needles are of %dG to %dG, such as '30G 4 mm'",
			              text, LEAST_GAUGE, MOST_GAUGE);
		if (is_unit(unit, "mm") && number > 100 * LONGEST_NEEDLE)
			return failed(err, FAULT_REFUSED,
			              "'%s': no needle is longer than %d mm", text,
			              LONGEST_NEEDLE);
	}
	return true;
}

bool manner_depth(const char *text, struct error *err)
{
	return !text || manner_deepest(text) <= 100 * DEEPEST
	    || failed(err, FAULT_REFUSED,
	              "'%s': nothing is given deeper than %d mm; write it as '2 mm' or '1.5-4 "
	              "mm'",
	              text, DEEPEST);
}

bool manner_points(int64_t points, struct error *err)
{
	return (points >= 0 && points <= MOST_POINTS)
	    || failed(err, FAULT_REFUSED, "%" PRId64 " is not a number of points from 1 to %d",
	              points, MOST_POINTS);
}

/* ---- Where ---- */

static bool is_letter(char byte)
{
	return isalpha((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

/* The next word of a text, folded; false at the end. */
static bool next_word(const char **at, char out[AREA_NAME])
{
	char word[AREA_NAME];
	size_t length = 0;

	while (**at && !is_letter(**at))
		++*at;
	for (; is_letter(**at); ++*at)
		if (length + 1 < sizeof word)
			word[length++] = **at;
	word[length] = '\0';
	words_fold(word, out, AREA_NAME);
	return length > 0;
}

/* "cheek" is "cheeks", and "hands" is a hand. */
static bool is_alike(const char *a, const char *b)
{
	size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return strcmp(a, b) == 0 || (shorter >= LEAST_WORD && strncmp(a, b, shorter) == 0);
}

static bool names_one(const char *text, const char *name)
{
	char said[AREA_NAME], known[AREA_NAME];

	while (next_word(&text, said))
		for (const char *at = name; next_word(&at, known);)
			if (is_alike(said, known))
				return true;
	return false;
}

bool manner_area(struct store *store, const char *text, struct error *err)
{
	char *names[MOST_AREA_NAMES + 1];
	const char *near;
	struct row *row;
	bool found = !text || !*text;
	int count = 0;

	if (found)
		return true;
	row = store_query(store, PHRASE_NAMES, BIND(bind_text("list", PHRASES_AREA)), err);
	while (!found && count < MOST_AREA_NAMES && row_next(row, err)) {
		found = names_one(text, row_text(row, "name"));
		names[count++] = heap_text(row_text(row, "name"));
	}
	names[count] = NULL;
	near = found ? NULL : words_nearest(text, (const char *const *)names);
	if (near)
		failed(err, FAULT_MISSING, "no area '%s'; did you mean '%s'?", text, near);
	else if (!found)
		failed(err, FAULT_MISSING,
		       "no area '%s': 'pistor phrase list area' shows them, and 'phrase set area' "
		       "adds one",
		       text);
	while (count-- > 0)
		free(names[count]);
	return found;
}
