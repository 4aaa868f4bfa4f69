/*
 * export.c - noting the copies that leave the store
 */
#include "export.h"
#include "nearest.h"
#include "person.h"

#include <stdio.h>

static bool note(struct store *store, const char *verb, const struct export *export,
                 struct error *err)
{
	char file[DIGEST_TEXT], head[DIGEST_TEXT], sheets[DIGEST_TEXT];

	digest_text(&export->file, file);
	digest_text(&export->head, head);
	if (export->sheets)
		digest_text(export->sheets, sheets);
	return person_may(store, verb, err)
	    && store_run(store, EXPORT_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("kind",   export->kind),
		bind_text("name",   export->name),
		bind_text("digest", file),
		bind_text("head",   head),
		bind_text("words",  export->words),
		bind_text("sheets", export->sheets ? sheets : NULL)), err);
}

bool export_note(struct store *store, const char *verb, const struct export *export,
                 struct error *err)
{
	return store_begin(store, verb, err)
	    && store_end(store, note(store, verb, export, err), err);
}

bool export_find(struct store *store, const struct digest *file, struct exported *out,
                 struct error *err)
{
	char text[DIGEST_TEXT];
	struct row *row;

	digest_text(file, text);
	row = store_one(store, EXPORT_FIND, BIND(bind_text("digest", text)), err);
	if (!row)
		return failed(err, FAULT_MISSING, "no copy with the SHA-256 %s is noted here",
		              text);
	*out = (struct exported){ .person = row_int(row, "person") };
	copy_text(out->name, sizeof out->name, row_text(row, "name"));
	copy_text(out->words, sizeof out->words, row_text(row, "words"));
	copy_text(out->sheets, sizeof out->sheets, row_text(row, "sheets"));
	return true;
}

bool export_asked(struct store *store, const char *words, const struct digest *sheets,
                  int64_t person, int64_t *action, struct error *err)
{
	char text[DIGEST_TEXT];
	struct row *row;

	digest_text(sheets, text);
	row = store_one(store, EXPORT_ASKED,
	                BIND(bind_text("words", words), bind_text("sheets", text),
	                     bind_int("person", person)),
	                err);
	*action = row ? row_int(row, "action") : 0;
	return !err->fault;
}

bool export_named(struct store *store, const char *file, int64_t *action, struct error *err)
{
	struct row *row = store_one(store, EXPORT_NAMED, BIND(bind_text("file", file)), err);

	*action = row ? row_int(row, "action") : 0;
	return !err->fault;
}
