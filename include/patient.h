/*
 * patient.h - whom we treat, by code; what is known of them is fact.h
 *
 * What identifies a patient (name, contact, birth date, the clinic software's
 * number) stands in one table, outside the chain, which holds only its salted
 * digest: it can be let go one day and the record stays whole (DESIGN.md law
 * 13). Facts are rows; the newest of its kind and value is what holds.
 */
#ifndef PATIENT_H
#define PATIENT_H

#include "quantity.h"
#include "store.h"

enum { PATIENT_CODE = 41, PATIENT_NAME = 128, PATIENT_LANGUAGE = 16, IDENTITY_FLAW = 160 };

struct identity {
	const char *code;
	const char *name, *contact;  /* NULL for none, and so for the next */
	const char *clinic_number;   /* in the clinic's own software */
	struct day born;
	bool another;                /* another of that name and birth date is on record, and
	                              * this is somebody else */
};

struct patient {
	int64_t id;
	char code[PATIENT_CODE];
	char name[PATIENT_NAME];     /* empty: none, or let go */
	struct day born;
};

/* REFUSED: the code is taken or malformed, the birth date lies after the event, or somebody of
 * the same name and birth date is on record and it is not said to be another. */
bool patient_add(struct store *store, const struct identity *identity, int64_t *patient,
                 struct error *err);
/* A new identity; what is not given stays as it was. REFUSED when nothing is given, or another
 * birth date without a reason: the age decides who may be treated. */
bool patient_revise(struct store *store, const struct identity *identity, struct error *err);
/* By code, compared folded. MISSING with the nearest code. */
bool patient_find(struct store *store, const char *code, struct patient *out,
                  struct error *err);
bool patient_by_id(struct store *store, int64_t id, struct patient *out, struct error *err);

/* Whole years on a local day; -1 where no birth date is on record. */
int patient_age(const struct patient *patient, const struct day *on);
/* REFUSED under the age that the rule 'minimum-age' names, on a local day. */
bool patient_is_of_age(struct store *store, const struct patient *patient, const struct day *on,
                       struct error *err);

/* The weight that holds at the event; 0 atoms where none is on record. */
bool patient_weight(struct store *store, int64_t patient, struct quantity *out,
                    struct error *err);

/* The language of what they are handed; "en" where none is on record. */
bool patient_language(struct store *store, int64_t patient, char out[PATIENT_LANGUAGE],
                      struct error *err);

/* The next identity after that one which is not what its digest in the chain says: changed,
 * removed or emptied. Gives its id, 0 when there is none, and a sentence. */
bool patient_identity_altered(struct store *store, int64_t after, int64_t *identity,
                              char why[IDENTITY_FLAW], struct error *err);

#endif
