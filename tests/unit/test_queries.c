/*
 * Every named statement compiles against the schema, finds its way by index, and answers with
 * the rows it wrote. (tests/postgres prepares the same statements on the second engine.)
 */
#include "../../src/report/definition.h"
#include "../../src/store/inside.h"

#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* A statement that reads a whole table does so on purpose, and says why here. */
static const struct { const char *name, *why;
} may_scan[] = {
	{ "CHECK_*", "a check is asked of the whole record" },
	{ "UPKEEP_SERIES", "a restore looks up the last number of every series" },
	{ "BATCH_LIST", "a list of all batches" },
	{ "JOURNAL_LIST", "the journal is read from end to end" },
	{ "LOT_LIST_ALL", "a list of all lots, used up or not" },
	{ "PATIENT_LIST", "a list of all patients" },
	{ "PATIENT_LIST_NAMES", "a list of all patients" },
	{ "WAITING_BATCHES", "what is on the shelves now, by the index of what is" },
	{ "WAITING_SESSIONS", "what waits for a signature is few, and stands in its own table" },
	{ "WAITING_COUNTS", "what waits for a signature is few, and stands in its own table" },
	{ "SESSION_UNSIGNED", "what waits for a signature is few, and stands in its own table" },
	{ "UPKEEP_REVIEWED", "by the index of the reviews of the journal, which are few" },
	{ "UPKEEP_LAST_REVIEW", "by the index of the reviews of the journal, which are few" },
	{ "UPKEEP_SHELF", "the shelf is rebuilt from all moves" },
	{ "LOT_COUNT_SHEET", "what is on the shelves now, by the index of what is" },
	{ "PLACE_HOLDING", "what is on the shelves now, by the index of what is" },
	{ "TODAY_BATCHES", "what is on the shelves now, by the index of what is" },
	{ "TODAY_CONTAINERS", "what is on the shelves now, by the index of what is" },
	{ "TODAY_DEVIATIONS", "what departed from the rules is read whole" },
	{ "TODAY_MEASURES", "what is due, by its own index" },
	{ "TODAY_RECALLS", "recalls are few" },
	{ "TODAY_EXPIRING", "what is on the shelves now, by the index of what is" },
	{ "TODAY_RECALLED", "what is on the shelves now, by the index of what is" },
	{ "TODAY_TEMPERATURE", "the events there were, few" },
	{ "TODAY_QUARANTINE", "what is on the shelves now, by the index of what is" },
	{ "TODAY_SIGNATURES", "what waits for a signature is a table of its own" },
	{ "TODAY_WAITING", "what is on the shelves now, by the index of what is" },
	{ "PLACE_STOCKED", "what is on the shelves now, by the index of what is" },
	{ "RECALL_LIST", "recalls and drills are few, and read whole" },
	{ "TEMPERATURE_LIST", "events of temperature are few, and read whole" },
	{ "TEMPERATURE_LOTS", "what ever lay at a place, of the shelf" },
	{ "REACTION_LIST", "what patients reported is read whole, or by the period it is reviewed for" },
	{ "SESSION_REACTION_TOLD", "a table is seldom reversed, and reactions are few" },
	{ "REACTION_RATES_*", "a rate is over all reactions of a kind, few beside the sessions" },
	{ "VERDICT_OVERRIDES",
	  "what was passed is read whole, or by the period it is reviewed for" },
	{ "DEVIATION_LIST",
	  "what departed from the rules is read whole, or by the period it is reviewed for" },
};

