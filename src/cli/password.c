#include "desk.h"
#include "person.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static bool read_line(int from, char out[PASSWORD_TEXT], struct error *err)
{
	size_t length = 0;

	while (length < PASSWORD_TEXT - 1 && read(from, out + length, 1) == 1
	       && out[length] != '\n')
		length++;
	out[length] = 0;
	return length > 0 || failed(err, FAULT_REFUSED, "no password was given");
}

/* What ends the program shows again what is typed first. */
static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
enum { ENDINGS = sizeof endings / sizeof *endings };

static struct {
	int terminal;
	struct termios shown;
	struct sigaction usual[ENDINGS];
} hiding;

static void show_and_end(int signal)
{
	tcsetattr(hiding.terminal, TCSANOW, &hiding.shown);
	raise(signal);
}

static bool hide(int terminal)
{
	const struct sigaction shows = { .sa_handler = show_and_end, .sa_flags = SA_RESETHAND };
	struct termios hidden;

	hiding.terminal = terminal;
	if (tcgetattr(terminal, &hiding.shown) != 0)
		return false;
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(endings[i], NULL, &hiding.usual[i]);
		if (hiding.usual[i].sa_handler != SIG_IGN)
			sigaction(endings[i], &shows, NULL);
	}
	hidden = hiding.shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	return tcsetattr(terminal, TCSAFLUSH, &hidden) == 0;
}

static void show(void)
{
	tcsetattr(hiding.terminal, TCSAFLUSH, &hiding.shown);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(endings[i], &hiding.usual[i], NULL);
}

static bool ask(int terminal, const char *prompt, const char *whose, char out[PASSWORD_TEXT],
                struct error *err)
{
	bool ok;

	if (!hide(terminal))
		return failed(err, FAULT_REFUSED, "the terminal cannot hide a password: %s",
		              strerror(errno));
	dprintf(terminal, "%s %s: ", prompt, whose);
	ok = read_line(terminal, out, err);
	dprintf(terminal, "\n");
	show();
	return ok;
}

static bool open_terminal(int *terminal, struct error *err)
{
	*terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	return *terminal >= 0
	    || failed(err, FAULT_REFUSED,
	              "a password is asked for: there is no terminal, so give --password-fd "
	              "N");
}

static bool read_secret(int descriptor, const char *prompt, const char *whose,
                        char out[PASSWORD_TEXT], struct error *err)
{
	int terminal;
	bool ok;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!open_terminal(&terminal, err))
		return false;
	ok = ask(terminal, prompt, whose, out, err);
	close(terminal);
	return ok;
}

bool password_read(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                   struct error *err)
{
	return read_secret(descriptor, "Password of", whose, out, err);
}

bool password_recall(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                     struct error *err)
{
	return read_secret(descriptor, "Recovery code of", whose, out, err);
}

bool password_offer(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                    struct error *err)
{
	struct error none = { 0 };

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!read_secret(descriptor,
	                 "To sign it now rather than with 'pistor sign', the password of", whose,
	                 out, &none))
		*out = 0;
	return true;
}

bool person_ask(const char *prompt, char out[PASSWORD_TEXT], struct error *err)
{
	int terminal;
	bool ok;

	if (!open_terminal(&terminal, err))
		return false;
	dprintf(terminal, "%s", prompt);
	ok = read_line(terminal, out, err);
	close(terminal);
	return ok;
}

/* Twice the same and long enough; said, and asked again, where it is not. */
static bool choose(int terminal, const char *whose, int64_t length, char out[PASSWORD_TEXT],
                   struct error *err)
{
	char again[PASSWORD_TEXT];
	bool same = false;

	if (length)
		dprintf(terminal, "A password has at least %" PRId64 " characters.\n", length);
	while (!same) {
		if (!ask(terminal, "New password of", whose, out, err))
			return false;
		if ((int64_t)strlen(out) < length) {
			dprintf(terminal, "That is too short.\n");
			continue;
		}
		if (!ask(terminal, "Once more, the new password of", whose, again, err))
			return false;
		same = strcmp(out, again) == 0;
		secret_forget(again);
		if (!same)
			dprintf(terminal, "Those were not the same.\n");
	}
	return true;
}

bool password_choose(int descriptor, const char *whose, int64_t length,
                     char out[PASSWORD_TEXT], struct error *err)
{
	int terminal;
	bool ok;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!open_terminal(&terminal, err))
		return false;
	ok = choose(terminal, whose, length, out, err);
	close(terminal);
	return ok;
}
