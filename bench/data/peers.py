"""What a peer does with a file of pairs (TSV, no quotes): peers.py PEER FILE TEXT, or peers.py without more for those there are.

Prints JSON: version, MB of memory at its most, and seconds of what was measured. Each peer runs in a process of its own.
"""

import importlib.metadata
import importlib.util
import json
import resource
import sys
import time

PEERS = ["polars", "duckdb", "pandas", "opusfilter"]


def timed(work):
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def with_polars(path, text):
    import polars as pl

    def read():
        frame = pl.read_csv(path, separator="\t", has_header=False, quote_char=None, new_columns=["s", "t"])
        return frame.with_columns(pl.col("s", "t").fill_null("")).with_columns(
            *(pl.col(c).str.len_chars().alias(f"{c}_chars") for c in "st"),
            *(pl.col(c).str.split(" ").list.len().alias(f"{c}_words") for c in "st"),
        )

    frame, lengths = timed(read)
    has = pl.col("s").str.contains(text, literal=True) | pl.col("t").str.contains(text, literal=True)
    _, substring = timed(lambda: frame.filter(has).height)
    _, duplicates = timed(lambda: frame.height - frame.select("s", "t").n_unique())
    return {"lengths": lengths, "substring": substring, "duplicates": duplicates}


def with_duckdb(path, text):
    import duckdb

    base = duckdb.connect()
    options = "delim='\t', header=false, quote='', escape='', names=['s', 't'], all_varchar=true, strict_mode=false"
    _, lengths = timed(
        lambda: base.sql(
            f"create table pairs as select coalesce(s, '') s, coalesce(t, '') t, length(s) s_chars, length(t) t_chars,"
            f" len(string_split(s, ' ')) s_words, len(string_split(t, ' ')) t_words from read_csv('{path}', {options})"
        )
    )
    ask = f"select count(*) from pairs where contains(s, '{text}') or contains(t, '{text}')"
    _, substring = timed(lambda: base.sql(ask).fetchall())
    _, duplicates = timed(
        lambda: base.sql("select count(*) - (select count(*) from (select distinct s, t from pairs)) from pairs").fetchall()
    )
    return {"lengths": lengths, "substring": substring, "duplicates": duplicates}


def with_pandas(path, text):
    import csv
    import pandas as pd

    def read():
        frame = pd.read_csv(path, sep="\t", header=None, names=["s", "t"], quoting=csv.QUOTE_NONE, keep_default_na=False)
        for column in "st":
            frame[f"{column}_chars"] = frame[column].str.len()
            frame[f"{column}_words"] = frame[column].str.count(" ") + 1
        return frame

    frame, lengths = timed(read)
    contains = lambda column: frame[column].str.contains(text, regex=False)
    _, substring = timed(lambda: int((contains("s") | contains("t")).sum()))
    _, duplicates = timed(lambda: int(frame.duplicated(["s", "t"]).sum()))
    return {"lengths": lengths, "substring": substring, "duplicates": duplicates}


def with_opusfilter(path, text):
    from opusfilter import filters

    def pairs():
        with open(path, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n").split("\t")

    def rules():
        for rule in filters.LengthRatioFilter(), filters.NonZeroNumeralsFilter():
            for _ in rule.score(pairs()):
                pass

    _, seconds = timed(rules)
    return {"rules": seconds}


def main():
    if len(sys.argv) < 3:
        print(json.dumps([peer for peer in PEERS if importlib.util.find_spec(peer)]))
        return
    _, peer, path, text = sys.argv
    seconds = globals()[f"with_{peer}"](path, text)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"version": importlib.metadata.version(peer), "memory": round(memory), "seconds": seconds}))


main()
