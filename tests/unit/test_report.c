/*
 * test_report.c - definitions, canonical text, workbooks and the built-in reports
 */
#include "../../src/report/definition.h"
#include "../../src/store/inside.h"
#include "export.h"
#include "fixture.h"
#include "report.h"
#include "signature.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOSTILE \
	"-- report: Hostile & text\n" \
	"-- asks: Does text stay text?\n" \
	"-- note: A note.\n" \
	"-- sheet: Cells\n" \
	"-- section: cells\n" \
	"--| lot    text   Lot\n" \
	"--| amount amount Amount [total]\n" \
	"--| other  amount Other\n" \
	"--| both   amount Both [formula=amount+other, total]\n" \
	"--| same   check  Same [formula=amount=other]\n" \
	"--| lines  count  Lines [total]\n" \
	"--| day    day    Day\n" \
	"--| at     instant At\n" \
	"--| held   flag   Held back [flag=held back:red]\n" \
	"SELECT '00123' AS lot, 100000 AS amount, 200000 AS other, 'L' AS unit, 1 AS lines, " \
	"'2027-04-30' AS day,\n" \
	"       '2026-01-31T09:30:00Z' AS at, 1 AS held\n" \
	"UNION ALL SELECT '1E5', 300000, 300000, 'L', 2, '2027-04', NULL, 0\n" \
	"UNION ALL SELECT '2-3', 999999999999999, 0, 'g', 3, NULL, NULL, 0\n" \
	"UNION ALL SELECT '=1+1', NULL, NULL, NULL, 4, NULL, NULL, 0\n" \
	"UNION ALL SELECT '+cmd|'' /C calc''!A0', 1, 1, 'IU', NULL, NULL, NULL, 0\n" \
	"UNION ALL SELECT '-2', 1, 1, 'IU', 5, NULL, NULL, 0\n" \
	"UNION ALL SELECT '@SUM(A1)', 1, 1, 'IU', 6, NULL, NULL, 0\n" \
	"UNION ALL SELECT ' &<>\"'' ' || char(9) || char(10) || '\\', 1, 1, 'IU', 7, NULL, " \
	"NULL, 0\n"

static struct report *parsed(const char *text)
{
	struct error err = { 0 };
	struct report *report;

	must(report_parse("test", text, &report, &err));
	return report;
}

static void refuses(const char *text, const char *why)
{
	struct error err = { 0 };
	struct report *report;

	assert_false(report_parse("test", text, &report, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text, why);
}

/* A file's bytes, or of a part of the workbook; the caller frees them. */
static char *slurp(FILE *in, size_t *size)
{
	char *bytes = NULL;
	size_t room = 0;
	int last;

	*size = 0;
	while ((last = getc(in)) != EOF) {
		if (*size + 1 >= room)
			bytes = realloc(bytes, room = room * 2 + 4096);
		assert_non_null(bytes);
		bytes[(*size)++] = (char)last;
	}
	if (bytes)
		bytes[*size] = '\0';
	return bytes ? bytes : strdup("");
}

static char folder[] = "/tmp/pistor-report-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[4][128];
	static int at;

	at = (at + 1) % 4;
	snprintf(path[at], sizeof path[at], "%s/%s", folder, name);
	return path[at];
}

static char *written(const char *name, size_t *size)
{
	FILE *in = fopen(in_folder(name), "r");
	char *bytes;

	assert_non_null(in);
	bytes = slurp(in, size);
	fclose(in);
	return bytes;
}

static char *part_of(const char *book, const char *part)
{
	char command[512], *bytes;
	size_t size;
	FILE *in;

	snprintf(command, sizeof command, "unzip -p %s %s", in_folder(book), part);
	in = popen(command, "r");
	assert_non_null(in);
	bytes = slurp(in, &size);
	pclose(in);
	return bytes;
}

static struct question asked(const struct report *report)
{
	return (struct question){ .report = report, .zone = { "Europe/Paris" }, .head = 3 };
}

static void writes(struct store *store, const struct question *question, const char *name)
{
	struct error err = { 0 };
	struct answer answer;

	unlink(in_folder(name));
	must(report_write(question, store, in_folder(name), &answer, &err));
}

static void text_is(struct store *store, const struct question *question, const char *expected)
{
	size_t size;
	char *text;

	writes(store, question, "answer.txt");
	text = written("answer.txt", &size);
	assert_string_equal(text, expected);
	free(text);
}

static void a_definition_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	refuses("-- report: A\n-- asks: B\n", "report 'test', line 2: it lacks '-- section:'");
	refuses("-- report: A\nSELECT 1;\n",
	        "report 'test', line 2: SQL before any section: 'SELECT 1;'");
	refuses("-- section: x\n", "report 'test', line 1: no sheet before section 'x'");
	refuses("-- sheet: a/b\n", "report 'test', line 1: a sheet's name has 1 to 24 letters "
	                           "and none of []:*?/\\' : 'a/b'");
	refuses("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| a what A\nSELECT 1 "
	        "AS a\n",
	        "report 'test', line 5, section 's': 'what' is not a kind of column");
	refuses("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| a count A "
	        "[formula=b]\nSELECT 1 AS a\n",
	        "report 'test', line 5, section 's': formula 'b' stumbles at 'b'");
	refuses("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| a count A\nDELETE "
	        "FROM move\n",
	        "report 'test', line 6: no SELECT for 's'");
	refuses("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| a count A\nSELECT "
	        "{NONE}\n",
	        "report 'test', line 6: no such part: '{NONE}'");
}

static void no_spreadsheet_runs_a_text_of_a_csv_file(void **state)
{
	struct report *report = parsed("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n"
	                               "--| t text T\n--| n count N\nSELECT '=1+1' AS t, -1 AS n "
	                               "UNION ALL SELECT '-2', 2 UNION ALL SELECT '@A', 3 UNION ALL "
	                               "SELECT '+cmd|'' /C calc''!A0', 4 UNION ALL SELECT '''=1', 5 "
	                               "UNION ALL SELECT '''s-Gravenhage', 6 UNION ALL SELECT '2-3', "
	                               "7 UNION ALL SELECT char(9) || '=1', 8\n");
	struct question question = asked(report);
	size_t size;
	char *text;

	writes(*state, &question, "marked.csv");
	text = written("marked.csv", &size);
	assert_string_equal(text, "t,n\r\n'=1+1,-1\r\n'-2,2\r\n'@A,3\r\n'+cmd|' /C calc'!A0,4\r\n"
	                          "''=1,5\r\n's-Gravenhage,6\r\n2-3,7\r\n'\t=1,8\r\n");
	free(text);
	report_free(report);
}

static void says(const char *xml, const char *expected)
{
	if (!strstr(xml, expected))
		fail_msg("no %s in\n%s", expected, xml);
}

#define TWO_COLUMNS(about) \
	"-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| a text A\n--| n count N\n" \
	about "SELECT 'x' AS a, 1 AS n\n"

static void a_chart_or_link_of_nothing_is_refused(void **state)
{
	(void)state;
	refuses(TWO_COLUMNS("--| chart cake a n Parts\n"),
	        "report 'test', line 7, section 's': 'cake' is not a kind of chart");
	refuses(TWO_COLUMNS("--| chart pie a m Parts\n"),
	        "report 'test', line 7, section 's': a chart of 'm', which is no column");
	refuses(TWO_COLUMNS("--| chart pie n a Parts\n"),
	        "report 'test', line 7, section 's': a chart of 'a', which is no number");
	refuses(TWO_COLUMNS("--| chart pie a\n"),
	        "report 'test', line 7, section 's': a chart is KIND CATEGORIES VALUES Title, of a "
	        "table");
	refuses(TWO_COLUMNS("--| b text B [link=a]\n"),
	        "report 'test', line 7, section 's': 'link=a' is the key of no column before it");
	refuses(TWO_COLUMNS("--| sign A, B, C, D, E\n"),
	        "report 'test', line 7, section 's': at most 4 sign a section");
	report_free(parsed(TWO_COLUMNS("--| chart pie a n Parts\n--| sign By, By also\n"
	                               "--| sign text Signature\n--| chart count Chart\n")));
}

