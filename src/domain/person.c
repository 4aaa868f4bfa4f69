#include "person_inside.h"

#include "nearest.h"
#include "words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PEOPLE = 256 };

static const char *const roles[] = { "pharmacist", "practitioner",  "assistant",
	                             "auditor",    "administrator", NULL };

static void take(const struct row *row, struct person *out)
{
	const char *expires = row_text(row, "licence_expires");

	*out = (struct person){ .id = row_int(row, "id"), .retired = row_int(row, "retired") };
	snprintf(out->code, sizeof out->code, "%s", row_text(row, "code"));
	snprintf(out->name, sizeof out->name, "%s", row_text(row, "name"));
	snprintf(out->licence_expires.text, sizeof out->licence_expires.text, "%s",
	         expires ? expires : "");
}

static void nobody(struct store *store, const char *code, struct error *err)
{
	static char codes[MOST_PEOPLE][41];
	const char *list[MOST_PEOPLE + 1] = { 0 }, *nearest;
	struct row *row = store_query(store, PERSON_CODES, BIND_NOTHING, err);

	for (int i = 0; i < MOST_PEOPLE && row_next(row, err); i++) {
		snprintf(codes[i], sizeof codes[i], "%s", row_text(row, "code"));
		list[i] = codes[i];
	}
	nearest = words_nearest(code, list);
	if (nearest)
		failed(err, FAULT_MISSING, "there is nobody called '%s'; did you mean '%s'?",
		       code, nearest);
	else
		failed(err, FAULT_MISSING,
		       "there is nobody called '%s'; 'pistor person list' shows who there is",
		       code);
}

bool person_find(struct store *store, const char *code, struct person *out, struct error *err)
{
	struct row *row = store_one(store, PERSON_BY_CODE, BIND(bind_text("code", code)), err);

	if (!row && !err->fault)
		nobody(store, code, err);
	if (!row)
		return false;
	take(row, out);
	return true;
}

