/*
 * upkeep_verify.c - the chain, and what stands beside it, stage by stage
 */
#include "heap.h"
#include "patient.h"
#include "upkeep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct verification {
	struct store *store;
	struct examination *chain;
	enum { VERIFY_CHAIN, VERIFY_SHELF, VERIFY_IDENTITY, VERIFY_HEADS, VERIFY_DONE } stage;
	struct row *shelf;
	int64_t identity;
	const char *const *heads;
	int head, count;
};

bool upkeep_verify(struct store *store, const char *const *heads, int count,
                   struct verification **out, struct error *err)
{
	struct verification *v = heap_new(sizeof *v);
	bool ok;

	*v = (struct verification){ .store = store, .heads = heads, .count = count };
	*out = v;
	ok = chain_examine(store, &v->chain, err);
	for (int i = 0; ok && i < count; i++)
		ok = chain_look_for(v->chain, heads[i], err);
	if (!ok)
		verification_end(v);
	return ok;
}

void verification_end(struct verification *v)
{
	if (!v)
		return;
	chain_examined(v->chain);
	free(v);
}

static bool next_shelf(struct verification *v, struct finding *out, struct error *err)
{
	char held[QUANTITY_TEXT], moved[QUANTITY_TEXT];
	struct quantity amount = { 0 };

	if (!v->shelf)
		v->shelf = store_query(v->store, UPKEEP_SHELF, BIND_NOTHING, err);
	if (!row_next(v->shelf, err)) {
		v->stage = VERIFY_IDENTITY;
		return false;
	}
	if (!unit_parse(row_text(v->shelf, "unit"), &amount.unit, err))
		return false;
	amount.atoms = row_int(v->shelf, "held");
	quantity_format(amount, held);
	amount.atoms = row_int(v->shelf, "moved");
	quantity_format(amount, moved);
	*out = (struct finding){ .kind = FINDING_SHELF,
		                 .table = "shelf",
		                 .row = row_int(v->shelf, "lot") };
	snprintf(out->text, sizeof out->text,
	         "the shelf says %s of lot %s in %s (%s), the moves say %s", held,
	         row_text(v->shelf, "number"), row_text(v->shelf, "place"),
	         row_text(v->shelf, "container"), moved);
	return true;
}

static bool next_identity(struct verification *v, struct finding *out, struct error *err)
{
	char why[IDENTITY_FLAW];

	if (!patient_identity_altered(v->store, v->identity, &v->identity, why, err)
	    || !v->identity) {
		v->stage = VERIFY_HEADS;
		return false;
	}
	*out = (struct finding){ .kind = FINDING_IDENTITY,
		                 .table = "identity",
		                 .row = v->identity };
	snprintf(out->text, sizeof out->text, "%s", why);
	return true;
}

static bool next_head(struct verification *v, struct finding *out)
{
	while (v->head < v->count) {
		int head = v->head++;

		if (chain_had(v->chain, head))
			continue;
		*out = (struct finding){ .kind = FINDING_HEAD };
		snprintf(out->text, sizeof out->text,
		         "this record never had %s: its tail was cut, or it was rewritten or "
		         "forked",
		         v->heads[head]);
		return true;
	}
	v->stage = VERIFY_DONE;
	return false;
}

/* One try of the stage under way: true with a finding, false when it is over. */
static bool try_stage(struct verification *v, struct finding *out, struct error *err)
{
	switch (v->stage) {
	case VERIFY_CHAIN:
		if (chain_next(v->chain, out))
			return true;
		v->stage = VERIFY_SHELF;
		return false;
	case VERIFY_SHELF:
		return next_shelf(v, out, err);
	case VERIFY_IDENTITY:
		return next_identity(v, out, err);
	case VERIFY_HEADS:
		return next_head(v, out);
	case VERIFY_DONE:
		break;
	}
	return false;
}

bool verification_next(struct verification *v, struct finding *out, struct error *err)
{
	while (v->stage != VERIFY_DONE && !err->fault)
		if (try_stage(v, out, err))
			return true;
	return false;
}

int64_t verification_had(const struct verification *v, int head)
{
	return chain_had(v->chain, head);
}
