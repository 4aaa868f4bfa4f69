/*
 * session_record.c - from what was typed to what was drawn and given
 */
#include "session_inside.h"
#include "deviation.h"
#include "heap.h"
#include "manner.h"
#include "person.h"
#include "rule.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What a source is ---- */

static struct portion *add_portion(struct work *work, const struct syringe_order *order,
                                   struct error *err)
{
	struct portion *portion = &work->portions[work->count];

	if (work->count == MOST_SYRINGES) {
		failed(err, FAULT_REFUSED, "more than %d syringes in one session",
		       MOST_SYRINGES);
		return NULL;
	}
	*portion = (struct portion){ .order = *order };
	work->count++;
	return session_count_points(&portion->order.manner, err) ? portion : NULL;
}

static bool of_version(struct store *store, struct portion *portion, struct error *err)
{
	if (!product_read(store, portion->version.product, &portion->product, err))
		return false;
	portion->mixes = true;
	if (portion->order.given.atoms == 0)
		portion->order.given = portion->version.session;
	return true;
}

static bool of_lot(struct store *store, struct portion *portion,
                   const struct lot_choice *choice, struct error *err)
{
	struct lot lot;
	int64_t version;

	if (!lot_read(store, choice->lot[0], &lot, err)
	    || !version_of_product(store, lot.product.id, &version, err))
		return false;
	portion->product = lot.product;
	snprintf(portion->lot, sizeof portion->lot, "%s", portion->order.source);
	if (version == 0)
		return true;
	if (!version_read(store, version, &portion->version, err))
		return false;
	if (portion->order.given.atoms == 0)
		portion->order.given = portion->version.session;
	return true;
}

/* A lookup that found nothing is no failure yet; one that was refused is. */
static bool is_none(struct error *why, struct error *err)
{
	if (why->fault == FAULT_MISSING) {
		why->fault = FAULT_NONE;
		return true;
	}
	return failed(err, why->fault, "%s", why->text);
}

/* What is said by number is of that recipe of a set that was named alone; else of all. */
static struct syringe_order order_of_item(const struct work *work,
                                          const struct syringe_order *order, int item)
{
	const struct sitting *sitting = work->sitting;
	struct syringe_order own = { .source = order->source, .manner = sitting->common };

	if (!work->numbered || item == 0)
		return *order;
	if (item >= sitting->syringe_count)
		return own;
	own = sitting->syringes[item];
	own.source = order->source;
	return own;
}

static bool of_set(struct store *store, struct work *work, const struct syringe_order *order,
                   char items[MOST_ITEMS][CODE_ROOM], int count, struct error *err)
{
	struct syringe_order of_its_own;
	struct portion *portion;

	if (order->given.atoms)
		return failed(
			err, FAULT_REFUSED,
			"'%s' is a set: each of its recipes says how much a session takes",
			order->source);
	for (int i = 0; i < count; i++) {
		of_its_own = order_of_item(work, order, i);
		portion = add_portion(work, &of_its_own, err);
		if (!portion
		    || !version_for(store, items[i], work->patient.id, &portion->version, err))
			return false;
		snprintf(portion->source, sizeof portion->source, "%.*s", CODE_ROOM - 1,
		         items[i]);
		portion->order.source = portion->source;
		if (!of_version(store, portion, err))
			return false;
	}
	return true;
}

enum meaning { MEANS_SET, MEANS_LOT, MEANS_RECIPE, MEANS_PRODUCT, MEANINGS };
static const char *const kinds[MEANINGS] = { "set", "lot", "recipe", "product" };

/* All that a code may mean here. */
struct meanings {
	bool is[MEANINGS];
	struct error refused;        /* of a recipe that is there and cannot be had */
	char items[MOST_ITEMS][CODE_ROOM];
	int count;                   /* of items */
	struct lot_choice lots;
	struct version version;
	struct product product;
};

/* Our own number takes one thing, whatever else is called so. */
static bool is_our_number(struct store *store, const char *text, const struct lot_choice *lots,
                          struct error *err)
{
	struct lot lot;

	return lots->container || (lots->count == 1 && lot_read(store, lots->lot[0], &lot, err)
	                           && strcasecmp(lot.number, text) == 0);
}

