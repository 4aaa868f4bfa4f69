/*
 * upkeep_check.c - the laws, asked of a live store one by one
 */
#include "heap.h"
#include "lot.h"
#include "upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *law; enum query query; } laws[] = {
	{ "1 what was reversed moves nothing any more",                 CHECK_REVERSED },
	{ "2 counts agree with the moves before them",                  CHECK_COUNTS },
	{ "3 nothing is ever below nothing",                            CHECK_BELOW_NOTHING },
	{ "3 nothing is recorded before it happened",                   CHECK_AFTER_ENTRY },
	{ "4 what was used could be used, or the act says why",         CHECK_USABLE },
	{ "5 a beyond-use date is the one that governs it",             CHECK_BEYOND_USE },
	{ "5 a mixture is used no later than any of its terms",         CHECK_BUD },
	{ "7 an approved version stays as it was",                      CHECK_APPROVED },
	{ "8 batch lines are what left stock for them",                 CHECK_LINES },
	{ "8 syringes are what left stock for them",                    CHECK_SYRINGES },
	{ "11 batches balance: made up is kept and lost",               CHECK_BATCHES },
	{ "11 no more is drawn from a batch than it kept",              CHECK_DRAWN },
	{ "11 numbers are given without a gap",                         CHECK_NUMBERS },
	{ "12 who makes or counts is not the second person",             CHECK_SECOND_PERSON },
	{ "12 what is released was verified before",                    CHECK_ORDER },
	{ "12 which sessions and counts are not signed is known",       CHECK_SIGNED },
	{ "13 entries never go back in time",                           CHECK_ENTRIES },
	{ "13 who reviewed the journal signed what stands there",       CHECK_REVIEWED },
};

enum { LAWS = sizeof laws / sizeof *laws };

struct checking {
	struct store *store;
	int at;                      /* of the laws; then expiries, compositions, the chain */
	struct row *rows;
	struct zone zone;            /* of the expiry under way */
	int64_t lot;
	struct verification *verification;
	bool broken;                 /* the law under way */
};

bool upkeep_check(struct store *store, struct checking **out, struct error *err)
{
	struct checking *checking = heap_new(sizeof *checking);

	checking->store = store;
	*out = checking;
	if (upkeep_verify(store, NULL, 0, &checking->verification, err))
		return true;
	free(checking);
	return false;
}

void checking_end(struct checking *checking)
{
	if (!checking)
		return;
	verification_end(checking->verification);
	free(checking);
}

static bool next_of_law(struct checking *checking, struct checked *out, struct error *err)
{
	if (!checking->rows)
		checking->rows = store_query(checking->store, laws[checking->at].query,
		                             BIND_NOTHING, err);
	if (!row_next(checking->rows, err))
		return false;
	snprintf(out->finding, sizeof out->finding, "%s", row_text(checking->rows, "finding"));
	return true;
}

/* What an expiry as printed comes to; where it is none, err says so. */
static bool ends_at(struct checking *checking, const char *zone, const char *printed,
                    struct instant *out, struct error *err)
{
	struct expiry expiry = { "" };

	*out = (struct instant){ "" };
	return !*printed
	       || ((strcmp(checking->zone.name, zone) == 0
	            || zone_load(zone, &checking->zone, err))
	           && expiry_parse(printed, &expiry, err)
	           && expiry_ends(&expiry, &checking->zone, out, err));
}

/* Law 5: what was bought may be used through the day that is printed, where it came in. */
static bool next_expiry(struct checking *checking, struct checked *out, struct error *err)
{
	if (!checking->rows)
		checking->rows = store_query(checking->store, CHECK_EXPIRIES, BIND_NOTHING,
		                             err);
	while (row_next(checking->rows, err)) {
		const char *number = row_text(checking->rows, "number"),
		           *zone = row_text(checking->rows, "zone"),
		           *printed = row_text(checking->rows, "expires"),
		           *recorded = row_text(checking->rows, "expires_at");
		struct error said = { 0 };
		struct instant ends;

		printed = printed ? printed : "";
		if (!ends_at(checking, zone, printed, &ends, &said))
			snprintf(out->finding, sizeof out->finding, "the expiry of %s: %.400s",
			         number, said.text);
		else if (strcmp(ends.text, recorded ? recorded : "") == 0)
			continue;
		else
			snprintf(out->finding, sizeof out->finding,
			         "%s, expiry %s in %s, ends %s, and the record says %s", number,
			         *printed ? printed : "none", zone,
			         *ends.text ? ends.text : "never",
			         recorded ? recorded : "never");
		return true;
	}
	return false;
}

/* Law 8: what is in a lot is what its label and assay, or its lines, make it. */
static bool next_composition(struct checking *checking, struct checked *out, struct error *err)
{
	bool holds = true;
	struct row *row;

	while (holds
	       && (row = store_one(checking->store, CHECK_LOTS,
	                           BIND(bind_int("after", checking->lot)), err))) {
		checking->lot = row_int(row, "id");
		snprintf(out->finding, sizeof out->finding,
		         "the composition of %s is not what its label and assay or its lines "
		         "make it",
		         row_text(row, "number"));
		if (!lot_composition_holds(checking->store, checking->lot, &holds, err))
			return false;
	}
	return !holds;
}

static bool next_of_chain(struct checking *checking, struct checked *out, struct error *err)
{
	struct finding finding;

	if (!verification_next(checking->verification, &finding, err))
		return false;
	snprintf(out->finding, sizeof out->finding, "%s", finding.text);
	return true;
}

/* Those that take more than a statement. */
static const struct {
	const char *law;
	bool (*next)(struct checking *checking, struct checked *out, struct error *err);
} others[] = {
	{ "5 an expiry ends as printed, where the lot came in",          next_expiry },
	{ "8 compositions are what label, assay and lines make them",   next_composition },
	{ "1, 3, 13 rows, shelf, identities and schema are as sealed",  next_of_chain },
};

enum { ALL_LAWS = LAWS + sizeof others / sizeof *others };

bool checking_next(struct checking *checking, struct checked *out, struct error *err)
{
	while (checking->at < ALL_LAWS) {
		int other = checking->at - LAWS;
		bool found = other < 0 ? next_of_law(checking, out, err)
		                       : others[other].next(checking, out, err);

		if (err->fault)
			return false;
		out->law = other < 0 ? laws[checking->at].law : others[other].law;
		out->holds = !found;
		if (found)
			return checking->broken = true;
		checking->at++;
		checking->rows = NULL;
		*out->finding = '\0';
		if (!checking->broken)
			return true;
		checking->broken = false;
	}
	return false;
}
