/*
 * definition.c - reading reports/NAME.sql, built in or from a clinic's folder
 */
#include "definition.h"
#include "heap.h"
#include "letters.h"
#include "words.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 32, MOST_REPORTS = 128, MOST_TEXT = 1 << 20 };

static const struct { const char *name, *text; } built_in[] = {
#define REPORT(name, text) { name, text },
#include "reports.inc"
#undef REPORT
};

/* Where the line under way goes, and SQL waiting to be put into place. */
struct reader {
	struct report *report;
	char sheet[SHEET_NAME];
	char **target;
	struct { char name[32]; char *sql; } parts[PARTS];
	int part_count, line;
	const char *borrowed;        /* its sheets are read into another report: this one of
	                              * them, all where it is ""; NULL: a report itself */
	bool left;                   /* what follows is of a sheet that is not borrowed */
	char *unused;                /* where that goes */
};

static bool lines_read(struct reader *reader, const char *text, struct error *err);
static bool text_read(struct reader *reader, const char *text, struct error *err);

static void append(char **text, const char *line, size_t length)
{
	size_t before = *text ? strlen(*text) : 0;

	*text = heap_resize(*text, before + length + 2);
	memcpy(*text + before, line, length);
	strcpy(*text + before + length, "\n");
}

static bool spoiled(const struct reader *reader, struct error *err, const char *what,
                    const char *text)
{
	const struct report *report = reader->report;

	return failed(err, FAULT_REFUSED, "%s'%s', line %d: %s '%.*s'",
	              report->file ? "" : "report ", report->file ? report->file : report->name,
	              reader->line, what, (int)strcspn(text, "\n"), text);
}

static bool word_add(struct reader *reader, const char *text, bool needed, struct error *err)
{
	struct report *report = reader->report;
	size_t length = strcspn(text, " ");
	struct report_word *word = &report->words[report->word_count];

	if (report->word_count == REPORT_WORDS || !length || length >= sizeof word->name)
		return spoiled(reader, err, "one word too many, or none:", text);
	snprintf(word->name, sizeof word->name, "%.*s", (int)length, text);
	text += length + strspn(text + length, " ");
	word->count = strncmp(text, "count ", 6) == 0;
	text += word->count ? 6 : 0;
	letters_copy(word->help, sizeof word->help, text, strlen(text));
	word->needed = needed;
	report->word_count++;
	return true;
}

static bool section_add(struct reader *reader, const char *text, struct error *err)
{
	struct report *report = reader->report;
	struct section *section = &report->sections[report->count];

	reader->target = &reader->unused;
	if (reader->left)
		return true;
	if (report->count == REPORT_SECTIONS)
		return spoiled(reader, err, "too many sections:", text);
	if (!*reader->sheet)
		return spoiled(reader, err, "no sheet before section", text);
	letters_copy(section->name, sizeof section->name, text, strlen(text));
	memcpy(section->sheet, reader->sheet, sizeof section->sheet);
	section->declaration = heap_text("");
	report->count++;
	reader->target = &section->sql;
	return true;
}

static bool sheet_begin(struct reader *reader, const char *text, struct error *err)
{
	if (!*text || strlen(text) > 24 || text[strcspn(text, "[]:*?/\\'")])
		return spoiled(
			reader, err,
			"a sheet's name has 1 to 24 letters and none of []:*?/\\' :", text);
	letters_copy(reader->sheet, sizeof reader->sheet, text, strlen(text));
	reader->left = reader->borrowed && *reader->borrowed
	            && strcmp(reader->borrowed, text) != 0;
	return true;
}

static bool existence_add(struct reader *reader, const char *text, struct error *err)
{
	struct report *report = reader->report;
	struct existence *existence = &report->existences[report->existence_count];

	if (report->existence_count == REPORT_WORDS)
		return spoiled(reader, err, "too many of these:", text);
	letters_copy(existence->word, sizeof existence->word, text, strlen(text));
	report->existence_count++;
	reader->target = &existence->sql;
	return true;
}

static bool part_add(struct reader *reader, const char *text, struct error *err)
{
	if (reader->part_count == PARTS)
		return spoiled(reader, err, "too many parts:", text);
	letters_copy(reader->parts[reader->part_count].name, sizeof reader->parts[0].name, text,
	             strlen(text));
	reader->target = &reader->parts[reader->part_count++].sql;
	return true;
}

static const char *built_in_text(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (strlen(built_in[i].name) == length
		    && memcmp(built_in[i].name, name, length) == 0)
			return built_in[i].text;
	return NULL;
}

