#include "words.h"

#include "heap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The length of the letter that text begins with, in bytes of UTF-8. */
static size_t letter_length(const char *text)
{
	const char *end = text + 1;

	while (((unsigned char)*end & 0xc0) == 0x80)
		end++;
	return (size_t)(end - text);
}

static bool is_blank(const char *text, size_t length)
{
	return length == 1 ? isspace((unsigned char)*text) != 0
	                   : length == 2 && memcmp(text, "\u00a0", 2) == 0;
}

/* Latin-1 capitals are U+00C0 to U+00DE save the times sign; in UTF-8 their second byte is
 * 0x20 below that of the small letter, as in ASCII. */
static void letter_fold(char *letter, size_t length)
{
	unsigned char last = letter[length - 1];

	if (length == 1 && last >= 'A' && last <= 'Z')
		letter[0] = last + 0x20;
	if (length == 2 && (unsigned char)letter[0] == 0xc3 && last >= 0x80 && last <= 0x9e
	 && last != 0x97)
		letter[1] = last + 0x20;
}

char *words_fold(const char *text, char *out, size_t size)
{
	size_t used = 0;
	bool gap = false;

	for (size_t length; *text; text += length) {
		length = letter_length(text);
		if (is_blank(text, length)) {
			gap = used > 0;
			continue;
		}
		/* A letter is never cut in two. */
		if (used + gap + length >= size)
			break;
		if (gap)
			out[used++] = ' ';
		gap = false;
		memcpy(out + used, text, length);
		letter_fold(out + used, length);
		used += length;
	}
	if (size)
		out[used] = '\0';
	return out;
}

/* The letters from U+00E0 to U+00FF without their accents; those that are no letters stay. */
static const char plain[32][3] = { "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e",
	                           "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o",
	                           "o", "", "o", "u", "u", "u", "u", "y", "th", "y" };

/* Never longer than what it stands for, so that it may be written over it. */
static size_t plain_letter(const char *letter, size_t length, char out[4])
{
	unsigned char first = letter[0], last = letter[length - 1];

	memcpy(out, letter, length < 4 ? length : 4);
	if (length != 2)
		return length;
	if (first == 0xc5 && (last == 0x92 || last == 0x93)) {
		out[0] = 'o';
		out[1] = 'e';
	} else if (first == 0xcc || (first == 0xcd && last <= 0xaf)) {
		return 0;
	} else if (first == 0xc3 && last >= 0xa0 && *plain[last - 0xa0]) {
		memcpy(out, plain[last - 0xa0], 2);
		return strlen(plain[last - 0xa0]);
	}
	return length;
}

char *words_plain(const char *text, char *out, size_t size)
{
	char letter[4], *to = out;

	words_fold(text, out, size);
	for (const char *from = out; size && *from;) {
		size_t length = letter_length(from), kept = plain_letter(from, length, letter);

		memmove(to, from, length);
		if (length == 2)
			memcpy(to, letter, kept);
		from += length;
		to += length == 2 ? kept : length;
	}
	if (size)
		*to = '\0';
	return out;
}

/* A word cut into its letters: where each begins, and where the last one ends. */
struct letters {
	const char **at;
	int count;
};

static struct letters letters_of(const char *text)
{
	struct letters out = { heap_new((strlen(text) + 1) * sizeof *out.at), 0 };

	for (; *text; text += letter_length(text))
		out.at[out.count++] = text;
	out.at[out.count] = text;
	return out;
}

