/*
 * temperature.c - events of temperature: recorded, found, decided
 */
#include "temperature.h"
#include "clinic.h"
#include "deviation.h"
#include "heap.h"
#include "nearest.h"
#include "temperature_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool degrees_parse(const char *text, int64_t *out, struct error *err)
{
	bool below = *text == '-';
	struct error none = { 0 };
	const char *rest;

	if (!figure_parse(text + below, 100, out, &rest, &none) || *out > 20000)
		return failed(err, FAULT_REFUSED, "'%s' is not a temperature such as '7.5 C'",
		              text);
	rest += strspn(rest, " ");
	if (*rest && strcmp(rest, "C") != 0 && strcmp(rest, "°C") != 0)
		return failed(err, FAULT_REFUSED,
		              "'%s' is not a temperature in degrees Celsius", text);
	*out = below ? -*out : *out;
	return true;
}

void degrees_format(int64_t hundredths, char text[QUANTITY_TEXT])
{
	figure_format(hundredths, 100, text);
	strcat(text, " C");
}

/* What was not said is as the readings have it. */
static bool read_off(const struct warming *ask, struct work *work)
{
	work->since = ask->readings[0].at;
	work->till = ask->readings[ask->reading_count - 1].at;
	work->low = work->high = ask->readings[0].degrees;
	for (int i = 1; i < ask->reading_count; i++) {
		if (ask->readings[i].degrees < work->low)
			work->low = ask->readings[i].degrees;
		if (ask->readings[i].degrees > work->high)
			work->high = ask->readings[i].degrees;
	}
	return true;
}

static bool read_instants(struct store *store, const struct warming *ask, struct work *work,
                          struct error *err)
{
	const struct instant *now = &store_seat(store)->entered;

	if ((!ask->from.text || !ask->to.text) && !ask->reading_count)
		return failed(err, FAULT_USAGE, "say from when and to when it stood so");
	if ((ask->from.text
	     && !instant_parse(ask->from.text, &work->zone, now, &work->since, err))
	    || (ask->to.text
	        && !instant_parse(ask->to.text, &work->zone, now, &work->till, err)))
		return false;
	if (strcmp(work->till.text, work->since.text) <= 0)
		return failed(err, FAULT_REFUSED, "it ended, at '%s', before it began",
		              ask->to.text ? ask->to.text : work->till.text);
	return strcmp(work->till.text, now->text) <= 0
	    || failed(err, FAULT_REFUSED, "'%s' has not come yet",
	              ask->to.text ? ask->to.text : work->till.text);
}

static bool refuse_reading(const struct work *work, int number, const struct reading *reading,
                           struct error *err)
{
	char at[INSTANT_LOCAL], degrees[QUANTITY_TEXT];

	instant_local(&reading->at, &work->zone, at);
	degrees_format(reading->degrees, degrees);
	return failed(
		err, FAULT_REFUSED,
		"reading %d, %s at %s, is not within the event, or not after the one before",
		number, degrees, at);
}

static bool read_degrees(const struct warming *ask, struct work *work, struct error *err)
{
	if ((!ask->least || !ask->most) && !ask->reading_count)
		return failed(err, FAULT_USAGE, "say the least and the most it stood at");
	if ((ask->least && !degrees_parse(ask->least, &work->low, err))
	    || (ask->most && !degrees_parse(ask->most, &work->high, err))
	    || (ask->usual && !degrees_parse(ask->usual, &work->usual, err)))
		return false;
	work->has_usual = ask->usual != NULL;
	if (work->high < work->low)
		return failed(err, FAULT_REFUSED, "the most, %s, is less than the least, %s",
		              ask->most, ask->least);
	for (int i = 0; i < ask->reading_count; i++) {
		const struct reading *one = &ask->readings[i];

		if (one->degrees < work->low || one->degrees > work->high
		    || strcmp(one->at.text, work->since.text) < 0
		    || strcmp(one->at.text, work->till.text) > 0
		    || (i && strcmp(one->at.text, ask->readings[i - 1].at.text) <= 0))
			return refuse_reading(work, i + 1, one, err);
	}
	return true;
}

/* As text: "2026-11-03T10:00:00Z=9.5" and so on, as they were read. */
static char *readings_text(const struct warming *ask)
{
	size_t room = (size_t)ask->reading_count * (sizeof(struct instant) + QUANTITY_TEXT) + 1;
	char degrees[QUANTITY_TEXT], *text;
	size_t used = 0;

	if (!ask->reading_count)
		return NULL;
	text = heap_new(room);
	for (int i = 0; i < ask->reading_count; i++) {
		figure_format(ask->readings[i].degrees, 100, degrees);
		used += (size_t)snprintf(text + used, room - used, "%s%s=%s", i ? " " : "",
		                         ask->readings[i].at.text, degrees);
	}
	return text;
}

