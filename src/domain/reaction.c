/*
 * reaction.c - reactions as they are told and followed
 */
#include "reaction.h"
#include "clinic.h"
#include "phrase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool says_something(const struct reaction_entry *entry)
{
	return entry->severity || entry->outcome || entry->treatment || entry->reported_to
	       || entry->reference || entry->note;
}

static bool enter(struct store *store, int64_t reaction, const struct reaction_entry *entry,
                  struct error *err)
{
	return store_run(store, REACTION_ENTRY_INSERT, BIND(
		bind_int ("action",      store_action(store)),
		bind_int ("reaction",    reaction),
		bind_text("at",          store_event(store)->text),
		bind_text("severity",    entry->severity),
		bind_text("outcome",     entry->outcome),
		bind_text("treatment",   entry->treatment),
		bind_text("reported_to", entry->reported_to),
		bind_text("reference",   entry->reference),
		bind_text("note",        entry->note)), err);
}

/* When it began: after what it came from, and not in the future. */
static bool read_onset(struct store *store, const struct complaint *complaint,
                       const struct session *session, struct instant *onset,
                       struct error *err)
{
	const struct instant *told = store_event(store);
	char given[INSTANT_LOCAL];
	struct clinic clinic;

	*onset = (struct instant){ "" };
	if (!clinic_now(store, &clinic, err))
		return false;
	if (strcmp(session->at.text, told->text) > 0) {
		instant_local(&session->at, &clinic.zone, given);
		return failed(err, FAULT_REFUSED, "'%s' was given only at %s", session->number,
		              given);
	}
	if (!complaint->onset.text)
		return true;
	if (!instant_parse(complaint->onset.text, &clinic.zone, &store_seat(store)->entered,
	                      onset, err))
		return false;
	if (strcmp(onset->text, session->at.text) < 0)
		return failed(err, FAULT_REFUSED,
		              "it cannot have begun at '%s', before the session it came from",
		              complaint->onset.text);
	return strcmp(onset->text, told->text) <= 0
	       || failed(err, FAULT_REFUSED, "'%s' has not come yet", complaint->onset.text);
}

static bool number_it(struct store *store, char series[8], int64_t *ordinal,
                      char number[REACTION_NUMBER], struct error *err)
{
	struct row *row;

	if (!clinic_series(store, 'A', series, err))
		return false;
	row = store_one(store, REACTION_NEXT, BIND(bind_text("series", series)), err);
	if (!row)
		return false;
	*ordinal = row_int(row, "ordinal");
	snprintf(number, REACTION_NUMBER, "%s-%04" PRId64, series, *ordinal);
	return true;
}

/* Told twice, most likely; what is new of it follows the first. */
static bool is_no_twin(struct store *store, const struct complaint *complaint,
                       const struct session *session, const char *kind,
                       const struct instant *onset, struct error *err)
{
	struct row *row;

	if (complaint->another)
		return true;
	row = store_one(store, REACTION_TWIN, BIND(
		bind_int ("session", session->id),
		bind_text("kind",    kind),
		bind_text("onset",   instant_text(onset)),
		bind_text("area",    complaint->area)), err);
	return row ? failed(err, FAULT_REFUSED,
	                    "%s after '%s' is on record as %s: say --another if there was one "
	                    "more; 'pistor reaction follow %s' adds to that one",
	                    kind, session->number, row_text(row, "number"),
	                    row_text(row, "number"))
	           : !err->fault;
}

static bool add(struct store *store, const struct complaint *complaint, struct reaction *out,
                struct error *err)
{
	char kind[PHRASE_CODE], series[8];
	struct session session;
	struct instant onset;
	int64_t ordinal;

