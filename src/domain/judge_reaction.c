/*
 * judge_reaction.c - what a patient reacted to, about to be given again
 */
#include "judge_inside.h"

#include <stdio.h>
#include <string.h>

/* A reaction on record, and what of what is judged the patient had had then. */
struct recurrence {
	int64_t id;
	char number[24], kind[64], severity[24], session[24], shared[160];
	int count;
};

static bool is_grave(const struct recurrence *one)
{
	return strcmp(one->severity, "severe") == 0
	    || strcmp(one->severity, "life-threatening") == 0;
}

static void say(struct hearing *hearing, const struct rule *rule, const struct recurrence *one)
{
	enum { NAMED = 3 };
	bool grave = strcmp(rule->condition, JUDGE_GRAVE_BEFORE) == 0;
	char more[32] = "";

	if (!one->count || is_grave(one) != grave)
		return;
	if (one->count > NAMED)
		snprintf(more, sizeof more, " and %d more", one->count - NAMED);
	verdict_about(judge_say(hearing, rule, -1,
	                        "%s: %s%s%s after %s, in which there was %s%s too", one->number,
	                        one->kind, *one->severity ? ", " : "", one->severity,
	                        one->session, one->shared, more),
	              one->number);
}

static bool is_given(const struct hearing *hearing, int64_t root)
{
	for (int i = 0; i < hearing->part_count; i++)
		if (judge_root(&hearing->parts[i].of) == root
		    && !judge_is_inert(&hearing->parts[i]))
			return true;
	return false;
}

static void begin(struct recurrence *one, struct row *row)
{
	*one = (struct recurrence){ .id = row_int(row, "id") };
	snprintf(one->number, sizeof one->number, "%s", row_text(row, "number"));
	snprintf(one->kind, sizeof one->kind, "%s", row_text(row, "kind"));
	snprintf(one->severity, sizeof one->severity, "%s", row_text(row, "severity"));
	snprintf(one->session, sizeof one->session, "%s", row_text(row, "session"));
}

static void add(struct recurrence *one, const char *code)
{
	size_t end = strlen(one->shared);

	if (++one->count <= 3)
		snprintf(one->shared + end, sizeof one->shared - end, "%s%.48s",
		         end ? ", " : "", code);
}

/* Most patients never had one, which is asked first. */
static bool has_reacted(struct hearing *hearing, struct error *err)
{
	if (hearing->reacted == REACTED_UNKNOWN)
		hearing->reacted = store_one(hearing->store, JUDGE_REACTED,
		                             BIND(bind_int("patient", hearing->patient)), err)
		                 ? REACTED_BEFORE : REACTED_NEVER;
	return hearing->reacted == REACTED_BEFORE;
}

bool judge_reaction(struct hearing *hearing, const struct rule *rule, struct error *err)
{
	struct recurrence one = { 0 };
	struct row *row;

	if (!hearing->patient || !has_reacted(hearing, err))
		return !err->fault;
	row = store_query(hearing->store, JUDGE_REACTIONS, BIND(
		bind_int ("patient",  hearing->patient),
		bind_int ("session",  hearing->session),
		bind_int ("replaces", hearing->replaces),
		bind_text("at",       hearing->at.text)), err);
	while (row_next(row, err)) {
		if (row_int(row, "id") != one.id) {
			say(hearing, rule, &one);
			begin(&one, row);
		}
		if (is_given(hearing, row_int(row, "root")))
			add(&one, row_text(row, "code"));
	}
	say(hearing, rule, &one);
	return !err->fault;
}
