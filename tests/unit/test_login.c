/* Passwords, attempts and sittings, in a real store whose clock the test sets. */
#include "fixture.h"
#include "journal.h"
#include "login.h"
#include "rule.h"
#include "../../src/store/inside.h"

#include <time.h>

static void at(struct store *store, const char *person, const char *now)
{
	sit_at(store, person, now, NULL);
}

static int open_real(void **state)
{
	struct founding founding = { .clinic = "Real clinic",
		                     .jurisdiction = "FR",
		                     .zone = "UTC",
		                     .first = { .code = "ph.anna",
		                                .name = "Anna Berger",
		                                .roles = "pharmacist,administrator",
		                                .password = "correct horse" } };
	struct hiring omar = { .code = "ph.omar",
		               .name = "Omar Haddad",
		               .roles = "pharmacist",
		               .password = "battery staple" };
	struct seat seat = { .entered = { "2026-11-03T09:00:00Z" } };
	struct error err = { 0 };
	struct store *store;
	int64_t id;

	if (!store_open(":memory:", ACCESS_CREATE, &store, &err)
	    || !store_sit(store, &seat, &err) || !upkeep_found(store, &founding, &err))
		return -1;
	at(store, "ph.anna", "2026-11-03T09:00:00Z");
	*state = store;
	return person_add(store, &omar, &id, &err) ? 0 : -1;
}

static int64_t id_of(struct store *store, const char *code)
{
	struct error err = { 0 };
	struct person person;

	must(person_find(store, code, &person, &err));
	return person.id;
}

static void refused(bool done, struct error *err, const char *text)
{
	assert_false(done);
	assert_int_equal(err->fault, FAULT_REFUSED);
	assert_string_equal(err->text, text);
	*err = (struct error){ 0 };
}

static void login(struct store *store, const char *person, const char *password,
                  char token[LOGIN_TOKEN])
{
	struct error err = { 0 };

	must(login_begin(store, person, password, NULL, NULL, token, &err));
}

static void a_sitting_is_its_persons_until_it_ends(void **state)
{
	const struct instant last = { "2026-11-03T09:00:00Z" }, now = { "2026-11-03T09:05:00Z" };
	char token[LOGIN_TOKEN], other[LOGIN_TOKEN];
	struct error err = { 0 };
	int64_t person;

	login(*state, "ph.omar", "battery staple", token);
	must(login_resume(*state, token, &last, &now, &person, &err));
	assert_int_equal(person, id_of(*state, "ph.omar"));
	memcpy(other, token, sizeof other);
	other[0] = other[0] == '0' ? '1' : '0';
	refused(login_resume(*state, other, &last, &now, &person, &err), &err,
	        "that login has ended: 'pistor login' again");
	must(login_end(*state, token, &err));
	refused(login_resume(*state, token, &last, &now, &person, &err), &err,
	        "that login has ended: 'pistor login' again");
	refused(login_end(*state, token, &err), &err, "that login has ended");
}

static void a_sitting_ends_when_nothing_is_done_and_when_the_clock_goes_back(void **state)
{
	const struct instant last = { "2026-11-03T09:00:00Z" };
	char token[LOGIN_TOKEN];
	struct error err = { 0 };
	int64_t person;

	login(*state, "ph.omar", "battery staple", token);
	must(login_resume(*state, token, &last, &(struct instant){ "2026-11-03T09:14:59Z" },
	                  &person, &err));
	refused(login_resume(*state, token, &last, &(struct instant){ "2026-11-03T09:15:00Z" },
	                     &person, &err),
	        &err,
	        "the login of ph.omar has ended, because nothing was done for 15 min: 'pistor "
	        "login ph.omar' again");
	assert_int_equal(person, id_of(*state, "ph.omar"));
	refused(login_resume(*state, token, &last, &(struct instant){ "2026-11-03T08:59:59Z" },
	                     &person, &err),
	        &err,
	        "the login of ph.omar has ended, because the clock went back: 'pistor login "
	        "ph.omar' again");
}

/* One wrong password, noted as main does. */
static void guess(struct store *store, const char *person)
{
	struct attempt attempt = { .person = id_of(store, person),
		                   .secret = "a guess",
		                   .verb = "login refused",
		                   .what = "login" };
	struct error err = { 0 };

	must(person_note_refused(store, &attempt, &err));
}

static void five_wrong_passwords_bar_the_right_one_for_a_while(void **state)
{
	struct error err = { 0 };
	int64_t anna = id_of(*state, "ph.anna"), omar = id_of(*state, "ph.omar");

	for (int i = 0; i < 4; i++)
		guess(*state, "ph.anna");
	must(person_prove(*state, anna, "correct horse", &err));
	guess(*state, "ph.anna");
	refused(person_prove(*state, anna, "correct horse", &err), &err,
	        "5 wrong passwords of ph.anna: none is taken until 2026-11-03 09:15, or an "
	        "administrator resets it (rule password-attempts)");
	must(person_prove(*state, omar, "battery staple", &err));
	at(*state, "ph.anna", "2026-11-03T09:15:01Z");
	must(person_prove(*state, anna, "correct horse", &err));
}

