-- What stands on the cover of a report, and that a copy left the store.

-- name: REPORT_FACTS
SELECT c.name AS clinic, c.kind AS kind, s.hash AS head,
       (SELECT max(m.number) FROM migration m WHERE m.action <= :head) AS schema,
       (SELECT p.code FROM person p WHERE p.id = :person) AS who,
       (SELECT r.name FROM person_revision r
         WHERE r.id = (SELECT max(n.id) FROM person_revision n WHERE n.person = :person)) AS who_name
  FROM clinic c
  JOIN seal s ON s.id = :head
 WHERE c.id = (SELECT max(n.id) FROM clinic n WHERE n.action <= :head);

-- name: REPORT_LAST
SELECT max(id) AS head FROM seal;

-- name: EXPORT_INSERT
INSERT INTO export (action, kind, name, digest, head)
VALUES (:action, :kind, :name, :digest, :head) RETURNING *;

-- name: EXPORT_OF_DIGEST
--| form
--| name   text    Copy of
--| at     instant Made
--| who    text    By
--| action count   Action
--| head   hash    As of head
--| digest hash    SHA-256 of the file
SELECT e.name AS name, a.entered AS at, p.code AS who, a.id AS action, e.head AS head, e.digest AS digest
  FROM export e
  JOIN action a ON a.id = e.action
  LEFT JOIN person p ON p.id = a.person
 WHERE e.kind = 'report' AND e.digest = :digest
 ORDER BY e.id
 LIMIT 1;
