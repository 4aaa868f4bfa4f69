/*
 * aftercare.c - rules, phrases and dates put together
 */
#include "aftercare.h"
#include "clinic.h"
#include "course.h"
#include "person.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400, MOST_CONDITIONS = 32, AREAS_ROOM = 200, DATE_ROOM = 64 };

/* What stands for what, in a phrase. */
struct filling {
	char day[DATE_ROOM], until[DATE_ROOM], areas[AREAS_ROOM];
	char year[5], month[3], date[3], hour[3], minute[3], on[DATE_ROOM];
	const char *clinic, *by;
};

static const char *value_of(const struct filling *filling, const char *name, size_t length)
{
	const struct { const char *name, *value; } known[] = {
		{ "day", filling->day },
		{ "until", filling->until },
		{ "areas", filling->areas },
		{ "clinic", filling->clinic },
		{ "by", filling->by },
		{ "year", filling->year },
		{ "month", filling->month },
		{ "date", filling->date },
		{ "hour", filling->hour },
		{ "minute", filling->minute },
		{ "on", filling->on },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == length
		    && strncmp(known[i].name, name, length) == 0)
			return known[i].value;
	return NULL;
}

/* What it does not know stays as it is written. */
static void fill_in(const char *phrase, const struct filling *filling, char *out, size_t size)
{
	size_t used = 0;

	while (*phrase && used + 1 < size) {
		const char *end = *phrase == '<' ? strchr(phrase, '>') : NULL;
		const char *value = end ? value_of(filling, phrase + 1,
		                                   (size_t)(end - phrase - 1))
		                        : NULL;

		if (value) {
			used += (size_t)snprintf(out + used, size - used, "%s", value);
			phrase = end + 1;
		} else {
			out[used++] = *phrase++;
		}
	}
	out[used < size ? used : size - 1] = '\0';
}

/* One sheet on its way. */
struct sheet {
	struct store *store;
	const char *language;
	struct filling filling;
	struct aftercare *out;
};

/* A phrase, filled in; nothing where there are no words for it. */
static bool say(struct sheet *sheet, enum aftercare_part part, bool heading, const char *list,
                const char *code, struct error *err)
{
	struct aftercare *out = sheet->out;
	char phrase[PHRASE_TEXT];

	if (!phrase_text(sheet->store, list, code, sheet->language, phrase, err))
		return false;
	if (!*phrase || out->count == MOST_LINES_AFTER)
		return true;
	out->line[out->count].part = part;
	out->line[out->count].heading = heading;
	fill_in(phrase, &sheet->filling, out->line[out->count].text, AFTERCARE_LINE);
	out->count++;
	return true;
}

static bool fill_phrase(struct sheet *sheet, const char *code, char out[DATE_ROOM],
                        struct error *err)
{
	char phrase[PHRASE_TEXT];

	if (!phrase_text(sheet->store, PHRASES_SHEET, code, sheet->language, phrase, err))
		return false;
	fill_in(phrase, &sheet->filling, out, DATE_ROOM);
	return true;
}

/* "2026-11-18", or "2026-11-18 08:46" with or without seconds, as the language writes it. */
static bool write_date(struct sheet *sheet, const char *local, char out[DATE_ROOM],
                       struct error *err)
{
	struct filling *filling = &sheet->filling;

	snprintf(filling->year, sizeof filling->year, "%s", local);
	snprintf(filling->month, sizeof filling->month, "%s", local + 5);
	snprintf(filling->date, sizeof filling->date, "%s", local + 8);
	if (!fill_phrase(sheet, "date", filling->on, err))
		return false;
	snprintf(out, DATE_ROOM, "%s", filling->on);
	if (!local[10])
		return true;
	snprintf(filling->hour, sizeof filling->hour, "%s", local + 11);
	snprintf(filling->minute, sizeof filling->minute, "%s", local + 14);
	return fill_phrase(sheet, "instant", out, err);
}

/* As the patient calls them, where the list of areas does. */
static bool read_areas(struct store *store, int64_t session, const char *language,
                       char areas[AREAS_ROOM], struct error *err)
{
	char said[PHRASE_TEXT];

	struct row *row = store_query(store, AFTERCARE_AREAS, BIND(bind_int("session", session)),
	                              err);

	*areas = '\0';
	while (row_next(row, err)) {
		const char *area = row_text(row, "area");

		if (!phrase_text(store, PHRASES_AREA, area, language, said, err))
			return false;
		snprintf(areas + strlen(areas), AREAS_ROOM - strlen(areas), "%s%s",
		         *areas ? ", " : "", *said ? said : area);
	}
	return !err->fault;
}

/* What applies, longest first. */
struct condition { char code[PHRASE_CODE]; int64_t span; };

static bool read_conditions(struct store *store, int64_t session,
                            struct condition out[MOST_CONDITIONS], int *count,
                            struct error *err)
{
	struct row *row = store_query(store, AFTERCARE_RULES, BIND(bind_int("session", session)),
	                              err);

