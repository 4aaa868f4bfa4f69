/*
 * device.c - the commands of devices
 */
#include "command.h"
#include "device.h"
#include "list.h"

struct cleaning { const char *device, *agent; };

static bool clean(struct desk *desk, const void *request, struct error *err)
{
	const struct cleaning *ask = request;

	if (!device_clean(desk->store, ask->device, ask->agent, err))
		return false;
	fprintf(desk->out, "%s was cleaned with %s\n", ask->device, ask->agent);
	return true;
}

const struct command device_clean_command = {
	.name    = "device clean",
	.summary = "Enter that a device was cleaned, and with what",
	.more    = "A device used for one patient and not cleaned since is pointed out when "
	           "it\n"
	           "is used for the next (rule 'device-cleaning').\n\n"
	           "Example:\n"
	           "  pistor device clean GUN-1 'alcohol 70 %'",
	.access  = ACCESS_WRITE,
	.size    = sizeof(struct cleaning),
	.words   = (const struct word[]){
		{ "DEVICE", 0, FILLS(cleaning, device), "As sessions name it" },
		{ "AGENT",  0, FILLS(cleaning, agent),  "What it was cleaned with" },
		{ 0 } },
	.run     = clean,
};

static bool list(struct desk *desk, const void *request, struct error *err)
{
	(void)request;
	return list_query(desk, "devices", DEVICE_LIST, BIND_NOTHING, err);
}

const struct command device_list_command = {
	.name    = "device list",
	.summary = "What injects: when it was last used, and cleaned with what",
	.access  = ACCESS_READ,
	.run     = list,
};
