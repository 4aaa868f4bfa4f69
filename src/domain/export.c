/*
 * export.c - noting the copies that leave the store
 */
#include "export.h"
#include "person.h"

static bool note(struct store *store, const char *verb, const struct export *export, struct error *err)
{
	char file[DIGEST_TEXT], head[DIGEST_TEXT];

	digest_text(&export->file, file);
	digest_text(&export->head, head);
	return person_may(store, verb, err)
	    && store_run(store, EXPORT_INSERT, BIND(
		bind_int ("action", store_action(store)),
		bind_text("kind",   export->kind),
		bind_text("name",   export->name),
		bind_text("digest", file),
		bind_text("head",   head)), err);
}

bool export_note(struct store *store, const char *verb, const struct export *export, struct error *err)
{
	return store_begin(store, verb, err) && store_end(store, note(store, verb, export, err), err);
}
