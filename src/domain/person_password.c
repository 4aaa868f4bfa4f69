/*
 * person_password.c - what proves who somebody is: passwords, recovery codes, attempts
 */
#include "person_inside.h"

#include "digest.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool person_rule(struct store *store, const char *code, int64_t *amount, int64_t *span,
                 struct error *err)
{
	struct row *row = store_one(store, PERSON_RULE, BIND(bind_text("code", code)), err);

	if (amount)
		*amount = row ? row_int(row, "amount") : 0;
	if (span)
		*span = row ? row_int(row, "span") : 0;
	return !err->fault;
}

bool person_password_length(struct store *store, int64_t *length, struct error *err)
{
	return person_rule(store, RULE_PASSWORD_LENGTH, length, NULL, err);
}

/* ---- Keeping ---- */

static bool insert(struct store *store, int64_t person, const char *secret, const char *kind,
                   struct error *err)
{
	char sealed[SECRET_TEXT];

	return secret_seal(secret, sealed, err)
	    && store_run(store, PERSON_CREDENTIAL, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("person", person),
		bind_text("argon",  sealed),
		bind_text("kind",   kind)), err);
}

bool person_keep_password(struct store *store, int64_t person, const char *password,
                          const char *kind, struct error *err)
{
	struct row *row;
	int64_t length;

	if (!person_password_length(store, &length, err))
		return false;
	if ((int64_t)strlen(password) < length)
		return failed(err, FAULT_REFUSED, "a password has at least %" PRId64 " characters",
		              length);
	row = store_query(store, PERSON_SECRET, BIND(bind_int("person", person)), err);
	while (row_next(row, err))
		if (secret_matches(row_text(row, "argon"), password))
			return failed(err, FAULT_REFUSED,
			              "that is the password it was, or the one before: choose "
			              "another");
	return !err->fault && insert(store, person, password, kind, err);
}

static bool mark(struct store *store, int64_t person, const char *kind, struct error *err)
{
	return store_run(store, PERSON_PRESENCE, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("person", person),
		bind_text("kind",   kind),
		bind_null("token"),
		bind_null("account")), err);
}

/* ---- Attempts ---- */

struct refusals { int64_t count, most, span; struct instant until; };

static bool count_refusals(struct store *store, int64_t person, struct refusals *out,
                           struct error *err)
{
	struct instant since, newest = { "" };
	struct row *row;

	if (!person_rule(store, RULE_PASSWORD_ATTEMPTS, &out->most, &out->span, err))
		return false;
	instant_add(&store_seat(store)->entered, -out->span, &since);
	row = store_one(store, PERSON_REFUSED,
	                BIND(bind_int("person", person), bind_text("since", since.text)), err);
	out->count = row ? row_int(row, "refused") : 0;
	if (row && row_text(row, "newest"))
		snprintf(newest.text, sizeof newest.text, "%s", row_text(row, "newest"));
	if (*newest.text)
		instant_add(&newest, out->span, &out->until);
	return !err->fault;
}

static bool is_barred(const struct refusals *refusals)
{
	return refusals->most > 0 && refusals->count >= refusals->most;
}

static bool not_barred(struct store *store, const struct person *person, struct error *err)
{
	struct refusals refusals = { 0 };
	struct clinic clinic;
	char until[INSTANT_LOCAL];

	if (!count_refusals(store, person->id, &refusals, err) || !clinic_now(store, &clinic, err))
		return false;
	if (!is_barred(&refusals))
		return true;
	instant_local(&refusals.until, &clinic.zone, until);
	return failed(err, FAULT_REFUSED,
	              "%" PRId64
	              " wrong passwords of %s: none is taken until %s, or an administrator "
	              "resets it (rule %s)",
	              refusals.count, person->code, until, RULE_PASSWORD_ATTEMPTS);
}

/* An act of its own of what was refused, and why; wrong: whose password it was not. */
static bool note_refusal(struct store *store, const char *verb, const char *what, int64_t wrong,
                         const struct error *why, struct error *err)
{
	struct seat seat = *store_seat(store), noting = seat;
	char reason[200];
	bool ok;

	if (why->fault != FAULT_REFUSED)
		return failed(err, why->fault, "%s", why->text);
	snprintf(reason, sizeof reason, "%s: %.160s", what, why->text);
	noting.reason = reason;
	noting.exception = noting.once = noting.request = NULL;
	noting.event = (struct instant){ "" };
	ok = store_sit(store, &noting, err) && store_begin(store, verb, err)
	     && store_end(store, !wrong || mark(store, wrong, "refused", err), err);
	return store_sit(store, &seat, err) && ok;
}

/* ---- Proving ---- */

