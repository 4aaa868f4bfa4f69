/*
 * judge_often.c - how often, and how soon again
 */
#include "judge_sum.h"
#include "clinic.h"
#include "course.h"
#include "heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether what else was given is of a side; of anything only where it was a session. */
static bool was_of(const struct side *side, const struct other *other)
{
	return side_is_any(side) ? other->session > 0 : side_had(side, other);
}

/* The next one before or after it; NULL for none within the span. */
static const struct other *nearest(const struct hearing *hearing, const struct side *side)
{
	const struct other *found = NULL;
	int64_t best = INT64_MAX, now = instant_seconds(&hearing->at);

	for (int i = 0; i < hearing->other_count; i++) {
		const struct other *other = &hearing->others[i];
		int64_t apart = llabs(instant_seconds(&other->at) - now);

		if (!side_had(side, other) || apart >= best)
			continue;
		best = apart;
		found = other;
	}
	return found;
}

/* Days are counted as a calendar counts them. */
static bool days_apart(struct hearing *hearing, const struct instant *other, int64_t *days,
                       struct error *err)
{
	struct instant one, two;
	struct clinic clinic;
	struct day a, b;

	if (!clinic_now(hearing->store, &clinic, err))
		return false;
	instant_day(other, &clinic.zone, &a);
	instant_day(&hearing->at, &clinic.zone, &b);
	snprintf(one.text, sizeof one.text, "%sT00:00:00Z", a.text);
	snprintf(two.text, sizeof two.text, "%sT00:00:00Z", b.text);
	*days = llabs(instant_seconds(&two) - instant_seconds(&one)) / 86400;
	return true;
}

static bool given_here(struct hearing *hearing, const struct rule *rule)
{
	for (int i = 0; i < hearing->mixture_count; i++)
		if (judge_concerns(hearing, rule, i))
			return true;
	return false;
}

bool judge_interval(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	const struct other *other;
	char what[160], text[INSTANT_LOCAL];
	int64_t days;

	if (!hearing->session || side_is_any(&side) || !rule->has_span
	    || !given_here(hearing, rule))
		return true;
	if (!judge_read_others(hearing, rule->span + 2 * 86400, err))
		return false;
	other = nearest(hearing, &side);
	if (!other)
		return true;
	if (!days_apart(hearing, &other->at, &days, err))
		return false;
	if (days >= rule->span / 86400
	    && (rule->span % 86400 == 0
	        || llabs(instant_seconds(&other->at) - instant_seconds(&hearing->at))
	                   >= rule->span))
		return true;
	span_format((struct span){ rule->span }, text);
	judge_say(hearing, rule, -1, "%s %" PRId64 " d from %s, at least %s apart",
	          judge_subject(hearing, rule, what), days, other->number, text);
	return true;
}

/* Seconds on a clock that counts only days where a span does, as a calendar counts them. */
static bool clock_at(struct hearing *hearing, const struct rule *rule, const struct instant *at,
                     int64_t *out, struct error *err)
{
	struct instant noon;
	struct clinic clinic;
	struct day day;

	*out = instant_seconds(at);
	if (!rule->has_span || rule->span % 86400)
		return true;
	if (!clinic_now(hearing->store, &clinic, err))
		return false;
	instant_day(at, &clinic.zone, &day);
	snprintf(noon.text, sizeof noon.text, "%sT12:00:00Z", day.text);
	*out = instant_seconds(&noon);
	return true;
}

/* A session in which the patient had it, and when. */
struct sitting_at {
	int64_t session, at;
};

static bool read_sittings(struct hearing *hearing, const struct rule *rule,
                          struct sitting_at **list, int *count, struct error *err)
{
	struct side side = side_of(rule);

	*list = heap_more(NULL, 0, sizeof **list);
	*count = 1;
	(*list)[0].session = hearing->session;
	if (!clock_at(hearing, rule, &hearing->at, &(*list)[0].at, err))
		return false;
	for (int i = 0; i < hearing->other_count; i++) {
		const struct other *other = &hearing->others[i];
		bool known = !was_of(&side, other);

		for (int k = 0; k < *count && !known; k++)
			known = (*list)[k].session == other->session;
		if (known)
			continue;
		*list = heap_more(*list, *count, sizeof **list);
		(*list)[*count].session = other->session;
		if (!clock_at(hearing, rule, &other->at, &(*list)[(*count)++].at, err))
			return false;
	}
	return true;
}

/* The most within any span that holds the first of them: one that ends with it or with one
 * after. */
static int64_t most_within(const struct sitting_at *list, int count, int64_t span)
{
	int64_t most = 0;

	for (int i = 0; i < count; i++) {
		int64_t end = list[i].at, within = 0;

		if (end < list[0].at || end - span >= list[0].at)
			continue;
		for (int k = 0; k < count; k++)
			within += list[k].at <= end && list[k].at > end - span;
		most = within > most ? within : most;
	}
	return most;
}

