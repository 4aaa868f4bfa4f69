-- What waits for a signature.

-- name: WAITING_BATCHES
-- Batches in quarantine of which something is on a shelf.
SELECT DISTINCT b.id, b.maker, l.number, b.prepared, b.kept, b.unit, p.code AS person, c.code AS recipe,
       v.number AS version
  FROM shelf s
  CROSS JOIN batch b
  JOIN lot l ON l.id = b.lot
  JOIN person p ON p.id = b.maker
  JOIN version v ON v.id = b.version
  JOIN recipe c ON c.id = v.recipe
 WHERE s.amount > 0 AND b.lot = s.lot AND b.chair = 0
   AND 'quarantine' = (SELECT n.status FROM lot_status n WHERE n.lot = s.lot ORDER BY n.at DESC, n.id DESC LIMIT 1)
 ORDER BY b.prepared, b.id;

-- name: WAITING_LINES
-- What stands in a batch: so much of which lot.
SELECT p.code AS product, l.number AS lot, n.used, n.unit
  FROM batch_line_now n
  JOIN lot l ON l.id = n.lot
  JOIN product p ON p.id = l.product
 WHERE n.batch = :batch
 ORDER BY n.position, n.id;

-- name: WAITING_SESSIONS
SELECT s.id, s.number, s.at, p.code AS patient,
       (SELECT string_agg(t.what, ', ')
          FROM (SELECT coalesce(r.code || '.' || CAST(v.number AS TEXT), d.code, y.reported_lot) AS what
                  FROM syringe y
                  LEFT JOIN lot l ON l.id = y.lot
                  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
                  LEFT JOIN version v ON v.id = y.version
                  LEFT JOIN recipe r ON r.id = v.recipe
                 WHERE y.session = s.id ORDER BY y.position, y.id) AS t) AS what,
       CASE WHEN EXISTS (SELECT 1 FROM signature x WHERE x.session = s.id AND x.meaning = 'performed')
            THEN 1 ELSE 0 END AS again
  FROM unsigned_session u
  CROSS JOIN session_now s
  JOIN patient p ON p.id = s.patient
 WHERE s.id = u.session AND s.practitioner = :person
 ORDER BY s.at, s.id;

-- name: WAITING_COUNTS
SELECT t.id, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, p.code AS product, w.code AS place, t.at,
       t.counted, p.unit
  FROM unsigned_tally u
  CROSS JOIN tally t
  CROSS JOIN action a
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN place w ON w.id = t.place
  LEFT JOIN container c ON c.id = t.container
 WHERE t.id = u.tally AND a.id = t.action AND a.person = :person
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
 ORDER BY t.at, t.id;

-- name: WAITING_DRAFTS
-- The draft of each recipe that is not retired, which its practitioner or a pharmacist approves.
SELECT v.id, c.code || '.' || CAST(v.number AS TEXT) AS code, c.code AS recipe, r.title, p.code AS person, a.entered AS at
  FROM recipe c
  CROSS JOIN version n
  CROSS JOIN version_now v
  JOIN recipe_revision r ON r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = c.id)
  JOIN person p ON p.id = c.practitioner
  JOIN action a ON a.id = n.action
 WHERE n.recipe = c.id AND v.id = n.id AND v.status = 'draft' AND r.retired = 0
   AND n.number = (SELECT max(number) FROM version WHERE recipe = c.id)
   AND (c.practitioner = :person OR CAST(:any AS BIGINT) = 1)
 ORDER BY a.entered, v.id;
