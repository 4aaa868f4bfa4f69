/*
 * batch_explain.c - every number of a batch in sentences
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

/* cut: it does not hold all there is to say */
struct account { struct reasoning *out; int count; bool cut; };

static void tell(struct account *account, int64_t position, const char *lot, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

static void tell(struct account *account, int64_t position, const char *lot, const char *format,
                 ...)
{
	struct reasoning *to = &account->out[account->count];
	va_list args;

	if (account->count == MOST_REASONING) {
		account->cut = true;
		return;
	}
	account->count++;
	to->position = position;
	copy_text(to->lot, sizeof to->lot, lot);
	va_start(args, format);
	account->cut |= vsnprintf(to->text, sizeof to->text, format, args)
	                >= (int)sizeof to->text;
	va_end(args);
}

/* A line as executed, in the words of its row. */
struct told_line {
	int64_t position, used, step, ingredient, lot;
	char number[LOT_NUMBER], product[CODE_ROOM], code[CODE_ROOM], kind[24],
		picked[PICK_WHY], reason[200];
	struct ratio required, factor;
	enum unit unit;
	struct strength strength;
	struct quantity asked;       /* by the recipe; 0 atoms: a fill */
	int64_t per;
};

static bool read_line(const struct row *row, struct told_line *out, struct error *err)
{
	*out = (struct told_line){
		.position = row_int(row, "position"),
		.used = row_int(row, "used"),
		.step = row_int(row, "step"),
		.ingredient = row_int(row, "ingredient"),
		.lot = row_int(row, "lot"),
		.per = row_int(row, "per"),
		.required = { row_int(row, "required"), row_int(row, "required_over") },
		.factor = { row_int(row, "factor"), row_int(row, "factor_over") },
		.asked = { row_int(row, "amount"), UNIT_LITRE }
	};
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->product, sizeof out->product, row_text(row, "product"));
	copy_text(out->code, sizeof out->code, row_text(row, "ingredient_code"));
	copy_text(out->kind, sizeof out->kind, row_text(row, "kind"));
	copy_text(out->picked, sizeof out->picked, row_text(row, "picked"));
	copy_text(out->reason, sizeof out->reason, row_text(row, "reason"));
	out->strength = (struct strength){ .stated = !row_null(row, "strength") };
	out->strength.amount.atoms = row_int(row, "strength");
	out->strength.per.atoms = row_int(row, "strength_per");
	return unit_parse(row_text(row, "unit"), &out->unit, err)
	    && (!out->strength.stated
	        || unit_parse(row_text(row, "strength_unit"), &out->strength.amount.unit, err))
	    && (!row_text(row, "line_unit")
	        || unit_parse(row_text(row, "line_unit"), &out->asked.unit, err));
}

static bool read_lines(struct store *store, int64_t batch, struct told_line *out, int *count,
                       struct error *err)
{
	struct row *row = store_query(store, BATCH_LINE_STANDING,
	                              BIND(bind_int("batch", batch)), err);

	*count = 0;
	while (row_next(row, err)) {
		if (*count == MOST_DRAWS)
			return failed(
				err, FAULT_REFUSED,
				"a batch of more than %d lines cannot be explained at once",
				MOST_DRAWS);
		if (!read_line(row, &out[*count], err))
			return false;
		out[*count].strength.per.unit = out[*count].unit;
		++*count;
	}
	return !err->fault;
}

/* ---- What the line asks ---- */

static bool tell_target(struct account *account, const struct batch *batch,
                        const struct version *version, const struct told_line *line,
                        struct ratio *target, struct error *err)
{
	char asked[QUANTITY_TEXT], yield[QUANTITY_TEXT], made[QUANTITY_TEXT], comes[RATIO_TEXT],
		strong[STRENGTH_TEXT];
	struct strength final = { line->asked, { line->per, batch->target.unit }, true };