static void reader_free(struct reader *reader)
{
	for (int i = 0; i < reader->part_count; i++)
		free(reader->parts[i].sql);
	free(reader->unused);
}

/* The parts of a built-in report are parts here too. */
static bool parts_borrow(struct reader *reader, const char *text, struct error *err)
{
	const char *from = built_in_text(text, strlen(text));
	struct reader other = { .report = reader->report, .borrowed = "no sheet" };
	bool ok = from || spoiled(reader, err, "no built-in report to take parts of:", text);

	ok = ok && lines_read(&other, from, err);
	for (int i = 0; ok && i < other.part_count; i++) {
		ok = part_add(reader, other.parts[i].name, err);
		if (ok)
			append(reader->target, other.parts[i].sql,
			       strlen(other.parts[i].sql));
	}
	reader->target = NULL;
	reader_free(&other);
	return ok;
}

/* "NAME" or "NAME, SHEET" of a built-in report: all its sheets, or this one, stand here too. */
static bool sheets_borrow(struct reader *reader, const char *text, struct error *err)
{
	size_t length = strcspn(text, ",");
	const char *from = built_in_text(text, length);
	int before = reader->report->count;
	struct reader other = { .report = reader->report,
		                .borrowed = text + length + strspn(text + length, ", ") };
	bool ok;

	if (!from)
		return spoiled(reader, err, "no built-in report to take sheets of:", text);
	ok = text_read(&other, from, err);
	for (int i = before; i < reader->report->count; i++)
		reader->report->sections[i].at_end = !strstr(from, "\n-- period\n");
	*reader->sheet = '\0';
	reader->target = NULL;
	return ok && (reader->report->count > before
	              || spoiled(reader, err, "it has no such sheet:", text));
}

/* Of a report whose sheets are borrowed only those count: its own words are not given. */
static bool borrowed_key_read(struct reader *reader, const char *key, const char *text,
                              struct error *err)
{
	if (strcmp(key, "part") == 0)
		return part_add(reader, text, err);
	if (strcmp(key, "parts-of") == 0)
		return parts_borrow(reader, text, err);
	if (strcmp(key, "sheet") == 0)
		return sheet_begin(reader, text, err);
	if (strcmp(key, "section") == 0)
		return section_add(reader, text, err);
	if (strcmp(key, "exists") == 0)
		reader->target = &reader->unused;
	if (strcmp(key, "sheets-of") == 0 && *reader->borrowed)
		return true;
	return (strcmp(key, "needs") != 0 && strcmp(key, "sheets-of") != 0)
	    || spoiled(reader, err, "it has no sheets for others:", text);
}

/* "-- key: text": true where the key is one of ours. */
static bool key_read(struct reader *reader, const char *key, const char *text,
                     struct error *err)
{
	struct report *report = reader->report;

	if (reader->borrowed)
		return borrowed_key_read(reader, key, text, err);
	if (strcmp(key, "report") == 0)
		letters_copy(report->title, sizeof report->title, text, strlen(text));
	else if (strcmp(key, "asks") == 0)
		append(&report->asks, text, strlen(text));
	else if (strcmp(key, "note") == 0)
		append(&report->notes, text, strlen(text));
	else if (strcmp(key, "period") == 0)
		report->period = true;
	else if (strcmp(key, "document") == 0)
		report->document = true, report->across = strcmp(text, "across") == 0;
	else if (strcmp(key, "takes") == 0 || strcmp(key, "needs") == 0)
		return word_add(reader, text, *key == 'n', err);
	else if (strcmp(key, "part") == 0)
		return part_add(reader, text, err);
	else if (strcmp(key, "parts-of") == 0)
		return parts_borrow(reader, text, err);
	else if (strcmp(key, "exists") == 0)
		return existence_add(reader, text, err);
	else if (strcmp(key, "sheet") == 0)
		return sheet_begin(reader, text, err);
	else if (strcmp(key, "section") == 0)
		return section_add(reader, text, err);
	else if (strcmp(key, "sheets-of") == 0)
		return sheets_borrow(reader, text, err);
	return true;
}

/* Where the SQL of the section under way begins, for who has to mend it. */
static void sql_begins(struct reader *reader, bool parted)
{
	struct report *report = reader->report;
	struct section *section = report->count ? &report->sections[report->count - 1] : NULL;

	if (!section || reader->target != &section->sql)
		return;
	if (!section->sql)
		section->line = reader->line;
	section->parted |= parted;
}

