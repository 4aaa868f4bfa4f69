/* Sessions: what is drawn, given, thrown away, corrected and shown again. */
#include "stock.h"
#include "course.h"
#include "again.h"
#include "deviation.h"
#include "judge.h"
#include "recipe.h"
#include "session.h"
#include "trace.h"

#include <stdlib.h>

static void sit_lee(struct store *store, const char *now, const char *event, const char *reason,
                    const char *happened)
{
	struct error err = { 0 };
	struct seat seat = { .reason = reason, .exception = happened };
	struct person lee;

	must(person_find(store, "dr.lee", &lee, &err));
	seat.person = lee.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", now);
	snprintf(seat.event.text, sizeof seat.event.text, "%s", event ? event : "");
	must(store_sit(store, &seat, &err));
}

static void add_patient(struct store *store, const char *code, const char *born)
{
	struct identity identity = { .code = code, .name = "Ana Roy" };
	struct error err = { 0 };
	int64_t id;

	snprintf(identity.born.text, sizeof identity.born.text, "%s", born);
	must(patient_add(store, &identity, &id, &err));
}

/* GLOW: 2 mL of VITC-20 and 1 mL of LIDO-2 in 5 mL, filled with NACL-09; three sessions, 21
 * days apart. */
static void add_glow(struct store *store)
{
	struct recipe_entry glow = { .code = "GLOW",
		                     .title = "Glow",
		                     .practitioner = "dr.lee",
		                     .yield = { 5000000, UNIT_LITRE },
		                     .session = { 4000000, UNIT_LITRE },
		                     .technique = "nappage",
		                     .area = "face",
		                     .needle = "30G 4 mm",
		                     .points = 80,
		                     .keeps = "24 h",
		                     .sessions = 3,
		                     .interval = "21 d",
		                     .indication = "hydration" };
	struct signing signing = { .person = "dr.lee", .meaning = "approved" };
	struct error err = { 0 };
	int64_t version, set;

	must(recipe_draft(store, &glow, &version, &err));
	must(recipe_set_line(store, "GLOW", "VITC-20 2 mL", 0, &set, &err));
	must(recipe_set_line(store, "GLOW", "LIDO-2 1 mL", 0, &set, &err));
	must(recipe_set_line(store, "GLOW", "NACL-09 qs", 0, &set, &err));
	must(recipe_approve(store, "GLOW", &signing, &version, &err));
}

static int open_clinic(void **state)
{
	if (open_stock(state) != 0)
		return -1;
	delivered(*state, "VITC-20", "VC-1", "10x5mL", "2027-06");
	delivered(*state, "LIDO-2", "LI-1", "2x10mL", "2027-06");
	delivered(*state, "NACL-09", "NA-1", "500 mL", "2027-06");
	add_patient(*state, "P-0001", "1984-05-17");
	add_patient(*state, "P-0002", "1990-01-01");
	add_patient(*state, "P-0017", "2009-11-04");
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	return 0;
}

static struct sitting sitting_of(const char *patient, const char *source, struct quantity given)
{
	return (struct sitting){ .patient = patient,
		                 .syringe_count = 1,
		                 .syringes = { { .source = source, .given = given } } };
}

static bool give(struct store *store, const char *patient, const char *source,
                 struct quantity given, struct session *out, struct error *err)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	bool ok;

	*sitting = sitting_of(patient, source, given);
	sitting->another = true;
	ok = session_record(store, sitting, out, NULL, err);
	free(sitting);
	return ok;
}

static int64_t left_of(struct store *store, const char *maker)
{
	struct error err = { 0 };
	struct lot_choice choice;

	must(lot_find(store, maker, &choice, &err));
	return on_shelf(store, choice.lot[0]);
}

static int64_t count_rows(struct store *store, enum query query, const struct bind *bind)
{
	struct error err = { 0 };
	struct row *row = store_query(store, query, bind, &err);
	int64_t count = 0;

	while (row_next(row, &err))
		count++;
	assert_int_equal(err.fault, FAULT_NONE);
	return count;
}

static void ten_ampoules_for_ten_patients_are_all_opened(void **state)
{
	struct error err = { 0 };
	struct session session;
	char code[16];

	for (int i = 0; i < 10; i++) {
		snprintf(code, sizeof code, "Q-%02d", i);
		add_patient(*state, code, "");
		must(give(*state, code, "VITC-20", ml(200), &session, &err));
	}
	assert_int_equal(left_of(*state, "VC-1"), 0);
	assert_int_equal(gone(*state, "L26-0001", "patient"), 20000000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 30000000);
	refused(give(*state, "P-0001", "VITC-20", ml(200), &session, &err), err.text);
}

static void two_syringes_of_one_act_share_an_ampoule(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	sitting->syringes[sitting->syringe_count++] = (struct syringe_order){
		.source = "VITC-20", .given = ml(200)
	};
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_int_equal(gone(*state, "L26-0001", "patient"), 4000000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 1000000);
	free(sitting);
}

