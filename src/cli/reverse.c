/*
 * reverse.c - the commands that say of a whole act that it never was
 */
#include "desk.h"
#include "import.h"
#include "lot.h"
#include "settled.h"

struct act { int64_t action; };

typedef bool (*reversing)(struct store *, int64_t, struct settlement *, struct error *);

static bool reverse(struct desk *desk, const void *request, reversing take_back,
                    const char *what, struct error *err)
{
	struct settlement told = { .count = 0 };
	int64_t action = ((const struct act *)request)->action;

	if (!take_back(desk->store, action, &told, err))
		return false;
	fprintf(desk->out, "act %lld never was: %s\n", (long long)action, what);
	settled_tell(desk, &told);
	return true;
}

static bool reverse_lot(struct desk *desk, const void *request, struct error *err)
{
	return reverse(desk, request, lot_reverse, "its moves are reversed at their own time",
	               err);
}

static bool reverse_import(struct desk *desk, const void *request, struct error *err)
{
	return reverse(desk, request, import_reverse, "what it entered is reversed", err);
}

static const struct word act_word[] = { { "ACT", 0, FILLS(act, action),
	                                  "The number of the act" },
	                                { 0 } };

const struct command lot_reverse_command = {
	.name = "lot reverse",
	.summary = "Say that an act on stock never was",
	.more = "Needs --reason. 'pistor lot show' gives the number of each act. What has been "
	        "used since cannot be reversed; waste, return and count say that something "
	        "happened.\n\n"
	        "Example:\n"
	        "  pistor lot reverse 118 --reason 'entered twice'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS,
	.size = sizeof(struct act),
	.words = act_word,
	.run = reverse_lot,
};

const struct command import_reverse_command = {
	.name = "import reverse",
	.summary = "Say that a table of stock or of past sessions never was",
	.more = "Needs --reason. 'pistor journal show' gives the number of each act. Stock "
	        "that was used since cannot be reversed, nor a session a patient reacted to. "
	        "Then the right table may be imported.\n\n"
	        "Example:\n"
	        "  pistor import reverse 12 --reason 'the wrong file'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS,
	.size = sizeof(struct act),
	.words = act_word,
	.run = reverse_import,
};