/* What sections of reports, in whichever report they stand, read whole, and why. */
static const struct { const char *sections, *tables, *why; } reads_whole[] = {
	{ "lots", "move", "each lot is the sum of all its moves, from the first one on" },
	{ "stock ending ending_products containers ordering", "shelf",
	  "what is on the shelves now, by the index of what is" },
	{ "acts", "reversal, action", "of few reversals, the act of each is looked up" },
	{ "reversals", "reversal", "reversals are few" },
	{ "changes", "lot_revision, assay, batch_measure, lot_status, version_status, patient_fact",
	  "what changed is beside what was before, which no act leads to" },
	{ "corrections", "lot_revision, assay, batch_measure",
	  "what changed is beside what was before, which no act leads to" },
	{ "copies", "export", "copies that left are few" },
	{ "deviations looked months", "deviation", "deviations are few beside what is done" },
	{ "exceptions exception_kinds", "verdict, deviation, lot_revision, batch_check",
	  "deviations are few, and rules passed and checks failed have their own index" },
	{ "overrides passed_rules passers", "verdict", "by the index of rules that were passed" },
	{ "recalls recalled contacts recall_steps", "recall", "recalls are few" },
	{ "recipes recipe_versions recipe_changes recipe_lines recipe_steps", "version",
	  "all of the recipes are asked for" },
	{ "approvals", "supplier_approval", "suppliers are few" },
	{ "deliveries", "lot_revision", "all that was ever delivered is asked for" },
	{ "events", "temperature", "events of temperature are few" },
	{ "there earlier", "temperature_lot", "events of temperature are few" },
	{ "answers summary",
	  "reversal, batch_measure, lot_revision, assay, export, verdict, deviation, version, shelf, "
	  "temperature, temperature_lot, recall, signature",
	  "figures of what is few, of lots and of what is on the shelves" },
};

/* What a clinic has tens or hundreds of, whatever its age: reading all of it is a list, not a
 * search. */
static const char *const small[] = {
	"class",
	"clinic",
	"component",
	"credential",
	"ingredient",
	"ingredient_name",
	"ingredient_revision",
	"migration",
	"numbering",
	"person",
	"person_revision",
	"person_role",
	"phrase",
	"place",
	"place_revision",
	"product",
	"product_revision",
	"protocol",
	"recipe",
	"recipe_revision",
	"recipe_set",
	"recipe_set_item",
	"role_right",
	"rule",
	"rule_revision",
	"site",
	"supplier",
	"supplier_revision",
};

/* Whether a word is one of "lot, move". */
static bool is_named_in(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') && strchr(", ", at[length]))
			return true;
	return false;
}

static const struct { const char *table, *text; } statements[] = {
#define QUERY(name, table, columns, text) [name] = { table, text },
#include "queries.inc"
#undef QUERY
};

static struct store *opened;

