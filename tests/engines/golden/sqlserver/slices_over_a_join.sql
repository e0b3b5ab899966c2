-- kpidsl e4d7582045fc sqlserver, written from its manual and not run on it
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH [periods]([n], [period]) AS (
  SELECT
    0 AS [n],
    '2026-03' AS [period]
  UNION ALL
  SELECT
    1 AS [n],
    '2026-04' AS [period]
  UNION ALL
  SELECT
    2 AS [n],
    '2026-05' AS [period]
), [s0] AS (
  SELECT
    CASE
      WHEN [deals].[opened_at] < CAST('2026-04-30T15:00:00+00:00' AS DATETIMEOFFSET(6))
      THEN CASE
        WHEN [deals].[opened_at] < CAST('2026-03-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS [n],
    CAST(CAST([deals__leads].[channel] AS NVARCHAR(MAX)) AS VARBINARY(MAX)) AS [d0],
    CAST(CAST(CASE WHEN (
      [deals].[employees] >= 1000
    ) THEN N'large' ELSE N'small' END AS NVARCHAR(MAX)) AS VARBINARY(MAX)) AS [d1],
    COUNT(*) AS [m0]
  FROM [crm].[deals] AS [deals]
  LEFT JOIN [crm].[leads] AS [deals__leads]
    ON [deals].[lead_id] = [deals__leads].[lead_id]
  WHERE
    (
      [deals].[opened_at] < CAST('2026-05-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
      AND [deals].[opened_at] >= CAST('2026-02-28T15:00:00+00:00' AS DATETIMEOFFSET(6))
    )
    AND (
      CAST(CAST([deals__leads].[channel] AS NVARCHAR(MAX)) AS VARBINARY(MAX)) <> CAST(CAST(N'web' AS NVARCHAR(MAX)) AS VARBINARY(MAX))
    )
  GROUP BY
    CASE
      WHEN [deals].[opened_at] < CAST('2026-04-30T15:00:00+00:00' AS DATETIMEOFFSET(6))
      THEN CASE
        WHEN [deals].[opened_at] < CAST('2026-03-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
        THEN 0
        ELSE 1
      END
      ELSE 2
    END,
    CAST(CAST([deals__leads].[channel] AS NVARCHAR(MAX)) AS VARBINARY(MAX)),
    CAST(CAST(CASE WHEN (
      [deals].[employees] >= 1000
    ) THEN N'large' ELSE N'small' END AS NVARCHAR(MAX)) AS VARBINARY(MAX))
), [cells] AS (
  SELECT
    [n] AS [n],
    [d0] AS [d0],
    [d1] AS [d1],
    MAX([m0]) AS [m0]
  FROM (
    SELECT
      [n],
      [d0],
      [d1],
      [m0]
    FROM [s0]
    UNION ALL
    SELECT
      [periods].[n],
      [seen].[d0],
      [seen].[d1],
      NULL AS [m0]
    FROM [periods]
    CROSS JOIN (
      SELECT DISTINCT
        [d0] AS [d0],
        [d1] AS [d1]
      FROM [s0]
    ) AS [seen]
  ) AS [stacked]
  GROUP BY
    [n],
    [d0],
    [d1]
)
SELECT
  [periods].[period],
  CAST([cells].[d0] AS NVARCHAR(MAX)) AS [channel],
  CAST([cells].[d1] AS NVARCHAR(MAX)) AS [size],
  COALESCE([cells].[m0], 0) AS [deals_opened]
FROM [cells]
JOIN [periods]
  ON [periods].[n] = [cells].[n]
ORDER BY
  [cells].[n],
  CASE WHEN CAST(CAST(CAST([cells].[d0] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX)) IS NULL THEN 1 ELSE 0 END, CAST(CAST(CAST([cells].[d0] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX)),
  CASE WHEN CAST(CAST(CAST([cells].[d1] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX)) IS NULL THEN 1 ELSE 0 END, CAST(CAST(CAST([cells].[d1] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX))
