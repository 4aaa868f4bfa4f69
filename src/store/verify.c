/*
 * verify.c - the chain recomputed (see chain.h)
 *
 * Each table is read once in order of id by its own cursor, with a second one a
 * row ahead that sees only the action: so one row whose action was changed is told
 * from all the rows after it. An act that does not fit its seal is judged when the
 * next one is known: whether that one was sealed over the seal on record or over
 * what this act's rows give says which of the two was changed.
 */
#include "chain.h"
#include "heap.h"
#include "inside.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MADE_TEXT = 256 };

struct cursor {
	char table[64];
	sqlite3_stmt *rows, *ahead;
	bool live;
	int64_t id, action, expected, before;
};

/* An act that did not fit its seal. */
struct suspect {
	int64_t action;
	struct digest computed, sealed;
	char text[MADE_TEXT], made[MADE_TEXT];
};

struct examination {
	struct store *store;
	sqlite3 *fresh;
	enum stage {
		STAGE_SCHEMA,
		STAGE_ENGINE,
		STAGE_REFERENCES,
		STAGE_CHAIN,
		STAGE_DONE
	} stage;
	sqlite3_stmt *steps;         /* of the schema, the engine or the seals: what the stage
	                              * reads */
	sqlite3_stmt *laid;          /* the schema as it should be */
	struct cursor *cursors;
	size_t count;
	int64_t at;                  /* the action next in turn */
	struct digest before;        /* the seal before it */
	struct suspect suspect;
	struct sealing scratch;
	struct finding *found;
	size_t first, last;
	char heads[MOST_HEADS][DIGEST_TEXT];
	int64_t had[MOST_HEADS];
	int head_count;
};

/* ---- findings ---- */

__attribute__((format(printf, 6, 7))) static void find(struct examination *e,
                                                       enum finding_kind kind,
                                                       const char *table, int64_t row,
                                                       int64_t action, const char *format, ...)
{
	struct finding *finding;
	va_list rest;

	e->found = heap_more(e->found, e->last, sizeof *e->found);
	finding = &e->found[e->last++];
	*finding = (struct finding){ .kind = kind, .row = row, .action = action };
	snprintf(finding->table, sizeof finding->table, "%s", table);
	va_start(rest, format);
	vsnprintf(finding->text, sizeof finding->text, format, rest);
	va_end(rest);
}

static void find_broken(struct examination *e, const char *what)
{
	find(e, FINDING_ENGINE, what, 0, 0, "%s cannot be read: %s", what,
	     sqlite3_errmsg(e->store->db));
}

static const char *text_at(sqlite3_stmt *statement, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	return text ? text : "";
}

/* ---- the schema ---- */

#define SCHEMA "SELECT type, name, coalesce(sql, ''), tbl_name FROM sqlite_schema" \
               " WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY type, name"

static bool lay_fresh(struct examination *e, struct error *err)
{
	if (sqlite3_open(":memory:", &e->fresh) != SQLITE_OK)
		return sqlite_failed(e->fresh, err);
	for (int i = 0; i < store_migration_count; i++)
		if (sqlite3_exec(e->fresh, store_migrations[i].text, NULL, NULL, NULL)
		    != SQLITE_OK)
			return sqlite_failed(e->fresh, err);
	return (sqlite3_prepare_v2(e->fresh, SCHEMA, -1, &e->laid, NULL) == SQLITE_OK
	        || sqlite_failed(e->fresh, err))
	    && (sqlite3_prepare_v2(e->store->db, SCHEMA, -1, &e->steps, NULL) == SQLITE_OK
	        || sqlite_failed(e->store->db, err));
}

static int compare_objects(sqlite3_stmt *left, bool left_live, sqlite3_stmt *right,
                           bool right_live)
{
	int order;

	if (!left_live || !right_live)
		return (right_live != 0) - (left_live != 0);
	order = strcmp(text_at(left, 0), text_at(right, 0));
	return order ? order : strcmp(text_at(left, 1), text_at(right, 1));
}

