/*
 * goal.c - where a word stands, for the links that lead to it
 *
 * Rows stream, so a link leads to what is written before it. Of a column that links lead to the
 * first row of each word is kept, as many as a sheet may have links.
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

/* "lots.lot", or "lots" and the name of the column that leads there. */
static void goal_split(const char *link, const char *column, struct goal *out)
{
	size_t dot = strcspn(link, ".");

	snprintf(out->section, sizeof out->section, "%.*s", (int)dot, link);
	snprintf(out->column, sizeof out->column, "%s", link[dot] ? link + dot + 1 : column);
}

struct goal *goals_named(struct book *book, const char *section, const char *column)
{
	struct goal asked;

	goal_split(section, column, &asked);
	for (int i = 0; i < book->goal_count; i++)
		if (strcmp(book->goals[i].section, asked.section) == 0
		    && strcmp(book->goals[i].column, asked.column) == 0)
			return &book->goals[i];
	return NULL;
}

static struct goal *goal_new(struct book *book)
{
	size_t count = (size_t)book->goal_count++;

	book->goals = heap_more(book->goals, count, sizeof *book->goals);
	return memset(&book->goals[count], 0, sizeof *book->goals);
}

void goals_find(struct book *book)
{
	const struct report *report = book->asking->report;
	struct columns *columns = heap_new(sizeof *columns);

	for (int i = 0; i < report->count; i++) {
		struct error none = { 0 };

		if (!columns_parse(report->sections[i].declaration, columns, &none))
			continue;
		for (int j = 0; j < columns->count; j++) {
			const struct column *column = &columns->item[j];

			if (*column->link && strcmp(column->link, "sheets") != 0
			    && !goals_named(book, column->link, column->name))
				goal_split(column->link, column->name, goal_new(book));
		}
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
	char cell[LXW_MAX_CELL_NAME_LENGTH];

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
