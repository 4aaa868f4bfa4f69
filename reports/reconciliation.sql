-- report: Lot reconciliation
-- asks: For every lot in a period: what was there, what came and went and why, what is left, and does it add up?
-- note: Closing = opening + received + made - used - given - wasted - lost - returned + counted, checked for each lot in whole atoms; closing is the sum of all moves, the rest are sums by kind.
-- note: Made is all that was made up; what of it was not kept stands under lost in making.
-- note: A reversal counts against what it reverses, at its time, in its column: both sides are in the sums and cancel. Opening stock that was entered in the period stands under opening. Transfers between places cancel.
-- period
-- takes: product Only this product
-- takes: lot Only lots of this number, ours or the maker's
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- exists: lot
SELECT l.id FROM lot l WHERE l.number = upper(:lot) AND l.action <= :head
 UNION SELECT r.lot FROM lot_revision r WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(:lot) AND r.action <= :head;
-- sheet: Reconciliation
-- section: lots
--| product  text   Product
--| lot      text   Lot [key]
--| maker    text   Maker's lot [hide=narrow]
--| expires  day    Expires [hide=narrow]
--| opening  amount Opening [total=product]
--| received amount Received [quiet, total=product]
--| made     amount Made [quiet, total=product]
--| used     amount Used in batches [quiet, total=product]
--| given    amount Given [quiet, total=product]
--| wasted   amount Wasted [quiet, total=product]
--| lost     amount Lost in making [quiet, hide=narrow, total=product]
--| returned amount Returned [quiet, total=product]
--| counted  amount By count [quiet, total=product]
--| closing  amount Closing [total=product]
--| balances check  Adds up [formula=opening+received+made-used-given-wasted-lost-returned+counted=closing]
--| state    text   Status [hide=narrow, flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red,flag=expired:red,flag=past BUD:red]
--| changed  flag   Changed since [hide=narrow, flag=changed since:amber]
WITH named AS (
	SELECT l.id AS lot FROM lot l WHERE l.number = upper(CAST(:lot AS TEXT))
	 UNION SELECT r.lot FROM lot_revision r WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(CAST(:lot AS TEXT))
	 UNION SELECT l.id FROM product p CROSS JOIN lot l
	        WHERE lower(p.code) = lower(CAST(:product AS TEXT)) AND l.product = p.id AND CAST(:lot AS TEXT) IS NULL
),
-- All moves, or those of the lots that are named.
chosen AS (
	SELECT m.lot, m.kind, m.at, m.amount, m.source, m.target, m.reverses
	  FROM move m
	 WHERE CAST(:lot AS TEXT) IS NULL AND CAST(:product AS TEXT) IS NULL AND m.action <= :head AND m.at < :to
	UNION ALL
	SELECT m.lot, m.kind, m.at, m.amount, m.source, m.target, m.reverses
	  FROM named n CROSS JOIN move m
	 WHERE m.lot = n.lot AND m.action <= :head AND m.at < :to
),
step AS (
	SELECT m.lot, coalesce(o.kind, m.kind) AS kind,
	       CASE WHEN m.at < :from THEN 0 ELSE 1 END AS inside,
	       CASE WHEN m.reverses IS NULL THEN m.amount ELSE -m.amount END AS amount,
	       m.amount * ((CASE WHEN t.kind = 'stock' THEN 1 ELSE 0 END) - (CASE WHEN s.kind = 'stock' THEN 1 ELSE 0 END)) AS delta
	  FROM chosen m
	  JOIN place s ON s.id = m.source
	  JOIN place t ON t.id = m.target
	  LEFT JOIN move o ON o.id = m.reverses
),
moved AS (
	SELECT lot, kind, inside, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(delta) AS BIGINT) AS delta
	  FROM step
	 GROUP BY lot, kind, inside
),
summed AS (
	SELECT lot, max(inside) AS touched,
	       CAST(SUM(CASE WHEN inside = 0 OR kind = 'opening' THEN delta ELSE 0 END) AS BIGINT) AS opening,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'receipt' THEN delta ELSE 0 END) AS BIGINT) AS received,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'make' THEN delta
	                     WHEN inside = 1 AND kind = 'loss' THEN amount + delta ELSE 0 END) AS BIGINT) AS made,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'use' THEN -delta ELSE 0 END) AS BIGINT) AS used,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'give' THEN -delta ELSE 0 END) AS BIGINT) AS given,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'waste' THEN -delta ELSE 0 END) AS BIGINT) AS wasted,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'loss' THEN amount ELSE 0 END) AS BIGINT) AS lost,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'return' THEN -delta ELSE 0 END) AS BIGINT) AS returned,
	       CAST(SUM(CASE WHEN inside = 1 AND kind = 'count' THEN delta ELSE 0 END) AS BIGINT) AS counted,
	       CAST(SUM(delta) AS BIGINT) AS closing
	  FROM moved
	 GROUP BY lot
)
SELECT p.code AS product, l.number AS lot, r.maker_number AS maker, r.expires AS expires, p.unit AS unit,
       s.opening, s.received, s.made, s.used, s.given, s.wasted, s.lost, s.returned, s.counted, s.closing,
       CASE WHEN r.expires_at <= :end AND s.closing <> 0 AND t.status = 'released' THEN CASE WHEN r.expires IS NULL THEN 'past BUD' ELSE 'expired' END
            ELSE t.status END AS state,
       CASE WHEN r.id <> (SELECT min(x.id) FROM lot_revision x WHERE x.lot = l.id) THEN 1 ELSE 0 END AS changed
  FROM summed s
  JOIN lot l ON l.id = s.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN lot_status t ON t.id = (SELECT x.id FROM lot_status x WHERE x.lot = l.id AND x.action <= :head AND x.at <= :end
                                     ORDER BY x.at DESC, x.id DESC LIMIT 1)
 WHERE (s.touched > 0 OR s.opening <> 0 OR s.closing <> 0)
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
        OR lower(r.maker_number) = lower(CAST(:lot AS TEXT)))
 ORDER BY p.code, l.number, l.id;
-- sheet: Counted in the period
-- section: counts
--| title Counts in the period
--| at       instant Counted
--| product  text    Product
--| lot      text    Lot
--| place    text    Place
--| expected amount  Expected
--| counted  amount  Found
--| variance amount  Variance [formula=counted-expected]
--| off      text    Off [flag=too little:red,flag=too much:amber]
--| who      text    By
--| reason   text    Reason
SELECT t.at AS at, p.code AS product, l.number AS lot, pl.code AS place, p.unit AS unit,
       t.expected AS expected, t.counted AS counted,
       CASE WHEN t.counted < t.expected THEN 'too little' WHEN t.counted > t.expected THEN 'too much' END AS off, w.code AS who, a.reason AS reason
  FROM tally t
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN place pl ON pl.id = t.place
  JOIN action a ON a.id = t.action
  LEFT JOIN act_by w ON w.action = a.id
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
 WHERE t.action <= :head AND t.at >= :from AND t.at < :to
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action AND v.action <= :head)
   AND (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
        OR lower(r.maker_number) = lower(CAST(:lot AS TEXT)))
 ORDER BY t.at, t.id;
