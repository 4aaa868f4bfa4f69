#include "settled.h"

void settled_tell(struct desk *desk, const struct settlement *told)
{
	for (int i = 0; i < told->count; i++) {
		const struct told *one = &told->told[i];
		char amount[QUANTITY_TEXT], where[96];

		quantity_format(one->amount, amount);
		if (one->container)
			snprintf(where, sizeof where, "%s/%lld", one->lot, (long long)one->container);
		else
			snprintf(where, sizeof where, "%s", one->lot);
		if (one->what == TOLD_WASTED)
			page_say(desk->page, "thrown away: %s left in %s", amount, where);
		else
			page_say(desk->page, "the count of %s at %s still stands: a difference of %s was posted", where, one->place, amount);
	}
	if (told->more)
		page_say(desk->page, "and %d more", told->more);
}
