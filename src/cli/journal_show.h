/*
 * journal_show.h - acts, as the journal lists them
 */
#ifndef JOURNAL_SHOW_H
#define JOURNAL_SHOW_H

#include "command.h"
#include "journal.h"

bool journal_show_acts(struct desk *desk, const struct journal_list *list, struct error *err);

#endif
