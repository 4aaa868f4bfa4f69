/*
 * commands.c - every command there is, in the order 'pistor help' shows them
 */
#include "command.h"

#define COMMANDS(X) \
	X(deviation_list) \
	X(deviation_show) \
	X(patient_add) \
	X(patient_fact) \
	X(patient_list) \
	X(patient_revise) \
	X(patient_show) \
	X(person_add) \
	X(person_list) \
	X(person_password) \
	X(person_retire) \
	X(person_role) \
	X(store_create) \
	X(store_info) \
	X(trace)

#define DECLARE(name) extern const struct command name##_command;
COMMANDS(DECLARE)

#define LIST(name) &name##_command,
const struct command *const commands[] = { COMMANDS(LIST) NULL };
