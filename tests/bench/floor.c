/*
 * floor.c - a bare C program on SQLite: what the same statements cost with nothing around them
 *
 * floor ask STORE NAME,NAME... [parameter=value]...
 *
 * runs named statements of sql/ and prints their rows; a NAME that holds a space is itself SQL.
 * A parameter that is not given is NULL. The store holds only the tables they use (strip.c).
 *
 * floor formulation STORE code=PATIENT
 *
 * opens the newest session of a patient down to the bought lots.
 *
 * floor record STORE
 *
 * inserts the rows of a session of four lots, taken from the stock of products 21 to 24,
 * durably.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name, *text; } statements[] = {
#define QUERY(name, table, columns, text) { #name, text },
#include "queries.inc"
#undef QUERY
};

static void check(sqlite3 *db, int code, int wanted)
{
	if (code == wanted)
		return;
	fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *named(sqlite3 *db, const char *name)
{
	sqlite3_stmt *statement = NULL;

	if (strchr(name, ' '))
		check(db, sqlite3_prepare_v2(db, name, -1, &statement, NULL), SQLITE_OK);
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		if (strcmp(statements[i].name, name) == 0)
			check(db,
			      sqlite3_prepare_v2(db, statements[i].text, -1, &statement, NULL),
			      SQLITE_OK);
	if (!statement) {
		fprintf(stderr, "floor: no statement '%s'\n", name);
		exit(1);
	}
	return statement;
}

static void bind(sqlite3_stmt *statement, int count, char **words)
{
	for (int i = 0; i < count; i++) {
		char *value = strchr(words[i], '='), name[64], *end;
		int at;

		if (!value)
			continue;
		snprintf(name, sizeof name, ":%.*s", (int)(value++ - words[i]), words[i]);
		at = sqlite3_bind_parameter_index(statement, name);
		if (at && (strtoll(value, &end, 10), *end == 0))
			sqlite3_bind_int64(statement, at, strtoll(value, NULL, 10));
		else if (at)
			sqlite3_bind_text(statement, at, value, -1, SQLITE_STATIC);
	}
}

static void print(sqlite3 *db, sqlite3_stmt *statement)
{
	int code, columns = sqlite3_column_count(statement);

	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		for (int i = 0; i < columns; i++) {
			const char *text = (const char *)sqlite3_column_text(statement, i);

			printf("%s%c", text ? text : "", i + 1 < columns ? '\t' : '\n');
		}
	check(db, code, SQLITE_DONE);
}

/* ---- formulation: a session opened down to what was bought ---- */

struct formulation {
	sqlite3 *db;
	sqlite3_stmt *lot, *lines, *doses, *areas, *signatures[5];
};

static sqlite3_stmt *with(sqlite3_stmt *statement, sqlite3_int64 id)
{
	sqlite3_reset(statement);
	sqlite3_bind_int64(statement, 1, id);
	return statement;
}

static void open_lot(struct formulation *all, sqlite3_int64 lot);

static void open_batch(struct formulation *all, sqlite3_int64 batch)
{
	sqlite3_int64 lots[64];
	int count = 0;

	for (with(all->lines, batch); count < 64 && sqlite3_step(all->lines) == SQLITE_ROW;
	     count++)
		lots[count] = sqlite3_column_int64(all->lines, 0);
	for (int i = 0; i < count; i++)
		open_lot(all, lots[i]);
}

static void open_lot(struct formulation *all, sqlite3_int64 lot)
{
	sqlite3_int64 batch = 0;

	if (sqlite3_step(with(all->lot, lot)) == SQLITE_ROW) {
		batch = sqlite3_column_int64(all->lot, 7);
		for (int i = 1; i < 6; i++)
			printf("%s\t", (const char *)sqlite3_column_text(all->lot, i));
	}
	if (batch)
		open_batch(all, batch);
	else
		print(all->db, with(all->doses, lot));
}

static void formulation(sqlite3 *db, int count, char **words)
{
	struct formulation all = {
		db,
		named(db, "FORMULATION_LOT"),
		named(db, "FORMULATION_LINES"),
		named(db, "FORMULATION_DOSES"),
		named(db, "SESSION_AREAS"),
		{ named(db, "SIGNATURE_OF_BATCH"), named(db, "CONTENT_OF_BATCH"),
		  named(db, "CONTENT_OF_BATCH_LINES"), named(db, "CONTENT_OF_BATCH_PARTS"),
		  named(db, "CONTENT_OF_BATCH_PATIENTS") }
	};
	sqlite3_stmt *patient = named(db, "PATIENT_BY_CODE"),
		     *newest = named(db, "SESSION_NEWEST"),
		     *session = named(db, "SESSION_BY_ID"),
		     *syringes = named(db, "FORMULATION_SYRINGES"),
		     *deviations = named(db, "FORMULATION_DEVIATIONS"),
		     *reported = named(db, "REACTION_OF_SESSION"),
		     *course = named(db, "COURSE_OF_SESSION");
	sqlite3_int64 id;

	bind(patient, count, words);
	check(db, sqlite3_step(patient), SQLITE_ROW);
	check(db, sqlite3_step(with(newest, sqlite3_column_int64(patient, 0))), SQLITE_ROW);
	id = sqlite3_column_int64(newest, 0);
	print(db, with(session, id));
	for (with(syringes, id); sqlite3_step(syringes) == SQLITE_ROW; ) {
		for (int i = 4; i < sqlite3_column_count(syringes); i++)
			printf("%s\t", (const char *)sqlite3_column_text(syringes, i));
		print(db, with(all.areas, sqlite3_column_int64(syringes, 0)));
		open_lot(&all, sqlite3_column_int64(syringes, 2));
		for (int i = 0; i < 5 && sqlite3_column_type(syringes, 19) != SQLITE_NULL; i++)
			print(db, with(all.signatures[i], sqlite3_column_int64(syringes, 19)));
	}
	print(db, with(deviations, id));
	print(db, with(reported, id));
	print(db, with(course, id));
	for (sqlite3_stmt *each; (each = sqlite3_next_stmt(db, NULL)); )
		sqlite3_finalize(each);
}

