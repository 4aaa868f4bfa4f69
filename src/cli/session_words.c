/*
 * session_words.c - the words by which a session is told
 */
#include "session_words.h"
#include "formulation_show.h"
#include "course.h"
#include "heap.h"
#include "person.h"
#include "settled.h"
#include "verdicts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool reads_as_amount(const char *text, struct quantity *out)
{
	struct error none = { 0 };

	return quantity_parse(text, out, &none);
}

/* "2: hands" is of the second syringe; what has no number is of the first. */
static const char *numbered(struct sitting *sitting, const char *text, int *number)
{
	char *end;
	long at = strtol(text, &end, 10);

	*number = 1;
	if (end == text || *end != ':' || at < 1)
		return text;
	sitting->numbered = true;
	*number = at > MOST_SYRINGES ? MOST_SYRINGES + 1 : (int)at;
	return end + 1 + strspn(end + 1, " ");
}

static bool add_area(struct sitting *sitting, int number, const char *text, struct error *err)
{
	struct manner *manner;

	if (number > MOST_SYRINGES)
		return failed(err, FAULT_USAGE, "a session has at most %d syringes",
		              MOST_SYRINGES);
	manner = &sitting->syringes[number - 1].manner;
	if (manner->area_count == MOST_AREAS)
		return failed(err, FAULT_USAGE, "more than %d areas", MOST_AREAS);
	if (number > sitting->syringe_count)
		sitting->syringe_count = number;
	return area_parse(text, &manner->areas[manner->area_count++], err);
}

static bool write_down(char member[SYRINGE_WORD], const char *text, struct error *err)
{
	if (strlen(text) >= SYRINGE_WORD)
		return failed(err, FAULT_USAGE, "'%.40s...' has more than %d characters", text,
		              SYRINGE_WORD - 1);
	strcpy(member, text);
	return true;
}

static bool set_detail(struct sitting *sitting, int number, char *key, const char *value,
                       struct error *err)
{
	struct syringe_order *order = &sitting->syringes[number - 1];
	const struct { const char *key; char *member;
	} texts[] = {
		{ "technique", order->manner.technique },
		{ "needle", order->manner.needle },
		{ "device", order->manner.device },
		{ "cartridge", order->manner.cartridge },
		{ "depth", order->manner.depth },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(key, texts[i].key) == 0)
			return write_down(texts[i].member, value, err);
	if (strcmp(key, "points") == 0)
		return points_parse(value, &order->manner.points, err);
	if (strcmp(key, "wasted") == 0)
		return order->wasted_said = quantity_parse(value, &order->wasted, err);
	if (strcmp(key, "area") == 0)
		return add_area(sitting, number, value, err);
	return failed(err, FAULT_USAGE,
	              "'%s=%s' is no detail of a syringe; there are technique, needle, device, "
	              "cartridge, depth, points, wasted and area",
	              key, value);
}

/* "2: needle=32G 4 mm, points=40" */
static bool add_details(struct sitting *sitting, const char *text, struct error *err)
{
	char words[512], *part, *rest = NULL, *equals;
	int number;

	text = numbered(sitting, text, &number);
	if (number > MOST_SYRINGES)
		return failed(err, FAULT_USAGE, "a session has at most %d syringes",
		              MOST_SYRINGES);
	if (strlen(text) >= sizeof words)
		return failed(err, FAULT_USAGE, "'%.40s...' is too long", text);
	if (number > sitting->syringe_count)
		sitting->syringe_count = number;
	strcpy(words, text);
	for (part = strtok_r(words, ",", &rest); part; part = strtok_r(NULL, ",", &rest)) {
		part += strspn(part, " ");
		equals = strchr(part, '=');
		if (!equals)
			return failed(err, FAULT_USAGE,
			              "'%s' is not a detail such as needle=30G", part);
		*equals = '\0';
		if (!set_detail(sitting, number, part, equals + 1, err))
			return false;
	}
	return true;
}

