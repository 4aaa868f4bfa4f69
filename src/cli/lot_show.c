/*
 * lot_show.c - one lot with its whole ledger, and what is on hand
 */
#include "list.h"
#include "lot_words.h"
#include "signed.h"

struct shown { const char *lot; };

static bool show_one(struct desk *desk, int64_t lot, struct error *err)
{
	static const struct { const char *name; enum query query; } sections[] = {
		{ "places",    LOT_SHOW_PLACES    }, { "statuses",  LOT_SHOW_STATUSES  },
		{ "revisions", LOT_SHOW_REVISIONS }, { "assays",    LOT_SHOW_ASSAYS    },
		{ "verdicts",  LOT_SHOW_VERDICTS  }, { "counts",    LOT_SHOW_COUNTS    },
		{ "ledger",    LOT_LEDGER         },
	};
	struct lot read;

	if (!lot_read(desk->store, lot, &read, err)
	    || !page_query(
		    desk->page, "lot", desk->store, LOT_SHOW,
		    BIND(bind_int("lot", lot), bind_text("at", store_event(desk->store)->text)),
		    NULL, err)
	    || !page_query(desk->page, "content", desk->store,
	                   read.batch ? LOT_SHOW_MIXTURE : LOT_SHOW_CONTENT,
	                   BIND(bind_int("lot", lot)), NULL, err))
		return false;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (!page_query(desk->page, sections[i].name, desk->store, sections[i].query,
		                BIND(bind_int("lot", lot)), NULL, err))
			return false;
	return signed_show(desk, &(struct subject){ .lot = lot }, NULL, err)
	    && page_query(desk->page, "reactions", desk->store, REACTION_OF_LOT,
	                  BIND(bind_int("lot", lot)), NULL, err);
}

static bool show(struct desk *desk, const void *request, struct error *err)
{
	struct lot_choice choice;

	if (!lot_find(desk->store, ((const struct shown *)request)->lot, &choice, err))
		return false;
	for (int i = 0; i < choice.count; i++)
		if (!show_one(desk, choice.lot[i], err))
			return false;
	return lot_say_near(desk, ((const struct shown *)request)->lot, err);
}

const struct command lot_show_command = {
	.name = "lot show",
	.summary = "One lot, what is in it, where it is and every move of it",
	.more = "The maker's number shows every delivery. A reversal stands beside what it "
	        "reverses; the balance is that of the end of each instant.",
	.access = ACCESS_READ,
	.size = sizeof(struct shown),
	.words = (const struct word[]){ { "LOT", 0, FILLS(shown, lot),
	                                  "Our number, or the maker's" },
	                                { 0 } },
	.run = show,
};

struct listing { const char *product, *place; bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;
	struct product product = { .id = 0 };
	struct place place = { .id = 0 };

	return (!ask->product || product_find(desk->store, ask->product, &product, err))
	    && (!ask->place || place_find(desk->store, ask->place, &place, err))
	    && list_query(desk, "lots", ask->all ? LOT_LIST_ALL : LOT_LIST, BIND(
		bind_id  ("product", product.id),
		bind_id  ("place",   place.id),
		bind_text("at",      store_event(desk->store)->text)), err);
}

const struct command lot_list_command = {
	.name    = "lot list",
	.summary = "What is on hand, where, until when, and whether it may be used",
	.more    = "Example:\n  pistor lot list --product VITC-20",
	.access  = ACCESS_READ,
	.size    = sizeof(struct listing),
	.words   = (const struct word[]){
		{ "product", 0, FILLS(listing, product), "PRODUCT: Only its lots" },
		{ "place",   0, FILLS(listing, place),   "PLACE: Only what lies there" },
		{ "all",     0, FILLS(listing, all),     "What is used up, too" },
		{ 0 } },
	.run     = list,
};
