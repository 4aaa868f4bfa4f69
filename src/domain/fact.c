/*
 * fact.c - what is known of a patient: entered, renewed, taken away
 */
#include "fact.h"
#include "clinic.h"
#include "ingredient.h"
#include "judge.h"
#include "nearest.h"
#include "phrase.h"
#include "rule.h"
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define RULE_PLAUSIBLE_WEIGHT "plausible-weight"

/* years; a child weighs what it weighs */
enum { GROWN = 18 };

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

/* What names an ingredient is bound to it, and "procaine 20 mg" to procaine; what does not is kept
 * as it was written. */
static bool keep_substance(struct store *store, const struct patient_fact *fact,
                           struct kept *kept, struct error *err)
{
	struct ingredient ingredient = { .id = 0 };
	char name[sizeof kept->value];
	struct error why;
	bool whole = true;

	copy_text(kept->value, sizeof kept->value, fact->value);
	copy_text(name, sizeof name, fact->value);
	do {
		why = (struct error){ .elsewhere = true };
		if (ingredient_find(store, name, &ingredient, &why))
			break;
		whole = false;
	} while (why.fault == FAULT_MISSING && words_cut_number(name) && *name);
	if (why.fault && why.fault != FAULT_MISSING)
		return failed(err, why.fault, "%s", why.text);
	kept->ingredient = ingredient.id;
	if (kept->ingredient && whole)
		copy_text(kept->value, sizeof kept->value, ingredient.code);
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

/* It can be told in what products and rules count it in, which is mass where none does. */
static bool is_addable(struct store *store, const struct ingredient *ingredient,
                       struct quantity amount, struct error *err)
{
	struct row *row = store_query(store, PATIENT_DOSE_UNITS,
	                              BIND(bind_int("ingredient", ingredient->id)), err);
	struct error why = { 0 };
	struct ratio ignored;
	enum unit unit;