/* What a version makes is a product too, and nothing else than the version; one that is retired
 * is only told of where the code means nothing else. */
static bool look_up_product(struct store *store, const char *text, struct meanings *out,
                            struct error *err)
{
	bool other = out->is[MEANS_SET] || out->is[MEANS_LOT] || out->is[MEANS_RECIPE];
	struct error why = { .elsewhere = true };
	int64_t version;

	if (!product_find_usable(store, text, &out->product, &why))
		return (other && why.fault == FAULT_REFUSED) || is_none(&why, err);
	if (!version_of_product(store, out->product.id, &version, err))
		return false;
	out->is[MEANS_PRODUCT] = !version || !out->is[MEANS_RECIPE];
	return true;
}

static bool look_up(struct store *store, const struct work *work, const char *text,
                    bool only[MEANINGS], struct meanings *out, struct error *err)
{
	struct error why = { .elsewhere = true };
	int64_t id = 0;

	memset(out, 0, sizeof *out);
	if (only[MEANS_LOT] && !(out->is[MEANS_LOT] = lot_find(store, text, &out->lots, &why))
	    && !is_none(&why, err))
		return false;
	if (out->is[MEANS_LOT] && is_our_number(store, text, &out->lots, err))
		return true;
	if (only[MEANS_SET]
	    && !(out->is[MEANS_SET] = set_find(store, text, &id, out->items, &out->count, &why))
	    && !is_none(&why, err))
		return false;
	if (only[MEANS_RECIPE]
	    && !(out->is[MEANS_RECIPE] = version_for(store, text, work->patient.id,
	                                             &out->version, &why))
	    && why.fault == FAULT_REFUSED) {
		out->is[MEANS_RECIPE] = true;
		out->refused = why;
		why = (struct error){ .elsewhere = true };
	} else if (why.fault && !is_none(&why, err))
		return false;
	return err->fault ? false
	                  : !only[MEANS_PRODUCT] || look_up_product(store, text, out, err);
}

static int count_of(const struct meanings *found)
{
	int count = 0;

	for (int i = 0; i < MEANINGS; i++)
		count += found->is[i];
	return count;
}

static bool several_meant(const struct meanings *found, const char *text, struct error *err)
{
	char told[200] = "";

	for (int i = 0; i < MEANINGS; i++)
		if (found->is[i])
			snprintf(told + strlen(told), sizeof told - strlen(told),
			         "%s'%s %.40s'", *told ? " or " : "", kinds[i], text);
	return failed(err, FAULT_REFUSED, "'%s' means several things: say %s%s", text, told,
	              found->is[MEANS_LOT] ? ", or our own number" : "");
}

/* A code, perhaps with the kind of thing before it: "lot HA-20". The text is what is left of
 * it. */
static bool find_meaning(struct store *store, const struct work *work, const char **text,
                         struct meanings *out, struct error *err)
{
	bool all[MEANINGS] = { true, true, true, true };

	for (int i = 0; i < MEANINGS; i++) {
		size_t length = strlen(kinds[i]);
		bool only[MEANINGS] = { false };

		if (strncasecmp(*text, kinds[i], length) != 0 || (*text)[length] != ' ')
			continue;
		only[i] = true;
		if (!look_up(store, work, *text + length + 1, only, out, err))
			return false;
		if (count_of(out)) {
			*text += length + 1;
			return true;
		}
	}
	return look_up(store, work, *text, all, out, err);
}

/* "L26-0001/3": the lot is known, and nobody opened that container of it. */
static bool unopened(struct store *store, const char *text, struct error *err)
{
	struct error said = { 0 };
	struct lot_choice choice;

	return strchr(text, '/') && !lot_find(store, text, &choice, &said)
	    && strncmp(said.text, "no container", strlen("no container")) == 0
	    && !failed(err, said.fault, "%s", said.text);
}

/* "1,000 mL", "1O mL", "1": no code, and an amount that cannot be read. */
static bool is_amount_meant(const char *text, struct error *err)
{
	struct error why = { 0 };
	struct quantity amount;

	return (strchr(text, ' ') || strlen(text) == strspn(text, "0123456789.,"))
	    && text[0] >= '0' && text[0] <= '9' && !quantity_parse(text, &amount, &why)
	    && !failed(err, FAULT_USAGE, "an amount is meant, and %s", why.text);
}

