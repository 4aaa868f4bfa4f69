/* Signatures: who signed what, and whether it still holds. */
#include "stock.h"
#include "batch.h"
#include "recipe.h"
#include "signature.h"

static int64_t drafted(struct store *store)
{
	struct recipe_entry entry = { .code = "R-1",
		                      .title = "R",
		                      .practitioner = "dr.lee",
		                      .keeps = "24 h",
		                      .yield = { 4000000, UNIT_LITRE } };
	struct error err = { 0 };
	int64_t version, line;

	must(recipe_draft(store, &entry, &version, &err));
	must(recipe_set_line(store, "R-1", "LIDO-2 1 mL", 0, &line, &err));
	must(recipe_set_line(store, "R-1", "NACL-09 qs", 0, &line, &err));
	return version;
}

static bool sign(struct store *store, const char *person, const char *password,
                 const char *meaning, int64_t version, struct error *err)
{
	struct signing signing = { .person = person,
		                   .password = password,
		                   .meaning = meaning,
		                   .subject = { .version = version } };
	int64_t id;

	return store_begin(store, "recipe approve", err)
	    && store_end(store, signature_make(store, &signing, &id, NULL, err), err);
}

static void a_signature_is_of_who_signed_and_when(void **state)
{
	struct store *store = *state;
	struct subject subject = { .version = drafted(store) };
	struct signature list[4];
	struct error err = { 0 };
	int count;

	must(sign(store, "ph.omar", NULL, "reviewed", subject.version, &err));
	must(sign(store, NULL, NULL, "approved", subject.version, &err));
	count = signed_by(store, &subject, list, 4);
	assert_int_equal(count, 2);
	assert_string_equal(list[0].name, "Omar Haddad");
	assert_string_equal(list[0].meaning, "reviewed");
	assert_string_equal(list[0].at.text, "2026-11-03T09:00:00Z");
	assert_string_equal(list[1].code, "ph.anna");
	assert_true(list[0].holds && list[1].holds);
}

static void every_signature_is_there_however_many(void **state)
{
	struct store *store = *state;
	struct subject subject = { .version = drafted(store) };
	struct signature list[70];
	struct error err = { 0 };

	for (int i = 0; i < 70; i++)
		must(sign(store, i % 2 ? "ph.omar" : NULL, NULL, "reviewed", subject.version,
		          &err));
	assert_int_equal(signed_by(store, &subject, list, 70), 70);
	assert_string_equal(list[69].code, "ph.omar");
	assert_true(list[69].holds);
}

static void
a_signature_lapses_when_what_was_signed_changes_and_holds_again_when_it_is_as_it_was(
	void **state)
{
	struct store *store = *state;
	struct subject subject = { .version = drafted(store) };
	struct error err = { 0 };
	int64_t line, person;
	bool holds;

	must(sign(store, "ph.omar", NULL, "reviewed", subject.version, &err));
	must(signature_valid(store, &subject, "approved", &holds, NULL, &err));
	assert_false(holds);
	must(recipe_set_line(store, "R-1", "LIDO-2 2 mL", 1, &line, &err));
	must(signature_valid(store, &subject, "reviewed", &holds, NULL, &err));
	assert_false(holds);
	must(recipe_set_line(store, "R-1", "LIDO-2 1 mL", 1, &line, &err));
	must(signature_valid(store, &subject, "reviewed", &holds, &person, &err));
	assert_true(holds);
	must(recipe_set_step(store, "R-1", "mix", 0, false, &line, &err));
	must(signature_valid(store, &subject, "reviewed", &holds, NULL, &err));
	assert_false(holds);
}

static void what_is_signed_differs_from_subject_to_subject(void **state)
{
	struct store *store = *state;
	struct lot a = delivered(store, "LIDO-2", "A", "10 mL", "2027-01"),
		   b = delivered(store, "LIDO-2", "B", "10 mL", "2027-01");
	struct digest first, second, again;
	struct error err = { 0 };

	must(signature_content(store, &(struct subject){ .lot = a.id }, &first, &err));
	must(signature_content(store, &(struct subject){ .lot = b.id }, &second, &err));
	must(signature_content(store, &(struct subject){ .lot = a.id }, &again, &err));
	assert_memory_not_equal(first.bytes, second.bytes, sizeof first.bytes);
	assert_memory_equal(first.bytes, again.bytes, sizeof first.bytes);
}

