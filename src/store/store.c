/*
 * store.c - opening, acts and migrations
 */
#include "inside.h"

#include "heap.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

/* "pist", so that file(1) and others know the file for what it is. */
#define APPLICATION_ID "1885959028"

/* A command that waited for another one read its clock before it: this much of the clock going
 * back is waiting, more is a clock that is wrong. */
enum { WAITED = 120 };

const char store_program[] = "pistor 0.1.0";

bool store_execute(struct store *store, const char *sql, struct error *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK
	    || sqlite_failed(store->db, err);
}

/* A WAL lives in shared memory, which network file systems do not share. */
static bool is_local(const char *path, struct error *err)
{
#ifdef __linux__
	static const long far[] = { 0x6969 /* NFS */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2
	                                    * */,
	                            0x517b /* SMB */, 0x5346414f /* AFS */, 0x00c36400 /* Ceph
	                                    * */ };
	struct statfs system;

	if (statfs(path, &system) == 0)
		for (size_t i = 0; i < sizeof far / sizeof *far; i++)
			if ((system.f_type & 0xffffffffL) == far[i])
				return failed(err, FAULT_REFUSED,
				              "'%s' is on a network file system, where a store "
				              "would be corrupted; keep it on a local disk",
				              path);
#else
	(void)path, (void)err;
#endif
	return true;
}

/* An empty file that only we may read, or a refusal when there is one. */
static bool create_file(const char *path, struct error *err)
{
	int file = open(path, O_CREAT | O_EXCL | O_RDWR, 0600);

	if (file < 0 && errno == EEXIST)
		return failed(err, FAULT_REFUSED, "there is a file '%s' already", path);
	if (file < 0)
		return failed(err, FAULT_STORE, "cannot create '%s': %s", path,
		              strerror(errno));
	close(file);
	return true;
}

/* What PostgreSQL calls string_agg and this SQLite does not know yet. */
static void join_step(sqlite3_context *context, int count, sqlite3_value **values)
{
	sqlite3_str **joined = sqlite3_aggregate_context(context, sizeof *joined);

	(void)count;
	if (!joined || sqlite3_value_type(values[0]) == SQLITE_NULL)
		return;
	if (*joined)
		sqlite3_str_appendall(*joined, (const char *)sqlite3_value_text(values[1]));
	else
		*joined = sqlite3_str_new(NULL);
	sqlite3_str_appendall(*joined, (const char *)sqlite3_value_text(values[0]));
}

static void join_end(sqlite3_context *context)
{
	sqlite3_str **joined = sqlite3_aggregate_context(context, 0);

	if (joined && *joined)
		sqlite3_result_text(context, sqlite3_str_finish(*joined), -1, sqlite3_free);
}

/* local_day(INSTANT, ZONE): the day that instant is of there. What PostgreSQL says with AT TIME
 * ZONE (tests/postgres). */
static void local_day(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct instant long_ago = { "1970-01-01T00:00:00Z" };
	const char *text = (const char *)sqlite3_value_text(values[0]);
	const char *name = (const char *)sqlite3_value_text(values[1]);
	struct instant instant;
	struct zone zone;
	struct error err = { 0 };
	struct day day;

	(void)count;
	if (!text || !name)
		return;
	if (!zone_load(name, &zone, &err)
	    || !instant_parse(text, &zone, &long_ago, &instant, &err)) {
		sqlite3_result_error(context, err.text, -1);
		return;
	}
	instant_day(&instant, &zone, &day);
	sqlite3_result_text(context, day.text, -1, SQLITE_TRANSIENT);
}

static bool add_functions(struct store *store, struct error *err)
{
	const int plain = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	return (sqlite3_create_function(store->db, "string_agg", 2, plain, NULL, NULL,
	                                join_step, join_end) == SQLITE_OK
	        && sqlite3_create_function(store->db, "local_day", 2, plain, NULL, local_day,
	                                   NULL, NULL) == SQLITE_OK)
	    || sqlite_failed(store->db, err);
}

