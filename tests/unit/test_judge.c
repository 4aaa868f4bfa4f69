#include "stock.h"
#include "batch.h"
#include "correction.h"
#include "deviation.h"
#include "judge.h"
#include "fact.h"
#include "session.h"

/* What is over is past being stopped. */
#define PAST "; if it happened so, --happened 'why' records it and opens a deviation"

/* Rules of tests only: what the starter rows say is tried by transcripts. */

static int64_t class_id(struct store *store, const char *code)
{
	struct error err = { 0 };
	int64_t id;

	must(class_find(store, code, &id, &err));
	return id;
}

static int64_t enter(struct store *store, struct rule rule)
{
	struct error err = { 0 };
	int64_t revision;

	if (!rule.severity)
		rule.severity = "forbid";
	if (!rule.source)
		rule.source = "S-1";
	if (!rule.text)
		rule.text = "so it is written";
	rule.approved = true;
	must(rule_set(store, &rule, &revision, &err));
	return revision;
}

/* Of the rules a store begins with only those about the making stay. */
static void hush(struct store *store)
{
	static char codes[512][RULE_CODE];
	struct error err = { 0 };
	struct row *row = store_query(store, RULE_CODES, BIND_NOTHING, &err);
	int64_t revision;
	int count = 0;

	while (row_next(row, &err))
		snprintf(codes[count++], RULE_CODE, "%s", row_text(row, "name"));
	must(store_begin(store, "rule set", &err));
	while (count-- > 0) {
		struct rule rule;
		char kind[24];

		must(rule_find(store, codes[count], &rule, &err));
		snprintf(kind, sizeof kind, "%s", rule.kind);
		if (strcmp(codes[count], "least-weight") == 0)
			continue;
		if (strcmp(kind, "pair") == 0 || strcmp(kind, "limit") == 0
		    || strcmp(kind, "order") == 0 || strcmp(kind, "contraindication") == 0)
			must(rule_set(store, &(struct rule){ .code = codes[count], .kind = kind,
			                                     .severity = "warn", .text = "-",
			                                     .approved = true,
			                                     .retired = true },
			              &revision, &err));
	}
	must(store_end(store, true, &err));
}

static void seat(struct store *store, const char *now, const char *const *overrides,
                 const char *exception)
{
	struct error err = { 0 };
	struct person lee;
	struct seat seat = { .overrides = overrides, .exception = exception };

	must(person_find(store, "dr.lee", &lee, &err));
	seat.person = lee.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", now);
	must(store_sit(store, &seat, &err));
}

/* Entered now, of what was then. */
static void seat_at(struct store *store, const char *now, const char *then)
{
	struct error err = { 0 };
	struct person lee;
	struct seat seat = { .reason = "found on the sheet" };

	must(person_find(store, "dr.lee", &lee, &err));
	seat.person = lee.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", now);
	snprintf(seat.event.text, sizeof seat.event.text, "%s", then);
	must(store_sit(store, &seat, &err));
}

static int open_judged(void **state)
{
	struct identity patient = { .code = "P-1", .name = "N", .born = { "1980-01-01" } };
	struct error err = { 0 };
	int64_t id;

	if (open_stock(state) != 0)
		return -1;
	hush(*state);
	add_product(*state, "PROC-2", "multi-dose", ml(2000), "28 d", "procaine-hcl 20 mg/mL");
	add_product(*state, "SECRET", "multi-dose", ml(1000), "28 d",
	            "lidocaine-hcl not stated");
	delivered(*state, "LIDO-2", "LD-1", "10x10mL", "2028-01");
	delivered(*state, "PROC-2", "PR-1", "10x20mL", "2028-01");
	delivered(*state, "SECRET", "SE-1", "2x10mL", "2028-01");
	delivered(*state, "VITC-20", "VC-1", "20x5mL", "2028-01");
	delivered(*state, "NACL-09", "NA-1", "200 mL", "2028-01");
	must(patient_add(*state, &patient, &id, &err));
	return 0;
}

static bool recipe(struct store *store, const char *code, const char *const *lines,
                   struct quantity yield, struct error *err)
{
	struct recipe_entry entry = { .code = code,
		                      .title = code,
		                      .practitioner = "dr.lee",
		                      .yield = yield,
		                      .session = yield,
		                      .keeps = "24 h" };
	struct signing signing = { .person = "dr.lee" };
	int64_t version, set;

	if (!recipe_draft(store, &entry, &version, err))
		return false;
	for (; *lines; lines++)
		if (!recipe_set_line(store, code, *lines, 0, &set, err))
			return false;
	return recipe_approve(store, code, &signing, &version, err);
}

static bool give(struct store *store, const char *what, struct quantity amount,
                 struct session *out, struct error *err)
{
	struct sitting sitting = { .patient = "P-1",
		                   .practitioner = "dr.lee",
		                   .syringes = { { .source = what, .given = amount } },
		                   .syringe_count = 1,
		                   .another = true };

	return session_record(store, &sitting, out, NULL, err);
}

static void weigh_on(struct store *store, const char *weight, const char *day)
{
	struct patient_fact fact = { .patient = "P-1", .kind = "weight", .value = weight };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };

	snprintf(fact.on.text, sizeof fact.on.text, "%s", day);
	must(fact_set(store, &fact, ingredient, &err));
}

static void weigh(struct store *store, const char *weight)
{
	weigh_on(store, weight, "");
}

/* What a session itself leaves out, which is another test's. */
static bool is_of_form(const char *rule)
{
	return strcmp(rule, "consent") == 0 || strcmp(rule, "session-detail") == 0;
}

