-- report: Waste
-- asks: In a period, what was thrown away, of which lot, by whom and why, and how much of each product was that?
-- note: The sums of a product are those of the column Wasted of the report of reconciliation. What is lost in making a batch is no waste: it stands there under Lost in making.
-- note: What was taken back stands beside what took it back, at the time of the waste; both are in the sums and cancel.
-- period
-- takes: product Only this product
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- part: MOVED
moved AS (
	SELECT m.id, m.at, m.action, m.lot, m.source, m.reverses, coalesce(o.source_container, m.source_container) AS container,
	       coalesce(o.kind, m.kind) AS kind,
	       m.amount * ((CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END)) AS amount,
	       CASE WHEN k.verb = 'lot waste' THEN 'thrown away'
	            WHEN coalesce(o.syringe, m.syringe) IS NOT NULL THEN 'left in a syringe'
	            WHEN coalesce(o.source_container, m.source_container) IS NOT NULL THEN 'left in a container'
	            ELSE 'other' END AS what
	  FROM move m
	  JOIN place s ON s.id = m.source
	  JOIN place t ON t.id = m.target
	  LEFT JOIN move o ON o.id = m.reverses
	  JOIN action k ON k.id = coalesce(o.action, m.action)
	 WHERE m.at >= :from AND m.at < :to AND m.at <= :at AND m.action <= :head
)
-- sheet: Waste
-- section: waste
--| title What was thrown away
--| at      instant When
--| product text    Product
--| lot     text    Lot
--| maker   text    Maker's lot [hide=narrow]
--| place   text    Place [hide=narrow]
--| what    text    What
--| amount  amount  Wasted [total=product]
--| who     text    By
--| why     text    Why [width=40]
--| act     count   Act [hide=narrow]
--| state   text    State [flag=reversed:grey,flag=takes back:grey]
WITH {MOVED}
SELECT m.at AS at, p.code AS product, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, r.maker_number AS maker,
       s.code AS place, m.what AS what, m.amount AS amount, p.unit AS unit, w.code AS who, a.reason AS why, m.action AS act,
       CASE WHEN m.reverses IS NOT NULL THEN 'takes back'
            WHEN EXISTS (SELECT 1 FROM move x WHERE x.reverses = m.id AND x.action <= :head) THEN 'reversed' END AS state
  FROM moved m
  JOIN lot l ON l.id = m.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN place s ON s.id = m.source
  JOIN action a ON a.id = m.action
  LEFT JOIN act_by w ON w.action = a.id
  LEFT JOIN container c ON c.id = m.container
 WHERE m.kind = 'waste' AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
 ORDER BY m.at, m.id;
-- sheet: Waste by product
-- section: wasted_products
--| title Waste by product
--| chart bar product share Wasted of all that was taken, %
--| product   text   Product
--| name      text   Name [hide=narrow]
--| thrown    amount Thrown away [quiet]
--| syringes  amount Left in syringes [quiet]
--| opened    amount Left in containers [quiet]
--| other     amount Other [quiet]
--| wasted    amount Wasted [formula=thrown+syringes+opened+other]
--| consumed  amount Used and given
--| share     count  Wasted of all, %
WITH {MOVED},
summed AS (
	SELECT l.product AS product,
	       CAST(SUM(CASE WHEN m.kind = 'waste' AND m.what = 'thrown away' THEN m.amount ELSE 0 END) AS BIGINT) AS thrown,
	       CAST(SUM(CASE WHEN m.kind = 'waste' AND m.what = 'left in a syringe' THEN m.amount ELSE 0 END) AS BIGINT) AS syringes,
	       CAST(SUM(CASE WHEN m.kind = 'waste' AND m.what = 'left in a container' THEN m.amount ELSE 0 END) AS BIGINT) AS opened,
	       CAST(SUM(CASE WHEN m.kind = 'waste' AND m.what = 'other' THEN m.amount ELSE 0 END) AS BIGINT) AS other,
	       CAST(SUM(CASE WHEN m.kind = 'waste' THEN m.amount ELSE 0 END) AS BIGINT) AS wasted,
	       CAST(SUM(CASE WHEN m.kind <> 'waste' THEN m.amount ELSE 0 END) AS BIGINT) AS consumed
	  FROM moved m
	  JOIN lot l ON l.id = m.lot
	 WHERE m.kind IN ('waste', 'use', 'give')
	 GROUP BY l.product
)
SELECT p.code AS product, n.name AS name, u.thrown AS thrown, u.syringes AS syringes, u.opened AS opened, u.other AS other,
       u.consumed AS consumed, p.unit AS unit,
       CASE WHEN u.wasted + u.consumed > 0 THEN (200 * u.wasted + u.wasted + u.consumed) / (2 * (u.wasted + u.consumed)) END AS share
  FROM summed u
  JOIN product p ON p.id = u.product
  JOIN product_revision n ON n.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
 WHERE CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT))
 ORDER BY p.code, p.id;
