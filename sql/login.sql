-- Sittings at machines that several share.

-- name: LOGIN_BY_TOKEN
-- How a sitting stands: its newest row.
SELECT p.person, p.kind FROM presence p WHERE p.token = :token ORDER BY p.id DESC LIMIT 1;

-- name: LOGIN_IN_ACCOUNT
-- Whether anybody ever logged in in that account of the operating system.
SELECT p.id FROM presence p WHERE p.account = :account ORDER BY p.id LIMIT 1;
