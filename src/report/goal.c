/*
 * goal.c - where a word stands, for the links that lead to it
 *
 * A column that has a key is where the columns of its name lead to, whichever section or report
 * they come from. Rows stream, so a link leads to what is written before it; the first row of
 * each word is kept, as many as a sheet may have links.
 */
#include "book.h"

#include "heap.h"

#include <stdlib.h>
#include <string.h>

struct landing {
	struct landing *next;
	lxw_row_t row;
	int column;
	char sheet[SHEET_NAME], word[];
};

enum { LANDINGS = sizeof((struct goal *)0)->landings / sizeof(struct landing *) };

struct goal *goals_named(struct book *book, const char *key)
{
	for (int i = 0; i < book->goal_count; i++)
		if (strcmp(book->goals[i].key, key) == 0)
			return &book->goals[i];
	return NULL;
}

static void goal_add(struct book *book, const char *key, const struct section *section,
                     int column)
{
	size_t count = (size_t)book->goal_count++;
	struct goal *goal;

	book->goals = heap_more(book->goals, count, sizeof *book->goals);
	goal = memset(&book->goals[count], 0, sizeof *book->goals);
	snprintf(goal->key, sizeof goal->key, "%s", key);
	snprintf(goal->section, sizeof goal->section, "%s", section->name);
	goal->column = column;
}

void goals_find(struct book *book)
{
	const struct report *report = book->asking->report;
	struct columns *columns = heap_new(sizeof *columns);

	for (int i = 0; i < report->count; i++) {
		struct error none = { 0 };

		if (!columns_parse(report->sections[i].declaration, columns, &none))
			continue;
		columns_leave_out(columns, true, true);
		for (int j = 0; j < columns->count; j++)
			if (*columns->item[j].key && !goals_named(book, columns->item[j].key))
				goal_add(book, columns->item[j].key, &report->sections[i], j);
	}
	free(columns);
}

static unsigned slot_of(const char *word)
{
	unsigned hash = 0;

	for (; *word; word++)
		hash = hash * 31 + (unsigned char)*word;
	return hash % LANDINGS;
}

static const struct landing *find(const struct goal *goal, const char *word)
{
	const struct landing *landing = goal->landings[slot_of(word)];

	while (landing && strcmp(landing->word, word) != 0)
		landing = landing->next;
	return landing;
}

void goal_note(struct goal *goal, const char *word, const struct sheet *sheet, lxw_row_t row,
               int column)
{
	unsigned slot = slot_of(word);
	struct landing *landing;

	if (!*word || goal->count == SHEET_LINKS || find(goal, word))
		return;
	landing = heap_new(sizeof *landing + strlen(word) + 1);
	landing->next = goal->landings[slot];
	landing->row = row;
	landing->column = column;
	memcpy(landing->sheet, sheet->part_name, sizeof landing->sheet);
	strcpy(landing->word, word);
	goal->landings[slot] = landing;
	goal->count++;
}

bool sheet_place(const struct book *book, const char *name, char *out, size_t size)
{
	const struct report *report = book->asking->report;

	for (int i = 0; i < book->tab_count; i++)
		if (book->tabs[i].left_out && strcmp(book->tabs[i].name, name) == 0)
			return false;
	for (int i = 0; i < report->count; i++)
		if (strcmp(report->sections[i].sheet, name) == 0) {
			snprintf(out, size, "internal:'%s'!A1", name);
			return true;
		}
	return false;
}

bool goal_place(const struct goal *goal, const char *word, char *out, size_t size)
{
	const struct landing *landing = find(goal, word);
	const char *slash = strrchr(word, '/');
	char cell[LXW_MAX_CELL_NAME_LENGTH], before[CELL_TEXT];

	if (!landing && slash && slash - word < CELL_TEXT) {
		snprintf(before, sizeof before, "%.*s", (int)(slash - word), word);
		landing = find(goal, before);
	}
	if (!landing)
		return false;
	lxw_rowcol_to_cell(cell, landing->row, (lxw_col_t)landing->column);
	snprintf(out, size, "internal:'%s'!%s", landing->sheet, cell);
	return true;
}

void goals_free(struct book *book)
{
	for (int i = 0; i < book->goal_count; i++)
		for (int slot = 0; slot < LANDINGS; slot++)
			for (struct landing *landing = book->goals[i].landings[slot], *next;
			     landing; landing = next) {
				next = landing->next;
				free(landing);
			}
	free(book->goals);
}
