-- kpidsl 41d17a454ff0 datafusion
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
    ARROW_CAST(
      ARROW_CAST("deals"."opened_at", 'Timestamp(Microsecond, Some("UTC"))'),
      'Timestamp(Microsecond, None)'
    ) AS "t",
    CAST((
      ARROW_CAST(
        ARROW_CAST("deals"."opened_at", 'Timestamp(Microsecond, Some("UTC"))'),
        'Timestamp(Microsecond, None)'
      ) + INTERVAL '32400 SECOND'
    ) AS DATE) AS "day",
    COUNT(*) AS "copies"
  FROM "crm"."deals" AS "deals"
  WHERE
    NOT "deals"."lead_id" IS NULL
    AND "deals"."opened_at" < ARROW_CAST('2026-05-31 15:00:00+00:00', 'Timestamp(Microsecond, Some("UTC"))')
  GROUP BY
    1,
    2,
    3
), "s0_rows" AS (
  SELECT
    CASE
      WHEN "leads"."created_at" < ARROW_CAST('2026-04-30 15:00:00', 'Timestamp(Microsecond, None)')
      THEN CASE
        WHEN "leads"."created_at" < ARROW_CAST('2026-03-31 15:00:00', 'Timestamp(Microsecond, None)')
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    "leads"."lead_id" AS "k",
    "leads"."created_at" AS "t",
    CAST((
      "leads"."created_at" + INTERVAL '32400 SECOND'
    ) AS DATE) AS "day",
    CASE WHEN TRUE THEN 1 ELSE 0 END AS "sets_out"
  FROM "crm"."leads" AS "leads"
  WHERE
    "leads"."created_at" < ARROW_CAST('2026-05-31 15:00:00', 'Timestamp(Microsecond, None)')
    AND "leads"."created_at" >= ARROW_CAST('2026-02-28 15:00:00', 'Timestamp(Microsecond, None)')
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
        AND "g"."day" <= CAST("s"."day" + INTERVAL '30 DAY' AS DATE)
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
