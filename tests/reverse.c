/*
 * Loaded before the program, so that every statement without an order gives its rows the other
 * way round: whoever relied on an order nobody promised is found out. (An extension that every
 * connection of the process gets; for the GNU C library.)
 */
#include <errno.h>
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

static int turn_round(sqlite3 *db, char **why, const void *api)
{
	(void)why, (void)api;
	return sqlite3_exec(db, "PRAGMA reverse_unordered_selects = ON", NULL, NULL, NULL);
}

__attribute__((constructor)) static void load(void)
{
	/* The engine's own shell wants to be the first to speak to it. */
	if (strcmp(program_invocation_short_name, "sqlite3") != 0)
		sqlite3_auto_extension((void (*)(void))turn_round);
}
