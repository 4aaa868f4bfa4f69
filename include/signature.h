/*
 * signature.h - who signed what, bound to the content
 *
 * A signature holds the SHA-256 of what was signed, written out canonically from
 * its rows. It is never taken away: when the content changes it lapses, is shown as
 * lapsed, and is asked for again. The secret is checked and forgotten, never kept
 * here and never printed.
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "digest.h"
#include "store.h"

/* What is signed: one of them, the others 0. */
struct subject {
	int64_t lot, batch, version, session;
	int64_t rule;                /* one version of a rule: its row of rule_revision */
	int64_t deviation, tally, recall, reaction;
	int64_t seal;                /* of an act: the journal up to and with it */
};

struct signing {
	const char *person;          /* code; NULL: who sits here */
	const char *password;        /* not asked for in a practice store */
	const char *meaning;         /* "prepared", "verified", "reviewed", "approved", "released", "rejected",
	                              * "performed", "counted", "witnessed", "amended" */
	struct subject subject;
	bool to_see;                 /* all but the secret is asked, and nothing signed: what
	                              * would be is shown first */
	int64_t proven;              /* whose password was proved in this act already; 0: it is
	                              * proved now */
};

/*
 * Sign within the act under way. Gives the signature's id, and the signer's in *person unless
 * that is NULL. MISSING: nobody of that code; REFUSED: the password is wrong or none was set,
 * who signs is retired or their licence has expired (person_authenticate), or has no right to
 * what the signature does, whoever sits here.
 */
bool signature_make(struct store *store, const struct signing *signing, int64_t *id,
                    int64_t *person, struct error *err);

/* Who is about to sign, without asking for the secret: signature_make() does. MISSING: nobody
 * of that code. */
bool signature_signer(struct store *store, const struct signing *signing, int64_t *person,
                      struct error *err);

/* After an act that signs was refused: where it was for the secret, which is wrong, the attempt
 * is an act of its own, "signature refused", which says for what and by whom, and never the
 * secret. What was refused for another reason before the secret was looked at counts
 * nothing. */
bool signature_note_refused(struct store *store, const struct signing *signing,
                            const char *what, const struct error *refusal, struct error *err);

/* Whether a signature of this meaning still holds for the content as it is now; the newest that
 * does, its signer in *person unless that is NULL. */
bool signature_valid(struct store *store, const struct subject *subject, const char *meaning,
                     bool *holds, int64_t *person, struct error *err);

/* The SHA-256 of what a signature on the subject binds to, as it is now. A batch: its lines
 * that stand, its amounts, composition and beyond-use date. A version: its facts, lines and
 * steps. A session: its syringes and areas, what was in them and the lines of the batches they
 * came from. A lot: number, expiry, assay. A rule, a count: its row; a deviation
 * with what became of it. The journal: the hash that seals it there. */
bool signature_content(struct store *store, const struct subject *subject, struct digest *out,
                       struct error *err);

/* One signature as it is shown. */
struct signature {
	int64_t id, action, person;
	char code[41], name[128];    /* who, and the name as printed */
	char meaning[16];
	struct instant at;           /* when it was given: the entry of its act */
	bool holds;                  /* false: lapsed, because what was signed has changed
	                              * since */
};

/* The signatures on a subject, oldest first, however many: one at a time, until
 * signature_next() is false at the end or on failure. One walk at a time for each kind of
 * subject. */
struct signatures { struct row *row; struct digest now; };

bool signature_walk(struct store *store, const struct subject *subject, struct signatures *out,
                    struct error *err);
bool signature_next(struct signatures *signatures, struct signature *out, struct error *err);

#endif
