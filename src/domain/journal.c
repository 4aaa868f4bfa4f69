#include "journal.h"

#include "heap.h"
#include "quantity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any journal holds. */
#define ALL_OF_THEM INT64_C(999999999999999)

static void period(const struct question *question, const struct zone *zone,
                   struct journal_list *out)
{
	struct error ignored = { 0 };
	struct day after;

	if (*question->from.text)
		day_begins(&question->from, zone, &out->from);
	if (*question->to.text && day_add(&question->to, 1, &after, &ignored))
		day_begins(&after, zone, &out->to);
}

static bool is_on_record(struct store *store, const struct journal_list *list, const char *code,
                         struct error *err)
{
	struct bind all[] = { bind_text("code", code), bind_null("person"),
		              bind_null("from"),       bind_null("to"),
		              bind_null("verb"),       bind_null("verb_of"),
		              bind_int("most", 1),     { 0 } };
	struct row *row = store_one(store, list->query, all, err);

	return row || failed(err, FAULT_MISSING, "nothing on record has the code '%s'", code);
}

bool journal_ask(struct store *store, const struct question *question, const struct zone *zone,
                 struct journal_list *out, struct error *err)
{
	int at = 0;

	*out = (struct journal_list){ .query = question->subject ? JOURNAL_ABOUT
		                                                 : JOURNAL_LIST };
	if (question->subject && !is_on_record(store, out, question->subject, err))
		return false;
	if (question->last < 0)
		return failed(err, FAULT_USAGE, "the last %" PRId64 " acts are none",
		              question->last);
	period(question, zone, out);
	snprintf(out->verb_of, sizeof out->verb_of, "%s %%",
	         question->verb ? question->verb : "");
	if (question->subject)
		out->bind[at++] = bind_text("code", question->subject);
	out->bind[at++] = bind_id("person", question->person);
	out->bind[at++] = bind_text("from", instant_text(&out->from));
	out->bind[at++] = bind_text("to", instant_text(&out->to));
	out->bind[at++] = bind_text("verb", question->verb);
	out->bind[at++] = bind_text("verb_of", out->verb_of);
	out->bind[at++] = bind_int("most", question->last ? question->last : ALL_OF_THEM);
	return true;
}

/* ---- the list, with what each act was about ---- */

enum { SUBJECTS = 2 };

/* Where an act says what it was about: the first of these in which it made a row. */
static const struct { const char *table, *column, *kind;
} about[] = {
	{ "clinic", "id", "clinic" },
	{ "session", "id", "session" },
	{ "syringe", "session", "session" },
	{ "screening", "session", "session" },
	{ "batch", "id", "batch" },
	{ "batch_line", "batch", "batch" },
	{ "batch_check", "batch", "batch" },
	{ "signature", "batch", "batch" },
	{ "signature", "session", "session" },
	{ "temperature", "id", "temperature" },
	{ "recall", "id", "recall" },
	{ "tally", "lot", "lot" },
	{ "lot", "id", "lot" },
	{ "lot_status", "lot", "lot" },
	{ "lot_revision", "lot", "lot" },
	{ "assay", "lot", "lot" },
	{ "container", "lot", "lot" },
	{ "signature", "lot", "lot" },
	{ "move", "lot", "lot" },
	{ "version", "id", "version" },
	{ "version_status", "version", "version" },
	{ "version_revision", "version", "version" },
	{ "line", "version", "version" },
	{ "step", "version", "version" },
	{ "signature", "version", "version" },
	{ "recipe", "id", "recipe" },
	{ "recipe_revision", "recipe", "recipe" },
	{ "recipe_set", "id", "recipe_set" },
	{ "recipe_set_item", "recipe_set", "recipe_set" },
	{ "patient", "id", "patient" },
	{ "patient_identity", "patient", "patient" },
	{ "patient_fact", "patient", "patient" },
	{ "product", "id", "product" },
	{ "product_revision", "product", "product" },
	{ "component", "product", "product" },
	{ "ingredient", "id", "ingredient" },
	{ "ingredient_revision", "ingredient", "ingredient" },
	{ "ingredient_name", "ingredient", "ingredient" },
	{ "class", "id", "class" },
	{ "supplier", "id", "supplier" },
	{ "supplier_revision", "supplier", "supplier" },
	{ "supplier_approval", "supplier", "supplier" },
	{ "site", "id", "site" },
	{ "place", "id", "place" },
	{ "place_revision", "place", "place" },
	{ "person", "id", "person" },
	{ "person_revision", "person", "person" },
	{ "person_role", "person", "person" },
	{ "credential", "person", "person" },
	{ "presence", "person", "person" },
	{ "rule", "id", "rule" },
	{ "rule_revision", "rule", "rule" },
	{ "signature", "rule", "rule_revision" },
	{ "signature", "seal", "seal" },
	{ "deviation", "id", "deviation" },
	{ "reaction", "id", "reaction" },
	{ "reaction_entry", "reaction", "reaction" },
	{ "phrase", "id", "phrase" },
	{ "verdict", "session", "session" },
	{ "verdict", "batch", "batch" },
	{ "verdict", "version", "version" },
	{ "temperature_lot", "temperature", "temperature" },
	{ "recall_step", "recall", "recall" },
	{ "export", "id", "export" },
};

