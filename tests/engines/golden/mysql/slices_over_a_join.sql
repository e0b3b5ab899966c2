-- kpidsl e4d7582045fc mysql
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
      WHEN `deals`.`opened_at` < CAST('2026-04-30 15:00:00' AS DATETIME)
      THEN CASE
        WHEN `deals`.`opened_at` < CAST('2026-03-31 15:00:00' AS DATETIME)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS `n`,
    CAST(CAST(`deals__leads`.`channel` AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS `d0`,
    CAST(CAST(CASE WHEN (
      `deals`.`employees` >= 1000
    ) THEN 'large' ELSE 'small' END AS CHAR CHARACTER SET utf8mb4) AS BINARY) AS `d1`,
    COUNT(*) AS `m0`
  FROM `crm`.`deals` AS `deals`
  LEFT JOIN `crm`.`leads` AS `deals__leads`
    ON `deals`.`lead_id` = `deals__leads`.`lead_id`
  WHERE
    (
      `deals`.`opened_at` < CAST('2026-05-31 15:00:00' AS DATETIME)
      AND `deals`.`opened_at` >= CAST('2026-02-28 15:00:00' AS DATETIME)
    )
    AND (
      CAST(CAST(`deals__leads`.`channel` AS CHAR CHARACTER SET utf8mb4) AS BINARY) <> 'web'
    )
  GROUP BY
    1,
    2,
    3
), `cells` AS (
  SELECT
    `n`,
    `d0`,
    `d1`,
    MAX(`m0`) AS `m0`
  FROM (
    SELECT
      `n`,
      `d0`,
      `d1`,
      `m0`
    FROM `s0`
    UNION ALL
    SELECT
      `periods`.`n`,
      `seen`.`d0`,
      `seen`.`d1`,
      NULL AS `m0`
    FROM `periods`
    CROSS JOIN (
      SELECT DISTINCT
        `d0`,
        `d1`
      FROM `s0`
    ) AS `seen`
  ) AS `stacked`
  GROUP BY
    `n`,
    `d0`,
    `d1`
)
SELECT
  `periods`.`period`,
  CAST(`cells`.`d0` AS CHAR CHARACTER SET utf8mb4) AS `channel`,
  CAST(`cells`.`d1` AS CHAR CHARACTER SET utf8mb4) AS `size`,
  COALESCE(`cells`.`m0`, 0) AS `deals_opened`
FROM `cells`
JOIN `periods`
  ON `periods`.`n` = `cells`.`n`
ORDER BY
  `cells`.`n`,
  CASE WHEN `cells`.`d0` IS NULL THEN 1 ELSE 0 END, `cells`.`d0`,
  CASE WHEN `cells`.`d1` IS NULL THEN 1 ELSE 0 END, `cells`.`d1`
