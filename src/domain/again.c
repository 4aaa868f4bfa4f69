/*
 * again.c - the same as last time, from today's stock
 */
#include "again.h"
#include "clinic.h"
#include "heap.h"
#include "nearest.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COURSE_ROOM = 1024 };

static bool is_same(const char *a, const char *b)
{
	char left[COURSE_ROOM], right[COURSE_ROOM];

	return strcmp(words_fold(a ? a : "", left, sizeof left),
	              words_fold(b ? b : "", right, sizeof right))
	       == 0;
}

/* ---- Which session ---- */

/* A session and what it was of: the recipes and products of its syringes. */
struct past {
	int64_t id, syringe;
	char number[SESSION_NUMBER], course[COURSE_ROOM];
	struct instant at;
	bool fits;
};

static bool fits(const struct again_ask *ask, const struct row *row)
{
	return (!ask->recipe || is_same(ask->recipe, row_text(row, "what")))
	    && (!ask->area || is_same(ask->area, row_text(row, "area")));
}

static struct past *one_more(struct past **past, int *count)
{
	*past = heap_more(*past, *count, sizeof **past);
	return &(*past)[(*count)++];
}

/* The sessions of a patient, newest first, however many; the caller frees them. */
static int read_past(struct store *store, const struct again_ask *ask, int64_t patient,
                     struct past **past, struct error *err)
{
	struct row *row = store_query(store, AGAIN_SESSIONS, BIND(bind_int("patient", patient)),
	                              err);
	int count = 0;

	while (row_next(row, err)) {
		struct past *now = count > 0 ? &(*past)[count - 1] : NULL;

		if (!now || now->id != row_int(row, "id")) {
			now = one_more(past, &count);
			*now = (struct past){ .id = row_int(row, "id") };
			copy_text(now->number, sizeof now->number, row_text(row, "number"));
			copy_text(now->at.text, sizeof now->at.text, row_text(row, "at"));
		}
		now->fits |= fits(ask, row);
		if (now->syringe == row_int(row, "syringe"))
			continue;
		now->syringe = row_int(row, "syringe");
		snprintf(now->course + strlen(now->course),
		         sizeof now->course - strlen(now->course), "%s%s",
		         *now->course ? " + " : "",
		         row_text(row, "what") ? row_text(row, "what") : "?");
	}
	return err->fault ? -1 : count;
}

/* The newest session of the only course that fits. */
static bool only_course(struct store *store, const struct again_ask *ask,
                        const struct patient *patient, const struct past *past, int count,
                        int64_t *session, struct error *err)
{
	char heard[272] = "", one[COURSE_ROOM + 64], last[INSTANT_LOCAL], more[120] = "";
	struct clinic clinic;
	int courses = 0, told = 0;

	*session = 0;
	if (!clinic_now(store, &clinic, err))
		return false;
	for (int i = 0; i < count; i++) {
		bool known = !past[i].fits;

		for (int j = 0; j < i && !known; j++)
			known = past[j].fits && strcmp(past[j].course, past[i].course) == 0;
		if (known)
			continue;
		if (courses++ == 0)
			*session = past[i].id;
		instant_local(&past[i].at, &clinic.zone, last);
		snprintf(one, sizeof one, "%s%s (last %.10s, %s)", *heard ? ", " : "",
		         past[i].course, last, past[i].number);
		/* Whole ones, as long as there is room. */
		if (told < courses - 1 || strlen(heard) + strlen(one) >= sizeof heard)
			continue;
		strcat(heard, one);
		told++;
	}
	if (courses == 0)
		return failed(err, FAULT_MISSING, "'%s' was given nothing%s%s%s%s here",
		              patient->code, ask->recipe ? " of " : "",
		              ask->recipe ? ask->recipe : "", ask->area ? " on " : "",
		              ask->area ? ask->area : "");
	if (told < courses)
		snprintf(more, sizeof more, "%s%d more in 'pistor session list --patient %s'",
		         *heard ? " and " : "", courses - told, patient->code);
	if (courses > 1)
		return failed(
			err, FAULT_REFUSED,
			"'%s' has %d courses: %s%s; say which with --recipe, --area or --session",
			patient->code, courses, heard, more);
	return true;
}

