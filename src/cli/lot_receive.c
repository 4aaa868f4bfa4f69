#include "list.h"
#include "lot_words.h"
#include "person.h"
#include "handling.h"
#include "verdicts.h"

struct request {
	struct receipt receipt;
	struct texts assays;
	bool released, keeps;
};

static bool release(struct desk *desk, const struct lot *lot, struct error *err)
{
	struct lot_choice done;

	return person_may(desk->store, "lot release", err)
	    && lot_release(desk->store, lot->number, NULL, &done, err)
	    && lot_sign(desk, &done, "released", err);
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct request *ask = request;
	const char *assays[MOST_TEXTS + 1];
	struct receipt receipt = ask->receipt;
	char amount[QUANTITY_TEXT];
	struct place place;
	int64_t atoms;
	struct lot lot;

	receipt.assays = texts_list(&ask->assays, assays);
	receipt.dated = !ask->keeps;
	if (!handling_receive(desk->store, &receipt, &lot, err)
	    || (ask->released && !release(desk, &lot, err)))
		return false;
	if (!lot_amount(&lot.product, &receipt.amount, true, &atoms, err))
		return false;
	lot_amount_text(&lot.product, atoms, true, amount);
	if (!lot_put(desk->store, lot.id, &place, err))
		return false;
	fprintf(desk->out, "%s: %s of %s%s%s, in %s, %s\n", lot.number, amount,
	        lot.product.code, *lot.expires.printed ? ", expires " : "",
	        lot.expires.printed, place.code, ask->released ? "released" : "in quarantine");
	return verdicts_tell(desk, true, err);
}

#define RECEIPT_WORDS \
	{ "PRODUCT", 0, FILLS(request, receipt.product), "Code, name or GTIN of what came" }, \
		{ "LOT", 0, FILLS(request, receipt.maker_number), \
		  "The maker's lot number, as printed; '' where none is" }, \
		{ "QUANTITY", 0, FILLS(request, receipt.amount), \
		  "How much: '10x5mL', '40 mL', '100 pcs'" }, \
		{ "expires", 'e', FILLS(request, receipt.expires), \
		  "DAY: Last day of use, or the month as printed (2027-04)" }, \
		{ "supplier", 's', FILLS(request, receipt.supplier), \
		  "SUPPLIER: Who delivered it" }, \
		{ "place", 'p', FILLS(request, receipt.place), \
		  "PLACE: Where it is put; need not be said where there is one place" }, \
		{ "certificate", 'c', FILLS(request, receipt.certificate), \
		  "NUMBER: Of the certificate of analysis" }, \
		{ "assay", 'a', FILLS(request, assays), \
		  "ASSAY: 'ascorbic-acid=98.2 %', for each the certificate gives" }, \
		{ "price", 0, FILLS(request, receipt.price), "PRICE: '12.50 EUR'" }, \
	{ \
		"another", 0, FILLS(request, receipt.another), \
			"It is another delivery: its number has another expiry, or the same " \
			"came twice that day" \
	}

const struct command lot_receive_command = {
	.name = "lot receive",
	.summary = "Enter a delivery",
	.more = "It is in quarantine until it is released; --released does both where you "
	        "may.\n\n"
	        "Examples:\n"
	        "  pistor lot receive HA-20 HA-88213 10x5mL --expires 2027-04-30 --supplier "
	        "ACME\n"
	        "  pistor lot receive VITC-20 A7731 20x5mL --expires 2027-04 --assay "
	        "'ascorbic-acid=98.2 %' --released",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS,
	.size = sizeof(struct request),
	.signs_if = offsetof(struct request, released),
	.words = (const struct word[]){ RECEIPT_WORDS,
	                                { "keeps", 0, FILLS(request, keeps),
	                                  "No expiry is printed on it" },
	                                { "released", 'r', FILLS(request, released),
	                                  "Released by you in the same act" },
	                                { 0 } },
	.run = run,
};
