#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static bool read_line(int from, char out[PASSWORD_TEXT], struct error *err)
{
	size_t length = 0;
	ssize_t got;

	while (length < PASSWORD_TEXT - 1 && (got = read(from, out + length, 1)) == 1 && out[length] != '\n')
		length++;
	out[length] = 0;
	return length > 0 || failed(err, FAULT_REFUSED, "no password was given");
}

static bool ask(int terminal, const char *whose, char out[PASSWORD_TEXT], struct error *err)
{
	struct termios shown, hidden;
	bool ok;

	if (tcgetattr(terminal, &shown) != 0)
		return failed(err, FAULT_REFUSED, "the terminal cannot hide a password: %s", strerror(errno));
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(terminal, TCSAFLUSH, &hidden);
	dprintf(terminal, "Password of %s: ", whose);
	ok = read_line(terminal, out, err);
	dprintf(terminal, "\n");
	tcsetattr(terminal, TCSAFLUSH, &shown);
	return ok;
}

bool password_read(int descriptor, const char *whose, char out[PASSWORD_TEXT], struct error *err)
{
	int terminal;
	bool ok;

	if (descriptor >= 0)
		return read_line(descriptor, out, err);
	terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (terminal < 0)
		return failed(err, FAULT_REFUSED, "signing asks for a password: there is no terminal, so give --password-fd N");
	ok = ask(terminal, whose, out, err);
	close(terminal);
	return ok;
}
