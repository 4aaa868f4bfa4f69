/*
 * aftercare.c - the sheet a patient takes home
 */
#include "aftercare.h"
#include "command.h"
#include "formulation_show.h"

#include <stdlib.h>

struct aftercare_words { const char *session, *language; };

static void show(struct desk *desk, const struct aftercare *sheet)
{
	char text[AFTERCARE_LINE + 4];

	for (int i = 0; i < sheet->count; i++) {
		bool listed = !sheet->line[i].heading
		              && (sheet->line[i].part == AFTER_MIND
		                  || sheet->line[i].part == AFTER_WATCH);

		if (i && sheet->line[i].part != sheet->line[i - 1].part)
			page_say(desk->page, "%s", "");
		snprintf(text, sizeof text, "%s%s", listed ? "- " : "", sheet->line[i].text);
		show_folded(desk, text);
	}
}

static void show_rows(struct desk *desk, const struct aftercare *sheet)
{
	static const char *const parts[] = { "title", "given", "mind", "watch", "next", "end" };

	page_begin(desk->page, "aftercare",
	           "part text Part [hide=table]\ntext text Text [hide=table]\n");
	for (int i = 0; i < sheet->count; i++) {
		page_text(desk->page, parts[sheet->line[i].part]);
		page_text(desk->page, sheet->line[i].text);
		page_row_end(desk->page);
	}
	page_end(desk->page);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct aftercare_words *ask = request;
	struct aftercare *sheet = calloc(1, sizeof *sheet);
	struct session session;
	bool ok;

	if (!sheet)
		abort();
	ok = session_find(desk->store, ask->session, &session, err)
	  && aftercare_write(desk->store, &session, ask->language ? ask->language : "en", sheet,
	                     err);
	if (ok) {
		show(desk, sheet);
		show_rows(desk, sheet);
	}
	free(sheet);
	return ok;
}

const struct command aftercare_command = {
	.name = "aftercare",
	.summary = "The sheet a patient takes home after a session",
	.more = "What to mind follows from the rules that apply to what was given and where, with the "
	        "days worked out.\nThe sentences are phrases: 'pistor phrase list after'. As a "
	        "document to print:\n'pistor report write aftercare session=S26-000318 language=fr "
	        "--to sheet.xlsx'.\n\n"
		"Example:\n  pistor aftercare S26-000318 --language fr",
	.access = ACCESS_READ,
	.size = sizeof(struct aftercare_words),
	.words = (const struct word[]){
		{ "SESSION", 0, FILLS(aftercare_words, session), "Its number" },
		{ "language", 0, FILLS(aftercare_words, language), "LANGUAGE: en, fr ... (default: en)" },
		{ 0 } },
	.run = run,
};
