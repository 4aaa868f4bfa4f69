/*
 * fixture.h - a practice store in memory, founded as any store is
 *
 * The clock stands at 2026-11-03 09:00 UTC and the zone is UTC until a test says otherwise.
 * ph.anna is pharmacist and administrator and sits; ph.omar is a pharmacist, dr.lee a
 * practitioner.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "signature.h"
#include "upkeep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define must(call) \
	do { \
		if (!(call)) \
			fail_msg("%s: %s", #call, err.text); \
	} while (0)

/* Seat a person at an instant; event NULL: now. */
static inline void sit_at(struct store *store, const char *person, const char *now,
                          const char *event)
{
	struct error err = { 0 };
	struct seat seat = { 0 };
	struct person who;

	must(person_find(store, person, &who, &err));
	seat.person = who.id;
	snprintf(seat.entered.text, sizeof seat.entered.text, "%s", now);
	snprintf(seat.event.text, sizeof seat.event.text, "%s", event ? event : "");
	must(store_sit(store, &seat, &err));
}

static inline int open_fixture(void **state)
{
	struct founding founding = { .clinic = "Test clinic",
		                     .jurisdiction = "FR",
		                     .zone = "UTC",
		                     .practice = true,
		                     .first = { .code = "ph.anna",
		                                .name = "Anna Berger",
		                                .roles = "pharmacist,administrator" } };
	struct hiring omar = { .code = "ph.omar",
		               .name = "Omar Haddad",
		               .roles = "pharmacist" };
	struct hiring lee = { .code = "dr.lee", .name = "Jun Lee", .roles = "practitioner" };
	struct seat seat = { .entered = { "2026-11-03T09:00:00Z" } };
	struct error err = { 0 };
	struct store *store;
	int64_t id;

	if (store_open(":memory:", ACCESS_CREATE, &store, &err) && store_sit(store, &seat, &err)
	 && upkeep_found(store, &founding, &err)) {
		sit_at(store, "ph.anna", "2026-11-03T09:00:00Z", NULL);
		if (person_add(store, &omar, &id, &err) && person_add(store, &lee, &id, &err)) {
			*state = store;
			return 0;
		}
	}
	fprintf(stderr, "no fixture: %s\n", err.text);
	return -1;
}

/* The first signatures on a subject, at most so many; gives how many there are. */
static inline int signed_by(struct store *store, const struct subject *subject,
                            struct signature *list, int most)
{
	struct error err = { 0 };
	struct signatures walk;
	struct signature one;
	int count = 0;

	must(signature_walk(store, subject, &walk, &err));
	while (signature_next(&walk, &one, &err))
		if (count++ < most)
			list[count - 1] = one;
	assert_int_equal(err.fault, FAULT_NONE);
	return count;
}

static inline int close_fixture(void **state)
{
	store_close(*state);
	return 0;
}

#endif