bool session_resolve(struct store *store, struct work *work, const struct syringe_order *order,
                     struct error *err)
{
	struct syringe_order named = *order;
	struct meanings found;
	struct portion *portion;
	int count;

	if (order->version) {
		portion = add_portion(work, order, err);
		return portion && version_read(store, order->version, &portion->version, err)
		    && of_version(store, portion, err);
	}
	if (!find_meaning(store, work, &named.source, &found, err))
		return false;
	count = count_of(&found);
	if (count == 0 && unopened(store, named.source, err))
		return false;
	if (count == 0 && is_amount_meant(order->source, err))
		return false;
	if (count == 0)
		return failed(err, FAULT_MISSING,
		              "'%s' is no batch, lot, recipe, set or product here",
		              order->source);
	if (count > 1)
		return several_meant(&found, named.source, err);
	if (found.refused.fault)
		return failed(err, found.refused.fault, "%s", found.refused.text);
	if (found.is[MEANS_SET])
		return of_set(store, work, &named, found.items, found.count, err);
	portion = add_portion(work, &named, err);
	if (!portion)
		return false;
	if (found.is[MEANS_LOT])
		return of_lot(store, portion, &found.lots, err);
	portion->version = found.version;
	portion->product = found.product;
	return found.is[MEANS_PRODUCT] || of_version(store, portion, err);
}

/* ---- How it is given ---- */

static void fill(char *to, const char *from)
{
	if (!*to)
		snprintf(to, SYRINGE_WORD, "%.*s", SYRINGE_WORD - 1, from);
}

static bool areas_before(struct store *store, int64_t syringe, bool alike, int64_t points,
                         struct portion *portion, struct error *err)
{
	struct manner *manner = &portion->order.manner;
	struct row *row = store_query(store, SESSION_AREAS, BIND(bind_int("syringe", syringe)),
	                              err);

	while (row_next(row, err) && manner->area_count < MOST_AREAS) {
		struct area *area = &manner->areas[manner->area_count++];

		snprintf(area->name, sizeof area->name, "%s", row_text(row, "area"));
		if (alike)
			area->given = (struct quantity){ row_int(row, "given"),
				                         portion->product.unit };
		if (alike && manner->points == points)
			area->points = row_int(row, "points");
	}
	return !err->fault;
}

static bool manner_before(struct store *store, const struct work *work, struct portion *portion,
                          struct error *err)
{
	struct manner *manner = &portion->order.manner, before;
	struct row *row = portion->version.id
	                          ? store_one(store, SESSION_MANNER_OF_RECIPE,
	                                      BIND(bind_int("patient", work->patient.id),
	                                           bind_int("recipe", portion->version.recipe)),
	                                      err)
	                          : store_one(store, SESSION_MANNER_OF_PRODUCT,
	                                      BIND(bind_int("patient", work->patient.id),
	                                           bind_int("product", portion->product.id)),
	                                      err);

	if (!row)
		return !err->fault;
	manner_read(row, &before);
	manner_inherit(manner, &before);
	return manner->area_count > 0
	    || areas_before(store, row_int(row, "id"),
	                    row_int(row, "given") == portion->order.given.atoms,
	                    row_int(row, "points"), portion, err);
}

bool session_check_areas(const struct portion *portion, struct error *err)
{
	const struct manner *manner = &portion->order.manner;
	char given[QUANTITY_TEXT], total[QUANTITY_TEXT];
	struct quantity sum = { 0, portion->product.unit };
	bool all = manner->area_count > 0;

	for (int i = 0; i < manner->area_count; i++) {
		all &= manner->areas[i].given.atoms > 0;
		if (manner->areas[i].given.atoms
		    && !quantity_add(sum, manner->areas[i].given, &sum, err))
			return false;
	}
	if (all ? sum.atoms == portion->order.given.atoms
	        : sum.atoms <= portion->order.given.atoms)
		return true;
	quantity_format(sum, total);
	quantity_format(portion->order.given, given);
	return failed(err, FAULT_REFUSED, "the areas add up to %s, but %s is given", total,
	              given);
}

