/*
 * screening_answer.c - who answers a question: the record, the patient, an earlier session
 */
#include "screening_inside.h"
#include "fact.h"
#include "heap.h"
#include "nearest.h"
#include "phrase.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400 };

/* ---- What is on record ---- */

static struct row *find_meaning(struct store *store, const struct fact *fact, const char *name,
                                struct error *err)
{
	bool allergy = strcmp(fact->kind, "allergy") == 0;
	char code[QUESTION_CODE];

	screening_code(name, code);
	return store_one(store, SCREENING_MEANING, BIND(
		bind_text("list",  allergy ? "allergy" : "condition"),
		bind_text("other", allergy ? NULL : "medicine"),
		bind_text("code",  code)), err);
}

/* "Kardégic 75 mg": by its whole name, else by what stands before a number, else by the ingredient
 * it names. Who is allergic to lidocaine is asked of all its kind. */
static void read_meaning(struct store *store, struct fact *fact, struct error *err)
{
	char name[sizeof fact->value];
	struct row *row;

	fact->meaning[0] = '\0';
	if (*fact->gone || strcmp(fact->kind, "sex") == 0)
		return;
	copy_text(name, sizeof name, fact->value);
	do
		row = find_meaning(store, fact, name, err);
	while (!row && !err->fault && words_cut_number(name) && *name);
	if (!row && !err->fault && *fact->ingredient)
		row = find_meaning(store, fact, fact->ingredient, err);
	if (row)
		snprintf(fact->meaning, sizeof fact->meaning, " %s ", row_text(row, "text"));
}

bool screening_read_facts(struct hearing *hearing, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_FACTS,
	                              BIND(bind_int("patient", hearing->patient),
	                                   bind_int("session", hearing->session)), err);
	struct instant since;
	struct day day;
	struct fact *fact;

	while (row_next(row, err)) {
		hearing->facts = heap_more(hearing->facts, hearing->fact_count,
		                           sizeof *hearing->facts);
		fact = &hearing->facts[hearing->fact_count++];
		copy_text(fact->kind, sizeof fact->kind, row_text(row, "kind"));
		copy_text(fact->value, sizeof fact->value, row_text(row, "value"));
		copy_text(fact->ingredient, sizeof fact->ingredient,
		          row_text(row, "ingredient"));
		copy_text(fact->on.text, sizeof fact->on.text, row_text(row, "at"));
		fact->gone[0] = '\0';
		if (row_int(row, "held"))
			continue;
		copy_text(since.text, sizeof since.text, row_text(row, "entered"));
		instant_day(&since, &hearing->zone, &day);
		snprintf(fact->gone, sizeof fact->gone, "%s by %s: %s", day.text,
		         row_text(row, "person"), row_text(row, "reason"));
	}
	for (int i = 0; i < hearing->fact_count && !err->fault; i++)
		read_meaning(hearing->store, &hearing->facts[i], err);
	return !err->fault;
}

/* "thrombosis-history" is said by "thrombosis", "soy-allergy" by an allergy to soy. */
static bool is_said(const char *condition, const char *kind, const char *value)
{
	char asked[QUESTION_CODE], said[256], longer[300];

	screening_spoken(condition, asked, sizeof asked);
	screening_spoken(value, said, sizeof said);
	if (strcmp(kind, "condition") == 0) {
		snprintf(longer, sizeof longer, "%s history", said);
		return strcmp(asked, said) == 0 || strcmp(asked, longer) == 0;
	}
	snprintf(longer, sizeof longer, "%s allergy", said);
	return strcmp(kind, "allergy") == 0
	    && (strcmp(asked, longer) == 0 || strcmp(asked, said) == 0);
}

bool screening_means(const struct fact *fact, const char *condition)
{
	char sought[QUESTION_CODE + 2];

	if (*fact->gone)
		return false;
	if (is_said(condition, fact->kind, fact->value))
		return true;
	snprintf(sought, sizeof sought, " %s ", condition);
	return strstr(fact->meaning, sought)
	    || (strcmp(fact->kind, "medicine") == 0
	        && (strcmp(condition, fact->ingredient) == 0
	            || is_said(condition, "condition", fact->value)));
}

