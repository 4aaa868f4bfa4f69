-- Sittings at machines that several share.

-- name: LOGIN_BY_TOKEN
-- How a sitting stands: its newest row.
SELECT p.person, p.kind FROM presence p WHERE p.token = :token ORDER BY p.id DESC LIMIT 1;
