/*
 * screening_course.c - how far apart, and how many: too early in a course, or beyond it
 *
 * How often one ingredient may be given is the judge's (judge.h); this is about courses.
 */
#include "screening_inside.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400, NO_DEPTH = 4 };

/* Before any rule is heard: another rule is another row of the same statement. */
bool screening_read_courses(struct hearing *hearing, struct error *err)
{
	struct error none = { .elsewhere = true };

	if (!rule_amount(hearing->store, RULE_DERMAL_DEPTH, &hearing->dermal, NULL, &none))
		hearing->dermal = NO_DEPTH;
	return spared(&none, err)
	    && course_of_session(hearing->store, hearing->session, &hearing->zone,
	                         hearing->courses, &hearing->course_count, err);
}

/* What the course itself plans goes before what the rule says of all. */
static void judge_gap(const struct course *course, const struct rule *rule,
                      struct verdicts *out)
{
	int64_t least = course->plan.interval ? course->plan.interval : rule->span / DAY_SECONDS;
	int64_t days;

	if (!*course->before.text || course->maintains
	    || (course->plan.sessions && course->given > course->plan.sessions))
		return;
	days = days_between(&course->before, &course->last);
	if (days < least)
		verdict_add(out, rule, 0, "%s %lld days after %s, planned %lld%s%s: %s",
		            course->code, (long long)days, course->session_before,
		            (long long)least, *course->plan.from ? " by " : "",
		            course->plan.from, rule->text);
}

/* A session after the course was complete: to maintain it, or beyond it. */
static void judge_beyond(const struct course *course, const struct rule *rule,
                         struct verdicts *out)
{
	const struct plan *plan = &course->plan;
	int64_t least = plan->maintenance ? plan->maintenance : rule->span / DAY_SECONDS;
	int64_t days;

	if (!*course->before.text || !plan->sessions)
		return;
	if (!course->maintains && course->given <= plan->sessions_most)
		return;
	days = days_between(&course->before, &course->last);
	if (days < least)
		verdict_add(out, rule, 0,
		            "%s: the course of %lld was complete, %lld days after %s, %lld to "
		            "maintain it: %s",
		            course->code, (long long)plan->sessions_most, (long long)days,
		            course->session_before, (long long)least, rule->text);
}

static void judge_begun(const struct course *course, const struct rule *rule,
                        struct verdicts *out)
{
	const int most = sizeof course->begun / sizeof *course->begun;
	int64_t begun = 0;

	if (course->number < 2 || course->given != 1 || !rule->has_amount)
		return;
	for (int i = 0; i < most && *course->begun[i].text; i++)
		begun += days_between(&course->begun[i], &course->last) * DAY_SECONDS < rule->span;
	if (begun > rule->amount)
		verdict_add(out, rule, 0, "%s: course %lld within %lld days, at most %lld: %s",
		            course->code, (long long)begun, (long long)(rule->span / DAY_SECONDS),
		            (long long)rule->amount, rule->text);
}

static void judge_spacing(const struct course *course, const struct rule *rule,
                          struct verdicts *out)
{
	int64_t days;

	if (course->number < 2 || course->given != 1)
		return;
	days = days_between(&course->ended, &course->last);
	if (days * DAY_SECONDS < rule->span)
		verdict_add(out, rule, 0, "%s: %lld days after the last course, at least %lld: %s",
		            course->code, (long long)days, (long long)(rule->span / DAY_SECONDS),
		            rule->text);
}

/* What the course has from a protocol is that one's to say: its severity, its source; unless the
 * rule for all courses is the stricter. of: that or the rule; it lasts until the next is found. */
static bool find_whose(struct hearing *hearing, const struct plan *plan, const struct rule *rule,
                       struct rule *protocol, const struct rule **of, struct error *err)
{
	bool gap = strcmp(rule->condition, "session-interval") == 0,
	     upkeep = strcmp(rule->condition, "maintenance-interval") == 0;

	*of = rule;
	if (!rule->holds || !*plan->protocol
	    || !((gap && plan->interval) || (upkeep && plan->maintenance)))
		return true;
	if (!rule_find(hearing->store, plan->protocol, protocol, err))
		return false;
	if (protocol->force >= rule->force)
		*of = protocol;
	return true;
}

bool screening_course(struct hearing *hearing, const struct rule *rule, struct verdicts *out,
                      struct error *err)
{
	static const struct {
		const char *condition;
		void (*judge)(const struct course *, const struct rule *, struct verdicts *);
	} ways[] = {
		{ "session-interval", judge_gap },
		{ "maintenance-interval", judge_beyond },
		{ "courses-per-year", judge_begun },
		{ "course-spacing", judge_spacing },
	};

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		for (int j = 0; j < hearing->course_count; j++) {
			const struct course *course = &hearing->courses[j];
			const struct rule *of;
			struct rule protocol;
			int before = out->count;

			if (strcmp(rule->condition, ways[i].condition) != 0)
				continue;
			if (!find_whose(hearing, &course->plan, rule, &protocol, &of, err))
				return false;
			ways[i].judge(course, of, out);
			if (out->count > before)
				verdict_about(&out->verdict[before], course->code);
		}
	return true;
}
