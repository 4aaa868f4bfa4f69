/*
 * wording.h - a question as the words of a command, to be asked again
 *
 * "report write stock place=FRIDGE --as-of 2026-11-03T10:00:00Z --head 126": everything an
 * answer depends on but who asks and the program; of a report in a file, that file and its
 * SHA-256. It stands on covers and in the journal.
 */
#ifndef WORDING_H
#define WORDING_H

#include "ask.h"

/* REFUSED where they are more than there is room for. */
bool wording_write(const struct asking *asking, char out[REPORT_LINE], struct error *err);

#endif