/* The outcomes of the last act, "warned pair-x; signed max-y". */
static const char *said(struct store *store)
{
	static char text[512];
	struct error err = { 0 };
	struct row *rows;
	struct said one;

	*text = '\0';
	must(judge_said(store, store_action(store), &rows, &err));
	while (said_next(rows, &one, &err))
		if (!is_of_form(one.rule))
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %s",
			         *text ? "; " : "", one.outcome, one.rule);
	return text;
}

static void pair_of_lidocaine(struct store *store, const char *override, const char *scope)
{
	enter(store, (struct rule){ .code = "no-pair",
	                            .kind = "pair",
	                            .scope = scope,
	                            .override = override,
	                            .ingredient = ingredient_id(store, "lidocaine-hcl"),
	                            .with_class = class_id(store, "vitamin"),
	                            .text = "they do not go together" });
}

static const char *const mixed[] = { "LIDO-2 1 mL", "VITC-20 1 mL", NULL };

static void a_pair_in_one_syringe_is_refused_with_its_sentence(void **state)
{
	struct error err = { 0 };

	pair_of_lidocaine(*state, NULL, "mix");
	refused(recipe(*state, "MIX", mixed, ml(200), &err),
	        "lidocaine-hcl and ascorbic-acid in one syringe: they do not go together "
	        "(rule no-pair version 1, S-1)");
}

static void what_nothing_passes_is_not_overridden(void **state)
{
	const char *const overrides[] = { "no-pair=I know better", NULL };
	struct error err = { 0 };

	pair_of_lidocaine(*state, NULL, "mix");
	seat(*state, "2026-11-03T10:00:00Z", overrides, NULL);
	refused(recipe(*state, "MIX", mixed, ml(200), &err),
	        "nothing passes rule no-pair: lidocaine-hcl and ascorbic-acid in one syringe: "
	        "they do not go together (rule no-pair version 1, S-1)");
}

static void an_override_is_kept_and_holds_for_what_is_made(void **state)
{
	const char *const overrides[] = { "no-pair=tested here", NULL };
	struct session session;
	struct error err = { 0 };

	pair_of_lidocaine(*state, "signature", "mix");
	refused(recipe(*state, "MIX", mixed, ml(200), &err),
	        "lidocaine-hcl and ascorbic-acid in one syringe: they do not go together "
	        "(rule no-pair version 1, S-1); --override 'no-pair=why' passes it, signed");
	seat(*state, "2026-11-03T10:00:00Z", overrides, NULL);
	must(recipe(*state, "MIX2", mixed, ml(200), &err));
	assert_string_equal(said(*state), "signed no-pair");
	must(judge_overrides_met(*state, &err));
	seat(*state, "2026-11-03T10:10:00Z", NULL, NULL);
	must(give(*state, "MIX2", ml(200), &session, &err));
	assert_string_equal(said(*state), "warned no-pair");
}

/* Passed for 10 mg/mL it is passed for no more: another assay is asked of again. */
static void an_override_covers_no_worse_a_number(void **state)
{
	static const char *const strong[] = { "lidocaine-hcl=24 mg/mL", NULL };
	const char *const overrides[] = { "weak=tested here", NULL };
	struct lot_entry entry = { .lot = "LD-1", .assays = strong };
	struct followed after = { 0 };
	struct session session;
	struct error err = { 0 };
	struct lot lot;

	enter(*state, (struct rule){ .code = "weak",
	                             .kind = "limit",
	                             .measure = "concentration",
	                             .scope = "mix",
	                             .override = "reason",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .amount = 8000000,
	                             .has_amount = true,
	                             .unit = "g",
	                             .per = 1000000,
	                             .per_unit = "L" });
	seat(*state, "2026-11-03T10:00:00Z", overrides, NULL);
	must(recipe(*state, "MIX", mixed, ml(200), &err));
	seat(*state, "2026-11-03T10:01:00Z", NULL, NULL);
	must(give(*state, "MIX", ml(200), &session, &err));
	seat_at(*state, "2026-11-03T10:02:00Z", "");
	must(correction_of_lot(*state, &entry, &lot, &after, &err));
	batch_followed_free(&after);
	seat(*state, "2026-11-03T11:00:00Z", NULL, NULL);
	refused(give(*state, "MIX", ml(200), &session, &err),
	        "lidocaine-hcl 12 mg/mL in MIX.1, at most 8 mg/mL (rule weak version 1, S-1); "
	        "--override 'weak=why' passes it");
	seat(*state, "2026-11-03T11:01:00Z", overrides, NULL);
	must(give(*state, "MIX", ml(200), &session, &err));
}

static void an_override_of_what_says_nothing_is_told(void **state)
{
	const char *const overrides[] = { "no-pair=tested here", NULL };
	const char *const alone[] = { "LIDO-2 1 mL", NULL };
	struct error err = { 0 };

	pair_of_lidocaine(*state, "reason", "mix");
	seat(*state, "2026-11-03T10:00:00Z", overrides, NULL);
	must(recipe(*state, "ALONE", alone, ml(100), &err));
	refused(judge_overrides_met(*state, &err),
	        "rule no-pair has nothing against it: there is nothing to override");
}

static void every_rule_that_stands_is_named(void **state)
{
	struct error err = { 0 };

	pair_of_lidocaine(*state, NULL, "mix");
	for (int i = 0; i < 2; i++)
		enter(*state, (struct rule){ .code = i ? "no-lido" : "no-vitc",
		                             .kind = "prohibition",
		                             .ingredient = ingredient_id(*state, i ? "lidocaine-hcl"
		                                                           : "ascorbic-acid") });
	refused(recipe(*state, "MIX", mixed, ml(200), &err),
	        "lidocaine-hcl and ascorbic-acid in one syringe: they do not go together "
	        "(rule no-pair version 1, S-1), and 2 more: no-vitc, no-lido");
}

