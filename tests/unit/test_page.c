/*
 * test_page.c - tables, forms, CSV and JSON, byte by byte
 */
#include "page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LOTS \
	"title Lots\n" \
	"lot     text     Lot\n" \
	"maker   text     Maker\n" \
	"amount  amount   On hand [total]\n" \
	"each    strength Strength\n" \
	"expires day      Expires\n" \
	"held    flag     Held [flag=held:amber]\n"

static const struct zone paris = { "Europe/Paris" };

/* What the page under test writes. */
static char *written;
static size_t size;
static FILE *out;

static struct page *begin(enum format format, bool colour, int width)
{
	out = open_memstream(&written, &size);
	return page_open(out, format, &paris, colour, width);
}

static void says(struct page *page, const char *expected)
{
	page_close(page);
	fclose(out);
	assert_string_equal(written, expected);
	free(written);
}

static void lot_add(struct page *page, const char *lot, const char *maker, int64_t atoms,
                    bool held)
{
	page_text(page, lot);
	page_text(page, maker);
	page_amount(page, (struct quantity){ atoms, UNIT_LITRE });
	page_strength(page, &(struct strength){
				    { 20000000, UNIT_GRAM }, { 1000000, UNIT_LITRE }, true });
	page_text(page, "2027-04-30");
	page_count(page, held);
	page_row_end(page);
}

static void lots_write(struct page *page, bool held)
{
	page_begin(page, "lots", LOTS);
	lot_add(page, "HA-88213", "Laboratoires Élan", 2500000, held);
	lot_add(page, "00123", "=1+1, \"quoted\"", 500000, false);
	page_end(page);
}

static void a_table_aligns_amounts_right_and_leaves_out_flags_nothing_raises(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 0);

	(void)state;
	lots_write(page, false);
	says(page,
		"Lots\n"
		"Lot       Maker              On hand  Strength  Expires\n"
		"HA-88213  Laboratoires Élan   2.5 mL  20 mg/mL  2027-04-30\n"
		"00123     =1+1, \"quoted\"      0.5 mL  20 mg/mL  2027-04-30\n");
}

static void a_table_too_wide_wraps_words_and_never_a_code(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 59);

	(void)state;
	lots_write(page, true);
	says(page,
		"Lots\n"
		"Lot       Maker         On hand  Strength  Expires     Held\n"
		"HA-88213  Laboratoires   2.5 mL  20 mg/mL  2027-04-30  held\n"
		"          Élan\n"
		"00123     =1+1,          0.5 mL  20 mg/mL  2027-04-30\n"
		"          \"quoted\"\n");
}

static void colour_marks_the_word_only_where_told(void **state)
{
	struct page *page = begin(FORMAT_TABLE, true, 0);

	(void)state;
	page_begin(page, "states", "state text State [flag=held:amber,flag=recalled:red]");
	page_text(page, "recalled");
	page_row_end(page);
	page_text(page, "released");
	page_row_end(page);
	page_end(page);
	says(page, "\033[1mState\033[0m\n\033[31mrecalled\033[0m\nreleased\n");
}

static void where_it_is_narrow_what_may_go_goes_and_words_stay_whole(void **state)
{
	static const char declaration[] =
		"lot text Lot\nname text Name [hide=narrow]\nmaker text Maker [hide=narrow]\n"
		"why text Why [width=4, flag=open too long:red]\n";
	struct page *page = NULL;

	(void)state;
	for (int width = 60; width >= 20; width -= 20) {
		page = begin(FORMAT_TABLE, width == 20, width);
		page_begin(page, "lots", declaration);
		page_text(page, "HA-88213");
		page_text(page, "Hyaluron 20 mg/mL of the house");
		page_text(page, "Laboratoires");
		page_text(page, "open too long");
		page_row_end(page);
		page_end(page);
		says(page,
		     width == 60
		             ? "Lot       Name                            Maker         Why\n"
		               "HA-88213  Hyaluron 20 mg/mL of the house  Laboratoires  open\n"
		               "                                                        too\n"
		               "                                                        long\n"
		     : width == 40
		             ? "Lot       Maker         Why\nHA-88213  Laboratoires  open\n"
		               "                        too\n                        long\n"
		               "left out for want of width: Name (a\n"
		               "wider terminal shows more; --format csv\nof a list, all)\n"
		             : "\033[1mLot\033[0m       \033[1mWhy\033[0m\nHA-88213  "
		               "\033[31mopen\033[0m\n"
		               "          \033[31mtoo\033[0m\n          \033[31mlong\033[0m\n"
		               "left out for want of\nwidth: Name, Maker\n(a wider terminal\n"
		               "shows more; --format\ncsv of a list, all)\n");
	}
}

static void nought_is_left_empty_where_told_in_a_table_only(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 40);

	(void)state;
	for (int i = 0; i < 2; i++) {
		page_begin(page, "lots", "lot text Lot\nused amount Used [quiet]\n");
		page_text(page, "A");
		page_amount(page, (struct quantity){ 0, UNIT_LITRE });
		page_row_end(page);
		page_text(page, "B");
		page_amount(page, (struct quantity){ 1000000, UNIT_LITRE });
		page_row_end(page);
		page_end(page);
		says(page, i ? "lot,used,used_unit\r\nA,0,mL\r\nB,1,mL\r\n"
		             : "Lot  Used\nA\nB    1 mL\n");
		if (!i)
			page = begin(FORMAT_CSV, false, 40);
	}
}

