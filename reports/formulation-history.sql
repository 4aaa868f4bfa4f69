-- report: Formulation history
-- asks: What exactly was this patient given, session by session, down to every bought lot that reached it?
-- note: Only sessions that stand: neither one that was reversed or replaced nor what undid it is shown.
-- note: What a patient got of an ingredient is the amount given times the composition of its lot, rounded once. The steps behind a mixture show what its batch used, out of what was made up.
-- needs: patient The patient's code
-- document: across
-- exists: patient
SELECT p.id FROM patient p WHERE lower(p.code) = lower(:patient) AND p.action <= :head;
-- part: STANDING
standing AS (
	SELECT s.id, s.action, s.number, s.at, s.practitioner, s.indication, s.patient, s.reported, s.replaces
	  FROM session s
	 WHERE s.patient = (SELECT p.id FROM patient p WHERE lower(p.code) = lower(:patient))
	   AND s.action <= :head AND s.at <= :at
	   AND NOT EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id AND later.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = s.action AND v.action <= :head)
)
-- sheet: Sessions
-- section: patient
--| form
--| patient  text    Patient
--| sessions count   Sessions
--| first    instant First
--| last     instant Last
WITH {STANDING}
SELECT (SELECT p.code FROM patient p WHERE lower(p.code) = lower(:patient)) AS patient, count(s.id) AS sessions,
       min(s.at) AS first, max(s.at) AS last
  FROM standing s;
-- section: sessions
--| title What was given
--| at           instant When
--| session      text    Session [key]
--| syringe      count   Syringe [hide=narrow]
--| practitioner text    By
--| recipe       text    Recipe [hide=narrow]
--| version      count   Version [hide=narrow]
--| product      text    Product
--| lot          text    Lot [key]
--| given        amount  Given [total=product]
--| wasted       amount  Wasted [total=product]
--| technique    text    Technique
--| needle       text    Needle [hide=narrow]
--| points       count   Points
--| indication   text    Indication [hide=narrow]
--| signed       text    Signed by [flag=not signed:amber]
--| signed_at    instant Signed [hide=narrow]
--| changed      flag    Corrected [hide=narrow, flag=corrected:amber]
WITH {STANDING}
SELECT s.at AS at, s.number AS session, y.position AS syringe, w.code || k.typed AS practitioner, rc.code AS recipe,
       CASE WHEN y.lot IS NOT NULL OR y.picked IS NOT NULL THEN v.number END AS version,
       p.code AS product, coalesce(l.number, y.reported_lot) AS lot, y.given AS given, y.wasted AS wasted, y.unit AS unit,
       y.technique AS technique, y.needle AS needle,
       y.points AS points, s.indication AS indication,
       coalesce((SELECT n.name FROM person_revision n
                  WHERE n.id = (SELECT max(x.id) FROM person_revision x WHERE x.person = g.person AND x.action <= g.action)),
                CASE WHEN s.reported IS NOT NULL THEN s.reported || ' (reported)' ELSE 'not signed' END) AS signed,
       ga.entered AS signed_at, CASE WHEN s.replaces IS NULL THEN 0 ELSE 1 END AS changed
  FROM standing s
  JOIN syringe y ON y.session = s.id
  LEFT JOIN lot l ON l.id = y.lot
  LEFT JOIN batch b ON b.lot = l.id
  LEFT JOIN version v ON v.id = coalesce(y.version, b.version)
  LEFT JOIN recipe rc ON rc.id = v.recipe
  LEFT JOIN product p ON p.id = coalesce(l.product, y.product)
  LEFT JOIN person w ON w.id = s.practitioner
  LEFT JOIN act_by k ON k.action = s.action
  LEFT JOIN signature g ON g.id = (
	SELECT max(x.id) FROM signature x
	 WHERE x.session = s.id AND x.meaning = 'performed' AND x.action <= :then
	   AND NOT EXISTS (SELECT 1 FROM syringe z JOIN composition c ON c.lot = z.lot
	                    WHERE z.session = s.id AND c.action > x.action AND c.action <= :head)
	   AND NOT EXISTS (SELECT 1 FROM syringe z JOIN batch k ON k.lot = z.lot JOIN batch_line n ON n.batch = k.id
	                    WHERE z.session = s.id AND n.action > x.action AND n.action <= :head))
  LEFT JOIN action ga ON ga.id = g.action
 ORDER BY s.at, s.id, y.position, y.id;
