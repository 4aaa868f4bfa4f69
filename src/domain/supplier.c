#include "supplier.h"

#include "clinic.h"
#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

static void fill(struct supplier *out, const struct row *row)
{
	out->id = row_int(row, "id");
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	out->retired = row_int(row, "retired") == 1;
}

static bool find_code(struct store *store, const char *text, struct supplier *out, bool *found,
                      struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row = store_one(
		store, SUPPLIER_BY_CODE,
		BIND(bind_text("folded", words_fold(text, folded, sizeof folded))), err);

	*found = row != NULL;
	if (row)
		fill(out, row);
	return !err->fault;
}

/* By name, in C because SQL folds only ASCII: suppliers are few. Those in use come first, so a
 * retired one is meant only where no other is. */
static bool find_name(struct store *store, const char *text, struct supplier *out,
                      struct several *several, struct error *err)
{
	struct row *row = store_query(store, SUPPLIER_ALL, BIND_NOTHING, err);
	char folded[NAME_ROOM], name[NAME_ROOM];

	words_fold(text, folded, sizeof folded);
	while (row_next(row, err)) {
		if (strcmp(words_fold(row_text(row, "name"), name, sizeof name), folded) != 0
		 || (row_int(row, "retired") && several->count))
			continue;
		fill(out, row);
		several_add(several, out->code);
	}
	return !err->fault;
}

bool supplier_find(struct store *store, const char *text, struct supplier *out,
                   struct error *err)
{
	struct several several = { 0 };
	bool found;

	if (!find_code(store, text, out, &found, err) || found)
		return found;
	if (!find_name(store, text, out, &several, err))
		return false;
	if (several.count == 0)
		return not_on_record(store, SUPPLIER_NAMES, "supplier", text, err);
	return several.count == 1 || several_meant(&several, text, err);
}

bool supplier_find_usable(struct store *store, const char *text, struct supplier *out,
                          struct error *err)
{
	if (!supplier_find(store, text, out, err))
		return false;
	return !out->retired
	    || failed(err, FAULT_REFUSED, "the supplier '%s' is retired", out->code);
}

static bool is_new(struct store *store, const struct supplier_entry *entry, struct error *err)
{
	struct several several = { 0 };
	struct supplier known;
	bool found;

	if (!code_check(entry->code, "code", err)
	 || !name_check(entry->name, "a supplier", err)
	 || !find_code(store, entry->code, &known, &found, err))
		return false;
	if (found)
		return failed(err, FAULT_REFUSED, "there is a supplier '%s' already",
		              known.code);
	if (!find_name(store, entry->name, &known, &several, err))
		return false;
	return several.count == 0 || known.retired
	    || failed(err, FAULT_REFUSED, "'%s' is the supplier '%s' already", entry->name,
	              known.code);
}

static bool add(struct store *store, const struct supplier_entry *entry, int64_t *id,
                struct error *err)
{
	return is_new(store, entry, err)
	    && store_insert(store, SUPPLIER_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   entry->code)), id, err)
	    && store_run(store, SUPPLIER_REVISION_INSERT, BIND(
		bind_int ("action",   store_action(store)),
		bind_int ("supplier", *id),
		bind_text("name",     entry->name),
		bind_text("address",  entry->address),
		bind_text("contact",  entry->contact)), err);
}

bool supplier_add(struct store *store, const struct supplier_entry *entry, int64_t *id,
                  struct error *err)
{
	return store_begin(store, "supplier add", err)
	    && store_end(store, add(store, entry, id, err), err);
}

static bool retire(struct store *store, const char *text, struct error *err)
{
	struct supplier known;

	if (!supplier_find(store, text, &known, err))
		return false;
	if (known.retired)
		return failed(err, FAULT_REFUSED, "the supplier '%s' is retired already",
		              known.code);
	return store_run(store, SUPPLIER_RETIRE, BIND(
		bind_int("action",   store_action(store)),
		bind_int("supplier", known.id)), err);
}

