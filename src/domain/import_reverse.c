/*
 * import_reverse.c - a table that should not have been entered
 */
#include "import_inside.h"

#include "lot.h"
#include "session.h"

#include <inttypes.h>
#include <string.h>

static bool may_reverse(struct store *store, int64_t action, bool *moves, struct error *err)
{
	struct row *row = store_one(store, LEDGER_ACTION, BIND(bind_int("action", action)),
	                            err);
	const char *verb;

	if (!row)
		return failed(err, FAULT_MISSING,
		              "there is no act %" PRId64 "; 'pistor journal show' lists them",
		              action);
	verb = row_text(row, "verb");
	*moves = strcmp(verb, "import stock") == 0;
	if (!*moves && strcmp(verb, "import sessions") != 0)
		return failed(
			err, FAULT_REFUSED,
			"act %" PRId64
			" is '%s'; only a table of stock or of sessions is reversed whole",
			action, verb);
	if (row_int(row, "reversed_by"))
		return failed(err, FAULT_REFUSED,
		              "act %" PRId64 " was reversed already, by act %" PRId64, action,
		              row_int(row, "reversed_by"));
	return store_seat(store)->reason
	    || failed(err, FAULT_REFUSED, "say why it never was with --reason");
}

static bool reverse(struct store *store, int64_t action, struct settlement *told,
                    struct error *err)
{
	bool moves = false;

	if (!may_reverse(store, action, &moves, err))
		return false;
	if (moves)
		return lot_untouched_since(store, action, err)
		    && ledger_reverse(store, action, err)
		    && ledger_settle(store, told, err);
	return session_unreacted(store, action, err) && store_run(store, REVERSAL_INSERT, BIND(
		bind_int("action",   store_action(store)),
		bind_int("reverses", action)), err);
}

bool import_reverse(struct store *store, int64_t action, struct settlement *told,
                    struct error *err)
{
	return store_begin(store, "import reverse", err)
	    && store_end(store, reverse(store, action, told, err), err);
}
