/*
 * judge_often.c - how often, and how soon again
 */
#include "judge_sum.h"
#include "clinic.h"
#include "heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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
		bool known = !side_is_any(&side) && !side_had(&side, other);

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

bool judge_course(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	bool window = rule->has_span,
	     any = side_is_any(&(struct side){ rule->ingredient, rule->class, rule->product });
	struct sitting_at *list = NULL;
	char what[160], within[INSTANT_LOCAL + 4] = "", text[INSTANT_LOCAL];
	int64_t sessions;
	int count = 0;

	/* Courses are counted where the protocols are (screening). */
	if (!hearing->session || !rule->has_amount || (any && rule->condition)
	    || !given_here(hearing, rule))
		return true;
	if (!judge_read_others(hearing, window ? rule->span + 2 * 86400 : EVER, err)
	    || !read_sittings(hearing, rule, &list, &count, err)) {
		free(list);
		return false;
	}
	sessions = most_within(list, count, window ? rule->span : EVER);
	free(list);
	if (window) {
		span_format((struct span){ rule->span }, text);
		snprintf(within, sizeof within, " in %s", text);
	}
	judge_subject(hearing, rule, what);
	if (sessions > rule->amount)
		judge_say(hearing, rule, -1, "%s in %" PRId64 " sessions%s, at most %" PRId64,
		          any ? "given something" : what, sessions, within, rule->amount);
	return true;
}
