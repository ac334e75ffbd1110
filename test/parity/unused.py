"""Reads a JSON list of Python sources and prints, for each, what is wrong with it: a JSON list of lists.

Wrong is what does not parse, a line past 120 columns, and a name that is imported, defined or taken as an argument and
then not used: a package holds only what its run needs.
"""

import ast
import json
import sys

EXPORTED = {"Seq2Seq", "State", "forward", "greedy", "PAD", "BOS", "EOS", "UNK", "self", "_"}
EXPORTED |= {"SOURCE", "TARGET", "WORD", "tokenize", "join"}


def faults(source):
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    found = [f"line {number} is too long" for number, line in enumerate(source.splitlines(), 1) if len(line) > 120]
    defined = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            defined |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("__"):
            defined.add(node.name)
        if isinstance(node, ast.FunctionDef):
            own = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            found += [f"{node.name}: unused {a.arg}" for a in node.args.args if a.arg not in own and a.arg not in EXPORTED]
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found + [f"unused {name}" for name in sorted(defined - used - EXPORTED)]


json.dump([faults(source) for source in json.load(sys.stdin)], sys.stdout)