static void what_is_mixed_at_the_chair_is_given_and_nothing_stays(void **state)
{
	struct formulation *formulation;
	struct error err = { 0 };
	struct session session;
	struct course courses[MOST_COURSES];
	int count;
	struct zone utc = { "UTC" };

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	assert_string_equal(session.number, "S26-000001");
	assert_int_equal(gone(*state, "L26-0001", "bench"), 1600000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 3400000);
	must(formulation_open(*state, &session, &formulation, &err));
	assert_int_equal(formulation->syringe_count, 1);
	assert_int_equal(formulation->syringes[0].given.atoms, 4000000);
	assert_true(formulation->syringes[0].chair);
	assert_int_equal(formulation->line_count, 3);
	assert_string_equal(formulation->lines[0].maker, "VC-1");
	assert_int_equal(formulation->lines[0].given.num, 1600000);
	assert_int_equal(formulation->doses[0].given.num, 320000000);
	assert_string_equal(formulation->syringes[0].manner.technique, "nappage");
	assert_string_equal(formulation->syringes[0].manner.areas[0].name, "face");
	formulation_close(formulation);
	must(course_of_session(*state, session.id, &utc, courses, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(courses[0].code, "GLOW");
	assert_int_equal(courses[0].given, 1);
	assert_int_equal(courses[0].plan.sessions, 3);
	assert_string_equal(courses[0].next.text, "2026-11-24");
}

static void nobody_under_eighteen_is_treated(void **state)
{
	struct error err = { 0 };
	struct session session;

	refused(give(*state, "P-0017", "VITC-20", ml(200), &session, &err),
	        "'P-0017' is 16 years old; nobody under 18 is treated (rule 'minimum-age')");
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
}

static void only_a_practitioner_gives(void **state)
{
	struct error err = { 0 };
	struct session session;

	sit_at(*state, "ph.omar", "2026-11-03T10:00:00Z", NULL);
	refused(give(*state, "P-0001", "VITC-20", ml(200), &session, &err),
	        "'ph.omar' is no practitioner; name who gave it with --practitioner");
}

static void areas_add_up_to_what_was_given(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(400));
	sitting->syringes[0].manner.areas[0] = (struct area){ "face", ml(300), 60 };
	sitting->syringes[0].manner.areas[1] = (struct area){ "neck", ml(200), 20 };
	sitting->syringes[0].manner.area_count = 2;
	refused(session_record(*state, sitting, &session, NULL, &err),
	        "the areas add up to 5 mL, but 4 mL is given");
	free(sitting);
}

static void a_session_amended_to_another_patient_takes_nothing_more(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second, gone_one;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &first, &err));
	sitting->patient = "P-0002";
	refused(session_amend(*state, first.number, sitting, &second, NULL, &err),
	        "say how you know that 'S26-000001' was otherwise, with --reason");
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "wrong chart", NULL);
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	assert_string_equal(second.at.text, "2026-11-03T10:00:00Z");
	must(session_find(*state, first.number, &gone_one, &err));
	assert_false(gone_one.stands);
	assert_int_equal(gone(*state, "L26-0001", "bench"), 1600000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 3400000);
	refused(session_amend(*state, first.number, sitting, &second, NULL, &err),
	        "S26-000001 was replaced: S26-000002 stands in its place");
	free(sitting);
}

static void less_given_than_was_recorded_is_thrown_away_instead(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second;

	must(give(*state, "P-0001", "VITC-20", ml(200), &first, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "read the syringe again", NULL);
	sitting->syringe_count = 1;
	sitting->syringes[0].given = ml(150);
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	assert_int_equal(gone(*state, "L26-0001", "patient"), 1500000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 3500000);
	assert_int_equal(left_of(*state, "VC-1"), 45000000);
	sitting->syringes[0].given = ml(400);
	must(session_amend(*state, second.number, sitting, &first, NULL, &err));
	assert_int_equal(gone(*state, "L26-0001", "patient"), 4000000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 1000000);
	free(sitting);
}

/* The row of a deviation that stands open, and the signatures "amended" of a session. */
static int amended_of(struct store *store, int64_t session)
{
	struct signatures signatures;
	struct signature one;
	struct error err = { 0 };
	int count = 0;

	must(signature_walk(store, &(struct subject){ .session = session }, &signatures, &err));
	while (signature_next(&signatures, &one, &err))
		count += strcmp(one.meaning, "amended") == 0;
	return count;
}

static void another_than_who_signed_a_session_changes_it_under_a_signature(void **state)
{
	struct closing closing = { .number = "D26-0001", .cause = "typed late",
		                   .decision = "nothing" };
	struct hiring sousa = { .code = "dr.sousa", .name = "Rui Sousa", .roles = "practitioner" };
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct deviation deviation;
	struct error err = { 0 };
	struct session first, second;
	struct seat seat;
	struct person person;
	int64_t id;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &first, &err));
	must(person_add(*state, &sousa, &id, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "another depth", NULL);
	strcpy(sitting->common.depth, "2 mm");
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	assert_false(second.waits);
	assert_int_equal(amended_of(*state, first.id), 1);
	assert_false(deviation_find(*state, "D26-0001", &deviation, &err));
	err = (struct error){ 0 };
	must(person_find(*state, "dr.sousa", &person, &err));
	seat = *store_seat(*state);
	seat.person = person.id;
	must(store_sit(*state, &seat, &err));
	must(session_amend(*state, second.number, sitting, &first, NULL, &err));
	assert_true(first.waits);
	must(deviation_find(*state, "D26-0001", &deviation, &err));
	assert_int_equal(deviation.session, second.id);
	assert_int_equal(amended_of(*state, second.id), 1);
	/* Who changed what another signed does not say alone that it may stand. */
	must(deviation_assess(*state, &(struct assessing){ .number = "D26-0001", .impact = "none" },
	                      &err));
	refused(deviation_close(*state, &closing, &(struct signing){ .person = "dr.sousa" }, &err),
	        "dr.sousa had a hand in S26-000002: another person closes D26-0001, such as ph.anna "
	        "(rule second-person version 1, S-19 21 CFR 211.101)");
	must(deviation_close(*state, &closing, &(struct signing){ .person = "dr.lee" }, &err));
	/* Nobody signed this one yet, but what it replaces: that is not taken back in two steps. */
	must(session_reverse(*state, first.number, NULL, NULL, &err));
	assert_int_equal(amended_of(*state, first.id), 1);
	must(deviation_find(*state, "D26-0002", &deviation, &err));
	free(sitting);
}

static void a_reversed_session_gives_back_what_it_took(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct patient patient;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "entered twice", NULL);
	must(session_reverse(*state, session.number, NULL, NULL, &err));
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
	assert_int_equal(gone(*state, "L26-0001", "waste"), 0);
	must(patient_find(*state, "P-0001", &patient, &err));
	assert_false(session_newest(*state, &patient, &session, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void a_session_corrected_to_another_lot_moves_that_one(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "VITC-20", "VC-2", "10x5mL", "2027-09");
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	must(give(*state, "P-0001", "VITC-20", ml(200), &first, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "the other box was in the tray", NULL);
	sitting->syringe_count = 1;
	sitting->syringes[0].source = "VC-2";
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
	assert_int_equal(left_of(*state, "VC-2"), 45000000);
	assert_string_equal(second.replaces, first.number);
	must(session_reverse(*state, second.number, NULL, NULL, &err));
	assert_int_equal(left_of(*state, "VC-2"), 50000000);
	free(sitting);
}

static void a_mixture_of_a_session_that_never_was_is_not_kept(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second;
	struct lot_choice choice;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &first, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "wrong chart", NULL);
	sitting->patient = "P-0002";
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	must(session_reverse(*state, second.number, NULL, NULL, &err));
	must(lot_find(*state, "B26-0001", &choice, &err));
	assert_int_equal(on_shelf(*state, choice.lot[0]), 0);
	free(sitting);
}

static void a_mixture_a_session_was_amended_away_from_stays_thrown_away(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second, third;
	struct lot_choice choice;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &first, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "it was the ampoule", NULL);
	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	must(lot_find(*state, "B26-0001", &choice, &err));
	assert_int_equal(on_shelf(*state, choice.lot[0]), 0);
	*sitting = (struct sitting){ .notes = "left side" };
	must(session_amend(*state, second.number, sitting, &third, NULL, &err));
	assert_int_equal(on_shelf(*state, choice.lot[0]), 0);
	must(session_reverse(*state, third.number, NULL, NULL, &err));
	assert_int_equal(on_shelf(*state, choice.lot[0]), 0);
	free(sitting);
}