static void nobody_unknown_or_retired_signs(void **state)
{
	struct store *store = *state;
	int64_t version = drafted(store);
	struct error err = { 0 };

	assert_false(sign(store, "ph.oma", NULL, "reviewed", version, &err));
	assert_string_equal(err.text,
	                    "there is nobody called 'ph.oma'; did you mean 'ph.omar'?");
	err = (struct error){ 0 };
	must(person_retire(store, "ph.omar", &err));
	assert_false(sign(store, "ph.omar", NULL, "reviewed", version, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
}

static void a_meaning_is_one_of_the_list(void **state)
{
	struct store *store = *state;
	struct error err = { 0 };

	refused(sign(store, NULL, NULL, "liked", drafted(store), &err),
	        "a signature means what the list of meanings says");
}

/* A real store, founded in memory: signing asks for the password there. */
static int open_real(void **state)
{
	struct founding founding = { .clinic = "Real clinic",
		                     .jurisdiction = "FR",
		                     .zone = "UTC",
		                     .practice = false,
		                     .first = {
					     .code = "ph.anna",
					     .name = "Anna Berger",
					     .roles = "pharmacist,practitioner,administrator",
					     .password = "correct horse" } };
	struct seat seat = { .entered = { "2026-11-03T09:00:00Z" } };
	struct error err = { 0 };
	struct store *store;
	struct person anna;

	if (!store_open(":memory:", ACCESS_CREATE, &store, &err)
	    || !store_sit(store, &seat, &err) || !upkeep_found(store, &founding, &err)
	    || !person_find(store, "ph.anna", &anna, &err))
		return -1;
	seat.person = anna.id;
	*state = store;
	return store_sit(store, &seat, &err) ? 0 : -1;
}

static int64_t drafted_in_real(struct store *store)
{
	struct recipe_entry entry = { .code = "R-1",
		                      .title = "R",
		                      .yield = { 4000000, UNIT_LITRE } };
	struct error err = { 0 };
	int64_t version;

	must(recipe_draft(store, &entry, &version, &err));
	return version;
}

static void in_a_real_store_signing_asks_for_the_password(void **state)
{
	struct store *store = *state;
	int64_t version = drafted_in_real(store);
	struct error err = { 0 };

	refused(sign(store, NULL, NULL, "approved", version, &err),
	        "signing asks for the password of ph.anna");
	refused(sign(store, NULL, "wrong horse", "approved", version, &err),
	        "that is not the password of ph.anna");
	must(sign(store, NULL, "correct horse", "approved", version, &err));
}

static int64_t count(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t found;

	assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	found = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return found;
}

static void a_failed_attempt_is_an_act_of_its_own_and_never_holds_the_secret(void **state)
{
	struct store *store = *state;
	struct signing signing = { .password = "wrong horse" };
	const struct error wrong = { .fault = FAULT_REFUSED,
		                     .text = "that is not the password of ph.anna" };
	const struct error other = { .fault = FAULT_REFUSED,
		                     .text = "B26-0001 is released already" };
	struct error err = { 0 };

	/* What was refused before the password was looked at counts nothing. */
	must(signature_note_refused(store, &signing, "batch verify", &other, &err));
	must(signature_note_refused(store, &signing, "batch verify", &wrong, &err));
	assert_int_equal(
		count(store,
	              "SELECT count(*) FROM action WHERE verb = 'signature refused'"
	              " AND reason = 'batch verify: that is not the password of ph.anna'"),
		1);
	assert_int_equal(
		count(store, "SELECT count(*) FROM action WHERE reason LIKE '%horse%'"), 0);
	assert_null(store_seat(store)->reason);
	signing.password = "correct horse";
	must(signature_note_refused(store, &signing, "batch verify", &wrong, &err));
	assert_int_equal(
		count(store, "SELECT count(*) FROM action WHERE verb = 'signature refused'"),
		1);
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_stock, close_fixture)
#define real(name) cmocka_unit_test_setup_teardown(name, open_real, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_signature_is_of_who_signed_and_when),
		test(every_signature_is_there_however_many),
		test(a_signature_lapses_when_what_was_signed_changes_and_holds_again_when_it_is_as_it_was),
		test(what_is_signed_differs_from_subject_to_subject),
		test(nobody_unknown_or_retired_signs),
		test(a_meaning_is_one_of_the_list),
		real(in_a_real_store_signing_asks_for_the_password),
		real(a_failed_attempt_is_an_act_of_its_own_and_never_holds_the_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