static bool enter(struct store *store, const struct warming *ask, struct work *work,
                  struct event *out, struct error *err)
{
	char series[8], *readings = readings_text(ask);
	int64_t ordinal = 0;
	struct row *row;
	bool ok = clinic_series(store, 'T', series, err);

	row = ok ? store_one(store, TEMPERATURE_NEXT, BIND(bind_text("series", series)), err)
	         : NULL;
	if (row)
		ordinal = row_int(row, "ordinal");
	snprintf(out->number, sizeof out->number, "%s-%04" PRId64, series, ordinal);
	ok = row
	  && store_insert(
		     store, TEMPERATURE_INSERT,
		     BIND(bind_int("action", store_action(store)),
	                  bind_text("number", out->number), bind_text("series", series),
	                  bind_int("ordinal", ordinal), bind_int("place", work->place.id),
	                  bind_int("low", work->low), bind_int("high", work->high),
	                  bind_text("since", work->since.text),
	                  bind_text("till", work->till.text),
	                  work->has_usual ? bind_int("usual", work->usual) : bind_null("usual"),
	                  bind_text("probe", ask->probe), bind_text("readings", readings),
	                  bind_text("note", ask->note)),
		     &out->id, err);
	free(readings);
	return ok;
}

static bool record(struct store *store, const struct warming *ask, struct work *work,
                   struct event *out, struct error *err)
{
	struct clinic clinic;

	*out = (struct event){ 0 };
	if (!clinic_now(store, &clinic, err))
		return false;
	work->zone = clinic.zone;
	return place_find(store, ask->place, &work->place, err)
	    && (work->place.kind == PLACE_STOCK
	        || failed(err, FAULT_REFUSED, "nothing lies in '%s'", work->place.code))
	    && (!ask->reading_count || read_off(ask, work))
	    && read_instants(store, ask, work, err) && read_degrees(ask, work, err)
	    && temperature_stretches(ask, work, err) && enter(store, ask, work, out, err)
	    && temperature_judge(store, work, out, err);
}

bool temperature_record(struct store *store, const struct warming *warming, struct event *out,
                        struct error *err)
{
	struct work *work = heap_new(sizeof *work);
	bool ok;

	ok = store_begin(store, "temperature record", err)
	  && store_end(store, record(store, warming, work, out, err), err);
	free(work);
	return ok;
}

bool temperature_find(struct store *store, const char *number, struct event *out,
                      struct error *err)
{
	struct row *row = store_one(store, TEMPERATURE_BY_NUMBER,
	                            BIND(bind_text("number", number)), err);

	if (!row)
		return !err->fault
		    && not_on_record(store, TEMPERATURE_NUMBERS, "temperature event", number,
		                     err);
	*out = (struct event){ .id = row_int(row, "id") };
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	return true;
}

/* ---- Deciding ---- */

enum { MOST_AT_ONCE = 64 };

/* Some of what lies of it there, or where it was carried since; how much of it, in *count. */
static bool discard_some(struct store *store, int64_t event, const struct lot *lot, int *count,
                         struct settlement *told, struct error *err)
{
	struct { char what[LOT_NUMBER + 24], place[CODE_ROOM]; } lies[MOST_AT_ONCE];
	struct row *row = store_query(
		store, TEMPERATURE_LIES,
		BIND(bind_int("temperature", event), bind_int("lot", lot->id)), err);

	*count = 0;
	while (*count < MOST_AT_ONCE && row_next(row, err)) {
		copy_text(lies[*count].place, sizeof lies->place, row_text(row, "place"));
		snprintf(lies[(*count)++].what, sizeof lies->what,
		         row_null(row, "ordinal") ? "%s" : "%s/%" PRId64, lot->number,
		         row_int(row, "ordinal"));
	}
	for (int i = 0; i < *count && !err->fault; i++)
		lot_waste(store,
		          &(struct parcel){ .what = lies[i].what, .place = lies[i].place },
		          &(struct sent){ 0 }, told, err);
	return !err->fault;
}

/* All of that, container by container. */
static bool discard(struct store *store, int64_t event, const struct lot *lot,
                    struct settlement *told, struct error *err)
{
	int count, all = 0;

	do {
		if (!discard_some(store, event, lot, &count, told, err))
			return false;
		all += count;
	} while (count == MOST_AT_ONCE);
	return all
	    || failed(err, FAULT_REFUSED,
	              "nothing is left of %s of what was there; 'pistor trace %s' shows where "
	              "it went",
	              lot->number, lot->number);
}

