/*
 * session_amend.c - a session that never was, or was otherwise
 */
#include "session_inside.h"
#include "deviation.h"
#include "heap.h"
#include "nearest.h"
#include "person.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MOVES = 256, MOST_OLD = 64 };

/* A move of the act that recorded the session and that still stands. */
struct standing {
	int64_t move, lot, source, container, amount, syringe;
	int64_t target, opened;      /* place and container it went to */
	bool waste, give, open, make;
};

/* A syringe as it was. */
struct old {
	int64_t id, position, lot, container, version;
	struct quantity given, wasted;
	char number[LOT_NUMBER], maker[MAKER_ROOM], product[CODE_ROOM], recipe[CODE_ROOM],
		named[CODE_ROOM + 24];
	struct manner manner;
};

struct before {
	struct session session;
	struct standing moves[MOST_MOVES];
	int move_count;
	struct old syringes[MOST_OLD];
	int count;
	char indication[INDICATION_ROOM], notes[NOTES_ROOM], consent[INDICATION_ROOM];
	bool has_indication, has_notes;
};

static bool read_moves(struct store *store, struct before *before, struct error *err)
{
	struct row *row = store_query(store, SESSION_MOVES,
	                              BIND(bind_int("action", before->session.action)), err);

	before->move_count = 0;
	while (row_next(row, err)) {
		struct standing *move = &before->moves[before->move_count];

		if (before->move_count++ == MOST_MOVES)
			return failed(err, FAULT_REFUSED,
			              "'%s' moved too much to be taken back at once",
			              before->session.number);
		*move = (struct standing){
			row_int(row, "id"),
			row_int(row, "lot"),
			row_int(row, "source"),
			row_int(row, "source_container"),
			row_int(row, "amount"),
			row_int(row, "syringe"),
			row_int(row, "target"),
			row_int(row, "target_container"),
			.waste = strcmp(row_text(row, "kind"), "waste") == 0,
			.give = strcmp(row_text(row, "kind"), "give") == 0,
			.open = strcmp(row_text(row, "kind"), "open") == 0,
			.make = strcmp(row_text(row, "kind"), "make") == 0,
		};
	}
	return !err->fault;
}

static bool standing_session(struct store *store, const char *number, struct session *out,
                             struct error *err)
{
	if (!session_find(store, number, out, err) || !session_standing(store, out, err))
		return false;
	if (out->reported)
		return failed(err, FAULT_REFUSED,
		              "'%s' was reported, not recorded here; 'pistor import reverse "
		              "%lld' takes back the table that told it",
		              out->number, (long long)out->action);
	return true;
}

/* ---- As it was ---- */

static void read_old(const struct row *row, struct old *old)
{
	struct manner *manner = &old->manner;
	enum unit unit = UNIT_LITRE;
	struct error none = { 0 };

	unit_parse(row_text(row, "unit"), &unit, &none);
	*old = (struct old){ .id = row_int(row, "id"),
		             .position = row_int(row, "position"),
		             .lot = row_int(row, "lot"),
		             .container = row_int(row, "container"),
		             .version = row_int(row, "version"),
		             .given = { row_int(row, "given"), unit },
		             .wasted = { row_int(row, "wasted"), unit } };
	copy_text(old->number, sizeof old->number, row_text(row, "lot_number"));
	copy_text(old->maker, sizeof old->maker, row_text(row, "maker_number"));
	copy_text(old->product, sizeof old->product, row_text(row, "product_code"));
	copy_text(old->recipe, sizeof old->recipe, row_text(row, "recipe_code"));
	if (old->version)
		snprintf(old->named, sizeof old->named, "%s.%lld", row_text(row, "recipe_code"),
		         (long long)row_int(row, "version_number"));
	manner_read(row, manner);
}

static bool read_areas(struct store *store, struct old *old, struct error *err)
{
	struct row *row = store_query(store, SESSION_AREAS, BIND(bind_int("syringe", old->id)),
	                              err);
	struct manner *manner = &old->manner;

	while (row_next(row, err) && manner->area_count < MOST_AREAS) {
		struct area *area = &manner->areas[manner->area_count++];

		copy_text(area->name, sizeof area->name, row_text(row, "area"));
		area->given = (struct quantity){ row_int(row, "given"), old->given.unit };
		area->points = row_int(row, "points");
	}
	return !err->fault;
}

