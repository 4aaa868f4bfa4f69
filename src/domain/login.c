#include "login.h"

#include "clinic.h"
#include "person.h"

#include <stdio.h>
#include <string.h>

static void digest_token(const char *token, struct digest *out)
{
	digest_of(token, strlen(token), out);
}

static bool mark(struct store *store, int64_t person, const char *kind, const char *token,
                 const char *account, struct error *err)
{
	struct digest digest;

	digest_token(token, &digest);
	return store_run(store, PERSON_PRESENCE, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("person", person),
		bind_text("kind",   kind),
		bind_blob("token",  digest.bytes, sizeof digest.bytes),
		bind_text("account", account)), err);
}

static bool sit_down(struct store *store, int64_t person, const char *account,
                     char token[LOGIN_TOKEN], struct error *err)
{
	struct digest drawn;

	random_bytes(drawn.bytes, sizeof drawn.bytes);
	digest_text(&drawn, token);
	return mark(store, person, "login", token, account, err);
}

bool login_open(struct store *store, int64_t person, char token[LOGIN_TOKEN],
                struct error *err)
{
	return sit_down(store, person, NULL, token, err);
}

static bool begin(struct store *store, const char *code, const char *password,
                  const char *fresh, const char *account, char token[LOGIN_TOKEN],
                  struct error *err)
{
	struct clinic clinic;
	struct person person;

	if (!clinic_now(store, &clinic, err) || !person_find(store, code, &person, err))
		return false;
	if (clinic.practice)
		return failed(err, FAULT_REFUSED,
		              "nobody logs in to a practice store: say --as %s", person.code);
	/* How it stands with somebody is told to nobody else. */
	if ((fresh && !person_renew(store, person.id, password, fresh, account, err))
	    || !person_prove(store, person.id, fresh ? fresh : password, err))
		return false;
	if (person.retired)
		return failed(err, FAULT_REFUSED, "%s is retired", person.code);
	return sit_down(store, person.id, account, token, err);
}

bool login_begin(struct store *store, const char *person, const char *password,
                 const char *fresh, const char *account, char token[LOGIN_TOKEN],
                 struct error *err)
{
	return store_begin(store, "login", err)
	    && store_end(store, begin(store, person, password, fresh, account, token, err),
	                 err);
}

/* The person of a sitting that nobody ended; 0 where there is none such. */
static bool whose(struct store *store, const char *token, int64_t *person, struct error *err)
{
	struct digest digest;
	struct row *row;

	digest_token(token, &digest);
	row = store_one(store, LOGIN_BY_TOKEN,
	                BIND(bind_blob("token", digest.bytes, sizeof digest.bytes)), err);
	*person = row && strcmp(row_text(row, "kind"), "login") == 0 ? row_int(row, "person") : 0;
	return !err->fault;
}

bool login_resume(struct store *store, const char *token, const struct instant *last,
                  const struct instant *now, int64_t *person, struct error *err)
{
	struct instant until;
	struct person who;
	int64_t idle;

	if (!whose(store, token, person, err)
	    || !person_rule(store, RULE_LOGIN_IDLE, NULL, &idle, err))
		return false;
	if (!*person)
		return failed(err, FAULT_REFUSED, "that login has ended: 'pistor login' again");
	if (!person_by_id(store, *person, &who, err))
		return false;
	if (strcmp(now->text, last->text) < 0)
		return failed(err, FAULT_REFUSED,
		              "the login of %s has ended, because the clock went back: 'pistor "
		              "login %s' again",
		              who.code, who.code);
	instant_add(last, idle, &until);
	return !idle || strcmp(now->text, until.text) < 0
	       || failed(err, FAULT_REFUSED,
	                 "the login of %s has ended, because nothing was done for %lld min: "
	                 "'pistor login %s' again",
	                 who.code, (long long)idle / 60, who.code);
}

bool login_needed(struct store *store, const char *account, bool *needed, struct error *err)
{
	*needed = store_one(store, LOGIN_IN_ACCOUNT, BIND(bind_text("account", account)), err);
	return !err->fault;
}

static bool end(struct store *store, const char *token, struct error *err)
{
	int64_t person;

	if (!whose(store, token, &person, err))
		return false;
	if (!person)
		return failed(err, FAULT_REFUSED, "that login has ended");
	return mark(store, person, "logout", token, NULL, err);
}

bool login_end(struct store *store, const char *token, struct error *err)
{
	return store_begin(store, "logout", err)
	    && store_end(store, end(store, token, err), err);
}