static void a_lot_of_which_nothing_was_used_leads_to_nobody(void **state)
{
	struct settlement told = { .count = 0 };
	struct amendment none = { .batch = "B26-0001",
		                  .position = 2,
		                  .amount = { 0, UNIT_LITRE },
		                  .measured = true };
	struct error err = { 0 };
	struct session session;
	struct traced root;
	struct reach reach;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	must(trace_find(*state, "LI-1", NULL, &root, &err));
	must(trace_reach(*state, &root, &reach, &err));
	assert_int_equal(reach.patients, 1);
	sit_why(*state, "2026-11-03T11:00:00Z", NULL, "none was drawn");
	must(batch_amend(*state, &none, &told, &err));
	must(trace_reach(*state, &root, &reach, &err));
	assert_int_equal(reach.patients, 0);
	assert_int_equal(reach.batches, 0);
}

/* Nothing lets it be done; done all the same it is on record, as a deviation. */
static void who_was_too_young_is_recorded_once_it_has_happened(void **state)
{
	const char *const overrides[] = { "minimum-age=her mother agrees", NULL };
	struct deviation deviation;
	struct error err = { 0 };
	struct session session;
	struct row *rows;
	struct said said;
	struct seat seat;
	bool excepted = false;

	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	seat = *store_seat(*state);
	seat.overrides = overrides;
	must(store_sit(*state, &seat, &err));
	refused(give(*state, "P-0017", "VITC-20", ml(200), &session, &err),
	        "'P-0017' is 16 years old; nobody under 18 is treated (rule 'minimum-age')");
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, "it was given before he was asked");
	must(give(*state, "P-0017", "VITC-20", ml(200), &session, &err));
	must(judge_said(*state, store_action(*state), &rows, &err));
	while (said_next(rows, &said, &err))
		excepted |= strcmp(said.rule, "minimum-age") == 0
		         && strcmp(said.outcome, "exception") == 0;
	assert_true(excepted);
	must(deviation_find(*state, "D26-0001", &deviation, &err));
}

static void several_courses_and_none_named_are_listed(void **state)
{
	struct again_ask ask = { .patient = "P-0001", .another = true };
	struct again *again = calloc(1, sizeof *again);
	struct error err = { 0 };
	struct session session;

	assert_false(again_do(*state, &ask, again, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	must(give(*state, "P-0001", "VITC-20", ml(200), &session, &err));
	refused(again_do(*state, &ask, again, &err),
	        "'P-0001' has 2 courses: VITC-20 (last 2026-11-03, S26-000002), GLOW (last "
	        "2026-11-03, S26-000001); say which"
	        " with --recipe, --area or --session");
	ask.area = "Face";
	ask.record = true;
	must(again_do(*state, &ask, again, &err));
	assert_string_equal(again->last.number, "S26-000001");
	assert_string_equal(again->recorded.number, "S26-000003");
	assert_int_equal(again->line_count, 3);
	assert_int_equal(again->lines[0].before[0].amount.atoms, 1600000);
	assert_int_equal(again->lines[0].now[0].amount.atoms, 1600000);
	free(again);
}

static void an_expired_vial_given_yesterday_is_recorded_as_it_happened(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct traced root;
	struct row *row;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	add_product(*state, "BIOT-5", "ampoule", ml(200), NULL, "biotin 5 mg/mL");
	delivered(*state, "BIOT-5", "BT-7", "5x2mL", "2026-11-10");
	sit_lee(*state, "2026-11-21T10:00:00Z", "2026-11-20T17:00:00Z", NULL, NULL);
	refused(give(*state, "P-0001", "BT-7", ml(200), &session, &err), err.text);
	sit_lee(*state, "2026-11-21T10:00:00Z", "2026-11-20T17:00:00Z", NULL,
	        "found on the sheet of yesterday");
	must(give(*state, "P-0001", "BT-7", ml(200), &session, &err));
	assert_string_equal(session.at.text, "2026-11-20T17:00:00Z");
	must(trace_find(*state, "bt-7", NULL, &root, &err));
	assert_int_equal(root.kind, TRACE_MAKER_NUMBER);
	row = store_query(*state, FORMULATION_DEVIATIONS, BIND(bind_int("session", session.id)),
	                  &err);
	assert_true(row_next(row, &err));
	assert_string_equal(row_text(row, "why"), "found on the sheet of yesterday");
	assert_non_null(strstr(row_text(row, "what"), "expired"));
	assert_false(row_next(row, &err));
}

static void an_amended_session_is_judged_again_and_keeps_its_deviation(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session session, again;
	struct row *row;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	add_product(*state, "BIOT-5", "ampoule", ml(200), NULL, "biotin 5 mg/mL");
	delivered(*state, "BIOT-5", "BT-7", "5x2mL", "2026-11-10");
	sit_lee(*state, "2026-11-21T10:00:00Z", NULL, NULL, "given already");
	must(give(*state, "P-0001", "BT-7", ml(200), &session, &err));
	sitting->notes = "left side";
	sit_lee(*state, "2026-11-21T10:10:00Z", NULL, "forgotten", NULL);
	refused(session_amend(*state, session.number, sitting, &again, NULL, &err),
	        "L26-0004 was expired then; if it was given all the same, say so with "
	        "--happened");
	sit_lee(*state, "2026-11-21T10:10:00Z", NULL, "forgotten", "given already");
	must(session_amend(*state, session.number, sitting, &again, NULL, &err));
	row = store_query(*state, FORMULATION_DEVIATIONS, BIND(bind_int("session", again.id)),
	                  &err);
	assert_true(row_next(row, &err));
	assert_string_equal(row_text(row, "what"),
	                    "L26-0004 was given although it was expired");
	assert_false(row_next(row, &err));
	free(sitting);
}

static void a_session_amended_to_another_day_opens_its_ampoule_on_that_day(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session session, again;

	must(give(*state, "P-0001", "VITC-20", ml(200), &session, &err));
	sit_lee(*state, "2026-11-05T10:00:00Z", "2026-11-04T09:00:00Z", "a day later", NULL);
	must(session_amend(*state, session.number, sitting, &again, NULL, &err));
	assert_int_equal(left_of(*state, "VC-1"), 45000000);
	assert_int_equal(count_rows(*state, LOT_USES_BARRED, BIND(bind_int("lot", 1))), 0);
	free(sitting);
}

static void a_session_whose_mixture_was_amended_can_be_reversed(void **state)
{
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(170), .measured = true
	};
	struct again_ask ask = { .patient = "P-0001", .another = true };
	struct again *again = calloc(1, sizeof *again);
	struct error err = { 0 };
	struct session session;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", ml(400), &session, &err));
	sit_lee(*state, "2026-11-03T10:10:00Z", NULL, "misread", NULL);
	must(batch_amend(*state, &amendment, NULL, &err));
	amendment = (struct amendment){ .batch = "B26-0001", .position = 2, .measured = true };
	must(batch_amend(*state, &amendment, NULL, &err));
	must(session_reverse(*state, session.number, NULL, NULL, &err));
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
	assert_int_equal(left_of(*state, "LI-1"), 20000000);
	assert_int_equal(left_of(*state, "NA-1"), 500000000);
	ask.session = session.number;
	refused(again_do(*state, &ask, again, &err),
	        "S26-000001 was reversed");
	free(again);
}

static void an_amended_session_that_never_was_takes_its_mixture_back(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(190), .measured = true
	};
	struct error err = { 0 };
	struct session first, second;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &first, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "wrong chart", NULL);
	must(batch_amend(*state, &amendment, NULL, &err));
	sitting->patient = "P-0002";
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	sitting->patient = "P-0001";
	must(session_amend(*state, second.number, sitting, &second, NULL, &err));
	must(session_reverse(*state, second.number, NULL, NULL, &err));
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
	assert_int_equal(left_of(*state, "LI-1"), 20000000);
	assert_int_equal(left_of(*state, "NA-1"), 500000000);
	assert_int_equal(left_of(*state, "B26-0001"), 0);
	assert_int_equal(count_rows(*state, CHECK_REVERSED, BIND_NOTHING), 0);
	refused(batch_reverse(*state, "B26-0001", NULL, &err),
	        "B26-0001 was reversed: it never was made");
	refused(session_reverse(*state, first.number, NULL, NULL, &err),
	        "S26-000001 was reversed");
	free(sitting);
}

