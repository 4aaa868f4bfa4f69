/*
 * session_judge.c - what the rules say of a session: of what was given, and of what it was
 * given with
 */
#include "device.h"
#include "heap.h"
#include "judge.h"
#include "session_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool named_before(const struct work *work, int at)
{
	for (int i = 0; i < at; i++)
		if (strcmp(work->portions[i].order.manner.device,
		           work->portions[at].order.manner.device)
		    == 0)
			return true;
	return false;
}

/* Each device was cleaned since it was used last, or the session says that it was not. */
static bool judge_devices(struct store *store, const struct work *work, struct verdicts *said,
                          struct error *err)
{
	char why[DEVICE_WHY];
	struct rule rule;

	for (int i = 0; i < work->count; i++) {
		const char *device = work->portions[i].order.manner.device;

		if (!*device || named_before(work, i))
			continue;
		if (!device_unclean(store, device, &work->at, why, err)
		    || !rule_find(store, RULE_DEVICE_CLEANING, &rule, err))
			return false;
		if (*why && rule.holds)
			verdict_about(verdict_add(said, &rule, 0, "%s", why), device);
	}
	return true;
}

/* ---- Recorded twice ---- */

static bool refuse_twin(const struct work *work, const struct row *row, struct error *err)
{
	char amount[QUANTITY_TEXT], at[INSTANT_LOCAL];
	struct quantity given = { .atoms = row_int(row, "amount") };
	struct instant when;

	if (!unit_parse(row_text(row, "unit"), &given.unit, err))
		return false;
	quantity_format(given, amount);
	snprintf(when.text, sizeof when.text, "%s", row_text(row, "at"));
	instant_local(&when, &work->zone, at);
	return failed(err, FAULT_REFUSED,
	              "'%s' had %s of %s at %s by the same hand (%s, rule %s): say --another if "
	              "this was given besides; 'pistor session amend %s' corrects that one",
	              work->patient.code, amount, row_text(row, "code"), at,
	              row_text(row, "number"), RULE_SAME_SESSION, row_text(row, "number"));
}

/* Mostly there is no other session near, and nothing more to ask. */
static struct row *find_twin(struct store *store, const struct work *work,
                             const struct nearness *near, struct error *err)
{
	const struct bind patient = bind_int("patient", work->patient.id),
	                  session = bind_int("session", work->out.id),
	                  from = bind_text("from", near->from.text),
	                  to = bind_text("to", near->to.text);

	if (!store_one(store, JUDGE_OTHER_SESSION, BIND(patient, session, from, to), err))
		return NULL;
	return store_one(store, SESSION_TWIN, BIND(patient, session, from, to, bind_int(
		"practitioner", work->practitioner)), err);
}

/* As much of the same by the same hand shortly before or after: typed twice, most likely. */
static bool judge_twin(struct store *store, const struct work *work, struct verdicts *said,
                       struct error *err)
{
	struct nearness near;
	struct row *row;

	if (work->replaces || work->sitting->another)
		return true;
	if (!rule_nearness(store, RULE_SAME_SESSION, &work->at, &near, err) || !near.holds)
		return !err->fault;
	row = find_twin(store, work, &near, err);
	if (row && near.rule.force == RULE_FORBIDS)
		return refuse_twin(work, row, err);
	if (row)
		verdict_add(said, &near.rule, 0, "the same was given in %s", row_text(row, "number"));
	return !err->fault;
}

/* ---- Consent ---- */

/* When the course of a recipe began; what is of no recipe is of no course, and began ever
 * ago. */
static void course_began(const struct course *courses, int count, int64_t recipe,
                         const struct zone *zone, struct instant *out)
{
	*out = (struct instant){ "1900-01-01T00:00:00Z" };
	for (int i = 0; recipe && i < count; i++)
		if (courses[i].recipe == recipe && *courses[i].begun[0].text)
			day_begins(&courses[i].begun[0], zone, out);
}

static bool is_consented(struct store *store, const struct work *work,
                         const struct portion *portion, const struct instant *from,
                         struct error *err)
{
	const struct version *version = &portion->version;

	return store_one(store, SESSION_CONSENTED, BIND(
		bind_int ("patient", work->patient.id),
		bind_id  ("recipe",  version->recipe),
		bind_id  ("product", version->id ? 0 : portion->product.id),
		bind_text("from",    from->text),
		bind_text("at",      work->at.text)), err) != NULL;
}

static void name_once(char *list, size_t size, const char *name)
{
	size_t used = strlen(list);

	if (!strstr(list, name))
		snprintf(list + used, size - used, "%s%s", used ? ", " : "", name);
}

/* A consent of the session itself, or, where the rule says so, of one before in its course. The
 * courses are read before the rule: another rule is another row of the same statement. */
static bool judge_consent(struct store *store, const struct work *work, struct verdicts *said,
                          struct error *err)
{
	struct error none = { .elsewhere = true };
	struct course courses[MOST_COURSES];
	char open[MOST_SYRINGES * CODE_ROOM] = "";
	struct instant from;
	struct rule rule;
	int count = 0;
	bool stands;

	if (work->consent && *work->consent)
		return true;
	if (!course_of_session(store, work->out.id, &work->zone, courses, &count, err))
		return false;
	if (!rule_brief(store, RULE_CONSENT, &rule, &none) || !rule.holds)
		return spared(&none, err);
	stands = rule.scope && strcmp(rule.scope, "course") == 0;
	for (int i = 0; i < work->count && !err->fault; i++) {
		const struct portion *portion = &work->portions[i];

		course_began(courses, count, portion->version.recipe, &work->zone, &from);
		if (!stands || !is_consented(store, work, portion, &from, err))
			name_once(open, sizeof open,
			          portion->version.id ? portion->version.recipe_code
			                              : portion->product.code);
	}
	if (!err->fault && *open)
		verdict_add(said, &rule, 0, "no consent of %s to %s is on record (--consent)",
		            work->patient.code, open);
	return !err->fault;
}

/* ---- What is not said ---- */

static void name_missing(const struct manner *manner, char *out, size_t size)
{
	const char *names[] = { "area", "technique", "needle" };
	const bool said[] = { manner->area_count > 0, *manner->technique != '\0',
		              *manner->needle || *manner->device };
	const char *before = "";

	*out = '\0';
	for (int i = 0; i < 3; i++) {
		if (said[i])
			continue;
		snprintf(out + strlen(out), size - strlen(out), "%s%s", before, names[i]);
		before = ", no ";
	}
}

static bool judge_detail(struct store *store, const struct work *work, struct verdicts *said,
                         struct error *err)
{
	struct error none = { .elsewhere = true };
	struct rule rule;
	char missing[64];

	if (!rule_brief(store, RULE_SESSION_DETAIL, &rule, &none) || !rule.holds)
		return spared(&none, err);
	for (int i = 0; i < work->count; i++) {
		const struct portion *portion = &work->portions[i];

		name_missing(&portion->order.manner, missing, sizeof missing);
		if (*missing)
			verdict_add(said, &rule, 0, "%s: no %s is on record",
			            portion->version.id ? portion->version.code
			                                : portion->product.code,
			            missing);
	}
	return true;
}

bool session_judge(struct store *store, struct work *work, struct error *err)
{
	const struct matter matter = { .session = work->out.id };
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = judge_matter(store, &matter, said, err)
	  && judge_twin(store, work, said, err) && judge_devices(store, work, said, err)
	  && judge_consent(store, work, said, err) && judge_detail(store, work, said, err)
	  && judge_pass(store, &matter, said, err);
	verdicts_elsewhere(said, false, &work->out.elsewhere);
	free(said);
	return ok;
}
