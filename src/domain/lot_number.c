/*
 * lot_number.c - the maker's number: as it is kept, and which look alike
 */
#include "lot_inside.h"

#include "words.h"

#include <string.h>

/* Blanks, and what has no width. */
static const char blanks[][4] = {
	" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00a0",
	"\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
	"\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b", "\u200c",
	"\u200d", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff",
};

static const char dashes[][4] = {
	"-",      "\u00ad", "\u2010", "\u2011", "\u2012", "\u2013",
	"\u2014", "\u2015", "\u2212", "\ufe58", "\ufe63", "\uff0d",
};

/* How many bytes of one of them the text begins with; 0 for none. */
static size_t begins(const char *text, const char (*with)[4], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strnlen(with[i], sizeof with[i]);

		if (strncmp(text, with[i], length) == 0)
			return length;
	}
	return 0;
}

static size_t blank(const char *text)
{
	return begins(text, blanks, sizeof blanks / sizeof *blanks);
}

void lot_number_key(const char *number, char key[MAKER_ROOM])
{
	char folded[MAKER_ROOM];
	size_t used = 0, skipped;

	words_fold(number, folded, sizeof folded);
	for (const char *at = folded; *at; at += skipped ? skipped : 1) {
		skipped = blank(at);
		if (!skipped)
			skipped = begins(at, dashes, sizeof dashes / sizeof *dashes);
		if (!skipped)
			key[used++] = *at;
	}
	key[used] = '\0';
}

bool lot_number_read(const char *text, char number[MAKER_ROOM], struct error *err)
{
	const char *from = text ? text : "", *to;
	char key[MAKER_ROOM];
	size_t length;

	while ((length = blank(from)))
		from += length;
	to = from;
	for (const char *at = from; *at; at += length ? length : 1) {
		length = blank(at);
		if (!length)
			to = at + 1;
	}
	if (to - from >= MAKER_ROOM)
		return failed(err, FAULT_REFUSED, "a maker's number has at most %d characters",
		              MAKER_ROOM - 1);
	snprintf(number, MAKER_ROOM, "%.*s", (int)(to - from), from);
	if (!line_check(number, "a maker's number", err))
		return false;
	lot_number_key(number, key);
	return !*number || *key
	    || failed(err, FAULT_REFUSED,
	              "'%s' is no maker's number; say '' where none is printed", number);
}

bool lot_near(struct store *store, const char *code, char list[LOT_NEAR], struct error *err)
{
	char number[MAKER_ROOM], key[MAKER_ROOM], item[MAKER_ROOM + LOT_NUMBER + 4];
	struct row *row;

	*list = '\0';
	row = store_one(store, LOT_MAKER_NUMBER, BIND(bind_text("number", code)), err);
	if (err->fault)
		return false;
	copy_text(number, sizeof number, row ? row_text(row, "maker_number") : code);
	lot_number_key(number, key);
	if (!*key)
		return true;
	row = store_query(store, LOT_ALIKE,
	                  BIND(bind_text("key", key), bind_text("number", number)), err);
	while (row_next(row, err)) {
		snprintf(item, sizeof item, "'%s' (%s)", row_text(row, "maker_number"),
		         row_text(row, "number"));
		lot_append(list, LOT_NEAR, item);
	}
	return !err->fault;
}

bool lot_namesakes(struct store *store, const char *code, char list[LOT_NEAR],
                   struct error *err)
{
	struct row *row = store_query(store, LOT_NAMESAKES, BIND(bind_text("number", code)),
	                              err);

	*list = '\0';
	while (row_next(row, err))
		lot_append(list, LOT_NEAR, row_text(row, "number"));
	return !err->fault;
}
