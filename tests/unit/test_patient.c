/* Patients: identity kept apart, facts as rows. */
#include "../../src/store/inside.h"
#include "stock.h"
#include "fact.h"

static void a_patient_is_found_whatever_the_case_and_guessed_when_mistyped(void **state)
{
	struct identity identity = { .code = "P-0042",
		                     .name = "Ana Roy",
		                     .born = { "1984-05-17" } };
	struct error err = { 0 };
	struct patient patient;
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	must(patient_find(*state, "p-0042", &patient, &err));
	assert_string_equal(patient.code, "P-0042");
	assert_string_equal(patient.name, "Ana Roy");
	assert_false(patient_find(*state, "P-0024", &patient, &err));
	assert_string_equal(err.text, "no patient 'P-0024'; did you mean 'P-0042'?");
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	identity.code = "p-0042";
	assert_false(patient_add(*state, &identity, &id, &err));
	assert_string_equal(err.text, "there is a patient 'P-0042' already");
}

static void someone_not_born_yet_is_refused(void **state)
{
	struct identity identity = { .code = "P-1", .born = { "2027-01-01" } };
	struct error err = { 0 };
	int64_t id;

	assert_false(patient_add(*state, &identity, &id, &err));
	assert_string_equal(err.text, "someone born on 2027-01-01 is not born yet");
}

static void an_age_counts_whole_years_to_the_day(void **state)
{
	struct patient patient = { .born = { "2008-11-04" } };

	(void)state;
	assert_int_equal(patient_age(&patient, &(struct day){ "2026-11-03" }), 17);
	assert_int_equal(patient_age(&patient, &(struct day){ "2026-11-04" }), 18);
	patient.born = (struct day){ "" };
	assert_int_equal(patient_age(&patient, &(struct day){ "2026-11-04" }), -1);
}

static bool set(struct store *store, const char *kind, const char *value, char *ingredient,
                struct error *err)
{
	struct patient_fact fact = { .patient = "P-0042", .kind = kind, .value = value };

	return fact_set(store, &fact, ingredient, err);
}

static int facts(struct store *store, int64_t patient)
{
	struct error err = { 0 };
	struct row *row = store_query(store, PATIENT_FACTS, BIND(bind_int("patient", patient)),
	                              &err);
	int count = 0;

	while (row_next(row, &err))
		count++;
	assert_int_equal(err.fault, FAULT_NONE);
	return count;
}

static void the_newest_fact_of_its_kind_and_value_holds(void **state)
{
	struct identity identity = { .code = "P-0042" };
	struct patient_fact gone = { .patient = "P-0042", .kind = "allergy", .value = "Lidocaine" };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };
	struct quantity weight;
	struct seat seat;
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	must(set(*state, "weight", "62 kg", ingredient, &err));
	must(set(*state, "weight", "61,5 kg", ingredient, &err));
	must(patient_weight(*state, id, &weight, &err));
	assert_int_equal(weight.atoms, INT64_C(61500000000000));
	must(set(*state, "allergy", "lidocaine", ingredient, &err));
	assert_string_not_equal(ingredient, "");
	must(set(*state, "allergy", "cat hair", ingredient, &err));
	assert_string_equal(ingredient, "");
	must(set(*state, "sex", "F", ingredient, &err));
	assert_int_equal(facts(*state, id), 4);
	refused(fact_drop(*state, &gone, &err),
	        "say why 'Lidocaine' no longer holds of 'P-0042', with --reason");
	seat = *store_seat(*state);
	seat.reason = "it was tested";
	must(store_sit(*state, &seat, &err));
	must(fact_drop(*state, &gone, &err));
	assert_int_equal(facts(*state, id), 3);
	assert_false(fact_drop(*state, &gone, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	assert_non_null(strstr(err.text, "there is cat hair"));
}

static void what_is_nearly_known_is_asked_about(void **state)
{
	struct identity identity = { .code = "P-0042" };
	struct patient_fact typo = { .patient = "P-0042", .kind = "allergy", .value = "lidocain" };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	refused(fact_set(*state, &typo, ingredient, &err),
	        "no rule and no ingredient knows 'lidocain'; did you mean 'lidocaine'?");
	err = (struct error){ 0 };
	typo.insist = "saying so";
	refused(fact_set(*state, &typo, ingredient, &err),
	        "no rule and no ingredient knows 'lidocain'; did you mean 'lidocaine'? saying so "
	        "keeps it as it stands");
	typo.as_written = true;
	must(fact_set(*state, &typo, ingredient, &err));
	assert_string_equal(ingredient, "");
	must(set(*state, "allergy", "cat hair", ingredient, &err));
}

static void facts_that_make_no_sense_are_refused(void **state)
{
	static const struct { const char *kind, *value, *sentence;
	} cases[] = {
		{ "weight", "62 mL", "'62 mL' is not what a patient weighs, such as '62 kg'" },
		{ "weight", "900 kg",
		  "'900 kg' is not what a patient weighs, such as '62 kg'" },
		{ "weight", "8 kg",
		  "'8 kg' is hardly what a grown patient weighs, from 20 kg to 300 kg (rule "
		  "'plausible-weight'); if it is so, say how you know with --reason" },
		{ "weight", "62 g", "'62 g' is not what a patient weighs, such as '62 kg'" },
		{ "sex", "yes", "'yes' is not female, male or other" },
		{ "weight", "62", "'62' is no weight: write it with its unit, such as '62 kg'" },
		{ "alergy", "soy", "'alergy' is not a fact of a patient; did you mean 'allergy'?" },
		{ "language", "de",
		  "nothing is said in 'de' here; there is en, fr ('pistor phrase set' adds)" },
		{ "dose", "lidocaine, by her dentist",
		  "'lidocaine, by her dentist' does not say what, how much of it and who says so, "
		  "such as 'lidocaine 80 mg, by her dentist'" },
		{ "dose", "moonstone 80 mg, by her dentist", "no ingredient 'moonstone'" },
		{ "mood", "good",
		  "'mood' is not a fact of a patient; there are sex, weight, language, "
		  "allergy, condition, medicine and dose ('pistor patient revise P-0042' takes name, "
		  "contact and birth date)" },
	};
	struct identity identity = { .code = "P-0042" };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(set(*state, cases[i].kind, cases[i].value, ingredient, &err));
		assert_string_equal(err.text, cases[i].sentence);
		err = (struct error){ 0 };
	}
}

