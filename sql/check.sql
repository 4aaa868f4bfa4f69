-- The laws of DESIGN.md, each as a question whose rows are what breaks it. They read whole tables: a check is
-- asked of the whole record.

-- part: STANDS_NOW
m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = m.id)

-- name: CHECK_COUNTS
-- Law 2. What was counted is what the moves say was there, for every count that stands. A move dated at the very
-- instant of a count but entered later comes after it, save what was posted to keep a count true.
SELECT 'the count of ' || l.number || ' in ' || p.code || ' at ' || t.at || ' does not agree with the moves before it'
       AS finding
  FROM tally t
  JOIN lot l ON l.id = t.lot
  JOIN place p ON p.id = t.place
 WHERE NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = t.action)
   AND t.counted <> (
	SELECT coalesce(CAST(sum(CASE WHEN m.target = t.place AND coalesce(m.target_container, 0) = coalesce(t.container, 0)
	                              THEN m.amount ELSE 0 END
	                       - CASE WHEN m.source = t.place AND coalesce(m.source_container, 0) = coalesce(t.container, 0)
	                              THEN m.amount ELSE 0 END) AS BIGINT), 0)
	  FROM move m
	  LEFT JOIN move o ON o.id = m.reverses
	 WHERE m.lot = t.lot AND m.at <= t.at
	   AND (m.at < t.at OR coalesce(o.action, m.action) <= t.action OR m.tally <= t.id))
 ORDER BY t.id;

-- name: CHECK_REVERSED
-- Law 1. What never was moves nothing: no move of a reversed act stands, none for a line of a reversed batch, and none
-- for a syringe of a session that was reversed or replaced.
SELECT x.what || ' was reversed, and a move of ' || l.number || ' at ' || x.at || ' for it still stands (action '
       || CAST(x.action AS TEXT) || ')' AS finding
  FROM (SELECT m.id, m.lot, m.at, m.action, 'action ' || CAST(v.reverses AS TEXT) AS what
          FROM reversal v
          JOIN move m ON m.action = v.reverses
         WHERE {STANDS_NOW}
        UNION
        SELECT m.id, m.lot, m.at, m.action, 'batch ' || k.number
          FROM reversal v
          JOIN batch b ON b.action = v.reverses
          JOIN lot k ON k.id = b.lot
          JOIN batch_line n ON n.batch = b.id
          JOIN move m ON m.lot = n.lot AND m.batch_line = n.id
         WHERE m.action <> v.reverses AND {STANDS_NOW}
        UNION
        SELECT m.id, m.lot, m.at, m.action, 'session ' || s.number
          FROM session s
          JOIN syringe y ON y.session = s.id
          JOIN move m ON m.lot = y.lot AND m.syringe = y.id
         WHERE NOT EXISTS (SELECT 1 FROM reversal w WHERE w.reverses = s.action)
           AND EXISTS (SELECT 1 FROM session later WHERE later.replaces = s.id)
           AND {STANDS_NOW}) AS x
  JOIN lot l ON l.id = x.lot
 ORDER BY x.id, x.what;

-- name: CHECK_BELOW_NOTHING
-- Law 3. At every instant, moves of one instant together.
SELECT l.number || ' in ' || p.code || ' was below nothing at ' || min(b.at) AS finding
  FROM (SELECT d.lot, d.place, d.container, d.at,
               sum(d.delta) OVER (PARTITION BY d.lot, d.place, d.container ORDER BY d.at) AS balance
          FROM (SELECT e.lot, e.place, e.container, e.at, sum(e.delta) AS delta
                  FROM (SELECT m.lot, m.target AS place, coalesce(m.target_container, 0) AS container, m.at,
                               m.amount AS delta
                          FROM move m
                        UNION ALL
                        SELECT m.lot, m.source, coalesce(m.source_container, 0), m.at, -m.amount
                          FROM move m) AS e
                  JOIN place s ON s.id = e.place
                 WHERE s.kind = 'stock'
                 GROUP BY e.lot, e.place, e.container, e.at) AS d) AS b
  JOIN lot l ON l.id = b.lot
  JOIN place p ON p.id = b.place
 WHERE b.balance < 0
 GROUP BY b.lot, b.place, b.container, l.number, p.code
 ORDER BY b.lot, b.place, b.container;

