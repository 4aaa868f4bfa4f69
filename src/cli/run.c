/*
 * run.c - from words to one command, one store, one person, one act, one exit status
 *
 * An answer is written into memory and shown when its act is kept. So a dry run is
 * the act, undone after it answered; a confirmation is a dry run, a question and
 * the act; and with --once the answer is kept with the act and given again.
 */
#include "clinic.h"
#include "desk.h"
#include "heap.h"
#include "journal.h"
#include "judge.h"
#include "person.h"
#include "session_words.h"
#include "signature.h"
#include "terminal.h"
#include "upkeep.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const int status_of[] = {
	[FAULT_NONE] = 0,  [FAULT_REFUSED] = 1, [FAULT_MISSING] = 2,
	[FAULT_STORE] = 3, [FAULT_USAGE] = 64,
};

enum { PATH_TEXT = 4096, ANSWER_TEXT = 16384 };

/* Everything a run is made of. */
struct run {
	const struct command *command;
	const void *request;
	struct asked asked;
	struct claim claim;
	struct clinic clinic;
	struct desk desk;
	FILE *out;                   /* where the answer is shown */
	char path[PATH_TEXT], digest[DIGEST_TEXT], password[PASSWORD_TEXT];
	char by[PASSWORD_TEXT];      /* who signs, as asked for */
	char opened[LOGIN_TOKEN];    /* the sitting that a first signature began; else empty */
	char *answer;
	size_t size;
};

static const char *data_folder(void)
{
	static char folder[PATH_TEXT - 16];
	const char *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (xdg && *xdg)
		snprintf(folder, sizeof folder, "%s/pistor", xdg);
	else
		snprintf(folder, sizeof folder, "%s/.local/share/pistor", home ? home : ".");
	return folder;
}

/* A script whose variable was never set does not mean the usual one. */
static bool find_store(struct run *run, struct error *err)
{
	const char *given = run->asked.store ? run->asked.store : getenv("PISTOR_STORE");

	if (run->asked.store && !*given)
		return failed(err, FAULT_USAGE, "--store names none");
	if (given && *given) {
		snprintf(run->path, sizeof run->path, "%s", given);
		return true;
	}
	snprintf(run->path, sizeof run->path, "%s/pistor.db", data_folder());
	if (run->command->access == ACCESS_CREATE)
		for (char *slash = run->path + 1; (slash = strchr(slash, '/'));
		     *slash++ = '/') {
			*slash = 0;
			mkdir(run->path, 0700);
			*slash = '/';
		}
	return true;
}

/* The same words with another table are another request. */
static void digest_file(const struct run *run, struct digester *digester)
{
	const char *path = *(const char *const *)run->request;
	FILE *file = path && strcmp(path, "-") != 0 ? fopen(path, "r") : NULL;
	char bytes[4096];
	size_t size;

	while (file && (size = fread(bytes, 1, sizeof bytes, file)) > 0)
		digest_add(digester, bytes, size);
	if (file)
		fclose(file);
}

/* The words of the request, save those that say how and where rather than what: what a retry
 * repeats. */
static void digest_words(struct run *run, int argc, char **argv)
{
	static const char *const besides[] = { "--once",        "--store",   "--copy",
		                               "--yes",         "--dry-run", "--format",
		                               "--password-fd", NULL };
	struct digester digester;
	struct digest digest;

	digest_begin(&digester);
	digest_add(&digester, run->command->name, strlen(run->command->name) + 1);
	for (int i = 0; i < argc; i++) {
		bool skip = false;

		for (int j = 0; besides[j]; j++) {
			size_t length = strlen(besides[j]);

			if (strncmp(argv[i], besides[j], length) == 0
			    && (!argv[i][length] || argv[i][length] == '='))
				skip = true, i += !argv[i][length]
				                  && strcmp(besides[j], "--yes") != 0
				                  && strcmp(besides[j], "--dry-run") != 0;
		}
		if (!skip && i < argc)
			digest_add(&digester, argv[i], strlen(argv[i]) + 1);
	}
	if (run->asked.once && (run->command->flags & COMMAND_FILE))
		digest_file(run, &digester);
	digest_end(&digester, &digest);
	digest_text(&digest, run->digest);
}