static void a_product_may_hold_what_two_products_may_not(void **state)
{
	struct product_entry both = { .code = "BOTH",
		                      .name = "Both",
		                      .unit = "mL",
		                      .contains = (const char *const[]){
			                      "lidocaine-hcl 1 mg/mL", "ascorbic-acid 1 mg/mL", NULL } };
	const char *const alone[] = { "BOTH 1 mL", NULL }, *const again[] = {
		"BOTH 1 mL", "VITC-20 1 mL", NULL };
	struct error err = { 0 };
	int64_t id;

	must(product_add(*state, &both, &id, &err));
	pair_of_lidocaine(*state, NULL, "mix");
	must(recipe(*state, "ONE", alone, ml(100), &err));
	refused(recipe(*state, "TWO", again, ml(200), &err),
	        "lidocaine-hcl and ascorbic-acid in one syringe: they do not go together "
	        "(rule no-pair version 1, S-1)");
}

static void a_pair_of_one_session_is_found_across_two_acts(void **state)
{
	struct session session;
	struct error err = { 0 };

	pair_of_lidocaine(*state, NULL, "session");
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(give(*state, "LIDO-2", ml(100), &session, &err));
	seat(*state, "2026-11-03T10:05:00Z", NULL, NULL);
	refused(give(*state, "VITC-20", ml(100), &session, &err),
	        "ascorbic-acid, and lidocaine-hcl in S26-000001: they do not go together "
	        "(rule no-pair version 1, S-1)");
	seat(*state, "2026-11-04T10:05:00Z", NULL, NULL);
	must(give(*state, "VITC-20", ml(100), &session, &err));
}

/* The first two that are apart are none it applies to, and two further on are. */
static void a_pair_is_looked_for_where_the_rule_applies(void **state)
{
	struct sitting sitting = { .patient = "P-1",
		                   .practitioner = "dr.lee",
		                   .syringes = { { .source = "LIDO-2", .given = ml(100) },
		                                 { .source = "VITC-20", .given = ml(100) },
		                                 { .source = "MIX", .given = ml(200) } },
		                   .syringe_count = 2,
		                   .another = true };
	struct session session;
	struct error err = { 0 };

	must(recipe(*state, "MIX", mixed, ml(200), &err));
	enter(*state, (struct rule){ .code = "no-pair",
	                             .kind = "pair",
	                             .scope = "session",
	                             .regime = "immediate",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .with_class = class_id(*state, "vitamin"),
	                             .text = "not at the chair" });
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(session_record(*state, &sitting, &session, NULL, &err));
	seat(*state, "2026-11-04T10:00:00Z", NULL, NULL);
	sitting.syringe_count = 3;
	refused(session_record(*state, &sitting, &session, NULL, &err),
	        "lidocaine-hcl and ascorbic-acid in one session: not at the chair "
	        "(rule no-pair version 1, S-1)");
}

/* As the judge's files share it. */
void judge_append(char *list, size_t size, const char *one);

/* What has no room is left out whole, wherever that leaves the list. */
static void a_list_of_names_ends_in_a_name(void **state)
{
	char list[8] = "";

	(void)state;
	judge_append(list, sizeof list, "abcdef");
	judge_append(list, sizeof list, "g");
	judge_append(list, sizeof list, "abcdef");
	assert_string_equal(list, "abcdef");
	strcpy(list, "abcd");
	judge_append(list, sizeof list, "e");
	judge_append(list, sizeof list, "e");
	assert_string_equal(list, "abcd, e");
	/* One that was cut already is read to its end and no further. */
	strcpy(list, "abcdef,");
	judge_append(list, sizeof list, "g");
	assert_string_equal(list, "abcdef,");
}

static void most_of_a_class(struct store *store)
{
	enter(store, (struct rule){ .code = "most-anaesthetic",
	                            .kind = "limit",
	                            .measure = "amount",
	                            .scope = "window",
	                            .has_span = true,
	                            .span = 7200,
	                            .class = class_id(store, "anaesthetic"),
	                            .amount = 4500000,
	                            .has_amount = true,
	                            .unit = "g",
	                            .per = 1000000000000,
	                            .per_unit = "g" });
}

static void anaesthetics_are_summed_over_acts_and_by_weight(void **state)
{
	struct session session;
	struct error err = { 0 };

	most_of_a_class(*state);
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(give(*state, "LIDO-2", ml(500), &session, &err));
	assert_string_equal(said(*state), "warned least-weight");
	refused(give(*state, "LIDO-2", ml(500), &session, &err),
	        "anaesthetic (lidocaine-hcl) 200 mg in 2 h (with S26-000001), at most 135 mg, 4.5 "
	        "mg per kg for 30 kg, since no weight of P-1 is on record; enter it with pistor "
	        "patient fact P-1 weight 'N kg' (rule most-anaesthetic version 1, S-1)");
	weigh(*state, "50 kg");
	must(give(*state, "LIDO-2", ml(500), &session, &err));
	assert_string_equal(said(*state), "");
	seat(*state, "2026-11-03T11:59:00Z", NULL, NULL);
	refused(give(*state, "PROC-2", ml(200), &session, &err),
	        "anaesthetic (procaine-hcl) 240 mg in 2 h (with S26-000001, S26-000002), at most "
	        "225 mg, 4.5 mg per kg for 50 kg (rule most-anaesthetic version 1, S-1)");
	must(give(*state, "PROC-2", ml(100), &session, &err));
	seat(*state, "2026-11-03T12:00:00Z", NULL, NULL);
	must(give(*state, "PROC-2", ml(1000), &session, &err));
}