/* Sources, each followed by how much of it where that is said. */
static bool add_given(struct sitting *sitting, const struct texts *given, struct error *err)
{
	struct quantity amount;

	for (int i = 0; i < given->count; i++) {
		bool is_amount = isdigit((unsigned char)*given->item[i])
		                 && reads_as_amount(given->item[i], &amount);

		if (is_amount && !amount.atoms)
			return failed(err, FAULT_USAGE, "'%s' is nothing given",
			              given->item[i]);
		if (is_amount && sitting->syringe_count > 0
		    && !sitting->syringes[sitting->syringe_count - 1].given.atoms) {
			sitting->syringes[sitting->syringe_count - 1].given = amount;
			continue;
		}
		if (sitting->syringe_count == MOST_SYRINGES)
			return failed(err, FAULT_USAGE, "more than %d syringes in one session",
			              MOST_SYRINGES);
		if (is_amount)
			sitting->syringes[sitting->syringe_count++].given = amount;
		else
			sitting->syringes[sitting->syringe_count++].source = given->item[i];
	}
	return true;
}

static bool add_common(struct manner *manner, const struct told_session *told,
                       struct error *err)
{
	const char *texts[] = { told->technique, told->needle, told->device, told->cartridge,
		                told->depth };
	char *members[] = { manner->technique, manner->needle, manner->device,
		            manner->cartridge, manner->depth };

	for (int j = 0; j < 5; j++)
		if (texts[j] && !*members[j] && !write_down(members[j], texts[j], err))
			return false;
	if (!manner->points)
		manner->points = told->points;
	return true;
}

static bool for_all(struct sitting *sitting, const struct told_session *told, struct error *err)
{
	for (int i = 0; i < sitting->syringe_count; i++)
		if (!add_common(&sitting->syringes[i].manner, told, err))
			return false;
	if (!add_common(&sitting->common, told, err))
		return false;
	if (!told->wasted || sitting->syringes[0].wasted_said)
		return true;
	sitting->syringes[0].wasted_said = true;
	return quantity_parse(told->wasted, &sitting->syringes[0].wasted, err);
}

static bool says_manner(const struct told_session *told)
{
	return told->technique || told->needle || told->device || told->cartridge || told->depth
	    || told->points || told->wasted;
}

static bool add_uses(const struct texts *uses, struct spoken *out, struct error *err)
{
	for (int i = 0; i < uses->count; i++) {
		if (i == MOST_USES)
			return failed(err, FAULT_USAGE, "more than %d lots named", MOST_USES);
		out->copies[i] = heap_text(uses->item[i]);
		if (!use_parse(out->copies[i], &out->uses[i], err))
			return false;
		out->sitting.use_count++;
	}
	return true;
}

bool session_words(const struct told_session *told, struct spoken *spoken, struct error *err)
{
	struct sitting *out = &spoken->sitting;

	*spoken = (struct spoken){ .sitting = { .practitioner = told->practitioner,
		                                .ended = told->ended,
		                                .indication = told->indication,
		                                .notes = told->notes,
		                                .consent = told->consent,
		                                .another = told->another,
		                                .uses = spoken->uses,
		                                .checks = told->checks.item,
		                                .check_count = told->checks.count } };
	if (!add_given(out, &told->given, err))
		return false;
	for (int i = 0; i < told->areas.count; i++) {
		int number;
		const char *text = numbered(out, told->areas.item[i], &number);

		if (!add_area(out, number, text, err))
			return false;
	}
	for (int i = 0; i < told->syringes.count; i++)
		if (!add_details(out, told->syringes.item[i], err))
			return false;
	if (out->syringe_count == 0 && says_manner(told))
		out->syringe_count = 1;
	return for_all(out, told, err) && add_uses(&told->uses, spoken, err);
}

bool screening_words(const struct texts *told, struct answers *out, struct error *err)
{
	*out = (struct answers){ .count = 0 };
	for (int i = 0; i < told->count; i++) {
		if (strcmp(told->item[i], "clear") == 0) {
			out->clear = true;
		} else if (out->count == MOST_ANSWERS) {
			return failed(err, FAULT_USAGE, "more than %d answers", MOST_ANSWERS);
		} else {
			out->answer[out->count++] = told->item[i];
		}
	}
	return true;
}

