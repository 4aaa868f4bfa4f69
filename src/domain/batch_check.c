/*
 * batch_check.c - what is looked at or measured before a batch is released
 *
 * Which checks are asked comes from the version's quality lines, else from rules; a value is
 * judged by the recipe's limits, else by a rule's. Each is recorded on its own, with who and
 * when, and the version of the rule that judged it.
 */
#include "batch_inside.h"
#include "deviation.h"
#include "nearest.h"
#include "rule.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Values ---- */

/* "6.13" as hundredths. */
static bool read_ph(const char *text, int64_t *out)
{
	struct error none = { 0 };
	struct quantity read;
	char litres[64];

	snprintf(litres, sizeof litres, "%.40s mL", text);
	if (!quantity_parse(litres, &read, &none) || read.atoms % 10000)
		return false;
	*out = read.atoms / 10000;
	return *out <= 1400;
}

static void write_ph(int64_t hundredths, char text[QUANTITY_TEXT])
{
	char litres[QUANTITY_TEXT];

	if (hundredths == 0) {
		snprintf(text, QUANTITY_TEXT, "0");
		return;
	}
	quantity_number((struct quantity){ hundredths * 10000, UNIT_LITRE }, litres);
	snprintf(text, QUANTITY_TEXT, "%s", litres);
}

static bool read_value(const struct check *check, const char *text, struct quantity *out)
{
	struct error none = { 0 };

	if (check->measure == CHECK_PH) {
		out->unit = check->least.unit;
		return read_ph(text, &out->atoms);
	}
	return quantity_parse(text, out, &none) && out->unit == check->least.unit;
}

static void write_value(const struct check *check, struct quantity value,
                        char text[QUANTITY_TEXT])
{
	if (check->measure == CHECK_PH)
		write_ph(value.atoms, text);
	else
		quantity_format(value, text);
}

static void write_limits(struct check *check, const char *rule)
{
	char least[QUANTITY_TEXT], most[QUANTITY_TEXT];

	write_value(check, check->least, least);
	write_value(check, check->most, most);
	snprintf(check->limits, sizeof check->limits, "%s to %s%s%s%s", least, most,
	         rule ? " (rule " : "", rule ? rule : "", rule ? ")" : "");
}

/* ---- What is asked ---- */

/* So many per cent of the target. */
static bool share(const struct batch *batch, const char *percent, struct quantity *out)
{
	struct error none = { 0 };
	struct quantity hundredths;
	char litres[64];

	snprintf(litres, sizeof litres, "%.40s mL", percent);
	out->unit = batch->target.unit;
	return quantity_parse(litres, &hundredths, &none)
	    && scale(batch->target.atoms, hundredths.atoms, 100000000, ROUND_HALF_EVEN,
	             &out->atoms, &none);
}

/* The end of a range, "9.5" of "9.5-10 mL", in the unit of the other. */
static bool read_ends(const struct batch *batch, const char *least, const char *most,
                      const char *unit, struct check *out)
{
	struct error none = { 0 };
	char one[96], other[96];

	if (strcasecmp(out->what, "pH") == 0 && !*unit) {
		out->measure = CHECK_PH;
		return read_ph(least, &out->least.atoms) && read_ph(most, &out->most.atoms);
	}
	out->measure = CHECK_AMOUNT;
	if (strcmp(unit, "%") == 0)
		return share(batch, least, &out->least) && share(batch, most, &out->most);
	snprintf(one, sizeof one, "%.40s %.40s", least, unit);
	snprintf(other, sizeof other, "%.40s %.40s", most, unit);
	return quantity_parse(one, &out->least, &none)
	    && quantity_parse(other, &out->most, &none) && out->least.unit == out->most.unit;
}

static size_t number_length(const char *text)
{
	return strspn(text, "0123456789.,");
}