static bool is_understood(const struct hearing *hearing, const struct fact *fact,
                          struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_CONDITIONS, BIND_NOTHING, err);
	bool understood = *fact->ingredient != '\0' || strcmp(fact->kind, "sex") == 0;

	while (row_next(row, err))
		understood |= screening_means(fact, row_text(row, "condition"));
	return understood;
}

bool screening_unread(const struct hearing *hearing, const struct rule *rule,
                      struct verdicts *out, struct error *err)
{
	char list[320] = "";

	for (int i = 0; i < hearing->fact_count && !err->fault; i++) {
		const struct fact *fact = &hearing->facts[i];
		size_t used = strlen(list);

		if (*fact->gone)
			verdict_add(out, rule, 0,
			            "no longer on record: %s '%.80s'%s%s, taken away %s",
			            fact->kind, fact->value, *fact->on.text ? " of " : "",
			            fact->on.text, fact->gone);
		else if (!is_understood(hearing, fact, err))
			snprintf(list + used, sizeof list - used, "%s%s '%.80s'", used ? ", " : "",
			         fact->kind, fact->value);
	}
	if (!err->fault && *list)
		verdict_add(out, rule, 0, "not understood by any rule, read it yourself: %s",
		            list);
	return !err->fault;
}

/* A medicine of long enough ago is none. */
static bool is_within(const struct hearing *hearing, const struct day *on, int64_t span)
{
	return !span || !*on->text || days_between(on, &hearing->today) * DAY_SECONDS <= span;
}

/* What is not dated holds; of what is, the last day counts. */
static bool is_later(const struct day *a, const struct day *b)
{
	return *b->text && (!*a->text || strcmp(a->text, b->text) > 0);
}

/* The fact on record that speaks of a condition the longest; NULL: none does. */
static const struct fact *last_known(const struct hearing *hearing, const char *condition)
{
	const struct fact *last = NULL;

	for (int i = 0; i < hearing->fact_count; i++) {
		const struct fact *fact = &hearing->facts[i];

		if (screening_means(fact, condition)
		    && (!last || is_later(&fact->on, &last->on)))
			last = fact;
	}
	return last;
}

/* What lies within the shortest span any rule asks about leaves nothing to ask; what lies
 * within a longer one is a yes to that rule, and whether it was so since is asked. */
static void ask_record(const struct hearing *hearing, struct question *out)
{
	const struct fact *last = last_known(hearing, out->condition);

	if (!last)
		return;
	snprintf(out->note, sizeof out->note, "%s%s%s", last->value, *last->on.text ? ", " : "",
	         last->on.text);
	if (!is_within(hearing, &last->on, out->longest))
		return;
	out->yes = true;
	out->on = last->on;
	out->found = "record";
	out->answered = is_within(hearing, &last->on, out->shortest);
}

bool screening_is_age(const char *condition, bool *under)
{
	*under = strcmp(condition, "age-under") == 0;
	return *under || strcmp(condition, "age-over") == 0;
}

/* The birth date answers for an age; without one it is asked like the rest. */
static bool ask_age(const struct hearing *hearing, struct question *out)
{
	bool under;

	if (!screening_is_age(out->condition, &under) || hearing->age < 0)
		return false;
	out->answered = true;
	out->found = hearing->age_told ? "asked" : "record";
	out->yes = under ? hearing->age < out->years : hearing->age > out->years;
	snprintf(out->note, sizeof out->note, "%d years old", hearing->age);
	return true;
}

/* ---- What was answered ---- */

/* "diabetes=yes": the words after the condition, or NULL where they are of another. */
static const char *value_for(const char *answer, const char *condition)
{
	size_t length = strlen(condition);

	return strncasecmp(answer, condition, length) == 0 && answer[length] == '='
	               ? answer + length + 1
	               : NULL;
}

/* "2026-10-28" at the beginning of what was said with a yes. */
static void day_of_note(struct question *out)
{
	struct error none = { .elsewhere = true };
	char text[sizeof out->on.text];

	snprintf(text, sizeof text, "%.10s", out->note);
	if (!day_parse(text, &out->on, &none))
		out->on = (struct day){ "" };
}

