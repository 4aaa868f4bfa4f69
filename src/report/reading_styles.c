/*
 * reading_styles.c - how numbers are shown, written in one way whoever wrote it
 */
#include "reading_inside.h"

#include "heap.h"

#include <ctype.h>
#include <stdio.h>
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
	if (reading->style_count == MOST_STYLES) {
		reading_refuse(reading, "it has more than %d styles", MOST_STYLES);
		return;
	}
	reading->styles[reading->style_count].format =
		reading_count(reading_attribute(attributes, "numFmtId"), 0, 1 << 20);
	reading->styles[reading->style_count].font =
		reading_count(reading_attribute(attributes, "fontId"), 0, MOST_LOOKS);
	reading->styles[reading->style_count++].fill =
		reading_count(reading_attribute(attributes, "fillId"), 0, MOST_LOOKS);
}

/* A theme's own ink and paper are black and white, as what is not said is. */
static void colour_write(const char **attributes, char out[16])
{
	const char *rgb = reading_attribute(attributes, "rgb"),
	           *theme = reading_attribute(attributes, "theme"),
	           *index = reading_attribute(attributes, "indexed");
	bool plain = !*reading_attribute(attributes, "tint");

	if (strlen(rgb) >= 6)
		snprintf(out, 16, "%.6s", rgb + strlen(rgb) - 6);
	else if (*theme && plain && (*theme == '0' || *theme == '1') && !theme[1])
		strcpy(out, *theme == '1' ? "000000" : "FFFFFF");
	else if (*theme || (*index && strcmp(index, "64") != 0 && strcmp(index, "8") != 0))
		snprintf(out, 16, "%s %.6s", *theme ? "theme" : "index", *theme ? theme : index);
	else
		strcpy(out, "000000");
	for (char *at = out; *at; at++)
		if (*at >= 'a' && *at <= 'f' && out[0] != 't' && out[0] != 'i')
			*at = (char)toupper((unsigned char)*at);
}

static void look_begin(struct reading *reading, char (**looks)[LOOK_TEXT], int *count,
                       const char *text)
{
	if (*count == MOST_LOOKS) {
		reading_refuse(reading, "it has more than %d fonts or fills", MOST_LOOKS);
		return;
	}
	*looks = heap_more(*looks, (size_t)*count, sizeof **looks);
	strcpy((*looks)[(*count)++], text);
}

/* Into the look under way, whose size and colour come in either order. */
static void size_put(char look[LOOK_TEXT], const char *size)
{
	char colour[16];

	snprintf(colour, sizeof colour, "%.15s", strrchr(look, ',') + 2);
	snprintf(look, LOOK_TEXT, "%.8s pt, %s", size, colour);
}

static void colour_put(char look[LOOK_TEXT], const char **attributes)
{
	char colour[16];

	colour_write(attributes, colour);
	strcpy(strrchr(look, ',') + 2, colour);
}

static void fonts_start(struct reading *reading, const char *name, const char **attributes)
{
	bool one = reading->font_count > 0;

	if (reading->depth == 3 && strcmp(name, "font") == 0)
		look_begin(reading, &reading->fonts, &reading->font_count, "11 pt, 000000");
	else if (reading->depth == 4 && one && strcmp(name, "sz") == 0)
		size_put(reading->fonts[reading->font_count - 1],
		         reading_attribute(attributes, "val"));
	else if (reading->depth == 4 && one && strcmp(name, "color") == 0)
		colour_put(reading->fonts[reading->font_count - 1], attributes);
}

static void fills_start(struct reading *reading, const char *name, const char **attributes)
{
	const char *pattern = reading_attribute(attributes, "patternType");
	char *look = reading->fill_count ? reading->fills[reading->fill_count - 1] : NULL;

	if (reading->depth == 3 && strcmp(name, "fill") == 0)
		look_begin(reading, &reading->fills, &reading->fill_count, "none");
	else if (reading->depth == 4 && look)
		snprintf(look, LOOK_TEXT, "%.30s",
		         strcmp(name, "patternFill") != 0 ? name : *pattern ? pattern : "none");
	else if (reading->depth == 5 && look && strcmp(name, "fgColor") == 0
	         && strcmp(look, "solid") == 0)
		colour_write(attributes, look);
}

