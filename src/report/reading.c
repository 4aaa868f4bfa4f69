/*
 * reading.c - a zip of XML, part by part
 *
 * A sheet is read as its cells are asked for: the parser stops after each of them.
 */
#include "reading_inside.h"
#include "heap.h"
#include "xlsx.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	CHUNK = 1 << 16,
	MOST_TEXT = 1 << 20,         /* of a cell; and of a tag, which is read again and
	                              * again */
	MOST_SHARED = 1 << 26,
	MOST_STRINGS = 1 << 22,
	MOST_DEPTH = 64,
	MOST_NOTES = 1 << 16,
};

/* No workbook of ours packs to less than a hundredth. */
static const int64_t UNPACKED = 64 << 20, UNPACKED_PER_BYTE = 200;

const char *reading_local(const char *name, const char *space)
{
	size_t length = strlen(space);

	return strncmp(name, space, length) == 0 && name[length] == ' ' ? name + length + 1 : "";
}

const char *reading_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(*attributes, name) == 0)
			return attributes[1];
	return "";
}

void reading_refuse(struct reading *reading, const char *format, ...)
{
	va_list args;

	if (*reading->why)
		return;
	va_start(args, format);
	vsnprintf(reading->why, sizeof reading->why, format, args);
	va_end(args);
	if (reading->parser)
		XML_StopParser(reading->parser, XML_FALSE);
}

int reading_count(const char *text, int least, int most)
{
	size_t digits = strspn(text, "0123456789");
	long count = digits && digits < 9 && !text[digits] ? strtol(text, NULL, 10) : -1;

	return count >= least && count <= most ? (int)count : -1;
}

static bool is_on(const char **attributes, const char *name)
{
	const char *value = reading_attribute(attributes, name);

	return *value && strcmp(value, "0") != 0 && strcmp(value, "false") != 0;
}

static bool is_off(const char **attributes, const char *name)
{
	return *reading_attribute(attributes, name) && !is_on(attributes, name);
}

void text_add(struct text *text, const char *bytes, size_t size)
{
	if (text->size + size + 1 > text->room) {
		text->room = (text->size + size) * 2 + 64;
		text->bytes = heap_resize(text->bytes, text->room);
	}
	memcpy(text->bytes + text->size, bytes, size);
	text->size += size;
	text->bytes[text->size] = '\0';
}

static void text_begin(struct text *text)
{
	text->size = 0;
	text_add(text, "", 0);
}

static void collect(void *data, const char *bytes, int size)
{
	struct reading *reading = data;
	struct text *text = reading->in_formula ? &reading->formula : &reading->text;

	reading->quiet = 0;
	if (!reading->collects && !reading->in_formula)
		return;
	if (text->size + (size_t)size > MOST_TEXT)
		reading_refuse(reading, "a cell holds more than %d bytes", MOST_TEXT);
	else
		text_add(text, bytes, (size_t)size);
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

/* Where a target leads, from a folder of the archive. */
static void part_name(struct reading *reading, const char *folder, const char *target,
                      char out[READING_NAME])
{
	int length = snprintf(out, READING_NAME, "%s%s", *target == '/' ? "" : folder,
	                      target + (*target == '/'));

	if (length >= READING_NAME || strstr(out, ".."))
		reading_refuse(reading, "part '%.60s' lies where none of a workbook does",
		               target);
}

static bool deeper(struct reading *reading)
{
	reading->quiet = 0;
	if (++reading->depth <= MOST_DEPTH)
		return true;
	reading_refuse(reading, "its tags lie more than %d deep", MOST_DEPTH);
	return false;
}

static void up(void *data, const char *name)
{
	struct reading *reading = data;

	(void)name;
	reading->quiet = 0;
	reading->depth--;
}

static bool is_typed(const char **attributes, const char *type)
{
	const char *said = reading_attribute(attributes, "Type");
	size_t length = strlen(RELATIONS);

	return strncmp(said, RELATIONS, length) == 0 && said[length] == '/'
	    && strcmp(said + length + 1, type) == 0;
}

/* The one part that is the workbook. */
static void package_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	if (!deeper(reading) || strcmp(reading_local(name, PACKAGE), "Relationship") != 0
	    || !is_typed(attributes, "officeDocument"))
		return;
	if (*reading->book)
		reading_refuse(reading, "it has two workbooks in it");
	part_name(reading, "", reading_attribute(attributes, "Target"), reading->book);
}