static void a_width_asked_for_breaks_no_word(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 40);

	(void)state;
	page_begin(page, "acts", "what text What [width=8]\n");
	page_text(page, "to Laboratoires now");
	page_row_end(page);
	page_end(page);
	says(page, "What\nto\nLaboratoires\nnow\n");
}

static void a_terminal_is_not_steered_by_what_was_entered(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 0);

	(void)state;
	page_begin(page, "notes", "note text Note\nmore text More");
	page_text(page, "a\033[2Jb\nc");
	page_text(page, "bad \xff\xc3 utf");
	page_row_end(page);
	page_end(page);
	says(page, "Note      More\na [2Jb c  bad ?? utf\n");
}

static void a_form_is_labels_and_values(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 40);

	(void)state;
	page_say(page, "One lot.");
	page_begin(page, "lot",
	           "form\nlot text Lot\nmade instant Made\nnote text Remark of the maker\nnone "
	           "text None");
	page_text(page, "00123");
	page_instant(page, &(struct instant){ "2026-01-31T09:30:00Z" });
	page_text(page, "keep it cold and away from light");
	page_blank(page);
	page_row_end(page);
	page_end(page);
	page_say(page, "That was all.");
	says(page,
		"One lot.\n\n"
		"Lot                  00123\n"
		"Made                 2026-01-31 10:30\n"
		"Remark of the maker  keep it cold and\n"
		"                     away from light\n\n"
		"That was all.\n");
}

static void a_table_without_rows_is_left_out(void **state)
{
	struct page *page = begin(FORMAT_TABLE, false, 0);

	(void)state;
	page_begin(page, "lots", LOTS);
	page_end(page);
	says(page, "");
}

static void json_has_a_key_for_every_section(void **state)
{
	struct page *page = begin(FORMAT_JSON, false, 0);

	(void)state;
	page_say(page, "not in JSON");
	page_begin(page, "lots", "lot text Lot\namount amount Left\nheld flag Held");
	page_text(page, "a\"b\\\n\x01");
	page_amount(page, (struct quantity){ 1234567, UNIT_GRAM });
	page_count(page, 1);
	page_row_end(page);
	page_blank(page);
	page_blank(page);
	page_count(page, 0);
	page_row_end(page);
	page_end(page);
	page_begin(page, "lots", "lot text Lot");
	page_end(page);
	page_begin(page, "batch", "form\nmade instant Made");
	page_instant(page, &(struct instant){ "2026-01-31T09:30:00Z" });
	page_row_end(page);
	page_end(page);
	says(page, "{\n\"lots\": [\n"
	           "{\"lot\": \"a\\\"b\\\\\\n\\u0001\", \"amount\": {\"text\": \"1.234567 "
	           "mg\", \"number\": 1.234567,"
	           " \"unit\": \"mg\"}, \"held\": true},\n"
	           "{\"lot\": null, \"amount\": null, \"held\": false}\n],\n"
	           "\"lots_2\": [],\n"
	           "\"batch\": {\"made\": \"2026-01-31T09:30:00Z\"}\n}\n");
}

static void csv_quotes_what_must_be_and_splits_amounts(void **state)
{
	struct page *page = begin(FORMAT_CSV, false, 0);

	(void)state;
	lots_write(page, true);
	page_begin(page, "counts", "lines count Lines");
	page_count(page, 3);
	page_row_end(page);
	page_end(page);
	says(page,
		"lot,maker,amount,amount_unit,each,expires,held\r\n"
		"HA-88213,Laboratoires Élan,2.5,mL,20 mg/mL,2027-04-30,1\r\n"
		"00123,\"'=1+1, \"\"quoted\"\"\",0.5,mL,20 mg/mL,2027-04-30,0\r\n"
		"\r\n# counts\r\nlines\r\n3\r\n");
}

/* With the wide letters of East Asia too. */
static void csv_marks_what_a_spreadsheet_would_run(void **state)
{
	static const char *const texts[] = { "=1", "+1", "-1", "@A", "\t=1", "\n=1",
		                             "＝1", "＋1", "－1", "＠A", "−1", "'＝1" };
	struct page *page = begin(FORMAT_CSV, false, 0);

	(void)state;
	page_begin(page, "texts", "t text T");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		page_text(page, texts[i]);
		page_row_end(page);
	}
	page_end(page);
	says(page, "t\r\n'=1\r\n'+1\r\n'-1\r\n'@A\r\n'\t=1\r\n\"'\n=1\"\r\n"
	           "'＝1\r\n'＋1\r\n'－1\r\n'＠A\r\n'−1\r\n''＝1\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_table_aligns_amounts_right_and_leaves_out_flags_nothing_raises),
		cmocka_unit_test(a_table_too_wide_wraps_words_and_never_a_code),
		cmocka_unit_test(colour_marks_the_word_only_where_told),
		cmocka_unit_test(where_it_is_narrow_what_may_go_goes_and_words_stay_whole),
		cmocka_unit_test(nought_is_left_empty_where_told_in_a_table_only),
		cmocka_unit_test(a_width_asked_for_breaks_no_word),
		cmocka_unit_test(a_terminal_is_not_steered_by_what_was_entered),
		cmocka_unit_test(a_form_is_labels_and_values),
		cmocka_unit_test(a_table_without_rows_is_left_out),
		cmocka_unit_test(json_has_a_key_for_every_section),
		cmocka_unit_test(csv_quotes_what_must_be_and_splits_amounts),
		cmocka_unit_test(csv_marks_what_a_spreadsheet_would_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
