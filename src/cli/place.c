/*
 * place.c - the commands of places and sites
 */
#include "command.h"
#include "place.h"
#include "list.h"

static bool add(struct desk *desk, const void *request, struct error *err)
{
	const struct place_entry *entry = request;
	int64_t id;

	if (!place_add(desk->store, entry, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", entry->code);
	return true;
}

const struct command place_add_command = {
	.name = "place add",
	.summary = "Enter a place where stock lies",
	.more = "Example:\n  pistor place add FRIDGE 'Refrigerator' --storage '2-8 C' --site "
	        "MAIN",
	.access = ACCESS_WRITE,
	.size = sizeof(struct place_entry),
	.words = (const struct word[]){ { "CODE", 0, FILLS(place_entry, code),
	                                  "Short code, used from now on" },
	                                { "NAME", 0, FILLS(place_entry, name), "Full name" },
	                                { "storage", 0, FILLS(place_entry, storage),
	                                  "TEXT: How it keeps what lies there: '2-8 C'" },
	                                { "site", 0, FILLS(place_entry, site),
	                                  "SITE: Where it stands (default: the only one)" },
	                                { 0 } },
	.run = add,
};

static bool revise(struct desk *desk, const void *request, struct error *err)
{
	struct place place;

	if (!place_revise(desk->store, request, &place, err))
		return false;
	fprintf(desk->out, "%s is revised\n", place.code);
	return true;
}

const struct command place_revise_command = {
	.name = "place revise",
	.summary = "Enter what has changed of a place, or how it keeps",
	.more = "What is not named stays; --storage '' takes away.\n\n"
	        "Example:\n  pistor place revise STOCK --storage '15-25 C'",
	.access = ACCESS_WRITE,
	.size = sizeof(struct place_change),
	.words = (const struct word[]){ { "PLACE", 0, FILLS(place_change, place),
	                                  "Code or name" },
	                                { "name", 0, FILLS(place_change, name),
	                                  "NAME: Full name" },
	                                { "storage", 0, FILLS(place_change, storage),
	                                  "TEXT: How it keeps what lies there: '2-8 C'" },
	                                { 0 } },
	.run = revise,
};

struct named { const char *name; };

static bool retire(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;

	if (!place_retire(desk->store, ask->name, err))
		return false;
	fprintf(desk->out, "%s is retired\n", ask->name);
	return true;
}

const struct command place_retire_command = {
	.name    = "place retire",
	.summary = "Use an empty place no more",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "PLACE", 0, FILLS(named, name), "Code or name" },
		{ 0 } },
	.run     = retire,
};

static bool show(struct desk *desk, const void *request, struct error *err)
{
	const struct named *ask = request;
	struct place known;

	return place_find(desk->store, ask->name, &known, err)
	    && page_query(desk->page, "place", desk->store, PLACE_SHOW,
	                  BIND(bind_int("id", known.id)), NULL, err)
	    && page_query(desk->page, "stock", desk->store, PLACE_STOCKED,
	                  BIND(bind_int("id", known.id)), NULL, err);
}

const struct command place_show_command = {
	.name    = "place show",
	.summary = "One place, and what lies there",
	.access  = ACCESS_READ,
	.size    = sizeof(struct named),
	.words   = (const struct word[]){
		{ "PLACE", 0, FILLS(named, name), "Code or name" },
		{ 0 } },
	.run     = show,
};

struct which { bool all; };

static bool list(struct desk *desk, const void *request, struct error *err)
{
	const struct which *ask = request;

	return list_query(desk, "places", ask->all ? PLACE_LIST_ALL : PLACE_LIST, BIND_NOTHING,
	                  err);
}

const struct command place_list_command = {
	.name    = "place list",
	.summary = "Where stock lies",
	.access  = ACCESS_READ,
	.size    = sizeof(struct which),
	.words   = (const struct word[]){
		{ "all", 0, FILLS(which, all), "Retired ones and the ends outside too" },
		{ 0 } },
	.run     = list,
};

static bool add_site(struct desk *desk, const void *request, struct error *err)
{
	const struct site_entry *entry = request;
	int64_t id;

	if (!site_add(desk->store, entry, &id, err))
		return false;
	fprintf(desk->out, "%s is on record\n", entry->code);
	return true;
}

const struct command site_add_command = {
	.name    = "site add",
	.summary = "Enter a site: a house with places, in a time zone",
	.more    = "Example:\n  pistor site add LYON 'Cabinet de Lyon' Europe/Paris",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct site_entry),
	.words   = (const struct word[]){
		{ "CODE", 0, FILLS(site_entry, code), "Short code, used from now on" },
		{ "NAME", 0, FILLS(site_entry, name), "Full name" },
		{ "ZONE", 0, FILLS(site_entry, zone), "Time zone: in it, days end there" },
		{ 0 } },
	.run     = add_site,
};

static bool list_sites(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "sites", SITE_LIST, BIND_NOTHING, err);
}

const struct command site_list_command = {
	.name    = "site list",
	.summary = "The sites of the clinic",
	.access  = ACCESS_READ,
	.run     = list_sites,
};
