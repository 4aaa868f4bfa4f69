/* Batches: from a recipe to a lot, and every number on the way. */
#include "stock.h"
#include "correction.h"
#include "patient.h"
#include "rule.h"
#include "rulebook.h"
#include "waiting.h"

#include <stdlib.h>

static struct worksheet sheet;
static struct made made;

/* The stock's products, tranexamic acid, a recipe of three lines and a fill, approved. */
static int open_batches(void **state)
{
	struct identity patient = { .code = "P-0042" }, other = { .code = "P-0043" };
	struct error err = { 0 };
	int64_t id;

	if (open_stock(state) != 0)
		return -1;
	add_product(*state, "HA-20", "ampoule", ml(500), NULL, "sodium-hyaluronate 20 mg/mL");
	add_product(*state, "TXA-100", "multi-dose", ml(1000), "28 d",
	            "tranexamic-acid 100 mg/mL");
	must(patient_add(*state, &patient, &id, &err));
	must(patient_add(*state, &other, &id, &err));
	return 0;
}

static void recipe(struct store *store, const char *code, int64_t hundredths,
                   const char *const *lines)
{
	struct recipe_entry entry = { .code = code,
		                      .title = code,
		                      .practitioner = "dr.lee",
		                      .keeps = "24 h",
		                      .storage = "2-8 C",
		                      .yield = { hundredths * 10000, UNIT_LITRE } };
	struct signing signing = { 0 };
	struct error err = { 0 };
	int64_t id, at;

	must(store_begin(store, "recipe draft", &err));
	must(recipe_draft(store, &entry, &id, &err));
	for (; *lines; lines++)
		must(recipe_set_line(store, code, *lines, 0, &at, &err));
	must(recipe_approve(store, code, &signing, &id, &err));
	must(store_end(store, true, &err));
}

#define RECIPE(store, code, hundredths, ...) \
	recipe(store, code, hundredths, (const char *const[]){ __VA_ARGS__, NULL })

static void glow(struct store *store)
{
	delivered(store, "HA-20", "HA-88213", "4x5mL", "2027-04-30");
	delivered(store, "VITC-20", "VC-1", "4x5mL", "2027-05");
	delivered(store, "TXA-100", "TX-1", "10 mL", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "GLOW-3", 1000, "HA-20 3 mL", "ascorbic-acid 400 mg",
	       "tranexamic-acid 4 mg/mL", "NACL-09 qs");
}

static bool make(struct store *store, struct compounding compounding, struct error *err)
{
	compounding.signing = &(struct signing){ 0 };
	compounding.another = true;
	return batch_make(store, &compounding, &sheet, &made, err);
}

/* All that is asked is looked at and passes; then it is released. */
static bool released(struct store *store, const char *number, const struct signing *signing,
                     struct error *err)
{
	struct check check[MOST_CHECKS];
	int count;

	return batch_pass_checks(store, number, 0, check, &count, err)
	    && batch_release(store, number, signing, err);
}

/* Verified by ph.omar, released by ph.anna. */
static void release(struct store *store, const char *number)
{
	struct signing omar = { .person = "ph.omar" }, anna = { 0 };
	struct error err = { 0 };

	must(batch_verify(store, number, &omar, &err));
	must(released(store, number, &anna, &err));
}

static void at(struct store *store, const char *now, const char *reason)
{
	sit_why(store, now, NULL, reason);
}

/* So much of an ingredient in what was made up. */
static int64_t contains(struct store *store, int64_t lot, const char *code)
{
	struct component component[MOST_COMPONENTS];
	struct error err = { 0 };
	int count;

	must(lot_composition(store, lot, component, &count, &err));
	for (int i = 0; i < count; i++)
		if (component[i].ingredient == ingredient_id(store, code))
			return component[i].strength.stated ? component[i].strength.amount.atoms
			                                    : -1;
	return 0;
}

/* As 'batch show' lists them. */
static int deviations_of(struct store *store, int64_t batch)
{
	struct error err = { 0 };
	struct row *row = store_query(store, BATCH_DEVIATIONS, BIND(bind_int("batch", batch)),
	                              &err);
	int count = 0;

	while (row_next(row, &err))
		count++;
	return count;
}

static char *explained(struct store *store, const char *number)
{
	static char text[64000];
	struct reasoning *said = calloc(MOST_REASONING, sizeof *said);
	struct error err = { 0 };
	struct batch batch;
	int count;

	*text = 0;
	must(batch_find(store, number, &batch, &err));
	must(batch_explain(store, &batch, said, &count, &err));
	for (int i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", said[i].text);
	free(said);
	return text;
}

/* ---- Making ---- */

static void making_is_one_act_inputs_out_product_in(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct lot lot;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "glow-3" }, &err));
	assert_string_equal(made.number, "B26-0001");
	assert_int_equal(sheet.draw_count, 4);
	assert_int_equal(sheet.draws[0].pick.amount, 3000000);
	assert_int_equal(sheet.draws[1].pick.amount, 2000000);
	assert_int_equal(sheet.draws[2].pick.amount, 400000);
	assert_int_equal(sheet.draws[3].pick.amount, 4600000);
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.status, "quarantine");
	assert_string_equal(lot.product.code, "GLOW-3.1");
	assert_int_equal(on_shelf(store, made.lot), 10000000);
	assert_int_equal(contains(store, made.lot, "sodium-hyaluronate"), 60000000);
	assert_int_equal(contains(store, made.lot, "ascorbic-acid"), 400000000);
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 40000000);
	assert_int_equal(contains(store, made.lot, "sodium-chloride-09"), 41400000);
}

static void what_an_ampoule_has_left_is_wasted_in_the_act(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	assert_int_equal(gone(store, sheet.draws[0].pick.number, "waste"), 2000000);
	assert_int_equal(sheet.draws[0].left, 15000000);
}

static void lines_scale_by_one_exact_factor(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3", .yield = ml(400) }, &err));
	assert_int_equal(sheet.factor.num, 2);
	assert_int_equal(sheet.factor.den, 5);
	assert_int_equal(sheet.draws[0].pick.amount, 1200000);
	assert_int_equal(sheet.draws[1].pick.amount, 800000);
	assert_int_equal(sheet.draws[2].pick.amount, 160000);
	assert_int_equal(sheet.draws[3].pick.amount, 1840000);
}

static void a_twelfth_is_exact_until_it_is_measured(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "TWELVE", 1200, "HA-20 1 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "TWELVE", .yield = ml(100) }, &err));
	assert_int_equal(sheet.draws[0].pick.required.num, 250000);
	assert_int_equal(sheet.draws[0].pick.required.den, 3);
	assert_int_equal(sheet.draws[0].pick.amount, 80000);
	assert_int_equal(sheet.draws[1].pick.amount, 920000);
	/* The composition is what was measured, over what was made up. */
	assert_int_equal(contains(store, made.lot, "sodium-hyaluronate"), 1600000);
}

static void the_amount_drawn_is_computed_from_the_lots_assay(void **state)
{
	struct store *store = *state;
	struct receipt receipt = { .product = "VITC-20",
		                   .maker_number = "VC-9",
		                   .place = "STOCK",
		                   .assays = (const char *const[]){ "ascorbic-acid=98.2 %",
		                                                    NULL } };
	struct lot_choice done;
	struct error err = { 0 };
	struct lot lot;

	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	must(packs_parse("2x5mL", &receipt.amount, &err));
	must(lot_receive(store, &receipt, &lot, &err));
	must(lot_release(store, lot.number, NULL, &done, &err));
	RECIPE(store, "C-ONLY", 1000, "ascorbic-acid 300 mg", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "C-ONLY" }, &err));
	/* 300 mg / 196.4 mg/mL = 1.527494908... mL, measured 1.53 mL. */
	assert_int_equal(sheet.draws[0].pick.required.num, 750000000);
	assert_int_equal(sheet.draws[0].pick.required.den, 491);
	assert_int_equal(sheet.draws[0].pick.amount, 1530000);
	assert_int_equal(sheet.draws[1].pick.amount, 8470000);
	assert_int_equal(contains(store, made.lot, "ascorbic-acid"), 300492000);
	assert_non_null(
		strstr(explained(store, made.number),
	               "the label says 200 mg/mL, the certificate says 98.2 %: 196.4 mg/mL"));
	assert_non_null(strstr(explained(store, made.number),
	                       "300 mg / 196.4 mg/mL = 1.527494908... mL"));
	assert_non_null(strstr(explained(store, made.number),
	                       "required 1.527494908... mL, measured 1.53 mL, rounded half to "
	                       "even to 0.01 mL (rule measuring-step"));
}

static void a_requirement_split_over_lots_of_different_assay_adds_up(void **state)
{
	struct store *store = *state;
	struct receipt weak = { .product = "TXA-100",
		                .maker_number = "TX-W",
		                .place = "STOCK",
		                .assays = (const char *const[]){ "tranexamic-acid=90 %",
		                                                 NULL } };
	struct lot_choice done;
	struct error err = { 0 };
	struct lot first;

	must(packs_parse("10 mL", &weak.amount, &err));
	must(expiry_parse("2027-01", &weak.expires, &err));
	must(lot_receive(store, &weak, &first, &err));
	must(lot_release(store, first.number, NULL, &done, &err));
	delivered(store, "TXA-100", "TX-2", "10 mL", "2027-06");
	RECIPE(store, "TXA", 1100, "tranexamic-acid 1 g");
	must(make(store, (struct compounding){ .recipe = "TXA" }, &err));
	assert_int_equal(sheet.draw_count, 2);
	assert_int_equal(sheet.draws[0].pick.amount, 10000000);
	/* 10 mL of 90 mg/mL are 900 mg; the rest is 100 mg of 100 mg/mL. */
	assert_int_equal(sheet.draws[1].pick.amount, 1000000);
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 1000000000);
}