static bool is_among(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static const char *why_it_may_scan(enum query query)
{
	for (size_t i = 0; i < sizeof may_scan / sizeof *may_scan; i++)
		if (fnmatch(may_scan[i].name, query_name(query), 0) == 0)
			return may_scan[i].why;
	return NULL;
}

/* What the store adds to the engine, its statements may use. Foreign keys are off, for the plan
 * of an INSERT shows a search for orphans which it makes only when there are some. */
static int open_schema(void **state)
{
	struct error err = { 0 };
	struct store *store;

	if (!store_open(":memory:", ACCESS_CREATE, &store, &err)
	    || !store_migrate(store, 0, &err)
	    || !store_execute(store, "PRAGMA foreign_keys = OFF", &err)) {
		print_error("%s\n", err.text);
		return 1;
	}
	*state = store->db;
	opened = store;
	return 0;
}

static int close_schema(void **state)
{
	(void)state;
	store_close(opened);
	return 0;
}

/* The table that a page of the file is the root of, or of an index of it. */
static bool table_at(sqlite3 *db, int root, char table[64])
{
	sqlite3_stmt *found;
	bool is = false;

	sqlite3_prepare_v2(db, "SELECT tbl_name FROM sqlite_schema WHERE rootpage = ?1", -1,
	                   &found, NULL);
	sqlite3_bind_int(found, 1, root);
	if (sqlite3_step(found) == SQLITE_ROW) {
		snprintf(table, 64, "%s", sqlite3_column_text(found, 0));
		is = true;
	}
	sqlite3_finalize(found);
	return is;
}

/*
 * "lot, move": what a statement reads from its first row or its last on, not from one that was
 * looked for, be it to make an index of its own. Read from the engine's program: a plan in words
 * names tables by alias.
 */
static const char *tables_read(sqlite3 *db, const char *sql, char out[256])
{
	char *explained = sqlite3_mprintf("EXPLAIN %s", sql), table[64];
	int roots[1024] = { 0 }, begun[1024] = { 0 };
	bool leaves = false;         /* the step before goes elsewhere: min() and max() read one
	                              * row */
	sqlite3_stmt *program;

	*out = '\0';
	assert_int_equal(sqlite3_prepare_v2(db, explained, -1, &program, NULL), SQLITE_OK);
	while (sqlite3_step(program) == SQLITE_ROW) {
		const char *does = (const char *)sqlite3_column_text(program, 1);
		int cursor = sqlite3_column_int(program, 2) & 1023;

		if (strncmp(does, "Open", 4) == 0 || strcmp(does, "SorterOpen") == 0)
			roots[cursor] = strcmp(does, "OpenRead") == 0
			                        ? sqlite3_column_int(program, 3)
			                        : (begun[cursor] = 0);
		if (strcmp(does, "Rewind") == 0 || strcmp(does, "Last") == 0)
			begun[cursor] = roots[cursor];
		if (!leaves && (strcmp(does, "Next") == 0 || strcmp(does, "Prev") == 0)
		    && table_at(db, begun[cursor], table)
		    && !is_among(table, small, sizeof small / sizeof *small)
		    && !is_named_in(out, table))
			sprintf(out + strlen(out), "%s%s", *out ? ", " : "", table);
		leaves = strcmp(does, "Goto") == 0
		      && sqlite3_column_int(program, 3) > sqlite3_column_int(program, 0) + 1;
	}
	sqlite3_finalize(program);
	sqlite3_free(explained);
	return out;
}

/* The first rows in order of a key: however large the table, few are read. */
static bool is_bounded(const char *sql)
{
	const char *limit = strstr(sql, "LIMIT ");

	return limit && !strchr(limit, ')') && !strstr(sql, "JOIN");
}

static void each_statement_compiles(void **state)
{
	for (int i = 0; i < QUERY_COUNT; i++) {
		sqlite3_stmt *compiled = NULL;
		const char *rest = "";

		if (sqlite3_prepare_v2(*state, statements[i].text, -1, &compiled, &rest)
		    != SQLITE_OK)
			fail_msg("%s: %s", query_name(i), sqlite3_errmsg(*state));
		if (rest[strspn(rest, " \n")])
			fail_msg("%s is more than one statement", query_name(i));
		sqlite3_finalize(compiled);
	}
}

static void each_statement_finds_its_way_by_index(void **state)
{
	int wrong = 0;

	for (int i = 0; i < QUERY_COUNT; i++) {
		char tables[256];
		bool scanned = *tables_read(*state, statements[i].text, tables)
		               && !is_bounded(statements[i].text);

		if (scanned && !why_it_may_scan(i) && ++wrong)
			print_error("%s reads all of %s\n", query_name(i), tables);
		if (!scanned && why_it_may_scan(i) && strncmp(query_name(i), "CHECK_", 6) != 0
		    && ++wrong)
			print_error("%s is listed as reading a whole table, but does not\n",
			            query_name(i));
	}
	assert_int_equal(wrong, 0);
}

/* Which entry lets a section read these tables whole; -1: none. */
static int entry_of(const char *section, const char *tables)
{
	int at = sizeof reads_whole / sizeof *reads_whole;

	while (--at >= 0
	       && !(is_named_in(reads_whole[at].sections, section)
	            && strcmp(reads_whole[at].tables, tables) == 0))
		;
	return at;
}

static void each_section_of_a_report_finds_its_way_by_index(void **state)
{
	bool used[sizeof reads_whole / sizeof *reads_whole] = { false };
	struct error err = { 0 };
	struct reports *reports;
	char tables[256];
	int wrong = 0;

	assert_true(reports_open(NULL, &reports, &err));
	for (int i = 0; i < reports_count(reports); i++) {
		const struct report *report = reports_at(reports, i);

		for (int j = 0; j < report->count; j++) {
			const struct section *section = &report->sections[j];
			int entry = *tables_read(*state, section->sql, tables)
			                    ? entry_of(section->name, tables)
			                    : 0;

			if (entry < 0 && ++wrong)
				print_error("%s, section '%s', reads all of %s\n", report->name,
				            section->name, tables);
			used[entry < 0 ? 0 : entry] |= *tables != '\0';
		}
	}
	for (size_t i = 0; i < sizeof used; i++)
		if (!used[i] && ++wrong)
			print_error("nothing of '%s' reads all of %s\n", reads_whole[i].sections,
			            reads_whole[i].tables);
	reports_close(reports);
	assert_int_equal(wrong, 0);
}

static void a_statement_that_may_scan_is_a_statement(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof may_scan / sizeof *may_scan; i++) {
		int at = 0;

		while (at < QUERY_COUNT && fnmatch(may_scan[i].name, query_name(at), 0) != 0)
			at++;
		if (at == QUERY_COUNT)
			fail_msg("there is no statement %s", may_scan[i].name);
		assert_true(*may_scan[i].why);
	}
}