/* The clock and the account, read once. */
static void look_around(struct run *run)
{
	const struct passwd *account = getpwuid(getuid());

	run->claim = (struct claim){
		.account = account ? account->pw_name : "nobody",
		.as = run->asked.as,
		.typed_for = run->asked.typed_for,
		.at = run->asked.at,
		.when = run->asked.when,
		.reason = run->asked.reason,
		.exception = run->asked.happened,
		.overrides = run->asked.overrides.count ? run->asked.overrides.item : NULL,
		.once = run->asked.once,
		.request = run->asked.once ? run->digest : NULL,
	};
	instant_of(time(NULL), &run->claim.clock);
}

/* Who logged in at this terminal. Where nobody ever did in this account, that says who sits. */
static bool resume(struct run *run, struct error *err)
{
	struct error ended = { 0 };
	char token[LOGIN_TOKEN];
	struct instant last;
	int64_t person = 0;
	bool needed;

	if (run->clinic.practice || run->desk.copied || run->claim.sitter)
		return true;
	terminal_recall(run->path, token, &last);
	if (*token
	    && login_resume(run->desk.store, token, &last, &run->claim.clock, &person,
	                    &ended)) {
		run->claim.sitter = person;
		return true;
	}
	if (!login_needed(run->desk.store, run->claim.account, &needed, err) || !needed)
		return !err->fault;
	return person ? failed(err, ended.fault, "%s", ended.text)
	              : failed(err, FAULT_REFUSED,
	                       "the account '%s' is shared: 'pistor login PERSON' says who sits here",
	                       run->claim.account);
}

/* A command that records; a read with --names is recorded, and still a read. */
static bool is_act(const struct run *run)
{
	return run->command->access == ACCESS_WRITE;
}

/* For who only audits the engine itself writes nothing, save what reading leaves in the record:
 * that names were seen, that a password is another now. */
static bool only_reads(struct run *run, struct error *err)
{
	struct store *store = run->desk.store;
	int64_t person = store_seat(store)->person;
	struct person auditor;

	if (!person_only_reads(store, person, err)
	    || ((is_act(run) || run->asked.names)
	        && person_has_right(store, person, run->command->name, err)))
		return !err->fault;
	if (err->fault || !store_only_read(store, err)
	    || !person_by_id(store, person, &auditor, err))
		return false;
	return !is_act(run) || (run->command->flags & COMMAND_ALONE)
	       || failed(err, FAULT_REFUSED, "%s is an auditor, who reads everything and writes "
	                 "nothing", auditor.code);
}

static bool sit(struct run *run, struct error *err)
{
	struct desk *desk = &run->desk;

	if (!clinic_now(desk->store, &run->clinic, err))
		return false;
	desk->copied = desk->copied || store_is_copy(desk->store);
	desk->zone = run->clinic.zone;
	desk->practice = run->clinic.practice;
	return (run->command->flags & COMMAND_UNSEATED)
	    || (resume(run, err)
	        && person_sit(desk->store, &run->clinic, &run->claim, err)
	        && only_reads(run, err));
}

/* The store there is; or, where it is lost, the copy that is to take its place, of whose persons
 * one then says who they are (--by). */
static bool open_either(struct run *run, struct error *err)
{
	const char *file = *(const char *const *)run->request;
	struct error lost = { 0 };
	struct person person;

	run->desk.copied = !store_open(run->path, ACCESS_WRITE, &run->desk.store, &lost);
	if (run->desk.copied && !store_open_copy(file, &run->desk.store, err))
		return false;
	if (run->desk.copied && !run->asked.by && !run->asked.as)
		return failed(err, FAULT_REFUSED,
		              "there is no store at '%s' that says who sits: --by PERSON says who "
		              "restores", run->path);
	if (!run->asked.by)
		return sit(run, err);
	if (!person_find(run->desk.store, run->asked.by, &person, err))
		return false;
	run->claim.sitter = person.id;
	return sit(run, err);
}