/* All of it at once: a schema is short. */
static void examine_schema(struct examination *e)
{
	bool laid = sqlite3_step(e->laid) == SQLITE_ROW,
	     held = sqlite3_step(e->steps) == SQLITE_ROW;

	while (laid || held) {
		int order = compare_objects(e->laid, laid, e->steps, held);

		if (order < 0)
			find(e, FINDING_SCHEMA, text_at(e->laid, 3), 0, 0,
			     "the %s '%s' is missing", text_at(e->laid, 0),
			     text_at(e->laid, 1));
		else if (order > 0)
			find(e, FINDING_SCHEMA, text_at(e->steps, 3), 0, 0,
			     "the %s '%s' does not belong to the record", text_at(e->steps, 0),
			     text_at(e->steps, 1));
		else if (strcmp(text_at(e->laid, 2), text_at(e->steps, 2)) != 0
		      || strcmp(text_at(e->laid, 3), text_at(e->steps, 3)) != 0)
			find(e, FINDING_SCHEMA, text_at(e->laid, 3), 0, 0,
			     "the %s '%s' was changed", text_at(e->laid, 0),
			     text_at(e->laid, 1));
		if (order <= 0)
			laid = sqlite3_step(e->laid) == SQLITE_ROW;
		if (order >= 0)
			held = sqlite3_step(e->steps) == SQLITE_ROW;
	}
}

/* ---- the engine's own checks ---- */

static bool turn_to(struct examination *e, const char *sql)
{
	sqlite3_finalize(e->steps);
	e->steps = NULL;
	if (sqlite3_prepare_v2(e->store->db, sql, -1, &e->steps, NULL) == SQLITE_OK)
		return true;
	find_broken(e, "the file");
	return false;
}

static void examine_engine(struct examination *e)
{
	int code;

	if (!turn_to(e, "PRAGMA integrity_check(100)"))
		return;
	while ((code = sqlite3_step(e->steps)) == SQLITE_ROW)
		if (strcmp(text_at(e->steps, 0), "ok") != 0)
			find(e, FINDING_ENGINE, "", 0, 0, "the engine finds: %s",
			     text_at(e->steps, 0));
	if (code != SQLITE_DONE)
		find_broken(e, "the file");
}

static void examine_references(struct examination *e)
{
	int code;

	if (!turn_to(e, "PRAGMA foreign_key_check"))
		return;
	while ((code = sqlite3_step(e->steps)) == SQLITE_ROW)
		find(e, FINDING_ENGINE, text_at(e->steps, 0), sqlite3_column_int64(e->steps, 1),
		     0, "row %lld of %s refers to a row of %s that is not there",
		     (long long)sqlite3_column_int64(e->steps, 1), text_at(e->steps, 0),
		     text_at(e->steps, 2));
	if (code != SQLITE_DONE)
		find_broken(e, "the file");
}

/* ---- cursors ---- */

static void name_missing(struct examination *e, const struct cursor *cursor, int64_t id)
{
	if (id < cursor->expected)
		find(e, FINDING_ROW, cursor->table, id, cursor->action,
		     "row %lld of %s was put in before all others", (long long)id,
		     cursor->table);
	else if (id == cursor->expected + 1)
		find(e, FINDING_ROW, cursor->table, cursor->expected, 0,
		     "row %lld of %s is missing", (long long)cursor->expected, cursor->table);
	else if (id > cursor->expected)
		find(e, FINDING_ROW, cursor->table, cursor->expected, 0,
		     "rows %lld to %lld of %s are missing", (long long)cursor->expected,
		     (long long)id - 1, cursor->table);
}

/* Is the row the cursor stands on out of line: of an action before the last row's, or after the
 * next's? */
static bool is_odd(const struct cursor *cursor, bool followed, int64_t next)
{
	return cursor->action < cursor->before || cursor->action <= 0
	    || (followed && next < cursor->action && next >= cursor->before);
}

/* Stand on the next row whose action is in its turn; name those that are not. */
static void advance(struct examination *e, struct cursor *cursor)
{
	for (;;) {
		int code = sqlite3_step(cursor->rows);
		bool followed;

		cursor->live = code == SQLITE_ROW;
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			find_broken(e, cursor->table);
		if (!cursor->live)
			return;
		followed = sqlite3_step(cursor->ahead) == SQLITE_ROW;
		cursor->id = sqlite3_column_int64(cursor->rows, 0);
		cursor->action = sqlite3_column_int64(cursor->rows, 1);
		if (cursor->id != cursor->expected)
			name_missing(e, cursor, cursor->id);
		cursor->expected = cursor->id >= cursor->expected ? cursor->id + 1
		                                                  : cursor->expected;
		if (!is_odd(cursor, followed, sqlite3_column_int64(cursor->ahead, 0))) {
			cursor->before = cursor->action;
			return;
		}
		find(e, FINDING_ROW, cursor->table, cursor->id, cursor->action,
		     "row %lld of %s names action %lld, which is not in its order: it was "
		     "changed or put in",
		     (long long)cursor->id, cursor->table, (long long)cursor->action);
	}
}

