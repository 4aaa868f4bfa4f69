/*
 * day.h - calendar days, expiries, instants and zones
 *
 * An instant is UTC text that sorts as it reads; a day is local to somewhere; an
 * expiry is what the label prints, a day or a month, and ends at an instant that
 * is computed once, in the zone of the site, at entry. Whoever needs the present
 * is given it: nothing here reads a clock.
 */
#ifndef DAY_H
#define DAY_H

#include "error.h"

#include <stdint.h>

struct day     { char text[11]; };    /* "2027-01-31", or empty for none */
struct expiry  { char printed[11]; }; /* "2027-01-31" or "2027-01", or empty for none */
struct instant { char text[21]; };    /* "2026-01-31T09:30:00Z", or empty for none */
struct zone    { char name[64]; };    /* "Europe/Paris" */

/* What a person typed for an event: kept as typed until the zone is known. */
struct moment  { const char *text; };

/* REFUSED unless a day of the calendar from 1900 to 9999 such as 2027-01-31. */
bool day_parse(const char *text, struct day *out, struct error *err);
/* The text, or NULL where there is none: what a bind wants. */
const char *day_text(const struct day *day);
/* So many days on (or back). REFUSED outside the years 1900 to 9999. */
bool day_add(const struct day *day, int days, struct day *out, struct error *err)
	__attribute__((warn_unused_result));
/* 0 is Sunday. */
int day_weekday(const struct day *day);

/* REFUSED unless a day or a month such as 2027-01. */
bool expiry_parse(const char *text, struct expiry *out, struct error *err);
const char *expiry_text(const struct expiry *expiry);
/* The last day of use: the day itself, or the last day of the month. */
void expiry_last_day(const struct expiry *expiry, struct day *out);
/* The first instant at which it may no longer be used: the end of the last day in the zone.
 * REFUSED when the zone does not load. */
bool expiry_ends(const struct expiry *expiry, const struct zone *zone, struct instant *out,
                 struct error *err);

/* REFUSED when the system cannot load a zone of that name; never taken for UTC. Names are those
 * of the tz database, "UTC" (which needs no files) and "Etc/GMT-14" among them. Every function
 * below that takes a zone wants one that was loaded, a stored name too: those that can refuse
 * do, the others assert. */
bool zone_load(const char *name, struct zone *out, struct error *err);

/* From and to seconds since 1970-01-01 UTC. What lies past the years of four digits is held at
 * their last second: "9999-12-31" stands for never. */
void instant_of(int64_t seconds, struct instant *out);
int64_t instant_seconds(const struct instant *instant);
const char *instant_text(const struct instant *instant);
/* So many seconds later (or earlier). */
void instant_add(const struct instant *instant, int64_t seconds, struct instant *out);

/*
 * Read "2026-11-03T10:40:00Z", "2026-11-03T10:40+01:00", "2026-11-03 10:40[:00]" local to the
 * zone, "2026-11-03" (its beginning), "10:40" (on the day of now), "yesterday 10:40",
 * "yesterday" (the same time of day), "now", and what instant_local_offset() writes. A local
 * time that the zone skips or has twice is REFUSED with both readings, as words that can be
 * typed instead.
 */
bool instant_parse(const char *text, const struct zone *zone, const struct instant *now,
                   struct instant *out, struct error *err);

/* The local day of an instant, and the instant at which a day begins: the first midnight where
 * there are two, the moment the clocks are put forward where there is none. */
void instant_day(const struct instant *instant, const struct zone *zone, struct day *out);
void day_begins(const struct day *day, const struct zone *zone, struct instant *out);

/* "2026-11-03 10:40", and with the offset, "2026-11-03 10:40 +01:00"; seconds where they are
 * not 0. */
enum { INSTANT_LOCAL = 32 };
void instant_local(const struct instant *instant, const struct zone *zone,
                   char text[INSTANT_LOCAL]);
void instant_local_offset(const struct instant *instant, const struct zone *zone,
                          char text[INSTANT_LOCAL]);

/* A span of time a person writes: "4 h", "90 min", "1.5 h", "10 d", "28 days", "2 w"; in
 * seconds. REFUSED: months and years, which differ in length, a part of a second, none at all,
 * more than a hundred years. Written in days from three days on, else in h, min or s: "48 h",
 * "14 d". */
struct span { int64_t seconds; };   /* 0: none */
bool span_parse(const char *text, struct span *out, struct error *err);
void span_format(struct span span, char text[INSTANT_LOCAL]);

#endif
