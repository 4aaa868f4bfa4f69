/*
 * workbook.c - a file, its formats, its sheets and what is printed around them
 */
#include "book.h"
#include "chain.h"
#include "face.h"
#include "heap.h"
#include "letters.h"
#include "workbook.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

/* Room that packing takes: the copies, and a fifth of them for the file; and something for the
 * rest. */
static const double PACKED = 1.25, ROOM = 1 << 20;

enum { COVER_SHEETS = 12, LONGEST_LINK = 200, MOST_LINES = 27, LETTER = 4 };

static const char CONTENTS[] = "Contents";

/* Two digits with the room around them. */
static const double TRACK_WIDTH = 9 / 7.0;

static const uint32_t ink[COLOUR_COUNT]  = { 0, 0x9c0006, 0x7f6000, 0x006100, 0x7f7f7f };
static const uint32_t paper[COLOUR_COUNT] = { 0, 0xffc7ce, 0xffeb9c, 0xc6efce, 0xf2f2f2 };

static lxw_format *format_of(lxw_workbook *file, const char *number, bool bold)
{
	lxw_format *format = workbook_add_format(file);

	if (number)
		format_set_num_format(format, number);
	if (bold)
		format_set_bold(format);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	return format;
}

/* What is signed or filled in by hand. */
static void boxes_make(lxw_workbook *file, struct formats *out)
{
	out->box = format_of(file, "@", false);
	format_set_text_wrap(out->box);
	format_set_border(out->box, LXW_BORDER_THIN);
	out->box_label = format_of(file, NULL, true);
	format_set_text_wrap(out->box_label);
	format_set_border(out->box_label, LXW_BORDER_THIN);
	format_set_bg_color(out->box_label, 0xf2f2f2);
	out->ruled = format_of(file, "@", false);
	format_set_bottom(out->ruled, LXW_BORDER_THIN);
}

/* No borders save of what is written on by hand: beside one, programs that print a sheet
 * smaller cut into the next row's letters. */
static void formats_make(lxw_workbook *file, struct formats *out)
{
	char digits[16] = "0", number[24];

	out->title = format_of(file, NULL, true);
	format_set_font_size(out->title, 14);
	out->small = format_of(file, NULL, false);
	format_set_font_color(out->small, 0x595959);
	out->bold = format_of(file, NULL, true);
	out->label = format_of(file, NULL, true);
	format_set_text_wrap(out->label);
	out->heading = format_of(file, NULL, true);
	format_set_text_wrap(out->heading);
	format_set_bg_color(out->heading, 0xe7e6e6);
	out->number_heading = format_of(file, NULL, true);
	format_set_text_wrap(out->number_heading);
	format_set_bg_color(out->number_heading, 0xe7e6e6);
	format_set_align(out->number_heading, LXW_ALIGN_RIGHT);
	format_set_indent(out->number_heading, 1);
	out->text = format_of(file, "@", false);
	out->wrapped = format_of(file, "@", false);
	format_set_text_wrap(out->wrapped);
	out->link = format_of(file, "@", false);
	format_set_font_color(out->link, 0x0563c1);
	format_set_underline(out->link, LXW_UNDERLINE_SINGLE);
	format_set_text_wrap(out->link);
	out->plain = format_of(file, NULL, false);
	out->day = format_of(file, "yyyy\\-mm\\-dd", false);
	out->instant = format_of(file, "yyyy\\-mm\\-dd hh:mm:ss", false);
	out->minute = format_of(file, "yyyy\\-mm\\-dd hh:mm", false);
	out->count = format_of(file, "0", false);
	format_set_align(out->count, LXW_ALIGN_LEFT);
	format_set_align(out->day, LXW_ALIGN_LEFT);
	format_set_align(out->instant, LXW_ALIGN_LEFT);
	format_set_align(out->minute, LXW_ALIGN_LEFT);
	boxes_make(file, out);
	out->sum_text = format_of(file, NULL, true);
	format_set_bg_color(out->sum_text, 0xf2f2f2);
	for (int i = 0; i < NUMBER_DECIMALS; i++) {
		/* "_0": a little room before the unit or word that follows. */
		snprintf(number, sizeof number, "%s_0", digits);
		out->number[i] = format_of(file, number, false);
		out->sum[i] = format_of(file, number, true);
		format_set_bg_color(out->sum[i], 0xf2f2f2);
		strcat(digits, i ? "0" : ".0");
	}
	for (enum colour i = COLOUR_RED; i < COLOUR_COUNT; i++) {
		out->colour[i] = workbook_add_format(file);
		format_set_font_color(out->colour[i], ink[i]);
		format_set_bg_color(out->colour[i], paper[i]);
	}
}

