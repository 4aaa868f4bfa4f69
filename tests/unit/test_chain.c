/*
 * The chain names what was altered behind its back: for every table of the schema, whatever the
 * schema becomes. The rows are made up, four to a table in two acts, and sealed as the store
 * seals.
 */
#include "../../src/store/inside.h"
#include "chain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST_TABLES = 128, ROWS_EACH = 2, ACTS = 3, MOST_ACTS = 59 };

static char tables[MOST_TABLES][64];
static int table_count;

static void run(struct store *store, const char *format, ...)
{
	char *why = NULL, *sql;
	va_list rest;

	va_start(rest, format);
	sql = sqlite3_vmprintf(format, rest);
	va_end(rest);
	if (sqlite3_exec(store->db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_free(sql);
}

/* A row of the table, every column filled, as the store would write and seal it. */
static void put_row(struct store *store, const char *table, int number)
{
	sqlite3_str *sql = sqlite3_str_new(NULL);
	sqlite3_stmt *columns, *row;
	char *text;

	sqlite3_str_appendf(sql, "INSERT INTO %s SELECT NULL", table);
	sqlite3_prepare_v2(
		store->db,
		"SELECT name, type FROM pragma_table_info(?1) WHERE name <> 'id' ORDER BY cid",
		-1, &columns, NULL);
	sqlite3_bind_text(columns, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(columns) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(columns, 0);
		const char *type = (const char *)sqlite3_column_text(columns, 1);

		if (strcmp(name, "action") == 0)
			sqlite3_str_appendf(sql, ", %lld", store_action(store));
		else if (strcmp(type, "INTEGER") == 0)
			sqlite3_str_appendf(sql, ", %d", number);
		else if (strcmp(type, "BLOB") == 0)
			sqlite3_str_appendf(sql, ", randomblob(32)");
		else
			sqlite3_str_appendf(sql, ", '%s %d'", name, number);
	}
	sqlite3_finalize(columns);
	sqlite3_str_appendall(sql, " RETURNING *");
	text = sqlite3_str_finish(sql);
	assert_int_equal(sqlite3_prepare_v2(store->db, text, -1, &row, NULL), SQLITE_OK);
	if (sqlite3_step(row) != SQLITE_ROW)
		fail_msg("%s: %s", text, sqlite3_errmsg(store->db));
	chain_add(&store->sealing, table, row, 0);
	sqlite3_step(row);
	sqlite3_finalize(row);
	sqlite3_free(text);
}

static void act(struct store *store, int number)
{
	struct seat seat = { 0 };
	struct error err = { 0 };

	snprintf(seat.entered.text, sizeof seat.entered.text, "2026-11-03T09:%c%c:00Z",
	         "012345"[number / 10 % 6], "0123456789"[number % 10]);
	assert_true(store_sit(store, &seat, &err));
	assert_true(store_begin(store, "test", &err));
	for (int i = 0; i < table_count; i++)
		for (int n = 0; n < ROWS_EACH; n++)
			put_row(store, tables[i], (number - 1) * ROWS_EACH + n + 1);
	if (!store_end(store, true, &err))
		fail_msg("%s", err.text);
}

static void list_tables(struct store *store)
{
	sqlite3_stmt *names;

	table_count = 0;
	sqlite3_prepare_v2(store->db,
	                   "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
	                   "LIKE 'sqlite%'"
	                   " AND name <> 'action' ORDER BY name",
	                   -1, &names, NULL);
	while (sqlite3_step(names) == SQLITE_ROW)
		if (!chain_leaves_out((const char *)sqlite3_column_text(names, 0)))
			snprintf(tables[table_count++], sizeof *tables, "%.63s",
			         (const char *)sqlite3_column_text(names, 0));
	sqlite3_finalize(names);
}

/* What the rows say is nonsense, so the checks on it are off; that they are whole is what is
 * tested. */
static struct store *made(int acts)
{
	struct error err = { 0 };
	struct store *store;

	assert_true(store_open(":memory:", ACCESS_CREATE, &store, &err));
	assert_true(store_migrate(store, 0, &err));
	run(store, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
	list_tables(store);
	for (int number = 1; number <= acts; number++)
		act(store, number);
	/* A row that was read stands until its statement is used again: it would lock its
	 * table. */
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_reset(store->rows[i].statement);
	return store;
}

static int make(void **state)
{
	*state = made(ACTS);
	return 0;
}

static int drop(void **state)
{
	store_close(*state);
	return 0;
}

/* What the chain finds, the engine's own complaints about the nonsense left out. */
struct result {
	int count;
	struct finding first, named;  /* the first, and the first that names what was looked
	                               * for */
};

static struct result examine_for(struct store *store, const char *table, int64_t action,
                                 const char *head)
{
	struct result result = { 0 };
	struct examination *examination;
	struct error err = { 0 };
	struct finding finding;

	assert_true(chain_examine(store, &examination, &err));
	if (head)
		assert_true(chain_look_for(examination, head, &err));
	while (chain_next(examination, &finding)) {
		if (finding.kind == FINDING_ENGINE)
			continue;
		if (result.count++ == 0)
			result.first = finding;
		if (!*result.named.text
		    && (strcmp(finding.table, table) == 0
		        || (action && finding.action == action)))
			result.named = finding;
	}
	if (head && !chain_had(examination, 0))
		result.count += 1000;
	chain_examined(examination);
	return result;
}

static char *put_away[32];
static int put_away_count;

/* Every trigger of the table, kept to be put back. */
static void triggers_off(struct store *store, const char *table)
{
	char names[16][64];
	sqlite3_stmt *triggers;
	int count = 0;

	sqlite3_prepare_v2(
		store->db,
		"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1",
		-1, &triggers, NULL);
	sqlite3_bind_text(triggers, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(triggers) == SQLITE_ROW) {
		snprintf(names[count++], sizeof *names, "%.63s",
		         (const char *)sqlite3_column_text(triggers, 0));
		put_away[put_away_count++] = sqlite3_mprintf("%s",
		                                             sqlite3_column_text(triggers, 1));
	}
	sqlite3_finalize(triggers);
	while (count-- > 0)
		run(store, "DROP TRIGGER %s", names[count]);
}

static void triggers_on(struct store *store)
{
	while (put_away_count > 0) {
		run(store, "%s", put_away[--put_away_count]);
		sqlite3_free(put_away[put_away_count]);
	}
}

/* Do it with the triggers away and put back, and see that it is found; then undo it. */
static void is_found(struct store *store, const char *table, int64_t action, const char *deed)
{
	struct result result;

	run(store, "BEGIN");
	triggers_off(store, table);
	run(store, "%s", deed);
	triggers_on(store);
	result = examine_for(store, table, action, NULL);
	run(store, "ROLLBACK");
	if (!*result.named.text)
		fail_msg("%s was not found (%d findings, the first: %s)", deed, result.count,
		         result.first.text);
}

static void an_untouched_record_has_no_findings(void **state)
{
	struct result result = examine_for(*state, "", 0, NULL);

	if (result.count)
		fail_msg("%s", result.first.text);
	assert_true(table_count > 40);
}

/* The k-th column of as many tables as there are acts, each in a row of another act; gives how
 * many. */
static int change_column(struct store *store, int column, int from, bool changed[MOST_ACTS + 1])
{
	int count = 0;

	for (int i = 0; i < MOST_ACTS && from + i < table_count; i++) {
		const char *table = tables[from + i], *type;
		sqlite3_stmt *named;

		changed[i + 1] = false;
		sqlite3_prepare_v2(
			store->db,
			"SELECT name, type FROM pragma_table_info(?1) WHERE cid = ?2", -1,
			&named, NULL);
		sqlite3_bind_text(named, 1, table, -1, SQLITE_STATIC);
		sqlite3_bind_int(named, 2, column);
		if (sqlite3_step(named) == SQLITE_ROW) {
			type = (const char *)sqlite3_column_text(named, 1);
			triggers_off(store, table);
			run(store, "UPDATE %s SET %s = %s WHERE id = %d", table,
			    sqlite3_column_text(named, 0),
			    strcmp(type, "INTEGER") == 0 ? "97777"
			    : strcmp(type, "BLOB") == 0  ? "x'00'"
			                                 : "'97777'",
			    i * ROWS_EACH + 1);
			triggers_on(store);
			changed[i + 1] = ++count;
		}
		sqlite3_finalize(named);
	}
	return count;
}

static void each_is_named(struct store *store, int column, int from,
                          bool changed[MOST_ACTS + 1])
{
	struct examination *examination;
	struct error err = { 0 };
	struct finding finding;
	bool named[MOST_ACTS + 1] = { false };

	assert_true(chain_examine(store, &examination, &err));
	while (chain_next(examination, &finding))
		if (finding.kind != FINDING_ENGINE && finding.action <= MOST_ACTS)
			named[finding.action] = true;
	chain_examined(examination);
	for (int i = 0; i < MOST_ACTS && from + i < table_count; i++)
		if (changed[i + 1] && !named[i + 1])
			fail_msg("column %d of %s was changed, and not named", column,
			         tables[from + i]);
}

static void a_changed_value_is_named_in_every_column_of_every_table(void **state)
{
	struct store *store = made(MOST_ACTS);
	bool changed[MOST_ACTS + 1];

	(void)state;
	for (int from = 0; from < table_count; from += MOST_ACTS)
		for (int column = 1, any = 1; any; column++) {
			run(store, "BEGIN");
			any = change_column(store, column, from, changed);
			each_is_named(store, column, from, changed);
			run(store, "ROLLBACK");
		}
	store_close(store);
}

static void a_removed_row_is_named_in_every_table(void **state)
{
	for (int i = 0; i < table_count; i++) {
		char deed[128];

		snprintf(deed, sizeof deed, "DELETE FROM %s WHERE id = 3", tables[i]);
		is_found(*state, tables[i], 0, deed);
		snprintf(deed, sizeof deed,
		         "DELETE FROM %s WHERE id = (SELECT max(id) FROM %s)", tables[i],
		         tables[i]);
		is_found(*state, tables[i], ACTS, deed);
	}
}

static void a_row_put_in_is_named_in_every_table(void **state)
{
	struct store *store = *state;

	for (int i = 0; i < table_count; i++) {
		struct result result;

		run(store, "BEGIN");
		triggers_off(store, tables[i]);
		run(store, "CREATE TEMP TABLE other AS SELECT * FROM %s WHERE id = 2",
		    tables[i]);
		run(store, "DELETE FROM %s WHERE id = 2", tables[i]);
		run(store, "INSERT INTO %s SELECT * FROM other", tables[i]);
		triggers_on(store);
		result = examine_for(store, tables[i], 0, NULL);
		assert_int_equal(result.count, 0);
		triggers_off(store, tables[i]);
		run(store, "DELETE FROM %s WHERE id = 2; UPDATE other SET id = 99", tables[i]);
		run(store, "INSERT INTO %s SELECT * FROM other", tables[i]);
		triggers_on(store);
		result = examine_for(store, tables[i], 1, NULL);
		run(store, "ROLLBACK");
		if (!*result.named.text)
			fail_msg("a row put into %s was not found", tables[i]);
	}
}

static void two_rows_that_changed_places_are_named_in_every_table(void **state)
{
	for (int i = 0; i < table_count; i++) {
		char deed[256];

		snprintf(
			deed, sizeof deed,
			"UPDATE %s SET id = -1 WHERE id = 2; UPDATE %s SET id = 2 WHERE id = 5;"
			" UPDATE %s SET id = 5 WHERE id = -1",
			tables[i], tables[i], tables[i]);
		is_found(*state, tables[i], 0, deed);
		snprintf(
			deed, sizeof deed,
			"UPDATE %s SET id = -1 WHERE id = 3; UPDATE %s SET id = 3 WHERE id = 4;"
			" UPDATE %s SET id = 4 WHERE id = -1",
			tables[i], tables[i], tables[i]);
		is_found(*state, tables[i], 2, deed);
	}
}

static void replace_does_not_walk_past_the_triggers(void **state)
{
	struct store *store = *state;

	for (int i = 0; i < table_count; i++) {
		char *sql = sqlite3_mprintf("REPLACE INTO %s SELECT * FROM %s WHERE id = 3",
		                            tables[i], tables[i]);

		assert_int_equal(sqlite3_exec(store->db, sql, NULL, NULL, NULL),
		                 SQLITE_CONSTRAINT);
		if (!strstr(sqlite3_errmsg(store->db), "never replaced")
		    && strcmp(tables[i], "component") != 0)
			fail_msg("%s", sqlite3_errmsg(store->db));
		sqlite3_free(sql);
	}
}

/* Whether a unique index has the column, by itself or in lower(column). */
static bool in_key(struct store *store, const char *index, const char *column)
{
	sqlite3_stmt *found;
	bool is_in;

	sqlite3_prepare_v2(store->db,
	                   "SELECT 1 FROM pragma_index_info(?1) WHERE name = ?2 UNION ALL "
	                   "SELECT 1 FROM sqlite_schema WHERE name = ?1 AND "
	                   "instr(sql, 'lower(' || ?2 || ')')",
	                   -1, &found, NULL);
	sqlite3_bind_text(found, 1, index, -1, SQLITE_STATIC);
	sqlite3_bind_text(found, 2, column, -1, SQLITE_STATIC);
	is_in = sqlite3_step(found) == SQLITE_ROW;
	sqlite3_finalize(found);
	return is_in;
}

/* A row like the table's first in this key alone, as far as small and capital letters go. */
static char *replacing(struct store *store, const char *table, const char *index)
{
	sqlite3_str *sql = sqlite3_str_new(NULL);
	sqlite3_stmt *columns;

	sqlite3_str_appendf(sql, "REPLACE INTO %s SELECT 900000", table);
	sqlite3_prepare_v2(
		store->db,
		"SELECT name, type FROM pragma_table_info(?1) WHERE name <> 'id' ORDER BY cid",
		-1, &columns, NULL);
	sqlite3_bind_text(columns, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(columns) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(columns, 0),
		           *type = (const char *)sqlite3_column_text(columns, 1);

		if (in_key(store, index, name))
			sqlite3_str_appendf(sql, strcmp(name, "code") == 0 && strstr(index, "_by_")
			                                 ? ", upper(%s)" : ", %s", name);
		else
			sqlite3_str_appendf(sql, strcmp(type, "BLOB") == 0 ? ", x'900000'"
			                                                   : ", 900000");
	}
	sqlite3_finalize(columns);
	sqlite3_str_appendf(sql, " FROM %s ORDER BY id LIMIT 1", table);
	return sqlite3_str_finish(sql);
}

static void replace_finds_no_other_key_to_walk_in_by(void **state)
{
	struct store *store = *state;
	sqlite3_stmt *keys;
	int tried = 0;

	/* Every unique index of every guarded table; those of constraints are indexes too. */
	sqlite3_prepare_v2(store->db,
	                   "SELECT t.tbl_name, i.name FROM sqlite_schema t, "
	                   "pragma_index_list(t.tbl_name) i WHERE t.type = 'trigger' AND "
	                   "t.name = t.tbl_name || '_is_new' AND i.\"unique\"",
	                   -1, &keys, NULL);
	run(store, "BEGIN; DROP TRIGGER action_is_final; UPDATE action SET once = 'a key' "
	           "WHERE id = 1");
	for (; sqlite3_step(keys) == SQLITE_ROW; tried++) {
		char *sql = replacing(store, (const char *)sqlite3_column_text(keys, 0),
		                      (const char *)sqlite3_column_text(keys, 1));

		if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_CONSTRAINT
		    || !strstr(sqlite3_errmsg(store->db), "never replaced"))
			fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
		sqlite3_free(sql);
	}
	sqlite3_finalize(keys);
	run(store, "ROLLBACK");
	assert_true(tried > 30);
}

static void a_missing_trigger_is_named_in_every_table(void **state)
{
	struct store *store = *state;

	for (int i = 0; i < table_count; i++) {
		struct result result;

		run(store, "BEGIN; DROP TRIGGER %s_is_kept", tables[i]);
		result = examine_for(store, tables[i], 0, NULL);
		run(store, "ROLLBACK");
		assert_int_equal(result.count, 1);
		assert_int_equal(result.named.kind, FINDING_SCHEMA);
		assert_non_null(strstr(result.named.text, "_is_kept' is missing"));
	}
}

static void a_changed_trigger_view_or_index_is_named(void **state)
{
	static const struct { const char *deed, *named;
	} deeds[] = {
		{ "DROP TRIGGER move_keeps_the_shelf; CREATE TRIGGER move_keeps_the_shelf "
		  "AFTER INSERT ON move BEGIN SELECT 1; END",
		  "the trigger 'move_keeps_the_shelf' was changed" },
		{ "DROP VIEW role_now; CREATE VIEW role_now AS SELECT 1 AS id",
		  "the view 'role_now' was changed" },
		{ "DROP INDEX move_by_lot", "the index 'move_by_lot' is missing" },
		{ "CREATE TABLE more (id INTEGER PRIMARY KEY)",
		  "the table 'more' does not belong to the record" },
		{ "CREATE TRIGGER helps AFTER INSERT ON move BEGIN SELECT 1; END",
		  "the trigger 'helps' does not belong to the record" },
		{ "ALTER TABLE lot ADD COLUMN colour TEXT", "the table 'lot' was changed" },
	};
	struct store *store = *state;

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		struct result result;

		run(store, "BEGIN; %s", deeds[i].deed);
		result = examine_for(store, "", 0, NULL);
		run(store, "ROLLBACK");
		assert_string_equal(result.first.text, deeds[i].named);
	}
}

static void a_removed_table_is_named(void **state)
{
	struct result result;

	run(*state, "BEGIN; DROP TABLE tally");
	result = examine_for(*state, "tally", 0, NULL);
	run(*state, "ROLLBACK");
	assert_int_equal(result.named.kind, FINDING_SCHEMA);
	assert_string_equal(result.named.table, "tally");
	assert_non_null(strstr(result.named.text, "is missing"));
}

static void a_changed_or_missing_seal_is_told_from_a_changed_row(void **state)
{
	static const struct { const char *deed, *named;
	} deeds[] = {
		{ "UPDATE seal SET hash = randomblob(32) WHERE id = 2",
		  "the seal of action 2 (test, entered 2026-11-03T09:02:00Z) was changed" },
		{ "DELETE FROM seal WHERE id = 2",
		  "action 2 (test, entered 2026-11-03T09:02:00Z) has no seal: it was removed, "
		  "or the act was put in" },
		{ "DELETE FROM seal WHERE id = 3",
		  "action 3 (test, entered 2026-11-03T09:03:00Z) has no seal: it was removed, "
		  "or the act was put in" },
	};

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		struct result result;

		run(*state, "BEGIN");
		triggers_off(*state, "seal");
		run(*state, "%s", deeds[i].deed);
		triggers_on(*state);
		result = examine_for(*state, "", 0, NULL);
		run(*state, "ROLLBACK");
		assert_string_equal(result.first.text, deeds[i].named);
		assert_int_equal(result.count, 1);
	}
}

