/*
 * recipe.c - drafting, approving, revising and retiring
 */
#include "recipe_inside.h"

#include "body.h"
#include "judge.h"
#include "lot.h"
#include "manner.h"
#include "nearest.h"
#include "patient.h"
#include "person.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400, MOST_VERSIONS = 256, TEXT_ROOM = 512 };

/* What a person said replaces what was; "" takes it away, NULL leaves it. */
static void say(char *to, size_t size, const char *said)
{
	if (said)
		snprintf(to, size, "%s", said);
}

/* Nothing of what a person writes is cut off. */
static bool has_room(const struct recipe_entry *entry, struct error *err)
{
	const struct { const char *what, *said; size_t room;
	} texts[] = {
		{ "title", entry->title, NAME_ROOM },
		{ "indication", entry->indication, FACT_ROOM },
		{ "technique", entry->technique, FACT_ROOM },
		{ "area", entry->area, FACT_ROOM },
		{ "needle", entry->needle, FACT_ROOM },
		{ "device", entry->device, FACT_ROOM },
		{ "depth", entry->depth, FACT_ROOM },
		{ "storage", entry->storage, FACT_ROOM },
		{ "stability reference", entry->stability, FACT_ROOM },
		{ "container and closure", entry->closure, FACT_ROOM },
		{ "description", entry->description, TEXT_ROOM },
		{ "tests", entry->quality, TEXT_ROOM },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].said && strlen(texts[i].said) >= texts[i].room)
			return failed(err, FAULT_REFUSED,
			              "%s: at most %d characters, not the %d of '%.40s...'",
			              texts[i].what, (int)texts[i].room - 1,
			              (int)strlen(texts[i].said), texts[i].said);
	return true;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

/* The facts of a version as they will stand; long texts that struct version has no room for
 * apart. */
struct facts {
	struct version version;
	char description[TEXT_ROOM], closure[FACT_ROOM], quality[TEXT_ROOM];
};

static bool span_say(const char *said, int64_t *seconds, struct error *err)
{
	struct span span;

	if (!said)
		return true;
	if (!*said)
		return *seconds = 0, true;
	if (!span_parse(said, &span, err))
		return false;
	*seconds = span.seconds;
	return true;
}

/* In whole days. */
static bool days_say(const char *said, const char *what, int64_t *days, struct error *err)
{
	int64_t seconds = *days * DAY_SECONDS;

	if (!span_say(said, &seconds, err))
		return false;
	if (seconds % DAY_SECONDS)
		return failed(err, FAULT_REFUSED, "%s is in whole days, not '%s'", what, said);
	*days = seconds / DAY_SECONDS;
	return true;
}

static bool amounts_say(struct version *version, const struct recipe_entry *entry,
                        struct error *err)
{
	char session[QUANTITY_TEXT];

	if (entry->yield.atoms) {
		version->yield = entry->yield;
		version->session.unit = entry->yield.unit;
	}
	if (entry->session.atoms)
		version->session = entry->session;
	if (!version->yield.atoms)
		return failed(err, FAULT_REFUSED,
		              "a recipe says how much it makes, as in --yield '10 mL'");
	if (version->session.atoms && version->session.unit != version->yield.unit) {
		quantity_format(version->session, session);
		return failed(err, FAULT_REFUSED,
		              "a session cannot take %s of what is made in %s", session,
		              unit_everyday(version->yield.unit));
	}
	if (version->yield.unit == UNIT_PIECE)
		return failed(err, FAULT_REFUSED,
		              "a mixture is measured, not counted in pieces");
	if (entry->points < 0 || entry->sessions < 0)
		return failed(err, FAULT_REFUSED, "points and sessions are counted from 1");
	version->points = entry->points ? entry->points : version->points;
	version->sessions = entry->sessions ? entry->sessions : version->sessions;
	return span_say(entry->keeps, &version->keeps, err)
	    && days_say(entry->interval, "the interval of a course", &version->interval, err)
	    && days_say(entry->maintenance, "the interval of its maintenance",
	                &version->maintenance, err);
}