/* "pH 5-7", "volume 9.5 to 10.5 mL", "weight 95-105 %": false where it names no range. */
static bool read_range(const struct batch *batch, const char *text, struct check *out)
{
	const char *at = strpbrk(text, "0123456789"), *rest;
	char least[41] = "", most[41] = "";
	size_t name = at ? (size_t)(at - text) : 0;

	while (name > 0 && text[name - 1] == ' ')
		name--;
	if (name == 0 || name >= sizeof out->what)
		return false;
	snprintf(out->what, sizeof out->what, "%.*s", (int)name, text);
	snprintf(least, sizeof least, "%.*s", (int)number_length(at), at);
	rest = at + number_length(at);
	rest += strspn(rest, " ");
	if (strncmp(rest, "\xe2\x80\x93", 3) == 0)
		rest += 3;
	else if (strncmp(rest, "to ", 3) == 0)
		rest += 2;
	else if (*rest == '-')
		rest += 1;
	else
		return false;
	rest += strspn(rest, " ");
	snprintf(most, sizeof most, "%.*s", (int)number_length(rest), rest);
	rest += number_length(rest);
	rest += strspn(rest, " ");
	return *least && *most && read_ends(batch, least, most, rest, out);
}

/* The limits a rule sets for all mixtures; none where no rule does. */
static bool limits_of_rule(struct store *store, const struct batch *batch, struct check *out,
                           struct error *err)
{
	bool volume = strcasecmp(out->what, "volume") == 0;
	struct rule rule;
	struct row *row;
	int64_t apart;

	if (volume) {
		if (!rule_find(store, RULE_YIELD_TOLERANCE, &rule, err))
			return false;
		if (rule.force <= RULE_WARNS || !rule.has_amount
		    || !scale(batch->target.atoms, rule.amount, 100, ROUND_DOWN, &apart, err))
			return !err->fault;
		out->measure = CHECK_AMOUNT;
		out->least = (struct quantity){ batch->target.atoms - apart, batch->target.unit };
		out->most = (struct quantity){ batch->target.atoms + apart, batch->target.unit };
		out->rule = rule.revision;
		write_limits(out, rule.code);
		return true;
	}
	if (strcasecmp(out->what, "pH") != 0)
		return true;
	row = store_query(store, BATCH_CHECK_LIMIT, BIND(bind_text("measure", "ph")), err);
	while (row_next(row, err)) {
		rule_of_row(store, row, &rule);
		if (rule.force <= RULE_WARNS || !rule.has_least || !rule.has_amount)
			continue;
		out->measure = CHECK_PH;
		out->least.atoms = rule.least;
		out->most.atoms = rule.amount;
		out->rule = rule.revision;
		write_limits(out, rule.code);
		return true;
	}
	return !err->fault;
}

static bool state_of(struct store *store, const struct batch *batch, struct check *check,
                     struct error *err)
{
	struct row *row = store_one(store, BATCH_CHECK_STATE, BIND(
		bind_int ("batch", batch->id),
		bind_text("what",  check->what)), err);

	check->state = !row                     ? CHECK_MISSING
	               : row_int(row, "passed") ? CHECK_PASSED
	                                        : CHECK_FAILED;
	return !err->fault;
}

static bool add_item(const struct batch *batch, const char *text, size_t length,
                     struct check *out, int *count, struct error *err)
{
	char item[CHECK_ROOM * 2];
	struct check *to = &out[*count];

	for (; length && *text == ' '; text++)
		length--;
	while (length && text[length - 1] == ' ')
		length--;
	if (!length)
		return true;
	if (*count == MOST_CHECKS || length >= CHECK_ROOM)
		return failed(err, FAULT_REFUSED,
		              "at most %d checks of %d characters can be asked of a batch",
		              MOST_CHECKS, CHECK_ROOM - 1);
	snprintf(item, sizeof item, "%.*s", (int)length, text);
	*to = (struct check){ .needed = true };
	if (read_range(batch, item, to)) {
		write_limits(to, NULL);
	} else {
		*to = (struct check){ .needed = true };
		copy_text(to->what, sizeof to->what, item);
	}
	++*count;
	return true;
}