/* {NAME} stands for the part of that name. */
static bool sql_add(struct reader *reader, const char *line, size_t length, struct error *err)
{
	const char *open = memchr(line, '{', length);
	const char *close = open ? memchr(open, '}', length - (size_t)(open - line)) : NULL;

	if (!reader->target)
		return spoiled(reader, err, "SQL before any section:", line);
	sql_begins(reader, close != NULL);
	if (!close) {
		append(reader->target, line, length);
		return true;
	}
	append(reader->target, line, (size_t)(open - line));
	for (int i = 0; i < reader->part_count; i++)
		if (strlen(reader->parts[i].name) == (size_t)(close - open - 1)
		 && memcmp(reader->parts[i].name, open + 1, (size_t)(close - open - 1)) == 0) {
			const char *sql = reader->parts[i].sql ? reader->parts[i].sql : "";

			append(reader->target, sql, strlen(sql));
			return sql_add(reader, close + 1, length - (size_t)(close + 1 - line),
			               err);
		}
	return spoiled(reader, err, "no such part:", open);
}

/* What is between the lines of a section's SQL keeps its line there, so that they count
 * alike. */
static void line_keep(struct reader *reader, const char *line, size_t length)
{
	struct report *report = reader->report;
	struct section *section = report->count ? &report->sections[report->count - 1] : NULL;
	bool said = length >= 2 && memcmp(line, "--", 2) == 0;

	if (section && section->sql && reader->target == &section->sql
	    && (said || strspn(line, " \t\r") >= length))
		append(&section->sql, "", 0);
}

static void section_declare(struct section *section, int line, const char *text, size_t length)
{
	if (!*section->declaration)
		section->declared = line;
	append(&section->declaration, text, length);
}

static bool line_read(struct reader *reader, const char *line, size_t length, struct error *err)
{
	char key[16], text[512];
	size_t colon;

	line_keep(reader, line, length);
	if (length >= 3 && memcmp(line, "--|", 3) == 0) {
		if (reader->left)
			return true;
		if (!reader->report->count)
			return spoiled(reader, err, "columns before any section:", line);
		section_declare(&reader->report->sections[reader->report->count - 1],
		                reader->line, line + 3, length - 3);
		return true;
	}
	if (length < 3 || memcmp(line, "-- ", 3) != 0)
		return strspn(line, " \t\r") >= length
		    || (length >= 2 && memcmp(line, "--", 2) == 0)
		    || sql_add(reader, line, length, err);
	colon = strspn(line + 3, "abcdefghijklmnopqrstuvwxyz-");
	if (colon >= sizeof key || 3 + colon > length
	 || (line[3 + colon] != ':' && strncmp(line, "-- period", length) != 0
	     && strncmp(line, "-- document", length) != 0))
		return true;
	snprintf(key, sizeof key, "%.*s", (int)colon, line + 3);
	line += 3 + colon + (line[3 + colon] == ':');
	length -= 3 + colon + (line[-1] == ':');
	while (length && *line == ' ')
		line++, length--;
	while (length && strchr(" \r", line[length - 1]))
		length--;
	snprintf(text, sizeof text, "%.*s", (int)length, line);
	return key_read(reader, key, text, err);
}

static bool is_question(const char *sql)
{
	sql += sql ? strspn(sql, " \t\r\n") : 0;
	return sql && (strncasecmp(sql, "SELECT", 6) == 0 || strncasecmp(sql, "WITH", 4) == 0);
}

/* The lines of a question are one sentence. */
static void join(char *text)
{
	for (; text && *text; text++)
		if (*text == '\n')
			*text = text[1] ? ' ' : '\0';
}

/* The line of a declaration that is refused so: the first with which what is before it is. */
static int spoiled_line(const struct section *section, struct columns *room, const char *why)
{
	int line = section->declared;

	for (const char *at = section->declaration; *at; line++) {
		struct error err = { 0 };
		char *part;

		at += strcspn(at, "\n") + 1;
		part = strndup(section->declaration, (size_t)(at - section->declaration));
		if (part && !columns_parse(part, room, &err) && strcmp(err.text, why) == 0)
			at = "";
		free(part);
		if (!*at)
			return line;
	}
	return section->declared;
}

bool report_leads(const struct report *report, int at, const char *key, struct columns *room)
{
	for (int i = 0; i <= at; i++) {
		struct error none = { 0 };

		if (!columns_parse(report->sections[i].declaration, room, &none))
			continue;
		for (int j = 0; j < room->count; j++)
			if (strcmp(room->item[j].key, key) == 0)
				return true;
	}
	return false;
}

