"""For dialects that know conditions but no truth values: a condition in a value's place becomes 1, 0 or null."""

from sqlglot import exp

_LEAVES = (exp.Column, exp.Table, exp.DataType, exp.Identifier, exp.Literal, exp.National)
_SURE = (exp.Is, exp.Exists)


def apart(query: exp.Select) -> exp.Select:
    """Return a statement whose values are no conditions, and whose conditions are no values."""
    made = _value(query)
    assert isinstance(made, exp.Select)
    return made


def _value(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Boolean():
            return _number(int(node.this))
        case exp.Paren():
            node.set("this", _value(node.this))
            return node
    if not _is_test(node):
        return _inside(node)
    test = _test(node)
    if isinstance(node.unnest(), _SURE) or (isinstance(node, exp.Not) and isinstance(node.this.unnest(), _SURE)):
        return exp.Case(ifs=[exp.If(this=test, true=_number(1))], default=_number(0))
    denied = exp.Not(this=exp.paren(test.copy()))
    return exp.Case(ifs=[exp.If(this=test, true=_number(1)), exp.If(this=denied, true=_number(0))])


def _test(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Boolean():
            return exp.paren(exp.EQ(this=_number(1), expression=_number(int(node.this))))
        case exp.Paren() | exp.Not():
            node.set("this", _test(node.this))
            return node
        case exp.Connector():
            node.set("this", _test(node.this))
            node.set("expression", _test(node.expression))
            return node
    if _is_test(node):
        return _inside(node)
    return exp.NEQ(this=_inside(node), expression=_number(0))


def _is_test(node: exp.Expr) -> bool:
    if isinstance(node, exp.Escape):
        return True
    return isinstance(node, (exp.Predicate, exp.Connector, exp.Not)) and not isinstance(node, exp.Boolean)


_TESTS: dict[type, str] = {exp.Where: "this", exp.Having: "this", exp.Join: "on", exp.If: "this"}
"""Where conditions stand."""


def _inside(node: exp.Expr) -> exp.Expr:
    """Return a node whose parts are each what stands in their place."""
    if isinstance(node, _LEAVES):
        return node
    place = _TESTS.get(type(node))
    if isinstance(node, exp.Escape):
        node.set("this", _inside(node.this))
        return node
    for name, part in list(node.args.items()):
        if isinstance(part, exp.Expr):
            node.set(name, _test(part) if name == place else _value(part))
        elif isinstance(part, list):
            node.set(name, [_value(each) if isinstance(each, exp.Expr) else each for each in part])
    return node


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)
