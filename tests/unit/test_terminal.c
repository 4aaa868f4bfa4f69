/*
 * The program at a terminal: what is asked for and hidden is never shown there, right or wrong,
 * nor written into the store; the terminal shows again what is typed when it is done.
 */
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

enum { MOST_WORDS = 24, PATIENCE = 60000, SHOWN = 16384 };

#define ANNA  "correct horse battery"
#define WRONG "wrong horse battery"
#define GIVEN "let him in at first"
#define OMAR  "my very own secret"

/* What is waited for, and typed then. */
struct talk {
	const char *prompt, *answer;
};

static char pistor[4096], room[64], store[96], shown[SHOWN];

/* The program in a session of its own, at that terminal. */
static pid_t start(const char *terminal, char *const words[])
{
	pid_t child = fork();
	int tty;

	if (child != 0)
		return child;
	setsid();
	tty = open(terminal, O_RDWR);
	ioctl(tty, TIOCSCTTY, 0);
	dup2(tty, STDIN_FILENO);
	dup2(tty, STDOUT_FILENO);
	dup2(tty, STDERR_FILENO);
	execv(pistor, words);
	_exit(127);
}

static bool echoes(int terminal)
{
	struct termios now;

	assert_int_equal(tcgetattr(terminal, &now), 0);
	return now.c_lflag & ECHO;
}

/* More of what the terminal shows; false when there is no more to come. */
static bool see(int terminal)
{
	struct pollfd waits = { terminal, POLLIN, 0 };
	size_t used = strlen(shown);
	ssize_t size;

	assert_int_equal(poll(&waits, 1, PATIENCE), 1);
	size = read(terminal, shown + used, SHOWN - 1 - used);
	if (size > 0)
		shown[used + (size_t)size] = '\0';
	return size > 0;
}

static bool is_hidden(const char *prompt)
{
	return !strstr(prompt, "[y/N]") && !strstr(prompt, "Who signs");
}

/* "login ph.anna": words apart by bars, with what is typed at each prompt in turn; gives the
 * exit status, and all that was to be seen in shown. */
