# SPDX-License-Identifier: Apache-2.0
"""A theme is a module with `build(maker)`, which gives the query; BATCH says that it has sense over bounded input too (True) or only there ("only")."""
import importlib
import pkgutil


def all_themes():
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def theme(name):
    return importlib.import_module(f"themes.{name}")
