/*
 * demo.c - a practice clinic, entered through the same commands as real work
 *
 * sql/starter/demo.txt is its diary. A line "@ PERSON INSTANT" says who sits from then on, and
 * when; each other line is a command, with ">" before it where its answer is shown, and "!"
 * where it is refused, which is shown too. All are done by command_run(), one after the other,
 * as if typed in the folder of the demonstration.
 */
#include "desk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

static const char diary[] =
#include "demo.inc"
;

enum { LINE_TEXT = 1024, PATH_TEXT = 4096 };

/* Who sits, and when. */
struct sitting { char person[64], at[32]; };

struct request { const char *folder; };

/* The words of a line, with the store, who sits and when behind them. Free with wordfree(). */
static bool words_of(const char *line, const struct sitting *sitting, wordexp_t *words,
                     struct error *err)
{
	char whole[LINE_TEXT + 192];

	snprintf(whole, sizeof whole, "%s --store=clinic.db%s%s%s%s%s", line,
	         *sitting->person ? " --as=" : "", sitting->person,
	         *sitting->at ? " --at='" : "", sitting->at, *sitting->at ? "'" : "");
	return wordexp(whole, words, WRDE_NOCMD | WRDE_UNDEF) == 0
	    || failed(err, FAULT_STORE, "the diary holds a line that is no command: %s", line);
}

static bool do_line(const char *line, const struct sitting *sitting, FILE *out, bool refused,
                    struct error *err)
{
	wordexp_t words = { 0 };
	int status;

	if (!words_of(line, sitting, &words, err))
		return false;
	status = command_run((int)words.we_wordc, words.we_wordv, out, refused ? out : stderr);
	wordfree(&words);
	if ((status == 1) != refused || status > 1)
		return failed(err, FAULT_STORE, "the practice clinic stopped at '%s'", line);
	return true;
}

static bool take_line(const char *line, struct sitting *sitting, FILE *shown, FILE *hidden,
                      struct error *err)
{
	if (*line == '@') {
		if (sscanf(line, "@ %63s %31[^\n]", sitting->person, sitting->at) != 2)
			return failed(err, FAULT_STORE,
			              "the diary holds a line that says nobody and no time: %s",
			              line);
		return true;
	}
	if (*line != '>' && *line != '!')
		return do_line(line, sitting, hidden, false, err);
	fprintf(shown, "$ pistor %s\n", line + 2);
	return do_line(line + 2, sitting, shown, *line == '!', err)
	    && fputc('\n', shown) != EOF;
}

static bool live(FILE *shown, FILE *hidden, struct error *err)
{
	struct sitting sitting = { .person = "" };
	char line[LINE_TEXT];
	bool talks = isatty(STDERR_FILENO);
	int done = 0;

	for (const char *at = diary, *end; *at; at = end + 1) {
		end = strchr(at, '\n');
		snprintf(line, sizeof line, "%.*s", (int)(end - at), at);
		if (!*line || *line == '#')
			continue;
		if (talks && ++done % 10 == 0)
			fprintf(stderr, "\r%d acts ", done);
		if (!take_line(line, &sitting, shown, hidden, err))
			return false;
	}
	if (talks)
		fputs("\r          \r", stderr);
	return true;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct request *ask = request;
	const char *folder = ask->folder ? ask->folder : "pistor-demo";
	char here[PATH_TEXT];
	FILE *hidden;
	bool ok;

	if (mkdir(folder, 0700) != 0)
		return errno == EEXIST ? failed(
			       err, FAULT_REFUSED,
			       "there is a folder '%s' already; name another, or remove it",
			       folder)
		                       : failed(err, FAULT_STORE, "cannot make the folder '%s'",
		                                folder);
	if (!getcwd(here, sizeof here) || chdir(folder) != 0)
		return failed(err, FAULT_STORE, "cannot use the folder '%s'", folder);
	hidden = fopen("/dev/null", "w");
	if (!hidden)
		return failed(err, FAULT_STORE, "cannot use /dev/null: %s", strerror(errno));
	fprintf(desk->out,
	        "A practice clinic in %s/: its catalogue, its stock, its recipes and a season "
	        "of sessions,\n"
	        "entered through the same commands as real work.\n\n",
	        folder);
	ok = live(desk->out, hidden, err);
	fclose(hidden);
	if (chdir(here) != 0)
		return failed(err, FAULT_STORE, "cannot go back to '%s'", here);
	if (ok)
		fprintf(desk->out, "The workbooks lie in %s/. Try next:\n\n"
		                   "  export PISTOR_STORE=%s/clinic.db\n"
		                   "  pistor again P-0042 --as dr.lee --dry-run\n"
		                   "  pistor trace HA-88213\n"
		                   "  pistor explain B26-0001\n"
		                   "  pistor check\n", folder, folder);
	return ok;
}

const struct command demo_command = {
	.name = "demo",
	.summary =
		"Make a practice clinic and show a formulation, a trace and a reconciliation",
	.more = "Everything in it is invented. It takes a second or two and writes only into "
	        "the folder, which must not be there yet.",
	.access = ACCESS_NONE,
	.flags = COMMAND_ALONE | COMMAND_UNSEATED,
	.size = sizeof(struct request),
	.words = (const struct word[]){ { "[FOLDER]", 0, FILLS(request, folder),
	                                  "Where to (default: pistor-demo)" },
	                                { 0 } },
	.run = run,
};