static int at_terminal(const char *line, const struct talk *talk)
{
	char text[512], *words[MOST_WORDS] = { pistor }, *rest = text;
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), count = 1, status, own;
	size_t seen = 0;
	pid_t child;

	snprintf(text, sizeof text, "%s", line);
	for (char *word; (word = strtok_r(rest, "|", &rest)) && count < MOST_WORDS - 1;)
		words[count++] = word;
	assert_int_equal(grantpt(terminal) || unlockpt(terminal), 0);
	own = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	memset(shown, 0, sizeof shown);
	child = start(ptsname(terminal), words);
	for (; talk->prompt; talk++) {
		char *asked;

		while (!(asked = strstr(shown + seen, talk->prompt)))
			if (!see(terminal))
				fail_msg("'%s' was not asked: %s", talk->prompt, shown);
		seen = (size_t)(asked - shown) + strlen(talk->prompt);
		assert_int_equal(echoes(own), !is_hidden(talk->prompt));
		dprintf(terminal, "%s\n", talk->answer);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(echoes(own));
	close(own);
	while (see(terminal))
		;
	close(terminal);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define AT_TERMINAL(line, ...) at_terminal(line, (struct talk[]){ __VA_ARGS__{ NULL, NULL } })

/* Whether a file of the store holds it. */
static bool is_written(const char *secret)
{
	static const char *const endings[] = { "", "-wal" };
	bool found = false;

	for (int i = 0; i < 2; i++) {
		char name[128], *bytes;
		struct stat file;
		int from;

		snprintf(name, sizeof name, "%s%s", store, endings[i]);
		from = open(name, O_RDONLY);
		if (from < 0 || fstat(from, &file) != 0)
			continue;
		bytes = malloc((size_t)file.st_size + 1);
		assert_int_equal(read(from, bytes, (size_t)file.st_size), file.st_size);
		found |= memmem(bytes, (size_t)file.st_size, secret, strlen(secret)) != NULL;
		free(bytes);
		close(from);
	}
	return found;
}

static void nowhere(const char *secret)
{
	if (strstr(shown, secret))
		fail_msg("'%s' was shown: %s", secret, shown);
	assert_false(is_written(secret));
}

static void told(const char *sentence)
{
	if (!strstr(shown, sentence))
		fail_msg("'%s' was not said: %s", sentence, shown);
}

static void a_new_store_asks_for_a_password_twice_and_shows_neither(void **state)
{
	(void)state;
	assert_int_equal(
		AT_TERMINAL("store|create|A clinic|ph.anna|Anna Berger|--roles|pharmacist|"
	                    "--zone|UTC",
	                    { "New password of ph.anna: ", ANNA },
	                    { "Once more, the new password of ph.anna: ", WRONG },
	                    { "New password of ph.anna: ", ANNA },
	                    { "Once more, the new password of ph.anna: ", ANNA }, ),
		0);
	told("Those were not the same.");
	nowhere(ANNA);
	nowhere(WRONG);
}

/* What is done to persons asks who does it; what another sets is shown to nobody either. */
static void persons_and_their_passwords_are_added_unseen(void **state)
{
	(void)state;
	assert_int_equal(AT_TERMINAL("person|add|ph.omar|Omar Haddad|pharmacist",
	                             { "Password of ph.anna: ", WRONG }, ),
	                 1);
	told("that is not the password of ph.anna");
	nowhere(WRONG);
	assert_int_equal(AT_TERMINAL("person|add|ph.omar|Omar Haddad|pharmacist",
	                             { "Password of ph.anna: ", ANNA }, ),
	                 0);
	told("ph.omar is Omar Haddad");
	nowhere(ANNA);
	assert_int_equal(AT_TERMINAL("person|password|ph.omar",
	                             { "Password of ph.anna or ph.omar: ", ANNA },
	                             { "New password of ph.omar: ", "short" },
	                             { "New password of ph.omar: ", GIVEN },
	                             { "Once more, the new password of ph.omar: ", GIVEN }, ),
	                 0);
	told("That is too short.");
	told("ph.omar has a new password");
	nowhere(ANNA);
	nowhere(GIVEN);
}

static void a_signature_shows_what_is_signed_and_no_password(void **state)
{
	(void)state;
	assert_int_equal(AT_TERMINAL("rule|approve|count-witness", { "[y/N] ", "y" },
	                             { "Who signs: ", "ph.anna" },
	                             { "Password of ph.anna: ", WRONG }, ),
	                 1);
	told("This would be recorded:");
	told("that is not the password of ph.anna");
	nowhere(WRONG);
	assert_int_equal(AT_TERMINAL("rule|approve|count-witness", { "[y/N] ", "y" },
	                             { "Who signs: ", "ph.anna" },
	                             { "Password of ph.anna: ", ANNA }, ),
	                 0);
	told("recorded");
	nowhere(ANNA);
}

static void who_gives_up_at_a_password_sees_again_what_is_typed(void **state)
{
	(void)state;
	assert_int_equal(AT_TERMINAL("person|password|ph.anna",
	                             { "Password of ph.anna: ", "\003" }, ), -1);
}

/* The last: from the first login on the account says no more who sits. */
static void a_login_shows_no_password_right_or_wrong(void **state)
{
	(void)state;
	assert_int_equal(AT_TERMINAL("login|ph.anna", { "Password of ph.anna: ", WRONG }, ), 1);
	told("that code and password do not go together");
	nowhere(WRONG);
	assert_int_equal(AT_TERMINAL("login|ph.anna", { "Password of ph.anna: ", ANNA }, ), 0);
	told("Anna Berger sits here");
	nowhere(ANNA);
	assert_int_equal(AT_TERMINAL("login|ph.omar", { "Password of ph.omar: ", GIVEN },
	                             { "New password of ph.omar: ", OMAR },
	                             { "Once more, the new password of ph.omar: ", OMAR }, ),
	                 0);
	told("Omar Haddad sits here");
	nowhere(GIVEN);
	nowhere(OMAR);
	assert_int_equal(AT_TERMINAL("person|recover|ph.anna",
	                             { "Recovery code of ph.anna: ", WRONG },
	                             { "New password of ph.anna: ", OMAR },
	                             { "Once more, the new password of ph.anna: ", OMAR }, ),
	                 1);
	nowhere(WRONG);
	nowhere(OMAR);
}

static int open_room(void **state)
{
	(void)state;
	strcpy(room, "/tmp/pistor-terminal-XXXXXX");
	if (!mkdtemp(room))
		return 1;
	snprintf(store, sizeof store, "%s/store.db", room);
	setenv("PISTOR_STORE", store, 1);
	setenv("HOME", room, 1);
	setenv("XDG_RUNTIME_DIR", room, 1);
	return 0;
}

static int clear_room(void **state)
{
	char *words[] = { "rm", "-r", room, NULL };
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		execvp("rm", words);
		_exit(127);
	}
	return waitpid(child, &status, 0) != child || status != 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_store_asks_for_a_password_twice_and_shows_neither),
		cmocka_unit_test(persons_and_their_passwords_are_added_unseen),
		cmocka_unit_test(a_signature_shows_what_is_signed_and_no_password),
		cmocka_unit_test(who_gives_up_at_a_password_sees_again_what_is_typed),
		cmocka_unit_test(a_login_shows_no_password_right_or_wrong),
	};
	char self[4096];

	(void)argc;
	if (!realpath(argv[0], self))
		return 1;
	snprintf(pistor, sizeof pistor, "%.4080s/pistor", dirname(self));
	return cmocka_run_group_tests_name("terminal", tests, open_room, clear_room);
}
