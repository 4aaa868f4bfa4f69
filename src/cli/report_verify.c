/*
 * report_verify.c - whether a file is what was written, and says what the record says
 */
#include "command.h"
#include "export.h"
#include "person.h"
#include "report.h"

#include <string.h>
#include <unistd.h>

struct verifying { const char *file; };

/* Not to the byte what was noted: was it once, under this name? */
static bool unknown(struct desk *desk, const char *file, struct error *err)
{
	const char *slash = strrchr(file, '/');
	int64_t action;

	if (!export_named(desk->store, slash ? slash + 1 : file, &action, err))
		return false;
	if (action)
		return failed(err, FAULT_REFUSED,
		              "'%s' is not what was written: action %lld noted a copy of this "
		              "name with another SHA-256; it was changed since, or is another "
		              "file",
		              file, (long long)action);
	return failed(
		err, FAULT_MISSING,
		"'%s' is no copy that is noted here: it was changed since, or made by someone "
		"who may not write, or of another store; only a workbook says on its cover how it "
		"was asked: write one, and the same table beside it, to compare",
		file);
}

/* A question asked once more, and how the file differs from its answer. */
struct repetition {
	int64_t asker;
	bool noted;                  /* the cover says that the copy is */
	struct recalled recalled;
	struct comparison comparison;
	struct answer answer;
};

/* Of a workbook each cell is compared, where it is other bytes. */
static bool ask_again(struct desk *desk, const char *file, const char *words,
                      const char *ending, struct repetition *out, struct error *err)
{
	struct question *question = &out->recalled.question;
	bool book = strcmp(ending, ".xlsx") == 0, ok;
	struct reports *reports;

	if (!report_recall(words, &desk->zone, &out->recalled, err)
	    || !reports_open(NULL, &reports, err))
		return false;
	question->asker = out->asker;
	question->noted = out->noted;
	question->progress = isatty(STDERR_FILENO) ? stderr : NULL;
	ok = reports_find(reports, out->recalled.report, &question->report, err)
	  && report_again(question, desk->store, ending, book ? file : NULL, &out->comparison,
	                  &out->answer, err);
	if (ok && question->definition)
		page_say(desk->page,
		         "It is no report of the program: what it asks stands in '%s',\n"
		         "SHA-256 %s, as when it was written.",
		         out->recalled.report, question->definition);
	reports_close(reports);
	return ok;
}

static void show_differences(struct page *page, const struct comparison *comparison)
{
	page_begin(page, "differences",
	           "sheet text Sheet\ncell text Cell\nthere text In the file\n"
	           "here text In the record");
	for (int i = 0; i < comparison->count; i++) {
		page_text(page, comparison->items[i].sheet);
		page_text(page, comparison->items[i].cell);
		page_text(page, comparison->items[i].there);
		page_text(page, comparison->items[i].here);
		page_row_end(page);
	}
	page_end(page);
}

static bool refused_cells(struct desk *desk, const char *file,
                          const struct comparison *comparison, struct error *err)
{
	show_differences(desk->page, comparison);
	return failed(err, FAULT_REFUSED,
	              "'%s' is not what the record answers, in %lld place%s; it was changed, or this "
	              "build asks otherwise",
	              file, (long long)comparison->differ, comparison->differ == 1 ? "" : "s");
}

static bool is_of_here(const char *file, const struct covered *covered,
                       const struct answer *answer, struct error *err)
{
	char head[DIGEST_TEXT];

	digest_text(&answer->head_hash, head);
	return strcmp(head, covered->head) == 0
	    || failed(err, FAULT_REFUSED,
	              "the journal head on the cover of '%s' is not this record's at action %lld: "
	              "it is of another store, or one of them was changed",
	              file, (long long)answer->head);
}

/* Every cell says what the record says: whose copy is it? */
static bool say_whole(struct desk *desk, const char *file, const struct covered *covered, bool same_bytes,
                      const struct repetition *again, struct error *err)
{
	int64_t action;

	if (!export_asked(desk->store, covered->words, &again->answer.sheets, again->asker, &action,
	                  err))
		return false;
	if (!action && covered->noted)
		return failed(err, FAULT_REFUSED,
		              "the cover of '%s' says that it is registered and that %s asked for it, "
		              "and no such copy is noted here: one of both was changed",
		              file, covered->asker);
	page_say(desk->page,
	         same_bytes ? "Asked again as its cover says, the record gives the same bytes."
	         : again->comparison.one_program
	                 ? "The file was packed again; asked again as its cover says, the record "
	                   "gives the same in every part."
	                 : "The file was saved again, by another program: other bytes, but all its "
	                   "%lld cells\nsay, and show, what the record answers when it is asked again "
	                   "as the cover says;\ncharts, widths and borders are as that program left "
	                   "them.",
	         (long long)again->comparison.cells);
	if (covered->noted)
		page_say(desk->page, "It is the copy, or one like it, that action %lld noted.",
		         (long long)action);
	else
		page_say(desk->page, "The copy is not registered here, as its cover says: that %s asked "
		         "for it only the cover says.", covered->asker);
	page_say(desk->page, "'pistor journal verify' proves the record behind it.");
	return true;
}