static bool read_before(struct store *store, struct before *before, struct error *err)
{
	struct row *row = store_one(store, SESSION_BY_ID,
	                            BIND(bind_int("id", before->session.id)), err);

	if (!row)
		return false;
	before->has_indication = !row_null(row, "indication");
	before->has_notes = !row_null(row, "notes");
	copy_text(before->indication, sizeof before->indication, row_text(row, "indication"));
	copy_text(before->notes, sizeof before->notes, row_text(row, "notes"));
	copy_text(before->consent, sizeof before->consent, row_text(row, "consent"));
	row = store_query(store, SESSION_DRAWN, BIND(bind_int("session", before->session.id)),
	                  err);
	while (row_next(row, err)) {
		if (before->count == MOST_OLD)
			return failed(err, FAULT_REFUSED,
			              "'%s' has more than %d syringes; reverse it, and record "
			              "what was true",
			              before->session.number, MOST_OLD);
		read_old(row, &before->syringes[before->count++]);
	}
	for (int i = 0; i < before->count; i++)
		if (!read_areas(store, &before->syringes[i], err))
			return false;
	return !err->fault && read_moves(store, before, err);
}

/* ---- As it is to be ---- */

static bool is_same(const char *a, const char *b)
{
	char left[128], right[128];

	return *b
	    && strcmp(words_fold(a, left, sizeof left), words_fold(b, right, sizeof right))
	               == 0;
}

static bool is_as_it_was(const struct syringe_order *order, const struct old *old)
{
	return !order->source || is_same(order->source, old->number)
	    || is_same(order->source, old->maker) || is_same(order->source, old->product)
	    || is_same(order->source, old->recipe) || is_same(order->source, old->named);
}

/* What was not said of it again is as it was. */
static void inherit_old(struct syringe_order *order, const struct old *old)
{
	struct manner *manner = &order->manner;
	int64_t within = 0;

	manner_inherit(manner, &old->manner);
	if (manner->area_count)
		return;
	memcpy(manner->areas, old->manner.areas, sizeof old->manner.areas);
	manner->area_count = old->manner.area_count;
	for (int i = 0; i < manner->area_count; i++)
		within += manner->areas[i].given.atoms;
	for (int i = 0; i < manner->area_count; i++) {
		if (order->given.atoms != old->given.atoms || within > old->given.atoms)
			manner->areas[i].given.atoms = 0;
		if (manner->points != old->manner.points)
			manner->areas[i].points = 0;
	}
}

/* At another time than the one it was opened for, what was opened for it is chosen anew; the
 * rest is where it was. */
static bool draw_anew(struct store *store, const struct before *before, const struct old *old,
                      struct portion *portion, struct error *err)
{
	bool own = old->container == 0;
	struct instant until;
	int64_t ordinal;

	for (int i = 0; i < before->move_count; i++)
		own |= before->moves[i].open && before->moves[i].opened == old->container;
	portion->as_before = 0;
	snprintf(portion->lot, sizeof portion->lot, "%s", old->number);
	if (own)
		return true;
	if (!lot_container_until(store, old->container, &ordinal, &until, err))
		return false;
	snprintf(portion->lot, sizeof portion->lot, "%s/%lld", old->number, (long long)ordinal);
	return true;
}

/* Drawn from several containers, a syringe has as many rows. */
static int rows_of(const struct before *before, int at)
{
	int rows = 1;

	while (at + rows < before->count
	       && before->syringes[at + rows].position == before->syringes[at].position)
		rows++;
	return rows;
}

/* What a syringe was: all rows of it. */
static struct old whole_of(const struct old *first, int rows)
{
	struct old whole = *first;

	for (int i = 1; i < rows; i++) {
		whole.given.atoms += first[i].given.atoms;
		whole.wasted.atoms += first[i].wasted.atoms;
	}
	return whole;
}