	quantity_format(line->asked, asked);
	quantity_format(version->yield, yield);
	quantity_format(batch->target, made);
	if (strcmp(line->kind, "concentration") == 0) {
		if (!ratio_multiply(ratio_of(line->asked.atoms, line->per),
		                    ratio_of(batch->target.atoms, 1), target, err))
			return false;
		strength_format(&final, strong);
		ratio_format(*target, line->asked.unit, comes);
		tell(account, line->position, NULL,
		     "%s asks for %s at %s; in a target of %s that is %s", version->code,
		     line->code, strong, made, comes);
		return true;
	}
	if (!ratio_multiply(ratio_of(line->asked.atoms, 1), line->factor, target, err))
		return false;
	ratio_format(*target, line->asked.unit, comes);
	if (line->factor.num == line->factor.den)
		tell(account, line->position, NULL, "%s asks for %s of %s in %s", version->code,
		     asked, *line->code ? line->code : line->product, yield);
	else
		tell(account, line->position, NULL,
		     "%s asks for %s of %s in %s; times %s / %s that is %s", version->code,
		     asked, *line->code ? line->code : line->product, yield, made, yield,
		     comes);
	return true;
}

/* The fill was what the lines left when it was made; an amendment since changed them, not what
 * was filled. */
static void tell_fill(struct account *account, const struct batch *batch,
                      const struct version *version, const struct told_line *line,
                      const struct sum *first, const struct sum *now)
{
	char target[QUANTITY_TEXT], others[QUANTITY_TEXT], since[QUANTITY_TEXT];

	quantity_format(batch->target, target);
	quantity_format((struct quantity){ first->others, batch->target.unit }, others);
	quantity_format((struct quantity){ now->others, batch->target.unit }, since);
	tell(account, line->position, NULL,
	     "%s fills with %s up to %s; the other lines %s to %s%s", version->code,
	     line->product, target, first->others == now->others ? "come" : "came", others,
	     first->besides ? " and a powder, so it was filled to the mark and measured" : "");
	if (first->others != now->others)
		tell(account, line->position, NULL,
		     "since amended: the other lines come to %s, and what was filled stays as "
		     "it was",
		     since);
}

/* ---- How the lot met it ---- */

static bool tell_assay(struct store *store, struct account *account,
                       const struct told_line *line, struct error *err)
{
	struct row *row = store_one(store, EXPLAIN_ASSAY, BIND(
		bind_int("lot",        line->lot),
		bind_int("ingredient", line->ingredient)), err);
	struct strength label = { .stated = true };
	char strong[STRENGTH_TEXT], by_label[STRENGTH_TEXT];

	if (!line->strength.stated)
		return !err->fault;
	strength_format(&line->strength, strong);
	if (!row || row_null(row, "amount")) {
		tell(account, line->position, line->number, "%s of %s holds %s%s%s",
		     line->number, line->product, strong, *line->code ? " of " : "",
		     line->code);
		return !err->fault;
	}
	label.amount.atoms = row_int(row, "amount");
	label.per.atoms = row_int(row, "per");
	if (!unit_parse(row_text(row, "unit"), &label.amount.unit, err))
		return false;
	label.per.unit = line->unit;
	strength_format(&label, by_label);
	if (row_text(row, "written"))
		tell(account, line->position, line->number,
		     "%s of %s: the label says %s, the certificate%s%s says %s: %s",
		     line->number, line->product, by_label,
		     row_text(row, "certificate") ? " " : "",
		     row_text(row, "certificate") ? row_text(row, "certificate") : "",
		     row_text(row, "written"), strong);
	else
		tell(account, line->position, line->number,
		     "%s of %s: the label says %s, and no assay says otherwise", line->number,
		     line->product, by_label);
	return true;
}

