#include "heap.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16 };

static void *there(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

void *heap_new(size_t size)
{
	return there(calloc(1, size));
}

void *heap_resize(void *memory, size_t size)
{
	return there(realloc(memory, size));
}

char *heap_text(const char *text)
{
	return there(strdup(text));
}

void *heap_more(void *items, size_t count, size_t size)
{
	/* Full when nothing is there yet, and from then on at every power of two. */
	if (count == 0)
		return heap_resize(items, FIRST_ROOM * size);
	if (count >= FIRST_ROOM && (count & (count - 1)) == 0)
		return heap_resize(items, count * 2 * size);
	return items;
}