struct acts {
	struct store *store;
	struct made *made;
	struct row *row;
};

bool journal_acts(struct store *store, const struct journal_list *list, struct acts **out,
                  struct error *err)
{
	struct acts *acts = heap_new(sizeof *acts);

	*acts = (struct acts){ store, chain_made(store),
		               store_query(store, list->query, list->bind, err) };
	*out = acts;
	if (acts->row)
		return true;
	acts_end(acts);
	return false;
}

void acts_end(struct acts *acts)
{
	if (!acts)
		return;
	made_end(acts->made);
	free(acts);
}

static bool add_names(struct acts *acts, const char *kind, const int64_t *ids, int count,
                      struct act *out, struct error *err)
{
	size_t used = 0;

	for (int i = 0; i < count && i < SUBJECTS; i++) {
		struct row *row = store_one(acts->store, JOURNAL_SUBJECT, BIND(
			bind_text("kind", kind),
			bind_int ("id",   ids[i])), err);

		if (!row)
			return false;
		if (row_text(row, "name"))
			used += (size_t)snprintf(out->subject + used,
			                         sizeof out->subject - used, "%s%.64s",
			                         used ? ", " : "", row_text(row, "name"));
	}
	if (count > SUBJECTS)
		snprintf(out->subject + used, sizeof out->subject - used, " and more");
	return true;
}

/* What an act was about; one that only takes back another, what that was about. */
static bool find_subject(struct acts *acts, int64_t action, struct act *out, struct error *err)
{
	int64_t ids[SUBJECTS];

	if (made_ids(acts->made, "reversal", "reverses", action, ids, 1))
		action = ids[0];
	for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
		int count = made_ids(acts->made, about[i].table, about[i].column, action, ids,
		                     SUBJECTS);

		if (count)
			return add_names(acts, about[i].kind, ids, count, out, err);
	}
	return true;
}

/* What somebody does under the signature of another is theirs, too. */
static bool find_signer(struct acts *acts, struct act *out, struct error *err)
{
	int64_t ids[SUBJECTS];
	int count = made_ids(acts->made, "signature", "person", out->id, ids, SUBJECTS);

	for (int i = 0; i < count && i < SUBJECTS; i++) {
		struct row *row = store_one(acts->store, JOURNAL_SUBJECT, BIND(
			bind_text("kind", "person"),
			bind_int ("id",   ids[i])), err);

		if (!row)
			return false;
		if (!out->person || strcmp(row_text(row, "name"), out->person) != 0)
			snprintf(out->signer, sizeof out->signer, "%s", row_text(row, "name"));
	}
	return true;
}

