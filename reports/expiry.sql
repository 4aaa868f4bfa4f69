-- report: Expiry
-- asks: What of what is on hand at the end of a period ends when: by its expiry, by its beyond-use date, or because it was opened?
-- note: What ends first counts: the expiry of the lot, the beyond-use date of a batch (BUD), or the in-use limit of an opened container. Days are whole days of 24 hours, counted down.
-- note: Lots with nothing left are not shown, and what never ends stands last. Opening, in and out are of the place and container, as in the report of stock.
-- period
-- takes: product Only this product
-- takes: place Only what lies at this place
-- takes: days count Only what ends within so many days
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- exists: place
SELECT p.id FROM place p WHERE lower(p.code) = lower(:place) AND p.action <= :head;
-- parts-of: stock
-- part: CLOCK
-- Of the instants that are asked: days since the first of March of the year 0, in seconds. Years begin in March, so that what the leap day
-- shifts comes last.
read_off AS (
	SELECT t.at, CAST(substr(t.at, 1, 4) AS BIGINT) - CASE WHEN substr(t.at, 6, 2) < '03' THEN 1 ELSE 0 END AS y,
	       (CAST(substr(t.at, 6, 2) AS BIGINT) + 9) % 12 AS m, CAST(substr(t.at, 9, 2) AS BIGINT) AS d,
	       CAST(substr(t.at, 12, 2) AS BIGINT) * 3600 + CAST(substr(t.at, 15, 2) AS BIGINT) * 60 + CAST(substr(t.at, 18, 2) AS BIGINT) AS s
	  FROM instants t
),
clock AS (
	SELECT at, (365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d) * 86400 + s AS second FROM read_off
)
-- part: ENDING
{STOOD},
instants AS (SELECT s.ends AS at FROM stood s WHERE s.ends IS NOT NULL UNION SELECT CAST(:end AS TEXT)),
{CLOCK},
ending AS (
	SELECT s.*, (k.second - w.second - CASE WHEN k.second < w.second THEN 86399 ELSE 0 END) / 86400 AS days,
	       CASE WHEN s.ends IS NULL THEN 'never' WHEN s.expires_at IS NULL OR s.ends < s.expires_at THEN 'in use'
	            WHEN s.expires IS NULL THEN 'BUD' ELSE 'expiry' END AS by_what
	  FROM stood s
	  JOIN clock w ON w.at = :end
	  LEFT JOIN clock k ON k.at = s.ends
	 WHERE s.closing <> 0
	   AND {CHOSEN}
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
--| opening amount  Opening [hide=narrow]
--| came    amount  In [quiet, hide=narrow]
--| went    amount  Out [quiet, hide=narrow]
--| amount  amount  On hand [total=product]
--| balances check  Adds up [formula=opening+came-went=amount, hide=narrow]
--| changed flag    Changed since [hide=narrow, flag=changed since:amber]
WITH {ENDING}
SELECT e.ends AS ends, e.days AS days,
       CASE WHEN e.ends <= :end THEN 'past' WHEN e.days < 7 THEN 'within a week' WHEN e.days < 30 THEN 'within a month'
            WHEN e.days < 91 THEN 'within 3 months' END AS state,
       e.by_what AS by_what, e.product AS product, e.name AS name, e.lot AS lot, e.maker AS maker, e.opened AS opened,
       e.place AS place, e.status AS status, e.opening AS opening, e.came AS came,
       e.went AS went, e.closing AS amount, e.unit AS unit, e.changed AS changed
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
       CAST(SUM(CASE WHEN e.ends <= :end THEN e.closing ELSE 0 END) AS BIGINT) AS past,
       CAST(SUM(CASE WHEN e.ends > :end AND e.days < 7 THEN e.closing ELSE 0 END) AS BIGINT) AS week,
       CAST(SUM(CASE WHEN e.days >= 7 AND e.days < 30 THEN e.closing ELSE 0 END) AS BIGINT) AS month,
       CAST(SUM(CASE WHEN e.days >= 30 AND e.days < 91 THEN e.closing ELSE 0 END) AS BIGINT) AS quarter,
       CAST(SUM(CASE WHEN e.days >= 91 THEN e.closing ELSE 0 END) AS BIGINT) AS later,
       CAST(SUM(CASE WHEN e.ends IS NULL THEN e.closing ELSE 0 END) AS BIGINT) AS never,
       CAST(SUM(e.closing) AS BIGINT) AS amount
  FROM ending e
 WHERE CAST(:days AS TEXT) IS NULL OR e.days < CAST(CAST(:days AS TEXT) AS BIGINT)
 GROUP BY e.product, e.unit
 ORDER BY e.product, e.unit;
