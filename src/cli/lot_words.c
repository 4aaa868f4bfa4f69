#include "lot_words.h"

#include "signature.h"

#include <string.h>

void lot_say_told(struct desk *desk, const struct settlement *told)
{
	for (int i = 0; i < told->count; i++) {
		const struct told *one = &told->told[i];
		struct quantity amount = one->amount;
		char text[QUANTITY_TEXT], counted[QUANTITY_TEXT], at[INSTANT_LOCAL], name[40];

		snprintf(name, sizeof name, one->container ? "%s/%d" : "%s", one->lot, (int)one->container);
		amount.atoms = amount.atoms < 0 ? -amount.atoms : amount.atoms;
		quantity_format(amount, text);
		quantity_format(one->counted, counted);
		instant_local(&one->at, &desk->zone, at);
		if (one->what == TOLD_WASTED)
			fprintf(desk->out, "%s left in %s is thrown away\n", text, name);
		else
			fprintf(desk->out, "the count of %s in %s at %s stays %s: a difference of %s%s was posted then\n", name,
			        one->place, at, counted, one->amount.atoms < 0 ? "-" : "+", text);
	}
	if (told->more)
		fprintf(desk->out, "and %d more\n", told->more);
}

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
