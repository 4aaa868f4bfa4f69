-- report: Consumption
-- asks: In a period, how much of each product was used, given and wasted per month, what did that cost, for how long will what is left last, and what is to be ordered?
-- note: Consumption is what was used in batches and given; what was mixed here is not bought and has no price: its ingredients carry it. Months are of the clinic's zone. A reversal counts against the month of what it reverses.
-- note: The price of a lot is that of its whole delivery, shared by amount and rounded to hundredths once for each lot and month; what has no price adds nothing, and Without price says how much that is.
-- note: A month of stock is what is consumed and wasted in 30 days, at the pace of the whole period. To order: what brings stock up to what three such months need, or the minimum where that is more; whole containers.
-- period
-- takes: product Only this product
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- part: CONSUMED
moved AS (
	SELECT m.lot, m.at, coalesce(o.kind, m.kind) AS kind,
	       m.amount * ((CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END)) AS amount
	  FROM move m
	  JOIN place s ON s.id = m.source
	  JOIN place t ON t.id = m.target
	  LEFT JOIN move o ON o.id = m.reverses
	 WHERE m.at >= :from AND m.at < :to AND m.at <= :at AND m.action <= :head
),
by_lot AS (
	SELECT m.lot, substr(local_day(m.at, :zone), 1, 7) AS month,
	       CAST(SUM(CASE WHEN m.kind IN ('use', 'give') THEN m.amount ELSE 0 END) AS BIGINT) AS consumed,
	       CAST(SUM(CASE WHEN m.kind = 'waste' THEN m.amount ELSE 0 END) AS BIGINT) AS wasted
	  FROM moved m
	 WHERE m.kind IN ('use', 'give', 'waste')
	 GROUP BY m.lot, substr(local_day(m.at, :zone), 1, 7)
),
-- What a delivery came to is the amount its price is of.
priced AS (
	SELECT u.lot, l.product, l.price, l.currency,
	       (SELECT CAST(SUM(m.amount) AS BIGINT) FROM move m
	         WHERE m.lot = u.lot AND m.kind = 'receipt' AND m.action <= :head) AS came
	  FROM (SELECT DISTINCT lot FROM by_lot) u
	  JOIN lot l ON l.id = u.lot
),
spent AS (
	SELECT p.product, b.month, p.currency, b.consumed, b.wasted,
	       CASE WHEN p.price IS NOT NULL AND p.came > 0 THEN (2 * b.consumed * p.price + p.came) / (2 * p.came) END AS cost,
	       CASE WHEN p.price IS NOT NULL AND p.came > 0 THEN (2 * b.wasted * p.price + p.came) / (2 * p.came) END AS waste_cost,
	       CASE WHEN p.price IS NULL OR p.came IS NULL THEN b.consumed + b.wasted ELSE 0 END AS unpriced
	  FROM by_lot b
	  JOIN priced p ON p.lot = b.lot
),
bought AS (
	SELECT d.id, d.code, d.unit, d.size, n.name, n.minimum
	  FROM product d
	  JOIN product_revision n ON n.id = (SELECT max(x.id) FROM product_revision x WHERE x.product = d.id AND x.action <= :head)
	 WHERE d.kind <> 'mixture' AND d.action <= :head
	   AND (CAST(:product AS TEXT) IS NULL OR lower(d.code) = lower(CAST(:product AS TEXT)))
)
-- sheet: Consumption
-- section: consumption
--| title Product by product, month by month
--| month    text   Month
--| product  text   Product
--| name     text   Name [hide=narrow]
--| consumed amount Used and given [total=product]
--| wasted   amount Wasted [total=product, quiet]
--| together amount Together [formula=consumed+wasted]
--| cost     count  Cost [hundredths, total=currency]
--| waste_cost count Cost of waste [hundredths, total=currency]
--| currency text   In
--| unpriced amount Without price [quiet, hide=narrow]
WITH {CONSUMED},
sums AS (
	SELECT s.product, s.month, CAST(SUM(s.consumed) AS BIGINT) AS consumed, CAST(SUM(s.wasted) AS BIGINT) AS wasted,
	       CAST(SUM(s.cost) AS BIGINT) AS cost, CAST(SUM(s.waste_cost) AS BIGINT) AS waste_cost, min(s.currency) AS currency,
	       count(DISTINCT s.currency) AS currencies, CAST(SUM(s.unpriced) AS BIGINT) AS unpriced
	  FROM spent s
	 GROUP BY s.product, s.month
)
SELECT s.month AS month, b.code AS product, b.name AS name, s.consumed AS consumed, s.wasted AS wasted, b.unit AS unit,
       CASE WHEN s.currencies = 1 THEN s.cost END AS cost, CASE WHEN s.currencies = 1 THEN s.waste_cost END AS waste_cost,
       CASE WHEN s.currencies > 1 THEN 'several' ELSE s.currency END AS currency, s.unpriced AS unpriced
  FROM sums s
  JOIN bought b ON b.id = s.product
 ORDER BY s.month, b.code, b.id;