static bool add_again(struct store *store, struct work *work, const struct syringe_order *order,
                      const struct before *before, const struct old *old, int rows,
                      struct error *err)
{
	struct portion *portion = &work->portions[work->count];
	struct lot lot;

	if (work->count == MOST_SYRINGES)
		return failed(err, FAULT_REFUSED, "more than %d syringes in one session",
		              MOST_SYRINGES);
	*portion = (struct portion){ .order = *order, .as_before = old->id, .rows = rows };
	if (!session_count_points(&portion->order.manner, err)
	 || !lot_read(store, old->lot, &lot, err)
	 || (old->version && !version_read(store, old->version, &portion->version, err)))
		return false;
	portion->product = lot.product;
	if (!order->given.atoms) {
		portion->order.given = old->given;
		portion->order.wasted = order->wasted_said ? order->wasted : old->wasted;
	}
	inherit_old(&portion->order, old);
	work->count++;
	return lot.batch || strcmp(work->at.text, before->session.at.text) == 0
	    || draw_anew(store, before, old, portion, err);
}

/* Another source takes the place of what was given. */
static bool add_other(struct store *store, struct work *work, const struct syringe_order *order,
                      const struct old *old, struct error *err)
{
	struct portion *portion = &work->portions[work->count];
	int first = work->count;

	if (!session_resolve(store, work, order, err) || !old || work->count == first)
		return !err->fault;
	if (!order->given.atoms)
		portion->order.given = old->given;
	inherit_old(&portion->order, old);
	return true;
}

/* Each order replaces the syringe at its place; the syringes after them are as they were. */
static bool rebuild(struct store *store, struct work *work, const struct before *before,
                    struct error *err)
{
	const struct sitting *sitting = work->sitting;
	const struct syringe_order none = { 0 };
	int row = 0;

	for (int i = 0; i < sitting->syringe_count || row < before->count; i++) {
		bool said = i < sitting->syringe_count, known = row < before->count;
		const struct syringe_order *order = said ? &sitting->syringes[i] : &none;
		int rows = known ? rows_of(before, row) : 0;
		struct old old = { 0 };

		if (known)
			old = whole_of(&before->syringes[row], rows);
		else if (!order->source)
			return failed(err, FAULT_USAGE,
			              "there is no syringe %d in '%s'; say what it was",
			              sitting->syringe_count, before->session.number);
		if (known && is_as_it_was(order, &old)
		            ? !add_again(store, work, order, before, &old, rows, err)
		            : !add_other(store, work, order, known ? &old : NULL, err))
			return false;
		row += rows;
	}
	return true;
}

/* ---- Taking back and giving again ---- */

/* The syringes, and what was thrown away of the containers they were drawn from. */
static bool take_back(struct store *store, const struct before *before, struct error *err)
{
	for (int i = before->move_count - 1; i >= 0; i--)
		if ((before->moves[i].syringe || before->moves[i].waste)
		 && !ledger_reverse_move(store, before->moves[i].move, err))
			return false;
	return true;
}

static bool move_out(struct store *store, const struct instant *at, const struct standing *from,
                     enum place_kind to, int64_t amount, int64_t syringe, struct error *err)
{
	struct move move = { .lot = from->lot,
		             .source = from->source,
		             .source_container = from->container,
		             .amount = amount,
		             .kind = to == PLACE_PATIENT ? "give" : "waste",
		             .syringe = syringe,
		             .at = at };

	return amount == 0
	    || (place_end(store, to, &move.target, err) && ledger_move(store, &move, err));
}

/* Each lot and container is judged again, as of when it was given now: what is not usable then
 * has to have happened. */
