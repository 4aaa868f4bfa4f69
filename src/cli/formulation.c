/*
 * formulation.c - exactly what a patient was given
 */
#include "formulation_show.h"
#include "person.h"
#include "session_words.h"

#include <ctype.h>
#include <string.h>

enum { COLUMNS = 80, PARAGRAPH = 2048, SHOWN_DECIMALS = 2 };

/* Not between an amount and its unit. */
static bool may_break(const char *at)
{
	return *at == ' ' && !(isdigit((unsigned char)at[-1]) && strchr("mLgkIU%", at[1]));
}

void show_folded(struct desk *desk, const char *text)
{
	char line[COLUMNS + 8];
	const char *indent = "";

	while (*text) {
		size_t room = COLUMNS - strlen(indent), length = strlen(text);

		if (length > room) {
			for (length = room; length > 0 && !may_break(text + length); length--)
				;
			if (length == 0)
				length = room;
		}
		snprintf(line, sizeof line, "%s%.*s", indent, (int)length, text);
		page_say(desk->page, "%s", line);
		text += length + strspn(text + length, " ");
		indent = "  ";
	}
}

static void append(char *out, size_t size, const char *between, const char *text)
{
	if (*text)
		snprintf(out + strlen(out), size - strlen(out), "%s%s", *out ? between : "",
		         text);
}

static void show_area(const struct area *area, char *out, size_t size)
{
	char amount[QUANTITY_TEXT] = "", points[32] = "";

	if (area->given.atoms)
		quantity_format(area->given, amount);
	if (area->points)
		snprintf(points, sizeof points, "in %lld points", (long long)area->points);
	snprintf(out, size, "%s", area->name);
	append(out, size, " ", amount);
	append(out, size, " ", points);
}

void show_manner(const struct manner *manner, char *out, size_t size)
{
	char area[SYRINGE_WORD + 96], device[SYRINGE_WORD * 2 + 32];

	*out = '\0';
	for (int i = 0; i < manner->area_count; i++) {
		show_area(&manner->areas[i], area, sizeof area);
		append(out, size, ", ", area);
	}
	append(out, size, ", ", manner->technique);
	append(out, size, ", ", manner->needle);
	append(out, size, ", ", manner->depth);
	snprintf(device, sizeof device, "%s%s%s", manner->device,
	         *manner->cartridge ? " with cartridge " : "", manner->cartridge);
	append(out, size, ", ", device);
}

static void say_syringe(const struct opened_syringe *syringe, char *out, size_t size)
{
	char given[QUANTITY_TEXT], wasted[QUANTITY_TEXT], manner[PARAGRAPH / 2];

	quantity_format(syringe->given, given);
	show_manner(&syringe->manner, manner, sizeof manner);
	snprintf(out, size, "%s", manner);
	append(out, size, ", ", given);
	if (syringe->manner.points)
		snprintf(out + strlen(out), size - strlen(out), " in %lld points",
		         (long long)syringe->manner.points);
	if (syringe->wasted.atoms) {
		quantity_format(syringe->wasted, wasted);
		snprintf(out + strlen(out), size - strlen(out), " (%s wasted)", wasted);
	}
}

/* "verified ph.omar", "mixed at the chair, single-handed". */
static bool say_checked(struct desk *desk, const struct opened_syringe *syringe, char *out,
                        size_t size, struct error *err)
{
	struct subject subject = { .batch = syringe->batch };
	struct signatures signatures;
	struct signature one;

	if (syringe->chair) {
		snprintf(out, size, "at the chair, single-handed");
		return true;
	}
	*out = '\0';
	if (!signature_walk(desk->store, &subject, &signatures, err))
		return false;
	while (signature_next(&signatures, &one, err))
		if (strcmp(one.meaning, "verified") == 0)
			snprintf(out, size, "verified %s%s", one.code,
			         one.holds ? "" : " (lapsed)");
	if (!*out)
		snprintf(out, size, "not verified");
	return !err->fault;
}