static void a_short_line_refuses_with_need_and_have_and_leaves_no_trace(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct batch batch;

	glow(store);
	refused(make(store, (struct compounding){ .recipe = "GLOW-3", .yield = ml(10000) },
	             &err),
	        "need 30 mL of HA-20, have 20 mL");
	assert_false(batch_find(store, "B26-0001", &batch, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void a_worksheet_shows_what_is_short_and_goes_on(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(store_begin(store, "batch make", &err));
	must(make(store,
	          (struct compounding){
			  .recipe = "GLOW-3", .yield = ml(10000), .worksheet = true },
	          &err));
	assert_int_equal(sheet.lacking, 1);
	assert_true(sheet.lines[0].lacking);
	assert_string_equal(sheet.lines[0].why, "need 30 mL of HA-20, have 20 mL");
	assert_int_equal(sheet.lines[1].draws, 1);
	store_undo(store);
}

static void filling_below_zero_is_refused(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "FULL", 300, "HA-20 2 mL", "ascorbic-acid 400 mg", "NACL-09 qs");
	refused(make(store, (struct compounding){ .recipe = "FULL" }, &err),
	        "the other lines come to 4 mL, more than the yield of 3 mL: nothing is left "
	        "for NACL-09 to fill");
}

static void so_little_that_nothing_would_be_measured_is_refused(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "TINY", 1000, "tranexamic-acid 0.4 mg", "NACL-09 qs");
	refused(make(store, (struct compounding){ .recipe = "TINY" }, &err),
	        "line 1: 0.4 mg of tranexamic-acid is less than can be measured; make a "
	        "dilution of it first");
}

/* OpenMRS and ERPNext add such lines up, and lose which was which. */
static void the_same_ingredient_on_two_lines_stays_two_lines(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "TWICE", 1000, "ascorbic-acid 200 mg", "ascorbic-acid 300 mg",
	       "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "TWICE" }, &err));
	assert_int_equal(sheet.draw_count, 3);
	assert_int_equal(sheet.draws[0].pick.amount, 1000000);
	assert_int_equal(sheet.draws[1].pick.amount, 1500000);
	/* They share the ampoule that the first one opened, and each says so. */
	assert_int_equal(gone(store, sheet.draws[0].pick.number, "waste"), 2500000);
	assert_true(sheet.draws[0].pick.container);
	assert_int_equal(sheet.draws[1].pick.container, sheet.draws[0].pick.container);
}

static void what_is_made_up_and_not_kept_leaves_as_loss(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(make(store,
	          (struct compounding){
			  .recipe = "GLOW-3", .made_up = ml(980), .into = { 4, ml(200) } },
	          &err));
	assert_int_equal(on_shelf(store, made.lot), 8000000);
	assert_int_equal(gone(store, made.number, "waste"), 1800000);
	assert_int_equal(gone(store, made.number, "bench"), -9800000);
	assert_non_null(strstr(sheet.notes, "lost: 1.8 mL of the 9.8 mL made up is not kept"));
	/* Concentration is over what was made up. */
	assert_int_equal(contains(store, made.lot, "sodium-hyaluronate"), 60000000);
	refused(make(store,
	             (struct compounding){
			     .recipe = "GLOW-3", .made_up = ml(980), .into = { 5, ml(200) } },
	             &err),
	        "10 mL cannot be kept of 9.8 mL made up");
}

static void the_beyond_use_date_is_the_earliest_term_and_all_are_kept(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	assert_string_equal(made.until.text, "2026-11-04T09:00:00Z");
	delivered(store, "LIDO-2", "LI-1", "10 mL", "2026-11-03");
	RECIPE(store, "LIDO", 1000, "LIDO-2 2 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "LIDO" }, &err));
	assert_string_equal(made.until.text, "2026-11-04T00:00:00Z");
}

static void an_amount_beyond_tolerance_needs_a_reason(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 1, .amount = ml(250), .measured = true };
	struct error err = { 0 };

	glow(store);
	refused(make(store,
	             (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	             &err),
	        "line 1 requires 3 mL, and 2.5 mL is more than 5 % off; say with --reason why");
	use.amount = ml(290);
	must(make(store,
	          (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	          &err));
	assert_int_equal(sheet.draws[0].pick.amount, 2900000);
	assert_int_equal(sheet.draws[0].pick.required.num, 3000000);
	assert_int_equal(sheet.draws[3].pick.amount, 4700000);
	use.amount = ml(250);
	at(store, "2026-11-03T09:00:00Z", "some was spilt");
	must(make(store,
	          (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	          &err));
	assert_non_null(strstr(explained(store, made.number),
	                       "required 3 mL, used 2.5 mL: some was spilt"));
}

static void another_lot_than_the_first_to_expire_needs_a_reason(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 1, .lot = "HA-90000" };
	struct error err = { 0 };

	glow(store);
	delivered(store, "HA-20", "HA-90000", "4x5mL", "2027-12");
	refused(make(store,
	             (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	             &err),
	        "L26-0001 is to be used before L26-0005 (expires 2027-04-30); say why not with "
	        "--reason");
	at(store, "2026-11-03T09:00:00Z", "the other one is at the back");
	must(make(store,
	          (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	          &err));
	assert_string_equal(sheet.draws[0].pick.number, "L26-0005");
	use.lot = "VC-1";
	refused(make(store,
	             (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	             &err),
	        "line 1 asks for HA-20, and L26-0002 is VITC-20");
}

static void another_product_than_the_first_to_expire_needs_a_reason_too(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 2, .lot = "VC-1", .amount = ml(200), .measured = true };
	struct error err = { 0 };

	glow(store);
	add_product(store, "VITC-10", "ampoule", ml(500), NULL, "ascorbic-acid 100 mg/mL");
	delivered(store, "VITC-10", "VC-9", "4x5mL", "2027-01");
	refused(make(store,
	             (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	             &err),
	        "L26-0005 is to be used before L26-0002 (expires 2027-01); say why not with "
	        "--reason");
	use.amount.atoms = 2005000;
	refused(make(store,
	             (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	             &err),
	        "2.005 mL cannot have been measured: what a person measures is a multiple of "
	        "0.01 mL (rule measuring-step)");
	use = (struct use){ .position = 2, .lot = "VC-9", .amount = ml(400), .measured = true };
	must(make(store,
	          (struct compounding){ .recipe = "GLOW-3", .uses = &use, .use_count = 1 },
	          &err));
}

static void the_amounts_really_used_may_come_from_several_lots(void **state)
{
	struct store *store = *state;
	struct use uses[] = {
		{ .position = 1, .lot = "L26-0001", .amount = ml(100), .measured = true },
		{ .position = 1, .lot = "L26-0005", .amount = ml(200), .measured = true }
	};
	struct error err = { 0 };

	glow(store);
	delivered(store, "HA-20", "HA-90000", "4x5mL", "2027-12");
	at(store, "2026-11-03T09:00:00Z", "one was nearly empty");
	must(make(store,
	          (struct compounding){ .recipe = "GLOW-3", .uses = uses, .use_count = 2 },
	          &err));
	assert_int_equal(sheet.lines[0].draws, 2);
	assert_int_equal(sheet.draws[1].pick.required.num, 2000000);
	assert_int_equal(sheet.draws[1].pick.amount, 2000000);
}

static void a_use_is_read_from_words(void **state)
{
	char text[64];
	struct error err = { 0 };
	struct use use;

	(void)state;
	must(use_parse(strcpy(text, "2=HA-88213:2.9 mL"), &use, &err));
	assert_int_equal(use.position, 2);
	assert_string_equal(use.lot, "HA-88213");
	assert_int_equal(use.amount.atoms, 2900000);
	must(use_parse(strcpy(text, "3=2,9 mL"), &use, &err));
	assert_null(use.lot);
	assert_true(use.measured);
	must(use_parse(strcpy(text, "3=L26-0001/2"), &use, &err));
	assert_string_equal(use.lot, "L26-0001/2");
	assert_false(use.measured);
	refused(use_parse(strcpy(text, "HA-88213"), &use, &err),
	        "'HA-88213' does not say which line used what; write"
	        " '2=HA-88213', '2=2.9 mL' or '2=HA-88213:2.9 mL'");
}

static void a_powder_is_filled_to_the_mark_and_measured(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 2, .amount = ml(290), .measured = true };
	struct error err = { 0 };

	delivered(store, "HYAL-1500", "HY-1", "2 amp", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "HYAL", 300, "HYAL-1500 1500 IU", "NACL-09 qs");
	refused(make(store, (struct compounding){ .recipe = "HYAL" }, &err),
	        "line 2 fills to the mark of 3 mL over a powder;"
	        " enter what was measured, as in --use '2=1.2 mL'");
	at(store, "2026-11-03T09:00:00Z", "to the mark");
	must(make(store, (struct compounding){ .recipe = "HYAL", .uses = &use, .use_count = 1 },
	          &err));
	assert_int_equal(contains(store, made.lot, "hyaluronidase"), 1500000);
	assert_int_equal(sheet.draws[1].pick.amount, 2900000);
}

static void a_part_of_a_dry_ampoule_is_refused_and_of_the_dissolved_one_computed(void **state)
{
	struct store *store = *state;
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = ml(300) };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct lot lot;

	delivered(store, "HYAL-1500", "HY-1", "2 amp", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "HYAL", 300, "hyaluronidase 300 IU", "NACL-09 qs");
	assert_false(make(store, (struct compounding){ .recipe = "HYAL" }, &err));
	assert_non_null(strstr(err.text, "a powder is taken by whole containers"));
	err = (struct error){ 0 };
	must(lot_dissolve(store, &dissolving, &lot, &told, &err));
	must(make(store, (struct compounding){ .recipe = "HYAL" }, &err));
	assert_int_equal(sheet.draws[0].pick.amount, 600000);
	assert_int_equal(contains(store, made.lot, "hyaluronidase"), 300000);
}

static void a_part_of_a_piece_is_refused_never_rounded(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	delivered(store, "NEEDLE", "N-1", "10 pcs", "");
	RECIPE(store, "PIECE", 1000, "NEEDLE 1 pc", "HA-20 1 mL");
	refused(make(store, (struct compounding){ .recipe = "PIECE", .yield = ml(500) }, &err),
	        "0.5 pieces of NEEDLE is a part of a piece");
}

/* OpenELIS 4016: a retry after a crash in the middle of finalising left two. */
static void a_retry_after_a_crash_in_the_middle_makes_exactly_one_batch(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	must(store_begin(store, "batch make", &err));
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	store_undo(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	assert_string_equal(made.number, "B26-0001");
	assert_int_equal(gone(store, "L26-0001", "bench"), 3000000);
	assert_int_equal(on_shelf(store, made.lot), 10000000);
}

static void what_an_expired_lot_was_used_for_is_recorded_as_an_exception(void **state)
{
	struct store *store = *state;
	struct seat seat = *store_seat(store);
	struct use use = { .position = 1, .lot = "LI-OLD" };
	struct error err = { 0 };

	glow(store);
	delivered(store, "LIDO-2", "LI-OLD", "10 mL", "2026-11-02");
	RECIPE(store, "LIDO", 1000, "LIDO-2 2 mL", "NACL-09 qs");
	refused(make(store,
	             (struct compounding){ .recipe = "LIDO", .uses = &use, .use_count = 1 },
	             &err),
	        "L26-0005 is expired");
	seat.exception = "the label was read too late";
	must(store_sit(store, &seat, &err));
	must(make(store, (struct compounding){ .recipe = "LIDO", .uses = &use, .use_count = 1 },
	          &err));
	assert_string_equal(sheet.draws[0].pick.barred, "expired");
	assert_string_equal(made.until.text, "2026-11-03T00:00:00Z");
	assert_int_equal(deviations_of(store, made.batch), 1);
}

/* Two lots of tranexamic acid: L26-0001 of 90 mg/mL, L26-0002 of 100 mg/mL. */
static void two_assays(struct store *store)
{
	struct receipt weak = { .product = "TXA-100",
		                .maker_number = "TX-W",
		                .place = "STOCK",
		                .assays = (const char *const[]){ "tranexamic-acid=90 %",
		                                                 NULL } };
	struct lot_choice done;
	struct error err = { 0 };
	struct lot lot;

	must(packs_parse("10 mL", &weak.amount, &err));
	must(expiry_parse("2027-01", &weak.expires, &err));
	must(lot_receive(store, &weak, &lot, &err));
	must(lot_release(store, lot.number, NULL, &done, &err));
	delivered(store, "TXA-100", "TX-2", "10 mL", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "TXA", 1000, "tranexamic-acid 180 mg", "NACL-09 qs");
}

static void an_ingredients_amount_really_used_counts_by_each_lots_assay(void **state)
{
	struct store *store = *state;
	struct use uses[] = {
		{ .position = 1, .lot = "TX-W", .amount = ml(100), .measured = true },
		{ .position = 1, .lot = "TX-2", .amount = ml(90), .measured = true }
	};
	struct error err = { 0 };

	two_assays(store);
	refused(make(store,
	             (struct compounding){ .recipe = "TXA", .uses = uses, .use_count = 1 },
	             &err),
	        "line 1 requires 2 mL, and 1 mL is more than 5 % off; say with --reason why");
	at(store, "2026-11-03T09:00:00Z", "the first was nearly empty");
	/* 1 mL of 90 mg/mL leaves 90 mg: 0.9 mL of 100 mg/mL. */
	must(make(store, (struct compounding){ .recipe = "TXA", .uses = uses, .use_count = 2 },
	          &err));
	assert_int_equal(sheet.draws[1].pick.required.num, 900000);
	assert_int_equal(sheet.draws[1].pick.required.den, 1);
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 180000000);
	uses[1].measured = false;
	refused(make(store,
	             (struct compounding){ .recipe = "TXA", .uses = uses, .use_count = 2 },
	             &err),
	        "line 1: say for each of its lots how much was used, or for none");
}

static void an_amount_measured_of_several_lots_says_of_which(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 1, .amount = ml(1000), .measured = true };
	struct error err = { 0 };

	two_assays(store);
	RECIPE(store, "MUCH", 1500, "tranexamic-acid 1 g", "NACL-09 qs");
	refused(make(store,
	             (struct compounding){ .recipe = "MUCH", .uses = &use, .use_count = 1 },
	             &err),
	        "line 1 draws on several lots; say how much of each, as in --use "
	        "'1=L26-0001:AMOUNT'");
}

static void a_line_of_which_nothing_was_used_still_says_so(void **state)
{
	struct store *store = *state;
	struct use use = { .position = 1, .amount = ml(0), .measured = true };
	struct error err = { 0 };

	two_assays(store);
	at(store, "2026-11-03T09:00:00Z", "left out for this patient");
	must(make(store, (struct compounding){ .recipe = "TXA", .uses = &use, .use_count = 1 },
	          &err));
	assert_int_equal(sheet.draws[0].pick.amount, 0);
	assert_int_equal(sheet.draws[0].pick.required.num, 2000000);
	assert_int_equal(sheet.draws[1].pick.amount, 10000000);
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 0);
	assert_non_null(strstr(explained(store, made.number),
	                       "required 2 mL, used 0 mL: left out for this patient"));
}

static void what_is_kept_is_said_once(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	two_assays(store);
	refused(make(store,
	             (struct compounding){
			     .recipe = "TXA", .kept = ml(500), .into = { 2, ml(200) } },
	             &err),
	        "what is kept is what goes into the containers; say one of --kept and --into");
}

/* ---- Two persons ---- */

static void who_made_it_does_not_verify_it(void **state)
{
	struct store *store = *state;
	struct signing anna = { 0 }, omar = { .person = "ph.omar" };
	struct error err = { 0 };
	struct lot lot;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	refused(batch_verify(store, "B26-0001", &anna, &err),
	        "ph.anna made it: another person verifies B26-0001 (rule second-person version 1, "
	        "S-19 21 CFR 211.101)");
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 is not verified: 'pistor batch verify B26-0001' comes first");
	must(batch_verify(store, "B26-0001", &omar, &err));
	refused(batch_verify(store, "B26-0001", &omar, &err),
	        "B26-0001 was verified by ph.omar already");
	must(released(store, "B26-0001", &anna, &err));
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.status, "released");
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 is released; only what is in quarantine is released");
}

static void a_check_that_failed_or_a_yield_far_off_keeps_it_in_quarantine(void **state)
{
	struct store *store = *state;
	struct signing anna = { 0 }, omar = { .person = "ph.omar" };
	struct closing closing = { .number = "D26-0001", .cause = "a swab", .decision = "use" };
	struct error err = { 0 };
	struct lot_choice done;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	must(batch_verify(store, "B26-0001", &omar, &err));
	must(batch_check(store, "B26-0001", "particles", "a fibre", false, NULL, &err));
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 did not pass 'particles': a fibre; reject it, or check again");
	at(store, "2026-11-03T09:00:00Z", "the fibre was of the swab");
	must(batch_check(store, "B26-0001", "Particules", "ok: filtered", true, NULL, &err));
	at(store, "2026-11-03T09:00:00Z", NULL);
	refused(released(store, "B26-0001", &anna, &err),
	        "D26-0001 is open: particles of B26-0001 did not pass: a fibre; "
	        "'pistor deviation assess D26-0001' comes first");
	must(deviation_assess(store, &(struct assessing){ .number = "D26-0001", .impact = "none" },
	                      &err));
	refused(deviation_close(store, &closing, &anna, &err),
	        "ph.anna had a hand in B26-0001: another person closes D26-0001, such as ph.omar "
	        "(rule second-person version 1, S-19 21 CFR 211.101)");
	must(deviation_close(store, &closing, &omar, &err));
	must(released(store, "B26-0001", &anna, &err));
	must(make(store, (struct compounding){ .recipe = "GLOW-3", .made_up = ml(850) }, &err));
	must(batch_verify(store, "B26-0002", &omar, &err));
	refused(released(store, "B26-0002", &anna, &err),
	        "8.5 mL made up is more than 10 % off the target of 10 mL (rule yield-tolerance):"
	        " it is released once a deviation on it is closed, 'pistor deviation open WHAT"
	        " --batch B26-0002'");
	refused(batch_reject(store, "B26-0002", &anna, &done, &err),
	        "say with --reason why B26-0002 is rejected");
	at(store, "2026-11-03T09:00:00Z", "half of it was spilt");
	must(batch_reject(store, "B26-0002", &anna, &done, &err));
}

static void what_was_held_is_released_again_with_a_reason(void **state)
{
	struct store *store = *state;
	struct signing anna = { 0 };
	struct lot_choice done;
	struct error err = { 0 };
	struct lot lot;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	release(store, "B26-0001");
	must(lot_set_status(store, "B26-0001", "held", "to be looked at", &done, &err));
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 is held; say with --reason why it is released");
	at(store, "2026-11-03T09:10:00Z", "it was the other one");
	must(released(store, "B26-0001", &anna, &err));
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.status, "released");
	must(lot_set_status(store, "B26-0001", "rejected", "broken", &done, &err));
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 is rejected; only what is in quarantine is released");
}

static void a_corrected_lot_is_followed_into_every_batch_however_many(void **state)
{
	struct store *store = *state;
	struct lot_entry entry = { .lot = "NA-1" };
	struct followed followed;
	struct error err = { 0 };
	struct lot lot;

	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "SALT", 100, "NACL-09 1 mL");
	must(store_begin(store, "batch make", &err));
	for (int i = 0; i < 300; i++)
		must(make(store, (struct compounding){ .recipe = "SALT" }, &err));
	must(store_end(store, true, &err));
	at(store, "2026-11-03T09:10:00Z", "misread");
	must(expiry_parse("2026-11-03", &entry.expires, &err));
	must(correction_of_lot(store, &entry, &lot, &followed, &err));
	assert_int_equal(followed.count, 300);
	batch_followed_free(&followed);
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.expires_at.text, "2026-11-04T00:00:00Z");
}

