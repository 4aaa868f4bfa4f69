/*
 * recall.c - the commands of recalls
 */
#include "recall.h"
#include "command.h"
#include "list.h"
#include "lot_words.h"
#include "signed.h"

#include <inttypes.h>

/* How long after the recall was opened; empty for never. */
static const char *after(const struct recall *recall, const char *at, char text[INSTANT_LOCAL])
{
	struct instant then;
	int64_t seconds;

	*text = '\0';
	if (!at || !*at)
		return text;
	snprintf(then.text, sizeof then.text, "%s", at);
	seconds = instant_seconds(&then) - instant_seconds(&recall->opened);
	/* From a minute on nobody counts seconds. */
	span_format((struct span){ seconds < 60 ? seconds : seconds - seconds % 60 }, text);
	if (*text == '0')
		snprintf(text, INSTANT_LOCAL, "at once");
	return text;
}

static void patient_row(struct desk *desk, const struct recall *recall,
                        const struct to_call *one)
{
	char text[INSTANT_LOCAL];

	page_text(desk->page, one->code);
	if (desk->names)
		page_text(desk->page, one->name);
	page_count(desk->page, one->sessions);
	page_instant(desk->page, &one->last);
	page_text(desk->page, *one->reached.text ? "reached"
	                      : one->calls       ? "not reached"
	                                         : "to call");
	page_count(desk->page, one->calls);
	page_text(desk->page, after(recall, one->reached.text, text));
	page_text(desk->page, one->how);
	page_text(desk->page, one->note);
	page_row_end(desk->page);
}

static bool show_patients(struct desk *desk, const struct recall *recall, struct error *err)
{
	struct row *row = recall_patients(desk->store, recall, desk->names, err);
	struct to_call one;
	char columns[400];

	snprintf(columns, sizeof columns, "title Patients to call\npatient text Patient\n%s%s",
	         desk->names ? "name text Name\n" : "",
	         "sessions count Sessions\ngiven_last instant Last given [day]\n"
	         "state text State [flag=to call:red, flag=not reached:amber, "
	         "flag=reached:green]\n"
	         "calls count Calls\nafter text Reached after\nhow text How\nnote text Note\n");
	page_begin(desk->page, "patients", columns);
	while (recall_patient_next(row, &one, err))
		patient_row(desk, recall, &one);
	page_end(desk->page);
	return !err->fault;
}

static void of(struct page *page, int64_t some, int64_t all)
{
	char text[64];

	if (all)
		snprintf(text, sizeof text, "%" PRId64 " of %" PRId64 " (%" PRId64 " %%)", some,
		         all, some * 100 / all);
	else
		snprintf(text, sizeof text, "none there");
	page_text(page, text);
}

static bool show_effect(struct desk *desk, const struct recall *recall, struct error *err)
{
	char text[INSTANT_LOCAL];
	struct effect effect;

	if (!recall_effect(desk->store, recall, &effect, err))
		return false;
	page_begin(desk->page, "effectiveness",
	           "form\ntouched count Lots touched\nheld count Held by it\n"
	           "found text Found, of those of which some is left\n"
	           "accounted text Accounted for, of the lots\n"
	           "patients count Patients identified\nreached text Reached\n"
	           "first text First reached after\nlast text Last reached after\n"
	           "took text Closed after\n");
	page_count(desk->page, effect.lots);
	page_count(desk->page, effect.held);
	of(desk->page, effect.found, effect.stocked);
	of(desk->page, effect.accounted, effect.lots);
	page_count(desk->page, effect.patients);
	of(desk->page, effect.reached, effect.patients);
	page_text(desk->page, after(recall, effect.first.text, text));
	page_text(desk->page, after(recall, effect.last.text, text));
	page_text(desk->page, after(recall, recall->closed.text, text));
	page_row_end(desk->page);
	page_end(desk->page);
	return true;
}

static bool show_all(struct desk *desk, const struct recall *recall, struct error *err)
{
	const struct bind *id = BIND(bind_int("recall", recall->id),
	                             bind_int("until", recall->until));

	page_names(desk->page, desk->names);
	return show_patients(desk, recall, err)
	    && page_query(desk->page, "received", desk->store, RECALL_RECEIVED,
	                  BIND(RECALL_GIVEN(recall), bind_int("names", desk->names)), NULL, err)
	    && page_query(desk->page, "lots", desk->store, RECALL_SHELF, id, NULL, err)
	    && page_query(desk->page, "balance", desk->store, RECALL_BALANCE, id, NULL, err);
}