static void copy_instant(struct instant *out, const char *text)
{
	snprintf(out->text, sizeof out->text, "%s", text ? text : "");
}

bool acts_next(struct acts *acts, struct act *out, struct error *err)
{
	const struct row *row = acts->row;

	if (!row_next(acts->row, err))
		return false;
	*out = (struct act){
		.id = row_int(row, "id"),
		.person = row_text(row, "person"),
		.typist = row_text(row, "typist"),
		.verb = row_text(row, "verb"),
		.reason = row_text(row, "reason"),
		.exception = row_text(row, "exception"),
	};
	copy_instant(&out->entered, row_text(row, "entered"));
	copy_instant(&out->event, row_text(row, "event"));
	return find_subject(acts, out->id, out, err) && find_signer(acts, out, err);
}

/* ---- one action ---- */

struct changes {
	struct store *store;
	struct acted *acted;
	const struct row *row, *before;
	const char *table;
	int column;
};

bool journal_changes(struct store *store, int64_t action, struct changes **out,
                     struct error *err)
{
	struct changes *changes;

	if (!store_one(store, JOURNAL_ACTION,
	               BIND(bind_int("action", action), bind_null("seal")), err))
		return failed(err, FAULT_MISSING, "there is no action %" PRId64, action);
	changes = heap_new(sizeof *changes);
	changes->store = store;
	*out = changes;
	if (chain_acted(store, action, &changes->acted, err))
		return true;
	changes_end(changes);
	return false;
}

void changes_end(struct changes *changes)
{
	if (!changes)
		return;
	acted_end(changes->acted);
	free(changes);
}

/* What a row is a revision of: lot_revision of lot, person_role of person, rule_revision of
 * rule. */
static const char *revised(const char *table)
{
	static char noun[64];
	char *end;

	snprintf(noun, sizeof noun, "%s", table);
	end = strrchr(noun, '_');
	if (!end
	    || (strcmp(end, "_revision") != 0 && strcmp(end, "_status") != 0
	        && strcmp(end, "_identity") != 0))
		return NULL;
	*end = '\0';
	return noun;
}

/* The unit an amount of the row is counted in; false where it is no amount. */
static bool unit_of(struct changes *changes, const struct row *row, const char *column,
                    enum unit *out)
{
	static const char *const amounts[] = {
		"amount", "counted",        "expected", "used",   "target", "made_up", "kept",
		"yield",  "session_volume", "given",    "wasted", "size",   NULL
	};
	struct error ignored = { 0 };
	const char *const *known = amounts;
	int unit = row_find(row, "unit"), lot = row_find(row, "lot");
	struct row *found = NULL;

	while (*known && strcmp(*known, column) != 0)
		known++;
	if (!*known)
		return false;
	if (unit >= 0)
		return !row_null_at(row, unit)
		    && unit_parse(row_text_at(row, unit), out, &ignored);
	if (lot >= 0 && !row_null_at(row, lot))
		found = store_one(changes->store, JOURNAL_UNIT_OF_LOT,
		                  BIND(bind_int("lot", row_int_at(row, lot))), &ignored);
	return found && unit_parse(row_text(found, "unit"), out, &ignored);
}

static bool is_secret(const char *table, const char *column)
{
	return (strcmp(table, "credential") == 0 && strcmp(column, "argon") == 0)
	    || (strcmp(table, "presence") == 0 && strcmp(column, "token") == 0);
}

static bool is_digest(const char *column)
{
	return strcmp(column, "digest") == 0 || strcmp(column, "content") == 0;
}

static void write_bytes(const struct row *row, const char *column, char *out, size_t size)
{
	size_t length;
	const void *bytes = row_blob(row, column, &length);
	struct digest digest;
	char text[DIGEST_TEXT];

	if (length != DIGEST_BYTES) {
		snprintf(out, size, "%zu bytes", length);
		return;
	}
	memcpy(digest.bytes, bytes, length);
	digest_text(&digest, text);
	snprintf(out, size, "%s", text);
}

