/*
 * strip.c - a store with nothing but the tables that some statements use, for the floors
 *
 * strip STORE OUT NAME...
 *
 * A NAME is a statement of sql/ or a table. Which tables, views and indexes that means is asked
 * of the engine; triggers and all other tables stay behind.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name, *text; } statements[] = {
#define QUERY(name, table, columns, text) { #name, text },
#include "queries.inc"
#undef QUERY
};

enum { MOST = 128 };

struct used { char *name[MOST]; int count; };

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "strip: %s: %s\n", sqlite3_errmsg(db), sql);
	exit(1);
}

static void use(struct used *used, const char *name)
{
	for (int i = 0; i < used->count; i++)
		if (strcmp(used->name[i], name) == 0)
			return;
	if (used->count < MOST)
		used->name[used->count++] = strdup(name);
}

/* A table that is read, and the view through which it is. */
static int note(void *context, int what, const char *table, const char *column,
                const char *base, const char *through)
{
	(void)column, (void)base;
	if (what == SQLITE_READ && table)
		use(context, table);
	if (what == SQLITE_READ && through)
		use(context, through);
	return SQLITE_OK;
}

static void find(sqlite3 *db, const char *name, struct used *used)
{
	sqlite3_stmt *statement;

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		if (strcmp(statements[i].name, name) == 0) {
			sqlite3_set_authorizer(db, note, used);
			if (sqlite3_prepare_v2(db, statements[i].text, -1, &statement, NULL)
			    != SQLITE_OK) {
				fprintf(stderr, "strip: %s: %s\n", name, sqlite3_errmsg(db));
				exit(1);
			}
			sqlite3_finalize(statement);
			sqlite3_set_authorizer(db, NULL, NULL);
			return;
		}
	use(used, name);
}

/* What is called type, of what is used, in the order in which it was made. */
static void make(sqlite3 *db, const struct used *used, const char *type, int fill)
{
	sqlite3_stmt *made;
	char *sql;

	sqlite3_prepare_v2(db,
	                   "SELECT name, sql, tbl_name FROM full.sqlite_schema"
	                   " WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
	                   -1, &made, NULL);
	sqlite3_bind_text(made, 1, type, -1, SQLITE_STATIC);
	while (sqlite3_step(made) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(made, 0);
		const char *of = (const char *)sqlite3_column_text(made, 2);
		int wanted = 0;

		for (int i = 0; i < used->count; i++)
			wanted |= strcmp(used->name[i], of) == 0;
		if (!wanted)
			continue;
		run(db, (const char *)sqlite3_column_text(made, 1));
		if (fill) {
			run(db, sql = sqlite3_mprintf(
					"INSERT INTO main.\"%w\" SELECT * FROM full.\"%w\"",
					name, name));
			sqlite3_free(sql);
		}
	}
	sqlite3_finalize(made);
}

int main(int argc, char **argv)
{
	struct used used = { 0 };
	sqlite3 *db;
	char *sql;

	if (argc < 4 || sqlite3_open(argv[2], &db) != SQLITE_OK) {
		fprintf(stderr, "usage: strip STORE OUT NAME...\n");
		return 64;
	}
	run(db, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
	        "PRAGMA cache_size = -262144");
	run(db, sql = sqlite3_mprintf("ATTACH %Q AS full", argv[1]));
	sqlite3_free(sql);
	for (int i = 3; i < argc; i++)
		find(db, argv[i], &used);
	run(db, "BEGIN");
	make(db, &used, "table", 1);
	make(db, &used, "index", 0);
	make(db, &used, "view", 0);
	run(db, "COMMIT; DETACH full; PRAGMA journal_mode = WAL");
	for (int i = 0; i < used.count; i++)
		free(used.name[i]);
	return sqlite3_close(db) != SQLITE_OK;
}
