-- report: Consumption
-- asks: In a period, how much of each product was used, given and wasted per month, what did that cost, for how long will what is left last, and what is to be ordered?
-- note: Consumption is what was used in batches and given; what was mixed here is not bought and has no price: its ingredients carry it. Months are of the clinic's zone. A reversal counts against the month of what it reverses.
-- note: The price of a lot is that of its whole delivery, shared by amount and rounded to hundredths once for each lot and month; what has no price adds nothing, and Without price says how much that is.
-- note: Opening + received - in the period - wasted + else = usable + not usable. Else is what counts, returns and losses put in and took out.
-- note: A month of stock is what is consumed and wasted in 30 days, at the pace of the whole period. To order: what brings stock up to what three such months need, or the minimum where that is more; whole containers.
-- period
-- takes: product Only this product
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- parts-of: expiry
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
	       CASE WHEN p.came > 0 AND b.consumed <> 0 THEN (2 * b.consumed * p.price + p.came) / (2 * p.came) END AS cost,
	       CASE WHEN p.came > 0 AND b.wasted <> 0 THEN (2 * b.wasted * p.price + p.came) / (2 * p.came) END AS waste_cost,
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
	SELECT s.month, s.currency, CAST(coalesce(SUM(s.cost), 0) AS BIGINT) AS cost, CAST(coalesce(SUM(s.waste_cost), 0) AS BIGINT) AS waste_cost,
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
--| opening  amount Opening [hide=narrow]
--| received amount Received [quiet, hide=narrow]
--| consumed amount In the period
--| wasted   amount Wasted [quiet, hide=narrow]
--| other    amount Else [quiet, hide=narrow]
--| on_hand  amount Usable
--| barred   amount Not usable [quiet, hide=narrow]
--| balances check  Adds up [formula=opening+received-consumed-wasted+other=on_hand+barred, hide=narrow]
--| monthly  amount A month [decimals=2]
--| months   text   Months left [right]
--| minimum  amount Minimum [quiet, hide=narrow]
--| needed   amount To order [quiet]
--| packs    packs  That is
--| state    text   State [flag=out:red,flag=below its minimum:red,flag=within a month:amber]
WITH {CONSUMED},
used AS (
	SELECT s.product, CAST(SUM(s.consumed) AS BIGINT) AS consumed, CAST(SUM(s.wasted) AS BIGINT) AS wasted FROM spent s GROUP BY s.product
),
-- All that came and went but for what is consumed and wasted; opening stock stands under opening.
flown AS (
	SELECT l.product, CAST(-SUM(CASE WHEN m.kind = 'receipt' THEN m.amount ELSE 0 END) AS BIGINT) AS received,
	       CAST(-SUM(CASE WHEN m.kind = 'receipt' THEN 0 ELSE m.amount END) AS BIGINT) AS other
	  FROM moved m
	  JOIN lot l ON l.id = m.lot
	 WHERE m.kind NOT IN ('use', 'give', 'waste', 'opening')
	 GROUP BY l.product
),
{STOOD},
stocked AS (
	SELECT s.of_product AS product, CAST(SUM(s.opening) AS BIGINT) AS opening,
	       CAST(SUM(CASE WHEN s.status = 'released' AND (s.ends IS NULL OR s.ends > :end) THEN s.closing ELSE 0 END) AS BIGINT) AS on_hand,
	       CAST(SUM(CASE WHEN s.status = 'released' AND (s.ends IS NULL OR s.ends > :end) THEN 0 ELSE s.closing END) AS BIGINT) AS barred
	  FROM stood s
	 GROUP BY s.of_product
),
instants AS (SELECT CAST(:from AS TEXT) AS at UNION SELECT CAST(:to AS TEXT)),
{CLOCK},
-- The period as far as it has passed, in whole days, at least one.
days AS (
	SELECT CASE WHEN e.second - b.second < 86400 THEN 1 ELSE (e.second - b.second + 43200) / 86400 END AS days
	  FROM clock b
	  JOIN clock e ON e.at = :to
	 WHERE b.at = :from
),
paced AS (
	SELECT b.code, b.name, b.unit, b.size, b.id, coalesce(u.consumed, 0) AS consumed, coalesce(u.wasted, 0) AS wasted,
	       (coalesce(u.consumed, 0) + coalesce(u.wasted, 0)) * 30 / d.days AS monthly, coalesce(s.opening, 0) AS opening,
	       coalesce(f.received, 0) AS received, coalesce(f.other, 0) AS other, coalesce(s.on_hand, 0) AS on_hand,
	       coalesce(s.barred, 0) AS barred, b.minimum
	  FROM bought b
	 CROSS JOIN days d
	  LEFT JOIN used u ON u.product = b.id
	  LEFT JOIN stocked s ON s.product = b.id
	  LEFT JOIN flown f ON f.product = b.id
),
wanted AS (
	SELECT p.*,
	       CASE WHEN 3 * p.monthly > coalesce(p.minimum, 0) THEN 3 * p.monthly ELSE coalesce(p.minimum, 0) END - p.on_hand AS short
	  FROM paced p
)
SELECT w.code AS product, w.name AS name, w.opening AS opening, w.received AS received, w.consumed AS consumed, w.wasted AS wasted,
       w.other AS other, w.on_hand AS on_hand, w.barred AS barred, w.monthly AS monthly, w.unit AS unit,
       CASE WHEN w.monthly > 0 THEN CAST(w.on_hand / w.monthly AS TEXT) || '.' || CAST(w.on_hand % w.monthly * 10 / w.monthly AS TEXT) END AS months,
       w.minimum AS minimum,
       CASE WHEN w.short <= 0 THEN 0 WHEN w.size > 0 THEN (w.short + w.size - 1) / w.size * w.size ELSE w.short END AS needed,
       CASE WHEN w.short > 0 AND w.size > 0 THEN (w.short + w.size - 1) / w.size END AS packs, w.size AS packs_each,
       CASE WHEN w.on_hand = 0 AND (w.monthly > 0 OR w.minimum > 0) THEN 'out' WHEN w.on_hand < w.minimum THEN 'below its minimum'
            WHEN w.on_hand < w.monthly THEN 'within a month' END AS state
  FROM wanted w
 WHERE w.consumed <> 0 OR w.wasted <> 0 OR w.opening <> 0 OR w.received <> 0 OR w.on_hand <> 0 OR w.barred <> 0 OR w.minimum > 0
 ORDER BY w.code, w.id;
