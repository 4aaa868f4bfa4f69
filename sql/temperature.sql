-- Events of temperature.

-- name: TEMPERATURE_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM temperature WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: TEMPERATURE_INSERT
INSERT INTO temperature (action, number, series, ordinal, place, low, high, since, till, usual, probe, readings, note)
VALUES (:action, :number, :series, :ordinal, :place, :low, :high, :since, :till, :usual, :probe, :readings, :note)
RETURNING *;

-- name: TEMPERATURE_LOT_INSERT
INSERT INTO temperature_lot (action, temperature, lot, amount, since, verdict, outside, decision)
VALUES (:action, :temperature, :lot, :amount, :since, :verdict, :outside, :decision)
RETURNING *;

-- name: TEMPERATURE_BY_NUMBER
SELECT id, number FROM temperature WHERE number = upper(CAST(:number AS TEXT));

-- name: TEMPERATURE_NUMBERS
SELECT number AS name FROM temperature ORDER BY id DESC LIMIT 200;

-- The lots that were at a place at an instant or came there until another, and the first of them when: the shelf knows
-- every lot that ever lay there, the moves when.
-- name: TEMPERATURE_LOTS
SELECT t.lot, t.held + t.came AS amount, CASE WHEN t.held = 0 THEN t.first END AS since, coalesce(nullif(r.storage, ''), p.storage) AS storage
  FROM (SELECT x.lot,
               CAST(sum(CASE WHEN m.at <= :since AND m.target = :place THEN m.amount ELSE 0 END
                      - CASE WHEN m.at <= :since AND m.source = :place THEN m.amount ELSE 0 END) AS BIGINT) AS held,
               CAST(sum(CASE WHEN m.at > :since AND m.target = :place AND m.source <> :place AND m.reverses IS NULL
                             THEN m.amount ELSE 0 END
                      - CASE WHEN m.at > :since AND m.source = :place AND m.target <> :place AND m.reverses IS NOT NULL
                             THEN m.amount ELSE 0 END) AS BIGINT) AS came,
               min(CASE WHEN m.at > :since AND m.target = :place AND m.reverses IS NULL THEN m.at END) AS first
          FROM (SELECT DISTINCT f.lot FROM shelf f WHERE f.place = :place) x
         CROSS JOIN move m
         WHERE m.lot = x.lot AND m.at <= :till
         GROUP BY x.lot) t
  JOIN lot l ON l.id = t.lot
  JOIN product_revision r ON r.id = (SELECT max(id) FROM product_revision WHERE product = l.product)
  JOIN place_revision p ON p.id = (SELECT max(id) FROM place_revision WHERE place = :place)
 WHERE t.held + t.came > 0
 ORDER BY t.lot;

-- What stood outside in an event, and what was made of it from then on, wherever either of them lay.
-- part: STOOD_OUTSIDE
stood (lot, of, since) AS (
	SELECT lot, lot, since FROM temperature_lot WHERE temperature = :temperature AND outside = 1
	UNION
	SELECT b.lot, s.of, s.since
	  FROM stood s CROSS JOIN batch_line n CROSS JOIN batch b
	 WHERE n.lot = s.lot AND n.used > 0 AND b.id = n.batch AND b.prepared >= s.since
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action))

-- What was made of it, with what is left of that; what has a row of its own there is judged by that.
-- name: TEMPERATURE_MADE
WITH RECURSIVE {STOOD_OUTSIDE}
SELECT d.lot, min(l.number) AS of,
       (SELECT CAST(sum(f.amount) AS BIGINT) FROM shelf f JOIN place p ON p.id = f.place
         WHERE f.lot = d.lot AND f.amount > 0 AND p.kind = 'stock') AS amount
  FROM stood d
  CROSS JOIN lot l
 WHERE l.id = d.of
   AND EXISTS (SELECT 1 FROM shelf f JOIN place p ON p.id = f.place
                WHERE f.lot = d.lot AND f.amount > 0 AND p.kind = 'stock')
   AND NOT EXISTS (SELECT 1 FROM temperature_lot w WHERE w.temperature = :temperature AND w.lot = d.lot)
 GROUP BY d.lot
 ORDER BY d.lot;

