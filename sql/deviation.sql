-- Deviations: what departed from the rules.

-- name: DEVIATION_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM deviation WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: DEVIATION_INSERT
INSERT INTO deviation (action, number, series, ordinal, what, lot, batch, session)
VALUES (:action, :number, :series, :ordinal, :what, :lot, :batch, :session)
RETURNING *;

-- name: DEVIATION_BY_NUMBER
SELECT id FROM deviation WHERE number = upper(CAST(:number AS TEXT));

-- name: DEVIATION_LIST
--| number   text    Deviation
--| at       instant Happened
--| subject  text    Of
--| what     text    What a rule said
--| why      text    Why it was recorded  [hide=table]
--| person   text    By                   [hide=table]
SELECT d.number, coalesce(a.event, a.entered) AS at, coalesce(s.number, l.number, b.number) AS subject, d.what,
       a.exception AS why, p.code AS person
  FROM deviation d
  JOIN action a ON a.id = d.action
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
 WHERE (CAST(:from AS TEXT) IS NULL OR coalesce(a.event, a.entered) >= :from)
   AND (CAST(:to AS TEXT) IS NULL OR coalesce(a.event, a.entered) < :to)
 ORDER BY d.id;

-- name: DEVIATION_SHOW
--| form
--| number   text    Deviation
--| what     text    What a rule said
--| why      text    Why it was recorded
--| verb     text    In
--| session  text    Session
--| batch    text    Batch
--| lot      text    Lot
--| at       instant Happened
--| entered  instant Entered
--| person   text    By
--| typist   text    Typed by
SELECT d.number, d.what, a.exception AS why, a.verb, s.number AS session, b.number AS batch, l.number AS lot,
       coalesce(a.event, a.entered) AS at, a.entered, p.code AS person, y.code AS typist
  FROM deviation d
  JOIN action a ON a.id = d.action
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN person y ON y.id = a.typist
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
 WHERE d.id = :deviation;
