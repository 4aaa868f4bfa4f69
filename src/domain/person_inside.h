/*
 * person_inside.h - what the files of persons share
 */
#ifndef PERSON_INSIDE_H
#define PERSON_INSIDE_H

#include "person.h"

/* A new password of the kind "own" or "given". REFUSED: too short, or known already. */
bool person_keep_password(struct store *store, int64_t person, const char *password,
                          const char *kind, struct error *err);

#endif
