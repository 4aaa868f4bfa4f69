/*
 * reading.c - a zip of XML, part by part
 *
 * A sheet is read as its cells are asked for: the parser stops after each of them.
 */
#include "reading.h"
#include "reading_late.h"
#include "xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHEETS = 256, CHUNK = 1 << 16, MOST_TEXT = 1 << 20, MOST_SHARED = 1 << 26 };

struct text { char *bytes; size_t size, room; };

struct reading {
	const char *path;
	unzFile zip;
	struct { char name[READING_NAME], id[32], part[READING_NAME]; } sheets[SHEETS];
	int count;
	char **shared;               /* strings that sheets name by number */
	size_t shared_count, shared_room, shared_bytes;
	XML_Parser parser;           /* of the part under way */
	bool last;                   /* of it nothing is left to read */
	bool collects, stopped;
	struct text text;

	/* The cell under way. */
	bool in_cell, found;
	int row, column;
	char type[12];
	char digits[32];
};

static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(*attributes, name) == 0 || strcmp(local(*attributes), name) == 0)
			return attributes[1];
	return "";
}

static void text_add(struct text *text, const char *bytes, size_t size)
{
	if (text->size + size + 1 > text->room) {
		text->room = (text->size + size) * 2 + 64;
		text->bytes = realloc(text->bytes, text->room);
		if (!text->bytes)
			abort();
	}
	memcpy(text->bytes + text->size, bytes, size);
	text->size += size;
	text->bytes[text->size] = '\0';
}

static void collect(void *data, const char *bytes, int size)
{
	struct reading *reading = data;

	if (reading->collects && reading->text.size < MOST_TEXT)
		text_add(&reading->text, bytes, (size_t)size);
}

/* "_x000D_" stands for a letter that XML cannot hold, or would not keep. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		unsigned code;
		int end = 0;

		if (strncmp(text, "_x", 2) == 0 && strspn(text + 2, "0123456789abcdefABCDEF") == 4
		    && sscanf(text + 2, "%4x%n", &code, &end) == 1 && text[6] == '_' && code
		    && code < 0x80) {
			*to++ = (char)code;
			text += 6;
		} else
			*to++ = *text;
	}
	*to = '\0';
}

static void text_begin(struct reading *reading)
{
	reading->text.size = 0;
	text_add(&reading->text, "", 0);
}

static void sheet_noted(struct reading *reading, const char **attributes)
{
	if (reading->count == SHEETS)
		return;
	snprintf(reading->sheets[reading->count].name, READING_NAME, "%s",
	         attribute(attributes, "name"));
	snprintf(reading->sheets[reading->count].id, 32, "%s", attribute(attributes, "id"));
	reading->count++;
}

static void book_start(void *data, const char *name, const char **attributes)
{
	if (strcmp(local(name), "sheet") == 0)
		sheet_noted(data, attributes);
}

static void relation_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	const char *target = attribute(attributes, "Target");

	if (strcmp(local(name), "Relationship") != 0)
		return;
	for (int i = 0; i < reading->count; i++)
		if (strcmp(reading->sheets[i].id, attribute(attributes, "Id")) == 0)
			snprintf(reading->sheets[i].part, READING_NAME, "%s%s",
			         *target == '/' ? "" : "xl/", target + (*target == '/'));
}

static void shared_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	(void)attributes;
	if (strcmp(local(name), "si") == 0)
		text_begin(reading);
	reading->collects = strcmp(local(name), "t") == 0;
}

static void shared_end(void *data, const char *name)
{
	struct reading *reading = data;

	reading->collects = false;
	if (strcmp(local(name), "si") != 0 || reading->shared_bytes > MOST_SHARED)
		return;
	if (reading->shared_count == reading->shared_room) {
		reading->shared_room = reading->shared_room * 2 + 256;
		reading->shared = realloc(reading->shared,
		                          reading->shared_room * sizeof *reading->shared);
		if (!reading->shared)
			abort();
	}
	unescape(reading->text.bytes);
	reading->shared_bytes += reading->text.size;
	reading->shared[reading->shared_count] = strdup(reading->text.bytes);
	if (!reading->shared[reading->shared_count++])
		abort();
}

/* "C7"; where it is not said, the cell after the one before. */
static void place_read(struct reading *reading, const char *place)
{
	int column = 0;

	reading->column++;
	if (!*place)
		return;
	for (; *place >= 'A' && *place <= 'Z' && column < 1 << 16; place++)
		column = column * 26 + *place - 'A' + 1;
	reading->column = column - 1;
	reading->row = atoi(place) - 1;
}

static void cell_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	name = local(name);
	if (strcmp(name, "row") == 0) {
		reading->row = *attribute(attributes, "r") ? atoi(attribute(attributes, "r")) - 1
		                                           : reading->row + 1;
		reading->column = -1;
	} else if (strcmp(name, "c") == 0) {
		place_read(reading, attribute(attributes, "r"));
		snprintf(reading->type, sizeof reading->type, "%s", attribute(attributes, "t"));
		text_begin(reading);
		reading->in_cell = true;
	} else
		reading->collects = reading->in_cell
		                 && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0);
}

