/*
 * temperature_judge.c - what the rules of storage say of a lot that was there
 */
#include "temperature_inside.h"
#include "heap.h"
#include "nearest.h"
#include "recipe.h"
#include "rule.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t mean_kinetic(const struct stretch *stretches, int count)
{
	const double heat = 10000.0, nought = 273.15; /* dH/R in K; 0 C in K */
	double sum = 0, seconds = 0;

	for (int i = 0; i < count; i++) {
		double kelvin = (double)stretches[i].degrees / 100 + nought;

		sum += exp(-heat / kelvin) * (double)stretches[i].seconds;
		seconds += (double)stretches[i].seconds;
	}
	return (int64_t)lround((heat / -log(sum / seconds) - nought) * 100);
}

static void add(struct work *work, int64_t seconds, int64_t degrees)
{
	if (seconds > 0)
		work->stretches[work->count++] = (struct stretch){ seconds, degrees };
}

/* Where no reading is as high as the most it stood at, that was between two of them: no longer
 * than the longest of the stretches, which is taken to have stood so. */
static void add_peak(struct work *work)
{
	int longest = 0;

	for (int i = 0; i < work->count; i++) {
		if (work->stretches[i].degrees == work->high)
			return;
		if (work->stretches[i].seconds > work->stretches[longest].seconds)
			longest = i;
	}
	work->between = work->stretches[longest].seconds;
	work->stretches[longest].degrees = work->high;
}

bool temperature_stretches(const struct warming *ask, struct work *work, struct error *err)
{
	int64_t at = instant_seconds(&work->since), end = instant_seconds(&work->till);

	if (ask->reading_count > MOST_READINGS)
		return failed(err, FAULT_REFUSED, "more than %d readings", MOST_READINGS);
	if (!ask->reading_count) {
		add(work, end - at, work->high);
		return true;
	}
	/* Before the first reading it stood as at the first. */
	for (int i = 0; i < ask->reading_count; i++) {
		int64_t next = i + 1 < ask->reading_count
		                     ? instant_seconds(&ask->readings[i + 1].at)
		                     : end;

		add(work, next - at, ask->readings[i].degrees);
		at = next;
	}
	add_peak(work);
	return true;
}

/* ---- Windows ---- */

/* The stretches of a window that ends with one of them (step -1) or begins with it (step 1),
 * the rest of it at what is usual. */
static int64_t mean_of_window(const struct work *work, int at, int step, int64_t window,
                              int64_t usual)
{
	struct stretch in[MOST_READINGS + 3];
	int count = 0;

	for (; at >= 0 && at < work->count && window > 0; at += step) {
		in[count] = work->stretches[at];
		if (in[count].seconds > window)
			in[count].seconds = window;
		window -= in[count++].seconds;
	}
	if (window > 0)
		in[count++] = (struct stretch){ window, usual };
	return mean_kinetic(in, count);
}

/* A window is at its worst where one of its ends is that of a stretch. */
static int64_t worst_mean(const struct work *work, int64_t window, int64_t usual)
{
	int64_t worst = INT64_MIN;

	for (int i = 0; i < work->count; i++)
		for (int step = -1; step <= 1; step += 2) {
			int64_t mean = mean_of_window(work, i, step, window, usual);

			worst = mean > worst ? mean : worst;
		}
	return worst;
}

static int64_t seconds_above(const struct work *work, int64_t degrees)
{
	int64_t seconds = 0;

	for (int i = 0; i < work->count; i++)
		if (work->stretches[i].degrees > degrees)
			seconds += work->stretches[i].seconds;
	return seconds;
}

/* ---- Judging ---- */

/* The first source a rule names, for "%.*s". */
#define SOURCE(rule) \
	(int)strcspn((rule).source ? (rule).source : "no source", ";"), \
		(rule).source ? (rule).source : "no source"

/* What is said of one lot, and whether it stood outside what its rules allow. */
struct said {
	char text[JUDGED_ROOM];
	bool outside;
};

static void say(struct said *said, const char *format, ...)
{
	size_t used = strlen(said->text);
	va_list args;

	va_start(args, format);
	if (used && used + 2 < sizeof said->text) {
		strcpy(said->text + used, "; ");
		used += 2;
	}
	vsnprintf(said->text + used, sizeof said->text - used, format, args);
	va_end(args);
}

/* The rule of a class of storage and a measure; false in *there where none is, or it only
 * informs. */
static bool find_rule(struct store *store, const char *storage, const char *measure,
                      struct rule *out, bool *there, struct error *err)
{
	struct error none = { 0 };
	char code[RULE_CODE];

