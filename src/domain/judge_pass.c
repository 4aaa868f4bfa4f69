/*
 * judge_pass.c - what becomes of a verdict: kept as a warning, passed, excused or refused
 */
#include "judge_inside.h"
#include "person.h"
#include "deviation.h"
#include "nearest.h"
#include "signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Overrides ---- */

/* The reason of "RULE=why", or NULL where that is another rule's. */
static const char *reason_for(const char *override, const char *rule)
{
	size_t length = strlen(rule);

	return strncmp(override, rule, length) == 0 && override[length] == '='
	               ? override + length + 1
	               : NULL;
}

static const char *overridden(struct store *store, const char *rule)
{
	const char *const *list = store_seat(store)->overrides;

	for (; list && *list; list++)
		if (reason_for(*list, rule))
			return reason_for(*list, rule);
	return NULL;
}

bool verdict_keep(struct store *store, const struct matter *matter,
                  const struct verdict *verdict, const char *outcome, const char *reason,
                  struct error *err)
{
	return rule_said(store, &(struct ruled){ .revision = verdict->revision,
	                                         .outcome = outcome,
	                                         .text = verdict->text,
	                                         .reason = reason,
	                                         .version = matter->version,
	                                         .batch = matter->batch,
	                                         .session = matter->session,
	                                         .lot = verdict->lot,
	                                         .measured = verdict->measured,
	                                         .excess = verdict->excess }, err);
}

/* Signed by who passes it; a version is signed by the act that approves it. */
static bool sign(struct store *store, const struct matter *matter, struct error *err)
{
	struct signing signing = { .person = store_seat(store)->signer,
		                   .password = store_seat(store)->secret,
		                   .meaning = "approved",
		                   .subject = { .batch = matter->batch,
		                                .session = matter->session } };
	int64_t id, person;

	if (matter->version)
		return true;
	if (!signature_signer(store, &signing, &person, err))
		return false;
	if (!person_has_right(store, person, "recipe approve", err))
		return failed(err, FAULT_REFUSED,
		              "a rule is passed by who may approve a recipe; --by says who signs");
	return signature_make(store, &signing, &id, NULL, err);
}

static bool pass(struct store *store, const struct matter *matter,
                 const struct verdict *verdict, const char *reason, struct error *err)
{
	bool signs = strcmp(verdict->pass, "signature") == 0;

	if (!*verdict->pass)
		return failed(err, FAULT_REFUSED, "nothing passes rule %s: %s", verdict->rule,
		              verdict->text);
	if (!reason[strspn(reason, " ")])
		return failed(err, FAULT_REFUSED, "say why, as in --override '%s=why'",
		              verdict->rule);
	return verdict_keep(store, matter, verdict, signs ? "signed" : "overridden", reason, err)
	    && (!signs || sign(store, matter, err));
}

/* ---- What was passed before ---- */

/* A sentence without what its mixture was called. */
static void drop(char *text, const char *name)
{
	for (char *at = name && *name ? strstr(text, name) : NULL; at; at = strstr(at, name))
		memmove(at, at + strlen(name), strlen(at + strlen(name)) + 1);
}

/* What was passed covers what is found now: the same sentence, or no worse a number on the same
 * side of the limit. The atom is what is rounded between a recipe and what is made of it. */
static bool covers(const struct row *passed, const struct verdict *verdict)
{
	char was[VERDICT_ROOM], is[VERDICT_ROOM];
	int64_t excess = row_int(passed, "excess");

	if (verdict->measured)
		return !row_null(passed, "excess")
		    && (verdict->excess < 0 ? verdict->excess >= excess - 1 && excess < 0
		                            : verdict->excess <= excess + 1 && excess > 0);
	copy_text(was, sizeof was, row_text(passed, "text"));
	copy_text(is, sizeof is, verdict->text);
	drop(was, row_text(passed, "code"));
	drop(was, row_text(passed, "number"));
	drop(is, row_text(passed, "code"));
	drop(is, row_text(passed, "number"));
	return strcmp(was, is) == 0;
}

/* For the mixture itself, when it was approved or made: then it only warns now. */
static bool passed_before(struct store *store, const struct matter *matter,
                          const struct verdict *verdict, bool *was, struct error *err)
{
	char reason[400];
	struct row *row;

	*was = false;
	if (!verdict->mixture || !verdict->lot)
		return true;
	row = store_query(store, VERDICT_PASSED_BEFORE, BIND(
		bind_int("rule_revision", verdict->revision),
		bind_int("lot",           verdict->lot)), err);
	while (row_next(row, err)) {
		if (!covers(row, verdict))
			continue;
		*was = true;
		snprintf(reason, sizeof reason, "passed before by %s: %s",
		         row_text(row, "person"), row_text(row, "reason"));
	}
	return !err->fault && (!*was || verdict_keep(store, matter, verdict, "warned", reason, err));
}

/* ---- One by one ---- */

/* The other rules that stand in the way, each once. */
struct besides { char codes[700]; int count; };

