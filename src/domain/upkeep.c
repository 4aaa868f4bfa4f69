#include "upkeep.h"

#include "clinic.h"
#include "place.h"
#include "starter.h"

#include <stddef.h>

static bool record_migrations(struct store *store, int from, struct error *err)
{
	for (int i = from; i < store_migration_count; i++)
		if (!store_run(store, MIGRATION_INSERT, BIND(
			bind_int ("action",  store_action(store)),
			bind_int ("number",  i + 1),
			bind_text("name",    store_migrations[i].name),
			bind_text("program", store_program)), err))
			return false;
	return true;
}

static bool found(struct store *store, const struct founding *founding, struct error *err)
{
	struct zone zone;
	struct site_entry site = { "MAIN", founding->clinic, founding->zone };
	struct place_entry stock = { .code = "STOCK", .name = "Stock", .site = "MAIN" };
	int64_t id;

	return zone_load(founding->zone, &zone, err)
	    && (!*founding->jurisdiction || jurisdiction_check(founding->jurisdiction, err))
	    && record_migrations(store, 0, err)
	    && store_run(store, CLINIC_INSERT,
	                 BIND(bind_int("action", store_action(store)),
	                      bind_text("name", founding->clinic),
	                      bind_text("kind", founding->practice ? "practice" : "real"),
	                      bind_text("jurisdiction", founding->jurisdiction)),
	                 err)
	    && place_lay_ends(store, err) && site_add(store, &site, &id, err)
	    && place_add(store, &stock, &id, err) && person_seed_rights(store, err)
	    && starter_load(store, err) && person_add(store, &founding->first, &id, err)
	    && (person_holds(store, id, "administrator", err)
	        || (!err->fault
	            && person_role(store, founding->first.code, "administrator", true, err)))
	    && (!founding->recovery || person_recovery(store, id, founding->recovery, err));
}

bool upkeep_found(struct store *store, const struct founding *founding, struct error *err)
{
	return store_begin(store, "store create", err)
	    && store_end(store, found(store, founding, err), err);
}

bool upkeep_upgrade(struct store *store, char aside[UPKEEP_PATH], int *upgraded,
                    struct error *err)
{
	struct row *row = store_one(store, MIGRATION_NEWEST, BIND_NOTHING, err);
	int from = row ? (int)row_int(row, "number") : 0;

	*upgraded = 0;
	if (!row || from == store_migration_count)
		return !err->fault;
	upkeep_aside(store_path(store), "upgrade-", &store_seat(store)->entered, aside);
	*upgraded = store_migration_count - from;
	return person_may(store, "store upgrade", err)
	    && store_copy(store, aside, err)
	    && store_begin(store, "store upgrade", err)
	    && store_end(store, store_migrate(store, from, err)
	                        && record_migrations(store, from, err), err);
}
