/*
 * session.c - sessions on record: their rows, their numbers, their courses
 */
#include "session_inside.h"
#include "body.h"
#include "clinic.h"
#include "deviation.h"
#include "manner.h"
#include "nearest.h"
#include "person.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void manner_read(const struct row *row, struct manner *out)
{
	copy_text(out->technique, SYRINGE_WORD, row_text(row, "technique"));
	copy_text(out->needle, SYRINGE_WORD, row_text(row, "needle"));
	copy_text(out->device, SYRINGE_WORD, row_text(row, "device"));
	copy_text(out->cartridge, SYRINGE_WORD, row_text(row, "cartridge"));
	copy_text(out->depth, SYRINGE_WORD, row_text(row, "depth"));
	out->points = row_int(row, "points");
}

static void inherit(char *to, const char *from)
{
	if (!*to)
		memcpy(to, from, SYRINGE_WORD);
}

void manner_inherit(struct manner *manner, const struct manner *from)
{
	inherit(manner->technique, from->technique);
	inherit(manner->needle, from->needle);
	inherit(manner->device, from->device);
	inherit(manner->cartridge, from->cartridge);
	inherit(manner->depth, from->depth);
	if (!manner->points)
		manner->points = from->points;
}

static void read_session(const struct row *row, struct session *out)
{
	*out = (struct session){
		.id = row_int(row, "id"),
		.action = row_int(row, "action"),
		.patient = row_int(row, "patient"),
		.practitioner = row_int(row, "practitioner"),
		.reported = !row_null(row, "reported"),
		.stands = row_int(row, "stands") == 1,
		.waits = row_int(row, "waits") == 1,
		.performed = row_int(row, "performed") == 1,
	};
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->replaces, sizeof out->replaces, row_text(row, "replaces"));
	copy_text(out->at.text, sizeof out->at.text, row_text(row, "at"));
}

bool session_find(struct store *store, const char *number, struct session *out,
                  struct error *err)
{
	struct row *row = store_one(store, SESSION_BY_NUMBER, BIND(bind_text("number", number)),
	                            err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "no session '%s'; 'pistor session list' shows them", number);
	read_session(row, out);
	return true;
}

bool session_standing(struct store *store, const struct session *session, struct error *err)
{
	struct row *row;

	if (session->stands)
		return true;
	row = store_one(store, SESSION_INSTEAD, BIND(bind_int("session", session->id)), err);
	if (row)
		return failed(err, FAULT_REFUSED, "%s was replaced: %s stands in its place",
		              session->number, row_text(row, "number"));
	return failed(err, FAULT_REFUSED, "%s was reversed", session->number);
}