static bool open_it(struct desk *desk, const void *request, struct error *err)
{
	struct called_back done;
	struct recall recall;

	if (!recall_open(desk->store, request, &recall, &done, err))
		return false;
	page_say(desk->page, "%s%s of %s (%s) is open%s: %d %slot%s touched, %d %s",
	         recall.number, recall.drill ? ", a DRILL," : "", recall.root.code,
	         trace_kind_name(recall.root.kind), done.again ? " already" : "", done.lots,
	         done.again ? "more " : "", done.lots == 1 ? "" : "s", done.held,
	         recall.drill ? "would be held" : "held now");
	return lot_say_near(desk, recall.root.code, err) && show_all(desk, &recall, err);
}

const struct command recall_open_command = {
	.name = "recall open",
	.summary = "Call back a lot, batch, product, supplier ...: hold all of it, list who to "
	           "call",
	.more = "From any code, whose kind is found out, every lot and batch it touches is "
	        "held in this act. The answer lists the patients to call with what each "
	        "received, what is left on which shelf, and the balance. A drill is the same, "
	        "timed and filed, and holds nothing. Where one is open for the same, what it "
	        "touches since is taken in, and what --cause, --hazard and --class say is "
	        "added.\n\n"
	        "Examples:\n"
	        "  pistor recall open HA-88213 --cause \"maker's letter of 3 November\" "
	        "--class II\n"
	        "  pistor recall open HA-88213 --drill",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS,
	.size = sizeof(struct recall_entry),
	.words =
		(const struct word[]){
			{ "CODE", 0, FILLS(recall_entry, code), "Any code" },
			{ "kind", 0, FILLS(recall_entry, kind),
	                  "KIND: What the code is, where it means several things" },
			{ "drill", 0, FILLS(recall_entry, drill), "Hold nothing, and say so" },
			{ "class", 0, FILLS(recall_entry, class), "CLASS: I, II or III" },
			{ "cause", 0, FILLS(recall_entry, cause),
	                  "TEXT: Who asks for it, and why" },
			{ "hazard", 0, FILLS(recall_entry, hazard),
	                  "TEXT: What may come of it" },
			{ 0 } },
	.run = open_it,
};

struct named {
	const char *recall;
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct subject subject = { 0 };
	struct recall recall;

	if (!recall_find(desk->store, ask->recall, &recall, err)
	    || !page_query(desk->page, "recall", desk->store, RECALL_FORM,
	                   BIND(bind_int("recall", recall.id)), NULL, err)
	    || !show_effect(desk, &recall, err) || !show_all(desk, &recall, err)
	    || !page_query(desk->page, "contacts", desk->store, RECALL_CONTACTS,
	                   BIND(bind_int("recall", recall.id)), NULL, err))
		return false;
	subject.recall = recall.id;
	return (!*recall.closed.text
	        || page_query(desk->page, "since", desk->store, RECALL_SINCE,
	                      BIND(RECALL_GIVEN(&recall)), NULL, err))
	    && signed_show(desk, &subject, NULL, err);
}

const struct command recall_show_command = {
	.name = "recall show",
	.summary = "One recall: who to call, what lies where, the balance, how well it goes",
	.access = ACCESS_READ,
	.flags = COMMAND_NAMES,
	.size = sizeof(struct named),
	.words = (const struct word[]){ { "RECALL", 0, FILLS(named, recall),
	                                  "Its number, such as R26-0001" },
	                                { 0 } },
	.run = show,
};

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "recalls", RECALL_LIST, BIND_NOTHING, err);
}

const struct command recall_list_command = {
	.name = "recall list",
	.summary = "The recalls and drills there were",
	.access = ACCESS_READ,
	.words = NULL,
	.run = list,
};

