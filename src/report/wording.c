/*
 * wording.c - writing a question as words, and reading them back
 */
#include "wording.h"

#include <stdlib.h>
#include <string.h>

static const char begins[] = "report write ";

struct line { char *out; size_t size; };   /* of out; all of REPORT_LINE: it is full */

static void letters(struct line *line, const char *text)
{
	for (; *text && line->size < REPORT_LINE; text++)
		line->out[line->size++] = *text;
}

/* As a shell reads it. */
static void put(struct line *line, const char *before, const char *word)
{
	bool plain = *word
	             && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
	                                   "Z0123456789-_.,:/+%@=")];

	letters(line, before);
	letters(line, plain ? "" : "'");
	for (; *word; word++)
		letters(line, *word == '\'' ? "'\\''" : (char[]){ *word, '\0' });
	letters(line, plain ? "" : "'");
}

/* Periods are of whole days. */
static void put_day(struct line *line, const char *before, const struct instant *at,
                    int64_t later, const struct zone *zone)
{
	struct instant in;
	struct day day;

	if (!*at->text)
		return;
	instant_add(at, later, &in);
	instant_day(&in, zone, &day);
	put(line, before, day.text);
}

bool wording_write(const struct asking *asking, char out[REPORT_LINE], struct error *err)
{
	const struct question *question = asking->question;
	const struct report *report = asking->report;
	struct line line = { .out = out };
	char number[32], definition[DIGEST_TEXT];

	letters(&line, begins);
	put(&line, "", report->place ? report->place : report->name);
	for (int i = 0; question->given[i].name; i++) {
		put(&line, " ", question->given[i].name);
		put(&line, "=", question->given[i].value);
	}
	put_day(&line, " --from ", &question->from, 0, &question->zone);
	put_day(&line, " --until ", &question->to, -1, &question->zone);
	put(&line, " --as-of ", asking->at.text);
	snprintf(number, sizeof number, "%lld", (long long)asking->head);
	put(&line, " --head ", number);
	if (question->paper)
		put(&line, " --paper ", question->paper == PAPER_LETTER ? "letter" : "a4");
	if (report->place) {
		digest_text(&report->definition, definition);
		put(&line, " --definition ", definition);
	}
	out[line.size < REPORT_LINE ? line.size : 0] = '\0';
	return *out
	    || failed(err, FAULT_REFUSED, "the question takes more than %d letters",
	              REPORT_LINE - 1);
}

/* The next word, without its quotes, cut off in place; NULL at the end. */
static char *take(char **rest)
{
	char *word = *rest + strspn(*rest, " "), *to = word, *from = word;
	bool quoted = false;

	if (!*word)
		return NULL;
	for (; *from && (quoted || *from != ' '); from++) {
		if (*from == '\'')
			quoted = !quoted;
		else if (*from == '\\' && !quoted && from[1])
			*to++ = *++from;
		else
			*to++ = *from;
	}
	*rest = from + (*from != '\0');
	*to = '\0';
	return word;
}

static bool day_of(const char *text, int64_t days, const struct zone *zone, struct instant *out,
                   struct error *err)
{
	struct day day;

	if (!day_parse(text, &day, err) || (days && !day_add(&day, days, &day, err)))
		return false;
	day_begins(&day, zone, out);
	return true;
}

static bool option(struct recalled *out, const char *name, const char *value, struct error *err)
{
	struct question *question = &out->question;

	if (strcmp(name, "--from") == 0)
		return day_of(value, 0, &question->zone, &question->from, err);
	if (strcmp(name, "--until") == 0)
		return day_of(value, 1, &question->zone, &question->to, err);
	if (strcmp(name, "--as-of") == 0)
		snprintf(question->at.text, sizeof question->at.text, "%s", value);
	else if (strcmp(name, "--head") == 0)
		question->head = strtoll(value, NULL, 10);
	else if (strcmp(name, "--paper") == 0)
		question->paper = strcmp(value, "letter") == 0 ? PAPER_LETTER : PAPER_A4;
	else if (strcmp(name, "--definition") == 0)
		question->definition = value;
	else
		return failed(err, FAULT_REFUSED, "'%s' is not a word of a question", name);
	return true;
}

bool report_recall(const char *words, const struct zone *zone, struct recalled *out,
                   struct error *err)
{
	char *rest, *word, *value;
	int given = 0;

	*out = (struct recalled){ .question = { .zone = *zone } };
	if (strncmp(words, begins, sizeof begins - 1) != 0
	    || strlen(words) >= sizeof out->words)
		return failed(err, FAULT_REFUSED, "'%s' is not a question", words);
	strcpy(out->words, words + sizeof begins - 1);
	rest = out->words;
	out->report = take(&rest);
	while ((word = take(&rest))) {
		if (strncmp(word, "--", 2) == 0) {
			value = take(&rest);
			if (!value || !option(out, word, value, err))
				return failed(err, FAULT_REFUSED, "'%s' says nothing", word);
			continue;
		}
		value = strchr(word, '=');
		if (!value || given == REPORT_WORDS)
			return failed(err, FAULT_REFUSED, "'%s' is not WORD=VALUE", word);
		*value = '\0';
		out->question.given[given].name = word;
		out->question.given[given++].value = value + 1;
	}
	if (!out->report)
		return failed(err, FAULT_REFUSED, "'%s' is not a question", words);
	return !strchr(out->report, '/') || out->question.definition
	    || failed(err, FAULT_REFUSED, "by which '%s' it was asked is not said: no "
	              "--definition", out->report);
}
