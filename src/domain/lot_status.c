/*
 * lot_status.c - judging lots: released, held, recalled, rejected
 */
#include "lot_inside.h"

#include "deviation.h"

#include <string.h>

bool lot_barred(struct store *store, int64_t lot, int64_t container, const struct instant *at,
                char reason[BARRED_ROOM], struct error *err)
{
	struct row *row = store_one(store, LOT_BARRED, BIND(
		bind_int ("lot",       lot),
		bind_int ("container", container),
		bind_text("at",        when(store, at)->text)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "there is no such lot");
	copy_text(reason, BARRED_ROOM, row_text(row, "barred"));
	return true;
}

static bool status_then(struct store *store, int64_t lot, char status[16], struct error *err)
{
	struct row *row = store_one(store, LOT_STATUS_THEN, BIND(
		bind_int ("lot", lot),
		bind_text("at",  store_event(store)->text)), err);

	copy_text(status, 16, row ? row_text(row, "status") : "");
	return !err->fault;
}

static bool set_one(struct store *store, int64_t lot, const char *status, const char *at,
                    const char *reason, struct error *err)
{
	int64_t id;

	return store_insert(store, LOT_STATUS_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("lot",    lot),
		bind_text("status", status),
		bind_text("at",     at),
		bind_text("reason", reason)), &id, err);
}

bool lot_stops(const char *status)
{
	return strcmp(status, "held") == 0 || strcmp(status, "recalled") == 0
	    || strcmp(status, "rejected") == 0;
}

/* ---- What was used of it ---- */

bool lot_report_uses(struct store *store, int64_t lot, struct error *err)
{
	char what[240], before[240] = "";
	struct lot of;
	struct row *row;

	if (!lot_read(store, lot, &of, err))
		return false;

	while ((row = store_one(store, LOT_USE_UNEXPLAINED, BIND(bind_int("lot", lot)), err))) {
		int64_t batch = row_int(row, "batch"), session = row_int(row, "session");
		char number[LOT_NUMBER], in[48], barred[BARRED_ROOM], at[INSTANT_LOCAL];
		struct instant then;

		copy_text(number, sizeof number, row_text(row, "number"));
		snprintf(in, sizeof in, "%s%s", row_text(row, "what") ? " in " : "",
		         row_text(row, "what") ? row_text(row, "what") : "");
		copy_text(barred, sizeof barred, row_text(row, "barred"));
		copy_text(then.text, sizeof then.text, row_text(row, "at"));
		if (!lot_local(store, &then, at, err))
			return false;
		if (strcmp(barred, "in quarantine") == 0 && of.batch)
			snprintf(what, sizeof what,
			         "%s was used%s at %s; its release lapsed by a correction since, as if "
			         "it was %s",
			         number, in, at, barred);
		else
			snprintf(what, sizeof what,
			         "%s was used%s at %s although, as is known since, it was %s",
			         number, in, at, barred);
		if (strcmp(what, before) == 0)
			return failed(err, FAULT_STORE, "the deviation '%s' does not stand",
			              what);
		copy_text(before, sizeof before, what);
		if (!deviation_open(store, what, lot, batch, session, NULL, err))
			return false;
	}
	return !err->fault;
}

/* ---- What was made of it ---- */

enum { MOST_REACHED = 4096, REASON_ROOM = 400 };

/* Held only until somebody decides of its temperature: any other reason comes on top. */
static bool only_waits(struct store *store, int64_t lot, const char *status, struct error *err)
{
	return strcmp(status, "held") == 0
	    && store_one(store, LOT_UNDECIDED, BIND(bind_int("lot", lot)), err);
}

/* Held from the event on, or from when it was last judged where that was later. */
static bool hold_one(struct store *store, int64_t lot, const char *since, const char *reason,
                     int *held, struct error *err)
{
	struct row *row = store_one(store, LOT_JUDGED, BIND(bind_int("lot", lot)), err);
	char at[21], status[16];

	if (!row)
		return false;
	copy_text(status, sizeof status, row_text(row, "status"));
	copy_text(at, sizeof at,
	     strcmp(row_text(row, "at"), since) > 0 ? row_text(row, "at") : since);
	if (lot_stops(status) && !only_waits(store, lot, status, err))
		return !err->fault;
	++*held;
	return set_one(store, lot, "held", at, reason, err) && lot_report_uses(store, lot, err);
}