static bool say_mixture(struct desk *desk, const struct opened_syringe *syringe, char *out,
                        size_t size, struct error *err)
{
	char made_up[QUANTITY_TEXT], when[INSTANT_LOCAL], checked[96];
	struct instant approved;

	snprintf(out, size, "%s", syringe->version ? syringe->recipe : syringe->product);
	if (syringe->version && !syringe->version_number)
		snprintf(out + strlen(out), size - strlen(out), ", version not known (%s)",
		         syringe->owner);
	else if (syringe->version) {
		snprintf(approved.text, sizeof approved.text, "%s", syringe->approved);
		if (*approved.text)
			instant_local(&approved, &desk->zone, when);
		snprintf(out + strlen(out), size - strlen(out), " version %lld (%s, %s%.10s)",
		         (long long)syringe->version_number, syringe->owner,
		         *approved.text ? "approved " : "not approved",
		         *approved.text ? when : "");
	}
	if (syringe->reported) {
		snprintf(out + strlen(out), size - strlen(out),
		         "%s%s, reported, not recorded here", *syringe->number ? " from " : "",
		         syringe->number);
		return true;
	}
	if (!syringe->batch)
		return true;
	quantity_format(syringe->made_up, made_up);
	instant_local(&syringe->prepared, &desk->zone, when);
	if (!say_checked(desk, syringe, checked, sizeof checked, err))
		return false;
	snprintf(out + strlen(out), size - strlen(out),
	         "  from batch %s, %s, made %.10s by %s, %s", syringe->number, made_up, when,
	         syringe->maker, checked);
	return true;
}

static bool say_head(struct desk *desk, const struct formulation *formulation,
                     const struct patient *patient, struct error *err)
{
	const struct session *session = &formulation->session;
	char text[PARAGRAPH], when[INSTANT_LOCAL], syringe[PARAGRAPH / 2];
	struct person person = { .code = "unknown" };

	if (session->practitioner
	    && !person_by_id(desk->store, session->practitioner, &person, err))
		return false;
	instant_local(&session->at, &desk->zone, when);
	snprintf(text, sizeof text, "%s%s%s%s  session %s, %s, %s%s%s%s", patient->code,
	         desk->names && *patient->name ? " (" : "", desk->names ? patient->name : "",
	         desk->names && *patient->name ? ")" : "", session->number, when, person.code,
	         session->reported ? ", reported, not recorded here" : "",
	         session->stands ? "" : ", REVERSED OR REPLACED",
	         session->stands && session->waits ? ", NOT SIGNED" : "");
	if (formulation->syringe_count == 1) {
		say_syringe(&formulation->syringes[0], syringe, sizeof syringe);
		append(text, sizeof text, ": ", syringe);
	}
	show_folded(desk, text);
	return true;
}

static void show_ratio(struct desk *desk, struct ratio atoms, enum unit unit, bool exact)
{
	struct error none = { 0 };
	int64_t whole = 0;

	if (!ratio_round(atoms, 1, ROUND_HALF_EVEN, &whole, &none))
		page_blank(desk->page);
	else if (exact)
		page_amount(desk->page, (struct quantity){ whole, unit });
	else
		page_amount_short(desk->page, (struct quantity){ whole, unit }, SHOWN_DECIMALS);
}

static const struct dose *only_dose(const struct formulation *formulation,
                                    const struct content_line *line)
{
	return line->dose_count == 1 ? &formulation->doses[line->first_dose] : NULL;
}

/* What one product is of: its only ingredient, or how many there are. */
static void cell_ingredient(struct desk *desk, const struct formulation *formulation,
                            const struct content_line *line)
{
	const struct dose *dose = only_dose(formulation, line);
	char text[64];

	snprintf(text, sizeof text, "%d ingredients", line->dose_count);
	page_text(desk->page, dose ? dose->name : line->dose_count ? text : line->name);
	if (dose)
		page_strength(desk->page, &dose->strength);
	else
		page_blank(desk->page);
}

static const char *lot_shown(const struct content_line *line)
{
	return *line->maker ? line->maker : *line->number ? line->number : NULL;
}

static void line_cells(struct desk *desk, const struct formulation *formulation,
                       const struct content_line *line)
{
	const struct dose *dose = only_dose(formulation, line);

	page_text(desk->page, *line->product ? line->product : dose ? dose->code : NULL);
	cell_ingredient(desk, formulation, line);
	if (line->mixed.num)
		show_ratio(desk, line->mixed, line->unit, true);
	else
		page_blank(desk->page);
	if (dose && dose->strength.stated)
		show_ratio(desk, dose->given, dose->strength.amount.unit, false);
	else if (line->given.num)
		show_ratio(desk, line->given, line->unit, false);
	else
		page_blank(desk->page);
	page_text(desk->page, lot_shown(line));
	page_text(desk->page, *line->expires ? line->expires : NULL);
	page_text(desk->page, *line->through ? line->through : NULL);
	page_text(desk->page, *line->number ? line->number : NULL);
	if (line->given.num)
		show_ratio(desk, line->given, line->unit, true);
	else
		page_blank(desk->page);
}

