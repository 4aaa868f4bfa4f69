/*
 * A whole store: copied, restored, tried, verified and checked. Stores lie in a folder of their
 * own.
 */
#include "deviation.h"
#include "patient.h"
#include "stock.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *in_folder(const char *name)
{
	static char paths[4][128];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
	return paths[turn];
}

static int open_all(void **state)
{
	strcpy(folder, "/tmp/pistor-upkeep-XXXXXX");
	return mkdtemp(folder) ? open_stock(state) : -1;
}

static int close_all(void **state)
{
	char *sweep = NULL;
	int swept;

	close_fixture(state);
	if (asprintf(&sweep, "rm -rf '%s'", folder) < 0)
		return -1;
	swept = system(sweep);
	free(sweep);
	return swept;
}

static void plain(struct store *store, const char *sql)
{
	char *why = NULL;

	store_rest(store);
	if (sqlite3_exec(store->db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

static int64_t number(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t value;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static struct digest head_of(struct store *store)
{
	struct error err = { 0 };
	struct digest head;
	int64_t length;

	must(store_head(store, &head, &length, &err));
	return head;
}

static struct backup backed_up(struct store *store, const char *file)
{
	struct error err = { 0 };
	struct backup backup;

	must(upkeep_backup(store, file, false, &backup, &err));
	return backup;
}

/* ---- backups ---- */

static void a_backup_is_the_whole_record_verified_and_noted_with_its_head(void **state)
{
	struct digest head = head_of(*state);
	struct backup backup = backed_up(*state, in_folder("b.db"));
	struct error err = { 0 };
	struct store *copy;
	struct digest copied;

	assert_memory_equal(backup.head.bytes, head.bytes, DIGEST_BYTES);
	must(store_open_copy(in_folder("b.db"), &copy, &err));
	copied = head_of(copy);
	assert_memory_equal(copied.bytes, head.bytes, DIGEST_BYTES);
	must(upkeep_verifies(copy, "b.db", &err));
	store_close(copy);
	assert_int_equal(
		number(*state,
	               "SELECT count(*) FROM export WHERE kind = 'backup' AND name LIKE '%b.db'"
	               " AND length(digest) = 64 AND length(head) = 64"),
		1);
	assert_false(exists(in_folder("b.db.part")));
}

static void a_backup_is_readable_by_its_owner_alone(void **state)
{
	struct stat is;

	backed_up(*state, in_folder("b.db"));
	assert_int_equal(stat(in_folder("b.db"), &is), 0);
	assert_int_equal(is.st_mode & 0777, 0600);
}

static void a_backup_overwrites_nothing(void **state)
{
	struct error err = { 0 };
	struct backup backup;
	char sentence[256];

	backed_up(*state, in_folder("b.db"));
	snprintf(sentence, sizeof sentence, "there is a file '%s' already", in_folder("b.db"));
	refused(upkeep_backup(*state, in_folder("b.db"), false, &backup, &err), sentence);
}

static void a_dry_backup_leaves_neither_file_nor_act(void **state)
{
	struct digest before = head_of(*state), after;
	struct error err = { 0 };
	struct backup backup;

	must(upkeep_backup(*state, in_folder("b.db"), true, &backup, &err));
	after = head_of(*state);
	assert_memory_equal(before.bytes, after.bytes, DIGEST_BYTES);
	assert_false(exists(in_folder("b.db")));
}

static void a_practitioner_does_not_restore(void **state)
{
	struct error err = { 0 };
	struct backup backup;

	backed_up(*state, in_folder("b.db"));
	sit_at(*state, "dr.lee", "2026-11-03T10:00:00Z", NULL);
	refused(upkeep_try_restore(*state, in_folder("b.db"), false, &backup, &err),
	        "'store restore' is not for dr.lee: none of their roles has the right to it");
}

/* ---- restores ---- */

/* A store in a file, as it would be worked in: the fixture, put in its place. */
static struct store *worked_in(struct store *fixture, const char *path)
{
	struct error err = { 0 };
	struct store *store;

	must(store_copy(fixture, path, &err));
	must(store_adopt(path, &err));
	must(store_open(path, ACCESS_WRITE, &store, &err));
	sit_at(store, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	return store;
}

static void opens_deviation(struct store *store, const char *expected)
{
	char given[DEVIATION_NUMBER];
	struct error err = { 0 };

	must(store_begin(store, "test", &err));
	must(store_end(store, deviation_open(store, "a test", 0, 0, 0, given, &err), &err));
	assert_string_equal(given, expected);
}

static struct restoring from_b(const char *const *last, int count)
{
	return (struct restoring){ .file = in_folder("b.db"),
		                   .path = in_folder("s.db"),
		                   .last = last,
		                   .last_count = count,
		                   .person = "ph.anna",
		                   .seat = { .entered = { "2026-11-04T09:00:00Z" },
		                             .reason = "the disk failed" } };
}

static void a_restore_keeps_the_old_store_beside_and_numbers_on(void **state)
{
	static const char *const last[] = { "B26-0120", "D26-0007" };
	struct store *store = worked_in(*state, in_folder("s.db"));
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };
	struct digest cut;

	backed_up(store, in_folder("b.db"));
	opens_deviation(store, "D26-0001");
	cut = head_of(store);
	store_close(store);
	restoring = from_b(last, 2);
	must(upkeep_restore(&restoring, &restored, &err));
	assert_non_null(strstr(restored.aside, "s.db.before-2026-11-04T090000Z"));
	must(store_open(restored.aside, ACCESS_READ, &store, &err));
	assert_memory_equal(head_of(store).bytes, cut.bytes, DIGEST_BYTES);
	store_close(store);
	must(store_open(in_folder("s.db"), ACCESS_WRITE, &store, &err));
	sit_at(store, "ph.anna", "2026-11-04T10:00:00Z", NULL);
	assert_int_equal(
		number(store, "SELECT count(*) FROM action WHERE verb = 'store restore'"), 1);
	assert_int_equal(number(store, "SELECT count(*) FROM export WHERE kind = 'restore'"),
	                 1);
	opens_deviation(store, "D26-0008");
	must(upkeep_verifies(store, "s.db", &err));
	store_close(store);
}

static void numbers_of_the_old_store_are_gone_on_from_without_being_told(void **state)
{
	struct store *store = worked_in(*state, in_folder("s.db"));
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };

	backed_up(store, in_folder("b.db"));
	opens_deviation(store, "D26-0001");
	store_close(store);
	restoring = from_b(NULL, 0);
	must(upkeep_restore(&restoring, &restored, &err));
	assert_int_equal(restored.numbered, 1);
	must(store_open(in_folder("s.db"), ACCESS_WRITE, &store, &err));
	sit_at(store, "ph.anna", "2026-11-04T10:00:00Z", NULL);
	opens_deviation(store, "D26-0002");
	store_close(store);
}

static void a_lost_store_is_restored_where_there_is_none(void **state)
{
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };
	struct store *store;

	backed_up(*state, in_folder("b.db"));
	restoring = from_b(NULL, 0);
	must(upkeep_restore(&restoring, &restored, &err));
	assert_string_equal(restored.aside, "");
	must(store_open(in_folder("s.db"), ACCESS_READ, &store, &err));
	store_close(store);
}

static void a_damaged_copy_is_not_restored(void **state)
{
	struct store *store = worked_in(*state, in_folder("s.db")), *copy;
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };
	struct digest before = head_of(store);

	backed_up(store, in_folder("b.db"));
	before = head_of(store);
	store_close(store);
	/* Only another tool writes in a copy. */
	assert_false(store_open(in_folder("b.db"), ACCESS_WRITE, &copy, &err));
	assert_non_null(strstr(err.text, "b.db' is a copy, which is only read"));
	err = (struct error){ 0 };
	must(store_adopt(in_folder("b.db"), &err));
	must(store_open(in_folder("b.db"), ACCESS_WRITE, &copy, &err));
	plain(copy,
	      "DROP TRIGGER person_revision_is_final; UPDATE person_revision SET name = 'Anna "
	      "Other' WHERE id = 1;"
	      "CREATE TRIGGER person_revision_is_final BEFORE UPDATE ON person_revision\n"
	      "BEGIN SELECT RAISE(ABORT, 'rows of person_revision are never changed'); END");
	store_close(copy);
	restoring = from_b(NULL, 0);
	assert_false(upkeep_restore(&restoring, &restored, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_non_null(strstr(err.text, "b.db' does not verify: action 1 (store create, "
	                                 "entered 2026-11-03T09:00:00Z) is not"
	                                 " what was sealed"));
	err = (struct error){ 0 };
	must(store_open(in_folder("s.db"), ACCESS_READ, &store, &err));
	assert_memory_equal(head_of(store).bytes, before.bytes, DIGEST_BYTES);
	store_close(store);
}

static void a_file_that_is_no_copy_is_refused(void **state)
{
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };
	FILE *file = fopen(in_folder("b.db"), "w");

	(void)state;
	fputs("not a store at all", file);
	fclose(file);
	restoring = from_b(NULL, 0);
	assert_false(upkeep_restore(&restoring, &restored, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	err = (struct error){ 0 };
	restoring.file = in_folder("none.db");
	assert_false(upkeep_restore(&restoring, &restored, &err));
	assert_int_equal(err.fault, FAULT_MISSING);
}

static void another_clinics_copy_is_refused_unless_told(void **state)
{
	struct store *store = worked_in(*state, in_folder("s.db"));
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };
	void *other = NULL;
	char sentence[256];

	store_close(store);
	must(store_open(":memory:", ACCESS_CREATE, (struct store **)&other, &err));
	must(store_sit(other, &(struct seat){ .entered = { "2026-10-03T09:00:00Z" } }, &err));
	must(upkeep_found(other,
	                  &(struct founding){ .clinic = "Another clinic",
	                                      .jurisdiction = "FR",
	                                      .zone = "UTC",
	                                      .practice = true,
	                                      .first = { .code = "ph.anna",
	                                                 .name = "Anna B",
	                                                 .roles = "pharmacist" } },
	                  &err));
	sit_at(other, "ph.anna", "2026-10-03T10:00:00Z", NULL);
	backed_up(other, in_folder("b.db"));
	close_fixture(&other);
	restoring = from_b(NULL, 0);
	snprintf(sentence, sizeof sentence,
	         "'%s' is not a copy of this store but of another one; --other restores it all "
	         "the same",
	         in_folder("b.db"));
	assert_false(upkeep_restore(&restoring, &restored, &err));
	assert_string_equal(err.text, sentence);
	err = (struct error){ 0 };
	restoring.other = true;
	must(upkeep_restore(&restoring, &restored, &err));
}

static void a_number_that_is_none_is_refused(void **state)
{
	static const char *const wrong[] = { "0120", "B26-", "B26-12x", "-7",
		                             "B26-1234567890123" };
	struct restoring restoring;
	struct restored restored;
	char sentence[64];

	backed_up(*state, in_folder("b.db"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct error err = { 0 };

		restoring = from_b(&wrong[i], 1);
		assert_false(upkeep_restore(&restoring, &restored, &err));
		snprintf(sentence, sizeof sentence, "'%s' is not a number such as B26-0120",
		         wrong[i]);
		assert_string_equal(err.text, sentence);
		assert_int_equal(err.fault, FAULT_USAGE);
	}
}

static void nothing_is_restored_under_a_command_that_works_in_the_store(void **state)
{
	struct store *store = worked_in(*state, in_folder("s.db"));
	struct restoring restoring;
	struct restored restored;
	struct error err = { 0 };

	backed_up(store, in_folder("b.db"));
	restoring = from_b(NULL, 0);
	assert_false(upkeep_restore(&restoring, &restored, &err));
	assert_string_equal(err.text, "another command holds the store; try again");
	assert_false(exists(in_folder("s.db.restored")));
	store_close(store);
}

static void a_restore_that_is_tried_changes_nothing_but_is_noted(void **state)
{
	struct store *store = worked_in(*state, in_folder("s.db"));
	struct error err = { 0 };
	struct backup backup;
	char advice[MOST_ADVICE][ADVICE_TEXT];
	struct instant now = { "2026-11-03T11:00:00Z" };
	int count;

	must(upkeep_advice(store, &now, advice, &count, &err));
	assert_int_equal(count, 2);
	assert_string_equal(advice[0], "no backup was ever made: 'pistor store backup FILE'");
	assert_string_equal(advice[1],
	                    "a restore was never tried: 'pistor store restore FILE --try'");
	backed_up(store, in_folder("b.db"));
	must(upkeep_try_restore(store, in_folder("b.db"), false, &backup, &err));
	assert_int_equal(number(store, "SELECT count(*) FROM export WHERE kind = 'trial'"), 1);
	assert_false(exists(in_folder("s.db.tried")));
	must(upkeep_advice(store, &now, advice, &count, &err));
	assert_int_equal(count, 0);
	strcpy(now.text, "2026-11-12T11:00:00Z");
	must(upkeep_advice(store, &now, advice, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(advice[0], "the last backup is older than 7 d");
	store_close(store);
}

/* ---- the clock ---- */

static bool enters(struct store *store, const char *now, struct error *err)
{
	sit_at(store, "ph.anna", now, NULL);
	return store_begin(store, "test", err) && store_end(store, true, err);
}

static void a_clock_that_went_back_is_refused_until_an_administrator_says_why(void **state)
{
	struct error err = { 0 };

	must(enters(*state, "2027-11-03T09:00:00Z", &err));
	assert_false(enters(*state, "2026-11-03T09:10:00Z", &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_non_null(strstr(err.text, "the clock says 2026-11-03T09:10:00Z, but the last "
	                                 "act was entered at 2027-11-03T09:00:00Z"));
	err = (struct error){ 0 };
	sit_at(*state, "dr.lee", "2026-11-03T09:10:00Z", NULL);
	assert_false(upkeep_clock(*state, "it ran ahead", &err));
	err = (struct error){ 0 };
	sit_at(*state, "ph.anna", "2026-11-03T09:10:00Z", NULL);
	must(upkeep_clock(*state, "it ran ahead", &err));
	must(enters(*state, "2026-11-03T09:11:00Z", &err));
	assert_int_equal(number(*state, "SELECT count(*) FROM action WHERE verb = 'store "
	                                "clock' AND exception = 'it ran ahead'"),
	                 1);
}

/* ---- verification beside the chain ---- */

static void verification_names(struct store *store, const char *sentence)
{
	struct verification *verification;
	struct finding finding;
	struct error err = { 0 };
	bool found = false;

	must(upkeep_verify(store, NULL, 0, &verification, &err));
	while (verification_next(verification, &finding, &err))
		found |= strstr(finding.text, sentence) != NULL;
	verification_end(verification);
	if (!found)
		fail_msg("not found: %s", sentence);
}

static void an_identity_changed_emptied_or_removed_is_named(void **state)
{
	struct identity identity = { .code = "P-0042",
		                     .name = "Jean Petit",
		                     .contact = "0601020304" };
	struct error err = { 0 };
	int64_t patient;

	must(patient_add(*state, &identity, &patient, &err));
	must(upkeep_verifies(*state, "it", &err));
	plain(*state, "DROP TRIGGER identity_is_only_emptied; DROP TRIGGER identity_is_kept");
	plain(*state, "BEGIN; UPDATE identity SET name = 'Jean Grand'");
	verification_names(*state, "the identity of patient P-0042 was changed");
	plain(*state,
	      "ROLLBACK; BEGIN; UPDATE identity SET salt = NULL, name = NULL, contact = NULL");
	verification_names(*state, "the identity of patient P-0042 was emptied");
	plain(*state, "ROLLBACK; BEGIN; DELETE FROM identity");
	verification_names(*state, "the identity of patient P-0042 was removed");
	plain(*state, "ROLLBACK");
}

static void a_shelf_that_says_other_than_the_moves_is_named(void **state)
{
	struct lot lot = delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	char sentence[128];

	snprintf(sentence, sizeof sentence,
	         "the shelf says 45 mL of lot %s in STOCK (unopened), the moves say 50 mL",
	         lot.number);
	plain(*state, "UPDATE shelf SET amount = 45000000");
	verification_names(*state, sentence);
	plain(*state, "DELETE FROM shelf");
	snprintf(sentence, sizeof sentence, "the shelf says 0 mL of lot %s", lot.number);
	verification_names(*state, sentence);
}

/* ---- the laws ---- */

static int breaks(struct store *store, char finding[FINDING_TEXT], const char **law)
{
	struct checking *checking;
	struct checked checked;
	struct error err = { 0 };
	int broken = 0;

	must(upkeep_check(store, &checking, &err));
	while (checking_next(checking, &checked, &err))
		/* That it was done behind the chain's back is named too, and tested with the
		 * chain. */
		if (!checked.holds && strncmp(checked.law, "1, 3, 13", 8) != 0
		    && broken++ == 0) {
			snprintf(finding, FINDING_TEXT, "%s", checked.finding);
			*law = checked.law;
		}
	checking_end(checking);
	assert_int_equal(err.fault, FAULT_NONE);
	return broken;
}

static void a_record_made_by_its_rules_breaks_no_law(void **state)
{
	char finding[FINDING_TEXT];
	const char *law = "";
	struct error err = { 0 };

	delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	must(draw(*state, "VITC-20", ml(200), NULL, NULL, &err));
	if (breaks(*state, finding, &law))
		fail_msg("%s: %s", law, finding);
}

/* Each law is broken by plain SQL, with the triggers away, and named. */
struct deed { const char *deed, *law, *finding; };

static void are_named(struct store *store, const struct deed *deeds, size_t count)
{
	static const char *const guarded[] = { "move",   "lot_status",  "lot_revision", "lot",
		                               "action", "composition", "tally",        "site",
		                               "batch",  "batch_line" };

	plain(store, "DROP TRIGGER move_keeps_the_shelf");
	for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
		char sql[64];

		snprintf(sql, sizeof sql, "DROP TRIGGER %s_is_final", guarded[i]);
		plain(store, sql);
	}
	for (size_t i = 0; i < count; i++) {
		char finding[FINDING_TEXT] = "";
		const char *law = "";

		plain(store, "BEGIN");
		plain(store, deeds[i].deed);
		if (!breaks(store, finding, &law))
			fail_msg("breaks no law: %s", deeds[i].deed);
		if (strncmp(law, deeds[i].law, strlen(deeds[i].law)) != 0
		    || !strstr(finding, deeds[i].finding))
			fail_msg("%s\n  is named as %s: %s", deeds[i].deed, law, finding);
		plain(store, "ROLLBACK");
	}
}

#define ARE_NAMED(store, deeds) are_named(store, deeds, sizeof(deeds) / sizeof *(deeds))

static const struct deed of_what_was_bought[] = {
	{ "INSERT INTO move (action, lot, source, target, amount, at, kind) SELECT "
	  "action, lot, target, source, amount * 2,"
	  " at, 'waste' FROM move WHERE kind = 'receipt'",
	  "3 nothing is ever below nothing",
	  "L26-0001 in STOCK was below nothing at 2026-11-03T09:00:00Z" },
	{ "UPDATE move SET at = '2027-01-01T00:00:00Z' WHERE kind = 'give'",
	  "3 nothing is recorded before it happened", "a move of action " },
	{ "UPDATE lot_status SET status = 'held' WHERE status = 'released'",
	  "4 what was used could be used",
	  "L26-0001 was given at 2026-11-03T09:00:00Z although held, without an "
	  "exception" },
	{ "UPDATE lot_revision SET expires_at = '2026-11-01T00:00:00Z'",
	  "4 what was used could be used",
	  "L26-0001 was given at 2026-11-03T09:00:00Z although expired, without an "
	  "exception" },
	{ "UPDATE lot_revision SET expires_at = '2027-05-02T00:00:00Z'",
	  "5 an expiry ends as printed, where the lot came in",
	  "L26-0001, expiry 2027-04-30 in UTC, ends 2027-05-01T00:00:00Z, and the "
	  "record says 2027-05-02T00:00:00Z" },
	{ "UPDATE lot_revision SET expires_at = NULL",
	  "5 an expiry ends as printed, where the lot came in",
	  "L26-0001, expiry 2027-04-30 in UTC, ends 2027-05-01T00:00:00Z, and the "
	  "record says never" },
	{ "UPDATE lot_revision SET expires = NULL",
	  "5 an expiry ends as printed, where the lot came in",
	  "L26-0001, expiry none in UTC, ends never, and the record says "
	  "2027-05-01T00:00:00Z" },
	{ "UPDATE lot_revision SET expires = 'soon'",
	  "5 an expiry ends as printed, where the lot came in",
	  "the expiry of L26-0001: 'soon'" },
	{ "UPDATE site SET zone = 'Asia/Tokyo'",
	  "5 an expiry ends as printed, where the lot came in",
	  "L26-0001, expiry 2027-04-30 in Asia/Tokyo, ends "
	  "2027-04-30T15:00:00Z, and the record says 2027-05-01T00:00:00Z" },
	{ "UPDATE lot SET number = 'L26-0003', ordinal = 3",
	  "11 numbers are given without a gap", "L26-0003 has none before it" },
	{ "UPDATE action SET entered = '2026-11-03T10:00:00Z' WHERE id = 2",
	  "13 entries never go back in time",
	  "action 3 (person add) was entered at 2026-11-03T09:00:00Z, before the one "
	  "before it" },
	{ "UPDATE composition SET amount = amount + 1",
	  "8 compositions are what label, assay and lines make them",
	  "the composition of L26-0001 is not what its label and assay or its lines "
	  "make it" },
	{ "INSERT INTO tally (action, lot, place, at, counted, expected, blind) SELECT "
	  "action, lot, target, at, 7, 7, 0 FROM move"
	  " WHERE kind = 'receipt'",
	  "2 counts agree with the moves before them",
	  "the count of L26-0001 in STOCK" },
	{ "INSERT INTO reversal (action, reverses) SELECT action, action FROM move "
	  "WHERE kind = 'give'",
	  "1 what was reversed moves nothing any more",
	  "was reversed, and a move of L26-0001 at 2026-11-03T09:00:00Z for it" },
};

static void a_broken_law_is_named(void **state)
{
	struct error err = { 0 };

	delivered(*state, "VITC-20", "A1", "10x5mL", "2027-04-30");
	must(draw(*state, "VITC-20", ml(500), NULL, NULL, &err));
	ARE_NAMED(*state, of_what_was_bought);
}

static const struct deed of_what_was_made[] = {
	{ "UPDATE lot_revision SET expires_at = '2027-01-01T00:00:00Z' WHERE lot = 3",
	  "5 a beyond-use date is the one that governs it",
	  "B26-0001 ends 2027-01-01T00:00:00Z, and what governs it ends 2026-11-04T09:00:00Z" },
	{ "UPDATE batch_line SET used = used + 10000 WHERE unit = 'L'",
	  "8 batch lines are what left stock for them", "B26-0001" },
	{ "UPDATE batch SET kept = kept - 10000", "11 batches balance: made up is kept and lost",
	  "B26-0001" },
};

static void a_broken_law_of_a_batch_is_named(void **state)
{
	struct dissolving dissolving = { .what = "HYAL-1500",
		                         .with = "NACL-09 3 mL",
		                         .made_up = { 3000000, UNIT_LITRE } };
	struct settlement told = { .count = 0 };
	struct error err = { 0 };
	struct lot lot;

	delivered(*state, "HYAL-1500", "H", "2x1500IU", "2027-04-30");
	delivered(*state, "NACL-09", "N", "100 mL", "2027-04-30");
	must(lot_dissolve(*state, &dissolving, &lot, &told, &err));
	ARE_NAMED(*state, of_what_was_made);
}

int main(void)
{
#define in_stores(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
	const struct CMUnitTest tests[] = {
		in_stores(a_backup_is_the_whole_record_verified_and_noted_with_its_head),
		in_stores(a_backup_is_readable_by_its_owner_alone),
		in_stores(a_backup_overwrites_nothing),
		in_stores(a_dry_backup_leaves_neither_file_nor_act),
		in_stores(a_practitioner_does_not_restore),
		in_stores(a_restore_keeps_the_old_store_beside_and_numbers_on),
		in_stores(numbers_of_the_old_store_are_gone_on_from_without_being_told),
		in_stores(a_lost_store_is_restored_where_there_is_none),
		in_stores(a_damaged_copy_is_not_restored),
		in_stores(a_file_that_is_no_copy_is_refused),
		in_stores(another_clinics_copy_is_refused_unless_told),
		in_stores(a_number_that_is_none_is_refused),
		in_stores(nothing_is_restored_under_a_command_that_works_in_the_store),
		in_stores(a_restore_that_is_tried_changes_nothing_but_is_noted),
		in_stores(a_clock_that_went_back_is_refused_until_an_administrator_says_why),
		in_stores(an_identity_changed_emptied_or_removed_is_named),
		in_stores(a_shelf_that_says_other_than_the_moves_is_named),
		in_stores(a_record_made_by_its_rules_breaks_no_law),
		in_stores(a_broken_law_is_named),
		in_stores(a_broken_law_of_a_batch_is_named),
	};

	return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
