/*
 * upkeep_copy.c - backups, restores, and the clock
 */
#include "export.h"
#include "journal.h"
#include "rule.h"
#include "upkeep.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool upkeep_verifies(struct store *store, const char *what, struct error *err)
{
	struct verification *verification;
	struct finding finding;
	bool found;

	if (!upkeep_verify(store, NULL, 0, &verification, err))
		return false;
	found = verification_next(verification, &finding, err);
	verification_end(verification);
	return !err->fault
	    && (!found
	        || failed(err, FAULT_REFUSED, "'%s' does not verify: %s", what, finding.text));
}

/* Open a copy, read what it is, and verify all of it. */
static bool examine_copy(const char *file, struct store **copy, struct backup *out,
                         struct error *err)
{
	if (!store_file_digest(file, &out->file, err) || !store_open_copy(file, copy, err))
		return false;
	if (store_head(*copy, &out->head, &out->actions, err)
	    && upkeep_verifies(*copy, file, err))
		return true;
	store_close(*copy);
	return false;
}

static bool note(struct store *store, const char *verb, const char *kind, const char *file,
                 const struct backup *copy, struct error *err)
{
	struct export export = {
		.kind = kind, .name = file, .file = copy->file, .head = copy->head
	};

	return export_note(store, verb, &export, err);
}

bool upkeep_backup(struct store *store, const char *file, bool dry, struct backup *out,
                   struct error *err)
{
	struct store *copy;

	if (!person_may(store, "store backup", err) || !store_copy(store, file, err))
		return false;
	if (!examine_copy(file, &copy, out, err)) {
		store_discard(file);
		return false;
	}
	store_close(copy);
	if (dry) {
		store_discard(file);
		return true;
	}
	return note(store, "store backup", "backup", file, out, err);
}

/* ---- restoring ---- */

static bool same_founding(struct store *copy, struct store *old, const char *file, bool other,
                          struct error *err)
{
	struct digest ours, theirs;

	if (!journal_seal(old, 1, &ours, err) || !journal_seal(copy, 1, &theirs, err))
		return false;
	return other || memcmp(ours.bytes, theirs.bytes, DIGEST_BYTES) == 0
	    || failed(err, FAULT_REFUSED,
	              "'%s' is not a copy of this store but of another one; --other "
	              "restores it all the same",
	              file);
}

/* "B26-0120": the series "B26" goes on after 120. */
static bool last_parse(const char *text, char series[24], int64_t *after, struct error *err)
{
	const char *dash = strrchr(text, '-');
	size_t length = dash ? (size_t)(dash - text) : 0, digits = dash ? strlen(dash + 1) : 0;

	if (length < 2 || length > 20 || digits < 1 || digits > 12
	    || strspn(dash + 1, "0123456789") != digits)
		return failed(err, FAULT_USAGE, "'%s' is not a number such as B26-0120", text);
	snprintf(series, 24, "%.*s", (int)length, text);
	*after = strtoll(dash + 1, NULL, 10);
	return true;
}

/* Keep the highest that is known of a series. */
static bool remember(struct restored *out, const char *series, int64_t after, struct error *err)
{
	int at = 0;

	while (at < out->numbered && strcmp(out->series[at], series) != 0)
		at++;
	if (at == MOST_LAST)
		return failed(err, FAULT_USAGE, "no more than %d series of numbers at once",
		              MOST_LAST);
	if (at == out->numbered) {
		snprintf(out->series[at], sizeof out->series[at], "%.23s", series);
		out->after[out->numbered++] = after;
	}
	if (after > out->after[at])
		out->after[at] = after;
	return true;
}

static int64_t highest_in(struct store *store, const char *series, struct error *err)
{
	struct row *row = store_one(store, UPKEEP_HIGHEST, BIND(bind_text("series", series)),
	                            err);

	return row ? row_int(row, "highest") : 0;
}

/* The old store's own numbers that the copy does not know yet. What cannot be read of it is
 * left to the person. */
