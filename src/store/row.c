/*
 * row.c - named statements, their parameters and their rows
 */
#include "inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct statement {
	const char *name, *table, *columns, *text;
} statements[QUERY_COUNT] = {
#define QUERY(name, table, columns, text) [name] = { #name, table, columns, text },
#include "queries.inc"
#undef QUERY
};

const char *query_columns(enum query query)
{
	return statements[query].columns;
}

const char *query_text(enum query query)
{
	return statements[query].text;
}

const char *query_name(enum query query)
{
	return statements[query].name;
}

/* A CHECK is named in the schema by the sentence a person should read; a trigger raises it. */
bool sqlite_failed(sqlite3 *db, struct error *err)
{
	int code = sqlite3_extended_errcode(db);
	const char *text = sqlite3_errmsg(db);

	if (code == SQLITE_CONSTRAINT_CHECK && strstr(text, ": "))
		text = strstr(text, ": ") + 2;
	/* The guard of a table sees a second key before its index does. */
	if (code == SQLITE_CONSTRAINT_UNIQUE
	    || (code == SQLITE_CONSTRAINT_TRIGGER && strstr(text, " are never replaced")))
		return failed(err, FAULT_REFUSED, "that is on record already (%s)",
		              strstr(text, ": ") ? strstr(text, ": ") + 2 : text);
	if ((code & 0xff) == SQLITE_BUSY)
		return failed(err, FAULT_STORE, "another command holds the store; try again");
	if ((code & 0xff) == SQLITE_NOTADB)
		return failed(err, FAULT_REFUSED, "that file is not a pistor store");
	if ((code & 0xff) == SQLITE_FULL)
		return failed(err, FAULT_STORE, "the disk is full; nothing was recorded");
	return failed(err, (code & 0xff) == SQLITE_CONSTRAINT ? FAULT_REFUSED : FAULT_STORE,
	              "%s", text);
}

static void bind_one(sqlite3_stmt *statement, int at, const struct bind *bind)
{
	switch (bind->kind) {
	case BIND_INT:
		sqlite3_bind_int64(statement, at, bind->integer);
		break;
	case BIND_TEXT:
		sqlite3_bind_text(statement, at, bind->text, -1, SQLITE_TRANSIENT);
		break;
	case BIND_BLOB:
		sqlite3_bind_blob(statement, at, bind->text, (int)bind->integer,
		                  SQLITE_TRANSIENT);
		break;
	case BIND_NULL:
		sqlite3_bind_null(statement, at);
		break;
	}
}

static int parameter(sqlite3_stmt *statement, const char *name)
{
	char text[64] = ":";

	return sqlite3_bind_parameter_index(statement, strncat(text, name, sizeof text - 2));
}

static struct row *prepare(struct store *store, enum query query, const struct bind *bind,
                           struct error *err)
{
	struct row *row = &store->rows[query];
	int given = 0;

	if (!row->statement
	 && sqlite3_prepare_v3(store->db, statements[query].text, -1, SQLITE_PREPARE_PERSISTENT,
	                       &row->statement, NULL) != SQLITE_OK) {
		sqlite_failed(store->db, err);
		return NULL;
	}
	row->db = store->db;
	sqlite3_reset(row->statement);
	for (; bind->name; bind++, given++) {
		int at = parameter(row->statement, bind->name);

		assert(at > 0 && "the query has no such parameter");
		bind_one(row->statement, at, bind);
	}
	assert(given == sqlite3_bind_parameter_count(row->statement));
	return row;
}

struct row *store_query(struct store *store, enum query query, const struct bind *bind,
                        struct error *err)
{
	return prepare(store, query, bind, err);
}

bool row_next(struct row *row, struct error *err)
{
	int code = row ? sqlite3_step(row->statement) : SQLITE_DONE;

	if (code == SQLITE_ROW)
		return true;
	if (row)
		sqlite3_reset(row->statement);
	if (code != SQLITE_DONE)
		sqlite_failed(row->db, err);
	return false;
}

struct row *store_one(struct store *store, enum query query, const struct bind *bind,
                      struct error *err)
{
	struct row *row = prepare(store, query, bind, err);

	return row_next(row, err) ? row : NULL;
}

bool store_insert(struct store *store, enum query query, const struct bind *bind, int64_t *id,
                  struct error *err)
{
	const char *table = statements[query].table;
	struct row *row = prepare(store, query, bind, err);

	assert(store->depth > 0);
	if (!row)
		return false;
	*id = 0;
	while (row_next(row, err)) {
		*id = row_int(row, "id");
		if (*table && !chain_leaves_out(table))
			chain_add(&store->sealing, table, row->statement, 0);
	}
	return !err->fault;
}

bool store_run(struct store *store, enum query query, const struct bind *bind,
               struct error *err)
{
	int64_t id;

	return store_insert(store, query, bind, &id, err);
}

struct row *store_ask(struct store *store, const char *sql, const struct bind *bind,
                      struct error *err)
{
	struct row *row = sqlite3_malloc(sizeof *row);

	if (!row)
		abort();
	*row = (struct row){ .db = store->db };
	if (sqlite3_prepare_v2(store->db, sql, -1, &row->statement, NULL) != SQLITE_OK) {
		sqlite_failed(store->db, err);
		sqlite3_free(row);
		return NULL;
	}
	if (!row->statement || !sqlite3_stmt_readonly(row->statement)) {
		row_done(row);
		failed(err, FAULT_REFUSED, "a report may only read");
		return NULL;
	}
	for (; bind->name; bind++) {
		int at = parameter(row->statement, bind->name);

		if (at > 0)
			bind_one(row->statement, at, bind);
	}
	return row;
}

void row_done(struct row *row)
{
	if (!row)
		return;
	sqlite3_finalize(row->statement);
	sqlite3_free(row);
}

int row_columns(const struct row *row)
{
	return sqlite3_column_count(row->statement);
}

const char *row_name(const struct row *row, int at)
{
	return sqlite3_column_name(row->statement, at);
}

/* Looked for from where the last one was found, once round. */
int row_find(const struct row *row, const char *column)
{
	int count = sqlite3_column_count(row->statement), first = row->next, at;

	for (int i = 0; i < count; i++) {
		at = (first + i) % count;
		if (strcmp(sqlite3_column_name(row->statement, at), column) == 0) {
			((struct row *)row)->next = at + 1;
			return at;
		}
	}
	return -1;
}

static int found(const struct row *row, const char *column)
{
	int at = row_find(row, column);

	assert(at >= 0 && "the query has no such column");
	return at;
}

int64_t row_int_at(const struct row *row, int at)
{
	return sqlite3_column_int64(row->statement, at);
}

const char *row_text_at(const struct row *row, int at)
{
	return (const char *)sqlite3_column_text(row->statement, at);
}

bool row_null_at(const struct row *row, int at)
{
	return sqlite3_column_type(row->statement, at) == SQLITE_NULL;
}

int64_t row_int(const struct row *row, const char *column)
{
	return row_int_at(row, found(row, column));
}

const char *row_text(const struct row *row, const char *column)
{
	return row_text_at(row, found(row, column));
}

const void *row_blob(const struct row *row, const char *column, size_t *size)
{
	int at = found(row, column);
	const void *bytes = sqlite3_column_blob(row->statement, at);

	*size = (size_t)sqlite3_column_bytes(row->statement, at);
	return bytes;
}

bool row_null(const struct row *row, const char *column)
{
	return row_null_at(row, found(row, column));
}