static bool judge_again(struct store *store, const struct work *work,
                        const struct before *before, int64_t old, struct error *err)
{
	char barred[BARRED_ROOM], what[PICK_WHY];
	struct lot lot;

	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if (move->syringe != old || !move->give)
			continue;
		if (!lot_barred(store, move->lot, move->container, &work->at, barred, err)
		    || !lot_read(store, move->lot, &lot, err))
			return false;
		if (!*barred)
			continue;
		if (!store_seat(store)->exception)
			return failed(err, FAULT_REFUSED,
			              "%s was %s then; if it was given all the same, say so "
			              "with --happened",
			              lot.number, barred);
		snprintf(what, sizeof what, "%s was given although it was %s", lot.number,
		         barred);
		if (!deviation_open(store, what, lot.id, lot.batch, work->out.id, NULL, err))
			return false;
	}
	return true;
}

/* To the patient, from where the old syringe was drawn, as far as each of those places goes. */
static bool draw_again(struct store *store, const struct instant *at,
                       const struct before *before, int64_t old, int64_t amount,
                       int64_t syringe, struct error *err)
{
	const struct standing *last = NULL;
	int64_t there, part;

	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if (move->syringe != old || !move->give)
			continue;
		last = move;
		if (!ledger_balance(store, move->lot, move->source, move->container, NULL,
		                    &there, err))
			return false;
		part = there < amount ? there : amount;
		if (!move_out(store, at, move, PLACE_PATIENT, part, syringe, err))
			return false;
		amount -= part;
	}
	return amount == 0
	    || (last && move_out(store, at, last, PLACE_PATIENT, amount, syringe, err));
}

/* What was drawn with it and thrown away: from where it was drawn, and what is no more there as
 * a syringe's waste is. */
static bool waste_with(struct store *store, const struct work *work,
                       const struct before *before, const struct portion *portion,
                       const struct pick *from, int64_t old, int64_t amount, int64_t syringe,
                       struct error *err)
{
	int64_t there, part;

	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if (move->syringe != old)
			continue;
		if (!ledger_balance(store, move->lot, move->source, move->container, NULL,
		                    &there, err))
			return false;
		part = there < amount ? there : amount;
		if (!move_out(store, &work->at, move, PLACE_WASTE, part, syringe, err))
			return false;
		amount -= part;
	}
	return amount == 0 || session_waste(store, work, portion, from, amount, syringe, err);
}

/* A mixture that was made at the chair is this patient's, whoever it was first taken for. */
static bool hand_over(struct store *store, const struct work *work, int64_t lot,
                      struct error *err)
{
	struct row *row;
	int64_t batch;

	if (batch_for_patient(store, lot, work->patient.id, err))
		return true;
	row = store_one(store, SESSION_BATCH_IS_CHAIR, BIND(bind_int("lot", lot)), err);
	if (!row)
		return deviation_instead(store, lot, 0, work->out.id, err);
	batch = row_int(row, "id");
	*err = (struct error){ 0 };
	return store_run(store, SESSION_BATCH_PATIENT, BIND(
		bind_int("action",  store_action(store)),
		bind_int("batch",   batch),
		bind_int("patient", work->patient.id)), err);
}

/* What was drawn up by a version for one patient alone was not meant for another. */
static bool may_have(struct store *store, const struct work *work,
                     const struct version *version, struct error *err)
{
	return !version->id || !version->patient || version->patient == work->patient.id
	    || version_allowed(store, version, work->patient.id, err)
	    || deviation_instead(store, 0, 0, work->out.id, err);
}

static const struct old *old_syringe(const struct before *before, int64_t id)
{
	int i = 0;

	while (before->syringes[i].id != id)
		i++;
	return &before->syringes[i];
}

/* How much is where the old syringe was drawn from; of what was mixed at the chair there is no
 * other, and all of it is asked there. */
static bool within_reach(struct store *store, const struct before *before,
                         const struct old *old, int64_t wanted, int64_t *out,
                         struct error *err)
{
	int64_t there;

	*out = wanted;
	if (store_one(store, SESSION_BATCH_IS_CHAIR, BIND(bind_int("lot", old->lot)), err)
	    || err->fault)
		return !err->fault;
	*out = 0;
	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if (move->syringe != old->id || !move->give)
			continue;
		if (!ledger_balance(store, move->lot, move->source, move->container, NULL,
		                    &there, err))
			return false;
		*out += there;
	}
	if (*out > wanted)
		*out = wanted;
	return true;
}

