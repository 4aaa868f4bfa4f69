-- Deviations: what departed from the rules.

-- name: DEVIATION_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM deviation WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: DEVIATION_OF_ACT
--| title  Deviations
--| number text Deviation
--| what   text What is to be looked into
SELECT number, what FROM deviation WHERE action = :action ORDER BY id;

-- name: DEVIATION_SAME
-- One act opens one for one reason and lot, and for each session.
SELECT number FROM deviation
 WHERE action = :action AND what = :what AND lot IS NOT DISTINCT FROM :lot AND batch IS NOT DISTINCT FROM :batch
   AND (CAST(:session AS BIGINT) IS NULL OR session = :session)
 ORDER BY id
 LIMIT 1;

-- name: DEVIATION_INSERT
-- What is opened while a session is recorded is of that session, whoever opens it.
INSERT INTO deviation (action, number, series, ordinal, what, lot, batch, session)
VALUES (:action, :number, :series, :ordinal, :what, :lot, :batch,
        coalesce(:session, (SELECT id FROM session
                             WHERE id = (SELECT max(id) FROM session) AND action = :action AND reported IS NULL)))
RETURNING *;

-- name: DEVIATION_BY_NUMBER
SELECT d.id, d.number, d.lot, d.batch, d.session, d.status, d.decision
  FROM deviation_now d WHERE d.number = upper(CAST(:number AS TEXT));

-- name: DEVIATION_HAND
-- The session it is about, where this person signed that it was otherwise; the batch, where this person made it, or
-- executed, measured, corrected or typed what stands in it; what is mixed at the chair is single-handed.
SELECT s.number, s.id AS id
  FROM deviation d
  JOIN session s ON s.id = d.session
  JOIN signature g ON g.session = s.id AND g.action = d.action
 WHERE d.id = :deviation AND g.meaning = 'amended' AND g.person = :person
UNION ALL
SELECT l.number, b.id AS id
  FROM (SELECT d.batch AS id FROM deviation d WHERE d.id = :deviation AND d.batch IS NOT NULL
        UNION
        SELECT t.id FROM deviation d JOIN batch t ON t.lot = d.lot WHERE d.id = :deviation) e
  JOIN batch b ON b.id = e.id
  JOIN lot l ON l.id = b.lot
 WHERE b.chair = 0
   AND (b.maker = :person
        OR EXISTS (SELECT 1 FROM batch_line_now n JOIN action a ON a.id = n.action
                    WHERE n.batch = b.id AND (a.person = :person OR a.typist = :person))
        OR EXISTS (SELECT 1 FROM batch_measure m JOIN action a ON a.id = m.action
                    WHERE m.batch = b.id AND (a.person = :person OR a.typist = :person)))
 ORDER BY id
 LIMIT 1;

-- name: DEVIATION_STATUS_INSERT
INSERT INTO deviation_status (action, deviation, status, text, decision, done, others, measures, responsible, due, settles)
VALUES (:action, :deviation, :status, :text, :decision, :done, :others, :measures, :responsible, :due, :settles)
RETURNING *;

-- name: DEVIATION_HISTORY
--| title    What became of it
--| status   text    Status
--| at       instant When
--| person   text    By
--| text     text    What was found
--| decision text    Decided
SELECT s.status, coalesce(a.event, a.entered) AS at, p.code AS person, s.text, s.decision
  FROM deviation_status s
  JOIN action a ON a.id = s.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE s.deviation = :deviation
 ORDER BY s.id;

-- name: DEVIATION_INQUIRY
--| form
--| done        text Done at once
--| others      text For other lots and patients
SELECT (SELECT s.done FROM deviation_status s WHERE s.deviation = :deviation AND s.done IS NOT NULL ORDER BY s.id DESC LIMIT 1) AS done,
       (SELECT s.others FROM deviation_status s WHERE s.deviation = :deviation AND s.others IS NOT NULL ORDER BY s.id DESC LIMIT 1) AS others
 WHERE EXISTS (SELECT 1 FROM deviation_status s
                WHERE s.deviation = :deviation AND (s.done IS NOT NULL OR s.others IS NOT NULL));

-- Measures, counted within their deviation, and what was done of them.
-- part: MEASURES
SELECT s.id, s.deviation, s.measures, p.code AS responsible, s.due, n.text AS done,
       (SELECT count(*) FROM deviation_status e
         WHERE e.deviation = s.deviation AND e.id <= s.id
           AND (e.measures IS NOT NULL OR e.responsible IS NOT NULL)) AS measure
  FROM deviation_status s
  LEFT JOIN person p ON p.id = s.responsible
  LEFT JOIN deviation_status n ON n.settles = s.id

