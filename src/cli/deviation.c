/*
 * deviation.c - the commands of deviations
 */
#include "batch.h"
#include "command.h"
#include "deviation.h"
#include "list.h"
#include "session.h"
#include "signed.h"

#include <string.h>

#define INQUIRY(of) \
	{ "done", 0, FILLS(of, inquiry.done), "TEXT: What was done at once" }, \
	{ "others", 0, FILLS(of, inquiry.others), "TEXT: What it means for other lots and patients" }, \
	{ "measures", 0, FILLS(of, inquiry.measures), \
	  "TEXT: What sets it right and keeps it from coming again" }, \
	{ "responsible", 0, FILLS(of, inquiry.responsible), "PERSON: Who sees to that" }, \
	{ "due", 0, FILLS(of, inquiry.due), "DAY: Until when" }

struct period { struct day from, to; bool open; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct period *ask = request;
	struct instant from = { "" }, to = { "" };

	return list_period(desk, &ask->from, &ask->to, &from, &to, err)
	    && list_query(desk, "deviations", DEVIATION_LIST,
	                  BIND(bind_text("from", instant_text(&from)),
	                       bind_text("to", instant_text(&to)),
	                       bind_int("open", ask->open)), err);
}

const struct command deviation_list_command = {
	.name = "deviation list",
	.summary = "What departed from the rules, and what became of it",
	.access = ACCESS_READ,
	.size = sizeof(struct period),
	.words = (const struct word[]){ { "from", 0, FILLS(period, from),
	                                  "DAY: What happened from this day on" },
	                                { "to", 0, FILLS(period, to),
	                                  "DAY: What happened up to the end of this day" },
	                                { "open", 0, FILLS(period, open),
	                                  "Only what is not closed yet" },
	                                { 0 } },
	.run = list,
};

struct named { const char *deviation; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct deviation deviation;

