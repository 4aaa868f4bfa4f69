/*
 * agenda.c - iCalendar, line by line
 */
#include "agenda.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { OCTETS = 75, LINE = 4096 };

static bool is_inside_letter(const char *at)
{
	return (*at & 0xC0) == 0x80;
}

/* One content line, cut where it is too long; what goes on begins with a space. */
static void put_line(FILE *out, const char *line)
{
	size_t room = OCTETS;

	while (strlen(line) > room) {
		size_t length = room;

		while (is_inside_letter(line + length))
			length--;
		fprintf(out, "%.*s\r\n ", (int)length, line);
		line += length;
		room = OCTETS - 1;
	}
	fprintf(out, "%s\r\n", line);
}

__attribute__((format(printf, 2, 3))) static void put(FILE *out, const char *format, ...)
{
	char line[LINE];
	va_list rest;

	va_start(rest, format);
	vsnprintf(line, sizeof line, format, rest);
	va_end(rest);
	put_line(out, line);
}

/* As a TEXT value (RFC 5545, 3.3.11). */
static void put_text(FILE *out, const char *name, const char *text)
{
	char line[LINE], *to = line + snprintf(line, LINE, "%s:", name);

	for (; *text && to < line + LINE - 3; text++) {
		if (strchr("\\;,", *text))
			*to++ = '\\';
		if (*text == '\n') {
			*to++ = '\\';
			*to++ = 'n';
		} else if (*text != '\r') {
			*to++ = *text;
		}
	}
	*to = '\0';
	put_line(out, line);
}

/* "2026-11-03T09:40:00Z" as 20261103T094000Z, "2026-11-24" as 20261124. */
static void bare(const char *text, char out[24])
{
	char *to = out;

	for (; *text; text++)
		if (*text != '-' && *text != ':')
			*to++ = *text;
	*to = '\0';
}

void agenda_begin(FILE *out, const char *program, const char *name)
{
	put(out, AGENDA_BEGINS);
	put(out, "VERSION:2.0");
	put(out, "PRODID:-//%s//EN", program);
	put(out, "CALSCALE:GREGORIAN");
	put(out, "METHOD:PUBLISH");
	put_text(out, "X-WR-CALNAME", name);
}

bool agenda_add(FILE *out, const struct occasion *occasion, const struct instant *stamp,
                struct error *err)
{
	char from[24], to[24], made[24];
	struct day after;

	if (!day_add(&occasion->day, 1, &after, err))
		return false;
	bare(occasion->day.text, from);
	bare(after.text, to);
	bare(stamp->text, made);
	put(out, "BEGIN:VEVENT");
	put_text(out, "UID", occasion->id);
	put(out, "DTSTAMP:%s", made);
	put(out, "DTSTART;VALUE=DATE:%s", from);
	put(out, "DTEND;VALUE=DATE:%s", to);
	put_text(out, "SUMMARY", occasion->summary);
	put_text(out, "DESCRIPTION", occasion->description);
	put(out, "TRANSP:TRANSPARENT");
	put(out, "END:VEVENT");
	return true;
}

void agenda_end(FILE *out)
{
	put(out, "END:VCALENDAR");
}
