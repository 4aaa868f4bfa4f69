#include "fixture.h"
#include "deviation.h"
#include "rulebook.h"

static void refused(bool ok, struct error *err, const char *sentence)
{
	assert_false(ok);
	assert_string_equal(err->text, sentence);
	*err = (struct error){ 0 };
}

static const struct signing other = { .person = "ph.omar" };

static void numbers_are_written_as_they_are_read(void **state)
{
	static const struct { const char *kind, *measure, *text, *written; int64_t most, per;
	} known[] = {
		{ "limit", "amount", "4.5 mg/kg", NULL, 4500000, INT64_C(1000000000000) },
		{ "limit", "amount", "300 mg", NULL, 300000000, 0 },
		{ "limit", NULL, "50 points", NULL, 50, 0 },
		{ "limit", NULL, "1 session", NULL, 1, 0 },
		{ "limit", NULL, "5..8 pH", NULL, 800, 0 },
		{ "limit", "ph", "5.5..7", "5.5..7 pH", 700, 0 },
		{ "limit", "volume", "2..8 mL", NULL, 8000000, 0 },
		{ "limit", "volume", "2 mL..", NULL, 0, 0 },
		{ "limit", "concentration", "0.5 %", "5 mg/mL", 500000000, 100000000 },
		{ "tolerance", NULL, "10 %", NULL, 10, 0 },
		{ "contraindication", NULL, "18 years", NULL, 18, 0 },
	};
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct rule rule = { .kind = known[i].kind, .measure = known[i].measure };
		char text[RULE_FIGURES];

		must(rule_read_amount(known[i].text, &rule, &err));
		assert_int_equal(rule.amount, known[i].most);
		assert_int_equal(rule.per, known[i].per);
		rule_figures(&rule, text);
		assert_string_equal(text, known[i].written ? known[i].written : known[i].text);
	}
}

static void a_span_is_part_of_the_numbers(void **state)
{
	struct rule rule = { .kind = "limit", .measure = "amount" };
	struct error err = { 0 };
	char text[RULE_FIGURES];

	(void)state;
	must(rule_read_amount("200 mg", &rule, &err));
	must(rule_read_span("2 h", &rule, &err));
	rule_figures(&rule, text);
	assert_string_equal(text, "200 mg in 2 h");
	rule = (struct rule){ .kind = "in-use" };
	must(rule_read_span("at once", &rule, &err));
	assert_true(rule.has_span);
	rule_figures(&rule, text);
	assert_string_equal(text, "at once");
}

static void numbers_that_are_none_are_refused(void **state)
{
	struct rule rule = { .kind = "limit" };
	struct error err = { 0 };

	(void)state;
	refused(rule_read_amount("8..2 mL", &rule, &err), &err,
	        "'8..2 mL' does not go from less to more of one kind");
	refused(rule_read_amount("2 mg..8 mL", &rule, &err), &err,
	        "'2 mg..8 mL' does not go from less to more of one kind");
	refused(rule_read_amount("much", &rule, &err), &err,
	        "'much' is not a quantity such as '2.5 mL'");
	refused(rule_read_amount("2.5 points", &rule, &err), &err,
	        "'2.5 points' is finer, or more, than can be counted");
	refused(rule_read_span("a while", &rule, &err), &err,
	        "'a while' is not a span of time such as '4 h'");
}

static void ranges_are_written_as_they_are_read(void **state)
{
	static const struct { enum range_of of; const char *text; struct range range; } known[] = {
		{ RANGE_COUNT,  "3..4",         { 3, 4 } },
		{ RANGE_COUNT,  "6",            { 6, 6 } },
		{ RANGE_DAYS,   "21..28 d",     { 21, 28 } },
		{ RANGE_DAYS,   "30 d..",       { 30, -1 } },
		{ RANGE_DEPTH,  "2..2.5 mm",    { 2000, 2500 } },
		{ RANGE_VOLUME, "0.1..0.2 mL",  { 100000, 200000 } },
		{ RANGE_VOLUME, "..10 mL",      { -1, 10000000 } },
		{ RANGE_COUNT,  "",             { -1, -1 } },
	};
	struct error err = { 0 };
	struct range range;
	char text[RULE_FIGURES];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		must(range_read(known[i].text, known[i].of, &range, &err));
		assert_int_equal(range.least, known[i].range.least);
		assert_int_equal(range.most, known[i].range.most);
		range_write(range, known[i].of, text);
		assert_string_equal(text, known[i].text);
	}
	refused(range_read("4 cm", RANGE_DEPTH, &range, &err), &err,
	        "'4 cm' is not a depth such as '4 mm'");
}

