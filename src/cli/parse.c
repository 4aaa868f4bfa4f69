/*
 * parse.c - one argp parser for every command
 */
#include "desk.h"

#include <argp.h>
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 80, FIRST_KEY = 256, HELP_WIDTH = 77, OPTION_AT = 24,
       OPTION_WIDTH = 80 };

/* The keys of what can be asked beside a command's own words. */
enum beside {
	ASK_STORE = 512,
	ASK_AS,
	ASK_FOR,
	ASK_AT,
	ASK_WHEN,
	ASK_REASON,
	ASK_HAPPENED,
	ASK_ONCE,
	ASK_DRY_RUN,
	ASK_YES,
	ASK_FORMAT,
	ASK_NAMES,
	ASK_COPY,
	ASK_BY,
	ASK_OVERRIDE,
	ASK_PASSWORD_FD,
};

struct parse {
	const struct command *command;
	void *request;
	struct asked *asked;
	uint64_t filled;             /* a bit for each word that was given */
};

static bool is_argument(const struct word *word)
{
	return isupper((unsigned char)*word->name) || *word->name == '[';
}

static bool is_optional(const struct word *word)
{
	return *word->name == '[';
}

static bool takes_rest(const struct word *word)
{
	return word->kind == KIND_TEXTS;
}

static int64_t number(const char *text, struct error *err)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		failed(err, FAULT_USAGE, "'%s' is not a whole number", text);
	return value;
}

static bool add_text(struct texts *texts, const char *text, struct error *err)
{
	if (texts->count == MOST_TEXTS)
		return failed(err, FAULT_USAGE, "more than %d at once", MOST_TEXTS);
	texts->item[texts->count++] = text;
	return true;
}

/* What is 0 would be read as not said. */
static void check_zero(const struct word *word, const char *text, int64_t value,
                       struct error *err)
{
	if (!err->fault && !value && !word->zero)
		failed(err, FAULT_USAGE, "'%s' is nothing at all", text);
	if (value < 0)
		failed(err, FAULT_USAGE, "'%s' is less than nothing", text);
}

static void fill(const struct word *word, char *text, void *request, struct error *err)
{
	void *member = (char *)request + word->offset;
	int64_t value = 1;

	switch (word->kind) {
	case KIND_TEXT:     *(const char **)member = text; break;
	case KIND_TEXTS:    add_text(member, text, err); break;
	case KIND_QUANTITY:
		quantity_parse(text, member, err), value = ((struct quantity *)member)->atoms;
		break;
	case KIND_PACKS:
		packs_parse(text, member, err), value = ((struct packs *)member)->each.atoms;
		break;
	case KIND_STRENGTH: strength_parse(text, member, err); break;
	case KIND_DAY:      day_parse(text, member, err); break;
	case KIND_EXPIRY:   expiry_parse(text, member, err); break;
	case KIND_MOMENT:   ((struct moment *)member)->text = text; break;
	case KIND_SPAN:     span_parse(text, member, err); break;
	case KIND_COUNT:    *(int64_t *)member = value = number(text, err); break;
	case KIND_FLAG:     *(bool *)member = true; break;
	}
	check_zero(word, text, value, err);
}

static bool format_of(const char *text, enum format *out, struct error *err)
{
	static const char *const names[] = { "table", "csv", "json" };

	for (int i = FORMAT_TABLE; i <= FORMAT_JSON; i++)
		if (strcmp(names[i], text) == 0) {
			*out = (enum format)i;
			return true;
		}
	return failed(err, FAULT_USAGE, "'%s' is not a format; there are table, csv and json",
	              text);
}

/* One place is kept for the end of the list. */
static bool add_override(char *text, struct asked *asked, struct error *err)
{
	if (asked->overrides.count == MOST_TEXTS - 1)
		return failed(err, FAULT_USAGE, "more than %d overrides", MOST_TEXTS - 1);
	return add_text(&asked->overrides, text, err);
}

