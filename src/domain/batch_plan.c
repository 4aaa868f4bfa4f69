/*
 * batch_plan.c - all lines of a worksheet: targets, then what fills up, then what they come to
 */
#include "batch_act.h"

#include <inttypes.h>

static bool target_of(struct act *act, struct planned *planned, struct error *err)
{
	const struct line *line = &planned->line;

	if (line->kind == LINE_CONCENTRATION)
		return ratio_multiply(ratio_of(line->amount.atoms, line->per),
		                      ratio_of(act->sheet->target.atoms, 1), &planned->target,
		                      err);
	return ratio_multiply(ratio_of(line->amount.atoms, 1), act->sheet->factor,
	                      &planned->target, err);
}

static bool measured_for(const struct act *act, int64_t position)
{
	for (int i = 0; i < act->ask->use_count; i++)
		if (act->ask->uses[i].position == position && act->ask->uses[i].measured)
			return true;
	return false;
}

/* What is left to the yield after all that was measured. */
static bool fill(struct act *act, struct planned *planned, struct error *err)
{
	char come[RATIO_TEXT], yield[QUANTITY_TEXT];

	if (!ratio_subtract(ratio_of(act->sheet->target.atoms, 1), act->filled,
	                    &planned->target, err))
		return false;
	quantity_format(act->sheet->target, yield);
	if (planned->target.num < 0) {
		ratio_format(act->filled, act->sheet->target.unit, come);
		return failed(err, FAULT_REFUSED,
		              "the other lines come to %s, more than the yield of %s: nothing "
		              "is left for %s to fill",
		              come, yield, planned->line.code);
	}
	planned->line.amount.unit = act->sheet->target.unit;
	planned->at_mark = act->powder;
	if (act->powder && !measured_for(act, planned->line.position)) {
		if (!act->ask->worksheet)
			return failed(err, FAULT_REFUSED,
			              "line %" PRId64
			              " fills to the mark of %s over a powder; enter what was"
			              " measured, as in --use '%" PRId64 "=1.2 mL'",
			              planned->line.position, yield, planned->line.position);
		act_note(act->sheet,
		         "line %" PRId64 " fills to the mark of %s: enter what was measured\n",
		         planned->line.position, yield);
	}
	if (planned->target.num == 0 && !measured_for(act, planned->line.position)) {
		act_note(act->sheet, "line %" PRId64 ": nothing is left to fill\n",
		         planned->line.position);
		return true;
	}
	return act_draw_line(act, planned, err);
}

static bool uses_are_of_lines(const struct act *act, struct error *err)
{
	for (int i = 0; i < act->ask->use_count; i++) {
		bool found = false;

		for (int j = 0; j < act->sheet->line_count; j++)
			found |= act->sheet->lines[j].line.position
			         == act->ask->uses[i].position;
		if (!found)
			return failed(err, FAULT_MISSING, "%s has no line %" PRId64,
			              act->sheet->version.code, act->ask->uses[i].position);
	}
	return true;
}

/* Without a fill the volumes should come to the yield; where they do not, it is measured. */
static void compare_volumes(struct act *act)
{
	struct ratio target = ratio_of(act->sheet->target.atoms, 1);
	char come[RATIO_TEXT], yield[QUANTITY_TEXT];

	for (int i = 0; i < act->sheet->line_count; i++)
		if (act->sheet->lines[i].at_mark)
			return;
	if (act->batch.measured || act->sheet->lacking
	 || ratio_compare(act->filled, target) == 0)
		return;
	ratio_format(act->filled, act->sheet->target.unit, come);
	quantity_format(act->sheet->target, yield);
	act_note(act->sheet,
	         "the lines come to %s and the yield is %s: measure what was made up, and say "
	         "it with --made-up\n",
	         come, yield);
}

bool act_draw_lines(struct act *act, struct error *err)
{
	struct worksheet *sheet = act->sheet;
	struct line lines[MOST_LINES];

	if (!version_lines(act->store, sheet->version.id, lines, &sheet->line_count, err))
		return false;
	for (int i = 0; i < sheet->line_count; i++)
		sheet->lines[i] = (struct planned){ .line = lines[i] };
	if (!uses_are_of_lines(act, err))
		return false;
	for (int i = 0; i < sheet->line_count; i++)
		if (lines[i].kind != LINE_FILL
		 && (!target_of(act, &sheet->lines[i], err)
		     || !act_draw_line(act, &sheet->lines[i], err)))
			return false;
	for (int i = 0; i < sheet->line_count; i++)
		if (lines[i].kind == LINE_FILL && !fill(act, &sheet->lines[i], err))
			return false;
	compare_volumes(act);
	return true;
}
