/*
 * temperature.c - the commands of temperature events
 */
#include "temperature.h"
#include "command.h"
#include "heap.h"
#include "list.h"
#include "lot_words.h"
#include "settled.h"

#include <stdlib.h>
#include <string.h>

struct record_words {
	const char *file;
	struct warming warming;
};

/* "2026-11-03 10:00,9.5" or with a semicolon, a line each; what says no temperature is a
 * heading where it comes first. */
static bool read_line(struct desk *desk, char *line, bool first, struct reading *out, bool *is,
                      struct error *err)
{
	char *cut = strpbrk(line, ",;\t"), *end;
	struct error said = { 0 };

	*is = false;
	line[strcspn(line, "\r\n")] = '\0';
	if (!*line)
		return true;
	if (!cut)
		return failed(err, FAULT_REFUSED, "'%s' is not INSTANT,TEMPERATURE", line);
	end = cut;
	*cut++ = '\0';
	while (end > line && end[-1] == ' ')
		*--end = '\0';
	cut += strspn(cut, " ");
	*is = instant_parse(line, &desk->zone, store_event(desk->store), &out->at, &said)
	   && degrees_parse(cut, &out->degrees, &said);
	return *is || first || failed(err, FAULT_REFUSED, "%s", said.text);
}

static bool read_file(struct desk *desk, const char *path, struct reading *out, int *count,
                      struct error *err)
{
	FILE *file = fopen(path, "r");
	char line[256];
	bool is, ok = true;

	if (!file)
		return failed(err, FAULT_MISSING, "there is no file '%s' to read", path);
	for (int number = 0; ok && fgets(line, sizeof line, file); number++) {
		if (*count == MOST_READINGS) {
			ok = failed(err, FAULT_REFUSED, "more than %d readings", MOST_READINGS);
			break;
		}
		ok = read_line(desk, line, number == 0, &out[*count], &is, err);
		*count += is;
	}
	fclose(file);
	return ok;
}

static bool show_event(struct desk *desk, int64_t event, struct error *err)
{
	return page_query(desk->page, "lots", desk->store, TEMPERATURE_SHOWN,
	                  BIND(bind_int("temperature", event)), NULL, err)
	    && page_query(desk->page, "taken", desk->store, TEMPERATURE_TAKEN,
	                  BIND(bind_int("temperature", event)), NULL, err);
}

static bool record(struct desk *desk, const void *request, struct error *err)
{
	const struct record_words *ask = request;
	struct reading *readings = heap_new(MOST_READINGS * sizeof *readings);
	struct warming warming = ask->warming;
	struct event event;
	char made[48];
	bool ok;

	warming.readings = readings;
	ok = (!ask->file || read_file(desk, ask->file, readings, &warming.reading_count, err))
	  && temperature_record(desk->store, &warming, &event, err);
	free(readings);
	if (!ok)
		return false;
	snprintf(made, sizeof made, ", %d made of that since", event.made);
	page_say(desk->page, "%s: %d lot%s there then, %d outside of what its rules allow%s%s",
	         event.number, event.lots, event.lots == 1 ? " was" : "s were", event.out,
	         event.made ? made : "", event.held ? ", and held until it is decided" : "");
	return show_event(desk, event.id, err);
}