/* "through B26-0024: VITC-20 0.408 mL, NACL-09 3.592 mL", once for each batch in between. */
static void say_through(struct desk *desk, const struct formulation *formulation,
                        const struct opened_syringe *syringe)
{
	const struct content_line *lines = &formulation->lines[syringe->first_line];
	char text[PARAGRAPH], part[CODE_ROOM + QUANTITY_TEXT], amount[QUANTITY_TEXT];
	struct error none = { 0 };

	for (int i = 0; i < syringe->line_count; i++) {
		struct quantity used = { 0, lines[i].unit };
		const char *between;

		if (!*lines[i].through)
			continue;
		if (i == 0 || strcmp(lines[i].through, lines[i - 1].through) != 0)
			snprintf(text, sizeof text, "through %s:", lines[i].through);
		between = text[strlen(text) - 1] == ':' ? " " : ", ";
		if (!ratio_round(lines[i].mixed, 1, ROUND_HALF_EVEN, &used.atoms, &none))
			continue;
		quantity_format(used, amount);
		snprintf(part, sizeof part, "%s %s", lines[i].product, amount);
		append(text, sizeof text, between, part);
		if (i + 1 == syringe->line_count
		    || strcmp(lines[i].through, lines[i + 1].through) != 0)
			show_folded(desk, text);
	}
}

static void show_lines(struct desk *desk, const struct formulation *formulation,
                       const struct opened_syringe *syringe)
{
	page_begin(desk->page, "products",
	           "product text product\ningredient text ingredient\nstrength strength "
	           "strength\nused amount used\n"
	           "given amount given\nlot text lot\nexpires day expires\nthrough text "
	           "through [hide=table]\n"
	           "own_lot text our lot [hide=table]\nproduct_given amount product given "
	           "[hide=table]\n");
	for (int i = 0; i < syringe->line_count; i++) {
		line_cells(desk, formulation, &formulation->lines[syringe->first_line + i]);
		page_row_end(desk->page);
	}
	page_end(desk->page);
	say_through(desk, formulation, syringe);
}

/* The part of an amount that went into one area; blank where the record does not say how much
 * did. */
static void show_share(struct desk *desk, struct ratio given, enum unit unit,
                       const struct area *area, const struct opened_syringe *syringe)
{
	struct error none = { 0 };
	struct ratio share;

	if (given.num && area->given.atoms && syringe->given.atoms
	    && ratio_multiply(given, ratio_of(area->given.atoms, syringe->given.atoms), &share,
	                      &none))
		show_ratio(desk, share, unit, false);
	else
		page_blank(desk->page);
}

static void site_row(struct desk *desk, const struct formulation *formulation,
                     const struct opened_syringe *syringe, const struct area *area,
                     const struct content_line *line)
{
	const struct dose *dose = only_dose(formulation, line);

	page_text(desk->page, area->name);
	page_text(desk->page, line->product);
	show_share(desk, line->given, line->unit, area, syringe);
	if (dose && dose->strength.stated) {
		page_text(desk->page, dose->name);
		show_share(desk, dose->given, dose->strength.amount.unit, area, syringe);
	} else {
		page_blank(desk->page);
		page_blank(desk->page);
	}
	page_text(desk->page, lot_shown(line));
	page_row_end(desk->page);
}

/* What each site got, where there are several; the amounts are in the proportion of the
 * volumes. */
static void show_sites(struct desk *desk, const struct formulation *formulation,
                       const struct opened_syringe *syringe)
{
	if (syringe->manner.area_count < 2)
		return;
	page_begin(desk->page, "sites",
	           "title Site by site\nsite text site\nproduct text product\nvolume amount of "
	           "it\n"
	           "ingredient text ingredient\ngiven amount given\nlot text lot\n");
	for (int i = 0; i < syringe->manner.area_count; i++)
		for (int j = 0; j < syringe->line_count; j++)
			site_row(desk, formulation, syringe, &syringe->manner.areas[i],
			         &formulation->lines[syringe->first_line + j]);
	page_end(desk->page);
}

static void dose_cells(struct desk *desk, const struct content_line *line,
                       const struct dose *dose)
{
	page_text(desk->page, *line->product ? line->product : NULL);
	page_text(desk->page, dose->name);
	page_strength(desk->page, &dose->strength);
	if (dose->strength.stated) {
		show_ratio(desk, dose->mixed, dose->strength.amount.unit, false);
		show_ratio(desk, dose->given, dose->strength.amount.unit, false);
	} else {
		page_blank(desk->page);
		page_blank(desk->page);
	}
	page_text(desk->page, lot_shown(line));
	page_row_end(desk->page);
}

