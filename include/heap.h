/*
 * heap.h - memory that is there
 *
 * Where there is none the program ends, and what it was doing was never acknowledged. All of it
 * goes back by free().
 */
#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>

/* Bytes, all of them 0. */
void *heap_new(size_t size);
void *heap_resize(void *memory, size_t size);
char *heap_text(const char *text);

/* A list of COUNT items of SIZE bytes, with room behind them for one more; it begins as NULL
 * with 0. */
void *heap_more(void *items, size_t count, size_t size);

#endif
