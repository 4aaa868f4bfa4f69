-- report: Recalls and drills
-- asks: Which recalls and drills were there, what did each touch, who was called and reached, what was found, and how long did it take?
-- note: A drill is done and timed like a recall and holds nothing. What was left when it was opened is what is to be found.
-- takes: recall Only this one, by its number
-- exists: recall
SELECT r.id FROM recall r WHERE lower(r.number) = lower(:recall) AND r.action <= :head;
-- parts-of: expiry
-- part: CALLED
called AS (
	SELECT r.id, r.number, r.drill, r.code, r.kind, r.class, r.cause, r.hazard, r.action, coalesce(a.event, a.entered) AS at
	  FROM recall r
	  JOIN action a ON a.id = r.action
	 WHERE r.action <= :head AND coalesce(a.event, a.entered) <= :at
	   AND (CAST(:recall AS TEXT) IS NULL OR lower(r.number) = lower(CAST(:recall AS TEXT)))
),
taken AS (
	SELECT s.id, s.recall, s.kind, s.at, s.lot, s.patient, s.amount, s.was, s.held, s.how, s.note, s.action
	  FROM called c
	  JOIN recall_step s ON s.recall = c.id AND s.action <= :head AND s.at <= :at
),
instants AS (SELECT at FROM called UNION SELECT at FROM taken),
{CLOCK}
-- sheet: Recalls
-- section: recalls
--| title Recalls and drills
--| number   text    Recall [key=recall]
--| at       instant Opened
--| what     text    What [flag=drill:amber,flag=recall:red]
--| code     text    Of
--| kind     text    Which is a [hide=narrow]
--| class    text    Class [hide=narrow]
--| cause    text    Because [width=40]
--| hazard   text    What may come of it [hide=table]
--| who      text    By [hide=narrow]
--| lots     count   Lots
--| held     count   Held [hide=narrow]
--| found    count   Found
--| patients count   Called
--| reached  count   Reached
--| found_in count   Found all in, min [hide=narrow]
--| reached_in count Reached all in, min [hide=narrow]
--| closed_in count  Closed in, min
--| closed   instant Closed [hide=table]
--| state    text    State [flag=open:red,flag=closed:green]
--| signed   text    Signed by [hide=narrow]
WITH {CALLED}
SELECT c.number AS number, c.at AS at, CASE c.drill WHEN 1 THEN 'drill' ELSE 'recall' END AS what, c.code AS code, c.kind AS kind,
       c.class AS class, c.cause AS cause, c.hazard AS hazard, w.code AS who,
       (SELECT count(DISTINCT t.lot) FROM taken t WHERE t.recall = c.id AND t.kind = 'lot') AS lots,
       (SELECT count(DISTINCT t.lot) FROM taken t WHERE t.recall = c.id AND t.kind = 'lot' AND t.held = 1) AS held,
       (SELECT count(DISTINCT t.lot) FROM taken t WHERE t.recall = c.id AND t.kind = 'found') AS found,
       (SELECT count(DISTINCT t.patient) FROM taken t WHERE t.recall = c.id AND t.kind = 'contact') AS patients,
       (SELECT count(DISTINCT t.patient) FROM taken t WHERE t.recall = c.id AND t.kind = 'contact' AND t.held = 1) AS reached,
       ((SELECT max(k.second) FROM taken t JOIN clock k ON k.at = t.at WHERE t.recall = c.id AND t.kind = 'found') - b.second) / 60 AS found_in,
       ((SELECT max(k.second) FROM taken t JOIN clock k ON k.at = t.at WHERE t.recall = c.id AND t.kind = 'contact' AND t.held = 1) - b.second) / 60 AS reached_in,
       ((SELECT max(k.second) FROM taken t JOIN clock k ON k.at = t.at WHERE t.recall = c.id AND t.kind = 'closed') - b.second) / 60 AS closed_in,
       (SELECT max(t.at) FROM taken t WHERE t.recall = c.id AND t.kind = 'closed') AS closed,
       CASE WHEN EXISTS (SELECT 1 FROM taken t WHERE t.recall = c.id AND t.kind = 'closed') THEN 'closed' ELSE 'open' END AS state,
       (SELECT p.code FROM signature g JOIN person p ON p.id = g.person
         WHERE g.id = (SELECT max(x.id) FROM signature x WHERE x.recall = c.id AND x.action <= :then)) AS signed
  FROM called c
  JOIN clock b ON b.at = c.at
  LEFT JOIN act_by w ON w.action = c.action
 ORDER BY c.at, c.id;