static bool remember_old(struct store *old, struct store *copy, struct restored *out,
                         struct error *err)
{
	struct error unreadable = { 0 };
	struct row *row = store_query(old, UPKEEP_SERIES, BIND_NOTHING, &unreadable);

	while (row_next(row, &unreadable))
		if (row_int(row, "highest") > highest_in(copy, row_text(row, "series"), err)
		 && !remember(out, row_text(row, "series"), row_int(row, "highest"), err))
			return false;
	return !err->fault;
}

static bool look_at_old(const struct restoring *restoring, struct store *copy,
                        struct restored *out, struct error *err)
{
	struct error unreadable = { 0 };
	struct store *old;
	bool ok;

	if (!store_open(restoring->path, ACCESS_READ, &old, &unreadable))
		return true;
	ok = same_founding(copy, old, restoring->file, restoring->other, err)
	     && remember_old(old, copy, out, err);
	store_close(old);
	return ok;
}

void upkeep_aside(const char *path, const char *why, const struct instant *now,
                  char out[UPKEEP_PATH])
{
	char when[24], *to = when;

	for (const char *from = now->text; *from; from++)
		if (*from != ':')
			*to++ = *from;
	*to = '\0';
	snprintf(out, UPKEEP_PATH, "%.4000s.before-%s%s", path, why, when);
}

static bool note_restore(struct store *store, const struct restoring *restoring,
                         const struct restored *out, struct error *err)
{
	if (!note(store, "store restore", "restore", restoring->file, &out->copy, err))
		return false;
	for (int i = 0; i < out->numbered; i++)
		if (!store_run(store, UPKEEP_NUMBERING, BIND(
			bind_int ("action", store_action(store)),
			bind_text("series", out->series[i]),
			bind_int ("after",  out->after[i])), err))
			return false;
	return true;
}

/* In the copy that is to become the store: who restores it is one of its own persons. */
static bool enter_restore(const char *fresh, const struct restoring *restoring,
                          struct restored *out, struct error *err)
{
	struct seat seat = restoring->seat;
	struct person person;
	struct store *store;
	bool ok;

	if (!store_adopt(fresh, err) || !store_open(fresh, ACCESS_WRITE, &store, err))
		return false;
	ok = person_find(store, restoring->person, &person, err);
	seat.person = person.id;
	ok = ok && store_sit(store, &seat, err)
	     && store_begin(store, "store restore", err)
	     && store_end(store, note_restore(store, restoring, out, err), err);
	upkeep_aside(restoring->path, "", &seat.entered, out->aside);
	store_close(store);
	return ok;
}

static bool restore_from(struct store *copy, const struct restoring *restoring,
                         struct restored *out, struct error *err)
{
	char fresh[UPKEEP_PATH], series[24];
	int64_t after = 0;

	if (!look_at_old(restoring, copy, out, err))
		return false;
	for (int i = 0; i < restoring->last_count; i++)
		if (!last_parse(restoring->last[i], series, &after, err)
		    || !remember(out, series, after, err))
			return false;
	snprintf(fresh, sizeof fresh, "%.4000s.restored", restoring->path);
	store_discard(fresh);
	if (store_copy(copy, fresh, err) && enter_restore(fresh, restoring, out, err)
	 && store_replace(restoring->path, fresh, out->aside, err))
		return true;
	store_discard(fresh);
	return false;
}

bool upkeep_may_restore(struct store *store, struct error *err)
{
	struct person person;

	if (person_has_right(store, store_seat(store)->person, "store restore", err))
		return true;
	return !err->fault && person_by_id(store, store_seat(store)->person, &person, err)
	    && failed(err, FAULT_REFUSED,
	              "'store restore' is not for %s: none of their roles has the right to it",
	              person.code);
}

bool upkeep_look(const char *file, struct backup *out, struct error *err)
{
	struct store *copy;

	if (!examine_copy(file, &copy, out, err))
		return false;
	store_close(copy);
	return true;
}

