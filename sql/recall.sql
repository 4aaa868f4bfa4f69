-- Recalls: what is called back, what was done of it, and how well. Its root is that of a trace (trace.h).

-- name: RECALL_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM recall WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: RECALL_INSERT
INSERT INTO recall (action, number, series, ordinal, drill, code, kind, lot, container, product, patient, session,
                    supplier, recipe, class, cause, hazard)
VALUES (:action, :number, :series, :ordinal, :drill, :code, :kind, :lot, :container, :product, :patient, :session,
        :supplier, :recipe, :class, :cause, :hazard)
RETURNING *;

-- name: RECALL_STEP_INSERT
INSERT INTO recall_step (action, recall, kind, at, lot, patient, amount, was, held, how, note)
VALUES (:action, :recall, :kind, :at, :lot, :patient, :amount, :was, :held, :how, :note)
RETURNING *;

-- name: RECALL_BY_NUMBER
SELECT r.id, r.number, r.drill, r.code, r.kind, r.lot, r.container, r.product, r.patient, r.session, r.supplier, r.recipe,
       r.class, r.cause, r.hazard, coalesce(a.event, a.entered) AS opened, c.action AS closed_by, c.at AS closed
  FROM recall r
  JOIN action a ON a.id = r.action
  LEFT JOIN recall_step c ON c.id = (SELECT max(id) FROM recall_step WHERE recall = r.id AND kind = 'closed')
 WHERE r.number = upper(CAST(:number AS TEXT));

-- name: RECALL_NUMBERS
SELECT number AS name FROM recall ORDER BY id DESC LIMIT 200;

-- One that is open for the same.
-- name: RECALL_OPEN_FOR
SELECT r.number
  FROM recall r
 WHERE r.code = :code AND r.kind = :kind AND r.drill = :drill
   AND NOT EXISTS (SELECT 1 FROM recall_step s WHERE s.recall = r.id AND s.kind = 'closed')
 ORDER BY r.id
 LIMIT 1;

-- What a recall touches: what its root names, of a patient or a session also what that was made of, and all that was
-- made of any of it, as it stood at the act :until. What never came is not touched.
-- part: RECALL_TOUCHED
root (lot, container) AS (
	SELECT id, CAST(:container AS BIGINT) FROM lot WHERE id = :lot
	 UNION SELECT lot, CAST(NULL AS BIGINT) FROM lot_revision
	        WHERE maker_number IS NOT NULL AND lower(maker_number) = lower(CAST(:maker AS TEXT)) AND action <= :until
	 UNION SELECT id, CAST(NULL AS BIGINT) FROM lot WHERE product = :product AND action <= :until
	 UNION SELECT lot, CAST(NULL AS BIGINT) FROM lot_revision WHERE supplier = :supplier AND action <= :until
	 UNION SELECT b.lot, CAST(NULL AS BIGINT) FROM version v CROSS JOIN batch b
	        WHERE v.recipe = :recipe AND b.version = v.id AND b.action <= :until
	 UNION SELECT y.lot, CAST(NULL AS BIGINT) FROM session s CROSS JOIN syringe y
	        WHERE s.id = :session AND y.session = s.id AND y.lot IS NOT NULL AND {SESSION_STOOD}
	 UNION SELECT y.lot, CAST(NULL AS BIGINT) FROM session s CROSS JOIN syringe y
	        WHERE s.patient = :patient AND y.session = s.id AND y.lot IS NOT NULL AND {SESSION_STOOD}
),
source (lot, batch) AS (
	SELECT x.lot, b.id
	  FROM root CROSS JOIN batch b CROSS JOIN batch_line x
	 WHERE b.lot = root.lot AND x.batch = b.id AND x.used > 0 AND {LINE_STOOD}
	 UNION SELECT x.lot, b.id
	         FROM source CROSS JOIN batch b CROSS JOIN batch_line x
	        WHERE b.lot = source.lot AND x.batch = b.id AND x.used > 0 AND {LINE_STOOD}
),
begun (lot, container) AS (
	SELECT lot, container FROM root
	 UNION SELECT lot, CAST(NULL AS BIGINT) FROM source
	        WHERE CAST(:session AS BIGINT) IS NOT NULL OR CAST(:patient AS BIGINT) IS NOT NULL
),
reach (lot, container) AS (
	SELECT lot, container FROM begun
	 UNION SELECT b.lot, CAST(NULL AS BIGINT)
	         FROM reach CROSS JOIN batch_line x CROSS JOIN batch b
	        WHERE x.lot = reach.lot AND x.used > 0 AND (reach.container IS NULL OR {DREW_LINE}) AND b.id = x.batch
	          AND {LINE_STOOD}
),
touched (lot) AS (
	SELECT DISTINCT reach.lot FROM reach CROSS JOIN lot came
	 WHERE came.id = reach.lot AND came.action <= :until
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = came.action AND v.action <= :until)
)

