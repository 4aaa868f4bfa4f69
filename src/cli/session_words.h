/*
 * session_words.h - the words by which a session is told, and how one is shown
 */
#ifndef SESSION_WORDS_H
#define SESSION_WORDS_H

#include "command.h"
#include "session.h"

/* What was typed of a session. */
struct told_session {
	const char *subject;         /* the patient, or the session that is amended */
	struct texts given;
	const char *patient, *practitioner, *indication, *notes, *consent;
	struct moment ended;
	struct texts areas, syringes, uses, checks, screening;
	const char *technique, *needle, *device, *cartridge, *depth;
	int64_t points;
	bool another;
	const char *wasted;          /* as written: '0 mL' is said, too */
};

/* What was typed, understood. */
struct spoken {
	struct sitting sitting;
	struct use uses[MOST_USES];
	char *copies[MOST_USES];     /* that uses point into */
};

#define SESSION_OPTIONS \
	{ "practitioner", 0, FILLS(told_session, practitioner), "PERSON: Who gave it, if not whose act it is" }, \
	{ "area",         0, FILLS(told_session, areas),        "AREA: 'face', 'face 4 mL', 'face 4 mL 80' (points); '2: hands' of the second syringe" }, \
	{ "technique",    0, FILLS(told_session, technique),    "TEXT: nappage, papule, point by point ..." }, \
	{ "needle",       0, FILLS(told_session, needle),       "TEXT: '30G 4 mm'" }, \
	{ "device",       0, FILLS(told_session, device),       "DEVICE: Injector used" }, \
	{ "cartridge",    0, FILLS(told_session, cartridge),    "TEXT: Its cartridge" }, \
	{ "depth",        0, FILLS(told_session, depth),        "TEXT: '2 mm'" }, \
	{ "points",       0, FILLS(told_session, points),       "NUMBER: Points of injection" }, \
	{ "wasted",       0, FILLS(told_session, wasted),       "AMOUNT: Drawn and not given" }, \
	{ "syringe",      0, FILLS(told_session, syringes),     "DETAILS: '2: needle=32G 4 mm, points=40, wasted=0.2 mL' of the second syringe" }, \
	{ "use",          0, FILLS(told_session, uses),         "LINE=LOT: A lot for a line mixed at the chair: '2=HA-88213'" }, \
	{ "checks",       0, FILLS(told_session, checks),       "WHAT: Of what is mixed at the chair: 'pass' for all that is looked at, 'pH 6.1'" }, \
	{ "indication",   0, FILLS(told_session, indication),   "TEXT: What for" }, \
	{ "notes",        0, FILLS(told_session, notes),        "TEXT: Anything else" }, \
	{ "screening",    0, FILLS(told_session, screening),    "ANSWER: 'clear': no to all that is asked; 'diabetes=yes', 'diabetes=yes, since 2019'" }, \
	{ "consent",      0, FILLS(told_session, consent),      "TEXT: How consent was given: 'written 2026-11-03'" }, \
	{ "ended",        0, FILLS(told_session, ended),        "INSTANT: When it was over" }

/* Turn them into what the domain asks. USAGE, quoting what makes no sense. Close it in either
 * case. */
bool session_words(const struct told_session *told, struct spoken *out, struct error *err);
void session_words_close(struct spoken *spoken);

/* What was answered: nothing unless it is said, also where what is shown is agreed to. USAGE:
 * too many answers. */
bool screening_words(const struct texts *told, struct answers *out, struct error *err);
/* Whose answers these are, for when the act is refused. */
void screening_heard(struct desk *desk, const char *patient, const struct texts *told);

/* Say what was recorded, as a person checks it. */
bool session_tell(struct desk *desk, const struct session *session,
                  const struct settlement *told, struct error *err);

/* "next due 2026-11-24 (2 of 3)", where there is a course to speak of; "GLOW-3: ..." where
 * several recipes were given. before: what is said first, on the same line where there is one
 * course; "" for nothing. */
bool course_tell(struct desk *desk, const struct session *session, const char *before,
                 struct error *err);

#endif
