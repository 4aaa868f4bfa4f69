#include "desk.h"
#include "person.h"

#include <errno.h>
#include <fcntl.h>
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

static bool ask(int terminal, const char *prompt, const char *whose, char out[PASSWORD_TEXT],
                struct error *err)
{
	struct termios shown, hidden;
	bool ok;

	if (tcgetattr(terminal, &shown) != 0)
		return failed(err, FAULT_REFUSED, "the terminal cannot hide a password: %s",
		              strerror(errno));
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(terminal, TCSAFLUSH, &hidden);
	dprintf(terminal, "%s %s: ", prompt, whose);
	ok = read_line(terminal, out, err);
	dprintf(terminal, "\n");
	tcsetattr(terminal, TCSAFLUSH, &shown);
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

bool password_read(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                   struct error *err)
{
	int terminal;
	bool ok;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!open_terminal(&terminal, err))
		return false;
	ok = ask(terminal, "Password of", whose, out, err);
	close(terminal);
	return ok;
}

bool password_offer(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                    struct error *err)
{
	struct error none = { 0 };
	int terminal;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!open_terminal(&terminal, err))
		return false;
	if (!ask(terminal, "To sign it now rather than with 'pistor sign', the password of",
	         whose, out, &none))
		*out = 0;
	close(terminal);
	return true;
}

/* Twice the same and long enough; said, and asked again, where it is not. */
static bool choose(int terminal, const char *whose, char out[PASSWORD_TEXT], struct error *err)
{
	char again[PASSWORD_TEXT];
	bool same = false;

	dprintf(terminal, "A password has at least %d characters.\n", SHORTEST_PASSWORD);
	while (!same) {
		if (!ask(terminal, "New password of", whose, out, err))
			return false;
		if (strlen(out) < SHORTEST_PASSWORD) {
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

bool password_choose(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                     struct error *err)
{
	int terminal;
	bool ok;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	if (!open_terminal(&terminal, err))
		return false;
	ok = choose(terminal, whose, out, err);
	close(terminal);
	return ok;
}
