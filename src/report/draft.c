/*
 * draft.c - temporary names, digests and renames
 */
#include "draft.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Signals that end the program, and what is under way when they come: one draft at a time. A
 * file that grows beyond what it may is a write that fails, not a signal. */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGXFSZ };
enum { ENDINGS = sizeof endings / sizeof *endings };

static struct sigaction usual[ENDINGS];
static char under_way[sizeof((struct draft *)0)->name];

static void clear_away(int signal)
{
	unlink(under_way);
	for (size_t i = 0; i < ENDINGS; i++)
		if (endings[i] == signal)
			sigaction(signal, &usual[i], NULL);
	raise(signal);
}

sigset_t endings_hold(void)
{
	sigset_t held, before;

	sigemptyset(&held);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaddset(&held, endings[i]);
	sigprocmask(SIG_BLOCK, &held, &before);
	return before;
}

void endings_let(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static void guard(const char *name)
{
	struct sigaction clears = { .sa_handler = clear_away };
	static const struct sigaction ignores = { .sa_handler = SIG_IGN };

	snprintf(under_way, sizeof under_way, "%s", name);
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(endings[i], NULL, &usual[i]);
		if (endings[i] == SIGXFSZ)
			sigaction(SIGXFSZ, &ignores, NULL);
		else if (usual[i].sa_handler != SIG_IGN)
			sigaction(endings[i], &clears, NULL);
	}
}

static void unguard(void)
{
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(endings[i], &usual[i], NULL);
}

static bool begins_with(const char *path, const char *kind)
{
	FILE *file = fopen(path, "rbe");
	char text[64] = "";
	size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;

	if (file)
		fclose(file);
	return size >= strlen(kind) && memcmp(text, kind, strlen(kind)) == 0;
}

/* What a name already stands for is not ours to take away: a store, a backup, a copy that was given out. */
static bool is_free(const char *path, const char *kind, struct error *err)
{
	struct stat there;

	if (lstat(path, &there) != 0)
		return true;
	if (S_ISDIR(there.st_mode))
		return failed(err, FAULT_REFUSED, "'%s' is a folder", path);
	return (kind && S_ISREG(there.st_mode) && begins_with(path, kind))
	    || failed(err, FAULT_REFUSED, "there is a file '%s' already: take another name", path);
}

bool draft_open(const char *path, const char *kind, struct draft *out, struct error *err)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash + 1 - path) : 0, file;
	sigset_t before;

	*out = (struct draft){ .path = path, .kind = kind };
	if (!path[folder])
		return failed(err, FAULT_REFUSED, "'%s' is a folder", path);
	if (!is_free(path, kind, err))
		return false;
	if (snprintf(out->name, sizeof out->name, "%.*s.%s.XXXXXX", folder, path, path + folder)
	    >= (int)sizeof out->name)
		return failed(err, FAULT_REFUSED, "'%s' is too long a name", path);
	before = endings_hold();
	file = mkostemp(out->name, O_CLOEXEC);
	out->out = file < 0 ? NULL : fdopen(file, "w+");
	if (out->out)
		guard(out->name);
	else if (file >= 0) {
		close(file);
		unlink(out->name);
	}
	endings_let(&before);
	return out->out
	    || failed(err, FAULT_STORE, "cannot write '%s': %s", path, strerror(errno));
}

static bool digest_file(int file, struct digest *out)
{
	struct digester digester;
	char bytes[65536];
	ssize_t size;

	digest_begin(&digester);
	while ((size = read(file, bytes, sizeof bytes)) > 0)
		digest_add(&digester, bytes, (size_t)size);
	digest_end(&digester, out);
	return size == 0;
}

bool report_digest(const char *path, struct digest *out, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = file >= 0 && digest_file(file, out);

	if (!ok)
		failed(err, FAULT_MISSING, "cannot read '%s': %s", path, strerror(errno));
	if (file >= 0)
		close(file);
	return ok;
}

bool draft_keep(struct draft *draft, struct digest *digest, struct error *err)
{
	bool flushed = fflush(draft->out) == 0 && !ferror(draft->out);
	int file = open(draft->name, O_RDONLY | O_CLOEXEC);
	bool ok = flushed && file >= 0 && (!digest || digest_file(file, digest))
	       && fsync(file) == 0 && is_free(draft->path, draft->kind, err)
	       && rename(draft->name, draft->path) == 0;

	if (!ok && !err->fault)
		failed(err, FAULT_STORE, "cannot write '%s': %s", draft->path, strerror(errno));
	if (file >= 0)
		close(file);
	if (ok) {
		unguard();
		fclose(draft->out);
	} else
		draft_drop(draft);
	return ok;
}

void draft_drop(struct draft *draft)
{
	fclose(draft->out);
	unlink(draft->name);
	unguard();
}