static void sheet_noted(struct reading *reading, const char **attributes)
{
	const char *name = reading_attribute(attributes, "name"),
	           *id = reading_attribute(attributes, RELATIONS " id"),
	           *state = reading_attribute(attributes, "state");

	if (reading->count == SHEETS) {
		reading_refuse(reading, "it has more than %d sheets", SHEETS);
		return;
	}
	for (int i = 0; i < reading->count; i++)
		if (strcasecmp(reading->sheets[i].name, name) == 0
		    || strcmp(reading->sheets[i].id, id) == 0)
			reading_refuse(reading, "it has two sheets '%.60s'", name);
	if (strlen(name) >= READING_NAME || strlen(id) >= sizeof reading->sheets[0].id || !*id)
		reading_refuse(reading, "a sheet's name is too long: '%.60s'", name);
	snprintf(reading->sheets[reading->count].name, READING_NAME, "%s", name);
	snprintf(reading->sheets[reading->count].id, sizeof reading->sheets[0].id, "%s", id);
	reading->sheets[reading->count++].hidden = *state && strcmp(state, "visible") != 0;
}

static void book_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	bool sheets = strcmp(reading_local(name, MAIN), "sheets") == 0,
	     sheet = strcmp(reading_local(name, MAIN), "sheet") == 0;

	if (!deeper(reading))
		return;
	if (reading->depth == 2)
		snprintf(reading->section, sizeof reading->section, "%s",
		         reading_local(name, MAIN));
	if (strcmp(reading_local(name, MAIN), "workbookPr") == 0 && is_on(attributes, "date1904"))
		reading_refuse(reading, "its days count from 1904: each says another day");
	else if (sheets && (reading->depth != 2 || reading->has_cells))
		reading_refuse(reading, "its list of sheets stands twice");
	else if (sheets)
		reading->has_cells = true;
	else if (sheet && (reading->depth != 3 || strcmp(reading->section, "sheets") != 0))
		reading_refuse(reading, "a sheet is named where none belongs");
	else if (sheet)
		sheet_noted(reading, attributes);
}

static void relation_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	const char *target = reading_attribute(attributes, "Target"),
	           *slash = strrchr(reading->book, '/');
	char folder[READING_NAME];

	if (!deeper(reading) || strcmp(reading_local(name, PACKAGE), "Relationship") != 0)
		return;
	snprintf(folder, sizeof folder, "%.*s",
	         slash ? (int)(slash + 1 - reading->book) : 0, reading->book);
	if (is_typed(attributes, "sharedStrings"))
		part_name(reading, folder, target, reading->shared_part);
	if (is_typed(attributes, "styles"))
		part_name(reading, folder, target, reading->styles_part);
	for (int i = 0; i < reading->count; i++) {
		if (strcmp(reading->sheets[i].id, reading_attribute(attributes, "Id")) != 0)
			continue;
		if (*reading->sheets[i].part || !is_typed(attributes, "worksheet"))
			reading_refuse(reading, "sheet '%.60s' is no sheet of cells, or two",
			               reading->sheets[i].name);
		part_name(reading, folder, target, reading->sheets[i].part);
	}
}

/* Beside East Asian text stands how it is said, which is not shown. */
static bool is_shown(struct reading *reading, const char *name)
{
	if (!reading->phonetic && strcmp(name, "rPh") == 0)
		reading->phonetic = reading->depth;
	return !reading->phonetic;
}

