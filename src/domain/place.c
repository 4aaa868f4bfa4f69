#include "place.h"

#include "nearest.h"
#include "words.h"

#include <assert.h>
#include <string.h>

static const struct { const char *name, *title; } kinds[PLACE_KINDS] = {
	[PLACE_STOCK]    = { "stock",    "Stock" },
	[PLACE_SUPPLIER] = { "supplier", "Suppliers" },
	[PLACE_OPENING]  = { "opening",  "Before the record began" },
	[PLACE_BENCH]    = { "bench",    "The bench" },
	[PLACE_PATIENT]  = { "patient",  "Patients" },
	[PLACE_WASTE]    = { "waste",    "Waste" },
	[PLACE_COUNT]    = { "count",    "Count differences" },
};

const char *place_kind_name(enum place_kind kind)
{
	return kinds[kind].name;
}

static enum place_kind kind_of(const char *name)
{
	enum place_kind kind = PLACE_STOCK;

	while (kind < PLACE_KINDS && strcmp(kinds[kind].name, name) != 0)
		kind++;
	assert(kind < PLACE_KINDS);
	return kind;
}

/* Sites. */

static void fill_site(struct site *out, const struct row *row)
{
	out->id = row_int(row, "id");
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	copy_text(out->zone.name, sizeof out->zone.name, row_text(row, "zone"));
}

static bool only_site(struct store *store, struct site *out, struct error *err)
{
	struct row *row = store_query(store, SITE_ALL, BIND_NOTHING, err);
	int count = 0;

	for (; row_next(row, err); count++)
		fill_site(out, row);
	if (err->fault)
		return false;
	if (count == 0)
		return failed(err, FAULT_MISSING,
		              "there is no site yet; 'pistor site add' makes one");
	return count == 1
	    || failed(err, FAULT_REFUSED, "there are several sites; name one with --site");
}

static struct row *site_row(struct store *store, const char *code, struct error *err)
{
	char folded[NAME_ROOM];

	return store_one(store, SITE_BY_CODE,
	                 BIND(bind_text("folded", words_fold(code, folded, sizeof folded))),
	                 err);
}

bool site_find(struct store *store, const char *code, struct site *out, struct error *err)
{
	struct row *row;

	if (!code)
		return only_site(store, out, err);
	row = site_row(store, code, err);
	if (!row)
		return err->fault ? false : not_on_record(store, SITE_CODES, "site", code, err);
	fill_site(out, row);
	return true;
}

static bool insert_site(struct store *store, const struct site_entry *entry, int64_t *id,
                        struct error *err)
{
	struct zone zone;

	if (!code_check(entry->code, "code", err) || !name_check(entry->name, "a site", err)
	 || !zone_load(entry->zone, &zone, err))
		return false;
	if (site_row(store, entry->code, err))
		return failed(err, FAULT_REFUSED, "there is a site '%s' already", entry->code);
	return !err->fault && store_insert(store, SITE_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   entry->code),
		bind_text("name",   entry->name),
		bind_text("zone",   zone.name)), id, err);
}

bool site_add(struct store *store, const struct site_entry *entry, int64_t *id,
              struct error *err)
{
	return store_begin(store, "site add", err)
	    && store_end(store, insert_site(store, entry, id, err), err);
}

/* Places. */

static void fill(struct place *out, const struct row *row)
{
	out->id = row_int(row, "id");
	out->kind = kind_of(row_text(row, "kind"));
	out->site = row_int(row, "site");
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	copy_text(out->site_code, sizeof out->site_code, row_text(row, "site_code"));
	copy_text(out->zone.name, sizeof out->zone.name, row_text(row, "zone"));
	copy_text(out->storage, sizeof out->storage, row_text(row, "storage"));
	out->retired = row_int(row, "retired") == 1;
}

bool place_read(struct store *store, int64_t id, struct place *out, struct error *err)
{
	struct row *row = store_one(store, PLACE_READ, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no such place");
	fill(out, row);
	return true;
}

bool place_end(struct store *store, enum place_kind kind, int64_t *id, struct error *err)
{
	struct row *row = store_one(store, PLACE_BY_KIND,
	                            BIND(bind_text("kind", place_kind_name(kind))), err);

	assert(kind != PLACE_STOCK);
	*id = row ? row_int(row, "id") : 0;
	return row != NULL
	    || failed(err, FAULT_STORE, "the store has no place '%s'", place_kind_name(kind));
}

static struct row *place_row(struct store *store, const char *code, struct error *err)
{
	char folded[NAME_ROOM];

	return store_one(store, PLACE_BY_CODE,
	                 BIND(bind_text("folded", words_fold(code, folded, sizeof folded))),
	                 err);
}

static bool is_meant(const struct row *row, const char *folded)
{
	char name[NAME_ROOM];

	return !folded
	    || strcmp(words_fold(row_text(row, "name"), name, sizeof name), folded) == 0;
}

/* By name, or every one where there is none: places are few. Those in use come first, so a
 * retired one is meant only where no other is. */
static bool find_name(struct store *store, const char *text, struct place *out,
                      struct several *several, struct error *err)
{
	struct row *row = store_query(store, PLACE_STOCK_ALL, BIND_NOTHING, err);
	char folded[NAME_ROOM];

	while (row_next(row, err)) {
		if (!is_meant(row, text ? words_fold(text, folded, sizeof folded) : NULL)
		 || (row_int(row, "retired") && (several->count || !text)))
			continue;
		fill(out, row);
		several_add(several, out->code);
	}
	return !err->fault;
}

static bool only_place(struct store *store, struct place *out, struct error *err)
{
	struct several several = { 0 };

	if (!find_name(store, NULL, out, &several, err))
		return false;
	if (several.count == 0)
		return failed(err, FAULT_MISSING,
		              "there is no place for stock yet; 'pistor place add' makes one");
	return several.count == 1
	    || failed(err, FAULT_REFUSED, "there are several places, name one: %s",
	              several.list);
}

bool place_find(struct store *store, const char *text, struct place *out, struct error *err)
{
	struct several several = { 0 };
	struct row *row;

	if (!text)
		return only_place(store, out, err);
	row = place_row(store, text, err);
	if (row) {
		fill(out, row);
		return out->kind == PLACE_STOCK
		    || failed(err, FAULT_REFUSED, "'%s' is an end outside; nothing lies there",
		              out->code);
	}
	if (err->fault || !find_name(store, text, out, &several, err))
		return false;
	if (several.count == 0)
		return not_on_record(store, PLACE_NAMES, "place", text, err);
	return several.count == 1 || several_meant(&several, text, err);
}

bool place_find_usable(struct store *store, const char *text, struct place *out,
                       struct error *err)
{
	if (!place_find(store, text, out, err))
		return false;
	return !out->retired
	    || failed(err, FAULT_REFUSED, "the place '%s' is retired", out->code);
}

static bool insert_place(struct store *store, enum place_kind kind, int64_t site,
                         const char *code, const char *name, const char *storage, int64_t *id,
                         struct error *err)
{
	return store_insert(store, PLACE_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   code),
		bind_text("kind",   place_kind_name(kind)),
		bind_id  ("site",   site)), id, err)
	    && store_run(store, PLACE_REVISION_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("place",   *id),
		bind_text("name",    name),
		bind_text("storage", storage)), err);
}

