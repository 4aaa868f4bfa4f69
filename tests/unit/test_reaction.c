/*
 * Reactions: told of a session, followed, counted against sessions.
 */
#include "stock.h"
#include "reaction.h"
#include "phrase.h"
#include "session.h"

static struct store *opened;

static int open_clinic(void **state)
{
	struct person lee;
	struct error err = { 0 };

	if (open_stock(state) != 0)
		return -1;
	opened = *state;
	delivered(opened, "VITC-20", "V-1", "40x5mL", "2027-04-30");
	delivered(opened, "VITC-20", "V-2", "40x5mL", "2027-05-31");
	return person_find(opened, "dr.lee", &lee, &err) ? 0 : -1;
}

static void treat(const char *patient, const char *lot, const char *when)
{
	struct sitting sitting = {
		.patient = patient,
		.syringes = { { .source = lot, .given = ml(500),
		                .manner = { .areas = { { .name = "face" } }, .area_count = 1 } } },
		.syringe_count = 1,
	};
	struct identity who = { .code = patient };
	struct error err = { 0 };
	struct session session;
	struct seat seat = { .reason = "the other box" };
	struct person lee;
	int64_t id;

	must(person_find(opened, "dr.lee", &lee, &err));
	seat.person = lee.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", when);
	must(store_sit(opened, &seat, &err));
	if (!patient_find(opened, patient, &(struct patient){ 0 }, &(struct error){ 0 }))
		must(patient_add(opened, &who, &id, &err));
	must(session_record(opened, &sitting, &session, NULL, &err));
}

static bool tell(const char *session, const char *kind, const char *severity,
                 const char *onset, struct reaction *out, struct error *err)
{
	struct complaint complaint = { .session = session,
		                       .kind = kind,
		                       .another = true,
		                       .onset = { onset },
		                       .first = { .severity = severity } };

	return reaction_add(opened, &complaint, out, err);
}

/* Four of V-2, eight of V-1; what followed is told by the tests. */
static void treat_twelve(void)
{
	for (int i = 1; i <= 12; i++) {
		char patient[8], when[24];

		snprintf(patient, sizeof patient, "P-%02d", i);
		snprintf(when, sizeof when, "2026-11-03T10:%02d:00Z", i);
		treat(patient, i <= 8 ? "V-1" : "V-2", when);
	}
	sit_at(opened, "dr.lee", "2026-11-05T09:00:00Z", NULL);
}

static void chance_is_fishers(void **state)
{
	(void)state;
	/* The lady tasting tea: three of four right by chance, 17/70; all four, 1/70. */
	assert_int_equal(reaction_chance(3, 4, 1, 4), 242857143);
	assert_int_equal(reaction_chance(4, 4, 0, 4), 14285715);
	/* From exact fractions, computed apart from this program. */
	assert_int_equal(reaction_chance(3, 4, 1, 8), 66666667);
	assert_int_equal(reaction_chance(4, 4, 1, 8), 10101011);
	assert_int_equal(reaction_chance(1, 1, 0, 100), 9900991);
	assert_int_equal(reaction_chance(10, 10, 0, 10), 5413);
	assert_int_equal(reaction_chance(17, 77, 20, 300), 193336);
	assert_int_equal(reaction_chance(16, 105, 3, 400), 3);
	assert_int_equal(reaction_chance(500, 1000, 400, 1000), 4227);
	assert_int_equal(reaction_chance(30, 1000, 100, 100000), 1);
}

static void chance_of_what_cannot_be_otherwise_is_one(void **state)
{
	(void)state;
	assert_int_equal(reaction_chance(0, 5, 3, 7), 1000000000);
	assert_int_equal(reaction_chance(5, 5, 0, 0), 1000000000);
	assert_int_equal(reaction_chance(0, 5, 0, 7), 1000000000);
}

static void chance_holds_where_numbers_are_large(void **state)
{
	(void)state;
	assert_true(reaction_chance(1000000, 2000000, 1000000, 2000000) > 500000000);
	assert_int_equal(reaction_chance(2000, 100000, 10000, 10000000), 1);
}