/* Links lead to what stands before. */
static bool links_lead(const struct report *report, int at, const struct columns *columns,
                       struct columns *room, struct error *err)
{
	for (int i = 0; i < columns->count; i++) {
		const char *link = columns->item[i].link;

		if (*link && strcmp(link, "sheets") != 0 && strcmp(link, "any") != 0
		    && !report_leads(report, at, link, room))
			return failed(err, FAULT_REFUSED,
			              "'link=%s' is the key of no column before it",
			              link);
	}
	return true;
}

static bool report_is_whole(struct reader *reader, struct error *err)
{
	struct report *report = reader->report;
	struct error why = { 0 };
	struct columns *columns;
	bool ok = true;

	if (!*report->title || !report->asks || !report->count)
		return spoiled(reader, err, "it lacks",
		               !*report->title ? "-- report:"
		               : !report->asks ? "-- asks:"
		                               : "-- section:");
	for (int i = 0; i < report->existence_count; i++)
		if (!is_question(report->existences[i].sql))
			return spoiled(reader, err, "no SELECT for",
			               report->existences[i].word);
	columns = malloc(2 * sizeof *columns);
	for (int i = 0; ok && i < report->count; i++) {
		const struct section *section = &report->sections[i];

		if (!is_question(section->sql))
			ok = spoiled(reader, err, "no SELECT for", section->name);
		else if (!columns || !columns_parse(section->declaration, columns, &why)
		         || !columns->count
		         || !links_lead(report, i, columns, columns + 1, &why))
			ok = failed(err, FAULT_REFUSED, "%s'%s', line %d, section '%s': %s",
			            report->file ? "" : "report ",
			            report->file ? report->file : report->name,
			            why.fault ? spoiled_line(section, columns + 1, why.text)
			                      : section->line,
			            section->name, why.fault ? why.text : "no columns");
	}
	free(columns);
	return ok;
}

/* Line by line, to the end. */
static bool lines_read(struct reader *reader, const char *text, struct error *err)
{
	bool ok = true;

	while (ok && *text) {
		size_t length = strcspn(text, "\n");

		reader->line++;
		ok = line_read(reader, text, length, err);
		text += length + (text[length] == '\n');
	}
	return ok;
}

/* Its parts are its own. */
static bool text_read(struct reader *reader, const char *text, struct error *err)
{
	bool ok = lines_read(reader, text, err);

	reader_free(reader);
	return ok;
}

static void file_note(struct report *report, const char *file, const char *text)
{
	report->file = heap_text(file);
	report->place = realpath(file, NULL);
	if (!report->place)
		report->place = heap_text(file);
	digest_of(text, strlen(text), &report->definition);
}

static bool parse(const char *name, const char *file, const char *text, struct report **out,
                  struct error *err)
{
	struct report *report = heap_new(sizeof *report);
	struct reader reader = { .report = report };
	bool ok;

	snprintf(report->name, sizeof report->name, "%s", name);
	if (file)
		file_note(report, file, text);
	ok = text_read(&reader, text, err);
	join(report->asks);
	if (report->notes)
		report->notes[strlen(report->notes) - 1] = '\0';
	ok = ok && report_is_whole(&reader, err);
	if (!ok) {
		report_free(report);
		report = NULL;
	}
	*out = report;
	return ok;
}

bool report_parse(const char *name, const char *text, struct report **out, struct error *err)
{
	return parse(name, NULL, text, out, err);
}

void report_free(struct report *report)
{
	if (!report)
		return;
	for (int i = 0; i < report->count; i++) {
		free(report->sections[i].declaration);
		free(report->sections[i].sql);
	}
	for (int i = 0; i < report->existence_count; i++)
		free(report->existences[i].sql);
	free(report->asks);
	free(report->notes);
	free(report->file);
	free(report->place);
	free(report);
}

struct reports {
	struct report *item[MOST_REPORTS];
	int count;
};

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct report *const *)a)->name, (*(struct report *const *)b)->name);
}

static bool add(struct reports *reports, const char *name, const char *file, const char *text,
                struct error *err)
{
	struct report *report;

	if (!parse(name, file, text, &report, err))
		return false;
	for (int i = 0; i < reports->count; i++)
		if (strcmp(reports->item[i]->name, name) == 0) {
			report_free(reports->item[i]);
			reports->item[i] = report;
			return true;
		}
	if (reports->count == MOST_REPORTS) {
		report_free(report);
		return failed(err, FAULT_REFUSED, "there are more than %d reports",
		              MOST_REPORTS);
	}
	reports->item[reports->count++] = report;
	return true;
}