static bool read_answer(const struct hearing *hearing, const char *value, struct question *out,
                        struct error *err)
{
	bool yes = strncasecmp(value, "yes", 3) == 0;
	const struct question record = *out;

	if ((!yes && strncasecmp(value, "no", 2) != 0)
	    || !strchr(yes ? " ,:;" : ",:;", value[yes ? 3 : 2]))
		return failed(err, FAULT_USAGE,
		              "'%s' is neither yes nor no; say 'yes, ...' or 'no, ...'", value);
	if (!yes && out->yes && out->answered)
		return failed(err, FAULT_REFUSED,
		              "%s is on record of %s (%s): where that no longer holds, 'pistor "
		              "patient fact' drops it",
		              out->condition, hearing->code, out->note);
	out->answered = true;
	if (!yes && out->yes)
		return true;
	out->yes = yes;
	out->found = "asked";
	value += yes ? 3 : 2;
	snprintf(out->note, sizeof out->note, "%s", value + strspn(value, " ,:;"));
	if (yes)
		day_of_note(out);
	if (strcmp(out->on.text, hearing->today.text) > 0)
		return failed(err, FAULT_REFUSED, "%s has not come yet", out->on.text);
	/* The record stands where an older day is said. */
	if (record.yes && *out->on.text && !is_later(&out->on, &record.on)) {
		*out = record;
		out->answered = true;
	}
	return true;
}

static bool ask_patient(struct hearing *hearing, struct question *out, struct error *err)
{
	const struct answers *answers = hearing->answers;

	for (int i = 0; i < answers->count; i++) {
		const char *value = value_for(answers->answer[i], out->condition);

		if (!value)
			continue;
		hearing->used[i] = true;
		return read_answer(hearing, value, out, err);
	}
	return true;
}

/* What was answered in the session this one corrects stands, where nothing else is said. */
static void ask_earlier(struct hearing *hearing, struct question *out)
{
	for (int i = 0; i < hearing->earlier_count; i++) {
		const struct question *earlier = &hearing->earlier[i];

		if (strcmp(earlier->condition, out->condition) != 0)
			continue;
		out->answered = true;
		if (out->yes)
			return;
		out->yes = earlier->yes;
		out->on = earlier->on;
		out->found = earlier->found;
		memcpy(out->note, earlier->note, sizeof out->note);
		return;
	}
}

bool screening_read_once(struct hearing *hearing, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_ONCE_LIST, BIND_NOTHING, err);
	char code[QUESTION_CODE], *list = heap_text(" ");
	size_t size = 2;

	while (row_next(row, err)) {
		screening_code(row_text(row, "code"), code);
		list = heap_resize(list, size + strlen(code) + 1);
		size += (size_t)snprintf(list + size - 1, strlen(code) + 2, "%s ", code);
	}
	hearing->once = list;
	return !err->fault;
}

static bool is_asked_once(const struct hearing *hearing, const char *condition)
{
	char code[QUESTION_CODE], sought[QUESTION_CODE + 2];

	screening_code(condition, code);
	snprintf(sought, sizeof sought, " %s ", code);
	return strstr(hearing->once, sought) != NULL;
}

/* What cannot have changed since is not asked again. */
static bool ask_before(struct hearing *hearing, struct question *out, struct error *err)
{
	char answer[8], number[24];
	struct row *row;
	bool stays;

	if (!is_asked_once(hearing, out->condition))
		return true;
	row = store_one(hearing->store, SCREENING_ONCE, BIND(
		bind_int ("patient",   hearing->patient),
		bind_int ("session",   hearing->session),
		bind_text("condition", out->condition)), err);
	if (!row)
		return !err->fault;
	copy_text(answer, sizeof answer, row_text(row, "answer"));
	copy_text(number, sizeof number, row_text(row, "number"));
	if (!screening_meant(hearing->store, "once", out->condition, answer, &stays, err))
		return false;
	if (!stays)
		return true;
	out->answered = true;
	out->found = "before";
	out->yes = strcmp(answer, "yes") == 0;
	copy_text(out->note, sizeof out->note, number);
	return true;
}

