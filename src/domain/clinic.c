#include "clinic.h"

#include <stdio.h>
#include <string.h>

bool clinic_now(struct store *store, struct clinic *out, struct error *err)
{
	struct row *row = store_one(store, CLINIC_NOW, BIND_NOTHING, err);

	if (!row)
		return failed(err, FAULT_MISSING, "this store has no clinic");
	snprintf(out->name, sizeof out->name, "%s", row_text(row, "name"));
	snprintf(out->jurisdiction, sizeof out->jurisdiction, "%s",
	         row_text(row, "jurisdiction"));
	out->practice = strcmp(row_text(row, "kind"), "practice") == 0;
	return zone_load(row_text(row, "zone"), &out->zone, err);
}

bool clinic_series(struct store *store, char letter, char series[8], struct error *err)
{
	struct clinic clinic;
	struct day day;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_day(&store_seat(store)->entered, &clinic.zone, &day);
	snprintf(series, 8, "%c%.2s", letter, day.text + 2);
	return true;
}