/* As XML can hold it: bytes that are not UTF-8 become U+FFFD. */
static char *put_letter(char *to, const char *text, int *bytes)
{
	uint32_t point = letter_at(text, bytes);

	if (point >= 0xfffd && point <= 0xffff)
		return stpcpy(to, "\xef\xbf\xbd");
	return (char *)memcpy(to, text, (size_t)*bytes) + *bytes;
}

/* In headers and footers "&" begins a code. */
static void put_plain(char *out, size_t size, const char *text)
{
	char *to = out + strlen(out);

	for (int bytes; *text && to + LETTER < out + size; text += bytes) {
		if (*text == '&')
			*to++ = '&';
		to = put_letter(to, text, &bytes);
	}
	*to = '\0';
}

static void print_setup(struct sheet *sheet)
{
	const struct asking *asking = sheet->book->asking;
	char header[200] = "&L", footer[200] = "&L", head[64];

	put_plain(header, 120, asking->clinic);
	strcat(header, asking->practice ? "&CPRACTICE" : *asking->altered ? "&C" : "");
	strcat(header, *asking->altered ? " FOUND ALTERED" : "");
	strcat(header, "&Rcopy, original in the system");
	put_plain(footer, 80, asking->report->title);
	snprintf(head, sizeof head, "&CPage &P of &N&Rhead %lld %.*s", (long long)asking->head,
	         HEAD_LEAST, asking->head_text);
	strcat(footer, head);
	worksheet_set_header(sheet->at, header);
	worksheet_set_footer(sheet->at, footer);
	worksheet_set_paper(sheet->at, asking->letter ? PAPER_OF_LETTER : PAPER_OF_A4);
	worksheet_set_margins(sheet->at, 0.4, 0.4, 0.75, 0.75);
}

static void scope_text(const struct asking *asking, char *out, size_t size)
{
	const struct zone *zone = &asking->question->zone;
	char at[INSTANT_LOCAL];

	instant_local_offset(&asking->at, zone, at);
	snprintf(out, size,
	         "As of %s; instants in %s; head %lld %.*s; copy, original in the system", at,
	         zone->name, (long long)asking->head, HEAD_LEAST, asking->head_text);
}

/* What was given with the question; empty where nothing was. */
static void given_text(const struct asking *asking, char *out, size_t size)
{
	const struct zone *zone = &asking->question->zone;
	char from[INSTANT_LOCAL], to[INSTANT_LOCAL];
	size_t length = 0;

	*out = '\0';
	if (asking->report->period) {
		instant_local_offset(&asking->from, zone, from);
		instant_local_offset(&asking->to, zone, to);
		length = (size_t)snprintf(out, size, "Period from %s until before %s", from,
		                          to);
	}
	for (int i = 0; asking->question->given[i].name && length < size; i++)
		length += (size_t)snprintf(out + length, size - length, "%s%s %s",
		                           length ? "; " : "", asking->question->given[i].name,
		                           asking->question->given[i].value);
}

/* Its rows go through the press. */
static void sheet_press(struct sheet *sheet)
{
	struct press *press = sheet->book->press;
	FILE *file = press ? press_sheet(press) : NULL;

	if (!file)
		return;
	fclose(sheet->at->optimize_tmpfile);
	sheet->at->file = sheet->at->optimize_tmpfile = file;
}

