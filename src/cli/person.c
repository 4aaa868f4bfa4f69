/*
 * person.c - the commands of persons
 */
#include "desk.h"
#include "person.h"
#include "list.h"

#include <string.h>

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct hiring *hiring = request;
	int64_t id;

	if (!person_add(desk->store, hiring, &id, err))
		return false;
	fprintf(desk->out, "%s is %s, %s\n", hiring->code, hiring->name, hiring->roles);
	if (!desk->practice)
		fprintf(desk->out,
		        "next: 'pistor person password %s' by an administrator, then 'pistor login "
		        "%s'%s%s, where %s chooses an own one\n",
		        hiring->code, hiring->code, hiring->account ? " in the account " : "",
		        hiring->account ? hiring->account : "", hiring->code);
	return true;
}

const struct command person_add_command = {
	.name = "person add",
	.summary = "Enter someone who works here",
	.more = "Example:\n  pistor person add dr.lee 'Jun Lee' practitioner --account lee "
	        "--licence 10101",
	.access = ACCESS_WRITE,
	.flags = COMMAND_PROVES,
	.size = sizeof(struct hiring),
	.words = (const struct word[]){ { "PERSON", 0, FILLS(hiring, code),
	                                  "Code, never given to anyone else" },
	                                { "NAME", 0, FILLS(hiring, name),
	                                  "Full name, as printed beside a signature" },
	                                { "ROLES", 0, FILLS(hiring, roles),
	                                  "pharmacist, practitioner, assistant, auditor, "
	                                  "administrator; with commas" },
	                                { "account", 0, FILLS(hiring, account),
	                                  "NAME: Account of the operating system" },
	                                { "licence", 0, FILLS(hiring, licence),
	                                  "NUMBER: Licence to practise" },
	                                { "licence-expires", 0, FILLS(hiring, licence_expires),
	                                  "DAY: Its last day" },
	                                { 0 } },
	.run = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct hiring *change = request;

	if (!person_revise(desk->store, change, err))
		return false;
	fprintf(desk->out, "%s is revised\n", change->code);
	return true;
}

const struct command person_revise_command = {
	.name = "person revise",
	.summary = "Enter a new name or licence, or the licence's new last day",
	.more = "What was signed keeps the name it was signed with.\n\n"
	        "Example:\n  pistor person revise dr.lee --licence-expires 2029-12-31",
	.access = ACCESS_WRITE,
	.flags = COMMAND_PROVES,
	.size = sizeof(struct hiring),
	.words = (const struct word[]){ { "PERSON", 0, FILLS(hiring, code), "Code" },
	                                { "name", 0, FILLS(hiring, name),
	                                  "NAME: Full name, as printed beside a signature" },
	                                { "licence", 0, FILLS(hiring, licence),
	                                  "NUMBER: Licence to practise" },
	                                { "licence-expires", 0, FILLS(hiring, licence_expires),
	                                  "DAY: Its last day" },
	                                { 0 } },
	.run = revise,
};

struct listing { bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;

	return list_query(desk, "persons", PERSON_LIST, BIND(bind_int("all", ask->all)), err);
}

const struct command person_list_command = {
	.name    = "person list",
	.summary = "Who works here, and in which roles",
	.access  = ACCESS_READ,
	.size    = sizeof(struct listing),
	.words   = (const struct word[]){
		{ "all", 0, FILLS(listing, all), "Those who have retired, too" },
		{ 0 } },
	.run     = list,
};

struct retiring { const char *person; };

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct retiring *ask = request;

	if (!person_retire(desk->store, ask->person, err))
		return false;
	fprintf(desk->out, "%s has retired\n", ask->person);
	return true;
}

const struct command person_retire_command = {
	.name    = "person retire",
	.summary = "End someone's work here; what they did stays",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_PROVES,
	.size    = sizeof(struct retiring),
	.words   = (const struct word[]){
		{ "PERSON", 0, FILLS(retiring, person), "Code" },
		{ 0 } },
	.run     = retire,
};

struct change { const char *person, *role; bool take; };