/* The store hashes a row from what its INSERT answers. */
static void each_row_that_is_written_is_answered_whole(void **state)
{
	static const char *const unsealed[] = { "seal", "identity", "shelf" };

	(void)state;
	for (int i = 0; i < QUERY_COUNT; i++) {
		const char *end = strstr(statements[i].text, "RETURNING *");

		if (!*statements[i].table || is_among(statements[i].table, unsealed, 3))
			continue;
		if (!end
		    || end[strlen("RETURNING *") + strspn(end + strlen("RETURNING *"), ";\n ")])
			fail_msg("%s does not end in RETURNING *", query_name(i));
	}
}

/* Only what is derived or kept apart is ever changed in place. */
static void no_statement_changes_or_removes_a_kept_row(void **state)
{
	(void)state;
	for (int i = 0; i < QUERY_COUNT; i++) {
		const char *text = statements[i].text;

		if (strstr(text, "DELETE FROM")
		    || (strncmp(text, "UPDATE ", 7) == 0
		        && strncmp(text, "UPDATE identity ", 16) != 0)
		    || strstr(text, "REPLACE INTO") || strstr(text, "INSERT OR")
		    || strstr(text, "last_insert_rowid") || strstr(text, "rowid"))
			fail_msg("%s: rows are only added, in SQL that two engines run",
			         query_name(i));
	}
}

/* PostgreSQL cuts a longer name off. */
static void each_sentence_of_the_schema_fits_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < store_migration_count; i++)
		for (const char *at = store_migrations[i].text;
		     (at = strstr(at, "CONSTRAINT \""));) {
			at += strlen("CONSTRAINT \"");
			if (strcspn(at, "\"") > 63)
				fail_msg("'%.*s' is longer than 63 bytes",
				         (int)strcspn(at, "\""), at);
		}
}

/* Each process reads the whole schema of its store: what can stand in the statements does. */
static void views_stand_in_now_sql_and_two_in_the_store(void **state)
{
	sqlite3_stmt *views;

	sqlite3_prepare_v2(*state, "SELECT group_concat(name, ' ') FROM sqlite_schema "
	                   "WHERE type = 'view' ORDER BY name", -1, &views, NULL);
	assert_int_equal(sqlite3_step(views), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(views, 0), "act_by role_now");
	sqlite3_finalize(views);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_statement_compiles),
		cmocka_unit_test(each_statement_finds_its_way_by_index),
		cmocka_unit_test(each_section_of_a_report_finds_its_way_by_index),
		cmocka_unit_test(a_statement_that_may_scan_is_a_statement),
		cmocka_unit_test(each_row_that_is_written_is_answered_whole),
		cmocka_unit_test(each_sentence_of_the_schema_fits_a_name),
		cmocka_unit_test(views_stand_in_now_sql_and_two_in_the_store),
		cmocka_unit_test(no_statement_changes_or_removes_a_kept_row),
	};

	return cmocka_run_group_tests_name("queries", tests, open_schema, close_schema);
}