	return deviation_find(desk->store, ask->deviation, &deviation, err)
	    && page_query(desk->page, "deviation", desk->store, DEVIATION_SHOW,
	                  BIND(bind_int("deviation", deviation.id)), NULL, err)
	    && page_query(desk->page, "history", desk->store, DEVIATION_HISTORY,
	                  BIND(bind_int("deviation", deviation.id)), NULL, err)
	    && page_query(desk->page, "inquiry", desk->store, DEVIATION_INQUIRY,
	                  BIND(bind_int("deviation", deviation.id)), NULL, err)
	    && page_query(desk->page, "measures", desk->store, DEVIATION_MEASURES,
	                  BIND(bind_int("deviation", deviation.id)), NULL, err)
	    && signed_show(desk, &(struct subject){ .deviation = deviation.id }, NULL, err);
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

struct open_words { const char *what, *batch, *lot, *session; };

static bool open_it(struct desk *desk, const void *request, struct error *err)
{
	const struct open_words *ask = request;
	char number[DEVIATION_NUMBER];
	struct session session = { .id = 0 };
	struct batch batch = { .id = 0 };
	struct lot lot = { .id = 0 };
	int64_t container;

	if (!!ask->batch + !!ask->lot + !!ask->session > 1)
		return failed(err, FAULT_USAGE, "say one of --batch, --lot and --session");
	if ((ask->batch && !batch_find(desk->store, ask->batch, &batch, err))
	 || (ask->lot && !lot_find_one(desk->store, ask->lot, &lot, &container, err))
	 || (ask->session && !session_find(desk->store, ask->session, &session, err))
	 || !deviation_report(desk->store, ask->what, ask->batch ? batch.lot : lot.id, batch.id,
	                      session.id, number, err))
		return false;
	fprintf(desk->out, "%s is open\n", number);
	return true;
}

const struct command deviation_open_command = {
	.name = "deviation open",
	.summary = "Say that something departed from the rules, to be looked into",
	.more = "What was recorded with --happened opened one by itself. While it is open, the "
	        "batch it is about is neither verified nor released, nor one that holds the lot "
	        "it is about.\n\n"
		"Example:\n  pistor deviation open 'cloudy after an hour' --batch B26-0117",
	.access = ACCESS_WRITE,
	.size = sizeof(struct open_words),
	.words = (const struct word[]){ { "WHAT", 0, FILLS(open_words, what), "What departed" },
	                                { "batch", 0, FILLS(open_words, batch),
	                                  "BATCH: The batch it is about" },
	                                { "lot", 0, FILLS(open_words, lot),
	                                  "LOT: The lot it is about" },
	                                { "session", 0, FILLS(open_words, session),
	                                  "SESSION: The session it is about" },
	                                { 0 } },
	.run = open_it,
};

static bool assess(struct desk *desk, const void *request, struct error *err)
{
	const struct assessing *ask = request;
	struct deviation deviation;

	if (!deviation_assess(desk->store, ask, err)
	    || !deviation_find(desk->store, ask->number, &deviation, err))
		return false;
	fprintf(desk->out, "%s is assessed; 'pistor deviation close %s' closes it\n",
	        deviation.number, deviation.number);
	return true;
}

const struct command deviation_assess_command = {
	.name = "deviation assess",
	.summary = "Say what a deviation means: for whom, for what, how grave",
	.more = "Example:\n  pistor deviation assess D26-0004 'nobody was given any of it'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct assessing),
	.words = (const struct word[]){ { "DEVIATION", 0, FILLS(assessing, number),
	                                  "Its number, such as D26-0001" },
	                                { "IMPACT", 0, FILLS(assessing, impact),
	                                  "What it means" },
	                                INQUIRY(assessing),
	                                { 0 } },
	.run = assess,
};

/* To decide is not to do: what is rejected is rejected in an act of its own. */
static bool say_next(struct desk *desk, const struct deviation *deviation, struct error *err)
{
	struct batch batch = { .id = 0 };
	struct lot lot;

	if (strcmp(deviation->decision, "reject") != 0 || !deviation->lot)
		return true;
	if (!lot_read(desk->store, deviation->lot, &lot, err)
	    || !batch_of_lot(desk->store, deviation->lot, &batch, err))
		return false;
	if (strcmp(lot.status, "rejected") != 0)
		fprintf(desk->out, "%s is %s: 'pistor %s reject %s --reason WHY' comes next\n",
		        lot.number, lot.status, batch.id ? "batch" : "lot", lot.number);
	return true;
}

static bool close_it(struct desk *desk, const void *request, struct error *err)
{
	const struct closing *ask = request;
	struct signing signing = signed_by(desk);
	struct deviation deviation;

	if (!deviation_close(desk->store, ask, &signing, err)
	    || !deviation_find(desk->store, ask->number, &deviation, err))
		return false;
	fprintf(desk->out, "%s is closed: %s\n", deviation.number, deviation.decision);
	return say_next(desk, &deviation, err);
}

const struct command deviation_close_command = {
	.name = "deviation close",
	.summary = "Sign that a deviation was looked into: its cause, and what is decided",
	.more = "Example:\n  pistor deviation close D26-0004 --cause 'the scale was not "
	        "levelled' --decision use",
	.access = ACCESS_WRITE,
	.flags = COMMAND_SIGNS,
	.size = sizeof(struct closing),
	.words = (const struct word[]){ { "DEVIATION", 0, FILLS(closing, number),
	                                  "Its number, such as D26-0001" },
	                                { "cause", 0, FILLS(closing, cause),
	                                  "TEXT: The root cause" },
	                                { "decision", 0, FILLS(closing, decision),
	                                  "DECISION: Of what it is about: use, reject or "
	                                  "nothing" },
	                                INQUIRY(closing),
	                                { 0 } },
	.run = close_it,
};

static bool done(struct desk *desk, const void *request, struct error *err)
{
	const struct doing *ask = request;
	struct signing signing = signed_by(desk);

	if (!deviation_done(desk->store, ask, &signing, err))
		return false;
	fprintf(desk->out, "%s: done: %s\n", ask->number, ask->what);
	return true;
}

const struct command deviation_done_command = {
	.name = "deviation done",
	.summary = "Say what was done of the measures that a deviation asks for",
	.more = "'today' lists each measure that somebody sees to until a day, until this says what "
	        "was done; where the\ndeviation is closed who says so signs it as reviewed anew.\n\n"
	        "Example:\n  pistor deviation done D26-0004 'the scale is levelled every morning, "
	        "list on the wall'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_SIGNS,
	.size = sizeof(struct doing),
	.words = (const struct word[]){ { "DEVIATION", 0, FILLS(doing, number),
	                                  "Its number, such as D26-0001" },
	                                { "WHAT", 0, FILLS(doing, what), "What was done" },
	                                { "measure", 0, FILLS(doing, measure),
	                                  "NUMBER: Of which measure, where several wait" },
	                                { 0 } },
	.run = done,
};
