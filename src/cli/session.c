/*
 * session.c - the commands of sessions
 */
#include "heap.h"
#include "list.h"
#include "session_words.h"
#include "signed.h"
#include "person.h"

#include <stdlib.h>

typedef bool (*telling)(struct store *, const struct told_session *, struct sitting *,
                        struct session *, struct settlement *, struct error *);

static bool tell(struct desk *desk, const struct told_session *told, telling enter,
                 struct error *err)
{
	struct spoken *spoken = heap_new(sizeof *spoken);
	struct settlement *settled = heap_new(sizeof *settled);
	struct session session;
	struct signing signing = signed_by(desk);
	bool ok;

	ok = session_words(told, spoken, err)
	  && screening_words(&told->screening, &spoken->sitting.answers, err);
	spoken->sitting.signing = &signing;
	signing.to_see = desk->dry_run && !signing.password;
	spoken->sitting.to_see = desk->dry_run;
	ok = ok && enter(desk->store, told, &spoken->sitting, &session, settled, err)
	  && session_tell(desk, &session, settled, err);
	session_words_close(spoken);
	free(spoken);
	free(settled);
	return ok;
}

static bool enter(struct store *store, const struct told_session *told, struct sitting *sitting,
                  struct session *session, struct settlement *settled, struct error *err)
{
	sitting->patient = told->subject;
	return session_record(store, sitting, session, settled, err);
}

static bool record(struct desk *desk, const void *request, struct error *err)
{
	const struct told_session *told = request;

	screening_heard(desk, told->subject, &told->screening);
	return tell(desk, told, enter, err);
}

const struct command session_record_command = {
	.name = "session record",
	.summary = "Record what a patient is given",
	.more = "GIVEN is a batch, a lot, a recipe, a set or a product, and how much of it; "
	        "again for each\n"
	        "further syringe. A recipe is taken from a released batch, or mixed at the "
	        "chair in the same\n"
	        "act. What is not said is taken from the recipe, then from the last session of "
	        "the course.\n"
	        "Who gave it signs it with their password: in the act, which a mixture made at "
	        "the chair asks for,\n"
	        "or later with 'pistor sign'.\n\n"
	        "Examples:\n"
	        "  pistor session record P-0042 GLOW-3 '6 mL'\n"
	        "  pistor session record P-0042 B26-0117 '4 mL' --area 'face 3 mL' --area "
	        "'neck 1 mL' --wasted '0.2 mL'\n"
	        "  pistor session record P-0042 VITC-20 '2 mL' --when 'yesterday 17:00' "
	        "--happened 'found on the sheet'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct told_session),
	.words = (const struct word[]){ { "PATIENT", 0, FILLS(told_session, subject), "Code" },
	                                { "GIVEN...", 0, FILLS(told_session, given),
	                                  "What, and how much: GLOW-3 '6 mL'" },
	                                SESSION_OPTIONS,
	                                { "another", 0, FILLS(told_session, another),
	                                  "The same was given besides, shortly before or after" },
	                                { 0 } },
	.run = record,
};

static bool change(struct store *store, const struct told_session *told,
                   struct sitting *sitting, struct session *session, struct settlement *settled,
                   struct error *err)
{
	sitting->patient = told->patient;
	return session_amend(store, told->subject, sitting, session, settled, err);
}

/* What went with a session that is no more: of its patient, and of those after it. */
static bool tell_lost(struct desk *desk, const char *session, struct error *err)
{
	return page_query(desk->page, "forgotten", desk->store, SCREENING_FORGOTTEN,
	                  BIND(bind_text("session", session),
	                       bind_int("action", store_action(desk->store))), NULL, err)
	    && page_query(desk->page, "unfounded", desk->store, SCREENING_UNFOUNDED,
	                  BIND(bind_text("session", session)), NULL, err);
}

static bool amend(struct desk *desk, const void *request, struct error *err)
{
	const struct told_session *told = request;
	struct patient patient;
	struct session was;

	if (!session_find(desk->store, told->subject, &was, err)
	    || !patient_by_id(desk->store, was.patient, &patient, err))
		return false;
	screening_heard(desk, told->patient ? told->patient : patient.code, &told->screening);
	if (!tell(desk, told, change, err))
		return false;
	if (was.performed)
		desk->signs = SIGNS_NOW;
	return page_query(desk->page, "not_carried", desk->store, SESSION_NOT_CARRIED,
	                  BIND(bind_text("session", told->subject)), NULL, err)
	    && tell_lost(desk, told->subject, err);
}

const struct command session_amend_command = {
	.name = "session amend",
	.summary = "Correct a session: it was otherwise",
	.more = "Only what differs is typed. What the session moved is reversed at its own "
	        "time, and a new\n"
	        "session with what is true stands in its place; both can be read. Who amends what was "
	        "signed signs that;\n"
	        "where it was given by another, that is looked into. What a patient reacted to stays "
	        "theirs.\n\n"
	        "Examples:\n"
	        "  pistor session amend S26-000318 --patient P-0043 --reason 'wrong chart'\n"
	        "  pistor session amend S26-000318 '5 mL' --reason 'read the syringe again'\n"
	        "  pistor session amend S26-000318 HA-88214 --reason 'the other lot was in the "
	        "tray'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct told_session),
	.words = (const struct word[]){ { "SESSION", 0, FILLS(told_session, subject),
	                                  "Its number" },
	                                { "[GIVEN...]", 0, FILLS(told_session, given),
	                                  "What, and how much, where it differs" },
	                                { "patient", 0, FILLS(told_session, patient),
	                                  "PATIENT: Who it really was" },
	                                SESSION_OPTIONS,
	                                { 0 } },
	.run = amend,
};

