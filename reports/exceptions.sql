-- report: Exceptions
-- asks: In a period, what was done by one person where two are the rule, although a rule said no, or passing one, and what became of it?
-- note: What is mixed at the chair and at once given is made, checked, released and given by one person, under the signature on the session: the rule for it, and seen here.
-- note: Something belongs to the period by when it happened.
-- period
-- sheet: Single-handed
-- section: chair
--| title Mixed at the chair
--| at      instant When
--| batch   text    Batch
--| recipe  text    Recipe
--| made_up amount  Made up
--| session text    Session
--| patient text    Patient
--| who     text    By
--| signed  text    Session signed [flag=no:red]
SELECT b.prepared AS at, l.number AS batch, c.code || '.' || v.number AS recipe, b.made_up AS made_up, b.unit AS unit,
       s.number AS session, p.code AS patient, w.code AS who,
       CASE WHEN EXISTS (SELECT 1 FROM signature g WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :head)
            THEN 'yes' ELSE 'no' END AS signed
  FROM batch b
  JOIN lot l ON l.id = b.lot
  JOIN person w ON w.id = b.maker
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe c ON c.id = v.recipe
  LEFT JOIN session s ON s.id = (SELECT min(y.session) FROM syringe y WHERE y.lot = b.lot AND y.action <= :head)
  LEFT JOIN patient p ON p.id = s.patient
 WHERE b.action <= :head AND b.chair = 1 AND b.prepared >= :from AND b.prepared < :to
 ORDER BY b.prepared, b.id;
-- section: alone
--| title Verified by who made it
--| at     instant When
--| batch  text    Batch
--| recipe text    Recipe
--| who    text    By
SELECT a.entered AS at, l.number AS batch, c.code || '.' || v.number AS recipe, w.code AS who
  FROM signature g
  JOIN batch b ON b.id = g.batch AND b.maker = g.person AND b.chair = 0
  JOIN lot l ON l.id = b.lot
  JOIN action a ON a.id = g.action
  JOIN person w ON w.id = g.person
  LEFT JOIN version v ON v.id = b.version
  LEFT JOIN recipe c ON c.id = v.recipe
 WHERE g.meaning = 'verified' AND g.action <= :head AND a.entered >= :from AND a.entered < :to
 ORDER BY g.id;
-- sheet: Deviations
-- section: deviations
--| title What departed from the rules
--| number   text    Deviation
--| at       instant Happened
--| lot      text    Lot
--| session  text    Session
--| what     text    What [width=60]
--| why      text    Why it was recorded
--| status   text    Status [flag=open:red,flag=assessed:amber]
--| cause    text    Root cause
--| decision text    Decided
--| who      text    Closed by
SELECT d.number AS number, coalesce(a.event, a.entered) AS at, coalesce(l.number, bl.number) AS lot, s.number AS session,
       d.what AS what, coalesce(a.exception, a.reason) AS why, coalesce(n.status, 'open') AS status,
       CASE n.status WHEN 'closed' THEN n.text END AS cause, n.decision AS decision,
       CASE n.status WHEN 'closed' THEN w.code END AS who
  FROM deviation d
  JOIN action a ON a.id = d.action
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch b ON b.id = d.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN deviation_status n ON n.id = (SELECT max(x.id) FROM deviation_status x
                                           WHERE x.deviation = d.id AND x.action <= :head)
  LEFT JOIN action na ON na.id = n.action
  LEFT JOIN person w ON w.id = na.person
 WHERE d.action <= :head AND coalesce(a.event, a.entered) >= :from AND coalesce(a.event, a.entered) < :to
 ORDER BY d.id;
-- sheet: Rules passed
-- section: verdicts
--| title What a rule said, and how it was passed
--| at      instant When
--| rule    text    Rule
--| version count   Version
--| outcome text    How [flag=overridden:red,flag=exception:red]
--| what    text    What it said [width=60]
--| reason  text    Reason
--| who     text    By
SELECT coalesce(a.event, a.entered) AS at, u.code AS rule,
       (SELECT count(*) FROM rule_revision x WHERE x.rule = r.rule AND x.id <= r.id) AS version, e.outcome AS outcome,
       e.text AS what, e.reason AS reason, w.code AS who
  FROM verdict e
  JOIN rule_revision r ON r.id = e.rule_revision
  JOIN rule u ON u.id = r.rule
  JOIN action a ON a.id = e.action
  LEFT JOIN person w ON w.id = a.person
 WHERE e.action <= :head AND e.outcome <> 'warned' AND coalesce(a.event, a.entered) >= :from
   AND coalesce(a.event, a.entered) < :to
 ORDER BY e.id;
