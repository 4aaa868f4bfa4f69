-- report: Expiry
-- asks: What of what is on hand ends when: by its expiry, by its beyond-use date, or because it was opened?
-- note: What ends first counts: the expiry of the lot, the beyond-use date of a batch (BUD), or the in-use limit of an opened container. Days are whole days of 24 hours, counted down.
-- note: Lots with nothing left are not shown, and what never ends stands last.
-- takes: product Only this product
-- takes: place Only what lies at this place
-- takes: days count Only what ends within so many days
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- What lies where as of :at: what lies there now, less what came since.
-- part: ENDING
step AS (
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
lies AS (
	SELECT p.code AS product, n.name, l.id, l.number || coalesce('/' || CAST(c.ordinal AS TEXT), '') AS lot, l.number,
	       r.maker_number AS maker, pl.code AS place, b.amount, p.unit, c.opened,
	       CASE WHEN r.expires_at IS NULL OR c.until < r.expires_at THEN c.until ELSE r.expires_at END AS ends,
	       CASE WHEN c.until IS NOT NULL AND (r.expires_at IS NULL OR c.until < r.expires_at) THEN 'in use'
	            WHEN r.expires_at IS NULL THEN 'never' WHEN r.expires IS NULL THEN 'BUD' ELSE 'expiry' END AS by_what,
	       (SELECT st.status FROM lot_status st WHERE st.lot = l.id AND st.action <= :head AND st.at <= :at
	         ORDER BY st.at DESC, st.id DESC LIMIT 1) AS status
	  FROM balance b
	  JOIN lot l ON l.id = b.lot
	  JOIN product p ON p.id = l.product
	  JOIN product_revision n ON n.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = p.id AND x.action <= :head)
	  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
	  JOIN place pl ON pl.id = b.place
	  LEFT JOIN container c ON c.id = b.container
	 WHERE (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
	   AND (CAST(:place AS TEXT) IS NULL OR lower(pl.code) = lower(CAST(:place AS TEXT)))
),
-- Days since the first of March of the year 0: years begin in March, so that what the leap day shifts comes last.
read_off AS (
	SELECT t.at, CAST(substr(t.at, 1, 4) AS BIGINT) - CASE WHEN substr(t.at, 6, 2) < '03' THEN 1 ELSE 0 END AS y,
	       (CAST(substr(t.at, 6, 2) AS BIGINT) + 9) % 12 AS m, CAST(substr(t.at, 9, 2) AS BIGINT) AS d,
	       CAST(substr(t.at, 12, 2) AS BIGINT) * 3600 + CAST(substr(t.at, 15, 2) AS BIGINT) * 60 + CAST(substr(t.at, 18, 2) AS BIGINT) AS s
	  FROM (SELECT DISTINCT ends AS at FROM lies WHERE ends IS NOT NULL UNION SELECT CAST(:at AS TEXT)) t
),
clock AS (
	SELECT at, (365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d) * 86400 + s AS second FROM read_off
),
ending AS (
	SELECT lies.*, (k.second - w.second - CASE WHEN k.second < w.second THEN 86399 ELSE 0 END) / 86400 AS days
	  FROM lies
	  JOIN clock w ON w.at = :at
	  LEFT JOIN clock k ON k.at = lies.ends
)
-- sheet: What ends when
-- section: ending
--| title What ends when
--| ends    instant Ends
--| days    count   Days left
--| state   text    State [flag=past:red,flag=within a week:red,flag=within a month:amber,flag=within 3 months:amber]
--| by_what text    By
--| product text    Product
--| name    text    Name [hide=narrow]
--| lot     text    Lot
--| maker   text    Maker's lot [hide=narrow]
--| opened  instant Opened [hide=narrow]
--| place   text    Place
--| status  text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| amount  amount  On hand [total=product]
WITH {ENDING}
SELECT e.ends AS ends, e.days AS days,
       CASE WHEN e.ends <= :at THEN 'past' WHEN e.days < 7 THEN 'within a week' WHEN e.days < 30 THEN 'within a month'
            WHEN e.days < 91 THEN 'within 3 months' END AS state,
       e.by_what AS by_what, e.product AS product, e.name AS name, e.lot AS lot, e.maker AS maker, e.opened AS opened,
       e.place AS place, e.status AS status, e.amount AS amount, e.unit AS unit
  FROM ending e
 WHERE CAST(:days AS TEXT) IS NULL OR e.days < CAST(CAST(:days AS TEXT) AS BIGINT)
 ORDER BY e.ends NULLS LAST, e.product, e.number, e.lot, e.place, e.id;
-- sheet: Ending by product
-- section: ending_products
--| title What ends within which time, by product
--| product text   Product
--| past    amount Past [quiet]
--| week    amount Within a week [quiet]
--| month   amount Within a month [quiet]
--| quarter amount Within 3 months [quiet]
--| later   amount Later [quiet]
--| never   amount Never [quiet]
--| amount  amount On hand
--| same    check  Adds up [formula=past+week+month+quarter+later+never=amount]
WITH {ENDING}
SELECT e.product AS product, e.unit AS unit,
       CAST(SUM(CASE WHEN e.ends <= :at THEN e.amount ELSE 0 END) AS BIGINT) AS past,
       CAST(SUM(CASE WHEN e.ends > :at AND e.days < 7 THEN e.amount ELSE 0 END) AS BIGINT) AS week,
       CAST(SUM(CASE WHEN e.days >= 7 AND e.days < 30 THEN e.amount ELSE 0 END) AS BIGINT) AS month,
       CAST(SUM(CASE WHEN e.days >= 30 AND e.days < 91 THEN e.amount ELSE 0 END) AS BIGINT) AS quarter,
       CAST(SUM(CASE WHEN e.days >= 91 THEN e.amount ELSE 0 END) AS BIGINT) AS later,
       CAST(SUM(CASE WHEN e.ends IS NULL THEN e.amount ELSE 0 END) AS BIGINT) AS never,
       CAST(SUM(e.amount) AS BIGINT) AS amount
  FROM ending e
 WHERE CAST(:days AS TEXT) IS NULL OR e.days < CAST(CAST(:days AS TEXT) AS BIGINT)
 GROUP BY e.product, e.unit
 ORDER BY e.product, e.unit;
