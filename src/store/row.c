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

/* What the engine says of the file, in words of who sits before it. */
static const struct { int code; enum fault fault; const char *text; } sentences[] = {
	{ SQLITE_BUSY, FAULT_STORE, "another command holds the store; try again" },
	{ SQLITE_NOTADB, FAULT_REFUSED, "that file is not a pistor store" },
	{ SQLITE_FULL, FAULT_STORE, "the disk is full; nothing was recorded" },
	{ SQLITE_CANTOPEN, FAULT_STORE,
	  "this account may not open the store, or not write in its folder" },
	{ SQLITE_READONLY, FAULT_STORE,
	  "this account may not write in the store, or not in its folder" },
	{ SQLITE_CORRUPT, FAULT_STORE,
	  "that file is damaged; 'pistor store restore' puts a backup in a store's place" },
};

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
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if ((code & 0xff) == sentences[i].code)
			return failed(err, sentences[i].fault, "%s", sentences[i].text);
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

/* What a report may do: read, and not what identifies a patient, which is looked at under one's
 * name, nor what proves who somebody is. */
static int may_ask(void *unused, int what, const char *table, const char *column,
                   const char *database, const char *trigger)
{
	static const struct { const char *table, *column; } kept[] = {
		{ "identity", NULL }, { "credential", "argon" }, { "presence", "token" },
	};

	(void)unused, (void)database, (void)trigger;
	if (what == SQLITE_READ)
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (sqlite3_stricmp(table, kept[i].table) == 0
			    && (!kept[i].column
			        || sqlite3_stricmp(column, kept[i].column) == 0))
				return SQLITE_DENY;
	return what == SQLITE_READ || what == SQLITE_SELECT || what == SQLITE_FUNCTION
	                       || what == SQLITE_RECURSIVE
	               ? SQLITE_OK
	               : SQLITE_DENY;
}

static bool not_asked(struct store *store, const char *sql, int code, struct error *err)
{
	int at = sqlite3_error_offset(store->db);

	store->asked_line = at < 0 ? 0 : 1;
	while (at-- > 0)
		store->asked_line += sql[at] == '\n';
	if (code == SQLITE_AUTH && strcmp(sqlite3_errmsg(store->db), "not authorized") == 0)
		return failed(err, FAULT_REFUSED, "a report may only read");
	if (code == SQLITE_AUTH)
		return failed(err, FAULT_REFUSED, "%s: names of patients are looked at with "
		              "--names, in one's own name, and secrets never",
		              sqlite3_errmsg(store->db));
	return code == SQLITE_ERROR
	               ? failed(err, FAULT_REFUSED, "%s", sqlite3_errmsg(store->db))
	               : sqlite_failed(store->db, err);
}

int store_asked_line(const struct store *store)
{
	return store->asked_line;
}

struct row *store_ask(struct store *store, const char *sql, const struct bind *bind,
                      struct error *err)
{
	struct row *row = sqlite3_malloc(sizeof *row);
	int code;

	if (!row)
		abort();
	*row = (struct row){ .db = store->db };
	sqlite3_set_authorizer(store->db, may_ask, NULL);
	code = sqlite3_prepare_v2(store->db, sql, -1, &row->statement, NULL);
	if (code != SQLITE_OK)
		not_asked(store, sql, code, err);
	sqlite3_set_authorizer(store->db, NULL, NULL);
	if (code != SQLITE_OK) {
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

static bool is_named(const struct row *row, int at, const char *column)
{
	return strcmp(sqlite3_column_name(row->statement, at), column) == 0;
}

/* Mostly it is the one after the last that was found, or that again; else all are looked at. */
int row_find(const struct row *row, const char *column)
{
	int count = sqlite3_column_count(row->statement), at = (row->last + 1) % count;

	for (int i = 0; i <= count; i++) {
		if (is_named(row, at, column))
			return ((struct row *)row)->last = at;
		at = (row->last + i) % count;
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