bool screening_on_record(const struct hearing *hearing, struct question *out)
{
	if (ask_age(hearing, out))
		return true;
	ask_record(hearing, out);
	return false;
}

/* What the patient says now goes before what was said once: but a yes on record stays one. */
bool screening_answer(struct hearing *hearing, struct question *out, struct error *err)
{
	if (screening_on_record(hearing, out))
		return true;
	if (!ask_patient(hearing, out, err))
		return false;
	if (!out->answered)
		ask_earlier(hearing, out);
	if (!out->answered && !ask_before(hearing, out, err))
		return false;
	if (!out->answered && hearing->answers->clear) {
		out->answered = true;
		if (!out->yes)
			out->found = "asked";
	}
	return true;
}

bool screening_read_earlier(struct hearing *hearing, int64_t before, struct error *err)
{
	struct row *row = store_query(hearing->store, SCREENING_BEFORE,
	                              BIND(bind_int("session", before)), err);

	while (hearing->earlier_count < MOST_QUESTIONS && row_next(row, err)) {
		struct question *question = &hearing->earlier[hearing->earlier_count++];
		const char *found = row_text(row, "found");

		*question = (struct question){ .answered = true };
		copy_text(question->condition, QUESTION_CODE, row_text(row, "condition"));
		question->yes = strcmp(row_text(row, "answer"), "yes") == 0;
		question->found = strcmp(found, "before") == 0 ? "before" : "asked";
		copy_text(question->note, sizeof question->note, row_text(row, "note"));
		if (question->yes)
			day_of_note(question);
		/* What the record said is asked of the record again. */
		if (strcmp(found, "record") == 0)
			hearing->earlier_count--;
	}
	return !err->fault;
}

bool screening_read_age(struct hearing *hearing, struct error *err)
{
	const struct answers *answers = hearing->answers;

	for (int i = 0; i < answers->count && hearing->age < 0; i++) {
		const char *value = value_for(answers->answer[i], "age");

		if (!value)
			continue;
		hearing->used[i] = true;
		hearing->age_told = true;
		hearing->age = strlen(value) <= 3 && *value
		                            && !value[strspn(value, "0123456789")]
		                     ? atoi(value)
		                     : -1;
		if (hearing->age < 0 || hearing->age > 130)
			return failed(err, FAULT_USAGE, "'%s' is no age in years, such as 44",
			              value);
	}
	return true;
}

bool screening_answers_met(const struct hearing *hearing, struct error *err)
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
		              near ? "; did you mean '" : "", near ? near : "",
		              near ? "'?" : "");
	}
	return true;
}

/* ---- What is known from then on ---- */

/* An allergy, a medicine or an illness: by the topic of its question, "3-medicine"; none of
 * what passes (an infection of the skin, a test still to be done). */
static bool find_kind(const struct hearing *hearing, const char *condition, const char **kind,
                      struct error *err)
{
	static const char *const topics[] = { "medicine", "allergy", "condition" };
	char text[PHRASE_TEXT];

	*kind = NULL;
	if (!phrase_text(hearing->store, PHRASES_TOPIC, condition, "en", text, err))
		return false;
	if (!*text)
		*kind = "condition";
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
		if (strstr(text, topics[i]))
			*kind = topics[i];
	return true;
}

static struct day day_of(const struct hearing *hearing, const struct question *question)
{
	return *question->on.text ? question->on : hearing->today;
}

/* What the record says for as long is known. */
static bool is_known(const struct hearing *hearing, const struct question *question)
{
	const struct fact *last = last_known(hearing, question->condition);
	struct day on = day_of(hearing, question);

	return last && !is_later(&on, &last->on);
}

static bool remember(const struct hearing *hearing, const struct question *question,
                     const char *kind, struct error *err)
{
	struct patient_fact fact = { .patient = hearing->code, .kind = kind,
		                     .on = day_of(hearing, question) };
	char value[QUESTION_CODE], ingredient[PATIENT_CODE];

	screening_spoken(question->condition, value, sizeof value);
	fact.value = value;
	return fact_set(hearing->store, &fact, ingredient, err);
}