static bool ask(enum beside key, char *text, struct asked *asked, struct error *err)
{
	switch (key) {
	case ASK_STORE:       asked->store = text; break;
	case ASK_AS:          asked->as = text; break;
	case ASK_FOR:         asked->typed_for = text; break;
	case ASK_AT:          asked->at = text; break;
	case ASK_WHEN:        asked->when = text; break;
	case ASK_REASON:      asked->reason = text; break;
	case ASK_HAPPENED:    asked->happened = text; break;
	case ASK_ONCE:        asked->once = text; break;
	case ASK_DRY_RUN:     asked->dry_run = true; break;
	case ASK_YES:         asked->yes = true; break;
	case ASK_FORMAT:      return format_of(text, &asked->format, err);
	case ASK_NAMES:       asked->names = true; break;
	case ASK_COPY:        asked->copy = text; break;
	case ASK_BY:          asked->by = text; break;
	case ASK_OVERRIDE:    return add_override(text, asked, err);
	case ASK_PASSWORD_FD: asked->password_fd = (int)number(text, err); break;
	}
	return true;
}

/* The word for the given argument: the rest go to one that takes several. */
static const struct word *argument(const struct command *command, unsigned at)
{
	for (const struct word *word = command->words; word && word->name; word++)
		if (is_argument(word) && (at-- == 0 || takes_rest(word)))
			return word;
	return NULL;
}

static error_t missing(const struct command *command, struct argp_state *state)
{
	unsigned given = state->arg_num;

	for (const struct word *word = command->words; word && word->name; word++)
		if (is_argument(word) && given-- == 0) {
			if (!is_optional(word))
				argp_error(state, "%s is missing", word->name);
			break;
		}
	return 0;
}

/* A word that takes one value is given once: which of two was meant is not guessed. */
static bool first_time(struct parse *parse, const struct word *word, struct error *err)
{
	uint64_t bit = UINT64_C(1) << (word - parse->command->words);
	bool again = parse->filled & bit;

	parse->filled |= bit;
	return !again || word->kind == KIND_TEXTS || word->kind == KIND_FLAG
	    || failed(err, FAULT_USAGE, "--%s is given twice", word->name);
}

static error_t take(int key, char *text, struct argp_state *state)
{
	struct parse *parse = state->input;
	const struct word *word = NULL;
	struct error err = { 0 };

	if (key == ARGP_KEY_END)
		return missing(parse->command, state);
	if (key > 0 && key < FIRST_KEY && isdigit(key)) {
		argp_error(state, "'-%c%s' is less than nothing", key, text ? text : "");
		return 0;
	}
	if (key == ARGP_KEY_ARG)
		word = argument(parse->command, state->arg_num);
	else if (key >= FIRST_KEY && key < ASK_STORE)
		word = &parse->command->words[key - FIRST_KEY];
	else if (key >= ASK_STORE && key <= ASK_PASSWORD_FD)
		ask((enum beside)key, text, parse->asked, &err);
	else
		for (word = parse->command->words; word && word->name && word->key != key;)
			word++;
	if ((key < ASK_STORE || key > ASK_PASSWORD_FD) && (!word || !word->name))
		return ARGP_ERR_UNKNOWN;
	if (word && first_time(parse, word, &err))
		fill(word, text, parse->request, &err);
	if (err.fault)
		argp_error(state, "%s", err.text);
	return 0;
}