	snprintf(code, sizeof code, "storage-%s%s%s", storage, *measure ? "-" : "", measure);
	*there = rule_find(store, code, out, &none) && out->holds && out->has_amount;
	return spared(&none, err);
}

/* How far, and for how long, it may be warmer than its range. */
static bool judge_peak(struct store *store, const struct work *work, const char *storage,
                       int64_t most, struct said *said, struct error *err)
{
	char highest[QUANTITY_TEXT], limit[QUANTITY_TEXT], span[INSTANT_LOCAL],
		above[INSTANT_LOCAL];
	int64_t seconds = seconds_above(work, most);
	struct rule rule;
	bool there, lasts;

	if (!find_rule(store, storage, "peak", &rule, &there, err))
		return false;
	if (!there) {
		said->outside = true;
		return true;
	}
	degrees_format(work->high, highest);
	degrees_format(rule.amount, limit);
	span_format((struct span){ seconds }, above);
	span_format((struct span){ rule.span }, span);
	lasts = rule.has_span && seconds > rule.span;
	if (work->between)
		say(said, "%s was between two readings and is taken to have lasted from one to the "
		    "next", highest);
	if (work->high > rule.amount)
		say(said, "%s is above %s (rule storage-%s-peak %lld, %.*s)", highest, limit,
		    storage, (long long)rule.version, SOURCE(rule));
	else if (lasts)
		say(said,
		    "%s above its range is longer than %s (rule storage-%s-peak %lld, %.*s)",
		    above, span, storage, (long long)rule.version, SOURCE(rule));
	else
		say(said,
		    "%s above its range, at most %s, is within its rule (storage-%s-peak %lld)",
		    above, highest, storage, (long long)rule.version);
	said->outside |= work->high > rule.amount || lasts;
	return true;
}

static bool judge_mean(struct store *store, const struct work *work, const char *storage,
                       int64_t most, struct said *said, struct error *err)
{
	char mean[QUANTITY_TEXT], limit[QUANTITY_TEXT], span[INSTANT_LOCAL];
	struct rule rule;
	int64_t worst, window;
	bool there;

	if (!find_rule(store, storage, "mkt", &rule, &there, err) || !there)
		return !err->fault;
	/* Over no window of its own it is that of the event. */
	window = rule.has_span && rule.span > 0
	               ? rule.span
	               : instant_seconds(&work->till) - instant_seconds(&work->since);
	worst = worst_mean(work, window, work->has_usual ? work->usual : most);
	degrees_format(worst, mean);
	degrees_format(rule.amount, limit);
	span_format((struct span){ window }, span);
	say(said, "mean kinetic temperature over %s %s, %s %s (rule storage-%s-mkt %lld, %.*s)",
	    span, mean, worst > rule.amount ? "above" : "within", limit, storage,
	    (long long)rule.version, SOURCE(rule));
	said->outside |= worst > rule.amount;
	return true;
}

static bool judge_lot(struct store *store, const struct work *work, const char *words,
                      struct said *said, struct error *err)
{
	const char *storage = *words ? recipe_storage(words) : NULL;
	char low[QUANTITY_TEXT], high[QUANTITY_TEXT], range[RULE_FIGURES];
	struct rule rule;
	int64_t least, most;
	bool there;

	*said = (struct said){ .outside = false };
	if (!storage) {
		say(said, "nothing says how it is kept");
		said->outside = true;
		return true;
	}
	if (!find_rule(store, storage, "", &rule, &there, err))
		return false;
	if (!there) {
		say(said, "no rule says at what it is kept (%s)", storage);
		said->outside = true;
		return true;
	}
	rule_figures(&rule, range);
	degrees_format(work->low, low);
	degrees_format(work->high, high);
	least = rule.has_least ? rule.least : INT64_MIN;
	/* "<25 C" is kept below that, and may stand cooler, though not freeze. */
	if (strchr(words, '<') && least > 0) {
		least = 0;
		strcpy(range, "below ");
		degrees_format(rule.amount, range + 6);
	}
	most = rule.amount;
	if (work->low >= least && work->high <= most) {
		say(said, "within %s (rule storage-%s %lld)", range, storage,
		    (long long)rule.version);
		return true;
	}
	say(said, "%s to %s, and it is kept at %s (rule storage-%s %lld, %.*s)", low, high,
	    range, storage, (long long)rule.version, SOURCE(rule));
	if (work->low < least) {
		say(said, "%s",
		    work->low < 0 && least >= 0
		            ? "it may have frozen, of which no mean says anything"
		            : "of cold no mean kinetic temperature says anything");
		said->outside = true;
	}
	return work->high <= most
	    || (judge_peak(store, work, storage, most, said, err)
	        && (work->low < least || judge_mean(store, work, storage, most, said, err)));
}