static bool tell_amount(struct store *store, struct account *account,
                        const struct told_line *line, struct error *err)
{
	char exact[RATIO_TEXT], used[QUANTITY_TEXT], step[QUANTITY_TEXT], maker[120] = "";
	struct row *row = store_one(store, EXPLAIN_LOT, BIND(bind_int("lot", line->lot)), err);
	struct rule rule;
	bool rounded;

	if (row && row_text(row, "maker_number"))
		snprintf(maker, sizeof maker, ", maker's lot %s",
		         row_text(row, "maker_number"));
	if (err->fault || !rule_find(store, RULE_MEASURING_STEP, &rule, err))
		return false;
	ratio_format(line->required, line->unit, exact);
	quantity_format((struct quantity){ line->used, line->unit }, used);
	quantity_format((struct quantity){ line->step, line->unit }, step);
	rounded = ratio_compare(line->required, ratio_of(line->used, 1)) != 0;
	if (*line->reason)
		tell(account, line->position, line->number, "%s%s: required %s, used %s: %s",
		     line->number, maker, exact, used, line->reason);
	else if (rounded && line->step > 1)
		tell(account, line->position, line->number,
		     "%s%s: required %s, measured %s, rounded half to even to %s (rule %s, %s)",
		     line->number, maker, exact, used, step, RULE_MEASURING_STEP,
		     rule.source ? rule.source : "no source");
	else if (rounded)
		tell(account, line->position, line->number, "%s%s: required %s, used %s",
		     line->number, maker, exact, used);
	else
		tell(account, line->position, line->number, "%s%s: %s exactly", line->number,
		     maker, used);
	if (line->used)
		tell(account, line->position, line->number, "%s was taken because: %s",
		     line->number, line->picked);
	return true;
}

static bool tell_conversion(struct account *account, const struct told_line *line,
                            struct ratio target, struct error *err)
{
	char comes[RATIO_TEXT], strong[STRENGTH_TEXT], exact[RATIO_TEXT];
	struct ratio amount;

	if (!line->strength.stated || line->strength.amount.unit != line->asked.unit
	    || !line->ingredient)
		return true;
	if (!ratio_multiply(target,
	                    ratio_of(line->strength.per.atoms, line->strength.amount.atoms),
	                    &amount, err))
		return false;
	if (ratio_compare(amount, line->required) != 0)
		return true;
	ratio_format(target, line->asked.unit, comes);
	strength_format(&line->strength, strong);
	ratio_format(amount, line->unit, exact);
	tell(account, line->position, line->number, "%s / %s = %s", comes, strong, exact);
	return true;
}

static bool tell_lines(struct store *store, struct account *account, const struct batch *batch,
                       const struct version *version, const struct told_line *lines, int count,
                       struct error *err)
{
	struct ratio target = { 0, 1 };
	struct sum first_made, now;

	if (!batch_sum(store, batch->id, true, &first_made, err)
	    || !batch_sum(store, batch->id, false, &now, err))
		return false;
	for (int i = 0; i < count; i++) {
		const struct told_line *line = &lines[i];
		bool first = i == 0 || lines[i - 1].position != line->position;

		if (strcmp(line->kind, "fill") == 0) {
			if (first)
				tell_fill(account, batch, version, line, &first_made, &now);
		} else if (*line->kind && first
		           && !tell_target(account, batch, version, line, &target, err)) {
			return false;
		}
		if (!tell_assay(store, account, line, err)
		    || !tell_conversion(account, line, target, err)
		    || !tell_amount(store, account, line, err))
			return false;
	}
	return true;
}

/* ---- What it comes to ---- */

/* What one line brings of an ingredient, said and added. */
static bool add_share(struct store *store, const struct told_line *line, int64_t ingredient,
                      char *text, size_t size, struct error *err)
{
	struct component component[MOST_COMPONENTS];
	char used[QUANTITY_TEXT], strong[STRENGTH_TEXT], comes[RATIO_TEXT];
	struct ratio brings;
	int count;

	if (!lot_composition(store, line->lot, component, &count, err))
		return false;
	for (int i = 0; i < count; i++) {
		const struct strength *strength = &component[i].strength;
		size_t at = strlen(text);

		if (component[i].ingredient != ingredient || !strength->stated || !line->used)
			continue;
		if (!ratio_multiply(ratio_of(line->used, 1),
		                    ratio_of(strength->amount.atoms, strength->per.atoms),
		                    &brings, err))
			return false;
		quantity_format((struct quantity){ line->used, line->unit }, used);
		strength_format(strength, strong);
		ratio_format(brings, strength->amount.unit, comes);
		snprintf(text + at, size - at, "%s%s of %s at %s is %s", at ? "; " : "", used,
		         line->number, strong, comes);
	}
	return true;
}

