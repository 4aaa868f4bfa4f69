#include "body.h"

#include "heap.h"
#include "nearest.h"
#include "phrase.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_WORD = 4, ENDING = 2, WORD = 160 };

/* A part and the wider one it lies in, by its place in the list; -1: in none. */
struct part {
	char code[PHRASE_CODE], wider[PHRASE_CODE];
	int within;
	bool holds;                  /* another part lies in it */
};

/* A way to call a part: its code, or what it is in a language; and that without accents, as all
 * words are compared. */
struct name {
	char *text, *plain;
	int part;
};

struct body {
	struct part *parts;
	struct name *names;
	int part_count, name_count;
};

/* ---- Words ---- */

static bool is_letter(char byte)
{
	return isalpha((unsigned char)byte) || (unsigned char)byte >= 0x80;
}

static char *plain_of(const char *text)
{
	size_t size = strlen(text) + 1;

	return words_plain(text, heap_new(size), size);
}

/* The next word of a text before its end; false where there is none. */
static bool next_word(const char **at, const char *end, char out[WORD])
{
	size_t length = 0;

	while (*at < end && !is_letter(**at))
		++*at;
	for (; *at < end && is_letter(**at); ++*at)
		if (length + 1 < WORD)
			out[length++] = **at;
	out[length] = '\0';
	return length > 0;
}

/* "cheek" is "cheeks", and "hands" is a hand. */
static bool is_alike(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b), shorter = left < right ? left : right;
	const char *rest = (left < right ? b : a) + shorter;

	return strncmp(a, b, shorter) == 0
	    && (!*rest || strcmp(rest, "s") == 0
	        || (shorter >= LEAST_WORD && strlen(rest) <= ENDING));
}

/* Whether what is said next is of what: "of the thighs", "du cou", "d'un doigt". */
static bool is_of(const char *at, const char *end)
{
	static const char *const words[] = { "of", "de", "du", "des", "d" };
	char one[WORD];

	if (!next_word(&at, end, one))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(one, words[i]) == 0)
			return true;
	return false;
}

/* How a name is looked for: as if it stood alone, "front of the thighs" being no forehead (in
 * French "front"); anywhere; or as all there is. */
enum how { NAMED_ALONE, NAMED, NAMED_ONLY };

static bool has_word(const char *text, const char *end, const char *word, bool alone)
{
	char one[WORD];

	while (next_word(&text, end, one))
		if (is_alike(one, word) && !(alone && is_of(text, end)))
			return true;
	return false;
}

/* Whether every word of a text is among those of another; alone: and what one word names is
 * not of something else. */
static bool has_words(const char *text, const char *end, const char *words, const char *last,
                      bool alone)
{
	char one[WORD], next[WORD];
	bool any = false;

	while (next_word(&words, last, one)) {
		const char *rest = words;
		bool single = !any && !next_word(&rest, last, next);

		if (!has_word(text, end, one, alone && single))
			return false;
		any = true;
	}
	return any;
}

/* The name stands in the text. It may be several, "calf, calves" or "neckline
 * (decolletage)". */
static bool is_named(const char *text, const char *end, const char *name, enum how how)
{
	while (*name) {
		const char *last = name + strcspn(name, ",;()");

		if (has_words(text, end, name, last, how == NAMED_ALONE)
		    && (how != NAMED_ONLY || has_words(name, last, text, end, false)))
			return true;
		name = *last ? last + 1 : last;
	}
	return false;
}

/* ---- What there is ---- */

static int part_of(struct body *body, const char *code)
{
	struct part *part;

	for (int i = body->part_count; i-- > 0;)
		if (strcmp(body->parts[i].code, code) == 0)
			return i;
	body->parts = heap_more(body->parts, body->part_count, sizeof *body->parts);
	part = &body->parts[body->part_count];
	*part = (struct part){ .within = -1 };
	copy_text(part->code, sizeof part->code, code);
	return body->part_count++;
}

static void name_add(struct body *body, const char *text, int part)
{
	body->names = heap_more(body->names, body->name_count, sizeof *body->names);
	body->names[body->name_count++] = (struct name){ heap_text(text), plain_of(text), part };
}

/* Where each lies, once all are known; a wider one that is no area lies nowhere. */
static void place_all(struct body *body)
{
	for (int i = 0; i < body->part_count; i++)
		for (int k = 0; k < body->part_count && *body->parts[i].wider; k++)
			if (k != i && strcmp(body->parts[i].wider, body->parts[k].code) == 0) {
				body->parts[i].within = k;
				body->parts[k].holds = true;
			}
}

struct body *body_read(struct store *store, struct error *err)
{
	struct row *row = store_query(store, PHRASE_AREAS, BIND_NOTHING, err);
	struct body *body = heap_new(sizeof *body);

