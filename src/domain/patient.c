/*
 * patient.c - patients and their identity
 */
#include "patient.h"
#include "clinic.h"
#include "ingredient.h"
#include "nearest.h"
#include "phrase.h"
#include "rule.h"
#include "words.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_MINIMUM_AGE "minimum-age"

enum { MOST_NEAR = 2000 };

/* The letters before it and the length of each part keep one identity from reading like
 * another. */
static void add_part(struct digester *digester, const char *name, const char *value)
{
	char head[64];

	if (!value)
		return;
	snprintf(head, sizeof head, "%s:%zu:", name, strlen(value));
	digest_add(digester, head, strlen(head));
	digest_add(digester, value, strlen(value));
}

static void identity_digest(const struct identity *identity, const void *salt, size_t size,
                            struct digest *out)
{
	struct digester digester;

	digest_begin(&digester);
	digest_add(&digester, salt, size);
	add_part(&digester, "name", identity->name);
	add_part(&digester, "contact", identity->contact);
	add_part(&digester, "born", day_text(&identity->born));
	add_part(&digester, "clinic_number", identity->clinic_number);
	digest_end(&digester, out);
}

static bool keep_identity(struct store *store, int64_t patient, const struct identity *identity,
                          struct error *err)
{
	uint8_t salt[SALT_BYTES];
	struct digest digest;
	int64_t id;

	if (strcmp(identity->born.text, store_event(store)->text) > 0)
		return failed(err, FAULT_REFUSED, "someone born on %s is not born yet",
		              identity->born.text);
	random_bytes(salt, sizeof salt);
	identity_digest(identity, salt, sizeof salt, &digest);
	return store_insert(store, PATIENT_IDENTITY_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("patient", patient),
		bind_blob("digest",  digest.bytes, sizeof digest.bytes)), &id, err)
	    && store_run(store, IDENTITY_INSERT, BIND(
		bind_int ("id",            id),
		bind_blob("salt",          salt, sizeof salt),
		bind_text("name",          identity->name),
		bind_text("contact",       identity->contact),
		bind_text("born",          day_text(&identity->born)),
		bind_text("clinic_number", identity->clinic_number)), err);
}

/* One person under two codes has two charts, and neither knows what the other says. Names are
 * compared without accents; only the table that may hold them is looked into. */
static bool refuse_twin(struct store *store, int64_t patient, const struct identity *identity,
                        struct error *err)
{
	char name[PATIENT_NAME], other[PATIENT_NAME];
	struct row *row;

	if (identity->another || !identity->name || !*identity->born.text)
		return true;
	words_plain(identity->name, name, sizeof name);
	row = store_query(store, PATIENT_BORN, BIND(
		bind_text("born",    identity->born.text),
		bind_int ("patient", patient)), err);
	while (row_next(row, err))
		if (strcmp(words_plain(row_text(row, "name"), other, sizeof other), name) == 0)
			return failed(err, FAULT_REFUSED,
			              "somebody of that name and birth date is on record as '%s': say "
			              "--another, or yes under 'another' in a table, if this is "
			              "another person",
			              row_text(row, "code"));
	return !err->fault;
}

static bool add(struct store *store, const struct identity *identity, int64_t *patient,
                struct error *err)
{
	struct row *row;

	if (!code_check(identity->code, "patient's code", err))
		return false;
	row = store_one(store, PATIENT_BY_CODE, BIND(bind_text("code", identity->code)), err);
	if (row)
		return failed(err, FAULT_REFUSED, "there is a patient '%s' already",
		              row_text(row, "code"));
	return !err->fault && refuse_twin(store, 0, identity, err)
	    && store_insert(store, PATIENT_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   identity->code)), patient, err)
	    && keep_identity(store, *patient, identity, err);
}

bool patient_add(struct store *store, const struct identity *identity, int64_t *patient,
                 struct error *err)
{
	return store_begin(store, "patient add", err)
	    && store_end(store, add(store, identity, patient, err), err);
}

static const char *either(const char *given, const char *before, char *room, size_t size)
{
	if (given || !before)
		return given;
	snprintf(room, size, "%s", before);
	return room;
}

static bool revise(struct store *store, const struct identity *identity, struct error *err)
{
	char name[PATIENT_NAME], contact[512], number[128];
	struct identity whole = *identity;
	struct patient patient;
	struct row *row;

	if (!identity->name && !identity->contact && !identity->clinic_number
	    && !*identity->born.text)
		return failed(err, FAULT_USAGE,
		              "nothing to revise: give a name, a contact, a birth date or a "
		              "clinic number");
	if (!patient_find(store, identity->code, &patient, err))
		return false;
	row = store_one(store, PATIENT_IDENTITY, BIND(bind_int("patient", patient.id)), err);
	if (!row)
		return failed(err, FAULT_STORE, "'%s' has no identity", patient.code);
	whole.name = either(identity->name, row_text(row, "name"), name, sizeof name);
	whole.contact = either(identity->contact, row_text(row, "contact"), contact,
	                       sizeof contact);
	whole.clinic_number = either(identity->clinic_number, row_text(row, "clinic_number"),
	                             number, sizeof number);
	if (!*identity->born.text)
		whole.born = patient.born;
	if ((identity->name || *identity->born.text)
	    && !refuse_twin(store, patient.id, &whole, err))
		return false;
	if (*patient.born.text && strcmp(patient.born.text, whole.born.text) != 0
	    && !store_seat(store)->reason)
		return failed(err, FAULT_REFUSED,
		              "'%s' was born on %s by the record: say how you know better with "
		              "--reason", patient.code, patient.born.text);
	return keep_identity(store, patient.id, &whole, err);
}

