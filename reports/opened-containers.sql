-- report: Opened containers
-- asks: Which containers were open in a period, who opened them, until when might they be used, and what became of all that was in them?
-- note: Opened = used + given + wasted + left - counted, checked for each container in whole atoms as of the end of the report.
-- note: A container is shown that was opened in the period, or from which something was moved in it or since, or that has something left.
-- period
-- takes: product Only this product
-- takes: lot Only lots of this number, ours or the maker's
-- exists: product
SELECT p.id FROM product p WHERE lower(p.code) = lower(:product) AND p.action <= :head;
-- exists: lot
SELECT l.id FROM lot l WHERE l.number = upper(:lot) AND l.action <= :head
 UNION SELECT r.lot FROM lot_revision r WHERE r.maker_number IS NOT NULL AND lower(r.maker_number) = lower(:lot) AND r.action <= :head;
-- sheet: Opened containers
-- section: containers
--| title Opened containers
--| opened   instant Opened
--| product  text    Product
--| lot      text    Lot
--| maker    text    Maker's lot [hide=narrow]
--| place    text    Place [hide=narrow]
--| until    instant Use before [hide=narrow]
--| who      text    By [hide=narrow]
--| content  amount  In it
--| used     amount  Used [quiet]
--| given    amount  Given [quiet, hide=narrow]
--| wasted   amount  Wasted [quiet]
--| counted  amount  By count [quiet, hide=narrow]
--| left_now amount  Left [quiet]
--| balances check   Adds up [formula=content-used-given-wasted+counted=left_now]
--| last     instant Last taken from [hide=table]
--| state    text    State [flag=in use:green,flag=open too long:red]
--| late     flag    Too late [flag=too late:red]
--| reversed flag    Reversed [flag=reversed:grey]
-- What was left in which container as of :at: what is in it now, less what came since.
WITH step AS (
	SELECT f.container, f.amount FROM shelf f WHERE f.amount > 0 AND f.container > 0
	UNION ALL SELECT m.target_container, -m.amount FROM move m WHERE m.action > :head AND m.target_container IS NOT NULL
	UNION ALL SELECT m.source_container, m.amount FROM move m WHERE m.action > :head AND m.source_container IS NOT NULL
	UNION ALL SELECT m.target_container, -m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head AND m.target_container IS NOT NULL
	UNION ALL SELECT m.source_container, m.amount FROM move m WHERE m.at > :at AND NOT m.action > :head AND m.source_container IS NOT NULL
),
touched AS (
	SELECT c.id FROM container c WHERE c.opened >= :from AND c.opened < :to AND c.action <= :head
	UNION SELECT m.source_container FROM move m WHERE m.at >= :from AND m.at <= :at AND m.action <= :head AND m.source_container IS NOT NULL
	UNION SELECT s.container FROM step s GROUP BY s.container HAVING SUM(s.amount) <> 0
),
shown AS (
	SELECT c.id, c.lot, c.ordinal, c.opened, c.until, c.action
	  FROM touched t
	  JOIN container c ON c.id = t.id
	 WHERE c.action <= :head AND c.opened < :to AND c.opened <= :at
),
lots AS (
	SELECT DISTINCT s.lot FROM shown s
),
leg AS (
	SELECT m.target_container AS container, m.reverses, m.id, m.kind, m.at, m.amount, m.target AS place
	  FROM lots CROSS JOIN move m
	 WHERE m.lot = lots.lot AND m.at <= :at AND m.action <= :head AND m.target_container IS NOT NULL
	UNION ALL
	SELECT m.source_container, m.reverses, m.id, m.kind, m.at, -m.amount, m.source
	  FROM lots CROSS JOIN move m
	 WHERE m.lot = lots.lot AND m.at <= :at AND m.action <= :head AND m.source_container IS NOT NULL
),
told AS (
	SELECT g.container, coalesce(o.kind, g.kind) AS kind, g.at, g.amount, g.id, g.place,
	       CASE WHEN g.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move x WHERE x.reverses = g.id AND x.action <= :head)
	            THEN 1 ELSE 0 END AS stands
	  FROM leg g
	  LEFT JOIN move o ON o.id = g.reverses
),
flow AS (
	SELECT t.container,
	       CAST(SUM(CASE WHEN t.kind IN ('use', 'give', 'waste', 'loss', 'return', 'count') THEN 0 ELSE t.amount END) AS BIGINT) AS content,
	       CAST(-SUM(CASE WHEN t.kind = 'use' THEN t.amount ELSE 0 END) AS BIGINT) AS used,
	       CAST(-SUM(CASE WHEN t.kind = 'give' THEN t.amount ELSE 0 END) AS BIGINT) AS given,
	       CAST(-SUM(CASE WHEN t.kind IN ('waste', 'loss', 'return') THEN t.amount ELSE 0 END) AS BIGINT) AS wasted,
	       CAST(SUM(CASE WHEN t.kind = 'count' THEN t.amount ELSE 0 END) AS BIGINT) AS counted,
	       CAST(SUM(t.amount) AS BIGINT) AS left_now, max(t.id) AS newest,
	       max(CASE WHEN t.kind IN ('use', 'give') AND t.stands = 1 THEN t.at END) AS last
	  FROM told t
	 GROUP BY t.container
)
SELECT c.opened AS opened, p.code AS product, l.number || '/' || CAST(c.ordinal AS TEXT) AS lot, r.maker_number AS maker,
       (SELECT min(s.code) FROM leg g JOIN place s ON s.id = g.place AND s.kind = 'stock' WHERE g.id = f.newest AND g.container = c.id) AS place,
       CASE WHEN r.expires_at IS NULL OR c.until < r.expires_at THEN c.until ELSE r.expires_at END AS until, w.code AS who,
       f.content AS content, f.used AS used, f.given AS given, f.wasted AS wasted, f.counted AS counted, f.left_now AS left_now,
       p.unit AS unit, f.last AS last,
       CASE WHEN f.left_now = 0 THEN 'used up' WHEN c.until <= :at OR r.expires_at <= :at THEN 'open too long' ELSE 'in use' END AS state,
       CASE WHEN f.last > c.until OR f.last >= r.expires_at THEN 1 ELSE 0 END AS late,
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = c.action AND v.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM shown c
  JOIN flow f ON f.container = c.id
  JOIN lot l ON l.id = c.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN act_by w ON w.action = c.action
 WHERE (CAST(:product AS TEXT) IS NULL OR lower(p.code) = lower(CAST(:product AS TEXT)))
   AND (CAST(:lot AS TEXT) IS NULL OR lower(l.number) = lower(CAST(:lot AS TEXT))
        OR lower(r.maker_number) = lower(CAST(:lot AS TEXT)))
 ORDER BY c.opened, p.code, l.number, c.ordinal, c.id;
