/*
 * judge_pass.c - what becomes of a verdict: kept as a warning, passed, excused or refused
 */
#include "judge_inside.h"
#include "deviation.h"
#include "heap.h"
#include "nearest.h"
#include "person.h"
#include "signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Overrides ---- */

/* The reason of "RULE=why", or of "RULE:SUBJECT=why" where there is a subject; NULL where that
 * is another's. */
static const char *reason_for(const char *override, const char *rule, const char *subject)
{
	size_t length = strlen(rule), more = subject ? strlen(subject) : 0;

	if (strncmp(override, rule, length) != 0)
		return NULL;
	override += length;
	if (subject && (*override++ != ':' || strncmp(override, subject, more) != 0))
		return NULL;
	return override[more] == '=' ? override + more + 1 : NULL;
}

static const char *reason_in(struct store *store, const char *rule, const char *subject)
{
	const char *const *list = store_seat(store)->overrides;
	const char *reason = NULL;

	for (; list && *list && !reason; list++)
		reason = reason_for(*list, rule, subject);
	return reason;
}

/* Whether a rule bars nothing else of what is judged: then it is passed by its name alone. */
static bool is_alone(const struct verdicts *said, const struct verdict *verdict)
{
	for (int i = 0; i < said->count; i++) {
		const struct verdict *other = &said->verdict[i];

		if (other->force > RULE_WARNS && strcmp(other->rule, verdict->rule) == 0
		    && strcmp(other->subject, verdict->subject) != 0)
			return false;
	}
	return true;
}

/* Whether that name has passed something else already in the act under way: what is made and
 * given in one is judged in several parts. What is said of one mixture, made and then given, is
 * one. */
static bool is_spent(struct store *store, const struct verdict *verdict, struct error *err)
{
	struct row *rows;
	struct said said;
	bool spent = false;

	if (!judge_said(store, store_action(store), &rows, err))
		return false;
	while (said_next(rows, &said, err))
		spent |= strcmp(said.rule, verdict->rule) == 0
		      && (strcmp(said.outcome, "overridden") == 0
		          || strcmp(said.outcome, "signed") == 0)
		      && !reason_in(store, said.rule, said.subject)
		      && !(verdict->lot && said.lot == verdict->lot)
		      && (strcmp(said.subject, verdict->subject) != 0
		          || strcmp(said.text, verdict->text) != 0);
	return spent;
}

/* Why it may be passed; NULL where nobody said so. */
static bool overridden(struct store *store, const struct verdicts *said,
                       const struct verdict *verdict, const char **reason, struct error *err)
{
	*reason = reason_in(store, verdict->rule, verdict->subject);
	if (*reason)
		return true;
	*reason = reason_in(store, verdict->rule, NULL);
	if (*reason && verdict->force > RULE_WARNS
	    && (!is_alone(said, verdict) || is_spent(store, verdict, err)))
		*reason = NULL;
	return !err->fault;
}

/* What names it: the rule, and what it is about unless it bars only that. */
enum { WAY = RULE_CODE + SUBJECT };

static const char *way_of(struct store *store, const struct verdicts *said,
                          const struct verdict *verdict, char out[WAY])
{
	bool alone = is_alone(said, verdict) && !reason_in(store, verdict->rule, NULL);

	snprintf(out, WAY, "%s%s%s", verdict->rule, alone ? "" : ":",
	         alone ? "" : verdict->subject);
	return out;
}

bool verdict_keep(struct store *store, const struct matter *matter,
                  const struct verdict *verdict, const char *outcome, const char *reason,
                  struct error *err)
{
	return rule_said(store, &(struct ruled){ .revision = verdict->revision,
	                                         .outcome = outcome,
	                                         .text = verdict->text,
	                                         .reason = reason,
	                                         .subject = verdict->subject,
	                                         .version = matter->version,
	                                         .batch = matter->batch,
	                                         .session = matter->session,
	                                         .lot = verdict->lot,
	                                         .measured = verdict->measured,
	                                         .excess = verdict->excess,
	                                         .supposed = verdict->supposed }, err);
}

/* Signed by who passes it, who is another than who acts where the rule asks for a signature
 * itself; a version is signed by the act that approves it. */
