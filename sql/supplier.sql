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

-- name: SUPPLIER_LIST
--| code    text Code
--| name    text Name
--| contact text Contact
--| address text Address [hide=table]
--| retired flag Retired
SELECT s.code, s.name, s.contact, s.address, s.retired
  FROM supplier_now s
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