static void a_new_rule_warns_until_it_is_approved(void **state)
{
	const struct ruling ruling = { .code = "lidocaine-face", .kind = "limit",
		                       .severity = "forbid", .override = "signature",
		                       .scope = "session", .ingredient = "Lidocaine hydrochloride",
		                       .measure = "amount", .amount = "100 mg", .area = "face",
		                       .text = "on the face at most 100 mg",
		                       .source = "our own" };
	struct error err = { 0 };
	struct rule rule;
	int64_t revision;

	must(rulebook_add(*state, &ruling, &revision, &err));
	must(rule_find(*state, "lidocaine-face", &rule, &err));
	assert_int_equal(rule.force, RULE_WARNS);
	assert_int_equal(rule.amount, 100000000);
	must(rulebook_approve(*state, "lidocaine-face", &(struct signing){ 0 }, &err));
	must(rule_find(*state, "lidocaine-face", &rule, &err));
	assert_int_equal(rule.force, RULE_FORBIDS);
	assert_int_equal(rule.version, 1);
	refused(rulebook_approve(*state, "lidocaine-face", &(struct signing){ 0 }, &err), &err,
	        "version 1 of lidocaine-face is approved already");
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "there is a rule 'lidocaine-face' already; 'rule revise' changes it");
}

/* What waits for its approval changes nothing: else any revision would weaken a rule. */
static void a_revision_stands_when_it_is_approved(void **state)
{
	const struct ruling change = { .code = "lidocaine-session", .amount = "200 mg",
		                       .text = "at most 200 mg", .source = "S-123" };
	struct error err = { 0 };
	struct rule rule;
	int64_t revision;

	must(rulebook_revise(*state, &change, &revision, &err));
	must(rule_find(*state, "lidocaine-session", &rule, &err));
	assert_int_equal(rule.version, 1);
	assert_int_equal(rule.amount, 300000000);
	assert_int_equal(rule.force, RULE_FORBIDS);
	must(rulebook_newest(*state, "lidocaine-session", &rule, &err));
	assert_int_equal(rule.version, 2);
	assert_string_equal(rule.scope, "session");
	refused(rulebook_approve(*state, "lidocaine-session", &(struct signing){ 0 }, &err),
	        &err, "ph.anna entered it: another person signs that; --by says who "
	              "(rule second-for-rules version 1, design)");
	must(rulebook_approve(*state, "lidocaine-session", &other, &err));
	must(rule_find(*state, "lidocaine-session", &rule, &err));
	assert_int_equal(rule.version, 2);
	assert_int_equal(rule.amount, 200000000);
	assert_string_equal(rule.source, "S-123");
}

static void a_rule_is_retired_with_a_reason(void **state)
{
	struct error err = { 0 };
	struct seat seat = *store_seat(*state);
	struct rule rule;

	refused(rulebook_retire(*state, "diabetes", &(struct signing){ 0 }, &err), &err,
	        "say with --reason why diabetes is retired");
	seat.reason = "our patients are seen by their physician first";
	must(store_sit(*state, &seat, &err));
	refused(rulebook_retire(*state, "diabetes", &(struct signing){ 0 }, &err), &err,
	        "ph.anna retires it: another person signs that; --by says who "
	        "(rule second-for-rules version 1, design)");
	must(rulebook_retire(*state, "diabetes", &other, &err));
	must(rule_find(*state, "diabetes", &rule, &err));
	assert_int_equal(rule.force, RULE_INFORMS);
	refused(rulebook_retire(*state, "diabetes", &(struct signing){ 0 }, &err), &err,
	        "the rule 'diabetes' is retired already");
	must(rulebook_revise(*state, &(struct ruling){ .code = "diabetes", .severity = "warn" },
	                     &(int64_t){ 0 }, &err));
	must(rulebook_approve(*state, "diabetes", &(struct signing){ 0 }, &err));
	must(rule_find(*state, "diabetes", &rule, &err));
	assert_int_equal(rule.force, RULE_WARNS);
}

