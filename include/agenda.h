/*
 * agenda.h - days to come, as a file that any calendar reads
 *
 * iCalendar (RFC 5545): lines end in CR LF and are folded at 75 octets, never inside a
 * letter; commas, semicolons, backslashes and line feeds are escaped. The same days give
 * the same bytes: nothing in it is read from a clock.
 */
#ifndef AGENDA_H
#define AGENDA_H

#include "day.h"

#include <stdio.h>

/* How a calendar begins. */
#define AGENDA_BEGINS "BEGIN:VCALENDAR"

/* A whole day. Texts as they are; escaped when they are written. */
struct occasion {
	const char *id;              /* stays the same however often it is written */
	struct day day;
	const char *summary, *description;
};

/* Head, one call per occasion, end. stamp: when the calendar was made. */
void agenda_begin(FILE *out, const char *program, const char *name);
bool agenda_add(FILE *out, const struct occasion *occasion, const struct instant *stamp,
                struct error *err);
void agenda_end(FILE *out);

#endif
