/*
 * rulebook_inside.h - what the files of the rulebook share
 */
#ifndef RULEBOOK_INSIDE_H
#define RULEBOOK_INSIDE_H

#include "rulebook.h"

/* REFUSED for a version that says nothing a program could judge by: a kind without what it is
 * made of, a number of another measure, a pair with itself, a time that ends before it
 * begins. */
bool rulebook_is_sound(const struct rule *rule, struct error *err);

/* MISSING, with the nearest, for a condition, an area or a measure that no list has; REFUSED
 * for a kind that is asked for by its code, under a code nothing asks for. */
bool rulebook_is_said(struct store *store, const struct ruling *ruling, struct error *err);

#endif
