/*
 * face.c - how wide text is in a workbook, and how many lines it takes
 */
#include "face.h"
#include "letters.h"

#include <stdbool.h>
#include <string.h>

/* Thousandths of the type's size, from the space on; what is not ASCII is as wide as
 * nearly all other letters of Europe, or twice that. */
static const short widths[] = {
	226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386,
	507, 507, 507, 507, 507, 507, 507, 507, 507, 507, 268, 268, 498, 498, 498, 463,
	894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855, 646, 662,
	517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498,
	291, 479, 525, 423, 525, 498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527,
	525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314, 460, 314, 498,
};

enum { USUAL = 600, FIRST = ' ', LAST = '~' };

/* A digit is counted as 7 of the 14 2/3 pixels that 11 points are. */
enum { DIGIT = 477 };

static int width_at(const char *text, int *bytes)
{
	*bytes = 1;
	if (*text >= FIRST && *text <= LAST)
		return widths[*text - FIRST];
	letter_at(text, bytes);
	return letters_width(text, (size_t)*bytes) * USUAL;
}

static int width_of(const char *text, const char *end)
{
	int width = 0, bytes;

	for (; text < end && *text; text += bytes)
		width += width_at(text, &bytes);
	return width;
}

static int in_digits(int width)
{
	return (width + DIGIT - 1) / DIGIT;
}

int face_width(const char *text)
{
	return in_digits(width_of(text, text + strlen(text)));
}

int face_word(const char *text)
{
	int widest = 0;

	while (*(text += strspn(text, " \n"))) {
		const char *end = text + strcspn(text, " \n");
		int width = width_of(text, end);

		widest = width > widest ? width : widest;
		text = end;
	}
	return in_digits(widest);
}

/* Where the line that begins here ends. */
static const char *line_end(const char *text, int room)
{
	const char *space = NULL;
	int used = 0, bytes;

	for (const char *at = text; ; at += bytes) {
		if (!*at || *at == '\n')
			return at;
		used += width_at(at, &bytes);
		if (*at == ' ')
			space = at;
		else if (used > room && at > text)
			return space ? space : at;
	}
}

int face_lines(const char *text, int width)
{
	size_t bytes = strcspn(text, "\n");
	int lines = 0;

	/* No letter is as wide as two digits for each of its bytes. */
	if (!text[bytes] && 2 * bytes <= (size_t)width)
		return 1;
	do {
		text = line_end(text, width * DIGIT);
		text += *text == '\n' ? 1 : strspn(text, " ");
		lines++;
	} while (*text);
	return lines;
}
