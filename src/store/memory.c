/*
 * memory.c - small pieces of memory for the engine, given out and taken back by size
 *
 * Reading a schema and compiling its statements takes tens of thousands of small pieces, in
 * Debian's build of the engine each from malloc(). One thread takes them here: off a list of
 * its size, or from the end of a slab. What is larger is malloc's. A word before each piece
 * says how many steps of 16 bytes it has, 0 for one that is malloc's.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A slab comes with its pages: nearly all are used, and to fault each in costs more. */
#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif

enum { STEP = 16, STEPS = 64, SLAB = 128 * 1024 };

/* A sanitizer watches each piece that malloc() gave. */
#ifdef __SANITIZE_ADDRESS__
enum { WATCHED = 1 };
#else
enum { WATCHED = 0 };
#endif

union piece {
	struct {
		uint32_t size, steps;
	};
	union piece *next;           /* while nobody has it */
	uint64_t aligned;
};

static union piece *lists[STEPS + 1];
static char *slab, *slab_end;
static union piece *slabs;           /* all there are, each beginning with the one before */

static union piece *cut(uint32_t steps)
{
	size_t size = (size_t)steps * STEP;
	union piece *piece;

	if ((size_t)(slab_end - slab) < size) {
		piece = mmap(NULL, SLAB, PROT_READ | PROT_WRITE,
		             MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		if (piece == MAP_FAILED)
			return NULL;
		piece->next = slabs;
		slabs = piece;
		slab = (char *)piece + STEP;
		slab_end = (char *)piece + SLAB;
	}
	piece = (union piece *)slab;
	slab += size;
	return piece;
}

static void *give(int wanted)
{
	size_t size = (size_t)wanted + sizeof(union piece);
	uint32_t steps = (uint32_t)((size + STEP - 1) / STEP);
	union piece *piece;

	if (steps > STEPS) {
		piece = malloc(size);
		steps = 0;
	} else if ((piece = lists[steps]))
		lists[steps] = piece->next;
	else
		piece = cut(steps);
	if (!piece)
		return NULL;
	piece->steps = steps;
	piece->size = steps ? steps * STEP - (uint32_t)sizeof *piece : (uint32_t)wanted;
	return piece + 1;
}

static void take(void *memory)
{
	union piece *piece = (union piece *)memory - 1;
	uint32_t steps = piece->steps;

	if (steps == 0) {
		free(piece);
		return;
	}
	piece->next = lists[steps];
	lists[steps] = piece;
}

static int size_of(void *memory)
{
	return memory ? (int)((union piece *)memory - 1)->size : 0;
}

static void *change(void *memory, int wanted)
{
	union piece *piece = (union piece *)memory - 1;
	void *larger;

	if (piece->steps == 0 && wanted > STEPS * STEP) {
		larger = realloc(piece, (size_t)wanted + sizeof *piece);
		if (!larger)
			return NULL;
		piece = larger;
		piece->size = (uint32_t)wanted;
		return piece + 1;
	}
	larger = give(wanted);
	if (!larger)
		return NULL;
	memcpy(larger, memory, (size_t)(size_of(memory) < wanted ? size_of(memory) : wanted));
	take(memory);
	return larger;
}

static int rounded(int wanted)
{
	return (wanted + 7) & ~7;
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

void memory_serve(void)
{
	static const sqlite3_mem_methods methods = { give, take, change, size_of, rounded,
		                                     begin, end, NULL };

	if (!WATCHED)
		sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