static bool is_old(struct store *store, const struct row *secret, int64_t *age, struct error *err)
{
	struct instant old;

	snprintf(old.text, sizeof old.text, "%s", row_text(secret, "entered"));
	if (!person_rule(store, RULE_PASSWORD_AGE, NULL, age, err))
		return false;
	instant_add(&old, *age, &old);
	return *age && strcmp(store_seat(store)->entered.text, old.text) >= 0;
}

static bool forget_missing(struct error *err)
{
	if (err->fault != FAULT_MISSING)
		return false;
	*err = (struct error){ 0 };
	return true;
}

/* Where there is nothing to compare it with, it takes as long all the same. */
static bool matches(const struct row *row, const char *secret)
{
	char sealed[SECRET_TEXT];
	struct error ignored = { 0 };

	if (row)
		return secret_matches(row_text(row, "argon"), secret);
	secret_seal(secret, sealed, &ignored);
	return false;
}

static bool admits(struct store *store, const char *code, const char *password,
                   struct person *person, bool *stale, int64_t *wrong, struct error *err)
{
	bool known = person_find(store, code, person, err), right;
	struct row *row;
	int64_t age;

	*wrong = 0;
	if (!known && !forget_missing(err))
		return false;
	row = known ? store_one(store, PERSON_SECRET, BIND(bind_int("person", person->id)), err)
	            : NULL;
	right = matches(row, password);
	if (err->fault)
		return false;
	if (!known)
		return failed(err, FAULT_REFUSED, "nobody has that code");
	*stale = right
	      && (strcmp(row_text(row, "kind"), "given") == 0 || is_old(store, row, &age, err));
	if (err->fault || !not_barred(store, person, err))
		return false;
	if (!row)
		return failed(err, FAULT_REFUSED, "%s has no password yet", person->code);
	*wrong = right ? 0 : person->id;
	return right || failed(err, FAULT_REFUSED, "that is not the password of %s", person->code);
}

bool person_admit(struct store *store, const char *code, const char *password,
                  struct person *person, bool *stale, struct error *err)
{
	struct error why = { 0 };
	int64_t wrong;

	return admits(store, code, password, person, stale, &wrong, &why)
	    || (note_refusal(store, "login refused", "login", wrong, &why, err)
	        && failed(err, FAULT_REFUSED,
	                  "that code and password do not go together, or none is taken for a "
	                  "while: which it is stands in the journal"));
}

static bool fits(struct store *store, const struct person *person, const char *password,
                 struct error *err)
{
	struct row *row = store_one(store, PERSON_SECRET, BIND(bind_int("person", person->id)),
	                            err);
	int64_t age;

	if (!row)
		return !err->fault
		       && failed(err, FAULT_REFUSED,
		                 "%s has no password yet; 'pistor person password %s' sets one",
		                 person->code, person->code);
	if (password && !secret_matches(row_text(row, "argon"), password))
		return failed(err, FAULT_REFUSED, "that is not the password of %s",
		              person->code);
	if (strcmp(row_text(row, "kind"), "given") == 0)
		return failed(err, FAULT_REFUSED,
		              "the password of %s was set by another; %s chooses an own one "
		              "first, with 'pistor login %s'",
		              person->code, person->code, person->code);
	if (!password)
		return failed(err, FAULT_REFUSED, "signing asks for the password of %s",
		              person->code);
	if (is_old(store, row, &age, err))
		return failed(err, FAULT_REFUSED,
		              "the password of %s is older than %" PRId64
		              " days: 'pistor person password %s' sets another (rule %s)",
		              person->code, age / 86400, person->code, RULE_PASSWORD_AGE);
	return !err->fault;
}

bool person_prove(struct store *store, int64_t id, const char *password, struct error *err)
{
	struct refusals refusals = { 0 };
	struct person person;

	if (!person_by_id(store, id, &person, err) || !not_barred(store, &person, err)
	    || !fits(store, &person, password, err)
	    || !count_refusals(store, id, &refusals, err))
		return false;
	return !refusals.count || !store_is_acting(store) || mark(store, id, "passed", err);
}

static bool may_sign(struct store *store, const struct clinic *clinic,
                     const struct person *person, struct error *err)
{
	struct day today;

	instant_day(store_event(store), &clinic->zone, &today);
	if (person->retired)
		return failed(err, FAULT_REFUSED, "%s is retired and signs nothing",
		              person->code);
	if (*person->licence_expires.text
	    && strcmp(person->licence_expires.text, today.text) < 0)
		return failed(err, FAULT_REFUSED, "the licence of %s expired on %s",
		              person->code, person->licence_expires.text);
	return true;
}

bool person_may_sign(struct store *store, int64_t id, struct error *err)
{
	struct clinic clinic;
	struct person person;

	return clinic_now(store, &clinic, err) && person_by_id(store, id, &person, err)
	    && may_sign(store, &clinic, &person, err);
}

