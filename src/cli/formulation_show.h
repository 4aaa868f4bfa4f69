/*
 * formulation_show.h - a formulation as a person reads it
 */
#ifndef FORMULATION_SHOW_H
#define FORMULATION_SHOW_H

#include "command.h"
#include "formulation.h"

/* Write text to the page folded at 80 columns, what follows the first line indented. */
void show_folded(struct desk *desk, const char *text);
/* "face 4 mL in 80 points, neck 2 mL, nappage, 30G 4 mm": empty where nothing is known. */
void show_manner(const struct manner *manner, char *out, size_t size);

bool formulation_show(struct desk *desk, const struct formulation *formulation,
                      const struct patient *patient, bool ingredients, struct error *err);

#endif