static void a_link_leads_to_the_first_row_that_says_the_same(void **state)
{
	struct report *report = parsed(
		"-- report: A\n-- asks: B\n-- sheet: S\n-- section: lots\n--| lot text Lot [key]\n"
		"SELECT 'one' AS lot UNION ALL SELECT 'two' UNION ALL SELECT 'two'\n"
		"-- sheet: T\n-- section: uses\n--| lot text Lot\n--| of text Of [link=lot]\n"
		"SELECT 'two' AS lot, 'one/2' AS of UNION ALL SELECT 'three', 'four/1'\n"
		"-- sheet: U\n-- section: others\n--| lot text Lot [key]\n"
		"SELECT 'one' AS lot UNION ALL SELECT 'four'\n");
	struct question question = asked(report);
	char *xml;

	writes(*state, &question, "links.xlsx");
	xml = part_of("links.xlsx", "xl/worksheets/sheet3.xml");
	says(xml, "<hyperlink ref=\"A5\" location=\"'S'!A6\" display=\"two\"/>");
	says(xml, "<hyperlink ref=\"B5\" location=\"'S'!A5\" display=\"one/2\"/>");
	assert_null(strstr(xml, "display=\"three\""));
	assert_null(strstr(xml, "display=\"four/1\""));
	free(xml);
	xml = part_of("links.xlsx", "xl/worksheets/sheet4.xml");
	says(xml, "<hyperlink ref=\"A5\" location=\"'S'!A5\" display=\"one\"/>");
	assert_null(strstr(xml, "display=\"four\""));
	free(xml);
	report_free(report);
}

static void a_definition_is_read_whole(void **state)
{
	struct report *report = parsed("-- A comment.\n-- report: Title\n-- asks: First\n-- "
	                               "asks: second?\n-- period\n-- needs: batch The batch\n"
	                               "-- takes: lot A lot\n-- part: ONE\n1 AS a\n-- sheet: "
	                               "S\n-- section: s\n--| a count A\nSELECT {ONE}\n");

	(void)state;
	assert_string_equal(report_title(report), "Title");
	assert_string_equal(report_asks(report), "First second?");
	assert_true(report_has_period(report));
	assert_int_equal(report_words(report), 2);
	assert_string_equal(report_word(report, 0)->name, "batch");
	assert_string_equal(report_word(report, 0)->help, "The batch");
	assert_true(report_word(report, 0)->needed);
	assert_false(report_word(report, 1)->needed);
	report_free(report);
}

static void sheets_of_another_report_stand_in_this_one(void **state)
{
	static const char *const begins = "-- report: A\n-- asks: B\n";
	struct report *waste, *both, *one;
	char text[512];

	(void)state;
	snprintf(text, sizeof text, "%s-- sheets-of: waste\n-- sheet: Own\n-- section: own\n"
	         "--| a count A\nSELECT 1 AS a\n-- sheets-of: counts\n", begins);
	both = parsed(text);
	snprintf(text, sizeof text, "%s-- sheets-of: waste\n", begins);
	waste = parsed(text);
	snprintf(text, sizeof text, "%s-- sheets-of: waste, Waste by product\n", begins);
	one = parsed(text);
	assert_int_equal(waste->count, 2);
	assert_string_equal(waste->sections[0].sheet, "Waste");
	assert_int_equal(one->count, 1);
	assert_string_equal(one->sections[0].sql, waste->sections[1].sql);
	assert_string_equal(one->sections[0].declaration, waste->sections[1].declaration);
	assert_int_equal(both->count, 5);
	assert_string_equal(both->sections[1].sql, waste->sections[1].sql);
	assert_string_equal(both->sections[2].sheet, "Own");
	assert_string_equal(report_title(both), "A");
	assert_false(report_has_period(both));
	assert_int_equal(report_words(both), 0);
	report_free(waste);
	report_free(both);
	report_free(one);

	refuses("-- report: A\n-- sheets-of: wast\n",
	        "report 'test', line 2: no built-in report to take sheets of: 'wast'");
	refuses("-- report: A\n-- sheets-of: waste, Stock\n",
	        "report 'test', line 2: it has no such sheet: 'waste, Stock'");
	refuses("-- sheets-of: waste\n-- section: x\n",
	        "report 'test', line 2: no sheet before section 'x'");
	refuses("-- sheets-of: batch-record\n",
	        "report 'test', line 5: it has no sheets for others: "
	        "'batch Number of the batch'");
}

static void the_canonical_text_is_exact_and_escaped(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);

	text_is(*state, &question,
	        "## Cells\n# cells\n"
	        "lot\tamount\tamount_unit\tother\tother_unit\tboth\tboth_"
	        "unit\tsame\tlines\tday\tat\theld\n"
	        "00123\t0.1\tmL\t0.2\tmL\t0.3\tmL\tDIFFERS\t1\t2027-04-30\t2026-01-31T09:30:"
	        "00Z\t1\n"
	        "1E5\t0.3\tmL\t0.3\tmL\t0.6\tmL\tok\t2\t2027-04\t\t0\n"
	        "2-3\t999999999.999999\tmg\t0\tmg\t999999999.999999\tmg\tDIFFERS\t3\t\t\t0\n"
	        "=1+1\t\t\t\t\t\t\t\t4\t\t\t0\n"
	        "+cmd|' /C calc'!A0\t0.001\tIU\t0.001\tIU\t0.002\tIU\tok\t\t\t\t0\n"
	        "-2\t0.001\tIU\t0.001\tIU\t0.002\tIU\tok\t5\t\t\t0\n"
	        "@SUM(A1)\t0.001\tIU\t0.001\tIU\t0.002\tIU\tok\t6\t\t\t0\n"
	        " &<>\"' \\t\\n\\\\\t0.001\tIU\t0.001\tIU\t0.002\tIU\tok\t7\t\t\t0\n");
	report_free(report);
}

static void a_workbook_keeps_text_as_text_and_totals_live(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	char *xml;

	writes(*state, &question, "hostile.xlsx");
	xml = part_of("hostile.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, " t=\"inlineStr\"><is><t>00123</t></is></c>");
	says(xml, "<is><t>1E5</t></is>");
	says(xml, "<is><t>=1+1</t></is>");
	says(xml, "<is><t>@SUM(A1)</t></is>");
	says(xml, "<is><t xml:space=\"preserve\"> &amp;&lt;&gt;\"' \t\n\\</t></is>");
	says(xml, "<v>999999999.999999</v>");
	says(xml, "<f>ROUND(B5+C5,9)</f><v>0.3</v>");
	says(xml, "<f>IF(ROUND(B5-C5,9)=0,\"ok\",\"DIFFERS\")</f><v>DIFFERS</v>");
	says(xml, "<f>SUMIFS($B5:$B12,$E5:$E12,\"mL\")</f><v>0.4</v>");
	says(xml, "<f>SUM($G5:$G12)</f><v>28</v>");
	says(xml, "<is><t>held back</t></is>");
	says(xml, "<autoFilter ref=\"A4:J12\"/>");
	says(xml, "Hostile &amp;&amp; text");
	assert_null(strstr(xml, "<f>1+1"));
	free(xml);
	report_free(report);
}

static void the_same_question_gives_the_same_bytes(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	size_t first_size, second_size;
	char *first, *second;

	writes(*state, &question, "first.xlsx");
	sleep(1);
	writes(*state, &question, "second.xlsx");
	first = written("first.xlsx", &first_size);
	second = written("second.xlsx", &second_size);
	assert_int_equal(first_size, second_size);
	assert_memory_equal(first, second, first_size);
	free(first);
	free(second);
	report_free(report);
}

