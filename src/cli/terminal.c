#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ours alone: nobody else could have put it there, or can look into it. */
static bool is_private(const char *path, mode_t kind)
{
	struct stat found;

	return lstat(path, &found) == 0 && (found.st_mode & S_IFMT) == kind
	       && found.st_uid == getuid() && !(found.st_mode & 077);
}

static bool folder_of(char out[TERMINAL_PATH])
{
	const char *run = getenv("XDG_RUNTIME_DIR");

	if (run && *run == '/')
		snprintf(out, TERMINAL_PATH, "%s/pistor", run);
	else
		snprintf(out, TERMINAL_PATH, "/tmp/pistor-%lld", (long long)getuid());
	return (mkdir(out, 0700) == 0 || errno == EEXIST) && is_private(out, S_IFDIR);
}

/* The same store at the same terminal in the same session of the system. */
static bool path_of(const char *store, char out[TERMINAL_PATH])
{
	char folder[TERMINAL_PATH - DIGEST_TEXT - 1], tty[256] = "", where[PATH_MAX], whole[64];
	char name[DIGEST_TEXT], text[TERMINAL_PATH];
	struct digester digester;
	struct digest digest;

	if (!folder_of(text) || strlen(text) >= sizeof folder || !realpath(store, where))
		return false;
	memcpy(folder, text, strlen(text) + 1);
	for (int fd = 0; fd < 3 && !*tty; fd++)
		if (ttyname_r(fd, tty, sizeof tty) != 0)
			*tty = '\0';
	snprintf(whole, sizeof whole, "%lld", (long long)getsid(0));
	digest_begin(&digester);
	digest_add(&digester, where, strlen(where) + 1);
	digest_add(&digester, tty, strlen(tty) + 1);
	digest_add(&digester, whole, strlen(whole) + 1);
	digest_end(&digester, &digest);
	digest_text(&digest, name);
	snprintf(out, TERMINAL_PATH, "%s/%s", folder, name);
	return true;
}

void terminal_recall(const char *store, char token[LOGIN_TOKEN], struct instant *last)
{
	char path[TERMINAL_PATH];
	struct stat found;
	ssize_t length = 0;
	int file;

	*token = '\0';
	if (!path_of(store, path) || !is_private(path, S_IFREG))
		return;
	file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return;
	if (fstat(file, &found) == 0) {
		instant_of(found.st_mtime, last);
		length = read(file, token, LOGIN_TOKEN - 1);
	}
	token[length == LOGIN_TOKEN - 1 ? length : 0] = '\0';
	close(file);
}

bool terminal_keep(const char *store, const char *token, struct error *err)
{
	char path[TERMINAL_PATH], fresh[TERMINAL_PATH + 8];
	bool ok;
	int file;

	if (!path_of(store, path))
		return failed(err, FAULT_STORE,
		              "there is no folder that is this account's alone to keep a login "
		              "in: set XDG_RUNTIME_DIR");
	snprintf(fresh, sizeof fresh, "%s.new", path);
	unlink(fresh);
	file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return failed(err, FAULT_STORE, "cannot keep the login: %s", strerror(errno));
	ok = write(file, token, strlen(token)) == (ssize_t)strlen(token);
	ok = close(file) == 0 && ok && rename(fresh, path) == 0;
	return ok || failed(err, FAULT_STORE, "cannot keep the login: %s", strerror(errno));
}

void terminal_touch(const char *store)
{
	char path[TERMINAL_PATH];

	if (path_of(store, path) && is_private(path, S_IFREG))
		utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}

void terminal_forget(const char *store)
{
	char path[TERMINAL_PATH];

	if (path_of(store, path))
		unlink(path);
}
