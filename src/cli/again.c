/*
 * again.c - the same as last time, from today's stock
 */
#include "again.h"
#include "formulation_show.h"
#include "heap.h"
#include "person.h"
#include "session_words.h"
#include "settled.h"
#include "signed.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE = 4096 };

static const char *lot_of(const struct taken *taken)
{
	return *taken->maker ? taken->maker : taken->lot;
}

static bool is_same(const struct taken *a, const struct taken *b)
{
	return strcmp(a->lot, b->lot) == 0 && a->amount.atoms == b->amount.atoms;
}

static bool is_as_before(const struct again_line *line)
{
	if (line->missing || line->before_count != line->now_count)
		return false;
	for (int i = 0; i < line->now_count; i++)
		if (!is_same(&line->before[i], &line->now[i]))
			return false;
	return true;
}

static bool is_same_amount(struct quantity a, struct quantity b)
{
	return a.atoms == b.atoms && a.unit == b.unit;
}

static bool is_same_strength(const struct strength *a, const struct strength *b)
{
	return a->stated == b->stated
	    && (!a->stated
	        || (is_same_amount(a->amount, b->amount) && is_same_amount(a->per, b->per)));
}

/* A strength is said only where it is not the same both times. */
static bool strengths_differ(const struct again_line *line)
{
	for (int i = 0; i < line->before_count; i++)
		for (int j = 0; j < line->now_count; j++)
			if (!is_same_strength(&line->before[i].strength,
			                      &line->now[j].strength))
				return true;
	return false;
}

static void say_taken(const struct taken *taken, int count, const char *product, bool strength,
                      char *out, size_t size)
{
	*out = '\0';
	for (int i = 0; i < count; i++) {
		char amount[QUANTITY_TEXT], per[STRENGTH_TEXT] = "";

		quantity_format(taken[i].amount, amount);
		if (strength && taken[i].strength.stated)
			strength_format(&taken[i].strength, per);
		snprintf(out + strlen(out), size - strlen(out), "%s%s of %s%s%s%s%s",
		         i ? " + " : "", amount,
		         strcmp(taken[i].product, product) ? taken[i].product : "",
		         strcmp(taken[i].product, product) ? " " : "", lot_of(&taken[i]),
		         *per ? ", " : "", per);
	}
}

static void show_line(struct desk *desk, const struct again_line *line, bool reported)
{
	char before[SENTENCE], now[SENTENCE];
	bool strength = strengths_differ(line);

	say_taken(line->before, line->before_count, line->product, strength, before,
	          sizeof before);
	say_taken(line->now, line->now_count, line->product, strength, now, sizeof now);
	page_text(desk->page, line->product);
	page_text(desk->page, *before ? before : reported ? "as reported" : "nothing");
	page_text(desk->page, line->missing ? "missing" : *now ? now : "nothing");
	page_row_end(desk->page);
}

static void show_missing(struct desk *desk, const struct again_line *line)
{
	char text[SENTENCE];

	show_folded(desk, line->why);
	for (int i = 0; i < line->stand_in_count; i++) {
		const struct stand_in *other = &line->stand_ins[i];
		char strength[STRENGTH_TEXT], on_hand[QUANTITY_TEXT];

		strength_format(&other->strength, strength);
		quantity_format(other->on_hand, on_hand);
		snprintf(text, sizeof text, "could stand in for %s: %s, %s, %s on hand",
		         line->product, other->product, strength, on_hand);
		show_folded(desk, text);
	}
	if (line->stand_in_count == 0)
		page_say(desk->page, "nothing on hand could stand in for %s", line->product);
}

static void show_newer(struct desk *desk, const struct again_syringe *syringe)
{
	char *copy, *sentence, *rest = NULL;

	if (!*syringe->newer)
		return;
	page_say(desk->page, "in force today is %s:", syringe->newer);
	copy = strdup(syringe->diff);
	for (sentence = strtok_r(copy, "\n", &rest); sentence;
	     sentence = strtok_r(NULL, "\n", &rest))
		page_say(desk->page, "  %s", sentence);
	free(copy);
}

static void show_syringe(struct desk *desk, const struct again *again, int at)
{
	const struct again_syringe *syringe = &again->syringes[at];
	char given[QUANTITY_TEXT], same[SENTENCE] = "", text[SENTENCE * 2];

	quantity_format(syringe->given, given);
	snprintf(text, sizeof text, "%s of %s", given,
	         syringe->version.id ? syringe->version.code : syringe->product);
	page_say(desk->page, "%s", text);
	show_newer(desk, syringe);
	page_begin(desk->page, "differs",
	           "product text product\nbefore text last time\ntoday text today "
	           "[flag=missing:red]\n");
	for (int i = 0; i < again->line_count; i++) {
		const struct again_line *line = &again->lines[i];

		if (line->syringe != at)
			continue;
		if (!is_as_before(line))
			show_line(desk, line, again->last.reported);
		else
			snprintf(same + strlen(same), sizeof same - strlen(same), "%s%s",
			         *same ? ", " : "", line->product);
	}
	page_end(desk->page);
	for (int i = 0; i < again->line_count; i++)
		if (again->lines[i].syringe == at && again->lines[i].missing)
			show_missing(desk, &again->lines[i]);
	if (*same) {
		snprintf(text, sizeof text, "as last time: %s", same);
		show_folded(desk, text);
	}
}

