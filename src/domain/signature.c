/*
 * signature.c - who signed what, bound to the content
 */
#include "signature.h"
#include "journal.h"
#include "person.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PARTS = 6 };

/* The statements whose rows are what is signed, and the one that lists the signatures. */
struct content_of {
	int64_t id;
	enum query signatures;
	enum query parts[MOST_PARTS];
	int count;
};

static struct content_of content_of(const struct subject *subject)
{
	const struct content_of all[] = {
		{ subject->lot, SIGNATURE_OF_LOT, { CONTENT_OF_LOT, CONTENT_OF_LOT_PARTS }, 2 },
		{ subject->batch,
		  SIGNATURE_OF_BATCH,
		  { CONTENT_OF_BATCH, CONTENT_OF_BATCH_LINES, CONTENT_OF_BATCH_PARTS,
		    CONTENT_OF_BATCH_PATIENTS },
		  4 },
		{ subject->version,
		  SIGNATURE_OF_VERSION,
		  { CONTENT_OF_VERSION, CONTENT_OF_VERSION_LINES, CONTENT_OF_VERSION_STEPS },
		  3 },
		{ subject->session,
		  SIGNATURE_OF_SESSION,
		  { CONTENT_OF_SESSION, CONTENT_OF_SESSION_SYRINGES, CONTENT_OF_SESSION_AREAS,
		    CONTENT_OF_SESSION_LINES, CONTENT_OF_SESSION_PARTS,
		    CONTENT_OF_SESSION_SCREENING },
		  6 },
		{ subject->rule, SIGNATURE_OF_RULE, { CONTENT_OF_RULE, CONTENT_OF_RULE_RANGES }, 2 },
		{ subject->deviation,
		  SIGNATURE_OF_DEVIATION,
		  { CONTENT_OF_DEVIATION, CONTENT_OF_DEVIATION_STATUS },
		  2 },
		{ subject->tally, SIGNATURE_OF_TALLY, { CONTENT_OF_TALLY }, 1 },
		{ subject->recall,
		  SIGNATURE_OF_RECALL,
		  { CONTENT_OF_RECALL, CONTENT_OF_RECALL_STEPS },
		  2 },
		{ subject->reaction,
		  SIGNATURE_OF_REACTION,
		  { CONTENT_OF_REACTION, CONTENT_OF_REACTION_ENTRIES },
		  2 },
		{ subject->seal, SIGNATURE_OF_SEAL, { 0 }, 0 },
	};
	struct content_of found = { 0 };
	int count = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].id) {
			found = all[i];
			count++;
		}
	assert(count == 1);
	return found;
}

static void add_text(struct digester *digester, const char *text)
{
	uint32_t length = (uint32_t)strlen(text);
	uint8_t big[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16),
		           (uint8_t)(length >> 8), (uint8_t)length };

	digest_add(digester, big, sizeof big);
	digest_add(digester, text, length);
}

/* Name and value of every column that says something; lengths in front, so that nothing runs
 * together. */
static bool add_rows(struct store *store, enum query query, int64_t id,
                     struct digester *digester, struct error *err)
{
	struct row *row = store_query(store, query, BIND(bind_int("subject", id)), err);

	add_text(digester, query_name(query));
	while (row_next(row, err)) {
		for (int i = 0; i < row_columns(row); i++)
			if (!row_null_at(row, i)) {
				add_text(digester, row_name(row, i));
				add_text(digester, row_text_at(row, i));
			}
		add_text(digester, "");
	}
	return !err->fault;
}

bool signature_content(struct store *store, const struct subject *subject, struct digest *out,
                       struct error *err)
{
	struct content_of what = content_of(subject);
	struct digester digester;

	if (subject->seal)
		return journal_seal(store, subject->seal, out, err);
	digest_begin(&digester);
	for (int i = 0; i < what.count; i++)
		if (!add_rows(store, what.parts[i], what.id, &digester, err))
			return false;
	digest_end(&digester, out);
	return true;
}

bool signature_signer(struct store *store, const struct signing *signing, int64_t *person,
                      struct error *err)
{
	struct person signer;

	*person = store_seat(store)->person;
	if (signing->person) {
		if (!person_find(store, signing->person, &signer, err))
			return false;
		*person = signer.id;
	}
	return true;
}

bool signature_note_refused(struct store *store, const struct signing *signing,
                            const char *what, const struct error *refusal, struct error *err)
{
	struct attempt attempt = { .secret = signing->password,
		                   .verb = "signature refused",
		                   .what = what,
		                   .refusal = refusal };

	return signature_signer(store, signing, &attempt.person, err)
	    && person_note_refused(store, &attempt, err);
}

