-- report: Rules passed
-- asks: In a period, which rules said no and were passed, by whom, why, under which signature, and which rules are passed most?
-- note: Passed for a reason, under a signature, or recorded after it had happened: a rule that only warned stops nothing and is not counted here.
-- period
-- takes: rule Only this rule
-- exists: rule
SELECT u.id FROM rule u WHERE lower(u.code) = lower(:rule) AND u.action <= :head;
-- part: PASSED
passed AS (
	SELECT v.id, v.action, q.rule, q.id AS revision, v.outcome, v.text, v.reason, v.version, v.batch, v.session, v.lot,
	       coalesce(a.event, a.entered) AS at, a.person, u.code, q.severity, q.source
	  FROM verdict v
	  JOIN action a ON a.id = v.action
	  JOIN rule_revision q ON q.id = v.rule_revision
	  JOIN rule u ON u.id = q.rule
	 WHERE v.outcome <> 'warned' AND v.action <= :head AND coalesce(a.event, a.entered) >= :from
	   AND coalesce(a.event, a.entered) < :to AND coalesce(a.event, a.entered) <= :at
	   AND (CAST(:rule AS TEXT) IS NULL OR lower(u.code) = lower(CAST(:rule AS TEXT)))
)
-- sheet: Rules passed
-- section: overrides
--| title Rules that were passed
--| at       instant When
--| rule     text    Rule
--| version  count   Version [hide=narrow]
--| severity text    Severity [hide=table]
--| of_what  text    Of [link=any]
--| patient  text    Patient [hide=narrow]
--| said     text    What it said [width=50]
--| outcome  text    How [flag=overridden:amber,flag=exception:red,flag=signed:green]
--| why      text    Why it was passed [width=40]
--| who      text    By
--| source   text    Source [hide=table]
--| act      count   Act [hide=table]
--| state    text    State [flag=reversed:grey]
WITH {PASSED}
SELECT v.at AS at, v.code AS rule,
       (SELECT count(*) FROM rule_revision x WHERE x.rule = v.rule AND x.id <= v.revision) AS version, v.severity AS severity,
       coalesce(s.number, l.number, o.number, c.code || '.' || CAST(n.number AS TEXT)) AS of_what, p.code AS patient,
       v.text AS said, v.outcome AS outcome, v.reason AS why, w.code AS who, v.source AS source, v.action AS act,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = v.action AND u.action <= :head)
              OR EXISTS (SELECT 1 FROM session later WHERE later.replaces = v.session AND later.action <= :head)
            THEN 'reversed' END AS state
  FROM passed v
  LEFT JOIN act_by w ON w.action = v.action
  LEFT JOIN session s ON s.id = v.session
  LEFT JOIN patient p ON p.id = s.patient
  LEFT JOIN batch b ON b.id = v.batch
  LEFT JOIN lot l ON l.id = b.lot
  LEFT JOIN lot o ON o.id = v.lot
  LEFT JOIN version n ON n.id = v.version
  LEFT JOIN recipe c ON c.id = n.recipe
 ORDER BY v.at, v.id;
-- sheet: Passed most
-- section: passed_rules
--| title By rule
--| chart bar rule times Rules passed
--| rule       text  Rule
--| overridden count For a reason [total]
--| signed     count Under a signature [total]
--| happened   count Happened already [total]
--| times      count Together [total]
--| persons    count Persons
--| says       text  What the rule says [width=60]
WITH {PASSED}
SELECT v.code AS rule, CAST(SUM(CASE v.outcome WHEN 'overridden' THEN 1 ELSE 0 END) AS BIGINT) AS overridden,
       CAST(SUM(CASE v.outcome WHEN 'signed' THEN 1 ELSE 0 END) AS BIGINT) AS signed,
       CAST(SUM(CASE v.outcome WHEN 'exception' THEN 1 ELSE 0 END) AS BIGINT) AS happened,
       count(*) AS times, count(DISTINCT v.person) AS persons,
       (SELECT r.text FROM rule_revision r WHERE r.rule = v.rule AND r.action <= :head ORDER BY r.id DESC LIMIT 1) AS says
  FROM passed v
 GROUP BY v.rule, v.code
 ORDER BY times DESC, v.code, v.rule;
-- sheet: Passed by whom
-- section: passers
--| title By person
--| who     text  Person
--| name    text  Name
--| times   count Rules passed [total]
--| rules   count Different rules
WITH {PASSED}
SELECT w.code AS who, r.name AS name, count(*) AS times, count(DISTINCT v.rule) AS rules
  FROM passed v
  JOIN person w ON w.id = v.person
  JOIN person_revision r ON r.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = w.id AND x.action <= :head)
 GROUP BY w.id, w.code, r.name
 ORDER BY times DESC, w.code;
