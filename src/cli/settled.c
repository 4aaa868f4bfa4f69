#include "settled.h"

static void tell_one(struct desk *desk, const struct told *one)
{
	struct quantity amount = one->amount;
	char text[QUANTITY_TEXT], counted[QUANTITY_TEXT], at[INSTANT_LOCAL], name[48];

	snprintf(name, sizeof name, one->container ? "%s/%d" : "%s", one->lot,
	         (int)one->container);
	amount.atoms = amount.atoms < 0 ? -amount.atoms : amount.atoms;
	quantity_format(amount, text);
	quantity_format(one->counted, counted);
	instant_local(&one->at, &desk->zone, at);
	if (one->what == TOLD_WASTED)
		page_say(desk->page, "thrown away: %s left in %s", text, name);
	else
		page_say(desk->page,
		         "the count of %s in %s at %s stays %s: a difference of %s%s was "
		         "posted then",
		         name, one->place, at, counted, one->amount.atoms < 0 ? "-" : "+",
		         text);
}

void settled_tell(struct desk *desk, const struct settlement *told)
{
	for (int i = 0; i < told->count; i++)
		tell_one(desk, &told->told[i]);
	if (told->more)
		page_say(desk->page, "and %d more", told->more);
}
