/*
 * lot.h - deliveries and batches: received, judged, opened, drawn from, counted
 *
 * A lot is one delivery, or one batch, of one product. Our own number (L26-0001, B26-0117)
 * takes one; the maker's number, in any revision, takes every delivery of that maker's lot.
 * Whether a lot or container may be used at an instant is asked in one place: the part
 * {BARRED} of sql/now.sql, which answers NULL or the reason.
 */
#ifndef LOT_H
#define LOT_H

#include "deviation.h"
#include "ledger.h"
#include "product.h"
#include "ratio.h"
#include "signature.h"

enum { LOT_NUMBER = 24, MAKER_ROOM = 80, LOT_NEAR = 300 };

struct lot {
	int64_t id;
	struct product product;
	char number[LOT_NUMBER];             /* ours */
	char maker_number[MAKER_ROOM];       /* as printed; empty for none */
	struct instant received;
	struct expiry expires;               /* as printed; empty: it keeps, or ends at an
	                                      * instant only */
	struct instant expires_at;           /* the first instant at which it may not be used;
	                                      * empty: it keeps */
	char status[16];                     /* now: quarantine, released, held, recalled,
	                                      * rejected */
	int64_t supplier;                    /* 0 for a batch */
	int64_t batch;                       /* 0 for a bought one */
	int64_t version;                     /* that the batch was made from; 0 also for a
	                                      * powder dissolved */
	int64_t action;                      /* that made it */
};

/* ---- Finding ---- */

enum { MOST_DELIVERIES = 64 };

/* What a code of a lot means. */
struct lot_choice {
	int64_t lot[MOST_DELIVERIES];        /* several: deliveries of one maker's lot */
	int count;
	int64_t container;                   /* of the only lot, where the code named one
	                                      * ("L26-0001/2") */
	int held;                            /* lots made of these that an act of judging held
	                                      * with them */
};

bool lot_read(struct store *store, int64_t id, struct lot *out, struct error *err);
/* Our number, our number/container, the maker's number in any revision. MISSING with "did you
 * mean"; REFUSED, listing them, when a maker's number means different things (products or
 * expiries). */
bool lot_find(struct store *store, const char *text, struct lot_choice *out, struct error *err);
/* The same where only one will do: REFUSED listing our numbers when there are several
 * deliveries. */
bool lot_find_one(struct store *store, const char *text, struct lot *out, int64_t *container,
                  struct error *err);

/*
 * The maker's number is text as printed, and two that differ in a letter are two (DESIGN.md law
 * 10). But an eye takes 'HA-1001', 'ha-1001', 'HA 1001' and one with another dash for the same:
 * their key, what is left without case, blanks and dashes, is. Who enters a number of which the
 * product has one that looks like it is asked; who asks for a number is told which others there
 * are.
 */
void lot_number_key(const char *number, char key[MAKER_ROOM]);
/* As it is kept: without blanks at its ends; empty for NULL. REFUSED with a control character
 * in it, too long, or of nothing but dashes. */
bool lot_number_read(const char *text, char number[MAKER_ROOM], struct error *err);
/* The lots whose maker's number looks like a code, or like that of the lot it is our number of,
 * and is not it: "'HA 1001' (L26-0005), ..."; empty for none. */
bool lot_near(struct store *store, const char *code, char list[LOT_NEAR], struct error *err);
/* Where a code is our number of a lot: the others whose maker's number is just that; else empty. */
bool lot_namesakes(struct store *store, const char *code, char list[LOT_NEAR],
                   struct error *err);

/* ---- Coming in ---- */

struct receipt {
	const char *product;                 /* code, name or GTIN */
	const char *maker_number;            /* as printed; NULL or "": none is printed */
	struct packs amount;                 /* "10x5mL", "40 mL", "100 pcs" */
	struct expiry expires;
	const char *supplier;                /* NULL: not said */
	const char *place;                   /* NULL: the only one there is */
	const char *certificate;
	const char *const *assays;           /* "ascorbic-acid=98.2 %"; ends with NULL; may be
	                                      * NULL */
	const char *price;                   /* "12.50 EUR" */
	bool another;                        /* the same number with another expiry, or one that
	                                      * looks like it, is another lot; the same on one
	                                      * day came twice */
	bool opening;                        /* stock that was there before the record began */
	bool dated;                          /* without an expiry it is refused, save what is
	                                      * counted in pieces */
};

/*
 * Enter a delivery: in quarantine, at a place. REFUSED when the amount is not whole containers,
 * the maker's number is on record for the product with another expiry or looks like one that is
 * (unless another), or an assay names what is not in the product; also what is on record as
 * opening stock, or as delivered on the same day, already (unless another); no place, where
 * there are several. Settles.
 */