-- name: DEVIATION_MEASURES
--| title       Measures
--| measure     count Measure
--| measures    text  What
--| responsible text  By
--| due         day   Until
--| done        text  Done
{MEASURES}
 WHERE s.deviation = :deviation AND (s.measures IS NOT NULL OR s.responsible IS NOT NULL)
 ORDER BY s.id;

-- name: TODAY_MEASURES
-- What is due of a measure until it is settled.
--| title       Measures to be seen to
--| number      text  Deviation
--| measure     count Measure
--| measures    text  What
--| responsible text  By
--| due         day   Until
--| state       text  State [flag=late:red]
SELECT d.number, m.measure, m.measures, m.responsible, m.due, CASE WHEN m.due < :today THEN 'late' END AS state
  FROM ({MEASURES}
         WHERE s.due IS NOT NULL AND n.id IS NULL) AS m
  JOIN deviation_now d ON d.id = m.deviation
 WHERE d.status <> 'reversed'
 ORDER BY m.due, m.id;

-- name: DEVIATION_LIST
--| number   text    Deviation
--| at       instant Happened
--| subject  text    Of
--| session  text    Session
--| what     text    What
--| why      text    Why it was recorded  [hide=table]
--| since    text    Since                [flag=reversed:red, flag=amended:amber]
--| status   text    Status               [flag=open:red, flag=assessed:amber]
--| person   text    By                   [hide=table]
--| unsigned text    Session is           [flag=not signed:amber]
--| signed   text    Signed               [hide=narrow]
SELECT d.number, coalesce(a.event, a.entered) AS at, coalesce(l.number, b.number) AS subject, s.number AS session, d.what,
       a.exception AS why, p.code AS person, CASE d.status WHEN 'reversed' THEN NULL ELSE d.status END AS status,
       CASE WHEN n.id IS NOT NULL THEN 'replaced' WHEN v.id IS NOT NULL THEN 'reversed'
            WHEN {AMENDED_SINCE} THEN 'amended' END AS since,
       {NOT_SIGNED} AS unsigned,
       (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE deviation = d.id ORDER BY id) x) AS signed
  FROM deviation_now d
  JOIN action a ON a.id = d.action
  LEFT JOIN act_by p ON p.action = a.id
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN session n ON n.replaces = d.session
  LEFT JOIN reversal v ON v.reverses = d.action
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
 WHERE (CAST(:open AS BIGINT) = 0 OR d.status IN ('open', 'assessed'))
   AND (CAST(:from AS TEXT) IS NULL OR coalesce(a.event, a.entered) >= :from)
   AND (CAST(:to AS TEXT) IS NULL OR coalesce(a.event, a.entered) < :to)
 ORDER BY d.id;

-- name: DEVIATION_SHOW
--| form
--| number   text    Deviation
--| status   text    Status          [flag=open:red, flag=assessed:amber, flag=reversed:red]
--| what     text    What
--| why      text    Why it was recorded
--| verb     text    In
--| session  text    Session
--| unsigned text    Which is
--| batch    text    Batch
--| lot      text    Lot
--| at       instant Happened
--| entered  instant Entered
--| person   text    By
--| typist   text    Typed by
--| since    text    Since           [flag=reversed:red, flag=amended:amber]
--| because  text    Because
SELECT d.number, d.status, d.what, a.exception AS why, a.verb, s.number AS session, b.number AS batch, l.number AS lot,
       coalesce(a.event, a.entered) AS at, a.entered, p.code AS person, y.code AS typist,
       CASE WHEN n.id IS NOT NULL THEN 'replaced by ' || n.number WHEN v.id IS NOT NULL THEN 'reversed'
            WHEN {AMENDED_SINCE} THEN 'amended' END AS since,
       coalesce(na.reason, va.reason) AS because, {NOT_SIGNED} AS unsigned
  FROM deviation_now d
  JOIN action a ON a.id = d.action
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN person y ON y.id = a.typist
  LEFT JOIN session s ON s.id = d.session
  LEFT JOIN session n ON n.replaces = d.session
  LEFT JOIN action na ON na.id = n.action
  LEFT JOIN reversal v ON v.reverses = d.action
  LEFT JOIN action va ON va.id = v.action
  LEFT JOIN lot l ON l.id = d.lot
  LEFT JOIN batch t ON t.id = d.batch
  LEFT JOIN lot b ON b.id = t.lot
 WHERE d.id = :deviation;