bool person_authenticate(struct store *store, int64_t id, const char *password,
                         struct error *err)
{
	struct clinic clinic;

	return clinic_now(store, &clinic, err) && person_may_sign(store, id, err)
	    && (clinic.practice || person_prove(store, id, password, err));
}

/* ---- Changing ---- */

static bool has_password(struct store *store, int64_t person, const char *password,
                         struct error *err)
{
	struct row *row = store_one(store, PERSON_SECRET, BIND(bind_int("person", person)),
	                            err);

	return row && (!password || secret_matches(row_text(row, "argon"), password));
}

bool person_password_asks(struct store *store, const char *code, char whose[96],
                          struct error *err)
{
	int64_t seated = store_seat(store)->person;
	struct person person, sitter;
	struct clinic clinic;

	*whose = 0;
	if (!person_find(store, code, &person, err) || !clinic_now(store, &clinic, err))
		return false;
	if (person.retired)
		return failed(err, FAULT_REFUSED, "%s is retired", code);
	if (seated != person.id && !person_holds(store, seated, "administrator", err))
		return failed(err, FAULT_REFUSED,
		              "only %s, or an administrator, sets that password", code);
	if (clinic.practice
	    || (seated == person.id && !has_password(store, person.id, NULL, err)))
		return !err->fault;
	if (seated == person.id || !person_by_id(store, seated, &sitter, err))
		snprintf(whose, 96, "%s", code);
	else
		snprintf(whose, 96, "%s or %s", sitter.code, code);
	return !err->fault;
}

static bool is_given(struct store *store, int64_t person, struct error *err)
{
	struct row *row = store_one(store, PERSON_SECRET, BIND(bind_int("person", person)), err);

	return row && strcmp(row_text(row, "kind"), "given") == 0;
}

/* What another set is replaced by its owner alone. Where they have an account of their own that
 * is where they do it; elsewhere nothing tells them from who set it, and that is shown as an
 * exception for ever. */
static bool may_replace(struct store *store, const struct person *person, const char *account,
                        const char **kind, struct error *err)
{
	const char *own;
	struct row *row;

	*kind = "own";
	if (!is_given(store, person->id, err))
		return !err->fault;
	row = store_one(store, PERSON_ACCOUNT, BIND(bind_int("person", person->id)), err);
	own = row ? row_text(row, "account") : NULL;
	if (!own)
		*kind = "elsewhere";
	else if (!account || strcmp(own, account) != 0)
		return failed(err, FAULT_REFUSED,
		              "the password of %s was set by another: %s chooses an own one in "
		              "the account '%s', and nowhere else",
		              person->code, person->code, own);
	return !err->fault;
}

/* Whether the secret gives the right to set it, and whether what is set is then their own. */
static bool may_set(struct store *store, struct password_change *change,
                    const char *whose, const struct person *person, bool *own,
                    struct error *err)
{
	struct person sitter;

	*own = store_seat(store)->person == person->id;
	if (!*whose)
		return true;
	if (!person_by_id(store, store_seat(store)->person, &sitter, err)
	    || !not_barred(store, &sitter, err))
		return false;
	if (change->present && has_password(store, person->id, change->present, err)) {
		if (!*own && is_given(store, person->id, err))
			return failed(err, FAULT_REFUSED,
			              "the password of %s was set by another: %s replaces it, with "
			              "'pistor login %s', and nobody else",
			              person->code, person->code, person->code);
		*own = true;
	}
	else if (*own || !change->present
	         || !has_password(store, sitter.id, change->present, err)) {
		change->wrong = change->present != NULL;
		return failed(err, FAULT_REFUSED, "that is not the password of %s", whose);
	}
	return !err->fault;
}

static bool set_password(struct store *store, struct password_change *change,
                         struct error *err)
{
	const char *kind = "given";
	struct person person;
	char whose[96];
	bool own;

	return person_password_asks(store, change->person, whose, err)
	    && person_find(store, change->person, &person, err)
	    && may_set(store, change, whose, &person, &own, err)
	    && (!own || may_replace(store, &person, change->account, &kind, err))
	    && person_keep_password(store, person.id, change->fresh, kind, err)
	    && mark(store, person.id, "cleared", err);
}

bool person_password(struct store *store, struct password_change *change, struct error *err)
{
	return store_begin(store, "person password", err)
	    && store_end(store, set_password(store, change, err), err);
}

bool person_renew(struct store *store, int64_t id, const char *present, const char *fresh,
                  const char *account, struct error *err)
{
	struct person person;
	const char *kind;

	if (!person_by_id(store, id, &person, err) || !not_barred(store, &person, err))
		return false;
	if (!has_password(store, id, present, err))
		return !err->fault
		       && failed(err, FAULT_REFUSED, "that is not the password of %s", person.code);
	return may_replace(store, &person, account, &kind, err)
	    && person_keep_password(store, id, fresh, kind, err)
	    && mark(store, id, "cleared", err);
}

