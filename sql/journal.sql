-- The chain of actions: what the store itself writes, and what the journal shows.

-- name: ACTION_INSERT
INSERT INTO action (verb, entered, event, person, typist, reason, exception, once, request, program)
VALUES (:verb, :entered, :event, :person, :typist, :reason, :exception, :once, :request, :program)
RETURNING *;

-- name: ACTION_LAST
SELECT id, entered FROM action ORDER BY id DESC LIMIT 1;

-- name: ACTION_BY_ONCE
SELECT id, verb, request FROM action WHERE once = :once;

-- name: SEAL_INSERT
INSERT INTO seal (id, hash) VALUES (:id, :hash);

-- name: SEAL_LAST
SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1;

-- name: ANSWER_INSERT
INSERT INTO answer (action, text) VALUES (:action, :text) RETURNING *;

-- name: ANSWER_OF
SELECT text FROM answer WHERE action = :action;

-- name: MIGRATION_INSERT
INSERT INTO migration (action, number, name, program) VALUES (:action, :number, :name, :program) RETURNING *;

-- name: MIGRATION_NEWEST
SELECT max(number) AS number FROM migration;

-- name: REVERSAL_INSERT
INSERT INTO reversal (action, reverses) VALUES (:action, :reverses) RETURNING *;
