/*
 * screening.c - the questions of a session, and who answers them
 */
#include "screening_inside.h"
#include "nearest.h"
#include "phrase.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

/* "herpes history" for "herpes-history": as people write it. */
static void spoken(const char *code, char *out, size_t size)
{
	words_fold(code, out, size);
	for (char *at = out; *at; at++)
		if (*at == '-' || *at == '_')
			*at = ' ';
}

bool screening_meant(struct store *store, const char *list, const char *word, const char *what,
                     bool *is, struct error *err)
{
	char code[QUESTION_CODE], text[PHRASE_TEXT + 2], sought[QUESTION_CODE + 2];
	struct row *row;

	words_fold(word, code, sizeof code);
	for (char *at = code; *at; at++)
		if (*at == ' ')
			*at = '-';
	row = store_one(store, SCREENING_MEANT, BIND(
		bind_text("list", list),
		bind_text("code", code)), err);
	snprintf(text, sizeof text, " %s ", row ? row_text(row, "text") : "");
	snprintf(sought, sizeof sought, " %s ", what);
	*is = strstr(text, sought) != NULL;
	return !err->fault;
}

/* ---- What is on record ---- */

/* "thrombosis-history" is said by "thrombosis", "soy-allergy" by an allergy to soy. */
static bool is_said(const char *condition, const char *kind, const char *value)
{
	char asked[QUESTION_CODE], said[256], longer[300];

	spoken(condition, asked, sizeof asked);
	spoken(value, said, sizeof said);
	if (strcmp(kind, "condition") == 0) {
		snprintf(longer, sizeof longer, "%s history", said);
		return strcmp(asked, said) == 0 || strcmp(asked, longer) == 0;
	}
	snprintf(longer, sizeof longer, "%s allergy", said);
	return strcmp(kind, "allergy") == 0
	    && (strcmp(asked, longer) == 0 || strcmp(asked, said) == 0);
}

static bool means(struct hearing *hearing, const struct fact *fact, const char *condition,
                  bool *is, struct error *err)
{
	*is = is_said(condition, fact->kind, fact->value);
	if (*is || strcmp(fact->kind, "medicine") != 0)
		return true;
	*is = strcmp(condition, fact->ingredient) == 0
	   || is_said(condition, "condition", fact->value);
	return *is || screening_meant(hearing->store, "medicine", fact->value, condition, is, err);
}

/* A medicine of long enough ago is none; whether it was taken since is asked. */
static bool is_recent(const struct hearing *hearing, const struct fact *fact, int64_t span)
{
	return !span || !*fact->on.text
	    || days_between(&fact->on, &hearing->today) * DAY_SECONDS <= span;
}

static bool ask_record(struct hearing *hearing, const struct rule *rule, struct question *out,
                       struct error *err)
{
	for (int i = 0; i < hearing->fact_count; i++) {
		const struct fact *fact = &hearing->facts[i];
		bool is;

		if (!means(hearing, fact, out->condition, &is, err))
			return false;
		if (!is)
			continue;
		snprintf(out->note, sizeof out->note, "%s%s%s", fact->value,
		         *fact->on.text ? ", " : "", fact->on.text);
		if (is_recent(hearing, fact, rule->span)) {
			out->answered = out->yes = true;
			out->found = "record";
			return true;
		}
	}
	return true;
}

/* The birth date answers for an age; without one it is asked like the rest. */
static bool ask_age(const struct hearing *hearing, const struct rule *rule,
                    struct question *out)
{
	bool under = strcmp(out->condition, "age-under") == 0;

	if ((!under && strcmp(out->condition, "age-over") != 0) || hearing->age < 0
	    || !rule->has_amount)
		return false;
	out->answered = true;
	out->found = "record";
	out->yes = under ? hearing->age < rule->amount : hearing->age > rule->amount;
	snprintf(out->note, sizeof out->note, "%d years old", hearing->age);
	return true;
}

/* ---- What was answered ---- */

static bool ask_before(struct hearing *hearing, struct question *out, struct error *err)
{
	struct row *row;
	bool once;

	if (!screening_meant(hearing->store, "once", out->condition, "once", &once, err))
		return false;
	if (!once)
		return true;
	row = store_one(hearing->store, SCREENING_ONCE, BIND(
		bind_int ("patient",   hearing->patient),
		bind_int ("session",   hearing->session),
		bind_text("condition", out->condition)), err);
	if (!row)
		return !err->fault;
	out->answered = true;
	out->found = "before";
	out->yes = strcmp(row_text(row, "answer"), "yes") == 0;
	snprintf(out->note, sizeof out->note, "%s", row_text(row, "number"));
	return true;
}

/* "diabetes=yes": the words after the condition, or NULL where they are of another. */
static const char *value_for(const char *answer, const char *condition)
{
	size_t length = strlen(condition);

	return strncasecmp(answer, condition, length) == 0 && answer[length] == '='
	               ? answer + length + 1
	               : NULL;
}

