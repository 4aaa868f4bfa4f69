/*
 * What is asked before a session, who answers it, and what a yes means.
 */
#include "stock.h"
#include "phrase.h"
#include "session.h"

static int open_clinic(void **state)
{
	struct identity ana = { .code = "P-1", .born = { "1984-05-17" } };
	struct error err = { 0 };
	int64_t id;

	if (open_stock(state) != 0)
		return -1;
	delivered(*state, "VITC-20", "V-1", "40x5mL", "2030-04-30");
	add_product(*state, "TXA-100", "ampoule", ml(500), NULL, "tranexamic-acid 100 mg/mL");
	add_product(*state, "DCA-10", "ampoule", ml(200), NULL, "deoxycholic-acid 10 mg/mL");
	delivered(*state, "TXA-100", "T-1", "40x5mL", "2030-04-30");
	delivered(*state, "DCA-10", "D-1", "40x2mL", "2030-04-30");
	must(patient_add(*state, &ana, &id, &err));
	sit_at(*state, "dr.lee", "2026-11-03T10:00:00Z", NULL);
	return 0;
}

/* A session of a product, with what was answered. */
static bool give(struct store *store, const char *source, const char *area, const char *depth,
                 const struct answers *answers, struct session *out, struct error *err)
{
	struct sitting sitting = { .patient = "P-1",
		                   .syringes = { { .source = source, .given = ml(200) } },
		                   .syringe_count = 1,
		                   .indication = "submental-fat",
		                   .answers = *answers };
	struct manner *manner = &sitting.syringes[0].manner;

	manner->points = 10;
	manner->area_count = 1;
	snprintf(manner->areas[0].name, sizeof manner->areas[0].name, "%s", area);
	snprintf(manner->depth, sizeof manner->depth, "%s", depth);
	return session_record(store, &sitting, out, NULL, err);
}

static const struct answers nothing = { 0 }, clear = { .clear = true };

/* What was answered to a condition in a session: "no asked"; empty where it was not asked. */
static void answered(struct store *store, const struct session *session, const char *condition,
                     char out[32])
{
	struct error err = { 0 };
	struct row *row = store_query(store, SCREENING_BEFORE,
	                              BIND(bind_int("session", session->id)), &err);

	*out = '\0';
	while (row_next(row, &err))
		if (strcmp(row_text(row, "condition"), condition) == 0)
			snprintf(out, 32, "%s %s", row_text(row, "answer"), row_text(row, "found"));
}

#define answer_is(session, condition, expected) \
	do { \
		char said_[32]; \
		answered(*state, session, condition, said_); \
		assert_string_equal(said_, expected); \
	} while (0)

static void fact(struct store *store, const char *kind, const char *value, const char *on)
{
	struct patient_fact fact = { .patient = "P-1", .kind = kind, .value = value };
	struct error err = { 0 };
	char ingredient[PATIENT_CODE];

	snprintf(fact.on.text, sizeof fact.on.text, "%s", on);
	must(patient_fact_set(store, &fact, ingredient, &err));
}

static void refused_by(bool ok, struct error *err, const char *rule)
{
	char named[96];

	snprintf(named, sizeof named, "(rule %s version ", rule);
	assert_false(ok);
	assert_int_equal(err->fault, FAULT_REFUSED);
	if (!strstr(err->text, named))
		fail_msg("not by %s: %s", rule, err->text);
	*err = (struct error){ 0 };
}

static void clear_answers_all_and_each_is_kept(void **state)
{
	struct error err = { 0 };
	struct session session;

	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	answer_is(&session, "diabetes", "no asked");
	answer_is(&session, "aspirin", "no asked");
	answer_is(&session, "age-under", "no record");
	answer_is(&session, "thrombosis-history", "");
}

static void without_answers_it_is_said_and_recorded(void **state)
{
	struct error err = { 0 };
	struct session session;

	must(give(*state, "VITC-20", "face", "", &nothing, &session, &err));
	answer_is(&session, "diabetes", "");
	answer_is(&session, "age-under", "no record");
}

static void a_yes_is_the_verdict_of_its_rule(void **state)
{
	struct answers diabetes = { true, { "diabetes=yes, since 2019" }, 1 };
	struct answers some = { false, { "diabetes=no" }, 1 };
	struct answers wrong = { true, { "diabetis=yes" }, 1 };
	struct error err = { 0 };
	struct session session;

	refused_by(give(*state, "VITC-20", "face", "", &diabetes, &session, &err), &err, "diabetes");
	assert_false(give(*state, "VITC-20", "face", "", &some, &session, &err));
	assert_non_null(strstr(err.text, "not answered: "));
	err = (struct error){ 0 };
	assert_false(give(*state, "VITC-20", "face", "", &wrong, &session, &err));
	assert_string_equal(err.text, "'diabetis' is not asked here; did you mean 'diabetes'?");
}

static void what_is_on_record_answers(void **state)
{
	struct error err = { 0 };
	struct session session;

	fact(*state, "medicine", "ibuprofen", "2026-10-20");
	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	answer_is(&session, "nsaid", "no asked");
	fact(*state, "medicine", "ibuprofen", "2026-10-28");
	refused_by(give(*state, "VITC-20", "face", "", &clear, &session, &err), &err, "nsaid");
	refused_by(give(*state, "VITC-20", "face", "", &nothing, &session, &err), &err, "nsaid");
}

static void a_condition_counts_only_for_what_it_is_about(void **state)
{
	struct error err = { 0 };
	struct session session;

	fact(*state, "condition", "thrombosis", "");
	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	refused_by(give(*state, "TXA-100", "face", "", &clear, &session, &err), &err,
	           "thrombosis-history-tranexamic-acid");
}

static void what_cannot_have_changed_is_asked_once(void **state)
{
	struct error err = { 0 };
	struct session first, second;

	must(give(*state, "VITC-20", "face", "", &clear, &first, &err));
	must(give(*state, "VITC-20", "neck", "", &clear, &second, &err));
	answer_is(&first, "medical-history-missing", "no asked");
	answer_is(&second, "medical-history-missing", "no before");
	answer_is(&second, "fitzpatrick-IV-VI", "no before");
	answer_is(&second, "diabetes", "no asked");
}

static void where_and_how_deep_is_read_off_the_syringe(void **state)
{
	struct error err = { 0 };
	struct session session;

	refused_by(give(*state, "DCA-10", "double chin", "2 mm", &clear, &session, &err), &err,
	           "depth-dermal-deoxycholic-acid");
	refused_by(give(*state, "DCA-10", "chin", "1.5-4 mm", &clear, &session, &err), &err,
	           "depth-dermal-deoxycholic-acid");
	must(give(*state, "DCA-10", "double chin", "4.5 mm", &clear, &session, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_CLINIC(test) cmocka_unit_test_setup_teardown(test, open_clinic, close_fixture)
		WITH_CLINIC(clear_answers_all_and_each_is_kept),
		WITH_CLINIC(without_answers_it_is_said_and_recorded),
		WITH_CLINIC(a_yes_is_the_verdict_of_its_rule),
		WITH_CLINIC(what_is_on_record_answers),
		WITH_CLINIC(a_condition_counts_only_for_what_it_is_about),
		WITH_CLINIC(what_cannot_have_changed_is_asked_once),
		WITH_CLINIC(where_and_how_deep_is_read_off_the_syringe),
	};

	return cmocka_run_group_tests_name("screening", tests, NULL, NULL);
}
