/*
 * commands.c - every command there is, in the order 'pistor help' shows them
 */
#include "command.h"

#define COMMANDS(X) \
	X(again) \
	X(batch_amend) \
	X(batch_check) \
	X(batch_list) \
	X(batch_make) \
	X(batch_reject) \
	X(batch_release) \
	X(batch_reverse) \
	X(batch_show) \
	X(batch_verify) \
	X(check) \
	X(class_add) \
	X(class_list) \
	X(demo) \
	X(deviation_list) \
	X(deviation_show) \
	X(device_clean) \
	X(device_list) \
	X(explain) \
	X(formulation) \
	X(import_patients) \
	X(import_products) \
	X(import_recipes) \
	X(import_reverse) \
	X(import_sessions) \
	X(import_stock) \
	X(import_suppliers) \
	X(ingredient_add) \
	X(ingredient_list) \
	X(ingredient_retire) \
	X(ingredient_revise) \
	X(ingredient_show) \
	X(journal_head) \
	X(journal_show) \
	X(journal_verify) \
	X(lot_correct) \
	X(lot_count) \
	X(lot_hold) \
	X(lot_list) \
	X(lot_open) \
	X(lot_recall) \
	X(lot_receive) \
	X(lot_reject) \
	X(lot_release) \
	X(lot_return) \
	X(lot_reverse) \
	X(lot_show) \
	X(lot_transfer) \
	X(lot_waste) \
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
	X(place_add) \
	X(place_list) \
	X(place_retire) \
	X(place_show) \
	X(product_add) \
	X(product_list) \
	X(product_retire) \
	X(product_revise) \
	X(product_show) \
	X(recipe_approve) \
	X(recipe_derive) \
	X(recipe_describe) \
	X(recipe_diff) \
	X(recipe_draft) \
	X(recipe_drop) \
	X(recipe_list) \
	X(recipe_retire) \
	X(recipe_revise) \
	X(recipe_set) \
	X(recipe_show) \
	X(recipe_step) \
	X(report_list) \
	X(report_show) \
	X(report_verify) \
	X(report_write) \
	X(rule_list) \
	X(session_amend) \
	X(session_list) \
	X(session_record) \
	X(session_reverse) \
	X(session_show) \
	X(set_add) \
	X(set_drop) \
	X(set_list) \
	X(set_put) \
	X(set_show) \
	X(site_add) \
	X(site_list) \
	X(store_backup) \
	X(store_check) \
	X(store_clock) \
	X(store_create) \
	X(store_info) \
	X(store_restore) \
	X(store_upgrade) \
	X(supplier_add) \
	X(supplier_list) \
	X(supplier_retire) \
	X(supplier_show) \
	X(trace)

#define DECLARE(name) extern const struct command name##_command;
COMMANDS(DECLARE)

#define LIST(name) &name##_command,
const struct command *const commands[] = { COMMANDS(LIST) NULL };