/* One item a line, or between semicolons. */
static bool of_quality(const struct batch *batch, const char *quality, struct check *out,
                       int *count, struct error *err)
{
	while (*quality) {
		size_t length = strcspn(quality, ";\n");

		if (!add_item(batch, quality, length, out, count, err))
			return false;
		quality += length + (quality[length] != '\0');
	}
	return true;
}

static bool of_rules(struct store *store, struct check *out, int *count, struct error *err)
{
	struct row *row = store_query(store, BATCH_CHECK_RULES, BIND_NOTHING, err);

	while (*count < MOST_CHECKS && row_next(row, err)) {
		struct rule rule;

		rule_of_row(store, row, &rule);
		if (!rule.holds || !rule.measure)
			continue;
		out[*count] = (struct check){ .needed = rule.force > RULE_WARNS };
		copy_text(out[*count].what, sizeof out->what, rule.measure);
		++*count;
	}
	return !err->fault;
}

bool batch_checks(struct store *store, const struct batch *batch, struct check *out, int *count,
                  struct error *err)
{
	struct row *row;
	char quality[2048];

	*count = 0;
	if (!batch->version)
		return true;
	row = store_one(store, BATCH_QUALITY, BIND(bind_int("version", batch->version)), err);
	if (!row)
		return false;
	copy_text(quality, sizeof quality, row_text(row, "quality"));
	if (!of_quality(batch, quality, out, count, err)
	    || (*count == 0 && !batch->chair && !of_rules(store, out, count, err)))
		return false;
	for (int i = 0; i < *count; i++)
		if ((out[i].measure == CHECK_LOOKED_AT
		     && !limits_of_rule(store, batch, &out[i], err))
		    || !state_of(store, batch, &out[i], err))
			return false;
	return true;
}

/* ---- Recording ---- */

static bool write_check(struct store *store, const struct batch *batch,
                        const struct check *check, const char *result, int64_t signer,
                        struct error *err)
{
	return store_run(store, BATCH_CHECK_INSERT, BIND(
		bind_int ("action",        store_action(store)),
		bind_int ("batch",         batch->id),
		bind_text("what",          check->what),
		bind_text("result",        result),
		bind_int ("passed",        check->state == CHECK_PASSED),
		bind_text("limits",        result && *check->limits ? check->limits : NULL),
		bind_id  ("rule_revision", result ? check->rule : 0),
		bind_id  ("person",        signer == store_seat(store)->person ? 0 : signer)),
		err);
}

static bool within(const struct check *check, struct quantity value)
{
	return value.atoms >= check->least.atoms && value.atoms <= check->most.atoms;
}

/* A pH is always a value; a volume may also have been looked at. */
static bool judge(const struct batch *batch, struct check *check, const char *result,
                  struct error *err)
{
	bool passed = check->state == CHECK_PASSED;
	struct quantity value;

	if (check->measure == CHECK_LOOKED_AT || (!result && !passed))
		return true;
	if (!result)
		return (check->measure == CHECK_AMOUNT && check->rule)
		    || failed(err, FAULT_REFUSED,
		              "%s of %s is measured, and judged by %s: say the value",
		              check->what, batch->number, check->limits);
	if (!read_value(check, result, &value))
		return failed(err, FAULT_REFUSED, "'%s' is no %s; it is judged by %s", result,
		              check->what, check->limits);
	if (!within(check, value))
		check->state = CHECK_FAILED;
	return true;
}

/* The check asked for under that name, else one of its own. */
static bool asked_for(struct store *store, const struct batch *batch, const char *what,
                      struct check *out, struct error *err)
{
	struct check asked[MOST_CHECKS];
	int count;

