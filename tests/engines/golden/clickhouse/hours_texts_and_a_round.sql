-- kpidsl c968768994a9 clickhouse
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
-- deals by opened_at: timestamp_tz; periods in Asia/Tokyo
WITH "periods" AS (
  SELECT
    0 AS "n",
    '2026-03' AS "period"
  UNION ALL
  SELECT
    1 AS "n",
    '2026-04' AS "period"
  UNION ALL
  SELECT
    2 AS "n",
    '2026-05' AS "period"
), "s0" AS (
  SELECT
    CASE
      WHEN "leads"."created_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "leads"."created_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    toInt64(
      COUNT(
        CASE
          WHEN (
            (
              (
                toUnixTimestamp64Micro(toDateTime64("leads"."called_at", 6, 'UTC')) - toUnixTimestamp64Micro(toDateTime64("leads"."created_at", 6, 'UTC'))
              ) / 3600000000 < CAST('24.5' AS Decimal(38, 1))
            )
            AND (
              "leads"."channel" LIKE 'we\\_b%'
            )
          )
          THEN 1
        END
      )
    ) AS "m0",
    toInt64(
      COUNT(
        CASE
          WHEN (
            (
              "leads"."channel" >= 'a'
            )
            AND (
              NOT (
                "leads"."channel" IN ('it''s', 'back\\slash')
              )
            )
          )
          THEN 1
        END
      )
    ) AS "m1"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND "leads"."created_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
  GROUP BY
    1
), "s1" AS (
  SELECT
    CASE
      WHEN "deals"."opened_at" < toDateTime64('2026-04-30 15:00:00', 6, 'UTC')
      THEN CASE
        WHEN "deals"."opened_at" < toDateTime64('2026-03-31 15:00:00', 6, 'UTC')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    SUM("deals"."amount") AS "m2"
  FROM "crm"."deals" AS "deals"
  WHERE
    "deals"."opened_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND "deals"."opened_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n" AS "n",
    "periods"."period" AS "period",
    "s0"."m0" AS "m0",
    "s0"."m1" AS "m1",
    "s1"."m2" AS "m2"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
  LEFT JOIN "s1"
    ON "s1"."n" = "periods"."n"
)
SELECT
  "cells"."period" AS "period",
  COALESCE("cells"."m0", 0) AS "called_soon",
  COALESCE("cells"."m1", 0) AS "in_order",
  SIGN((
    CAST(COALESCE("cells"."m2", 0) AS Nullable(Float64)) / nullIf(1000, 0)
  )) * FLOOR(
    ABS((
      CAST(COALESCE("cells"."m2", 0) AS Nullable(Float64)) / nullIf(1000, 0)
    )) * 10 + 0.5
  ) * 0.1 AS "thousands"
FROM "cells"
ORDER BY
  "cells"."n"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
