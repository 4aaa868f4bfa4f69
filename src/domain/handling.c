/*
 * handling.c - what the rules say of a delivery, a transfer, a solution
 */
#include "handling.h"

#include "heap.h"
#include "judge.h"
#include "nearest.h"
#include "recipe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rule of a code, where there is one and it holds here. */
static bool rule_of(struct store *store, const char *code, struct rule *out, bool *there,
                    struct error *err)
{
	struct error none = { 0 };

	*there = rule_find(store, code, out, &none) && out->holds;
	return !none.fault || none.fault == FAULT_MISSING
	    || failed(err, none.fault, "%s", none.text);
}

static bool settle(struct store *store, int64_t batch, const struct verdicts *said,
                   struct error *err)
{
	return judge_pass(store, &(struct matter){ .batch = batch }, said, err);
}

/* ---- Where it stands ---- */

/* The lowest number that some words name; otherwise, where they name none. */
static long coldest(const char *words, long otherwise)
{
	long found = otherwise;
	bool any = false;

	for (const char *at = strpbrk(words, "0123456789"); at;) {
		char *end;
		long one = strtol(at, &end, 10);

		found = any && found < one ? found : one;
		any = true;
		at = strpbrk(end, "0123456789");
	}
	return found;
}

/* What is kept in the room may stand in the fridge where it is kept only below something, or
 * from as cold as that is. */
static bool may_stand(const char *kept, const char *stands)
{
	const char *is = recipe_storage(kept), *there = recipe_storage(stands);

	return strcmp(is, there) == 0
	    || (strcmp(is, "room") == 0 && strcmp(there, "fridge") == 0
	        && (strchr(kept, '<') || coldest(kept, 15) <= coldest(stands, 2)));
}

/* How a lot is to be kept, and how the place keeps it where it is put; empty: not said. */
struct standing {
	int64_t lot;
	char number[LOT_NUMBER], product[CODE_ROOM], where[CODE_ROOM];
	char kept[NAME_ROOM], stands[NAME_ROOM];
};

static bool read_standing(struct store *store, int64_t lot, int64_t place,
                          struct standing *out, struct error *err)
{
	struct row *row = store_one(store, HANDLING_KEPT,
	                            BIND(bind_int("lot", lot), bind_int("place", place)), err);

	if (!row)
		return false;
	out->lot = lot;
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->product, sizeof out->product, row_text(row, "product"));
	copy_text(out->where, sizeof out->where, row_text(row, "place"));
	copy_text(out->kept, sizeof out->kept, row_text(row, "kept"));
	copy_text(out->stands, sizeof out->stands, row_text(row, "stands"));
	return true;
}

/* What is kept cool is in doubt where nobody has said how cool the place is. */
static bool judge_unsaid(struct store *store, const struct standing *it, struct verdicts *said,
                         struct error *err)
{
	struct rule rule;
	bool there;

	if (*it->stands || strcmp(recipe_storage(it->kept), "room") == 0)
		return true;
	if (!rule_of(store, "storage-unsaid", &rule, &there, err))
		return false;
	if (there)
		verdict_about(verdict_add(said, &rule, it->lot,
		                          "%s is kept at %s; nobody has said how %s is kept: "
		                          "'pistor place revise %s --storage ...'",
		                          it->product, it->kept, it->where, it->where),
		              it->number);
	return true;
}

static bool judge_standing(struct store *store, const struct standing *it,
                           struct verdicts *said, struct error *err)
{
	char code[RULE_CODE];
	struct rule rule;
	bool there;

	if (!*it->kept || !*it->stands || may_stand(it->kept, it->stands))
		return true;
	snprintf(code, sizeof code, "storage-%s", recipe_storage(it->kept));
	if (!rule_of(store, code, &rule, &there, err))
		return false;
	if (there)
		verdict_about(verdict_add(said, &rule, it->lot,
		                          "%s (%s) is kept at %s, and in %s it is %s",
		                          it->number, it->product, it->kept, it->where,
		                          it->stands),
		              it->number);
	return true;
}

/* Of what is brought there. */
static bool judge_place(struct store *store, int64_t lot, int64_t place, struct verdicts *said,
                        struct error *err)
{
	struct standing it;

	return read_standing(store, lot, place, &it, err)
	    && judge_unsaid(store, &it, said, err) && judge_standing(store, &it, said, err);
}

bool handling_put(struct store *store, int64_t batch, int64_t lot, int64_t place,
                  struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	struct standing it;
	bool ok = read_standing(store, lot, place, &it, err)
	       && judge_standing(store, &it, said, err) && settle(store, batch, said, err);

	free(said);
	return ok;
}

/* ---- Coming in ---- */

/* Too far ahead of when it came: a slip in the year, most likely. */
static bool judge_ahead(struct store *store, const struct lot *lot, struct verdicts *said,
                        struct error *err)
{
	struct rule rule;
	struct instant most;
	bool there;

	if (!rule_of(store, "expiry-ahead", &rule, &there, err))
		return false;
	if (!there || !rule.has_span)
		return true;
	instant_add(&lot->received, rule.span, &most);
	if (strcmp(lot->expires_at.text, most.text) > 0)
		verdict_about(verdict_add(said, &rule, lot->id,
		                          "%s (%s) would keep until %s, %" PRId64
		                          " days at most are likely",
		                          lot->number, lot->product.code,
		                          lot->expires.printed, rule.span / 86400),
		              lot->number);
	return true;
}

static bool judge_past(struct store *store, const struct lot *lot, struct verdicts *said,
                       struct error *err)
{
	struct rule rule;
	bool there;

