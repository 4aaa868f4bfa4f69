/*
 * patient.c - patients, their identity and what is known of them
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
#define RULE_PLAUSIBLE_WEIGHT "plausible-weight"

/* years; a child weighs what it weighs */
enum { GROWN = 18 };

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

/* A fact as it is kept. */
struct kept {
	char value[256];
	struct quantity amount;
	int64_t ingredient;
	struct instant at;           /* of a dose */
};

static bool keep_sex(const struct patient_fact *fact, struct kept *kept, struct error *err)
{
	static const char *const known[] = { "female", "male", "other" };
	char folded[64];

	words_fold(fact->value, folded, sizeof folded);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(folded, known[i]) == 0
		    || (strlen(folded) == 1 && *folded == *known[i])) {
			snprintf(kept->value, sizeof kept->value, "%s", known[i]);
			return true;
		}
	return failed(err, FAULT_REFUSED, "'%s' is not female, male or other", fact->value);
}

static bool keep_weight(const struct patient_fact *fact, struct kept *kept, struct error *err)
{
	const int64_t kg = 1000 * unit_everyday_atoms(UNIT_GRAM) * 1000;
	struct error why = { 0 };

	if (!quantity_parse(fact->value, &kept->amount, &why))
		return failed(err, FAULT_REFUSED,
		              "'%s' is no weight: write it with its unit, such as '62 kg'",
		              fact->value);
	if (kept->amount.unit != UNIT_GRAM || kept->amount.atoms < kg
	    || kept->amount.atoms > 500 * kg)
		return failed(err, FAULT_REFUSED,
		              "'%s' is not what a patient weighs, such as '62 kg'",
		              fact->value);
	quantity_format(kept->amount, kept->value);
	return true;
}

/* Who may be treated at all is grown; of who is on record as younger it is not asked. */
static bool is_plausible(struct store *store, const struct patient *patient,
                         const struct day *on, const struct patient_fact *fact,
                         const struct kept *kept, struct error *err)
{
	struct error none = { 0 };
	char least[QUANTITY_TEXT], most[QUANTITY_TEXT];
	struct rule rule;
	int age = patient_age(patient, on);

	if (store_seat(store)->reason || (age >= 0 && age < GROWN))
		return true;
	if (!rule_find(store, RULE_PLAUSIBLE_WEIGHT, &rule, &none))
		return spared(&none, err);
	if (rule.force <= RULE_WARNS || !rule.has_least || !rule.has_amount
	    || (kept->amount.atoms >= rule.least && kept->amount.atoms <= rule.amount))
		return true;
	quantity_format((struct quantity){ rule.least, UNIT_GRAM }, least);
	quantity_format((struct quantity){ rule.amount, UNIT_GRAM }, most);
	return failed(err, FAULT_REFUSED,
	              "'%s' is hardly what a grown patient weighs, from %s to %s (rule '%s'); if it "
	              "is so, say how you know with --reason",
	              fact->value, least, most, RULE_PLAUSIBLE_WEIGHT);
}

static bool keep_language(struct store *store, const struct patient_fact *fact,
                          struct kept *kept, struct error *err)
{
	words_fold(fact->value, kept->value, sizeof kept->value);
	return (strlen(kept->value) < PATIENT_LANGUAGE
	        && phrase_language(store, kept->value, err))
	    || failed(err, FAULT_REFUSED, "'%s' is no language, such as en or fr", fact->value);
}

/* What names an ingredient is bound to it; what does not is kept as it was written. */
static bool keep_substance(struct store *store, const struct patient_fact *fact,
                           struct kept *kept, struct error *err)
{
	struct ingredient ingredient;
	struct error why = { 0 };

	snprintf(kept->value, sizeof kept->value, "%s", fact->value);
	if (ingredient_find(store, fact->value, &ingredient, &why)) {
		kept->ingredient = ingredient.id;
		snprintf(kept->value, sizeof kept->value, "%s", ingredient.code);
	} else if (why.fault != FAULT_MISSING) {
		*err = why;
		return false;
	}
	return true;
}

/* "lidocaine 80 mg": the words before the amount are its name. */
static bool split_dose(const char *text, char name[256], struct quantity *amount)
{
	for (const char *at = strchr(text, ' '); at; at = strchr(at + 1, ' ')) {
		struct error ignored = { 0 };

		snprintf(name, 256, "%.*s", (int)(at - text), text);
		if (isdigit((unsigned char)at[1]) && quantity_parse(at + 1, amount, &ignored))
			return true;
	}
	return false;
}

