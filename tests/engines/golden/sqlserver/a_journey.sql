-- kpidsl 41d17a454ff0 sqlserver, written from its manual and not run on it
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
), [s0_goals] AS (
  SELECT
    [deals].[lead_id] AS [k],
    CAST(SWITCHOFFSET([deals].[opened_at], '+00:00') AS DATETIME2(6)) AS [t],
    CAST(DATEADD(SECOND, 32400, CAST(SWITCHOFFSET([deals].[opened_at], '+00:00') AS DATETIME2(6))) AS DATE) AS [day],
    COUNT(*) AS [copies]
  FROM [crm].[deals] AS [deals]
  WHERE
    NOT [deals].[lead_id] IS NULL
    AND [deals].[opened_at] < CAST('2026-05-31T15:00:00+00:00' AS DATETIMEOFFSET(6))
  GROUP BY
    [deals].[lead_id],
    CAST(SWITCHOFFSET([deals].[opened_at], '+00:00') AS DATETIME2(6)),
    CAST(DATEADD(SECOND, 32400, CAST(SWITCHOFFSET([deals].[opened_at], '+00:00') AS DATETIME2(6))) AS DATE)
), [s0_rows] AS (
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
    [leads].[lead_id] AS [k],
    CAST([leads].[created_at] AS DATETIME2(6)) AS [t],
    CAST(DATEADD(SECOND, 32400, [leads].[created_at]) AS DATE) AS [day],
    CASE WHEN (
      1 = 1
    ) THEN 1 ELSE 0 END AS [sets_out]
  FROM [crm].[leads] AS [leads]
  WHERE
    [leads].[created_at] < CAST('2026-05-31T15:00:00' AS DATETIME2(6))
    AND [leads].[created_at] >= CAST('2026-02-28T15:00:00' AS DATETIME2(6))
), [s0_starts] AS (
  SELECT
    [s0_rows].[n] AS [n],
    [s0_rows].[k] AS [k],
    [s0_rows].[sets_out] AS [sets_out],
    [s0_rows].[t] AS [t],
    [s0_rows].[day] AS [day]
  FROM [s0_rows]
), [s0] AS (
  SELECT
    [n] AS [n],
    SUM([hit] * [times]) AS [m0],
    SUM([sets_out] * [times]) AS [m1]
  FROM (
    SELECT
      [s].[n] AS [n],
      [s].[sets_out] AS [sets_out],
      [s].[times] AS [times],
      MAX(CASE WHEN NOT [g].[k] IS NULL THEN 1 ELSE 0 END) AS [hit]
    FROM (
      SELECT
        [n] AS [n],
        [k] AS [k],
        [t] AS [t],
        [day] AS [day],
        [sets_out] AS [sets_out],
        COUNT(*) AS [times]
      FROM [s0_starts]
      GROUP BY
        [n],
        [k],
        [t],
        [day],
        [sets_out]
    ) AS [s]
    LEFT JOIN [s0_goals] AS [g]
      ON (
        [g].[k] = [s].[k]
        AND [g].[day] <= DATEADD(DAY, 30, [s].[day])
        AND [g].[t] >= [s].[t]
      )
      AND [s].[sets_out] = 1
    GROUP BY
      [s].[n],
      [s].[k],
      [s].[t],
      [s].[day],
      [s].[sets_out],
      [s].[times]
  ) AS [m]
  GROUP BY
    [n]
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
  CAST(COALESCE([cells].[m0], 0) AS FLOAT) / NULLIF(COALESCE([cells].[m1], 0), 0) AS [lead_to_deal]
FROM [cells]
ORDER BY
  [cells].[n]