bool patient_revise(struct store *store, const struct identity *identity, struct error *err)
{
	return store_begin(store, "patient revise", err)
	    && store_end(store, revise(store, identity, err), err);
}

static void read_patient(const struct row *row, struct patient *out)
{
	const char *name = row_text(row, "name"), *born = row_text(row, "born");

	*out = (struct patient){ .id = row_int(row, "id") };
	snprintf(out->code, sizeof out->code, "%s", row_text(row, "code"));
	snprintf(out->name, sizeof out->name, "%s", name ? name : "");
	snprintf(out->born.text, sizeof out->born.text, "%s", born ? born : "");
}

/* The code that was probably meant, among those that begin alike. */
static void nobody(struct store *store, const char *code, struct error *err)
{
	static const char *codes[MOST_NEAR + 1];
	struct row *row = store_query(store, PATIENT_CODES, BIND(bind_int("most", MOST_NEAR)),
	                              err);
	const char *near;
	int count = 0;

	while (count < MOST_NEAR && row_next(row, err))
		codes[count++] = strdup(row_text(row, "code"));
	codes[count] = NULL;
	near = words_nearest(code, codes);
	if (near)
		failed(err, FAULT_MISSING, "no patient '%s'; did you mean '%s'?", code, near);
	else
		failed(err, FAULT_MISSING, "no patient '%s'; 'pistor patient list' shows them",
		       code);
	while (count-- > 0)
		free((void *)codes[count]);
}

bool patient_find(struct store *store, const char *code, struct patient *out, struct error *err)
{
	struct row *row = store_one(store, PATIENT_BY_CODE, BIND(bind_text("code", code)), err);

	if (!row && !err->fault)
		nobody(store, code, err);
	if (!row)
		return false;
	read_patient(row, out);
	return true;
}

bool patient_by_id(struct store *store, int64_t id, struct patient *out, struct error *err)
{
	struct row *row = store_one(store, PATIENT_BY_ID, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no such patient");
	read_patient(row, out);
	return true;
}

/* Days sort as they read, so a birthday still to come this year is one year less. */
int patient_age(const struct patient *patient, const struct day *on)
{
	int years;

	if (!*patient->born.text)
		return -1;
	years = atoi(on->text) - atoi(patient->born.text);
	return strcmp(on->text + 4, patient->born.text + 4) < 0 ? years - 1 : years;
}

bool patient_is_of_age(struct store *store, const struct patient *patient, const struct day *on,
                       struct error *err)
{
	struct error none = { 0 };
	int64_t least;
	int age = patient_age(patient, on);

	if (age < 0)
		return true;
	if (!rule_amount(store, RULE_MINIMUM_AGE, &least, NULL, &none))
		return spared(&none, err);
	if (age >= least)
		return true;
	return failed(err, FAULT_REFUSED,
	              "'%s' is %d years old; nobody under %" PRId64 " is treated (rule '%s')",
	              patient->code, age, least, RULE_MINIMUM_AGE);
}

bool patient_weight(struct store *store, int64_t patient, struct quantity *out,
                    struct error *err)
{
	struct row *row = store_one(store, PATIENT_WEIGHT, BIND(bind_int("patient", patient)),
	                            err);

	*out = (struct quantity){ row && row_int(row, "held") ? row_int(row, "amount") : 0,
		                  UNIT_GRAM };
	return !err->fault;
}

bool patient_language(struct store *store, int64_t patient, char out[PATIENT_LANGUAGE],
                      struct error *err)
{
	struct row *row = store_one(store, PATIENT_SPEAKS, BIND(bind_int("patient", patient)),
	                            err);

	copy_text(out, PATIENT_LANGUAGE,
	          row && row_int(row, "held") ? row_text(row, "value") : "en");
	return !err->fault;
}

/* What is wrong with it, or NULL. */
static const char *identity_flaw(const struct row *row)
{
	struct identity identity = {
		.name = row_text(row, "name"),
		.contact = row_text(row, "contact"),
		.clinic_number = row_text(row, "clinic_number"),
	};
	const char *born = row_text(row, "born");
	struct digest digest;
	const void *salt, *kept;
	size_t size, kept_size;

	if (row_null(row, "identity"))
		return "was removed";
	if (row_null(row, "salt"))
		return "was emptied, and no act on record did so";
	snprintf(identity.born.text, sizeof identity.born.text, "%s", born ? born : "");
	salt = row_blob(row, "salt", &size);
	identity_digest(&identity, salt, size, &digest);
	kept = row_blob(row, "digest", &kept_size);
	return kept_size == sizeof digest.bytes && memcmp(kept, digest.bytes, kept_size) == 0
	               ? NULL
	               : "was changed";
}

bool patient_identity_altered(struct store *store, int64_t after, int64_t *identity,
                              char why[IDENTITY_FLAW], struct error *err)
{
	struct row *row = store_query(store, PATIENT_IDENTITIES, BIND(bind_int("after", after)),
	                              err);

	*identity = 0;
	while (row_next(row, err)) {
		const char *flaw = identity_flaw(row);

		if (!flaw)
			continue;
		*identity = row_int(row, "id");
		snprintf(why, IDENTITY_FLAW, "the identity of patient %s %s",
		         row_text(row, "code"), flaw);
		break;
	}
	return !err->fault;
}
