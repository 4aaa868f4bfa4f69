-- What things are now. The build writes these views into the statements that ask them, and no store holds them: each
-- process reads the whole schema of its store, and they would be a fifth of what it reads. A query that wraps another
-- copies all its columns once more: what each act asks has a part beside its view, to be asked flat.

-- part: PERSON_NOW
SELECT p.id, p.code, r.name, r.account, r.licence, r.licence_expires, r.retired
  FROM person p
  JOIN person_revision r ON r.id = (SELECT max(id) FROM person_revision WHERE person = p.id)

CREATE VIEW person_now AS
{PERSON_NOW};

-- Whether who gave a session s has signed that; wherever a session is named.
-- part: NOT_SIGNED
CASE WHEN EXISTS (SELECT 1 FROM unsigned_session u WHERE u.session = s.id) THEN 'not signed' END

-- Who signed what, as a list says it: "verified ph.omar". A list takes them together, in the order they were given.
CREATE VIEW signed AS
SELECT g.id, g.lot, g.batch, g.version, g.session, g.rule, g.deviation, g.recall, g.meaning || ' ' || p.code AS says
  FROM signature g JOIN person p ON p.id = g.person;

-- The version of a rule u that stands: the newest that was approved, else the newest. A newer one that waits
-- for its approval changes nothing yet.
-- part: RULE_STANDING
coalesce((SELECT max(a.id) FROM rule_revision a
            WHERE a.rule = u.id
              AND (a.approved = 1
                   OR EXISTS (SELECT 1 FROM signature s WHERE s.rule = a.id AND s.meaning = 'approved'))),
          (SELECT max(id) FROM rule_revision WHERE rule = u.id))

-- part: RULE_STANDS
  FROM rule u
  JOIN rule_revision r ON r.id = {RULE_STANDING}
{RULE_JOINS}

-- What says of a version r whether it was approved, and where the clinic is.
-- part: RULE_JOINS
  LEFT JOIN signature s ON s.id = (SELECT min(id) FROM signature WHERE rule = r.id AND meaning = 'approved')
  LEFT JOIN clinic k ON k.id = (SELECT max(id) FROM clinic)

-- part: RULE_IS_APPROVED
(r.approved = 1 OR s.id IS NOT NULL)

-- Everywhere's, or of a jurisdiction the clinic is in.
-- part: RULE_IS_OURS
(r.jurisdiction IS NULL OR r.jurisdiction = k.jurisdiction
 OR r.jurisdiction || '-' = substr(k.jurisdiction, 1, length(r.jurisdiction) + 1))

-- What it does here.
-- part: RULE_FORCE
CASE WHEN r.retired = 0 AND {RULE_IS_OURS} THEN CASE WHEN {RULE_IS_APPROVED} THEN r.severity ELSE 'warn' END
     ELSE 'inform' END AS force

-- part: RULE_VERSION
(SELECT count(*) FROM rule_revision v WHERE v.rule = u.id AND v.id <= r.id)

-- In the order in which rule_of_row() reads them.
-- part: RULE_COLUMNS
SELECT u.id, r.id AS revision,
       {RULE_VERSION} AS version, u.code,
       r.kind, r.severity, r.override, r.scope, r.ingredient, r.class, r.product, r.with_ingredient,
       r.with_class, r.with_product, r.condition, r.measure, r.least, r.amount, r.unit, r.per, r.per_unit,
       r.span, r.area, r.indication, r.regime, r.storage, r.since, r.till, r.text, r.jurisdiction, r.evidence,
       r.source, r.requirement, CASE WHEN {RULE_IS_APPROVED} THEN 1 ELSE 0 END AS approved, r.retired,
       {RULE_FORCE}, CASE WHEN {RULE_IS_OURS} THEN 1 ELSE 0 END AS ours, r.action

-- part: RULE_NOW
{RULE_COLUMNS}
{RULE_STANDS}

-- Every version of every rule.
CREATE VIEW rule_version AS
{RULE_COLUMNS}
  FROM rule u
  JOIN rule_revision r ON r.rule = u.id
{RULE_JOINS};

CREATE VIEW rule_now AS
{RULE_NOW};

