/*
 * What is asked before a session, who answers it, and what a yes means.
 */
#include "stock.h"
#include "fact.h"
#include "phrase.h"
#include "rulebook.h"
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
		                   .indication = "hydration",
		                   .another = true,
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
	must(fact_set(store, &fact, ingredient, &err));
}

static void reseat(struct store *store, const char *reason)
{
	struct seat seat = *store_seat(store);
	struct error err = { 0 };

	seat.reason = reason;
	must(store_sit(store, &seat, &err));
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
	answer_is(&second, "herpes-history", "no asked");
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

static void add_rule(struct store *store, const char *code, const char *condition, int days)
{
	struct rule rule = { .code = code,
		             .kind = "contraindication",
		             .severity = "warn",
		             .scope = "before",
		             .condition = condition,
		             .span = (int64_t)days * 86400,
		             .has_span = days > 0,
		             .text = code,
		             .source = "test" };
	struct error err = { 0 };
	int64_t revision;

	sit_at(store, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(rule_set(store, &rule, &revision, &err));
	sit_at(store, "dr.lee", "2026-11-03T10:00:00Z", NULL);
}

/* Whether a rule warned in a session. */
static bool warned(struct store *store, const struct session *session, const char *rule)
{
	struct error err = { 0 };
	struct row *row = store_query(store, VERDICT_OF_SESSION,
	                              BIND(bind_int("session", session->id)), &err);
	char named[96];
	bool found = false;

	snprintf(named, sizeof named, "(rule %s version ", rule);
	while (row_next(row, &err))
		found |= strstr(row_text(row, "text"), named) != NULL;
	return found;
}

static void two_rules_on_one_condition_judge_each_by_its_own_span(void **state)
{
	struct answers ten_days = { true, { "aspirin=yes, 2026-10-24" }, 1 };
	struct answers one_day = { true, { "aspirin=yes, 2026-11-02" }, 1 };
	struct error err = { 0 };
	struct session session;

	add_rule(*state, "aspirin-14", "aspirin", 14);
	must(give(*state, "VITC-20", "face", "", &ten_days, &session, &err));
	assert_true(warned(*state, &session, "aspirin-14"));
	assert_false(warned(*state, &session, "aspirin"));
	refused_by(give(*state, "VITC-20", "neck", "", &one_day, &session, &err), &err, "aspirin");
}

static void so_does_the_record_and_whether_it_was_so_since_is_asked(void **state)
{
	struct answers since = { true, { "aspirin=yes" }, 1 };
	struct error err = { 0 };
	struct session session;

	add_rule(*state, "aspirin-14", "aspirin", 14);
	fact(*state, "medicine", "aspirin", "2026-10-24");
	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	answer_is(&session, "aspirin", "yes record");
	assert_true(warned(*state, &session, "aspirin-14"));
	assert_false(warned(*state, &session, "aspirin"));
	refused_by(give(*state, "VITC-20", "neck", "", &since, &session, &err), &err, "aspirin");
}

static void two_ages_are_judged_each_alone(void **state)
{
	struct answers seventy = { true, { "age=70" }, 1 }, child = { true, { "age=17" }, 1 };
	struct rule rule = { .code = "age-over-65", .kind = "contraindication", .severity = "warn",
		             .scope = "patient", .condition = "age-over", .amount = 65,
		             .has_amount = true, .unit = "years", .text = "old", .source = "test" };
	struct identity nobody = { .code = "P-2" };
	struct sitting sitting = { .patient = "P-2",
		                   .syringes = { { .source = "VITC-20", .given = ml(200) } },
		                   .syringe_count = 1,
		                   .answers = seventy };
	struct error err = { 0 };
	struct session session;
	int64_t id;

	must(patient_add(*state, &nobody, &id, &err));
	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(rule_set(*state, &rule, &id, &err));
	sit_at(*state, "dr.lee", "2026-11-03T10:00:00Z", NULL);
	must(session_record(*state, &sitting, &session, NULL, &err));
	assert_true(warned(*state, &session, "age-over-65"));
	assert_false(warned(*state, &session, "age-over-75"));
	sitting.answers = child;
	sitting.another = true;
	refused_by(session_record(*state, &sitting, &session, NULL, &err), &err, "minimum-age");
}

static void all_that_is_known_of_a_patient_is_heard(void **state)
{
	struct error err = { 0 };
	struct session session;
	char value[16];

	for (int i = 0; i < 80; i++) {
		snprintf(value, sizeof value, "allergy %d", i);
		fact(*state, "allergy", value, "");
	}
	fact(*state, "condition", "diabetes", "");
	refused_by(give(*state, "VITC-20", "face", "", &clear, &session, &err), &err, "diabetes");
}

static void a_yes_is_known_from_then_on(void **state)
{
	struct answers told = { true, { "herpes-history=yes", "skin-infection-at-site=no" }, 2 };
	struct answers denied = { true, { "herpes-history=no" }, 1 };
	struct error err = { 0 };
	struct session first, second;

	must(give(*state, "VITC-20", "face", "", &told, &first, &err));
	must(give(*state, "VITC-20", "neck", "", &clear, &second, &err));
	answer_is(&first, "herpes-history", "yes asked");
	answer_is(&second, "herpes-history", "yes record");
	assert_false(give(*state, "VITC-20", "hands", "", &denied, &second, &err));
	assert_string_equal(err.text, "herpes-history is on record of P-1 (herpes history, "
	                              "2026-11-03): where that no longer holds, 'pistor patient "
	                              "fact' drops it");
}

static void a_yes_told_in_vain_is_on_record_and_clear_does_not_answer_it(void **state)
{
	struct answers told = { true, { "Diabetes=yes", "skin-infection-at-site=yes", "diabets=yes",
		                        "asthma=no", "age-under=yes", "diabetes" }, 6 };
	struct error err = { .fault = FAULT_REFUSED, .text = "a rule says no" }, none = { 0 };
	struct session session;
	char noted[128];

	must(screening_note_refused(*state, "P-1", &told, &err, noted, sizeof noted, &none));
	assert_string_equal(noted, "diabetes, skin-infection-at-site");
	refused_by(give(*state, "VITC-20", "face", "", &clear, &session, &none), &none, "diabetes");
	/* What is known already is no news, and no act. */
	assert_false(screening_note_refused(*state, "P-1", &told, &err, noted, sizeof noted, &none));
	assert_int_equal(none.fault, FAULT_NONE);
	assert_string_equal(noted, "");
}

static void what_a_session_that_never_was_told_is_known_no_more(void **state)
{
	struct answers told = { true, { "herpes-history=yes" }, 1 };
	struct error err = { 0 };
	struct session first, second;

	must(give(*state, "VITC-20", "face", "", &told, &first, &err));
	reseat(*state, "the wrong chart");
	must(session_reverse(*state, first.number, NULL, NULL, &err));
	must(give(*state, "VITC-20", "neck", "", &clear, &second, &err));
	answer_is(&second, "herpes-history", "no asked");
}

static void a_man_is_not_asked_what_only_women_are(void **state)
{
	struct error err = { 0 };
	struct session first, second;

	must(give(*state, "VITC-20", "face", "", &clear, &first, &err));
	fact(*state, "sex", "male", "");
	must(give(*state, "VITC-20", "neck", "", &clear, &second, &err));
	answer_is(&first, "pregnancy", "no asked");
	answer_is(&second, "pregnancy", "");
}

static const struct ruling starter[] = {
#include "starter-rules.inc"
};

static bool asks(const struct ruling *rule)
{
	return strcmp(rule->kind, "contraindication") == 0 && rule->scope && rule->condition
	    && (strcmp(rule->scope, "patient") == 0 || strcmp(rule->scope, "before") == 0
	        || (strcmp(rule->scope, "site") == 0 && strncmp(rule->condition, "site-", 5) != 0
	            && strncmp(rule->condition, "depth-", 6) != 0));
}

static void every_starter_rule_has_its_question_in_english_and_french(void **state)
{
	char english[PHRASE_TEXT], french[PHRASE_TEXT];
	struct error err = { 0 };
	int count = 0;

	for (size_t i = 0; i < sizeof starter / sizeof *starter; i++) {
		const char *condition = starter[i].condition;

		if (!asks(&starter[i]))
			continue;
		must(phrase_text(*state, PHRASES_QUESTION, condition, "en", english, &err));
		must(phrase_text(*state, PHRASES_QUESTION, condition, "fr", french, &err));
		if (!strchr(english, '?') || !strchr(french, '?') || strcmp(english, french) == 0)
			fail_msg("nothing is asked about '%s'", condition);
		count++;
	}
	assert_in_range(count, 60, 200);
}

static void it_is_asked_with_the_days_of_its_rule(void **state)
{
	struct screened *told = calloc(1, sizeof *told), *dits = calloc(1, sizeof *dits);
	struct error err = { 0 };
	struct session session;

	must(give(*state, "TXA-100", "face", "", &clear, &session, &err));
	must(screening_read(*state, session.id, "en", told, &err));
	must(screening_read(*state, session.id, "fr", dits, &err));
	assert_in_range(told->count, 30, MOST_QUESTIONS);
	for (int i = 0; i < told->count; i++) {
		assert_null(strchr(told->question[i].text, '<'));
		assert_string_not_equal(told->question[i].text, dits->question[i].text);
		if (strcmp(told->question[i].condition, "aspirin") == 0)
			assert_string_equal(told->question[i].text, "Aspirin in the last 7 days?");
	}
	free(told);
	free(dits);
}

static void an_answer_that_changes_lapses_the_signature(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct subject subject;
	bool holds;

	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	subject = (struct subject){ .session = session.id };
	must(signature_valid(*state, &subject, "performed", &holds, NULL, &err));
	assert_true(holds);
	must(store_begin(*state, "test", &err));
	must(store_run(*state, SCREENING_INSERT, BIND(
		bind_int ("action",        store_action(*state)),
		bind_int ("session",       session.id),
		bind_int ("rule_revision", 1),
		bind_text("condition",     "diabetes"),
		bind_text("answer",        "yes"),
		bind_text("found",         "asked"),
		bind_text("note",          NULL)), &err));
	must(store_end(*state, true, &err));
	must(signature_valid(*state, &subject, "performed", &holds, NULL, &err));
	assert_false(holds);
}

static void what_people_call_it_is_understood(void **state)
{
	struct error err = { 0 };
	struct session session;

	fact(*state, "condition", "Enceinte", "");
	refused_by(give(*state, "VITC-20", "face", "", &clear, &session, &err), &err, "pregnancy");
}

static void a_trade_name_with_its_strength_is_understood(void **state)
{
	struct error err = { 0 };
	struct session session;

	fact(*state, "medicine", "Kardégic 75 mg", "2026-11-02");
	refused_by(give(*state, "VITC-20", "face", "", &clear, &session, &err), &err, "aspirin");
}

static void what_no_rule_understands_is_read_out(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct row *row;
	bool found = false;

	fact(*state, "condition", "zona", "");
	fact(*state, "condition", "asthme", "");
	must(give(*state, "VITC-20", "face", "", &clear, &session, &err));
	row = store_query(*state, VERDICT_OF_SESSION, BIND(bind_int("session", session.id)),
	                  &err);
	while (row_next(row, &err))
		found |= strstr(row_text(row, "text"), "not understood by any rule, read it "
		                "yourself: condition 'zona' (rule screening") != NULL;
	assert_true(found);
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
		WITH_CLINIC(what_people_call_it_is_understood),
		WITH_CLINIC(a_trade_name_with_its_strength_is_understood),
		WITH_CLINIC(what_no_rule_understands_is_read_out),
		WITH_CLINIC(where_and_how_deep_is_read_off_the_syringe),
		WITH_CLINIC(two_rules_on_one_condition_judge_each_by_its_own_span),
		WITH_CLINIC(so_does_the_record_and_whether_it_was_so_since_is_asked),
		WITH_CLINIC(two_ages_are_judged_each_alone),
		WITH_CLINIC(all_that_is_known_of_a_patient_is_heard),
		WITH_CLINIC(a_yes_is_known_from_then_on),
		WITH_CLINIC(a_yes_told_in_vain_is_on_record_and_clear_does_not_answer_it),
		WITH_CLINIC(what_a_session_that_never_was_told_is_known_no_more),
		WITH_CLINIC(a_man_is_not_asked_what_only_women_are),
		WITH_CLINIC(every_starter_rule_has_its_question_in_english_and_french),
		WITH_CLINIC(it_is_asked_with_the_days_of_its_rule),
		WITH_CLINIC(an_answer_that_changes_lapses_the_signature),
	};

	return cmocka_run_group_tests_name("screening", tests, NULL, NULL);
}
