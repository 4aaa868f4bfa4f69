-- Sessions: what patients were given, syringe by syringe.

-- name: SESSION_NEXT
SELECT coalesce(max(t.ordinal), 0) + 1 AS ordinal
  FROM (SELECT max(ordinal) AS ordinal FROM session WHERE series = :series
        UNION ALL SELECT max(after) FROM numbering WHERE series = :series) AS t;

-- name: SESSION_INSERT
INSERT INTO session (action, number, series, ordinal, patient, practitioner, at, ended, indication, notes, replaces,
                     reported, consent)
VALUES (:action, :number, :series, :ordinal, :patient, :practitioner, :at, :ended, :indication, :notes, :replaces,
        :reported, :consent)
RETURNING *;

-- name: SESSION_NOT_CARRIED
-- What a session said of a patient that is not of the one it is moved to.
--| title Not taken over: it was of another patient
--| what    text What
--| patient text Of
--| was     text As it was
SELECT 'consent' AS what, p.code AS patient, o.consent AS was
  FROM session o
  JOIN session n ON n.replaces = o.id
  JOIN patient p ON p.id = o.patient
 WHERE o.number = upper(CAST(:session AS TEXT)) AND n.patient <> o.patient AND o.consent <> ''
 ORDER BY o.id;

-- name: SESSION_RECORD_BEGAN
SELECT a.entered FROM action a WHERE a.id = (SELECT min(id) FROM action);

-- name: SESSION_OF_PATIENT_AT
SELECT number FROM session_now WHERE patient = :patient AND at = :at ORDER BY id LIMIT 1;

-- name: SYRINGE_INSERT
INSERT INTO syringe (action, session, position, lot, container, version, product, reported_lot, given, wasted, unit,
                     technique, needle, device, cartridge, depth, points, picked)
VALUES (:action, :session, :position, :lot, :container, :version, :product, :reported_lot, :given, :wasted, :unit,
        :technique, :needle, :device, :cartridge, :depth, :points, :picked)
RETURNING *;

-- name: SYRINGE_AREA_INSERT
INSERT INTO syringe_area (action, syringe, position, area, given, points)
VALUES (:action, :syringe, :position, :area, :given, :points)
RETURNING *;

-- part: SESSION_ONE
SELECT s.id, s.action, s.number, s.patient, s.practitioner, s.at, s.ended, s.indication, s.notes, s.reported, s.consent,
       (SELECT o.number FROM session o WHERE o.id = s.replaces) AS replaces,
       CASE WHEN EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
              OR EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action) THEN 0 ELSE 1 END AS stands,
       CASE WHEN EXISTS (SELECT 1 FROM unsigned_session u WHERE u.session = s.id) THEN 1 ELSE 0 END AS waits,
       CASE WHEN EXISTS (WITH RECURSIVE was (id) AS (
                             SELECT s.id
                             UNION SELECT o.replaces FROM was JOIN session o ON o.id = was.id WHERE o.replaces IS NOT NULL)
                         SELECT 1 FROM was CROSS JOIN signature g
                          WHERE g.session = was.id AND g.meaning = 'performed') THEN 1 ELSE 0
       END AS performed
  FROM session s

-- name: SESSION_BY_NUMBER
{SESSION_ONE}
 WHERE s.number = upper(CAST(:number AS TEXT));

-- name: SESSION_INSTEAD
-- The session that stands in the place of one that was corrected, perhaps more than once; none: that was reversed, too.
WITH RECURSIVE instead (id) AS (
	SELECT n.id FROM session n WHERE n.replaces = :session
	UNION
	SELECT n.id FROM instead JOIN session n ON n.replaces = instead.id
)
SELECT s.number FROM instead CROSS JOIN session s WHERE s.id = instead.id AND {SESSION_STANDS};