/* ---- Recovery ---- */

/* Letters and digits that are not taken for one another. */
static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

enum { RECOVERY_LETTERS = 32, RECOVERY_GROUP = 4 };

static void draw_code(char code[RECOVERY_TEXT])
{
	uint8_t drawn[RECOVERY_LETTERS];

	random_bytes(drawn, sizeof drawn);
	for (int i = 0; i < RECOVERY_LETTERS; i++) {
		if (i && i % RECOVERY_GROUP == 0)
			*code++ = '-';
		*code++ = letters[drawn[i] % (sizeof letters - 1)];
	}
	*code = '\0';
}

/* As typed: in small letters, with blanks or without dashes. */
static void plain_code(const char *typed, char plain[RECOVERY_TEXT])
{
	size_t length = 0;

	for (; *typed && length + 1 < RECOVERY_TEXT; typed++)
		if (isalnum((unsigned char)*typed))
			plain[length++] = (char)toupper((unsigned char)*typed);
	plain[length] = '\0';
}

bool person_recovery(struct store *store, int64_t person, char code[RECOVERY_TEXT],
                     struct error *err)
{
	char plain[RECOVERY_TEXT];

	draw_code(code);
	plain_code(code, plain);
	return insert(store, person, plain, "recovery", err);
}

/* Whether somebody is an administrator whose code that is; as long a computation for nobody. */
static bool recovers(struct store *store, const char *who, const char *code,
                     struct person *person, struct error *err)
{
	bool known = person_find(store, who, person, err);
	struct row *row;
	bool right;
	char plain[RECOVERY_TEXT];

	if (!known && !forget_missing(err))
		return false;
	row = known ? store_one(store, PERSON_RECOVERY, BIND(bind_int("person", person->id)), err)
	            : NULL;
	plain_code(code, plain);
	right = matches(row, plain);
	secret_forget(plain);
	if (err->fault)
		return false;
	if (!known)
		return failed(err, FAULT_REFUSED, "nobody has that code");
	if (person->retired || !person_holds(store, person->id, "administrator", err))
		return !err->fault
		       && failed(err, FAULT_REFUSED, "%s is no administrator", person->code);
	if (!row)
		return failed(err, FAULT_REFUSED, "%s has no recovery code", person->code);
	/* Nobody guesses such a code, so wrong passwords do not bar it. */
	return right
	       || failed(err, FAULT_REFUSED, "that is not the recovery code of %s", person->code);
}

static bool recover(struct store *store, int64_t person, const char *fresh,
                    char next[RECOVERY_TEXT], struct error *err)
{
	return person_keep_password(store, person, fresh, "own", err)
	    && mark(store, person, "cleared", err) && person_recovery(store, person, next, err);
}

bool person_recover(struct store *store, const char *who, const char *code, const char *fresh,
                    char next[RECOVERY_TEXT], struct error *err)
{
	struct seat seat = *store_seat(store);
	struct error why = { 0 };
	struct person person;

	if (!recovers(store, who, code, &person, &why))
		return note_refusal(store, "recovery refused", "person recover", 0, &why, err)
		    && failed(err, FAULT_REFUSED,
		              "that is not the recovery code of an administrator called '%s'", who);
	seat.person = person.id;
	return store_sit(store, &seat, err) && store_begin(store, "person recover", err)
	    && store_end(store, recover(store, person.id, fresh, next, err), err);
}

/* ---- What was refused ---- */

/* Whether the secret was not right, and what is said of it; counts: as one more wrong
 * password. */
static bool was_wrong(struct store *store, const struct attempt *attempt, bool *counts,
                      struct error *said, struct error *err)
{
	struct person person;

	*counts = false;
	if (!person_by_id(store, attempt->person, &person, err))
		return false;
	if (!not_barred(store, &person, said))
		return said->fault == FAULT_REFUSED;
	if (!has_password(store, person.id, NULL, err)
	    || has_password(store, person.id, attempt->secret, err) || err->fault)
		return false;
	failed(said, FAULT_REFUSED, "that is not the password of %s", person.code);
	*counts = true;
	return true;
}

bool person_note_refused(struct store *store, const struct attempt *attempt, struct error *err)
{
	struct error said = { 0 };
	bool counts;

	if (!was_wrong(store, attempt, &counts, &said, err)
	    || (attempt->refusal && strcmp(attempt->refusal->text, said.text) != 0))
		return !err->fault;
	return note_refusal(store, attempt->verb, attempt->what, counts ? attempt->person : 0,
	                    &said, err);
}