/* A value as a person reads it: a code for a reference, an amount with its unit, never a
 * secret. */
static void put_into_words(struct changes *changes, const struct row *row, int at, char *out,
                           size_t size)
{
	const char *column = row_name(row, at);
	char name[ACTED_TEXT], text[QUANTITY_TEXT];
	enum unit unit;

	*out = '\0';
	if (row_null_at(row, at))
		return;
	if (is_secret(changes->table, column))
		snprintf(out, size, "(not shown)");
	else if (is_digest(column) && strcmp(changes->table, "export") != 0)
		write_bytes(row, column, out, size);
	else if (acted_means(changes->acted, column, row_int_at(row, at), name))
		snprintf(out, size, "%s", name);
	else if (unit_of(changes, row, column, &unit)) {
		quantity_format((struct quantity){ row_int_at(row, at), unit }, text);
		snprintf(out, size, "%s", text);
	} else {
		snprintf(out, size, "%s", row_text_at(row, at));
	}
}

static bool turn_row(struct changes *changes, struct error *err)
{
	const char *noun;

	changes->row = acted_next(changes->acted, &changes->table, err);
	changes->before = NULL;
	changes->column = -1;
	if (!changes->row)
		return false;
	noun = revised(changes->table);
	if (noun && row_find(changes->row, noun) >= 0)
		changes->before = acted_before(changes->acted, noun, err);
	return !err->fault;
}

bool changes_next(struct changes *changes, struct change *out, struct error *err)
{
	for (;;) {
		const char *column;

		if (!changes->row || changes->column + 1 >= row_columns(changes->row)) {
			if (!turn_row(changes, err))
				return false;
		}
		column = row_name(changes->row, ++changes->column);
		if (strcmp(column, "id") == 0 || strcmp(column, "action") == 0)
			continue;
		*out = (struct change){ .table = changes->table,
			                .row = row_int(changes->row, "id"),
			                .column = column };
		put_into_words(changes, changes->row, changes->column, out->now,
		               sizeof out->now);
		if (changes->before)
			put_into_words(changes, changes->before, changes->column, out->before,
			               sizeof out->before);
		/* Of a revision, what it names and what it changed; of any other row, all it
		 * says. */
		if (changes->before && strcmp(out->before, out->now) == 0
		    && strcmp(column, revised(changes->table)) != 0)
			continue;
		if (*out->before || *out->now)
			return true;
	}
}

bool journal_seal(struct store *store, int64_t action, struct digest *out, struct error *err)
{
	struct row *row = store_one(store, JOURNAL_SEAL, BIND(bind_int("action", action)), err);
	size_t size = 0;
	const void *hash = row ? row_blob(row, "hash", &size) : NULL;

	if (size != sizeof out->bytes)
		return failed(err, FAULT_MISSING, "action %" PRId64 " has no seal", action);
	memcpy(out->bytes, hash, size);
	return true;
}

/* ---- retries ---- */

bool journal_answered(struct store *store, const char *key, const char *request,
                      const char **answer, struct error *err)
{
	struct row *row = store_one(store, ACTION_BY_ONCE, BIND(bind_text("once", key)), err);
	int64_t action;

	*answer = NULL;
	if (!row)
		return !err->fault;
	if (!row_text(row, "request") || strcmp(row_text(row, "request"), request) != 0)
		return failed(err, FAULT_REFUSED,
		              "the key '%s' was used for something else: action %" PRId64
		              ", %s",
		              key, row_int(row, "id"), row_text(row, "verb"));
	action = row_int(row, "id");
	row = store_one(store, ANSWER_OF, BIND(bind_int("action", action)), err);
	*answer = row ? row_text(row, "text") : "";
	return !err->fault;
}

bool journal_answer(struct store *store, const char *answer, struct error *err)
{
	return store_run(store, ANSWER_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("text",   answer)), err);
}