bool upkeep_restore(const struct restoring *restoring, struct restored *out, struct error *err)
{
	struct store *copy;
	bool ok;

	*out = (struct restored){ .numbered = 0 };
	if (!examine_copy(restoring->file, &copy, &out->copy, err))
		return false;
	ok = restore_from(copy, restoring, out, err);
	store_close(copy);
	return ok;
}

/* What it would be to restore it: copied out again, worked in, and verified there. */
static bool try_copy(struct store *copy, const char *fresh, const char *file, struct error *err)
{
	struct store *tried;
	bool ok;

	store_discard(fresh);
	if (!store_copy(copy, fresh, err) || !store_adopt(fresh, err)
	    || !store_open(fresh, ACCESS_WRITE, &tried, err))
		return false;
	ok = upkeep_verifies(tried, file, err);
	store_close(tried);
	return ok;
}

bool upkeep_try_restore(struct store *store, const char *file, bool other, struct backup *out,
                        struct error *err)
{
	char fresh[UPKEEP_PATH];
	struct store *copy;
	bool ok;

	if (!person_may(store, "store restore", err) || !examine_copy(file, &copy, out, err))
		return false;
	snprintf(fresh, sizeof fresh, "%.4000s.tried", store_path(store));
	ok = same_founding(copy, store, file, other, err) && try_copy(copy, fresh, file, err);
	store_discard(fresh);
	store_close(copy);
	return ok && note(store, "store restore", "trial", file, out, err);
}

/* ---- the clock ---- */

bool upkeep_clock(struct store *store, const char *reason, struct error *err)
{
	struct seat seat = *store_seat(store);

	if (!words_say(reason))
		return failed(err, FAULT_USAGE, "say why the clock was wrong");
	seat.exception = reason;
	return store_sit(store, &seat, err)
	    && store_begin(store, "store clock", err)
	    && store_end(store, person_may(store, "store clock", err), err);
}

/* ---- advice ---- */

static bool advise(struct store *store, const struct instant *now, enum query query,
                   const char *rule, const char *never, const char *old, char out[ADVICE_TEXT],
                   struct error *err)
{
	struct row *row;
	struct error none = { 0 };
	struct instant last = { "" };
	struct span age = { 0 };
	char text[INSTANT_LOCAL];

	*out = '\0';
	if (!rule_span(store, rule, &age.seconds, NULL, &none))
		return spared(&none, err);
	row = store_one(store, query, BIND_NOTHING, err);
	if (!row || row_null(row, "at")) {
		snprintf(out, ADVICE_TEXT, "%s", never);
		return !err->fault;
	}
	snprintf(last.text, sizeof last.text, "%s", row_text(row, "at"));
	if (instant_seconds(now) - instant_seconds(&last) <= age.seconds)
		return true;
	span_format(age, text);
	snprintf(out, ADVICE_TEXT, "%s %s", old, text);
	return true;
}

bool upkeep_advice(struct store *store, const struct instant *now,
                   char advice[MOST_ADVICE][ADVICE_TEXT], int *count, struct error *err)
{
	*count = 0;
	if (!advise(store, now, UPKEEP_LAST_BACKUP, RULE_BACKUP_AGE,
	            "no backup was ever made: 'pistor store backup FILE'",
	            "the last backup is older than", advice[*count], err))
		return false;
	*count += *advice[*count] != '\0';
	if (!advise(store, now, UPKEEP_LAST_TRIAL, RULE_RESTORE_AGE,
	            "a restore was never tried: 'pistor store restore FILE --try'",
	            "no restore was tried for", advice[*count], err))
		return false;
	*count += *advice[*count] != '\0';
	if (!advise(store, now, UPKEEP_LAST_REVIEW, RULE_REVIEW_AGE, "",
	            "the journal was not reviewed ('pistor journal review') for", advice[*count],
	            err))
		return false;
	*count += *advice[*count] != '\0';
	return true;
}
