-- Rules: numbers a pharmacist may change, each with its source.

-- name: RULE_INSERT
INSERT INTO rule (action, code) VALUES (:action, :code) RETURNING *;

-- name: RULE_REVISION_INSERT
INSERT INTO rule_revision (action, rule, kind, severity, override, scope, ingredient, class, product, with_ingredient,
                           with_class, with_product, condition, measure, least, amount, unit, per, per_unit, span, area,
                           indication, regime, storage, since, till, text, jurisdiction, evidence, source, requirement,
                           approved, retired)
VALUES (:action, :rule, :kind, :severity, :override, :scope, :ingredient, :class, :product, :with_ingredient,
        :with_class, :with_product, :condition, :measure, :least, :amount, :unit, :per, :per_unit, :span, :area,
        :indication, :regime, :storage, :since, :till, :text, :jurisdiction, :evidence, :source, :requirement,
        :approved, :retired)
RETURNING *;

-- The version that stands, with what rule_of_row() reads.
-- name: RULE_BY_CODE
SELECT * FROM rule_now WHERE code = :code;

-- name: PROTOCOL_INSERT
INSERT INTO protocol (action, rule_revision, technique, gauge, sessions_least, sessions_most, interval_least,
                      interval_most, maintenance_least, maintenance_most, depth_least, depth_most, point_least,
                      point_most, volume_least, volume_most)
VALUES (:action, :rule_revision, :technique, :gauge, :sessions_least, :sessions_most, :interval_least, :interval_most,
        :maintenance_least, :maintenance_most, :depth_least, :depth_most, :point_least, :point_most, :volume_least,
        :volume_most)
RETURNING *;

-- name: PROTOCOL_OF_RULE
SELECT * FROM protocol WHERE rule_revision = :rule_revision;

-- name: RULE_NEWEST
-- The newest version, approved or not.
SELECT * FROM rule_version WHERE code = :code ORDER BY revision DESC LIMIT 1;

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
