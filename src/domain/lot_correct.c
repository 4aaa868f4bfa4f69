/*
 * lot_correct.c - what was mistyped of a lot, and acts that never were
 */
#include "lot_inside.h"
#include "words.h"

#include <string.h>

/* A revision as it stands, and as it should. */
struct revision {
	char maker_number[MAKER_ROOM], maker_key[MAKER_ROOM], expires[16], expires_at[21],
		certificate[NAME_ROOM];
	int64_t supplier;
};

static bool read_revision(struct store *store, int64_t lot, struct revision *out,
                          struct error *err)
{
	struct row *row = store_one(store, LOT_REVISION, BIND(bind_int("lot", lot)), err);

	if (!row)
		return false;
	copy_text(out->maker_number, sizeof out->maker_number, row_text(row, "maker_number"));
	lot_number_key(out->maker_number, out->maker_key);
	copy_text(out->expires, sizeof out->expires, row_text(row, "expires"));
	copy_text(out->expires_at, sizeof out->expires_at, row_text(row, "expires_at"));
	copy_text(out->certificate, sizeof out->certificate, row_text(row, "certificate"));
	out->supplier = row_int(row, "supplier");
	return true;
}

/* The expiry ends in the zone of the site where it came in. */
static bool set_expiry(struct store *store, int64_t lot, const struct expiry *expires,
                       struct revision *out, struct error *err)
{
	struct row *row;
	struct instant ends;
	struct zone zone;

	if (!expiry_text(expires))
		return true;
	row = store_one(store, LOT_ZONE, BIND(bind_int("lot", lot)), err);
	if (!row)
		return failed(err, FAULT_REFUSED, "nothing says where that lot was received");
	if (!zone_load(row_text(row, "zone"), &zone, err)
	    || !expiry_ends(expires, &zone, &ends, err))
		return false;
	copy_text(out->expires, sizeof out->expires, expires->printed);
	copy_text(out->expires_at, sizeof out->expires_at, ends.text);
	return true;
}

static bool revise(struct store *store, const struct lot *lot, const struct lot_entry *entry,
                   struct revision *out, struct error *err)
{
	struct supplier supplier;
	int64_t was = out->supplier;

	if (!line_check(entry->certificate, "a certificate", err))
		return false;
	if (entry->maker_number
	    && !lot_number_read(entry->maker_number, out->maker_number, err))
		return false;
	lot_number_key(out->maker_number, out->maker_key);
	if (entry->certificate)
		copy_text(out->certificate, sizeof out->certificate, entry->certificate);
	if (entry->supplier) {
		if (!supplier_find(store, entry->supplier, &supplier, err))
			return false;
		out->supplier = supplier.id;
		if (supplier.id != was
		    && !lot_may_come_from(store, &supplier, &lot->received, lot->id, err))
			return false;
	}
	return set_expiry(store, lot->id, &entry->expires, out, err);
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static bool write_revision(struct store *store, int64_t lot, const struct revision *revision,
                           struct error *err)
{
	int64_t id;

	return store_insert(store, LOT_REVISION_INSERT, BIND(
		bind_int ("action",       store_action(store)),
		bind_int ("lot",          lot),
		bind_text("maker_number", or_null(revision->maker_number)),
		bind_text("maker_key",    or_null(revision->maker_key)),
		bind_text("expires",      or_null(revision->expires)),
		bind_text("expires_at",   or_null(revision->expires_at)),
		bind_id  ("supplier",     revision->supplier),
		bind_text("certificate",  or_null(revision->certificate))), &id, err);
}

static bool says_the_same(const struct revision *a, const struct revision *b)
{
	return strcmp(a->maker_number, b->maker_number) == 0
	    && strcmp(a->expires, b->expires) == 0 && strcmp(a->expires_at, b->expires_at) == 0
	    && strcmp(a->certificate, b->certificate) == 0 && a->supplier == b->supplier;
}

/* As it is to be it is no delivery that was typed twice. */
static bool came_once(struct store *store, const struct lot *lot, const struct revision *after,
                      struct error *err)
{
	struct row *row = store_one(store, LOT_EVER_CAME, BIND(bind_int("lot", lot->id)), err);
	struct delivered delivered = { .lot = lot->id,
		                       .product = lot->product.id,
		                       .supplier = after->supplier,
		                       .amount = row ? row_int(row, "amount") : 0,
		                       .maker_number = after->maker_number,
		                       .at = &lot->received };
	struct zone zone;

	row = row ? store_one(store, LOT_ZONE, BIND(bind_int("lot", lot->id)), err) : NULL;
	if (!row)
		return !err->fault;
	delivered.zone = &zone;
	return zone_load(row_text(row, "zone"), &zone, err)
	    && lot_refuse_delivered(store, &delivered, err);
}

/* Nor another lot, or one that looks like it; only what is corrected is asked. */
static bool is_no_other(struct store *store, const struct lot *lot,
                        const struct revision *before, const struct revision *after,
                        struct error *err)
{
	bool renamed = strcmp(before->maker_number, after->maker_number) != 0;

	if (!*after->maker_number)
		return true;
	return ((!renamed && strcmp(before->expires, after->expires) == 0)
	        || lot_refuse_twin(store, &lot->product, lot->id, after->maker_number,
	                           or_null(after->expires), err))
	    && ((!renamed && before->supplier == after->supplier)
	        || came_once(store, lot, after, err));
}

static bool correct(struct store *store, const struct lot_entry *entry, struct lot *out,
                    struct error *err)
{
	struct revision before = { 0 }, after;
	bool assays = entry->assays && *entry->assays, differs;
	struct lot lot;