/* ---- A course ---- */

/* Back to the first session of the courses on record: of each recipe that holds it. */
static bool since_begun(struct hearing *hearing, const struct rule *rule,
                        const struct zone *zone, int64_t *from, bool *any, struct error *err)
{
	struct course courses[MOST_COURSES];
	struct instant began;
	int count;

	if (!course_of_session(hearing->store, hearing->session, zone, courses, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		for (int k = 0; k < hearing->mixture_count; k++) {
			if (hearing->mixtures[k].recipe != courses[i].recipe
			    || !judge_concerns(hearing, rule, k))
				continue;
			*any = true;
			day_begins(&courses[i].begun[0], zone, &began);
			if (instant_seconds(&began) < *from)
				*from = instant_seconds(&began);
		}
	return true;
}

/* Back and on for as long as it was not left out for so long; what else was given stands in the
 * order of time. */
static void never_without(const struct hearing *hearing, const struct rule *rule, int64_t gap,
                          struct stretch *out)
{
	struct side side = side_of(rule);

	for (int i = hearing->other_count - 1; i >= 0; i--) {
		int64_t at = instant_seconds(&hearing->others[i].at);

		if (at < out->from && out->from - at < gap
		    && was_of(&side, &hearing->others[i]))
			out->from = at;
	}
	for (int i = 0; i < hearing->other_count; i++) {
		int64_t at = instant_seconds(&hearing->others[i].at);

		if (at > out->to && at - out->to < gap
		    && was_of(&side, &hearing->others[i]))
			out->to = at;
	}
}

bool judge_stretch(struct hearing *hearing, const struct rule *rule, struct stretch *out,
                   struct error *err)
{
	struct instant first = hearing->at;
	char text[INSTANT_LOCAL] = "";
	struct error none = { 0 };
	struct clinic clinic;
	bool recorded = false;
	int64_t gap = EVER;
	struct day day;

	out->from = out->to = instant_seconds(&hearing->at);
	if (!judge_read_others(hearing, EVER, err)
	    || !clinic_now(hearing->store, &clinic, err)
	    || !since_begun(hearing, rule, &clinic.zone, &out->from, &recorded, err))
		return false;
	if (rule_span(hearing->store, RULE_MAINTENANCE_INTERVAL, &gap, NULL, &none))
		span_format((struct span){ gap }, text);
	never_without(hearing, rule, gap, out);
	instant_add(&hearing->at, out->from - instant_seconds(&hearing->at), &first);
	instant_day(&first, &clinic.zone, &day);
	snprintf(out->says, sizeof out->says, recorded ? "in the course since %s"
	         : *text ? "since %s, of no course on record, never %s without it"
	                 : "since %s, of no course on record", day.text, text);
	return spared(&none, err);
}

static int64_t count_within(const struct sitting_at *list, int count,
                            const struct stretch *stretch)
{
	int64_t within = 0;

	for (int i = 0; i < count; i++)
		within += list[i].at >= stretch->from && list[i].at <= stretch->to;
	return within;
}

/* How often over what the rule looks at: a span, the course under way, else ever. */
static bool count_sessions(struct hearing *hearing, const struct rule *rule, int64_t *sessions,
                           char over[160], struct error *err)
{
	bool of_course = strcmp(rule->kind, "limit") == 0 && rule->scope
	              && strcmp(rule->scope, "course") == 0;
	struct sitting_at *list = NULL;
	struct stretch stretch;
	char text[INSTANT_LOCAL];
	int count = 0;
	bool ok;

	*over = '\0';
	if (!judge_read_others(hearing, rule->has_span ? rule->span + 2 * 86400 : EVER, err)
	    || (of_course && !judge_stretch(hearing, rule, &stretch, err)))
		return false;
	ok = read_sittings(hearing, rule, &list, &count, err);
	if (ok && of_course) {
		*sessions = count_within(list, count, &stretch);
		snprintf(over, 160, " (%s)", stretch.says);
	} else if (ok && rule->has_span) {
		*sessions = most_within(list, count, rule->span);
		span_format((struct span){ rule->span }, text);
		snprintf(over, 160, " in %s", text);
	} else if (ok)
		*sessions = most_within(list, count, EVER);
	free(list);
	return ok;
}

bool judge_course(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct side side = side_of(rule);
	bool any = side_is_any(&side);
	char what[160], over[160];
	int64_t sessions;

	/* Courses are counted where the protocols are (screening). */
	if (!hearing->session || !rule->has_amount || (any && rule->condition)
	    || !given_here(hearing, rule))
		return true;
	if (!count_sessions(hearing, rule, &sessions, over, err))
		return false;
	judge_subject(hearing, rule, what);
	if (sessions > rule->amount)
		judge_say(hearing, rule, -1, "%s in %" PRId64 " sessions%s, at most %" PRId64,
		          any ? "given something" : what, sessions, over, rule->amount);
	return true;
}