static void the_cover_carries_the_digest_of_the_canonical_text(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	char *xml, *text, hex[DIGEST_TEXT];
	struct digest digest;
	size_t size, skip = strlen("## Cells\n");

	writes(*state, &question, "cover.xlsx");
	writes(*state, &question, "cover.txt");
	text = written("cover.txt", &size);
	digest_of(text + skip, size - skip, &digest);
	digest_text(&digest, hex);
	xml = part_of("cover.xlsx", "xl/worksheets/sheet1.xml");
	says(xml, hex);
	says(xml, "PRACTICE");
	says(xml, "ph.anna, Anna Berger");
	says(xml, "2026-11-03 10:00 +01:00 Europe/Paris (2026-11-03T09:00:00Z)");
	free(xml);
	free(text);
	report_free(report);
}

static void a_path_that_cannot_be_written_is_our_own_refusal(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	struct error err = { 0 };
	struct answer answer;

	assert_false(report_write(&question, *state, "/nowhere/at/all.xlsx", &answer, &err));
	assert_int_equal(err.fault, FAULT_STORE);
	assert_string_equal(err.text,
	                    "cannot write '/nowhere/at/all.xlsx': No such file or directory");
	err = (struct error){ 0 };
	assert_false(report_write(&question, *state, in_folder("a.pdf"), &answer, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	report_free(report);
}

static void a_question_is_refused_with_the_reason(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	struct error err = { 0 };
	struct answer answer;

	question.from = (struct instant){ "2026-01-01T00:00:00Z" };
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_string_equal(err.text, "report 'test' is as of an instant and has no period");
	err = (struct error){ 0 };
	question = asked(report);
	question.given[0].name = "lot";
	question.given[0].value = "1";
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_string_equal(err.text, "report 'test' does not ask for 'lot'; 'pistor report "
	                              "describe test' shows what it asks for");
	err = (struct error){ 0 };
	question = asked(report);
	question.head = 99;
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	report_free(report);
}

static void a_noted_copy_is_found_by_its_digest_and_shown_by_its_declaration(void **state)
{
	struct export export = {
		.kind = "report",
		.name = "stock, q1.xlsx",
		.file = { { 1 } },
		.head = { { 2 } },
		.words = "report write stock --as-of 2026-11-03T10:00:00Z --head 1"
	};
	char *text = NULL, hex[DIGEST_TEXT], expected[512], head[DIGEST_TEXT];
	struct error err = { 0 };
	struct page *page;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int64_t rows;

	digest_text(&export.file, hex);
	digest_text(&export.head, head);
	must(export_note(*state, "report write", &export, &err));
	page = page_open(out, FORMAT_CSV, &(struct zone){ "UTC" }, false, 0);
	must(page_query(page, "copy", *state, EXPORT_OF_DIGEST, BIND(bind_text("digest", hex)),
	                &rows, &err));
	page_close(page);
	fclose(out);
	snprintf(expected, sizeof expected,
	         "name,at,who,action,head,digest,words\r\n"
	         "\"stock, q1.xlsx\",2026-11-03T09:00:00Z,ph.anna,%lld,%s,%s,pistor %s\r\n",
	         (long long)store_action(*state), head, hex, export.words);
	assert_int_equal(rows, 1);
	assert_string_equal(text, expected);
	free(text);
}

static void an_auditor_notes_no_copy(void **state)
{
	struct hiring dita = { .code = "au.dita", .name = "Dita Au", .roles = "auditor" };
	struct export export = {
		.kind = "report", .name = "stock", .file = { { 1 } }, .head = { { 2 } }
	};
	struct error err = { 0 };
	int64_t id;

	must(person_add(*state, &dita, &id, &err));
	sit_at(*state, "au.dita", "2026-11-03T10:00:00Z", NULL);
	assert_false(export_note(*state, "report write", &export, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
}

/* The story the built-in reports are asked about: each step an act, at its time, in SQL of its
 * own. */
static void enter(struct store *store, const char *entered, const char *sql)
{
	struct error err = { 0 };
	bool ok;

	sit_at(store, "ph.anna", entered, NULL);
	must(store_begin(store, "test", &err));
	ok = store_execute(store, sql, &err);
	must(store_end(store, ok, &err));
}

#define ACT "(SELECT max(id) FROM action)"
#define PLACE(kind) "(SELECT min(id) FROM place WHERE kind = '" kind "')"

static void is_bought(struct store *store)
{
	enter(store, "2026-11-03T09:00:00Z",
	      "INSERT INTO product (id, action, code, kind, unit, container, sterile) VALUES"
	      " (901, " ACT ", 'HA-20', 'drug', 'L', 'bulk', 1), (902, " ACT
	      ", 'MIX', 'mixture', 'L', 'bulk', 1);"
	      "INSERT INTO product_revision (id, action, product, name, folded, maker, "
	      "retired) VALUES"
	      " (901, " ACT ", 901, 'Hyaluron 20', 'hyaluron 20', 'Labo', 0), (902, " ACT
	      ", 902, 'Glow', 'glow', NULL, 0);"
	      "INSERT INTO lot (id, action, product, number, series, ordinal, received) VALUES"
	      " (901, " ACT ", 901, 'L26-0001', 'L26', 1, '2026-10-20T08:00:00Z');"
	      "INSERT INTO lot_revision (id, action, lot, maker_number, maker_key, expires,"
	      " expires_at) "
	      "VALUES"
	      " (901, " ACT ", 901, '00123', '00123', '2027-04', '2027-05-01T00:00:00Z');"
	      "INSERT INTO lot_status (id, action, lot, status, at) VALUES (901, " ACT
	      ", 901, 'released', '2026-10-20T08:00:00Z');"
	      "INSERT INTO composition (id, action, lot, ingredient, amount, unit, per) VALUES"
	      " (901, " ACT ", 901, 2, 20000000, 'g', 1000000);"
	      "INSERT INTO move (action, lot, source, target, amount, at, kind) VALUES"
	      " (" ACT ", 901, " PLACE("supplier") ", " PLACE(
		      "stock") ", 10000000, '2026-10-20T08:00:00Z', 'receipt');");
}

static void is_made(struct store *store)
{
	enter(store, "2026-11-03T10:00:00Z",
	      "INSERT INTO lot (id, action, product, number, series, ordinal, received) VALUES"
	      " (902, " ACT ", 902, 'B26-0001', 'B26', 1, '2026-11-02T10:00:00Z');"
	      "INSERT INTO lot_revision (id, action, lot, expires, expires_at) VALUES"
	      " (902, " ACT ", 902, '2026-11-30', '2026-12-01T00:00:00Z');"
	      "INSERT INTO lot_status (id, action, lot, status, at) VALUES (902, " ACT
	      ", 902, 'released', '2026-11-02T10:00:00Z');"
	      "INSERT INTO composition (id, action, lot, ingredient, amount, unit, per) VALUES"
	      " (902, " ACT ", 902, 2, 8000000, 'g', 1000000);"
	      "INSERT INTO batch (id, action, lot, maker, prepared, target, made_up, measured, "
	      "kept, unit, packs, chair) VALUES"
	      " (901, " ACT
	      ", 902, 1, '2026-11-02T10:00:00Z', 5000000, 5000000, 0, 4900000, 'L', 0, 0);"
	      "INSERT INTO batch_line (id, action, batch, position, lot, required, "
	      "required_over, used, unit, factor, factor_over,"
	      " strength, strength_unit, strength_per, step, picked) VALUES"
	      " (901, " ACT ", 901, 1, 901, 2000000, 1, 2000000, 'L', 1, 1, 20000000, 'g', "
	                    "1000000, 10000, 'first to expire');"
	      "INSERT INTO move (action, lot, source, target, amount, at, kind, batch_line) "
	      "VALUES"
	      " (" ACT ", 901, " PLACE("stock") ", " PLACE(
		      "bench") ", 2000000, '2026-11-02T10:00:00Z', 'use', 901);"
	                       "INSERT INTO move (action, lot, source, target, amount, at, "
	                       "kind) VALUES"
	                       " (" ACT ", 902, " PLACE("bench") ", " PLACE(
				       "stock") ", 4900000, '2026-11-02T10:00:00Z', 'make'),"
	                                        " (" ACT ", 902, " PLACE("bench") ", " PLACE(
							"waste") ", 100000, "
	                                                         "'2026-11-02T10:00:00Z', "
	                                                         "'loss');");
}

static void is_given(struct store *store)
{
	enter(store, "2026-11-03T11:00:00Z",
	      "INSERT INTO patient (id, action, code) VALUES (901, " ACT ", 'P-0042');"
	      "INSERT INTO session (id, action, number, series, ordinal, patient, "
	      "practitioner, at) VALUES"
	      " (901, " ACT ", 'S26-000001', 'S26', 1, 901, 3, '2026-11-03T10:30:00Z');"
	      "INSERT INTO syringe (id, action, session, position, lot, given, wasted, unit, "
	      "technique, points) VALUES"
	      " (901, " ACT ", 901, 1, 902, 3000000, 100000, 'L', 'nappage', 120);"
	      "INSERT INTO syringe_area (action, syringe, position, area) VALUES (" ACT
	      ", 901, 1, 'face');"
	      "INSERT INTO move (action, lot, source, target, amount, at, kind, syringe) VALUES"
	      " (" ACT ", 902, " PLACE("stock") ", " PLACE(
		      "patient") ", 3000000, '2026-11-03T10:30:00Z', 'give', 901),"
	                         " (" ACT ", 902, " PLACE("stock") ", " PLACE(
					 "waste") ", 100000, '2026-11-03T10:30:00Z', 'waste', "
	                                          "901);");
}

static void is_thrown_away(struct store *store)
{
	enter(store, "2026-11-03T12:00:00Z",
	      "INSERT INTO move (id, action, lot, source, target, amount, at, kind) VALUES"
	      " (9001, " ACT ", 901, " PLACE("stock") ", " PLACE(
		      "waste") ", 500000, '2026-11-03T12:00:00Z', 'waste');");
}

static void tell_story(struct store *store)
{
	is_bought(store);
	is_made(store);
	is_given(store);
	is_thrown_away(store);
}

/* What was wasted "never was so". */
static void take_back(struct store *store)
{
	enter(store, "2026-11-03T13:00:00Z",
	      "INSERT INTO reversal (action, reverses) SELECT " ACT
	      ", action FROM move WHERE id = 9001;"
	      "INSERT INTO move (action, lot, source, target, amount, at, kind, reverses) "
	      "VALUES"
	      " (" ACT ", 901, " PLACE("waste") ", " PLACE(
		      "stock") ", 500000, '2026-11-03T12:00:00Z', 'reversal', 9001);");
}

static int open_story(void **state)
{
	if (open_fixture(state) != 0)
		return -1;
	tell_story(*state);
	return 0;
}

static struct question built_in(struct reports *reports, const char *name)
{
	struct error err = { 0 };
	struct question question = { .zone = { "UTC" } };

	must(reports_find(reports, name, &question.report, &err));
	return question;
}

static struct reports *all(void)
{
	struct error err = { 0 };
	struct reports *reports;

	must(reports_open(NULL, &reports, &err));
	return reports;
}

static void stock_is_as_of_an_instant_and_a_head(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "stock");
	static const char heading[] = "## Stock\n# stock\n"
				      "product\tname\tlot\tmaker\texpires\tstatus\tpast\tplace"
	                              "\tcontainer\tuntil\topening\topening_unit\tcame"
	                              "\tcame_unit\twent\twent_unit\tamount\tamount_unit"
	                              "\tbalances\tchanged\n";
	char expected[1024];

	snprintf(expected, sizeof expected, "%s%s%s", heading,
	         "HA-20\tHyaluron "
	         "20\tL26-0001\t00123\t2027-04\treleased\t\tSTOCK\t\t\t10\tmL\t0\tmL\t2.5\tmL\t7.5\tmL\tok\t0\n",
	         "MIX\tGlow\tB26-0001\t\t2026-11-30\treleased\t\tSTOCK\t\t\t0\tmL\t4.9\tmL\t3.1"
	         "\tmL\t1.8\tmL\tok\t0\n");
	text_is(*state, &question, expected);
	question.at = (struct instant){ "2026-11-01T00:00:00Z" };
	snprintf(expected, sizeof expected, "%s%s", heading,
	         "HA-20\tHyaluron "
	         "20\tL26-0001\t00123\t2027-04\treleased\t\tSTOCK\t\t\t10\tmL\t0\tmL\t0\tmL\t10\tmL\tok\t0\n");
	text_is(*state, &question, expected);
	question = built_in(reports, "stock");
	question.head = 4;
	text_is(*state, &question, expected);
	question.given[0].name = "place";
	question.given[0].value = "stock";
	text_is(*state, &question, expected);
	reports_close(reports);
}

#define RECONCILED \
	"## Reconciliation\n# lots\n" \
	"product\tlot\tmaker\texpires\topening\topening_unit\treceived\treceived_" \
	"unit\tmade\tmade_unit\tused\tused_unit\t" \
	"given\tgiven_unit\twasted\twasted_unit\tlost\tlost_unit\treturned\treturned_" \
	"unit\tcounted\tcounted_unit\tclosing\t" \
	"closing_unit\tbalances\tstate\tchanged\n" \
	"HA-20\tL26-0001\t00123\t2027-04\t10\tmL\t0\tmL\t0\tmL\t2\tmL\t0\tmL\t%" \
	"s\tmL\t0\tmL\t0\tmL\t0\tmL\t%s\tmL\tok\treleased\t0\n" \
	"MIX\tB26-0001\t\t2026-11-30\t0\tmL\t0\tmL\t5\tmL\t0\tmL\t3\tmL\t0.1\tmL\t0." \
	"1\tmL\t0\tmL\t0\tmL\t1.8\tmL\tok\treleased\t0\n" \
	"## Counted in the period\n# " \
	"counts\nat\tproduct\tlot\tplace\texpected\texpected_unit\tcounted\tcounted_" \
	"unit\tvariance\tvariance_unit\toff\twho\treason\n"

static void every_lot_adds_up_before_and_after_a_reversal(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "reconciliation");
	char expected[2048];

	snprintf(expected, sizeof expected, RECONCILED, "0.5", "7.5");
	text_is(*state, &question, expected);
	take_back(*state);
	snprintf(expected, sizeof expected, RECONCILED, "0", "8");
	text_is(*state, &question, expected);
	question.head = 7;
	question.at = (struct instant){ "2026-11-03T12:00:00Z" };
	snprintf(expected, sizeof expected, RECONCILED, "0.5", "7.5");
	text_is(*state, &question, expected);
	reports_close(reports);
}

static void each_use_of_a_lot_is_found(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "lot-usage");

	text_is(*state, &question,
	        "## Given to patients\n# sessions\n"
	        "at\tsession\tpatient\tpractitioner\tproduct\tlot\tmaker\texpires\tgiven\tgiven"
	        "_unit\twasted\twasted_unit\tlate\tunsigned\tchanged\n"
	        "2026-11-03T10:30:00Z\tS26-000001\tP-0042\tdr.lee\tMIX\tB26-0001\t\t2026-11-"
	        "30\t3\tmL\t0.1\tmL\t0\t1\t0\n"
	        "## Used in batches\n# batches\n"
	        "at\tbatch\trecipe\tversion\tmaker\tproduct\tlot\tmakers\texpires\tused\tused_"
	        "unit\tlate\tchanged\n"
	        "2026-11-02T10:00:00Z\tB26-0001\t\t\tph.anna\tHA-20\tL26-0001\t00123\t2027-"
	        "04\t2\tmL\t0\t0\n");
	reports_close(reports);
}

static void a_patient_is_followed_down_to_bought_lots(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "formulation-history");
	struct error err = { 0 };
	struct answer answer;

	question.given[0].name = "patient";
	question.given[0].value = "p-0042";
	text_is(*state, &question,
	        "## Sessions\n# patient\npatient\tsessions\tfirst\tlast\n"
	        "P-0042\t1\t2026-11-03T10:30:00Z\t2026-11-03T10:30:00Z\n"
	        "# "
	        "sessions\nat\tsession\tsyringe\tpractitioner\trecipe\tversion\tproduct\tlot\tg"
	        "iven\tgiven_unit\twasted\twasted_unit\t"
	        "technique\tneedle\tpoints\tindication\tsigned\tsigned_at\tchanged\n"
	        "2026-11-03T10:30:00Z\tS26-000001\t1\tdr.lee\t\t\tMIX\tB26-0001\t3\tmL\t0."
	        "1\tmL\tnappage\t\t120\t\tnot signed\t\t0\n"
	        "# "
	        "areas\nsession\tsyringe\tarea\tgiven\tgiven_unit\tpoints\nS26-"
	        "000001\t1\tface\t\t\t\n"
	        "# told\nat\tingredient\tgiven\tgiven_unit\ttold\tentered\twho\n"
	        "# screening\nsession\tasked\tyes\tconsent\nS26-000001\t0\t\t\n"
	        "# reactions\nsession\tnumber\ttold\tkind\tseverity\toutcome\tonset\n"
	        "# passed\nsession\toutcome\tsaid\twhy\twho\n"
	        "## Ingredients\n# "
	        "ingredients\nat\tsession\tlot\tingredient\tname\tstrength\tgiven\tgiven_unit\n"
	        "2026-11-03T10:30:00Z\tS26-000001\tB26-0001\tsodium-hyaluronate\tSodium "
	        "hyaluronate\t8 mg/mL\t24\tmg\n"
	        "## Lots behind\n# lots\n"
	        "at\tsession\tsyringe\tdepth\tproduct\tlot\tmaker\texpires\tsupplier\treceived"
	        "\twent\tused\tused_unit\tmade_up\tmade_up_unit\n"
	        "2026-11-03T10:30:00Z\tS26-000001\t1\t0\tMIX\tB26-0001\t\t2026-11-30\t\t2026-"
	        "11-02T10:00:00Z\tpatient\t3\tmL\t\t\n"
	        "2026-11-03T10:30:00Z\tS26-000001\t1\t1\tHA-20\tL26-0001\t00123\t2027-"
	        "04\t\t2026-10-20T08:00:00Z\tB26-0001\t2\tmL\t5\tmL\n");
	question.given[0].value = "P-9";
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_string_equal(err.text, "there is no patient 'P-9'");
	reports_close(reports);
}