bool person_by_id(struct store *store, int64_t id, struct person *out, struct error *err)
{
	struct row *row = store_one(store, PERSON_BY_ID, BIND(bind_int("id", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "there is no person %lld", (long long)id);
	take(row, out);
	return true;
}

bool person_of_account(struct store *store, const char *account, int64_t *id,
                       struct error *err)
{
	struct row *row = store_one(store, PERSON_BY_ACCOUNT, BIND(bind_text("account", account)),
	                            err);

	*id = row ? row_int(row, "id") : 0;
	return !err->fault;
}

bool person_holds(struct store *store, int64_t person, const char *role, struct error *err)
{
	return store_one(store, PERSON_HOLDS,
	                 BIND(bind_int("person", person), bind_text("role", role)), err);
}

bool person_is_role(const char *role, struct error *err)
{
	const char *nearest;

	for (int i = 0; roles[i]; i++)
		if (strcmp(roles[i], role) == 0)
			return true;
	nearest = words_nearest(role, roles);
	return failed(
		err, FAULT_REFUSED,
		"'%s' is not a role; there are pharmacist, practitioner, assistant, auditor "
		"and administrator%s%s%s",
		role, nearest ? "; did you mean '" : "", nearest ? nearest : "",
		nearest ? "'?" : "");
}

static bool give_role(struct store *store, int64_t person, const char *role, bool held,
                      struct error *err)
{
	return person_is_role(role, err)
	    && store_run(store, PERSON_ROLE, BIND(
		bind_int ("action", store_action(store)),
		bind_int ("person", person),
		bind_text("role",   role),
		bind_int ("held",   held)), err);
}

static bool give_roles(struct store *store, int64_t person, const char *list, struct error *err)
{
	char copy[256], *rest = copy, *role;

	if (!list || snprintf(copy, sizeof copy, "%s", list) >= (int)sizeof copy)
		return failed(err, FAULT_REFUSED, "a person holds at least one role");
	while ((role = strsep(&rest, ", ")))
		if (*role && !give_role(store, person, role, true, err))
			return false;
	return true;
}

static bool describe(struct store *store, enum query query, int64_t person,
                     const struct hiring *hiring, bool retired, struct error *err)
{
	return store_run(store, query, BIND(
		bind_int ("action",          store_action(store)),
		bind_int ("person",          person),
		bind_text("name",            hiring->name),
		bind_text("account",         hiring->account),
		bind_text("licence",         hiring->licence),
		bind_text("licence_expires", day_text(&hiring->licence_expires)),
		bind_int ("retired",         retired)), err);
}

static const char *text_said(const char *typed)
{
	return typed && typed[strspn(typed, " ")] ? typed : NULL;
}

/* Nothing typed is nothing said: it stays as it was, and is nobody's. */
static struct hiring as_said(const struct hiring *typed)
{
	struct hiring said = *typed;

	said.name = text_said(typed->name);
	said.licence = text_said(typed->licence);
	said.account = text_said(typed->account);
	return said;
}

/* Somebody else's code among those found; empty for none. */
static bool find_other(struct store *store, enum query query, struct bind sought,
                       const char *code, char other[41], struct error *err)
{
	struct row *row = store_query(store, query, BIND(sought), err);

	*other = '\0';
	while (!*other && row_next(row, err))
		if (strcasecmp(row_text(row, "code"), code) != 0)
			snprintf(other, 41, "%s", row_text(row, "code"));
	return !err->fault;
}

/* One person has one licence, one name and one code. */
static bool is_own(struct store *store, const struct hiring *hiring, struct error *err)
{
	char other[41] = "";

	if (hiring->licence
	    && !find_other(store, PERSON_BY_LICENCE, bind_text("licence", hiring->licence),
	                   hiring->code, other, err))
		return false;
	if (*other)
		return failed(err, FAULT_REFUSED,
		              "the licence %s is that of %s: one person has one code, and signs "
		              "under no other",
		              hiring->licence, other);
	if (hiring->name
	    && !find_other(store, PERSON_BY_NAME, bind_text("name", hiring->name), hiring->code,
	                   other, err))
		return false;
	return !*other || store_seat(store)->reason
	    || failed(err, FAULT_REFUSED,
	              "%s is %s already: one person has one code; where this is another of that "
	              "name, say so with --reason",
	              hiring->name, other);
}

static bool is_free(struct store *store, const struct hiring *hiring, struct error *err)
{
	struct row *row = store_one(store, PERSON_BY_CODE,
	                            BIND(bind_text("code", hiring->code)), err);

	if (row)
		return failed(err, FAULT_REFUSED,
		              "'%s' is %s already; a code is never given again", hiring->code,
		              row_text(row, "name"));
	if (!is_own(store, hiring, err) || !hiring->account)
		return !err->fault;
	row = store_one(store, PERSON_BY_ACCOUNT, BIND(bind_text("account", hiring->account)),
	                err);
	if (row)
		return failed(err, FAULT_REFUSED, "the account '%s' belongs to %s",
		              hiring->account, row_text(row, "code"));
	return !err->fault;
}

static bool add(struct store *store, const struct hiring *typed, int64_t *id,
                struct error *err)
{
	struct hiring said = as_said(typed);

	if (!said.name)
		return failed(err, FAULT_REFUSED,
		              "a person has a name, as printed beside a signature");
	if (strpbrk(said.code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		return failed(err, FAULT_REFUSED,
		              "'%s' is not a person's code: it has no capitals, so that no other "
		              "differs by them alone", said.code);
	if (!code_check(said.code, "person's code", err) || !name_check(said.name, "a person", err)
	    || !is_free(store, &said, err))
		return false;
	return store_insert(store, PERSON_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("code",   said.code)), id, err)
	    && describe(store, PERSON_REVISE, *id, &said, false, err)
	    && give_roles(store, *id, said.roles, err)
	    && (!said.password
	        || person_keep_password(store, *id, said.password, "own", err));
}

bool person_add(struct store *store, const struct hiring *hiring, int64_t *id,
                struct error *err)
{
	return store_begin(store, "person add", err)
	    && store_end(store, add(store, hiring, id, err), err);
}

/* How many hold a role, besides one who is about to lose it. */
static bool is_last(struct store *store, int64_t person, const char *role, struct error *err)
{
	struct row *row = store_query(store, PERSON_ACTIVE_IN, BIND(bind_text("role", role)),
	                              err);
	bool other = false, holds = false;

	while (row_next(row, err))
		*(row_int(row, "person") == person ? &holds : &other) = true;
	return holds && !other;
}

static bool find_working(struct store *store, const char *code, struct person *out,
                         struct error *err)
{
	return person_find(store, code, out, err)
	    && (!out->retired
	        || failed(err, FAULT_REFUSED, "%s is retired", out->code));
}

static bool revise(struct store *store, const struct hiring *typed, struct error *err)
{
	struct hiring change = as_said(typed);
	struct person person;

	if (!find_working(store, change.code, &person, err))
		return false;
	if (!change.name && !change.licence && !*change.licence_expires.text)
		return failed(err, FAULT_REFUSED,
		              "say what is new of %s: --name, --licence, --licence-expires",
		              change.code);
	return is_own(store, &change, err)
	    && describe(store, PERSON_CHANGE, person.id, &change, false, err);
}

bool person_revise(struct store *store, const struct hiring *change, struct error *err)
{
	return store_begin(store, "person revise", err)
	    && store_end(store, revise(store, change, err), err);
}

static bool retire(struct store *store, const char *code, struct error *err)
{
	struct hiring as_was = { .code = code };
	struct person person;

	if (!find_working(store, code, &person, err))
		return false;
	if (is_last(store, person.id, "administrator", err))
		return failed(err, FAULT_REFUSED,
		              "%s is the only administrator; name another first", code);
	return !err->fault && describe(store, PERSON_CHANGE, person.id, &as_was, true, err);
}

bool person_retire(struct store *store, const char *code, struct error *err)
{
	return store_begin(store, "person retire", err)
	    && store_end(store, retire(store, code, err), err);
}

static bool change_role(struct store *store, const char *code, const char *role, bool held,
                        struct error *err)
{
	struct person person;

	if (!person_find(store, code, &person, err))
		return false;
	if (person_holds(store, person.id, role, err) == held)
		return failed(err, FAULT_REFUSED, held ? "%s is %s already" : "%s is not %s",
		              code, role);
	if (!held && strcmp(role, "administrator") == 0 && is_last(store, person.id, role, err))
		return failed(err, FAULT_REFUSED,
		              "%s is the only administrator; name another first", code);
	return !err->fault && give_role(store, person.id, role, held, err);
}

bool person_role(struct store *store, const char *code, const char *role, bool held,
                 struct error *err)
{
	return store_begin(store, "person role", err)
	    && store_end(store, change_role(store, code, role, held, err), err);
}

/* From the next working day on (Monday to Friday), what happened is entered with a reason. */
static bool is_late(const struct instant *event, const struct instant *now,
                    const struct zone *zone)
{
	struct day happened, entered, next;
	struct error err = { 0 };

	instant_day(event, zone, &happened);
	instant_day(now, zone, &entered);
	next = happened;
	do
		if (!day_add(&next, 1, &next, &err))
			return false;
	while (day_weekday(&next) == 0 || day_weekday(&next) == 6);
	return strcmp(entered.text, next.text) >= 0;
}

static bool who(struct store *store, const struct clinic *clinic, const struct claim *claim,
                int64_t *id, struct error *err)
{
	struct person person;

	if (claim->as && !clinic->practice)
		return failed(err, FAULT_REFUSED,
		              "only a practice store lets --as be given; here it is the "
		              "account that counts");
	if (claim->as) {
		if (!person_find(store, claim->as, &person, err))
			return false;
		*id = person.id;
		return !person.retired
		    || failed(err, FAULT_REFUSED, "%s is retired", person.code);
	}
	if (claim->sitter) {
		*id = claim->sitter;
		return person_by_id(store, *id, &person, err)
		    && (!person.retired
		        || failed(err, FAULT_REFUSED, "%s is retired", person.code));
	}
	if (!person_of_account(store, claim->account, id, err) || *id)
		return !err->fault;
	return failed(err, FAULT_REFUSED,
	              "the account '%s' belongs to nobody here; an administrator maps it with "
	              "'pistor person add'%s",
	              claim->account,
	              clinic->practice ? ", or say --as PERSON"
	                               : ", or 'pistor login PERSON' says who sits here");
}

static bool when(const struct clinic *clinic, const struct claim *claim, struct seat *seat,
                 struct error *err)
{
	seat->entered = claim->clock;
	if (claim->at && !clinic->practice)
		return failed(err, FAULT_REFUSED,
		              "only a practice store lets --at be given; --when says when "
		              "something happened");
	if (claim->at
	    && !instant_parse(claim->at, &clinic->zone, &claim->clock, &seat->entered, err))
		return false;
	if (!claim->when)
		return true;
	if (!instant_parse(claim->when, &clinic->zone, &seat->entered, &seat->event, err))
		return false;
	/* What has not happened yet store_sit() refuses. */
	if (!claim->reason && !claim->exception
	    && is_late(&seat->event, &seat->entered, &clinic->zone))
		return failed(err, FAULT_REFUSED,
		              "entered a working day or more after it happened: say why with "
		              "--reason");
	return true;
}

/* A reason that is given says something. */
static bool says(const char *reason, const char *option, struct error *err)
{
	return !reason || words_say(reason)
	    || failed(err, FAULT_REFUSED, "%s says why, in words", option);
}

static bool overrides_say(const char *const *overrides, struct error *err)
{
	for (; overrides && *overrides; overrides++) {
		const char *reason = strchr(*overrides, '=');

		if (reason && !words_say(reason))
			return failed(err, FAULT_REFUSED, "say why, as in --override '%.*s=why'",
			              (int)(reason - *overrides), *overrides);
	}
	return true;
}

bool person_sit(struct store *store, const struct clinic *clinic, const struct claim *claim,
                struct error *err)
{
	struct seat seat = { .reason = claim->reason,
		             .exception = claim->exception,
		             .once = claim->once,
		             .request = claim->request,
		             .overrides = claim->overrides,
		             .zone = clinic->zone };
	struct person other;

	if (!who(store, clinic, claim, &seat.person, err) || !when(clinic, claim, &seat, err)
	    || !says(claim->reason, "--reason", err)
	    || !says(claim->exception, "--happened", err)
	    || !overrides_say(claim->overrides, err))
		return false;
	if (claim->typed_for) {
		if (!person_find(store, claim->typed_for, &other, err))
			return false;
		if (other.retired)
			return failed(err, FAULT_REFUSED, "%s is retired", other.code);
		seat.typist = seat.person;
		seat.person = other.id;
	}
	return store_sit(store, &seat, err);
}

bool person_has_right(struct store *store, int64_t person, const char *verb, struct error *err)
{
	struct row *row = store_one(store, PERSON_MAY,
	                            BIND(bind_int("person", person), bind_text("verb", verb)),
	                            err);

	if (!row || !row_int(row, "alone"))
		return row;
	return !store_one(store, PERSON_ACTIVE_IN, BIND(bind_text("role", "pharmacist")), err)
	    && !err->fault;
}

/* An altered record is not written on (specification R27), save to lift that. */
static bool is_whole(struct store *store, const char *verb, struct error *err)
{
	struct row *row = store_one(store, PERSON_STOPPED, BIND_NOTHING, err);
	const char *text, *end;

	if (!row || strcmp(verb, "journal resume") == 0)
		return !err->fault;
	text = row_text(row, "finding");
	end = strstr(text, ": ");
	return failed(err, FAULT_REFUSED,
	              "the record was altered (%.*s): nothing is written until 'pistor store "
	              "restore' puts a copy that verifies in its place, or an administrator lifts "
	              "it with 'pistor journal resume'",
	              (int)(end && end - text < 160 ? end - text : 160), text);
}

/* The right to type an act for another. */
enum { VERB_TYPED = 64 };

static const char *typing(const char *verb, char out[VERB_TYPED])
{
	snprintf(out, VERB_TYPED, "%s --for", verb);
	return out;
}

/* What is done is typed by who has the right to; what nobody has it to is decided, signed or
 * administered, and not typed for another at all. */
static bool may_type(struct store *store, const char *verb, struct error *err)
{
	const struct seat *seat = store_seat(store);
	struct person person, typist;
	char typed[VERB_TYPED];
	bool ever;

	typing(verb, typed);
	if (person_has_right(store, seat->typist, typed, err))
		return true;
	ever = store_one(store, PERSON_RIGHT_HELD, BIND(bind_text("verb", typed)), err);
	if (err->fault || !person_by_id(store, seat->person, &person, err)
	    || !person_by_id(store, seat->typist, &typist, err))
		return false;
	return ever ? failed(err, FAULT_REFUSED,
	                     "%s cannot type for %s: that is an assistant's; who did it sits "
	                     "here, or an assistant does",
	                     typist.code, person.code)
	            : failed(err, FAULT_REFUSED,
	                     "'%s' is not typed for another: %s sits here and does it",
	                     verb, person.code);
}

bool person_may(struct store *store, const char *verb, struct error *err)
{
	const struct seat *seat = store_seat(store);
	struct person person;

	if (!is_whole(store, verb, err) || !person_by_id(store, seat->person, &person, err)
	    || (seat->typist && !may_type(store, verb, err)))
		return false;
	return person_has_right(store, seat->person, verb, err)
	    || (!err->fault
	        && failed(err, FAULT_REFUSED,
	                  "'%s' is not for %s: none of their roles has the right to it", verb,
	                  person.code));
}

/* Who may do what (DESIGN.md section 4). P pharmacist, D practitioner, d practitioner where
 * there is no pharmacist, A assistant, M administrator, U auditor, who writes nothing: what is
 * read with --names is an act. a: an assistant may type it for who did it: what was done, and
 * never what is decided, signed or administered, which is done by who sits here (tests/rights).
 * That is a right of its own, "lot receive --for". n: who reviews the journal looks at each such
 * act; r: at each that says why, as who releases what was held must. */
static const struct { const char *verb, *who;
} rights[] = {
	{ "again", "PDa" },
	{ "batch amend", "nPd" },
	{ "batch check", "PDAa" },
	{ "batch make", "Pda" },
	{ "batch reject", "nPd" },
	{ "batch release", "rPd" },
	{ "batch reverse", "nPd" },
	{ "batch verify", "PD" },
	{ "class add", "PdM" },
	{ "demo", "M" },
	{ "device clean", "PDAa" },
	{ "deviation assess", "PD" },
	{ "deviation close", "nPD" },
	{ "deviation done", "nPD" },
	{ "deviation open", "nPDAa" },
	{ "import patients", "nPDAM" },
	{ "import products", "nPM" },
	{ "import recipes", "nPD" },
	{ "import reverse", "nPdM" },
	{ "import sessions", "nPDM" },
	{ "import stock", "nPdM" },
	{ "import suppliers", "nPM" },
	{ "due", "PDAUM" },
	{ "formulation", "PDAUM" },
	{ "ingredient add", "PdM" },
	{ "ingredient retire", "PdM" },
	{ "ingredient revise", "PdM" },
	{ "journal resume", "nM" },
	{ "journal review", "nPdM" },
	{ "login", "PDAUM" },
	{ "logout", "PDAUM" },
	{ "lot correct", "nPd" },
	{ "lot count", "PDAa" },
	{ "lot hold", "nPD" },
	{ "lot open", "PDAa" },
	{ "lot recall", "nPD" },
	{ "lot receive", "PdAa" },
	{ "lot reject", "nPd" },
	{ "lot release", "rPd" },
	{ "lot return", "PdAa" },
	{ "lot reverse", "nPD" },
	{ "lot transfer", "PDAa" },
	{ "lot waste", "PDAa" },
	{ "patient add", "PDAa" },
	{ "patient fact", "PDAa" },
	{ "patient revise", "PDAa" },
	{ "patient show", "PDAUM" },
	{ "patient list", "PDAUM" },
	{ "person add", "nM" },
	{ "person password", "nPDAUM" },
	{ "person recover", "nM" },
	{ "person retire", "nM" },
	{ "person revise", "nM" },
	{ "person role", "nM" },
	{ "phrase drop", "PDM" },
	{ "phrase set", "PDM" },
	{ "place add", "PdM" },
	{ "place retire", "PdM" },
	{ "place revise", "PdM" },
	{ "site add", "M" },
	{ "plan", "PDA" },
	{ "product add", "PdM" },
	{ "product retire", "PdM" },
	{ "product revise", "PdM" },
	{ "reaction add", "PDAa" },
	{ "reaction follow", "PDAa" },
	{ "reaction kind", "PDM" },
	{ "reaction reverse", "nPD" },
	{ "recall contact", "nPDAa" },
	{ "recall close", "nPD" },
	{ "recall found", "nPDAa" },
	{ "recall open", "nPD" },
	{ "recall show", "PDAUM" },
	{ "recipe approve", "PD" },
	{ "recipe derive", "D" },
	{ "recipe describe", "PD" },
	{ "recipe draft", "PD" },
	{ "recipe drop", "PD" },
	{ "recipe retire", "nPD" },
	{ "recipe revise", "PD" },
	{ "recipe set", "PD" },
	{ "recipe step", "PD" },
	{ "report write", "PDM" },
	{ "role give", "nM" },
	{ "role take", "nM" },
	{ "rule add", "nPM" },
	{ "rule approve", "nPM" },
	{ "rule retire", "nPM" },
	{ "rule revise", "nPM" },
	{ "sign", "PDAM" },
	{ "session amend", "nD" },
	{ "session record", "DAa" },
	{ "session reverse", "nD" },
	{ "session list", "PDAUM" },
	{ "session show", "PDAUM" },
	{ "set add", "PD" },
	{ "set drop", "PD" },
	{ "set put", "PD" },
	{ "store backup", "nPDM" },
	{ "store clock", "nM" },
	{ "store restore", "nM" },
	{ "store upgrade", "nM" },
	{ "supplier add", "PdM" },
	{ "supplier approve", "Pd" },
	{ "supplier retire", "PdM" },
	{ "supplier withdraw", "Pd" },
	{ "temperature decide", "nPd" },
	{ "temperature record", "PDAa" },
	{ "trace", "PDAUM" },
};

static const char *role_of(char letter)
{
	switch (letter) {
	case 'P': return "pharmacist";
	case 'A': case 'a': return "assistant";
	case 'M': return "administrator";
	case 'U': return "auditor";
	default:  return "practitioner";
	}
}

/* Whether a role of theirs had that right when the store began: one that was taken since makes
 * nobody else alone. */
static bool had_right(struct store *store, int64_t person, const char *verb, struct error *err)
{
	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
		for (const char *letter = rights[i].who;
		     *letter && strcmp(rights[i].verb, verb) == 0; letter++)
			if (strchr("PDAM", *letter)
			    && person_holds(store, person, role_of(*letter), err))
				return true;
	return false;
}

bool person_other_with(struct store *store, int64_t person, const char *verb, char code[41],
                       struct error *err)
{
	struct row *row = store_query(store, PERSON_WORKING, BIND(bind_int("person", person)),
	                              err);

	*code = '\0';
	while (!*code && row_next(row, err))
		if (person_has_right(store, row_int(row, "id"), verb, err)
		    || had_right(store, row_int(row, "id"), verb, err))
			snprintf(code, 41, "%s", row_text(row, "code"));
	return !err->fault;
}

bool person_seed_rights(struct store *store, struct error *err)
{
	char typed[VERB_TYPED];

	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
		for (const char *letter = rights[i].who; *letter; letter++)
			if (!strchr("nr", *letter) && !store_run(store, PERSON_RIGHT, BIND(
				bind_int ("action", store_action(store)),
				bind_text("role",   role_of(*letter)),
				bind_text("verb",   *letter == 'a'
				                            ? typing(rights[i].verb, typed)
				                            : rights[i].verb),
				bind_int ("alone",  *letter == 'd'),
				bind_int ("held",   true)), err))
				return false;
	return true;
}

void person_notable(char out[NOTABLE_VERBS])
{
	size_t used = 0;

	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++) {
		const char *with_reason = strchr(rights[i].who, 'r');

		if (with_reason || strchr(rights[i].who, 'n'))
			used += (size_t)snprintf(out + used, NOTABLE_VERBS - used, ",%s%s,",
			                         rights[i].verb, with_reason ? "?" : "");
		assert(used < NOTABLE_VERBS);
	}
}

bool person_only_reads(struct store *store, int64_t person, struct error *err)
{
	for (int i = 0; roles[i]; i++)
		if (strcmp(roles[i], "auditor") != 0 && person_holds(store, person, roles[i], err))
			return false;
	return !err->fault && person_holds(store, person, "auditor", err);
}

/* ---- The table of rights, changed ---- */

static bool is_among(const char *verb, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(*list, verb) == 0)
			return true;
	return false;
}

/* Without these nobody could give them back. */
static const char *const kept[] = { "login",  "person add", "person password", "person role",
	                            "role give", "role take",  NULL };
/* What an auditor's reading leaves in the record: that names were seen, who came and went. */
static const char *const reading[] = { "formulation", "login",        "logout",
	                               "patient list", "patient show", "person password",
	                               "session list", "session show", "trace", NULL };

static bool may_change(const struct right *right, bool held, struct error *err)
{
	if (!held && strcmp(right->role, "administrator") == 0 && is_among(right->verb, kept))
		return failed(err, FAULT_REFUSED,
		              "an administrator keeps the right to '%s': nobody else could give "
		              "it back",
		              right->verb);
	if (held && strcmp(right->role, "auditor") == 0 && !is_among(right->verb, reading))
		return failed(err, FAULT_REFUSED,
		              "an auditor reads everything and writes nothing; give another "
		              "role to who is to do '%s'",
		              right->verb);
	if (held && strcmp(right->role, "administrator") == 0 && strstr(right->verb, " --for"))
		return failed(err, FAULT_REFUSED, "an administrator cannot act for others");
	return true;
}

/* MISSING, with the nearest, unless it is a right of somebody's. */
static bool not_unknown(struct store *store, const char *verb, struct error *err)
{
	struct row *row = store_query(store, PERSON_VERBS, BIND_NOTHING, err);

	while (row_next(row, err))
		if (strcmp(row_text(row, "name"), verb) == 0)
			return true;
	return !err->fault && not_on_record(store, PERSON_VERBS, "right", verb, err);
}

static bool set_right(struct store *store, const struct right *right, bool held,
                      struct error *err)
{
	struct row *row;
	bool has;

	if (!person_is_role(right->role, err) || !not_unknown(store, right->verb, err)
	    || !may_change(right, held, err))
		return false;
	row = store_one(store, PERSON_RIGHT_NOW,
	                BIND(bind_text("role", right->role), bind_text("verb", right->verb)), err);
	has = row && row_int(row, "held") && (!held || row_int(row, "alone") == right->alone);
	if (err->fault || has == held)
		return !err->fault
		       && failed(err, FAULT_REFUSED, held ? "%s has the right to '%s' already"
		                                          : "%s has no right to '%s'",
		                 right->role, right->verb);
	return store_run(store, PERSON_RIGHT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("role",   right->role),
		bind_text("verb",   right->verb),
		bind_int ("alone",  right->alone),
		bind_int ("held",   held)), err);
}

bool person_right(struct store *store, const struct right *right, bool held, struct error *err)
{
	return store_begin(store, held ? "role give" : "role take", err)
	    && store_end(store, set_right(store, right, held, err), err);
}
