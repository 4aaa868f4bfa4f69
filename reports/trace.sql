-- report: Trace
-- asks: From one code, what is it, where did it come from, into what did it go, whom did it reach, what is left, and does it add up?
-- note: The code is a lot or batch of ours, a maker's lot number, a product, a supplier, a patient or a session; where it means several things all of them are followed. Of a patient or a session only its own are shown under Given to. Backward: what each was made of. Forward: what was made of it.
-- note: Lines that were replaced, and batches and sessions that were reversed or replaced, are followed in neither direction.
-- needs: code Any code
-- exists: code
SELECT l.id FROM lot l WHERE l.number = upper(:code) AND l.action <= :head
 UNION SELECT r.lot FROM lot_revision r WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(:code) AND r.action <= :head
 UNION SELECT p.id FROM product p WHERE lower(p.code) = lower(:code) AND p.action <= :head
 UNION SELECT s.id FROM supplier s WHERE lower(s.code) = lower(:code) AND s.action <= :head
 UNION SELECT p.id FROM patient p WHERE lower(p.code) = lower(:code) AND p.action <= :head
 UNION SELECT s.id FROM session s WHERE s.number = upper(:code) AND s.action <= :head
 UNION SELECT y.id FROM syringe y WHERE y.reported_lot IS NOT NULL AND lower(y.reported_lot) = lower(:code) AND y.action <= :head;
