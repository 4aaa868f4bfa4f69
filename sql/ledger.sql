-- The ledger: posting, keeping counts true, walking back, reversing.
-- A location is a lot, a place and a container; container 0 is unopened or in bulk.

-- part: DELTA
CAST(sum(CASE WHEN m.target = :place AND coalesce(m.target_container, 0) = :container THEN m.amount ELSE 0 END
       - CASE WHEN m.source = :place AND coalesce(m.source_container, 0) = :container THEN m.amount ELSE 0 END)
     AS BIGINT)

-- part: STANDS
m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move later WHERE later.reverses = m.id)

-- name: MOVE_INSERT
INSERT INTO move (action, lot, source, source_container, target, target_container, amount, at, kind,
                  batch_line, syringe, tally, reverses)
VALUES (:action, :lot, :source, :source_container, :target, :target_container, :amount, :at, :kind,
        :batch_line, :syringe, :tally, :reverses)
RETURNING *;

-- What a location holds now, and what a person calls it.
-- name: LEDGER_LOCATION
SELECT l.number, p.code AS product, p.unit, p.container AS packing, p.size, s.code AS place, s.kind, c.ordinal,
       (SELECT f.amount FROM shelf f
         WHERE f.lot = l.id AND f.place = s.id AND f.container = :container) AS amount
  FROM lot l
 CROSS JOIN product p
 CROSS JOIN place s
  LEFT JOIN container c ON c.id = :container
 WHERE l.id = :lot AND p.id = l.product AND s.id = :place;

-- The locations inside that an act has touched, each with its first instant, when the lot was last counted, whether
-- anything was undone there, and how the product is packed.
-- name: LEDGER_TOUCHED
SELECT t.lot, t.place, t.container, min(t.at) AS since, max(t.undone) AS undone, p.container AS packing,
       (SELECT max(y.at) FROM tally y WHERE y.lot = t.lot) AS counted
  FROM (SELECT m.lot, m.source AS place, coalesce(m.source_container, 0) AS container, m.at,
               CASE WHEN m.reverses IS NULL THEN 0 ELSE 1 END AS undone
          FROM move m WHERE m.action = :action
        UNION ALL
        SELECT m.lot, m.target, coalesce(m.target_container, 0), m.at, CASE WHEN m.reverses IS NULL THEN 0 ELSE 1 END
          FROM move m WHERE m.action = :action) t
 CROSS JOIN place s
 CROSS JOIN lot l
 CROSS JOIN product p
 WHERE s.id = t.place AND s.kind = 'stock' AND l.id = t.lot AND p.id = l.product
 GROUP BY t.lot, t.place, t.container, p.container
 ORDER BY t.lot, t.place, t.container;

-- The counts of a location that stand, from an instant on.
-- name: LEDGER_COUNTS
SELECT t.id, t.at, t.action, t.counted
  FROM tally t
 WHERE t.lot = :lot AND t.at >= :since AND t.place = :place AND coalesce(t.container, 0) = :container
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
 ORDER BY t.at, t.id;

-- name: LEDGER_ACTION_OF_MOVE
SELECT action FROM move WHERE id = :move;

-- What an act posted to a location to keep a count true.
-- name: LEDGER_LENT
SELECT coalesce(CAST(sum(CASE WHEN m.target = :place AND coalesce(m.target_container, 0) = :container
                              THEN m.amount ELSE -m.amount END) AS BIGINT), 0) AS lent
  FROM move m
 WHERE m.action = :action AND m.tally = :tally AND m.kind = 'count';

-- What came to and left a location after a count: later in time; or at its instant but entered after it, unless
-- it undoes something entered before it or was posted to keep it, or one before it, true.
-- name: LEDGER_SINCE_COUNT
SELECT {DELTA} AS delta
  FROM move m
  LEFT JOIN move o ON o.id = m.reverses
 WHERE m.lot = :lot AND m.at >= :at
   AND (m.at > :at OR (coalesce(o.action, m.action) > :action AND coalesce(m.tally, :tally + 1) > :tally));

-- What came to and left a location at each instant, the last first.
-- name: LEDGER_LATER
SELECT m.at, {DELTA} AS delta
  FROM move m
 WHERE m.lot = :lot AND m.at >= :since
   AND ((m.source = :place AND coalesce(m.source_container, 0) = :container)
     OR (m.target = :place AND coalesce(m.target_container, 0) = :container))
 GROUP BY m.at
 ORDER BY m.at DESC;