/* The two lines every sheet begins with. */
static bool part_begin(struct sheet *sheet, struct error *err)
{
	const struct asking *asking = sheet->book->asking;
	const struct formats *formats = &sheet->book->formats;
	bool same = strcmp(asking->report->title, sheet->part_name) == 0;
	char text[768];

	if (!sheet->at || sheet->part > 1)
		sheet->at = workbook_add_worksheet(sheet->book->file, sheet->part_name);
	if (!sheet->at)
		return failed(err, FAULT_STORE, "no room for another sheet '%s'",
		              sheet->part_name);
	sheet_press(sheet);
	sheet->row = 0;
	sheet->links = 0;
	sheet->page_top = 0;
	sheet->page_extra = 0;
	sheet->break_count = 0;
	memset(sheet->breaks, 0, sizeof sheet->breaks);
	snprintf(text, sizeof text, "%s%s%s%s%s", asking->report->title, same ? "" : ": ",
	         same ? "" : sheet->part_name, asking->practice ? " (PRACTICE)" : "",
	         *asking->altered ? " (FOUND ALTERED)" : "");
	sheet_line(sheet, text, formats->title);
	scope_text(asking, text, sizeof text);
	sheet_line(sheet, text, formats->small);
	given_text(asking, text, sizeof text);
	if (*text)
		sheet_line(sheet, text, formats->small);
	if (sheet->part > 1)
		sheet_line(sheet, "continued from the sheet before", formats->small);
	sheet->row++;
	print_setup(sheet);
	return true;
}

bool sheet_need(struct sheet *sheet, struct error *err)
{
	int count = sheet->none_count;

	if (sheet->begun)
		return true;
	sheet->begun = true;
	sheet->none_count = 0;
	if (!part_begin(sheet, err))
		return false;
	for (int i = 0; i < count; i++)
		sheet_none(sheet, sheet->nones[i]);
	return true;
}

void sheet_none(struct sheet *sheet, const char *title)
{
	char text[128];

	if (!sheet->begun) {
		snprintf(sheet->nones[sheet->none_count++], sizeof sheet->nones[0], "%s",
		         title);
		return;
	}
	snprintf(text, sizeof text, "%s%snone", title, *title ? ": " : "");
	sheet_line(sheet, text, sheet->book->formats.small);
	sheet->none = true;
}

bool sheet_begin(struct sheet *sheet, struct book *book, struct tab *tab, const char *name,
                 bool single, lxw_worksheet *at, struct error *err)
{
	*sheet = (struct sheet){ .book = book,
		                 .tab = tab,
		                 .at = at,
		                 .part = 1,
		                 .single = single,
		                 .padding = 2,
		                 .document = book->asking->report->document };
	letters_copy(sheet->name, sizeof sheet->name, name, strlen(name));
	memcpy(sheet->part_name, sheet->name, sizeof sheet->part_name);
	for (int i = 0; i < BOOK_COLUMNS; i++)
		sheet->most[i] = WIDEST;
	canonical_begin(&sheet->canonical, NULL);
	return (book->contents && !at) || sheet_need(sheet, err);
}

