/*
 * terminal.h - what this terminal keeps of a sitting
 *
 * A file that only this account can read, in its run-time folder, named by store and terminal:
 * the secret of the sitting, and by its time when something was last done.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "day.h"
#include "error.h"
#include "login.h"

enum { TERMINAL_PATH = 4096 };

/* The sitting kept for this store, and when something was last done in it; an empty token where
 * there is none. */
void terminal_recall(const char *store, char token[LOGIN_TOKEN], struct instant *last);
/* Keep it. STORE where it cannot be written, or the folder is not this account's alone. */
bool terminal_keep(const char *store, const char *token, struct error *err);
/* Something was done in it now; it is no more. */
void terminal_touch(const char *store);
void terminal_forget(const char *store);

#endif
