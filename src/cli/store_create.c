#include "desk.h"
#include "digest.h"
#include "upkeep.h"

#include <pwd.h>
#include <time.h>
#include <unistd.h>

struct request { struct founding founding; };

/* Who and when, for the one act that nobody could be seated for. */
static bool sit(struct desk *desk, const char *at, const struct founding *founding,
                struct error *err)
{
	struct seat seat = { .person = 0 };
	struct instant clock;
	struct zone zone;

	instant_of(time(NULL), &clock);
	seat.entered = clock;
	if (at && !founding->practice)
		return failed(err, FAULT_REFUSED, "only a practice store lets --at be given");
	return zone_load(founding->zone, &zone, err)
	    && (!at || instant_parse(at, &zone, &clock, &seat.entered, err))
	    && store_sit(desk->store, &seat, err);
}

static bool create(struct desk *desk, const struct founding *asked,
                   char recovery[RECOVERY_TEXT], struct error *err)
{
	struct founding founding = *asked;
	char account[64], password[PASSWORD_TEXT];
	const struct passwd *user = getpwuid(getuid());
	bool ok = true;

	if (!founding.first.account && user) {
		snprintf(account, sizeof account, "%s", user->pw_name);
		founding.first.account = account;
	}
	if (!founding.practice) {
		ok = password_choose(desk->password_fd, founding.first.code, 0, password, err);
		founding.first.password = password;
		founding.recovery = recovery;
	}
	ok = ok && upkeep_found(desk->store, &founding, err);
	if (!founding.practice)
		secret_forget(password);
	return ok;
}

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct request *ask = request;
	struct founding founding = ask->founding;
	char recovery[RECOVERY_TEXT] = "";
	bool ok;

	if (!founding.zone)
		return failed(
			err, FAULT_REFUSED,
			"say which time zone the clinic is in, as in --zone Europe/Paris");
	if (!founding.jurisdiction)
		founding.jurisdiction = "";
	if (!founding.first.roles)
		founding.first.roles = "administrator";
	if (!store_open(desk->path, ACCESS_CREATE, &desk->store, err))
		return false;
	ok = sit(desk, desk->at, &founding, err) && create(desk, &founding, recovery, err);
	if (!ok) {
		store_close(desk->store);
		desk->store = NULL;
		store_discard(desk->path);
		return false;
	}
	fprintf(desk->out, "%s made for %s, in the zone %s; %s is its administrator\n",
	        founding.practice ? "a PRACTICE store" : "a store", founding.clinic,
	        founding.zone, founding.first.code);
	if (*recovery)
		fprintf(desk->out,
		        "the recovery code of %s, shown this once, to be sealed and put away:\n"
		        "%s\n",
		        founding.first.code, recovery);
	secret_forget(recovery);
	return true;
}

const struct command store_create_command = {
	.name = "store create",
	.summary = "Make a new store: the record of one clinic",
	.more = "A real store asks for the administrator's password, maps your account to the "
	        "first person, and takes the time from the clock alone. A practice store lets "
	        "--as and --at be given freely and says PRACTICE on every report.\n\n"
	        "Example:\n"
	        "  pistor store create 'Clinique du Parc' ph.anna 'Anna Berger' --roles "
	        "pharmacist --zone Europe/Paris --jurisdiction FR",
	.access = ACCESS_CREATE,
	.flags = COMMAND_ALONE | COMMAND_UNSEATED,
	.size = sizeof(struct request),
	.words =
		(const struct word[]){
			{ "CLINIC", 0, FILLS(request, founding.clinic), "Its name" },
			{ "PERSON", 0, FILLS(request, founding.first.code),
	                  "Code of the first person, an administrator" },
			{ "NAME", 0, FILLS(request, founding.first.name),
	                  "Their full name, as printed beside a signature" },
			{ "roles", 0, FILLS(request, founding.first.roles),
	                  "LIST: Their other roles, with commas" },
			{ "licence", 0, FILLS(request, founding.first.licence),
	                  "NUMBER: Their licence" },
			{ "licence-expires", 0, FILLS(request, founding.first.licence_expires),
	                  "DAY: Its last day" },
			{ "account", 0, FILLS(request, founding.first.account),
	                  "NAME: Their account here (default: yours)" },
			{ "zone", 0, FILLS(request, founding.zone),
	                  "ZONE: The clinic's time zone, as in Europe/Paris" },
			{ "jurisdiction", 0, FILLS(request, founding.jurisdiction),
	                  "CODE: Whose rules apply, as in FR" },
			{ "practice", 0, FILLS(request, founding.practice),
	                  "For training and tests, not for real work" },
			{ 0 } },
	.run = run,
};