-- name: SESSION_REACTION
-- A reaction told of a session, or of those it corrects, that was not reversed.
WITH RECURSIVE same (id) AS (
	SELECT id FROM session WHERE id = :session
	UNION SELECT s.replaces FROM same JOIN session s ON s.id = same.id WHERE s.replaces IS NOT NULL
)
SELECT r.number, r.kind
  FROM same
  JOIN reaction r ON r.session = same.id
 WHERE NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action)
 ORDER BY r.id
 LIMIT 1;

-- name: SESSION_REACTION_TOLD
-- The same of any session that an act entered.
SELECT s.number AS session, r.number, r.kind
  FROM reaction r
  JOIN session s ON s.id = r.session
 WHERE s.action = :action
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action)
 ORDER BY r.id
 LIMIT 1;

-- name: SESSION_BY_ID
{SESSION_ONE}
 WHERE s.id = :id;

-- name: SESSION_NEWEST
SELECT s.id FROM session_now s WHERE s.patient = :patient ORDER BY s.at DESC, s.id DESC LIMIT 1;

-- name: SESSION_RECENT
SELECT at FROM session ORDER BY at DESC, id DESC LIMIT 1 OFFSET :before;

-- part: SESSION_STANDS
NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action)

-- name: SESSION_TWIN
-- A session near in time in which the same patient had as much of the same by the same hand.
WITH had(session, number, at, recipe, product, unit, given) AS (
	SELECT s.id, s.number, s.at, coalesce(v.recipe, 0),
	       CASE WHEN v.id IS NULL THEN coalesce(l.product, y.product, 0) ELSE 0 END, y.unit, y.given
	  FROM session s
	  CROSS JOIN syringe y
	  LEFT JOIN lot l ON l.id = y.lot
	  LEFT JOIN version v ON v.id = y.version
	 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :to AND s.practitioner = :practitioner
	   AND {SESSION_STANDS} AND y.session = s.id
), given(session, number, at, recipe, product, unit, amount) AS (
	SELECT session, number, at, recipe, product, unit, CAST(sum(given) AS BIGINT)
	  FROM had
	 GROUP BY session, number, at, recipe, product, unit
)
SELECT o.number, o.at, o.amount, o.unit, coalesce(r.code, p.code) AS code
  FROM given t
  JOIN given o ON o.recipe = t.recipe AND o.product = t.product AND o.amount = t.amount AND o.unit = t.unit
  LEFT JOIN recipe r ON r.id = o.recipe
  LEFT JOIN product p ON p.id = o.product
 WHERE t.session = :session AND o.session <> t.session
 ORDER BY o.at, o.session
 LIMIT 1;

-- name: SESSION_CONSENTED
-- A session since an instant in which the patient had the same and a consent was kept.
SELECT s.number
  FROM session s
  CROSS JOIN syringe y
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN lot l ON l.id = y.lot
 WHERE s.patient = :patient AND s.at >= :from AND s.at <= :at AND s.consent <> '' AND {SESSION_STANDS}
   AND y.session = s.id
   AND (v.recipe = :recipe OR (y.version IS NULL AND coalesce(l.product, y.product) = :product))
 ORDER BY s.at DESC, s.id DESC
 LIMIT 1;

-- What a syringe gave, from however many containers.
-- part: SESSION_WHOLE
(SELECT CAST(sum(z.given) AS BIGINT) FROM syringe z WHERE z.session = y.session AND z.position = y.position)

-- name: SESSION_MANNER_OF_RECIPE
-- How a patient was given a recipe last; the syringe of it.
SELECT y.id, y.technique, y.needle, y.device, y.cartridge, y.depth, y.points, {SESSION_WHOLE} AS given, y.unit
  FROM session s
  CROSS JOIN syringe y
  CROSS JOIN version v
 WHERE s.patient = :patient AND y.session = s.id AND v.id = y.version AND v.recipe = :recipe AND {SESSION_STANDS}
 ORDER BY s.at DESC, s.id DESC, y.position, y.id
 LIMIT 1;