static void what_is_signed_of_a_session_is_what_was_in_its_syringes(void **state)
{
	struct lot_entry entry = {
		.lot = "VC-1", .assays = (const char *const[]){ "ascorbic-acid=98 %", NULL }
	};
	struct error err = { 0 };
	struct digest before, after;
	struct session session;
	struct subject subject = { 0 };
	struct lot lot;

	must(give(*state, "P-0001", "VITC-20", ml(200), &session, &err));
	subject.session = session.id;
	must(signature_content(*state, &subject, &before, &err));
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "the certificate came");
	must(lot_correct(*state, &entry, &lot, &err));
	must(signature_content(*state, &subject, &after, &err));
	assert_memory_not_equal(&before, &after, sizeof before);
}

/* Half past eleven at night in London is next year in Paris, for lots, sessions and deviations
 * alike. */
static void numbers_are_of_the_clinics_own_year(void **state)
{
	struct founding founding = {
		.clinic = "Paris clinic",
		.jurisdiction = "FR",
		.zone = "Europe/Paris",
		.practice = true,
		.first = { .code = "ph.anna",
		           .name = "Anna Berger",
		           .roles = "pharmacist,administrator,practitioner" }
	};
	struct seat seat = { .entered = { "2026-12-31T20:00:00Z" } };
	char number[DEVIATION_NUMBER];
	struct error err = { 0 };
	struct session session;
	struct store *store;

	(void)state;
	must(store_open(":memory:", ACCESS_CREATE, &store, &err));
	must(store_sit(store, &seat, &err));
	must(upkeep_found(store, &founding, &err));
	sit_at(store, "ph.anna", "2026-12-31T22:30:00Z", NULL);
	add_product(store, "VITC-20", "ampoule", ml(500), NULL, "ascorbic-acid 200 mg/mL");
	add_patient(store, "P-0001", "1984-05-17");
	assert_string_equal(delivered(store, "VITC-20", "VC-1", "10x5mL", "2027-06").number,
	                    "L26-0001");
	must(give(store, "P-0001", "VITC-20", ml(200), &session, &err));
	assert_string_equal(session.number, "S26-000001");
	sit_at(store, "ph.anna", "2026-12-31T23:30:00Z", NULL);
	assert_string_equal(delivered(store, "VITC-20", "VC-2", "10x5mL", "2027-06").number,
	                    "L27-0001");
	must(give(store, "P-0001", "VITC-20", ml(200), &session, &err));
	assert_string_equal(session.number, "S27-000001");
	must(store_begin(store, "deviation open", &err));
	must(store_end(store, deviation_open(store, "too warm", 0, 0, 0, number, &err), &err));
	assert_string_equal(number, "D27-0001");
	store_close(store);
}

/* However many ampoules a syringe takes, none of them is left out without a word. */
static void more_than_can_be_set_side_by_side_is_refused(void **state)
{
	struct again_ask ask = { .patient = "P-0001", .another = true };
	struct again *again = calloc(1, sizeof *again);
	struct error err = { 0 };
	struct session session;
	char maker[16];

	add_glow(*state);
	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "LIDO-2", "LI-2", "10x10mL", "2027-06");
	for (int i = 0; i < 17; i++) {
		snprintf(maker, sizeof maker, "LOT-%d", i);
		delivered(*state, "VITC-20", maker, "5mL", "2027-01");
	}
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, "more lidocaine than a rule allows");
	must(give(*state, "P-0001", "GLOW", ml(21250), &session, &err));
	refused(again_do(*state, &ask, again, &err),
	        "VITC-20 comes from more than 16 lots or containers, which cannot be set side "
	        "by side; record it with 'pistor"
	        " session record'");
	free(again);
}

