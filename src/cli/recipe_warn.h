/*
 * recipe_warn.h - what a recipe is told of as it is checked and as it is approved
 */
#ifndef RECIPE_WARN_H
#define RECIPE_WARN_H

#include "command.h"
#include "recipe.h"

/* Lines that no product on record meets: it may be approved before they are bought. */
bool recipe_warn_unmet(struct desk *desk, const struct version *version, struct error *err);
/* A draft that waits beside the version that was meant by a recipe's code alone. */
bool recipe_say_draft(struct desk *desk, const char *typed, const struct version *version,
                      struct error *err);
/* These, and volumes that do not make the yield. */
bool recipe_warn(struct desk *desk, const struct version *version, struct error *err);

#endif
