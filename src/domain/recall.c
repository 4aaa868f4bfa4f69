/*
 * recall.c - opened, called, found, closed
 */
#include "recall.h"
#include "clinic.h"
#include "heap.h"
#include "nearest.h"
#include "patient.h"
#include "person.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum trace_kind kind_of(const char *name)
{
	int kind = 0;

	while (kind < TRACE_KINDS && strcmp(trace_kind_name((enum trace_kind)kind), name) != 0)
		kind++;
	return (enum trace_kind)kind;
}

static void read_recall(const struct row *row, struct recall *out)
{
	*out = (struct recall){ .id = row_int(row, "id"),
		                .drill = row_int(row, "drill"),
		                .until = row_null(row, "closed_by") ? INT64_MAX
		                                                    : row_int(row, "closed_by"),
		                .root = { .kind = kind_of(row_text(row, "kind")),
		                          .lot = row_int(row, "lot"),
		                          .container = row_int(row, "container"),
		                          .product = row_int(row, "product"),
		                          .patient = row_int(row, "patient"),
		                          .session = row_int(row, "session"),
		                          .supplier = row_int(row, "supplier"),
		                          .recipe = row_int(row, "recipe") } };
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->root.code, sizeof out->root.code, row_text(row, "code"));
	copy_text(out->opened.text, sizeof out->opened.text, row_text(row, "opened"));
	copy_text(out->closed.text, sizeof out->closed.text, row_text(row, "closed"));
}

bool recall_find(struct store *store, const char *number, struct recall *out, struct error *err)
{
	struct row *row = store_one(store, RECALL_BY_NUMBER, BIND(bind_text("number", number)),
	                            err);

	if (!row)
		return !err->fault
		    && not_on_record(store, RECALL_NUMBERS, "recall", number, err);
	read_recall(row, out);
	return true;
}

static bool find_open(struct store *store, const char *number, struct recall *out,
                      struct error *err)
{
	char opened[INSTANT_LOCAL];
	struct clinic clinic;

	if (!recall_find(store, number, out, err))
		return false;
	if (*out->closed.text)
		return failed(err, FAULT_REFUSED, "%s is closed", out->number);
	if (strcmp(store_event(store)->text, out->opened.text) >= 0)
		return true;
	if (!clinic_now(store, &clinic, err))
		return false;
	instant_local(&out->opened, &clinic.zone, opened);
	return failed(err, FAULT_REFUSED, "%s was opened only at %s", out->number, opened);
}

/* ---- Opening ---- */

/* A lot it touches, as it was before anything was held. */
struct touched {
	int64_t lot, left;
	char number[LOT_NUMBER], was[16];
	bool known;
};

struct reached {
	struct touched *item;
	int count;
};

static bool read_touched(struct store *store, const struct recall *recall, struct reached *out,
                         struct error *err)
{
	struct row *row = store_query(store, RECALL_LOTS,
	                              BIND(TRACE_ROOT(&recall->root),
	                                   bind_int("until", recall->until)),
	                              err);

	while (row_next(row, err)) {
		struct touched *one;

		out->item = heap_more(out->item, out->count, sizeof *out->item);
		one = &out->item[out->count++];
		*one = (struct touched){ .lot = row_int(row, "id"),
			                 .left = row_int(row, "left_now") };
		copy_text(one->number, sizeof one->number, row_text(row, "number"));
		copy_text(one->was, sizeof one->was, row_text(row, "status"));
	}
	for (int i = 0; i < out->count && !err->fault; i++)
		out->item[i].known = store_one(
			store, RECALL_STEP_OF_LOT,
			BIND(bind_int("recall", recall->id), bind_int("lot", out->item[i].lot)),
			err);
	return !err->fault;
}

struct step {
	const char *kind;
	int64_t lot, patient, amount;
	bool measured, said, held; /* whether amount, and held, say something */
	const char *was, *how, *note;
};

static bool add_step(struct store *store, const struct recall *recall, const struct step *step,
                     struct error *err)
{
	return store_run(
		store, RECALL_STEP_INSERT,
		BIND(bind_int("action", store_action(store)), bind_int("recall", recall->id),
	             bind_text("kind", step->kind), bind_text("at", store_event(store)->text),
	             bind_id("lot", step->lot), bind_id("patient", step->patient),
	             step->measured ? bind_int("amount", step->amount) : bind_null("amount"),
	             bind_text("was", step->was),
	             step->said ? bind_int("held", step->held) : bind_null("held"),
	             bind_text("how", step->how), bind_text("note", step->note)),
		err);
}

/* Held, unless what was held before it took it along. */
static bool hold(struct store *store, const struct touched *one, const char *reason,
                 struct error *err)
{
	struct lot_choice done;
	struct lot lot;