/* Kept as "2026-11-03 09:00: lidocaine-hcl 80 mg, by her dentist": of one ingredient several
 * hold, and each is known by when it was. */
static bool keep_dose(struct store *store, const struct patient_fact *fact, struct kept *kept,
                      struct error *err)
{
	const char *source = strstr(fact->value, ", ");
	char what[256], name[256], amount[QUANTITY_TEXT], at[INSTANT_LOCAL];
	struct ingredient ingredient;
	struct clinic clinic;

	snprintf(what, sizeof what, "%.*s",
	         source ? (int)(source - fact->value) : (int)strlen(fact->value), fact->value);
	if (!source || !words_say(source) || !split_dose(what, name, &kept->amount)
	    || !kept->amount.atoms)
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say what, how much of it and who says so, such as "
		              "'lidocaine 80 mg, by her dentist'", fact->value);
	if (kept->amount.unit == UNIT_LITRE)
		return failed(err, FAULT_REFUSED,
		              "'%s' is a volume: say how much of the ingredient was in it, such as "
		              "'80 mg'", what);
	if (*fact->on.text)
		return failed(err, FAULT_REFUSED, "say to the minute when it was given, with --when");
	if (!ingredient_find(store, name, &ingredient, err) || !clinic_now(store, &clinic, err))
		return false;
	kept->ingredient = ingredient.id;
	kept->at = *store_event(store);
	instant_local(&kept->at, &clinic.zone, at);
	quantity_format(kept->amount, amount);
	snprintf(kept->value, sizeof kept->value, "%s: %s %s%s", at, ingredient.code, amount,
	         source);
	return true;
}

/* What keeps a patient safe, and is read by rules in the words it was written in. */
static bool is_of_safety(const struct patient_fact *fact)
{
	return strcmp(fact->kind, "allergy") == 0 || strcmp(fact->kind, "condition") == 0
	       || strcmp(fact->kind, "medicine") == 0;
}

static bool is_no_slip(struct store *store, const struct patient_fact *fact,
                       const struct kept *kept, struct error *err)
{
	struct ingredient ingredient;
	struct error none = { 0 };
	const char *meant = NULL;
	char near[128], plain[256];
	bool asks;

	if (!is_of_safety(fact) || fact->as_written || kept->ingredient)
		return true;
	if (!rule_asks(store, fact->value, &asks, near, err) || asks)
		return !err->fault;
	/* Nearer than for a guess, since one who means it is held up. */
	words_plain(fact->value, plain, sizeof plain);
	if (words_distance(plain, near) * 4 > (int)strlen(plain))
		*near = '\0';
	if (!*near && strcmp(fact->kind, "condition") != 0
	    && !ingredient_find(store, fact->value, &ingredient, &none)
	    && (meant = strstr(none.text, "did you mean '")))
		snprintf(near, sizeof near, "%.*s", (int)strcspn(meant + 14, "'"), meant + 14);
	return !*near
	    || failed(err, FAULT_REFUSED,
	              "no rule and no ingredient knows '%s'; did you mean '%s'? --as-written keeps "
	              "it as it stands",
	              fact->value, near);
}

static bool no_such_kind(const struct patient_fact *fact, struct error *err)
{
	static const char *const kinds[] = { "sex", "weight", "language", "allergy",
		                             "condition", "medicine", "dose", NULL };
	const char *near = words_nearest(fact->kind, kinds);

	if (near)
		return failed(err, FAULT_REFUSED,
		              "'%s' is not a fact of a patient; did you mean '%s'?", fact->kind,
		              near);
	return failed(err, FAULT_REFUSED,
	              "'%s' is not a fact of a patient; there are sex, weight, language, "
	              "allergy, condition, medicine and dose ('pistor patient revise %s' takes name, "
	              "contact and birth date)",
	              fact->kind, fact->patient);
}

static bool keep(struct store *store, const struct patient_fact *fact, struct kept *kept,
                 struct error *err)
{
	*kept = (struct kept){ 0 };
	if (strlen(fact->value) >= sizeof kept->value || !*fact->value)
		return failed(err, FAULT_REFUSED, "say what it is in at most %zu letters",
		              sizeof kept->value - 1);
	if (strcmp(fact->kind, "sex") == 0)
		return keep_sex(fact, kept, err);
	if (strcmp(fact->kind, "weight") == 0)
		return keep_weight(fact, kept, err);
	if (strcmp(fact->kind, "language") == 0)
		return keep_language(store, fact, kept, err);
	if (strcmp(fact->kind, "allergy") == 0 || strcmp(fact->kind, "medicine") == 0)
		return keep_substance(store, fact, kept, err);
	if (strcmp(fact->kind, "condition") == 0) {
		words_fold(fact->value, kept->value, sizeof kept->value);
		return true;
	}
	if (strcmp(fact->kind, "dose") == 0)
		return keep_dose(store, fact, kept, err);
	return no_such_kind(fact, err);
}

