#include "fixture.h"
#include "import.h"
#include "supplier.h"

#include <stdlib.h>

/* Enter a table of suppliers, as text; gives how many lines were refused, or -1 where the file
 * was. */
static int entered(struct store *store, const char *text, struct import_line *last,
                   struct error *err)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	struct import_line line = { 0 };
	struct import *import;
	int faulty = 0;

	*err = (struct error){ 0 };
	if (!import_open(file, IMPORT_SUPPLIERS, &import, err)) {
		fclose(file);
		return -1;
	}
	assert_true(store_begin(store, "import suppliers", err));
	while (import_next(import, store, &line))
		if (line.fault.fault) {
			*last = line;
			faulty++;
		}
	import_close(import);
	fclose(file);
	assert_int_equal(store_end(store, faulty == 0, err), faulty == 0);
	return faulty;
}

static void assert_on_record(struct store *store, const char *text, const char *name)
{
	struct supplier supplier;
	struct error err = { 0 };

	must(supplier_find(store, text, &supplier, &err));
	assert_string_equal(supplier.name, name);
}

static void lines_end_in_any_way(void **state)
{
	struct import_line line;
	struct error err;

	assert_int_equal(entered(*state, "code,name\nA,Alpha\nB,Beta", &line, &err), 0);
	assert_int_equal(
		entered(*state, "code,name\r\nC,Gamma\r\n\r\nD,Delta\r\n", &line, &err), 0);
	assert_int_equal(entered(*state, "code,name\rE,Epsilon\rF,Zeta\r", &line, &err), 0);
	assert_on_record(*state, "B", "Beta");
	assert_on_record(*state, "D", "Delta");
	assert_on_record(*state, "F", "Zeta");
}

static void separators_are_found_out(void **state)
{
	struct import_line line;
	struct error err;

	assert_int_equal(entered(*state, "name;code\n\"One, and two\";A\n", &line, &err), 0);
	assert_on_record(*state, "A", "One, and two");
	assert_int_equal(entered(*state, "name\tcode\nThree; four\tB\n", &line, &err), 0);
	assert_on_record(*state, "B", "Three; four");
	assert_int_equal(entered(*state,
	                         "\xef\xbb\xbf"
	                         "\"name\",\"code\"\n\"Says \"\"five\"\"\",C\n",
	                         &line, &err),
	                 0);
	assert_on_record(*state, "C", "Says \"five\"");
}

static void a_line_is_numbered_as_the_file_shows_it(void **state)
{
	struct import_line line;
	struct error err;

	assert_int_equal(
		entered(*state,
	                "code,name,address\r\nA,Alpha,\"1 street\r\ntown\"\r\n,,\r\nB,,\r\n",
	                &line, &err),
		1);
	assert_int_equal(line.number, 5);
	assert_string_equal(line.fault.text, "its 'name' is empty");
	assert_int_equal(entered(*state, "\n\ncode,name\n\nA,\n", &line, &err), 1);
	assert_int_equal(line.number, 5);
}

static void one_refused_line_leaves_no_trace_of_the_others(void **state)
{
	struct digest before, after;
	struct import_line line;
	struct supplier none;
	struct error err = { 0 };
	int64_t length;

	must(store_head(*state, &before, &length, &err));
	assert_int_equal(entered(*state, "code,name\nA,Alpha\nA,Again\nB,Beta\n", &line, &err),
	                 1);
	assert_string_equal(line.fault.text, "there is a supplier 'A' already");
	assert_false(supplier_find(*state, "B", &none, &err));
	err = (struct error){ 0 };
	must(store_head(*state, &after, &length, &err));
	assert_memory_equal(&before, &after, sizeof before);
}

static void a_file_that_is_no_table_is_refused(void **state)
{
	static const struct { const char *text, *sentence;
	} wrong[] = {
		{ " ", "the file is empty; --template writes the headings" },
		{ "code,name\nA,\"Alpha\nB,Beta\n",
		  "line 4 has a quote out of place: a cell with quotes in it stands in quotes,"
		  " and each quote twice" },
		{ "code,name\nA,Al\"pha\n", "line 2 has a quote out of place: a cell with "
		                            "quotes in it stands in quotes, and each"
		                            " quote twice" },
		{ "code,name\nA,\xc3\x28\n",
		  "line 2 is not UTF-8; save the file as 'CSV UTF-8'" },
		{ "code,name\n\nA,\xed\xa0\x80\n",
		  "line 3 is not UTF-8; save the file as 'CSV UTF-8'" },
		{ "\xff\xfe"
		  "c",
		  "line 1 is not UTF-8; save the file as 'CSV UTF-8'" },
		{ "code,,name\nA,B,C\n", "line 1: column 2 has no heading" },
		{ "code,name,colour\nA,B,C\n",
		  "line 1: there is no column 'colour'; --template writes those there are" },
		{ "code,name,contakt\nA,B,C\n",
		  "line 1: there is no column 'contakt'; did you mean 'contact'?" },
		{ "code,name,NAME\nA,B,C\n", "line 1: the column 'name' is there twice" },
		{ "name\nA\n", "line 1: the column 'code' is missing" },
	};
	struct import_line line;
	struct error err;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(entered(*state, wrong[i].text, &line, &err), -1);
		assert_int_equal(err.fault, FAULT_REFUSED);
		assert_string_equal(err.text, wrong[i].sentence);
	}
}

static void every_kind_has_columns_of_its_own(void **state)
{
	(void)state;
	for (enum import_kind kind = 0; kind < IMPORT_KINDS; kind++) {
		const char *const *column = import_columns(kind);

		assert_non_null(*column);
		for (; *column; column++)
			for (const char *const *other = column + 1; *other; other++)
				assert_string_not_equal(*column, *other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_end_in_any_way, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(separators_are_found_out, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_line_is_numbered_as_the_file_shows_it,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(one_refused_line_leaves_no_trace_of_the_others,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_table_is_refused,
		                                open_fixture, close_fixture),
		cmocka_unit_test(every_kind_has_columns_of_its_own),
	};

	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