/* "screened: 38 questions, 31 asked, yes to diabetes" */
static void tell_screened(struct desk *desk, const struct screened *told)
{
	char text[1024];
	int yes = 0;

	snprintf(text, sizeof text, "screened: %d questions, %d asked, yes to", told->count,
	         told->asked);
	for (int i = 0; i < told->count; i++)
		if (told->question[i].yes)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s",
			         yes++ ? "," : "", told->question[i].condition);
	snprintf(text + strlen(text), sizeof text - strlen(text), "%s", yes ? "" : " none");
	show_folded(desk, text);
}

/* Every question that is answered no by agreeing, as it is asked, a paragraph a topic. */
static void tell_questions(struct desk *desk, const struct screened *told)
{
	char text[8192] = "", topic[QUESTION_CODE] = "";

	for (int i = 0; i < told->count; i++) {
		const struct screened_question *question = &told->question[i];

		if (!question->asked || question->yes)
			continue;
		if (strcmp(topic, question->topic) != 0) {
			show_folded(desk, *topic ? text : "no to each of these:");
			snprintf(topic, sizeof topic, "%s", question->topic);
			snprintf(text, sizeof text, "%s:", topic);
		}
		snprintf(text + strlen(text), sizeof text - strlen(text), " %s", question->text);
	}
	show_folded(desk, text);
}

/* Asked in full where that is to be agreed to, in the patient's language. */
static bool tell_screening(struct desk *desk, const struct session *session, struct error *err)
{
	struct screened *told = heap_new(sizeof *told);
	char language[PATIENT_LANGUAGE];
	bool ok;

	ok = patient_language(desk->store, session->patient, language, err)
	  && screening_read(desk->store, session->id, language, told, err);
	if (ok && told->asked)
		tell_screened(desk, told);
	if (ok && told->asked && (desk->confirms || desk->dry_run))
		tell_questions(desk, told);
	free(told);
	return ok;
}

void session_words_close(struct spoken *spoken)
{
	for (int i = 0; i < MOST_USES; i++)
		free(spoken->copies[i]);
}

/* "2 of 3", "3 of 4-6", "maintenance", "1 of 3, course 2". */
static void say_count(const struct course *course, char *text, size_t size)
{
	const struct plan *plan = &course->plan;
	char most[24] = "", number[32] = "";

	if (plan->sessions_most > plan->sessions)
		snprintf(most, sizeof most, "-%lld", (long long)plan->sessions_most);
	if (course->number > 1)
		snprintf(number, sizeof number, ", course %lld", (long long)course->number);
	snprintf(text, size, "%lld of %lld%s%s", (long long)course->given,
	         (long long)plan->sessions, most, number);
}

static void tell_course(struct desk *desk, const struct course *course, const char *whose)
{
	const struct plan *plan = &course->plan;
	bool complete = plan->sessions && course->given >= plan->sessions;
	char count[64];

	say_count(course, count, sizeof count);
	if (*course->next.text && complete)
		page_say(desk->page, "%scomplete (%s), next due %s to maintain", whose, count,
		         course->next.text);
	else if (*course->next.text && plan->sessions)
		page_say(desk->page, "%snext due %s (%s)", whose, course->next.text, count);
	else if (*course->next.text)
		page_say(desk->page, "%snext due %s", whose, course->next.text);
	else if (complete && course->given <= plan->sessions_most)
		page_say(desk->page, "%sthe course is complete (%s)", whose, count);
	else if (complete)
		page_say(desk->page, "%sgiven %lld times; a course is of %lld", whose,
		         (long long)course->given, (long long)plan->sessions_most);
}

static bool has_course(const struct course *course)
{
	return *course->next.text || course->plan.sessions;
}

static bool read_courses(struct desk *desk, const struct session *session,
                         struct course courses[MOST_COURSES], int *count, struct error *err)
{
	return course_of_session(desk->store, session->id, &desk->zone, courses, count, err);
}