/* The first is not forgotten because two hundred came after it. */
static void the_only_session_of_a_recipe_is_found_behind_two_hundred_others(void **state)
{
	struct again_ask ask = { .patient = "P-0001", .recipe = "LIDO-2" };
	struct again *again = calloc(1, sizeof *again);
	struct error err = { 0 };
	struct session first, session;

	must(store_begin(*state, "session record", &err));
	must(give(*state, "P-0001", "LIDO-2", ml(1), &first, &err));
	for (int i = 0; i < 201; i++)
		must(give(*state, "P-0001", "NACL-09", ml(1), &session, &err));
	must(store_end(*state, true, &err));
	must(again_do(*state, &ask, again, &err));
	assert_string_equal(again->last.number, first.number);
	free(again);
}

static void a_code_that_means_a_lot_and_a_product_is_not_guessed(void **state)
{
	struct error err = { 0 };
	struct session session;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "LIDO-2", "VITC-20", "2x10mL", "2027-06");
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	refused(give(*state, "P-0001", "VITC-20", ml(200), &session, &err),
	        "'VITC-20' means several things: say 'lot VITC-20' or 'product VITC-20', or "
	        "our own number");
	must(give(*state, "P-0001", "product VITC-20", ml(200), &session, &err));
	assert_int_equal(left_of(*state, "VC-1"), 45000000);
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, "the second box", NULL);
	must(give(*state, "P-0001", "lot VITC-20", ml(200), &session, &err));
	assert_int_equal(left_of(*state, "L26-0004"), 18000000);
	must(give(*state, "P-0001", "L26-0004", ml(200), &session, &err));
}

static void what_is_written_is_never_cut_off(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session, again;
	char notes[2050];
	struct row *row;

	memset(notes, 'n', sizeof notes);
	notes[2048] = '\0';
	*sitting = sitting_of("P-0001", "VITC-20", ml(100));
	sitting->notes = notes;
	refused(session_record(*state, sitting, &session, NULL, &err),
	        "notes have at most 2047 characters, an indication and a consent 255");
	notes[2047] = '\0';
	must(session_record(*state, sitting, &session, NULL, &err));
	memset(sitting, 0, sizeof *sitting);
	sit_lee(*state, "2026-11-03T10:10:00Z", NULL, "the other one", NULL);
	sitting->patient = "P-0002";
	must(session_amend(*state, session.number, sitting, &again, NULL, &err));
	row = store_one(*state, SESSION_BY_ID, BIND(bind_int("id", again.id)), &err);
	assert_string_equal(row_text(row, "notes"), notes);
	free(sitting);
}

static void nothing_and_what_nobody_can_measure_are_not_given(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	refused(give(*state, "P-0001", "VITC-20", (struct quantity){ 2005000, UNIT_LITRE },
	             &session, &err),
	        "2.005 mL cannot have been measured: what a person measures is a multiple of "
	        "0.01 mL (rule measuring-step)");
	*sitting = sitting_of("P-0001", "VITC-20", (struct quantity){ 0 });
	sitting->syringes[0].wasted = ml(100);
	refused(session_record(*state, sitting, &session, NULL, &err),
	        "say how much of 'VITC-20' is given, such as '4 mL'");
	assert_int_equal(left_of(*state, "VC-1"), 50000000);
	free(sitting);
}

static void the_vial_found_to_be_another_lot_is_corrected_for_all_its_patients(void **state)
{
	struct lot_entry entry = { .lot = "LI-1", .maker_number = "LI-2" };
	struct formulation *formulation;
	struct error err = { 0 };
	struct session session;
	struct traced before, after;
	struct lot lot;

	add_patient(*state, "P-0003", "");
	must(give(*state, "P-0001", "LIDO-2", ml(100), &session, &err));
	must(give(*state, "P-0002", "LIDO-2", ml(100), &session, &err));
	must(give(*state, "P-0003", "LIDO-2", ml(100), &session, &err));
	sit_why(*state, "2026-11-03T12:00:00Z", NULL, "the tray held the other one");
	must(lot_correct(*state, &entry, &lot, &err));
	must(formulation_open(*state, &session, &formulation, &err));
	assert_string_equal(formulation->lines[0].maker, "LI-2");
	formulation_close(formulation);
	must(trace_find(*state, "LI-1", NULL, &before, &err));
	must(trace_find(*state, "LI-2", NULL, &after, &err));
	assert_int_equal(count_rows(*state, TRACE_SESSIONS,
	                            BIND(TRACE_ROOT(&before), bind_int("names", 0))),
	                 3);
	assert_int_equal(count_rows(*state, TRACE_SESSIONS,
	                            BIND(TRACE_ROOT(&after), bind_int("names", 0))),
	                 3);
}