-- Containers that an act of correction leaves with all they were opened with, opened by the very act that drew
-- from them: the move that opened them falls too.
-- name: LEDGER_UNDRAWN
SELECT DISTINCT m.id
  FROM move r
  JOIN move o ON o.id = r.reverses
  JOIN container c ON c.id = r.target_container AND c.action = o.action
  JOIN move m ON m.action = c.action AND m.target_container = c.id AND m.kind = 'open'
 WHERE r.action = :action AND o.kind <> 'open' AND {STANDS}
   AND NOT EXISTS (SELECT 1 FROM move d
                    WHERE d.lot = c.lot AND d.at >= c.opened AND d.source_container = c.id AND d.reverses IS NULL
                      AND NOT EXISTS (SELECT 1 FROM move w WHERE w.reverses = d.id))
 ORDER BY m.id;

-- What is left in single-use containers that an act has touched.
-- name: LEDGER_LEFT
SELECT f.lot, f.place, f.container, f.amount, c.opened
  FROM (SELECT m.source_container AS id FROM move m WHERE m.action = :action AND m.source_container IS NOT NULL
        UNION
        SELECT m.target_container FROM move m WHERE m.action = :action AND m.target_container IS NOT NULL) t
  JOIN container c ON c.id = t.id
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
  JOIN shelf f ON f.lot = c.lot AND f.container = c.id
 WHERE p.container IN ('ampoule', 'single-dose', 'prefilled') AND f.amount > 0
 ORDER BY f.container, f.place;

-- name: LEDGER_ACTION
SELECT a.id, a.verb,
       (SELECT v.action FROM reversal v WHERE v.reverses = a.id) AS reversed_by,
       (SELECT count(*) FROM tally t WHERE t.action = a.id) AS counts,
       (SELECT count(*) FROM move m WHERE m.action = a.id AND m.reverses IS NOT NULL) AS corrections
  FROM action a
 WHERE a.id = :action;

-- Moves to be undone, those that give back to a shelf first, so that none dips below nothing on the way.
-- name: LEDGER_STANDING
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM move m
  JOIN place s ON s.id = m.source
  JOIN place t ON t.id = m.target
 WHERE m.action = :action AND {STANDS}
 ORDER BY CASE WHEN s.kind = 'stock' AND t.kind <> 'stock' THEN 0 WHEN s.kind = 'stock' THEN 1 ELSE 2 END, m.id DESC;

-- What a batch made in an act came to, where that was corrected since in another.
-- name: LEDGER_STANDING_OF_YIELD
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM (SELECT DISTINCT lot FROM move WHERE action = :action AND kind IN ('make', 'loss')) b
  JOIN move m ON m.lot = b.lot
 WHERE m.action <> :action AND m.kind IN ('make', 'loss') AND {STANDS}
 ORDER BY m.id DESC;

-- What was posted since to keep a count true that is void now.
-- name: LEDGER_STANDING_OF_COUNTS
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM tally c
  JOIN move m ON m.lot = c.lot AND m.at = c.at AND m.tally = c.id
  JOIN place s ON s.id = m.source
 WHERE c.action = :action AND {STANDS}
 ORDER BY CASE WHEN s.kind = 'stock' THEN 0 ELSE 1 END, m.id DESC;

-- name: LEDGER_STANDING_OF_LINE
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM move m
  JOIN batch_line b ON b.id = :batch_line
 WHERE m.lot = b.lot AND m.batch_line = :batch_line AND {STANDS}
 ORDER BY m.id DESC;

-- name: LEDGER_STANDING_OF_SYRINGE
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM move m
  JOIN syringe b ON b.id = :syringe
 WHERE m.lot = b.lot AND m.syringe = :syringe AND {STANDS}
 ORDER BY m.id DESC;

-- name: LEDGER_STANDING_MOVE
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM move m
 WHERE m.id = :move AND {STANDS};

-- The remainder of a single-use container that its act threw away, to be judged again when a draw from it falls.
-- name: LEDGER_REMAINDER
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.at, m.batch_line,
       m.syringe, m.tally
  FROM container c
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
  JOIN move m ON m.lot = c.lot AND m.at = c.opened AND m.source_container = c.id
 WHERE c.id = :container AND p.container IN ('ampoule', 'single-dose', 'prefilled')
   AND m.kind = 'waste' AND m.syringe IS NULL AND m.batch_line IS NULL AND {STANDS}
 ORDER BY m.id DESC;