/* What a correction changes is signed again, a line corrected back as well; what it leaves as
 * it was signed stays released. */
static void a_correction_asks_again_for_what_differs_and_nothing_else(void **state)
{
	struct amendment to_other = { .batch = "B26-0001", .position = 1, .lot = "VC-2" },
	                 back = { .batch = "B26-0001", .position = 1, .lot = "VC-1" },
	                 more = { .batch = "B26-0001", .position = 1, .amount = ml(210),
		                  .measured = true };
	struct signing omar = { .person = "ph.omar" }, anna = { 0 };
	struct store *store = *state;
	struct error err = { 0 };
	struct lot lot;

	delivered(store, "VITC-20", "VC-1", "4x5mL", "2027-05");
	delivered(store, "VITC-20", "VC-2", "4x5mL", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "INNER", 1000, "VITC-20 2 mL", "NACL-09 qs");
	RECIPE(store, "OUTER", 1000, "INNER 1 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "INNER" }, &err));
	release(store, "B26-0001");
	must(make(store, (struct compounding){ .recipe = "OUTER" }, &err));
	release(store, "B26-0002");

	at(store, "2026-11-03T09:10:00Z", "misread");
	must(batch_amend(store, &to_other, NULL, &err));
	refused(batch_release(store, "B26-0001", &anna, &err),
	        "B26-0001 has changed since it was verified: 'pistor batch verify B26-0001' "
	        "comes first");
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.status, "released");
	refused(batch_verify(store, "B26-0002", &omar, &err),
	        "B26-0002 was verified by ph.omar already");
	must(batch_amend(store, &back, NULL, &err));
	must(batch_prepare(store, "B26-0001", &anna, &err));
	release(store, "B26-0001");
	must(batch_amend(store, &to_other, NULL, &err));
	refused(batch_release(store, "B26-0001", &anna, &err),
	        "B26-0001 has changed since it was verified: 'pistor batch verify B26-0001' "
	        "comes first");

	must(batch_amend(store, &more, NULL, &err));
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.status, "quarantine");
	refused(batch_release(store, "B26-0002", &anna, &err),
	        "B26-0002 has changed since it was verified: 'pistor batch verify B26-0002' "
	        "comes first");
}

