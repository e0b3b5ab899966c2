-- kpidsl c968768994a9 sqlserver, written from its manual and not run on it
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
      WHEN [leads].[created_at] < CAST('2026-04-30T15:00:00' AS DATETIME2(6))
      THEN CASE
        WHEN [leads].[created_at] < CAST('2026-03-31T15:00:00' AS DATETIME2(6))
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS [n],
    COUNT(
      CASE
        WHEN (
          (
            CAST(DATEDIFF_BIG(
              MICROSECOND,
              CAST([leads].[created_at] AS DATETIME2(6)),
              CAST([leads].[called_at] AS DATETIME2(6))
            ) AS FLOAT) / 3600000000 < 24.5
          )
          AND (
            CAST([leads].[channel] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2 LIKE N'we\_b%' ESCAPE N'\'
          )
        )
        THEN 1
      END
    ) AS [m0],
    COUNT(
      CASE
        WHEN (
          (
            CAST(CAST(CAST([leads].[channel] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX)) >= CAST(CAST(CAST(N'a' AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) AS VARBINARY(MAX))
          )
          AND (
            NOT (
              CAST(CAST([leads].[channel] AS NVARCHAR(MAX)) AS VARBINARY(MAX)) IN (
                CAST(CAST(N'it''s' AS NVARCHAR(MAX)) AS VARBINARY(MAX)),
                CAST(CAST(N'back\slash' AS NVARCHAR(MAX)) AS VARBINARY(MAX))
              )
            )
          )
        )
        THEN 1
      END
    ) AS [m1]
  FROM [crm].[leads] AS [leads]
  WHERE
    [leads].[created_at] < CAST('2026-05-31T15:00:00' AS DATETIME2(6))
    AND [leads].[created_at] >= CAST('2026-02-28T15:00:00' AS DATETIME2(6))
  GROUP BY
    CASE
      WHEN [leads].[created_at] < CAST('2026-04-30T15:00:00' AS DATETIME2(6))
      THEN CASE
        WHEN [leads].[created_at] < CAST('2026-03-31T15:00:00' AS DATETIME2(6))
        THEN 0
        ELSE 1
      END
      ELSE 2
    END
), [s1] AS (
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
    SUM([deals].[amount]) AS [m2]
  FROM [crm].[deals] AS [deals]
  WHERE
    [deals].[opened_at] < CAST('2026-05-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
    AND [deals].[opened_at] >= CAST('2026-02-28T15:00:00+00:00' AS DATETIMEOFFSET(6))
  GROUP BY
    CASE
      WHEN [deals].[opened_at] < CAST('2026-04-30T15:00:00+00:00' AS DATETIMEOFFSET(6))
      THEN CASE
        WHEN [deals].[opened_at] < CAST('2026-03-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
        THEN 0
        ELSE 1
      END
      ELSE 2
    END
), [cells] AS (
  SELECT
    [periods].[n] AS [n],
    [periods].[period] AS [period],
    [s0].[m0] AS [m0],
    [s0].[m1] AS [m1],
    [s1].[m2] AS [m2]
  FROM [periods]
  LEFT JOIN [s0]
    ON [s0].[n] = [periods].[n]
  LEFT JOIN [s1]
    ON [s1].[n] = [periods].[n]
)
SELECT
  [cells].[period],
  COALESCE([cells].[m0], 0) AS [called_soon],
  COALESCE([cells].[m1], 0) AS [in_order],
  SIGN((
    CAST(COALESCE([cells].[m2], 0) AS FLOAT) / NULLIF(1000, 0)
  )) * FLOOR(ABS((
    CAST(COALESCE([cells].[m2], 0) AS FLOAT) / NULLIF(1000, 0)
  )) * 10 + 0.5) * 0.1 AS [thousands]
FROM [cells]
ORDER BY
  [cells].[n]
