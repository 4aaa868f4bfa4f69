/*
 * sheet.h - a worksheet, shown
 */
#ifndef SHEET_H
#define SHEET_H

#include "batch.h"
#include "command.h"

/* Lines, lots and why, what was passed over, what would be left. */
void sheet_show(struct desk *desk, const struct worksheet *sheet);
/* What to know besides: superseded, volumes that do not come to the yield. */
void sheet_notes(struct desk *desk, const struct worksheet *sheet);

#endif