bool lot_receive(struct store *store, const struct receipt *receipt, struct lot *out,
                 struct error *err);

/* Where a lot was put when it came, or was made. MISSING where nothing of it ever was
 * anywhere. */
bool lot_put(struct store *store, int64_t lot, struct place *out, struct error *err);

/* A container that was open when the record began: so much is left of it, opened then. */
bool lot_bring_opened(struct store *store, int64_t lot, int64_t place, struct quantity left,
                      const struct instant *opened, int64_t *container, struct error *err);

/* What an act of making yields: the row of the lot, its revision, its status and no moves.
 * letter 'B' numbers it B26-0001. status "quarantine" or "released". */
struct outturn {
	int64_t product;
	char letter;
	const struct instant *at;            /* NULL: the event */
	const struct instant *expires_at;    /* BUD */
	const char *status;
};
bool lot_make(struct store *store, const struct outturn *outturn, int64_t *lot,
              struct error *err);

/* ---- What is in it ---- */

/* (Re)compute the composition and add its rows: of a bought lot label times assay; of a batch
 * its lines as they stand (batch_line_now), each used times the composition of its lot, over
 * what was made up. Rounded once, half to even, at the atom. What was made of it is recomposed
 * too. Once per lot and act. */
bool lot_recompose(struct store *store, int64_t lot, struct error *err);
/* Whether the newest composition on record is what computing it now gives: what a check
 * asks. */
bool lot_composition_holds(struct store *store, int64_t lot, bool *holds, struct error *err);
/* One row per ingredient, strength per the lot's unit, as the newest composition says. */
bool lot_composition(struct store *store, int64_t lot, struct component *out, int *count,
                     struct error *err);

/* ---- Judging ---- */

enum { BARRED_ROOM = 64 };

/* Why it may not be used at an instant (NULL: the event): "in quarantine", "held", "recalled",
 * "rejected", "expired", "past its beyond-use date", "past its in-use limit", "not received
 * yet", "not opened yet"; empty when it may. container 0: unopened or in bulk. */
bool lot_barred(struct store *store, int64_t lot, int64_t container, const struct instant *at,
                char reason[BARRED_ROOM], struct error *err);

/* Release, hold, recall or reject: by our number one lot, by the maker's every delivery of it.
 * The status holds from the event on. What is held, recalled or rejected takes with it every
 * lot made of it, and of that, to the end: each that may still be used is held in the same act,
 * and its reason names what happened. What waits for its temperature to be decided is held
 * anew, for this reason. What is rejected stays so. REFUSED without a reason (save release), when it has that
 * status, when it was rejected, when it was judged after the event, and to release what is made of something that is
 * held, recalled or rejected. */
bool lot_set_status(struct store *store, const char *code, const char *status,
                    const char *reason, struct lot_choice *done, struct error *err);
/* From its entry on, whatever the event: what was signed is another thing now. The caller has
 * asked whether it is released. */
bool lot_quarantine_now(struct store *store, int64_t lot, const char *reason,
                        struct error *err);
/* REFUSED while anything it was made of, to the beginning, is held, recalled or rejected:
 * "B26-0029 is made of TX-2291, which is recalled: maker's letter". */
bool lot_sources_allow(struct store *store, int64_t lot, struct error *err);
/* The same of a mixture just entered, perhaps of something stopped since it was made: it is
 * held then. */
bool lot_hold_with_sources(struct store *store, int64_t lot, struct error *err);
/* Whether nothing is used of what has that status: held, recalled or rejected. */
bool lot_stops(const char *status);
/* It may not be used from the event on, or from when it was last judged where that was later,
 * unless it is stopped already; what was used of it since is reported. Adds to how many were
 * held. */
bool lot_hold_now(struct store *store, int64_t lot, const char *reason, int *held,
                  struct error *err);
/* The same, and with it what was made of it since an instant, and of that. */
bool lot_hold_since(struct store *store, int64_t lot, const struct instant *since,
                    const char *reason, int *held, struct error *err);
/* What that act held is as it was before, where that is still the last word on it and nothing
 * else would hold it. */
bool lot_lift(struct store *store, int64_t lot, int64_t act, const char *was, int *lifted,
              struct error *err);
/* Hold from the event on what is left of the batches of a version, and all that was made of any
 * of them, unless it is held, recalled or rejected already. Adds to how many were held. */
bool lot_hold_version(struct store *store, int64_t version, const char *reason, int *held,
                      struct error *err);
/* Open a deviation for each batch and session in which a lot was used although, as is known
 * now, it might not be; not where one was opened for that cause before. */