static void the_weight_is_that_of_the_day(void **state)
{
	struct session session;
	struct error err = { 0 };

	most_of_a_class(*state);
	seat(*state, "2026-11-20T10:00:00Z", NULL, NULL);
	weigh_on(*state, "50 kg", "2026-11-10");
	weigh_on(*state, "80 kg", "2026-11-18");
	/* Entered last, measured first. */
	weigh_on(*state, "40 kg", "2026-11-01");
	must(give(*state, "LIDO-2", ml(1800), &session, &err));
	seat_at(*state, "2026-11-20T10:01:00Z", "2026-11-17T10:00:00Z");
	refused(give(*state, "LIDO-2", ml(1150), &session, &err),
	        "anaesthetic (lidocaine-hcl) 230 mg in 2 h, at most 225 mg, 4.5 mg per kg for 50 "
	        "kg (rule most-anaesthetic version 1, S-1)" PAST);
	seat_at(*state, "2026-11-20T10:02:00Z", "2026-11-18T08:00:00Z");
	must(give(*state, "LIDO-2", ml(1150), &session, &err));
}

/* What is entered late stands in the way of what was entered before it and came after. */
static void a_window_is_looked_at_from_both_ends(void **state)
{
	struct session session;
	struct error err = { 0 };
	struct seat late = { .reason = "found on the sheet" };
	struct person lee;

	most_of_a_class(*state);
	seat(*state, "2026-11-03T12:00:00Z", NULL, NULL);
	weigh(*state, "50 kg");
	must(give(*state, "LIDO-2", ml(1100), &session, &err));
	must(person_find(*state, "dr.lee", &lee, &err));
	late.person = lee.id;
	snprintf(late.entered.text, sizeof late.entered.text, "2026-11-03T12:05:00Z");
	snprintf(late.event.text, sizeof late.event.text, "2026-11-03T11:00:00Z");
	must(store_sit(*state, &late, &err));
	refused(give(*state, "PROC-2", ml(100), &session, &err),
	        "anaesthetic (procaine-hcl) 240 mg in 2 h (with S26-000001), at most "
	        "225 mg, 4.5 mg per kg for 50 kg (rule most-anaesthetic version 1, S-1)" PAST);
}

/* ---- How often ---- */

static void most_sessions(struct store *store, const char *product)
{
	enter(store, (struct rule){ .code = "most-sessions",
	                            .kind = "limit",
	                            .measure = "sessions",
	                            .scope = "window",
	                            .has_span = true,
	                            .span = 30 * 86400,
	                            .product = product_id(store, product),
	                            .amount = 3,
	                            .has_amount = true,
	                            .unit = "count" });
}

/* Three in any thirty days: the fourth is stopped on the thirtieth day, not on the
 * thirty-first, and what was before the window does not count. */
static void so_many_sessions_in_so_many_days_are_counted_to_the_day(void **state)
{
	static const char *const days[] = { "2026-11-04T10:00:00Z", "2026-11-10T10:00:00Z",
		                            "2026-11-20T10:00:00Z" };
	struct session session;
	struct error err = { 0 };

	most_sessions(*state, "VITC-20");
	for (int i = 0; i < 3; i++) {
		seat(*state, days[i], NULL, NULL);
		must(give(*state, "VITC-20", ml(100), &session, &err));
	}
	seat(*state, "2026-12-03T23:00:00Z", NULL, NULL);
	refused(give(*state, "VITC-20", ml(100), &session, &err),
	        "VITC-20 in 4 sessions in 30 d, at most 3 (rule most-sessions version 1, S-1)");
	seat(*state, "2026-12-04T08:00:00Z", NULL, NULL);
	must(give(*state, "VITC-20", ml(100), &session, &err));
	/* One that is entered late is counted with what came after it, and not with what is too
	 * far off. */
	seat_at(*state, "2026-12-20T10:00:00Z", "2026-11-30T10:00:00Z");
	refused(give(*state, "VITC-20", ml(100), &session, &err),
	        "VITC-20 in 4 sessions in 30 d, at most 3 (rule most-sessions version 1, S-1)"
	        PAST);
	seat_at(*state, "2026-12-20T10:01:00Z", "2026-12-20T09:00:00Z");
	must(give(*state, "VITC-20", ml(100), &session, &err));
}

static void a_product_counts_in_what_it_was_mixed_into(void **state)
{
	struct session session;
	struct error err = { 0 };

	must(recipe(*state, "MIX", mixed, ml(200), &err));
	enter(*state, (struct rule){ .code = "apart",
	                             .kind = "contraindication",
	                             .scope = "between-sessions",
	                             .condition = "min-interval",
	                             .has_span = true,
	                             .span = 7 * 86400,
	                             .product = product_id(*state, "VITC-20") });
	enter(*state, (struct rule){ .code = "not-after",
	                             .kind = "pair",
	                             .scope = "session",
	                             .product = product_id(*state, "VITC-20"),
	                             .with_product = product_id(*state, "PROC-2") });
	seat(*state, "2026-11-04T10:00:00Z", NULL, NULL);
	must(give(*state, "MIX", ml(200), &session, &err));
	seat(*state, "2026-11-04T11:00:00Z", NULL, NULL);
	refused(give(*state, "PROC-2", ml(100), &session, &err),
	        "PROC-2, and VITC-20 in S26-000001: so it is written (rule not-after version 1, "
	        "S-1)");
	seat(*state, "2026-11-08T10:00:00Z", NULL, NULL);
	refused(give(*state, "VITC-20", ml(100), &session, &err),
	        "VITC-20 4 d from S26-000001, at least 7 d apart (rule apart version 1, S-1)");
	refused(give(*state, "MIX", ml(200), &session, &err),
	        "VITC-20 4 d from S26-000001, at least 7 d apart (rule apart version 1, S-1)");
	must(give(*state, "LIDO-2", ml(100), &session, &err));
}