/* One of the words there are. */
static bool is_one_of(const char *said, const char *what, const char *const *words,
                      struct error *err)
{
	char all[120] = "";

	if (!said || !*said)
		return true;
	for (const char *const *word = words; *word; word++) {
		size_t used = strlen(all);

		if (strcmp(*word, said) == 0)
			return true;
		snprintf(all + used, sizeof all - used, "%s%s",
		         !used     ? ""
		         : word[1] ? ", "
		                   : " or ", *word);
	}
	return failed(err, FAULT_REFUSED, "'%s' is no %s; say %s", said, what, all);
}

static bool regime_say(struct version *version, const struct recipe_entry *entry,
                       struct error *err)
{
	static const char *const regimes[] = { "immediate",  "category-1", "category-2",
		                               "category-3", NULL };
	static const char *const processes[] = { "aseptic", "tested", "terminal",
		                                 "terminal-tested", NULL };

	say(version->regime, sizeof version->regime, entry->regime);
	say(version->process, sizeof version->process, entry->process);
	return is_one_of(entry->regime, "regime", regimes, err)
	    && is_one_of(entry->process, "process", processes, err);
}

/* What is said of the manner makes sense. */
static bool is_sensible(struct store *store, const struct recipe_entry *entry,
                        struct error *err)
{
	return manner_needle(entry->needle, err) && manner_points(entry->points, err)
	    && body_knows(store, entry->area, err);
}

static bool facts_say(struct store *store, struct facts *facts,
                      const struct recipe_entry *entry, struct error *err)
{
	struct version *version = &facts->version;

	if (!has_room(entry, err))
		return false;
	say(version->technique, sizeof version->technique, entry->technique);
	say(version->area, sizeof version->area, entry->area);
	say(version->needle, sizeof version->needle, entry->needle);
	say(version->device, sizeof version->device, entry->device);
	say(version->depth, sizeof version->depth, entry->depth);
	say(version->storage, sizeof version->storage, entry->storage);
	if (!regime_say(version, entry, err))
		return false;
	say(version->stability, sizeof version->stability, entry->stability);
	say(facts->description, sizeof facts->description, entry->description);
	say(facts->closure, sizeof facts->closure, entry->closure);
	say(facts->quality, sizeof facts->quality, entry->quality);
	return amounts_say(version, entry, err) && is_sensible(store, entry, err);
}

static bool facts_read(struct store *store, int64_t version, struct facts *out,
                       struct error *err)
{
	struct row *row = store_one(store, VERSION_BY_ID, BIND(bind_int("id", version)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "no version of a recipe with id %" PRId64,
		              version);
	version_take(row, &out->version);
	copy_text(out->description, sizeof out->description, row_text(row, "description"));
	copy_text(out->closure, sizeof out->closure, row_text(row, "closure"));
	copy_text(out->quality, sizeof out->quality, row_text(row, "quality"));
	return true;
}

static bool facts_write(struct store *store, int64_t id, const struct facts *facts,
                        struct error *err)
{
	const struct version *version = &facts->version;