/* The second ampoule: of the lot that was named, else the one that was to be used first. */
static bool give_rest(struct store *store, struct work *work, struct portion *portion,
                      const struct old *old, int *position, struct error *err)
{
	const char *source = portion->order.source;

	if (source && (is_same(source, old->number) || is_same(source, old->maker)))
		snprintf(portion->lot, sizeof portion->lot, "%.*s",
		         (int)sizeof portion->lot - 1, source);
	return session_give(store, work, portion, position, err);
}

/* The areas of what several containers were drawn for are said once, with the first. */
static bool is_where_it_was(const struct syringe_order *order, const struct old *old)
{
	return order->given.atoms == old->given.atoms
	    && order->manner.area_count == old->manner.area_count
	    && memcmp(order->manner.areas, old->manner.areas, sizeof old->manner.areas) == 0;
}

/* From where one row of it was drawn: as much as that was, the last row as much as there is,
 * and what was thrown away with it. */
static bool give_row(struct store *store, struct work *work, const struct before *before,
                     struct portion *portion, const struct old *old, bool last, int *position,
                     struct error *err)
{
	struct pick pick = { .lot = old->lot,
		             .container = old->container,
		             .why = "as it was drawn" };
	int64_t *left = &portion->order.given.atoms, wasted, syringe;
	int64_t most = last || *left < old->given.atoms ? *left : old->given.atoms;

	copy_text(pick.number, sizeof pick.number, old->number);
	if (!within_reach(store, before, old, most, &pick.amount, err))
		return false;
	*left -= pick.amount;
	wasted = last && !*left ? portion->order.wasted.atoms : 0;
	return (pick.amount == 0 && wasted == 0)
	    || (hand_over(store, work, old->lot, err)
	        && judge_again(store, work, before, old->id, err)
	        && session_syringe(store, work, portion, position, &pick, wasted, &syringe, err)
	        && draw_again(store, &work->at, before, old->id, pick.amount, syringe, err)
	        && waste_with(store, work, before, portion, &pick, old->id, wasted, syringe,
	                      err));
}

static bool give_again(struct store *store, struct work *work, const struct before *before,
                       struct portion *portion, int *position, struct error *err)
{
	const struct old *old = old_syringe(before, portion->as_before),
		         whole = whole_of(old, portion->rows);
	const struct syringe_order *order = &portion->order;

	if (!lot_measurable(store, order->given, err)
	    || !lot_measurable(store, order->wasted, err)
	    || !may_have(store, work, &portion->version, err)
	    || !session_manner(store, work, portion, err)
	    || (!is_where_it_was(order, &whole) && !session_check_areas(portion, err)))
		return false;
	for (int i = 0; i < portion->rows; i++)
		if (!give_row(store, work, before, portion, &old[i], i == portion->rows - 1,
		              position, err))
			return false;
	return order->given.atoms == 0 || give_rest(store, work, portion, old, position, err);
}

/* A container that is whole again was never opened. */
static bool close_again(struct store *store, const struct before *before, struct error *err)
{
	int64_t there;

	for (int i = before->move_count - 1; i >= 0; i--) {
		const struct standing *move = &before->moves[i];

		if (!move->open)
			continue;
		if (!ledger_balance(store, move->lot, move->target, move->opened, NULL, &there,
		                    err)
		    || (there == move->amount && !ledger_reverse_move(store, move->move, err)))
			return false;
	}
	return true;
}

/* What is left where something had been thrown away is thrown away again. */
static bool waste_again(struct store *store, const struct instant *at,
                        const struct before *before, struct error *err)
{
	int64_t there;

	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if (!move->waste || move->syringe)
			continue;
		if (!ledger_balance(store, move->lot, move->source, move->container, NULL,
		                    &there, err)
		    || !move_out(store, at, move, PLACE_WASTE, there, 0, err))
			return false;
	}
	return true;
}

/* Less given of what was mixed at the chair, or none of it any more: the rest is nobody
 * else's. */
