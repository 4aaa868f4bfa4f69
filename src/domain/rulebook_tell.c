/*
 * rulebook_tell.c - versions of rules, in words
 */
#include "rulebook.h"

#include "heap.h"
#include "nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct told_piece told_pieces[TOLD_PIECES] = {
	[TOLD_KIND]         = { "kind", "Kind" },
	[TOLD_TEXT]         = { "text", "What it says" },
	[TOLD_ABOUT]        = { "about", "About" },
	[TOLD_OTHER]        = { "other", "With" },
	[TOLD_SCOPE]        = { "scope", "Scope" },
	[TOLD_CONDITION]    = { "condition", "Condition" },
	[TOLD_MEASURE]      = { "measure", "Measure" },
	[TOLD_FIGURES]      = { "figures", "Numbers" },
	[TOLD_INDICATION]   = { "indication", "Purpose" },
	[TOLD_AREA]         = { "area", "Area" },
	[TOLD_REGIME]       = { "regime", "Regime" },
	[TOLD_STORAGE]      = { "storage", "Storage" },
	[TOLD_TECHNIQUE]    = { "technique", "Technique" },
	[TOLD_GAUGE]        = { "gauge", "Needle" },
	[TOLD_SESSIONS]     = { "sessions", "Sessions" },
	[TOLD_INTERVAL]     = { "interval", "Interval" },
	[TOLD_MAINTENANCE]  = { "maintenance", "Maintenance" },
	[TOLD_DEPTH]        = { "depth", "Depth" },
	[TOLD_POINT]        = { "point", "Volume of a point" },
	[TOLD_VOLUME]       = { "volume", "Volume of a session" },
	[TOLD_SEVERITY]     = { "severity", "Severity" },
	[TOLD_OVERRIDE]     = { "override", "Passed by" },
	[TOLD_SINCE]        = { "since", "Since" },
	[TOLD_TILL]         = { "till", "Till" },
	[TOLD_JURISDICTION] = { "jurisdiction", "Where" },
	[TOLD_EVIDENCE]     = { "evidence", "Evidence" },
	[TOLD_SOURCE]       = { "source", "Source" },
	[TOLD_REQUIREMENT]  = { "requirement", "Requirement" },
	[TOLD_RETIRED]      = { "retired", "Retired" },
};

static void tell(struct telling *telling, int piece, const char *text)
{
	copy_text(telling->piece[piece], sizeof telling->piece[piece], text);
}

static void tell_rule(struct telling *out, const struct row *row, const struct rule *rule)
{
	char figures[RULE_FIGURES];

	rule_figures(rule, figures);
	tell(out, TOLD_KIND, rule->kind);
	tell(out, TOLD_TEXT, rule->text);
	tell(out, TOLD_ABOUT, row_text(row, "about"));
	tell(out, TOLD_OTHER, row_text(row, "other"));
	tell(out, TOLD_SCOPE, rule->scope);
	tell(out, TOLD_CONDITION, rule->condition);
	tell(out, TOLD_MEASURE, rule->measure);
	tell(out, TOLD_FIGURES, figures);
	tell(out, TOLD_INDICATION, rule->indication);
	tell(out, TOLD_AREA, rule->area);
	tell(out, TOLD_REGIME, rule->regime);
	tell(out, TOLD_STORAGE, rule->storage);
	tell(out, TOLD_SEVERITY, rule->severity);
	tell(out, TOLD_OVERRIDE, rule->override);
	tell(out, TOLD_SINCE, rule->since);
	tell(out, TOLD_TILL, rule->till);
	tell(out, TOLD_JURISDICTION, rule->jurisdiction);
	tell(out, TOLD_EVIDENCE, rule->evidence);
	tell(out, TOLD_SOURCE, rule->source);
	tell(out, TOLD_REQUIREMENT, rule->requirement);
	tell(out, TOLD_RETIRED, rule->retired ? "yes" : NULL);
}

static void tell_range(struct telling *out, int piece, struct range range, enum range_of of)
{
	char text[RULE_FIGURES];

	range_write(range, of, text);
	tell(out, piece, text);
}