bool lot_hold_now(struct store *store, int64_t lot, const char *reason, int *held,
                  struct error *err)
{
	return hold_one(store, lot, store_event(store)->text, reason, held, err);
}

/* What was made of it from an instant on; "" for all of it. */
static bool hold_reached(struct store *store, int64_t lot, const char *since,
                         const char *reason, int *held, struct error *err)
{
	struct row *row = store_query(store, LOT_REACHED, BIND(
		bind_int ("lot",   lot),
		bind_text("since", since)), err);
	int64_t reached[MOST_REACHED];
	int count = 0;

	while (row_next(row, err)) {
		if (count == MOST_REACHED)
			return failed(err, FAULT_REFUSED,
			              "more than %d batches were made of it", MOST_REACHED);
		reached[count++] = row_int(row, "lot");
	}
	for (int i = 0; i < count && !err->fault; i++)
		hold_one(store, reached[i], store_event(store)->text, reason, held, err);
	return !err->fault;
}

bool lot_hold_version(struct store *store, int64_t version, const char *reason, int *held,
                      struct error *err)
{
	struct row *row = store_query(store, LOT_OF_VERSION, BIND(bind_int("version", version)),
	                              err);
	struct { int64_t lot, left; } made[MOST_REACHED];
	int count = 0;

	while (row_next(row, err)) {
		if (count == MOST_REACHED)
			return failed(err, FAULT_REFUSED,
			              "more than %d batches were made of it", MOST_REACHED);
		made[count].lot = row_int(row, "lot");
		made[count++].left = row_int(row, "left_now");
	}
	for (int i = 0; i < count && !err->fault; i++)
		if ((made[i].left == 0
		     || hold_one(store, made[i].lot, store_event(store)->text, reason, held,
		                 err)))
			hold_reached(store, made[i].lot, "", reason, held, err);
	return !err->fault;
}

/* "made of TX-2291, recalled: maker's letter" */
static void reason_of(const char *number, const char *status, const char *reason,
                      char out[REASON_ROOM])
{
	snprintf(out, REASON_ROOM, "made of %s, %s%s%s", number, status, reason ? ": " : "",
	         reason ? reason : "");
}

static bool hold_made_of(struct store *store, int64_t id, const char *since,
                         const char *status, const char *reason, int *held,
                         struct error *err)
{
	char because[REASON_ROOM];
	struct lot lot;

	if (!lot_read(store, id, &lot, err))
		return false;
	reason_of(*lot.maker_number ? lot.maker_number : lot.number, status, reason, because);
	return hold_reached(store, id, since, because, held, err);
}

bool lot_hold_since(struct store *store, int64_t lot, const struct instant *since,
                    const char *reason, int *held, struct error *err)
{
	return lot_hold_now(store, lot, reason, held, err)
	    && hold_made_of(store, lot, since->text, "held", reason, held, err);
}

bool lot_sources_allow(struct store *store, int64_t id, struct error *err)
{
	struct row *row = store_one(store, LOT_SOURCE_BARRED, BIND(bind_int("lot", id)), err);
	char number[MAKER_ROOM], status[16], reason[REASON_ROOM];
	struct lot lot;

	if (!row)
		return !err->fault;
	copy_text(number, sizeof number, row_text(row, "number"));
	copy_text(status, sizeof status, row_text(row, "status"));
	copy_text(reason, sizeof reason, row_text(row, "reason"));
	return lot_read(store, id, &lot, err)
	    && failed(err, FAULT_REFUSED, "%s is made of %s, which is %s%s%s", lot.number,
	              number, status, *reason ? ": " : "", reason);
}

