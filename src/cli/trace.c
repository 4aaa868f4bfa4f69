/*
 * trace.c - everything a code touched
 */
#include "list.h"
#include "lot_words.h"
#include "person.h"
#include "place.h"
#include "session.h"
#include "trace.h"

struct question {
	const char *code, *kind, *device, *practitioner, *place;
	struct day from, to;
};

/* Where it came from; what a patient or a session got stands before it. */
static bool backward(struct desk *desk, const struct traced *root, struct error *err)
{
	if ((root->patient || root->session)
	    && !page_query(desk->page, "sessions", desk->store, TRACE_OWN_SESSIONS,
	                   BIND(bind_id("session", root->session),
	                        bind_id("patient", root->patient),
	                        bind_int("names", desk->names)),
	                   NULL, err))
		return false;
	return page_query(desk->page, "lots", desk->store, TRACE_LOTS, BIND(TRACE_ROOT(root)),
	                  NULL, err)
	    && page_query(desk->page, "made_of", desk->store, TRACE_MADE_OF,
	                  BIND(TRACE_ROOT(root)), NULL, err);
}

static bool forward(struct desk *desk, const struct traced *root, int64_t *sessions,
                    struct error *err)
{
	return page_query(desk->page, "batches", desk->store, TRACE_BATCHES,
	                  BIND(TRACE_ROOT(root)), NULL, err)
	    && page_query(desk->page, "given", desk->store, TRACE_SESSIONS,
	                  BIND(TRACE_ROOT(root), bind_int("names", desk->names)), sessions,
	                  err);
}

static bool leftover(struct desk *desk, const struct traced *root, struct error *err)
{
	return page_query(desk->page, "left", desk->store, TRACE_SHELF,
	                  BIND(TRACE_ROOT(root),
	                       bind_text("now", store_seat(desk->store)->entered.text)),
	                  NULL, err)
	    && page_query(desk->page, "balance", desk->store, TRACE_BALANCE,
	                  BIND(TRACE_ROOT(root)), NULL, err);
}

static const char *what_it_is(const struct traced *root)
{
	switch (root->kind) {
	case TRACE_LOT:          return root->container ? "an opened container" : "a lot";
	case TRACE_BATCH:
		return root->container ? "an opened container of a batch" : "a batch";
	case TRACE_MAKER_NUMBER: return "a maker's lot number";
	case TRACE_PRODUCT:      return "a product";
	case TRACE_PATIENT:      return "a patient";
	case TRACE_SESSION:      return "a session";
	case TRACE_SUPPLIER:     return "a supplier";
	case TRACE_RECIPE:       return "a recipe";
	case TRACE_REPORTED_LOT:
	case TRACE_KINDS:        break;
	}
	return "a lot number that only reported sessions name";
}

/* What does not stand any more is not shown, but said. */
static bool say_left_out(struct desk *desk, const struct traced *root, struct error *err)
{
	int64_t sessions;
	struct session session;

	if (page_format(desk->page) != FORMAT_TABLE || root->kind == TRACE_REPORTED_LOT)
		return true;
	if (root->session) {
		if (!session_by_id(desk->store, root->session, &session, err))
			return false;
		if (!session.stands)
			page_say(desk->page,
			         "it was corrected since and does not stand: 'pistor session "
			         "show %s' says how",
			         root->code);
		return true;
	}
	if (!trace_corrected(desk->store, root, &sessions, err))
		return false;
	if (sessions)
		page_say(desk->page,
		         "%lld corrected session%s left out: replaced or reversed since",
		         (long long)sessions, sessions == 1 ? " is" : "s are");
	return true;
}

static bool trace(struct desk *desk, const struct question *ask, struct error *err)
{
	struct traced root;
	int64_t sessions = 0, reported = 0;
	bool goes_on;

	if (!trace_find(desk->store, ask->code, ask->kind, &root, err))
		return false;
	goes_on = !root.patient && !root.session && root.kind != TRACE_REPORTED_LOT;
	page_say(desk->page, "%s is %s", root.code, what_it_is(&root));
	if (!lot_say_near(desk, ask->code, err))
		return false;
	if (root.kind != TRACE_REPORTED_LOT && !backward(desk, &root, err))
		return false;
	if (goes_on && !forward(desk, &root, &sessions, err))
		return false;
	if (!root.patient && !root.session
	    && !page_query(desk->page, "reported", desk->store, TRACE_REPORTED,
	                   BIND(bind_text("code", root.code), bind_int("names", desk->names)),
	                   &reported, err))
		return false;
	if (goes_on && !sessions && !reported)
		page_say(desk->page, "given to nobody");
	if (!say_left_out(desk, &root, err))
		return false;
	return !goes_on || leftover(desk, &root, err);
}