bool session_count_points(struct manner *manner, struct error *err)
{
	int64_t sum = 0;
	int said = 0;

	for (int i = 0; i < manner->area_count; i++) {
		sum += manner->areas[i].points;
		said += manner->areas[i].points > 0;
	}
	if (!said)
		return true;
	if (!manner->points && said < manner->area_count)
		return failed(err, FAULT_REFUSED,
		              "the points of some areas are not said: say how many there were in "
		              "all with --points");
	if (!manner->points)
		manner->points = sum;
	return (said < manner->area_count ? sum <= manner->points : sum == manner->points)
	    || failed(err, FAULT_REFUSED,
	              "the areas add up to %" PRId64 " points, but there were %" PRId64, sum,
	              manner->points);
}

bool session_manner(struct store *store, const struct work *work, struct portion *portion,
                    struct error *err)
{
	struct manner *manner = &portion->order.manner;
	const struct version *version = &portion->version;

	if (version->id) {
		fill(manner->technique, version->technique);
		fill(manner->needle, version->needle);
		fill(manner->device, version->device);
		fill(manner->depth, version->depth);
		if (!manner->points && !manner->area_count)
			manner->points = version->points;
		if (!manner->area_count && *version->area)
			snprintf(manner->areas[manner->area_count++].name, SYRINGE_WORD, "%.*s",
			         SYRINGE_WORD - 1, version->area);
	}
	return manner_before(store, work, portion, err);
}

/* ---- Drawing and giving ---- */

bool session_check_amount(const struct portion *portion, struct error *err)
{
	const struct syringe_order *order = &portion->order;
	const char *name = order->source ? order->source : portion->product.code;

	if (order->given.atoms == 0)
		return failed(err, FAULT_REFUSED,
		              "say how much of '%s' is given, such as '4 mL'", name);
	if ((order->given.atoms && order->given.unit != portion->product.unit)
	 || (order->wasted.atoms && order->wasted.unit != portion->product.unit))
		return failed(err, FAULT_REFUSED, "'%s' is counted in %s, not in %s", name,
		              unit_everyday(portion->product.unit),
		              unit_everyday(order->given.atoms ? order->given.unit
		                                               : order->wasted.unit));
	return true;
}

static struct need need_of(const struct work *work, const struct portion *portion,
                           int64_t amount, const char *const *lots, const char *reason)
{
	return (struct need){
		.product = portion->product.id,
		.amount = ratio_of(amount, 1),
		.unit = portion->product.unit,
		.lots = lots,
		.reason = reason,
		.patient = work->patient.id,
		.at = &work->at,
	};
}

/* What is mixed at the chair is mixed by a practitioner. */
static bool may_mix(struct store *store, struct error *err)
{
	struct person person;

	return person_holds(store, store_seat(store)->person, "practitioner", err)
	    || (!err->fault && person_by_id(store, store_seat(store)->person, &person, err)
	        && failed(err, FAULT_REFUSED,
	                  "at the chair a practitioner mixes, and '%s' is none; type it for "
	                  "who does, with --for",
	                  person.code));
}

/* Mixed now, for the patient present, as much as the syringe takes. */
static bool mix(struct store *store, struct work *work, struct portion *portion,
                struct error *err)
{
	const char *const patients[] = { work->patient.code, NULL };
	struct worksheet *sheet = heap_new(sizeof *sheet);
	struct compounding compounding = {
		.version = portion->version.id,
		.patients = patients,
		.yield = { portion->order.given.atoms + portion->order.wasted.atoms,
		           portion->product.unit },
		.uses = work->sitting->uses,
		.use_count = work->sitting->use_count,
	};
	struct made made;
	bool ok;

	ok = may_mix(store, err) && batch_mix(store, &compounding, sheet, &made, err)
	  && batch_check_chair(store, made.number, work->sitting->checks,
	                       work->sitting->check_count, err);
	free(sheet);
	work->mixed |= ok;
	if (ok)
		snprintf(portion->lot, sizeof portion->lot, "%s", made.number);
	return ok;
}

/* Where a lot was named, whose it is, and whether anybody doubts it; asked here so that what
 * has happened can be recorded. */