bool session_by_id(struct store *store, int64_t id, struct session *out, struct error *err)
{
	struct row *row = store_one(store, SESSION_BY_ID, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no such session");
	read_session(row, out);
	return true;
}

bool session_newest(struct store *store, const struct patient *patient, struct session *out,
                    struct error *err)
{
	struct row *row = store_one(store, SESSION_NEWEST,
	                            BIND(bind_int("patient", patient->id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "'%s' has had no session here",
		              patient->code);
	return session_by_id(store, row_int(row, "id"), out, err);
}

bool session_recent(struct store *store, int64_t most, struct instant *from, struct error *err)
{
	struct row *row = store_one(store, SESSION_RECENT, BIND(bind_int("before", most - 1)),
	                            err);

	copy_text(from->text, sizeof from->text, row ? row_text(row, "at") : "1900-01-01T00:00:00Z");
	return !err->fault;
}

static bool is_practitioner(struct store *store, const struct person *person, struct error *err)
{
	if (person->retired)
		return failed(err, FAULT_REFUSED, "'%s' has retired", person->code);
	return person_holds(store, person->id, "practitioner", err)
	    || (!err->fault
	        && failed(err, FAULT_REFUSED,
	                  "'%s' is no practitioner; name who gave it with --practitioner",
	                  person->code));
}

static bool refuse_end(struct store *store, const struct work *work, struct error *err)
{
	char ended[INSTANT_LOCAL], began[INSTANT_LOCAL], now[INSTANT_LOCAL];

	instant_local(&work->ended, &work->zone, ended);
	instant_local(&work->at, &work->zone, began);
	instant_local(&store_seat(store)->entered, &work->zone, now);
	return failed(err, FAULT_REFUSED,
	              "it cannot have ended at %s: it began at %s and it is %s now", ended,
	              began, now);
}

/* As typed; what is as before was so then. */
static bool is_sensible(struct store *store, const struct manner *manner, struct error *err)
{
	for (int i = 0; i < manner->area_count; i++)
		if (!body_knows(store, manner->areas[i].name, err))
			return false;
	return manner_needle(manner->needle, err) && manner_points(manner->points, err);
}

static bool all_sensible(struct store *store, const struct sitting *sitting, struct error *err)
{
	bool ok = is_sensible(store, &sitting->common, err);

	for (int i = 0; ok && i < sitting->syringe_count; i++)
		ok = is_sensible(store, &sitting->syringes[i].manner, err);
	return ok;
}

bool session_prepare(struct store *store, struct work *work, struct error *err)
{
	const struct sitting *sitting = work->sitting;
	struct clinic clinic;
	struct person person;

	if (!clinic_now(store, &clinic, err))
		return false;
	work->zone = clinic.zone;
	if (!all_sensible(store, sitting, err))
		return false;
	if (sitting->ended.text
	    && !instant_parse(sitting->ended.text, &work->zone, &store_seat(store)->entered,
	                      &work->ended, err))
		return false;
	if (*work->ended.text
	    && (strcmp(work->ended.text, work->at.text) < 0
	        || strcmp(work->ended.text, store_seat(store)->entered.text) > 0))
		return refuse_end(store, work, err);
	if (sitting->practitioner
	            ? !person_find(store, sitting->practitioner, &person, err)
	            : !person_by_id(store,
	                            work->practitioner ? work->practitioner
	                                               : store_seat(store)->person,
	                            &person, err))
		return false;
	work->practitioner = person.id;
	return is_practitioner(store, &person, err)
	    && (!sitting->patient
	        || patient_find(store, sitting->patient, &work->patient, err));
}

static bool next_ordinal(struct store *store, const char *series, int64_t *ordinal,
                         struct error *err)
{
	struct row *row = store_one(store, SESSION_NEXT, BIND(bind_text("series", series)),
	                            err);

	*ordinal = row ? row_int(row, "ordinal") : 0;
	return row != NULL;
}

/* Nothing overrides it. What has happened is recorded, and the screening says what it was. */
static bool is_of_age(struct store *store, const struct work *work, struct error *err)
{
	const struct seat *seat = store_seat(store);
	struct error young = { 0 };
	struct day today;

	instant_day(&work->at, &work->zone, &today);
	if (seat->exception || patient_is_of_age(store, &work->patient, &today, &young))
		return true;
	return failed(err, young.fault, "%s%s", young.text,
	              work->replaces || strcmp(work->at.text, seat->entered.text) < 0
	              ? "; if it happened so, --happened 'why' records it and opens a deviation"
	              : "");
}

/* How it was given, in a word of the list "consent", and when: "written 2026-11-03". What was
 * refused, or is of a day to come, is no consent. */
static bool is_consent(struct store *store, const struct work *work, struct error *err)
{
	char word[PHRASE_CODE], code[PHRASE_CODE], says[PHRASE_TEXT];
	size_t length = strcspn(work->consent, " ,:;");
	struct error none = { .elsewhere = true };
	struct day day, today;
	const char *rest = work->consent + length;

	snprintf(word, sizeof word, "%.*s", (int)length, work->consent);
	words_plain(word, code, sizeof code);
	if (!phrase_text(store, PHRASES_CONSENT, code, "en", says, err))
		return false;
	if (strcmp(says, "refused") == 0)
		return failed(err, FAULT_REFUSED, "%s did not consent: '%s'", work->patient.code,
		              work->consent);
	if (!*says)
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say how consent was given: begin with written, oral or "
		              "electronic, as in 'written 2026-11-03'", work->consent);
	rest += strspn(rest, " ,:;");
	snprintf(word, sizeof word, "%.*s", (int)strcspn(rest, " ,;"), rest);
	instant_day(&work->at, &work->zone, &today);
	return !day_parse(word, &day, &none) || strcmp(day.text, today.text) <= 0
	    || failed(err, FAULT_REFUSED, "a consent of %s is none to what was given on %s",
	              day.text, today.text);
}

bool session_enter(struct store *store, struct work *work, const char *indication,
                   const char *notes, struct error *err)
{
	char series[8];
	int64_t ordinal;

	if ((notes && strlen(notes) >= NOTES_ROOM)
	    || (indication && strlen(indication) >= INDICATION_ROOM)
	    || (work->consent && strlen(work->consent) >= INDICATION_ROOM))
		return failed(
			err, FAULT_REFUSED,
			"notes have at most %d characters, an indication and a consent %d",
			NOTES_ROOM - 1, INDICATION_ROOM - 1);

	if ((work->consent && *work->consent && !is_consent(store, work, err))
	    || !clinic_series(store, 'S', series, err)
	    || !next_ordinal(store, series, &ordinal, err))
		return false;
	work->out = (struct session){ .action = store_action(store),
		                      .patient = work->patient.id,
		                      .practitioner = work->practitioner,
		                      .at = work->at,
		                      .stands = true };
	snprintf(work->out.number, sizeof work->out.number, "%s-%06" PRId64, series, ordinal);
	return store_insert(store, SESSION_INSERT, BIND(
		bind_int ("action",       store_action(store)),
		bind_text("number",       work->out.number),
		bind_text("series",       series),
		bind_int ("ordinal",      ordinal),
		bind_int ("patient",      work->patient.id),
		bind_id  ("practitioner", work->practitioner),
		bind_text("at",           work->at.text),
		bind_text("ended",        instant_text(&work->ended)),
		bind_text("indication",   indication),
		bind_text("notes",        notes),
		bind_id  ("replaces",     work->replaces),
		bind_text("reported",     work->reported),
		bind_text("consent",      work->consent)), &work->out.id, err)
	    && (work->reported || is_of_age(store, work, err));
}

static const char *said(const char *text)
{
	return *text ? text : NULL;
}

static bool enter_areas(struct store *store, const struct manner *manner, int64_t syringe,
                        struct error *err)
{
	int64_t id;

	for (int i = 0; i < manner->area_count; i++)
		if (!store_insert(store, SYRINGE_AREA_INSERT, BIND(
			bind_int ("action",   store_action(store)),
			bind_int ("syringe",  syringe),
			bind_int ("position", i + 1),
			bind_text("area",     manner->areas[i].name),
			bind_id  ("given",    manner->areas[i].given.atoms),
			bind_id  ("points",   manner->areas[i].points)), &id, err))
			return false;
	return true;
}

bool session_syringe(struct store *store, const struct work *work,
                     struct portion *portion, int *position, const struct pick *pick,
                     int64_t wasted, int64_t *syringe, struct error *err)
{
	struct manner *manner = &portion->order.manner;
	bool ok;

	if (!portion->position)
		portion->position = ++*position;
	ok = line_check(portion->order.lot, "a lot number", err)
	    && line_check(manner->device, "a device", err)
	    && line_check(manner->cartridge, "a cartridge", err)
	    && store_insert(store, SYRINGE_INSERT,
	                    BIND(bind_int("action", store_action(store)),
	                         bind_int("session", work->out.id),
	                         bind_int("position", portion->position),
	                         bind_id("lot", pick->lot),
	                         bind_id("container", pick->container),
	                         bind_id("version", portion->version.id),
	                         bind_id("product", work->reported && !portion->version.id
	                                                    ? portion->product.id
	                                                    : 0),
	                         bind_text("reported_lot", portion->order.lot),
	                         bind_int("given", pick->amount), bind_int("wasted", wasted),
	                         bind_text("unit", unit_name(portion->product.unit)),
	                         bind_text("technique", said(manner->technique)),
	                         bind_text("needle", said(manner->needle)),
	                         bind_text("device", said(manner->device)),
	                         bind_text("cartridge", said(manner->cartridge)),
	                         bind_text("depth", said(manner->depth)),
	                         bind_id("points", manner->points),
	                         bind_text("picked", said(pick->why))),
	                    syringe, err)
	    && enter_areas(store, manner, *syringe, err);
	for (int i = 0; i < manner->area_count; i++)
		manner->areas[i].given.atoms = manner->areas[i].points = 0;
	manner->points = 0;
	return ok;
}