/* The last to leave empties the log and lets the file stand: to make and remove it costs each
 * act two journals of the file system more than the act itself. */
static void keep_log(struct store *store)
{
	int on = 1;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

static bool open_file(struct store *store, const char *path, enum access access,
                      struct error *err)
{
	int flags = access == ACCESS_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	bool memory = strcmp(path, ":memory:") == 0;

	/* One thread, and nobody asks how much memory is used: a tenth of the time it takes to
	 * open. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	memory_serve();
	if (memory)
		flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	else if (access == ACCESS_CREATE ? !create_file(path, err)
	                                 : faccessat(AT_FDCWD, path, F_OK, 0) != 0)
		return failed(err, FAULT_MISSING,
		              "there is no store at '%s'; 'pistor store create' makes one",
		              path);
	if (!memory && !is_local(path, err))
		return false;
	if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
		return sqlite_failed(store->db, err);
	keep_log(store);
	/* Pages are read where the system has them: to copy each costs a command more than what
	 * it reads there. */
	return add_functions(store, err)
	    && store_execute(store,
	                     "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA "
	                     "journal_size_limit = 0;"
	                     "PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536; "
	                     "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824;",
	                     err);
}

static int64_t pragma(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t found = -1;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK
	 && sqlite3_step(statement) == SQLITE_ROW)
		found = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return found;
}

static bool is_ours(struct store *store, const char *path, enum access access,
                    struct error *err)
{
	int64_t id = pragma(store, "PRAGMA application_id"), at;
	struct row *row;

	if (id < 0 && access == ACCESS_READ && sqlite3_errcode(store->db) != SQLITE_NOTADB)
		return failed(err, FAULT_STORE,
		              "'%s' cannot be read here (%s); where its folder cannot be "
		              "written, read a copy made by 'pistor store backup' with --copy",
		              path, sqlite3_errmsg(store->db));
	if (id < 0 || id != strtoll(APPLICATION_ID, NULL, 10))
		return failed(err, FAULT_REFUSED, "'%s' is not a pistor store", path);
	row = store_one(store, MIGRATION_NEWEST, BIND_NOTHING, err);
	if (!row)
		return failed(err, FAULT_STORE, "'%s' holds no record", path);
	at = row_int(row, "number");
	sqlite3_reset(row->statement);
	if (at > store_migration_count)
		return failed(
			err, FAULT_REFUSED,
			"'%s' was written by a newer pistor (schema %d, this one knows %d)",
			path, (int)at, store_migration_count);
	if (at < store_migration_count && access != ACCESS_UPGRADE)
		return failed(
			err, FAULT_REFUSED,
			"'%s' was written by an older pistor (schema %d, this one needs %d); "
			"'pistor store upgrade' brings it up to date",
			path, (int)at, store_migration_count);
	return true;
}

bool store_is_copy(struct store *store)
{
	return pragma(store, "PRAGMA user_version") == COPY_MARK;
}

/* What was copied is read; two records would go on from it. */
static bool is_worked_in(struct store *store, const char *path, enum access access,
                         struct error *err)
{
	return access == ACCESS_READ || !store_is_copy(store)
	    || failed(err, FAULT_REFUSED,
	              "'%s' is a copy, which is only read (--copy %s); 'pistor store restore %s' "
	              "puts it in the store's place",
	              path, path, path);
}

static bool begin_new(struct store *store, struct error *err)
{
	store->bare = true;
	return store_execute(
		store,
		"PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		"PRAGMA application_id = " APPLICATION_ID,
		err);
}

bool store_open(const char *path, enum access access, struct store **out, struct error *err)
{
	struct store *store = heap_new(sizeof *store);

	store->path = strdup(path);
	*out = store;
	if (open_file(store, path, access, err)
	    && (access == ACCESS_CREATE
	                ? begin_new(store, err)
	                : is_ours(store, path, access, err)
	                          && is_worked_in(store, path, access, err)
	                          && store_execute(store, "PRAGMA synchronous = FULL", err)))
		return true;
	store_close(store);
	*out = NULL;
	return false;
}

