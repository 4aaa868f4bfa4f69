/*
 * plan.c - the day's mixtures made together, then each alone, and undone
 */
#include "plan.h"

#include "heap.h"
#include "nearest.h"
#include "patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One syringe of one patient. */
struct planned_item {
	char patient[CODE_ROOM];
	struct version version;
	struct quantity amount;
};

struct asked_day { struct planned_item item[MOST_PLANNED]; int count; };

/* ---- What is asked ---- */

static bool add_recipe(struct store *store, struct asked_day *day,
                       const struct patient *patient, const char *recipe,
                       struct quantity amount, struct error *err)
{
	struct planned_item *item = &day->item[day->count];

	if (day->count == MOST_PLANNED)
		return failed(err, FAULT_REFUSED, "at most %d mixtures are planned at once",
		              MOST_PLANNED);
	*item = (struct planned_item){ .amount = amount };
	copy_text(item->patient, sizeof item->patient, patient->code);
	if (!version_for(store, recipe, patient->id, &item->version, err))
		return false;
	if (!amount.atoms)
		item->amount = item->version.session.atoms ? item->version.session
		                                           : item->version.yield;
	day->count++;
	return true;
}

static bool add_set(struct store *store, struct asked_day *day, const struct patient *patient,
                    const char *name, struct error *err)
{
	char items[MOST_ITEMS][CODE_ROOM];
	int64_t id;
	int count;

	if (!set_find(store, name, &id, items, &count, err))
		return false;
	for (int i = 0; i < count; i++)
		if (!add_recipe(store, day, patient, items[i], (struct quantity){ 0 }, err))
			return false;
	return true;
}

/* "P-0042=GLOW-3 4 mL" */
static bool add_words(struct store *store, struct asked_day *day, const char *words,
                      struct error *err)
{
	char copy[160], *recipe, *amount;
	struct quantity quantity = { 0 };
	struct error no_recipe = { 0 }, no_set = { 0 };
	struct patient patient;

	snprintf(copy, sizeof copy, "%s", words);
	recipe = strchr(copy, '=');
	if (!recipe || recipe == copy || !recipe[1] || strlen(words) >= sizeof copy)
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say who is given what; write 'P-0042=GLOW-3', or "
		              "'P-0042=GLOW-3 4 mL'",
		              words);
	*recipe++ = '\0';
	amount = strchr(recipe, ' ');
	if (amount) {
		*amount++ = '\0';
		if (!quantity_parse(amount, &quantity, err))
			return false;
	}
	if (!patient_find(store, copy, &patient, err))
		return false;
	if (add_recipe(store, day, &patient, recipe, quantity, &no_recipe))
		return true;
	if (no_recipe.fault == FAULT_MISSING && !amount
	    && add_set(store, day, &patient, recipe, &no_set))
		return true;
	return failed(err, no_recipe.fault, "%s", no_recipe.text);
}

/* ---- What it would take ---- */

/* What an earlier mixture of the plan opened is open by then. */
static bool opened_before(const struct day_plan *plan, const struct plan_step *step)
{
	for (const struct plan_step *one = plan->steps; one < step; one++)
		if (strcmp(one->lot, step->lot) == 0 && one->ordinal == step->ordinal)
			return true;
	return false;
}

static bool drawn(struct store *store, int64_t after, int mixture, struct day_plan *plan,
                  struct error *err)
{
	struct row *row = store_query(store, PLAN_DRAWN, BIND(
		bind_int("action", store_action(store)),
		bind_int("after",  after)), err);

