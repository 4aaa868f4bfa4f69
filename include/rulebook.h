/*
 * rulebook.h - rules as people write, change and approve them
 *
 * What a pharmacist types, and what a new store begins with, is the same: words. A version that
 * was entered never changes. A new one waits until it is approved, by a signature bound to what
 * it says; until then the one before it stands.
 */
#ifndef RULEBOOK_H
#define RULEBOOK_H

#include "ingredient.h"
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
 * numbers that cannot be read, a kind that lacks what it is made of, and a revision that
 * changes a number without saying its sentence and its source again; MISSING for an ingredient,
 * class or product that is not on record, a condition, area or measure that is in no list, or
 * no such rule.
 */
bool rulebook_add(struct store *store, const struct ruling *ruling, int64_t *revision,
                  struct error *err);
bool rulebook_revise(struct store *store, const struct ruling *ruling, int64_t *revision,
                     struct error *err);

/* Enter a rule a new store begins with: approved where it rests on a source. */
bool rulebook_begin(struct store *store, const struct ruling *ruling, struct error *err);

/* Which rules are listed; NULL and 0: all. */
struct rule_filter {
	const char *kind;
	const char *ingredient;      /* by any name: what is about it or about its class */
	bool unapproved;             /* that only warn because nobody approved them, or of which
	                              * a new version waits */
	bool elsewhere;              /* of other jurisdictions, which only inform; else ours */
	bool retired;                /* those too */
};

/* REFUSED, naming those there are, when there is no such kind of rule. */
bool rulebook_is_kind(const char *kind, struct error *err);

/* Rows of rule_now, with "about" and "other" (the halves, as codes) and "newest" (the number of
 * the newest version). REFUSED for a kind that does not exist; MISSING for no such
 * ingredient. */
struct row *rulebook_list(struct store *store, const struct rule_filter *filter,
                          struct error *err);

/* What a version of a rule says, piece by piece, in words: "" where it says nothing. */
enum {
	TOLD_KIND, TOLD_TEXT, TOLD_ABOUT, TOLD_OTHER, TOLD_SCOPE, TOLD_CONDITION, TOLD_MEASURE,
	TOLD_FIGURES, TOLD_INDICATION, TOLD_AREA, TOLD_REGIME, TOLD_STORAGE, TOLD_TECHNIQUE,
	TOLD_GAUGE, TOLD_SESSIONS, TOLD_INTERVAL, TOLD_MAINTENANCE, TOLD_DEPTH, TOLD_POINT,
	TOLD_VOLUME, TOLD_SEVERITY, TOLD_OVERRIDE, TOLD_SINCE, TOLD_TILL, TOLD_JURISDICTION,
	TOLD_EVIDENCE, TOLD_SOURCE, TOLD_REQUIREMENT, TOLD_RETIRED, TOLD_PIECES
};
extern const struct told_piece { const char *name, *label; } told_pieces[TOLD_PIECES];

struct telling {
	int64_t revision, version;
	bool approved, stands;       /* stands: it is the one that judges */
	enum rule_force force;
	char piece[TOLD_PIECES][256];
	struct instant at;
	char person[CODE_ROOM], reason[200];
	char approver[NAME_ROOM], approver_code[CODE_ROOM]; /* who signed it; empty: nobody, or
	                                                     * it was
	                              * entered so */
	struct instant approved_at;
};

/* Every version of a rule, the first first; *out is the caller's to free. MISSING with "did you
 * mean". */
bool rulebook_tell(struct store *store, const char *code, struct telling **out, int *count,
                   struct error *err);
/* What the second says otherwise than the first: "Limit: 300 mg, was 200 mg; ...". */
void telling_changes(const struct telling *before, const struct telling *now, char *text,
                     size_t size);

/* The newest version of a rule, approved or not, as struct rule; its texts last until the
 * next. MISSING with "did you mean". */
bool rulebook_newest(struct store *store, const char *code, struct rule *out,
                     struct error *err);

/* Sign the newest version. REFUSED when it was approved already, where it changes what stops somebody and who signs entered it (rule
 * second-for-rules; where self-check holds that is an exception), and as signature_make()
 * does. */
bool rulebook_approve(struct store *store, const char *code, const struct signing *signing,
                      struct error *err);

/* It holds no more: a version that says so, signed at once, and where it stops somebody by
 * another person than who retires it. REFUSED without a reason, and when it is retired
 * already. */
bool rulebook_retire(struct store *store, const char *code, const struct signing *signing,
                     struct error *err);

#endif