bool lot_report_uses(struct store *store, int64_t lot, struct error *err);
/* REFUSED for what has expired by the event, or is past its beyond-use date. */
bool lot_in_time(struct store *store, const struct lot *lot, struct error *err);
/* Release what was bought. REFUSED for a batch, which its verification releases (batch.h), and
 * for what has expired. */
bool lot_release(struct store *store, const char *code, const char *reason,
                 struct lot_choice *done, struct error *err);

/* ---- Choosing and drawing ---- */

/*
 * What is wanted: an amount of a product; or of an ingredient, met by any product whose only
 * stated active it is, and by what such a product was dissolved to; or both: that ingredient
 * from that product.
 */
struct need {
	int64_t product, ingredient;         /* 0: any */
	struct ratio amount;                 /* exact, in atoms of unit */
	enum unit unit;
	const char *const *lots;             /* codes the user named, in any order; ends with
	                                      * NULL; may be NULL */
	const char *reason;                  /* why these; NULL: the act's own reason */
	int64_t patient;                     /* for whom; 0: nobody in particular */
	int64_t place;                       /* only from there; 0: from anywhere */
	const struct instant *at;            /* NULL: the event of the act */
};

enum { MOST_PICKS = 64, MOST_PASSED = 64, PICK_WHY = 200 };

/* One lot, from one opened container or from as many new ones as it takes. */
struct pick {
	int64_t lot, product, place;
	int64_t container;                   /* drawn from; 0: unopened or in bulk */
	int64_t opens;                       /* so many new containers will be opened for it;
	                                      * the last may be used in part, and by what is
	                                      * picked after it in the same act */
	/* of the lot, the product, the place */
	char number[LOT_NUMBER], code[CODE_ROOM], shelf[CODE_ROOM];
	int64_t ordinal;                     /* of the container, 0 for none */
	struct instant until;                /* how long the container or lot may be used;
	                                      * empty: no limit */
	struct ratio required;               /* exact, atoms of unit */
	int64_t amount;                      /* to be drawn, atoms of unit */
	enum unit unit;                      /* the product's */
	int64_t step;                        /* it was rounded to: 1 for the atom */
	struct strength strength;            /* by which an ingredient's amount became this; not
	                                      * stated: none was needed */
	char why[PICK_WHY];
	char barred[BARRED_ROOM];            /* drawn although; only with --happened: lot_take()
	                                      * opens the deviation */
};

struct passed { char number[LOT_NUMBER]; int64_t lot, ordinal; char why[PICK_WHY]; };

struct picks {
	struct pick pick[MOST_PICKS];
	int count;
	struct passed passed[MOST_PASSED];   /* the first of them, in FEFO order */
	int passed_count, passed_more;
};

/*
 * Choose: opened first, then expiry, then received, then id; split over containers and lots,
 * the last taking the rest, so that the picks add up exactly to what is required, rounded once
 * (volumes to the measuring step, half to even). Reads only, and adds to picks: what is in
 * there already counts as taken. REFUSED: "need X of P, have Y"; a part of a piece; a part of a
 * dry container, saying how to dissolve it; a lot named that may not be used, or is not the
 * first to be used and no reason is given. Then no pick was added, but passed says what was
 * passed over. short_of, unless NULL, gets need and have.
 */
struct shortage { bool is; struct quantity need, have; };
bool lot_pick(struct store *store, const struct need *need, struct picks *picks,
              struct shortage *short_of, struct error *err);

/* Where what was picked goes, and because of what. */
struct taking {
	enum place_kind to;                  /* PLACE_BENCH, PLACE_PATIENT, PLACE_WASTE */
	const char *kind;                    /* "use", "give", "waste" */
	int64_t batch_line, syringe;
	const struct instant *at;            /* NULL: the event */
};

/* Open the containers a pick needs, for a caller whose line names the container:
 * pick->container is then the one it is drawn from, and 0 where there are several. Only lot,
 * place, container and amount are read. */
bool lot_open_pick(struct store *store, struct pick *pick, const struct instant *at,
                   struct error *err);
/* Move what was picked: from its container, or from what this act opened of the lot, opening
 * what is still missing. The caller settles. */
bool lot_take(struct store *store, struct pick *pick, const struct taking *taking,
              struct error *err);

/* Open a container of a lot (or of a product, FEFO) without drawing from it. REFUSED for
 * single-use ones, which what is drawn opens, and for what is not sized. */
struct opening { const char *what; const char *place; };
bool lot_open(struct store *store, const struct opening *opening, struct pick *out,
              struct settlement *told, struct error *err);