static void a_batch_is_a_document_to_sign(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "batch-record");
	char *text;
	size_t size;

	question.given[0].name = "batch";
	question.given[0].value = "B26-0001";
	writes(*state, &question, "batch.txt");
	text = written("batch.txt", &size);
	says(text, "\nB26-0001\t\t\tGlow\tMIX\t2026-11-02T10:00:00Z\tph.anna, Anna "
	           "Berger\t5\tmL\t5\tmL\t0\t4.9\tmL\t4.9 mL\t0.1\tmL\tstock\t0\t"
	           "\t2026-11-30\t2026-12-01T00:00:00Z\t\t\t\treleased\t\t\t0\n");
	says(text, "\nHyaluron 20\tHA-20\tL26-0001\t00123\tLabo\t\t2027-04\t1\t2\tmL\t2\tmL"
	           "\t0\n");
	says(text, "\nHA-20\tL26-0001\t1\t2026-10-20T08:00:00Z\tfirst to expire\t\n");
	says(text, "\nsodium-hyaluronate\tL26-0001\t1\t20 mg/mL\tHA-20\n");
	says(text, "\n2026-11-03T10:30:00Z\tS26-000001\tP-0042\t3\tmL\tnot signed\n");
	says(text, "\nVerified by\t\t\t\n");
	says(text, "\nHA-20\tL26-0001\t1\t\t\t\t\t\t1\t20 mg/mL\t2 mL\t0.01\tmL\t2\tmL\n");
	says(text,
	     "\n2026-11-03T10:30:00Z\tgive\tSTOCK\tpatient\t3\tmL\tS26-000001\tP-0042\t\t");
	free(text);
	writes(*state, &question, "batch.xlsx");
	text = part_of("batch.xlsx", "xl/worksheets/sheet2.xml");
	says(text, "<is><t>Signed in the system (C4, C22): none</t></is>");
	says(text, "<is><t>Equipment (C18)</t></is>");
	assert_null(strstr(text, "<is><t>Reason given (C21)</t></is>"));
	says(text, "fitToHeight=\"0\"");
	assert_null(strstr(text, "landscape"));
	free(text);
	reports_close(reports);
}