static void what_is_not_stated_cannot_be_judged(void **state)
{
	struct session session;
	struct error err = { 0 };
	struct row *rows;
	struct said one;

	most_of_a_class(*state);
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	weigh(*state, "50 kg");
	must(give(*state, "SECRET", ml(500), &session, &err));
	must(judge_said(*state, store_action(*state), &rows, &err));
	assert_true(said_next(rows, &one, &err));
	assert_string_equal(one.text, "anaesthetic (lidocaine-hcl) could not be judged: how much "
	                              "is in it is not stated (rule most-anaesthetic version 1, S-1)");
}

static void what_has_happened_opens_a_deviation(void **state)
{
	struct session session;
	struct error err = { 0 };
	struct deviation deviation;

	pair_of_lidocaine(*state, NULL, "mix");
	seat(*state, "2026-11-03T10:00:00Z", NULL, "it was mixed already");
	must(recipe(*state, "MIX", mixed, ml(200), &err));
	must(give(*state, "MIX", ml(200), &session, &err));
	assert_string_equal(said(*state), "exception no-pair");
	must(deviation_find(*state, "D26-0002", &deviation, &err));
}

static void an_allergy_is_found_by_name_by_class_and_by_condition(void **state)
{
	struct seat why;
	static const struct { const char *to, *answer; } known[] = {
		{ "lidocaine", "lidocaine-hcl is in LIDO-2, and the patient is allergic to "
		               "lidocaine (rule allergy version 1, S-1); --override 'allergy=why' passes it, signed" },
		{ "Local anaesthetics", "lidocaine-hcl is in LIDO-2, and the patient is allergic to "
		               "Local anaesthetics (rule allergy version 1, S-1); --override 'allergy=why' "
		               "passes it, signed" },
		{ "amides", "lidocaine-hcl is in LIDO-2, and the patient is allergic to amides "
		            "(rule amide version 1, S-1)" },
	};
	struct session session;
	struct error err = { 0 };

	enter(*state, (struct rule){ .code = "allergy",
	                             .kind = "contraindication",
	                             .override = "signature",
	                             .condition = "allergy-to-ingredient" });
	enter(*state, (struct rule){ .code = "amide",
	                             .kind = "contraindication",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .condition = "amide-anaesthetic-allergy" });
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct patient_fact fact = { .patient = "P-1", .kind = "allergy",
			                     .value = known[i].to };
		char ingredient[PATIENT_CODE];

		must(fact_set(*state, &fact, ingredient, &err));
		refused(give(*state, "LIDO-2", ml(100), &session, &err), known[i].answer);
		must(give(*state, "VITC-20", ml(100), &session, &err));
		why = *store_seat(*state);
		why.reason = "it was tested";
		must(store_sit(*state, &why, &err));
		must(fact_drop(*state, &fact, &err));
		must(give(*state, "LIDO-2", ml(100), &session, &err));
	}
}

static void be_allergic(struct store *store, const char *to)
{
	struct patient_fact fact = { .patient = "P-1", .kind = "allergy", .value = to };
	char ingredient[PATIENT_CODE];
	struct error err = { 0 };

	must(fact_set(store, &fact, ingredient, &err));
}

static void allergies_are_asked_for(struct store *store)
{
	enter(store, (struct rule){ .code = "allergy",
	                            .kind = "contraindication",
	                            .override = "reason",
	                            .condition = "allergy-to-ingredient" });
	seat(store, "2026-11-03T10:00:00Z", NULL, NULL);
}

static void allergies_are_passed_one_by_one(void **state)
{
	static const char *const ways[][3] = {
		{ "allergy=tolerated orally" },
		{ "allergy:ascorbic-acid=tolerated orally" },
		{ "allergy:ascorbic-acid=tolerated orally", "allergy:lidocaine-hcl=tested" },
	};
	struct session session;
	struct error err = { 0 };

	allergies_are_asked_for(*state);
	must(recipe(*state, "MIX", mixed, ml(200), &err));
	be_allergic(*state, "ascorbic-acid");
	be_allergic(*state, "lidocaine-hcl");
	seat(*state, "2026-11-03T10:00:00Z", ways[0], NULL);
	refused(give(*state, "MIX", ml(200), &session, &err),
	        "ascorbic-acid is in VITC-20, and the patient is allergic to ascorbic-acid (rule "
	        "allergy version 1, S-1), and 1 more: allergy:lidocaine-hcl; "
	        "--override 'allergy:ascorbic-acid=why' and --override 'allergy:lidocaine-hcl=why' "
	        "pass them");
	seat(*state, "2026-11-03T10:00:00Z", ways[1], NULL);
	refused(give(*state, "MIX", ml(200), &session, &err),
	        "lidocaine-hcl is in LIDO-2, and the patient is allergic to lidocaine-hcl (rule "
	        "allergy version 1, S-1); --override 'allergy:lidocaine-hcl=why' passes it");
	seat(*state, "2026-11-03T10:00:00Z", ways[2], NULL);
	must(give(*state, "MIX", ml(200), &session, &err));
	assert_string_equal(said(*state), "overridden allergy; overridden allergy");
	must(judge_overrides_met(*state, &err));
	seat(*state, "2026-11-03T10:00:00Z", ways[0], NULL);
	must(give(*state, "VITC-20", ml(100), &session, &err));
	seat(*state, "2026-11-03T10:00:00Z", ways[2], NULL);
	must(give(*state, "VITC-20", ml(100), &session, &err));
	refused(judge_overrides_met(*state, &err),
	        "'allergy:lidocaine-hcl' passes nothing: rule allergy speaks of ascorbic-acid");
}

