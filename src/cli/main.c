/*
 * main.c - the program's words, done
 */
#include "desk.h"

#include <signal.h>
#include <unistd.h>

/* The store is read where the system maps it, and there a disk that fails is a signal. What was
 * under way is undone by whoever opens the store next. */
static void lose_disk(int signal)
{
	static const char text[] = "pistor: the store cannot be read: its disk failed, or the file "
	                           "was cut short\n";
	ssize_t said = write(STDERR_FILENO, text, sizeof text - 1);

	(void)signal, (void)said;
	_exit(3);
}

int main(int argc, char **argv)
{
	signal(SIGBUS, lose_disk);
	return command_run(argc - 1, argv + 1, stdout, stderr);
}
