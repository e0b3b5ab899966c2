-- kpidsl 10af965154fa sqlserver, written from its manual and not run on it
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
), [s0_rows] AS (
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
    CASE
      WHEN (
        CAST([deals].[stage] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2 LIKE N'w%' ESCAPE N'\'
      )
      THEN [deals].[amount]
    END AS [m0],
    [deals].[lead_id] AS [m1]
  FROM [crm].[deals] AS [deals]
  WHERE
    [deals].[opened_at] < CAST('2026-05-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
    AND [deals].[opened_at] >= CAST('2026-02-28T15:00:00+00:00' AS DATETIMEOFFSET(6))
), [s0] AS (
  SELECT
    [r].[n] AS [n],
    CAST(SUM(
      CASE
        WHEN ABS((
          [r].[m0_rows] - 1
        ) - (
          [r].[m0_place] - 1
        ) * 2) < 2
        THEN [r].[m0] * (
          2 - ABS((
            [r].[m0_rows] - 1
          ) - (
            [r].[m0_place] - 1
          ) * 2)
        )
      END
    ) AS FLOAT) / 2 AS [m0],
    COUNT(DISTINCT [r].[m1]) AS [m1]
  FROM (
    SELECT
      [p].[n] AS [n],
      [p].[m0] AS [m0],
      [p].[m1] AS [m1],
      ROW_NUMBER() OVER (
        PARTITION BY [p].[n], (
          CASE WHEN NOT [p].[m0] IS NULL THEN 1 ELSE 0 END
        )
        ORDER BY [p].[m0]
      ) AS [m0_place],
      COUNT([p].[m0]) OVER (PARTITION BY [p].[n]) AS [m0_rows]
    FROM (
      SELECT
        *
      FROM [s0_rows]
    ) AS [p]
  ) AS [r]
  GROUP BY
    [r].[n]
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
  [cells].[m0] AS [typical_deal],
  COALESCE([cells].[m1], 0) AS [buyers]
FROM [cells]
ORDER BY
  [cells].[n]