static bool open_store(struct run *run, struct error *err)
{
	enum access access = run->command->access;

	if (is_act(run) && run->asked.format == FORMAT_CSV
	    && !(run->command->flags & COMMAND_STREAMS))
		return failed(err, FAULT_USAGE,
		              "an act answers in words or as json; csv is for lists");
	if (run->command->flags & COMMAND_RESTORES)
		return open_either(run, err);
	if (access == ACCESS_NONE || access == ACCESS_CREATE)
		return true;
	if (access == ACCESS_READ && run->asked.names && !(run->command->flags & COMMAND_NAMES))
		return failed(err, FAULT_USAGE, "'%s' shows no patients, and so no --names",
		              run->command->name);
	if (run->asked.copy)
		return access == ACCESS_READ && !run->asked.names
		               ? store_open_copy(run->asked.copy, &run->desk.store, err)
		                         && sit(run, err)
		               : failed(err, FAULT_REFUSED,
		                        "a copy is only read: nothing can be recorded in '%s'",
		                        run->asked.copy);
	/* Looking at names is recorded, so it writes. */
	if (access == ACCESS_READ && run->asked.names)
		access = ACCESS_WRITE;
	return store_open(run->path, access, &run->desk.store, err) && sit(run, err);
}

/* Where nobody could be asked the act itself says what is missing. */
static bool can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* At the first signature of a sitting who signs says so, too: a code and a password. */
static bool ask_who(struct run *run, const struct person *sitter, struct error *err)
{
	if (run->asked.by || run->claim.sitter)
		return true;
	if (run->asked.password_fd >= 0 || !can_ask())
		return failed(err, FAULT_REFUSED,
		              "the first signature of a sitting says who signs: --by %s, or "
		              "'pistor login %s' first",
		              sitter->code, sitter->code);
	if (!person_ask("Who signs: ", run->by, err))
		return false;
	run->asked.by = run->desk.signer.person = run->by;
	return true;
}

/* Who passes what a rule forbids may have to sign for it. */
static bool overrides(const struct run *run)
{
	return is_act(run) && run->asked.overrides.count && !run->desk.practice;
}

static bool proves(const struct run *run)
{
	return (run->command->flags & COMMAND_PROVES) && !run->desk.practice;
}

static bool ask_password(struct run *run, bool needed, struct error *err)
{
	struct desk *desk = &run->desk;
	struct person sitter;

	if (!person_by_id(desk->store, store_seat(desk->store)->person, &sitter, err))
		return false;
	/* Who does it, whoever signs. */
	if (proves(run))
		return password_read(run->asked.password_fd, sitter.code, run->password, err);
	if ((needed && !ask_who(run, &sitter, err))
	    || !(needed ? password_read : password_offer)(
		    run->asked.password_fd, run->asked.by ? run->asked.by : sitter.code,
		    run->password, err))
		return false;
	desk->signer.password = *run->password ? run->password : NULL;
	return true;
}

static bool signs(const struct run *run)
{
	return (run->command->flags & COMMAND_SIGNS) && !run->desk.practice
	       && (!run->command->signs_if
	           || *(const bool *)((const char *)run->request + run->command->signs_if));
}

/* Given beforehand; else a password is asked for when all else is found right. */
static bool get_password(struct run *run, struct error *err)
{
	run->desk.signer.person = run->asked.by;
	run->desk.signs = run->command->flags & COMMAND_SIGNS_LAST ? SIGNS_NOTHING : SIGNS_NOW;
	return !(signs(run) || overrides(run) || proves(run)) || run->asked.dry_run
	    || run->asked.password_fd < 0 || ask_password(run, true, err);
}