bool lot_hold_with_sources(struct store *store, int64_t lot, struct error *err)
{
	struct row *row = store_one(store, LOT_SOURCE_BARRED, BIND(bind_int("lot", lot)), err);
	char since[21], because[REASON_ROOM];
	int held = 0;

	if (!row)
		return !err->fault;
	copy_text(since, sizeof since, row_text(row, "at"));
	reason_of(row_text(row, "number"), row_text(row, "status"), row_text(row, "reason"),
	          because);
	return hold_one(store, lot, since, because, &held, err);
}

/* ---- Judging ---- */

/* A lot that was judged again since would be left as it was judged then. */
static bool is_last_word(struct store *store, int64_t lot, const char *code, const char *status,
                         struct error *err)
{
	struct row *row = store_one(store, LOT_JUDGED, BIND(bind_int("lot", lot)), err);
	char at[INSTANT_LOCAL], then[16];
	struct instant judged;

	if (!row || strcmp(row_text(row, "at"), store_event(store)->text) <= 0)
		return row != NULL;
	copy_text(judged.text, sizeof judged.text, row_text(row, "at"));
	copy_text(then, sizeof then, row_text(row, "status"));
	return lot_local(store, &judged, at, err)
	    && failed(err, FAULT_REFUSED,
	              "'%s' was %s at %s, after that, and would stay so; leave out --when, and "
	              "it is %s from now on",
	              code, then, at, status);
}

static bool judge(struct store *store, int64_t lot, const char *code, const char *status,
                  const char *reason, struct lot_choice *done, struct error *err)
{
	if (lot_stops(status)
	            ? !is_last_word(store, lot, code, status, err)
	            : strcmp(status, "released") == 0 && !lot_sources_allow(store, lot, err))
		return false;
	if (!set_one(store, lot, status, store_event(store)->text, reason, err))
		return false;
	done->lot[done->count++] = lot;
	return !lot_stops(status)
	    || (lot_report_uses(store, lot, err)
	        && hold_made_of(store, lot, "", status, reason, &done->held, err));
}

/* What an open recall touches is not used again before it is closed. */
static bool not_called_back(struct store *store, int64_t lot, const char *code,
                            struct error *err)
{
	struct row *row = store_one(store, LOT_RECALL_OPEN, BIND(bind_int("lot", lot)), err);

	if (!row)
		return !err->fault;
	return failed(err, FAULT_REFUSED,
	              "'%s' is called back by %s, which is open: 'pistor recall show %s'", code,
	              row_text(row, "number"), row_text(row, "number"));
}

/* Nor what stood outside its temperature before somebody decided. */
static bool is_decided(struct store *store, int64_t lot, const char *code, struct error *err)
{
	struct row *row = store_one(store, LOT_UNDECIDED, BIND(bind_int("lot", lot)), err);

	if (!row)
		return !err->fault;
	return failed(err, FAULT_REFUSED,
	              "'%s' stood outside its temperature in %s: 'pistor temperature decide %s "
	              "%s' says whether it is used",
	              code, row_text(row, "number"), row_text(row, "number"), code);
}

/* Whether something else would hold it now. */
static bool is_free(struct store *store, int64_t lot, struct error *err)
{
	const struct bind *id = BIND(bind_int("lot", lot));

	return !store_one(store, LOT_RECALL_OPEN, id, err)
	    && !store_one(store, LOT_UNDECIDED, id, err)
	    && !store_one(store, LOT_SOURCE_BARRED, id, err) && !err->fault;
}

bool lot_lift(struct store *store, int64_t lot, int64_t act, const char *was, int *lifted,
              struct error *err)
{
	struct row *row = store_one(store, LOT_JUDGED, BIND(bind_int("lot", lot)), err);

	if (!row || row_int(row, "action") != act || !is_free(store, lot, err))
		return !err->fault;
	++*lifted;
	return set_one(store, lot, was, store_event(store)->text, store_seat(store)->reason, err);
}

