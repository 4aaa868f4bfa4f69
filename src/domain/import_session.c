/*
 * import_session.c - lines of past sessions, a syringe each: those of one patient at one time
 * are one session
 */
#include "import_inside.h"

#include "heap.h"
#include "session.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PATIENT,
	AT,
	SOURCE,
	GIVEN,
	LOT,
	WASTED,
	PRACTITIONER,
	AREAS,
	TECHNIQUE,
	NEEDLE,
	DEVICE,
	CARTRIDGE,
	DEPTH,
	POINTS,
	INDICATION,
	NOTES,
	TOLD_BY,
};

static bool begin(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	const char *told_by = cell[TOLD_BY] ? cell[TOLD_BY] : "a table";
	struct sitting *sitting = heap_new(sizeof *sitting);
	struct session session;
	bool ok;

	sitting->patient = cell[PATIENT];
	sitting->practitioner = cell[PRACTITIONER];
	sitting->indication = cell[INDICATION];
	sitting->notes = cell[NOTES];
	ok = session_report(store, sitting, cell[AT], told_by, &session, err);
	import->id = ok ? session.id : 0;
	free(sitting);
	return ok;
}

static bool read_areas(const char *cell, struct manner *manner, struct error *err)
{
	struct parts areas;
	bool ok = true;

	if (!cell_parts(cell, &areas, err))
		return false;
	for (const char *const *area = areas.part; ok && *area; area++)
		ok = manner->area_count < MOST_AREAS
		             ? area_parse(*area, &manner->areas[manner->area_count++], err)
		             : failed(err, FAULT_REFUSED, "more than %d areas", MOST_AREAS);
	cell_parts_free(&areas);
	return ok;
}

static bool fits(const char *cell, char out[SYRINGE_WORD], struct error *err)
{
	if (cell && strlen(cell) >= SYRINGE_WORD)
		return failed(err, FAULT_REFUSED, "'%.40s...' is too long", cell);
	snprintf(out, SYRINGE_WORD, "%s", cell ? cell : "");
	return true;
}

static bool read_order(const struct import *import, struct syringe_order *order,
                       struct error *err)
{
	const char *const *cell = import->cell;
	struct manner *manner = &order->manner;

	order->source = cell[SOURCE];
	order->lot = cell[LOT];
	return cell_quantity(cell[GIVEN], &order->given, err)
	    && cell_remainder(cell[WASTED], &order->wasted, err)
	    && cell_count(cell[POINTS], &manner->points, err)
	    && read_areas(cell[AREAS], manner, err)
	    && fits(cell[TECHNIQUE], manner->technique, err)
	    && fits(cell[NEEDLE], manner->needle, err)
	    && fits(cell[DEVICE], manner->device, err)
	    && fits(cell[CARTRIDGE], manner->cartridge, err)
	    && fits(cell[DEPTH], manner->depth, err);
}

/* Which session a line is of. */
static void name_subject(const struct import *import, char subject[CODE_SEEN])
{
	char text[2 * CODE_SEEN];

	snprintf(text, sizeof text, "%.*s %.*s", CODE_SEEN / 2, import->cell[PATIENT],
	         CODE_SEEN / 2 - 2, import->cell[AT]);
	words_fold(text, subject, CODE_SEEN);
}

static bool enter_session(struct import *import, struct store *store, struct error *err)
{
	struct syringe_order *order = heap_new(sizeof *order);
	char subject[CODE_SEEN];
	struct session session;
	bool ok = true;

	name_subject(import, subject);
	if (strcmp(subject, import->subject) != 0) {
		strcpy(import->subject, subject);
		import->parts = 0;
		ok = begin(import, store, err);
	}
	/* What was refused was said at its first line. */
	ok = ok
	     && (!import->id
	         || (read_order(import, order, err)
	             && session_by_id(store, import->id, &session, err)
	             && session_report_syringe(store, &session, order, ++import->parts, err)));
	free(order);
	return ok;
}

const struct import_plan import_sessions = {
	.columns = (const char *const[]){ "patient", "at", "source", "given", "lot", "wasted",
	                                  "practitioner", "areas", "technique", "needle",
	                                  "device", "cartridge", "depth", "points",
	                                  "indication", "notes", "told-by", NULL },
	.must = 4,
	.enter = enter_session,
};