bool place_lay_ends(struct store *store, struct error *err)
{
	for (enum place_kind kind = PLACE_SUPPLIER; kind < PLACE_KINDS; kind++) {
		int64_t id;

		if (!insert_place(store, kind, 0, kinds[kind].name, kinds[kind].title, NULL,
		                  &id, err))
			return false;
	}
	return true;
}

static bool add(struct store *store, const struct place_entry *entry, int64_t *id,
                struct error *err)
{
	struct several several = { 0 };
	struct place known;
	struct site site;
	struct row *row;

	if (!code_check(entry->code, "code", err) || !name_check(entry->name, "a place", err)
	 || !site_find(store, entry->site, &site, err))
		return false;
	row = place_row(store, entry->code, err);
	if (row)
		return failed(err, FAULT_REFUSED, "there is a place '%s' already",
		              row_text(row, "code"));
	if (err->fault || !find_name(store, entry->name, &known, &several, err))
		return false;
	if (several.count && !known.retired && known.site == site.id)
		return failed(err, FAULT_REFUSED, "'%s' is the place '%s' already", entry->name,
		              known.code);
	return insert_place(store, PLACE_STOCK, site.id, entry->code, entry->name,
	                    entry->storage, id, err);
}

bool place_add(struct store *store, const struct place_entry *entry, int64_t *id,
               struct error *err)
{
	return store_begin(store, "place add", err)
	    && store_end(store, add(store, entry, id, err), err);
}

/* Another of the same site may not be called so. */
static bool name_is_free(struct store *store, const struct place *place, const char *name,
                         struct error *err)
{
	struct several several = { 0 };
	struct place known;

	if (!name_check(name, "a place", err)
	 || !find_name(store, name, &known, &several, err))
		return false;
	return !several.count || known.retired || known.site != place->site
	    || known.id == place->id
	    || failed(err, FAULT_REFUSED, "'%s' is the place '%s' already", name, known.code);
}

static bool says_more(const struct place *place, const struct place_change *change)
{
	return (change->name && strcmp(change->name, place->name) != 0)
	    || (change->storage && strcmp(change->storage, place->storage) != 0);
}

static bool revise(struct store *store, const struct place_change *change, struct place *out,
                   struct error *err)
{
	if (!place_find_usable(store, change->place, out, err))
		return false;
	if (!says_more(out, change))
		return failed(err, FAULT_REFUSED,
		              "nothing of that is new of '%s': say with --storage how it keeps "
		              "what lies there, with --name what it is called", out->code);
	return (!change->name || name_is_free(store, out, change->name, err))
	    && store_run(store, PLACE_REVISE, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("place",   out->id),
		bind_text("name",    change->name),
		bind_text("storage", change->storage)), err)
	    && place_read(store, out->id, out, err);
}

bool place_revise(struct store *store, const struct place_change *change, struct place *out,
                  struct error *err)
{
	return store_begin(store, "place revise", err)
	    && store_end(store, revise(store, change, out, err), err);
}

static bool retire(struct store *store, const char *text, struct error *err)
{
	struct place known;
	struct row *row;

	if (!place_find(store, text, &known, err))
		return false;
	if (known.retired)
		return failed(err, FAULT_REFUSED, "the place '%s' is retired already",
		              known.code);
	row = store_one(store, PLACE_HOLDING, BIND(bind_int("place", known.id)), err);
	if (row)
		return failed(err, FAULT_REFUSED,
		              "the place '%s' is not empty: lot %s lies there", known.code,
		              row_text(row, "number"));
	return !err->fault && store_run(store, PLACE_RETIRE, BIND(
		bind_int("action", store_action(store)),
		bind_int("place",  known.id)), err);
}

bool place_retire(struct store *store, const char *text, struct error *err)
{
	return store_begin(store, "place retire", err)
	    && store_end(store, retire(store, text, err), err);
}
