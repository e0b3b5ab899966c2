-- kpidsl c968768994a9 mysql
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH `periods`(`n`, `period`) AS (
  SELECT
    0 AS `n`,
    '2026-03' AS `period`
  UNION ALL
  SELECT
    1 AS `n`,
    '2026-04' AS `period`
  UNION ALL
  SELECT
    2 AS `n`,
    '2026-05' AS `period`
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
            CAST(TIMESTAMPDIFF(MICROSECOND, `leads`.`created_at`, `leads`.`called_at`) AS DOUBLE) / 3600000000 < 24.5
          )
          AND (
            CAST(`leads`.`channel` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin LIKE 'we\\_b%' ESCAPE '\\'
          )
        )
        THEN 1
      END
    ) AS `m0`,
    COUNT(
      CASE
        WHEN (
          (
            CAST(CAST(`leads`.`channel` AS CHAR CHARACTER SET utf8mb4) AS BINARY) >= 'a'
          )
          AND (
            NOT (
              CAST(CAST(`leads`.`channel` AS CHAR CHARACTER SET utf8mb4) AS BINARY) IN ('it''s', 'back\\slash')
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
    1
), `s1` AS (
  SELECT
    CASE
      WHEN `deals`.`opened_at` < CAST('2026-04-30 15:00:00' AS DATETIME)
      THEN CASE
        WHEN `deals`.`opened_at` < CAST('2026-03-31 15:00:00' AS DATETIME)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS `n`,
    SUM(`deals`.`amount`) AS `m2`
  FROM `crm`.`deals` AS `deals`
  WHERE
    `deals`.`opened_at` < CAST('2026-05-31 15:00:00' AS DATETIME)
    AND `deals`.`opened_at` >= CAST('2026-02-28 15:00:00' AS DATETIME)
  GROUP BY
    1
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
  SIGN((
    CAST(COALESCE(`cells`.`m2`, 0) AS DOUBLE) / NULLIF(1000, 0)
  )) * FLOOR(
    ABS((
      CAST(COALESCE(`cells`.`m2`, 0) AS DOUBLE) / NULLIF(1000, 0)
    )) * 10 + 0.5
  ) * 0.1 AS `thousands`
FROM `cells`
ORDER BY
  `cells`.`n`