static bool choose_session(struct store *store, const struct again_ask *ask, struct again *out,
                           struct error *err)
{
	struct past *past = NULL;
	int64_t session;
	int count;
	bool ok;

	if (!patient_find(store, ask->patient, &out->patient, err))
		return false;
	if (ask->session) {
		if (!session_find(store, ask->session, &out->last, err))
			return false;
		if (out->last.patient != out->patient.id)
			return failed(err, FAULT_MISSING, "'%s' is not a session of '%s'",
			              out->last.number, out->patient.code);
		return session_standing(store, &out->last, err);
	}
	count = read_past(store, ask, out->patient.id, &past, err);
	ok = count >= 0 && only_course(store, ask, &out->patient, past, count, &session, err);
	free(past);
	return ok && session_by_id(store, session, &out->last, err);
}

/* ---- What was taken, and what is ---- */

static struct again_line *line_of(struct again *out, const struct again_syringe *syringe,
                                  int64_t line, const char *product)
{
	int at = (int)(syringe - out->syringes);

	for (int i = 0; i < out->line_count; i++)
		if (out->lines[i].syringe == at && out->lines[i].line == line
		 && (line != 0 || strcmp(out->lines[i].product, product) == 0))
			return &out->lines[i];
	if (out->line_count == MOST_AGAIN_LINES)
		return NULL;
	out->lines[out->line_count] = (struct again_line){ .syringe = at, .line = line };
	copy_text(out->lines[out->line_count].product, CODE_ROOM, product);
	return &out->lines[out->line_count++];
}

static bool read_taken(const struct row *row, struct taken *out, struct error *err)
{
	*out = (struct taken){ 0 };
	copy_text(out->lot, sizeof out->lot, row_text(row, "number"));
	copy_text(out->maker, sizeof out->maker, row_text(row, "maker_number"));
	copy_text(out->product, sizeof out->product, row_text(row, "product"));
	copy_text(out->expires, sizeof out->expires, row_text(row, "expires"));
	out->amount.atoms = row_int(row, "amount");
	if (!unit_parse(row_text(row, "unit"), &out->amount.unit, err))
		return false;
	if (row_null(row, "strength"))
		return true;
	out->strength = (struct strength){ .amount.atoms = row_int(row, "strength"),
		                           .per.atoms = row_int(row, "strength_per"),
		                           .stated = true };
	return unit_parse(row_text(row, "strength_unit"), &out->strength.amount.unit, err)
	    && unit_parse(row_text(row, "product_unit"), &out->strength.per.unit, err);
}

static bool keep(struct again_line *line, bool now, const struct taken *taken,
                 struct error *err)
{
	if (!line)
		return failed(err, FAULT_REFUSED,
		              "more than %d lines cannot be set side by side; record it with "
		              "'pistor session record'",
		              MOST_AGAIN_LINES);
	if ((now ? line->now_count : line->before_count) == MOST_TAKEN)
		return failed(err, FAULT_REFUSED,
		              "%s comes from more than %d lots or containers, which cannot be "
		              "set side by side; record it with 'pistor session record'",
		              line->product, MOST_TAKEN);
	if (now)
		line->now[line->now_count++] = *taken;
	else
		line->before[line->before_count++] = *taken;
	return true;
}

/* What a batch took, for so much of it. */
static bool taken_by_batch(struct store *store, struct again *out,
                           struct again_syringe *syringe, int64_t batch, int64_t given,
                           int64_t made_up, bool now, struct error *err)
{
	struct row *row = store_query(store, AGAIN_LINES, BIND(bind_int("batch", batch)), err);
	struct taken taken;

	while (row_next(row, err)) {
		if (!read_taken(row, &taken, err)
		    || !scale(taken.amount.atoms, given, made_up, ROUND_HALF_EVEN,
		              &taken.amount.atoms, err)
		    || !keep(line_of(out, syringe, row_int(row, "line"), taken.product), now,
		             &taken, err))
			return false;
	}
	return !err->fault;
}

