#include "ratio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

static void assert_ratio(struct ratio ratio, int64_t num, int64_t den)
{
	assert_int_equal(ratio.num, num);
	assert_int_equal(ratio.den, den);
}

static void a_ratio_is_kept_in_lowest_terms(void **state)
{
	(void)state;
	assert_ratio(ratio_of(982, 1000), 491, 500);
	assert_ratio(ratio_of(-6, 4), -3, 2);
	assert_ratio(ratio_of(0, 7), 0, 1);
	assert_ratio(ratio_of(INT64_MIN, 2), INT64_MIN / 2, 1);
}

static void arithmetic_is_exact(void **state)
{
	struct error err = { 0 };
	struct ratio out;

	(void)state;
	assert_true(ratio_add(ratio_of(1, 3), ratio_of(1, 6), &out, &err));
	assert_ratio(out, 1, 2);
	assert_true(ratio_subtract(ratio_of(1, 3), ratio_of(1, 2), &out, &err));
	assert_ratio(out, -1, 6);
	assert_true(ratio_multiply(ratio_of(-2, 3), ratio_of(3, 4), &out, &err));
	assert_ratio(out, -1, 2);
	assert_true(ratio_divide(ratio_of(2, 3), ratio_of(-4, 3), &out, &err));
	assert_ratio(out, -1, 2);
}

static void large_terms_are_reduced_before_they_are_judged(void **state)
{
	struct error err = { 0 };
	struct ratio out;

	(void)state;
	assert_true(ratio_multiply(ratio_of(INT64_MAX, 3), ratio_of(3, INT64_MAX), &out, &err));
	assert_ratio(out, 1, 1);
	assert_true(ratio_divide(ratio_of(INT64_MAX, 2), ratio_of(INT64_MAX, 4), &out, &err));
	assert_ratio(out, 2, 1);
	assert_true(ratio_add(ratio_of(INT64_MAX, 2), ratio_of(-INT64_MAX, 2), &out, &err));
	assert_ratio(out, 0, 1);
}

static void what_outgrows_its_terms_is_refused(void **state)
{
	struct ratio most = ratio_of(INT64_MAX, 1), least = ratio_of(1, INT64_MAX), out;
	struct error add = { 0 }, multiply = { 0 }, divide = { 0 }, fine = { 0 };

	(void)state;
	assert_false(ratio_add(most, most, &out, &add));
	assert_int_equal(add.fault, FAULT_REFUSED);
	assert_string_equal(add.text, "the amount cannot be held exactly");
	assert_false(ratio_multiply(least, ratio_of(1, 2), &out, &multiply));
	assert_string_equal(multiply.text, "the amount cannot be held exactly");
	assert_false(ratio_subtract(least, ratio_of(1, INT64_MAX - 1), &out, &fine));
	assert_false(ratio_divide(most, ratio_of(0, 1), &out, &divide));
	assert_string_equal(divide.text, "an amount cannot be divided by nothing");
}

static void ratios_compare_without_rounding(void **state)
{
	(void)state;
	assert_int_equal(ratio_compare(ratio_of(1, 3), ratio_of(333333333, 1000000000)), 1);
	assert_int_equal(ratio_compare(ratio_of(-1, 3), ratio_of(1, 3)), -1);
	assert_int_equal(ratio_compare(ratio_of(2, 4), ratio_of(1, 2)), 0);
	assert_int_equal(ratio_compare(ratio_of(INT64_MAX - 1, INT64_MAX),
	                               ratio_of(INT64_MAX - 2, INT64_MAX - 1)), 1);
}

static int64_t rounded(struct ratio value, int64_t step, enum rounding rounding)
{
	struct error err = { 0 };
	int64_t out;

	assert_true(ratio_round(value, step, rounding, &out, &err));
	return out;
}