static bool role(struct desk *desk, const void *request, struct error *err)
{
	const struct change *ask = request;

	if (!person_role(desk->store, ask->person, ask->role, !ask->take, err))
		return false;
	fprintf(desk->out, "%s is %s %s\n", ask->person, ask->take ? "no longer" : "now",
	        ask->role);
	return true;
}

const struct command person_role_command = {
	.name = "person role",
	.summary = "Give someone a role, or take it",
	.access = ACCESS_WRITE,
	.flags = COMMAND_PROVES,
	.size = sizeof(struct change),
	.words =
		(const struct word[]){
			{ "PERSON", 0, FILLS(change, person), "Code" },
			{ "ROLE", 0, FILLS(change, role),
	                  "pharmacist, practitioner, assistant, auditor or administrator" },
			{ "take", 0, FILLS(change, take),
	                  "Take the role instead of giving it" },
			{ 0 } },
	.run = role,
};

static bool password(struct desk *desk, const void *request, struct error *err)
{
	const struct retiring *ask = request;
	char whose[96], present[PASSWORD_TEXT] = "", fresh[PASSWORD_TEXT] = "";
	struct password_change change = { .person = ask->person,
		                          .fresh = fresh,
		                          .account = desk->claim->account };
	int64_t length = 0;
	bool ok = person_password_asks(desk->store, ask->person, whose, err)
	       && person_password_length(desk->store, &length, err);

	if (ok && *whose) {
		ok = password_read(desk->password_fd, whose, present, err);
		change.present = present;
	}
	ok = ok && password_choose(desk->password_fd, ask->person, length, fresh, err)
	        && person_password(desk->store, &change, err);
	if (!ok && change.wrong)
		desk->tried = strdup(present);
	secret_forget(present);
	secret_forget(fresh);
	if (ok)
		fprintf(desk->out, "%s has a new password\n", ask->person);
	return ok;
}

const struct command person_password_command = {
	.name = "person password",
	.summary = "Set a password to sign with",
	.more = "The present password is asked for first, or an administrator's own; with "
	        "--password-fd it is the first line, the new one the second. What an "
	        "administrator sets for another signs nothing: it only opens the choice of an "
	        "own one.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_PASSWORD,
	.size = sizeof(struct retiring),
	.words = (const struct word[]){ { "PERSON", 0, FILLS(retiring, person), "Code" },
	                                { 0 } },
	.run = password,
};

static bool recover(struct desk *desk, const void *request, struct error *err)
{
	const struct retiring *ask = request;
	char code[PASSWORD_TEXT] = "", fresh[PASSWORD_TEXT] = "", next[RECOVERY_TEXT];
	struct seat seat = { .entered = desk->claim->clock };
	int64_t length;
	bool ok;

	if (desk->practice)
		return failed(err, FAULT_REFUSED, "a practice store asks for no password");
	if (desk->dry_run)
		return failed(err, FAULT_USAGE,
		              "a recovery is not tried out: the code is used once");
	ok = person_password_length(desk->store, &length, err)
	  && store_sit(desk->store, &seat, err)
	  && password_recall(desk->password_fd, ask->person, code, err)
	  && password_choose(desk->password_fd, ask->person, length, fresh, err)
	  && person_recover(desk->store, ask->person, code, fresh, next, err);
	secret_forget(code);
	secret_forget(fresh);
	if (ok)
		fprintf(desk->out,
		        "%s has a new password\nand a new recovery code, shown this once: %s\n",
		        ask->person, next);
	return ok;
}

const struct command person_recover_command = {
	.name = "person recover",
	.summary = "Choose a new password with the sealed recovery code of an administrator",
	.more = "'store create' shows the code once, to be sealed and put away for the day on "
	        "which the only\nadministrator has no password. It is used once, and the next "
	        "one is shown. With --password-fd the\ncode is the first line, the new password "
	        "the second.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_PASSWORD | COMMAND_ALONE | COMMAND_UNSEATED,
	.size = sizeof(struct retiring),
	.words = (const struct word[]){ { "PERSON", 0, FILLS(retiring, person), "Code" },
	                                { 0 } },
	.run = recover,
};