const struct command temperature_record_command = {
	.name = "temperature record",
	.summary = "A place stood too warm or too cold: what was there then, and what its "
	           "rules say",
	.more = "Each lot that was there is judged by the rules of kind 'storage': its range, "
	        "how far and how long it may leave it, and its mean kinetic temperature over "
	        "their window; without readings all of the event is taken for the most, and "
	        "the rest of the window for --usual. From when, to when, the least and the most "
	        "are those of the readings, where they are not said. What becomes of each is decided with "
	        "'temperature decide'.\n\n"
	        "Example:\n"
	        "  pistor temperature record FRIDGE --from '2026-11-02 20:00' --to '2026-11-03 "
	        "08:00' --min 5 --max 14.5",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_FILE,
	.size = sizeof(struct record_words),
	.words =
		(const struct word[]){
			{ "PLACE", 0, FILLS(record_words, warming.place), "Which place" },
			{ "from", 0, FILLS(record_words, warming.from),
	                  "INSTANT: Since when it stood so" },
			{ "to", 0, FILLS(record_words, warming.to), "INSTANT: Until when" },
			{ "min", 0, FILLS(record_words, warming.least),
	                  "C: The least it stood at" },
			{ "max", 0, FILLS(record_words, warming.most),
	                  "C: The most it stood at" },
			{ "usual", 0, FILLS(record_words, warming.usual),
	                  "C: What it stands at else; the upper end of the range where not "
	                  "said" },
			{ "readings", 0, FILLS(record_words, file),
	                  "FILE: INSTANT,TEMPERATURE a line, as a logger wrote them" },
			{ "probe", 0, FILLS(record_words, warming.probe),
	                  "TEXT: What measured it" },
			{ "note", 0, FILLS(record_words, warming.note), "TEXT: What happened" },
			{ 0 } },
	.run = record,
};

static bool decide(struct desk *desk, const void *request, struct error *err)
{
	const struct verdict_on *ask = request;
	struct decided done;
	struct event event;
	bool stays, held;

	if (!temperature_decide(desk->store, ask, &done, err)
	    || !temperature_find(desk->store, ask->event, &event, err)
	    || !lot_sign(desk, &done.released, "released", err))
		return false;
	stays = *ask->decision == 'u' && strcmp(done.lot.status, "released") != 0;
	held = *ask->decision == 'd' && strcmp(done.lot.status, "held") == 0;
	page_say(desk->page, "%s: %s of %s %s%s%s%s", event.number, done.lot.number,
	         done.lot.product.code,
	         *ask->decision == 'u'   ? "may be used"
	         : *ask->decision == 'h' ? "is "
	                                 : "is thrown away",
	         stays ? " after this; it stays as it is: " : "",
	         stays || *ask->decision == 'h' ? done.lot.status : "",
	         held ? "; what is left of it elsewhere is held" : "");
	settled_tell(desk, &done.told);
	return true;
}

const struct command temperature_decide_command = {
	.name = "temperature decide",
	.summary = "What becomes of a lot that was there: use, hold or discard",
	.more = "use lets it be used again once no event is undecided, and is signed as its "
	        "release where it was held for that; hold holds the lot, and what was made of "
	        "it since; discard throws away what lies of it at that place, or where it was "
	        "carried or made since, and holds the rest. --reason says why.\n\n"
	        "Example:\n"
	        "  pistor temperature decide T26-0001 L26-0003 discard --reason 'its maker "
	        "says so'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct verdict_on),
	.words = (const struct word[]){ { "EVENT", 0, FILLS(verdict_on, event),
	                                  "Its number, such as T26-0001" },
	                                { "LOT", 0, FILLS(verdict_on, lot), "Our number" },
	                                { "DECISION", 0, FILLS(verdict_on, decision),
	                                  "use, hold or discard" },
	                                { 0 } },
	.run = decide,
};

struct named {
	const char *event;
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct event event;

	return temperature_find(desk->store, ask->event, &event, err)
	    && page_query(desk->page, "event", desk->store, TEMPERATURE_FORM,
	                  BIND(bind_int("temperature", event.id)), NULL, err)
	    && show_event(desk, event.id, err);
}

const struct command temperature_show_command = {
	.name = "temperature show",
	.summary = "One event: what was there then, what its rules say, what was decided",
	.access = ACCESS_READ,
	.size = sizeof(struct named),
	.words = (const struct word[]){ { "EVENT", 0, FILLS(named, event),
	                                  "Its number, such as T26-0001" },
	                                { 0 } },
	.run = show,
};

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "temperature events", TEMPERATURE_LIST, BIND_NOTHING, err);
}

const struct command temperature_list_command = {
	.name = "temperature list",
	.summary = "The temperature events there were, and what is still to decide",
	.access = ACCESS_READ,
	.run = list,
};