	if (!batch_checks(store, batch, asked, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (strcasecmp(asked[i].what, what) == 0) {
			*out = asked[i];
			return true;
		}
	*out = (struct check){ .needed = false };
	copy_text(out->what, sizeof out->what, what);
	return limits_of_rule(store, batch, out, err) && state_of(store, batch, out, err);
}

/* Measuring until it passes is no check: after one that failed, what is found is kept beside it
 * with why it was looked for again. */
static bool may_check_again(struct store *store, const struct batch *batch,
                            const struct check *check, struct error *err)
{
	return check->state != CHECK_FAILED || store_seat(store)->reason
	    || failed(err, FAULT_REFUSED,
	              "%s did not pass '%s' before: say with --reason why it is checked again",
	              batch->number, check->what);
}

static bool check(struct store *store, const char *text, const char *what, const char *result,
                  bool passed, struct check *out, struct error *err)
{
	struct batch batch;

	if (!batch_standing(store, text, &batch, err))
		return false;
	if (!what || !*what)
		return failed(err, FAULT_REFUSED, "a check says what was looked at");
	if (strlen(what) >= CHECK_ROOM)
		return failed(err, FAULT_REFUSED, "a check has at most %d characters",
		              CHECK_ROOM - 1);
	if (!asked_for(store, &batch, what, out, err) || !may_check_again(store, &batch, out, err))
		return false;
	out->state = passed ? CHECK_PASSED : CHECK_FAILED;
	return judge(&batch, out, result, err) && write_check(store, &batch, out, result, 0, err);
}

bool batch_check(struct store *store, const char *batch, const char *what, const char *result,
                 bool passed, struct check *out, struct error *err)
{
	struct check judged;

	return store_begin(store, "batch check", err)
	    && store_end(store,
	                 check(store, batch, what, result, passed, out ? out : &judged, err),
	                 err);
}

/* A volume that was measured when it was made is known, and judged where the recipe says by
 * what; what the rules say of a yield is asked apart, and may be excused. */
static const char *known(const struct batch *batch, const struct check *check,
                         char text[QUANTITY_TEXT])
{
	if (strcasecmp(check->what, "volume") != 0 || !batch->measured || check->rule
	    || check->measure != CHECK_AMOUNT || batch->made_up.unit != UNIT_LITRE)
		return NULL;
	quantity_format(batch->made_up, text);
	return text;
}

static bool pass_checks(struct store *store, const char *text, int64_t signer,
                        struct check *out, int *count, struct error *err)
{
	struct check asked[MOST_CHECKS];
	char volume[QUANTITY_TEXT];
	struct batch batch;
	int asked_count;

	*count = 0;
	if (!batch_standing(store, text, &batch, err)
	    || !batch_checks(store, &batch, asked, &asked_count, err))
		return false;
	for (int i = 0; i < asked_count; i++) {
		const char *result = known(&batch, &asked[i], volume);

		if (asked[i].state != CHECK_MISSING)
			continue;
		asked[i].state = CHECK_PASSED;
		if (!judge(&batch, &asked[i], result, err)
		    || !write_check(store, &batch, &asked[i], result, signer, err))
			return false;
		out[(*count)++] = asked[i];
	}
	return true;
}

bool batch_pass_checks(struct store *store, const char *batch, int64_t signer,
                       struct check *out, int *count, struct error *err)
{
	return store_begin(store, "batch check", err)
	    && store_end(store, pass_checks(store, batch, signer, out, count, err), err);
}

/* ---- At the chair ---- */

/* "pH=6.1" of what is said; NULL where it does not say that. */
static const char *said_of(const char *const *said, int count, const char *what)
{
	size_t length = strlen(what);

	for (int i = 0; i < count; i++)
		if (strncasecmp(said[i], what, length) == 0 && said[i][length] == '=')
			return said[i] + length + 1;
	return NULL;
}

static bool is_passed(const char *const *said, int count)
{
	for (int i = 0; i < count; i++)
		if (strcasecmp(said[i], "pass") == 0)
			return true;
	return false;
}

/* Each says what is asked of the mixture, or "pass". */
static bool are_asked(const struct batch *batch, const struct check *asked, int asked_count,
                      const char *const *said, int count, struct error *err)
{
	for (int i = 0; i < count; i++) {
		bool known = strcasecmp(said[i], "pass") == 0;

		for (int j = 0; j < asked_count; j++)
			known |= said_of(&said[i], 1, asked[j].what) != NULL;
		if (!known)
			return failed(err, FAULT_REFUSED,
			              "'%s' is no check asked of %s: say 'pass', or 'CHECK=VALUE'",
			              said[i], batch->number);
	}
	return true;
}

/* "pass", or "fail: cloudy": what is looked at is said to have passed or not, in no other
 * words. */
static bool says(const char *value, const char *word)
{
	size_t length = strlen(word);

	return strncasecmp(value, word, length) == 0
	    && (value[length] == '\0' || value[length] == ':' || value[length] == ',');
}

static bool look(struct check *check, const char *value, struct error *err)
{
	check->state = CHECK_PASSED;
	if (check->measure != CHECK_LOOKED_AT || !value || says(value, "pass"))
		return true;
	if (!says(value, "fail"))
		return failed(err, FAULT_REFUSED,
		              "'%s=%s' does not say whether it passed: '%s=pass' or '%s=fail', "
		              "with what was seen after a colon",
		              check->what, value, check->what, check->what);
	check->state = CHECK_FAILED;
	return true;
}

static bool check_one(struct store *store, const struct batch *batch, struct check *check,
                      const char *const *said, int count, struct error *err)
{
	const char *value = said_of(said, count, check->what);

	if (!value && !is_passed(said, count))
		return failed(err, FAULT_REFUSED,
		              "the recipe asks for %s%s%s%s: say --checks pass, or --checks "
		              "'%s=VALUE'",
		              check->what, *check->limits ? " (" : "", check->limits,
		              *check->limits ? ")" : "", check->what);
	if (!look(check, value, err) || !judge(batch, check, value, err)
	    || !write_check(store, batch, check, value, 0, err))
		return false;
	return check->state == CHECK_PASSED
	    || failed(err, FAULT_REFUSED, "%s: %s, not passed%s%s%s: it is thrown away, not given",
	              check->what, value, *check->limits ? " (" : "", check->limits,
	              *check->limits ? ")" : "");
}

bool batch_check_chair(struct store *store, const char *number, const char *const *said,
                       int count, struct error *err)
{
	struct check asked[MOST_CHECKS];
	struct batch batch;
	int asked_count;

	if (!batch_find(store, number, &batch, err)
	    || !batch_checks(store, &batch, asked, &asked_count, err)
	    || !are_asked(&batch, asked, asked_count, said, count, err))
		return false;
	for (int i = 0; i < asked_count; i++)
		if (!check_one(store, &batch, &asked[i], said, count, err)
		    && !deviation_instead(store, batch.lot, batch.id, 0, err))
			return false;
	return true;
}

/* ---- Asking before verifying and releasing ---- */

bool batch_checks_passed(struct store *store, const struct batch *batch, struct error *err)
{
	struct row *row = store_one(store, BATCH_CHECK_FAILED,
	                            BIND(bind_int("batch", batch->id)), err);

	if (!row)
		return !err->fault;
	return failed(err, FAULT_REFUSED, "%s did not pass '%s'%s%s; reject it, or check again",
	              batch->number, row_text(row, "what"), row_text(row, "result") ? ": " : "",
	              row_text(row, "result") ? row_text(row, "result") : "");
}

bool batch_checks_missing(struct store *store, const struct batch *batch, char *list,
                          size_t size, bool needed, struct error *err)
{
	struct check asked[MOST_CHECKS];
	int count;

	*list = '\0';
	if (!batch_checks(store, batch, asked, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		size_t used = strlen(list);

		if (asked[i].state == CHECK_MISSING && (asked[i].needed || !needed))
			snprintf(list + used, size - used, "%s%s", used ? ", " : "",
			         asked[i].what);
	}
	return true;
}