static bool waste_mixtures(struct store *store, const struct instant *at,
                           const struct before *before, struct error *err)
{
	int64_t there;

	for (int i = 0; i < before->move_count; i++) {
		const struct standing *move = &before->moves[i];

		if ((!move->give && !move->waste)
		    || !store_one(store, SESSION_BATCH_IS_CHAIR,
		                  BIND(bind_int("lot", move->lot)), err))
			continue;
		if (!ledger_balance(store, move->lot, move->source, move->container, NULL,
		                    &there, err)
		    || !move_out(store, at, move, PLACE_WASTE, there, 0, err))
			return false;
	}
	return !err->fault;
}

/* What the act mixed: with the lines as they were amended since. */
static bool unmix(struct store *store, const struct before *before, struct error *err)
{
	struct batch batch;

	for (int i = 0; i < before->move_count; i++) {
		if (!before->moves[i].make)
			continue;
		if (!batch_of_lot(store, before->moves[i].lot, &batch, err))
			return false;
		if (batch.id && batch.action == before->session.action
		    && !batch_reverse_lines(store, &batch, err))
			return false;
	}
	return true;
}

/* What its answers made known of the patient never was said so. */
static bool unlearn(struct store *store, const struct session *session, struct error *err)
{
	return screening_forget(
		store, &(struct session_told){ session->patient, session->action }, err);
}

/* What was signed as performed is made otherwise under a signature; where that is not of who
 * gave it, it is looked into. */
static bool sign_change(struct store *store, const struct session *session, const char *how,
                        const struct signing *signing, int64_t *signer, struct error *err)
{
	struct signing with = signing ? *signing : (struct signing){ 0 };
	struct person gave, other;
	char what[160];
	int64_t id;

	*signer = 0;
	if (!session->performed)
		return true;
	with.meaning = "amended";
	with.subject = (struct subject){ .session = session->id };
	if (!signature_make(store, &with, &id, signer, err))
		return false;
	if (*signer == session->practitioner)
		return true;
	if (!person_by_id(store, session->practitioner, &gave, err)
	    || !person_by_id(store, *signer, &other, err))
		return false;
	snprintf(what, sizeof what, "%s, which %s gave and signed, was %s by %s",
	         session->number, gave.code, how, other.code);
	return deviation_open(store, what, 0, 0, session->id, NULL, err);
}

/* Nothing that was told of it would say any more what it followed. */
static bool has_no_reaction(struct store *store, const struct session *session,
                            struct error *err)
{
	struct row *row = store_one(store, SESSION_REACTION,
	                            BIND(bind_int("session", session->id)), err);

	return row ? failed(err, FAULT_REFUSED,
	                    "%s, %s, was told after '%s': 'pistor reaction reverse %s' first "
	                    "if that session was another's or never was; what else is wrong "
	                    "of it is corrected with 'pistor session amend'",
	                    row_text(row, "number"), row_text(row, "kind"), session->number,
	                    row_text(row, "number"))
	           : !err->fault;
}

/* All that still stands of the act that recorded one session. */
static bool reverse_act(struct store *store, struct before *before, struct error *err)
{
	bool ok = unlearn(store, &before->session, err) && read_moves(store, before, err)
	       && unmix(store, before, err) && read_moves(store, before, err);

	for (int i = before->move_count - 1; ok && i >= 0; i--)
		ok = ledger_reverse_move(store, before->moves[i].move, err);
	return ok && store_run(store, REVERSAL_INSERT, BIND(
		bind_int("action",   store_action(store)),
		bind_int("reverses", before->session.action)), err);
}

/* What it replaced never was either: what was opened and mixed for the first is taken back with
 * the last. */
static bool reverse_replaced(struct store *store, const struct session *session,
                             struct error *err)
{
	struct before *before = heap_new(sizeof *before);
	bool ok = true;

	before->session = *session;
	while (ok && *before->session.replaces)
		ok = session_find(store, before->session.replaces, &before->session, err)
		     && reverse_act(store, before, err);
	free(before);
	return ok;
}

