"""Runs Snowflake's SQL on fakesnow, in its own environment: lists of statements in, rows of the last one out."""

import pickle
import sys
import warnings

import fakesnow
import snowflake.connector

warnings.simplefilter("ignore")
answers = sys.stdout.buffer
sys.stdout = sys.stderr
with fakesnow.patch():
    cursor = snowflake.connector.connect(database="T", schema="MAIN").cursor()
    cursor.execute("CREATE SCHEMA IF NOT EXISTS T.MAIN")
    cursor.execute("USE SCHEMA T.MAIN")
    while True:
        try:
            statements = pickle.load(sys.stdin.buffer)
        except EOFError:
            break
        try:
            for statement in statements:
                cursor.execute(statement)
            pickle.dump(cursor.fetchall(), answers)
        except Exception as error:
            pickle.dump(f"{type(error).__name__}: {error}\n{statement}", answers)
        answers.flush()
