/*
 * waiting.c - what waits for somebody's signature, and signing it
 */
#include "waiting.h"
#include "nearest.h"
#include "person.h"
#include "rulebook.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* One more of the list; where it is full it is counted. */
static void add(struct waiting_list *list, const struct waiting *one)
{
	if (list->count == MOST_WAITING)
		list->more++;
	else
		list->item[list->count++] = *one;
}

/* What a row is about, where the code asked for is none or this. */
static bool begin(struct waiting *one, const struct row *row, const char *code,
                  const char *instant, const char *only)
{
	*one = (struct waiting){ .code = "" };
	copy_text(one->code, sizeof one->code, row_text(row, code));
	copy_text(one->at.text, sizeof one->at.text, row_text(row, instant));
	return !only || strcasecmp(only, one->code) == 0;
}

/* ---- Batches ---- */

static bool was_signed(struct store *store, const struct waiting *one, bool *again,
                       struct error *err)
{
	struct signatures given;
	struct signature each;

	*again = false;
	if (!signature_walk(store, &one->subject, &given, err))
		return false;
	while (signature_next(&given, &each, err))
		*again |= strcmp(each.meaning, one->meaning) == 0 && !each.holds;
	return !err->fault;
}

/* Which of its signatures a batch waits for, whether this person may give it, and what bars
 * it. */
static bool judge_batch(struct store *store, int64_t person, int64_t maker, struct waiting *one,
                        bool *waits, struct error *err)
{
	struct error why = { 0 };
	struct batch batch;
	bool verified, can;

	*waits = false;
	if (!batch_find(store, one->code, &batch, err)
	    || !batch_waits_for(store, &batch, &one->meaning, err))
		return false;
	if (person == maker && strcmp(one->meaning, "prepared") == 0) {
		*waits = true;
		return was_signed(store, one, &one->again, err);
	}
	verified = strcmp(one->meaning, "released") == 0;
	one->meaning = verified ? "released" : "verified";
	if (!person_has_right(store, person, verified ? "batch release" : "batch verify", err))
		return !err->fault;
	can = verified ? batch_releasable(store, one->code, &why)
	               : batch_verifiable(store, one->code, person, &why);
	if (!can && why.fault != FAULT_REFUSED)
		return failed(err, why.fault, "%s", why.text);
	/* Who made it is told nothing: another verifies it. */
	if (!verified && !can && person == maker)
		return true;
	snprintf(one->why_not, sizeof one->why_not, "%.255s", can ? "" : why.text);
	*waits = true;
	return was_signed(store, one, &one->again, err);
}

/* "VITC-20 L26-0001 2 mL, NACL-09 L26-0002 8 mL"; what is too long ends with "...". */
static bool read_lines(struct store *store, struct waiting *one, struct error *err)
{
	struct row *row = store_query(store, WAITING_LINES,
	                              BIND(bind_int("batch", one->subject.batch)), err);
	char amount[QUANTITY_TEXT];
	size_t used = 0;

	while (row_next(row, err)) {
		struct quantity drawn = { row_int(row, "used"), UNIT_LITRE };

		if (!unit_parse(row_text(row, "unit"), &drawn.unit, err))
			return false;
		quantity_format(drawn, amount);
		if (used < sizeof one->lines)
			used += (size_t)snprintf(one->lines + used, sizeof one->lines - used,
			                         "%s%s %s %s", used ? ", " : "",
			                         row_text(row, "product"), row_text(row, "lot"),
			                         amount);
	}
	if (used >= sizeof one->lines)
		memcpy(one->lines + sizeof one->lines - 4, "...", 4);
	return !err->fault;
}

static bool find_batches(struct store *store, int64_t person, const char *code,
                         struct waiting_list *list, struct error *err)
{
	struct row *row = store_query(store, WAITING_BATCHES, BIND_NOTHING, err);
	char amount[QUANTITY_TEXT];
	struct waiting one;
	bool waits;

