/*
 * lot_correct.c - what was mistyped
 */
#include "correction.h"
#include "list.h"
#include "lot_words.h"
#include "signed.h"
#include "verdicts.h"

#include <string.h>

struct request {
	struct lot_entry entry;
	struct texts assays;
};

static bool say_barred(struct desk *desk, int64_t lot, struct error *err)
{
	int64_t uses = 0;

	if (!page_query(desk->page, "uses", desk->store, LOT_USES_BARRED,
	                BIND(bind_int("lot", lot)), &uses, err))
		return false;
	if (uses)
		page_say(desk->page,
		         "each is a deviation now, to be looked into: 'pistor deviation list'");
	return true;
}

/* The batches it is in, and what of them was used that now would not be. */
static bool say_followed(struct desk *desk, const struct followed *after, struct error *err)
{
	for (int i = 0; i < after->count; i++) {
		char until[INSTANT_LOCAL];
		struct lot lot;

		if (!lot_read(desk->store, after->lot[i], &lot, err))
			return false;
		instant_local(&lot.expires_at, &desk->zone, until);
		page_say(desk->page, "it is in %s, usable until %s, %s", lot.number,
		         *lot.expires_at.text ? until : "further notice",
		         strcmp(lot.status, "quarantine") == 0
		                 ? "to be verified and released again"
		                 : lot.status);
		if (!say_barred(desk, lot.id, err))
			return false;
	}
	return true;
}

static bool correct(struct desk *desk, const void *request, struct error *err)
{
	const struct request *ask = request;
	const char *assays[MOST_TEXTS + 1];
	struct lot_entry entry = ask->entry;
	struct followed after = { .count = 0 };
	struct subject subject = { 0 };
	struct lot lot;
	int held;
	bool ok;

	entry.assays = texts_list(&ask->assays, assays);
	if (!lot_find_one(desk->store, entry.lot, &lot, NULL, err))
		return false;
	subject.lot = lot.id;
	if (!signed_holding(desk, &subject, &held, err))
		return false;
	if (!correction_of_lot(desk->store, &entry, &lot, &after, err)
	    || !signed_amended(desk, &subject, held, err)) {
		batch_followed_free(&after);
		return false;
	}
	fprintf(desk->out, "%s: %s, maker's lot %s, expires %s\n", lot.number, lot.product.code,
	        *lot.maker_number ? lot.maker_number : "not printed",
	        *lot.expires.printed ? lot.expires.printed : "never");
	ok = say_barred(desk, lot.id, err) && say_followed(desk, &after, err)
	     && verdicts_tell(desk, true, err);
	batch_followed_free(&after);
	return ok;
}

const struct command lot_correct_command = {
	.name = "lot correct",
	.summary = "Say what was mistyped of a lot",
	.more = "Needs --reason. Where a signature on it lapses by it, who corrects signs. "
	        "What was entered before stays on record and finds the lot too; every use is "
	        "judged again, and what would have been refused is listed. What it does not "
	        "correct is how much was received: 'pistor lot show' names the act, and "
	        "'pistor lot reverse ACT' takes it back.\n\n"
	        "Example:\n"
	        "  pistor lot correct L26-0001 --number HA-88214 --reason 'misread'",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct request),
	.words =
		(const struct word[]){
			{ "LOT", 0, FILLS(request, entry.lot), "Our number, or the maker's" },
			{ "number", 'n', FILLS(request, entry.maker_number),
	                  "NUMBER: The maker's, as printed" },
			{ "expires", 'e', FILLS(request, entry.expires),
	                  "DAY: Last day of use, or the month as printed" },
			{ "supplier", 's', FILLS(request, entry.supplier),
	                  "SUPPLIER: Who delivered it" },
			{ "certificate", 'c', FILLS(request, entry.certificate),
	                  "NUMBER: Of the certificate" },
			{ "assay", 'a', FILLS(request, assays),
	                  "ASSAY: 'ascorbic-acid=98.2 %'" },
			{ "another", 0, FILLS(request, entry.another),
	                  "The same number with another expiry is another lot" },
			{ 0 } },
	.run = correct,
};
