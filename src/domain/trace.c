/*
 * trace.c - finding out what a code means
 */
#include "trace.h"
#include "lot.h"
#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MEANT = 8, MOST_NEAR = 64 };

static const char *const kinds[TRACE_KINDS] = {
	"lot",     "batch",   "maker's number", "product",
	"patient", "session", "supplier",       "recipe",
	"reported lot",
};

const char *trace_kind_name(enum trace_kind kind)
{
	return kinds[kind];
}

static enum trace_kind kind_of(const char *name)
{
	int kind = 0;

	while (kind < TRACE_KINDS && strcmp(kinds[kind], name) != 0)
		kind++;
	return (enum trace_kind)kind;
}

static void read_traced(const struct row *row, struct traced *out)
{
	*out = (struct traced){
		.kind = kind_of(row_text(row, "kind")),
		.lot = row_int(row, "lot"),
		.product = row_int(row, "product"),
		.patient = row_int(row, "patient"),
		.session = row_int(row, "session"),
		.supplier = row_int(row, "supplier"),
		.recipe = row_int(row, "recipe"),
	};
	snprintf(out->code, sizeof out->code, "%s", row_text(row, "code"));
}

/* "L26-0001/2" is the second opened container of that lot; anything else has no container. */
static bool split_container(struct store *store, const char *code, char *lot, size_t size,
                            int64_t *container, struct error *err)
{
	const char *slash = strrchr(code, '/');
	char *end = NULL;
	long ordinal = slash ? strtol(slash + 1, &end, 10) : 0;
	struct row *row;

	*container = 0;
	snprintf(lot, size, "%s", code);
	if (!slash || end == slash + 1 || *end || (size_t)(slash - code) >= size)
		return true;
	lot[slash - code] = '\0';
	row = store_one(store, TRACE_CONTAINER,
	                BIND(bind_text("lot", lot), bind_int("ordinal", ordinal)), err);
	if (row)
		*container = row_int(row, "id");
	else
		snprintf(lot, size, "%s", code);
	return !err->fault;
}

/* The other end of what begins like the code: its first letters, the last of them one
 * higher. */
static void range_of(const char *code, char from[TRACE_TEXT], char to[TRACE_TEXT])
{
	size_t length = strlen(code), most = length > 3 ? length - 2 : length > 1 ? 1 : length;

	snprintf(from, TRACE_TEXT, "%.*s", (int)(most < TRACE_TEXT ? most : TRACE_TEXT - 1),
	         code);
	memcpy(to, from, TRACE_TEXT);
	if (*to && to[strlen(to) - 1] != '\x7f')
		to[strlen(to) - 1]++;
}

