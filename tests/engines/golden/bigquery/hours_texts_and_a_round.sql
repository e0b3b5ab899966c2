-- kpidsl c968768994a9 bigquery, written from its manual and not run on it
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
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
      WHEN `leads`.`created_at` < CAST('2026-04-30 15:00:00' AS DATETIME)
      THEN CASE
        WHEN `leads`.`created_at` < CAST('2026-03-31 15:00:00' AS DATETIME)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS `n`,
    COUNT(
      CASE
        WHEN (
          (
            CAST(TIMESTAMP_DIFF(
              TIMESTAMP(`leads`.`called_at`, 'UTC'),
              TIMESTAMP(`leads`.`created_at`, 'UTC'),
              MICROSECOND
            ) AS FLOAT64) / 3600000000 < 24.5
          )
          AND (
            `leads`.`channel` LIKE 'we\\_b%'
          )
        )
        THEN 1
      END
    ) AS `m0`,
    COUNT(
      CASE
        WHEN (
          (
            `leads`.`channel` >= 'a'
          )
          AND (
            NOT (
              `leads`.`channel` IN ('it\'s', 'back\\slash')
            )
          )
        )
        THEN 1
      END
    ) AS `m1`
  FROM `crm`.`leads` AS `leads`
  WHERE
    `leads`.`created_at` < CAST('2026-05-31 15:00:00' AS DATETIME)
    AND `leads`.`created_at` >= CAST('2026-02-28 15:00:00' AS DATETIME)
  GROUP BY
    CASE
      WHEN `leads`.`created_at` < CAST('2026-04-30 15:00:00' AS DATETIME)
      THEN CASE
        WHEN `leads`.`created_at` < CAST('2026-03-31 15:00:00' AS DATETIME)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END
), `s1` AS (
  SELECT
    CASE
      WHEN `deals`.`opened_at` < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMP)
      THEN CASE
        WHEN `deals`.`opened_at` < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMP)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS `n`,
    SUM(`deals`.`amount`) AS `m2`
  FROM `crm`.`deals` AS `deals`
  WHERE
    `deals`.`opened_at` < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMP)
    AND `deals`.`opened_at` >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMP)
  GROUP BY
    CASE
      WHEN `deals`.`opened_at` < CAST('2026-04-30 15:00:00+00:00' AS TIMESTAMP)
      THEN CASE
        WHEN `deals`.`opened_at` < CAST('2026-03-31 15:00:00+00:00' AS TIMESTAMP)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END
), `cells` AS (
  SELECT
    `periods`.`n`,
    `periods`.`period`,
    `s0`.`m0`,
    `s0`.`m1`,
    `s1`.`m2`
  FROM `periods`
  LEFT JOIN `s0`
    ON `s0`.`n` = `periods`.`n`
  LEFT JOIN `s1`
    ON `s1`.`n` = `periods`.`n`
)
SELECT
  `cells`.`period`,
  COALESCE(`cells`.`m0`, 0) AS `called_soon`,
  COALESCE(`cells`.`m1`, 0) AS `in_order`,
  ROUND((
    CAST(COALESCE(`cells`.`m2`, 0) AS FLOAT64) / NULLIF(1000, 0)
  ), 1) AS `thousands`
FROM `cells`
ORDER BY
  `cells`.`n`