/* "-1 amp" is no option, though it looks like one to the parser. */
static const struct argp_option below_nothing[] = {
	{ NULL, '0', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '1', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '2', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '3', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '4', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '5', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '6', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '7', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '8', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
	{ NULL, '9', "", OPTION_HIDDEN | OPTION_ARG_OPTIONAL, NULL, 0 },
};

static const struct argp_option for_all[] = {
	{ NULL, 0, NULL, 0, "With any command:", 12 },
	{ "store", ASK_STORE, "PATH", 0,
	  "The store (default: $PISTOR_STORE, else the XDG data folder)", 12 },
	{ "copy", ASK_COPY, "FILE", 0,
	  "Read a copy that 'store backup' made, where nothing need be written", 12 },
	{ "as", ASK_AS, "PERSON", 0, "Sit as this person (practice stores only)", 12 },
	{ "at", ASK_AT, "INSTANT", 0, "Take this for the clock (practice stores only)", 12 },
	{ "names", ASK_NAMES, NULL, 0,
	  "Show patients' names, not only codes, where patients are shown; this is recorded", 12 },
	{ "format", ASK_FORMAT, "FORMAT", 0, "table, csv or json", 12 },
};

static const struct argp_option for_acts[] = {
	{ NULL, 0, NULL, 0, "With any act:", 11 },
	{ "for", ASK_FOR, "PERSON", 0, "Type for this person, who did it", 11 },
	{ "when", ASK_WHEN, "INSTANT", 0,
	  "When it happened, if not now: '10:40', 'yesterday 17:00', '2026-11-03 10:40'", 11 },
	{ "reason", ASK_REASON, "TEXT", 0, "Why, where a reason is asked for", 11 },
	{ "happened", ASK_HAPPENED, "REASON", 0,
	  "It has happened already, just now or at --when, although a rule says no: record it, and open a deviation",
	  11 },
	{ "override", ASK_OVERRIDE, "RULE=WHY", 0,
	  "Pass a rule that forbids one thing, where the rule allows that; of several things each for "
	  "itself, as RULE:SUBJECT=WHY; may be repeated", 11 },
	{ "once", ASK_ONCE, "KEY", 0,
	  "Do it once: the same key and words answer as the first time", 11 },
	{ "dry-run", ASK_DRY_RUN, NULL, 0, "Show what it would do and do nothing", 11 },
	{ "yes", ASK_YES, NULL, 0, "Do not ask before doing it", 11 },
};

static const struct argp_option for_signers[] = {
	{ NULL, 0, NULL, 0, "Signing:", 10 },
	{ "by", ASK_BY, "PERSON", 0, "Who signs, if not who sits here", 10 },
	{ "password-fd", ASK_PASSWORD_FD, "N", 0, "Read the password from this file descriptor",
	  10 },
};

static struct argp_option *append(struct argp_option *to, const struct argp_option *from,
                                  size_t count)
{
	memcpy(to, from, count * sizeof *from);
	return to + count;
}

/* What is common to many is taken and not explained with each: it would hide a command's
 * own. */
static struct argp_option *append_common(struct argp_option *to, const struct argp_option *from,
                                         size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!from[i].name)
			continue;
		*to = from[i];
		to++->flags |= OPTION_HIDDEN;
	}
	return to;
}

static void list_options(FILE *out, const struct argp_option *from, size_t count)
{
	char name[64];

	for (size_t i = 0; i < count; i++) {
		if (!from[i].name) {
			fprintf(out, "%s%s\n", from == for_acts ? "" : "\n", from[i].doc);
			continue;
		}
		snprintf(name, sizeof name, "--%s%s%s", from[i].name, from[i].arg ? "=" : "",
		         from[i].arg ? from[i].arg : "");
		fprintf(out, "  %-21s ", name);
		line_fold(out, from[i].doc, OPTION_AT, OPTION_WIDTH);
	}
}

void command_options(FILE *out)
{
	list_options(out, for_acts, sizeof for_acts / sizeof *for_acts);
	list_options(out, for_signers, sizeof for_signers / sizeof *for_signers);
	list_options(out, for_all, sizeof for_all / sizeof *for_all);
}

/* Where an example too long for the terminal is broken: at the last space outside quotes that
 * leaves room for " \\"; 0 where there is none. */
static size_t breaks_at(const char *line, size_t length)
{
	size_t at = 0;
	bool quoted = false;

	for (size_t i = 0; i < length && i < HELP_WIDTH - 2; i++) {
		quoted ^= line[i] == '\'';
		if (!quoted && line[i] == ' ' && i > strspn(line, " "))
			at = i;
	}
	return at;
}

static void put_example(FILE *out, const char *line, size_t length)
{
	size_t at;

	while (length > HELP_WIDTH && (at = breaks_at(line, length))) {
		fprintf(out, "%.*s \\\n     ", (int)at, line);
		line += at;
		length -= at;
	}
	fprintf(out, "%.*s", (int)length, line);
}

/* Paragraphs are wrapped by argp to the terminal, so the line ends of the source are not kept
 * in them; an indented line is an example, and is broken so that it can still be pasted. */
