/*
 * role.c - the table of rights: which role may do which act
 */
#include "list.h"
#include "person.h"

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "roles", ROLE_LIST, BIND_NOTHING, err);
}

const struct command role_list_command = {
	.name    = "role list",
	.summary = "The roles, who holds them, and how much each may do",
	.access  = ACCESS_READ,
	.run     = list,
};

struct named { const char *role; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	return person_is_role(ask->role, err)
	    && list_query(desk, "rights", ROLE_SHOW, BIND(bind_text("role", ask->role)), err);
}

const struct command role_show_command = {
	.name    = "role show",
	.summary = "What a role may do, and since when",
	.more    = "Everybody may read; reading with --names is an act, and so has its right.",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "ROLE", 0, FILLS(named, role), "pharmacist, practitioner ..." },
		{ 0 } },
	.run     = show,
};

static bool change(struct desk *desk, const struct right *right, bool held, struct error *err)
{
	if (!person_right(desk->store, right, held, err))
		return false;
	fprintf(desk->out, "%s %s '%s'%s\n", right->role, held ? "may now" : "may no longer",
	        right->verb, held && right->alone ? " where there is no pharmacist" : "");
	return true;
}

static bool give(struct desk *desk, const void *request, struct error *err)
{
	return change(desk, request, true, err);
}

static bool take(struct desk *desk, const void *request, struct error *err)
{
	return change(desk, request, false, err);
}

const struct command role_give_command = {
	.name    = "role give",
	.summary = "Give a role the right to an act",
	.more    = "Example:\n  pistor role give assistant 'batch check'",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_PROVES,
	.size    = sizeof(struct right),
	.words   = (const struct word[]){
		{ "ROLE", 0, FILLS(right, role), "pharmacist, practitioner ..." },
		{ "ACT",  0, FILLS(right, verb), "As the command is called: 'lot receive'" },
		{ "alone", 0, FILLS(right, alone), "Only where the clinic has no pharmacist" },
		{ 0 } },
	.run     = give,
};

const struct command role_take_command = {
	.name    = "role take",
	.summary = "Take the right to an act from a role",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_PROVES,
	.size    = sizeof(struct right),
	.words   = (const struct word[]){
		{ "ROLE", 0, FILLS(right, role), "pharmacist, practitioner ..." },
		{ "ACT",  0, FILLS(right, verb), "As the command is called: 'lot receive'" },
		{ 0 } },
	.run     = take,
};
