-- kpidsl e828f6b61b46 sqlserver, written from its manual and not run on it
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
    SUM(
      DATEDIFF(
        DAY,
        CAST(DATEADD(SECOND, 32400, [leads].[created_at]) AS DATE),
        CAST(DATEADD(SECOND, 32400, [leads].[called_at]) AS DATE)
      )
    ) AS [m0],
    COUNT(
      DATEDIFF(
        DAY,
        CAST(DATEADD(SECOND, 32400, [leads].[created_at]) AS DATE),
        CAST(DATEADD(SECOND, 32400, [leads].[called_at]) AS DATE)
      )
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
), [cells] AS (
  SELECT
    [periods].[n] AS [n],
    [periods].[period] AS [period],
    [s0].[m0] AS [m0],
    [s0].[m1] AS [m1]
  FROM [periods]
  LEFT JOIN [s0]
    ON [s0].[n] = [periods].[n]
)
SELECT
  [cells].[period],
  CAST(COALESCE([cells].[m0], 0) AS FLOAT) / NULLIF(COALESCE([cells].[m1], 0), 0) AS [days_to_call]
FROM [cells]
ORDER BY
  [cells].[n]