static bool enter_fact(struct store *store, const struct patient *patient,
                       const struct patient_fact *fact, const struct kept *kept, bool held,
                       struct error *err)
{
	bool measured = kept->amount.atoms > 0;
	struct clinic clinic;
	struct day today;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_day(store_event(store), &clinic.zone, &today);
	if (*fact->on.text && strcmp(fact->on.text, today.text) > 0)
		return failed(err, FAULT_REFUSED, "%s has not come yet", fact->on.text);
	if (*fact->on.text && strcmp(fact->on.text, patient->born.text) < 0)
		return failed(err, FAULT_REFUSED, "%s is before '%s' was born", fact->on.text,
		              patient->code);
	if (held && strcmp(fact->kind, "weight") == 0
	    && !is_plausible(store, patient, *fact->on.text ? &fact->on : &today, fact, kept,
	                     err))
		return false;
	return store_run(store, PATIENT_FACT_INSERT, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("patient",    patient->id),
		bind_text("kind",       fact->kind),
		bind_text("value",      kept->value),
		bind_id  ("ingredient", kept->ingredient),
		bind_id  ("amount",     kept->amount.atoms),
		bind_text("unit",       measured ? unit_name(kept->amount.unit) : NULL),
		bind_text("at",         *kept->at.text ? kept->at.text : day_text(&fact->on)),
		bind_int ("held",       held)), err);
}

static bool set_fact(struct store *store, const struct patient_fact *fact, char *ingredient,
                     struct error *err)
{
	struct patient patient;
	struct kept kept;

	if (!patient_find(store, fact->patient, &patient, err)
	    || !keep(store, fact, &kept, err) || !is_no_slip(store, fact, &kept, err))
		return false;
	snprintf(ingredient, PATIENT_CODE, "%.*s", PATIENT_CODE - 1,
	         kept.ingredient && !*kept.at.text ? kept.value : "");
	return enter_fact(store, &patient, fact, &kept, true, err);
}

bool patient_fact_set(struct store *store, const struct patient_fact *fact,
                      char ingredient[PATIENT_CODE], struct error *err)
{
	return store_begin(store, "patient fact", err)
	    && store_end(store, set_fact(store, fact, ingredient, err), err);
}

/* Whether a fact of that kind and value holds; heard is filled with those of the kind that
 * do. */
static bool is_held(struct store *store, int64_t patient, const char *kind, const char *value,
                    char *heard, size_t size, struct error *err)
{
	struct row *row = store_query(store, PATIENT_FACTS, BIND(bind_int("patient", patient)),
	                              err);
	char folded[256], held[256];
	bool found = false;

	*heard = '\0';
	words_fold(value, folded, sizeof folded);
	while (row_next(row, err)) {
		if (strcmp(row_text(row, "kind"), kind) != 0)
			continue;
		words_fold(row_text(row, "value"), held, sizeof held);
		found |= strcmp(held, folded) == 0;
		snprintf(heard + strlen(heard), size - strlen(heard), "%s%s",
		         *heard ? ", " : "", row_text(row, "value"));
	}
	return found;
}

static bool drop_fact(struct store *store, const struct patient_fact *fact, struct error *err)
{
	struct patient patient;
	struct kept kept = { .value = "" };
	char heard[512];

	if (!patient_find(store, fact->patient, &patient, err))
		return false;
	/* A dose is taken back as it stands on record. */
	if (strcmp(fact->kind, "dose") == 0)
		copy_text(kept.value, sizeof kept.value, fact->value);
	else if (!keep(store, fact, &kept, err))
		return false;
	if (!is_held(store, patient.id, fact->kind, kept.value, heard, sizeof heard, err))
		return failed(err, FAULT_MISSING, "'%s' is no %s on record of '%s'%s%s",
		              fact->value, fact->kind, patient.code,
		              *heard ? "; there is " : "", heard);
	if (is_of_safety(fact) && !store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say why '%s' no longer holds of '%s', with --reason",
		              fact->value, patient.code);
	return enter_fact(store, &patient, fact, &kept, false, err);
}

bool patient_fact_drop(struct store *store, const struct patient_fact *fact, struct error *err)
{
	return store_begin(store, "patient fact", err)
	    && store_end(store, drop_fact(store, fact, err), err);
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
