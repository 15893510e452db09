# The mirror repository for pre-commit: installing it installs the wheel of memlint of the same version.
from setuptools import setup

setup(name="memlint-pre-commit", version="@VERSION@", install_requires=["memlint==@VERSION@"], py_modules=[])
