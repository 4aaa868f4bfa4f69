-- Phrases: what people read, per language.

-- name: PHRASE_INSERT
INSERT INTO phrase (action, list, code, language, text, dropped)
VALUES (:action, :list, :code, :language, :text, :dropped)
RETURNING *;

-- name: PHRASE_LISTS
-- The lists there are, each found by the one before it.
WITH RECURSIVE lists (list) AS (
	SELECT min(list) FROM phrase
	UNION ALL
	SELECT (SELECT min(p.list) FROM phrase p WHERE p.list > l.list) FROM lists l WHERE l.list IS NOT NULL
)
SELECT list FROM lists WHERE list IS NOT NULL ORDER BY list;

-- name: PHRASE_TEXT_NOW
-- In the language asked for, else in English.
SELECT f.text
  FROM phrase_now f
 WHERE f.list = :list AND f.code = :code AND f.language IN (CAST(:language AS TEXT), 'en')
 ORDER BY CASE WHEN f.language = CAST(:language AS TEXT) THEN 0 ELSE 1 END, f.id
 LIMIT 1;

-- name: PHRASE_OF_CODE
SELECT f.code, f.language, f.text
  FROM phrase_now f
 WHERE f.list = :list AND f.code = :code
 ORDER BY f.language, f.id;

-- name: PHRASE_NAMES
-- Every way to call a phrase of a list.
SELECT t.name, t.code
  FROM (SELECT f.code AS name, f.code, f.id FROM phrase_now f WHERE f.list = :list
        UNION ALL SELECT f.text, f.code, f.id FROM phrase_now f WHERE f.list = :list) AS t
 ORDER BY t.id, t.name;

-- name: PHRASE_AREAS
-- Every way to call an area, then the wider one it lies within.
SELECT f.list, f.code, f.text
  FROM phrase_now f
 WHERE f.list IN ('area', 'within')
 ORDER BY f.list, f.code, f.language, f.id;

-- name: PHRASE_LANGUAGES
SELECT f.language, count(*) AS phrases
  FROM phrase_now f
 GROUP BY f.language
 ORDER BY f.language;

-- name: PHRASE_LIST
--| list     text List
--| code     text Code
--| language text In
--| text     text What it says
SELECT f.list, f.code, f.language, f.text
  FROM phrase_now f
 WHERE (CAST(:list AS TEXT) IS NULL OR f.list = :list)
   AND (CAST(:language AS TEXT) IS NULL OR f.language = :language)
 ORDER BY f.list, f.code, f.language, f.id;

-- name: PHRASE_KINDS
--| kind text Kind
--| text text What it is
SELECT f.code AS kind, f.text
  FROM phrase_now f
 WHERE f.list = :list
   AND f.id = (SELECT n.id FROM phrase_now n
                WHERE n.list = f.list AND n.code = f.code AND n.language IN (CAST(:language AS TEXT), 'en')
                ORDER BY CASE WHEN n.language = CAST(:language AS TEXT) THEN 0 ELSE 1 END, n.id LIMIT 1)
 ORDER BY f.code, f.id;
