/*
 * device.c - cleaning of devices, and whether it was done
 */
#include "device.h"

#include "words.h"

#include <stdio.h>
#include <string.h>

static bool clean(struct store *store, const char *device, const char *agent, struct error *err)
{
	return name_check(device, "a device", err)
	    && name_check(agent, "what it was cleaned with", err)
	    && store_run(store, DEVICE_CLEANED, BIND(
		bind_int ("action", store_action(store)),
		bind_text("device", device),
		bind_text("agent",  agent)), err);
}

bool device_clean(struct store *store, const char *device, const char *agent, struct error *err)
{
	return store_begin(store, "device clean", err)
	    && store_end(store, clean(store, device, agent, err), err);
}

bool device_unclean(struct store *store, const char *device, const struct instant *at,
                    char why[DEVICE_WHY], struct error *err)
{
	struct row *row = store_one(
		store, DEVICE_LAST,
		BIND(bind_text("device", device), bind_text("at", at->text)), err);
	const char *used, *cleaned;

	*why = '\0';
	if (!row)
		return false;
	used = row_text(row, "used");
	cleaned = row_text(row, "cleaned");
	if (!cleaned)
		snprintf(why, DEVICE_WHY, "%.80s was never cleaned on record", device);
	else if (used && strcmp(cleaned, used) < 0)
		snprintf(why, DEVICE_WHY,
		         "%.80s has no cleaning on record since it was used %.10s", device,
		         used);
	return true;
}
