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
	const char *roles;           /* comma-separated: pharmacist, practitioner, assistant,
	                              * auditor, administrator */
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
/* Whom an account of the operating system belongs to; 0 for nobody. */
bool person_of_account(struct store *store, const char *account, int64_t *id,
                       struct error *err);
bool person_by_id(struct store *store, int64_t id, struct person *out, struct error *err);
/* A new name or licence, or the licence's next last day; what is NULL or empty stays, and what was
 * signed keeps the name it was signed with. Account and roles have ways of their own. REFUSED:
 * retired, the licence or, without the act's reason, the name is somebody else's. */
bool person_revise(struct store *store, const struct hiring *change, struct error *err);
/* REFUSED: retired already, or the last administrator. */
bool person_retire(struct store *store, const char *code, struct error *err);
/* Give or take a role. */
bool person_role(struct store *store, const char *code, const char *role, bool held,
                 struct error *err);
bool person_holds(struct store *store, int64_t person, const char *role, struct error *err);
/* Codes of the rules about passwords and sittings; what they say is rows (rule.h). */
#define RULE_PASSWORD_LENGTH   "password-length"     /* at least so many characters */
#define RULE_PASSWORD_AGE      "password-age"        /* span after which another is chosen */
#define RULE_PASSWORD_ATTEMPTS "password-attempts"   /* so many wrong ones within a span bar
                                                      * for as long */
#define RULE_LOGIN_IDLE        "login-idle"          /* span after which a sitting ends */

/* What such a rule says; 0 where it does not hold here. */
bool person_rule(struct store *store, const char *code, int64_t *amount, int64_t *span,
                 struct error *err);

/* A new password, and what gives the right to set it: the present one, or an administrator's
 * own. */
struct password_change {
	const char *person;          /* code */
	const char *present;         /* NULL where none is asked for */
	const char *fresh;
	const char *account;         /* of the operating system, in which it is done */
	bool wrong;                  /* given back: present gives no right to it */
};

/* The fewest characters of a password. */
bool person_password_length(struct store *store, int64_t *length, struct error *err);
/* Whose password gives the right, for the prompt: "ph.omar", "ph.omar or ph.anna"; empty where
 * none is asked for (the first of one's own, a practice store). MISSING: nobody of that code;
 * REFUSED: retired, or neither the person nor an administrator sits here. */
bool person_password_asks(struct store *store, const char *code, char whose[96],
                          struct error *err);
/* Set it; it is kept as what Argon2id makes of it. What an administrator sets for another signs
 * nothing: it opens the choice of an own one, and clears what was refused. REFUSED: too short,
 * the one it was or the one before, no right to it, or another set it and its owner is not who
 * sits here, in an account of their own where they have one. */
bool person_password(struct store *store, struct password_change *change, struct error *err);

/* At a keyboard anybody may stand at: who has that code and password. stale: it opens only the
 * choice of another, since an administrator set it or it is too old. REFUSED in the same words,
 * and after as long, whether nobody has that code, no password was set, it is wrong or too many
 * were: which it was is an act of its own, "login refused". */
bool person_admit(struct store *store, const char *code, const char *password,
                  struct person *person, bool *stale, struct error *err);
/* Choose another in its place, whoever sits, in an account of the operating system. REFUSED: it
 * is wrong, barred, as person_password(). */
bool person_renew(struct store *store, int64_t person, const char *present, const char *fresh,
                  const char *account, struct error *err);

enum { RECOVERY_TEXT = 48 };

/* A new recovery code for an administrator, kept as a digest: shown once, and sealed. */
bool person_recovery(struct store *store, int64_t person, char code[RECOVERY_TEXT],
                     struct error *err);
/* Use it, once: a password of one's own, and the next code; who it is of sits then. REFUSED in
 * the same words, and noted, as by person_admit(): nobody of that code, no administrator, not the
 * recovery code. */
bool person_recover(struct store *store, const char *person, const char *code,
                    const char *fresh, char next[RECOVERY_TEXT], struct error *err);

/* REFUSED: no password set, one set by another, one too old, a wrong one, or too many wrong
 * ones before (rule password-attempts). Within an act, one that is right is noted after some
 * that were wrong. */
bool person_prove(struct store *store, int64_t person, const char *password, struct error *err);
/* The same before a signature: REFUSED also where person_may_sign() is. In a practice store the
 * password is not asked for. */
bool person_authenticate(struct store *store, int64_t person, const char *password,
                         struct error *err);
/* REFUSED: retired, or a licence that has expired at the event. */
bool person_may_sign(struct store *store, int64_t person, struct error *err);
/* After what asked for a secret was refused: where the secret itself was, the attempt is an act
 * of its own, verb, which says for what and why, and never the secret. It counts as a wrong one
 * of the person's, save where none is taken any more. */
struct attempt {
	int64_t person;
	const char *secret, *verb, *what;
	const struct error *refusal; /* only where this is what was said of the secret; NULL:
	                              * always */
};
bool person_note_refused(struct store *store, const struct attempt *attempt, struct error *err);

/* What is claimed at the keyboard, as typed; NULL where nothing was said. */
struct claim {
	const char *account;         /* the operating system's */
	int64_t sitter;              /* who logged in here (login.h); 0: the account says it */
	const char *as, *typed_for;  /* codes of persons */
	const char *at, *when;       /* instants */
	const char *reason, *exception, *once, *request;
	const char *const *overrides;   /* ends with NULL; NULL for none */
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
 * acts typed for another that other's roles count, and the typist's must have the right to type
 * it, "VERB --for". REFUSED for everybody while the record is stopped (upkeep.h). */
bool person_may(struct store *store, const char *verb, struct error *err);

/* The same of anybody, and without a sentence: false, with no fault, where there is no
 * right. */
bool person_has_right(struct store *store, int64_t person, const char *verb, struct error *err);

/* Somebody else who works here and has the right, or would if nobody had taken it from their
 * role; *code is empty where there is nobody. */
bool person_other_with(struct store *store, int64_t person, const char *verb, char code[41],
                       struct error *err);

/* A right of a role, given or taken; alone: only where the clinic has no pharmacist. REFUSED:
 * no such role, what stands already, what an administrator needs to give it back, an act for an
 * auditor, typing for another for an administrator; MISSING, with the nearest: no such
 * right. */
struct right { const char *role, *verb; bool alone; };
bool person_right(struct store *store, const struct right *right, bool held, struct error *err);
/* REFUSED, naming those there are, when there is no such role. */
bool person_is_role(const char *role, struct error *err);
/* Whether all that a person holds is the auditor's role: who reads everything and writes
 * nothing. */
bool person_only_reads(struct store *store, int64_t person, struct error *err);

/* The roles and rights every store begins with (DESIGN.md section 4). */
bool person_seed_rights(struct store *store, struct error *err);
/* The acts that who reviews the journal looks at one by one, as the same table says: ",batch
 * amend,,batch reject,". */
enum { NOTABLE_VERBS = 2048 };
void person_notable(char out[NOTABLE_VERBS]);

#endif