static bool check_owner(struct store *store, const struct work *work, const struct pick *pick,
                        struct error *err)
{
	return (batch_for_patient(store, pick->lot, work->patient.id, err)
	        || deviation_instead(store, pick->lot, 0, work->out.id, err))
	    && (batch_undoubted(store, pick->lot, &work->at, err)
	        || deviation_instead(store, pick->lot, 0, work->out.id, err));
}

/* What was made for immediate use and was not begun in time is thrown away (specification
 * R05). */
static bool not_begun(struct store *store, const struct work *work, const char *code,
                      struct error *err)
{
	struct error said = *err, none = { 0 };
	char until[INSTANT_LOCAL];
	struct batch batch;
	struct lot lot;

	if (said.fault != FAULT_REFUSED || !batch_find(store, code, &batch, &none)
	    || strcmp(batch.regime, "immediate") != 0 || !lot_read(store, batch.lot, &lot, &none)
	    || strcmp(lot.status, "released") != 0 || !*lot.expires_at.text
	    || strcmp(lot.expires_at.text, work->at.text) > 0)
		return false;
	instant_local(&lot.expires_at, &work->zone, until);
	*err = (struct error){ 0 };
	return failed(err, FAULT_REFUSED,
	              "%s was made for immediate use and was to be begun before %s (rule %s): "
	              "'pistor lot waste %s --reason WHY' throws it away",
	              batch.number, until, RULE_IMMEDIATE_USE, batch.number);
}

static bool choose(struct store *store, struct work *work, struct portion *portion,
                   int64_t amount, struct picks *picks, struct error *err)
{
	const char *lots[] = { portion->lot, NULL };
	struct need need = need_of(work, portion, amount, *portion->lot ? lots : NULL, NULL);
	struct shortage short_of = { 0 };
	struct error why = { 0 };

	if (*portion->lot || !portion->mixes)
		return lot_pick(store, &need, picks, NULL, err)
		    || (*portion->lot && not_begun(store, work, portion->lot, err));
	if (!work->sitting->fresh && lot_pick(store, &need, picks, &short_of, &why))
		return true;
	if (!work->sitting->fresh && !short_of.is) {
		*err = why;
		return false;
	}
	if (picks->passed_count)
		snprintf(work->unmet, sizeof work->unmet, "%.399s", why.text);
	if (!mix(store, work, portion, err))
		return false;
	need.lots = lots;
	need.reason = "mixed for this session";
	return lot_pick(store, &need, picks, NULL, err);
}

bool session_waste(struct store *store, const struct work *work, const struct portion *portion,
                   const struct pick *from, int64_t amount, int64_t syringe, struct error *err)
{
	const char *lots[] = { from->number, NULL };
	struct need need = need_of(work, portion, amount, lots, "drawn with it");
	struct taking taking = { PLACE_WASTE, "waste", 0, syringe, &work->at };
	struct picks *picks = heap_new(sizeof *picks);
	bool ok;

	ok = lot_pick(store, &need, picks, NULL, err);
	for (int i = 0; ok && i < picks->count; i++)
		ok = lot_take(store, &picks->pick[i], &taking, err);
	free(picks);
	return ok;
}

static bool give(struct store *store, struct work *work, struct portion *portion,
                 struct picks *picks, int *position, struct error *err)
{
	struct taking taking = { PLACE_PATIENT, "give", 0, 0, &work->at };
	int64_t wasted = portion->order.wasted.atoms;

	for (int i = 0; i < picks->count; i++) {
		struct pick *pick = &picks->pick[i];
		bool last = i + 1 == picks->count;

		if (!check_owner(store, work, pick, err)
		    || !lot_open_pick(store, pick, &work->at, err)
		    || !session_syringe(store, work, portion, position, pick,
		                        last ? wasted : 0, &taking.syringe, err)
		    || !lot_take(store, pick, &taking, err))
			return false;
		if (last && wasted && !session_waste(store, work, portion, pick, wasted,
		                                     taking.syringe, err))
			return false;
	}
	return true;
}

static bool says_more(const struct manner *manner)
{
	for (int i = 0; i < manner->area_count; i++)
		if (manner->areas[i].given.atoms || manner->areas[i].points)
			return true;
	return manner->area_count > 1;
}