-- name: TEMPERATURE_LOT
SELECT id, outside, since FROM temperature_lot WHERE temperature = :temperature AND lot = :lot AND decision IS NULL;

-- Whether what was found of its temperature is what holds a lot, and nothing said since.
-- name: TEMPERATURE_HOLDS
SELECT s.id
  FROM lot_status s
  JOIN temperature_lot w ON w.lot = s.lot AND w.action = s.action AND w.decision IS NULL
 WHERE s.lot = :lot AND s.status = 'held'
   AND NOT EXISTS (SELECT 1 FROM lot_status n WHERE n.lot = s.lot AND (n.at > s.at OR (n.at = s.at AND n.id > s.id)))
 ORDER BY s.at, s.id
 LIMIT 1;

-- What was taken of a lot since it stood outside in an event, with no deviation that says so.
-- name: TEMPERATURE_USES
SELECT n.batch, y.session, coalesce(bl.number, se.number) AS what, min(m.at) AS at
  FROM temperature t
  CROSS JOIN temperature_lot w
  CROSS JOIN move m
  LEFT JOIN batch_line n ON n.id = m.batch_line
  LEFT JOIN batch b ON b.id = n.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN syringe y ON y.id = m.syringe
  LEFT JOIN session se ON se.id = y.session
 WHERE t.id = :temperature AND w.temperature = t.id AND w.lot = :lot AND w.decision IS NULL
   AND m.lot = w.lot AND m.at >= w.since
   AND m.kind IN ('use', 'give') AND m.reverses IS NULL
   AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id)
   AND NOT EXISTS (SELECT 1 FROM deviation d
                    WHERE d.lot = m.lot AND d.what LIKE '%(' || t.number || ')%' AND (d.batch = n.batch OR d.session = y.session))
 GROUP BY n.batch, y.session, bl.number, se.number
 ORDER BY min(m.at), n.batch NULLS LAST, y.session NULLS LAST;

-- name: TEMPERATURE_TAKEN
--| title   Taken since of what stood outside
--| lot     text    Lot
--| at      instant Taken
--| what    text    For
--| patient text    Patient
WITH RECURSIVE {STOOD_OUTSIDE}
SELECT l.number AS lot, min(m.at) AS at, coalesce(bl.number, se.number) AS what, p.code AS patient
  FROM stood w
  CROSS JOIN move m
  JOIN lot l ON l.id = m.lot
  LEFT JOIN batch_line n ON n.id = m.batch_line
  LEFT JOIN batch b ON b.id = n.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN syringe y ON y.id = m.syringe
  LEFT JOIN session se ON se.id = y.session
  LEFT JOIN patient p ON p.id = se.patient
 WHERE m.lot = w.lot AND m.at >= w.since
   AND m.kind IN ('use', 'give') AND m.reverses IS NULL
   AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id)
 GROUP BY l.number, bl.number, se.number, p.code
 ORDER BY min(m.at), l.number, bl.number NULLS LAST, se.number NULLS LAST;

-- What lies of a lot now at the place of an event, or where some of it was carried or made since.
-- name: TEMPERATURE_LIES
SELECT s.code AS place, c.ordinal
  FROM temperature t
  CROSS JOIN temperature_lot w
  CROSS JOIN shelf f
  JOIN place s ON s.id = f.place
  LEFT JOIN container c ON c.id = f.container
 WHERE t.id = :temperature AND w.temperature = t.id AND w.lot = :lot AND w.decision IS NULL
   AND f.lot = w.lot AND f.amount > 0
   AND (f.place = t.place
        OR EXISTS (SELECT 1 FROM move m
                    WHERE m.lot = w.lot AND m.at >= w.since AND m.target = f.place AND m.kind IN ('transfer', 'make')))
 ORDER BY s.code, f.container;

-- Hundredths of a degree as people write them.
-- part: DEGREES_LOW
CASE WHEN t.low IS NULL THEN NULL ELSE CASE WHEN t.low < 0 THEN '-' ELSE '' END || CAST(abs(t.low) / 100 AS TEXT)
       || CASE WHEN abs(t.low) % 100 = 0 THEN '' WHEN abs(t.low) % 10 = 0 THEN '.' || CAST(abs(t.low) % 100 / 10 AS TEXT)
               ELSE '.' || substr(CAST(100 + abs(t.low) % 100 AS TEXT), 2) END || ' C' END

