/*
 * batch_given.c - after a correction: who was given what is now known to be something else
 */
#include "batch_inside.h"

#include "deviation.h"
#include "heap.h"
#include "rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A session that got a lot of which one ingredient is more or less than was known. */
struct departed {
	int64_t session, lot, batch;
	char what[400];
};

static bool strength_of(const struct row *row, const char *amount, const char *unit,
                        const char *per, char text[STRENGTH_TEXT], struct error *err)
{
	struct strength strength = { .stated = true, .per.unit = UNIT_LITRE };

	if (row_null(row, amount)) {
		snprintf(text, STRENGTH_TEXT, "none");
		return true;
	}
	strength.amount.atoms = row_int(row, amount);
	strength.per.atoms = row_int(row, per);
	if (!unit_parse(row_text(row, unit), &strength.amount.unit, err)
	    || !unit_parse(row_text(row, "of_unit"), &strength.per.unit, err))
		return false;
	strength_format(&strength, text);
	return true;
}

/* Whether so much in so much is more than some per cent off what it was. */
static bool is_off(const struct row *row, int64_t percent)
{
	__int128 now = (__int128)row_int(row, "amount") * row_int(row, "was_per");
	__int128 was = (__int128)row_int(row, "was_amount") * row_int(row, "per");
	__int128 apart = now > was ? now - was : was - now;

	if (row_null(row, "amount") || row_null(row, "was_amount"))
		return row_null(row, "amount") != row_null(row, "was_amount");
	return apart / 100 * 100 > was / 100 * percent;
}

static bool take(const struct row *row, const struct rule *rule, struct departed *out,
                 struct error *err)
{
	char now[STRENGTH_TEXT], was[STRENGTH_TEXT];

	if (!strength_of(row, "amount", "unit", "per", now, err)
	    || !strength_of(row, "was_amount", "was_unit", "was_per", was, err))
		return false;
	*out = (struct departed){ .session = row_int(row, "session"),
		                  .lot = row_int(row, "lot"),
		                  .batch = row_int(row, "batch") };
	snprintf(out->what, sizeof out->what,
	         "%s was given in %s, and holds %s of %s, not %s: more than %" PRId64
	         " %% off (rule %s version %" PRId64 ")",
	         row_text(row, "number"), row_text(row, "given_in"), now, row_text(row, "code"),
	         was, rule->amount, RULE_USE_TOLERANCE, rule->version);
	return true;
}

bool batch_report_given(struct store *store, int64_t lot, struct error *err)
{
	struct departed *list = NULL;
	struct rule rule;
	struct row *row;
	int64_t version, percent;
	int count = 0;
	bool ok = true;

	if (!rule_find(store, RULE_USE_TOLERANCE, &rule, err))
		return false;
	if (rule.force <= RULE_WARNS || !rule.has_amount)
		return true;
	percent = rule.amount;
	version = rule.version;
	rule = (struct rule){ .amount = percent, .version = version };
	row = store_query(store, BATCH_GIVEN_OTHERWISE,
	                  BIND(bind_int("lot", lot), bind_int("action", store_action(store))),
	                  err);
	while (ok && row_next(row, err)) {
		if (!is_off(row, percent))
			continue;
		list = heap_more(list, count, sizeof *list);
		ok = take(row, &rule, &list[count++], err);
	}
	ok = ok && !err->fault;
	for (int i = 0; ok && i < count; i++)
		ok = (i > 0 && list[i].session == list[i - 1].session
		      && list[i].lot == list[i - 1].lot)
		  || deviation_open(store, list[i].what, list[i].lot, list[i].batch,
		                    list[i].session, NULL, err);
	free(list);
	return ok;
}