	if (!session_find(store, complaint->session, &session, err)
	    || !session_standing(store, &session, err)
	    || !phrase_find(store, PHRASES_REACTION, "kind of reaction", complaint->kind, kind,
	                    err)
	    || !read_onset(store, complaint, &session, &onset, err)
	    || !is_no_twin(store, complaint, &session, kind, &onset, err))
		return false;
	if (!complaint->first.severity)
		return failed(err, FAULT_REFUSED,
		              "say how severe it is: mild, moderate, severe or "
		              "life-threatening");
	*out = (struct reaction){ .session = session.id, .patient = session.patient };
	return number_it(store, series, &ordinal, out->number, err)
	    && store_insert(store, REACTION_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_text("number",  out->number),
		bind_text("series",  series),
		bind_int ("ordinal", ordinal),
		bind_int ("session", session.id),
		bind_int ("patient", session.patient),
		bind_text("kind",    kind),
		bind_text("onset",   instant_text(&onset)),
		bind_text("area",    complaint->area),
		bind_text("told_by", complaint->told_by)), &out->id, err)
	    && enter(store, out->id, &complaint->first, err);
}

bool reaction_add(struct store *store, const struct complaint *complaint, struct reaction *out,
                  struct error *err)
{
	return store_begin(store, "reaction add", err)
	    && store_end(store, add(store, complaint, out, err), err);
}

static bool find(struct store *store, const char *number, struct reaction *out,
                 int64_t *action, bool *stands, struct error *err)
{
	struct row *row = store_one(store, REACTION_BY_NUMBER,
	                            BIND(bind_text("number", number)), err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "no reaction '%s'; 'pistor reaction list' shows them", number);
	*out = (struct reaction){ .id = row_int(row, "id"),
		                  .session = row_int(row, "session"),
		                  .patient = row_int(row, "patient") };
	out->grave = row_int(row, "grave") == 1;
	snprintf(out->number, sizeof out->number, "%s", row_text(row, "number"));
	*action = row_int(row, "action");
	*stands = row_int(row, "stands") == 1;
	return true;
}

bool reaction_find(struct store *store, const char *number, struct reaction *out,
                   struct error *err)
{
	int64_t action;
	bool stands;

	return find(store, number, out, &action, &stands, err);
}

static bool find_standing(struct store *store, const char *number, struct reaction *out,
                          int64_t *action, struct error *err)
{
	bool stands;

	return find(store, number, out, action, &stands, err)
	       && (stands
	           || failed(err, FAULT_REFUSED, "'%s' was reversed: it never was",
	                     out->number));
}

static bool follow(struct store *store, const char *number, const struct reaction_entry *entry,
                   struct reaction *out, struct error *err)
{
	int64_t action;

	if (!says_something(entry))
		return failed(err, FAULT_USAGE,
		              "nothing new: give a severity, an outcome, a treatment, whom it "
		              "was reported to or a note");
	return find_standing(store, number, out, &action, err)
	    && enter(store, out->id, entry, err);
}

bool reaction_follow(struct store *store, const char *number,
                     const struct reaction_entry *entry, struct reaction *out,
                     struct error *err)
{
	return store_begin(store, "reaction follow", err)
	    && store_end(store, follow(store, number, entry, out, err), err);
}

static bool reverse(struct store *store, const char *number, const struct signing *signing,
                    struct error *err)
{
	struct signing with = signing ? *signing : (struct signing){ 0 };
	struct reaction reaction;
	int64_t action, id;

	if (!find_standing(store, number, &reaction, &action, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say why '%s' never was, with --reason",
		              reaction.number);
	with.meaning = "amended";
	with.subject = (struct subject){ .reaction = reaction.id };
	if (reaction.grave && !signature_make(store, &with, &id, NULL, err))
		return false;
	return store_run(store, REACTION_REVERSE, BIND(
		bind_int("action",   store_action(store)),
		bind_int("reverses", action)), err);
}

bool reaction_reverse(struct store *store, const char *number, const struct signing *signing,
                      struct error *err)
{
	return store_begin(store, "reaction reverse", err)
	    && store_end(store, reverse(store, number, signing, err), err);
}