	return lot_read(store, one->lot, &lot, err)
	    && (lot_stops(lot.status)
	        || lot_set_status(store, one->number, "held", reason, &done, err));
}

static bool take_in(struct store *store, const struct recall *recall, const char *cause,
                    struct called_back *done, struct error *err)
{
	struct reached touched = { 0 };
	char reason[200];
	bool ok = read_touched(store, recall, &touched, err);

	snprintf(reason, sizeof reason, "recall %s of %.60s%s%.80s", recall->number,
	         recall->root.code, cause ? ": " : "", cause ? cause : "");
	for (int i = 0; ok && i < touched.count; i++) {
		struct touched *one = &touched.item[i];
		bool holds = !lot_stops(one->was);

		done->lots += !one->known;
		done->held += holds;
		ok = (one->known && (!holds || recall->drill))
		  || add_step(store, recall,
		              &(struct step){ .kind = "lot",
		                              .lot = one->lot,
		                              .amount = one->left,
		                              .measured = true,
		                              .was = one->was,
		                              .said = true,
		                              .held = holds && !recall->drill },
		              err);
		if (ok && holds && !recall->drill)
			ok = hold(store, one, reason, err);
	}
	free(touched.item);
	return ok;
}

static bool number_it(struct store *store, char series[8], int64_t *ordinal,
                      char number[RECALL_NUMBER], struct error *err)
{
	struct row *row;

	if (!clinic_series(store, 'R', series, err))
		return false;
	row = store_one(store, RECALL_NEXT, BIND(bind_text("series", series)), err);
	if (!row)
		return false;
	*ordinal = row_int(row, "ordinal");
	snprintf(number, RECALL_NUMBER, "%s-%04" PRId64, series, *ordinal);
	return true;
}

static bool enter(struct store *store, const struct recall_entry *entry, struct recall *out,
                  struct error *err)
{
	char series[8];
	int64_t ordinal;

	return number_it(store, series, &ordinal, out->number, err)
	    && store_insert(store, RECALL_INSERT,
	                    BIND(bind_int("action", store_action(store)),
	                         bind_text("number", out->number), bind_text("series", series),
	                         bind_int("ordinal", ordinal), bind_int("drill", out->drill),
	                         bind_text("code", out->root.code),
	                         bind_text("kind", trace_kind_name(out->root.kind)),
	                         bind_id("lot", out->root.lot),
	                         bind_id("container", out->root.container),
	                         bind_id("product", out->root.product),
	                         bind_id("patient", out->root.patient),
	                         bind_id("session", out->root.session),
	                         bind_id("supplier", out->root.supplier),
	                         bind_id("recipe", out->root.recipe),
	                         bind_text("class", entry->class),
	                         bind_text("cause", entry->cause),
	                         bind_text("hazard", entry->hazard)),
	                    &out->id, err);
}

static bool is_class(const char *class, struct error *err)
{
	return !class || strcmp(class, "I") == 0 || strcmp(class, "II") == 0
	    || strcmp(class, "III") == 0
	    || failed(err, FAULT_REFUSED, "'%s' is no class of recall: I, II or III", class);
}

/* One that is open for the same; its number empty for none. */
static bool open_for(struct store *store, const struct recall *recall,
                     char number[RECALL_NUMBER], struct error *err)
{
	struct row *row = store_one(store, RECALL_OPEN_FOR,
	                            BIND(bind_text("code", recall->root.code),
	                                 bind_text("kind", trace_kind_name(recall->root.kind)),
	                                 bind_int("drill", recall->drill)),
	                            err);

	copy_text(number, RECALL_NUMBER, row ? row_text(row, "number") : "");
	return !err->fault;
}

/* What is learned of one that is open already stands beside what was known. */
static bool learn(struct store *store, const struct recall *recall,
                  const struct recall_entry *entry, struct error *err)
{
	char note[800];

	if (!entry->class && !entry->cause && !entry->hazard)
		return true;
	snprintf(note, sizeof note, "%s%s%s%.300s%s%.300s", entry->class ? "class " : "",
	         entry->class ? entry->class : "",
	         entry->cause ? entry->class ? ", because: " : "because: " : "",
	         entry->cause ? entry->cause : "",
	         entry->hazard ? entry->class || entry->cause ? ", hazard: " : "hazard: " : "",
	         entry->hazard ? entry->hazard : "");
	return add_step(store, recall,
	                &(struct step){ .kind = "added", .how = entry->class, .note = note }, err);
}

static bool open_it(struct store *store, const struct recall_entry *entry, struct recall *out,
                    struct called_back *done, struct error *err)
{
	char number[RECALL_NUMBER];
	struct effect effect;

