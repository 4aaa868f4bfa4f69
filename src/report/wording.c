/*
 * wording.c - writing a question as words, and reading them back
 */
#include "wording.h"

#include <stdlib.h>
#include <string.h>

static const char begins[] = "report write ";

/* As a shell reads it. */
static void put(char out[REPORT_LINE], const char *before, const char *word)
{
	size_t at = strlen(out);
	bool plain = *word
	             && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
	                                   "Z0123456789-_.,:/+%@=")];

	at += (size_t)snprintf(out + at, REPORT_LINE - at, "%s%s", before, plain ? "" : "'");
	for (; *word && at + 6 < REPORT_LINE; word++) {
		if (*word == '\'')
			at += (size_t)snprintf(out + at, REPORT_LINE - at, "'\\''");
		else
			out[at++] = *word;
	}
	snprintf(out + at, REPORT_LINE - at, "%s", plain ? "" : "'");
}

/* Periods are of whole days. */
static void put_day(char out[REPORT_LINE], const char *before, const struct instant *at,
                    int64_t later, const struct zone *zone)
{
	struct instant in;
	struct day day;

	if (!*at->text)
		return;
	instant_add(at, later, &in);
	instant_day(&in, zone, &day);
	put(out, before, day.text);
}

/* Named by its file, and in no folder that was given. */
static bool is_own(const struct asking *asking)
{
	return asking->report->file && !asking->question->folder;
}

void wording_write(const struct asking *asking, char out[REPORT_LINE])
{
	const struct question *question = asking->question;
	char word[REPORT_LINE];

	snprintf(out, REPORT_LINE, "%s", begins);
	put(out, "", is_own(asking) ? asking->report->file : asking->report->name);
	for (int i = 0; question->given[i].name; i++) {
		snprintf(word, sizeof word, "%s=%s", question->given[i].name,
		         question->given[i].value);
		put(out, " ", word);
	}
	put_day(out, " --from ", &question->from, 0, &question->zone);
	put_day(out, " --until ", &question->to, -1, &question->zone);
	put(out, " --as-of ", asking->at.text);
	snprintf(word, sizeof word, "%lld", (long long)asking->head);
	put(out, " --head ", word);
	if (question->paper)
		put(out, " --paper ", question->paper == PAPER_LETTER ? "letter" : "a4");
	if (question->folder)
		put(out, " --reports ", question->folder);
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
	else if (strcmp(name, "--reports") == 0)
		question->folder = value;
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
	return out->report || failed(err, FAULT_REFUSED, "'%s' is not a question", words);
}