static bool read_answer(const char *value, struct question *out, struct error *err)
{
	out->answered = true;
	out->found = "asked";
	out->yes = strncasecmp(value, "yes", 3) == 0;
	if ((!out->yes && strncasecmp(value, "no", 2) != 0)
	    || !strchr(out->yes ? " ,:;" : ",:;", value[out->yes ? 3 : 2]))
		return failed(err, FAULT_USAGE,
		              "'%s' is neither yes nor no; say 'yes, ...' or 'no, ...'", value);
	value += out->yes ? 3 : 2;
	snprintf(out->note, sizeof out->note, "%s", value + strspn(value, " ,:;"));
	return true;
}

static bool ask_patient(struct hearing *hearing, struct question *out, struct error *err)
{
	const struct answers *answers = hearing->answers;

	for (int i = 0; i < answers->count; i++) {
		const char *value = value_for(answers->answer[i], out->condition);

		if (value) {
			hearing->used[i] = true;
			return read_answer(value, out, err);
		}
	}
	for (int i = 0; i < hearing->earlier_count && !out->answered; i++)
		if (strcmp(hearing->earlier[i].condition, out->condition) == 0) {
			hearing->earlier[i].revision = out->revision;
			*out = hearing->earlier[i];
			return true;
		}
	if (!out->answered && answers->clear) {
		out->answered = true;
		out->found = "asked";
	}
	return true;
}

/* ---- One question ---- */

static struct question *known(struct hearing *hearing, const char *condition)
{
	for (int i = 0; i < hearing->count; i++)
		if (strcmp(hearing->questions[i].condition, condition) == 0)
			return &hearing->questions[i];
	return NULL;
}

/* What the patient says now goes before what is on record: but a yes on record stays one. */
static bool answer(struct hearing *hearing, const struct rule *rule, struct question *out,
                   struct error *err)
{
	if (ask_age(hearing, rule, out))
		return true;
	if (!ask_record(hearing, rule, out, err))
		return false;
	if (out->answered)
		return true;
	return ask_before(hearing, out, err) && ask_patient(hearing, out, err);
}

bool screening_question(struct hearing *hearing, const struct rule *rule, struct question **out,
                        struct error *err)
{
	*out = known(hearing, rule->condition);
	if (*out)
		return true;
	if (hearing->count == MOST_QUESTIONS)
		return failed(err, FAULT_REFUSED, "more than %d questions", MOST_QUESTIONS);
	*out = &hearing->questions[hearing->count++];
	**out = (struct question){ .revision = rule->revision };
	copy_text((*out)->condition, QUESTION_CODE, rule->condition);
	return answer(hearing, rule, *out, err);
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

static bool answers_met(const struct hearing *hearing, struct error *err)
{
	const char *list[MOST_QUESTIONS + 1];
	const char *near;
	char asked[QUESTION_CODE];

	for (int i = 0; i < hearing->answers->count; i++) {
		if (hearing->used[i])
			continue;
		if (!strchr(hearing->answers->answer[i], '='))
			return failed(err, FAULT_USAGE,
			              "'%s' is no answer; write 'clear', or 'diabetes=yes'",
			              hearing->answers->answer[i]);
		for (int j = 0; j < hearing->count; j++)
			list[j] = hearing->questions[j].condition;
		list[hearing->count] = NULL;
		copy_text(asked, sizeof asked, hearing->answers->answer[i]);
		asked[strcspn(asked, "=")] = '\0';
		near = words_nearest(asked, list);
		return failed(err, FAULT_REFUSED, "'%s' is not asked here%s%s%s", asked,
		              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	return true;
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
		return failed(err, FAULT_REFUSED,
		              "not answered: %s; --screening clear answers no to all that is left",
		              open);
	if (rule_find(hearing->store, RULE_SCREENING, &rule, &none) && rule.holds)
		verdict_add(out, &rule, 0,
		            "not screened: %d question%s not asked (--screening clear: no to all)",
		            count, count == 1 ? "" : "s");
	return true;
}

static bool keep_all(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	if (!answers_met(hearing, err) || !is_complete(hearing, out, err))
		return false;
	for (int i = 0; i < hearing->count; i++)
		if (hearing->questions[i].answered && !keep(hearing, &hearing->questions[i], err))
			return false;
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

static bool read_facts(struct hearing *hearing, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_FACTS,
	                              BIND(bind_int("patient", hearing->patient)), err);

	while (row_next(row, err) && hearing->fact_count < MOST_FACTS) {
		struct fact *fact = &hearing->facts[hearing->fact_count++];

		copy_text(fact->kind, sizeof fact->kind, row_text(row, "kind"));
		copy_text(fact->value, sizeof fact->value, row_text(row, "value"));
		copy_text(fact->ingredient, sizeof fact->ingredient, row_text(row, "ingredient"));
		copy_text(fact->on.text, sizeof fact->on.text, row_text(row, "at"));
	}
	return !err->fault;
}

/* What was answered in the session this one corrects. */
static bool read_earlier(struct hearing *hearing, int64_t before, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_BEFORE,
	                              BIND(bind_int("session", before)), err);

	while (row_next(row, err) && hearing->earlier_count < MOST_QUESTIONS) {
		struct question *question = &hearing->earlier[hearing->earlier_count++];
		const char *found = row_text(row, "found");

		*question = (struct question){ .answered = true };
		copy_text(question->condition, QUESTION_CODE, row_text(row, "condition"));
		question->yes = strcmp(row_text(row, "answer"), "yes") == 0;
		question->found = strcmp(found, "asked") == 0    ? "asked"
		                : strcmp(found, "record") == 0 ? "record"
		                                                 : "before";
		copy_text(question->note, sizeof question->note, row_text(row, "note"));
	}
	return !err->fault;
}

static bool is(const char *text, const char *word)
{
	return text && strcmp(text, word) == 0;
}

/* One rule that applies: judged, or asked. */
static bool hear(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                 struct error *err)
{
	struct question *question;

	if (!rule->condition || !rule->scope)
		return true;
	if (is(rule->scope, "between-sessions") || is(rule->scope, "between-courses")
	    || is(rule->scope, "course")) {
		screening_course(hearing, rule, out);
		return true;
	}
	if (is(rule->scope, "site") && screening_is_site(rule->condition))
		return screening_site(hearing, rule, out, err);
	if (is(rule->condition, "allergy-to-ingredient"))
		return true;
	if (!screening_question(hearing, rule, &question, err))
		return false;
	if (question->answered && question->yes)
		verdict_add(out, rule, 0, "%s of %s: %s%s%s%s", question->condition,
		            hearing->code, rule->text, *question->note ? " (" : "",
		            question->note, *question->note ? ")" : "");
	return true;
}

static bool hear_all(struct hearing *hearing, struct verdicts *out, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_RULES,
	                              BIND(bind_int("session", hearing->session)), err);
	struct rule rule;

	while (row_next(row, err)) {
		rule_of_row(hearing->store, row, &rule);
		if (rule.holds && !hear(hearing, &rule, out, err))
			return false;
	}
	return !err->fault && keep_all(hearing, out, err);
}

bool screening_judge(struct store *store, int64_t session, int64_t before,
                     const struct answers *answers, struct verdicts *out, struct error *err)
{
	struct hearing *hearing = calloc(1, sizeof *hearing);
	bool ok;

	if (!hearing)
		abort();
	hearing->store = store;
	hearing->session = session;
	hearing->answers = answers;
	ok = read_session(hearing, err) && read_facts(hearing, err)
	  && (!before || read_earlier(hearing, before, err))
	  && screening_read_courses(hearing, err) && hear_all(hearing, out, err);
	free(hearing);
	return ok;
}

bool screening_act(struct store *store, int64_t session, int64_t before,
                   const struct answers *answers, struct error *err)
{
	struct verdicts *said = calloc(1, sizeof *said);
	bool ok;

	if (!said)
		abort();
	ok = screening_judge(store, session, before, answers, said, err)
	  && judge_pass(store, &(struct matter){ .session = session }, said, err);
	free(said);
	return ok;
}

/* ---- In words ---- */

struct told { char condition[QUESTION_CODE]; bool yes, asked; };

static bool read_told(struct store *store, int64_t session, struct told *out, int *count,
                      struct error *err)
{
	struct row *row = store_query(store, SCREENING_BEFORE, BIND(bind_int("session", session)),
	                              err);