static bool tell_protocol(struct store *store, struct telling *out, struct error *err)
{
	struct protocol protocol;

	if (!protocol_read(store, out->revision, &protocol, err))
		return false;
	tell(out, TOLD_TECHNIQUE, protocol.technique);
	tell(out, TOLD_GAUGE, protocol.gauge);
	tell_range(out, TOLD_SESSIONS, protocol.sessions, RANGE_COUNT);
	tell_range(out, TOLD_INTERVAL, protocol.interval, RANGE_DAYS);
	tell_range(out, TOLD_MAINTENANCE, protocol.maintenance, RANGE_DAYS);
	tell_range(out, TOLD_DEPTH, protocol.depth, RANGE_DEPTH);
	tell_range(out, TOLD_POINT, protocol.point, RANGE_VOLUME);
	tell_range(out, TOLD_VOLUME, protocol.volume, RANGE_VOLUME);
	return true;
}

static void tell_row(struct store *store, const struct row *row, struct telling *out)
{
	struct rule rule;

	rule_of_row(store, row, &rule);
	*out = (struct telling){ .revision = rule.revision, .version = rule.version,
		                 .approved = rule.approved, .force = rule.force,
		                 .stands = row_int(row, "stands") == 1 };
	tell_rule(out, row, &rule);
	copy_text(out->at.text, sizeof out->at.text, row_text(row, "entered"));
	copy_text(out->person, sizeof out->person, row_text(row, "person"));
	copy_text(out->reason, sizeof out->reason, row_text(row, "reason"));
}

static bool tell_approval(struct store *store, struct telling *out, struct error *err)
{
	struct subject subject = { .rule = out->revision };
	struct signatures signatures;
	struct signature one;

	if (!signature_walk(store, &subject, &signatures, err))
		return false;
	while (signature_next(&signatures, &one, err))
		if (strcmp(one.meaning, "approved") == 0) {
			copy_text(out->approver, sizeof out->approver, one.name);
			copy_text(out->approver_code, sizeof out->approver_code, one.code);
			out->approved_at = one.at;
		}
	return !err->fault;
}

bool rulebook_tell(struct store *store, const char *code, struct telling **out, int *count,
                   struct error *err)
{
	struct row *row = store_query(store, RULE_VERSIONS, BIND(bind_text("code", code)), err);
	struct telling *list = NULL;
	bool ok = true;

	*count = 0;
	while (row_next(row, err)) {
		list = heap_more(list, *count, sizeof *list);
		tell_row(store, row, &list[(*count)++]);
	}
	for (int i = 0; i < *count && ok; i++)
		ok = tell_protocol(store, &list[i], err) && tell_approval(store, &list[i], err);
	*out = list;
	if (ok && !err->fault && *count)
		return true;
	free(list);
	*out = NULL;
	return err->fault ? false : not_on_record(store, RULE_CODES, "rule", code, err);
}

void telling_changes(const struct telling *before, const struct telling *now, char *text,
                     size_t size)
{
	*text = '\0';
	for (int i = 0; i < TOLD_PIECES; i++) {
		const char *was = before->piece[i], *is = now->piece[i];
		size_t used = strlen(text);

		if (strcmp(was, is) == 0)
			continue;
		snprintf(text + used, size - used, "%s%s: %s%s%s", used ? "; " : "",
		         told_pieces[i].label, *is ? is : "none", *was ? ", was " : "", was);
	}
}

struct row *rulebook_list(struct store *store, const struct rule_filter *filter,
                          struct error *err)
{
	struct ingredient known = { 0 };

	if (filter->kind && !rulebook_is_kind(filter->kind, err))
		return NULL;
	if (filter->ingredient && !ingredient_find(store, filter->ingredient, &known, err))
		return NULL;
	return store_query(store, RULE_LIST, BIND(
		bind_text("kind",       filter->kind),
		bind_id  ("ingredient", known.id),
		bind_int ("unapproved", filter->unapproved),
		bind_int ("ours",       !filter->elsewhere),
		bind_int ("retired",    filter->retired)), err);
}
