#include "clinic.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ISO 3166-1 alpha-2. */
static const char countries[] =
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI "
	"BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN "
	"CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
	"FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
	"HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
	"KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
	"ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
	"NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
	"TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
	"VN VU WF WS YE YT ZA ZM ZW ";

bool jurisdiction_check(const char *code, struct error *err)
{
	char country[] = "??";
	const char *part = strchr(code, '-');

	if (strcspn(code, "-") == 2 && (!part || part[1])) {
		memcpy(country, code, 2);
		if (strstr(countries, country) && isupper((unsigned char)code[0])
		    && isupper((unsigned char)code[1]))
			return true;
	}
	return failed(err, FAULT_REFUSED,
	              "'%s' is no country: write its ISO 3166 code in capitals, such as FR, or "
	              "with a part of it, such as US-OH", code);
}

bool clinic_now(struct store *store, struct clinic *out, struct error *err)
{
	struct row *row = store_one(store, CLINIC_NOW, BIND_NOTHING, err);

	if (!row)
		return failed(err, FAULT_MISSING, "this store has no clinic");
	snprintf(out->name, sizeof out->name, "%s", row_text(row, "name"));
	snprintf(out->jurisdiction, sizeof out->jurisdiction, "%s",
	         row_text(row, "jurisdiction"));
	out->practice = strcmp(row_text(row, "kind"), "practice") == 0;
	return zone_load(row_text(row, "zone"), &out->zone, err);
}

bool clinic_series(struct store *store, char letter, char series[8], struct error *err)
{
	struct clinic clinic;
	struct day day;

	if (!clinic_now(store, &clinic, err))
		return false;
	instant_day(&store_seat(store)->entered, &clinic.zone, &day);
	snprintf(series, 8, "%c%.2s", letter, day.text + 2);
	return true;
}