static void show_doses(struct desk *desk, const struct formulation *formulation,
                       const struct opened_syringe *syringe)
{
	char declaration[512], made_up[QUANTITY_TEXT], given[QUANTITY_TEXT];

	quantity_format(syringe->made_up.atoms ? syringe->made_up : syringe->given, made_up);
	quantity_format(syringe->given, given);
	snprintf(declaration, sizeof declaration,
	         "product text product\ningredient text ingredient\nstrength strength "
	         "strength\nmixed amount in %s\n"
	         "given amount given (%s)\nlot text lot\n",
	         made_up, given);
	page_begin(desk->page, "ingredients", declaration);
	for (int i = 0; i < syringe->line_count; i++) {
		const struct content_line *line = &formulation->lines[syringe->first_line + i];

		for (int j = 0; j < line->dose_count; j++)
			dose_cells(desk, line, &formulation->doses[line->first_dose + j]);
	}
	page_end(desk->page);
}

static bool show_syringe(struct desk *desk, const struct formulation *formulation, int at,
                         bool ingredients, struct error *err)
{
	const struct opened_syringe *syringe = &formulation->syringes[at];
	char text[PARAGRAPH], manner[PARAGRAPH / 2];

	if (formulation->syringe_count > 1) {
		say_syringe(syringe, manner, sizeof manner);
		snprintf(text, sizeof text, "syringe %d of %d: %s", at + 1,
		         formulation->syringe_count, manner);
		show_folded(desk, text);
	}
	if (!say_mixture(desk, syringe, text, sizeof text, err))
		return false;
	show_folded(desk, text);
	show_lines(desk, formulation, syringe);
	show_sites(desk, formulation, syringe);
	if (ingredients)
		show_doses(desk, formulation, syringe);
	return true;
}

bool formulation_show(struct desk *desk, const struct formulation *formulation,
                      const struct patient *patient, bool ingredients, struct error *err)
{
	const struct bind *id = BIND(bind_int("session", formulation->session.id));
	int64_t reactions;

	if (!say_head(desk, formulation, patient, err))
		return false;
	if (!page_query(desk->page, "syringes", desk->store, FORMULATION_FACTS, id, NULL, err))
		return false;
	for (int i = 0; i < formulation->syringe_count; i++)
		if (!show_syringe(desk, formulation, i, ingredients, err))
			return false;
	return page_query(desk->page, "told", desk->store, PATIENT_TOLD,
	                  BIND(bind_int("patient", patient->id)), NULL, err)
	    && page_query(desk->page, "verdicts", desk->store, VERDICT_PASSED_FOR, id, NULL, err)
	    && page_query(desk->page, "deviations", desk->store, FORMULATION_DEVIATIONS, id,
	                  NULL, err)
	    && page_query(desk->page, "reactions", desk->store, REACTION_OF_SESSION, id,
	                  &reactions, err)
	    && course_tell(desk, &formulation->session,
	                   reactions ? "" : "nothing reported since", err);
}

struct question { const char *patient, *session; bool ingredients; };

static bool find(struct desk *desk, const struct question *ask, struct patient *patient,
                 struct session *session, struct error *err)
{
	if (!patient_find(desk->store, ask->patient, patient, err))
		return false;
	if (!ask->session)
		return session_newest(desk->store, patient, session, err);
	if (!session_find(desk->store, ask->session, session, err))
		return false;
	return session->patient == patient->id
	    || failed(err, FAULT_MISSING, "'%s' is not a session of '%s'", session->number,
	              patient->code);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct question *ask = request;
	struct formulation *formulation = NULL;
	struct patient patient;
	struct session session;
	bool ok = find(desk, ask, &patient, &session, err)
	       && formulation_open(desk->store, &session, &formulation, err)
	       && formulation_show(desk, formulation, &patient, ask->ingredients, err);

	formulation_close(formulation);
	return ok;
}

const struct command formulation_command = {
	.name = "formulation",
	.summary = "Exactly what a patient was given, down to the lots",
	.more = "Examples:\n  pistor formulation P-0042\n  pistor formulation P-0042 --session "
	        "S26-000318 --ingredients",
	.access = ACCESS_READ,
	.flags = COMMAND_NAMES,
	.size = sizeof(struct question),
	.words = (const struct word[]){ { "PATIENT", 0, FILLS(question, patient), "Code" },
	                                { "session", 0, FILLS(question, session),
	                                  "SESSION: Which, if not the newest" },
	                                { "ingredients", 0, FILLS(question, ingredients),
	                                  "Open every product into its ingredients" },
	                                { 0 } },
	.run = run,
};