static void record_says(struct store *store, int64_t head, const char *line, bool there)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "batch-record");
	char *text;
	size_t size;

	question.head = head;
	question.given[0].name = "batch";
	question.given[0].value = "B26-0001";
	writes(store, &question, "batch.txt");
	text = written("batch.txt", &size);
	if (there)
		says(text, line);
	else
		assert_null(strstr(text, line));
	free(text);
	reports_close(reports);
}

static int64_t sign_batch(struct store *store, const char *meaning)
{
	struct signing signing = { .meaning = meaning, .subject = { .batch = 901 } };
	struct error err = { 0 };
	int64_t id, action;

	must(store_begin(store, "batch verify", &err));
	action = store_action(store);
	must(store_end(store, signature_make(store, &signing, &id, NULL, &err), &err));
	return action;
}

static void verified_holds(struct store *store, bool expected)
{
	struct error err = { 0 };
	bool holds;

	must(signature_valid(store, &(struct subject){ .batch = 901 }, "verified", &holds, NULL,
	                     &err));
	assert_int_equal(holds, expected);
}

static void a_signature_on_what_has_changed_since_stands_as_lapsed(void **state)
{
	int64_t signed_at = sign_batch(*state, "verified");

	verified_holds(*state, true);
	record_says(*state, 0, "\nverified\tyes\tph.anna\t", true);
	enter(*state, "2026-11-03T13:00:00Z",
	      "INSERT INTO batch_line (id, action, batch, position, lot, required, "
	      "required_over, used, unit, factor, factor_over,"
	      " strength, strength_unit, strength_per, step, picked, replaces) VALUES"
	      " (902, " ACT ", 901, 1, 901, 2000000, 1, 2100000, 'L', 1, 1, 20000000, 'g', "
	                    "1000000, 10000, 'first to expire', 901);");
	verified_holds(*state, false);
	record_says(*state, 0, "\nverified\tlapsed\tph.anna\t", true);
	record_says(*state, 0, "\nverified\tyes\t", false);
	record_says(*state, signed_at, "\nverified\tyes\tph.anna\t", true);
	sit_at(*state, "ph.anna", "2026-11-03T14:00:00Z", NULL);
	sign_batch(*state, "verified");
	verified_holds(*state, true);
	record_says(*state, 0, "\nverified\tlapsed\tph.anna\t", true);
	record_says(*state, 0, "\nverified\tyes\tph.anna\t", true);
	/* What is entered again, the same too, is signed again; another beyond-use date lapses it. */
	enter(*state, "2026-11-03T15:00:00Z",
	      "INSERT INTO composition (id, action, lot, ingredient, amount, unit, per) VALUES"
	      " (903, " ACT ", 902, 2, 8000000, 'g', 1000000);");
	verified_holds(*state, false);
	record_says(*state, 0, "\nverified\tyes\tph.anna\t", false);
	sit_at(*state, "ph.anna", "2026-11-03T15:30:00Z", NULL);
	sign_batch(*state, "verified");
	verified_holds(*state, true);
	record_says(*state, 0, "\nverified\tyes\tph.anna\t", true);
	enter(*state, "2026-11-03T16:00:00Z",
		"INSERT INTO lot_revision (id, action, lot, expires, expires_at) VALUES"
		" (903, " ACT ", 902, '2026-11-29', '2026-11-30T00:00:00Z');");
	verified_holds(*state, false);
	record_says(*state, 0, "\nverified\tyes\t", false);
}

