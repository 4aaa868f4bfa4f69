/*
 * import_patient.c - lines of patients, with what is known of them
 */
#include "import_inside.h"

#include "fact.h"

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
	ANOTHER,
	AS_WRITTEN
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

static bool enter_fact(struct import *import, struct store *store, const char *kind,
                       const char *text, struct error *err)
{
	char value[FACT_TEXT], ingredient[PATIENT_CODE];
	struct patient_fact fact = { .patient = import->cell[CODE], .kind = kind, .value = value,
		                     .insist = "yes under 'as-written'" };

	return cell_yes(import->cell[AS_WRITTEN], &fact.as_written, err)
	    && split_day(text, value, &fact.on, err)
	    && fact_set(store, &fact, ingredient, err);
}

static bool enter_facts(struct import *import, struct store *store, const char *kind,
                        const char *cell, struct error *err)
{
	struct parts facts;
	bool ok = true;

	if (!cell_parts(cell, &facts, err))
		return false;
	for (const char *const *fact = facts.part; ok && *fact; fact++)
		ok = enter_fact(import, store, kind, *fact, err);
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
	    && (!cell[SEX] || enter_fact(import, store, "sex", cell[SEX], err))
	    && (!cell[WEIGHT] || enter_fact(import, store, "weight", cell[WEIGHT], err))
	    && enter_facts(import, store, "allergy", cell[ALLERGIES], err)
	    && enter_facts(import, store, "condition", cell[CONDITIONS], err)
	    && enter_facts(import, store, "medicine", cell[MEDICINES], err);
}

const struct import_plan import_patients = {
	.columns = (const char *const[]){ "code", "name", "contact", "born", "clinic-number",
	                                  "sex", "weight", "allergies", "conditions",
	                                  "medicines", "another", "as-written", NULL },
	.must = 1,
	.enter = enter_patient,
};
