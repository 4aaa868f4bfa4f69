/*
 * recipe_regime.c - under which regime a version is made
 */
#include "recipe_inside.h"

#include "nearest.h"
#include "rule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The highest temperature that some words name; false where they name none. */
static bool warmest(const char *text, long *out)
{
	bool found = false;

	for (const char *at = text; *at;) {
		bool below = at > text && at[-1] == '-' && (at - 1 == text || at[-2] == ' ');
		char *end;
		long one;

		if (!isdigit((unsigned char)*at)) {
			at++;
			continue;
		}
		one = strtol(at, &end, 10);
		one = below ? -one : one;
		*out = found && *out > one ? *out : one;
		found = true;
		at = end;
	}
	return found;
}

/* As the rules name it; what is not said, or not understood, is kept in the room, where it
 * keeps shortest. */
const char *recipe_storage(const char *storage)
{
	long degrees;

	if (strcasestr(storage, "freez") || strcasestr(storage, "frozen"))
		return "freezer";
	if (strcasestr(storage, "fridge") || strcasestr(storage, "refriger"))
		return "fridge";
	if (!warmest(storage, &degrees))
		return "room";
	return degrees < 0 ? "freezer" : degrees <= 8 ? "fridge" : "room";
}

bool version_regime(struct store *store, const struct version *version, struct regime *out,
                    struct error *err)
{
	struct rule rule;

	*out = (struct regime){ .storage = recipe_storage(version->storage),
		                .said = *version->regime != '\0' };
	copy_text(out->process, sizeof out->process,
	          *version->process ? version->process : "aseptic");
	copy_text(out->name, sizeof out->name, version->regime);
	if (out->said)
		return true;
	if (!rule_find(store, RULE_DEFAULT_REGIME, &rule, err))
		return false;
	if (!rule.holds || !rule.regime)
		return failed(err, FAULT_REFUSED,
		              "%s says no regime, and the rule '%s' does not hold here; "
		              "say one with 'pistor recipe describe %s --regime'",
		              version->code, RULE_DEFAULT_REGIME, version->recipe_code);
	copy_text(out->name, sizeof out->name, rule.regime);
	return true;
}
