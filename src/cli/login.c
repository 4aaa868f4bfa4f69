/*
 * login.c - the commands of a machine that several share
 */
#include "desk.h"
#include "person.h"
#include "terminal.h"

struct who { const char *person; };

/* Seated is who the act is of, as far as that is known yet. */
static bool seat(struct desk *desk, int64_t person, struct error *err)
{
	struct seat seat = { .person = person, .entered = desk->claim->clock };

	return store_sit(desk->store, &seat, err);
}

/* The password; and where that opens only the choice of another, the other. */
static bool read_passwords(struct desk *desk, const char *code, struct person *person,
                           char password[PASSWORD_TEXT], char fresh[PASSWORD_TEXT],
                           struct error *err)
{
	int64_t length;
	bool stale;

	if (!password_read(desk->password_fd, code, password, err)
	    || !person_admit(desk->store, code, password, person, &stale, err)
	    || !person_password_length(desk->store, &length, err) || !stale)
		return !err->fault;
	if (password_choose(desk->password_fd, person->code, length, fresh, err))
		return true;
	*err = (struct error){ 0 };
	return failed(err, FAULT_REFUSED,
	              "%s chooses another password first: with --password-fd it is the second line",
	              person->code);
}

static bool login(struct desk *desk, const void *request, struct error *err)
{
	const struct who *ask = request;
	char password[PASSWORD_TEXT] = "", fresh[PASSWORD_TEXT] = "", token[LOGIN_TOKEN];
	struct person person;
	bool ok;

	if (desk->dry_run)
		return failed(err, FAULT_USAGE, "a login is not tried out");
	if (desk->practice)
		return failed(err, FAULT_REFUSED,
		              "nobody logs in to a practice store: say --as %s", ask->person);
	ok = seat(desk, 0, err)
	  && read_passwords(desk, ask->person, &person, password, fresh, err)
	  && seat(desk, person.id, err)
	  && login_begin(desk->store, person.code, password, *fresh ? fresh : NULL,
	                 desk->claim->account, token, err);
	secret_forget(password);
	secret_forget(fresh);
	if (!ok || !terminal_keep(store_path(desk->store), token, err))
		return false;
	fprintf(desk->out, "%s sits here until 'pistor logout'\n", person.name);
	return true;
}

const struct command login_command = {
	.name = "login",
	.summary = "Say who sits at this terminal, where several share an account",
	.more = "Asks for the password. What is done here from then on is theirs, and a "
	        "password alone signs it, until\n'pistor logout', or until nothing was done "
	        "for as long as the rule login-idle says. Where an administrator set the "
	        "password, or it is too old,\nanother is chosen first; with --password-fd it is the second line. Where "
	        "somebody has logged in once, the account of the operating system says no more who "
	        "sits: without a login nobody does.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE | COMMAND_UNSEATED | COMMAND_PASSWORD,
	.size = sizeof(struct who),
	.words = (const struct word[]){ { "PERSON", 0, FILLS(who, person), "Code" }, { 0 } },
	.run = login,
};

static bool logout(struct desk *desk, const void *request, struct error *err)
{
	const char *path = store_path(desk->store);
	struct error ended = { 0 };
	char token[LOGIN_TOKEN];
	struct instant last;
	int64_t person;
	bool ok, needed;

	(void)request;
	if (desk->dry_run)
		return failed(err, FAULT_USAGE, "a logout is not tried out");
	terminal_recall(path, token, &last);
	if (!*token)
		return failed(err, FAULT_REFUSED, "nobody has logged in here");
	/* Also where it has ended by itself: then the terminal forgets it. */
	ok = login_resume(desk->store, token, &last, &desk->claim->clock, &person, &ended);
	if (person && (!seat(desk, person, err) || !login_end(desk->store, token, err)))
		return false;
	if (!login_needed(desk->store, desk->claim->account, &needed, err))
		return false;
	terminal_forget(path);
	fprintf(desk->out, "logged out%s: ", ok ? "" : ", although the login had ended");
	if (needed)
		fputs("nobody sits here until 'pistor login'\n", desk->out);
	else
		fprintf(desk->out, "the account %s says again who sits here\n",
		        desk->claim->account);
	return true;
}

const struct command logout_command = {
	.name = "logout",
	.summary = "End the sitting of who logged in at this terminal",
	.access = ACCESS_WRITE,
	.flags = COMMAND_ALONE | COMMAND_UNSEATED,
	.run = logout,
};
