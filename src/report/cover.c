/*
 * cover.c - what was asked, of which record, and how to prove the answer
 */
#include "book.h"
#include "face.h"

#include <string.h>

/* A value is as wide as any hash. */
enum { VALUE_WIDTH = 71, LABEL_WIDTH = 30 };

struct cover {
	struct sheet sheet;          /* only what writes text is used */
	const struct formats *formats;
};

static void entry(struct cover *cover, const char *label, const char *value)
{
	struct sheet *sheet = &cover->sheet;
	int width = sheet->widths[1];

	int lines = face_lines(value, VALUE_WIDTH), labels = face_lines(label, LABEL_WIDTH);

	sheet_height(sheet, sheet->row, lines > labels ? lines : labels);
	sheet_text(sheet, sheet->row, 0, label, cover->formats->label);
	sheet_text(sheet, sheet->row++, 1, value, cover->formats->wrapped);
	sheet->widths[1] = width;
}

static void entry_instant(struct cover *cover, const char *label, const struct instant *instant)
{
	const struct zone *zone = &cover->sheet.book->asking->question->zone;
	char local[INSTANT_LOCAL], text[192];

	if (!*instant->text)
		return;
	instant_local_offset(instant, zone, local);
	snprintf(text, sizeof text, "%s %s (%s)", local, zone->name, instant->text);
	entry(cover, label, text);
}

static void entry_count(struct cover *cover, const char *label, int64_t count)
{
	char text[32];

	snprintf(text, sizeof text, "%lld", (long long)count);
	entry(cover, label, text);
}

/* The command that asks it again. */
static void line_entry(struct cover *cover, const struct asking *asking)
{
	char text[REPORT_LINE + 128];

	snprintf(text, sizeof text, "pistor %s --to FILE.xlsx%s%s", asking->line,
	         asking->practice ? " --as " : "", asking->practice ? asking->who : "");
	entry(cover, "Asked again by", text);
}

static void question_write(struct cover *cover, const struct asking *asking)
{
	char text[256], hash[DIGEST_TEXT];

	entry(cover, "Question", asking->report->asks);
	for (int i = 0; i < asking->report->word_count; i++) {
		const char *value = asking_word(asking, asking->report->words[i].name);

		snprintf(text, sizeof text, "%s (%s)", asking->report->words[i].help,
		         asking->report->words[i].name);
		entry(cover, text, value ? value : "all");
	}
	entry_instant(cover, "Period from", &asking->from);
	entry_instant(cover, "Period until before", &asking->to);
	entry_instant(cover, "As of", &asking->at);
	entry_instant(cover, "Known by, the last entry of", &asking->entered);
	entry(cover, "Report", asking->report->name);
	if (asking->report->place) {
		digest_text(&asking->report->definition, hash);
		entry(cover, "Its definition", asking->report->place);
		entry(cover, "SHA-256 of its definition", hash);
	}
	snprintf(text, sizeof text, "%s%s%s%s", *asking->who ? asking->who : "nobody",
	         *asking->who_name ? ", " : "", asking->who_name, "");
	entry(cover, "Asked by", text);
	line_entry(cover, asking);
}

static void record_write(struct cover *cover, const struct asking *asking)
{
	entry(cover, "Clinic", asking->clinic);
	if (asking->practice)
		entry(cover, "Store", "PRACTICE: for training and tests, not a record of care");
	if (*asking->altered)
		entry(cover, "Altered", asking->altered);
	entry(cover, "Program", store_program);
	entry_count(cover, "Schema", asking->schema);
	entry(cover, "Journal head", asking->head_text);
	entry_count(cover, "Journal length", asking->head);
	entry(cover, "Copy",
	      asking->question->noted ? "A copy; the original is in the system, where this "
	                                "copy is noted: 'pistor report verify FILE' finds it."
	                              : "A copy; the original is in the system. This copy is "
	                                "not registered there.");
}

/* What it is told by; the sheet, where there is one, is a step away. */
static void tab_name(struct cover *cover, const struct tab *tab)
{
	struct sheet *sheet = &cover->sheet;
	char name[SHEET_NAME + 32], place[SHEET_NAME + 32];

	snprintf(name, sizeof name, tab->parts > 1 ? "%s, in %d parts" : "%s", tab->name,
	         tab->parts);
	snprintf(place, sizeof place, "internal:'%s'!A1", tab->name);
	if (tab->left_out || !sheet_link(sheet, sheet->row, 0, name, place))
		sheet_text(sheet, sheet->row, 0, name, cover->formats->text);
}

static void tab_rows(struct cover *cover, const struct tab *tab)
{
	sheet_number(&cover->sheet, cover->sheet.row++, 2, (double)tab->rows,
	             cover->formats->number[0], 9);
}

static void tabs_heading(struct cover *cover, const char *first, const char *second)
{
	const char *const headings[] = { first, second, "Rows" };
	struct sheet *sheet = &cover->sheet;

	sheet->row++;
	for (int i = 0; i < 3; i++)
		sheet_text(sheet, sheet->row, i, headings[i],
		           i < 2 ? cover->formats->heading : cover->formats->number_heading);
	sheet->row++;
}

