/* Recipes: what was said, when, and what that comes to. */
#include "stock.h"
#include "patient.h"
#include "recipe.h"

#include <stdlib.h>

static int open_recipes(void **state)
{
	struct identity patient = { .code = "P-0042" };
	struct error err = { 0 };
	int64_t id;

	if (open_stock(state) != 0)
		return -1;
	must(patient_add(*state, &patient, &id, &err));
	return 0;
}

static int64_t draft(struct store *store, const char *code)
{
	struct recipe_entry entry = { .code = code,
		                      .title = "A title",
		                      .practitioner = "dr.lee",
		                      .keeps = "24 h",
		                      .yield = ml(1000) };
	struct error err = { 0 };
	int64_t id;

	must(recipe_draft(store, &entry, &id, &err));
	return id;
}

static int64_t set(struct store *store, const char *code, const char *words)
{
	struct error err = { 0 };
	int64_t at;

	must(recipe_set_line(store, code, words, 0, &at, &err));
	return at;
}

static int64_t approve(struct store *store, const char *code)
{
	struct signing signing = { .person = "dr.lee" };
	struct error err = { 0 };
	int64_t id;

	must(recipe_approve(store, code, &signing, &id, &err));
	return id;
}

static const char *line(struct store *store, int64_t version, int at)
{
	static struct line lines[MOST_LINES];
	struct error err = { 0 };
	int count;

	must(version_lines(store, version, lines, &count, &err));
	assert_true(at < count);
	return lines[at].text;
}

static int line_count(struct store *store, int64_t version)
{
	struct line lines[MOST_LINES];
	struct error err = { 0 };
	int count;

	must(version_lines(store, version, lines, &count, &err));
	return count;
}

static const char *diff(struct store *store, int64_t older, int64_t newer)
{
	static char words[4000];
	struct error err = { 0 };

	must(version_diff(store, older, newer, words, sizeof words, &err));
	return words;
}

static void a_line_is_read_from_words_of_every_kind(void **state)
{
	struct store *store = *state;
	int64_t version = draft(store, "R-1");

	set(store, "R-1", "VITC-20 2 mL");
	set(store, "r-1", "vitamin C   400 mg");
	set(store, "R-1", "tranexamic-acid 4 mg/mL");
	set(store, "R-1", "NACL-09 q.s.");
	assert_string_equal(line(store, version, 0), "VITC-20 2 mL");
	assert_string_equal(line(store, version, 1), "ascorbic-acid 400 mg");
	assert_string_equal(line(store, version, 2), "tranexamic-acid 4 mg/mL");
	assert_string_equal(line(store, version, 3), "NACL-09 qs");
}