-- name: CHECK_AFTER_ENTRY
-- Law 3. Nothing is recorded before it happened.
SELECT x.what || ' of action ' || CAST(a.id AS TEXT) || ' (' || a.verb || ') lies at ' || x.at || ', after its entry at '
       || a.entered AS finding
  FROM (SELECT id AS action, event AS at, 'the event' AS what FROM action WHERE event IS NOT NULL
        UNION ALL SELECT action, at, 'a move' FROM move
        UNION ALL SELECT action, at, 'a count' FROM tally
        UNION ALL SELECT action, at, 'a status' FROM lot_status
        UNION ALL SELECT action, opened, 'an opening' FROM container
        UNION ALL SELECT action, prepared, 'a batch' FROM batch
        UNION ALL SELECT action, at, 'a session' FROM session) AS x
  JOIN action a ON a.id = x.action
 WHERE x.at > a.entered
 ORDER BY a.id, x.what;

-- name: CHECK_USABLE
-- Law 4. What was used or given could be, as far as is known now, unless the act says why or a deviation was opened.
SELECT x.number || ' was ' || CASE x.kind WHEN 'give' THEN 'given' ELSE 'used' END || ' at ' || x.at || ' although '
       || x.barred || ', without an exception (action ' || CAST(x.action AS TEXT) || ', ' || a.verb || ')' AS finding
  FROM (SELECT w.id, w.lot, w.kind, w.at, w.action, l.number, {BARRED} AS barred
          FROM move w
          JOIN lot l ON l.id = w.lot
{JUDGED}
          LEFT JOIN container c ON c.id = w.source_container
         WHERE w.kind IN ('use', 'give')
           AND w.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM move r WHERE r.reverses = w.id)) x
  JOIN action a ON a.id = x.action
 WHERE x.barred IS NOT NULL
   AND a.exception IS NULL
   AND NOT EXISTS (SELECT 1 FROM deviation d WHERE d.lot = x.lot AND d.action >= x.action)
 ORDER BY x.id;

-- name: CHECK_BUD
-- Law 5. A mixture is never to be used later than one of its terms allows, nor than a lot in it.
SELECT 'batch ' || l.number || ' may be used until ' || coalesce(r.expires_at, 'ever') || ', later than ' || t.until || ': '
       || t.term AS finding
  FROM bud_term t
  JOIN batch b ON b.id = t.batch
  JOIN lot l ON l.id = b.lot
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
 WHERE t.action = (SELECT max(action) FROM bud_term WHERE batch = b.id)
   AND (r.expires_at IS NULL OR r.expires_at > t.until)
 UNION ALL
SELECT 'batch ' || l.number || ' may be used until ' || coalesce(r.expires_at, 'ever') || ', later than its part ' || p.number
       || ', ' || n.expires_at
  FROM batch_line_now x
  JOIN batch b ON b.id = x.batch
  JOIN lot l ON l.id = b.lot
  JOIN lot_revision r ON r.id = (SELECT max(id) FROM lot_revision WHERE lot = l.id)
  JOIN lot p ON p.id = x.lot
  JOIN lot_revision n ON n.id = (SELECT max(id) FROM lot_revision WHERE lot = p.id)
 WHERE x.used > 0 AND (r.expires_at > n.expires_at OR (r.expires_at IS NULL AND n.expires_at IS NOT NULL))
 ORDER BY 1;

-- name: CHECK_ORDER
-- Law 12. What a recipe was made into is signed by who made it, then verified, then released, save at the chair; where
-- who made it could sign no more, who verified it said how it is known.
SELECT n.finding
  FROM (SELECT 'batch ' || l.number || ' was released (action ' || CAST(s.action AS TEXT)
               || ') and nobody had verified it' AS finding, s.action AS act
          FROM lot_status s
          JOIN batch b ON b.lot = s.lot AND b.chair = 0 AND b.version IS NOT NULL
          JOIN lot l ON l.id = b.lot
         WHERE s.status = 'released'
           AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.batch = b.id AND g.meaning = 'verified' AND g.action <= s.action)
        UNION ALL
        SELECT 'batch ' || l.number || ' was verified (action ' || CAST(v.action AS TEXT)
               || ') before who made it had signed it', v.action
          FROM signature v
          JOIN batch b ON b.id = v.batch AND b.chair = 0 AND b.version IS NOT NULL
          JOIN lot l ON l.id = b.lot
          JOIN action a ON a.id = v.action
         WHERE v.meaning = 'verified' AND a.reason IS NULL
           AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.batch = b.id AND g.meaning IN ('prepared', 'amended') AND g.id < v.id)) AS n
 ORDER BY n.act, n.finding;