static void a_lot_is_traced_through_what_was_mixed_and_its_balance_holds(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct traced root;
	struct row *row;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	must(give(*state, "P-0002", "GLOW", (struct quantity){ 0 }, &session, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "entered twice", NULL);
	must(session_reverse(*state, session.number, NULL, NULL, &err));
	must(trace_find(*state, "VC-1", NULL, &root, &err));
	assert_int_equal(count_rows(*state, TRACE_BATCHES, BIND(TRACE_ROOT(&root))), 1);
	assert_int_equal(count_rows(*state, TRACE_SESSIONS,
	                            BIND(TRACE_ROOT(&root), bind_int("names", 0))),
	                 1);
	row = store_query(*state, TRACE_BALANCE, BIND(TRACE_ROOT(&root)), &err);
	while (row_next(row, &err))
		assert_string_equal(row_text(row, "balanced"), "balanced");
	must(trace_find(*state, "P-0001", NULL, &root, &err));
	assert_int_equal(count_rows(*state, TRACE_MADE_OF, BIND(TRACE_ROOT(&root))), 3);
	assert_int_equal(
		count_rows(*state, TRACE_OWN_SESSIONS,
	                   BIND(bind_id("session", 0), bind_id("patient", root.patient),
	                        bind_int("names", 0))),
		1);
}

static void a_code_that_means_several_things_lists_them(void **state)
{
	struct error err = { 0 };
	struct traced root;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "VITC-20", "P-0001", "5mL", "2027-06");
	refused(trace_find(*state, "p-0001", NULL, &root, &err),
	        "'p-0001' means several things: maker's number P-0001 of VITC-20, patient "
	        "P-0001; say which with --kind"
	        ", or by our own number");
	must(trace_find(*state, "p-0001", "patient", &root, &err));
	assert_int_equal(root.kind, TRACE_PATIENT);
	assert_false(trace_find(*state, "P-0009", NULL, &root, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void a_syringe_nobody_says_what_was_in_is_refused(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct use use = { .position = 1, .lot = "VC-1" };
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	sitting->syringe_count = 3;
	assert_false(session_record(*state, sitting, &session, NULL, &err));
	assert_int_equal(err.fault, FAULT_USAGE);
	assert_string_equal(err.text, "there is no syringe 3: say what was given in it");
	err = (struct error){ 0 };
	sitting->syringe_count = 1;
	sitting->uses = &use;
	sitting->use_count = 1;
	refused(session_record(*state, sitting, &session, NULL, &err),
	        "lots are named with --use for what is mixed at the chair, and nothing is: say "
	        "the lot itself in place of its"
	        " product or recipe");
	free(sitting);
}

static void what_was_wasted_may_be_corrected_to_nothing(void **state)
{
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct error err = { 0 };
	struct session first, second;
	struct row *row;

	*sitting = sitting_of("P-0001", "LIDO-2", ml(200));
	sitting->syringes[0].wasted = ml(30);
	must(session_record(*state, sitting, &first, NULL, &err));
	*sitting = (struct sitting){ .syringe_count = 1,
		                     .syringes = { { .wasted_said = true } } };
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "it was all given", NULL);
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	row = store_one(*state, SESSION_DRAWN, BIND(bind_int("session", second.id)), &err);
	assert_int_equal(row_int(row, "given"), 2000000);
	assert_int_equal(row_int(row, "wasted"), 0);
	free(sitting);
}

static void one_act_opens_one_deviation_for_one_reason_and_lot(void **state)
{
	char first[DEVIATION_NUMBER], again[DEVIATION_NUMBER], other[DEVIATION_NUMBER];
	struct error err = { 0 };

	must(store_begin(*state, "session record", &err));
	must(deviation_open(*state, "it was expired", 1, 0, 0, first, &err));
	must(deviation_open(*state, "it was expired", 1, 0, 0, again, &err));
	must(deviation_open(*state, "it was expired", 2, 0, 0, other, &err));
	must(store_end(*state, true, &err));
	assert_string_equal(first, again);
	assert_string_not_equal(first, other);
	must(store_begin(*state, "session record", &err));
	must(deviation_open(*state, "it was expired", 1, 0, 0, again, &err));
	must(store_end(*state, true, &err));
	assert_string_not_equal(first, again);
}

static void a_trace_says_how_much_was_corrected_from_either_end(void **state)
{
	struct error err = { 0 };
	struct session session;
	struct traced root;
	int64_t left_out;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	must(give(*state, "P-0002", "GLOW", (struct quantity){ 0 }, &session, &err));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "entered twice", NULL);
	must(session_reverse(*state, session.number, NULL, NULL, &err));
	must(trace_find(*state, "VC-1", "lot", &root, &err));
	assert_int_equal(root.kind, TRACE_MAKER_NUMBER);
	must(trace_corrected(*state, &root, &left_out, &err));
	assert_int_equal(left_out, 1);
	must(trace_find(*state, "P-0002", NULL, &root, &err));
	must(trace_corrected(*state, &root, &left_out, &err));
	assert_int_equal(left_out, 1);
	assert_int_equal(count_rows(*state, TRACE_LOTS, BIND(TRACE_ROOT(&root))), 0);
	must(trace_find(*state, "P-0001", NULL, &root, &err));
	must(trace_corrected(*state, &root, &left_out, &err));
	assert_int_equal(left_out, 0);
}

static bool holds(struct store *store, const struct session *session)
{
	struct subject subject = { .session = session->id };
	struct error err = { 0 };
	bool signed_so;

	must(signature_valid(store, &subject, "performed", &signed_so, NULL, &err));
	return signed_so;
}

static bool waits(struct store *store, const char *number)
{
	struct error err = { 0 };
	struct session session;

	must(session_find(store, number, &session, &err));
	return session.waits;
}

static void who_gave_it_signs_it_in_the_act(void **state)
{
	struct error err = { 0 };
	struct session session;

	must(give(*state, "P-0001", "VITC-20", (struct quantity){ 2000000, UNIT_LITRE },
	          &session, &err));
	assert_true(holds(*state, &session));
	assert_false(session.waits || waits(*state, session.number));
	refused(session_sign(*state, session.number, &(struct signing){ 0 }, &err),
	        "S26-000001 is signed already");
}

/* dr.lee gave it, ph.omar typed it. */
static void typed_by_omar(struct store *store, struct session *session)
{
	struct error err = { 0 };
	struct seat seat;

	sit_at(store, "ph.omar", "2026-11-03T10:00:00Z", NULL);
	seat = *store_seat(store);
	seat.typist = seat.person;
	sit_lee(store, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	seat.person = store_seat(store)->person;
	must(store_sit(store, &seat, &err));
	must(give(store, "P-0001", "VITC-20", (struct quantity){ 2000000, UNIT_LITRE }, session,
	          &err));
}

static void what_another_typed_waits_for_who_gave_it(void **state)
{
	struct signing omar = { .person = "ph.omar" }, lee = { .person = "dr.lee" };
	struct error err = { 0 };
	struct session session;

	typed_by_omar(*state, &session);
	assert_true(session.waits && waits(*state, session.number));
	assert_false(session.at_once || holds(*state, &session));
	refused(session_sign(*state, session.number, &omar, &err),
	        "dr.lee gave S26-000001 and signs it, not ph.omar");
	must(session_sign(*state, session.number, &lee, &err));
	assert_true(holds(*state, &session));
	assert_false(waits(*state, session.number));
}

static void a_session_that_does_not_stand_is_not_signed(void **state)
{
	struct error err = { 0 };
	struct session session;

	typed_by_omar(*state, &session);
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "entered twice", NULL);
	must(session_reverse(*state, session.number, NULL, NULL, &err));
	refused(session_sign(*state, session.number, &(struct signing){ 0 }, &err),
	        "S26-000001 was reversed");
}

/* R20: what changes after it was signed is signed again. */
static void a_signature_on_a_session_lapses_with_what_was_in_its_syringe(void **state)
{
	struct amendment amendment = { .batch = "B26-0001",
		                       .position = 1,
		                       .amount = { 1500000, UNIT_LITRE },
		                       .measured = true };
	struct error err = { 0 };
	struct session session;

	add_glow(*state);
	must(give(*state, "P-0001", "GLOW", (struct quantity){ 0 }, &session, &err));
	assert_false(waits(*state, session.number));
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "read the syringe again", NULL);
	must(batch_amend(*state, &amendment, NULL, &err));
	assert_false(holds(*state, &session));
	assert_true(waits(*state, session.number));
	must(session_sign(*state, session.number, &(struct signing){ 0 }, &err));
	assert_true(holds(*state, &session));
	assert_false(waits(*state, session.number));
}