static bool show(struct desk *desk, const struct again_ask *ask, const struct again *again,
                 struct error *err)
{
	char when[INSTANT_LOCAL];

	instant_local(&again->last.at, &desk->zone, when);
	page_say(desk->page, "%s  again as in %s of %.10s%s%s", again->patient.code,
	         again->last.number, when, again->last.waits ? ", NOT SIGNED" : "",
	         again->last.reported ? ", reported, not recorded here" : "");
	for (int i = 0; i < again->syringe_count; i++)
		show_syringe(desk, again, i);
	if (!page_query(desk->page, "reactions", desk->store, REACTION_OF_PATIENT,
	                BIND(bind_int("patient", again->patient.id)), NULL, err))
		return false;
	if (ask->record)
		return session_tell(desk, &again->recorded, &again->told, err);
	for (int i = 0; ask->make && i < again->syringe_count; i++)
		if (*again->syringes[i].made.number)
			page_say(desk->page,
			         "made: %s, in quarantine until it is %sverified and released",
			         again->syringes[i].made.number,
			         again->syringes[i].made.waits ? "signed ('pistor sign'), " : "");
	settled_tell(desk, &again->told);
	if (!ask->make && !again->missing)
		page_say(desk->page, "nothing is recorded yet: --make makes the batch, "
		                     "--record gives it now");
	return true;
}

/* The request, and what is turned into part of it. */
struct again_words { struct again_ask ask; struct texts screening, checks; };

static bool run(struct desk *desk, const void *request, struct error *err)
{
	const struct again_words *words = request;
	const struct again_ask *ask = &words->ask;
	struct again *again = heap_new(sizeof *again);
	struct signing signing = signed_by(desk);
	struct again_ask asked = *ask;
	bool ok;

	desk->idle = !ask->make && !ask->record;
	asked.signing = &signing;
	asked.to_see = desk->dry_run;
	asked.checks = words->checks.item;
	asked.check_count = words->checks.count;
	ok = screening_words(&words->screening, &asked.answers, err)
	  && (!ask->make || ask->record || person_may(desk->store, "batch make", err))
	  && (!ask->record || person_may(desk->store, "session record", err));
	if (ok && ask->record)
		screening_heard(desk, ask->patient, &words->screening);
	ok = ok && again_do(desk->store, &asked, again, err) && show(desk, ask, again, err);
	free(again);
	return ok;
}

const struct command again_command = {
	.name = "again",
	.summary = "The same as last time, from today's stock",
	.more = "Shows only what differs from last time. With --make it is made into a batch, "
	        "with --record it\n"
		"is given now, from a released batch of it or mixed at the chair; with both it "
	        "is mixed anew.\n\n"
		"Examples:\n  pistor again P-0042\n  pistor again P-0042 --recipe GLOW-3 "
	        "--given '4 mL' --record",
	.access = ACCESS_WRITE,
	.flags = COMMAND_CONFIRMS | COMMAND_SIGNS | COMMAND_SIGNS_LAST,
	.size = sizeof(struct again_words),
	.words =
		(const struct word[]){
			{ "PATIENT", 0, FILLS(again_words, ask.patient), "Code" },
			{ "session", 0, FILLS(again_words, ask.session), "SESSION: As in this one" },
			{ "recipe", 0, FILLS(again_words, ask.recipe),
	                  "RECIPE: As in the last one of this recipe" },
			{ "area", 0, FILLS(again_words, ask.area),
	                  "AREA: As in the last one on this area" },
			{ "given", 0, FILLS(again_words, ask.given),
	                  "AMOUNT: So much, if not as much as last time" },
			{ "make", 0, FILLS(again_words, ask.make), "Make it into a batch" },
			{ "record", 0, FILLS(again_words, ask.record), "Record it as given now" },
			{ "screening", 0, FILLS(again_words, screening),
	                  "ANSWER: 'clear': no to all that is asked; 'diabetes=yes'" },
			{ "checks", 0, FILLS(again_words, checks),
	                  "WHAT: Of what is mixed at the chair: 'pass', 'pH=6.1'" },
			{ "another", 0, FILLS(again_words, ask.another),
	                  "It was given besides, shortly before or after" },
			{ "consent", 0, FILLS(again_words, ask.consent),
	                  "TEXT: How consent was given" },
			{ 0 } },
	.run = run,
};