/* Who passes a rule, and the password; before that is known it is only seen what would be. */
static bool seat_signer(struct run *run, struct error *err)
{
	struct desk *desk = &run->desk;
	struct seat seat;

	if (!run->asked.overrides.count)
		return true;
	seat = *store_seat(desk->store);
	seat.signer = desk->signer.person;
	seat.secret = desk->signer.password;
	seat.to_see = desk->dry_run && !desk->practice;
	return store_sit(desk->store, &seat, err);
}

/* What happened before is of its own time only where that is said. */
static void tell_when(struct run *run)
{
	char now[INSTANT_LOCAL];

	if (!is_act(run) || !run->asked.happened || run->asked.when || !run->desk.store)
		return;
	instant_local(store_event(run->desk.store), &run->desk.zone, now);
	page_say(run->desk.page, "recorded as of now, %s; --when says when it happened, if before",
	         now);
}

static bool answer(struct run *run, struct error *err)
{
	bool colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), ok;

	free(run->answer);
	run->desk.out = open_memstream(&run->answer, &run->size);
	if (!run->desk.out)
		abort();
	run->desk.page = page_open(run->desk.out,
	                           is_act(run) ? FORMAT_TABLE : run->asked.format,
	                           &run->desk.zone, colour, terminal_width(stdout));
	ok = run->command->run(&run->desk, run->request, err);
	if (ok)
		tell_when(run);
	page_close(run->desk.page);
	fclose(run->desk.out);
	return ok;
}

/* An act answers in sentences; for a program they are one member of an object, beside the act's
 * number. */
static void show_as_json(const struct run *run, int64_t kept)
{
	struct page *page = page_open(run->out, FORMAT_JSON, &run->desk.zone, false, 0);

	page_begin(page, "act",
	           "form\nverb text What\naction count Action\nanswer text Answer");
	page_text(page, run->command->name);
	if (kept)
		page_count(page, kept);
	else
		page_blank(page);
	page_text(page, run->answer);
	page_row_end(page);
	page_end(page);
	page_close(page);
}

static bool say(const struct run *run, const char *text)
{
	if (run->asked.format == FORMAT_TABLE)
		text_fold(run->out, text, terminal_width(run->out));
	else
		fputs(text, run->out);
	return fflush(run->out) == 0 && !ferror(run->out);
}

static bool show(const struct run *run, struct error *err)
{
	int64_t kept = run->desk.store && !run->asked.dry_run ? store_action(run->desk.store)
	                                                      : 0;
	bool streamed = (run->command->flags & COMMAND_STREAMS) && !run->size;

	if (is_act(run) && run->asked.format == FORMAT_JSON && !streamed) {
		show_as_json(run, kept);
		return fflush(run->out) == 0
		    || failed(err, FAULT_STORE, "cannot write the answer: %s", strerror(errno));
	}
	if (say(run, run->answer))
		return true;
	if (kept)
		return failed(err, FAULT_STORE,
		              "action %lld is recorded, but its answer cannot be written: %s",
		              (long long)kept, strerror(errno));
	return failed(err, FAULT_STORE, "cannot write the answer: %s", strerror(errno));
}

/* An act with this key was done before: with the same words it answers as then. */
static bool was_done(struct run *run, bool *done, struct error *err)
{
	const char *answer = NULL;

	*done = false;
	if (!run->asked.once)
		return true;
	if (!journal_answered(run->desk.store, run->asked.once, run->digest, &answer, err)
	    || !answer)
		return !err->fault;
	*done = true;
	return say(run, answer)
	    || failed(err, FAULT_STORE, "cannot write the answer");
}

static bool keep_answer(struct run *run, struct error *err)
{
	return !run->asked.once
	    || journal_answer(run->desk.store, run->size ? run->answer : "", err);
}

/* Begin the act, unless it was done: before, or by another command while this one waited for
 * the store, whose key the store then has already. */
static bool begin(struct run *run, bool *done, struct error *err)
{
	struct error first;

	if (!was_done(run, done, err) || *done)
		return *done;
	if (store_begin(run->desk.store, run->command->name, err))
		return true;
	first = *err;
	*err = (struct error){ 0 };
	if (first.fault == FAULT_REFUSED && was_done(run, done, err) && *done)
		return true;
	*err = first;
	return false;
}

