#include "desk.h"
#include "words.h"

#include <string.h>

enum { MOST_COMMANDS = 256, SUMMARY_AT = 22, NOUN_AT = 14, SUMMARY_WIDTH = 80 };

void command_complain(FILE *to, const struct error *err)
{
	fputs("pistor: ", to);
	line_fold(to, err->text, 8, terminal_width(to));
}

/* How the words begin: "lot receive" is both of lot, receive. */
static bool is_named(const struct command *command, int argc, char **argv, int *words)
{
	char name[128];

	*words = strchr(command->name, ' ') ? 2 : 1;
	if (argc < *words)
		return false;
	snprintf(name, sizeof name, *words == 2 ? "%s %s" : "%s", argv[0], argv[*words - 1]);
	return strcmp(name, command->name) == 0;
}

const struct command *command_find(int argc, char **argv, int *words)
{
	for (int i = 0; commands[i]; i++)
		if (is_named(commands[i], argc, argv, words))
			return commands[i];
	return NULL;
}

static int list(FILE *out, const char *noun)
{
	size_t length = noun ? strlen(noun) : 0;
	int found = 0;

	for (int i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;

		if (noun
		    && (strncmp(name, noun, length) != 0
		        || (name[length] && name[length] != ' ')))
			continue;
		fprintf(out, "  %-19s ", name);
		line_fold(out, commands[i]->summary, SUMMARY_AT, SUMMARY_WIDTH);
		found++;
	}
	return found;
}

const char *command_nearest(const char *typed)
{
	static char nouns[MOST_COMMANDS][32];
	const char *names[2 * MOST_COMMANDS + 1] = { 0 };
	int count = 0;

	for (int i = 0; i < MOST_COMMANDS && commands[i]; i++) {
		snprintf(nouns[i], sizeof nouns[i], "%.*s",
		         (int)strcspn(commands[i]->name, " "), commands[i]->name);
		names[count++] = nouns[i];
		names[count++] = commands[i]->name;
	}
	return words_nearest(typed, names);
}

static const char *guess(int argc, char **argv)
{
	const char *near;
	char typed[128];

	snprintf(typed, sizeof typed, argc > 1 ? "%s %s" : "%s", argv[0],
	         argc > 1 ? argv[1] : "");
	near = command_nearest(typed);
	return near ? near : command_nearest(argv[0]);
}

/* A noun whose verb is not known, or nothing that is known at all. */
static int unknown(int argc, char **argv)
{
	const char *guessed = guess(argc, argv);

	fprintf(stderr, "pistor: there is no '%s%s%s'%s%s%s\n", argv[0], argc > 1 ? " " : "",
	        argc > 1 ? argv[1] : "", guessed ? "; did you mean '" : "",
	        guessed ? guessed : "", guessed ? "'?" : "");
	if (!list(stderr, argv[0]))
		fputs("'pistor help' lists what there is\n", stderr);
	return 64;
}

/* What each of them does most, in the order of the day. */
static const struct {
	const char *whose, *names[8];
} days[] = {
	{ "A pharmacist's day",
	  { "today", "lot receive", "batch make", "batch verify", "batch release", "lot count" } },
	{ "A practitioner's day",
	  { "due", "formulation", "session record", "again", "aftercare", "sign" } },
	{ "An auditor's day", { "trace", "report write", "store check", "journal verify" } },
	{ "A bad day", { "lot hold", "recall open", "reaction add", "deviation open" } },
	{ "The first day",
	  { "demo", "store create", "person add", "place add", "import stock", "recipe draft" } },
};

static void list_days(FILE *out)
{
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		fprintf(out, "%s\n", days[i].whose);
		for (int j = 0; days[i].names[j]; j++)
			list(out, days[i].names[j]);
		fputc('\n', out);
	}
}

/* The verbs of a noun after its name; the length that the name has in its commands. */
static void list_verbs(FILE *out, const char *noun, int length)
{
	char verbs[1024] = "";
	size_t end = 0;

	for (int i = 0; commands[i]; i++)
		if (strncmp(commands[i]->name, noun, (size_t)length + 1) == 0)
			end += (size_t)snprintf(verbs + end, sizeof verbs - end, "%s%s",
			                        end ? ", " : "", commands[i]->name + length + 1);
	fprintf(out, "  %-11.*s ", length, noun);
	line_fold(out, verbs, NOUN_AT, SUMMARY_WIDTH);
}

/* A line a noun, and one of the commands that are a single word. */
static void list_nouns(FILE *out)
{
	char single[1024] = "";
	size_t end = 0;

	for (int i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;
		size_t length = strcspn(name, " ");

		if (!name[length])
			end += (size_t)snprintf(single + end, sizeof single - end, "%s%s",
			                        end ? ", " : "", name);
		else if (i == 0 || strncmp(commands[i - 1]->name, name, length + 1) != 0)
			list_verbs(out, name, (int)length);
	}
	fprintf(out, "  %-11s ", "and alone");
	line_fold(out, single, NOUN_AT, SUMMARY_WIDTH);
}

static void list_all(FILE *out)
{
	fputs("usage: pistor NOUN VERB [WORD...]\n\n"
	      "The record of mesotherapy compounding: what is in the cupboard, what was "
	      "mixed,\n"
	      "who got exactly what, and the proof.\n\n",
	      out);
	list_days(out);
	fputs("All there is ('pistor help NOUN', or 'all', says what each verb does;\n"
	      "'pistor NOUN VERB --help' explains one, 'pistor help options' what they share)\n",
	      out);
	list_nouns(out);
	fputs("\nExit status: 0 done, 1 refused by a rule, 2 not found, 3 the store failed, "
	      "64\n"
	      "wrong usage.\n",
	      out);
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0
	    || strcmp(word, "-h") == 0;
}

int command_help(int argc, char **argv)
{
	bool asked = argc > 0 && (is_help(argv[0]) || strcmp(argv[0], "help") == 0);

	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		puts(store_program);
		return 0;
	}
	if (asked && argc > 1 && strcmp(argv[1], "all") == 0)
		return list(stdout, NULL) && fflush(stdout) == 0 ? 0 : 3;
	if (asked && argc > 1 && strcmp(argv[1], "options") == 0) {
		command_options(stdout);
		return fflush(stdout) == 0 ? 0 : 3;
	}
	if (asked && argc > 1)
		return list(stdout, argv[1]) ? 0 : unknown(argc - 1, argv + 1);
	if (argc == 1 && !asked && list(stderr, argv[0]))
		return 64;
	if (argc == 2 && !asked && is_help(argv[1]) && list(stdout, argv[0]))
		return 0;
	if (argc > 0 && !asked)
		return unknown(argc > 1 && *argv[1] != '-' ? 2 : 1, argv);
	list_all(asked ? stdout : stderr);
	return !asked ? 64 : fflush(stdout) == 0 ? 0 : 3;
}
