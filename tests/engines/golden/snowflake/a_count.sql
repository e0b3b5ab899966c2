-- kpidsl 47bef3666014 snowflake, written from its manual and not run on it
-- leads by created_at: timestamp in UTC; periods in Asia/Tokyo
WITH "periods"("n", "period") AS (
  SELECT
    *
  FROM (VALUES
    (0, '2026-03'),
    (1, '2026-04'),
    (2, '2026-05')) AS "v"
), "s0" AS (
  SELECT
    CASE
      WHEN "leads"."CREATED_AT" < CAST('2026-04-30 15:00:00' AS TIMESTAMPNTZ)
      THEN CASE
        WHEN "leads"."CREATED_AT" < CAST('2026-03-31 15:00:00' AS TIMESTAMPNTZ)
        THEN 0
        ELSE 1
      END
      ELSE 2
    END AS "n",
    COUNT(*) AS "m0"
  FROM "CRM"."LEADS" AS "leads"
  WHERE
    "leads"."CREATED_AT" < CAST('2026-05-31 15:00:00' AS TIMESTAMPNTZ)
    AND "leads"."CREATED_AT" >= CAST('2026-02-28 15:00:00' AS TIMESTAMPNTZ)
  GROUP BY
    1
), "cells" AS (
  SELECT
    "periods"."n",
    "periods"."period",
    "s0"."m0"
  FROM "periods"
  LEFT JOIN "s0"
    ON "s0"."n" = "periods"."n"
)
SELECT
  "cells"."period",
  COALESCE("cells"."m0", 0) AS "leads_made"
FROM "cells"
ORDER BY
  "cells"."n"
