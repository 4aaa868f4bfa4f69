/*
 * upkeep_review.c - the journal, read by somebody who signs that they did
 */
#include "nearest.h"
#include "upkeep.h"

bool upkeep_reviewed(struct store *store, struct reviewed *out, struct error *err)
{
	struct row *row = store_one(store, UPKEEP_REVIEWED, BIND_NOTHING, err);

	*out = (struct reviewed){ 0 };
	if (!row)
		return !err->fault;
	out->act = row_int(row, "act");
	copy_text(out->person, sizeof out->person, row_text(row, "person"));
	copy_text(out->at.text, sizeof out->at.text, row_text(row, "at"));
	return true;
}

/* The review itself is an act, too, and no reason for another one. */
static bool review(struct store *store, const struct signing *signing, int64_t *until,
                   struct error *err)
{
	struct signing with = *signing;
	struct reviewed before;
	int64_t id;

	if (!upkeep_reviewed(store, &before, err))
		return false;
	*until = store_action(store) - 1;
	if (*until <= before.act + 1)
		return before.act ? failed(err, FAULT_REFUSED,
		                           "nothing was done since %s reviewed the journal",
		                           before.person)
		                  : failed(err, FAULT_REFUSED,
		                           "nothing was done yet that could be reviewed");
	with.meaning = "reviewed";
	with.subject = (struct subject){ .seal = *until };
	return signature_make(store, &with, &id, NULL, err);
}

bool upkeep_review(struct store *store, const struct signing *signing, int64_t *until,
                   struct error *err)
{
	return store_begin(store, "journal review", err)
	    && store_end(store, review(store, signing, until, err), err);
}