static void a_powder_dissolved_and_amended_gives_all_of_it_back_when_it_never_was(void **state)
{
	struct store *store = *state;
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct amendment amendment = {
		.batch = "B26-0001", .position = 2, .amount = ml(290), .measured = true
	};
	struct settlement told = { .count = 0 };
	struct lot powder, salt, lot;
	struct error err = { 0 };

	powder = delivered(store, "HYAL-1500", "H", "2x1500IU", "2027-04-30");
	salt = delivered(store, "NACL-09", "N", "100 mL", "2027-04-30");
	must(lot_dissolve(store, &dissolving, &lot, &told, &err));
	at(store, "2026-11-03T09:10:00Z", "misread");
	must(batch_amend(store, &amendment, NULL, &err));
	must(lot_reverse(store, lot.action, NULL, &err));
	assert_int_equal(on_shelf(store, salt.id), 100000000);
	assert_int_equal(on_shelf(store, powder.id), 3000000);
}

static void a_batch_that_was_amended_can_be_reversed(void **state)
{
	struct store *store = *state;
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(290), .measured = true
	};
	struct lot_choice lot;
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	at(store, "2026-11-03T09:10:00Z", "misread");
	must(batch_amend(store, &amendment, NULL, &err));
	amendment = (struct amendment){ .batch = "B26-0001", .position = 2, .measured = true };
	must(batch_amend(store, &amendment, NULL, &err));
	must(batch_reverse(store, "B26-0001", NULL, &err));
	must(lot_find(store, "HA-88213", &lot, &err));
	assert_int_equal(on_shelf(store, lot.lot[0]), 20000000);
	must(lot_find(store, "VC-1", &lot, &err));
	assert_int_equal(on_shelf(store, lot.lot[0]), 20000000);
}

static void a_line_of_two_vials_is_corrected_by_the_vial(void **state)
{
	struct store *store = *state;
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(50), .measured = true
	};
	struct pick opened;
	struct lot_choice done;
	struct error err = { 0 };

	delivered(store, "LIDO-2", "LI-1", "3x10mL", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "LIDO", 2000, "LIDO-2 12 mL", "NACL-09 qs");
	must(lot_find(store, "LI-1", &done, &err));
	must(lot_open(store, &(struct opening){ .what = "LIDO-2" }, &opened, NULL, &err));
	must(make(store, (struct compounding){ .recipe = "LIDO" }, &err));
	at(store, "2026-11-03T09:10:00Z", "misread");
	refused(batch_amend(store, &amendment, NULL, &err),
	        "line 1 of B26-0001 drew 2 times; say with --of which is meant: L26-0001/1, "
	        "L26-0001/2");
	amendment.of = "L26-0001/2";
	must(batch_amend(store, &amendment, NULL, &err));
	assert_int_equal(contains(store, made.lot, "lidocaine-hcl"), 210000000);
}

static void what_is_past_its_beyond_use_date_is_not_released(void **state)
{
	struct store *store = *state;
	struct signing anna = { 0 }, omar = { .person = "ph.omar" };
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	must(batch_verify(store, "B26-0001", &omar, &err));
	at(store, "2026-11-04T09:00:00Z", NULL);
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 is past its beyond-use date, 2026-11-04 09:00");
}

static void where_one_person_is_enough_their_own_check_is_an_exception(void **state)
{
	struct store *store = *state;
	struct rule rule;
	struct error err = { 0 };
	int64_t revision;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	must(rule_find(store, RULE_SECOND_PERSON, &rule, &err));
	rule = (struct rule){ .code = RULE_SECOND_PERSON,
		              .kind = "duty",
		              .severity = "sign",
		              .text = "one works alone here",
		              .source = "signed by ph.anna",
		              .approved = true,
		              .retired = true };
	must(rule_set(store, &rule, &revision, &err));
	must(batch_verify(store, "B26-0001", &(struct signing){ 0 }, &err));
	assert_int_equal(deviations_of(store, made.batch), 1);
}

static void what_is_not_released_is_not_used(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "OUTER", 600, "GLOW-3 2 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	refused(make(store, (struct compounding){ .recipe = "OUTER" }, &err),
	        "need 2 mL of GLOW-3.1, have 0 mL (B26-0001 in quarantine); 'pistor batch make "
	        "GLOW-3' makes it");
}

static void what_was_made_for_one_patient_is_refused_to_another(void **state)
{
	struct store *store = *state;
	const char *mine[] = { "P-0042", NULL }, *theirs[] = { "P-0043", NULL };
	struct error err = { 0 };
	struct patient other;

	glow(store);
	RECIPE(store, "OUTER", 600, "GLOW-3 2 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "GLOW-3", .patients = mine }, &err));
	release(store, "B26-0001");
	must(patient_find(store, "P-0043", &other, &err));
	refused(batch_for_patient(store, made.lot, other.id, &err),
	        "B26-0001 was made for P-0042");
	assert_false(make(store, (struct compounding){ .recipe = "OUTER", .patients = theirs },
	                  &err));
	assert_non_null(strstr(err.text, "made for another patient"));
	err = (struct error){ 0 };
	must(make(store, (struct compounding){ .recipe = "OUTER", .patients = mine }, &err));
}

/* Law 12: a corrected batch is verified again, and not by who made it. */
static void what_was_amended_is_verified_again_by_another_who_may_release(void **state)
{
	struct store *store = *state;
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(290), .measured = true
	};
	struct signing anna = { 0 }, omar = { .person = "ph.omar" };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	release(store, "B26-0001");
	at(store, "2026-11-03T09:10:00Z", "misread");
	must(batch_amend(store, &amendment, &told, &err));
	refused(released(store, "B26-0001", &anna, &err),
	        "B26-0001 has changed since it was verified: 'pistor batch verify B26-0001' "
	        "comes first");
	refused(batch_verify(store, "B26-0001", &anna, &err),
	        "ph.anna made it: another person verifies B26-0001 (rule second-person version 1, "
	        "S-19 21 CFR 211.101)");
	refused(batch_verify(store, "B26-0001", &omar, &err),
	        "ph.anna made B26-0001 and has not signed it as it is: 'pistor sign B26-0001' by "
	        "ph.anna comes first");
	refused(batch_prepare(store, "B26-0001", &omar, &err),
	        "ph.anna made B26-0001 and signs that, not ph.omar");
	must(batch_prepare(store, "B26-0001", &anna, &err));
	refused(batch_prepare(store, "B26-0001", &anna, &err),
	        "B26-0001 was prepared by ph.anna already");
	must(batch_verify(store, "B26-0001", &omar, &err));
	must(released(store, "B26-0001", &omar, &err));
}