/* Who sits and signed with code and password has said as much as a login does. */
static bool begin_sitting(struct run *run, struct error *err)
{
	const struct seat *seat = store_seat(run->desk.store);
	struct person signer;

	if (!signs(run) || !run->desk.signer.password || !run->asked.by || run->claim.sitter)
		return true;
	return person_find(run->desk.store, run->asked.by, &signer, err)
	    && (signer.id != seat->person || seat->typist
	        || login_open(run->desk.store, signer.id, run->opened, err));
}

/* What is done to persons, their rights or the record itself is done by who proves to be who
 * sits here. */
static bool is_proved(struct run *run, struct error *err)
{
	return !proves(run) || run->desk.dry_run
	    || person_prove(run->desk.store, store_seat(run->desk.store)->person, run->password,
	                    err);
}

/* Who is named as the signer of what is not signed would believe it was. */
static bool may_be_signed(const struct run *run, struct error *err)
{
	return !run->asked.by || run->asked.overrides.count
	    || (run->command->flags & (COMMAND_SIGNS | COMMAND_RESTORES))
	    || failed(err, FAULT_USAGE, "'%s' signs nothing: leave out --by %s",
	              run->command->name, run->asked.by);
}

static bool is_signed(const struct run *run, bool keep, struct error *err)
{
	return !run->asked.by || !keep || run->desk.idle
	    || store_wrote(run->desk.store, "signature")
	    || failed(err, FAULT_REFUSED, "nothing of this is signed: leave out --by %s",
	              run->asked.by);
}

/* One act: kept, or undone after it has answered. */
static bool act(struct run *run, bool keep, bool *done, struct error *err)
{
	struct store *store = run->desk.store;
	bool ok;

	if (!seat_signer(run, err) || !begin(run, done, err) || *done)
		return *done;
	ok = person_may(store, run->command->name, err)
	     && judge_overrides_known(store, err) && answer(run, err)
	     && is_proved(run, err)
	     && judge_overrides_met(store, err) && is_signed(run, keep, err);
	if (ok && (!keep || run->desk.idle)) {
		store_undo(store);
		return true;
	}
	return store_end(store, ok && begin_sitting(run, err) && keep_answer(run, err), err);
}

static bool agrees(void)
{
	char line[16] = "";

	fputs("Record this? [y/N] ", stdout);
	fflush(stdout);
	return fgets(line, sizeof line, stdin) && (*line == 'y' || *line == 'Y');
}

/* Whatever is read of a record that was found altered may be false. */
static bool warn_altered(struct run *run, struct error *err)
{
	char altered[ALTERED_TEXT];

	if (!run->desk.store || !upkeep_altered(run->desk.store, altered, err))
		return !err->fault;
	if (*altered)
		fprintf(stderr, "pistor: %s\n", altered);
	return true;
}

/* What was found before it was refused is shown all the same, where the command says so. */
static bool finds(const struct run *run, const struct error *err)
{
	return (run->command->flags & COMMAND_FINDS) && err->fault == FAULT_REFUSED;
}

/* An act to look at; it fails as the act itself would. */
static bool dry_act(struct run *run, bool *done, struct error *err)
{
	bool ok = act(run, false, done, err);

	if (!ok && run->size && finds(run, err))
		show(run, err);
	return ok;
}

/* What is asked about is told as if it were done. */
static bool say_would_be(const struct run *run)
{
	return run->desk.idle || puts("This would be recorded:") >= 0;
}

