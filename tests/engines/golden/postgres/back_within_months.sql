-- kpidsl c4781680ebd8 postgres
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
    "leads"."lead_id" AS "k",
    (
      "leads"."created_at" AT TIME ZONE 'UTC'
    ) AS "t",
    CAST((
      (
        "leads"."created_at" AT TIME ZONE 'UTC'
      ) AT TIME ZONE 'Asia/Tokyo'
    ) AS DATE) AS "day",
    COUNT(*) AS "copies"
  FROM "crm"."leads" AS "leads"
  WHERE
    NOT "leads"."lead_id" IS NULL
    AND "leads"."created_at" < CAST('2026-05-31 15:00:00' AS TIMESTAMP)
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
    (
      "leads"."created_at" AT TIME ZONE 'UTC'
    ) AS "t",
    CAST((
      (
        "leads"."created_at" AT TIME ZONE 'UTC'
      ) AT TIME ZONE 'Asia/Tokyo'
    ) AS DATE) AS "day",
    CASE WHEN NOT "leads"."lead_id" IS NULL THEN 1 ELSE 0 END AS "sets_out"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < CAST('2026-05-31 15:00:00' AS TIMESTAMP)
    AND "leads"."created_at" >= CAST('2026-02-28 15:00:00' AS TIMESTAMP)
), "s0_starts" AS (
  SELECT
    "s0_rows"."n",
    "s0_rows"."k",
    "s0_rows"."sets_out",
    MIN("s0_rows"."t") AS "t",
    MIN("s0_rows"."day") AS "day"
  FROM "s0_rows"
  GROUP BY
    1,
    2,
    3
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
            AND "g"."day" <= CAST("s"."day" + INTERVAL '2 MONTH' AS DATE)
            AND (
              "g"."t" > "s"."t" OR (
                "g"."t" = "s"."t" AND "g"."copies" > 1
              )
            )
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
  CAST(COALESCE("cells"."m0", 0) AS DOUBLE PRECISION) / NULLIF(COALESCE("cells"."m1", 0), 0) AS "back_again"
FROM "cells"
ORDER BY
  "cells"."n"
