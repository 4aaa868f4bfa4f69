/*
 * import_recipe.c - lines of recipes: the first of a code drafts it, each adds lines and steps
 */
#include "import_inside.h"

#include "recipe.h"
#include "words.h"

#include <string.h>

enum {
	CODE,
	TITLE,
	PRACTITIONER,
	INDICATION,
	YIELD,
	SESSION,
	TECHNIQUE,
	AREA,
	NEEDLE,
	DEVICE,
	DEPTH,
	POINTS,
	KEEPS,
	STORAGE,
	STABILITY,
	DESCRIPTION,
	CLOSURE,
	QUALITY,
	SESSIONS,
	INTERVAL,
	LINES,
	STEPS,
	CRITICAL_STEPS,
	MAINTENANCE,
	REGIME,
	PROCESS,
};

static bool draft(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	struct recipe_entry entry = {
		.code = cell[CODE],
		.title = cell[TITLE],
		.practitioner = cell[PRACTITIONER],
		.indication = cell[INDICATION],
		.technique = cell[TECHNIQUE],
		.area = cell[AREA],
		.needle = cell[NEEDLE],
		.device = cell[DEVICE],
		.depth = cell[DEPTH],
		.keeps = cell[KEEPS],
		.storage = cell[STORAGE],
		.regime = cell[REGIME],
		.process = cell[PROCESS],
		.stability = cell[STABILITY],
		.description = cell[DESCRIPTION],
		.closure = cell[CLOSURE],
		.quality = cell[QUALITY],
		.interval = cell[INTERVAL],
		.maintenance = cell[MAINTENANCE],
	};

	return cell_quantity(cell[YIELD], &entry.yield, err)
	    && cell_quantity(cell[SESSION], &entry.session, err)
	    && cell_count(cell[POINTS], &entry.points, err)
	    && cell_count(cell[SESSIONS], &entry.sessions, err)
	    && recipe_draft(store, &entry, &import->id, err);
}

static bool add_lines(struct store *store, const char *recipe, const char *cell,
                      struct error *err)
{
	struct parts lines;
	bool ok = true;
	int64_t set;

	if (!cell_parts(cell, &lines, err))
		return false;
	for (const char *const *line = lines.part; ok && *line; line++)
		ok = recipe_set_line(store, recipe, *line, 0, &set, err);
	cell_parts_free(&lines);
	return ok;
}

static bool add_steps(struct store *store, const char *recipe, const char *cell, bool critical,
                      struct error *err)
{
	struct parts steps;
	bool ok = true;
	int64_t set;

	if (!cell_parts(cell, &steps, err))
		return false;
	for (const char *const *step = steps.part; ok && *step; step++)
		ok = recipe_set_step(store, recipe, *step, 0, critical, &set, err);
	cell_parts_free(&steps);
	return ok;
}

static bool enter_recipe(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	char folded[CODE_SEEN];

	if (strcmp(words_fold(cell[CODE], folded, sizeof folded), import->subject) != 0) {
		strcpy(import->subject, folded);
		import->id = 0;
		if (!draft(import, store, err)) {
			import->id = 0;
			return false;
		}
	}
	/* What could not be drafted was said at its first line. */
	return !import->id
	    || (add_lines(store, cell[CODE], cell[LINES], err)
	        && add_steps(store, cell[CODE], cell[STEPS], false, err)
	        && add_steps(store, cell[CODE], cell[CRITICAL_STEPS], true, err));
}

const struct import_plan import_recipes = {
	.columns = (const char *const[]){ "code",    "title",   "practitioner",   "indication",
	                                  "yield",   "session", "technique",      "area",
	                                  "needle",  "device",  "depth",          "points",
	                                  "keeps",   "storage", "stability",      "description",
	                                  "closure", "quality", "sessions",       "interval",
	                                  "lines",   "steps",   "critical-steps", "maintenance",
	                                  "regime",  "process", NULL },
	.must = 1,
	.enter = enter_recipe,
};