	while (row_next(row, err)) {
		struct quantity kept = { row_int(row, "kept"), UNIT_LITRE };

		if (!begin(&one, row, "number", "prepared", code))
			continue;
		if (!unit_parse(row_text(row, "unit"), &kept.unit, err))
			return false;
		one.subject.batch = row_int(row, "id");
		quantity_format(kept, amount);
		snprintf(one.about, sizeof one.about, "%s of %s.%lld, made by %s", amount,
		         row_text(row, "recipe"), (long long)row_int(row, "version"),
		         row_text(row, "person"));
		if (!judge_batch(store, person, row_int(row, "maker"), &one, &waits, err))
			return false;
		if (!waits)
			continue;
		if (!read_lines(store, &one, err))
			return false;
		add(list, &one);
	}
	return !err->fault;
}

/* ---- Sessions ---- */

static bool find_sessions(struct store *store, int64_t person, const char *code,
                          struct waiting_list *list, struct error *err)
{
	struct row *row = store_query(store, WAITING_SESSIONS, BIND(bind_int("person", person)),
	                              err);
	struct waiting one;

	while (row_next(row, err)) {
		if (!begin(&one, row, "number", "at", code))
			continue;
		one.subject.session = row_int(row, "id");
		one.meaning = "performed";
		one.again = row_int(row, "again") == 1;
		snprintf(one.about, sizeof one.about, "%s to %s", row_text(row, "what"),
		         row_text(row, "patient"));
		add(list, &one);
	}
	return !err->fault;
}

/* ---- Counts ---- */

static bool find_counts(struct store *store, int64_t person, const char *code,
                        struct waiting_list *list, struct error *err)
{
	struct row *row = store_query(store, WAITING_COUNTS, BIND(bind_int("person", person)), err);
	char amount[QUANTITY_TEXT];
	struct waiting one;

	while (row_next(row, err)) {
		struct quantity counted = { row_int(row, "counted"), UNIT_LITRE };

		if (!begin(&one, row, "lot", "at", code))
			continue;
		if (!unit_parse(row_text(row, "unit"), &counted.unit, err))
			return false;
		one.subject.tally = row_int(row, "id");
		one.meaning = "counted";
		quantity_format(counted, amount);
		snprintf(one.about, sizeof one.about, "%s of %s in %s", amount,
		         row_text(row, "product"), row_text(row, "place"));
		add(list, &one);
	}
	return !err->fault;
}

/* ---- Drafts, rules, deviations ---- */

/* An approval is a decision of its own: a draft or a rule is signed where it was asked for by
 * its code, and else only named. */
static bool find_drafts(struct store *store, int64_t person, const char *code,
                        struct waiting_list *list, struct error *err)
{
	struct row *row;
	struct waiting one;
	bool any = person_holds(store, person, "pharmacist", err);

	if (err->fault || !person_has_right(store, person, "recipe approve", err))
		return !err->fault;
	row = store_query(store, WAITING_DRAFTS,
	                  BIND(bind_int("person", person), bind_int("any", any)), err);
	while (row_next(row, err)) {
		if (!begin(&one, row, "code", "at", code))
			continue;
		one.subject.version = row_int(row, "id");
		one.meaning = "approved";
		copy_text(one.of, sizeof one.of, row_text(row, "recipe"));
		snprintf(one.about, sizeof one.about, "%.150s, of %s", row_text(row, "title"),
		         row_text(row, "person"));
		if (!code)
			snprintf(one.why_not, sizeof one.why_not,
			         "%s is a draft of %s: 'pistor sign %s' approves it", one.code,
			         row_text(row, "person"), one.code);
		add(list, &one);
	}
	return !err->fault;
}

static bool find_rules(struct store *store, int64_t person, const char *code,
                       struct waiting_list *list, struct error *err)
{
	struct row *row;
	struct waiting one;

	if (!person_has_right(store, person, "rule approve", err))
		return !err->fault;
	row = store_query(store, TODAY_RULES, BIND_NOTHING, err);
	while (row_next(row, err)) {
		if (!begin(&one, row, "rule", "entered", code))
			continue;
		one.subject.rule = row_int(row, "revision");
		one.meaning = "approved";
		copy_text(one.about, sizeof one.about, row_text(row, "text"));
		if (!code)
			snprintf(one.why_not, sizeof one.why_not,
			         "version %lld of rule %s: 'pistor sign %s' approves it",
			         (long long)row_int(row, "version"), one.code, one.code);
		add(list, &one);
	}
	return !err->fault;
}