	while (row_next(row, err)) {
		why = (struct error){ 0 };
		if (unit_parse(row_text(row, "unit"), &unit, &why)
		    && ingredient_convert(ingredient, amount, unit, &ignored, &why))
			return true;
	}
	return !err->fault
	    && (why.fault ? failed(err, why.fault, "%s", why.text)
	                  : ingredient_convert(ingredient, amount, UNIT_GRAM, &ignored, err));
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
	if (kept->amount.unit == UNIT_LITRE || kept->amount.unit == UNIT_PIECE)
		return failed(err, FAULT_REFUSED,
		              "'%s' is %s: say how much of the ingredient was in it, such as "
		              "'80 mg'", what,
		              kept->amount.unit == UNIT_LITRE ? "a volume" : "a count");
	if (*fact->on.text)
		return failed(err, FAULT_REFUSED, "say to the minute when it was given, with --when");
	if (!ingredient_find(store, name, &ingredient, err)
	    || !is_addable(store, &ingredient, kept->amount, err)
	    || !clinic_now(store, &clinic, err))
		return false;
	kept->ingredient = ingredient.id;
	kept->at = *store_event(store);
	instant_local(&kept->at, &clinic.zone, at);
	quantity_format(kept->amount, amount);
	snprintf(kept->value, sizeof kept->value, "%s: %s %s%s", at, ingredient.code, amount,
	         source);
	return true;
}

/* What rules read in the words it was written in. */
static bool is_in_words(const struct patient_fact *fact)
{
	return strcmp(fact->kind, "allergy") == 0 || strcmp(fact->kind, "condition") == 0
	       || strcmp(fact->kind, "medicine") == 0;
}

/* What keeps a patient safe. */
static bool is_of_safety(const struct patient_fact *fact)
{
	return is_in_words(fact) || strcmp(fact->kind, "dose") == 0;
}

static bool is_no_slip(struct store *store, const struct patient_fact *fact,
                       const struct kept *kept, struct error *err)
{
	struct ingredient ingredient;
	struct error none = { 0 };
	const char *meant = NULL;
	char near[128], plain[256];
	bool asks;

	if (!is_in_words(fact) || kept->ingredient)
		return true;
	/* An accent with no letter under it is no word. */
	if (!words_say(words_plain(fact->value, plain, sizeof plain)))
		return failed(err, FAULT_REFUSED, "'%s' names no %s: write it in a word",
		              fact->value, fact->kind);
	if (fact->as_written || !rule_asks(store, fact->value, &asks, near, err) || asks)
		return !err->fault;
	/* Nearer than for a guess, since one who means it is held up. */
	if (words_distance(plain, near) * 4 > (int)strlen(plain))
		*near = '\0';
	if (!*near && strcmp(fact->kind, "condition") != 0
	    && !ingredient_find(store, fact->value, &ingredient, &none)
	    && (meant = strstr(none.text, "did you mean '")))
		snprintf(near, sizeof near, "%.*s", (int)strcspn(meant + 14, "'"), meant + 14);
	return !*near
	    || failed(err, FAULT_REFUSED,
	              "no rule and no ingredient knows '%s'; did you mean '%s'?%s%s%s",
	              fact->value, near, fact->insist ? " " : "",
	              fact->insist ? fact->insist : "",
	              fact->insist ? " keeps it as it stands" : "");
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
	struct day today, on = fact->on;
	struct clinic clinic;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_day(store_event(store), &clinic.zone, &today);
	if (*kept->at.text)
		instant_day(&kept->at, &clinic.zone, &on);
	if (*on.text && strcmp(on.text, today.text) > 0)
		return failed(err, FAULT_REFUSED, "%s has not come yet", on.text);
	if (*on.text && strcmp(on.text, patient->born.text) < 0)
		return failed(err, FAULT_REFUSED, "%s is before '%s' was born", on.text,
		              patient->code);
	if (held && strcmp(fact->kind, "weight") == 0
	    && !is_plausible(store, patient, *on.text ? &on : &today, fact, kept, err))
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

/* What holds of that kind and value: found, and its day. heard is filled with those of the kind
 * that do. */
struct held { bool found; struct day on; char heard[512]; };

static bool find_held(struct store *store, int64_t patient, const char *kind, const char *value,
                      struct held *out, struct error *err)
{
	struct row *row = store_query(store, PATIENT_FACTS, BIND(bind_int("patient", patient)),
	                              err);
	char folded[256], held[256], *heard = out->heard;

	*out = (struct held){ .found = false };
	words_fold(value, folded, sizeof folded);
	while (row_next(row, err)) {
		if (strcmp(row_text(row, "kind"), kind) != 0)
			continue;
		words_fold(row_text(row, "value"), held, sizeof held);
		if (strcmp(held, folded) == 0) {
			out->found = true;
			copy_text(out->on.text, sizeof out->on.text, row_text(row, "on_day"));
		}
		snprintf(heard + strlen(heard), sizeof out->heard - strlen(heard), "%s%s",
		         *heard ? ", " : "", row_text(row, "value"));
	}
	return !err->fault;
}

/* What keeps a patient safe is taken away for a reason; the row says of which day it was. */
static bool take_away(struct store *store, const struct patient *patient,
                      const struct patient_fact *fact, const struct kept *kept,
                      const struct held *held, struct error *err)
{
	struct patient_fact gone = *fact;

	if (is_of_safety(fact))
		gone.on = held->on;
	if (!is_of_safety(fact) || store_seat(store)->reason)
		return enter_fact(store, patient, &gone, kept, false, err);
	return failed(err, FAULT_REFUSED, "say why '%s'%s%s no longer holds of '%s', with --reason",
	              fact->value, *fact->on.text && *held->on.text ? " on " : "",
	              *fact->on.text ? held->on.text : "", patient->code);
}

/* Of an older day it holds less long: what holds now is taken away first. */
static bool renew(struct store *store, const struct patient *patient,
                  const struct patient_fact *fact, const struct kept *kept, struct error *err)
{
	struct held held;

	if (!is_in_words(fact) || !*fact->on.text)
		return true;
	if (!find_held(store, patient->id, fact->kind, kept->value, &held, err))
		return false;
	return !held.found
	    || (*held.on.text && strcmp(fact->on.text, held.on.text) >= 0)
	    || take_away(store, patient, fact, kept, &held, err);
}

static bool set_fact(struct store *store, const struct patient_fact *fact, char *ingredient,
                     struct error *err)
{
	struct patient patient;
	struct ingredient named = { .id = 0 };
	struct kept kept;

	if (!patient_find(store, fact->patient, &patient, err)
	    || !keep(store, fact, &kept, err) || !is_no_slip(store, fact, &kept, err)
	    || !renew(store, &patient, fact, &kept, err)
	    || !enter_fact(store, &patient, fact, &kept, true, err)
	    || (kept.ingredient && !ingredient_read(store, kept.ingredient, &named, err)))
		return false;
	copy_text(ingredient, PATIENT_CODE, is_in_words(fact) ? named.code : "");
	return strcmp(fact->kind, "dose") != 0 || judge_told(store, patient.code, err);
}

bool fact_set(struct store *store, const struct patient_fact *fact,
              char ingredient[PATIENT_CODE], struct error *err)
{
	return store_begin(store, "patient fact", err)
	    && store_end(store, set_fact(store, fact, ingredient, err), err);
}

static bool drop_fact(struct store *store, const struct patient_fact *fact, struct error *err)
{
	struct patient patient;
	struct kept kept = { .value = "" };
	struct held held;

	if (!patient_find(store, fact->patient, &patient, err))
		return false;
	/* A dose is taken back as it stands on record. */
	if (strcmp(fact->kind, "dose") == 0)
		copy_text(kept.value, sizeof kept.value, fact->value);
	else if (!keep(store, fact, &kept, err))
		return false;
	if (!find_held(store, patient.id, fact->kind, kept.value, &held, err))
		return false;
	if (!held.found)
		return failed(err, FAULT_MISSING, "'%s' is no %s on record of '%s'%s%s",
		              fact->value, fact->kind, patient.code,
		              *held.heard ? "; there is " : "", held.heard);
	return take_away(store, &patient, fact, &kept, &held, err);
}

bool fact_drop(struct store *store, const struct patient_fact *fact, struct error *err)
{
	return store_begin(store, "patient fact", err)
	    && store_end(store, drop_fact(store, fact, err), err);
}
