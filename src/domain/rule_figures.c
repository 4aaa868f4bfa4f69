/*
 * rule_figures.c - the numbers of rules, as people write them
 */
#include "rule.h"

#include "nearest.h"
#include "strength.h"

#include <stdio.h>
#include <string.h>

static const int64_t kilogram = INT64_C(1000000000000);

/* What is not matter: its word, in one and in many, what is kept, and what it is the measure
 * of. */
static const struct word {
	const char *one, *many, *unit, *measure;
	int64_t atoms;
} words[] = {
	{ "point",    "points",    "count", "points",   1 },
	{ "product",  "products",  "count", "products", 1 },
	{ "session",  "sessions",  "count", "sessions", 1 },
	{ "course",   "courses",   "count", "courses",  1 },
	{ "part",     "parts",     "count", "parts",    1 },
	{ "year",     "years",     "count", "age",      1 },
	{ "container", "containers", "count", "containers", 1 },
	{ "character", "characters", "count", "characters", 1 },
	{ "attempt",  "attempts",  "count", "attempts", 1 },
	{ "pH",       "pH",        "pH",    "ph",       100 },
	{ "mm",       "mm",        "mm",    "depth",    100 },
	{ "C",        "C",         "C",     NULL,       100 },
	{ "",         "",          "count", NULL,       1 },
};

static const struct word percent = { "%", "%", "%", NULL, 1 };

/* One end of a range. */
struct figure {
	int64_t value, per;
	const char *unit, *per_unit, *measure;
};

static const char *unit_in(const char *text)
{
	return text + strspn(text, "-0123456789., ");
}

static const struct word *word_for(const char *name, const struct rule *rule)
{
	if (!*name && rule->measure && strcmp(rule->measure, "ph") == 0)
		name = "pH";
	if (strcmp(rule->kind, "tolerance") == 0 && strcmp(name, "%") == 0)
		return &percent;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(name, words[i].one) == 0 || strcmp(name, words[i].many) == 0)
			return &words[i];
	return NULL;
}

static bool read_figure(const char *text, const struct rule *rule, struct figure *out,
                        struct error *err)
{
	const struct word *word = word_for(unit_in(text), rule);
	struct strength strength;
	struct quantity amount;
	struct error none = { 0 };
	struct span span;
	const char *rest;
	/* Only a temperature may be below nought. */
	bool below = *text == '-' && word && strcmp(word->unit, "C") == 0;

	*out = (struct figure){ 0 };
	if (word) {
		out->unit = word->unit;
		out->measure = word->measure;
		if (!figure_parse(text + below, word->atoms, &out->value, &rest, err))
			return false;
		out->value = below ? -out->value : out->value;
		return true;
	}
	if (!strpbrk(text, "/%")) {
		if (span_parse(text, &span, &none))
			return failed(err, FAULT_REFUSED,
			              "'%s' is a time: --span says how long", text);
		if (!quantity_parse(text, &amount, err))
			return false;
		out->value = amount.atoms;
		out->unit = unit_name(amount.unit);
		return true;
	}
	if (!strength_parse(text, &strength, err))
		return false;
	*out = (struct figure){ .value = strength.amount.atoms,
		                .unit = unit_name(strength.amount.unit),
		                .per = strength.per.atoms,
		                .per_unit = unit_name(strength.per.unit) };
	return true;
}

static bool alike(const struct figure *a, const struct figure *b)
{
	return strcmp(a->unit, b->unit) == 0 && a->per == b->per
	    && (!a->per || strcmp(a->per_unit, b->per_unit) == 0);
}

/* Cut at "..": an end without a unit has that of the other. */
static bool cut(const char *text, char least[80], char most[80], struct error *err)
{
	const char *dots = strstr(text, "..");

	*least = '\0';
	if (!dots) {
		snprintf(most, 80, "%.79s", text);
		return true;
	}
	if (dots - text >= 40 || strlen(dots) >= 40)
		return failed(err, FAULT_REFUSED, "'%s' is not a range such as '2..8 mL'", text);
	snprintf(least, 80, "%.*s", (int)(dots - text), text);
	snprintf(most, 80, "%s", dots + 2);
	if (*least && !*unit_in(least) && *most)
		snprintf(least + strlen(least), 40, " %s", unit_in(most));
	return true;
}