/* A class is not one allergen: each of it that is given is passed for itself. */
static void an_allergy_to_a_class_names_each_of_it(void **state)
{
	static const char *const both[] = { "LIDO-2 1 mL", "PROC-2 1 mL", NULL };
	const char *const override[] = { "allergy:lidocaine-hcl=tested", NULL };
	struct session session;
	struct error err = { 0 };

	allergies_are_asked_for(*state);
	must(recipe(*state, "NUMB", both, ml(200), &err));
	be_allergic(*state, "local anaesthetics");
	seat(*state, "2026-11-03T10:00:00Z", override, NULL);
	refused(give(*state, "NUMB", ml(200), &session, &err),
	        "procaine-hcl is in PROC-2, and the patient is allergic to local anaesthetics "
	        "(rule allergy version 1, S-1); --override 'allergy:procaine-hcl=why' passes it");
}

static void a_word_for_one_mixture_passes_no_other(void **state)
{
	const char *const overrides[] = { "weak=tested here", NULL };
	const char *const each[] = { "weak:STRONG.1=tested", "weak:MIX.1=tested", NULL };
	static const char *const strong[] = { "LIDO-2 3 mL", "VITC-20 1 mL", NULL };
	struct sitting sitting = { .patient = "P-1",
		                   .practitioner = "dr.lee",
		                   .syringes = { { .source = "MIX", .given = ml(200) },
		                                 { .source = "STRONG", .given = ml(400) } },
		                   .syringe_count = 2 };
	struct session session;
	struct error err = { 0 };

	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(recipe(*state, "MIX", mixed, ml(200), &err));
	must(recipe(*state, "STRONG", strong, ml(400), &err));
	enter(*state, (struct rule){ .code = "weak", .kind = "limit", .measure = "concentration",
	                             .scope = "mix", .override = "reason", .unit = "g",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .amount = 8000000, .has_amount = true, .per = 1000000,
	                             .per_unit = "L" });
	seat(*state, "2026-11-03T10:00:00Z", overrides, NULL);
	assert_false(session_record(*state, &sitting, &session, NULL, &err));
	assert_non_null(strstr(err.text, "--override 'weak:MIX.1=why' and "
	                                 "--override 'weak:STRONG.1=why' pass them"));
	err = (struct error){ 0 };
	seat(*state, "2026-11-03T10:00:00Z", each, NULL);
	must(session_record(*state, &sitting, &session, NULL, &err));
}

static void a_rule_without_approval_only_warns(void **state)
{
	struct rule rule = { .code = "loose", .kind = "pair", .severity = "forbid",
		             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
		             .text = "nothing goes with it" };
	struct error err = { 0 };
	int64_t revision;

	must(rule_set(*state, &rule, &revision, &err));
	must(recipe(*state, "MIX", mixed, ml(200), &err));
	assert_string_equal(said(*state), "warned loose");
}

static void at_the_chair_only_so_many_products_go_together(void **state)
{
	const char *const four[] = { "LIDO-2 1 mL", "PROC-2 1 mL", "VITC-20 1 mL", "NACL-09 qs",
		                     NULL };
	struct session session;
	struct error err = { 0 };

	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(recipe(*state, "FOUR", four, ml(400), &err));
	assert_string_equal(said(*state), "warned immediate-use-products");
	refused(give(*state, "FOUR", ml(400), &session, &err),
	        "FOUR.1 takes 4 sterile products, and for immediate use at most 3 may go together "
	        "(rule immediate-use-products version 1, S-15 Wisconsin Phar 15.34)");
}

/* What two lines ask of one substance is met by one product. */
static void an_ingredient_on_two_lines_is_one_product(void **state)
{
	const char *const lines[] = { "LIDO-2 1 mL", "ascorbic-acid 20 mg", "ascorbic-acid 30 mg",
		                      "NACL-09 qs", NULL };
	struct error err = { 0 };

	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(recipe(*state, "THREE", lines, ml(400), &err));
	assert_null(strstr(said(*state), "immediate-use-products"));
}

/* A limit of a category is asked of what is made as that category, and of no other. */
static void a_category_is_asked_of_what_is_made_as_it(void **state)
{
	struct compounding asked = { .recipe = "MIX", .another = true, .signing = &(struct signing){ 0 } };
	static struct worksheet sheet;
	struct made made;
	struct error err = { 0 };

	must(recipe(*state, "MIX", mixed, ml(200), &err));
	enter(*state, (struct rule){ .code = "one-in-2", .kind = "regime", .regime = "category-2",
		                     .amount = 1, .has_amount = true, .unit = "count" });
	must(batch_make(*state, &asked, &sheet, &made, &err));
	enter(*state, (struct rule){ .code = "one-in-1", .kind = "regime", .regime = "category-1",
		                     .amount = 1, .has_amount = true, .unit = "count" });
	refused(batch_make(*state, &asked, &sheet, &made, &err),
	        "B26-0002 takes 2 sterile products, and at most 1 may go together "
	        "(rule one-in-1 version 1, S-1)");
}