static void one_that_is_right_clears_those_that_were_wrong(void **state)
{
	char token[LOGIN_TOKEN];
	struct error err = { 0 };

	for (int i = 0; i < 4; i++)
		guess(*state, "ph.omar");
	login(*state, "ph.omar", "battery staple", token);
	for (int i = 0; i < 4; i++)
		guess(*state, "ph.omar");
	must(person_prove(*state, id_of(*state, "ph.omar"), "battery staple", &err));
}

static void what_is_barred_is_noted_and_does_not_bar_longer(void **state)
{
	struct error err = { 0 };

	for (int i = 0; i < 5; i++)
		guess(*state, "ph.omar");
	at(*state, "ph.anna", "2026-11-03T09:10:00Z");
	guess(*state, "ph.omar");
	at(*state, "ph.anna", "2026-11-03T09:15:01Z");
	must(person_prove(*state, id_of(*state, "ph.omar"), "battery staple", &err));
}

static const char alike[] = "that code and password do not go together, or none is taken for a "
                            "while: which it is stands in the journal";

/* The reason of the newest act. */
static const char *reason(struct store *store)
{
	static char text[200];
	struct question newest = { .last = 1 };
	struct zone zone = { 0 };
	struct journal_list list;
	struct error err = { 0 };
	struct acts *acts;
	struct act act;

	must(journal_ask(store, &newest, &zone, &list, &err));
	must(journal_acts(store, &list, &acts, &err));
	assert_true(acts_next(acts, &act, &err));
	assert_string_equal(act.verb, "login refused");
	snprintf(text, sizeof text, "%s", act.reason);
	acts_end(acts);
	return text;
}

static double now_is(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Nobody learns who works here, or how it stands with them: neither by what is said nor by when;
 * the journal has it. */
static void whatever_is_wrong_with_a_login_is_answered_alike(void **state)
{
	static const struct { const char *code, *why; } tries[] = {
		{ "ph.omar", "login: that is not the password of ph.omar" },
		{ "ph.omra", "login: nobody has that code" },
		{ "ines",    "login: ines has no password yet" },
		{ "ph.anna", "login: 5 wrong passwords of ph.anna: none is taken until 2026-11-03 "
		             "09:15, or an administrator resets it (rule password-attempts)" },
	};
	struct hiring ines = { .code = "ines", .name = "Ines", .roles = "assistant" };
	double took[sizeof tries / sizeof *tries], began, least = 0;
	struct error err = { 0 };
	struct person person;
	int64_t id;
	bool stale;

	must(person_add(*state, &ines, &id, &err));
	for (int i = 0; i < 5; i++)
		guess(*state, "ph.anna");
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		began = now_is();
		refused(person_admit(*state, tries[i].code, "a guess", &person, &stale, &err), &err,
		        alike);
		took[i] = now_is() - began;
		assert_string_equal(reason(*state), tries[i].why);
		least = i == 0 || took[i] < least ? took[i] : least;
	}
	/* One password hashed is most of it. */
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		assert_true(took[i] < 3 * least);
	/* Also the right one, while none is taken. */
	refused(person_admit(*state, "ph.anna", "correct horse", &person, &stale, &err), &err, alike);
}

static void a_password_that_is_too_old_opens_only_the_choice_of_another(void **state)
{
	int64_t omar = id_of(*state, "ph.omar");
	char token[LOGIN_TOKEN];
	struct error err = { 0 };
	struct person person;
	bool stale;

	at(*state, "ph.anna", "2027-11-03T09:00:00Z");
	refused(person_prove(*state, omar, "battery staple", &err), &err,
	        "the password of ph.omar is older than 365 days: 'pistor person password "
	        "ph.omar' sets another (rule password-age)");
	must(person_admit(*state, "ph.omar", "battery staple", &person, &stale, &err));
	assert_true(stale);
	/* How it stands with somebody is told to nobody who does not know their password. */
	refused(person_admit(*state, "ph.omar", "wrong staple", &person, &stale, &err), &err, alike);
	refused(login_begin(*state, "ph.omar", "battery staple", "battery staple", NULL, token, &err),
	        &err, "that is the password it was, or the one before: choose another");
	refused(login_begin(*state, "ph.omar", "wrong staple", "battery stapler", NULL, token, &err),
	        &err, "that is not the password of ph.omar");
	must(login_begin(*state, "ph.omar", "battery staple", "battery stapler", NULL, token, &err));
	must(person_admit(*state, "ph.omar", "battery stapler", &person, &stale, &err));
	assert_false(stale);
}