/* All of them: one that is left out has a digest too. */
static void digests_write(struct cover *cover, const struct book *book)
{
	char hash[DIGEST_TEXT];

	tabs_heading(cover, "Sheet", "SHA-256 of its canonical text");
	for (int i = 0; i < book->tab_count; i++) {
		digest_text(&book->tabs[i].digest, hash);
		tab_name(cover, &book->tabs[i]);
		sheet_text(&cover->sheet, cover->sheet.row, 1, hash, cover->formats->text);
		tab_rows(cover, &book->tabs[i]);
	}
}

static void how_write(struct cover *cover, const struct asking *asking)
{
	static const char *const how[] = {
		"That the record is unaltered: 'pistor journal verify HEAD' with the journal "
		"head above recomputes the chain of all acts up to it.",
		"That this copy is true: the command under 'Asked again by', given by who "
		"asked it, writes the same bytes in the same build of the program and the same "
		"SHA-256 per sheet in any.",
		"Both of a copy that is noted: 'pistor report verify FILE' finds when and by "
		"whom it was made, asks again and compares.",
		"The canonical text of a sheet: UTF-8, lines end in a line feed, TAB between "
		"cells. Per section a line '# NAME', a line of column names, one line per row; "
		"amounts are two cells, the exact decimal and mL, mg, IU, U, mmol or piece; "
		"instants in UTC; flags 1 or 0; in text, backslash, TAB, line feed and "
		"carriage return are written \\\\ \\t \\n"
		" \\r. 'report write ... --to FILE.txt' writes it.",
		("Recorded data are values; formulas stand only in totals and checks, and carry "
		 "what the program computed."),
	};

	for (size_t i = 0; i < sizeof how / sizeof *how; i++)
		entry(cover, i ? "" : "How to verify", how[i]);
	for (const char *note = asking->report->notes; note && *note; ) {
		char text[512];
		size_t length = strcspn(note, "\n");

		snprintf(text, sizeof text, "%.*s", (int)length, note);
		entry(cover, note == asking->report->notes ? "Notes" : "", text);
		note += length + (note[length] == '\n');
	}
}

static void page_set(struct cover *cover, const struct asking *asking)
{
	lxw_worksheet *at = cover->sheet.at;

	worksheet_set_column(at, 0, 0, LABEL_WIDTH + 4, NULL);
	worksheet_set_column(at, 1, 1, VALUE_WIDTH + 1, NULL);
	worksheet_set_column(at, 2, 2, 10, NULL);
	worksheet_ignore_errors(at, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
	worksheet_set_footer(at, "&CPage &P of &N");
	worksheet_set_paper(at, asking->letter ? PAPER_OF_LETTER : PAPER_OF_A4);
	worksheet_fit_to_pages(at, 1, 0);
	worksheet_protect(at, NULL, NULL);
}

static void title_write(struct cover *cover, const struct asking *asking, const char *title)
{
	sheet_line(&cover->sheet, title, cover->formats->title);
	if (asking->practice)
		sheet_line(&cover->sheet, "PRACTICE", cover->formats->title);
	if (*asking->altered)
		sheet_line(&cover->sheet, "THE RECORD WAS FOUND ALTERED", cover->formats->title);
}

/* Those that are in the workbook, or those that are not. */
static void listing_write(struct cover *cover, const struct book *book, bool left_out)
{
	struct sheet *sheet = &cover->sheet;

	for (int i = 0; i < book->tab_count; i++) {
		const struct tab *tab = &book->tabs[i];

		if (tab->left_out != left_out)
			continue;
		sheet_height(sheet, sheet->row, face_lines(tab->titles, VALUE_WIDTH));
		tab_name(cover, tab);
		sheet_text(sheet, sheet->row, 1, tab->titles, cover->formats->wrapped);
		tab_rows(cover, tab);
	}
}

void contents_write(struct book *book, lxw_worksheet *at)
{
	struct cover cover = { .sheet = { .book = book, .at = at }, .formats = &book->formats };
	char title[128];
	bool none = false;

	snprintf(title, sizeof title, "%s: Contents", book->asking->report->title);
	title_write(&cover, book->asking, title);
	tabs_heading(&cover, "Sheet", "What stands there");
	listing_write(&cover, book, false);
	for (int i = 0; i < book->tab_count; i++)
		none |= book->tabs[i].left_out;
	if (none) {
		tabs_heading(&cover,
		             book->asking->report->period ? "Nothing in the period"
		                                          : "Nothing there",
		             "What would stand there");
		listing_write(&cover, book, true);
	}
	page_set(&cover, book->asking);
}

void cover_write(struct book *book, lxw_worksheet *at)
{
	struct cover cover = { .sheet = { .book = book, .at = at }, .formats = &book->formats };

	title_write(&cover, book->asking, book->asking->report->title);
	cover.sheet.row++;
	question_write(&cover, book->asking);
	cover.sheet.row++;
	record_write(&cover, book->asking);
	cover.sheet.row++;
	how_write(&cover, book->asking);
	digests_write(&cover, book);
	page_set(&cover, book->asking);
}
