/*
 * temperature.h - what stood too warm or too cold, and what becomes of it
 *
 * An event is a place, the least and the most it stood at, and from when to when; readings make
 * it exact. The lots that were there then are read off the ledger, and each is judged by the
 * rules of kind 'storage': the range it is kept in, how far and how long it may leave it, and
 * the mean kinetic temperature over their window, or over the event where a rule gives none
 * (specification 7.6). That mean says nothing
 * of cold, and is never taken for what stood below its range. A person decides, lot by lot.
 */
#ifndef TEMPERATURE_H
#define TEMPERATURE_H

#include "lot.h"

enum { EVENT_NUMBER = 24, MOST_READINGS = 5000, JUDGED_ROOM = 600 };

/* Hundredths of a degree Celsius. */
bool degrees_parse(const char *text, int64_t *out, struct error *err);
void degrees_format(int64_t hundredths, char text[QUANTITY_TEXT]);

struct reading { struct instant at; int64_t degrees; };

/* For so long it stood at so much. */
struct stretch { int64_t seconds, degrees; };

/*
 * The mean kinetic temperature of stretches, hundredths, rounded to the nearest:
 * (dH/R) / -ln(mean of exp(-dH/(R T))) - 273.15 with T in kelvin and dH = 83.144 kJ/mol, so
 * dH/R = 10 000 K (specification 7.6). The one figure that is worked out in doubles: it is an
 * exponential mean of measured temperatures, and nothing is counted by it.
 */
int64_t mean_kinetic(const struct stretch *stretches, int count);

struct warming {
	const char *place;
	struct moment from, to;
	const char *least, *most;    /* "-3", "12.5 C"; NULL, like from and to not said: as the
	                              * readings have it */
	const char *usual;           /* what it stands at else; NULL: the upper end of its
	                              * range */
	const char *probe, *note;    /* may be NULL */
	const struct reading *readings;
	int reading_count;
};

/* How many lots were there, how many of them outside what their rules allow, how many were made
 * of those since it began and are left, and how many of both are held until somebody decides. */
struct event { int64_t id; char number[EVENT_NUMBER]; int lots, out, made, held; };

/* Record it, and judge every lot that was there, from when it came. What was outside is held,
 * where it could be used. REFUSED: it ended before it began or lies
 * ahead, the most is less than the least, a reading lies outside; no place. */
bool temperature_record(struct store *store, const struct warming *warming, struct event *out,
                        struct error *err);

bool temperature_find(struct store *store, const char *number, struct event *out,
                      struct error *err);

/* What becomes of a lot that was there: "use" (once no event is undecided, it may be again),
 * "hold" (the whole lot, and what was made of it since) or "discard" (what lies of it at that
 * place, or where some of it was carried or made since, is thrown away in this act, and the
 * rest is held so). Unless it is used, what was taken of it since the event began is reported.
 * REFUSED without the act's reason; a lot that was not there; to use what has expired; to
 * discard where nothing of it lies there now. */
struct verdict_on { const char *event, *lot, *decision; };
struct decided {
	struct lot lot;              /* as it is after it */
	struct lot_choice released;  /* what was held for it alone; who lets it be used signs */
	struct settlement told;
};
bool temperature_decide(struct store *store, const struct verdict_on *what, struct decided *out,
                        struct error *err);

#endif
