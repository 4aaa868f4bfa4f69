#include "lot_words.h"
#include "settled.h"
#include "handling.h"
#include "verdicts.h"

struct request { struct opening opening; struct dissolving dissolving; };

static bool dissolve(struct desk *desk, struct dissolving dissolving, const char *what,
                     struct error *err)
{
	struct settlement told = { .count = 0 };
	char until[INSTANT_LOCAL];
	struct component part[MOST_COMPONENTS];
	struct ingredient ingredient;
	struct lot lot;
	int count;

	dissolving.what = what;
	if (!handling_dissolve(desk->store, &dissolving, &lot, &told, err)
	 || !lot_composition(desk->store, lot.id, part, &count, err))
		return false;
	instant_local(&lot.expires_at, &desk->zone, until);
	fprintf(desk->out, "%s: %s, usable until %s\n", lot.number, lot.product.code,
	        *lot.expires_at.text ? until : "further notice");
	for (int i = 0; i < count; i++) {
		char strength[STRENGTH_TEXT];

		if (!ingredient_read(desk->store, part[i].ingredient, &ingredient, err))
			return false;
		strength_format(&part[i].strength, strength);
		fprintf(desk->out, "  %s %s\n", ingredient.code, strength);
	}
	settled_tell(desk, &told);
	return verdicts_tell(desk, true, err);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct request *ask = request;
	char until[INSTANT_LOCAL];
	struct instant ends;
	struct settlement told = { .count = 0 };
	struct pick opened;
	struct lot lot;

	if (ask->dissolving.with)
		return dissolve(desk, ask->dissolving, ask->opening.what, err);
	if (!lot_open(desk->store, &ask->opening, &opened, &told, err)
	    || !lot_read(desk->store, opened.lot, &lot, err)
	    || !lot_container_until(desk->store, opened.container, &opened.ordinal, &ends, err))
		return false;
	instant_local(&ends, &desk->zone, until);
	fprintf(desk->out, "%s/%d: %s, open in %s, usable until %s\n", lot.number,
	        (int)opened.ordinal, lot.product.code, opened.shelf,
	        *ends.text ? until : "further notice");
	settled_tell(desk, &told);
	return true;
}

const struct command lot_open_command = {
	.name = "lot open",
	.summary = "Open a container, or dissolve a powder",
	.more = "What is drawn from a vial opens it; open one beforehand only where it stands "
	        "open anyway. An ampoule is opened by what is drawn from it. A powder is "
	        "dissolved as its maker says, into a lot of its own, whose volume is the one "
	        "its maker states or the one that was measured.\n\n"
	        "Examples:\n"
	        "  pistor lot open LIDO-2\n"
	        "  pistor lot open HYAL-1500 --with 'NACL-09 3 mL' --made-up '3 mL'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS,
	.size = sizeof(struct request),
	.words =
		(const struct word[]){
			{ "WHAT", 0, FILLS(request, opening.what),
	                  "A lot, or a product whose first lot to be used it is" },
			{ "place", 'p', FILLS(request, opening.place),
	                  "PLACE: Only what lies there" },
			{ "with", 'w', FILLS(request, dissolving.with),
	                  "DILUENT: And how much of it: 'NACL-09 3 mL'" },
			{ "made-up", 'm', FILLS(request, dissolving.made_up),
	                  "VOLUME: What it came to, as measured" },
			{ 0 } },
	.run = run,
};
