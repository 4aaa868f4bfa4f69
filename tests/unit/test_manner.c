#include "fixture.h"
#include "manner.h"

static void refused(bool ok, struct error *err, const char *sentence)
{
	assert_false(ok);
	assert_string_equal(err->text, sentence);
	*err = (struct error){ 0 };
}

static void a_needle_is_one_of_an_injection(void **state)
{
	static const char *const sound[] = { "", "30G 4 mm", "32 G, 13 mm", "27g", "4 mm",
		                             "cannula 22G 70 mm", "Mesogun 5", "14G", "34G" };
	struct error err = { 0 };

	(void)state;
	must(manner_needle(NULL, &err));
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
		must(manner_needle(sound[i], &err));
	refused(manner_needle("3G 4 mm", &err), &err,
	        "'3G 4 mm': needles are of 14G to 34G, such as '30G 4 mm'");
	refused(manner_needle("300G", &err), &err,
	        "'300G': needles are of 14G to 34G, such as '30G 4 mm'");
	refused(manner_needle("30G 400 mm", &err), &err,
	        "'30G 400 mm': no needle is longer than 150 mm");
}

static void a_depth_is_read_off_its_text(void **state)
{
	(void)state;
	assert_int_equal(manner_deepest("1.5-4 mm"), 400);
	assert_int_equal(manner_deepest("1,25 cm"), 1250);
	assert_int_equal(manner_deepest("dermal"), -1);
}

static void a_number_of_points_can_be_meant(void **state)
{
	struct error err = { 0 };

	(void)state;
	must(manner_points(0, &err));
	must(manner_points(MOST_POINTS, &err));
	refused(manner_points(5001, &err), &err, "5001 is not a number of points from 1 to 5000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_needle_is_one_of_an_injection),
		cmocka_unit_test(a_depth_is_read_off_its_text),
		cmocka_unit_test(a_number_of_points_can_be_meant),
	};

	return cmocka_run_group_tests_name("manner", tests, NULL, NULL);
}
