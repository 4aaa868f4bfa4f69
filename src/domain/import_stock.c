/*
 * import_stock.c - lines of what lay there when the record began, with containers already
 * opened
 */
#include "import_inside.h"

#include "handling.h"
#include "person.h"

#include <stdio.h>
#include <string.h>

enum {
	PRODUCT,
	AMOUNT,
	MAKER_LOT,
	EXPIRES,
	SUPPLIER,
	PLACE,
	CERTIFICATE,
	ASSAYS,
	PRICE,
	STATUS,
	OPENED,
	ANOTHER
};

/* "1.2 mL since 2026-10-28": what is left of an opened container, and when it was opened. */
static bool bring_opened(struct store *store, const struct lot *lot, const struct place *place,
                         const char *text, struct error *err)
{
	const char *since = strstr(text, " since ");
	char amount[QUANTITY_TEXT];
	struct quantity left;
	struct instant opened;
	int64_t container;

	if (!since || since - text >= QUANTITY_TEXT)
		return failed(err, FAULT_REFUSED,
		              "'%s' does not say what is left and since when it is open, as "
		              "'1.2 mL since 2026-10-28' does",
		              text);
	snprintf(amount, sizeof amount, "%.*s", (int)(since - text), text);
	return quantity_parse(amount, &left, err)
	    && instant_parse(since + strlen(" since "), &place->zone, store_event(store),
	                     &opened, err)
	    && lot_bring_opened(store, lot->id, place->id, left, &opened, &container, err);
}

static bool bring_all_opened(struct store *store, const struct lot *lot,
                             const struct place *place, const char *cell, struct error *err)
{
	struct parts opened;
	bool ok = true;

	if (!cell_parts(cell, &opened, err))
		return false;
	for (const char *const *one = opened.part; ok && *one; one++)
		ok = bring_opened(store, lot, place, *one, err);
	cell_parts_free(&opened);
	return ok;
}

static bool set_status(struct import *import, struct store *store, const struct lot *lot,
                       const char *status, struct error *err)
{
	static const char why[] = "so when the record began";
	struct lot_choice done;

	if (!status || strcmp(status, "quarantine") == 0)
		return true;
	if (strcmp(status, "released") != 0)
		return lot_set_status(store, lot->number, status, why, &done, err);
	import->released = lot->id;
	return person_may(store, "lot release", err)
	    && lot_release(store, lot->number, why, &done, err);
}

static bool receive(struct import *import, struct store *store, const struct parts *assays,
                    struct lot *lot, struct error *err)
{
	const char *const *cell = import->cell;
	struct receipt receipt = {
		.product = cell[PRODUCT],
		.maker_number = cell[MAKER_LOT],
		.supplier = cell[SUPPLIER],
		.place = cell[PLACE],
		.certificate = cell[CERTIFICATE],
		.assays = assays->part,
		.price = cell[PRICE],
		.opening = true,
	};
	bool keeps = cell[EXPIRES] && strcmp(cell[EXPIRES], "keeps") == 0;
	struct product product;

	receipt.dated = !keeps;
	if (!cell_yes(cell[ANOTHER], &receipt.another, err)
	 || !product_find_usable(store, cell[PRODUCT], &product, err)
	 || (cell[AMOUNT] && !packs_parse(cell[AMOUNT], &receipt.amount, err))
	 || (cell[EXPIRES] && !keeps && !expiry_parse(cell[EXPIRES], &receipt.expires, err)))
		return false;
	if (!cell[AMOUNT] && !cell[OPENED])
		return failed(err, FAULT_REFUSED, "it says no amount, and of nothing opened");
	if (!cell[AMOUNT])
		receipt.amount.each.unit = product.unit;
	return handling_receive(store, &receipt, lot, err);
}

static bool enter_stock(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	struct parts assays;
	struct place place;
	struct lot lot;
	bool ok;

	if (!place_find_usable(store, cell[PLACE], &place, err)
	    || !cell_parts(cell[ASSAYS], &assays, err))
		return false;
	ok = receive(import, store, &assays, &lot, err)
	  && bring_all_opened(store, &lot, &place, cell[OPENED], err)
	  && set_status(import, store, &lot, cell[STATUS], err);
	cell_parts_free(&assays);
	return ok;
}

const struct import_plan import_stock = {
	.columns = (const char *const[]){ "product", "amount", "lot", "expires", "supplier",
	                                  "place", "certificate", "assays", "price", "status",
	                                  "opened", "another", NULL },
	.must = 1,
	.enter = enter_stock,
};
