-- name: CLINIC_INSERT
INSERT INTO clinic (action, name, kind, jurisdiction) VALUES (:action, :name, :kind, :jurisdiction) RETURNING *;

-- name: CLINIC_NOW
SELECT c.name, c.kind, c.jurisdiction, s.zone
  FROM clinic c, site s
 WHERE c.id = (SELECT max(id) FROM clinic) AND s.id = (SELECT min(id) FROM site);
