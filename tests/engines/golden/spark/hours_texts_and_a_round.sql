-- kpidsl c968768994a9 spark
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH `periods`(`n`, `period`) AS (
  SELECT
    *
  FROM VALUES
    (0, '2026-03'),
    (1, '2026-04'),
    (2, '2026-05') AS `v`
), `s0` AS (
  SELECT
    CASE
      WHEN `leads`.`created_at` < CAST('2026-04-30 15:00:00' AS TIMESTAMP_NTZ)
      THEN CASE
        WHEN `leads`.`created_at` < CAST('2026-03-31 15:00:00' AS TIMESTAMP_NTZ)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS `n`,
    COUNT(*) FILTER(WHERE
      (
        (
          CAST((
            UNIX_MICROS(CAST(`leads`.`called_at` AS TIMESTAMP)) - UNIX_MICROS(CAST(`leads`.`created_at` AS TIMESTAMP))
          ) AS DOUBLE) / 3600000000 < 24.5
        )
        AND (
          `leads`.`channel` LIKE 'we\\_b%' ESCAPE '\\'
        )
      )) AS `m0`,
    COUNT(*) FILTER(WHERE
      (
        (
          `leads`.`channel` >= 'a'
        )
        AND (
          NOT (
            `leads`.`channel` IN ('it\'s', 'back\\slash')
          )
        )
      )) AS `m1`
  FROM `crm`.`leads` AS `leads`
  WHERE
    `leads`.`created_at` < CAST('2026-05-31 15:00:00' AS TIMESTAMP_NTZ)
    AND `leads`.`created_at` >= CAST('2026-02-28 15:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    1
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
  ROUND((
    CAST(COALESCE(`cells`.`m2`, 0) AS DOUBLE) / NULLIF(1000, 0)
  ), 1) AS `thousands`
FROM `cells`
ORDER BY
  `cells`.`n`