/* All letters of a text that say how they look say the same. */
static void run_noted(struct reading *reading)
{
	int *look = &reading->shared_run[reading->shared_count], at = 0;

	while (at < reading->run_look_count && strcmp(reading->run_looks[at], reading->run) != 0)
		at++;
	if (at == MOST_LOOKS || (*look && *look != at + 1)) {
		reading_refuse(reading, "letters within one text look otherwise than others");
		return;
	}
	if (at == reading->run_look_count) {
		reading->run_looks = heap_more(reading->run_looks, (size_t)at,
		                               sizeof *reading->run_looks);
		strcpy(reading->run_looks[reading->run_look_count++], reading->run);
	}
	*look = at + 1;
}

static void shared_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	if (!deeper(reading))
		return;
	name = reading_local(name, MAIN);
	if (strcmp(name, "si") == 0) {
		text_begin(&reading->text);
		reading->shared_run = heap_more(reading->shared_run, reading->shared_count,
		                                sizeof *reading->shared_run);
		reading->shared_run[reading->shared_count] = 0;
	}
	if (strcmp(name, "rPr") == 0 && !reading->phonetic)
		strcpy(reading->run, "11 pt, 000000");
	run_said(reading, name, attributes);
	reading->collects = is_shown(reading, name) && strcmp(name, "t") == 0;
}

static void shared_end(void *data, const char *name)
{
	struct reading *reading = data;

	reading->collects = false;
	if (reading->phonetic == reading->depth)
		reading->phonetic = 0;
	up(data, name);
	if (strcmp(reading_local(name, MAIN), "rPr") == 0 && *reading->run) {
		run_noted(reading);
		*reading->run = '\0';
	}
	if (strcmp(reading_local(name, MAIN), "si") != 0)
		return;
	if (reading->depth != 1 || reading->shared_count == MOST_STRINGS
	    || reading->shared.size > MOST_SHARED) {
		reading_refuse(reading, "its sheets share more than %d texts, or %d bytes of "
		               "them", MOST_STRINGS, MOST_SHARED);
		return;
	}
	reading->shared_at = heap_more(reading->shared_at, reading->shared_count,
	                               sizeof *reading->shared_at);
	unescape(reading->text.bytes);
	reading->shared_at[reading->shared_count++] = reading->shared.size;
	text_add(&reading->shared, reading->text.bytes, strlen(reading->text.bytes) + 1);
}

/* "C7"; where it is not said, the cell after the one before. */
static void place_read(struct reading *reading, const char *place)
{
	int column = 0, last = reading->column;

	reading->column++;
	if (*place) {
		for (; *place >= 'A' && *place <= 'Z' && column <= READING_COLUMNS; place++)
			column = column * 26 + *place - 'A' + 1;
		reading->column = column - 1;
		if (reading_count(place, 1, READING_ROWS) != reading->row + 1)
			reading->column = last;
	}
	if (reading->column <= last || reading->column >= READING_COLUMNS)
		reading_refuse(reading, "row %d has a cell out of its place", reading->row + 1);
}

/* So low, in points, or so narrow, in letters, that nobody reads it. */
static bool is_flat(const char **attributes, const char *name, double least)
{
	const char *size = reading_attribute(attributes, name);

	return *size && strtod(size, NULL) < least;
}

static void row_begin(struct reading *reading, const char **attributes)
{
	const char *said = reading_attribute(attributes, "r");
	int row = *said ? reading_count(said, 1, READING_ROWS) : reading->row + 2;

	if (row <= reading->row + 1 || row > READING_ROWS)
		reading_refuse(reading, "row '%.20s' is out of its place", said);
	reading->row = row - 1;
	reading->column = -1;
	if (!reading->look.hidden_row
	    && (is_on(attributes, "hidden") || is_flat(attributes, "ht", 6)))
		reading->look.hidden_row = row;
}

static void cell_begin(struct reading *reading, const char **attributes)
{
	const char *style = reading_attribute(attributes, "s");

	place_read(reading, reading_attribute(attributes, "r"));
	snprintf(reading->type, sizeof reading->type, "%s", reading_attribute(attributes, "t"));
	reading->style = *style ? reading_count(style, 0, MOST_STYLES) : 0;
	text_begin(&reading->text);
	text_begin(&reading->formula);
	reading->in_cell = true;
	reading->has_value = reading->has_formula = false;
	reading->shares = -1;
}

