/*
 * supplier.c - the commands of suppliers
 */
#include "command.h"
#include "supplier.h"
#include "list.h"

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct supplier_entry *entry = request;
	int64_t id;

	if (!supplier_add(desk->store, entry, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", entry->code);
	return true;
}

const struct command supplier_add_command = {
	.name = "supplier add",
	.summary = "Enter who delivers",
	.more = "Example:\n  pistor supplier add ACME 'Acme Pharma' --contact "
	        "'orders@acme.example'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct supplier_entry),
	.words = (const struct word[]){ { "CODE", 0, FILLS(supplier_entry, code),
	                                  "Short code, used from now on" },
	                                { "NAME", 0, FILLS(supplier_entry, name), "Full name" },
	                                { "address", 0, FILLS(supplier_entry, address),
	                                  "TEXT: Where they are" },
	                                { "contact", 0, FILLS(supplier_entry, contact),
	                                  "TEXT: How to reach them" },
	                                { 0 } },
	.run = add,
};

struct named { const char *name; };

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	if (!supplier_retire(desk->store, ask->name, err))
		return false;
	fprintf(desk->out, "%s is retired\n", ask->name);
	return true;
}

const struct command supplier_retire_command = {
	.name    = "supplier retire",
	.summary = "Take no more from a supplier; what they delivered stands",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "SUPPLIER", 0, FILLS(named, name), "Code or name" },
		{ 0 } },
	.run     = retire,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct supplier known;

	return supplier_find(desk->store, ask->name, &known, err)
	    && page_query(desk->page, "supplier", desk->store, SUPPLIER_SHOW,
	                  BIND(bind_int("id", known.id)), NULL, err)
	    && page_query(desk->page, "lots", desk->store, SUPPLIER_LOTS,
	                  BIND(bind_int("id", known.id)), NULL, err);
}

const struct command supplier_show_command = {
	.name    = "supplier show",
	.summary = "One supplier, and what they delivered",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "SUPPLIER", 0, FILLS(named, name), "Code or name" },
		{ 0 } },
	.run     = show,
};

struct which { bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct which *ask = request;

	return list_query(desk, "suppliers", SUPPLIER_LIST, BIND(bind_int("retired", ask->all)),
	                  err);
}

const struct command supplier_list_command = {
	.name    = "supplier list",
	.summary = "Who delivers",
	.access  = ACCESS_READ,
	.size    = sizeof(struct which),
	.words   = (const struct word[]){
		{ "all", 0, FILLS(which, all), "Retired ones too" },
		{ 0 } },
	.run     = list,
};