static bool sign(struct store *store, const struct matter *matter,
                 const struct verdict *verdict, struct error *err)
{
	struct signing signing = { .person = store_seat(store)->signer,
		                   .password = store_seat(store)->secret,
		                   .meaning = "approved",
		                   .to_see = store_seat(store)->to_see,
		                   .subject = { .batch = matter->batch,
		                                .session = matter->session } };
	int64_t id, person;

	if (!matter->batch && !matter->session)
		signing.subject.lot = verdict->lot;
	if (!signature_signer(store, &signing, &person, err))
		return false;
	if (verdict->force == RULE_SIGNS && person == store_seat(store)->person)
		return failed(err, FAULT_REFUSED, "rule %s asks for a second person: --by says who "
		              "signs", verdict->rule);
	if (matter->version)
		return true;
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
	    && (!signs || sign(store, matter, verdict, err));
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

/* For the mixture itself, when it was approved or made. passed: what was passed then and why,
 * else what was said at all. */
static bool find_before(struct store *store, const struct verdict *verdict, bool passed,
                        char reason[400], bool *was, struct error *err)
{
	struct row *row;

	*was = false;
	if (!verdict->mixture || !verdict->lot)
		return true;
	row = store_query(store, VERDICT_BEFORE, BIND(
		bind_int("rule_revision", verdict->revision),
		bind_int("lot",           verdict->lot)), err);
	while (row_next(row, err)) {
		bool warned = strcmp(row_text(row, "outcome"), "warned") == 0;

		if ((warned && (passed || row_int(row, "supposed")))
		    || !covers(row, verdict))
			continue;
		*was = true;
		snprintf(reason, 400, "passed before by %s: %s", row_text(row, "person"),
		         row_null(row, "reason") ? "" : row_text(row, "reason"));
	}
	return !err->fault;
}

/* Then it only warns now. */
static bool passed_before(struct store *store, const struct matter *matter,
                          const struct verdict *verdict, bool *was, struct error *err)
{
	char reason[400];

	return find_before(store, verdict, true, reason, was, err)
	    && (!*was || verdict_keep(store, matter, verdict, "warned", reason, err));
}

/* Said of the mixture before, and no worse now, it is not said again: it stands there. */
static bool warn(struct store *store, const struct matter *matter, const struct verdict *verdict,
                 const char *reason, struct error *err)
{
	char before[400];
	bool was;

	return find_before(store, verdict, false, before, &was, err)
	    && ((was && !reason)
	        || verdict_keep(store, matter, verdict, "warned",
	                        reason && *reason ? reason : NULL, err));
}

/* ---- One by one ---- */

/* What stands in the way, each once: what names it, the words that pass it, and what nothing
 * passes. */
struct bars { char names[500], ways[400], none[120]; int count, passable; bool signs; };

static bool lists(const char *list, const char *one)
{
	size_t length = strlen(one);
	const char *at = strstr(list, one);

	while (at && ((at > list && at[-1] != ' ' && at[-1] != '\'')
	              || (at[length] && at[length] != ',' && at[length] != '=')))
		at = strstr(at + 1, one);
	return at != NULL;
}

static void append(char *list, size_t size, const char *format, const char *one)
{
	size_t used = strlen(list);

	if (used < size)
		snprintf(list + used, size - used, format, one);
}

static void add_bar(struct store *store, const struct verdicts *said,
                    const struct verdict *verdict, bool first, struct bars *out)
{
	char way[WAY];

	way_of(store, said, verdict, way);
	if (lists(out->names, way) || lists(out->ways, way) || lists(out->none, way))
		return;
	if (!first) {
		append(out->names, sizeof out->names, *out->names ? ", %s" : "%s", way);
		out->count++;
	}
	if (*verdict->pass) {
		append(out->ways, sizeof out->ways,
		       out->passable++ ? " and --override '%s=why'" : "--override '%s=why'", way);
		out->signs |= strcmp(verdict->pass, "signature") == 0;
	} else
		append(out->none, sizeof out->none, *out->none ? ", %s" : "%s", way);
}

/* What was done some time ago is past being stopped: it is recorded as what has happened. */
static bool is_past(struct store *store, const struct matter *matter, struct error *err)
{
	const struct seat *seat = store_seat(store);
	struct row *row;

	if (strcmp(store_event(store)->text, seat->entered.text) < 0)
		return true;
	row = store_one(store, JUDGE_PAST, BIND(
		bind_id  ("session", matter->session),
		bind_id  ("batch",   matter->batch),
		bind_text("entered", seat->entered.text)), err);
	return row && row_int(row, "past");
}

/* The first that stands, with how all of them could be passed. */
static bool refuse(struct store *store, const struct matter *matter,
                   const struct verdict *stands, const struct bars *bars, struct error *err)
{
	char more[sizeof bars->names + 40] = "", ways[sizeof bars->ways + 200] = "";
	bool one = bars->passable == 1;

	if (bars->count)
		snprintf(more, sizeof more, ", and %d more: %s", bars->count, bars->names);
	if (is_past(store, matter, err))
		snprintf(ways, sizeof ways, "; if it happened so, --happened 'why' records it and "
		         "opens a deviation");
	else if (bars->passable)
		snprintf(ways, sizeof ways, "; %s %s%s%s%s", bars->ways,
		         one ? "passes it" : "pass them", bars->signs ? ", signed" : "",
		         *bars->none ? "; nothing passes " : "", bars->none);
	return failed(err, FAULT_REFUSED, "%s%s%s", stands->text, more, ways);
}

static bool excuse(struct store *store, const struct matter *matter,
                   const struct verdict *verdict, struct error *err)
{
	return deviation_open(store, verdict->text, verdict->lot, matter->batch,
	                      matter->session, NULL, err)
	    && verdict_keep(store, matter, verdict, "exception", store_seat(store)->exception, err);
}

/* One verdict; stands: nothing passed it. */
static bool settle(struct store *store, const struct matter *matter,
                   const struct verdicts *said, const struct verdict *verdict, bool *stands,
                   struct error *err)
{
	const char *reason;
	bool was = false;

	if (!overridden(store, said, verdict, &reason, err))
		return false;
	if (verdict->force == RULE_WARNS)
		return warn(store, matter, verdict, reason, err);
	if (reason)
		return pass(store, matter, verdict, reason, err);
	if (!passed_before(store, matter, verdict, &was, err) || was)
		return !err->fault;
	*stands = !store_seat(store)->exception;
	return *stands || excuse(store, matter, verdict, err);
}

bool judge_pass(struct store *store, const struct matter *matter, const struct verdicts *said,
                struct error *err)
{
	const struct verdict *first = NULL;
	struct bars bars = { .count = 0 };

	if (said->full)
		return failed(err, FAULT_REFUSED,
		              "the rules have more than %d things against it; give it in several "
		              "acts", MOST_VERDICTS);
	for (int i = 0; i < said->count; i++) {
		const struct verdict *verdict = &said->verdict[i];
		bool stands = false;

		if (verdict->force != RULE_INFORMS
		    && !settle(store, matter, said, verdict, &stands, err))
			return false;
		if (!stands)
			continue;
		add_bar(store, said, verdict, !first, &bars);
		first = first ? first : verdict;
	}
	return !first || refuse(store, matter, first, &bars, err);
}

void verdicts_elsewhere(const struct verdicts *said, bool mixtures, struct elsewhere *out)
{
	for (int i = 0; i < said->count; i++) {
		const struct verdict *verdict = &said->verdict[i];
		size_t used = strlen(out->text);

		if (verdict->force != RULE_INFORMS || (verdict->mixture && !mixtures))
			continue;
		if (used + strlen(verdict->text) + 2 <= sizeof out->text)
			snprintf(out->text + used, sizeof out->text - used, "%s\n", verdict->text);
		else
			out->more++;
	}
}

bool judge_act(struct store *store, const struct matter *matter, struct elsewhere *elsewhere,
               struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = judge_matter(store, matter, said, err) && judge_pass(store, matter, said, err);
	if (elsewhere)
		verdicts_elsewhere(said, true, elsewhere);
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
		              .reason = row_text(rows, "reason"),
		              .subject = row_text(rows, "subject"),
		              .lot = row_int(rows, "lot") };
	return true;
}