CREATE VIEW ingredient_now AS
SELECT i.id, i.code, r.name, c.code AS class, r.class AS class_id, r.cas, r.unii, r.atc, r.storage,
       r.strengths, r.dose, r.notes, r.source, r.verified, r.iu, r.iu_mass, r.form_of,
       (SELECT b.code FROM ingredient b WHERE b.id = r.form_of) AS base, r.form_mass, r.base_mass, r.retired
  FROM ingredient i
  JOIN ingredient_revision r ON r.id = (SELECT max(id) FROM ingredient_revision WHERE ingredient = i.id)
  JOIN class c ON c.id = r.class;

CREATE VIEW supplier_now AS
SELECT s.id, s.code, r.name, r.address, r.contact, r.retired
  FROM supplier s
  JOIN supplier_revision r ON r.id = (SELECT max(id) FROM supplier_revision WHERE supplier = s.id);

CREATE VIEW place_now AS
SELECT p.id, p.code, p.kind, p.site, r.name, r.storage, r.retired, s.code AS site_code, s.zone
  FROM place p
  JOIN place_revision r ON r.id = (SELECT max(id) FROM place_revision WHERE place = p.id)
  LEFT JOIN site s ON s.id = p.site;

-- part: PRODUCT_NOW
SELECT p.id, p.code, p.kind, p.unit, p.container, p.size, p.sterile, r.name, r.maker, r.gtin, r.in_use,
       r.made_up, r.minimum, r.storage, r.retired
  FROM product p
  JOIN product_revision r ON r.id = (SELECT max(id) FROM product_revision WHERE product = p.id)

CREATE VIEW product_now AS
{PRODUCT_NOW};

CREATE VIEW component_now AS
SELECT c.id, c.product, c.ingredient, c.amount, c.unit, c.per
  FROM component c
 WHERE c.action = (SELECT max(action) FROM component WHERE product = c.product);

CREATE VIEW composition_now AS
SELECT c.id, c.action, c.lot, c.ingredient, c.amount, c.unit, c.per
  FROM composition c
 WHERE c.action = (SELECT max(action) FROM composition WHERE lot = c.lot);

CREATE VIEW lot_now AS
SELECT l.id, l.number, l.product, l.received, l.price, l.currency, r.maker_number, r.expires, r.expires_at,
       r.supplier, r.certificate, s.status, s.reason
  FROM lot l
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN lot_status s ON s.id = (SELECT id FROM lot_status WHERE lot = l.id ORDER BY at DESC, id DESC LIMIT 1);

-- until: of the in-use limit and the lot's expiry the one that comes first.
-- (It does not join, so that it may stand to the right of a LEFT JOIN and still be searched.)
CREATE VIEW container_now AS
SELECT c.id, c.action, c.lot, c.ordinal, c.opened,
       CASE WHEN c.until < coalesce((SELECT r.expires_at FROM lot_revision r
                                      WHERE r.lot = c.lot ORDER BY r.id DESC LIMIT 1), '9999') THEN c.until
            ELSE (SELECT r.expires_at FROM lot_revision r WHERE r.lot = c.lot ORDER BY r.id DESC LIMIT 1) END AS until
  FROM container c;

-- Whether a lot l may be used at w.at: NULL, or why not. w is any row with an instant; what holds of the lot then is
-- joined by {JUDGED}, and c, outer joined, is the container it comes from. What is opened at an instant may be drawn
-- from then.
-- part: BARRED
CASE WHEN u.id IS NULL THEN 'not received yet'
     WHEN u.status = 'quarantine' THEN 'in quarantine'
     WHEN u.status <> 'released' THEN u.status
     WHEN c.opened > w.at THEN 'not opened yet'
     WHEN c.until <= w.at AND (c.until > c.opened OR c.opened < w.at) AND c.until < coalesce(n.expires_at, '9999')
     THEN 'past its in-use limit'
     WHEN n.expires_at <= w.at AND EXISTS (SELECT 1 FROM batch WHERE lot = l.id) THEN 'past its beyond-use date'
     WHEN n.expires_at <= w.at THEN 'expired'
END

-- What is known now of a lot l, and what it was judged by at w.at.
-- part: JUDGED
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  LEFT JOIN lot_status u ON u.id = (SELECT id FROM lot_status WHERE lot = l.id AND at <= w.at
                                     ORDER BY at DESC, id DESC LIMIT 1)

