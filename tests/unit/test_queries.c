/*
 * Every named statement compiles against the schema, finds its way by index, and answers with
 * the rows it wrote. (tests/postgres prepares the same statements on the second engine.)
 */
#include "../../src/store/inside.h"

#include <ctype.h>
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
	{ "JOURNAL_LIST", "the journal is read from end to end" },
	{ "LOT_LIST_ALL", "a list of all lots, used up or not" },
	{ "PATIENT_LIST", "a list of all patients" },
	{ "PATIENT_LIST_NAMES", "a list of all patients" },
	{ "WAITING_BATCHES", "what is on the shelves now, by the index of what is" },
	{ "WAITING_SESSIONS", "what waits for a signature is few, and stands in its own table" },
	{ "SESSION_UNSIGNED", "what waits for a signature is few, and stands in its own table" },
	{ "UPKEEP_SHELF", "the shelf is rebuilt from all moves" },
	{ "LOT_COUNT_SHEET", "what is on the shelves now, by the index of what is" },
	{ "PLACE_HOLDING", "what is on the shelves now, by the index of what is" },
	{ "TODAY_BATCHES", "what is on the shelves now, by the index of what is" },
	{ "TODAY_CONTAINERS", "what is on the shelves now, by the index of what is" },
	{ "TODAY_DEVIATIONS", "what departed from the rules is read whole" },
	{ "TODAY_RECALLS", "recalls are few" },
	{ "TODAY_EXPIRING", "what is on the shelves now, by the index of what is" },
	{ "TODAY_RECALLED", "what is on the shelves now, by the index of what is" },
	{ "TODAY_TEMPERATURE", "the events there were, few" },
	{ "TODAY_QUARANTINE", "what is on the shelves now, by the index of what is" },
	{ "TODAY_SESSIONS", "what waits for a signature is a table of its own" },
	{ "TODAY_WAITING", "what is on the shelves now, by the index of what is" },
	{ "PLACE_STOCKED", "what is on the shelves now, by the index of what is" },
	{ "RECALL_LIST", "recalls and drills are few, and read whole" },
	{ "TEMPERATURE_LIST", "events of temperature are few, and read whole" },
	{ "TEMPERATURE_LOTS", "what ever lay at a place, of the shelf" },
	{ "REACTION_LIST", "what patients reported is read whole, or by the period it is reviewed for" },
	{ "REACTION_RATES_*", "a rate is over all reactions of a kind, few beside the sessions" },
	{ "VERDICT_OVERRIDES",
	  "what was passed is read whole, or by the period it is reviewed for" },
	{ "DEVIATION_LIST",
	  "what departed from the rules is read whole, or by the period it is reviewed for" },
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

/* The text of a table or view of the schema, or NULL. */
static const char *schema_of(sqlite3 *db, const char *type, const char *name, char *out,
                             size_t size)
{
	sqlite3_stmt *found;
	const char *text = NULL;

	sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2",
	                   -1, &found, NULL);
	sqlite3_bind_text(found, 1, type, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(found, 2, name, -1, SQLITE_TRANSIENT);
	if (sqlite3_step(found) == SQLITE_ROW) {
		snprintf(out, size, "%s", sqlite3_column_text(found, 0));
		text = out;
	}
	sqlite3_finalize(found);
	return text;
}

static const char *next_word(const char *at, char *word, size_t size)
{
	size_t length = 0;

	while (*at && !isalnum((unsigned char)*at) && *at != '_' && *at != '(' && *at != ')')
		at++;
	if (*at == '(' || *at == ')') {
		snprintf(word, size, "%c", *at);
		return at + 1;
	}
	for (; isalnum((unsigned char)*at) || *at == '_'; at++)
		if (length + 1 < size)
			word[length++] = *at;
	word[length] = '\0';
	return length ? at : NULL;
}

/*
 * A plan names a table by its alias. Find the table that a statement, or a view it reads, calls
 * so: the alias itself, or the word before it where it is named ("lot l", not "x.lot = l.id").
 * Rows that are no table's (a list, a common table expression, a subquery) give none.
 */
static bool table_called(sqlite3 *db, const char *sql, const char *alias, char table[64])
{
	char text[8192], word[64], before[64] = "";

	if (schema_of(db, "table", alias, text, sizeof text)) {
		snprintf(table, 64, "%s", alias);
		return true;
	}
	for (const char *at = sql; (at = next_word(at, word, sizeof word)); ) {
		if (strcmp(word, alias) == 0 && *at != '.'
		    && schema_of(db, "table", before, text, sizeof text)) {
			snprintf(table, 64, "%s", before);
			return true;
		}
		if (schema_of(db, "view", word, text, sizeof text)
		    && table_called(db, strstr(text, " AS"), alias, table))
			return true;
		if (strcmp(word, "AS") != 0)
			snprintf(before, sizeof before, "%s", word);
	}
	return false;
}

/* One step of a plan; gives the table when all of it is read. */
static bool scans(sqlite3 *db, const char *sql, const char *step, char table[64])
{
	char name[64];

	return sscanf(step, "SCAN %63[A-Za-z0-9_]", name) == 1
	    && table_called(db, sql, name, table)
	    && !is_among(table, small, sizeof small / sizeof *small);
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
		char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", statements[i].text),
		     table[64];
		sqlite3_stmt *plan = NULL;
		bool scanned = false;

		assert_int_equal(sqlite3_prepare_v2(*state, sql, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *step = (const char *)sqlite3_column_text(plan, 3);

			if (scans(*state, statements[i].text, step, table)
			    && !is_bounded(statements[i].text)) {
				scanned = true;
				if (!why_it_may_scan(i) && ++wrong)
					print_error("%s reads all of %s: %s\n", query_name(i),
					            table, step);
			}
		}
		if (why_it_may_scan(i) && !scanned && strncmp(query_name(i), "CHECK_", 6) != 0
		    && ++wrong)
			print_error("%s is listed as reading a whole table, but does not\n",
			            query_name(i));
		sqlite3_finalize(plan);
		sqlite3_free(sql);
	}
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
static void views_stand_in_now_sql_and_one_in_the_store(void **state)
{
	sqlite3_stmt *views;

	sqlite3_prepare_v2(*state, "SELECT name FROM sqlite_schema WHERE type = 'view'", -1,
	                   &views, NULL);
	while (sqlite3_step(views) == SQLITE_ROW)
		assert_string_equal(sqlite3_column_text(views, 0), "role_now");
	sqlite3_finalize(views);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_statement_compiles),
		cmocka_unit_test(each_statement_finds_its_way_by_index),
		cmocka_unit_test(a_statement_that_may_scan_is_a_statement),
		cmocka_unit_test(each_row_that_is_written_is_answered_whole),
		cmocka_unit_test(each_sentence_of_the_schema_fits_a_name),
		cmocka_unit_test(views_stand_in_now_sql_and_one_in_the_store),
		cmocka_unit_test(no_statement_changes_or_removes_a_kept_row),
	};

	return cmocka_run_group_tests_name("queries", tests, open_schema, close_schema);
}
