/*
 * fact.h - what is known of a patient: sex, weight, language, allergies, conditions, medicines,
 * and doses that were given elsewhere
 */
#ifndef FACT_H
#define FACT_H

#include "patient.h"

/* One thing known of a patient. */
struct patient_fact {
	const char *patient;
	const char *kind;            /* sex, weight, language, allergy, condition, medicine, dose */
	const char *value;           /* "62 kg", "lidocaine", "herpes labialis", "female",
	                              * "fr", "lidocaine 80 mg, by her dentist" */
	struct day on;               /* measured, or last taken; empty: not said */
	bool as_written;             /* meant as it stands, though it is nearly a word that is
	                              * known */
	const char *insist;          /* how who enters it says so; NULL: they cannot */
};

/* Enter or renew a fact. An allergy or a medicine that names an ingredient (by code, name or
 * synonym, an amount behind it or not) is bound to it, and ingredient is its code; else it stays
 * text and ingredient is empty. A dose was given elsewhere, at the event: it is told, never
 * recorded, added up with what is given here, and sessions since are judged again (judge.h); value
 * names an ingredient on record, how much of it, in what that is counted in, and who says so.
 * REFUSED: no such kind, a weight that is no mass or not of a human being, a sex that is not
 * female, male or other, a language nothing is said in, a dose that does not say all that, a day
 * to come or before birth; an older day than what holds, without a reason (it is as if that was
 * taken away); and an allergy, a condition or a medicine without a word in it, or that neither a
 * rule nor an ingredient knows but nearly does, unless it is meant as it stands: nothing would
 * judge it. */
bool fact_set(struct store *store, const struct patient_fact *fact,
              char ingredient[PATIENT_CODE], struct error *err);
/* It no longer holds; a dose is named as it stands on record. MISSING when it does not; the
 * refusal lists those of its kind that do. REFUSED without a reason for an allergy, a condition, a
 * medicine or a dose, which keep a patient safe: who treats them next is told (screening.h). */
bool fact_drop(struct store *store, const struct patient_fact *fact, struct error *err);

#endif