static bool taken_of_lot(struct store *store, struct again *out, struct again_syringe *syringe,
                         int64_t lot, int64_t amount, bool now, struct error *err)
{
	struct row *row = store_one(store, AGAIN_LOT, BIND(bind_int("lot", lot)), err);
	struct taken taken;

	if (!row || !read_taken(row, &taken, err))
		return false;
	taken.amount.atoms = amount;
	return keep(line_of(out, syringe, 0, taken.product), now, &taken, err);
}

static bool taken_then(struct store *store, struct again *out, struct again_syringe *syringe,
                       const struct opened_syringe *was, struct error *err)
{
	if (was->batch)
		return taken_by_batch(store, out, syringe, was->batch, syringe->given.atoms,
		                      was->made_up.atoms, false, err);
	return !was->lot
	    || taken_of_lot(store, out, syringe, was->lot, syringe->given.atoms, false, err);
}

/* As a recorded session took it. */
static bool taken_now(struct store *store, struct again *out, struct error *err)
{
	struct formulation *formulation = NULL;
	bool ok = formulation_open(store, &out->recorded, &formulation, err);
	int at = 0;

	for (int i = 0; ok && i < formulation->syringe_count; i++) {
		const struct opened_syringe *is = &formulation->syringes[i];
		struct again_syringe *syringe;

		if (i > 0 && at + 1 < out->syringe_count
		    && (is->version != out->syringes[at].version.id
		        || strcmp(is->product, out->syringes[at].product) != 0
		        || i >= formulation->syringe_count - (out->syringe_count - at - 1)))
			at++;
		syringe = &out->syringes[at];
		ok = is->batch && is->version
		             ? taken_by_batch(store, out, syringe, is->batch, is->given.atoms,
		                              is->made_up.atoms, true, err)
		             : taken_of_lot(store, out, syringe, is->lot, is->given.atoms, true,
		                            err);
	}
	formulation_close(formulation);
	return ok;
}

/* ---- What could stand in ---- */

static bool stand_ins(struct store *store, struct again_line *line, int64_t product,
                      int64_t ingredient, struct error *err)
{
	const char *now = store_event(store)->text;
	struct row *row = ingredient ? store_query(store, AGAIN_STAND_INS_OF_INGREDIENT,
	                                           BIND(bind_int("ingredient", ingredient),
	                                                bind_text("now", now),
	                                                bind_int("most", MOST_STAND_INS)),
	                                           err)
	                             : store_query(store, AGAIN_STAND_INS_OF_PRODUCT,
	                                           BIND(bind_int("product", product),
	                                                bind_text("now", now),
	                                                bind_int("most", MOST_STAND_INS)),
	                                           err);

	while (row_next(row, err) && line->stand_in_count < MOST_STAND_INS) {
		struct stand_in *other = &line->stand_ins[line->stand_in_count++];

		*other = (struct stand_in){ .on_hand = { row_int(row, "on_hand"),
			                                 UNIT_LITRE } };
		copy_text(other->product, sizeof other->product, row_text(row, "code"));
		if (!unit_parse(row_text(row, "unit"), &other->on_hand.unit, err))
			return false;
		if (row_null(row, "strength"))
			continue;
		other->strength = (struct strength){ { row_int(row, "strength"), 0 },
			                             { row_int(row, "strength_per"),
			                               other->on_hand.unit },
			                             true };
		if (!unit_parse(row_text(row, "strength_unit"), &other->strength.amount.unit,
		                err))
			return false;
	}
	return !err->fault;
}

static bool mark_missing(struct store *store, struct again *out, struct again_line *line,
                         const char *why, int64_t product, int64_t ingredient,
                         struct error *err)
{
	if (!line)
		return failed(err, FAULT_REFUSED, "more than %d lines", MOST_AGAIN_LINES);
	line->missing = true;
	out->missing++;
	snprintf(line->why, sizeof line->why, "%.*s", (int)sizeof line->why - 1, why);
	return stand_ins(store, line, product, ingredient, err);
}

/* ---- Laying out ---- */

