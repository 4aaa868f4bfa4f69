/*
 * reading_styles.c - how numbers are shown, written in one way whoever wrote it
 */
#include "reading_inside.h"

#include "heap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct { int id; const char *code; } built_in[] = {
	{ 0, "general" }, { 1, "0" }, { 2, "0.00" }, { 9, "0%" }, { 10, "0.00%" }, { 49, "@" },
};

/* A letter that is shown as it is: marked, unless it can be nothing else. */
static char *put_letter(char *to, char letter)
{
	if (!strchr(" -:()+", letter))
		*to++ = '\'';
	*to++ = letter;
	return to;
}

/* Programs quote otherwise, and leave other room. */
static void code_write(const char *code, char out[FORMAT_TEXT])
{
	char *to = out;

	while (*code && to + 4 < out + FORMAT_TEXT) {
		if (*code == '\\' && code[1]) {
			to = put_letter(to, code[1]);
			code += 2;
		} else if (*code == '"') {
			for (code++; *code && *code != '"' && to + 4 < out + FORMAT_TEXT; code++)
				to = put_letter(to, *code);
			code += *code == '"';
		} else if (*code == '_' && code[1])
			code += 2;
		else if (strncmp(code, "[$-", 3) == 0 && strchr(code, ']'))
			code = strchr(code, ']') + 1;
		else
			*to++ = (char)tolower((unsigned char)*code++);
	}
	*to = '\0';
}

static void format_noted(struct reading *reading, const char **attributes)
{
	const char *code = reading_attribute(attributes, "formatCode");
	int id = reading_count(reading_attribute(attributes, "numFmtId"), 0, 1 << 20);
	char text[FORMAT_TEXT];

	for (int i = 0; i < reading->format_count; i++)
		if (reading->formats[i].id == id)
			reading_refuse(reading, "number format %d is there twice", id);
	if (id < 0 || reading->format_count == MOST_FORMATS
	    || strlen(code) >= FORMAT_TEXT / 2) {
		reading_refuse(reading, "it has more than %d number formats, or a longer one than "
		               "%d bytes", MOST_FORMATS, FORMAT_TEXT / 2);
		return;
	}
	code_write(code, text);
	reading->formats[reading->format_count].id = id;
	reading->formats[reading->format_count++].code = heap_text(text);
}

static void style_noted(struct reading *reading, const char **attributes)
{
	if (!reading->styles)
		reading->styles = heap_new(MOST_STYLES * sizeof *reading->styles);
	if (reading->style_count == MOST_STYLES)
		reading_refuse(reading, "it has more than %d styles", MOST_STYLES);
	else
		reading->styles[reading->style_count++] =
			reading_count(reading_attribute(attributes, "numFmtId"), 0, 1 << 20);
}

void styles_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	name = reading_local(name, MAIN);
	reading->quiet = 0;
	reading->depth++;
	if (reading->depth == 2)
		snprintf(reading->section, sizeof reading->section, "%s", name);
	if (reading->depth == 3 && strcmp(reading->section, "numFmts") == 0
	    && strcmp(name, "numFmt") == 0)
		format_noted(reading, attributes);
	else if (reading->depth == 3 && strcmp(reading->section, "cellXfs") == 0
	         && strcmp(name, "xf") == 0)
		style_noted(reading, attributes);
	else if (strcmp(name, "cellXfs") == 0 && (reading->depth != 2 || reading->style_count))
		reading_refuse(reading, "its styles stand twice");
}

const char *styles_format(const struct reading *reading, int style)
{
	if (!reading->styles)
		return style == 0 ? "general" : NULL;
	if (style < 0 || style >= reading->style_count)
		return NULL;
	for (int i = 0; i < reading->format_count; i++)
		if (reading->formats[i].id == reading->styles[style])
			return reading->formats[i].code;
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (built_in[i].id == reading->styles[style])
			return built_in[i].code;
	return "of its program";
}

void styles_free(struct reading *reading)
{
	for (int i = 0; i < reading->format_count; i++)
		free(reading->formats[i].code);
	free(reading->styles);
}