-- name: SESSION_MANNER_OF_PRODUCT
SELECT y.id, y.technique, y.needle, y.device, y.cartridge, y.depth, y.points, {SESSION_WHOLE} AS given, y.unit
  FROM session s
  CROSS JOIN syringe y
  CROSS JOIN lot l
 WHERE s.patient = :patient AND y.session = s.id AND l.id = y.lot AND l.product = :product AND {SESSION_STANDS}
 ORDER BY s.at DESC, s.id DESC, y.position, y.id
 LIMIT 1;

-- name: SESSION_DRAWN
-- The syringes of a session, as they are amended or given again.
SELECT y.id, y.position, y.lot, y.container, y.version, y.product, y.reported_lot, y.given, y.wasted, y.unit,
       y.technique, y.needle, y.device, y.cartridge, y.depth, y.points, y.picked, l.number AS lot_number,
       n.maker_number, p.code AS product_code, r.code AS recipe_code, v.number AS version_number,
       v.recipe
  FROM syringe y
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = y.lot)
  LEFT JOIN product p ON p.id = coalesce(l.product, y.product)
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe
 WHERE y.session = :session
 ORDER BY y.position, y.id;

-- name: SESSION_AREAS
SELECT a.position, a.area, a.given, a.points FROM syringe_area a WHERE a.syringe = :syringe ORDER BY a.position, a.id;

-- name: SESSION_MOVES
-- What an act moved and what still stands of it, apart from what it reversed.
SELECT m.id, m.lot, m.source, m.source_container, m.target, m.target_container, m.amount, m.kind, m.syringe
  FROM move m
 WHERE m.action = :action AND m.reverses IS NULL
   AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id)
 ORDER BY m.id;

-- name: SESSION_BATCH_IS_CHAIR
SELECT b.id FROM batch b WHERE b.lot = :lot AND b.chair = 1;

-- name: SESSION_BATCH_PATIENT
INSERT INTO batch_patient (action, batch, patient) VALUES (:action, :batch, :patient) RETURNING *;

-- name: SESSION_SHOW
--| form
--| number       text    Session
--| patient      text    Patient
--| name         text    Name
--| at           instant Given
--| ended        instant Ended
--| practitioner text    By
--| typist       text    Typed by
--| entered      instant Entered
--| indication   text    Indication
--| notes        text    Notes
--| consent      text    Consent
--| replaces     text    Replaces
--| replaced_by  text    Replaced by
--| state        text    State         [flag=reversed:red, flag=replaced:amber, flag=not signed:amber]
--| why          text    Because
--| exception    text    Although a rule said no
--| reported     text    Reported, not recorded here
SELECT s.number, p.code AS patient, CASE WHEN CAST(:names AS BIGINT) = 1 THEN i.name END AS name, s.at, s.ended,
       g.code AS practitioner, t.code AS typist, a.entered, s.indication, s.notes, s.consent, o.number AS replaces,
       l.number AS replaced_by,
       CASE WHEN l.id IS NOT NULL THEN 'replaced' WHEN v.id IS NOT NULL THEN 'reversed'
            ELSE {NOT_SIGNED} END AS state,
       coalesce(la.reason, va.reason, a.reason) AS why, a.exception, s.reported
  FROM session s
  JOIN patient p ON p.id = s.patient
  JOIN action a ON a.id = s.action
  LEFT JOIN identity i ON i.id = (SELECT max(id) FROM patient_identity WHERE patient = p.id)
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN person t ON t.id = a.typist
  LEFT JOIN session o ON o.id = s.replaces
  LEFT JOIN session l ON l.replaces = s.id
  LEFT JOIN action la ON la.id = l.action
  LEFT JOIN reversal v ON v.reverses = s.action
  LEFT JOIN action va ON va.id = v.action
 WHERE s.id = :session;

