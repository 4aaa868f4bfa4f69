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

static bool approve(struct desk *desk, const void *request, struct error *err)
{
	const struct approval *ask = request;
	struct supplier known;

	if (!supplier_approve(desk->store, ask, &known, err))
		return false;
	page_say(desk->page, "%s is approved%s%s", known.code, *ask->until.text ? " through " : "",
	         ask->until.text);
	return true;
}

const struct command supplier_approve_command = {
	.name = "supplier approve",
	.summary = "Approve a supplier, on evidence and through a day",
	.more = "What comes from one who is not approved is judged by rule "
	        "supplier-approval.\n\n"
	        "Example:\n"
	        "  pistor supplier approve ACME --evidence 'audit of March, 3 certificates "
	        "verified' --until 2027-03-31",
	.access = ACCESS_WRITE,
	.size = sizeof(struct approval),
	.words = (const struct word[]){
		{ "SUPPLIER", 0, FILLS(approval, supplier), "Code or name" },
		{ "evidence", 0, FILLS(approval, evidence),
		  "TEXT: An audit, a questionnaire, certificates that were verified" },
		{ "items", 0, FILLS(approval, items), "TEXT: What they are approved for; else all" },
		{ "until", 0, FILLS(approval, until), "DAY: The last day; else until withdrawn" },
		{ 0 } },
	.run = approve,
};

struct named { const char *name; };

static bool withdraw(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct supplier known;
	int64_t lots;

	if (!supplier_withdraw(desk->store, ask->name, &known, err))
		return false;
	page_say(desk->page, "%s is approved no more", known.code);
	if (!page_query(desk->page, "lots", desk->store, SUPPLIER_ON_HAND,
	                BIND(bind_int("id", known.id)), &lots, err))
		return false;
	page_say(desk->page, lots ? "nothing of it is held by this: 'pistor lot hold LOT' holds one, "
	                            "'pistor recall open %s' all that was made of them too"
	                          : "nothing of theirs is here; 'pistor trace %s' shows where it went",
	         known.code);
	return true;
}

const struct command supplier_withdraw_command = {
	.name    = "supplier withdraw",
	.summary = "Take back the approval of a supplier; --reason says why",
	.more    = "What of theirs is here is listed, with whether it may still be used.",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "SUPPLIER", 0, FILLS(named, name), "Code or name" },
		{ 0 } },
	.run     = withdraw,
};

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
	    && page_query(desk->page, "approvals", desk->store, SUPPLIER_APPROVALS,
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

	return list_query(desk, "suppliers", SUPPLIER_LIST, BIND(
		bind_int ("retired", ask->all),
		bind_text("at",      store_event(desk->store)->text)), err);
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