static void open_cursor(struct examination *e, const char *table)
{
	struct cursor *cursor;
	const char *action = strcmp(table, "action") == 0 ? "id" : "action";
	char *rows = sqlite3_mprintf("SELECT t.id, t.%s, t.* FROM \"%w\" t ORDER BY t.id",
	                             action, table);
	char *ahead = sqlite3_mprintf("SELECT %s FROM \"%w\" ORDER BY id", action, table);

	e->cursors = heap_more(e->cursors, e->count, sizeof *e->cursors);
	if (!rows || !ahead)
		abort();
	cursor = &e->cursors[e->count++];
	*cursor = (struct cursor){ .expected = 1 };
	snprintf(cursor->table, sizeof cursor->table, "%s", table);
	if (sqlite3_prepare_v2(e->store->db, rows, -1, &cursor->rows, NULL) == SQLITE_OK
	 && sqlite3_prepare_v2(e->store->db, ahead, -1, &cursor->ahead, NULL) == SQLITE_OK) {
		sqlite3_step(cursor->ahead);
		advance(e, cursor);
	} else {
		find_broken(e, table);
	}
	sqlite3_free(rows);
	sqlite3_free(ahead);
}

/* The tables of the schema as it should be, in the order in which the chain hashes them. */
static void open_cursors(struct examination *e)
{
	sqlite3_stmt *tables;

	sqlite3_prepare_v2(e->fresh,
	                   "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
	                   "LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
	                   -1, &tables, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW)
		if (!chain_leaves_out(text_at(tables, 0)))
			open_cursor(e, text_at(tables, 0));
	sqlite3_finalize(tables);
	e->at = 1;
	if (turn_to(e, "SELECT id, hash FROM seal ORDER BY id"))
		sqlite3_step(e->steps);
}

/* ---- the chain ---- */

/* "lot 7, move 12 to 14", as far as there is room. */
static void note(char made[MADE_TEXT], const char *table, int64_t first, int64_t last)
{
	size_t length = strlen(made);

	if (length > MADE_TEXT - 48) {
		if (made[length - 1] != '.')
			strcat(made, " ...");
		return;
	}
	snprintf(made + length, MADE_TEXT - length,
	         first == last ? "%s%s %lld" : "%s%s %lld to %lld", length ? ", " : "", table,
	         (long long)first, (long long)last);
}

/* Hash the rows of one action after both of what may have stood before it. */
static void gather(struct examination *e, struct digester chains[2], struct suspect *act)
{
	for (size_t i = 0; i < e->count; i++) {
		struct cursor *cursor = &e->cursors[i];
		int64_t first = cursor->id, last = 0;

		for (; cursor->live && cursor->action == e->at; advance(e, cursor)) {
			if (strcmp(cursor->table, "action") == 0)
				snprintf(act->text, sizeof act->text,
				         "action %lld (%s, entered %s)", (long long)e->at,
				         text_at(cursor->rows, 3), text_at(cursor->rows, 4));
			chain_add(&e->scratch, cursor->table, cursor->rows, 2);
			digest_add(&chains[0], e->scratch.bytes, e->scratch.size);
			digest_add(&chains[1], e->scratch.bytes, e->scratch.size);
			e->scratch.size = e->scratch.count = 0;
			last = cursor->id;
		}
		if (last)
			note(act->made, cursor->table, first, last);
	}
}

/* What is known of the act after a suspect decides what was changed. */
static void judge(struct examination *e, bool over_seal, bool over_rows)
{
	struct suspect *was = &e->suspect;

	if (!was->action)
		return;
	if (over_rows && !over_seal)
		find(e, FINDING_SEAL, "seal", was->action, was->action,
		     "the seal of %s was changed", was->text);
	else
		find(e, FINDING_ACTION, "", 0, was->action,
		     "%s is not what was sealed: a row it made was changed, removed or put "
		     "in%s%s",
		     was->text, *was->made ? "; it has " : "", was->made);
	was->action = 0;
}

static void look_at_seal(struct examination *e, const struct digest *seal)
{
	char text[DIGEST_TEXT];

	digest_text(seal, text);
	for (int i = 0; i < e->head_count; i++)
		if (strncmp(text, e->heads[i], strlen(e->heads[i])) == 0)
			e->had[i] = e->at;
}