	while (row_next(row, err)) {
		struct plan_step *step = &plan->steps[plan->step_count];
		enum unit unit;

		if (plan->step_count == MOST_PLAN_STEPS)
			return failed(err, FAULT_REFUSED,
			              "that takes more containers than can be planned at once");
		if (!unit_parse(row_text(row, "unit"), &unit, err))
			return false;
		*step = (struct plan_step){ .mixture = mixture,
			                    .ordinal = row_int(row, "ordinal"),
			                    .opens = row_int(row, "opens") == 1,
			                    .used = { row_int(row, "used"), unit },
			                    .wasted = { row_int(row, "wasted"), unit },
			                    .left = { row_int(row, "there"), unit } };
		copy_text(step->lot, sizeof step->lot, row_text(row, "number"));
		copy_text(step->product, sizeof step->product, row_text(row, "code"));
		step->opens = step->opens && !opened_before(plan, step);
		if (step->left.atoms)
			copy_text(step->until.text, sizeof step->until.text,
			          row_text(row, "until"));
		plan->step_count++;
	}
	return !err->fault;
}

static bool make_one(struct store *store, const struct plan_mixture *mixture,
                     const struct version *version, const char *const *patients, int which,
                     struct day_plan *plan, struct error *err)
{
	struct compounding compounding = { .version = version->id,
		                           .yield = mixture->yield,
		                           .patients = patients,
		                           .another = true };
	struct worksheet *sheet = heap_new(sizeof *sheet);
	struct row *row = store_one(store, PLAN_LAST, BIND_NOTHING, err);
	int64_t after = row ? row_int(row, "id") : 0;
	struct made made;
	bool ok;

	ok = row && batch_make(store, &compounding, sheet, &made, err)
	  && drawn(store, after, which, plan, err);
	free(sheet);
	return ok;
}

/* Those of the same version go together, unless each is to be made alone. */
static bool goes_with(const struct asked_day *day, int first, int other, bool alone)
{
	return first == other
	    || (!alone && day->item[first].version.id == day->item[other].version.id);
}

static void add_patient(struct plan_mixture *mixture, const char **patients, int *count,
                        const char *patient)
{
	size_t used = strlen(mixture->patients);

	for (int i = 0; i < *count; i++)
		if (strcmp(patients[i], patient) == 0)
			return;
	patients[(*count)++] = patient;
	snprintf(mixture->patients + used, sizeof mixture->patients - used, "%s%s",
	         used ? ", " : "", patient);
}

static bool make_group(struct store *store, const struct asked_day *day, bool *done, int first,
                       bool alone, struct day_plan *plan, struct error *err)
{
	struct plan_mixture *mixture = &plan->mixtures[plan->mixture_count];
	const char *patients[MOST_PATIENTS + 1] = { 0 };
	struct error why = { 0 };
	int count = 0;

	*mixture = (struct plan_mixture){ .yield.unit = day->item[first].amount.unit };
	copy_text(mixture->version, sizeof mixture->version, day->item[first].version.code);
	for (int i = first; i < day->count && count < MOST_PATIENTS; i++) {
		const struct planned_item *item = &day->item[i];

		if (done[i] || !goes_with(day, first, i, alone))
			continue;
		done[i] = true;
		if (!quantity_add(mixture->yield, item->amount, &mixture->yield, err))
			return false;
		add_patient(mixture, patients, &count, item->patient);
	}
	return make_one(store, mixture, &day->item[first].version, patients,
	                plan->mixture_count++, plan, &why)
	    || failed(err, why.fault, "%s for %s: %s", mixture->version, mixture->patients,
	              why.text);
}

/* All that is not left out, made and undone. */
static bool make_all(struct store *store, const struct asked_day *day, const bool *left_out,
                     bool alone, struct day_plan *plan, struct error *err)
{
	bool done[MOST_PLANNED] = { false };
	bool ok = true;

	plan->mixture_count = plan->step_count = 0;
	memcpy(done, left_out, sizeof done);
	if (!store_begin(store, "plan", err))
		return false;
	for (int i = 0; i < day->count && ok; i++)
		ok = done[i] || make_group(store, day, done, i, alone, plan, err);
	store_undo(store);
	return ok;
}

static void refuse(struct day_plan *plan, const struct planned_item *item, const char *why)
{
	struct plan_refusal *refusal = &plan->refused[plan->refused_count++];

	copy_text(refusal->version, sizeof refusal->version, item->version.code);
	copy_text(refusal->patient, sizeof refusal->patient, item->patient);
	/* "GLOW-3.1 for P-0041: need ..." */
	copy_text(refusal->why, sizeof refusal->why, strstr(why, ": ") ? strstr(why, ": ") + 2 : why);
}

