/*
 * lot_words.h - what the commands of lots share in what they say
 */
#ifndef LOT_WORDS_H
#define LOT_WORDS_H

#include "command.h"
#include "lot.h"

/* "L26-0001 (VITC-20, HA-88213)" for each. */
bool lot_say_choice(struct desk *desk, const struct lot_choice *choice, const char *what,
                    struct error *err);
/* What was made of these, where it lies, and who was treated with any of it: tables, then how
 * many. */
bool lot_say_reach(struct desk *desk, const char *code, const struct lot_choice *choice,
                   struct error *err);
/* Which other lots have a maker's number that looks like the code asked for. */
bool lot_say_near(struct desk *desk, const char *code, struct error *err);
/* Sign for each lot what was done: released, rejected. Where it is only shown, and the password
 * not known yet, what is signed is only told (COMMAND_SIGNS_LAST). */
bool lot_sign(struct desk *desk, const struct lot_choice *choice, const char *meaning,
              struct error *err);

/* "10x5 mL" of what is sized and unopened, else "45 mL". */
void lot_amount_text(const struct product *product, int64_t atoms, bool unopened,
                     char text[QUANTITY_TEXT]);

#endif