static bool nothing_is(struct store *store, const char *code, struct error *err)
{
	char from[TRACE_TEXT], to[TRACE_TEXT], kept[MOST_NEAR][TRACE_TEXT];
	const char *candidates[MOST_NEAR + 1], *near;
	struct row *row;
	char alike[LOT_NEAR];
	int count = 0;

	if (!lot_near(store, code, alike, err))
		return false;
	if (*alike)
		return failed(err, FAULT_MISSING,
		              "nothing here has the code '%s'; the lot number %s looks like it",
		              code, alike);
	range_of(code, from, to);
	row = store_query(store, TRACE_NEAR, BIND(bind_text("from", from), bind_text("to", to),
	                                          bind_int("most", MOST_NEAR)), err);
	while (count < MOST_NEAR && row_next(row, err)) {
		snprintf(kept[count], TRACE_TEXT, "%s", row_text(row, "code"));
		candidates[count] = kept[count];
		count++;
	}
	candidates[count] = NULL;
	near = words_nearest(code, candidates);
	return !err->fault
	    && failed(err, FAULT_MISSING, "nothing here has the code '%s'%s%s%s", code,
	              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool is_reported(struct store *store, const char *code, struct traced *out,
                        struct error *err)
{
	struct row *row = store_one(store, TRACE_REPORTED_AS, BIND(bind_text("code", code)),
	                            err);

	if (!row || row_int(row, "times") == 0)
		return false;
	*out = (struct traced){ .kind = TRACE_REPORTED_LOT };
	snprintf(out->code, sizeof out->code, "%s", code);
	return true;
}

/* By its name, or by what a scanner reads off its box. */
static bool is_product(struct store *store, const char *code, struct traced *out,
                       struct error *err)
{
	struct product product;
	struct error none = { 0 };

	if (!product_find(store, code, &product, &none))
		return none.fault != FAULT_MISSING && none.fault != FAULT_REFUSED
		    && failed(err, none.fault, "%s", none.text);
	*out = (struct traced){ .kind = TRACE_PRODUCT, .product = product.id };
	snprintf(out->code, sizeof out->code, "%s", product.code);
	return true;
}

/* How well what was found is of the kind asked for: a lot may be named by its maker's number
 * too. */
static int fitness(const struct traced *found, const char *kind)
{
	if (!kind || strcmp(kind, kinds[found->kind]) == 0)
		return 2;
	return strcmp(kind, kinds[TRACE_LOT]) == 0
	    && (found->kind == TRACE_MAKER_NUMBER || found->kind == TRACE_BATCH);
}

/* What a code may mean: those that fit best, counted and told, and the first of them. */
struct meanings { struct traced first; int fit, count; char told[384]; };

static void add_meaning(struct meanings *out, const struct traced *found, const struct row *row,
                        int fit)
{
	if (fit < out->fit)
		return;
	if (fit > out->fit || out->count == 0)
		*out = (struct meanings){ .first = *found, .fit = fit };
	out->count++;
	snprintf(out->told + strlen(out->told), sizeof out->told - strlen(out->told),
	         "%s%s %s%s%s", *out->told ? ", " : "", kinds[found->kind], found->code,
	         row_null(row, "said") ? "" : " of ",
	         row_null(row, "said") ? "" : row_text(row, "said"));
}

bool trace_find(struct store *store, const char *code, const char *kind, struct traced *out,
                struct error *err)
{
	struct meanings meant = { .fit = 0 };
	char lot[TRACE_TEXT];
	struct traced found;
	int64_t container;
	struct row *row;

	if (kind && kind_of(kind) == TRACE_KINDS)
		return failed(err, FAULT_USAGE,
		              "'%s' is not a kind of code; there are lot, batch, maker's "
		              "number, product, patient, session, supplier and recipe",
		              kind);
	if (!split_container(store, code, lot, sizeof lot, &container, err))
		return false;
	row = store_query(store, TRACE_WHAT, BIND(bind_text("code", lot)), err);
	while (row_next(row, err)) {
		read_traced(row, &found);
		add_meaning(&meant, &found, row, fitness(&found, kind));
	}
	if (err->fault)
		return false;
	if (meant.count == 0)
		return is_reported(store, code, out, err)
		    || (!err->fault
		        && (is_product(store, code, out, err)
		            || (!err->fault && nothing_is(store, code, err))));
	if (meant.fit == 0)
		return failed(err, FAULT_MISSING, "'%s' is no %s here: it is %s", code, kind,
		              meant.told);
	if (meant.count > 1)
		return failed(err, FAULT_REFUSED,
		              "'%s' means several things: %s; say which with --kind, or by our "
		              "own number",
		              code, meant.told);
	*out = meant.first;
	out->container = container;
	if (container)
		snprintf(out->code, sizeof out->code, "%s", code);
	return true;
}

bool trace_corrected(struct store *store, const struct traced *root, int64_t *sessions,
                     struct error *err)
{
	struct row *row = root->patient
	                          ? store_one(store, TRACE_CORRECTED_OF_PATIENT,
	                                      BIND(bind_int("patient", root->patient)), err)
	                          : store_one(store, TRACE_CORRECTED, BIND(TRACE_ROOT(root)),
	                                      err);

	*sessions = row ? row_int(row, "sessions") : 0;
	return row != NULL;
}

bool trace_reach(struct store *store, const struct traced *root, struct reach *out,
                 struct error *err)
{
	struct row *row = store_one(store, TRACE_COUNTED, BIND(TRACE_ROOT(root)), err);

	if (!row)
		return false;
	*out = (struct reach){ .batches = row_int(row, "batches"),
		               .patients = row_int(row, "patients"),
		               .sessions = row_int(row, "sessions") };
	return true;
}

bool trace_device(struct store *store, const char *device, struct error *err)
{
	struct row *row = store_query(store, TRACE_DEVICES, BIND_NOTHING, err);

	while (row_next(row, err))
		if (strcasecmp(device, row_text(row, "name")) == 0)
			return true;
	return !err->fault && not_on_record(store, TRACE_DEVICES, "device", device, err);
}
