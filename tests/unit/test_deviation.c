/* Deviations: opened by hand, assessed, closed, and what waits for them. */
#include "stock.h"
#include "batch.h"
#include "deviation.h"

static struct signing anna = { .person = NULL }, omar = { .person = "ph.omar" };

/* A batch of one line, B26-0001, made by ph.anna. */
static int open_batch(void **state)
{
	struct recipe_entry entry = { .code = "SALT", .title = "Salt", .practitioner = "dr.lee",
		                      .keeps = "24 h", .storage = "2-8 C", .yield = ml(500) };
	struct worksheet *sheet = calloc(1, sizeof *sheet);
	struct error err = { 0 };
	struct made made;
	int64_t id, at;

	if (open_stock(state) != 0 || !sheet)
		return -1;
	delivered(*state, "NACL-09", "NA-1", "500 mL", "2028-01");
	must(store_begin(*state, "recipe draft", &err));
	must(recipe_draft(*state, &entry, &id, &err));
	must(recipe_set_line(*state, "SALT", "NACL-09 5 mL", 0, &at, &err));
	must(recipe_approve(*state, "SALT", &anna, &id, &err));
	must(store_end(*state, true, &err));
	must(batch_make(*state, &(struct compounding){ .recipe = "SALT", .signing = &(struct signing){ 0 } }, sheet, &made, &err));
	free(sheet);
	return 0;
}

static void report(struct store *store, const char *what, int64_t lot, int64_t batch)
{
	struct error err = { 0 };

	must(deviation_report(store, what, lot, batch, 0, NULL, &err));
}

static void is_closed(struct store *store, const char *number, const char *decision)
{
	struct closing closing = { number, "a cap was loose", decision, { NULL } };
	struct error err = { 0 };

	must(deviation_assess(store, &(struct assessing){ number, "nobody was given any", { NULL } }, &err));
	must(deviation_close(store, &closing, &omar, &err));
}

static void passes(struct store *store)
{
	struct check check[MOST_CHECKS];
	struct error err = { 0 };
	int count;

	must(batch_pass_checks(store, "B26-0001", 0, check, &count, &err));
	assert_int_equal(count, 5);
}

static void it_is_assessed_then_closed_with_a_cause_and_a_decision(void **state)
{
	struct store *store = *state;
	struct closing closing = { "d26-0001", NULL, NULL, { NULL } };
	struct deviation deviation;
	struct error err = { 0 };
	bool holds;

	refused(deviation_report(store, "", 0, 0, 0, NULL, &err),
	        "say what departed from the rules");
	report(store, "the hood was off", 0, 0);
	refused(deviation_close(store, &closing, &anna, &err),
	        "D26-0001 is not assessed: 'pistor deviation assess D26-0001' comes first");
	refused(deviation_assess(store, &(struct assessing){ "D26-0001", "", { NULL } }, &err),
	        "say what D26-0001 means for whom and what");
	must(deviation_assess(store, &(struct assessing){ "D26-0001", "two batches were open", { NULL } }, &err));
	refused(deviation_close(store, &closing, &anna, &err),
	        "say with --cause what the root cause was");
	closing.cause = "a fuse";
	closing.decision = "maybe";
	refused(deviation_close(store, &closing, &anna, &err),
	        "'maybe' is no decision; say use, reject, or nothing");
	closing.decision = "nothing";
	must(deviation_close(store, &closing, &omar, &err));
	must(deviation_find(store, "D26-0001", &deviation, &err));
	assert_string_equal(deviation.status, "closed");
	assert_string_equal(deviation.decision, "nothing");
	must(signature_valid(store, &(struct subject){ .deviation = deviation.id }, "reviewed",
	                     &holds, NULL, &err));
	assert_true(holds);
	refused(deviation_assess(store, &(struct assessing){ "D26-0001", "more", { NULL } }, &err), "D26-0001 is closed");
	refused(deviation_close(store, &closing, &anna, &err), "D26-0001 is closed");
}

static void while_it_is_open_its_batch_is_neither_verified_nor_released(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct batch batch;

	must(batch_find(store, "B26-0001", &batch, &err));
	passes(store);
	report(store, "cloudy after an hour", batch.lot, batch.id);
	refused(batch_verify(store, "B26-0001", &omar, &err),
	        "D26-0001 is open: cloudy after an hour; 'pistor deviation assess D26-0001' "
	        "comes first");
	must(deviation_assess(store, &(struct assessing){ "D26-0001", "cold from the fridge", { NULL } }, &err));
	refused(batch_verify(store, "B26-0001", &omar, &err),
	        "D26-0001 is assessed: cloudy after an hour; 'pistor deviation close D26-0001' "
	        "comes first");
	is_closed(store, "D26-0001", "use");
	must(batch_verify(store, "B26-0001", &omar, &err));
	report(store, "the label fell off", batch.lot, batch.id);
	refused(batch_release(store, "B26-0001", &anna, &err),
	        "D26-0002 is open: the label fell off; 'pistor deviation assess D26-0002' comes "
	        "first");
	is_closed(store, "D26-0002", "reject");
	refused(batch_release(store, "B26-0001", &anna, &err),
	        "D26-0002 was closed with the decision to reject what it is about (the label fell "
	        "off): 'pistor batch reject B26-0001'");
}

static void one_about_a_lot_concerns_what_was_made_of_it(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	report(store, "a particle in the bag", 1, 0);
	refused(batch_verify(store, "B26-0001", &omar, &err),
	        "D26-0001 is open: a particle in the bag; 'pistor deviation assess D26-0001' "
	        "comes first");
	is_closed(store, "D26-0001", "use");
	passes(store);
	must(batch_verify(store, "B26-0001", &omar, &err));
	must(batch_release(store, "B26-0001", &anna, &err));
}

static void one_about_something_else_stops_nothing(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	report(store, "a chair is broken", 0, 0);
	passes(store);
	must(batch_verify(store, "B26-0001", &omar, &err));
	must(batch_release(store, "B26-0001", &anna, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_batch, close_fixture)
		TEST(it_is_assessed_then_closed_with_a_cause_and_a_decision),
		TEST(while_it_is_open_its_batch_is_neither_verified_nor_released),
		TEST(one_about_a_lot_concerns_what_was_made_of_it),
		TEST(one_about_something_else_stops_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
