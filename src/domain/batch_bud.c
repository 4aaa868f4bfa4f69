/*
 * batch_bud.c - beyond-use dates and everything that follows a lot into other batches
 */
#include "batch_inside.h"
#include "nearest.h"
#include "rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 160, TERM_ROOM = 400 };

struct term { char text[TERM_ROOM]; struct instant until; };

struct terms { struct term term[MOST_TERMS]; int count; };

static struct term *more(struct terms *terms)
{
	return terms->count < MOST_TERMS ? &terms->term[terms->count++]
	                                 : &terms->term[MOST_TERMS - 1];
}

/* A powder dissolved as its label says keeps as long as its product once in use; at once: the
 * immediate-use rule. */
static bool in_use_limit(struct store *store, const struct batch *batch, int64_t powder,
                         struct terms *terms, struct error *err)
{
	struct in_use limit;
	struct term *term;
	struct lot lot;

	if (!lot_read(store, powder, &lot, err))
		return false;
	if (lot.product.unit == batch->made_up.unit)
		return true;
	if (!product_in_use(store, &lot.product, &limit, err)
	    || (limit.limited && !limit.seconds
	        && !rule_span(store, RULE_IMMEDIATE_USE, &limit.seconds, NULL, err)))
		return false;
	if (!limit.limited)
		return true;
	term = more(terms);
	instant_add(&batch->prepared, limit.seconds, &term->until);
	snprintf(term->text, sizeof term->text, "in use, %s", lot.product.code);
	return true;
}

static bool in_use_limits(struct store *store, const struct batch *batch, struct terms *terms,
                          struct error *err)
{
	int64_t lots[MOST_TERMS];
	int count = 0;
	struct row *row = store_query(store, BATCH_LINE_LOTS,
	                              BIND(bind_int("batch", batch->id)), err);

	while (count < MOST_TERMS && row_next(row, err))
		lots[count++] = row_int(row, "lot");
	for (int i = 0; i < count; i++)
		if (!in_use_limit(store, batch, lots[i], terms, err))
			return false;
	return !err->fault;
}

static bool own_limit(struct store *store, const struct batch *batch, struct terms *terms,
                      struct error *err)
{
	struct version version;
	struct term *term;
	char span[INSTANT_LOCAL];

	if (!batch->version)
		return in_use_limits(store, batch, terms, err);
	if (!version_read(store, batch->version, &version, err))
		return false;
	term = more(terms);
	span_format((struct span){ version.keeps }, span);
	instant_add(&batch->prepared, version.keeps, &term->until);
	snprintf(term->text, sizeof term->text, "%s keeps %s from preparation%s%s",
	         version.code, span, *version.stability ? ": " : "", version.stability);
	return true;
}

static bool at_once(struct store *store, const struct batch *batch, struct terms *terms,
                    struct error *err)
{
	char span[INSTANT_LOCAL];
	struct term *term;
	struct rule rule;

	if (!batch->chair)
		return true;
	if (!rule_find(store, RULE_IMMEDIATE_USE, &rule, err))
		return false;
	if (!rule.holds || !rule.has_span)
		return true;
	term = more(terms);
	span_format((struct span){ rule.span }, span);
	instant_add(&batch->prepared, rule.span, &term->until);
	snprintf(term->text, sizeof term->text, "rule %s: given within %s of preparation (%s)",
	         RULE_IMMEDIATE_USE, span, rule.source ? rule.source : "no source");
	return true;
}

static bool of_lots(struct store *store, int64_t batch, struct terms *terms, struct error *err)
{
	struct row *row = store_query(store, BATCH_LINE_LOTS, BIND(bind_int("batch", batch)),
	                              err);

	while (row_next(row, err)) {
		const char *maker = row_text(row, "maker_number"),
			   *expires = row_text(row, "expires");
		struct term *term;

		if (row_null(row, "expires_at"))
			continue;
		term = more(terms);
		copy_text(term->until.text, sizeof term->until.text,
		          row_text(row, "expires_at"));
		snprintf(term->text, sizeof term->text, "%s of %s%s%s, %s%s",
		         row_text(row, "number"), row_text(row, "code"),
		         maker ? ", maker's lot " : "", maker ? maker : "",
		         expires ? "expires " : "its own beyond-use date",
		         expires ? expires : "");
	}
	return !err->fault;
}

