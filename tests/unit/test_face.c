/*
 * test_face.c - text is given the room it takes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/report/face.h"

/* Hundredths of a digit, added up from the advance widths in Carlito's own table. */
static const struct { const char *text; int width; } measured[] = {
	{ "The quick brown fox jumps over the lazy dog", 3800 },
	{ "PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS", 3970 },
	{ "0123456789", 1063 },
	{ "~!@#$%^&*()_+{}|:<>?[];,./-=", 2538 },
	{ "HA-88213", 847 },
	{ "Гиалуроновая кислота", 1995 },
	{ "ЖЕЛЧЬ", 626 },
	{ "Щёлочь, 5 мл", 1207 },
	{ "Сыворотка — 5 мл", 1649 },
	{ "Aminosäurelösung", 1587 },
	{ "crème à l’acide hyaluronique", 2463 },
	{ "ÖÄÜ", 395 },
	{ "Łódź", 394 },
	{ "Γλουταθειόνη", 1190 },
	{ "Ampułka św. Józefa", 1665 },
};

/* What is cut is worse than a little room too much. */
static void text_is_never_said_to_be_narrower_than_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
		int said = 100 * face_width(measured[i].text), is = measured[i].width;

		if (said < is || said > is * 7 / 5)
			fail_msg("'%s' is %d hundredths of a digit wide, not %d",
			         measured[i].text, is, said);
	}
}

static void what_is_as_wide_as_it_says_stands_on_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof measured / sizeof *measured; i++) {
		const char *text = measured[i].text;
		int width = face_width(text), before = INT32_MAX;

		assert_int_equal(face_lines(text, width), 1);
		assert_true(face_lines(text, width - 2) > 1);
		for (int room = 0; room <= 2 * width + 2; room++) {
			int lines = face_lines(text, room);

			assert_in_range(lines, 1, before);
			before = lines;
		}
		assert_in_range(face_word(text), 1, width);
	}
}

static void lines_are_broken_at_spaces_and_long_words_anywhere(void **state)
{
	(void)state;
	assert_int_equal(face_lines("", 0), 1);
	assert_int_equal(face_lines("0000 0000", face_width("0000 0000")), 1);
	assert_int_equal(face_lines("0000 0000", face_width("0000 000")), 2);
	assert_int_equal(face_lines("0000 0000", face_width("0000")), 2);
	/* Each line keeps its last digit. */
	assert_int_equal(face_lines("00000000", face_width("0000")), 2);
	assert_int_equal(face_lines("one\ntwo\n\nthree", 100), 4);
	/* Blanks at the end of a line take no room. */
	assert_int_equal(face_lines("0000      0000", face_width("0000")), 2);
	assert_int_equal(face_word("a, hyaluronidase b"), face_width("hyaluronidase"));
	assert_int_equal(face_word("a\nhyaluronidase\nb"), face_width("hyaluronidase"));
	/* What is no UTF-8 takes room, too, and ends. */
	assert_in_range(face_lines("\xff\xfe\xc3", 1), 1, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_never_said_to_be_narrower_than_it_is),
		cmocka_unit_test(what_is_as_wide_as_it_says_stands_on_one_line),
		cmocka_unit_test(lines_are_broken_at_spaces_and_long_words_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
