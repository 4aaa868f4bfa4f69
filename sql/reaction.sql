-- Reactions: what patients showed or felt after a session, and how often.

-- name: REACTION_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM reaction WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: REACTION_INSERT
INSERT INTO reaction (action, number, series, ordinal, session, patient, kind, onset, area, told_by)
VALUES (:action, :number, :series, :ordinal, :session, :patient, :kind, :onset, :area, :told_by)
RETURNING *;

-- name: REACTION_TWIN
SELECT r.number
  FROM reaction r
 WHERE r.session = :session AND r.kind = :kind AND r.onset IS NOT DISTINCT FROM :onset AND r.area IS NOT DISTINCT FROM :area
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action)
 ORDER BY r.id
 LIMIT 1;

-- name: REACTION_ENTRY_INSERT
INSERT INTO reaction_entry (action, reaction, at, severity, outcome, treatment, reported_to, reference, note)
VALUES (:action, :reaction, :at, :severity, :outcome, :treatment, :reported_to, :reference, :note)
RETURNING *;

-- name: REACTION_BY_NUMBER
SELECT r.id, r.action, r.number, r.session, r.patient,
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action) THEN 0 ELSE 1 END AS stands,
       CASE WHEN EXISTS (SELECT 1 FROM reaction_entry e
                          WHERE e.reaction = r.id AND e.severity IN ('severe', 'life-threatening')) THEN 1 ELSE 0 END AS grave
  FROM reaction r
 WHERE r.number = upper(CAST(:number AS TEXT));

-- name: REACTION_REVERSE
INSERT INTO reversal (action, reverses) VALUES (:action, :reverses) RETURNING *;

-- The session a reaction is of as it stands now: the last of those that corrected the one it was told of.
-- part: REACTION_STANDING
(WITH RECURSIVE later (id) AS (SELECT r.session UNION SELECT n.id FROM later JOIN session n ON n.replaces = later.id)
        SELECT max(later.id) FROM later)

-- What holds of an entry: the newest that says it.
-- part: REACTION_SEVERITY
(SELECT e.severity FROM reaction_entry e WHERE e.reaction = r.id AND e.severity IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1)

-- part: REACTION_NOW
{REACTION_SEVERITY} AS severity,
       (SELECT e.outcome FROM reaction_entry e WHERE e.reaction = r.id AND e.outcome IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS outcome

-- part: REACTION_KIND_TEXT
coalesce((SELECT f.text FROM phrase_now f WHERE f.list = 'reaction' AND f.code = r.kind AND f.language = 'en'
                  ORDER BY f.id DESC LIMIT 1), r.kind)

-- part: REACTION_KIND
{REACTION_KIND_TEXT} AS kind_text

-- part: REACTION_UNDONE
EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action)

-- name: REACTION_LIST
--| number   text    Reaction
--| kind     text    Kind
--| severity text    Severity [flag=severe:red, flag=life-threatening:red]
--| outcome  text    Outcome
--| onset    instant Began      [hide=narrow]
--| patient  text    Patient
--| session  text    After
--| told     instant Told       [hide=table]
--| state    text    State      [flag=reversed:grey]
--| unsigned text    Session is [flag=not signed:amber]
SELECT r.number, r.kind, {REACTION_NOW}, r.onset, p.code AS patient, s.number AS session,
       coalesce(a.event, a.entered) AS told, CASE WHEN {REACTION_UNDONE} THEN 'reversed' END AS state, {NOT_SIGNED} AS unsigned
  FROM reaction r
  JOIN session s ON s.id = {REACTION_STANDING}
  JOIN patient p ON p.id = r.patient
  JOIN action a ON a.id = r.action
 WHERE (CAST(:patient AS BIGINT) IS NULL OR r.patient = :patient)
   AND (CAST(:kind AS TEXT) IS NULL OR r.kind = :kind)
   AND (CAST(:from AS TEXT) IS NULL OR coalesce(a.event, a.entered) >= :from)
   AND (CAST(:to AS TEXT) IS NULL OR coalesce(a.event, a.entered) < :to)
   AND (CAST(:open AS BIGINT) = 0
        OR coalesce((SELECT e.outcome FROM reaction_entry e WHERE e.reaction = r.id AND e.outcome IS NOT NULL
                      ORDER BY e.at DESC, e.id DESC LIMIT 1), 'unknown') IN ('ongoing', 'resolving', 'unknown'))
 ORDER BY r.id;

