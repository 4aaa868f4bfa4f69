-- name: PERSON_INSERT
INSERT INTO person (action, code) VALUES (:action, :code) RETURNING *;

-- name: PERSON_REVISE
INSERT INTO person_revision (action, person, name, account, licence, licence_expires, retired)
VALUES (:action, :person, :name, :account, :licence, :licence_expires, :retired) RETURNING *;

-- name: PERSON_ROLE
INSERT INTO person_role (action, person, role, held) VALUES (:action, :person, :role, :held) RETURNING *;

-- name: PERSON_CREDENTIAL
INSERT INTO credential (action, person, argon, own) VALUES (:action, :person, :argon, :own) RETURNING *;

-- name: PERSON_SECRET
SELECT argon, own FROM credential WHERE person = :person ORDER BY id DESC LIMIT 1;

-- name: PERSON_BY_CODE
SELECT id, code, name, account, licence, licence_expires, retired FROM person_now WHERE code = :code;

-- name: PERSON_BY_ID
SELECT id, code, name, account, licence, licence_expires, retired FROM person_now WHERE id = :id;

-- name: PERSON_BY_ACCOUNT
SELECT id, code, retired FROM person_now WHERE account = :account AND retired = 0 ORDER BY id;

-- name: PERSON_CODES
SELECT code FROM person ORDER BY code;

-- name: PERSON_HOLDS
SELECT 1 AS held FROM role_now WHERE person = :person AND role = :role;

-- name: PERSON_ACTIVE_IN
-- Who holds a role and still works here.
SELECT r.person FROM role_now r JOIN person_now p ON p.id = r.person
 WHERE r.role = :role AND p.retired = 0 ORDER BY r.person;

-- name: PERSON_MAY
-- One row when a role of the person has the right; alone: it counts only without a pharmacist.
SELECT min(t.alone) AS alone
  FROM role_right t
  JOIN role_now r ON r.role = t.role
 WHERE r.person = :person AND t.verb = :verb AND t.held = 1
   AND t.id = (SELECT max(id) FROM role_right WHERE verb = t.verb AND role = t.role)
HAVING min(t.alone) IS NOT NULL;

-- name: PERSON_RIGHT
INSERT INTO role_right (action, role, verb, alone, held) VALUES (:action, :role, :verb, :alone, 1) RETURNING *;

-- name: PERSON_LIST
--| code            text    Code
--| name            text    Name
--| roles           text    Roles
--| licence         text    Licence
--| licence_expires day     Licence expires
--| account         text    Account
--| retired         flag    Retired
SELECT p.code, p.name,
       (SELECT string_agg(r.role, ', ')
          FROM (SELECT role FROM role_now WHERE person = p.id ORDER BY role) AS r) AS roles,
       p.licence, p.licence_expires, p.account, p.retired
  FROM person_now p
 WHERE p.retired = 0 OR CAST(:all AS INTEGER) = 1
 ORDER BY p.code, p.id;
