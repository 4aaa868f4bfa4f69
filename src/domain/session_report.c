/*
 * session_report.c - sessions from before this record, as they are told
 */
#include "session_inside.h"
#include "clinic.h"
#include "heap.h"
#include "person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_new(struct store *store, const struct work *work, const char *at,
                   struct error *err)
{
	struct row *row = store_one(store, SESSION_OF_PATIENT_AT, BIND(
		bind_int ("patient", work->patient.id),
		bind_text("at",      work->at.text)), err);

	if (row)
		return failed(err, FAULT_REFUSED, "'%s' has a session at %s already: %s",
		              work->patient.code, at, row_text(row, "number"));
	return !err->fault;
}

/* What happened since is recorded: what was drawn leaves its lot, and the rules are asked. */
static bool is_before(struct store *store, const struct work *work, const char *at,
                      const struct zone *zone, struct error *err)
{
	struct row *row = store_one(store, SESSION_RECORD_BEGAN, BIND_NOTHING, err);
	char since[INSTANT_LOCAL];
	struct instant began;

	if (!row)
		return false;
	snprintf(began.text, sizeof began.text, "%s", row_text(row, "entered"));
	if (strcmp(work->at.text, began.text) < 0)
		return true;
	instant_local(&began, zone, since);
	return failed(err, FAULT_REFUSED,
	              "%s is not before this record, which began %s: 'pistor session record %s "
	              "SOURCE AMOUNT --when \"%s\"' records it, with --happened where a rule "
	              "says no",
	              at, since, work->patient.code, at);
}

static bool prepare(struct store *store, struct work *work, const char *at, struct error *err)
{
	const struct sitting *sitting = work->sitting;
	struct clinic clinic;
	struct person person;

	if (!clinic_now(store, &clinic, err)
	 || !patient_find(store, sitting->patient, &work->patient, err)
	 || !instant_parse(at, &clinic.zone, &store_seat(store)->entered, &work->at, err))
		return false;
	if (strcmp(work->at.text, store_event(store)->text) > 0)
		return failed(err, FAULT_REFUSED, "%s has not been yet", at);
	if (sitting->practitioner && !person_find(store, sitting->practitioner, &person, err))
		return false;
	work->practitioner = sitting->practitioner ? person.id : 0;
	return is_before(store, work, at, &clinic.zone, err) && is_new(store, work, at, err);
}

static bool report(struct store *store, struct work *work, const char *at, struct error *err)
{
	return prepare(store, work, at, err)
	    && session_enter(store, work, work->sitting->indication, work->sitting->notes, err);
}

bool session_report(struct store *store, const struct sitting *sitting, const char *at,
                    const char *told_by, struct session *out, struct error *err)
{
	struct work *work = heap_new(sizeof *work);
	bool ok;

	work->sitting = sitting;
	work->reported = told_by;
	ok = store_begin(store, "session report", err)
	     && store_end(store, report(store, work, at, err), err);
	*out = work->out;
	out->reported = true;
	free(work);
	return ok;
}

/* A recipe it is, or a product, retired ones too: it was then. known: which version it was. */
static bool find_out(struct store *store, const struct instant *at, struct portion *portion,
                     bool *known, struct error *err)
{
	struct error why = { 0 };
	bool is_recipe = version_find_at(store, portion->order.source, at, &portion->version,
	                                 known, &why);

	if (!is_recipe && why.fault != FAULT_MISSING) {
		*err = why;
		return false;
	}
	if (is_recipe && portion->version.product)
		return product_read(store, portion->version.product, &portion->product, err);
	if (is_recipe) {
		portion->product.unit = portion->version.yield.unit;
		return true;
	}
	return product_find(store, portion->order.source, &portion->product, err);
}

static bool report_syringe(struct store *store, const struct work *work,
                           struct portion *portion, int position, struct error *err)
{
	struct pick none = { .amount = portion->order.given.atoms };
	bool known;
	int64_t id;

	if (!session_count_points(&portion->order.manner, err)
	    || !find_out(store, &work->out.at, portion, &known, err))
		return false;
	snprintf(none.why, sizeof none.why, "%s", known ? "the version in force or named" : "");
	return session_check_amount(portion, err) && session_check_areas(portion, err)
	    && session_syringe(store, work, portion, &position, &none,
	                       portion->order.wasted.atoms, &id, err);
}

bool session_report_syringe(struct store *store, const struct session *session,
                            const struct syringe_order *order, int position, struct error *err)
{
	struct portion *portion = heap_new(sizeof *portion);
	struct work *work = heap_new(sizeof *work);
	bool ok;

	work->out = *session;
	work->reported = "told";
	portion->order = *order;
	portion->position = position;
	ok = store_begin(store, "session report", err)
	  && store_end(store, report_syringe(store, work, portion, position, err), err);
	free(portion);
	free(work);
	return ok;
}

bool session_unreacted(struct store *store, int64_t action, struct error *err)
{
	struct row *row = store_one(store, SESSION_REACTION_TOLD,
	                            BIND(bind_int("action", action)), err);

	return row ? failed(err, FAULT_REFUSED,
	                    "%s, %s, was told after '%s': if the reaction never was, 'pistor "
	                    "reaction reverse %s' first",
	                    row_text(row, "number"), row_text(row, "kind"),
	                    row_text(row, "session"), row_text(row, "number"))
	           : !err->fault;
}
