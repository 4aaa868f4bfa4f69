/*
 * import_patient.c - lines of patients, with what is known of them
 */
#include "import_inside.h"

#include "patient.h"

#include <stdio.h>
#include <string.h>

enum {
	CODE,
	NAME,
	CONTACT,
	BORN,
	CLINIC_NUMBER,
	SEX,
	WEIGHT,
	ALLERGIES,
	CONDITIONS,
	MEDICINES,
	ANOTHER
};

/* "aspirin on 2026-10-30": the day it was last taken, or measured, stands behind the value. */
static bool split_day(const char *text, char value[FACT_TEXT], struct day *on,
                      struct error *err)
{
	const char *day = strstr(text, " on ");

	*on = (struct day){ 0 };
	snprintf(value, FACT_TEXT, "%.*s", day ? (int)(day - text) : (int)strlen(text), text);
	return !day || day_parse(day + strlen(" on "), on, err);
}

static bool enter_fact(struct store *store, const char *patient, const char *kind,
                       const char *text, struct error *err)
{
	char value[FACT_TEXT], ingredient[PATIENT_CODE];
	struct patient_fact fact = { .patient = patient, .kind = kind, .value = value };

	return split_day(text, value, &fact.on, err)
	    && patient_fact_set(store, &fact, ingredient, err);
}

static bool enter_facts(struct store *store, const char *patient, const char *kind,
                        const char *cell, struct error *err)
{
	struct parts facts;
	bool ok = true;

	if (!cell_parts(cell, &facts, err))
		return false;
	for (const char *const *fact = facts.part; ok && *fact; fact++)
		ok = enter_fact(store, patient, kind, *fact, err);
	cell_parts_free(&facts);
	return ok;
}

static bool enter_patient(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	struct identity identity = {
		.code = cell[CODE],
		.name = cell[NAME],
		.contact = cell[CONTACT],
		.clinic_number = cell[CLINIC_NUMBER],
	};
	int64_t id;

	return cell_yes(cell[ANOTHER], &identity.another, err)
	    && (!cell[BORN] || day_parse(cell[BORN], &identity.born, err))
	    && patient_add(store, &identity, &id, err)
	    && (!cell[SEX] || enter_fact(store, cell[CODE], "sex", cell[SEX], err))
	    && (!cell[WEIGHT] || enter_fact(store, cell[CODE], "weight", cell[WEIGHT], err))
	    && enter_facts(store, cell[CODE], "allergy", cell[ALLERGIES], err)
	    && enter_facts(store, cell[CODE], "condition", cell[CONDITIONS], err)
	    && enter_facts(store, cell[CODE], "medicine", cell[MEDICINES], err);
}

const struct import_plan import_patients = {
	.columns = (const char *const[]){ "code", "name", "contact", "born", "clinic-number",
	                                  "sex", "weight", "allergies", "conditions",
	                                  "medicines", "another", NULL },
	.must = 1,
	.enter = enter_patient,
};
