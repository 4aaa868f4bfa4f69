-- Traces: from any code to everything it touched; the parts are in sql/reach.sql.

-- name: TRACE_WHAT
-- Everything a code is the name of. Several deliveries of one maker's lot are one thing.
SELECT 'lot' AS kind, l.number AS code, l.id AS lot, 0 AS product, 0 AS patient, 0 AS session, 0 AS supplier,
       0 AS recipe, p.code AS said
  FROM lot l JOIN product p ON p.id = l.product
 WHERE l.number = upper(CAST(:code AS TEXT)) AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
 UNION ALL
SELECT 'batch', l.number, l.id, 0, 0, 0, 0, 0, p.code
  FROM lot l JOIN batch b ON b.lot = l.id JOIN product p ON p.id = l.product
 WHERE l.number = upper(CAST(:code AS TEXT))
 UNION ALL
SELECT 'maker''s number', min(r.maker_number), CASE WHEN count(DISTINCT r.lot) = 1 THEN min(r.lot) ELSE 0 END,
       0, 0, 0, 0, 0, p.code
  FROM lot_revision r JOIN lot l ON l.id = r.lot JOIN product p ON p.id = l.product
 WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(CAST(:code AS TEXT))
   AND (NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action)
     OR NOT EXISTS (SELECT 1 FROM lot_revision o JOIN lot k ON k.id = o.lot
                     WHERE o.maker_number IS NOT NULL AND lower(o.maker_number) = lower(CAST(:code AS TEXT))
                       AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = k.action)))
 GROUP BY p.id, p.code
 UNION ALL
SELECT 'product', p.code, 0, p.id, 0, 0, 0, 0, CAST(NULL AS TEXT)
  FROM product p
 WHERE lower(p.code) = lower(CAST(:code AS TEXT))
 UNION ALL
SELECT 'patient', p.code, 0, 0, p.id, 0, 0, 0, CAST(NULL AS TEXT)
  FROM patient p
 WHERE lower(p.code) = lower(CAST(:code AS TEXT))
 UNION ALL
SELECT 'session', s.number, 0, 0, 0, s.id, 0, 0, p.code
  FROM session s JOIN patient p ON p.id = s.patient
 WHERE s.number = upper(CAST(:code AS TEXT))
 UNION ALL
SELECT 'supplier', s.code, 0, 0, 0, 0, s.id, 0, CAST(NULL AS TEXT)
  FROM supplier s
 WHERE lower(s.code) = lower(CAST(:code AS TEXT))
 UNION ALL
SELECT 'recipe', c.code, 0, 0, 0, 0, 0, c.id, CAST(NULL AS TEXT)
  FROM recipe c
 WHERE lower(c.code) = lower(CAST(:code AS TEXT))
 ORDER BY 1, 2, 3;

-- name: TRACE_CONTAINER
SELECT c.id
  FROM container c
  JOIN lot l ON l.id = c.lot
 WHERE l.number = upper(CAST(:lot AS TEXT)) AND c.ordinal = :ordinal;

-- name: TRACE_REPORTED_AS
SELECT count(*) AS times FROM syringe
 WHERE reported_lot IS NOT NULL AND lower(reported_lot) = lower(CAST(:code AS TEXT));

-- name: TRACE_NEAR
-- What begins like it, for "did you mean".
SELECT number AS code FROM lot WHERE number >= upper(CAST(:from AS TEXT)) AND number < upper(CAST(:to AS TEXT))
 UNION ALL SELECT number FROM session WHERE number >= upper(CAST(:from AS TEXT)) AND number < upper(CAST(:to AS TEXT))
 UNION ALL SELECT maker_number FROM lot_revision
            WHERE maker_number IS NOT NULL AND lower(maker_number) >= lower(CAST(:from AS TEXT))
              AND lower(maker_number) < lower(CAST(:to AS TEXT))
 UNION ALL SELECT code FROM product
            WHERE lower(code) >= lower(CAST(:from AS TEXT)) AND lower(code) < lower(CAST(:to AS TEXT))
 UNION ALL SELECT code FROM patient
            WHERE lower(code) >= lower(CAST(:from AS TEXT)) AND lower(code) < lower(CAST(:to AS TEXT))
 UNION ALL SELECT code FROM supplier
            WHERE lower(code) >= lower(CAST(:from AS TEXT)) AND lower(code) < lower(CAST(:to AS TEXT))
 UNION ALL SELECT code FROM recipe
            WHERE lower(code) >= lower(CAST(:from AS TEXT)) AND lower(code) < lower(CAST(:to AS TEXT))
 ORDER BY 1
 LIMIT :most;

