-- kpidsl a7d9dce1b70e bigquery, written from its manual and not run on it
-- deals by closed_at: date; periods in Asia/Tokyo
WITH `periods` AS (
  SELECT
    *
  FROM UNNEST([
    STRUCT(0 AS `n`, '2026-03' AS `period`),
    STRUCT(1 AS `n`, '2026-04' AS `period`),
    STRUCT(2 AS `n`, '2026-05' AS `period`)
  ]) AS `v`
), `s0` AS (
  SELECT
    CASE
      WHEN `deals`.`closed_at` < CAST('2026-03-01' AS DATE)
      THEN CASE
        WHEN `deals`.`closed_at` < CAST('2025-05-01' AS DATE)
        THEN CASE WHEN `deals`.`closed_at` < CAST('2025-04-01' AS DATE) THEN 0 ELSE 1 END
        ELSE CASE WHEN `deals`.`closed_at` < CAST('2025-06-01' AS DATE) THEN 2 ELSE 3 END
      END
      ELSE CASE
        WHEN `deals`.`closed_at` < CAST('2026-05-01' AS DATE)
        THEN CASE WHEN `deals`.`closed_at` < CAST('2026-04-01' AS DATE) THEN 4 ELSE 5 END
        ELSE 6
      END
    END AS `n`,
    SUM(CASE WHEN (
      `deals`.`stage` = 'won'
    ) THEN `deals`.`amount` END) AS `a0`
  FROM `crm`.`deals` AS `deals`
  WHERE
    `deals`.`closed_at` < CAST('2026-06-01' AS DATE)
    AND `deals`.`closed_at` >= CAST('2025-03-01' AS DATE)
  GROUP BY
    CASE
      WHEN `deals`.`closed_at` < CAST('2026-03-01' AS DATE)
      THEN CASE
        WHEN `deals`.`closed_at` < CAST('2025-05-01' AS DATE)
        THEN CASE WHEN `deals`.`closed_at` < CAST('2025-04-01' AS DATE) THEN 0 ELSE 1 END
        ELSE CASE WHEN `deals`.`closed_at` < CAST('2025-06-01' AS DATE) THEN 2 ELSE 3 END
      END
      ELSE CASE
        WHEN `deals`.`closed_at` < CAST('2026-05-01' AS DATE)
        THEN CASE WHEN `deals`.`closed_at` < CAST('2026-04-01' AS DATE) THEN 4 ELSE 5 END
        ELSE 6
      END
    END
), `s0_w0_spans` AS (
  SELECT
    *
  FROM UNNEST([
    STRUCT(0 AS `n`, 4 AS `b0`, 4 AS `b1`),
    STRUCT(1 AS `n`, 5 AS `b0`, 5 AS `b1`),
    STRUCT(2 AS `n`, 6 AS `b0`, 6 AS `b1`)
  ]) AS `v`
), `s0_w0` AS (
  SELECT
    `s0_w0_spans`.`n`,
    SUM(`s0`.`a0`) AS `m0`
  FROM `s0`
  JOIN `s0_w0_spans`
    ON `s0`.`n` >= `s0_w0_spans`.`b0` AND `s0`.`n` <= `s0_w0_spans`.`b1`
  GROUP BY
    `s0_w0_spans`.`n`
), `s0_w1_spans` AS (
  SELECT
    *
  FROM UNNEST([
    STRUCT(0 AS `n`, 0 AS `b0`, 0 AS `b1`),
    STRUCT(1 AS `n`, 1 AS `b0`, 1 AS `b1`),
    STRUCT(2 AS `n`, 2 AS `b0`, 2 AS `b1`)
  ]) AS `v`
), `s0_w1` AS (
  SELECT
    `s0_w1_spans`.`n`,
    SUM(`s0`.`a0`) AS `m1`
  FROM `s0`
  JOIN `s0_w1_spans`
    ON `s0`.`n` >= `s0_w1_spans`.`b0` AND `s0`.`n` <= `s0_w1_spans`.`b1`
  GROUP BY
    `s0_w1_spans`.`n`
), `s0_w2_spans` AS (
  SELECT
    *
  FROM UNNEST([
    STRUCT(0 AS `n`, 1 AS `b0`, 4 AS `b1`),
    STRUCT(1 AS `n`, 5 AS `b0`, 5 AS `b1`),
    STRUCT(2 AS `n`, 5 AS `b0`, 6 AS `b1`)
  ]) AS `v`
), `s0_w2` AS (
  SELECT
    `s0_w2_spans`.`n`,
    SUM(`s0`.`a0`) AS `m2`
  FROM `s0`
  JOIN `s0_w2_spans`
    ON `s0`.`n` >= `s0_w2_spans`.`b0` AND `s0`.`n` <= `s0_w2_spans`.`b1`
  GROUP BY
    `s0_w2_spans`.`n`
), `cells` AS (
  SELECT
    `periods`.`n`,
    `periods`.`period`,
    `s0_w0`.`m0`,
    `s0_w1`.`m1`,
    `s0_w2`.`m2`
  FROM `periods`
  LEFT JOIN `s0_w0`
    ON `s0_w0`.`n` = `periods`.`n`
  LEFT JOIN `s0_w1`
    ON `s0_w1`.`n` = `periods`.`n`
  LEFT JOIN `s0_w2`
    ON `s0_w2`.`n` = `periods`.`n`
)
SELECT
  `cells`.`period`,
  (
    CAST(COALESCE(`cells`.`m0`, 0) AS FLOAT64) / NULLIF(COALESCE(`cells`.`m1`, 0), 0)
  ) - 1 AS `growth`,
  COALESCE(`cells`.`m2`, 0) AS `revenue_so_far`
FROM `cells`
ORDER BY
  `cells`.`n`
