/*
 * fold.c - lines that fit the terminal
 */
#include "desk.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int terminal_width(FILE *out)
{
	struct winsize window;

	return isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &window) == 0
	               ? window.ws_col
	               : 0;
}

/* The bytes of a line that take so many columns; colours, and all but the first byte of a
 * letter, take none. */
static size_t fitting(const char *text, size_t length, int columns)
{
	size_t at = 0;

	while (at < length) {
		if (text[at] == '\033') {
			at += strcspn(text + at, "m");
		} else if ((text[at] & 0xc0) != 0x80 && columns-- <= 0) {
			return at;
		}
		at++;
	}
	return length;
}

static void fold(FILE *out, const char *text, size_t length, int at, int indent, int width)
{
	while (width > indent) {
		size_t end = fitting(text, length, width - at);

		if (end >= length)
			break;
		while (end > 0 && text[end] != ' ')
			end--;
		if (end == 0)
			break;
		fprintf(out, "%.*s\n%*s", (int)end, text, indent, "");
		text += end + 1;
		length -= end + 1;
		at = indent;
	}
	fwrite(text, 1, length, out);
	fputc('\n', out);
}

void line_fold(FILE *out, const char *text, int at, int width)
{
	fold(out, text, strlen(text), at, at, width);
}

void text_fold(FILE *out, const char *text, int width)
{
	while (width && *text) {
		size_t length = strcspn(text, "\n");

		fold(out, text, length, 0, 2, width);
		text += length + (text[length] == '\n');
	}
	fputs(text, out);
}