/* ---- record: a session of four lots, its rows and nothing else ---- */

static sqlite3_stmt *step(sqlite3 *db, sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	check(db, code == SQLITE_ROW ? SQLITE_DONE : code, SQLITE_DONE);
	return statement;
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	return statement;
}

static void run(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void given(sqlite3 *db, sqlite3_int64 action, sqlite3_int64 session)
{
	sqlite3_stmt *
		stock = prepared(db, "SELECT lot, place, container FROM shelf WHERE product = "
	                             "?1 AND amount > 0"
	                             " ORDER BY container DESC, lot LIMIT 1"),
	       *syringe = prepared(db, "INSERT INTO syringe (action, session, position, lot, "
	                               "container, given, wasted, unit,"
	                               " technique, needle, points, picked) VALUES (?1, ?2, "
	                               "?3, ?4, ?5, 500000, 0, 'L', 'nappage',"
	                               " '30G 4 mm', 40, 'opened 2026-11-03, so used first')"),
	       *area = prepared(db, "INSERT INTO syringe_area (action, syringe, position, "
	                            "area) VALUES (?1, ?2, 1, 'scalp')"),
	       *move = prepared(db, "INSERT INTO move (action, lot, source, source_container, "
	                            "target, amount, at, kind,"
	                            " syringe) VALUES (?1, ?2, ?3, ?4, 4, 500000, "
	                            "'2026-11-03T09:00:00Z', 'give', ?5)"),
	       *shelf = prepared(
		       db,
		       "UPDATE shelf SET amount = amount - 500000 WHERE lot = ?1 AND place = ?2"
		       " AND container = ?3");

	for (int i = 1; i <= 4; i++) {
		sqlite3_int64 lot, place, container, id;

		step(db, with(stock, 20 + i));
		lot = sqlite3_column_int64(stock, 0);
		place = sqlite3_column_int64(stock, 1);
		container = sqlite3_column_int64(stock, 2);
		sqlite3_bind_int64(with(syringe, action), 2, session);
		sqlite3_bind_int64(syringe, 3, i);
		sqlite3_bind_int64(syringe, 4, lot);
		sqlite3_bind_int64(syringe, 5, container);
		step(db, syringe);
		id = sqlite3_last_insert_rowid(db);
		sqlite3_bind_int64(with(area, action), 2, id);
		step(db, area);
		sqlite3_bind_int64(with(move, action), 2, lot);
		sqlite3_bind_int64(move, 3, place);
		sqlite3_bind_int64(move, 4, container);
		sqlite3_bind_int64(move, 5, id);
		step(db, move);
		sqlite3_bind_int64(with(shelf, lot), 2, place);
		sqlite3_bind_int64(shelf, 3, container);
		step(db, shelf);
	}
}

static void record(sqlite3 *db)
{
	sqlite3_stmt
		*action = prepared(db, "INSERT INTO action (verb, entered, person, program) "
	                               "VALUES ('session record',"
	                               " '2026-11-03T09:00:00Z', 2, 'floor')"),
		*session = prepared(
			db,
			"INSERT INTO session (action, number, series, ordinal, patient, "
	                "practitioner, at)"
			" SELECT ?1, printf('F26-%06d', 1 + coalesce(max(ordinal), 0)), 'F26',"
			" 1 + coalesce(max(ordinal), 0), 124, 2, '2026-11-03T09:00:00Z' FROM "
	                "session"
			" WHERE series = 'F26'"),
		*seal = prepared(db, "INSERT INTO seal (id, hash) VALUES (?1, zeroblob(32))");
	sqlite3_stmt *signature = prepared(
		db, "INSERT INTO signature (action, person, meaning, session, content)"
		    " VALUES (?1, 2, 'performed', ?2, zeroblob(32))");
	sqlite3_int64 act, id;

	run(db, "BEGIN IMMEDIATE");
	step(db, action);
	act = sqlite3_last_insert_rowid(db);
	step(db, with(session, act));
	id = sqlite3_last_insert_rowid(db);
	given(db, act, id);
	sqlite3_bind_int64(with(signature, act), 2, id);
	step(db, signature);
	step(db, with(seal, act));
	for (sqlite3_stmt *each; (each = sqlite3_next_stmt(db, NULL)); )
		sqlite3_finalize(each);
	run(db, "COMMIT");
}

static void ask(sqlite3 *db, char *names, int count, char **words)
{
	while (names) {
		sqlite3_stmt *statement = named(db,
		                                strsep(&names, strchr(names, ' ') ? "" : ","));

		bind(statement, count, words);
		print(db, statement);
		sqlite3_finalize(statement);
	}
}

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;

	bool records = argc == 3 && strcmp(argv[1], "record") == 0;

	if (argc < 4 && !records) {
		fprintf(stderr, "usage: floor ask STORE NAME,NAME... [parameter=value]...\n"
		                "       floor formulation STORE code=PATIENT\n       floor "
		                "record STORE\n");
		return 64;
	}
	check(db,
	      sqlite3_open_v2(argv[2], &db,
	                      records ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, NULL),
	      SQLITE_OK);
	if (records) {
		run(db, "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL");
		record(db);
	} else if (strcmp(argv[1], "formulation") == 0)
		formulation(db, argc - 3, argv + 3);
	else
		ask(db, argv[3], argc - 4, argv + 4);
	return sqlite3_close(db) != SQLITE_OK;
}
