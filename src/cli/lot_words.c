#include "lot_words.h"

#include "signature.h"

#include <string.h>

void lot_amount_text(const struct product *product, int64_t atoms, bool unopened, char text[QUANTITY_TEXT])
{
	struct quantity amount = { atoms, product->unit };

	if (unopened && product->size.atoms && atoms && atoms % product->size.atoms == 0)
		packs_format((struct packs){ atoms / product->size.atoms, product->size }, text);
	else
		quantity_format(amount, text);
}

bool lot_say_choice(struct desk *desk, const struct lot_choice *choice, const char *what, struct error *err)
{
	for (int i = 0; i < choice->count; i++) {
		struct lot lot;

		if (!lot_read(desk->store, choice->lot[i], &lot, err))
			return false;
		fprintf(desk->out, "%s (%s%s%s) is %s\n", lot.number, lot.product.code, *lot.maker_number ? ", " : "",
		        lot.maker_number, what);
	}
	return true;
}

bool lot_sign(struct desk *desk, const struct lot_choice *choice, const char *meaning, struct error *err)
{
	for (int i = 0; i < choice->count; i++) {
		struct signing signing = { .person = desk->signer.person, .password = desk->signer.password,
		                           .meaning = meaning, .subject = { .lot = choice->lot[i] } };
		int64_t id;

		if (!signature_make(desk->store, &signing, &id, NULL, err))
			return false;
	}
	return true;
}