static void an_amended_session_is_signed_anew(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session first, second;

	*sitting = sitting_of(NULL, NULL, (struct quantity){ 1000000, UNIT_LITRE });
	typed_by_omar(*state, &first);
	sit_lee(*state, "2026-11-03T11:00:00Z", NULL, "read the syringe again", NULL);
	must(session_amend(*state, first.number, sitting, &second, NULL, &err));
	assert_true(holds(*state, &second));
	assert_false(waits(*state, second.number));
	free(sitting);
}

static void who_has_no_licence_any_more_gives_nothing_that_is_signed(void **state)
{
	struct hiring old = { .code = "dr.old",
		              .name = "Paul Old",
		              .roles = "practitioner",
		              .licence = "7",
		              .licence_expires = { "2026-10-31" } };
	struct quantity given = { 2000000, UNIT_LITRE };
	struct error err = { 0 };
	struct session session;
	struct seat seat;
	int64_t id;

	must(person_add(*state, &old, &id, &err));
	seat = *store_seat(*state);
	seat.person = id;
	must(store_sit(*state, &seat, &err));
	refused(give(*state, "P-0001", "VITC-20", given, &session, &err),
	        "the licence of dr.old expired on 2026-10-31");
	seat.exception = "it was given";
	must(store_sit(*state, &seat, &err));
	must(give(*state, "P-0001", "VITC-20", given, &session, &err));
	assert_true(waits(*state, session.number));
}

/* ---- Recorded twice, not consented to, not said ---- */

static void the_same_is_not_recorded_twice(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	must(session_record(*state, sitting, &session, NULL, &err));
	sit_lee(*state, "2026-11-03T21:59:00Z", NULL, NULL, NULL);
	refused(session_record(*state, sitting, &session, NULL, &err),
	        "'P-0001' had 2 mL of VITC-20 at 2026-11-03 10:00 by the same hand "
	        "(S26-000001, rule same-session): say --another if this was given besides; "
	        "'pistor session amend S26-000001' corrects that one");
	sitting->another = true;
	must(session_record(*state, sitting, &session, NULL, &err));
	sitting->another = false;
	sitting->syringes[0].given = ml(100);
	must(session_record(*state, sitting, &session, NULL, &err));
	sitting->patient = "P-0002";
	must(session_record(*state, sitting, &session, NULL, &err));
	sit_lee(*state, "2026-11-04T10:00:00Z", NULL, NULL, NULL);
	must(session_record(*state, sitting, &session, NULL, &err));
	free(sitting);
}

/* As it came to be: in two syringes of one act, or over two ampoules. */
static void the_same_is_the_same_however_it_was_drawn(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(300));
	sitting->syringes[sitting->syringe_count++] = (struct syringe_order){
		.source = "VITC-20", .given = ml(300)
	};
	must(session_record(*state, sitting, &session, NULL, &err));
	*sitting = sitting_of("P-0001", "VITC-20", ml(600));
	assert_false(session_record(*state, sitting, &session, NULL, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_non_null(strstr(err.text, "had 6 mL of VITC-20"));
	err = (struct error){ 0 };
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, "not she", NULL);
	must(session_reverse(*state, "S26-000001", NULL, NULL, &err));
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	must(session_record(*state, sitting, &session, NULL, &err));
	free(sitting);
}

/* Whether a rule warned of a session, and of this. */
static bool warned_of(struct store *store, const struct session *session, const char *text)
{
	struct error err = { 0 };
	struct row *row = store_query(store, VERDICT_OF_SESSION,
	                              BIND(bind_int("session", session->id)), &err);
	bool found = false;

	while (row_next(row, &err))
		found |= strstr(row_text(row, "text"), text) != NULL;
	return found;
}

static void a_consent_stands_for_its_course_and_no_other(void **state)
{
	const char *none = "no consent of P-0001 to GLOW is on record";
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	add_glow(*state);
	*sitting = sitting_of("P-0001", "GLOW", (struct quantity){ 0 });
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_true(warned_of(*state, &session, none));
	sit_lee(*state, "2026-11-24T10:00:00Z", NULL, NULL, NULL);
	sitting->consent = "written 2026-11-24";
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_false(warned_of(*state, &session, none));
	sit_lee(*state, "2026-12-15T10:00:00Z", NULL, NULL, NULL);
	sitting->consent = NULL;
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_false(warned_of(*state, &session, none));
	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_true(warned_of(*state, &session, "no consent of P-0001 to VITC-20"));
	free(sitting);
}

static void where_the_rule_says_so_each_session_is_consented_to(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct rule rule = { .code = RULE_CONSENT, .kind = "duty", .severity = "warn",
		             .scope = "session", .text = "each is consented to",
		             .source = "design", .approved = true };
	struct session session;
	int64_t revision;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(rule_set(*state, &rule, &revision, &err));
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	sitting->consent = "written 2026-11-03";
	must(session_record(*state, sitting, &session, NULL, &err));
	sit_lee(*state, "2026-11-24T10:00:00Z", NULL, NULL, NULL);
	sitting->consent = NULL;
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_true(warned_of(*state, &session, "no consent of P-0001 to VITC-20"));
	free(sitting);
}

