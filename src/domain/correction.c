/*
 * correction.c - one act for a lot and what was made of it
 */
#include "correction.h"
#include "handling.h"
#include "judge.h"

/* A number, a supplier or a certificate changes nothing that was made of it. */
static bool reaches_batches(const struct lot_entry *entry)
{
	return *entry->expires.printed || (entry->assays && *entry->assays);
}

static bool correct(struct store *store, const struct lot_entry *entry, struct lot *out,
                    struct followed *after, struct error *err)
{
	return lot_correct(store, entry, out, err)
	    && (!*entry->expires.printed || handling_corrected(store, out, err))
	    && (!reaches_batches(entry) || (batch_follow(store, out->id, after, err)
	                                 && judge_follow(store, out->id, err)
	                                 && batch_report_given(store, out->id, err)));
}

bool correction_of_lot(struct store *store, const struct lot_entry *entry, struct lot *out,
                       struct followed *after, struct error *err)
{
	*after = (struct followed){ 0 };
	return store_begin(store, "lot correct", err)
	    && store_end(store, correct(store, entry, out, after, err), err);
}
