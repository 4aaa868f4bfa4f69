-- Plans: what a mixture drew, asked within the act that is undone afterwards.

-- name: PLAN_LAST
SELECT coalesce(max(id), 0) AS id FROM move;

-- name: PLAN_DRAWN
SELECT l.number, p.code, p.unit, k.ordinal, k.until, CASE WHEN k.action = :action THEN 1 ELSE 0 END AS opens,
       CAST(sum(CASE m.kind WHEN 'use' THEN m.amount ELSE 0 END) AS BIGINT) AS used,
       CAST(sum(CASE m.kind WHEN 'waste' THEN m.amount ELSE 0 END) AS BIGINT) AS wasted,
       CAST(coalesce((SELECT sum(s.amount) FROM shelf s
                       WHERE s.lot = m.lot AND s.container = m.source_container), 0) AS BIGINT) AS there,
       min(m.id) AS first
  FROM move m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  LEFT JOIN container_now k ON k.id = m.source_container
 WHERE m.action = :action AND m.id > :after AND m.kind IN ('use', 'waste')
 GROUP BY m.lot, m.source_container, l.number, p.code, p.unit, k.ordinal, k.until, k.action
 ORDER BY first;
