/*
 * lot_move.c - wasted, returned, transferred, counted
 */
#include "lot_words.h"

static bool waste(struct desk *desk, const void *request, struct error *err)
{
	struct settlement told = { .count = 0 };

	if (!lot_waste(desk->store, request, &told, err))
		return false;
	fprintf(desk->out, "thrown away: %s\n", ((const struct parcel *)request)->what);
	lot_say_told(desk, &told);
	return true;
}

static bool give_back(struct desk *desk, const void *request, struct error *err)
{
	struct settlement told = { .count = 0 };

	if (!lot_return(desk->store, request, &told, err))
		return false;
	fprintf(desk->out, "returned to the supplier: %s\n", ((const struct parcel *)request)->what);
	lot_say_told(desk, &told);
	return true;
}

static bool transfer(struct desk *desk, const void *request, struct error *err)
{
	const struct parcel *parcel = request;
	struct settlement told = { .count = 0 };

	if (!lot_transfer(desk->store, parcel, &told, err))
		return false;
	fprintf(desk->out, "%s is in %s now\n", parcel->what, parcel->to);
	lot_say_told(desk, &told);
	return true;
}

static bool count(struct desk *desk, const void *request, struct error *err)
{
	const struct parcel *parcel = request;
	struct settlement told = { .count = 0 };
	char expected[QUANTITY_TEXT], counted[QUANTITY_TEXT];
	struct tallied found;

	if (!lot_count(desk->store, parcel, &found, &told, err))
		return false;
	quantity_format(found.expected, expected);
	quantity_format(found.counted, counted);
	if (found.counted.atoms == found.expected.atoms)
		fprintf(desk->out, "%s in %s: %s, as expected\n", parcel->what, found.place.code, counted);
	else
		fprintf(desk->out, "%s in %s: %s, not %s as expected; the difference is posted\n", parcel->what,
		        found.place.code, counted, expected);
	lot_say_told(desk, &told);
	return true;
}

#define PARCEL_WORDS \
	{ "LOT",        0,   FILLS(parcel, what),   "Our number (L26-0001), a container (L26-0001/2), or the maker's number" }

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
		{ "[QUANTITY]", 0, FILLS(parcel, amount), "How much; all that lies there where not said" },
		WHERE,
		{ 0 } },
	.run     = waste,
};

const struct command lot_return_command = {
	.name    = "lot return",
	.summary = "Give a lot back to its supplier",
	.more    = "Example:\n  pistor lot return L26-0001 '2 amp' --reason 'recalled by the maker'",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS,
	.size    = sizeof(struct parcel),
	.words   = (const struct word[]){
		PARCEL_WORDS,
		{ "[QUANTITY]", 0, FILLS(parcel, amount), "How much; all that lies there where not said" },
		WHERE,
		{ 0 } },
	.run     = give_back,
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
		{ "[QUANTITY]", 0, FILLS(parcel, amount), "How much; all that lies there where not said" },
		WHERE,
		{ 0 } },
	.run     = transfer,
};

const struct command lot_count_command = {
	.name    = "lot count",
	.summary = "Enter what was found of a lot",
	.more    = "What was counted stands; the difference to what was expected is posted at that instant, and later"
	           " entries of what happened before keep the count true. Unopened containers are counted whole, an opened"
	           " one by its own number. A difference needs --reason; --when says when it was counted.\n\n"
	           "Examples:\n"
	           "  pistor lot count L26-0001 '9 amp' --reason 'one was broken'\n"
	           "  pistor lot count L26-0001/2 '1.2 mL' --when 'yesterday 18:00'",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS,
	.size    = sizeof(struct parcel),
	.words   = (const struct word[]){
		PARCEL_WORDS,
		{ "QUANTITY",   0, FILLS(parcel, amount), "What was found: '9 amp', '45 mL', '0 pcs'" },
		WHERE,
		{ 0 } },
	.run     = count,
};
