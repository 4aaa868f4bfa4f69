-- report: Component use
-- asks: In a period, how much of each ingredient was used, from which product and lot, in which batch, or given straight from its own lot?
-- note: The amount of an ingredient is what was used of a lot times the composition of that lot (label times assay), rounded once. Where a maker does not state a strength the amount is empty, never nought.
-- note: The sums are of what stands. On the sheet Lines a line that was replaced, or whose batch or session was reversed, stands beside what came in its place and says so.
-- note: A batch that went into another batch is used there as a lot of its own, with what was in it: what is counted in a batch is counted again where that batch is used.
-- period
-- takes: ingredient Only this ingredient
-- takes: product Only from this product
-- exists: ingredient
SELECT i.id FROM ingredient i WHERE lower(i.code) = lower(:ingredient) AND i.action <= :head;
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- part: USED
spent AS (
	SELECT b.prepared AS at, b.id AS batch, CAST(NULL AS BIGINT) AS session, n.lot, n.used AS amount, n.id AS id, b.maker AS person, b.action,
	       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = b.action AND u.action <= :head) THEN 'reversed'
	            WHEN EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head) THEN 'replaced'
	       END AS state,
	       CASE WHEN n.replaces IS NOT NULL THEN 1 ELSE 0 END AS changed
	  FROM batch b
	 CROSS JOIN batch_line n
	 WHERE n.batch = b.id AND n.action <= :head AND b.action <= :head AND b.prepared >= :from AND b.prepared < :to AND b.prepared <= :at
	UNION ALL
	SELECT s.at, CAST(NULL AS BIGINT), s.id, y.lot, y.given, y.id, s.practitioner, s.action,
	       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = s.action AND u.action <= :head) THEN 'reversed'
	            WHEN EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head) THEN 'replaced' END,
	       CASE WHEN s.replaces IS NOT NULL THEN 1 ELSE 0 END
	  FROM session s
	 CROSS JOIN syringe y
	 WHERE y.session = s.id AND y.lot IS NOT NULL AND s.action <= :head AND s.at >= :from AND s.at < :to AND s.at <= :at
	   AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = y.lot)
),
parts AS (
	SELECT u.at, u.batch, u.session, u.lot, u.amount AS used, u.id, u.person, u.action, u.state, u.changed, c.ingredient, c.amount, c.unit, c.per,
	       i.code, p.code AS product, p.unit AS used_unit
	  FROM spent u
	  JOIN lot l ON l.id = u.lot
	  JOIN product p ON p.id = l.product
	  JOIN composition c ON c.lot = u.lot
	   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = u.lot AND x.action <= :head)
	  JOIN ingredient i ON i.id = c.ingredient
	 WHERE (CAST(:ingredient AS TEXT) IS NULL OR lower(i.code) = lower(CAST(:ingredient AS TEXT)))
	   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
)
-- sheet: Ingredients by lot
-- section: components
--| title Ingredients, by product and lot
--| ingredient text     Ingredient [key]
--| product    text     Product
--| lot        text     Lot [key]
--| maker      text     Maker's lot [hide=narrow]
--| expires    day      Expires [hide=narrow]
--| strength   strength Strength of the lot [hide=narrow]
--| batches    count    Batches
--| sessions   count    Sessions
--| used       amount   Used of it [unit=used_unit]
--| mass       scaled   Of the ingredient [total=ingredient]
WITH {USED},
summed AS (
	SELECT u.ingredient, u.code, u.lot, u.product, u.used_unit, u.amount, u.unit, u.per, count(DISTINCT u.batch) AS batches,
	       count(DISTINCT u.session) AS sessions, CAST(SUM(u.used) AS BIGINT) AS used
	  FROM parts u
	 WHERE u.state IS NULL
	 GROUP BY u.ingredient, u.code, u.lot, u.product, u.used_unit, u.amount, u.unit, u.per
)
SELECT s.code AS ingredient, s.product AS product, l.number AS lot, r.maker_number AS maker, r.expires AS expires,
       s.amount AS strength, s.unit AS strength_unit, s.per AS strength_per, s.used_unit AS strength_per_unit,
       s.batches AS batches, s.sessions AS sessions, s.used AS used, s.used_unit AS used_unit,
       CASE WHEN s.per > 0 THEN s.used END AS mass, s.amount AS mass_times, s.per AS mass_over, s.unit AS unit
  FROM summed s
  JOIN lot l ON l.id = s.lot
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
 ORDER BY s.code, s.product, l.number, l.id;
-- sheet: Lines
-- section: component_lines
--| title Every line
--| at         instant  When
--| ingredient text     Ingredient
--| product    text     Product [hide=narrow]
--| lot        text     Lot
--| used       amount   Used of it [unit=used_unit]
--| mass       scaled   Of the ingredient
--| batch      text     In batch
--| session    text     Given in
--| patient    text     Patient [hide=narrow]
--| who        text     By [hide=narrow]
--| changed    flag     Corrected [flag=corrected:amber]
--| state      text     State [flag=reversed:grey,flag=replaced:grey,flag=not signed:amber]
WITH {USED}
SELECT u.at AS at, u.code AS ingredient, u.product AS product, l.number AS lot, u.used AS used, u.used_unit AS used_unit,
       CASE WHEN u.per > 0 THEN u.used END AS mass, u.amount AS mass_times, u.per AS mass_over, u.unit AS unit,
       bl.number AS batch, s.number AS session, t.code AS patient, w.code || k.typed AS who, u.changed AS changed,
       coalesce(u.state, CASE WHEN s.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signature g
                                                    WHERE g.session = s.id AND g.meaning = 'performed' AND g.action <= :head)
                              THEN 'not signed' END) AS state
  FROM parts u
  JOIN lot l ON l.id = u.lot
  LEFT JOIN batch b ON b.id = u.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN session s ON s.id = u.session
  LEFT JOIN patient t ON t.id = s.patient
  LEFT JOIN person w ON w.id = u.person
  LEFT JOIN act_by k ON k.action = u.action
 ORDER BY u.at, u.batch NULLS LAST, u.session, u.id, u.code;