/* Passed, or a warning that was answered. named: what its rule did speak of. */
static bool was_met(struct store *store, const char *override, char named[200],
                    struct error *err)
{
	struct row *rows;
	struct said said;

	*named = '\0';
	if (!judge_said(store, store_action(store), &rows, err))
		return false;
	while (said_next(rows, &said, err)) {
		size_t length = strlen(said.rule);

		if (reason_for(override, said.rule, NULL)
		    || reason_for(override, said.rule, said.subject))
			return true;
		if (strncmp(override, said.rule, length) == 0 && override[length] == ':'
		    && said.subject)
			append(named, 200, *named ? ", %s" : "%s", said.subject);
	}
	return false;
}

static bool is_met(struct store *store, const char *override, struct error *err)
{
	char code[RULE_CODE], named[200];

	if (was_met(store, override, named, err))
		return true;
	if (err->fault)
		return false;
	copy_text(code, sizeof code, override);
	code[strcspn(code, ":=")] = '\0';
	if (*named)
		return failed(err, FAULT_REFUSED, "'%.*s' passes nothing: rule %s speaks of %s",
		              (int)strcspn(override, "="), override, code, named);
	return failed(err, FAULT_REFUSED,
	              "rule %s has nothing against it: there is nothing to override", code);
}

bool judge_overrides_known(struct store *store, struct error *err)
{
	const char *const *list = store_seat(store)->overrides;
	char code[RULE_CODE];
	struct rule rule;

	for (; list && *list; list++) {
		if (!strchr(*list, '='))
			return failed(err, FAULT_USAGE,
			              "'%s' is no override; write 'RULE=why it may be passed'",
			              *list);
		copy_text(code, sizeof code, *list);
		code[strcspn(code, ":=")] = '\0';
		if (!rule_find(store, code, &rule, err))
			return false;
	}
	return true;
}

bool judge_overrides_met(struct store *store, struct error *err)
{
	const char *const *list = store_seat(store)->overrides;

	for (; list && *list; list++)
		if (!is_met(store, *list, err))
			return false;
	return true;
}