static bool taken_on_sheet(struct store *store, struct again *out,
                           struct again_syringe *syringe, const struct worksheet *sheet,
                           struct error *err)
{
	for (int i = 0; i < sheet->line_count; i++) {
		const struct planned *planned = &sheet->lines[i];
		struct again_line *line = line_of(out, syringe, planned->line.id,
		                                  planned->line.code);

		/* What fills up follows from the rest, which is not whole. */
		if (sheet->lacking && planned->line.kind == LINE_FILL && line
		    && !planned->lacking) {
			memcpy(line->now, line->before, sizeof line->before);
			line->now_count = line->before_count;
			continue;
		}
		for (int j = planned->first; j < planned->first + planned->draws; j++) {
			const struct pick *pick = &sheet->draws[j].pick;
			struct row *row = store_one(store, AGAIN_LOT,
			                            BIND(bind_int("lot", pick->lot)), err);
			struct taken taken;

			if (!row || !read_taken(row, &taken, err))
				return false;
			taken.amount = (struct quantity){ pick->amount, pick->unit };
			if (!keep(line, true, &taken, err))
				return false;
		}
		if (planned->lacking
		    && !mark_missing(store, out, line, planned->why, planned->line.product,
		                     planned->line.ingredient, err))
			return false;
	}
	return true;
}

static void add_told(struct settlement *to, const struct settlement *from)
{
	to->more += from->more;
	for (int i = 0; i < from->count; i++)
		if (to->count < MOST_TOLD)
			to->told[to->count++] = from->told[i];
		else
			to->more++;
}

static bool lay_mixture(struct store *store, const struct again_ask *ask, struct again *out,
                        struct again_syringe *syringe, struct error *err)
{
	const char *const patients[] = { out->patient.code, NULL };
	const struct signing own = { 0 };
	struct compounding compounding = { .version = syringe->version.id,
		                           .yield = syringe->given,
		                           .patients = patients,
		                           .another = ask->another || !ask->make,
		                           .worksheet = !ask->make,
		                           .signing = ask->make ? &own : NULL };
	struct worksheet *sheet = heap_new(sizeof *sheet);
	bool ok;

	ok = batch_make(store, &compounding, sheet, &syringe->made, err)
	  && taken_on_sheet(store, out, syringe, sheet, err);
	if (ok && ask->make)
		add_told(&out->told, &sheet->told);
	free(sheet);
	return ok;
}

static bool lay_product(struct store *store, struct again *out, struct again_syringe *syringe,
                        struct error *err)
{
	struct picks *picks = heap_new(sizeof *picks);
	struct shortage short_of = { 0 };
	struct error why = { 0 };
	struct product product;
	bool ok;

	ok = product_find(store, syringe->product, &product, err);
	if (ok) {
		struct need need = { .product = product.id,
			             .amount = ratio_of(syringe->given.atoms, 1),
			             .unit = syringe->given.unit,
			             .patient = out->patient.id };

		if (!lot_pick(store, &need, picks, &short_of, &why))
			ok = why.fault == FAULT_REFUSED
			             ? mark_missing(store, out,
			                            line_of(out, syringe, 0, product.code),
			                            why.text, product.id, 0, err)
			             : failed(err, why.fault, "%s", why.text);
	}
	for (int i = 0; ok && i < picks->count; i++)
		ok = taken_of_lot(store, out, syringe, picks->pick[i].lot,
		                  picks->pick[i].amount, true, err);
	free(picks);
	return ok;
}

/* The version as it was then, and what is in force today where that is another. */
static bool bind_version(struct store *store, struct again *out, struct again_syringe *syringe,
                         int64_t version, struct error *err)
{
	struct error none = { 0 };
	struct version now;

	if (!version_read(store, version, &syringe->version, err))
		return false;
	if (syringe->version.status == VERSION_UNSAFE)
		return version_allowed(store, &syringe->version, out->patient.id, err);
	if (!version_for(store, syringe->version.recipe_code, out->patient.id, &now, &none))
		return spared(&none, err);
	if (now.id == version)
		return true;
	copy_text(syringe->newer, sizeof syringe->newer, now.code);
	return version_diff(store, version, now.id, syringe->diff, sizeof syringe->diff, err);
}