/* The sentence is what a person reads: it does not say what the number was. */
static void another_number_has_its_sentence_and_its_source_said_again(void **state)
{
	struct ruling change = { .code = "lidocaine-session", .amount = "200 mg" };
	struct error err = { 0 };
	int64_t revision;

	refused(rulebook_revise(*state, &change, &revision, &err), &err,
	        "the number was 300 mg and is 200 mg: say with --text what the rule says now");
	change.text = "in one session at most 300 mg";
	refused(rulebook_revise(*state, &change, &revision, &err), &err,
	        "the number was 300 mg and is 200 mg: say with --source who says so ('' for nobody)");
	change.source = "S-123";
	refused(rulebook_revise(*state, &change, &revision, &err), &err,
	        "the sentence says 300 mg and the rule 200 mg");
	change.text = "in one session at most 200 mg";
	must(rulebook_revise(*state, &change, &revision, &err));
}

/* A clinic of one says so by a rule of its own; then it is an exception that is seen. */
static void one_person_alone_changes_a_rule_where_the_clinic_says_so(void **state)
{
	const struct ruling change = { .code = "lidocaine-session", .amount = "200 mg",
		                       .text = "at most 200 mg", .source = "S-123" };
	struct deviation deviation;
	struct error err = { 0 };
	int64_t revision;

	refused(rulebook_approve(*state, "self-check", &(struct signing){ 0 }, &err), &err,
	        "self-check is for a clinic of one: ph.omar, too, may verify");
	must(person_retire(*state, "ph.omar", &err));
	must(person_retire(*state, "dr.lee", &err));
	must(rulebook_approve(*state, "self-check", &(struct signing){ 0 }, &err));
	must(rulebook_revise(*state, &change, &revision, &err));
	must(rulebook_approve(*state, "lidocaine-session", &(struct signing){ 0 }, &err));
	must(deviation_find(*state, "D26-0001", &deviation, &err));
	assert_string_equal(deviation.status, "closed");
}

static void what_makes_no_rule_is_refused(void **state)
{
	struct error err = { 0 };
	int64_t revision;
	struct ruling ruling = { .code = "new", .kind = "limits", .severity = "forbid",
		                 .text = "a sentence" };

	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "'limits' is no kind of rule; there are pair, limit, contraindication, bud, in-use, "
	        "regime, protocol, prohibition, order, tolerance, alert, duty, step, age, storage");
	ruling.kind = "limit";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "a rule of kind limit says its --amount, such as '4.5 mg/kg'");
	ruling.kind = "pair";
	ruling.class = "enzymes";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "no class 'enzymes'; did you mean 'enzyme'?");
	ruling.class = "enzyme";
	ruling.ingredient = "biotin";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "what it is about is an ingredient, a class or a product, and only one of them");
	ruling.class = NULL;
	ruling.with_ingredient = "biotin";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "both halves are the same: a rule of kind pair is about two things");
	ruling.with_ingredient = "ascorbic-acid";
	ruling.since = "2026-12-01";
	ruling.till = "2026-11-30";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "it would end on 2026-11-30, before it begins on 2026-12-01");
	ruling.till = NULL;
	ruling.area = "face; scalpp";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "no area 'scalpp'; did you mean 'scalp'?");
	ruling.area = NULL;
	ruling.severity = NULL;
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "say with --severity what it does: forbid, warn or sign");
	ruling = (struct ruling){ .code = "new", .kind = "contraindication", .severity = "forbid",
		                  .scope = "patient", .text = "a sentence",
		                  .condition = "dragons" };
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "no condition 'dragons'; 'pistor phrase set question' enters one");
	ruling.condition = "diabets";
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "no condition 'diabets'; did you mean 'diabetes'?");
	ruling = (struct ruling){ .code = "new", .kind = "limit", .severity = "forbid",
		                  .text = "a sentence", .measure = "concentration",
		                  .amount = "5 mL" };
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "a limit of concentration is one such as '5 mg/mL'");
	ruling = (struct ruling){ .code = "new", .kind = "duty", .severity = "forbid",
		                  .text = "a sentence" };
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "rules of kind duty are asked for by their codes, and nothing asks for 'new': "
	        "revise one of 'pistor rule list --kind duty'");
	ruling = (struct ruling){ .code = "new", .kind = "pair", .severity = "forbid",
		                  .ingredient = "biotin" };
	refused(rulebook_add(*state, &ruling, &revision, &err), &err,
	        "a rule says what it is about in one sentence of at most 240 bytes");
}