-- name: TRACE_LOTS
--| title    Lots
--| lot      text    Lot
--| product  text    Product
--| maker    text    Maker's lot
--| was      text    Was       [hide=table]
--| expires  day     Expires
--| supplier text    Supplier
--| received instant Received  [hide=table]
--| status   text    Status    [flag=recalled:red] [flag=held:amber] [flag=rejected:red]
WITH RECURSIVE {TRACE_ROOT}
SELECT l.number AS lot, p.code AS product, l.maker_number AS maker, l.expires, s.code AS supplier, l.received, l.status,
       (SELECT min(w.maker_number) FROM lot_revision w
         WHERE w.lot = l.id AND w.maker_number <> l.maker_number) AS was
  FROM root
  JOIN lot_now l ON l.id = root.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN supplier s ON s.id = l.supplier
 ORDER BY l.received, l.id;

-- name: TRACE_MADE_OF
--| title    Made of
--| batch    text    Batch
--| lot      text    Of lot
--| product  text    Product
--| used     amount  Used
--| maker    text    Maker's lot
--| expires  day     Expires
--| supplier text    Supplier
WITH RECURSIVE {TRACE_ROOT}, {TRACE_SOURCE}
SELECT DISTINCT bl.number AS batch, l.number AS lot, p.code AS product, x.used, x.unit, l.maker_number AS maker, l.expires,
       s.code AS supplier, bl.id AS batch_lot, x.position, x.id
  FROM source
  JOIN batch b ON b.id = source.batch
  JOIN lot bl ON bl.id = b.lot
  JOIN batch_line x ON x.batch = source.batch AND x.lot = source.lot
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
  JOIN lot_now l ON l.id = source.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN supplier s ON s.id = l.supplier
 ORDER BY bl.id DESC, x.position, x.id;

-- name: TRACE_BATCHES
--| title    Went into
--| batch    text    Batch
--| product  text    Mixture
--| from_lot text    From lot
--| used     amount  Used
--| made     instant Made
--| maker    text    By [hide=narrow]
--| status   text    Status    [flag=recalled:red] [flag=held:amber] [flag=rejected:red]
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH}
SELECT bl.number AS batch, p.code AS product, l.number AS from_lot, x.used, x.unit, b.prepared AS made, m.code || k.typed AS maker,
       bl.status
  FROM reach
  CROSS JOIN batch_line x
  JOIN batch b ON b.id = x.batch
  JOIN lot_now bl ON bl.id = b.lot
  JOIN product p ON p.id = bl.product
  JOIN lot l ON l.id = x.lot
  JOIN person m ON m.id = b.maker
  LEFT JOIN act_by k ON k.action = b.action
 WHERE x.lot = reach.lot AND x.used > 0 AND (reach.container IS NULL OR {DREW_LINE})
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
 ORDER BY b.prepared, b.id, x.position, x.id;

-- name: TRACE_REACHED
-- What was made of it, to the end, and where what is left of that lies.
--| title    Made of it
--| batch    text    Batch
--| product  text    Product
--| left_now amount  Left
--| place    text    Where
--| status   text    Status    [flag=recalled:red] [flag=held:amber] [flag=rejected:red]
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH},
     made (lot) AS (SELECT DISTINCT lot FROM reach WHERE lot NOT IN (SELECT lot FROM root))
SELECT l.number AS batch, p.code AS product, p.unit, l.status,
       (SELECT CAST(coalesce(sum(f.amount), 0) AS BIGINT) FROM shelf f WHERE f.lot = l.id) AS left_now,
       (SELECT string_agg(lies.code, ', ')
          FROM (SELECT DISTINCT w.code FROM shelf f JOIN place w ON w.id = f.place
                 WHERE f.lot = l.id AND f.amount > 0 ORDER BY w.code) AS lies) AS place
  FROM made
  JOIN lot_now l ON l.id = made.lot
  JOIN product p ON p.id = l.product
 ORDER BY l.id;

