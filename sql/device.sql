-- Devices: what injects, and its cleaning.

-- name: DEVICE_CLEANED
INSERT INTO cleaning (action, device, agent) VALUES (:action, :device, :agent) RETURNING *;

-- name: DEVICE_LAST
-- When it was used and cleaned last before an instant: the newest entries of each, which is what a person would look up.
SELECT (SELECT s.at
          FROM syringe y
          CROSS JOIN session_now s
         WHERE y.device IS NOT NULL AND lower(y.device) = lower(CAST(:device AS TEXT)) AND s.id = y.session AND s.at < :at
         ORDER BY y.id DESC
         LIMIT 1) AS used,
       (SELECT coalesce(a.event, a.entered)
          FROM cleaning c
          CROSS JOIN action a
         WHERE lower(c.device) = lower(CAST(:device AS TEXT)) AND a.id = c.action
           AND coalesce(a.event, a.entered) <= :at
         ORDER BY c.id DESC
         LIMIT 1) AS cleaned;

-- Each name once, walked along the two indexes from one name to the next.
-- part: DEVICES_NAMED
WITH RECURSIVE named (device) AS (
	SELECT min(t.device)
	  FROM (SELECT min(lower(device)) AS device FROM syringe WHERE device IS NOT NULL
	        UNION ALL SELECT min(lower(device)) FROM cleaning) AS t
	UNION ALL
	SELECT (SELECT min(t.device)
	          FROM (SELECT (SELECT min(lower(y.device)) FROM syringe y
	                         WHERE y.device IS NOT NULL AND lower(y.device) > n.device) AS device
	                UNION ALL
	                SELECT (SELECT min(lower(c.device)) FROM cleaning c WHERE lower(c.device) > n.device)) AS t)
	  FROM named n
	 WHERE n.device IS NOT NULL
)

-- name: DEVICE_LIST
--| device  text    Device
--| used    instant Last used
--| cleaned instant Last cleaned
--| agent   text    With
--| person  text    By
--| state   text    State
{DEVICES_NAMED}, known AS (
	SELECT n.device AS folded,
	       (SELECT s.at FROM syringe y CROSS JOIN session_now s
	         WHERE y.device IS NOT NULL AND lower(y.device) = n.device AND s.id = y.session ORDER BY y.id DESC LIMIT 1) AS used,
	       (SELECT y.device FROM syringe y WHERE y.device IS NOT NULL AND lower(y.device) = n.device ORDER BY y.id DESC LIMIT 1) AS called,
	       (SELECT c.id FROM cleaning c WHERE lower(c.device) = n.device ORDER BY c.id DESC LIMIT 1) AS cleaning
	  FROM named n
	 WHERE n.device IS NOT NULL
)
SELECT coalesce(c.device, k.called) AS device, k.used, coalesce(a.event, a.entered) AS cleaned, c.agent,
       p.code AS person,
       CASE WHEN c.id IS NULL THEN 'never cleaned on record'
            WHEN k.used IS NOT NULL AND coalesce(a.event, a.entered) < k.used THEN 'to be cleaned'
            ELSE 'clean' END AS state
  FROM known k
  LEFT JOIN cleaning c ON c.id = k.cleaning
  LEFT JOIN action a ON a.id = c.action
  LEFT JOIN act_by p ON p.action = a.id
 ORDER BY k.folded;