-- Whether a session s, or a line x of a batch b, was on record at the act :until, and neither replaced nor reversed.
-- part: SESSION_STOOD
(s.action <= :until
 AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :until)
 AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :until))

-- part: LINE_STOOD
(x.action <= :until
 AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id AND later.action <= :until)
 AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :until))

-- name: RECALL_LOTS
WITH RECURSIVE {RECALL_TOUCHED}
SELECT l.id, l.number, l.status,
       (SELECT CAST(coalesce(sum(f.amount), 0) AS BIGINT) FROM shelf f WHERE f.lot = l.id) AS left_now
  FROM touched
  JOIN lot_now l ON l.id = touched.lot
 ORDER BY l.id;

-- Everybody who was given something of it, also as reported from before this record: each session with what it was.
-- part: RECALL_GIVEN
given (patient, session, at, lot, said, amount, unit) AS (
	SELECT s.patient, s.id, s.at, y.lot, CAST(NULL AS TEXT), sum(y.given), y.unit
	  FROM reach
	  CROSS JOIN syringe y
	  CROSS JOIN session s
	 WHERE y.lot = reach.lot AND s.id = y.session AND (reach.container IS NULL OR {DREW_SYRINGE})
	   AND {SESSION_STOOD}
	 GROUP BY s.patient, s.id, s.at, y.lot, y.unit
	 UNION ALL
	SELECT s.patient, s.id, s.at, CAST(NULL AS BIGINT), y.reported_lot, y.given, y.unit
	  FROM syringe y
	  CROSS JOIN session s
	 WHERE y.reported_lot IS NOT NULL AND lower(y.reported_lot) = lower(CAST(:said AS TEXT)) AND s.id = y.session
	   AND {SESSION_STOOD}
)

-- name: RECALL_RECEIVED
--| title   What each received
--| patient text    Patient
--| name    text    Name    [names]
--| session text    Session
--| at      instant When
--| product text    Of
--| lot     text    From lot
--| given   amount  Given
--| state   text    State   [flag=not signed:amber]
WITH RECURSIVE {RECALL_TOUCHED}, {RECALL_GIVEN}
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, g.at, d.code AS product,
       coalesce(l.number, g.said) AS lot, g.amount AS given, g.unit,
       CASE WHEN s.reported IS NOT NULL THEN 'reported'
            WHEN NOT EXISTS (SELECT 1 FROM signature x
                              WHERE x.session = s.id AND x.meaning = 'performed' AND x.action <= :until)
            THEN 'not signed' END AS state
  FROM given g
  JOIN patient p ON p.id = g.patient
  JOIN session s ON s.id = g.session
  LEFT JOIN lot l ON l.id = g.lot
  LEFT JOIN product d ON d.id = l.product
 ORDER BY p.code, g.at, g.session, l.id NULLS LAST;

-- Each patient once, with how often they were tried and what came of the last time.
-- name: RECALL_PATIENTS
WITH RECURSIVE {RECALL_TOUCHED}, {RECALL_GIVEN},
     each (patient, sessions, first, last) AS (
	SELECT patient, count(DISTINCT session), min(at), max(at) FROM given GROUP BY patient)
