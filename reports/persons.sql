-- report: Persons and roles
-- asks: Who worked here as of an instant, in which roles, who may release, and how did roles, rights, names and licences change?
-- note: What a person may do follows from the roles held and the rights those roles have; both are rows, and both histories are here. Alone: only where the clinic has no pharmacist.
-- takes: person Only this person
-- exists: person
SELECT w.id FROM person w WHERE lower(w.code) = lower(:person) AND w.action <= :head;
-- part: HELD
who AS (
	SELECT w.id, w.code, w.action
	  FROM person w
	  JOIN action k ON k.id = w.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
	 WHERE CAST(:person AS TEXT) IS NULL OR lower(w.code) = lower(CAST(:person AS TEXT))
),
held AS (
	SELECT r.person, r.role
	  FROM who w
	  JOIN person_role r ON r.person = w.id
	 WHERE r.held = 1 AND r.id = (SELECT max(x.id) FROM person_role x JOIN action k ON k.id = x.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
	                               WHERE x.person = r.person AND x.role = r.role)
)
-- sheet: Persons
-- section: persons
--| title Persons
--| who      text    Person [key=person]
--| name     text    Name
--| roles    text    Roles
--| licence  text    Licence
--| ends     day     Licence ends
--| state    text    State [flag=retired:grey,flag=licence run out:red]
--| since    instant On record since
--| account  text    Account [hide=table]
WITH {HELD}
SELECT w.code AS who, r.name AS name,
       (SELECT string_agg(t.role, ', ') FROM (SELECT h.role FROM held h WHERE h.person = w.id ORDER BY h.role) AS t) AS roles,
       r.licence AS licence, r.licence_expires AS ends,
       CASE WHEN r.retired = 1 THEN 'retired' WHEN r.licence_expires < local_day(:at, :zone) THEN 'licence run out' END AS state,
       k.entered AS since, r.account AS account
  FROM who w
  JOIN action k ON k.id = w.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
  JOIN person_revision r ON r.id = (SELECT max(x.id) FROM person_revision x JOIN action n ON n.id = x.action AND n.id <= :head AND coalesce(n.event, n.entered) <= :at WHERE x.person = w.id)
 ORDER BY w.code, w.id;
-- sheet: Persons changed
-- section: person_revisions
--| title Names and licences, as they were entered
--| at      instant When
--| who     text    Person [link=person]
--| name    text    Name
--| account text    Account
--| licence text    Licence
--| ends    day     Licence ends
--| retired flag    Retired [flag=retired:grey]
--| by_who  text    By [hide=narrow]
--| why     text    Why
WITH {HELD}
SELECT coalesce(k.event, k.entered) AS at, w.code AS who, r.name AS name, r.account AS account, r.licence AS licence, r.licence_expires AS ends,
       r.retired AS retired, b.code AS by_who, k.reason AS why
  FROM who w
  JOIN person_revision r ON r.person = w.id
  JOIN action k ON k.id = r.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
  LEFT JOIN act_by b ON b.action = k.id
 ORDER BY r.id;
-- sheet: Who may sign what
-- section: rights
--| title Who may sign what
--| act   text Act
--| who   text Person [link=person]
--| name  text Name
--| role  text By the role
--| alone flag Alone
WITH {HELD}
SELECT g.verb AS act, w.code AS who, r.name AS name, g.role AS role, g.alone AS alone
  FROM role_right g
  JOIN held h ON h.role = g.role
  JOIN who w ON w.id = h.person
  JOIN person_revision r ON r.id = (SELECT max(x.id) FROM person_revision x JOIN action n ON n.id = x.action AND n.id <= :head AND coalesce(n.event, n.entered) <= :at WHERE x.person = w.id)
 WHERE g.held = 1 AND r.retired = 0
   AND g.id = (SELECT max(x.id) FROM role_right x JOIN action k ON k.id = x.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at WHERE x.verb = g.verb AND x.role = g.role)
   AND g.verb IN ('batch verify', 'batch release', 'batch reject', 'lot release', 'lot reject', 'recipe approve', 'rule approve',
                  'deviation close', 'recall close', 'session record', 'supplier approve')
 ORDER BY g.verb, w.code, g.role, g.id;
-- sheet: Roles given and taken
-- section: roles
--| title Roles given and taken
--| at     instant When
--| who    text    Person [link=person]
--| role   text    Role
--| held   text    Change [flag=taken:amber,flag=given:green]
--| by_who text    By
--| why    text    Why
--| act    count   Act [hide=narrow]
WITH {HELD}
SELECT coalesce(k.event, k.entered) AS at, w.code AS who, r.role AS role, CASE r.held WHEN 1 THEN 'given' ELSE 'taken' END AS held, b.code AS by_who,
       k.reason AS why, r.action AS act
  FROM who w
  JOIN person_role r ON r.person = w.id
  JOIN action k ON k.id = r.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
  LEFT JOIN act_by b ON b.action = k.id
 ORDER BY r.id;
-- sheet: Rights changed
-- section: right_changes
--| title Rights given to roles and taken from them, after those the store began with
--| at     instant When
--| role   text    Role
--| act    text    Right to
--| held   text    Change [flag=taken:amber,flag=given:green]
--| alone  flag    Alone
--| by_who text    By
--| why    text    Why
WITH {HELD}
SELECT coalesce(k.event, k.entered) AS at, g.role AS role, g.verb AS act, CASE g.held WHEN 1 THEN 'given' ELSE 'taken' END AS held, g.alone AS alone,
       b.code AS by_who, k.reason AS why
  FROM role_right g
  JOIN action k ON k.id = g.action AND k.id <= :head
   AND coalesce(k.event, k.entered) <= :at
  LEFT JOIN act_by b ON b.action = k.id
 WHERE g.action > (SELECT min(x.action) FROM role_right x)
 ORDER BY g.id;