-- sheet: Recalled lots
-- section: recalled
--| title What was touched, and what was found of it
--| number  text   Recall [link=recall]
--| lot     text   Lot [key]
--| product text   Product
--| maker   text   Maker's lot
--| was     text   Was
--| held    flag   Held [flag=held:amber]
--| left_then amount Left then
--| found   amount Found
--| missing amount Missing [formula=left_then-found, quiet]
--| finding text   Finding [flag=not looked for:red,flag=missing:red,flag=all found:green]
WITH {CALLED},
per_lot AS (
	SELECT t.recall, t.lot, max(t.was) AS was, max(t.held) AS held, max(t.amount) AS amount
	  FROM taken t WHERE t.kind = 'lot' GROUP BY t.recall, t.lot
),
sought AS (
	SELECT p.recall, p.lot, p.was, p.held, p.amount,
	       (SELECT f.amount FROM taken f WHERE f.recall = p.recall AND f.lot = p.lot AND f.kind = 'found' ORDER BY f.id DESC LIMIT 1) AS found
	  FROM per_lot p
)
SELECT c.number AS number, l.number AS lot, p.code AS product, r.maker_number AS maker, s.was AS was, coalesce(s.held, 0) AS held,
       s.amount AS left_then, s.found AS found, p.unit AS unit,
       CASE WHEN s.found IS NULL AND s.amount > 0 THEN 'not looked for' WHEN s.found < s.amount THEN 'missing'
            WHEN s.amount > 0 THEN 'all found' ELSE 'nothing left' END AS finding
  FROM sought s
  JOIN called c ON c.id = s.recall
  JOIN lot l ON l.id = s.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
 ORDER BY c.at, c.id, l.id;
-- sheet: Recall contacts
-- section: contacts
--| title Who was called
--| number  text    Recall [link=recall]
--| at      instant When
--| after   count   Minutes after
--| patient text    Patient
--| reached text    Reached [flag=no:red,flag=yes:green]
--| how     text    How
--| note    text    Note [width=40]
--| who     text    By
WITH {CALLED}
SELECT c.number AS number, t.at AS at, (k.second - b.second) / 60 AS after, p.code AS patient, CASE t.held WHEN 1 THEN 'yes' ELSE 'no' END AS reached,
       t.how AS how, t.note AS note, w.code AS who
  FROM taken t
  JOIN called c ON c.id = t.recall
  JOIN clock b ON b.at = c.at
  JOIN clock k ON k.at = t.at
  JOIN patient p ON p.id = t.patient
  JOIN action a ON a.id = t.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE t.kind = 'contact'
 ORDER BY c.at, c.id, t.at, t.id;
-- sheet: Steps of recalls
-- section: recall_steps
--| title Step by step
--| number text    Recall [link=recall]
--| at     instant When
--| after  count   Minutes after
--| step   text    Step
--| lot    text    Lot
--| patient text   Patient
--| amount amount  Amount
--| note   text    Note [width=40]
--| who    text    By
WITH {CALLED}
SELECT c.number AS number, t.at AS at, (k.second - b.second) / 60 AS after,
       CASE t.kind WHEN 'lot' THEN 'touched' WHEN 'contact' THEN CASE t.held WHEN 1 THEN 'reached' ELSE 'not reached' END ELSE t.kind END AS step,
       l.number AS lot, p.code AS patient, t.amount AS amount, d.unit AS unit, coalesce(t.note, t.how) AS note, w.code AS who
  FROM taken t
  JOIN called c ON c.id = t.recall
  JOIN clock b ON b.at = c.at
  JOIN clock k ON k.at = t.at
  LEFT JOIN lot l ON l.id = t.lot
  LEFT JOIN product d ON d.id = l.product
  LEFT JOIN patient p ON p.id = t.patient
  JOIN action a ON a.id = t.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY c.at, c.id, t.at, t.id;
