/*
 * batch_said.c - a check as people say it
 *
 * "pH=6.1", "pH 6.1", "clarity", "clarté: conforme", "particles fail: a fibre": which of the
 * checks that are known is meant, and whether it passed. What it is called besides, and the
 * words for passed and not passed, are phrases, which a clinic adds to.
 */
#include "batch_inside.h"
#include "nearest.h"
#include "phrase.h"
#include "words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_SAID = 400 };

bool batch_check_is_all(const char *said)
{
	return strcasecmp(said, "pass") == 0 || strcasecmp(said, "all") == 0;
}

static bool unknown(struct store *store, const struct batch *batch, const char *said,
                    struct error *err)
{
	struct check asked[MOST_CHECKS];
	char list[MOST_SAID] = "";
	int count;

	if (!batch_checks(store, batch, asked, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s%.79s",
		         *list ? ", " : "", asked[i].what);
	return failed(err, FAULT_REFUSED,
	              "'%s' names no check of %s%s%s: others are asked by its recipe "
	              "(--quality), or by a rule",
	              said, batch->number, *list ? "; there are " : "", list);
}

/* The name before a sign, or before some blank of it: the longest that is one. */
static bool split(struct store *store, const struct batch *batch, const char *said,
                  struct check *out, const char **result, bool *is, struct error *err)
{
	size_t length = strcspn(said, "=");
	char name[MOST_SAID];

	if (strlen(said) >= sizeof name)
		return failed(err, FAULT_REFUSED, "'%.40s...' is too long", said);
	for (*is = false; !*is && length; length--) {
		if (said[length] && !strchr("=: ", said[length]))
			continue;
		snprintf(name, sizeof name, "%.*s", (int)length, said);
		*result = said + length + strspn(said + length, "=: ");
		if (!batch_check_called(store, batch, name, out, is, err))
			return false;
	}
	return true;
}

bool batch_check_said(struct store *store, const struct batch *batch, const char *said,
                      const char *result, struct check *out, const char **found,
                      struct error *err)
{
	bool is;

	*found = result;
	if (!said || !said[strspn(said, " ")])
		return failed(err, FAULT_REFUSED, "a check says what was looked at");
	if (!(result ? batch_check_called(store, batch, said, out, &is, err)
	             : split(store, batch, said, out, found, &is, err)))
		return false;
	if (*found && !**found)
		*found = NULL;
	return is || unknown(store, batch, said, err);
}

/* "fail: cloudy" is one of the words for passed or not, and then what was seen; else neither. */
static bool outcome_of(struct store *store, const char *result, char outcome[PHRASE_TEXT],
                       const char **seen, struct error *err)
{
	size_t length = strcspn(result, ":,");
	char word[PHRASE_TEXT], code[PHRASE_TEXT];

	snprintf(word, sizeof word, "%.*s", (int)length, result);
	words_plain(word, code, sizeof code);
	for (char *at = code; *at; at++)
		if (*at == ' ')
			*at = '-';
	*seen = result + length + strspn(result + length, ":, ");
	if (!**seen)
		*seen = NULL;
	return phrase_text(store, PHRASES_OUTCOME, code, "en", outcome, err);
}

bool batch_check_found(struct store *store, const struct batch *batch, struct check *check,
                       bool passed, const char **result, struct error *err)
{
	char outcome[PHRASE_TEXT] = "";
	const char *seen = NULL;

	check->state = passed ? CHECK_PASSED : CHECK_FAILED;
	if (*result && passed && !outcome_of(store, *result, outcome, &seen, err))
		return false;
	if (*outcome) {
		check->state = strcmp(outcome, "fail") == 0 ? CHECK_FAILED : CHECK_PASSED;
		*result = seen;
	} else if (*result && passed && check->measure == CHECK_LOOKED_AT) {
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say whether %s passed: say pass or fail, and after "
		              "a colon what was seen, as in 'fail: cloudy'",
		              *result, check->what);
	}
	return (*outcome && check->state == CHECK_FAILED)
	    || batch_check_judge(batch, check, *result, err);
}
