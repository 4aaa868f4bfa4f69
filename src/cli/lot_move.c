/*
 * lot_move.c - wasted, returned, transferred
 */
#include "lot_words.h"
#include "settled.h"
#include "handling.h"
#include "verdicts.h"

/* "L26-0001 in STOCK: 1x5 mL thrown away, 9x5 mL left" */
static bool say_sent(struct desk *desk, const struct parcel *parcel, const struct sent *sent,
                     const char *what, const char *to, const struct settlement *told)
{
	char amount[QUANTITY_TEXT], left[QUANTITY_TEXT];

	lot_amount_text(&sent->lot.product, sent->amount.atoms, !sent->container, amount);
	lot_amount_text(&sent->lot.product, sent->left.atoms, !sent->container, left);
	fprintf(desk->out, "%s (%s) in %s: %s %s%s, %s left there\n",
	        sent->container ? parcel->what : sent->lot.number, sent->lot.product.code,
	        sent->place, amount, what, to, left);
	settled_tell(desk, told);
	return true;
}

static bool waste(struct desk *desk, const void *request, struct error *err)
{
	struct settlement told = { .count = 0 };
	struct sent sent;

	return lot_waste(desk->store, request, &sent, &told, err)
	    && say_sent(desk, request, &sent, "thrown away", "", &told);
}

static bool give_back(struct desk *desk, const void *request, struct error *err)
{
	struct settlement told = { .count = 0 };
	struct sent sent;

	return lot_return(desk->store, request, &sent, &told, err)
	    && say_sent(desk, request, &sent, "returned to the supplier", "", &told);
}

static bool transfer(struct desk *desk, const void *request, struct error *err)
{
	const struct parcel *parcel = request;
	struct settlement told = { .count = 0 };
	struct sent sent;

	return handling_transfer(desk->store, parcel, &sent, &told, err)
	    && say_sent(desk, parcel, &sent, "put in ", parcel->to, &told)
	    && verdicts_tell(desk, true, err);
}

#define PARCEL_WORDS \
	{ \
		"LOT", 0, FILLS(parcel, what), \
			"Our number (L26-0001), a container (L26-0001/2), or the maker's " \
		        "number" \
	}

#define HOW_MUCH \
	{ \
		"[QUANTITY]", 0, FILLS(parcel, amount), \
			"How much; all that lies there where not said" \
	}

#define WHERE \
	{ "place",      'p', FILLS(parcel, place),  "PLACE: Where it lies, if in several" }

const struct command lot_waste_command = {
	.name    = "lot waste",
	.summary = "Throw away what lies of a lot, or so much of it",
	.more    = "Say why with --reason.\n\n"
	           "Examples:\n"
	           "  pistor lot waste L26-0001/2 --reason 'past its in-use limit'\n"
	           "  pistor lot waste L26-0001 '2 amp' --reason broken",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS,
	.size    = sizeof(struct parcel),
	.words   = (const struct word[]){
		PARCEL_WORDS,
		HOW_MUCH,
		WHERE,
		{ 0 } },
	.run     = waste,
};

const struct command lot_return_command = {
	.name = "lot return",
	.summary = "Give a lot back to its supplier",
	.more = "Example:\n  pistor lot return L26-0001 '2 amp' --reason 'recalled by the "
	        "maker'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS,
	.size = sizeof(struct parcel),
	.words = (const struct word[]){ PARCEL_WORDS, HOW_MUCH, WHERE, { 0 } },
	.run = give_back,
};

const struct command lot_transfer_command = {
	.name    = "lot transfer",
	.summary = "Put a lot, or an opened container of it, elsewhere",
	.more    = "Examples:\n"
	           "  pistor lot transfer L26-0001 FRIDGE '3 amp'\n"
	           "  pistor lot transfer L26-0001/2 ROOM-1",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS,
	.size    = sizeof(struct parcel),
	.words   = (const struct word[]){
		PARCEL_WORDS,
		{ "TO",         0, FILLS(parcel, to),     "The place it is put" },
		HOW_MUCH,
		WHERE,
		{ 0 } },
	.run     = transfer,
};