static void part_end(struct sheet *sheet)
{
	static const lxw_protection allowed = { .autofilter = 1,
		                                .sort = 1,
		                                .format_columns = 1,
		                                .format_rows = 1,
		                                .format_cells = 1 };

	if (sheet->document)
		worksheet_set_column(sheet->at, 0, BOOK_COLUMNS - 1, TRACK_WIDTH, NULL);
	if (sheet->break_count)
		worksheet_set_h_pagebreaks(sheet->at, sheet->breaks);
	for (int i = 0; !sheet->document && i < BOOK_COLUMNS; i++) {
		if (sheet->widths[i])
			worksheet_set_column(sheet->at, (lxw_col_t)i, (lxw_col_t)i,
			                     sheet->widths[i] + sheet->padding - 1,
			                     NULL);
	}
	worksheet_fit_to_pages(sheet->at, 1, 0);
	if (sheet_turned(sheet))
		worksheet_set_landscape(sheet->at);
	worksheet_ignore_errors(sheet->at, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
	worksheet_protect(sheet->at, NULL, (lxw_protection *)&allowed);
}

bool sheet_continue(struct sheet *sheet, struct error *err)
{
	char text[96];

	if (sheet->part == BOOK_PARTS)
		return failed(err, FAULT_REFUSED,
		              "more rows than %d sheets hold; ask for less at once",
		              BOOK_PARTS);
	sheet->part++;
	snprintf(sheet->part_name, sizeof sheet->part_name, "%.24s (%u)", sheet->name,
	         (unsigned)sheet->part % 100);
	snprintf(text, sizeof text, "continues on sheet '%s'", sheet->part_name);
	sheet_line(sheet, text, sheet->book->formats.small);
	part_end(sheet);
	return part_begin(sheet, err);
}

void sheet_says(struct sheet *sheet, const char *title)
{
	char *titles = sheet->tab->titles;
	size_t length = strlen(titles);

	if (*title)
		snprintf(titles + length, sizeof sheet->tab->titles - length, "%s%s",
		         length ? "; " : "", title);
}

void sheet_end(struct sheet *sheet)
{
	struct tab *tab = sheet->tab;

	if (sheet->begun)
		part_end(sheet);
	tab->left_out = !sheet->begun;
	memcpy(tab->name, sheet->name, sizeof tab->name);
	tab->rows = sheet->rows;
	tab->parts = sheet->part;
	canonical_end(&sheet->canonical, &tab->digest);
}

/* "_x0041_", which would be read as the letter it numbers (ECMA-376 part 1, 22.9.2.19). */
static bool is_escape(const char *text)
{
	return text[0] == '_' && text[1] == 'x'
	    && strspn(text + 2, "0123456789abcdefABCDEF") == 4 && text[6] == '_';
}

/* No longer than a cell. */
static char *cell_text(const char *text)
{
	size_t size = strlen(text);
	char *copy = heap_new(size * 3 + 4), *to = copy;
	int letters = 0, bytes;

	for (; *text && letters < CELL_LETTERS - 3; text += bytes, letters++) {
		if (is_escape(text))
			to = stpcpy(to, "_x005F");
		to = put_letter(to, text, &bytes);
	}
	strcpy(to, *text ? "..." : "");
	return copy;
}

static bool is_plain(const char *text, size_t *length)
{
	const char *at = text;

	while (*at > 0 && !is_escape(at))
		at++;
	*length = (size_t)(at - text);
	return !*at && *length < CELL_LETTERS;
}

static void sheet_widen(struct sheet *sheet, int column, const char *text)
{
	int width = face_width(text);

	if (width > sheet->most[column])
		width = sheet->most[column];
	if (width > sheet->widths[column])
		sheet->widths[column] = width;
}

void sheet_text(struct sheet *sheet, lxw_row_t row, int column, const char *text,
                lxw_format *format)
{
	size_t length;
	char *copy;

	sheet_span(sheet, row, column, format);
	if (is_plain(text, &length)) {
		worksheet_write_string(sheet->at, row, (lxw_col_t)column, text, format);
	} else {
		copy = cell_text(text);
		worksheet_write_string(sheet->at, row, (lxw_col_t)column, copy, format);
		free(copy);
	}
	sheet_widen(sheet, column, text);
}

/* In a link LibreOffice keeps it as it is, and then cannot read what it saved. */
static bool has_control(const char *text)
{
	while ((unsigned char)*text >= ' ')
		text++;
	return *text;
}

bool sheet_link(struct sheet *sheet, lxw_row_t row, int column, const char *text,
                const char *place)
{
	size_t length;

	if (sheet->links >= SHEET_LINKS || !is_plain(text, &length) || length > LONGEST_LINK
	    || has_control(text))
		return false;
	sheet_span(sheet, row, column, sheet->book->formats.link);
	worksheet_write_url_opt(sheet->at, row, (lxw_col_t)column, place,
	                        sheet->book->formats.link, text, NULL);
	sheet->links++;
	sheet_widen(sheet, column, text);
	return true;
}

void sheet_height(struct sheet *sheet, lxw_row_t row, int lines)
{
	if (lines <= 1)
		return;
	lines = lines < MOST_LINES ? lines : MOST_LINES;
	sheet->page_extra += lines - 1;
	worksheet_set_row(sheet->at, row, (double)LINE_HEIGHT * lines, NULL);
}

void sheet_line(struct sheet *sheet, const char *text, lxw_format *format)
{
	int width = sheet->widths[0], span = sheet->span[0];

	sheet->span[0] = 0;
	if (format == sheet->book->formats.title)
		worksheet_set_row(sheet->at, sheet->row, 20, NULL);
	sheet_text(sheet, sheet->row++, 0, text, format);
	sheet->widths[0] = width;
	sheet->span[0] = span;
}

void sheet_number(struct sheet *sheet, lxw_row_t row, int column, double number,
                  lxw_format *format, int width)
{
	sheet_span(sheet, row, column, format);
	worksheet_write_number(sheet->at, row, (lxw_col_t)column, number, format);
	if (width >= sheet->widths[column])
		sheet->widths[column] = width + 1;
}

static void properties_set(struct book *book)
{
	const struct asking *asking = book->asking;
	char keywords[160];
	lxw_doc_properties about = { .title = (char *)asking->report->title,
		                     .subject = asking->report->asks,
		                     .author = (char *)asking->who,
		                     .company = (char *)asking->clinic,
		                     .category = asking->practice ? "PRACTICE" : "report",
		                     .keywords = keywords,
		                     .comments = "copy, original in the system",
		                     .created = (time_t)instant_seconds(&asking->at) };

	snprintf(keywords, sizeof keywords, "head %s", asking->head_text);
	workbook_set_properties(book->file, &about);
	workbook_set_custom_property_string(book->file, "Head", asking->head_text);
	workbook_set_custom_property_string(book->file, "Report", asking->report->name);
	workbook_set_custom_property_string(book->file, "Program", store_program);
}

/* The first section after first that stands on another sheet. */
static int tab_last(const struct report *report, int first)
{
	int end = first;

	while (end < report->count
	       && strcmp(report->sections[end].sheet, report->sections[first].sheet) == 0)
		end++;
	return end;
}

/* The sections from first on that stand on one sheet. */
static bool tab_write(struct book *book, int first, struct tab *tab, lxw_worksheet *at,
                      struct error *err)
{
	const struct report *report = book->asking->report;
	struct sheet *sheet = heap_new(sizeof *sheet);
	int end = tab_last(report, first);
	bool ok;

	ok = sheet_begin(sheet, book, tab, report->sections[first].sheet, end == first + 1, at,
	                 err);
	for (; ok && first < end; first++)
		ok = grid_write(sheet, &report->sections[first], err);
	if (ok)
		sheet_end(sheet);
	free(sheet);
	return ok;
}

/* Whether its rows lead to sheets: then it is written after them, when it is known which there
 * are. */
static bool leads_to_sheets(const struct section *section)
{
	return strstr(section->declaration, "link=sheets") != NULL;
}

/* What stands first and is written last. */
static bool tabs_write(struct book *book, struct error *err)
{
	const struct report *report = book->asking->report;
	struct { int first, tab; lxw_worksheet *at; } late[BOOK_TABS];
	int late_count = 0;
	bool ok = true;

	for (int i = 0; ok && i < report->count; i = tab_last(report, i)) {
		int tab = book->tab_count++;

		if (book->contents && leads_to_sheets(&report->sections[i])) {
			late[late_count].first = i;
			late[late_count].tab = tab;
			late[late_count++].at = workbook_add_worksheet(
				book->file, report->sections[i].sheet);
		} else {
			ok = tab_write(book, i, &book->tabs[tab], NULL, err);
		}
	}
	for (int i = 0; ok && i < late_count; i++)
		ok = tab_write(book, late[i].first, &book->tabs[late[i].tab], late[i].at, err);
	return ok;
}

/* More sheets than a page has room for beside what else the cover says. */
static bool has_contents(const struct report *report)
{
	int sheets = 0;

	for (int i = 0; i < report->count; i = tab_last(report, i), sheets++)
		if (strcmp(report->sections[i].sheet, CONTENTS) == 0)
			return false;
	return sheets > COVER_SHEETS;
}

/* The library looks at none of its writing: what is written so far must be whole, and before it
 * copies the sheets and packs the copies there must be room for both. */
static bool all_written(lxw_workbook *file, struct press *press, const char *folder)
{
	struct statvfs disk;
	off_t size = 0;
	lxw_worksheet *sheet;

	STAILQ_FOREACH(sheet, file->worksheets, list_pointers) {
		FILE *rows = sheet->optimize_tmpfile;

		if (rows && (fflush(rows) != 0 || ferror(rows)))
			return false;
		size += rows ? ftello(rows) : 0;
	}
	if (press && !press_end(press))
		return false;
	return statvfs(folder, &disk) != 0
	    || (double)disk.f_bavail * (double)disk.f_frsize > (double)size * PACKED + ROOM;
}

/* Temporary files lie where the workbook will: there must be room there anyway, and the
 * system's own folder for them may be memory. */
static char *folder_of(const char *path, char *out, size_t size)
{
	const char *slash = strrchr(path, '/');

	snprintf(out, size, "%.*s", slash ? (int)(slash - path + (slash == path)) : 1,
	         slash ? path : ".");
	return out;
}

static void sheets_sum(const struct book *book, struct answer *answer)
{
	struct digester sheets;

	digest_begin(&sheets);
	for (int i = 0; i < book->tab_count; i++) {
		answer->rows += book->tabs[i].rows;
		canonical_sheet(&sheets, book->tabs[i].name, &book->tabs[i].digest);
	}
	digest_end(&sheets, &answer->sheets);
	answer->has_sheets = true;
}

/* Without writing it. What the library leaves open of its sheets is closed, while there is
 * still a press to write to. */
static void book_drop(struct book *book)
{
	lxw_worksheet *sheet;

	if (book->file && book->press)
		STAILQ_FOREACH(sheet, book->file->worksheets, list_pointers)
			fclose(sheet->optimize_tmpfile);
	lxw_workbook_free(book->file);
	press_close(book->press);
}

bool workbook_write(const struct asking *asking, const char *path, struct answer *answer,
                    struct error *err)
{
	char folder[4096];
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		                         .tmpdir = folder_of(path, folder, sizeof folder) };
	struct book book = { .asking = asking };
	lxw_worksheet *cover, *contents;
	lxw_error code;
	bool ok;

	if (!xlsx_open(err)
	    || (press_works() && !press_open(options.tmpdir, &book.press, err))) {
		press_close(book.press);
		return false;
	}
	book.file = workbook_new_opt(path, &options);
	cover = book.file ? workbook_add_worksheet(book.file, "Cover") : NULL;
	ok = cover != NULL;
	if (!ok) {
		book_drop(&book);
		return failed(err, FAULT_STORE,
		              "cannot begin a workbook: no room for temporary files");
	}
	formats_make(book.file, &book.formats);
	properties_set(&book);
	goals_find(&book);
	book.contents = has_contents(asking->report);
	contents = book.contents ? workbook_add_worksheet(book.file, CONTENTS) : NULL;
	ok = tabs_write(&book, err);
	if (ok)
		cover_write(&book, cover);
	if (ok && contents)
		contents_write(&book, contents);
	if (ok && !all_written(book.file, book.press, folder))
		ok = failed(err, FAULT_STORE,
		            "there is too little room in '%s' for the workbook", folder);
	sheets_sum(&book, answer);
	goals_free(&book);
	if (!ok) {
		book_drop(&book);
		return false;
	}
	code = workbook_close(book.file);
	ok = !book.press || press_end(book.press);
	press_close(book.press);
	if (!ok)
		return failed(err, FAULT_STORE, "cannot write the workbook: rows were lost");
	return !code
	    || failed(err, FAULT_STORE, "cannot write the workbook: %s", lxw_strerror(code));
}
