/*
 * login.h - who sits at a machine that several share
 *
 * A sitting begins with a person's code and password (login, or the first signature of one who
 * sits by account), and within it a password alone signs. It belongs to one terminal, which
 * keeps its secret; the record keeps the secret's digest. It ends by logout, when nothing was
 * done for as long as rule login-idle says, or when the clock goes back.
 *
 * An account of the operating system in which somebody ever logged in is shared: it says no more
 * who sits there, and outside a sitting nobody does.
 */
#ifndef LOGIN_H
#define LOGIN_H

#include "store.h"

enum { LOGIN_TOKEN = 65 };

/* Begin a sitting: an act of the person's own. fresh: the password chosen in place of one that
 * is stale, in this account of the operating system; else NULL. MISSING: nobody of that code;
 * REFUSED: retired, a practice store, person_renew(), person_prove(). The token is for the
 * terminal to keep. */
bool login_begin(struct store *store, const char *person, const char *password,
                 const char *fresh, const char *account, char token[LOGIN_TOKEN],
                 struct error *err);
/* The same within the act under way, for one who has just proved who they are in an account that
 * says so, too: that does not make it shared. */
bool login_open(struct store *store, int64_t person, char token[LOGIN_TOKEN],
                struct error *err);

/* Who sits, by the token and when something was last done with it. REFUSED: it has ended, and
 * why; *person is given all the same where the record knows the token, else 0. */
bool login_resume(struct store *store, const char *token, const struct instant *last,
                  const struct instant *now, int64_t *person, struct error *err);

/* Whether who sits in an account has to log in: somebody did before. */
bool login_needed(struct store *store, const char *account, bool *needed, struct error *err);

/* End it. REFUSED where the record does not know it, or it was ended before. */
bool login_end(struct store *store, const char *token, struct error *err);

#endif
