/*
 * screening.c - the questions of a session, and who answers them
 */
#include "screening_inside.h"
#include "heap.h"
#include "nearest.h"
#include "phrase.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

void screening_spoken(const char *code, char *out, size_t size)
{
	words_fold(code, out, size);
	for (char *at = out; *at; at++)
		if (*at == '-' || *at == '_')
			*at = ' ';
}

void screening_code(const char *word, char out[QUESTION_CODE])
{
	words_plain(word, out, QUESTION_CODE);
	for (char *at = out; *at; at++)
		if (*at == ' ')
			*at = '-';
}

bool screening_meant(struct store *store, const char *list, const char *word, const char *what,
                     bool *is, struct error *err)
{
	char code[QUESTION_CODE], text[PHRASE_TEXT + 2], sought[QUESTION_CODE + 2];
	struct row *row;

	screening_code(word, code);
	row = store_one(store, SCREENING_MEANT, BIND(
		bind_text("list", list),
		bind_text("code", code)), err);
	snprintf(text, sizeof text, " %s ", row ? row_text(row, "text") : "");
	snprintf(sought, sizeof sought, " %s ", what);
	*is = strstr(text, sought) != NULL;
	return !err->fault;
}

/* ---- The questions ---- */

static bool is(const char *text, const char *word)
{
	return text && strcmp(text, word) == 0;
}

static bool is_of_courses(const struct rule *rule)
{
	return is(rule->scope, "between-sessions") || is(rule->scope, "between-courses")
	    || is(rule->scope, "course");
}

static bool is_of_site(const struct rule *rule)
{
	return is(rule->scope, "site") && screening_is_site(rule->condition);
}

/* The rest is read off what is given, or off the course. */
static bool is_asked(const struct rule *rule)
{
	return rule->condition && rule->scope && !is_of_courses(rule)
	    && !is_of_site(rule) && !is(rule->condition, "allergy-to-ingredient");
}

static struct question *known(struct hearing *hearing, const char *condition)
{
	for (int i = 0; i < hearing->count; i++)
		if (strcmp(hearing->questions[i].condition, condition) == 0)
			return &hearing->questions[i];
	return NULL;
}

/* What only women are asked is asked of nobody who is on record as a man. */
static bool concerns(struct hearing *hearing, const char *condition, bool *out,
                     struct error *err)
{
	const char *sex = NULL;
	bool only = false;

	for (int i = 0; i < hearing->fact_count; i++)
		if (is(hearing->facts[i].kind, "sex"))
			sex = hearing->facts[i].value;
	*out = true;
	if (is(sex, "male")
	    && !screening_meant(hearing->store, "only", condition, "female", &only, err))
		return false;
	*out = !only;
	return true;
}

/* Of the rules on one condition the one that asks the most asks for all: each judges the answer
 * by its own span or age. */
static void widen(struct question *question, const struct rule *rule)
{
	int64_t years = rule->has_amount ? rule->amount : 0;
	bool under, age = screening_is_age(rule->condition, &under);
	bool first = !question->revision;
	bool more = age ? (under ? years > question->years : years < question->years)
	                : question->longest && (!rule->span || rule->span > question->longest);

	if (first || more) {
		question->revision = rule->revision;
		question->longest = rule->span;
		question->years = years;
	}
	if (first || !question->shortest || (rule->span && rule->span < question->shortest))
		question->shortest = rule->span;
}

static bool put(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct question *question = known(hearing, rule->condition);
	bool concerned;

	if (!question) {
		if (!concerns(hearing, rule->condition, &concerned, err) || !concerned)
			return !err->fault;
		if (hearing->count == MOST_QUESTIONS)
			return failed(err, FAULT_REFUSED, "more than %d questions",
			              MOST_QUESTIONS);
		question = &hearing->questions[hearing->count++];
		copy_text(question->condition, QUESTION_CODE, rule->condition);
	}
	widen(question, rule);
	return true;
}

/* ---- What is kept ---- */

static bool keep(struct hearing *hearing, const struct question *question, struct error *err)
{
	return store_run(hearing->store, SCREENING_INSERT, BIND(
		bind_int ("action",        store_action(hearing->store)),
		bind_int ("session",       hearing->session),
		bind_int ("rule_revision", question->revision),
		bind_text("condition",     question->condition),
		bind_text("answer",        question->yes ? "yes" : "no"),
		bind_text("found",         question->found),
		bind_text("note",          *question->note ? question->note : NULL)), err);
}