-- part: ROOT
asked_for AS (
	SELECT s.id FROM session s WHERE s.number = upper(CAST(:code AS TEXT)) AND s.action <= :head AND s.at <= :at
	 UNION SELECT s.id FROM patient p JOIN session s ON s.patient = p.id
	        WHERE lower(p.code) = lower(CAST(:code AS TEXT)) AND s.action <= :head AND s.at <= :at
),
standing AS (
	SELECT s.id FROM asked_for q JOIN session s ON s.id = q.id
	 WHERE NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
),
root AS (
	SELECT l.id AS lot FROM lot l WHERE l.number = upper(CAST(:code AS TEXT)) AND l.action <= :head
	 UNION SELECT r.lot FROM lot_revision r
	        WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(CAST(:code AS TEXT)) AND r.action <= :head
	 UNION SELECT l.id FROM product p JOIN lot l ON l.product = p.id WHERE lower(p.code) = lower(CAST(:code AS TEXT)) AND l.action <= :head
	 UNION SELECT r.lot FROM supplier s JOIN lot_revision r ON r.supplier = s.id
	        WHERE lower(s.code) = lower(CAST(:code AS TEXT)) AND r.action <= :head
	 UNION SELECT y.lot FROM standing s CROSS JOIN syringe y WHERE y.session = s.id AND y.lot IS NOT NULL
),
source (lot, batch) AS (
	SELECT n.lot, b.id
	  FROM root r CROSS JOIN batch b CROSS JOIN batch_line n
	 WHERE b.lot = r.lot AND n.batch = b.id AND n.used > 0 AND n.action <= :head AND b.prepared <= :at
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
	 UNION SELECT n.lot, b.id
	         FROM source o CROSS JOIN batch b CROSS JOIN batch_line n
	        WHERE b.lot = o.lot AND n.batch = b.id AND n.used > 0 AND n.action <= :head AND b.prepared <= :at
	          AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
	          AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
),
reach (lot) AS (
	SELECT lot FROM root
	 UNION SELECT b.lot
	         FROM reach o CROSS JOIN batch_line n CROSS JOIN batch b
	        WHERE n.lot = o.lot AND n.used > 0 AND n.action <= :head AND b.id = n.batch AND b.prepared <= :at
	          AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
	          AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
)
-- sheet: What it is
-- section: lots
--| title The lots it stands for
--| lot      text    Lot [key]
--| product  text    Product
--| maker    text    Maker's lot
--| expires  day     Expires
--| supplier text    Supplier [hide=narrow]
--| received instant Received or made [hide=narrow]
--| status   text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| changed  flag    Changed since [flag=changed since:amber]
--| reversed flag    Reversed [flag=reversed:grey]
WITH RECURSIVE {ROOT}
SELECT l.number AS lot, p.code AS product, r.maker_number AS maker, r.expires AS expires, s.code AS supplier, l.received AS received,
       (SELECT st.status FROM lot_status st WHERE st.lot = l.id AND st.action <= :head AND st.at <= :at
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status,
       CASE WHEN r.id <> (SELECT min(x.id) FROM lot_revision x WHERE x.lot = l.id) THEN 1 ELSE 0 END AS changed,
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = l.action AND v.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM root o
  JOIN lot l ON l.id = o.lot AND l.received <= :at
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN supplier s ON s.id = r.supplier
 ORDER BY l.received, l.id;
-- sheet: Backward
-- section: made_of
--| title Backward: what it was made of
--| batch    text    Batch [link=lot]
--| prepared instant Made [hide=narrow]
--| lot      text    Of lot
--| product  text    Product
--| used     amount  Used
--| maker    text    Maker's lot
--| expires  day     Expires [hide=narrow]
--| supplier text    Supplier
--| changed  flag    Corrected [flag=corrected:amber]
WITH RECURSIVE {ROOT}
SELECT bl.number AS batch, b.prepared AS prepared, l.number AS lot, p.code AS product, n.used AS used, n.unit AS unit,
       r.maker_number AS maker, r.expires AS expires, s.code AS supplier, CASE WHEN n.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM (SELECT DISTINCT lot, batch FROM source) o
  JOIN batch b ON b.id = o.batch
  JOIN lot bl ON bl.id = b.lot
  JOIN batch_line n ON n.batch = b.id AND n.lot = o.lot AND n.used > 0 AND n.action <= :head
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
  JOIN lot l ON l.id = o.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN supplier s ON s.id = r.supplier
 ORDER BY b.prepared DESC, b.id DESC, n.position, n.id;
-- sheet: Forward
-- section: went_into
--| title Forward: what it went into
--| prepared instant Made
--| batch    text    Batch [link=lot]
--| product  text    Mixture
--| lot      text    From lot
--| used     amount  Used
--| maker    text    Made by
--| status   text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| changed  flag    Corrected [flag=corrected:amber]
WITH RECURSIVE {ROOT}
SELECT b.prepared AS prepared, bl.number AS batch, p.code AS product, l.number AS lot, n.used AS used, n.unit AS unit, w.code || k.typed AS maker,
       (SELECT st.status FROM lot_status st WHERE st.lot = b.lot AND st.action <= :head AND st.at <= :at
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status, CASE WHEN n.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM reach o
 CROSS JOIN batch_line n
  JOIN batch b ON b.id = n.batch
  JOIN lot bl ON bl.id = b.lot
  JOIN product p ON p.id = bl.product
  JOIN lot l ON l.id = n.lot
  JOIN person w ON w.id = b.maker
  LEFT JOIN act_by k ON k.action = b.action
 WHERE n.lot = o.lot AND n.used > 0 AND n.action <= :head AND b.prepared <= :at
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action AND v.action <= :head)
 ORDER BY b.prepared, b.id, n.position, n.id;
-- sheet: Given to
-- section: given
--| title Whom it reached
--| at           instant When
--| patient      text    Patient
--| session      text    Session
--| practitioner text    By
--| product      text    Product [hide=narrow]
--| lot          text    From lot
--| given        amount  Given [total=lot]
--| areas        text    Where [hide=narrow]
--| reactions    count   Reactions
--| signed       text    Signed [flag=not signed:red]
--| changed      flag    Corrected [hide=narrow, flag=corrected:amber]
WITH RECURSIVE {ROOT}
SELECT s.at AS at, p.code AS patient, s.number AS session, w.code || k.typed AS practitioner, d.code AS product, coalesce(l.number, y.reported_lot) AS lot,
       y.given AS given, y.unit AS unit,
       (SELECT string_agg(t.area, ', ') FROM (SELECT e.area FROM syringe_area e WHERE e.syringe = y.id ORDER BY e.position, e.id) AS t) AS areas,
       (SELECT count(*) FROM reaction q
         WHERE q.session IN (WITH RECURSIVE same (id) AS (SELECT s.id UNION SELECT o.replaces FROM same JOIN session o ON o.id = same.id
                                                           WHERE o.replaces IS NOT NULL)
                             SELECT same.id FROM same)
           AND q.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = q.action) <= :at
           AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = q.action AND v.action <= :head)) AS reactions,
       CASE WHEN s.reported IS NOT NULL THEN 'not by us'
            WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :then) THEN 'signed'
            ELSE 'not signed' END AS signed, CASE WHEN s.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM (SELECT y.id FROM reach o CROSS JOIN syringe y WHERE y.lot = o.lot
         UNION SELECT y.id FROM syringe y WHERE y.reported_lot IS NOT NULL AND lower(y.reported_lot) = lower(CAST(:code AS TEXT))) f
  JOIN syringe y ON y.id = f.id
  JOIN session s ON s.id = y.session
  JOIN patient p ON p.id = s.patient
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
  LEFT JOIN person w ON w.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
 WHERE s.action <= :head AND s.at <= :at
   AND (NOT EXISTS (SELECT 1 FROM asked_for) OR s.id IN (SELECT q.id FROM asked_for q))
   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
 ORDER BY s.at, s.id, y.position, y.id;
