/*
 * batch_sum.c - what the lines of a batch come to, beside what was made up
 */
#include "batch_inside.h"
#include "deviation.h"
#include "rule.h"

#include <inttypes.h>
#include <stdlib.h>

bool batch_sum(struct store *store, int64_t batch, bool first, struct sum *out,
               struct error *err)
{
	struct row *row = store_one(store, first ? BATCH_SUM_FIRST : BATCH_SUM,
	                            BIND(bind_int("batch", batch)), err);

	if (!row)
		return false;
	*out = (struct sum){ .all = row_int(row, "come"), .others = row_int(row, "others"),
	                     .besides = row_int(row, "besides") };
	out->to_mark = out->besides && row_int(row, "fills");
	return true;
}

static const char *remedy(const struct batch *batch, bool made)
{
	if (made)
		return "reject it, or say with --happened why it stands";
	return batch->chair ? "make it as a batch, and measure what is made up"
	                    : "measure what was made up, and say it with --made-up";
}

static bool refuse(const struct batch *batch, int64_t all, int64_t percent, bool made,
                   struct error *err)
{
	char come[QUANTITY_TEXT], up[QUANTITY_TEXT];

	quantity_format((struct quantity){ all, batch->made_up.unit }, come);
	quantity_format(batch->made_up, up);
	if (batch->measured)
		return failed(err, FAULT_REFUSED,
		              "the lines come to %s, and %s made up is more than %" PRId64
		              " %% off that (rule %s)",
		              come, up, percent, RULE_YIELD_TOLERANCE);
	return failed(err, FAULT_REFUSED, "the lines come to %s, not %s: %s (rule %s)", come,
	              up, remedy(batch, made), RULE_YIELD_TOLERANCE);
}

bool batch_excused(struct store *store, const struct batch *batch, struct error *err)
{
	return store_one(store, BATCH_EXCUSED, BIND(bind_int("batch", batch->id)), err) != NULL;
}

bool batch_agrees(struct store *store, const struct batch *batch, bool made, struct error *err)
{
	struct rule rule;
	struct sum sum;
	int64_t more, allowed;

	if (!batch_sum(store, batch->id, false, &sum, err)
	 || !rule_find(store, RULE_YIELD_TOLERANCE, &rule, err)
	 || !scale(batch->made_up.atoms, rule.amount, 100, ROUND_DOWN, &allowed, err))
		return false;
	more = batch->made_up.atoms - sum.all;
	if (rule.force <= RULE_WARNS || sum.to_mark || llabs(more) <= allowed)
		return true;
	if (batch->measured && (more > 0 ? sum.besides : !made))
		return true;
	if (made && batch_excused(store, batch, err))
		return true;
	if (err->fault)
		return false;
	refuse(batch, sum.all, rule.amount, made, err);
	return deviation_instead(store, batch->lot, batch->id, 0, err);
}
