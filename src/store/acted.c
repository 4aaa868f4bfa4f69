/*
 * acted.c - the rows an action made, found without an index on action (see chain.h)
 */
#include "chain.h"
#include "heap.h"
#include "inside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct acted {
	struct store *store;
	int64_t action;
	sqlite3_stmt *tables;
	char table[64];
	struct row row, before;
};

static sqlite3_stmt *prepared(struct store *store, const char *format, const char *first,
                              const char *second)
{
	char *sql = sqlite3_mprintf(format, first, second);
	sqlite3_stmt *statement = NULL;

	if (!sql)
		abort();
	sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
	sqlite3_free(sql);
	return statement;
}

bool chain_acted(struct store *store, int64_t action, struct acted **out, struct error *err)
{
	struct acted *acted = heap_new(sizeof *acted);

	acted->store = store;
	acted->action = action;
	acted->row.db = acted->before.db = store->db;
	*out = acted;
	if (sqlite3_prepare_v2(store->db,
	                       "SELECT name FROM sqlite_schema WHERE type = 'table' AND name "
	                       "NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'action' ORDER "
	                       "BY name",
	                       -1, &acted->tables, NULL)
	    == SQLITE_OK)
		return true;
	sqlite_failed(store->db, err);
	acted_end(acted);
	return false;
}

void acted_end(struct acted *acted)
{
	if (!acted)
		return;
	sqlite3_finalize(acted->tables);
	sqlite3_finalize(acted->row.statement);
	sqlite3_finalize(acted->before.statement);
	free(acted);
}

/* The action of the last row at or before an id; 0 where there is none. */
static int64_t action_at(sqlite3_stmt *probe, int64_t id)
{
	int64_t action;

	sqlite3_reset(probe);
	sqlite3_bind_int64(probe, 1, id);
	action = sqlite3_step(probe) == SQLITE_ROW ? sqlite3_column_int64(probe, 0) : 0;
	sqlite3_reset(probe);
	return action;
}

#define PROBE "SELECT action FROM \"%w\" WHERE id <= ?1 ORDER BY id DESC LIMIT 1"

static int64_t newest_id(struct store *store, const char *table)
{
	sqlite3_stmt *newest = prepared(store, "SELECT max(id) FROM \"%w\"", table, NULL);
	int64_t id = newest && sqlite3_step(newest) == SQLITE_ROW
	                     ? sqlite3_column_int64(newest, 0)
	                     : 0;

	sqlite3_finalize(newest);
	return id;
}