static void value_begin(struct reading *reading, const char *name, const char **attributes)
{
	bool formula = strcmp(name, "f") == 0, text = strcmp(name, "is") == 0;
	bool *had = formula ? &reading->has_formula : &reading->has_value;
	const char *kind = formula ? reading_attribute(attributes, "t") : "";

	if (!formula && !text && strcmp(name, "v") != 0)
		return;
	if (*had || (!formula && text != (strcmp(reading->type, "inlineStr") == 0)))
		reading_refuse(reading, "a cell in row %d has two values", reading->row + 1);
	*had = true;
	reading->in_formula = formula;
	reading->collects = !formula && !text;
	if (strcmp(kind, "shared") == 0) {
		reading->shares = reading_count(reading_attribute(attributes, "si"), 0,
		                                MOST_FORMULAS);
		reading->leads = *reading_attribute(attributes, "ref");
		if (reading->shares < 0)
			reading_refuse(reading, "more than %d formulas are shared", MOST_FORMULAS);
	} else if (*kind && strcmp(kind, "normal") != 0)
		text_add(&reading->formula, "of several cells: ", 18);
}

void note_add(struct reading *reading, const char *format, ...)
{
	struct reading_look *look = &reading->look;
	char text[400];
	va_list args;

	if (look->note_count == MOST_NOTES) {
		reading_refuse(reading, "more than %d things stand beside its cells", MOST_NOTES);
		return;
	}
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	look->notes = heap_more(look->notes, (size_t)look->note_count, sizeof *look->notes);
	look->notes[look->note_count++] = heap_text(text);
}

void notes_free(struct reading *reading)
{
	for (int i = 0; i < reading->look.note_count; i++)
		free(reading->look.notes[i]);
	free(reading->look.notes);
}

/* What colours cells by what they say. */
static void rule_start(struct reading *reading, const char *name, const char **attributes)
{
	if (strcmp(name, "conditionalFormatting") == 0)
		snprintf(reading->rule_cells, sizeof reading->rule_cells, "%.63s",
		         reading_attribute(attributes, "sqref"));
	else if (strcmp(name, "cfRule") == 0)
		note_add(reading, "%s shown by a rule: %s %s %s", reading->rule_cells,
		         reading_attribute(attributes, "type"),
		         reading_attribute(attributes, "operator"),
		         styles_rule_look(reading, reading_attribute(attributes, "dxfId")));
	else if (strcmp(name, "formula") == 0) {
		text_begin(&reading->text);
		reading->collects = true;
	}
}

