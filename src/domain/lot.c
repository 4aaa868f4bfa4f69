/*
 * lot.c - finding lots, receiving and numbering them
 */
#include "lot_inside.h"

#include "clinic.h"
#include "words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool lot_local(struct store *store, const struct instant *at, char text[INSTANT_LOCAL],
               struct error *err)
{
	struct clinic clinic;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_local(at, &clinic.zone, text);
	return true;
}

bool lot_is_dry(const struct product *product)
{
	return product->size.atoms > 0 && product->container != CONTAINER_BULK
	    && product->unit != UNIT_LITRE && product->unit != UNIT_PIECE;
}

void lot_append(char *list, size_t size, const char *item)
{
	size_t length = strlen(list);

	if (length + strlen(item) + 7 < size)
		snprintf(list + length, size - length, "%s%s", length ? ", " : "", item);
	else if (length + 6 < size && (length < 3 || strcmp(list + length - 3, "...") != 0))
		snprintf(list + length, size - length, ", ...");
}

/* ---- Finding ---- */

bool lot_read(struct store *store, int64_t id, struct lot *out, struct error *err)
{
	struct row *row = store_one(store, LOT_BY_ID, BIND(bind_int("lot", id)), err);

	if (!row)
		return failed(err, FAULT_MISSING, "there is no such lot");
	*out = (struct lot){ .id = id,
		             .supplier = row_int(row, "supplier"),
		             .batch = row_int(row, "batch"),
		             .version = row_int(row, "version"),
		             .action = row_int(row, "action") };
	copy_text(out->number, sizeof out->number, row_text(row, "number"));
	copy_text(out->maker_number, sizeof out->maker_number, row_text(row, "maker_number"));
	copy_text(out->received.text, sizeof out->received.text, row_text(row, "received"));
	copy_text(out->expires.printed, sizeof out->expires.printed, row_text(row, "expires"));
	copy_text(out->expires_at.text, sizeof out->expires_at.text, row_text(row, "expires_at"));
	copy_text(out->status, sizeof out->status, row_text(row, "status"));
	return product_read(store, row_int(row, "product"), &out->product, err);
}

static bool by_number(struct store *store, const char *number, struct lot_choice *out,
                      struct error *err)
{
	struct row *row = store_one(store, LOT_BY_NUMBER, BIND(bind_text("number", number)),
	                            err);

	if (!row)
		return false;
	out->lot[0] = row_int(row, "id");
	out->count = 1;
	return true;
}

/* "L26-0001/2": the second container opened of it. */
static bool by_container(struct store *store, const char *text, struct lot_choice *out,
                         struct error *err)
{
	const char *slash = strrchr(text, '/');
	char number[LOT_NUMBER], *end;
	struct row *row;
	long ordinal;

	if (!slash || (size_t)(slash - text) >= sizeof number)
		return false;
	snprintf(number, sizeof number, "%.*s", (int)(slash - text), text);
	ordinal = strtol(slash + 1, &end, 10);
	if (end == slash + 1 || *end || !by_number(store, number, out, err))
		return false;
	row = store_one(store, LOT_CONTAINER, BIND(
		bind_int("lot",     out->lot[0]),
		bind_int("ordinal", ordinal)), err);
	if (!row)
		return failed(err, FAULT_MISSING, "no container %ld of lot %s was opened",
		              ordinal, number);
	out->container = row_int(row, "id");
	return true;
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Deliveries of one product with one maker's number and expiry are one thing; anything else is
 * listed. */
static bool by_maker_number(struct store *store, const char *text, struct lot_choice *out,
                            struct error *err)
{
	const struct bind *number = BIND(bind_text("number", text));
	struct row *row;
	char expires[16] = "", maker[MAKER_ROOM] = "", list[300] = "";
	int64_t product = 0;
	bool several = false, stands = false;