/* The last id, up to high, of all rows made before the action. */
static int64_t last_before(sqlite3_stmt *probe, int64_t high, int64_t action)
{
	int64_t low = 0;

	while (probe && low < high) {
		int64_t middle = low + (high - low + 1) / 2;

		if (action_at(probe, middle) < action)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

static bool next_table(struct acted *acted)
{
	sqlite3_stmt *probe;

	while (sqlite3_step(acted->tables) == SQLITE_ROW) {
		snprintf(acted->table, sizeof acted->table, "%s",
		         sqlite3_column_text(acted->tables, 0));
		if (chain_leaves_out(acted->table))
			continue;
		sqlite3_finalize(acted->row.statement);
		acted->row.statement = prepared(
			acted->store, "SELECT * FROM \"%w\" WHERE id > ?1 ORDER BY id",
			acted->table, NULL);
		probe = prepared(acted->store, PROBE, acted->table, NULL);
		sqlite3_bind_int64(acted->row.statement, 1,
		                   last_before(probe, newest_id(acted->store, acted->table),
		                               acted->action));
		sqlite3_finalize(probe);
		return true;
	}
	return false;
}

const struct row *acted_next(struct acted *acted, const char **table, struct error *err)
{
	do {
		int code = acted->row.statement ? sqlite3_step(acted->row.statement)
		                                : SQLITE_DONE;

		if (code == SQLITE_ROW && row_int(&acted->row, "action") == acted->action) {
			*table = acted->table;
			return &acted->row;
		}
		if (code != SQLITE_ROW && code != SQLITE_DONE) {
			sqlite_failed(acted->store->db, err);
			return NULL;
		}
	} while (next_table(acted));
	return NULL;
}

const struct row *acted_before(struct acted *acted, const char *column, struct error *err)
{
	int code;

	sqlite3_finalize(acted->before.statement);
	acted->before.statement = prepared(acted->store,
	                                   "SELECT * FROM \"%w\" WHERE \"%w\" = ?1 AND id < ?2 "
	                                   "ORDER BY id DESC LIMIT 1",
	                                   acted->table, column);
	if (!acted->before.statement) {
		sqlite_failed(acted->store->db, err);
		return NULL;
	}
	sqlite3_bind_value(
		acted->before.statement, 1,
		sqlite3_column_value(acted->row.statement, row_find(&acted->row, column)));
	sqlite3_bind_int64(acted->before.statement, 2, row_int(&acted->row, "id"));
	code = sqlite3_step(acted->before.statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		sqlite_failed(acted->store->db, err);
	return code == SQLITE_ROW ? &acted->before : NULL;
}

/* The table a column refers to. */
static bool refers_to(struct store *store, const char *table, const char *column, char out[64])
{
	sqlite3_stmt *keys = prepared(store, "SELECT \"table\" FROM "
	                                     "pragma_foreign_key_list(%Q) WHERE \"from\" = "
	                                     "%Q", table, column);
	bool found = keys && sqlite3_step(keys) == SQLITE_ROW;

	if (found)
		snprintf(out, 64, "%s", sqlite3_column_text(keys, 0));
	sqlite3_finalize(keys);
	return found;
}

static const char *first_text(struct row *row, const char *const *columns, char *out,
                              size_t size)
{
	for (; *columns; columns++) {
		int at = row_find(row, *columns);

		if (at >= 0 && !row_null_at(row, at)) {
			snprintf(out, size, "%s", row_text_at(row, at));
			return out;
		}
	}
	return NULL;
}

static const char *name_of(struct store *store, const char *table, int64_t id, int depth,
                           char out[ACTED_TEXT]);

/* Its owner's name, and its number within it. */
static const char *name_by_owner(struct store *store, const char *table, struct row *row,
                                 int depth, char out[ACTED_TEXT])
{
	static const char *const numbers[] = { "number", "ordinal", "position", NULL };
	char owner[ACTED_TEXT], number[24], parent[64];

	for (int i = 2; i < row_columns(row) && depth < 4; i++)
		if (!row_null_at(row, i) && refers_to(store, table, row_name(row, i), parent)
		 && name_of(store, parent, row_int_at(row, i), depth + 1, owner)) {
			if (first_text(row, numbers, number, sizeof number))
				snprintf(out, ACTED_TEXT, "%.60s/%s", owner, number);
			else
				snprintf(out, ACTED_TEXT, "%s", owner);
			return out;
		}
	return NULL;
}

static const char *name_of(struct store *store, const char *table, int64_t id, int depth,
                           char out[ACTED_TEXT])
{
	static const char *const codes[] = { "code", NULL };
	struct row row = {
		.statement = prepared(store, "SELECT * FROM \"%w\" WHERE id = ?1", table, NULL),
		.db = store->db,
	};
	const char *name = NULL;
	int number;

	sqlite3_bind_int64(row.statement, 1, id);
	if (row.statement && sqlite3_step(row.statement) == SQLITE_ROW) {
		number = row_find(&row, "number");
		name = first_text(&row, codes, out, ACTED_TEXT);
		if (!name && number >= 0
		    && sqlite3_column_type(row.statement, number) == SQLITE_TEXT)
			name = (snprintf(out, ACTED_TEXT, "%s", row_text_at(&row, number)),
			        out);
		if (!name)
			name = name_by_owner(store, table, &row, depth, out);
	}
	sqlite3_finalize(row.statement);
	return name;
}

const char *acted_means(struct acted *acted, const char *column, int64_t id,
                        char out[ACTED_TEXT])
{
	char parent[64];

	return refers_to(acted->store, acted->table, column, parent)
	     ? name_of(acted->store, parent, id, 0, out) : NULL;
}

/* ---- one table of many actions ---- */

enum { MOST_SOURCES = 80 };

struct made {
	struct store *store;
	struct source {
		const char *table, *column;
		sqlite3_stmt *probe, *values;
		int64_t newest;
	} sources[MOST_SOURCES];
	int count;
};

struct made *chain_made(struct store *store)
{
	struct made *made = heap_new(sizeof *made);

	made->store = store;
	return made;
}

void made_end(struct made *made)
{
	if (!made)
		return;
	for (int i = 0; i < made->count; i++) {
		sqlite3_finalize(made->sources[i].probe);
		sqlite3_finalize(made->sources[i].values);
	}
	free(made);
}

/* Prepared the first time it is asked for. */
static struct source *source_of(struct made *made, const char *table, const char *column)
{
	struct source *source = made->sources;

	for (; source < made->sources + made->count; source++)
		if (strcmp(source->table, table) == 0 && strcmp(source->column, column) == 0)
			return source;
	assert(made->count < MOST_SOURCES);
	*source = (struct source){
		.table = table,
		.column = column,
		.newest = newest_id(made->store, table),
		.probe = prepared(made->store, PROBE, table, NULL),
		.values = prepared(
			made->store,
			"SELECT action, \"%w\" FROM \"%w\" WHERE id > ?1 ORDER BY id", column,
			table),
	};
	made->count++;
	return source;
}

static bool is_known(const int64_t *ids, int count, int64_t id)
{
	while (count-- > 0)
		if (ids[count] == id)
			return true;
	return false;
}

int made_ids(struct made *made, const char *table, const char *column, int64_t action,
             int64_t *ids, int most)
{
	struct source *source = source_of(made, table, column);
	sqlite3_stmt *values = source->values;
	int count = 0;

	if (!values)
		return 0;
	sqlite3_bind_int64(values, 1, last_before(source->probe, source->newest, action));
	while (count <= most && sqlite3_step(values) == SQLITE_ROW
	       && sqlite3_column_int64(values, 0) == action) {
		int64_t id = sqlite3_column_int64(values, 1);

		if (sqlite3_column_type(values, 1) == SQLITE_NULL
		    || is_known(ids, count < most ? count : most, id))
			continue;
		if (count < most)
			ids[count] = id;
		count++;
	}
	sqlite3_reset(values);
	return count;
}