/* What is done by signing a subject in this meaning; NULL: nothing that is somebody's right. */
static const char *act_of(const struct subject *subject, const char *meaning)
{
	static const struct { const char *meaning, *lot, *batch, *session; } acts[] = {
		{ "prepared",  NULL,          "batch make",     NULL             },
		{ "verified",  NULL,          "batch verify",   NULL             },
		{ "released",  "lot release", "batch release",  NULL             },
		{ "rejected",  "lot reject",  "batch reject",   NULL             },
		{ "amended",   "lot correct", "batch amend",    "session amend"  },
		{ "performed", NULL,          NULL,             "session record" },
		{ "approved",  NULL,          "recipe approve", "recipe approve" },
	};

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strcmp(acts[i].meaning, meaning) == 0) {
			if (subject->lot || subject->batch || subject->session)
				return subject->lot   ? acts[i].lot
				     : subject->batch ? acts[i].batch : acts[i].session;
			break;
		}
	return subject->version   ? "recipe approve"
	     : subject->rule      ? "rule approve"
	     : subject->deviation ? "deviation close"
	     : subject->tally     ? "lot count"
	     : subject->recall    ? "recall close"
	     : subject->reaction  ? "reaction reverse"
	     : subject->seal      ? "journal review" : NULL;
}

/* Who signs does what the signature does, whoever sits here: it has to be theirs to do. */
static bool may_sign(struct store *store, int64_t signer, const struct signing *signing,
                     struct error *err)
{
	const char *act = act_of(&signing->subject, signing->meaning);
	struct person person;

	if (!act || person_has_right(store, signer, act, err))
		return true;
	return !err->fault && person_by_id(store, signer, &person, err)
	    && failed(err, FAULT_REFUSED,
	              "'%s' is not for %s: none of their roles has the right to it", act,
	              person.code);
}

bool signature_make(struct store *store, const struct signing *signing, int64_t *id,
                    int64_t *person, struct error *err)
{
	const struct subject *subject = &signing->subject;
	struct digest content;
	int64_t signer;

	if (!signature_signer(store, signing, &signer, err)
	 || !(signing->to_see || signing->proven == signer
	              ? person_may_sign(store, signer, err)
	              : person_authenticate(store, signer, signing->password, err))
	 || !may_sign(store, signer, signing, err)
	 || !signature_content(store, subject, &content, err))
		return false;
	if (person)
		*person = signer;
	*id = 0;
	return signing->to_see || store_insert(store, SIGNATURE_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("person",  signer),
		bind_text("meaning", signing->meaning),
		bind_id  ("lot",     subject->lot),
		bind_id  ("batch",   subject->batch),
		bind_id  ("version", subject->version),
		bind_id  ("session", subject->session),
		bind_id  ("rule",    subject->rule),
		bind_id  ("deviation", subject->deviation),
		bind_id  ("tally",   subject->tally),
		bind_id  ("recall",  subject->recall),
		bind_id  ("reaction", subject->reaction),
		bind_id  ("seal",    subject->seal),
		bind_blob("content", content.bytes, sizeof content.bytes)), id, err);
}

static void read_signature(struct row *row, const struct digest *now, struct signature *out)
{
	size_t size;
	const void *content = row_blob(row, "content", &size);

	*out = (struct signature){ .id = row_int(row, "id"), .action = row_int(row, "action"),
	                           .person = row_int(row, "person") };
	out->holds = size == sizeof now->bytes && memcmp(content, now->bytes, size) == 0;
	snprintf(out->code, sizeof out->code, "%s", row_text(row, "code"));
	snprintf(out->name, sizeof out->name, "%s", row_text(row, "name"));
	snprintf(out->meaning, sizeof out->meaning, "%s", row_text(row, "meaning"));
	snprintf(out->at.text, sizeof out->at.text, "%s", row_text(row, "entered"));
}

bool signature_walk(struct store *store, const struct subject *subject, struct signatures *out,
                    struct error *err)
{
	struct content_of what = content_of(subject);

	if (!signature_content(store, subject, &out->now, err))
		return false;
	out->row = store_query(store, what.signatures, BIND(bind_int("subject", what.id)), err);
	return !err->fault;
}

bool signature_next(struct signatures *signatures, struct signature *out, struct error *err)
{
	if (!row_next(signatures->row, err))
		return false;
	read_signature(signatures->row, &signatures->now, out);
	return true;
}

bool signature_valid(struct store *store, const struct subject *subject, const char *meaning,
                     bool *holds, int64_t *person, struct error *err)
{
	struct signatures signatures;
	struct signature one;

	*holds = false;
	if (!signature_walk(store, subject, &signatures, err))
		return false;
	while (signature_next(&signatures, &one, err)) {
		if (!one.holds || strcmp(one.meaning, meaning) != 0)
			continue;
		*holds = true;
		if (person)
			*person = one.person;
	}
	return !err->fault;
}