-- part: RECIPE_NOW
SELECT c.id, c.code, c.practitioner, r.title, r.indication, r.retired
  FROM recipe c
  JOIN recipe_revision r ON r.id = (SELECT max(id) FROM recipe_revision WHERE recipe = c.id)

CREATE VIEW recipe_now AS
{RECIPE_NOW};

-- status is 'draft' until a row says otherwise.
CREATE VIEW version_now AS
SELECT v.id, v.recipe, v.number, v.origin, v.patient, r.yield, r.unit, r.session_volume, r.technique, r.area,
       r.needle, r.device, r.depth, r.points, r.keeps, r.storage, r.stability, r.description,
       r.closure, r.quality, r.sessions, r.regime, r.process,
       r.interval_days, r.maintenance_days, coalesce(s.status, 'draft') AS status, s.reason, p.product
  FROM version v
  JOIN version_revision r ON r.id = (SELECT max(id) FROM version_revision WHERE version = v.id)
  LEFT JOIN version_status s ON s.id = (SELECT max(id) FROM version_status WHERE version = v.id)
  LEFT JOIN version_status p ON p.id = (SELECT max(id) FROM version_status WHERE version = v.id AND status = 'approved');

CREATE VIEW step_now AS
SELECT s.id, s.version, s.position, s.text, s.critical
  FROM step s
 WHERE s.dropped = 0
   AND s.id = (SELECT max(id) FROM step WHERE version = s.version AND position = s.position);

CREATE VIEW line_now AS
SELECT l.id, l.version, l.position, l.kind, l.product, l.ingredient, l.amount, l.unit, l.per
  FROM line l
 WHERE l.dropped = 0
   AND l.id = (SELECT max(id) FROM line WHERE version = l.version AND position = l.position);

-- A batch as it was last measured. Without a join, so that it may stand to the right of a LEFT JOIN and still be
-- searched.
CREATE VIEW batch_now AS
SELECT b.id, b.action, b.lot, b.version, b.maker, b.prepared, b.target,
       coalesce((SELECT m.made_up FROM batch_measure m WHERE m.batch = b.id ORDER BY m.id DESC LIMIT 1), b.made_up) AS made_up,
       CASE WHEN EXISTS (SELECT 1 FROM batch_measure m WHERE m.batch = b.id) THEN 1 ELSE b.measured END AS measured,
       coalesce((SELECT m.kept FROM batch_measure m WHERE m.batch = b.id ORDER BY m.id DESC LIMIT 1), b.kept) AS kept,
       b.unit, b.packs, b.chair, b.equipment, b.environment, b.regime, b.process, b.ends
  FROM batch b;

-- The lines that stand: not replaced, of a batch that was not reversed.
CREATE VIEW batch_line_now AS
SELECT b.id, b.action, b.batch, b.position, b.line, b.lot, b.container, b.required, b.required_over, b.used, b.unit,
       b.factor, b.factor_over, b.strength, b.strength_unit, b.strength_per, b.step, b.picked, b.reason, b.replaces
  FROM batch_line b
  JOIN batch t ON t.id = b.batch
 WHERE NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = b.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action);

CREATE VIEW phrase_now AS
SELECT f.id, f.list, f.code, f.language, f.text
  FROM phrase f
 WHERE f.dropped = 0
   AND NOT EXISTS (SELECT 1 FROM phrase later
                    WHERE later.list = f.list AND later.code = f.code AND later.language = f.language
                      AND later.id > f.id);

-- The sessions that stand: neither replaced nor reversed.
CREATE VIEW session_now AS
SELECT s.id, s.action, s.number, s.patient, s.practitioner, s.at, s.ended, s.indication, s.notes, s.replaces, s.reported
  FROM session s
 WHERE NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action);

-- status is 'open' until a row says otherwise; where the act that opened it was reversed it is 'reversed'.
CREATE VIEW deviation_now AS
SELECT d.id, d.action, d.number, d.what, d.lot, d.batch, d.session,
       CASE WHEN EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = d.action) THEN 'reversed'
            ELSE coalesce(s.status, 'open') END AS status, s.decision
  FROM deviation d
  LEFT JOIN deviation_status s ON s.id = (SELECT max(id) FROM deviation_status WHERE deviation = d.id);
