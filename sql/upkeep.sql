-- name: STORE_INFO
--| form
--| clinic       text    Clinic
--| kind         text    Kind
--| jurisdiction text    Jurisdiction
--| zone         text    Zone
--| path         text    File
--| schema       count   Schema
--| program      text    Program
--| actions      count   Actions
--| persons      count   Persons
--| products     count   Products
--| lots         count   Lots
--| patients     count   Patients
--| sessions     count   Sessions
--| backup       instant Last backup
--| restore      instant Last restore or trial
--| head         text    Head
SELECT c.name AS clinic, c.kind, c.jurisdiction,
       (SELECT zone FROM site WHERE id = (SELECT min(id) FROM site)) AS zone,
       CAST(:path AS TEXT) AS path,
       (SELECT max(number) FROM migration) AS schema,
       CAST(:program AS TEXT) AS program,
       (SELECT max(id) FROM seal) AS actions,
       (SELECT count(*) FROM person) AS persons,
       (SELECT max(id) FROM product) AS products,
       (SELECT max(id) FROM lot) AS lots,
       (SELECT max(id) FROM patient) AS patients,
       (SELECT max(id) FROM session) AS sessions,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind = 'backup' ORDER BY e.id DESC LIMIT 1) AS backup,
       (SELECT a.entered FROM export e JOIN action a ON a.id = e.action
         WHERE e.kind = 'restore' ORDER BY e.id DESC LIMIT 1) AS restore,
       CAST(:head AS TEXT) AS head
  FROM clinic c
 WHERE c.id = (SELECT max(id) FROM clinic);
