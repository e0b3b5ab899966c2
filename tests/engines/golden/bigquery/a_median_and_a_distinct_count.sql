-- kpidsl 10af965154fa bigquery, written from its manual and not run on it
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH `periods` AS (
  SELECT
    *
  FROM UNNEST([
    STRUCT(0 AS `n`, '2026-03' AS `period`),
    STRUCT(1 AS `n`, '2026-04' AS `period`),
    STRUCT(2 AS `n`, '2026-05' AS `period`)
  ]) AS `v`
), `s0_rows` AS (
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
    CASE WHEN (
      `deals`.`stage` LIKE 'w%'
    ) THEN `deals`.`amount` END AS `m0`,
    `deals`.`lead_id` AS `m1`
  FROM `crm`.`deals` AS `deals`
  WHERE
    `deals`.`opened_at` < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMP)
    AND `deals`.`opened_at` >= CAST('2026-02-28 15:00:00+00:00' AS TIMESTAMP)
), `s0` AS (
  SELECT
    `r`.`n`,
    CAST(SUM(
      CASE
        WHEN ABS((
          `r`.`m0_rows` - 1
        ) - (
          `r`.`m0_place` - 1
        ) * 2) < 2
        THEN `r`.`m0` * (
          2 - ABS((
            `r`.`m0_rows` - 1
          ) - (
            `r`.`m0_place` - 1
          ) * 2)
        )
      END
    ) AS FLOAT64) / 2 AS `m0`,
    COUNT(DISTINCT `r`.`m1`) AS `m1`
  FROM (
    SELECT
      `p`.`n`,
      `p`.`m0`,
      `p`.`m1`,
      ROW_NUMBER() OVER (PARTITION BY `p`.`n`, (
        NOT `p`.`m0` IS NULL
      ) ORDER BY `p`.`m0`) AS `m0_place`,
      COUNT(`p`.`m0`) OVER (PARTITION BY `p`.`n`) AS `m0_rows`
    FROM (
      SELECT
        *
      FROM `s0_rows`
    ) AS `p`
  ) AS `r`
  GROUP BY
    `r`.`n`
), `cells` AS (
  SELECT
    `periods`.`n`,
    `periods`.`period`,
    `s0`.`m0`,
    `s0`.`m1`
  FROM `periods`
  LEFT JOIN `s0`
    ON `s0`.`n` = `periods`.`n`
)
SELECT
  `cells`.`period`,
  `cells`.`m0` AS `typical_deal`,
  COALESCE(`cells`.`m1`, 0) AS `buyers`
FROM `cells`
ORDER BY
  `cells`.`n`