static void checks_before_release_stand_in_the_record(void **state)
{
	enter(*state, "2026-11-03T13:00:00Z",
	      "INSERT INTO batch_check (action, batch, what, result, passed) VALUES (" ACT
	      ", 901, 'pH', '4.1', 0),"
	      " (" ACT ", 901, 'clear, no particles', NULL, 1);");
	record_says(*state, 0, "\npH\t4.1\tno\t\tph.anna\t2026-11-03T13:00:00Z\t\n", true);
	record_says(*state, 0, "\nclear, no particles\t\tyes\t\tph.anna\t2026-11-03T13:00:00Z\t\n",
	            true);
}

static void a_container_open_too_long_says_so(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "stock");
	char *xml;

	enter(*state, "2026-11-03T13:00:00Z",
	      "INSERT INTO container (id, action, lot, ordinal, opened, until) VALUES"
	      " (901, " ACT ", 901, 1, '2026-10-21T08:00:00Z', '2026-10-28T08:00:00Z');"
	      "INSERT INTO move (action, lot, source, target, target_container, amount, at, "
	      "kind) VALUES"
	      " (" ACT ", 901, " PLACE("stock") ", " PLACE(
		      "stock") ", 901, 1000000, '2026-10-21T08:00:00Z', 'open');");
	writes(*state, &question, "open.xlsx");
	xml = part_of("open.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, "<is><t>open too long</t></is>");
	says(xml, "<formula>\"open too long\"</formula>");
	/* HA-20 stands in two rows: they are added up, and MIX, which stands in one, is not
	 * added to them. */
	says(xml, "<f>SUMIFS($N6:$N8,$A6:$A8,\"=HA-20\",$O6:$O8,\"mL\")</f><v>7.5</v>");
	assert_null(strstr(xml, "<is><t>Total</t></is>"));
	assert_null(strstr(xml, "Total MIX"));
	free(xml);
	reports_close(reports);
}

static void a_question_is_asked_again_by_its_words(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "reconciliation");
	struct answer answer, again;
	struct recalled recalled;
	struct error err = { 0 };

	question.zone = (struct zone){ "Europe/Paris" };
	question.from = (struct instant){ "2026-10-31T23:00:00Z" };
	question.to = (struct instant){ "2026-11-03T23:00:00Z" };
	question.given[0].name = "product";
	question.given[0].value = "it's HA-20";
	assert_false(report_write(&question, *state, in_folder("q.xlsx"), &answer, &err));
	assert_string_equal(err.text, "there is no product 'it's HA-20'");
	err = (struct error){ 0 };
	question.given[0].value = "HA-20";
	must(report_write(&question, *state, in_folder("q.xlsx"), &answer, &err));
	assert_string_equal(
		answer.line,
		"report write reconciliation product=HA-20 --from 2026-11-01 --until 2026-11-03"
		" --as-of 2026-11-03T12:00:00Z --head 7");
	sit_at(*state, "ph.anna", "2026-12-24T10:00:00Z", NULL);
	enter(*state, "2026-12-24T10:00:00Z",
	      "INSERT INTO supplier (id, action, code) VALUES (901, " ACT ", 'LATER');");
	must(report_recall(answer.line, &question.zone, &recalled, &err));
	must(reports_find(reports, recalled.report, &recalled.question.report, &err));
	must(report_again(&recalled.question, *state, ".xlsx", NULL, NULL, &again, &err));
	assert_memory_equal(&again.file, &answer.file, sizeof answer.file);
	assert_memory_equal(&again.sheets, &answer.sheets, sizeof answer.sheets);
	assert_string_equal(again.line, answer.line);
	must(report_again(&recalled.question, *state, ".txt", NULL, NULL, &again, &err));
	assert_memory_equal(&again.sheets, &answer.sheets, sizeof answer.sheets);
	must(report_recall("report write x 'word=it'\\''s 1'", &question.zone, &recalled,
	                   &err));
	assert_string_equal(recalled.question.given[0].value, "it's 1");
	assert_false(report_recall("lot receive", &question.zone, &recalled, &err));
	assert_string_equal(err.text, "'lot receive' is not a question");
	reports_close(reports);
}

static void a_period_that_is_none_is_refused(void **state)
{
	struct reports *reports = all();
	struct question question = built_in(reports, "lot-usage");
	struct answer answer;
	struct error err = { 0 };

	question.zone = (struct zone){ "Europe/Paris" };
	question.from = (struct instant){ "2026-11-01T23:00:00Z" };
	question.to = (struct instant){ "2026-10-30T23:00:00Z" };
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_string_equal(err.text,
	                    "a period from 2026-11-02 until 2026-10-30 ends before it begins");
	err = (struct error){ 0 };
	question.from = (struct instant){ "2026-11-30T23:00:00Z" };
	question.to = (struct instant){ "2026-12-31T23:00:00Z" };
	assert_false(report_write(&question, *state, in_folder("a.txt"), &answer, &err));
	assert_string_equal(err.text, "a period from 2026-12-01 00:00 has not begun as of "
	                              "2026-11-03 13:00 Europe/Paris");
	reports_close(reports);
}