static void cell_end(void *data, const char *name)
{
	struct reading *reading = data;

	reading->collects = false;
	if (strcmp(local(name), "c") != 0)
		return;
	reading->in_cell = false;
	reading->found = reading->text.size > 0;
	if (reading->found)
		XML_StopParser(reading->parser, XML_TRUE);
}

static void part_end(struct reading *reading)
{
	if (!reading->parser)
		return;
	XML_ParserFree(reading->parser);
	reading->parser = NULL;
	unzCloseCurrentFile(reading->zip);
}

static bool part_begin(struct reading *reading, const char *part, XML_StartElementHandler start,
                       XML_EndElementHandler end, struct error *err)
{
	part_end(reading);
	if (unzLocateFile(reading->zip, part, 1) != UNZ_OK
	    || unzOpenCurrentFile(reading->zip) != UNZ_OK)
		return failed(err, FAULT_REFUSED, "'%s' is no whole workbook: it lacks '%s'",
		              reading->path, part);
	reading->parser = XML_ParserCreate(NULL);
	if (!reading->parser)
		abort();
	reading->last = reading->stopped = reading->collects = reading->in_cell = false;
	reading->row = reading->column = -1;
	XML_SetUserData(reading->parser, reading);
	XML_SetElementHandler(reading->parser, start, end);
	XML_SetCharacterDataHandler(reading->parser, collect);
	return true;
}

/* On until the parser stops at something, or at the end. */
static bool part_read(struct reading *reading, struct error *err)
{
	enum XML_Status status = XML_STATUS_OK;

	if (reading->stopped)
		status = XML_ResumeParser(reading->parser);
	while (status == XML_STATUS_OK && !reading->last) {
		void *room = XML_GetBuffer(reading->parser, CHUNK);
		int size = room ? unzReadCurrentFile(reading->zip, room, CHUNK) : -1;

		if (size < 0)
			return failed(err, FAULT_REFUSED, "'%s' is damaged", reading->path);
		reading->last = size == 0;
		status = XML_ParseBuffer(reading->parser, size, reading->last);
	}
	reading->stopped = status == XML_STATUS_SUSPENDED;
	return status != XML_STATUS_ERROR
	    || failed(err, FAULT_REFUSED, "'%s' is damaged: %s", reading->path,
	              XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

static bool part_whole(struct reading *reading, const char *part, XML_StartElementHandler start,
                       XML_EndElementHandler end, struct error *err)
{
	return part_begin(reading, part, start, end, err) && part_read(reading, err);
}

static void no_end(void *data, const char *name)
{
	(void)data, (void)name;
}

static bool book_read(struct reading *reading, struct error *err)
{
	return part_whole(reading, "xl/workbook.xml", book_start, no_end, err)
	    && part_whole(reading, "xl/_rels/workbook.xml.rels", relation_start, no_end, err)
	    && (unzLocateFile(reading->zip, "xl/sharedStrings.xml", 1) != UNZ_OK
	        || part_whole(reading, "xl/sharedStrings.xml", shared_start, shared_end, err));
}

bool reading_open(const char *path, struct reading **out, struct error *err)
{
	struct reading *reading = calloc(1, sizeof *reading);

	if (!reading)
		abort();
	*out = reading;
	reading->path = path;
	if (!xlsx_read(err))
		return false;
	if (access(path, R_OK) != 0)
		return failed(err, FAULT_MISSING, "cannot read '%s': %s", path, strerror(errno));
	reading->zip = unzOpen64(path);
	if (!reading->zip)
		return failed(err, FAULT_REFUSED, "'%s' is no workbook", path);
	return book_read(reading, err);
}

void reading_close(struct reading *reading)
{
	part_end(reading);
	if (reading->zip)
		unzClose(reading->zip);
	for (size_t i = 0; i < reading->shared_count; i++)
		free(reading->shared[i]);
	free(reading->shared);
	free(reading->text.bytes);
	free(reading);
}

int reading_sheets(const struct reading *reading)
{
	return reading->count;
}

const char *reading_sheet(const struct reading *reading, int at)
{
	return reading->sheets[at].name;
}

bool reading_begin(struct reading *reading, int sheet, struct error *err)
{
	return part_begin(reading, reading->sheets[sheet].part, cell_start, cell_end, err);
}

/* As many digits as a number keeps whoever writes it. */
static const char *number_said(struct reading *reading, const char *text)
{
	char *end;
	double number = strtod(text, &end);

	if (*end)
		return text;
	snprintf(reading->digits, sizeof reading->digits, "%.15g", number);
	return reading->digits;
}

bool reading_next(struct reading *reading, struct reading_cell *out, struct error *err)
{
	size_t at;

	reading->found = false;
	if (!part_read(reading, err) || !reading->found)
		return false;
	out->row = reading->row;
	out->column = reading->column;
	out->number = !*reading->type || strcmp(reading->type, "n") == 0;
	out->text = reading->text.bytes;
	if (out->number)
		out->text = number_said(reading, reading->text.bytes);
	else if (strcmp(reading->type, "s") != 0)
		unescape(reading->text.bytes);
	else {
		at = (size_t)strtoul(reading->text.bytes, NULL, 10);
		out->text = at < reading->shared_count ? reading->shared[at] : "";
	}
	return true;
}
