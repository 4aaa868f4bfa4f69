/*
 * aftercare.c - the sheet a patient takes home
 */
#include "aftercare.h"
#include "clinic.h"
#include "command.h"
#include "draft.h"
#include "formulation_show.h"
#include "heap.h"

#include <stdlib.h>
#include <string.h>

struct aftercare_words { const char *session, *language, *to; };

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

/* ---- To print ---- */

static void write_text(FILE *out, const char *text)
{
	for (; *text; text++)
		if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '<')
			fputs("&lt;", out);
		else
			fputc(*text, out);
}

/* "li", or with more in it, "p class=next". */
static void write_tag(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	write_text(out, text);
	fprintf(out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

static bool is_listed(const struct aftercare *sheet, int at)
{
	return at >= 0 && at < sheet->count && !sheet->line[at].heading
	    && (sheet->line[at].part == AFTER_MIND || sheet->line[at].part == AFTER_WATCH);
}

/* A page that any browser shows and prints, with nothing from elsewhere. */
static void write_page(FILE *out, const struct aftercare *sheet, const struct clinic *clinic,
                       const char *language)
{
	fprintf(out, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n",
	        language);
	write_tag(out, "title", sheet->count ? sheet->line[0].text : clinic->name);
	fputs("<style>@page { size: A4; margin: 2cm }\n"
	      "body { font: 12pt/1.5 sans-serif; max-width: 17cm; margin: 1cm auto }\n"
	      "h1, h2 { font-family: sans-serif } h1 { font-size: 20pt }\n"
	      "h2 { font-size: 14pt; border-bottom: 1px solid } .clinic { color: #444 }\n"
	      "li { margin: .4em 0; break-inside: avoid } .next { font-weight: bold }</style>\n",
	      out);
	write_tag(out, "p class=clinic", clinic->name);
	if (clinic->practice)
		write_tag(out, "p class=clinic", "PRACTICE");
	for (int i = 0; i < sheet->count; i++) {
		enum aftercare_part part = sheet->line[i].part;
		bool listed = is_listed(sheet, i);

		if (listed && !is_listed(sheet, i - 1))
			fputs("<ul>\n", out);
		write_tag(out,
		          part == AFTER_TITLE         ? "h1"
		          : sheet->line[i].heading ? "h2"
		          : listed                 ? "li"
		          : part == AFTER_END      ? "p class=clinic"
		          : part == AFTER_NEXT     ? "p class=next"
		                                   : "p",
		          sheet->line[i].text);
		if (listed && !is_listed(sheet, i + 1))
			fputs("</ul>\n", out);
	}
	fputs("</html>\n", out);
}

static bool write_file(struct desk *desk, const char *path, const struct aftercare *sheet,
                       const char *language, struct error *err)
{
	struct clinic clinic;
	struct draft file;

	if (!clinic_now(desk->store, &clinic, err) || !draft_open(path, NULL, &file, err))
		return false;
	write_page(file.out, sheet, &clinic, language);
	if (!draft_keep(&file, NULL, err))
		return false;
	page_say(desk->page, "%s: to print from any browser", path);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct aftercare_words *ask = request;
	struct aftercare *sheet = heap_new(sizeof *sheet);
	char language[PATIENT_LANGUAGE];
	struct session session;
	bool ok;

	ok = session_find(desk->store, ask->session, &session, err)
	  && patient_language(desk->store, session.patient, language, err)
	  && aftercare_write(desk->store, &session, ask->language ? ask->language : language,
	                     sheet, err);
	if (ok && ask->to) {
		ok = write_file(desk, ask->to, sheet, ask->language ? ask->language : language,
		                err);
	} else if (ok) {
		show(desk, sheet);
		show_rows(desk, sheet);
	}
	free(sheet);
	return ok;
}

const struct command aftercare_command = {
	.name = "aftercare",
	.summary = "The sheet a patient takes home after a session",
	.more = "What to mind follows from the rules that apply to what was given and where, "
	        "with the days worked out.\n"
	        "The sentences are phrases: 'pistor phrase list after'. It is said in the "
	        "patient's language\n"
	        "('pistor patient fact P-0042 language fr'), else in English.\n\n"
	        "Examples:\n"
	        "  pistor aftercare S26-000318 --language fr\n"
	        "  pistor aftercare S26-000318 --to sheet.html",
	.access = ACCESS_READ,
	.size = sizeof(struct aftercare_words),
	.words = (const struct word[]){
		{ "SESSION", 0, FILLS(aftercare_words, session), "Its number" },
		{ "language", 0, FILLS(aftercare_words, language), "LANGUAGE: en, fr ... (default: the patient's)" },
		{ "to", 0, FILLS(aftercare_words, to), "FILE: As a page to print, for any browser" },
		{ 0 } },
	.run = run,
};