-- name: REACTION_SHOW
--| form
--| number       text    Reaction
--| kind_text    text    Kind
--| severity     text    Severity
--| outcome      text    Outcome
--| onset        instant Began
--| area         text    Where
--| patient      text    Patient
--| session      text    After
--| at           instant Given
--| practitioner text    By
--| unsigned     text    Which is
--| told         instant Told
--| told_by      text    Told by
--| entered_by   text    Taken down by
--| state        text    State      [flag=reversed:grey]
--| why          text    Because
SELECT r.number, {REACTION_KIND}, {REACTION_NOW}, r.onset, r.area, p.code AS patient, s.number AS session, s.at,
       g.code AS practitioner, coalesce(a.event, a.entered) AS told, r.told_by, w.code AS entered_by,
       CASE WHEN v.id IS NOT NULL THEN 'reversed' END AS state, va.reason AS why, {NOT_SIGNED} AS unsigned
  FROM reaction r
  JOIN patient p ON p.id = r.patient
  JOIN action a ON a.id = r.action
  JOIN session s ON s.id = {REACTION_STANDING}
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN act_by w ON w.action = a.id
  LEFT JOIN reversal v ON v.reverses = r.action
  LEFT JOIN action va ON va.id = v.action
 WHERE r.id = :reaction;

-- name: REACTION_ENTRIES
--| title What was found out and done
--| at          instant When
--| severity    text    Severity
--| outcome     text    Outcome
--| treatment   text    Treatment
--| reported_to text    Reported to
--| reference   text    Reference
--| note        text    Note
--| person      text    By
SELECT e.at, e.severity, e.outcome, e.treatment, e.reported_to, e.reference, e.note, w.code AS person
  FROM reaction_entry e
  JOIN action a ON a.id = e.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE e.reaction = :reaction
 ORDER BY e.at, e.id;

-- What was given in a session, down to the lots that were bought.
-- part: REACTION_DOWN
down (lot) AS (
	SELECT y.lot FROM syringe y WHERE y.session = :session AND y.lot IS NOT NULL
	UNION SELECT x.lot FROM down JOIN batch b ON b.lot = down.lot JOIN batch_line x ON x.batch = b.id
	       WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)

-- name: REACTION_EXPOSED
-- Who else was given of the same lots.
--| title What was given, and to how many others
--| lot      text  Lot
--| maker    text  Maker's lot
--| product  text  Product
--| sessions count Other sessions
--| patients count Other patients
WITH RECURSIVE {REACTION_DOWN},
up (origin, lot) AS (
	SELECT lot, lot FROM down
	UNION SELECT up.origin, b.lot FROM up JOIN batch_line x ON x.lot = up.lot JOIN batch b ON b.id = x.batch
	       WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)
SELECT l.number AS lot, n.maker_number AS maker, p.code AS product, count(DISTINCT s.id) AS sessions,
       count(DISTINCT CASE WHEN s.patient <> t.patient THEN s.patient END) AS patients
  FROM up
  CROSS JOIN lot l
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN product p ON p.id = l.product
  JOIN session t ON t.id = :session
  LEFT JOIN syringe y ON y.lot = up.lot AND y.session <> :session
  LEFT JOIN session_now s ON s.id = y.session
 WHERE l.id = up.origin
 GROUP BY l.id, l.number, n.maker_number, p.code
 ORDER BY l.number, l.id;

-- part: REACTION_SHORT
SELECT r.number, {REACTION_KIND}, {REACTION_NOW}, r.onset, p.code AS patient, s.number AS session,
       coalesce(a.event, a.entered) AS told, {NOT_SIGNED} AS unsigned

-- name: REACTION_OF_SESSION
-- Also what was told of the sessions it corrects.
--| title Reported since
--| number    text    Reaction
--| kind_text text    Kind
--| severity  text    Severity [flag=severe:red, flag=life-threatening:red]
--| outcome   text    Outcome
--| onset     instant Began
--| told      instant Told
WITH RECURSIVE same (id) AS (
	SELECT id FROM session WHERE id = :session
	UNION SELECT s.replaces FROM same JOIN session s ON s.id = same.id WHERE s.replaces IS NOT NULL
)
{REACTION_SHORT}
  FROM same
  JOIN reaction r ON r.session = same.id
  JOIN session s ON s.id = r.session
  JOIN patient p ON p.id = r.patient
  JOIN action a ON a.id = r.action
 WHERE NOT {REACTION_UNDONE}
 ORDER BY r.id;

-- name: REACTION_OF_PATIENT
--| title Reacted before
--| number    text    Reaction
--| kind_text text    Kind
--| severity  text    Severity [flag=severe:red, flag=life-threatening:red]
--| outcome   text    Outcome
--| session   text    After
--| told      instant Told     [hide=narrow]
--| unsigned  text    Session is [flag=not signed:amber]
SELECT r.number, {REACTION_KIND}, {REACTION_NOW}, s.number AS session, coalesce(a.event, a.entered) AS told,
       {NOT_SIGNED} AS unsigned
  FROM reaction r
  JOIN session s ON s.id = {REACTION_STANDING}
  JOIN action a ON a.id = r.action
 WHERE r.patient = :patient AND NOT {REACTION_UNDONE}
 ORDER BY r.id;