/* Which of its lot's containers it is, and until when it may be drawn from; empty: no limit. */
bool lot_container_until(struct store *store, int64_t container, int64_t *ordinal,
                         struct instant *until, struct error *err);

/* Dissolve one container of a powder, as its label says: "NACL-09 3 mL". made_up: as measured;
 * 0 atoms: as the product states, and REFUSED where it does not. Gives the batch's lot.
 * Settles. */
struct dissolving {
	const char *what;                    /* product or lot of the powder */
	const char *with;                    /* product or lot of the diluent, and how much */
	struct quantity made_up;
};
bool lot_dissolve(struct store *store, const struct dissolving *dissolving, struct lot *out,
                  struct settlement *told, struct error *err);

/* ---- Going out, moving, counting, correcting ---- */

/* Atoms of a product from packs as typed. REFUSED for another unit, a part of a piece, and
 * (whole) a part of a container. */
bool lot_amount(const struct product *product, const struct packs *packs, bool whole,
                int64_t *atoms, struct error *err);

/* REFUSED where a volume that was measured is no multiple of what a person measures (rule
 * measuring-step): it would be rounded without a word. */
bool lot_measurable(struct store *store, struct quantity measured, struct error *err);

/* What an act on stock names: a lot or container, how much (0 atoms: all that is there),
 * where. */
struct parcel {
	const char *what;                    /* our number, with /container for an opened one;
	                                      * or the maker's */
	struct packs amount;
	const char *place;                   /* NULL: where it lies, REFUSED when that is in
	                                      * several */
	const char *to;                      /* of a transfer */
	bool blind;                          /* of a count: who counted did not know what was
	                                      * expected, and need not say why it differs */
	bool witnessed;                      /* of a count: who signs saw it, and did not count */
	const struct signing *signing;       /* of a count; NULL: who sits here */
};
/* What went: of which lot and container, from where, and what is left there now. out and told
 * may be NULL. */
struct sent {
	struct lot lot;
	int64_t container;
	char place[CODE_ROOM];
	struct quantity amount, left;
};
bool lot_waste(struct store *store, const struct parcel *parcel, struct sent *out,
               struct settlement *told, struct error *err);
bool lot_return(struct store *store, const struct parcel *parcel, struct sent *out,
                struct settlement *told, struct error *err);
bool lot_transfer(struct store *store, const struct parcel *parcel, struct sent *out,
                  struct settlement *told, struct error *err);

/* What was found there at the event. The difference is posted at that instant. */
struct tallied {
	struct quantity expected, counted;
	struct lot lot;
	int64_t container;
	struct place place;
	int64_t tally;
	char deviation[DEVIATION_NUMBER];    /* that it opened; empty: none */
	bool waits;                          /* who counted has not signed it yet */
};
/* A difference beyond rule count-variance opens a deviation. REFUSED: it differs and no reason
 * is given (unless blind); nobody witnessed it although rule count-witness asks for that where
 * it differs or is blind; who counted would witness it. Who counted signs it where they sit here
 * and their password is given or none is asked for, else later: lot_sign_count(). */
bool lot_count(struct store *store, const struct parcel *found, struct tallied *out,
               struct settlement *told, struct error *err);
/* REFUSED: who signs did not count it. */
bool lot_sign_count(struct store *store, int64_t tally, const struct signing *signing,
                    struct error *err);

/* As it should have been entered; NULL or empty: as it is. */
struct lot_entry {
	const char *lot;
	const char *maker_number;
	struct expiry expires;
	const char *supplier, *certificate;
	const char *const *assays;           /* replaces the assay of each ingredient named; may
	                                      * be NULL */
	bool another;                        /* the same number with another expiry is another
	                                      * lot */
};
/* The lot alone: correction_of_lot() (correction.h) is the act that also follows it into what
 * was made of it. REFUSED without a reason, or when nothing differs. Uses that only this makes
 * wrong open a deviation each. */
bool lot_correct(struct store *store, const struct lot_entry *entry, struct lot *out,
                 struct error *err);

/* REFUSED, listing the acts, when anything but judging happened since to a lot that an act
 * brought: opened, used, wasted, returned, transferred or counted; or something left a container
 * that it opened. */
bool lot_untouched_since(struct store *store, int64_t action, struct error *err);
/* REFUSED while a recall is open that touches a lot which an act moved: what it counts is where
 * it was found, and stays there; and while a lot that it brought is held or recalled. */
bool lot_not_called_back(struct store *store, int64_t action, struct error *err);
/* Reverse an act that moved stock or made a lot. REFUSED unless lot_untouched_since(), and
 * lot_not_called_back(). Settles. */
bool lot_reverse(struct store *store, int64_t action, struct settlement *told,
                 struct error *err);

#endif