	if (!lot_find_one(store, entry->lot, &lot, NULL, err)
	    || !read_revision(store, lot.id, &before, err))
		return false;
	if (lot.batch)
		return failed(err, FAULT_REFUSED,
		              "%s was made here; 'pistor batch amend' corrects it", lot.number);
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say what was wrong with --reason");
	after = before;
	if (!revise(store, &lot, entry, &after, err))
		return false;
	differs = !says_the_same(&before, &after);
	if (!differs && !assays)
		return failed(err, FAULT_REFUSED,
		              "%s says so already; where another amount was received, 'pistor "
		              "lot reverse %lld --reason WHY' takes the receipt back, to be "
		              "entered as it was",
		              lot.number, (long long)lot.action);
	if (!entry->another && !is_no_other(store, &lot, &before, &after, err))
		return false;
	return (!differs || write_revision(store, lot.id, &after, err))
	    && (!assays
	        || (lot_write_assays(store, lot.id, entry->assays, err)
	            && lot_recompose(store, lot.id, err)))
	    && lot_report_uses(store, lot.id, err) && lot_read(store, lot.id, out, err);
}

bool lot_correct(struct store *store, const struct lot_entry *entry, struct lot *out,
                 struct error *err)
{
	return store_begin(store, "lot correct", err)
	    && store_end(store, correct(store, entry, out, err), err);
}

/* ---- Acts that never were ---- */

/* What an act of another noun did is undone by that noun's own verb. */
static bool is_of_lots(struct store *store, int64_t action, struct error *err)
{
	struct row *row = store_one(store, LEDGER_ACTION, BIND(bind_int("action", action)),
	                            err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "there is no act %lld; 'pistor journal show' lists them",
		              (long long)action);
	if (strncmp(row_text(row, "verb"), "lot ", 4) == 0)
		return true;
	return failed(err, FAULT_REFUSED,
	              "act %lld is '%s'; it is corrected by the verbs of '%.*s'",
	              (long long)action, row_text(row, "verb"),
	              (int)strcspn(row_text(row, "verb"), " "), row_text(row, "verb"));
}

bool lot_untouched_since(struct store *store, int64_t action, struct error *err)
{
	struct row *row = store_query(store, LOT_ACTS_SINCE, BIND(bind_int("action", action)),
	                              err);
	char acts[300] = "", number[LOT_NUMBER] = "", item[64];

	while (row_next(row, err)) {
		if (!*number)
			copy_text(number, sizeof number, row_text(row, "number"));
		snprintf(item, sizeof item, "act %lld (%.40s)", (long long)row_int(row, "id"),
		         row_text(row, "verb"));
		if (!strstr(acts, item))
			lot_append(acts, sizeof acts, item);
	}
	if (err->fault)
		return false;
	return !*acts
	    || failed(err, FAULT_REFUSED,
	              "%s is no longer as act %lld brought it; reverse first what happened "
	              "since: %s",
	              number, (long long)action, acts);
}

/* What went into what it made, as it was amended since. */
static bool reverse_lines(struct store *store, int64_t action, struct error *err)
{
	int64_t lines[MOST_PICKS * 2];
	int count = 0;
	struct row *row = store_query(store, LOT_LINES_MADE_IN,
	                              BIND(bind_int("action", action)), err);

	while (row_next(row, err)) {
		if (count == MOST_PICKS * 2)
			return failed(err, FAULT_REFUSED,
			              "act %lld has too many lines to be taken back at once",
			              (long long)action);
		lines[count++] = row_int(row, "id");
	}
	for (int i = 0; i < count; i++)
		if (!ledger_reverse_line(store, lines[i], err))
			return false;
	return !err->fault;
}

bool lot_not_called_back(struct store *store, int64_t action, struct error *err)
{
	struct row *row = store_one(store, LOT_ACT_CALLED_BACK, BIND(bind_int("action", action)),
	                            err);

	if (row)
		return failed(err, FAULT_REFUSED,
		              "%s is called back by %s, which is open, and stays where it was found: "
		              "close that first, 'pistor recall show %s'",
		              row_text(row, "lot"), row_text(row, "recall"), row_text(row, "recall"));
	row = err->fault ? NULL : store_one(store, LOT_ACT_STOPPED,
	                                    BIND(bind_int("action", action)), err);
	return !err->fault
	    && (!row || failed(err, FAULT_REFUSED,
	                       "%s is %s (%s), and stays on record while it is; release or reject it "
	                       "first", row_text(row, "lot"), row_text(row, "status"),
	                       row_text(row, "reason") ? row_text(row, "reason") : "no reason said"));
}

static bool reverse(struct store *store, int64_t action, struct settlement *told,
                    struct error *err)
{
	if (!is_of_lots(store, action, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say why it never was with --reason");
	return lot_untouched_since(store, action, err)
	    && lot_not_called_back(store, action, err) && reverse_lines(store, action, err)
	    && ledger_reverse(store, action, err)
	    && ledger_settle(store, told, err);
}

bool lot_reverse(struct store *store, int64_t action, struct settlement *told,
                 struct error *err)
{
	return store_begin(store, "lot reverse", err)
	    && store_end(store, reverse(store, action, told, err), err);
}