bool rule_read_amount(const char *text, struct rule *rule, struct error *err)
{
	char least[80], most[80];
	struct figure from = { 0 }, to = { 0 };
	const struct figure *said;

	if (!cut(text, least, most, err) || (*least && !read_figure(least, rule, &from, err))
	    || ((*most || !*least) && !read_figure(most, rule, &to, err)))
		return false;
	if (from.unit && to.unit && (!alike(&from, &to) || from.value > to.value))
		return failed(err, FAULT_REFUSED, "'%s' does not go from less to more of one kind",
		              text);
	said = to.unit ? &to : &from;
	rule->has_least = from.unit != NULL;
	rule->least = from.value;
	rule->has_amount = to.unit != NULL;
	rule->amount = to.value;
	rule->unit = said->unit;
	rule->per = said->per;
	rule->per_unit = said->per_unit;
	if (!rule->measure)
		rule->measure = said->measure;
	if (!rule->measure && !said->per && strcmp(rule->kind, "limit") == 0 && said->unit
	    && strcmp(said->unit, "count") != 0)
		rule->measure = "amount";
	return true;
}

bool rule_read_span(const char *text, struct rule *rule, struct error *err)
{
	struct span span = { 0 };

	if (strcmp(text, "at once") != 0 && !span_parse(text, &span, err))
		return false;
	rule->span = span.seconds;
	rule->has_span = true;
	return true;
}

/* ---- and back ---- */

static void write_matter(const struct rule *rule, int64_t value, char text[STRENGTH_TEXT])
{
	struct strength strength = { .stated = true, .amount.atoms = value,
		                     .per.atoms = rule->per };
	struct error none = { 0 };

	if (!unit_parse(rule->unit, &strength.amount.unit, &none)) {
		snprintf(text, STRENGTH_TEXT, "%lld %s", (long long)value, rule->unit);
		return;
	}
	if (rule->per && !unit_parse(rule->per_unit, &strength.per.unit, &none))
		strength.per.atoms = 0;
	if (rule->per != kilogram && strength.per.atoms) {
		strength_format(&strength, text);
		return;
	}
	quantity_format(strength.amount, text);
	if (rule->per)
		strcat(text, "/kg");
}

/* The word it is written with: by its measure, else by its unit. */
static const struct word *word_of(const struct rule *rule)
{
	if (strcmp(rule->unit, "%") == 0)
		return &percent;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].unit, rule->unit) == 0
		    && (!words[i].measure
		        || (rule->measure && strcmp(words[i].measure, rule->measure) == 0)))
			return &words[i];
	return NULL;
}

static void write_figure(const struct rule *rule, int64_t value, char text[STRENGTH_TEXT])
{
	const struct word *word = rule->unit ? word_of(rule)
	                                     : &words[sizeof words / sizeof *words - 1];
	char number[QUANTITY_TEXT];
	const char *name;

	if (!word) {
		write_matter(rule, value, text);
		return;
	}
	figure_format(value, word->atoms, number);
	name = value == word->atoms ? word->one : word->many;
	snprintf(text, STRENGTH_TEXT, "%s%s%s", number, *name ? " " : "", name);
}

void rule_figures(const struct rule *rule, char text[RULE_FIGURES])
{
	char least[STRENGTH_TEXT] = "", most[STRENGTH_TEXT] = "", span[INSTANT_LOCAL] = "";

	if (rule->has_least)
		write_figure(rule, rule->least, least);
	if (rule->has_amount)
		write_figure(rule, rule->amount, most);
	/* "5..8 pH": what both ends have in common is written once. */
	if (*least && *most && strcmp(unit_in(least), unit_in(most)) == 0)
		least[unit_in(least) - least] = '\0';
	while (*most && *least && least[strlen(least) - 1] == ' ')
		least[strlen(least) - 1] = '\0';
	if (rule->has_span && rule->span)
		span_format((struct span){ rule->span }, span);
	else if (rule->has_span)
		copy_text(span, sizeof span, "at once");
	snprintf(text, RULE_FIGURES, "%s%s%s%s%s", least, rule->has_least ? ".." : "", most,
	         *span && (*least || *most) ? " in " : "", span);
}

/* ---- The ranges of a protocol ---- */

static bool read_end(const char *text, enum range_of of, int64_t *out, struct error *err)
{
	struct quantity volume;
	struct span span;
	const char *rest = "";

	switch (of) {
	case RANGE_COUNT:
		return figure_parse(text, 1, out, &rest, err);
	case RANGE_DAYS:
		if (!span_parse(text, &span, err))
			return false;
		*out = span.seconds / 86400;
		return *out * 86400 == span.seconds
		    || failed(err, FAULT_REFUSED, "'%s' is not whole days", text);
	case RANGE_DEPTH:
		return figure_parse(text, 1000, out, &rest, err)
		    && (strcmp(rest, "mm") == 0
		        || failed(err, FAULT_REFUSED, "'%s' is not a depth such as '4 mm'", text));
	case RANGE_VOLUME:
		if (!quantity_parse(text, &volume, err))
			return false;
		*out = volume.atoms;
		return volume.unit == UNIT_LITRE
		    || failed(err, FAULT_REFUSED, "'%s' is not a volume such as '2 mL'", text);
	}
	return false;
}

