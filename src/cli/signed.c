#include "signed.h"

#include <string.h>

struct signing signed_by(const struct desk *desk)
{
	return (struct signing){ .person = desk->signer.person,
		                 .password = desk->signer.password,
		                 .to_see = desk->dry_run };
}

bool signed_holding(struct desk *desk, const struct subject *subject, int *holding,
                    struct error *err)
{
	struct signatures signatures;
	struct signature one;

	*holding = 0;
	if (!signature_walk(desk->store, subject, &signatures, err))
		return false;
	while (signature_next(&signatures, &one, err))
		*holding += one.holds;
	return !err->fault;
}

bool signed_amended(struct desk *desk, const struct subject *subject, int held,
                    struct error *err)
{
	struct signing signing = signed_by(desk);
	int64_t id;
	int holding;

	if (!signed_holding(desk, subject, &holding, err) || holding >= held)
		return !err->fault;
	desk->signs = SIGNS_NOW;
	signing.meaning = "amended";
	signing.subject = *subject;
	return signature_make(desk->store, &signing, &id, NULL, err);
}

bool signed_show(struct desk *desk, const struct subject *subject, int *holding,
                 struct error *err)
{
	struct signatures signatures;
	struct signature one;

	if (!signature_walk(desk->store, subject, &signatures, err))
		return false;
	page_begin(
		desk->page, "signatures",
		"title Signatures\nmeaning text Meaning\nname text Name\nperson text Person\n"
		"at instant When [zone]\nholds text Holds [flag=lapsed:red]\n");
	while (signature_next(&signatures, &one, err)) {
		page_text(desk->page, one.meaning);
		page_text(desk->page, one.name);
		page_text(desk->page, one.code);
		page_instant(desk->page, &one.at);
		page_text(desk->page, one.holds ? "yes" : "lapsed");
		page_row_end(desk->page);
		if (holding)
			*holding += one.holds;
	}
	page_end(desk->page);
	return !err->fault;
}