/* The act as it would be: shown where it is to be agreed to, and what it asks signed known. */
static bool rehearse(struct run *run, bool agreed, char shown[ANSWER_TEXT], bool *done,
                     struct error *err)
{
	if (!dry_act(run, done, err) || *done)
		return !err->fault;
	if (agreed && (!say_would_be(run) || !show(run, err)))
		return false;
	snprintf(shown, ANSWER_TEXT, "%s", run->answer);
	if (run->desk.idle) {
		*done = true;
		return agreed || show(run, err);
	}
	if (agreed && !agrees()) {
		run->desk.heard.count = 0;
		return failed(err, FAULT_REFUSED, "nothing was recorded");
	}
	if (overrides(run) || proves(run))
		return run->asked.dry_run || *run->password || ask_password(run, true, err);
	/* What may wait is offered only where a password alone signs it. */
	if (!signs(run) || run->desk.signer.password || run->desk.signs == SIGNS_NOTHING
	    || (run->desk.signs == SIGNS_NOW_OR_LATER && !run->claim.sitter && !run->asked.by))
		return true;
	return ask_password(run, run->desk.signs == SIGNS_NOW, err);
}

static bool write_act(struct run *run, struct error *err)
{
	/* What is signed is shown before it is: that is a confirmation, too. */
	bool needs = overrides(run) || proves(run) || (signs(run) && run->desk.signs == SIGNS_NOW);
	bool asks = ((run->command->flags & COMMAND_CONFIRMS) || (needs && signs(run)))
	         && !run->asked.yes && !run->asked.dry_run && can_ask();
	bool late = (needs || (signs(run) && can_ask())) && !*run->password && !run->asked.dry_run;
	char shown[ANSWER_TEXT] = "";
	bool done = false;

	run->desk.dry_run = run->asked.dry_run || asks || late;
	run->desk.confirms = asks || late;
	if (asks || late) {
		if (!rehearse(run, asks, shown, &done, err) || done)
			return !err->fault;
		run->desk.dry_run = false;
	}
	if (!(run->asked.dry_run ? dry_act(run, &done, err) : act(run, true, &done, err))
	    || done)
		return !err->fault;
	if (asks && strcmp(shown, run->answer) == 0)
		return puts("recorded") >= 0;
	if (asks)
		puts("recorded, not quite as shown:");
	return show(run, err)
	    && (!run->asked.dry_run || run->asked.format == FORMAT_JSON
	        || fputs("(dry run: nothing was recorded)\n", run->out) >= 0);
}

/* What begins its own act cannot be looked at first: who does it proves it before. */
static bool proves_first(struct run *run, struct error *err)
{
	return !proves(run) || run->asked.dry_run
	    || (person_may(run->desk.store, run->command->name, err)
	        && (*run->password || ask_password(run, true, err)) && is_proved(run, err));
}

static bool read_only(struct run *run, struct error *err)
{
	bool ok, freezes = run->desk.store && !(run->command->flags & COMMAND_ALONE);

	if (freezes && !store_freeze(run->desk.store, false, err))
		return false;
	ok = warn_altered(run, err) && proves_first(run, err) && answer(run, err);
	if (freezes)
		store_thaw(run->desk.store);
	return (ok || finds(run, err)) && show(run, err) && ok;
}

/* Looked at, agreed to, proved and done. */
static bool restore(struct run *run, struct error *err)
{
	bool asks = !run->asked.yes && can_ask();

	run->desk.dry_run = true;
	if (!answer(run, err) || (asks && !show(run, err)))
		return false;
	if (asks && !agrees())
		return failed(err, FAULT_REFUSED, "nothing was recorded");
	if (proves(run) && !*run->password && !ask_password(run, true, err))
		return false;
	run->desk.dry_run = false;
	return is_proved(run, err) && answer(run, err) && show(run, err);
}

/* A wrong password is an act of its own, whatever became of the act it was for. */
static void note_attempt(struct run *run, const struct error *refusal)
{
	struct signing signing = { .person = run->desk.signer.person,
		                   .password = run->desk.signer.password };
	struct attempt attempt = { .secret = proves(run) ? run->password : run->desk.tried,
		                   .verb = "password refused",
		                   .what = run->command->name };
	struct error ignored = { 0 };

	if (!run->desk.store)
		return;
	if (signing.password)
		signature_note_refused(run->desk.store, &signing, run->command->name, refusal,
		                       &ignored);
	if (!attempt.secret || !*attempt.secret)
		return;
	attempt.person = store_seat(run->desk.store)->person;
	person_note_refused(run->desk.store, &attempt, &ignored);
	if (run->desk.tried)
		secret_forget(run->desk.tried);
	free(run->desk.tried);
}