static void unwrap(const char *text, FILE *out)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		size_t length = strcspn(text, "\n");
		const char *next = text + length + (text[length] == '\n');

		if (*text == ' ')
			put_example(out, text, length);
		else
			fprintf(out, "%.*s", (int)length, text);
		if (*next)
			fputs(*text == ' ' || *next == ' ' || *next == '\n' || length == 0
			              ? "\n"
			              : " ",
			      out);
	}
}

/* What stands before the options: the summary, then what a stranger must know. */
static char *doc_of(const struct command *command)
{
	char *doc = NULL;
	size_t size;
	FILE *out = open_memstream(&doc, &size);

	if (!out)
		abort();
	fprintf(out, "%s.%s", command->summary, command->more ? "\n\n" : "");
	if (command->more)
		unwrap(command->more, out);
	fprintf(out,
	        "\v%sith any command: --format, %s--store, --copy, --as, --at. 'pistor help "
	        "options' explains them.",
	        command->access != ACCESS_WRITE
	                ? "W"
	                : "With any act: --dry-run, --yes, --when, --reason, --happened, "
	                  "--override, --for, --once; w",
	        command->access == ACCESS_WRITE || (command->flags & COMMAND_NAMES)
	                ? "--names, " : "");
	fclose(out);
	return doc;
}

/* "WHAT: help" names the value of an option. */
static struct argp_option option_of(const struct word *word, int key, int argument, char *value,
                                    size_t size)
{
	const char *colon = strstr(word->help, ": ");
	struct argp_option option = { .name = word->name,
		                      .key = word->key ? word->key : key,
		                      .doc = word->help,
		                      .group = 9 };

	if (is_argument(word))
		return (struct argp_option){ .name = word->name,
			                     .flags = OPTION_DOC | OPTION_NO_USAGE,
			                     .doc = word->help,
			                     .group = argument };
	if (word->kind == KIND_FLAG)
		return option;
	snprintf(value, size, "VALUE");
	if (colon
	    && strcspn(word->help, "abcdefghijklmnopqrstuvwxyz ")
	               >= (size_t)(colon - word->help)) {
		snprintf(value, size, "%.*s", (int)(colon - word->help), word->help);
		option.doc = colon + 2;
	}
	option.arg = value;
	return option;
}

static void add_argument(char *out, size_t size, int number, const char *name)
{
	size_t used = strlen(out);

	snprintf(out + used, size - used, "%s%s", number > 1 ? " " : "", name);
}

void command_parse(const struct command *command, int argc, char **argv, void *request,
                   struct asked *asked)
{
	struct argp_option options[MOST_OPTIONS] = { 0 }, *option = options;
	char arguments[256] = "", values[MOST_OPTIONS][24], *doc = doc_of(command);
	struct argp argp = { options, take, arguments, doc, NULL, NULL, NULL };
	struct parse parse = { command, request, asked, 0 };
	int given = 0;               /* arguments, each a group of its own to stay in order */

	for (const struct word *word = command->words; word && word->name; word++) {
		int at = (int)(word - command->words);

		if (is_argument(word))
			add_argument(arguments, sizeof arguments, ++given, word->name);
		*option++ = option_of(word, FIRST_KEY + at, given, values[at],
		                      sizeof values[at]);
	}
	option = append(option, below_nothing, sizeof below_nothing / sizeof *below_nothing);
	option = append_common(option, for_all, sizeof for_all / sizeof *for_all);
	if (command->access == ACCESS_WRITE)
		option = append_common(option, for_acts, sizeof for_acts / sizeof *for_acts);
	/* An override may be signed, whatever the command. */
	if (command->flags & (COMMAND_SIGNS | COMMAND_RESTORES))
		option = append(option, for_signers, sizeof for_signers / sizeof *for_signers);
	else if (command->access == ACCESS_WRITE) {
		bool asks = command->flags & (COMMAND_PASSWORD | COMMAND_PROVES);

		option = append_common(option, for_signers, asks ? 2 : 3);
		option = append(option, for_signers + 2, asks);
	}
	if (command->access == ACCESS_CREATE)
		append(option, for_signers + 2, 1);
	assert(option < options + MOST_OPTIONS - 1);
	argp_parse(&argp, argc, argv, 0, NULL, &parse);
	free(doc);
}
