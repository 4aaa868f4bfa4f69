/*
 * person.h - who works here, in which roles, and who sits at the keyboard
 *
 * A person is never removed: one who leaves is retired. Roles are rows and a
 * person may hold several; what a role may do is rows too (role_right), asked
 * in one place, person_may().
 */
#ifndef PERSON_H
#define PERSON_H

#include "clinic.h"
#include "store.h"

struct hiring {
	const char *code;            /* "ph.anna" */
	const char *name;            /* the full name, as it is printed beside a signature */
	const char *roles;           /* comma-separated: pharmacist, practitioner, assistant, auditor,
	                              * administrator */
	const char *account;         /* of the operating system; NULL for none */
	const char *licence;
	struct day licence_expires;
	const char *password;        /* NULL for none yet: cannot sign in a real store */
};

struct person {
	int64_t id;
	char code[41];
	char name[128];
	bool retired;
	struct day licence_expires;
};

/* REFUSED: the code is taken or malformed, a role is unknown, the account is someone else's. */
bool person_add(struct store *store, const struct hiring *hiring, int64_t *id,
                struct error *err);
/* MISSING, with the nearest code, when there is nobody of that code. */
bool person_find(struct store *store, const char *code, struct person *out, struct error *err);
bool person_by_id(struct store *store, int64_t id, struct person *out, struct error *err);
/* REFUSED: retired already, or the last administrator. */
bool person_retire(struct store *store, const char *code, struct error *err);
/* Give or take a role. */
bool person_role(struct store *store, const char *code, const char *role, bool held,
                 struct error *err);
bool person_holds(struct store *store, int64_t person, const char *role, struct error *err);
/* A new password, and what gives the right to set it: the present one, or an administrator's
 * own. */
struct password_change {
	const char *person;          /* code */
	const char *present;         /* NULL where none is asked for */
	const char *fresh;
};

enum { SHORTEST_PASSWORD = 8 };

/* Whose password gives the right, for the prompt: "ph.omar", "ph.omar or ph.anna"; empty where
 * none is asked for (the first of one's own, a practice store). MISSING: nobody of that code;
 * REFUSED: retired, or neither the person nor an administrator sits here. */
bool person_password_asks(struct store *store, const char *code, char whose[96],
                          struct error *err);
/* Set it; it is kept as what Argon2id makes of it. What an administrator sets for another signs
 * nothing: it opens the choice of an own one. REFUSED: too short, or no right to it. */
bool person_password(struct store *store, const struct password_change *change,
                     struct error *err);
/* REFUSED: no password set, one set by another, a wrong one, retired, or a licence that has
 * expired at the event. In a practice store the password is not asked for. */
bool person_authenticate(struct store *store, int64_t person, const char *password,
                         struct error *err);

/* REFUSED: retired, or a licence that has expired at the event. */
bool person_may_sign(struct store *store, int64_t person, struct error *err);

/* What is claimed at the keyboard, as typed; NULL where nothing was said. */
struct claim {
	const char *account;         /* the operating system's */
	const char *as, *typed_for;  /* codes of persons */
	const char *at, *when;       /* instants */
	const char *reason, *exception, *once, *request;
	struct instant clock;
};

/*
 * Seat the person at the store: every act that follows is theirs. REFUSED: nobody
 * is mapped to the account, --as or --at in a real store, an event from before the
 * last working day without a reason, someone retired.
 */
bool person_sit(struct store *store, const struct clinic *clinic, const struct claim *claim,
                struct error *err);

/* REFUSED unless one of the seated person's roles has the right to the act named by verb; for
 * acts typed for another, that other's roles count. */
bool person_may(struct store *store, const char *verb, struct error *err);

/* The roles and rights every store begins with (DESIGN.md section 4). */
bool person_seed_rights(struct store *store, struct error *err);

#endif
