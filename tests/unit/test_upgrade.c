/*
 * A store of an older program is upgraded: this test is a later program, with one migration
 * more. The migrations it is linked with are its own.
 */
#include "../../src/store/inside.h"
#include "fixture.h"
#include "place.h"

#include <stdlib.h>
#include <unistd.h>

const struct migration store_migrations[] = {
#define MIGRATION(name, text) { name, text },
#include "schema.inc"
#undef MIGRATION
	{ "002-colour", "ALTER TABLE lot_revision ADD COLUMN colour TEXT;\n"
	                "CREATE INDEX lot_revision_by_colour ON lot_revision (colour) WHERE "
	                "colour IS NOT NULL;\n" },
};

const int store_migration_count = sizeof store_migrations / sizeof *store_migrations;

static char folder[64], path[96];

static bool enter(struct store *store, int schema, struct error *err)
{
	struct hiring anna = { .code = "ph.anna",
		               .name = "Anna Berger",
		               .roles = "pharmacist,administrator" };
	struct site_entry site = { "MAIN", "A clinic", "UTC" };
	int64_t id;

	for (int i = 0; i < schema; i++)
		if (!store_run(store, MIGRATION_INSERT, BIND(
			bind_int ("action",  store_action(store)),
			bind_int ("number",  i + 1),
			bind_text("name",    store_migrations[i].name),
			bind_text("program", "pistor 0.0.9")), err))
			return false;
	return store_run(store, CLINIC_INSERT, BIND(
		bind_int ("action",       store_action(store)),
		bind_text("name",         "A clinic"),
		bind_text("kind",         "practice"),
		bind_text("jurisdiction", "FR")), err)
	    && site_add(store, &site, &id, err)
	    && person_seed_rights(store, err)
	    && person_add(store, &anna, &id, err);
}

/* What the older program would have made: its own schema, and no more of it noted. */
static void found_older(int laid, int noted)
{
	struct seat seat = { .entered = { "2026-11-03T09:00:00Z" } };
	struct error err = { 0 };
	struct store *store;

	must(store_open(path, ACCESS_CREATE, &store, &err));
	for (int i = 0; i < laid; i++)
		must(store_execute(store, store_migrations[i].text, &err));
	must(store_sit(store, &seat, &err));
	must(store_begin(store, "store create", &err));
	must(store_end(store, enter(store, noted, &err), &err));
	store_close(store);
}

static int open_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/pistor-upgrade-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/s.db", folder);
	return 0;
}

static int sweep_folder(void **state)
{
	char sweep[96];

	(void)state;
	snprintf(sweep, sizeof sweep, "rm -rf '%s'", folder);
	return system(sweep);
}

static void an_older_store_is_refused_with_the_way_out(void **state)
{
	struct error err = { 0 };
	struct store *store;
	char sentence[256];

	(void)state;
	found_older(store_migration_count - 1, store_migration_count - 1);
	assert_false(store_open(path, ACCESS_WRITE, &store, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	snprintf(sentence, sizeof sentence,
	         "'%s' was written by an older pistor (schema %d, this one needs %d); 'pistor "
	         "store"
	         " upgrade' brings it up to date",
	         path, store_migration_count - 1, store_migration_count);
	assert_string_equal(err.text, sentence);
}

static void a_newer_store_is_refused_in_plain_words(void **state)
{
	struct error err = { 0 };
	struct store *store;
	char sentence[256];

	(void)state;
	found_older(store_migration_count, store_migration_count);
	must(store_open(path, ACCESS_WRITE, &store, &err));
	sit_at(store, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(store_begin(store, "store upgrade", &err));
	must(store_end(store, store_run(store, MIGRATION_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("number",  store_migration_count + 1),
		bind_text("name",    "of another time"),
		bind_text("program", "pistor 9.0")), &err), &err));
	store_close(store);
	snprintf(sentence, sizeof sentence,
	         "'%s' was written by a newer pistor (schema %d, this one knows %d)", path,
	         store_migration_count + 1, store_migration_count);
	assert_false(store_open(path, ACCESS_UPGRADE, &store, &err));
	assert_int_equal(err.fault, FAULT_REFUSED);
	assert_string_equal(err.text, sentence);
}

static void an_upgrade_is_an_act_after_a_copy_and_changes_no_old_hash(void **state)
{
	char aside[UPKEEP_PATH], sealed[DIGEST_TEXT];
	struct verification *verification;
	const char *heads[] = { sealed };
	struct finding finding;
	struct error err = { 0 };
	struct store *store;
	struct digest head;
	int64_t length;
	int upgraded;

	(void)state;
	found_older(store_migration_count - 1, store_migration_count - 1);
	must(store_open(path, ACCESS_UPGRADE, &store, &err));
	must(store_head(store, &head, &length, &err));
	digest_text(&head, sealed);
	sit_at(store, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	must(upkeep_upgrade(store, aside, &upgraded, &err));
	assert_int_equal(upgraded, 1);
	assert_int_equal(access(aside, R_OK), 0);
	assert_non_null(strstr(aside, "s.db.before-upgrade-2026-11-03T100000Z"));
	must(upkeep_verify(store, heads, 1, &verification, &err));
	while (verification_next(verification, &finding, &err))
		fail_msg("%s", finding.text);
	assert_int_equal(verification_had(verification, 0), 1);
	verification_end(verification);
	must(upkeep_upgrade(store, aside, &upgraded, &err));
	assert_int_equal(upgraded, 0);
	store_close(store);
	must(store_open(path, ACCESS_WRITE, &store, &err));
	store_close(store);
}

static void an_upgrade_that_fails_leaves_the_store_as_it_was(void **state)
{
	char aside[UPKEEP_PATH];
	struct error err = { 0 };
	struct store *store;
	int64_t length;
	struct digest head;
	int upgraded;

	(void)state;
	/* The new column is there already, though nothing says so. */
	found_older(store_migration_count, store_migration_count - 1);
	must(store_open(path, ACCESS_UPGRADE, &store, &err));
	sit_at(store, "ph.anna", "2026-11-03T10:00:00Z", NULL);
	assert_false(upkeep_upgrade(store, aside, &upgraded, &err));
	assert_int_equal(err.fault, FAULT_STORE);
	err = (struct error){ 0 };
	must(store_head(store, &head, &length, &err));
	assert_int_equal(length, 1);
	store_close(store);
}

int main(void)
{
#define in_folder(test) cmocka_unit_test_setup_teardown(test, open_folder, sweep_folder)
	const struct CMUnitTest tests[] = {
		in_folder(an_older_store_is_refused_with_the_way_out),
		in_folder(a_newer_store_is_refused_in_plain_words),
		in_folder(an_upgrade_is_an_act_after_a_copy_and_changes_no_old_hash),
		in_folder(an_upgrade_that_fails_leaves_the_store_as_it_was),
	};

	return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