SELECT p.id AS patient_id, p.code, {PATIENT_NAME}, e.sessions, e.last AS given_last,
       (SELECT count(*) FROM recall_step t WHERE t.recall = :recall AND t.kind = 'contact' AND t.patient = p.id) AS calls,
       (SELECT min(t.at) FROM recall_step t
         WHERE t.recall = :recall AND t.kind = 'contact' AND t.patient = p.id AND t.held = 1) AS reached,
       c.how, c.note, w.code AS by_person
  FROM each e
  JOIN patient p ON p.id = e.patient
  LEFT JOIN recall_step c ON c.id = (SELECT max(t.id) FROM recall_step t
                                      WHERE t.recall = :recall AND t.kind = 'contact' AND t.patient = p.id)
  LEFT JOIN action a ON a.id = c.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY CASE WHEN EXISTS (SELECT 1 FROM recall_step t
                             WHERE t.recall = :recall AND t.kind = 'contact' AND t.patient = p.id AND t.held = 1)
               THEN 1 ELSE 0 END, p.code, p.id;

-- Where how much of a lot l lay at the act :until.
-- part: LAY
(SELECT w.place, CAST(sum(w.amount) AS BIGINT) AS amount
   FROM (SELECT f.place, f.amount FROM shelf f WHERE f.lot = l.id
          UNION ALL SELECT m.target, -m.amount FROM move m JOIN place z ON z.id = m.target
                     WHERE m.lot = l.id AND m.action > :until AND z.kind = 'stock'
          UNION ALL SELECT m.source, m.amount FROM move m JOIN place z ON z.id = m.source
                     WHERE m.lot = l.id AND m.action > :until AND z.kind = 'stock') w
  GROUP BY w.place HAVING sum(w.amount) > 0)

-- name: RECALL_SHELF
--| title    Lots, and where what is left of them lies
--| lot      text    Lot
--| product  text    Product
--| maker    text    Maker's lot  [hide=narrow]
--| was      text    Was
--| status   text    Is           [flag=held:amber, flag=recalled:red, flag=rejected:red, flag=released:green]
--| left_now amount  Left
--| place    text    Where
--| found    amount  Found        [quiet]
SELECT l.number AS lot, p.code AS product, m.maker_number AS maker, t.was, n.status, p.unit,
       (SELECT CAST(coalesce(sum(lies.amount), 0) AS BIGINT) FROM {LAY} lies) AS left_now,
       (SELECT string_agg(lies.code, ', ')
          FROM (SELECT w.code FROM {LAY} laid JOIN place w ON w.id = laid.place ORDER BY w.code) AS lies) AS place,
       (SELECT s.amount FROM recall_step s WHERE s.recall = t.recall AND s.kind = 'found' AND s.lot = t.lot
         ORDER BY s.id DESC LIMIT 1) AS found
  FROM recall_step t
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision m ON m.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = t.lot AND x.action <= :until)
  JOIN lot_status n ON n.id = (SELECT x.id FROM lot_status x WHERE x.lot = t.lot AND x.action <= :until
                                ORDER BY x.at DESC, x.id DESC LIMIT 1)
 WHERE t.recall = :recall AND t.kind = 'lot'
   AND t.id = (SELECT min(f.id) FROM recall_step f WHERE f.recall = t.recall AND f.kind = 'lot' AND f.lot = t.lot)
 ORDER BY t.id;