static void days_are_of_the_clinics_zone_and_a_number_is_one(void **state)
{
	struct report *report = parsed(
		"-- report: Days\n-- asks: What?\n-- takes: days count At most\n"
		"-- sheet: A\n-- section: a\n--| d day D\n--| m text M\n--| n text N\n"
		"SELECT local_day('2026-10-31T23:30:00Z', :zone) AS d, substr(local_day("
		"'2026-10-31T22:30:00Z', :zone), 1, 7) AS m, local_day(NULL, :zone) AS n\n");
	struct question question = asked(report);
	struct answer answer;
	struct error err = { 0 };

	question.given[0].name = "days";
	question.given[0].value = "7";
	text_is(*state, &question, "## A\n# a\nd\tm\tn\n2026-11-01\t2026-10\t\n");
	question.zone = (struct zone){ "America/Toronto" };
	text_is(*state, &question, "## A\n# a\nd\tm\tn\n2026-10-31\t2026-10\t\n");
	for (size_t i = 0; i < 4; i++) {
		question.given[0].value = (const char *const[]){ "abc", "", "-1", "7 d" }[i];
		assert_false(report_write(&question, *state, in_folder("a.txt"), &answer,
		                          &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_non_null(strstr(err.text, "is no whole number: At most"));
		err = (struct error){ 0 };
	}
	report_free(report);
}

#define ALIKE \
	"-- report: Alike\n-- asks: What?\n-- sheet: A\n-- section: a\n" \
	"--| code text Code\n--| shown text Shown [hide=files]\n--| n amount N " \
	"[total=code]\n--| exactly ratio Exactly\n" \
	"SELECT 'A' AS code, 'x' AS shown, 1 AS n, 'L' AS unit, 400000000 AS exactly, 991 AS " \
	"exactly_over\n" \
	"UNION ALL SELECT 'B', 'x', 2, 'L', 5, 10 UNION ALL SELECT 'A', 'x', 4, 'L', " \
	"1000000, 1;\n"

static void an_exact_fraction_is_kept_and_terminal_columns_are_not(void **state)
{
	struct report *report = parsed(ALIKE);
	struct question question = asked(report);
	char *xml;

	text_is(*state, &question,
	        "## A\n# a\ncode\tn\tn_unit\texactly\nA\t0.000001\tmL\t400/991 "
	        "mL\nB\t0.000002\tmL\t"
	        "1/2000000 mL\nA\t0.000004\tmL\t1 mL\n");
	writes(*state, &question, "alike.xlsx");
	xml = part_of("alike.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, "<is><t>0.403632694... mL</t></is>");
	says(xml, "<is><t>Total A</t></is>");
	assert_null(strstr(xml, "<is><t>Total B</t></is>"));
	assert_null(strstr(xml, "Shown"));
	free(xml);
	report_free(report);
	report = parsed("-- report: Gap\n-- asks: What?\n-- sheet: A\n-- section: a\n--| code "
	                "text Code\n"
	                "--| n amount N [total=code]\nSELECT 'A' AS code, 1 AS n, 'L' AS unit "
	                "UNION ALL SELECT 'A', NULL, 'L'"
	                " UNION ALL SELECT 'B', 1, 'L' UNION ALL SELECT 'B', 2, 'L';\n");
	question = asked(report);
	writes(*state, &question, "gap.xlsx");
	xml = part_of("gap.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, "<is><t>Total B</t></is>");
	assert_null(strstr(xml, "Total A"));
	free(xml);
	report_free(report);
	refuses("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| n count N "
	        "[total=code]\nSELECT 1 AS n\n",
	        "report 'test', line 5, section 's': 'total=code' names no column of kind text");
}

static void what_takes_long_is_counted(void **state)
{
	struct report *report = parsed("-- report: Long\n-- asks: How many?\n-- sheet: S\n-- "
	                               "section: s\n--| n count N\n"
	                               "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + "
	                               "1 FROM c WHERE n < 250000) SELECT n AS n FROM c\n");
	struct question question = asked(report);
	char *told = NULL;
	size_t size;

	question.progress = open_memstream(&told, &size);
	writes(*state, &question, "long.txt");
	fclose(question.progress);
	assert_string_equal(told, "\r100000 rows\r200000 rows\r                        \r");
	free(told);
	report_free(report);
}

#define COUNTED(sheet, count) \
	"-- sheet: " sheet "\n-- section: " sheet "\n--| n count N\n--| t text T\n" \
	"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < " count ") " \
	"SELECT n AS n, 'row ' || n AS t FROM c\n"

/* Sheets of several blocks, beside small ones: packed on all cores, each in its place. */
static void rows_packed_beside_each_other_are_all_there_in_order(void **state)
{
	struct report *report = parsed("-- report: Long\n-- asks: All?\n" COUNTED("A", "60000")
	                               COUNTED("B", "3") COUNTED("C", "90000"));
	struct question question = asked(report);
	static const struct { const char *part, *first, *last; int rows;
	} sheets[] = { { "xl/worksheets/sheet2.xml", ">row 1<", ">row 60000<", 60000 },
		       { "xl/worksheets/sheet3.xml", ">row 1<", ">row 3<", 3 },
		       { "xl/worksheets/sheet4.xml", ">row 1<", ">row 90000<", 90000 } };
	char command[160];

	writes(*state, &question, "long.xlsx");
	writes(*state, &question, "again.xlsx");
	snprintf(command, sizeof command, "unzip -tqq %s && cmp %s %s", in_folder("long.xlsx"),
	         in_folder("long.xlsx"), in_folder("again.xlsx"));
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < 3; i++) {
		char *xml = part_of("long.xlsx", sheets[i].part);
		int rows = 0;

		for (const char *at = xml; (at = strstr(at, "<is><t>row ")); at++)
			assert_int_equal(atoi(at + 11), ++rows);
		assert_int_equal(rows, sheets[i].rows);
		says(xml, "</sheetData>");
		free(xml);
	}
	report_free(report);
}

/* Whether it was kept where no file may be longer than this. */
static bool kept_within(struct store *store, const struct question *question, long most)
{
	struct rlimit limit, as_it_was;
	struct error err = { 0 };
	struct answer answer;
	bool kept;

	getrlimit(RLIMIT_FSIZE, &as_it_was);
	limit = as_it_was;
	limit.rlim_cur = (rlim_t)most;
	setrlimit(RLIMIT_FSIZE, &limit);
	kept = report_write(question, store, in_folder("limited.xlsx"), &answer, &err);
	setrlimit(RLIMIT_FSIZE, &as_it_was);
	if (!kept)
		assert_int_equal(err.fault, FAULT_STORE);
	return kept;
}

/* Wherever it happens: the last sheet's blocks too, which are few and written late. */
static void a_workbook_that_lost_rows_is_none(void **state)
{
	struct report *report = parsed("-- report: Long\n-- asks: All?\n" COUNTED("A", "60000")
	                               COUNTED("B", "60000"));
	struct question question = asked(report);
	size_t whole, size;

	writes(*state, &question, "whole.xlsx");
	free(written("whole.xlsx", &whole));
	for (long eighth = 1; eighth < 8; eighth++)
		assert_false(kept_within(*state, &question, (long)whole * eighth / 8));
	assert_false(kept_within(*state, &question, (long)whole - 1));
	assert_true(kept_within(*state, &question, (long)whole));
	free(written("limited.xlsx", &size));
	assert_int_equal(size, whole);
	report_free(report);
}

static void links_lead_to_as_many_columns_as_there_are(void **state)
{
	char text[8192] = "-- report: A\n-- asks: B\n";
	struct report *report;
	struct question question;
	char *xml;

	for (int i = 0; i < 20; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		         "-- sheet: T%d\n-- section: t%d\n--| c text C [key=k%d]\n"
		         "SELECT 'x%d' AS c\n", i, i, i, i);
	strcat(text, "-- sheet: L\n-- section: l\n");
	for (int i = 0; i < 20; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		         "--| l%d text L%d [link=k%d]\n", i, i, i);
	for (int i = 0; i < 20; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s 'x%d' AS l%d",
		         i ? "," : "SELECT", i, i);
	report = parsed(text);
	question = asked(report);
	writes(*state, &question, "links.xlsx");
	xml = part_of("links.xlsx", "xl/worksheets/sheet23.xml");
	says(xml, "location=\"'T0'!A5\"");
	says(xml, "location=\"'T19'!A5\"");
	free(xml);
	report_free(report);
}

#define PRICES(second, lot) \
	"-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n--| lot text Lot\n--| n count N\n" \
	"--| at instant At\n" \
	"SELECT '=1+1' AS lot, 1 AS n, '2026-01-31T09:30:00Z' AS at UNION ALL SELECT " lot ", " \
	second ", NULL\n"

static void workbooks_are_compared_cell_by_cell(void **state)
{
	struct report *one = parsed(PRICES("2", "'00123'")),
	              *other = parsed(PRICES("3", "'123'")),
	              *less = parsed(PRICES("NULL", "'00123'"));
	struct question question = asked(one);
	struct comparison comparison;
	struct error err = { 0 };

	writes(*state, &question, "one.xlsx");
	must(report_compare(in_folder("one.xlsx"), in_folder("one.xlsx"), &comparison, &err));
	assert_int_equal(comparison.differ, 0);
	assert_true(comparison.cells > 20);
	question.report = other;
	writes(*state, &question, "other.xlsx");
	must(report_compare(in_folder("other.xlsx"), in_folder("one.xlsx"), &comparison, &err));
	assert_string_equal(comparison.items[comparison.count - 2].cell, "A6");
	assert_string_equal(comparison.items[comparison.count - 2].there, "123");
	assert_string_equal(comparison.items[comparison.count - 2].here, "00123");
	assert_string_equal(comparison.items[comparison.count - 1].sheet, "S");
	assert_string_equal(comparison.items[comparison.count - 1].cell, "B6");
	assert_string_equal(comparison.items[comparison.count - 1].there, "3");
	question.report = less;
	writes(*state, &question, "less.xlsx");
	must(report_compare(in_folder("less.xlsx"), in_folder("one.xlsx"), &comparison, &err));
	assert_string_equal(comparison.items[comparison.count - 1].cell, "B6");
	assert_string_equal(comparison.items[comparison.count - 1].there, "");
	report_free(one);
	report_free(other);
	report_free(less);
}

static void a_cover_says_how_it_was_asked_for(void **state)
{
	struct report *report = parsed(HOSTILE);
	struct question question = asked(report);
	struct error err = { 0 };
	struct covered covered;

	writes(*state, &question, "cover.xlsx");
	writes(*state, &question, "cover.txt");
	must(report_cover(in_folder("cover.xlsx"), &covered, &err));
	assert_string_equal(covered.words,
	                    "report write test --as-of 2026-11-03T09:00:00Z --head 3");
	assert_string_equal(covered.asker, "ph.anna");
	assert_false(covered.noted);
	assert_int_equal(strlen(covered.head), DIGEST_TEXT - 1);
	assert_false(report_cover(in_folder("cover.txt"), &covered, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	report_free(report);
}

static void a_full_sheet_continues_on_the_next_and_says_so(void **state)
{
	struct report *report = parsed("-- report: A\n-- asks: B\n-- sheet: S\n-- section: s\n"
	                               "--| n count N [total]\nWITH RECURSIVE c(n) AS (SELECT 1 "
	                               "UNION ALL SELECT n + 1 FROM c WHERE n < 250) SELECT n AS n "
	                               "FROM c\n");
	struct question question = asked(report);
	struct digest one, parts;
	struct answer answer;
	struct error err = { 0 };
	char *xml;

	must(report_write(&question, *state, in_folder("unbroken.xlsx"), &answer, &err));
	one = answer.sheets;
	question.sheet_rows = 200;
	must(report_write(&question, *state, in_folder("parts.xlsx"), &answer, &err));
	parts = answer.sheets;
	assert_memory_equal(&one, &parts, sizeof one);
	assert_int_equal(answer.rows, 250);
	xml = part_of("parts.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, "<v>100</v>");
	says(xml, "continues on sheet 'S (2)'");
	assert_null(strstr(xml, "<v>101</v>"));
	free(xml);
	xml = part_of("parts.xlsx", "xl/worksheets/sheet4.xml");
	says(xml, "continued from the sheet before");
	says(xml, "<v>250</v>");
	says(xml, "<f>SUM('S'!$A5:$A104)+SUM('S (2)'!$A6:$A104)+SUM($A6:$A56)</f><v>31375</v>");
	free(xml);
	xml = part_of("parts.xlsx", "xl/worksheets/sheet1.xml");
	says(xml, "S, in 3 parts");
	free(xml);
	report_free(report);
}

/* A first sheet that leads to twelve others, of which only the first has rows. */
static struct report *many_sheets(void)
{
	char text[4096] = "-- report: A\n-- asks: B\n-- period\n-- sheet: First\n-- section: f\n"
			  "--| sheet text On sheet [link=sheets]\n"
			  "SELECT 'S1' AS sheet UNION ALL SELECT 'S2'\n";

	for (int i = 1; i <= 12; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		         "-- sheet: S%d\n-- section: s%d\n--| n count N\n"
		         "SELECT 1 AS n WHERE 1 = %d\n", i, i, i);
	return parsed(text);
}

static void leads_to_the_first_of_many(const char *part)
{
	char *xml = part_of("many.xlsx", part);

	says(xml, "location=\"'S1'!A1\"");
	assert_null(strstr(xml, "location=\"'S2'!A1\""));
	free(xml);
}

static void sheets_without_rows_stand_in_the_contents_only(void **state)
{
	struct report *report = many_sheets();
	struct question question = asked(report);
	struct answer book, text;
	struct error err = { 0 };
	char *xml;

	must(report_write(&question, *state, in_folder("many.xlsx"), &book, &err));
	must(report_write(&question, *state, in_folder("many.txt"), &text, &err));
	assert_memory_equal(&book.sheets, &text.sheets, sizeof text.sheets);
	xml = part_of("many.xlsx", "xl/workbook.xml");
	says(xml, "name=\"Contents\" sheetId=\"2\"");
	says(xml, "name=\"First\" sheetId=\"3\"");
	says(xml, "name=\"S1\" sheetId=\"4\"");
	assert_null(strstr(xml, "name=\"S2\""));
	free(xml);
	xml = part_of("many.xlsx", "xl/worksheets/sheet2.xml");
	says(xml, "Nothing in the period");
	says(xml, "<is><t>S12</t></is>");
	free(xml);
	leads_to_the_first_of_many("xl/worksheets/sheet2.xml");
	leads_to_the_first_of_many("xl/worksheets/sheet3.xml");
	report_free(report);
}

static void an_interrupted_answer_leaves_nothing(void **state)
{
	struct report *report = parsed("-- report: Long\n-- asks: All?\n" COUNTED("A", "1000000")
	                               COUNTED("B", "1000000"));
	struct question question = asked(report);
	char command[160];
	int ended, looks = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		writes(*state, &question, "half.xlsx");
		_exit(0);
	}
	snprintf(command, sizeof command, "ls -A %s | grep -q half", folder);
	while (system(command) != 0 && looks++ < 500)
		usleep(10000);
	kill(child, SIGTERM);
	assert_int_equal(waitpid(child, &ended, 0), child);
	assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGTERM);
	assert_int_not_equal(system(command), 0);
	report_free(report);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

#define asked(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
#define told(test)  cmocka_unit_test_setup_teardown(test, open_story, close_fixture)

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_definition_says_what_is_wrong_with_it),
	cmocka_unit_test(a_chart_or_link_of_nothing_is_refused),
	cmocka_unit_test(a_definition_is_read_whole),
	cmocka_unit_test(sheets_of_another_report_stand_in_this_one),
	asked(a_link_leads_to_the_first_row_that_says_the_same),
	asked(the_canonical_text_is_exact_and_escaped),
	asked(no_spreadsheet_runs_a_text_of_a_csv_file),
	asked(a_workbook_keeps_text_as_text_and_totals_live),
	asked(the_same_question_gives_the_same_bytes),
	asked(the_cover_carries_the_digest_of_the_canonical_text),
	asked(a_path_that_cannot_be_written_is_our_own_refusal),
	asked(a_question_is_refused_with_the_reason),
	asked(a_noted_copy_is_found_by_its_digest_and_shown_by_its_declaration),
	asked(an_auditor_notes_no_copy),
	told(stock_is_as_of_an_instant_and_a_head),
	told(every_lot_adds_up_before_and_after_a_reversal),
	told(each_use_of_a_lot_is_found),
	told(a_patient_is_followed_down_to_bought_lots),
	told(a_batch_is_a_document_to_sign),
	told(a_signature_on_what_has_changed_since_stands_as_lapsed),
	told(checks_before_release_stand_in_the_record),
	told(a_container_open_too_long_says_so),
	told(a_question_is_asked_again_by_its_words),
	told(a_period_that_is_none_is_refused),
	told(days_are_of_the_clinics_zone_and_a_number_is_one),
	asked(an_exact_fraction_is_kept_and_terminal_columns_are_not),
	asked(what_takes_long_is_counted),
	asked(a_workbook_that_lost_rows_is_none),
	asked(links_lead_to_as_many_columns_as_there_are),
	asked(rows_packed_beside_each_other_are_all_there_in_order),
	asked(workbooks_are_compared_cell_by_cell),
	asked(a_full_sheet_continues_on_the_next_and_says_so),
	asked(a_cover_says_how_it_was_asked_for),
	asked(sheets_without_rows_stand_in_the_contents_only),
	asked(an_interrupted_answer_leaves_nothing),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
