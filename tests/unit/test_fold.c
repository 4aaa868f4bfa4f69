/*
 * test_fold.c - sentences that fit a terminal
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../src/cli/fold.c"

static void folded(const char *text, int width, const char *expected)
{
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);

	assert_non_null(out);
	text_fold(out, text, width);
	fclose(out);
	assert_string_equal(said, expected);
	free(said);
}

static void a_sentence_is_broken_at_words_and_goes_on_two_columns_in(void **state)
{
	(void)state;
	folded("warning: not screened (rule screening)\nshort\n", 20,
	       "warning: not\n  screened (rule\n  screening)\nshort\n");
	folded("exactly twenty wide.\n", 20, "exactly twenty wide.\n");
	folded("exactly twenty wide. more\n", 20, "exactly twenty wide.\n  more\n");
}

static void where_it_is_no_terminal_nothing_is_broken(void **state)
{
	(void)state;
	folded("warning: not screened (rule screening)\n\nend", 0,
	       "warning: not screened (rule screening)\n\nend");
}

static void a_word_that_does_not_fit_stays_whole(void **state)
{
	(void)state;
	folded("/media/usb/pistor-2026-11-03.db is verified\n", 20,
	       "/media/usb/pistor-2026-11-03.db is verified\n");
	folded("kept in /media/usb/pistor-2026-11-03.db\n", 20,
	       "kept in\n  /media/usb/pistor-2026-11-03.db\n");
}

static void colours_and_accents_take_no_room(void **state)
{
	(void)state;
	folded("\033[31mpast its date\033[0m ok\n", 16, "\033[31mpast its date\033[0m ok\n");
	folded("éééé éééé éééé ééééé\n", 20, "éééé éééé éééé ééééé\n");
}

static void a_line_that_begins_further_right_goes_on_below_itself(void **state)
{
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);

	(void)state;
	fputs("pistor: ", out);
	line_fold(out, "need 5 mL, have 2 mL", 8, 20);
	fclose(out);
	assert_string_equal(said, "pistor: need 5 mL,\n        have 2 mL\n");
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_is_broken_at_words_and_goes_on_two_columns_in),
		cmocka_unit_test(where_it_is_no_terminal_nothing_is_broken),
		cmocka_unit_test(a_word_that_does_not_fit_stays_whole),
		cmocka_unit_test(colours_and_accents_take_no_room),
		cmocka_unit_test(a_line_that_begins_further_right_goes_on_below_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
