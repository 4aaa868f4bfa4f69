/*
 * chain.c - how an act's rows become one hash (DESIGN.md law 13)
 *
 * Each row is encoded as: table, number of columns that are not NULL, then name,
 * type and value of each, every length in front as 32 bits, big end first, integers
 * as 64. Rows stand in order of table name and id, whatever the order they were
 * written in, so that a verifier can merge the tables without knowing it.
 */
#include "inside.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

bool chain_leaves_out(const char *table)
{
	static const char *const outside[] = { "identity", "seal", "shelf",
	                                       "unsigned_session", "unsigned_tally" };

	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		if (strcmp(outside[i], table) == 0)
			return true;
	return false;
}

static void *grown(void *old, size_t needed, size_t *room, size_t each)
{
	if (needed <= *room)
		return old;
	while (*room < needed)
		*room = *room ? *room * 2 : 64;
	return heap_resize(old, *room * each);
}

static void put(struct sealing *sealing, const void *bytes, size_t size)
{
	sealing->bytes = grown(sealing->bytes, sealing->size + size, &sealing->room, 1);
	if (size)
		memcpy(sealing->bytes + sealing->size, bytes, size);
	sealing->size += size;
}

static void put_number(struct sealing *sealing, uint64_t number, int bytes)
{
	uint8_t big[8];

	for (int i = bytes; i-- > 0; number >>= 8)
		big[i] = (uint8_t)number;
	put(sealing, big, (size_t)bytes);
}

static void put_text(struct sealing *sealing, const char *text)
{
	size_t length = strlen(text);

	put_number(sealing, length, 4);
	put(sealing, text, length);
}

static void put_value(struct sealing *sealing, sqlite3_stmt *row, int at)
{
	int size;

	switch (sqlite3_column_type(row, at)) {
	case SQLITE_INTEGER:
		put(sealing, "i", 1);
		put_number(sealing, 8, 4);
		put_number(sealing, (uint64_t)sqlite3_column_int64(row, at), 8);
		return;
	case SQLITE_TEXT:
		put(sealing, "t", 1);
		break;
	case SQLITE_BLOB:
		put(sealing, "b", 1);
		break;
	default:
		/* STRICT tables hold no reals; one that was forced in is hashed as its text. */
		put(sealing, "r", 1);
	}
	if (sqlite3_column_type(row, at) == SQLITE_BLOB) {
		const void *bytes = sqlite3_column_blob(row, at);

		size = sqlite3_column_bytes(row, at);
		put_number(sealing, (uint64_t)size, 4);
		put(sealing, bytes, (size_t)size);
	} else {
		const void *text = sqlite3_column_text(row, at);

		size = sqlite3_column_bytes(row, at);
		put_number(sealing, (uint64_t)size, 4);
		put(sealing, text, (size_t)size);
	}
}

void chain_add(struct sealing *sealing, const char *table, sqlite3_stmt *row, int from)
{
	struct sealed sealed = { .table = table, .at = sealing->size };
	int columns = sqlite3_column_count(row), filled = 0;

	for (int i = from; i < columns; i++) {
		filled += sqlite3_column_type(row, i) != SQLITE_NULL;
		if (strcmp(sqlite3_column_name(row, i), "id") == 0)
			sealed.id = sqlite3_column_int64(row, i);
	}
	put_text(sealing, table);
	put_number(sealing, (uint64_t)filled, 4);
	for (int i = from; i < columns; i++)
		if (sqlite3_column_type(row, i) != SQLITE_NULL) {
			put_text(sealing, sqlite3_column_name(row, i));
			put_value(sealing, row, i);
		}
	sealed.size = sealing->size - sealed.at;
	sealing->rows = grown(sealing->rows, sealing->count + 1, &sealing->places,
	                      sizeof sealed);
	sealing->rows[sealing->count++] = sealed;
}

static int by_table_and_id(const void *left, const void *right)
{
	const struct sealed *a = left, *b = right;
	int tables = strcmp(a->table, b->table);

	return tables ? tables : (a->id > b->id) - (a->id < b->id);
}

void chain_close(struct sealing *sealing, const struct digest *prev, struct digest *out)
{
	struct digester digester;

	if (sealing->count)
		qsort(sealing->rows, sealing->count, sizeof *sealing->rows, by_table_and_id);
	digest_begin(&digester);
	digest_add(&digester, prev->bytes, sizeof prev->bytes);
	for (size_t i = 0; i < sealing->count; i++)
		digest_add(&digester, sealing->bytes + sealing->rows[i].at,
		           sealing->rows[i].size);
	digest_end(&digester, out);
	sealing->size = sealing->count = 0;
}

void chain_forget(struct sealing *sealing)
{
	free(sealing->bytes);
	free(sealing->rows);
	*sealing = (struct sealing){ 0 };
}