	return store_run(store, VERSION_REVISE, BIND(
		bind_int ("action",         store_action(store)),
		bind_int ("version",        id),
		bind_int ("yield",          version->yield.atoms),
		bind_text("unit",           unit_name(version->yield.unit)),
		bind_id  ("session_volume", version->session.atoms),
		bind_text("technique",      or_null(version->technique)),
		bind_text("area",           or_null(version->area)),
		bind_text("needle",         or_null(version->needle)),
		bind_text("device",         or_null(version->device)),
		bind_text("depth",          or_null(version->depth)),
		bind_id  ("points",         version->points),
		bind_int ("keeps",          version->keeps),
		bind_text("storage",        or_null(version->storage)),
		bind_text("stability",      or_null(version->stability)),
		bind_text("description",    or_null(facts->description)),
		bind_text("closure",        or_null(facts->closure)),
		bind_text("quality",        or_null(facts->quality)),
		bind_id  ("sessions",       version->sessions),
		bind_id  ("interval_days",  version->interval),
		bind_id  ("maintenance_days", version->maintenance),
		bind_text("regime",         or_null(version->regime)),
		bind_text("process",        or_null(version->process))), err);
}

static bool version_add(struct store *store, int64_t recipe, int64_t number, int64_t origin,
                        int64_t patient, int64_t *id, struct error *err)
{
	return store_insert(store, VERSION_INSERT, BIND(
		bind_int("action",  store_action(store)),
		bind_int("recipe",  recipe),
		bind_int("number",  number),
		bind_id ("origin",  origin),
		bind_id ("patient", patient)), id, err);
}

static bool revise_recipe(struct store *store, const struct recipe *recipe, struct error *err)
{
	return store_run(store, RECIPE_REVISE, BIND(
		bind_int ("action",     store_action(store)),
		bind_int ("recipe",     recipe->id),
		bind_text("title",      recipe->title),
		bind_text("indication", or_null(recipe->indication)),
		bind_int ("retired",    recipe->retired)), err);
}

static bool code_is_free(struct store *store, const char *code, struct error *err)
{
	const char *point = strrchr(code, '.');
	struct error none = { 0 };
	struct recipe taken;
	int64_t number;

	if (!code_check(code, "recipe code", err))
		return false;
	if (point && point[1] && strspn(point + 1, "0123456789") == strlen(point + 1))
		return failed(err, FAULT_REFUSED,
		              "'%s' reads like version %s of '%.*s'; choose a code that does "
		              "not end in a point and a number",
		              code, point + 1, (int)(point - code), code);
	if (recipe_find(store, code, &taken, &number, &none))
		return failed(
			err, FAULT_REFUSED,
			"'%s' is %s already; 'pistor recipe revise %s' drafts its next version",
			code, taken.title, taken.code);
	return true;
}

/* Whose recipe it is: the practitioner named, or who sits here, who then has to be one. */
static bool owner(struct store *store, const char *code, int64_t *id, struct error *err)
{
	struct person person;

	if (code ? !person_find(store, code, &person, err)
	         : !person_by_id(store, store_seat(store)->person, &person, err))
		return false;
	*id = person.id;
	if (person.retired)
		return failed(err, FAULT_REFUSED, "%s has retired", person.code);
	if (person_holds(store, person.id, "practitioner", err))
		return true;
	return !err->fault
	    && failed(err, FAULT_REFUSED,
	              "%s is not a practitioner; name whose recipe it is with --practitioner",
	              person.code);
}

static bool draft(struct store *store, const struct recipe_entry *entry, int64_t *version,
                  struct error *err)
{
	struct recipe recipe = { 0 };
	struct facts facts = { 0 };
	int64_t practitioner;

