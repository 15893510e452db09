x = 1  # memlint: ignore[mutable-default, nothing] -- why
# memlint: ignore-file[ALL]
# memlint: off
# memlint: on[
# noqa: A
