/*
 * migrations.c - the schema, from nothing to now; a file of its own so that a test can be a
 * later program
 */
#include "store.h"

const struct migration store_migrations[] = {
#define MIGRATION(name, text) { name, text },
#include "schema.inc"
#undef MIGRATION
};

const int store_migration_count = sizeof store_migrations / sizeof *store_migrations;
