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
#include "phrase.h"
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
bool batch_check_judge(const struct batch *batch, struct check *check, const char *result,
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

static bool is_called(const char *what, const char *name)
{
	char one[CHECK_ROOM * 2], other[CHECK_ROOM * 2];

	return strcmp(words_plain(what, one, sizeof one),
	              words_plain(name, other, sizeof other)) == 0;
}

/* Among those the batch asks for, else those that rules name. */
static bool find_called(struct store *store, const struct batch *batch, const char *name,
                        struct check *out, bool *is, struct error *err)
{
	struct check known[MOST_CHECKS];
	int count;

	if (!batch_checks(store, batch, known, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if ((*is = is_called(known[i].what, name))) {
			*out = known[i];
			return true;
		}
	count = 0;
	if (!of_rules(store, known, &count, err))
		return false;
	*out = (struct check){ .needed = false };
	copy_text(out->what, sizeof out->what, is_called("pH", name) ? "pH" : "");
	for (int i = 0; i < count; i++)
		if (is_called(known[i].what, name))
			*out = (struct check){ .needed = known[i].needed },
			copy_text(out->what, sizeof out->what, known[i].what);
	*is = *out->what != '\0';
	return !*is
	    || (limits_of_rule(store, batch, out, err) && state_of(store, batch, out, err));
}

bool batch_check_called(struct store *store, const struct batch *batch, const char *name,
                        struct check *out, bool *is, struct error *err)
{
	char code[PHRASE_TEXT], meant[PHRASE_TEXT];

	if (!find_called(store, batch, name, out, is, err) || *is)
		return !err->fault;
	words_plain(name, code, sizeof code);
	return phrase_text(store, PHRASES_CHECK, code, "en", meant, err)
	    && (!*meant || find_called(store, batch, meant, out, is, err));
}

/* What did not pass is looked into before anybody answers for the batch, whatever a second look
 * finds. */
static bool keep(struct store *store, const struct batch *batch, const struct check *check,
                 const char *result, int64_t signer, struct error *err)
{
	char what[CHECK_ROOM * 4];

	snprintf(what, sizeof what, "%s of %s did not pass%s%.200s", check->what, batch->number,
	         result ? ": " : "", result ? result : "");
	return write_check(store, batch, check, result, signer, err)
	    && (check->state == CHECK_PASSED
	        || deviation_open(store, what, batch->lot, batch->id, 0, NULL, err));
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
                  bool passed, struct found *out, struct error *err)
{
	struct batch batch;

	if (!batch_standing(store, text, &batch, err)
	    || !batch_check_said(store, &batch, what, result, &out->check, &result, err)
	    || !may_check_again(store, &batch, &out->check, err)
	    || !batch_check_found(store, &batch, &out->check, passed, &result, err)
	    || !keep(store, &batch, &out->check, result, 0, err))
		return false;
	copy_text(out->result, sizeof out->result, result);
	return true;
}

bool batch_check(struct store *store, const char *batch, const char *what, const char *result,
                 bool passed, struct found *out, struct error *err)
{
	struct found found;

	return store_begin(store, "batch check", err)
	    && store_end(store,
	                 check(store, batch, what, result, passed, out ? out : &found, err),
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
		if (!batch_check_judge(&batch, &asked[i], result, err)
		    || !keep(store, &batch, &asked[i], result, signer, err))
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

static bool keep_at_chair(struct store *store, const struct batch *batch, struct check *check,
                          const char *result, struct error *err)
{
	bool measured = result && *check->limits;

	if (!batch_check_found(store, batch, check, true, &result, err)
	    || !write_check(store, batch, check, result, 0, err))
		return false;
	return check->state == CHECK_PASSED
	    || failed(err, FAULT_REFUSED, "%s%s%s, not passed%s%s%s: it is thrown away, not given",
	              check->what, result ? ": " : "", result ? result : "",
	              measured ? " (" : "", measured ? check->limits : "",
	              measured ? ")" : "");
}

/* What is said one by one; all: "pass" was said too. */
static bool check_said(struct store *store, const struct batch *batch, const char *const *said,
                       int count, bool *all, struct error *err)
{
	struct check check;
	const char *result;

	*all = false;
	for (int i = 0; i < count; i++) {
		if (batch_check_is_all(said[i])) {
			*all = true;
			continue;
		}
		if (!batch_check_said(store, batch, said[i], NULL, &check, &result, err)
		    || (!keep_at_chair(store, batch, &check, result, err)
		        && !deviation_instead(store, batch->lot, batch->id, 0, err)))
			return false;
	}
	return true;
}

static bool is_said(const struct check *check, bool all, struct error *err)
{
	return all
	    || failed(err, FAULT_REFUSED,
	              "the recipe asks for %s%s%s%s: say --checks pass, or --checks "
	              "'%s=VALUE'",
	              check->what, *check->limits ? " (" : "", check->limits,
	              *check->limits ? ")" : "", check->what);
}

bool batch_check_chair(struct store *store, const char *number, const char *const *said,
                       int count, struct error *err)
{
	struct check asked[MOST_CHECKS];
	struct batch batch;
	int asked_count;
	bool all;

	if (!batch_find(store, number, &batch, err)
	    || !check_said(store, &batch, said, count, &all, err)
	    || !batch_checks(store, &batch, asked, &asked_count, err))
		return false;
	for (int i = 0; i < asked_count; i++)
		if (asked[i].state == CHECK_MISSING
		    && (!is_said(&asked[i], all, err)
		        || !keep_at_chair(store, &batch, &asked[i], NULL, err))
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
