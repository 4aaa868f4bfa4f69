/*
 * rulebook.h - rules as people write, change and approve them
 *
 * What a pharmacist types, and what a new store begins with, is the same: words. A version that
 * was entered never changes. A new one waits until it is approved, by a signature bound to what
 * it says; until then the one before it stands.
 */
#ifndef RULEBOOK_H
#define RULEBOOK_H

#include "rule.h"
#include "signature.h"

/* A rule in words; see struct rule for what they mean. In a revision NULL leaves what is there
 * and "" takes it away. */
struct ruling {
	const char *code, *kind, *severity, *override, *scope;
	const char *ingredient, *class, *product;    /* by any name */
	const char *with_ingredient, *with_class, *with_product;
	const char *condition, *measure;
	const char *amount;          /* "4.5 mg/kg", "50 points", "5..8 pH" */
	const char *span;            /* "30 d", "at once" */
	const char *area, *indication, *regime, *storage;
	const char *since, *till;
	const char *text, *jurisdiction, *evidence, *source, *requirement;
	/* of a protocol, as range_read() reads them */
	const char *technique, *gauge, *sessions, *interval, *maintenance, *depth, *point, *volume;
	const char *approved;        /* "no": not even where it has a source; only read by
	                              * rulebook_begin() */
};

/*
 * Enter a rule that is new, or a new version of one; it waits for its approval. Gives its
 * revision. REFUSED for a code that is taken, a kind, severity, scope ... that does not exist,
 * numbers that cannot be read, a kind that lacks what it is made of; MISSING for an ingredient,
 * class or product that is not on record, or no such rule.
 */
bool rulebook_add(struct store *store, const struct ruling *ruling, int64_t *revision,
                  struct error *err);
bool rulebook_revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                     struct error *err);

/* Enter a rule a new store begins with: approved where it rests on a source. */
bool rulebook_begin(struct store *store, const struct ruling *ruling, struct error *err);

/* The newest version of a rule, approved or not, as struct rule; its texts last until the
 * next. MISSING with "did you mean". */
bool rulebook_newest(struct store *store, const char *code, struct rule *out,
                     struct error *err);

/* Sign the newest version. REFUSED when it was approved already, and as signature_make() does. */
bool rulebook_approve(struct store *store, const char *code, const struct signing *signing,
                      struct error *err);

/* It holds no more: a version that says so, signed at once. REFUSED without a reason, and when
 * it is retired already. */
bool rulebook_retire(struct store *store, const char *code, const struct signing *signing,
                     struct error *err);

#endif
