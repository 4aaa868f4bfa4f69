#include "quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct quantity read_quantity(const char *text)
{
	struct error err = { 0 };
	struct quantity out;

	if (!quantity_parse(text, &out, &err))
		fail_msg("'%s' was refused: %s", text, err.text);
	return out;
}

static void assert_reads(const char *text, int64_t atoms, enum unit unit)
{
	struct quantity out = read_quantity(text);

	if (out.atoms != atoms || out.unit != unit)
		fail_msg("'%s' was read as %lld of unit %d", text, (long long)out.atoms,
		         out.unit);
}

static void assert_refused(const char *text, const char *sentence)
{
	struct error err = { 0 };
	struct quantity out;

	assert_false(quantity_parse(text, &out, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text, sentence);
}

static void assert_written(int64_t atoms, enum unit unit, const char *expected)
{
	char text[QUANTITY_TEXT];

	quantity_format((struct quantity){ atoms, unit }, text);
	assert_string_equal(text, expected);
}

static void amounts_are_read_as_people_write_them(void **state)
{
	(void)state;
	assert_reads("2.5 kg", 2500000000000, UNIT_GRAM);
	assert_reads("40mg", 40000000, UNIT_GRAM);
	assert_reads("  40   mg  ", 40000000, UNIT_GRAM);
	assert_reads("40\u00a0mg", 40000000, UNIT_GRAM);
	assert_reads("40\u202fmg", 40000000, UNIT_GRAM);
	assert_reads(".5 mL", 500000, UNIT_LITRE);
	assert_reads(",5 mL", 500000, UNIT_LITRE);
	assert_reads("0 mL", 0, UNIT_LITRE);
	assert_reads("007 mg", 7000000, UNIT_GRAM);
	assert_reads("1.50000000000000000000000000 mg", 1500000, UNIT_GRAM);
	assert_reads("0.000000001 g", 1, UNIT_GRAM);
	assert_reads("999.999999999999 kg", QUANTITY_MOST, UNIT_GRAM);
}

static void every_spelling_of_a_unit_is_known(void **state)
{
	static const struct { const char *names; int64_t atoms; enum unit unit;
	} all[] = {
		{ "mcg ug \u00b5g \u03bcg", 1000, UNIT_GRAM },
		{ "mg", 1000000, UNIT_GRAM },
		{ "g", 1000000000, UNIT_GRAM },
		{ "kg", 1000000000000, UNIT_GRAM },
		{ "ng", 1, UNIT_GRAM },
		{ "uL ul \u00b5L \u00b5l \u03bcL mcL", 1000, UNIT_LITRE },
		{ "mL ml cc", 1000000, UNIT_LITRE },
		{ "cL cl", 10000000, UNIT_LITRE },
		{ "dL dl", 100000000, UNIT_LITRE },
		{ "L l", 1000000000, UNIT_LITRE },
		{ "nL", 1, UNIT_LITRE },
		{ "IU UI iu ui", 1000, UNIT_IU },
		{ "kIU", 1000000, UNIT_IU },
		{ "MIU", 1000000000, UNIT_IU },
		{ "mIU", 1, UNIT_IU },
		{ "U u unit units", 1000, UNIT_U },
		{ "kU", 1000000, UNIT_U },
		{ "MU", 1000000000, UNIT_U },
		{ "mU", 1, UNIT_U },
		{ "mol", 1000000000, UNIT_MOLE },
		{ "mmol", 1000000, UNIT_MOLE },
		{ "micromol umol \u00b5mol \u03bcmol", 1000, UNIT_MOLE },
		{ "nmol", 1, UNIT_MOLE },
		{ "piece pieces pc pcs amp amps ampoule ampoules vial vials tablet tablets "
		  "syringe syringes",
		  1, UNIT_PIECE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char names[128], text[64], *rest = NULL;
		struct error err = { 0 };
		enum unit unit;

		strcpy(names, all[i].names);
		for (char *name = strtok_r(names, " ", &rest); name;
		     name = strtok_r(NULL, " ", &rest)) {
			snprintf(text, sizeof text, "1 %s", name);
			assert_reads(text, all[i].atoms, all[i].unit);
			snprintf(text, sizeof text, "3%s", name);
			assert_reads(text, 3 * all[i].atoms, all[i].unit);
			assert_true(unit_parse(name, &unit, &err));
			assert_int_equal(unit, all[i].unit);
		}
	}
}

static void a_unit_in_the_wrong_case_is_refused_not_guessed(void **state)
{
	(void)state;
	assert_refused("5 Mg", "there is no unit 'Mg': did you mean 'mg'?");
	assert_refused("5 MG", "there is no unit 'MG': did you mean 'mg'?");
	assert_refused("5 Miu", "there is no unit 'Miu': did you mean 'MIU' or 'mIU'?");
	assert_refused("5 Mu", "there is no unit 'Mu': did you mean 'MU' or 'mU'?");
	assert_refused("5 Vial", "there is no unit 'Vial': did you mean 'vial'?");
	assert_refused("5 E",
	               "there is no unit 'E': write kg, g, mg, mcg, ng, L, mL, IU, units, "
	               "mol, mmol or pieces");
	assert_refused("5 gr",
	               "there is no unit 'gr': write kg, g, mg, mcg, ng, L, mL, IU, units, "
	               "mol, mmol or pieces");
}

static void a_comma_is_decimal_unless_it_could_group(void **state)
{
	(void)state;
	assert_reads("1,5 mL", 1500000, UNIT_LITRE);
	assert_reads("0,125 mg", 125000, UNIT_GRAM);
	assert_reads("1,25 mg", 1250000, UNIT_GRAM);
	assert_reads("1,5000 mg", 1500000, UNIT_GRAM);
	assert_reads("1234,500 mg", 1234500000, UNIT_GRAM);
	assert_reads("2.036 mg", 2036000, UNIT_GRAM);
	assert_reads("0.500 mg", 500000, UNIT_GRAM);
	assert_reads("1.50 mg", 1500000, UNIT_GRAM);
	assert_refused("1,500 mg", "'1,500 mg' is ambiguous: write 1500 or 1.5");
	assert_refused("1.500 mg", "'1.500 mg' is ambiguous: write 1500 or 1.5");
	assert_refused("12.000 mL", "'12.000 mL' is ambiguous: write 12000 or 12");
	assert_refused("12,500mL", "'12,500mL' is ambiguous: write 12500 or 12.5");
	assert_refused("123,456 IU", "'123,456 IU' is ambiguous: write 123456 or 123.456");
	assert_refused("00,125 mg", "'00,125 mg' is ambiguous: write 00125 or 00.125");
}

static void grouped_digits_are_refused(void **state)
{
	static const char *const grouped[] = {
		"1,500.5 mg", "1.500,5 mg", "1,500,000 IU",  "1.500.000 IU",
		"1 500 IU",   "1'500 IU",   "1\u202f500 IU", "1_500 IU",
	};

	(void)state;
	for (size_t i = 0; i < sizeof grouped / sizeof *grouped; i++) {
		char sentence[128];

		snprintf(sentence, sizeof sentence,
		         "'%s' has grouped digits: write the number in "
		         "one piece, such as 1500 or 1500.5",
		         grouped[i]);
		assert_refused(grouped[i], sentence);
	}
}

static void signs_exponents_and_gaps_are_refused(void **state)
{
	(void)state;
	assert_refused("-1 mL", "'-1 mL' is negative: write the amount without a sign");
	assert_refused("\u22121 mL",
	               "'\u22121 mL' is negative: write the amount without a sign");
	assert_refused("+1", "'+1' has a sign: write the amount without it");
	assert_refused("1e3 mg", "'1e3 mg' has an exponent: write the number out");
	assert_refused("1E-3 mg", "'1E-3 mg' has an exponent: write the number out");
	assert_refused("", "'' is not a quantity such as '2.5 mL'");
	assert_refused("  ", "'  ' is not a quantity such as '2.5 mL'");
	assert_refused("mg", "'mg' is not a quantity such as '2.5 mL'");
	assert_refused(". mg", "'. mg' is not a quantity such as '2.5 mL'");
	assert_refused("5. mg", "'5. mg' is not a quantity such as '2.5 mL'");
	assert_refused("0x10 mg",
	               "there is no unit 'x10 mg': write kg, g, mg, mcg, ng, L, mL, IU, "
	               "units, mol, mmol or pieces");
	assert_refused("5", "'5' has no unit: write one, such as '2.5 mL'");
}

static void what_the_atom_cannot_hold_is_refused(void **state)
{
	(void)state;
	assert_refused("0.0000000001 g",
	               "'0.0000000001 g' cannot be held exactly: the smallest "
	               "amount is 1 ng");
	assert_refused("0.00000000000000000000000001 mL",
	               "'0.00000000000000000000000001 mL' cannot "
	               "be held exactly: the smallest amount is 0.000001 mL");
	assert_refused("1.00000000000000000000000001 mg",
	               "'1.00000000000000000000000001 mg' cannot "
	               "be held exactly: the smallest amount is 1 ng");
	assert_refused("0.0001 IU",
	               "'0.0001 IU' cannot be held exactly: the smallest amount is "
	               "0.001 IU");
	assert_refused("0.5 amp", "'0.5 amp' is a part of a piece: pieces are whole");
	assert_refused("1.000 pcs", "'1.000 pcs' is ambiguous: write 1000 or 1");
	assert_refused("2.0 pcs", "'2.0 pcs' is ambiguous: write pieces without a point "
	               "or a comma");
	assert_refused("2,0 amp", "'2,0 amp' is ambiguous: write pieces without a point or a "
	               "comma");
	assert_refused("1000 kg",
	               "'1000 kg' is too much to hold: the most is 999.999999999999 kg");
	assert_refused("99999999999999999999999999999999 g",
	               "'99999999999999999999999999999999 g' "
	               "is too much to hold: the most is 999.999999999999 kg");
	assert_refused("9223372036854775807 kg",
	               "'9223372036854775807 kg' is too much to hold: the "
	               "most is 999.999999999999 kg");
}

static void amounts_are_written_by_the_safe_writing_rules(void **state)
{
	(void)state;
	assert_written(500000, UNIT_GRAM, "0.5 mg");
	assert_written(5000000, UNIT_GRAM, "5 mg");
	assert_written(36000000, UNIT_GRAM, "36 mg");
	assert_written(250000, UNIT_GRAM, "0.25 mg");
	assert_written(100000, UNIT_GRAM, "0.1 mg");
	assert_written(99999, UNIT_GRAM, "99.999 mcg");
	assert_written(100, UNIT_GRAM, "0.1 mcg");
	assert_written(99, UNIT_GRAM, "99 ng");
	assert_written(999999999, UNIT_GRAM, "999.999999 mg");
	assert_written(1000000000, UNIT_GRAM, "1 g");
	assert_written(2500000000000, UNIT_GRAM, "2500 g");
	assert_written(60000000000000, UNIT_GRAM, "60 kg");
	assert_written(0, UNIT_GRAM, "0 mg");
	assert_written(2500000, UNIT_LITRE, "2.5 mL");
	assert_written(10, UNIT_LITRE, "0.00001 mL");
	assert_written(9999999999, UNIT_LITRE, "9999.999999 mL");
	assert_written(10000000000, UNIT_LITRE, "10 L");
	assert_written(1500000, UNIT_IU, "1500 IU");
	assert_written(1, UNIT_IU, "0.001 IU");
	assert_written(100000, UNIT_U, "100 units");
	assert_written(1000, UNIT_U, "1 unit");
	assert_written(500, UNIT_U, "0.5 units");
	assert_written(2000000, UNIT_MOLE, "2 mmol");
	assert_written(2000, UNIT_MOLE, "2 micromol");
	assert_written(1, UNIT_PIECE, "1 piece");
	assert_written(3, UNIT_PIECE, "3 pieces");
	assert_written(0, UNIT_PIECE, "0 pieces");
	assert_written(-2500000, UNIT_LITRE, "-2.5 mL");
	assert_written(-1, UNIT_PIECE, "-1 piece");
	assert_written(INT64_MIN, UNIT_PIECE, "-9223372036854775808 pieces");
}

/* A whole number of any size up to the most, small ones as likely as large ones. */
static int64_t any_atoms(void)
{
	int64_t limit = 1;

	for (int digits = random() % 15 + 1; digits; digits--)
		limit *= 10;
	return (((int64_t)random() << 31) ^ random()) % limit;
}

static void every_amount_written_reads_back_as_itself(void **state)
{
	unsigned seed = 20261103;

	(void)state;
	srandom(seed);
	for (int i = 0; i < 60000; i++) {
		struct quantity before = { any_atoms(), random() % UNIT_COUNT }, after;
		struct error err = { 0 };
		char text[QUANTITY_TEXT];

		quantity_format(before, text);
		if (!quantity_parse(text, &after, &err) || after.atoms != before.atoms
		 || after.unit != before.unit)
			fail_msg("seed %u: '%s' does not read back: %s", seed, text, err.text);
	}
}

static void a_shown_amount_is_rounded_half_to_even(void **state)
{
	static const struct { int64_t atoms; int decimals; const char *shown;
	} cases[] = {
		{ 36000000, 2, "36 mg" },      { 36120000, 2, "36.12 mg" },
		{ 36123000, 2, "36.12 mg" },   { 36125000, 2, "36.12 mg" },
		{ 36135000, 2, "36.14 mg" },   { 36999000, 2, "37 mg" },
		{ -36125000, 2, "-36.12 mg" }, { 1500001, 0, "2 mg" },
		{ 2500000, 0, "2 mg" },        { 1234567, 9, "1.234567 mg" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[QUANTITY_TEXT];

		quantity_format_short((struct quantity){ cases[i].atoms, UNIT_GRAM },
		                      cases[i].decimals, text);
		assert_string_equal(text, cases[i].shown);
	}
}

static void a_number_column_is_exact_in_the_everyday_unit(void **state)
{
	char text[QUANTITY_TEXT];

	(void)state;
	quantity_number((struct quantity){ 1234567890123, UNIT_GRAM }, text);
	assert_string_equal(text, "1234567.890123");
	quantity_number((struct quantity){ -500000, UNIT_LITRE }, text);
	assert_string_equal(text, "-0.5");
	quantity_number((struct quantity){ 7, UNIT_PIECE }, text);
	assert_string_equal(text, "7");
	assert_string_equal(unit_everyday(UNIT_GRAM), "mg");
	assert_int_equal(unit_everyday_atoms(UNIT_MOLE), 1000000);
}

static void stored_names_read_back(void **state)
{
	struct error err = { 0 };
	enum unit out;

	(void)state;
	for (enum unit unit = 0; unit < UNIT_COUNT; unit++) {
		assert_true(unit_parse(unit_name(unit), &out, &err));
		assert_int_equal(out, unit);
		assert_true(unit_parse(unit_everyday(unit), &out, &err));
		assert_int_equal(out, unit);
	}
	assert_false(unit_parse("", &out, &err));
	assert_string_equal(err.text,
	                    "there is no unit '': write kg, g, mg, mcg, ng, L, mL, IU, "
	                    "units, mol, mmol or pieces");
}

static void amounts_of_one_kind_add_up_and_others_do_not(void **state)
{
	struct quantity a = read_quantity("1500 IU"), b = read_quantity("500 IU"), out;
	struct error kind = { 0 }, much = { 0 }, err = { 0 };

	(void)state;
	assert_true(quantity_add(a, b, &out, &err));
	assert_int_equal(out.atoms, 2000000);
	assert_true(quantity_subtract(b, a, &out, &err));
	assert_int_equal(out.atoms, -1000000);
	assert_int_equal(out.unit, UNIT_IU);

	assert_false(quantity_add(a, read_quantity("1500 U"), &out, &kind));
	assert_int_equal(kind.fault, FAULT_REFUSED);
	assert_string_equal(kind.text, "1500 IU and 1500 units are not of one kind");

	a.atoms = QUANTITY_MOST;
	b.atoms = 1;
	assert_false(quantity_add(a, b, &out, &much));
	assert_int_equal(much.fault, FAULT_REFUSED);
	assert_string_equal(much.text,
	                    "999999999999.999 IU and 0.001 IU together are too much to "
	                    "hold");
	a.atoms = INT64_MIN;
	assert_false(quantity_subtract(a, b, &out, &much));
}

static int64_t scaled(int64_t value, int64_t times, int64_t over, enum rounding rounding)
{
	struct error err = { 0 };
	int64_t out = 0;

	assert_true(scale(value, times, over, rounding, &out, &err));
	return out;
}

static void scaling_rounds_once_as_named(void **state)
{
	static const struct { int64_t value, even, up, down; } halves[] = {
		{ 5, 2, 3, 2 }, { 7, 4, 4, 3 }, { 4, 2, 2, 2 }, { 1, 0, 1, 0 }, { 3, 2, 2, 1 },
		{ -5, -2, -2, -3 }, { -7, -4, -3, -4 }, { -4, -2, -2, -2 }, { -1, 0, 0, -1 },
		{ -3, -2, -1, -2 }, { 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		assert_int_equal(scaled(halves[i].value, 1, 2, ROUND_HALF_EVEN),
		                 halves[i].even);
		assert_int_equal(scaled(halves[i].value, 1, 2, ROUND_UP), halves[i].up);
		assert_int_equal(scaled(halves[i].value, 1, 2, ROUND_DOWN), halves[i].down);
	}
	assert_int_equal(scaled(10, 1, 3, ROUND_HALF_EVEN), 3);
	assert_int_equal(scaled(11, 1, 3, ROUND_HALF_EVEN), 4);
	assert_int_equal(scaled(-11, 1, 3, ROUND_HALF_EVEN), -4);
	assert_int_equal(scaled(QUANTITY_MOST, QUANTITY_MOST, QUANTITY_MOST, ROUND_HALF_EVEN),
	                 QUANTITY_MOST);
	assert_int_equal(scaled(-QUANTITY_MOST, INT64_MAX, INT64_MAX, ROUND_HALF_EVEN),
	                 -QUANTITY_MOST);
}

static void scaling_out_of_range_is_refused(void **state)
{
	struct error much = { 0 }, zero = { 0 };
	int64_t out;

	(void)state;
	assert_false(scale(QUANTITY_MOST, 2, 1, ROUND_DOWN, &out, &much));
	assert_int_equal(much.fault, FAULT_REFUSED);
	assert_string_equal(much.text, "the amount is too much to hold");
	assert_false(scale(INT64_MAX, INT64_MAX, 1, ROUND_DOWN, &out, &much));
	assert_false(scale(1, 1, 0, ROUND_DOWN, &out, &zero));
	assert_string_equal(zero.text, "an amount cannot be divided by nothing");
	assert_false(scale(1, 1, -1, ROUND_DOWN, &out, &zero));
}

static void packs_are_a_count_and_a_size(void **state)
{
	static const struct {
		const char *text;
		int64_t count, atoms;
		const char *written;
	} all[] = {
		{ "10x5mL", 10, 5000000, "10x5 mL" },
		{ "2x2 mL", 2, 2000000, "2x2 mL" },
		{ "7 x 5 mL", 7, 5000000, "7x5 mL" },
		{ "7 X 5 mL", 7, 5000000, "7x5 mL" },
		{ "10\u00d71,5 mL", 10, 1500000, "10x1.5 mL" },
		{ "3*1 g", 3, 1000000000, "3x1 g" },
		{ "40 mL", 0, 40000000, "40 mL" },
		{ "5 amp", 0, 5, "5 pieces" },
		{ "2x5 amp", 2, 5, "2x5 pieces" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };
		struct packs packs;
		char text[QUANTITY_TEXT];

		assert_true(packs_parse(all[i].text, &packs, &err));
		assert_int_equal(packs.count, all[i].count);
		assert_int_equal(packs.each.atoms, all[i].atoms);
		packs_format(packs, text);
		assert_string_equal(text, all[i].written);
	}
}

static void packs_of_nothing_or_too_many_are_refused(void **state)
{
	static const struct { const char *text, *sentence;
	} all[] = {
		{ "0x5 mL", "'0x5 mL' is packs of nothing" },
		{ "5x0 mL", "'5x0 mL' is packs of nothing" },
		{ "x5 mL", "'x5 mL' is not packs such as '10x5 mL'" },
		{ "10x", "'10x' is not packs such as '10x5 mL'" },
		{ "10x5", "'5' has no unit: write one, such as '2.5 mL'" },
		{ "99999999999999999999x1 mL",
		  "'99999999999999999999x1 mL' is too much to hold" },
		{ "1000000000x1 L", "'1000000000x1 L' is too much to hold" },
		{ "2x-5 mL", "'-5 mL' is negative: write the amount without a sign" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct error err = { 0 };
		struct packs packs;

		assert_false(packs_parse(all[i].text, &packs, &err));
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, all[i].sentence);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_read_as_people_write_them),
		cmocka_unit_test(every_spelling_of_a_unit_is_known),
		cmocka_unit_test(a_unit_in_the_wrong_case_is_refused_not_guessed),
		cmocka_unit_test(a_comma_is_decimal_unless_it_could_group),
		cmocka_unit_test(grouped_digits_are_refused),
		cmocka_unit_test(signs_exponents_and_gaps_are_refused),
		cmocka_unit_test(what_the_atom_cannot_hold_is_refused),
		cmocka_unit_test(amounts_are_written_by_the_safe_writing_rules),
		cmocka_unit_test(every_amount_written_reads_back_as_itself),
		cmocka_unit_test(a_shown_amount_is_rounded_half_to_even),
		cmocka_unit_test(a_number_column_is_exact_in_the_everyday_unit),
		cmocka_unit_test(stored_names_read_back),
		cmocka_unit_test(amounts_of_one_kind_add_up_and_others_do_not),
		cmocka_unit_test(scaling_rounds_once_as_named),
		cmocka_unit_test(scaling_out_of_range_is_refused),
		cmocka_unit_test(packs_are_a_count_and_a_size),
		cmocka_unit_test(packs_of_nothing_or_too_many_are_refused),
	};

	return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