bool supplier_retire(struct store *store, const char *text, struct error *err)
{
	return store_begin(store, "supplier retire", err)
	    && store_end(store, retire(store, text, err), err);
}

/* ---- Approval ---- */

static bool write_approval(struct store *store, int64_t supplier,
                           const struct approval *approval, const struct instant *ends,
                           struct error *err)
{
	return store_run(store, SUPPLIER_APPROVE, BIND(
		bind_int ("action",    store_action(store)),
		bind_int ("supplier",  supplier),
		bind_text("at",        store_event(store)->text),
		bind_text("evidence",  approval->evidence),
		bind_text("items",     approval->items),
		bind_text("until",     *approval->until.text ? approval->until.text : NULL),
		bind_text("ends",      instant_text(ends)),
		bind_int ("withdrawn", !approval->evidence)), err);
}

static bool approve(struct store *store, const struct approval *approval, struct supplier *out,
                    struct error *err)
{
	struct instant ends = { "" };
	struct clinic clinic;
	struct day after;

	if (!supplier_find_usable(store, approval->supplier, out, err)
	    || !clinic_now(store, &clinic, err))
		return false;
	if (!approval->evidence || !*approval->evidence)
		return failed(err, FAULT_REFUSED,
		              "say with --evidence what shows that %s can be relied on",
		              out->code);
	if (*approval->until.text) {
		if (!day_add(&approval->until, 1, &after, err))
			return false;
		day_begins(&after, &clinic.zone, &ends);
		if (strcmp(ends.text, store_event(store)->text) <= 0)
			return failed(err, FAULT_REFUSED, "%s is past", approval->until.text);
	}
	return write_approval(store, out->id, approval, &ends, err);
}

bool supplier_approve(struct store *store, const struct approval *approval,
                      struct supplier *out, struct error *err)
{
	return store_begin(store, "supplier approve", err)
	    && store_end(store, approve(store, approval, out, err), err);
}

static struct row *approved(struct store *store, int64_t supplier, const struct instant *at,
                            struct error *err)
{
	return store_one(store, SUPPLIER_APPROVED, BIND(
		bind_int ("supplier", supplier),
		bind_text("at",       at->text)), err);
}

static bool withdraw(struct store *store, const char *text, struct supplier *out,
                     struct error *err)
{
	struct row *row;

	if (!supplier_find(store, text, out, err))
		return false;
	row = approved(store, out->id, store_event(store), err);
	if (err->fault)
		return false;
	if (!row || row_int(row, "withdrawn"))
		return failed(err, FAULT_REFUSED, "%s is not approved", out->code);
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED,
		              "say with --reason why %s is approved no more", out->code);
	return write_approval(store, out->id, &(struct approval){ .supplier = text },
	                      &(struct instant){ "" }, err);
}

bool supplier_withdraw(struct store *store, const char *text, struct supplier *out,
                       struct error *err)
{
	return store_begin(store, "supplier withdraw", err)
	    && store_end(store, withdraw(store, text, out, err), err);
}

bool supplier_judged(struct store *store, int64_t supplier, const struct instant *at,
                     enum rule_force *force, char why[SUPPLIER_WHY], struct error *err)
{
	struct row *row = approved(store, supplier, at, err);
	struct error none = { 0 };
	char cited[RULE_CITED];
	struct rule rule;

	*why = '\0';
	*force = RULE_INFORMS;
	if (err->fault)
		return false;
	if (row && !row_int(row, "withdrawn") && !row_int(row, "ended"))
		return true;
	if (!row)
		snprintf(why, SUPPLIER_WHY, "is not approved");
	else if (row_int(row, "withdrawn"))
		snprintf(why, SUPPLIER_WHY, "is approved no more");
	else
		snprintf(why, SUPPLIER_WHY, "was approved through %s", row_text(row, "until"));
	if (!rule_find(store, RULE_SUPPLIER_APPROVAL, &rule, &none))
		return spared(&none, err);
	*force = rule.force;
	rule_cite(&rule, cited);
	snprintf(why + strlen(why), SUPPLIER_WHY - strlen(why), "%s", cited);
	return true;
}
