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
