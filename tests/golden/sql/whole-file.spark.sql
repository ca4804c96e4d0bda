-- lmrules: decisions by the rulebook nukleærmedisin sha256:4a435ef33c106549886711008d879b0ae8a3b642a70e139c3f6bfd2ae99fd50c
-- to the set NUK-2025, in the dialect spark.
-- Generated: change the rules, not this. A proposal for a person to sign, never a verdict.
WITH targets(target, objective, reason) /* what is decided on, and the reason where it must be assessed */ AS (
  VALUES
    (0, 'NKM-004', 'incomplete'),
    (1, 'NKM-005', 'no-rule'),
    (2, 'NKM-009', 'incomplete'),
    (3, 'NKM-030', 'declared-new'),
    (4, 'STR-001', 'incomplete')
), ways(way, target, outcome, rule, transition, needs_0) /* each way to an outcome, best first, and what it needs, as bits */ AS (
  VALUES
    (1, 0, 'approved', CAST(NULL AS STRING), CAST(NULL AS STRING), 8), /* NUK-2025/NKM-004 */
    (2, 0, 'transferred', 'PET', 'NUK-2020→NUK-2025', 1), /* NUK-2020/NUK-023 */
    (3, 1, 'approved', CAST(NULL AS STRING), CAST(NULL AS STRING), 16), /* NUK-2025/NKM-005 */
    (4, 2, 'approved', CAST(NULL AS STRING), CAST(NULL AS STRING), 32), /* NUK-2025/NKM-009 */
    (5, 2, 'transferred', 'forskning', 'NUK-2020→NUK-2025', 2), /* NUK-2020/NUK-031 */
    (6, 3, 'approved', CAST(NULL AS STRING), CAST(NULL AS STRING), 64), /* NUK-2025/NKM-030 */
    (7, 4, 'approved', CAST(NULL AS STRING), CAST(NULL AS STRING), 128), /* NUK-2025/STR-001 */
    (8, 4, 'transferred', 'V1', 'NUK-2020→NUK-2025', 4) /* NUK-2020/STR-001 */
), approvals_in /* the table, by our names */ AS (
  SELECT
    NULLIF(CAST(person AS STRING), '') AS person,
    NULLIF(CAST(objective AS STRING), '') AS objective,
    approved AS approved,
    NULLIF(CAST(`set` AS STRING), '') AS named_set,
    NULLIF(status, '') AS status,
    started AS started
  FROM approvals
), rows_read /* each row's set and code, and what is wrong with the row */ AS (
  SELECT
    a.person,
    a.approved,
    a.started,
    CASE
      WHEN NOT a.named_set IS NULL
      THEN a.named_set
      WHEN SUBSTRING(a.objective, 1, 9) = 'NUK-2020/'
      THEN 'NUK-2020'
      WHEN SUBSTRING(a.objective, 1, 9) = 'NUK-2025/'
      THEN 'NUK-2025'
    END AS set_name,
    CASE
      WHEN SUBSTRING(a.objective, 1, 9) = 'NUK-2020/'
      AND (
        a.named_set = 'NUK-2020' OR a.named_set IS NULL
      )
      THEN SUBSTRING(a.objective, 10, 1000)
      WHEN SUBSTRING(a.objective, 1, 9) = 'NUK-2025/'
      AND (
        a.named_set = 'NUK-2025' OR a.named_set IS NULL
      )
      THEN SUBSTRING(a.objective, 10, 1000)
      ELSE a.objective
    END AS code,
    CASE WHEN LOWER(a.status) IN ('revoked', 'trukket', 'trekt') THEN 1 ELSE 0 END AS revoked,
    CASE
      WHEN a.person IS NULL
      THEN 'no-person'
      WHEN a.objective IS NULL
      THEN 'no-objective'
      WHEN a.approved IS NULL
      THEN 'no-date'
      WHEN NOT a.status IS NULL
      AND NOT LOWER(a.status) IN ('approved', 'godkjent', 'revoked', 'trukket', 'trekt')
      THEN 'unknown-status'
    END AS problem
  FROM approvals_in AS a
), persons_begun /* when each person began */ AS (
  SELECT
    r.person,
    CASE WHEN MIN(r.started) <> MAX(r.started) THEN 1 ELSE 0 END AS two_starts
  FROM rows_read AS r
  WHERE
    r.problem IS NULL
  GROUP BY
    r.person
), judged /* the rows, with all that keeps one from being used */ AS (
  SELECT
    r.person,
    r.set_name,
    r.code,
    r.approved,
    r.revoked,
    CASE
      WHEN NOT r.problem IS NULL
      THEN r.problem
      WHEN b.two_starts = 1 AND NOT r.started IS NULL
      THEN 'two-starts'
    END AS problem
  FROM rows_read AS r
  LEFT JOIN persons_begun AS b
    ON b.person = r.person
), counts(set_name, code, first_day, until_day, word, bit) /* what approvals count as, from first_day until before until_day */ AS (
  VALUES
    (
      'NUK-2020',
      'NUK-023',
      CAST('2020-03-01' AS DATE),
      CAST('2025-03-01' AS DATE),
      0,
      1
    ),
    (
      'NUK-2020',
      'NUK-031',
      CAST('2020-03-01' AS DATE),
      CAST('2025-03-01' AS DATE),
      0,
      2
    ),
    (
      'NUK-2020',
      'STR-001',
      CAST('2020-03-01' AS DATE),
      CAST('2025-03-01' AS DATE),
      0,
      4
    ),
    ('NUK-2025', 'NKM-004', CAST('2025-03-01' AS DATE), CAST(NULL AS DATE), 0, 8),
    ('NUK-2025', 'NKM-005', CAST('2025-03-01' AS DATE), CAST(NULL AS DATE), 0, 16),
    ('NUK-2025', 'NKM-009', CAST('2025-03-01' AS DATE), CAST(NULL AS DATE), 0, 32),
    ('NUK-2025', 'NKM-030', CAST('2025-03-01' AS DATE), CAST(NULL AS DATE), 0, 64),
    ('NUK-2025', 'STR-001', CAST('2025-03-01' AS DATE), CAST(NULL AS DATE), 0, 128)
), held /* what each person holds, once each; a row that counts as nothing has no bit */ AS (
  SELECT
    j.person,
    c.word,
    c.bit,
    COUNT(j.problem) AS problems
  FROM judged AS j
  LEFT JOIN counts AS c
    ON (
      c.code = j.code
      AND (
        c.first_day IS NULL OR j.approved >= c.first_day
      )
      AND (
        c.until_day IS NULL OR j.approved < c.until_day
      )
    )
    AND (
      j.set_name IS NULL OR c.set_name = j.set_name
    )
    AND j.problem IS NULL
    AND j.revoked = 0
  WHERE
    j.problem IS NULL OR j.problem <> 'no-person'
  GROUP BY
    j.person,
    c.word,
    c.bit
), persons /* everybody in the table, with all that each holds, as bits */ AS (
  SELECT
    h.person,
    CAST(SUM(CASE WHEN h.word = 0 THEN h.bit ELSE 0 END) AS BIGINT) AS held_0,
    SUM(h.problems) AS problems
  FROM held AS h
  GROUP BY
    h.person
), decided /* of the ways that a person meets for an objective, the best */ AS (
  SELECT
    p.person,
    w.target,
    MIN(w.way) AS way
  FROM persons AS p
  JOIN ways AS w
    ON (
      p.held_0 & w.needs_0
    ) = w.needs_0
  GROUP BY
    p.person,
    w.target
)
SELECT
  p.person,
  t.objective,
  CASE
    WHEN p.problems > 0
    THEN NULL
    WHEN d.way IS NULL
    THEN 'assessment'
    ELSE w.outcome
  END AS outcome,
  CASE WHEN p.problems = 0 AND d.way IS NULL THEN t.reason END AS reason,
  w.rule,
  w.transition,
  p.problems
FROM persons AS p
CROSS JOIN targets AS t
LEFT JOIN decided AS d
  ON d.person = p.person AND d.target = t.target AND p.problems = 0
LEFT JOIN ways AS w
  ON w.way = d.way