	if (!code_is_free(store, entry->code, err)
	    || !owner(store, entry->practitioner, &practitioner, err))
		return false;
	if (!entry->title || !*entry->title)
		return failed(err, FAULT_REFUSED, "a recipe has a title");
	if (!facts_say(store, &facts, entry, err))
		return false;
	say(recipe.title, sizeof recipe.title, entry->title);
	say(recipe.indication, sizeof recipe.indication, entry->indication);
	return store_insert(store, RECIPE_INSERT, BIND(
		bind_int ("action",       store_action(store)),
		bind_text("code",         entry->code),
		bind_int ("practitioner", practitioner)), &recipe.id, err)
	    && revise_recipe(store, &recipe, err)
	    && version_add(store, recipe.id, 1, 0, 0, version, err)
	    && facts_write(store, *version, &facts, err);
}

bool recipe_draft(struct store *store, const struct recipe_entry *entry, int64_t *version,
                  struct error *err)
{
	return store_begin(store, "recipe draft", err)
	    && store_end(store, draft(store, entry, version, err), err);
}

static bool describe(struct store *store, const struct recipe_entry *entry, struct error *err)
{
	struct facts facts;
	struct recipe recipe;
	struct version version;
	int64_t number;

	if (!version_draft(store, entry->code, &version, err)
	    || !facts_read(store, version.id, &facts, err)
	    || !facts_say(store, &facts, entry, err)
	    || !recipe_find(store, entry->code, &recipe, &number, err))
		return false;
	if ((entry->title && *entry->title) || entry->indication) {
		say(recipe.title, sizeof recipe.title,
		    entry->title && *entry->title ? entry->title : NULL);
		say(recipe.indication, sizeof recipe.indication, entry->indication);
		if (!revise_recipe(store, &recipe, err))
			return false;
	}
	return facts_write(store, version.id, &facts, err);
}

bool recipe_describe(struct store *store, const struct recipe_entry *entry, struct error *err)
{
	return store_begin(store, "recipe describe", err)
	    && store_end(store, describe(store, entry, err), err);
}

/* ---- Approving ---- */

static bool set_status(struct store *store, int64_t version, enum version_status status,
                       int64_t product, const char *reason, struct error *err)
{
	return store_run(store, VERSION_STATUS_INSERT, BIND(
		bind_int ("action",  store_action(store)),
		bind_int ("version", version),
		bind_text("status",  version_status_name(status)),
		bind_id  ("product", product),
		bind_text("reason",  reason)), err);
}

/* Amounts in the yield's own unit may not come to more than the yield. */
bool version_fits_yield(const struct version *version, const struct line *lines, int count,
                        struct error *err)
{
	struct quantity sum = { 0, version->yield.unit };
	char all[QUANTITY_TEXT], yield[QUANTITY_TEXT];

	for (int i = 0; i < count; i++)
		if (lines[i].kind == LINE_PRODUCT && lines[i].amount.unit == sum.unit
		 && !quantity_add(sum, lines[i].amount, &sum, err))
			return false;
	if (sum.atoms <= version->yield.atoms)
		return true;
	quantity_format(sum, all);
	quantity_format(version->yield, yield);
	return failed(err, FAULT_REFUSED,
	              "the lines of %s come to %s, more than its yield of %s", version->code,
	              all, yield);
}

bool version_ready(struct store *store, const struct version *version, struct error *err)
{
	struct line lines[MOST_LINES];
	int count;

	if (!version_lines(store, version->id, lines, &count, err))
		return false;
	if (count == 0)
		return failed(err, FAULT_REFUSED,
		              "%s has no lines; 'pistor recipe set %s LINE' adds one",
		              version->code, version->recipe_code);
	if (!version->keeps)
		return failed(
			err, FAULT_REFUSED,
			"%s does not say how long it keeps; 'pistor recipe describe %s --keeps "
			"SPAN' says so",
			version->code, version->recipe_code);
	return version_fits_yield(version, lines, count, err);
}

/* Its practitioner, or a pharmacist. */
static bool may_approve(struct store *store, const struct version *version, int64_t signer,
                        struct error *err)
{
	struct person whose;

