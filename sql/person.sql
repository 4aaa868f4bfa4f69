-- name: PERSON_INSERT
INSERT INTO person (action, code) VALUES (:action, :code) RETURNING *;

-- name: PERSON_REVISE
INSERT INTO person_revision (action, person, name, account, licence, licence_expires, retired)
VALUES (:action, :person, :name, :account, :licence, :licence_expires, :retired) RETURNING *;

-- name: PERSON_CHANGE
-- What is not said stays as it was.
INSERT INTO person_revision (action, person, name, account, licence, licence_expires, retired)
SELECT CAST(:action AS BIGINT), p.id, coalesce(CAST(:name AS TEXT), p.name), coalesce(CAST(:account AS TEXT), p.account),
       coalesce(CAST(:licence AS TEXT), p.licence),
       coalesce(CAST(:licence_expires AS TEXT), p.licence_expires), CAST(:retired AS BIGINT)
  FROM person_now p
 WHERE p.id = :person
RETURNING *;

-- name: PERSON_ROLE
INSERT INTO person_role (action, person, role, held) VALUES (:action, :person, :role, :held) RETURNING *;

-- name: PERSON_CREDENTIAL
INSERT INTO credential (action, person, argon, kind) VALUES (:action, :person, :argon, :kind) RETURNING *;

-- name: PERSON_SECRET
-- The password as it is now, and the one before it.
SELECT c.argon, c.kind, a.entered
  FROM credential c JOIN action a ON a.id = c.action
 WHERE c.person = :person AND c.kind <> 'recovery' ORDER BY c.id DESC LIMIT 2;

-- name: PERSON_ACCOUNT
SELECT account FROM person_now WHERE id = :person;

-- name: PERSON_RECOVERY
SELECT argon FROM credential WHERE person = :person AND kind = 'recovery' ORDER BY id DESC LIMIT 1;

-- name: PERSON_RULE
-- What a rule of passwords and sittings says, where it holds.
SELECT amount, span FROM rule_now WHERE code = :code AND force <> 'inform';

-- name: PERSON_PRESENCE
INSERT INTO presence (action, person, kind, token, account) VALUES (:action, :person, :kind, :token, :account) RETURNING *;

-- name: PERSON_REFUSED
-- Wrong passwords since an instant, after the last that was right or the last time they were cleared.
SELECT count(*) AS refused, max(a.entered) AS newest
  FROM presence p JOIN action a ON a.id = p.action
 WHERE p.person = :person AND p.kind = 'refused' AND a.entered >= :since
   AND p.id > (SELECT coalesce(max(o.id), 0) FROM presence o
                WHERE o.person = :person AND o.kind IN ('login', 'passed', 'cleared'));

-- name: PERSON_BY_CODE
{PERSON_NOW}
 WHERE p.code = :code;

-- name: PERSON_BY_ID
{PERSON_NOW}
 WHERE p.id = :id;

-- name: PERSON_BY_ACCOUNT
SELECT id, code, retired FROM person_now WHERE account = :account AND retired = 0 ORDER BY id;

-- name: PERSON_BY_LICENCE
SELECT code FROM person_now WHERE licence = :licence ORDER BY id;

-- name: PERSON_BY_NAME
SELECT code FROM person_now WHERE lower(name) = lower(CAST(:name AS TEXT)) AND retired = 0 ORDER BY id;

-- name: PERSON_CODES
SELECT code FROM person ORDER BY code;

-- name: PERSON_HOLDS
SELECT r.id
  FROM person_role r
 WHERE r.id = (SELECT max(id) FROM person_role WHERE person = :person AND role = :role) AND r.held = 1;

-- name: PERSON_ACTIVE_IN
-- Who holds a role and still works here.
SELECT r.person FROM role_now r JOIN person_now p ON p.id = r.person
 WHERE r.role = :role AND p.retired = 0 ORDER BY r.person;

-- name: PERSON_MAY
-- One row when a role of the person has the right; alone: it counts only without a pharmacist.
SELECT min(t.alone) AS alone
  FROM person_role r
 CROSS JOIN role_right t
 WHERE r.person = :person AND r.held = 1
   AND r.id = (SELECT max(id) FROM person_role WHERE person = r.person AND role = r.role)
   AND t.verb = :verb AND t.role = r.role AND t.held = 1
   AND t.id = (SELECT max(id) FROM role_right WHERE verb = t.verb AND role = t.role)
HAVING min(t.alone) IS NOT NULL;

-- name: PERSON_WORKING
SELECT id, code FROM person_now WHERE retired = 0 AND id <> CAST(:person AS BIGINT) ORDER BY id;

-- name: PERSON_RIGHT
INSERT INTO role_right (action, role, verb, alone, held) VALUES (:action, :role, :verb, :alone, :held) RETURNING *;

-- name: PERSON_RIGHT_NOW
SELECT held, alone FROM role_right WHERE role = :role AND verb = :verb ORDER BY id DESC LIMIT 1;

-- name: PERSON_RIGHT_HELD
-- Whether any role has it.
SELECT r.id
  FROM role_right r
 WHERE r.verb = :verb AND r.held = 1
   AND r.id = (SELECT max(id) FROM role_right WHERE verb = r.verb AND role = r.role)
 ORDER BY r.id;

-- name: PERSON_VERBS
SELECT DISTINCT verb AS name FROM role_right ORDER BY verb;

-- name: ROLE_LIST
--| role    text  Role
--| persons text  Held by
--| rights  count Rights
SELECT t.role,
       (SELECT string_agg(h.code, ', ')
          FROM (SELECT p.code FROM role_now n JOIN person_now p ON p.id = n.person
                 WHERE n.role = t.role AND p.retired = 0 ORDER BY p.code) AS h) AS persons,
       sum(t.held) AS rights
  FROM role_right t
 WHERE t.id = (SELECT max(id) FROM role_right WHERE verb = t.verb AND role = t.role)
 GROUP BY t.role
 ORDER BY t.role;

-- name: ROLE_SHOW
--| verb  text    May
--| alone text    Only
--| since instant Since
SELECT t.verb, CASE WHEN t.alone = 1 THEN 'where there is no pharmacist' END AS alone, a.entered AS since
  FROM role_right t
  JOIN action a ON a.id = t.action
 WHERE t.role = :role AND t.held = 1
   AND t.id = (SELECT max(id) FROM role_right WHERE verb = t.verb AND role = t.role)
 ORDER BY t.verb, t.id;

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

-- name: PERSON_STOPPED
-- What was found altered, while nothing is written for it.
SELECT s.finding FROM stop s WHERE s.id = (SELECT max(id) FROM stop) AND s.lifts IS NULL;