/* Pictures and the like that lie over its cells, or behind them. */
static bool lies_over(const char *name)
{
	static const char *const names[] = { "legacyDrawing", "legacyDrawingHF", "picture",
		                             "oleObjects", "controls", "drawingHF", NULL };

	for (int i = 0; names[i]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* What stands beside the rows; whole: its name with its namespace. */
static void around_start(struct reading *reading, const char *name, const char *whole,
                         const char **attributes)
{
	struct reading_look *look = &reading->look;

	if (strcmp(name, "col") == 0 && !look->hidden_column
	    && (is_on(attributes, "hidden") || is_flat(attributes, "width", 1)))
		look->hidden_column = reading_count(reading_attribute(attributes, "min"), 1,
		                                    READING_COLUMNS);
	else if (strcmp(name, "sheetFormatPr") == 0
	         && (is_on(attributes, "zeroHeight")
	             || is_flat(attributes, "defaultRowHeight", 6)))
		look->hidden_row = 1;
	else if (strcmp(name, "sheetView") == 0)
		look->no_zeros |= is_off(attributes, "showZeros");
	else if (strcmp(name, "mergeCell") == 0)
		note_add(reading, "%s merged", reading_attribute(attributes, "ref"));
	else if (strcmp(reading->section, "conditionalFormatting") == 0)
		rule_start(reading, name, attributes);
	else if (strcmp(reading->section, "headerFooter") == 0 && reading->depth == 3) {
		text_begin(&reading->text);
		reading->collects = true;
	} else if (reading->depth == 2 && strcmp(name, "drawing") == 0)
		snprintf(reading->drawing_id, sizeof reading->drawing_id, "%.63s",
		         reading_attribute(attributes, RELATIONS " id"));
	else if (reading->depth == 2 && lies_over(name))
		note_add(reading, "%s over its cells", name);
	else if (!*name && strstr(whole, " cfRule"))
		note_add(reading, "cells shown by a rule of another program");
}

/* Without the marks of font and size, which programs write otherwise. */
static void paper_noted(struct reading *reading, const char *name)
{
	char text[300], *to = text;

	for (const char *at = reading->text.bytes; *at && to + 1 < text + sizeof text;) {
		if (at[0] == '&' && at[1] == '"') {
			at += 2 + strcspn(at + 2, "\"");
			at += *at == '"';
		} else if (at[0] == '&' && at[1] >= '0' && at[1] <= '9')
			at += 1 + strspn(at + 1, "0123456789");
		else
			*to++ = *at++;
	}
	*to = '\0';
	if (*text)
		note_add(reading, "%s on paper: %s", name, text);
}

static void around_end(struct reading *reading, const char *name)
{
	if (!reading->collects)
		return;
	if (strcmp(reading->section, "headerFooter") == 0 && reading->depth == 3)
		paper_noted(reading, name);
	else if (strcmp(name, "formula") == 0)
		note_add(reading, "%s shown by: %s", reading->rule_cells, reading->text.bytes);
}

static void cell_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	const char *whole;
	bool data_of, row, cell;

	if (!deeper(reading))
		return;
	whole = name;
	name = reading_local(name, MAIN);
	if (reading->depth == 2)
		snprintf(reading->section, sizeof reading->section, "%s", name);
	data_of = strcmp(name, "sheetData") == 0;
	row = strcmp(name, "row") == 0;
	cell = strcmp(name, "c") == 0;
	if ((data_of && (reading->depth != 2 || reading->has_cells))
	    || (row && (reading->depth != 3 || strcmp(reading->section, "sheetData") != 0))
	    || (cell && (reading->depth != 4 || strcmp(reading->section, "sheetData") != 0)))
		reading_refuse(reading, "rows or cells stand where none belong");
	else if (data_of)
		reading->has_cells = true;
	else if (row)
		row_begin(reading, attributes);
	else if (cell)
		cell_begin(reading, attributes);
	else if (reading->in_cell && reading->depth == 5)
		value_begin(reading, name, attributes);
	else if (reading->in_cell) {
		if (strcmp(name, "rPr") == 0)
			reading_refuse(reading, "letters within a text say how they look");
		reading->collects = is_shown(reading, name) && strcmp(name, "t") == 0;
	} else
		around_start(reading, name, whole, attributes);
}

static void cell_end(void *data, const char *name)
{
	struct reading *reading = data;

	if (!reading->in_cell)
		around_end(reading, reading_local(name, MAIN));
	reading->collects = reading->in_formula = false;
	if (reading->phonetic == reading->depth)
		reading->phonetic = 0;
	up(data, name);
	if (reading->depth != 3 || !reading->in_cell)
		return;
	reading->in_cell = false;
	if (reading->shares >= 0)
		formula_share(reading);
	reading->found = reading->text.size > 0 || reading->has_formula;
	if (reading->found)
		XML_StopParser(reading->parser, XML_TRUE);
}

static void no_types(void *data, const char *name, const char *system, const char *public,
                     int inside)
{
	(void)name, (void)system, (void)public, (void)inside;
	reading_refuse(data, "it declares a document type, as no workbook does");
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
	reading->parser = XML_ParserCreateNS(NULL, ' ');
	if (!reading->parser)
		abort();
	reading->last = reading->stopped = reading->collects = reading->in_cell = false;
	reading->in_formula = reading->has_cells = false;
	reading->row = reading->column = -1;
	reading->depth = reading->phonetic = 0;
	reading->quiet = 0;
	*reading->section = '\0';
	XML_SetUserData(reading->parser, reading);
	XML_SetElementHandler(reading->parser, start, end);
	XML_SetCharacterDataHandler(reading->parser, collect);
	XML_SetStartDoctypeDeclHandler(reading->parser, no_types);
	return true;
}

/* A tag that does not end is read from its beginning with every chunk. */
static void bounds_keep(struct reading *reading, int size)
{
	reading->unpacked += size;
	reading->quiet += (size_t)size;
	if (reading->unpacked > reading->most)
		reading_refuse(reading, "it unpacks to more than %lld bytes",
		               (long long)reading->most);
	else if (reading->quiet > MOST_TEXT)
		reading_refuse(reading, "a tag in it is longer than %d bytes", MOST_TEXT);
}

static bool part_refused(const struct reading *reading, struct error *err)
{
	return failed(err, FAULT_REFUSED, "'%s' is no workbook to be trusted: %s", reading->path,
	              reading->why);
}

/* On until the parser stops at something, or at the end. */
static bool part_read(struct reading *reading, struct error *err)
{
	enum XML_Status status = XML_STATUS_OK;

	if (reading->stopped)
		status = XML_ResumeParser(reading->parser);
	while (status == XML_STATUS_OK && !reading->last && !*reading->why) {
		void *room = XML_GetBuffer(reading->parser, CHUNK);
		int size = room ? unzReadCurrentFile(reading->zip, room, CHUNK) : -1;

		if (size < 0)
			return failed(err, FAULT_REFUSED, "'%s' is damaged", reading->path);
		reading->last = size == 0;
		bounds_keep(reading, size);
		if (!*reading->why)
			status = XML_ParseBuffer(reading->parser, size, reading->last);
	}
	reading->stopped = status == XML_STATUS_SUSPENDED;
	if (*reading->why)
		return part_refused(reading, err);
	return status != XML_STATUS_ERROR
	    || failed(err, FAULT_REFUSED, "'%s' is damaged: %s", reading->path,
	              XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

static bool part_whole(struct reading *reading, const char *part, XML_StartElementHandler start,
                       XML_EndElementHandler end, struct error *err)
{
	return part_begin(reading, part, start, end, err) && part_read(reading, err);
}

/* Of two parts of one name programs take one or the other. */
static bool parts_differ(struct reading *reading, struct error *err)
{
	char (*names)[READING_NAME] = heap_new(MOST_PARTS * sizeof *names);
	int count = 0, code = unzGoToFirstFile(reading->zip);

	reading->parts = names;
	for (; code == UNZ_OK && !*reading->why; code = unzGoToNextFile(reading->zip)) {
		if (count == MOST_PARTS
		    || unzGetCurrentFileInfo64(reading->zip, NULL, names[count], READING_NAME,
		                               NULL, 0, NULL, 0) != UNZ_OK
		    || names[count][READING_NAME - 1]) {
			reading_refuse(reading, "it has more than %d parts, or one of a longer "
			               "name than %d bytes", MOST_PARTS, READING_NAME - 1);
			break;
		}
		for (int i = 0; i < count; i++)
			if (strcasecmp(names[i], names[count]) == 0)
				reading_refuse(reading, "part '%.60s' is there twice", names[i]);
		reading->part_count = ++count;
	}
	return !*reading->why || part_refused(reading, err);
}

static bool book_read(struct reading *reading, struct error *err)
{
	char relations[READING_NAME + 16];
	const char *slash, *name;

	if (!parts_differ(reading, err)
	    || !part_whole(reading, "_rels/.rels", package_start, up, err)
	    || !part_whole(reading, reading->book, book_start, up, err))
		return false;
	slash = strrchr(reading->book, '/');
	name = slash ? slash + 1 : reading->book;
	snprintf(relations, sizeof relations, "%.*s_rels/%s.rels", (int)(name - reading->book),
	         reading->book, name);
	return part_whole(reading, relations, relation_start, up, err)
	    && (!*reading->shared_part
	        || part_whole(reading, reading->shared_part, shared_start, shared_end, err))
	    && (!*reading->styles_part
	        || part_whole(reading, reading->styles_part, styles_start, up, err));
}

bool reading_open(const char *path, struct reading **out, struct error *err)
{
	struct reading *reading = heap_new(sizeof *reading);
	struct stat file;

	*out = reading;
	reading->path = path;
	if (!xlsx_read(err))
		return false;
	if (access(path, R_OK) != 0 || stat(path, &file) != 0)
		return failed(err, FAULT_MISSING, "cannot read '%s': %s", path, strerror(errno));
	reading->most = UNPACKED + UNPACKED_PER_BYTE * file.st_size;
	reading->zip = unzOpen64(path);
	if (!reading->zip)
		return failed(err, FAULT_REFUSED, "'%s' is no workbook", path);
	return book_read(reading, err);
}

bool reading_distrusted(const struct reading *reading)
{
	return *reading->why != '\0';
}

void reading_close(struct reading *reading)
{
	part_end(reading);
	if (reading->zip)
		unzClose(reading->zip);
	styles_free(reading);
	formulas_free(reading);
	free(reading->shared.bytes);
	free(reading->shared_at);
	free(reading->shared_run);
	free(reading->run_looks);
	free(reading->text.bytes);
	free(reading->formula.bytes);
	notes_free(reading);
	free(reading->parts);
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
	notes_free(reading);
	formulas_free(reading);
	*reading->drawing_id = *reading->drawing = '\0';
	reading->at = sheet;
	reading->look = (struct reading_look){ .hidden = reading->sheets[sheet].hidden };
	return part_begin(reading, reading->sheets[sheet].part, cell_start, cell_end, err);
}

/* Where a target of a sheet leads: "../drawings/drawing1.xml" beside its folder. */
static void drawing_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;
	const char *part = reading->sheets[reading->at].part,
	           *target = reading_attribute(attributes, "Target"), *slash = strrchr(part, '/');
	char folder[READING_NAME];
	int length = slash ? (int)(slash - part) : 0;

	if (!deeper(reading) || strcmp(reading_local(name, PACKAGE), "Relationship") != 0
	    || strcmp(reading_attribute(attributes, "Id"), reading->drawing_id) != 0)
		return;
	while (strncmp(target, "../", 3) == 0) {
		target += 3;
		while (length > 0 && part[--length] != '/')
			;
	}
	snprintf(folder, sizeof folder, "%.*s%s", length, part, length ? "/" : "");
	part_name(reading, folder, target, reading->drawing);
}

/* What lies on a sheet, wherever: charts are ours. */
static void shape_start(void *data, const char *name, const char **attributes)
{
	struct reading *reading = data;

	(void)attributes;
	if (!deeper(reading))
		return;
	name = reading_local(name, DRAWING);
	if (strcmp(name, "sp") == 0 || strcmp(name, "cxnSp") == 0)
		note_add(reading, "a text box, or another shape, over its cells");
	else if (strcmp(name, "pic") == 0)
		note_add(reading, "a picture over its cells");
	else if (strcmp(name, "graphicFrame") == 0)
		note_add(reading, "a chart");
	else if (strcmp(name, "contentPart") == 0)
		note_add(reading, "something drawn over its cells");
}

static bool drawing_read(struct reading *reading, struct error *err)
{
	const char *part = reading->sheets[reading->at].part, *slash = strrchr(part, '/');
	char relations[READING_NAME + 16];

	if (!*reading->drawing_id)
		return true;
	snprintf(relations, sizeof relations, "%.*s_rels/%s.rels",
	         slash ? (int)(slash + 1 - part) : 0, part, slash ? slash + 1 : part);
	return part_whole(reading, relations, drawing_start, up, err)
	    && part_whole(reading, reading->drawing, shape_start, up, err);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool reading_look(struct reading *reading, const struct reading_look **out, struct error *err)
{
	if (!drawing_read(reading, err))
		return false;
	if (reading->look.note_count)
		qsort(reading->look.notes, (size_t)reading->look.note_count,
		      sizeof *reading->look.notes, by_text);
	*out = &reading->look;
	return true;
}

/* As many digits as a number keeps whoever writes it; decimal, and nothing else. */
static bool number_said(struct reading *reading)
{
	char *end;
	double number = strtod(reading->text.bytes, &end);

	if (*end || reading->text.bytes[strspn(reading->text.bytes, "0123456789+-.eE")]
	    || !isfinite(number))
		return false;
	snprintf(reading->digits, sizeof reading->digits, "%.15g", number);
	return true;
}

static bool shared_said(struct reading *reading, struct reading_cell *out, struct error *err)
{
	int at = reading_count(reading->text.bytes, 0, MOST_STRINGS);

	if (at < 0 || (size_t)at >= reading->shared_count) {
		reading_refuse(reading, "a cell in row %d says a text that is not there",
		               reading->row + 1);
		return part_refused(reading, err);
	}
	out->text = reading->shared.bytes + reading->shared_at[at];
	if (reading->shared_run[at])
		out->look = styles_look(reading, reading->style,
		                        reading->run_looks[reading->shared_run[at] - 1]);
	return true;
}

bool reading_next(struct reading *reading, struct reading_cell *out, struct error *err)
{
	reading->found = false;
	if (!part_read(reading, err) || !reading->found)
		return false;
	out->row = reading->row;
	out->column = reading->column;
	out->number = (!*reading->type || strcmp(reading->type, "n") == 0)
	           && number_said(reading);
	out->text = out->number ? reading->digits : reading->text.bytes;
	out->formula = reading->has_formula ? reading->formula.bytes : NULL;
	out->format = styles_format(reading, reading->style);
	out->look = styles_look(reading, reading->style, NULL);
	if (!out->format) {
		reading_refuse(reading, "a cell in row %d has a style that is not there",
		               reading->row + 1);
		return part_refused(reading, err);
	}
	if (strcmp(reading->type, "s") == 0)
		return shared_said(reading, out, err);
	if (!out->number)
		unescape(reading->text.bytes);
	return true;
}

/* ---- To the byte ---- */

static bool part_open(struct reading *reading, const char *part)
{
	part_end(reading);
	return unzLocateFile(reading->zip, part, 1) == UNZ_OK
	    && unzOpenCurrentFile(reading->zip) == UNZ_OK;
}

/* As much as there is, to the end of the part or of the room. */
static int part_fill(struct reading *reading, char *room)
{
	int all = 0, size;

	while (all < CHUNK && (size = unzReadCurrentFile(reading->zip, room + all,
	                                                 (unsigned)(CHUNK - all))) > 0)
		all += size;
	return all;
}

static bool part_same(struct reading *a, struct reading *b, const char *part)
{
	char *there = heap_new(CHUNK), *here = heap_new(CHUNK);
	bool is_a = part_open(a, part), is_b = part_open(b, part), same = is_a && is_b;
	int size = 1;

	while (same && size > 0) {
		size = part_fill(a, there);
		same = part_fill(b, here) == size && memcmp(there, here, (size_t)size) == 0;
	}
	if (is_a)
		unzCloseCurrentFile(a->zip);
	if (is_b)
		unzCloseCurrentFile(b->zip);
	free(there);
	free(here);
	return same;
}

/* Which program wrote it is said in its properties, with its release: no other leaves them so. */
void reading_parts(struct reading *a, struct reading *b, bool *one_program,
                   char other[READING_NAME])
{
	*other = '\0';
	*one_program = part_same(a, b, "docProps/app.xml");
	if (!*one_program)
		return;
	for (int i = 0; i < b->part_count && !*other; i++)
		if (!part_same(a, b, b->parts[i]))
			strcpy(other, b->parts[i]);
	for (int i = 0; i < a->part_count && !*other; i++)
		if (!part_same(a, b, a->parts[i]))
			strcpy(other, a->parts[i]);
}