	*count = 0;
	while (*count < MOST_QUESTIONS && row_next(row, err)) {
		struct told *told = &out[(*count)++];

		copy_text(told->condition, QUESTION_CODE, row_text(row, "condition"));
		told->yes = strcmp(row_text(row, "answer"), "yes") == 0;
		told->asked = strcmp(row_text(row, "found"), "asked") == 0;
	}
	return !err->fault;
}

/* As it is asked: its phrase, else its condition. */
static bool add_question(struct store *store, const char *condition, char *text, size_t size,
                         struct error *err)
{
	char phrase[PHRASE_TEXT], words[QUESTION_CODE];

	if (!phrase_text(store, PHRASES_QUESTION, condition, "en", phrase, err))
		return false;
	spoken(condition, words, sizeof words);
	snprintf(text + strlen(text), size - strlen(text), " %s%s", *phrase ? phrase : words,
	         *phrase ? "" : "?");
	return true;
}

bool screening_say(struct store *store, int64_t session, bool whole, char *text, size_t size,
                   int *questions, struct error *err)
{
	struct told told[MOST_QUESTIONS];
	int asked = 0, yes = 0;

	if (!read_told(store, session, told, questions, err))
		return false;
	for (int i = 0; i < *questions; i++)
		asked += told[i].asked;
	if (!asked)
		*questions = 0;
	snprintf(text, size, "screened: %d questions, %d asked, yes to", *questions, asked);
	for (int i = 0; i < *questions; i++)
		if (told[i].yes)
			snprintf(text + strlen(text), size - strlen(text), "%s %s",
			         yes++ ? "," : "", told[i].condition);
	snprintf(text + strlen(text), size - strlen(text), "%s", yes ? "" : " none");
	if (!whole || asked == yes)
		return true;
	snprintf(text + strlen(text), size - strlen(text), "; no to:");
	for (int i = 0; i < *questions; i++)
		if (told[i].asked && !told[i].yes
		    && !add_question(store, told[i].condition, text, size, err))
			return false;
	return true;
}
