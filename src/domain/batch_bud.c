/*
 * batch_bud.c - beyond-use dates and everything that follows a lot into other batches
 */
#include "batch_inside.h"
#include "heap.h"
#include "nearest.h"
#include "rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 160, MOST_LOTS_OF = 2 * MOST_DRAWS };

struct term { char text[TERM_ROOM]; struct instant until; };

struct terms { struct term term[MOST_TERMS]; int count; };

/* The lots that are in it. */
struct parts { int64_t lot[MOST_LOTS_OF]; int count; };

static struct term *more(struct terms *terms)
{
	return terms->count < MOST_TERMS ? &terms->term[terms->count++]
	                                 : &terms->term[MOST_TERMS - 1];
}

/* So long from the start of preparation. */
static void term_after(struct terms *terms, const struct batch *batch, int64_t seconds,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

static void term_after(struct terms *terms, const struct batch *batch, int64_t seconds,
                       const char *format, ...)
{
	struct term *term = more(terms);
	va_list args;

	instant_add(&batch->prepared, seconds, &term->until);
	va_start(args, format);
	vsnprintf(term->text, sizeof term->text, format, args);
	va_end(args);
}

/* ---- A powder dissolved as its label says ---- */

/* It keeps as long as its product once in use; where that is at once, as the rule for what is
 * dissolved says. */
static bool in_use_limit(struct store *store, const struct batch *batch, int64_t powder,
                         struct terms *terms, struct error *err)
{
	struct in_use limit;
	struct lot lot;

	if (!lot_read(store, powder, &lot, err))
		return false;
	if (lot.product.unit == batch->made_up.unit)
		return true;
	if (!product_in_use(store, &lot.product, &limit, err)
	    || (limit.limited && !limit.seconds
	        && !rule_span(store, RULE_IN_USE_DISSOLVED, &limit.seconds, NULL, err)))
		return false;
	if (limit.limited)
		term_after(terms, batch, limit.seconds, "in use, %s", lot.product.code);
	return true;
}

/* ---- What its regime allows ---- */

static void term_of_rule(struct terms *terms, const struct batch *batch,
                         const struct rule *rule, const char *what)
{
	char span[INSTANT_LOCAL];

	span_format((struct span){ rule->span }, span);
	term_after(terms, batch, rule->span, "%s, at most %s from preparation (rule %s, version %" PRId64
	           "; %s)", what, span, rule->code, rule->version,
	           rule->source ? rule->source : "no source");
}

/* Of the rules that hold for a regime, the shortest. */
static bool category_rule(struct store *store, const char *regime, const char *process,
                          const char *storage, struct rule *out, char code[RULE_CODE],
                          bool *found, struct error *err)
{
	struct row *row = store_query(store, BUD_RULES, BIND(
		bind_text("regime",  regime),
		bind_text("storage", storage)), err);
	int64_t shortest = 0;

	*found = false;
	*code = '\0';
	while (row_next(row, err)) {
		struct rule rule;

		rule_of_row(store, row, &rule);
		if (rule.force <= RULE_WARNS || !rule.has_span
		    || (rule.condition && strcmp(rule.condition, process) != 0)
		    || (*found && rule.span >= shortest))
			continue;
		*found = true;
		shortest = rule.span;
		copy_text(code, RULE_CODE, rule.code);
	}
	return !err->fault && (!*found || rule_find(store, code, out, err));
}

/* With something in it that is not sterile, aseptic work alone does not make it so. */
static bool process_of(struct store *store, const struct batch *batch,
                       const struct parts *parts, char process[24], struct error *err)
{
	bool aseptic = strcmp(batch->process, "aseptic") == 0;

	copy_text(process, 24, aseptic ? "sterile" : batch->process);
	for (int i = 0; aseptic && i < parts->count; i++) {
		if (store_one(store, BUD_UNSTERILE, BIND(bind_int("lot", parts->lot[i])), err))
			copy_text(process, 24, "non-sterile-part");
		if (err->fault)
			return false;
	}
	return true;
}

/* Where no rule that was approved says how long something lasts in its category, the first
 * category's time holds: the shortest there is. */
static bool category_limit(struct store *store, const struct batch *batch,
                           const struct version *version, const struct parts *parts,
                           struct terms *terms, struct error *err)
{
	char process[24], code[RULE_CODE], what[120];
	struct regime regime;
	struct rule rule;
	bool found, first = false;

	if (!version_regime(store, version, &regime, err)
	    || !process_of(store, batch, parts, process, err)
	    || !category_rule(store, batch->regime, process, regime.storage, &rule, code, &found,
	                      err))
		return false;
	if (!found) {
		first = true;
		if (!category_rule(store, "category-1", process, regime.storage, &rule, code,
		                   &found, err))
			return false;
	}
	if (!found)
		return failed(err, FAULT_REFUSED,
		              "no rule in force says how long a %s mixture keeps in the %s: say "
		              "another --storage or --regime ('pistor rule list' has those of "
		              "kind bud)",
		              batch->regime, regime.storage);
	snprintf(what, sizeof what, "%s (%s) in the %s%s", batch->regime, process,
	         regime.storage,
	         first ? ", for which no rule was approved: as category-1" : "");
	term_of_rule(terms, batch, &rule, what);
	return true;
}

static bool at_once(struct store *store, const struct batch *batch, struct terms *terms,
                    struct error *err)
{
	char span[INSTANT_LOCAL];
	struct rule rule;

	if (!rule_find(store, RULE_IMMEDIATE_USE, &rule, err))
		return false;
	if (!rule.holds || !rule.has_span)
		return true;
	span_format((struct span){ rule.span }, span);
	term_after(terms, batch, rule.span, "rule %s: given within %s of preparation (%s)",
	           RULE_IMMEDIATE_USE, span, rule.source ? rule.source : "no source");
	return true;
}

/* ---- What the recipe says ---- */

/* "36 h, Labo 2021": the words before the first mark are a limit of its own. */
static void stability_limit(const struct batch *batch, const struct version *version,
                            struct terms *terms)
{
	char words[FACT_ROOM];
	struct error none = { 0 };
	struct span span;

	snprintf(words, sizeof words, "%.*s", (int)strcspn(version->stability, ",:;("),
	         version->stability);
	if (span_parse(words, &span, &none))
		term_after(terms, batch, span.seconds, "stability of %s: %s", version->code,
		           version->stability);
}

static bool own_limit(struct store *store, const struct batch *batch, const struct parts *parts,
                      struct terms *terms, struct error *err)
{
	struct version version;
	char span[INSTANT_LOCAL];

	if (!batch->version) {
		for (int i = 0; i < parts->count; i++)
			if (!in_use_limit(store, batch, parts->lot[i], terms, err))
				return false;
		return true;
	}
	if (!version_read(store, batch->version, &version, err))
		return false;
	span_format((struct span){ version.keeps }, span);
	term_after(terms, batch, version.keeps, "%s keeps %s from preparation%s%s",
	           version.code, span, *version.stability ? ": " : "", version.stability);
	stability_limit(batch, &version, terms);
	if (*batch->ends.text) {
		struct term *given = more(terms);

		given->until = batch->ends;
		snprintf(given->text, sizeof given->text, "given by who made it");
	}
	return strcmp(batch->regime, "immediate") == 0
	               ? at_once(store, batch, terms, err)
	               : category_limit(store, batch, &version, parts, terms, err);
}

/* ---- What is in it ---- */

static bool of_lots(struct store *store, const struct parts *parts, struct terms *terms,
                    struct error *err)
{
	for (int i = 0; i < parts->count; i++) {
		struct term *term;
		struct lot lot;
		bool printed;

		if (!lot_read(store, parts->lot[i], &lot, err))
			return false;
		if (!*lot.expires_at.text)
			continue;
		printed = *lot.expires.printed;
		term = more(terms);
		term->until = lot.expires_at;
		snprintf(term->text, sizeof term->text, "%s of %s%s%s, %s%s", lot.number,
		         lot.product.code, *lot.maker_number ? ", maker's lot " : "",
		         lot.maker_number, printed ? "expires " : "its own beyond-use date",
		         lot.expires.printed);
	}
	return true;
}

/* That an opened vial may not be drawn from for long says nothing of what was drawn, but where
 * a rule says so. */
static bool shortens(struct store *store, int64_t product, char code[RULE_CODE],
                     struct error *err)
{
	struct row *row = store_query(store, BUD_CONTAINER_RULES, BIND_NOTHING, err);

	*code = '\0';
	while (row_next(row, err)) {
		struct rule rule;

		rule_of_row(store, row, &rule);
		if (rule.force > RULE_WARNS && (!rule.product || rule.product == product))
			copy_text(code, RULE_CODE, rule.code);
	}
	return !err->fault;
}

struct opened { int64_t product; struct term term; };

static bool of_containers(struct store *store, const struct batch *batch, struct terms *terms,
                          struct error *err)
{
	struct opened *opened = heap_new(MOST_LOTS_OF * sizeof *opened);
	struct row *row = store_query(store, BUD_CONTAINERS, BIND(bind_int("batch", batch->id)),
	                              err);
	char code[RULE_CODE];
	int count = 0;

	while (count < MOST_LOTS_OF && row_next(row, err)) {
		struct opened *one = &opened[count++];

		one->product = row_int(row, "product");
		copy_text(one->term.until.text, sizeof one->term.until.text,
		          row_text(row, "until"));
		snprintf(one->term.text, sizeof one->term.text, "%s/%" PRId64 " of %s, opened",
		         row_text(row, "number"), row_int(row, "ordinal"), row_text(row, "code"));
	}
	for (int i = 0; i < count && shortens(store, opened[i].product, code, err); i++)
		if (*code) {
			struct term *term = more(terms);

			*term = opened[i].term;
			snprintf(term->text, sizeof term->text, "%.300s (rule %s)",
			         opened[i].term.text, code);
		}
	free(opened);
	return !err->fault;
}

static bool parts_of(struct store *store, int64_t batch, struct parts *out, struct error *err)
{
	struct row *row = store_query(store, BATCH_LINE_LOTS, BIND(bind_int("batch", batch)),
	                              err);

	out->count = 0;
	while (out->count < MOST_LOTS_OF && row_next(row, err))
		out->lot[out->count++] = row_int(row, "lot");
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
                      int count, struct keeping *out, struct error *err)
{
	struct terms *terms = heap_new(sizeof *terms);
	struct parts parts = { .count = 0 };
	bool ok;

	for (int i = 0; i < count && i < MOST_LOTS_OF; i++)
		parts.lot[parts.count++] = lots[i];
	ok = own_limit(store, batch, &parts, terms, err) && of_lots(store, &parts, terms, err);
	*out = (struct keeping){ { "" }, "" };
	if (terms->count) {
		out->until = terms->term[earliest(terms)].until;
		copy_text(out->because, sizeof out->because,
		          terms->term[earliest(terms)].text);
	}
	free(terms);
	return ok;
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

/* The date on record follows, where it is another. */
static bool revise(struct store *store, const struct batch *batch, const struct instant *until,
                   struct error *err)
{
	struct row *row = store_one(store, BUD_NOW, BIND(bind_int("lot", batch->lot)), err);

	if (row && row_text(row, "expires_at")
	    && strcmp(row_text(row, "expires_at"), until->text) == 0)
		return true;
	return store_run(store, BUD_REVISE, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("lot",    batch->lot),
		bind_text("until",  until->text)), err);
}

static bool keep(struct store *store, const struct batch *batch, struct terms *terms,
                 struct instant *until, struct error *err)
{
	struct parts parts;
	int governs;

	*until = (struct instant){ "" };
	if (!parts_of(store, batch->id, &parts, err)
	 || !own_limit(store, batch, &parts, terms, err) || !of_lots(store, &parts, terms, err)
	 || !of_containers(store, batch, terms, err))
		return false;
	if (terms->count == 0)
		return true;
	governs = earliest(terms);
	*until = terms->term[governs].until;
	return write_terms(store, batch->id, terms, governs, err)
	    && revise(store, batch, until, err);
}

bool batch_keep(struct store *store, const struct batch *batch, struct instant *until,
                struct error *err)
{
	struct terms *terms = heap_new(sizeof *terms);
	bool ok;

	ok = keep(store, batch, terms, until, err);
	free(terms);
	return ok;
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
	later->batch = heap_more(later->batch, later->count, sizeof *later->batch);
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