/* An administrator resets a password, and never sets a lasting one. */
static void what_another_set_is_replaced_by_its_owner_alone(void **state)
{
	struct password_change change = { .person = "ph.omar",
		                          .present = "correct horse",
		                          .fresh = "let him in at first",
		                          .account = "anna" };
	struct hiring lena = { .code = "ph.lena",
		               .name = "Lena Roux",
		               .roles = "pharmacist",
		               .account = "lena" };
	char token[LOGIN_TOKEN];
	struct error err = { 0 };
	int64_t id;

	must(person_password(*state, &change, &err));
	change.present = "let him in at first";
	change.fresh = "chosen for him";
	refused(person_password(*state, &change, &err), &err,
	        "the password of ph.omar was set by another: ph.omar replaces it, with 'pistor "
	        "login ph.omar', and nobody else");
	must(person_add(*state, &lena, &id, &err));
	change = (struct password_change){ .person = "ph.lena",
		                           .present = "correct horse",
		                           .fresh = "let her in at first",
		                           .account = "anna" };
	must(person_password(*state, &change, &err));
	refused(login_begin(*state, "ph.lena", "let her in at first", "chosen for her", "anna",
	                    token, &err),
	        &err,
	        "the password of ph.lena was set by another: ph.lena chooses an own one in the "
	        "account 'lena', and nowhere else");
	must(login_begin(*state, "ph.lena", "let her in at first", "chosen by her", "lena", token,
	                 &err));
	must(person_prove(*state, id, "chosen by her", &err));
	/* Without an account of one's own nothing proves it: that is kept. */
	must(login_begin(*state, "ph.omar", "let him in at first", "who chose it", "anna", token,
	                 &err));
	must(person_prove(*state, id_of(*state, "ph.omar"), "who chose it", &err));
}

/* What the rules say is asked each time. */
static void the_numbers_are_rules(void **state)
{
	struct password_change change = { .person = "ph.anna",
		                          .present = "correct horse",
		                          .fresh = "correct horses" };
	struct rule rule = { .code = RULE_PASSWORD_LENGTH,
		             .kind = "duty",
		             .severity = "forbid",
		             .amount = 20,
		             .has_amount = true,
		             .unit = "count",
		             .text = "a password has at least 20 characters",
		             .source = "test",
		             .approved = true };
	struct error err = { 0 };
	int64_t revision;

	must(rule_set(*state, &rule, &revision, &err));
	refused(person_password(*state, &change, &err), &err,
	        "a password has at least 20 characters");
}

static void a_recovery_code_is_used_once(void **state)
{
	char code[RECOVERY_TEXT], next[RECOVERY_TEXT];
	struct error err = { 0 };
	int64_t anna = id_of(*state, "ph.anna");

	must(store_begin(*state, "store create", &err));
	must(store_end(*state, person_recovery(*state, anna, code, &err), &err));
	for (int i = 0; i < 5; i++)
		guess(*state, "ph.anna");
	must(person_recover(*state, "ph.anna", code, "entirely another", next, &err));
	must(person_prove(*state, anna, "entirely another", &err));
	refused(person_recover(*state, "ph.anna", code, "and yet another", next, &err), &err,
	        "that is not the recovery code of an administrator called 'ph.anna'");
	refused(person_recover(*state, "ph.omar", next, "and yet another", next, &err), &err,
	        "that is not the recovery code of an administrator called 'ph.omar'");
	refused(person_recover(*state, "nobody", next, "and yet another", next, &err), &err,
	        "that is not the recovery code of an administrator called 'nobody'");
}

static void secrets_are_on_record_only_as_digests(void **state)
{
	struct store *store = *state;
	char token[LOGIN_TOKEN];
	sqlite3_stmt *found;

	login(store, "ph.omar", "battery staple", token);
	sqlite3_prepare_v2(store->db,
	                   "SELECT (SELECT count(*) FROM presence WHERE token = CAST(?1 AS BLOB)),"
	                   " (SELECT count(*) FROM credential WHERE argon NOT LIKE '$argon2id$%')",
	                   -1, &found, NULL);
	sqlite3_bind_text(found, 1, token, -1, SQLITE_TRANSIENT);
	assert_int_equal(sqlite3_step(found), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(found, 0), 0);
	assert_int_equal(sqlite3_column_int(found, 1), 0);
	sqlite3_finalize(found);
}

static void nobody_logs_in_to_a_practice_store(void **state)
{
	char token[LOGIN_TOKEN];
	struct error err = { 0 };

	refused(login_begin(*state, "ph.omar", "battery staple", NULL, NULL, token, &err), &err,
	        "nobody logs in to a practice store: say --as ph.omar");
}

int main(void)
{
#define REAL(name) cmocka_unit_test_setup_teardown(name, open_real, close_fixture)
	const struct CMUnitTest tests[] = {
		REAL(a_sitting_is_its_persons_until_it_ends),
		REAL(a_sitting_ends_when_nothing_is_done_and_when_the_clock_goes_back),
		REAL(five_wrong_passwords_bar_the_right_one_for_a_while),
		REAL(one_that_is_right_clears_those_that_were_wrong),
		REAL(what_is_barred_is_noted_and_does_not_bar_longer),
		REAL(whatever_is_wrong_with_a_login_is_answered_alike),
		REAL(a_password_that_is_too_old_opens_only_the_choice_of_another),
		REAL(what_another_set_is_replaced_by_its_owner_alone),
		REAL(the_numbers_are_rules),
		REAL(a_recovery_code_is_used_once),
		REAL(secrets_are_on_record_only_as_digests),
		cmocka_unit_test_setup_teardown(nobody_logs_in_to_a_practice_store, open_fixture,
		                                close_fixture),
	};

	return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
