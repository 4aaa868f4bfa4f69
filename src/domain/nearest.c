#include "nearest.h"

#include "heap.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct names {
	char **item;
	size_t count;
};

/* NULL is the last of them. */
static void names_add(struct names *names, const char *name)
{
	names->item = heap_more(names->item, names->count, sizeof *names->item);
	names->item[names->count++] = name ? heap_text(name) : NULL;
}

static void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->item[i]);
	free(names->item);
}

bool (not_on_record)(struct store *store, enum query query, const char *what, const char *text,
                   struct error *err)
{
	struct names names = { 0 };
	const char *near;
	struct row *row;

	if (err->elsewhere)
		return failed(err, FAULT_MISSING, "no %s '%s'", what, text);
	row = store_query(store, query, BIND_NOTHING, err);
	while (row_next(row, err))
		names_add(&names, row_text(row, "name"));
	names_add(&names, NULL);
	near = words_nearest(text, (const char *const *)names.item);
	if (near)
		failed(err, FAULT_MISSING, "no %s '%s'; did you mean '%s'?", what, text, near);
	else
		failed(err, FAULT_MISSING, "no %s '%s'", what, text);
	names_free(&names);
	return false;
}

void several_add(struct several *several, const char *code)
{
	size_t used = strlen(several->list);

	if (used + strlen(code) + 32 < sizeof several->list)
		snprintf(several->list + used, sizeof several->list - used, "%s%s",
		         used ? ", " : "", code);
	several->count++;
}

bool (several_meant)(const struct several *several, const char *text, struct error *err)
{
	return failed(err, FAULT_REFUSED, "'%s' may be any of %d: %s; name one by its code",
	              text, several->count, several->list);
}

void copy_text(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}