-- name: RECALL_SINCE
-- What came of it after it was closed: what it lists stands as it was then.
--| title What is on record since it was closed
--| at    instant Entered
--| what  text    What
--| of    text    Of
--| by    text    By
--| why   text    Why
WITH RECURSIVE {RECALL_TOUCHED}, {RECALL_GIVEN},
changed (action, what, of) AS (
	SELECT n.action, 'replaced by ' || n.number, s.number
	  FROM given g JOIN session s ON s.id = g.session JOIN session n ON n.replaces = s.id AND n.action > :until
	 UNION SELECT v.action, 'reversed', s.number
	  FROM given g JOIN session s ON s.id = g.session JOIN reversal v ON v.reverses = s.action AND v.action > :until
	 UNION SELECT s.action, 'given to ' || p.code, s.number
	  FROM touched CROSS JOIN syringe y CROSS JOIN session s CROSS JOIN patient p
	 WHERE y.lot = touched.lot AND s.id = y.session AND s.action > :until AND s.replaces IS NULL AND p.id = s.patient
	 UNION SELECT s.action, 'told of ' || p.code, s.number
	  FROM syringe y CROSS JOIN session s CROSS JOIN patient p
	 WHERE y.reported_lot IS NOT NULL AND lower(y.reported_lot) = lower(CAST(:said AS TEXT)) AND s.id = y.session
	   AND s.action > :until AND s.replaces IS NULL AND p.id = s.patient
	 UNION SELECT x.action, CASE WHEN x.replaces IS NULL THEN 'made into ' ELSE 'corrected in ' END || k.number, l.number
	  FROM touched CROSS JOIN batch_line x CROSS JOIN batch b CROSS JOIN lot k CROSS JOIN lot l
	 WHERE x.lot = touched.lot AND x.action > :until AND b.id = x.batch AND k.id = b.lot AND l.id = touched.lot
	 UNION SELECT n.action, n.status, l.number
	  FROM touched CROSS JOIN lot_status n CROSS JOIN lot l
	 WHERE n.lot = touched.lot AND n.action > :until AND l.id = touched.lot
)
SELECT a.entered AS at, c.what, c.of, p.code AS by, coalesce(a.exception, a.reason) AS why
  FROM changed c
  JOIN action a ON a.id = c.action
  LEFT JOIN act_by p ON p.action = a.id
 ORDER BY c.action, c.of, c.what;

-- name: RECALL_STEP_OF_LOT
SELECT s.id FROM recall_step s WHERE s.recall = :recall AND s.kind = 'lot' AND s.lot = :lot;

-- name: RECALL_HELD
-- What it held, in which act, and what that was before; what others are made of comes first.
SELECT s.lot, s.was, s.action FROM recall_step s WHERE s.recall = :recall AND s.kind = 'lot' AND s.held = 1 ORDER BY s.lot, s.id;

-- The lots it lists, and what was left of them, as of the act :until.
-- part: RECALL_LISTED
touched (lot, until) AS (SELECT DISTINCT lot, CAST(:until AS BIGINT) FROM recall_step WHERE recall = :recall AND kind = 'lot')

-- part: RECALL_REMAINDER
     remainder (lot, amount) AS (
	SELECT l.id, (SELECT CAST(coalesce(sum(lies.amount), 0) AS BIGINT) FROM {LAY} lies)
	  FROM touched JOIN lot l ON l.id = touched.lot
     )

-- name: RECALL_BALANCE
--| title    Mass balance
--| lot      text    Lot
--| received amount  Received
--| made     amount  Made
--| used     amount  Used
--| given    amount  Given
--| wasted   amount  Wasted
--| returned amount  Returned
--| left_now amount  Left
--| missing  amount  Missing    [quiet]
--| percent  count   Accounted % [hide=narrow]
--| balanced text    Check      [flag=balanced:green, flag=differs:red]
WITH {RECALL_LISTED},
{FLOWS},
{RECALL_REMAINDER}
SELECT l.number AS lot, p.unit, flow.received, flow.made, flow.used, flow.given, flow.wasted, flow.returned,
       remainder.amount AS left_now, CASE WHEN flow.counted < 0 THEN -flow.counted ELSE 0 END AS missing,
       CASE WHEN flow.received + flow.made = 0 OR flow.counted >= 0 THEN 100
            ELSE (flow.received + flow.made + flow.counted) * 100 / (flow.received + flow.made) END AS percent,
       CASE WHEN flow.received + flow.made + flow.counted = flow.used + flow.given + flow.wasted + flow.returned + remainder.amount
            THEN 'balanced' ELSE 'differs' END AS balanced
  FROM flow
  JOIN remainder ON remainder.lot = flow.lot
  JOIN lot l ON l.id = flow.lot
  JOIN product p ON p.id = l.product
 ORDER BY l.id;