/* What passes is asked each time. */
bool screening_remember(struct hearing *hearing, const struct question *question,
                        struct error *err)
{
	const char *kind;
	bool under;

	if (!question->yes || strcmp(question->found, "asked") != 0
	    || screening_is_age(question->condition, &under) || is_known(hearing, question))
		return true;
	return find_kind(hearing, question->condition, &kind, err)
	    && (!kind || remember(hearing, question, kind, err));
}

/* ---- What was answered in vain ---- */

/* Whether an answer is a yes to what rules ask, and no older than what is on record. */
static bool is_news(const struct hearing *hearing, const char *answer, struct question *out,
                    struct error *err)
{
	const char *value = strchr(answer, '=');
	char words[QUESTION_CODE], near[128];
	bool under, asks;

	*out = (struct question){ .yes = false };
	if (!value || value - answer >= QUESTION_CODE)
		return false;
	snprintf(words, sizeof words, "%.*s", (int)(value - answer), answer);
	words_fold(words, out->condition, sizeof out->condition);
	screening_spoken(out->condition, words, sizeof words);
	return !screening_is_age(out->condition, &under)
	    && rule_asks(hearing->store, words, &asks, near, err) && asks
	    && read_answer(hearing, value + 1, out, err) && out->yes && !is_known(hearing, out);
}

static bool note(struct hearing *hearing, const struct answers *answers, char *noted,
                 size_t size, struct error *err)
{
	struct question question;
	const char *kind;

	for (int i = 0; i < answers->count; i++) {
		/* What makes no sense was said so when it was refused. */
		if (!is_news(hearing, answers->answer[i], &question, &(struct error){ 0 }))
			continue;
		if (!find_kind(hearing, question.condition, &kind, err)
		    || !remember(hearing, &question, kind ? kind : "condition", err))
			return false;
		snprintf(noted + strlen(noted), size - strlen(noted), "%s%s", *noted ? ", " : "",
		         question.condition);
	}
	return true;
}

/* The record as it is now: whenever the session was. */
static bool hear(struct hearing *hearing, const char *code, struct error *err)
{
	struct patient patient;
	struct clinic clinic;

	if (!clinic_now(hearing->store, &clinic, err)
	    || !patient_find(hearing->store, code, &patient, err))
		return false;
	hearing->patient = patient.id;
	copy_text(hearing->code, sizeof hearing->code, patient.code);
	hearing->zone = clinic.zone;
	instant_day(store_event(hearing->store), &clinic.zone, &hearing->today);
	return screening_read_facts(hearing, err);
}

bool screening_note_refused(struct store *store, const char *patient,
                            const struct answers *answers, const struct error *why,
                            char *noted, size_t size, struct error *err)
{
	struct seat seat = *store_seat(store), noting = seat;
	struct hearing *hearing = heap_new(sizeof *hearing);
	char reason[200];
	bool ok;

	*noted = '\0';
	hearing->store = store;
	snprintf(reason, sizeof reason, "answered at the screening of what was refused: %.140s",
	         why->text);
	noting.reason = reason;
	noting.exception = noting.once = noting.request = NULL;
	noting.event = (struct instant){ "" };
	ok = store_sit(store, &noting, err) && store_begin(store, "screening refused", err)
	  && store_end(store, hear(hearing, patient, err)
	                      && note(hearing, answers, noted, size, err) && *noted, err);
	if (!ok)
		*noted = '\0';
	free(hearing->facts);
	free(hearing);
	return store_sit(store, &seat, err) && ok;
}

bool screening_forget(struct store *store, const struct session_told *told, struct error *err)
{
	struct patient patient;
	struct row *row;

	if (!patient_by_id(store, told->patient, &patient, err))
		return false;
	while ((row = store_one(store, SCREENING_LEARNT, BIND(
		bind_int("patient", told->patient),
		bind_int("action",  told->action)), err))) {
		char kind[16], value[256];
		struct patient_fact fact = { .patient = patient.code, .kind = kind, .value = value };

		copy_text(kind, sizeof kind, row_text(row, "kind"));
		copy_text(value, sizeof value, row_text(row, "value"));
		if (!fact_drop(store, &fact, err))
			return false;
	}
	return !err->fault;
}
