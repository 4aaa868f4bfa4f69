#include "desk.h"
#include "words.h"

#include <string.h>

enum { MOST_COMMANDS = 256 };

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

		if (noun && (strncmp(name, noun, length) != 0 || (name[length] && name[length] != ' ')))
			continue;
		fprintf(out, "  %-18s %s\n", name, commands[i]->summary);
		found++;
	}
	return found;
}

static const char *guess(int argc, char **argv)
{
	static char nouns[MOST_COMMANDS][32];
	const char *names[2 * MOST_COMMANDS + 1] = { 0 };
	char typed[128];
	int count = 0;

	for (int i = 0; commands[i] && i < MOST_COMMANDS; i++) {
		snprintf(nouns[i], sizeof nouns[i], "%.*s", (int)strcspn(commands[i]->name, " "), commands[i]->name);
		names[count++] = nouns[i];
		names[count++] = commands[i]->name;
	}
	snprintf(typed, sizeof typed, argc > 1 ? "%s %s" : "%s", argv[0], argc > 1 ? argv[1] : "");
	if (words_nearest(typed, names))
		return words_nearest(typed, names);
	return words_nearest(argv[0], names);
}

/* A noun whose verb is not known, or nothing that is known at all. */
static int unknown(int argc, char **argv)
{
	const char *guessed = guess(argc, argv);

	fprintf(stderr, "pistor: there is no '%s%s%s'%s%s%s\n", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "",
	        guessed ? "; did you mean '" : "", guessed ? guessed : "", guessed ? "'?" : "");
	if (!list(stderr, argv[0]))
		fputs("'pistor help' lists what there is\n", stderr);
	return 64;
}

static void list_all(FILE *out)
{
	fputs("usage: pistor NOUN VERB [WORD...]\n\n"
	      "The record of mesotherapy compounding: what is in the cupboard, what was mixed,\n"
	      "who got exactly what, and the proof.\n\n", out);
	list(out, NULL);
	fputs("\n'pistor NOUN VERB --help' explains one of them.\n", out);
}

int command_help(int argc, char **argv)
{
	bool asked = argc > 0 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "help") == 0);

	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		puts(store_program);
		return 0;
	}
	if (asked && argc > 1)
		return list(stdout, argv[1]) ? 0 : unknown(argc - 1, argv + 1);
	if (argc == 1 && !asked && list(stderr, argv[0]))
		return 64;
	if (argc > 0 && !asked)
		return unknown(argc > 1 && *argv[1] != '-' ? 2 : 1, argv);
	list_all(asked ? stdout : stderr);
	return asked ? 0 : 64;
}