/* Who closes one says its cause and what is decided, so it is only named. */
static bool find_deviations(struct store *store, int64_t person, const char *code,
                            struct waiting_list *list, struct error *err)
{
	struct row *row;
	struct waiting one;

	if (!person_has_right(store, person, "deviation close", err))
		return !err->fault;
	row = store_query(store, TODAY_DEVIATIONS, BIND_NOTHING, err);
	while (row_next(row, err)) {
		const char *status = row_text(row, "status");

		if (!begin(&one, row, "number", "at", code))
			continue;
		one.subject.deviation = row_int(row, "id");
		one.meaning = "reviewed";
		snprintf(one.why_not, sizeof one.why_not, "%s is %s: 'pistor deviation %s %s'",
		         one.code, status, strcmp(status, "open") == 0 ? "assess" : "close",
		         one.code);
		add(list, &one);
	}
	return !err->fault;
}

/* ---- All of it ---- */

static bool bind_contents(struct store *store, struct waiting_list *list, struct error *err)
{
	struct digester digester;

	digest_begin(&digester);
	for (int i = 0; i < list->count; i++) {
		struct waiting *one = &list->item[i];

		if (*one->why_not)
			continue;
		if (!signature_content(store, &one->subject, &one->content, err))
			return false;
		digest_add(&digester, one->meaning, strlen(one->meaning) + 1);
		digest_add(&digester, one->code, strlen(one->code) + 1);
		digest_add(&digester, one->content.bytes, sizeof one->content.bytes);
	}
	digest_end(&digester, &list->digest);
	return true;
}

bool waiting_for(struct store *store, int64_t person, const char *code,
                 struct waiting_list *list, struct error *err)
{
	struct person who;

	memset(list, 0, sizeof *list);
	if (!person_by_id(store, person, &who, err)
	    || !find_batches(store, person, code, list, err)
	    || !find_sessions(store, person, code, list, err)
	    || !find_counts(store, person, code, list, err)
	    || !find_drafts(store, person, code, list, err)
	    || !find_rules(store, person, code, list, err)
	    || !find_deviations(store, person, code, list, err))
		return false;
	if (code && !list->count)
		return failed(err, FAULT_MISSING,
		              "nothing called '%s' waits for the signature of %s", code, who.code);
	return bind_contents(store, list, err);
}

static bool sign_one(struct store *store, const struct waiting *one,
                     const struct signing *signing, struct error *err)
{
	struct digest now;
	int64_t id;

	if (!signature_content(store, &one->subject, &now, err))
		return false;
	if (memcmp(now.bytes, one->content.bytes, sizeof now.bytes) != 0)
		return failed(err, FAULT_REFUSED,
		              "%s has changed since it was shown: look at it again", one->code);
	if (one->subject.session)
		return session_sign(store, one->code, signing, err);
	if (one->subject.tally)
		return lot_sign_count(store, one->subject.tally, signing, err);
	if (one->subject.version)
		return recipe_approve(store, one->of, signing, &id, err);
	if (one->subject.rule)
		return rulebook_approve(store, one->code, signing, err);
	return strcmp(one->meaning, "released") == 0 ? batch_release(store, one->code, signing, err)
	     : strcmp(one->meaning, "prepared") == 0 ? batch_prepare(store, one->code, signing, err)
	                                             : batch_verify(store, one->code, signing, err);
}

/* The password is proved once: signing takes as long as it is meant to take only once, too. */
static bool sign_all(struct store *store, const struct waiting_list *list,
                     const struct signing *signing, struct error *err)
{
	struct signing with = *signing;

	if (!signature_signer(store, signing, &with.proven, err)
	    || !person_authenticate(store, with.proven, signing->password, err))
		return false;
	for (int i = 0; i < list->count; i++)
		if (!*list->item[i].why_not && !sign_one(store, &list->item[i], &with, err))
			return false;
	return true;
}

bool waiting_sign(struct store *store, const struct waiting_list *list,
                  const struct signing *signing, struct error *err)
{
	return store_begin(store, "sign", err)
	    && store_end(store, sign_all(store, list, signing, err), err);
}
