/*
 * rule_changes.h - what a version of a rule changes, for who is about to sign it
 */
#ifndef RULE_CHANGES_H
#define RULE_CHANGES_H

#include "command.h"
#include "rulebook.h"

/* Each piece that the newest version says otherwise than the one that was approved before it
 * (else the one before): "Numbers: 300 mg -> 200 mg". Nothing of a first version. MISSING: no
 * such rule. */
bool rule_changes_show(struct desk *desk, const char *code, struct error *err);

#endif
