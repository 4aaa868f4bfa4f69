/*
 * settled.h - what settling the ledger did besides, said
 */
#ifndef SETTLED_H
#define SETTLED_H

#include "command.h"
#include "ledger.h"

void settled_tell(struct desk *desk, const struct settlement *told);

#endif
