/*
 * heap.c - memory for the engine
 *
 * To read the schema and compile its statements the engine asks for thousands of small pieces, and the
 * builds of most systems leave out its own way of handing them out (lookaside). Here they are cut from
 * blocks and kept by size for the next who asks: a tenth of a short command. Large ones are left to the C
 * library, and under a sanitizer all are.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 16, SMALL = 128 * STEP, BLOCK = 1 << 18 };

/* Stands before each piece; as wide as what it must not throw out of line. */
struct head { _Alignas(STEP) int size; };

static struct {
	void *waiting[SMALL / STEP + 1];     /* by size, each pointing at the next */
	char *next;
	size_t room;                         /* in the block that pieces are cut from */
} heap;

static int rounded(int size)
{
	return (size + STEP - 1) / STEP * STEP;
}

static struct head *cut(size_t size)
{
	if (heap.room < size) {
		heap.next = malloc(BLOCK);
		heap.room = heap.next ? BLOCK : 0;
	}
	if (heap.room < size)
		return NULL;
	heap.next += size;
	heap.room -= size;
	return (struct head *)(heap.next - size);
}

static void *take(int wanted)
{
	int size = rounded(wanted);
	void **waiting = size <= SMALL ? &heap.waiting[size / STEP] : NULL;
	struct head *head;

	if (waiting && *waiting) {
		void *piece = *waiting;

		*waiting = *(void **)piece;
		return piece;
	}
	head = waiting ? cut(sizeof *head + (size_t)size) : malloc(sizeof *head + (size_t)size);
	if (!head)
		return NULL;
	head->size = size;
	return head + 1;
}

static int size_of(void *piece)
{
	return ((struct head *)piece - 1)->size;
}

static void give_back(void *piece)
{
	int size = size_of(piece);

	if (size > SMALL) {
		free((struct head *)piece - 1);
		return;
	}
	*(void **)piece = heap.waiting[size / STEP];
	heap.waiting[size / STEP] = piece;
}

static void *resize(void *piece, int size)
{
	int before = size_of(piece);
	void *out = take(size);

	if (!out)
		return NULL;
	memcpy(out, piece, (size_t)(before < size ? before : size));
	give_back(piece);
	return out;
}

static int begin(void *unused)
{
	(void)unused;
	return SQLITE_OK;
}

static void end(void *unused)
{
	(void)unused;
}

void heap_use(void)
{
#ifndef __SANITIZE_ADDRESS__
	static const sqlite3_mem_methods ours = { take, give_back, resize, size_of, rounded, begin, end, NULL };

	sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
#else
	(void)take, (void)give_back, (void)resize, (void)size_of, (void)rounded, (void)begin, (void)end;
#endif
}
