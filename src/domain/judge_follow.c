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

/* All that a statement gives, which is asked anew in between. */
static bool follow(struct store *store, struct row *row, struct error *err)
{
	struct verdicts *said = heap_new(sizeof *said);
	struct matter *reached = NULL;
	int count = 0;
	bool ok = true;

	for (; row_next(row, err); count++) {
		reached = heap_more(reached, count, sizeof *reached);
		reached[count] = (struct matter){ .batch = row_int(row, "batch"),
			                          .session = row_int(row, "session") };
	}
	for (int i = 0; ok && !err->fault && i < count; i++)
		ok = again(store, &reached[i], said, err);
	free(reached);
	free(said);
	return ok && !err->fault;
}

bool judge_follow(struct store *store, int64_t lot, struct error *err)
{
	return follow(store,
	              store_query(store, JUDGE_REACHED, BIND(bind_int("lot", lot)), err), err);
}

bool judge_told(struct store *store, const char *patient, struct error *err)
{
	return follow(store, store_query(store, JUDGE_SINCE, BIND(
		bind_text("patient", patient),
		bind_text("at",      store_event(store)->text)), err), err);
}