-- sheet: Cost by month
-- section: months
--| title What it cost, month by month
--| chart column month cost,waste_cost Cost, and cost of waste
--| month      text  Month
--| currency   text  In
--| cost       count Cost [hundredths, total=currency]
--| waste_cost count Cost of waste [hundredths, total=currency]
--| share      count Waste of all, %
--| products   count Products with a price
WITH {CONSUMED},
sums AS (
	SELECT s.month, s.currency, CAST(SUM(s.cost) AS BIGINT) AS cost, CAST(SUM(s.waste_cost) AS BIGINT) AS waste_cost,
	       count(DISTINCT s.product) AS products
	  FROM spent s
	  JOIN bought b ON b.id = s.product
	 WHERE s.currency IS NOT NULL
	 GROUP BY s.month, s.currency
)
SELECT s.month AS month, s.currency AS currency, s.cost AS cost, s.waste_cost AS waste_cost,
       CASE WHEN s.cost + s.waste_cost > 0 THEN (200 * s.waste_cost + s.cost + s.waste_cost) / (2 * (s.cost + s.waste_cost)) END AS share,
       s.products AS products
  FROM sums s
 ORDER BY s.month, s.currency;
-- sheet: What to order
-- section: ordering
--| title How long it will last, and what to order
--| product  text   Product
--| name     text   Name [hide=narrow]
--| consumed amount In the period
--| wasted   amount Wasted [quiet, hide=narrow]
--| monthly  amount A month [decimals=2]
--| on_hand  amount Usable
--| barred   amount Not usable [quiet, hide=narrow]
--| months   text   Months left [right]
--| minimum  amount Minimum [quiet, hide=narrow]
--| needed   amount To order [quiet]
--| packs    packs  That is
--| state    text   State [flag=out:red,flag=below its minimum:red,flag=within a month:amber]
WITH {CONSUMED},
used AS (
	SELECT s.product, CAST(SUM(s.consumed) AS BIGINT) AS consumed, CAST(SUM(s.wasted) AS BIGINT) AS wasted FROM spent s GROUP BY s.product
),
-- What lies where as of :at: what lies there now, less what came since.
step AS (
	SELECT f.lot, f.place, f.container, f.amount FROM shelf f WHERE f.amount > 0
	UNION ALL SELECT m.lot, m.target, coalesce(m.target_container, 0), -m.amount FROM move m WHERE m.action > :head
	UNION ALL SELECT m.lot, m.source, coalesce(m.source_container, 0), m.amount FROM move m WHERE m.action > :head
	UNION ALL SELECT m.lot, m.target, coalesce(m.target_container, 0), -m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head
	UNION ALL SELECT m.lot, m.source, coalesce(m.source_container, 0), m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head
),
balance AS (
	SELECT s.lot, s.container, CAST(SUM(s.amount) AS BIGINT) AS amount
	  FROM step s
	  JOIN place p ON p.id = s.place AND p.kind = 'stock'
	 GROUP BY s.lot, s.container
	HAVING SUM(s.amount) <> 0
),
stocked AS (
	SELECT l.product,
	       CAST(SUM(CASE WHEN j.usable = 1 THEN j.amount ELSE 0 END) AS BIGINT) AS on_hand,
	       CAST(SUM(CASE WHEN j.usable = 1 THEN 0 ELSE j.amount END) AS BIGINT) AS barred
	  FROM (SELECT b.lot, b.amount,
	               CASE WHEN r.expires_at <= :at OR c.until <= :at
	                      OR (SELECT t.status FROM lot_status t WHERE t.lot = b.lot AND t.action <= :head AND t.at <= :at
	                           ORDER BY t.at DESC, t.id DESC LIMIT 1) <> 'released' THEN 0 ELSE 1 END AS usable
	          FROM balance b
	          JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = b.lot AND x.action <= :head)
	          LEFT JOIN container c ON c.id = b.container) j
	  JOIN lot l ON l.id = j.lot
	 GROUP BY l.product
),
read_off AS (
	SELECT t.at, CAST(substr(t.at, 1, 4) AS BIGINT) - CASE WHEN substr(t.at, 6, 2) < '03' THEN 1 ELSE 0 END AS y,
	       (CAST(substr(t.at, 6, 2) AS BIGINT) + 9) % 12 AS m, CAST(substr(t.at, 9, 2) AS BIGINT) AS d,
	       CAST(substr(t.at, 12, 2) AS BIGINT) AS h
	  FROM (SELECT CAST(:from AS TEXT) AS at UNION SELECT CAST(:to AS TEXT) UNION SELECT CAST(:at AS TEXT)) t
),
clock AS (
	SELECT at, (365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d) * 24 + h AS hour FROM read_off
),
-- The period as far as it has passed, in whole days, at least one.
days AS (
	SELECT CASE WHEN (e.hour - b.hour + 12) / 24 < 1 THEN 1 ELSE (e.hour - b.hour + 12) / 24 END AS days
	  FROM clock b
	  JOIN clock e ON e.at = CASE WHEN :to < :at THEN :to ELSE :at END
	 WHERE b.at = :from
),
paced AS (
	SELECT b.code, b.name, b.unit, b.size, b.id, coalesce(u.consumed, 0) AS consumed, coalesce(u.wasted, 0) AS wasted,
	       (coalesce(u.consumed, 0) + coalesce(u.wasted, 0)) * 30 / d.days AS monthly, coalesce(s.on_hand, 0) AS on_hand,
	       coalesce(s.barred, 0) AS barred, b.minimum
	  FROM bought b
	 CROSS JOIN days d
	  LEFT JOIN used u ON u.product = b.id
	  LEFT JOIN stocked s ON s.product = b.id
),
wanted AS (
	SELECT p.code, p.name, p.unit, p.size, p.id, p.consumed, p.wasted, p.monthly, p.on_hand, p.barred, p.minimum,
	       CASE WHEN 3 * p.monthly > coalesce(p.minimum, 0) THEN 3 * p.monthly ELSE coalesce(p.minimum, 0) END - p.on_hand AS short
	  FROM paced p
)
SELECT w.code AS product, w.name AS name, w.consumed AS consumed, w.wasted AS wasted, w.monthly AS monthly, w.on_hand AS on_hand,
       w.barred AS barred, w.unit AS unit,
       CASE WHEN w.monthly > 0 THEN CAST(w.on_hand / w.monthly AS TEXT) || '.' || CAST(w.on_hand % w.monthly * 10 / w.monthly AS TEXT) END AS months,
       w.minimum AS minimum,
       CASE WHEN w.short <= 0 THEN 0 WHEN w.size > 0 THEN (w.short + w.size - 1) / w.size * w.size ELSE w.short END AS needed,
       CASE WHEN w.short > 0 AND w.size > 0 THEN (w.short + w.size - 1) / w.size END AS packs, w.size AS packs_each,
       CASE WHEN w.on_hand = 0 AND (w.monthly > 0 OR w.minimum > 0) THEN 'out' WHEN w.on_hand < w.minimum THEN 'below its minimum'
            WHEN w.on_hand < w.monthly THEN 'within a month' END AS state
  FROM wanted w
 WHERE w.consumed <> 0 OR w.wasted <> 0 OR w.on_hand <> 0 OR w.barred <> 0 OR w.minimum > 0
 ORDER BY w.code, w.id;