/* Back to use, where nothing but the temperature held it; the last event to decide frees it. */
static bool use_again(struct store *store, const struct lot *lot, struct lot_choice *released,
                      struct error *err)
{
	bool held = store_one(store, TEMPERATURE_HOLDS, BIND(bind_int("lot", lot->id)), err)
	         && !store_one(store, LOT_UNDECIDED, BIND(bind_int("lot", lot->id)), err);

	return !err->fault && lot_in_time(store, lot, err)
	    && (!held
	        || lot_set_status(store, lot->number, "released", store_seat(store)->reason,
	                          released, err));
}

struct used { int64_t batch, session; char what[LOT_NUMBER]; struct instant at; };

static bool report(struct store *store, const struct event *event, const struct lot *lot,
                   const struct used *used, struct error *err)
{
	char what[240], at[INSTANT_LOCAL];
	struct clinic clinic;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_local(&used->at, &clinic.zone, at);
	snprintf(what, sizeof what, "%s was used in %s at %s, and had stood outside its "
	         "temperature (%s)", lot->number, used->what, at, event->number);
	return deviation_open(store, what, lot->id, used->batch, used->session, NULL, err);
}

/* What was taken of it since it stood outside should not have been. */
static bool report_uses(struct store *store, const struct event *event, const struct lot *lot,
                        struct error *err)
{
	struct row *row = store_query(
		store, TEMPERATURE_USES,
		BIND(bind_int("temperature", event->id), bind_int("lot", lot->id)), err);
	struct used *used = NULL;
	int count = 0;

	while (row_next(row, err)) {
		used = heap_more(used, count, sizeof *used);
		used[count] = (struct used){ .batch = row_int(row, "batch"),
			                     .session = row_int(row, "session") };
		copy_text(used[count].what, sizeof used->what, row_text(row, "what"));
		copy_text(used[count++].at.text, sizeof used->at.text, row_text(row, "at"));
	}
	for (int i = 0; i < count && !err->fault; i++)
		report(store, event, lot, &used[i], err);
	free(used);
	return !err->fault;
}

/* Neither is what is given up used any more, nor what was made of it since, nor was it rightly
 * used since. */
static bool give_up(struct store *store, const struct event *event, const struct lot *lot,
                    const struct instant *since, struct error *err)
{
	int held = 0;

	return lot_hold_since(store, lot->id, since, store_seat(store)->reason, &held, err)
	    && report_uses(store, event, lot, err);
}

static bool decide(struct store *store, const struct verdict_on *what, struct decided *out,
                   struct error *err)
{
	static const char *const decisions[] = { "use", "hold", "discard" };
	struct lot *lot = &out->lot;
	struct instant since;
	struct event event;
	struct row *row;
	bool outside;
	int which = 0;

	if (!temperature_find(store, what->event, &event, err)
	    || !lot_find_one(store, what->lot, lot, NULL, err))
		return false;
	while (which < 3 && strcmp(decisions[which], what->decision) != 0)
		which++;
	if (which == 3)
		return failed(err, FAULT_REFUSED, "'%s' is no decision: use, hold or discard",
		              what->decision);
	row = store_one(store, TEMPERATURE_LOT,
	                BIND(bind_int("temperature", event.id), bind_int("lot", lot->id)), err);
	if (!row)
		return !err->fault
		    && failed(err, FAULT_REFUSED, "%s was not there then", lot->number);
	outside = row_int(row, "outside") == 1;
	copy_text(since.text, sizeof since.text, row_text(row, "since"));
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why");
	/* Held for this before it is decided, since from then on it waits no more. */
	if ((which == 1 || (which == 2 && outside))
	    && !give_up(store, &event, lot, &since, err))
		return false;
	return store_run(store, TEMPERATURE_LOT_INSERT,
	                 BIND(bind_int("action", store_action(store)),
	                      bind_int("temperature", event.id), bind_int("lot", lot->id),
	                      bind_null("amount"), bind_null("since"), bind_null("verdict"),
	                      bind_null("outside"),
	                      bind_text("decision", what->decision)),
	                 err)
	    && (which != 0 || use_again(store, lot, &out->released, err))
	    && (which != 2 || discard(store, event.id, lot, &out->told, err))
	    && lot_read(store, lot->id, lot, err);
}

bool temperature_decide(struct store *store, const struct verdict_on *what, struct decided *out,
                        struct error *err)
{
	*out = (struct decided){ 0 };
	return store_begin(store, "temperature decide", err)
	    && store_end(store, decide(store, what, out, err), err);
}
