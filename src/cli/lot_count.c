/*
 * lot_count.c - what was found, and the sheet to count by
 */
#include "list.h"
#include "lot_words.h"
#include "person.h"
#include "settled.h"
#include "signed.h"

#include <string.h>

struct count_words {
	const char *what, *quantity, *place; /* quantity is read here: '0 g' says something */
	bool blind, sheet, witnessed;
};

/* Nothing is recorded by asking what is to be counted. */
static bool sheet(struct desk *desk, const struct count_words *ask, struct error *err)
{
	struct place place = { .id = 0 };

	desk->idle = true;
	if (ask->place && !place_find(desk->store, ask->place, &place, err))
		return false;
	return list_query(desk, "lots to count", LOT_COUNT_SHEET,
	                  BIND(bind_int("blind", ask->blind), bind_id("place", place.id)), err);
}

static void tell(struct desk *desk, const struct count_words *ask, const struct tallied *found)
{
	char expected[QUANTITY_TEXT], counted[QUANTITY_TEXT];

	lot_amount_text(&found->lot.product, found->expected.atoms, !found->container,
	                expected);
	lot_amount_text(&found->lot.product, found->counted.atoms, !found->container, counted);
	if (ask->blind && desk->dry_run)
		page_say(desk->page,
		         "%s in %s: %s; what was expected is told once it is entered",
		         ask->what, found->place.code, counted);
	else if (found->counted.atoms == found->expected.atoms)
		page_say(desk->page, "%s in %s: %s, as expected", ask->what, found->place.code,
		         counted);
	else
		page_say(desk->page,
		         "%s in %s: %s, not %s as expected; the difference is posted",
		         ask->what, found->place.code, counted, expected);
	if (*found->deviation && !(ask->blind && desk->dry_run))
		page_say(desk->page, "%s is opened: 'pistor deviation show %s'",
		         found->deviation, found->deviation);
}

static bool tell_signed(struct desk *desk, const struct count_words *ask,
                        const struct tallied *found, struct error *err)
{
	struct person counter;

	if (ask->witnessed)
		desk->signs = SIGNS_NOW;
	else if (found->waits && !store_seat(desk->store)->typist)
		desk->signs = SIGNS_NOW_OR_LATER;
	if (!found->waits)
		return true;
	if (!person_by_id(desk->store, store_seat(desk->store)->person, &counter, err))
		return false;
	page_say(desk->page, "not signed: it waits for %s, with 'pistor sign'", counter.code);
	return true;
}

static bool count(struct desk *desk, const void *request, struct error *err)
{
	const struct count_words *ask = request;
	struct signing signing = signed_by(desk);
	struct settlement told = { .count = 0 };
	struct parcel parcel = { .what = ask->what,
		                 .place = ask->place,
		                 .blind = ask->blind,
		                 .witnessed = ask->witnessed,
		                 .signing = &signing };
	struct tallied found = { .tally = 0 };

	if (!ask->what && (ask->sheet || ask->blind))
		return sheet(desk, ask, err);
	if (!ask->what || !ask->quantity)
		return failed(
			err, FAULT_USAGE,
			"say what was counted and how much was found; --sheet, or --blind, "
			"alone lists what is to be counted");
	if (!packs_parse(ask->quantity, &parcel.amount, err))
		return false;
	if (!lot_count(desk->store, &parcel, &found, &told, err))
		return false;
	tell(desk, ask, &found);
	if (!ask->blind || !desk->dry_run)
		settled_tell(desk, &told);
	return tell_signed(desk, ask, &found, err);
}

const struct command lot_count_command = {
	.name = "lot count",
	.summary = "Enter what was found of a lot",
	.more = "What was counted stands; the difference to what was expected is posted at "
	        "that instant, and later entries of what happened before keep the count true. "
	        "Unopened containers are counted whole, an opened one by its own number. A "
	        "difference needs --reason, and one beyond rule count-variance opens a "
	        "deviation; --when says when it was counted.\n\n"
	        "--sheet lists what is to be counted, --blind without what is expected; what "
	        "is entered --blind is told what was expected only afterwards. Who counted signs "
	        "it, in the act or later with 'pistor sign'; a second person who saw it signs "
	        "with --witnessed --by PERSON.\n\n"
	        "Examples:\n"
	        "  pistor lot count L26-0001 '9 amp' --reason 'one was broken'\n"
	        "  pistor lot count L26-0001/2 '1.2 mL' --when 'yesterday 18:00'\n"
	        "  pistor lot count --blind --place FRIDGE",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct count_words),
	.words = (const struct word[]){ { "[LOT]", 0, FILLS(count_words, what),
	                                  "Our number (L26-0001), a container (L26-0001/2), or "
	                                  "the maker's number" },
	                                { "[QUANTITY]", 0, FILLS(count_words, quantity),
	                                  "What was found: '9 amp', '45 mL', '0 pcs'" },
	                                { "place", 'p', FILLS(count_words, place),
	                                  "PLACE: Where it lies, if in several" },
	                                { "blind", 0, FILLS(count_words, blind),
	                                  "Who counted did not know what was expected" },
	                                { "sheet", 0, FILLS(count_words, sheet),
	                                  "List what is to be counted" },
	                                { "witnessed", 0, FILLS(count_words, witnessed),
	                                  "A second person saw it and signs: --by says who" },
	                                { 0 } },
	.run = count,
};
