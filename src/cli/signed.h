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

/* Before an amendment: how many signatures hold. After it: where one of them lapsed by it, who
 * amends signs that; told once what is shown before it is signed (COMMAND_SIGNS_LAST). */
bool signed_holding(struct desk *desk, const struct subject *subject, int *holding,
                    struct error *err);
bool signed_amended(struct desk *desk, const struct subject *subject, int held,
                    struct error *err);

/* What a command that signs was given; of a dry run, and before the question, to be seen only. */
struct signing signed_by(const struct desk *desk);

#endif