static bool same(struct letters a, int i, struct letters b, int j)
{
	return a.at[i + 1] - a.at[i] == b.at[j + 1] - b.at[j]
	    && memcmp(a.at[i], b.at[j], a.at[i + 1] - a.at[i]) == 0;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* What it takes to make the first i + 1 letters of a the first j + 1 of b, given the rows of
 * the table for one and two letters of a less. */
static int cheapest(struct letters a, int i, struct letters b, int j, int *const rows[3])
{
	int changed = rows[1][j] + !same(a, i, b, j);
	int moved = least(rows[1][j + 1], rows[0][j]) + 1;
	bool swapped = i > 0 && j > 0 && same(a, i, b, j - 1) && same(a, i - 1, b, j);

	changed = least(changed, moved);
	return swapped ? least(changed, rows[2][j - 1] + 1) : changed;
}

int words_distance(const char *a, const char *b)
{
	struct letters from = letters_of(a), to = letters_of(b);
	int *table = heap_new(3 * (size_t)(to.count + 1) * sizeof *table), distance;
	int *rows[3] = { table, table + to.count + 1, table + 2 * (to.count + 1) };

	for (int j = 0; j <= to.count; j++)
		rows[0][j] = j;
	for (int i = 0; i < from.count; i++) {
		int *oldest = rows[2];

		rows[2] = rows[1];
		rows[1] = rows[0];
		rows[0] = oldest;
		rows[0][0] = i + 1;
		for (int j = 0; j < to.count; j++)
			rows[0][j + 1] = cheapest(from, i, to, j, rows);
	}
	distance = rows[0][to.count];
	free(table);
	free(from.at);
	free(to.at);
	return distance;
}

const char *words_nearest(const char *text, const char *const *candidates)
{
	char typed[80], candidate[80];
	int letters, nearest;
	const char *found = NULL;

	words_fold(text, typed, sizeof typed);
	letters = words_distance(typed, "");
	/* One slip in three letters is a slip; more is another word. */
	nearest = 1 + (letters < 2 ? 0 : letters < 6 ? 1 : letters / 3);
	for (; *candidates; candidates++) {
		int distance = words_distance(typed, words_fold(*candidates, candidate,
		                                                sizeof candidate));

		/* A word not yet finished is as near as a slip. */
		if (letters >= 3 && distance > 1
		 && strncmp(candidate, typed, strlen(typed)) == 0)
			distance = 1;
		if (distance < nearest) {
			nearest = distance;
			found = *candidates;
		}
	}
	return found;
}

/* "B26-0001": a letter, the year, and so on, as lots, batches, sessions ... are numbered, with four
 * digits or more: "B12-1" is a vitamin. */
static bool is_numbered(const char *code)
{
	static const char digits[] = "0123456789";
	size_t length;

	if (!*code || !strchr("ABDLRSTabdlrst", *code) || strspn(code + 1, digits) != 2
	    || code[3] != '-')
		return false;
	length = strspn(code + 4, digits);
	return length >= 4 && !code[4 + length];
}

bool code_check(const char *code, const char *what, struct error *err)
{
	size_t length = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                             "0123456789-_./+");

	if (is_numbered(code))
		return failed(err, FAULT_REFUSED,
		              "'%s' looks like a number given here, as of a lot or a session: a %s "
		              "is another", code, what);
	if (length >= 1 && length <= 40 && !code[length] && !strchr("-_./+", *code))
		return true;
	return failed(err, FAULT_REFUSED, "'%s' is not a %s: 1 to 40 letters, digits and "
	              "- _ . / +, beginning with a letter or digit", code, what);
}

static bool on_one_line(const char *text)
{
	while ((unsigned char)*text >= ' ' && *text != 0x7f)
		text++;
	return !*text;
}

bool line_check(const char *text, const char *what, struct error *err)
{
	return !text || on_one_line(text)
	    || failed(err, FAULT_REFUSED, "%s stands on one line, without tabs", what);
}

bool name_check(const char *name, const char *whose, struct error *err)
{
	char folded[8];
	size_t length = name ? strlen(name) : 0;

	if (!length || !*words_fold(name, folded, sizeof folded))
		return failed(err, FAULT_REFUSED, "%s has a name", whose);
	if (!on_one_line(name))
		return failed(err, FAULT_REFUSED,
		              "the name of %s stands on one line, without tabs", whose);
	return length <= 150
	    || failed(err, FAULT_REFUSED,
	              "'%.40s...' is too long for a name: 150 letters at most", name);
}

bool words_say(const char *text)
{
	int letters = 0;

	for (; text && *text && letters < 2; text++)
		letters = isalpha((unsigned char)*text) || (unsigned char)*text >= 0x80
		                  ? letters + 1 : 0;
	return letters == 2;
}

bool words_cut_number(char *text)
{
	size_t end = strlen(text);

	while (end && !isdigit((unsigned char)text[end - 1]))
		end--;
	if (!end)
		return false;
	while (end && strchr("0123456789.,", text[end - 1]))
		end--;
	while (end && strchr(" -", text[end - 1]))
		end--;
	text[end] = '\0';
	return true;
}
