/*
 * recipe_version.c - which version is meant
 */
#include "recipe_inside.h"
#include "nearest.h"
#include "patient.h"
#include "person.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const statuses[VERSION_STATUSES] = {
	[VERSION_DRAFT] = "draft",           [VERSION_APPROVED] = "approved",
	[VERSION_SUPERSEDED] = "superseded", [VERSION_RETIRED] = "retired",
	[VERSION_UNSAFE] = "unsafe",
};

const char *version_status_name(enum version_status status)
{
	return statuses[status];
}

static bool by_code(struct store *store, const char *code, struct recipe *out,
                    struct error *err)
{
	char folded[NAME_ROOM];
	struct row *row = store_one(
		store, RECIPE_BY_CODE,
		BIND(bind_text("folded", words_fold(code, folded, sizeof folded))), err);

	if (!row)
		return false;
	*out = (struct recipe){ .id = row_int(row, "id"),
		                .practitioner = row_int(row, "practitioner"),
		                .retired = row_int(row, "retired") };
	copy_text(out->code, sizeof out->code, row_text(row, "code"));
	copy_text(out->title, sizeof out->title, row_text(row, "title"));
	copy_text(out->indication, sizeof out->indication, row_text(row, "indication"));
	return true;
}

/* "GLOW-3.4": the recipe's code, a point, a number. */
static bool split(const char *text, char code[CODE_ROOM], int64_t *number)
{
	const char *point = strrchr(text, '.');

	if (!point || point == text || !point[1] || strlen(point + 1) > 6
	 || strspn(point + 1, "0123456789") != strlen(point + 1) || point - text >= CODE_ROOM)
		return false;
	snprintf(code, CODE_ROOM, "%.*s", (int)(point - text), text);
	*number = strtoll(point + 1, NULL, 10);
	return true;
}

bool recipe_find(struct store *store, const char *text, struct recipe *out, int64_t *number,
                 struct error *err)
{
	char code[CODE_ROOM];

	*number = 0;
	if (by_code(store, text, out, err))
		return true;
	if (err->fault)
		return false;
	if (split(text, code, number) && by_code(store, code, out, err))
		return true;
	return err->fault ? false : not_on_record(store, RECIPE_CODES, "recipe", text, err);
}

static struct quantity amount_of(const struct row *row, const char *column, enum unit unit)
{
	return (struct quantity){ row_int(row, column), unit };
}

void version_take(const struct row *row, struct version *out)
{
	enum unit unit = UNIT_LITRE;
	struct error none = { 0 };

	unit_parse(row_text(row, "unit"), &unit, &none);
	*out = (struct version){ .id = row_int(row, "id"),
		                 .recipe = row_int(row, "recipe"),
		                 .number = row_int(row, "number"),
		                 .origin = row_int(row, "origin"),
		                 .patient = row_int(row, "patient"),
		                 .practitioner = row_int(row, "practitioner"),
		                 .product = row_int(row, "product"),
		                 .yield = amount_of(row, "yield", unit),
		                 .session = amount_of(row, "session_volume", unit),
		                 .points = row_int(row, "points"),
		                 .keeps = row_int(row, "keeps"),
		                 .sessions = row_int(row, "sessions"),
		                 .interval = row_int(row, "interval_days"),
		                 .maintenance = row_int(row, "maintenance_days") };
	for (int i = 0; i < VERSION_STATUSES; i++)
		if (strcmp(statuses[i], row_text(row, "status")) == 0)
			out->status = (enum version_status)i;
	copy_text(out->recipe_code, sizeof out->recipe_code, row_text(row, "code"));
	snprintf(out->code, sizeof out->code, "%s.%" PRId64, out->recipe_code, out->number);
	copy_text(out->title, sizeof out->title, row_text(row, "title"));
	copy_text(out->indication, sizeof out->indication, row_text(row, "indication"));
	copy_text(out->technique, sizeof out->technique, row_text(row, "technique"));
	copy_text(out->area, sizeof out->area, row_text(row, "area"));
	copy_text(out->needle, sizeof out->needle, row_text(row, "needle"));
	copy_text(out->device, sizeof out->device, row_text(row, "device"));
	copy_text(out->depth, sizeof out->depth, row_text(row, "depth"));
	copy_text(out->storage, sizeof out->storage, row_text(row, "storage"));
	copy_text(out->stability, sizeof out->stability, row_text(row, "stability"));
	copy_text(out->regime, sizeof out->regime, row_text(row, "regime"));
	copy_text(out->process, sizeof out->process, row_text(row, "process"));
}

bool version_read(struct store *store, int64_t id, struct version *out, struct error *err)
{
	struct row *row = store_one(store, VERSION_BY_ID, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no version of a recipe with id %" PRId64,
		              id);
	version_take(row, out);
	return true;
}