static void a_revised_identity_keeps_what_was_not_said_again(void **state)
{
	struct identity identity = {
		.code = "P-0042", .name = "Ana Roy", .contact = "555", .born = { "1984-05-17" }
	};
	struct identity again = { .code = "P-0042", .name = "Ana Diaz" };
	struct error err = { 0 };
	struct patient patient;
	struct row *row;
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	must(patient_revise(*state, &again, &err));
	must(patient_find(*state, "P-0042", &patient, &err));
	assert_string_equal(patient.name, "Ana Diaz");
	assert_string_equal(patient.born.text, "1984-05-17");
	row = store_one(*state, PATIENT_IDENTITY, BIND(bind_int("patient", id)), &err);
	assert_string_equal(row_text(row, "contact"), "555");
}

static void an_altered_identity_is_found(void **state)
{
	struct identity identity = { .code = "P-0042", .name = "Ana Roy" };
	struct store *store = *state;
	char why[IDENTITY_FLAW];
	struct error err = { 0 };
	int64_t id, altered;

	must(patient_add(store, &identity, &id, &err));
	must(patient_identity_altered(store, 0, &altered, why, &err));
	assert_int_equal(altered, 0);
	must(store_execute(
		store,
		"DROP TRIGGER identity_is_only_emptied; UPDATE identity SET name = 'Bea Roy'",
		&err));
	must(patient_identity_altered(store, 0, &altered, why, &err));
	assert_int_equal(altered, 1);
}

/* What cannot be asked is no permission. */
static void where_the_store_fails_nobody_is_of_age(void **state)
{
	struct identity identity = { .code = "P-1", .born = { "2015-01-01" } };
	struct day today = { "2026-11-03" };
	struct error err = { 0 };
	struct patient patient;
	int64_t id;

	must(patient_add(*state, &identity, &id, &err));
	must(patient_find(*state, "P-1", &patient, &err));
	assert_false(patient_is_of_age(*state, &patient, &today, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	err = (struct error){ 0 };
	must(store_execute(*state, "ALTER TABLE rule_revision RENAME TO gone", &err));
	assert_false(patient_is_of_age(*state, &patient, &today, &err));
	assert_int_equal(err.fault, FAULT_STORE);
}

static void one_person_is_not_on_record_twice(void **state)
{
	struct identity ana = { .code = "P-1", .name = "Zoé Diaz", .born = { "1984-05-17" } };
	struct identity same = { .code = "P-2", .name = "zoe  DIAZ", .born = { "1984-05-17" } };
	struct identity moved = { .code = "P-1", .contact = "zoe@example.org" };
	struct error err = { 0 };
	int64_t id;

	must(patient_add(*state, &ana, &id, &err));
	assert_false(patient_add(*state, &same, &id, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text, "somebody of that name and birth date is on record as "
	                              "'P-1': say --another, or yes under 'another' in a table, if "
	                              "this is another person");
	err = (struct error){ 0 };
	same.another = true;
	must(patient_add(*state, &same, &id, &err));
	must(patient_revise(*state, &moved, &err));
	moved.born = ana.born;
	assert_false(patient_revise(*state, &moved, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
}

int main(void)
{
#define PATIENT_TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
	const struct CMUnitTest tests[] = {
		PATIENT_TEST(a_patient_is_found_whatever_the_case_and_guessed_when_mistyped),
		PATIENT_TEST(someone_not_born_yet_is_refused),
		PATIENT_TEST(one_person_is_not_on_record_twice),
		PATIENT_TEST(an_age_counts_whole_years_to_the_day),
		PATIENT_TEST(the_newest_fact_of_its_kind_and_value_holds),
		PATIENT_TEST(what_is_nearly_known_is_asked_about),
		PATIENT_TEST(facts_that_make_no_sense_are_refused),
		PATIENT_TEST(a_revised_identity_keeps_what_was_not_said_again),
		PATIENT_TEST(an_altered_identity_is_found),
		PATIENT_TEST(where_the_store_fails_nobody_is_of_age),
	};

	return cmocka_run_group_tests_name("patient", tests, NULL, NULL);
}