-- name: CHECK_APPROVED
-- Law 7. A version stays as it was approved.
SELECT 'version ' || CAST(v.number AS TEXT) || ' of ' || r.code || ' was changed after it was approved (action '
       || CAST(min(x.action) AS TEXT) || ')' AS finding
  FROM version_status s
  JOIN (SELECT version, action FROM line
        UNION ALL SELECT version, action FROM step
        UNION ALL SELECT version, action FROM version_revision) AS x ON x.version = s.version AND x.action > s.action
  JOIN version v ON v.id = s.version
  JOIN recipe r ON r.id = v.recipe
 WHERE s.status = 'approved'
 GROUP BY v.id, v.number, r.code
 ORDER BY v.id;

-- name: CHECK_LINES
-- Laws 7 and 8. What a line of a batch says was used is what left stock for it.
SELECT 'line ' || CAST(b.position AS TEXT) || ' of batch ' || n.number || ' says otherwise than its moves' AS finding
  FROM batch_line_now b
  JOIN batch t ON t.id = b.batch
  JOIN lot n ON n.id = t.lot
 WHERE b.used <> (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                   WHERE m.lot = b.lot AND m.batch_line = b.id AND m.kind = 'use' AND {STANDS_NOW})
 ORDER BY b.id;

-- name: CHECK_BATCHES
-- Laws 2 and 11. What a batch kept came to stock, and the rest of what was made up left as loss.
SELECT 'batch ' || l.number || ' does not balance: what it yielded is not what it kept and lost' AS finding
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
 WHERE NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reverses = b.action)
   AND (b.kept <> (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                    WHERE m.lot = b.lot AND m.kind = 'make' AND {STANDS_NOW})
     OR b.made_up - b.kept <> (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                                WHERE m.lot = b.lot AND m.kind = 'loss' AND {STANDS_NOW}))
 ORDER BY b.id;

-- name: CHECK_DRAWN
-- Law 11. No more is drawn from a batch than it kept.
SELECT 'more was drawn from batch ' || l.number || ' than it kept' AS finding
  FROM batch_now b
  JOIN lot l ON l.id = b.lot
 WHERE b.kept < (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                  WHERE m.lot = b.lot AND m.kind IN ('use', 'give', 'waste', 'return') AND {STANDS_NOW})
   AND NOT EXISTS (SELECT 1 FROM tally t WHERE t.lot = b.lot)
 ORDER BY b.id;

-- name: CHECK_SYRINGES
-- Law 8. What a syringe gave and wasted is what left stock for it.
SELECT 'syringe ' || CAST(y.position AS TEXT) || ' of session ' || s.number || ' says otherwise than its moves' AS finding
  FROM session_now s
  JOIN syringe y ON y.session = s.id
 WHERE y.lot IS NOT NULL
   AND (y.given <> (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                     WHERE m.lot = y.lot AND m.syringe = y.id AND m.kind = 'give' AND {STANDS_NOW})
     OR y.wasted <> (SELECT coalesce(CAST(sum(m.amount) AS BIGINT), 0) FROM move m
                      WHERE m.lot = y.lot AND m.syringe = y.id AND m.kind = 'waste' AND {STANDS_NOW}))
 ORDER BY y.id;

-- name: CHECK_NUMBERS
-- Law 11. Numbers are given without a gap, save where a restore moved them on.
SELECT n.number || ' has none before it' AS finding
  FROM (SELECT number, series, ordinal, 1 AS kind FROM lot
        UNION ALL SELECT number, series, ordinal, 2 FROM session
        UNION ALL SELECT number, series, ordinal, 3 FROM deviation
        UNION ALL SELECT number, series, ordinal, 4 FROM reaction
        UNION ALL SELECT number, series, ordinal, 5 FROM recall
        UNION ALL SELECT number, series, ordinal, 6 FROM temperature) AS n
 WHERE n.ordinal > 1
   AND NOT EXISTS (SELECT 1 FROM lot p WHERE n.kind = 1 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM session p WHERE n.kind = 2 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM deviation p WHERE n.kind = 3 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM reaction p WHERE n.kind = 4 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM recall p WHERE n.kind = 5 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM temperature p WHERE n.kind = 6 AND p.series = n.series AND p.ordinal = n.ordinal - 1)
   AND NOT EXISTS (SELECT 1 FROM numbering p WHERE p.series = n.series AND p.after = n.ordinal - 1)
 ORDER BY n.number;

-- name: CHECK_SECOND_PERSON
-- Law 12. Where the rule asks for a second person, who made a batch did not verify it, save at the chair; who counted
-- signed that, and a witness is another.
SELECT 'batch ' || l.number || ' was verified by who made it, without an exception' AS finding
  FROM signature g
  JOIN batch b ON b.id = g.batch AND b.maker = g.person AND b.chair = 0
  JOIN lot l ON l.id = b.lot
  JOIN action a ON a.id = g.action
  JOIN rule_now r ON r.code = 'second-person' AND r.force IN ('sign', 'forbid')
 WHERE g.meaning = 'verified' AND a.exception IS NULL
   AND NOT EXISTS (SELECT 1 FROM deviation d WHERE d.batch = b.id)
