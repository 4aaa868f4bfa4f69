/*
 * workbook.h - an answer as an XLSX file
 */
#ifndef WORKBOOK_H
#define WORKBOOK_H

#include "ask.h"

/* Write to a file that is there already. STORE when it, or room for it, cannot be had. */
bool workbook_write(const struct asking *asking, const char *path, struct answer *answer,
                    struct error *err);

#endif