static bool set_status(struct store *store, const char *code, const char *status,
                       const char *reason, struct lot_choice *done, struct error *err)
{
	struct lot_choice named;
	bool is = false, rejected = false;
	char before[16], at[INSTANT_LOCAL];

	*done = (struct lot_choice){ 0 };
	if (!lot_find(store, code, &named, err))
		return false;
	if (named.container)
		return failed(err, FAULT_REFUSED,
		              "'%s' is one container; a lot is judged as a whole, a container "
		              "is wasted",
		              code);
	for (int i = 0; i < named.count; i++) {
		if (!status_then(store, named.lot[i], before, err))
			return false;
		if (!*before)
			return lot_local(store, store_event(store), at, err)
			    && failed(err, FAULT_REFUSED, "'%s' was not here yet at %s", code,
			              at);
		if (strcmp(before, status) == 0
		    && !only_waits(store, named.lot[i], before, err)) {
			if (err->fault)
				return false;
			is = true;
			continue;
		}
		if (strcmp(before, "rejected") == 0) {
			rejected = true;
			continue;
		}
		if (strcmp(status, "released") == 0
		    && (!not_called_back(store, named.lot[i], code, err)
		        || !is_decided(store, named.lot[i], code, err)))
			return false;
		if (!reason
		    && (strcmp(status, "released") != 0 || strcmp(before, "quarantine") != 0))
			return failed(err, FAULT_REFUSED, "'%s' is %s; say why with --reason",
			              code, before);
		if (!judge(store, named.lot[i], code, status, reason, done, err))
			return false;
	}
	if (done->count)
		return true;
	if (is)
		return failed(err, FAULT_REFUSED, "'%s' is %s already%s", code, status,
		              rejected ? ", save what was rejected, which is final" : "");
	return failed(err, FAULT_REFUSED,
	              "'%s' was rejected, which is final; give it back or throw it away: 'pistor "
	              "lot return', 'pistor lot waste'",
	              code);
}

bool lot_set_status(struct store *store, const char *code, const char *status,
                    const char *reason, struct lot_choice *done, struct error *err)
{
	char verb[32];

	snprintf(verb, sizeof verb, "lot %s", status);
	return store_begin(store, verb, err)
	    && store_end(store,
	                 set_status(store, code, status,
	                            reason ? reason : store_seat(store)->reason, done, err),
	                 err);
}

bool lot_quarantine_now(struct store *store, int64_t lot, const char *reason, struct error *err)
{
	return set_one(store, lot, "quarantine", store_seat(store)->entered.text, reason, err);
}

/* A number of ours that comes with the act goes with its refusal: then the maker's. */
static const char *called(struct store *store, const struct lot *lot)
{
	return lot->action == store_action(store) && *lot->maker_number ? lot->maker_number
	                                                                : lot->number;
}

bool lot_in_time(struct store *store, const struct lot *lot, struct error *err)
{
	char until[INSTANT_LOCAL];

	if (!*lot->expires_at.text || strcmp(lot->expires_at.text, store_event(store)->text) > 0)
		return true;
	if (!lot->batch)
		return failed(err, FAULT_REFUSED,
		              "%s of %s has expired (%s) and is not released; give it back or "
		              "throw it away: 'pistor lot return', 'pistor lot waste'",
		              called(store, lot), lot->product.code, lot->expires.printed);
	return lot_local(store, &lot->expires_at, until, err)
	    && failed(err, FAULT_REFUSED, "%s is past its beyond-use date, %s", lot->number,
	              until);
}

bool lot_release(struct store *store, const char *code, const char *reason,
                 struct lot_choice *done, struct error *err)
{
	struct lot_choice named;
	struct lot lot;

	if (!lot_find(store, code, &named, err) || !lot_read(store, named.lot[0], &lot, err))
		return false;
	if (lot.version)
		return failed(err, FAULT_REFUSED,
		              "%s is a batch; 'pistor batch release %s' releases it",
		              lot.number, lot.number);
	/* What came too late may be received, to be given back or thrown away. */
	return lot_in_time(store, &lot, err)
	    && lot_set_status(store, code, "released", reason, done, err);
}
