/*
 * rule_words.c - rules entered and revised in everyday words
 */
#include "rule_changes.h"
#include "signed.h"

#include <inttypes.h>

struct rule_words {
	struct ruling ruling;
	bool approved;
};

#define SAYS(name, member, help) { name, 0, FILLS(rule_words, ruling.member), help }

#define RULE_WORDS \
	SAYS("severity",        severity,        "WORD: forbid, warn or sign"), \
	SAYS("passed-by",       override,        "WORD: What passes it: reason or signature; nothing where it is not said"), \
	SAYS("scope",           scope,           "WORD: mix, point, session, course, window, patient, before, after, site ..."), \
	SAYS("ingredient",      ingredient,      "NAME: What it is about"), \
	SAYS("class",           class,           "CODE: Or a whole class"), \
	SAYS("product",         product,         "NAME: Or one product"), \
	SAYS("with-ingredient", with_ingredient, "NAME: The other half of a pair"), \
	SAYS("with-class",      with_class,      "CODE: The other half"), \
	SAYS("with-product",    with_product,    "NAME: The other half"), \
	SAYS("condition",       condition,       "WORD: Of the patient, or of what is made: diabetes, aspirin ..."), \
	SAYS("measure",         measure,         "WORD: What is limited: amount, concentration, volume, points, products, ph ..."), \
	SAYS("amount",          amount,          "FIGURE: '4.5 mg/kg', '0.2 mL', '50 points', '2..8 mL', '10 %'"), \
	SAYS("span",            span,            "SPAN: '30 d', '4 h', 'at once'"), \
	SAYS("area",            area,            "LIST: Where on the body: 'face; scalp'"), \
	SAYS("indication",      indication,      "LIST: For what purpose: 'melasma'"), \
	SAYS("regime",          regime,          "WORD: immediate, stored, category-1, category-2 or category-3"), \
	SAYS("storage",         storage,         "WORD: room, fridge or freezer"), \
	SAYS("since",           since,           "DAY: The first day it holds"), \
	SAYS("till",            till,            "DAY: The last day it holds"), \
	SAYS("jurisdiction",    jurisdiction,    "CODE: Where it holds, such as FR or US-OH; everywhere where it is not said"), \
	SAYS("evidence",        evidence,        "WORD: What it rests on: source, chemistry ..."), \
	SAYS("source",          source,          "TEXT: Who says so"), \
	SAYS("requirement",     requirement,     "ID: Which requirement it meets, such as R13"), \
	SAYS("technique",       technique,       "TEXT: Of a protocol"), \
	SAYS("gauge",           gauge,           "TEXT: Of a protocol, its needle"), \
	SAYS("sessions",        sessions,        "RANGE: Of a protocol: '3..4'"), \
	SAYS("interval",        interval,        "RANGE: Of a protocol: '21..28 d'"), \
	SAYS("maintenance",     maintenance,     "RANGE: Of a protocol: '150 d'"), \
	SAYS("depth",           depth,           "RANGE: Of a protocol: '0..4 mm'"), \
	SAYS("point",           point,           "RANGE: Of a protocol, a point's volume: '0.1..0.2 mL'"), \
	SAYS("volume",          volume,          "RANGE: Of a protocol, a session's volume: '2 mL'"), \
	{ "approve", 0, FILLS(rule_words, approved), "Sign it at once" }

static bool say(struct desk *desk, const struct rule_words *ask, struct error *err)
{
	struct signing signing = signed_by(desk);
	char figures[RULE_FIGURES];
	struct rule rule;

	if (!rule_changes_show(desk, ask->ruling.code, err)
	    || (ask->approved
	        && !rulebook_approve(desk->store, ask->ruling.code, &signing, err))
	    || !rulebook_newest(desk->store, ask->ruling.code, &rule, err))
		return false;
	rule_figures(&rule, figures);
	fprintf(desk->out, "%s, version %" PRId64 ": %s%s%s%s\n", rule.code, rule.version, rule.text,
	        *figures ? " (" : "", figures, *figures ? ")" : "");
	if (ask->approved)
		fprintf(desk->out, "it is approved\n");
	else if (rule.version == 1)
		fprintf(desk->out, "it only warns until 'pistor rule approve %s'\n", rule.code);
	else
		fprintf(desk->out, "it waits for 'pistor rule approve %s'; until then the one before "
		        "stands\n", rule.code);
	return true;
}

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct rule_words *ask = request;
	int64_t revision;

	return rulebook_add(desk->store, &ask->ruling, &revision, err)
	    && say(desk, ask, err);
}

const struct command rule_add_command = {
	.name = "rule add",
	.summary = "Enter a rule; it only warns until it is approved",
	.more = "Kinds: pair (what does not go with what), limit (how much), contraindication "
	        "(for whom not), bud (how long a mixture keeps), in-use (how long an opened "
	        "container), regime, protocol (a course), prohibition (where, for what "
	        "purpose), order (what goes in first), tolerance, alert, duty.\n\n"
	        "Examples:\n"
	        "  pistor rule add biotin-vitc pair 'they were seen to cloud' \\\n"
	        "      --severity warn --scope mix --ingredient biotin \\\n"
	        "       --with-ingredient 'vitamin c'\n"
	        "  pistor rule add lido-face limit 'on the face at most 100 mg' \\\n"
	        "      --severity forbid --passed-by signature --scope session \\\n"
	        "      --ingredient lidocaine-hcl --amount '100 mg' --area face\n"
	        "  pistor rule add interval-12 contraindication 'sessions 12 days apart' \\\n"
	        "      --severity warn --scope between-sessions --condition session-interval "
	        "\\\n"
	        "      --span '12 d'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_SIGNS,
	.size = sizeof(struct rule_words),
	.signs_if = offsetof(struct rule_words, approved),
	.words = (const struct word[]){ SAYS("CODE", code, "Short code, used from now on"),
	                                SAYS("KIND", kind, "What kind of rule"),
	                                SAYS("TEXT", text, "What it says, in one sentence"),
	                                RULE_WORDS,
	                                { 0 } },
	.run = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	const struct rule_words *ask = request;
	int64_t revision;

	return rulebook_revise(desk->store, &ask->ruling, &revision, err)
	    && say(desk, ask, err);
}

const struct command rule_revise_command = {
	.name = "rule revise",
	.summary = "Enter a new version of a rule; the one before stands until it is approved",
	.more = "What is not named stays; '' takes away. Another number has its sentence and "
	        "its source said again. --approve signs it at once, by another person than who "
	        "enters it where it stops somebody.\n\n"
	        "Example:\n"
	        "  pistor rule revise lidocaine-session --amount '200 mg' \\\n"
	        "      --text 'plain lidocaine: at most 200 mg' --source 'our own' \\\n"
	        "      --approve --by ph.omar",
	.access = ACCESS_WRITE,
	.flags = COMMAND_SIGNS,
	.size = sizeof(struct rule_words),
	.signs_if = offsetof(struct rule_words, approved),
	.words = (const struct word[]){ SAYS("RULE", code, "Code"),
	                                SAYS("text", text, "TEXT: What it says, in one sentence"),
	                                RULE_WORDS,
	                                { 0 } },
	.run = revise,
};