bool range_read(const char *text, enum range_of of, struct range *out, struct error *err)
{
	char least[80], most[80];

	*out = (struct range){ -1, -1 };
	if (!*text)
		return true;
	if (!cut(text, least, most, err) || (*least && !read_end(least, of, &out->least, err))
	    || (*most && !read_end(most, of, &out->most, err)))
		return false;
	if (!strstr(text, ".."))
		out->least = out->most;
	return out->least <= out->most || out->most < 0
	    || failed(err, FAULT_REFUSED, "'%s' does not go from less to more", text);
}

static void write_end(int64_t value, enum range_of of, char text[QUANTITY_TEXT])
{
	switch (of) {
	case RANGE_COUNT:
		figure_format(value, 1, text);
		break;
	case RANGE_DAYS:
		figure_format(value, 1, text);
		strcat(text, " d");
		break;
	case RANGE_DEPTH:
		figure_format(value, 1000, text);
		strcat(text, " mm");
		break;
	case RANGE_VOLUME:
		quantity_format((struct quantity){ value, UNIT_LITRE }, text);
		break;
	}
}

void range_write(struct range range, enum range_of of, char text[RULE_FIGURES])
{
	char least[QUANTITY_TEXT] = "", most[QUANTITY_TEXT] = "";

	if (range.least >= 0)
		write_end(range.least, of, least);
	if (range.most >= 0)
		write_end(range.most, of, most);
	if (range.least == range.most)
		copy_text(least, sizeof least, "");
	else if (*least && *most && strcmp(unit_in(least), unit_in(most)) == 0)
		least[strcspn(least, " ")] = '\0';
	snprintf(text, RULE_FIGURES, "%s%s%s", least, range.least == range.most ? "" : "..", most);
}

/* ---- on record ---- */

static struct bind bind_end(const char *name, int64_t value)
{
	return value < 0 ? bind_null(name) : bind_int(name, value);
}

static const char *said(const char *text)
{
	return *text ? text : NULL;
}

bool protocol_set(struct store *store, int64_t revision, const struct protocol *protocol,
                  struct error *err)
{
	return store_run(store, PROTOCOL_INSERT, BIND(
		bind_int ("action",            store_action(store)),
		bind_int ("rule_revision",     revision),
		bind_text("technique",         said(protocol->technique)),
		bind_text("gauge",             said(protocol->gauge)),
		bind_end ("sessions_least",    protocol->sessions.least),
		bind_end ("sessions_most",     protocol->sessions.most),
		bind_end ("interval_least",    protocol->interval.least),
		bind_end ("interval_most",     protocol->interval.most),
		bind_end ("maintenance_least", protocol->maintenance.least),
		bind_end ("maintenance_most",  protocol->maintenance.most),
		bind_end ("depth_least",       protocol->depth.least),
		bind_end ("depth_most",        protocol->depth.most),
		bind_end ("point_least",       protocol->point.least),
		bind_end ("point_most",        protocol->point.most),
		bind_end ("volume_least",      protocol->volume.least),
		bind_end ("volume_most",       protocol->volume.most)), err);
}

static struct range range_of(const struct row *row, const char *least, const char *most)
{
	return (struct range){ !row || row_null(row, least) ? -1 : row_int(row, least),
		               !row || row_null(row, most) ? -1 : row_int(row, most) };
}

bool protocol_read(struct store *store, int64_t revision, struct protocol *out,
                   struct error *err)
{
	struct row *row = store_one(store, PROTOCOL_OF_RULE,
	                            BIND(bind_int("rule_revision", revision)), err);

	*out = (struct protocol){
		.sessions = range_of(row, "sessions_least", "sessions_most"),
		.interval = range_of(row, "interval_least", "interval_most"),
		.maintenance = range_of(row, "maintenance_least", "maintenance_most"),
		.depth = range_of(row, "depth_least", "depth_most"),
		.point = range_of(row, "point_least", "point_most"),
		.volume = range_of(row, "volume_least", "volume_most"),
	};
	if (row) {
		copy_text(out->technique, sizeof out->technique, row_text(row, "technique"));
		copy_text(out->gauge, sizeof out->gauge, row_text(row, "gauge"));
	}
	return !err->fault;
}