-- name: SESSION_HEAD
--| number       text    Session
--| patient      text    Patient
--| at           instant Given
--| practitioner text    By
--| indication   text    For
--| replaces     text    Replaces
SELECT s.number, p.code AS patient, s.at, g.code AS practitioner, s.indication, o.number AS replaces
  FROM session s
  JOIN patient p ON p.id = s.patient
  LEFT JOIN person g ON g.id = s.practitioner
  LEFT JOIN session o ON o.id = s.replaces
 WHERE s.id = :session;

-- name: SESSION_MIXED
-- What was drawn for the mixtures made at the chair in the same act.
--| title   Mixed for it at the chair, single-handed
--| batch   text    Batch
--| product text    Product
--| used    amount  Drawn
--| lot     text    Lot
--| maker   text    Maker's lot
--| expires day     Expires
SELECT bl.number AS batch, p.code AS product, x.used, x.unit, l.number AS lot, r.maker_number AS maker, r.expires
  FROM session s
  JOIN syringe y ON y.session = s.id
  JOIN batch b ON b.lot = y.lot AND b.action = s.action
  JOIN lot bl ON bl.id = b.lot
  JOIN batch_line x ON x.batch = b.id
  JOIN lot l ON l.id = x.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
 WHERE s.id = :session
   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = x.id)
 ORDER BY y.position, x.position, x.id;

-- The version v of a syringe y, after its recipe's code; nothing where it is not known.
-- part: SYRINGE_VERSION
CASE WHEN y.lot IS NULL AND y.picked IS NULL THEN '' ELSE '.' || CAST(v.number AS TEXT) END

-- name: SESSION_SYRINGES
--| given     amount  Given
--| of_what   text    Of
--| lot       text    From
--| container count   Opened   [hide=table]
--| wasted    amount  Wasted
--| areas     text    Where
--| technique text    How
--| needle    text    Needle
--| points    count   Points
--| depth     text    Depth     [hide=table]
--| device    text    Device    [hide=table]
--| cartridge text    Cartridge [hide=table]
--| picked    text    Picked    [hide=table]
SELECT y.given, y.unit, CASE WHEN y.wasted > 0 THEN y.wasted END AS wasted,
       coalesce(r.code || {SYRINGE_VERSION}, p.code) AS of_what, coalesce(l.number, y.reported_lot) AS lot,
       c.ordinal AS container, y.technique, y.needle, y.points, y.depth, y.device, y.cartridge, y.picked,
       (SELECT a.area FROM syringe_area a WHERE a.syringe = y.id AND a.position = 1)
       || CASE WHEN (SELECT count(*) FROM syringe_area a WHERE a.syringe = y.id) > 1 THEN ', ...' ELSE '' END AS areas
  FROM syringe y
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN container c ON c.id = y.container
  LEFT JOIN product p ON p.id = coalesce(l.product, y.product)
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe
 WHERE y.session = :session
 ORDER BY y.position, y.id;

-- name: SESSION_SITES
-- Where each syringe was given, where there is more to say than one name.
--| title    Where
--| position count   Syringe
--| area     text    Area
--| given    amount  Given
--| points   count   Points
SELECT y.position, a.area, a.given, y.unit, a.points
  FROM syringe y
  JOIN syringe_area a ON a.syringe = y.id
 WHERE y.session = :session
   AND (a.given IS NOT NULL OR a.points IS NOT NULL
        OR (SELECT count(*) FROM syringe_area o WHERE o.syringe = y.id) > 1)
 ORDER BY y.position, y.id, a.position, a.id;

-- What concerns a session: what its act departed from, and what was found of it since.
-- part: SESSION_CONCERNS
SELECT e.id FROM session s JOIN deviation e ON e.action = s.action WHERE s.id = :session
UNION
SELECT id FROM deviation WHERE session = :session