	while (row_next(row, err)) {
		const char *code = row_text(row, "code");
		int known = body->part_count, part = part_of(body, code);

		if (part == known)
			name_add(body, code, part);
		if (strcmp(row_text(row, "list"), PHRASES_AREA) == 0)
			name_add(body, row_text(row, "text"), part);
		else
			copy_text(body->parts[part].wider, sizeof body->parts[part].wider,
			          row_text(row, "text"));
	}
	place_all(body);
	if (!err->fault)
		return body;
	body_free(body);
	return NULL;
}

void body_free(struct body *body)
{
	if (!body)
		return;
	for (int i = 0; i < body->name_count; i++) {
		free(body->names[i].text);
		free(body->names[i].plain);
	}
	free(body->names);
	free(body->parts);
	free(body);
}

/* ---- What is said ---- */

static const char *nearest(const struct body *body, const char *said)
{
	const char **names = heap_new(((size_t)body->name_count + 1) * sizeof *names), *near;

	for (int i = 0; i < body->name_count; i++)
		names[i] = body->names[i].text;
	near = words_nearest(said, names);
	free(names);
	return near;
}

static bool names_any(const struct body *body, const char *said, struct error *err)
{
	char *plain = plain_of(said);
	const char *near;
	bool named = false;

	for (int i = 0; i < body->name_count && !named; i++)
		named = is_named(plain, plain + strlen(plain), body->names[i].plain, NAMED);
	free(plain);
	if (named)
		return true;
	near = nearest(body, said);
	if (near)
		return failed(err, FAULT_MISSING, "no area '%s'; did you mean '%s'?", said, near);
	return failed(err, FAULT_MISSING,
	              "no area '%s': 'pistor phrase list area' shows them, and 'phrase set area' "
	              "adds one",
	              said);
}

bool body_knows(struct store *store, const char *said, struct error *err)
{
	struct body *body;
	bool ok;

	/* Mostly it is a code, which asks for no list. */
	if (!said || !*said
	    || store_one(store, PHRASE_OF_CODE,
	                 BIND(bind_text("list", PHRASES_AREA), bind_text("code", said)), err))
		return true;
	body = err->fault ? NULL : body_read(store, err);
	ok = body && names_any(body, said, err);
	body_free(body);
	return ok;
}

/* Whether a part lies in another, or is it. */
static bool lies_in(const struct body *body, int part, int in)
{
	for (int most = body->part_count; part >= 0 && most-- > 0; part = body->parts[part].within)
		if (part == in)
			return true;
	return false;
}

/* Of a part, and all that one item of a rule's areas is called by. */
static enum lies lies_of(const struct body *body, int part, const char *item, const char *end)
{
	enum lies found = LIES_OUTSIDE;

	for (int i = 0; i < body->name_count; i++) {
		int in = body->names[i].part;

		if (!is_named(item, end, body->names[i].plain, NAMED_ONLY))
			continue;
		if (lies_in(body, part, in))
			return LIES_WITHIN;
		if (lies_in(body, in, part))
			found = LIES_PERHAPS;
	}
	return found;
}

static enum lies lies_among(const struct body *body, int part, const char *areas)
{
	enum lies found = LIES_OUTSIDE;

	while (*areas && found != LIES_WITHIN) {
		const char *end = areas + strcspn(areas, ";");
		enum lies one = lies_of(body, part, areas, end);

		found = one > found ? one : found;
		areas = *end ? end + 1 : end;
	}
	return found;
}

/* Of all the names in what was said; false where there is none. */
static bool lies_named(const struct body *body, const char *said, enum how how,
                       const char *areas, enum lies *out)
{
	const char *end = said + strlen(said);
	enum lies found = LIES_OUTSIDE;
	bool named = false, placed = false;

	for (int i = 0; i < body->name_count; i++) {
		const struct name *name = &body->names[i];
		const struct part *part = &body->parts[name->part];
		enum lies one;

		if (!is_named(said, end, name->plain, how))
			continue;
		named = true;
		one = lies_among(body, name->part, areas);
		found = one > found ? one : found;
		placed |= part->within >= 0 || part->holds || one == LIES_WITHIN;
	}
	*out = placed ? found : LIES_PERHAPS;
	return named;
}

enum lies body_lies(const struct body *body, const char *said, const char *areas)
{
	char *plain = plain_of(said), *of = plain_of(areas);
	enum lies lies;

	if (!lies_named(body, plain, NAMED_ALONE, of, &lies))
		lies_named(body, plain, NAMED, of, &lies);
	free(plain);
	free(of);
	return lies;
}