/* Everyone treated with, by or from something in a period. */
static bool treated(struct desk *desk, const struct question *ask, struct error *err)
{
	struct instant from = { "1900-01-01T00:00:00Z" }, to = { "9999-12-31T00:00:00Z" };
	struct person person;
	struct place place;
	struct bind root;
	int64_t rows;
	enum query query = ask->device         ? TRACE_DEVICE
	                   : ask->practitioner ? TRACE_PRACTITIONER
	                                       : TRACE_PLACE;

	if (!list_period(desk, &ask->from, &ask->to, &from, &to, err)
	 || (ask->practitioner && !person_find(desk->store, ask->practitioner, &person, err))
	 || (ask->place && !place_find(desk->store, ask->place, &place, err)))
		return false;
	root = ask->device         ? bind_text("device", ask->device)
	       : ask->practitioner ? bind_int("practitioner", person.id)
	                           : bind_int("place", place.id);
	if (!page_query(desk->page, "treated", desk->store, query,
	                BIND(root, bind_text("from", from.text), bind_text("to", to.text),
	                     bind_int("names", desk->names)),
	                &rows, err))
		return false;
	if (rows == 0 && ask->device && !trace_device(desk->store, ask->device, err))
		return false;
	if (rows == 0)
		page_say(desk->page, "nobody was treated");
	return true;
}

/* A code nothing has may be of what is traced by an option: that is said then. */
static bool option_meant(struct desk *desk, const char *code, struct error *err)
{
	struct error unknown = { 0 };
	struct person person;
	struct place place;
	const char *option = NULL;

	if (err->fault != FAULT_MISSING)
		return false;
	if (person_find(desk->store, code, &person, &unknown))
		option = "practitioner";
	unknown = (struct error){ 0 };
	if (!option && place_find(desk->store, code, &place, &unknown))
		option = "place";
	unknown = (struct error){ 0 };
	if (!option && trace_device(desk->store, code, &unknown))
		option = "device";
	if (!option)
		return false;
	*err = (struct error){ 0 };
	return failed(err, FAULT_MISSING,
	              "no code '%s'; it is traced with --%s '%s', and a period if wanted", code,
	              option, code);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct question *ask = request;
	int asked = !!ask->code + !!ask->device + !!ask->practitioner + !!ask->place;

	if (asked != 1)
		return failed(err, FAULT_USAGE,
		              "trace a CODE, or one of --device, --practitioner and --place");
	if (ask->code && (*ask->from.text || *ask->to.text))
		return failed(err, FAULT_USAGE,
		              "a period goes with --device, --practitioner or --place: a code is "
		              "traced as a whole");
	page_names(desk->page, desk->names);
	return ask->code ? trace(desk, ask, err) || option_meant(desk, ask->code, err)
	                 : treated(desk, ask, err);
}

const struct command trace_command = {
	.name = "trace",
	.summary = "From any code to everything and everyone it touched",
	.more = "A code is a lot's number, ours or the maker's, a batch, a product, a patient, "
	        "a session,\n"
	        "a supplier or a recipe; what it is, is found out.\n\n"
	        "Examples:\n"
	        "  pistor trace HA-88213\n"
	        "  pistor trace B26-0117\n"
	        "  pistor trace --device 'Gun 2' --from 2026-08-28 --to 2026-09-15",
	.access = ACCESS_READ,
	.flags = COMMAND_NAMES,
	.size = sizeof(struct question),
	.words =
		(const struct word[]){
			{ "[CODE]", 0, FILLS(question, code), "Any code" },
			{ "kind", 0, FILLS(question, kind),
	                  "KIND: What the code is, where it means several things" },
			{ "device", 0, FILLS(question, device),
	                  "DEVICE: Every patient treated with it" },
			{ "practitioner", 0, FILLS(question, practitioner),
	                  "PERSON: Every patient treated by them" },
			{ "place", 0, FILLS(question, place),
	                  "PLACE: Every patient given what was taken from there" },
			{ "from", 0, FILLS(question, from), "DAY: The first day of those" },
			{ "to", 0, FILLS(question, to), "DAY: The last day" },
			{ 0 } },
	.run = run,
};