static void a_measured_amount_is_a_whole_multiple_of_the_step(void **state)
{
	(void)state;
	/* 1.5274949 mL at steps of 0.01 mL. */
	assert_int_equal(rounded(ratio_of(3054989817, 2000), 10000, ROUND_HALF_EVEN), 1530000);
	assert_int_equal(rounded(ratio_of(3054989817, 2000), 10000, ROUND_DOWN), 1520000);
	assert_int_equal(rounded(ratio_of(1525000, 1), 10000, ROUND_HALF_EVEN), 1520000);
	assert_int_equal(rounded(ratio_of(1535000, 1), 10000, ROUND_HALF_EVEN), 1540000);
	assert_int_equal(rounded(ratio_of(-1525000, 1), 10000, ROUND_HALF_EVEN), -1520000);
	assert_int_equal(rounded(ratio_of(5, 2), 1, ROUND_HALF_EVEN), 2);
	assert_int_equal(rounded(ratio_of(1, INT64_MAX), INT64_MAX / 1000000, ROUND_DOWN), 0);
	assert_int_equal(rounded(ratio_of(1, 3), 10000, ROUND_UP), 10000);
}

static void a_rounded_amount_out_of_range_is_refused(void **state)
{
	struct error err = { 0 };
	int64_t out;

	(void)state;
	assert_false(ratio_round(ratio_of(INT64_MAX, 1), 1, ROUND_DOWN, &out, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text, "the amount is too much to hold");
	assert_false(ratio_round(ratio_of(1, 1), INT64_MAX, ROUND_UP, &out, &err));
}

static void parts_of_a_split_add_up_exactly(void **state)
{
	unsigned seed = 7;

	(void)state;
	srandom(seed);
	for (int i = 0; i < 2000; i++) {
		struct ratio whole = ratio_of(random() % 1000000 + 1, random() % 1000 + 1);
		struct ratio part, rest, sum;
		struct error err = { 0 };

		assert_true(ratio_multiply(whole, ratio_of(random() % 100, 101), &part, &err));
		assert_true(ratio_subtract(whole, part, &rest, &err));
		assert_true(ratio_add(part, rest, &sum, &err));
		if (ratio_compare(sum, whole) != 0)
			fail_msg("seed %u, round %d: the parts do not make the whole", seed, i);
	}
}

static void a_ratio_is_written_exactly_or_marked_as_cut(void **state)
{
	static const struct { int64_t num, den; enum unit unit; const char *written; } all[] = {
		{ 1500000, 1, UNIT_LITRE, "1.5 mL" },
		{ 3054989817, 2000, UNIT_LITRE, "1.527494908... mL" },
		{ 1, 3, UNIT_GRAM, "0.333333333... ng" },
		{ -1, 3, UNIT_GRAM, "-0.333333333... ng" },
		{ 3, 2, UNIT_PIECE, "1.5 pieces" },
		{ 1, 1, UNIT_PIECE, "1 piece" },
		{ 0, 1, UNIT_GRAM, "0 mg" },
		{ 2000000, 3, UNIT_GRAM, "0.666666666... mg" },
		{ 12345678901234, 1, UNIT_GRAM, "12.345678901234 kg" },
		{ INT64_MIN, 1, UNIT_PIECE, "-9223372036854775808 pieces" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		char text[RATIO_TEXT];

		ratio_format(ratio_of(all[i].num, all[i].den), all[i].unit, text);
		assert_string_equal(text, all[i].written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio_is_kept_in_lowest_terms),
		cmocka_unit_test(arithmetic_is_exact),
		cmocka_unit_test(large_terms_are_reduced_before_they_are_judged),
		cmocka_unit_test(what_outgrows_its_terms_is_refused),
		cmocka_unit_test(ratios_compare_without_rounding),
		cmocka_unit_test(a_measured_amount_is_a_whole_multiple_of_the_step),
		cmocka_unit_test(a_rounded_amount_out_of_range_is_refused),
		cmocka_unit_test(parts_of_a_split_add_up_exactly),
		cmocka_unit_test(a_ratio_is_written_exactly_or_marked_as_cut),
	};

	return cmocka_run_group_tests_name("ratio", tests, NULL, NULL);
}
