#include "lot_words.h"

#include "signed.h"
#include "trace.h"

#include <string.h>

void lot_amount_text(const struct product *product, int64_t atoms, bool unopened,
                     char text[QUANTITY_TEXT])
{
	struct quantity amount = { atoms, product->unit };

	if (unopened && product->size.atoms && atoms && atoms % product->size.atoms == 0)
		packs_format((struct packs){ atoms / product->size.atoms, product->size },
		             text);
	else
		quantity_format(amount, text);
}

bool lot_say_choice(struct desk *desk, const struct lot_choice *choice, const char *what,
                    struct error *err)
{
	for (int i = 0; i < choice->count; i++) {
		struct lot lot;

		if (!lot_read(desk->store, choice->lot[i], &lot, err))
			return false;
		fprintf(desk->out, "%s (%s%s%s) is %s\n", lot.number, lot.product.code,
		        *lot.maker_number ? ", " : "", lot.maker_number, what);
	}
	return true;
}

static const char *many(int64_t count, const char *one, const char *several)
{
	return count == 1 ? one : several;
}

bool lot_say_reach(struct desk *desk, const char *code, const struct lot_choice *choice,
                   struct error *err)
{
	struct traced root = { .kind = choice->count == 1 ? TRACE_LOT : TRACE_MAKER_NUMBER,
	                       .lot = choice->count == 1 ? choice->lot[0] : 0 };
	struct reach reach;

	snprintf(root.code, sizeof root.code, "%s", code);
	page_names(desk->page, desk->names);
	if (!page_query(desk->page, "batches", desk->store, TRACE_REACHED,
	                BIND(TRACE_ROOT(&root)), NULL, err)
	    || !page_query(desk->page, "given", desk->store, TRACE_SESSIONS,
	                   BIND(TRACE_ROOT(&root), bind_int("names", desk->names)), NULL, err)
	    || !trace_reach(desk->store, &root, &reach, err))
		return false;
	if (reach.batches)
		page_say(desk->page, "%d %s made of it, %d of them held with it",
		         (int)reach.batches, many(reach.batches, "batch was", "batches were"),
		         choice->held);
	else
		page_say(desk->page, "nothing was made of it");
	if (reach.patients)
		page_say(desk->page, "%d %s treated with it, in %d %s", (int)reach.patients,
		         many(reach.patients, "patient was", "patients were"),
		         (int)reach.sessions, many(reach.sessions, "session", "sessions"));
	else
		page_say(desk->page, "nobody was treated with it");
	return true;
}

bool lot_say_near(struct desk *desk, const char *code, struct error *err)
{
	char called[LOT_NEAR], alike[LOT_NEAR];

	if (!lot_namesakes(desk->store, code, called, err)
	    || !lot_near(desk->store, code, alike, err))
		return false;
	if (*called)
		page_say(desk->page, "'%s' is also the maker's number of %s", code, called);
	if (*alike)
		page_say(desk->page, "not taken with it, but looking like it: %s", alike);
	return true;
}

bool lot_sign(struct desk *desk, const struct lot_choice *choice, const char *meaning,
              struct error *err)
{
	if (choice->count)
		desk->signs = SIGNS_NOW;
	for (int i = 0; i < choice->count; i++) {
		struct signing signing = signed_by(desk);
		int64_t id;

		signing.meaning = meaning;
		signing.subject = (struct subject){ .lot = choice->lot[i] };
		if (!signature_make(desk->store, &signing, &id, NULL, err))
			return false;
	}
	return true;
}