static void what_is_not_said_of_a_syringe_is_named(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;

	*sitting = sitting_of("P-0001", "VITC-20", ml(200));
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_true(warned_of(*state, &session,
	                      "VITC-20: no area, no technique, no needle is on record"));
	*sitting = sitting_of("P-0002", "VITC-20", ml(200));
	snprintf(sitting->syringes[0].manner.technique, SYRINGE_WORD, "nappage");
	snprintf(sitting->syringes[0].manner.needle, SYRINGE_WORD, "30G 4 mm");
	must(session_record(*state, sitting, &session, NULL, &err));
	assert_true(warned_of(*state, &session, "VITC-20: no area is on record"));
	free(sitting);
}

/* Out of two lots: both went there, and how often is said once. */
static void what_two_lots_gave_went_to_one_area(void **state)
{
	struct sitting *sitting = malloc(sizeof *sitting);
	struct error err = { 0 };
	struct session session;
	struct row *row;
	int count = 0;

	sit_at(*state, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	delivered(*state, "VITC-20", "VC-2", "10x5mL", "2027-08");
	sit_lee(*state, "2026-11-03T10:00:00Z", NULL, NULL, NULL);
	*sitting = sitting_of("P-0001", "VITC-20", ml(6000));
	sitting->syringes[0].manner.area_count = 1;
	snprintf(sitting->syringes[0].manner.areas[0].name, SYRINGE_WORD, "face");
	sitting->syringes[0].manner.areas[0].points = 80;
	must(session_record(*state, sitting, &session, NULL, &err));
	row = store_query(*state, SESSION_SYRINGES, BIND(bind_int("session", session.id)),
	                  &err);
	for (; row_next(row, &err); count++)
		assert_string_equal(row_text(row, "areas"), "face");
	assert_int_equal(count, 2);
	assert_int_equal(count_rows(*state, SESSION_SITES,
	                            BIND(bind_int("session", session.id))), 1);
	free(sitting);
}

int main(void)
{
#define CLINIC_TEST(name) cmocka_unit_test_setup_teardown(name, open_clinic, close_fixture)
	const struct CMUnitTest tests[] = {
		CLINIC_TEST(ten_ampoules_for_ten_patients_are_all_opened),
		CLINIC_TEST(two_syringes_of_one_act_share_an_ampoule),
		CLINIC_TEST(what_is_mixed_at_the_chair_is_given_and_nothing_stays),
		CLINIC_TEST(nobody_under_eighteen_is_treated),
		CLINIC_TEST(only_a_practitioner_gives),
		CLINIC_TEST(areas_add_up_to_what_was_given),
		CLINIC_TEST(a_session_amended_to_another_patient_takes_nothing_more),
		CLINIC_TEST(less_given_than_was_recorded_is_thrown_away_instead),
		CLINIC_TEST(another_than_who_signed_a_session_changes_it_under_a_signature),
		CLINIC_TEST(a_reversed_session_gives_back_what_it_took),
		CLINIC_TEST(a_session_corrected_to_another_lot_moves_that_one),
		CLINIC_TEST(a_mixture_of_a_session_that_never_was_is_not_kept),
		CLINIC_TEST(a_mixture_a_session_was_amended_away_from_stays_thrown_away),
		CLINIC_TEST(a_lot_of_which_nothing_was_used_leads_to_nobody),
		CLINIC_TEST(who_was_too_young_is_recorded_once_it_has_happened),
		CLINIC_TEST(a_syringe_nobody_says_what_was_in_is_refused),
		CLINIC_TEST(what_was_wasted_may_be_corrected_to_nothing),
		CLINIC_TEST(one_act_opens_one_deviation_for_one_reason_and_lot),
		CLINIC_TEST(a_trace_says_how_much_was_corrected_from_either_end),
		CLINIC_TEST(several_courses_and_none_named_are_listed),
		CLINIC_TEST(an_expired_vial_given_yesterday_is_recorded_as_it_happened),
		CLINIC_TEST(an_amended_session_is_judged_again_and_keeps_its_deviation),
		CLINIC_TEST(a_session_amended_to_another_day_opens_its_ampoule_on_that_day),
		CLINIC_TEST(a_session_whose_mixture_was_amended_can_be_reversed),
		CLINIC_TEST(an_amended_session_that_never_was_takes_its_mixture_back),
		CLINIC_TEST(what_is_signed_of_a_session_is_what_was_in_its_syringes),
		cmocka_unit_test(numbers_are_of_the_clinics_own_year),
		CLINIC_TEST(more_than_can_be_set_side_by_side_is_refused),
		CLINIC_TEST(the_only_session_of_a_recipe_is_found_behind_two_hundred_others),
		CLINIC_TEST(a_code_that_means_a_lot_and_a_product_is_not_guessed),
		CLINIC_TEST(what_is_written_is_never_cut_off),
		CLINIC_TEST(nothing_and_what_nobody_can_measure_are_not_given),
		CLINIC_TEST(the_vial_found_to_be_another_lot_is_corrected_for_all_its_patients),
		CLINIC_TEST(a_lot_is_traced_through_what_was_mixed_and_its_balance_holds),
		CLINIC_TEST(a_code_that_means_several_things_lists_them),
		CLINIC_TEST(who_gave_it_signs_it_in_the_act),
		CLINIC_TEST(what_another_typed_waits_for_who_gave_it),
		CLINIC_TEST(a_session_that_does_not_stand_is_not_signed),
		CLINIC_TEST(a_signature_on_a_session_lapses_with_what_was_in_its_syringe),
		CLINIC_TEST(an_amended_session_is_signed_anew),
		CLINIC_TEST(who_has_no_licence_any_more_gives_nothing_that_is_signed),
		CLINIC_TEST(the_same_is_not_recorded_twice),
		CLINIC_TEST(the_same_is_the_same_however_it_was_drawn),
		CLINIC_TEST(a_consent_stands_for_its_course_and_no_other),
		CLINIC_TEST(where_the_rule_says_so_each_session_is_consented_to),
		CLINIC_TEST(what_is_not_said_of_a_syringe_is_named),
		CLINIC_TEST(what_two_lots_gave_went_to_one_area),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