	*count = 0;
	while (*count < MOST_CONDITIONS && row_next(row, err)) {
		snprintf(out[*count].code, PHRASE_CODE, "%s", row_text(row, "condition"));
		out[(*count)++].span = row_int(row, "span");
	}
	return !err->fault;
}

/* "make-up-face" for 4 hours says nothing where "make-up" holds for the day. */
static bool is_covered(const struct condition *conditions, int at)
{
	for (int i = 0; i < at; i++) {
		size_t length = strlen(conditions[i].code);

		if (strncmp(conditions[i].code, conditions[at].code, length) == 0
		    && conditions[at].code[length] == '-')
			return true;
	}
	return false;
}

/* Whole days end with the day, in the clinic's zone; what is shorter ends at an hour. */
static bool find_until(const struct session *session, const struct zone *zone, int64_t span,
                       char until[INSTANT_LOCAL], struct error *err)
{
	struct instant end;
	struct day day;

	if (span % DAY_SECONDS == 0) {
		instant_day(&session->at, zone, &day);
		if (!day_add(&day, (int)(span / DAY_SECONDS), &day, err))
			return false;
		snprintf(until, INSTANT_LOCAL, "%s", day.text);
		return true;
	}
	instant_add(&session->at, span, &end);
	instant_local(&end, zone, until);
	return true;
}

static bool say_conditions(struct sheet *sheet, const struct session *session,
                           const struct zone *zone, struct error *err)
{
	struct condition conditions[MOST_CONDITIONS];
	char until[INSTANT_LOCAL];
	int count;

	if (!read_conditions(sheet->store, session->id, conditions, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!is_covered(conditions, i)
		    && (!find_until(session, zone, conditions[i].span, until, err)
		        || !write_date(sheet, until, sheet->filling.until, err)
		        || !say(sheet, AFTER_MIND, false, PHRASES_AFTER, conditions[i].code,
		                err)))
			return false;
	return true;
}

static bool say_watch(struct sheet *sheet, struct error *err)
{
	char codes[16][PHRASE_CODE];
	struct row *row = store_query(sheet->store, AFTERCARE_WATCH, BIND_NOTHING, err);
	int count = 0;

	while (count < 16 && row_next(row, err))
		snprintf(codes[count++], PHRASE_CODE, "%s", row_text(row, "code"));
	for (int i = 0; i < count; i++)
		if (!say(sheet, AFTER_WATCH, false, PHRASES_WATCH, codes[i], err))
			return false;
	return !err->fault;
}

/* The first day on which anything of it is due. */
static bool say_next(struct sheet *sheet, const struct session *session,
                     const struct zone *zone, struct error *err)
{
	struct course courses[MOST_COURSES];
	const char *first = "";
	int count;

	if (!course_of_session(sheet->store, session->id, zone, courses, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (*courses[i].next.text
		    && (!*first || strcmp(courses[i].next.text, first) < 0))
			first = courses[i].next.text;
	return !*first
	    || (write_date(sheet, first, sheet->filling.until, err)
	        && say(sheet, AFTER_NEXT, false, PHRASES_SHEET, "5-next", err));
}

bool aftercare_write(struct store *store, const struct session *session, const char *language,
                     struct aftercare *out, struct error *err)
{
	struct sheet sheet = { .store = store, .language = language, .out = out };
	struct person gave = { .name = "" };
	struct clinic clinic;
	struct day day;

	out->count = 0;
	if (!session_standing(store, session, err) || !phrase_language(store, language, err)
	    || (session->waits && !person_by_id(store, session->practitioner, &gave, err))
	    || !clinic_now(store, &clinic, err)
	    || !read_areas(store, session->id, language, sheet.filling.areas, err))
		return false;
	instant_day(&session->at, &clinic.zone, &day);
	sheet.filling.clinic = clinic.name;
	sheet.filling.by = gave.name;
	return write_date(&sheet, day.text, sheet.filling.day, err)
	    && say(&sheet, AFTER_TITLE, true, PHRASES_SHEET, "1-title", err)
	    && say(&sheet, AFTER_GIVEN, false, PHRASES_SHEET,
	           *sheet.filling.areas ? "2-given" : "2-given-nowhere", err)
	    && (!session->waits
	        || say(&sheet, AFTER_GIVEN, false, PHRASES_SHEET, "2-unsigned", err))
	    && say(&sheet, AFTER_MIND, true, PHRASES_SHEET, "3-after", err)
	    && say_conditions(&sheet, session, &clinic.zone, err)
	    && say(&sheet, AFTER_WATCH, true, PHRASES_SHEET, "4-watch", err)
	    && say_watch(&sheet, err)
	    && say_next(&sheet, session, &clinic.zone, err)
	    && say(&sheet, AFTER_END, false, PHRASES_SHEET, "6-end", err);
}