	*out = (struct recall){ .drill = entry->drill, .until = INT64_MAX };
	*done = (struct called_back){ 0 };
	if (!is_class(entry->class, err)
	    || !trace_find(store, entry->code, entry->kind, &out->root, err)
	    || !open_for(store, out, number, err))
		return false;
	done->again = *number != '\0';
	if (done->again ? !find_open(store, number, out, err) || !learn(store, out, entry, err)
	                : !enter(store, entry, out, err))
		return false;
	out->opened = done->again ? out->opened : *store_event(store);
	if (!take_in(store, out, entry->cause, done, err)
	    || !recall_effect(store, out, &effect, err))
		return false;
	return effect.lots || effect.patients
	    || failed(err, FAULT_REFUSED, "%s touches no lot and nobody", out->root.code);
}

bool recall_open(struct store *store, const struct recall_entry *entry, struct recall *out,
                 struct called_back *done, struct error *err)
{
	return store_begin(store, "recall open", err)
	    && store_end(store, open_it(store, entry, out, done, err), err);
}

/* ---- What is done of it ---- */

struct row *recall_patients(struct store *store, const struct recall *recall, bool names,
                            struct error *err)
{
	return store_query(store, RECALL_PATIENTS,
	                   BIND(RECALL_GIVEN(recall), bind_int("recall", recall->id),
	                        bind_int("names", names)),
	                   err);
}

bool recall_patient_next(struct row *row, struct to_call *out, struct error *err)
{
	if (!row_next(row, err))
		return false;
	*out = (struct to_call){ .patient = row_int(row, "patient_id"),
		                 .code = row_text(row, "code"),
		                 .name = row_text(row, "name"),
		                 .sessions = row_int(row, "sessions"),
		                 .calls = row_int(row, "calls"),
		                 .how = row_text(row, "how"),
		                 .note = row_text(row, "note") };
	copy_text(out->last.text, sizeof out->last.text, row_text(row, "given_last"));
	copy_text(out->reached.text, sizeof out->reached.text, row_text(row, "reached"));
	return true;
}

static bool was_given(struct store *store, const struct recall *recall,
                      const struct patient *patient, struct error *err)
{
	struct row *row = recall_patients(store, recall, false, err);
	struct to_call one;

	while (recall_patient_next(row, &one, err))
		if (one.patient == patient->id)
			return true;
	return !err->fault
	    && failed(err, FAULT_REFUSED, "'%s' was given nothing of %s", patient->code,
	              recall->root.code);
}

static bool contact(struct store *store, const struct contact *ask, struct recall *out,
                    struct error *err)
{
	struct patient patient;

	return find_open(store, ask->recall, out, err)
	    && patient_find(store, ask->patient, &patient, err)
	    && was_given(store, out, &patient, err)
	    && add_step(store, out,
	                &(struct step){ .kind = "contact",
	                                .patient = patient.id,
	                                .said = true,
	                                .held = !ask->missed,
	                                .how = ask->how,
	                                .note = ask->note },
	                err);
}

bool recall_contact(struct store *store, const struct contact *ask, struct recall *out,
                    struct error *err)
{
	return store_begin(store, "recall contact", err)
	    && store_end(store, contact(store, ask, out, err), err);
}

static bool found(struct store *store, const struct finding_of_lot *ask, struct lot *lot,
                  struct quantity *amount, struct quantity *was, struct error *err)
{
	struct recall recall;
	struct row *row;

	if (!find_open(store, ask->recall, &recall, err)
	    || !lot_find_one(store, ask->lot, lot, NULL, err))
		return false;
	row = store_one(store, RECALL_STEP_OF_LOT,
	                BIND(bind_int("recall", recall.id), bind_int("lot", lot->id)), err);
	if (!row)
		return !err->fault
		    && failed(err, FAULT_REFUSED, "%s is no lot that %s touches", lot->number,
		              recall.number);
	row = store_one(store, BATCH_LEFT, BIND(bind_int("lot", lot->id)), err);
	*was = (struct quantity){ row ? row_int(row, "amount") : 0, lot->product.unit };
	*amount = *was;
	if (ask->nothing)
		amount->atoms = 0;
	return (!(ask->amount.count || ask->amount.each.atoms)
	        || lot_amount(&lot->product, &ask->amount, false, &amount->atoms, err))
	    && add_step(store, &recall,
	                &(struct step){ .kind = "found",
	                                .lot = lot->id,
	                                .amount = amount->atoms,
	                                .measured = true },
	                err);
}

bool recall_found(struct store *store, const struct finding_of_lot *ask, struct lot *lot,
                  struct quantity *amount, struct quantity *was, struct error *err)
{
	return store_begin(store, "recall found", err)
	    && store_end(store, found(store, ask, lot, amount, was, err), err);
}

