/*
 * formulation.c - a session opened down to what was bought
 */
#include "formulation.h"

#include "heap.h"
#include "nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARTS = 256 };

/* a x b / c, exactly where that can be held, else to the nearest atom: what is shown is rounded
 * there anyway. */
static struct ratio share(struct ratio a, int64_t b, int64_t c)
{
	struct error none = { 0 };
	struct ratio out;
	__int128 whole;

	if (c <= 0)
		return ratio_of(0, 1);
	if (ratio_multiply(a, ratio_of(b, c), &out, &none))
		return out;
	whole = (__int128)a.num * b / a.den;
	return ratio_of((int64_t)(whole / c), 1);
}

static struct content_line *add_line(struct formulation *formulation)
{
	struct content_line *line;

	formulation->lines = heap_more(formulation->lines, formulation->line_count,
	                               sizeof *line);
	line = &formulation->lines[formulation->line_count++];
	*line = (struct content_line){ .first_dose = formulation->dose_count };
	return line;
}

static struct dose *add_dose(struct formulation *formulation)
{
	struct dose *dose;

	formulation->doses = heap_more(formulation->doses, formulation->dose_count,
	                               sizeof *dose);
	dose = &formulation->doses[formulation->dose_count++];
	*dose = (struct dose){ .mixed = { 0, 1 }, .given = { 0, 1 } };
	return dose;
}

static bool read_doses(struct store *store, struct formulation *formulation, int line,
                       struct error *err)
{
	struct row *row = store_query(store, FORMULATION_DOSES,
	                              BIND(bind_int("lot", formulation->lines[line].lot)), err);

	while (row_next(row, err)) {
		struct dose *dose = add_dose(formulation);
		struct content_line *of = &formulation->lines[line];
		int64_t amount = row_int(row, "amount"), per = row_int(row, "per");

		of->dose_count++;
		copy_text(dose->code, sizeof dose->code, row_text(row, "code"));
		copy_text(dose->name, sizeof dose->name, row_text(row, "name"));
		if (row_null(row, "amount"))
			continue;
		if (!unit_parse(row_text(row, "unit"), &dose->strength.amount.unit, err))
			return false;
		dose->strength.stated = true;
		dose->strength.amount.atoms = amount;
		dose->strength.per = (struct quantity){ per, of->unit };
		dose->mixed = share(of->mixed, amount, per);
		dose->given = share(of->given, amount, per);
	}
	return !err->fault;
}

/* What is asked of a lot: so much of it in the whole mixture, of which the patient got given /
 * made_up. */
struct asked {
	int64_t lot;
	struct ratio mixed;
	int64_t given, made_up;
	char through[LOT_NUMBER];
};

static bool open_lot(struct store *store, struct formulation *formulation,
                     const struct asked *asked, struct error *err);

static bool open_batch(struct store *store, struct formulation *formulation,
                       const struct asked *asked, int64_t batch, int64_t made_up,
                       struct error *err)
{
	struct { int64_t lot, used; } parts[MOST_PARTS];
	struct row *row = store_query(store, FORMULATION_LINES, BIND(bind_int("batch", batch)),
	                              err);
	int count = 0;

	while (row_next(row, err)) {
		if (count == MOST_PARTS)
			return failed(err, FAULT_REFUSED,
			              "a batch of more than %d lines cannot be opened",
			              MOST_PARTS);
		parts[count].lot = row_int(row, "lot");
		parts[count++].used = row_int(row, "used");
	}
	for (int i = 0; i < count; i++) {
		struct asked part = *asked;

		part.lot = parts[i].lot;
		part.mixed = share(asked->mixed, parts[i].used, made_up);
		if (!open_lot(store, formulation, &part, err))
			return false;
	}
	return !err->fault;
}

static bool open_lot(struct store *store, struct formulation *formulation,
                     const struct asked *asked, struct error *err)
{
	struct row *row = store_one(store, FORMULATION_LOT, BIND(bind_int("lot", asked->lot)),
	                            err);
	struct content_line *line;

	if (!row)
		return failed(err, FAULT_STORE, "a lot that was used is not on record");
	if (!row_null(row, "batch")) {
		struct asked inner = *asked;

		copy_text(inner.through, sizeof inner.through, row_text(row, "number"));
		return open_batch(store, formulation, &inner, row_int(row, "batch"),
		                  row_int(row, "made_up"), err);
	}
	line = add_line(formulation);
	line->lot = asked->lot;
	copy_text(line->number, sizeof line->number, row_text(row, "number"));
	copy_text(line->maker, sizeof line->maker, row_text(row, "maker_number"));
	copy_text(line->product, sizeof line->product, row_text(row, "product"));
	copy_text(line->name, sizeof line->name, row_text(row, "name"));
	copy_text(line->expires, sizeof line->expires, row_text(row, "expires"));
	copy_text(line->through, sizeof line->through, asked->through);
	line->mixed = asked->mixed;
	line->given = share(asked->mixed, asked->given, asked->made_up);
	return unit_parse(row_text(row, "unit"), &line->unit, err)
	    && read_doses(store, formulation, formulation->line_count - 1, err);
}

/* As the recipe says it, for nobody here knows more. */
static bool open_reported(struct store *store, struct formulation *formulation,
                          struct opened_syringe *syringe, struct error *err)
{
	struct row *row = store_query(store, FORMULATION_REPORTED,
	                              BIND(bind_int("version", syringe->version)), err);

