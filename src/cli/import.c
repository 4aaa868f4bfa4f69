/*
 * import.c - the commands that enter a table: 'import products FILE.csv' and its like
 */
#include "command.h"
#include "import.h"
#include "lot_words.h"

#include <errno.h>
#include <string.h>

struct words { const char *file; bool template; };

static bool write_template(struct desk *desk, enum import_kind kind)
{
	const char *const *column = import_columns(kind);

	for (; *column; column++)
		fprintf(desk->out, "%s%s", *column, column[1] ? "," : "\n");
	desk->idle = true;
	return true;
}

/* What a line says may be used is released under a signature, as by hand. */
static bool sign(struct desk *desk, int64_t released, struct error *err)
{
	struct lot_choice choice = { .lot = { released }, .count = 1 };

	return !released || lot_sign(desk, &choice, "released", err);
}

/* Faulty lines are named as they are met, for the answer of a refused act is never shown. */
static bool enter(struct desk *desk, struct import *import, const char *name, struct error *err)
{
	struct import_line line;
	int64_t faulty = 0;

	while (import_next(import, desk->store, &line)) {
		if (line.fault.fault == FAULT_NONE && !sign(desk, line.released, err))
			return false;
		if (line.fault.fault == FAULT_NONE)
			continue;
		if (line.fault.fault == FAULT_STORE)
			return failed(err, FAULT_STORE, "%s", line.fault.text);
		fprintf(stderr, "%s:%lld: %s\n", name, (long long)line.number, line.fault.text);
		faulty++;
	}
	if (faulty)
		return failed(err, FAULT_REFUSED,
		              "%lld of %lld line%s refused; nothing was recorded",
		              (long long)faulty, (long long)import_lines(import),
		              import_lines(import) == 1 ? "" : "s");
	fprintf(desk->out, "%lld line%s entered from %s\n", (long long)import_lines(import),
	        import_lines(import) == 1 ? "" : "s", name);
	return true;
}

static bool run(struct desk *desk, const struct words *ask, enum import_kind kind,
                struct error *err)
{
	bool piped = ask->file && strcmp(ask->file, "-") == 0, ok;
	const char *name = piped ? "standard input" : ask->file;
	struct import *import;
	FILE *file;

	if (ask->template)
		return write_template(desk, kind);
	if (!ask->file)
		return failed(err, FAULT_USAGE,
		              "name the file, or ask for its headings with --template");
	file = piped ? stdin : fopen(ask->file, "r");
	if (!file)
		return failed(err, FAULT_MISSING, "cannot read '%s': %s", ask->file,
		              strerror(errno));
	ok = import_open(file, kind, &import, err);
	if (!piped)
		fclose(file);
	ok = ok && enter(desk, import, name, err);
	import_close(import);
	return ok;
}

static const char more[] = "Columns are found by their headings, in any order; separators are "
                           "commas, semicolons or tabs, the text is UTF-8. Several things in "
                           "one cell are separated by ';' or '|'. All lines are entered, or "
                           "none: --dry-run names each that would be refused.";

#define IMPORT(kind, KIND, flag, what) \
	static bool run_##kind(struct desk *desk, const void *request, struct error *err) \
	{ \
		return run(desk, request, KIND, err); \
	} \
	const struct command import_##kind##_command = { \
		.name    = "import " #kind, \
		.summary = what, \
		.more    = more, \
		.access  = ACCESS_WRITE, \
		.flags   = COMMAND_FILE | flag, \
		.size    = sizeof(struct words), \
		.words   = (const struct word[]){ \
			{ "[FILE]",   0, FILLS(words, file),     "The table; - for standard input" }, \
			{ "template", 0, FILLS(words, template), "Write the headings instead" }, \
			{ 0 } }, \
		.run     = run_##kind, \
	};

IMPORT(patients, IMPORT_PATIENTS, 0, "Enter patients and what is known of them from a table")
IMPORT(products, IMPORT_PRODUCTS, 0, "Enter products with their components from a table")
IMPORT(recipes, IMPORT_RECIPES, 0, "Draft recipes with their lines and steps from a table")
IMPORT(sessions, IMPORT_SESSIONS, 0,
       "Enter past sessions, which move nothing, from a table: a line per syringe")
IMPORT(stock, IMPORT_STOCK, COMMAND_SIGNS | COMMAND_SIGNS_LAST,
       "Enter what lies there when the record begins, opened containers too, from a table")
IMPORT(suppliers, IMPORT_SUPPLIERS, 0, "Enter suppliers from a table")