-- section: areas
--| title Where
--| session text   Session
--| syringe count  Syringe
--| area    text   Area
--| given   amount Given
--| points  count  Points
WITH {STANDING}
SELECT s.number AS session, y.position AS syringe, a.area AS area, a.given AS given, y.unit AS unit, a.points AS points
  FROM standing s
  JOIN syringe y ON y.session = s.id
  JOIN syringe_area a ON a.syringe = y.id
 ORDER BY s.at, s.id, y.position, a.position, a.id;
-- section: told
--| title Given elsewhere: told, not recorded here
--| at         instant When
--| ingredient text    Ingredient
--| given      amount  Amount
--| told       text    As it was told [width=48]
--| entered    instant Told [hide=narrow]
--| who        text    Entered by
SELECT f.at AS at, i.code AS ingredient, f.amount AS given, f.unit AS unit, f.value AS told, a.entered AS entered, w.code AS who
  FROM patient p
  JOIN patient_fact f ON f.patient = p.id AND f.kind = 'dose' AND f.held = 1 AND f.action <= :head AND f.at <= :at
  JOIN ingredient i ON i.id = f.ingredient
  JOIN action a ON a.id = f.action
  LEFT JOIN act_by w ON w.action = a.id
 WHERE lower(p.code) = lower(:patient)
   AND NOT EXISTS (SELECT 1 FROM patient_fact later
                    WHERE later.patient = f.patient AND later.kind = f.kind AND later.id > f.id AND later.action <= :head
                      AND lower(later.value) = lower(f.value))
 ORDER BY f.at, f.id;
-- section: screening
--| title Screening and consent
--| session text  Session
--| asked   count Asked
--| yes     text  Yes to    [flag=yes:red]
--| consent text  Consent
WITH {STANDING}
SELECT s.number AS session, (SELECT count(*) FROM screening k WHERE k.session = s.id) AS asked, k.condition AS yes,
       (SELECT n.consent FROM session n WHERE n.id = s.id) AS consent
  FROM standing s
  LEFT JOIN screening k ON k.session = s.id AND k.answer = 'yes'
 ORDER BY s.at, s.id, k.id;
-- section: reactions
--| title Reported since
--| session  text    Session
--| number   text    Reaction
--| told     instant Told
--| kind     text    Kind
--| severity text    Severity [flag=severe:red,flag=life-threatening:red]
--| outcome  text    Outcome
--| onset    instant Began
WITH RECURSIVE {STANDING},
same (id, stands) AS (
	SELECT s.id, s.id FROM standing s
	UNION
	SELECT s.replaces, x.stands FROM same x JOIN session s ON s.id = x.id WHERE s.replaces IS NOT NULL
)
SELECT s.number AS session, r.number AS number, coalesce(a.event, a.entered) AS told, r.kind AS kind,
       (SELECT e.severity FROM reaction_entry e WHERE e.reaction = r.id AND e.action <= :head AND e.severity IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS severity,
       (SELECT e.outcome FROM reaction_entry e WHERE e.reaction = r.id AND e.action <= :head AND e.outcome IS NOT NULL
         ORDER BY e.at DESC, e.id DESC LIMIT 1) AS outcome, r.onset AS onset
  FROM same x
  JOIN reaction r ON r.session = x.id AND r.action <= :head AND (SELECT coalesce(k.event, k.entered) FROM action k WHERE k.id = r.action) <= :at
  JOIN session s ON s.id = x.stands
  JOIN action a ON a.id = r.action
 WHERE NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = r.action AND v.action <= :head)
 ORDER BY s.at, s.id, r.id;
-- section: passed
--| title Rules that were passed
--| session text    Session
--| outcome text    Outcome [flag=overridden:amber,flag=signed:amber,flag=exception:red]
--| said    text    What a rule said [width=60]
--| why     text    Why it was passed
--| who     text    By
WITH {STANDING}
SELECT t.session AS session, v.outcome AS outcome, v.text AS said, v.reason AS why, w.code AS who
  FROM (SELECT s.number AS session, v.id AS verdict
          FROM standing s JOIN verdict v ON v.session = s.id
         UNION
        SELECT s.number, v.id
          FROM standing s JOIN syringe y ON y.session = s.id JOIN batch b ON b.lot = y.lot JOIN verdict v ON v.batch = b.id
         UNION
        SELECT s.number, v.id
          FROM standing s JOIN syringe y ON y.session = s.id JOIN verdict v ON v.version = y.version) t
  JOIN verdict v ON v.id = t.verdict AND v.outcome <> 'warned' AND v.action <= :head
  JOIN action a ON a.id = v.action
  LEFT JOIN act_by w ON w.action = a.id
 ORDER BY t.session, v.id;