enum { MOST_THERE = 2048 };

struct there {
	int64_t lot, amount;
	char storage[NAME_ROOM];
	struct instant since;        /* it came while it lasted; empty: it was there */
};

/* The event as a lot saw it that came while it lasted. */
static struct work *seen_by(const struct work *work, const struct there *one)
{
	struct work *own = heap_new(sizeof *own);
	int64_t before = 0;

	*own = *work;
	if (!*one->since.text)
		return own;
	own->since = one->since;
	before = instant_seconds(&own->since) - instant_seconds(&work->since);
	own->count = 0;
	for (int i = 0; i < work->count; i++) {
		struct stretch stretch = work->stretches[i];
		int64_t missed = stretch.seconds < before ? stretch.seconds : before;

		before -= missed;
		stretch.seconds -= missed;
		if (stretch.seconds > 0)
			own->stretches[own->count++] = stretch;
	}
	return own;
}

/* What was outside is not used before somebody decides. */
static bool hold_undecided(struct store *store, int64_t id, const char *number, int *held,
                           struct error *err)
{
	char reason[EVENT_NUMBER + 40];
	struct lot lot;

	snprintf(reason, sizeof reason, "outside its temperature: %s", number);
	return lot_read(store, id, &lot, err)
	    && (strcmp(lot.status, "released") != 0
	        || lot_hold_now(store, id, reason, held, err));
}

static bool judgement_write(struct store *store, const struct event *event, int64_t lot,
                            int64_t amount, const struct instant *since,
                            const char *verdict, bool outside, struct error *err)
{
	return store_run(store, TEMPERATURE_LOT_INSERT,
	                 BIND(bind_int("action", store_action(store)),
	                      bind_int("temperature", event->id), bind_int("lot", lot),
	                      bind_int("amount", amount), bind_text("since", since->text),
	                      bind_text("verdict", verdict),
	                      bind_int("outside", outside), bind_null("decision")),
	                 err);
}

static bool judge_one(struct store *store, const struct work *work, const struct there *one,
                      struct event *out, struct error *err)
{
	struct work *own = seen_by(work, one);
	struct said said;
	bool ok = judge_lot(store, own, one->storage, &said, err);

	out->out += ok && said.outside;
	ok = ok && judgement_write(store, out, one->lot, one->amount, &own->since, said.text,
	                           said.outside, err)
	  && (!said.outside || hold_undecided(store, one->lot, out->number, &out->held, err));
	free(own);
	return ok;
}

/* What was made of them since it began is no better, wherever it lies: it waits with them. */
static bool judge_made(struct store *store, const struct work *work, struct event *out,
                       struct error *err)
{
	struct made { int64_t lot, amount; char verdict[LOT_NUMBER + 64]; } *made = NULL;
	struct row *row = store_query(store, TEMPERATURE_MADE,
	                              BIND(bind_int("temperature", out->id)), err);
	int count = 0;

	while (row_next(row, err)) {
		made = heap_more(made, (size_t)count, sizeof *made);
		made[count].lot = row_int(row, "lot");
		made[count].amount = row_int(row, "amount");
		snprintf(made[count++].verdict, sizeof made->verdict,
		         "made of %s since it stood outside its temperature", row_text(row, "of"));
	}
	for (int i = 0; i < count && !err->fault; i++)
		if (judgement_write(store, out, made[i].lot, made[i].amount, &work->since,
		                    made[i].verdict, true, err))
			hold_undecided(store, made[i].lot, out->number, &out->held, err);
	out->made = count;
	free(made);
	return !err->fault;
}

bool temperature_judge(struct store *store, struct work *work, struct event *out,
                       struct error *err)
{
	struct there *there = heap_new(MOST_THERE * sizeof *there);
	struct row *row = store_query(store, TEMPERATURE_LOTS,
	                              BIND(bind_int("place", work->place.id),
	                                   bind_text("since", work->since.text),
	                                   bind_text("till", work->till.text)),
	                              err);

	while (row_next(row, err)) {
		struct there *one = &there[out->lots];

		if (out->lots == MOST_THERE) {
			failed(err, FAULT_REFUSED, "more than %d lots were there", MOST_THERE);
			break;
		}
		*one = (struct there){ .lot = row_int(row, "lot"),
			               .amount = row_int(row, "amount") };
		copy_text(one->storage, sizeof one->storage, row_text(row, "storage"));
		copy_text(one->since.text, sizeof one->since.text, row_text(row, "since"));
		out->lots++;
	}
	for (int i = 0; i < out->lots && !err->fault; i++)
		judge_one(store, work, &there[i], out, err);
	free(there);
	return !err->fault && judge_made(store, work, out, err);
}