-- What was held and found, and of how many lots everything is accounted for.
-- name: RECALL_COUNTED
WITH {RECALL_LISTED},
{FLOWS},
{RECALL_REMAINDER}
SELECT (SELECT count(*) FROM touched) AS lots,
       (SELECT count(DISTINCT lot) FROM recall_step WHERE recall = :recall AND kind = 'lot' AND held = 1) AS held,
       (SELECT count(*) FROM remainder WHERE amount > 0) AS stocked,
       (SELECT count(*) FROM remainder r
         WHERE r.amount > 0
           AND r.amount = (SELECT s.amount FROM recall_step s WHERE s.recall = :recall AND s.kind = 'found' AND s.lot = r.lot
                            ORDER BY s.id DESC LIMIT 1)) AS found,
       (SELECT count(*) FROM touched t
         WHERE NOT EXISTS (SELECT 1 FROM flow WHERE flow.lot = t.lot AND flow.counted < 0)) AS accounted;

-- name: RECALL_CONTACTS
--| title   Contacts
--| at      instant When
--| patient text    Patient
--| outcome text    Came of it [flag=not reached:amber, flag=reached:green]
--| how     text    How
--| by      text    By
--| note    text    Note
SELECT t.at, p.code AS patient, CASE t.held WHEN 1 THEN 'reached' ELSE 'not reached' END AS outcome, t.how, w.code AS by, t.note
  FROM recall_step t
  JOIN patient p ON p.id = t.patient
  JOIN action a ON a.id = t.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE t.recall = :recall AND t.kind = 'contact'
 ORDER BY t.at, t.id;

-- As it was opened, or as was learned last.
-- part: CLASS_NOW
coalesce((SELECT t.how FROM recall_step t WHERE t.recall = r.id AND t.kind = 'added' AND t.how IS NOT NULL
           ORDER BY t.id DESC LIMIT 1), r.class)

-- name: RECALL_FORM
--| form
--| number  text    Recall
--| what    text    What it is  [flag=DRILL:amber]
--| code    text    Of
--| kind    text    Which is a
--| class   text    Class
--| cause   text    Because
--| hazard  text    Hazard
--| added   text    And then
--| opened  instant Opened
--| by      text    By
--| closed  instant Closed
--| ended   text    Closed with
SELECT r.number, CASE r.drill WHEN 1 THEN 'DRILL' ELSE 'a real recall' END AS what, r.code, r.kind, {CLASS_NOW} AS class, r.cause,
       r.hazard, (SELECT string_agg(t.note, '; ')
                    FROM (SELECT s.note FROM recall_step s WHERE s.recall = r.id AND s.kind = 'added' ORDER BY s.id) AS t) AS added,
       coalesce(a.event, a.entered) AS opened, p.name || ' (' || p.code || ')' AS by, c.at AS closed, c.note AS ended
  FROM recall r
  JOIN action a ON a.id = r.action
  LEFT JOIN person_now p ON p.id = a.person
  LEFT JOIN recall_step c ON c.id = (SELECT max(id) FROM recall_step WHERE recall = r.id AND kind = 'closed')
 WHERE r.id = :recall;

-- name: RECALL_LIST
--| number text    Recall
--| what   text    What     [flag=DRILL:amber]
--| code   text    Of
--| class  text    Class
--| cause  text    Because
--| opened instant Opened
--| closed instant Closed
--| state  text    State    [flag=open:red, flag=closed:green]
--| signed text    Signed   [hide=narrow]
SELECT r.number, CASE r.drill WHEN 1 THEN 'DRILL' ELSE 'recall' END AS what, r.code, {CLASS_NOW} AS class, r.cause,
       coalesce(a.event, a.entered) AS opened, c.at AS closed, CASE WHEN c.id IS NULL THEN 'open' ELSE 'closed' END AS state,
       (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE recall = r.id ORDER BY id) x) AS signed
  FROM recall r
  JOIN action a ON a.id = r.action
  LEFT JOIN recall_step c ON c.id = (SELECT max(id) FROM recall_step WHERE recall = r.id AND kind = 'closed')
 ORDER BY r.id;