static bool same(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Compare with the seal on record, if there is one, and go on from it. */
static void compare_seal(struct examination *e, struct suspect *act,
                         const struct digest *over_rows)
{
	bool sealed = sqlite3_data_count(e->steps) > 0
	              && sqlite3_column_int64(e->steps, 0) == e->at;

	if (!sealed) {
		judge(e, false, false);
		find(e, FINDING_SEAL, "seal", e->at, e->at,
		     "%s has no seal: it was removed, or the act was put in", act->text);
		e->before = act->computed;
		return;
	}
	if (sqlite3_column_bytes(e->steps, 1) == DIGEST_BYTES)
		memcpy(act->sealed.bytes, sqlite3_column_blob(e->steps, 1), DIGEST_BYTES);
	look_at_seal(e, &act->sealed);
	judge(e, same(&act->computed, &act->sealed), same(over_rows, &act->sealed));
	if (!same(&act->computed, &act->sealed) && !same(over_rows, &act->sealed)) {
		e->suspect = *act;
		e->suspect.action = e->at;
	}
	e->before = act->sealed;
	sqlite3_step(e->steps);
}

/* The least action any cursor or seal has yet to tell of; 0 at the end. */
static int64_t next_action(const struct examination *e)
{
	int64_t least = sqlite3_data_count(e->steps) > 0 ? sqlite3_column_int64(e->steps, 0)
	                                                 : 0;

	for (size_t i = 0; i < e->count; i++)
		if (e->cursors[i].live && (!least || e->cursors[i].action < least))
			least = e->cursors[i].action;
	return least;
}

static bool examine_action(struct examination *e)
{
	struct suspect act = { 0 };
	struct digester chains[2];
	struct digest over_rows;
	int64_t next = next_action(e);

	if (!next) {
		judge(e, false, false);
		return false;
	}
	if (next > e->at)
		find(e, FINDING_ACTION, "action", e->at, e->at,
		     next == e->at + 1 ? "action %lld is missing"
		                       : "actions %lld to %lld are missing",
		     (long long)e->at, (long long)next - 1);
	e->at = next;
	digest_begin(&chains[0]);
	digest_begin(&chains[1]);
	digest_add(&chains[0], e->before.bytes, DIGEST_BYTES);
	digest_add(&chains[1], e->suspect.action ? e->suspect.computed.bytes : e->before.bytes,
	           DIGEST_BYTES);
	snprintf(act.text, sizeof act.text, "action %lld, which is missing,", (long long)next);
	gather(e, chains, &act);
	digest_end(&chains[0], &act.computed);
	digest_end(&chains[1], &over_rows);
	compare_seal(e, &act, &over_rows);
	e->at = next + 1;
	return true;
}

/* ---- in turn ---- */

static void work(struct examination *e)
{
	switch (e->stage) {
	case STAGE_SCHEMA:
		examine_schema(e);
		e->stage = STAGE_ENGINE;
		return;
	case STAGE_ENGINE:
		examine_engine(e);
		e->stage = STAGE_REFERENCES;
		return;
	case STAGE_REFERENCES:
		examine_references(e);
		open_cursors(e);
		e->stage = STAGE_CHAIN;
		return;
	case STAGE_CHAIN:
		if (!examine_action(e))
			e->stage = STAGE_DONE;
		return;
	case STAGE_DONE:
		return;
	}
}

bool chain_next(struct examination *e, struct finding *out)
{
	while (e->first == e->last && e->stage != STAGE_DONE) {
		e->first = e->last = 0;
		work(e);
	}
	if (e->first == e->last)
		return false;
	*out = e->found[e->first++];
	return true;
}

bool chain_examine(struct store *store, struct examination **out, struct error *err)
{
	struct examination *e = heap_new(sizeof *e);

	e->store = store;
	*out = e;
	if (lay_fresh(e, err))
		return true;
	chain_examined(e);
	*out = NULL;
	return false;
}

void chain_examined(struct examination *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->count; i++) {
		sqlite3_finalize(e->cursors[i].rows);
		sqlite3_finalize(e->cursors[i].ahead);
	}
	sqlite3_finalize(e->steps);
	sqlite3_finalize(e->laid);
	sqlite3_close(e->fresh);
	chain_forget(&e->scratch);
	free(e->cursors);
	free(e->found);
	free(e);
}

bool chain_look_for(struct examination *e, const char *head, struct error *err)
{
	size_t length = strlen(head);
	char *out;

	if (e->head_count == MOST_HEADS)
		return failed(err, FAULT_USAGE, "no more than %d heads at once", MOST_HEADS);
	if (length < HEAD_LEAST || length >= DIGEST_TEXT
	    || strspn(head, "0123456789abcdefABCDEF") != length)
		return failed(err, FAULT_USAGE,
		              "'%s' is not a head: give %d to 64 hexadecimal digits of it",
		              head, HEAD_LEAST);
	out = e->heads[e->head_count];
	for (size_t i = 0; i <= length; i++)
		out[i] = (char)tolower((unsigned char)head[i]);
	e->had[e->head_count++] = 0;
	return true;
}

int64_t chain_had(const struct examination *e, int head)
{
	return e->had[head];
}