bool recall_effect(struct store *store, const struct recall *recall, struct effect *out,
                   struct error *err)
{
	struct row *row = store_one(store, RECALL_COUNTED,
	                            BIND(bind_int("recall", recall->id),
	                                 bind_int("until", recall->until)),
	                            err);
	struct to_call one;

	if (!row)
		return false;
	*out = (struct effect){ .lots = row_int(row, "lots"),
		                .held = row_int(row, "held"),
		                .stocked = row_int(row, "stocked"),
		                .found = row_int(row, "found"),
		                .accounted = row_int(row, "accounted") };
	row = recall_patients(store, recall, false, err);
	while (recall_patient_next(row, &one, err)) {
		const char *at = one.reached.text;

		out->patients++;
		out->tried += one.calls > 0;
		if (!*at)
			continue;
		out->reached++;
		if (!*out->first.text || strcmp(at, out->first.text) < 0)
			out->first = one.reached;
		if (strcmp(at, out->last.text) > 0)
			out->last = one.reached;
	}
	return !err->fault;
}

/* Three words at the least: "ok" is no reason. */
static bool is_said(const char *reason)
{
	int words = 0;

	for (; *reason; words++) {
		reason += strspn(reason, " \t");
		reason += strcspn(reason, " \t");
		reason += strspn(reason, " \t");
	}
	return words >= 3;
}

/* Nobody is forgotten without a word. */
static bool is_done(struct store *store, const struct recall *recall, bool mistaken,
                    const struct effect *effect, struct error *err)
{
	const char *reason = store_seat(store)->reason;

	if (mistaken && !reason)
		return failed(err, FAULT_REFUSED, "say with --reason how %s was a mistake",
		              recall->number);
	if (mistaken ? !person_may(store, "lot release", err)
	             : effect->reached == effect->patients && effect->found == effect->stocked)
		return !err->fault;
	if (reason)
		return is_said(reason)
		    || failed(err, FAULT_REFUSED,
		              "'%s' does not say why %s is closed without all reached and found: "
		              "who was asked, and what is known of them",
		              reason, recall->number);
	if (effect->reached < effect->patients)
		return failed(err, FAULT_REFUSED,
		              "%" PRId64 " of %" PRId64
		              " patients were not reached: call them, or say with --reason why "
		              "%s is closed without",
		              effect->patients - effect->reached, effect->patients,
		              recall->number);
	return failed(err, FAULT_REFUSED,
	              "of %" PRId64 " lots of which something is left %" PRId64
	              " were found as they are on record: look for them, or say with --reason "
	              "why %s is closed without",
	              effect->stocked, effect->found, recall->number);
}

/* What it held is as it was, save what something else holds, too. */
static bool lift(struct store *store, const struct recall *recall, int *lifted,
                 struct error *err)
{
	struct row *row = store_query(store, RECALL_HELD, BIND(bind_int("recall", recall->id)),
	                              err);
	char was[16];

	while (row_next(row, err)) {
		copy_text(was, sizeof was, row_text(row, "was"));
		if (!lot_lift(store, row_int(row, "lot"), row_int(row, "action"), was, lifted,
		              err))
			return false;
	}
	return !err->fault;
}

static bool close_it(struct store *store, const struct ending *ending,
                     const struct signing *signing, struct recall *out, struct effect *effect,
                     struct error *err)
{
	struct signing with = *signing;
	const char *reason = store_seat(store)->reason;
	char note[1200];
	int64_t id;

	if (!find_open(store, ending->recall, out, err)
	    || !recall_effect(store, out, effect, err)
	    || !is_done(store, out, ending->mistaken, effect, err))
		return false;
	snprintf(note, sizeof note,
	         "%s%" PRId64 " of %" PRId64 " patients reached, %" PRId64 " of %" PRId64
	         " lots found, %" PRId64 " of %" PRId64 " accounted for%s%.1000s",
	         ending->mistaken ? "opened by mistake; " : "", effect->reached,
	         effect->patients, effect->found, effect->stocked, effect->accounted,
	         effect->lots, reason ? "; " : "", reason ? reason : "");
	with.meaning = "approved";
	with.subject = (struct subject){ .recall = out->id };
	out->closed = *store_event(store);
	return add_step(store, out, &(struct step){ .kind = "closed", .note = note }, err)
	    && (!ending->mistaken || lift(store, out, &effect->lifted, err))
	    && signature_make(store, &with, &id, NULL, err);
}

bool recall_close(struct store *store, const struct ending *ending,
                  const struct signing *signing, struct recall *out, struct effect *effect,
                  struct error *err)
{
	return store_begin(store, "recall close", err)
	    && store_end(store, close_it(store, ending, signing, out, effect, err), err);
}
