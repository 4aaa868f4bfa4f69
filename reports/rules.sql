-- report: Rules
-- asks: Which rules held as of an instant, what did each say with which number and from which source, who approved it, and how did it change?
-- note: The version in force is the newest one approved by then, or the newest where none was approved: that one only warns. A rule with a source is approved as entered; any other by a signature.
-- takes: rule Only this rule
-- exists: rule
SELECT u.id FROM rule u WHERE lower(u.code) = lower(:rule) AND u.action <= :head;
-- part: VERSIONS
versions AS (
	SELECT u.code, u.id AS of_rule, r.id, r.kind, r.severity, r.override, r.measure, r.least, r.amount, r.unit, r.per, r.per_unit, r.span,
	       r.text, r.jurisdiction, r.source, r.evidence, r.requirement, r.retired, r.action,
	       (SELECT count(*) FROM rule_revision v WHERE v.rule = u.id AND v.id <= r.id) AS version,
	       coalesce(a.event, a.entered) AS at, a.person, a.reason, g.person AS approver, ga.entered AS approved_at,
	       CASE WHEN r.approved = 1 OR g.id IS NOT NULL THEN 1 ELSE 0 END AS approved,
	       coalesce(i.code, c.code, p.code) AS about, coalesce(wi.code, wc.code, wp.code, r.condition) AS beside
	  FROM rule u
	  JOIN rule_revision r ON r.rule = u.id AND r.action <= :head
	  JOIN action a ON a.id = r.action AND coalesce(a.event, a.entered) <= :at
	  LEFT JOIN signature g ON g.id = (SELECT min(s.id) FROM signature s JOIN action sa ON sa.id = s.action
	                                    WHERE s.rule = r.id AND s.meaning = 'approved' AND s.action <= :head AND sa.entered <= :at)
	  LEFT JOIN action ga ON ga.id = g.action
	  LEFT JOIN ingredient i ON i.id = r.ingredient
	  LEFT JOIN class c ON c.id = r.class
	  LEFT JOIN product p ON p.id = r.product
	  LEFT JOIN ingredient wi ON wi.id = r.with_ingredient
	  LEFT JOIN class wc ON wc.id = r.with_class
	  LEFT JOIN product wp ON wp.id = r.with_product
	 WHERE CAST(:rule AS TEXT) IS NULL OR lower(u.code) = lower(CAST(:rule AS TEXT))
)
-- part: NUMBERS
       CASE WHEN r.unit IN ('g', 'L', 'IU', 'U', 'mol', 'piece') THEN r.least END AS least,
       CASE WHEN r.unit IN ('g', 'L', 'IU', 'U', 'mol', 'piece') THEN r.amount END AS amount,
       CASE WHEN r.unit IN ('g', 'L', 'IU', 'U', 'mol', 'piece') THEN r.unit END AS unit, r.per AS per, r.per_unit AS per_unit,
       CASE WHEN r.unit = 'pH'
            THEN coalesce(CAST(r.least / 100 AS TEXT) || '.' || substr(CAST(100 + r.least % 100 AS TEXT), 2, 2) || ' to ', '')
                 || CAST(r.amount / 100 AS TEXT) || '.' || substr(CAST(100 + r.amount % 100 AS TEXT), 2, 2) || ' pH'
            WHEN r.unit = '%' THEN CAST(r.amount AS TEXT) || ' %'
            WHEN r.unit = 'count' THEN CAST(r.amount AS TEXT) || CASE r.measure WHEN 'age' THEN ' years' ELSE coalesce(' ' || r.measure, '') END END AS figure,
       CASE WHEN r.span = 0 THEN 'at once'
            WHEN r.span % 86400 = 0 AND r.span > 172800 THEN CAST(r.span / 86400 AS TEXT) || ' d'
            WHEN r.span % 3600 = 0 THEN CAST(r.span / 3600 AS TEXT) || ' h'
            ELSE CAST(r.span / 60 AS TEXT) || ' min' END AS time
-- sheet: Rules in force
-- section: rules
--| title Rules in force
--| rule         text   Rule [key]
--| version      count  Version [hide=narrow]
--| kind         text   Kind [hide=narrow]
--| about        text   About [hide=table]
--| beside       text   With [hide=table]
--| severity     text   Severity [flag=forbid:red,flag=sign:amber]
--| passed_by    text   Passed by [hide=table]
--| text         text   What it says [width=60]
--| least        amount Least [hide=narrow]
--| amount       amount Limit [hide=narrow]
--| per          amount Per [unit=per_unit, hide=narrow]
--| figure       text   Number [hide=narrow]
--| time         text   Time [hide=narrow]
--| jurisdiction text   Where [hide=narrow]
--| source       text   Source [hide=narrow]
--| evidence     text   Evidence [hide=table]
--| requirement  text   Required by [hide=table]
--| approver     text   Approved by [hide=narrow]
--| approved     text   Approved [flag=no:amber]
WITH {VERSIONS}
SELECT r.code AS rule, r.version AS version, r.kind AS kind, r.about AS about, r.beside AS beside, r.severity AS severity,
       coalesce(r.override, 'nothing') AS passed_by, r.text AS text,
{NUMBERS},
       r.jurisdiction AS jurisdiction, r.source AS source, r.evidence AS evidence, r.requirement AS requirement, w.code AS approver,
       CASE r.approved WHEN 1 THEN 'yes' ELSE 'no' END AS approved
  FROM (SELECT v.*, row_number() OVER (PARTITION BY v.of_rule ORDER BY v.approved DESC, v.id DESC) AS rank FROM versions v) r
  LEFT JOIN person w ON w.id = r.approver
 WHERE r.rank = 1 AND r.retired = 0
 ORDER BY r.code, r.id;
-- sheet: Rules changed
-- section: changed_rules
--| title Every version of the rules that were changed
--| rule      text    Rule
--| version   count   Version
--| at        instant Entered
--| who       text    By
--| severity  text    Severity [hide=narrow]
--| text      text    What it says [width=60]
--| least     amount  Least [hide=table]
--| amount    amount  Limit [hide=narrow]
--| per       amount  Per [unit=per_unit, hide=narrow]
--| figure    text    Number [hide=narrow]
--| time      text    Time [hide=narrow]
--| source    text    Source [hide=narrow]
--| why       text    Why
--| approver  text    Approved by [hide=narrow]
--| approved_at instant Approved [hide=narrow]
--| state     text    State [flag=waits for approval:amber,flag=retired:grey]
WITH {VERSIONS}
SELECT r.code AS rule, r.version AS version, r.at AS at, w.code AS who, r.severity AS severity, r.text AS text,
{NUMBERS},
       r.source AS source, r.reason AS why, g.code AS approver, r.approved_at AS approved_at,
       CASE WHEN r.retired = 1 THEN 'retired' WHEN r.approved = 0 THEN 'waits for approval' END AS state
  FROM versions r
  LEFT JOIN person w ON w.id = r.person
  LEFT JOIN person g ON g.id = r.approver
 WHERE EXISTS (SELECT 1 FROM rule_revision x WHERE x.rule = r.of_rule AND x.action <= :head AND x.id <> r.id)
    OR (r.approver IS NOT NULL)
 ORDER BY r.code, r.id;