/* How a conditional format shows what it meets: letters, then what lies behind them. */
static void rule_looks_start(struct reading *reading, const char *name, const char **attributes)
{
	char colour[16], *look;

	if (reading->depth == 3 && strcmp(name, "dxf") == 0)
		look_begin(reading, &reading->rule_looks, &reading->rule_look_count, "");
	if (!reading->rule_look_count || reading->depth < 5
	    || (strcmp(name, "color") != 0 && strcmp(name, "bgColor") != 0))
		return;
	look = reading->rule_looks[reading->rule_look_count - 1];
	colour_write(attributes, colour);
	if (strlen(look) + sizeof colour + 2 < LOOK_TEXT)
		sprintf(look + strlen(look), "%s%s", *look ? " on " : "", colour);
}

void styles_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	static const char *const once[] = { "fonts", "fills", "dxfs", NULL };

	name = reading_local(name, MAIN);
	reading->quiet = 0;
	reading->depth++;
	if (reading->depth == 2)
		snprintf(reading->section, sizeof reading->section, "%s", name);
	for (int i = 0; reading->depth == 2 && once[i]; i++)
		if (strcmp(name, once[i]) == 0
		    && (i == 0   ? reading->font_count
		        : i == 1 ? reading->fill_count
		                 : reading->rule_look_count))
			reading_refuse(reading, "its %s stand twice", name);
	if (reading->depth == 3 && strcmp(reading->section, "numFmts") == 0
	    && strcmp(name, "numFmt") == 0)
		format_noted(reading, attributes);
	else if (reading->depth == 3 && strcmp(reading->section, "cellXfs") == 0
	         && strcmp(name, "xf") == 0)
		style_noted(reading, attributes);
	else if (strcmp(name, "cellXfs") == 0 && (reading->depth != 2 || reading->style_count))
		reading_refuse(reading, "its styles stand twice");
	else if (strcmp(reading->section, "fonts") == 0)
		fonts_start(reading, name, attributes);
	else if (strcmp(reading->section, "fills") == 0)
		fills_start(reading, name, attributes);
	else if (strcmp(reading->section, "dxfs") == 0)
		rule_looks_start(reading, name, attributes);
}

void run_said(struct reading *reading, const char *name, const char **attributes)
{
	if (!*reading->run)
		return;
	if (strcmp(name, "sz") == 0)
		size_put(reading->run, reading_attribute(attributes, "val"));
	else if (strcmp(name, "color") == 0)
		colour_put(reading->run, attributes);
}

const char *styles_look(struct reading *reading, int style, const char *letters)
{
	int font, fill;

	if (!reading->styles) {
		snprintf(reading->look_text, sizeof reading->look_text, "%s on none",
		         letters ? letters : "11 pt, 000000");
		return reading->look_text;
	}
	if (style < 0 || style >= reading->style_count)
		return NULL;
	font = reading->styles[style].font;
	fill = reading->styles[style].fill;
	snprintf(reading->look_text, sizeof reading->look_text, "%s on %s",
	         letters ? letters : font >= 0 && font < reading->font_count ? reading->fonts[font]
	                                                 : "11 pt, 000000",
	         fill >= 0 && fill < reading->fill_count ? reading->fills[fill] : "none");
	return reading->look_text;
}

const char *styles_rule_look(const struct reading *reading, const char *number)
{
	int at = reading_count(number, 0, MOST_LOOKS);

	return at >= 0 && at < reading->rule_look_count ? reading->rule_looks[at] : "";
}

const char *styles_format(const struct reading *reading, int style)
{
	if (!reading->styles)
		return style == 0 ? "general" : NULL;
	if (style < 0 || style >= reading->style_count)
		return NULL;
	for (int i = 0; i < reading->format_count; i++)
		if (reading->formats[i].id == reading->styles[style].format)
			return reading->formats[i].code;
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (built_in[i].id == reading->styles[style].format)
			return built_in[i].code;
	return "of its program";
}

void styles_free(struct reading *reading)
{
	for (int i = 0; i < reading->format_count; i++)
		free(reading->formats[i].code);
	free(reading->styles);
	free(reading->fonts);
	free(reading->fills);
	free(reading->rule_looks);
}