-- name: SESSION_DEVIATIONS
--| title  Deviations
--| number text Deviation
--| what   text What a rule said
--| why    text Why it was recorded
--| since  text Since [flag=amended:amber]
SELECT d.number, d.what, coalesce(a.exception, a.reason) AS why, CASE WHEN {AMENDED_SINCE} THEN 'amended' END AS since
  FROM deviation d
  JOIN action a ON a.id = d.action
 WHERE d.id IN ({SESSION_CONCERNS})
 ORDER BY d.id;

-- part: SESSION_LISTED
SELECT s.number, p.code AS patient, {PATIENT_NAME}, s.at, g.code || b.typed AS practitioner,
       coalesce(r.code || {SYRINGE_VERSION}, d.code) AS of_what, coalesce(l.number, y.reported_lot) AS lot,
       y.given, y.unit,
       (SELECT a.area FROM syringe_area a WHERE a.syringe = y.id ORDER BY a.position, a.id LIMIT 1) AS area,
       CASE WHEN EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id) THEN 'replaced'
            WHEN EXISTS (SELECT 1 FROM reversal w WHERE w.reverses = s.action) THEN 'reversed'
            WHEN s.reported IS NOT NULL THEN 'reported'
            ELSE {NOT_SIGNED} END AS state,
       (SELECT string_agg(x.says, ', ') FROM (SELECT says FROM signed WHERE session = s.id ORDER BY id) x) AS signed
  FROM session s
  JOIN patient p ON p.id = s.patient
  LEFT JOIN person g ON g.id = s.practitioner
  JOIN act_by b ON b.action = s.action
  JOIN syringe y ON y.session = s.id
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN product d ON d.id = coalesce(l.product, y.product)
  LEFT JOIN version v ON v.id = y.version
  LEFT JOIN recipe r ON r.id = v.recipe

-- name: SESSION_LIST
--| number       text    Session
--| patient      text    Patient
--| name         text    Name    [names]
--| at           instant Given
--| practitioner text    By
--| of_what      text    Of
--| signed       text    Signed   [hide=narrow]
--| lot          text    From    [hide=narrow]
--| given        amount  Amount
--| area         text    Where    [hide=table]
--| state        text    State    [flag=reversed:red, flag=replaced:amber, flag=not signed:amber]
{SESSION_LISTED}
 WHERE s.at >= :from AND s.at < :to
   AND (CAST(:practitioner AS BIGINT) IS NULL OR s.practitioner = :practitioner)
 ORDER BY s.at, s.id, y.position, y.id;

-- name: SESSION_LIST_PATIENT
--| number       text    Session
--| patient      text    Patient
--| name         text    Name    [names]
--| at           instant Given
--| practitioner text    By
--| of_what      text    Of
--| signed       text    Signed   [hide=narrow]
--| lot          text    From    [hide=narrow]
--| given        amount  Amount
--| area         text    Where    [hide=table]
--| state        text    State    [flag=reversed:red, flag=replaced:amber, flag=not signed:amber]
{SESSION_LISTED}
 WHERE s.patient = :patient AND s.at >= :from AND s.at < :to
   AND (CAST(:practitioner AS BIGINT) IS NULL OR s.practitioner = :practitioner)
 ORDER BY s.at, s.id, y.position, y.id;

-- name: SESSION_UNSIGNED
-- Those that wait for the signature of who gave them, of one practitioner or of all, the oldest first.
--| title        Sessions not signed
--| number       text    Session
--| patient      text    Patient
--| at           instant Given
--| practitioner text    By
--| since        text    Since
SELECT s.number, p.code AS patient, s.at, g.code AS practitioner,
       CASE WHEN EXISTS (SELECT 1 FROM signature x WHERE x.session = s.id AND x.meaning = 'performed')
            THEN 'changed since it was signed' END AS since
  FROM unsigned_session u
  CROSS JOIN session_now s
  JOIN patient p ON p.id = s.patient
  LEFT JOIN person g ON g.id = s.practitioner
 WHERE s.id = u.session AND (CAST(:practitioner AS BIGINT) IS NULL OR s.practitioner = :practitioner)
 ORDER BY s.at, s.id;