-- name: TRACE_COUNTED
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH}
SELECT count(DISTINCT s.id) AS sessions, count(DISTINCT s.patient) AS patients,
       (SELECT count(DISTINCT lot) FROM reach WHERE lot NOT IN (SELECT lot FROM root)) AS batches
  FROM reach
  CROSS JOIN syringe y
  JOIN session s ON s.id = y.session
 WHERE y.lot = reach.lot
   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action);

-- name: TRACE_SESSIONS
--| title     Was given to
--| patient   text    Patient
--| name      text    Name    [names]
--| session   text    Session
--| at        instant When
--| by_person text    By
--| lot       text    From lot
--| given     amount  Given
--| areas     text    Where   [hide=table]
--| state     text    State   [flag=not signed:amber]
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH}
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, s.at, g.code || k.typed AS by_person, l.number AS lot, y.given, y.unit,
       (SELECT min(a.area) FROM syringe_area a WHERE a.syringe = y.id) AS areas,
       {NOT_SIGNED} AS state
  FROM reach
  CROSS JOIN syringe y
  JOIN session s ON s.id = y.session
  JOIN patient p ON p.id = s.patient
  JOIN lot l ON l.id = y.lot
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE y.lot = reach.lot AND (reach.container IS NULL OR {DREW_SYRINGE})
   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action)
 ORDER BY s.at, s.id, y.position, y.id;

-- name: TRACE_CORRECTED
-- Sessions that were given something of it as first recorded, and do not stand: replaced or reversed since.
WITH RECURSIVE {TRACE_ROOT},
     reach (lot, container) AS (
	SELECT lot, container FROM root
	 UNION SELECT b.lot, CAST(NULL AS BIGINT)
	         FROM reach CROSS JOIN batch_line x CROSS JOIN batch b
	        WHERE x.lot = reach.lot AND x.used > 0 AND (reach.container IS NULL OR {DREW_LINE}) AND b.id = x.batch
     )
SELECT count(DISTINCT s.id) AS sessions
  FROM reach
  CROSS JOIN syringe y
  CROSS JOIN session s
 WHERE y.lot = reach.lot AND (reach.container IS NULL OR {DREW_SYRINGE}) AND s.id = y.session
   AND (EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
        OR EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action));

-- name: TRACE_CORRECTED_OF_PATIENT
SELECT count(*) AS sessions
  FROM session s
 WHERE s.patient = :patient
   AND (EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
        OR EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action));

-- name: TRACE_REPORTED
-- Sessions reported from before this record, by the lot number that the report names.
--| title   Was given to, as reported from before this record
--| patient text    Patient
--| name    text    Name    [names]
--| session text    Session
--| at      instant When
--| given   amount  Given
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, s.at, y.given, y.unit
  FROM syringe y
  JOIN session_now s ON s.id = y.session
  JOIN patient p ON p.id = s.patient
 WHERE y.reported_lot IS NOT NULL AND lower(y.reported_lot) = lower(CAST(:code AS TEXT))
 ORDER BY s.at, s.id, y.position, y.id;

-- name: TRACE_OWN_SESSIONS
-- What a patient, or one session, got.
--| title     Sessions
--| session   text    Session
--| patient   text    Patient
--| name      text    Name    [names]
--| at        instant When
--| by_person text    By
--| lot       text    From lot
--| product   text    Product
--| given     amount  Given
--| state     text    State   [flag=not signed:amber]
SELECT s.number AS session, p.code AS patient, {PATIENT_NAME}, s.at, g.code || k.typed AS by_person, coalesce(l.number, y.reported_lot) AS lot,
       d.code AS product, y.given, y.unit,
       {NOT_SIGNED} AS state
  FROM session_now s
  JOIN patient p ON p.id = s.patient
  JOIN syringe y ON y.session = s.id
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE s.id IN (SELECT id FROM session WHERE id = :session UNION SELECT id FROM session WHERE patient = :patient)
 ORDER BY s.at, s.id, y.position, y.id;

-- name: TRACE_SHELF
--| title     What is left
--| lot       text    Lot
--| product   text    Product
--| place     text    Where
--| container count   Opened
--| left_now  amount  Left
--| status    text    May be used    [flag=recalled:red] [flag=held:amber]
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH},
     touched (lot) AS (SELECT DISTINCT lot FROM reach)
