/*
 * upkeep_stop.c - an altered record is not written on
 */
#include "upkeep.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

/* What stops it now, or was lifted last. */
struct stop { int64_t id; bool lifted; struct digest digest; char finding[FINDING_TEXT]; };

static bool read_stop(struct store *store, struct stop *out, struct error *err)
{
	struct row *row = store_one(store, UPKEEP_STOPPED, BIND_NOTHING, err);
	const void *digest;
	size_t size = 0;

	*out = (struct stop){ 0 };
	if (!row)
		return !err->fault;
	digest = row_blob(row, "digest", &size);
	out->id = row_int(row, "id");
	out->lifted = !row_null(row, "lifts");
	if (size == sizeof out->digest.bytes)
		memcpy(out->digest.bytes, digest, size);
	snprintf(out->finding, sizeof out->finding, "%s", row_text(row, "finding"));
	return true;
}

static bool write_stop(struct store *store, const char *finding, const struct digest *digest,
                       int64_t lifts, struct error *err)
{
	return store_run(store, UPKEEP_STOP, BIND(
		bind_int ("action",  store_action(store)),
		bind_text("finding", finding),
		bind_blob("digest",  digest->bytes, sizeof digest->bytes),
		bind_id  ("lifts",   lifts)), err);
}

bool upkeep_stop(struct store *store, const char *finding, const struct digest *digest,
                 bool *stopped, struct error *err)
{
	struct stop before;

	*stopped = false;
	if (!read_stop(store, &before, err))
		return false;
	if (before.id
	    && (!before.lifted
	        || memcmp(before.digest.bytes, digest->bytes, sizeof digest->bytes) == 0))
		return true;
	*stopped = true;
	return store_begin(store, "journal stop", err)
	    && store_end(store, write_stop(store, finding, digest, 0, err), err);
}

static bool resume(struct store *store, const char *reason, struct error *err)
{
	struct stop before;

	if (!read_stop(store, &before, err))
		return false;
	if (!before.id || before.lifted)
		return failed(err, FAULT_REFUSED, "nothing stops the record");
	if (!words_say(reason))
		return failed(err, FAULT_REFUSED, "say why it is written on");
	return write_stop(store, before.finding, &before.digest, before.id, err);
}

bool upkeep_altered(struct store *store, char text[ALTERED_TEXT], struct error *err)
{
	struct digest head;
	struct row *row;
	int64_t length;

	*text = '\0';
	if (!store_head(store, &head, &length, err))
		return false;
	row = store_one(store, UPKEEP_ALTERED, BIND(bind_int("head", length)), err);
	if (row)
		snprintf(text, ALTERED_TEXT, "%s", row_text(row, "says"));
	return !err->fault;
}

/* The reason stands in the action itself, as an exception: what else would say it? */
bool upkeep_resume(struct store *store, const char *reason, struct error *err)
{
	struct seat seat = *store_seat(store), saying = seat;
	bool ok;

	saying.exception = reason;
	ok = store_sit(store, &saying, err) && store_begin(store, "journal resume", err)
	  && store_end(store, person_may(store, "journal resume", err)
	                      && resume(store, reason, err), err);
	return store_sit(store, &seat, err) && ok;
}
