#include "fixture.h"
#include "supplier.h"

static void assert_refused(bool ok, const struct error *err, enum fault fault,
                           const char *sentence)
{
	assert_false(ok);
	assert_int_equal(err->fault, fault);
	assert_string_equal(err->text, sentence);
}

static int64_t added(struct store *store, const char *code, const char *name)
{
	const struct supplier_entry entry = { .code = code, .name = name };
	struct error err = { 0 };
	int64_t id = 0;

	must(supplier_add(store, &entry, &id, &err));
	return id;
}

static void code_and_name_find_a_supplier_however_written(void **state)
{
	static const char *const texts[] = { "MED", "med", "Médicale Léman",
		                             "MÉDICALE  LÉMAN" };
	int64_t id = added(*state, "MED", "Médicale Léman");
	struct supplier supplier;
	struct error err = { 0 };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		must(supplier_find(*state, texts[i], &supplier, &err));
		assert_int_equal(supplier.id, id);
	}
	assert_refused(supplier_find(*state, "Medicale Leman", &supplier, &err), &err,
	               FAULT_MISSING,
	               "no supplier 'Medicale Leman'; did you mean 'Médicale Léman'?");
}

static void a_code_or_name_is_taken_once(void **state)
{
	const struct supplier_entry code = { .code = "acme", .name = "Other" },
				    name = { .code = "NEW", .name = "ACME pharma" };
	struct error err = { 0 };
	int64_t id;

	added(*state, "ACME", "Acme Pharma");
	assert_refused(supplier_add(*state, &code, &id, &err), &err, FAULT_REFUSED,
	               "there is a supplier 'ACME' already");
	err = (struct error){ 0 };
	assert_refused(supplier_add(*state, &name, &id, &err), &err, FAULT_REFUSED,
	               "'ACME pharma' is the supplier 'ACME' already");
}

static void a_retired_supplier_is_found_and_not_used(void **state)
{
	struct supplier supplier;
	struct error err = { 0 };

	added(*state, "ACME", "Acme Pharma");
	must(supplier_retire(*state, "acme pharma", &err));
	must(supplier_find(*state, "ACME", &supplier, &err));
	assert_true(supplier.retired);
	assert_refused(supplier_find_usable(*state, "ACME", &supplier, &err), &err,
	               FAULT_REFUSED, "the supplier 'ACME' is retired");
	err = (struct error){ 0 };
	assert_refused(supplier_retire(*state, "ACME", &err), &err, FAULT_REFUSED,
	               "the supplier 'ACME' is retired already");
	err = (struct error){ 0 };
	/* Its name may be another's now, and then means that one. */
	added(*state, "ACME-2", "Acme Pharma");
	must(supplier_find(*state, "Acme Pharma", &supplier, &err));
	assert_string_equal(supplier.code, "ACME-2");
}

static void an_approval_holds_through_its_last_day_until_it_is_withdrawn(void **state)
{
	static const struct { const char *at, *why;
	} then[] = {
		{ "2026-11-03T08:59:59Z", "is not approved (rule supplier-approval version 1, S-205 WHO; "
		                          "S-50 EU GMP 5 (specification 7.9))" },
		{ "2026-11-03T09:00:00Z", "" },
		{ "2026-11-30T23:59:59Z", "" },
		{ "2026-12-01T00:00:00Z",
		  "was approved through 2026-11-30 (rule supplier-approval version 1, S-205 WHO; "
		  "S-50 EU GMP 5 (specification 7.9))" },
	};
	struct approval approval = { .supplier = "ACME",
		                     .evidence = "audit",
		                     .until = { "2026-11-30" } };
	struct supplier supplier;
	struct error err = { 0 };
	char why[SUPPLIER_WHY];
	enum rule_force force;

	added(*state, "ACME", "Acme Pharma");
	must(supplier_approve(*state, &approval, &supplier, &err));
	for (int i = 0; i < 4; i++) {
		struct instant at;

		snprintf(at.text, sizeof at.text, "%s", then[i].at);
		must(supplier_judged(*state, supplier.id, &at, &force, why, &err));
		assert_string_equal(why, then[i].why);
		assert_int_equal(force, *why ? RULE_WARNS : RULE_INFORMS);
	}
	assert_refused(supplier_withdraw(*state, "ACME", &supplier, &err), &err, FAULT_REFUSED,
	               "say with --reason why ACME is approved no more");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(code_and_name_find_a_supplier_however_written,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(a_code_or_name_is_taken_once, open_fixture,
		                                close_fixture),
		cmocka_unit_test_setup_teardown(a_retired_supplier_is_found_and_not_used,
		                                open_fixture, close_fixture),
		cmocka_unit_test_setup_teardown(
			an_approval_holds_through_its_last_day_until_it_is_withdrawn, open_fixture,
			close_fixture),
	};

	return cmocka_run_group_tests_name("supplier", tests, NULL, NULL);
}
