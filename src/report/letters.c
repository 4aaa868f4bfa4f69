/*
 * letters.c - UTF-8, its widths, and lines of it
 */
#include "letters.h"

#include <string.h>

uint32_t letter_at(const char *text, int *bytes)
{
	const unsigned char *at = (const unsigned char *)text;
	int more = *at < 0x80       ? 0
	           : *at >> 5 == 6  ? 1
	           : *at >> 4 == 14 ? 2
	           : *at >> 3 == 30 ? 3
	                            : -1;
	uint32_t point = more <= 0 ? *at : *at & (0x3fu >> more);
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

	*bytes = 1;
	if (more < 0)
		return 0xfffd;
	for (int i = 1; i <= more; i++) {
		if (at[i] >> 6 != 2)
			return 0xfffd;
		point = point << 6 | (at[i] & 0x3f);
	}
	if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		return 0xfffd;
	*bytes = more + 1;
	return point;
}

static int letter_width(uint32_t point)
{
	static const struct { uint32_t first, last; int width;
	} spans[] = {
		{ 0x300, 0x36f, 0 },   { 0x1100, 0x115f, 2 },   { 0x200b, 0x200f, 0 },
		{ 0x2e80, 0xa4cf, 2 }, { 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },
		{ 0xfe00, 0xfe0f, 0 }, { 0xfe30, 0xfe6f, 2 },   { 0xff00, 0xff60, 2 },
		{ 0xffe0, 0xffe6, 2 }, { 0x1f300, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 },
	};

	for (size_t i = 0; i < sizeof spans / sizeof *spans && point >= spans[i].first; i++)
		if (point <= spans[i].last)
			return spans[i].width;
	return 1;
}

/* Most are ASCII, each one wide. */
static int width_at(const char *text, int *bytes)
{
	*bytes = 1;
	return (unsigned char)*text < 0x80 ? 1 : letter_width(letter_at(text, bytes));
}

int letters_width(const char *text, size_t bytes)
{
	int width = 0, length;

	for (const char *end = text + bytes; text < end && *text; text += length)
		width += width_at(text, &length);
	return width;
}

void letters_copy(char *out, size_t size, const char *text, size_t length)
{
	if (length >= size)
		length = size - 1;
	while (length && (text[length] & 0xc0) == 0x80)
		length--;
	memcpy(out, text, length);
	out[length] = '\0';
}

int letters_longest_word(const char *text)
{
	int longest = 0;

	while (*(text += strspn(text, " "))) {
		size_t bytes = strcspn(text, " ");
		int width = letters_width(text, bytes);

		longest = width > longest ? width : longest;
		text += bytes;
	}
	return longest;
}

size_t letters_break(const char *text, int width, const char **next)
{
	const char *at = text, *space = NULL;
	int used = 0, length;

	for (; *at; at += length) {
		int wide = width_at(at, &length);

		if (used + wide > width && at > text && !(*at == ' ')) {
			const char *end = space ? space : at;

			*next = end + strspn(end, " ");
			return (size_t)(end - text);
		}
		if (*at == ' ')
			space = at;
		used += wide;
	}
	*next = at;
	return (size_t)(at - text);
}