static bool file_add(struct reports *reports, const char *path, const char *name,
                     struct error *err)
{
	char *text = heap_new(MOST_TEXT + 1);
	FILE *in = fopen(path, "re");
	size_t size;
	bool ok;

	size = in ? fread(text, 1, MOST_TEXT, in) : 0;
	if (!in || ferror(in))
		ok = failed(err, FAULT_MISSING, "cannot read '%s': %s", path, strerror(errno));
	else
		ok = size < MOST_TEXT ? add(reports, name, path, text, err)
		                      : failed(err, FAULT_REFUSED, "'%s' is too long", path);
	if (in)
		fclose(in);
	free(text);
	return ok;
}

/* "mine" of "mine.sql"; false for a file that is no report. */
static bool name_of(const char *file, char name[COLUMN_NAME])
{
	size_t length = strlen(file);

	if (length < 5 || length > COLUMN_NAME + 3 || strcmp(file + length - 4, ".sql") != 0)
		return false;
	snprintf(name, COLUMN_NAME, "%.*s", (int)length - 4, file);
	return true;
}

static bool folder_add(struct reports *reports, const char *folder, struct error *err)
{
	struct dirent **files;
	int count = scandir(folder, &files, NULL, alphasort);
	bool ok = true;

	if (count < 0)
		return failed(err, FAULT_MISSING, "cannot look into '%s': %s", folder,
		              strerror(errno));
	for (int i = 0; i < count; i++) {
		char path[4096], name[COLUMN_NAME];

		snprintf(path, sizeof path, "%s/%s", folder, files[i]->d_name);
		ok = ok && (!name_of(files[i]->d_name, name)
		            || file_add(reports, path, name, err));
		free(files[i]);
	}
	free(files);
	return ok;
}

bool reports_open(const char *folder, struct reports **out, struct error *err)
{
	struct reports *reports = heap_new(sizeof *reports);
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof built_in / sizeof *built_in; i++)
		ok = add(reports, built_in[i].name, NULL, built_in[i].text, err);
	ok = ok && (!folder || folder_add(reports, folder, err));
	qsort(reports->item, (size_t)reports->count, sizeof *reports->item, by_name);
	*out = reports;
	if (!ok) {
		reports_close(reports);
		*out = NULL;
	}
	return ok;
}

void reports_close(struct reports *reports)
{
	if (!reports)
		return;
	for (int i = 0; i < reports->count; i++)
		report_free(reports->item[i]);
	free(reports);
}

int reports_count(const struct reports *reports)
{
	return reports->count;
}

const struct report *reports_at(const struct reports *reports, int at)
{
	return reports->item[at];
}

/* The one in this file, which may stand in for another of its name. */
static bool file_find(struct reports *reports, const char *path, const struct report **out,
                      struct error *err)
{
	const char *slash = strrchr(path, '/');
	char name[COLUMN_NAME];

	if (!name_of(slash ? slash + 1 : path, name))
		return failed(err, FAULT_REFUSED, "'%s' is no name of a report's file, which is "
		              "short and ends in .sql", path);
	if (!file_add(reports, path, name, err))
		return false;
	for (int i = 0; i < reports->count; i++)
		if (strcmp(reports->item[i]->name, name) == 0)
			*out = reports->item[i];
	return true;
}

bool reports_find(struct reports *reports, const char *name, const struct report **out,
                  struct error *err)
{
	const char *names[MOST_REPORTS + 1] = { NULL }, *nearest;
	size_t length = strlen(name);

	if (strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".sql") == 0))
		return file_find(reports, name, out, err);

	for (int i = 0; i < reports->count; i++) {
		names[i] = reports->item[i]->name;
		if (strcasecmp(names[i], name) == 0) {
			*out = reports->item[i];
			return true;
		}
	}
	nearest = words_nearest(name, names);
	return nearest ? failed(err, FAULT_MISSING,
	                        "there is no report '%s'; did you mean '%s'?", name, nearest)
	               : failed(err, FAULT_MISSING,
	                        "there is no report '%s'; 'pistor report list' shows them",
	                        name);
}

const char *report_template(void)
{
	return
#include "template.inc"
		;
}

const char *report_name(const struct report *report)
{
	return report->name;
}

const char *report_place(const struct report *report)
{
	return report->place;
}

const char *report_title(const struct report *report)
{
	return report->title;
}

const char *report_asks(const struct report *report)
{
	return report->asks;
}

bool report_has_period(const struct report *report)
{
	return report->period;
}

int report_words(const struct report *report)
{
	return report->word_count;
}

const struct report_word *report_word(const struct report *report, int at)
{
	return &report->words[at];
}