static void name_besides(const struct verdict *stands, const struct verdict *verdict,
                         struct besides *out)
{
	char listed[sizeof out->codes + 4], one[RULE_CODE + 4];
	size_t used = strlen(out->codes);

	snprintf(listed, sizeof listed, " %s,", out->codes);
	snprintf(one, sizeof one, " %s,", verdict->rule);
	if (strcmp(verdict->rule, stands->rule) == 0 || strstr(listed, one))
		return;
	out->count++;
	snprintf(out->codes + used, sizeof out->codes - used, "%s%s", used ? ", " : "",
	         verdict->rule);
}

/* A bar that stands, with how it could be passed. */
static void refuse(const struct verdict *verdict, const struct besides *more, struct error *err)
{
	char besides[sizeof more->codes + 40] = "";

	if (more->count)
		snprintf(besides, sizeof besides, ", and %d more rule%s: %s", more->count,
		         more->count == 1 ? "" : "s", more->codes);
	if (*verdict->pass)
		failed(err, FAULT_REFUSED, "%s%s; --override '%s=why' passes it%s",
		       verdict->text, besides, verdict->rule,
		       strcmp(verdict->pass, "signature") == 0 ? ", signed" : "");
	else
		failed(err, FAULT_REFUSED, "%s%s", verdict->text, besides);
}

static bool excuse(struct store *store, const struct matter *matter,
                   const struct verdict *verdict, struct error *err)
{
	return deviation_open(store, verdict->text, verdict->lot, matter->batch,
	                      matter->session, NULL, err)
	    && verdict_keep(store, matter, verdict, "exception", store_seat(store)->exception, err);
}

bool judge_pass(struct store *store, const struct matter *matter, const struct verdicts *said,
                struct error *err)
{
	const struct verdict *stands = NULL;
	struct besides besides = { .count = 0 };

	if (said->full)
		return failed(err, FAULT_REFUSED,
		              "the rules have more than %d things against it; give it in several "
		              "acts", MOST_VERDICTS);
	for (int i = 0; i < said->count; i++) {
		const struct verdict *verdict = &said->verdict[i];
		const char *reason = overridden(store, verdict->rule);
		bool was = false, ok;

		if (verdict->force == RULE_INFORMS)
			continue;
		if (verdict->force == RULE_WARNS) {
			ok = verdict_keep(store, matter, verdict, "warned",
			          reason && *reason ? reason : NULL, err);
		} else if (reason) {
			ok = pass(store, matter, verdict, reason, err);
		} else {
			ok = passed_before(store, matter, verdict, &was, err);
			if (ok && !was && store_seat(store)->exception && !verdict->never)
				ok = excuse(store, matter, verdict, err);
			else if (ok && !was) {
				if (stands)
					name_besides(stands, verdict, &besides);
				stands = stands ? stands : verdict;
			}
		}
		if (!ok)
			return false;
	}
	if (stands)
		refuse(stands, &besides, err);
	return !stands;
}

bool judge_act(struct store *store, const struct matter *matter, struct error *err)
{
	struct verdicts *said = calloc(1, sizeof *said);
	bool ok;

	if (!said)
		abort();
	ok = judge_matter(store, matter, said, err) && judge_pass(store, matter, said, err);
	free(said);
	return ok;
}

/* ---- What was said ---- */

bool judge_said(struct store *store, int64_t action, struct row **rows, struct error *err)
{
	*rows = NULL;
	if (store_is_acting(store) && !store_wrote(store, "verdict"))
		return true;
	*rows = store_query(store, VERDICT_OF_ACTION, BIND(bind_int("action", action)), err);
	return *rows != NULL;
}

bool said_next(struct row *rows, struct said *out, struct error *err)
{
	if (!rows || !row_next(rows, err))
		return false;
	*out = (struct said){ .rule = row_text(rows, "code"),
		              .outcome = row_text(rows, "outcome"),
		              .text = row_text(rows, "text"),
		              .reason = row_text(rows, "reason") };
	return true;
}

/* Passed, or a warning that was answered. */
static bool was_met(struct store *store, const char *override, struct error *err)
{
	struct row *rows;
	struct said said;

	if (!judge_said(store, store_action(store), &rows, err))
		return false;
	while (said_next(rows, &said, err))
		if (reason_for(override, said.rule))
			return true;
	return false;
}

bool judge_overrides_met(struct store *store, struct error *err)
{
	const char *const *list = store_seat(store)->overrides;
	struct rule rule;
	char code[RULE_CODE];

	for (; list && *list; list++) {
		if (was_met(store, *list, err))
			continue;
		if (err->fault)
			return false;
		if (!strchr(*list, '='))
			return failed(err, FAULT_USAGE,
			              "'%s' is no override; write 'RULE=why it may be passed'",
			              *list);
		copy_text(code, sizeof code, *list);
		code[strcspn(code, "=")] = '\0';
		return rule_find(store, code, &rule, err)
		    && failed(err, FAULT_REFUSED,
		              "rule %s has nothing against it: there is nothing to override",
		              code);
	}
	return true;
}
