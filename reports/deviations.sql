-- report: Deviations
-- asks: In a period, what departed from the rules, of what, who recorded it and why, and what was found and decided of it?
-- note: A deviation belongs to the period by when it happened. Amended: what it is about was corrected since.
-- period
-- takes: lot Only of this lot or batch, by our number
-- exists: lot
SELECT l.id FROM lot l WHERE l.number = upper(:lot) AND l.action <= :head;
-- part: DEVIATED
deviated AS (
	SELECT d.id, d.number, d.action, d.what, d.lot, d.batch, d.session, coalesce(a.event, a.entered) AS at, a.entered,
	       coalesce(a.exception, a.reason) AS why, l.number AS of_lot, bl.number AS of_batch, s.number AS of_session
	  FROM deviation d
	  JOIN action a ON a.id = d.action
	  LEFT JOIN lot l ON l.id = d.lot
	  LEFT JOIN batch b ON b.id = d.batch
	  LEFT JOIN lot bl ON bl.id = b.lot
	  LEFT JOIN session s ON s.id = d.session
	 WHERE d.action <= :head AND coalesce(a.event, a.entered) >= :from AND coalesce(a.event, a.entered) < :to
	   AND coalesce(a.event, a.entered) <= :at
	   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
	        OR lower(bl.number) = lower(CAST(:lot AS TEXT)))
)
-- sheet: Deviations
-- section: deviations
--| title Deviations
--| number   text    Deviation [key=deviation]
--| at       instant Happened
--| entered  instant Entered [hide=table]
--| who      text    By [hide=narrow]
--| lot      text    Lot [hide=narrow]
--| batch    text    Batch
--| session  text    Session [hide=narrow]
--| what     text    What [width=50]
--| why      text    Why it was recorded [width=40]
--| status   text    Status [flag=open:red,flag=assessed:amber,flag=closed:green]
--| decision text    Decided [hide=narrow]
--| amended  flag    Amended [flag=amended:amber]
--| state    text    State [flag=reversed:grey]
WITH {DEVIATED}
SELECT d.number AS number, d.at AS at, d.entered AS entered, w.code AS who, d.of_lot AS lot, d.of_batch AS batch,
       d.of_session AS session, d.what AS what, d.why AS why, coalesce(n.status, 'open') AS status, n.decision AS decision,
       CASE WHEN EXISTS (SELECT 1 FROM batch_line u JOIN batch_line n ON n.replaces = u.id
                          WHERE u.lot = d.lot AND (u.action = d.action OR u.batch = d.batch)
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch_line n WHERE n.batch = d.batch AND n.replaces IS NOT NULL
                            AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM batch_measure n WHERE n.batch = d.batch AND n.action > d.action AND n.action <= :head)
              OR EXISTS (SELECT 1 FROM session n WHERE n.replaces = d.session AND n.action <= :head)
            THEN 1 ELSE 0 END AS amended,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = d.action AND u.action <= :head) THEN 'reversed' END AS state
  FROM deviated d
  LEFT JOIN act_by w ON w.action = d.action
  LEFT JOIN deviation_status n ON n.id = (SELECT max(x.id) FROM deviation_status x WHERE x.deviation = d.id AND x.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = x.action) <= :at)
 ORDER BY d.number, d.id;
-- sheet: Deviations looked into
-- section: looked
--| title What was found of them
--| number   text    Deviation [link=deviation]
--| at       instant When
--| status   text    Step [flag=closed:green]
--| text     text    What was found [width=60]
--| decision text    Decided
--| done     text    Done at once [hide=narrow]
--| others   text    For other lots and patients [hide=narrow]
--| measures text    Measures [hide=narrow]
--| sees     text    Seen to by [hide=narrow]
--| due      day     Until [hide=narrow]
--| who      text    By
--| signed   text    Signed by
WITH {DEVIATED}
SELECT d.number AS number, coalesce(a.event, a.entered) AS at, n.status AS status, n.text AS text, n.decision AS decision,
       n.done AS done, n.others AS others, n.measures AS measures, r.code AS sees, n.due AS due, w.code AS who,
       (SELECT p.code FROM signature g JOIN person p ON p.id = g.person WHERE g.deviation = d.id AND g.action = n.action) AS signed
  FROM deviated d
  JOIN deviation_status n ON n.deviation = d.id AND n.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = n.action) <= :at
  LEFT JOIN person r ON r.id = n.responsible
  JOIN action a ON a.id = n.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY d.number, n.id;
-- sheet: Deviations by month
-- section: months
--| title By month
--| chart column month opened,closed Deviations opened, and closed of them
--| month    text  Month
--| opened   count Opened [total]
--| assessed count Assessed [total]
--| closed   count Closed [total]
--| still    count Still open [total]
WITH {DEVIATED},
stood AS (
	SELECT substr(d.at, 1, 7) AS month,
	       (SELECT n.status FROM deviation_status n WHERE n.deviation = d.id AND n.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = n.action) <= :at ORDER BY n.id DESC LIMIT 1) AS status
	  FROM deviated d
)
SELECT t.month AS month, count(*) AS opened, CAST(SUM(CASE t.status WHEN 'assessed' THEN 1 ELSE 0 END) AS BIGINT) AS assessed,
       CAST(SUM(CASE t.status WHEN 'closed' THEN 1 ELSE 0 END) AS BIGINT) AS closed,
       CAST(SUM(CASE WHEN t.status IS NULL OR t.status <> 'closed' THEN 1 ELSE 0 END) AS BIGINT) AS still
  FROM stood t
 GROUP BY t.month
 ORDER BY t.month;
