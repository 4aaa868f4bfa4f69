#include "words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void folding_keeps_accents_and_loses_case_and_space(void **state)
{
	char out[40];

	(void)state;
	assert_string_equal(words_fold("  GLOW-3 \t  Mix\n", out, sizeof out), "glow-3 mix");
	assert_string_equal(words_fold("\u00c9CLAT\u00a0\u00dcn\u00efque", out, sizeof out),
	                    "\u00e9clat \u00fcn\u00efque");
	/* The times sign lies among the capitals and the sharp s has none. */
	assert_string_equal(words_fold("2\u00d75 \u00df\u0416", out, sizeof out),
	                    "2\u00d75 \u00df\u0416");
	assert_string_equal(words_fold("", out, sizeof out), "");
	assert_string_equal(words_fold(" \t ", out, sizeof out), "");
}

static void folding_never_cuts_a_letter_in_two(void **state)
{
	char out[8];

	(void)state;
	assert_string_equal(words_fold("abcdefghij", out, sizeof out), "abcdefg");
	assert_string_equal(words_fold("abcdef\u00c9", out, sizeof out), "abcdef");
	assert_string_equal(words_fold("abcdef g", out, sizeof out), "abcdef");
	assert_string_equal(words_fold("abcde\u00c9x", out, sizeof out), "abcde\u00e9");
}

static void distance_counts_slips_of_the_finger(void **state)
{
	static const struct { const char *a, *b; int distance;
	} all[] = {
		{ "lot", "lot", 0 },
		{ "lot", "", 3 },
		{ "", "", 0 },
		{ "lot", "lots", 1 },
		{ "lot", "ot", 1 },
		{ "lot", "let", 1 },
		{ "lot", "lto", 1 },
		{ "lot", "tlo", 2 },
		{ "recipe", "recieve", 2 },
		{ "\u00e9clat", "eclat", 1 },
		{ "kitten", "sitting", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		assert_int_equal(words_distance(all[i].a, all[i].b), all[i].distance);
		assert_int_equal(words_distance(all[i].b, all[i].a), all[i].distance);
	}
}

static void the_word_meant_is_found_and_none_where_none_is_near(void **state)
{
	static const char *const nouns[] = { "lot", "formulation", "ingredient", "product",
	                                     "recipe", NULL };
	static const struct { const char *typed, *meant;
	} all[] = {
		{ "lto", "lot" },
		{ "LOT", "lot" },
		{ "lt", "lot" },
		{ "ingrediant", "ingredient" },
		{ "prodcut", "product" },
		{ "form", "formulation" },
		{ "recpie", "recipe" },
		{ "x", NULL },
		{ "", NULL },
		{ "zzz", NULL },
		{ "patient", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const char *found = words_nearest(all[i].typed, nouns);

		if (all[i].meant)
			assert_string_equal(found, all[i].meant);
		else
			assert_null(found);
	}
}

static void a_code_is_short_and_plain(void **state)
{
	static const char *const good[] = { "A", "9", "HA-20", "B12-1", "a_b.c/d+e",
	                                    "1234567890123456789012345678901234567890" };
	static const char *const bad[] = { "", "-A", ".", "A B", "A'", "\u00c9", "A\n", "A;B",
	                                   "12345678901234567890123456789012345678901" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct error err = { 0 };

		assert_true(code_check(good[i], "lot code", &err));
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { 0 };
		char sentence[160];

		snprintf(sentence, sizeof sentence,
		         "'%s' is not a lot code: 1 to 40 letters, digits "
		         "and - _ . / +, beginning with a letter or digit",
		         bad[i]);
		assert_false(code_check(bad[i], "lot code", &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, sentence);
	}
}

static void a_code_is_no_number_that_is_given_here(void **state)
{
	static const char *const numbers[] = { "B26-0117", "s26-000001" };

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct error err = { 0 };

		assert_false(code_check(numbers[i], "patient code", &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_non_null(strstr(err.text, "looks like a number given here"));
	}
}

static void a_cas_number_ends_in_its_check_digit(void **state)
{
	static const char *const bad[] = { "", "50817", "5-81-7", "50-8-7", "50-81-77",
	                                   "12345678-12-1", "50-81-x", "50_81-7" };
	struct error err = { 0 }, wrong = { 0 };

	(void)state;
	assert_true(cas_check("50-81-7", &err));      /* ascorbic acid */
	assert_true(cas_check("9004-61-9", &err));    /* hyaluronic acid */
	assert_true(cas_check("7732-18-5", &err));    /* water */
	assert_false(cas_check("50-81-8", &wrong));
	assert_int_equal(wrong.fault, FAULT_REFUSED);
	assert_string_equal(wrong.text,
	                    "'50-81-8' is not a CAS number: it ends in 8, and its check "
	                    "digit would be 7");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error form = { 0 };
		char sentence[80];

		snprintf(sentence, sizeof sentence, "'%s' is not a CAS number such as 50-81-7",
		         bad[i]);
		assert_false(cas_check(bad[i], &form));
		assert_string_equal(form.text, sentence);
	}
}

static void a_unii_ends_in_its_check_character(void **state)
{
	struct error err = { 0 }, wrong = { 0 }, small = { 0 };

	(void)state;
	assert_true(unii_check("PQ6CK8PD0R", &err));  /* ascorbic acid */
	assert_true(unii_check("059QF0KO0R", &err));  /* water */
	assert_false(unii_check("PQ6CK8PD1R", &wrong));
	assert_int_equal(wrong.fault, FAULT_REFUSED);
	assert_string_equal(wrong.text,
	                    "'PQ6CK8PD1R' is not a UNII: it ends in R, and its check "
	                    "digit would be S");
	assert_false(unii_check("pq6ck8pd0r", &small));
	assert_string_equal(small.text,
	                    "'pq6ck8pd0r' is not a UNII: ten digits and capital letters, "
	                    "such as PQ6CK8PD0R");
}

static void a_gtin_is_padded_to_fourteen_digits(void **state)
{
	static const struct { const char *text, *padded; } all[] = {
		{ "08470006991541", "08470006991541" }, { "8470006991541", "08470006991541" },
		{ "09521234543213", "09521234543213" }, { "06291041500213", "06291041500213" },
		{ "00401234567893", "00401234567893" }, { "401234567893", "00401234567893" },
		{ "96385074", "00000096385074" },
	};
	char out[15];

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };

		assert_true(gtin_parse(all[i].text, out, &err));
		assert_string_equal(out, all[i].padded);
	}
}

static void a_gtin_with_a_wrong_digit_or_length_is_refused(void **state)
{
	struct error wrong = { 0 }, shorter = { 0 }, letter = { 0 };
	char out[15];

	(void)state;
	assert_false(gtin_parse("8470006991542", out, &wrong));
	assert_int_equal(wrong.fault, FAULT_REFUSED);
	assert_string_equal(wrong.text,
	                    "'8470006991542' is not a GTIN: it ends in 2, and its check "
	                    "digit would be 1");
	assert_false(gtin_parse("847000699", out, &shorter));
	assert_string_equal(shorter.text, "'847000699' is not a GTIN: 8, 12, 13 or 14 digits");
	assert_false(gtin_parse("84700069915x1", out, &letter));
	assert_string_equal(letter.text,
	                    "'84700069915x1' is not a GTIN: 8, 12, 13 or 14 digits");
}

static void a_name_says_something_in_one_line(void **state)
{
	static const struct { const char *name, *sentence;
	} bad[] = {
		{ NULL, "a product has a name" },
		{ "", "a product has a name" },
		{ "  \u00a0", "a product has a name" },
		{ "two\nlines", "the name of a product stands on one line, without tabs" },
		{ "a\tb", "the name of a product stands on one line, without tabs" },
	};
	struct error err = { 0 };
	char name[152];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error why = { 0 };

		assert_false(name_check(bad[i].name, "a product", &why));
		assert_int_equal(why.fault, FAULT_REFUSED);
		assert_string_equal(why.text, bad[i].sentence);
	}
	memset(name, 'x', sizeof name);
	name[150] = '\0';
	assert_true(name_check(name, "a product", &err));
	assert_true(name_check("Médicale Léman 0.9 %", "a supplier", &err));
	name[150] = 'x', name[151] = '\0';
	assert_false(name_check(name, "a product", &err));
	assert_string_equal(err.text, "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' is too "
	                              "long for a name: 150 letters at most");
}