	if (signer == version->practitioner || person_holds(store, signer, "pharmacist", err))
		return true;
	return !err->fault && person_by_id(store, version->practitioner, &whose, err)
	    && failed(err, FAULT_REFUSED, "%s is %s's; %s or a pharmacist approves it",
	              version->code, whose.code, whose.code);
}

static bool supersede(struct store *store, const struct version *version, struct error *err)
{
	struct row *row = store_one(store, VERSION_NEWEST, BIND(
		bind_int ("recipe",  version->recipe),
		bind_text("status",  "approved"),
		bind_int ("patient", version->patient)), err);
	char reason[CODE_ROOM + 64];

	if (!row)
		return !err->fault;
	snprintf(reason, sizeof reason, "superseded by %s", version->code);
	return set_status(store, row_int(row, "id"), VERSION_SUPERSEDED, 0, reason, err);
}

static bool approve(struct store *store, const char *recipe, const struct signing *signing,
                    int64_t *id, struct error *err)
{
	struct signing with = *signing;
	struct version version;
	int64_t product, signature, signer;

	if (!version_draft(store, recipe, &version, err) || !version_ready(store, &version, err)
	    || !signature_signer(store, signing, &signer, err)
	    || !may_approve(store, &version, signer, err))
		return false;
	*id = version.id;
	with.meaning = "approved";
	with.subject = (struct subject){ .version = version.id };
	return supersede(store, &version, err)
	    && product_add_mixture(store, version.code, version.code, version.yield.unit,
	                           or_null(version.storage), &product, err)
	    && set_status(store, version.id, VERSION_APPROVED, product,
	                  store_seat(store)->reason, err)
	    && judge_act(store, &(struct matter){ .version = version.id }, NULL, err)
	    && signature_make(store, &with, &signature, NULL, err);
}

bool recipe_approve(struct store *store, const char *recipe, const struct signing *signing,
                    int64_t *version, struct error *err)
{
	return store_begin(store, "recipe approve", err)
	    && store_end(store, approve(store, recipe, signing, version, err), err);
}

/* ---- The next version ---- */

static bool no_draft_open(struct store *store, const struct recipe *recipe, int64_t patient,
                          struct error *err)
{
	struct row *row = store_one(store, VERSION_NEWEST, BIND(
		bind_int ("recipe",  recipe->id),
		bind_text("status",  "draft"),
		bind_int ("patient", patient)), err);

	if (row)
		return failed(err, FAULT_REFUSED,
		              "%s.%" PRId64
		              " is being drafted already; approve it, or 'pistor recipe retire"
		              " %s.%" PRId64 "' drops it",
		              recipe->code, row_int(row, "number"), recipe->code,
		              row_int(row, "number"));
	return !err->fault;
}

static bool copy_version(struct store *store, const struct recipe *recipe, int64_t origin,
                         int64_t patient, int64_t *id, struct error *err)
{
	struct row *row = store_one(store, VERSION_HIGHEST,
	                            BIND(bind_int("recipe", recipe->id)), err);
	int64_t number = row ? row_int(row, "number") + 1 : 1;
	struct facts facts;

	return facts_read(store, origin, &facts, err)
	    && version_add(store, recipe->id, number, origin, patient, id, err)
	    && facts_write(store, *id, &facts, err)
	    && store_run(store, LINE_COPY,
	                 BIND(bind_int("action", store_action(store)), bind_int("version", *id),
	                      bind_int("origin", origin)),
	                 err)
	    && store_run(store, STEP_COPY,
	                 BIND(bind_int("action", store_action(store)), bind_int("version", *id),
	                      bind_int("origin", origin)),
	                 err);
}

/* The one named, else the one in force, else the newest: a draft that was dropped is no
 * start. */
static bool last_version(struct store *store, const struct recipe *recipe, int64_t number,
                         struct version *out, struct error *err)
{
	struct row *row = NULL;

	if (number)
		row = store_one(
			store, VERSION_BY_NUMBER,
			BIND(bind_int("recipe", recipe->id), bind_int("number", number)), err);
	else
		row = store_one(store, VERSION_MEANT, BIND(bind_int("recipe", recipe->id)),
		                err);
	if (!row)
		return failed(err, FAULT_MISSING, "%s has no version %" PRId64, recipe->code,
		              number);
	version_take(row, out);
	return true;
}

static bool recipe_in_use(struct store *store, const char *text, struct recipe *out,
                          int64_t *number, struct error *err)
{
	if (!recipe_find(store, text, out, number, err))
		return false;
	return !out->retired
	    || failed(err, FAULT_REFUSED, "%s was retired; draft it anew under another code",
	              out->code);
}

static bool revise(struct store *store, const char *text, int64_t *id, struct error *err)
{
	struct recipe recipe;
	struct version last;
	int64_t number;

	return recipe_in_use(store, text, &recipe, &number, err)
	    && last_version(store, &recipe, number, &last, err)
	    && no_draft_open(store, &recipe, last.patient, err)
	    && copy_version(store, &recipe, last.id, last.patient, id, err);
}

bool recipe_revise(struct store *store, const char *recipe, int64_t *version, struct error *err)
{
	return store_begin(store, "recipe revise", err)
	    && store_end(store, revise(store, recipe, version, err), err);
}

static bool derive(struct store *store, const char *text, const char *code, int64_t *id,
                   struct error *err)
{
	struct recipe recipe;
	struct version from;
	struct patient patient;
	int64_t number;