SELECT l.number AS lot, p.code AS product, s.code AS place, c.ordinal AS container, f.amount AS left_now, p.unit,
       coalesce({BARRED}, 'yes') AS status
  FROM touched
  CROSS JOIN shelf f
  CROSS JOIN lot l
  CROSS JOIN (SELECT CAST(:now AS TEXT) AS at) w
{JUDGED}
  JOIN product p ON p.id = l.product
  JOIN place s ON s.id = f.place
  LEFT JOIN container c ON c.id = f.container
 WHERE f.lot = touched.lot AND f.amount > 0 AND l.id = f.lot
 ORDER BY l.id, s.code, c.ordinal NULLS FIRST, s.id;

-- name: TRACE_BALANCE
-- What came into the house and what left it, each move under its own kind; a reversal undoes its own.
--| title    Balance
--| lot      text    Lot
--| received amount  Received
--| made     amount  Made
--| used     amount  Used
--| given    amount  Given
--| wasted   amount  Wasted
--| returned amount  Returned
--| counted  amount  Counted
--| left_now amount  Left
--| balanced text    Check    [flag=balanced:green] [flag=differs:red]
WITH RECURSIVE {TRACE_ROOT}, {TRACE_REACH},
     touched (lot, until) AS (SELECT DISTINCT lot, 9223372036854775807 FROM reach),
{FLOWS},
{REMAINDER}
SELECT l.number AS lot, p.unit, flow.received, flow.made, flow.used, flow.given, flow.wasted, flow.returned, flow.counted,
       remainder.amount AS left_now,
       CASE WHEN flow.received + flow.made + flow.counted = flow.used + flow.given + flow.wasted + flow.returned + remainder.amount
            THEN 'balanced' ELSE 'differs' END AS balanced
  FROM flow
  JOIN remainder ON remainder.lot = flow.lot
  JOIN lot l ON l.id = flow.lot
  JOIN product p ON p.id = l.product
 ORDER BY l.id;

-- name: TRACE_PRACTITIONER
--| title     Treated
--| patient   text    Patient
--| name      text    Name    [names]
--| session   text    Session
--| at        instant When
--| device    text    Device
--| given     amount  Given
--| state     text    State   [flag=not signed:amber]
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, s.at, y.device, y.given, y.unit,
       {NOT_SIGNED} AS state
  FROM session_now s
  JOIN patient p ON p.id = s.patient
  JOIN syringe y ON y.session = s.id
 WHERE s.practitioner = :practitioner AND s.at >= :from AND s.at < :to
 ORDER BY s.at, s.id, y.position, y.id;

-- name: TRACE_DEVICES
{DEVICES_NAMED}
SELECT device AS name FROM named WHERE device IS NOT NULL ORDER BY 1;

-- name: TRACE_DEVICE
--| title     Treated
--| patient   text    Patient
--| name      text    Name    [names]
--| session   text    Session
--| at        instant When
--| by_person text    By
--| cartridge text    Cartridge
--| given     amount  Given
--| state     text    State   [flag=not signed:amber]
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, s.at, g.code || k.typed AS by_person, y.cartridge, y.given, y.unit,
       {NOT_SIGNED} AS state
  FROM syringe y
  JOIN session_now s ON s.id = y.session
  JOIN patient p ON p.id = s.patient
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE y.device IS NOT NULL AND lower(y.device) = lower(CAST(:device AS TEXT)) AND s.at >= :from AND s.at < :to
 ORDER BY s.at, s.id, y.position, y.id;

-- name: TRACE_PLACE
-- Whom something was given that was taken from this place.
--| title     Treated
--| patient   text    Patient
--| name      text    Name    [names]
--| session   text    Session
--| at        instant When
--| by_person text    By
--| lot       text    From lot
--| given     amount  Given
--| state     text    State   [flag=not signed:amber]
SELECT p.code AS patient, {PATIENT_NAME}, s.number AS session, s.at, g.code || k.typed AS by_person, l.number AS lot, y.given, y.unit,
       {NOT_SIGNED} AS state
  FROM session_now s
  JOIN patient p ON p.id = s.patient
  JOIN syringe y ON y.session = s.id
  JOIN lot l ON l.id = y.lot
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE s.at >= :from AND s.at < :to
   AND EXISTS (SELECT 1 FROM move m WHERE m.action = s.action AND m.syringe = y.id AND m.source = :place)
 ORDER BY s.at, s.id, y.position, y.id;