static bool reverse(struct store *store, const char *number, const struct signing *signing,
                    struct settlement *told, struct error *err)
{
	struct before *before = heap_new(sizeof *before);
	int64_t signer;
	bool ok;

	ok = standing_session(store, number, &before->session, err)
	     && has_no_reaction(store, &before->session, err);
	if (ok && !store_seat(store)->reason)
		ok = failed(err, FAULT_REFUSED, "say why '%s' never was, with --reason",
		            before->session.number);
	ok = ok && sign_change(store, &before->session, "reversed", signing, &signer, err)
	     && reverse_act(store, before, err)
	     && reverse_replaced(store, &before->session, err)
	     && waste_mixtures(store, &before->session.at, before, err)
	     && ledger_settle(store, told, err);
	free(before);
	return ok;
}

bool session_reverse(struct store *store, const char *number, const struct signing *signing,
                     struct settlement *told, struct error *err)
{
	return store_begin(store, "session reverse", err)
	    && store_end(store, reverse(store, number, signing, told, err), err);
}

/* What was answered, and agreed to, stands for the same patient; another is asked anew. */
static int64_t answered_before(const struct work *work, const struct before *before)
{
	return before->session.patient == work->patient.id ? before->session.id : 0;
}

static const char *consent_of(const struct work *work, const struct before *before)
{
	if (work->sitting->consent)
		return work->sitting->consent;
	return *before->consent && answered_before(work, before) ? before->consent : NULL;
}

static bool amend(struct store *store, const char *number, struct work *work,
                  struct before *before, struct settlement *told, struct error *err)
{
	const struct sitting *sitting = work->sitting;
	int position = 0;

	if (!standing_session(store, number, &before->session, err)
	    || !read_before(store, before, err))
		return false;
	if (!store_seat(store)->reason)
		return failed(err, FAULT_REFUSED,
		              "say how you know that '%s' was otherwise, with --reason",
		              before->session.number);
	work->replaces = before->session.id;
	work->practitioner = before->session.practitioner;
	work->at = *store_seat(store)->event.text ? store_seat(store)->event
	                                          : before->session.at;
	if (!sign_change(store, &before->session, "amended", sitting->signing,
	                 &work->amended_by, err)
	    || !patient_by_id(store, before->session.patient, &work->patient, err)
	    || !session_prepare(store, work, err)
	    || (work->patient.id != before->session.patient
	        && !has_no_reaction(store, &before->session, err)))
		return false;
	work->consent = consent_of(work, before);
	if (!unlearn(store, &before->session, err)
	    || !take_back(store, before, err)
	    || !rebuild(store, work, before, err)
	    || !session_enter(store, work,
	                      sitting->indication      ? sitting->indication
	                      : before->has_indication ? before->indication
	                                               : NULL,
	                      sitting->notes      ? sitting->notes
	                      : before->has_notes ? before->notes
	                                          : NULL,
	                      err))
		return false;
	copy_text(work->out.replaces, sizeof work->out.replaces, before->session.number);
	for (int i = 0; i < work->count; i++) {
		struct portion *portion = &work->portions[i];

		if (portion->as_before
		            ? !give_again(store, work, before, portion, &position, err)
		            : !session_give(store, work, portion, &position, err))
			return false;
	}
	return session_check_uses(work, err) && close_again(store, before, err)
	    && waste_again(store, &work->at, before, err)
	    && waste_mixtures(store, &work->at, before, err)
	    && session_judge(store, work, err)
	    && screening_act(store, work->out.id, answered_before(work, before),
	                     &sitting->answers, &work->out.elsewhere, err)
	    && ledger_settle(store, told, err) && session_perform(store, work, err);
}

bool session_amend(struct store *store, const char *number, const struct sitting *sitting,
                   struct session *out, struct settlement *told, struct error *err)
{
	struct work *work = heap_new(sizeof *work);
	struct before *before = heap_new(sizeof *before);
	bool ok;

	work->sitting = sitting;
	ok = store_begin(store, "session amend", err)
	  && store_end(store, amend(store, number, work, before, told, err), err);
	*out = work->out;
	free(work);
	free(before);
	return ok;
}
