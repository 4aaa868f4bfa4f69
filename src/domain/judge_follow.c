/*
 * judge_follow.c - after a correction: what was made of a lot, and who got it, judged as it was
 * now
 */
#include "judge_inside.h"
#include "deviation.h"
#include "heap.h"

#include <stdlib.h>

/* Said of it already, when it was recorded or corrected before; or by a rule that is younger
 * than it. */
static bool is_known(struct store *store, const struct matter *matter,
                     const struct verdict *verdict, bool *known, struct error *err)
{
	struct row *row = matter->batch ? store_one(store, VERDICT_KNOWN_OF_BATCH, BIND(
		bind_int ("batch",         matter->batch),
		bind_text("text",          verdict->text),
		bind_int ("rule_revision", verdict->revision)), err)
	                                : store_one(store, VERDICT_KNOWN_OF_SESSION, BIND(
		bind_int ("session",       matter->session),
		bind_text("text",          verdict->text),
		bind_int ("rule_revision", verdict->revision)), err);

	*known = row && row_int(row, "known");
	return !err->fault;
}

/* What is done is done: it is looked into. */
static bool report(struct store *store, const struct matter *matter,
                   const struct verdict *verdict, struct error *err)
{
	bool known;

	if (!is_known(store, matter, verdict, &known, err) || known)
		return !err->fault;
	return deviation_open(store, verdict->text, verdict->lot, matter->batch,
	                      matter->session, NULL, err)
	    && verdict_keep(store, matter, verdict, "exception", store_seat(store)->reason,
	                    err);
}

static bool again(struct store *store, const struct matter *matter, struct verdicts *said,
                  struct error *err)
{
	said->count = 0;
	if (!judge_matter(store, matter, said, err))
		return false;
	for (int i = 0; i < said->count; i++)
		if (said->verdict[i].force > RULE_WARNS
		    && !report(store, matter, &said->verdict[i], err))
			return false;
	return true;
}

struct reached { struct matter *matter; int count; };

static bool reach(struct store *store, int64_t lot, struct reached *out, struct error *err)
{
	struct row *row = store_query(store, JUDGE_REACHED, BIND(bind_int("lot", lot)), err);

	while (row_next(row, err)) {
		out->matter = heap_more(out->matter, out->count, sizeof *out->matter);
		out->matter[out->count++] = (struct matter){ .batch = row_int(row, "batch"),
			                                     .session = row_int(row, "session") };
	}
	return !err->fault;
}

bool judge_follow(struct store *store, int64_t lot, struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	struct reached reached = { 0 };
	bool ok;

	ok = reach(store, lot, &reached, err);
	for (int i = 0; ok && i < reached.count; i++)
		ok = again(store, &reached.matter[i], said, err);
	free(reached.matter);
	free(said);
	return ok;
}
