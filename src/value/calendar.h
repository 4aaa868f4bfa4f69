/*
 * calendar.h - days and offsets as plain numbers
 *
 * Private to this room. A day is the number of days since 1970-01-01, a local time the
 * seconds a clock on the wall would count from then: what a zone adds is its offset.
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "day.h"

enum { DAY_SECONDS = 86400 };

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t civil_days(int year, int month, int day);
void civil_of(int64_t days, int *year, int *month, int *day);
int month_length(int year, int month);

int64_t floor_divide(int64_t value, int64_t by);

/* Read exactly so many digits and move past them. */
bool take_digits(const char **text, int count, int *out);
/* Read a date from 1900-01-01 to 9999-12-31 and move past it. */
bool take_date(const char **text, int64_t *days);
/* A day outside the years of four digits is held at their end. */
void day_write(int64_t days, struct day *out);

/* What the zone adds to UTC at an instant. REFUSED when the zone does not load. */
bool zone_offset(const struct zone *zone, int64_t instant, int *out, struct error *err);

#endif