static void the_same_ingredient_stands_on_several_lines(void **state)
{
	struct store *store = *state;
	int64_t version = draft(store, "R-1");
	struct content *contents = calloc(MOST_CONTENTS, sizeof *contents);
	struct error err = { 0 };
	struct version read;
	int count;

	set(store, "R-1", "ascorbic-acid 100 mg");
	set(store, "R-1", "VITC-20 1 mL");
	set(store, "R-1", "ascorbic-acid 20 mg/mL");
	assert_int_equal(line_count(store, version), 3);
	must(version_read(store, version, &read, &err));
	must(version_contents(store, &read, contents, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(contents[0].lines, "1, 2, 3");
	assert_int_equal(contents[0].amount.num, 500000000);
	assert_int_equal(contents[0].amount.den, 1);
	assert_int_equal(contents[0].doubt, DOUBT_NONE);
	free(contents);
}

static void what_is_not_stated_is_never_zero(void **state)
{
	struct store *store = *state;
	int64_t version;
	struct content *contents = calloc(MOST_CONTENTS, sizeof *contents);
	struct error err = { 0 };
	struct version read;
	int count;

	add_product(store, "MULTI", "multi-dose", ml(1000), "28 d", "biotin not stated");
	version = draft(store, "R-1");
	set(store, "R-1", "MULTI 1 mL");
	set(store, "R-1", "biotin 5 mg");
	must(version_read(store, version, &read, &err));
	must(version_contents(store, &read, contents, &count, &err));
	assert_int_equal(contents[0].ingredient, ingredient_id(store, "biotin"));
	assert_false(contents[0].stated);
	free(contents);
}

static void a_refused_line_leaves_the_draft_as_it_was(void **state)
{
	struct store *store = *state;
	int64_t version = draft(store, "R-1"), at;
	struct error err = { 0 };

	set(store, "R-1", "NACL-09 qs");
	refused(recipe_set_line(store, "R-1", "LIDO-2 qs", 0, &at, &err),
	        "line 1 of R-1.1 fills to yield already; at most one does");
	refused(recipe_set_line(store, "R-1", "HYAL-1500 qs", 1, &at, &err),
	        "'HYAL-1500' is counted in IU and cannot fill up to mL");
	refused(recipe_set_line(store, "R-1", "400 mg", 0, &at, &err),
	        "'400 mg' is not a line; write 'HA-20 3 mL',"
	        " 'ascorbic-acid 400 mg', 'tranexamic-acid 4 mg/mL' or 'NACL-09 qs'");
	assert_int_equal(line_count(store, version), 1);
	assert_string_equal(line(store, version, 0), "NACL-09 qs");
}

/* ---- What was approved stays ---- */

static void an_approved_version_never_changes(void **state)
{
	struct store *store = *state;
	struct recipe_entry entry = { .code = "R-1", .keeps = "2 d" };
	struct error err = { 0 };
	int64_t at;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	approve(store, "R-1");
	refused(recipe_set_line(store, "R-1.1", "LIDO-2 1 mL", 1, &at, &err),
	        "R-1.1 is approved and never changes; 'pistor recipe revise R-1.1' drafts the "
	        "next version");
	refused(recipe_describe(store, &entry, &err),
	        "R-1 has no draft, and what was approved never changes; 'pistor recipe"
	        " revise R-1' drafts the next version");
	refused(recipe_drop_line(store, "R-1", 1, &err),
	        "R-1 has no draft, and what was approved never changes; 'pistor"
	        " recipe revise R-1' drafts the next version");
	refused(recipe_set_step(store, "R-1.1", "mix", 0, false, &at, &err),
	        "R-1.1 is approved and never changes; 'pistor recipe revise R-1.1' drafts the "
	        "next version");
}

static void an_approved_version_is_a_product_of_its_own(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct version version;
	struct product product;
	int64_t id, of;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	id = approve(store, "R-1");
	must(version_read(store, id, &version, &err));
	must(product_find(store, "R-1.1", &product, &err));
	assert_int_equal(version.product, product.id);
	assert_int_equal(product.kind, PRODUCT_MIXTURE);
	must(version_of_product(store, product.id, &of, &err));
	assert_int_equal(of, id);
	must(version_of_product(store, product_id(store, "LIDO-2"), &of, &err));
	assert_int_equal(of, 0);
}

static void nothing_is_approved_without_a_limit_of_its_own(void **state)
{
	struct store *store = *state;
	struct recipe_entry entry = {
		.code = "R-1", .title = "R", .practitioner = "dr.lee", .yield = ml(1000)
	};
	struct signing signing = { .person = "dr.lee" };
	struct error err = { 0 };
	int64_t id;

	must(recipe_draft(store, &entry, &id, &err));
	refused(recipe_approve(store, "R-1", &signing, &id, &err),
	        "R-1.1 has no lines; 'pistor recipe set R-1 LINE' adds one");
	set(store, "R-1", "LIDO-2 2 mL");
	refused(recipe_approve(store, "R-1", &signing, &id, &err),
	        "R-1.1 does not say how long it keeps; 'pistor recipe describe R-1 --keeps "
	        "SPAN' says so");
}

static void approving_a_newer_one_supersedes_the_former(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct version version;
	int64_t first, second;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	first = approve(store, "R-1");
	must(recipe_revise(store, "R-1", &second, &err));
	must(version_find(store, "R-1", &version, &err));
	assert_int_equal(version.id, first);
	approve(store, "R-1");
	must(version_read(store, first, &version, &err));
	assert_int_equal(version.status, VERSION_SUPERSEDED);
	must(version_for(store, "R-1", 0, &version, &err));
	assert_int_equal(version.id, second);
	/* The older one, asked for by its number, may still be made: 'again' does. */
	must(version_for(store, "R-1.1", 0, &version, &err));
	assert_int_equal(version.id, first);
}

static void which_was_in_force_is_known_from_when_it_was_approved(void **state)
{
	const struct instant before = { "2025-05-03T00:00:00Z" }, then = { "2026-11-04T12:00:00Z" },
	                     now = { "2026-11-05T12:00:00Z" };
	struct store *store = *state;
	struct error err = { 0 };
	struct version version;
	bool known;
	int64_t first, second;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	sit_at(store, "dr.lee", "2026-11-04T10:00:00Z", NULL);
	first = approve(store, "R-1");
	sit_at(store, "dr.lee", "2026-11-05T10:00:00Z", NULL);
	must(recipe_revise(store, "R-1", &second, &err));
	approve(store, "R-1");
	must(version_find_at(store, "R-1", &before, &version, &known, &err));
	assert_false(known);
	must(version_find_at(store, "R-1.1", &before, &version, &known, &err));
	assert_true(known);
	must(version_find_at(store, "R-1", &then, &version, &known, &err));
	assert_true(known);
	assert_int_equal(version.id, first);
	must(version_find_at(store, "R-1", &now, &version, &known, &err));
	assert_int_equal(version.id, second);
}

/* ERPNext 53482: the new version was filled from master data, and what had been set by hand was
 * lost. */
static void a_new_version_copies_the_previous_version_not_the_catalogue(void **state)
{
	struct store *store = *state;
	struct recipe_entry facts = {
		.code = "R-1", .area = "neck", .keeps = "6 h", .points = 40
	};
	struct product_entry renamed = { .code = "LIDO-2",
		                         .name = "Lidocaine, another name",
		                         .storage = "frozen" };
	struct error err = { 0 };
	struct version version;
	int64_t id, at;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	set(store, "R-1", "NACL-09 qs");
	must(recipe_set_step(store, "R-1", "by hand", 0, true, &at, &err));
	approve(store, "R-1");
	must(recipe_revise(store, "R-1", &id, &err));
	must(recipe_set_line(store, "R-1", "LIDO-2 3 mL", 1, &at, &err));
	must(recipe_describe(store, &facts, &err));
	approve(store, "R-1");
	must(product_revise(store, &renamed, &err));
	must(recipe_revise(store, "R-1", &id, &err));
	must(version_read(store, id, &version, &err));
	assert_string_equal(version.code, "R-1.3");
	assert_string_equal(version.area, "neck");
	assert_int_equal(version.keeps, 6 * 3600);
	assert_int_equal(version.points, 40);
	assert_string_equal(line(store, id, 0), "LIDO-2 3 mL");
	assert_string_equal(diff(store, version.origin, id), "");
}

/* ---- Differences ---- */

static void differences_are_told_in_words(void **state)
{
	struct store *store = *state;
	struct recipe_entry facts = {
		.code = "R-1", .keeps = "12 h", .area = "face", .session = ml(400)
	};
	struct error err = { 0 };
	int64_t older, newer, at;

	older = draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	set(store, "R-1", "VITC-20 1 mL");
	must(recipe_set_step(store, "R-1", "mix", 0, false, &at, &err));
	approve(store, "R-1");
	must(recipe_revise(store, "R-1", &newer, &err));
	must(recipe_describe(store, &facts, &err));
	must(recipe_drop_line(store, "R-1", 1, &err));
	must(recipe_set_line(store, "R-1", "VITC-20 1.5 mL", 2, &at, &err));
	set(store, "R-1", "NACL-09 qs");
	must(recipe_set_step(store, "R-1", "mix slowly", 1, false, &at, &err));
	must(recipe_set_step(store, "R-1", "label", 0, false, &at, &err));
	assert_string_equal(diff(store, older, newer),
		"session volume 4 mL, not said before\n"
		"keeps 12 h, was 24 h\n"
		"area face, not said before\n"
		"line 1 dropped: LIDO-2 2 mL\n"
		"line 2: VITC-20 1.5 mL, was VITC-20 1 mL\n"
		"line 3 added: NACL-09 qs\n"
		"step 1: mix slowly, was: mix\n"
		"step 2 added: label\n");
}

/* ---- One patient, other recipes ---- */

static void a_derived_version_is_for_that_patient_alone(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct patient patient;
	struct version version;
	int64_t all, own, at;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	all = approve(store, "R-1");
	must(patient_find(store, "P-0042", &patient, &err));
	must(recipe_derive(store, "R-1", "P-0042", &own, &err));
	must(recipe_set_line(store, "R-1.2", "LIDO-2 1 mL", 1, &at, &err));
	approve(store, "R-1.2");
	must(version_for(store, "R-1", patient.id, &version, &err));
	assert_int_equal(version.id, own);
	must(version_for(store, "R-1", 0, &version, &err));
	assert_int_equal(version.id, all);
	refused(version_for(store, "R-1.2", 0, &version, &err),
	        "R-1.2 is for patient P-0042 alone");
}

static void a_recipe_never_contains_itself(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	int64_t id, at;

	draft(store, "A");
	set(store, "A", "LIDO-2 2 mL");
	approve(store, "A");
	draft(store, "B");
	set(store, "B", "A 2 mL");
	approve(store, "B");
	must(recipe_revise(store, "A", &id, &err));
	refused(recipe_set_line(store, "A", "B 1 mL", 0, &at, &err),
	        "'B.1' is made of A, which cannot contain itself");
	refused(recipe_set_line(store, "A", "A.1 1 mL", 0, &at, &err),
	        "'A.1' is made of A, which cannot contain itself");
}

/* ---- Out of use ---- */

static void a_recipe_is_retired_with_a_reason(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct version version;
	int64_t id;

	draft(store, "R-1");
	set(store, "R-1", "LIDO-2 2 mL");
	approve(store, "R-1");
	refused(recipe_retire(store, "R-1", false, NULL, &err),
	        "say with --reason why R-1 is retired");
	sit_why(store, "2026-11-03T09:00:00Z", NULL, "out of fashion");
	must(recipe_retire(store, "R-1", false, NULL, &err));
	refused(version_for(store, "R-1", 0, &version, &err),
	        "R-1.1 was retired: out of fashion");
	refused(recipe_retire(store, "R-1.1", false, NULL, &err), "R-1.1 is retired already");
	/* What was retired may still be found unsafe. */
	must(recipe_retire(store, "R-1.1", true, NULL, &err));
	refused(recipe_revise(store, "R-1", &id, &err),
	        "R-1 was retired; draft it anew under another code");
}

static void a_set_lists_recipes_in_order(void **state)
{
	struct store *store = *state;
	struct set_entry entry = { .code = "FULL",
		                   .name = "Full",
		                   .recipes = (const char *const[]){ "B", "A", NULL } };
	char items[MOST_ITEMS][CODE_ROOM];
	struct error err = { 0 };
	int64_t id, again;
	int count;

	draft(store, "A");
	draft(store, "B");
	must(set_add(store, &entry, &id, &err));
	must(set_find(store, "full", &again, items, &count, &err));
	assert_int_equal(again, id);
	assert_int_equal(count, 2);
	assert_string_equal(items[0], "B");
	refused(set_put(store, "FULL", "A", &err), "A is in 'FULL' already");
	must(set_drop(store, "FULL", "B", &err));
	must(set_put(store, "FULL", "B", &err));
	must(set_find(store, "FULL", &again, items, &count, &err));
	assert_string_equal(items[0], "A");
	assert_string_equal(items[1], "B");
}

static void lines_that_do_not_come_to_the_yield_are_seen_before_the_bench(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };
	struct version version;
	struct ratio comes;
	bool near;

	draft(store, "SHORT");
	set(store, "SHORT", "LIDO-2 2 mL");
	must(version_find(store, "SHORT", &version, &err));
	must(version_comes_to(store, &version, &comes, &near, &err));
	assert_false(near);
	assert_int_equal(comes.num, 2000000);
	/* 1.5 g of 200 mg/mL are 7.5 mL more. */
	set(store, "SHORT", "ascorbic-acid 1.5 g");
	must(version_comes_to(store, &version, &comes, &near, &err));
	assert_true(near);
	assert_int_equal(comes.num, 9500000);
	draft(store, "FILLED");
	set(store, "FILLED", "LIDO-2 2 mL");
	set(store, "FILLED", "NACL-09 qs");
	must(version_find(store, "FILLED", &version, &err));
	must(version_comes_to(store, &version, &comes, &near, &err));
	assert_true(near);
	/* Of what nobody sells here it is not known. */
	draft(store, "UNKNOWN");
	set(store, "UNKNOWN", "tranexamic-acid 10 mg");
	must(version_find(store, "UNKNOWN", &version, &err));
	must(version_comes_to(store, &version, &comes, &near, &err));
	assert_true(near);
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_recipes, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(lines_that_do_not_come_to_the_yield_are_seen_before_the_bench),
		test(a_line_is_read_from_words_of_every_kind),
		test(the_same_ingredient_stands_on_several_lines),
		test(what_is_not_stated_is_never_zero),
		test(a_refused_line_leaves_the_draft_as_it_was),
		test(an_approved_version_never_changes),
		test(an_approved_version_is_a_product_of_its_own),
		test(nothing_is_approved_without_a_limit_of_its_own),
		test(approving_a_newer_one_supersedes_the_former),
		test(which_was_in_force_is_known_from_when_it_was_approved),
		test(a_new_version_copies_the_previous_version_not_the_catalogue),
		test(differences_are_told_in_words),
		test(a_derived_version_is_for_that_patient_alone),
		test(a_recipe_never_contains_itself),
		test(a_recipe_is_retired_with_a_reason),
		test(a_set_lists_recipes_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
