#include "strength.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

static void strengths_are_read_and_written(void **state)
{
	static const struct { const char *text, *written; } all[] = {
		{ "20 mg/mL", "20 mg/mL" }, { "20mg / ml", "20 mg/mL" },
		{ "50 mg/2 mL", "25 mg/mL" }, { "10 mg/3 mL", "10 mg/3 mL" },
		{ "1500 IU/piece", "1500 IU/piece" }, { "1500 IU/amp", "1500 IU/piece" },
		{ "100 U/vial", "100 units/piece" }, { "0.05 %", "0.5 mg/mL" },
		{ "0,05%", "0.5 mg/mL" }, { "2 % w/v", "20 mg/mL" }, { "2 % m/v", "20 mg/mL" },
		{ "5 % w/w", "50 mg/g" }, { "100 % w/w", "1 g/g" }, { "70 % v/v", "0.7 mL/mL" },
		{ "1:1000", "1 mg/mL" }, { "1:200000", "5 mcg/mL" }, { "1 : 3", "1 g/3 mL" },
		{ "1 ng/L", "1 ng/1000 mL" }, { "2 mmol/mL", "2 mmol/mL" },
		{ "not stated", "not stated" }, { " Not Stated", "not stated" },
		{ "5 mL/10 mL", "0.5 mL/mL" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct strength strength;
		struct error err = { 0 };
		char text[STRENGTH_TEXT];

		if (!strength_parse(all[i].text, &strength, &err))
			fail_msg("'%s' was refused: %s", all[i].text, err.text);
		strength_format(&strength, text);
		assert_string_equal(text, all[i].written);
	}
}

static void what_is_shown_is_over_one_and_rounded(void **state)
{
	static const struct { struct strength strength; const char *shown; } all[] = {
		{ { { 19820000, UNIT_GRAM }, { 3000000, UNIT_LITRE }, true }, "6.607 mg/mL" },
		{ { { 14400000, UNIT_GRAM }, { 1000000, UNIT_LITRE }, true }, "14.4 mg/mL" },
		{ { { 0, UNIT_GRAM }, { 3000000, UNIT_LITRE }, true }, "0 mg/mL" },
		{ { { 1, UNIT_GRAM }, { 3000000, UNIT_LITRE }, true }, "1 ng/3 mL" },
		{ { { 0, 0 }, { 0, 0 }, false }, "not stated" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char text[STRENGTH_TEXT];

		strength_format_short(&all[i].strength, 3, text);
		assert_string_equal(text, all[i].shown);
	}
}

static void not_stated_is_not_zero(void **state)
{
	struct strength strength;
	struct error err = { 0 };

	(void)state;
	assert_true(strength_parse("not stated", &strength, &err));
	assert_false(strength.stated);
	assert_true(strength_parse("2 % w/v", &strength, &err));
	assert_true(strength.stated);
	assert_int_equal(strength.amount.atoms, 2000000000);
	assert_int_equal(strength.per.atoms, 100000000);
}

#define NOT_A_STRENGTH(text) { text, "'" text "' is not a strength such as '20 mg/mL', " \
	"'1500 IU/amp', '0.05 %', '1:1000' or 'not stated'" }

static void anything_else_is_no_strength(void **state)
{
	static const struct { const char *text, *sentence;
	} all[] = {
		NOT_A_STRENGTH(""),
		NOT_A_STRENGTH("20 mg"),
		NOT_A_STRENGTH("20"),
		NOT_A_STRENGTH("20 mg/"),
		NOT_A_STRENGTH("/mL"),
		NOT_A_STRENGTH("5 % q"),
		NOT_A_STRENGTH("1:1000 x"),
		NOT_A_STRENGTH("strong"),
		NOT_A_STRENGTH("%"),
		{ "0 mg/mL",
		  "'0 mg/mL' is no strength: zero is never one; where it is not known "
		  "write 'not stated'" },
		{ "20 mg/0 mL",
		  "'20 mg/0 mL' is no strength: zero is never one; where it is not "
		  "known write 'not stated'" },
		{ "0 %", "'0 %' is no strength: zero is never one; where it is not known write "
		         "'not stated'" },
		{ "120 % w/w", "'120 % w/w' is more than the whole" },
		{ "10 mL/5 mL", "'10 mL/5 mL' is more than the whole" },
		{ "1,500 IU/amp", "'1,500 IU' is ambiguous: write 1500 or 1.5" },
		{ "1:200,000", "'200,000' is ambiguous: write 200000 or 200" },
		{ "20 mg/Ml", "there is no unit 'Ml': did you mean 'mL' or 'ml'?" },
		{ "-5 %", "'-5 %' is negative: write the amount without a sign" },
		{ "0.5 amp/mL", "'0.5 amp' is a part of a piece: pieces are whole" },
		{ "0.00000000001 %",
		  "'0.00000000001 %' cannot be held exactly: the smallest amount "
		  "is 1 ng" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct strength strength;
		struct error err = { 0 };

		assert_false(strength_parse(all[i].text, &strength, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, all[i].sentence);
	}
}

static void every_strength_written_reads_back_as_the_same_ratio(void **state)
{
	unsigned seed = 20261103;

	(void)state;
	srandom(seed);
	for (int i = 0; i < 20000; i++) {
		struct strength before = { { random() % 100000000 + 1, random() % UNIT_COUNT },
			                   { random() % 100000000 + 1, random() % UNIT_COUNT },
			                   true };
		struct strength after;
		struct error err = { 0 };
		char text[STRENGTH_TEXT];

		if (before.amount.unit == before.per.unit)
			continue;
		strength_format(&before, text);
		if (!strength_parse(text, &after, &err)
		    || after.amount.unit != before.amount.unit
		    || after.per.unit != before.per.unit
		    || (__int128)after.amount.atoms * before.per.atoms
		               != (__int128)before.amount.atoms * after.per.atoms)
			fail_msg("seed %u: '%s' does not read back: %s", seed, text, err.text);
	}
}

static void a_bare_per_cent_is_of_the_label(void **state)
{
	struct assay assay;
	struct error err = { 0 };

	(void)state;
	assert_true(assay_parse("98.2 %", &assay, &err));
	assert_true(assay.relative);
	assert_int_equal(assay.of_label.num, 491);
	assert_int_equal(assay.of_label.den, 500);
	assert_true(assay_parse("200%", &assay, &err));
	assert_int_equal(assay.of_label.num, 2);
	assert_true(assay_parse("19.6 mg/mL", &assay, &err));
	assert_false(assay.relative);
	assert_int_equal(assay.absolute.amount.atoms, 19600000);
	assert_true(assay_parse("98.2 % w/w", &assay, &err));
	assert_false(assay.relative);
}

static void an_assay_that_cannot_be_is_refused(void **state)
{
	static const struct { const char *text, *sentence;
	} all[] = {
		{ "0 %", "'0 %' is no assay: zero is never one" },
		{ "200.1 %", "'200.1 %' is more than 200 % of the label" },
		{ "99999999999999999999 %",
		  "'99999999999999999999 %' is more than 200 % of the label" },
		{ "98.12345678901234567 %", "'98.12345678901234567 %' cannot be held exactly" },
		{ "not stated",
		  "'not stated' is not an assay such as '98.2 %' or '19.6 mg/mL'" },
		{ "98.2 x %", "'98.2 x %' is not an assay such as '98.2 %'" },
		{ "0 mg/mL",
		  "'0 mg/mL' is no strength: zero is never one; where it is not known "
		  "write 'not stated'" },
		{ "98.2",
		  "'98.2' is not a strength such as '20 mg/mL', '1500 IU/amp', '0.05 %', "
		  "'1:1000' or 'not stated'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct assay assay;
		struct error err = { 0 };

		assert_false(assay_parse(all[i].text, &assay, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, all[i].sentence);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strengths_are_read_and_written),
		cmocka_unit_test(what_is_shown_is_over_one_and_rounded),
		cmocka_unit_test(not_stated_is_not_zero),
		cmocka_unit_test(anything_else_is_no_strength),
		cmocka_unit_test(every_strength_written_reads_back_as_the_same_ratio),
		cmocka_unit_test(a_bare_per_cent_is_of_the_label),
		cmocka_unit_test(an_assay_that_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("strength", tests, NULL, NULL);
}