/* ---- Batches of batches ---- */

static void a_dilution_goes_into_two_batches_by_what_was_really_in_it(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "DIL", 1000, "tranexamic-acid 40 mg", "NACL-09 qs");
	RECIPE(store, "ONE", 400, "DIL 1 mL", "NACL-09 qs");
	RECIPE(store, "TWO", 400, "tranexamic-acid 8 mg", "NACL-09 qs");
	at(store, "2026-11-03T09:00:00Z", "the dilution first");
	must(make(store, (struct compounding){ .recipe = "DIL", .made_up = ml(1000) }, &err));
	release(store, "B26-0001");
	must(make(store, (struct compounding){ .recipe = "ONE" }, &err));
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 4000000);
	must(make(
		store,
		(struct compounding){ .recipe = "TWO",
	                              .uses = &(struct use){ .position = 1, .lot = "B26-0001" },
	                              .use_count = 1 },
		&err));
	assert_int_equal(sheet.draws[0].pick.amount, 2000000);
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 8000000);
}

/* ---- Volumes ---- */

/* R08 of the specification: what its parts come to is what was made. */
static void a_volume_its_lines_do_not_come_to_is_measured_or_refused(void **state)
{
	struct store *store = *state;
	struct signing omar = { .person = "ph.omar" };
	struct error err = { 0 };

	delivered(store, "LIDO-2", "LI-1", "10 mL", "2027-06");
	RECIPE(store, "SHORT", 500, "LIDO-2 2 mL");
	refused(make(store, (struct compounding){ .recipe = "SHORT" }, &err),
	        "the lines come to 2 mL, not 5 mL:"
	        " measure what was made up, and say it with --made-up (rule yield-tolerance)");
	refused(make(store, (struct compounding){ .recipe = "SHORT", .made_up = ml(500) },
	             &err),
	        "the lines come to 2 mL, and 5 mL made up is more than 10 % off that (rule "
	        "yield-tolerance)");
	must(make(store, (struct compounding){ .recipe = "SHORT", .made_up = ml(200) }, &err));
	must(batch_verify(store, made.number, &omar, &err));
	refused(released(store, made.number, &omar, &err),
	        "2 mL made up is more than 10 % off the target of 5 mL (rule yield-tolerance):"
	        " it is released once a deviation on it is closed, 'pistor deviation open WHAT"
	        " --batch B26-0001'");
}

static void a_worksheet_notes_what_will_have_to_be_measured(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	delivered(store, "LIDO-2", "LI-1", "10 mL", "2027-06");
	RECIPE(store, "SHORT", 500, "LIDO-2 2 mL");
	must(store_begin(store, "batch make", &err));
	must(make(store, (struct compounding){ .recipe = "SHORT", .worksheet = true }, &err));
	assert_string_equal(sheet.notes, "the lines come to 2 mL and the yield is 5 mL: "
	                                 "measure what was made up, and say it"
	                                 " with --made-up\n");
	store_undo(store);
}

static void a_volume_within_tolerance_needs_no_measuring(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	delivered(store, "LIDO-2", "LI-1", "10 mL", "2027-06");
	RECIPE(store, "NEARLY", 500, "LIDO-2 4.5 mL");
	must(make(store, (struct compounding){ .recipe = "NEARLY" }, &err));
	RECIPE(store, "NOT-QUITE", 500, "LIDO-2 4.49 mL");
	refused(make(store, (struct compounding){ .recipe = "NOT-QUITE" }, &err),
	        "the lines come to 4.49 mL, not 5 mL:"
	        " measure what was made up, and say it with --made-up (rule yield-tolerance)");
}

static void a_powder_may_add_to_what_was_measured(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	delivered(store, "HYAL-1500", "HY-1", "2 amp", "2027-06");
	delivered(store, "LIDO-2", "LI-1", "10 mL", "2027-06");
	RECIPE(store, "DRY", 300, "HYAL-1500 1500 IU", "LIDO-2 2 mL");
	assert_false(make(store, (struct compounding){ .recipe = "DRY" }, &err));
	assert_non_null(strstr(err.text, "the lines come to 2 mL, not 3 mL"));
	err = (struct error){ 0 };
	must(make(store, (struct compounding){ .recipe = "DRY", .made_up = ml(300) }, &err));
}

static void a_volume_that_happened_otherwise_is_a_deviation(void **state)
{
	struct store *store = *state;
	struct seat seat = *store_seat(store);
	struct error err = { 0 };

	delivered(store, "LIDO-2", "LI-1", "10 mL", "2027-06");
	RECIPE(store, "SHORT", 500, "LIDO-2 2 mL");
	seat.exception = "the label was copied";
	must(store_sit(store, &seat, &err));
	must(make(store, (struct compounding){ .recipe = "SHORT" }, &err));
	assert_int_equal(deviations_of(store, made.batch), 1);
}

static void what_an_amendment_took_away_is_not_released_as_made_up(void **state)
{
	struct store *store = *state;
	struct amendment amendment = { .batch = "B26-0001", .position = 4, .measured = true };
	struct signing anna = { 0 }, omar = { .person = "ph.omar" };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	at(store, "2026-11-03T09:00:00Z", "the saline was forgotten");
	must(batch_amend(store, &amendment, &told, &err));
	must(batch_prepare(store, made.number, &anna, &err));
	must(batch_verify(store, made.number, &omar, &err));
	assert_false(released(store, made.number, &omar, &err));
	assert_string_equal(
		err.text,
		"the lines come to 5.4 mL, not 10 mL: reject it, or say with --happened why it"
		" stands (rule yield-tolerance)");
}

/* ---- Amending ---- */

/* Nothing has no unit of its own: as the command line gives it. */
static void a_line_may_be_amended_to_nothing(void **state)
{
	struct store *store = *state;
	struct amendment amendment = { .batch = "B26-0001", .position = 4, .measured = true };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	assert_int_not_equal(amendment.amount.unit, UNIT_LITRE);
	at(store, "2026-11-03T09:00:00Z", "the saline was forgotten");
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(on_shelf(store, sheet.draws[3].pick.lot), 500000000);
	assert_int_equal(contains(store, made.lot, "sodium-chloride-09"), 0);
	assert_non_null(strstr(explained(store, "B26-0001"),
	                       "required 4.6 mL, used 0 mL: the saline was forgotten"));
	amendment.amount = ml(460);
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(on_shelf(store, sheet.draws[3].pick.lot), 495400000);
}

/* A fill is explained by the lines as they were when it was filled. */
static void what_is_explained_after_an_amendment_was_executed(void **state)
{
	struct store *store = *state;
	struct amendment amendment = {
		.batch = "B26-0001", .position = 3, .amount = ml(42), .measured = true
	};
	struct settlement told = { .count = 0 };
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	assert_non_null(strstr(explained(store, "B26-0001"),
	                       "fills with NACL-09 up to 10 mL; the other lines come to"
	                       " 5.4 mL\n"));
	assert_null(strstr(explained(store, "B26-0001"), "was made up"));
	at(store, "2026-11-03T09:00:00Z", "0.42 mL was drawn");
	must(batch_amend(store, &amendment, &told, &err));
	assert_non_null(strstr(explained(store, "B26-0001"),
	                       "fills with NACL-09 up to 10 mL; the other lines came to"
	                       " 5.4 mL\nsince amended: the other lines come to 5.42 mL, and "
	                       "what was filled stays as it"
	                       " was\nL26-0004"));
	assert_non_null(
		strstr(explained(store, "B26-0001"),
	               "the lines come to 10.02 mL, and 10 mL was made up to the target:"
	               " concentration is over what was made up\n"));
}