static int earliest(const struct terms *terms)
{
	int first = 0;

	for (int i = 1; i < terms->count; i++)
		if (strcmp(terms->term[i].until.text, terms->term[first].until.text) < 0)
			first = i;
	return first;
}

bool batch_would_keep(struct store *store, const struct batch *batch, const int64_t *lots,
                      int count, struct instant *until, struct error *err)
{
	struct terms terms = { .count = 0 };
	struct lot lot;

	if (!own_limit(store, batch, &terms, err) || !at_once(store, batch, &terms, err))
		return false;
	*until = terms.term[earliest(&terms)].until;
	for (int i = 0; i < count; i++) {
		if (!lot_read(store, lots[i], &lot, err))
			return false;
		if (*lot.expires_at.text && strcmp(lot.expires_at.text, until->text) < 0)
			*until = lot.expires_at;
	}
	return true;
}

static bool write_terms(struct store *store, int64_t batch, const struct terms *terms,
                        int governs, struct error *err)
{
	for (int i = 0; i < terms->count; i++)
		if (!store_run(store, BUD_TERM_INSERT, BIND(
			bind_int ("action",  store_action(store)),
			bind_int ("batch",   batch),
			bind_text("term",    terms->term[i].text),
			bind_text("until",   terms->term[i].until.text),
			bind_int ("governs", i == governs)), err))
			return false;
	return true;
}

bool batch_keep(struct store *store, const struct batch *batch, struct instant *until,
                struct error *err)
{
	struct terms terms = { .count = 0 };
	struct row *row;
	int governs;

	if (!own_limit(store, batch, &terms, err) || !at_once(store, batch, &terms, err)
	 || !of_lots(store, batch->id, &terms, err))
		return false;
	*until = (struct instant){ "" };
	if (terms.count == 0)
		return true;
	governs = earliest(&terms);
	*until = terms.term[governs].until;
	if (!write_terms(store, batch->id, &terms, governs, err))
		return false;
	row = store_one(store, BUD_NOW, BIND(bind_int("lot", batch->lot)), err);
	if (row && row_text(row, "expires_at")
	    && strcmp(row_text(row, "expires_at"), until->text) == 0)
		return true;
	return store_run(store, BUD_REVISE, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("lot",    batch->lot),
		bind_text("until",  until->text)), err);
}

/* ---- What it went into ---- */

static bool seen(const struct later *later, int64_t batch)
{
	for (int i = 0; i < later->count; i++)
		if (later->batch[i] == batch)
			return true;
	return false;
}

static void note(struct later *later, int64_t batch)
{
	if (later->count == later->room) {
		later->room = later->room ? later->room * 2 : 64;
		later->batch = realloc(later->batch,
		                       (size_t)later->room * sizeof *later->batch);
		if (!later->batch)
			abort();
	}
	later->batch[later->count++] = batch;
}

void batch_later_free(struct later *later)
{
	free(later->batch);
	*later = (struct later){ 0 };
}

/* Depth first: a batch is noted after all that hold it, so the list is turned round at the
 * end. */
static bool visit(struct store *store, int64_t lot, struct later *later, struct error *err)
{
	struct later using = { 0 };
	struct batch batch;
	struct row *row = store_query(store, BATCH_USING, BIND(bind_int("lot", lot)), err);

	while (row_next(row, err))
		note(&using, row_int(row, "batch"));
	for (int i = 0; i < using.count && !err->fault; i++)
		if (!seen(later, using.batch[i])
		    && batch_read(store, using.batch[i], &batch, err)
		    && visit(store, batch.lot, later, err))
			note(later, batch.id);
	batch_later_free(&using);
	return !err->fault;
}

bool batch_later(struct store *store, int64_t lot, struct later *out, struct error *err)
{
	*out = (struct later){ 0 };
	if (!visit(store, lot, out, err))
		return false;
	for (int i = 0; i < out->count / 2; i++) {
		int64_t held = out->batch[i];

		out->batch[i] = out->batch[out->count - 1 - i];
		out->batch[out->count - 1 - i] = held;
	}
	return true;
}
