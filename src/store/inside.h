/*
 * inside.h - what the files of this room share
 */
#ifndef INSIDE_H
#define INSIDE_H

#include "store.h"

#include <sqlite3.h>

struct row {
	sqlite3_stmt *statement;
	sqlite3 *db;
	int last;                    /* column found: they are mostly asked for in order */
};

/* A row of the act under way, as it enters the chain. */
struct sealed {
	const char *table;
	int64_t id;
	size_t at, size;             /* in the bytes */
};

struct sealing {
	uint8_t *bytes;
	size_t size, room;
	struct sealed *rows;
	size_t count, places;
};

struct store {
	sqlite3 *db;
	char *path;
	int depth;                   /* of begun pairs */
	bool doomed;                 /* a pair inside has failed */
	bool frozen;
	bool bare;                   /* new: its first act lays the schema */
	int64_t action;
	int asked_line;              /* see store_asked_line() */
	struct seat seat;
	struct sealing sealing;
	struct row rows[QUERY_COUNT];
};

/* A broken constraint is the request's fault; anything else is ours. */
bool sqlite_failed(sqlite3 *db, struct error *err);
bool store_execute(struct store *store, const char *sql, struct error *err);
/* Let go of every row that still stands: it keeps the engine reading, and while it reads it can
 * neither move the log into the store nor copy it. */
void store_rest(struct store *store);
/* Have the engine take its memory from memory.c. */
void memory_serve(void);

/* True for a table whose rows are outside the chain: derived, or kept apart. */
bool chain_leaves_out(const char *table);
/* Encode the row a statement stands on, from that column on, as the chain hashes it. */
void chain_add(struct sealing *sealing, const char *table, sqlite3_stmt *row, int from);
/* Hash what was added, after prev, and forget it. */
void chain_close(struct sealing *sealing, const struct digest *prev, struct digest *out);
void chain_forget(struct sealing *sealing);

/* What a copy says of itself, in the engine's own head of the file. */
enum { COPY_MARK = 1 };
#define MARK_COPY "PRAGMA user_version = 1"

#endif
