-- kpidsl c4781680ebd8 clickhouse
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
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
), "s0_goals" AS (
  SELECT
    "leads"."lead_id" AS "k",
    toDateTime64("leads"."created_at", 6, 'UTC') AS "t",
    toDate32(addSeconds(toDateTime64("leads"."created_at", 6, 'UTC'), 32400), 'UTC') AS "day",
    toInt64(COUNT(*)) AS "copies"
  FROM "crm"."leads" AS "leads"
  WHERE
    NOT (
      "leads"."lead_id" IS NULL
    )
    AND "leads"."created_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
  GROUP BY
    1,
    2,
    3
), "s0_rows" AS (
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
    "leads"."lead_id" AS "k",
    toDateTime64("leads"."created_at", 6, 'UTC') AS "t",
    toDate32(addSeconds(toDateTime64("leads"."created_at", 6, 'UTC'), 32400), 'UTC') AS "day",
    CASE WHEN NOT (
      "leads"."lead_id" IS NULL
    ) THEN 1 ELSE 0 END AS "sets_out"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < toDateTime64('2026-05-31 15:00:00', 6, 'UTC')
    AND "leads"."created_at" >= toDateTime64('2026-02-28 15:00:00', 6, 'UTC')
), "s0_starts" AS (
  SELECT
    "s0_rows"."n" AS "n",
    "s0_rows"."k" AS "k",
    "s0_rows"."sets_out" AS "sets_out",
    MIN("s0_rows"."t") AS "t",
    MIN("s0_rows"."day") AS "day"
  FROM "s0_rows"
  GROUP BY
    1,
    2,
    3
), "s0" AS (
  SELECT
    "n" AS "n",
    SUM("hit" * "times") AS "m0",
    SUM("sets_out" * "times") AS "m1"
  FROM (
    SELECT
      "s"."n" AS "n",
      "s"."sets_out" AS "sets_out",
      "s"."times" AS "times",
      MAX(CASE WHEN NOT (
        "g"."k" IS NULL
      ) THEN 1 ELSE 0 END) AS "hit"
    FROM (
      SELECT
        "n" AS "n",
        "k" AS "k",
        "t" AS "t",
        "day" AS "day",
        "sets_out" AS "sets_out",
        toInt64(COUNT(*)) AS "times"
      FROM "s0_starts"
      GROUP BY
        "n",
        "k",
        "t",
        "day",
        "sets_out"
    ) AS "s"
    LEFT JOIN "s0_goals" AS "g"
      ON (
        "g"."k" = "s"."k"
        AND "g"."day" <= addMonths("s"."day", 2)
        AND (
          "g"."t" > "s"."t" OR (
            "g"."t" = "s"."t" AND "g"."copies" > 1
          )
        )
      )
      AND "s"."sets_out" = 1
    GROUP BY
      "s"."n",
      "s"."k",
      "s"."t",
      "s"."day",
      "s"."sets_out",
      "s"."times"
  ) AS "m"
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n" AS "n",
    "periods"."period" AS "period",
    "s0"."m0" AS "m0",
    "s0"."m1" AS "m1"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
)
SELECT
  "cells"."period" AS "period",
  CAST(COALESCE("cells"."m0", 0) AS Nullable(Float64)) / nullIf(COALESCE("cells"."m1", 0), 0) AS "back_again"
FROM "cells"
ORDER BY
  "cells"."n"
SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, transform_null_in = 0, optimize_multiif_to_if = 0, count_distinct_implementation = 'uniqExact', session_timezone = 'UTC'
