/*
 * beside.h - a file is written beside its place, and put there when it is whole
 */
#ifndef BESIDE_H
#define BESIDE_H

#include "error.h"

#include <stdio.h>

struct beside { FILE *out; const char *path; char name[4096]; };

/* STORE when it cannot be written, and so below. */
bool beside_open(const char *path, struct beside *out, struct error *err);
/* Put it in its place, unless what was to be written failed: then it is taken away. */
bool beside_keep(struct beside *file, bool ok, struct error *err);

#endif