bool store_open_copy(const char *path, struct store **out, struct error *err)
{
	struct store *store = heap_new(sizeof *store);
	char *name = sqlite3_mprintf("file:%s?immutable=1", path);

	if (!name)
		abort();
	store->path = strdup(path);
	*out = store;
	if (access(path, R_OK) != 0)
		failed(err, FAULT_MISSING, "there is no copy at '%s'", path);
	else if (sqlite3_open_v2(name, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
	         != SQLITE_OK)
		sqlite_failed(store->db, err);
	else if (add_functions(store, err) && is_ours(store, path, ACCESS_READ, err)) {
		sqlite3_free(name);
		return true;
	}
	sqlite3_free(name);
	store_close(store);
	*out = NULL;
	return false;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(store->rows[i].statement);
	sqlite3_close(store->db);
	chain_forget(&store->sealing);
	free(store->path);
	free(store);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

bool store_migrate(struct store *store, int from, struct error *err)
{
	assert(store->depth > 0 || from == 0);
	for (; from < store_migration_count; from++)
		if (!store_execute(store, store_migrations[from].text, err))
			return false;
	return true;
}

bool store_only_read(struct store *store, struct error *err)
{
	return store_execute(store, "PRAGMA query_only = ON", err);
}

/* As the person who sits there reads a clock. */
static const char *clock_says(const struct seat *seat, const struct instant *instant,
                              char text[INSTANT_LOCAL])
{
	if (!*seat->zone.name)
		return instant->text;
	instant_local(instant, &seat->zone, text);
	return text;
}

bool store_sit(struct store *store, const struct seat *seat, struct error *err)
{
	char event[INSTANT_LOCAL], entered[INSTANT_LOCAL];

	if (*seat->event.text && strcmp(seat->event.text, seat->entered.text) > 0)
		return failed(err, FAULT_REFUSED,
		              "what happens at %s has not happened yet: it is %s",
		              clock_says(seat, &seat->event, event),
		              clock_says(seat, &seat->entered, entered));
	store->seat = *seat;
	return true;
}

const struct seat *store_seat(const struct store *store)
{
	return &store->seat;
}

const struct instant *store_event(const struct store *store)
{
	return *store->seat.event.text ? &store->seat.event : &store->seat.entered;
}

/* Entry instants never decrease along the chain; see WAITED. One act may go back: it says that
 * the clock was wrong before, and stands as an exception. */
static bool follow_on(struct store *store, const char *verb, struct error *err)
{
	struct row *last = store_one(store, ACTION_LAST, BIND_NOTHING, err);
	char now[INSTANT_LOCAL], then[INSTANT_LOCAL];
	struct instant before;

	if (!last)
		return !err->fault;
	snprintf(before.text, sizeof before.text, "%s", row_text(last, "entered"));
	if (strcmp(store->seat.entered.text, before.text) >= 0
	    || strcmp(verb, "store clock") == 0)
		return true;
	if (instant_seconds(&before) - instant_seconds(&store->seat.entered) > WAITED)
		return failed(err, FAULT_REFUSED,
		              "the clock says %s, but the last act was entered at %s; set the "
		              "clock right, or say why it was wrong with 'pistor store clock'",
		              clock_says(&store->seat, &store->seat.entered, now),
		              clock_says(&store->seat, &before, then));
	store->seat.entered = before;
	return true;
}

static bool begin_action(struct store *store, const char *verb, struct error *err)
{
	const struct seat *seat = &store->seat;

	assert(*seat->entered.text && "store_sit() comes first");
	return follow_on(store, verb, err)
	    && store_insert(store, ACTION_INSERT, BIND(
		bind_text("verb",      verb),
		bind_text("entered",   seat->entered.text),
		bind_text("event",     instant_text(&seat->event)),
		bind_id  ("person",    seat->person),
		bind_id  ("typist",    seat->typist),
		bind_text("reason",    seat->reason),
		bind_text("exception", seat->exception),
		bind_text("once",      seat->once),
		bind_text("request",   seat->request),
		bind_text("program",   store_program)), &store->action, err);
}

void store_rest(struct store *store)
{
	for (int i = 0; i < QUERY_COUNT; i++)
		if (store->rows[i].statement)
			sqlite3_reset(store->rows[i].statement);
}

bool store_begin(struct store *store, const char *verb, struct error *err)
{
	if (store->depth > 0) {
		store->depth++;
		return true;
	}
	store_rest(store);
	if (!store_execute(store, "BEGIN IMMEDIATE", err))
		return false;
	store->depth = 1;
	store->doomed = false;
	store->sealing.size = store->sealing.count = 0;
	if (store->bare
	    && pragma(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'action'") == 0
	    && !store_migrate(store, 0, err))
		return store_end(store, false, err);
	return begin_action(store, verb, err) || store_end(store, false, err);
}

static bool seal(struct store *store, struct error *err)
{
	struct digest prev = { 0 }, hash;
	int64_t length;

	if (!store_head(store, &prev, &length, err))
		return false;
	chain_close(&store->sealing, &prev, &hash);
	return store_run(store, SEAL_INSERT, BIND(
		bind_int ("id",   store->action),
		bind_blob("hash", hash.bytes, sizeof hash.bytes)), err);
}

bool store_end(struct store *store, bool ok, struct error *err)
{
	assert(store->depth > 0);
	store->doomed |= !ok;
	if (store->depth > 1) {
		store->depth--;
		return ok;
	}
	store_rest(store);
	if (!store->doomed && seal(store, err) && store_execute(store, "COMMIT", err)) {
		store->depth = 0;
		store->bare = false;
		return true;
	}
	store_undo(store);
	return false;
}

void store_undo(struct store *store)
{
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store->depth = 0;
	store->action = 0;
	store->sealing.size = store->sealing.count = 0;
}

int64_t store_action(const struct store *store)
{
	return store->action;
}

bool store_wrote(const struct store *store, const char *table)
{
	for (size_t i = 0; i < store->sealing.count; i++)
		if (strcmp(store->sealing.rows[i].table, table) == 0)
			return true;
	return false;
}

bool store_is_acting(const struct store *store)
{
	return store->depth > 0;
}

/* Who only reads may stream a list of millions: what must be sorted goes to a file, and pages
 * that were passed are not hoarded. */
bool store_freeze(struct store *store, bool streams, struct error *err)
{
	assert(store->depth == 0 && !store->frozen);
	/* A row that stands keeps what is mapped. */
	if (streams)
		store_rest(store);
	store->frozen = (!streams || store_execute(store, "PRAGMA mmap_size = 0", err))
	             && store_execute(store,
	                              "PRAGMA cache_size = -16384; PRAGMA temp_store = FILE; BEGIN",
	                              err);
	return store->frozen;
}

void store_thaw(struct store *store)
{
	/* A row that stands holds the snapshot. */
	if (!store->frozen)
		return;
	store_rest(store);
	sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
	store->frozen = false;
}

bool store_head(struct store *store, struct digest *head, int64_t *length, struct error *err)
{
	struct row *row = store_one(store, SEAL_LAST, BIND_NOTHING, err);
	size_t size = 0;
	const void *hash = row ? row_blob(row, "hash", &size) : NULL;

	*head = (struct digest){ 0 };
	*length = row ? row_int(row, "id") : 0;
	if (size == sizeof head->bytes)
		memcpy(head->bytes, hash, size);
	if (row)
		sqlite3_reset(row->statement);
	return !err->fault;
}