struct named { const char *session; };

static bool reverse(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct signing signing = signed_by(desk);
	struct session was;

	signing.to_see = desk->dry_run && !signing.password;
	if (!session_find(desk->store, ask->session, &was, err)
	    || !session_reverse(desk->store, ask->session, &signing, NULL, err))
		return false;
	if (was.performed)
		desk->signs = SIGNS_NOW;
	fprintf(desk->out, "%s is reversed\n", was.number);
	return tell_lost(desk, ask->session, err)
	    && page_query(desk->page, "deviations", desk->store, DEVIATION_OF_ACT,
	                  BIND(bind_int("action", store_action(desk->store))), NULL, err);
}

const struct command session_reverse_command = {
	.name    = "session reverse",
	.summary = "Take a session back: it never was",
	.more    = "Needs --reason. Who takes back what was signed signs that; where it was given by "
	           "another, that is looked into. What a patient reacted to is not taken back.",
	.access  = ACCESS_WRITE,
	.flags   = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "SESSION", 0, FILLS(named, session), "Its number" },
		{ 0 } },
	.run     = reverse,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct session session;

	if (!session_find(desk->store, ask->session, &session, err))
		return false;
	return page_query(desk->page, "session", desk->store, SESSION_SHOW,
	                  BIND(bind_int("session", session.id), bind_int("names", desk->names)),
	                  NULL, err)
	    && page_query(desk->page, "syringes", desk->store, SESSION_SYRINGES,
	                  BIND(bind_int("session", session.id)), NULL, err)
	    && page_query(desk->page, "sites", desk->store, SESSION_SITES,
	                  BIND(bind_int("session", session.id)), NULL, err)
	    && page_query(desk->page, "verdicts", desk->store, VERDICT_OF_SESSION,
	                  BIND(bind_int("session", session.id)), NULL, err)
	    && page_query(desk->page, "deviations", desk->store, SESSION_DEVIATIONS,
	                  BIND(bind_int("session", session.id)), NULL, err)
	    && page_query(desk->page, "screening", desk->store, SCREENING_SHOW,
	                  BIND(bind_int("session", session.id), bind_text("language", "en")), NULL, err)
	    && page_query(desk->page, "reactions", desk->store, REACTION_OF_SESSION,
	                  BIND(bind_int("session", session.id)), NULL, err)
	    && signed_show(desk, &(struct subject){ .session = session.id }, NULL, err);
}

const struct command session_show_command = {
	.name    = "session show",
	.summary = "One session as it was recorded",
	.more    = "'pistor formulation' opens what was given, product by product.",
	.access  = ACCESS_READ,
	.flags   = COMMAND_NAMES,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "SESSION", 0, FILLS(named, session), "Its number" },
		{ 0 } },
	.run     = show,
};

enum { RECENT = 100 };

struct listing { const char *patient, *practitioner; struct day from, to; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct listing *ask = request;
	struct instant from = { "1900-01-01T00:00:00Z" }, to = { "9999-12-31T00:00:00Z" };
	struct patient patient;
	struct person person = { 0 };

	if (!list_period(desk, &ask->from, &ask->to, &from, &to, err))
		return false;
	if (!ask->patient && !*ask->from.text && !*ask->to.text
	    && !session_recent(desk->store, RECENT, &from, err))
		return false;
	if (ask->practitioner && !person_find(desk->store, ask->practitioner, &person, err))
		return false;
	page_names(desk->page, desk->names);
	if (!ask->patient)
		return list_query(desk, "sessions", SESSION_LIST,
		                  BIND(bind_id("practitioner", person.id),
		                       bind_text("from", from.text), bind_text("to", to.text),
		                       bind_int("names", desk->names)),
		                  err);
	return patient_find(desk->store, ask->patient, &patient, err)
	    && list_query(desk, "sessions", SESSION_LIST_PATIENT,
	                  BIND(bind_int("patient", patient.id),
	                       bind_id("practitioner", person.id), bind_text("from", from.text),
	                       bind_text("to", to.text), bind_int("names", desk->names)),
	                  err);
}

const struct command session_list_command = {
	.name = "session list",
	.summary = "Sessions of a patient, a practitioner, a period",
	.more = "Without a patient or a period: the newest hundred.",
	.access = ACCESS_READ,
	.flags = COMMAND_NAMES,
	.size = sizeof(struct listing),
	.words =
		(const struct word[]){
			{ "patient", 0, FILLS(listing, patient), "PATIENT: Only theirs" },
			{ "practitioner", 0, FILLS(listing, practitioner),
	                  "PERSON: Only those they gave" },
			{ "from", 0, FILLS(listing, from), "DAY: From this day on" },
			{ "to", 0, FILLS(listing, to), "DAY: Up to the end of this day" },
			{ 0 } },
	.run = list,
};
