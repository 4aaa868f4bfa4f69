-- report: Suppliers
-- asks: Who delivers, was each approved, on what evidence and until when, and what did each deliver?
-- note: A supplier is approved from the entry that says so until that entry's last day, or until it was withdrawn. Unapproved: what came then came from one who was not approved.
-- takes: supplier Only this one
-- exists: supplier
SELECT s.id FROM supplier s WHERE lower(s.code) = lower(:supplier) AND s.action <= :head;
-- part: KNOWN
known AS (
	SELECT s.id, s.code, r.name, r.address, r.contact, r.retired
	  FROM supplier s
	  JOIN action a ON a.id = s.action AND coalesce(a.event, a.entered) <= :at
	  JOIN supplier_revision r ON r.id = (SELECT max(x.id) FROM supplier_revision x JOIN action y ON y.id = x.action
	                                       WHERE x.supplier = s.id AND x.action <= :head AND coalesce(y.event, y.entered) <= :at)
	 WHERE s.action <= :head AND (CAST(:supplier AS TEXT) IS NULL OR lower(s.code) = lower(CAST(:supplier AS TEXT)))
)
-- sheet: Suppliers
-- section: suppliers
--| title Suppliers
--| supplier text    Supplier [key]
--| name     text    Name
--| address  text    Address [hide=table]
--| contact  text    Contact [hide=table]
--| approval text    Approval [flag=approved:green,flag=withdrawn:red,flag=run out:red,flag=none:amber]
--| since    instant Since [hide=narrow]
--| until    day     Until
--| items    text    For [hide=narrow]
--| evidence text    On what evidence [hide=narrow]
--| lots     count   Lots delivered
--| rejected count   Rejected or recalled [hide=narrow]
--| last     instant Last delivery [hide=narrow]
--| retired  flag    Retired [flag=retired:grey]
WITH {KNOWN},
delivered AS (
	SELECT DISTINCT k.id AS supplier, l.id AS lot, l.received
	  FROM known k
	  JOIN lot_revision r ON r.supplier = k.id
	  JOIN lot l ON l.id = r.lot
	 WHERE l.action <= :head AND l.received <= :at
	   AND r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
)
SELECT k.code AS supplier, k.name AS name, k.address AS address, k.contact AS contact,
       CASE WHEN p.id IS NULL THEN 'none' WHEN p.withdrawn = 1 THEN 'withdrawn' WHEN p.ends <= :at THEN 'run out' ELSE 'approved' END AS approval,
       p.at AS since, p.until AS until, p.items AS items, p.evidence AS evidence,
       (SELECT count(*) FROM delivered d WHERE d.supplier = k.id) AS lots,
       (SELECT count(*) FROM delivered d WHERE d.supplier = k.id
           AND (SELECT s.status FROM lot_status s WHERE s.lot = d.lot AND s.action <= :head AND s.at <= :at
                 ORDER BY s.at DESC, s.id DESC LIMIT 1) IN ('rejected', 'recalled')) AS rejected,
       (SELECT max(d.received) FROM delivered d WHERE d.supplier = k.id) AS last, k.retired AS retired
  FROM known k
  LEFT JOIN supplier_approval p ON p.id = (SELECT x.id FROM supplier_approval x
                                            WHERE x.supplier = k.id AND x.action <= :head AND x.at <= :at
                                            ORDER BY x.at DESC, x.id DESC LIMIT 1)
 ORDER BY k.code, k.id;
-- sheet: Approvals
-- section: approvals
--| title Approvals, and their end
--| at       instant When
--| supplier text    Supplier
--| what     text    What [flag=approved:green,flag=withdrawn:red]
--| until    day     Until
--| items    text    For [hide=narrow]
--| evidence text    On what evidence [width=40]
--| who      text    By
--| why      text    Why [width=40]
WITH {KNOWN}
SELECT p.at AS at, k.code AS supplier, CASE p.withdrawn WHEN 1 THEN 'withdrawn' ELSE 'approved' END AS what, p.until AS until,
       p.items AS items, p.evidence AS evidence, w.code AS who, a.reason AS why
  FROM known k
  JOIN supplier_approval p ON p.supplier = k.id AND p.action <= :head AND p.at <= :at
  JOIN action a ON a.id = p.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY p.at, p.id;
-- sheet: Deliveries
-- section: deliveries
--| title Deliveries
--| at       instant Received
--| supplier text    Supplier
--| product  text    Product
--| lot      text    Lot
--| maker    text    Maker's lot
--| expires  day     Expires [hide=narrow]
--| certificate text Certificate [hide=narrow]
--| came     amount  Came
--| approved text    Supplier then [hide=narrow, flag=unapproved:red]
--| status   text    Status [flag=released:green,flag=quarantine:amber,flag=held:amber,flag=recalled:red,flag=rejected:red]
--| changed  flag    Changed since [flag=changed since:amber]
--| reversed flag    Reversed [flag=reversed:grey]
WITH {KNOWN}
SELECT l.received AS at, k.code AS supplier, p.code AS product, l.number AS lot, r.maker_number AS maker, r.expires AS expires,
       r.certificate AS certificate, p.unit AS unit,
       (SELECT CAST(SUM(m.amount) AS BIGINT) FROM move m WHERE m.lot = l.id AND m.kind IN ('receipt', 'opening') AND m.action <= :head) AS came,
       CASE WHEN (SELECT CASE WHEN x.withdrawn = 1 OR x.ends <= l.received THEN 0 ELSE 1 END FROM supplier_approval x
                   WHERE x.supplier = k.id AND x.action <= :head AND x.at <= l.received
                   ORDER BY x.at DESC, x.id DESC LIMIT 1) = 1 THEN 'approved' ELSE 'unapproved' END AS approved,
       (SELECT s.status FROM lot_status s WHERE s.lot = l.id AND s.action <= :head AND s.at <= :at
         ORDER BY s.at DESC, s.id DESC LIMIT 1) AS status,
       CASE WHEN r.id <> (SELECT min(x.id) FROM lot_revision x WHERE x.lot = l.id) THEN 1 ELSE 0 END AS changed,
       CASE WHEN EXISTS (SELECT 1 FROM reversal u WHERE u.reverses = l.action AND u.action <= :head) THEN 1 ELSE 0 END AS reversed
  FROM known k
  JOIN lot_revision r ON r.supplier = k.id
  JOIN lot l ON l.id = r.lot
  JOIN product p ON p.id = l.product
 WHERE l.action <= :head AND l.received <= :at
   AND r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
 ORDER BY l.received, l.id;
