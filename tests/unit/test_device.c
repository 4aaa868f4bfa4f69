#include "device.h"
#include "stock.h"

static void assert_said(struct store *store, const char *device, const char *at,
                        const char *expected)
{
	struct instant instant;
	struct error err = { 0 };
	char why[DEVICE_WHY];

	snprintf(instant.text, sizeof instant.text, "%s", at);
	must(device_unclean(store, device, &instant, why, &err));
	assert_string_equal(why, expected);
}

static void a_device_never_cleaned_says_so(void **state)
{
	assert_said(*state, "GUN-1", "2026-11-03T09:00:00Z",
	            "GUN-1 was never cleaned on record");
}

static void a_device_is_clean_from_its_cleaning_on_whatever_the_case(void **state)
{
	struct error err = { 0 };

	must(device_clean(*state, "Gun-1", "alcohol 70 %", &err));
	assert_said(*state, "GUN-1", "2026-11-03T09:00:00Z", "");
	assert_said(*state, "gun-1", "2026-11-03T08:59:59Z",
	            "gun-1 was never cleaned on record");
	assert_said(*state, "GUN-2", "2026-11-03T09:00:00Z",
	            "GUN-2 was never cleaned on record");
}

static void a_cleaning_names_the_device_and_what_with(void **state)
{
	struct error err = { 0 };

	assert_false(device_clean(*state, "", "alcohol", &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	err = (struct error){ 0 };
	assert_false(device_clean(*state, "GUN-1", "", &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_device_never_cleaned_says_so, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(
			a_device_is_clean_from_its_cleaning_on_whatever_the_case, open_fixture,
			close_fixture),
		cmocka_unit_test_setup_teardown(a_cleaning_names_the_device_and_what_with,
		                                open_fixture, close_fixture),
	};

	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