/* A new store's rules are data: none is lost, and none rests on nothing. */
static void the_rules_a_store_begins_with_are_whole(void **state)
{
	static const struct { const char *code; const char *figures; enum rule_force force;
	} known[] = {
		{ "lidocaine-per-kg", "4.5 mg/kg", RULE_FORBIDS },
		{ "deoxycholic-points", "50 points", RULE_FORBIDS },
		{ "procaine-head", "200 mg in 2 h", RULE_FORBIDS },
		{ "ascorbic-acid-ph", "5.5..7 pH", RULE_WARNS },
		{ "aspirin", "7 d", RULE_FORBIDS },
		{ "minimum-age", "18 years", RULE_FORBIDS },
		{ "expiry-90", "90 d", RULE_WARNS },
		{ "hyaluronidase+ha", "", RULE_FORBIDS },
		{ "pregnancy-retinyl-palmitate", "", RULE_WARNS },
		{ "fr-fat-mixtures", "", RULE_FORBIDS },
		{ "us-fat-deoxycholate", "", RULE_INFORMS },
	};
	struct error err = { 0 };
	struct rule rule;
	char figures[RULE_FIGURES];

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		must(rule_find(*state, known[i].code, &rule, &err));
		rule_figures(&rule, figures);
		assert_string_equal(figures, known[i].figures);
		assert_int_equal(rule.force, known[i].force);
		assert_true(!rule.approved || rule.source);
	}
}

static void a_protocol_has_its_ranges(void **state)
{
	struct error err = { 0 };
	struct protocol protocol;
	struct rule rule;

	must(rule_find(*state, "submental-fat-kybella", &rule, &err));
	assert_string_equal(rule.indication, "submental-fat");
	must(protocol_read(*state, rule.revision, &protocol, &err));
	assert_int_equal(protocol.sessions.most, 6);
	assert_int_equal(protocol.interval.least, 30);
	assert_int_equal(protocol.interval.most, -1);
	assert_int_equal(protocol.point.most, 200000);
	assert_int_equal(protocol.volume.most, 10000000);
	assert_int_equal(protocol.maintenance.least, -1);
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_as_they_are_read),
		cmocka_unit_test(a_span_is_part_of_the_numbers),
		cmocka_unit_test(numbers_that_are_none_are_refused),
		cmocka_unit_test(ranges_are_written_as_they_are_read),
		test(a_new_rule_warns_until_it_is_approved),
		test(a_revision_stands_when_it_is_approved),
		test(a_rule_is_retired_with_a_reason),
		test(another_number_has_its_sentence_and_its_source_said_again),
		test(one_person_alone_changes_a_rule_where_the_clinic_says_so),
		test(what_makes_no_rule_is_refused),
		test(the_rules_a_store_begins_with_are_whole),
		test(a_protocol_has_its_ranges),
	};

	return cmocka_run_group_tests_name("rulebook", tests, NULL, NULL);
}
