/*
 * clinic.h - whose record this is
 */
#ifndef CLINIC_H
#define CLINIC_H

#include "day.h"
#include "store.h"

struct clinic {
	char name[128];
	char jurisdiction[16];       /* "FR"; rules of elsewhere only inform */
	bool practice;               /* for training and tests: --as and --at are free */
	struct zone zone;            /* of its first site: in which days and instants are
	                              * shown */
};

/* MISSING when the store has no clinic; REFUSED when its zone cannot be loaded here. */
bool clinic_now(struct store *store, struct clinic *out, struct error *err);

/* A country's code of ISO 3166 in capitals, or one and a part of it: "FR", "US-OH"; the rules that
 * hold are found by it. REFUSED otherwise. */
bool jurisdiction_check(const char *code, struct error *err);

/* The series of what is numbered now, such as "S26": its letter and the year of the entry, in
 * the clinic's zone. REFUSED where there is no site yet. */
bool clinic_series(struct store *store, char letter, char series[8], struct error *err);

#endif
