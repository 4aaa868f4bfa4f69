-- name: STORE_INFO
--| form
--| clinic       text    Clinic
--| kind         text    Kind
--| jurisdiction text    Jurisdiction
--| zone         text    Zone
--| path         text    File
--| schema       count   Schema
--| program      text    Program
--| actions      count   Actions
--| persons      count   Persons
--| products     count   Products
--| lots         count   Lots
--| patients     count   Patients
--| sessions     count   Sessions
--| backup       instant Last backup
--| restore      instant Last restore
--| head         text    Head
SELECT c.name AS clinic, c.kind, c.jurisdiction,
       (SELECT zone FROM site WHERE id = (SELECT min(id) FROM site)) AS zone,
       CAST(:path AS TEXT) AS path,
       (SELECT max(number) FROM migration) AS schema,
       CAST(:program AS TEXT) AS program,
       (SELECT max(id) FROM seal) AS actions,
       (SELECT count(*) FROM person) AS persons,
       (SELECT max(id) FROM product) AS products,
       (SELECT max(id) FROM lot) AS lots,
       (SELECT max(id) FROM patient) AS patients,
       (SELECT max(id) FROM session) AS sessions,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind = 'backup' ORDER BY e.id DESC LIMIT 1) AS backup,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind IN ('restore', 'trial') ORDER BY e.id DESC LIMIT 1) AS restore,
       CAST(:head AS TEXT) AS head
  FROM clinic c
 WHERE c.id = (SELECT max(id) FROM clinic);


-- name: UPKEEP_SHELF
-- What is derived against what it is derived from.
SELECT l.number, p.code AS place, t.lot, g.unit, sum(t.held) AS held, sum(t.moved) AS moved,
       CASE WHEN t.container = 0 THEN 'unopened' ELSE 'container ' || CAST(t.container AS TEXT) END AS container
  FROM (SELECT s.lot, s.place, s.container, s.amount AS held, 0 AS moved FROM shelf s
        UNION ALL
        SELECT m.lot, m.target, coalesce(m.target_container, 0), 0, m.amount
          FROM move m JOIN place e ON e.id = m.target AND e.kind = 'stock'
        UNION ALL
        SELECT m.lot, m.source, coalesce(m.source_container, 0), 0, -m.amount
          FROM move m JOIN place e ON e.id = m.source AND e.kind = 'stock') AS t
  JOIN lot l ON l.id = t.lot
  JOIN product g ON g.id = l.product
  JOIN place p ON p.id = t.place
 GROUP BY l.number, p.code, t.lot, g.unit, t.place, t.container
HAVING sum(t.held) <> sum(t.moved)
 ORDER BY t.lot, t.place, t.container;

-- name: UPKEEP_SERIES
-- The highest number given in each series.
SELECT t.series, max(t.ordinal) AS highest
  FROM (SELECT series, ordinal FROM lot
        UNION ALL SELECT series, ordinal FROM session
        UNION ALL SELECT series, ordinal FROM deviation
        UNION ALL SELECT series, ordinal FROM reaction
        UNION ALL SELECT series, ordinal FROM recall
        UNION ALL SELECT series, ordinal FROM temperature
        UNION ALL SELECT series, after FROM numbering) AS t
 GROUP BY t.series
 ORDER BY t.series;

-- name: UPKEEP_HIGHEST
SELECT max(t.ordinal) AS highest
  FROM (SELECT max(ordinal) AS ordinal FROM lot WHERE series = :series
        UNION ALL SELECT max(ordinal) FROM session WHERE series = :series
        UNION ALL SELECT max(ordinal) FROM deviation WHERE series = :series
        UNION ALL SELECT max(ordinal) FROM reaction WHERE series = :series
        UNION ALL SELECT max(ordinal) FROM recall WHERE series = :series
        UNION ALL SELECT max(ordinal) FROM temperature WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: UPKEEP_NUMBERING
INSERT INTO numbering (action, series, after) VALUES (:action, :series, :after) RETURNING *;

-- name: UPKEEP_LAST_BACKUP
SELECT a.entered AS at FROM action a
 WHERE a.id = (SELECT e.action FROM export e WHERE e.kind = 'backup' ORDER BY e.id DESC LIMIT 1);

-- name: UPKEEP_LAST_TRIAL
SELECT max(a.entered) AS at FROM action a
 WHERE a.id IN (SELECT max(e.action) FROM export e WHERE e.kind = 'restore'
                UNION ALL SELECT max(e.action) FROM export e WHERE e.kind = 'trial');

-- name: UPKEEP_REVIEWED
-- Up to which act the journal was reviewed last, by whom and when.
SELECT g.seal AS act, p.code AS person, a.entered AS at
  FROM signature g
  JOIN person p ON p.id = g.person
  JOIN action a ON a.id = g.action
 WHERE g.seal IS NOT NULL
 ORDER BY g.seal DESC, g.id DESC LIMIT 1;

-- name: UPKEEP_LAST_REVIEW
-- Where it never was: since it began.
SELECT a.entered AS at FROM action a
 WHERE a.id = coalesce((SELECT g.action FROM signature g WHERE g.seal IS NOT NULL
                         ORDER BY g.seal DESC, g.id DESC LIMIT 1), 1);

-- name: UPKEEP_SINCE_REVIEW
-- What was done between two acts; own: by who reviews it.
--| title  Done since
--| verb   text  What
--| acts   count Acts
--| people count Persons
--| own    count Your own
--| late   count Entered later
--| said_no count Although a rule said no
SELECT a.verb, count(*) AS acts, count(DISTINCT a.person) AS people,
       CAST(sum(CASE WHEN a.person = :person THEN 1 ELSE 0 END) AS BIGINT) AS own,
       count(a.event) AS late, count(a.exception) AS said_no
  FROM action a
 WHERE a.id > :after AND a.id <= :until
 GROUP BY a.verb
 ORDER BY a.verb;

-- name: UPKEEP_STOP
INSERT INTO stop (action, finding, digest, lifts) VALUES (:action, :finding, :digest, :lifts) RETURNING *;

-- name: UPKEEP_STOPPED
SELECT id, finding, digest, lifts FROM stop ORDER BY id DESC LIMIT 1;

-- name: UPKEEP_ALTERED
-- What stands on every page of a record that was found altered, as of a head.
SELECT 'THE RECORD WAS FOUND ALTERED and ' ||
       CASE WHEN s.lifts IS NULL THEN 'is stopped' ELSE 'is written on, for the reason of action ' || CAST(s.action AS TEXT) END
       || ' (' || rtrim(substr(s.finding, 1, 120)) || CASE WHEN length(s.finding) > 120 THEN ' ...' ELSE '' END || ')' AS says
  FROM stop s
 WHERE s.id = (SELECT max(n.id) FROM stop n WHERE n.action <= :head);