bool course_tell(struct desk *desk, const struct session *session, const char *before,
                 struct error *err)
{
	struct course courses[MOST_COURSES];
	char whose[CODE_ROOM + 32];
	int count;

	if (!read_courses(desk, session, courses, &count, err))
		return false;
	if (*before && (count != 1 || !has_course(&courses[0]))) {
		page_say(desk->page, "%s", before);
		before = "";
	}
	for (int i = 0; i < count; i++) {
		if (count > 1)
			snprintf(whose, sizeof whose, "%s: ", courses[i].code);
		else
			snprintf(whose, sizeof whose, "%s%s", before, *before ? "; " : "");
		tell_course(desk, &courses[i], whose);
	}
	return true;
}

/* A course belongs with one practitioner: another than before is pointed out. */
static bool tell_practitioner(struct desk *desk, const struct session *session,
                              struct error *err)
{
	struct course courses[MOST_COURSES];
	int count;

	if (!read_courses(desk, session, courses, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		const struct course *course = &courses[i];

		if (*course->by_before && strcmp(course->by, course->by_before) != 0)
			page_say(desk->page,
			         "another hand than before: %s gave %s the last time (%s)",
			         course->by_before, course->code, course->session_before);
	}
	return true;
}

static bool tell_head(struct desk *desk, const struct session *session, struct error *err)
{
	char when[INSTANT_LOCAL];
	struct patient patient;
	struct person person;

	if (page_format(desk->page) != FORMAT_TABLE)
		return page_query(desk->page, "session", desk->store, SESSION_HEAD,
		                  BIND(bind_int("session", session->id)), NULL, err);
	if (!patient_by_id(desk->store, session->patient, &patient, err)
	 || !person_by_id(desk->store, session->practitioner, &person, err))
		return false;
	instant_local(&session->at, &desk->zone, when);
	page_say(desk->page, "%s  %s, %s, %s%s%s", session->number, patient.code, when,
	         person.code, *session->replaces ? ", in place of " : "", session->replaces);
	return true;
}

/* What is signed is as it should be; what is not says so. */
static bool tell_signed(struct desk *desk, const struct session *session, struct error *err)
{
	struct person person;

	if (session->waits && store_seat(desk->store)->person == session->practitioner)
		desk->signs = session->at_once ? SIGNS_NOW : SIGNS_NOW_OR_LATER;
	if (!session->waits || (session->at_once && desk->dry_run))
		return true;
	if (!person_by_id(desk->store, session->practitioner, &person, err))
		return false;
	page_say(desk->page, "not signed: it waits for %s, with 'pistor sign'", person.code);
	return true;
}

static bool tell_what_else(struct desk *desk, const struct session *session, struct error *err)
{
	const struct bind *id = BIND(bind_int("session", session->id));

	return (session->no_detail
	        || page_query(desk->page, "sites", desk->store, SESSION_SITES, id, NULL, err))
	       && (session->unmixed
	           || page_query(desk->page, "mixed", desk->store, SESSION_MIXED, id, NULL, err))
	       && (session->undeviated
	           || page_query(desk->page, "deviations", desk->store, SESSION_DEVIATIONS, id,
	                         NULL, err));
}

bool session_tell(struct desk *desk, const struct session *session,
                  const struct settlement *told, struct error *err)
{
	if (!tell_head(desk, session, err)
	    || !page_query(desk->page, "syringes", desk->store, SESSION_SYRINGES,
	                   BIND(bind_int("session", session->id)), NULL, err)
	    || !tell_what_else(desk, session, err))
		return false;
	if (told)
		settled_tell(desk, told);
	if (!tell_screening(desk, session, err))
		return false;
	if ((!session->no_recipe
	     && !(tell_practitioner(desk, session, err) && course_tell(desk, session, "", err)))
	    || !verdicts_tell(desk, false, err))
		return false;
	elsewhere_tell(desk, &session->elsewhere);
	return tell_signed(desk, session, err);
}

void screening_heard(struct desk *desk, const char *patient, const struct texts *told)
{
	snprintf(desk->heard_of, sizeof desk->heard_of, "%s", patient);
	desk->heard = *told;
}