	while (row_next(row, err)) {
		struct content_line *line = add_line(formulation);
		bool product = strcmp(row_text(row, "kind"), "product") == 0,
		     fill = strcmp(row_text(row, "kind"), "fill") == 0;
		struct dose *dose;

		copy_text(line->product, sizeof line->product,
		     product || fill ? row_text(row, "code") : "");
		copy_text(line->name, sizeof line->name, row_text(row, "name"));
		line->unit = syringe->given.unit;
		line->mixed = line->given = ratio_of(0, 1);
		if (product && !unit_parse(row_text(row, "unit"), &line->unit, err))
			return false;
		if (product) {
			line->mixed = ratio_of(row_int(row, "amount"), 1);
			line->given = share(line->mixed, syringe->given.atoms,
			                    row_int(row, "yield"));
		}
		if (product || fill)
			continue;
		dose = add_dose(formulation);
		line->dose_count = 1;
		copy_text(dose->code, sizeof dose->code, row_text(row, "code"));
		copy_text(dose->name, sizeof dose->name, row_text(row, "name"));
		dose->strength.stated = true;
		if (!unit_parse(row_text(row, "unit"), &dose->strength.amount.unit, err))
			return false;
		dose->strength.amount.atoms = row_int(row, "amount");
		dose->strength.per = (struct quantity){ row_null(row, "per")
			                                        ? row_int(row, "yield")
			                                        : row_int(row, "per"),
			                                syringe->given.unit };
		dose->mixed = share(ratio_of(row_int(row, "yield"), 1),
		                    dose->strength.amount.atoms, dose->strength.per.atoms);
		dose->given = share(ratio_of(syringe->given.atoms, 1),
		                    dose->strength.amount.atoms, dose->strength.per.atoms);
	}
	return !err->fault;
}

static bool read_syringe(const struct row *row, struct opened_syringe *out, struct error *err)
{
	struct manner *manner = &out->manner;
	enum unit unit;

	if (!unit_parse(row_text(row, "unit"), &unit, err))
		return false;
	*out = (struct opened_syringe){
		.id = row_int(row, "id"),
		.lot = row_int(row, "lot"),
		.batch = row_int(row, "batch"),
		.version = row_int(row, "version"),
		.position = row_int(row, "position"),
		.given = { row_int(row, "given"), unit },
		.wasted = { row_int(row, "wasted"), unit },
		.made_up = { row_int(row, "made_up"), unit },
		.version_number = row_int(row, "version_number"),
		.chair = row_int(row, "chair") == 1,
		.reported = row_null(row, "lot"),
	};
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->recipe, sizeof out->recipe, row_text(row, "recipe"));
	copy_text(out->owner, sizeof out->owner, row_text(row, "owner"));
	copy_text(out->approved, sizeof out->approved, row_text(row, "approved"));
	copy_text(out->product, sizeof out->product, row_text(row, "product"));
	copy_text(out->prepared.text, sizeof out->prepared.text, row_text(row, "prepared"));
	copy_text(out->maker, sizeof out->maker, row_text(row, "maker"));
	manner_read(row, manner);
	return true;
}

static bool read_areas(struct store *store, struct opened_syringe *syringe, struct error *err)
{
	struct row *row = store_query(store, SESSION_AREAS,
	                              BIND(bind_int("syringe", syringe->id)), err);
	struct manner *manner = &syringe->manner;

	while (manner->area_count < MOST_AREAS && row_next(row, err)) {
		struct area *area = &manner->areas[manner->area_count++];

		copy_text(area->name, sizeof area->name, row_text(row, "area"));
		area->given = (struct quantity){ row_int(row, "given"), syringe->given.unit };
		area->points = row_int(row, "points");
	}
	return !err->fault;
}

static bool open_syringe(struct store *store, struct formulation *formulation,
                         struct opened_syringe *syringe, struct error *err)
{
	struct asked asked = { .lot = syringe->lot, .mixed = ratio_of(syringe->given.atoms, 1),
	                       .given = 1, .made_up = 1 };
	bool ok;

	syringe->first_line = formulation->line_count;
	if (syringe->batch) {
		asked.mixed = ratio_of(syringe->made_up.atoms, 1);
		asked.given = syringe->given.atoms;
		asked.made_up = syringe->made_up.atoms;
		ok = open_batch(store, formulation, &asked, syringe->batch,
		                syringe->made_up.atoms, err);
	} else if (syringe->lot)
		ok = open_lot(store, formulation, &asked, err);
	else
		ok = !syringe->version_number || open_reported(store, formulation, syringe, err);
	syringe->line_count = formulation->line_count - syringe->first_line;
	return ok && read_areas(store, syringe, err);
}

bool formulation_open(struct store *store, const struct session *session,
                      struct formulation **out, struct error *err)
{
	const int most = MOST_SYRINGES * 4;
	struct formulation *formulation = heap_new(sizeof *formulation);
	struct row *row;

	*out = formulation;
	formulation->session = *session;
	row = store_query(store, FORMULATION_SYRINGES, BIND(bind_int("session", session->id)),
	                  err);
	while (row_next(row, err)) {
		if (formulation->syringe_count == most)
			return failed(err, FAULT_REFUSED,
			              "'%s' was drawn in more than %d parts, which cannot be "
			              "opened at once; 'pistor session show %s' lists them",
			              session->number, most, session->number);
		if (!read_syringe(row, &formulation->syringes[formulation->syringe_count++],
		                  err))
			return false;
	}
	for (int i = 0; i < formulation->syringe_count; i++)
		if (!open_syringe(store, formulation, &formulation->syringes[i], err))
			return false;
	return !err->fault;
}

void formulation_close(struct formulation *formulation)
{
	if (!formulation)
		return;
	free(formulation->lines);
	free(formulation->doses);
	free(formulation);
}