	if (!rule_of(store, "expired-on-arrival", &rule, &there, err))
		return false;
	if (there && strcmp(lot->expires_at.text, lot->received.text) <= 0)
		verdict_about(verdict_add(said, &rule, lot->id,
		                          "%s (%s) had expired when it came, %s, and stays in "
		                          "quarantine",
		                          lot->number, lot->product.code, lot->expires.printed),
		              lot->number);
	return true;
}

static bool judge_size(struct store *store, const struct lot *lot, int64_t amount,
                       struct verdicts *said, struct error *err)
{
	int64_t size = lot->product.unit == UNIT_PIECE ? 1 : lot->product.size.atoms;
	struct rule rule;
	bool there;

	if (!rule_of(store, "delivery-size", &rule, &there, err))
		return false;
	if (there && rule.has_amount && size && amount / size > rule.amount)
		verdict_about(verdict_add(said, &rule, lot->id,
		                          "%" PRId64 " of %s came at once, more than %" PRId64,
		                          amount / size, lot->product.code, rule.amount),
		              lot->number);
	return true;
}

static bool receive(struct store *store, const struct receipt *receipt, struct verdicts *said,
                    struct lot *out, struct error *err)
{
	int64_t amount, place;
	struct row *row;

	if (!lot_receive(store, receipt, out, err))
		return false;
	row = store_one(store, HANDLING_CAME,
	                BIND(bind_int("lot", out->id), bind_int("action", store_action(store))),
	                err);
	if (!row)
		return !err->fault;
	amount = row_int(row, "amount");
	place = row_int(row, "place");
	return judge_place(store, out->id, place, said, err)
	    && (receipt->opening || !*out->expires_at.text
	        || (judge_ahead(store, out, said, err)
	            && judge_past(store, out, said, err)))
	    && judge_size(store, out, amount, said, err) && settle(store, 0, said, err);
}

bool handling_receive(struct store *store, const struct receipt *receipt, struct lot *out,
                      struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = store_begin(store, "lot receive", err)
	  && store_end(store, receive(store, receipt, said, out, err), err);
	free(said);
	return ok;
}

bool handling_corrected(struct store *store, const struct lot *lot, struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok = judge_ahead(store, lot, said, err) && settle(store, 0, said, err);

	free(said);
	return ok;
}

/* ---- Put elsewhere ---- */

static bool transfer(struct store *store, const struct parcel *parcel, struct verdicts *said,
                     struct sent *out, struct settlement *told, struct error *err)
{
	struct place place;

	return lot_transfer(store, parcel, out, told, err)
	    && place_find(store, parcel->to, &place, err)
	    && judge_place(store, out->lot.id, place.id, said, err)
	    && settle(store, 0, said, err);
}

bool handling_transfer(struct store *store, const struct parcel *parcel, struct sent *out,
                       struct settlement *told, struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = store_begin(store, "lot transfer", err)
	  && store_end(store, transfer(store, parcel, said, out, told, err), err);
	free(said);
	return ok;
}

/* ---- Dissolved ---- */

static bool judge_diluent(struct store *store, int64_t lot, struct verdicts *said,
                          struct error *err)
{
	struct rule rule;
	struct row *row;
	bool there;

	if (!rule_of(store, "dissolving-in", &rule, &there, err) || !there)
		return !err->fault;
	row = store_one(store, HANDLING_NO_DILUENT,
	                BIND(bind_int("lot", lot), bind_int("class", rule.class),
	                     bind_int("with_class", rule.with_class)),
	                err);
	if (row)
		verdict_about(verdict_add(said, &rule, lot,
		                          "%s is no diluent: %s in it is of class %s",
		                          row_text(row, "diluent"), row_text(row, "ingredient"),
		                          row_text(row, "class")),
		              row_text(row, "diluent"));
	return !err->fault;
}

static bool judge_made_up(struct store *store, int64_t lot, struct verdicts *said,
                          struct error *err)
{
	char is[QUANTITY_TEXT], states[QUANTITY_TEXT], powder[CODE_ROOM];
	struct quantity made_up, stated;
	__int128 apart;
	struct rule rule;
	struct row *row;
	bool there;

	row = store_one(store, HANDLING_DISSOLVED, BIND(bind_int("lot", lot)), err);
	if (!row || !row_int(row, "stated"))
		return !err->fault;
	made_up = (struct quantity){ row_int(row, "made_up"), UNIT_LITRE };
	stated = (struct quantity){ row_int(row, "stated"), UNIT_LITRE };
	snprintf(powder, sizeof powder, "%s", row_text(row, "powder"));
	if (!rule_of(store, "made-up-stated", &rule, &there, err))
		return false;
	apart = (__int128)made_up.atoms - stated.atoms;
	apart = apart < 0 ? -apart : apart;
	quantity_format(made_up, is);
	quantity_format(stated, states);
	if (there && rule.has_amount && apart * 100 > (__int128)stated.atoms * rule.amount)
		verdict_about(verdict_add(said, &rule, lot,
		                          "%s was made up to %s, more than %" PRId64
		                          " %% off the %s its maker states",
		                          powder, is, rule.amount, states), powder);
	return true;
}

static bool dissolve(struct store *store, const struct dissolving *dissolving,
                     struct verdicts *said, struct lot *out, struct settlement *told,
                     struct error *err)
{
	return lot_dissolve(store, dissolving, out, told, err)
	    && judge_diluent(store, out->id, said, err)
	    && judge_made_up(store, out->id, said, err) && settle(store, 0, said, err);
}

bool handling_dissolve(struct store *store, const struct dissolving *dissolving,
                       struct lot *out, struct settlement *told, struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	bool ok;

	ok = store_begin(store, "lot open", err)
	  && store_end(store, dissolve(store, dissolving, said, out, told, err), err);
	free(said);
	return ok;
}
