/*
 * trace.h - what a code means, so that everything it touched can be asked for
 *
 * A code is any number or word printed here or elsewhere: a lot or an opened container of
 * ours, a maker's lot number (every delivery that ever bore it), a batch, a product, a
 * patient, a session, a supplier, a recipe (all that was ever made of it). What it is, is found out; when it means several things
 * they are listed, never guessed (DESIGN.md law 10).
 */
#ifndef TRACE_H
#define TRACE_H

#include "store.h"

enum trace_kind {
	TRACE_LOT,
	TRACE_BATCH,
	TRACE_MAKER_NUMBER,
	TRACE_PRODUCT,
	TRACE_PATIENT,
	TRACE_SESSION,
	TRACE_SUPPLIER,
	TRACE_RECIPE,
	TRACE_REPORTED_LOT,
	TRACE_KINDS
};

enum { TRACE_TEXT = 128 };

/* What a code is: one of the ids, save for a maker's number of several deliveries, which is
 * text. */
struct traced {
	enum trace_kind kind;
	char code[TRACE_TEXT];       /* as it stands on record */
	int64_t lot, container, product, patient, session, supplier, recipe;
};

const char *trace_kind_name(enum trace_kind kind);

/*
 * Find out what a code is. kind NULL: any; else the name of one ("lot", "batch", "maker's
 * number", "product", "patient", "session", "supplier", "recipe"); a "lot" may also be named by its
 * maker's number, and be a batch, where no lot of ours has the code. A number that only
 * sessions reported from before this record name is TRACE_REPORTED_LOT. MISSING, with the
 * nearest; REFUSED, listing them, when it means several.
 */
bool trace_find(struct store *store, const char *code, const char *kind, struct traced *out,
                struct error *err);

/* MISSING, with the nearest, where neither a session nor a cleaning names this device. */
bool trace_device(struct store *store, const char *device, struct error *err);

/* How far it went: the batches it is in, and who was treated with it or with them. */
struct reach { int64_t batches, patients, sessions; };
bool trace_reach(struct store *store, const struct traced *root, struct reach *out,
                 struct error *err);

/* A trace shows what stands. How many sessions it leaves out because they were replaced or
 * reversed since. */
bool trace_corrected(struct store *store, const struct traced *root, int64_t *sessions,
                     struct error *err);

/* The parameters by which the statements of a trace know their root. */
#define TRACE_ROOT(traced) \
	bind_id  ("lot",       (traced)->lot), \
	bind_id  ("container", (traced)->container), \
	bind_text("maker",     (traced)->kind == TRACE_MAKER_NUMBER && !(traced)->lot ? (traced)->code : NULL), \
	bind_id  ("product",   (traced)->product), \
	bind_id  ("patient",   (traced)->patient), \
	bind_id  ("session",   (traced)->session), \
	bind_id  ("supplier",  (traced)->supplier), \
	bind_id  ("recipe",    (traced)->recipe)

#endif