static void a_correction_is_judged_as_if_it_had_been_so(void **state)
{
	const char *const assays[] = { "lidocaine-hcl=24 mg/mL", NULL };
	struct lot_entry entry = { .lot = "LD-1", .assays = assays };
	struct seat anna = { .reason = "the certificate was misread" };
	struct followed after = { 0 };
	struct session session;
	struct error err = { 0 };
	struct person person;
	struct deviation deviation;
	struct lot lot;

	most_of_a_class(*state);
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	weigh(*state, "50 kg");
	must(give(*state, "LIDO-2", ml(1100), &session, &err));
	must(person_find(*state, "ph.anna", &person, &err));
	anna.person = person.id;
	snprintf(anna.entered.text, sizeof anna.entered.text, "2026-11-03T11:00:00Z");
	must(store_sit(*state, &anna, &err));
	must(correction_of_lot(*state, &entry, &lot, &after, &err));
	assert_string_equal(said(*state), "exception most-anaesthetic");
	must(deviation_find(*state, "D26-0001", &deviation, &err));
	batch_followed_free(&after);
}

/* Each is looked into for itself. */
static void two_patients_of_one_corrected_lot_are_two_deviations(void **state)
{
	const char *const assays[] = { "lidocaine-hcl=24 mg/mL", NULL };
	struct lot_entry entry = { .lot = "LD-1", .assays = assays };
	struct identity other = { .code = "P-2", .name = "M", .born = { "1980-01-01" } };
	struct sitting sitting = { .patient = "P-2",
		                   .practitioner = "dr.lee",
		                   .syringes = { { .source = "LIDO-2", .given = ml(500) } },
		                   .syringe_count = 1 };
	struct followed after = { 0 };
	struct deviation deviation;
	struct session session;
	struct error err = { 0 };
	struct lot lot;
	int64_t id;

	enter(*state, (struct rule){ .code = "weak",
	                             .kind = "limit",
	                             .measure = "concentration",
	                             .scope = "mix",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .amount = 20000000,
	                             .has_amount = true,
	                             .unit = "g",
	                             .per = 1000000,
	                             .per_unit = "L" });
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(patient_add(*state, &other, &id, &err));
	must(give(*state, "LIDO-2", ml(500), &session, &err));
	must(session_record(*state, &sitting, &session, NULL, &err));
	seat_at(*state, "2026-11-03T11:00:00Z", "");
	must(correction_of_lot(*state, &entry, &lot, &after, &err));
	must(deviation_find(*state, "D26-0001", &deviation, &err));
	id = deviation.session;
	must(deviation_find(*state, "D26-0002", &deviation, &err));
	assert_int_not_equal(deviation.session, id);
	batch_followed_free(&after);
}

/* ---- What fails in one act fails in two ---- */

static bool give_two(struct store *store, const int64_t *amounts, const bool *chosen,
                     struct error *err)
{
	static const char *const what[] = { "LIDO-2", "PROC-2", "VITC-20" };
	struct sitting sitting = { .patient = "P-1", .practitioner = "dr.lee" };
	struct session session;

	for (int i = 0; i < 3; i++)
		if (chosen[i] && amounts[i])
			sitting.syringes[sitting.syringe_count++] = (struct syringe_order){
				.source = what[i], .given = ml(amounts[i]) };
	return !sitting.syringe_count || session_record(store, &sitting, &session, NULL, err);
}

/* Each day one random set of syringes: at once (and undone), then over two acts in either
 * order, the second perhaps entered first. */
static void no_act_passes_in_two_steps_that_fails_in_one(void **state)
{
	struct error err = { 0 };
	unsigned seed = 20261103;
	int refused_days = 0;

	most_of_a_class(*state);
	pair_of_lidocaine(*state, NULL, "session");
	weigh(*state, "50 kg");
	for (int day = 4; day < 29; day++) {
		bool all[] = { true, true, true }, first[3], second[3], ok, parts;
		int64_t amounts[3];
		char when[24], later[24];

		for (int i = 0; i < 3; i++) {
			seed = seed * 1103515245 + 12345;
			amounts[i] = seed / 65536 % 4 == 0 ? 0 : seed / 65536 % 700 + 1;
			first[i] = seed / 1048576 % 2;
			second[i] = !first[i];
		}
		snprintf(when, sizeof when, "2026-11-%02dT10:00:00Z", day);
		snprintf(later, sizeof later, "2026-11-%02dT11:30:00Z", day);
		seat(*state, when, NULL, NULL);
		must(store_begin(*state, "session record", &err));
		ok = give_two(*state, amounts, all, &err);
		store_undo(*state);
		err = (struct error){ 0 };
		seat(*state, when, NULL, NULL);
		parts = give_two(*state, amounts, day % 2 ? first : second, &err);
		seat(*state, later, NULL, NULL);
		parts = parts && give_two(*state, amounts, day % 2 ? second : first, &err);
		if (ok != parts)
			fail_msg("day %d: at once %s, in two acts %s: %s", day,
			         ok ? "kept" : "refused", parts ? "kept" : "refused", err.text);
		refused_days += !ok;
		err = (struct error){ 0 };
	}
	assert_in_range(refused_days, 3, 22);
}

/* So much in three days, so much ever, so many sessions in five days. */
static void limits_over_days(struct store *store)
{
	enter(store, (struct rule){ .code = "most-in-days", .kind = "limit", .measure = "amount",
	                            .scope = "window", .has_span = true, .span = 3 * 86400,
	                            .class = class_id(store, "anaesthetic"), .unit = "g",
	                            .amount = INT64_C(200000000), .has_amount = true });
	enter(store, (struct rule){ .code = "most-ever", .kind = "limit", .measure = "amount",
	                            .scope = "course", .unit = "g",
	                            .ingredient = ingredient_id(store, "procaine-hcl"),
	                            .amount = INT64_C(1200000000), .has_amount = true });
	enter(store, (struct rule){ .code = "most-sessions", .kind = "limit",
	                            .measure = "sessions", .scope = "window", .has_span = true,
	                            .span = 5 * 86400, .product = product_id(store, "VITC-20"),
	                            .amount = 2, .has_amount = true, .unit = "count" });
}

