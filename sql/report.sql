-- What stands on the cover of a report, and that a copy left the store.

-- name: REPORT_FACTS
SELECT c.name AS clinic, c.kind AS kind, c.jurisdiction AS jurisdiction, s.hash AS head, a.entered AS entered,
       (SELECT max(m.number) FROM migration m WHERE m.action <= :head) AS schema,
       (SELECT p.code FROM person p WHERE p.id = :person) AS who,
       (SELECT r.name FROM person_revision r
         WHERE r.id = (SELECT max(n.id) FROM person_revision n WHERE n.person = :person AND n.action <= :head)) AS who_name
  FROM clinic c
  JOIN seal s ON s.id = :head
  JOIN action a ON a.id = s.id
 WHERE c.id = (SELECT max(n.id) FROM clinic n WHERE n.action <= :head);

-- name: REPORT_KNOWN
SELECT a.id AS head
  FROM action a
 WHERE a.entered <= :at
 ORDER BY a.entered DESC, a.id DESC
 LIMIT 1;

-- name: REPORT_LAST
SELECT max(id) AS head FROM seal;

-- name: EXPORT_INSERT
INSERT INTO export (action, kind, name, digest, head, words, sheets)
VALUES (:action, :kind, :name, :digest, :head, :words, :sheets) RETURNING *;

-- name: EXPORT_OF_DIGEST
--| form
--| name   text    Copy of
--| at     instant Made
--| who    text    By
--| action count   Action
--| head   hash    As of head
--| digest hash    SHA-256 of the file
--| words  text    Asked by
SELECT e.name AS name, a.entered AS at, p.code AS who, a.id AS action, e.head AS head, e.digest AS digest,
       'pistor ' || e.words AS words
  FROM export e
  JOIN action a ON a.id = e.action
  LEFT JOIN act_by p ON p.action = a.id
 WHERE e.kind = 'report' AND e.digest = :digest
 ORDER BY e.id
 LIMIT 1;

-- name: EXPORT_FIND
SELECT e.name AS name, e.words AS words, e.sheets AS sheets, a.person AS person
  FROM export e
  JOIN action a ON a.id = e.action
 WHERE e.kind = 'report' AND e.digest = :digest
 ORDER BY e.id
 LIMIT 1;

-- name: EXPORT_NAMED
SELECT a.id AS action
  FROM export e
  JOIN action a ON a.id = e.action
 WHERE e.kind = 'report' AND length(e.name) > length(CAST(:file AS TEXT)) + 2
   AND substr(e.name, length(e.name) - length(CAST(:file AS TEXT)) - 1) = ', ' || CAST(:file AS TEXT)
 ORDER BY e.id DESC
 LIMIT 1;

-- name: EXPORT_ASKED
SELECT a.id AS action
  FROM export e
  JOIN action a ON a.id = e.action
 WHERE e.kind = 'report' AND e.words = :words AND e.sheets = :sheets AND a.person = :person
 ORDER BY e.id DESC
 LIMIT 1;
