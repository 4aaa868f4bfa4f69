/*
 * copy.c - whole stores as files: copied, adopted, put in each other's place
 */
#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_TEXT = 4096 };

/* What is written reaches the disk before anything relies on it. */
static bool sync_file(const char *path, int flags, struct error *err)
{
	int file = open(path, flags);
	bool ok = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	return ok
	    || failed(err, FAULT_STORE, "'%s' cannot be written safely: %s", path,
	              strerror(errno));
}

static void sync_folder(const char *path)
{
	struct error ignored = { 0 };
	char folder[PATH_TEXT];

	snprintf(folder, sizeof folder, "%s", path);
	sync_file(dirname(folder), O_RDONLY | O_DIRECTORY, &ignored);
}

static bool named_beside(const char *path, const char *ending, char out[PATH_TEXT],
                         struct error *err)
{
	return snprintf(out, PATH_TEXT, "%s%s", path, ending) < PATH_TEXT
	    || failed(err, FAULT_USAGE, "the name '%.40s...' is too long", path);
}

/* Run something on a store's file that needs it for itself. */
static bool alone(const char *path, const char *sql, struct error *err)
{
	sqlite3 *db = NULL;
	bool ok = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
	       && sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;

	if (!ok)
		sqlite_failed(db, err);
	sqlite3_close(db);
	return ok;
}

static bool write_out(struct store *store, const char *path, struct error *err)
{
	int file = open(path, O_CREAT | O_TRUNC | O_RDWR, 0600);
	sqlite3_stmt *statement = NULL;
	bool ok;

	if (file < 0)
		return failed(err, FAULT_STORE, "cannot create '%s': %s", path,
		              strerror(errno));
	close(file);
	store_rest(store);
	ok = sqlite3_prepare_v2(store->db, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK
	  && sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC) == SQLITE_OK
	  && sqlite3_step(statement) == SQLITE_DONE;
	if (!ok && (sqlite3_errcode(store->db) & 0xff) == SQLITE_FULL)
		failed(err, FAULT_STORE, "there is no room for the copy '%s'", path);
	else if (!ok)
		sqlite_failed(store->db, err);
	sqlite3_finalize(statement);
	return ok && alone(path, MARK_COPY, err) && sync_file(path, O_RDWR, err);
}

bool store_copy(struct store *store, const char *path, struct error *err)
{
	char part[PATH_TEXT];

	if (access(path, F_OK) == 0)
		return failed(err, FAULT_REFUSED, "there is a file '%s' already", path);
	if (!named_beside(path, ".part", part, err))
		return false;
	if (!write_out(store, part, err)) {
		unlink(part);
		return false;
	}
	if (rename(part, path) != 0)
		return failed(err, FAULT_STORE, "cannot create '%s': %s", path,
		              strerror(errno));
	sync_folder(path);
	return true;
}

bool store_file_digest(const char *path, struct digest *out, struct error *err)
{
	FILE *file = fopen(path, "rbe");
	struct digester digester;
	char bytes[65536];
	size_t size;
	bool ok;

	if (!file)
		return failed(err, FAULT_MISSING, "there is no file '%s' that can be read",
		              path);
	digest_begin(&digester);
	while ((size = fread(bytes, 1, sizeof bytes, file)) > 0)
		digest_add(&digester, bytes, size);
	digest_end(&digester, out);
	ok = !ferror(file);
	fclose(file);
	return ok || failed(err, FAULT_STORE, "'%s' cannot be read: %s", path, strerror(errno));
}

bool store_adopt(const char *path, struct error *err)
{
	return alone(path, "PRAGMA user_version = 0; PRAGMA journal_mode = WAL", err);
}

void store_discard(const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	struct error ignored = { 0 };
	char name[PATH_TEXT];

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (named_beside(path, endings[i], name, &ignored))
			unlink(name);
}

/* Rename a file that is there; one that is not is none to rename. */
static bool move_file(const char *from, const char *to, const char *ending, struct error *err)
{
	char old[PATH_TEXT], new[PATH_TEXT];

	return named_beside(from, ending, old, err) && named_beside(to, ending, new, err)
	    && (access(old, F_OK) != 0 || rename(old, new) == 0
	        || failed(err, FAULT_STORE, "'%s' cannot become '%s': %s", old, new,
	                  strerror(errno)));
}

/* Out of its WAL a store is one file; that needs it alone, so it also tells whether someone
 * works in it. What is too damaged to say so is put away with its WAL. */
static bool put_away(const char *path, char *aside, struct error *err)
{
	struct error why = { 0 };
	bool whole;

	if (access(path, F_OK) != 0) {
		*aside = '\0';
		return true;
	}
	if (access(aside, F_OK) == 0)
		return failed(err, FAULT_REFUSED, "there is a file '%s' already", aside);
	whole = alone(path, "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = DELETE", &why);
	if (!whole && strstr(why.text, "another command"))
		return failed(err, why.fault, "%s", why.text);
	return move_file(path, aside, "", err) && move_file(path, aside, "-wal", err)
	    && move_file(path, aside, "-shm", err)
	    && (!whole || alone(aside, MARK_COPY, err));
}

bool store_replace(const char *path, const char *fresh, char *aside, struct error *err)
{
	/* Closed by one that does not keep its log, it is one file. */
	if (!alone(fresh, "PRAGMA wal_checkpoint(TRUNCATE)", err)
	    || !sync_file(fresh, O_RDWR, err) || !put_away(path, aside, err)
	    || !move_file(fresh, path, "", err))
		return false;
	sync_folder(path);
	return true;
}