/* The first few, and how many more. */
static void name_open(const struct hearing *hearing, char *out, size_t size, int *open)
{
	*open = 0;
	*out = '\0';
	for (int i = 0; i < hearing->count; i++)
		if (!hearing->questions[i].answered && ++*open <= 3)
			snprintf(out + strlen(out), size - strlen(out), "%s%s",
			         *out ? ", " : "", hearing->questions[i].condition);
	if (*open > 3)
		snprintf(out + strlen(out), size - strlen(out), " and %d more", *open - 3);
}

/* Some were answered: then all are. None was: the clinic's rule says what that means. */
static bool is_complete(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	struct error none = { .elsewhere = true };
	struct rule rule;
	char open[256];
	int count;

	name_open(hearing, open, sizeof open, &count);
	if (!count)
		return true;
	if (hearing->answers->count)
		return failed(
			err, FAULT_REFUSED,
			"not answered: %s; --screening clear answers no to all that is left",
			open);
	if (rule_brief(hearing->store, RULE_SCREENING, &rule, &none) && rule.holds)
		verdict_add(
			out, &rule, 0,
			"not screened: %d question%s not asked (--screening clear: no to all)",
			count, count == 1 ? "" : "s");
	return spared(&none, err);
}

static bool keep_all(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	if (!screening_answers_met(hearing, err) || !is_complete(hearing, out, err))
		return false;
	for (int i = 0; i < hearing->count; i++) {
		const struct question *question = &hearing->questions[i];

		if ((question->answered || question->yes)
		    && (!keep(hearing, question, err)
		        || !screening_remember(hearing, question, err)))
			return false;
	}
	return true;
}

/* ---- All of it ---- */

static bool read_session(struct hearing *hearing, struct error *err)
{
	struct patient patient = { .id = 0 };
	struct clinic clinic;
	struct row *row;

	if (!clinic_now(hearing->store, &clinic, err))
		return false;
	hearing->zone = clinic.zone;
	row = store_one(hearing->store, SCREENING_SESSION,
	                BIND(bind_int("session", hearing->session)), err);
	if (!row)
		return failed(err, FAULT_STORE, "no such session");
	hearing->patient = row_int(row, "patient");
	copy_text(hearing->code, sizeof hearing->code, row_text(row, "code"));
	copy_text(hearing->at.text, sizeof hearing->at.text, row_text(row, "at"));
	copy_text(patient.born.text, sizeof patient.born.text, row_text(row, "born"));
	instant_day(&hearing->at, &hearing->zone, &hearing->today);
	hearing->age = patient_age(&patient, &hearing->today);
	return true;
}

/* What was answered, judged by one rule: within its own span, against its own age. */
static bool is_hit(const struct hearing *hearing, const struct rule *rule,
                   const struct question *question)
{
	bool under;

	if (screening_is_age(rule->condition, &under) && hearing->age >= 0 && rule->has_amount)
		return under ? hearing->age < rule->amount : hearing->age > rule->amount;
	return question->yes
	    && (!rule->span || !*question->on.text
	        || days_between(&question->on, &hearing->today) * DAY_SECONDS <= rule->span);
}

/* A rule of elsewhere asks nothing: what it would ask is answered by what was asked besides, or by
 * the record. */
static const struct question *answered(struct hearing *hearing, const struct rule *rule,
                                       struct question *by_record)
{
	struct question *question = known(hearing, rule->condition);

	if (question || rule->holds)
		return question;
	*by_record = (struct question){ .revision = 0 };
	copy_text(by_record->condition, QUESTION_CODE, rule->condition);
	widen(by_record, rule);
	screening_on_record(hearing, by_record);
	return by_record;
}

static bool judge_rule(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                       struct error *err)
{
	const struct question *question;
	struct question by_record;

	if (!rule->condition || !rule->scope)
		return true;
	if (is_of_courses(rule))
		return screening_course(hearing, rule, out, err);
	if (is_of_site(rule))
		return screening_site(hearing, rule, out, err);
	if (is_asked(rule) && (question = answered(hearing, rule, &by_record))
	    && is_hit(hearing, rule, question))
		verdict_about(verdict_add(out, rule, 0, "%s of %s: %s%s%s%s", question->condition,
		                          hearing->code, rule->text, *question->note ? " (" : "",
		                          question->note, *question->note ? ")" : ""),
		              question->condition);
	return true;
}

