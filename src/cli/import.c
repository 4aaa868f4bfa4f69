/*
 * import.c - the commands that enter a table: 'import products FILE.csv' and its like
 */
#include "command.h"
#include "import.h"
#include "lot_words.h"
#include "verdicts.h"

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
	return verdicts_tell(desk, true, err);
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

#define COLUMNS_ARE \
	"Columns are found by their headings, in any order; separators are commas, semicolons " \
	"or tabs, the text is UTF-8. Several things in one cell are separated by ';' or '|'. " \
	"All lines are entered, or none: --dry-run names each that would be refused.\n\n"

#define IMPORT(kind, KIND, flag, what, columns) \
	static bool run_##kind(struct desk *desk, const void *request, struct error *err) \
	{ \
		return run(desk, request, KIND, err); \
	} \
	const struct command import_##kind##_command = { \
		.name    = "import " #kind, \
		.summary = what, \
		.more    = COLUMNS_ARE columns, \
		.access  = ACCESS_WRITE, \
		.flags   = COMMAND_FILE | flag, \
		.size    = sizeof(struct words), \
		.words   = (const struct word[]){ \
			{ "[FILE]",   0, FILLS(words, file),     "The table; - for standard input" }, \
			{ "template", 0, FILLS(words, template), "Write the headings instead" }, \
			{ 0 } }, \
		.run     = run_##kind, \
	};

IMPORT(patients, IMPORT_PATIENTS, 0, "Enter patients and what is known of them from a table",
       "  code (required)  of the patient, such as P-0042\n"
       "  name, contact    who it is, and how they are reached\n"
       "  born             1984-05-17\n"
       "  clinic-number    of their file\n"
       "  sex              female, male or other\n"
       "  weight           62 kg\n"
       "  allergies, conditions  several in a cell: 'lidocaine; latex'\n"
       "  medicines        the same, with the day last taken: 'aspirin on 2026-10-30'\n"
       "  another          yes: not who is on record by that name and birth date\n\n"
       "Example:\n"
       "  code,name,born,allergies,medicines\n"
       "  P-0042,Ana Roy,1984-05-17,lidocaine; latex,aspirin on 2026-10-30\n")
IMPORT(products, IMPORT_PRODUCTS, 0, "Enter products with their components from a table",
       "  code, name (both required)\n"
       "  kind             drug, supply ... as in 'product add'\n"
       "  maker, gtin      who makes it, and the number under its bar code\n"
       "  unit             what it is counted in: mL, g, pcs\n"
       "  container, size  ampoule, vial, multi-dose ...; how much is in one: 5 mL\n"
       "  contains         ingredients and how much: 'HA 1 %; biotin not stated'\n"
       "  in-use           how long once opened: 28 d\n"
       "  made-up          what a dry one is dissolved to: 5 mL\n"
       "  sterile          yes or no\n"
       "  storage          how it is kept\n\n"
       "Example:\n"
       "  code,name,container,size,contains\n"
       "  VITC-20,Laroscorbine,ampoule,5 mL,vitamin C 1 g/amp\n")
IMPORT(recipes, IMPORT_RECIPES, 0, "Draft recipes with their lines and steps from a table",
       "  code (required)  its first line drafts it, each may add lines and steps\n"
       "  title, practitioner, indication  what it is called, whose it is, what for\n"
       "  yield            how much it makes (the first line says it): 10 mL\n"
       "  session          how much of it a session takes: 4 mL\n"
       "  technique, area, needle, device, depth, points  how it is given\n"
       "  keeps, storage, stability, closure  how long, where, why and in what\n"
       "  description, quality, regime, process  as in 'recipe draft'\n"
       "  sessions, interval, maintenance  how many, how far apart, how often then\n"
       "  lines            what goes in: 'VITC-20 3 mL; biotin 5 mg'\n"
       "  steps, critical-steps  what is done, and what a second person looks at\n\n"
       "Example:\n"
       "  code,title,practitioner,yield,session,keeps,lines,steps\n"
       "  GLOW-3,Glow,dr.lee,10 mL,4 mL,24 h,VITC-20 3 mL; biotin 5 mg,Swirl\n")
IMPORT(sessions, IMPORT_SESSIONS, 0,
       "Enter past sessions, which move nothing, from a table: a line per syringe",
       "Lines of one patient at one time that follow each other are one session.\n\n"
       "  patient (required)  their code\n"
       "  at (required)    when, before this record began: 2026-05-03 10:30, or a day\n"
       "  source (required)  a product's or recipe's code: 'GLOW-3.2' says\n"
       "                   which version it was, 'GLOW-3' is the one in\n"
       "                   force then by this record; where none was, it is\n"
       "                   not known, and nothing is computed from it\n"
       "  given (required) how much of it the patient got: 4 mL\n"
       "  lot              as the file names it\n"
       "  wasted           drawn and not given: 0.2 mL\n"
       "  practitioner     the code of who gave it\n"
       "  areas            with amount and points if known: 'face 3 mL 60; neck 1 mL'\n"
       "  technique, needle, device, cartridge, depth, points  as in 'session record'\n"
       "  indication, notes  of the whole session, from its first line\n"
       "  told-by          where it is from: paper file\n\n"
       "Example:\n"
       "  patient,at,source,given,lot,practitioner,areas,told-by\n"
       "  P-0042,2026-05-03 10:30,GLOW-3.1,4 mL,B-77,dr.lee,face; neck,file 12\n")
IMPORT(stock, IMPORT_STOCK, COMMAND_SIGNS | COMMAND_SIGNS_LAST,
       "Enter what lies there when the record begins, opened containers too, from a table",
       "  product (required)  its code\n"
       "  amount           what is unopened: 3x10mL, 100 pcs\n"
       "  lot, expires     as printed: MU-7; 2027-04 or a day, 'keeps' where none is\n"
       "  supplier, place  their codes\n"
       "  certificate, assays  its number; 'HA=98 %'\n"
       "  price            12.50 EUR\n"
       "  status           quarantine (if empty), released, held, recalled ...\n"
       "  opened           what is left of each: '1.2 mL since 2026-10-28'\n"
       "  another          yes: not the delivery that is on record\n\n"
       "Example:\n"
       "  product,lot,expires,amount,place,status,opened\n"
       "  MULTI,MU-7,2027-04,3x10mL,FRIDGE,released,1.2 mL since 2026-10-28\n")
IMPORT(suppliers, IMPORT_SUPPLIERS, 0, "Enter suppliers from a table",
       "  code, name (both required), address, contact\n\n"
       "Example:\n"
       "  code,name,contact\n"
       "  ACME,Acme Pharma,orders@acme.example\n")
