/*
 * store.h - the only door to the database
 *
 * Every statement has a name in sql/ and is reached by that name. The store
 * prepares it once, owns it, and takes it back at the next use; nobody else
 * holds a statement, and nobody else includes <sqlite3.h>.
 *
 * Every write belongs to an act. The outermost begin..end pair is the act: it
 * makes a row of action, and at its end the store seals the act's rows into the
 * chain (DESIGN.md law 13). A write outside a pair is an assertion failure.
 */
#ifndef STORE_H
#define STORE_H

#include "day.h"
#include "digest.h"
#include "error.h"

#include <stdint.h>

enum query {
#define QUERY(name, table, columns, text) name,
#include "queries.inc"
#undef QUERY
	QUERY_COUNT
};

enum access {
	ACCESS_NONE,
	ACCESS_READ,
	ACCESS_WRITE,
	ACCESS_CREATE,               /* a store that must not exist yet */
	ACCESS_UPGRADE,              /* writing, also where migrations are missing */
};

struct store;
struct row;

/* Who acts, when and why: told once, after opening, by person_sit(). */
struct seat {
	int64_t person;              /* who did it; 0 only before the first person is entered */
	int64_t typist;              /* who typed it for another; 0: the same */
	struct instant entered;      /* the clock, or --at in a practice store */
	struct instant event;        /* when it happened; empty: when entered */
	const char *reason;          /* NULL for none, and so for all below */
	const char *exception;       /* recorded although a rule says no, because it already
	                              * happened */
	const char *once;            /* the key of a retry */
	const char *request;         /* digest of the words, where there is a key */
	const char *const *overrides;   /* "RULE=why", each a rule that is passed; ends with
	                                 * NULL */
	const char *signer, *secret;    /* who signs for that, if not the person, and the
	                                 * password; never kept */
	bool to_see;                 /* it is only seen what that would be: no password yet */
	struct zone zone;            /* in which a refusal says instants; empty: as UTC */
};

/* A value for one named parameter; a list of them ends with no name. */
struct bind {
	const char *name;
	enum { BIND_INT, BIND_TEXT, BIND_BLOB, BIND_NULL } kind;
	int64_t integer;             /* or the size of the blob */
	const void *text;
};

static inline struct bind bind_int(const char *name, int64_t value)
{
	return (struct bind){ .name = name, .kind = BIND_INT, .integer = value };
}

/* NULL where there is no text. */
static inline struct bind bind_text(const char *name, const char *value)
{
	return (struct bind){ .name = name,
		              .kind = value ? BIND_TEXT : BIND_NULL,
		              .text = value };
}

/* An id; NULL for 0. */
static inline struct bind bind_id(const char *name, int64_t id)
{
	return (struct bind){ .name = name, .kind = id ? BIND_INT : BIND_NULL, .integer = id };
}

static inline struct bind bind_blob(const char *name, const void *bytes, size_t size)
{
	return (struct bind){
		.name = name, .kind = BIND_BLOB, .integer = (int64_t)size, .text = bytes
	};
}

static inline struct bind bind_null(const char *name)
{
	return (struct bind){ .name = name, .kind = BIND_NULL };
}

#define BIND(...) (const struct bind[]){ __VA_ARGS__, { 0 } }
#define BIND_NOTHING (const struct bind[]){ { 0 } }

/*
 * Open what is there. REFUSED when it is not a pistor store, is older or newer
 * than this program, is a copy and to be written in, lies on a network file system, or its clock (see
 * store_sit) has gone back; MISSING when there is no such file; STORE when the
 * engine cannot. ACCESS_CREATE makes a new one and refuses an existing file;
 * ":memory:" is for tests. With ACCESS_READ on a folder that cannot be written,
 * the refusal names the backup copy as the way out.
 */
bool store_open(const char *path, enum access access, struct store **out, struct error *err);
void store_close(struct store *store);

/* A frozen copy (a backup), opened immutable. */
bool store_open_copy(const char *path, struct store **out, struct error *err);

const char *store_path(const struct store *store);
/* Whether it says of itself that it is a copy. */
bool store_is_copy(struct store *store);

/* From here on the engine itself refuses to write. */
bool store_only_read(struct store *store, struct error *err);

/* Whose acts follow. REFUSED when the entry instant lies before the last act's, or the
 * event after the entry. */
bool store_sit(struct store *store, const struct seat *seat, struct error *err);
const struct seat *store_seat(const struct store *store);
/* When what is being entered happened: the event, else the entry. */
const struct instant *store_event(const struct store *store);