static bool begin_syringe(struct store *store, const struct again_ask *ask, struct again *out,
                          const struct opened_syringe *was, struct error *err)
{
	struct again_syringe *syringe = &out->syringes[out->syringe_count];

	if (out->syringe_count == MOST_SYRINGES)
		return failed(err, FAULT_REFUSED, "more than %d syringes", MOST_SYRINGES);
	*syringe = (struct again_syringe){ .given = ask->given.atoms ? ask->given
		                                                     : was->given };
	out->syringe_count++;
	copy_text(syringe->product, sizeof syringe->product, was->product);
	if (syringe->given.unit != was->given.unit)
		return failed(err, FAULT_REFUSED, "it was given in %s, not in %s",
		              unit_everyday(was->given.unit),
		              unit_everyday(syringe->given.unit));
	if (!was->version && !*was->product)
		return failed(
			err, FAULT_REFUSED,
			"what was given in '%s' is not known well enough to be given again",
			out->last.number);
	return (!was->version || bind_version(store, out, syringe, was->version, err))
	    && taken_then(store, out, syringe, was, err);
}

static bool record_again(struct store *store, const struct again_ask *ask, struct again *out,
                         const struct formulation *last, struct error *err)
{
	struct sitting *sitting = heap_new(sizeof *sitting);
	bool ok;

	sitting->patient = out->patient.code;
	sitting->fresh = ask->make;
	sitting->signing = ask->signing;
	sitting->consent = ask->consent;
	sitting->another = ask->another;
	sitting->answers = ask->answers;
	sitting->to_see = ask->to_see;
	sitting->checks = ask->checks;
	sitting->check_count = ask->check_count;
	for (int i = 0; i < out->syringe_count; i++) {
		struct syringe_order *order = &sitting->syringes[sitting->syringe_count];
		const struct again_syringe *syringe = &out->syringes[i];

		/* Drawn from another container for the one before: where is said with that. */
		if (i && last->syringes[i].position == last->syringes[i - 1].position) {
			order[-1].given.atoms += syringe->given.atoms;
			continue;
		}
		sitting->syringe_count++;
		*order = (struct syringe_order){ .source = syringe->product,
			                         .version = syringe->version.id,
			                         .given = syringe->given,
			                         .manner = last->syringes[i].manner };
		for (int j = 0; j < order->manner.area_count; j++)
			if (syringe->given.atoms != last->syringes[i].given.atoms)
				order->manner.areas[j].given.atoms = 0;
	}
	ok = session_record(store, sitting, &out->recorded, &out->told, err)
	     && taken_now(store, out, err);
	free(sitting);
	return ok;
}

static bool lay(struct store *store, const struct again_ask *ask, struct again *out,
                const struct formulation *last, struct error *err)
{
	if (ask->given.atoms && last->syringe_count > 1)
		return failed(err, FAULT_REFUSED,
		              "'%s' had %d syringes; each comes back as it was",
		              out->last.number, last->syringe_count);
	for (int i = 0; i < last->syringe_count; i++) {
		if (!begin_syringe(store, ask, out, &last->syringes[i], err))
			return false;
		if (ask->record)
			continue;
		if (out->syringes[i].version.id
		            ? !lay_mixture(store, ask, out, &out->syringes[i], err)
		            : !lay_product(store, out, &out->syringes[i], err))
			return false;
	}
	return !ask->record || record_again(store, ask, out, last, err);
}

static bool again(struct store *store, const struct again_ask *ask, struct again *out,
                  struct error *err)
{
	struct formulation *last = NULL;
	bool ok = choose_session(store, ask, out, err)
	          && formulation_open(store, &out->last, &last, err)
	          && lay(store, ask, out, last, err);

	formulation_close(last);
	return ok;
}

bool again_do(struct store *store, const struct again_ask *ask, struct again *out,
              struct error *err)
{
	memset(out, 0, sizeof *out);
	if (!!ask->session + !!ask->recipe + !!ask->area > 1)
		return failed(err, FAULT_USAGE,
		              "say which with one of --session, --recipe and --area");
	return store_begin(store, "again", err)
	    && store_end(store, again(store, ask, out, err), err);
}
