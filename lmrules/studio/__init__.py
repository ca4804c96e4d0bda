"""The local web page (extra: ``lmrules[studio]``): a rulebook edited, looked at and tried in a browser.

``app`` is the server, ``guard`` decides who may ask it, ``workspace`` is the rulebook being edited; each view
is a module with one function ``(workspace, payload) -> dict``, and ``views`` lists them.
"""