-- sheet: Ingredients
-- section: ingredients
--| at         instant  When
--| session    text     Session
--| lot        text     Lot
--| ingredient text     Ingredient
--| name       text     Name [hide=narrow]
--| strength   strength Strength
--| given      scaled   Given [unit=given_unit, total=ingredient]
WITH {STANDING}
SELECT s.at AS at, s.number AS session, l.number AS lot, i.code AS ingredient, n.name AS name,
       c.amount AS strength, c.unit AS strength_unit, c.per AS strength_per, p.unit AS strength_per_unit,
       c.amount AS given, y.given AS given_times, c.per AS given_over, c.unit AS given_unit
  FROM standing s
  JOIN syringe y ON y.session = s.id
  JOIN lot l ON l.id = y.lot
  JOIN product p ON p.id = l.product
  JOIN composition c ON c.lot = l.id
   AND c.action = (SELECT max(x.action) FROM composition x WHERE x.lot = l.id AND x.action <= :head)
  JOIN ingredient i ON i.id = c.ingredient
  JOIN ingredient_revision n ON n.id = (SELECT max(x.id) FROM ingredient_revision x WHERE x.ingredient = i.id AND x.action <= :head)
 ORDER BY s.at, s.id, y.position, i.code, c.id;
-- sheet: Lots behind
-- section: lots
--| at       instant When [hide=narrow]
--| session  text    Session
--| syringe  count   Syringe
--| depth    count   Step
--| product  text    Product
--| lot      text    Lot
--| maker    text    Maker's lot
--| expires  day     Expires
--| supplier text    Supplier [hide=narrow]
--| received instant Received or made [hide=narrow]
--| went     text    Went into
--| used     amount  Used
--| made_up  amount  Out of [unit=made_unit]
WITH RECURSIVE {STANDING},
reached AS (
	SELECT y.id AS syringe, y.lot AS lot, CAST(0 AS BIGINT) AS depth, CAST(NULL AS BIGINT) AS batch, CAST(NULL AS BIGINT) AS line
	  FROM standing s
	  JOIN syringe y ON y.session = s.id
	 WHERE y.lot IS NOT NULL
	UNION
	SELECT t.syringe, n.lot, t.depth + 1, b.id, n.id
	  FROM reached t
	  JOIN batch b ON b.lot = t.lot
	  JOIN batch_line n ON n.batch = b.id
	 WHERE n.action <= :head AND t.depth < 20
	   AND NOT EXISTS (SELECT 1 FROM batch_line later WHERE later.replaces = n.id AND later.action <= :head)
)
SELECT s.at AS at, s.number AS session, y.position AS syringe, t.depth AS depth, p.code AS product, l.number AS lot,
       r.maker_number AS maker, r.expires AS expires, su.code AS supplier, l.received AS received,
       coalesce(bl.number, 'patient') AS went, coalesce(n.used, y.given) AS used, coalesce(n.unit, y.unit) AS unit,
       coalesce((SELECT m.made_up FROM batch_measure m WHERE m.batch = b.id AND m.action <= :head ORDER BY m.id DESC LIMIT 1),
                b.made_up) AS made_up, coalesce(b.unit, 'L') AS made_unit
  FROM reached t
  JOIN syringe y ON y.id = t.syringe
  JOIN standing s ON s.id = y.session
  JOIN lot l ON l.id = t.lot
  JOIN product p ON p.id = l.product
  JOIN lot_revision r ON r.id = (SELECT max(x.id) FROM lot_revision x WHERE x.lot = l.id AND x.action <= :head)
  LEFT JOIN supplier su ON su.id = r.supplier
  LEFT JOIN batch b ON b.id = t.batch
  LEFT JOIN lot bl ON bl.id = b.lot
  LEFT JOIN batch_line n ON n.id = t.line
 ORDER BY s.at, s.id, y.position, t.depth, n.position NULLS FIRST, l.number, t.line;