static bool is_no(const struct error *why)
{
	return why->fault == FAULT_REFUSED || why->fault == FAULT_MISSING;
}

/* One after the other: what no longer can be made with those before it is left out. A failure
 * dooms the act it is in, so each is tried with all before it anew. */
static bool make_what_can_be(struct store *store, const struct asked_day *day, bool *left_out,
                             struct day_plan *plan, struct error *err)
{
	struct error first = { 0 };

	for (int i = 0; i < day->count; i++)
		left_out[i] = true;
	for (int i = 0; i < day->count; i++) {
		struct error why = { 0 };

		left_out[i] = false;
		if (make_all(store, day, left_out, false, plan, &why))
			continue;
		if (!is_no(&why))
			return failed(err, why.fault, "%s", why.text);
		left_out[i] = true;
		first = first.fault ? first : why;
		refuse(plan, &day->item[i], why.text);
	}
	if (plan->refused_count == day->count)
		return failed(err, first.fault, "%s", first.text);
	return make_all(store, day, left_out, false, plan, err);
}

static bool make_together(struct store *store, const struct asked_day *day, bool *left_out,
                          struct day_plan *plan, struct error *err)
{
	struct error why = { 0 };

	if (make_all(store, day, left_out, false, plan, &why))
		return true;
	if (!is_no(&why))
		return failed(err, why.fault, "%s", why.text);
	return make_what_can_be(store, day, left_out, plan, err);
}

/* Each alone takes more, for which there may be too little. */
static bool make_apart(struct store *store, const struct asked_day *day, const bool *left_out,
                       struct day_plan *plan, struct day_plan *apart, struct error *err)
{
	struct error why = { 0 };

	if (make_all(store, day, left_out, true, apart, &why))
		return true;
	if (!is_no(&why))
		return failed(err, why.fault, "%s", why.text);
	copy_text(plan->why_not_apart, sizeof plan->why_not_apart, why.text);
	apart->step_count = 0;
	return true;
}

/* ---- What is thrown away ---- */

static struct plan_waste *waste_of(struct day_plan *plan, const struct plan_step *step)
{
	for (int i = 0; i < plan->waste_count; i++)
		if (strcmp(plan->wasted[i].product, step->product) == 0)
			return &plan->wasted[i];
	plan->wasted[plan->waste_count] =
		(struct plan_waste){ .together.unit = step->wasted.unit,
			             .alone.unit = step->wasted.unit };
	copy_text(plan->wasted[plan->waste_count].product, CODE_ROOM, step->product);
	return &plan->wasted[plan->waste_count++];
}

static bool compare(struct day_plan *plan, const struct day_plan *apart, struct error *err)
{
	for (int i = 0; i < plan->step_count; i++) {
		struct plan_waste *waste = waste_of(plan, &plan->steps[i]);

		if (!quantity_add(waste->together, plan->steps[i].wasted, &waste->together,
		                  err))
			return false;
	}
	for (int i = 0; i < apart->step_count; i++) {
		struct plan_waste *waste = waste_of(plan, &apart->steps[i]);

		if (!quantity_add(waste->alone, apart->steps[i].wasted, &waste->alone, err))
			return false;
	}
	return true;
}

bool plan_day(struct store *store, const char *const *items, struct day_plan *out,
              struct error *err)
{
	struct day_plan *apart = heap_new(sizeof *apart);
	struct asked_day *day = heap_new(sizeof *day);
	bool left_out[MOST_PLANNED] = { false };
	bool ok = true;

	memset(out, 0, sizeof *out);
	for (; ok && *items; items++)
		ok = add_words(store, day, *items, err);
	ok = ok && make_together(store, day, left_out, out, err)
	  && make_apart(store, day, left_out, out, apart, err) && compare(out, apart, err);
	free(day);
	free(apart);
	return ok;
}
