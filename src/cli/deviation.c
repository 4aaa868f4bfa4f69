/*
 * deviation.c - the commands of deviations
 */
#include "command.h"
#include "deviation.h"
#include "list.h"

struct period { struct day from, to; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct period *ask = request;
	struct instant from = { "" }, to = { "" };
	struct day after;

	if (*ask->from.text)
		day_begins(&ask->from, &desk->zone, &from);
	if (*ask->to.text) {
		if (!day_add(&ask->to, 1, &after, err))
			return false;
		day_begins(&after, &desk->zone, &to);
	}
	return list_query(desk, "deviations", DEVIATION_LIST,
	                  BIND(bind_text("from", instant_text(&from)),
	                       bind_text("to", instant_text(&to))),
	                  err);
}

const struct command deviation_list_command = {
	.name = "deviation list",
	.summary = "What was recorded although a rule said no",
	.access = ACCESS_READ,
	.size = sizeof(struct period),
	.words = (const struct word[]){ { "from", 0, FILLS(period, from),
	                                  "DAY: What happened from this day on" },
	                                { "to", 0, FILLS(period, to),
	                                  "DAY: What happened up to the end of this day" },
	                                { 0 } },
	.run = list,
};

struct named { const char *deviation; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	int64_t id;

	return deviation_find(desk->store, ask->deviation, &id, err)
	    && page_query(desk->page, "deviation", desk->store, DEVIATION_SHOW,
	                  BIND(bind_int("deviation", id)), NULL, err);
}

const struct command deviation_show_command = {
	.name    = "deviation show",
	.summary = "One deviation: what, of what, by whom and why",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "DEVIATION", 0, FILLS(named, deviation), "Its number, such as D26-0001" },
		{ 0 } },
	.run     = show,
};
