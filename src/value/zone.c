#include "calendar.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A name of the tz database and nothing else: no dots, so no way out of its folder. */
static bool is_name(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                              "0123456789_+-/";

	return *name && *name != '/' && strlen(name) < sizeof ((struct zone *)0)->name
	    && !name[strspn(name, letters)] && !strstr(name, "//")
	    && strcmp(name, "localtime") != 0 && strncmp(name, "right/", 6) != 0;
}

/* Whether a file is a whole TZif file of version 2 or later, which ends in a line of its own
 * (RFC 9636, 3.3): libc takes a broken one silently for UTC. */
static bool is_zone_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char magic[5];
	bool whole;

	if (!file)
		return false;
	whole = fread(magic, 1, sizeof magic, file) == sizeof magic
	     && memcmp(magic, "TZif", 4) == 0 && magic[4] >= '2'
	     && fseek(file, -1, SEEK_END) == 0 && getc(file) == '\n';
	fclose(file);
	return whole;
}

/* Where libc is to find the zone: by its full path, because both libcs read a bare name such
 * as "EST5EDT" as a rule of its own, and musl knows no TZDIR. */
static bool find_zone(const char *name, char tz[PATH_MAX])
{
	const char *folders[] = { getenv("TZDIR"), "/usr/share/zoneinfo", "/usr/lib/zoneinfo",
	                          "/usr/share/lib/zoneinfo" };

	if (!is_name(name))
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (folders[i] && *folders[i] == '/'
		 && snprintf(tz, PATH_MAX, ":%s/%s", folders[i], name) < PATH_MAX
		 && is_zone_file(tz + 1))
			return true;
	/* Needs no file, so it works where tzdata is not installed. */
	strcpy(tz, "UTC0");
	return strcmp(name, "UTC") == 0;
}

/* libc has one zone at a time: another is looked for, and switched to, only when it is asked
 * for. */
static bool zone_use(const char *name, struct error *err)
{
	static struct zone in_force;
	char tz[PATH_MAX];

	if (*name && strcmp(in_force.name, name) == 0)
		return true;
	if (!find_zone(name, tz))
		return failed(err, FAULT_REFUSED,
		              "this system has no time zone '%s': write one of the tz database, "
		              "such as Europe/Paris",
		              name);
	if (setenv("TZ", tz, 1) != 0)
		abort();
	tzset();
	strcpy(in_force.name, name);
	return true;
}

bool zone_load(const char *name, struct zone *out, struct error *err)
{
	if (!zone_use(name, err))
		return false;
	strcpy(out->name, name);
	return true;
}

bool zone_offset(const struct zone *zone, int64_t instant, int *out, struct error *err)
{
	time_t seconds = instant;
	struct tm local;

	if (!zone_use(zone->name, err))
		return false;
	if (!localtime_r(&seconds, &local))
		return failed(err, FAULT_REFUSED, "the instant is outside every calendar");
	*out = local.tm_gmtoff;
	return true;
}