static void a_reaction_is_told_of_a_session_that_stands(void **state)
{
	struct error err = { 0 };
	struct reaction reaction;

	(void)state;
	treat("P-01", "V-1", "2026-11-03T10:00:00Z");
	sit_at(opened, "dr.lee", "2026-11-05T09:00:00Z", NULL);
	must(tell("S26-000001", "Bruising", "mild", "2026-11-03 18:00", &reaction, &err));
	assert_string_equal(reaction.number, "A26-0001");
	assert_false(tell("S26-000009", "bruising", "mild", NULL, &reaction, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	refused(tell("S26-000001", "bruising", NULL, NULL, &reaction, &err),
	        "say how severe it is: mild, moderate, severe or life-threatening");
	refused(tell("S26-000001", "bruising", "bad", NULL, &reaction, &err),
	        "a reaction is mild, moderate, severe or life-threatening");
	refused(tell("S26-000001", "bruising", "mild", "2026-11-03 09:00", &reaction, &err),
	        "it cannot have begun at '2026-11-03 09:00', before the session it came from");
	refused(tell("S26-000001", "bruising", "mild", "2026-11-06 09:00", &reaction, &err),
	        "'2026-11-06 09:00' has not come yet");
}

static void a_kind_is_a_row_and_no_other_is_taken(void **state)
{
	struct phrase ptosis = { PHRASES_REACTION, "ptosis", "en", "Drooping eyelid" };
	struct error err = { 0 };
	struct reaction reaction;

	(void)state;
	treat("P-01", "V-1", "2026-11-03T10:00:00Z");
	assert_false(tell("S26-000001", "ptosis", "mild", NULL, &reaction, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	must(phrase_set(opened, &ptosis, &err));
	must(tell("S26-000001", "drooping  eyelid", "mild", NULL, &reaction, &err));
	must(phrase_drop(opened, PHRASES_REACTION, "ptosis", &err));
	assert_false(tell("S26-000001", "ptosis", "mild", NULL, &reaction, &err));
}

static void a_follow_up_says_something(void **state)
{
	struct reaction_entry nothing = { 0 }, over = { .outcome = "resolved" };
	struct error err = { 0 };
	struct reaction reaction;

	(void)state;
	treat("P-01", "V-1", "2026-11-03T10:00:00Z");
	must(tell("S26-000001", "oedema", "mild", NULL, &reaction, &err));
	assert_false(reaction_follow(opened, "A26-0001", &nothing, &reaction, &err));
	assert_int_equal(err.fault, FAULT_USAGE);
	err = (struct error){ 0 };
	must(reaction_follow(opened, "a26-0001", &over, &reaction, &err));
}

static const struct reaction_rate *rate_of(const struct reaction_rate *rates, int count,
                                           const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(rates[i].name, name) == 0)
			return &rates[i];
	fail_msg("no rate of %s", name);
	return NULL;
}

static struct reaction_rate *rates_by(enum reaction_by by, int *count)
{
	struct reaction_ask ask = { by, NULL, { "1900-01-01T00:00:00Z" },
		                    { "9999-12-31T00:00:00Z" } };
	struct reaction_rate *rates = NULL;
	struct error err = { 0 };
	int64_t percent;

	must(reaction_rates(opened, &ask, &rates, count, &percent, &err));
	assert_int_equal(percent, 5);
	return rates;
}

static void tell_of(int session)
{
	char number[16];
	struct error err = { 0 };
	struct reaction reaction;

	snprintf(number, sizeof number, "S26-%06d", session);
	must(tell(number, "nodule", "mild", NULL, &reaction, &err));
}

static void a_lot_stands_out_against_the_others_of_its_product(void **state)
{
	const struct reaction_rate *rate;
	struct reaction_rate *rates;
	int count;

	(void)state;
	treat_twelve();
	tell_of(1);
	for (int i = 9; i <= 11; i++)
		tell_of(i);
	rates = rates_by(BY_LOT, &count);
	assert_int_equal(count, 2);
	assert_false(rate_of(rates, count, "V-2")->stands_out);
	free(rates);
	tell_of(12);
	rates = rates_by(BY_LOT, &count);
	rate = rate_of(rates, count, "V-2");
	assert_true(rate->stands_out);
	assert_int_equal(rate->sessions, 4);
	assert_int_equal(rate->reacted, 4);
	assert_int_equal(rate->others, 8);
	assert_int_equal(rate->others_reacted, 1);
	assert_int_equal(rate->compared, 2);
	assert_int_equal(rate->chance, 10101011);
	assert_false(rate_of(rates, count, "V-1")->stands_out);
	free(rates);
}

static void a_session_counts_once_however_much_followed(void **state)
{
	struct reaction_rate *rates;
	int count;

	(void)state;
	treat_twelve();
	tell_of(9);
	tell_of(9);
	rates = rates_by(BY_PRACTITIONER, &count);
	assert_int_equal(count, 1);
	assert_int_equal(rates[0].sessions, 12);
	assert_int_equal(rates[0].reacted, 1);
	assert_int_equal(rates[0].chance, 1000000000);
	assert_false(rates[0].stands_out);
	free(rates);
	rates = rates_by(BY_INGREDIENT, &count);
	assert_string_equal(rates[0].name, "ascorbic-acid");
	assert_int_equal(rates[0].reacted, 1);
	free(rates);
}

static void a_session_that_never_was_is_no_denominator(void **state)
{
	struct reaction_rate *rates;
	struct error err = { 0 };
	struct seat seat;
	int count;

	(void)state;
	treat_twelve();
	tell_of(9);
	seat = *store_seat(opened);
	seat.reason = "the wrong chart";
	must(store_sit(opened, &seat, &err));
	must(session_reverse(opened, "S26-000010", NULL, NULL, &err));
	must(session_reverse(opened, "S26-000001", NULL, NULL, &err));
	rates = rates_by(BY_LOT, &count);
	assert_int_equal(rate_of(rates, count, "V-2")->sessions, 3);
	assert_int_equal(rate_of(rates, count, "V-2")->reacted, 1);
	assert_int_equal(rate_of(rates, count, "V-2")->others, 7);
	free(rates);
}

static void a_reaction_keeps_what_it_followed(void **state)
{
	struct seat seat;
	struct error err = { 0 };
	struct sitting *sitting = calloc(1, sizeof *sitting);
	struct session session;
	struct reaction reaction;
	int64_t signer;
	bool holds;

	(void)state;
	treat_twelve();
	must(tell("S26-000009", "abscess", "severe", NULL, &reaction, &err));
	seat = *store_seat(opened);
	seat.reason = "never was";
	must(store_sit(opened, &seat, &err));
	refused(session_reverse(opened, "S26-000009", NULL, NULL, &err),
	        "A26-0001, abscess, was told after 'S26-000009': 'pistor reaction reverse A26-0001' "
	        "first if that session was another's or never was; what else is wrong of it is "
	        "corrected with 'pistor session amend'");
	sitting->patient = "P-02";
	refused(session_amend(opened, "S26-000009", sitting, &session, NULL, &err),
	        "A26-0001, abscess, was told after 'S26-000009': 'pistor reaction reverse A26-0001' "
	        "first if that session was another's or never was; what else is wrong of it is "
	        "corrected with 'pistor session amend'");
	free(sitting);
	sit_at(opened, "ph.anna", "2026-11-05T09:00:00Z", NULL);
	seat.person = store_seat(opened)->person;
	must(store_sit(opened, &seat, &err));
	must(reaction_reverse(opened, "A26-0001", NULL, &err));
	must(signature_valid(opened, &(struct subject){ .reaction = reaction.id }, "amended",
	                     &holds, &signer, &err));
	assert_true(holds && signer == seat.person);
	must(signature_valid(opened, &(struct subject){ .session = reaction.session }, "amended",
	                     &holds, NULL, &err));
	assert_false(holds);
	sit_at(opened, "dr.lee", "2026-11-05T09:00:00Z", NULL);
	seat.person = store_seat(opened)->person;
	must(store_sit(opened, &seat, &err));
	must(session_reverse(opened, "S26-000009", NULL, NULL, &err));
}

static void what_is_taken_back_counts_no_more(void **state)
{
	struct seat seat = { .reason = "told of another" };
	struct error err = { 0 };
	struct reaction_rate *rates;
	int count;

	(void)state;
	treat_twelve();
	tell_of(9);
	refused(reaction_reverse(opened, "A26-0001", NULL, &err),
	        "say why 'A26-0001' never was, with --reason");
	seat.person = store_seat(opened)->person;
	snprintf(seat.entered.text, sizeof seat.entered.text, "2026-11-05T09:00:00Z");
	must(store_sit(opened, &seat, &err));
	must(reaction_reverse(opened, "A26-0001", NULL, &err));
	refused(reaction_reverse(opened, "A26-0001", NULL, &err),
	        "'A26-0001' was reversed: it never was");
	rates = rates_by(BY_LOT, &count);
	assert_int_equal(rates[0].reacted + rates[1].reacted, 0);
	free(rates);
}

static void a_phrase_falls_back_to_english(void **state)
{
	struct phrase german = { PHRASES_REACTION, "bruising", "de", "Bluterguss" };
	struct error err = { 0 };
	char text[PHRASE_TEXT];

	(void)state;
	must(phrase_text(opened, PHRASES_REACTION, "bruising", "de", text, &err));
	assert_string_equal(text, "Bruising");
	assert_false(phrase_language(opened, "de", &err));
	assert_int_equal(err.fault, FAULT_MISSING);
	err = (struct error){ 0 };
	must(phrase_set(opened, &german, &err));
	must(phrase_language(opened, "de", &err));
	must(phrase_text(opened, PHRASES_REACTION, "bruising", "de", text, &err));
	assert_string_equal(text, "Bluterguss");
	german.language = "DE!";
	refused(phrase_set(opened, &german, &err), "'DE!' is no language, such as en or fr");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chance_is_fishers),
		cmocka_unit_test(chance_of_what_cannot_be_otherwise_is_one),
		cmocka_unit_test(chance_holds_where_numbers_are_large),
#define WITH_CLINIC(test) cmocka_unit_test_setup_teardown(test, open_clinic, close_fixture)
		WITH_CLINIC(a_reaction_is_told_of_a_session_that_stands),
		WITH_CLINIC(a_kind_is_a_row_and_no_other_is_taken),
		WITH_CLINIC(a_follow_up_says_something),
		WITH_CLINIC(a_lot_stands_out_against_the_others_of_its_product),
		WITH_CLINIC(a_session_counts_once_however_much_followed),
		WITH_CLINIC(a_session_that_never_was_is_no_denominator),
		WITH_CLINIC(a_reaction_keeps_what_it_followed),
		WITH_CLINIC(what_is_taken_back_counts_no_more),
		WITH_CLINIC(a_phrase_falls_back_to_english),
	};

	return cmocka_run_group_tests_name("reaction", tests, NULL, NULL);
}
