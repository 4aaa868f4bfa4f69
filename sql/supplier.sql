-- Suppliers.

-- name: SUPPLIER_INSERT
INSERT INTO supplier (action, code) VALUES (:action, :code) RETURNING *;

-- name: SUPPLIER_REVISION_INSERT
INSERT INTO supplier_revision (action, supplier, name, address, contact, retired)
VALUES (:action, :supplier, :name, :address, :contact, 0)
RETURNING *;

-- name: SUPPLIER_RETIRE
INSERT INTO supplier_revision (action, supplier, name, address, contact, retired)
SELECT :action, s.id, s.name, s.address, s.contact, 1
  FROM supplier_now s
 WHERE s.id = :supplier
RETURNING *;

-- name: SUPPLIER_BY_CODE
SELECT id, code, name, retired FROM supplier_now WHERE lower(code) = :folded;

-- name: SUPPLIER_ALL
SELECT id, code, name, retired FROM supplier_now ORDER BY retired, id;

-- name: SUPPLIER_NAMES
SELECT code AS name FROM supplier_now UNION SELECT name FROM supplier_now ORDER BY name;

-- name: SUPPLIER_APPROVE
INSERT INTO supplier_approval (action, supplier, at, evidence, items, until, ends, withdrawn)
VALUES (:action, :supplier, :at, :evidence, :items, :until, :ends, :withdrawn)
RETURNING *;

-- What was said of it last, as of an instant.
-- name: SUPPLIER_APPROVED
SELECT a.until, a.ends, a.withdrawn, CASE WHEN a.ends <= CAST(:at AS TEXT) THEN 1 ELSE 0 END AS ended
  FROM supplier_approval a
 WHERE a.supplier = :supplier AND a.at <= :at
 ORDER BY a.at DESC, a.id DESC
 LIMIT 1;

-- name: SUPPLIER_APPROVALS
--| title    Approvals
--| at       instant When
--| what     text    What      [flag=approved:green, flag=withdrawn:red]
--| until    day     Through
--| evidence text    Evidence
--| items    text    For
--| by       text    By
--| why      text    Why
SELECT a.at, CASE a.withdrawn WHEN 1 THEN 'withdrawn' ELSE 'approved' END AS what, a.until, a.evidence, a.items,
       p.code AS by, c.reason AS why
  FROM supplier_approval a
  JOIN action c ON c.id = a.action
  LEFT JOIN act_by p ON p.action = c.id
 WHERE a.supplier = :id
 ORDER BY a.at, a.id;

-- name: SUPPLIER_LIST
--| code     text Code
--| name     text Name
--| approved text Approved [flag=no:amber, flag=ended:red, flag=withdrawn:red, flag=yes:green]
--| until    day  Through
--| contact  text Contact
--| address  text Address [hide=table]
--| retired  flag Retired
SELECT s.code, s.name, CASE WHEN a.id IS NULL THEN 'no' WHEN a.withdrawn = 1 THEN 'withdrawn'
                            WHEN a.ends <= CAST(:at AS TEXT) THEN 'ended' ELSE 'yes' END AS approved,
       CASE WHEN a.withdrawn = 0 THEN a.until END AS until, s.contact, s.address, s.retired
  FROM supplier_now s
  LEFT JOIN supplier_approval a ON a.id = (SELECT x.id FROM supplier_approval x
                                            WHERE x.supplier = s.id AND x.at <= :at ORDER BY x.at DESC, x.id DESC LIMIT 1)
 WHERE s.retired <= :retired
 ORDER BY s.code, s.id;

-- name: SUPPLIER_SHOW
--| form
--| code    text Supplier
--| name    text Name
--| address text Address
--| contact text Contact
--| retired flag Retired
SELECT s.code, s.name, s.address, s.contact, s.retired
  FROM supplier_now s
 WHERE s.id = :id;

-- name: SUPPLIER_LOTS
--| title Delivered
--| number       text    Lot
--| product      text    Product
--| maker_number text    Maker's lot
--| expires      day     Expires
--| received     instant Received
--| status       text    Status
SELECT l.number, p.code AS product, l.maker_number, l.expires, l.received, l.status
  FROM lot_revision r
  JOIN lot_now l ON l.id = r.lot
  JOIN product p ON p.id = l.product
 WHERE r.supplier = :id
   AND r.id = (SELECT max(id) FROM lot_revision WHERE lot = r.lot)
 ORDER BY l.received DESC, l.id DESC;

-- name: SUPPLIER_ON_HAND
-- What they delivered and is here.
--| title   Of theirs, and here
--| lot     text   Lot
--| product text   Product
--| maker   text   Maker's lot
--| amount  amount On hand
--| status  text   Status [flag=released:red, flag=held:amber, flag=recalled:red, flag=quarantine:amber]
SELECT l.number AS lot, p.code AS product, l.maker_number AS maker, p.unit, l.status,
       (SELECT CAST(sum(f.amount) AS BIGINT) FROM shelf f WHERE f.lot = l.id) AS amount
  FROM lot_revision r
  JOIN lot_now l ON l.id = r.lot
  JOIN product p ON p.id = l.product
 WHERE r.supplier = :id
   AND r.id = (SELECT max(id) FROM lot_revision WHERE lot = r.lot)
   AND EXISTS (SELECT 1 FROM shelf f WHERE f.lot = l.id AND f.amount > 0)
 ORDER BY l.id;
