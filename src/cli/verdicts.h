/*
 * verdicts.h - what the rules said of an act, told to who acts
 */
#ifndef VERDICTS_H
#define VERDICTS_H

#include "command.h"
#include "judge.h"

/* One line each: warnings, what was passed and why, and the deviations that were opened unless
 * those are shown elsewhere. */
bool verdicts_tell(struct desk *desk, bool deviations, struct error *err);
/* What rules of elsewhere say of it, one line each: no more than that. */
void elsewhere_tell(struct desk *desk, const struct elsewhere *elsewhere);

#endif
