/*
 * lot_status.c - judging lots: released, held, recalled, rejected
 */
#include "lot_inside.h"

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
	copy(reason, BARRED_ROOM, row_text(row, "barred"));
	return true;
}

static bool status_then(struct store *store, int64_t lot, char status[16], struct error *err)
{
	struct row *row = store_one(store, LOT_STATUS_THEN, BIND(
		bind_int ("lot", lot),
		bind_text("at",  store_event(store)->text)), err);

	copy(status, 16, row ? row_text(row, "status") : "");
	return !err->fault;
}

static bool set_one(struct store *store, int64_t lot, const char *status, const char *reason, struct error *err)
{
	int64_t id;

	return store_insert(store, LOT_STATUS_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("lot",    lot),
		bind_text("status", status),
		bind_text("at",     store_event(store)->text),
		bind_text("reason", reason)), &id, err);
}

static bool set_status(struct store *store, const char *code, const char *status, const char *reason,
                       struct lot_choice *done, struct error *err)
{
	struct lot_choice named;
	char before[16] = "";

	*done = (struct lot_choice){ 0 };
	if (!lot_find(store, code, &named, err))
		return false;
	if (named.container)
		return failed(err, FAULT_REFUSED, "'%s' is one container; a lot is judged as a whole, a container is wasted", code);
	for (int i = 0; i < named.count; i++) {
		if (!status_then(store, named.lot[i], before, err))
			return false;
		if (!*before)
			return failed(err, FAULT_REFUSED, "'%s' was not here yet at %s", code, store_event(store)->text);
		if (strcmp(before, status) == 0)
			continue;
		if (!reason && (strcmp(status, "released") != 0 || strcmp(before, "quarantine") != 0))
			return failed(err, FAULT_REFUSED, "'%s' is %s; say why with --reason", code, before);
		if (!set_one(store, named.lot[i], status, reason, err))
			return false;
		done->lot[done->count++] = named.lot[i];
	}
	return done->count > 0 || failed(err, FAULT_REFUSED, "'%s' is %s already", code, before);
}

bool lot_set_status(struct store *store, const char *code, const char *status, const char *reason,
                    struct lot_choice *done, struct error *err)
{
	char verb[32];

	snprintf(verb, sizeof verb, "lot %s", status);
	return store_begin(store, verb, err)
	    && store_end(store, set_status(store, code, status, reason ? reason : store_seat(store)->reason, done, err), err);
}

bool lot_release(struct store *store, const char *code, const char *reason, struct lot_choice *done, struct error *err)
{
	struct lot_choice named;
	struct lot lot;

	if (!lot_find(store, code, &named, err) || !lot_read(store, named.lot[0], &lot, err))
		return false;
	if (lot.version)
		return failed(err, FAULT_REFUSED, "%s is a batch; 'pistor batch release %s' releases it", lot.number, lot.number);
	return lot_set_status(store, code, "released", reason, done, err);
}
