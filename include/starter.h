/*
 * starter.h - the catalogue and the rules a new store begins with
 */
#ifndef STARTER_H
#define STARTER_H

#include "store.h"

/* Enter the ingredients of sql/starter/ with their classes, and the rules the program itself
 * needs, each with its source: within the act of creating a store. */
bool starter_load(struct store *store, struct error *err);

#endif
