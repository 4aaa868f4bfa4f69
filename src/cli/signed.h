/*
 * signed.h - signatures, shown
 */
#ifndef SIGNED_H
#define SIGNED_H

#include "command.h"
#include "signature.h"

/* Who signed a subject, when, meaning what, and whether it still holds; how many of them do in
 * *holding unless that is NULL. */
bool signed_show(struct desk *desk, const struct subject *subject, int *holding,
                 struct error *err);

/* What a command that signs was given. */
struct signing signed_by(const struct desk *desk);

#endif
