/*
 * session_sign.c - who performed a session says so
 */
#include "session_inside.h"
#include "clinic.h"
#include "deviation.h"
#include "person.h"

/* One's own act, typed by oneself: what is signed without being asked for by name. */
static bool is_own(struct store *store, const struct work *work)
{
	const struct seat *seat = store_seat(store);

	return seat->person == work->practitioner && !seat->typist;
}

/* Named to pass a rule as a second person, or another who signed that it was otherwise: that is
 * what they signed, and the session waits for who gave it. */
static bool is_second(struct store *store, const struct work *work,
                      const struct signing *signing, bool *second, struct error *err)
{
	const char *const *overrides = store_seat(store)->overrides;
	int64_t signer;

	*second = work->amended_by && work->amended_by != work->practitioner;
	if (*second || !signing || !signing->person || !overrides || !*overrides)
		return true;
	if (!signature_signer(store, signing, &signer, err))
		return false;
	*second = signer != work->practitioner;
	return true;
}

static bool sign(struct store *store, const struct session *session,
                 const struct signing *signing, int64_t proven, struct error *err)
{
	struct signing with = *signing;
	struct person gave, signs;
	int64_t signer, id;

	if (!signature_signer(store, signing, &signer, err)
	    || !person_by_id(store, session->practitioner, &gave, err)
	    || !person_by_id(store, signer, &signs, err))
		return false;
	if (signer != gave.id)
		return failed(err, FAULT_REFUSED, "%s gave %s and signs it, not %s", gave.code,
		              session->number, signs.code);
	with.meaning = "performed";
	with.proven = proven;
	with.subject = (struct subject){ .session = session->id };
	return signature_make(store, &with, &id, NULL, err);
}

bool session_perform(struct store *store, struct work *work, struct error *err)
{
	const struct signing *signing = work->sitting->signing;
	struct session *out = &work->out;
	struct signing own = { 0 };
	struct clinic clinic;
	bool named = signing && signing->person, mine = is_own(store, work), second;

	if (!clinic_now(store, &clinic, err) || !is_second(store, work, signing, &second, err))
		return false;
	out->waits = true;
	if (second)
		return true;
	out->at_once = !clinic.practice && work->mixed && mine;
	if (!mine && !named && !(signing && signing->password))
		return true;
	/* What has happened is recorded; who may not sign any more signs it no more for
	 * that. */
	if (!person_may_sign(store, work->practitioner, err))
		return deviation_instead(store, 0, 0, out->id, err);
	if (!clinic.practice && !(signing && signing->password))
		return work->sitting->to_see || !(out->at_once || named)
		       || sign(store, out, signing ? signing : &own, work->amended_by, err);
	out->waits = false;
	return sign(store, out, signing ? signing : &own, work->amended_by, err);
}

static bool sign_later(struct store *store, const char *number, const struct signing *signing,
                       struct error *err)
{
	struct session session;

	if (!session_find(store, number, &session, err)
	    || !session_standing(store, &session, err))
		return false;
	if (session.reported)
		return failed(err, FAULT_REFUSED, "%s was reported, not recorded here",
		              session.number);
	if (!session.waits)
		return failed(err, FAULT_REFUSED, "%s is signed already", session.number);
	return sign(store, &session, signing, 0, err);
}

bool session_sign(struct store *store, const char *number, const struct signing *signing,
                  struct error *err)
{
	return store_begin(store, "session sign", err)
	    && store_end(store, sign_later(store, number, signing, err), err);
}
