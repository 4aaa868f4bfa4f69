/*
 * deviation.c - opening a deviation and finding it again
 */
#include "deviation.h"
#include "clinic.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool next_ordinal(struct store *store, const char *series, int64_t *ordinal,
                         struct error *err)
{
	struct row *row = store_one(store, DEVIATION_NEXT, BIND(bind_text("series", series)),
	                            err);

	*ordinal = row ? row_int(row, "ordinal") : 0;
	return row != NULL;
}

/* The number of what this act opened for the same reason and lot already; empty for none. */
static bool opened_before(struct store *store, const char *what, int64_t lot, int64_t batch,
                          char number[DEVIATION_NUMBER], struct error *err)
{
	struct row *row = store_one(store, DEVIATION_SAME, BIND(
		bind_int ("action", store_action(store)),
		bind_text("what",   what),
		bind_id  ("lot",    lot),
		bind_id  ("batch",  batch)), err);

	snprintf(number, DEVIATION_NUMBER, "%s", row ? row_text(row, "number") : "");
	return !err->fault;
}

bool deviation_open(struct store *store, const char *what, int64_t lot, int64_t batch,
                    int64_t session, char number[DEVIATION_NUMBER], struct error *err)
{
	char series[8], text[DEVIATION_NUMBER];
	int64_t ordinal, id;

	if (!opened_before(store, what, lot, batch, text, err))
		return false;
	if (*text) {
		if (number)
			memcpy(number, text, sizeof text);
		return true;
	}
	if (!clinic_series(store, 'D', series, err)
	    || !next_ordinal(store, series, &ordinal, err))
		return false;
	snprintf(text, sizeof text, "%s-%04" PRId64, series, ordinal);
	if (number)
		memcpy(number, text, sizeof text);
	return store_insert(store, DEVIATION_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_text("number",  text),
		bind_text("series",  series),
		bind_int ("ordinal", ordinal),
		bind_text("what",    what),
		bind_id  ("lot",     lot),
		bind_id  ("batch",   batch),
		bind_id  ("session", session)), &id, err);
}

bool deviation_find(struct store *store, const char *number, int64_t *deviation,
                    struct error *err)
{
	struct row *row = store_one(store, DEVIATION_BY_NUMBER,
	                            BIND(bind_text("number", number)), err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "no deviation '%s'; 'pistor deviation list' shows them", number);
	*deviation = row_int(row, "id");
	return true;
}

bool deviation_instead(struct store *store, int64_t lot, int64_t batch, int64_t session,
                       struct error *err)
{
	struct error refusal = *err;

	if (refusal.fault != FAULT_REFUSED || !store_seat(store)->exception)
		return false;
	*err = (struct error){ 0 };
	return deviation_open(store, refusal.text, lot, batch, session, NULL, err);
}
