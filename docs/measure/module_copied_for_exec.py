import types

from measures import Claim, kept_each

MODULE = types.ModuleType("module")
vars(MODULE).update({f"name_{i}": i for i in range(400)})
CODE = compile("def made():\n    return 1\n", "made", "exec")


def with_copy():
    env = dict(vars(MODULE))
    exec(CODE, env)
    return env["made"]


def with_few():
    env = {"__name__": MODULE.__name__}
    exec(CODE, env)
    return env["made"]


CLAIMS = [Claim("Each function, for a module of 400 names: a copy of it, a small dict", kept_each, with_copy, with_few, times=5)]
