/*
 * letters.h - text as a terminal shows it
 *
 * Widths are those of code points (two for East Asian wide, none for combining),
 * counted here and not by the locale, so that the same page has the same bytes.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include <stddef.h>
#include <stdint.h>

/* The code point at text and its length in bytes; U+FFFD and 1 where it is not UTF-8. */
uint32_t letter_at(const char *text, int *bytes);
/* Columns of a terminal that so many bytes take. */
int letters_width(const char *text, size_t bytes);
/* As much of the text as fits. */
void letters_copy(char *out, size_t size, const char *text, size_t length);
/* The widest word. */
int letters_longest_word(const char *text);

/*
 * The bytes of the first line when text is broken at spaces to so many columns, and in *next
 * where the second begins; a word wider than that is broken anywhere.
 */
size_t letters_break(const char *text, int width, const char **next);

#endif