-- name: REACTION_OF_LOT
-- Of every session that stands and was given of a lot, through batches, too.
--| title Reactions reported
--| number    text    Reaction
--| kind_text text    Kind
--| severity  text    Severity [flag=severe:red, flag=life-threatening:red]
--| outcome   text    Outcome
--| patient   text    Patient
--| session   text    After
--| told      instant Told
--| unsigned  text    Session is [flag=not signed:amber]
WITH RECURSIVE reach (lot) AS (
	SELECT id FROM lot WHERE id = :lot
	UNION SELECT b.lot FROM reach JOIN batch_line x ON x.lot = reach.lot JOIN batch b ON b.id = x.batch
	       WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
),
same (id, stands) AS (
	SELECT s.id, s.id FROM reach JOIN syringe y ON y.lot = reach.lot JOIN session_now s ON s.id = y.session
	UNION SELECT s.replaces, same.stands FROM same JOIN session s ON s.id = same.id WHERE s.replaces IS NOT NULL
)
{REACTION_SHORT}
  FROM same
  JOIN reaction r ON r.session = same.id
  JOIN session s ON s.id = same.stands
  JOIN patient p ON p.id = r.patient
  JOIN action a ON a.id = r.action
 WHERE NOT {REACTION_UNDONE}
 ORDER BY r.id;

-- ---- Rates: each session that stands, in a period, by what it was exposed to (key, name, of_what) ----

-- part: REACTION_HIT
hit (session) AS (
	SELECT DISTINCT {REACTION_STANDING}
	  FROM reaction r
	 WHERE (CAST(:kind AS TEXT) IS NULL OR r.kind = :kind) AND NOT {REACTION_UNDONE}
)

-- part: REACTION_GIVEN
given (session, practitioner) AS (
	SELECT s.id, s.practitioner FROM session_now s WHERE s.at >= :from AND s.at < :to
)

-- part: REACTION_REACHED
reached (session, lot) AS (
	SELECT g.session, y.lot FROM given g JOIN syringe y ON y.session = g.session WHERE y.lot IS NOT NULL AND y.given > 0
	UNION SELECT t.session, x.lot FROM reached t JOIN batch b ON b.lot = t.lot JOIN batch_line x ON x.batch = b.id
	       WHERE x.used > 0 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
)

-- part: REACTION_COUNTED
whole (of_what, sessions, reacted) AS (
	SELECT e.of_what, count(DISTINCT e.session), count(DISTINCT h.session)
	  FROM exposed e LEFT JOIN hit h ON h.session = e.session
	 GROUP BY e.of_what
)
SELECT e.name, e.of_what, count(DISTINCT e.session) AS sessions, count(DISTINCT h.session) AS reacted,
       w.sessions AS all_sessions, w.reacted AS all_reacted
  FROM exposed e
  LEFT JOIN hit h ON h.session = e.session
  JOIN whole w ON w.of_what = e.of_what
 GROUP BY e.grain, e.name, e.of_what, w.sessions, w.reacted
 ORDER BY e.of_what, e.name, e.grain

-- name: REACTION_RATES_LOT
-- One maker's lot is the number with its expiry, however often it was delivered.
WITH RECURSIVE {REACTION_HIT}, {REACTION_GIVEN}, {REACTION_REACHED},
exposed (grain, name, of_what, session) AS (
	SELECT coalesce(n.maker_number || ' ' || coalesce(n.expires, ''), l.number), coalesce(n.maker_number, l.number), p.code,
	       t.session
	  FROM reached t
	  JOIN lot l ON l.id = t.lot
	  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
	  JOIN product p ON p.id = l.product
	 WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
),
{REACTION_COUNTED};

-- name: REACTION_RATES_BATCH
WITH RECURSIVE {REACTION_HIT}, {REACTION_GIVEN}, {REACTION_REACHED},
exposed (grain, name, of_what, session) AS (
	SELECT l.number, l.number, coalesce(c.code, p.code), t.session
	  FROM reached t
	  JOIN lot l ON l.id = t.lot
	  JOIN batch b ON b.lot = l.id
	  JOIN product p ON p.id = l.product
	  LEFT JOIN version v ON v.id = b.version
	  LEFT JOIN recipe c ON c.id = v.recipe
),
{REACTION_COUNTED};

-- name: REACTION_RATES_RECIPE
WITH {REACTION_HIT}, {REACTION_GIVEN},
exposed (grain, name, of_what, session) AS (
	SELECT c.code, c.code, '', g.session
	  FROM given g
	  JOIN syringe y ON y.session = g.session
	  JOIN version v ON v.id = y.version
	  JOIN recipe c ON c.id = v.recipe
),
{REACTION_COUNTED};

-- name: REACTION_RATES_PRACTITIONER
WITH {REACTION_HIT}, {REACTION_GIVEN},
exposed (grain, name, of_what, session) AS (
	SELECT w.code, w.code, '', g.session FROM given g JOIN person w ON w.id = g.practitioner
),
{REACTION_COUNTED};

-- name: REACTION_RATES_INGREDIENT
WITH {REACTION_HIT}, {REACTION_GIVEN},
exposed (grain, name, of_what, session) AS (
	SELECT i.code, i.code, '', g.session
	  FROM given g
	  JOIN syringe y ON y.session = g.session
	  JOIN composition_now c ON c.lot = y.lot
	  JOIN ingredient i ON i.id = c.ingredient
),
{REACTION_COUNTED};
