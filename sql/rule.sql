-- Rules: numbers a pharmacist may change, each with its source.

-- name: RULE_INSERT
INSERT INTO rule (action, code) VALUES (:action, :code) RETURNING *;

-- name: RULE_REVISION_INSERT
INSERT INTO rule_revision (action, rule, kind, severity, amount, unit, text, jurisdiction, source, approved, retired)
VALUES (:action, :rule, :kind, :severity, :amount, :unit, :text, :jurisdiction, :source, :approved, :retired)
RETURNING *;

-- A rule of elsewhere only informs.
-- name: RULE_BY_CODE
SELECT r.id, r.code, r.kind, r.severity, r.amount, r.unit, r.text, r.jurisdiction, r.source, r.approved, r.retired,
       CASE WHEN r.retired = 1 THEN 0
            WHEN r.jurisdiction IS NULL THEN 1
            WHEN r.jurisdiction = (SELECT c.jurisdiction FROM clinic c WHERE c.id = (SELECT max(id) FROM clinic)) THEN 1
            ELSE 0 END AS holds
  FROM rule_now r
 WHERE r.code = :code;

-- name: RULE_CODES
SELECT code AS name FROM rule ORDER BY id;

-- name: RULE_LIST
--| code         text    Rule
--| text         text    What it says
--| severity     text    Then
--| source       text    Source
--| jurisdiction text    Where [hide=table]
--| approved     flag    Approved
SELECT r.code, r.text, r.severity, r.source, r.jurisdiction, r.approved
  FROM rule_now r
 WHERE r.retired = 0
 ORDER BY r.code, r.id;
