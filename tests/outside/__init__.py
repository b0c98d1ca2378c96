"""Reading measured on sets that others made and published."""