static void an_amended_line_moves_both_lots_composition_and_later_batches(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = { .batch = "B26-0001", .position = 1, .lot = "TX-2" };
	struct signature list[6];
	struct subject subject = { 0 };
	struct receipt strong = { .product = "TXA-100",
		                  .maker_number = "TX-2",
		                  .place = "STOCK",
		                  .assays = (const char *const[]){ "tranexamic-acid=110 %",
		                                                   NULL } };
	struct lot_choice done;
	struct error err = { 0 };
	struct batch batch;
	struct lot lot;
	int64_t outer;
	int count;

	glow(store);
	must(packs_parse("10 mL", &strong.amount, &err));
	must(expiry_parse("2026-11-03", &strong.expires, &err));
	must(lot_receive(store, &strong, &lot, &err));
	RECIPE(store, "DIL", 1000, "TXA-100 4 mL", "NACL-09 qs");
	RECIPE(store, "ONE", 400, "DIL 1 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "DIL" }, &err));
	release(store, "B26-0001");
	must(make(store, (struct compounding){ .recipe = "ONE" }, &err));
	release(store, "B26-0002");
	outer = made.lot;
	must(lot_release(store, lot.number, NULL, &done, &err));
	refused(batch_amend(store, &amendment, &told, &err),
	        "say with --reason why B26-0001 is corrected");
	at(store, "2026-11-03T09:30:00Z", "the vial was TX-2");
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(gone(store, "L26-0003", "bench"), 0);
	assert_int_equal(gone(store, lot.number, "bench"), 4000000);
	must(batch_find(store, "B26-0001", &batch, &err));
	assert_int_equal(contains(store, batch.lot, "tranexamic-acid"), 440000000);
	assert_int_equal(contains(store, outer, "tranexamic-acid"), 44000000);
	/* The beyond-use date follows too, into the later batch. */
	must(lot_read(store, outer, &lot, &err));
	assert_string_equal(lot.expires_at.text, "2026-11-04T00:00:00Z");
	assert_string_equal(lot.status, "quarantine");
	subject.batch = batch.id;
	count = signed_by(store, &subject, list, 4);
	assert_int_equal(count, 3);
	for (int i = 0; i < count; i++)
		assert_false(list[i].holds);
	refused(released(store, "B26-0001", &(struct signing){ 0 }, &err),
	        "B26-0001 has changed since it was verified: 'pistor batch verify B26-0001' "
	        "comes first");
	must(batch_prepare(store, "B26-0001", &(struct signing){ 0 }, &err));
	release(store, "B26-0001");
	count = signed_by(store, &subject, list, 6);
	assert_int_equal(count, 6);
	assert_true(list[3].holds && list[4].holds && list[5].holds);
}

static void what_was_made_up_is_corrected_with_all_that_follows(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = { .batch = "B26-0001", .made_up = ml(800) };
	struct error err = { 0 };
	struct batch batch;
	struct lot lot;
	int64_t outer;

	glow(store);
	RECIPE(store, "DIL", 1000, "TXA-100 4 mL", "NACL-09 qs");
	RECIPE(store, "ONE", 400, "DIL 1 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "DIL" }, &err));
	release(store, "B26-0001");
	must(make(store, (struct compounding){ .recipe = "ONE" }, &err));
	release(store, "B26-0002");
	outer = made.lot;
	refused(batch_amend(store, &amendment, &told, &err),
	        "say with --reason why B26-0001 is corrected");
	at(store, "2026-11-03T09:30:00Z", "read off wrong");
	must(batch_amend(store, &amendment, &told, &err));
	must(batch_find(store, "B26-0001", &batch, &err));
	assert_int_equal(batch.made_up.atoms, 8000000);
	assert_int_equal(batch.kept.atoms, 8000000);
	assert_true(batch.measured);
	/* As much of it in less, and so more of it in what was made of that. */
	assert_int_equal(contains(store, outer, "tranexamic-acid"), 50000000);
	must(lot_read(store, outer, &lot, &err));
	assert_string_equal(lot.status, "quarantine");
	assert_int_equal(gone(store, "B26-0001", "bench"), 1000000 - 8000000);
	refused(batch_amend(store, &amendment, &told, &err), "that is what B26-0001 says already");
	amendment.made_up = ml(50);
	refused(batch_amend(store, &amendment, &told, &err),
	        "more of B26-0001 was used than 0.5 mL: 'pistor trace B26-0001' shows where it "
	        "went");
}

/* What was signed is another thing from when that is known, not from when it happened. */
static void an_amendment_dated_before_the_release_asks_for_it_again_from_now(void **state)
{
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(301), .measured = true
	};
	struct error err = { 0 };
	struct lot lot;

	glow(*state);
	must(make(*state, (struct compounding){ .recipe = "GLOW-3" }, &err));
	at(*state, "2026-11-03T10:00:00Z", NULL);
	release(*state, "B26-0001");
	sit_why(*state, "2026-11-03T11:00:00Z", "2026-11-03T09:30:00Z", "misread");
	must(batch_amend(*state, &amendment, NULL, &err));
	must(lot_read(*state, made.lot, &lot, &err));
	assert_string_equal(lot.status, "quarantine");
}

static void an_amended_amount_is_over_the_same_made_up(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = {
		.batch = "B26-0001", .position = 1, .amount = ml(200), .measured = true
	};
	struct error err = { 0 };

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	at(store, "2026-11-03T09:30:00Z", "read wrongly");
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(contains(store, made.lot, "sodium-hyaluronate"), 40000000);
	assert_int_equal(gone(store, "L26-0001", "bench"), 2000000);
	assert_int_equal(gone(store, "L26-0001", "waste"), 3000000);
	refused(batch_amend(store, &amendment, &told, &err),
	        "that is what line 1 of B26-0001 says already");
	amendment.position = 9;
	assert_false(batch_amend(store, &amendment, &told, &err));
	assert_string_equal(err.text, "B26-0001 has no line 9");
}

static void an_amended_ingredient_line_requires_by_the_other_lots_assay(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = { .batch = "B26-0001", .position = 1, .lot = "TX-2" };
	struct error err = { 0 };

	two_assays(store);
	must(make(store, (struct compounding){ .recipe = "TXA" }, &err));
	at(store, "2026-11-03T09:30:00Z", "it was TX-2");
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 200000000);
	assert_non_null(strstr(explained(store, "B26-0001"),
	                       "required 1.8 mL, used 2 mL: it was TX-2"));
	amendment = (struct amendment){
		.batch = "B26-0001", .position = 1, .measured = true, .amount = ml(0)
	};
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 0);
	assert_int_equal(gone(store, "L26-0002", "bench"), 0);
	amendment = (struct amendment){
		.batch = "B26-0001", .position = 1, .measured = true, .amount = ml(180)
	};
	must(batch_amend(store, &amendment, &told, &err));
	assert_int_equal(contains(store, made.lot, "tranexamic-acid"), 180000000);
	amendment.amount = (struct quantity){ 1000000, UNIT_GRAM };
	refused(batch_amend(store, &amendment, &told, &err), "TXA-100 is counted in mL");
	amendment = (struct amendment){ .batch = "B26-0001", .position = 1, .lot = "NA-1" };
	refused(batch_amend(store, &amendment, &told, &err),
	        "there is no tranexamic-acid in L26-0003 of NACL-09");
}

static void an_amended_amount_may_come_from_several_containers(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = {
		.batch = "B26-0002", .position = 1, .measured = true, .amount = ml(1200)
	};
	struct error err = { 0 };
	struct batch batch;

	delivered(store, "TXA-100", "TX-1", "2x10mL", "2027-06");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	RECIPE(store, "TXA", 2000, "TXA-100 2 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "TXA" }, &err));
	must(make(store, (struct compounding){ .recipe = "TXA" }, &err));
	at(store, "2026-11-03T09:30:00Z", "read wrongly");
	must(batch_amend(store, &amendment, &told, &err));
	must(batch_find(store, "B26-0002", &batch, &err));
	assert_int_equal(contains(store, batch.lot, "tranexamic-acid"), 1200000000);
	assert_int_equal(gone(store, "L26-0001", "bench"), 14000000);
}

static void a_powder_found_to_be_another_keeps_no_longer_than_before(void **state)
{
	struct store *store = *state;
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = ml(300) };
	struct amendment amendment = { .batch = "B26-0001", .position = 1, .lot = "HY-2" };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct lot lot;

	delivered(store, "HYAL-1500", "HY-1", "2 amp", "2027-06");
	delivered(store, "HYAL-1500", "HY-2", "2 amp", "2027-09");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	must(lot_dissolve(store, &dissolving, &lot, &told, &err));
	at(store, "2026-11-03T09:30:00Z", "the other one was dissolved");
	must(batch_amend(store, &amendment, &told, &err));
	must(lot_read(store, lot.id, &lot, &err));
	assert_string_equal(lot.expires_at.text, "2026-11-04T09:00:00Z");
	assert_int_equal(contains(store, lot.id, "hyaluronidase"), 1500000);
	assert_int_equal(gone(store, "L26-0001", "bench"), 0);
	assert_int_equal(gone(store, "L26-0002", "bench"), 1500000);
}

static void a_batch_is_never_made_of_itself(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct amendment amendment = { .batch = "B26-0001", .position = 1, .lot = "B26-0002" };
	struct error err = { 0 };

	glow(store);
	RECIPE(store, "DIL", 1000, "tranexamic-acid 40 mg", "NACL-09 qs");
	RECIPE(store, "ONE", 400, "tranexamic-acid 8 mg", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "DIL" }, &err));
	release(store, "B26-0001");
	at(store, "2026-11-03T09:00:00Z", "the dilution first");
	must(make(
		store,
		(struct compounding){ .recipe = "ONE",
	                              .uses = &(struct use){ .position = 1, .lot = "B26-0001" },
	                              .use_count = 1 },
		&err));
	release(store, "B26-0002");
	refused(batch_amend(store, &amendment, &told, &err),
	        "B26-0002 was made of B26-0001 and cannot be in it");
	amendment.lot = "B26-0001";
	refused(batch_amend(store, &amendment, &told, &err),
	        "B26-0001 cannot be made of itself");
}

