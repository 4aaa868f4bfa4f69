/*
 * lot_status.c - released, held, recalled, rejected
 */
#include "lot_words.h"

struct request { const char *lot; };

/* What was used since it has that status, where it was found out late. */
static bool say_barred(struct desk *desk, const char *code, const struct lot_choice *done,
                       const char *status, struct error *err)
{
	if (!lot_say_choice(desk, done, status, err))
		return false;
	for (int i = 0; i < done->count; i++)
		if (!page_query(desk->page, "uses", desk->store, LOT_USES_BARRED,
		                BIND(bind_int("lot", done->lot[i])), NULL, err))
			return false;
	return lot_say_reach(desk, code, done, err) && lot_say_near(desk, code, err);
}

static bool release(struct desk *desk, const void *request, struct error *err)
{
	struct lot_choice done;

	return lot_release(desk->store, ((const struct request *)request)->lot, NULL, &done,
	                   err)
	    && lot_sign(desk, &done, "released", err)
	    && lot_say_choice(desk, &done, "released", err);
}

static bool hold(struct desk *desk, const void *request, struct error *err)
{
	struct lot_choice done;

	return lot_set_status(desk->store, ((const struct request *)request)->lot, "held", NULL,
	                      &done, err)
	    && say_barred(desk, ((const struct request *)request)->lot, &done, "held", err);
}

static bool recall(struct desk *desk, const void *request, struct error *err)
{
	struct lot_choice done;

	return lot_set_status(desk->store, ((const struct request *)request)->lot, "recalled",
	                      NULL, &done, err)
	    && say_barred(desk, ((const struct request *)request)->lot, &done, "recalled", err);
}

static bool reject(struct desk *desk, const void *request, struct error *err)
{
	struct lot_choice done;

	return lot_set_status(desk->store, ((const struct request *)request)->lot, "rejected",
	                      NULL, &done, err)
	    && lot_sign(desk, &done, "rejected", err)
	    && say_barred(desk, ((const struct request *)request)->lot, &done, "rejected", err);
}

#define JUDGES(verb, flag, says, tells) \
const struct command lot_##verb##_command = { \
	.name    = "lot " #verb, \
	.summary = says, \
	.more    = "Our number takes one lot, the maker's every delivery of it." tells, \
	.access  = ACCESS_WRITE, \
	.flags   = COMMAND_CONFIRMS | flag, \
	.size    = sizeof(struct request), \
	.words   = (const struct word[]){ \
		{ "LOT", 0, FILLS(request, lot), "Our number, or the maker's" }, \
		{ 0 } }, \
	.run     = verb, \
};

JUDGES(release, COMMAND_SIGNS, "Let a lot be used", " A lot that was held needs --reason.")
JUDGES(hold, 0, "Stop the use of a lot until it is looked into",
       " Say why with --reason. What was made of it is held with it.")
JUDGES(recall, 0, "Stop the use of a lot that was called back",
       " Say why with --reason. What was made of it is held with it, and who was treated is "
       "listed.")
JUDGES(reject, COMMAND_SIGNS, "Never let a lot be used",
       " Say why with --reason. What was made of it is held with it.")
