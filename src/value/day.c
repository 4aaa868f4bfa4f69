#include "calendar.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int64_t floor_divide(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

/* The year is taken to begin in March, so that the leap day comes last: then the days before
 * a month follow one formula, 153 days to every five months. */
int64_t civil_days(int year, int month, int day)
{
	int64_t from_march = month > 2 ? month - 3 : month + 9;
	int64_t y = month > 2 ? year : year - 1;

	return 365 * y + floor_divide(y, 4) - floor_divide(y, 100) + floor_divide(y, 400)
	     + (153 * from_march + 2) / 5 + day - 1 - 719468;
}

void civil_of(int64_t days, int *year, int *month, int *day)
{
	int64_t era = floor_divide(days + 719468, 146097);
	int of_era = days + 719468 - era * 146097;
	int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * years + years / 4 - years / 100);
	int from_march = (5 * of_year + 2) / 153;

	*day = of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = years + era * 400 + (*month <= 2);
}

int month_length(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return lengths[month - 1] + (month == 2 && leap);
}

bool take_digits(const char **text, int count, int *out)
{
	for (*out = 0; count; count--, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		*out = *out * 10 + **text - '0';
	}
	return true;
}

static bool take_month(const char **text, int *year, int *month)
{
	return take_digits(text, 4, year) && *year >= 1900
	    && *(*text)++ == '-'
	    && take_digits(text, 2, month) && *month >= 1 && *month <= 12;
}

bool take_date(const char **text, int64_t *days)
{
	int year, month, day;

	if (!take_month(text, &year, &month) || *(*text)++ != '-' || !take_digits(text, 2, &day)
	 || day < 1 || day > month_length(year, month))
		return false;
	*days = civil_days(year, month, day);
	return true;
}

void day_write(int64_t days, struct day *out)
{
	int64_t first = civil_days(0, 1, 1), last = civil_days(9999, 12, 31);
	int year, month, day;

	civil_of(days < first ? first : days > last ? last : days, &year, &month, &day);
	for (int i = 3; i >= 0; i--, year /= 10)
		out->text[i] = '0' + year % 10;
	memcpy(out->text + 4, (char[]){ '-', '0' + month / 10, '0' + month % 10,
	                                '-', '0' + day / 10, '0' + day % 10, '\0' }, 7);
}

/* "1800-01-01", "1800" */
static bool is_long_ago(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits == 4 && (text[4] == '-' || !text[4]) && strncmp(text, "1900", 4) < 0;
}

/* "22/11/2026", "22.11.2026", "3-11-2026": the day first, as many write it. */
static bool is_day_first(const char *text, struct day *out)
{
	int day, month, year, end = 0;

	if (sscanf(text, "%2d%*1[/.-]%2d%*1[/.-]%4d%n", &day, &month, &year, &end) != 3
	    || text[end] || year < 1900 || month < 1 || month > 12 || day < 1
	    || day > month_length(year, month))
		return false;
	day_write(civil_days(year, month, day), out);
	return true;
}

bool day_parse(const char *text, struct day *out, struct error *err)
{
	const char *end = text;
	struct day meant;
	int64_t days;

	if (is_day_first(text, &meant))
		return failed(err, FAULT_REFUSED, "'%s' is not a day such as 2027-01-31; write %s",
		              text, meant.text);

	if (!take_date(&end, &days) || *end)
		return failed(err, FAULT_REFUSED,
		              is_long_ago(text)
		                      ? "'%s' lies before 1900; a day is written 2027-01-31"
		                      : "'%s' is not a day such as 2027-01-31",
		              text);
	day_write(days, out);
	return true;
}

const char *day_text(const struct day *day)
{
	return *day->text ? day->text : NULL;
}

static int64_t days_of(const struct day *day)
{
	const char *text = day->text;
	int year, month, of_month;
	bool sound = take_digits(&text, 4, &year) && *text++ == '-'
	          && take_digits(&text, 2, &month) && *text++ == '-'
	          && take_digits(&text, 2, &of_month);

	assert(sound && month >= 1 && month <= 12);
	return civil_days(year, month, of_month);
}

bool day_add(const struct day *day, int days, struct day *out, struct error *err)
{
	int64_t sum = days_of(day) + days;

	if (sum < civil_days(1900, 1, 1) || sum > civil_days(9999, 12, 31))
		return failed(err, FAULT_REFUSED, "%d days from %s is outside the years 1900 "
		              "to 9999", days, day->text);
	day_write(sum, out);
	return true;
}

int day_weekday(const struct day *day)
{
	int64_t thursday = days_of(day);

	return thursday + 4 - 7 * floor_divide(thursday + 4, 7);
}

bool expiry_parse(const char *text, struct expiry *out, struct error *err)
{
	const char *end = text;
	int year, month;
	int64_t days;

	if (!take_month(&end, &year, &month) || *end) {
		end = text;
		if (!take_date(&end, &days) || *end)
			return failed(err, FAULT_REFUSED, "'%s' is not an expiry such as "
			              "2027-01-31 or 2027-01", text);
	}
	memcpy(out->printed, text, end - text + 1);
	return true;
}

const char *expiry_text(const struct expiry *expiry)
{
	return *expiry->printed ? expiry->printed : NULL;
}

void expiry_last_day(const struct expiry *expiry, struct day *out)
{
	const char *text = expiry->printed;
	int year, month;
	bool sound = take_month(&text, &year, &month);

	assert(sound);
	if (*text)
		memcpy(out->text, expiry->printed, sizeof out->text);
	else
		day_write(civil_days(year, month, month_length(year, month)), out);
}