bool session_give(struct store *store, struct work *work, struct portion *portion,
                  int *position, struct error *err)
{
	struct picks *picks = heap_new(sizeof *picks);
	bool ok;

	ok = session_check_amount(portion, err)
	     && lot_measurable(store, portion->order.given, err)
	     && lot_measurable(store, portion->order.wasted, err)
	     && (portion->position || session_manner(store, work, portion, err))
	     && session_check_areas(portion, err);
	work->detailed |= says_more(&portion->order.manner);
	work->of_recipe |= portion->version.id != 0;
	ok = ok
	     && choose(store, work, portion, portion->order.given.atoms, picks, err)
	     && give(store, work, portion, picks, position, err);
	free(picks);
	return ok;
}

bool session_check_uses(const struct work *work, struct error *err)
{
	return !work->sitting->use_count || work->mixed
	    || failed(err, FAULT_REFUSED,
	              "lots are named with --use for what is mixed at the chair, and nothing "
	              "is: say the lot itself in place of its product or recipe");
}

static bool is_named(const struct syringe_order *order)
{
	return order->source || order->version;
}

/* What was named; a number beyond that is of a recipe of the set that was named alone. */
static bool resolve_all(struct store *store, struct work *work, struct error *err)
{
	const struct sitting *sitting = work->sitting;
	int named = 0;

	while (named < sitting->syringe_count && is_named(&sitting->syringes[named]))
		named++;
	work->numbered = named == 1 && sitting->numbered;
	for (int i = 0; i < named; i++)
		if (!session_resolve(store, work, &sitting->syringes[i], err))
			return false;
	return sitting->syringe_count <= (named == 1 ? work->count : named)
	    || failed(err, FAULT_USAGE, "there is no syringe %d: say what was given in it",
	              sitting->syringe_count);
}

/* What was refused at the chair may be there in a batch that did not serve: both are said. */
static bool with_unmet(const struct work *work, struct error *err)
{
	struct error said = *err;

	if (said.fault != FAULT_REFUSED || !*work->unmet)
		return false;
	*err = (struct error){ 0 };
	return failed(err, said.fault, "%s; and at the chair: %s", work->unmet, said.text);
}

static bool record(struct store *store, struct work *work, struct settlement *told,
                   struct error *err)
{
	const struct sitting *sitting = work->sitting;
	const char *indication = sitting->indication;
	int position = 0;

	if (sitting->syringe_count == 0)
		return failed(err, FAULT_USAGE, "say what was given, such as GLOW-3 '6 mL'");
	if (!sitting->patient)
		return failed(err, FAULT_USAGE, "say to whom");
	if (!session_prepare(store, work, err))
		return false;
	if (!resolve_all(store, work, err))
		return false;
	for (int i = 0; i < work->count && !indication; i++)
		if (*work->portions[i].version.indication)
			indication = work->portions[i].version.indication;
	work->consent = sitting->consent;
	if (!session_enter(store, work, indication, sitting->notes, err))
		return false;
	for (int i = 0; i < work->count; i++)
		if (!session_give(store, work, &work->portions[i], &position, err))
			return with_unmet(work, err);
	if (!session_check_uses(work, err) || !session_judge(store, work, err))
		return with_unmet(work, err);
	if (!screening_act(store, work->out.id, 0, &sitting->answers, &work->out.elsewhere, err)
	    || !ledger_settle(store, told, err)
	    || !session_perform(store, work, err))
		return false;
	work->out.unmixed = !store_wrote(store, "batch");
	work->out.undeviated = !store_wrote(store, "deviation");
	work->out.no_recipe = !work->of_recipe;
	work->out.no_detail = !work->detailed;
	return true;
}

bool session_record(struct store *store, const struct sitting *sitting, struct session *out,
                    struct settlement *told, struct error *err)
{
	struct work *work = heap_new(sizeof *work);
	bool ok;

	work->sitting = sitting;
	work->at = *store_event(store);
	ok = store_begin(store, "session record", err)
	     && store_end(store, record(store, work, told, err), err);
	*out = work->out;
	free(work);
	return ok;
}