static bool by_number(struct store *store, const struct recipe *recipe, int64_t number,
                      struct version *out, struct error *err)
{
	struct row *row = store_one(
		store, VERSION_BY_NUMBER,
		BIND(bind_int("recipe", recipe->id), bind_int("number", number)), err);

	if (!row)
		return failed(err, FAULT_MISSING,
		              "%s has no version %" PRId64
		              "; 'pistor recipe show %s --versions' lists them",
		              recipe->code, number, recipe->code);
	version_take(row, out);
	return true;
}

bool version_find(struct store *store, const char *text, struct version *out, struct error *err)
{
	struct recipe recipe;
	struct row *row;
	int64_t number;

	if (!recipe_find(store, text, &recipe, &number, err))
		return false;
	if (number)
		return by_number(store, &recipe, number, out, err);
	row = store_one(store, VERSION_MEANT, BIND(bind_int("recipe", recipe.id)), err);
	if (!row)
		return failed(err, FAULT_MISSING, "%s has no version", recipe.code);
	version_take(row, out);
	return true;
}

bool version_find_at(struct store *store, const char *text, const struct instant *at,
                     struct version *out, bool *known, struct error *err)
{
	struct recipe recipe;
	struct row *row;
	int64_t number;

	*known = false;
	if (!recipe_find(store, text, &recipe, &number, err))
		return false;
	row = number ? NULL
	             : store_one(store, VERSION_IN_FORCE_AT,
	                         BIND(bind_int("recipe", recipe.id), bind_text("at", at->text)),
	                         err);
	*known = number || row;
	if (!row)
		return !err->fault && version_find(store, text, out, err);
	version_take(row, out);
	return true;
}

bool version_draft(struct store *store, const char *text, struct version *out,
                   struct error *err)
{
	struct recipe recipe;
	struct row *row;
	int64_t number;

	if (!recipe_find(store, text, &recipe, &number, err))
		return false;
	if (number) {
		if (!by_number(store, &recipe, number, out, err))
			return false;
		return out->status == VERSION_DRAFT
		    || failed(err, FAULT_REFUSED,
		              "%s is %s and never changes; 'pistor recipe revise %s' drafts "
		              "the next version",
		              out->code, statuses[out->status], out->code);
	}
	row = store_one(store, VERSION_NEWEST,
	                BIND(bind_int("recipe", recipe.id), bind_text("status", "draft"),
	                     bind_int("patient", -1)),
	                err);
	if (!row)
		return failed(err, FAULT_REFUSED,
		              "%s has no draft, and what was approved never changes; 'pistor "
		              "recipe revise %s' drafts the next version",
		              recipe.code, recipe.code);
	version_take(row, out);
	return true;
}

bool version_allowed(struct store *store, const struct version *version, int64_t patient,
                     struct error *err)
{
	struct row *row = store_one(store, VERSION_BY_ID, BIND(bind_int("id", version->id)),
	                            err);
	const char *reason = row && row_text(row, "reason") ? row_text(row, "reason")
	                                                    : "no reason given";
	struct patient own;

	switch (version->status) {
	case VERSION_DRAFT:
		return failed(err, FAULT_REFUSED,
		              "%s is a draft; 'pistor recipe approve %s' comes first",
		              version->code, version->code);
	case VERSION_RETIRED:
		return failed(err, FAULT_REFUSED, "%s was retired: %s", version->code, reason);
	case VERSION_UNSAFE:
		return failed(err, FAULT_REFUSED,
		              "%s was retired for safety and is never made again: %s",
		              version->code, reason);
	case VERSION_APPROVED:
	case VERSION_SUPERSEDED:
	case VERSION_STATUSES:
		break;
	}
	if (!version->patient || version->patient == patient)
		return true;
	return patient_by_id(store, version->patient, &own, err)
	    && failed(err, FAULT_REFUSED, "%s is for patient %s alone", version->code,
	              own.code);
}

bool version_for(struct store *store, const char *text, int64_t patient, struct version *out,
                 struct error *err)
{
	struct recipe recipe;
	struct row *row;
	int64_t number;

	if (!recipe_find(store, text, &recipe, &number, err))
		return false;
	if (number)
		return by_number(store, &recipe, number, out, err)
		    && version_allowed(store, out, patient, err);
	row = store_one(store, VERSION_IN_FORCE,
	                BIND(bind_int("recipe", recipe.id), bind_int("patient", patient)), err);
	if (row) {
		version_take(row, out);
		return true;
	}
	/* Nothing is in force: say what is there instead. */
	return !err->fault && version_find(store, text, out, err)
	    && version_allowed(store, out, patient, err)
	    && failed(err, FAULT_REFUSED, "no version of %s is in force", recipe.code);
}

bool version_of_product(struct store *store, int64_t product, int64_t *version,
                        struct error *err)
{
	struct row *row = store_one(store, VERSION_BY_PRODUCT,
	                            BIND(bind_int("product", product)), err);

	*version = row ? row_int(row, "version") : 0;
	return !err->fault;
}
