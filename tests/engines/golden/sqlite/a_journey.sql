-- kpidsl 41d17a454ff0 sqlite
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
  SELECT
    *
  FROM (VALUES
    (0, '2026-03'),
    (1, '2026-04'),
    (2, '2026-05')) AS "v"
), "s0_goals" AS (
  SELECT
    "deals"."lead_id" AS "k",
    (
      DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("deals"."opened_at", 20)), 2)
    ) AS "t",
    DATE(
      DATETIME(
        SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
      ),
      '+32400 seconds'
    ) AS "day",
    COUNT(*) AS "copies"
  FROM "crm"."deals" AS "deals"
  WHERE
    NOT "deals"."lead_id" IS NULL
    AND DATETIME(
      SUBSTR("deals"."opened_at", 1, 19) || LTRIM(SUBSTR("deals"."opened_at", 20), '.0123456789')
    ) < '2026-05-31 15:00:00'
  GROUP BY
    1,
    2,
    3
), "s0_rows" AS (
  SELECT
    CASE
      WHEN STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-03-31 15:00:00.000'
      THEN 0
      WHEN STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-04-30 15:00:00.000'
      THEN 1
      ELSE 2
    END AS "n",
    "leads"."lead_id" AS "k",
    (
      DATETIME(
        DATETIME(
          SUBSTR("leads"."created_at", 1, 19) || LTRIM(SUBSTR("leads"."created_at", 20), '.0123456789')
        )
      ) || SUBSTR(PRINTF('%.6f', '0' || SUBSTR("leads"."created_at", 20)), 2)
    ) AS "t",
    DATE(
      DATETIME(
        SUBSTR("leads"."created_at", 1, 19) || LTRIM(SUBSTR("leads"."created_at", 20), '.0123456789')
      ),
      '+32400 seconds'
    ) AS "day",
    CASE WHEN TRUE THEN 1 ELSE 0 END AS "sets_out"
  FROM "crm"."leads" AS "leads"
  WHERE
    STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") < '2026-05-31 15:00:00.000'
    AND STRFTIME('%Y-%m-%d %H:%M:%f', "leads"."created_at") >= '2026-02-28 15:00:00.000'
), "s0_starts" AS (
  SELECT
    "s0_rows"."n",
    "s0_rows"."k",
    "s0_rows"."sets_out",
    "s0_rows"."t",
    "s0_rows"."day"
  FROM "s0_rows"
), "s0" AS (
  SELECT
    "n",
    SUM("hit") AS "m0",
    SUM("sets_out") AS "m1"
  FROM (
    SELECT
      "s"."n",
      "s"."sets_out",
      CASE
        WHEN "s"."sets_out" = 1
        AND EXISTS(
          SELECT
            1
          FROM "s0_goals" AS "g"
          WHERE
            "g"."k" = "s"."k"
            AND "g"."day" <= DATE("s"."day", '+30 days')
            AND "g"."t" >= "s"."t"
        )
        THEN 1
        ELSE 0
      END AS "hit"
    FROM "s0_starts" AS "s"
  ) AS "m"
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0"."m0",
    "s0"."m1"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  CAST(COALESCE("cells"."m0", 0) AS REAL) / NULLIF(COALESCE("cells"."m1", 0), 0) AS "lead_to_deal"
FROM "cells"
ORDER BY
  "cells"."n"