static void a_removed_or_changed_action_is_named(void **state)
{
	is_found(*state, "action", 2, "DELETE FROM action WHERE id = 2");
	is_found(*state, "action", 2, "UPDATE action SET person = 7 WHERE id = 2");
	is_found(*state, "action", 2,
	         "UPDATE action SET entered = '2026-11-03T09:01:30Z' WHERE id = 2");
	is_found(*state, "action", 3, "UPDATE action SET reason = 'none' WHERE id = 3");
}

/* ---- what only a head kept outside can show ---- */

static void head_text(struct store *store, char text[DIGEST_TEXT])
{
	struct error err = { 0 };
	struct digest head;
	int64_t length;

	assert_true(store_head(store, &head, &length, &err));
	digest_text(&head, text);
}

static void a_head_is_found_by_its_first_digits(void **state)
{
	struct examination *examination;
	struct error err = { 0 };
	char head[DIGEST_TEXT];

	head_text(*state, head);
	assert_int_equal(examine_for(*state, "", 0, head).count, 0);
	head[20] = '\0';
	assert_int_equal(examine_for(*state, "", 0, head).count, 0);
	head[HEAD_LEAST] = '\0';     /* as it is printed */
	assert_int_equal(examine_for(*state, "", 0, head).count, 0);
	assert_int_equal(examine_for(*state, "", 0, "0123456789ABCDEF").count, 1000);
	assert_true(chain_examine(*state, &examination, &err));
	assert_false(chain_look_for(examination, "0123456789a", &err));
	assert_int_equal(err.fault, FAULT_USAGE);
	assert_string_equal(
		err.text,
		"'0123456789a' is not a head: give 12 to 64 hexadecimal digits of it");
	chain_examined(examination);
}

