-- report: Stock on hand
-- asks: What was on hand, lot by lot, place by place and container by container, as of an instant?
-- note: Lots with nothing left are not shown. A movement that was reversed and its reversal are both in the sums, where they cancel.
-- note: Container is the number of an opened one; without a number the stock is unopened or bulk.
-- takes: place Only what lies at this place
-- takes: product Only this product
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- sheet: Stock
-- section: stock
--| product   text    Product
--| name      text    Name [hide=narrow]
--| lot       text    Lot [hide=table]
--| which     text    Lot [hide=files]
--| maker     text    Maker's lot [hide=narrow]
--| expires   day     Expires [hide=table]
--| status    text    Status [hide=table, flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| past      text    Past use [hide=table, flag=expired:red,flag=past BUD:red,flag=open too long:red]
--| state     text    Status [hide=files, flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red,flag=expired:red,flag=past BUD:red,flag=open too long:red]
--| place     text    Place
--| container count   Container [hide=table]
--| until     instant Use before [hide=table]
--| best      instant Use before [hide=files]
--| amount    amount  On hand [total=product]
-- What lies where as of :at: what lies there now, less what came since. ("NOT" keeps to the index of what is rarer.)
WITH step AS (
	SELECT f.lot, f.place, f.container, f.amount FROM shelf f WHERE f.amount > 0
	UNION ALL SELECT m.lot, m.target, coalesce(m.target_container, 0), -m.amount FROM move m WHERE m.action > :head
	UNION ALL SELECT m.lot, m.source, coalesce(m.source_container, 0), m.amount FROM move m WHERE m.action > :head
	UNION ALL SELECT m.lot, m.target, coalesce(m.target_container, 0), -m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head
	UNION ALL SELECT m.lot, m.source, coalesce(m.source_container, 0), m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head
),
balance AS (
	SELECT s.lot, s.place, s.container, CAST(SUM(s.amount) AS BIGINT) AS amount
	  FROM step s
	  JOIN place p ON p.id = s.place AND p.kind = 'stock'
	 GROUP BY s.lot, s.place, s.container
	HAVING SUM(s.amount) <> 0
),
shown AS (
SELECT p.code AS product, pr.name AS name, l.number AS lot, r.maker_number AS maker, r.expires AS expires,
       (SELECT st.status FROM lot_status st
         WHERE st.lot = l.id AND st.action <= :head AND st.at <= :at
         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status,
       CASE WHEN r.expires_at <= :at AND r.expires IS NOT NULL THEN 'expired' WHEN r.expires_at <= :at THEN 'past BUD'
            WHEN c.until <= :at THEN 'open too long' END AS past,
       pl.code AS place, c.ordinal AS container,
       CASE WHEN c.until < r.expires_at OR r.expires_at IS NULL THEN c.until
            WHEN c.id IS NOT NULL OR r.expires IS NULL THEN r.expires_at END AS until,
       b.amount AS amount, p.unit AS unit, r.expires_at AS ends, l.id AS id, b.place AS stands, b.container AS opened
  FROM balance b
  JOIN lot l ON l.id = b.lot
  JOIN product p ON p.id = l.product
  JOIN product_revision pr ON pr.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  JOIN place pl ON pl.id = b.place
  LEFT JOIN container c ON c.id = b.container
 WHERE (CAST(:place AS TEXT) IS NULL OR lower(pl.code) = lower(CAST(:place AS TEXT)))
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
)
SELECT s.product AS product, s.name AS name, s.lot AS lot, s.lot || coalesce('/' || s.container, '') AS which, s.maker AS maker,
       s.expires AS expires, s.status AS status, s.past AS past,
       CASE WHEN s.status = 'released' AND s.past IS NOT NULL THEN s.past ELSE s.status END AS state, s.place AS place,
       s.container AS container, s.until AS until, coalesce(s.until, s.expires) AS best, s.amount AS amount, s.unit AS unit
  FROM shown s
 ORDER BY s.product, s.ends NULLS LAST, s.lot, s.place, s.opened, s.id, s.stands;