UNION ALL
SELECT 'count ' || CAST(t.id AS TEXT) || CASE g.meaning WHEN 'counted' THEN ' was signed by another than who counted'
                                                        ELSE ' was witnessed by who counted it' END
  FROM signature g
  JOIN tally t ON t.id = g.tally
  JOIN action a ON a.id = t.action
 WHERE (g.person = a.person) <> (g.meaning = 'counted')
 ORDER BY 1;

-- name: CHECK_REVIEWED
-- Law 13. Who reviewed the journal signed the hash that seals it there.
SELECT 'the review of action ' || CAST(g.action AS TEXT) || ' is of another journal up to action ' || CAST(g.seal AS TEXT) AS finding
  FROM signature g
  JOIN seal s ON s.id = g.seal
 WHERE g.seal IS NOT NULL AND g.content <> s.hash
 ORDER BY g.id;

-- name: CHECK_SIGNED
-- Law 12. A session is known as not signed while no signature says who performed it, or what was given was corrected
-- since; a count while none says who counted.
SELECT 'session ' || s.number || CASE WHEN u.session IS NULL THEN ' is not signed, and nothing says so'
                                      ELSE ' is signed, and is said not to be' END AS finding
  FROM session s
  LEFT JOIN unsigned_session u ON u.session = s.id
 WHERE CASE WHEN s.reported IS NOT NULL
              OR EXISTS (SELECT 1 FROM signature g
                          WHERE g.session = s.id AND g.meaning = 'performed'
                            AND NOT EXISTS (SELECT 1 FROM syringe y JOIN composition c ON c.lot = y.lot
                                             WHERE y.session = s.id AND c.action > g.action)
                            AND NOT EXISTS (SELECT 1 FROM syringe y JOIN batch b ON b.lot = y.lot
                                              JOIN batch_line n ON n.batch = b.id
                                             WHERE y.session = s.id AND n.action > g.action))
            THEN 0 ELSE 1 END <> CASE WHEN u.session IS NULL THEN 0 ELSE 1 END
UNION ALL
SELECT 'count ' || CAST(t.id AS TEXT) || CASE WHEN u.tally IS NULL THEN ' is not signed, and nothing says so'
                                              ELSE ' is signed, and is said not to be' END
  FROM tally t
  LEFT JOIN unsigned_tally u ON u.tally = t.id
 WHERE (u.tally IS NULL) <> EXISTS (SELECT 1 FROM signature g WHERE g.tally = t.id AND g.meaning = 'counted')
 ORDER BY 1;

-- name: CHECK_ENTRIES
-- Section 4. Entry instants never decrease, save where an act says that the clock was wrong.
SELECT 'action ' || CAST(b.id AS TEXT) || ' (' || b.verb || ') was entered at ' || b.entered || ', before the one before it'
       AS finding
  FROM action a
  JOIN action b ON b.id = a.id + 1
 WHERE b.entered < a.entered AND b.verb <> 'store clock'
 ORDER BY b.id;

-- name: CHECK_BEYOND_USE
-- Each correction of a batch weighs the reasons again: the newest that governs is the lot's end.
SELECT l.number || ' ends ' || coalesce(n.expires_at, 'never') || ', and what governs it ends ' || t.until AS finding
  FROM batch b
  JOIN lot l ON l.id = b.lot
  JOIN lot_now n ON n.id = l.id
  JOIN bud_term t ON t.id = (SELECT max(id) FROM bud_term WHERE batch = b.id AND governs = 1)
 WHERE n.expires_at IS NULL OR n.expires_at <> t.until
 ORDER BY b.id;

-- name: CHECK_EXPIRIES
-- Every expiry that ever stood of what was bought, with the zone where it came in, for its end to be computed again.
SELECT l.number, r.expires, r.expires_at, s.zone
  FROM lot_revision r
  JOIN lot l ON l.id = r.lot
  JOIN move m ON m.id = (SELECT f.id FROM move f JOIN place p ON p.id = f.target
                          WHERE f.lot = l.id AND p.site IS NOT NULL ORDER BY f.at, f.id LIMIT 1)
  JOIN place p ON p.id = m.target
  JOIN site s ON s.id = p.site
 WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.lot = l.id)
 ORDER BY s.zone, r.id;

-- name: CHECK_LOTS
-- Each lot, for its composition to be recomputed.
SELECT l.id, l.number FROM lot l WHERE l.id > :after ORDER BY l.id LIMIT 1;