-- part: DEGREES_HIGH
CASE WHEN t.high IS NULL THEN NULL ELSE CASE WHEN t.high < 0 THEN '-' ELSE '' END || CAST(abs(t.high) / 100 AS TEXT)
       || CASE WHEN abs(t.high) % 100 = 0 THEN '' WHEN abs(t.high) % 10 = 0 THEN '.' || CAST(abs(t.high) % 100 / 10 AS TEXT)
               ELSE '.' || substr(CAST(100 + abs(t.high) % 100 AS TEXT), 2) END || ' C' END

-- part: DEGREES_USUAL
CASE WHEN t.usual IS NULL THEN NULL ELSE CASE WHEN t.usual < 0 THEN '-' ELSE '' END || CAST(abs(t.usual) / 100 AS TEXT)
       || CASE WHEN abs(t.usual) % 100 = 0 THEN '' WHEN abs(t.usual) % 10 = 0 THEN '.' || CAST(abs(t.usual) % 100 / 10 AS TEXT)
               ELSE '.' || substr(CAST(100 + abs(t.usual) % 100 AS TEXT), 2) END || ' C' END

-- name: TEMPERATURE_FORM
--| form
--| number text    Event
--| place  text    Place
--| least  text    Least
--| most   text    Most
--| since  instant From
--| till   instant To
--| usual  text    Else stands at
--| probe  text    Probe
--| reads  text    Readings
--| note   text    Note
--| at     instant Entered
--| by     text    By
SELECT t.number, s.code AS place, {DEGREES_LOW} AS least, {DEGREES_HIGH} AS most, t.since, t.till, {DEGREES_USUAL} AS usual,
       t.probe, t.readings AS reads, t.note, a.entered AS at, p.code AS by
  FROM temperature t
  JOIN place s ON s.id = t.place
  JOIN action a ON a.id = t.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE t.id = :temperature;

-- name: TEMPERATURE_SHOWN
--| title    What was there then
--| lot      text    Lot
--| product  text    Product
--| amount   amount  Was there
--| left_now amount  Left
--| decision text    Decided [flag=open:red, flag=use:green, flag=hold:amber, flag=discard:grey]
--| by       text    By      [hide=narrow]
--| why      text    Why
--| verdict  text    What its rules say
SELECT l.number AS lot, p.code AS product, x.amount, p.unit,
       (SELECT CAST(coalesce(sum(f.amount), 0) AS BIGINT) FROM shelf f WHERE f.lot = l.id) AS left_now,
       coalesce(d.decision, CASE x.outside WHEN 1 THEN 'open' ELSE '-' END) AS decision, w.code AS by, a.reason AS why, x.verdict
  FROM temperature t
  JOIN temperature_lot x ON x.temperature = t.id AND x.decision IS NULL
  JOIN lot l ON l.id = x.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN temperature_lot d ON d.id = (SELECT max(id) FROM temperature_lot
                                          WHERE temperature = t.id AND lot = x.lot AND decision IS NOT NULL)
  LEFT JOIN action a ON a.id = d.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE t.id = :temperature
 ORDER BY x.outside DESC, x.id;

-- name: TEMPERATURE_LIST
--| number text    Event
--| place  text    Place
--| since  instant From
--| till   instant To
--| stood  text    Stood at
--| lots   count   Lots
--| out    count   Outside
--| open   count   To decide [flag=0:green]
SELECT t.number, s.code AS place, t.since, t.till, {DEGREES_LOW} || ' to ' || {DEGREES_HIGH} AS stood,
       (SELECT count(*) FROM temperature_lot x WHERE x.temperature = t.id AND x.decision IS NULL) AS lots,
       (SELECT count(*) FROM temperature_lot x WHERE x.temperature = t.id AND x.outside = 1) AS out,
       (SELECT count(*) FROM temperature_lot x WHERE x.temperature = t.id AND x.outside = 1
           AND NOT EXISTS (SELECT 1 FROM temperature_lot d
                            WHERE d.temperature = t.id AND d.lot = x.lot AND d.decision IS NOT NULL)) AS open
  FROM temperature t
  JOIN place s ON s.id = t.place
 ORDER BY t.id;