static bool contact(struct desk *desk, const void *request, struct error *err)
{
	const struct contact *ask = request;
	struct effect effect;
	struct recall recall;

	if (!recall_contact(desk->store, ask, &recall, err)
	    || !recall_effect(desk->store, &recall, &effect, err))
		return false;
	page_say(desk->page, "%s: %s %s; %" PRId64 " of %" PRId64 " patients reached",
	         recall.number, ask->patient, ask->missed ? "was not reached" : "was reached",
	         effect.reached, effect.patients);
	return true;
}

const struct command recall_contact_command = {
	.name = "recall contact",
	.summary = "Tick off a patient who was called, or could not be reached",
	.more = "Examples:\n"
	        "  pistor recall contact R26-0001 P-0042 --how phone --note 'well; comes on "
	        "Friday'\n"
	        "  pistor recall contact R26-0001 P-0042 --not-reached --how phone",
	.access = ACCESS_WRITE,
	.size = sizeof(struct contact),
	.words =
		(const struct word[]){
			{ "RECALL", 0, FILLS(contact, recall), "Its number, such as R26-0001" },
			{ "PATIENT", 0, FILLS(contact, patient), "Who was called" },
			{ "how", 0, FILLS(contact, how),
	                  "TEXT: By phone, letter, in person ..." },
			{ "note", 0, FILLS(contact, note), "TEXT: What was said and agreed" },
			{ "not-reached", 0, FILLS(contact, missed),
	                  "They could not be reached" },
			{ 0 } },
	.run = contact,
};

static bool found(struct desk *desk, const void *request, struct error *err)
{
	const struct finding_of_lot *ask = request;
	char amount[QUANTITY_TEXT], was[QUANTITY_TEXT];
	struct quantity there, recorded;
	struct lot lot;

	if (!recall_found(desk->store, ask, &lot, &there, &recorded, err))
		return false;
	lot_amount_text(&lot.product, there.atoms, false, amount);
	lot_amount_text(&lot.product, recorded.atoms, false, was);
	if (there.atoms == recorded.atoms)
		page_say(desk->page, "%s: %s found, as is on record", lot.number, amount);
	else
		page_say(desk->page,
		         "%s: %s found, and %s is on record: 'pistor lot count %s' settles it",
		         lot.number, amount, was, lot.number);
	return true;
}

const struct command recall_found_command = {
	.name = "recall found",
	.summary = "Say that what is left of a lot was found where it lies",
	.more = "Example:\n  pistor recall found R26-0001 L26-0003 '10 mL'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct finding_of_lot),
	.words = (const struct word[]){ { "RECALL", 0, FILLS(finding_of_lot, recall),
	                                  "Its number, such as R26-0001" },
	                                { "LOT", 0, FILLS(finding_of_lot, lot), "Our number" },
	                                { "[QUANTITY]", 0, FILLS(finding_of_lot, amount),
	                                  "What was found; else all that is on record" },
	                                { "nothing", 0, FILLS(finding_of_lot, nothing),
	                                  "Nothing was found" },
	                                { 0 } },
	.run = found,
};

static bool close_it(struct desk *desk, const void *request, struct error *err)
{
	const struct ending *ask = request;
	struct signing signing = signed_by(desk);
	struct effect effect;
	struct recall recall;

	if (!recall_close(desk->store, ask, &signing, &recall, &effect, err))
		return false;
	page_say(desk->page, "%s%s is closed", recall.number, recall.drill ? ", a DRILL," : "");
	if (ask->mistaken && !recall.drill)
		page_say(desk->page,
		         "as before: %d of %" PRId64 " lots and batches it held", effect.lifted,
		         effect.held);
	return show_effect(desk, &recall, err);
}

const struct command recall_close_command = {
	.name = "recall close",
	.summary = "Sign that a recall, or a drill, is done",
	.more = "Refused while a patient was not reached, or what is left of a lot was not "
	        "found, "
		"unless --reason says why. What it held stays held until it is released, given "
	        "back or "
		"thrown away; of one that was --mistaken it is as it was before.",
	.access = ACCESS_WRITE,
	.flags = COMMAND_SIGNS,
	.size = sizeof(struct ending),
	.words = (const struct word[]){ { "RECALL", 0, FILLS(ending, recall),
	                                  "Its number, such as R26-0001" },
	                                { "mistaken", 0, FILLS(ending, mistaken),
	                                  "There was nothing to call back; --reason says why" },
	                                { 0 } },
	.run = close_it,
};
