-- report: Temperature
-- asks: In a period, when did a place stand too warm or too cold, what lay there, what do its rules say, and what was decided of each lot by whom?
-- note: Degrees are of Celsius. An event belongs to the period when any of it lies in it.
-- period
-- takes: place Only at this place
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- part: EVENTS
events AS (
	SELECT t.id, t.number, t.action, t.place, s.code, t.low, t.high, t.since, t.till, t.usual, t.probe, t.readings, t.note
	  FROM temperature t
	  JOIN place s ON s.id = t.place
	 WHERE t.action <= :head AND t.till >= :from AND t.since < :to AND t.since <= :at
	   AND (CAST(:place AS TEXT) IS NULL OR lower(s.code) = lower(CAST(:place AS TEXT)))
)
-- sheet: Temperature events
-- section: events
--| title Events
--| number   text    Event [key=event]
--| place    text    Place
--| since    instant From
--| till     instant To
--| low      text    Least, C [right]
--| high     text    Most, C [right]
--| usual    text    Else, C [right, hide=narrow]
--| probe    text    Probe [hide=narrow]
--| lots     count   Lots
--| outside  count   Outside
--| waits    count   Not decided [hide=narrow]
--| finding  text    Finding [flag=to decide:red,flag=decided:green]
--| who      text    Entered by [hide=narrow]
--| readings text    Readings [hide=table]
--| note     text    Note
--| state    text    State [flag=reversed:grey]
WITH {EVENTS},
lots AS (
	SELECT x.temperature, x.lot, x.outside,
	       CASE WHEN EXISTS (SELECT 1 FROM temperature_lot y WHERE y.temperature = x.temperature AND y.lot = x.lot
	                            AND y.decision IS NOT NULL AND y.action <= :head) THEN 0 ELSE x.outside END AS waits
	  FROM events e
	  JOIN temperature_lot x ON x.temperature = e.id AND x.decision IS NULL AND x.action <= :head
)
SELECT e.number AS number, e.code AS place, e.since AS since, e.till AS till,
       CASE WHEN e.low < 0 THEN '-' ELSE '' END || CAST(abs(e.low) / 100 AS TEXT) || '.' || substr(CAST(100 + abs(e.low) % 100 AS TEXT), 2, 2) AS low,
       CASE WHEN e.high < 0 THEN '-' ELSE '' END || CAST(abs(e.high) / 100 AS TEXT) || '.' || substr(CAST(100 + abs(e.high) % 100 AS TEXT), 2, 2) AS high,
       CASE WHEN e.usual < 0 THEN '-' ELSE '' END || CAST(abs(e.usual) / 100 AS TEXT) || '.' || substr(CAST(100 + abs(e.usual) % 100 AS TEXT), 2, 2) AS usual,
       e.probe AS probe, (SELECT count(*) FROM lots l WHERE l.temperature = e.id) AS lots,
       (SELECT count(*) FROM lots l WHERE l.temperature = e.id AND l.outside = 1) AS outside,
       (SELECT count(*) FROM lots l WHERE l.temperature = e.id AND l.waits = 1) AS waits,
       CASE WHEN EXISTS (SELECT 1 FROM lots l WHERE l.temperature = e.id AND l.waits = 1) THEN 'to decide'
            WHEN EXISTS (SELECT 1 FROM lots l WHERE l.temperature = e.id AND l.outside = 1) THEN 'decided' ELSE 'within its rules' END AS finding,
       w.code AS who, e.readings AS readings, e.note AS note,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = e.action AND u.action <= :head) THEN 'reversed' END AS state
  FROM events e
  JOIN action a ON a.id = e.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY e.since, e.id;
-- sheet: Lots in the events
-- section: there
--| title What was there, and what was decided
--| number   text    Event [link=event]
--| product  text    Product
--| lot      text    Lot
--| amount   amount  Was there
--| outside  flag    Outside [flag=outside:red]
--| verdict  text    What its rules say [width=50]
--| decision text    Decided [flag=discard:red,flag=hold:amber,flag=use:green]
--| who      text    By
--| at       instant When [hide=narrow]
--| why      text    Why [width=40]
WITH {EVENTS}
SELECT e.number AS number, p.code AS product, l.number AS lot, x.amount AS amount, p.unit AS unit, x.outside AS outside,
       x.verdict AS verdict, d.decision AS decision, w.code AS who, coalesce(a.event, a.entered) AS at, a.reason AS why
  FROM events e
  JOIN temperature_lot x ON x.temperature = e.id AND x.decision IS NULL AND x.action <= :head
  JOIN lot l ON l.id = x.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN temperature_lot d ON d.id = (SELECT max(y.id) FROM temperature_lot y WHERE y.temperature = x.temperature AND y.lot = x.lot
                                            AND y.decision IS NOT NULL AND y.action <= :head)
  LEFT JOIN action a ON a.id = d.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY e.since, e.id, x.id;
-- sheet: Decided before
-- section: earlier
--| title Decided before, and otherwise since
--| number   text    Event [link=event]
--| product  text    Product
--| lot      text    Lot
--| decision text    Decided then
--| who      text    By
--| at       instant When
--| why      text    Why [width=40]
WITH {EVENTS}
SELECT e.number AS number, p.code AS product, l.number AS lot, d.decision AS decision, w.code AS who,
       coalesce(a.event, a.entered) AS at, a.reason AS why
  FROM events e
  JOIN temperature_lot d ON d.temperature = e.id AND d.decision IS NOT NULL AND d.action <= :head
  JOIN lot l ON l.id = d.lot
  JOIN product p ON p.id = l.product
  JOIN action a ON a.id = d.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE EXISTS (SELECT 1 FROM temperature_lot y WHERE y.temperature = d.temperature AND y.lot = d.lot AND y.decision IS NOT NULL
                  AND y.id > d.id AND y.action <= :head)
 ORDER BY e.since, e.id, d.id;
