/*
 * patient.c - the commands of patients
 */
#include "command.h"
#include "fact.h"
#include "list.h"
#include "patient.h"
#include "rule.h"
#include "verdicts.h"

#include <string.h>

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct identity *identity = request;
	int64_t id;

	if (!patient_add(desk->store, identity, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", identity->code);
	return true;
}

#define IDENTITY_WORDS \
	{ "name", 0, FILLS(identity, name), "NAME: Full name" }, \
		{ "contact", 0, FILLS(identity, contact), "TEXT: How to reach them" }, \
		{ "born", 0, FILLS(identity, born), "DAY: Birth date" }, \
		{ "another", 0, FILLS(identity, another), \
		  "It is another person, though name and birth date are on record" }, \
	{ \
		"clinic-number", 0, FILLS(identity, clinic_number), \
			"NUMBER: In the clinic's own software" \
	}

static const char identity_more[] =
	"A code says nothing of who it is. Name, contact, birth date and clinic number stand\n"
	"in a table of their own, outside the chain of acts, from which they can be let go\n"
	"one day without harm to the record.\n\n"
	"Example:\n  pistor patient add P-0042 --name 'Ana Roy' --born 1984-05-17";

const struct command patient_add_command = {
	.name    = "patient add",
	.summary = "Enter a patient",
	.more    = identity_more,
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct identity),
	.words   = (const struct word[]){
		{ "PATIENT", 0, FILLS(identity, code), "Code, such as P-0042" },
		IDENTITY_WORDS,
		{ 0 } },
	.run     = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct identity *identity = request;

	if (!patient_revise(desk->store, identity, err))
		return false;
	fprintf(desk->out, "%s is revised\n", identity->code);
	return true;
}

const struct command patient_revise_command = {
	.name    = "patient revise",
	.summary = "Enter what has changed of who a patient is",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct identity),
	.words   = (const struct word[]){
		{ "PATIENT", 0, FILLS(identity, code), "Code" },
		IDENTITY_WORDS,
		{ 0 } },
	.run     = revise,
};

struct fact_words { const char *patient, *kind, *value; struct day on; bool drop, as_written; };

/* What no rule asks for and no ingredient is called is kept, but nothing judges it. */
static bool warn_unknown(struct desk *desk, const struct fact_words *ask, struct error *err)
{
	char near[128];
	bool asks;

	if (strcmp(ask->kind, "condition") != 0 && strcmp(ask->kind, "allergy") != 0
	    && strcmp(ask->kind, "medicine") != 0)
		return true;
	if (!rule_asks(desk->store, ask->value, &asks, near, err))
		return false;
	if (!asks)
		fprintf(desk->out, "warning: no rule and no ingredient knows '%s'\n", ask->value);
	return true;
}

static bool fact(struct desk *desk, const void *request, struct error *err)
{
	const struct fact_words *ask = request;
	struct patient_fact known = { ask->patient, ask->kind, ask->value, ask->on,
		                      ask->as_written, "--as-written" };
	char ingredient[PATIENT_CODE];

	if (ask->drop) {
		if (!fact_drop(desk->store, &known, err))
			return false;
		fprintf(desk->out, "%s: %s %s no longer holds\n", ask->patient, ask->kind,
		        ask->value);
		return true;
	}
	if (!fact_set(desk->store, &known, ingredient, err))
		return false;
	fprintf(desk->out, "%s: %s %s%s%s%s\n", ask->patient, ask->kind, ask->value,
	        *ingredient ? " (" : "", ingredient, *ingredient ? ")" : "");
	if (strcmp(ask->kind, "dose") == 0)
		return verdicts_tell(desk, true, err);
	return *ingredient || warn_unknown(desk, ask, err);
}

const struct command patient_fact_command = {
	.name = "patient fact",
	.summary = "Enter what is known of a patient",
	.more = "An allergy or a medicine that names an ingredient, by whatever name, is bound "
	        "to it. To "
	        "take away an allergy, a condition, a medicine or a dose, or to enter an older "
	        "day, needs --reason; who treats the patient next is told.\n\nA dose "
	        "is what was given elsewhere (--when) and is told, not recorded: it counts in "
	        "every limit, and\n"
	        "sessions since are judged again. It is dropped as 'patient show' says it.\n\n"
	        "Examples:\n"
	        "  pistor patient fact P-0042 weight '62 kg'\n"
	        "  pistor patient fact P-0042 allergy lidocaine\n"
	        "  pistor patient fact P-0042 medicine aspirin --on 2026-10-30\n"
	        "  pistor patient fact P-0042 condition 'herpes labialis' --drop --reason 'it was "
	        "impetigo'\n"
	        "  pistor patient fact P-0042 dose 'lidocaine 80 mg, by her dentist' --when "
	        "'09:00'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct fact_words),
	.words =
		(const struct word[]){
			{ "PATIENT", 0, FILLS(fact_words, patient), "Code" },
			{ "KIND", 0, FILLS(fact_words, kind),
	                  "sex, weight, language, allergy, condition, medicine or dose" },
			{ "VALUE", 0, FILLS(fact_words, value), "What it is" },
			{ "on", 0, FILLS(fact_words, on),
	                  "DAY: When it was measured, or a medicine was last taken" },
			{ "drop", 0, FILLS(fact_words, drop), "It no longer holds" },
			{ "as-written", 0, FILLS(fact_words, as_written),
	                  "Meant as it stands, though it is nearly a word that is known" },
			{ 0 } },
	.run = fact,
};

struct named { const char *patient; };

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct patient patient;

	return patient_find(desk->store, ask->patient, &patient, err)
	    && page_query(desk->page, "patient", desk->store, PATIENT_SHOW,
	                  BIND(bind_int("patient", patient.id), bind_int("names", desk->names)),
	                  NULL, err)
	    && page_query(desk->page, "facts", desk->store, PATIENT_FACTS,
	                  BIND(bind_int("patient", patient.id)), NULL, err)
	    && page_query(desk->page, "dropped", desk->store, PATIENT_DROPPED,
	                  BIND(bind_int("patient", patient.id)), NULL, err)
	    && page_query(desk->page, "reactions", desk->store, REACTION_OF_PATIENT,
	                  BIND(bind_int("patient", patient.id)), NULL, err);
}

const struct command patient_show_command = {
	.name    = "patient show",
	.summary = "What is known of a patient",
	.access  = ACCESS_READ,
	.flags   = COMMAND_NAMES,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "PATIENT", 0, FILLS(named, patient), "Code" },
		{ 0 } },
	.run     = show,
};

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "patients", desk->names ? PATIENT_LIST_NAMES : PATIENT_LIST,
	                  BIND_NOTHING, err);
}

const struct command patient_list_command = {
	.name    = "patient list",
	.summary = "Who is treated here",
	.access  = ACCESS_READ,
	.flags   = COMMAND_NAMES,
	.run     = list,
};