static bool add_given(struct hearing *hearing, struct rules *rules, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_GIVEN,
	                              BIND(bind_int("session", hearing->session)), err);

	while (row_next(row, err)) {
		rules_add(rules, RULES_OF_INGREDIENT, row_int(row, "ingredient"));
		rules_add(rules, RULES_OF_INGREDIENT, row_int(row, "form_of"));
		rules_add(rules, RULES_OF_CLASS, row_int(row, "class"));
		rules_add(rules, RULES_OF_PRODUCT, row_int(row, "product"));
	}
	return !err->fault;
}

/* Once to know what is asked, and once to judge what was answered: rules of elsewhere ask
 * nothing. */
static bool walk_rules(struct hearing *hearing, struct rules *rules, struct verdicts *out,
                       struct error *err)
{
	const struct rule *rule;

	while ((rule = rules_next(rules, err)))
		if (out ? !judge_rule(hearing, rule, out, err)
		        : rule->holds && is_asked(rule) && !put(hearing, rule, err))
			return false;
	return !err->fault;
}

static bool answer_all(struct hearing *hearing, struct error *err)
{
	for (int i = 0; i < hearing->count; i++)
		if (!screening_answer(hearing, &hearing->questions[i], err))
			return false;
	return true;
}

static bool say_unread(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	struct error none = { .elsewhere = true };
	struct rule rule;

	if (!hearing->fact_count)
		return true;
	if (!rule_brief(hearing->store, RULE_SCREENING, &rule, &none) || !rule.holds)
		return spared(&none, err);
	return screening_unread(hearing, &rule, out, err);
}

static bool hear_all(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	struct rules *rules = rules_begin(hearing->store, true);
	bool ok = add_given(hearing, rules, err) && walk_rules(hearing, rules, NULL, err)
	       && answer_all(hearing, err) && walk_rules(hearing, rules, out, err);

	rules_end(rules);
	return ok && keep_all(hearing, out, err) && say_unread(hearing, out, err);
}

bool screening_judge(struct store *store, int64_t session, int64_t before,
                     const struct answers *answers, struct verdicts *out, struct error *err)
{
	struct hearing *hearing = heap_new(sizeof *hearing);
	bool ok;

	hearing->store = store;
	hearing->session = session;
	hearing->answers = answers;
	ok = read_session(hearing, err) && screening_read_facts(hearing, err)
	  && screening_read_once(hearing, err)
	  && screening_read_age(hearing, err)
	  && (!before || screening_read_earlier(hearing, before, err))
	  && screening_read_courses(hearing, err) && hear_all(hearing, out, err);
	free(hearing->facts);
	free(hearing->once);
	free(hearing);
	return ok;
}

bool screening_act(struct store *store, int64_t session, int64_t before,
                   const struct answers *answers, struct elsewhere *elsewhere,
                   struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = screening_judge(store, session, before, answers, said, err)
	  && judge_pass(store, &(struct matter){ .session = session }, said, err);
	verdicts_elsewhere(said, false, elsewhere);
	free(said);
	return ok;
}

/* ---- Read again ---- */

static bool any_asked(struct store *store, int64_t session, struct error *err)
{
	struct row *row = store_query(store, SCREENING_BEFORE,
	                              BIND(bind_int("session", session)), err);
	bool any = false;

	while (row_next(row, err))
		any |= is(row_text(row, "found"), "asked");
	return any;
}

bool screening_read(struct store *store, int64_t session, const char *language,
                    struct screened *out, struct error *err)
{
	struct row *row;

	out->count = out->asked = 0;
	if (!any_asked(store, session, err))
		return !err->fault;
	row = store_query(store, SCREENING_TOLD, BIND(
		bind_int ("session",  session),
		bind_text("language", language)), err);
	while (out->count < MOST_QUESTIONS && row_next(row, err)) {
		struct screened_question *told = &out->question[out->count++];

		copy_text(told->condition, sizeof told->condition, row_text(row, "condition"));
		copy_text(told->topic, sizeof told->topic, row_text(row, "topic"));
		copy_text(told->text, sizeof told->text, row_text(row, "question"));
		told->yes = is(row_text(row, "answer"), "yes");
		told->asked = is(row_text(row, "found"), "asked");
		out->asked += told->asked;
	}
	return !err->fault;
}
