#include "signed.h"

#include <string.h>

struct signing signed_by(const struct desk *desk)
{
	return (struct signing){ .person = desk->signer.person,
		                 .password = desk->signer.password };
}

bool signed_show(struct desk *desk, const struct subject *subject, int *holding,
                 struct error *err)
{
	struct signature list[MOST_SIGNATURES];
	int count;

	if (!signature_list(desk->store, subject, list, &count, err))
		return false;
	page_begin(
		desk->page, "signatures",
		"title Signatures\nmeaning text Meaning\nname text Name\nperson text Person\n"
		"at instant When\nholds text Holds [flag=lapsed:red]\n");
	for (int i = 0; i < count; i++) {
		page_text(desk->page, list[i].meaning);
		page_text(desk->page, list[i].name);
		page_text(desk->page, list[i].code);
		page_instant(desk->page, &list[i].at);
		page_text(desk->page, list[i].holds ? "yes" : "lapsed");
		page_row_end(desk->page);
		if (holding)
			*holding += list[i].holds;
	}
	page_end(desk->page);
	return true;
}