-- sheet: What is left
-- section: balance
--| title What came, what went, what is left
--| lot      text   Lot
--| product  text   Product [hide=narrow]
--| received amount Received [quiet]
--| made     amount Made [quiet]
--| used     amount Used [quiet]
--| given    amount Given [quiet]
--| wasted   amount Wasted [quiet]
--| returned amount Returned [quiet, hide=narrow]
--| counted  amount By count [quiet, hide=narrow]
--| left_now amount Left
--| balances check  Adds up [formula=received+made-used-given-wasted-returned+counted=left_now]
--| place    text   Where
WITH RECURSIVE {ROOT},
moved AS (
	SELECT m.lot, coalesce(o.kind, m.kind) AS kind, m.id,
	       m.amount * ((CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END)) AS amount
	  FROM (SELECT DISTINCT lot FROM reach) h
	 CROSS JOIN move m
	  JOIN place s ON s.id = m.source
	  JOIN place t ON t.id = m.target
	  LEFT JOIN move o ON o.id = m.reverses
	 WHERE m.lot = h.lot AND m.action <= :head AND m.at <= :at
),
lies AS (
	SELECT u.lot, u.place, CAST(SUM(u.amount) AS BIGINT) AS amount
	  FROM (SELECT m.lot, m.target AS place, m.amount FROM (SELECT DISTINCT lot FROM reach) h CROSS JOIN move m
	         WHERE m.lot = h.lot AND m.action <= :head AND m.at <= :at
	        UNION ALL
	        SELECT m.lot, m.source, -m.amount FROM (SELECT DISTINCT lot FROM reach) h CROSS JOIN move m
	         WHERE m.lot = h.lot AND m.action <= :head AND m.at <= :at) u
	  JOIN place p ON p.id = u.place AND p.kind = 'stock'
	 GROUP BY u.lot, u.place
	HAVING SUM(u.amount) <> 0
)
SELECT l.number AS lot, p.code AS product, p.unit AS unit,
       CAST(SUM(CASE WHEN m.kind IN ('receipt', 'opening') THEN m.amount ELSE 0 END) AS BIGINT) AS received,
       CAST(SUM(CASE WHEN m.kind = 'make' THEN m.amount ELSE 0 END) AS BIGINT) AS made,
       CAST(-SUM(CASE WHEN m.kind = 'use' THEN m.amount ELSE 0 END) AS BIGINT) AS used,
       CAST(-SUM(CASE WHEN m.kind = 'give' THEN m.amount ELSE 0 END) AS BIGINT) AS given,
       CAST(-SUM(CASE WHEN m.kind IN ('waste', 'loss') THEN m.amount ELSE 0 END) AS BIGINT) AS wasted,
       CAST(-SUM(CASE WHEN m.kind = 'return' THEN m.amount ELSE 0 END) AS BIGINT) AS returned,
       CAST(SUM(CASE WHEN m.kind = 'count' THEN m.amount ELSE 0 END) AS BIGINT) AS counted,
       (SELECT CAST(coalesce(SUM(s.amount), 0) AS BIGINT) FROM lies s WHERE s.lot = l.id) AS left_now,
       (SELECT string_agg(t.code, ', ') FROM (SELECT w.code FROM lies s JOIN place w ON w.id = s.place WHERE s.lot = l.id ORDER BY w.code) AS t) AS place
  FROM moved m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
 GROUP BY l.id, l.number, p.code, p.unit
 ORDER BY l.id;