static void a_whole_batch_is_reversed_only_while_nothing_of_it_was_used(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	int64_t inner;

	glow(store);
	RECIPE(store, "OUTER", 600, "GLOW-3 2 mL", "NACL-09 qs");
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	inner = made.lot;
	release(store, "B26-0001");
	must(make(store, (struct compounding){ .recipe = "OUTER" }, &err));
	at(store, "2026-11-03T09:30:00Z", "entered twice");
	refused(batch_reverse(store, "B26-0001", &told, &err),
	        "B26-0001 was used and stands (2 mL batch B26-0002);"
	        " 'pistor batch amend' corrects a line of it");
	must(batch_reverse(store, "B26-0002", &told, &err));
	must(batch_reverse(store, "B26-0001", &told, &err));
	assert_int_equal(on_shelf(store, inner), 0);
	assert_int_equal(gone(store, "L26-0001", "bench"), 0);
	refused(batch_verify(store, "B26-0001", &(struct signing){ .person = "ph.omar" }, &err),
	        "B26-0001 was reversed: it never was made");
}

static void a_batch_that_was_counted_is_not_reversed(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct parcel found = { .what = "B26-0001", .amount = { 0, ml(1000) } };
	struct parcel spilt = { .what = "B26-0001", .amount = { 0, ml(100) } };
	struct tallied tallied;
	struct error err = { 0 };
	struct sent sent;
	int64_t counting;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	at(store, "2026-11-03T09:30:00Z", "entered twice");
	must(lot_count(store, &found, &tallied, NULL, &err));
	counting = store_action(store);
	refused(batch_reverse(store, "B26-0001", &told, &err),
	        "B26-0001 was used and stands (10 mL counted);"
	        " 'pistor batch amend' corrects a line of it");
	/* Also where what kept the count true was taken back again. */
	sit_why(store, "2026-11-03T09:40:00Z", "2026-11-03T09:10:00Z", "spilt, and forgotten");
	must(lot_waste(store, &spilt, &sent, NULL, &err));
	must(lot_reverse(store, store_action(store), NULL, &err));
	refused(batch_reverse(store, "B26-0001", &told, &err),
	        "B26-0001 was used and stands (10 mL counted);"
	        " 'pistor batch amend' corrects a line of it");
	must(lot_reverse(store, counting, NULL, &err));
	must(batch_reverse(store, "B26-0001", &told, &err));
}

static void what_one_act_made_is_reversed_together_or_not_at_all(void **state)
{
	struct store *store = *state;
	struct settlement told = { .count = 0 };
	struct parcel spilt = { .what = "B26-0002", .amount = { 0, ml(100) } };
	struct error err = { 0 };
	struct sent sent;
	int64_t spilling;

	glow(store);
	must(store_begin(store, "again", &err));
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	must(store_end(store, true, &err));
	at(store, "2026-11-03T09:30:00Z", "spilt");
	must(lot_waste(store, &spilt, &sent, NULL, &err));
	spilling = store_action(store);
	refused(batch_reverse(store, "B26-0001", &told, &err),
	        "B26-0002 was used and stands (1 mL waste); 'pistor batch amend' corrects a "
	        "line of it");
	must(lot_reverse(store, spilling, NULL, &err));
	must(batch_reverse(store, "B26-0001", &told, &err));
	refused(batch_reverse(store, "B26-0002", &told, &err),
	        "B26-0002 was reversed: it never was made");
}

/* ---- At the chair ---- */

static void a_chair_mixture_is_released_for_the_patient_present(void **state)
{
	struct store *store = *state;
	const char *mine[] = { "P-0042", NULL };
	struct compounding compounding = { .recipe = "TWO", .patients = mine };
	struct error err = { 0 };
	struct batch batch;
	struct lot lot;

	glow(store);
	RECIPE(store, "TWO", 600, "HA-20 2 mL", "NACL-09 qs");
	must(store_begin(store, "session record", &err));
	must(batch_mix(store, &compounding, &sheet, &made, &err));
	must(ledger_settle(store, NULL, &err));
	must(store_end(store, true, &err));
	must(batch_find(store, made.number, &batch, &err));
	must(lot_read(store, made.lot, &lot, &err));
	assert_true(batch.chair);
	assert_string_equal(lot.status, "released");
	assert_string_equal(made.until.text, "2026-11-03T13:00:00Z");
	compounding.patients = NULL;
	refused(batch_mix(store, &compounding, &sheet, &made, &err),
	        "at the chair TWO.1 is mixed for the one patient present");
}

/* ---- Peers' bugs ---- */

/* InvenTree 5541, grocy 2749: editing the recipe rewrote what had been made. */
static void a_recipe_edited_later_changes_no_batch_byte_for_byte(void **state)
{
	struct store *store = *state;
	struct signing signing = { 0 };
	struct error err = { 0 };
	char before[64000];
	int64_t id, line;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err));
	snprintf(before, sizeof before, "%s", explained(store, "B26-0001"));
	must(recipe_revise(store, "GLOW-3", &id, &err));
	must(recipe_set_line(store, "GLOW-3", "HA-20 1 mL", 1, &line, &err));
	must(recipe_approve(store, "GLOW-3", &signing, &id, &err));
	assert_string_equal(explained(store, "B26-0001"), before);
	/* A worksheet of the older version says that there is a newer one. */
	must(store_begin(store, "batch make", &err));
	refused(make(store, (struct compounding){ .recipe = "GLOW-3.1", .worksheet = true },
	             &err),
	        "GLOW-3.1 was superseded: what is made is the version in force, or one that the "
	        "patient had before (rule current-version version 1, specification section 10); "
	        "--override 'current-version=why' passes it");
	assert_string_equal(sheet.notes, "GLOW-3.1 was superseded by GLOW-3.2\n");
	store_undo(store);
}

static void a_version_retired_for_safety_is_never_made_again(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	glow(store);
	at(store, "2026-11-03T09:00:00Z", "nodules reported");
	must(recipe_retire(store, "GLOW-3", true, NULL, &err));
	refused(make(store, (struct compounding){ .recipe = "GLOW-3.1" }, &err),
	        "GLOW-3.1 was retired for safety and is never made again: nodules reported");
	refused(make(store, (struct compounding){ .recipe = "GLOW-3" }, &err),
	        "GLOW-3.1 was retired for safety and is never made again: nodules reported");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_batches, close_fixture)

/* ---- Beyond-use dates ---- */

/* A recipe of one product that fills up, kept as said. */
static void kept(struct store *store, const char *code, const char *line,
                 const struct recipe_entry *said)
{
	struct recipe_entry entry = *said;
	struct signing signing = { 0 };
	struct error err = { 0 };
	int64_t id, at;

	entry.code = entry.title = code;
	entry.practitioner = "dr.lee";
	entry.yield = ml(1000);
	must(store_begin(store, "recipe draft", &err));
	must(recipe_draft(store, &entry, &id, &err));
	must(recipe_set_line(store, code, line, 0, &at, &err));
	must(recipe_set_line(store, code, "NACL-09 qs", 0, &at, &err));
	must(recipe_approve(store, code, &signing, &id, &err));
	must(store_end(store, true, &err));
}

static void made_until(struct store *store, const char *code, const char *until)
{
	struct error err = { 0 };

	must(make(store, (struct compounding){ .recipe = code }, &err));
	assert_string_equal(made.until.text, until);
}

static void approve(struct store *store, const char *rule)
{
	struct signing anna = { 0 };
	struct error err = { 0 };

	must(rulebook_approve(store, rule, &anna, &err));
}

static void what_is_not_sterile_keeps_as_in_category_1_until_a_rule_is_approved(void **state)
{
	struct store *store = *state;
	struct product_entry powder = { .code = "BULK",
		                        .name = "Bulk solution",
		                        .unit = "mL",
		                        .unsterile = true,
		                        .contains = (const char *const[]){ "biotin 5 mg/mL", NULL } };
	struct error err = { 0 };
	int64_t id;

	must(product_add(store, &powder, &id, &err));
	delivered(store, "BULK", "BU-1", "100 mL", "2027-04-30");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	kept(store, "PART", "BULK 1 mL",
	     &(struct recipe_entry){ .keeps = "30 d", .regime = "category-2", .storage = "fridge" });
	made_until(store, "PART", "2026-11-04T09:00:00Z");
	approve(store, "bud-2-part-fridge");
	made_until(store, "PART", "2026-11-07T09:00:00Z");
	kept(store, "PURE", "NACL-09 1 mL",
	     &(struct recipe_entry){ .keeps = "30 d", .regime = "category-2", .storage = "2 to 8" });
	made_until(store, "PURE", "2026-11-13T09:00:00Z");
	kept(store, "NEST", "PART 1 mL",
	     &(struct recipe_entry){ .keeps = "30 d", .regime = "category-2", .storage = "<25 C" });
	release(store, "B26-0002");
	made_until(store, "NEST", "2026-11-03T21:00:00Z");
}

static void an_opened_container_shortens_it_only_where_a_rule_says_so(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct instant opened = { "2026-10-07T09:00:00Z" };
	struct quantity left = ml(900);
	struct lot lot;
	int64_t container;

	lot = delivered(store, "LIDO-2", "LI-1", "2x10mL", "2027-04-30");
	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	must(lot_bring_opened(store, lot.id, place_id(store, "STOCK"), left, &opened, &container,
	                      &err));
	kept(store, "MIX", "LIDO-2 1 mL",
	     &(struct recipe_entry){ .keeps = "30 d", .regime = "category-2", .storage = "2-8 C" });
	made_until(store, "MIX", "2026-11-13T09:00:00Z");
	approve(store, "in-use-shortens");
	made_until(store, "MIX", "2026-11-04T09:00:00Z");
}