/* Not to the byte what was noted: then its cells are asked, as its cover says, by whom it
 * says. */
static bool verify_cells(struct desk *desk, const char *file, const struct digest *digest,
                         struct error *err)
{
	struct repetition again = { 0 };
	struct error no_cover = { 0 };
	struct covered covered;
	struct person asker;

	if (!report_cover(file, &covered, &no_cover))
		return no_cover.fault == FAULT_REFUSED && !covered.untrusted
		             ? unknown(desk, file, err)
		             : failed(err, no_cover.fault, "%s", no_cover.text);
	if (!person_find(desk->store, covered.asker, &asker, err))
		return false;
	again.asker = asker.id;
	again.noted = covered.noted;
	if (!ask_again(desk, file, covered.words, ".xlsx", &again, err)
	    || !is_of_here(file, &covered, &again.answer, err))
		return false;
	if (!again.comparison.differ)
		return say_whole(desk, file, &covered,
		                 memcmp(&again.answer.file, digest, sizeof *digest) == 0,
		                 &again, err);
	return refused_cells(desk, file, &again.comparison, err);
}

/* To the byte what was noted: does the record still say so? */
static bool verify_noted(struct desk *desk, const char *file, const struct digest *digest,
                         const struct exported *copy, struct error *err)
{
	struct repetition again = { .asker = copy->person, .noted = true };
	const char *ending = strrchr(copy->name, '.');
	char sheets[DIGEST_TEXT] = "";

	if (!*copy->words || !ending)
		return failed(err, FAULT_REFUSED, "how '%s' was asked for was not kept",
		              copy->name);
	if (!ask_again(desk, file, copy->words, ending, &again, err))
		return false;
	if (again.comparison.lost)
		return refused_cells(desk, file, &again.comparison, err);
	if (again.comparison.differ)
		show_differences(desk->page, &again.comparison);
	if (again.answer.has_sheets)
		digest_text(&again.answer.sheets, sheets);
	if (memcmp(&again.answer.file, digest, sizeof *digest) == 0)
		page_say(desk->page,
		         "Asked again as of that head, the record gives the same bytes.");
	else if (*sheets && strcmp(sheets, copy->sheets) == 0)
		page_say(desk->page, "Asked again as of that head, every sheet says the same; "
		                     "what is around them is written otherwise,\n"
		                     "by another build of the program.");
	else
		return failed(err, FAULT_REFUSED,
		              "asked again as of that head, the record answers otherwise: it "
		              "was changed, or this build asks otherwise; 'pistor journal "
		              "verify' says whether the record is unaltered");
	page_say(desk->page, "'pistor journal verify' proves the record behind it.");
	return true;
}

static bool verify(struct desk *desk, const void *request, struct error *err)
{
	const struct verifying *ask = request;
	struct error none = { 0 };
	char text[DIGEST_TEXT];
	struct exported copy;
	struct digest digest;

	if (!report_digest(ask->file, &digest, err))
		return false;
	if (!export_find(desk->store, &digest, &copy, &none))
		return none.fault == FAULT_MISSING
		               ? verify_cells(desk, ask->file, &digest, err)
		               : failed(err, none.fault, "%s", none.text);
	digest_text(&digest, text);
	if (!page_query(desk->page, "copy", desk->store, EXPORT_OF_DIGEST,
	                BIND(bind_text("digest", text)), NULL, err))
		return false;
	page_say(desk->page, "The file is to the byte what was written then.");
	return verify_noted(desk, ask->file, &digest, &copy, err);
}

const struct command report_verify_command = {
	.name = "report verify",
	.summary = "Whether a file is a copy that was noted, or says cell by cell what the "
	           "record answers",
	.more = "A copy that is to the byte what was noted is asked for again as of its head. A workbook "
	        "that is not is\nasked for again as its cover says, and compared: part by part to the byte, or, where "
	        "another program saved it again, cell by\ncell, what it says and shows; of one that was "
	        "changed each place is shown. A report "
	        "of one's own is asked by the file that its\ncover names, which must be as it was then.",
	.access = ACCESS_READ,
	.flags = COMMAND_FINDS,
	.size = sizeof(struct verifying),
	.words = (const struct word[]){ { "FILE", 0, FILLS(verifying, file),
	                                  "As 'report write' wrote it" },
	                                { 0 } },
	.run = verify,
};