	if (!store_one(store, LOT_OF_MAKER_NUMBER, number, err))
		return false;
	row = store_query(store, LOT_BY_MAKER_NUMBER, number, err);
	for (out->count = 0; row_next(row, err); ) {
		char item[160];

		if (row_int(row, "reversed") && stands)
			break;
		stands = !row_int(row, "reversed");
		if (out->count
		    && (product != row_int(row, "product")
		        || !same(expires, row_text(row, "expires"))
		        || !same(maker, row_text(row, "maker_number"))))
			several = true;
		product = row_int(row, "product");
		copy_text(expires, sizeof expires, row_text(row, "expires"));
		copy_text(maker, sizeof maker, row_text(row, "maker_number"));
		snprintf(item, sizeof item, "%s (%s%s%s%s%s)", row_text(row, "number"),
		         row_text(row, "code"), *expires ? ", expires " : "", expires,
		         row_int(row, "still") ? "" : ", now ",
		         row_int(row, "still") ? "" : maker);
		lot_append(list, sizeof list, item);
		if (out->count == MOST_DELIVERIES)
			return failed(err, FAULT_REFUSED,
			              "'%s' was delivered more than %d times", text,
			              MOST_DELIVERIES);
		out->lot[out->count++] = row_int(row, "id");
	}
	if (several)
		return failed(err, FAULT_REFUSED, "'%s' may be any of %s; give our number",
		              text, list);
	return out->count > 0 && !err->fault;
}

/* Something like it that is on record, or nothing. */
static bool missing(struct store *store, const char *text, struct error *err)
{
	char from[4], to[5], near[200][MAKER_ROOM], alike[LOT_NEAR];
	const char *list[201] = { 0 }, *guess;
	struct row *row;
	int count = 0;

	if (err->elsewhere)
		return failed(err, FAULT_MISSING, "no lot '%s'", text);
	if (!lot_near(store, text, alike, err))
		return false;
	if (*alike)
		return failed(err, FAULT_MISSING, "no lot '%s'; it looks like %s", text, alike);
	snprintf(from, sizeof from, "%.2s", text);
	for (char *at = from; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at -= 'a' - 'A';
	snprintf(to, sizeof to, "%s\x7f", from);
	row = store_query(store, LOT_NUMBERS_NEAR,
	                  BIND(bind_text("from", from), bind_text("to", to)), err);
	for (; row_next(row, err) && count < 200; count++) {
		copy_text(near[count], sizeof near[count], row_text(row, "number"));
		list[count] = near[count];
	}
	guess = words_nearest(text, list);
	if (guess)
		return failed(err, FAULT_MISSING, "no lot '%s'; did you mean '%s'?", text,
		              guess);
	return failed(err, FAULT_MISSING, "no lot '%s'", text);
}

bool lot_find(struct store *store, const char *text, struct lot_choice *out, struct error *err)
{
	*out = (struct lot_choice){ 0 };
	if (by_number(store, text, out, err)
	 || (!err->fault && by_container(store, text, out, err))
	 || (!err->fault && by_maker_number(store, text, out, err)))
		return true;
	*out = (struct lot_choice){ 0 };
	return err->fault ? false : missing(store, text, err);
}

bool lot_find_one(struct store *store, const char *text, struct lot *out, int64_t *container,
                  struct error *err)
{
	struct lot_choice choice;
	char list[300] = "";
	struct lot lot;

	if (!lot_find(store, text, &choice, err))
		return false;
	if (container)
		*container = choice.container;
	if (choice.count == 1)
		return lot_read(store, choice.lot[0], out, err);
	for (int i = 0; i < choice.count; i++) {
		if (!lot_read(store, choice.lot[i], &lot, err))
			return false;
		lot_append(list, sizeof list, lot.number);
	}
	return failed(err, FAULT_REFUSED, "'%s' was delivered %d times: %s; give our number",
	              text, choice.count, list);
}

/* ---- Numbering and making ---- */

static bool next_number(struct store *store, char letter, char series[8], int64_t *ordinal,
                        char number[LOT_NUMBER], struct error *err)
{
	struct row *row;

	if (!clinic_series(store, letter, series, err))
		return false;
	row = store_one(store, LOT_NEXT, BIND(bind_text("series", series)), err);
	if (!row)
		return false;
	*ordinal = row_int(row, "ordinal");
	snprintf(number, LOT_NUMBER, "%s-%04" PRId64, series, *ordinal);
	return true;
}

/* What a new lot is besides its product. */
struct birth {
	int64_t product, price, supplier;
	char letter;
	const struct instant *at, *expires_at;
	const char *currency, *maker_number, *maker_key, *expires, *certificate, *status;
};

static bool bear(struct store *store, const struct birth *birth, int64_t *lot,
                 struct error *err)
{
	char series[8], number[LOT_NUMBER];
	int64_t ordinal = 0, id;

	return next_number(store, birth->letter, series, &ordinal, number, err)
	    && store_insert(store, LOT_INSERT,
	                    BIND(bind_int("action", store_action(store)),
	                         bind_int("product", birth->product),
	                         bind_text("number", number), bind_text("series", series),
	                         bind_int("ordinal", ordinal),
	                         bind_text("received", birth->at->text),
	                         birth->currency ? bind_int("price", birth->price)
	                                         : bind_null("price"),
	                         bind_text("currency", birth->currency)),
	                    lot, err)
	    && store_insert(store, LOT_REVISION_INSERT,
	                    BIND(bind_int("action", store_action(store)), bind_int("lot", *lot),
	                         bind_text("maker_number", birth->maker_number),
	                         bind_text("maker_key", birth->maker_key),
	                         bind_text("expires", birth->expires),
	                         bind_text("expires_at",
	                                   birth->expires_at ? instant_text(birth->expires_at)
	                                                     : NULL),
	                         bind_id("supplier", birth->supplier),
	                         bind_text("certificate", birth->certificate)),
	                    &id, err)
	    && store_insert(store, LOT_STATUS_INSERT,
	                    BIND(bind_int("action", store_action(store)), bind_int("lot", *lot),
	                         bind_text("status", birth->status),
	                         bind_text("at", birth->at->text), bind_null("reason")),
	                    &id, err);
}

bool lot_make(struct store *store, const struct outturn *outturn, int64_t *lot,
              struct error *err)
{
	return bear(store,
	            &(struct birth){ .product = outturn->product,
	                             .letter = outturn->letter,
	                             .at = when(store, outturn->at),
	                             .expires_at = outturn->expires_at,
	                             .status = outturn->status },
	            lot, err);
}

/* ---- Receiving ---- */

bool lot_amount(const struct product *product, const struct packs *packs, bool whole,
                int64_t *atoms, struct error *err)
{
	char size[QUANTITY_TEXT], given[QUANTITY_TEXT];
	int64_t each = packs->each.atoms, count = packs->count ? packs->count : 1;

	quantity_format(product->size, size);
	quantity_format(packs->each, given);
	if (packs->each.unit == UNIT_PIECE && product->unit != UNIT_PIECE) {
		if (product->size.atoms == 0)
			return failed(
				err, FAULT_REFUSED,
				"%s comes in no containers of a known size; say how much in %s",
				product->code, unit_everyday(product->unit));
		return scale(product->size.atoms, each * count, 1, ROUND_DOWN, atoms, err);
	}
	if (packs->each.unit != product->unit)
		return failed(err, FAULT_REFUSED, "%s is counted in %s, not as '%s'",
		              product->code, unit_everyday(product->unit), given);
	if (packs->count && product->size.atoms && each != product->size.atoms)
		return failed(err, FAULT_REFUSED, "a container of %s holds %s, not %s",
		              product->code, size, given);
	if (!scale(each, count, 1, ROUND_DOWN, atoms, err))
		return false;
	if (whole && product->size.atoms && *atoms % product->size.atoms)
		return failed(
			err, FAULT_REFUSED,
			"%s comes in containers of %s: '%s' is not a whole number of them",
			product->code, size, given);
	return true;
}

/* "12.50 EUR": in hundredths. */
static bool read_price(const char *text, int64_t *price, char currency[8], struct error *err)
{
	char *end;
	int64_t whole = strtoll(text, &end, 10), part = 0;
	int digits = 0;

	if (end != text && whole >= 0 && (*end == '.' || *end == ','))
		for (end++; digits < 2 && *end >= '0' && *end <= '9'; digits++)
			part = part * 10 + *end++ - '0';
	part *= digits == 1 ? 10 : 1;
	if (end != text && whole >= 0 && *end == ' ' && strlen(end + 1) == 3
	    && strspn(end + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3
	    && scale(whole, 100, 1, ROUND_DOWN, price, err)) {
		*price += part;
		snprintf(currency, 8, "%s", end + 1);
		return true;
	}
	return failed(err, FAULT_REFUSED, "'%s' is not a price such as '12.50 EUR'", text);
}

/* Lot identity is never guessed: the same number with another expiry stops, and so does one
 * that looks like it (DESIGN.md law 10). */
bool lot_refuse_twin(struct store *store, const struct product *product, int64_t lot,
                     const char *maker_number, const char *expires, struct error *err)
{
	char key[MAKER_ROOM];
	struct row *row;

	lot_number_key(maker_number, key);
	row = store_one(store, LOT_TWIN, BIND(
		bind_int ("product",      product->id),
		bind_int ("lot",          lot),
		bind_text("key",          key),
		bind_text("maker_number", maker_number),
		bind_text("expires",      expires)), err);
	if (!row)
		return !err->fault;
	if (!row_int(row, "same"))
		return failed(err, FAULT_REFUSED,
		              "'%s' of %s looks like '%s', on record as %s: write it as that if it "
		              "is the same, or say --another if this is another lot",
		              maker_number, product->code, row_text(row, "maker_number"),
		              row_text(row, "number"));
	return !row_int(row, "differs") || failed(err, FAULT_REFUSED,
	              "'%s' of %s is on record as %s, expiring %s, not %s; correct that one, "
	              "or say --another if this is another lot",
	              maker_number, product->code, row_text(row, "number"),
	              row_text(row, "expires") ? row_text(row, "expires") : "never",
	              expires ? expires : "never");
}

/* The only place there is; where there are several, nobody but who put it there knows. */
static bool receiving_place(struct store *store, const char *text, struct place *out,
                            struct error *err)
{
	struct row *row;
	char list[200] = "";
	int64_t only = 0;
	int count = 0;

	if (text)
		return place_find_usable(store, text, out, err);
	row = store_query(store, LOT_PLACES, BIND_NOTHING, err);
	for (; row_next(row, err); count++) {
		only = row_int(row, "id");
		lot_append(list, sizeof list, row_text(row, "code"));
	}
	if (count > 1)
		return failed(err, FAULT_REFUSED, "say where it is put with --place: %s", list);
	if (count == 0)
		return failed(err, FAULT_REFUSED,
		              "there is no place to put it; 'pistor place add' enters one");
	return place_read(store, only, out, err);
}

/* What lay there when the record began is entered once. */
static bool refuse_opened_before(struct store *store, const struct product *product,
                                 const struct birth *birth, const struct place *place,
                                 int64_t amount, struct error *err)
{
	struct row *row = store_one(store, LOT_OPENED_BEFORE, BIND(
		bind_int ("product",      product->id),
		bind_int ("action",       store_action(store)),
		bind_int ("place",        place->id),
		bind_int ("amount",       amount),
		bind_text("maker_number", birth->maker_number),
		bind_text("expires",      birth->expires)), err);

	return row ? failed(
		       err, FAULT_REFUSED,
		       "the same of %s in %s is on record as opening stock already (%s, act"
		       " %" PRId64 "); say 'another' if there was more of the same",
		       product->code, place->code, row_text(row, "number"),
		       row_int(row, "action"))
	           : !err->fault;
}

bool lot_refuse_delivered(struct store *store, const struct delivered *delivered,
                          struct error *err)
{
	struct instant from, to;
	struct day day, after;
	struct row *row;

	instant_day(delivered->at, delivered->zone, &day);
	if (!day_add(&day, 1, &after, err))
		return false;
	day_begins(&day, delivered->zone, &from);
	day_begins(&after, delivered->zone, &to);
	row = store_one(store, LOT_DELIVERED, BIND(
		bind_int ("lot",          delivered->lot),
		bind_int ("product",      delivered->product),
		bind_int ("amount",       delivered->amount),
		bind_id  ("supplier",     delivered->supplier),
		bind_text("maker_number", delivered->maker_number),
		bind_text("from",         from.text),
		bind_text("to",           to.text)), err);
	return row ? failed(err, FAULT_REFUSED,
	                    "the same came that day and is on record as %s (act %" PRId64
	                    "); say --another if it was delivered once more",
	                    row_text(row, "number"), row_int(row, "action"))
	           : !err->fault;
}

static bool came_once(struct store *store, const struct birth *birth, const struct zone *zone,
                      int64_t amount, struct error *err)
{
	return lot_refuse_delivered(store, &(struct delivered){
		.product = birth->product,
		.supplier = birth->supplier,
		.amount = amount,
		.maker_number = birth->maker_number,
		.at = birth->at,
		.zone = zone }, err);
}

/* What the rule said of who delivered it, and what became of that. */
static bool keep_verdict(struct store *store, const char *text, int64_t lot,
                         const char *outcome, struct error *err)
{
	struct rule rule;

	return rule_find(store, RULE_SUPPLIER_APPROVAL, &rule, err)
	    && rule_said(store, &(struct ruled){ .revision = rule.revision,
	                                         .outcome = outcome,
	                                         .text = text,
	                                         .reason = store_seat(store)->reason,
	                                         .lot = lot }, err);
}

bool lot_may_come_from(struct store *store, const struct supplier *supplier,
                       const struct instant *at, int64_t lot, struct error *err)
{
	char why[SUPPLIER_WHY], text[SUPPLIER_WHY + CODE_ROOM];
	enum rule_force force;

	if (!supplier_judged(store, supplier->id, at, &force, why, err))
		return false;
	if (!*why || force == RULE_INFORMS || (force == RULE_WARNS && !supplier->id))
		return true;
	snprintf(text, sizeof text, "%s %s", supplier->id ? supplier->code
	                                                  : "a supplier that is not said (--supplier)",
	         why);
	if (force == RULE_WARNS)
		return keep_verdict(store, text, lot, "warned", err);
	if (force == RULE_SIGNS && store_seat(store)->reason)
		return keep_verdict(store, text, lot, "overridden", err);
	failed(err, FAULT_REFUSED, "%s%s", text,
	       force == RULE_SIGNS ? ": say with --reason why it is taken in" : "");
	return deviation_instead(store, lot, 0, 0, err)
	    && keep_verdict(store, text, lot, "exception", err);
}

static bool receive(struct store *store, const struct receipt *receipt, struct lot *out,
                    struct error *err)
{
	char maker[MAKER_ROOM], key[MAKER_ROOM];
	struct birth birth = { .letter = 'L',
		               .at = store_event(store),
		               .expires = expiry_text(&receipt->expires),
		               .certificate = receipt->certificate,
		               .status = "quarantine" };
	struct move move = { .kind = receipt->opening ? "opening" : "receipt" };
	struct instant expires_at = { "" };
	struct supplier supplier = { 0 };
	struct product product;
	struct place place;
	char currency[8];

	if (!lot_number_read(receipt->maker_number, maker, err)
	    || !product_find_usable(store, receipt->product, &product, err)
	    || !lot_amount(&product, &receipt->amount, true, &move.amount, err)
	    || (receipt->supplier
	        && !supplier_find_usable(store, receipt->supplier, &supplier, err))
	    || !receiving_place(store, receipt->place, &place, err)
	    || (birth.expires && !expiry_ends(&receipt->expires, &place.zone, &expires_at, err))
	    || (receipt->price && !read_price(receipt->price, &birth.price, currency, err)))
		return false;
	if (move.amount == 0 && !receipt->opening)
		return failed(err, FAULT_REFUSED, "nothing was delivered: the amount is 0");
	if (receipt->dated && !birth.expires && product.unit != UNIT_PIECE)
		return failed(err, FAULT_REFUSED,
		              "say until when %s may be used, as printed: --expires DAY or "
		              "MONTH; --keeps (in a table 'keeps') where nothing is printed",
		              product.code);
	if (!line_check(receipt->certificate, "a certificate", err))
		return false;
	if (*maker && !receipt->another
	    && !lot_refuse_twin(store, &product, 0, maker, birth.expires, err))
		return false;
	if (*maker) {
		lot_number_key(maker, key);
		birth.maker_number = maker;
		birth.maker_key = key;
	}
	if (receipt->opening && !receipt->another
	 && !refuse_opened_before(store, &product, &birth, &place, move.amount, err))
		return false;
	birth.product = product.id;
	birth.supplier = supplier.id;
	if (!receipt->opening && !receipt->another
	    && !came_once(store, &birth, &place.zone, move.amount, err))
		return false;
	birth.expires_at = &expires_at;
	birth.currency = receipt->price ? currency : NULL;
	move.target = place.id;
	return bear(store, &birth, &move.lot, err)
	    && (receipt->opening
	        || lot_may_come_from(store, &supplier, birth.at, move.lot, err))
	    && lot_write_assays(store, move.lot, receipt->assays, err)
	    && lot_recompose(store, move.lot, err)
	    && place_end(store, receipt->opening ? PLACE_OPENING : PLACE_SUPPLIER, &move.source,
	                 err)
	    && (move.amount == 0 || ledger_move(store, &move, err))
	    && lot_read(store, move.lot, out, err);
}

bool lot_receive(struct store *store, const struct receipt *receipt, struct lot *out,
                 struct error *err)
{
	return store_begin(store, "lot receive", err)
	    && store_end(store, receive(store, receipt, out, err), err);
}

bool lot_put(struct store *store, int64_t lot, struct place *out, struct error *err)
{
	struct row *row = store_one(store, LOT_PUT, BIND(bind_int("lot", lot)), err);

	return row ? place_read(store, row_int(row, "place"), out, err)
	           : failed(err, FAULT_MISSING, "it never was anywhere");
}
