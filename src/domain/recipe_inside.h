/*
 * recipe_inside.h - what the files of recipes share
 */
#ifndef RECIPE_INSIDE_H
#define RECIPE_INSIDE_H

#include "recipe.h"

struct recipe {
	int64_t id, practitioner;
	char code[CODE_ROOM], title[NAME_ROOM], indication[FACT_ROOM];
	bool retired;
};

/* By code, folded; *number gets N where the text is "CODE.N", else 0. MISSING with "did you
 * mean". */
bool recipe_find(struct store *store, const char *text, struct recipe *out, int64_t *number,
                 struct error *err);

/* The version a row of VERSION_* tells of. */
void version_take(const struct row *row, struct version *out);

/* A line as it is written. */
void line_write(struct line *line, enum unit version_unit);

#endif
