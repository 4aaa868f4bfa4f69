/*
 * judge_read.c - what is in a version, a batch or a session, read from its rows
 */
#include "judge_inside.h"
#include "heap.h"
#include "manner.h"
#include "nearest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 6 };

#define ADD(hearing, what) \
	((hearing)->what##s = heap_more((hearing)->what##s, (hearing)->what##_count, \
	                                sizeof *(hearing)->what##s), \
	 memset(&(hearing)->what##s[(hearing)->what##_count], 0, sizeof *(hearing)->what##s), \
	 &(hearing)->what##s[(hearing)->what##_count++])

static int add_source(struct hearing *hearing, int mixture, const struct row *row)
{
	struct source *source = ADD(hearing, source);

	source->mixture = mixture;
	source->product = row_int(row, "product");
	copy_text(source->code, sizeof source->code,
	          row_text(row, source->product ? "product_code" : "code"));
	return hearing->source_count - 1;
}

static void take_content(const struct row *row, struct content *of)
{
	of->ingredient = row_int(row, "ingredient");
	of->class = row_int(row, "class");
	of->form_of = row_int(row, "form_of");
	of->form_mass = row_int(row, "form_mass");
	of->base_mass = row_int(row, "base_mass");
	of->amount = ratio_of(0, 1);
	copy_text(of->code, sizeof of->code, row_text(row, "code"));
	copy_text(of->base, sizeof of->base, row_text(row, "base"));
}

static void take_part(const struct row *row, struct part *part)
{
	take_content(row, &part->of);
	copy_text(part->class_code, sizeof part->class_code, row_text(row, "class_code"));
	copy_text(part->class_name, sizeof part->class_name, row_text(row, "class_name"));
}

/* ---- A lot ---- */

/* The amount is that of all sources together, so it stands once per ingredient and unit. */
static bool counts_first(const struct hearing *hearing, const struct part *part)
{
	for (int i = 0; i < hearing->part_count - 1; i++) {
		const struct part *before = &hearing->parts[i];

		if (before->mixture == part->mixture
		    && before->of.ingredient == part->of.ingredient
		    && before->of.stated == part->of.stated && before->of.unit == part->of.unit)
			return false;
	}
	return true;
}

static bool read_lot(struct hearing *hearing, int mixture, struct error *err)
{
	struct row *row = store_query(hearing->store, JUDGE_CONTENT,
	                              BIND(bind_int("lot", hearing->mixtures[mixture].lot)),
	                              err);
	int source = -1;

	while (row_next(row, err)) {
		struct part *part;

		if (source < 0 || hearing->sources[source].product != row_int(row, "product")) {
			source = add_source(hearing, mixture, row);
			hearing->sources[source].position = row_int(row, "position");
			hearing->sources[source].fills = row_int(row, "fills");
		}
		if (row_null(row, "ingredient"))
			continue;
		part = ADD(hearing, part);
		take_part(row, part);
		part->mixture = mixture;
		part->source = source;
		part->of.stated = !row_null(row, "amount");
		if (part->of.stated && !unit_parse(row_text(row, "unit"), &part->of.unit, err))
			return false;
		if (part->of.stated)
			part->of.amount = ratio_of(row_int(row, "amount"), row_int(row, "per"));
		part->counts = counts_first(hearing, part);
	}
	return !err->fault;
}

/* ---- A version, by its lines and the labels ---- */

/* A row of a line, kept while the lines of another version are read. */
struct line_row {
	int64_t id, position, product, within;
	bool fills, sterile;
	struct ratio amount;         /* of the product, or of the ingredient, in the whole
	                              * yield */
	enum unit unit;
	bool known;                  /* what fills is only known where all else is */
	struct part part;
	bool has_part;
	struct ratio label;          /* atoms per atom of the product */
	char code[CODE_ROOM];
};

struct lines { struct line_row *row; int count; };

static bool take_line(const struct row *row, struct quantity yield, struct line_row *out,
                      struct error *err)
{
	const char *kind = row_text(row, "kind");
	struct ratio amount = ratio_of(row_int(row, "line_amount"), 1);

	*out = (struct line_row){ .id = row_int(row, "id"),
		                  .position = row_int(row, "position"),
		                  .product = row_int(row, "product"),
		                  .within = row_int(row, "within"),
		                  .fills = strcmp(kind, "fill") == 0,
		                  .sterile = row_null(row, "product") || row_int(row, "sterile"),
		                  .known = true,
		                  .unit = yield.unit,
		                  .has_part = !row_null(row, "ingredient"),
		                  .amount = amount };
	copy_text(out->code, sizeof out->code, row_text(row, out->product ? "product_code" : "code"));
	if (row_text(row, "line_unit")
	    && !unit_parse(row_text(row, "line_unit"), &out->unit, err))
		return false;
	if (strcmp(kind, "concentration") == 0
	    && !ratio_multiply(ratio_of(row_int(row, "line_amount"), row_int(row, "line_per")),
	                       ratio_of(yield.atoms, 1), &out->amount, err))
		return false;
	if (!out->has_part)
		return true;
	take_part(row, &out->part);
	out->part.of.stated = !out->product || !row_null(row, "amount");
	out->part.of.unit = out->unit;
	if (out->product && out->part.of.stated) {
		out->label = ratio_of(row_int(row, "amount"), row_int(row, "per"));
		return unit_parse(row_text(row, "unit"), &out->part.of.unit, err);
	}
	return true;
}

static bool read_lines(struct hearing *hearing, int64_t version, struct quantity yield,
                       struct lines *out, struct error *err)
{
	struct row *row = store_query(hearing->store, JUDGE_LINES,
	                              BIND(bind_int("version", version)), err);

	while (row_next(row, err)) {
		out->row = heap_more(out->row, out->count, sizeof *out->row);
		if (!take_line(row, yield, &out->row[out->count++], err))
			return false;
	}
	return !err->fault;
}

/* What is left to the yield, where every other line is a volume; else it is not known. */
static bool fill_up(struct lines *lines, struct quantity yield, struct error *err)
{
	struct ratio left = ratio_of(yield.atoms, 1);
	bool known = true;

	for (int i = 0; i < lines->count; i++) {
		const struct line_row *line = &lines->row[i];

		if (line->fills || (i > 0 && lines->row[i - 1].id == line->id))
			continue;
		known &= line->product && line->unit == yield.unit;
		if (known && !ratio_subtract(left, line->amount, &left, err))
			return false;
	}
	for (int i = 0; i < lines->count; i++)
		if (lines->row[i].fills) {
			lines->row[i].known = known && left.num >= 0;
			lines->row[i].amount = left;
		}
	return true;
}

static bool add_lines(struct hearing *hearing, int mixture, int64_t version,
                      struct quantity yield, struct ratio share, int64_t position, int depth,
                      struct error *err);

/* A mixture that goes in: what it is made of, by how much of it goes in. */
static bool add_within(struct hearing *hearing, int mixture, const struct line_row *line,
                       struct ratio share, int64_t position, int depth, struct error *err)
{
	struct row *row = store_one(hearing->store, JUDGE_VERSION,
	                            BIND(bind_int("version", line->within)), err);
	struct quantity yield = { 0, UNIT_LITRE };

	if (!row || !unit_parse(row_text(row, "unit"), &yield.unit, err))
		return false;
	yield.atoms = row_int(row, "yield");
	return ratio_multiply(share, line->amount, &share, err)
	    && ratio_multiply(share, ratio_of(1, yield.atoms), &share, err)
	    && add_lines(hearing, mixture, line->within, yield, share, position, depth - 1,
	                 err);
}

static bool add_line_part(struct hearing *hearing, int mixture, int source,
                          const struct line_row *line, struct ratio share, struct error *err)
{
	struct part *part = ADD(hearing, part);
	struct ratio amount = line->amount;

	*part = line->part;
	part->mixture = mixture;
	part->source = source;
	part->counts = true;
	part->of.stated &= line->known;
	if (!part->of.stated)
		return true;
	return (!line->product || ratio_multiply(amount, line->label, &amount, err))
	    && ratio_multiply(amount, share, &part->of.amount, err);
}

/* share: of the whole mixture, one atom of what these lines make up. */
static bool add_lines(struct hearing *hearing, int mixture, int64_t version,
                      struct quantity yield, struct ratio share, int64_t position, int depth,
                      struct error *err)
{
	struct lines lines = { 0 };
	int source = -1;
	bool ok = read_lines(hearing, version, yield, &lines, err)
	          && fill_up(&lines, yield, err);

	for (int i = 0; ok && i < lines.count; i++) {
		const struct line_row *line = &lines.row[i];
		bool again = i > 0 && lines.row[i - 1].id == line->id;

		if (line->within && depth > 0) {
			ok = again
			  || add_within(hearing, mixture, line, share,
			                position ? position : line->position, depth, err);
			continue;
		}
		if (!again) {
			struct source *one = ADD(hearing, source);

			one->mixture = mixture;
			one->product = line->product;
			one->position = position ? position : line->position;
			one->fills = line->fills;
			one->sterile = line->sterile;
			memcpy(one->code, line->code, sizeof one->code);
			source = hearing->source_count - 1;
		}
		ok = !line->has_part
		  || add_line_part(hearing, mixture, source, line, share, err);
	}
	free(lines.row);
	return ok;
}

static bool read_version(struct hearing *hearing, struct error *err)
{
	struct row *row = store_one(hearing->store, JUDGE_VERSION,
	                            BIND(bind_int("version", hearing->matter.version)), err);
	struct mixture *mixture;

	if (!row)
		return failed(err, FAULT_MISSING, "no such version of a recipe");
	mixture = ADD(hearing, mixture);
	mixture->version = hearing->matter.version;
	/* One that says no other is mixed for nothing else; any may be, at the chair. */
	if (row_text(row, "regime") && strcmp(row_text(row, "regime"), "immediate") == 0)
		mixture->regime = REGIME_IMMEDIATE;
	if (!unit_parse(row_text(row, "unit"), &mixture->made_up.unit, err))
		return false;
	mixture->made_up.atoms = row_int(row, "yield");
	mixture->given = (struct quantity){ row_int(row, "session_volume"),
		                            mixture->made_up.unit };
	mixture->assumed = !mixture->given.atoms;
	if (mixture->assumed)
		mixture->given = mixture->made_up;
	mixture->points = row_int(row, "points");
	mixture->depth = manner_deepest(row_null(row, "depth") ? "" : row_text(row, "depth"));
	copy_text(mixture->name, sizeof mixture->name, row_text(row, "code"));
	copy_text(mixture->purpose, sizeof mixture->purpose, row_text(row, "indication"));
	copy_text(mixture->area, sizeof mixture->area, row_text(row, "area"));
	if (!hearing->patient)
		hearing->patient = row_int(row, "patient");
	return add_lines(hearing, 0, mixture->version, mixture->made_up,
	                 ratio_of(1, mixture->made_up.atoms), 0, DEEPEST, err);
}

/* ---- A batch, a session ---- */

/* Under which regime it is made: as its recipe says, else as the rule says; at the chair for
 * immediate use, whatever that is. */
static bool read_regime(struct hearing *hearing, struct mixture *mixture, bool chair,
                        const char *said, struct error *err)
{
	struct rule rule;

	copy_text(mixture->category, sizeof mixture->category, said);
	if (!said && mixture->version && !chair) {
		if (!rule_find(hearing->store, RULE_DEFAULT_REGIME, &rule, err))
			return false;
		copy_text(mixture->category, sizeof mixture->category,
		          rule.holds ? rule.regime : NULL);
	}
	mixture->regime = chair || strcmp(mixture->category, "immediate") == 0
	                          ? REGIME_IMMEDIATE : REGIME_STORED;
	return true;
}

static bool read_batch(struct hearing *hearing, struct error *err)
{
	struct row *row = store_one(hearing->store, JUDGE_BATCH,
	                            BIND(bind_int("batch", hearing->matter.batch)), err);
	struct mixture *mixture;

	if (!row)
		return failed(err, FAULT_MISSING, "no such batch");
	mixture = ADD(hearing, mixture);
	mixture->batch = hearing->matter.batch;
	mixture->lot = row_int(row, "lot");
	mixture->version = row_int(row, "version");
	if (!read_regime(hearing, mixture, row_int(row, "chair"), row_text(row, "regime"), err)
	    || !unit_parse(row_text(row, "unit"), &mixture->made_up.unit, err))
		return false;
	mixture->made_up.atoms = row_int(row, "made_up");
	mixture->given = (struct quantity){ row_int(row, "session_volume"),
		                            mixture->made_up.unit };
	mixture->points = mixture->given.atoms ? row_int(row, "points") : 0;
	mixture->depth = -1;
	copy_text(mixture->name, sizeof mixture->name, row_text(row, "number"));
	copy_text(mixture->purpose, sizeof mixture->purpose, row_text(row, "indication"));
	copy_text(mixture->area, sizeof mixture->area, row_text(row, "area"));
	copy_text(hearing->at.text, sizeof hearing->at.text, row_text(row, "prepared"));
	/* Made for several it is given to each in turn, and judged for each then. */
	if (!hearing->patient && row_int(row, "patients") == 1)
		hearing->patient = row_int(row, "patient");
	return read_lot(hearing, 0, err);
}

/* Split over containers, one order is several syringes, of which the first says how. */
static int leader_of(const struct hearing *hearing, const struct row *row)
{
	int last = hearing->mixture_count - 2;

	return last >= 0 && !row_int(row, "areas") && !row_int(row, "points")
	               && hearing->mixtures[last].product == row_int(row, "product")
	       ? hearing->mixtures[last].leader
	       : hearing->mixture_count - 1;
}

static bool take_syringe(struct hearing *hearing, const struct row *row, struct error *err)
{
	struct mixture *mixture = ADD(hearing, mixture);

	mixture->syringe = row_int(row, "syringe");
	mixture->lot = row_int(row, "lot");
	mixture->batch = row_int(row, "batch");
	mixture->version = row_int(row, "version");
	mixture->recipe = row_int(row, "recipe");
	mixture->product = row_int(row, "product");
	mixture->regime = !mixture->batch       ? REGIME_NONE
	                : row_int(row, "chair") ? REGIME_IMMEDIATE
	                                        : REGIME_STORED;
	if (!unit_parse(row_text(row, "unit"), &mixture->given.unit, err))
		return false;
	mixture->given.atoms = row_int(row, "given");
	mixture->made_up = (struct quantity){ row_int(row, "made_up"), mixture->given.unit };
	mixture->points = row_int(row, "points");
	mixture->depth = manner_deepest(row_null(row, "depth") ? "" : row_text(row, "depth"));
	mixture->leader = leader_of(hearing, row);
	copy_text(mixture->name, sizeof mixture->name,
	          row_text(row, mixture->regime == REGIME_IMMEDIATE ? "version_code" : "number"));
	copy_text(mixture->purpose, sizeof mixture->purpose, row_text(row, "purpose"));
	if (hearing->patient)
		return true;
	hearing->patient = row_int(row, "patient");
	hearing->replaces = row_int(row, "replaces");
	copy_text(hearing->patient_code, sizeof hearing->patient_code,
	          row_text(row, "patient_code"));
	copy_text(hearing->at.text, sizeof hearing->at.text, row_text(row, "at"));
	copy_text(hearing->purpose, sizeof hearing->purpose, row_text(row, "indication"));
	return true;
}

static bool read_session(struct hearing *hearing, struct error *err)
{
	struct row *row = store_query(hearing->store, JUDGE_SESSION,
	                              BIND(bind_int("session", hearing->matter.session)), err);

	hearing->session = hearing->matter.session;
	while (row_next(row, err))
		if (!take_syringe(hearing, row, err))
			return false;
	for (int i = 0; i < hearing->mixture_count; i++)
		if (!read_lot(hearing, i, err))
			return false;
	return !err->fault;
}

bool judge_read(struct hearing *hearing, struct error *err)
{
	hearing->at = *store_event(hearing->store);
	hearing->patient = hearing->matter.session ? 0 : hearing->matter.patient;
	return hearing->matter.session ? read_session(hearing, err)
	     : hearing->matter.batch   ? read_batch(hearing, err)
	                               : read_version(hearing, err);
}

void judge_close(struct hearing *hearing)
{
	free(hearing->mixtures);
	free(hearing->sources);
	free(hearing->parts);
	free(hearing->others);
	free(hearing->allergies);
	free(hearing->acidities);
	body_free(hearing->body);
}

/* ---- What else the patient had ---- */

static bool take_other(struct hearing *hearing, const struct row *row, struct error *err)
{
	struct other *other = ADD(hearing, other);

	take_content(row, &other->of);
	other->inside = row_int(row, "inside");
	other->session = row_int(row, "session");
	other->syringe = row_int(row, "syringe");
	other->given.atoms = row_int(row, "given");
	other->points = row_int(row, "points");
	other->product = row_int(row, "product");
	copy_text(other->number, sizeof other->number, row_text(row, "number"));
	copy_text(other->at.text, sizeof other->at.text, row_text(row, "at"));
	other->of.stated = !row_null(row, "amount");
	return unit_parse(row_text(row, "given_unit"), &other->given.unit, err)
	    && (!other->of.stated
	        || (unit_parse(row_text(row, "unit"), &other->of.unit, err)
	            && ratio_multiply(ratio_of(other->given.atoms, 1),
	                              ratio_of(row_int(row, "amount"), row_int(row, "per")),
	                              &other->of.amount, err)));
}

bool judge_read_others(struct hearing *hearing, int64_t span, struct error *err)
{
	struct instant from, to;
	struct row *row;

	if (hearing->others_span >= span || !hearing->session)
		return true;
	hearing->others_span = span;
	hearing->other_count = 0;
	instant_add(&hearing->at, -span, &from);
	instant_add(&hearing->at, span, &to);
	const struct bind *when = BIND(
		bind_int ("patient", hearing->patient),
		bind_text("from",    span == EVER ? "0001" : from.text),
		bind_text("to",      span == EVER ? "9999" : to.text),
		bind_int ("session", hearing->session));

	if (!store_one(hearing->store, JUDGE_OTHER_SESSION, when, err))
		return !err->fault;
	row = store_query(hearing->store, JUDGE_OTHERS, when, err);
	while (row_next(row, err))
		if (!take_other(hearing, row, err))
			return false;
	return !err->fault;
}
