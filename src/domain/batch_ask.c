/*
 * batch_ask.c - what is asked of a batch: for whom, by which version, how much
 */
#include "batch_act.h"
#include "patient.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool use_parse(char *text, struct use *out, struct error *err)
{
	char *equals = strchr(text, '='), *end, *colon;
	struct error none = { 0 };

	*out = (struct use){ 0 };
	out->position = equals ? strtoll(text, &end, 10) : 0;
	if (!equals || end != equals || out->position < 1 || !equals[1])
		return failed(
			err, FAULT_REFUSED,
			"'%s' does not say which line used what; write '2=HA-88213', '2=2.9 "
			"mL' or '2=HA-88213:2.9 mL'",
			text);
	out->measured = quantity_parse(equals + 1, &out->amount, &none);
	if (out->measured)
		return true;
	out->lot = equals + 1;
	colon = strrchr(equals + 1, ':');
	none = (struct error){ 0 };
	out->measured = colon && quantity_parse(colon + 1, &out->amount, &none);
	if (out->measured)
		*colon = '\0';
	return true;
}

void act_note(struct worksheet *sheet, const char *format, ...)
{
	size_t used = strlen(sheet->notes);
	va_list args;

	va_start(args, format);
	vsnprintf(sheet->notes + used, sizeof sheet->notes - used, format, args);
	va_end(args);
}

bool act_for_whom(struct act *act, struct error *err)
{
	struct patient patient;

	for (const char *const *code = act->ask->patients; code && *code; code++) {
		if (act->patient_count == MOST_PATIENTS)
			return failed(err, FAULT_REFUSED,
			              "a batch is made for at most %d patients, or for stock",
			              MOST_PATIENTS);
		if (!patient_find(act->store, *code, &patient, err))
			return false;
		act->patient[act->patient_count++] = patient.id;
	}
	return true;
}

int64_t act_patient(const struct act *act)
{
	return act->patient_count == 1 ? act->patient[0] : 0;
}

bool act_choose_version(struct act *act, struct error *err)
{
	struct version *version = &act->sheet->version, now;

	if (act->ask->version) {
		if (!version_read(act->store, act->ask->version, version, err))
			return false;
		/* What a patient was given may be made again although retired, safety apart. */
		now = *version;
		if (now.status == VERSION_RETIRED)
			now.status = VERSION_SUPERSEDED;
		if (!version_allowed(act->store, &now, act_patient(act), err))
			return false;
	} else if (!version_for(act->store, act->ask->recipe, act_patient(act), version, err))
		return false;
	if (version->status == VERSION_SUPERSEDED) {
		struct error none = { 0 };

		if (version_for(act->store, version->recipe_code, act_patient(act), &now,
		                &none))
			act_note(act->sheet, "%s was superseded by %s\n", version->code,
			         now.code);
		return spared(&none, err);
	}
	return true;
}

bool act_same_unit(struct quantity amount, enum unit unit, const char *what, struct error *err)
{
	char text[QUANTITY_TEXT];

	if (!amount.atoms || amount.unit == unit)
		return true;
	quantity_format(amount, text);
	return failed(err, FAULT_REFUSED, "%s is %s, but the recipe makes %s", what, text,
	              unit_everyday(unit));
}

/* What goes into the containers, unless the amount kept was said. */
static bool choose_kept(struct act *act, struct error *err)
{
	const struct compounding *ask = act->ask;
	struct worksheet *sheet = act->sheet;
	int64_t count = ask->into.count ? ask->into.count : 1, filled;
	char kept[QUANTITY_TEXT], made[QUANTITY_TEXT];

	sheet->kept = ask->kept.atoms ? ask->kept : sheet->made_up;
	if (ask->into.each.atoms) {
		if (!scale(ask->into.each.atoms, count, 1, ROUND_HALF_EVEN, &filled, err))
			return false;
		if (ask->kept.atoms && ask->kept.atoms != filled)
			return failed(
				err, FAULT_REFUSED,
				"what is kept is what goes into the containers; say one of "
				"--kept and --into");
		sheet->kept = (struct quantity){ filled, sheet->target.unit };
		act->batch.packs = count;
	}
	if (sheet->kept.atoms <= sheet->made_up.atoms)
		return true;
	quantity_format(sheet->kept, kept);
	quantity_format(sheet->made_up, made);
	return failed(err, FAULT_REFUSED, "%s cannot be kept of %s made up", kept, made);
}

bool act_choose_amounts(struct act *act, struct error *err)
{
	const struct compounding *ask = act->ask;
	struct worksheet *sheet = act->sheet;
	enum unit unit = sheet->version.yield.unit;

	if (!act_same_unit(ask->yield, unit, "the yield asked for", err)
	 || !act_same_unit(ask->made_up, unit, "what was made up", err)
	 || !act_same_unit(ask->kept, unit, "what is kept", err)
	 || !act_same_unit(ask->into.each, unit, "a container", err))
		return false;
	sheet->target = ask->yield.atoms ? ask->yield : sheet->version.yield;
	sheet->made_up = ask->made_up.atoms ? ask->made_up : sheet->target;
	sheet->factor = ratio_of(sheet->target.atoms, sheet->version.yield.atoms);
	act->batch.version = sheet->version.id;
	act->batch.measured = ask->made_up.atoms != 0;
	act->batch.prepared = *store_event(act->store);
	return choose_kept(act, err);
}