static bool tell_ingredient(struct store *store, struct account *account,
                            const struct batch *batch, const struct component *component,
                            const struct told_line *lines, int count, struct error *err)
{
	char made[QUANTITY_TEXT], strong[STRENGTH_TEXT], all[QUANTITY_TEXT],
		shares[sizeof account->out->text] = "";
	struct ingredient ingredient;

	if (!ingredient_read(store, component->ingredient, &ingredient, err))
		return false;
	quantity_format(batch->made_up, made);
	if (!component->strength.stated) {
		tell(account, 0, batch->number,
		     "%s: in some lot its strength is not stated, so neither is what is in %s",
		     ingredient.code, made);
		return true;
	}
	for (int i = 0; i < count; i++)
		if (!add_share(store, &lines[i], component->ingredient, shares, sizeof shares,
		               err))
			return false;
	if (!*shares) {
		tell(account, 0, batch->number, "%s: none of it was used", ingredient.code);
		return true;
	}
	strength_format(&component->strength, strong);
	quantity_format(component->strength.amount, all);
	tell(account, 0, batch->number,
	     "%s: %s; together %s in the %s made up, rounded once: %s", ingredient.code, shares,
	     all, made, strong);
	return true;
}

/* What the lines come to, where that is not what was made up. */
static bool tell_sum(struct store *store, struct account *account, const struct batch *batch,
                     struct error *err)
{
	char come[QUANTITY_TEXT], made[QUANTITY_TEXT];
	struct sum sum;

	if (!batch_sum(store, batch->id, false, &sum, err))
		return false;
	if (!batch->version || sum.all == batch->made_up.atoms)
		return true;
	quantity_format((struct quantity){ sum.all, batch->made_up.unit }, come);
	quantity_format(batch->made_up, made);
	tell(account, 0, batch->number,
	     "the lines come to %s%s, and %s was made up %s: concentration is over what was "
	     "made up",
	     come, sum.besides ? " and a powder" : "", made,
	     batch->measured ? "as measured" : "to the target");
	return true;
}

static bool tell_composition(struct store *store, struct account *account,
                             const struct batch *batch, const struct told_line *lines,
                             int line_count, struct error *err)
{
	struct component component[MOST_COMPONENTS];
	int count;

	if (!lot_composition(store, batch->lot, component, &count, err)
	    || !tell_sum(store, account, batch, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!tell_ingredient(store, account, batch, &component[i], lines, line_count,
		                     err))
			return false;
	return true;
}

bool batch_explain(struct store *store, const struct batch *batch, struct reasoning *out,
                   int *count, struct error *err)
{
	struct account account = { out, 0, false };
	struct told_line *lines = heap_new(MOST_DRAWS * sizeof *lines);
	struct version version = { .code = "the label", .yield = batch->target };
	int line_count = 0;
	bool ok;

	ok = (!batch->version || version_read(store, batch->version, &version, err))
	  && read_lines(store, batch->id, lines, &line_count, err)
	  && tell_lines(store, &account, batch, &version, lines, line_count, err)
	  && tell_composition(store, &account, batch, lines, line_count, err);
	if (ok && account.cut)
		ok = failed(err, FAULT_REFUSED,
		            "there is more to explain of %s than can be shown at once; 'pistor "
		            "batch show %s' has every line",
		            batch->number, batch->number);
	free(lines);
	*count = account.count;
	return ok;
}
