"""From a rulebook and approvals to decisions (``semantics.md``, Transfer)."""
