/*
 * temperature_inside.h - what the files of this module share
 */
#ifndef TEMPERATURE_INSIDE_H
#define TEMPERATURE_INSIDE_H

#include "temperature.h"

/* An event on its way. */
struct work {
	struct place place;
	struct zone zone;
	struct instant since, till;
	int64_t low, high, usual;    /* hundredths */
	bool has_usual;
	struct stretch stretches[MOST_READINGS + 2];
	int count;                   /* of them, from since to till */
	int64_t between;             /* seconds the most is taken to have lasted between two
	                              * readings; 0: a reading shows it */
};

/* What it stood at from since to till: each reading until the next, or all of it the most;
 * the most at the least once. */
bool temperature_stretches(const struct warming *ask, struct work *work, struct error *err);
/* A row for each lot that was there, with what its rules say. */
bool temperature_judge(struct store *store, struct work *work, struct event *out,
                       struct error *err);

#endif