	return recipe_in_use(store, text, &recipe, &number, err)
	    && patient_find(store, code, &patient, err)
	    && no_draft_open(store, &recipe, patient.id, err)
	    && version_for(store, text, patient.id, &from, err)
	    && copy_version(store, &recipe, from.id, patient.id, id, err);
}

bool recipe_derive(struct store *store, const char *recipe, const char *patient,
                   int64_t *version, struct error *err)
{
	return store_begin(store, "recipe derive", err)
	    && store_end(store, derive(store, recipe, patient, version, err), err);
}

/* ---- Retiring ---- */

/* Whether a version that stands so can still be taken out: an unsafe one never, a retired one
 * only for safety. */
static bool can_retire(const char *status, bool unsafe)
{
	return strcmp(status, "unsafe") != 0 && (unsafe || strcmp(status, "retired") != 0);
}

/* For safety, what is left of it is not used either. */
static bool retire_one(struct store *store, int64_t id, enum version_status status, int *held,
                       struct error *err)
{
	char because[400];
	struct version version;

	if (!set_status(store, id, status, 0, store_seat(store)->reason, err)
	    || !version_read(store, id, &version, err))
		return false;
	snprintf(because, sizeof because, "%s retired for safety: %s", version.code,
	         store_seat(store)->reason);
	return status != VERSION_UNSAFE || lot_hold_version(store, id, because, held, err);
}

static bool retire_all(struct store *store, struct recipe *recipe, enum version_status status,
                       int *held, struct error *err)
{
	int64_t ids[MOST_VERSIONS];
	int count, all = 0;

	/* So many at a time: what is retired is not found again. */
	do {
		struct row *row = store_query(store, VERSION_STATES,
		                              BIND(bind_int("recipe", recipe->id)), err);

		count = 0;
		while (row_next(row, err))
			if (count < MOST_VERSIONS
			    && can_retire(row_text(row, "status"), status == VERSION_UNSAFE))
				ids[count++] = row_int(row, "id");
		for (int i = 0; i < count; i++)
			if (!retire_one(store, ids[i], status, held, err))
				return false;
		all += count;
	} while (count > 0 && !err->fault);
	if (err->fault)
		return false;
	if (all == 0 && recipe->retired)
		return failed(err, FAULT_REFUSED, "%s was retired already", recipe->code);
	recipe->retired = true;
	return revise_recipe(store, recipe, err);
}

static bool retire(struct store *store, const char *text, bool unsafe, int *held,
                   struct error *err)
{
	enum version_status status = unsafe ? VERSION_UNSAFE : VERSION_RETIRED;
	struct recipe recipe;
	struct version version;
	int64_t number;

	if (!recipe_find(store, text, &recipe, &number, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED, "say with --reason why %s is retired", text);
	if (!number)
		return retire_all(store, &recipe, status, held, err);
	if (!version_find(store, text, &version, err))
		return false;
	if (!can_retire(version_status_name(version.status), unsafe))
		return failed(err, FAULT_REFUSED, "%s is %s already", version.code,
		              version_status_name(version.status));
	return retire_one(store, version.id, status, held, err);
}

bool recipe_retire(struct store *store, const char *recipe, bool unsafe, int *held,
                   struct error *err)
{
	int ignored = 0;

	return store_begin(store, "recipe retire", err)
	    && store_end(store, retire(store, recipe, unsafe, held ? held : &ignored, err),
	                 err);
}
