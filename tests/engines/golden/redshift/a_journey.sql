-- kpidsl 41d17a454ff0 redshift, written from its manual and not run on it
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
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
    "deals"."lead_id" AS "k",
    (
      "deals"."opened_at" AT TIME ZONE 'UTC'
    ) AS "t",
    CAST((
      "deals"."opened_at" AT TIME ZONE 'Asia/Tokyo'
    ) AS DATE) AS "day",
    COUNT(*) AS "copies"
  FROM "crm"."deals" AS "deals"
  WHERE
    NOT "deals"."lead_id" IS NULL
    AND "deals"."opened_at" < CAST('2026-05-31 15:00:00+00:00' AS TIMESTAMP WITH TIME ZONE)
  GROUP BY
    1,
    2,
    3
), "s0_rows" AS (
  SELECT
    CASE
      WHEN "leads"."created_at" < CAST('2026-04-30 15:00:00' AS TIMESTAMP)
      THEN CASE
        WHEN "leads"."created_at" < CAST('2026-03-31 15:00:00' AS TIMESTAMP)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    "leads"."lead_id" AS "k",
    "leads"."created_at" AS "t",
    CAST(DATEADD(SECOND, 32400, "leads"."created_at") AS DATE) AS "day",
    CASE WHEN TRUE THEN 1 ELSE 0 END AS "sets_out"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < CAST('2026-05-31 15:00:00' AS TIMESTAMP)
    AND "leads"."created_at" >= CAST('2026-02-28 15:00:00' AS TIMESTAMP)
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
    SUM("hit" * "times") AS "m0",
    SUM("sets_out" * "times") AS "m1"
  FROM (
    SELECT
      "s"."n",
      "s"."sets_out",
      "s"."times",
      MAX(CASE WHEN NOT "g"."k" IS NULL THEN 1 ELSE 0 END) AS "hit"
    FROM (
      SELECT
        "n",
        "k",
        "t",
        "day",
        "sets_out",
        COUNT(*) AS "times"
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
        AND "g"."day" <= CAST(DATEADD(DAY, 30, "s"."day") AS DATE)
        AND "g"."t" >= "s"."t"
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
  CAST(COALESCE("cells"."m0", 0) AS DOUBLE PRECISION) / NULLIF(COALESCE("cells"."m1", 0), 0) AS "lead_to_deal"
FROM "cells"
ORDER BY
  "cells"."n"