static void a_cut_tail_shows_with_a_head_and_not_without(void **state)
{
	struct store *store = *state;
	char head[DIGEST_TEXT];

	head_text(store, head);
	run(store, "BEGIN");
	for (int i = 0; i < table_count; i++) {
		triggers_off(store, tables[i]);
		run(store, "DELETE FROM %s WHERE action = %d", tables[i], ACTS);
		triggers_on(store);
	}
	for (int i = 0; i < 2; i++) {
		static const char *const both[] = { "seal", "action" };

		triggers_off(store, both[i]);
		run(store, "DELETE FROM %s WHERE id = %d", both[i], ACTS);
		triggers_on(store);
	}
	assert_int_equal(examine_for(store, "", 0, NULL).count, 0);
	assert_int_equal(examine_for(store, "", 0, head).count, 1000);
	run(store, "ROLLBACK");
}

/* Seal an action anew, as one who knows how would. */
static void reseal(struct store *store, int64_t action)
{
	struct sealing sealing = { 0 };
	struct digest before = { 0 }, hash;
	sqlite3_stmt *row;

	for (int i = -1; i < table_count; i++) {
		const char *table = i < 0 ? "action" : tables[i];
		char *sql = sqlite3_mprintf("SELECT * FROM %s WHERE %s = %lld", table,
		                            i < 0 ? "id" : "action", action);

		sqlite3_prepare_v2(store->db, sql, -1, &row, NULL);
		while (sqlite3_step(row) == SQLITE_ROW)
			chain_add(&sealing, table, row, 0);
		sqlite3_finalize(row);
		sqlite3_free(sql);
	}
	sqlite3_prepare_v2(store->db, "SELECT hash FROM seal WHERE id = ?1 - 1", -1, &row,
	                   NULL);
	sqlite3_bind_int64(row, 1, action);
	if (sqlite3_step(row) == SQLITE_ROW)
		memcpy(before.bytes, sqlite3_column_blob(row, 0), DIGEST_BYTES);
	sqlite3_finalize(row);
	chain_close(&sealing, &before, &hash);
	chain_forget(&sealing);
	sqlite3_prepare_v2(store->db, "UPDATE seal SET hash = ?1 WHERE id = ?2", -1, &row,
	                   NULL);
	sqlite3_bind_blob(row, 1, hash.bytes, DIGEST_BYTES, SQLITE_TRANSIENT);
	sqlite3_bind_int64(row, 2, action);
	assert_int_equal(sqlite3_step(row), SQLITE_DONE);
	sqlite3_finalize(row);
}

