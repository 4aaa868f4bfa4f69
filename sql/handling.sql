-- What comes in, is put elsewhere or dissolved, as the rules ask of it.

-- How a lot is to be kept, by its product or by what the batch in it was made from, and how a place is.
-- name: HANDLING_KEPT
SELECT l.number, p.code AS product,
       coalesce(r.storage, (SELECT n.storage FROM batch b
                              JOIN version_revision n ON n.id = (SELECT max(id) FROM version_revision WHERE version = b.version)
                             WHERE b.lot = l.id)) AS kept,
       s.code AS place, q.storage AS stands
  FROM lot l
  JOIN product p ON p.id = l.product
  JOIN product_revision r ON r.id = (SELECT max(id) FROM product_revision WHERE product = l.product)
  JOIN place s ON s.id = :place
  JOIN place_revision q ON q.id = (SELECT max(id) FROM place_revision WHERE place = s.id)
 WHERE l.id = :lot;

-- What came with the lot: how much of it, in what containers.
-- name: HANDLING_CAME
SELECT m.amount, m.kind, m.target AS place FROM move m
 WHERE m.lot = :lot AND m.action = :action AND m.kind IN ('receipt', 'opening')
 ORDER BY m.id
 LIMIT 1;

-- name: HANDLING_DISSOLVED
SELECT b.made_up, q.made_up AS stated, p.code AS powder
  FROM batch b
  JOIN batch_line n ON n.batch = b.id AND n.position = 1
  JOIN lot w ON w.id = n.lot
  JOIN product p ON p.id = w.product
  JOIN product_revision q ON q.id = (SELECT max(id) FROM product_revision WHERE product = p.id)
 WHERE b.lot = :lot
 ORDER BY n.id
 LIMIT 1;

-- The first thing in what a powder was dissolved in that is of neither class, and no buffer or excipient.
-- name: HANDLING_NO_DILUENT
SELECT p.code AS diluent, i.code AS ingredient, i.class
  FROM batch b
  JOIN batch_line n ON n.batch = b.id AND n.position = 2
  JOIN lot d ON d.id = n.lot
  JOIN product p ON p.id = d.product
  JOIN composition_now c ON c.lot = n.lot
  JOIN ingredient_now i ON i.id = c.ingredient
 WHERE b.lot = :lot AND i.class_id <> :class AND i.class_id <> :with_class AND i.class <> 'buffer/excipient'
 ORDER BY n.id, c.id
 LIMIT 1;
