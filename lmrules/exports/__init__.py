"""Results for others: JSON, tables, and prose for people."""