/*
 * Enclose writes that stand or fall together:
 *
 *	return store_begin(store, "lot receive", err)
 *	    && store_end(store, receive(store, receipt, lot, err), err);
 *
 * store_end() keeps the work if it went well, undoes it if not, and says
 * which. Pairs may nest: the outermost is the real one and its verb names the
 * act, and one failure inside undoes the whole.
 */
bool store_begin(struct store *store, const char *verb, struct error *err);
bool store_end(struct store *store, bool ok, struct error *err);
/* End the act by undoing it, whatever went well: what --dry-run does. */
void store_undo(struct store *store);
/* The action under way (or the last one done), 0 before any. */
int64_t store_action(const struct store *store);
/* Whether the act under way has written a row of that table; one outside the chain does not
 * count. */
bool store_wrote(const struct store *store, const char *table);
/* True when the outermost pair of this store has not ended yet. */
bool store_is_acting(const struct store *store);

/* Before the first action of a new store: lay the schema. Used by clinic_create() alone;
 * gives the numbers and names of the migrations to record. */
struct migration { const char *name, *text; };
extern const struct migration store_migrations[];
extern const int store_migration_count;
extern const char store_program[];   /* "pistor 0.1.0" */
bool store_migrate(struct store *store, int from, struct error *err);

/* Write a row; the second form also gives its id. Asserts begun. A broken
 * constraint is REFUSED with its own sentence. */
bool store_run(struct store *store, enum query query, const struct bind *, struct error *err);
bool store_insert(struct store *store, enum query query, const struct bind *, int64_t *id,
                  struct error *err);

/* Read. A row, and the text in it, lasts until its query is used again or an act begins or
 * ends. row_next() is false at the end and on failure: check err->fault. */
struct row *store_query(struct store *store, enum query query, const struct bind *,
                        struct error *err);
bool row_next(struct row *row, struct error *err);
/* Read one row at most and be done with it: false with no fault when there is none. The row
 * lasts until its query is used again. */
struct row *store_one(struct store *store, enum query query, const struct bind *,
                      struct error *err);

int64_t row_int(const struct row *row, const char *column);        /* 0 for NULL */
const char *row_text(const struct row *row, const char *column);   /* NULL for NULL */
const void *row_blob(const struct row *row, const char *column, size_t *size);
bool row_null(const struct row *row, const char *column);

/* The same by position, for those who stream millions. */
int row_columns(const struct row *row);
const char *row_name(const struct row *row, int at);
int row_find(const struct row *row, const char *column);           /* -1 when absent */
int64_t row_int_at(const struct row *row, int at);
const char *row_text_at(const struct row *row, int at);
bool row_null_at(const struct row *row, int at);

/* What the head of the statement's file declares for people, "--|" lines (src/report). */
const char *query_columns(enum query query);
const char *query_text(enum query query);
const char *query_name(enum query query);

/*
 * Ask a question that has no name: a report's. REFUSED unless it only reads, and nothing that
 * identifies a patient or proves who somebody is; REFUSED too where it makes no sense.
 * Parameters that the question does not have are left out; those it has and the
 * list lacks are NULL. The caller gives it back with row_done().
 */
struct row *store_ask(struct store *store, const char *sql, const struct bind *,
                      struct error *err);
/* After a refusal: in which line of the question the engine stumbled; 0: it does not say. */
int store_asked_line(const struct store *store);
void row_done(struct row *row);

/* Read within one snapshot: all between sees the same head. streams: so much is read that
 * little of it may stay in memory. */
bool store_freeze(struct store *store, bool streams, struct error *err);
void store_thaw(struct store *store);

/* The chain's newest hash and its length. An empty store has length 0. */
bool store_head(struct store *store, struct digest *head, int64_t *length, struct error *err);

/*
 * Copies of a whole store. A copy is one file of its own, complete as of one head however busy
 * the store is, readable only by us; it is written under another name and appears when it is
 * whole. It says of itself that it is one, and store_open() refuses to write in it. REFUSED when there is a file already; STORE when it cannot be written.
 */
bool store_copy(struct store *store, const char *path, struct error *err);
/* The SHA-256 of a file's bytes. MISSING when there is no such file. */
bool store_file_digest(const char *path, struct digest *out, struct error *err);
/* Make a copy a store that is worked in: any other is only read. */
bool store_adopt(const char *path, struct error *err);
/* Put the store at path away as aside, a copy from then on, and what is at fresh in its place.
 * Where there was none, aside is emptied. REFUSED while another command works in it. */
bool store_replace(const char *path, const char *fresh, char *aside, struct error *err);
/* Remove a copy that is not wanted any more. */
void store_discard(const char *path);

#endif
