#include "body.h"
#include "fixture.h"
#include "phrase.h"

#include <stdlib.h>

static struct body *body_of(struct store *store)
{
	struct error err = { 0 };
	struct body *body = body_read(store, &err);

	must(body != NULL);
	return body;
}

static void refused(bool ok, struct error *err, const char *sentence)
{
	assert_false(ok);
	assert_int_equal(err->fault, FAULT_MISSING);
	assert_string_equal(err->text, sentence);
	*err = (struct error){ 0 };
}

static void an_area_is_one_there_is(void **state)
{
	static const char *const known[] = { "", "face", "left cheek", "Cheeks", "hand", "visage",
		                             "face; neck; decollete; hands", "cuir chevelu",
		                             "DÉCOLLETÉ", "front of the thighs", "foot",
		                             "main de gauche" };
	static const char *const unknown[] = { "of", "the", "de", "d", "small", "medial" };
	struct error err = { 0 };

	must(body_knows(*state, NULL, &err));
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		must(body_knows(*state, known[i], &err));
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		assert_false(body_knows(*state, unknown[i], &err));
		assert_int_equal(err.fault, FAULT_MISSING);
		err = (struct error){ 0 };
	}
	refused(body_knows(*state, "fcae", &err), &err, "no area 'fcae'; did you mean 'face'?");
	refused(body_knows(*state, "quux", &err), &err,
	        "no area 'quux': 'pistor phrase list area' shows them, and 'phrase set area' "
	        "adds one");
}

static void what_lies_within_what_is_known_in_every_language(void **state)
{
	static const struct { const char *said, *areas; enum lies lies; } cases[] = {
		{ "face", "head; face; scalp; neck; genital", LIES_WITHIN },
		{ "periorbital", "head; neck; genital", LIES_WITHIN },
		{ "contour des yeux", "face", LIES_WITHIN },
		{ "left cheek", "face", LIES_WITHIN },
		{ "vertex", "head; face", LIES_WITHIN },
		{ "submental", "head; neck", LIES_WITHIN },
		{ "thigh", "legs", LIES_WITHIN },
		{ "medial thigh", "thighs; buttocks", LIES_WITHIN },
		{ "belly and chin", "head", LIES_WITHIN },
		{ "abdomen", "head; face; scalp; neck; genital", LIES_OUTSIDE },
		{ "thigh", "head; neck", LIES_OUTSIDE },
		{ "thighs", "head; neck", LIES_OUTSIDE },
		{ "neckline", "neck", LIES_OUTSIDE },
		{ "Small of the back", "head", LIES_OUTSIDE },
		{ "face", "periorbital", LIES_PERHAPS },
		{ "cheeks", "lower cheek", LIES_PERHAPS },
		{ "scars", "face", LIES_PERHAPS },
		{ "scars on the back", "face", LIES_OUTSIDE },
		{ "left side", "face", LIES_PERHAPS },
		{ "front of the thighs", "face; neck", LIES_OUTSIDE },
		{ "front of the thighs", "thighs", LIES_WITHIN },
		{ "front of the thighs and front", "face", LIES_WITHIN },
		{ "Front", "face", LIES_WITHIN },
		{ "face et dos des mains", "back", LIES_OUTSIDE },
		{ "main de gauche", "hands", LIES_WITHIN },
	};
	struct body *body = body_of(*state);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (body_lies(body, cases[i].said, cases[i].areas) != cases[i].lies)
			fail_msg("'%s' of '%s'", cases[i].said, cases[i].areas);
	body_free(body);
}

static void every_area_to_begin_with_has_its_place(void **state)
{
	static const char *const anywhere[] = { "scars", "stretch-marks" };
	struct body *body = body_of(*state);
	struct error err = { 0 };
	struct row *row = store_query(*state, PHRASE_AREAS, BIND_NOTHING, &err);

	while (row_next(row, &err)) {
		const char *code = row_text(row, "code");
		bool placed = body_lies(body, code, "head; neck; body") == LIES_WITHIN;

		assert_int_equal(placed, strcmp(code, anywhere[0]) != 0
		                         && strcmp(code, anywhere[1]) != 0);
	}
	must(!err.fault);
	body_free(body);
}

static void a_circle_of_areas_has_an_end(void **state)
{
	static const struct phrase circle[] = {
		{ PHRASES_AREA, "here", "en", "Here" },
		{ PHRASES_AREA, "there", "en", "There" },
		{ PHRASES_WITHIN, "here", "en", "there" },
		{ PHRASES_WITHIN, "there", "en", "here" },
	};
	struct error err = { 0 };
	struct body *body;

	must(store_begin(*state, "phrase set", &err));
	for (size_t i = 0; i < sizeof circle / sizeof *circle; i++)
		must(phrase_set(*state, &circle[i], &err));
	must(store_end(*state, true, &err));
	body = body_of(*state);
	assert_int_equal(body_lies(body, "here", "face"), LIES_OUTSIDE);
	assert_int_equal(body_lies(body, "here", "there"), LIES_WITHIN);
	body_free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_area_is_one_there_is, open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(what_lies_within_what_is_known_in_every_language,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(every_area_to_begin_with_has_its_place, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_circle_of_areas_has_an_end, open_fixture,
		                                close_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
