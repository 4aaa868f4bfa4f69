-- name: STORE_INFO
--| form
--| clinic       text    Clinic
--| kind         text    Kind
--| jurisdiction text    Jurisdiction
--| zone         text    Zone
--| path         text    File
--| schema       count   Schema
--| program      text    Program
--| actions      count   Actions
--| persons      count   Persons
--| products     count   Products
--| lots         count   Lots
--| patients     count   Patients
--| sessions     count   Sessions
--| backup       instant Last backup
--| restore      instant Last restore or trial
--| head         text    Head
SELECT c.name AS clinic, c.kind, c.jurisdiction,
       (SELECT zone FROM site WHERE id = (SELECT min(id) FROM site)) AS zone,
       CAST(:path AS TEXT) AS path,
       (SELECT max(number) FROM migration) AS schema,
       CAST(:program AS TEXT) AS program,
       (SELECT max(id) FROM seal) AS actions,
       (SELECT count(*) FROM person) AS persons,
       (SELECT max(id) FROM product) AS products,
       (SELECT max(id) FROM lot) AS lots,
       (SELECT max(id) FROM patient) AS patients,
       (SELECT max(id) FROM session) AS sessions,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind = 'backup' ORDER BY e.id DESC LIMIT 1) AS backup,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind = 'restore' ORDER BY e.id DESC LIMIT 1) AS restore,
       CAST(:head AS TEXT) AS head
  FROM clinic c
 WHERE c.id = (SELECT max(id) FROM clinic);


-- name: UPKEEP_SHELF
-- What is derived against what it is derived from.
SELECT l.number, p.code AS place, t.lot, g.unit, sum(t.held) AS held, sum(t.moved) AS moved,
       CASE WHEN t.container = 0 THEN 'unopened' ELSE 'container ' || CAST(t.container AS TEXT) END AS container
  FROM (SELECT s.lot, s.place, s.container, s.amount AS held, 0 AS moved FROM shelf s
        UNION ALL
        SELECT m.lot, m.target, coalesce(m.target_container, 0), 0, m.amount
          FROM move m JOIN place e ON e.id = m.target AND e.kind = 'stock'
        UNION ALL
        SELECT m.lot, m.source, coalesce(m.source_container, 0), 0, -m.amount
          FROM move m JOIN place e ON e.id = m.source AND e.kind = 'stock') AS t
  JOIN lot l ON l.id = t.lot
  JOIN product g ON g.id = l.product
  JOIN place p ON p.id = t.place
 GROUP BY l.number, p.code, t.lot, g.unit, t.place, t.container
HAVING sum(t.held) <> sum(t.moved)
 ORDER BY t.lot, t.place, t.container;