static void a_rewritten_chain_shows_with_a_head_and_not_without(void **state)
{
	struct store *store = *state;
	char head[DIGEST_TEXT];

	head_text(store, head);
	run(store, "BEGIN");
	triggers_off(store, "lot_status");
	triggers_off(store, "seal");
	run(store, "UPDATE lot_status SET status = 'released' WHERE id = 3");
	for (int64_t action = 2; action <= ACTS; action++)
		reseal(store, action);
	triggers_on(store);
	triggers_on(store);
	assert_int_equal(examine_for(store, "", 0, NULL).count, 0);
	assert_int_equal(examine_for(store, "", 0, head).count, 1000);
	run(store, "ROLLBACK");
}

static void a_fork_after_a_restore_shows_with_a_head_and_not_without(void **state)
{
	struct store *restored = made(ACTS - 1);
	char head[DIGEST_TEXT];

	act(restored, ACTS + 1);
	run(restored, "BEGIN");
	assert_int_equal(examine_for(restored, "", 0, NULL).count, 0);
	head_text(*state, head);
	assert_int_equal(examine_for(restored, "", 0, head).count, 1000);
	run(restored, "ROLLBACK");
	store_close(restored);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_untouched_record_has_no_findings),
		cmocka_unit_test(a_changed_value_is_named_in_every_column_of_every_table),
		cmocka_unit_test(a_removed_row_is_named_in_every_table),
		cmocka_unit_test(a_row_put_in_is_named_in_every_table),
		cmocka_unit_test(two_rows_that_changed_places_are_named_in_every_table),
		cmocka_unit_test(replace_does_not_walk_past_the_triggers),
		cmocka_unit_test(replace_finds_no_other_key_to_walk_in_by),
		cmocka_unit_test(a_missing_trigger_is_named_in_every_table),
		cmocka_unit_test(a_changed_trigger_view_or_index_is_named),
		cmocka_unit_test(a_removed_table_is_named),
		cmocka_unit_test(a_changed_or_missing_seal_is_told_from_a_changed_row),
		cmocka_unit_test(a_removed_or_changed_action_is_named),
		cmocka_unit_test(a_head_is_found_by_its_first_digits),
		cmocka_unit_test(a_cut_tail_shows_with_a_head_and_not_without),
		cmocka_unit_test(a_rewritten_chain_shows_with_a_head_and_not_without),
		cmocka_unit_test(a_fork_after_a_restore_shows_with_a_head_and_not_without),
	};

	return cmocka_run_group_tests_name("chain", tests, make, drop);
}
