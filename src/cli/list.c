#include "list.h"

#include "words.h"

#include <string.h>

const char *search_pattern(const char *words, char pattern[PATTERN_TEXT])
{
	char folded[PATTERN_TEXT / 2 - 2], *out = pattern;

	if (!words)
		return NULL;
	*out++ = '%';
	for (const char *at = words_fold(words, folded, sizeof folded); *at; *out++ = *at++)
		if (strchr("%_!", *at))
			*out++ = '!';
	strcpy(out, "%");
	return pattern;
}

bool list_of(const char *word, const char *what, const char *const *all, struct error *err)
{
	const char *near;

	for (int i = 0; word && all[i]; i++)
		if (strcmp(word, all[i]) == 0)
			return true;
	near = word ? words_nearest(word, all) : NULL;
	return !word
	    || failed(err, FAULT_MISSING, "no %s '%s'%s%s%s", what, word,
	              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool list_query(struct desk *desk, const char *name, enum query query, const struct bind *bind,
                struct error *err)
{
	int64_t rows;

	if (!page_query(desk->page, name, desk->store, query, bind, &rows, err))
		return false;
	if (rows == 0)
		page_say(desk->page, "no %s", name);
	return true;
}

bool list_period(struct desk *desk, const struct day *from, const struct day *to,
                 struct instant *begins, struct instant *ends, struct error *err)
{
	struct day after;

	if (*from->text && *to->text && strcmp(from->text, to->text) > 0)
		return failed(err, FAULT_USAGE, "from %s to %s there is no day", from->text,
		              to->text);
	if (*from->text)
		day_begins(from, &desk->zone, begins);
	if (!*to->text)
		return true;
	if (!day_add(to, 1, &after, err))
		return false;
	day_begins(&after, &desk->zone, ends);
	return true;
}

const char *const *texts_list(const struct texts *texts, const char *list[MOST_TEXTS + 1])
{
	memcpy(list, texts->item, sizeof texts->item[0] * (size_t)texts->count);
	list[texts->count] = NULL;
	return texts->count ? list : NULL;
}