/* What is given over two days, in whatever order it is entered, passes no limit over days, or
 * ever, that all of it given on the second day does not. */
static void no_two_days_pass_what_one_does_not(void **state)
{
	struct error err = { 0 };
	unsigned seed = 20261121;
	int refused_days = 0, kept_days = 0;

	limits_over_days(*state);
	for (int day = 4; day < 29; day += 2) {
		bool all[] = { true, true, true }, early[3], late[3], ok, parts;
		int64_t amounts[3];
		char first[24], second[24], entered[24];

		for (int i = 0; i < 3; i++) {
			seed = seed * 1103515245 + 12345;
			amounts[i] = seed / 65536 % 3 == 0 ? 0 : seed / 65536 % 600 + 1;
			early[i] = seed / 1048576 % 2;
			late[i] = !early[i];
		}
		snprintf(first, sizeof first, "2026-11-%02dT10:00:00Z", day);
		snprintf(second, sizeof second, "2026-11-%02dT09:00:00Z", day + 1);
		snprintf(entered, sizeof entered, "2026-11-%02dT18:00:00Z", day + 1);
		seat_at(*state, entered, second);
		must(store_begin(*state, "session record", &err));
		ok = give_two(*state, amounts, all, &err);
		store_undo(*state);
		err = (struct error){ 0 };
		seat_at(*state, entered, seed % 2 ? first : second);
		parts = give_two(*state, amounts, seed % 2 ? early : late, &err);
		seat_at(*state, entered, seed % 2 ? second : first);
		parts = parts && give_two(*state, amounts, seed % 2 ? late : early, &err);
		if (parts && !ok)
			fail_msg("day %d: refused at once, kept over two days", day);
		refused_days += !ok;
		kept_days += parts;
		err = (struct error){ 0 };
	}
	assert_in_range(refused_days, 2, 11);
	assert_in_range(kept_days, 2, 11);
}

/* Whoever enters it, not only the command. */
static void a_dose_told_of_judges_what_was_given_since(void **state)
{
	struct patient_fact fact = { .patient = "P-1", .kind = "dose",
		                     .value = "lidocaine-hcl 290 mg, by her dentist" };
	struct deviation deviation;
	char ingredient[PATIENT_CODE];
	struct session session;
	struct error err = { 0 };

	enter(*state, (struct rule){ .code = "most",
	                             .kind = "limit",
	                             .scope = "session",
	                             .ingredient = ingredient_id(*state, "lidocaine-hcl"),
	                             .measure = "amount",
	                             .has_amount = true,
	                             .amount = 300 * INT64_C(1000000),
	                             .unit = "g" });
	enter(*state, (struct rule){ .code = "one-session", .kind = "age", .has_span = true,
	                             .span = 86400 });
	seat(*state, "2026-11-03T10:00:00Z", NULL, NULL);
	must(give(*state, "LIDO-2", ml(100), &session, &err));
	must(fact_set(*state, &fact, ingredient, &err));
	must(deviation_find(*state, "D26-0001", &deviation, &err));
}

static void what_finds_no_room_of_elsewhere_is_counted(void **state)
{
	struct verdicts *said = calloc(1, sizeof *said);
	struct elsewhere told = { .more = 0 };
	int lines = 0;

	(void)state;
	said->count = 12;
	for (int i = 0; i < said->count; i++) {
		said->verdict[i].force = RULE_INFORMS;
		memset(said->verdict[i].text, 'a', 300);
	}
	verdicts_elsewhere(said, true, &told);
	for (const char *at = told.text; *at; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 3);
	assert_int_equal(told.more, 9);
	free(said);
}

#define judged(test) cmocka_unit_test_setup_teardown(test, open_judged, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		judged(a_pair_in_one_syringe_is_refused_with_its_sentence),
		judged(what_nothing_passes_is_not_overridden),
		judged(an_override_is_kept_and_holds_for_what_is_made),
		judged(an_override_covers_no_worse_a_number),
		judged(every_rule_that_stands_is_named),
		judged(an_override_of_what_says_nothing_is_told),
		judged(a_product_may_hold_what_two_products_may_not),
		judged(a_pair_of_one_session_is_found_across_two_acts),
		judged(a_pair_is_looked_for_where_the_rule_applies),
		judged(a_list_of_names_ends_in_a_name),
		judged(anaesthetics_are_summed_over_acts_and_by_weight),
		judged(the_weight_is_that_of_the_day),
		judged(a_window_is_looked_at_from_both_ends),
		judged(so_many_sessions_in_so_many_days_are_counted_to_the_day),
		judged(a_product_counts_in_what_it_was_mixed_into),
		judged(what_is_not_stated_cannot_be_judged),
		judged(what_has_happened_opens_a_deviation),
		judged(an_allergy_is_found_by_name_by_class_and_by_condition),
		judged(allergies_are_passed_one_by_one),
		judged(an_allergy_to_a_class_names_each_of_it),
		judged(a_word_for_one_mixture_passes_no_other),
		judged(a_rule_without_approval_only_warns),
		judged(at_the_chair_only_so_many_products_go_together),
		judged(an_ingredient_on_two_lines_is_one_product),
		judged(no_act_passes_in_two_steps_that_fails_in_one),
		judged(no_two_days_pass_what_one_does_not),
		judged(a_category_is_asked_of_what_is_made_as_it),
		judged(a_correction_is_judged_as_if_it_had_been_so),
		judged(two_patients_of_one_corrected_lot_are_two_deviations),
		judged(a_dose_told_of_judges_what_was_given_since),
		judged(what_finds_no_room_of_elsewhere_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