static void a_date_given_by_hand_stays_when_a_line_is_corrected(void **state)
{
	struct store *store = *state;
	struct amendment amendment = { .batch = "B26-0001", .position = 1, .amount = ml(290),
		                       .measured = true };
	struct instant until = { "2026-11-03T15:00:00Z" };
	struct error err = { 0 };
	struct lot lot;

	glow(store);
	must(make(store, (struct compounding){ .recipe = "GLOW-3", .until = until }, &err));
	assert_string_equal(made.until.text, until.text);
	at(store, "2026-11-03T09:10:00Z", "misread");
	must(batch_amend(store, &amendment, NULL, &err));
	must(lot_read(store, made.lot, &lot, &err));
	assert_string_equal(lot.expires_at.text, until.text);
	until = (struct instant){ "2026-11-05T09:00:00Z" };
	assert_false(make(store, (struct compounding){ .recipe = "GLOW-3", .until = until }, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
}

/* ---- Checks ---- */

static void what_the_recipe_asks_is_asked_and_judged_by_its_limits(void **state)
{
	struct store *store = *state;
	struct check check[MOST_CHECKS];
	struct found judged;
	struct error err = { 0 };
	struct batch batch;
	int count;

	delivered(store, "NACL-09", "NA-1", "500 mL", "2028-01");
	kept(store, "ASK", "NACL-09 1 mL",
	     &(struct recipe_entry){ .keeps = "4 h",
	                             .quality = "clear, colourless; pH 5,5 to 7\nvolume 95-105 %;"
	                                        " weight 9.8\xe2\x80\x93""10.4 g" });
	must(make(store, (struct compounding){ .recipe = "ASK" }, &err));
	must(batch_find(store, "B26-0001", &batch, &err));
	must(batch_checks(store, &batch, check, &count, &err));
	assert_int_equal(count, 4);
	assert_string_equal(check[0].what, "clear, colourless");
	assert_string_equal(check[1].limits, "5.5 to 7");
	assert_string_equal(check[2].limits, "9.5 mL to 10.5 mL");
	assert_string_equal(check[3].limits, "9.8 g to 10.4 g");
	refused(batch_check(store, "B26-0001", "weight", "10 mL", true, NULL, &err),
	        "'10 mL' is no weight; it is judged by 9.8 g to 10.4 g");
	must(batch_check(store, "B26-0001", "Weight", "10.41 g", true, &judged, &err));
	assert_int_equal(judged.check.state, CHECK_FAILED);
	refused(batch_check(store, "B26-0001", "WEIGHT", "10.4 g", true, &judged, &err),
	        "B26-0001 did not pass 'weight' before: say with --reason why it is checked again");
	refused(batch_check(store, "B26-0001", "weight", NULL, true, &judged, &err),
	        "B26-0001 did not pass 'weight' before: say with --reason why it is checked again");
	at(store, "2026-11-03T09:00:00Z", "the balance was not levelled");
	must(batch_check(store, "B26-0001", "weight", "10.4 g", false, &judged, &err));
	assert_int_equal(judged.check.state, CHECK_FAILED);
	must(batch_check(store, "B26-0001", "weight", "10.4 g", true, &judged, &err));
	assert_int_equal(judged.check.state, CHECK_PASSED);
}

/* However many wait for others first, what waits for me is found. */
static void what_waits_for_one_is_found_behind_all_that_waits_for_others(void **state)
{
	struct waiting_list *list = calloc(1, sizeof *list);
	struct store *store = *state;
	struct error err = { 0 };
	struct person anna;

	assert_non_null(list);
	glow(store);
	delivered(store, "NACL-09", "NA-2", "5000 mL", "2028-01");
	kept(store, "SALT", "NACL-09 1 mL", &(struct recipe_entry){ .keeps = "4 h" });
	must(person_find(store, "ph.anna", &anna, &err));
	for (int i = 0; i < MOST_WAITING; i++)
		must(make(store, (struct compounding){ .recipe = "SALT" }, &err));
	sit_at(store, "ph.omar", "2026-11-03T09:00:00Z", NULL);
	must(make(store, (struct compounding){ .recipe = "SALT" }, &err));
	must(waiting_for(store, anna.id, NULL, list, &err));
	assert_int_equal(list->count, 1);
	assert_int_equal(list->more, 0);
	assert_string_equal(list->item[0].code, made.number);
	free(list);
}

/* Asked for and made. */
static const struct CMUnitTest made_tests[] = {
	test(making_is_one_act_inputs_out_product_in),
	test(what_an_ampoule_has_left_is_wasted_in_the_act),
	test(lines_scale_by_one_exact_factor),
	test(a_twelfth_is_exact_until_it_is_measured),
	test(the_amount_drawn_is_computed_from_the_lots_assay),
	test(a_requirement_split_over_lots_of_different_assay_adds_up),
	test(a_short_line_refuses_with_need_and_have_and_leaves_no_trace),
	test(a_worksheet_shows_what_is_short_and_goes_on),
	test(filling_below_zero_is_refused),
	test(so_little_that_nothing_would_be_measured_is_refused),
	test(the_same_ingredient_on_two_lines_stays_two_lines),
	test(what_is_made_up_and_not_kept_leaves_as_loss),
	test(the_beyond_use_date_is_the_earliest_term_and_all_are_kept),
	test(an_amount_beyond_tolerance_needs_a_reason),
	test(another_lot_than_the_first_to_expire_needs_a_reason),
	test(another_product_than_the_first_to_expire_needs_a_reason_too),
	test(the_amounts_really_used_may_come_from_several_lots),
	test(a_use_is_read_from_words),
	test(a_powder_is_filled_to_the_mark_and_measured),
	test(a_part_of_a_dry_ampoule_is_refused_and_of_the_dissolved_one_computed),
	test(a_part_of_a_piece_is_refused_never_rounded),
	test(a_retry_after_a_crash_in_the_middle_makes_exactly_one_batch),
	test(what_an_expired_lot_was_used_for_is_recorded_as_an_exception),
	test(an_ingredients_amount_really_used_counts_by_each_lots_assay),
	test(an_amount_measured_of_several_lots_says_of_which),
	test(a_line_of_which_nothing_was_used_still_says_so),
	test(what_is_kept_is_said_once),
	test(what_waits_for_one_is_found_behind_all_that_waits_for_others),
};

/* Judged, corrected, reversed and given. */
static const struct CMUnitTest judged_tests[] = {
	test(who_made_it_does_not_verify_it),
	test(what_was_amended_is_verified_again_by_another_who_may_release),
	test(what_was_held_is_released_again_with_a_reason),
	test(a_corrected_lot_is_followed_into_every_batch_however_many),
	test(a_correction_asks_again_for_what_differs_and_nothing_else),
	test(a_powder_dissolved_and_amended_gives_all_of_it_back_when_it_never_was),
	test(a_batch_that_was_amended_can_be_reversed),
	test(a_line_of_two_vials_is_corrected_by_the_vial),
	test(what_is_past_its_beyond_use_date_is_not_released),
	test(where_one_person_is_enough_their_own_check_is_an_exception),
	test(a_check_that_failed_or_a_yield_far_off_keeps_it_in_quarantine),
	test(what_is_not_released_is_not_used),
	test(what_was_made_for_one_patient_is_refused_to_another),
	test(a_dilution_goes_into_two_batches_by_what_was_really_in_it),
	test(a_volume_its_lines_do_not_come_to_is_measured_or_refused),
	test(a_worksheet_notes_what_will_have_to_be_measured),
	test(a_volume_within_tolerance_needs_no_measuring),
	test(a_powder_may_add_to_what_was_measured),
	test(a_volume_that_happened_otherwise_is_a_deviation),
	test(what_an_amendment_took_away_is_not_released_as_made_up),
	test(a_line_may_be_amended_to_nothing),
	test(what_is_explained_after_an_amendment_was_executed),
	test(what_was_made_up_is_corrected_with_all_that_follows),
	test(an_amended_line_moves_both_lots_composition_and_later_batches),
	test(an_amendment_dated_before_the_release_asks_for_it_again_from_now),
	test(an_amended_amount_is_over_the_same_made_up),
	test(an_amended_ingredient_line_requires_by_the_other_lots_assay),
	test(an_amended_amount_may_come_from_several_containers),
	test(a_powder_found_to_be_another_keeps_no_longer_than_before),
	test(a_batch_is_never_made_of_itself),
	test(a_whole_batch_is_reversed_only_while_nothing_of_it_was_used),
	test(a_batch_that_was_counted_is_not_reversed),
	test(what_one_act_made_is_reversed_together_or_not_at_all),
	test(a_chair_mixture_is_released_for_the_patient_present),
	test(a_recipe_edited_later_changes_no_batch_byte_for_byte),
	test(a_version_retired_for_safety_is_never_made_again),
	test(what_is_not_sterile_keeps_as_in_category_1_until_a_rule_is_approved),
	test(an_opened_container_shortens_it_only_where_a_rule_says_so),
	test(a_date_given_by_hand_stays_when_a_line_is_corrected),
	test(what_the_recipe_asks_is_asked_and_judged_by_its_limits),
};

int main(void)
{
	return cmocka_run_group_tests_name("batches made", made_tests, NULL, NULL)
	       + cmocka_run_group_tests_name("batches judged", judged_tests, NULL, NULL);
}
