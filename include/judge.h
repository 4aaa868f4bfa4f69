/*
 * judge.h - what the rules in force say of a mixture, and of all that one patient is given
 *
 * Judged is what stands on record, within the act that recorded it: a version by its lines and
 * labels, a batch or a session by what is in its lots after assay. So nothing passes in two
 * acts that fails in one. Each rule that is hit gives a verdict, a sentence with its numbers,
 * its version and its source; what becomes of it is a row (table verdict).
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "rule.h"

enum { MOST_VERDICTS = 96, VERDICT_ROOM = 480, SUBJECT = 200 };

/* What is judged: one of the first three, the others 0. */
struct matter {
	int64_t version, batch, session;
	int64_t patient;             /* for whom a version is; 0: nobody in particular, and of a
	                              * session its own */
};

/* What one rule says of it. */
struct verdict {
	int64_t revision;            /* of the rule: the version that judged */
	char rule[RULE_CODE];
	char requirement[8];         /* "R13"; empty for none */
	enum rule_force force;       /* RULE_INFORMS: of elsewhere, to be told and no more */
	char pass[12];               /* what passes it: "reason", "signature"; empty: nothing
	                              * does */
	char subject[SUBJECT];       /* what it is about, alone among those of its rule: a
	                              * mixture, "caffeine in FAT.1", a course: what
	                              * --override 'RULE:SUBJECT=why' names */
	bool open;                   /* it could not be judged, and so only warns */
	bool mixture;                /* of what was mixed: passed once, it is passed for what is
	                              * made and given of it */
	bool supposed;               /* of what might be made of it: "if it is kept: ..." */
	bool measured;               /* against a number of the rule's */
	int64_t excess;              /* and by how much it is beyond that, in atoms (of a
	                              * concentration: in one mL, g or piece); below the least:
	                              * negative */
	int64_t lot;                 /* of the mixture or product it is about; 0: of several */
	char text[VERDICT_ROOM];     /* "lidocaine-hcl 330 mg given, at most 300 mg (rule
	                              * lidocaine-plain version 1, S-120)" */
};

struct verdicts {
	struct verdict verdict[MOST_VERDICTS];
	int count;
	bool full;                   /* there were more: then nothing passes */
};

/*
 * What every rule in force says of it: pairs, limits (summed over all sources of an ingredient
 * and over a class, with what the patient had before), regimes, prohibitions, allergies, the
 * order of mixing. Adds to out, the worst first. A batch is judged as a mixture; what of it
 * one session takes is judged where its recipe says how much that is.
 */
bool judge_matter(struct store *store, const struct matter *matter, struct verdicts *out,
                  struct error *err);

/*
 * What becomes of verdicts, within the act. What informs is passed by, what warns is kept. What
 * forbids, or asks for a signature, is REFUSED with its sentence and every way to pass it,
 * unless it was passed: by --override with a reason where the rule allows that (signed where it
 * asks for a signature), by one that was kept for the same mixture before and for no less a
 * number, or because it has happened already (--happened), which opens a deviation. An override
 * passes one subject: "RULE=why" where the rule speaks of no other in the act, else
 * "RULE:SUBJECT=why". Each is a row.
 */
bool judge_pass(struct store *store, const struct matter *matter, const struct verdicts *said,
                struct error *err);
/* Both: what an act asks of what it recorded; elsewhere: as below, or NULL. */
struct elsewhere;
bool judge_act(struct store *store, const struct matter *matter, struct elsewhere *elsewhere,
               struct error *err);
/* What only informs, added to what stands there. mixtures: of what is mixed, too, which is told as
 * that is checked and made. */
struct elsewhere {
	char text[1200];             /* one sentence a line */
	int more;                    /* that found no room */
};
void verdicts_elsewhere(const struct verdicts *said, bool mixtures, struct elsewhere *out);

/* What was said in an act, in order: for who acts. Texts last until the next. */
struct said { const char *rule, *outcome, *text, *reason, *subject; int64_t lot; };
bool judge_said(struct store *store, int64_t action, struct row **rows, struct error *err);
bool said_next(struct row *rows, struct said *out, struct error *err);

/* USAGE where an override is not "RULE=why", MISSING where there is no such rule: before the act,
 * so that it is said whatever else the act is refused for. */
bool judge_overrides_known(struct store *store, struct error *err);
/* REFUSED where an override was given and nothing that it would pass was said in the act under
 * way: its rule has nothing against it. */
bool judge_overrides_met(struct store *store, struct error *err);

/* A verdict of another module's making (a screening, a beyond-use date), worded as all are: the
 * sentence, then the rule, its version and its source. */
struct verdict *verdict_add(struct verdicts *out, const struct rule *rule, int64_t lot,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* What it is about, where that has a name. */
void verdict_about(struct verdict *verdict, const char *subject);

/*
 * The rules that hold about any of the ingredients, classes and products that were added (0:
 * none), then those about nothing in particular, each once; and those of elsewhere, which
 * inform. screening: what is asked of a patient, else what is judged. NULL at the end, after
 * which it begins again, and on failure (err->fault); they are the list's.
 */
struct rules;
struct rules *rules_begin(struct store *store, bool screening);
enum rules_of { RULES_OF_INGREDIENT, RULES_OF_CLASS, RULES_OF_PRODUCT, RULES_KINDS };
void rules_add(struct rules *rules, enum rules_of of, int64_t id);
const struct rule *rules_next(struct rules *rules, struct error *err);
void rules_end(struct rules *rules);

/*
 * After something on record was corrected (a lot, a line): every batch that holds some of the
 * lot, and every session that got some of it, is judged again; what is forbidden now and was
 * not passed opens a deviation each.
 */
bool judge_follow(struct store *store, int64_t lot, struct error *err);
/* The same of every session of a patient since the event, where a dose was told of. */
bool judge_told(struct store *store, const char *patient, struct error *err);

#endif
