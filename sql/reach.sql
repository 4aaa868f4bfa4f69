-- How far something went: the parts that traces and recalls are made of. Each takes the same root (trace.h); what a
-- parameter does not name is not looked for.

-- part: TRACE_ROOT
root (lot, container) AS (
	SELECT id, CAST(:container AS BIGINT) FROM lot WHERE id = :lot
	 UNION SELECT lot, CAST(NULL AS BIGINT) FROM lot_revision
	        WHERE maker_number IS NOT NULL AND lower(maker_number) = lower(CAST(:maker AS TEXT))
	 UNION SELECT id, CAST(NULL AS BIGINT) FROM lot WHERE product = :product
	 UNION SELECT lot, CAST(NULL AS BIGINT) FROM lot_revision WHERE supplier = :supplier
	 UNION SELECT b.lot, CAST(NULL AS BIGINT) FROM version v CROSS JOIN batch b WHERE v.recipe = :recipe AND b.version = v.id
	 UNION SELECT y.lot, CAST(NULL AS BIGINT) FROM session_now s CROSS JOIN syringe y
	        WHERE (s.id = :session OR s.patient = :patient) AND y.session = s.id AND y.lot IS NOT NULL
)

-- A line or a syringe may draw on several containers and then names none: the moves know.
-- part: DREW_LINE
EXISTS (SELECT 1 FROM move m WHERE m.action = x.action AND m.batch_line = x.id AND m.source_container = reach.container)

-- part: DREW_SYRINGE
EXISTS (SELECT 1 FROM move m WHERE m.action = y.action AND m.syringe = y.id AND m.source_container = reach.container
                               AND m.kind = 'give')

-- part: TRACE_REACH
reach (lot, container) AS (
	SELECT lot, container FROM root
	 UNION SELECT b.lot, CAST(NULL AS BIGINT)
	         FROM reach CROSS JOIN batch_line x CROSS JOIN batch b
	        WHERE x.lot = reach.lot AND x.used > 0 AND (reach.container IS NULL OR {DREW_LINE}) AND b.id = x.batch
	          AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	          AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
)

-- part: TRACE_SOURCE
source (lot, batch) AS (
	SELECT x.lot, b.id
	  FROM root CROSS JOIN batch b CROSS JOIN batch_line x
	 WHERE b.lot = root.lot AND x.batch = b.id AND x.used > 0
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
	 UNION SELECT x.lot, b.id
	         FROM source CROSS JOIN batch b CROSS JOIN batch_line x
	        WHERE b.lot = source.lot AND x.batch = b.id AND x.used > 0
	          AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
	          AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
)

-- Of a list "touched" of lots: what came into the house and what left it up to an act, each move under its own kind; a
-- reversal undoes its own.
-- part: FLOWS
     crossing (lot, kind, amount) AS (
	SELECT m.lot, coalesce(o.kind, m.kind),
	       CASE WHEN a.kind = 'stock' THEN -m.amount ELSE m.amount END
	  FROM touched
	  CROSS JOIN move m
	  JOIN place a ON a.id = m.source
	  JOIN place z ON z.id = m.target
	  LEFT JOIN move o ON o.id = m.reverses
	 WHERE m.lot = touched.lot AND m.action <= touched.until AND (a.kind = 'stock') <> (z.kind = 'stock')
     ),
     flow (lot, received, made, used, given, wasted, returned, counted) AS (
	SELECT lot,
	       CAST(sum(CASE WHEN kind IN ('receipt', 'opening') THEN amount ELSE 0 END) AS BIGINT),
	       CAST(sum(CASE WHEN kind = 'make' THEN amount ELSE 0 END) AS BIGINT),
	       CAST(-sum(CASE WHEN kind = 'use' THEN amount ELSE 0 END) AS BIGINT),
	       CAST(-sum(CASE WHEN kind = 'give' THEN amount ELSE 0 END) AS BIGINT),
	       CAST(-sum(CASE WHEN kind IN ('waste', 'loss') THEN amount ELSE 0 END) AS BIGINT),
	       CAST(-sum(CASE WHEN kind = 'return' THEN amount ELSE 0 END) AS BIGINT),
	       CAST(sum(CASE WHEN kind = 'count' THEN amount ELSE 0 END) AS BIGINT)
	  FROM crossing
	 GROUP BY lot
     )

-- What is left of them now.
-- part: REMAINDER
     remainder (lot, amount) AS (
	SELECT touched.lot, CAST(coalesce(sum(f.amount), 0) AS BIGINT)
	  FROM touched LEFT JOIN shelf f ON f.lot = touched.lot
	 GROUP BY touched.lot
     )
