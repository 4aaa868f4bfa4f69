-- report: Stock on hand
-- asks: What was on hand at the end of a period, lot by lot, place by place and container by container, what had there been, and what came and went?
-- note: Opening + in - out = on hand in every line. In and out are of the place and the container: what is opened or taken elsewhere goes out of one and comes into another. Opening stock that was entered in the period stands under opening.
-- note: A reversal counts against what it reverses. What came and went within the period, with nothing before it and nothing left, is not shown: the reports of reconciliation and of opened containers tell it.
-- note: Container is the number of an opened one; without a number the stock is unopened or bulk.
-- period
-- takes: place Only what lies at this place
-- takes: product Only this product
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- part: STOOD
-- Of what lies where now, what came since the period began is taken off. ("NOT" keeps to the index of what is rarer.)
leg AS (
	SELECT m.lot, m.target AS place, coalesce(m.target_container, 0) AS container, m.source AS beyond, m.amount AS delta, m.reverses, m.at
	  FROM move m WHERE m.at >= :from AND NOT m.action > :head
	UNION ALL
	SELECT m.lot, m.source, coalesce(m.source_container, 0), m.target, -m.amount, m.reverses, m.at
	  FROM move m WHERE m.at >= :from AND NOT m.action > :head
),
step AS (
	SELECT f.lot, f.place, f.container, f.amount AS opening, 0 AS came, 0 AS went, f.amount AS closing FROM shelf f WHERE f.amount > 0
	UNION ALL
	SELECT m.lot, m.target, coalesce(m.target_container, 0), -m.amount, 0, 0, -m.amount FROM move m WHERE m.action > :head
	UNION ALL
	SELECT m.lot, m.source, coalesce(m.source_container, 0), m.amount, 0, 0, m.amount FROM move m WHERE m.action > :head
	UNION ALL
	SELECT g.lot, g.place, g.container, -g.delta, 0, 0, -g.delta FROM leg g WHERE g.at >= :to
	UNION ALL
	SELECT g.lot, g.place, g.container, -g.delta,
	       CASE WHEN (g.delta > 0 AND g.reverses IS NULL) OR (g.delta < 0 AND g.reverses IS NOT NULL) THEN g.delta ELSE 0 END,
	       CASE WHEN (g.delta > 0 AND g.reverses IS NULL) OR (g.delta < 0 AND g.reverses IS NOT NULL) THEN 0 ELSE -g.delta END, 0
	  FROM leg g
	  JOIN place b ON b.id = g.beyond AND b.kind <> 'opening'
	 WHERE g.at < :to
),
balance AS (
	SELECT s.lot, s.place, s.container, CAST(SUM(s.opening) AS BIGINT) AS opening, CAST(SUM(s.came) AS BIGINT) AS came,
	       CAST(SUM(s.went) AS BIGINT) AS went, CAST(SUM(s.closing) AS BIGINT) AS closing
	  FROM step s
	  JOIN place p ON p.id = s.place AND p.kind = 'stock'
	 GROUP BY s.lot, s.place, s.container
	HAVING SUM(s.opening) <> 0 OR SUM(s.closing) <> 0
),
stood AS (
	SELECT l.id, l.product AS of_product, b.place AS of_place, b.container AS of_container, p.code AS product, n.name, l.number,
	       l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, r.maker_number AS maker, pl.code AS place, c.ordinal, c.opened,
	       r.expires, r.expires_at, CASE WHEN r.expires_at IS NULL OR c.until < r.expires_at THEN c.until ELSE r.expires_at END AS ends,
	       (SELECT t.status FROM lot_status t WHERE t.lot = l.id AND t.action <= :head AND t.at <= :end
	         ORDER BY t.at DESC, t.id DESC LIMIT 1) AS status,
	       CASE WHEN r.id <> (SELECT min(x.id) FROM lot_revision x WHERE x.lot = l.id) THEN 1 ELSE 0 END AS changed,
	       b.opening, b.came, b.went, b.closing, p.unit
	  FROM balance b
	  JOIN lot l ON l.id = b.lot
	  JOIN product p ON p.id = l.product
	  JOIN product_revision n ON n.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
	  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
	  JOIN place pl ON pl.id = b.place
	  LEFT JOIN container c ON c.id = b.container
)
-- part: CHOSEN
       (CAST(:product AS TEXT) IS NULL OR lower(s.product) = lower(CAST(:product AS TEXT)))
   AND (CAST(:place AS TEXT) IS NULL OR lower(s.place) = lower(CAST(:place AS TEXT)))
-- sheet: Stock
-- section: stock
--| product   text    Product
--| name      text    Name [hide=narrow]
--| lot       text    Lot [hide=table]
--| which     text    Lot [hide=files]
--| maker     text    Maker's lot [hide=narrow]
--| expires   day     Expires [hide=table]
--| status    text    Status [hide=table, flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| past      text    Past use [hide=table, flag=expired:red,flag=past BUD:red,flag=open too long:red,flag=nothing left:grey]
--| state     text    Status [hide=files, flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red,flag=expired:red,flag=past BUD:red,flag=open too long:red,flag=nothing left:grey]
--| place     text    Place
--| container count   Container [hide=table]
--| until     instant Use before [hide=table]
--| best      instant Use before [hide=files]
--| opening   amount  Opening [total=product, hide=narrow]
--| came      amount  In [total=product, quiet, hide=narrow]
--| went      amount  Out [total=product, quiet, hide=narrow]
--| amount    amount  On hand [total=product]
--| balances  check   Adds up [formula=opening+came-went=amount, hide=narrow]
--| changed   flag    Changed since [hide=narrow, flag=changed since:amber]
WITH {STOOD},
shown AS (
	SELECT s.*, CASE WHEN s.ordinal IS NULL AND s.expires IS NOT NULL THEN NULL ELSE s.ends END AS until,
	       CASE WHEN s.closing = 0 THEN 'nothing left' WHEN s.expires_at <= :end AND s.expires IS NOT NULL THEN 'expired'
	            WHEN s.expires_at <= :end THEN 'past BUD' WHEN s.ends <= :end THEN 'open too long' END AS past
	  FROM stood s
	 WHERE {CHOSEN}
)
SELECT s.product AS product, s.name AS name, s.number AS lot, s.lot AS which, s.maker AS maker, s.expires AS expires, s.status AS status,
       s.past AS past, CASE WHEN s.past IS NOT NULL AND (s.status = 'released' OR s.closing = 0) THEN s.past ELSE s.status END AS state,
       s.place AS place, s.ordinal AS container, s.until AS until, coalesce(s.until, s.expires) AS best,
       s.opening AS opening, s.came AS came, s.went AS went, s.closing AS amount, s.unit AS unit, s.changed AS changed
  FROM shown s
 ORDER BY s.product, s.expires_at NULLS LAST, s.number, s.place, s.of_container, s.id, s.of_place;