/* What a patient told holds, whatever became of the act it was told in. */
static void note_told(struct run *run, const struct error *refusal)
{
	const struct texts *heard = &run->desk.heard;
	struct answers answers = { .count = 0 };
	struct error ignored = { 0 };
	char noted[512];

	if (!heard->count || run->asked.dry_run || refusal->fault != FAULT_REFUSED
	    || !screening_words(heard, &answers, &ignored))
		return;
	if (screening_note_refused(run->desk.store, run->desk.heard_of, &answers, refusal, noted,
	                           sizeof noted, &ignored))
		fprintf(stderr, "pistor: noted of %s: %s, as answered\n", run->desk.heard_of,
		        noted);
	else if (ignored.fault)
		fprintf(stderr, "pistor: what %s answered is not noted: %s\n",
		        run->desk.heard_of, ignored.text);
}

/* What a sitting leaves at the terminal: that something was done in it, or that it began. */
static bool keep_sitting(struct run *run, struct error *err)
{
	if (*run->opened)
		return terminal_keep(run->path, run->opened, err);
	if (run->claim.sitter)
		terminal_touch(run->path);
	return true;
}

/* What was done stays done where only the sitting cannot be kept: that is said, and nothing is
 * to be done again. */
static bool sit_on(struct run *run, struct error *err)
{
	struct error why = { 0 };

	if (keep_sitting(run, &why))
		return true;
	if (strcmp(run->command->name, "login") == 0) {
		*err = why;
		return false;
	}
	fprintf(stderr, "pistor: that was done, but the next signature asks for --by again: %s\n",
	        why.text);
	return true;
}

static bool perform(struct run *run, struct error *err)
{
	bool writes = run->command->access == ACCESS_WRITE
	              || (run->command->access == ACCESS_READ && run->asked.names);
	bool ok;

	look_around(run);
	run->desk.path = run->path;
	run->desk.at = run->asked.at;
	run->desk.claim = &run->claim;
	run->desk.password_fd = run->asked.password_fd;
	run->desk.names = run->asked.names;
	run->desk.dry_run = run->asked.dry_run;
	run->desk.format = run->asked.format;
	run->desk.stream = run->out;
	run->desk.copied = run->asked.copy != NULL;
	ok = may_be_signed(run, err) && find_store(run, err) && open_store(run, err)
	     && get_password(run, err)
	     && (run->command->flags & COMMAND_RESTORES ? restore(run, err)
	         : writes && !(run->command->flags & COMMAND_ALONE)
	                 ? write_act(run, err) : read_only(run, err));
	if (!ok) {
		note_told(run, err);
		note_attempt(run, err);
	} else
		ok = sit_on(run, err);
	store_close(run->desk.store);
	secret_forget(run->password);
	free(run->answer);
	return ok;
}

int command_run(int argc, char **argv, FILE *out, FILE *complaints)
{
	struct run run = { .out = out, .asked = { .password_fd = -1 } };
	struct error err = { 0 };
	char title[64], *typed;
	void *request;
	int words;

	run.command = argc > 0 ? command_find(argc, argv, &words) : NULL;
	if (!run.command)
		return command_help(argc, argv);
	snprintf(title, sizeof title, "pistor %s", run.command->name);
	typed = argv[words - 1];
	argv[words - 1] = title;
	request = heap_new(run.command->size ? run.command->size : 1);
	command_parse(run.command, argc - words + 1, argv + words - 1, request, &run.asked);
	run.request = request;
	digest_words(&run, argc - words, argv + words);
	if (!perform(&run, &err))
		command_complain(complaints, &err);
	free(request);
	argv[words - 1] = typed;
	return status_of[err.fault];
}