static void accents_are_left_out(void **state)
{
	static const char *const pairs[][2] = {
		{ "Kardégic  75 mg", "kardegic 75 mg" },  { "ŒDÈME", "oedeme" },
		{ "GARÇON", "garcon" },                   { "été", "ete" },
		{ "Straße æ", "straße ae" },            { "Łódź Ω", "Łodź Ω" },
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(words_plain(pairs[i][0], out, sizeof out), pairs[i][1]);
	assert_string_equal(words_plain("été", out, 4), "et");
}

static void the_last_number_is_cut_off(void **state)
{
	static const char *const cases[][2] = {
		{ "procaine 20 mg", "procaine" }, { "lidocaine 0.5%", "lidocaine" },
		{ "vitamin B12 1 mg", "vitamin B12" }, { "kardegic75", "kardegic" },
		{ "7", "" },
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "%s", cases[i][0]);
		assert_true(words_cut_number(text));
		assert_string_equal(text, cases[i][1]);
	}
	assert_false(words_cut_number(strcpy(text, "aspirin")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_are_left_out),
		cmocka_unit_test(the_last_number_is_cut_off),
		cmocka_unit_test(folding_keeps_accents_and_loses_case_and_space),
		cmocka_unit_test(folding_never_cuts_a_letter_in_two),
		cmocka_unit_test(distance_counts_slips_of_the_finger),
		cmocka_unit_test(the_word_meant_is_found_and_none_where_none_is_near),
		cmocka_unit_test(a_code_is_short_and_plain),
		cmocka_unit_test(a_code_is_no_number_that_is_given_here),
		cmocka_unit_test(a_name_says_something_in_one_line),
		cmocka_unit_test(a_cas_number_ends_in_its_check_digit),
		cmocka_unit_test(a_unii_ends_in_its_check_character),
		cmocka_unit_test(a_gtin_is_padded_to_fourteen_digits),
		cmocka_unit_test(a_gtin_with_a_wrong_digit_or_length_is_refused),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
